"""What one of the two logs: a meeting with its day, form, length and topics, or a month.

What was said is never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from toolkit.data.database import Mentorship
from toolkit.data.schema.columns import MEETING_FORM_CODES
from toolkit.errors import N_, Fault
from toolkit.people.participants import tasks
from toolkit.people.participants.own_data import OwnData
from toolkit.programme.programme import Programme
from toolkit.programme.survey import UNKNOWN_OPTION
from toolkit.release.ledger import is_closed

COHORT_CLOSED_NOTICE = N_(
    "This cohort is closed: its figures are told and never changed, and so no more can be sent in."
)
NOT_THIS_MONTH = N_("Only this month and the last one can be filled in here.")
HOW_OFTEN = ("0", "1", "2+")
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


@dataclass(frozen=True, repr=False)
class MentorshipLog(OwnData):
    """What one person may log of the own pairs.

    Attributes:
        mentorships: Each pair and role of the person, as they were when the link was opened.
    """

    programme: Programme
    today: date
    mentorships: tuple[Mentorship, ...]

    def months(self, mentorship: Mentorship) -> dict[str, str]:
        """Return the months that can be ticked, each with its tick or ``""``.

        None once the cohort is closed.
        """
        shown = (
            () if self.is_closed(mentorship) else tasks.months_to_tick(mentorship, today=self.today)
        )
        return {month: mentorship.months.get(month, "") for month in shown}

    def is_closed(self, mentorship: Mentorship) -> bool:
        """Return whether the cohort of the pair is closed.

        Its figures are told and never changed.
        """
        return mentorship.pair["cohort"] in self._closed_cohorts

    def tick(
        self, mentorship: Mentorship, month: str, contacts: str, now: datetime
    ) -> Fault | None:
        """Say how often the two were in contact in a month: ``0``, ``1`` or ``2+``.

        Of two ticks the higher one stands.
        """
        if self.is_closed(mentorship):
            return Fault(COHORT_CLOSED_NOTICE)
        if month not in self.months(mentorship) or contacts not in HOW_OFTEN:
            return Fault(NOT_THIS_MONTH)
        self.store.tick(mentorship.pair["pair_id"], month, contacts, by=self.person, now=now)
        return None

    def log_meeting(
        self, mentorship: Mentorship, given: Mapping[str, str | Sequence[str]], now: datetime
    ) -> dict[str, Fault]:
        """Log a meeting: ``met_on``, ``form``, ``minutes``, ``topics``, ``celebrated``.

        Return what is wrong, by column.
        """
        if self.is_closed(mentorship):
            return {"": Fault(COHORT_CLOSED_NOTICE)}
        meeting, faults = read_meeting(given, mentorship.pair, self.programme, today=self.today)
        if not faults:
            self.store.log_meeting(mentorship.pair["pair_id"], meeting, by=self.person, now=now)
        return faults

    def remove_meeting(self, mentorship: Mentorship, meeting: Mapping[str, str]) -> Fault | None:
        """Remove a meeting that was logged."""
        if self.is_closed(mentorship):
            return Fault(COHORT_CLOSED_NOTICE)
        self.store.remove_meeting(
            mentorship.pair["pair_id"], meeting["met_on"], meeting["form"], by=self.person
        )
        return None

    @cached_property
    def _closed_cohorts(self) -> frozenset[str]:
        cohorts = {mentorship.pair["cohort"] for mentorship in self.mentorships}
        return frozenset(
            cohort for cohort in cohorts if is_closed(self.store.home, self.programme.code, cohort)
        )
