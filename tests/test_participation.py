"""What a person may do behind a personal link, the same through every door."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from answered import answering
from ledgers import keep
from places import NOW, PAIRS, TODAY, association, copied_association
from releases import A8

from toolkit import i18n
from toolkit.data.database import Form, Receipt
from toolkit.errors import Fault
from toolkit.people.participants import (
    COHORT_CLOSED_NOTICE,
    FORM_SEALED,
    ParticipantPortal,
    agreement_in_words,
    labels,
    list_audiences,
)
from toolkit.people.participants.tasks import add_months
from toolkit.programme.promise import stamp_answer

ENGLISH, SWEDISH = i18n.load_language("en"), i18n.load_language("sv")
CLOSING = Form("m1", "p1", "mentor", "closing")
AGREEMENT = Form("m1", "p1", "mentor", "agreement")


@pytest.fixture
def place(tmp_path):
    """The association in a database."""
    return copied_association(tmp_path)


@pytest.fixture
def visit(place, swea):
    """What the mentor of two, and mentee of a third, finds behind the link."""
    return opened(place, swea, "m1")


AnsweringPortal = answering(
    ParticipantPortal, "keep", "send", "tick", "log_meeting", "remove_meeting"
)


def opened(place, programme, person, today=TODAY, sitting=None):
    """Open a person's link, in a sitting of its own if none is named."""
    found = AnsweringPortal.open(
        place.store, programme, place.links[person], today=today, sitting=sitting
    )
    assert found is not None
    return found


def close(place, programme):
    """Close the cohort."""
    keep(place.store.home, replace(A8, programme=programme.code, cohort="2026"))


def states(visit):
    """Return where each form stands, by pair and questionnaire with its occasion."""
    return {
        (task.form.pair_id, task.form.questionnaire + task.form.occasion): task.state
        for task in visit.tasks(ENGLISH)
    }


# ---- the link ------------------------------------------------------------------------------------


def test_a_link_opens_each_pair_and_role_of_its_person(visit):
    """A mentor of two who is somebody's mentee sees all three."""
    assert [("p1", "mentor"), ("p2", "mentor"), ("p3", "mentee")] == [
        (each.pair["pair_id"], each.role) for each in visit.mentorships
    ]
    assert ("Karin", "sv") == (visit.name, visit.language)


def test_unknown_expired_and_revoked_links_open_nothing_alike(place, swea):
    """Nobody learns which of the three it is."""
    place.store.revoke_links("a1")

    assert ParticipantPortal.open(place.store, swea, "no-such-link", today=TODAY) is None
    assert (
        ParticipantPortal.open(place.store, swea, place.links["m1"], today=date(2027, 7, 1)) is None
    )
    assert ParticipantPortal.open(place.store, swea, place.links["a1"], today=TODAY) is None


def test_a_language_that_the_programme_lacks_is_not_spoken(place, swea):
    """Somebody of whom no language is known is spoken to in that of the programme."""
    place.store.erase("m3")
    place.links["m3"] = place.store.issue_link("m3", until=date(2027, 6, 30), now=NOW)

    assert "sv" == opened(place, swea, "m3").language
    assert "" == opened(place, swea, "m3").name


# ---- what is to be done --------------------------------------------------------------------------


def test_each_form_has_its_time(visit):
    """Ten days before its planned end a pair closes; one that ended early closes and is followed
    up; a third is in its fourth month.
    """
    assert {
        ("p1", "agreement"): "due",
        ("p1", "check-in3"): "closed",
        ("p1", "check-in6"): "closed",
        ("p1", "check-in9"): "closed",
        ("p1", "closing"): "due",
        ("p1", "follow-up3"): "later",
        ("p2", "agreement"): "closed",
        ("p2", "check-in3"): "closed",
        ("p2", "check-in6"): "closed",
        ("p2", "check-in9"): "closed",
        ("p2", "closing"): "due",
        ("p2", "follow-up3"): "due",
        ("p3", "agreement"): "due",
        ("p3", "check-in3"): "due",
        ("p3", "check-in6"): "later",
        ("p3", "check-in9"): "later",
        ("p3", "closing"): "later",
        ("p3", "follow-up3"): "later",
    } == states(visit)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 4, 11), "later"),
        (date(2026, 4, 12), "due"),
        (date(2026, 7, 11), "due"),
        (date(2026, 7, 12), "closed"),
    ],
)
def test_a_check_in_is_open_until_the_next(place, swea, today, state):
    """The check-in after three months opens three months after the start, and gives way to the one
    after six.
    """
    assert state == states(opened(place, swea, "m1", today))["p1", "check-in3"]


@pytest.mark.parametrize(
    ("today", "state"), [(date(2026, 11, 16), "later"), (date(2026, 11, 17), "due")]
)
def test_the_closing_survey_opens_two_weeks_before_the_planned_end(place, swea, today, state):
    """Not a day earlier."""
    assert state == states(opened(place, swea, "m1", today))["p1", "closing"]


@pytest.mark.parametrize(
    ("today", "state"), [(date(2026, 11, 29), "later"), (date(2026, 11, 30), "due")]
)
def test_the_closing_survey_opens_in_the_last_month_of_the_link(tmp_path, swea, today, state):
    """A pair without a planned end closes when whoever issued the link says so."""
    pairs = [
        {
            "pair_id": "p1",
            "mentor_id": "m1",
            "mentee_id": "a1",
            "status": "active",
            "started_on": "2026-09-01",
        }
    ]
    place = association(tmp_path, pairs=pairs, until=date(2026, 12, 31))

    assert state == states(opened(place, swea, "m1", today))["p1", "closing"]


def test_a_pair_that_never_started_has_nothing_to_do(place, swea):
    """There are no forms and no months."""
    visit = opened(place, swea, "a4")

    assert () == visit.tasks(ENGLISH)
    assert {} == visit.months(visit.mentorships[0])


def test_what_is_begun_and_due_comes_first(visit):
    """A form that is begun stands before those that are due, and those before what is still to
    come.
    """
    visit.keep(CLOSING, {"goals_met": "fully"})

    order = [task.state for task in visit.tasks(ENGLISH)]

    assert "started" == order[0]
    assert sorted(order, key=["started", "due", "sent", "later", "closed"].index) == order


def test_a_form_keeps_its_number(visit):
    """Its place in the list changes with its state, its number does not."""
    before = {task.form: task.number for task in visit.tasks(ENGLISH)}
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)

    assert before == {task.form: task.number for task in visit.tasks(SWEDISH)}
    assert list(range(1, 19)) == sorted(before.values())


def test_a_day_that_has_passed_is_not_asked_for(visit):
    """An agreement that is overdue is still welcome, without the day; a closing survey is wanted
    while the link works.
    """
    due = {
        (task.form.pair_id, task.form.questionnaire): task.due_on for task in visit.tasks(ENGLISH)
    }

    assert due["p1", "agreement"] is None
    assert date(2027, 6, 30) == due["p1", "closing"]


# ---- a form --------------------------------------------------------------------------------------


def test_what_is_kept_is_there_in_the_next_visit(place, swea, visit):
    """A draft survives the page; an answer that is taken back is gone; only what differs is
    written.
    """
    assert {} == visit.keep(CLOSING, {"goals_met": "fully", "process_works": "4"})
    assert {} == visit.keep(CLOSING, {"process_works": ""})

    assert {"goals_met": "fully"} == opened(place, swea, "m1").answers(CLOSING)


def test_an_answer_that_falls_away_is_not_kept(visit):
    """Whoever does not want to keep in contact is not asked how, even if that was answered
    before.
    """
    visit.keep(CLOSING, {"keep_contact": "yes", "contact_how": ["video"]})
    visit.keep(CLOSING, {"keep_contact": "no", "contact_how": ["video"]})

    assert {"keep_contact": "no"} == visit.answers(CLOSING)


def test_a_faulty_answer_is_told_and_the_others_kept(visit):
    """What a browser sends is checked against the questionnaire, item by item."""
    faults = visit.keep(CLOSING, {"goals_met": "SECRET", "process_works": "4"})

    assert ["goals_met"] == list(faults)
    assert {"process_works": "4"} == visit.answers(CLOSING)


def test_sending_gives_a_receipt_and_twice_is_once(place, visit):
    """The same answers again are the same receipt; there is one row for each answer, with the
    promise that was told.
    """
    first = visit.send(
        CLOSING, {"goals_met": "fully", "carry_on": ["new_goal", "keep_practising"]}, NOW
    )
    again = visit.send(
        CLOSING, {"carry_on": ["keep_practising", "new_goal"]}, NOW + timedelta(minutes=1)
    )

    assert isinstance(first, Receipt)
    assert first == again
    rows = place.store.raw_tables()["answers"]
    assert {"goals_met": "fully", "carry_on": "keep_practising;new_goal"} == dict(
        zip(rows["item"], rows["answer"], strict=True)
    )
    promise, closing = visit.programme.settings.promise, visit.programme.closing
    assert {stamp_answer(promise, closing)} == set(rows["promise"])
    assert "sent" == states(visit)["p1", "closing"]


def test_what_was_sent_can_be_corrected(visit):
    """A change after sending is a draft over it until it is sent; then it takes the place of what
    was there.
    """
    visit.send(CLOSING, {"goals_met": "fully", "process_works": "4"}, NOW)
    visit.keep(CLOSING, {"goals_met": "partly", "process_works": ""})

    assert {"goals_met": "partly"} == visit.answers(CLOSING)
    assert "started" == states(visit)["p1", "closing"]
    receipt = visit.send(CLOSING, {}, NOW)

    assert isinstance(receipt, Receipt)
    assert 2 == receipt.revision
    assert {"goals_met": "partly"} == visit.answers(CLOSING)


def test_an_empty_form_is_not_sent(place, visit):
    """Nobody is counted as having answered who answered nothing."""
    assert [""] == list(visit.send(CLOSING, {}, NOW))
    assert 0 == len(place.store.raw_tables()["answers"])


def test_nothing_is_sent_while_anything_is_faulty(place, visit):
    """A form goes in whole or not at all."""
    assert ["goals_met"] == list(
        visit.send(CLOSING, {"goals_met": "SECRET", "process_works": "4"}, NOW)
    )
    assert () == visit.sent


@pytest.mark.parametrize(
    "form",
    [
        Form("m1", "p3", "mentee", "closing"),
        Form("m1", "p1", "mentor", "check-in", "3"),
        Form("m1", "p2", "mentor", "agreement"),
    ],
)
def test_a_form_that_is_not_open_takes_nothing(place, visit, form):
    """Neither before its day nor after it."""
    assert [""] == list(visit.keep(form, {}))
    assert [""] == list(visit.send(form, {"goals_met": "fully"}, NOW))
    assert not visit.may_correct(form)


@pytest.mark.parametrize(
    "form",
    [
        Form("a1", "p1", "mentee", "closing"),
        Form("m1", "p1", "mentee", "closing"),
        Form("m1", "p4", "mentor", "closing"),
    ],
)
@pytest.mark.slow
def test_the_form_of_somebody_else_takes_nothing(place, visit, form):
    """A link opens the forms of its own person, pairs and roles only."""
    assert [""] == list(visit.send(form, {"goals_met": "fully"}, NOW))
    with pytest.raises(KeyError):
        visit.withdraw(form)


def test_a_pair_that_ended_early_is_asked_the_short_form(visit):
    """It has fewer questions than the whole form, and takes no answers to the others."""
    short, whole = Form("m1", "p2", "mentor", "closing"), CLOSING
    asked = [
        question.name
        for screen in visit.screens(short, {}, ENGLISH)
        for question in screen.questions
    ]

    assert set(asked) < {
        question.name
        for screen in visit.screens(whole, {}, ENGLISH)
        for question in screen.questions
    }
    assert isinstance(visit.send(short, {asked[0]: "prefer_not", "trust": "5"}, NOW), Receipt)
    assert {asked[0]: "prefer_not"} == visit.answers(short)


# ---- what was sent is sealed ---------------------------------------------------------------------

EVERY_KIND = {
    Form("m1", "p1", "mentor", "agreement"): {"rhythm": "14"},
    Form("m1", "p3", "mentee", "check-in", "3"): {"forward": "4"},
    Form("m1", "p1", "mentor", "closing"): {"goals_met": "largely"},
    Form("m1", "p2", "mentor", "closing"): {"goals_met": "replaced"},
    Form("m1", "p2", "mentor", "follow-up", "3"): {"in_contact": "prefer_not"},
}
"""A form of each kind that m1 can fill in today, each with answers that it takes."""


def code_of(visit, form=CLOSING):
    """Return the code of a form's receipt, as whoever sent it has it."""
    return visit.receipt(form).code


@pytest.mark.parametrize(
    "form", EVERY_KIND, ids=lambda form: f"{form.questionnaire} of {form.pair_id}"
)
def test_a_link_alone_opens_nothing_that_was_sent(place, swea, visit, form):
    """Whoever handed out the link has it too: in another sitting there is no answer, in no form,
    list or file, and no receipt.
    """
    assert isinstance(visit.send(form, EVERY_KIND[form], NOW), Receipt)
    other = opened(place, swea, "m1")

    assert {} == other.answers(form)
    assert ((), (), None) == (other.sent, other.begun, other.receipt(form))
    told = other.my_data()
    assert ([], [], []) == (told["forms"], told["answers"], told["drafts"])
    assert {"forms": 1, "drafts": 0, "imported": 0} == told["withheld"]
    assert code_of(visit, form) not in json.dumps(told)
    assert {form: NOW.replace(tzinfo=None)} == other.sealed
    [task] = [task for task in other.tasks(ENGLISH) if task.form == form]
    assert ("sent", True) == (task.state, task.sealed)
    assert code_of(visit, form) not in labels.describe_state(task, ENGLISH)


def test_a_sealed_form_takes_nothing(place, swea, visit):
    """Nobody corrects it, or sends it once more to get a receipt for it, with the link alone."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    other = opened(place, swea, "m1")

    for given in ({}, {"goals_met": "fully"}, {"goals_met": "not"}):
        assert [FORM_SEALED] == [fault.message for fault in other.keep(CLOSING, given).values()]
        assert [FORM_SEALED] == [
            fault.message for fault in other.send(CLOSING, given, NOW).values()
        ]
    assert {} == place.store.draft(CLOSING)
    assert 1 == visit.receipt(CLOSING).revision


def test_a_correction_that_is_begun_is_sealed_with_its_form(place, swea, visit):
    """What was changed after sending stands in no other sitting either, and is there once the code
    is typed.
    """
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    visit.keep(CLOSING, {"goals_met": "partly"})
    other = opened(place, swea, "m1")

    assert ({}, [], "started") == (
        other.answers(CLOSING),
        other.my_data()["drafts"],
        states(other)["p1", "closing"],
    )
    assert other.unseal(code_of(visit), NOW)
    assert {"goals_met": "partly"} == other.answers(CLOSING)


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: f" {code.replace('-', '')} ",
        lambda code: code.replace("-", " \u2013 ").lower(),
    ],
)
def test_the_code_opens_what_was_sent_as_people_type_it(place, swea, visit, typed):
    """Case, spaces and strokes do not matter; then the form is read, corrected and taken along."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    other = opened(place, swea, "m1")

    assert other.unseal(typed(code_of(visit)), NOW)
    assert {"goals_met": "fully"} == other.answers(CLOSING)
    assert (
        [{"goals_met": "fully"}]
        == [dict(sent.answers) for sent in other.sent]
        == [form["answers"] for form in other.my_data()["forms"]]
    )
    assert {"forms": 0, "drafts": 0, "imported": 0} == other.my_data()["withheld"]
    assert code_of(visit) == other.send(CLOSING, {"goals_met": "partly"}, NOW).code


def test_forms_of_one_sitting_share_a_code_that_was_told_before(place, swea, visit):
    """It is known before anything is sent, so that nobody loses it who loses the receipt; one that
    is in keeps its own.
    """
    first, second = list(EVERY_KIND)[:2]
    told = visit.code(first)
    assert [told] * 2 == [visit.send(form, EVERY_KIND[form], NOW).code for form in (first, second)]

    other = opened(place, swea, "m1")
    assert told != other.code(first)
    assert other.unseal(told, NOW)
    assert ({}, told) == (other.sealed, other.code(first))


def test_a_code_that_was_handed_over_opens_nothing_that_is_sent_later(place, swea, visit):
    """Whoever sent a form with the link and gives its code to the person does not read what the
    person sends once it was typed.
    """
    planted = next(iter(EVERY_KIND))
    code = visit.send(planted, EVERY_KIND[planted], NOW).code
    person = opened(place, swea, "m1")
    person.unseal(code, NOW)
    own = person.send(CLOSING, {"goals_met": "fully"}, NOW)
    assert code == person.send(planted, {"rhythm": "30"}, NOW).code

    assert code != own.code
    third = opened(place, swea, "m1")
    assert third.unseal(code, NOW)
    assert [CLOSING] == list(third.sealed)


def test_how_much_is_withheld_does_not_tell_which_answer_it_is(place, swea, visit):
    """A yes that leads to a second answer and a no that does not look the same with the link alone,
    sent and begun alike.
    """
    told = []
    for given in ({"goals_met": "fully"}, {"goals_met": "fully", "process_works": "4"}):
        visit.send(CLOSING, given, NOW)
        told.append(opened(place, swea, "m1").my_data()["withheld"])
        visit.withdraw(CLOSING)
        visit.keep(CLOSING, given)
        told.append(renewed(place, swea).my_data()["withheld"])
        visit.withdraw(CLOSING)

    assert told[:2] == told[2:]
    assert [
        {"forms": 1, "drafts": 0, "imported": 0},
        {"forms": 0, "drafts": 1, "imported": 0},
    ] == told[:2]


def test_answers_from_elsewhere_are_told_apart_and_no_code_is_promised(place, swea, visit):
    """They have no receipt: they stay closed, and whoever asks is sent to whoever sent the link."""
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
    kept = visit.my_data()

    assert ([], {"forms": 0, "drafts": 0, "imported": 1}) == (kept["answers"], kept["withheld"])
    assert "Ask whoever sent you the link for them." in labels.describe_imported(kept, ENGLISH)
    assert "code" not in labels.describe_export(kept, ENGLISH)
    assert "" == labels.describe_imported(opened(place, swea, "a1").my_data(), ENGLISH)


def test_what_is_withheld_is_told_by_kind(place, swea, visit):
    """A code is promised where there is one, and nothing for what was begun with an earlier
    link.
    """
    visit.keep(CLOSING, {"goals_met": "fully"})
    begun = labels.describe_export(renewed(place, swea).my_data(), ENGLISH)
    visit.withdraw(CLOSING)
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    sealed = labels.describe_export(opened(place, swea, "m1").my_data(), ENGLISH)

    assert ("earlier link" in begun, "its code" in begun) == (True, False)
    assert ("earlier link" in sealed, "its code" in sealed) == (False, True)
    assert "everything, in" in labels.describe_export(visit.my_data(), ENGLISH)


def test_taking_the_agreement_back_clears_it_for_both(place, swea, visit):
    """And is said before; of any other form it is not said."""
    visit.send(AGREEMENT, {"rhythm": "14"}, NOW)
    assert "14" == opened(place, swea, "a1").mentorships[0].pair["every_days"]
    assert [True, False] == [
        "for both of you" in labels.explain_taking_back(visit.opens(form), ENGLISH)
        for form in (AGREEMENT, CLOSING)
    ]

    visit.withdraw(AGREEMENT)
    assert "" == opened(place, swea, "a1").mentorships[0].pair["every_days"]


def test_whoever_sends_a_form_with_the_link_reads_no_other(place, swea, visit):
    """A form that somebody else sends with the link has a code of its own: with it, and in that
    sitting, nothing else opens.
    """
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    other, form = opened(place, swea, "m1"), Form("m1", "p2", "mentor", "closing")
    receipt = other.send(form, {"goals_met": "not"}, NOW)

    assert receipt.code != code_of(visit)
    assert [form] == [sent.form for sent in other.sent]
    third = opened(place, swea, "m1")
    assert third.unseal(receipt.code, NOW)
    assert [CLOSING] == list(third.sealed)


def test_a_form_that_somebody_else_sent_first_is_taken_back(place, swea, visit):
    """Then it is answered from the beginning, and whoever sent it before reads nothing of it."""
    other = opened(place, swea, "m1")
    other.send(CLOSING, {"goals_met": "not"}, NOW)
    assert visit.withdraw(CLOSING)
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)

    assert ({}, [CLOSING]) == (other.answers(CLOSING), list(other.sealed))
    assert {"goals_met": "fully"} == visit.answers(CLOSING)


def test_a_code_opens_the_forms_of_its_person_only(place, swea, visit):
    """The code of the other of the two is a wrong one."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)

    assert not opened(place, swea, "a1").unseal(code_of(visit), NOW)


def test_codes_cannot_be_tried_out(place, swea, visit):
    """After ten wrong ones the right one opens nothing either, in whatever sitting, until an hour
    has passed since; a right one forgives none.
    """
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    for wrong in range(9):
        assert not opened(place, swea, "m1").unseal(f"2222-222{wrong}", NOW)
    assert opened(place, swea, "m1").unseal(code_of(visit), NOW)
    assert not visit.codes_rest(NOW)
    assert not opened(place, swea, "m1").unseal("2222-2229", NOW)

    assert [True, False] == [
        visit.codes_rest(NOW + timedelta(minutes=minutes)) for minutes in (59, 60)
    ]
    assert not opened(place, swea, "m1").unseal(code_of(visit), NOW + timedelta(minutes=59))
    assert opened(place, swea, "a1").unseal(opened_code(place, swea), NOW)
    assert opened(place, swea, "m1").unseal(code_of(visit), NOW + timedelta(minutes=60))


def opened_code(place, programme):
    """Send a form as the other of the two, and return its code."""
    return (
        opened(place, programme, "a1")
        .send(Form("a1", "p1", "mentee", "closing"), {"goals_met": "not"}, NOW)
        .code
    )


def test_taking_back_and_erasing_need_no_code(place, swea, visit):
    """Whoever has lost it can still have everything gone."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    other = opened(place, swea, "m1")

    assert other.withdraw(CLOSING)
    assert "due" == states(other)["p1", "closing"]
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    assert 0 < opened(place, swea, "m1").erase()


# ---- what was begun with an earlier link ---------------------------------------------------------


def renewed(place, programme, person="m1"):
    """Issue a new link to a person, and open it."""
    place.links[person] = place.store.issue_link(person, until=date(2027, 6, 30), now=NOW)
    return opened(place, programme, person)


def test_a_new_link_shows_nothing_that_was_begun_before(place, swea, visit):
    """Whoever issues one to look finds no answer, in no form, list or file; that something was
    begun is told.
    """
    visit.keep(CLOSING, {"goals_met": "fully", "process_works": "4"})
    new = renewed(place, swea)

    assert ({}, (), (CLOSING,)) == (new.answers(CLOSING), new.begun, new.begun_earlier)
    assert ([], 1) == (new.my_data()["drafts"], new.my_data()["withheld"]["drafts"])
    [task] = [task for task in new.tasks(ENGLISH) if task.form == CLOSING]
    assert ("due", True) == (task.state, task.earlier)
    assert [""] == list(new.send(CLOSING, {}, NOW))
    assert {"goals_met": "fully", "process_works": "4"} == place.store.draft(CLOSING)


def test_beginning_again_replaces_what_was_begun_before(place, swea, visit):
    """One answer with the new link, and nothing of the earlier ones is left to be sent with it."""
    visit.keep(CLOSING, {"goals_met": "fully", "process_works": "4"})
    new = renewed(place, swea)
    new.keep(CLOSING, {"process_works": "2"})

    assert {"process_works": "2"} == place.store.draft(CLOSING) == new.answers(CLOSING)
    assert () == new.begun_earlier
    new.send(CLOSING, {}, NOW)
    assert [{"process_works": "2"}] == [dict(sent.answers) for sent in place.store.sent("m1")]


def test_a_new_link_begins_the_agreement_with_the_register(place, swea, visit):
    """What the two have agreed on stands there, what one had begun to change with an earlier link
    does not.
    """
    opened(place, swea, "a1").send(Form("a1", "p1", "mentee", "agreement"), {"rhythm": "14"}, NOW)
    visit = opened(place, swea, "m1")
    visit.keep(AGREEMENT, {"rhythm": "7"})

    assert {"rhythm": "14"} == renewed(place, swea).answers(AGREEMENT)


def test_a_correction_outlives_its_link(place, swea, visit):
    """What was changed of a form that is in is guarded by the code of the form, whatever link it
    was changed with.
    """
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    visit.keep(CLOSING, {"goals_met": "partly"})
    new = renewed(place, swea)
    assert ({}, ()) == (new.answers(CLOSING), new.begun_earlier)

    new.unseal(code_of(visit), NOW)
    assert {"goals_met": "partly"} == new.answers(CLOSING)


# ---- after the cohort is closed ------------------------------------------------------------------


def test_a_closed_cohort_takes_nothing_more(place, swea, visit):
    """Its figures are told and never changed: no draft, no form, no tick, no meeting; what was sent
    stays visible.
    """
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    close(place, swea)
    late = opened(place, swea, "m1")

    assert [COHORT_CLOSED_NOTICE] == [
        fault.message for fault in late.send(CLOSING, {"goals_met": "not"}, NOW).values()
    ]
    assert [COHORT_CLOSED_NOTICE] == [
        fault.message for fault in late.keep(CLOSING, {"goals_met": "not"}).values()
    ]
    assert COHORT_CLOSED_NOTICE == late.why_not(CLOSING)
    assert {} == late.months(late.mentorships[0])
    assert {"": Fault(COHORT_CLOSED_NOTICE)} == late.tick(late.mentorships[0], "2026-11", "1", NOW)
    assert [COHORT_CLOSED_NOTICE] == [
        fault.message
        for fault in late.log_meeting(
            late.mentorships[0], {"met_on": "2026-11-20", "form": "video"}, NOW
        ).values()
    ]
    assert {"goals_met": "fully"} == opened(place, swea, "m1", sitting=visit.sitting).answers(
        CLOSING
    )
    assert "sent" == states(late)["p1", "closing"]
    assert "closed" == states(late)["p2", "closing"]


def test_the_follow_up_comes_after_the_closing(place, swea):
    """Three months after the end the figures are told already, and the follow-up is not among
    them.
    """
    close(place, swea)
    visit = opened(place, swea, "m1")

    assert "due" == states(visit)["p2", "follow-up3"]
    assert isinstance(
        visit.send(Form("m1", "p2", "mentor", "follow-up", "3"), {"in_contact": "prefer_not"}, NOW),
        Receipt,
    )


def test_what_was_counted_can_still_be_erased(place, swea, visit):
    """A form can be taken back after the closing; the figures stay as they were."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    close(place, swea)
    late = opened(place, swea, "m1")

    assert late.withdraw(CLOSING)
    assert () == place.store.sent("m1")


# ---- the agreement -------------------------------------------------------------------------------


def test_the_agreement_of_one_is_that_of_both(place, swea, visit):
    """What one of the two sends stands in the register, is in for the other, and is where the
    other's form begins.
    """
    visit.send(AGREEMENT, {"rhythm": "14", "has_goal": "chose_none"}, NOW)
    other = opened(place, swea, "a1")
    form = Form("a1", "p1", "mentee", "agreement")

    assert {"rhythm": "14", "has_goal": "chose_none"} == other.answers(form)
    assert "sent" == states(other)["p1", "agreement"]
    assert "It is in already. Either of you may change it." == labels.describe_state(
        next(task for task in other.tasks(ENGLISH) if task.form == form), ENGLISH
    )


def test_either_may_change_the_agreement(place, swea, visit):
    """What the other takes back or changes stands, item by item."""
    visit.send(AGREEMENT, {"rhythm": "14", "has_goal": "chose_none"}, NOW)
    other, form = opened(place, swea, "a1"), Form("a1", "p1", "mentee", "agreement")
    other.keep(form, {"has_goal": "yes"})
    assert {"rhythm": "14", "has_goal": "yes"} == other.answers(form)
    other.keep(form, {"rhythm": ""})
    assert {"has_goal": "yes"} == other.answers(form)

    other.send(form, {}, NOW)
    assert "yes" == opened(place, swea, "m1").mentorships[0].pair["has_goal"]


@pytest.mark.parametrize(
    ("goal", "told"), [("yes", "Yes"), ("chose_none", "No, we take it as it comes")]
)
def test_no_goal_by_choice_is_told_like_a_goal(place, swea, visit, goal, told):
    """It is an answer like any other, not a gap."""
    visit.send(AGREEMENT, {"has_goal": goal}, NOW)
    again = opened(place, swea, "m1")

    assert (("Do you have a goal for the mentorship?", told),) == agreement_in_words(
        swea, again.mentorships[0], ENGLISH
    )


def test_the_goal_as_it_is_now_is_told(swea, visit):
    """Of the versions of the first goal the latest, in whatever order they were put in."""
    goals = [("1", "2", "1"), ("1", "1", "3"), ("2", "1", "2")]
    versions = tuple(
        {"goal_no": number, "version": version, "importance": importance}
        for number, version, importance in goals
    )
    [first, *_others] = visit.mentorships

    assert ("How important is the goal?", "Slightly important") in agreement_in_words(
        swea, replace(first, goals=versions), ENGLISH
    )


def test_what_a_goal_says_is_never_asked(swea, shf):
    """No questionnaire about an agreement has a question to be answered in words."""
    for programme in (swea, shf):
        for questionnaire in programme.questionnaires.values():
            assert [] == [item.name for item in questionnaire.items if item.kind == "text"]


# ---- the log -------------------------------------------------------------------------------------


def test_this_month_and_the_last_can_be_ticked(place, swea, visit):
    """Either of the two may say how often they were in contact; of two the higher stands."""
    assert {"2026-10": "", "2026-11": ""} == visit.months(visit.mentorships[0])

    assert {} == visit.tick(visit.mentorships[0], "2026-11", "1", NOW)
    other = opened(place, swea, "a1")
    assert {} == other.tick(other.mentorships[0], "2026-11", "0", NOW)

    assert {"2026-10": "", "2026-11": "1"} == opened(place, swea, "m1").months(
        opened(place, swea, "m1").mentorships[0]
    )


@pytest.mark.parametrize(
    ("month", "contacts"),
    [("2026-09", "1"), ("2026-12", "1"), ("2026-11", "3"), ("2026-11", ""), ("SECRET", "1")],
)
def test_other_months_and_counts_are_refused(place, visit, month, contacts):
    """Nothing is written, and nothing of what was sent is repeated."""
    [fault] = visit.tick(visit.mentorships[0], month, contacts, NOW).values()

    assert "SECRET" not in fault.sentence()
    assert 0 == len(place.store.raw_tables()["months"])


def test_a_pair_that_ended_has_no_months(visit):
    """Its last month was long ago."""
    assert {} == visit.months(visit.mentorships[1])


def test_a_meeting_is_logged_once(place, swea, visit):
    """The same day and form is the same meeting, whoever of the two logs it; topics stand in the
    order of the programme.
    """
    given = {
        "met_on": "2026-11-20",
        "form": "video",
        "minutes": "045",
        "topics": [],
        "celebrated": "yes",
    }

    assert {} == visit.log_meeting(visit.mentorships[0], given, NOW)
    other = opened(place, swea, "a1")
    assert {} == other.log_meeting(
        other.mentorships[0], {"met_on": "2026-11-20", "form": "video"}, NOW
    )

    [meeting] = opened(place, swea, "m1").mentorships[0].meetings
    assert "45" == meeting["minutes"]
    assert (
        "20 November 2026 · By video · 45 minutes · We celebrated progress"
        == labels.describe_meeting(meeting, swea, ENGLISH).replace("\u00a0", " ")
    )
    assert {} == visit.remove_meeting(visit.mentorships[0], meeting)
    assert () == opened(place, swea, "m1").mentorships[0].meetings


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("met_on", ""),
        ("met_on", "SECRET"),
        ("met_on", "2026-11-23"),
        ("met_on", "2026-01-11"),
        ("form", ""),
        ("form", "SECRET"),
        ("minutes", "601"),
        ("minutes", "-1"),
        ("minutes", "²"),
        ("topics", ["SECRET"]),
        ("celebrated", "SECRET"),
    ],
)
def test_a_faulty_meeting_is_told_by_column(place, visit, column, value):
    """A day outside the mentorship or ahead, an unknown form or topic: nothing is logged, nothing
    is repeated.
    """
    faults = visit.log_meeting(
        visit.mentorships[0], {"met_on": "2026-11-20", "form": "video", column: value}, NOW
    )

    assert [column] == list(faults)
    assert "SECRET" not in faults[column].sentence()
    assert 0 == len(place.store.raw_tables()["meetings"])


def test_topics_are_those_of_the_programme(tmp_path, shf):
    """They are stored once each, in the order of the programme."""
    place = copied_association(tmp_path)
    visit = opened(place, shf, "m1")
    first, second = (topic.name for topic in shf.settings.topics[:2])

    visit.log_meeting(
        visit.mentorships[0],
        {"met_on": "2026-11-20", "form": "in_person", "topics": [second, first, second]},
        NOW,
    )

    assert f"{first};{second}" == place.store.raw_tables()["meetings"]["topics"].item()


# ---- my data -------------------------------------------------------------------------------------


def test_my_data_is_all_of_mine_and_nothing_of_the_others(place, swea, visit):
    """It can be written as JSON, holds the own answers, and neither the partner's answers nor
    anybody's code.
    """
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    opened(place, swea, "a1").send(
        Form("a1", "p1", "mentee", "closing"), {"goals_met": "replaced"}, NOW
    )

    told = json.dumps(visit.my_data())

    assert '"goals_met": "fully"' in told
    assert "replaced" not in told
    assert [] == [code for code in ("a1", "a2", "m3") if f'"{code}"' in told]


def test_taking_one_form_back_leaves_the_others(place, visit):
    """Its answers are gone, and it is due again."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    visit.send(Form("m1", "p2", "mentor", "closing"), {"goals_met": "not"}, NOW)

    assert visit.withdraw(CLOSING)
    assert ["p2"] == list(place.store.raw_tables()["answers"]["pair_id"])
    assert "due" == states(visit)["p1", "closing"]
    assert not visit.withdraw(CLOSING)


def test_erasing_everything_ends_the_link(place, swea, visit):
    """Answers, drafts, contact and link are gone; the pair keeps its code."""
    visit.send(CLOSING, {"goals_met": "fully"}, NOW)
    visit.erase()

    assert ParticipantPortal.open(place.store, swea, place.links["m1"], today=TODAY) is None
    assert 0 == len(place.store.raw_tables()["answers"])
    assert "m1" not in place.store.contacts()
    assert len(PAIRS) == len(place.store.raw_tables()["pairs"])


def test_answers_can_be_read_in_words(visit):
    """Each question that is answered stands with its answer, in the words of the role and the
    language.
    """
    answers = {
        "goals_met": "largely",
        "carry_on": "keep_practising;new_goal",
        "sounding_board": "5",
    }

    told = dict(visit.in_words(CLOSING, answers, ENGLISH))

    assert "Largely" == told["Have the goals of your mentorship been reached?"]
    assert "Keep practising; A new goal" == told["How will you carry on by yourself?"]
    assert (
        "Strongly agree" == told["I was able to be a support and a sounding board for my mentee."]
    )


# ---- days, and what is said ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_later_is_a_day_that_exists(day, months, then):
    """The same day of the month, or its last."""
    assert then == add_months(day, months)


@pytest.mark.parametrize("words", [ENGLISH, SWEDISH])
def test_a_moment_is_told_as_on_a_clock_in_sweden(words):
    """An hour later than UTC in winter, two in summer."""
    winter, summer = (
        labels.format_time(NOW.replace(month=month, tzinfo=None), words) for month in (11, 7)
    )

    assert "13" in winter.split("2026")[1]
    assert "14" in summer.split("2026")[1]


def test_nobody_sees_what_the_two_talk_about():
    """Who sees what ends with what nobody sees."""
    assert "Nobody" == list_audiences(ENGLISH)[-1].who
    assert 6 == len(list_audiences(ENGLISH))
