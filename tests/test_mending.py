"""What is put right at the desk: a pair, a cohort, the last act; and what a coordinator who takes
part is told and not told.
"""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from answered import answered
from desks import (
    COHORT,
    KARIN,
    NOW,
    TODAY,
    close,
    everything,
    give_account,
    line,
    office,
    said,
    send,
)
from ledgers import keep
from releases import A8

from toolkit.data.database import Form
from toolkit.data.database.coordination import (
    CHANGED_MEANWHILE,
    COHORT_NAME_TAKEN,
    HAS_FORMS,
    HAS_PAIRS,
    ONE_WAS_ERASED,
    USED,
)
from toolkit.errors import Fault
from toolkit.i18n import load_language
from toolkit.people.accounts import Account
from toolkit.people.accounts.audit_log import SENTENCES
from toolkit.people.coordination import (
    CoordinationService,
    closing,
    cohorts,
    corrections,
    count_unattended_pairs,
)
from toolkit.people.coordination.context import RECUSED
from toolkit.people.coordination.pair_changes import BEGAN_BEFORE, NOTHING_NEW

pytestmark = pytest.mark.slow

SONJA = Account("sonja@example.org", "Sonja", frozenset({"coordinator"}))
LATER = NOW + timedelta(hours=1)
GRETA = {
    "keep": "mentee",
    "ended_on": "2027-02-28",
    "mentor_name": "Greta",
    "mentor_address": "greta@example.org",
    "started_on": "2027-03-01",
}
LINKS = {"address": "https://mentor.example.org", "until": "2027-12-31"}


@pytest.fixture
def desk(tmp_path, shf):
    """Karin's desk at Svensk Handledarförening; she is one of P004."""
    return office(tmp_path, shf)


@pytest.fixture
def anywhere(tmp_path, shf, url):
    """Her desk on each kind of database."""
    made = office(tmp_path, shf, url=url)
    yield made
    made.store.close()


def table(desk, name):
    """Return the rows of a table of the interchange format, blank where nothing stands."""
    return desk.store.raw_tables()[name].fillna("").to_dict("records")


def sql(desk, statement):
    """Change what is stored behind the desk's back."""
    with desk.store.database.writing() as connection:
        connection.exec_driver_sql(statement)


def row(desk, pair_id):
    """Return a pair as the register has it."""
    return next(each for each in table(desk, "pairs") if each["pair_id"] == pair_id)


# ---- a slip in a pair ----------------------------------------------------------------------------


def test_the_days_of_a_pair_are_corrected_and_taken_back(desk):
    """What is not given stays, a planned end may be cleared, the trail says who and what, and one
    act takes it back.
    """
    before = row(desk, "P001")
    assert ("started_on", "planned_end_on") == line(desk, "P001").correctable
    assert {} == desk.change(
        "P001", "correct", {"started_on": " 2027-02-19 ", "planned_end_on": ""}, NOW
    )

    pair = line(desk, "P001")
    assert (date(2027, 2, 19), None, "correct") == (pair.started_on, pair.planned_end_on, pair.undo)
    last = desk.store.trail_lines()[0]
    assert ("karin@example.org", "pair_correct") == last[1:3]
    assert {"started_on": "2027-02-20", "planned_end_on": "2028-02-20"} == json.loads(last.about)[
        "was"
    ]
    assert {} == desk.undo("P001", LATER)
    assert before == row(desk, "P001")


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"started_on": ""}, {"started_on"}),
        ({"started_on": "soon", "planned_end_on": "later"}, {"started_on", "planned_end_on"}),
        ({"planned_end_on": "2027-02-19"}, {"planned_end_on"}),
        ({"started_on": "2027-02-28"}, {"started_on"}),
        ({"started_on": "2027-02-20", "planned_end_on": "2028-02-20"}, {""}),
        ({"mentor_id": "M002", "status": "completed"}, {""}),
        (
            {"started_on": "2027-02-19 10:00", "planned_end_on": "2028"},
            {"started_on", "planned_end_on"},
        ),
    ],
)
def test_a_correction_that_is_wrong_changes_nothing(desk, given, fields):
    """The rules are those of a new pair; the first day is not after a meeting, and nothing else
    than the days is corrected here.
    """
    desk.store.log_meeting("P001", {"met_on": "2027-02-27", "form": "video"}, by="M001", now=NOW)
    before = everything(desk)
    faults = desk.change("P001", "correct", given, NOW)

    assert fields == set(faults)
    assert fields != {""} or {"": Fault(NOTHING_NEW)} == faults
    assert given != {"started_on": "2027-02-28"} or {
        "started_on": "a meeting is logged before this day. Choose an earlier day."
    } == said(faults)
    assert before == everything(desk)


def test_a_day_that_a_spreadsheet_wrote_with_midnight_is_a_day(desk):
    """It is stored as the day alone, so that every page can be drawn."""
    assert {} == desk.change(
        "P001",
        "correct",
        {"started_on": "2027-02-19 00:00:00", "planned_end_on": "2028-02-19T00:00:00"},
        NOW,
    )
    assert (date(2027, 2, 19), date(2028, 2, 19)) == (
        line(desk, "P001").started_on,
        line(desk, "P001").planned_end_on,
    )
    assert desk.worklist(COHORT) is not None and [COHORT] == [
        cohort.name for cohort in desk.cohorts()
    ]


@pytest.mark.parametrize(
    ("use", "late", "early"),
    [
        (
            lambda desk: send(desk, "A001", "P001", "mentee", now=NOW - timedelta(days=4)),
            "2027-02-26",
            "2027-02-25",
        ),
        (
            lambda desk: desk.store.tick("P001", "2027-02", "1", by="M001", now=NOW),
            "2027-03-01",
            "2027-02-28",
        ),
        (
            lambda desk: desk.store.tick("P001", "2027-03", "1", by="M001", now=NOW),
            "2027-03-02",
            "2027-03-01",
        ),
        (
            lambda desk: sql(desk, "UPDATE pairs SET areas = 'network' WHERE pair_id = 'P001'"),
            "2027-03-02",
            "2027-03-01",
        ),
    ],
    ids=["a form", "a month", "this month", "an agreement"],
)
def test_the_first_day_is_not_after_what_was_sent_or_logged(desk, use, late, early):
    """Else a closing in between would leave it out; a month in which they were not in touch says
    nothing, and another day may be corrected.
    """
    desk.store.tick("P001", "2027-02", "0", by="A001", now=NOW)
    assert {} == desk.change("P001", "correct", {"started_on": "2027-03-20"}, NOW)
    assert {} == desk.undo("P001", NOW)
    use(desk)

    assert {"started_on": Fault(BEGAN_BEFORE)} == desk.change(
        "P001", "correct", {"started_on": late}, LATER
    )
    assert {} == desk.change(
        "P001", "correct", {"started_on": early, "planned_end_on": "2028-03-01"}, LATER
    )
    sql(desk, "UPDATE pairs SET started_on = '2027-03-20' WHERE pair_id = 'P001'")
    # A whole month before the pair began is a fault of the tables, as a meeting is: both days go.
    outside = {"started_on"} if late == "2027-03-01" else set()
    assert outside == set(desk.change("P001", "correct", {"planned_end_on": "2028-03-02"}, LATER))


def test_the_end_of_a_pair_is_corrected_with_the_reason_that_was_chosen(desk):
    """The last day does not lie ahead, and a reason is one of those that are offered; what a match
    wrote is no choice.
    """
    desk.change("P001", "end_early", {"ended_on": "2027-02-28", "end_reason": "time"}, NOW)
    desk.change("P003", "complete", {"ended_on": "2027-02-28"}, NOW)
    desk.rematch("P002", {**GRETA, "mentor_name": "Greta"}, NOW)

    days = ("started_on", "planned_end_on", "ended_on")
    assert [(*days, "end_reason"), days, days] == [
        line(desk, pair).correctable for pair in ("P001", "P003", "P002")
    ]
    assert {"ended_on", "end_reason"} == set(
        desk.change("P001", "correct", {"ended_on": "2027-03-02", "end_reason": "rude"}, NOW)
    )
    assert {"ended_on"} == set(desk.change("P003", "correct", {"ended_on": ""}, NOW))
    assert {} == desk.change(
        "P001", "correct", {"ended_on": "2027-03-01", "end_reason": "moved"}, NOW
    )
    assert (date(2027, 3, 1), "moved") == (
        line(desk, "P001").ended_on,
        line(desk, "P001").end_reason,
    )


def test_a_chapter_is_corrected_with_the_person(desk):
    """It is the person's in every pair; a chapter that the tables refuse is refused, and what is
    not given stays.
    """
    assert {} == desk.put_contact("M001", {"chapter": " Oslo "}, NOW)
    assert {"Oslo"} == {line(desk, pair).mentor.chapter for pair in ("P001", "P002")}
    assert "anna@example.org" == desk.store.contacts()["M001"].address
    assert {"chapter"} == set(desk.put_contact("M001", {"chapter": "-"}, NOW))
    assert {} == desk.put_contact("M001", {"name": "Anna Alm"}, NOW)
    assert ("Anna Alm", "Oslo") == (
        line(desk, "P001").mentor.name,
        line(desk, "P001").mentor.chapter,
    )
    assert {} == desk.put_contact("M001", {"chapter": ""}, NOW)
    assert "" == line(desk, "P001").mentor.chapter
    sql(
        desk,
        "UPDATE participants SET organisation = 'a@example.org', language = 'fi' WHERE"
        " participant_id = 'M001'",
    )
    assert {} == desk.put_contact("M001", {"name": "Anna Ahl", "chapter": ""}, NOW)
    assert not any("Oslo" in trail.about for trail in desk.store.trail_lines())


# ---- a pair that was entered by mistake ----------------------------------------------------------


def test_a_pair_that_was_entered_by_mistake_is_taken_away(anywhere):
    """Its notes and drafts go too, the people stay known, a link of somebody who is in no other
    pair ends, and the right pair is added anew.
    """
    desk = anywhere
    desk.note("P001", "called_both", "2027-03-01", "", NOW)
    desk.store.keep_draft(Form("A001", "P001", "mentee", "closing"), {"process_works": "5"})
    for person in ("M001", "A001"):
        desk.store.issue_link(person, until=date(2027, 12, 31), now=NOW)

    assert {} == desk.remove_pair("P001", NOW)
    assert "P001" not in {pair.pair_id for pair in desk.pairs(COHORT)}
    assert {"M001"} == set(desk.store.live_links(today=TODAY))
    assert ("pair_removed", {"pair": "P001", "was": {}, "now": {}}) == (
        desk.store.trail_lines()[0].what,
        json.loads(desk.store.trail_lines()[0].about),
    )
    assert {} == desk.add_pair(
        COHORT, {"mentor_id": "M002", "mentee_id": "A001", "started_on": "2027-02-20"}, NOW
    )
    assert ("M002", "A001") == (line(desk, "P006").mentor.code, line(desk, "P006").mentee.code)


@pytest.mark.parametrize(
    "use",
    [
        lambda desk: send(desk, "A001", "P001", "mentee"),
        lambda desk: desk.store.tick("P001", "2027-02", "0", by="M001", now=NOW),
        lambda desk: desk.store.log_meeting(
            "P001", {"met_on": "2027-02-27", "form": "video"}, by="M001", now=NOW
        ),
        lambda desk: sql(desk, "UPDATE pairs SET areas = 'network' WHERE pair_id = 'P001'"),
        lambda desk: sql(desk, "INSERT INTO goals (pair_id, goal_no) VALUES ('P001', '1')"),
    ],
    ids=["a form", "a tick", "a meeting", "an agreement", "a goal"],
)
def test_a_pair_for_which_something_was_sent_or_logged_stays(desk, use):
    """One sentence says what to do instead, and nothing is written."""
    use(desk)
    before = everything(desk)

    assert {"": Fault(USED)} == desk.remove_pair("P001", NOW)
    assert "End it early in neutral words" in said(desk.remove_pair("P001", NOW))[""]
    assert before == everything(desk)


def test_a_pair_of_somebody_who_was_erased_stays(desk):
    """What she had sent for it went with her; also where she was erased after the page was read."""
    sight = desk._view()
    stale = corrections.plan_pair_removal(sight, sight.pairs["P001"])
    send(desk, "A001", "P001", "mentee")
    desk.store.erase("A001")
    before = everything(desk)

    assert (
        {"": Fault(ONE_WAS_ERASED)}
        == desk.remove_pair("P001", NOW)
        == answered(desk._write, stale, NOW)
    )
    assert before == everything(desk)


def test_who_got_another_pair_meanwhile_keeps_the_link(desk):
    """Whose links end is seen when the pair is taken away: A001 is in a new pair since, M001 in
    none.
    """
    desk.remove_pair("P002", NOW)
    for person in ("M001", "A001"):
        desk.store.issue_link(person, until=date(2027, 12, 31), now=NOW)
    sight = desk._view()
    stale = corrections.plan_pair_removal(sight, sight.pairs["P001"])
    desk.add_pair(
        COHORT, {"mentor_id": "M002", "mentee_id": "A001", "started_on": "2027-02-20"}, NOW
    )

    assert {} == answered(desk._write, stale, NOW)
    assert {"A001"} == set(desk.store.live_links(today=TODAY))


def test_a_form_that_came_in_meanwhile_keeps_the_pair(desk):
    """What was decided before it came is not written after."""
    sight = desk._view()
    stale = corrections.plan_pair_removal(sight, sight.pairs["P001"])
    send(desk, "A001", "P001", "mentee")

    assert {"": Fault(USED)} == answered(desk._write, stale, NOW)
    assert "P001" in {pair.pair_id for pair in desk.pairs(COHORT)}


def test_the_code_of_a_pair_that_is_gone_is_never_given_again(desk):
    """Neither what was done to the pair that is gone, nor since when it was active, is said of
    another one.
    """
    desk.add_pair(
        COHORT, {"mentor_id": "M002", "mentee_id": "A001", "started_on": "2027-02-20"}, NOW
    )
    desk.change("P006", "hold", {}, NOW)
    desk.change("P006", "resume", {}, NOW)
    desk.remove_pair("P006", NOW)
    desk.add_pair(
        COHORT, {"mentor_id": "M002", "mentee_id": "A002", "started_on": "2027-02-20"}, NOW
    )

    assert "A002" == line(desk, "P007").mentee.code
    assert "P006" not in corrections.active_since(desk._view(), TODAY)


def test_neither_the_own_pair_nor_one_of_a_closed_cohort_is_taken_away(desk):
    """It is refused as every other act is."""
    assert (
        {"": Fault(RECUSED)}
        == desk.remove_pair("P004", NOW)
        == desk.change("P004", "correct", {"started_on": "2027-02-01"}, NOW)
    )
    close(desk)
    assert (
        {"": Fault(cohorts.COHORT_IS_CLOSED)}
        == desk.remove_pair("P001", NOW)
        == desk.change("P001", "correct", {"started_on": "2027-02-01"}, NOW)
    )


# ---- taken back ----------------------------------------------------------------------------------


def test_an_extension_that_is_taken_back_takes_its_note_along(anywhere):
    """Notes that somebody made stay, also one of the same moment."""
    desk = anywhere
    before = row(desk, "P001")
    desk.note("P001", "called_both", "2027-03-01", "", NOW)
    desk.change("P001", "extend", {"planned_end_on": "2028-02-21", "both_agreed": "yes"}, NOW)
    assert {"extended", "called_both"} == {note.what for note in desk.notes("P001")}
    assert {} == desk.undo("P001", LATER)

    assert ["called_both"] == [note.what for note in desk.notes("P001")]
    assert before == row(desk, "P001")
    assert ["pair_undone", "pair_extend"] == [
        trail.what for trail in desk.store.trail_lines() if trail.what.startswith("pair_")
    ]


def test_what_cannot_be_taken_back_says_why_about_the_act_as_a_whole(desk):
    """The page that takes it back has no fields: a meeting, or a form, came in before the first day
    of until then.
    """
    desk.change("P001", "correct", {"started_on": "2027-02-10"}, NOW)
    desk.store.log_meeting("P001", {"met_on": "2027-02-15", "form": "video"}, by="M001", now=NOW)
    sql(desk, "UPDATE pairs SET started_on = '2027-03-20' WHERE pair_id = 'P003'")
    desk.change("P003", "correct", {"started_on": "2027-02-20"}, NOW)
    send(desk, "A003", "P003", "mentee")
    before = everything(desk)

    assert {"": "a meeting is logged before this day. Choose an earlier day."} == said(
        desk.undo("P001", LATER)
    )
    assert {"": Fault(BEGAN_BEFORE)} == desk.undo("P003", LATER)
    assert before == everything(desk)


def test_only_the_act_that_was_shown_is_taken_back(desk):
    """Another coordinator did something since: the same act at another time is another act."""
    desk.change("P001", "hold", {}, NOW)
    shown = line(desk, "P001").undo, line(desk, "P001").undo_at
    desk.undo("P001", NOW)
    desk.change("P001", "hold", {}, LATER)
    before = everything(desk)

    assert {"": Fault(CHANGED_MEANWHILE)} == desk.undo("P001", LATER, shown)
    assert before == everything(desk)
    assert {} == desk.undo("P001", LATER, (line(desk, "P001").undo, line(desk, "P001").undo_at))
    assert {"": Fault(CHANGED_MEANWHILE)} == desk.undo("P001", LATER, shown)


def test_an_earlier_extension_keeps_its_note(desk):
    """Of two extensions only the one that is taken back loses it."""
    for day, time in (("2028-02-21", NOW), ("2028-03-21", LATER)):
        desk.change("P001", "extend", {"planned_end_on": day, "both_agreed": "yes"}, time)
    desk.undo("P001", LATER + timedelta(hours=1))

    assert ["extended"] == [note.what for note in desk.notes("P001")]
    assert date(2028, 2, 21) == line(desk, "P001").planned_end_on


def test_a_match_is_taken_back_while_nothing_came_of_it(anywhere):
    """The new pair is gone and the old one stands as before; who was new stays known."""
    desk = anywhere
    before = row(desk, "P001")
    desk.store.issue_link("A001", until=date(2027, 12, 31), now=NOW - timedelta(days=1))
    assert {} == desk.rematch("P001", GRETA, NOW)
    assert "rematch" == line(desk, "P001").undo

    assert {} == desk.undo("P001", LATER)
    assert before == row(desk, "P001")
    assert "P006" not in {pair.pair_id for pair in desk.pairs(COHORT)}
    assert {"A001"} == set(desk.store.live_links(today=TODAY))
    assert "Greta (M004)" in desk.people().values()
    assert "" == line(desk, "P001").undo


def test_the_match_of_a_pair_that_had_ended_is_taken_back_too(desk):
    """Its own end stays."""
    desk.change("P001", "end_early", {"ended_on": "2027-02-28", "end_reason": "time"}, NOW)
    desk.rematch("P001", GRETA, NOW)
    assert {} == desk.undo("P001", LATER)

    assert ("ended_early", "time") == (line(desk, "P001").status, line(desk, "P001").end_reason)
    assert "P006" not in {pair.pair_id for pair in desk.pairs(COHORT)}


@pytest.mark.parametrize(
    "use",
    [
        lambda desk: send(desk, "A001", "P006", "mentee"),
        lambda desk: desk.store.tick("P006", "2027-03", "1", by="M004", now=NOW),
        lambda desk: desk.issue(COHORT, LINKS, load_language("en"), LATER, only=["M004"]),
        lambda desk: desk.issue(COHORT, LINKS, load_language("en"), LATER, only=["A001"]),
        lambda desk: desk.change("P006", "hold", {}, LATER),
        lambda desk: desk.change("P006", "correct", {"started_on": "2027-02-28"}, LATER),
        lambda desk: desk.change(
            "P006", "extend", {"planned_end_on": "2029-02-28", "both_agreed": "yes"}, LATER
        ),
        lambda desk: desk.note("P006", "called_both", "2027-03-01", "", LATER),
        lambda desk: desk.store.erase("A001"),
    ],
    ids=[
        "a form",
        "a tick",
        "a link for the new one",
        "a link for the one who stays",
        "a change",
        "a correction",
        "an extension",
        "a note",
        "erased",
    ],
)
def test_a_match_of_which_something_came_stays(desk, use):
    """One sentence says why, and what to do instead."""
    desk.rematch("P001", GRETA, NOW)
    use(desk)
    before = everything(desk)

    assert {"": Fault(corrections.NEW_USED)} == desk.undo("P001", LATER)
    assert before == everything(desk)


@pytest.mark.parametrize(
    "use",
    [
        lambda desk: desk.store.issue_link("A001", until=date(2027, 12, 31), now=LATER),
        lambda desk: desk.note("P006", "called_both", "2027-03-01", "", LATER),
    ],
    ids=["a link", "a note"],
)
def test_what_came_of_a_match_while_it_was_taken_back_keeps_it(anywhere, use):
    """It is looked at once more when it is written."""
    desk = anywhere
    desk.rematch("P001", GRETA, NOW)
    sight = desk._view()
    stale = corrections.plan_undo(sight, sight.pairs["P001"])
    use(desk)

    assert {"": Fault(CHANGED_MEANWHILE)} == answered(desk._write, stale, LATER)
    assert ("ended_early", "active") == (line(desk, "P001").status, line(desk, "P006").status)


def test_a_match_whose_new_pair_was_taken_away_by_hand_is_taken_back(desk):
    """Then only the old pair is left to be put right."""
    desk.rematch("P001", GRETA, NOW)
    desk.remove_pair("P006", NOW)

    assert {} == desk.undo("P001", LATER)
    assert "active" == line(desk, "P001").status


def test_nobody_takes_away_the_own_pair_by_taking_back_a_match(desk):
    """That Sonja made a pair of Karin and somebody is hers to take back."""
    sonja = replace(desk, account=SONJA)
    assert {} == sonja.rematch(
        "P001",
        {
            "keep": "mentee",
            "ended_on": "2027-02-28",
            "mentor_id": "M003",
            "started_on": "2027-03-01",
        },
        NOW,
    )

    assert ("", "rematch") == (line(desk, "P001").undo, line(sonja, "P001").undo)
    assert {""} == set(desk.undo("P001", LATER))
    assert {} == sonja.undo("P001", LATER)


# ---- a cohort ------------------------------------------------------------------------------------


def test_a_cohort_gets_another_name_with_everything_in_it(anywhere):
    """Pairs, the own one too, forms, notes and links are those of the cohort under its new name;
    the trail stays, and tells of it.
    """
    desk = anywhere
    desk.start_cohort({"name": "Spring", "starts_on": "2027-02-01"}, NOW)
    send(desk, "A001", "P001", "mentee")
    sql(desk, "UPDATE answers SET cohort = '2027'")
    desk.note("P001", "called_both", "2027-03-01", "", NOW)
    desk.store.issue_link("M001", until=date(2027, 12, 31), now=NOW)
    before = desk.store.trail_lines()

    given = {"name": "2027/28", "starts_on": "2027-02-20", "planned_end_on": "2028-02-20"}
    assert {} == desk.change_cohort(COHORT, given, LATER)
    assert {"2027/28", "Spring"} == {cohort.name for cohort in desk.cohorts()}
    assert (
        {"2027/28"}
        == {pair["cohort"] for pair in table(desk, "pairs")}
        == {answer["cohort"] for answer in table(desk, "answers")}
    )
    assert ((), 4, 1) == (desk.pairs(COHORT), len(desk.pairs("2027/28")), desk.not_shown("2027/28"))
    assert (1, 4) == desk.response("2027/28")["mentee"]
    assert "in" in {
        form.state
        for form in line(desk, "P001", "2027/28").mentee.forms
        if form.questionnaire == "closing"
    }
    assert ["called_both"] == [note.what for note in desk.notes("P001")]
    assert [date(2027, 12, 31)] == [
        person.link_until for person in desk.links("2027/28") if person.link_until
    ]
    newest = desk.store.trail_lines()
    assert (before, ("cohort_changed", "2027 → 2027/28")) == (newest[1:], newest[0][2:])


def test_the_days_of_a_cohort_are_changed_and_its_pairs_keep_theirs(desk):
    """Only a pair that is added later begins with them."""
    assert {} == desk.change_cohort(
        COHORT, {"name": COHORT, "starts_on": "2027-02-01", "planned_end_on": "2027-12-31"}, NOW
    )
    [cohort] = desk.cohorts()
    assert (date(2027, 2, 1), date(2027, 12, 31)) == (cohort.starts_on, cohort.planned_end_on)
    assert date(2027, 2, 20) == line(desk, "P001").started_on
    assert ("cohort_changed", COHORT) == desk.store.trail_lines()[0][2:]

    again = {"name": COHORT, "starts_on": "2027-02-01", "planned_end_on": "2027-12-31"}
    assert {"": Fault(NOTHING_NEW)} == desk.change_cohort(COHORT, again, NOW)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"name": "", "starts_on": ""}, {"name", "starts_on"}),
        ({"name": "spring", "starts_on": "2027-02-20"}, {"name"}),
        (
            {"name": "x" * 200, "starts_on": "soon", "planned_end_on": "later"},
            {"name", "starts_on", "planned_end_on"},
        ),
        (
            {"name": "2027", "starts_on": "2027-02-20", "planned_end_on": "2027-02-19"},
            {"planned_end_on"},
        ),
    ],
)
def test_a_cohort_that_would_be_wrong_stays_as_it_is(desk, given, fields):
    """Every fault is told at once, by field, and nothing is written."""
    desk.start_cohort({"name": "Spring", "starts_on": "2027-02-01"}, NOW)
    before = everything(desk)

    assert fields == set(desk.change_cohort(COHORT, given, NOW))
    assert before == everything(desk)


@pytest.mark.parametrize("name", ["2026", "Spring", "SPRING"])
def test_no_cohort_gets_the_name_of_one_that_was_released(desk, name):
    """It would be closed at birth, or could never be closed; another programme's release is in
    nobody's way.
    """
    for cohort in ("2026", "Spring"):
        keep(desk.store.home, replace(A8, programme=desk.programme.code, cohort=cohort))
    keep(desk.store.home, replace(A8, programme="swea", cohort="2029"))
    given = {"name": name, "starts_on": "2027-02-01"}

    assert {"name": cohorts.RELEASED} == {
        field: fault.message for field, fault in desk.start_cohort(given, NOW).items()
    }
    assert {"name": cohorts.RELEASED} == {
        field: fault.message for field, fault in desk.change_cohort(COHORT, given, NOW).items()
    }
    assert {} == desk.start_cohort({**given, "name": "2029"}, NOW)


def test_a_name_may_be_written_in_other_letters(desk):
    """It is the cohort's own."""
    desk.change_cohort(COHORT, {"name": "spring", "starts_on": "2027-02-20"}, NOW)

    assert {} == desk.change_cohort("spring", {"name": "Spring", "starts_on": "2027-02-20"}, NOW)
    assert ["Spring"] == [cohort.name for cohort in desk.cohorts()]


def test_a_cohort_without_pairs_is_taken_away(anywhere):
    """One that has a pair stays, also where it is only the own one, and one for which forms were
    imported.
    """
    desk = anywhere
    for name in ("Empty", "Own", "Forms"):
        desk.start_cohort({"name": name, "starts_on": "2027-02-01"}, NOW)
    sql(desk, "UPDATE pairs SET cohort = 'Own' WHERE pair_id = 'P004'")
    made_up = (
        "INSERT INTO answers (participant_id, questionnaire, occasion, cohort, role, item, answer)"
        " VALUES ('x1', 'closing', '', 'Forms', 'mentee', 'a', '1')"
    )
    sql(desk, made_up)

    assert (
        {"": Fault(HAS_PAIRS)} == desk.remove_cohort(COHORT, NOW) == desk.remove_cohort("Own", NOW)
    )
    assert {"": Fault(HAS_FORMS)} == desk.remove_cohort("Forms", NOW)
    assert {} == desk.remove_cohort("Empty", NOW)
    assert {COHORT, "Own", "Forms"} == {cohort.name for cohort in desk.cohorts()}
    assert ("cohort_removed", "Empty") == desk.store.trail_lines()[0][2:]
    assert {""} == set(desk.remove_cohort("Empty", NOW))


def test_a_cohort_does_not_take_the_name_of_forms_that_were_imported(desk):
    """Its pairs and somebody else's forms would be mixed."""
    sql(
        desk,
        "INSERT INTO answers (participant_id, questionnaire, occasion, cohort, role, item, answer)"
        " VALUES ('x1', 'closing', '', 'Forms', 'mentee', 'a', '1')",
    )
    before = everything(desk)

    assert {"": Fault(COHORT_NAME_TAKEN)} == desk.change_cohort(
        COHORT, {"name": "Forms", "starts_on": "2027-02-20"}, NOW
    )
    assert before == everything(desk)


def test_a_closed_cohort_and_one_that_is_being_closed_stay_as_they_are(desk, monkeypatch):
    """Neither name nor days nor pairs are changed while it is closed, or after."""
    given = {"name": "2028", "starts_on": "2027-02-20"}
    with monkeypatch.context() as patched:
        patched.setattr(
            closing,
            "_running_closings",
            {(desk.store.url, desk.programme.code, COHORT): closing.ClosingRun()},
        )
        being = [
            desk.change_cohort(COHORT, given, NOW),
            desk.remove_cohort(COHORT, NOW),
            desk.change("P001", "hold", {}, NOW),
        ]
    assert [{"": Fault(cohorts.BEING_CLOSED)}] * 3 == being

    close(desk)
    assert (
        {"": Fault(cohorts.COHORT_IS_CLOSED)}
        == desk.change_cohort(COHORT, given, NOW)
        == desk.remove_cohort(COHORT, NOW)
    )


def test_a_pair_that_was_made_for_the_old_name_meanwhile_is_not_written(desk):
    """Else the old name would be there again, with one pair."""
    sheet = desk.read_sheet(
        b"mentor_name;mentee_name;started_on\nGreta;Hanna;2027-02-25", "pairs.csv", COHORT
    )
    desk.change_cohort(COHORT, {"name": "2028", "starts_on": "2027-02-20"}, NOW)

    assert {"": Fault(CHANGED_MEANWHILE)} == answered(desk._write, sheet.work, NOW)
    assert ["2028"] == [cohort.name for cohort in desk.cohorts()]


def test_two_who_rename_a_cohort_at_once_do_so_once(desk):
    """The second is told so."""
    stale = cohorts.plan_cohort_change(
        desk._view(), COHORT, {"name": "2028", "starts_on": "2027-02-20"}
    )
    desk.change_cohort(COHORT, {"name": "2029", "starts_on": "2027-02-20"}, NOW)

    assert {"": Fault(CHANGED_MEANWHILE)} == answered(desk._write, stale, NOW)
    assert ["2029"] == [cohort.name for cohort in desk.cohorts()]


def test_what_is_put_right_has_its_words_in_the_trail():
    """An administrator reads what was done; of a pair no more than that."""
    assert {cohorts.COHORT_CHANGED, cohorts.COHORT_REMOVED, cohorts.STARTED, "pair_removed"} <= set(
        SENTENCES
    )


# ---- one who takes part --------------------------------------------------------------------------


def test_whose_own_pair_is_left_to_nobody_is_told_so(desk):
    """Until there is another coordinator who is not one of the two; her partner, and somebody of
    the board, are none.
    """
    assert 1 == desk.left_to_nobody(COHORT)
    give_account(desk, "karin@example.org", "Karin")
    give_account(desk, "eva@example.org", "Eva Ek")
    give_account(desk, "board@example.org", "Britta", roles="board")
    assert 1 == desk.left_to_nobody(COHORT)
    give_account(desk, "sonja@example.org", "Sonja")
    assert 0 == desk.left_to_nobody(COHORT)
    assert 0 == replace(desk, account=SONJA).left_to_nobody(COHORT)


def test_how_many_pairs_are_left_to_nobody_is_counted(desk):
    """Only those that every coordinator is in, and that wait for anything: none without a
    coordinator, none that never started or is closed.
    """

    def count():
        return count_unattended_pairs(desk)

    assert 0 == count()
    give_account(desk, "karin@example.org", "Karin")
    assert 1 == count()
    give_account(desk, "eva@example.org", "Eva Ek")
    assert 1 == count()
    give_account(desk, "sonja@example.org", "Sonja")
    assert 0 == count()
    give_account(desk, "sonja@example.org", "Sonja", participant_id="A004")
    assert 1 == count()
    sql(desk, "UPDATE pairs SET status = 'never_started' WHERE pair_id = 'P004'")
    assert (0, 0) == (count(), desk.left_to_nobody(COHORT))
    sql(desk, "UPDATE pairs SET status = 'active' WHERE pair_id = 'P004'")
    close(desk)
    assert (0, 0) == (count(), desk.left_to_nobody(COHORT))


def seen(desk: CoordinationService):
    """Return everything that a desk shows, in words where it says something."""
    words = load_language("en")
    told = [(todo.id, todo.who, todo.since, todo.sentence(words)) for todo in desk.worklist(COHORT)]
    plans = [
        desk.invite_plan(COHORT, {**LINKS, "remind": form})
        for form in ("", "closing", "check-in:3")
    ]
    views = [
        desk.cohorts(),
        [asdict(pair) for pair in desk.pairs(COHORT)],
        told,
        [asdict(each) for each in desk.links(COHORT)],
        desk.response(COHORT),
        plans,
    ]
    return str(
        [
            *views,
            desk.outlook(COHORT, desk.today),
            desk.people(),
            desk.notes("P005"),
            desk.warnings({"mentor_id": "M001"}),
            desk.left_to_nobody(COHORT),
        ]
    )


@pytest.mark.parametrize(
    "account",
    [KARIN, replace(KARIN, address="kk@example.org", participant_id="M003")],
    ids=["by address", "by code"],
)
def test_the_own_pair_moves_nothing_on_the_desk(tmp_path, shf, account):
    """Forms, wishes, drafts, log, notes and links of P004 are in one of two databases only: Karin
    reads the same in both, also of the partner's other pair.

    What A004 does in P005, with A005, is that pair's, and is seen.
    """
    desks, stamp = [], shf.settings.promise.stamp

    def sent(desk, person, pair, role, **answers):
        form = Form(
            person, pair, role, "check-in" if answers else "closing", "3" if answers else ""
        )
        desk.store.send(form, answers or {"process_works": "5"}, version=1, promise=stamp, now=NOW)

    for name in ("without", "with"):
        (tmp_path / name).mkdir()
        made = office(
            tmp_path / name,
            shf,
            account=account,
            started_on="2026-01-01",
            planned_end_on="2027-03-10",
        )
        sent(made, "A005", "P005", "mentee")
        sent(made, "M002", "P003", "mentor")
        desks.append(made)
    plain, busy = (replace(desk, today=TODAY + timedelta(days=30)) for desk in desks)
    other = replace(busy, account=SONJA)
    for person, role in (("M003", "mentor"), ("A004", "mentee")):
        sent(busy, person, "P004", role)
        sent(busy, person, "P004", role, contact_me="yes")
        busy.store.keep_draft(Form(person, "P004", role, "check-in", "6"), {"goal_state": "x"})
        busy.store.issue_link(person, until=busy.today + timedelta(days=20), now=NOW)
    busy.store.log_meeting("P004", {"met_on": "2027-02-27", "form": "video"}, by="M003", now=NOW)
    busy.store.tick("P004", "2027-02", "2+", by="A004", now=NOW)
    other.note("P004", "called_both", "2027-03-01", "", NOW)

    assert seen(plain) == seen(busy)
    assert seen(replace(plain, account=SONJA)) != seen(other)
    assert "not_answered" in {todo.kind for todo in plain.worklist(COHORT)}
    assert "A004" not in {
        person for todo in plain.worklist(COHORT) for person in todo.people if todo.act == "remind"
    }
    assert [("A004", True), ("A005", False)] == [
        (side.code, side.own) for side in (line(busy, "P005").mentor, line(busy, "P005").mentee)
    ]
    assert (
        not plain.outlook(COHORT, plain.today).blockers
        and plain.outlook(COHORT, plain.today).expected
    )
    before = seen(busy)
    sent(busy, "A004", "P005", "mentor")
    assert before != seen(busy)


def test_one_whose_name_nobody_has_follows_nobody_up(desk):
    """The code of an account that is gone is not told as a name."""
    assert ("F1", "") == (line(desk, "P001").followup_by, line(desk, "P001").followed_by)


def test_a_closing_that_goes_on_is_not_overtaken_by_a_new_name(desk, monkeypatch):
    """While the figures are proved the cohort keeps its name; when nothing came of it, it may have
    another.
    """
    going_on, go_on = threading.Event(), threading.Event()

    def slow(*_args, **_how):
        going_on.set()
        assert go_on.wait(60)
        raise closing.ClosingError(Fault(closing.NO_CLOSER_NAME))

    monkeypatch.setattr(closing, "close_cohort", slow)
    begun = closing.begin(
        desk.store,
        desk.programme,
        cohort=COHORT,
        on=TODAY,
        by="Karin",
        account=KARIN.address,
        now=NOW,
    )
    assert going_on.wait(60)
    given = {"name": "2028", "starts_on": "2027-02-20"}
    assert {"": Fault(cohorts.BEING_CLOSED)} == desk.change_cohort(COHORT, given, NOW)
    go_on.set()
    assert begun.wait(60) and {} == desk.change_cohort(COHORT, given, NOW)
