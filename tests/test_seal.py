"""What was sent stays closed to whoever has only the link, on every light page; in the sitting it
was sent in, and with its code, it opens.
"""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from lights import client, enter, form_to, forms, post, text, through
from places import NOW

from toolkit.data.database import Form
from toolkit.server.participant.routes import ParticipantRoutes
from toolkit.server.participant.sessions import (
    AT_MOST,
    EARLIER_VISIT_COOKIE,
    IDLE_SECONDS,
    MOST_OF_ONE,
    VISIT_COOKIE,
    ParticipantSessions,
)

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


def reader(place, person="m1", **behind):
    """Return a browser in which somebody has opened the link anew, and reads English."""
    browser = client(**behind)
    enter(browser, place.links[person])
    while '<html lang="en">' not in browser.get("/mine").text:
        post(browser, form_to(browser.get("/mine").text, "/mine/language"))
    return browser


def send(place, form=CLOSING, answers=None):
    """Send a form from elsewhere, and return the code of its receipt."""
    return place.store.send(
        form, answers or {"goals_met": "largely"}, version=1, promise="", now=NOW
    ).code


def type_code(browser, path, code):
    """Type a code on a page that asks for one."""
    return post(browser, form_to(browser.get(path).text, "/mine/open"), "open", code=code)


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("number", EVERY_KIND)
@pytest.mark.slow
def test_no_page_and_no_file_holds_what_was_sent(place, number, changed):
    """With the link only, no answer, no correction and no code of a receipt is in any byte that
    goes out, whatever is asked for or sent.
    """
    form, item = EVERY_KIND[number]
    code = send(place, form, {item: CANARY})
    if changed:
        place.store.keep_draft(form, {item: f"{CANARY}2"})
    browser = reader(place)
    key = form_to(browser.get("/mine").text, "/mine/language").sent()["form_key"]
    paths = [
        "/mine",
        "/mine/data",
        "/mine/data.json",
        f"/mine/{number}",
        f"/mine/{number}/sent",
        *(f"/mine/{number}/{screen}" for screen in range(9)),
    ]
    sends = {
        f"/mine/{number}/1": {"go": ["send"]},
        "/mine/open": {"code": ["2222-2222"], "task": [str(number)]},
        "/mine/withdraw": {"task": [str(number)]},
    }

    answers = [browser.get(path, follow_redirects=True) for path in paths]
    answers += [
        browser.post(path, data={"form_key": key, **given}) for path, given in sends.items()
    ]

    assert [200] * len(paths) + [422, 422, 200] == [answer.status_code for answer in answers]
    assert [] == [
        word
        for word in (CANARY, "Kanarief\\u00e5gel", code)
        for answer in answers
        if word in answer.text
    ]
    assert [dict(place.store.sent("m1")[0].answers)] == [{item: CANARY}]
    type_code(browser, f"/mine/{number}/1", code)
    assert CANARY in browser.get("/mine/data").text


def test_a_sealed_form_says_when_it_came_in_and_what_opens_it(place):
    """It says the day, asks for the code, and tells what can be done without."""
    send(place)

    page = text(reader(place).get("/mine/5/1").text)

    assert (
        "Sent on 22 November 2026, 13:00. To read or correct it, type the code of your receipt."
        in page.replace("\u00a0", " ")
    )
    assert (
        "Under My data you can take the form back; then you can answer it again from the beginning."
        in page
    )


@pytest.mark.slow
def test_the_code_opens_the_form(place):
    """A wrong one opens nothing and says so where it was typed; the right one leads to the
    questions, and the correction keeps its code.
    """
    code = send(place)
    browser = reader(place)
    wrong = type_code(browser, "/mine/5/1", "2222-2222")
    assert (422, 2) == (
        wrong.status_code,
        len(re.findall("This code opens nothing|Not right yet", wrong.text)),
    )

    assert "/mine/5/1" == type_code(browser, "/mine/5/1", code.lower()).headers["location"]
    assert [["largely"]] == [
        form_to(browser.get("/mine/5/1").text, "/mine/5/1").sent()["a.goals_met"]
    ]
    receipt = browser.get(through(browser, 5, {"goals_met": "partly"}).headers["location"]).text
    assert f"Your code: {code}" in text(receipt)
    assert {"goals_met": "partly"} == dict(place.store.sent("m1")[0].answers)


@pytest.mark.slow
def test_a_code_on_my_data_opens_the_list_and_the_file(place):
    """Before, the form stands there with its day only; after, with its answers and its code."""
    code = send(place)
    browser = reader(place)
    assert "Sent on 22 November 2026, 13:00." in text(browser.get("/mine/data").text).replace(
        "\u00a0", " "
    )
    assert 422 == type_code(browser, "/mine/data", "").status_code

    assert "/mine/data" == type_code(browser, "/mine/data", code).headers["location"]
    assert f"Receipt {code}." in text(browser.get("/mine/data").text)
    assert [{"goals_met": "largely"}] == [
        form["answers"] for form in browser.get("/mine/data.json").json()["forms"]
    ]
    assert [] == [
        form.action for form in forms(browser.get("/mine/data").text) if form.action == "/mine/open"
    ]


def test_a_code_that_opens_something_else_says_so(place):
    """Two forms that were sent apart have two codes."""
    send(place)
    code = send(place, EVERY_KIND[11][0])
    browser = reader(place)

    assert "This form has a code of its own." in text(type_code(browser, "/mine/5/1", code).text)
    assert [["largely"]] == [
        form_to(browser.get("/mine/11/1").text, "/mine/11/1").sent()["a.goals_met"]
    ]


@pytest.mark.slow
def test_it_is_taken_back_without_a_code(place):
    """And can be answered again from the beginning then."""
    send(place)
    browser = reader(place)
    sure = post(browser, form_to(browser.get("/mine/data").text, "/mine/withdraw"))
    post(browser, form_to(sure.text, "/mine/withdraw"))

    assert () == place.store.sent("m1")
    assert "a.goals_met" not in form_to(browser.get("/mine/5/1").text, "/mine/5/1").sent()


@pytest.mark.slow
def test_the_code_stands_on_the_receipt_and_not_at_home(place):
    """The receipt says it as often as it is loaded in the sitting; the list of what was sent never
    does.
    """
    browser = reader(place)
    through(browser, 5, {"goals_met": "fully"})
    [sent] = place.store.sent("m1")

    assert [1, 1] == [
        browser.get("/mine/5/sent").text.count(sent.receipt.code) for _time in range(2)
    ]
    assert sent.receipt.code not in browser.get("/mine").text
    assert sent.receipt.code not in reader(place).get("/mine/5/sent").text


@pytest.mark.slow
def test_the_link_opened_anew_in_the_same_browser_is_the_same_sitting(place):
    """Whoever taps the link once more because the line broke still has the receipt; somebody else's
    link in that browser opens nothing of it.
    """
    browser = reader(place)
    through(browser, 5, {"goals_met": "fully"})
    code = place.store.sent("m1")[0].receipt.code

    enter(browser, place.links["m1"])
    assert code in browser.get("/mine/5/sent").text
    enter(browser, place.links["a1"])
    enter(browser, place.links["m1"])
    assert code not in browser.get("/mine/5/sent").text


@pytest.mark.slow
def test_the_sitting_ends_with_the_session(place):
    """Two hours after the last page the link opens a new one, in the same browser too."""
    seconds = [1000.0]
    browser = reader(
        place, door=ParticipantRoutes("en", visitors=ParticipantSessions(lambda: seconds[0]))
    )
    through(browser, 5, {"goals_met": "fully"})
    seconds[0] += IDLE_SECONDS + 1

    enter(browser, place.links["m1"])

    assert place.store.sent("m1")[0].receipt.code not in browser.get("/mine/5/sent").text


def test_the_number_of_the_session_is_sent_to_our_own_pages_only(place):
    """That which tells a sitting from another goes to the address of links, and no script reads
    it.
    """
    header = client().get(f"/m/{place.links['m1']}").headers.get_list("set-cookie")

    [before] = [
        cookie.split("; ") for cookie in header if cookie.startswith(f"{EARLIER_VISIT_COOKIE}=")
    ]
    assert {"HttpOnly", "SameSite=lax", "Path=/m"} <= set(before)


@pytest.mark.slow
def test_what_was_begun_with_an_earlier_link_is_not_shown(place):
    """Whoever issues a link to look finds no answer, and reads that there was one; the first answer
    with the new link replaces it.
    """
    form = EVERY_KIND[5][0]
    browser = reader(place)
    post(
        browser,
        form_to(browser.get("/mine/5/1").text, "/mine/5/1"),
        "later",
        goals_met="largely",
        process_works="4",
    )
    place.links["m1"] = place.store.issue_link("m1", until=date(2027, 6, 30), now=NOW)
    new = reader(place)

    assert 1 == text(new.get("/mine").text).count("You began this form with an earlier link.")
    assert 1 == text(new.get("/mine/data").text).count("You began this form with an earlier link.")
    assert "largely" not in new.get("/mine/data.json").text
    again = form_to(new.get("/mine/5/1").text, "/mine/5/1")
    assert {"a.goals_met", "a.process_works"}.isdisjoint(again.sent())
    post(new, again, "later", process_works="2")
    assert {"process_works": "2"} == place.store.draft(form)


# ---- what was typed meanwhile --------------------------------------------------------------------


def sealed_under_way(place, *, button, **typed):
    """Correct a form that is in, in a session that ends meanwhile; return the page that is got for
    it once the link is opened again, and its code.
    """
    browser, code = (
        reader(place),
        send(place, answers={"goals_met": "largely", "process_works": "4"}),
    )
    type_code(browser, "/mine/5/1", code)
    page = form_to(browser.get("/mine/5/1").text, "/mine/5/1")
    again = reader(place)
    return again, post(again, page, button, **typed), code


@pytest.mark.parametrize("wrong", [0, 2])
@pytest.mark.slow
def test_what_was_typed_into_a_form_that_is_sealed_meanwhile_waits_for_the_code(place, wrong):
    """It stands on the page that asks for the code, is said to, outlives a wrong code, and is kept
    with the right one, where the button led.
    """
    browser, reply, code = sealed_under_way(place, button="next", goals_met="partly")
    assert (422, True) == (
        reply.status_code,
        "is kept once you have typed the code" in text(reply.text),
    )
    for _time in range(wrong):
        reply = post(browser, form_to(reply.text, "/mine/open"), "open", code="2222-2222")
        assert (422, True) == (
            reply.status_code,
            "is kept once you have typed the code" in text(reply.text),
        )

    assert (
        "/mine/5/2"
        == post(browser, form_to(reply.text, "/mine/open"), "open", code=code).headers["location"]
    )
    assert {"goals_met": "partly"} == place.store.draft(CLOSING)
    assert {"goals_met": "largely", "process_works": "4"} == dict(place.store.sent("m1")[0].answers)


@pytest.mark.parametrize("carried", ["x", "[]", '{"a.goals_met": 5}', "null"])
@pytest.mark.slow
def test_what_is_not_ours_beside_a_code_is_left_out(place, carried):
    """The code opens the form all the same."""
    code, browser = send(place), reader(place)
    asked = form_to(browser.get("/mine/5/1").text, "/mine/open").sent("open", code=code)

    assert (
        "/mine/5/1"
        == browser.post("/mine/open", data={**asked, "screen": "1", "filled_in": carried}).headers[
            "location"
        ]
    )
    assert {} == place.store.draft(CLOSING)


# ---- the code, before and after ------------------------------------------------------------------


@pytest.mark.slow
def test_the_code_is_told_before_anything_is_sent(place):
    """On the last screen, so that whoever never gets the receipt has it; on no screen before."""
    browser = reader(place)
    last = [browser.get(f"/mine/5/{screen}").text for screen in (1, 7)]
    [code] = re.findall(r"your code is ([0-9A-Z]{4}-[0-9A-Z]{4})\.", text(last[1]))
    assert "your code is" not in text(last[0])

    through(browser, 5, {"goals_met": "fully"})
    assert code == place.store.sent("m1")[0].receipt.code


@pytest.mark.slow
def test_while_no_code_is_taken_none_is_called_wrong(place):
    """Whoever has the right one is told to wait, and not that it opens nothing, beside the way to
    erase the form.
    """
    code, browser = send(place), reader(place)
    said = [
        text(type_code(browser, path, "2222-2222").text)
        for path in ("/mine/5/1", *["/mine/data"] * 9)
    ]
    assert ["This code opens nothing." in page for page in said] == [True] * 9 + [False]

    for path in ("/mine/5/1", "/mine/data"):
        page = type_code(browser, path, code)
        assert (422, False, True) == (
            page.status_code,
            "opens nothing" in text(page.text),
            "Codes are not taken just now" in text(page.text),
        )


def test_answers_from_elsewhere_are_told_apart_and_no_code_is_promised(place):
    """The page does not say that nothing was sent, nor that a code opens them."""
    row = {
        "participant_id": "m1",
        "pair_id": "p1",
        "questionnaire": "closing",
        "item": "goals_met",
        "answer": "fully",
        "role": "mentor",
        "cohort": "2026",
    }
    place.store.put_tables({"answers": pd.DataFrame([row], dtype="str")})
    page = text(reader(place).get("/mine/data").text)

    assert "They have no code, and are not shown here." in page
    assert "You have not sent anything in yet." not in page
    assert "typed its code" not in page


def test_my_data_says_what_taking_the_agreement_back_clears(place):
    """It is the only form that the two have in common."""
    send(place, EVERY_KIND[1][0], {"rhythm": "14"})
    send(place)
    page = reader(place)
    sure = [
        text(post(page, form).text)
        for form in forms(page.get("/mine/data").text)
        if form.action == "/mine/withdraw"
    ]

    assert [True, False] == ["is cleared with it, for both of you" in said for said in sure]


# ---- how a sitting ends --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_sitting_ends_after_half_a_day_all_the_same(place):
    """However often a page is loaded or the link opened in between: a browser may be open for
    weeks.
    """
    seconds = [1000.0]
    browser = reader(
        place, door=ParticipantRoutes("en", visitors=ParticipantSessions(lambda: seconds[0]))
    )
    through(browser, 5, {"goals_met": "fully"})
    code = place.store.sent("m1")[0].receipt.code
    for _hour in range(AT_MOST // 3600):
        seconds[0] += 3600
        enter(browser, place.links["m1"])
        assert code in browser.get("/mine/5/sent").text

    seconds[0] += 1
    assert 403 == browser.get("/mine/5/sent").status_code


@pytest.mark.slow
def test_whoever_leaves_leaves_nothing_open(place):
    """The button at home ends the sitting, also for a cookie that somebody kept."""
    browser = reader(place)
    through(browser, 5, {"goals_met": "fully"})
    cookie = browser.cookies[VISIT_COOKIE]
    left = browser.get(
        post(browser, form_to(browser.get("/mine").text, "/mine/leave")).headers["location"]
    )

    assert (200, True, None) == (
        left.status_code,
        "You have left" in text(left.text),
        browser.cookies.get(VISIT_COOKIE),
    )
    assert (
        403
        == client().get("/mine/data", headers={"cookie": f"{VISIT_COOKIE}={cookie}"}).status_code
    )
    browser.cookies.set(VISIT_COOKIE, cookie, path="/mine")
    assert 403 == browser.get("/mine/data").status_code


def test_one_link_ends_nobody_elses_sitting():
    """However often it is opened: of one link so many sessions are remembered, the latest."""
    visitors = ParticipantSessions()
    other, *same = (
        visitors.welcome("other"),
        *(visitors.welcome("same") for _time in range(MOST_OF_ONE + 5)),
    )

    assert visitors.of(other)
    assert [False] * 5 + [True] * MOST_OF_ONE == [
        visitors.of(number) is not None for number in same
    ]
