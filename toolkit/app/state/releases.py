"""What there is to read: the releases that a ledger vouches for."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from toolkit.app.state.identity import has_database, readable_programmes, release_folders
from toolkit.errors import N_, Fault, ReleaseError
from toolkit.release import locations
from toolkit.release.chain import read_chain
from toolkit.release.locations import (
    DATA_VARIABLE,
    RELEASES_FOLDER,
    ledger_file,
    release_files,
    release_path,
)
from toolkit.release.release import Release, read_release

NO_RELEASE_FOLDER = N_(
    "there is no such folder. Correct the setting {setting} and start the app again."
)
TWO_OF_ONE = N_(
    "another release of the same cohort is shown. A cohort is released once: remove the file that"
    " is not the original."
)
NOT_VOUCHED = N_(
    "not shown, because the ledger does not vouch for it: {files}. See what is wrong:"
    " mentoring-toolkit doctor DATA"
)
COPIES = N_(
    "the files here are not shown, because there is no ledger to vouch for them. Start the app on"
    " the folder of data in which the cohort was closed."
)
FolderState = tuple[tuple[Path, int, int], ...]
"""Each file with the time of its last change and its size."""


@dataclass(frozen=True)
class Shelf:
    """What the data folders hold.

    Attributes:
        homes: The folders that the reader may look into; none if the app was started without any.
        releases: Name, such as ``swea-A8``, to release; the one closed last comes first.
        faults: One for each folder that is missing, or that holds what is not shown.
    """

    homes: tuple[Path, ...]
    releases: Mapping[str, Release]
    faults: tuple[Fault, ...]


def shelf() -> Shelf:
    """Return every release that the reader may see and that its ledger vouches for.

    They may come and go while the app is open.
    """
    folders, programmes = release_folders(), readable_programmes()
    found: dict[str, Release] = {}
    faults: list[Fault] = []
    for home in folders:
        releases, doubtful = _read_vouched(home, _state(home))
        faults += _faults(home, doubtful)
        for release in releases:
            if programmes is not None and release.programme not in programmes:
                continue
            if found.setdefault(release_slug(release), release).sha256 != release.sha256:
                faults.append(Fault(TWO_OF_ONE, file=f"{home.name}/{release_slug(release)}.json"))
    # Sorted twice: sorting keeps the order of names among those closed on one day.
    newest_first = sorted(sorted(found), key=lambda name: found[name].closed_on, reverse=True)
    return Shelf(folders, {name: found[name] for name in newest_first}, tuple(faults))


def release_slug(release: Release) -> str:
    """Return the name of a release in addresses and file names: ``swea-A8``."""
    return locations.release_slug(release.programme, release.cohort)


@lru_cache(maxsize=32)
def _read_vouched(home: Path, _state: FolderState) -> tuple[tuple[Release, ...], tuple[str, ...]]:
    """Return the releases that the ledger vouches for, and the names of the files that it does not.

    Read anew only when a file has changed.

    A ledger that was tampered with vouches for nothing. A release that is entered and gone is named
    too.
    """
    # Before the ledger: a release that is there now has its line already.
    files = release_files(home)
    chain = read_chain(home)
    lines = {release_path(home, entry.programme, entry.cohort): entry for entry in chain.entries}
    kept: list[Release] = []
    doubtful: list[str] = []
    for file in sorted({*files, *lines}):
        release = _read(file)
        if release and file in lines and lines[file].fits(release) and not chain.faults:
            kept.append(release)
        else:
            doubtful.append(file.name)
    return tuple(kept), tuple(doubtful)


def _read(file: Path) -> Release | None:
    try:
        return read_release(file)
    except ReleaseError:  # what is wrong with it, the doctor says
        return None


def _state(home: Path) -> FolderState:
    found = []
    for file in (ledger_file(home), *release_files(home)):
        with suppress(FileNotFoundError):
            found.append((file, file.stat().st_mtime_ns, file.stat().st_size))
    return tuple(found)


def _faults(home: Path, doubtful: tuple[str, ...]) -> Iterator[Fault]:
    # A database gets its folder when the first cohort is closed.
    if not home.is_dir() and not has_database():
        yield Fault(NO_RELEASE_FOLDER, {"setting": DATA_VARIABLE}, home.name)
    elif not (home / RELEASES_FOLDER).is_dir() and any(home.glob("*.json")):
        yield Fault(COPIES, file=home.name)
    if doubtful:
        yield Fault(NOT_VOUCHED, {"files": ", ".join(doubtful)}, home.name)
