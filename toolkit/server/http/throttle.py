"""Whoever tries links that open nothing has to wait, longer each time.

Links cannot be guessed, and trying shall cost the server nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from time import monotonic

FREE_LINK_TRIES = 20
"""Failures that cost nothing: old mails opened again, or a whole house behind one address."""
LONGEST_PAUSE = 10 * 60
FORGOTTEN_AFTER = 60 * 60
"""Seconds after the last failure when all is forgotten."""
MAX_NETWORKS = 10_000
"""Addresses that are remembered at a time; the one that failed longest ago goes first."""


NETWORK_OF_ONE = 64
"""Bits that all addresses of one home have in common where addresses are long.

Whoever has one such address has the rest of them too.
"""


def network_of(host: str) -> str:
    """Return the network address from which something comes, cut to what belongs to one place.

    What is no address stays as it is.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, NETWORK_OF_ONE), strict=False))


class LinkThrottle:
    """How often each network address failed, and when.

    In memory only; safe to share between threads.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with a clean sheet; *clock* tells seconds."""
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, address: str) -> int:
        """Return for how many seconds no link is looked up for this address."""
        with self._guard:
            times, last = self._failed.get(address, (0, 0.0))
        pause = (
            min(2 ** min(times - FREE_LINK_TRIES, 16), LONGEST_PAUSE)
            if times >= FREE_LINK_TRIES
            else 0
        )
        return max(0, ceil(last + pause - self._clock())) if pause else 0

    def failed(self, address: str) -> None:
        """Remember that a link from this address opened nothing."""
        with self._guard:
            times, last = self._failed.pop(address, (0, 0.0))
            forgotten = self._clock() - last > FORGOTTEN_AFTER
            self._failed[address] = (1 if forgotten else times + 1, self._clock())
            while len(self._failed) > MAX_NETWORKS:
                self._failed.popitem(last=False)
