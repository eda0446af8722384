"""What several test files share.

A fixture imports what is heavy when a test asks for it, so that a module whose tests need neither
a browser nor the app nor a database waits for none of them.
"""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from places import Place

    from toolkit.programme.programme import Programme

TIERS = {"browser": "browser", "postgresql": "database"}
"""Fixture to the marker of the tests that ask for it."""

LONGEST_FIRST = (
    *("wire", "paths", "house", "browser", "histories", "canary", "closing_act", "prover", "app"),
    *("office_pages", "vouching", "light_door", "flow", "notebook", "app_process", "cli", "rooms"),
    *("examples", "package", "readme", "sources", "mending", "serve", "keeping", "webpage"),
    *("coordination", "schemas", "seal", "charts", "demo", "attacks", "texts", "closing_page"),
)
"""The files that take longest, by what they measured: begun last, one of them would run on alone
when the other workers have nothing left.
"""


def pytest_collection_modifyitems(items):
    """Mark the tests that need a browser or a PostgreSQL server by the fixtures they ask for."""
    for item in items:
        for fixture, marker in TIERS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)

    # Only xdist reads the order; without it files run by name, as a reader expects.
    if os.environ.get("PYTEST_XDIST_WORKER"):
        places = {f"test_{name}.py": place for place, name in enumerate(LONGEST_FIRST)}
        items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """Measure no coverage of what a test that is marked ``no_cover`` has set up for it; pytest-cov
    leaves out the test alone, and what is expensive is set up.
    """
    measuring = item.config.pluginmanager.getplugin("_cov")
    control = measuring and measuring.cov_controller
    if not control or not item.get_closest_marker("no_cover"):
        return (yield)
    control.pause()
    try:
        return (yield)
    finally:
        control.resume()


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config):
    """Give the whole suite one worker more than there are cores, because a worker that waits for a
    browser or a server leaves its core idle; the fast tests never wait.
    """
    cores = yield
    return cores if "not browser" in config.option.markexpr else cores + 1


def stop_without(program: str, package: str) -> NoReturn:
    """Skip what needs a program that is not here, and fail where everything must be tried."""
    end = pytest.fail if os.environ.get("CI") else pytest.skip
    end(f"These tests need {program}: sudo apt-get install {package}")


@pytest.fixture(scope="session")
def swea() -> Programme:
    """The shipped programme of SWEA."""
    from toolkit.programme.programme import load_programme

    return load_programme("surveys/swea")


@pytest.fixture(scope="session")
def shf() -> Programme:
    """The shipped programme of Svensk Handledarförening."""
    from toolkit.programme.programme import load_programme

    return load_programme("surveys/handledarforening")


@cache
def scan_once():
    """Return Streamlit's search through the packages, made to look once: none is installed while
    tests run.
    """
    from streamlit.components.v2 import manifest_scanner

    return cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def nobody_is_signed_in(monkeypatch):
    """An app that a test runs without a browser has no cookies.

    Streamlit's stand-in has one for every name. Whoever runs the app here has imported Streamlit.
    """
    if "streamlit" in sys.modules:
        monkeypatch.setattr("toolkit.app.state.identity.cookie", str)
        monkeypatch.setattr("toolkit.app.state.identity.vouched", dict)
        # Streamlit's stand-in reads what every package is, anew at every run of a page
        monkeypatch.setattr(
            "streamlit.components.v2.manifest_scanner.scan_component_manifests", scan_once()
        )


@pytest.fixture(autouse=True)
def no_test_waits_for_the_disk(request, monkeypatch):
    """No power is cut here: SQLite hands over to the system and goes on, where the way it writes is
    not what is tested.
    """
    database = sys.modules.get("toolkit.data.database.database")
    if database and request.module.__name__ != "test_storage":
        pragmas = [pragma.replace("EXTRA", "OFF") for pragma in database.PRAGMAS]
        monkeypatch.setattr(database, "PRAGMAS", pragmas)


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    """The association in a database, which the app and the server are started on; it is noon on 22
    November 2026.
    """
    from lights import PROGRAMME
    from places import NOW, copied_association

    from toolkit.app import state

    place = copied_association(tmp_path)
    monkeypatch.setenv(state.STORE_VARIABLE, place.url)
    monkeypatch.setenv(state.PROGRAMMES_VARIABLE, PROGRAMME)
    monkeypatch.setattr(state.clock, "CLOCK", lambda: NOW)
    return place


@pytest.fixture
def fresh(place):
    """Nobody has answered anything yet, nor begun a closing survey: what a test before left is
    forgotten.
    """
    from phones import PAIRS

    from toolkit.data.database import Form
    from toolkit.programme.questionnaire import ROLES

    for person in place.links:
        for sent in place.store.sent(person):
            place.store.withdraw(sent.form)
    for pair in PAIRS:
        for role in ROLES:
            place.store.withdraw(Form(pair[f"{role}_id"], pair["pair_id"], role, "closing"))


@pytest.fixture
def untranslated(monkeypatch) -> list[str]:
    """The sentences that a Swedish reader was given in English, as they are asked for."""
    from toolkit.i18n import load_language

    asked = []

    class Fallback:
        def gettext(self, message):
            asked.append(message)
            return message

        def ngettext(self, one, many, n):
            asked.append(one)
            return one if n == 1 else many

    monkeypatch.setattr(load_language("sv").translations, "_fallback", Fallback())
    return asked


@pytest.fixture
def unrun(monkeypatch):
    """Notebooks are written as their template stands, for tests to which it is enough that there is
    one: a kernel takes seconds to start.
    """
    monkeypatch.setattr("toolkit.reports.notebook.file._run", lambda _notebook, _folder: None)


@pytest.fixture
def a8_folder(tmp_path):
    """The worked cohort as a folder of CSV files."""
    from cohorts import a8, write_tables

    return write_tables(a8(), tmp_path / "a8")


@pytest.fixture(scope="session")
def browser():
    """One Debian Chromium for all, which keeps what it loaded once."""
    from apps import PATIENCE
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if not found:
        stop_without("a browser", "chromium")
    with sync_playwright() as playwright:
        # without these it draws on a graphics card that it makes up, which costs a fifth more
        chromium = playwright.chromium.launch(
            executable_path=found, args=["--disable-gpu", "--disable-software-rasterizer"]
        )
        context = chromium.new_context(locale="en-GB")
        context.set_default_timeout(PATIENCE)
        yield context
        chromium.close()


@pytest.fixture(scope="session")
def postgresql():
    """One PostgreSQL server for all."""
    from databases import find_programs, running_server

    if not find_programs():
        stop_without("a PostgreSQL server", "postgresql")
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def url(request, tmp_path, monkeypatch):
    """The address of a database that is empty or not there yet, of each kind; one on a server has
    its releases in a folder of its own.
    """
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data.db'}"
    monkeypatch.setenv("MENTORING_TOOLKIT_HOME", str(tmp_path / "home"))
    return request.getfixturevalue("postgresql").fresh()


@pytest.fixture
def store(url):
    """An empty store of each kind."""
    from toolkit.data.database import open_store

    store = open_store(url)
    yield store
    store.close()
