"""The releases of a programme, kept with its data: a cohort is released once, and never recomputed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from toolkit.errors import N_, ClosingError, Fault
from toolkit.release import Release, read_release

FOLDER = "releases"
DATA_VARIABLE = "MENTORING_TOOLKIT_DATA"
"""The setting that names the data folders whose releases the app shows, joined as in PATH."""


def key_of(home: Path) -> bytes:
    """Return the secret key that stays with the data, made on first need: 32 random bytes.

    Fingerprints of inputs are made with it, because a plain hash of a small table lets a reader test guesses.
    """
    file = home / FOLDER / "key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(".key.part")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        draft.replace(file)
    return file.read_bytes()


def kept(home: Path, programme: str, cohort: str) -> Release | None:
    """Return the release of a cohort, if it was closed.

    Raises:
        ReleaseError: If the stored release was changed.
    """
    file = file_of(home, programme, cohort)
    return read_release(file) if file.exists() else None


def home_of(data: Path) -> Path:
    """Return the folder that keeps the releases of *data*: the folder itself, or ``book.data`` beside ``book.xlsx``."""
    return data.with_suffix(".data") if data.is_file() else data


def file_of(home: Path, programme: str, cohort: str) -> Path:
    """Return where the release of a cohort is kept."""
    return home / FOLDER / f"{name_of(programme, cohort)}.json"


def name_of(programme: str, cohort: str) -> str:
    """Return the name of a release in files and addresses, ``swea-A8``: no two cohorts share one."""
    return f"{programme}-{quote(cohort, safe='')}"


def freeze(home: Path, release: Release) -> Release:
    """Keep *release*, and return what is kept: the first release of a cohort stands.

    Raises:
        ClosingError: If the cohort was closed before with other figures. Answers that came late or were erased
            would otherwise show in the difference between the two.
    """
    first = kept(home, release.programme, release.cohort)
    if first is None:
        file = file_of(home, release.programme, release.cohort)
        file.parent.mkdir(parents=True, exist_ok=True)
        release.save(file)
        return release
    if replace(release, closed_by=first.closed_by).sha256 == first.sha256:
        return first
    message = N_(
        "the cohort {cohort} was closed on {date} and its figures are never recomputed, because the difference could give away a single answer. "
        "Make its reports from the release that is kept: mentoring-toolkit report {file} --out DIR"
    )
    values = {"cohort": release.cohort, "date": first.closed_on.isoformat(), "file": file_of(home, release.programme, release.cohort)}
    raise ClosingError(Fault(message, values))
