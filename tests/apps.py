"""The app as a process of its own, as its users start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from toolkit.app.streamlit_names import HEALTH_PATH, fill
from toolkit.release.locations import DATA_VARIABLE
from toolkit.resources import resource_path

SECONDS_TO_START = 180
PATIENCE = 120_000
"""Milliseconds for what a browser waits for, on a machine that has much else to do."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def running(homes: Iterable[Path], log: Path, *options: str, **environment: str) -> Iterator[str]:
    """Start the app on folders of data, yield its address, and end it; what it says goes into
    *log*.
    """
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(resource_path("app.py")),
        "--server.headless",
        "true",
        "--server.port",
        str(port),
        *options,
    ]
    told = {**os.environ, DATA_VARIABLE: os.pathsep.join(map(str, homes)), **environment}
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(command, env=told, stdout=said, stderr=said) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}{HEALTH_PATH}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def serving(
    url: str, log: Path, port: str = "", *, command: str = "serve", programme: str = "surveys/swea"
) -> Iterator[str]:
    """Run the server until the end, by force.

    Args:
        url: The address of a database; for ``app`` without a programme, a folder of releases.
        log: Where what it says goes.
        port: Where it listens; a free port if left out.
        command: ``serve``, or ``app`` for somebody on the own computer.
        programme: The folder of the programme; blank for none.
    """
    port = port or str(_free_port())
    called = [
        sys.executable,
        "-u",
        "-m",
        "toolkit",
        command,
        url,
        *(["--programme", programme] if programme else []),
        "--port",
        port,
        "--language",
        "en",
    ]
    told = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MENTORING_TOOLKIT")
    } | {"BROWSER": "true"}
    with (
        log.open("a", encoding="utf-8") as said,
        subprocess.Popen(called, env=told, stdout=said, stderr=said) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait(timeout=20)


def settled(page: Page) -> None:
    """Wait until the app has done what it was asked to."""
    page.wait_for_timeout(150)
    page.wait_for_function(fill("!document.querySelector(':streamlit(running)')"))
    page.wait_for_timeout(150)


def drawn(page: Page) -> None:
    """Wait until the page that has begun to show is there whole and nothing on it moves."""
    page.wait_for_function(
        fill(
            "!document.querySelector("
            "':streamlit(running), :streamlit(stale), :streamlit(status)')"
            " && [...document.querySelectorAll(':streamlit(chart)')].every(chart =>"
            " chart.querySelector('svg'))"
        )
    )
    standing(page)


def standing(page: Page) -> None:
    """Wait until the browser has laid out what changed, and every move with an end has ended."""
    page.wait_for_function(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        ".then(() => document.getAnimations().every(move => move.playState !== 'running'"
        " || move.effect.getComputedTiming().endTime === Infinity))"
    )


def violations(page: Page, rules: Iterable[str] = RULES) -> list[str]:
    """Return what axe-core finds against a page, each with the first place where it is so.

    Args:
        page: A page that stands still, all of it in view.
        rules: The tags of the rules, or single ones; WCAG 2.0 to 2.2, A and AA, and axe-core's own
            best practices if left out.
    """
    # no rule of these reads a style sheet or a sound, which axe-core would fetch once more
    options = {"runOnly": list(rules), "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the app answers."""
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):  # our own app
            return
        time.sleep(0.1)
    raise TimeoutError(f"the app did not start within {SECONDS_TO_START} seconds")
