"""A participant's page on a phone, in a real browser: every tap is kept, and nothing that was acknowledged is ever lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from places import association

from toolkit import session
from toolkit.assets import asset
from toolkit.storage import Form

PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAIRS = (
    {"pair_id": "p1", "mentor_id": "m1", "mentee_id": "a1", "status": "completed", "started_on": "2020-01-12", "ended_on": "2020-12-01"},
    {"pair_id": "p2", "mentor_id": "m1", "mentee_id": "a2", "status": "active", "started_on": "2020-02-02"},
    {"pair_id": "p3", "mentor_id": "m3", "mentee_id": "m4", "status": "completed", "started_on": "2020-01-12", "ended_on": "2020-12-01"},
)
"""The first and the last have ended, the second goes on, so that the tests hold on any day."""
CLOSING = 5
SEND, NEXT = re.compile("^(Send|Skicka)$"), re.compile("^(Next|Nästa)$")
TO_THE_QUESTIONS = re.compile("^(To the questions|Till frågorna)$")
TAPS = {
    "carry_on": "keep_practising;new_goal;new_mentor;become_mentor;course_or_network;other;nothing",
    "carry_on_confidence": "5",
    "keep_contact": "yes",
    "contact_how": "video;phone;messages;in_person;regularly;now_and_then",
}
"""Fifteen taps on the second screen."""


@contextmanager
def serving(place, programme, port, log):
    """Run the app on a database, as its users start it, and end it by force."""
    told = {**os.environ, session.STORE_VARIABLE: place.url, session.PROGRAMMES_VARIABLE: str(programme)}
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(asset("app.py")),
        "--server.headless",
        "true",
        "--server.port",
        str(port),
        "--server.fileWatcherType",
        "none",
    ]
    with log.open("a", encoding="utf-8") as said, subprocess.Popen(command, env=told, stdout=said, stderr=said) as process:
        try:
            patience = time.monotonic() + 60
            while time.monotonic() < patience:
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
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


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """The association in a database."""
    return association(tmp_path_factory.mktemp("phone"), pairs=PAIRS, until=date(2099, 12, 31))


@pytest.fixture(scope="session")
def server(place, programme, tmp_path_factory):
    """The app, with nothing to complain of in its log at the end."""
    log = tmp_path_factory.mktemp("log") / "app.log"
    with serving(place, programme, free_port(), log) as address:
        yield address
    assert [] == [line for line in log.read_text("utf-8").splitlines() if re.search("warning|error|Traceback", line, re.IGNORECASE)]
    assert [] == [person for person, token in place.links.items() if token in log.read_text("utf-8")]


@pytest.fixture(scope="session")
def programme(tmp_path_factory):
    """The programme of SWEA, with a question to be answered with a number at its end."""
    folder = tmp_path_factory.mktemp("swea")
    for file in asset("surveys/swea").glob("*.toml"):
        shutil.copy(file, folder / file.name)
    closing = folder / "closing.toml"
    question = (
        '[[items]]\nname = "hours"\ntype = "integer"\nlabel.sv = "Hur många timmar?"\nlabel.en = "How many hours?"\nsection.sv = "Tid"\nsection.en = "Time"\n\n'
    )
    text = closing.read_text("utf-8")
    closing.write_text(text.replace("[choices]", question + "[choices]", 1), "utf-8")
    return folder


@pytest.fixture
def phone(server, browser, place):
    """Open somebody's link on a phone that is touched, and keep what the console says and what the browser asks for."""
    contexts = []

    def opened(person, *, colours="light", **address):
        context = browser.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=colours, locale="sv-SE")
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{server}/?" + "&".join(f"{key}={value}" for key, value in {"k": place.links[person], **address}.items()))
        page.get_by_role("heading", level=1).wait_for()
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def fresh(place):
    """Forget what the people have answered before."""
    for person in place.links:
        for sent in place.store.sent(person):
            place.store.withdraw(sent.form)
    for form in (closing("m1", "p1", "mentor"), closing("m3", "p3", "mentor"), closing("m4", "p3", "mentee"), closing("a1", "p1", "mentee")):
        place.store.withdraw(form)


def closing(person, pair, role):
    """Return the closing survey of a person."""
    return Form(person, pair, role, "closing")


def settled(page):
    """Wait until the app has done what it was asked to."""
    page.wait_for_timeout(150)
    page.wait_for_function("!document.querySelector('[data-testid=stApp][data-test-script-state=running]')")
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


def until(condition, *, seconds=5.0):
    """Wait until *condition* holds, and return whether it does."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience and not condition():
        time.sleep(0.05)
    return condition()


# ---- every view ----------------------------------------------------------------------------------------------------------------

VIEWS = {"home": {}, "promise": {"form": 5, "screen": 0}, "questions": {"form": 5, "screen": 2}, "number": {"form": 5, "screen": 8}, "data": {"at": "data"}}


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_read_by_everybody(phone, place, server, view, code, colours):
    """Axe-core finds nothing against WCAG 2.0 to 2.2, nothing is wider than the screen, rows and buttons are 44 pixels high, no other host is asked."""
    page = phone("m1", colours=colours, lang=code, **VIEWS[view])
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.tap()
    settled(page)
    wide = page.evaluate("Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)")
    low = page.locator("[data-testid=stRadioOption], [data-testid=stCheckbox] label, [data-testid=stMain] .stButton button").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height).filter(height => height < 44)"
    )
    page.set_viewport_size({**PHONE, "height": min(9000, page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") + 150)})
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]

    assert [] == [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
    assert wide <= PHONE["width"]
    assert [] == low
    assert code == page.evaluate("document.documentElement.lang")
    assert [] == [address for address in page.asked if not address.startswith((server, "data:", "blob:"))]
    assert [] == page.said


# ---- a whole survey ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "pair", "role", "number", "code"), [("a1", "p1", "mentee", 5, "sv"), ("m3", "p3", "mentor", 5, "en")])
def test_a_whole_closing_survey_by_thumb(phone, place, fresh, person, pair, role, number, code):
    """From the link to the receipt: the promise, every question answered with its first option, the receipt of what is on the disk."""
    page = phone(person, lang=code)
    page.get_by_role("button", name=re.compile("^(Begin|Börja)$")).first.tap()
    settled(page)
    tap(page, TO_THE_QUESTIONS)
    answered = 0
    for screen in range(1, 8):
        answered += first_of_each(page)
        tap(page, NEXT)
        arrived(page, screen + 1)
        assert 0 == page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    page.get_by_role("spinbutton").fill("12")
    tap(page, SEND)

    [sent] = place.store.sent(person)
    page.get_by_role("heading", name=re.compile("^(Thank you|Tack)")).wait_for()
    assert sent.receipt.code in page.inner_text("[data-testid=stMain]")
    assert closing(person, pair, role) == sent.form
    assert answered + 1 == len(sent.answers)
    assert 20 <= answered
    assert "12" == sent.answers["hours"]


def first_of_each(page):
    """Tap the first answer to every question of the screen, and return how many there are."""
    questions = rows(page)
    for number in range(questions.count()):
        questions.nth(number).locator("[data-testid=stRadioOption], [data-testid=stCheckbox] label").first.tap()
    settled(page)
    return questions.count()


# ---- nothing is lost -----------------------------------------------------------------------------------------------------------


def test_fifteen_taps_in_a_row_are_all_kept(phone, place, fresh):
    """Fifteen answers tapped 40 milliseconds apart are all in the database, though no button was pressed."""
    page = phone("m1", form=CLOSING, screen=2)
    page.set_viewport_size({**PHONE, "height": 2600})  # so that no time goes by with scrolling
    settled(page)
    places = page.evaluate(
        """() => [...document.querySelectorAll('[class*=st-key-question]')].flatMap(question => {
            const boxes = [...question.querySelectorAll('[data-testid=stCheckbox] label')].slice(0, -1);
            return boxes.length ? boxes : [question.querySelector('[data-testid=stRadioOption]')];
        }).map(row => row.getBoundingClientRect()).map(at => [at.x + 60, at.y + at.height / 2])"""
    )
    assert 15 == len(places)
    start = time.monotonic()
    for number, (x, y) in enumerate(places):
        page.touchscreen.tap(x, y)
        time.sleep(max(0.0, start + 0.04 * (number + 1) - time.monotonic()))

    assert until(lambda: TAPS == place.store.draft(closing("m1", "p1", "mentor")))


def test_a_slow_press_on_send_after_typing_is_not_lost(phone, place, fresh):
    """A number that was just typed is sent with the first press, though the finger rests on the button for a while."""
    page = phone("m1", form=CLOSING, screen=8)
    page.get_by_role("spinbutton").press_sequentially("34", delay=40)
    box = page.get_by_role("button", name=SEND).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(250)
    page.mouse.up()

    assert until(lambda: [{"hours": "34"}] == [dict(sent.answers) for sent in place.store.sent("m1")])


def test_a_number_typed_before_next_is_kept(phone, place, fresh):
    """Nothing but the number field and the buttons is touched."""
    page = phone("m1", form=CLOSING, screen=8)
    page.get_by_role("spinbutton").press_sequentially("7")
    tap(page, re.compile("^(Back|Tillbaka)$"))

    assert until(lambda: {"hours": "7"} == place.store.draft(closing("m1", "p1", "mentor")))


def test_a_reload_goes_on_where_one_left(phone, place, fresh):
    """Screen and answers are there again; and so they are, by "Continue", from the link alone."""
    page = phone("m1", lang="en", form=CLOSING, screen=1)
    first_of_each(page)
    tap(page, NEXT)
    arrived(page, 2)
    page.reload()
    arrived(page, 2)

    again = phone("m1", lang="en")
    again.get_by_role("button", name="Continue").tap()
    arrived(again, 2)
    tap(again, "Back")
    arrived(again, 1)
    assert 2 == again.locator("[data-testid=stRadioOption][data-selected]").count()


def test_next_lands_at_the_top(phone, fresh):
    """However far down the button was pressed."""
    page = phone("m1", form=CLOSING, screen=2)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 5000)")
    assert 300 < page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")

    tap(page, NEXT)
    arrived(page, 3)

    assert 0 == page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")


def test_two_presses_on_next_are_one(phone, fresh):
    """An impatient thumb does not skip a screen."""
    page = phone("m1", lang="en", form=CLOSING, screen=1)
    page.get_by_role("button", name=NEXT).dblclick(delay=20)
    arrived(page, 2)
    page.wait_for_timeout(1000)

    assert page.locator(".st-key-note-part").inner_text().startswith("Part 2 of 8")


def test_two_presses_on_send_are_one_answer(phone, place, fresh):
    """Pressed twice, in one window and in another: one form, in its first revision."""
    pages = [phone("m1", form=CLOSING, screen=8) for _ in range(2)]
    for page in pages:
        page.get_by_role("spinbutton").press_sequentially("5")
        page.get_by_role("button", name=SEND).dblclick(delay=20)
        page.get_by_role("heading", name=re.compile("^(Thank you|Tack)")).wait_for()

    [sent] = place.store.sent("m1")
    assert 1 == sent.receipt.revision
    assert 1 == len(place.store.raw_tables()["answers"])


def test_the_month_is_ticked_by_thumb(phone, place):
    """One tap, no button."""
    page = phone("m1", lang="en")
    page.get_by_role("radio", name="Once").last.tap(force=True)

    assert until(lambda: "1" in place.store.mentorships("m1")[1].months.values())


def test_everything_can_be_taken_along(phone, place, fresh):
    """The file of My data is JSON, and holds what was sent."""
    place.store.send(closing("m1", "p1", "mentor"), {"goals_met": "fully"}, version=1, promise="", now=session.now())
    page = phone("m1", lang="en")
    page.get_by_role("button", name="My data").tap()
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").locator("button").tap()

    told = json.loads(waiting.value.path().read_text("utf-8"))
    assert [{"goals_met": "fully"}] == [form["answers"] for form in told["forms"]]


# ---- the server dies -----------------------------------------------------------------------------------------------------------


def test_a_server_that_is_killed_loses_nothing_that_was_kept(browser, tmp_path, programme):
    """Killed in the middle of a form and started again: the page goes on by itself, nothing tapped before is lost, and the form is sent once."""
    place = association(tmp_path, pairs=PAIRS, until=date(2099, 12, 31))
    form, port, log = closing("m1", "p1", "mentor"), free_port(), tmp_path / "app.log"
    with browser.browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="sv-SE") as context:
        page = context.new_page()
        with serving(place, programme, port, log) as address:
            page.goto(f"{address}/?k={place.links['m1']}&lang=en&form={CLOSING}&screen=3")
            page.get_by_role("radio").first.wait_for()
            questions = first_of_each(page)
            assert until(lambda: questions == len(place.store.draft(form)))
        kept = place.store.draft(form)
        with serving(place, programme, port, log):
            page.reload()
            page.get_by_role("radio").first.wait_for()
            settled(page)
            assert questions == page.locator("[data-testid=stRadioOption][data-selected]").count()
            for screen in range(4, 9):
                tap(page, NEXT)
                arrived(page, screen)
            tap(page, SEND)
            page.get_by_role("heading", name="Thank you, it is in").wait_for()
        assert [kept] == [dict(sent.answers) for sent in place.store.sent("m1")]
