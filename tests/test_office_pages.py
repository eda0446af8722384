"""The coordinator's pages as Streamlit runs them, without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pandas as pd
import pytest
import streamlit as st
from ledgers import keep
from offices import NOW, OWN, PAIRS, TODAY, everything, office
from releases import A8
from streamlit.testing.v1 import AppTest

from toolkit.app import navigation, state
from toolkit.app.pages import links_page, pair_form, pair_import
from toolkit.data.database import Form
from toolkit.people.accounts import COORDINATOR
from toolkit.people.coordination.context import follower_code
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow

PAGES = {"worklist.py": "to-do", "pairs.py": "pairs", "links.py": "links"}
PLACES = (
    ("worklist.py", {}),
    ("pairs.py", {}),
    ("pairs.py", {"at": "start"}),
    ("pairs.py", {"at": "add"}),
    ("pairs.py", {"at": "sheet"}),
    ("pairs.py", {"at": "cohort"}),
    ("pairs.py", {"pair": "P001"}),
    ("pairs.py", {"pair": "P004"}),
    ("pairs.py", {"pair": "P009"}),
    ("links.py", {}),
)
"""Every place of the coordinator's pages; P009 is the coordinator's own pair."""
MAIN = """
import streamlit as st
from toolkit.app import state
from toolkit.resources import resource_path

rooms = state.rooms()
pages = [
    st.Page(
        resource_path(f"toolkit/app/pages/{room.script}"),
        url_path=room.place,
        default=room is rooms[0],
    )
    for room in rooms
]
st.navigation(pages, position="hidden").run()
"""


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start the pages on a database, as its coordinator, and return how to open a place; it is noon
    on 22 November 2026.
    """
    monkeypatch.setattr(state, "now", lambda: NOW)
    monkeypatch.setattr(state, "rooms", lambda: navigation.list_pages_for([COORDINATOR]))

    def started(place):
        monkeypatch.setattr(state, "desk", lambda: place.desk() if place else None)

        def opened(script="worklist.py", **address):
            app = AppTest.from_string(MAIN, default_timeout=60)
            app.run()
            app.switch_page(str(resource_path(f"toolkit/app/pages/{script}")))
            for key, value in {"lang": "en", **address}.items():
                app.query_params[key] = value
            app.run()
            assert not app.exception
            return app

        return opened

    return started


@pytest.fixture
def full(tmp_path):
    """The cohort in which everything waits."""
    return everything(tmp_path)


@pytest.fixture
def open_page(start, full):
    """Open a place of the full cohort."""
    return start(full)


def read(app: AppTest) -> str:
    """Return all text of the page as a reader sees it, without Markdown's backslashes."""
    elements = [*app.title, *app.header, *app.markdown, *app.table, *app.expander]
    shown = [
        (
            element.value.to_string()
            if hasattr(element, "value") and hasattr(element.value, "to_string")
            else str(getattr(element, "value", ""))
        )
        for element in elements
    ]
    html = re.findall(
        r'class="done"[^>]*>(.*?)</p>',
        " ".join(str(element.proto.body) for element in app.get("html")),
    )
    return re.sub(r"\\(.)", r"\1", "\n".join([*shown, *html])).replace("\u00a0", " ")


def everything_on(app: AppTest) -> str:
    """Return all that reaches the browser: text, labels, options and addresses."""
    links = [element.proto.url for element in app.get("link_button")] + [
        link.proto.label + link.proto.query_string for link in app.get("page_link")
    ]
    options = [option for chosen in (*app.radio, *app.selectbox) for option in chosen.options]
    fields = [str(field.value) for field in app.text_input]
    return "\n".join([read(app), *labels(app), *links, *map(str, options), *fields])


def labels(app: AppTest) -> list[str]:
    """Return what the buttons say."""
    return [button.label for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    """Press the first button that says so."""
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def pair(place, named):
    """Return a pair as its coordinator's desk has it."""
    return next(each for each in place.desk().pairs("2026") if each.pair_id == named)


# ---- every page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(("script", "address"), PLACES)
def test_every_place_is_drawn_of_a_full_cohort(open_page, script, address, lang):
    """Nothing breaks, and the own pair, its names and its codes are nowhere."""
    shown = everything_on(open_page(script, **address, lang=lang))

    assert not re.search(r"Hemlig|M009|A009|P009", shown.replace("pair=P009", ""))
    assert (
        "There is no such pair" in shown
        or "Det finns inget" in shown
        or address.get("pair") != "P009"
    )


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(("script", "address"), PLACES)
def test_every_place_is_drawn_of_a_small_cohort(start, tmp_path, script, address, lang):
    """One pair is enough, in a programme that asks neither for competition nor for somebody who
    follows up.
    """
    place = office(tmp_path, pairs=PAIRS[:1], code="swea")

    assert read(start(place)(script, **address, lang=lang))


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("script", PAGES)
def test_without_a_cohort_every_page_leads_to_the_first_step(start, tmp_path, script, lang):
    """What a cohort is, and one link to start one; nothing else."""
    app = start(office(tmp_path, pairs=()))(script, lang=lang)

    assert 1 == sum("at=start" in link.proto.query_string for link in app.get("page_link"))
    assert [] == labels(app)


@pytest.mark.parametrize("script", PAGES)
def test_whoever_does_not_look_after_the_pairs_sees_nothing(start, script):
    """Without a desk there is a sentence and nothing else."""
    app = start(None)(script)

    assert ["This page is for whoever looks after the pairs"] == [
        title.value for title in app.title
    ]
    assert [] == labels(app)


def test_how_many_pairs_are_not_shown_is_said(open_page):
    """The own pair is one, and it is in none of the counts."""
    for script in PAGES:
        assert "1 pair is not shown or counted here" in read(open_page(script))
    assert "**5 pairs**." in read(open_page())


# ---- to do ---------------------------------------------------------------------------------------


def test_everything_that_waits_is_there_with_what_to_do(full, open_page):
    """Each kind under its heading, the most urgent first; each thing with the pair, a mail and a
    note.
    """
    full.store.log_meeting("P002", {"met_on": "2026-01-20", "form": "phone"}, by="M002", now=NOW)
    app = open_page()

    kinds = [header.value for header in app.header]
    assert kinds[0] == "Somebody wants to be contacted (1)"
    expected = (
        "Competition declared",
        "No first contact",
        "Quiet pairs",
        "To look at again",
        "Nobody follows up",
        "Competition not asked",
        "No direction yet",
    )
    assert [] == [kind for kind in expected if not any(kind in shown for shown in kinds)]
    assert "Note on P001" in labels(app)
    assert any(
        link.proto.url.startswith("mailto:m001@example.org,a001@example.org?subject=How")
        for link in app.get("link_button")
    )


def test_nothing_waits_and_the_page_says_so(start, tmp_path):
    """A pair that began two weeks ago waits for nothing."""
    fresh = {
        "pair_id": "P001",
        "started_on": "2026-11-10",
        "planned_end_on": "2027-08-31",
        "competition": "none",
        "followup_by": follower_code("f@example.org", {"participant_id": ""}),
    }

    place = office(tmp_path, pairs=(fresh,))
    place.store.put_account(
        {"address": "f@example.org", "name": "F", "roles": COORDINATOR, "participant_id": ""},
        keeps="",
        by="",
        what="test",
        now=NOW,
    )
    app = start(place)()

    assert "All is well" in read(app)

    place.desk().change("P001", "complete", {"ended_on": "2026-11-20"}, NOW)
    assert "the closing survey is open and not in from 2 people" in read(start(place)())
    place.store.erase("A001")
    assert "the closing survey is open and not in from 1 person" in read(start(place)())
    keep(place.store.home, replace(A8, programme="handledarforening", cohort="2026"))
    assert "This cohort is closed: nothing waits for you any more." in read(start(place)())


def test_a_note_is_codes_only_and_takes_the_pair_off_the_list(full, open_page):
    """There is no field for free text; once noted, the pair comes back on the day that was
    named.
    """
    app = press(open_page(), "Note on P001")
    assert 0 == len(app.text_area)
    assert [
        "On which day?",
        "When do you look at the pair again? Until then it is left off the list.",
    ] == [field.label for field in app.text_input]
    app = press(app, "Save")
    assert "Choose what you did." in read(app)

    app.radio[0].set_value("called_both")
    app = press(app, "Save")

    assert "Noted for P001." in read(app)
    assert "Note on P001" not in labels(app)
    [noted] = full.desk().notes("P001")
    assert ("called_both", TODAY, date(2026, 12, 6)) == (noted.what, noted.noted_on, noted.again_on)


def test_what_solves_a_thing_is_one_tap_away(full, open_page):
    """The list leads to the pair with the right form open; what is done is done, and the form is
    gone.
    """
    [there] = [
        link
        for link in open_page().get("page_link")
        if link.proto.label == "Choose who follows up (P002)"
    ]
    app = open_page(
        "pairs.py", **dict(part.split("=") for part in there.proto.query_string.split("&"))
    )
    assert "change-P002-follow_up-yes" in [button.key for button in app.button]

    app = press(app, "Leave it as it is")
    assert "change-P002-follow_up-yes" not in [button.key for button in app.button]
    assert "do" not in app.query_params
    assert "" == pair(full, "P002").followup_by


def test_a_long_list_begins_with_ten(start, tmp_path):
    """Every tap brings 25 more, until all are there; an address that names the kind counts as one
    tap.
    """
    pairs = [
        {"pair_id": f"P{number:03d}", "started_on": "2026-11-10", "competition": "not_asked"}
        for number in range(1, 43)
    ]  # one of them is the own
    open_page = start(office(tmp_path, pairs=pairs))

    def shown(app):
        return sum("Nobody has asked" in line.value for line in app.markdown)

    assert 35 == shown(open_page(kind="competition_not_asked"))
    app = open_page()
    assert 10 == shown(app)
    app.button(key="more-competition_not_asked").click().run()
    assert (35, "Show 6 more") == (shown(app), app.button(key="more-competition_not_asked").label)
    app.button(key="more-competition_not_asked").click().run()
    assert 41 == shown(app)
    assert "more-competition_not_asked" not in [button.key for button in app.button]


# ---- pairs ---------------------------------------------------------------------------------------


def test_a_cohort_is_started(start, tmp_path):
    """A name and a first day; the last day follows from the programme. What is wrong stands beside
    its field.
    """
    place = office(tmp_path, pairs=())
    app = press(start(place)("pairs.py", at="start"), "Start the cohort")
    assert "Give the cohort a name, such as 2027." in read(app)

    app.text_input(key="start-name").set_value("2027")
    app.text_input(key="start-starts_on").set_value("2027-01-15")
    app = press(app, "Start the cohort")

    assert "The cohort 2027 is started." in read(app)
    [cohort] = place.desk().cohorts()
    assert ("2027", date(2028, 1, 15)) == (cohort.name, cohort.planned_end_on)


def test_a_pair_is_added_and_a_warning_asks_for_a_second_tap(full, open_page):
    """Two who compete are added only when that is meant; what is wrong is told by field and keeps
    what was typed.
    """
    app = press(open_page("pairs.py", at="add"), "Add the pair")
    assert 2 == read(app).count("Write the name.")

    for field, text in {
        "mentor_name": "Nora Ny",
        "mentor_address": "nora@example.org",
        "mentee_name": "Disa Dahl",
    }.items():
        app.text_input(key=f"add-{field}").set_value(text)
    app.radio(key="add-competition").set_value("declared")
    app = press(app, "Add the pair")
    assert "The two compete with each other." in read(app)
    assert 5 == len(full.desk().pairs("2026"))

    app = press(app, "Add the pair all the same")
    assert "The pair is added." in read(app)
    assert {"Nora Ny", "Disa Dahl"} <= {
        side.name for each in full.desk().pairs("2026") for side in (each.mentor, each.mentee)
    }
    assert "" == app.text_input(key="add-mentor_name").value


def test_a_double_click_adds_one_pair(full, open_page, monkeypatch):
    """The second click, of the same drawn page, only says once more that the pair is added, and
    leaves the form empty.
    """
    app = open_page("pairs.py", at="add")
    for field, text in {"mentor_name": "Nora Ny", "mentee_name": "Disa Dahl"}.items():
        app.text_input(key=f"add-{field}").set_value(text)
    first = pair_form._add
    monkeypatch.setattr(
        pair_form, "_add", lambda *drawn: (first(*drawn), _type_again(), first(*drawn))
    )
    app = press(press(app, "Back to the pairs"), "Add a pair")
    for field, text in {"mentor_name": "Nora Ny", "mentee_name": "Disa Dahl"}.items():
        app.text_input(key=f"add-{field}").set_value(text)
    app = press(app, "Add the pair")

    assert 6 == len(full.desk().pairs("2026"))
    assert "The pair is added." in read(app)
    assert "" == app.text_input(key="add-mentor_name").value
    assert "add-save-1" in [button.key for button in app.button]


def _type_again():
    """Put back into the form what the second click of a double click brings along."""
    st.session_state["add-mentor_name"], st.session_state["add-mentee_name"] = (
        "Nora Ny",
        "Disa Dahl",
    )


def test_a_double_click_is_no_answer_to_a_warning(full, open_page, monkeypatch):
    """What was drawn without the warning does not confirm it."""
    first = pair_form._add
    monkeypatch.setattr(pair_form, "_add", lambda *drawn: (first(*drawn), first(*drawn)))
    app = open_page("pairs.py", at="add")
    for field, text in {"mentor_name": "Karin Bergström", "mentee_name": "Disa Dahl"}.items():
        app.text_input(key=f"add-{field}").set_value(text)
    app = press(app, "Add the pair")

    assert 5 == len(full.desk().pairs("2026"))
    assert "Somebody of this name is known already." in read(app)


def test_somebody_who_is_here_already_is_chosen_for_a_pair(full, open_page):
    """The same person gets a second pair; nobody of the own pair is offered."""
    app = open_page("pairs.py", at="add")
    assert "Karin Bergström (M001)" in app.selectbox(key="add-mentor_id").options
    assert not any("Hemlig" in option for option in app.selectbox(key="add-mentor_id").options)
    app.selectbox(key="add-mentor_id").set_value("M001")
    app.text_input(key="add-mentee_name").set_value("Disa Dahl")
    app = press(press(app, "Add the pair"), "Add the pair all the same")

    assert 2 == sum(each.mentor.code == "M001" for each in full.desk().pairs("2026"))


def test_another_answer_after_the_warning_is_judged_anew(full, open_page):
    """Whoever changes the form after the warning is not taken to have meant it."""
    app = open_page("pairs.py", at="add")
    for field, text in {"mentor_name": "Nora Ny", "mentee_name": "Disa Dahl"}.items():
        app.text_input(key=f"add-{field}").set_value(text)
    app.radio(key="add-competition").set_value("declared")
    app = press(app, "Add the pair")
    app.text_input(key="add-mentee_name").set_value("Doris Dahl")
    app = press(app, "Add the pair all the same")

    assert 5 == len(full.desk().pairs("2026"))
    assert "The two compete with each other." in read(app)


def test_a_sheet_is_read_first_and_taken_in_after(full, open_page):
    """Good and bad rows are counted and add up, each fault names its row and column, and nothing is
    written before the tap.
    """
    rows = [
        ("Nora Ny", "nora@example.org", "Disa Dahl", "2026-11-01"),
        ("Vera Vik", "nonsense", "Moa Mo", "2026-11-01"),
        ("Siv Sol", "", "", "2026-11-01"),
    ]
    content = BytesIO()
    pd.DataFrame(
        rows, columns=["mentor_name", "mentor_address", "mentee_name", "started_on"]
    ).to_csv(content, index=False)
    app = open_page("pairs.py", at="sheet")
    app.get("file_uploader")[0].upload("pairs.csv", content.getvalue(), "text/csv")
    app = press(app, "Read the sheet")

    text = read(app)
    assert "**1 row** can be taken in." in text
    assert "**2 rows** cannot, as they are." in text
    assert re.search(
        r"pairs\.csv, row 3, column mentor_address: this is not one e-mail address", text
    )
    assert re.search(r"pairs\.csv, row 4, column mentee_name: write the name", text)
    assert 5 == len(full.desk().pairs("2026"))

    app = press(app, "Take in 1 pair")
    assert "1 pair is taken in." in read(app)
    assert 6 == len(full.desk().pairs("2026"))
    assert pair_import.SHEET_FORM not in app.session_state


def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(open_page):
    """Neither a missing file nor a broken one is a crash."""
    app = press(open_page("pairs.py", at="sheet"), "Read the sheet")
    assert "Choose a file first." in read(app)

    app.get("file_uploader")[0].upload("pairs.xlsx", b"not a workbook", "application/octet-stream")
    assert "pairs.xlsx" in read(press(app, "Read the sheet"))


def test_a_pair_is_put_on_hold_and_that_is_taken_back(full, open_page):
    """What it means is said before, and one tap takes it back."""
    app = press(open_page("pairs.py", pair="P001"), "Put on hold")
    assert "active" == pair(full, "P001").status
    assert "The two take a break." in read(app)

    app.button(key="change-P001-hold-yes").click().run()
    assert "P001 is on hold." in read(app)
    assert "on_hold" == pair(full, "P001").status

    app = press(app, "Take back “Put on hold”")
    assert "active" == pair(full, "P001").status


def test_an_end_is_a_right_and_asks_for_day_and_reason(full, open_page):
    """The words blame nobody; without a reason nothing is done, and leaving it changes nothing."""
    app = press(open_page("pairs.py", pair="P002"), "End early")
    assert "To end is a right, not a failure" in read(app)
    app.button(key="change-P002-end_early-yes").click().run()
    assert "Choose a reason; it may be that nobody wants to say." in read(app)
    assert "active" == pair(full, "P002").status

    app.radio(key="change-P002-end_early-end_reason").set_value("prefer_not")
    app.button(key="change-P002-end_early-yes").click().run()
    assert ("ended_early", TODAY) == (pair(full, "P002").status, pair(full, "P002").ended_on)


def test_an_extension_takes_a_yes_from_both(full, open_page):
    """One who has not agreed yet is a fault beside the question."""
    app = press(open_page("pairs.py", pair="P003"), "Extend")
    app.text_input(key="change-P003-extend-planned_end_on").set_value("2027-03-01")
    app.radio(key="change-P003-extend-both_agreed").set_value("no")
    app.button(key="change-P003-extend-yes").click().run()
    assert "An extension needs both of the two." in read(app)

    app.radio(key="change-P003-extend-both_agreed").set_value("yes")
    app.button(key="change-P003-extend-yes").click().run()
    assert date(2027, 3, 1) == pair(full, "P003").planned_end_on


def test_one_of_the_two_is_matched_anew(full, open_page):
    """A warning asks for a second tap; then the old pair ends, and the one who goes on stands in a
    new pair.
    """
    app = press(open_page("pairs.py", pair="P001"), "Match anew")
    app.radio(key="change-P001-rematch-keep").set_value("mentee")
    app.text_input(key="change-P001-rematch-name").set_value("Nora Ny")
    app.radio(key="change-P001-rematch-competition").set_value("declared")
    app.button(key="change-P001-rematch-yes-0").click().run()
    assert "active" == pair(full, "P001").status
    assert "P001 ends, and a new pair is made." in read(app)
    assert "The two compete with each other." in read(app)
    app = press(app, "Yes, match them")

    assert "ended_early" == pair(full, "P001").status
    assert ["Nora Ny"] == [
        each.mentor.name
        for each in full.desk().pairs("2026")
        if each.mentee.code == "A001" and each.status == "active"
    ]


def test_a_match_with_somebody_who_is_here_is_asked_about_before(full, open_page):
    """Also where nothing is to be warned of, what will happen is said first."""
    app = press(open_page("pairs.py", pair="P005"), "Match anew")
    app.button(key="change-P005-rematch-yes-0").click().run()
    assert "Choose one." in read(app)
    app.radio(key="change-P005-rematch-keep").set_value("mentee")
    app.selectbox(key="change-P005-rematch-known").set_value("M001")
    app.button(key="change-P005-rematch-yes-0").click().run()
    assert 5 == len(full.desk().pairs("2026"))
    app = press(app, "Yes, match them")

    assert ["A005"] == [
        each.mentee.code
        for each in full.desk().pairs("2026")
        if each.mentor.code == "M001" and each.pair_id != "P001"
    ]


def test_a_follower_who_is_gone_is_no_code(open_page):
    """The code of an account that is gone means nothing to anybody."""
    text = read(open_page("pairs.py", pair="P001"))

    assert "Followed up by: **somebody who is no longer here**" in text
    assert "Followed up by: **nobody yet**" in read(open_page("pairs.py", pair="P002"))
    assert "F0000000a" not in text


def test_who_has_not_answered_is_seen(full, open_page):
    """Whether the closing survey is in stands beside each name; never what it says."""
    full.store.send(
        Form("M003", "P003", "mentor", "closing"),
        {"process_works": "5"},
        version=1,
        promise="1-0123456789abcdef",
        now=NOW,
    )
    [people] = open_page("links.py").table
    answered = {
        row[0]: row[1] for row in people.value.astype(str).reset_index().to_numpy().tolist()
    }

    assert ("is in", "is not in") == (
        answered["Marie Håkansson (M003)"],
        answered["Ulla Sjöberg (A003)"],
    )


def test_how_to_reach_somebody_is_corrected(full, open_page):
    """A wrong address or chapter is told beside its field, a right one is kept."""
    app = press(open_page("pairs.py", pair="P001"), "Correct what is known of Karin Bergström")
    app.text_input(key="change-P001-mentor-address").set_value("nonsense")
    app.button(key="change-P001-mentor-yes").click().run()
    assert "This is not one e-mail address" in read(app)

    app.text_input(key="change-P001-mentor-address").set_value("karin@example.org")
    app.text_input(key="change-P001-mentor-chapter").set_value("-")
    app.button(key="change-P001-mentor-yes").click().run()
    assert "A hyphen alone is no name of a chapter." in read(app)

    app.text_input(key="change-P001-mentor-chapter").set_value("Oslo")
    app.button(key="change-P001-mentor-yes").click().run()
    assert ("karin@example.org", "Oslo") == (
        pair(full, "P001").mentor.address,
        pair(full, "P001").mentor.chapter,
    )


# ---- put right -----------------------------------------------------------------------------------


def test_a_slip_in_the_days_is_corrected_and_taken_back(full, open_page):
    """The form has what stands there, a wrong day is told beside its field, and one tap takes the
    correction back.
    """
    app = press(open_page("pairs.py", pair="P001"), "Correct the days")
    assert ("2026-09-01", "2027-08-31") == tuple(
        app.text_input(key=f"change-P001-correct-{field}").value
        for field in ("started_on", "planned_end_on")
    )
    app.text_input(key="change-P001-correct-planned_end_on").set_value("2026-08-31")
    app.button(key="change-P001-correct-yes").click().run()
    assert "This day is before the first day of the pair." in read(app)

    app.text_input(key="change-P001-correct-started_on").set_value("2026-08-01")
    app.button(key="change-P001-correct-yes").click().run()
    assert "P001 is corrected." in read(app)
    assert (date(2026, 8, 1), date(2026, 8, 31)) == (
        pair(full, "P001").started_on,
        pair(full, "P001").planned_end_on,
    )

    press(app, "Take back “Correct the days”")
    assert date(2026, 9, 1) == pair(full, "P001").started_on


def test_the_end_of_a_pair_is_corrected_with_its_reason(full, open_page):
    """Of a pair that has ended early the last day and the reason stand in the form too."""
    app = press(open_page("pairs.py", pair="P005"), "Correct the days")
    assert ("2026-05-01", "moved") == (
        app.text_input(key="change-P005-correct-ended_on").value,
        app.radio(key="change-P005-correct-end_reason").value,
    )
    app.radio(key="change-P005-correct-end_reason").set_value("time")
    app.button(key="change-P005-correct-yes").click().run()

    assert "time" == pair(full, "P005").end_reason


def test_a_pair_that_was_entered_by_mistake_is_taken_away_after_a_second_tap(full, open_page):
    """What that means is said before; then the list is there without it."""
    app = press(open_page("pairs.py", pair="P001"), "This pair was entered by mistake")
    assert "P001 is taken away with its notes, and that cannot be taken back." in read(app)
    assert 5 == len(full.desk().pairs("2026"))
    press(app, "No, keep it")
    app = press(press(app, "This pair was entered by mistake"), "Yes, take the pair away")

    assert "P001 is taken away." in read(app)
    assert "pair" not in app.query_params
    assert ["P002", "P003", "P004", "P005"] == sorted(
        each.pair_id for each in full.desk().pairs("2026")
    )


def test_a_pair_that_is_under_way_stays_and_the_page_says_what_to_do_instead(full, open_page):
    """P002 has sent a form."""
    app = press(
        press(open_page("pairs.py", pair="P002"), "This pair was entered by mistake"),
        "Yes, take the pair away",
    )

    assert (
        "Something was sent, agreed or logged for this pair, so it stays. End it early in neutral"
        " words" in read(app)
    )
    assert "P002" in {each.pair_id for each in full.desk().pairs("2026")}


def test_a_match_is_taken_back_after_a_second_tap(full, open_page):
    """The new pair goes and the old one stands as before."""
    given = {
        "keep": "mentee",
        "ended_on": "2026-11-20",
        "mentor_name": "Nora Ny",
        "started_on": "2026-11-20",
    }
    full.desk().rematch("P001", given, NOW)
    app = press(open_page("pairs.py", pair="P001"), "Take back “Match anew”")
    assert 6 == len(full.desk().pairs("2026"))
    assert (
        "The new pair is taken away with what was begun in its forms and not sent, and P001 stands"
        " as it did before." in read(app)
    )
    app = press(app, "Yes, take it back")

    assert "P001 is as it was before." in read(app)
    assert (5, "active") == (len(full.desk().pairs("2026")), pair(full, "P001").status)


def test_a_match_of_which_something_came_stays_and_the_page_says_why(full, open_page):
    """A link was handed out to the new one."""
    given = {
        "keep": "mentee",
        "ended_on": "2026-11-20",
        "mentor_name": "Nora Ny",
        "started_on": "2026-11-20",
    }
    full.desk().rematch("P001", given, NOW)
    full.store.issue_link("M010", until=date(2027, 1, 15), now=NOW)
    app = press(
        press(open_page("pairs.py", pair="P001"), "Take back “Match anew”"), "Yes, take it back"
    )

    assert "The new pair is under way" in read(app)
    assert 6 == len(full.desk().pairs("2026"))


def test_a_cohort_is_renamed_after_a_second_tap(full, open_page):
    """Its days change at once; another name says first what goes with it, and the page stays in the
    cohort.
    """
    app = press(open_page("pairs.py"), "Correct this cohort")
    app.text_input(key="cohort-starts_on").set_value("2026-01-05")
    app = press(app, "Save")
    assert "The cohort is corrected." in read(app)
    assert date(2026, 1, 5) == full.desk().cohorts()[0].starts_on

    app = press(app, "Correct this cohort")
    app.text_input(key="cohort-name").set_value("2026/27")
    app = press(app, "Save")
    assert "2026 will be called 2026/27 everywhere" in read(app)
    assert ["2026"] == [cohort.name for cohort in full.desk().cohorts()]
    app = press(app, "Yes, give it this name")

    assert ["2026/27"] == [cohort.name for cohort in full.desk().cohorts()]
    assert "2026/27" in app.query_params["cohort"]
    assert "**5 pairs**." in read(app)


def test_blanks_in_the_name_of_a_cohort_lead_nowhere_else(full, open_page):
    """The page goes on in the cohort as it is kept, when it is started and when it gets another
    name; blanks alone make no other name.
    """
    app = open_page("pairs.py", at="start")
    app.text_input(key="start-name").set_value("Spring  2027")
    app = press(app, "Start the cohort")
    assert "The cohort Spring 2027 is started." in read(app)
    assert "Spring 2027" in app.query_params["cohort"]

    app = press(app, "Correct this cohort")
    app.text_input(key="cohort-name").set_value("Spring   2027")
    app = press(app, "Save")
    assert "Nothing is other than before." in read(app)
    app.text_input(key="cohort-name").set_value("Autumn  2027")
    app = press(app, "Save")
    assert "Spring 2027 will be called Autumn 2027 everywhere" in read(app)
    app = press(app, "Yes, give it this name")
    assert "Autumn 2027" in app.query_params["cohort"]
    assert {"2026", "Autumn 2027"} == {cohort.name for cohort in full.desk().cohorts()}


def test_an_end_is_not_taken_back_where_somebody_else_did_more_since(full, open_page):
    """The button takes back what it says and nothing else; then it says what is last now."""
    given = {"ended_on": "2026-11-20", "end_reason": "time"}
    full.desk().change("P001", "end_early", given, NOW)
    app = open_page("pairs.py", pair="P001")
    full.desk().change("P001", "correct", {"ended_on": "2026-11-19"}, NOW)
    app = press(app, "Take back “End early”")
    assert "Somebody else has changed this in the meantime. Look at it again." in read(app)
    assert date(2026, 11, 19) == pair(full, "P001").ended_on

    app = press(app, "Take back “Correct the days”")
    assert "P001 is as it was before." in read(app)
    assert ("ended_early", date(2026, 11, 20)) == (
        pair(full, "P001").status,
        pair(full, "P001").ended_on,
    )


def test_forms_that_came_in_after_an_end_stay_and_the_page_says_so(full, open_page):
    """The pair goes on; its closing form is in."""
    full.desk().change("P001", "complete", {"ended_on": "2026-11-20"}, NOW)
    app = press(open_page("pairs.py", pair="P001"), "Take back “Complete”")

    assert "P001 goes on as before. Forms that came in since it ended stay in." in read(app)
    assert "active" == pair(full, "P001").status


def test_a_name_that_was_released_is_refused_beside_its_field(full, open_page):
    """The sentence says what to do."""
    keep(full.store.home, replace(A8, programme="handledarforening", cohort="2025"))
    app = open_page("pairs.py", at="cohort")
    app.text_input(key="cohort-name").set_value("2025")
    app = press(press(app, "Save"), "Yes, give it this name")

    assert (
        "A cohort of this name was closed here already, and its figures are kept under it. Choose"
        " another." in read(app)
    )
    assert ["2026"] == [cohort.name for cohort in full.desk().cohorts()]


def test_a_cohort_without_pairs_is_taken_away_after_a_second_tap(full, open_page):
    """One that has pairs offers nothing of the kind."""
    full.desk().start_cohort({"name": "2027", "starts_on": "2026-12-01"}, NOW)
    assert "Take this cohort away" not in labels(open_page("pairs.py", at="cohort", cohort="2026"))
    app = press(open_page("pairs.py", at="cohort", cohort="2027"), "Take this cohort away")
    assert 2 == len(full.desk().cohorts())
    app = press(app, "Yes, take it away")

    assert "The cohort 2027 is taken away." in read(app)
    assert ["2026"] == [cohort.name for cohort in full.desk().cohorts()]
    assert "cohort" not in app.query_params


def test_a_form_that_was_left_open_elsewhere_is_in_nobodys_way(open_page):
    """An address that leads to an act opens it, whatever was tapped before; another tap on that
    page is what counts then.
    """
    app = press(open_page(), "Note on P002")
    app.switch_page(str(resource_path("toolkit/app/pages/pairs.py")))
    for key, value in {"lang": "en", "pair": "P002", "do": "follow_up"}.items():
        app.query_params[key] = value
    app.run()
    assert "change-P002-follow_up-yes" in [button.key for button in app.button]

    app = press(app, "Put on hold")
    keys = [button.key for button in app.button]
    assert (
        "change-P002-hold-yes" in keys,
        "change-P002-follow_up-yes" in keys,
        "do" in app.query_params,
    ) == (True, False, False)


# ---- one who takes part --------------------------------------------------------------------------


def test_whose_own_pair_nobody_follows_up_is_told_what_to_do(full, open_page):
    """Nothing of the pair is shown; once somebody else looks after the pairs, the sentence is
    gone.
    """
    for script in PAGES:
        text = everything_on(open_page(script))
        assert "Your own pair is followed up by nobody" in text
        assert not re.search(r"Hemlig|M009|A009|P009", text)
    row = {"address": "f@example.org", "name": "F", "roles": COORDINATOR, "participant_id": ""}
    full.store.put_account(row, keeps="", by="", what="test", now=NOW)
    assert "followed up by nobody" not in read(open_page())


def test_of_the_own_partner_neither_link_nor_contact_is_told_in_another_pair(full, start):
    """The pair itself can be read and followed up: the partner is mentor of A001 here, and has a
    link.
    """
    full.store.database.statement("UPDATE pairs SET mentor_id = 'A009' WHERE pair_id = 'P001'")
    app = start(full)("pairs.py", pair="P001")

    assert "**No link for the mentee**" in read(app)
    assert "Correct what is known of Åsa Öberg" in labels(app)
    assert "Correct what is known of Hemlig Adeptsson" not in labels(app)


def test_a_closed_cohort_offers_no_change(full, start):
    """Its pairs can be read, and that is all."""
    keep(full.store.home, replace(A8, programme="handledarforening", cohort="2026"))
    open_page = start(full)

    assert "Put on hold" not in labels(open_page("pairs.py", pair="P001"))
    assert "Add a pair" not in labels(open_page("pairs.py"))
    assert "This cohort is closed: its pairs stay as they are." in read(
        open_page("pairs.py", at="add")
    )


def test_a_role_that_is_taken_away_under_way_does_nothing_more(full, open_page, monkeypatch):
    """A page that was open writes nothing after."""
    app = press(open_page("pairs.py", pair="P001"), "Put on hold")
    monkeypatch.setattr(state, "desk", lambda: None)
    app.button(key="change-P001-hold-yes").click().run()

    assert "active" == pair(full, "P001").status
    assert ["This page is for whoever looks after the pairs"] == [
        title.value for title in app.title
    ]


# ---- links ---------------------------------------------------------------------------------------


def files(app: AppTest) -> list[str]:
    """Return the names of the files that are offered."""
    return [button.label for button in app.get("download_button")]


def test_links_are_handed_out_as_files_and_never_stand_on_the_page(full, open_page):
    """Whoever has none gets one; three files are offered, no link is on the page, and forgetting
    them leaves nothing.
    """
    before = full.store.live_links(today=TODAY)
    app = open_page("links.py")
    assert "**2 of 10** people have a link that works." in read(app)
    app.radio(key="hand-whom").set_value("without").run()
    app.text_input(key="hand-address").set_value("https://mentor.example.org").run()
    app = press(app, "Make 8 links")

    assert 12 == len(full.store.live_links(today=TODAY))
    assert {person: before[person] for person in ("M003", "A003")}.items() <= full.store.live_links(
        today=TODAY
    ).items()
    assert ["Mails, ready to be sent", "List for a mail merge", "Cards with QR codes"] == files(app)
    assert "Every link is a key" in read(app)
    assert "/m/" not in everything_on(app)

    app = press(app, "Forget the files")
    assert links_page.FILES_KEY not in app.session_state
    assert [] == files(app)


def test_where_nobody_has_a_link_the_next_step_is_to_hand_them_out(start, tmp_path):
    """The list of pairs leads there until somebody has one; there everybody is one group, and
    nothing is chosen once the files are forgotten.
    """
    place = office(tmp_path, pairs=PAIRS[:2])
    open_page = start(place)
    assert "Hand out links" in everything_on(open_page("pairs.py"))
    app = open_page("links.py")
    assert ["Everybody, 4 people", "One person"] == list(app.radio(key="hand-whom").options)
    app.radio(key="hand-whom").set_value("all").run()
    app.text_input(key="hand-address").set_value("https://mentor.example.org").run()
    app = press(press(app, "Make 4 links"), "Forget the files")

    assert app.radio(key="hand-whom").value is None
    assert "Hand out links" not in everything_on(open_page("pairs.py"))


def test_nobody_is_led_to_hand_out_links_that_nobody_can_get(start, tmp_path):
    """Not where the pairs have ended, nor where everybody had the own data erased: there the page
    says that there is nobody to reach.
    """
    place = office(tmp_path, pairs=PAIRS[:2])
    for pair in ("P001", "P002"):
        place.desk().change(pair, "complete", {"ended_on": "2026-11-22"}, NOW)
    open_page = start(place)
    assert "Hand out links" not in everything_on(open_page("pairs.py"))

    (tmp_path / "erased").mkdir()
    place = office(tmp_path / "erased", pairs=PAIRS[:1])
    for person in ("M001", "A001"):
        place.store.erase(person)
    open_page = start(place)
    assert "Hand out links" not in everything_on(open_page("pairs.py"))
    assert "There is nobody to reach just now." in read(open_page("links.py"))


def test_links_that_a_colleague_handed_out_meanwhile_ask_for_a_second_tap(start, tmp_path):
    """Who agreed to links where nobody had one has not agreed that others stop working."""
    place = office(tmp_path, pairs=PAIRS[:2])
    app = start(place)("links.py")
    app.radio(key="hand-whom").set_value("all").run()
    app.text_input(key="hand-address").set_value("https://mentor.example.org").run()
    for person in ("M001", "A001"):
        place.store.issue_link(person, until=date(2027, 1, 15), now=NOW)
    app = press(app, "Make 4 links")

    assert {"M001": date(2027, 1, 15), "A001": date(2027, 1, 15)} == place.store.live_links(
        today=TODAY
    )
    assert "4 links are made" in read(press(press(app, "Make 4 links"), "Yes, make them"))


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ["cards.html", "list.xlsx", "mails.zip"]),
        ("sv", ["kort.html", "lista.xlsx", "mejl.zip"]),
    ],
)
def test_files_are_called_what_they_hold_in_the_language_of_the_page(
    open_page, monkeypatch, lang, names
):
    """A Swedish coordinator finds Swedish names in the folder of downloads."""
    offered = []
    monkeypatch.setattr(
        st, "download_button", lambda _label, _content, name, **_how: offered.append(name)
    )
    app = open_page("links.py", lang=lang)
    app.radio(key="hand-whom").set_value("without").run()
    app.text_input(key="hand-address").set_value("https://mentor.example.org").run()
    app.button(key="go-hand").click().run()

    assert names == sorted(name.removeprefix("handledarforening-2026-") for name in offered)
    open_page("pairs.py", at="sheet", lang=lang)
    assert {"en": "pairs.xlsx", "sv": "par.xlsx"}[lang] == offered[-1]


def test_links_that_stop_working_ask_for_a_second_tap(full, open_page):
    """How many that are is said, and until then nothing is issued."""
    app = open_page("links.py")
    app.radio(key="hand-whom").set_value("all").run()
    app.text_input(key="hand-address").set_value("https://mentor.example.org").run()
    app = press(app, "Make 10 links")

    assert "2 links that people have now stop working at once." in read(app)
    assert 4 == len(full.store.live_links(today=TODAY))
    press(app, "No, keep the old ones")
    assert 4 == len(full.store.live_links(today=TODAY))
    assert "10 links are made" in read(press(press(app, "Make 10 links"), "Yes, make them"))


def test_a_wrong_day_or_address_is_told_beside_its_field(open_page):
    """Nothing can be made before both are right."""
    app = open_page("links.py")
    app.radio(key="hand-whom").set_value("all").run()
    app.text_input(key="hand-address").set_value("mentor.example.org")
    app.text_input(key="hand-until").set_value("soon").run()

    assert "Write the address at which participants reach the toolkit as https://host." in read(app)
    assert not any(label.startswith("Make") for label in labels(app))


def test_a_reminder_reaches_those_whose_form_is_open_and_not_in(full, open_page):
    """The two of the pair at its end and the two of the one that has ended; the address names the
    form.
    """
    app = open_page("links.py", remind="closing")
    assert "closing" == app.radio(key="remind-form").value
    app.text_input(key="remind-address").set_value("https://mentor.example.org").run()

    assert "**4 people** get a new link each." in read(app)


def test_a_link_is_ended_after_a_second_tap(full, open_page):
    """Until it is confirmed the link works."""
    app = open_page("links.py")
    app.selectbox(key="end-person").set_value("M003").run()
    app = press(app, "End the link of Marie Håkansson")
    assert "M003" in full.store.live_links(today=TODAY)

    app = press(app, "Yes, end it")
    assert "M003" not in full.store.live_links(today=TODAY)
    assert "The link of Marie Håkansson works no more." in read(app)


def test_a_link_is_proposed_to_outlast_the_end(open_page):
    """The last planned end is 31 August 2027: 45 days later."""
    app = open_page("links.py")
    app.radio(key="hand-whom").set_value("all").run()

    assert "2027-10-15" == app.text_input(key="hand-until").value


def test_names_stay_out_of_the_address(open_page):
    """Whatever is opened from the list, the address holds codes only."""
    for script in PAGES:
        app = open_page(script)
        assert not any(
            re.search("Karin|example", link.proto.query_string) for link in app.get("page_link")
        )
    assert OWN not in everything_on(open_page())


def test_files_of_links_are_shown_in_their_own_cohort_alone(full, open_page):
    """Another cohort has its own page while they wait, and back in the first they are still
    there.
    """
    full.desk().start_cohort({"name": "2027", "starts_on": "2026-12-01"}, NOW)
    app = open_page("links.py", cohort="2026")
    app.radio(key="hand-whom").set_value("without").run()
    app.text_input(key="hand-address").set_value("https://mentor.example.org").run()
    press(app, "Make 8 links")
    assert 3 == len(files(app))
    app.query_params["cohort"] = "2027"
    assert [] == files(app.run())
    app.query_params["cohort"] = "2026"

    assert 3 == len(files(app.run()))


def test_the_name_of_a_release_chooses_its_cohort(full, open_page):
    """What was chosen on the board's page goes along to those of the coordinator."""
    full.desk().start_cohort({"name": "2027", "starts_on": "2026-12-01"}, NOW)

    assert ["2026", "2027"] == [
        open_page("pairs.py", cohort=f"handledarforening-{cohort}").selectbox(key="cohort").value
        for cohort in ("2026", "2027")
    ]
