"""Whoever gives wrong passwords has to wait, longer each time.

A known browser never waits for others, and nobody learns from it who has an account.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

FREE_PASSWORD_TRIES = 4
"""Wrong passwords that cost nothing; after the fifth one has to wait."""
SHORTEST_WAIT = 15
"""Seconds to wait after the fifth; twice as long after each one more."""
LONGEST_WAIT = 15 * 60
MANY = 20
"""Wrong passwords for one address, from wherever, after which they are looked at one at a time."""
SECONDS_APART = 5
"""Seconds between two of those.

It never gets longer; but strangers who keep on trying from many places can take every turn, and
then only a browser
that is known gets in."""
TRIES_FORGOTTEN_AFTER = timedelta(days=1)
"""When all is forgotten, counted from the last wrong password."""
MAX_REMEMBERED_TRIES = 20_000
"""What is remembered at a time; what failed longest ago goes first."""


def judge_source(times: int, last: datetime | None, now: datetime) -> tuple[int, int]:
    """Judge one more try from the same place.

    Args:
        times: Wrong passwords until now.
        last: When the last of them was.

    Returns:
        Seconds to wait before a password is looked at, and how many wrong ones there are if this is
        one.
    """
    return _judge(pause(times), times, last, now)


def judge_address(times: int, last: datetime | None, now: datetime) -> tuple[int, int]:
    """Judge one more try for the same address, from wherever it comes, as :func:`judge_source` does."""
    return _judge(SECONDS_APART if times >= MANY else 0, times, last, now)


def pause(times: int) -> int:
    """Return for how many seconds no password from a place is looked at after so many wrong ones."""
    return (
        min(SHORTEST_WAIT * 2 ** min(times - FREE_PASSWORD_TRIES - 1, 16), LONGEST_WAIT)
        if times > FREE_PASSWORD_TRIES
        else 0
    )


def _judge(lasts: int, times: int, last: datetime | None, now: datetime) -> tuple[int, int]:
    """A clock that was put back does not make anybody wait longer than the pause."""
    if last is None or not times or now - last > TRIES_FORGOTTEN_AFTER:
        return 0, 1
    return (
        min(max(0, ceil((last + timedelta(seconds=lasts) - now).total_seconds())), lasts),
        times + 1,
    )


@dataclass(frozen=True)
class PasswordAttempt:
    """One password that somebody gives.

    Attributes:
        store: The database that has the account, if there is one.
        address: Whose password it would be.
        source: Where it comes from.
        known: Whether this person has signed in from there before: then what others try does not
            matter.
    """

    store: str
    address: str
    source: str
    known: bool = False

    @property
    def own(self) -> bytes:
        """Under what tries from the same place are counted."""
        return _digest(self.store, self.address, self.source)

    @property
    def of_all(self) -> bytes:
        """Under what all tries for the address are counted."""
        return _digest(self.store, self.address)


class PasswordThrottle:
    """Wrong passwords by address and by where they came from, the same for addresses that have no account.

    In memory only and as hashes: if they were kept with the accounts, a restart would tell which
    addresses have one. Safe to share
    between threads.
    """

    def __init__(self) -> None:
        """Begin with a clean sheet."""
        self._tried: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def attempt(self, one: PasswordAttempt, now: datetime) -> int:
        """Count a try as a wrong one before it is looked at, so that many at a time are not one.

        Return the seconds to wait.

        Nothing is counted while one waits.
        """
        with self._guard:
            wait, times = judge_source(*self._before(one.own), now)
            slow, of_all = (0, 0) if one.known else judge_address(*self._before(one.of_all), now)
            if wait or slow:
                return max(wait, slow)
            self._count(one.own, times, now)
            if not one.known:
                self._count(one.of_all, of_all, now)
        return 0

    def right(self, one: PasswordAttempt) -> None:
        """Forget the wrong ones from there, for the last one was right.

        Those from elsewhere stay counted.
        """
        with self._guard:
            self._take_back(one)
            self._tried.pop(one.own, None)

    def elsewhere(self, one: PasswordAttempt, password_hash: str, now: datetime) -> None:
        """Take a try back that was the password of another database, unless it is new there.

        Who can choose it there could guess with it here.
        """
        used = _digest(one.store, one.address, password_hash)
        with self._guard:
            if used in self._tried:
                self._take_back(one)
            self._count(used, 1, now)

    def _take_back(self, one: PasswordAttempt) -> None:
        for key in (one.own,) if one.known else (one.own, one.of_all):
            times, last = self._before(key)
            self._tried.pop(key, None)
            if last is not None and times > 1:
                self._tried[key] = times - 1, last

    def _before(self, key: bytes) -> tuple[int, datetime | None]:
        return self._tried.get(key) or (0, None)

    def _count(self, key: bytes, times: int, now: datetime) -> None:
        self._tried.pop(key, None)
        self._tried[key] = times, now
        while len(self._tried) > MAX_REMEMBERED_TRIES:
            self._tried.popitem(last=False)


def _digest(*parts: str) -> bytes:
    return sha256("\0".join(parts).encode("utf-8", "replace")).digest()
