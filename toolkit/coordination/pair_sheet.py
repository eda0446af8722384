"""A sheet of pairs: every row is accepted or refused, every fault is told at once, and nobody is named in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.coordination import cohorts
from toolkit.coordination.candidates import faults_of_work
from toolkit.coordination.intake import Intake
from toolkit.coordination.matching import ADDED, in_form
from toolkit.coordination.sheet_columns import NEEDED, SHEETS, column_of, fields, heading_of, rewritten
from toolkit.coordination.sight import Sight
from toolkit.coordination.values import Sheet
from toolkit.errors import N_, Fault, TableError
from toolkit.reading import CSV_BYTES, Grid, grids_of
from toolkit.schemas import holds_content
from toolkit.schemas.headers import CONTENT, MISSING, NO_HEADER, TWICE
from toolkit.workbook.filling import write_filling

if TYPE_CHECKING:
    from datetime import datetime

    from toolkit.coordination.desk import Desk
    from toolkit.programme import Programme
    from toolkit.texts import Language

TOO_LARGE = N_("the file is too large. Split it.")
WHICH_SHEET = N_("none of the sheets has the columns of the template, or several have. Keep one of them.")
UNKNOWN = N_("the template has no such column. Remove it, or give it the name that it has in the template.")
NO_ROWS = N_("there is no row below the names of the columns. Fill in the pairs.")


def template(programme: Programme, words: Language) -> bytes:
    """Return a workbook to fill in: one sheet with the columns, one that says what they are for."""
    _ = words.gettext
    properties = {"title": _("Pairs to take in"), "language": words.code}
    headings = (_("Column"), _("What it is for"))
    return write_filling(_("Pairs"), fields(programme, words), explained=_("Explanation"), headings=headings, properties=properties)


def read(desk: Desk, sight: Sight, content: bytes, name: str, cohort: str, *, same_names: bool) -> Sheet:
    """Return what a sheet would bring to a cohort; rows that refer to a refused one are refused too. The arguments are those of the desk.

    Raises:
        TableError: If it cannot be read, its columns are not those of the template, or no pair can be added to the cohort.
    """
    if refused := cohorts.refused(desk, sight, cohort):
        raise TableError(refused[""])
    grid = _grid(content, name)
    if faults := tuple(_faults_of_header(grid)):
        raise TableError(faults)
    names = [str(column_of(heading)) for heading in grid.header]
    rows = {number: rewritten(dict(zip(names, cells, strict=True))) for number, cells in grid.rows}
    if not rows and not grid.lost_rows:
        raise TableError(Fault(NO_ROWS, file=grid.name))
    headings = {column: heading_of(grid, column) for column in names}
    letters = dict(zip(grid.letters, grid.header, strict=False))
    found, good = [replace(fault, column=letters.get(fault.column, fault.column)) for fault in grid.faults], rows
    while True:  # until no row is left whose fault would show in another
        wrong, warnings, intake = _taken(desk, sight, cohort, good, grid.name, headings, same_names=same_names)
        found += wrong
        refused_rows = {fault.row for fault in found}
        if refused_rows.isdisjoint(good):
            break
        good = {number: row for number, row in good.items() if number not in refused_rows}
    return Sheet(
        name=grid.name,
        cohort=cohort,
        rows=len(rows) + len(grid.lost_rows),
        accepted=len(good),
        already=intake.already,
        new_people=len(intake.people.participants),
        faults=in_place(found),
        warnings=tuple(warnings),
        work=intake.work((ADDED, " ".join(pair["pair_id"] for pair in intake.pairs))),
    )


def take_in(desk: Desk, sight: Sight, sheet: Sheet, now: datetime) -> int:
    """Write what a sheet brings, and return how many pairs that is.

    Raises:
        MendableError: If somebody else was faster, or the cohort is closed since; then nothing is written.
    """
    if refused := cohorts.refused(desk, sight, sheet.cohort):
        raise TableError(refused[""])
    if sheet.pairs:
        desk.store.follow_up(sheet.work, by=desk.account.address, now=now)
    return sheet.pairs


def in_place(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return faults by row, and of each cell the first."""
    first: dict[object, Fault] = {}
    for fault in faults:
        first.setdefault((fault.row, fault.column, None if fault.row else fault.message), fault)
    return tuple(sorted(first.values(), key=lambda fault: (fault.row or 0, fault.column)))


def _taken(
    desk: Desk, sight: Sight, cohort: str, rows: Mapping[int, Mapping[str, str]], file: str, headings: Mapping[str, str], *, same_names: bool
) -> tuple[list[Fault], list[Fault], Intake]:
    """Take rows in one after the other; return what is wrong, what to look at, and the intake."""
    intake = Intake(sight, desk.programme, cohort, same_names=same_names)
    faults: list[Fault] = []
    warnings: list[Fault] = []
    of_row: dict[str, int] = {}
    for number, row in rows.items():
        before = len(intake.pairs)
        faults += [_at(fault, file, number, column, headings) for column, fault in intake.add(row, number).items()]
        warnings += [_at(fault, file, number, column, headings) for column, fault in intake.warnings]
        of_row |= {code: number for pair in intake.pairs[before:] for code in (pair["pair_id"],)}
        of_row |= {code: number for code in (*intake.people.participants, *intake.people.chapters) if code not in of_row}
    for code, column, fault in faults_of_work(sight.books, desk.programme, intake.work()):
        [(named, said)] = in_form({column: fault}).items()
        faults.append(_at(said, file, of_row[code], named, headings))
    return faults, warnings, intake


def _at(fault: Fault, file: str, row: int, column: str, headings: Mapping[str, str]) -> Fault:
    return replace(fault, file=file, row=row, column=headings.get(column, column))


def _grid(content: bytes, name: str) -> Grid:
    if len(content) > CSV_BYTES:
        raise TableError(Fault(TOO_LARGE, file=name))
    grids = grids_of(content, name)
    if len(grids) == 1:
        return next(iter(grids.values()))
    named = [grid for title, grid in grids.items() if title.strip().casefold() in SHEETS]
    ours = named or [grid for grid in grids.values() if {column_of(heading) for heading in grid.header} >= set(NEEDED)]
    if len(ours) != 1:
        raise TableError(Fault(WHICH_SHEET, file=name))
    return ours[0]


def _faults_of_header(grid: Grid) -> Iterator[Fault]:
    """A first row without any known name may hold a person's row, and an unknown name a person's: neither is repeated."""
    columns = [column_of(heading) for heading in grid.header]
    if not any(columns):
        yield Fault(NO_HEADER, {"needed": ", ".join(NEEDED)}, grid.name)
        return
    for column, heading, letter in zip(columns, grid.header, grid.letters or grid.header, strict=True):
        if column is None:
            yield Fault(CONTENT if holds_content(heading) else UNKNOWN, {}, grid.name, column=letter)
    for column, times in Counter(columns).items():
        if column and times > 1:
            yield Fault(TWICE, {}, grid.name, column=column)
    for column in NEEDED:
        if column not in columns:
            yield Fault(MISSING, {}, grid.name, column=column)
