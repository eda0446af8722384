"""Signing in through a real OpenID provider and with a password, in a browser, on a server that was
started as its users start it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apps import PATIENCE, SECONDS_TO_START, drawn, standing, violations
from cut import line
from places import association
from test_accounts import EVA, NILS, OTHER, PASSWORD
from vouching import free_port, provider, secrets_of

from toolkit.app.state import SETTING, SIGN_IN_COOKIE
from toolkit.app.streamlit_names import TEST_IDS, fill
from toolkit.people import accounts
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
KARL = accounts.Account("karl@example.org", "Karl", frozenset({accounts.ADMINISTRATOR}))
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def vouching():
    """A provider on loopback."""
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The association, with Eva as its administrator."""
    place = association(tmp_path_factory.mktemp("vouching"))
    accounts.put_account(place.store, EVA, password=PASSWORD, by="", now=datetime.now(UTC))
    return place


@pytest.fixture(scope="module")
def server(place, vouching, tmp_path_factory):
    """The server, which asks the provider; nothing is in its log at the end that it should not
    say.
    """
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    secrets_of(folder, port, vouching)
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "serve",
        place.url,
        "--programme",
        str(resource_path("surveys/swea").resolve()),
        "--port",
        str(port),
        "--language",
        "en",
    ]
    told = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MENTORING_TOOLKIT")
    } | {"PYTHONPATH": str(ROOT)}
    log = folder / "server.log"
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(command, cwd=folder, env=told, stdout=said, stderr=said) as process,
    ):
        try:
            patience = time.monotonic() + SECONDS_TO_START
            while time.monotonic() < patience and process.poll() is None:
                with (
                    suppress(OSError),
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2),
                ):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait(timeout=20)
    kept = log.read_text("utf-8")
    assert "Serving at" in kept
    assert [] == [
        word for word in (EVA.address, NILS.address, PASSWORD, OTHER, "Traceback") if word in kept
    ]


@pytest.fixture(scope="module")
def context(server, browser):
    """A browser of its own, which keeps what it loaded."""
    with browser.browser.new_context(base_url=server, locale="en-GB", viewport=PHONE) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def page(context):
    """A page of a browser in which nobody is signed in."""
    context.clear_cookies()
    yield context.new_page()
    for page in context.pages:
        page.close()


@pytest.fixture(scope="module")
def token(place):
    """What the browser shows in which Eva is signed in."""
    return accounts.sign_in(place.store, EVA.address, PASSWORD, now=datetime.now(UTC)).token


def show(page, server: str, token: str) -> None:
    """Let the browser show that somebody has signed in."""
    page.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": token, "url": server}])


def sign_in(page, address: str, password: str) -> None:
    """Sign in with a password."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def titles(page) -> list[str]:
    """Return the pages that the app offers."""
    page.wait_for_selector("h1")
    return [
        name
        for name in ("To do", "Closing evaluation", "Who may sign in")
        if page.get_by_role("link", name=name).count()
    ]


def test_a_provider_opens_the_app(page, place, vouching):
    """Whom the provider vouches for with a verified address is signed in, and out again by our own
    link, on every tab at once.

    The question is asked with PKCE, and the trail tells of each once.
    """
    vouching.claims = {"email": EVA.address, "email_verified": True}
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with Association").click()

    page.get_by_role("link", name="Who may sign in").first.wait_for(state="attached")
    assert ["To do", "Closing evaluation", "Who may sign in"] == titles(page)
    assert "S256" == vouching.asked[-2]["code_challenge_method"]
    another = page.context.new_page()
    another.goto("/accounts")
    another.get_by_label("Name", exact=True).fill("Nils Ek")
    page.evaluate("location.href = '/sign-out'")
    page.get_by_role("heading", name="You are signed out").wait_for()
    another.get_by_role("button", name="Make the account").click()
    another.get_by_role("heading", name="Sign in").wait_for()
    assert ["signed_out", "signed_in_elsewhere", "account_made"] == [
        line.what for line in place.store.trail_lines()
    ][:3]
    page.goto("/accounts")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert [] == titles(page)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": EVA.address, "email_verified": False},
        {"email": EVA.address},
        {"email": "nobody@example.org", "email_verified": True},
        {},
    ],
    ids=["not verified", "nothing said", "no account", "no address"],
)
def test_a_provider_that_does_not_vouch_opens_nothing(page, vouching, claims):
    """An address that is not verified, or has no account, stays outside."""
    vouching.claims = claims
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with Association").click()

    page.get_by_role("heading", name="Sign in").wait_for()
    page.wait_for_url("**/")
    assert [] == titles(page)
    asked = f'whoever runs the server can trust it: {SETTING} = "{vouching.address}"'
    page.get_by_text("Your provider says who you are").wait_for()
    assert (claims == {"email": EVA.address}) == (asked in page.inner_text("body"))


def test_an_administrator_lets_somebody_in(page, server, place, browser):
    """The administrator makes an account and gets a link; its person chooses a password by it, and
    sees the board's pages and no others.
    """
    sign_in(page, EVA.address, PASSWORD)
    page.goto("/accounts")
    page.get_by_label("Name", exact=True).fill(NILS.name)
    page.get_by_label("E-mail address").fill(NILS.address)
    page.get_by_text("Board: reads what is released").click()
    page.get_by_role("button", name="Make the account").click()
    link = page.get_by_test_id(TEST_IDS["code"]).inner_text().strip()

    assert link.startswith(f"{server}/sign-in/first?code=")
    other = browser.browser.new_context(base_url=server, locale="en-GB").new_page()
    other.goto(link)
    other.get_by_label("New password", exact=True).fill(OTHER)
    other.get_by_label("The new password once more").fill(OTHER)
    other.get_by_role("button", name="Keep this password").click()
    other.get_by_role("link", name="Closing evaluation").first.wait_for(state="attached")
    assert ["Closing evaluation"] == titles(other)
    other.context.close()
    page.reload()
    page.get_by_role("heading", name="Who may sign in").wait_for()
    assert 0 == page.get_by_test_id(TEST_IDS["code"]).count()


@pytest.mark.parametrize("how", ["on the old line", "on a new line"])
def test_a_tab_that_somebody_else_left_is_loaded_anew(page, server, place, how):
    """What stands in a field of Eva's tab is neither done nor shown when Karl has signed in in the
    same browser: the tab is loaded anew, for him.
    """
    accounts.put_account(place.store, KARL, password=OTHER, by="", now=datetime.now(UTC))
    sign_in(page, EVA.address, PASSWORD)
    page.get_by_role("link", name="Who may sign in").first.wait_for(state="attached")
    with line(int(server.rpartition(":")[2])) as wire:
        tab = page.context.new_page()
        tab.goto(f"http://127.0.0.1:{wire.port}/accounts")
        tab.get_by_label("Name", exact=True).fill("Somebody of Eva's")
        tab.get_by_label("E-mail address").fill("hers@example.org")
        tab.get_by_text("Board: reads what is released").click()
        tab.evaluate("window.isHers = true")
        page.goto("/sign-out")
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, KARL.address, OTHER)
        page.get_by_role("link", name="Who may sign in").first.wait_for(state="attached")
        if how == "on a new line":  # by which the browser shows who is signed in now
            wire.cut()
            tab.wait_for_function(fill("!document.querySelector(':streamlit(connected)')"))
            wire.open()
            tab.wait_for_selector(fill(":streamlit(connected)"))
            drawn(tab)
        tab.get_by_role("button", name="Make the account").click()
        tab.wait_for_function("window.isHers === undefined")
        tab.get_by_role("heading", name="Let somebody in").wait_for()
        drawn(tab)

        assert (
            ""
            == tab.get_by_label("Name", exact=True).input_value()
            == tab.get_by_label("E-mail address").input_value()
        )
        assert "hers@example.org" not in {
            *place.store.accounts(),
            *[about.about for about in place.store.trail_lines()],
        }


def test_files_are_handed_out_to_whom_they_are_for(page, server, token):
    """The backup comes to the administrator, and to nobody who only knows its address."""
    show(page, server, token)
    page.goto("/safekeeping")
    address, content = fetched(page, "Download a backup")

    assert 1000 < len(content)
    assert f"{server}/media/" == address[: len(server) + 7]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address, timeout=5)


def fetched(page, name: str) -> tuple[str, bytes]:
    """Fetch a file by its button; return its address, and what is in it."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).click()
    return caught.value.url, Path(caught.value.path()).read_bytes()


def test_a_role_that_is_taken_is_gone_at_the_next_run(page, place):
    """Whoever loses the account while the page is open finds nothing behind the next tap."""
    accounts.put_account(place.store, KARL, password=OTHER, by="", now=datetime.now(UTC))
    sign_in(page, KARL.address, OTHER)
    page.goto("/safekeeping")
    page.get_by_role("button", name="Look", exact=True).wait_for()
    accounts.remove_account(place.store, KARL.address, by="", now=datetime.now(UTC))
    page.get_by_role("button", name="Look", exact=True).click()

    page.get_by_role("heading", name="Sign in").wait_for()
    assert 0 == page.get_by_text("Download a backup").count()


@pytest.mark.parametrize("address", ["/sign-in", "/sign-in/password", "/sign-out"])
def test_every_page_can_be_read_by_everybody(page, server, token, address):
    """Axe-core finds nothing against WCAG 2.0 to 2.2 on a phone, in light or dark, and nothing is
    wider than the screen; the pages of the app are looked at like this in tests/test_paths.py.
    """
    if address != "/sign-in":
        show(page, server, token)
    page.goto(address)
    page.wait_for_selector("h1")
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    standing(page)

    assert ([], []) == (light, violations(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
