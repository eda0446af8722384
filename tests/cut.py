"""A line to a server that can be cut, as a phone loses its network in a lift: in the middle of
anything, and for as long as one likes.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager, suppress
from typing import Self

LOOPBACK = "127.0.0.1"
AT_ONCE = struct.pack("ii", 1, 0)
"""Closes with a reset: nothing that is under way arrives any more."""


class Line:
    """Passes on what comes to a port of its own, until it is told not to.

    Attributes:
        there: Set while what the phone sends reaches the server.
        back: Set while what the server sends reaches the phone.
        asked: How many pieces the phone has sent since the line was made.
    """

    def __init__(self, to: int) -> None:
        """Lay a line to the port *to*; nobody can use it yet."""
        with socket.create_server((LOOPBACK, 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self.there, self.back = threading.Event(), threading.Event()
        self.asked = 0
        self._to = to
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._door: socket.socket | None = None

    def open(self) -> Self:
        """Let everything through."""
        self.there.set()
        self.back.set()
        self._door = socket.create_server((LOOPBACK, self.port), backlog=128)
        threading.Thread(target=self._welcome, args=(self._door,), daemon=True).start()
        return self

    def cut(self) -> None:
        """Reset every connection, and refuse new ones."""
        if self._door:
            with suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for a call
            self._door.close()
            self._door = None
        with self._lock:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                end.shutdown(socket.SHUT_RD)  # wakes whoever reads from it
            end.close()

    def _welcome(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                phone, _address = door.accept()
                server = socket.create_connection((LOOPBACK, self._to))
                with self._lock:
                    self._ends += [phone, server]
                threading.Thread(
                    target=self._pass_on, args=(phone, server, self.there), daemon=True
                ).start()
                threading.Thread(
                    target=self._pass_on, args=(server, phone, self.back), daemon=True
                ).start()

    def _pass_on(
        self, source: socket.socket, target: socket.socket, through: threading.Event
    ) -> None:
        """Pass on piece by piece; a piece that comes while nothing gets through is lost with its
        connection.
        """
        with suppress(OSError):
            while piece := source.recv(65536):
                self.asked += through is self.there
                if not through.is_set():
                    return
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def line(to: int):
    """Lay a line to a port of this computer, open, and take it away in the end."""
    laid = Line(to).open()
    try:
        yield laid
    finally:
        laid.cut()
