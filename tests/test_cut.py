"""The line between a phone and the server is cut in the middle of Send.

A form is in once, or stands as it was filled in.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from apps import PATIENCE, serving
from cut import line
from phones import CLOSING, PAIRS, PHONE, closing, until
from places import association

FORM = closing("m1", "p1", "mentor")
THANKS = re.compile("^(Thank you|Tack)")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The association in a database."""
    return association(tmp_path_factory.mktemp("cut"), pairs=PAIRS, until=date(2099, 12, 31))


@pytest.fixture(scope="module")
def port(place, tmp_path_factory):
    """The port at which the light pages are served."""
    with serving(place.url, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield int(address.rpartition(":")[2])


@pytest.fixture
def wire(port, place):
    """A line to the light pages, and nobody has answered anything yet."""
    place.store.withdraw(FORM)
    with line(port) as laid:
        yield laid


@pytest.fixture
def page(browser, place, wire):
    """The last screen of Karin's closing survey, without scripts, its first question answered."""
    with browser.browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False
    ) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        to_the_last_screen(page, wire, place)
        page.locator("fieldset").first.locator("label.option").first.tap()
        yield page


def to_the_last_screen(page, wire, place):
    """Open the personal link, and go to the last screen of the closing survey."""
    page.goto(f"http://127.0.0.1:{wire.port}/m/{place.links['m1']}")
    page.goto(f"http://127.0.0.1:{wire.port}/mine/{CLOSING}/7")


def press_send(page):
    """Press Send, and wait for nothing."""
    page.locator("main button[value=send]").tap(no_wait_after=True)


def cut(page, wire):
    """Cut the line, and wait until the phone has noticed."""
    wire.cut()
    # not wait_for_url(), which raises what the browser met on its way to its own page of the fault
    assert until(lambda: page.wait_for_timeout(50) or page.url.startswith("chrome-error:"))


@pytest.mark.parametrize("again", ["loaded again", "filled in again"])
def test_a_form_whose_receipt_was_under_way_is_one_answer(page, wire, place, again):
    """The server has it, the phone gets no answer.

    Loading the page again, or filling in the same once more, leads to the one receipt.
    """
    wire.back.clear()
    press_send(page)
    assert until(lambda: place.store.sent("m1"))
    cut(page, wire)
    wire.open()
    if again == "loaded again":
        page.reload()
    else:
        to_the_last_screen(page, wire, place)
        assert 1 == page.locator("input:checked").count()
        press_send(page)
    page.get_by_role("heading", name=THANKS).wait_for()

    [sent] = place.store.sent("m1")
    assert (1, 1) == (len(sent.answers), sent.receipt.revision)
    assert sent.receipt.code in page.inner_text("main")


def test_a_form_that_never_arrived_is_sent_again(page, wire, place):
    """Nothing is in, and nothing says so; loading the page again sends what was filled in, once."""
    wire.there.clear()
    asked = wire.asked
    press_send(page)
    assert until(lambda: wire.asked > asked)
    cut(page, wire)
    assert () == place.store.sent("m1")
    assert {} == place.store.draft(FORM)
    wire.open()
    page.reload()
    page.get_by_role("heading", name=THANKS).wait_for()

    assert [(1, 1)] == [
        (len(sent.answers), sent.receipt.revision) for sent in place.store.sent("m1")
    ]
