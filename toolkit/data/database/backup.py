"""Backups: one zip of the whole database, a line of JSON a row, with the releases and their key.

The same for every kind of database.

::

    manifest.json           version of the database; of each file its SHA-256
    tables/answers.jsonl    and so on
    releases/ledger.jsonl   and so on
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, MetaData, insert

from toolkit.data.database import migrations
from toolkit.data.database.database import DATABASE_DAMAGED, Database, database_at, file_at
from toolkit.data.database.migrations import NEWER_VERSION, migrate_to, version_of
from toolkit.data.database.sql_tables import ANSWERS, METADATA, SUBMISSIONS, read_rows, to_utc_text
from toolkit.data.database.store import Store
from toolkit.data.database.submissions import Content, is_undamaged
from toolkit.errors import N_, Fault, StorageError
from toolkit.files import replace_when_whole, writer_lock
from toolkit.release.locations import RELEASES_FOLDER, find_release_home, lock_file

FORMS_CHANGED = N_(
    "forms that are no longer what was sent in: {n}. Restore the database from a backup."
)
FORMS_APART = N_(
    "forms that say something else than the answers that are evaluated: {n}. Restore the database"
    " from a backup."
)


def find_database_faults(store: Store) -> Iterator[Fault]:
    """Yield what is damaged.

    The file as a whole, forms that were changed, answers that are not those of their form.
    """
    try:
        yield from _check_database_file(store.database) or _check_forms(store.database)
    except StorageError as unreadable:
        yield from unreadable.faults


def _check_database_file(database: Database) -> list[Fault]:
    if not database.file:
        return []
    if database.statement("PRAGMA integrity_check") != [("ok",)] or database.statement(
        "PRAGMA foreign_key_check"
    ):
        return [Fault(DATABASE_DAMAGED, file=database.name)]
    return []


def _check_forms(database: Database) -> Iterator[Fault]:
    with database.reading() as connection:
        submissions = read_rows(connection, SUBMISSIONS)
        answers = _answers(connection)
    if changed := sum(not is_undamaged(row) for row in submissions):
        yield Fault(FORMS_CHANGED, {"n": changed}, database.name)
    # Not both: of a form that was changed it is no news that its answers say something else.
    elif apart := sum(
        answers.get(_form(row, row["sent_at"]), {}) != Content.read(row).items
        for row in submissions
    ):
        yield Fault(FORMS_APART, {"n": apart}, database.name)


def _answers(connection: Connection) -> dict[tuple[str, ...], dict[str, str]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in read_rows(connection, ANSWERS):
        found.setdefault(_form(row, row["submitted_at"]), {})[row["item"]] = row["answer"]
    return found


def _form(row: dict[str, Any], sent_at: str | None) -> tuple[str, ...]:
    return (
        *(row[name] or "" for name in ("participant_id", "pair_id", "questionnaire", "occasion")),
        sent_at or "",
    )


FORMAT = 1
MANIFEST = "manifest.json"
TABLES_FOLDER = "tables"

FILE_THERE = N_("there is a file of this name already. Give the backup another name.")
NOT_A_BACKUP = N_("this is no backup of the toolkit, or it is damaged. Take another one.")
NOT_EMPTY = N_(
    "there is a database already, and nothing is ever written over it. Restore to another address."
)
RELEASES_THERE = N_(
    "there are other releases already, and nothing is ever written over them. Restore to another"
    " folder."
)


@dataclass(frozen=True)
class BackupContents:
    """What a backup holds.

    Attributes:
        rows: Rows of all tables.
        files: Files of the ledger: releases, the ledger itself and its key.
    """

    rows: int
    files: int


def back_up(store: Store, file: Path, *, now: datetime) -> BackupContents:
    """Write one moment of the database and its releases to *file*.

    The file is whole, read back and on the disk, or not there. It holds everything: answers,
    contacts, the key. Whoever has it has the data.

    Args:
        store: The database, with its releases.
        file: Where to; there must be none.
        now: The time that the backup bears.

    Returns:
        What the backup holds, as it was read back.

    Raises:
        StorageError: If there is such a file already, or the database cannot be read.
    """
    if file.exists():
        raise StorageError(Fault(FILE_THERE, file=file.name))
    members = {**_tables(store), **_releases(store.home)}
    manifest = {
        "format": FORMAT,
        "version": len(migrations.STEPS),
        "made_at": to_utc_text(now),
        "files": {
            name: {"sha256": sha256(content).hexdigest()} for name, content in members.items()
        },
    }
    members[MANIFEST] = json.dumps(manifest, indent=1).encode()
    with replace_when_whole(file, private=True) as draft:
        with ZipFile(draft, "w", ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        # Read back before it gets its name, so that a backup that is there can be restored.
        return _read(draft).kept


def restore(file: Path, url: str) -> BackupContents:
    """Put a backup into a database that is empty or not there, with its releases.

    All of it or nothing.

    Raises:
        StorageError: If it is no backup or is damaged, or if there is anything already where it
            would go.
    """
    archive = _read(file)
    home = find_release_home(url)
    there = _releases(home)
    if there and there != archive.releases:
        raise StorageError(Fault(RELEASES_THERE, file=str(home)))
    with _open_empty_database(url) as database, database.writing() as connection:
        archive.put_into(connection)
        # Inside the transaction: where the releases cannot be written, no row is kept either.
        if not there:
            _put_releases(home, archive.releases)
    return archive.kept


def bring_releases(home: Path, store: Store) -> int:
    """Copy the releases of *home*, with the ledger and its key, to a database that has none.

    Return how many files that were. Nothing is copied where they are there already, with or without
    newer ones.

    Raises:
        StorageError: If the database has other releases.
    """
    found, there = _releases(home), _releases(store.home)
    if not there:
        _put_releases(store.home, found)
        return len(found)
    # The ledger only grows, so a newer one begins with every older one.
    if not all(there.get(name, b"").startswith(content) for name, content in found.items()):
        raise StorageError(Fault(RELEASES_THERE, file=str(store.home)))
    return 0


@dataclass(frozen=True, repr=False)
class Archive:
    """A backup that was read and is sound."""

    version: int
    members: Mapping[str, bytes]

    @property
    def releases(self) -> dict[str, bytes]:
        """The files of the ledger, by name in the archive."""
        return {
            name: content
            for name, content in self.members.items()
            if name.startswith(f"{RELEASES_FOLDER}/")
        }

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each table."""
        return {
            Path(name).stem: [json.loads(line) for line in content.decode().splitlines()]
            for name, content in self.members.items()
            if name.startswith(f"{TABLES_FOLDER}/")
        }

    @property
    def kept(self) -> BackupContents:
        """What it holds."""
        return BackupContents(sum(map(len, self.tables.values())), len(self.releases))

    def put_into(self, connection: Connection) -> None:
        """Make the tables of the version of the backup, and fill them.

        The steps since then are taken when the database is opened.
        """
        migrate_to(connection, 0, self.version)
        # Read from the database: METADATA tells the columns of now, and the backup may be older.
        then = MetaData()
        then.reflect(connection, only=list(self.tables))
        # In an order in which each row finds those that it names.
        for table in then.sorted_tables:
            if self.tables[table.name]:
                connection.execute(insert(table), self.tables[table.name])


def _tables(store: Store) -> dict[str, bytes]:
    with store.database.reading() as connection:
        return {
            f"{TABLES_FOLDER}/{table.name}.jsonl": b"".join(
                map(_line, read_rows(connection, table))
            )
            for table in METADATA.sorted_tables
        }


def _line(row: Mapping[str, Any]) -> bytes:
    """One row; its number is given anew when it is restored."""
    return (
        json.dumps({name: cell for name, cell in row.items() if name != "number"}).encode() + b"\n"
    )


def _releases(home: Path) -> dict[str, bytes]:
    """Return what the ledger keeps, while nobody writes there."""
    folder = home / RELEASES_FOLDER
    if not folder.is_dir():
        return {}
    with writer_lock(lock_file(home)):
        return {
            f"{RELEASES_FOLDER}/{file.name}": file.read_bytes()
            for file in sorted(folder.iterdir())
            if file.is_file() and file != lock_file(home) and not file.name.startswith(".")
        }


def _read(file: Path) -> Archive:
    """Read a backup, and see that every file in it is what was written."""
    try:
        with ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            members = {name: archive.read(name) for name in manifest["files"]}
        sound = manifest["format"] == FORMAT and all(
            sha256(members[name]).hexdigest() == told["sha256"]
            for name, told in manifest["files"].items()
        )
        version = int(manifest["version"])
    # All that a damaged zip, or a manifest of something else, makes the readers raise.
    except (BadZipFile, KeyError, ValueError, TypeError, EOFError):
        sound = False
    if not sound:
        raise StorageError(Fault(NOT_A_BACKUP, file=file.name))
    if version > len(migrations.STEPS):
        raise StorageError(Fault(NEWER_VERSION, file=file.name))
    return Archive(version, members)


@contextmanager
def _open_empty_database(url: str) -> Iterator[Database]:
    """Open a database that holds nothing.

    A SQLite one gets its name when the block has ended well.
    """
    if file := file_at(url):
        if file.exists():
            raise StorageError(Fault(NOT_EMPTY, file=file.name))
        with replace_when_whole(file) as draft:
            yield database_at(f"sqlite:///{draft}", create=True)
    else:
        database = database_at(url, create=False)
        with database.reading() as connection:
            if version_of(connection, database):
                raise database.fault(NOT_EMPTY)
        yield database


def _put_releases(home: Path, releases: Mapping[str, bytes]) -> None:
    """Put the files in a folder beside, and give it its name when all are there."""
    if not releases:
        return
    with replace_when_whole(home / RELEASES_FOLDER) as draft:
        draft.mkdir(parents=True)
        for name, content in releases.items():
            file = draft / Path(name).name
            # The key is among them, and nobody else on the computer is to read it.
            file.touch(mode=0o600)
            file.write_bytes(content)
