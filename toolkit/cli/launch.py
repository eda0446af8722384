"""The app as a process of its own.

Started on folders of data, opened in the browser, ended with Ctrl-C.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from toolkit.app.streamlit_names import HEALTH_PATH
from toolkit.release.locations import DATA_VARIABLE
from toolkit.resources import resource_path

USUAL_PORT = 8501
START_TIMEOUT_SECONDS = 60


def run_app(
    folders: Sequence[Path],
    *,
    language: str,
    port: int | None = None,
    browser: bool = True,
    opened: Callable[[str], object] = str,
) -> int:
    """Run the app until it is ended, and return its exit code.

    Args:
        folders: Folders that keep releases.
        language: The language it opens in.
        port: Port on this computer; a free one is found if left out.
        browser: Whether to open the browser.
        opened: Called with the address once the app answers.
    """
    at = port or free_port()
    address = f"http://localhost:{at}/?lang={language}"
    environment = {
        **os.environ,
        DATA_VARIABLE: os.pathsep.join(str(folder.resolve()) for folder in folders),
    }
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(resource_path("app.py")),
        "--server.port",
        str(at),
        "--server.headless",
        "true",
    ]
    app = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  # our own program, no shell
    before = signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(
            signal.SIGTERM, lambda _number, _frame: sys.exit(0)
        )  # so that the app ends with whoever ends this process
        if wait_for(at, lambda: app.poll() is None):
            opened(address)
            if browser:
                webbrowser.open(address)
        return app.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        app.terminate()
        with suppress(subprocess.TimeoutExpired):
            app.wait(timeout=10)
        signal.signal(signal.SIGTERM, before)


def free_port() -> int:
    """Return the usual port, or where that is taken another one."""
    for wanted in (USUAL_PORT, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", wanted))
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def wait_for(port: int, goes_on: Callable[[], bool]) -> bool:
    """Wait until the app answers, and return whether it does.

    *goes_on* says whether there is anything to wait for.
    """
    patience = time.monotonic() + START_TIMEOUT_SECONDS
    while goes_on() and time.monotonic() < patience:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}{HEALTH_PATH}", timeout=2) as answer,
        ):  # our own app
            if answer.status == 200:
                return True
        time.sleep(0.2)
    return False
