"""Cohorts: which there are, and how a new one is started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from toolkit.coordination.intake import planned_end
from toolkit.coordination.sight import Sight
from toolkit.coordination.values import CohortLine
from toolkit.errors import N_, Fault
from toolkit.invite.people import one_line
from toolkit.ledger import is_closed, name_of
from toolkit.schemas.columns import DATE, is_date
from toolkit.storage import Work

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk

STARTED = "cohort_started"
LONGEST = 120
"""Signs in the name of a cohort as it stands in the name of a file."""
NO_NAME = N_("give the cohort a name, such as 2027.")
LONG = N_("the name is too long for the name of a file. Write a shorter one.")
THERE = N_("there is a cohort of this name already. Choose another.")
NO_DAY = N_("write the day on which the cohort begins.")
BEFORE = N_("this day is before the first day. Correct one of the two.")
NO_COHORT = N_("there is no such cohort. Start it first.")
CLOSED = N_("this cohort is closed: its figures are told and never changed, and so its pairs stay as they are.")


def cohort_lines(desk: Desk, sight: Sight) -> tuple[CohortLine, ...]:
    """Return every cohort that was started or has pairs, the one that began last first."""
    started = {row["cohort"]: row for row in sight.books.cohorts}
    names = dict.fromkeys([*started, *(pair["cohort"] for pair in sight.books.register["pairs"])])
    lines = [_line(desk, sight, name, started.get(name, {})) for name in names]
    return tuple(sorted(lines, key=lambda line: (line.starts_on or date.min, line.name), reverse=True))


def refused(desk: Desk, sight: Sight, cohort: str) -> dict[str, Fault]:
    """Return why no pair of a cohort can be made or changed, by field."""
    names = {row["cohort"] for row in (*sight.books.cohorts, *sight.books.register["pairs"])}
    if cohort not in names:
        return {"": Fault(NO_COHORT)}
    return {"": Fault(CLOSED)} if is_closed(desk.store.home, desk.programme.code, cohort) else {}


def new_cohort(desk: Desk, sight: Sight, given: Mapping[str, str]) -> Work | dict[str, Fault]:
    """Return what is to be written of a new cohort, else what is wrong with it."""
    said = {name: one_line(given.get(name, "")) for name in ("name", "starts_on", "planned_end_on")}
    months = desk.programme.settings.length_months
    if faults := dict(_faults(desk, sight, said)):
        return faults
    ends = said["planned_end_on"] or planned_end(said["starts_on"], months)
    row = {"cohort": said["name"], "starts_on": said["starts_on"], "planned_end_on": ends}
    return Work(cohorts=(row,), lines=((STARTED, said["name"]),))


def _faults(desk: Desk, sight: Sight, said: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
    names = {row["cohort"] for row in (*sight.books.cohorts, *sight.books.register["pairs"])}
    if not said["name"]:
        yield "name", Fault(NO_NAME)
    elif len(name_of(desk.programme.code, said["name"])) > LONGEST:
        yield "name", Fault(LONG)
    elif name_of("", said["name"]).casefold() in {name_of("", name).casefold() for name in names}:
        yield "name", Fault(THERE)
    if not said["starts_on"]:
        yield "starts_on", Fault(NO_DAY)
    for column in ("starts_on", "planned_end_on"):
        if said[column] and not is_date(said[column]):
            yield column, Fault(DATE)
    if is_date(said["starts_on"]) and is_date(said["planned_end_on"]) and said["planned_end_on"] < said["starts_on"]:
        yield "planned_end_on", Fault(BEFORE)


def _line(desk: Desk, sight: Sight, name: str, row: Mapping[str, str]) -> CohortLine:
    starts, ends = (date.fromisoformat(row[column]) if row.get(column) else None for column in ("starts_on", "planned_end_on"))
    pairs = sight.of_cohort(name)
    starts = starts or min((date.fromisoformat(pair["started_on"]) for pair in pairs if pair["started_on"]), default=None)
    return CohortLine(name, starts, ends, len(pairs), is_closed(desk.store.home, desk.programme.code, name))
