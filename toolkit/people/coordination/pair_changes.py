"""What can be done to a pair.

On hold, ended, extended, who follows it up, and a slip in its days corrected.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import AGREED, PAIR_PREFIX, StoredRow
from toolkit.data.schema.cells import MIDNIGHT_TIME
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault, Refused, refuse
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.new_pairs import (
    by_column,
    faults_of_work,
    find_follower,
    wrong_follower,
)
from toolkit.programme.programme import Programme

RUNNING_STATUSES, ENDED_STATUSES = ("active", "on_hold"), ("completed", "ended_early")
DAYS = ("started_on", "planned_end_on")
REASONS = ("time", "moved", "goal_reached", "not_right_match", "other", "prefer_not")
COMPETITION = ("none", "declared", "not_asked")
ACTS = (
    *("hold", "resume", "complete", "end_early", "never_started"),
    *("extend", "follow_up", "competition", "correct"),
)
"""What can be done to a pair."""
NO_CHANGE_DAY = N_("write the day.")
NO_REASON = N_("choose a reason; it may be that nobody wants to say.")
NO_CHOICE = N_("choose one.")
HAS_STARTED = N_(
    "the pair has logged contact or sent a form, so it has started. End it early instead."
)
BEGAN_BEFORE = N_("something was sent, agreed or logged before this day. Choose an earlier day.")
NOTHING_NEW = N_("nothing is other than before. Change something, or leave it as it is.")


class PairChange(NamedTuple):
    """What an act sets: columns of the pair; and what is noted, if anything."""

    columns: Mapping[str, str]
    noted: str = ""


def plan_change(
    view: Visibility, pair: StoredRow, act: str, given: Mapping[str, str]
) -> PendingChanges:
    """Return what is to be written when something is done to a pair.

    Args:
        view: The books as whoever asks may see them.
        pair: The pair as it is now.
        act: One of :data:`ACTS`.
        given: What the act needs: ``ended_on``, ``end_reason``, ``planned_end_on``,
            ``both_agreed``, and so on.

    Returns:
        What is to be written.

    Raises:
        Refused: With what is wrong, by field of *given*.
    """
    if act not in ACTS:
        raise Refused(Fault(N_("there is no such act.")))
    if act not in possible(pair, view.programme):
        raise Refused(Fault(N_("this cannot be done to the pair as it is now. Look at it again.")))
    work = work_of(
        view,
        pair,
        act,
        _decide(view, pair, act, {name: text.strip() for name, text in given.items()}),
    )
    refuse(by_column(faults_of_work(view.books, view.programme, work)))
    return work


def work_of(
    view: Visibility, pair: StoredRow, act: str, found: PairChange, **besides: str
) -> PendingChanges:
    """Return the work of a change, with the line of the trail from which it can be taken back.

    The line holds codes and days only.

    Args:
        view: What the desk sees.
        pair: The row of the pair as it was shown.
        act: What is done, as the trail calls it after its prefix.
        found: Columns with their new values, and what is noted.
        **besides: What the line says more, by name.

    Returns:
        What is to be written: of the columns only those that change. then.
    """
    now = {name: value for name, value in found.columns.items() if pair[name] != value}
    was = {name: pair[name] for name in now}
    line = json.dumps(
        {"pair": pair["pair_id"], "was": was, "now": now, **besides},
        sort_keys=True,
        ensure_ascii=False,
    )
    note = {
        "pair_id": pair["pair_id"],
        "noted_on": view.today.isoformat(),
        "what": found.noted,
        "again_on": "",
    }
    return PendingChanges(
        changed={pair["pair_id"]: now} if now else {},
        # The status even where it stays: whoever decided saw a pair that stood so.
        was={pair["pair_id"]: {**was, "status": pair["status"]}},
        notes=(note,) if found.noted else (),
        lines=((PAIR_PREFIX + act, line),),
    )


def possible(pair: StoredRow, programme: Programme) -> tuple[str, ...]:
    """Return what can be done to a pair as it is now, in the order in which it is offered."""
    if pair["status"] not in RUNNING_STATUSES:
        return (
            ("rematch", "correct")
            if pair["status"] in ("ended_early", "never_started")
            else ("correct",)
        )
    matching = programme.settings.matching
    acts = [
        "resume" if pair["status"] == "on_hold" else "hold",
        "complete",
        "end_early",
        "never_started",
        "extend",
        "follow_up",
    ]
    return (
        *acts,
        *(["competition"] if matching.competition_check or pair["competition"] else []),
        "rematch",
        "correct",
    )


# ---- the acts ------------------------------------------------------------------------------------


def _decide(view: Visibility, pair: StoredRow, act: str, given: Mapping[str, str]) -> PairChange:
    """Return what an act sets, once nothing is wrong with what was given for it."""
    match act:
        case "hold":
            return PairChange({"status": "on_hold"})
        case "resume":
            return PairChange({"status": "active"})
        case "complete" | "end_early":
            return _end(view, act, given)
        case "never_started":
            return _mark_never_started(view, pair)
        case "extend":
            return _extend(view, pair, given)
        case "follow_up":
            code = find_follower(view, given.get("followup_by", ""))
            refuse(wrong_follower(code, (pair["mentor_id"], pair["mentee_id"])))
            return PairChange({"followup_by": code})
        case "competition":
            if given.get("competition") not in COMPETITION:
                raise Refused({"competition": Fault(NO_CHOICE)})
            return PairChange({"competition": given["competition"]})
        case _:
            return _correct(view, pair, given)


def _end(view: Visibility, act: str, given: Mapping[str, str]) -> PairChange:
    faults, early = wrong_day(view, given.get("ended_on", "")), act == "end_early"
    if early and given.get("end_reason") not in REASONS:
        faults["end_reason"] = Fault(NO_REASON)
    refuse(faults)
    return PairChange(
        {
            "status": "ended_early" if early else "completed",
            "ended_on": given["ended_on"],
            "end_reason": given["end_reason"] if early else "",
        }
    )


def _mark_never_started(view: Visibility, pair: StoredRow) -> PairChange:
    # Of a month that is ticked with 0 somebody says that there was no contact.
    logged = any(
        row["pair_id"] == pair["pair_id"]
        for table in ("meetings", "months")
        for row in view.books.register[table]
        if row.get("contacts") != "0"
    )
    if logged or any(form[1] == pair["pair_id"] for form in view.books.forms):
        raise Refused(Fault(HAS_STARTED))
    return PairChange({"status": "never_started"})


def _extend(view: Visibility, pair: StoredRow, given: Mapping[str, str]) -> PairChange:
    day, faults = given.get("planned_end_on", ""), {}
    if not is_date(day):
        faults["planned_end_on"] = Fault(MUST_BE_DATE if day else NO_CHANGE_DAY)
    elif day <= max(pair["planned_end_on"], view.today.isoformat()):
        faults["planned_end_on"] = Fault(
            N_("the new last day must be later than the one before, and lie ahead.")
        )
    if given.get("both_agreed") != "yes":
        faults["both_agreed"] = Fault(
            N_("an extension needs both of the two. Ask both, and say so here.")
        )
    refuse(faults)
    return PairChange({"planned_end_on": day}, noted="extended")


def _correct(view: Visibility, pair: StoredRow, given: Mapping[str, str]) -> PairChange:
    columns = {
        name: re.sub(*MIDNIGHT_TIME, given.get(name, pair[name])) for name in list_correctable(pair)
    }
    faults = {
        name: Fault(MUST_BE_DATE) for name in DAYS if columns[name] and not is_date(columns[name])
    }
    # Only of days that are days: they are compared as text.
    faults |= find_start_faults(view, pair, columns["started_on"]) if not faults else {}
    faults |= wrong_day(view, columns["ended_on"]) if "ended_on" in columns else {}
    if "end_reason" in columns and columns["end_reason"] not in REASONS:
        faults["end_reason"] = Fault(NO_REASON)
    if not faults and columns == {name: pair[name] for name in columns}:
        raise Refused(Fault(NOTHING_NEW))
    refuse(faults)
    return PairChange(columns)


def find_start_faults(view: Visibility, pair: StoredRow, started_on: str) -> dict[str, Fault]:
    """Return what is wrong with another first day.

    A closing in between would leave out what was sent before it. Of meetings the tables say so.

    Args:
        view: What the desk sees.
        pair: The row of the pair.
        started_on: Another first day, ``2026-12-31``.

    Returns:
        What is wrong, by column; nothing if the day stays as it is.
    """
    moved = started_on != pair["started_on"]
    return (
        {"started_on": Fault(BEGAN_BEFORE)}
        if moved and any(started_on > day for day in _list_activity_days(view, pair))
        else {}
    )


def _list_activity_days(view: Visibility, pair: StoredRow) -> Iterator[str]:
    """Yield days on which a pair had begun at the latest.

    By a form, by a month with contact, by what the two agreed on.
    """
    ours, today = pair["pair_id"], view.today.isoformat()
    # A form that was imported may bear no time: all that is known is that it is in by now.
    yield from (time[:10] or today for form, time in view.books.forms.items() if form[1] == ours)
    # Days are compared as text, so that the 31st is the last of every month.
    yield from (
        min(f"{row['month']}-31", today)
        for row in view.books.register["months"]
        if row["pair_id"] == ours and row["contacts"] != "0"
    )
    if any(pair[column] for column in AGREED):
        yield today


def list_correctable(pair: StoredRow) -> tuple[str, ...]:
    """Return what of a pair was written at this desk and can be corrected.

    Its days, and the reason of an end if somebody chose it.
    """
    ended = pair["status"] in ENDED_STATUSES
    return (
        *DAYS,
        *(["ended_on"] if ended else []),
        *(["end_reason"] if ended and pair["end_reason"] in REASONS else []),
    )


def wrong_day(view: Visibility, text: str, column: str = "ended_on") -> dict[str, Fault]:
    """Return what is wrong with a day that is over or today.

    Args:
        view: What the desk sees, with today.
        text: The day, ``2026-12-31``.
        column: Under which it is said.

    Returns:
        What is wrong, under *column*; nothing if nothing is.
    """
    if not is_date(text):
        return {column: Fault(MUST_BE_DATE if text else NO_CHANGE_DAY)}
    return (
        {column: Fault(N_("the day must not lie ahead."))}
        if date.fromisoformat(text) > view.today
        else {}
    )
