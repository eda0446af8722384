"""Files that appear whole or not at all."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from shutil import rmtree

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
    # Not the clock on the wall, which may be put forward while somebody waits.
    given_up_at = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while not _take_lock(lock):
        if time.monotonic() > given_up_at:
            raise ClosingError(Fault(WRITE_LOCKED, file=str(lock)))
        time.sleep(LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def write_whole(path: str | Path, content: str | bytes, *, private: bool = False) -> Path:
    """Write a file that appears whole or not at all, and survives a power cut once it is there.

    Args:
        path: The file, which is replaced if it is there; its folder has to be there.
        content: All of it; a text is written as UTF-8 with its own line ends on every system.
        private: Whether nobody but the user may read it.

    Returns:
        The path.

    Raises:
        OSError: If it cannot be written; then a file that was there is as it was.
    """
    target = Path(path)
    with replace_when_whole(target, private=private) as draft:
        draft.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


@contextmanager
def replace_when_whole(
    path: Path, *, private: bool = False, lock: Path | None = None
) -> Iterator[Path]:
    """Give a draft that takes the place of a file or folder when the block has ended well.

    By then everything in it is on the disk. If the block fails, the draft is removed and what was
    there stays.

    Args:
        path: The file, which is replaced if it is there; or a folder, which must not be there.
        private: Whether to make the draft before the block, as a file that nobody but the user may
            read.
        lock: The file to hold from before the block until the end, see :func:`writer_lock`; needed
            where others may write the same file at the same time.

    Returns:
        The draft: a path beside *path* where nothing is, or an empty file if *private*.

    Raises:
        ClosingError: If somebody else holds the lock.
        OSError: If the draft cannot be put in its place.
    """
    with writer_lock(lock) if lock else nullcontext():
        draft = draft_path(path)
        _remove(draft)  # what a crash may have left
        try:
            if private:
                draft.touch(mode=0o600)
            yield draft
            # Contents before the name: a name that survives a power cut leads to a whole file.
            for part in (draft, *draft.rglob("*")):
                _sync(part)
            put_in_place(draft, path)
        finally:
            _remove(draft)


def draft_path(file: Path) -> Path:
    """Return where *file* is written until it is whole."""
    # A dot first: whoever lists the folder for tables or releases passes over such names.
    return file.with_name(f".{file.name}.new")


def put_in_place(draft: Path, file: Path) -> None:
    """Give a draft that is on the disk its name, and wait until the name survives a power cut."""
    # One step on every system: whoever reads meanwhile finds the old file or the new one, whole.
    draft.replace(file)
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


def _sync(part: Path) -> None:
    if part.is_dir():
        sync_folder(part)
        return
    # Opened for writing, though nothing is written: Windows syncs no file that is open to read.
    with part.open("r+b") as written:
        os.fsync(written.fileno())


def _remove(draft: Path) -> None:
    if draft.is_dir():
        rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)


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
