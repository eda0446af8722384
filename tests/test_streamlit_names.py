"""Streamlit's own names: each is in the front end that is installed, and stands in one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit as st

from toolkit.app import streamlit_names
from toolkit.app.streamlit_names import (
    APP_FILES,
    APP_PREFIXES,
    ATTRIBUTES,
    CLASSES,
    HEALTH_PATH,
    MEDIA_PREFIX,
    SELECTORS,
    SOCKET_PATH,
    TEST_IDS,
    UPLOAD_PREFIX,
    fill,
)

ROOT = Path(__file__).parents[1]
PUBLIC = Path(st.__file__).with_name("static")
ROUTES = (HEALTH_PATH, SOCKET_PATH, UPLOAD_PREFIX, MEDIA_PREFIX, *APP_PREFIXES, *APP_FILES)
PARTS = re.compile(r"data-test|data-stale|[\"'.=#]st[A-Z]\w+|InputInstructions")
"""How Streamlit's parts are named where somebody looks for them."""


@pytest.fixture(scope="module")
def front_end() -> str:
    """The scripts and the page that Streamlit sends to a browser."""
    found = [*PUBLIC.glob("**/*.js"), PUBLIC / "index.html"]
    return "\n".join(path.read_text("utf-8") for path in found)


@pytest.mark.parametrize("name", [*TEST_IDS.values(), *CLASSES.values()])
def test_a_part_is_called_so(front_end, name):
    """The name stands in a script as a whole; a button's ends with its kind, which does so too."""
    kind = name.partition("-")[2]
    whole = rf"[`'\"]{name}[`'\"]"
    both = rf"[`'\"]{name.removesuffix(kind)}\$\{{" if kind else whole
    assert re.search(both, front_end)
    assert not kind or re.search(rf"[`'\"]{kind}[`'\"]", front_end)


@pytest.mark.parametrize("selector", ATTRIBUTES.values())
def test_a_part_says_so_of_itself(front_end, selector):
    """The attribute is set somewhere, and what it is compared with is a value that is used."""
    [(attribute, value)] = re.findall(r'\[([a-z-]+)(?:="#?([^"]+)")?\]', selector)
    assert re.search(rf"[`'\"]?{attribute}[`'\"]?:", front_end)
    assert not value or value == "true" or re.search(rf"[`'\"#.]{value}[`'\"]?", front_end, re.I)


@pytest.mark.parametrize("route", ROUTES)
def test_an_address_is_used_so(front_end, route):
    """The scripts ask for it, or it is a file that is sent to browsers."""
    known = (PUBLIC / route.strip("/")).exists()
    assert known or re.search(rf"[`'\"]/?{re.escape(route.strip('/'))}[`'\"/]", front_end)


def test_every_name_is_in_use():
    """What nothing refers to any more is not looked up either."""
    used = "".join(path.read_text("utf-8") for path in _files())
    assert [] == [
        name
        for name in SELECTORS
        if not re.search(rf":streamlit\({name}\)|IDS\[\"{name}\"\]", used)
    ]


def test_a_part_that_is_not_known_is_a_mistake():
    """A slip of the pen in a style sheet is no rule that silently applies to nothing."""
    assert "[data-testid=stTable] td" == fill(":streamlit(table) td")
    with pytest.raises(KeyError):
        fill(":streamlit(tabel) td")


def test_nothing_else_names_them():
    """Neither the app, its style sheets and scripts nor a test names a part, nor the server a way.

    A test may say which addresses are answered and which are not.
    """
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if PARTS.search(line) or ("_stcore" in line and path.is_relative_to(ROOT / "toolkit"))
    ]
    assert [] == found


def _files() -> list[Path]:
    own = {Path(streamlit_names.__file__), Path(__file__)}
    found = [
        path
        for folder in ("toolkit", "tests", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".css", ".js"}
    ]
    return [path for path in found if path not in own]
