"""Every page, for every role, in both languages, with nothing, too little and everything to
show.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from ledgers import keep
from offices import NAMES, NOW, PAIRS, everything, office
from releases import A8, B40, all_hidden
from streamlit.testing.v1 import AppTest
from test_accounts import QUICK

from toolkit.app import state as session
from toolkit.app.navigation import NAVIGATION_PAGES, list_pages_for
from toolkit.data.database import open_store
from toolkit.people.accounts import (
    ACCOUNT_ROLES,
    ADMINISTRATOR,
    BOARD,
    COORDINATOR,
    Account,
    passwords,
    put_account,
    sign_in,
    sign_out,
)
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow

FOUR_WORDS = "tre olika ord tillsammans"
ADDRESSES = {
    ADMINISTRATOR: "admin@example.org",
    BOARD: "styrelsen@example.org",
    COORDINATOR: "own@example.org",
}
TAKES_PART = {("full", COORDINATOR): "M009"}
"""The coordinator is one of a pair too."""
STATES = ("empty", "small", "full")
OPEN = [(role, room) for role in ACCOUNT_ROLES for room in list_pages_for([role])]
SHUT = [
    (role, room)
    for role in ACCOUNT_ROLES
    for room in NAVIGATION_PAGES
    if room not in list_pages_for([role])
]


def _association(state, folder):
    """Return an association that has just begun, one of two pairs whose figures are all hidden, or
    one with everything.
    """
    if state == "empty":
        return office(folder, pairs=())
    place = office(folder, pairs=PAIRS[:2]) if state == "small" else everything(folder)
    for release in [all_hidden()] if state == "small" else [A8, B40]:
        keep(place.store.home, replace(release, programme="handledarforening"))
    return place


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Passwords are hashed with little work here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", QUICK)
        yield


@pytest.fixture(scope="module")
def tokens(quick, tmp_path_factory):
    """What the browser of each role shows in each state, with the address of the database."""
    found = {}
    for state in STATES:
        place = _association(state, tmp_path_factory.mktemp(state))
        for role, address in ADDRESSES.items():
            account = Account(
                address, role.capitalize(), frozenset({role}), TAKES_PART.get((state, role), "")
            )
            put_account(place.store, account, password=FOUR_WORDS, by="", now=NOW)
            found[state, role] = (
                place.url,
                sign_in(place.store, address, FOUR_WORDS, now=NOW).token,
            )
    return found


@pytest.fixture
def open_room(tokens, monkeypatch):
    """Open a page of the app as somebody who has signed in; it is noon on 22 November 2026."""
    monkeypatch.setattr(session.clock, "CLOCK", lambda: NOW)
    monkeypatch.setenv(session.PROGRAMMES_VARIABLE, str(resource_path("surveys/handledarforening")))

    def opened(state, role, room, code="en"):
        url, token = tokens[state, role]
        monkeypatch.setenv(session.STORE_VARIABLE, url)
        monkeypatch.setattr("toolkit.app.state.identity.cookie", lambda: token)
        app = AppTest.from_file(str(resource_path("app.py")), default_timeout=120)
        app.query_params["lang"] = code
        app.run()
        app.switch_page(str(resource_path(f"toolkit/app/pages/{room.script}")))
        app.query_params["lang"] = code
        return app.run()

    return opened


def titles(app: AppTest) -> list[str]:
    """Return the headings of the first order."""
    return [re.sub(r"\\(.)", r"\1", title.value) for title in app.title]


def sent(app: AppTest) -> str:
    """Return all that goes to the browser: every element as it is sent, tables too."""

    def walk(block):
        for child in block.children.values():
            if getattr(child, "proto", None) is not None:
                yield child.proto.SerializeToString().decode("utf-8", "replace")
            if hasattr(child, "children"):
                yield from walk(child)

    return "\n".join(part for block in app._tree.children.values() for part in walk(block))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize(("role", "room"), OPEN, ids=lambda value: getattr(value, "place", value))
def test_every_page_opens(open_room, untranslated, role, room, code, state):
    """It has one heading of the first order, neither a fault of ours nor a placeholder is on it,
    and no sentence falls back to English for a Swedish reader.
    """
    app = open_room(state, role, room, code)

    assert not app.exception
    assert [] == [error.value for error in app.error]
    assert 1 == len(titles(app))
    assert [] == re.findall(
        r"\{[a-z_]+\}", " ".join(str(markdown.value) for markdown in app.markdown)
    )
    assert [] == sorted(set(untranslated))


@pytest.mark.parametrize(("role", "room"), OPEN, ids=lambda value: getattr(value, "place", value))
def test_no_page_names_somebody_whom_the_role_may_not_see(open_room, role, room):
    """The coordinator meets everybody but the own pair; the board and the administrator nobody: all
    that goes to the browser is looked through.
    """
    found = sent(open_room("full", role, room))
    unseen = [
        name for code, name in NAMES.items() if role != COORDINATOR or code in ("M009", "A009")
    ]

    assert [] == [name for name in unseen if name in found]
    assert role == COORDINATOR or not re.findall(r"\b[MAP]00[1-8]\b", found)
    assert "P009" not in found


def test_the_coordinator_meets_everybody_else(open_room):
    """The test above looks where names would be."""
    assert NAMES["M002"] in sent(open_room("full", COORDINATOR, NAVIGATION_PAGES[1]))


@pytest.mark.parametrize(("role", "room"), SHUT, ids=lambda value: getattr(value, "place", value))
def test_a_page_that_is_not_for_a_role_is_not_there(open_room, role, room):
    """The app knows no such page for that role, so there is nothing to be found at its address."""
    with pytest.raises(ValueError, match=f"Could not find a navigation page.*{room.script}"):
        open_room("full", role, room)


@pytest.mark.parametrize("shown", ["", "never given out"])
@pytest.mark.parametrize("room", NAVIGATION_PAGES, ids=lambda room: room.place)
def test_nobody_sees_anything_without_signing_in(open_room, monkeypatch, room, shown):
    """The page goes, and then there is the way in and no other page; so it is for whoever shows
    what was never given out.
    """
    app = open_room("full", room.roles[0], room)
    monkeypatch.setattr("toolkit.app.state.identity.cookie", lambda: shown)

    assert [[], ["Sign in"]] == [titles(app.run()) for _time in range(2)]
    assert [] == [*app.table, *app.get("vega_lite_chart")]


def test_a_role_that_is_taken_away_is_gone_at_the_next_touch(tokens, open_room):
    """The page that was open a moment ago is no longer there; loaded anew, it is the way in."""
    app = open_room("small", BOARD, list_pages_for([BOARD])[0])
    assert ["Sign in"] != titles(app)
    url, token = tokens["small", BOARD]
    sign_out(open_store(url), token, now=NOW)

    assert [[], ["Sign in"]] == [titles(app.run()) for _time in range(2)]


# ---- before the first closing, and beside another programme --------------------------------------


@pytest.fixture
def open_board(tmp_path, monkeypatch):
    """Open the board's page of an association as somebody with these roles, who is the mentor of
    P009.
    """
    monkeypatch.setattr(session.clock, "CLOCK", lambda: NOW)

    def opened(*roles, **address):
        place = office(tmp_path)
        assert (
            put_account(
                place.store,
                Account(ADDRESSES[ADMINISTRATOR], "A", frozenset({ADMINISTRATOR})),
                password=FOUR_WORDS,
                by="",
                now=NOW,
            )
            is None
        )
        put_account(
            place.store,
            Account(ADDRESSES[BOARD], "B", frozenset(roles), "M009"),
            password=FOUR_WORDS,
            by="",
            now=NOW,
        )
        token = sign_in(place.store, ADDRESSES[BOARD], FOUR_WORDS, now=NOW).token
        monkeypatch.setenv(session.STORE_VARIABLE, place.url)
        monkeypatch.setenv(
            session.PROGRAMMES_VARIABLE, str(resource_path("surveys/handledarforening"))
        )
        monkeypatch.setattr("toolkit.app.state.identity.cookie", lambda: token)
        app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
        app.query_params["lang"] = "en"
        return app.run().switch_page(str(resource_path("toolkit/app/pages/evaluation.py"))).run()

    return opened


@pytest.mark.parametrize(
    "roles", [{BOARD}, {BOARD, COORDINATOR}], ids=lambda roles: " ".join(sorted(roles))
)
def test_before_the_first_closing_nobody_is_sent_to_a_terminal(open_board, tmp_path, roles):
    """The folder of releases is not there yet: that is no fault. Who closes is said, coordinators
    find the way, all see how many have answered.
    """
    app = open_board(*roles)

    assert not app.exception
    assert not (tmp_path / "office.data").exists()
    assert ["No cohort is closed yet"] == titles(app)
    assert [] == [*app.code]
    assert "Whoever looks after the pairs closes it" in sent(app)
    assert 2 * (COORDINATOR in roles) == [link.proto.label for link in app.get("page_link")].count(
        "Close a cohort"
    )
    assert "of everybody whose pair has started" in sent(app)
    assert [["2026", "0 / 5", "0 / 5"]] == app.table[0].value.reset_index().to_numpy().tolist()
    assert "1 pair is not counted here" in sent(app)


def test_the_releases_of_another_programme_are_not_shown(open_board, tmp_path):
    """Two databases on a server may keep their releases in one folder: a board reads those of its
    own programme.
    """
    keep(tmp_path / "office.data", A8)
    assert ["No cohort is closed yet"] == titles(open_board(BOARD))
    keep(tmp_path / "office.data", replace(B40, programme="handledarforening"))

    assert ["Closing evaluation 2025"] == titles(open_board(BOARD))
