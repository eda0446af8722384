"""The code of a receipt, as somebody types it: a few wrong ones, then a pause, from wherever they come."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import Connection, delete, insert

from toolkit.storage.forms import code_of
from toolkit.storage.layout import SUBMISSIONS, TRIES
from toolkit.storage.rows import moment, rows

MOST = 10
"""Wrong codes for one person, after which none is looked at for a while: of 40 bits that is nothing."""
PAUSE = timedelta(hours=1)
"""How long, and when wrong codes are forgotten, counted from the last one."""
BETWEEN = re.compile(r"[\s\-\u2010-\u2015]")
"""Spaces, and hyphens and dashes of every length: what a phone puts between the groups."""


def mark_of(connection: Connection, participant_id: str, typed: str, *, now: datetime) -> str | None:
    """Return the mark that a typed code follows from, if it is of a form of the person; None for a wrong one and in the pause alike."""
    wrong = _wrong(connection, participant_id, now)
    code = BETWEEN.sub("", typed).upper().encode("utf-8", "replace")
    own = rows(connection, SUBMISSIONS, SUBMISSIONS.c.participant_id == participant_id)
    fits = [row["mark"] for row in own if compare_digest(code_of(row["mark"]).replace("-", "").encode(), code)]
    if wrong >= MOST or not code:
        return None
    connection.execute(delete(TRIES).where(TRIES.c.participant_id == participant_id))
    if not fits:
        connection.execute(insert(TRIES).values(participant_id=participant_id, wrong=wrong + 1, last_at=moment(now)))
    return next(iter(fits), None)


def _wrong(connection: Connection, participant_id: str, now: datetime) -> int:
    since = moment(now - PAUSE)
    return next((row["wrong"] for row in rows(connection, TRIES, TRIES.c.participant_id == participant_id) if row["last_at"] > since), 0)
