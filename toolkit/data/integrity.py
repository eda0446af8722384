"""Is everything that is kept with the data still what was written?

Looks at the ledger, the key, the releases and the copies handed out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.data.database import find_database_faults, open_store
from toolkit.errors import N_, Fault, ReleaseError, StorageError
from toolkit.release.chain import Chain, read_chain
from toolkit.release.fingerprints import fingerprint_key
from toolkit.release.locations import (
    find_release_home,
    key_file,
    ledger_file,
    lock_file,
    release_files,
    release_path,
)
from toolkit.release.release import Release, read_release

NOT_THERE = N_("there is no such folder or workbook.")
LINE_TORN = N_(
    "the last line was broken off while it was written, and was never counted. The next closing"
    " writes over it."
)
KEY_MISSING = N_("the key is missing. Put it back from a backup.")
KEY_REPLACED = N_(
    "this is not the key that the ledger was written with. Put that one back from a backup."
)
FILE_MISSING = N_(
    "the ledger holds this release, and the file is missing. Put a copy back, or close the cohort"
    " again with the same tables."
)
EXCHANGED = N_("this is not the release that the ledger holds. Put a copy of the original back.")
LEDGER_REWRITTEN = N_(
    "the ledger no longer says what it said when this release was made: its line or an earlier one"
    " was rewritten. Put it back from a backup."
)
NOT_ENTERED = N_(
    "the ledger has no line for this release. If it was put here by hand, move it out; if lines are"
    " missing, put the ledger back from a backup."
)
BEING_WRITTEN = N_(
    "somebody is writing, or was stopped while writing. If nobody is closing a cohort, remove the"
    " file."
)
UNKNOWN_COPY = N_(
    "the ledger does not hold this release. Either the copy is of other data, or lines of the"
    " ledger were removed or rewritten."
)
OTHER_COPY = N_(
    "the ledger holds another release of the cohort {cohort}: either this copy or the ledger is not"
    " the original."
)


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
class ReleaseFolder:
    """What there is to look at."""

    home: Path
    files: tuple[Path, ...]
    chain: Chain


Check = Callable[[ReleaseFolder], Iterable[Fault]]


def check_integrity(data: str | Path, copies: Iterable[str | Path] = ()) -> Checkup:
    """Look at everything that is kept with the data; nothing is written.

    Args:
        data: A data folder, a workbook or the address of a database.
        copies: Releases that were handed out. A ledger that was rewritten from the start, or that
            lost its last lines with
            their releases, is in order by itself: only a copy tells.
    """
    found = (
        _check_database(str(data))
        if "://" in str(data)
        else []
        if Path(data).exists()
        else [Fault(NOT_THERE, file=str(data))]
    )
    if found:
        return Checkup(0, tuple(found))
    home = find_release_home(data)
    files = tuple(
        release_files(home)
    )  # before the ledger: a release that is there now has its line already
    store = ReleaseFolder(home, files, read_chain(home))
    found += [fault for check in CHECKS for fault in check(store)]
    found += [fault for copy in copies for fault in _check_copy(store, Path(copy))]
    return Checkup(len(store.chain.entries), tuple(found))


def _check_database(url: str) -> list[Fault]:
    try:
        return list(find_database_faults(open_store(url, create=False)))
    except StorageError as error:
        return list(error.faults)


def _check_ledger(store: ReleaseFolder) -> Iterator[Fault]:
    yield from store.chain.faults
    if store.chain.torn:
        yield Fault(LINE_TORN, file=ledger_file(store.home).name)


def _check_key(store: ReleaseFolder) -> Iterator[Fault]:
    file = key_file(store.home)
    if not store.chain.entries:
        return
    if not file.exists():
        yield Fault(KEY_MISSING, file=file.name)
    # By its fingerprint: the lines of the ledger carry that, and never the key.
    elif {entry.key for entry in store.chain.entries} != {fingerprint_key(file.read_bytes())}:
        yield Fault(KEY_REPLACED, file=file.name)


def _check_releases(store: ReleaseFolder) -> Iterator[Fault]:
    """Every line has its release, and the release vouches for the line."""
    for entry in store.chain.entries:
        file = release_path(store.home, entry.programme, entry.cohort)
        release, faults = (
            _read_release_file(file)
            if file.exists()
            else (None, (Fault(FILE_MISSING, file=file.name),))
        )
        yield from faults
        if release and release.sha256 != entry.release:
            yield Fault(EXCHANGED, file=file.name)
        elif release and not entry.marks(release) and not store.chain.faults:
            yield Fault(LEDGER_REWRITTEN, file=file.name)


def _check_strays(store: ReleaseFolder) -> Iterator[Fault]:
    """Every release has its line."""
    entered = {
        release_path(store.home, entry.programme, entry.cohort) for entry in store.chain.entries
    }
    for file in store.files:
        if file not in entered:
            yield Fault(NOT_ENTERED, file=file.name)


def _check_lock(store: ReleaseFolder) -> Iterator[Fault]:
    if lock_file(store.home).exists():
        yield Fault(BEING_WRITTEN, file=str(lock_file(store.home)))


def _check_copy(store: ReleaseFolder, file: Path) -> Iterator[Fault]:
    """A copy is of a release in the ledger, and vouches for its line and all earlier ones."""
    release, faults = _read_release_file(file)
    yield from (replace(fault, file=str(file)) for fault in faults)
    if release is None:
        return
    entry = next((entry for entry in store.chain.entries if entry.release == release.sha256), None)
    if entry is None:
        other = store.chain.of(release.programme, release.cohort)
        yield Fault(OTHER_COPY if other else UNKNOWN_COPY, {"cohort": release.cohort}, str(file))
    elif not entry.marks(release):
        yield Fault(LEDGER_REWRITTEN, file=str(file))


def _read_release_file(file: Path) -> tuple[Release | None, tuple[Fault, ...]]:
    try:
        return read_release(file), ()
    except ReleaseError as error:
        return None, error.faults


CHECKS: tuple[Check, ...] = (_check_ledger, _check_key, _check_releases, _check_strays, _check_lock)
"""What is looked at, in this order."""
