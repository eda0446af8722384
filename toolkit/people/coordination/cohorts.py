"""Cohorts: which there are, how a new one is started, and how a slip in one is put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import HAS_PAIRS
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault
from toolkit.people.coordination import closing
from toolkit.people.coordination.context import Context, Visibility
from toolkit.people.coordination.intake import planned_end
from toolkit.people.coordination.models import CohortLine
from toolkit.people.coordination.pair_changes import NOTHING_NEW
from toolkit.people.invitations.recipients import one_line
from toolkit.release.chain import read_chain
from toolkit.release.ledger import is_closed
from toolkit.release.locations import release_slug

STARTED, COHORT_CHANGED, COHORT_REMOVED = "cohort_started", "cohort_changed", "cohort_removed"
TO = " → "
"""Between the name of until now and the new one, in the trail."""
MAX_COHORT_NAME = 120
"""Signs in the name of a cohort as it stands in the name of a file."""
NO_COHORT_NAME = N_("give the cohort a name, such as 2027.")
LONG = N_("the name is too long for the name of a file. Write a shorter one.")
COHORT_EXISTS = N_("there is a cohort of this name already. Choose another.")
RELEASED = N_(
    "a cohort of this name was closed here already, and its figures are kept under it. Choose"
    " another."
)
NO_COHORT_START = N_("write the day on which the cohort begins.")
END_BEFORE_START = N_("this day is before the first day. Correct one of the two.")
UNKNOWN_COHORT = N_("there is no such cohort. Start it first.")
BEING_CLOSED = N_("this cohort is being closed just now. Look again in a minute.")
COHORT_IS_CLOSED = N_(
    "this cohort is closed: its figures are told and never changed, and so its pairs stay as they"
    " are."
)


def cohort_lines(desk: Context, sight: Visibility) -> tuple[CohortLine, ...]:
    """Return every cohort that was started or has pairs, the one that began last first."""
    started = {row["cohort"]: row for row in sight.books.cohorts}
    names = dict.fromkeys([*started, *(pair["cohort"] for pair in sight.books.register["pairs"])])
    lines = [_line(desk, sight, name, started.get(name, {})) for name in names]
    return tuple(
        sorted(lines, key=lambda line: (line.starts_on or date.min, line.name), reverse=True)
    )


def find_cohort_refusal(desk: Context, sight: Visibility, cohort: str) -> dict[str, Fault]:
    """Return why a cohort, and the pairs of it, cannot be changed, by field."""
    names = {row["cohort"] for row in (*sight.books.cohorts, *sight.books.register["pairs"])}
    if cohort not in names:
        return {"": Fault(UNKNOWN_COHORT)}
    if closing.find_running_closing(desk.store, desk.programme, cohort=cohort):
        return {"": Fault(BEING_CLOSED)}
    return (
        {"": Fault(COHORT_IS_CLOSED)}
        if is_closed(desk.store.home, desk.programme.code, cohort)
        else {}
    )


def new_cohort(
    desk: Context, sight: Visibility, given: Mapping[str, str]
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written of a new cohort, else what is wrong with it."""
    row, faults = _row(desk, sight, given)
    return faults or PendingChanges(cohorts=(row,), lines=((STARTED, row["cohort"]),))


def plan_cohort_change(
    desk: Context, sight: Visibility, cohort: str, given: Mapping[str, str]
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written when a cohort gets another name or other days, else what is wrong with them; its pairs keep their days."""
    before = next(
        (row for row in sight.books.cohorts if row["cohort"] == cohort), {"cohort": cohort}
    )
    row, faults = _row(desk, sight, given, now=cohort)
    if not faults and row == {name: before.get(name, "") for name in row}:
        return {"": Fault(NOTHING_NEW)}
    about = cohort if row["cohort"] == cohort else f"{cohort}{TO}{row['cohort']}"
    return faults or PendingChanges(cohorts_changed={cohort: row}, lines=((COHORT_CHANGED, about),))


def plan_cohort_removal(sight: Visibility, cohort: str) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written when a cohort is taken away, else why it stays."""
    if any(pair["cohort"] == cohort for pair in sight.books.register["pairs"]):
        return {"": Fault(HAS_PAIRS)}
    return PendingChanges(cohorts_removed=(cohort,), lines=((COHORT_REMOVED, cohort),))


def _row(
    desk: Context, sight: Visibility, given: Mapping[str, str], *, now: str = ""
) -> tuple[dict[str, str], dict[str, Fault]]:
    """Return a cohort as it was given, and what is wrong with it.

    *now* is the name that it has, blank if it is new.
    """
    name, starts_on, ends = (
        one_line(given.get(field, "")) for field in ("name", "starts_on", "planned_end_on")
    )
    row = {
        "cohort": name,
        "starts_on": starts_on,
        "planned_end_on": ends or planned_end(starts_on, desk.programme.settings.length_months),
    }
    faults = dict(_faults_of_name(desk, sight, name, now=now)) if not now or name != now else {}
    return row, faults | dict(_faults_of_days(starts_on, ends))


def _faults_of_name(
    desk: Context, sight: Visibility, name: str, *, now: str
) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with a name.

    Releases lie in files named so, and many computers do not tell large letters from small ones.
    """
    code, file = desk.programme.code, release_slug(desk.programme.code, name)
    names = {row["cohort"] for row in (*sight.books.cohorts, *sight.books.register["pairs"])} - {
        now
    }
    released = {
        release_slug(entry.programme, entry.cohort).casefold()
        for entry in read_chain(desk.store.home).entries
    }
    if not name:
        yield "name", Fault(NO_COHORT_NAME)
    elif len(file) > MAX_COHORT_NAME:
        yield "name", Fault(LONG)
    elif file.casefold() in {release_slug(code, each).casefold() for each in names}:
        yield "name", Fault(COHORT_EXISTS)
    elif file.casefold() in released:
        yield "name", Fault(RELEASED)


def _faults_of_days(starts_on: str, ends: str) -> Iterator[tuple[str, Fault]]:
    if not starts_on:
        yield "starts_on", Fault(NO_COHORT_START)
    for column, day in (("starts_on", starts_on), ("planned_end_on", ends)):
        if day and not is_date(day):
            yield column, Fault(MUST_BE_DATE)
    if is_date(starts_on) and is_date(ends) and ends < starts_on:
        yield "planned_end_on", Fault(END_BEFORE_START)


def _line(desk: Context, sight: Visibility, name: str, row: Mapping[str, str]) -> CohortLine:
    starts, ends = (
        date.fromisoformat(row[column]) if row.get(column) else None
        for column in ("starts_on", "planned_end_on")
    )
    pairs = sight.of_cohort(name)
    starts = starts or min(
        (date.fromisoformat(pair["started_on"]) for pair in pairs if pair["started_on"]),
        default=None,
    )
    return CohortLine(
        name, starts, ends, len(pairs), is_closed(desk.store.home, desk.programme.code, name)
    )
