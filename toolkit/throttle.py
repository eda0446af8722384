"""Whoever tries what is not right has to wait.

How many times are free, and how long a pause lasts.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from time import monotonic

Tried = tuple[int, float]
"""How often something was tried in vain, and the second of the last time."""
NEVER: Tried = 0, 0.0
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
MAX_REMEMBERED_TRIES = 20_000
"""What is remembered in memory at a time; what failed longest ago goes first."""
NETWORK_OF_ONE = 64
"""Bits that all addresses of one home have in common where addresses are long.

Whoever has one such address has the rest of them too.
"""


@dataclass(frozen=True)
class ThrottleRule:
    """When somebody who tried in vain has to wait, and for how long.

    Attributes:
        free: Failures after which the first pause comes.
        shortest: Seconds that it lasts; twice as long after each failure more.
        longest: Seconds that no pause exceeds.
        forgotten: Seconds after the last failure when all is forgotten.
    """

    free: int
    shortest: int
    longest: int
    forgotten: int

    def pause(self, times: int) -> int:
        """Return the seconds to wait after so many failures."""
        # Bounded: the power of thousands of failures would be a huge number before it is cut.
        doubled = self.shortest * 2 ** min(max(times - self.free, 0), 16)
        return min(doubled, self.longest) if times >= self.free else 0

    def wait(self, tried: Tried, now: float) -> int:
        """Return the seconds that are left to wait.

        A clock that was put back does not make anybody wait longer than the pause.
        """
        times, last = self._remembered(tried, now)
        pause = self.pause(times)
        # rounded: seconds since 1970 leave a float only tenths of a microsecond
        return min(max(0, ceil(round(last + pause - now, 3))), pause)

    def fail(self, tried: Tried, now: float) -> Tried:
        """Return what is to be remembered after one more failure."""
        return self._remembered(tried, now)[0] + 1, now

    def _remembered(self, tried: Tried, now: float) -> Tried:
        return NEVER if now - tried[1] >= self.forgotten else tried


PASSWORDS_FROM_PLACE = ThrottleRule(free=5, shortest=15, longest=15 * MINUTE, forgotten=DAY)
"""Wrong passwords for one address from the same place."""
PASSWORDS_FROM_ANYWHERE = ThrottleRule(free=20, shortest=5, longest=5, forgotten=DAY)
"""Wrong passwords for one address, from wherever: then they are looked at one at a time.

It never gets longer; but strangers who keep on trying from many places can take every turn, and
then only a browser that is known gets in.
"""
LINKS = ThrottleRule(free=20, shortest=1, longest=10 * MINUTE, forgotten=HOUR)
"""Links and one-time codes that open nothing, from one network.

Many are free: old mails opened again, or a whole house behind one address.
"""
RECEIPT_CODES = ThrottleRule(free=10, shortest=HOUR, longest=HOUR, forgotten=HOUR)
"""Wrong codes of receipts for one person; of 40 bits ten are nothing. Kept in the database."""


class RecentTries(OrderedDict[bytes, Tried]):
    """What was tried in vain lately, in memory only: what failed longest ago is forgotten first."""

    def __setitem__(self, key: bytes, tried: Tried) -> None:
        """Remember a failure as the last one."""
        super().__setitem__(key, tried)
        # A key that is there already keeps its old place, and would be forgotten too early.
        self.move_to_end(key)
        if len(self) > MAX_REMEMBERED_TRIES:
            self.popitem(last=False)


class LinkThrottle:
    """How often each network tried links that open nothing; safe to share between threads.

    Links cannot be guessed, and trying shall cost the server nothing.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with a clean sheet; *clock* tells seconds."""
        self._clock, self._tried, self._guard = clock, RecentTries(), threading.Lock()

    def wait(self, network: str) -> int:
        """Return for how many seconds no link is looked up for this network."""
        with self._guard:
            return LINKS.wait(self._tried.get(digest_of(network), NEVER), self._clock())

    def failed(self, network: str) -> None:
        """Remember that a link from this network opened nothing."""
        key = digest_of(network)
        with self._guard:
            self._tried[key] = LINKS.fail(self._tried.get(key, NEVER), self._clock())


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
    def rules(self) -> dict[bytes, ThrottleRule]:
        """Under what it is counted, and by which rule: from the same place, and from anywhere."""
        anywhere = {digest_of(self.store, self.address): PASSWORDS_FROM_ANYWHERE}
        return {self.here: PASSWORDS_FROM_PLACE} | ({} if self.known else anywhere)

    @property
    def here(self) -> bytes:
        """Under what tries from the same place are counted."""
        return digest_of(self.store, self.address, self.source)


class PasswordThrottle:
    """Wrong passwords by address and by where they came from.

    Also for addresses without an account. In memory only and as hashes: if they were kept with
    the accounts, a restart would tell which addresses have one. Safe to share between threads.
    """

    def __init__(self) -> None:
        """Begin with a clean sheet."""
        self._tried, self._guard = RecentTries(), threading.Lock()

    def attempt(self, one: PasswordAttempt, now: datetime) -> int:
        """Return the seconds to wait; count a try as a wrong one if there are none.

        It is counted before it is looked at, so that many at a time are not one. Nothing is counted
        while one waits.
        """
        second = now.timestamp()
        with self._guard:
            before = {key: self._tried.get(key, NEVER) for key in one.rules}
            wait = max(rule.wait(before[key], second) for key, rule in one.rules.items())
            if not wait:
                for key, rule in one.rules.items():
                    self._tried[key] = rule.fail(before[key], second)
        return wait

    def right(self, one: PasswordAttempt) -> None:
        """Forget the wrong ones from there, for the last one was right.

        Those from elsewhere stay counted.
        """
        with self._guard:
            self._take_back(one)
            self._tried.pop(one.here, None)

    def elsewhere(self, one: PasswordAttempt, password_hash: str, now: datetime) -> None:
        """Take a try back that was the password of another database, unless it is new there.

        Who can choose it there could guess with it here.

        Args:
            one: The try.
            password_hash: What the other database keeps of the password.
            now: The moment.
        """
        used = digest_of(one.store, one.address, password_hash)
        with self._guard:
            if used in self._tried:
                self._take_back(one)
            self._tried[used] = 1, now.timestamp()

    def _take_back(self, one: PasswordAttempt) -> None:
        for key in one.rules:
            times, last = self._tried.pop(key, NEVER)
            if times > 1:
                self._tried[key] = times - 1, last


def digest_of(*parts: str) -> bytes:
    """Return what is remembered of somebody.

    Not the address or network itself, and of one length.
    """
    # Joined by a sign that no address holds: else "a", "bc" and "ab", "c" would be the same.
    # A request may hold half signs that UTF-8 cannot write; a try is counted all the same.
    return sha256("\0".join(parts).encode("utf-8", "replace")).digest()


def network_of(host: str) -> str:
    """Return the network address from which something comes, cut to what belongs to one place.

    What is no address stays as it is.
    """
    try:
        # Behind a % stands the interface of this computer, which is no part of the address.
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    # Written as ::ffff:192.0.2.1, all IPv4 addresses would be of one and the same network.
    return str(address.ipv4_mapped or ip_network((address, NETWORK_OF_ONE), strict=False))
