"""A database is brought up to this version when it is opened: a copy of the file first, then step by step, all or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, inspect, select, update

from toolkit.errors import N_
from toolkit.ledger.disk import draft_of, settle, settle_names
from toolkit.storage import steps
from toolkit.storage.database import Database
from toolkit.storage.layout import METADATA

MARK = Table("mentoring_toolkit", MetaData(), Column("version", Integer, nullable=False))
"""The table of one row that tells whose database this is, and of which version."""

NEWER = N_("the database was made by a newer version of the toolkit. Update the toolkit.")
NOT_OURS = N_("the database holds tables of another program. Give it one of its own.")


def migrate(database: Database) -> None:
    """Bring *database* up to this version; nothing is done to one that is.

    Raises:
        StorageError: If it is newer than this toolkit, or another program's.
    """
    with database.reading() as connection:
        version = version_of(connection, database)
    if version == len(steps.STEPS):
        return
    if version and database.file:
        copy_of(database, database.file.with_name(f"{database.file.name}.version-{version}"))
    with database.writing() as connection:
        up_to(connection, version_of(connection, database), len(steps.STEPS))


def version_of(connection: Connection, database: Database) -> int:
    """Return the version of a database; 0 if it is empty.

    Raises:
        StorageError: If it is newer than this toolkit, or another program's.
    """
    names = set(inspect(connection).get_table_names())
    if MARK.name not in names:
        if names if database.file else names & set(METADATA.tables):
            raise database.fault(NOT_OURS)
        return 0
    version = connection.scalar(select(MARK.c.version)) or 0
    if version > len(steps.STEPS):
        raise database.fault(NEWER)
    return version


def up_to(connection: Connection, version: int, wanted: int) -> None:
    """Take every step from *version* to the one that is *wanted*."""
    if version == 0 and wanted:
        MARK.create(connection)
        connection.execute(insert(MARK).values(version=0))
    for number in range(version, wanted):
        steps.STEPS[number](connection)
        connection.execute(update(MARK).values(version=number + 1))


def copy_of(database: Database, file: Path) -> None:
    """Write the SQLite database as it is now to *file*, whole or not at all."""
    draft = draft_of(file)
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    database.statement("VACUUM INTO ?", str(draft))
    settle(draft)
    draft.replace(file)
    settle_names(file.parent)
