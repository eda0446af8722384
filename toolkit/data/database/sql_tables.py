"""The tables of the database as they are now.

Those of the interchange format, all as text, and what the participants' side needs besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    or_,
    select,
)

from toolkit.data.database.models import Form


def to_stored(text: str | None) -> str | None:
    """Return *text* as any database takes it; ``None`` where it is blank.

    Signs that no file can hold are left out.
    """
    # PostgreSQL takes no NUL in a text, and UTF-8 no half of a sign.
    return (text or "").encode("utf-8", "ignore").decode("utf-8").replace("\0", "") or None


def to_utc_text(now: datetime) -> str:
    """Return a moment as it is stored: UTC, without a zone. A moment without a zone is in UTC."""
    utc = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
    return utc.isoformat(sep=" ")


def matches_key(table: Table, key: Mapping[str, str | None]) -> ColumnElement[bool]:
    """Return the condition that a row of *table* has the values of *key*.

    ``None`` is a blank cell.
    """
    return and_(
        *(
            table.c[name].is_(None) if value is None else table.c[name] == value
            for name, value in key.items()
        )
    )


def matches_form(table: Table, form: Form) -> ColumnElement[bool]:
    """Return the condition that a row of *table* belongs to *form*."""
    return matches_key(table, asdict(form))


def read_rows(
    connection: Connection, table: Table, *conditions: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Return the rows of *table* that meet the conditions, in the order of their key.

    Args:
        connection: To the database.
        table: Which table.
        *conditions: All of which a row meets; every row if there are none.

    Returns:
        The rows, as they are stored.
    """
    return [
        dict(row)
        for row in connection.execute(
            select(table).where(*conditions).order_by(*table.primary_key)
        ).mappings()
    ]


def pairs_of_person(connection: Connection, participant_id: str) -> list[dict[str, Any]]:
    """Return the pairs that a person is one of, in the order of their ids."""
    return read_rows(
        connection,
        PAIRS,
        or_(PAIRS.c.mentor_id == participant_id, PAIRS.c.mentee_id == participant_id),
    )


def to_plain(row: Mapping[str, str | None], names: list[str]) -> dict[str, str]:
    """Return the columns *names* of a row as text, ``""`` where they are blank."""
    return {name: row[name] or "" for name in names}


METADATA = MetaData()
OWN_COLUMNS = ("number", "logged_at", "occasion")
"""Columns of the interchange format's tables that only the database has."""


def _table(
    name: str, *columns: Column[str] | Column[int], texts: str = "", numbered: bool = False
) -> Table:
    """Describe a table; *numbered* if its rows have no key of their own but keep their order."""
    number = [Column("number", Integer, primary_key=True)] if numbered else []
    return Table(name, METADATA, *number, *columns, *(Column(text, Text) for text in texts.split()))


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _person(*, key: bool = False) -> Column[str]:
    return Column(
        "participant_id",
        Text,
        ForeignKey("participants.participant_id"),
        primary_key=key,
        nullable=False,
    )


def _pair(*, key: bool = False, nullable: bool = False) -> Column[str]:
    return Column("pair_id", Text, ForeignKey("pairs.pair_id"), primary_key=key, nullable=nullable)


PARTICIPANTS = _table(
    "participants", _key("participant_id"), texts="language chapter organisation joined_on"
)
PAIRS = _table(
    "pairs",
    _key("pair_id"),
    Column("cohort", Text, nullable=False),
    Column("mentor_id", Text, ForeignKey("participants.participant_id"), nullable=False),
    Column("mentee_id", Text, ForeignKey("participants.participant_id"), nullable=False),
    Column("status", Text, nullable=False),
    texts=(
        "started_on planned_end_on ended_on end_reason matched_by matched_on competition"
        " followup_by agreed_on every_days forms areas confidential has_goal"
    ),
)
GOALS = _table(
    "goals", _pair(), texts="goal_no version area set_on importance difficulty", numbered=True
)
MEETINGS = _table(
    "meetings",
    _pair(),
    texts="met_on form minutes topics celebrated logged_by logged_at",
    numbered=True,
)
MONTHS = _table("months", _pair(), texts="month contacts logged_by logged_at", numbered=True)
ANSWERS = _table(
    "answers",
    # An imported form has a made-up one, which no register knows.
    Column("participant_id", Text, nullable=False),
    _pair(nullable=True),
    Column("questionnaire", Text, nullable=False),
    # Blank and not missing: to a unique key of SQL two missing values are never the same.
    Column("occasion", Text, nullable=False, default=""),
    texts="cohort role version submitted_at item answer promise short_form",
    numbered=True,
)

CONTACTS = _table("contacts", _person(key=True), texts="name address language")
LINKS = _table("links", _key("token_sha256"), _person(), texts="issued_at until")
_FORM = ("role", "questionnaire", "occasion")
DRAFTS = _table(
    "drafts",
    _person(key=True),
    _pair(key=True),
    *map(_key, _FORM),
    _key("item"),
    texts="answer link",
)
SUBMISSIONS = _table(
    "submissions",
    _person(key=True),
    _pair(key=True),
    *map(_key, _FORM),
    Column("revision", Integer, nullable=False),
    texts="version promise sent_at content mark sha256",
)
TRIES = _table(
    "tries", _person(key=True), Column("wrong", Integer, nullable=False), texts="last_at"
)

COHORTS = _table("cohorts", _key("cohort"), texts="starts_on planned_end_on started_at started_by")
NOTES = _table("notes", _pair(), texts="noted_on what again_on noted_by noted_at", numbered=True)
ACCOUNTS = _table(
    "accounts", _key("address"), texts="name roles password_hash participant_id language made_at"
)
ENTRIES = _table(
    "entries",
    _key("token_sha256"),
    Column("address", Text, nullable=False),
    texts="entered_at until",
)
DEVICES = _table(
    "devices", _key("token_sha256"), Column("address", Text, nullable=False), texts="until"
)
VOUCHED = _table(
    "vouched", _key("said_sha256"), Column("address", Text, nullable=False), texts="until left_at"
)
FORGOTTEN = _table("forgotten", _key("mark"), texts="salt")
TRAIL = _table("trail", texts="done_at done_by what about", numbered=True)

INTERCHANGE = {
    table.name: table for table in (PARTICIPANTS, PAIRS, GOALS, MEETINGS, MONTHS, ANSWERS)
}
"""The tables of the interchange format, in an order in which rows can be put in."""


def columns_of(table: Table) -> list[str]:
    """Return the columns of the interchange format that *table* holds."""
    return [column.name for column in table.columns if column.name not in OWN_COLUMNS]
