"""The order of steps from raw tables to valid ones; a fault in one row never hides those of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pandera.pandas import DataFrameSchema

from toolkit.errors import N_, Fault, TableError
from toolkit.programme import Programme
from toolkit.schemas.answers import canonical_answers, faults_of_answers, without_text
from toolkit.schemas.cells import at_the_door, typed
from toolkit.schemas.columns import TABLES, broken_cells, schemas_of
from toolkit.schemas.headers import EMPTY, faults_of_header
from toolkit.schemas.relations import KEYS, Typed, faults_between, faults_of_pairs, faults_of_promises, faults_of_repeats, faults_of_sides, of_pair, true_role
from toolkit.schemas.tables import RawTable, Tables

NEEDED = ("participants", "pairs", "answers")
REGISTER = ("participants", "pairs")
"""Tables that hold somebody from the first day on; that nobody has answered yet is no fault."""
NO_TABLE = N_("the table is missing. Add it.")


def validate(raw: Mapping[str, RawTable], programme: Programme, *, home: Path | None = None, called: str = "{table}.csv") -> Tables:
    """Return valid tables.

    Args:
        raw: Tables as they were sent, by name.
        programme: Whose codes and questionnaires they use.
        home: The folder that is to keep the releases of these tables.
        called: How a table that is missing is called in its fault.

    Raises:
        TableError: With every fault of every table, by file, row and column.
    """
    tables, faults = examine(raw, programme, home=home, called=called)
    if tables is None:
        raise TableError(faults)
    return tables


def examine(
    raw: Mapping[str, RawTable], programme: Programme, *, home: Path | None = None, called: str = "{table}.csv"
) -> tuple[Tables | None, tuple[Fault, ...]]:
    """Return valid tables and no faults, or no tables and every fault; the arguments are those of :func:`validate`."""
    schemas = schemas_of(programme)
    there = {name: raw[name] for name in TABLES if name in raw and (name in NEEDED or not _says_nothing(raw[name]))}
    cells = {name: at_the_door(table.text, schemas[name]) for name, table in there.items() if table.text is not None}
    faults = [fault for name, table in there.items() for fault in _faults_of_table(name, table, cells.get(name), schemas[name])]
    missing = [name for name in NEEDED if name not in there and not (name != "answers" and _only_answers(there))]
    faults += [Fault(NO_TABLE, file=called.format(table=name)) for name in missing]
    known = {name: _typed(name, there.get(name), cells.get(name), schemas[name], called) for name in TABLES if name in there or name in NEEDED}
    faults += list(faults_of_pairs(known["pairs"])) + list(faults_between(known))
    faults += list(faults_of_sides(known["answers"], known["pairs"], known["participants"]))
    known["answers"] = _completed(known["answers"], known["pairs"], programme)
    faults += list(faults_of_answers(known["answers"], programme)) + list(faults_of_promises(known["answers"]))
    faults += [fault for table in known.values() for fault in faults_of_repeats(table)]
    if faults:
        return None, in_order_of_place(faults)
    valid = {name: table.table.reset_index(drop=True) for name, table in known.items()}
    goals, meetings, months = (valid[name] if name in valid and len(valid[name]) else None for name in ("goals", "meetings", "months"))
    return Tables(valid["participants"], valid["pairs"], goals, meetings, months, without_text(valid["answers"], programme), home), ()


def in_order_of_place(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return *faults* by file, row and column, and of each cell only the first that was found."""
    first: dict[object, Fault] = {}
    for fault in faults:
        first.setdefault((fault.file, fault.row, fault.column, None if fault.row else fault.message), fault)
    return tuple(sorted(first.values(), key=lambda fault: (fault.file, fault.row or 0, fault.column)))


def _says_nothing(table: RawTable) -> bool:
    return table.text is not None and table.text.empty and not len(table.text.columns) and not table.faults


def _only_answers(there: Mapping[str, RawTable]) -> bool:
    """Form exports know neither pairs nor participants: then no row may name a pair."""
    if "answers" not in there or "pairs" in there or any(there[name].rows for name in ("goals", "meetings", "months") if name in there):
        return False
    text = there["answers"].text
    return text is None or "pair_id" not in text or not text["pair_id"].astype("str").str.strip().fillna("").any()


def _faults_of_table(name: str, raw: RawTable, cells: pd.DataFrame | None, schema: DataFrameSchema) -> Iterator[Fault]:
    for fault in raw.faults:  # a header that is no known name may be a person's value, so there the letter stays
        header = raw.letters.get(fault.column, "")
        yield replace(fault, column=header) if header in schema.columns else fault
    if raw.text is None or cells is None:
        return
    yield from faults_of_header(list(raw.text.columns), schema, raw.file)
    if cells.columns.empty:
        return
    if raw.rows == 0 and name in REGISTER:
        yield Fault(EMPTY, file=raw.file)
    for column, rows, sentence, values in broken_cells(cells, schema):
        yield from (Fault(sentence, values, raw.file, int(row), column) for row in rows)


def _typed(name: str, raw: RawTable | None, cells: pd.DataFrame | None, schema: DataFrameSchema, called: str) -> Typed:
    """Give a table its types; one that is missing or empty is not whole."""
    if raw is None or cells is None:
        return Typed(name, called.format(table=name) if raw is None else raw.file, typed(pd.DataFrame(), schema), whole=False)
    table = typed(cells, schema)
    return Typed(name, raw.file, table, whole=len(table) > 0 and not raw.lost_rows and bool(table[KEYS[name][0]].notna().all()))


def _completed(answers: Typed, pairs: Typed, programme: Programme) -> Typed:
    """Fill in cohort and role from the pair, and write the answers one way."""
    table = answers.table
    table = table.assign(
        cohort=table["cohort"].fillna(of_pair(answers, pairs, "cohort")).astype("str"),
        role=table["role"].fillna(true_role(answers, pairs)),
        answer=canonical_answers(table, programme),
    )
    return replace(answers, table=table)
