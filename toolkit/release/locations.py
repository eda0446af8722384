"""Where the releases of data are kept, and the key that stays with them."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from toolkit.errors import N_, Fault, ReleaseError, StorageError
from toolkit.files import write_whole, writer_lock

RELEASES_FOLDER = "releases"
LEDGER = "ledger.jsonl"
DATA_VARIABLE = "MENTORING_TOOLKIT_DATA"
"""The setting that names the data folders whose releases the app shows, joined as in PATH."""

HOME_VARIABLE = "MENTORING_TOOLKIT_HOME"
"""The setting that names the folder of the releases of a database on a server."""

NO_HOME = N_(
    "the releases of a database on a server need a folder. Name it in the setting {setting}."
)
NO_KEY = N_(
    "the key that the ledger was written with is missing. Put it back from a backup: without it"
    " nobody can tell who was counted before."
)


def find_release_home(data: str | Path) -> Path:
    """Return the folder that keeps the releases of *data*.

    The folder itself, or ``book.data`` beside ``book.xlsx`` and ``data.db``. A database on a server
    has no folder beside it, so a setting names one.

    Raises:
        StorageError: If the setting is missing.
    """
    scheme, separator, place = str(data).partition("://")
    if not separator:
        path = Path(data)
        return path.with_suffix(".data") if path.is_file() else path
    if scheme.startswith("sqlite"):
        # sqlite:///data.db is relative to where one stands, sqlite:////data.db is not.
        return Path(place.removeprefix("/")).with_suffix(".data")
    if home := os.environ.get(HOME_VARIABLE):
        return Path(home)
    raise StorageError(Fault(NO_HOME, {"setting": HOME_VARIABLE}))


def release_slug(programme: str, cohort: str) -> str:
    """Return the name of a release in files and addresses, ``swea-A8``: no two cohorts share one.

    The first hyphen ends the programme, of which hyphens are written as ``%2D``. All signs are
    ASCII, but large and small letters count: a cohort whose name differs from another's in nothing
    else is not closed, see :func:`toolkit.release.ledger.find_earlier_releases`.

    Example:
        >>> release_slug("swea", "A8"), release_slug("a-b", "våren 2026")
        ('swea-A8', 'a%2Db-v%C3%A5ren%202026')
    """
    return f"{quote(programme, safe='+').replace('-', '%2D')}-{quote(cohort, safe='')}"


def release_path(home: Path, programme: str, cohort: str) -> Path:
    """Return where the release of a cohort is kept.

    Args:
        home: The folder that keeps the releases.
        programme: The programme's code.
        cohort: The cohort's name.

    Returns:
        The file, whether it is there or not.
    """
    return home / RELEASES_FOLDER / f"{release_slug(programme, cohort)}.json"


def release_files(home: Path) -> list[Path]:
    """Return the releases that are kept in *home*, whoever put them there."""
    return sorted(
        file for file in (home / RELEASES_FOLDER).glob("*.json") if not file.name.startswith(".")
    )


def ledger_file(home: Path) -> Path:
    """Return where the ledger is kept."""
    return home / RELEASES_FOLDER / LEDGER


def lock_file(home: Path) -> Path:
    """Return the file that is there while somebody writes."""
    return home / RELEASES_FOLDER / "lock"


def key_file(home: Path) -> Path:
    """Return where the key is kept."""
    return home / RELEASES_FOLDER / "key"


def read_or_make_key(home: Path) -> bytes:
    """Return the secret key that stays with the data, made on first need: 32 random bytes.

    Fingerprints of inputs and of people are made with it, because a plain hash of a small table
    lets a reader test guesses.

    Raises:
        ReleaseError: If it is lost though the ledger was written with it: a new key would recognise
            nobody.
    """
    file = key_file(home)
    if not file.exists():
        with writer_lock(lock_file(home)):
            if not file.exists():
                _make_key(home)
    return file.read_bytes()


def _make_key(home: Path) -> None:
    file = key_file(home)
    if ledger_file(home).exists():
        raise ReleaseError(Fault(NO_KEY, file=str(file)))
    write_whole(file, secrets.token_bytes(32), private=True)
