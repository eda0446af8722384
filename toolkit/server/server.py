"""The server: the app and the light pages in one process."""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from toolkit.app import state
from toolkit.data.database import open_store
from toolkit.errors import N_
from toolkit.i18n import load_language
from toolkit.people.accounts import FirstCode, list_stores_without_accounts
from toolkit.release.locations import DATA_VARIABLE
from toolkit.resources import resource_path
from toolkit.server.auth.pages import FIRST_ACCOUNT_PATH
from toolkit.server.auth.routes import SignInRoutes
from toolkit.server.middleware import Guard
from toolkit.server.participant.routes import ParticipantRoutes

WRONG_ON_PAGE = N_(
    "Something went wrong on this page. No figure was changed. Reload the page in a minute."
)


def application(
    *, code: str = "sv", hosts: Sequence[str] = (), first: FirstCode | None = None
) -> st.App:
    """Return the app with the light pages, ready for any ASGI server.

    What it reads is told by the settings that :func:`run` makes.

    Args:
        code: The language for whoever has not chosen one.
        hosts: Names that the server answers to; any if there are none.
        first: Opens the first account of all, while there is none.

    Returns:
        An ASGI application.
    """
    routes = [*ParticipantRoutes(code).routes(), *SignInRoutes(code, first=first).routes()]
    return st.App(
        resource_path("app.py"),
        routes=routes,
        middleware=[Middleware(Guard, language=code, hosts=hosts)],
        on_script_error=lambda fault: _told(fault, code),
    )


def run(
    stores: Sequence[str],
    programmes: Sequence[Path],
    *,
    code: str,
    host: str,
    port: int,
    hosts: Sequence[str] = (),
    homes: Sequence[Path] = (),
    first: Callable[[str], object] = str,
) -> None:
    """Serve until Ctrl-C: databases or, without any, folders of releases to read.

    Args:
        stores: Addresses of the databases that take answers.
        programmes: The programme folder of each.
        code: Language of those whose own is not known.
        host: Address to listen at; this computer only unless said otherwise.
        hosts: Names that the server answers to; any if left out.
        homes: Folders that keep releases; a database has its own.
        first: Called with where the first account is made, and the one-time code, if a database has
            no account yet.
    """
    os.environ[state.STORE_VARIABLE] = " ".join(stores)
    os.environ[state.PROGRAMMES_VARIABLE] = os.pathsep.join(str(folder) for folder in programmes)
    if homes:
        os.environ[DATA_VARIABLE] = os.pathsep.join(str(home.resolve()) for home in homes)
    opened = [open_store(store, create=False) for store in stores]
    ours = {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
    }
    once = FirstCode() if list_stores_without_accounts(opened) else None
    if once:
        first(f"{FIRST_ACCOUNT_PATH}?code={once.text}")
    with suppress(KeyboardInterrupt):  # this is how it is ended, and no fault
        application(code=code, hosts=hosts, first=once).run(
            config=dict(_settings(_shipped_settings())) | ours
        )


def _shipped_settings() -> Mapping[str, object]:
    """Return the settings that come with the app.

    Streamlit would look for them beside whatever program started it.
    """
    return tomllib.loads(resource_path(".streamlit/config.toml").read_text("utf-8"))


def _settings(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _settings(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _told(fault: Exception, code: str) -> bool:
    state.log_fault(fault)
    st.error(load_language(code).gettext(WRONG_ON_PAGE))
    return True
