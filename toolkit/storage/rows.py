"""Rows in and out: text as it may be stored, times in UTC, one row of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from toolkit.storage.values import Form


def stored(text: str | None) -> str | None:
    """Return *text* as any database takes it; ``None`` where it is blank. Signs that no file can hold are left out."""
    return (text or "").encode("utf-8", "ignore").decode("utf-8").replace("\0", "") or None


def moment(now: datetime) -> str:
    """Return a moment as it is stored: UTC, without a zone. A moment without a zone is in UTC."""
    utc = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
    return utc.isoformat(sep=" ")


def the_same(table: Table, key: Mapping[str, str | None]) -> ColumnElement[bool]:
    """Return the condition that a row of *table* has the values of *key*; ``None`` is a blank cell."""
    return and_(*(table.c[name].is_(None) if value is None else table.c[name] == value for name, value in key.items()))


def of_form(table: Table, form: Form) -> ColumnElement[bool]:
    """Return the condition that a row of *table* belongs to *form*."""
    return the_same(table, asdict(form))


def rows(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return the rows of *table* that meet the conditions, in the order of their key."""
    found = connection.execute(select(table).where(*conditions).order_by(*table.primary_key))
    return [dict(row) for row in found.mappings()]


def plain(row: Mapping[str, str | None], names: list[str]) -> dict[str, str]:
    """Return the columns *names* of a row as text, ``""`` where they are blank."""
    return {name: row[name] or "" for name in names}
