"""What several test files share."""

from __future__ import annotations

import os
import shutil

import pytest
from cohorts import a8, write_tables
from databases import running_server
from lights import PROGRAMME
from phones import PAIRS
from places import NOW, Place, association
from playwright.sync_api import sync_playwright

from toolkit.app import state
from toolkit.data.database import Form, open_store
from toolkit.i18n import load_language
from toolkit.programme.programme import Programme, load_programme
from toolkit.programme.questionnaire import ROLES


@pytest.fixture(scope="session")
def swea() -> Programme:
    """The shipped programme of SWEA."""
    return load_programme("surveys/swea")


@pytest.fixture(scope="session")
def shf() -> Programme:
    """The shipped programme of Svensk Handledarförening."""
    return load_programme("surveys/handledarforening")


@pytest.fixture(autouse=True)
def nobody_is_signed_in(monkeypatch):
    """An app that a test runs without a browser has no cookies, where Streamlit's stand-in has one
    for every name.
    """
    monkeypatch.setattr("toolkit.app.state.identity.cookie", str)
    monkeypatch.setattr("toolkit.app.state.identity.vouched", dict)


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    """The association in a database, which the app and the server are started on; it is noon on 22
    November 2026.
    """
    place = association(tmp_path)
    monkeypatch.setenv(state.STORE_VARIABLE, place.url)
    monkeypatch.setenv(state.PROGRAMMES_VARIABLE, PROGRAMME)
    monkeypatch.setattr(state.clock, "CLOCK", lambda: NOW)
    return place


@pytest.fixture
def fresh(place):
    """Nobody has answered anything yet, nor begun a closing survey: what a test before left is
    forgotten.
    """
    for person in place.links:
        for sent in place.store.sent(person):
            place.store.withdraw(sent.form)
    for pair in PAIRS:
        for role in ROLES:
            place.store.withdraw(Form(pair[f"{role}_id"], pair["pair_id"], role, "closing"))


@pytest.fixture
def untranslated(monkeypatch) -> list[str]:
    """The sentences that a Swedish reader was given in English, as they are asked for."""
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
def a8_folder(tmp_path):
    """The worked cohort as a folder of CSV files."""
    return write_tables(a8(), tmp_path / "a8")


@pytest.fixture(scope="session")
def browser():
    """One Debian Chromium for all, which keeps what it loaded once, or a plain word on how to get
    it.
    """
    found = shutil.which("chromium")
    if not found:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("These tests need a browser: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found)
        yield chromium.new_context(locale="en-GB")
        chromium.close()


@pytest.fixture(scope="session")
def postgresql():
    """One PostgreSQL server for all."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
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
    store = open_store(url)
    yield store
    store.close()
