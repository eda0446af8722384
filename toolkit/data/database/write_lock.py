"""One at a time writes, and nobody starves."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FairLock:
    """A lock that goes to whoever has waited longest.

    A plain lock goes to whoever happens to be awake.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def mine(self, patience: float) -> Iterator[None]:
        """Hold the turn.

        Args:
            patience: How many seconds to wait for it.

        Raises:
            TimeoutError: If it did not come in that time.
        """
        self._take(patience)
        try:
            yield
        finally:
            self._pass_on()

    def _take(self, patience: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            # Taken here and released by whoever passes the turn on.
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        # Also where the wait is interrupted: a ticket that nobody holds would keep the turn.
        come = False
        try:
            come = ticket.acquire(timeout=patience)
        finally:
            if not come:
                self._leave(ticket)
        if not come:
            raise TimeoutError

    def _leave(self, ticket: threading.Lock) -> None:
        """Stop waiting; a turn that came in the same moment goes to the next."""
        with self._guard:
            waiting = ticket in self._waiting
            if waiting:
                self._waiting.remove(ticket)
        if not waiting:
            self._pass_on()

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
