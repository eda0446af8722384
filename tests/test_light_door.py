"""The light pages on a phone without any script, served as their users start them:
`mentoring-toolkit serve`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import date

import pytest
from apps import PATIENCE, serving, standing, violations
from phones import PAIRS, PHONE, closing
from places import association

from toolkit.app.state import SIGN_IN_COOKIE

pytestmark = pytest.mark.slow

MOST_BYTES = 40 * 1024


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The association in a database."""
    return association(tmp_path_factory.mktemp("light"), pairs=PAIRS, until=date(2099, 12, 31))


@pytest.fixture(scope="module")
def server(place, tmp_path_factory):
    """The server, with nothing in its log at the end that it should not say."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with serving(place.url, log) as address:
        yield address
    said = log.read_text("utf-8")
    assert "Serving at http://127.0.0.1:" in said
    assert [] == [
        line
        for line in said.splitlines()
        if re.search("warning|error|Traceback|/m/[A-Za-z0-9_-]{43}", line, re.IGNORECASE)
    ]
    assert [] == [person for person, token in place.links.items() if token in said]


@pytest.fixture
def phone(server, browser, place):
    """Open somebody's link on a phone that is touched, and keep what is asked for and how heavy
    each page is.
    """
    contexts = []

    def opened(person, *, colours="light", scripts=False, path="", address=server):
        context = browser.browser.new_context(
            viewport=PHONE,
            has_touch=True,
            is_mobile=True,
            color_scheme=colours,
            locale="sv-SE",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.said, page.asked, page.sizes = [], [], {}
        page.on(
            "console",
            lambda message: (
                page.said.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("request", lambda request: page.asked.append(request.url))
        page.on(
            "response",
            lambda answer: page.sizes.update(
                {answer.url: int(answer.headers.get("content-length", 0))}
            ),
        )
        page.goto(f"{address}/m/{place.links[person]}")
        if path:
            page.goto(f"{address}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


def press(page, value):
    """Press a button of the form, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator(f"main button[value={value}]").tap()


def to_language(page, code):
    """Read on in a language, if the page is not in it already."""
    if code != page.locator("html").get_attribute("lang"):
        with page.expect_navigation():
            page.locator("header button").tap()


def first_of_each(page):
    """Tap the first answer to every question of the screen, and return how many there are."""
    questions = page.locator("fieldset")
    for number in range(questions.count()):
        questions.nth(number).locator("label.option").first.tap()
    return questions.count()


# ---- every view ----------------------------------------------------------------------------------

VIEWS = {
    "home": "",
    "promise": "/mine/5/0",
    "questions": "/mine/5/2",
    "day": "/mine/7/1",
    "data": "/mine/data",
    "no link": "/m/no-such-link",
    "no page": "/nowhere",
}


@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_read_by_everybody(phone, server, view, code):
    """Axe-core finds nothing against WCAG 2.0 to 2.2 in light and in dark, nothing is wider than
    the screen, what can be tapped is 44 pixels high, no other host is asked.
    """
    page = phone("m1", scripts=True, path=VIEWS[view])
    if page.locator("header button").count():
        to_language(page, code)
        assert code == page.evaluate("document.documentElement.lang")
    for summary in page.locator("summary").all():
        summary.tap()
    wide = page.evaluate("document.documentElement.scrollWidth")
    low = page.locator(
        ".option, summary, .button, button:not(.unseen), main input:not([type=radio],"
        " [type=checkbox], [type=hidden])"
    ).evaluate_all(
        "found => found.map(each => [each.outerHTML.slice(0, 80),"
        " each.getBoundingClientRect().height]).filter(each => each[1] < 44)"
    )
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    standing(page)

    assert ([], []) == (light, violations(page))
    assert wide <= PHONE["width"]
    assert [] == low
    assert [] == [address for address in page.asked if not address.startswith((server, "data:"))]
    assert {} == {address: size for address, size in page.sizes.items() if size > MOST_BYTES}
    assert [] == [said for said in page.said if "status of 404" not in said]


def test_a_faulty_screen_can_be_read_by_everybody(phone, place, fresh):
    """The page that says what is wrong passes the same rules, and its list at the top leads to the
    question.
    """
    page = phone("m1", scripts=True, path="/mine/5/7")
    page.locator("main button[value=send]").tap()
    page.get_by_role("alert").wait_for()
    found = violations(page)

    assert [] == found
    assert () == place.store.sent("m1")


@pytest.mark.parametrize(
    ("colours", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 24, 29)")]
)
def test_the_page_follows_the_colours_of_the_phone(phone, colours, background):
    """Light and dark are the reader's own choice."""
    page = phone("m1", colours=colours, scripts=True)

    assert background == page.evaluate("getComputedStyle(document.body).backgroundColor")


# ---- a whole survey without a script -------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "pair", "role", "code"), [("a1", "p1", "mentee", "sv"), ("m3", "p3", "mentor", "en")]
)
def test_a_whole_closing_survey_without_scripts(phone, place, fresh, person, pair, role, code):
    """From the link to the receipt: the promise, every question answered with its first option, the
    receipt of what is on the disk.
    """
    page = phone(person)
    assert page.url.endswith("/mine")
    to_language(page, code)
    page.locator("a[href='/mine/5/0']").tap()
    assert {"sv": "Avslutande enkät", "en": "Closing survey"}[code] == page.locator(
        "h1"
    ).inner_text()
    page.locator("a[href='/mine/5/1']").tap()
    page.wait_for_url("**/mine/5/1")
    answered = 0
    for screen in range(1, 8):
        assert page.url.endswith(f"/mine/5/{screen}")
        assert code == page.locator("html").get_attribute("lang")
        answered += first_of_each(page)
        press(page, "send" if screen == 7 else "next")

    [sent] = place.store.sent(person)
    assert page.url.endswith("/mine/5/sent")
    assert sent.receipt.code in page.inner_text("main")
    assert (closing(person, pair, role), 1) == (sent.form, sent.receipt.revision)
    assert answered == len(sent.answers)
    assert 20 <= answered
    assert {} == {address: size for address, size in page.sizes.items() if size > MOST_BYTES}
    assert [] == [address for address in page.asked if place.links[person] in address][1:]


def test_a_reload_goes_on_where_one_left(phone, place, fresh):
    """A reload of any screen shows what was answered, and the link opened anew elsewhere goes on at
    the first screen that is not answered.
    """
    page = phone("m1", path="/mine/5/1")
    questions = first_of_each(page)
    press(page, "next")
    page.reload()
    assert page.url.endswith("/mine/5/2")
    press(page, "back")
    assert questions == page.locator("input:checked").count()

    other = phone("m1")
    other.locator("a[href='/mine/5']").tap()
    other.wait_for_url("**/mine/5/2")


def test_the_next_screen_begins_at_its_top(phone, fresh):
    """Whoever presses Next at the bottom of a long screen reads the next one from its beginning."""
    page = phone("m1", scripts=True, path="/mine/5/2")
    page.locator("main button[value=next]").scroll_into_view_if_needed()
    assert 0 < page.evaluate("scrollY")
    press(page, "next")

    assert 0 == page.evaluate("scrollY")


@pytest.mark.parametrize("code", ["sv", "en"])
def test_the_answers_to_a_month_stand_in_one_row(phone, code):
    """Each is as wide as the next, high enough for a thumb, and none leaves the card."""
    page = phone("a2")
    to_language(page, code)
    card = page.locator("#months-0").bounding_box()
    rows = [
        [button.bounding_box() for button in row.locator("button").all()]
        for row in page.locator("#months-0 .row").all()
    ]

    assert rows
    for row in rows:
        assert (3, 1) == (len(row), len({box["y"] for box in row}))
        assert max(box["width"] for box in row) - min(box["width"] for box in row) < 1
        assert min(box["height"] for box in row) >= 44
        assert card["x"] < row[0]["x"]
        assert row[-1]["x"] + row[-1]["width"] < card["x"] + card["width"]


def test_two_presses_on_send_are_one_answer(phone, place, fresh):
    """A double tap on Send is one answer with one receipt, and so is a reload of the receipt."""
    page = phone("m1", path="/mine/5/7")
    first_of_each(page)
    page.locator("main button[value=send]").dblclick(no_wait_after=True)
    page.wait_for_url("**/sent")
    page.reload()

    [sent] = place.store.sent("m1")
    assert 1 == sent.receipt.revision
    assert sent.receipt.code in page.inner_text("main")


def test_the_way_back_of_the_browser_sends_nothing_twice(phone, place, fresh):
    """After the receipt the browser's own Back shows a screen, and sending it again is the same
    answer.
    """
    page = phone("m1", path="/mine/5/7")
    first_of_each(page)
    press(page, "send")
    page.go_back()
    press(page, "send")

    assert [1] == [sent.receipt.revision for sent in place.store.sent("m1")]


def test_another_language_in_the_middle_loses_nothing(phone, place, fresh):
    """What was tapped on the screen is saved by the switch, and stands on the same screen in the
    other language.
    """
    page = phone("m1", path="/mine/5/1")
    before, questions = page.locator("html").get_attribute("lang"), first_of_each(page)
    with page.expect_navigation():
        page.locator("header button").tap()

    assert before != page.locator("html").get_attribute("lang")
    assert page.url.endswith("/mine/5/1")
    assert (
        questions
        == page.locator("input:checked").count()
        == len(place.store.draft(closing("m1", "p1", "mentor")))
    )


def test_the_log_works_without_scripts(phone, place, fresh):
    """The month is ticked, a meeting is logged and removed again."""
    page = phone("a2")
    with page.expect_navigation():
        page.locator("form[action='/mine/tick'] button").last.tap()
    assert page.locator("#months-0 .done").is_visible()
    assert ["2+"] == [
        contacts
        for mentorship in place.store.mentorships("a2")
        for contacts in mentorship.months.values()
    ]

    page.locator("summary", has_text=re.compile("Meetings|Möten")).tap()
    page.locator("input[name=met_on]").fill("2020-03-01")
    page.locator("input[name=form][value=phone]").tap()
    with page.expect_navigation():
        page.locator("form[action='/mine/meeting'] button").tap()
    assert [("2020-03-01", "phone")] == [
        (meeting["met_on"], meeting["form"])
        for meeting in place.store.mentorships("a2")[0].meetings
    ]

    page.locator("summary", has_text=re.compile("Meetings|Möten")).tap()
    with page.expect_navigation():
        page.locator("form[action='/mine/meeting/remove'] button").tap()
    assert () == place.store.mentorships("a2")[0].meetings


def test_everything_can_be_taken_along(phone, place, fresh):
    """The file holds what was sent."""
    page = phone("m1", path="/mine/5/7")
    first_of_each(page)
    press(page, "send")
    page.goto(re.sub("/mine/.*", "/mine/data", page.url))
    with page.expect_download() as waiting:
        page.locator("a[href='/mine/data.json']").tap()

    assert "mitt-mentorskap.json" == waiting.value.suggested_filename
    assert [dict(place.store.sent("m1")[0].answers)] == [
        form["answers"] for form in json.loads(waiting.value.path().read_text("utf-8"))["forms"]
    ]


def test_a_server_that_is_killed_loses_nothing_that_was_filled_in(phone, place, fresh, tmp_path):
    """Killed with a screen filled in and started anew: the page holds on to it until the link is
    opened once more, then it is saved.
    """
    with serving(place.url, tmp_path / "first.log") as address:
        page = phone("m1", path="/mine/5/1", address=address)
        questions = first_of_each(page)
        port = address.rpartition(":")[2]
    with serving(place.url, tmp_path / "second.log", port) as address:
        press(page, "next")
        assert {} == place.store.draft(closing("m1", "p1", "mentor"))
        again = page.context.new_page()
        again.goto(f"{address}/m/{place.links['m1']}")
        with page.expect_navigation():
            page.locator("main button").tap()

    assert page.url.endswith("/mine/5/2")
    assert questions == len(place.store.draft(closing("m1", "p1", "mentor")))


# ---- the app behind the same door ----------------------------------------------------------------


def test_an_old_link_opens_the_light_page(server, browser, place):
    """A mail from when the app had a page for participants leads home, and leaves the address
    bar.
    """
    with browser.browser.new_context(
        viewport=PHONE, locale="sv-SE", java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto(f"{server}/?k={place.links['a2']}&lang=en")

        assert (f"{server}/mine", "My mentorship") == (page.url, page.locator("h1").inner_text())
        assert "en" == page.locator("html").get_attribute("lang")


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/nowhere", "/mine/nowhere"]
)
def test_what_is_not_ours_is_not_answered(server, path):
    """The real server gives a plain page, with every header, where Streamlit would tell of the
    inside or start the app.
    """
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server}{path}")

    assert (404, "nosniff") == (refused.value.code, refused.value.headers["x-content-type-options"])
    assert b"There is no such page." in refused.value.read()


def test_the_first_page_of_the_app_is_in_the_readers_language(server):
    """Before any script has run."""
    shown = {"Accept-Language": "sv", "Cookie": f"{SIGN_IN_COOKIE}=whoever"}
    request = urllib.request.Request(server, headers=shown)
    page = urllib.request.urlopen(request).read().decode()

    assert '<html lang="sv">' in page
    assert "<title>Streamlit</title>" not in page
    assert "<noscript>" in page
    assert "agent/openapi" not in page


def test_two_databases_need_two_programmes(place, tmp_path):
    """A wrong call says so and serves nothing."""
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "serve",
        place.url,
        place.url,
        "--programme",
        "surveys/swea",
        "--language",
        "en",
    ]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")

    assert 2 == found.returncode
    assert "Name one --programme for each database, in the same order." in found.stderr
