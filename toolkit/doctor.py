"""Is everything that is kept with the data still what was written? Looks at the ledger, the key, the releases and the copies handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import N_, Fault, ReleaseError, StorageError
from toolkit.ledger import Chain, file_of, home_of, key_file, key_mark, ledger_file, lock_file, read_chain, release_files
from toolkit.release import Release, read_release
from toolkit.storage import faults_of_database, open_store

NOT_THERE = N_("there is no such folder or workbook.")
TORN = N_("the last line was broken off while it was written, and was never counted. The next closing writes over it.")
KEY_MISSING = N_("the key is missing. Put it back from a backup.")
KEY_REPLACED = N_("this is not the key that the ledger was written with. Put that one back from a backup.")
FILE_MISSING = N_("the ledger holds this release, and the file is missing. Put a copy back, or close the cohort again with the same tables.")
EXCHANGED = N_("this is not the release that the ledger holds. Put a copy of the original back.")
REWRITTEN = N_("the ledger no longer says what it said when this release was made: its line or an earlier one was rewritten. Put it back from a backup.")
NOT_ENTERED = N_("the ledger has no line for this release. If it was put here by hand, move it out; if lines are missing, put the ledger back from a backup.")
BEING_WRITTEN = N_("somebody is writing, or was stopped while writing. If nobody is closing a cohort, remove the file.")
UNKNOWN_COPY = N_("the ledger does not hold this release. Either the copy is of other data, or lines of the ledger were removed or rewritten.")
OTHER_COPY = N_("the ledger holds another release of the cohort {cohort}: either this copy or the ledger is not the original.")


@dataclass(frozen=True)
class Checkup:
    """What was found.

    Attributes:
        releases: How many releases the ledger holds.
        faults: Everything that is not in order; nothing if all is.
    """

    releases: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Store:
    """What there is to look at."""

    home: Path
    files: tuple[Path, ...]
    chain: Chain


Check = Callable[[Store], Iterable[Fault]]


def examine(data: str | Path, copies: Iterable[str | Path] = ()) -> Checkup:
    """Look at everything that is kept with the data; nothing is written.

    Args:
        data: A data folder, a workbook or the address of a database.
        copies: Releases that were handed out. A ledger that was rewritten from the start, or that lost its last lines with
            their releases, is in order by itself: only a copy tells.
    """
    found = _database(str(data)) if "://" in str(data) else [] if Path(data).exists() else [Fault(NOT_THERE, file=str(data))]
    if found:
        return Checkup(0, tuple(found))
    home = home_of(data)
    files = tuple(release_files(home))  # before the ledger: a release that is there now has its line already
    store = Store(home, files, read_chain(home))
    found += [fault for check in CHECKS for fault in check(store)]
    found += [fault for copy in copies for fault in _copy(store, Path(copy))]
    return Checkup(len(store.chain.entries), tuple(found))


def _database(url: str) -> list[Fault]:
    try:
        return list(faults_of_database(open_store(url, create=False)))
    except StorageError as error:
        return list(error.faults)


def _ledger(store: Store) -> Iterator[Fault]:
    yield from store.chain.faults
    if store.chain.torn:
        yield Fault(TORN, file=ledger_file(store.home).name)


def _key(store: Store) -> Iterator[Fault]:
    file = key_file(store.home)
    if not store.chain.entries:
        return
    if not file.exists():
        yield Fault(KEY_MISSING, file=file.name)
    elif {entry.key for entry in store.chain.entries} != {key_mark(file.read_bytes())}:
        yield Fault(KEY_REPLACED, file=file.name)


def _releases(store: Store) -> Iterator[Fault]:
    """Every line has its release, and the release vouches for the line."""
    for entry in store.chain.entries:
        file = file_of(store.home, entry.programme, entry.cohort)
        release, faults = _read(file) if file.exists() else (None, (Fault(FILE_MISSING, file=file.name),))
        yield from faults
        if release and release.sha256 != entry.release:
            yield Fault(EXCHANGED, file=file.name)
        elif release and not entry.marks(release) and not store.chain.faults:
            yield Fault(REWRITTEN, file=file.name)


def _strays(store: Store) -> Iterator[Fault]:
    """Every release has its line."""
    entered = {file_of(store.home, entry.programme, entry.cohort) for entry in store.chain.entries}
    for file in store.files:
        if file not in entered:
            yield Fault(NOT_ENTERED, file=file.name)


def _lock(store: Store) -> Iterator[Fault]:
    if lock_file(store.home).exists():
        yield Fault(BEING_WRITTEN, file=str(lock_file(store.home)))


def _copy(store: Store, file: Path) -> Iterator[Fault]:
    """A copy is of a release in the ledger, and vouches for its line and all earlier ones."""
    release, faults = _read(file)
    yield from (replace(fault, file=str(file)) for fault in faults)
    if release is None:
        return
    entry = next((entry for entry in store.chain.entries if entry.release == release.sha256), None)
    if entry is None:
        other = store.chain.of(release.programme, release.cohort)
        yield Fault(OTHER_COPY if other else UNKNOWN_COPY, {"cohort": release.cohort}, str(file))
    elif not entry.marks(release):
        yield Fault(REWRITTEN, file=str(file))


def _read(file: Path) -> tuple[Release | None, tuple[Fault, ...]]:
    try:
        return read_release(file), ()
    except ReleaseError as error:
        return None, error.faults


CHECKS: tuple[Check, ...] = (_ledger, _key, _releases, _strays, _lock)
"""What is looked at, in this order."""
