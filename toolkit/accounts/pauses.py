"""Whoever gives a wrong password has to wait, longer each time, whether there is such an account or not."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

FREE = 4
"""Wrong passwords that cost nothing; after the fifth one has to wait."""
SHORTEST = 15
"""Seconds to wait after the fifth; twice as long after each one more."""
LONGEST = 15 * 60
FORGOTTEN = timedelta(days=1)
"""When all is forgotten, counted from the last wrong password."""
MOST = 10_000
"""Addresses without an account that are remembered at a time; the one that failed longest ago goes first."""


def judged(times: int, last: datetime | None, now: datetime) -> tuple[int, int]:
    """Judge one more try.

    Args:
        times: Wrong passwords until now.
        last: When the last of them was.

    Returns:
        Seconds to wait before a password is looked at, and how many wrong ones there are if this is one.
    """
    if last is None or not times or now - last > FORGOTTEN:
        return 0, 1
    return _left(times, last, now), times + 1


def pause(times: int) -> int:
    """Return for how many seconds no password is looked at after so many wrong ones."""
    return min(SHORTEST * 2 ** min(times - FREE - 1, 16), LONGEST) if times > FREE else 0


def _left(times: int, last: datetime, now: datetime) -> int:
    """A clock that was put back does not make anybody wait longer than the pause."""
    return min(max(0, ceil((last + timedelta(seconds=pause(times)) - now).total_seconds())), pause(times))


class Strangers:
    """Addresses that have no account, which have to wait as if they had one. In memory only, as hashes; safe to share between threads."""

    def __init__(self) -> None:
        self._tried: OrderedDict[bytes, tuple[int, datetime | None]] = OrderedDict()
        self._guard = threading.Lock()

    def attempt(self, address: str, now: datetime) -> int:
        """Count one more try with an address unless it has to wait; return for how many seconds."""
        key = sha256(address.encode("utf-8", "replace")).digest()
        with self._guard:
            before, last = self._tried.get(key, (0, None))
            wait, times = judged(before, last, now)
            if not wait:
                self._tried.pop(key, None)
                self._tried[key] = times, now
                while len(self._tried) > MOST:
                    self._tried.popitem(last=False)
        return wait
