"""Closing a cohort as a guided act: what is known before, what will be told whatever was answered,
and the act itself.
"""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pandas as pd
import pytest
from cohorts import a8, answered, pair, write_tables
from desks import close_from
from rich.console import Console

from toolkit import read_tables
from toolkit.cli import output
from toolkit.cli.demo import made_up_tables
from toolkit.cli.demo import write_tables as write_made_up
from toolkit.closing import close_cohort
from toolkit.data.database import open_store
from toolkit.data.sources import read_texts
from toolkit.disclosure import forecast, rules
from toolkit.disclosure.forecast import by_question, group_by_wording
from toolkit.errors import ClosingError
from toolkit.evaluation.all_measures import count_cohort
from toolkit.evaluation.cohort import lay_out
from toolkit.i18n import load_language
from toolkit.people.accounts import COORDINATOR, Account
from toolkit.people.coordination import CoordinationService, closing, closing_preview
from toolkit.people.coordination.closing_preview import preview_closing, preview_tables
from toolkit.programme.programme import Programme
from toolkit.release.ledger import is_closed, read_kept_release

pytestmark = pytest.mark.slow

NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
TODAY, ON = date(2027, 1, 4), date(2026, 12, 31)
ACT = {"by": "Berit Board", "account": "berit@example.org", "now": NOW}


def promising(programme: Programme, **settings) -> Programme:
    """Return the programme with another promise."""
    promise = programme.settings.promise.model_validate(
        {**programme.settings.promise.model_dump(), **settings}
    )
    return Programme(
        programme.settings.model_copy(update={"promise": promise}), programme.questionnaires
    )


def at_hand(figures, id, view="pair"):
    """Return one of the expected figures."""
    [found] = [figure for figure in figures if (figure.id, figure.view) == (id, view)]
    return found


def messages(faults):
    """Return which faults there are."""
    return [fault.message for fault in faults]


@pytest.fixture
def a8_tables(swea, a8_folder):
    """The worked cohort as valid tables."""
    return read_tables(a8_folder, swea)


@pytest.fixture
def a8_store(swea, tmp_path, a8_folder):
    """The worked cohort in a database."""
    store = open_store(f"sqlite:///{tmp_path / 'data.db'}")
    store.put_tables(read_texts(a8_folder, swea).tables)
    return store


def test_what_the_desk_counts_on_the_day_is_what_the_closing_counts(swea, a8_store):
    """Eleven forms of eight pairs: the same numbers before and after the cohort is closed that
    day.
    """
    desk = CoordinationService(
        a8_store, swea, Account("berit@example.org", "Berit", frozenset({COORDINATOR})), TODAY
    )
    before = desk.response("A8")

    release = close_from(desk, "A8", TODAY)

    told = {role: release.finding("response.people", role) for role in ("mentor", "mentee")}
    assert (
        {role: (each.exact, each.frame) for role, each in told.items()}
        == before
        == desk.response("A8")
    )
    assert {"mentor": (6, 8), "mentee": (5, 8)} == before


# ---- nothing of it depends on an answer ----------------------------------------------------------


KINDS = {
    "usual": {},
    "low base": {"min_base": 3},
    "two known": {"known_answers": 2, "min_base": 3},
    "chapters": {"groups": "chapter", "min_base": 3},
    "areas": {"groups": "area", "min_base": 3},
    "bands": {"kind": "bands"},
    "bands, two known": {"kind": "bands", "known_answers": 2},
}


def refilled(tables, programme, seed):
    """Return tables with the same register and the same forms in, and other answers; the log is
    other too, but there or not as before.
    """
    draw = Random(seed)  # noqa: S311  # made-up answers
    usual, left_out = draw.choice((0.05, 0.5, 0.95)), draw.choice((0.0, 0.3))
    unasked = {
        (role, item.name)
        for item in programme.closing.items
        for role in item.roles
        if draw.random() < 0.25
    }
    early = tables.pairs["status"].eq("ended_early") & programme.settings.short_form
    short = set(tables.pairs.loc[early, "pair_id"])
    forms = tables.answers.drop_duplicates(["participant_id", "pair_id", "role"])
    rows = []
    for form in forms.to_dict("records"):
        rows.append({**form, "item": "anything_else", "answer": "-"})
        for item in programme.closing.items:
            options = programme.closing.options(item)
            if (
                not options
                or form["role"] not in item.roles
                or (form["role"], item.name) in unasked
                or (form["pair_id"] in short and not item.short)
                or draw.random() < left_out
            ):
                continue
            likely = [option.name for option in options if option.counts_as == "favourable"] or [
                options[0].name
            ]
            rows.append(
                {
                    **form,
                    "item": item.name,
                    "answer": draw.choice(
                        likely if draw.random() < usual else [option.name for option in options]
                    ),
                }
            )
    answers = pd.DataFrame(rows, columns=tables.answers.columns).astype(
        tables.answers.dtypes.to_dict()
    )
    meetings = (
        None
        if tables.meetings is None
        else tables.meetings.sample(frac=draw.choice((0.1, 1.0)), random_state=seed)
    )
    months = (
        None
        if tables.months is None
        else tables.months.sample(frac=draw.choice((0.1, 1.0)), random_state=seed)
    )
    return replace(tables, answers=answers, meetings=meetings, months=months)


@pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(("folder", "pairs"), [("swea", 9), ("shf", 14)])
@pytest.mark.no_cover
def test_the_outlook_is_the_same_whatever_was_answered_and_every_status_is_foreseen(
    request, tmp_path, folder, pairs, settings
):
    """Of tables with the same register and forms in, the outlook is one and the same, and what the
    gate prints of each is among what it said.
    """
    programme = promising(request.getfixturevalue(folder), **settings)
    made = made_up_tables(programme, pairs=pairs, seed=pairs, cohort="2026", year=2026)
    made["participants"]["chapter"] = ["north", "south"] * pairs
    tables = read_tables(write_made_up(made, tmp_path) or tmp_path, programme)
    first = preview_tables(tables, programme, cohort="2026", on=ON)

    for seed in range(6):
        other = refilled(tables, programme, seed)
        assert seed > 1 or first == preview_tables(other, programme, cohort="2026", on=ON)
        findings = rules.protect(
            rules.mark_unprovable(count_cohort(lay_out(programme, other, cohort="2026", on=ON))),
            programme.settings.promise,
        )
        foreseen = {(figure.id, figure.view): figure for figure in first.expected}
        assert list(foreseen) == [
            (finding.id, finding.view) for finding in findings if not finding.group
        ]
        for finding in findings:
            figure = foreseen[finding.id, finding.view]
            assert figure.by_group if finding.group else finding.status in figure.statuses


def test_made_up_answers_never_come_from_the_tables(swea, a8_tables, monkeypatch):
    """What goes through the gate before the closing holds no row of the answers, and no row of the
    log.
    """
    seen = []
    monkeypatch.setattr(
        forecast, "count_cohort", lambda cohort: seen.append(cohort) or count_cohort(cohort)
    )
    preview_tables(a8_tables, swea, cohort="A8", on=ON)

    assert len(forecast.FILLINGS) + 1 == len(seen)
    for cohort in seen:
        assert cohort.counted.empty and cohort.tables.answers.empty
        assert all(
            len(form.dropna(how="all").drop_duplicates()) <= 1 for form in cohort.forms.values()
        )


# ---- what it says, worked by hand ----------------------------------------------------------------


def test_the_worked_cohort_before_closing(swea, a8_tables):
    """A8: 6 of 8 and 5 of 8 forms are in; goals rest on four forms, so they are hidden and could be
    told; no meetings are logged.
    """
    found = preview_tables(a8_tables, swea, cohort="A8", on=ON)

    assert {"mentor": (6, 8), "mentee": (5, 8)} == found.forms
    assert (8, 0, 0, 0, False) == (
        found.pairs,
        found.never_started,
        found.starts_later,
        found.without_end,
        found.logged,
    )
    told = {
        ("response.people", "mentor"): forecast.IN_FULL,
        ("goals.met", "mentor"): forecast.TOO_FEW,
        ("goals.met", "mentee"): forecast.TOO_FEW,
        ("goals.sides", "pair"): forecast.NOT_BOTH,
        ("process.works", "mentor"): forecast.FULL_OR_FEW,
        ("process.works", "mentee"): forecast.FULL_OR_FEW,
        ("process.sides", "pair"): forecast.SPAN,
        ("onward.choices", "mentor"): forecast.LINKS_A_PERSON,
        ("contact.mutual", "pair"): forecast.NUMBER_OR_FEW,
        ("meetings.own_agreement", "pair"): forecast.NO_RHYTHM,
        ("meetings.monthly", "pair"): forecast.NOT_IN_PROGRAMME,
        ("recommend", "mentee"): forecast.NOT_IN_PROGRAMME,
    }
    assert told == {key: at_hand(found.expected, *key).message for key in told}
    assert {"most": 2, "least": 3} == at_hand(found.expected, "process.works", "mentor").values
    waiting = {(figure.id, figure.view) for figure in found.expected if figure.waits}
    assert {("goals.met", "mentor"), ("goals.sides", "pair")} <= waiting
    assert not waiting & {
        ("process.works", "mentor"),
        ("onward.choices", "mentor"),
        ("recommend", "mentor"),
    }


def test_few_forms_can_only_be_told_as_at_most(swea, tmp_path):
    """With three forms in and two answers known, nothing but "at most 3" can be told of a role: k
    is 4.
    """
    tables = a8()
    tables["answers"] = [
        row for row in tables["answers"] if row["participant_id"] in ("m1", "m2", "m3")
    ]
    programme = promising(swea, known_answers=2, min_base=3)
    found = preview_tables(
        read_tables(write_tables(tables, tmp_path), programme), programme, cohort="A8", on=ON
    )

    figure = at_hand(found.expected, "process.works", "mentor")
    assert (forecast.AT_MOST_FEW, 3) == (figure.message, figure.values["most"])
    assert forecast.NO_FORM_IN == at_hand(found.expected, "process.works", "mentee").message


def test_in_bands_both_roles_are_told_as_one(swea, a8_tables):
    """Eleven forms of both roles are enough for a band, six of them are not: if one role leaves the
    question out, it is hidden.
    """
    programme = promising(swea, kind="bands")
    found = preview_tables(a8_tables, programme, cohort="A8", on=ON)

    assert forecast.BAND_OR_HIDDEN == at_hand(found.expected, "process.works", "people").message
    assert forecast.TOO_FEW_IN_BANDS == at_hand(found.expected, "goals.met", "people").message
    assert forecast.LINKS_A_PAIR == at_hand(found.expected, "process.sides").message


def test_nothing_is_told_of_answers_where_one_person_is_in_six_pairs(swea, tmp_path):
    """A mentor of six mentees knows more than can be tried in a proof: every answer is hidden, and
    a warning says why.
    """
    tables = a8()
    tables["pairs"] = [
        {**row, "mentor_id": "m1"} if row["pair_id"] in "123456" else row for row in tables["pairs"]
    ]
    for row in tables["answers"]:
        if row["participant_id"].startswith("m") and row["pair_id"] in "123456":
            row["participant_id"] = "m1"
    found = preview_tables(
        read_tables(write_tables(tables, tmp_path), swea), swea, cohort="A8", on=ON
    )

    assert forecast.HELD == at_hand(found.expected, "process.works", "mentor").message
    assert closing_preview.HOLDS_MUCH in messages(found.warnings)
    assert {"shown"} == at_hand(found.expected, "response.people", "mentor").statuses


def test_what_is_missing_is_counted(swea, tmp_path):
    """Of four more pairs one never started, one starts after the closing day, one has no end, one
    is planned to end later; a late form is late.
    """
    tables = a8()
    more = {
        "20": {"status": "never_started", "started_on": ""},
        "21": {"status": "active", "started_on": "2027-01-02"},
        "22": {"status": "active"},
        "23": {"status": "active", "planned_end_on": "2027-03-01"},
    }
    for number, columns in more.items():
        tables["participants"] += [
            {"participant_id": f"m{number}"},
            {"participant_id": f"e{number}"},
        ]
        tables["pairs"].append(pair(number, **columns))
    tables["answers"].append(
        answered("m22", "22", "process_works", "5", submitted_at="2027-01-02 10:00:00")
    )
    found = preview_tables(
        read_tables(write_tables(tables, tmp_path), swea), swea, cohort="A8", on=ON
    )

    assert {"mentor": (6, 10), "mentee": (5, 10)} == found.forms
    assert (10, 1, 1, 2) == (
        found.pairs,
        found.never_started,
        found.starts_later,
        found.without_end,
    )
    warned = {fault.message: fault.values for fault in found.warnings}
    assert {"n": 9, "asked": 20} == warned[closing_preview.MISSING_CLOSING_FORMS]
    assert {"n": 1} == warned[closing_preview.ENDS_LATER]
    assert {"forms": 1, "meetings": 0, "endings": 0} == warned[closing_preview.TOO_LATE]


def without(tables, *people):
    """Return tables in which nobody of *people* has sent a form."""
    return {
        **tables,
        "answers": [row for row in tables["answers"] if row["participant_id"] not in people],
    }


@pytest.mark.parametrize(
    ("kind", "on"), [*((kind, ON) for kind in KINDS), ("usual", date(2026, 12, 1))]
)
def test_the_forms_of_the_own_pair_move_nothing(swea, tmp_path, on, kind):
    """Whoever is m8 reads the same whether one, both or nobody of the own pair has sent a form or
    logged a meeting; everybody else reads another.
    """
    programme, tables = promising(swea, **KINDS[kind]), without(a8(), "m8", "e8")
    tables["participants"] = [
        {**row, "chapter": "north" if row["participant_id"] in ("m8", "e8") else "south"}
        for row in tables["participants"]
    ]
    sent = [
        answered(person, "8", "process_works", "5", submitted_at="2026-11-10 10:00:00")
        for person in ("m8", "e8")
    ]
    met = {"pair_id": "8", "met_on": "2026-05-04", "form": "video"}
    found, of_all = [], []
    for number, changed in enumerate(
        ({}, {"answers": sent[:1]}, {"answers": sent, "meetings": [met]})
    ):
        known = {
            **tables,
            **{name: [*tables.get(name, []), *rows] for name, rows in changed.items()},
        }
        read = read_tables(write_tables(known, tmp_path / str(number)), programme)
        found.append(preview_tables(read, programme, cohort="A8", on=on, hidden=["8"]))
        of_all += [preview_tables(read, programme, cohort="A8", on=on)] if number < 2 else []

    assert found[0] == found[1] == found[2]
    assert (7, 1, False) == (found[0].pairs, found[0].not_counted, found[0].logged)
    assert {7} == {asked for _in, asked in found[0].forms.values()}
    assert of_all[0].not_counted == 0 and (of_all[0].forms, of_all[0].warnings) != (
        of_all[1].forms,
        of_all[1].warnings,
    )


def test_the_form_of_the_own_partner_crosses_no_threshold(swea, tmp_path):
    """With four forms in from the other mentees, e8's is the fifth: for everybody else the figure
    may then be told, for m8 it stays as it was.
    """
    tables = without(a8(), "e7", "e8")
    form = answered("e8", "8", "process_works", "5", submitted_at="2026-12-10 10:00:00")
    told = []
    for number, answers in enumerate((tables["answers"], [*tables["answers"], form])):
        read = read_tables(
            write_tables({**tables, "answers": answers}, tmp_path / str(number)), swea
        )
        told.append(
            [
                at_hand(
                    preview_tables(read, swea, cohort="A8", on=ON, hidden=own).expected,
                    "process.works",
                    "mentee",
                ).told
                for own in (["8"], [])
            ]
        )

    assert [[False, False], [False, True]] == told


def test_what_is_foreseen_without_the_own_pair_is_that_of_the_others(swea, tmp_path):
    """The same would be said of a cohort that never had that pair."""
    tables, smaller = a8(), a8()
    smaller["pairs"] = [row for row in smaller["pairs"] if row["pair_id"] != "7"]
    smaller["answers"] = [row for row in smaller["answers"] if row["pair_id"] != "7"]
    found, others = (
        read_tables(write_tables(each, tmp_path / name), swea)
        for name, each in (("whole", tables), ("smaller", smaller))
    )

    told = [
        preview_tables(found, swea, cohort="A8", on=ON, hidden=["7"]),
        preview_tables(others, swea, cohort="A8", on=ON),
    ]
    assert (
        told[0].expected
        == told[1].expected
        != preview_tables(found, swea, cohort="A8", on=ON).expected
    )


def test_where_every_pair_is_the_own_nothing_is_foreseen(swea, a8_tables):
    """It cannot even be told whether anybody of them has answered: somebody else has to close."""
    with pytest.raises(ClosingError) as refused:
        preview_tables(a8_tables, swea, cohort="A8", on=ON, hidden=list("12345678"))
    [fault] = refused.value.faults
    assert closing_preview.NONE_SEEN == fault.message

    nobodys = replace(a8_tables, answers=a8_tables.answers.iloc[:0])
    with pytest.raises(ClosingError) as again:
        preview_tables(nobodys, swea, cohort="A8", on=ON, hidden=["8"])
    assert [closing_preview.NONE_SEEN] == messages(again.value.faults)


def desk_of(store, programme, person):
    """Return the desk of a coordinator who is somebody of the pairs, or nobody."""
    return CoordinationService(
        store,
        programme,
        Account("berit@example.org", "Berit", frozenset({COORDINATOR}), person),
        TODAY,
    )


def test_of_a_cohort_without_own_pairs_it_is_not_said_that_another_could_close_it(swea, a8_store):
    """Nothing is in of the whole database but of her own cohort, so nothing is in: anybody else
    would be told the same.
    """
    tables = a8_store.raw_tables()
    people = pd.DataFrame({"participant_id": ["m9", "e9"]}, dtype="str")
    other = (
        tables["pairs"].iloc[:1].assign(pair_id="9", mentor_id="m9", mentee_id="e9", cohort="B9")
    )
    answers = tables["answers"][tables["answers"]["pair_id"] == "1"]
    store = open_store(a8_store.url.replace("data.db", "other.db"))
    participants = pd.concat([tables["participants"], people])
    store.put_tables(
        {
            "participants": participants,
            "pairs": pd.concat([tables["pairs"], other]),
            "answers": answers,
        }
    )
    desk = desk_of(store, swea, "m1")

    seen = desk.outlook("B9", ON)
    assert () == seen.blockers and closing_preview.NO_CLOSING_FORMS in messages(seen.warnings)
    assert [closing_preview.NONE_SEEN] == messages(desk.outlook("A8", ON).blockers)


def test_faults_of_the_tables_are_not_told_to_one_who_takes_part(swea, a8_store):
    """That row 3 of the answers has one would say that the partner has answered; to everybody else
    the place is told.
    """
    a8_store.put_tables({"pairs": a8_store.raw_tables()["pairs"].assign(ended_on="2020-01-01")})

    [fault] = desk_of(a8_store, swea, "m8").outlook("A8", ON).blockers
    assert (closing_preview.FAULTY, None, "", "") == (
        fault.message,
        fault.row,
        fault.column,
        fault.file,
    )
    assert 8 == len(desk_of(a8_store, swea, "").outlook("A8", ON).blockers)


def test_figures_that_are_told_alike_stand_together(swea, a8_tables):
    """A question stands once under a sentence, with whose answers only where the others are told
    otherwise; most told comes first.
    """
    tables = replace(
        a8_tables, answers=a8_tables.answers[a8_tables.answers["participant_id"] != "e7"]
    )
    figures = [
        figure
        for figure in preview_tables(tables, swea, cohort="A8", on=ON).expected
        if figure.id in ("response.people", "process.works", "recommend")
    ]

    assert [
        ("In full.", ("Sent the closing form in",)),
        (
            "In full, answer by answer; only as “at most 2” if fewer than 3 answered favourably.",
            ("Did the process work? · mentors",),
        ),
        (
            "Hidden [c]: fewer than 5 forms are in from those who are asked.",
            ("Did the process work? · mentees",),
        ),
        (
            "Not available [x]: the programme does not ask or recommend it.",
            ("Would recommend the programme",),
        ),
    ] == list(group_by_wording(swea, figures, load_language("en")))


def test_the_questions_of_the_board_are_told_one_by_one(swea, a8_tables):
    """A question has one sentence where both roles are told alike, and one for each role where they
    are not.
    """
    tables = replace(
        a8_tables, answers=a8_tables.answers[a8_tables.answers["participant_id"] != "e7"]
    )
    figures = [
        figure
        for figure in preview_tables(tables, swea, cohort="A8", on=ON).expected
        if figure.id in ("goals.met", "process.works")
    ]

    in_full = "in full, answer by answer; only as “at most 2” if fewer than 3 answered favourably."
    assert (
        ("Were the goals met?", "Hidden [c]: fewer than 5 forms are in from those who are asked."),
        (
            "Did the process work?",
            f"Mentors: {in_full} Mentees: hidden [c]: fewer than 5 forms are in from those who"
            " are asked.",
        ),
    ) == by_question(swea, figures, load_language("en"))


# ---- what is in the way --------------------------------------------------------------------------


def blocked(store, programme, **changed):
    """Return what is in the way of closing the worked cohort."""
    found = preview_closing(
        store, programme, **{"cohort": "A8", "on": ON, "today": TODAY, **changed}
    )
    assert not found.expected
    return [fault.sentence() for fault in found.blockers]


def test_what_is_in_the_way_is_said(swea, a8_store):
    """A day ahead, an unknown cohort, a promise that was changed, a closed cohort: each is named,
    and nothing is released by asking.
    """
    ahead = blocked(a8_store, swea, today=date(2026, 12, 30))
    unknown = blocked(a8_store, swea, cohort="B9")

    assert ["the closing day lies ahead"] == [sentence.partition(".")[0] for sentence in ahead]
    assert ["no pair and no answer belongs to the cohort B9. Check its name."] == unknown
    assert () == preview_closing(a8_store, swea, cohort="A8", on=ON, today=ON).blockers
    assert not a8_store.home.exists()
    closing.close(a8_store, swea, cohort="A8", on=ON, **ACT)
    assert ["the cohort A8 is closed already. Its figures are never recomputed."] == blocked(
        a8_store, swea
    )
    assert preview_closing(a8_store, swea, cohort="A8", on=ON, today=TODAY).closed


def test_a_promise_that_was_changed_is_in_the_way(swea, tmp_path):
    """Answers that carry the stamp of another promise than the programme's block the closing."""
    tables = a8()
    tables["answers"] = [
        {**row, "promise": promising(swea, min_base=7).settings.promise.stamp}
        for row in tables["answers"]
    ]
    store = open_store(f"sqlite:///{tmp_path / 'data.db'}")
    store.put_tables(read_texts(write_tables(tables, tmp_path / "tables"), swea).tables)

    [sentence] = blocked(store, swea)
    assert "the promise was locked" in sentence and "min_base = 7" in sentence


def test_pairs_that_were_counted_in_another_cohort_are_in_the_way(swea, a8_store):
    """Once A8 is closed, the same pairs under another name are refused before any proof, without a
    person's name.
    """
    closing.close(a8_store, swea, cohort="A8", on=ON, **ACT)
    pairs = a8_store.raw_tables()["pairs"]
    answers = a8_store.raw_tables()["answers"]
    a8_store.put_tables(
        {"pairs": pairs.assign(cohort="A9"), "answers": answers.assign(cohort="A9")}
    )

    [sentence] = blocked(a8_store, swea, cohort="A9")
    assert "pairs of it were counted in A8 already (8 of 8)" in sentence


def test_faults_of_the_tables_are_in_the_way(swea, a8_store):
    """What the check of the tables finds is said, every fault of it."""
    pairs = a8_store.raw_tables()["pairs"]
    a8_store.put_tables({"pairs": pairs.assign(ended_on="2020-01-01")})

    assert 8 == sum("pairs" in sentence for sentence in blocked(a8_store, swea))


# ---- the act -------------------------------------------------------------------------------------


def test_a_cohort_is_closed_once_by_a_named_person(swea, a8_store):
    """The release bears the name, the trail one line with the account, and closing again gives the
    same release and no second line.
    """
    first = closing.close(a8_store, swea, cohort="A8", on=ON, **{**ACT, "by": "  Berit   Board "})
    again = closing.close(a8_store, swea, cohort="A8", on=ON, **{**ACT, "by": "Somebody Else"})

    assert "Berit Board" == first.closed_by
    assert first.sha256 == again.sha256 == read_kept_release(a8_store.home, swea.code, "A8").sha256
    assert [("berit@example.org", closing.CLOSING, "A8")] == [
        (line.done_by, line.what, line.about) for line in a8_store.trail_lines()
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Berit\x07Board"])
def test_nobody_closes_without_a_name_that_can_be_printed(swea, a8_store, name):
    """Without a name of one printable line nothing is closed and nothing stands in the trail."""
    with pytest.raises(ClosingError):
        closing.close(a8_store, swea, cohort="A8", on=ON, **{**ACT, "by": name})

    assert not is_closed(a8_store.home, swea.code, "A8") and not a8_store.trail_lines()


def test_a_closing_that_has_begun_is_not_begun_again(swea, a8_store, monkeypatch):
    """Whoever begins while it goes on gets the same closing; it ends in one release, and can be
    asked how far it is.
    """
    going_on, go_on = threading.Event(), threading.Event()
    evaluate = closing.close_cohort

    def slow(*args, **how):
        going_on.set()
        assert go_on.wait(60)
        return evaluate(*args, **how)

    monkeypatch.setattr(closing, "close_cohort", slow)
    first = closing.begin(a8_store, swea, cohort="A8", on=ON, **ACT)
    assert going_on.wait(60) and not first.finished
    second = closing.begin(a8_store, swea, cohort="A8", on=ON, **{**ACT, "by": "Somebody Else"})
    assert first is second is closing.find_running_closing(a8_store, swea, cohort="A8")
    go_on.set()

    assert first.wait(60) and "Berit Board" == first.release.closed_by
    assert closing.find_running_closing(a8_store, swea, cohort="A8") is None
    assert first.proved == first.questions > 0


def test_what_goes_wrong_in_a_closing_reaches_whoever_waits(swea, a8_store, monkeypatch):
    """A fault that can be mended is kept as a sentence, our own mistake is raised where somebody
    waits, and it can be begun again.
    """
    refused = closing.begin(a8_store, swea, cohort="B9", on=ON, **ACT)
    assert (
        refused.wait(60)
        and "the cohort B9" in refused.faults[0].sentence()
        and refused.release is None
    )

    def broken(*_args, **_how):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(closing, "close_cohort", broken)
        mistaken = closing.begin(a8_store, swea, cohort="A8", on=ON, **ACT)
        with pytest.raises(ZeroDivisionError):
            mistaken.wait(60)
    again = closing.begin(a8_store, swea, cohort="A8", on=ON, **ACT)
    assert again.wait(60) and again.release


# ---- how far the proof is ------------------------------------------------------------------------


def told_while(programme, tables, **how):
    """Close the worked cohort in memory; return the release and what was told while it was
    proved.
    """
    told = []
    release = close_cohort(
        programme,
        replace(tables, home=None),
        cohort="A8",
        on=ON,
        progress=lambda *now: told.append(now),
        **how,
    ).release
    return release, told


def test_each_question_is_told_once_it_comes_up_and_the_certificate_is_the_same(swea, a8_tables):
    """What is told counts the questions of the certificate, one by one and up to all of them, and
    the release is what it is without.
    """
    release, told = told_while(swea, a8_tables)
    silent = close_cohort(swea, replace(a8_tables, home=None), cohort="A8", on=ON).release

    assert silent.sha256 == release.sha256
    questions = list(dict.fromkeys(proof["question"] for proof in release.certificate["proofs"]))
    assert ["goals.met", "process.works", "contact.mutual"] == questions
    assert [
        ("goals.met", 0, 3),
        ("process.works", 1, 3),
        ("contact.mutual", 2, 3),
        ("contact.mutual", 3, 3),
    ] == list(dict.fromkeys(told))


def test_a_question_that_is_proved_for_each_role_is_one_question(swea, tmp_path):
    """Trust is proved for mentors and mentees apart; that is told as one question of one."""
    tables = a8()
    tables["answers"] = [
        {**row, "item": "trust", "answer": "5"}
        for row in tables["answers"]
        if row["item"] == "process_works"
    ]
    _release, told = told_while(swea, read_tables(write_tables(tables, tmp_path), swea))

    assert [("process.part.trust", 0, 1)] * 2 + [("process.part.trust", 1, 1)] == told


def test_what_is_told_of_the_proof_does_not_depend_on_the_answers(swea, a8_tables):
    """Whoever watches the closing sees the same steps if everybody is content and if nobody is."""
    answers = a8_tables.answers
    best = {"goals_met": "fully", "process_works": "5", "keep_contact": "yes"}
    worst = {"goals_met": "not", "process_works": "1", "keep_contact": "no"}

    steps = [
        told_while(
            swea,
            replace(
                a8_tables, answers=answers.assign(answer=answers["item"].map(said).astype("str"))
            ),
        )[1]
        for said in (best, worst)
    ]
    assert steps[0] == steps[1] == told_while(swea, a8_tables)[1]


@pytest.mark.parametrize(
    ("at_a_terminal", "seconds", "drawn"),
    [(True, 0.0, True), (True, 60.0, False), (False, 0.0, False)],
)
def test_a_progress_bar_is_drawn_only_at_a_terminal_and_where_it_takes_a_while(
    monkeypatch, at_a_terminal, seconds, drawn
):
    """After the first second the bar shows the questions proved of all; a file, a pipe and whoever
    is quick get none.
    """
    monkeypatch.setattr(output, "QUICK_SECONDS", seconds)
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=at_a_terminal, width=100)
    with output._show_proof_progress(console, load_language("en")) as progress:
        threading.Event().wait(0.3)
        progress("goals.met", 2, 14)
        threading.Event().wait(0.3)

    assert drawn == ("2/14" in screen.getvalue())
