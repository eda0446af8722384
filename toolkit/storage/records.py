"""What the two of a pair agree on goes into the register: columns of the pair and of its goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from toolkit.storage.layout import GOALS, PAIRS
from toolkit.storage.rows import rows

RECORDED = {
    "pairs": ("every_days", "forms", "areas", "confidential", "has_goal", "agreed_on"),
    "goals": ("area", "importance", "difficulty", "set_on"),
}
"""The columns that an answer may set."""


def keep_in_register(connection: Connection, pair_id: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Set the columns that a form answers now; clear those that it answered before and that nobody has changed since.

    Args:
        before: What the form set when it was sent last, by column such as ``pairs.every_days``.
        after: What it sets now.
    """
    for table in RECORDED:
        told, tells = _of(table, before), _of(table, after)
        if not told and not tells:
            continue
        row = _pair(connection, pair_id) if table == "pairs" else _goal(connection, pair_id)
        cleared = {column: None for column, value in told.items() if column not in tells and row.get(column) == value}
        if changed := {**cleared, **tells}:
            _write(connection, table, row, changed)


def _of(table: str, columns: Mapping[str, str]) -> dict[str, str]:
    own = {name.partition(".")[2]: value for name, value in columns.items() if name.partition(".")[0] == table}
    if unknown := set(own) - set(RECORDED[table]):
        raise ValueError(f"no answer sets {table}.{min(unknown)}")
    return own


def _pair(connection: Connection, pair_id: str) -> dict[str, Any]:
    return rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)[0]


def _goal(connection: Connection, pair_id: str) -> dict[str, Any]:
    """Return the latest version of the first goal, or a blank one."""
    goals = rows(connection, GOALS, GOALS.c.pair_id == pair_id)
    return min(goals, key=lambda goal: (int(goal["goal_no"]), -int(goal["version"] or 1)), default={"pair_id": pair_id, "goal_no": "1", "version": "1"})


def _write(connection: Connection, table: str, row: dict[str, Any], changed: dict[str, Any]) -> None:
    now = {**row, **changed}
    if table == "pairs":
        connection.execute(update(PAIRS).where(PAIRS.c.pair_id == row["pair_id"]).values(changed))
    elif not any(now.get(column) for column in RECORDED["goals"]):
        connection.execute(delete(GOALS).where(GOALS.c.number == row.get("number")))
    elif "number" in row:
        connection.execute(update(GOALS).where(GOALS.c.number == row["number"]).values(changed))
    else:
        connection.execute(insert(GOALS).values(now))
