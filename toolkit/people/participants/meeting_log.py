"""A meeting as one of the two logs it: when, in what form, how long, about which topics.

What was said is never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from toolkit.data.schema.columns import MEETING_FORM_CODES
from toolkit.errors import N_, Fault
from toolkit.programme.programme import Programme
from toolkit.programme.survey import UNKNOWN_OPTION

MOST_MINUTES = 600
NO_MEETING_DAY = N_("Choose the day on which you met.")
MEETING_DAY_AHEAD = N_("The day must not lie ahead.")
OUTSIDE = N_("The day must lie in the time of your mentorship.")
BAD_MINUTES = N_("Write a number of minutes from 0 to {most}.")
NO_MEETING_FORM = N_("Choose how you met.")


def read_meeting(
    given: Mapping[str, str | Sequence[str]],
    pair: Mapping[str, str],
    programme: Programme,
    *,
    today: date,
) -> tuple[dict[str, str], dict[str, Fault]]:
    """Return the meeting as it is stored, and what is wrong with it, both by column.

    What is left out stays blank.
    """
    met_on, form, minutes, celebrated = (
        _first_value(given.get(column, ""))
        for column in ("met_on", "form", "minutes", "celebrated")
    )
    chosen = given.get("topics", ())
    topics = [code for code in (chosen.split(";") if isinstance(chosen, str) else chosen) if code]
    known = [topic.name for topic in programme.settings.topics]
    faults = {
        "met_on": _find_day_fault(met_on, pair, today),
        "form": None if form in MEETING_FORM_CODES else Fault(NO_MEETING_FORM),
        "minutes": (
            None
            if not minutes
            or (minutes.isdecimal() and minutes.isascii() and int(minutes) <= MOST_MINUTES)
            else Fault(BAD_MINUTES, {"most": MOST_MINUTES})
        ),
        "topics": None if set(topics) <= set(known) else Fault(UNKNOWN_OPTION),
        "celebrated": None if celebrated in ("", "yes", "no") else Fault(UNKNOWN_OPTION),
    }
    in_order = ";".join(code for code in known if code in topics)
    day = (
        met_on if faults["met_on"] else date.fromisoformat(met_on).isoformat()
    )  # 20261120 is the same day as 2026-11-20
    meeting = {
        "met_on": day,
        "form": form,
        "minutes": minutes.lstrip("0") or minutes[:1],
        "topics": in_order,
        "celebrated": celebrated,
    }
    return meeting, {column: fault for column, fault in faults.items() if fault}


def _first_value(given: str | Sequence[str]) -> str:
    return (given if isinstance(given, str) else next(iter(given), "")).strip()


def _find_day_fault(met_on: str, pair: Mapping[str, str], today: date) -> Fault | None:
    try:
        day = date.fromisoformat(met_on)
    except ValueError:
        return Fault(NO_MEETING_DAY)
    if day > today:
        return Fault(MEETING_DAY_AHEAD)
    if day.isoformat() < pair.get("started_on", "") or (
        pair.get("ended_on") and day.isoformat() > pair["ended_on"]
    ):
        return Fault(OUTSIDE)
    return None
