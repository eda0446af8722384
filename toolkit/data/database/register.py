"""The tables of the interchange format.

Given back as they came in, put in all at once, and as one of a pair sees them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, insert, select, update

from toolkit.data.database import forgotten
from toolkit.data.database.models import Mentorship
from toolkit.data.database.pair_log import CONTACTS_IN_ORDER
from toolkit.data.database.people import list_erased
from toolkit.data.database.sql_tables import (
    ANSWERS,
    GOALS,
    INTERCHANGE,
    MEETINGS,
    MONTHS,
    PAIRS,
    columns_of,
    matches_key,
    pairs_of_person,
    read_rows,
    to_plain,
    to_stored,
    to_utc_text,
)
from toolkit.data.schema.columns import is_time
from toolkit.data.schema.relations import TABLE_KEYS

FIRST_ROW = 2
"""Of a table as a spreadsheet counts: the header is row 1."""
FROM_PAIR = ("cohort", "role")


def raw_tables(connection: Connection) -> dict[str, pd.DataFrame]:
    """Return every table as text, missing where it is blank.

    Rows are counted as a spreadsheet does.
    """
    return {name: _raw(connection, table) for name, table in INTERCHANGE.items()}


def put_tables(connection: Connection, tables: Mapping[str, pd.DataFrame]) -> int:
    """Put valid tables in, and return how many answers of people who were erased are left out.

    A row that is there already takes what the new one says, where that is not blank; nothing is
    removed.
    """
    marks, gone = forgotten.list_marks(connection), set(list_erased(connection))
    if marks and "answers" in tables:
        codes = tables["answers"]["participant_id"].dropna().unique()
        gone |= {code for code in codes if forgotten.was_erased(marks, "code", code)}
    kept, left_out = forgotten.leave_out_erased(tables, gone)
    for name, table in INTERCHANGE.items():
        if name in kept:
            _put_rows(connection, table, kept[name])
    return left_out


def mentorships(connection: Connection, participant_id: str) -> tuple[Mentorship, ...]:
    """Return every pair that the person is one of, in the order of their ids."""
    return tuple(
        _mentorship(connection, pair, participant_id)
        for pair in pairs_of_person(connection, participant_id)
    )


def _mentorship(connection: Connection, pair: dict[str, Any], participant_id: str) -> Mentorship:
    goals, months, meetings = (
        read_rows(connection, table, table.c.pair_id == pair["pair_id"])
        for table in (GOALS, MONTHS, MEETINGS)
    )
    return Mentorship(
        pair=to_plain(pair, columns_of(PAIRS)),
        role="mentor" if pair["mentor_id"] == participant_id else "mentee",
        goals=tuple(to_plain(goal, columns_of(GOALS)) for goal in goals),
        months=_higher(months),
        meetings=tuple(
            to_plain(meeting, columns_of(MEETINGS))
            for meeting in sorted(meetings, key=lambda row: row["met_on"], reverse=True)
        ),
    )


def _higher(months: list[dict[str, Any]]) -> dict[str, str]:
    """Return what stands of each month: the higher of the ticks that were set."""
    # The higher comes last, and of several entries of one key a dict keeps the last.
    return {
        row["month"]: row["contacts"]
        for row in sorted(
            months, key=lambda row: (row["month"], CONTACTS_IN_ORDER.index(row["contacts"]))
        )
    }


def _raw(connection: Connection, table: Table) -> pd.DataFrame:
    columns = columns_of(table)
    cells = [
        tuple(row)
        for row in connection.execute(
            select(*(table.c[name] for name in columns)).order_by(*table.primary_key)
        )
    ]
    return pd.DataFrame(
        cells, columns=columns, index=pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(cells)), dtype="str"
    )


def _put_rows(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    known = {tuple(_key(table, row).items()) for row in read_rows(connection, table)}
    fresh = []
    for row in _cells(frame, columns_of(table)):
        key = _key(table, row)
        if tuple(key.items()) not in known:
            fresh.append(row)
        elif changed := {
            name: cell for name, cell in row.items() if cell is not None and name not in key
        }:
            connection.execute(update(table).where(matches_key(table, key)).values(changed))
    if fresh:
        connection.execute(insert(table), fresh)


def _key(table: Table, row: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return what tells a row from the others.

    Cohort and role of an answer need not be told where they follow from its pair.
    """
    return {
        name: row[name]
        for name in TABLE_KEYS[table.name]
        if table is not ANSWERS or row["pair_id"] is None or name not in FROM_PAIR
    }


def _cells(frame: pd.DataFrame, columns: list[str]) -> Iterator[dict[str, str | None]]:
    """Yield rows as text; a column that is not there is blank."""
    texts = {
        name: (
            [to_stored(cell) for cell in _text(frame[name])]
            if name in frame
            else [None] * len(frame)
        )
        for name in columns
    }
    for cells in zip(*texts.values(), strict=True):
        yield dict(zip(texts, cells, strict=True))


def _text(column: pd.Series[Any]) -> list[str]:
    # Tables as they were read are text; valid ones have days and times.
    if column.dtype.kind != "M":
        cells = [
            "" if missing else str(cell).strip()
            for cell, missing in zip(column, column.isna(), strict=True)
        ]
        return (
            [to_utc_text(datetime.fromisoformat(cell)) if is_time(cell) else cell for cell in cells]
            if column.name == "submitted_at"
            else cells
        )
    if column.name == "submitted_at":
        return ["" if pd.isna(time) else to_utc_text(time) for time in column]
    return ["" if pd.isna(day) else day.date().isoformat() for day in column]
