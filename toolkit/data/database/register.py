"""The tables of the interchange format.

Given back as they came in, put in all at once, and as one of a pair sees them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from toolkit.data.database.models import Mentorship
from toolkit.data.database.tables import (
    ANSWERS,
    GOALS,
    INTERCHANGE,
    MEETINGS,
    MONTHS,
    PAIRS,
    columns_of,
    matches_key,
    read_rows,
    to_plain,
    to_stored,
    to_utc_text,
)
from toolkit.data.schema.columns import MEETING_FORM_CODES, is_date, is_month, is_time
from toolkit.data.schema.relations import TABLE_KEYS
from toolkit.errors import N_, Fault, StorageError

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
        day: On which the form is sent.
        mine: The versions that this form has set before.
    """
    told, tells = _pick_columns("goals", before), _pick_columns("goals", after)
    versions = _versions(connection, pair_id)
    if not versions:
        return (
            _set(
                connection,
                {"pair_id": pair_id, "goal_no": "1", "version": "1", "set_on": day, **tells},
            )
            if tells
            else ()
        )
    latest, earlier = versions[-1], versions[-2] if len(versions) > 1 else None
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
    return (
        *mine,
        *_set(
            connection,
            {
                **said,
                "version": str(int(_number(latest)) + 1),
                "set_on": max(day, changed.get("set_on") or ""),
            },
        ),
    )


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


NOT_OF_PAIR = N_("only the two of a pair log their meetings.")
NO_MONTH = N_("write the month as 2026-12, and the contacts as 0, 1 or 2+.")
NO_MEETING = N_("a meeting has a day, such as 2026-12-31, and a form.")
OF_MEETING = ("met_on", "form", "minutes", "topics", "celebrated")


def tick(
    connection: Connection, pair_id: str, month: str, contacts: str, *, by: str, now: datetime
) -> None:
    """Set the tick of one of the two, in place of the one that she set before.

    Blank takes it back.
    """
    _check_logger(connection, pair_id, by)
    if not is_month(month) or contacts not in (*CONTACTS_IN_ORDER, ""):
        raise StorageError(Fault(NO_MONTH))
    own = {"pair_id": pair_id, "month": month, "logged_by": by}
    connection.execute(delete(MONTHS).where(matches_key(MONTHS, own)))
    if contacts:
        connection.execute(
            insert(MONTHS).values({**own, "contacts": contacts, "logged_at": to_utc_text(now)})
        )


def log_meeting(
    connection: Connection, pair_id: str, meeting: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """Log a meeting; one of the same day and form is the same meeting.

    Whoever logged it may change it. What the other adds completes it: a blank is filled, topics are
    joined, and who says
    that progress was celebrated is believed.
    """
    _check_logger(connection, pair_id, by)
    said = {name: to_stored(meeting.get(name)) for name in OF_MEETING}
    if (
        not set(meeting) <= set(OF_MEETING)
        or not is_date(said["met_on"] or "")
        or said["form"] not in MEETING_FORM_CODES
    ):
        raise StorageError(Fault(NO_MEETING))
    there = read_rows(
        connection,
        MEETINGS,
        matches_key(MEETINGS, {"pair_id": pair_id, "met_on": said["met_on"], "form": said["form"]}),
    )
    if not there:
        connection.execute(
            insert(MEETINGS).values(
                {"pair_id": pair_id, **said, "logged_by": by, "logged_at": to_utc_text(now)}
            )
        )
        return
    [first, *_others] = sorted(there, key=lambda row: row["logged_by"] != by)
    now_said = said if first["logged_by"] == by else _complete_meeting(first, said)
    connection.execute(
        update(MEETINGS).where(MEETINGS.c.number == first["number"]).values(now_said)
    )


def remove_meeting(
    connection: Connection, pair_id: str, met_on: str, form: str, *, by: str
) -> bool:
    """Remove a meeting, whoever of the two logged it; return whether there was one."""
    _check_logger(connection, pair_id, by)
    return (
        connection.execute(
            delete(MEETINGS).where(
                matches_key(MEETINGS, {"pair_id": pair_id, "met_on": met_on, "form": form})
            )
        ).rowcount
        > 0
    )


def forget_logger(connection: Connection, participant_id: str) -> None:
    """Keep what a person logged, which is about the pair, without saying who did."""
    connection.execute(
        update(MEETINGS).where(MEETINGS.c.logged_by == participant_id).values(logged_by=None)
    )
    for own in read_rows(connection, MONTHS, MONTHS.c.logged_by == participant_id):
        connection.execute(delete(MONTHS).where(MONTHS.c.number == own["number"]))
        nameless = {"pair_id": own["pair_id"], "month": own["month"], "logged_by": None}
        ticks = [own, *read_rows(connection, MONTHS, matches_key(MONTHS, nameless))]
        higher = max((row["contacts"] for row in ticks), key=CONTACTS_IN_ORDER.index)
        connection.execute(delete(MONTHS).where(matches_key(MONTHS, nameless)))
        connection.execute(
            insert(MONTHS).values({**nameless, "contacts": higher, "logged_at": own["logged_at"]})
        )


def _check_logger(connection: Connection, pair_id: str, by: str) -> None:
    pairs = read_rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)
    if not pairs or by not in (pairs[0]["mentor_id"], pairs[0]["mentee_id"]):
        raise StorageError(Fault(NOT_OF_PAIR))


def _complete_meeting(
    there: Mapping[str, Any], said: Mapping[str, str | None]
) -> dict[str, str | None]:
    topics = dict.fromkeys(
        topic for row in (there, said) for topic in (row["topics"] or "").split(";") if topic
    )
    celebrated = (
        "yes"
        if "yes" in (there["celebrated"], said["celebrated"])
        else there["celebrated"] or said["celebrated"]
    )
    return {
        "minutes": there["minutes"] or said["minutes"],
        "topics": ";".join(topics) or None,
        "celebrated": celebrated,
    }


FIRST_ROW = 2
"""Of a table as a spreadsheet counts: the header is row 1."""
FROM_PAIR = ("cohort", "role")
CONTACTS_IN_ORDER = ("0", "1", "2+")


def raw_tables(connection: Connection) -> dict[str, pd.DataFrame]:
    """Return every table as text, missing where it is blank.

    Rows are counted as a spreadsheet does.
    """
    return {name: _raw(connection, table) for name, table in INTERCHANGE.items()}


def put_tables(connection: Connection, tables: Mapping[str, pd.DataFrame]) -> None:
    """Put valid tables in.

    A row that is there already takes what the new one says, where that is not blank; nothing is
    removed.
    """
    for name, table in INTERCHANGE.items():
        if name in tables:
            _put_rows(connection, table, tables[name])


def mentorships(connection: Connection, participant_id: str) -> tuple[Mentorship, ...]:
    """Return every pair that the person is one of, in the order of their ids."""
    of_person = or_(PAIRS.c.mentor_id == participant_id, PAIRS.c.mentee_id == participant_id)
    return tuple(
        _mentorship(connection, pair, participant_id)
        for pair in read_rows(connection, PAIRS, of_person)
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
    ordered = sorted(
        months, key=lambda row: (row["month"], CONTACTS_IN_ORDER.index(row["contacts"]))
    )
    return {row["month"]: row["contacts"] for row in ordered}


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
    names = TABLE_KEYS[table.name]
    return {
        name: row[name]
        for name in names
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
