"""What can be done to a pair.

On hold, ended, extended, who follows it up, and a slip in its days corrected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import AGREED, PAIR_PREFIX, StoredRow
from toolkit.data.schema.cells import MIDNIGHT_TIME
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault
from toolkit.people.coordination.context import Context, Visibility
from toolkit.people.coordination.intake import by_column, faults_of_work, follower, wrong_follower
from toolkit.programme.programme import Programme

RUNNING_STATUSES, ENDED_STATUSES = ("active", "on_hold"), ("completed", "ended_early")
DAYS = ("started_on", "planned_end_on")
REASONS = ("time", "moved", "goal_reached", "not_right_match", "other", "prefer_not")
COMPETITION = ("none", "declared", "not_asked")
NO_ACT = N_("there is no such act.")
NOT_NOW = N_("this cannot be done to the pair as it is now. Look at it again.")
NO_CHANGE_DAY = N_("write the day.")
CHANGE_DAY_AHEAD = N_("the day must not lie ahead.")
NO_REASON = N_("choose a reason; it may be that nobody wants to say.")
BOTH = N_("an extension needs both of the two. Ask both, and say so here.")
NOT_LATER = N_("the new last day must be later than the one before, and lie ahead.")
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


ChangeHandler = Callable[
    [Context, Visibility, StoredRow, Mapping[str, str]], PairChange | dict[str, Fault]
]


def change(
    desk: Context,
    sight: Visibility,
    pair: StoredRow,
    act: str,
    given: Mapping[str, str],
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written when *act* is done to a pair, else what is wrong, by field of *given*."""
    if act not in ACTS:
        return {"": Fault(NO_ACT)}
    if act not in possible(pair, desk.programme):
        return {"": Fault(NOT_NOW)}
    found = ACTS[act](desk, sight, pair, {name: text.strip() for name, text in given.items()})
    if not isinstance(found, PairChange):
        return found
    work = work_of(desk, pair, act, found)
    return by_column(faults_of_work(sight.books, desk.programme, work)) or work


def work_of(
    desk: Context, pair: StoredRow, act: str, found: PairChange, **besides: str
) -> PendingChanges:
    """Return the work of a change, with the line of the trail from which it can be taken back.

    Codes and days only, and what it says *besides*.
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
        "noted_on": desk.today.isoformat(),
        "what": found.noted,
        "again_on": "",
    }
    return PendingChanges(
        changed={pair["pair_id"]: now} if now else {},
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


def _hold(
    _desk: Context, _sight: Visibility, _pair: StoredRow, _given: Mapping[str, str]
) -> PairChange:
    return PairChange({"status": "on_hold"})


def _resume(
    _desk: Context, _sight: Visibility, _pair: StoredRow, _given: Mapping[str, str]
) -> PairChange:
    return PairChange({"status": "active"})


def _complete(
    desk: Context, _sight: Visibility, _pair: StoredRow, given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    faults = wrong_day(desk, given.get("ended_on", ""))
    return faults or PairChange(
        {"status": "completed", "ended_on": given["ended_on"], "end_reason": ""}
    )


def _end_early(
    desk: Context, _sight: Visibility, _pair: StoredRow, given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    faults = wrong_day(desk, given.get("ended_on", ""))
    if given.get("end_reason") not in REASONS:
        faults["end_reason"] = Fault(NO_REASON)
    return faults or PairChange(
        {"status": "ended_early", "ended_on": given["ended_on"], "end_reason": given["end_reason"]}
    )


def _mark_never_started(
    _desk: Context, sight: Visibility, pair: StoredRow, _given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    logged = any(
        row["pair_id"] == pair["pair_id"]
        for table in ("meetings", "months")
        for row in sight.books.register[table]
        if row.get("contacts") != "0"
    )
    if logged or any(form[1] == pair["pair_id"] for form in sight.books.forms):
        return {"": Fault(HAS_STARTED)}
    return PairChange({"status": "never_started"})


def _extend(
    desk: Context, _sight: Visibility, pair: StoredRow, given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    day, faults = given.get("planned_end_on", ""), {}
    if not is_date(day):
        faults["planned_end_on"] = Fault(MUST_BE_DATE if day else NO_CHANGE_DAY)
    elif day <= max(pair["planned_end_on"], desk.today.isoformat()):
        faults["planned_end_on"] = Fault(NOT_LATER)
    if given.get("both_agreed") != "yes":
        faults["both_agreed"] = Fault(BOTH)
    return faults or PairChange({"planned_end_on": day}, noted="extended")


def _follow_up(
    _desk: Context, sight: Visibility, pair: StoredRow, given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    code = follower(sight, given.get("followup_by", ""))
    return wrong_follower(code, (pair["mentor_id"], pair["mentee_id"])) or PairChange(
        {"followup_by": code}
    )


def _competition(
    _desk: Context, _sight: Visibility, _pair: StoredRow, given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    said = given.get("competition", "")
    return (
        PairChange({"competition": said})
        if said in COMPETITION
        else {"competition": Fault(NO_CHOICE)}
    )


def _correct(
    desk: Context, sight: Visibility, pair: StoredRow, given: Mapping[str, str]
) -> PairChange | dict[str, Fault]:
    columns = {
        name: re.sub(*MIDNIGHT_TIME, given.get(name, pair[name])) for name in list_correctable(pair)
    }
    faults = {
        name: Fault(MUST_BE_DATE) for name in DAYS if columns[name] and not is_date(columns[name])
    }
    faults |= find_start_faults(desk, sight, pair, columns["started_on"]) if not faults else {}
    faults |= wrong_day(desk, columns["ended_on"]) if "ended_on" in columns else {}
    if "end_reason" in columns and columns["end_reason"] not in REASONS:
        faults["end_reason"] = Fault(NO_REASON)
    if not faults and columns == {name: pair[name] for name in columns}:
        return {"": Fault(NOTHING_NEW)}
    return faults or PairChange(columns)


def find_start_faults(
    desk: Context, sight: Visibility, pair: StoredRow, started_on: str
) -> dict[str, Fault]:
    """Return what is wrong with another first day.

    A closing in between would leave out what was sent before it. Of meetings the tables say so.
    """
    moved = started_on != pair["started_on"]
    return (
        {"started_on": Fault(BEGAN_BEFORE)}
        if moved and any(started_on > day for day in _list_activity_days(desk, sight, pair))
        else {}
    )


def _list_activity_days(desk: Context, sight: Visibility, pair: StoredRow) -> Iterator[str]:
    """Yield days on which a pair had begun at the latest.

    By a form, by a month with contact, by what the two agreed on.
    """
    ours, today = pair["pair_id"], desk.today.isoformat()
    yield from (time[:10] or today for form, time in sight.books.forms.items() if form[1] == ours)
    yield from (
        min(f"{row['month']}-31", today)
        for row in sight.books.register["months"]
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


def wrong_day(desk: Context, text: str, column: str = "ended_on") -> dict[str, Fault]:
    """Return what is wrong with a day that is over or today."""
    if not is_date(text):
        return {column: Fault(MUST_BE_DATE if text else NO_CHANGE_DAY)}
    return {column: Fault(CHANGE_DAY_AHEAD)} if date.fromisoformat(text) > desk.today else {}


ACTS: Mapping[str, ChangeHandler] = {
    "hold": _hold,
    "resume": _resume,
    "complete": _complete,
    "end_early": _end_early,
    "never_started": _mark_never_started,
    "extend": _extend,
    "follow_up": _follow_up,
    "competition": _competition,
    "correct": _correct,
}
"""What can be done to a pair.

What each needs is in *given*: ``ended_on``, ``end_reason``, ``planned_end_on``, ``both_agreed``,
and so on.
"""
