"""What a participant reads and does on the light pages, as a browser without scripts meets them."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace

import pytest
from ledgers import keep
from lights import client, enter, form_to, forms, post, text, through
from places import NOW, association
from releases import A8

from toolkit.app import state
from toolkit.data.database import Form
from toolkit.errors import Fault, StorageError
from toolkit.i18n import load_language
from toolkit.people.participants import NO_LINK, ParticipantPortal, list_audiences
from toolkit.programme.promise import describe_promise
from toolkit.resources import resource_path
from toolkit.throttle import LINKS

CLOSING, AGREEMENT = Form("m1", "p1", "mentor", "closing"), Form("m1", "p1", "mentor", "agreement")
ENGLISH = load_language("en")
HOME = "/mine"


@pytest.fixture
def karin(place):
    """The browser of m1, who has opened her link in English."""
    browser = client()
    browser.get(f"/m/{place.links['m1']}")
    post(browser, form_to(browser.get(HOME).text, "/mine/language"))
    return browser


def read(browser, path=HOME):
    """Return what a reader sees at an address, with plain blanks."""
    return text(browser.get(path).text).replace("\u00a0", " ")


# ---- my mentorship -----------------------------------------------------------------------------


def test_what_is_due_stands_first(karin):
    """Of a pair: the agreement, the months, the closing survey, and then what is still to come."""
    page = read(karin)
    order = ("Our agreement", "How often were you in contact?", "Closing survey", "Still to come")
    places = [page.index(part) for part in order]

    assert sorted(places) == places


@pytest.mark.parametrize("path", [HOME, "/mine/5/0"])
def test_the_promise_stands_in_full(karin, swea, path):
    """Every sentence of what is promised and what is not, at home and before the first question."""
    told = describe_promise(swea.settings.promise, "en")

    assert [] == [each for each in (*told.promised, *told.limits) if each not in read(karin, path)]


def test_who_sees_what_stands_in_full(karin):
    """Every sentence of it is at home."""
    assert [] == [seen.what for seen in list_audiences(ENGLISH) if seen.what not in read(karin)]


@pytest.mark.parametrize(
    ("goal", "told"), [("yes", "Yes"), ("chose_none", "No, we take it as it comes")]
)
def test_no_goal_by_choice_is_as_visible_as_a_goal(place, karin, goal, told):
    """Both stand in the same line of what the two have agreed on."""
    place.store.send(
        AGREEMENT,
        {"has_goal": goal},
        version=1,
        promise="",
        now=NOW,
        records={"has_goal": "pairs.has_goal"},
    )

    assert f"Do you have a goal for the mentorship? {told}" in read(karin)


def test_a_closed_cohort_asks_for_nothing_more(place, karin):
    """What was not sent says so, and no month can be ticked any more."""
    keep(place.store.home, replace(A8, programme="swea", cohort="2026"))
    page = read(karin)

    assert "Not sent in, and closed now." in page
    assert "How often were you in contact?" not in page


@pytest.mark.parametrize(
    ("typed", "logged"),
    [
        ("2026-11-20", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("20 november", ""),
        ("2026-11-23", ""),
        ("", ""),
    ],
)
def test_a_day_that_is_typed_is_logged_as_a_day(place, karin, typed, logged):
    """Where a browser has no calendar; one that does not exist or lies ahead is told."""
    form = next(form for form in forms(karin.get(HOME).text) if form.action == "/mine/meeting")
    answer = post(karin, form, "save", met_on=typed, form="video")

    assert [logged] * bool(logged) == [
        each["met_on"] for each in place.store.mentorships("m1")[0].meetings
    ]
    said = ("Choose the day on which you met.", "The day must not lie ahead.")
    assert bool(logged) != any(each in text(answer.text) for each in said)


# ---- a form ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("screen", "part"), [("99", "Part 7 of 7"), ("7", "Part 7 of 7"), ("-1", ""), ("abc", "")]
)
def test_a_screen_that_is_not_there_leads_somewhere(karin, screen, part):
    """Beyond the last screen is the last; what is no number is no page, and says so plainly."""
    answer = karin.get(f"/mine/5/{screen}")

    assert (200 if part else 404) == answer.status_code
    assert (part or "There is no such page.") in text(answer.text)


def test_a_pair_that_ended_early_gets_the_short_form(karin):
    """It has four screens where the whole form has seven."""
    assert "Part 1 of 4" in read(karin, "/mine/11/1")
    assert "Part 1 of 7" in read(karin, "/mine/5/1")


def test_the_agreement_begins_with_what_is_agreed_on_already(place, karin):
    """What the other of the two has sent is filled in, and looking at it changes nothing."""
    other, records = (
        Form("a1", "p1", "mentee", "agreement"),
        {"rhythm": "pairs.every_days", "forms": "pairs.forms"},
    )
    place.store.send(
        other,
        {"rhythm": "14", "forms": "video;phone"},
        version=1,
        promise="",
        now=NOW,
        records=records,
    )

    shown = form_to(karin.get("/mine/1/1").text, "/mine/1/1").sent()

    assert (["14"], ["video", "phone"]) == (shown["a.rhythm"], shown["a.forms"])
    assert {} == place.store.draft(AGREEMENT)


def test_a_correction_that_is_not_sent_says_so(place, karin):
    """At home one reads that what was sent before still stands."""
    through(karin, 5, {"goals_met": "largely"})
    post(karin, form_to(karin.get("/mine/5/1").text, "/mine/5/1"), "later", goals_met="partly")

    assert (
        "You have changed answers that are not sent yet. What you sent before stands until then."
        in read(karin)
    )
    assert {"goals_met": "largely"} == dict(place.store.sent("m1")[0].answers)


def test_two_phones_that_send_are_one_answer(place):
    """The second is told that the form is in, and asked for the code; what was sent stands."""
    phones = [client(), client()]
    for phone in phones:
        enter(phone, place.links["m1"])
    lasts = [form_to(phone.get("/mine/5/7").text, "/mine/5/7") for phone in phones]

    answers = [
        post(phone, last, "send", respect=said)
        for phone, last, said in zip(phones, lasts, "51", strict=True)
    ]

    assert [303, 422] == [answer.status_code for answer in answers]
    assert ["/mine/open"] == [
        form.action for form in forms(answers[1].text) if form.action == "/mine/open"
    ]
    assert [(1, {"respect": "5"})] == [
        (sent.receipt.revision, dict(sent.answers)) for sent in place.store.sent("m1")
    ]


TYPED = """
[[items]]
name = "hours"
type = "integer"
label.sv = "Hur många timmar?"
label.en = "How many hours?"
section.sv = "Tid"
section.en = "Time"

[[items]]
name = "best"
type = "text"
label.sv = "Vad var bäst?"
label.en = "What was best?"

[[items]]
name = "last_met"
type = "date"
label.sv = "När sågs ni senast?"
label.en = "When did you meet last?"

"""
"""One more screen at the end: a number, a text and a day."""


@pytest.fixture
def rewritten(tmp_path, monkeypatch):
    """Put a copy of the programme of SWEA in its place, with other text in its closing survey."""

    def written(**changes):
        folder = tmp_path / "programme"
        folder.mkdir()
        for file in resource_path("surveys/swea").glob("*.toml"):
            shutil.copy(file, folder / file.name)
        closing = folder / "closing.toml"
        text = closing.read_text("utf-8")
        for found, put in changes.items():
            assert found in text
            text = text.replace(found, put)
        closing.write_text(text, "utf-8")
        monkeypatch.setenv(state.PROGRAMMES_VARIABLE, str(folder))

    return written


@pytest.mark.parametrize("button", ["next", "back", "later", "sv", "send"])
def test_what_is_typed_is_kept_by_every_button(place, karin, rewritten, button):
    """A number, a text and a day are stored as they were typed, whichever button is pressed."""
    rewritten(**{"[choices]": f"{TYPED}[choices]"})
    given = {"hours": "12", "best": "Promenaderna", "last_met": "2026-11-20"}

    post(karin, form_to(karin.get("/mine/5/8").text, "/mine/5/8"), button, **given)

    sent = [dict(each.answers) for each in place.store.sent("m1")]
    assert (given if button != "send" else {}, [given] * (button == "send")) == (
        place.store.draft(CLOSING),
        sent,
    )


def test_labels_are_taken_literally(place, karin, rewritten):
    """A questionnaire that anybody may write makes no link, picture or script on the page."""
    question, option = (
        "<b>Press</b> [this](http://example.org) $x$",
        "<img src='http://example.org/x.png'>",
    )
    rewritten(
        **{
            "Have the goals of your mentorship been reached?": question,
            'en = "Fully"': f'en = "{option}"',
        }
    )
    page = karin.get("/mine/5/1").text

    assert "&lt;b&gt;Press&lt;/b&gt; [this](http://example.org) $x$" in page
    assert "&lt;img src=" in page
    assert not re.search("<b>Press|<img|<a [^>]*example", page)


# ---- my data -----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["withdraw", "erase"])
def test_the_question_before_it_can_be_answered_no(place, karin, what):
    """It leads back to my data, and everything is as it was."""
    through(karin, 5, {"goals_met": "largely"})
    asked = post(karin, form_to(karin.get("/mine/data").text, f"/mine/{what}"))

    assert '<a class="button wide" href="/mine/data">No, keep it</a>' in asked.text
    assert 1 == len(place.store.sent("m1"))


# ---- the way in --------------------------------------------------------------------------------


def test_two_programmes_share_a_server(place, monkeypatch, tmp_path):
    """A link is looked up in each database, with the programme that stands in the same place."""
    (tmp_path / "other").mkdir()
    other = association(tmp_path / "other")
    monkeypatch.setenv(state.STORE_VARIABLE, f"{place.url} {other.url}")
    folders = (str(resource_path(f"surveys/{name}")) for name in ("swea", "handledarforening"))
    monkeypatch.setenv(state.PROGRAMMES_VARIABLE, os.pathsep.join(folders))

    assert "SWEA Mentorskap" in text(enter(client(), place.links["m1"]))
    assert "SWEA" not in text(enter(client(), other.links["m1"]))


def test_a_database_that_cannot_be_read_says_so_plainly(place, monkeypatch):
    """Whoever opens a link then reads that what was saved is kept, and nothing of the inside."""
    monkeypatch.setattr(ParticipantPortal, "open", refuses)
    answer = client().get(f"/m/{place.links['m1']}")

    assert (503, True) == (
        answer.status_code,
        "What was saved before is kept." in text(answer.text),
    )


def refuses(*_given, **_named):
    """Stand in for a database that does not answer."""
    raise StorageError(Fault("locked"))


def test_an_app_without_a_database_takes_no_answers(place, monkeypatch):
    """A link is told so in a plain sentence, whether it is one or not."""
    monkeypatch.delenv(state.STORE_VARIABLE)
    answers = [client().get(f"/m/{token}") for token in (place.links["m1"], "no-such-link")]

    assert [404, 404] == [answer.status_code for answer in answers]
    assert ["This app does not take answers." in text(answer.text) for answer in answers] == [
        True,
        True,
    ]


@pytest.mark.parametrize("address", ["/", "/evaluation", "/pairs"])
def test_a_link_opens_no_page_of_the_app(place, karin, address):
    """Whoever has opened one has to sign in there like anybody else."""
    cookies = {"cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in karin.cookies.jar)}

    assert karin.get(address, headers=cookies).headers["location"].startswith("/sign-in?")


def test_a_link_opens_no_files(place, karin):
    """What the pages of the app hand out is for whoever is signed in."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in karin.cookies.jar)

    assert "There is no such page." in text(karin.get("/media/x", headers={"cookie": cookies}).text)


def test_two_presses_on_next_are_one(place, karin):
    """The same screen sent twice skips none, and what was filled in is kept once."""
    screen = form_to(karin.get("/mine/5/1").text, "/mine/5/1")
    answers = [post(karin, screen, "next", goals_met="fully") for _time in range(2)]

    assert ["/mine/5/2"] * 2 == [answer.headers["location"] for answer in answers]
    assert {"goals_met": "fully"} == place.store.draft(CLOSING)


# ---- links from when the app had a page for participants -----------------------------------------


@pytest.mark.parametrize(
    ("old", "light"),
    [
        ("/?k={link}", "/m/{link}"),
        ("/?k={link}&lang=en", "/m/{link}?lang=en"),
        ("/?lang=sv&k={link}&at=data&form=5&screen=2", "/m/{link}?lang=sv"),
        ("/?k={link}&lang=fi", "/m/{link}"),
        ("/evaluation?k={link}", "/m/{link}"),
    ],
)
def test_an_old_link_leads_to_the_light_page(place, old, light):
    """The language goes along; the link goes nowhere else, and is kept by nobody on the way."""
    answer = client().get(old.format(link=place.links["m1"]))

    assert (303, light.format(link=place.links["m1"])) == (
        answer.status_code,
        answer.headers["location"],
    )
    assert ("no-referrer", "no-store") == (
        answer.headers["referrer-policy"],
        answer.headers["cache-control"],
    )
    assert ("", False) == (answer.text, "set-cookie" in answer.headers)


@pytest.mark.parametrize(
    ("code", "greeted"), [("en", "Hello Karin"), ("sv", "Hej Karin"), ("", "Hej Karin")]
)
def test_an_old_link_opens_what_it_always_opened(place, code, greeted):
    """In the language of its address, else in that of its person."""
    browser = client()
    answer = browser.get(f"/?k={place.links['m1']}&lang={code}", follow_redirects=True)

    assert ("/mine", True) == (answer.url.path, greeted in text(answer.text))
    assert place.links["m1"] not in answer.text
    assert greeted in read(browser)


@pytest.mark.parametrize(
    "token",
    ["//evil.example.org", "https://evil.example.org", "a/../..", "a\r\nSet-Cookie: b=c", "å?#&"],
)
def test_an_old_link_leads_to_no_other_site(place, token):
    """Whatever stands in its place is one name below the light pages, and opens nothing."""
    found = client().get("/", params={"k": token})

    assert re.fullmatch(r"/m/[\w.%~-]+", found.headers["location"])
    assert (
        NO_LINK in text(client().get("/", params={"k": token}, follow_redirects=True).text)
        or "/" in token
    )


def test_old_links_are_tried_no_faster_than_new_ones(place):
    """They are looked up at the light page only, which makes whoever tries many of them wait."""
    browser = client()
    for number in range(LINKS.free):
        browser.get(f"/?k={number}", follow_redirects=True)

    assert 429 == browser.get(f"/?k={place.links['m1']}", follow_redirects=True).status_code


def test_a_link_that_names_nothing_is_none(place):
    """Without a name behind it the address is that of the app, which is for those who sign in."""
    assert client().get("/?k=").headers["location"].startswith("/sign-in?")


# ---- Swedish -----------------------------------------------------------------------------------

OTHERS = re.compile(
    r"\b(a|an|and|are|at|be|by|calendar|cancel|choose|clear|close|day|days|delete|download|empty"
    r"|enter|error|file|heading|help|input|invalid|is|link|loading|main|menu|month|next|not|of|open"
    r"|option|options|please|press|previous|required|search|select|selected|server|settings|show"
    r"|submit|the|this|today|upload|use|value|view|with|year|you|your)\b",
    re.IGNORECASE,
)
"""Words of which English sentences are made, and Swedish ones are not."""
SWEDISH_PAGES = (
    HOME,
    "/mine/data",
    *(f"/mine/{number}/{screen}" for number in (1, 2, 5, 11, 14) for screen in range(8)),
)


def english(page):
    """Return what is seen or read out on a page in English, but for the way to the English page."""
    page = re.sub(r'<button[^>]* lang="en">English</button>', "", page)
    title = re.findall("<title>(.*?)</title>", page)
    said = [
        text(page),
        *title,
        *re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', page),
    ]
    return sorted({word for part in said for word in OTHERS.findall(part)})


@pytest.mark.parametrize("path", SWEDISH_PAGES)
def test_no_english_is_left_on_a_swedish_page(place, untranslated, path):
    """Neither in what is seen nor in the names that are read out."""
    browser = client()
    enter(browser, place.links["m1"])

    assert ([], []) == (english(browser.get(path).text), untranslated)


def test_no_english_is_left_where_something_is_wrong_or_done(place, untranslated):
    """An empty form, a faulty meeting, a receipt, a wrong code, before erasing, and the end."""
    browser = client()
    enter(browser, place.links["m1"])
    pages = [through(browser, 5, {}).text]
    meeting = next(form for form in forms(browser.get(HOME).text) if form.action == "/mine/meeting")
    pages.append(post(browser, meeting, "save", met_on="0020-01-01", minutes="x").text)
    pages.append(browser.get(through(browser, 5, {"goals_met": "fully"}).headers["location"]).text)
    sealed = client()
    enter(sealed, place.links["m1"])
    asked = form_to(sealed.get("/mine/5/1").text, "/mine/open")
    pages.append(post(sealed, asked, "open", code="2222-2222").text)
    questions = [
        form_to(browser.get("/mine/data").text, f"/mine/{what}") for what in ("withdraw", "erase")
    ]
    pages += [post(browser, asked).text for asked in questions]
    left = post(browser, form_to(browser.get(HOME).text, "/mine/leave")).headers["location"]
    pages.append(browser.get(left).text)

    assert ([[]] * len(pages), []) == ([english(page) for page in pages], untranslated)
