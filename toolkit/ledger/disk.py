"""One writer at a time, and files that are whole after a crash or a power cut."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from toolkit.errors import N_, ClosingError, Fault

PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.02

LOCKED = N_("somebody else is writing here. Try again in a minute; if nobody is closing a cohort of these data, remove this file.")


@contextmanager
def only_writer(lock: Path) -> Iterator[None]:
    """Be the only one who writes, as long as the file *lock* is there.

    The file is made in one step that fails if it exists, which every system and most network drives hold to.

    Raises:
        ClosingError: If somebody else is still writing after ten seconds, or was stopped and left the file behind.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    given_up_at = time.monotonic() + PATIENCE_SECONDS
    while not _taken(lock):
        if time.monotonic() > given_up_at:
            raise ClosingError(Fault(LOCKED, file=str(lock)))
        time.sleep(PAUSE_SECONDS)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def draft_of(file: Path) -> Path:
    """Return where *file* is written until it is whole."""
    return file.with_name(f".{file.name}.new")


def settle(file: Path) -> None:
    """Wait until what was written to *file*, and its name, survive a power cut."""
    with file.open("r+b") as written:
        os.fsync(written.fileno())
    settle_names(file.parent)


def settle_names(folder: Path) -> None:
    """Wait until the names in *folder* survive a power cut, where the system offers that."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some network drives cannot, and the files themselves are safe
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _taken(lock: Path) -> bool:
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        return False
    except PermissionError:
        if os.name != "nt":
            raise
        return False  # Windows says so of a file that another process is just removing
    return True
