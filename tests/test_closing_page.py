"""The page on which a cohort is closed, as Streamlit runs it."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime

import pytest
from cohorts import a8, write_tables
from streamlit.testing.v1 import AppTest

from toolkit.app import state
from toolkit.app.navigation import list_pages_for
from toolkit.data.database import open_store
from toolkit.data.sources import read_texts
from toolkit.disclosure import prover
from toolkit.i18n import LANGUAGES, load_language
from toolkit.people.accounts import COORDINATOR, Account
from toolkit.people.coordination import CoordinationService, closing
from toolkit.release.ledger import is_closed, read_kept_release
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow

TODAY = date(2027, 1, 4)
every_language = pytest.mark.parametrize("code", LANGUAGES)


@pytest.fixture
def sit(tmp_path, monkeypatch, swea):
    """Sit down at a desk with the worked cohort."""

    def sat(*, empty=False, **person):
        store = open_store(f"sqlite:///{tmp_path / 'data.db'}")
        if not empty:
            store.put_tables(read_texts(write_tables(a8(), tmp_path / "tables"), swea).tables)
        desk = CoordinationService(
            store,
            swea,
            Account("berit@example.org", "Berit Board", frozenset({COORDINATOR}), **person),
            TODAY,
        )
        monkeypatch.setattr(state, "desk", lambda: desk)
        rooms = sorted(list_pages_for({COORDINATOR}), key=lambda room: room.script != "closing.py")
        monkeypatch.setattr(state, "rooms", lambda: rooms)
        monkeypatch.setenv("MENTORING_TOOLKIT_DATA", str(store.home))
        return desk

    return sat


def at_page(code="en", **address) -> AppTest:
    """Open the page."""
    app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
    app.query_params["lang"] = code
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def read(app: AppTest) -> str:
    """Return all text of the page as a reader sees it."""
    elements = [*app.title, *app.header, *app.subheader, *app.markdown, *app.html, *app.error]
    cells = [
        " ".join(map(str, row))
        for table in app.table
        for row in table.value.reset_index().to_numpy()
    ]
    return re.sub(r"\\(.)", r"\1", "\n".join([str(element.value) for element in elements] + cells))


def press(app: AppTest, label: str) -> AppTest:
    """Press the button that says so."""
    [button] = [button for button in app.button if button.label == label]
    return button.click().run()


def close(app: AppTest, *, name="Berit Board", typed="A8", code="en") -> AppTest:
    """Fill in the last step and close."""
    app.text_input(key="closing-by").input(name)
    app.text_input(key="closing-typed").input(typed)
    return press(app, load_language(code).gettext("Close the cohort for good"))


@every_language
def test_the_page_leads_from_the_day_to_the_act(sit, code):
    """Four steps stand on one page in their order, with the forms in of asked and what will be
    told; there is no button before the last.
    """
    sit()
    app = at_page(code)
    words = load_language(code)
    steps = (
        "1. Which cohort, and which day",
        "2. What is complete, and what is missing",
        "3. What will be told, and what will be hidden",
        "4. Close the cohort for good",
    )

    assert not app.exception and not app.error
    assert [words.gettext(step) for step in steps] == [
        header.value.replace("\\", "") for header in app.header
    ]
    text = read(app)
    assert words.gettext("**{n} of {all}** closing forms are in.").format(n=11, all=16) in text
    assert (
        words.gettext("Hidden [c]: fewer than {n} forms are in from those who are asked.").format(
            n=5
        )
        in text
    )
    assert [words.gettext("Close the cohort for good")] == [button.label for button in app.button]


@every_language
def test_today_is_proposed_and_the_day_stands_in_words_beside_the_button(sit, code):
    """Also where the planned end has passed; of another day the words are others."""
    desk = sit()
    desk.store.database.statement("UPDATE pairs SET planned_end_on = '2026-12-15'")
    app = at_page(code)
    words = load_language(code)

    assert "2027-01-04" == app.text_input(key="closing-day-A8").value
    beside = words.gettext("Closing day: **{date}**")
    assert beside.format(date=words.date(TODAY)) in read(app)
    app.text_input(key="closing-day-A8").input("2026-12-31").run()
    assert beside.format(date=words.date(date(2026, 12, 31))) in read(app)


def test_a_tap_right_after_changing_the_day_closes_on_no_day(sit):
    """The button belongs to the day that stands beside it."""
    desk = sit()
    app = at_page()
    app.text_input(key="closing-day-A8").input("2026-12-31")
    close(app)

    assert not app.exception and not is_closed(desk.store.home, "swea", "A8")


def test_what_lies_in_after_the_day_is_left_out_only_by_its_number(sit):
    """All eleven forms came in on 20 December; on the 10th neither a blank nor another number
    closes.
    """
    desk = sit()
    app = at_page()
    app.text_input(key="closing-day-A8").input("2026-12-10").run()
    assert "no answers had come in by that day" in read(app).lower()
    for left_out, asked in (("", ""), ("11", ""), ("", "16"), ("10", "16")):
        app.text_input(key="closing-left-out-2026-12-10").input(left_out)
        app.text_input(key="closing-without-forms").input(asked)
        assert "write the number that stands above the field" in read(close(app))
        assert not is_closed(desk.store.home, "swea", "A8")

    app.text_input(key="closing-left-out-2026-12-10").input("11")
    app.text_input(key="closing-without-forms").input("16")
    close(app)
    release = read_kept_release(desk.store.home, "swea", "A8")
    assert 0 == release.finding("response.people", "mentor").exact
    assert not release.finding("process.works", "mentor").told


@every_language
def test_pairs_that_nobody_has_ended_are_completed_in_one_act(sit, code):
    """Three are past their planned last day: the two with a form in are ticked, and completed with
    one tap; the third is told as not reported.
    """
    desk = sit()
    desk.store.database.statement(
        "UPDATE pairs SET status = 'active', planned_end_on = '2026-12-15' WHERE pair_id IN ('1',"
        " '2', '8')"
    )
    app, words = at_page(code), load_language(code)

    assert [True, True, False] == [box.value for box in app.checkbox]
    said = press(app, words.gettext("Complete the pairs that are ticked"))
    assert "1, 2" in read(said) and [False] == [box.value for box in said.checkbox]
    close(app, code=code)
    endings = read_kept_release(desk.store.home, "swea", "A8").finding("endings.completed", "pair")
    assert {"completed": 6, "ended_early": 1, "not_reported": 1, "still_open": 0} == endings.counts
    assert (6 / 8, 7 / 8) == endings.range


def test_the_page_shows_no_person_and_no_answer(sit):
    """Not one id of a person, and no answer, stands on the page before the closing or after it,
    where every pair has its end: to end one it is called by its names.
    """
    sit()
    app = at_page()
    pages = [read(app), read(close(app))]

    for text in pages:
        assert not re.search(r"\b[me][1-8]\b", text)
        assert not {"fully", "largely", "dont_know"} & set(text.split())


@every_language
def test_a_cohort_is_closed_and_leads_to_its_evaluation(sit, code):
    """After the button the page says who closed it, what was proved, and offers the closing
    evaluation; there is nothing left to press.
    """
    desk = sit()
    app = close(at_page(code), code=code)
    words, release = load_language(code), read_kept_release(desk.store.home, "swea", "A8")

    assert not app.exception and "Berit Board" == release.closed_by
    assert words.gettext("{cohort} is closed").format(cohort="A8") in [
        header.value for header in app.header
    ]
    assert release.sha256[:12] in read(app)
    assert [words.gettext("Open the closing evaluation")] == [button.label for button in app.button]
    evaluation = press(app, words.gettext("Open the closing evaluation"))
    assert (
        words.gettext("Closing evaluation {cohort}").format(cohort="A8")
        == evaluation.title[0].value
    )


NAME, COHORT = "write your name", "what you wrote is not the name of the cohort"


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("", "A8", NAME),
        ("Berit Board", "", COHORT),
        ("Berit Board", "a8", COHORT),
        ("  ", "A8", NAME),
    ],
)
def test_nothing_is_closed_by_mistake(sit, name, typed, why):
    """Without a name, or without the cohort's own name written out, nothing is closed and the page
    says so.
    """
    desk = sit()
    app = close(at_page(), name=name, typed=typed)

    assert f"Nothing was closed: {why}." in read(app)
    assert ["Close the cohort for good"] == [button.label for button in app.button]
    assert not is_closed(desk.store.home, "swea", "A8") and not desk.store.trail_lines()


def test_pressing_again_and_opening_anew_in_the_middle_do_no_harm(sit, monkeypatch):
    """A page that is opened while the cohort is being closed shows how far it is, without a button,
    and ends at the same release.
    """
    desk = sit()
    going_on, go_on = threading.Event(), threading.Event()
    evaluate = closing.close_cohort

    def slow(*args, **how):
        going_on.set()
        assert go_on.wait(60)
        return evaluate(*args, **how)

    monkeypatch.setattr(closing, "close_cohort", slow)
    begun = closing.begin(
        desk.store,
        desk.programme,
        cohort="A8",
        on=date(2026, 12, 31),
        by="First",
        account="x",
        now=state.now(),
    )
    assert going_on.wait(60)
    threading.Timer(1.0, go_on.set).start()
    app = at_page()

    assert begun.finished and "A8 is closed" in [header.value for header in app.header]
    assert "First" == read_kept_release(desk.store.home, "swea", "A8").closed_by
    assert 1 == len(desk.store.trail_lines())


def test_what_is_in_the_way_stands_in_plain_sentences(sit):
    """A day that lies ahead, and one that is no day, are said plainly, and there is no button to
    close.
    """
    sit()
    app = at_page()
    ahead = app.text_input(key="closing-day-A8").input("2027-02-01").run()
    assert "The closing day lies ahead" in read(ahead) and not ahead.button
    no_day = app.text_input(key="closing-day-A8").input("31/12").run()
    assert "Write the closing day as 2026-12-31." in read(no_day) and not no_day.button


def test_a_closing_that_fails_says_why_and_closes_nothing(sit, monkeypatch):
    """If what would be told is not proved, the page says so in a sentence and the cohort stays
    open.
    """
    desk = sit()

    def unproved(*_args, **_how):
        raise prover.NotProvedError("process.works")

    app = at_page()
    monkeypatch.setattr(prover, "prove", unproved)
    app = close(app)

    assert "It could not be proved" in read(app) and "Nothing was closed." in read(app)
    assert not is_closed(desk.store.home, "swea", "A8")


def test_without_a_cohort_the_page_says_what_comes_first(sit):
    """A desk without a cohort leads to starting one."""
    sit(empty=True)
    app = at_page()

    assert "There is no cohort yet." in read(app) and not app.header


def test_a_cohort_without_pairs_leads_to_adding_them(sit):
    """Where there is nothing to close yet, the page says so, and has neither a step nor a
    button.
    """
    desk = sit(empty=True)
    desk.start_cohort({"name": "A9", "starts_on": "2027-01-01"}, datetime(2027, 1, 4, tzinfo=UTC))
    app = at_page()

    assert "has no pairs yet" in read(app) and not app.header and not app.button
    assert "Add pairs" in [link.proto.label for link in app.get("page_link")]


def test_whoever_is_one_of_a_pair_reads_numbers_without_it(sit):
    """The forms in and asked are those of the other seven pairs, and one sentence says why and what
    that means.
    """
    sit(participant_id="m8")
    text = read(at_page())

    assert (
        "of 14** closing forms are in" in text
        and "1 pair is left out of everything on this page" in text
    )


def test_whoever_has_no_desk_sees_nothing_of_it(sit, monkeypatch):
    """Without a desk there is neither a step nor a button."""
    sit()
    monkeypatch.setattr(state, "desk", lambda: None)
    app = at_page()

    assert not app.header and not app.button
