"""Those who look after the programme.

Their accounts, who of them is signed in, and the trail of what they did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, insert, select, update

from toolkit.data.database.database import Database
from toolkit.data.database.people import check_person
from toolkit.data.database.sql_tables import (
    ACCOUNTS,
    DEVICES,
    ENTRIES,
    TRAIL,
    VOUCHED,
    read_rows,
    to_plain,
    to_stored,
    to_utc_text,
)
from toolkit.errors import N_, Fault, StorageError


@dataclass(frozen=True)
class Browsers:
    """Hashes of what browsers show, each call a transaction."""

    database: Database

    def know(
        self, token_sha256: str, address: str, *, instead_of: str, until: datetime, now: datetime
    ) -> None:
        """Remember a browser with which the person of an account has signed in.

        Those whose time is up are swept out.

        Args:
            token_sha256: Hash of what it shows from now on.
            address: Of the account.
            instead_of: Hash of what it showed before.
            until: When it is forgotten.
            now: When it is done.
        """
        before = (DEVICES.c.token_sha256 == instead_of) & (DEVICES.c.address == address)
        with self.database.writing() as connection:
            connection.execute(
                delete(DEVICES).where((DEVICES.c.until <= to_utc_text(now)) | before)
            )
            connection.execute(
                insert(DEVICES).values(
                    token_sha256=token_sha256, address=address, until=to_utc_text(until)
                )
            )

    def knows(self, token_sha256: str, address: str, *, now: datetime) -> bool:
        """Return whether this very person has signed in with the browser before.

        Args:
            token_sha256: Hash of what the browser shows.
            address: Of the account.
            now: The time.
        """
        with self.database.reading() as connection:
            return bool(
                read_rows(
                    connection,
                    DEVICES,
                    DEVICES.c.token_sha256 == token_sha256,
                    DEVICES.c.address == address,
                    DEVICES.c.until > to_utc_text(now),
                )
            )

    def let_in(
        self, said_sha256: str, address: str, *, until: datetime, what: str, now: datetime
    ) -> None:
        """Write in the trail, once, that a provider vouched for somebody.

        Args:
            said_sha256: Hash of what the provider said.
            address: Of the account.
            until: When what was said ends by itself.
            what: What is done, for the trail.
            now: The time.
        """
        with self.database.writing() as connection:
            connection.execute(delete(VOUCHED).where(VOUCHED.c.until <= to_utc_text(now)))
            if (
                connection.scalar(
                    select(VOUCHED.c.address).where(VOUCHED.c.said_sha256 == said_sha256)
                )
                is None
            ):
                connection.execute(
                    insert(VOUCHED).values(
                        said_sha256=said_sha256, address=address, until=to_utc_text(until)
                    )
                )
                add_line(connection, address, what, "", now=now)

    def let_out(
        self, said_sha256: str, address: str, *, until: datetime, what: str, now: datetime
    ) -> None:
        """Remember, until it ends by itself, that what a provider said counts no longer.

        Args:
            said_sha256: Hash of what the provider said.
            address: Of the account.
            until: When what was said ends by itself.
            what: What is done, for the trail.
            now: The time.
        """
        with self.database.writing() as connection:
            connection.execute(delete(VOUCHED).where(VOUCHED.c.said_sha256 == said_sha256))
            connection.execute(
                insert(VOUCHED).values(
                    said_sha256=said_sha256,
                    address=address,
                    until=to_utc_text(until),
                    left_at=to_utc_text(now),
                )
            )
            add_line(connection, address, what, "", now=now)

    def is_out(self, said_sha256: str) -> bool:
        """Return whether somebody has signed out for whom a provider vouched so."""
        with self.database.reading() as connection:
            return (
                connection.scalar(
                    select(VOUCHED.c.left_at).where(VOUCHED.c.said_sha256 == said_sha256)
                )
                is not None
            )


LAST_ONE = N_(
    "Somebody has to be administrator and have a password. Give that to somebody else first."
)
NO_ACCOUNT = N_("There is no such account.")
ACCOUNT_CHANGED = N_("Somebody else was faster. Nothing was changed.")
PASSWORD_MARK = "$"  # noqa: S105  # what the hash of a password begins with
"""What the hash of a password begins with, and nothing else that stands in its column."""

AccountRow = dict[str, str]


class AuditLine(NamedTuple):
    """One line of the trail: who did what, about whom or what.

    Codes and addresses of accounts only.
    """

    done_at: str
    done_by: str
    what: str
    about: str


def accounts(connection: Connection) -> dict[str, AccountRow]:
    """Return every account by address, each column as text, ``""`` where it is blank."""
    return {row["address"]: to_plain(row, list(row)) for row in read_rows(connection, ACCOUNTS)}


def put_account(
    connection: Connection,
    account: Mapping[str, str],
    *,
    keeps: str,
    by: str,
    what: str,
    now: datetime,
    alone: bool = False,
    there: bool = False,
    was: str | None = None,
) -> None:
    """Make an account, or change the columns that are named.

    With another password or other roles, the person has to sign in again.

    Args:
        connection: To the database, as its only writer.
        account: The columns, and the address that it is kept under.
        keeps: The role that may not be lost: somebody who has it and a password stays one.
        by: Who does it, for the trail.
        what: What is done, for the trail.
        now: When it is done.
        alone: Whether it has to be the first account.
        there: Whether there has to be one already.
        was: What has to stand in place of the password still; if left out, anything may.

    Raises:
        StorageError: If there is no such participant, somebody was faster, or the last one of that
            role would be lost.
    """
    every = accounts(connection)
    if alone and every:
        raise StorageError(Fault(N_("Somebody has an account here already.")))
    if there and account["address"] not in every:
        raise StorageError(Fault(NO_ACCOUNT))
    if was is not None and every.get(account["address"], {}).get("password_hash") != was:
        raise StorageError(Fault(ACCOUNT_CHANGED))
    if account.get("participant_id"):
        check_person(connection, account["participant_id"])
    before = every.get(account["address"])
    given = {name: to_stored(value) for name, value in account.items()}
    # An account that is there keeps the day on which it was made.
    if before is None:
        connection.execute(insert(ACCOUNTS).values({**given, "made_at": to_utc_text(now)}))
    else:
        connection.execute(
            update(ACCOUNTS).where(ACCOUNTS.c.address == account["address"]).values(given)
        )
        if any(
            before[name] != account.get(name, before[name]) for name in ("roles", "password_hash")
        ):
            end_entries(connection, account["address"])
        if before["password_hash"] != account.get("password_hash", before["password_hash"]):
            # A browser is known only with the password that it was signed in with.
            connection.execute(delete(DEVICES).where(DEVICES.c.address == account["address"]))
    # Looked at when it is done: where it is refused, the whole transaction is undone.
    _check_last_holder(connection, every.values(), keeps)
    add_line(connection, by, what, account["address"], now=now)


def renew_hash(
    connection: Connection, address: str, password_hash: str, *, was: str, what: str, now: datetime
) -> None:
    """Keep the same password in another way, which signs nobody out.

    Nothing happens if it is another one by now.

    Args:
        connection: To the database, as its only writer.
        address: Of the account.
        password_hash: What is kept from now on.
        was: What has to stand in its place still.
        what: What is done, for the trail.
        now: When it is done.
    """
    found = connection.execute(
        update(ACCOUNTS)
        .where(ACCOUNTS.c.address == address, ACCOUNTS.c.password_hash == was)
        .values(password_hash=password_hash)
    )
    if found.rowcount == 1:
        add_line(connection, address, what, address, now=now)


def remove_account(
    connection: Connection, address: str, *, keeps: str, by: str, what: str, now: datetime
) -> None:
    """Remove an account, and sign the person out everywhere.

    Args:
        connection: To the database, as its only writer.
        address: Of the account.
        keeps: The role that may not be lost.
        by: Who does it, for the trail.
        what: What is done, for the trail.
        now: When it is done.

    Raises:
        StorageError: If there is none, or nobody with the role *keeps* and a password would be
            left.
    """
    every = accounts(connection)
    if address not in every:
        raise StorageError(Fault(NO_ACCOUNT))
    for table in (ACCOUNTS, DEVICES, ENTRIES):
        connection.execute(delete(table).where(table.c.address == address))
    _check_last_holder(connection, every.values(), keeps)
    add_line(connection, by, what, address, now=now)


def enter(
    connection: Connection,
    address: str,
    token_sha256: str,
    *,
    until: datetime,
    what: str,
    now: datetime,
) -> None:
    """Keep that somebody is signed in; what has expired is swept out.

    Args:
        connection: To the database, as its only writer.
        address: Of the account.
        token_sha256: Hash of what the browser shows from now on.
        until: When it ends by itself.
        what: What is done, for the trail.
        now: When it is done.
    """
    connection.execute(delete(ENTRIES).where(ENTRIES.c.until <= to_utc_text(now)))
    connection.execute(
        insert(ENTRIES).values(
            token_sha256=token_sha256,
            address=address,
            entered_at=to_utc_text(now),
            until=to_utc_text(until),
        )
    )
    add_line(connection, address, what, "", now=now)


def account_in(connection: Connection, token_sha256: str, *, now: datetime) -> AccountRow | None:
    """Return the account of somebody who is signed in, as it is now.

    Args:
        connection: To the database.
        token_sha256: Hash of what the browser shows.
        now: The time.

    Returns:
        The account, ``None`` for a sign-in that is unknown or has expired.
    """
    address = connection.scalar(
        select(ENTRIES.c.address).where(
            ENTRIES.c.token_sha256 == token_sha256, ENTRIES.c.until > to_utc_text(now)
        )
    )
    found = read_rows(connection, ACCOUNTS, ACCOUNTS.c.address == address) if address else []
    return to_plain(found[0], list(found[0])) if found else None


def leave(connection: Connection, token_sha256: str, *, what: str, now: datetime) -> None:
    """Sign somebody out, and say so in the trail if anybody was signed in so.

    Args:
        connection: To the database, as its only writer.
        token_sha256: Hash of what the browser shows.
        what: What is done, for the trail.
        now: The time.
    """
    address = connection.scalar(
        select(ENTRIES.c.address).where(ENTRIES.c.token_sha256 == token_sha256)
    )
    connection.execute(delete(ENTRIES).where(ENTRIES.c.token_sha256 == token_sha256))
    if address:
        add_line(connection, address, what, "", now=now)


def end_entries(connection: Connection, address: str) -> None:
    """Sign a person out everywhere."""
    connection.execute(delete(ENTRIES).where(ENTRIES.c.address == address))


def add_line(
    connection: Connection, done_by: str, what: str, about: str = "", *, now: datetime
) -> None:
    """Add a line to the trail: who did what, about whom or what.

    Codes and addresses of accounts only, never a participant's name or answer.

    Args:
        connection: To the database, as its only writer.
        done_by: Address of the account.
        what: What was done.
        about: Code or address; blank if about nobody else.
        now: When it was done.
    """
    connection.execute(
        insert(TRAIL).values(
            done_at=to_utc_text(now), done_by=to_stored(done_by), what=what, about=to_stored(about)
        )
    )


def last_lines(connection: Connection, most: int = 200) -> tuple[AuditLine, ...]:
    """Return the last lines of the trail, the latest first."""
    return read_lines(connection, select(TRAIL).order_by(TRAIL.c.number.desc()).limit(most))


def read_lines(connection: Connection, chosen: Select[Any]) -> tuple[AuditLine, ...]:
    """Return the lines of the trail that are *chosen*, in that order."""
    return tuple(
        AuditLine(*(row[name] or "" for name in AuditLine._fields))
        for row in connection.execute(chosen).mappings()
    )


def _check_last_holder(connection: Connection, before: Iterable[AccountRow], role: str) -> None:
    """See that the last one with a role and a password is not lost."""
    if _holds(before, role) and not _holds(accounts(connection).values(), role):
        raise StorageError(Fault(LAST_ONE))


def _holds(found: Iterable[AccountRow], role: str) -> bool:
    return any(
        role in row["roles"].split(";") and row["password_hash"].startswith(PASSWORD_MARK)
        for row in found
    )
