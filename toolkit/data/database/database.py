"""One database in this process.

How it is opened, who may write, and what is said when it refuses.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial, wraps
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection

from toolkit.data.database.write_lock import FairLock
from toolkit.errors import N_, Fault, StorageError

WRITE_PATIENCE_SECONDS = 30
PRAGMAS = (
    # SQLite checks references only where it is told to.
    "foreign_keys = ON",
    "journal_mode = DELETE",
    # FULL and one thing more: the folder is synced too once the journal is deleted.
    "synchronous = EXTRA",
    "secure_delete = ON",
)
"""What is acknowledged survives a power cut, and what is deleted is overwritten.

WAL is faster, but has lost data until SQLite 3.51.3.
"""
ONE_WRITER = "SELECT pg_advisory_xact_lock(1835364964)"
"""What ``BEGIN IMMEDIATE`` is to SQLite.

Any number will do, as long as every writer asks for the same.
"""
OPTIONS = f"-c synchronous_commit=on -c lock_timeout={WRITE_PATIENCE_SECONDS}s -c timezone=UTC"

NOT_AN_ADDRESS = N_(
    "this is not the address of a database. Write sqlite:///path/data.db or"
    " postgresql://user@host/name."
)
NO_DRIVER = N_(
    "PostgreSQL needs a part that is not installed: pip install 'mentoring-toolkit[postgresql]'."
)
NO_DATABASE = N_("there is no such database.")
NO_DATABASE_FOLDER = N_("there is no folder to hold the database. Make it first.")
DATABASE_BUSY = N_(
    "the database is busy: somebody else has been writing for a while. Try again in a minute."
)
READ_ONLY = N_(
    "the database cannot be written: its file or folder is read-only. Nothing was saved."
)
FULL = N_("the disk is full. Nothing was saved.")
CANNOT_OPEN = N_("the database cannot be opened.")
DATABASE_DAMAGED = N_(
    "the database is damaged, or the file is no database. Restore it from a backup."
)
DISK = N_("the disk could not be read or written. Nothing was saved.")
NO_FIT = N_(
    "what was to be saved does not fit: a row names a pair or a person that is not there, or is"
    " there twice. Nothing was saved."
)
SERVER_SILENT = N_("the database server does not answer, or does not let us in. Nothing was saved.")

SQLITE_REFUSALS = {
    5: DATABASE_BUSY,
    6: DATABASE_BUSY,
    8: READ_ONLY,
    10: DISK,
    11: DATABASE_DAMAGED,
    13: FULL,
    14: CANNOT_OPEN,
    19: NO_FIT,
    26: DATABASE_DAMAGED,
}
"""By primary result code. Source: https://sqlite.org/rescode.html."""
POSTGRESQL_REFUSALS = {
    "25006": READ_ONLY,
    "53100": FULL,
    "55P03": DATABASE_BUSY,
    "57014": DATABASE_BUSY,
}
"""By SQLSTATE. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_OPEN: dict[URL, Database] = {}
_GUARD = threading.Lock()


def database_at(address: str, *, create: bool) -> Database:
    """Return the database at *address*.

    The same one for the same address, so that everybody in the process takes turns.

    Args:
        create: Whether to make the file of a SQLite database that is not there.

    Raises:
        StorageError: If the address cannot be read, or there is nothing.
    """
    url = _url(address)
    if file := file_at(address):
        _check_file(file, create=create)
    # Under a guard: two threads at once would make two, whose writers do not take turns.
    with _GUARD:
        if url not in _OPEN:
            _OPEN[url] = Database(url)
        return _OPEN[url]


def file_at(address: str) -> Path | None:
    """Return the file of a SQLite database, ``None`` for one on a server.

    Raises:
        StorageError: If the address cannot be read.
    """
    url = _url(address)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


class Database:
    """A way in to one database.

    Attributes:
        name: What it is called in faults: never the whole address, which may hold a password.
        file: The file of a SQLite database.
    """

    def __init__(self, url: URL) -> None:
        self.file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        self.name = self.file.name if self.file else str(url.database or url.host)
        self.engine = self._sqlite(self.file) if self.file else self._postgresql(url)
        self._turns = FairLock()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction as the only writer.

        It is on the disk when the block has ended, or nothing of it is.
        """
        with (
            self._plain(),
            self._turns.mine(WRITE_PATIENCE_SECONDS),
            self.engine.begin() as connection,
        ):
            # A writer of a SQLite file has said so already, see _begin.
            if not self.file:
                connection.exec_driver_sql(ONE_WRITER)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment of the database, and writes nothing.

        Readers of a SQLite file take turns with the writers: a reader who meets one would have to
        try again and again.
        """
        # What SQLite does by itself, a server is told: all that is read is of one moment.
        options: dict[str, Any] = (
            {"reading": True} if self.file else {"isolation_level": "REPEATABLE READ"}
        )
        with (
            self._plain(),
            self._turns.mine(WRITE_PATIENCE_SECONDS) if self.file else nullcontext(),
            self.engine.connect().execution_options(**options) as connection,
        ):
            yield connection

    def statement(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        """Run one statement that no transaction can hold, as ``VACUUM``, and return its rows."""
        with self._plain(), self._turns.mine(WRITE_PATIENCE_SECONDS):
            if self.file:
                connection = _connect(self.file)
                try:
                    return connection.execute(sql, values).fetchall()
                finally:
                    connection.close()
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
                found = server.exec_driver_sql(sql, values)
                return [tuple(row) for row in found] if found.returns_rows else []

    def fault(self, sentence: str, **values: object) -> StorageError:
        """Return a fault of this database."""
        return StorageError(Fault(sentence, values, self.name))

    def close(self) -> None:
        """Close what is kept open to a server."""
        self.engine.dispose()

    @contextmanager
    def _plain(self) -> Iterator[None]:
        """Say in a plain sentence what the database refuses.

        The driver's own words may hold what was to be written.
        """
        try:
            yield
        except (TimeoutError, NoConnection):
            raise self.fault(DATABASE_BUSY) from None
        except (DBAPIError, sqlite3.Error) as error:
            if sentence := _refusal(error):
                raise self.fault(sentence) from None
            raise

    @staticmethod
    def _sqlite(file: Path) -> Engine:
        # Parameters are hidden: a log or an error would hold answers and addresses.
        engine = create_engine(
            "sqlite://", creator=partial(_connect, file), poolclass=NullPool, hide_parameters=True
        )
        event.listen(engine, "begin", _begin)
        return engine

    def _postgresql(self, url: URL) -> Engine:
        try:
            return create_engine(
                url,
                pool_size=10,
                max_overflow=40,
                pool_timeout=WRITE_PATIENCE_SECONDS,
                # A server may have closed a kept connection; whoever gets it should not notice.
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"options": OPTIONS, "connect_timeout": 10},
            )
        except ModuleNotFoundError:
            raise self.fault(NO_DRIVER) from None


P = ParamSpec("P")
T = TypeVar("T")


class HasDatabase(Protocol):
    """Whatever has a database to ask."""

    @property
    def database(self) -> Database:
        """The database."""


class Transaction(Generic[P, T]):
    """A function of a connection as a method of what has a database: a transaction a call."""

    def __init__(
        self,
        function: Callable[Concatenate[Connection, P], T],
        begin: Callable[[Database], AbstractContextManager[Connection]],
    ) -> None:
        self.function, self.begin, self.__doc__ = function, begin, function.__doc__

    def __get__(self, owner: HasDatabase, _class: object = None) -> Callable[P, T]:
        @wraps(self.function)
        def call(*given: P.args, **named: P.kwargs) -> T:
            with self.begin(owner.database) as connection:
                return self.function(connection, *given, **named)

        return call


def reads(function: Callable[Concatenate[Connection, P], T]) -> Transaction[P, T]:
    """Make a method of *function* that sees one moment of the database, and writes nothing."""
    return Transaction(function, Database.reading)


def writes(function: Callable[Concatenate[Connection, P], T]) -> Transaction[P, T]:
    """Make a method of *function* whose changes are on the disk when it returns, or none is."""
    return Transaction(function, Database.writing)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StorageError(Fault(NOT_AN_ADDRESS)) from None
    if url.get_backend_name() == "sqlite" and _is_a_file(url):
        # Absolute: however the path is written, one file is one database with one queue.
        return URL.create("sqlite", database=str(Path(str(url.database)).absolute()))
    # psycopg 3: the driver that is installed with the toolkit, whatever the address names.
    if url.get_backend_name() == "postgresql" and url.database:
        return url.set(drivername="postgresql+psycopg")
    raise StorageError(Fault(NOT_AN_ADDRESS))


def _is_a_file(url: URL) -> bool:
    """Its releases are kept in a folder that ends in ``.data``, so the file must not."""
    return (
        url.database not in (None, "", ":memory:")
        # Options could make it a database in memory.
        and not url.query
        and Path(str(url.database)).suffix != ".data"
    )


def _check_file(file: Path, *, create: bool) -> None:
    if not file.parent.is_dir():
        raise StorageError(Fault(NO_DATABASE_FOLDER, file=str(file)))
    if file.exists():
        return
    if not create:
        raise StorageError(Fault(NO_DATABASE, file=str(file)))
    try:
        # Nobody else on the computer is to read what is answered.
        file.touch(mode=0o600)
    except OSError:
        raise StorageError(Fault(READ_ONLY, file=str(file))) from None


def _connect(file: Path) -> sqlite3.Connection:
    # mode=rw: else SQLite would make an empty database in place of a file that is gone.
    # isolation_level=None: the driver of Python would begin transactions by itself, and late.
    connection = sqlite3.connect(
        f"{file.as_uri()}?mode=rw", uri=True, timeout=WRITE_PATIENCE_SECONDS, isolation_level=None
    )
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def _begin(connection: Connection) -> None:
    """A writer says so from the start.

    One that finds out later that somebody else wrote meanwhile would have to give up.

    Writers in other processes are asked for every few milliseconds. SQLite itself asks the less
    often the longer one has waited, so that whoever has waited longest is the last.
    """
    driver = connection.connection.driver_connection
    if driver is None or connection.get_execution_options().get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    given_up_at = time.monotonic() + WRITE_PATIENCE_SECONDS
    driver.execute("PRAGMA busy_timeout = 0")
    while not _has_begun(driver, last=time.monotonic() > given_up_at):
        time.sleep(random.uniform(0.001, 0.005))  # noqa: S311  # so that nobody keeps pace with somebody else
    driver.execute(f"PRAGMA busy_timeout = {WRITE_PATIENCE_SECONDS * 1000:.0f}")


def _has_begun(driver: sqlite3.Connection, *, last: bool) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        # Only "busy" is worth waiting for. Extended codes have the primary one in the low byte.
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _refusal(error: DBAPIError | sqlite3.Error) -> str | None:
    """Return the sentence for what the database refuses, or ``None`` if it is our own mistake."""
    # The low byte of an extended code of SQLite is the primary one.
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return SQLITE_REFUSALS.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state in POSTGRESQL_REFUSALS:
        return POSTGRESQL_REFUSALS[state]
    if isinstance(error, IntegrityError):
        return NO_FIT
    # No state: the server was never reached. The classes are connection, sign-in, no such
    # database, no resources, and stopped by its administrator; all else is our mistake.
    return SERVER_SILENT if state is None or state[:2] in ("08", "28", "3D", "53", "57") else None
