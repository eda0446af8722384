"""Codes of receipts: how they are made, and typed by people who may try a few wrong ones."""

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, delete, insert

from toolkit.data.database.sql_tables import SUBMISSIONS, TRIES, read_rows, to_utc_text
from toolkit.throttle import NEVER, RECEIPT_CODES, Tried

CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a receipt: none that looks like another."""
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
    code = CODE_SEPARATORS.sub("", typed).upper().encode("utf-8", "replace")
    of_person = TRIES.c.participant_id == participant_id
    forgotten = to_utc_text(now - timedelta(seconds=RECEIPT_CODES.forgotten))
    connection.execute(delete(TRIES).where(of_person, TRIES.c.last_at <= forgotten))
    tried = _tried(connection, participant_id)
    fits = [
        row["mark"]
        for row in read_rows(
            connection, SUBMISSIONS, SUBMISSIONS.c.participant_id == participant_id
        )
        if _fits(row, code)
    ]
    # In the pause nothing is counted, and nothing typed is no try.
    if RECEIPT_CODES.wait(tried, _second(to_utc_text(now))) or not code:
        return None
    if not fits:
        wrong, _last = RECEIPT_CODES.fail(tried, _second(to_utc_text(now)))
        connection.execute(delete(TRIES).where(of_person))
        connection.execute(
            insert(TRIES).values(
                participant_id=participant_id, wrong=wrong, last_at=to_utc_text(now)
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
    return RECEIPT_CODES.wait(_tried(connection, participant_id), _second(to_utc_text(now))) > 0


def _fits(row: Mapping[str, Any], code: bytes) -> bool:
    """Whether a code is that of a form, or the one of its receipt before codes opened anything."""
    # In constant time, and both: how long a refusal takes must not tell how much was right.
    fits = [
        compare_digest(each.replace("-", "").encode(), code)
        for each in (code_of(row["mark"]), earlier_code_of(row["sha256"]))
    ]
    return any(fits)


def _tried(connection: Connection, participant_id: str) -> Tried:
    rows = read_rows(connection, TRIES, TRIES.c.participant_id == participant_id)
    return next(((row["wrong"], _second(row["last_at"])) for row in rows), NEVER)


def _second(stored: str) -> float:
    """Return the second of a moment as it is stored: in UTC, without a zone."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()


def code_of(mark: str) -> str:
    """Return the code of a receipt: 40 bits in two groups, without signs that look alike."""
    return earlier_code_of(sha256(mark.encode()).hexdigest())


def earlier_code_of(digest: str) -> str:
    """Return the code that a hash is read as.

    Until version 2 of the database, that of the form itself stood on its receipt.
    """
    # 32 signs are 5 bits each, so that eight of them hold 40 bits.
    number = int(digest, 16)
    code = "".join(CODE_SIGNS[number >> 5 * place & 31] for place in range(8))
    return f"{code[:4]}-{code[4:]}"


def new_mark() -> str:
    """Return a random number for a code to follow from."""
    return secrets.token_hex(16)
