"""The order of steps from raw tables to valid ones.

A fault in one row never hides those of another.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pandera.pandas import DataFrameSchema

from toolkit.data.schema.answers import blank_open_answers, canonical_answers, faults_of_answers
from toolkit.data.schema.cells import clean_cells, convert_columns
from toolkit.data.schema.columns import TABLE_NAMES, broken_cells, schemas_of
from toolkit.data.schema.headers import EMPTY, faults_of_header
from toolkit.data.schema.relations import (
    TABLE_KEYS,
    TypedTable,
    column_of_pair,
    faults_between,
    faults_of_pairs,
    faults_of_promises,
    faults_of_repeats,
    faults_of_sides,
    faults_of_times,
    true_role,
)
from toolkit.data.schema.tables import RawTable, Tables
from toolkit.errors import N_, Fault, TableError
from toolkit.programme.programme import Programme

REQUIRED_TABLES = ("participants", "pairs", "answers")
PEOPLE_TABLES = ("participants", "pairs")
"""Tables that hold somebody from the first day on; that nobody has answered yet is no fault."""
NO_TABLE = N_("the table is missing. Add it.")


def validate(
    raw: Mapping[str, RawTable],
    programme: Programme,
    *,
    home: Path | None = None,
    called: str = "{table}.csv",
) -> Tables:
    """Return valid tables.

    Args:
        raw: Tables as they were sent, by name.
        programme: Whose codes and questionnaires they use.
        home: The folder that is to keep the releases of these tables.
        called: How a table that is missing is called in its fault.

    Raises:
        TableError: With every fault of every table, by file, row and column.
    """
    tables, faults = examine_tables(raw, programme, home=home, called=called)
    if tables is None:
        raise TableError(faults)
    return tables


def examine_tables(
    raw: Mapping[str, RawTable],
    programme: Programme,
    *,
    home: Path | None = None,
    called: str = "{table}.csv",
) -> tuple[Tables | None, tuple[Fault, ...]]:
    """Return valid tables and no faults, or no tables and every fault.

    Args:
        raw: Tables as they were sent, by name.
        programme: Whose codes and questionnaires they use.
        home: The folder that is to keep the releases of these tables.
        called: How a table that is missing is called in its fault.

    Returns:
        The tables, ``None`` if anything is wrong; and what is, by file, row and column.
    """
    schemas = schemas_of(programme)
    there = {
        name: raw[name]
        for name in TABLE_NAMES
        if name in raw and (name in REQUIRED_TABLES or not _is_blank(raw[name]))
    }
    cells = {
        name: clean_cells(table.text, schemas[name])
        for name, table in there.items()
        if table.text is not None
    }
    faults = [
        fault
        for name, table in there.items()
        for fault in _faults_of_table(name, table, cells.get(name), schemas[name])
    ]
    faults += [
        Fault(NO_TABLE, file=called.format(table=name))
        for name in REQUIRED_TABLES
        if name not in there and not (name != "answers" and _only_answers(there))
    ]
    known = {
        name: _type_table(name, there.get(name), cells.get(name), schemas[name], called)
        for name in TABLE_NAMES
        if name in there or name in REQUIRED_TABLES
    }
    faults += _faults_across(known, programme)
    return (None, sort_faults(faults)) if faults else (_valid_tables(known, programme, home), ())


def _faults_across(known: dict[str, TypedTable], programme: Programme) -> Iterator[Fault]:
    """Yield what tables say against each other, and complete the answers on the way."""
    yield from faults_of_pairs(known["pairs"])
    yield from faults_between(known)
    yield from faults_of_sides(known["answers"], known["pairs"], known["participants"])
    yield from faults_of_times(known["answers"], known["pairs"], programme)
    # Cohorts and roles that follow from the pair are filled in for the rules after this.
    known["answers"] = _completed(known["answers"], known["pairs"], programme)
    yield from faults_of_answers(known["answers"], programme)
    yield from faults_of_promises(known["answers"])
    for table in known.values():
        yield from faults_of_repeats(table)


def _valid_tables(
    known: Mapping[str, TypedTable], programme: Programme, home: Path | None
) -> Tables:
    # Rows of a file are no longer named: with valid tables the order means nothing.
    valid = {name: table.table.reset_index(drop=True) for name, table in known.items()}
    goals, meetings, months = (
        valid[name] if name in valid and len(valid[name]) else None
        for name in ("goals", "meetings", "months")
    )
    return Tables(
        valid["participants"],
        valid["pairs"],
        goals,
        meetings,
        months,
        blank_open_answers(known["answers"].table, programme),
        home,
        known["answers"].file,
    )


def sort_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return *faults* by file, row and column, and of each cell only the first that was found."""
    first: dict[object, Fault] = {}
    for fault in faults:
        first.setdefault(
            (fault.file, fault.row, fault.column, None if fault.row else fault.message), fault
        )
    return tuple(
        sorted(first.values(), key=lambda fault: (fault.file, fault.row or 0, fault.column))
    )


def _is_blank(table: RawTable) -> bool:
    return (
        table.text is not None
        and table.text.empty
        and not len(table.text.columns)
        and not table.faults
    )


def _only_answers(there: Mapping[str, RawTable]) -> bool:
    """Form exports know neither pairs nor participants: then no row may name a pair."""
    if (
        "answers" not in there
        or "pairs" in there
        or any(there[name].rows for name in ("goals", "meetings", "months") if name in there)
    ):
        return False
    text = there["answers"].text
    return (
        text is None
        or "pair_id" not in text
        or not text["pair_id"].astype("str").str.strip().fillna("").any()
    )


def _faults_of_table(
    name: str, raw: RawTable, cells: pd.DataFrame | None, schema: DataFrameSchema
) -> Iterator[Fault]:
    for fault in (
        raw.faults
    ):  # a header that is no known name may be a person's value, so there the letter stays
        header = raw.letters.get(fault.column, "")
        yield replace(fault, column=header) if header in schema.columns else fault
    if raw.text is None or cells is None:
        return
    yield from faults_of_header(list(raw.text.columns), schema, raw.file)
    if cells.columns.empty:
        return
    if raw.rows == 0 and name in PEOPLE_TABLES:
        yield Fault(EMPTY, file=raw.file)
    for column, rows, sentence, values in broken_cells(cells, schema):
        yield from (Fault(sentence, values, raw.file, int(row), column) for row in rows)


def _type_table(
    name: str,
    raw: RawTable | None,
    cells: pd.DataFrame | None,
    schema: DataFrameSchema,
    called: str,
) -> TypedTable:
    """Give a table its types; one that is missing or empty is not whole."""
    if raw is None or cells is None:
        return TypedTable(
            name,
            called.format(table=name) if raw is None else raw.file,
            convert_columns(pd.DataFrame(), schema),
            whole=False,
        )
    table = convert_columns(cells, schema)
    return TypedTable(
        name,
        raw.file,
        table,
        whole=len(table) > 0
        and not raw.lost_rows
        and bool(table[TABLE_KEYS[name][0]].notna().all()),
    )


def _completed(answers: TypedTable, pairs: TypedTable, programme: Programme) -> TypedTable:
    """Fill in cohort and role from the pair, and write the answers one way."""
    table = answers.table
    table = table.assign(
        cohort=table["cohort"].fillna(column_of_pair(answers, pairs, "cohort")).astype("str"),
        role=table["role"].fillna(true_role(answers, pairs)),
        answer=canonical_answers(table, programme),
    )
    return replace(answers, table=table)
