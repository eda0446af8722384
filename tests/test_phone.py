"""A participant's page on a phone, in a real browser: every tap is kept, and nothing that was
acknowledged is ever lost.
"""

from __future__ import annotations

import json
import re
import time
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from phones import (
    CLOSING,
    NEXT,
    PAIRS,
    PHONE,
    SEND,
    arrived,
    closing,
    first_of_each,
    free_port,
    rows,
    serving,
    settled,
    tap,
    until,
    with_typing,
)
from places import association

from toolkit.app import state

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TO_THE_QUESTIONS = re.compile("^(To the questions|Till frågorna)$")
TAPS = {
    "carry_on": "keep_practising;new_goal;new_mentor;become_mentor;course_or_network;other;nothing",
    "carry_on_confidence": "5",
    "keep_contact": "yes",
    "contact_how": "video;phone;messages;in_person;regularly;now_and_then",
}
"""Fifteen taps on the second screen."""


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
    assert [] == [
        line
        for line in log.read_text("utf-8").splitlines()
        if re.search("warning|error|Traceback", line, re.IGNORECASE)
    ]
    assert [] == [
        person for person, token in place.links.items() if token in log.read_text("utf-8")
    ]


@pytest.fixture(scope="session")
def programme(tmp_path_factory):
    """The programme of SWEA, with questions to be answered by typing at its end."""
    return with_typing(tmp_path_factory.mktemp("swea"))


@pytest.fixture
def phone(server, browser, place):
    """Open somebody's link on a phone that is touched, and keep what the console says and what the
    browser asks for.
    """
    contexts = []

    def opened(person, *, colours="light", **address):
        context = browser.browser.new_context(
            viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=colours, locale="sv-SE"
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on(
            "console",
            lambda message: (
                page.said.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(
            f"{server}/?"
            + "&".join(
                f"{key}={value}" for key, value in {"k": place.links[person], **address}.items()
            )
        )
        page.get_by_role("heading", level=1).wait_for()
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()


# ---- every view ----------------------------------------------------------------------------------

VIEWS = {
    "home": {},
    "promise": {"form": 5, "screen": 0},
    "questions": {"form": 5, "screen": 2},
    "number": {"form": 5, "screen": 8},
    "data": {"at": "data"},
}


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("code", ["sv", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_read_by_everybody(phone, place, server, view, code, colours):
    """Axe-core finds nothing against WCAG 2.0 to 2.2, nothing is wider than the screen, rows and
    buttons are 44 pixels high, no other host is asked.
    """
    page = phone("m1", colours=colours, lang=code, **VIEWS[view])
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.tap()
    settled(page)
    wide = page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth)"
    )
    low = (
        page.locator(
            "[data-testid=stRadioOption], [data-testid=stCheckbox] label, [data-testid=stMain]"
            " .stButton button"
        )
        .filter(visible=True)
        .evaluate_all(
            "rows => rows.map(row => row.getBoundingClientRect().height).filter(height => height"
            " < 44)"
        )
    )
    page.set_viewport_size(
        {
            **PHONE,
            "height": min(
                9000,
                page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") + 150,
            ),
        }
    )
    found = (
        Axe()
        .run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        .response["violations"]
    )

    assert [] == [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
    assert wide <= PHONE["width"]
    assert [] == low
    assert code == page.evaluate("document.documentElement.lang")
    assert [] == [
        address for address in page.asked if not address.startswith((server, "data:", "blob:"))
    ]
    assert [] == page.said


# ---- no English on a Swedish page ----------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(a|an|and|are|at|be|by|calendar|cancel|choose|clear|close|connection|date|day|days|decrement|delete|deploy|dialog|dismiss|download|empty"
    r"|enter|error|file|heading|help|hide|increment|input|invalid|is|link|loading|main|menu|month|more|next|not|of|open|option|options|please|press"
    r"|previous|required|rerun|running|search|select|selected|server|settings|show|skip|stop|submit|the|this|today|toggle|upload|use|value|view"
    r"|with|year|you|your|dd|mm|yyyy)\b",
    re.IGNORECASE,
)
"""Words of which Streamlit's own texts are made, none of them Swedish, but for those that stand in
both languages.
"""
MEANT = ("Språk / Language", "English")
"""The switch between the languages says each in its own."""
NAMED = """() => [...document.querySelectorAll("body *")].filter(element => element.checkVisibility()).flatMap(element => [
    ...["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "alt", "title", "placeholder"].map(name => element.getAttribute(name)),
    ...(element.getAttribute("aria-describedby") ?? "").split(" ").map(id => id && document.getElementById(id)?.textContent),
    ...[...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.textContent),
]).filter(Boolean)"""
"""Everything on the page that is read or read out."""
SWEDISH_PAGES = {
    "home": {},
    "promise": {"form": CLOSING, "screen": 0},
    **{f"closing {screen}": {"form": CLOSING, "screen": screen} for screen in range(1, 9)},
    "data": {"at": "data"},
}
FORMS_OF_THE_OTHER_PAIR = range(7, 13)
"""Numbers of the agreement, the check-ins and the follow-up of a pair that goes on."""


def english(page):
    """Return what stands on the page, or is read out on it, in English."""
    said = {text.strip() for text in page.evaluate(NAMED)} | set(
        re.findall(r'"([^"]*)"', page.locator("body").aria_snapshot())
    )
    return sorted(text for text in said - set(MEANT) if ENGLISH.search(text))


@pytest.mark.parametrize("view", SWEDISH_PAGES)
def test_no_english_is_left_on_a_swedish_page(phone, fresh, view):
    """Neither in what is seen nor in the names that are read out; the fields of every kind, the log
    and the buttons among them.
    """
    page = phone("m1", lang="sv", **SWEDISH_PAGES[view])
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.tap()
    settled(page)

    assert [] == english(page)


def test_no_english_is_left_in_the_forms_of_a_pair_that_goes_on(phone, fresh):
    """Agreement and check-ins, with their days, as far as they are open."""
    asked = 0
    for number in FORMS_OF_THE_OTHER_PAIR:
        page = phone("m1", lang="sv", form=number, screen=1)
        asked += rows(page).count()
        assert [] == english(page)
    assert 5 < asked


def test_no_english_is_left_where_something_is_wrong_or_done(phone, place, fresh):
    """An empty form, a day that does not exist, the receipt, a wrong code, and the questions before
    anything is erased.
    """
    page = phone("m1", lang="sv", form=CLOSING, screen=8)
    tap(page, SEND)
    page.locator("[class*=st-key-fault]").wait_for()
    assert [] == english(page)
    page.locator("input[type=date]").fill("0020-01-01")
    tap(page, SEND)
    page.locator(".st-key-fault-last_met").wait_for()
    assert [] == english(page)
    page.locator("input[type=date]").fill("2020-11-20")
    tap(page, SEND)
    page.get_by_role("heading", name=re.compile("^Tack")).wait_for()
    assert [] == english(page)
    sealed = phone("m1", lang="sv", form=CLOSING, screen=1)
    sealed.get_by_label("Koden från ditt kvitto").press_sequentially("2222-2222")
    sealed.get_by_role("button", name="Öppna").tap()
    sealed.locator(".st-key-fault-code").wait_for()
    assert [] == english(sealed)
    data = phone("m1", lang="sv", at="data")
    for asking in ("^Radera allt om mig", "^Ta tillbaka"):
        data.get_by_role("button", name=re.compile(asking)).first.tap()
        settled(data)
        assert [] == english(data)


# ---- a whole survey ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "pair", "role", "number", "code"),
    [("a1", "p1", "mentee", 5, "sv"), ("m3", "p3", "mentor", 5, "en")],
)
def test_a_whole_closing_survey_by_thumb(phone, place, fresh, person, pair, role, number, code):
    """From the link to the receipt: the promise, every question answered with its first option, the
    receipt of what is on the disk.
    """
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


# ---- nothing is lost -----------------------------------------------------------------------------


def test_fifteen_taps_in_a_row_are_all_kept(phone, place, fresh):
    """Fifteen answers tapped 40 milliseconds apart are all in the database, though no button was
    pressed.
    """
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
    """A number that was just typed is sent with the first press, though the finger rests on the
    button for a while.
    """
    page = phone("m1", form=CLOSING, screen=8)
    page.get_by_role("spinbutton").press_sequentially("34", delay=40)
    box = page.get_by_role("button", name=SEND).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(250)
    page.mouse.up()

    assert until(
        lambda: [{"hours": "34"}] == [dict(sent.answers) for sent in place.store.sent("m1")]
    )


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
    """Pressed twice, in one window and in another: one form, in its first revision; the other
    window says that it is in, and asks for the code.
    """
    pages = [phone("m1", form=CLOSING, screen=8) for _ in range(2)]
    for page, then in zip(pages, (".st-key-task-receipt", ".st-key-seal"), strict=True):
        page.get_by_role("spinbutton").press_sequentially("5")
        page.get_by_role("button", name=SEND).dblclick(delay=20)
        page.locator(then).wait_for()

    [sent] = place.store.sent("m1")
    assert 1 == sent.receipt.revision
    assert 1 == len(place.store.raw_tables()["answers"])


def test_the_month_is_ticked_by_thumb(phone, place):
    """One tap, no button."""
    page = phone("m1", lang="en")
    page.get_by_role("radio", name="Once").last.tap(force=True)

    assert until(lambda: "1" in place.store.mentorships("m1")[1].months.values())


def test_everything_can_be_taken_along(phone, place, fresh):
    """The file of My data is JSON, and holds what was sent once its code is typed."""
    code = place.store.send(
        closing("m1", "p1", "mentor"),
        {"goals_met": "fully"},
        version=1,
        promise="",
        now=state.now(),
    ).code
    page = phone("m1", lang="en")
    page.get_by_role("button", name="My data").tap()
    page.get_by_label("The code of your receipt").press_sequentially(code.lower())
    page.get_by_role("button", name="Open").tap()
    page.get_by_text(f"Receipt {code}").wait_for(state="attached")
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").locator("button").tap()

    told = json.loads(waiting.value.path().read_text("utf-8"))
    assert [{"goals_met": "fully"}] == [form["answers"] for form in told["forms"]]


# ---- the server dies -----------------------------------------------------------------------------


def test_a_server_that_is_killed_loses_nothing_that_was_kept(browser, tmp_path, programme):
    """Killed in the middle of a form and started again: the page goes on by itself, nothing tapped
    before is lost, and the form is sent once.
    """
    place = association(tmp_path, pairs=PAIRS, until=date(2099, 12, 31))
    form, port, log = closing("m1", "p1", "mentor"), free_port(), tmp_path / "app.log"
    with browser.browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, locale="sv-SE"
    ) as context:
        page = context.new_page()
        with serving(place, programme, port, log) as address:
            page.goto(f"{address}/?k={place.links['m1']}&lang=en&form={CLOSING}&screen=3")
            page.get_by_role("radio").first.wait_for()
            questions = first_of_each(page)
            assert until(lambda: questions == len(place.store.draft(form)), seconds=20)
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
