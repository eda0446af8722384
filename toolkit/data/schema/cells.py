"""Cells at the door: text written one way, and text turned into numbers, days and times."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
from pandera.pandas import DataFrameSchema

MIDNIGHT_TIME = (r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(:00(\.0+)?)?$", r"\1")
FIRST_OF_MONTH = (r"^([0-9]{4}-[0-9]{2})-01([ T]00:00(:00)?)?$", r"\1")
WHOLE_AS_DECIMAL = (r"^(-?[0-9]+)[.,]0+$", r"\1")
AROUND_SEMICOLON = (r"\s*;[\s;]*", ";")
REWRITES_BY_KIND = {
    "date": MIDNIGHT_TIME,
    "month": FIRST_OF_MONTH,
    "whole": WHOLE_AS_DECIMAL,
    "code": WHOLE_AS_DECIMAL,
    "codes": AROUND_SEMICOLON,
}
"""What spreadsheet programs make of a cell, written back.

A date as a time, a month as its first day, 1 as 1.0 or 1,0.
"""


def clean_cells(text: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    """Return the known columns of *text* as ``str``.

    No blanks around a cell, missing where it is empty, written one way.
    """
    found = {}
    once = text.loc[:, ~text.columns.duplicated()]
    for name, column in schema.columns.items():
        if name in once:
            cells = once[name].astype("str").str.strip()
            if rewritten := REWRITES_BY_KIND.get(column.metadata["kind"]):
                cells = cells.str.replace(*rewritten, regex=True)
            if column.metadata["kind"] == "codes":
                cells = order_codes(cells.str.strip(";"), column.metadata["codes"])
            found[name] = cells.mask(cells == "")
    return pd.DataFrame(found, index=text.index)


def order_codes(cells: pd.Series[str], codes: Collection[str]) -> pd.Series[str]:
    """Return cells of several codes, each code once and in the order of *codes*.

    A cell with an unknown code stays as it is.
    """
    orders = {}
    for cell in cells.dropna().unique():
        parts = frozenset(cell.split(";"))
        if parts <= frozenset(codes):
            orders[cell] = ";".join(code for code in codes if code in parts)
    return cells.map(orders).astype("str").fillna(cells)


def convert_columns(text: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    """Return every column of the schema with its type.

    What is absent, blank or not readable is missing.

    Text and codes are ``str``, whole numbers ``Int64``, days ``datetime64`` at midnight, times
    ``datetime64`` in UTC without a zone.
    """
    found = {}
    for name, column in schema.columns.items():
        cells = text[name] if name in text else pd.Series(None, index=text.index, dtype="str")
        found[name] = _converted(cells, column.metadata["kind"])
    return pd.DataFrame(found, index=text.index)


def _converted(cells: pd.Series[str], kind: str) -> pd.Series[Any]:
    if kind == "whole":
        return pd.to_numeric(
            # A column with a blank is read by way of floats, which hold 15 digits for certain.
            cells.where(cells.str.fullmatch("-?[0-9]{1,15}", na=False)),
            errors="coerce",
        ).astype("Int64")
    if kind == "date":
        return pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    if kind == "time":
        return (
            pd.to_datetime(cells, format="ISO8601", utc=True, errors="coerce")
            .dt.tz_localize(None)
            .astype("datetime64[us]")
        )
    return cells
