"""What was sent stays closed to whoever has only the link, on every light page; in the sitting it was sent in, and with its code, it opens."""

from __future__ import annotations

import re
from datetime import date

import lights
import pytest
from lights import client, enter, form_to, forms, post, text, through
from places import NOW, association

from toolkit import session
from toolkit.serve.door import Door
from toolkit.serve.visitors import BEFORE, LASTS, Visitors
from toolkit.storage import Form

CANARY = "Kanariefågel"
CLOSING = Form("m1", "p1", "mentor", "closing")
EVERY_KIND = {
    1: (Form("m1", "p1", "mentor", "agreement"), "rhythm"),
    5: (CLOSING, "goals_met"),
    11: (Form("m1", "p2", "mentor", "closing"), "goals_met"),
    12: (Form("m1", "p2", "mentor", "follow-up", "3"), "in_contact"),
    14: (Form("m1", "p3", "mentee", "check-in", "3"), "forward"),
}
"""A form of each kind that m1 can fill in today, by its number, with a question of it."""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The association in a database; it is noon on 22 November 2026."""
    place = association(tmp_path)
    monkeypatch.setenv(session.STORE_VARIABLE, place.url)
    monkeypatch.setenv(session.PROGRAMMES_VARIABLE, lights.PROGRAMME)
    monkeypatch.setattr(session.moment, "CLOCK", lambda: NOW)
    return place


def reader(place, person="m1", **behind):
    """Return a browser in which somebody has opened the link anew, and reads English."""
    browser = client(**behind)
    enter(browser, place.links[person])
    while '<html lang="en">' not in browser.get("/mine").text:
        post(browser, form_to(browser.get("/mine").text, "/mine/language"))
    return browser


def send(place, form=CLOSING, answers=None):
    """Send a form from elsewhere, and return the code of its receipt."""
    return place.store.send(form, answers or {"goals_met": "largely"}, version=1, promise="", now=NOW).code


def type_code(browser, path, code):
    """Type a code on a page that asks for one."""
    return post(browser, form_to(browser.get(path).text, "/mine/open"), "open", code=code)


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("number", EVERY_KIND)
def test_no_page_and_no_file_holds_what_was_sent(place, number, changed):
    """With the link only, no answer, no correction and no code of a receipt is in any byte that goes out, whatever is asked for or sent."""
    form, item = EVERY_KIND[number]
    code = send(place, form, {item: CANARY})
    if changed:
        place.store.keep_draft(form, {item: f"{CANARY}2"})
    browser = reader(place)
    key = form_to(browser.get("/mine").text, "/mine/language").sent()["form_key"]
    paths = ["/mine", "/mine/data", "/mine/data.json", f"/mine/{number}", f"/mine/{number}/sent", *(f"/mine/{number}/{screen}" for screen in range(9))]
    sends = {f"/mine/{number}/1": {"go": ["send"]}, "/mine/open": {"code": ["2222-2222"], "task": [str(number)]}, "/mine/withdraw": {"task": [str(number)]}}

    answers = [browser.get(path, follow_redirects=True) for path in paths]
    answers += [browser.post(path, data={"form_key": key, **given}) for path, given in sends.items()]

    assert [200] * len(paths) + [200, 422, 200] == [answer.status_code for answer in answers]
    assert [] == [word for word in (CANARY, "Kanarief\\u00e5gel", code) for answer in answers if word in answer.text]
    assert [dict(place.store.sent("m1")[0].answers)] == [{item: CANARY}]
    type_code(browser, f"/mine/{number}/1", code)
    assert CANARY in browser.get("/mine/data").text


def test_a_sealed_form_says_when_it_came_in_and_what_opens_it(place):
    """It says the day, asks for the code, and tells what can be done without."""
    send(place)

    page = text(reader(place).get("/mine/5/1").text)

    assert "Sent on 22 November 2026, 13:00. To read or correct it, type the code of your receipt." in page.replace("\u00a0", " ")
    assert "Under My data you can take the form back; then you can answer it again from the beginning." in page


def test_the_code_opens_the_form(place):
    """A wrong one opens nothing and says so where it was typed; the right one leads to the questions, and the correction keeps its code."""
    code = send(place)
    browser = reader(place)
    wrong = type_code(browser, "/mine/5/1", "2222-2222")
    assert (422, 2) == (wrong.status_code, len(re.findall("This code opens nothing|Not right yet", wrong.text)))

    assert "/mine/5/1" == type_code(browser, "/mine/5/1", code.lower()).headers["location"]
    assert [["largely"]] == [form_to(browser.get("/mine/5/1").text, "/mine/5/1").sent()["a.goals_met"]]
    receipt = browser.get(through(browser, 5, {"goals_met": "partly"}).headers["location"]).text
    assert f"Your code: {code}" in text(receipt)
    assert {"goals_met": "partly"} == dict(place.store.sent("m1")[0].answers)


def test_a_code_on_my_data_opens_the_list_and_the_file(place):
    """Before, the form stands there with its day only; after, with its answers and its code."""
    code = send(place)
    browser = reader(place)
    assert "Sent on 22 November 2026, 13:00." in text(browser.get("/mine/data").text).replace("\u00a0", " ")
    assert 422 == type_code(browser, "/mine/data", "").status_code

    assert "/mine/data" == type_code(browser, "/mine/data", code).headers["location"]
    assert f"Receipt {code}." in text(browser.get("/mine/data").text)
    assert [{"goals_met": "largely"}] == [form["answers"] for form in browser.get("/mine/data.json").json()["forms"]]
    assert [] == [form.action for form in forms(browser.get("/mine/data").text) if form.action == "/mine/open"]


def test_a_code_that_opens_something_else_says_so(place):
    """Two forms that were sent apart have two codes."""
    send(place)
    code = send(place, EVERY_KIND[11][0])
    browser = reader(place)

    assert "This form has a code of its own." in text(type_code(browser, "/mine/5/1", code).text)
    assert [["largely"]] == [form_to(browser.get("/mine/11/1").text, "/mine/11/1").sent()["a.goals_met"]]


def test_it_is_taken_back_without_a_code(place):
    """And can be answered again from the beginning then."""
    send(place)
    browser = reader(place)
    sure = post(browser, form_to(browser.get("/mine/data").text, "/mine/withdraw"))
    post(browser, form_to(sure.text, "/mine/withdraw"))

    assert () == place.store.sent("m1")
    assert "a.goals_met" not in form_to(browser.get("/mine/5/1").text, "/mine/5/1").sent()


def test_the_code_stands_on_the_receipt_and_not_at_home(place):
    """The receipt says it as often as it is loaded in the sitting; the list of what was sent never does."""
    browser = reader(place)
    through(browser, 5, {"goals_met": "fully"})
    [sent] = place.store.sent("m1")

    assert [1, 1] == [browser.get("/mine/5/sent").text.count(sent.receipt.code) for _time in range(2)]
    assert sent.receipt.code not in browser.get("/mine").text
    assert sent.receipt.code not in reader(place).get("/mine/5/sent").text


def test_the_link_opened_anew_in_the_same_browser_is_the_same_sitting(place):
    """Whoever taps the link once more because the line broke still has the receipt; somebody else's link in that browser opens nothing of it."""
    browser = reader(place)
    through(browser, 5, {"goals_met": "fully"})
    code = place.store.sent("m1")[0].receipt.code

    enter(browser, place.links["m1"])
    assert code in browser.get("/mine/5/sent").text
    enter(browser, place.links["a1"])
    enter(browser, place.links["m1"])
    assert code not in browser.get("/mine/5/sent").text


def test_the_sitting_ends_with_the_session(place):
    """Two hours after the last page the link opens a new one, in the same browser too."""
    seconds = [1000.0]
    browser = reader(place, door=Door("en", visitors=Visitors(lambda: seconds[0])))
    through(browser, 5, {"goals_met": "fully"})
    seconds[0] += LASTS + 1

    enter(browser, place.links["m1"])

    assert place.store.sent("m1")[0].receipt.code not in browser.get("/mine/5/sent").text


def test_the_number_of_the_session_is_sent_to_our_own_pages_only(place):
    """That which tells a sitting from another goes to the address of links, and no script reads it."""
    header = client().get(f"/m/{place.links['m1']}").headers.get_list("set-cookie")

    [before] = [cookie.split("; ") for cookie in header if cookie.startswith(f"{BEFORE}=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/m"} <= set(before)


def test_what_was_begun_with_an_earlier_link_is_not_shown(place):
    """Whoever issues a link to look finds no answer, and reads that there was one; the first answer with the new link replaces it."""
    form = EVERY_KIND[5][0]
    browser = reader(place)
    post(browser, form_to(browser.get("/mine/5/1").text, "/mine/5/1"), "later", goals_met="largely", process_works="4")
    place.links["m1"] = place.store.issue_link("m1", until=date(2027, 6, 30), now=NOW)
    new = reader(place)

    assert 1 == text(new.get("/mine").text).count("You began this form with an earlier link.")
    assert 1 == text(new.get("/mine/data").text).count("You began this form with an earlier link.")
    assert "largely" not in new.get("/mine/data.json").text
    again = form_to(new.get("/mine/5/1").text, "/mine/5/1")
    assert {"a.goals_met", "a.process_works"}.isdisjoint(again.sent())
    post(new, again, "later", process_works="2")
    assert {"process_works": "2"} == place.store.draft(form)
