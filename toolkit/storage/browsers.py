"""What a browser shows: that somebody signed in with it before, that a provider vouched for somebody, that it opened a personal link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from toolkit.storage.accounts import add_line
from toolkit.storage.database import Database
from toolkit.storage.layout import DEVICES, LINKS, VOUCHED
from toolkit.storage.rows import moment


@dataclass(frozen=True)
class Browsers:
    """Hashes of what browsers show, each call a transaction."""

    database: Database

    def know(self, token_sha256: str, address: str, *, instead_of: str, until: datetime, now: datetime) -> None:
        """Remember a browser with which the person of an account has signed in, by what it shows from now on; sweep out those whose time is up."""
        before = (DEVICES.c.token_sha256 == instead_of) & (DEVICES.c.address == address)
        with self.database.writing() as connection:
            connection.execute(delete(DEVICES).where((DEVICES.c.until <= moment(now)) | before))
            connection.execute(insert(DEVICES).values(token_sha256=token_sha256, address=address, until=moment(until)))

    def knows(self, token_sha256: str, address: str, *, now: datetime) -> bool:
        """Return whether this very person has signed in with the browser before."""
        mine = DEVICES.c.token_sha256 == token_sha256, DEVICES.c.address == address, DEVICES.c.until > moment(now)
        with self.database.reading() as connection:
            return connection.scalar(select(DEVICES.c.address).where(*mine)) is not None

    def let_in(self, said_sha256: str, address: str, *, until: datetime, what: str, now: datetime) -> None:
        """Write in the trail, once, that a provider vouched for somebody."""
        with self.database.writing() as connection:
            connection.execute(delete(VOUCHED).where(VOUCHED.c.until <= moment(now)))
            if connection.scalar(select(VOUCHED.c.address).where(VOUCHED.c.said_sha256 == said_sha256)) is None:
                connection.execute(insert(VOUCHED).values(said_sha256=said_sha256, address=address, until=moment(until)))
                add_line(connection, address, what, "", now=now)

    def let_out(self, said_sha256: str, address: str, *, until: datetime, what: str, now: datetime) -> None:
        """Remember, until it would have ended by itself, that what a provider said counts no longer."""
        with self.database.writing() as connection:
            connection.execute(delete(VOUCHED).where(VOUCHED.c.said_sha256 == said_sha256))
            connection.execute(insert(VOUCHED).values(said_sha256=said_sha256, address=address, until=moment(until), left_at=moment(now)))
            add_line(connection, address, what, "", now=now)

    def is_out(self, said_sha256: str) -> bool:
        """Return whether somebody has signed out for whom a provider vouched so."""
        with self.database.reading() as connection:
            return connection.scalar(select(VOUCHED.c.left_at).where(VOUCHED.c.said_sha256 == said_sha256)) is not None

    def opened_link(self, token_sha256: str, *, today: date) -> bool:
        """Return whether this is the hash of a personal link that works."""
        with self.database.reading() as connection:
            return connection.scalar(select(LINKS.c.until).where(LINKS.c.token_sha256 == token_sha256, LINKS.c.until >= today.isoformat())) is not None
