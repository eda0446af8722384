"""A sheet of pairs: every row is accepted or refused, with every fault, and nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.data.files.tables import CSV_BYTES, Grid, parse_grids
from toolkit.data.schema import holds_content
from toolkit.data.schema.headers import COLUMN_MISSING, COLUMN_TWICE, CONTENT_COLUMN, NO_HEADER
from toolkit.errors import N_, Fault, TableError
from toolkit.people.coordination import cohorts
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.matching import ADDED, rename_fault_fields
from toolkit.people.coordination.models import PairSheet
from toolkit.people.coordination.new_pairs import Intake, faults_of_work
from toolkit.people.coordination.sheet_columns import (
    NEEDED_COLUMNS,
    SHEETS,
    column_of,
    decode_row,
    heading_of,
    list_columns,
)
from toolkit.reports.workbook.templates import write_template

if TYPE_CHECKING:
    from datetime import datetime

    from toolkit.i18n import Language
    from toolkit.programme.programme import Programme


WHICH_PAIR_SHEET = N_(
    "none of the sheets has the columns of the template, or several have. Keep one of them."
)
UNKNOWN_PAIR_COLUMN = N_(
    "the template has no such column. Remove it, or give it the name that it has in the template."
)


def template(programme: Programme, words: Language) -> bytes:
    """Return a workbook to fill in: one sheet with the columns, one that says what they are for."""
    _ = words.gettext
    properties = {"title": _("Pairs to take in"), "language": words.code}
    return write_template(
        _("Pairs"),
        list_columns(programme, words),
        explained=_("Explanation"),
        headings=(_("Column"), _("What it is for")),
        properties=properties,
    )


def read(
    view: Visibility,
    content: bytes,
    name: str,
    cohort: str,
    *,
    same_names: bool,
) -> PairSheet:
    """Return what a sheet would bring to a cohort.

    Rows that refer to a refused one are refused too.

    Args:
        view: The books as whoever asks may see them.
        content: A CSV file or a workbook.
        name: Name of the file, which stands in the faults.
        cohort: Where the pairs are added.
        same_names: Whether somebody without an address is taken to be the one of exactly that
            name.

    Returns:
        What was read; nothing is written.

    Raises:
        MendableError: If it cannot be read, its columns are not those of the template, or no pair
            can be added to the cohort.
    """
    cohorts.require_open_cohort(view, cohort)
    grid = _grid(content, name)
    names = [str(column_of(heading)) for heading in grid.header]
    rows = {number: decode_row(dict(zip(names, cells, strict=True))) for number, cells in grid.rows}
    if not rows and not grid.lost_rows:
        message = N_("there is no row below the names of the columns. Fill in the pairs.")
        raise TableError(Fault(message, file=grid.name))
    headings = {column: heading_of(grid, column) for column in names}
    letters = dict(zip(grid.letters, grid.header, strict=False))
    found = [replace(each, column=letters.get(each.column, each.column)) for each in grid.faults]
    good = rows
    # Until no row is left whose fault would show in another: a refused row makes nobody known.
    while True:
        wrong, warnings, intake = _take_rows(
            view, cohort, good, grid.name, headings, same_names=same_names
        )
        found += wrong
        refused_rows = {fault.row for fault in found}
        if refused_rows.isdisjoint(good):
            break
        good = {number: row for number, row in good.items() if number not in refused_rows}
    return PairSheet(
        name=grid.name,
        cohort=cohort,
        rows=len(rows) + len(grid.lost_rows),
        accepted=len(good),
        already=intake.already,
        new_people=len(intake.people.participants),
        faults=sort_faults_by_row(found),
        warnings=tuple(warnings),
        work=intake.work((ADDED, " ".join(pair["pair_id"] for pair in intake.pairs))),
    )


def take_in(view: Visibility, sheet: PairSheet, now: datetime) -> int:
    """Write what a sheet brings, and return how many pairs that is.

    Args:
        view: What the desk sees.
        sheet: The sheet, read and checked.
        now: When it is written.

    Returns:
        How many pairs; 0 if none was accepted, and then nothing is written.

    Raises:
        MendableError: If somebody else was faster, or the cohort is closed since; then nothing is
            written.
    """
    cohorts.require_open_cohort(view, sheet.cohort)
    if sheet.pairs:
        view.store.follow_up(sheet.work, by=view.account.address, now=now)
    return sheet.pairs


def sort_faults_by_row(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return faults by row, and of each cell the first."""
    first: dict[object, Fault] = {}
    for fault in faults:
        first.setdefault((fault.row, fault.column, None if fault.row else fault.message), fault)
    return tuple(sorted(first.values(), key=lambda fault: (fault.row or 0, fault.column)))


def _take_rows(
    view: Visibility,
    cohort: str,
    rows: Mapping[int, Mapping[str, str]],
    file: str,
    headings: Mapping[str, str],
    *,
    same_names: bool,
) -> tuple[list[Fault], list[Fault], Intake]:
    """Take rows in one after the other; return what is wrong, what to look at, and the intake."""
    intake = Intake(view, cohort, same_names=same_names)
    faults: list[Fault] = []
    warnings: list[Fault] = []
    of_row: dict[str, int] = {}
    for number, row in rows.items():
        before = len(intake.pairs)
        faults += [
            _place_fault(fault, file, number, column, headings)
            for column, fault in intake.add(row, number).items()
        ]
        warnings += [
            _place_fault(fault, file, number, column, headings) for column, fault in intake.warnings
        ]
        of_row |= {code: number for pair in intake.pairs[before:] for code in (pair["pair_id"],)}
        # A person belongs to the row in which she stood first: that is where to correct her.
        of_row |= {
            code: number
            for code in (*intake.people.participants, *intake.people.chapters)
            if code not in of_row
        }
    for code, column, fault in faults_of_work(view.books, view.programme, intake.work()):
        [(named, said)] = rename_fault_fields({column: fault}).items()
        faults.append(_place_fault(said, file, of_row[code], named, headings))
    return faults, warnings, intake


def _place_fault(
    fault: Fault, file: str, row: int, column: str, headings: Mapping[str, str]
) -> Fault:
    return replace(fault, file=file, row=row, column=headings.get(column, column))


def _grid(content: bytes, name: str) -> Grid:
    if len(content) > CSV_BYTES:
        raise TableError(Fault(N_("the file is too large. Split it."), file=name))
    grids = parse_grids(content, name)
    named = [grid for title, grid in grids.items() if title.strip().casefold() in SHEETS]
    ours = (
        (len(grids) == 1 and [*grids.values()])
        or named
        or [
            grid
            for grid in grids.values()
            if {column_of(heading) for heading in grid.header} >= set(NEEDED_COLUMNS)
        ]
    )
    if len(ours) != 1:
        raise TableError(Fault(WHICH_PAIR_SHEET, file=name))
    if faults := tuple(_faults_of_header(ours[0])):
        raise TableError(faults)
    return ours[0]


def _faults_of_header(grid: Grid) -> Iterator[Fault]:
    """A first row without any known name may hold a person's row, and an unknown name a person's.

    Neither is repeated.
    """
    columns = [column_of(heading) for heading in grid.header]
    if not any(columns):
        yield Fault(NO_HEADER, {"needed": ", ".join(NEEDED_COLUMNS)}, grid.name)
        return
    for column, heading, letter in zip(
        columns, grid.header, grid.letters or grid.header, strict=True
    ):
        if column is None:
            yield Fault(
                CONTENT_COLUMN if holds_content(heading) else UNKNOWN_PAIR_COLUMN,
                {},
                grid.name,
                column=letter,
            )
    for column, times in Counter(columns).items():
        if column and times > 1:
            yield Fault(COLUMN_TWICE, {}, grid.name, column=column)
    for column in NEEDED_COLUMNS:
        if column not in columns:
            yield Fault(COLUMN_MISSING, {}, grid.name, column=column)
