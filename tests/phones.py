"""A phone in front of the app: how the app is started, and what a thumb does."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

from toolkit.app import state
from toolkit.app.streamlit_names import HEALTH_PATH, fill
from toolkit.data.database import Form
from toolkit.resources import resource_path

PHONE = {"width": 390, "height": 844}
PAIRS = (
    {
        "pair_id": "p1",
        "mentor_id": "m1",
        "mentee_id": "a1",
        "status": "completed",
        "started_on": "2020-01-12",
        "ended_on": "2020-12-01",
    },
    {
        "pair_id": "p2",
        "mentor_id": "m1",
        "mentee_id": "a2",
        "status": "active",
        "started_on": "2020-02-02",
    },
    {
        "pair_id": "p3",
        "mentor_id": "m3",
        "mentee_id": "m4",
        "status": "completed",
        "started_on": "2020-01-12",
        "ended_on": "2020-12-01",
    },
)
"""The first and the last have ended, the second goes on, so that the tests hold on any day."""
CLOSING = 5
SEND, NEXT = re.compile("^(Send|Skicka)$"), re.compile("^(Next|Nästa)$")

TYPED = """
[[items]]
name = "hours"
type = "integer"
label.sv = "Hur många timmar?"
label.en = "How many hours?"
section.sv = "Tid"
section.en = "Time"

[[items]]
name = "best"
type = "text"
label.sv = "Vad var bäst?"
label.en = "What was best?"

[[items]]
name = "last_met"
type = "date"
label.sv = "När sågs ni senast?"
label.en = "When did you meet last?"

"""
"""The last screen: a number, a text and a day."""


def with_typing(folder):
    """Copy the programme of SWEA to *folder*, with questions to be answered by typing at the end of
    the closing survey.
    """
    for file in resource_path("surveys/swea").glob("*.toml"):
        shutil.copy(file, folder / file.name)
    closing_survey = folder / "closing.toml"
    closing_survey.write_text(
        closing_survey.read_text("utf-8").replace("[choices]", f"{TYPED}[choices]", 1), "utf-8"
    )
    return folder


@contextmanager
def serving(place, programme, port, log):
    """Run the app on a database, as its users start it, and end it by force."""
    told = {
        **os.environ,
        state.STORE_VARIABLE: place.url,
        state.PROGRAMMES_VARIABLE: str(programme),
    }
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
        "--server.fileWatcherType",
        "none",
    ]
    with (
        log.open("a", encoding="utf-8") as said,
        subprocess.Popen(command, env=told, stdout=said, stderr=said) as process,
    ):
        try:
            patience = time.monotonic() + 60
            while time.monotonic() < patience:
                with (
                    suppress(OSError),
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{HEALTH_PATH}", timeout=2),
                ):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait(timeout=20)


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def closing(person, pair, role):
    """Return the closing survey of a person."""
    return Form(person, pair, role, "closing")


def settled(page):
    """Wait until the app has done what it was asked to."""
    page.wait_for_timeout(150)
    page.wait_for_function(fill("!document.querySelector(':streamlit(app):streamlit(running)')"))
    page.wait_for_timeout(150)


def tap(page, name):
    """Tap a button in the bar at the bottom."""
    page.get_by_role("button", name=name).last.tap()
    settled(page)


def arrived(page, screen):
    """Wait until a screen is drawn."""
    page.locator(".st-key-note-part", has_text=re.compile(rf"^\D+{screen}\D")).wait_for()
    settled(page)


def rows(page):
    """Return every answer that can be tapped, by the question it belongs to."""
    return page.locator("[class*=st-key-question]")


def first_of_each(page):
    """Tap the first answer to every question of the screen, and return how many there are."""
    questions = rows(page)
    for number in range(questions.count()):
        questions.nth(number).locator(
            fill(":streamlit(radio), :streamlit(checkbox) label")
        ).first.tap()
    settled(page)
    return questions.count()


def until(condition, *, seconds=5.0):
    """Wait until *condition* holds, and return whether it does."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience and not condition():
        time.sleep(0.05)
    return condition()
