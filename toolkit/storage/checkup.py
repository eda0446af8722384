"""Is everything in the database still what was written?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from toolkit.errors import N_, Fault, StorageError
from toolkit.storage.database import DAMAGED, Database
from toolkit.storage.forms import Content, undamaged
from toolkit.storage.layout import ANSWERS, SUBMISSIONS
from toolkit.storage.rows import rows
from toolkit.storage.store import Store

CHANGED = N_("forms that are no longer what was sent in: {n}. Restore the database from a backup.")
APART = N_("forms that say something else than the answers that are evaluated: {n}. Restore the database from a backup.")


def faults_of_database(store: Store) -> Iterator[Fault]:
    """Yield what is damaged: the file as a whole, forms that were changed, answers that are not those of their form."""
    try:
        yield from _of_file(store.database) or _of_forms(store.database)
    except StorageError as unreadable:
        yield from unreadable.faults


def _of_file(database: Database) -> list[Fault]:
    if not database.file:
        return []
    sound = database.statement("PRAGMA integrity_check") == [("ok",)] and not database.statement("PRAGMA foreign_key_check")
    return [] if sound else [Fault(DAMAGED, file=database.name)]


def _of_forms(database: Database) -> Iterator[Fault]:
    with database.reading() as connection:
        submissions = rows(connection, SUBMISSIONS)
        answers = _answers(connection)
    if changed := sum(not undamaged(row) for row in submissions):
        yield Fault(CHANGED, {"n": changed}, database.name)
    elif apart := sum(answers.get(_form(row, row["sent_at"]), {}) != Content.read(row).items for row in submissions):
        yield Fault(APART, {"n": apart}, database.name)


def _answers(connection: Connection) -> dict[tuple[str, ...], dict[str, str]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows(connection, ANSWERS):
        found.setdefault(_form(row, row["submitted_at"]), {})[row["item"]] = row["answer"]
    return found


def _form(row: dict[str, Any], sent_at: str | None) -> tuple[str, ...]:
    return (*(row[name] or "" for name in ("participant_id", "pair_id", "questionnaire", "occasion")), sent_at or "")
