"""Codes of receipts: how they are made, and typed by people who may try a few wrong ones."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, delete, insert

from toolkit.data.database.tables import (
    SUBMISSIONS,
    TRIES,
    read_rows,
    to_utc_text,
)

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a receipt: none that looks like another."""
MAX_WRONG_CODES = 10
"""Wrong codes for one person, after which none is looked at for a while.

Of 40 bits that is nothing.
"""
PAUSE = timedelta(hours=1)
"""How long, and when wrong codes are forgotten, counted from the last one."""
CODE_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]")
"""Spaces, and hyphens and dashes of every length: what a phone puts between the groups."""


def mark_of(
    connection: Connection, participant_id: str, typed: str, *, now: datetime
) -> str | None:
    """Return the mark that a typed code follows from, if it is of a form of the person.

    None for a wrong one and in the pause alike.

    A right one forgives no wrong ones: whoever has a code of the person's could try nine others
    between each two.

    Args:
        connection: To the database, as its only writer.
        participant_id: Whose forms are looked at.
        typed: The code, as it was typed.
        now: When.

    Returns:
        The mark of the form.
    """
    of_person, code = (
        TRIES.c.participant_id == participant_id,
        CODE_SEPARATORS.sub("", typed).upper().encode("utf-8", "replace"),
    )
    connection.execute(delete(TRIES).where(of_person, TRIES.c.last_at <= to_utc_text(now - PAUSE)))
    wrong = _count_wrong(connection, participant_id, now)
    own = read_rows(connection, SUBMISSIONS, SUBMISSIONS.c.participant_id == participant_id)
    fits = [row["mark"] for row in own if _fits(row, code)]
    if wrong >= MAX_WRONG_CODES or not code:
        return None
    if not fits:
        connection.execute(delete(TRIES).where(of_person))
        connection.execute(
            insert(TRIES).values(
                participant_id=participant_id, wrong=wrong + 1, last_at=to_utc_text(now)
            )
        )
    return next(iter(fits), None)


def is_resting(connection: Connection, participant_id: str, *, now: datetime) -> bool:
    """Return whether no code of the person is looked at for a while.

    Args:
        connection: To the database.
        participant_id: Whose forms are asked for.
        now: When.

    Returns:
        Whether the pause lasts.
    """
    return _count_wrong(connection, participant_id, now) >= MAX_WRONG_CODES


def _fits(row: Mapping[str, Any], code: bytes) -> bool:
    """Whether a code is that of a form, or the one of its receipt before codes opened anything."""
    fits = [
        compare_digest(each.replace("-", "").encode(), code)
        for each in (code_of(row["mark"]), earlier_code_of(row["sha256"]))
    ]
    return any(fits)


def _count_wrong(connection: Connection, participant_id: str, now: datetime) -> int:
    since = to_utc_text(now - PAUSE)
    return next(
        (
            row["wrong"]
            for row in read_rows(connection, TRIES, TRIES.c.participant_id == participant_id)
            if row["last_at"] > since
        ),
        0,
    )


def code_of(mark: str) -> str:
    """Return the code of a receipt: 40 bits in two groups, without signs that look alike."""
    return earlier_code_of(sha256(mark.encode()).hexdigest())


def earlier_code_of(digest: str) -> str:
    """Return the code that a hash is read as.

    Until version 2 of the database, that of the form itself stood on its receipt.
    """
    number = int(digest, 16)
    code = "".join(CODE_SIGNS[number >> 5 * place & 31] for place in range(8))
    return f"{code[:4]}-{code[4:]}"


def new_mark() -> str:
    """Return a random number for a code to follow from."""
    return secrets.token_hex(16)
