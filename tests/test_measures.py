"""The measures on cohorts that were counted by hand."""

from datetime import date

import pandas as pd
import pytest
from cohorts import a8, answered, pair, write_tables

from toolkit.data.sources import read_tables
from toolkit.errors import ClosingError
from toolkit.evaluation.all_measures import count_cohort
from toolkit.evaluation.cohort import lay_out
from toolkit.evaluation.meetings import dose

CLOSED = date(2026, 12, 31)


@pytest.fixture
def tallied(tmp_path, swea):
    """Return the tallies of tables written as a folder."""

    def tally(tables, programme=swea, **options):
        folder = write_tables(tables, tmp_path / "data")
        return count_cohort(
            lay_out(
                programme,
                read_tables(folder, programme),
                **{"cohort": "A8", "on": CLOSED, **options},
            )
        )

    return tally


@pytest.fixture
def worked(tallied):
    """The tallies of the worked cohort."""
    return tallied(a8())


def nonzero(tally):
    """Return the counts of a tally without its zeros."""
    return {code: n for code, n in tally.counts.items() if n}


# ---- the worked cohort A8 ------------------------------------------------------------------------


def test_a8_who_answered(worked):
    """Mentors 6 of 8, mentees 5 of 8; both in 4 pairs, only the mentor in 2, only the mentee in 1,
    nobody in 1.
    """
    assert (6, 8) == (
        worked["response.people", "mentor"].favourable,
        worked["response.people", "mentor"].frame,
    )
    assert (5, 8) == (
        worked["response.people", "mentee"].favourable,
        worked["response.people", "mentee"].frame,
    )
    assert {"both": 4, "mentor_only": 2, "mentee_only": 1, "nobody": 1} == worked[
        "response.pattern", "pair"
    ].counts


def test_a8_goals_chosen(worked):
    """Six pairs set goals, two chose to have none, nobody is unknown."""
    assert {"yes": 6, "chose_none": 2, "unknown": 0} == worked["goals.chosen", "pair"].counts


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_a8_goals_met_by_role(worked, role):
    """Met by 3 of 4 answers of 6, possible .500 to .833; pairs without a goal are not in the
    denominator.
    """
    tally = worked["goals.met", role]

    assert (3, 4, 6) == (tally.favourable, tally.answered, tally.frame)
    assert (0.5, 5 / 6) == pytest.approx(tally.possible_range)


def test_a8_goals_answer_by_answer(worked):
    """The mentors: one fully, two largely, one not, two silent. The mentees: one, two, one partly,
    two silent.
    """
    assert {"fully": 1, "largely": 2, "not": 1, "no_answer": 2} == nonzero(
        worked["goals.met", "mentor"]
    )
    assert {"fully": 1, "largely": 2, "partly": 1, "no_answer": 2} == nonzero(
        worked["goals.met", "mentee"]
    )


def test_a8_goals_of_the_pair(worked):
    """Met in 2 pairs, not in 2, unknown in 2: .333 to .667."""
    tally = worked["goals.pair", "pair"]

    assert {"met": 2, "not": 2, "unknown": 2} == tally.counts
    assert (1 / 3, 2 / 3) == pytest.approx(tally.possible_range)


def test_a8_goals_both_sides(worked):
    """Both favourable in pairs 1 and 3, only the mentor in 2, only the mentee in 7, neither in 4
    and 8.
    """
    assert {"both": 2, "mentor_only": 1, "mentee_only": 1, "rest": 2} == worked[
        "goals.sides", "pair"
    ].counts


def test_a8_both_sides_at_most(worked):
    """Goals could be met on both sides in 4 pairs and the process have worked in 6: where nobody
    has said otherwise.
    """
    assert (4, 6) == (
        worked["goals.sides", "pair"].possible,
        worked["process.sides", "pair"].possible,
    )
    assert (3, 4) == (
        worked["goals.sides", "pair"].answered,
        worked["process.sides", "pair"].answered,
    )


def test_a_person_in_both_roles_holds_all_answers(tallied):
    """Somebody mentors in one pair and is mentored in two: that is three pairs, of each of which
    both may have told.
    """
    tables = a8()
    for number in (1, 2):
        tables["pairs"][number]["mentee_id"] = "m1"
    tables["answers"] = [
        row | {"participant_id": "m1"} if row["participant_id"] in ("e2", "e3") else row
        for row in tables["answers"]
    ]
    tallies = tallied(tables)

    found = (
        tallies["process.works", "mentor"],
        tallies["process.works", "mentee"],
        tallies["contact.mutual", "pair"],
    )
    assert [3, 3, 3] == [tally.held for tally in found]


def test_a8_goals_who_is_higher(worked):
    """Three pairs judged from both sides: the same in 2, the mentor higher in 1."""
    assert {"same": 2, "mentor_higher": 1, "mentee_higher": 0} == worked[
        "goals.higher", "pair"
    ].counts
    assert 3 == worked["goals.higher", "pair"].frame


def test_a8_process(worked):
    """It worked for 5 of 6 of 8 mentors and 4 of 5 of 8 mentees."""
    mentors, mentees = worked["process.works", "mentor"], worked["process.works", "mentee"]

    assert (5, 6, 8, 4, 5, 8) == (
        mentors.favourable,
        mentors.answered,
        mentors.frame,
        mentees.favourable,
        mentees.answered,
        mentees.frame,
    )
    assert (0.625, 0.875) == mentors.possible_range
    assert (0.5, 0.875) == mentees.possible_range


def test_a8_process_mean_hides_the_pairs(worked):
    """Both means are 4.0, yet inside the four pairs with both answers the mentor is higher in 2 and
    the same in 2.
    """
    sums = [
        sum(
            int(code) * n
            for code, n in worked["process.works", role].counts.items()
            if code.isdigit()
        )
        for role in ("mentor", "mentee")
    ]

    assert (4.0, 4.0) == (sums[0] / 6, sums[1] / 5)
    assert {"same": 2, "mentor_higher": 2, "mentee_higher": 0} == worked[
        "process.higher", "pair"
    ].counts


@pytest.mark.slow
def test_a8_contact(worked):
    """Mutual in 3 pairs, not in 2, unknown in 3: .375 to .750; with register facts alone up to
    .875.
    """
    tally = worked["contact.mutual", "pair"]

    assert {"mutual": 3, "not": 2, "unknown": 3} == tally.counts
    assert (0.375, 0.75) == tally.possible_range
    assert 7 == tally.published_high


def test_a8_endings(worked):
    """Seven of eight completed; the pair that ended early is neither missing nor a failure."""
    assert {"completed": 7, "ended_early": 1, "not_reported": 0, "still_open": 0} == worked[
        "endings.completed", "pair"
    ].counts


def test_a_pair_that_goes_on_is_still_open(tallied):
    """A pair that is active or on hold when the cohort closes has neither completed nor ended
    early.
    """
    tables = a8()
    tables["pairs"][0]["status"], tables["pairs"][1]["status"] = "active", "on_hold"

    assert {"completed": 5, "ended_early": 1, "not_reported": 0, "still_open": 2} == tallied(
        tables
    )["endings.completed", "pair"].counts


def test_a_pair_past_its_planned_end_that_nobody_ended_is_not_reported(tallied):
    """Of eight pairs one is active and one on hold after their planned last day, one active on that
    very day, one without any: the first two are unknown and not open, and *completed*, 3 of 8, may
    be 5.
    """
    tables = a8()
    for at, columns in enumerate(
        (
            {"status": "active", "planned_end_on": "2026-12-30"},
            {"status": "on_hold", "planned_end_on": "2026-06-30"},
            {"status": "active", "planned_end_on": "2026-12-31"},
            {"status": "ended_early", "planned_end_on": "2026-06-30"},
            {"status": "active"},
        )
    ):
        tables["pairs"][at] |= columns
    tally = tallied(tables)["endings.completed", "pair"]

    counts = {"completed": 3, "ended_early": 1, "not_reported": 2, "still_open": 2}
    assert counts == tally.counts
    assert (6, (3 / 8, 5 / 8), 5) == (tally.answered, tally.possible_range, tally.published_high)


def test_what_is_reported_later_of_a_pair_past_its_end_is_known(tallied):
    """Completed in January after a planned last day in December: on New Year's Eve it went on."""
    tables = a8()
    tables["pairs"][0] |= {"planned_end_on": "2026-12-01", "ended_on": "2027-01-15"}

    assert {"completed": 6, "ended_early": 1, "not_reported": 0, "still_open": 1} == tallied(
        tables
    )["endings.completed", "pair"].counts


def test_a8_what_was_not_logged_is_not_available(worked):
    """Without a meeting log nothing is said about meetings."""
    assert not any(
        worked[id, "pair"].available
        for id in (
            "meetings.own_agreement",
            "meetings.monthly",
            "meetings.in_person",
            "meetings.celebrated",
        )
    )


def test_counts_add_up_to_the_frame(worked):
    """Every tally in which a person stands once adds up to its frame."""
    assert [] == [
        tally.id
        for tally in worked
        if tally.available and not tally.several and sum(tally.counts.values()) != tally.frame
    ]


# ---- the frame -----------------------------------------------------------------------------------


def test_the_frame_leaves_out_pairs_that_never_started(tallied):
    """A pair that never started, or starts after the closing day, should not have answered."""
    tables = a8()
    tables["pairs"][6].update(status="never_started")
    tables["pairs"][7].update(status="active", started_on="2027-01-10")
    tables["answers"] = [row for row in tables["answers"] if row["pair_id"] not in ("7", "8")]

    assert 6 == tallied(tables)["response.people", "mentor"].frame


def test_late_answers_are_not_counted(tallied):
    """An answer sent in after the closing day stays out, one sent in on the day itself counts."""
    tables = a8()
    tables["answers"] += [
        answered("m8", "8", "process_works", "5", submitted_at="2027-01-01 00:00:00"),
        answered("e8", "8", "process_works", "5", submitted_at="2026-12-31 23:50:00"),
    ]
    tallies = tallied(tables)

    assert (6, 6) == (
        tallies["response.people", "mentor"].favourable,
        tallies["response.people", "mentee"].favourable,
    )


def test_the_latest_answer_to_an_item_counts(tallied):
    """A person who answers an item again is counted once, by the latest answer; other items
    stay.
    """
    tables = a8()
    tables["answers"].insert(
        0, answered("m1", "1", "process_works", "1", submitted_at="2026-12-22 10:00:00")
    )
    tallies = tallied(tables)

    assert (4, 6) == (
        tallies["process.works", "mentor"].favourable,
        tallies["process.works", "mentor"].answered,
    )
    assert 3 == tallies["goals.met", "mentor"].favourable


def test_a_goal_that_is_not_recorded_is_in_the_frame_whatever_was_answered(tallied):
    """The frame of goals follows from the agreements alone, so that it cannot tell who answered "no
    goal".
    """
    tables = a8()
    tables["pairs"][4]["has_goal"] = tables["pairs"][5]["has_goal"] = ""
    tally = tallied(tables)["goals.met", "mentor"]

    assert (8, 4, 3) == (tally.frame, tally.answered, tally.favourable)
    assert 2 == tally.counts["no_goal"]


def test_a_mentor_with_two_mentees_answers_for_each_pair(tallied):
    """One mentor in two pairs is two answers, and the gate is told that she may hold two of mentees
    too, if both told her.
    """
    tables = a8()
    tables["pairs"][1]["mentor_id"] = "m1"
    tables["answers"] = [
        row | {"participant_id": "m1"} if row["participant_id"] == "m2" else row
        for row in tables["answers"]
    ]
    tallies = tallied(tables)

    assert 5 == tallies["process.works", "mentor"].favourable
    assert [2, 2] == [tallies["process.works", role].held for role in ("mentor", "mentee")]


def test_prefer_not_to_say_is_a_form_but_no_answer(tallied):
    """A form with "prefer not to say" counts as sent in, not as an answer."""
    tables = a8()
    tables["answers"].append(answered("m7", "7", "process_works", "prefer_not"))
    tallies = tallied(tables)

    assert (7, 6) == (
        tallies["response.people", "mentor"].favourable,
        tallies["process.works", "mentor"].answered,
    )
    assert 1 == tallies["process.works", "mentor"].counts["prefer_not"]


def test_an_unknown_cohort(tallied):
    """A cohort that nobody belongs to is said to be unknown."""
    with pytest.raises(ClosingError, match="no pair and no answer belongs to the cohort B9"):
        tallied(a8(), cohort="B9")


def test_a_frame_beside_pairs_is_refused(tallied):
    """Where there are pairs they are the frame."""
    with pytest.raises(ClosingError, match="leave out the frame"):
        tallied(a8(), frame={"mentor": 8})


# ---- form exports without pairs ------------------------------------------------------------------


def from_a_form(answers):
    """Return the tables of a form export: answers of mentees, no pairs."""
    rows = [
        answered(f"f{number}", "", "process_works", answer, cohort="A8", role="mentee")
        for number, answer in enumerate(answers)
    ]
    return {"answers": rows}


def test_a_form_export_is_evaluated_by_side(tallied):
    """Seven of ten asked answered, five favourably: 5 to 8 of 10; the pair view and the other side
    are not available.
    """
    tallies = tallied(from_a_form(["5", "5", "4", "4", "4", "3", "1"]), frame={"mentee": 10})
    tally = tallies["process.works", "mentee"]

    assert (5, 7, 10, 8) == (tally.favourable, tally.answered, tally.frame, tally.possible)
    assert 2 == tally.held  # one person may have sent two forms in
    assert {"sent": 7, "no_answer": 3} == tallies["response.people", "mentee"].counts
    absent = [
        ("process.works", "mentor"),
        ("contact.mutual", "pair"),
        ("response.pattern", "pair"),
        ("endings.completed", "pair"),
        ("goals.chosen", "pair"),
    ]
    assert not any(tallies[key].available for key in absent)


def test_a_form_export_needs_a_frame(tallied):
    """Without pairs somebody must say how many were asked."""
    with pytest.raises(ClosingError, match="say how many were asked"):
        tallied(from_a_form(["5"]))


@pytest.mark.parametrize("frame", [{"mentees": 10}, {"mentee": "10"}, {"mentee": 0}])
def test_a_frame_that_is_none(tallied, frame):
    """A frame names known roles and whole numbers of people."""
    with pytest.raises(ClosingError, match="how many of each role were asked"):
        tallied(from_a_form(["5"]), frame=frame)


def test_a_frame_that_leaves_answers_out(tallied):
    """Answers of mentees are not dropped silently because only mentors were counted."""
    with pytest.raises(ClosingError, match="answers of the role mentee came in"):
        tallied(from_a_form(["5"]), frame={"mentor": 10})


def test_more_forms_than_were_asked(tallied):
    """Three forms of two people are a fault."""
    with pytest.raises(ClosingError, match="more mentee forms came in than were asked"):
        tallied(from_a_form(["5", "4", "3"]), frame={"mentee": 2})


# ---- carrying on, meetings -----------------------------------------------------------------------


def test_carrying_on_counts_people_not_choices(tallied):
    """A person with three plans is one person with a plan; "nothing planned" is an answer, "prefer
    not" is none.
    """
    tables = a8()
    answers = {
        "m1": "keep_practising;new_goal;course_or_network",
        "m2": "nothing",
        "m3": "prefer_not",
        "m4": "become_mentor;nothing",
    }
    tables["answers"] += [
        answered(person, person[1:], "carry_on", answer) for person, answer in answers.items()
    ]
    tallies = tallied(tables)

    assert {"plan": 2, "nothing": 1, "prefer_not": 1, "no_answer": 4} == tallies[
        "onward.plan", "mentor"
    ].counts
    assert (2, 3) == (
        tallies["onward.plan", "mentor"].favourable,
        tallies["onward.plan", "mentor"].answered,
    )
    chosen = {
        "keep_practising": 1,
        "new_goal": 1,
        "course_or_network": 1,
        "become_mentor": 1,
        "nothing": 2,
        "prefer_not": 1,
        "no_answer": 4,
    }
    assert chosen == nonzero(tallies["onward.choices", "mentor"])


def test_dose_of_the_worked_year():
    """366 days, every 14 days: 26.14 expected; 20 logged are .765, 30 logged are 1."""
    found = dose(pd.Series([20, 30]), pd.Series([366, 366]), pd.Series([14, 14]))

    assert [0.765, 1.0] == pytest.approx(found.tolist(), abs=5e-4)


def a_year_of(days, **columns):
    """Return the meetings of pair 1 on the given days of 2024."""
    return [{"pair_id": "1", "met_on": f"2024-{day}", **columns} for day in days]


def one_pair(**columns):
    """Return a table with one pair that ran through 2024."""
    people = [{"participant_id": "m1"}, {"participant_id": "e1"}]
    usual = {"started_on": "2024-01-01", "planned_end_on": "2024-12-31", **columns}
    return {
        "participants": people,
        "pairs": [pair("1", **usual)],
        "answers": [answered("m1", "1", "process_works", "5")],
    }


MONTHLY = [f"{month:02}-10" for month in range(1, 13)]


@pytest.mark.parametrize(("months", "kept"), [(10, "kept"), (9, "not_kept")])
def test_monthly_contact_is_met_at_ten_of_twelve(tallied, shf, months, kept):
    """Contact in 10 of 12 months keeps the recommendation, in 9 not."""
    tally = tallied(
        {**one_pair(), "meetings": a_year_of(MONTHLY[:months])}, shf, on=date(2024, 12, 31)
    )["meetings.monthly", "pair"]

    assert {kept: 1} == nonzero(tally)


@pytest.mark.slow
def test_own_agreement_is_kept_at_four_fifths(tallied, shf):
    """Every 30 days in 366: 12.2 expected; 10 logged are .82 and keep it, 9 are .74 and do not."""
    ten, nine = (
        tallied(
            {**one_pair(every_days="30"), "meetings": a_year_of(MONTHLY[:n])},
            shf,
            on=date(2024, 12, 31),
        )["meetings.own_agreement", "pair"]
        for n in (10, 9)
    )

    assert ({"kept": 1}, {"not_kept": 1}) == (nonzero(ten), nonzero(nine))


@pytest.mark.slow
def test_a_day_logged_by_both_is_one_meeting(tallied, shf):
    """Two logs of the same day are one meeting: five days logged twice are five contacts, not
    ten.
    """
    twice = [row for who in ("m1", "e1") for row in a_year_of(MONTHLY[:5], logged_by=who)]
    tally = tallied({**one_pair(every_days="60"), "meetings": twice}, shf, on=date(2024, 12, 31))[
        "meetings.own_agreement", "pair"
    ]

    assert {"kept": 1} == nonzero(tally)
    fewer = tallied({**one_pair(every_days="36"), "meetings": twice}, shf, on=date(2024, 12, 31))[
        "meetings.own_agreement", "pair"
    ]
    assert {"not_kept": 1} == nonzero(fewer)


def test_the_monthly_tick_counts_where_no_meeting_was_logged(tallied, shf):
    """Ten months ticked "1" keep the monthly recommendation; a ticked zero is no contact."""
    ticks = [
        {"pair_id": "1", "month": f"2024-{month:02}", "contacts": "1" if month <= 10 else "0"}
        for month in range(1, 13)
    ]

    assert {"kept": 1} == nonzero(
        tallied({**one_pair(), "months": ticks}, shf, on=date(2024, 12, 31))[
            "meetings.monthly", "pair"
        ]
    )


def test_two_or_more_is_read_as_two(tallied, shf):
    """Five months ticked "2+" are ten contacts: every 30 days in 366 is kept at .82."""
    ticks = [
        {"pair_id": "1", "month": f"2024-{month:02}", "contacts": "2+"} for month in range(1, 6)
    ]
    tally = tallied({**one_pair(every_days="30"), "months": ticks}, shf, on=date(2024, 12, 31))[
        "meetings.own_agreement", "pair"
    ]

    assert {"kept": 1} == nonzero(tally)


def test_a_month_ticked_by_both_is_counted_once(tallied, shf):
    """Both tick "1" in the same five months: five contacts, which is half of every 36 days in
    366.
    """
    ticks = [
        {"pair_id": "1", "month": f"2024-{month:02}", "contacts": "1", "logged_by": who}
        for who in ("m1", "e1")
        for month in range(1, 6)
    ]
    tally = tallied({**one_pair(every_days="36"), "months": ticks}, shf, on=date(2024, 12, 31))[
        "meetings.own_agreement", "pair"
    ]

    assert {"not_kept": 1} == nonzero(tally)


@pytest.mark.parametrize(("every_days", "kept"), [("30", "kept"), ("10", "unknown")])
def test_two_or_more_may_be_many(tallied, shf, every_days, kept):
    """Twelve months ticked "2+" are at least 24 contacts: enough for every 30 days, and perhaps for
    every 10.
    """
    ticks = [
        {"pair_id": "1", "month": f"2024-{month:02}", "contacts": "2+"} for month in range(1, 13)
    ]
    tally = tallied(
        {**one_pair(every_days=every_days), "months": ticks}, shf, on=date(2024, 12, 31)
    )["meetings.own_agreement", "pair"]

    assert {kept: 1} == nonzero(tally)


def test_contacts_after_the_closing_day_are_not_counted(tallied, shf):
    """Closed at the end of March, a pair that met from April on has met in no month yet, and its
    log is not there yet.
    """
    tables = one_pair(every_days="30", planned_end_on="", status="active")
    ticks = [{"pair_id": "1", "month": "2031-01", "contacts": "2+"}]
    later = tallied(
        {**tables, "meetings": a_year_of(MONTHLY[3:], form="in_person"), "months": ticks},
        shf,
        on=date(2024, 3, 31),
    )

    for id in ("meetings.own_agreement", "meetings.monthly", "meetings.in_person"):
        assert {"unknown": 1} == nonzero(later[id, "pair"])


def test_contacts_after_the_end_are_not_counted(tallied, shf):
    """A tick months after the planned last day does not make a pair keep its agreement."""
    tables = one_pair(every_days="30", planned_end_on="2024-05-31")
    ticks = [
        {"pair_id": "1", "month": month, "contacts": "2+"}
        for month in ("2024-02", "2024-10", "2024-11", "2024-12")
    ]
    tally = tallied(
        {**tables, "meetings": a_year_of(["01-10"]), "months": ticks[1:]},
        shf,
        on=date(2024, 12, 31),
    )["meetings.own_agreement", "pair"]

    assert {"not_kept": 1} == nonzero(tally)


def test_a_pair_that_ends_after_the_closing_day_is_still_open(tallied):
    """What becomes of a pair after the closing day is not known on that day."""
    tables = a8()
    tables["pairs"][0]["ended_on"] = "2027-01-15"

    assert {"completed": 6, "ended_early": 1, "not_reported": 0, "still_open": 1} == tallied(
        tables
    )["endings.completed", "pair"].counts


def test_both_ends_of_the_period_count(tallied, shf):
    """From 1 to 11 January are 11 days: every 8 days is 1.375 meetings, and one of them is .73, not
    kept.
    """
    tables = one_pair(every_days="8", planned_end_on="2024-01-11")
    tally = tallied({**tables, "meetings": a_year_of(["01-05"])}, shf, on=date(2024, 12, 31))[
        "meetings.own_agreement", "pair"
    ]

    assert {"not_kept": 1} == nonzero(tally)


def test_a_month_of_a_few_days_is_not_judged(tallied, shf):
    """A year from the middle of a month is twelve months, not thirteen: contact in ten of them
    keeps the recommendation.
    """
    tables = one_pair(started_on="2024-01-15", planned_end_on="2025-01-14")
    met = [{"pair_id": "1", "met_on": f"2024-{month:02}-20"} for month in range(1, 11)]

    assert {"kept": 1} == nonzero(
        tallied({**tables, "meetings": met}, shf, on=date(2025, 1, 31))["meetings.monthly", "pair"]
    )


def test_a_pair_without_a_log_is_unknown(tallied, shf):
    """Silence is not zero: the pair that logged nothing may have kept everything."""
    tables = one_pair(every_days="30")
    tables["participants"] += [{"participant_id": "m2"}, {"participant_id": "e2"}]
    tables["pairs"].append(
        pair("2", started_on="2024-01-01", planned_end_on="2024-12-31", every_days="30")
    )
    tallies = tallied({**tables, "meetings": a_year_of(MONTHLY)}, shf, on=date(2024, 12, 31))

    for id in ("meetings.own_agreement", "meetings.monthly"):
        assert {"kept": 1, "unknown": 1} == nonzero(tallies[id, "pair"])
        assert (0.5, 1.0) == tallies[id, "pair"].possible_range


@pytest.mark.parametrize(("times", "kept"), [(2, "kept"), (1, "not_kept")])
def test_meetings_in_person(tallied, shf, times, kept):
    """Two meetings in person in a year keep the recommendation, one does not."""
    met = a_year_of(MONTHLY[:times], form="in_person") + a_year_of(MONTHLY[times:], form="video")

    assert {kept: 1} == nonzero(
        tallied({**one_pair(), "meetings": met}, shf, on=date(2024, 12, 31))[
            "meetings.in_person", "pair"
        ]
    )


def test_what_is_not_recommended_is_not_judged(tallied, swea):
    """SWEA recommends no monthly contact and no meeting in person, so neither is judged."""
    tallies = tallied(
        {**one_pair(), "meetings": a_year_of(MONTHLY, form="video")}, swea, on=date(2024, 12, 31)
    )

    assert not any(
        tallies[id, "pair"].available for id in ("meetings.monthly", "meetings.in_person")
    )


def test_progress_that_was_not_celebrated(tallied, shf):
    """A log that says "no" is not the same as no log."""
    met = a_year_of(MONTHLY, celebrated="no")

    assert {"not_kept": 1} == nonzero(
        tallied({**one_pair(), "meetings": met}, shf, on=date(2024, 12, 31))[
            "meetings.celebrated", "pair"
        ]
    )


def test_celebrated_progress(tallied, shf):
    """One celebrated meeting is enough."""
    met = a_year_of(MONTHLY[:1], celebrated="yes") + a_year_of(MONTHLY[1:], celebrated="no")

    assert {"kept": 1} == nonzero(
        tallied({**one_pair(), "meetings": met}, shf, on=date(2024, 12, 31))[
            "meetings.celebrated", "pair"
        ]
    )


def test_a_question_that_nobody_answered_is_not_available(worked):
    """The worked cohort holds three questions; of the others nothing is said, rather than "at most
    2".
    """
    assert not any(
        worked[id, role].available
        for id in ("onward.plan", "onward.confidence", "process.part.frequency")
        for role in ("mentor", "mentee")
    )


def test_an_own_question_with_several_choices_counts_people_once(tallied, shf):
    """Of seven mentees who were asked two found topics useful, one of them two topics: two people,
    three choices. The pair that ended early was not asked.
    """
    tables = a8()
    tables["answers"] += [
        answered("e1", "1", "topics_useful", "procurement;pricing"),
        answered("e2", "2", "topics_useful", "pricing"),
    ]
    tallies = tallied(tables, shf)

    assert {"any": 2, "another": 0, "prefer_not": 0, "no_answer": 5} == tallies[
        "item.topics_useful", "mentee"
    ].counts
    assert {"procurement": 1, "pricing": 2, "no_answer": 5} == nonzero(
        tallies["item.topics_useful.choices", "mentee"]
    )


# ---- questions that follow from others -----------------------------------------------------------


def changed(programme, *names, **changes):
    """Return *programme* with some items of its closing questionnaire changed."""
    items = tuple(
        item.model_copy(update=changes) if item.name in names else item
        for item in programme.closing.items
    )
    return asking(programme, items, programme.closing.choices)


def asking(programme, items, choices):
    """Return *programme* with another closing questionnaire."""
    closing = type(programme.closing)(
        name="closing", version=1, title=programme.closing.title, choices=choices, items=items
    )
    return type(programme)(programme.settings, {"closing": closing})


def test_a_question_that_follows_from_another_is_linked_to_it(tallied, swea):
    """Asked only of those for whom the process did not work, its base would tell how many they are:
    the gate hides it.
    """
    following = changed(swea, "trust", "respect", relevant="${process_works} <= 2")
    tables = a8()
    tables["answers"] += [
        answered(f"m{number}", str(number), "trust", "5") for number in range(1, 7)
    ]
    tallies = tallied(tables, following)

    assert "linked" == tallies["process.part.trust", "mentor"].rule
    assert (True, "linked") == (
        tallies["process.part.respect", "mentor"].available,
        tallies["process.part.respect", "mentor"].rule,
    )
    assert "role" == tallies["process.works", "mentor"].rule


def test_contact_that_follows_from_another_question_is_hidden(tallied, swea):
    """Where keeping in contact is asked only after some answers, even the number of mutual pairs is
    linked.
    """
    assert (
        "linked"
        == tallied(a8(), changed(swea, "keep_contact", relevant="${process_works} >= 3"))[
            "contact.mutual", "pair"
        ].rule
    )


def test_each_side_may_have_its_own_item(tallied, swea):
    """Where mentors and mentees have lists of their own, each answer counts as its own list
    says.
    """
    closing = swea.closing
    [item] = closing.feeding("process.works")
    mine = item.model_copy(update={"roles": ("mentor",)})
    theirs = item.model_copy(
        update={"name": "process_works_mentee", "type": "select_one theirs", "roles": ("mentee",)}
    )
    options = tuple(
        option.model_copy(update={"counts_as": "favourable" if option.name in "345" else "other"})
        for option in closing.options(item)
    )
    items = tuple(
        part for one in closing.items for part in ((mine, theirs) if one is item else (one,))
    )
    tables = a8()
    for row in tables["answers"]:
        if row["item"] == "process_works" and row["participant_id"].startswith("e"):
            row["item"] = "process_works_mentee"
    tally = tallied(tables, asking(swea, items, {**closing.choices, "theirs": options}))[
        "process.sides", "pair"
    ]

    assert {"both": 4, "mentor_only": 1, "mentee_only": 1, "rest": 2} == tally.counts
