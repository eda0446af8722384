"""A participant's page as Streamlit runs it, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from ledgers import keep
from places import NOW, association
from releases import A8
from streamlit.testing.v1 import AppTest

from toolkit import i18n
from toolkit.app import state
from toolkit.data.database import Form
from toolkit.people.participants import NO_LINK, list_audiences
from toolkit.programme import promise
from toolkit.release.locations import DATA_VARIABLE
from toolkit.resources import resource_path
from toolkit.server import server

CLOSING = Form("m1", "p1", "mentor", "closing")
NUMBERS = {"agreement": 1, "closing": 5, "short closing": 11}
"""Numbers of the forms of m1: the first pair's agreement and closing survey, and that of the pair
that ended early.
"""
ENGLISH = i18n.load_language("en")


@pytest.fixture
def place(place, monkeypatch):
    """The association, whose releases the app shows as well."""
    monkeypatch.setenv(DATA_VARIABLE, str(place.store.home))
    return place


@pytest.fixture
def open_page(place):
    """Open somebody's link, in English, at a place behind it."""

    def opened(person="m1", **address):
        app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
        for key, value in {"k": place.links.get(person, person), "lang": "en", **address}.items():
            app.query_params[key] = str(value)
        app.run()
        assert not app.exception
        assert not app.error
        return app

    return opened


def read(app: AppTest) -> str:
    """Return all text of the page as a reader sees it, without Markdown's backslashes."""
    elements = [*app.title, *app.header, *app.subheader, *app.markdown]
    return re.sub(r"\\(.)", r"\1", "\n".join(str(element.value) for element in elements)).replace(
        "\u00a0", " "
    )


def labels(app: AppTest) -> list[str]:
    """Return what the buttons say."""
    return [button.label for button in app.button]


def press(app: AppTest, label: str, nth: int = 0) -> AppTest:
    """Press a button by what it says."""
    [button for button in app.button if button.label == label][nth].click()
    return app.run()


def close(place):
    """Close the cohort."""
    keep(place.store.home, replace(A8, programme="swea", cohort="2026"))


# ---- the door ------------------------------------------------------------------------------------


def test_a_link_that_opens_nothing_says_one_neutral_sentence(place, open_page):
    """Unknown, expired and revoked look exactly alike, and there is nothing to press."""
    place.store.revoke_links("a1")
    place.links["m3"] = place.store.issue_link("m3", until=date(2026, 11, 21), now=NOW)

    pages = [open_page(person) for person in ("no-such-link", "a1", "m3")]

    assert 1 == len({read(page) for page in pages})
    assert NO_LINK in read(pages[0])
    assert [] == labels(pages[0])


def test_an_app_without_a_database_takes_no_answers(open_page, monkeypatch):
    """The link is told so in a plain sentence."""
    monkeypatch.delenv(state.STORE_VARIABLE)

    assert "This app does not take answers." in read(open_page())


def test_the_board_is_not_reached_with_a_link(place, open_page):
    """Behind a link there is the participant's page, even where a release is there to show; without
    one, and without signing in, only the way in.
    """
    close(place)

    assert "Hello Karin" in read(open_page())
    board = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
    board.query_params["lang"] = "en"
    assert "Sign in" in read(board.run())
    assert "reported" not in read(board)


def test_two_programmes_share_an_app(place, open_page, monkeypatch, tmp_path):
    """The link is looked up in each database, with the programme that stands in the same place."""
    (tmp_path / "other").mkdir()
    other = association(tmp_path / "other")
    monkeypatch.setenv(state.STORE_VARIABLE, f"{place.url} {other.url}")
    monkeypatch.setenv(
        state.PROGRAMMES_VARIABLE,
        ":".join(str(resource_path(f"surveys/{name}")) for name in ("swea", "handledarforening")),
    )

    assert "SWEA Mentorship" in read(open_page())
    assert "SWEA" not in read(open_page(other.links["m1"]))


def test_the_page_speaks_the_language_of_its_person(place, open_page):
    """Without a choice in the address it is the person's own; the address wins."""
    assert "SWEA Mentorskap" in read(open_page(lang=""))
    assert "SWEA Mentorship" in read(open_page("a2", lang=""))
    assert "SWEA Mentorskap" in read(open_page("a2", lang="sv"))


def test_a_database_that_cannot_be_read_says_so_plainly(place, monkeypatch):
    """Nobody meets a traceback, and what was saved is said to be kept."""
    monkeypatch.setenv(state.STORE_VARIABLE, place.url.replace("data.db", "gone.db"))
    app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
    app.query_params["k"], app.query_params["lang"] = place.links["m1"], "en"

    [told] = app.run().error

    assert "What was saved before is kept." in told.value
    assert not app.exception


def test_a_fault_of_ours_behind_a_link_says_that_what_was_saved_is_kept(place, monkeypatch):
    """A participant reads of nothing but the page and what was saved, in the app and where it is
    served.
    """

    def fails():
        raise ValueError("SECRET")

    monkeypatch.setattr(state, "my_visit", fails)
    app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
    app.query_params["k"], app.query_params["lang"] = place.links["m1"], "en"
    [told] = app.run().error

    assert told.value.startswith(
        "Something went wrong on this page. What was saved before is kept. Reload the page; if it"
        " happens again, report this line: V"
    )
    assert "SECRET" not in told.value


@pytest.mark.parametrize(
    ("token", "kept"), [("token", "What was saved before is kept."), ("", "No figure was changed.")]
)
def test_the_server_says_what_its_reader_cares_about(monkeypatch, token, kept):
    """Behind a personal link it is what was saved, elsewhere the figures."""
    said: list[str] = []
    monkeypatch.setattr(state, "link", lambda: token)
    monkeypatch.setattr(server.st, "error", said.append)
    try:
        raise ValueError("SECRET")
    except ValueError as fault:
        server._told(fault, "en")

    assert [f"Something went wrong on this page. {kept} Reload the page in a minute."] == said


# ---- my mentorship -------------------------------------------------------------------------------


def test_every_pair_and_role_is_there_and_nobody_else(place, open_page):
    """The person is greeted, each pair stands under its role, and no name or code of anybody else
    is on the page.
    """
    app = open_page()

    assert ["As mentor", "As mentor", "As mentee"] == [header.value for header in app.header][:3]
    assert "Hello Karin" == app.title[0].value
    assert not re.search(r"\b(a1|a2|m3|Åsa)\b", read(app))


def test_what_is_due_stands_first(open_page):
    """Of the first pair: the agreement, the month's tick, the closing survey, and then what is
    still to come.
    """
    text = read(open_page())
    first_pair = [
        text.index(part)
        for part in (
            "Our agreement",
            "How often were you in contact?",
            "Closing survey",
            "Still to come",
        )
    ]

    assert sorted(first_pair) == first_pair


def test_promise_and_who_sees_what_stand_in_full(place, open_page, swea):
    """Every sentence of the promise, of what is not promised, and of who sees what."""
    told = promise.describe_promise(swea.settings.promise, "en")

    text = read(open_page())

    assert [] == [sentence for sentence in (*told.promised, *told.limits) if sentence not in text]
    assert [] == [seen.what for seen in list_audiences(ENGLISH) if seen.what not in text]


def test_a_month_is_ticked_in_one_tap(place, open_page):
    """A tap is saved at once, and there when the page is opened again."""
    app = open_page()
    app.button_group(key="p1-mentor-2026-11").set_value("2+").run()

    assert {"2026-11": "2+"} == place.store.mentorships("m1")[0].months
    assert "2+" == open_page().button_group(key="p1-mentor-2026-11").value


def test_a_meeting_is_logged_and_removed(place, open_page):
    """Day and form are asked for; a meeting without them is not logged, and what is wrong is told."""
    app = press(open_page(), "Save the meeting")
    assert "Choose the day on which you met." in read(app)
    assert () == place.store.mentorships("m1")[0].meetings

    app = open_page()
    app.text_input(key="p1-mentor-new-met_on").set_value("2026-11-20")
    app.radio(key="p1-mentor-new-form").set_value("video")
    app.checkbox(key="p1-mentor-new-celebrated").check()
    app = press(app, "Save the meeting")
    assert "20 November 2026 · By video · We celebrated progress" in read(app)

    assert "By video ·" not in read(press(app, "Remove"))
    assert () == place.store.mentorships("m1")[0].meetings


@pytest.mark.parametrize(
    ("typed", "logged"), [("20261120", ["2026-11-20"]), ("20 november", []), ("2026-11-23", [])]
)
def test_a_day_that_is_typed_is_logged_as_a_day(place, open_page, typed, logged):
    """Where a browser has no calendar, a day is typed: it is stored in one form, and one that does
    not exist or lies ahead is told.
    """
    app = open_page()
    app.text_input(key="p1-mentor-new-met_on").set_value(typed)
    app.radio(key="p1-mentor-new-form").set_value("video")
    app = press(app, "Save the meeting")

    assert logged == [meeting["met_on"] for meeting in place.store.mentorships("m1")[0].meetings]
    assert bool(logged) != (
        "Choose the day on which you met." in read(app)
        or "The day must not lie ahead." in read(app)
    )


@pytest.mark.parametrize(
    ("goal", "told"), [("yes", "Yes"), ("chose_none", "No, we take it as it comes")]
)
def test_no_goal_by_choice_is_as_visible_as_a_goal(place, open_page, goal, told):
    """Both stand in the same place, in the same line of what the two have agreed on."""
    form = Form("m1", "p1", "mentor", "agreement")
    place.store.send(
        form,
        {"has_goal": goal},
        version=1,
        promise="",
        now=NOW,
        records={"has_goal": "pairs.has_goal"},
    )

    assert f"- Do you have a goal for the mentorship? **{told}**" in read(open_page())


# ---- a form --------------------------------------------------------------------------------------


def answer(app: AppTest, item: str, code: str, form: str = "closing") -> AppTest:
    """Tap an answer."""
    app.radio(key=f"answer-{NUMBERS[form]}-{item}-").set_value(code)
    return app.run()


def test_the_promise_comes_before_the_first_question(open_page, swea):
    """A form begins with all of it, and with nothing to answer."""
    app = press(open_page(), "Begin", 1)

    told = promise.describe_promise(swea.settings.promise, "en")
    assert [] == [
        sentence for sentence in (*told.promised, *told.limits) if sentence not in read(app)
    ]
    assert 0 == len(app.radio)
    assert 2 == len(press(app, "To the questions").radio)


def test_every_tap_is_kept_at_once(place, open_page):
    """An answer is in the database before any button is pressed, and so is one that is taken back."""
    app = answer(open_page(form=5, screen=2), "keep_contact", "yes")
    app.checkbox(key="answer-5-carry_on-new_goal").check().run()
    app.checkbox(key="answer-5-carry_on-new_mentor").check().run()
    assert {"keep_contact": "yes", "carry_on": "new_goal;new_mentor"} == place.store.draft(CLOSING)

    app.checkbox(key="answer-5-carry_on-new_goal").uncheck().run()
    assert {"keep_contact": "yes", "carry_on": "new_mentor"} == place.store.draft(CLOSING)


@pytest.mark.parametrize("label", ["Next", "Back", "Go on later"])
def test_what_is_tapped_together_with_a_button_is_kept(place, open_page, label):
    """An answer that reaches the server in one go with the button that leaves the screen is not
    lost.
    """
    app = open_page(form=5, screen=2)
    app.radio(key="answer-5-keep_contact-").set_value("yes")
    press(app, label)

    assert {"keep_contact": "yes"} == place.store.draft(CLOSING)


def test_a_follow_up_question_comes_and_goes(place, open_page):
    """Whoever does not want to keep in contact is not asked how, and an answer to that is dropped."""
    app = open_page(form=5, screen=2)
    app.checkbox(key="answer-5-contact_how-video").check().run()
    app = answer(app, "keep_contact", "no")
    app.run()

    assert {"keep_contact": "no"} == place.store.draft(CLOSING)
    assert "If you keep in contact" not in read(app)


def test_back_and_next_lead_through_the_screens(open_page):
    """The address follows, and answers stand where they were given."""
    app = answer(open_page(form=5, screen=1), "goals_met", "largely")
    app = press(app, "Next")
    assert "2" == app.query_params["screen"]
    app = press(app, "Back")
    assert "largely" == app.radio(key="answer-5-goals_met-").value
    assert "0" == press(app, "Back").query_params["screen"]


@pytest.mark.parametrize("screen", ["99", "-1", "abc", ""])
def test_an_address_that_leads_nowhere_leads_somewhere(open_page, screen):
    """A screen that is not there is the nearest one, or the one where the person left."""
    app = open_page(form=5, screen=screen)

    assert "Part " in read(app)


@pytest.mark.parametrize(
    ("answered", "part"),
    [({"goals_met": "fully"}, 1), ({"goals_met": "fully", "process_works": "4"}, 2)],
)
def test_one_comes_back_where_one_left(place, open_page, answered, part):
    """A form that was begun goes on at the first screen with a question that is not answered."""
    place.store.keep_draft(CLOSING, answered)

    app = press(open_page(), "Continue")

    assert f"Part {part} of 7" in read(app)


def test_sending_shows_the_receipt_that_is_on_the_disk(place, open_page):
    """The receipt is that of the store; the form is in, and can be corrected."""
    app = open_page(form=5, screen=7)
    app.radio(key="answer-5-respect-").set_value("5")
    app = press(app, "Send")

    [sent] = place.store.sent("m1")
    assert {"respect": "5"} == sent.answers
    assert "Thank you, it is in" == app.title[0].value
    assert sent.receipt.code in read(app)
    app = answer(press(app, "Read or correct"), "goals_met", "partly")
    assert "You have changed answers that are not sent yet." in read(press(app, "Go on later"))


def test_whoever_did_not_get_the_receipt_is_shown_it_at_the_screen_that_was_sent(place, open_page):
    """A phone that lost its line still asks for the last screen: it is led to the receipt, until
    the form is opened once more.
    """
    app = open_page(form=5, screen=7)
    app.radio(key="answer-5-respect-").set_value("5")
    app = press(app, "Send")
    app.query_params["screen"] = "7"
    app.run()

    assert ("Thank you, it is in", "sent") == (app.title[0].value, app.query_params["screen"])
    app = press(app, "Read or correct")
    app.query_params["screen"] = "7"
    assert "Part 7 of 7" in read(app.run())


def test_an_empty_form_is_told_to_be_empty(place, open_page):
    """Nothing is sent, and the page says why."""
    app = press(open_page(form=5, screen=7), "Send")

    assert "Nothing is answered yet." in read(app)
    assert () == place.store.sent("m1")


def test_a_pair_that_ended_early_gets_the_short_form(open_page):
    """It has four screens where the whole form has seven."""
    assert "Part 1 of 4" in read(open_page(form=NUMBERS["short closing"], screen=1))
    assert "Part 1 of 7" in read(open_page(form=NUMBERS["closing"], screen=1))


def test_the_agreement_begins_with_what_is_agreed_on_already(place, open_page):
    """What the other of the two has sent is filled in, and looking at it changes nothing."""
    records = {"rhythm": "pairs.every_days", "forms": "pairs.forms"}
    place.store.send(
        Form("a1", "p1", "mentee", "agreement"),
        {"rhythm": "14", "forms": "video;phone"},
        version=1,
        promise="",
        now=NOW,
        records=records,
    )

    app = open_page(form=NUMBERS["agreement"], screen=1)

    assert "14" == app.radio(key="answer-1-rhythm-").value
    assert app.checkbox(key="answer-1-forms-phone").value
    assert {} == place.store.draft(Form("m1", "p1", "mentor", "agreement"))


def test_a_day_is_kept_as_a_day(place, open_page):
    """It is stored as an ISO date."""
    app = open_page(form=NUMBERS["agreement"], screen=1)
    app.text_input(key="answer-1-agreed_on-").set_value("2026-01-20").run()

    assert {"agreed_on": "2026-01-20"} == place.store.draft(Form("m1", "p1", "mentor", "agreement"))


def test_a_closed_cohort_takes_nothing_more(place, open_page):
    """A page that was open when the cohort was closed says so when something is sent, and so does
    one that is opened after.
    """
    app = answer(open_page(form=5, screen=7), "respect", "5")
    close(place)
    app = press(app, "Send")

    assert "This cohort is closed" in read(app)
    assert 0 == len(app.radio)
    assert () == place.store.sent("m1")
    home = read(open_page())
    assert "Not sent in, and closed now." in home
    assert "How often were you in contact?" not in home


def test_a_link_that_is_revoked_under_way_takes_nothing_more(place, open_page):
    """The next tap meets the neutral sentence."""
    app = answer(open_page(form=5, screen=7), "respect", "5")
    place.store.revoke_links("m1")
    app = press(app, "Send")

    assert NO_LINK in read(app)
    assert () == place.store.sent("m1")


# ---- what was sent is sealed ---------------------------------------------------------------------

CANARY = "Kanariefågel"
EVERY_KIND = {
    1: Form("m1", "p1", "mentor", "agreement"),
    5: CLOSING,
    11: Form("m1", "p2", "mentor", "closing"),
    12: Form("m1", "p2", "mentor", "follow-up", "3"),
    14: Form("m1", "p3", "mentee", "check-in", "3"),
}
"""A form of each kind that m1 can fill in today, by its number."""
ASKED = {
    "agreement": "rhythm",
    "closing": "goals_met",
    "check-in": "forward",
    "follow-up": "in_contact",
}
"""A question of each."""


def type_code(app: AppTest, code: str) -> AppTest:
    """Type the code of a receipt."""
    app.text_input(key="code-of-receipt").set_value(code)
    return press(app, "Open")


def everything(app: AppTest) -> str:
    """Return all that goes to the browser, whether it is seen or not."""
    return "\n".join(str(getattr(node, "proto", "")) for node in app._tree)


@pytest.mark.parametrize("number", EVERY_KIND)
def test_no_page_shows_what_was_sent_to_whoever_has_only_the_link(place, open_page, number):
    """In a sitting of its own nothing that goes to the browser holds an answer, a correction or the
    code of the receipt, on any page.
    """
    form = EVERY_KIND[number]
    receipt = place.store.send(
        form, {ASKED[form.questionnaire]: CANARY}, version=1, promise="", now=NOW
    )
    for changed in (False, True):
        if changed:
            place.store.keep_draft(form, {ASKED[form.questionnaire]: f"{CANARY}2"})
        of_form = [open_page(form=number, screen=screen) for screen in ("", "0", "1", "2", "sent")]

        assert [] == [
            word
            for word in (CANARY, receipt.code)
            for page in (open_page(), open_page(at="data"), *of_form)
            if word in everything(page)
        ]
        assert [True] * 5 == ["type the code of your receipt" in read(page) for page in of_form]
        assert "Sent on 22 November 2026, 13:00." in read(open_page(at="data"))
    assert CANARY in everything(type_code(open_page(at="data"), receipt.code))


def test_a_form_opens_with_the_code_of_its_receipt(place, open_page):
    """A wrong code opens nothing and says one sentence; the right one leads to the questions, with
    the answers in them.
    """
    code = place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW).code
    app = press(open_page(), "Read or correct")
    assert "Sent on 22 November 2026, 13:00." in read(app)

    app = type_code(app, "2222-2222")
    assert "This code opens nothing." in read(app)
    assert 0 == len(app.radio)
    app = type_code(app, code.lower().replace("-", " "))
    assert "largely" == app.radio(key="answer-5-goals_met-").value
    assert "This code opens nothing." not in read(app)


def test_while_no_code_is_taken_none_is_called_wrong(place, open_page):
    """Whoever has the right one is told to wait, and not that it opens nothing."""
    code = place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW).code
    for wrong in range(9):
        place.store.mark_of("m1", f"2222-222{wrong}", now=NOW)
    app = type_code(open_page(form=5, screen=1), "2222-2222")

    for _time in range(2):
        assert (
            "Codes are not taken just now" in read(app),
            "This code opens nothing." in read(app),
        ) == (True, False)
        app = type_code(app, code)


def test_the_code_is_told_before_anything_is_sent(place, open_page):
    """On the last screen, so that whoever never gets the receipt has it; on no screen before."""
    assert "your code is" not in read(open_page(form=5, screen=6))
    app = open_page(form=5, screen=7)
    [code] = re.findall(r"your code is ([0-9A-Z]{4}-[0-9A-Z]{4})\.", read(app))

    app.radio(key="answer-5-respect-").set_value("5")
    assert f"Your code: {code}" in read(press(app, "Send"))


def test_answers_from_elsewhere_are_told_apart_and_no_code_is_promised(place, open_page):
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
    page = read(open_page(at="data"))

    assert "They have no code, and are not shown here." in page
    assert "You have not sent anything in yet." not in page
    assert "typed its code" not in page


def test_taking_the_agreement_back_says_what_it_clears(place, open_page):
    """Before it is done, for both of the two."""
    place.store.send(
        Form("m1", "p1", "mentor", "agreement"), {"rhythm": "14"}, version=1, promise="", now=NOW
    )

    assert "is cleared with it, for both of you" in read(
        press(open_page(at="data"), "Take this form back")
    )


def test_a_code_that_opens_something_else_says_so(place, open_page):
    """Two forms that were sent apart have two codes."""
    place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW)
    code = place.store.send(
        EVERY_KIND[11], {"goals_met": "not"}, version=1, promise="", now=NOW
    ).code

    app = type_code(open_page(form=5, screen=1), code)

    assert "This form has a code of its own." in read(app)
    assert (
        "not"
        == press(press(app, "My mentorship"), "Read or correct", 1)
        .radio(key="answer-11-goals_met-")
        .value
    )


def test_a_form_that_is_in_is_taken_back_without_its_code(place, open_page):
    """It can be answered again from the beginning then."""
    place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW)
    app = press(open_page(form=5, screen=1), "My data")
    app = press(press(app, "Take this form back"), "Yes, take it back")

    assert () == place.store.sent("m1")
    assert "You have not sent anything in yet." in read(app)


def test_the_code_stands_on_the_receipt_and_not_at_home(place, open_page):
    """In the sitting in which a form was sent, its receipt says the code and what it is for; the
    list of what was sent does not.
    """
    app = open_page(form=5, screen=7)
    app.radio(key="answer-5-respect-").set_value("5")
    app = press(app, "Send")
    [sent] = place.store.sent("m1")
    assert f"Your code: {sent.receipt.code}" in read(app)
    assert "Whoever sent you the link cannot." in read(app)

    assert sent.receipt.code not in everything(press(app, "My mentorship"))
    assert f"Receipt {sent.receipt.code}." in read(press(app, "My data"))


def test_a_form_that_was_begun_with_an_earlier_link_is_empty(place, open_page):
    """Neither the form nor my data shows it, and both say that it was begun."""
    answer(open_page(form=5, screen=1), "goals_met", "largely")
    place.links["m1"] = place.store.issue_link("m1", until=date(2027, 6, 30), now=NOW)

    assert "You began this form with an earlier link." in read(open_page())
    assert "You began this form with an earlier link." in read(open_page(at="data"))
    app = open_page(form=5, screen=1)
    assert app.radio(key="answer-5-goals_met-").value is None
    assert {"goals_met": "largely"} == place.store.draft(CLOSING)


# ---- my data -------------------------------------------------------------------------------------


def test_my_data_shows_what_is_kept(place, open_page):
    """Sent and begun forms with their answers in words, the contact, and a file with everything."""
    code = place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW).code
    place.store.keep_draft(Form("m1", "p2", "mentor", "closing"), {"goals_met": "not"})

    app = type_code(press(open_page(), "My data"), code)

    text = read(app)
    assert "E-mail: **karin@example.org**" in text
    assert "Have the goals of your mentorship been reached? **Largely**" in text
    assert "Have the goals of your mentorship been reached? **Not reached**" in text
    assert 1 == len(app.get("download_button"))


def test_a_form_is_taken_back_after_one_question(place, open_page):
    """The first press asks, no keeps, yes erases."""
    place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW)
    app = press(open_page(at="data"), "Take this form back")
    app = press(app, "No, keep it")
    assert 1 == len(place.store.sent("m1"))

    app = press(press(app, "Take this form back"), "Yes, take it back")

    assert () == place.store.sent("m1")
    assert "You have not sent anything in yet." in read(app)


def test_everything_is_erased_after_one_clear_question(place, open_page):
    """Nothing is left of answers, contact and link, and the page says so; the link opens nothing
    after that.
    """
    place.store.send(CLOSING, {"goals_met": "largely"}, version=1, promise="", now=NOW)
    app = press(open_page(at="data"), "Erase everything about me")
    assert "cannot be brought back" in read(app)
    assert 1 == len(place.store.sent("m1"))

    app = press(app, "Yes, erase everything")

    assert "Everything is erased" == app.title[0].value
    assert [] == labels(app)
    assert 0 == len(place.store.raw_tables()["answers"])
    assert NO_LINK in read(open_page())


# ---- words that programmes write -----------------------------------------------------------------


def test_labels_are_taken_literally(place, monkeypatch, tmp_path):
    """A questionnaire that anybody may write makes no link, picture or formula on the page."""
    folder = tmp_path / "programme"
    folder.mkdir()
    for file in resource_path("surveys/swea").glob("*.toml"):
        evil = file.read_text("utf-8").replace(
            "Have the goals of your mentorship been reached?",
            "[Press](http://example.org) $x$ **here**",
        )
        (folder / file.name).write_text(
            evil.replace('en = "Fully"', 'en = "![](http://example.org/x.png)"'), "utf-8"
        )
    monkeypatch.setenv(state.PROGRAMMES_VARIABLE, str(folder))
    app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
    for key, value in {"k": place.links["m1"], "lang": "en", "form": "5", "screen": "1"}.items():
        app.query_params[key] = value
    app.run()

    assert app.header[0].value.startswith(r"\[Press\](http\://example.org) \$x\$ **here**")
    assert r"\!\[\](http\://example.org/x.png)" == app.radio[0].options[0]
