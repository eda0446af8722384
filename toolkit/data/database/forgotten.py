"""Who had the own data erased: marks by which an old table or sheet does not bring them back.

A mark is a salted hash of the code, the name or the address. It says nothing by itself; whoever has
one of these at hand can see that it was erased, which is what it is kept for.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import pandas as pd
from sqlalchemy import Connection, insert

from toolkit.data.database.sql_tables import CONTACTS, FORGOTTEN, read_rows

PersonTrait = Literal["code", "name", "address"]
"""What an erased person is known by."""
ErasedMarks = Collection[tuple[str, str]]
"""Salt and hash."""
WHOSE = {
    "participants": "participant_id",
    "answers": "participant_id",
    "meetings": "logged_by",
    "months": "logged_by",
}
"""Whom a row of a table is from."""


def was_erased(marks: ErasedMarks, trait: PersonTrait, text: str) -> bool:
    """Return whether somebody who was erased is known by a text.

    Args:
        marks: Of everybody who was erased.
        trait: What *text* is.
        text: The code, name or address; blanks around it and large letters do not matter.

    Returns:
        Whether one of the marks is its.
    """
    return any(_hash(salt, trait, text) == mark for salt, mark in marks)


def remember_erased(connection: Connection, participant_id: str) -> None:
    """Keep the marks of a person who is about to be erased."""
    [contact] = read_rows(connection, CONTACTS, CONTACTS.c.participant_id == participant_id) or [{}]
    traits: dict[PersonTrait, str | None] = {
        "code": participant_id,
        "name": contact.get("name"),
        "address": contact.get("address"),
    }
    marks = list_marks(connection)
    for trait, text in traits.items():
        if text and not was_erased(marks, trait, text):
            salt = secrets.token_hex(16)
            row = {"mark": _hash(salt, trait, text), "salt": salt}
            connection.execute(insert(FORGOTTEN).values(row))


def list_marks(connection: Connection) -> frozenset[tuple[str, str]]:
    """Return the marks of everybody who was erased."""
    return frozenset((row["salt"], row["mark"]) for row in read_rows(connection, FORGOTTEN))


def leave_out_erased(
    tables: Mapping[str, pd.DataFrame], gone: Iterable[str]
) -> tuple[dict[str, pd.DataFrame], int]:
    """Return tables without what they tell of people who were erased.

    Args:
        tables: Tables of the interchange format.
        gone: Codes of those who were erased.

    Returns:
        The tables, and how many answers were left out. What was logged by them about a pair is in
        the database already, without who logged it.
    """
    erased, kept = frozenset(gone), dict(tables)
    for name, column in WHOSE.items():
        if name in kept and column in kept[name]:
            kept[name] = kept[name][~kept[name][column].isin(erased)]
    left_out = sum(len(tables[name]) - len(kept[name]) for name in kept if name == "answers")
    return kept, left_out


def _hash(salt: str, trait: PersonTrait, text: str) -> str:
    told = json.dumps([salt, trait, " ".join(text.split()).casefold()])
    return hashlib.sha256(told.encode()).hexdigest()
