"""The line between a phone and the server is cut, in the middle of anything, and the page is never
reloaded: nothing that was kept is lost.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from datetime import date

import pytest
from cut import line
from phones import (
    CLOSING,
    NEXT,
    PAIRS,
    PHONE,
    SEND,
    arrived,
    closing,
    free_port,
    serving,
    settled,
    tap,
    until,
    with_typing,
)
from places import association

FORM = closing("m1", "p1", "mentor")
BOXES, BOX = "[data-testid=stCheckbox] label", "[data-testid=stCheckbox] input"
AWAY = re.compile("^(There is no connection just now|Just nu finns ingen förbindelse)")
THANKS = re.compile("^(Thank you|Tack)")


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    """The programme of SWEA, with questions to be answered by typing at its end."""
    return with_typing(tmp_path_factory.mktemp("swea"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The association in a database."""
    return association(tmp_path_factory.mktemp("cut"), pairs=PAIRS, until=date(2099, 12, 31))


@pytest.fixture(scope="module")
def port(place, programme, tmp_path_factory):
    """The port at which the app runs."""
    found = free_port()
    with serving(place, programme, found, tmp_path_factory.mktemp("log") / "app.log"):
        yield found


@pytest.fixture
def wire(port, place):
    """A line to the app, and nobody has answered anything yet."""
    place.store.withdraw(FORM)
    with line(port) as laid:
        yield laid


@pytest.fixture
def phone(browser, place):
    """Open Karin's closing survey over a line, on a phone that is touched; the tab is never loaded
    anew.
    """
    contexts = []

    def opened(wire, screen, code="en"):
        contexts.append(
            browser.browser.new_context(
                viewport=PHONE, has_touch=True, is_mobile=True, locale="sv-SE"
            )
        )
        page = contexts[-1].new_page()
        page.goto(
            f"http://127.0.0.1:{wire.port}/?k={place.links['m1']}&lang={code}&form={CLOSING}&screen={screen}"
        )
        page.get_by_role("heading", level=1).wait_for()
        settled(page)
        page.evaluate("window.neverReloaded = true")
        return page

    yield opened
    assert [True] == [
        page.evaluate("window.neverReloaded") for context in contexts for page in context.pages
    ]
    for context in contexts:
        context.close()


def ticked(page):
    """Return the places of the boxes that are ticked on the page."""
    return page.locator(BOX).evaluate_all(
        "boxes => boxes.flatMap((box, place) => box.checked ? [place] : [])"
    )


def there_again(page, places):
    """Return whether these boxes are ticked, as soon as what stood on the page is put back."""
    patience = time.monotonic() + 10
    while time.monotonic() < patience and ticked(page) != places:
        page.wait_for_timeout(100)
    return ticked(page) == places


def back_again(wire, page):
    """Open the line, and wait until the page has found the server by itself and done what it had
    to.
    """
    wire.open()
    page.wait_for_selector("[data-test-connection-state=CONNECTED]")
    page.wait_for_function("!document.querySelector('main :disabled')")
    page.wait_for_timeout(500)
    settled(page)


# ---- the app: a line that is known to be cut -----------------------------------------------------


def test_what_was_kept_before_the_cut_is_there_after_it_and_is_sent(phone, place, wire):
    """While the line is cut nothing can be tapped, a sentence says so, and what is kept stays on
    the page; then the form goes on and is sent.
    """
    page = phone(wire, 2, "sv")
    for number in (0, 2):
        page.locator(BOXES).nth(number).tap()
    assert until(lambda: {"carry_on": "keep_practising;new_mentor"} == place.store.draft(FORM))

    wire.cut()
    page.get_by_role("status").filter(has_text=AWAY).wait_for()
    page.locator(BOXES).nth(1).tap(force=True)
    page.get_by_role("button", name=NEXT).last.tap(force=True)
    page.wait_for_timeout(
        4000
    )  # Streamlit tries again and again meanwhile, and brings up a dialog in English
    assert [0, 2] == ticked(page)
    assert not page.get_by_text("Streamlit server is not responding").is_visible()
    back_again(wire, page)

    assert there_again(page, [0, 2])
    assert "" == page.locator("#line").text_content()
    page.locator(BOXES).nth(1).tap()
    for screen in range(3, 9):
        tap(page, NEXT)
        arrived(page, screen)
    tap(page, SEND)
    page.get_by_role("heading", name=THANKS).wait_for()
    assert [{"carry_on": "keep_practising;new_goal;new_mentor"}] == [
        dict(sent.answers) for sent in place.store.sent("m1")
    ]


def test_what_is_tapped_into_a_dead_line_is_kept_once_it_is_there_again(phone, place, wire):
    """A tap that went under stands on the page, and is in the database as soon as the page has
    found the server, without another tap.
    """
    page = phone(wire, 2)
    page.locator(BOXES).nth(0).tap()
    assert until(lambda: {"carry_on": "keep_practising"} == place.store.draft(FORM))

    wire.there.clear()
    page.locator(BOXES).nth(3).tap()
    page.locator("[data-testid=stRadioOption]").first.tap()
    page.wait_for_timeout(500)
    assert [0, 3] == ticked(page)
    assert {"carry_on": "keep_practising"} == place.store.draft(FORM)
    wire.cut()
    page.wait_for_timeout(1000)
    back_again(wire, page)

    assert there_again(page, [0, 3])
    assert until(
        lambda: (
            {"carry_on": "keep_practising;become_mentor", "carry_on_confidence": "5"}
            == place.store.draft(FORM)
        )
    )


def test_a_line_that_dies_without_a_word_is_noticed(phone, place, wire):
    """Nothing tells the phone that its tap arrives nowhere: it asks, says so, and sends again when
    somebody answers.
    """
    page = phone(wire, 2)
    wire.there.clear()
    wire.back.clear()
    page.locator(BOXES).nth(1).tap()
    page.get_by_role("status").filter(has_text=AWAY).wait_for(timeout=15_000)
    assert "CONNECTED" == page.locator("[data-testid=stApp]").get_attribute(
        "data-test-connection-state"
    )
    assert {} == place.store.draft(FORM)

    wire.cut()
    back_again(wire, page)

    assert until(lambda: {"carry_on": "new_goal"} == place.store.draft(FORM))
    assert until(lambda: page.locator("#line").text_content() == "")


@pytest.mark.parametrize("once", range(3))
def test_what_was_typed_when_the_line_was_cut_is_sent(phone, place, wire, once):
    """A number, a text and a day that stand in their fields are in the answer, though no field was
    left before the cut.

    It is tried more than once: when the cut hits a run that is under way, Streamlit empties the
    fields, and the page puts back what stood there.
    """
    page = phone(wire, 8)
    page.locator("input[type=date]").fill("2020-11-20")
    page.get_by_role("spinbutton").press_sequentially("12")
    page.locator("textarea").press_sequentially("Promenaderna")
    wire.cut()
    page.wait_for_timeout(1000)
    back_again(wire, page)
    assert until(
        lambda: (
            {"hours": "12", "best": "Promenaderna", "last_met": "2020-11-20"}
            == place.store.draft(FORM)
        )
    )
    tap(page, SEND)

    page.get_by_role("heading", name=THANKS).wait_for()
    assert [{"hours": "12", "best": "Promenaderna", "last_met": "2020-11-20"}] == [
        dict(sent.answers) for sent in place.store.sent("m1")
    ]


# ---- the app: in the middle of Send --------------------------------------------------------------


def test_a_receipt_that_was_under_way_is_shown_when_the_line_is_there_again(phone, place, wire):
    """The server has it, the phone does not know: the page comes to the receipt by itself, and
    there is one answer.
    """
    page = phone(wire, 8)
    page.get_by_role("spinbutton").fill("12")
    page.get_by_role("heading", level=1).tap()
    assert until(lambda: {"hours": "12"} == place.store.draft(FORM))
    settled(page)
    wire.back.clear()
    page.get_by_role("button", name=SEND).tap()
    assert until(lambda: place.store.sent("m1"))
    wire.cut()
    page.wait_for_timeout(1000)
    assert not page.get_by_role("heading", name=THANKS).is_visible()
    wire.open()

    page.get_by_role("heading", name=THANKS).wait_for()
    [sent] = place.store.sent("m1")
    assert ({"hours": "12"}, 1) == (sent.answers, sent.receipt.revision)
    page.get_by_text(sent.receipt.code).first.wait_for()
    page.wait_for_url("**screen=sent*")
    page.get_by_role("button", name="Read or correct").tap()
    arrived(page, 1)


def test_a_form_whose_sending_went_under_stands_as_it_was(phone, place, wire):
    """Nothing is sent, and nothing says so; what was filled in is there, and sending again gives
    one answer.
    """
    page = phone(wire, 8)
    page.get_by_role("spinbutton").press_sequentially("12")
    wire.there.clear()
    page.get_by_role("button", name=SEND).tap()
    page.wait_for_timeout(500)
    wire.cut()
    page.wait_for_timeout(1000)
    back_again(wire, page)

    assert () == place.store.sent("m1")
    assert until(lambda: {"hours": "12"} == place.store.draft(FORM))
    assert not page.get_by_role("heading", name=THANKS).is_visible()
    tap(page, SEND)
    page.get_by_role("heading", name=THANKS).wait_for()
    assert [({"hours": "12"}, 1)] == [
        (sent.answers, sent.receipt.revision) for sent in place.store.sent("m1")
    ]


def test_a_server_that_is_started_anew_finds_the_page_as_it_was_left(
    phone, tmp_path, place, programme
):
    """The page goes on by itself on a server that knows nothing of it; what it shows as chosen is
    what is kept.
    """
    place.store.withdraw(FORM)
    found, log = free_port(), tmp_path / "app.log"
    with line(found) as wire:
        with serving(place, programme, found, log):
            page = phone(wire, 2)
            page.locator(BOXES).nth(0).tap()
            assert until(lambda: {"carry_on": "keep_practising"} == place.store.draft(FORM))
            wire.there.clear()
            page.locator(BOXES).nth(3).tap()
            wire.cut()
        with serving(place, programme, found, log):
            back_again(wire, page)
            page.wait_for_timeout(1000)
            codes = ["keep_practising", "new_goal", "new_mentor", "become_mentor"]
            assert until(
                lambda: (
                    ";".join(codes[number] for number in ticked(page))
                    == place.store.draft(FORM)["carry_on"]
                )
            )
            assert 0 in ticked(page)


# ---- the light pages -----------------------------------------------------------------------------


@contextmanager
def light_door(place, log):
    """Run the server with the light pages until the end, by force, and give its port."""
    found = free_port()
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "serve",
        place.url,
        "--programme",
        "surveys/swea",
        "--port",
        str(found),
        "--language",
        "en",
    ]
    told = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MENTORING_TOOLKIT")
    }
    with (
        log.open("a", encoding="utf-8") as said,
        subprocess.Popen(command, env=told, stdout=said, stderr=said) as process,
    ):
        try:
            patience = time.monotonic() + 60
            while time.monotonic() < patience and process.poll() is None:
                with (
                    suppress(OSError),
                    urllib.request.urlopen(f"http://127.0.0.1:{found}/healthz", timeout=2),
                ):
                    break
                time.sleep(0.1)
            yield found
        finally:
            process.kill()
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def light_port(place, tmp_path_factory):
    """The port at which the light pages are served."""
    with light_door(place, tmp_path_factory.mktemp("log") / "server.log") as found:
        yield found


@pytest.fixture
def light_wire(light_port, place):
    """A line to the light pages, and nobody has answered anything yet."""
    place.store.withdraw(FORM)
    with line(light_port) as laid:
        yield laid


@pytest.fixture
def light_page(browser, place, light_wire):
    """The last screen of Karin's closing survey, without scripts, its first question answered."""
    with browser.browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False
    ) as context:
        page = context.new_page()
        to_the_last_screen(page, light_wire, place)
        page.locator("fieldset").first.locator("label.option").first.tap()
        yield page


def to_the_last_screen(page, wire, place):
    """Open the personal link, and go to the last screen of the closing survey."""
    page.goto(f"http://127.0.0.1:{wire.port}/m/{place.links['m1']}")
    page.goto(f"http://127.0.0.1:{wire.port}/mine/{CLOSING}/7")


def press_send(page):
    """Press Send, and wait for nothing."""
    page.locator("main button[value=send]").tap(no_wait_after=True)


@pytest.mark.parametrize("again", ["loaded again", "filled in again"])
def test_a_light_form_whose_receipt_was_under_way_is_one_answer(
    light_page, light_wire, place, again
):
    """The server has it, the phone gets no answer: loading the page again, or filling in the same
    once more, leads to the one receipt.
    """
    light_wire.back.clear()
    press_send(light_page)
    assert until(lambda: place.store.sent("m1"))
    light_wire.cut()
    light_page.wait_for_timeout(1000)
    light_wire.open()
    if again == "loaded again":
        light_page.reload()
    else:
        to_the_last_screen(light_page, light_wire, place)
        assert 1 == light_page.locator("input:checked").count()
        press_send(light_page)
    light_page.get_by_role("heading", name=THANKS).wait_for()

    [sent] = place.store.sent("m1")
    assert (1, 1) == (len(sent.answers), sent.receipt.revision)
    assert sent.receipt.code in light_page.inner_text("main")


def test_a_light_form_that_never_arrived_is_sent_again(light_page, light_wire, place):
    """Nothing is in, and nothing says so; loading the page again sends what was filled in, and
    gives one answer.
    """
    light_wire.there.clear()
    press_send(light_page)
    light_page.wait_for_timeout(500)
    light_wire.cut()
    light_page.wait_for_timeout(1000)
    assert () == place.store.sent("m1")
    assert {} == place.store.draft(FORM)
    light_wire.open()
    light_page.reload()
    light_page.get_by_role("heading", name=THANKS).wait_for()

    assert [(1, 1)] == [
        (len(sent.answers), sent.receipt.revision) for sent in place.store.sent("m1")
    ]
