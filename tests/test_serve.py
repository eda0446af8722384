"""The hosted door: who gets in, what goes out with every answer, and that nothing which was filled
in is lost.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from databases import NOW as LATER
from ledgers import keep
from lights import client, enter, form_to, forms, post, text, through
from places import NOW
from releases import A8
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from toolkit import throttle
from toolkit.app import state
from toolkit.cli import commands
from toolkit.data.database import Form
from toolkit.errors import Fault, StorageError
from toolkit.people.participants import NO_LINK, ParticipantPortal
from toolkit.server import server
from toolkit.server.middleware import Guard
from toolkit.server.participant import sessions
from toolkit.server.participant.routes import ParticipantRoutes
from toolkit.server.participant.sessions import IDLE_SECONDS, VISIT_COOKIE, ParticipantSessions
from toolkit.throttle import LINKS, LinkThrottle, network_of

CLOSING = Form("m1", "p1", "mentor", "closing")
KIBIBYTES_40 = 40 * 1024


SOMEBODY = {"cookie": f"{state.SIGN_IN_COOKIE}=whoever"}
"""What a browser sends in which somebody has signed in; whether that still holds, the app finds
out.
"""


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Return what it says."""
        return self.seconds


@pytest.fixture
def browser(place):
    """A browser in which nobody has opened a link yet."""
    return client()


@pytest.fixture
def karin(place, browser):
    """The browser of m1, who has opened her link and reads English."""
    enter(browser, place.links["m1"])
    post(browser, form_to(browser.get("/mine").text, "/mine/language"))
    return browser


def content(place):
    """Return all rows of the database."""
    with place.store.database.reading() as connection:
        names = [
            name
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]  # noqa: S608
            for name in names
        }  # our own names


# ---- the way in ----------------------------------------------------------------------------------


def test_a_link_opens_a_session_and_leaves_the_address_bar(place, browser):
    """The answer leads to a page without the link, with a cookie that no script reads, no other
    site sends and that goes to these pages only.
    """
    answer = browser.get(f"/m/{place.links['m1']}")

    cookie = answer.headers["set-cookie"]
    assert (303, "/mine") == (answer.status_code, answer.headers["location"])
    assert {"HttpOnly", "SameSite=lax", "Path=/mine"} <= set(cookie.split("; "))
    assert "max-age" not in cookie.lower()  # it ends with the browser, and is not given again
    assert "set-cookie" not in browser.get("/mine").headers
    assert place.links["m1"] not in cookie
    assert "Hej Karin" in text(browser.get("/mine").text)


def test_over_https_the_cookie_is_for_https_only(place):
    """A browser never sends it over a line that others can read."""
    assert "Secure" in client("https://testserver").get(f"/m/{place.links['m1']}").headers[
        "set-cookie"
    ].split("; ")
    assert "Secure" not in client().get(f"/m/{place.links['m1']}").headers["set-cookie"].split("; ")


def test_each_session_has_a_number_of_its_own(place):
    """The number follows from nothing: two openings of one link have two, of 256 bits each."""
    numbers = set()
    for _time in range(2):
        browser = client()
        enter(browser, place.links["m1"])
        numbers.add(browser.cookies[VISIT_COOKIE])

    assert [43, 43] == [len(number) for number in numbers]


def test_unknown_expired_and_revoked_links_are_told_the_same(place, browser):
    """Page, state and headers are alike, but for what is drawn anew for every page, so that nobody
    learns which it was.
    """
    place.store.revoke_links("a1")
    expired = place.store.issue_link("m3", until=date(2026, 11, 21), now=NOW)

    answers = [browser.get(f"/m/{token}") for token in ("no-such-link", place.links["a1"], expired)]

    alike = [
        re.sub(r'nonce[-=]"?[\w-]+', "", f"{answer.status_code} {answer.headers} {answer.text}")
        for answer in answers
    ]
    assert 1 == len(set(alike))
    assert (404, True) == (answers[0].status_code, NO_LINK in text(answers[0].text))
    assert VISIT_COOKIE not in browser.cookies


@pytest.mark.slow
def test_opening_a_link_changes_nothing(place, browser):
    """A scanner of mails may look at the link and every page behind it as often as it likes: the
    database stays as it is.
    """
    before = content(place)

    assert 303 == browser.head(f"/m/{place.links['m1']}").status_code
    assert VISIT_COOKIE not in browser.cookies
    enter(browser, place.links["m1"])
    for path in (
        "/mine",
        "/mine/5",
        "/mine/5/0",
        "/mine/5/1",
        "/mine/5/7",
        "/mine/5/sent",
        "/mine/data",
        "/mine/data.json",
        "/mine/99",
        "/mine/99/1",
    ):
        assert browser.get(path).status_code in (200, 303)
        assert browser.head(path).status_code in (200, 303)

    assert before == content(place)


@pytest.mark.parametrize(
    "path", ["tick", "meeting", "meeting/remove", "withdraw", "erase", "language"]
)
@pytest.mark.slow
def test_what_changes_something_is_not_done_by_looking(karin, path):
    """The addresses that forms are sent to answer no GET."""
    assert karin.get(f"/mine/{path}").status_code in (404, 405)


@pytest.mark.slow
def test_whoever_tries_links_has_to_wait_and_others_have_not(place):
    """After some links that open nothing no more are looked up for a while, not even right ones; an
    address of its own is not concerned.
    """
    clock = Clock()
    door = ParticipantRoutes("en", backoff=LinkThrottle(clock))
    tries, other = client(door=door), client(door=door, ours="127.0.0.8")
    assert [404] * LINKS.free == [
        tries.get(f"/m/{number}").status_code for number in range(LINKS.free)
    ]

    refused = tries.get(f"/m/{place.links['m1']}")

    assert (429, "1") == (refused.status_code, refused.headers["retry-after"])
    assert 303 == other.get(f"/m/{place.links['m1']}").status_code
    clock.seconds += 2
    assert 303 == tries.get(f"/m/{place.links['m1']}").status_code


def test_the_long_addresses_of_one_home_wait_together(place):
    """Whoever has one of them has the rest too, so changing it does not help; the home next door is
    not concerned.
    """
    door = ParticipantRoutes("en", backoff=LinkThrottle(Clock()))
    for number in range(LINKS.free):
        client(door=door, ours=f"2001:db8:1:2::{number:x}").get(f"/m/{number}")

    asked = [
        client(door=door, ours=ours).get(f"/m/{place.links['m1']}").status_code
        for ours in ("2001:db8:1:2::ffff", "2001:db8:1:3::1")
    ]
    assert [429, 303] == asked


def test_the_wait_doubles_to_a_limit_and_is_forgotten():
    """One second, two, four, at most ten minutes; an hour later all is as at first."""
    clock = Clock()
    backoff, waits = LinkThrottle(clock), []
    for _try in range(LINKS.free + 12):
        backoff.failed("somewhere")
        waits.append(backoff.wait("somewhere"))
        clock.seconds += waits[-1]

    assert [0] * (LINKS.free - 1) + [
        1,
        2,
        4,
        8,
        16,
        32,
        64,
        128,
        256,
        512,
        LINKS.longest,
        LINKS.longest,
        LINKS.longest,
    ] == waits
    clock.seconds += 3601
    backoff.failed("somewhere")
    assert 0 == backoff.wait("somewhere")


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_one_home_is_one_place(host, source):
    """All long addresses of one home count as one, and a short one is the same however it is
    written.
    """
    assert source == network_of(host)


def test_memory_is_limited(monkeypatch):
    """However many come, only so many are remembered, and the latest are; the limit is lowered here
    so that few have to come.
    """
    assert 20_000 == sessions.MAX_SESSIONS == throttle.MAX_REMEMBERED_TRIES
    monkeypatch.setattr(sessions, "MAX_SESSIONS", 50)
    monkeypatch.setattr(throttle, "MAX_REMEMBERED_TRIES", 50)
    visitors, backoff = ParticipantSessions(Clock()), LinkThrottle(Clock())
    first = visitors.welcome("first")
    for number in range(50):
        last = visitors.welcome(str(number))
        backoff.failed(str(number))
    backoff.failed("one more")

    assert visitors.of(first) is None
    assert visitors.of(last)
    assert 50 == len(backoff._tried)


def test_a_session_ends_when_nobody_comes(place):
    """Two hours after the last page the link has to be opened again; a page in between lets it
    last.
    """
    clock = Clock()
    browser = client(door=ParticipantRoutes("en", visitors=ParticipantSessions(clock)))
    enter(browser, place.links["m1"])
    clock.seconds += IDLE_SECONDS - 1
    assert 200 == browser.get("/mine").status_code
    clock.seconds += IDLE_SECONDS - 1
    assert 200 == browser.get("/mine").status_code

    clock.seconds += IDLE_SECONDS + 1
    ended = browser.get("/mine")

    assert (403, True) == (ended.status_code, "Please open the link once more" in text(ended.text))


def test_a_link_that_is_revoked_ends_what_it_opened(place, karin):
    """The next page is the neutral sentence, and nothing is kept any more."""
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    place.store.revoke_links("m1")

    assert NO_LINK in text(karin.get("/mine").text)
    assert NO_LINK in text(post(karin, form, "next", goals_met="fully").text)
    assert {} == place.store.draft(CLOSING)


# ---- what goes out with every answer -------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/mine",
        "/mine/5/1",
        "/mine/data",
        "/mine/data.json",
        "/m/no-such-link",
        "/healthz",
        "/nowhere",
        "/mine/nowhere/at/all",
    ],
)
def test_headers_keep_every_page_to_itself(karin, path):
    """No frame, no guessing of types, no address passed on, no other host; personal pages are kept
    by nobody on the way.
    """
    headers = karin.get(path).headers

    assert ("nosniff", "no-referrer", "DENY") == tuple(
        headers[name] for name in ("x-content-type-options", "referrer-policy", "x-frame-options")
    )
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (
        "default-src 'none'" in headers["content-security-policy"]
        or "default-src 'self'" in headers["content-security-policy"]
    )
    assert "no-store" == headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/mine", "/mine/5/1", "/mine/data", "/m/no-such-link", "/nowhere"]
)
def test_light_pages_may_run_nothing(karin, path):
    """Their policy allows no script at all, and of styles only the one that carries the number of
    this very page.
    """
    answer = karin.get(path)

    policy = answer.headers["content-security-policy"]
    [nonce] = re.findall(r"style-src 'nonce-([\w-]+)'", policy)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert [f'<style nonce="{nonce}">'] == re.findall(r"<style[^>]*>", answer.text)
    assert not re.search(r"<script| style=| on\w+=|javascript:", answer.text)
    assert nonce not in karin.get(path).text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/agent/openapi.json",
        "/_stcore/upload_file/1/2",
        "/mine/x",
        "/m",
        "/m/a/b",
    ],
)
def test_an_address_that_is_not_ours_gets_a_plain_page(browser, path):
    """What the app does not need is not answered, its figures about the server least of all."""
    answer = browser.get(path)

    assert 404 == answer.status_code
    assert "There is no such page." in text(answer.text)


def test_the_server_answers_to_its_names_only(place):
    """A request under another name gets nothing, so that no other site can pretend to be this
    one.
    """
    browser = client("http://mentor.example.org", hosts=["Mentor.example.org"])

    assert 303 == browser.get(f"/m/{place.links['m1']}").status_code
    for other in ("evil.example.org", "mentor.example.org.evil.example.org", ""):
        refused = browser.get(f"/m/{place.links['m1']}", headers={"host": other})
        assert (421, False) == (refused.status_code, "set-cookie" in refused.headers)
    assert (
        303
        == browser.get(
            f"/m/{place.links['m1']}", headers={"host": "mentor.example.org:8501"}
        ).status_code
    )


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/_stcore/stream", "https://evil.example.org"),
        ("/_stcore/other", "http://testserver"),
        ("/_stcore/stream", "null"),
    ],
)
def test_no_other_site_connects_to_the_app(browser, path, origin):
    """A socket is opened by our own pages only, and only where the app listens."""
    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect(path, headers={"origin": origin}),
    ):
        pass


def test_our_own_pages_connect_to_the_app(browser):
    """A page of the same name gets through, and so does a program that is no browser and says no
    origin; under another name nobody does.
    """
    for headers in ({"origin": "http://testserver"}, {"origin": "https://testserver:8501"}, {}):
        with browser.websocket_connect("/_stcore/stream", headers=headers) as socket:
            assert "connected" == socket.receive_text()
    with (
        pytest.raises(WebSocketDisconnect),
        client(hosts=["mentor.example.org"]).websocket_connect("/_stcore/stream"),
    ):
        pass


@pytest.mark.parametrize(
    ("asked", "code", "title"),
    [
        ("sv-SE,sv;q=0.9", "sv", "Mentoring toolkit"),
        ("en-GB", "en", "Mentoring toolkit"),
        ("", "en", "Mentoring toolkit"),
    ],
)
def test_the_app_says_its_language_before_it_runs(browser, asked, code, title):
    """Language and title of the first page are those of the reader, and whoever runs no scripts is
    told where to go.
    """
    answer = browser.get("/", headers={"accept-language": asked, **SOMEBODY})

    assert f'<html lang="{code}">' in answer.text
    assert f"<title>{title}</title>" in answer.text
    assert 1 == answer.text.count("<noscript>")
    assert "You need to enable" not in answer.text
    assert str(len(answer.content)) == answer.headers["content-length"]


@pytest.mark.parametrize("asked", ["/", "/evaluation?cohort=swea-2026&lang=en", "/accounts"])
def test_whoever_has_not_signed_in_is_shown_the_way(browser, asked):
    """A page of the app is answered with the sign-in, which leads back to it."""
    answer = browser.get(asked, follow_redirects=False)

    assert 303 == answer.status_code
    assert f"/sign-in?{urlencode({'next': asked})}" == answer.headers["location"]
    assert 200 == browser.get("/", headers=SOMEBODY, follow_redirects=False).status_code


def test_health_is_that_of_the_database(browser, monkeypatch):
    """It is well while the database can be read."""
    assert (200, {"status": "ok"}) == (
        (answer := browser.get("/healthz")).status_code,
        answer.json(),
    )
    monkeypatch.setattr(ParticipantPortal, "open", refusing(StorageError(Fault("locked"))))
    assert (503, {"status": "no database"}) == (
        (answer := browser.get("/healthz")).status_code,
        answer.json(),
    )


# ---- a form --------------------------------------------------------------------------------------


def test_the_promise_comes_before_the_first_question(karin):
    """Whoever begins reads what is promised and what is not."""
    page = text(karin.get("/mine/5/0").text)

    assert "Nobody who answers can be shown not to have answered favourably." in page
    assert "What we do not promise" in page


@pytest.mark.slow
def test_every_button_saves(place, karin):
    """Next, Back, later and the other language keep what stands on the screen."""
    for button, answer in {
        "next": "fully",
        "back": "largely",
        "later": "partly",
        "sv": "not",
    }.items():
        post(karin, form_to(karin.get("/mine/5/1").text, "/mine/5/1"), button, goals_met=answer)
        assert answer == place.store.draft(CLOSING)["goals_met"]


def test_buttons_lead_where_they_say(karin):
    """Next and Back to the screens beside, later to my mentorship, the language to the same screen
    in that language.
    """
    led = {}
    for button in ("next", "back", "later", "sv"):
        led[button] = post(
            karin, form_to(karin.get("/mine/5/2").text, "/mine/5/2"), button
        ).headers["location"]

    assert {"next": "/mine/5/3", "back": "/mine/5/1", "later": "/mine", "sv": "/mine/5/2"} == led
    assert '<html lang="sv">' in karin.get("/mine/5/2").text


def test_one_comes_back_where_one_left(place, karin):
    """A form that was begun goes on at the first screen with a question that is not answered, and
    shows what was answered.
    """
    post(
        karin,
        form_to(karin.get("/mine/5/1").text, "/mine/5/1"),
        "later",
        goals_met="fully",
        process_works="4",
    )

    assert "/mine/5/2" == karin.get("/mine/5").headers["location"]
    assert '<a class="button wide first" href="/mine/5">Continue</a>' in karin.get("/mine").text
    assert [["fully"], ["4"]] == [
        form_to(karin.get("/mine/5/1").text, "/mine/5/1").sent()[name]
        for name in ("a.goals_met", "a.process_works")
    ]


def test_a_question_that_comes_up_is_not_passed_by(place, karin):
    """Send stays on the screen while an answer has brought up questions there that nobody has seen,
    marks them, and then sends.
    """
    screen = form_to(karin.get("/mine/1/2").text, "/mine/1/2")
    first = post(karin, screen, "send", has_goal="yes").headers["location"]
    assert () == place.store.sent("m1")

    assert first.startswith("/mine/1/2?new=goal_area+goal_importance")
    assert first.endswith("#a.goal_area")
    page = karin.get(first).text
    assert 4 == text(page).count("This question has come up because of what you answered.")
    assert (
        "/mine/1/sent"
        == post(karin, form_to(page, "/mine/1/2"), "send", goal_area="career").headers["location"]
    )


def test_a_tick_that_is_taken_away_is_taken_back(place, karin):
    """A browser sends nothing for boxes without a tick; what was ticked before is gone all the
    same.
    """
    form = form_to(karin.get("/mine/5/2").text, "/mine/5/2")
    post(karin, form, "next", carry_on=["new_goal"], keep_contact="yes")
    assert {"carry_on": "new_goal", "keep_contact": "yes"} == place.store.draft(CLOSING)

    post(karin, form_to(karin.get("/mine/5/2").text, "/mine/5/2"), "next", carry_on=[])

    assert {"keep_contact": "yes"} == place.store.draft(CLOSING)


def test_a_page_that_was_open_elsewhere_takes_no_radio_back(place, karin):
    """What was answered on the computer stays when the phone sends the same screen without that
    answer.
    """
    stale = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    place.store.keep_draft(CLOSING, {"goals_met": "fully"})

    post(karin, stale, "next", process_works="4")

    assert {"goals_met": "fully", "process_works": "4"} == place.store.draft(CLOSING)


@pytest.mark.slow
def test_sending_leads_to_a_receipt_that_may_be_loaded_again(place, karin):
    """The receipt is that of the store, loading it again sends nothing, and the form can be
    corrected.
    """
    place_of_receipt = through(karin, 5, {"goals_met": "fully"}).headers["location"]

    [sent] = place.store.sent("m1")
    for _time in range(2):
        assert sent.receipt.code in text(karin.get(place_of_receipt).text)
    assert [sent] == list(place.store.sent("m1"))
    assert "Read or correct" in text(karin.get("/mine").text)


def test_sending_twice_is_one_answer(place, karin):
    """The same last screen sent twice is one revision with one receipt, and both presses see it."""
    post(karin, form_to(karin.get("/mine/5/1").text, "/mine/5/1"), "next", goals_met="fully")
    last = form_to(karin.get("/mine/5/7").text, "/mine/5/7")

    answers = [post(karin, last, "send", respect="5") for _time in range(2)]

    assert [(303, "/mine/5/sent")] * 2 == [
        (answer.status_code, answer.headers["location"]) for answer in answers
    ]
    [sent] = place.store.sent("m1")
    assert (1, {"goals_met": "fully", "respect": "5"}) == (
        sent.receipt.revision,
        dict(sent.answers),
    )


def test_enter_never_sends_the_form(place, karin):
    """What a browser presses on Enter is the first button of the form: on the last screen it saves,
    and stays.
    """
    page = karin.get("/mine/5/7").text
    assert (
        '<button class="unseen" form="answers" name="go" value="next" tabindex="-1"'
        ' aria-hidden="true">' in page
    )
    assert page.index('class="unseen"') < page.index("<header>")

    answer = post(karin, form_to(page, "/mine/5/7"), "next", respect="5")

    assert "/mine/5/7" == answer.headers["location"]
    assert ({"respect": "5"}, ()) == (place.store.draft(CLOSING), place.store.sent("m1"))


@pytest.mark.slow
def test_an_empty_form_is_told_to_be_empty(place, karin):
    """Nothing is sent, and the screen says why."""
    answer = through(karin, 5, {})

    assert (422, ()) == (answer.status_code, place.store.sent("m1"))
    assert "Nothing is answered yet." in text(answer.text)
    assert "<title>Not right yet: " in answer.text


def test_what_is_wrong_stands_at_the_top_and_beside_the_question(place, karin):
    """The sentence stands twice, the upper one leads to the question, what was typed is still
    there, and the other answers are saved.
    """
    form = form_to(karin.get("/mine/1/1").text, "/mine/1/1")

    answer = post(karin, form, "next", agreed_on="2026-02-30", rhythm="14")

    said = "Write a day that exists, such as 2026-12-31."
    assert 422 == answer.status_code
    assert 2 == text(answer.text).count(said)
    assert '<a href="#a.agreed_on">' in answer.text
    assert '<fieldset id="a.agreed_on"' in answer.text
    assert re.search(
        r'<input id="i-a.agreed_on"[^>]* aria-describedby="[^"]*f-a.agreed_on"[^>]*'
        r' aria-invalid="true"[^>]* value="2026-02-30"',
        answer.text,
    )
    assert {"rhythm": "14"} == place.store.draft(Form("m1", "p1", "mentor", "agreement"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"a.goals_met": ["no-such-code"]}, "Choose one of the answers that stand here."),
        ({"a.goals_met": ["fully", "not"]}, "Choose one answer only."),
        ({"a.no_such_item": ["fully"]}, "This question is not asked here."),
    ],
)
def test_what_no_form_of_ours_sends_is_not_stored(place, karin, changed, said):
    """Codes and questions are checked by the questionnaire, not by the page; no value is repeated
    in a sentence.
    """
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")

    answer = karin.post(form.action, data=form.sent("send") | changed)

    assert (422, True) == (answer.status_code, said in text(answer.text))
    assert "no-such-code" not in answer.text
    assert "no_such_item" not in answer.text
    assert ({}, ()) == (place.store.draft(CLOSING), place.store.sent("m1"))


def test_a_closed_cohort_takes_nothing_more(place, karin):
    """The screen says so, and what comes too late is not kept."""
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    keep(place.store.home, replace(A8, programme="swea", cohort="2026"))

    told = post(karin, form, "next", goals_met="fully")

    assert "This cohort is closed" in text(told.text)
    assert "This cohort is closed" in text(karin.get("/mine/5/1").text)
    assert {} == place.store.draft(CLOSING)


@pytest.mark.parametrize(
    "path", ["/mine/6/1", "/mine/99/1", "/mine/99", "/mine/99/sent", "/mine/5/sent"]
)
def test_an_address_without_a_form_leads_somewhere(karin, path):
    """A form that is not open says so; one that is not there, or not sent, leads to my
    mentorship.
    """
    answer = karin.get(path)

    assert (
        "Opens on" in text(answer.text)
        if path == "/mine/6/1"
        else "/mine" == answer.headers["location"]
    )


# ---- nobody else sends a form --------------------------------------------------------------------


def test_a_form_without_its_key_is_not_taken(place, karin):
    """Another site, which does not know the key of the form, changes nothing."""
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")

    for key in ([], [""], ["0" * 32], ["ä"]):
        assert (
            403
            == karin.post(
                form.action, data=form.sent("next", goals_met="fully") | {"form_key": key}
            ).status_code
        )
    assert {} == place.store.draft(CLOSING)


def test_two_people_in_one_browser_are_kept_apart(place, karin):
    """A screen that one began is not taken as the other's, who has opened a link in the same
    browser since.
    """
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    karin.get(f"/m/{place.links['a1']}")

    assert 403 == post(karin, form, "next", goals_met="fully").status_code
    assert ({}, {}) == (
        place.store.draft(CLOSING),
        place.store.draft(Form("a1", "p1", "mentee", "closing")),
    )


@pytest.mark.slow
def test_every_form_carries_the_key(karin):
    """There is no form on any page that anybody could send from elsewhere."""
    through(karin, 5, {"goals_met": "fully"})
    found = [
        form
        for path in ("/mine", "/mine/5/1", "/mine/data", "/mine/5/sent")
        for form in forms(karin.get(path).text)
    ]

    assert len(found) > 8
    assert [] == [form.action for form in found if "form_key" not in form.names]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "application/json"}, b"{}", 415),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=" + b"x" * 300_000, 413),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=1&" * 400, 400),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=%FF", 400),
        ({"content-type": "application/x-www-form-urlencoded"}, "a=ä".encode(), 400),
    ],
)
def test_what_is_no_form_of_ours_is_not_read(karin, headers, body, status):
    """Other types, more than any form of ours has, and bytes that are no text are refused with a
    plain sentence.
    """
    answer = karin.post("/mine/5/1", content=body, headers=headers)

    assert (status, True) == (
        answer.status_code,
        "What was sent could not be read." in text(answer.text),
    )


# ---- nothing that was filled in is lost ----------------------------------------------------------


def refusing(fault):
    """Return what stands in for something that fails."""

    def refuses(*_given, **_named):
        raise fault

    return refuses


def test_a_database_that_refuses_loses_nothing(place, karin, monkeypatch):
    """The page says that nothing was saved and holds what was filled in; one press later it is
    saved.
    """
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    with monkeypatch.context() as patched:
        patched.setattr(ParticipantPortal, "keep", refusing(StorageError(Fault("locked"))))
        refused = post(karin, form, "next", goals_met="fully")
    assert (503, {}) == (refused.status_code, place.store.draft(CLOSING))

    [again] = forms(refused.text)
    assert "/mine/5/2" == karin.post(again.action, data=again.sent()).headers["location"]
    assert {"goals_met": "fully"} == place.store.draft(CLOSING)


def test_a_restart_loses_nothing(place, karin):
    """A screen that is sent to a server that was started anew is held until the link is opened once
    more, and then saved.
    """
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    anew = client()

    refused = post(anew, form, "next", goals_met="fully")
    assert (403, {}) == (refused.status_code, place.store.draft(CLOSING))
    anew.get(f"/m/{place.links['m1']}")
    [again] = forms(refused.text)

    assert "/mine/5/2" == anew.post(again.action, data=again.sent()).headers["location"]
    assert {"goals_met": "fully"} == place.store.draft(CLOSING)


def test_a_mistake_of_ours_is_one_plain_sentence(place, karin, monkeypatch, caplog):
    """Nobody meets a traceback, what was filled in is still there, and the log names our line and
    nothing of the person.
    """
    form = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    monkeypatch.setattr(ParticipantPortal, "keep", refusing(KeyError("fully, said m1")))

    answer = post(karin, form, "next", goals_met="fully")

    assert (500, True) == (answer.status_code, "Something went wrong here." in text(answer.text))
    assert [["fully"]] == [form.sent()["a.goals_met"] for form in forms(answer.text)]
    assert re.fullmatch(r"KeyError, \w+\.py:\d+", caplog.messages[-1])


def test_a_mistake_of_the_app_is_one_plain_sentence_too(caplog):
    """Whatever stands behind the guard: headers are there, and the log has no more than where it
    was.
    """
    behind = Starlette(
        routes=[Route("/", refusing(ValueError("secret")))],
        middleware=[Middleware(Guard, language="en")],
    )

    answer = TestClient(behind).get("/")

    assert (500, "nosniff") == (answer.status_code, answer.headers["x-content-type-options"])
    assert "secret" not in caplog.text + answer.text


@pytest.mark.slow
def test_no_log_holds_a_link_or_an_answer(place, caplog):
    """At its most talkative, after a whole form and every kind of refusal, nothing of the person is
    logged.
    """
    caplog.set_level(logging.DEBUG)
    browser = client()
    page = enter(browser, place.links["m1"])
    through(browser, 5, {"goals_met": "largely", "process_works": "2"})
    browser.get("/m/not-a-link-of-anybody")
    post(browser, form_to(page, "/mine/language"))
    browser.get("/mine/data.json")

    ours = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("httpx")
    )
    assert [] == [
        word
        for word in (
            place.links["m1"],
            "not-a-link",
            "largely",
            "Karin",
            "karin@",
            browser.cookies[VISIT_COOKIE],
        )
        if word in ours
    ]


# ---- the log and my data -------------------------------------------------------------------------


def test_everybody_is_shown_all_pairs_and_nobody_else(place, karin):
    """A person in two roles sees each pair; of the others no name, code or link."""
    page = text(karin.get("/mine").text)

    assert ["As mentor", "As mentor", "As mentee"] == re.findall(r"As (?:mentor|mentee)", page)
    assert [] == [
        word
        for word in ("Åsa", "asa@example.org", "a1", "a2", "m3", "p4", *place.links.values())
        if word in page
    ]


def test_the_month_is_ticked_in_one_tap(place, karin):
    """Each answer to a month is a button: a tap stores it, says so beside it and shows it as
    chosen.
    """
    for chosen in ("2+", "1"):
        form = next(form for form in forms(karin.get("/mine").text) if form.action == "/mine/tick")
        assert [("month-2026-11", code) for code in ("0", "1", "2+")] == form.buttons[3:]
        answer = post(karin, form, **{"month-2026-11": chosen})

        assert "/mine?done=months-0#months-0" == answer.headers["location"]
        page = karin.get("/mine?done=months-0").text
        assert "How often were you in contact? It is saved." in text(page)
        pressed = re.findall(r'name="month-2026-11" value="([^"]*)" aria-pressed="true"', page)
        assert [chosen] == pressed
        assert {"2026-11": chosen} == dict(place.store.mentorships("m1")[0].months)


@pytest.mark.parametrize(
    ("pair", "month", "code"),
    [("9", "2026-11", "1"), ("0", "2026-08", "1"), ("0", "2026-11", "3"), ("0", "2026-11", "")],
)
def test_a_tick_that_no_button_sends_is_not_said_to_be_saved(place, karin, pair, month, code):
    """Another pair, a month that is over and an answer that is none change nothing."""
    key = form_to(karin.get("/mine").text, "/mine/language").sent()["form_key"]
    sent = {"form_key": key, "pair": pair, f"month-{month}": code}

    assert "/mine" == karin.post("/mine/tick", data=sent).headers["location"]
    assert {} == dict(place.store.mentorships("m1")[0].months)


def test_a_meeting_is_logged_and_removed(place, karin):
    """A faulty one is told and keeps what was filled in; a right one is stored and can be
    removed.
    """
    form = next(form for form in forms(karin.get("/mine").text) if form.action == "/mine/meeting")

    wrong = post(
        karin,
        form,
        "save",
        met_on="2026-11-30",
        form="video",
        minutes="an hour",
        celebrated=["yes"],
    )
    assert 422 == wrong.status_code
    for said in ("The day must not lie ahead.", "Write a number of minutes from 0 to 600."):
        assert 2 == text(wrong.text).count(said)
    assert wrong.text.index('class="faults"') < wrong.text.index("As mentor")
    again = next(form for form in forms(wrong.text) if form.action == "/mine/meeting")
    assert (["2026-11-30"], ["an hour"]) == (again.sent()["met_on"], again.sent()["minutes"])

    assert "It is saved." in after(
        karin, post(karin, again, "save", met_on="2026-11-20", minutes="60")
    )
    [mentorship, *_others] = place.store.mentorships("m1")
    assert [("2026-11-20", "video", "60")] == [
        (meeting["met_on"], meeting["form"], meeting["minutes"]) for meeting in mentorship.meetings
    ]

    assert "It is removed." in after(
        karin, post(karin, form_to(karin.get("/mine").text, "/mine/meeting/remove"))
    )
    assert () == place.store.mentorships("m1")[0].meetings


@pytest.mark.slow
def test_my_data_shows_and_hands_out_what_is_kept(place, karin):
    """The page tells every answer in words; the file is the person's own, as JSON, to be saved."""
    through(karin, 5, {"goals_met": "largely"})

    page = text(karin.get("/mine/data").text)
    assert re.search(r"Receipt \w{4}-\w{4}\. Have the goals .*? Largely", page), page
    file = karin.get("/mine/data.json")
    assert 'attachment; filename="my-mentorship.json"' == file.headers["content-disposition"]
    assert {
        **place.store.person("m1"),
        "withheld": {"forms": 0, "drafts": 0, "imported": 0},
    } == file.json()


@pytest.mark.slow
def test_a_form_is_taken_back_after_one_question(place, karin):
    """One press asks, the next takes back; nothing else is gone."""
    through(karin, 5, {"goals_met": "largely"})
    through(karin, 11, {"goals_met": "not"})

    ask = form_to_task(karin.get("/mine/data").text, "5")
    sure = karin.post(ask.action, data=ask.sent())
    assert 2 == len(place.store.sent("m1"))
    assert "Closing survey" in text(sure.text)
    answer = post(karin, form_to(sure.text, "/mine/withdraw"))

    assert "It is taken back." in after(karin, answer)
    assert ["p2"] == [sent.form.pair_id for sent in place.store.sent("m1")]


def after(browser, answer):
    """Return the text of the page to which an answer leads."""
    assert 303 == answer.status_code
    return text(browser.get(answer.headers["location"]).text)


def form_to_task(page, number):
    """Return the form that takes back the form of this number."""
    [found] = [
        form
        for form in forms(page)
        if form.action == "/mine/withdraw" and [number] == form.sent()["task"]
    ]
    return found


@pytest.mark.slow
def test_everything_is_erased_after_one_clear_question(place, karin):
    """One press asks, the next erases and ends session and link."""
    through(karin, 5, {"goals_met": "largely"})
    sure = post(karin, form_to(karin.get("/mine/data").text, "/mine/erase"))
    assert 1 == len(place.store.sent("m1"))

    number = karin.cookies[VISIT_COOKIE]
    done = karin.get(post(karin, form_to(sure.text, "/mine/erase")).headers["location"])

    assert "Your answers, drafts, links and contact details are gone." in text(done.text)
    assert ((), {}) == (
        place.store.sent("m1"),
        {person: contact for person, contact in place.store.contacts().items() if person == "m1"},
    )
    for cookies in ({}, {"cookie": f"{VISIT_COOKIE}={number}"}):
        assert 403 == karin.get("/mine", headers=cookies).status_code
    assert NO_LINK in text(karin.get(f"/m/{place.links['m1']}").text)


def test_the_language_is_the_persons_until_another_is_chosen(place):
    """Whatever the browser asks for, the first page is in the person's own language; the choice
    then stands on every page.
    """
    browser = client()
    page = enter(browser, place.links["m1"])
    assert '<html lang="sv">' in page

    back = post(browser, form_to(browser.get("/mine/5/0").text, "/mine/language")).headers[
        "location"
    ]

    assert "/mine/5/0" == back
    assert all(
        '<html lang="en">' in browser.get(path).text
        for path in ("/mine", "/mine/5/0", "/mine/5/1", "/mine/data")
    )


@pytest.mark.parametrize(
    "here",
    ["https://evil.example.org/", "//evil.example.org", "/mine@evil.example.org", "/minefield", ""],
)
def test_the_choice_of_language_leads_to_no_other_site(karin, here):
    """Only our own pages are come back to."""
    form = form_to(karin.get("/mine").text, "/mine/language")

    assert "/mine" == post(karin, form, here=here).headers["location"]


def test_what_a_person_typed_is_text_on_every_page(place, karin):
    """Signs of HTML in a name are shown as they are and do nothing."""
    from toolkit.data.database import Contact

    place.store.put_contacts(
        [Contact("m1", '<script>alert("1")</script>', "karin@example.org", "en")]
    )

    for path in ("/mine", "/mine/data"):
        page = karin.get(path).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("person", ["m1", "a1", "a2", "m3", "m4"])
@pytest.mark.slow
def test_no_page_is_heavier_than_forty_kibibytes(place, browser, person):
    """Every page of everybody, with its style sheet, in both languages, the log open and full."""
    for day in range(1, 29):
        place.store.log_meeting(
            "p1",
            {
                "met_on": f"2026-10-{day:02}",
                "form": "video",
                "minutes": "60",
                "topics": "",
                "celebrated": "yes",
            },
            by="a1",
            now=LATER,
        )
    enter(browser, place.links[person])
    sizes = {}
    for _language in range(2):
        post(browser, form_to(browser.get("/mine").text, "/mine/language"))
        numbers = set(re.findall(r'href="/mine/(\d+)', browser.get("/mine").text))
        screens = [f"/mine/{number}/{screen}" for number in numbers for screen in range(9)]
        sizes |= {
            path: len(browser.get(path).content) for path in ("/mine", "/mine/data", *screens)
        }

    assert {} == {path: size for path, size in sizes.items() if size > KIBIBYTES_40}


# ---- the server ----------------------------------------------------------------------------------


def test_the_settings_that_come_with_the_app_are_the_servers(place, monkeypatch):
    """Wherever it is started from: nothing is told to anybody, no traceback is shown, and it
    listens where it was told.
    """
    given = {}
    monkeypatch.setattr(server.st.App, "run", lambda _app, config: given.update(config))
    monkeypatch.setenv("MENTORING_TOOLKIT_DATA", "")

    server.run([place.url], ["surveys/swea"], code="sv", host="127.0.0.1", port=8599)

    assert (False, "none") == (given["browser.gatherUsageStats"], given["client.showErrorDetails"])
    assert ("127.0.0.1", 8599, True) == (
        given["server.address"],
        given["server.port"],
        given["server.headless"],
    )
    assert "#1B5A86" == given["theme.light.primaryColor"]


def test_a_database_that_is_not_there_is_said_before_anything_is_served(tmp_path, monkeypatch):
    """A slip in the address makes no new, empty database."""
    monkeypatch.setattr(server.st.App, "run", refusing(AssertionError("nothing may be served")))
    for name in (state.STORE_VARIABLE, state.PROGRAMMES_VARIABLE, "MENTORING_TOOLKIT_DATA"):
        monkeypatch.setenv(name, "")

    with pytest.raises(StorageError):
        server.run(
            [f"sqlite:///{tmp_path / 'gone.db'}"],
            ["surveys/swea"],
            code="sv",
            host="127.0.0.1",
            port=8599,
        )

    assert not (tmp_path / "gone.db").exists()


@pytest.mark.parametrize(
    ("words", "served"),
    [
        (("--host", "0.0.0.0"), False),  # noqa: S104  # nothing is bound
        (("--host", "192.168.1.7"), False),
        (("--host", "mentor.example.org"), False),
        (("--host", "::"), False),
        (("--host", "0.0.0.0", "--name", "mentor.example.org"), True),  # noqa: S104
        (("--host", "::1"), True),
        (("--host", "localhost"), True),
        ((), True),
    ],
)
def test_a_server_that_others_reach_needs_its_name(place, monkeypatch, words, served):
    """One that listens on this computer only does not; the sentence says why, and what to write."""
    calls = []
    monkeypatch.setattr(
        "toolkit.server.server.run", lambda *_where, **how: calls.append(how["hosts"])
    )
    result = CliRunner().invoke(
        commands, ["serve", place.url, "--programme", "surveys/swea", "--language", "en", *words]
    )

    assert (0 if served else 2, [words[3:]] if served else []) == (
        result.exit_code,
        calls,
    ), result.output
    assert served or "such as --name mentor.example.org." in " ".join(result.stderr.split())


def test_the_pages_are_not_kept_by_the_guard_from_the_app(place):
    """What the app needs passes: its files, its health, its first page."""
    passed = [
        "/",
        "/static/js/index.js",
        "/component/x",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/bidi-components/x",
        "/favicon.png",
    ]
    behind = Starlette(
        routes=[Route(path, lambda _request: HTMLResponse("<body>")) for path in passed],
        middleware=[Middleware(Guard, language="en")],
    )

    assert [200] * len(passed) == [
        TestClient(behind).get(path, headers=SOMEBODY).status_code for path in passed
    ]


def test_a_fault_on_a_page_of_the_app_is_one_plain_sentence(monkeypatch):
    """Where the app itself could not catch it: what the reader cares about, and no value of it."""
    said = []
    monkeypatch.setattr(server.st, "error", said.append)

    with pytest.raises(ValueError, match="SECRET") as caught:
        raise ValueError("SECRET")

    assert server._told(caught.value, "en")

    assert [server.WRONG_ON_PAGE] == said
