"""The app on the own computer: the same server as for everybody, opened in the browser."""

import socket
import time
import urllib.request
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click

from toolkit.app.streamlit_names import HEALTH_PATH
from toolkit.cli.serve import first_account_message, see_programmes
from toolkit.i18n import Language

USUAL_PORT = 8501
START_TIMEOUT_SECONDS = 60


def open_databases(
    urls: Sequence[str], programmes: Sequence[Path], words: Language, port: int | None
) -> None:
    """Open the app on databases to work in; one that is not there yet is made.

    Args:
        urls: The databases.
        programmes: Folder of the programme of each, in the same order.
        words: The language.
        port: On this computer; a free one if ``None``.
    """
    from toolkit.data.database import open_store

    see_programmes(urls, programmes, words)
    for url in urls:
        open_store(url).close()
    _open(urls, programmes, (), words, port)


def open_folders(homes: Sequence[Path], words: Language, port: int | None) -> None:
    """Open the app on folders of releases to read.

    Args:
        homes: Folders that hold releases with their ledger.
        words: The language.
        port: On this computer; a free one if ``None``.
    """
    _open((), (), homes, words, port)


def _open(
    urls: Sequence[str],
    programmes: Sequence[Path],
    homes: Sequence[Path],
    words: Language,
    port: int | None,
) -> None:
    """Serve on this computer only until Ctrl-C, with the browser where one has to begin."""
    from toolkit.server.server import run

    at = port or free_port()
    places = [f"http://localhost:{at}/?lang={words.code}"]

    def first(place: str) -> None:
        places.append(f"http://localhost:{at}{place}&lang={words.code}")
        click.echo(first_account_message(places[-1], words))

    def open_browser() -> None:
        if wait_for(at):
            click.echo(
                words.gettext("The app is open at {address} until you press Ctrl-C.").format(
                    address=places[0]
                )
            )
            webbrowser.open(places[-1])

    # A daemon, so that Ctrl-C does not wait for a server that never answered.
    Thread(target=open_browser, daemon=True).start()
    run(urls, programmes, code=words.code, host="127.0.0.1", port=at, homes=homes, first=first)


def free_port() -> int:
    """Return the usual port, or where that is taken another one."""
    # 0 is whatever port the system has free.
    for wanted in (USUAL_PORT, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", wanted))
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def wait_for(port: int) -> bool:
    """Wait until the app answers, and return whether it does."""
    patience = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < patience:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}{HEALTH_PATH}", timeout=2) as answer,
        ):  # our own app
            if answer.status == 200:
                return True
        time.sleep(0.2)
    return False
