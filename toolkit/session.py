"""What the app remembers and where it looks: what is chosen, from the address; releases that a ledger vouches for; what a personal link opens."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from toolkit import ledger, texts
from toolkit.errors import N_, Fault, ReleaseError
from toolkit.ledger import DATA_VARIABLE, FOLDER, file_of, ledger_file, read_chain, release_files
from toolkit.release import Release, read_release

if TYPE_CHECKING:
    from toolkit.participation import Visit
    from toolkit.programme import Programme

STORE_VARIABLE = "MENTORING_TOOLKIT_STORE"
"""The setting that names the database behind the personal links; several, a blank between them."""
PROGRAMMES_VARIABLE = "MENTORING_TOOLKIT_PROGRAMMES"
"""The setting that names the programme folder of each database, joined as in PATH."""
HOME_ZONE = ZoneInfo("Europe/Stockholm")
"""Where a day begins and ends for those who answer."""
NO_FOLDER = N_("there is no such folder. Correct the setting {setting} and start the app again.")
TWO_OF_ONE = N_("another release of the same cohort is shown. A cohort is released once: remove the file that is not the original.")
NOT_VOUCHED = N_("not shown, because the ledger does not vouch for it: {files}. See what is wrong: mentoring-toolkit doctor DATA")
COPIES = N_("the files here are not shown, because there is no ledger to vouch for them. Start the app on the folder of data in which the cohort was closed.")
State = tuple[tuple[Path, int, int], ...]
"""Each file with the time of its last change and its size."""
_logger = logging.getLogger(__name__)


class Key(StrEnum):
    """Names of what is chosen, both in the address and in the session."""

    LANGUAGE = "lang"
    COHORT = "cohort"
    LINK = "k"
    PLACE = "at"
    FORM = "form"
    SCREEN = "screen"


@dataclass(frozen=True)
class Shelf:
    """What the data folders hold.

    Attributes:
        homes: The folders that the app was started on; none if it was started without any.
        releases: Name, such as ``swea-A8``, to release; the one closed last comes first.
        faults: One for each folder that is missing, or that holds what is not shown.
    """

    homes: tuple[Path, ...]
    releases: Mapping[str, Release]
    faults: tuple[Fault, ...]


# ---- what there is to read ---------------------------------------------------------------------------------------------------


def shelf() -> Shelf:
    """Return every release of the folders named in the environment that its ledger vouches for; they may come and go while the app is open."""
    homes = tuple(Path(name) for name in os.environ.get(DATA_VARIABLE, "").split(os.pathsep) if name.strip())
    found: dict[str, Release] = {}
    faults: list[Fault] = []
    for home in homes:
        releases, doubtful = _kept(home, _state(home))
        faults += _faults(home, doubtful)
        for release in releases:
            if found.setdefault(name_of(release), release).sha256 != release.sha256:
                faults.append(Fault(TWO_OF_ONE, file=f"{home.name}/{name_of(release)}.json"))
    newest_first = sorted(sorted(found), key=lambda name: found[name].closed_on, reverse=True)
    return Shelf(homes, {name: found[name] for name in newest_first}, tuple(faults))


def name_of(release: Release) -> str:
    """Return the name of a release in addresses and file names: ``swea-A8``."""
    return ledger.name_of(release.programme, release.cohort)


@lru_cache(maxsize=32)
def _kept(home: Path, _state: State) -> tuple[tuple[Release, ...], tuple[str, ...]]:
    """Return the releases that the ledger vouches for, and the names of the files that it does not; read anew only when a file has changed.

    A ledger that was tampered with vouches for nothing. A release that is entered and gone is named too.
    """
    files = release_files(home)  # before the ledger: a release that is there now has its line already
    chain = read_chain(home)
    lines = {file_of(home, entry.programme, entry.cohort): entry for entry in chain.entries}
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


def _state(home: Path) -> State:
    found = []
    for file in (ledger_file(home), *release_files(home)):
        with suppress(FileNotFoundError):
            found.append((file, file.stat().st_mtime_ns, file.stat().st_size))
    return tuple(found)


def _faults(home: Path, doubtful: tuple[str, ...]) -> Iterator[Fault]:
    if not home.is_dir():
        yield Fault(NO_FOLDER, {"setting": DATA_VARIABLE}, home.name)
    elif not (home / FOLDER).is_dir() and any(home.glob("*.json")):
        yield Fault(COPIES, file=home.name)
    if doubtful:
        yield Fault(NOT_VOUCHED, {"files": ", ".join(doubtful)}, home.name)


# ---- what the reader chose: the address is the only memory, so that it can be shared -----------------------------------------


def words(spoken: str = "") -> texts.Language:
    """Return the language of the address, else the one that the person is known to speak, else that of the browser."""
    chosen = st.query_params.get(Key.LANGUAGE)
    preferred = spoken or ("sv" if (st.context.locale or "").startswith("sv") else "en")
    return texts.language(chosen if chosen in texts.LANGUAGES else preferred)


def choose_language(chosen: texts.Language | None = None) -> None:
    """Draw the switch between the languages."""
    st.session_state[Key.LANGUAGE] = (chosen or words()).code
    st.segmented_control(
        "Språk / Language",
        texts.LANGUAGES,
        format_func=texts.LANGUAGE_NAMES.__getitem__,
        key=Key.LANGUAGE,
        label_visibility="collapsed",
        required=True,
        on_change=_to_address,
        args=(Key.LANGUAGE,),
    )


def chosen_release(releases: Mapping[str, Release]) -> Release:
    """Return the release of the address, else the one closed last."""
    return releases.get(st.query_params.get(Key.COHORT, "")) or next(iter(releases.values()))


def choose_release(releases: Mapping[str, Release]) -> None:
    """Draw the choice of cohort; call it where there is more than one."""
    language = words()
    st.session_state[Key.COHORT] = name_of(chosen_release(releases))
    st.selectbox(
        language.gettext("Cohort"),
        list(releases),
        format_func=lambda name: f"{releases[name].cohort} · {releases[name].text('programme', language.code)}",
        key=Key.COHORT,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=_to_address,
        args=(Key.COHORT,),
    )


def _to_address(key: Key) -> None:
    st.query_params[key] = st.session_state[key]


# ---- behind a personal link --------------------------------------------------------------------------------------------------


def link() -> str:
    """Return the token of the personal link in the address, ``""`` without one."""
    return st.query_params.get(Key.LINK, "")


def takes_answers() -> bool:
    """Return whether this app was started with a database that takes answers."""
    return bool(os.environ.get(STORE_VARIABLE, "").strip())


def visit(token: str) -> Visit | None:
    """Return what the personal link opens, looked up anew each time; None if it opens nothing."""
    from toolkit.participation import Visit  # the board's page does without all of it
    from toolkit.storage import open_store

    addresses = os.environ.get(STORE_VARIABLE, "").split()
    folders = [folder for folder in os.environ.get(PROGRAMMES_VARIABLE, "").split(os.pathsep) if folder]
    for address, folder in zip(addresses, folders, strict=True):
        if found := Visit.open(open_store(address, create=False), _programme(folder), token, today=now().astimezone(HOME_ZONE).date()):
            return found
    return None


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def go(**places: str | int | None) -> None:
    """Go to another place behind the link: the address is what it was, but for what is named here."""
    kept = {key: value for key, value in st.query_params.to_dict().items() if key in (Key.LINK, Key.LANGUAGE)}
    st.query_params.from_dict({**kept, **{key: str(value) for key, value in places.items() if value is not None}})


def place(key: Key) -> str:
    """Return what the address says of *key*, ``""`` if nothing."""
    return st.query_params.get(key, "")


def shown_place() -> str:
    """Return what tells one place behind the link from another."""
    return "/".join(place(key) for key in (Key.PLACE, Key.FORM, Key.SCREEN))


@lru_cache(maxsize=32)
def _programme(folder: str) -> Programme:
    from toolkit.programme import load_programme

    return load_programme(folder)


# ---- what went wrong ---------------------------------------------------------------------------------------------------------


def log_fault(fault: Exception) -> str:
    """Log what went wrong without any value of it, and return the same line: kind of fault, our file and line."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(Path(__file__).parent)]
    last = (ours or frames)[-1]
    line = f"{type(fault).__name__}, {Path(last.filename).name}:{last.lineno}"
    _logger.error(line)
    return line
