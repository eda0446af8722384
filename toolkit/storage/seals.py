"""The code of a receipt, as somebody types it: a few wrong ones, then a pause, from wherever they come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, delete, insert

from toolkit.storage.forms import code_of, earlier_code_of
from toolkit.storage.layout import SUBMISSIONS, TRIES
from toolkit.storage.rows import moment, rows

MOST = 10
"""Wrong codes for one person, after which none is looked at for a while: of 40 bits that is nothing."""
PAUSE = timedelta(hours=1)
"""How long, and when wrong codes are forgotten, counted from the last one."""
BETWEEN = re.compile(r"[\s\-\u2010-\u2015]")
"""Spaces, and hyphens and dashes of every length: what a phone puts between the groups."""


def mark_of(connection: Connection, participant_id: str, typed: str, *, now: datetime) -> str | None:
    """Return the mark that a typed code follows from, if it is of a form of the person; None for a wrong one and in the pause alike.

    A right one forgives no wrong ones: whoever has a code of the person's could try nine others between each two.
    """
    of_person, code = TRIES.c.participant_id == participant_id, BETWEEN.sub("", typed).upper().encode("utf-8", "replace")
    connection.execute(delete(TRIES).where(of_person, TRIES.c.last_at <= moment(now - PAUSE)))
    wrong = _wrong(connection, participant_id, now)
    own = rows(connection, SUBMISSIONS, SUBMISSIONS.c.participant_id == participant_id)
    fits = [row["mark"] for row in own if _fits(row, code)]
    if wrong >= MOST or not code:
        return None
    if not fits:
        connection.execute(delete(TRIES).where(of_person))
        connection.execute(insert(TRIES).values(participant_id=participant_id, wrong=wrong + 1, last_at=moment(now)))
    return next(iter(fits), None)


def resting(connection: Connection, participant_id: str, *, now: datetime) -> bool:
    """Return whether no code of the person is looked at for a while."""
    return _wrong(connection, participant_id, now) >= MOST


def _fits(row: Mapping[str, Any], code: bytes) -> bool:
    """Whether a code is that of a form, or the one that its receipt had before codes opened anything."""
    fits = [compare_digest(each.replace("-", "").encode(), code) for each in (code_of(row["mark"]), earlier_code_of(row["sha256"]))]
    return any(fits)


def _wrong(connection: Connection, participant_id: str, now: datetime) -> int:
    since = moment(now - PAUSE)
    return next((row["wrong"] for row in rows(connection, TRIES, TRIES.c.participant_id == participant_id) if row["last_at"] > since), 0)
