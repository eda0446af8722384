"""Tables in: a folder of CSV files, one workbook or a database becomes valid tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from toolkit.data.database import open_store
from toolkit.data.files.tables import Grid, read_grids
from toolkit.data.promise_lock import find_broken_promise
from toolkit.data.schema import (
    TABLE_NAMES,
    RawTable,
    Tables,
    examine_tables,
    holds_content,
    nearest_name,
    sort_faults,
)
from toolkit.data.schema.cells import clean_cells
from toolkit.data.schema.columns import schemas_of
from toolkit.data.who_was_asked import find_unasked_in
from toolkit.errors import N_, Fault, TableError
from toolkit.programme.programme import Programme
from toolkit.release.ledger import is_closed
from toolkit.release.locations import find_release_home

CONTACTS_NAME = "contacts"
TABLES_OF_CONTENTS = ("contents", "innehåll")


@dataclass(frozen=True)
class TableCount:
    """How many rows of a table hold something, and how many of them are refused."""

    rows: int
    refused: int

    @property
    def accepted(self) -> int:
        """Rows without a fault."""
        return self.rows - self.refused


@dataclass(frozen=True)
class CheckReport:
    """What a check found.

    Attributes:
        counts: For each file or sheet that could be read, how many rows are accepted and how many
            refused.
        faults: Every fault, by file, row and column.
    """

    counts: Mapping[str, TableCount]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, repr=False)
class TextTables:
    """Valid tables as text, with what was written in open answers.

    Attributes:
        home: The folder that keeps their releases.
    """

    tables: Mapping[str, pd.DataFrame]
    home: Path


def read_tables(data: str | Path, programme: Programme) -> Tables:
    """Read and check the tables of a programme.

    Args:
        data: A folder with ``pairs.csv`` and so on, a workbook with the sheets ``pairs`` and so on,
            or the address of a database.
        programme: Whose codes and questionnaires the tables use.

    Returns:
        The tables that are there.

    Raises:
        TableError: With every fault of every table, by file, row and column.
        StorageError: If there is no such database, or it cannot be read.

    Example:
        >>> from toolkit import load_programme, read_tables
        >>> read_tables("data/A8", load_programme("surveys/swea"))
        <Tables: participants 16, pairs 8, answers 33>
    """
    tables, report = _examined(_source(data), programme)
    if tables is None:
        raise TableError(report.faults)
    return tables


def read_texts(data: str | Path, programme: Programme) -> TextTables:
    """Read and check the tables of a programme; return them as text, as a database takes them in.

    Raises:
        TableError: With every fault of every table, by file, row and column.
        StorageError: If there is no such database, or it cannot be read.
    """
    source, schemas = _source(data), schemas_of(programme)
    tables, report = _examined(source, programme)
    if tables is None:
        raise TableError(report.faults)
    return TextTables(
        {
            name: clean_cells(raw.text, schemas[name])
            for name, raw in source.raw.items()
            if raw.text is not None
        },
        source.home,
    )


def check_tables(data: str | Path, programme: Programme) -> CheckReport:
    """Return how many rows of each table are accepted, and every fault; nothing is written.

    Once the tables are valid, so is told for which cohorts that are not closed yet the promise was
    changed after answers came in, and which answers are to questions that were not asked.

    Raises:
        TableError: If there is nothing to check at *data*.
    """
    tables, report = _examined(_source(data), programme)
    return (
        report
        if tables is None
        else replace(report, faults=tuple(_faults_of_cohorts(tables, programme)))
    )


@dataclass(frozen=True, repr=False)
class Source:
    """What was found at a place, not checked yet.

    Attributes:
        home: The folder that is to keep the releases.
        called: How a table is called in faults, with ``{table}`` for its name.
        faults: Of files and sheets that are not tables but look as if they were meant to be.
    """

    raw: dict[str, RawTable]
    home: Path
    called: str
    faults: tuple[Fault, ...]


def _examined(source: Source, programme: Programme) -> tuple[Tables | None, CheckReport]:
    tables, faults = examine_tables(source.raw, programme, home=source.home, called=source.called)
    found = sort_faults((*source.faults, *faults))
    counts = {
        table.file: _count(table, found) for table in source.raw.values() if table.text is not None
    }
    return (None if found else tables), CheckReport(counts, found)


def _faults_of_cohorts(tables: Tables, programme: Programme) -> Iterator[Fault]:
    """A promise binds one cohort, and so does the form that it was asked.

    What an earlier one was promised or asked does not keep the programme from promising or asking
    the next something else.
    """
    for cohort in sorted(tables.answers["cohort"].unique()):
        if tables.home and is_closed(tables.home, programme.code, cohort):
            continue
        if fault := find_broken_promise(
            programme.settings.promise, tables.answers, cohort, programme.closing
        ):
            yield fault
        yield from find_unasked_in(
            programme, tables.pairs, tables.answers, cohort, tables.answers_file
        )


def _source(data: str | Path) -> Source:
    if "://" in str(data):
        return _database(str(data))
    path = Path(data)
    if path.is_dir():
        return _folder(path)
    if path.is_file():
        return _workbook(path)
    raise TableError(Fault(N_("there is no such folder or workbook."), file=str(data)))


def _folder(folder: Path) -> Source:
    raw: dict[str, RawTable] = {}
    faults: list[Fault] = []
    for file in sorted(folder.iterdir()):
        name = file.stem.casefold()
        # "~$" is what a spreadsheet program leaves beside a workbook that is open.
        if file.is_dir() or file.name.startswith((".", "~$")):
            continue
        if file.suffix.casefold() == ".csv" and name in TABLE_NAMES and name not in raw:
            raw[name] = _csv_table(file)
        else:
            faults += _faults_of_other_files(name, file.name, "{near}.csv")
    return Source(raw, folder, "{table}.csv", tuple(faults))


def _csv_table(file: Path) -> RawTable:
    try:
        [grid] = read_grids(file).values()
    except TableError as unreadable:
        return RawTable(file.name, None, unreadable.faults)
    return _raw(grid)


def _database(url: str) -> Source:
    """A table without a row is no table there: imported forms may be all there is."""
    store = open_store(url, create=False)
    raw = {
        name: RawTable(name, text)
        for name, text in store.raw_tables().items()
        if len(text) or name == "answers"
    }
    return Source(raw, store.home, "{table}", ())


def _workbook(file: Path) -> Source:
    raw: dict[str, RawTable] = {}
    faults: list[Fault] = []
    for title, grid in read_grids(file).items():
        name = title.strip().casefold()
        if name in TABLE_NAMES and name not in raw:
            raw[name] = _raw(grid)
        elif name not in TABLES_OF_CONTENTS:
            faults += _faults_of_other_files(name, grid.name, "{near}")
    # The name goes into a sentence with placeholders, and a file may be called what it likes.
    called = file.name.replace("{", "{{").replace("}", "}}") + ", sheet {table}"
    return Source(raw, find_release_home(file), called, tuple(faults))


def _faults_of_other_files(name: str, called: str, table: str) -> Iterator[Fault]:
    """Yield files that are meant to be read or should not exist; others may lie there."""
    if name.startswith(CONTACTS_NAME):
        return
    if holds_content(name):
        yield Fault(N_("what the two talk about is never recorded. Remove the table."), file=called)
    elif near := nearest_name(name, TABLE_NAMES):
        yield Fault(
            N_("this is not read; did you mean {near}? Use that name or remove it."),
            {"near": table.format(near=near)},
            called,
        )


def _raw(grid: Grid) -> RawTable:
    return RawTable(
        grid.name,
        pd.DataFrame(
            [cells for _, cells in grid.rows],
            index=[row for row, _ in grid.rows],
            columns=list(grid.header),
            dtype="str",
        ),
        grid.faults,
        grid.lost_rows,
        dict(zip(grid.letters, grid.header, strict=True)),
    )


def _count(table: RawTable, faults: Iterable[Fault]) -> TableCount:
    """A fault of the table as a whole, such as an unknown column, refuses every row."""
    own = set(table.lost_rows).union(() if table.text is None else table.text.index)
    at_fault = {fault.row for fault in faults if fault.file == table.file}
    return TableCount(table.rows, len(at_fault) if at_fault <= own else table.rows)
