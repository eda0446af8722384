"""What waits for whoever looks after the pairs: each kind at its edge, in order, and gone once it
is seen to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from desks import COHORT, NOW, PAIRS, close, give_account, office, send

from toolkit.i18n import load_language
from toolkit.people.coordination import contact_rhythm
from toolkit.people.coordination.context import follower_code
from toolkit.people.coordination.worklist import TODO_KINDS

ENGLISH, SWEDISH = load_language("en"), load_language("sv")
ONE = PAIRS[:1]
START = date(2027, 1, 10)
FOLLOWS = follower_code("sonja@example.org", {"participant_id": ""})
QUIET = {
    "started_on": START.isoformat(),
    "planned_end_on": "2028-01-10",
    "areas": "network",
    "followup_by": FOLLOWS,
}


@pytest.fixture
def at(tmp_path, shf):
    """Open the desk of one pair of Svensk Handledarförening, *days* after its start; *columns* are
    set in the pair.
    """
    made = []

    def opened(days, **columns):
        if not made:
            made.append(office(tmp_path, shf, pairs=ONE, **{**QUIET, **columns}))
            give_account(made[0], "sonja@example.org", "Sonja Sten")
        return replace(made[0], today=START + timedelta(days=days))

    return opened


def kinds(desk):
    """Return the kinds of what waits, in order."""
    return [todo.kind for todo in desk.worklist(COHORT)]


def only(desk, kind):
    """Return the one thing of a kind."""
    [todo] = [todo for todo in desk.worklist(COHORT) if todo.kind == kind]
    return todo


def meet(desk):
    """Log a meeting on the first day of the pair."""
    desk.store.log_meeting(
        "P001", {"met_on": START.isoformat(), "form": "phone"}, by="M001", now=NOW
    )


def resume(desk):
    """End a break of the pair today."""
    desk.change("P001", "hold", {}, noon(desk.today))
    assert {} == desk.change("P001", "resume", {}, noon(desk.today))


def noon(day):
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# ---- contact -------------------------------------------------------------------------------------


def test_no_first_contact_waits_from_the_thirtieth_day(at):
    """A day before nothing waits; the sentence counts the days."""
    assert [] == kinds(at(29))
    assert ["no_contact"] == kinds(at(30))

    todo = only(at(43), "no_contact")
    assert (date(2027, 2, 9), "Anna Ahl – Bodil Berg", ("M001", "A001"), "no_contact:P001") == (
        todo.since,
        todo.who,
        todo.people,
        todo.id,
    )
    assert (
        "No contact is logged 43 days after the start. Ask whether they have got hold of each"
        " other." == todo.sentence(ENGLISH)
    )


def test_an_agreement_is_no_contact(at):
    """A form that is in says nothing of whether the two have met since: what counts is the log."""
    assert [] == kinds(at(29, agreed_on="2027-01-15"))
    assert ["no_contact"] == kinds(at(30))


def test_a_pair_is_silent_after_twice_its_rhythm(at):
    """About once a month is recommended, so that 59 days without contact are none too many, and 60
    are.
    """
    desk = at(10)
    desk.store.log_meeting("P001", {"met_on": "2027-01-20", "form": "phone"}, by="M001", now=NOW)

    assert [] == kinds(at(69))
    todo = only(at(70), "silent")
    assert date(2027, 3, 21) == todo.since
    assert (
        todo.sentence(ENGLISH)
        .replace("\u00a0", " ")
        .startswith(
            "No contact is logged after 20 January 2027. Their rhythm is about every 30 days."
        )
    )


def test_the_own_agreement_goes_before_the_recommendation(at):
    """Twice every 20 days is 40."""
    meet(at(0, every_days="20"))

    assert ([], ["silent"]) == (kinds(at(39)), kinds(at(40)))


def test_nobody_is_silent_within_a_month(at):
    """Also a pair that means to meet every week may be away for 29 days."""
    meet(at(0, every_days="7"))

    assert ([], ["silent"]) == (kinds(at(29)), kinds(at(30)))


def test_a_month_that_was_ticked_is_contact_until_its_end(at):
    """A tick of none is no contact, and a tick of this month counts as today at most."""
    at(0).store.tick("P001", "2027-01", "0", by="M001", now=NOW)
    assert ["no_contact"] == kinds(at(30))

    at(0).store.tick("P001", "2027-02", "2+", by="A001", now=NOW)
    assert [] == kinds(at(30))
    assert ["check_in"] == kinds(at(49 + 59))
    assert ["silent", "check_in"] == kinds(at(49 + 60))
    assert (
        date(2027, 2, 9)
        == contact_rhythm.last_contacts(
            (), ({"pair_id": "P001", "month": "2027-02", "contacts": "1"},), today=date(2027, 2, 9)
        )["P001"]
    )


@pytest.mark.parametrize(("pair", "expected"), [("10", 10), ("", 30)])
def test_the_rhythm_follows_from_the_pair_else_from_the_programme(shf, pair, expected):
    """Once a month is every 30 days."""
    assert expected == contact_rhythm.every_days({"every_days": pair}, shf)


def test_a_programme_may_recommend_days(swea):
    """Every second week, as the guide's example."""
    assert 14 == contact_rhythm.every_days({"every_days": ""}, swea)


@pytest.mark.slow
def test_a_pair_on_hold_is_not_silent(at):
    """It has said that it takes a break; so is one that is past its planned end or has ended."""
    at(0).change("P001", "hold", {}, NOW)
    assert [] == kinds(at(90))

    at(90).change("P001", "resume", {}, NOW)
    assert ["no_contact"] == [kind for kind in kinds(at(90)) if kind != "check_in"]
    assert "no_contact" not in kinds(at(366))


@pytest.mark.slow
def test_a_pair_that_goes_on_again_is_given_as_long_as_a_new_one(at):
    """It is silent neither on the day on which its break ends nor before its rhythm counted from
    there; before it met, 30 days.
    """
    resume(at(100))
    assert ["no_contact"] == [kind for kind in kinds(at(130)) if kind != "check_in"]
    assert "no_contact" not in kinds(at(129))

    meet(at(0))
    assert "silent" not in kinds(at(159))
    assert "silent" in kinds(at(160))


def test_a_pair_of_which_the_trail_does_not_tell_since_when_it_goes_on_is_not_silent(at):
    """The last that it tells is a break, so today is counted from."""
    at(0).change("P001", "hold", {}, NOW)
    at(0).store.database.statement("UPDATE pairs SET status = 'active'")

    assert "no_contact" not in kinds(at(300))


def test_a_pair_past_its_planned_last_day_is_to_be_completed_or_extended(at):
    """On the last day itself nothing waits, nor once it is completed."""
    meet(at(0, planned_end_on="2027-01-20"))
    assert "past_end" not in kinds(at(10))
    todo = only(at(11), "past_end")
    assert ("complete", date(2027, 1, 21)) == (todo.act, todo.since)
    said = todo.sentence(ENGLISH).replace("\u00a0", " ")
    assert (
        "The planned last day was 20 January 2027, and nobody has said how it ended. Complete the"
        " pair, or extend it if both want to go on." == said
    )

    at(11).change("P001", "complete", {"ended_on": "2027-01-20"}, NOW)
    assert "past_end" not in kinds(at(11))


def test_a_pair_on_hold_past_its_planned_last_day_waits_too(at):
    """It would be told as not reported just as well."""
    meet(at(0, planned_end_on="2027-01-20", status="on_hold"))

    assert "past_end" in kinds(at(11)) and "past_end" not in kinds(at(10))


def test_an_ended_pair_waits_for_nothing_but_its_forms(at):
    """Neither contact nor a direction is asked for any more."""
    at(0, competition="not_asked", followup_by="", areas="")
    at(60).change("P001", "end_early", {"ended_on": "2027-03-01", "end_reason": "time"}, NOW)

    assert [] == kinds(at(54))


# ---- the register --------------------------------------------------------------------------------


def test_a_direction_is_missed_from_the_sixtieth_day(at):
    """Until then the two may take their time."""
    meet(at(0, areas="", every_days="60"))

    assert ([], ["no_direction"]) == (kinds(at(59)), kinds(at(60)))


def test_competition_and_follow_up_wait_where_the_programme_wants_them(at):
    """Both wait from the first day."""
    assert ["no_follow_up", "competition_not_asked"] == kinds(
        at(0, competition="not_asked", followup_by="")
    )


def test_somebody_whose_account_is_gone_follows_nobody_up(at):
    """The code in the register is nobody's any more."""
    at(0).store.database.statement("DELETE FROM accounts")

    assert ["no_follow_up"] == kinds(at(0))


def test_declared_competition_waits_first(at):
    """It is more urgent than that somebody looks after the pair."""
    assert ["competition_declared", "no_follow_up"] == kinds(
        at(0, competition="declared", followup_by="")
    )


def test_a_programme_that_does_not_ask_waits_for_nothing(tmp_path, swea):
    """Who matches herself and follows herself up is not on anybody's list; what was declared all
    the same is.
    """
    desk = office(tmp_path, swea, pairs=PAIRS[:2], competition="", followup_by="")
    assert [] == kinds(desk)

    desk.store.database.statement(
        "UPDATE pairs SET competition = 'declared' WHERE pair_id = 'P002'"
    )
    assert ["competition_declared"] == kinds(desk)


# ---- forms ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_who_has_looked_back_is_not_asked_for_what_was_before(at):
    """Once the closing survey of one of the two is in and the end near, contact and direction no
    longer wait; if the pair is extended they do again.
    """
    desk = at(355, areas="")
    assert ["no_contact", "no_direction"] == kinds(desk)
    send(desk, "A001", "P001", "mentee", now=noon(desk.today))
    assert [] == kinds(desk)
    assert {"no_contact", "check_in", "no_direction"} == set(kinds(at(300)))
    assert {} == desk.change(
        "P001", "extend", {"planned_end_on": "2029-01-10", "both_agreed": "yes"}, noon(desk.today)
    )
    assert {"no_contact", "check_in", "no_direction"} <= set(kinds(desk))


def test_of_a_pair_past_its_end_only_that_waits(at):
    """Nobody asks any more for a direction where the planned last day has passed."""
    assert ["no_direction"] == [kind for kind in kinds(at(350, areas="")) if kind == "no_direction"]
    assert ["past_end"] == [kind for kind in kinds(at(366)) if kind != "not_answered"]


def test_a_check_in_waits_while_it_is_open(at):
    """From three months after the start on, for those whose form is not in."""
    meet(at(0, every_days="200"))
    assert [] == kinds(at(89))
    todo = only(at(90), "check_in")
    assert (date(2027, 4, 10), "check-in:3", ("M001", "A001"), "links") == (
        todo.since,
        todo.form,
        todo.people,
        todo.page,
    )

    send(at(90), "M001", "P001", "mentor", "check-in", "3", goal_state="on_the_way")
    assert (("A001",), "Bodil Berg") == (
        only(at(90), "check_in").people,
        only(at(90), "check_in").who,
    )
    send(at(90), "A001", "P001", "mentee", "check-in", "3", goal_state="on_the_way")
    assert [] == kinds(at(90))


@pytest.mark.parametrize(
    ("days", "stage"), [(6, None), (7, 7), (13, 7), (14, 14), (20, 14), (21, 21), (60, 21)]
)
def test_closing_forms_wait_after_one_two_and_three_weeks(at, days, stage):
    """Counted from the day on which they opened: for a pair that ended, that day."""
    at(0, status="completed", ended_on="2027-01-20")

    found = [todo.id for todo in at(10 + days).worklist(COHORT)]
    assert ([] if stage is None else [f"not_answered:P001:closing:{stage}"]) == found


def test_whoever_has_answered_is_not_waited_for(at):
    """The other still is, and nobody once both are in, or once the cohort is closed."""
    at(0, status="completed", ended_on="2027-01-20")
    send(at(10), "M001", "P001", "mentor")
    assert ("A001",) == only(at(30), "not_answered").people

    close(at(30))
    assert [] == kinds(at(30))


def test_nobody_waits_for_somebody_who_was_erased(at):
    """The person has taken the own data back, and is not asked again."""
    at(0, status="completed", ended_on="2027-01-20").store.erase("A001")

    assert ("M001",) == only(at(30), "not_answered").people


def test_a_pair_that_never_started_waits_for_nothing(at):
    """It is not asked anything."""
    assert [] == kinds(at(100, status="never_started", started_on="", planned_end_on=""))


# ---- wishes and notes ----------------------------------------------------------------------------


def test_a_wish_to_be_contacted_waits_until_its_person_was_reached(at):
    """That the other was called, or nobody was reached, is not enough."""
    desk = at(20, agreed_on="2027-01-15")
    send(
        desk,
        "A001",
        "P001",
        "mentee",
        "check-in",
        "3",
        now=noon(desk.today),
        contact_me="yes",
        goal_state="reached",
    )
    todo = only(desk, "wish")
    assert (("A001",), "Bodil Berg", desk.today, 1) == (
        todo.people,
        todo.who,
        todo.since,
        todo.urgency,
    )
    assert "“" in todo.sentence(ENGLISH)

    for what, waits in (("called_mentor", True), ("no_answer", True), ("called_mentee", False)):
        desk.note("P001", what, desk.today.isoformat(), "", noon(desk.today) + timedelta(hours=1))
        assert waits == ("wish" in kinds(desk))


def test_a_wish_that_came_after_the_call_waits(at):
    """Also on the same day, and also while the pair is not looked at again."""
    desk = at(20, agreed_on="2027-01-15")
    desk.note(
        "P001",
        "called_both",
        desk.today.isoformat(),
        "2027-03-01",
        noon(desk.today) - timedelta(hours=1),
    )
    send(desk, "A001", "P001", "mentee", "check-in", "3", now=noon(desk.today), contact_me="yes")

    assert ["wish"] == kinds(desk)


def test_a_wish_is_told_after_the_closing_too(at):
    """It is the only thing that still waits then."""
    desk = at(90, competition="declared")
    send(desk, "M001", "P001", "mentor", now=noon(desk.today), contact_me="yes")
    close(desk)

    assert ["wish"] == kinds(desk)


def test_another_answer_is_never_told(at):
    """Only the one that the question says is passed on."""
    desk = at(20, agreed_on="2027-01-15")
    send(
        desk,
        "A001",
        "P001",
        "mentee",
        "check-in",
        "3",
        now=noon(desk.today),
        contact_me="no",
        goal_state="reached",
    )

    assert [] == kinds(desk)


def test_a_note_puts_a_pair_off_until_its_day(at):
    """Until then nothing of the pair waits; then it waits that somebody wanted to look again, until
    the next note.
    """
    desk = at(40)
    assert {} == desk.note(
        "P001", "called_both", desk.today.isoformat(), at(50).today.isoformat(), noon(desk.today)
    )
    assert [] == kinds(at(49))
    assert ["no_contact", "note"] == kinds(at(50))

    at(50).note("P001", "all_well", at(50).today.isoformat(), "", noon(at(50).today))
    assert ["no_contact"] == kinds(at(50))


# ---- the list ------------------------------------------------------------------------------------


def test_the_most_urgent_comes_first_and_of_one_kind_the_oldest(tmp_path, shf):
    """Urgency never goes down the list, and within a kind what waits longest leads."""
    pairs = [
        {**pair, "started_on": f"2026-0{month}-01"}
        for pair, month in zip(PAIRS[:3], (6, 5, 7), strict=True)
    ]
    desk = office(tmp_path, shf, pairs=pairs, followup_by="", areas="")
    todos = desk.worklist(COHORT)

    assert sorted(todo.urgency for todo in todos) == [todo.urgency for todo in todos]
    assert [list(TODO_KINDS).index(todo.kind) for todo in todos] == sorted(
        list(TODO_KINDS).index(todo.kind) for todo in todos
    )
    assert ["P002", "P001", "P003"] == [todo.pair_id for todo in todos if todo.kind == "no_contact"]
    assert len(todos) == len({todo.id for todo in todos})


@pytest.mark.parametrize("words", [ENGLISH, SWEDISH], ids=["en", "sv"])
def test_every_kind_has_a_sentence(tmp_path, shf, words):
    """In each language it is whole: no placeholder is left."""
    over = {
        "pair_id": "P006",
        "mentor_id": "M002",
        "mentee_id": "A002",
        "started_on": "2026-02-01",
        "planned_end_on": "2027-03-01",
    }
    pairs = [
        over,
        {**PAIRS[0], "competition": "declared"},
        {
            **PAIRS[1],
            "competition": "not_asked",
            "agreed_on": "2026-09-01",
            "planned_end_on": "2027-09-01",
        },
        {**PAIRS[2], "status": "completed", "ended_on": "2027-01-10"},
        {**PAIRS[4], "competition": "none"},
    ]
    desk = office(
        tmp_path,
        shf,
        pairs=pairs,
        started_on="2026-09-01",
        planned_end_on="2027-09-01",
        followup_by="",
        areas="",
    )
    send(desk, "M002", "P003", "mentor", contact_me="yes", now=NOW)
    desk.note("P005", "all_well", "2027-02-01", "2027-03-02", NOW)
    desk.store.log_meeting("P002", {"met_on": "2026-09-02", "form": "phone"}, by="M001", now=NOW)
    todos = replace(desk, today=date(2027, 3, 5)).worklist(COHORT)

    assert set(TODO_KINDS) == {todo.kind for todo in todos}
    assert all(
        todo.sentence(words).endswith((".", "!")) and "{" not in todo.sentence(words)
        for todo in todos
    )
