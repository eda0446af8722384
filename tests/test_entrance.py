"""Signing in and out over HTTP: what opens, what other sites cannot do, and what nobody learns."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import lights
import pytest
import requests
import streamlit as st
from itsdangerous import URLSafeTimedSerializer
from lights import Form, forms, text
from places import NOW, association
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from test_accounts import EVA, NILS, OTHER, PASSWORD, QUICK
from vouching import CLIENT, provider

from toolkit.app import state
from toolkit.app.state import CLAIMS_COOKIE, SETTING
from toolkit.app.state.provider import sign
from toolkit.errors import Fault, StorageError
from toolkit.i18n import LANGUAGES
from toolkit.people import accounts
from toolkit.people.accounts import FirstCode, passwords
from toolkit.release.locations import DATA_VARIABLE
from toolkit.resources import resource_path
from toolkit.server import server
from toolkit.server.auth import oidc
from toolkit.server.auth import routes as at_the_door
from toolkit.server.auth.cookies import KNOWN_BROWSER_COOKIE, SIGNED_IN_COOKIE
from toolkit.server.auth.routes import SignInRoutes
from toolkit.server.http import forms as fields
from toolkit.server.http import forms as formkeys
from toolkit.server.http.forms import safe_redirect
from toolkit.server.middleware import Guard
from toolkit.throttle import LINKS, PASSWORDS_FROM_ANYWHERE, LinkThrottle, PasswordAttempt

HERE = "http://testserver"
UPLOAD = "/_stcore/upload_file/1/2"
FILE = "/media/0123.zip"
SENT = {"address": EVA.address, "password": PASSWORD}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Passwords are hashed with little work here."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    passwords._hash_of_nobody.cache_clear()


@pytest.fixture
def store(place):
    """Its database, in which Eva has an account."""
    accounts.put_account(place.store, EVA, password=PASSWORD, by="", now=NOW)
    return place.store


@pytest.fixture
def browser(store):
    """A browser in which nobody is signed in."""
    return client()


def client(
    address: str = HERE,
    *,
    entrance: SignInRoutes | None = None,
    first: FirstCode | None = None,
    backoff: LinkThrottle | None = None,
    language: str = "en",
    ours: str = "",
) -> TestClient:
    """Return a browser before the entrance, the app behind it left out."""
    routes = [
        *(entrance or SignInRoutes("en", first=first, backoff=backoff, not_sooner=0)).routes(),
        Route("/", lambda _request: HTMLResponse(lights.SHELL)),
        Route(UPLOAD, lambda _request: HTMLResponse(), methods=["PUT"]),
        Route(FILE, lambda _request: HTMLResponse("a backup")),
    ]
    application = Starlette(routes=routes, middleware=[Middleware(Guard, language="en")])
    return TestClient(
        application,
        address,
        follow_redirects=False,
        headers={"accept-language": language},
        client=(ours or "192.0.2.1", 50000),
    )


def form(browser: TestClient, address: str = "/sign-in") -> Form:
    """Return the one form of a page."""
    [found] = forms(browser.get(address).text)
    return found


def send(browser: TestClient, found: Form, headers: dict[str, str] | None = None, **changed: str):
    """Send a form."""
    return browser.post(found.action, data=found.sent(**changed), headers=headers)


def sign_in(browser: TestClient, at: str = "/sign-in", **changed: str):
    """Sign in as Eva."""
    return send(browser, form(browser, at), **(SENT | changed))


# ---- signing in ----------------------------------------------------------------------------------


def test_the_right_password_opens_the_app(browser, store):
    """A cookie that no script can read and no other site sends stands for the session, for twelve
    hours.
    """
    reply = sign_in(browser)

    assert (303, "/") == (reply.status_code, reply.headers["location"])
    assert EVA == accounts.find_signed_in(store, browser.cookies[SIGNED_IN_COOKIE], now=NOW)
    [cookie] = [
        each for each in reply.headers.get_list("set-cookie") if each.startswith(SIGNED_IN_COOKIE)
    ]
    assert {"HttpOnly", "Max-Age=43200", "Path=/", "SameSite=lax"} == set(cookie.split("; ")[1:])


def test_the_cookie_goes_over_https_only_where_there_is_https(store):
    """Under https a browser sends the cookie, and the one of the forms, over https only."""
    browser = client("https://testserver")
    reply = sign_in(browser)
    given = [
        *browser.get("/sign-out").headers.get_list("set-cookie"),
        *reply.headers.get_list("set-cookie"),
    ]

    assert given
    assert all("Secure" in cookie for cookie in given)


@pytest.mark.parametrize(
    "wrong",
    [{"password": OTHER}, {"address": "nobody@example.org"}, {"password": ""}, {"address": ""}],
    ids=str,
)
def test_whatever_is_wrong_is_told_the_same(browser, wrong):
    """Nobody learns from the page whether there is such an account."""
    reply = sign_in(browser, **wrong)
    page = re.sub(r'nonce[-="]+[\w-]+|value="[^"]*"', "", reply.text)
    told = sign_in(browser, address=EVA.address, password="another wrong one")  # noqa: S106  # a wrong one

    assert (422, 422) == (reply.status_code, told.status_code)
    assert page == re.sub(r'nonce[-="]+[\w-]+|value="[^"]*"', "", told.text)
    assert SIGNED_IN_COOKIE not in browser.cookies


def test_a_password_is_not_sent_back(browser):
    """The address stays in the form, the password does not."""
    page = sign_in(browser, password=OTHER).text

    assert EVA.address in page
    assert OTHER not in page


@pytest.mark.parametrize("address", [EVA.address, "nobody@example.org"], ids=["known", "unknown"])
def test_who_guesses_is_asked_to_wait(browser, address):
    """After five wrong passwords the page says to wait, for an unknown address too, and the right
    one opens nothing either.
    """
    for _time in range(5):
        sign_in(browser, address=address, password=OTHER)
    reply = sign_in(browser, address=address)

    assert (429, True) == (
        reply.status_code,
        "Too many wrong passwords for this address" in text(reply.text),
    )
    assert SIGNED_IN_COOKIE not in browser.cookies


@pytest.mark.slow
def test_a_network_that_guesses_many_addresses_has_to_wait(store):
    """Twenty wrong ones from one network are enough, whichever addresses they were for; how long is
    told.
    """
    browser = client(backoff=LinkThrottle(lambda: 1000.0))
    found = form(browser)
    for number in range(LINKS.free):
        assert (
            422 == send(browser, found, address=f"{number}@example.org", password=OTHER).status_code
        )
    reply = send(browser, found, **SENT)

    assert (429, "1") == (reply.status_code, reply.headers["retry-after"])
    assert SIGNED_IN_COOKIE not in browser.cookies


@pytest.mark.slow
def test_a_network_that_waits_closes_neither_the_way_out_nor_a_known_browsers_way_in(store):
    """While neighbours guess, Eva signs out, gets the page, and signs in with her browser; to
    another's address, or from another browser, it is closed.
    """
    entrance = SignInRoutes("en", backoff=LinkThrottle(lambda: 1000.0), not_sooner=0)
    hers, neighbours = client(entrance=entrance), client(entrance=entrance)
    sign_in(hers)
    token, found, out = hers.cookies[SIGNED_IN_COOKIE], form(neighbours), form(hers, "/sign-out")
    for number in range(LINKS.free):
        send(neighbours, found, address=f"{number}@example.org", password=OTHER)

    assert "You are signed out" in text(send(hers, out).text)
    assert accounts.find_signed_in(store, token, now=NOW) is None
    assert 429 == sign_in(hers, address=NILS.address).status_code
    assert 303 == sign_in(hers, address=f" {EVA.address.upper()}").status_code
    assert [429, 429] == [
        send(neighbours, found, **SENT).status_code,
        neighbours.get("/sign-in/first?code=x").status_code,
    ]


@pytest.mark.parametrize("change", [False, True], ids=["signs in", "changes the password"])
@pytest.mark.slow
def test_whoever_guesses_keeps_nobody_out(store, change):
    """While a stranger waits, Eva signs in from her own network; and in the browser that she used
    before, also from the stranger's.
    """
    entrance = SignInRoutes("en", not_sooner=0)
    hers, strangers = client(entrance=entrance, ours="192.0.2.9"), client(entrance=entrance)
    sign_in(hers)
    before = hers.cookies[KNOWN_BROWSER_COOKIE]
    for _time in range(5):
        sign_in(strangers, password=OTHER)
    assert 429 == sign_in(strangers).status_code

    visitor = client(entrance=entrance)
    visitor.cookies.set(KNOWN_BROWSER_COOKIE, before, domain="testserver.local", path="/sign-in")
    assert 303 == sign_in(visitor).status_code
    if change:
        for number in range(PASSWORDS_FROM_ANYWHERE.free):
            entrance._pauses.attempt(PasswordAttempt(store.url, EVA.address, str(number)), NOW)
        assert 429 == sign_in(client(entrance=entrance, ours="192.0.2.8")).status_code
        reply = send(
            visitor, form(visitor, "/sign-in/password"), old=PASSWORD, password=OTHER, again=OTHER
        )
        assert "The password is changed" in text(reply.text)
    else:
        assert before != visitor.cookies[KNOWN_BROWSER_COOKIE]
        assert 303 == sign_in(client(entrance=entrance, ours="192.0.2.8")).status_code


def test_guesses_at_the_old_password_count_at_the_door(browser):
    """Who was wrong five times where the password is changed waits where one signs in too, and the
    other way round.
    """
    sign_in(browser)
    found, out = form(browser, "/sign-in/password"), form(browser, "/sign-out")
    for _time in range(5):
        send(browser, found, old="a wrong one", password=OTHER, again=OTHER)
    assert "Too many wrong passwords" in text(
        send(browser, found, old=PASSWORD, password=OTHER, again=OTHER).text
    )
    send(browser, out)

    assert 429 == sign_in(browser).status_code


def test_a_browser_stays_known_when_its_person_signs_out(browser):
    """What makes a browser known goes to the pages of the sign-in only, is read by no script, lasts
    a year, and opens nothing.
    """
    [cookie] = [
        each
        for each in sign_in(browser).headers.get_list("set-cookie")
        if each.startswith(KNOWN_BROWSER_COOKIE)
    ]
    ended = send(browser, form(browser, "/sign-out")).headers.get_list("set-cookie")

    assert {"HttpOnly", "Max-Age=31536000", "Path=/sign-in", "SameSite=lax"} == set(
        cookie.split("; ")[1:]
    )
    assert not [each for each in ended if each.startswith(KNOWN_BROWSER_COOKIE)]
    browser.cookies.set(SIGNED_IN_COOKIE, cookie.partition("=")[2].partition(";")[0])
    assert 200 == browser.get("/sign-in").status_code


def test_nobody_hears_sooner_whether_a_password_is_right(store, monkeypatch):
    """A right and a wrong password are answered after the same time, within what a clock can
    tell.
    """
    waited = []

    async def asleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr(at_the_door.anyio, "sleep", asleep)
    application = Starlette(routes=SignInRoutes("en", not_sooner=60).routes())
    browser = TestClient(application, follow_redirects=False)
    for password in (OTHER, PASSWORD):
        sign_in(browser, password=password)

    assert 2 == len(waited)
    assert all(50 < seconds < 60 for seconds in waited)


def test_the_wait_begins_when_all_is_there(store, monkeypatch):
    """Whoever holds the last sign of a form back has the whole wait before her still."""
    waited, passed = [], [0.0]

    async def asleep(seconds):
        waited.append(seconds)

    async def held_back(request):
        passed[0] += 100
        return await fields.read_fields(request)

    monkeypatch.setattr(at_the_door.anyio, "sleep", asleep)
    monkeypatch.setattr(at_the_door, "read_fields", held_back)
    monkeypatch.setattr(at_the_door, "time", SimpleNamespace(monotonic=lambda: passed[0]))
    sign_in(
        TestClient(
            Starlette(routes=SignInRoutes("en", not_sooner=60).routes()), follow_redirects=False
        ),
        password=OTHER,
    )

    assert [60] == waited


def test_a_new_session_ends_the_one_before(browser, store):
    """Who signs in again in the same browser leaves no open session behind."""
    found = form(browser)
    send(browser, found, **SENT)
    before = browser.cookies[SIGNED_IN_COOKIE]
    send(browser, found, **SENT)

    assert before != browser.cookies[SIGNED_IN_COOKIE]
    assert accounts.find_signed_in(store, before, now=NOW) is None


def test_who_is_signed_in_is_not_asked_again(browser):
    """The page leads on at once."""
    sign_in(browser)
    reply = browser.get("/sign-in?next=/pairs")

    assert (303, "/pairs") == (reply.status_code, reply.headers["location"])


# ---- files ---------------------------------------------------------------------------------------


def test_only_who_is_signed_in_sends_files(browser, store, monkeypatch):
    """A cookie of the right name that somebody made up lets nothing through, nor does one that was
    ended.
    """
    made_up = [{"cookie": f"{name}=made-up"} for name in (SIGNED_IN_COOKIE, CLAIMS_COOKIE)]
    assert [404, 404, 404] == [
        browser.put(UPLOAD, headers=headers).status_code for headers in ({}, *made_up)
    ]

    sign_in(browser)
    assert 200 == browser.put(UPLOAD).status_code
    accounts.sign_out(store, browser.cookies[SIGNED_IN_COOKIE], now=NOW)
    assert 404 == browser.put(UPLOAD).status_code


@pytest.mark.slow
def test_only_who_is_signed_in_fetches_files(browser, store, monkeypatch):
    """Whoever knows the address of a file and shows nothing, something made up, or what was ended,
    gets what an unknown address gets.
    """
    unknown = [nameless(client().get(address)) for address in ("/nowhere", FILE)]
    made_up = [{"cookie": f"{name}=made-up"} for name in (SIGNED_IN_COOKIE, CLAIMS_COOKIE)]

    assert unknown[0] == unknown[1]
    assert [404, 404] == [client().get(FILE, headers=headers).status_code for headers in made_up]
    sign_in(browser)
    assert ("a backup", "no-store") == (
        (reply := browser.get(FILE)).text,
        reply.headers["cache-control"],
    )
    token = browser.cookies[SIGNED_IN_COOKIE]
    monkeypatch.setattr(state, "now", lambda: NOW + timedelta(hours=12))
    assert 404 == browser.get(FILE).status_code
    monkeypatch.setattr(state, "now", lambda: NOW)
    accounts.sign_out(store, token, now=NOW)
    assert 404 == browser.get(FILE).status_code


def nameless(reply):
    """Return what of an answer is the same each time."""
    return reply.status_code, re.sub(r'nonce[-=]"?[\w-]+', "", f"{reply.headers} {reply.text}")


@pytest.mark.parametrize(
    ("address", "secret", "status"),
    [
        (EVA.address, "c" * 32, 200),
        ("nobody@example.org", "c" * 32, 404),
        (EVA.address, "d" * 32, 404),
    ],
)
def test_who_is_vouched_for_sends_files(browser, configured, address, secret, status):
    """A provider's word counts if this server signed it and the address has an account; where no
    provider is configured, it does not.
    """
    claims = {
        "email": address,
        "email_verified": True,
        "iat": NOW.timestamp(),
        "is_logged_in": True,
    }
    cookie = signed(claims, secret)

    configured({})
    assert 404 == browser.put(UPLOAD, headers={"cookie": f"{CLAIMS_COOKIE}={cookie}"}).status_code
    configured(SECTION)
    assert (
        status == browser.put(UPLOAD, headers={"cookie": f"{CLAIMS_COOKIE}={cookie}"}).status_code
    )
    assert status == browser.get(FILE, headers={"cookie": f"{CLAIMS_COOKIE}={cookie}"}).status_code


# ---- where it leads ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/%2F/evil.example",
        "javascript:alert(1)",
        "/pairs/../sign-out",
        "/sign-out",
        "/mine",
        "http:pairs",
        "/pairs\r\nSet-Cookie: a=b",
        "///evil.example",
        "",
        "pairs",
        "/pairså",
    ],
)
def test_nobody_is_led_to_another_site(wanted):
    """Whatever an address asks for that is no page of the app leads to its first page."""
    assert "/" == safe_redirect(wanted)


def test_one_is_led_to_our_own_pages():
    """A page of the app keeps what its address said, and the language that was chosen on the
    way.
    """
    assert ["/pairs?cohort=A+8", "/?lang=sv"] == [
        safe_redirect("/pairs?cohort=A%208"),
        safe_redirect("/", "sv"),
    ]


def test_a_personal_link_is_left_behind():
    """Nobody who signs in is led to the page of a participant whose link stood in the address."""
    assert ["/", "/pairs?cohort=A"] == [
        safe_redirect("/?k=abc"),
        safe_redirect("/pairs?k=abc&cohort=A&k="),
    ]


def test_the_page_that_was_wanted_is_opened(browser):
    """What stands in the address of the sign-in page goes along with its form."""
    assert (
        "/accounts?lang=sv"
        == sign_in(browser, "/sign-in?next=/accounts&lang=sv").headers["location"]
    )
    assert "/" == sign_in(client(), "/sign-in?next=//evil.example").headers["location"]


# ---- other sites ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "address", ["/sign-in", "/sign-out", "/sign-in/password", "/sign-in/first?code=x"]
)
def test_another_site_can_send_nothing(browser, store, headers, address):
    """A form that another site sends is refused even if it knew what ours say, and changes
    nothing.
    """
    sign_in(browser)
    token, before = browser.cookies[SIGNED_IN_COOKIE], store.trail_lines()
    [key] = [value for name, value in form(browser, "/sign-out").fields if name == "form_key"]
    reply = browser.post(address, data={"form_key": key, **SENT}, headers=headers)

    assert 403 == reply.status_code
    assert (before, EVA) == (store.trail_lines(), accounts.find_signed_in(store, token, now=NOW))


def test_a_form_is_good_in_its_own_browser_only(browser, store):
    """A form without a key, with another browser's, or without the cookie is refused."""
    mine, others = form(browser), form(client())
    for found in (
        Form("/sign-in", names=["address", "password"]),
        replace(mine, fields=others.fields),
    ):
        assert 403 == send(browser, found, **SENT).status_code
    browser.cookies.delete(formkeys.FORM_COOKIE)
    assert 403 == send(browser, mine, **SENT).status_code
    assert SIGNED_IN_COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "headers", [{}, {"origin": HERE}, {"origin": "null", "sec-fetch-site": "same-origin"}], ids=str
)
def test_every_browser_may_send_our_own_form(browser, headers):
    """Browsers that tell where a form comes from, that hide it, and that say nothing, can all sign
    in.
    """
    assert 303 == send(browser, form(browser), headers, **SENT).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "sec-purpose": "prefetch"},
    ],
)
def test_a_link_elsewhere_signs_nobody_out(browser, store, headers):
    """Opened from anywhere else than our own pages, or beforehand by the browser, it is asked
    first.
    """
    sign_in(browser)
    reply = browser.get("/sign-out", headers=headers)

    assert EVA == accounts.find_signed_in(store, browser.cookies[SIGNED_IN_COOKIE], now=NOW)
    assert "Stay signed in" in text(reply.text)


@pytest.mark.parametrize("way", ["link", "button"])
def test_signing_out_ends_the_session(browser, store, way):
    """By a link of our own or by the button, the session is ended in the database and its cookie is
    gone.
    """
    sign_in(browser)
    token = browser.cookies[SIGNED_IN_COOKIE]
    reply = (
        browser.get("/sign-out", headers={"sec-fetch-site": "same-origin"})
        if way == "link"
        else send(browser, form(browser, "/sign-out"))
    )

    assert "You are signed out" in text(reply.text)
    assert accounts.find_signed_in(store, token, now=NOW) is None
    assert SIGNED_IN_COOKIE not in browser.cookies


def test_signing_out_forgets_who_vouched(browser):
    """The cookie in which it stands for whom a provider vouched goes too."""
    browser.cookies.set(CLAIMS_COOKIE, "x")
    reply = send(browser, form(browser, "/sign-out"))
    ended = {
        cookie.partition("=")[0]
        for cookie in reply.headers.get_list("set-cookie")
        if "Max-Age=0" in cookie
    }

    assert {SIGNED_IN_COOKIE, CLAIMS_COOKIE} == ended


def test_signing_out_ends_what_a_provider_said(browser, configured):
    """A copy of the cookie, as another tab still has it, opens nothing any more."""
    configured(SECTION)
    claims = {
        "email": EVA.address,
        "email_verified": True,
        "iat": NOW.timestamp(),
        "is_logged_in": True,
        "nonce": "n",
    }
    cookie = signed(claims)
    shown = {"cookie": f"{CLAIMS_COOKIE}={cookie}"}
    assert 200 == browser.get(FILE, headers=shown).status_code
    found = form(browser, "/sign-out")
    send(
        browser,
        found,
        {
            "cookie": (
                f"{formkeys.FORM_COOKIE}={browser.cookies[formkeys.FORM_COOKIE]};"
                f" {CLAIMS_COOKIE}={cookie}"
            )
        },
    )

    assert 404 == browser.get(FILE, headers=shown).status_code


@pytest.mark.parametrize("trusted", [False, True])
def test_a_provider_without_verified_addresses_is_trusted_where_it_is_set(
    browser, configured, trusted
):
    """The issuer stands in the secrets beside the provider, or it is not trusted."""
    issuer = "https://login.microsoftonline.com/0f8b/v2.0"
    configured(SECTION | {"microsoft": SECTION["google"] | ({SETTING: issuer} if trusted else {})})
    claims = {"email": EVA.address, "iss": issuer, "iat": NOW.timestamp(), "is_logged_in": True}
    cookie = signed(claims)

    assert (200 if trusted else 404) == browser.get(
        FILE, headers={"cookie": f"{CLAIMS_COOKIE}={cookie}"}
    ).status_code
    assert "Sign in with Microsoft" in text(browser.get("/sign-in").text)


# ---- one-time codes ------------------------------------------------------------------------------


def test_where_nobody_has_an_account_it_is_said_what_to_do(place):
    """There is no form then, but one sentence that names the terminal."""
    page = client().get("/sign-in").text

    assert [] == forms(page)
    assert "one-time address that the server wrote on its terminal" in text(page)


def test_the_first_account_is_made_once(place):
    """The code on the terminal opens the page until the account is made; then nobody else can make
    one with it.
    """
    first = FirstCode()
    browser = client(first=first)
    address = f"/sign-in/first?code={first.text}"
    given = {"name": "Nils Ek", "address": "Nils@example.org", "password": OTHER, "again": OTHER}
    found = form(browser, address)

    assert 422 == send(browser, found, **{**given, "again": PASSWORD}).status_code
    assert 422 == send(browser, found, **{**given, "password": "kort", "again": "kort"}).status_code
    assert (
        422
        == send(
            browser, found, **{**given, "password": "swea mentorship", "again": "swea mentorship"}
        ).status_code
    )
    assert {} == place.store.accounts()
    assert 303 == send(browser, found, **given).status_code
    assert 404 == send(browser, found, **{**given, "address": "second@example.org"}).status_code
    assert [NILS.address] == list(place.store.accounts())


def test_whoever_makes_the_first_account_is_in(place):
    """Nobody is asked for the password that was chosen a moment ago; the account has every role."""
    first = FirstCode()
    browser = client(first=first)
    reply = send(
        browser,
        form(browser, f"/sign-in/first?lang=en&code={first.text}"),
        name="Nils Ek",
        address=NILS.address,
        password=OTHER,
        again=OTHER,
    )

    assert (303, "/?lang=en") == (reply.status_code, reply.headers["location"])
    assert (
        frozenset(accounts.ACCOUNT_ROLES)
        == accounts.find_signed_in(place.store, browser.cookies[SIGNED_IN_COOKIE], now=NOW).roles
    )


@pytest.mark.parametrize("way", ["first account", "behind a link"])
def test_whoever_chooses_a_password_waits_for_nobody(place, way):
    """Strangers who tried the address before keep nobody from choosing a password, and from being
    in with it.
    """
    first = FirstCode()
    entrance = SignInRoutes("en", first=first, not_sooner=0)
    browser, given = client(entrance=entrance), {"password": OTHER, "again": OTHER}
    if way == "first account":
        code, given = first.text, {**given, "name": NILS.name, "address": NILS.address}
    else:
        accounts.put_account(place.store, NILS, by="", now=NOW)
        code = accounts.invite(place.store, NILS.address, by="", now=NOW)
    for number in range(PASSWORDS_FROM_ANYWHERE.free):
        entrance._pauses.attempt(PasswordAttempt(place.url, NILS.address, str(number)), NOW)
    reply = send(browser, form(browser, f"/sign-in/first?code={code}"), **given)

    assert 303 == reply.status_code
    assert (
        NILS.address
        == accounts.find_signed_in(place.store, browser.cookies[SIGNED_IN_COOKIE], now=NOW).address
    )


def test_a_password_that_is_chosen_is_tried_nowhere_else(browser, store, tmp_path, monkeypatch):
    """Of two associations on one server, who hands out links in one learns nothing of the password
    that somebody has in the other.
    """
    (tmp_path / "other").mkdir()
    other = association(tmp_path / "other").store
    monkeypatch.setenv(state.STORE_VARIABLE, f"{store.url} {other.url}")
    monkeypatch.setenv(state.PROGRAMMES_VARIABLE, os.pathsep.join([lights.PROGRAMME] * 2))
    accounts.put_account(other, replace(EVA, name="Eva"), by="", now=NOW)
    send(
        browser,
        form(browser, f"/sign-in/first?code={accounts.invite(other, EVA.address, by='', now=NOW)}"),
        password=PASSWORD,
        again=PASSWORD,
    )

    token = browser.cookies[SIGNED_IN_COOKIE]
    assert (None, "Eva") == (
        accounts.find_signed_in(store, token, now=NOW),
        accounts.find_signed_in(other, token, now=NOW).name,
    )


def test_a_code_does_not_open_a_database_that_has_accounts(store):
    """The first code is worth nothing where somebody has an account already, by whatever way it was
    made.
    """
    first = FirstCode()

    assert 404 == client(first=first).get(f"/sign-in/first?code={first.text}").status_code


@pytest.mark.parametrize("code", ["", "?code=", "?code=x", "?code=%C3%A5", "?code=invited"])
def test_a_code_that_is_none_opens_nothing(browser, store, code):
    """An unknown code is told like one that was used."""
    accounts.put_account(store, NILS, by="", now=NOW)
    reply = browser.get(f"/sign-in/first{code}")

    assert (404, True) == (reply.status_code, "does not open anything any more" in text(reply.text))


def test_a_password_is_chosen_behind_a_link(browser, store):
    """Looking does not use the link up, choosing does; and the page names no other than the own
    address.
    """
    accounts.put_account(store, NILS, by="", now=NOW)
    address = f"/sign-in/first?code={accounts.invite(store, NILS.address, by='', now=NOW)}"
    assert NILS.address in text(browser.get(address).text)
    found = form(browser, address)

    assert 422 == send(browser, found, password="kort", again="kort").status_code  # noqa: S106  # a weak one
    assert 303 == send(browser, found, password=OTHER, again=OTHER).status_code
    assert (
        NILS.address
        == accounts.find_signed_in(store, browser.cookies[SIGNED_IN_COOKIE], now=NOW).address
    )
    assert 404 == browser.get(address).status_code


def test_a_password_that_is_chosen_ends_who_was_in(browser, store):
    """In a browser in which somebody else is signed in, the other sign-in ends."""
    sign_in(browser)
    before = browser.cookies[SIGNED_IN_COOKIE]
    accounts.put_account(store, NILS, by="", now=NOW)
    send(
        browser,
        form(
            browser, f"/sign-in/first?code={accounts.invite(store, NILS.address, by='', now=NOW)}"
        ),
        password=OTHER,
        again=OTHER,
    )

    assert accounts.find_signed_in(store, before, now=NOW) is None
    assert (
        NILS.address
        == accounts.find_signed_in(store, browser.cookies[SIGNED_IN_COOKIE], now=NOW).address
    )


def test_a_link_opens_for_seven_days(browser, store, monkeypatch):
    """On the eighth day it says that its time is up."""
    accounts.put_account(store, NILS, by="", now=NOW)
    address = f"/sign-in/first?code={accounts.invite(store, NILS.address, by='', now=NOW)}"
    monkeypatch.setattr(state, "now", lambda: NOW + timedelta(days=7))

    assert 404 == browser.get(address).status_code


def test_the_terminal_tells_the_code_only_where_it_is_needed(place, monkeypatch):
    """A server whose database has no account hands the address of the first one over; one whose
    database has accounts does not.
    """
    for variable in (state.STORE_VARIABLE, state.PROGRAMMES_VARIABLE, DATA_VARIABLE):
        monkeypatch.setenv(variable, os.environ.get(variable, ""))
    told, opened = [], []
    monkeypatch.setattr(
        server, "application", lambda **how: opened.append(how["first"]) or Nothing()
    )
    folder = resource_path("surveys/swea")
    server.run([place.url], [folder], code="en", host="127.0.0.1", port=1, first=told.append)
    accounts.put_account(place.store, EVA, password=PASSWORD, by="", now=NOW)
    server.run([place.url], [folder], code="en", host="127.0.0.1", port=1, first=told.append)

    assert [f"/sign-in/first?code={opened[0].text}"] == told
    assert opened[1] is None


class Nothing:
    """A server that ends at once."""

    def run(self, config):
        """End."""


# ---- another password ----------------------------------------------------------------------------


def test_another_password_is_chosen_with_the_old_one(browser, store):
    """Whoever is signed in and knows the old one is signed out everywhere, and comes in with the
    new one.
    """
    sign_in(browser)
    found = form(browser, "/sign-in/password")
    before = browser.cookies[SIGNED_IN_COOKIE]

    assert 422 == send(browser, found, old=OTHER, password=OTHER, again=OTHER).status_code
    assert 422 == send(browser, found, old=PASSWORD, password=OTHER, again=PASSWORD).status_code
    assert EVA == accounts.find_signed_in(store, before, now=NOW)
    assert "The password is changed" in text(
        send(browser, found, old=PASSWORD, password=OTHER, again=OTHER).text
    )
    assert accounts.find_signed_in(store, before, now=NOW) is None
    assert SIGNED_IN_COOKIE not in browser.cookies
    assert 303 == sign_in(browser, password=OTHER).status_code


@pytest.mark.parametrize("way", ["with the old one", "behind a link"])
def test_the_browser_in_which_a_password_was_chosen_waits_for_nobody(store, way):
    """Who has chosen a password signs in with it anew while strangers try her address; over https,
    what makes the browser known goes over https only.
    """
    entrance = SignInRoutes("en", not_sooner=0)
    hers, elsewhere = (
        client("https://testserver", entrance=entrance),
        client(entrance=entrance, ours="192.0.2.8"),
    )
    if way == "with the old one":
        sign_in(hers)
        reply = send(
            hers, form(hers, "/sign-in/password"), old=PASSWORD, password=OTHER, again=OTHER
        )
    else:
        accounts.put_account(
            store, replace(EVA, address="ida@example.org"), password=PASSWORD, by="", now=NOW
        )
        address = f"/sign-in/first?code={accounts.invite(store, EVA.address, by='', now=NOW)}"
        reply = send(hers, form(hers, address), password=OTHER, again=OTHER)
        hers.cookies.delete(SIGNED_IN_COOKIE)
    for number in range(PASSWORDS_FROM_ANYWHERE.free):
        entrance._pauses.attempt(PasswordAttempt(store.url, EVA.address, str(number)), NOW)

    assert 429 == sign_in(elsewhere, password=OTHER).status_code
    assert 303 == sign_in(hers, password=OTHER).status_code
    [cookie] = [
        each
        for each in reply.headers.get_list("set-cookie")
        if each.startswith(KNOWN_BROWSER_COOKIE)
    ]
    assert {"HttpOnly", "Max-Age=31536000", "Path=/sign-in", "SameSite=lax", "Secure"} == set(
        cookie.split("; ")[1:]
    )


def test_only_who_is_signed_in_changes_a_password(browser):
    """Anybody else is asked to sign in first, and comes back then."""
    assert "/sign-in?next=/sign-in/password" == browser.get("/sign-in/password").headers["location"]
    assert (
        "/sign-in/password"
        == sign_in(browser, "/sign-in?next=/sign-in/password").headers["location"]
    )


# ---- providers -----------------------------------------------------------------------------------


SECTION = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "c" * 32,
    "google": {
        "client_id": "i",
        "client_secret": "s",
        "server_metadata_url": "http://127.0.0.1:1/",
    },
}


@pytest.fixture
def configured(monkeypatch):
    """Write the part of a server's secrets that tells who may vouch for people."""

    def configure(section):
        monkeypatch.setattr(st, "secrets", {"auth": section})

    return configure


def signed(claims, secret="c" * 32):
    """Return the cookie in which a server with this secret keeps what a provider said."""
    return URLSafeTimedSerializer(secret, salt=CLAIMS_COOKIE).dumps(claims)


def test_a_provider_is_offered_where_it_is_configured(browser, configured):
    """The page names it, and the link leads to its sign-in, with a question of which the browser
    keeps what the answer has to fit, for ten minutes and for nobody else to read.
    """
    with provider() as found:
        place = f"{found.address}/.well-known/openid-configuration"
        configured(SECTION | {"google": SECTION["google"] | {"server_metadata_url": place}})
        assert "Sign in with Google" in text(browser.get("/sign-in").text)
        reply = browser.get("/sign-in/with/google")

    asked = dict(parse_qsl(urlsplit(reply.headers["location"]).query))
    assert reply.headers["location"].startswith(f"{found.address}/authorize?")
    assert (SECTION["redirect_uri"], "select_account", "S256") == (
        asked["redirect_uri"],
        asked["prompt"],
        asked["code_challenge_method"],
    )
    assert "openid email profile" == asked["scope"]
    [cookie] = reply.headers.get_list("set-cookie")
    assert {"HttpOnly", "Max-Age=600", f"Path={oidc.CALLBACK_PATH}", "SameSite=lax"} == set(
        cookie.split("; ")[1:]
    )


def test_what_a_provider_says_counts_for_the_browser_that_asked(store, configured):
    """The answer to a question of another browser, or to none, opens nothing; to its own question
    it does, and of what the provider says nothing is kept that is not needed.
    """
    asks, other = client("http://localhost:8501"), client("http://localhost:8501")
    with provider() as found:
        place = f"{found.address}/.well-known/openid-configuration"
        own = {"client_id": CLIENT, "client_secret": "s", "server_metadata_url": place}
        configured(SECTION | {"google": own})
        found.claims = {"email": EVA.address, "email_verified": True, "picture": "p" * 5000}
        way = asks.get("/sign-in/with/google").headers["location"]
        answer = requests.get(way, allow_redirects=False, timeout=5).headers["location"]
        refused = other.get(answer)
        taken = asks.get(answer)
        again = asks.get(answer)

    assert {(303, "/")} == {
        (each.status_code, each.headers["location"]) for each in (refused, taken, again)
    }
    assert CLAIMS_COOKIE not in other.cookies
    [cookie] = [
        each for each in taken.headers.get_list("set-cookie") if each.startswith(CLAIMS_COOKIE)
    ]
    assert {"HttpOnly", "Max-Age=43200", "Path=/", "SameSite=lax"} == set(cookie.split("; ")[1:])
    kept = URLSafeTimedSerializer("c" * 32, salt=CLAIMS_COOKIE).loads(
        cookie.partition(";")[0].partition("=")[2]
    )
    assert {"iss", "sub", "email", "email_verified", "iat", "nonce", "is_logged_in"} == set(kept)
    assert "Max-Age=0" in " ".join(again.headers.get_list("set-cookie"))


def test_a_question_is_no_word_of_a_provider(browser, configured):
    """What this server signed for the way back does not count as what a provider said."""
    configured(SECTION)
    claims = {"email": EVA.address, "email_verified": True, "iat": NOW.timestamp()}
    cookie = sign(oidc.QUESTION_COOKIE, claims | {"is_logged_in": True})

    assert 404 == browser.get(FILE, headers={"cookie": f"{CLAIMS_COOKIE}={cookie}"}).status_code


@pytest.mark.parametrize(
    "section",
    [
        {},
        {name: value for name, value in SECTION.items() if name != "cookie_secret"},
        SECTION | {"google": {"client_id": "i"}},
    ],
)
def test_a_provider_that_is_not_configured_is_not_offered(browser, configured, section):
    """Where something of it is missing, neither the page nor the way back from it is there."""
    configured(section)

    assert "Google" not in text(browser.get("/sign-in").text)
    assert 404 == browser.get("/sign-in/with/google").status_code
    assert 404 == browser.get(oidc.CALLBACK_PATH).status_code


@pytest.mark.parametrize("section", [{}, SECTION])
def test_streamlits_own_sign_in_is_not_there(browser, configured, section):
    """Whoever knows its addresses finds nothing, whether a provider is configured or not."""
    configured(section)

    assert {404} == {browser.get(f"/auth/{path}").status_code for path in ("login", "logout")}


# ---- plainly -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("address", ["/sign-in", "/sign-in/first?code=x", "/sign-out"])
def test_the_pages_speak_the_readers_language(store, code, address):
    """The language of the browser is spoken, and the other one is a link away."""
    other = {"sv": "en", "en": "sv"}[code]
    page = client(language=code).get(address).text

    assert f'<html lang="{code}">' in page
    assert ("lang=" + other in page) == ("first" not in address)


def test_when_the_database_refuses_it_is_said_plainly(browser, monkeypatch, caplog):
    """Nobody meets a traceback, and neither the page nor the log holds what was filled in."""
    found = form(browser)

    def refuse(*_given, **_named):
        raise StorageError(Fault("busy"))

    monkeypatch.setattr(at_the_door.accounts, "sign_in_everywhere", refuse)
    with caplog.at_level(logging.DEBUG):
        reply = send(browser, found, **SENT)

    assert 503 == reply.status_code
    assert not [word for word in (PASSWORD, EVA.address) if word in reply.text + caplog.text]


def test_what_is_no_form_is_refused(browser):
    """Anything else than a plain form is answered in a sentence."""
    assert 415 == browser.post("/sign-in", json={"address": "x"}).status_code


def test_every_page_keeps_to_itself(browser):
    """No page is kept on the way, shown inside another, or runs a script."""
    headers = browser.get("/sign-in").headers

    assert ("no-store", "DENY", "no-referrer") == tuple(
        headers[name] for name in ("cache-control", "x-frame-options", "referrer-policy")
    )
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'nonce-")
