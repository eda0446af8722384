"""Answers that set columns of the register: what a pair agreed on, and its goal in versions."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from toolkit.data.database.sql_tables import GOALS, PAIRS, read_rows

SAID_OF_A_GOAL = ("area", "importance", "difficulty")
"""Where one of these is another, the goal is another."""
RECORDED = {
    "pairs": ("every_days", "forms", "areas", "confidential", "has_goal", "agreed_on"),
    "goals": (*SAID_OF_A_GOAL, "set_on"),
}
"""The columns that an answer may set."""


def keep_pair(
    connection: Connection, pair_id: str, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Set the columns that a form answers now.

    Clear those that it answered before and that nobody has changed since.

    Args:
        before: What the form set when it was sent last, by column such as ``pairs.every_days``.
        after: What it sets now.
    """
    told, tells = _pick_columns("pairs", before), _pick_columns("pairs", after)
    if not told and not tells:
        return
    [pair] = read_rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)
    if changed := {**_clear_columns(pair, told, tells), **tells}:
        connection.execute(update(PAIRS).where(PAIRS.c.pair_id == pair_id).values(changed))


def keep_goal(
    connection: Connection,
    pair_id: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    day: str,
    mine: Collection[str],
) -> tuple[str, ...]:
    """Keep what a form says of the goal now, and return the versions that it has set.

    A goal that was set on an earlier day and is another now is a version more, and the one before
    is kept. On the same day it is a correction.

    Args:
        connection: To the database, as its only writer.
        pair_id: Whose goal it is.
        before: What the form set when it was sent last, by column such as ``goals.area``.
        after: What it sets now.
        day: On which the form is sent.
        mine: The versions that this form has set before.

    Returns:
        The versions that the form has set, with what it sets now.
    """
    told, tells = _pick_columns("goals", before), _pick_columns("goals", after)
    versions = _versions(connection, pair_id)
    if not versions:
        first = {"pair_id": pair_id, "goal_no": "1", "version": "1", "set_on": day, **tells}
        return _set(connection, first) if tells else ()
    latest, earlier = versions[-1], versions[-2] if len(versions) > 1 else None
    # What another form set is not cleared by this one.
    own = told if _number(latest) in mine else {}
    changed = {
        **_clear_columns(latest, own, tells),
        **{
            column: value
            for column, value in tells.items()
            if value not in (told.get(column), latest[column])
        },
    }
    if not changed:
        return tuple(mine)
    now = {**latest, **changed}
    if _is_same_goal(now, latest) or (latest["set_on"] or "") >= day:
        return _correct_version(connection, now, earlier, mine)
    said = {column: now[column] for column in ("pair_id", "goal_no", *SAID_OF_A_GOAL)}
    version, set_on = str(int(_number(latest)) + 1), max(day, changed.get("set_on") or "")
    return (*mine, *_set(connection, {**said, "version": version, "set_on": set_on}))


def take_back_goal(
    connection: Connection,
    pair_id: str,
    before: Mapping[str, str],
    *,
    mine: Collection[str],
    alone: Collection[str],
) -> None:
    """Remove what a form set of the goal; where somebody set it before, that stands again.

    Args:
        before: What the form set when it was sent last.
        mine: The versions that it has set.
        alone: Those of them that no other form has set too.
    """
    if not mine:
        return
    told = _pick_columns("goals", before)
    versions = _versions(connection, pair_id)
    for version in versions[:-1]:
        if _number(version) in alone:
            connection.execute(delete(GOALS).where(GOALS.c.number == version["number"]))
    if versions and _number(versions[-1]) in mine:
        latest, earlier = (
            versions[-1],
            next(
                (version for version in reversed(versions[:-1]) if _number(version) not in alone),
                None,
            ),
        )
        cleared = {
            column: earlier[column] if earlier else None
            for column in _clear_columns(latest, told, {})
        }
        _correct_version(connection, {**latest, **cleared}, earlier, mine)


def _pick_columns(table: str, columns: Mapping[str, str]) -> dict[str, str]:
    if unknown := {
        name
        for name in columns
        if name.partition(".")[2] not in RECORDED.get(name.partition(".")[0], ())
    }:
        raise ValueError(f"no answer sets {min(unknown)}")
    return {
        name.partition(".")[2]: value
        for name, value in columns.items()
        if name.partition(".")[0] == table
    }


def _clear_columns(
    row: Mapping[str, Any], told: Mapping[str, str], tells: Collection[str]
) -> dict[str, str | None]:
    # A value that is another by now was set by somebody else since, and stays.
    return {
        column: None
        for column, value in told.items()
        if column not in tells and row[column] == value
    }


def _versions(connection: Connection, pair_id: str) -> list[dict[str, Any]]:
    """Return the versions of the pair's first goal, the latest last."""
    goals = read_rows(connection, GOALS, GOALS.c.pair_id == pair_id)
    first = min((int(goal["goal_no"]) for goal in goals), default=1)
    return sorted(
        (goal for goal in goals if int(goal["goal_no"]) == first),
        # As numbers: as text, version 10 would come before version 2.
        key=lambda goal: int(_number(goal)),
    )


def _number(goal: Mapping[str, Any]) -> str:
    """Return which version a goal is; the first need not say so."""
    return str(goal["version"] or 1)


def _is_same_goal(goal: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(goal[column] == other[column] for column in SAID_OF_A_GOAL)


def _set(connection: Connection, goal: Mapping[str, Any]) -> tuple[str, ...]:
    connection.execute(insert(GOALS).values(goal))
    return (_number(goal),)


def _correct_version(
    connection: Connection,
    goal: Mapping[str, Any],
    earlier: Mapping[str, Any] | None,
    mine: Collection[str],
) -> tuple[str, ...]:
    """Correct a version in its place.

    One that says nothing, or what the one before it says, is none.
    """
    number, own = GOALS.c.number == goal["number"], _number(goal)
    if (
        _is_same_goal(goal, earlier)
        if earlier
        else not any(goal[column] for column in SAID_OF_A_GOAL)
    ):
        connection.execute(delete(GOALS).where(number))
        return tuple(version for version in mine if version != own)
    connection.execute(
        update(GOALS).where(number).values({column: goal[column] for column in RECORDED["goals"]})
    )
    return tuple(dict.fromkeys((*mine, own)))
