"""The tables of a programme: raw, as somebody sent them, and valid."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.data.schema.columns import TABLE_NAMES
from toolkit.errors import Fault


@dataclass(frozen=True, eq=False, repr=False)
class RawTable:
    """A table as it was sent, not checked yet.

    Attributes:
        file: What it is called in faults: ``pairs.csv``, or ``book.xlsx, sheet pairs``.
        text: Cells as text, ``""`` or missing where blank; the index holds row numbers as a
            spreadsheet counts. ``None`` if it cannot be read.
        faults: What was found when it was read.
        lost_rows: Numbers of rows that could not be read and are not in *text*.
        letters: Column letter to header, for faults that name a column by its letter.
    """

    file: str
    text: pd.DataFrame | None
    faults: tuple[Fault, ...] = ()
    lost_rows: frozenset[int] = frozenset()
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows below the header that hold something."""
        return len(self.lost_rows) + (0 if self.text is None else len(self.text))


@dataclass(frozen=True, eq=False, repr=False)
class Tables:
    """Valid tables: every column of the format is there, with its type; row order has no meaning.

    Attributes:
        home: The folder that keeps the releases of these tables and their key; ``None`` for tables
            made in memory.
        answers_file: What the table of answers is called in faults; its index holds the numbers of
            the rows there.
    """

    participants: pd.DataFrame
    pairs: pd.DataFrame
    goals: pd.DataFrame | None
    meetings: pd.DataFrame | None
    months: pd.DataFrame | None
    answers: pd.DataFrame
    home: Path | None = None
    answers_file: str = "answers"

    def present(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the tables that are there, by name."""
        for name in TABLE_NAMES:
            if (table := getattr(self, name)) is not None:
                yield name, table

    def __repr__(self) -> str:
        return f"<Tables: {', '.join(f'{name} {len(table)}' for name, table in self.present())}>"


def fingerprint_tables(tables: Tables, key: bytes) -> dict[str, dict[str, object]]:
    """Return rows and keyed fingerprint of each table that is there.

    Row order and column order do not matter.

    Args:
        tables: Valid tables.
        key: Stays with the data: without it nobody can test a guess of what a table holds.
    """
    return {
        name: {"rows": len(table), "hmac": _fingerprint(table, key)}
        for name, table in tables.present()
    }


def _fingerprint(table: pd.DataFrame, key: bytes) -> str:
    """HMAC-SHA256 of the rows as sorted lines of JSON.

    Days and times as ISO text, numbers as digits, missing as null.
    """
    # Blank, it was not there when earlier tables were fingerprinted, and these stay the same.
    without = [name for name in ("short_form",) if name in table and table[name].isna().all()]
    names = sorted(table.columns.drop(without))
    rows = zip(*(_cells(table[name]) for name in names), strict=True)
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return hmac.new(
        key, "\n".join([json.dumps(names), *lines]).encode(), hashlib.sha256
    ).hexdigest()


def _cells(column: pd.Series[Any]) -> list[str | None]:
    text = (
        column.dt.strftime("%Y-%m-%dT%H:%M:%S")
        if column.dtype.kind == "M"
        else column.astype("str")
    )
    return [None if missing else cell for missing, cell in zip(column.isna(), text, strict=True)]
