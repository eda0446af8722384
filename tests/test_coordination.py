"""The desk of whoever looks after the pairs: what is written is whole and right, and the own pair
never lies on it.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from answered import answered
from desks import (
    COHORT,
    KARIN,
    NAMES,
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
from openpyxl import load_workbook
from releases import A8, hidden

from toolkit.data.database import Contact, Form
from toolkit.data.database.coordination import CHANGED_MEANWHILE
from toolkit.errors import Fault, Refused
from toolkit.i18n import load_language
from toolkit.people.accounts import Account
from toolkit.people.coordination import CoordinationService, labels, notes, pair_changes
from toolkit.people.coordination.cohorts import COHORT_IS_CLOSED, UNKNOWN_COHORT
from toolkit.people.coordination.context import NO_SUCH_PAIR, RECUSED
from toolkit.people.coordination.matching import DECLARED, IN_A_PAIR, TWO_NAMES
from toolkit.people.coordination.person_matching import SAME_NAME, new_codes
from toolkit.people.invitations import InvitationRound
from toolkit.release.locations import release_path

ENGLISH = load_language("en")
SONJA = Account("sonja@example.org", "Sonja", frozenset({"coordinator"}))
NEW = {
    "mentor_name": "Greta Gran",
    "mentor_address": "greta@example.org",
    "mentee_name": "Hanna Hed",
    "mentee_address": "hanna@example.org",
    "started_on": "2027-02-25",
}
LINKS = {"address": "https://mentor.example.org", "until": "2027-12-31"}


@pytest.fixture
def desk(tmp_path, shf):
    """Karin's desk at Svensk Handledarförening; she is one of P004."""
    return office(tmp_path, shf)


def register(desk):
    """Return the rows of the register's pairs, by id."""
    return {pair["pair_id"]: pair for pair in desk.store.books(today=TODAY).register["pairs"]}


# ---- cohorts -------------------------------------------------------------------------------------


def test_a_cohort_is_started_with_the_end_that_the_programme_proposes(desk):
    """A year after its first day, where the programme goes on for a year; it is there before its
    first pair.
    """
    assert {} == desk.start_cohort({"name": " 2028 ", "starts_on": "2028-02-29"}, NOW)

    newest = desk.cohorts()[0]
    assert ("2028", date(2028, 2, 29), date(2029, 2, 28), 0, False) == (
        newest.name,
        newest.starts_on,
        newest.planned_end_on,
        newest.pairs,
        newest.closed,
    )
    assert ("cohort_started", "2028") == desk.store.trail_lines()[0][2:]


def test_an_open_ended_programme_proposes_no_end(tmp_path, swea):
    """The end stays unknown where the programme has no length."""
    desk = office(tmp_path, swea)
    desk.start_cohort({"name": "2028", "starts_on": "2028-01-10"}, NOW)

    assert desk.cohorts()[0].planned_end_on is None


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, {"name", "starts_on"}),
        ({"name": "2027", "starts_on": "2027-01-01"}, {"name"}),
        ({"name": "x" * 200, "starts_on": "2027-01-01"}, {"name"}),
        (
            {"name": "2028", "starts_on": "tomorrow", "planned_end_on": "soon"},
            {"starts_on", "planned_end_on"},
        ),
        (
            {"name": "2028", "starts_on": "2028-01-02", "planned_end_on": "2028-01-01"},
            {"planned_end_on"},
        ),
    ],
)
def test_a_cohort_that_is_wrong_is_not_started(desk, given, fields):
    """Every fault is told at once, by field, and nothing is written."""
    before = everything(desk)

    assert fields == set(desk.start_cohort(given, NOW))
    assert before == everything(desk)


def test_cohorts_of_names_that_differ_in_large_letters_only_are_refused(desk):
    """Their releases would lie in one file."""
    desk.start_cohort({"name": "Spring", "starts_on": "2028-01-01"}, NOW)

    assert {"name"} == set(desk.start_cohort({"name": "SPRING", "starts_on": "2028-01-01"}, NOW))


# ---- a new pair ----------------------------------------------------------------------------------


def test_a_new_pair_gets_codes_and_its_names_stay_among_the_contacts(desk):
    """The register holds codes made for the two, the contacts their names, and the programme's year
    is the planned end.
    """
    assert {} == desk.add_pair(COHORT, NEW, NOW)

    pair = line(desk, "P006")
    assert ("M004", "Greta Gran", "A006", "Hanna Hed") == (
        pair.mentor.code,
        pair.mentor.name,
        pair.mentee.code,
        pair.mentee.name,
    )
    assert (date(2028, 2, 25), "not_asked", "active") == (
        pair.planned_end_on,
        pair.competition,
        pair.status,
    )
    tables = desk.store.raw_tables()
    assert not any(
        word in table.to_string()
        for table in tables.values()
        for word in ("Greta", "greta", "Hanna", "hanna")
    )
    assert "greta@example.org" == desk.store.contacts()["M004"].address


def test_a_known_address_is_the_same_person(desk):
    """Large letters do not matter, and the name need not be written again."""
    desk.add_pair(COHORT, {**NEW, "mentor_name": "", "mentor_address": "ANNA@example.ORG"}, NOW)

    assert ("M001", "Anna Ahl") == (line(desk, "P006").mentor.code, line(desk, "P006").mentor.name)
    assert "anna@example.org" == desk.store.contacts()["M001"].address


@pytest.mark.slow
def test_one_address_with_two_names_is_a_fault(desk):
    """Somebody made a mistake, and nobody can know which."""
    assert {"mentor_name"} == set(
        desk.add_pair(COHORT, {**NEW, "mentor_address": "anna@example.org"}, NOW)
    )


@pytest.mark.slow
def test_a_name_alone_is_never_taken_for_somebody_who_is_known(desk):
    """Without an address it is a new person, unless somebody says that it is the same."""
    alone = {**NEW, "mentee_name": "cilla  clas", "mentee_address": ""}
    desk.add_pair(COHORT, alone, NOW)
    desk.add_pair(
        COHORT,
        {
            **alone,
            "mentor_address": "iris@example.org",
            "mentor_name": "Iris",
            "mentee_name": "Doris Dahl",
            "same_names": "yes",
        },
        NOW,
    )

    assert ["A006", "A003"] == [line(desk, pair).mentee.code for pair in ("P006", "P007")]


def test_a_name_that_several_have_is_not_guessed(desk):
    """Who is meant has to be said by an address."""
    desk.store.put_contacts([Contact("A003", "Cilla Clas", "other@example.org")])

    assert {"mentee_name"} == set(
        desk.add_pair(
            COHORT,
            {**NEW, "mentee_name": "Cilla Clas", "mentee_address": "", "same_names": "yes"},
            NOW,
        )
    )


def test_every_fault_of_a_new_pair_is_told_at_once_and_nothing_is_written(desk):
    """Each stands at its field, in a plain sentence, without what was written there."""
    before = everything(desk)
    wrong = {
        "mentor_address": "greta",
        "started_on": "2027-13-01",
        "competition": "perhaps",
        "language": "fi",
        "followup_by": "Nobody",
        "chapter": "-",
    }
    faults = desk.add_pair(COHORT, wrong, NOW)

    assert {
        "mentor_name",
        "mentor_address",
        "mentee_name",
        "started_on",
        "competition",
        "language",
        "followup_by",
        "chapter",
    } == set(faults)
    assert "write the date as 2026-12-31." == said(faults)["started_on"]
    assert not any(
        word in sentence
        for sentence in said(faults).values()
        for word in ("greta", "13-01", "perhaps", "Nobody")
    )
    assert before == everything(desk)


@pytest.mark.slow
def test_the_first_day_is_needed_and_the_last_is_not_before_it(desk):
    """The rules are those of the tables, in words that fit a form."""
    assert {"started_on": "write the day on which the pair starts."} == said(
        desk.add_pair(COHORT, {**NEW, "started_on": ""}, NOW)
    )
    assert {"planned_end_on"} == set(
        desk.add_pair(COHORT, {**NEW, "planned_end_on": "2027-02-24"}, NOW)
    )
    assert {} == desk.add_pair(COHORT, {**NEW, "planned_end_on": "2027-02-25"}, NOW)


def test_the_same_two_are_one_pair(desk):
    """They cannot be added a second time in the same cohort, but in another they can."""
    two = {
        "mentor_address": "anna@example.org",
        "mentee_address": "bodil@example.org",
        "started_on": "2027-02-25",
    }
    desk.start_cohort({"name": "2028", "starts_on": "2028-01-01"}, NOW)

    assert {""} == set(desk.add_pair(COHORT, two, NOW))
    assert {} == desk.add_pair("2028", two, NOW)


def test_nobody_is_paired_with_herself(desk):
    """One address for both is one person."""
    same = {**NEW, "mentee_name": "Greta Gran", "mentee_address": "greta@example.org"}

    assert {
        "mentee_name": "mentor and mentee are the same person. Correct one of the two."
    } == said(desk.add_pair(COHORT, same, NOW))


def test_a_pair_needs_a_cohort_that_is_open(desk):
    """One that nobody started, or that is closed, takes none."""
    assert {"": Fault(UNKNOWN_COHORT)} == desk.add_pair("2031", NEW, NOW)
    close(desk)
    assert {"": Fault(COHORT_IS_CLOSED)} == desk.add_pair(COHORT, NEW, NOW)


def test_codes_are_counted_on_from_the_highest():
    """Other codes do not matter, and none is ever used twice."""
    codes = new_codes("M", ["M002", "m017", "M-900", "A030", "mentor1"])

    assert ["M018", "M019"] == [next(codes), next(codes)]


@pytest.mark.slow
def test_a_chapter_is_filled_in_and_never_changed_in_passing(desk):
    """The chapter of somebody who has one stays."""
    two = {
        "mentor_address": "anna@example.org",
        **{key: NEW[key] for key in ("mentee_name", "mentee_address", "started_on")},
    }
    desk.add_pair(COHORT, {**two, "chapter": "Oslo"}, NOW)
    desk.add_pair(
        COHORT,
        {**two, "mentee_name": "Iris", "mentee_address": "iris@example.org", "chapter": "Bergen"},
        NOW,
    )

    assert [("Oslo", "Oslo"), ("Oslo", "Bergen")] == [
        (line(desk, pair).mentor.chapter, line(desk, pair).mentee.chapter)
        for pair in ("P006", "P007")
    ]


@pytest.mark.slow
def test_what_was_wrong_before_is_not_held_against_a_new_pair(desk):
    """A fault in another row of the register is not that of the new one."""
    desk.store.database.statement("UPDATE pairs SET competition = 'perhaps' WHERE pair_id = 'P003'")

    assert {} == desk.add_pair(COHORT, NEW, NOW)
    assert {"competition"} == set(desk.change("P003", "hold", {}, NOW))


def test_what_to_look_at_before_two_become_a_pair(desk):
    """Two who compete, and somebody who is in another pair that goes on."""
    given = {**NEW, "mentor_address": "anna@example.org", "competition": "declared"}

    assert [DECLARED, IN_A_PAIR] == [warning.message for warning in desk.warnings(given)]
    assert 2 == desk.warnings(given)[1].values["n"]
    assert () == desk.warnings(NEW)


def test_somebody_of_a_known_name_without_an_address_is_looked_at_first(desk):
    """She would silently become a second person; who is chosen, or meant by the same name, is
    warned of no more.
    """
    alone = {**NEW, "mentee_name": "Cilla Clas", "mentee_address": ""}

    assert [SAME_NAME] == [warning.message for warning in desk.warnings(alone)]
    assert [SAME_NAME] == [
        warning.message
        for warning in desk.warnings({**alone, "mentor_name": "Anna Ahl", "mentor_address": ""})
    ]
    assert SAME_NAME not in [
        warning.message for warning in desk.warnings({**alone, "same_names": "yes"})
    ]
    assert SAME_NAME not in [
        warning.message for warning in desk.warnings({**alone, "mentee_id": "A002"})
    ]


@pytest.mark.slow
def test_somebody_who_is_here_is_chosen_by_code(desk):
    """Whom one may see is offered, and the chosen one is that person; another name beside the
    choice is a fault.
    """
    desk.store.erase("A001")
    assert {"A002": "Cilla Clas (A002)", "M001": "Anna Ahl (M001)"}.items() <= desk.people().items()
    assert not {"M003", "A004", "A001"} & set(desk.people())

    chosen = {**NEW, "mentee_id": "A002", "mentee_address": ""}
    assert {"mentee_name": TWO_NAMES} == {
        field: fault.message for field, fault in desk.add_pair(COHORT, chosen, NOW).items()
    }
    assert {} == desk.add_pair(COHORT, {**chosen, "mentee_name": ""}, NOW)
    assert "A002" == line(desk, "P006").mentee.code


@pytest.mark.parametrize(
    ("act", "again"), [("never_started", True), ("end_early", True), ("complete", False)]
)
@pytest.mark.slow
def test_two_whose_pair_came_to_an_early_end_may_be_a_pair_again(desk, act, again):
    """One that never started or ended early is over; one that was completed stands in the
    cohort.
    """
    assert {} == desk.change("P001", act, {"ended_on": "2027-03-01", "end_reason": "time"}, NOW)
    added = desk.add_pair(
        COHORT, {"mentor_id": "M001", "mentee_id": "A001", "started_on": "2027-03-01"}, NOW
    )

    assert again == (added == {})


# ---- changes -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_pair_is_put_on_hold_and_goes_on_again(desk):
    """Each act is offered only where it makes sense."""
    assert {} == desk.change("P001", "hold", {}, NOW)
    assert "on_hold" == line(desk, "P001").status
    assert "hold" not in line(desk, "P001").acts
    assert {""} == set(desk.change("P001", "hold", {}, NOW))
    assert {} == desk.change("P001", "resume", {}, NOW)
    assert "active" == line(desk, "P001").status


@pytest.mark.slow
def test_ending_early_asks_for_a_day_and_a_neutral_reason(desk):
    """That nobody wants to say is a reason too; no field takes a sentence."""
    assert {"ended_on", "end_reason"} == set(
        desk.change("P001", "end_early", {"end_reason": "she was rude"}, NOW)
    )
    assert {"ended_on"} == set(
        desk.change("P001", "end_early", {"ended_on": "2027-03-02", "end_reason": "time"}, NOW)
    )
    assert {"ended_on"} == set(
        desk.change("P001", "end_early", {"ended_on": "2027-02-19", "end_reason": "time"}, NOW)
    )
    assert {} == desk.change(
        "P001", "end_early", {"ended_on": "2027-03-01", "end_reason": "prefer_not"}, NOW
    )

    pair = line(desk, "P001")
    assert ("ended_early", date(2027, 3, 1), "prefer_not", ("rematch", "correct")) == (
        pair.status,
        pair.ended_on,
        pair.end_reason,
        pair.acts,
    )


@pytest.mark.slow
def test_a_pair_does_not_end_before_its_last_meeting(desk):
    """The fault stands at the day that can be corrected."""
    desk.store.log_meeting("P001", {"met_on": "2027-02-27", "form": "video"}, by="M001", now=NOW)

    assert {"ended_on": "a meeting is logged after this day. Choose a later day."} == said(
        desk.change("P001", "complete", {"ended_on": "2027-02-26"}, NOW)
    )
    assert {} == desk.change("P001", "complete", {"ended_on": "2027-02-27"}, NOW)


def test_an_extension_needs_both_and_a_later_day_and_is_noted(desk):
    """Neither an earlier day nor the yes of one is enough."""
    for day, agreed, fields in (
        ("2028-02-20", "yes", {"planned_end_on"}),
        ("2028-02-21", "no", {"both_agreed"}),
        ("", "", {"planned_end_on", "both_agreed"}),
    ):
        assert fields == set(
            desk.change("P001", "extend", {"planned_end_on": day, "both_agreed": agreed}, NOW)
        )

    assert {} == desk.change(
        "P001", "extend", {"planned_end_on": "2028-02-21", "both_agreed": "yes"}, NOW
    )
    assert date(2028, 2, 21) == line(desk, "P001").planned_end_on
    assert ["extended"] == [note.what for note in desk.notes("P001")]


def test_a_pair_that_was_in_contact_has_started(desk):
    """Only one that logged no contact and sent no form never started; a tick of none is none."""
    desk.store.tick("P001", "2027-02", "0", by="M001", now=NOW)
    desk.store.tick("P002", "2027-02", "1", by="M001", now=NOW)
    send(desk, "A003", "P003", "mentee")

    assert [set(), {""}, {""}] == [
        set(desk.change(pair, "never_started", {}, NOW)) for pair in ("P001", "P002", "P003")
    ]


@pytest.mark.slow
def test_whoever_follows_up_is_chosen_among_those_with_an_account(desk):
    """The register gets a code, never the name or the address; one of the two cannot follow up her
    own pair.
    """
    give_account(desk, "sonja@example.org", "Sonja Sten")
    give_account(desk, "anna@example.org", "Anna Ahl", participant_id="M001")
    give_account(desk, "board@example.org", "Britta", roles="board")
    [code] = [code for code, name in desk.followers().items() if name == "Sonja Sten"]

    assert {} == desk.change("P001", "follow_up", {"followup_by": "sonja sten"}, NOW)
    assert code == register(desk)["P001"]["followup_by"]
    assert "Sonja Sten" == line(desk, "P001").followed_by
    assert "sonja" not in code.casefold()
    assert {"followup_by"} == set(desk.change("P001", "follow_up", {"followup_by": "M001"}, NOW))
    assert {"followup_by"} == set(desk.change("P001", "follow_up", {"followup_by": "Britta"}, NOW))
    assert {} == desk.change("P003", "follow_up", {"followup_by": "M001"}, NOW)


@pytest.mark.slow
def test_the_last_change_is_taken_back_while_it_stands(desk):
    """An ending is taken back whole; what was taken back is not taken back again."""
    before = register(desk)["P001"]
    desk.change("P001", "end_early", {"ended_on": "2027-03-01", "end_reason": "moved"}, NOW)
    assert "end_early" == line(desk, "P001").undo

    assert {} == desk.undo("P001", NOW)
    assert before == register(desk)["P001"]
    assert "" == line(desk, "P001").undo
    assert {""} == set(desk.undo("P001", NOW))


def test_a_change_that_no_longer_stands_is_not_taken_back(desk):
    """Whatever somebody did since is not undone with it."""
    desk.change("P001", "hold", {}, NOW)
    desk.store.database.statement("UPDATE pairs SET status = 'completed' WHERE pair_id = 'P001'")

    assert "" == line(desk, "P001").undo
    assert {""} == set(desk.undo("P001", NOW))


def test_the_trail_tells_of_changes_in_codes_and_days_only(desk):
    """Who did it, what, and what the columns were and are."""
    desk.change("P001", "end_early", {"ended_on": "2027-03-01", "end_reason": "time"}, NOW)

    last = desk.store.trail_lines()[0]
    assert ("karin@example.org", "pair_end_early") == last[1:3]
    now = {"status": "ended_early", "ended_on": "2027-03-01", "end_reason": "time"}
    assert {
        "pair": "P001",
        "was": {"status": "active", "ended_on": "", "end_reason": ""},
        "now": now,
    } == json.loads(last.about)


def test_a_closed_cohort_refuses_changes_and_takes_notes(desk):
    """Its figures are told; that somebody was called after it may still be noted."""
    desk.change("P001", "hold", {}, NOW)
    close(desk)
    before = everything(desk)

    assert (
        {"": Fault(COHORT_IS_CLOSED)}
        == desk.change("P001", "resume", {}, NOW)
        == desk.undo("P001", NOW)
        == desk.rematch("P001", {"keep": "mentor"}, NOW)
    )
    assert ((), "") == (line(desk, "P001").acts, line(desk, "P001").undo)
    assert before == everything(desk)
    assert {} == desk.note("P001", "called_both", "2027-03-01", "", NOW)


@pytest.mark.slow
def test_whoever_was_faster_is_not_overwritten(desk):
    """A change that was made on what the pair no longer is writes nothing."""
    stale = pair_changes.plan_change(desk._view(), register(desk)["P001"], "hold", {})
    desk.change("P001", "complete", {"ended_on": "2027-03-01"}, NOW)

    assert {"": Fault(CHANGED_MEANWHILE)} == answered(desk._write, stale, NOW)
    assert "completed" == line(desk, "P001").status


def test_a_refused_act_raises_what_is_wrong_by_field(desk):
    """Whoever forgets to look at what an act answers cannot take a refused one for done."""
    real = CoordinationService(desk.store, desk.programme, desk.account, desk.today)
    before = everything(desk)
    with pytest.raises(Refused) as refused:
        real.change("P001", "end_early", {}, NOW)

    assert {
        "ended_on": Fault(pair_changes.NO_CHANGE_DAY),
        "end_reason": Fault(pair_changes.NO_REASON),
    } == (refused.value.by_field)
    assert (
        Fault(pair_changes.NO_CHANGE_DAY),
        Fault(pair_changes.NO_REASON),
    ) == refused.value.faults
    assert before == everything(desk)


def test_an_unknown_act_is_refused(desk):
    """Neither an act nor a pair that does not exist does anything."""
    assert {""} == set(desk.change("P001", "divorce", {}, NOW))
    assert {"": Fault(NO_SUCH_PAIR)} == desk.change("P999", "hold", {}, NOW)


@pytest.mark.parametrize("code", ["sv", "en"])
def test_every_code_has_its_words(code):
    """Nothing is shown that has no name: statuses, reasons, notes, acts."""
    words = load_language(code)

    assert set(pair_changes.REASONS) == set(labels.reasons(words))
    assert {*pair_changes.ACTS, "rematch"} == set(labels.acts(words))
    assert set(notes.WHAT) == set(labels.notes(words))
    assert {*pair_changes.RUNNING_STATUSES, "completed", "ended_early", "never_started"} == set(
        labels.statuses(words)
    )


# ---- matched anew --------------------------------------------------------------------------------


@pytest.mark.slow
def test_one_of_the_two_is_matched_anew(desk):
    """The old pair ends early without anybody's fault, the one who stays keeps the code, and the
    other is new.
    """
    given = {
        "keep": "mentee",
        "ended_on": "2027-02-28",
        "mentor_name": "Greta",
        "mentor_address": "greta@example.org",
        "started_on": "2027-03-01",
    }
    assert {} == desk.rematch("P001", given, NOW)

    old, new = line(desk, "P001"), line(desk, "P006")
    assert ("ended_early", "rematch", date(2027, 2, 28)) == (
        old.status,
        old.end_reason,
        old.ended_on,
    )
    assert ("A001", "Greta", "active") == (new.mentee.code, new.mentor.name, new.status)


def test_a_match_that_is_wrong_ends_nothing(desk):
    """Both parts are written, or neither."""
    before = everything(desk)

    assert {"ended_on", "mentor_name", "started_on"} == set(
        desk.rematch("P001", {"keep": "mentee"}, NOW)
    )
    assert {"keep"} == set(desk.rematch("P001", {}, NOW))
    assert before == everything(desk)


@pytest.mark.slow
def test_a_pair_that_has_ended_keeps_its_end(desk):
    """What was said then still stands."""
    desk.change("P001", "end_early", {"ended_on": "2027-02-28", "end_reason": "time"}, NOW)
    desk.rematch("P001", {"keep": "mentor", "mentee_name": "Iris", "started_on": "2027-03-01"}, NOW)

    assert ("time", "Iris") == (line(desk, "P001").end_reason, line(desk, "P006").mentee.name)


# ---- notes ---------------------------------------------------------------------------------------


def test_a_note_holds_codes_and_days_and_nothing_else(desk):
    """A sentence is refused; the day lies behind, and the day to look again ahead."""
    give_account(desk, "karin@example.org", "Karin")
    assert {"what"} == set(desk.note("P001", "She told me that …", "2027-03-01", "", NOW))
    assert {"noted_on", "again_on"} == set(
        desk.note("P001", "all_well", "2027-03-02", "2027-03-01", NOW)
    )
    assert {} == desk.note("P001", "called_mentor", "2027-02-28", "2027-03-15", NOW)

    [note] = desk.notes("P001")
    assert (date(2027, 2, 28), "called_mentor", date(2027, 3, 15), "Karin") == (
        note.noted_on,
        note.what,
        note.again_on,
        note.by,
    )


# ---- the own pair --------------------------------------------------------------------------------

BY_CODE = replace(KARIN, address="kk@example.org", participant_id="M003")


@pytest.mark.parametrize("account", [KARIN, BY_CODE], ids=["by address", "by code"])
def test_the_own_pair_is_nowhere_on_the_desk(tmp_path, shf, account):
    """Not among the pairs, the links, the counts, the notes or what waits; only how many are not
    shown is told.
    """
    desk = office(tmp_path, shf, account=account, started_on="2026-01-01", competition="declared")
    replace(desk, programme=shf, account=SONJA).note("P004", "called_both", "2027-02-01", "", NOW)
    send(desk, "A004", "P004", "mentee", contact_me="yes")

    assert ["P001", "P002", "P005", "P003"] == [pair.pair_id for pair in desk.pairs(COHORT)]
    assert 1 == desk.not_shown(COHORT)
    assert [4] == [cohort.pairs for cohort in desk.cohorts()]
    assert "P004" not in {todo.pair_id for todo in desk.worklist(COHORT)}
    assert {"P001", "P003", "P005"} <= {todo.pair_id for todo in desk.worklist(COHORT)}
    assert {"mentor": (0, 4), "mentee": (0, 4)} == desk.response(COHORT)
    assert () == desk.notes("P004")
    assert {"M001", "M002", "A001", "A002", "A003", "A005"} == {
        person.code for person in desk.links(COHORT)
    }
    assert 6 == desk.invite_plan(COHORT, LINKS).people


@pytest.mark.parametrize("account", [KARIN, BY_CODE], ids=["by address", "by code"])
@pytest.mark.slow
def test_nothing_is_done_to_the_own_pair(tmp_path, shf, account):
    """Every act is refused with one plain sentence, and nothing is written."""
    desk = office(tmp_path, shf, account=account)
    before = everything(desk)
    own = {"mentor_address": "karin@example.org", "mentee_name": "Iris", "started_on": "2027-03-01"}

    acts = [
        desk.change("P004", act, {"ended_on": "2027-03-01", "end_reason": "time"}, NOW)
        for act in pair_changes.ACTS
    ]
    acts += [
        desk.undo("P004", NOW),
        desk.rematch("P004", {"keep": "mentor"}, NOW),
        desk.note("P004", "all_well", "2027-03-01", "", NOW),
    ]
    acts += [desk.revoke(person, NOW) for person in ("M003", "A004")]
    acts += [
        desk.put_contact(person, {"address": "other@example.org"}, NOW)
        for person in ("M003", "A004")
    ]
    acts += [desk.add_pair(COHORT, own, NOW)]
    assert [{"": Fault(RECUSED)}] * len(acts) == acts
    assert {""} == set(desk.issue(COHORT, LINKS, ENGLISH, NOW, only=["A004"]))
    assert before == everything(desk)


@pytest.mark.slow
def test_nobody_makes_a_pair_with_the_own_partner(desk):
    """Name, address, link and forms of A004 would stand on the desk by it: by code, by address and
    when matched anew it is refused.
    """
    before = everything(desk)
    known = {
        "mentor_id": "A004",
        **{name: text for name, text in NEW.items() if not name.startswith("mentor")},
    }
    acts = [
        desk.add_pair(COHORT, given, NOW)
        for given in (known, {**NEW, "mentor_name": "Eva Ek", "mentor_address": "eva@example.org"})
    ]
    acts += [desk.rematch("P005", {**NEW, "keep": "mentor", "ended_on": "2027-03-01"}, NOW)]

    assert [{"": Fault(RECUSED)}] * 3 == acts
    assert before == everything(desk)


def test_links_that_may_have_been_issued_stand_in_the_trail(desk, monkeypatch):
    """Where the server stops while links are made, the trail has the line already."""

    def stops(*_args, **_how):
        raise KeyboardInterrupt

    monkeypatch.setattr(InvitationRound, "issue", stops)
    with pytest.raises(KeyboardInterrupt):
        desk.issue(COHORT, LINKS, ENGLISH, NOW)

    assert "links_issued" == desk.store.trail_lines()[0].what


def test_somebody_else_looks_after_that_pair(desk):
    """It is hidden from whoever is one of it, and from nobody else."""
    other = replace(desk, account=SONJA)

    assert (5, 0) == (len(other.pairs(COHORT)), other.not_shown(COHORT))
    assert {} == other.change("P004", "hold", {}, NOW)


def test_an_own_address_cannot_be_given_to_somebody_else(desk):
    """Else a pair could be hidden from whoever looks after it."""
    assert {"address"} == set(
        replace(desk, account=BY_CODE).put_contact("M001", {"address": "KK@example.org"}, NOW)
    )


# ---- links ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_links_are_issued_as_files_and_told_nowhere_else(desk):
    """The list, the mails and the cards come back in memory; the trail has the codes, and no name
    or token.
    """
    plan = desk.invite_plan(COHORT, LINKS)
    handed = desk.issue(COHORT, LINKS, ENGLISH, NOW)

    assert (6, 1, 0, {}) == (plan.people, plan.without_address, plan.replaced, plan.faults)
    assert (6, 1, 0) == (handed.issued, handed.without_address, handed.replaced)
    rows = list(
        load_workbook(BytesIO(handed.sheet)).worksheets[0].iter_rows(min_row=2, values_only=True)
    )
    assert {"M001", "M002", "A001", "A002", "A003", "A005"} == {row[0] for row in rows}
    token = rows[0][4].rpartition("/")[2]
    assert rows[0][0] == desk.store.person_of(token, today=TODAY)
    assert 5 == len(
        [
            name
            for name in zipfile.ZipFile(BytesIO(handed.drafts)).namelist()
            if name.endswith(".eml")
        ]
    )
    assert 6 == handed.cards.decode().count("<svg")
    trail = desk.store.trail_lines()[0]
    assert {
        "cohort": COHORT,
        "remind": "",
        "n": 6,
        "people": ["A001", "A002", "A003", "A005", "M001", "M002"],
    } == json.loads(trail.about)
    assert not any(word in f"{trail}{handed!r}{plan!r}" for word in (token, "Anna", "anna@"))


@pytest.mark.slow
def test_a_reminder_reaches_only_whose_form_is_open_and_not_in(desk):
    """Who has sent it, and whose form is not open yet, gets none; who is left out is counted, but
    nobody of the own pair.
    """
    for pair in ("P001", "P004"):
        replace(desk, account=SONJA).change(
            pair, "end_early", {"ended_on": "2027-03-01", "end_reason": "time"}, NOW
        )
    send(desk, "M001", "P001", "mentor")
    asked = {**LINKS, "remind": "closing"}

    plan = desk.invite_plan(COHORT, asked)
    assert (1, 5) == (plan.people, plan.not_open)
    assert ["Bodil Berg"] == [
        row[1]
        for row in (
            load_workbook(BytesIO(desk.issue(COHORT, asked, ENGLISH, NOW).sheet))
            .worksheets[0]
            .iter_rows(min_row=2, values_only=True)
        )
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({**LINKS, "until": ""}, "until"),
        ({**LINKS, "until": "31/12"}, "until"),
        ({**LINKS, "until": "2027-02-28"}, ""),
        ({**LINKS, "address": "http://mentor.example.org"}, "address"),
        ({**LINKS, "sender": "nobody"}, "sender"),
        ({**LINKS, "remind": "astrology"}, ""),
    ],
)
def test_links_that_cannot_be_issued_so_are_not(desk, given, field):
    """The plan and the act say the same, by field, and nothing is written."""
    before = everything(desk)

    assert (
        {field}
        == set(desk.invite_plan(COHORT, given).faults)
        == set(desk.issue(COHORT, given, ENGLISH, NOW))
    )
    assert before == everything(desk)


def test_a_link_ends_and_a_new_one_replaces_it(desk):
    """Who has a link is told with its last day; a new one stops the old."""
    desk.issue(COHORT, LINKS, ENGLISH, NOW, only=["M001"])
    assert [date(2027, 12, 31)] == [
        person.link_until for person in desk.links(COHORT) if person.link_until
    ]
    assert (1, 1) == (
        desk.invite_plan(COHORT, LINKS, only=["M001"]).people,
        desk.invite_plan(COHORT, LINKS, only=["M001"]).replaced,
    )

    assert {} == desk.revoke("M001", NOW)
    assert not any(person.link_until for person in desk.links(COHORT))
    assert {""} == set(desk.revoke("X999", NOW))


def test_whoever_was_erased_gets_no_link_and_no_name_again(desk):
    """The code stays in the pair; nobody writes to the person."""
    desk.store.erase("A003")

    assert (True, "A003") == (line(desk, "P003").mentee.erased, line(desk, "P003").mentee.name)
    assert (5, 1) == (
        desk.invite_plan(COHORT, LINKS).people,
        desk.invite_plan(COHORT, LINKS).erased,
    )
    assert {""} == set(desk.put_contact("A003", {"name": "Doris"}, NOW))
    assert {"mentee_name"} == set(
        desk.add_pair(
            COHORT, {**NEW, "mentee_id": "A003", "mentee_address": "", "mentee_name": "Doris"}, NOW
        )
    )


def test_an_address_is_corrected(desk):
    """What is not given stays; an address of somebody else is refused."""
    assert {} == desk.put_contact("A002", {"address": "cilla@example.org"}, NOW)
    assert ("Cilla Clas", "cilla@example.org") == (
        desk.store.contacts()["A002"].name,
        desk.store.contacts()["A002"].address,
    )
    assert {"address"} == set(desk.put_contact("A002", {"address": "bodil@example.org"}, NOW))
    assert {"address", "language"} == set(
        desk.put_contact("A002", {"address": "cilla", "language": "fi"}, NOW)
    )


# ---- never an answer -----------------------------------------------------------------------------


def test_forms_in_are_counted_and_nothing_of_them_is_told(desk):
    """Of each form it is told that it is in; the other of the two is still asked."""
    send(desk, "M001", "P001", "mentor")

    assert {"mentor": (1, 4), "mentee": (0, 4)} == desk.response(COHORT)
    states = {
        (pair.pair_id, side.role): form.state
        for pair in desk.pairs(COHORT)
        for side in (pair.mentor, pair.mentee)
        for form in side.forms
        if form.questionnaire == "closing"
    }
    assert ["in"] == [state for place, state in states.items() if place == ("P001", "mentor")]
    assert {"later"} == {state for place, state in states.items() if place != ("P001", "mentor")}


UNLIKE = (
    {"pair_id": "P001", "mentor_id": "M001", "mentee_id": "A001"},
    {"pair_id": "P002", "mentor_id": "M001", "mentee_id": "A002", "started_on": "2027-03-01"},
    {"pair_id": "P003", "mentor_id": "M002", "mentee_id": "A003", "started_on": "2027-03-02"},
    {"pair_id": "P004", "mentor_id": "M003", "mentee_id": "A004"},
    {
        "pair_id": "P005",
        "mentor_id": "A004",
        "mentee_id": "A005",
        "status": "never_started",
        "started_on": "",
    },
    {
        "pair_id": "P006",
        "mentor_id": "M002",
        "mentee_id": "A005",
        "status": "ended_early",
        "ended_on": "2027-02-28",
        "end_reason": "time",
    },
)
"""P002 starts today, P003 tomorrow, P005 never did, P006 has ended; P004 is Karin's own."""


@pytest.mark.parametrize(
    ("account", "of"), [(KARIN, 3), (SONJA, 4)], ids=["without the own pair", "all pairs"]
)
@pytest.mark.slow
def test_an_open_cohort_is_counted_as_closing_it_today_would_count_it(tmp_path, shf, account, of):
    """A pair that starts tomorrow or never did, and a form of it or of tomorrow, are in neither
    number.
    """
    desk = office(tmp_path, shf, pairs=UNLIKE, account=account)
    tomorrow = NOW + timedelta(days=1)
    for person, pair, role, time in (
        ("M001", "P001", "mentor", NOW),
        ("A001", "P001", "mentee", NOW),
        ("A002", "P002", "mentee", tomorrow),
        ("A003", "P003", "mentee", NOW),
        ("M002", "P006", "mentor", NOW),
    ):
        form = Form(person, pair, role, "closing")
        desk.store.send(
            form, {"process_works": "5"}, version=1, promise=shf.settings.promise.stamp, now=time
        )

    assert (
        {"mentor": (2, of), "mentee": (1, of)}
        == desk.response(COHORT)
        == desk.outlook(COHORT, TODAY).forms
    )


def test_a_closed_cohort_is_counted_as_it_was_released(desk):
    """What comes in later, and what the register says now, change nothing."""
    send(desk, "M001", "P001", "mentor")
    close(desk)
    send(desk, "A001", "P001", "mentee", now=NOW + timedelta(days=1))

    assert {"mentor": (6, 8), "mentee": (5, 8)} == desk.response(COHORT)


def test_of_a_closed_cohort_nothing_is_counted_that_is_not_released(desk):
    """Figures that are hidden, and a release that is lost, leave no number."""
    keep(
        desk.store.home,
        replace(
            A8,
            findings=tuple(hidden("response.people", "mentor", "mentee")),
            programme=desk.programme.code,
            cohort=COHORT,
        ),
    )
    assert {} == desk.response(COHORT)

    keep(desk.store.home, replace(A8, programme=desk.programme.code, cohort="other"))
    release_path(desk.store.home, desk.programme.code, "other").unlink()
    assert {} == desk.response("other")


@pytest.mark.slow
def test_no_answer_and_no_draft_reaches_the_desk(desk):
    """Planted in answers and drafts, a word stands in no result, in no representation and in no
    fault.
    """
    bird = "kanarie"
    for person, pair, role in (
        ("M001", "P001", "mentor"),
        ("A001", "P001", "mentee"),
        ("M002", "P003", "mentor"),
    ):
        send(desk, person, pair, role, own_words=bird, process_works=bird)
        send(desk, person, pair, role, "check-in", "3", goal_state=bird)
        desk.store.keep_draft(Form(person, pair, role, "closing"), {"goals_met": f"{bird}2"})
    later = replace(desk, today=TODAY + timedelta(days=400))
    told: list[object] = [
        later.cohorts(),
        later.pairs(COHORT),
        later.worklist(COHORT),
        later.links(COHORT),
        later.response(COHORT),
        later.followers(),
    ]
    told += [todo.sentence(ENGLISH) for todo in later.worklist(COHORT)]
    told += [
        later.change(pair, act, {"ended_on": "x", "end_reason": bird[:0]}, NOW)
        for pair in ("P001", "P003")
        for act in pair_changes.ACTS
    ]
    told += [
        later.notes("P001"),
        later.invite_plan(COHORT, LINKS),
        later.warnings(NEW),
        later.add_pair(COHORT, NEW, NOW),
        vars(later.store.books(today=TODAY)),
    ]

    assert bird not in "".join(_inside(each) for each in told)
    assert bird in str(later.store.raw_tables()["answers"]["answer"].tolist())


def _inside(value: object) -> str:
    """Return everything that is in a value, whatever its representation hides."""
    if isinstance(value, dict):
        return "".join(_inside(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple, set, frozenset)):
        return "".join(_inside(part) for part in value)
    return repr(value) + (
        _inside(vars(value))
        if hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value)
        else ""
    )


def test_no_name_is_printed(desk):
    """What the desk returns can stand in a log: its representation names nobody."""
    found = [
        desk,
        *desk.pairs(COHORT),
        *desk.links(COHORT),
        *desk.worklist(COHORT),
        desk.pairs(COHORT)[0].mentor,
    ]

    assert not any(
        part in repr(each) for each in found for name in NAMES.values() for part in name if part
    )
