"""Signing in through a real OpenID provider and with a password, in a browser, on a server that was started as its users start it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from places import association
from test_accounts import EVA, NILS, OTHER, PASSWORD
from vouching import free_port, provider, secrets_of

from toolkit import accounts
from toolkit.assets import asset

ROOT = Path(__file__).parents[1]
PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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
    """The server, which asks the provider; nothing is in its log at the end that it should not say."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    secrets_of(folder, port, vouching)
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "serve",
        place.url,
        "--programme",
        str(asset("surveys/swea").resolve()),
        "--port",
        str(port),
        "--language",
        "en",
    ]
    told = {name: value for name, value in os.environ.items() if not name.startswith("MENTORING_TOOLKIT")} | {"PYTHONPATH": str(ROOT)}
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as said, subprocess.Popen(command, cwd=folder, env=told, stdout=said, stderr=said) as process:
        try:
            patience = time.monotonic() + 60
            while time.monotonic() < patience and process.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait(timeout=20)
    kept = log.read_text("utf-8")
    assert "Serving at" in kept
    assert [] == [word for word in (EVA.address, NILS.address, PASSWORD, OTHER, "Traceback") if word in kept]


@pytest.fixture
def page(server, browser):
    """A browser of its own in which nobody is signed in, with what it asked for."""
    context = browser.browser.new_context(base_url=server, locale="en-GB", viewport=PHONE)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def sign_in(page, address: str, password: str) -> None:
    """Sign in with a password."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def titles(page) -> list[str]:
    """Return the pages that the app offers."""
    page.wait_for_selector("h1")
    return [name for name in ("To do", "Closing evaluation", "Who may sign in") if page.get_by_role("link", name=name).count()]


def test_a_provider_opens_the_app(page, vouching):
    """Whom the provider vouches for with a verified address is signed in, and out again by our own link; the question is asked with PKCE."""
    vouching.claims = {"email": EVA.address, "email_verified": True}
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with Association").click()

    page.get_by_role("link", name="Who may sign in").first.wait_for(state="attached")
    assert ["To do", "Closing evaluation", "Who may sign in"] == titles(page)
    assert "S256" == vouching.asked[-2]["code_challenge_method"]
    page.evaluate("location.href = '/sign-out'")
    page.get_by_role("heading", name="You are signed out").wait_for()
    page.goto("/accounts")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert [] == titles(page)


@pytest.mark.parametrize(
    "claims",
    [{"email": EVA.address, "email_verified": False}, {"email": EVA.address}, {"email": "nobody@example.org", "email_verified": True}, {}],
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


def test_an_administrator_lets_somebody_in(page, server, place, browser):
    """The administrator makes an account and gets a link; its person chooses a password by it, and sees the board's pages and no others."""
    sign_in(page, EVA.address, PASSWORD)
    page.goto("/accounts")
    page.get_by_label("Name", exact=True).fill(NILS.name)
    page.get_by_label("E-mail address").fill(NILS.address)
    page.get_by_text("Board: reads what is released").click()
    page.get_by_role("button", name="Make the account").click()
    link = page.get_by_test_id("stCode").inner_text().strip()

    assert link.startswith(f"{server}/sign-in/first?code=")
    other = browser.browser.new_context(base_url=server, locale="en-GB").new_page()
    other.goto(link)
    other.get_by_label("New password", exact=True).fill(OTHER)
    other.get_by_label("The new password once more").fill(OTHER)
    other.get_by_role("button", name="Keep this password").click()
    other.get_by_role("heading", name="The password is kept").wait_for()
    sign_in(other, NILS.address, OTHER)
    other.get_by_role("link", name="Closing evaluation").first.wait_for(state="attached")
    assert ["Closing evaluation"] == titles(other)
    other.context.close()
    page.reload()
    page.get_by_role("heading", name="Who may sign in").wait_for()
    assert 0 == page.get_by_test_id("stCode").count()


def test_a_role_that_is_taken_is_gone_at_the_next_run(page, place):
    """Whoever loses the account while the page is open finds nothing behind the next tap."""
    karl = accounts.Account("karl@example.org", "Karl", frozenset({accounts.ADMINISTRATOR}))
    accounts.put_account(place.store, karl, password=OTHER, by="", now=datetime.now(UTC))
    sign_in(page, karl.address, OTHER)
    page.goto("/safekeeping")
    page.get_by_role("button", name="Look", exact=True).wait_for()
    accounts.remove_account(place.store, karl.address, by="", now=datetime.now(UTC))
    page.get_by_role("button", name="Look", exact=True).click()

    page.get_by_role("heading", name="Sign in").wait_for()
    assert 0 == page.get_by_text("Download a backup").count()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("address", ["/sign-in", "/sign-in/password", "/sign-out", "/accounts", "/safekeeping"])
def test_every_page_can_be_read_by_everybody(page, address, colours):
    """Axe-core finds nothing against WCAG 2.0 to 2.2 on a phone, in light or dark, and nothing is wider than the screen."""
    page.emulate_media(color_scheme=colours)
    if address != "/sign-in":
        sign_in(page, EVA.address, PASSWORD)
        page.wait_for_url("**/")
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_timeout(1500)  # until the app has drawn all

    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    assert [] == [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
