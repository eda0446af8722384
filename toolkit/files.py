"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from toolkit.errors import N_, ClosingError, Fault

LOCK_TIMEOUT_SECONDS = 10.0
LOCK_POLL_SECONDS = 0.02

WRITE_LOCKED = N_(
    "somebody else is writing here. Try again in a minute; if nobody is closing a cohort of these"
    " data, remove this file."
)


@contextmanager
def writer_lock(lock: Path) -> Iterator[None]:
    """Be the only one who writes, as long as the file *lock* is there.

    The file is made in one step that fails if it exists, which every system and most network drives
    hold to.

    Raises:
        ClosingError: If somebody else is still writing after ten seconds, or was stopped and left
            the file behind.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    given_up_at = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while not _take_lock(lock):
        if time.monotonic() > given_up_at:
            raise ClosingError(Fault(WRITE_LOCKED, file=str(lock)))
        time.sleep(LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def draft_path(file: Path) -> Path:
    """Return where *file* is written until it is whole."""
    return file.with_name(f".{file.name}.new")


def sync_file(file: Path) -> None:
    """Wait until what was written to *file*, and its name, survive a power cut."""
    with file.open("r+b") as written:
        os.fsync(written.fileno())
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in *folder* survive a power cut, where the system offers that."""
    if os.name == "nt":
        return
    with suppress(OSError):  # some network drives cannot, and the files themselves are safe
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _take_lock(lock: Path) -> bool:
    try:
        lock.touch(exist_ok=False)
    except FileExistsError:
        return False
    except PermissionError:
        if os.name != "nt":
            raise
        return False  # Windows says so of a file that another process is just removing
    return True


def write_whole(path: str | Path, text: str) -> Path:
    """Write *text* to *path* beside the file of that name, and put it in its place when all of it is there; return the path."""
    target = Path(path)
    draft = target.with_name(f".{target.name}.part")
    draft.write_text(text, "utf-8")
    return draft.replace(target)
