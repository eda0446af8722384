"""Those who look after the programme: their accounts, who of them is signed in, and the trail of what they did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from toolkit.errors import N_, Fault, StorageError
from toolkit.storage.layout import ACCOUNTS, DEVICES, ENTRIES, TRAIL
from toolkit.storage.people import see_person
from toolkit.storage.rows import moment, plain, rows, stored

LAST_ONE = N_("Somebody has to be administrator and have a password. Give that to somebody else first.")
NOT_THE_FIRST = N_("Somebody has an account here already.")
NO_ACCOUNT = N_("There is no such account.")
CHANGED = N_("Somebody else was faster. Nothing was changed.")
PASSWORD_MARK = "$"  # noqa: S105  # what the hash of a password begins with
"""What the hash of a password begins with, and nothing else that stands in its column."""

Row = dict[str, str]


class Line(NamedTuple):
    """One line of the trail: who did what, about whom or what; codes and addresses of accounts only."""

    done_at: str
    done_by: str
    what: str
    about: str


def accounts(connection: Connection) -> dict[str, Row]:
    """Return every account by address, each column as text."""
    return {row["address"]: plain(row, list(row)) for row in rows(connection, ACCOUNTS)}


def put_account(
    connection: Connection, account: Mapping[str, str], *, keeps: str, now: datetime, alone: bool = False, there: bool = False, was: str | None = None
) -> None:
    """Make an account, or change the columns that are named; with another password or other roles, the person has to sign in again.

    Args:
        keeps: The role that may not be lost: somebody who has it and a password stays one.
        alone: Whether it has to be the first account.
        there: Whether there has to be one already.
        was: What has to stand in place of the password still; if left out, anything may.

    Raises:
        StorageError: If there is no such participant, somebody was faster, or the last one of that role would be lost.
    """
    every = accounts(connection)
    if alone and every:
        raise StorageError(Fault(NOT_THE_FIRST))
    if there and account["address"] not in every:
        raise StorageError(Fault(NO_ACCOUNT))
    if was is not None and every.get(account["address"], {}).get("password_hash") != was:
        raise StorageError(Fault(CHANGED))
    if account.get("participant_id"):
        see_person(connection, account["participant_id"])
    before = every.get(account["address"])
    given = {name: stored(value) for name, value in account.items()}
    if before is None:
        connection.execute(insert(ACCOUNTS).values({**given, "made_at": moment(now)}))
    else:
        connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.address == account["address"]).values(given))
        if any(before[name] != account.get(name, before[name]) for name in ("roles", "password_hash")):
            end_entries(connection, account["address"])
        if before["password_hash"] != account.get("password_hash", before["password_hash"]):
            connection.execute(delete(DEVICES).where(DEVICES.c.address == account["address"]))
    _see_kept(connection, every.values(), keeps)


def renew_hash(connection: Connection, address: str, password_hash: str, *, was: str) -> bool:
    """Keep the same password in another way, which signs nobody out; return whether it still was the password."""
    found = connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.address == address, ACCOUNTS.c.password_hash == was).values(password_hash=password_hash))
    return found.rowcount == 1


def remove_account(connection: Connection, address: str, *, keeps: str) -> None:
    """Remove an account, and sign the person out everywhere.

    Raises:
        StorageError: If there is none, or nobody with the role *keeps* and a password would be left.
    """
    every = accounts(connection)
    if address not in every:
        raise StorageError(Fault(NO_ACCOUNT))
    connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.address == address))
    connection.execute(delete(DEVICES).where(DEVICES.c.address == address))
    end_entries(connection, address)
    _see_kept(connection, every.values(), keeps)


def enter(connection: Connection, address: str, token_sha256: str, *, until: datetime, now: datetime) -> None:
    """Keep that somebody is signed in; what has expired is swept out."""
    connection.execute(delete(ENTRIES).where(ENTRIES.c.until <= moment(now)))
    values = {"token_sha256": token_sha256, "address": address, "entered_at": moment(now), "until": moment(until)}
    connection.execute(insert(ENTRIES).values(values))


def account_in(connection: Connection, token_sha256: str, *, now: datetime) -> Row | None:
    """Return the account of somebody who is signed in."""
    here = ENTRIES.c.token_sha256 == token_sha256, ENTRIES.c.until > moment(now)
    address = connection.scalar(select(ENTRIES.c.address).where(*here))
    found = rows(connection, ACCOUNTS, ACCOUNTS.c.address == address) if address else []
    return plain(found[0], list(found[0])) if found else None


def leave(connection: Connection, token_sha256: str) -> str:
    """Sign somebody out, and return who it was, ``""`` if nobody."""
    address = connection.scalar(select(ENTRIES.c.address).where(ENTRIES.c.token_sha256 == token_sha256))
    connection.execute(delete(ENTRIES).where(ENTRIES.c.token_sha256 == token_sha256))
    return address or ""


def end_entries(connection: Connection, address: str) -> None:
    """Sign a person out everywhere."""
    connection.execute(delete(ENTRIES).where(ENTRIES.c.address == address))


def add_line(connection: Connection, done_by: str, what: str, about: str, *, now: datetime) -> None:
    """Add a line to the trail."""
    connection.execute(insert(TRAIL).values(done_at=moment(now), done_by=stored(done_by), what=what, about=stored(about)))


def last_lines(connection: Connection, most: int) -> tuple[Line, ...]:
    """Return the last lines of the trail, the latest first."""
    found = connection.execute(select(TRAIL).order_by(TRAIL.c.number.desc()).limit(most)).mappings()
    return tuple(Line(*(row[name] or "" for name in Line._fields)) for row in found)


def _see_kept(connection: Connection, before: Iterable[Row], role: str) -> None:
    """See that the last one with a role and a password is not lost."""
    if _holds(before, role) and not _holds(accounts(connection).values(), role):
        raise StorageError(Fault(LAST_ONE))


def _holds(found: Iterable[Row], role: str) -> bool:
    return any(role in row["roles"].split(";") and row["password_hash"].startswith(PASSWORD_MARK) for row in found)
