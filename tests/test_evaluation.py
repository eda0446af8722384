"""Closing a cohort: the order of steps."""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from cohorts import a8, answered, write_tables

from toolkit import close_cohort, load_programme, read_release, read_tables
from toolkit.errors import ClosingError
from toolkit.evaluation import codebook
from toolkit.evaluation.tally import Tally
from toolkit.reports.years.comparison import compare_releases

ON = {"cohort": "A8", "on": "2026-12-31"}
CANARY = "kanariefagel"


@pytest.fixture
def closing(swea, a8_folder):
    """The worked cohort, closed."""
    return close_cohort(swea, read_tables(a8_folder, swea), **ON)


def test_a8_at_five_forms_in(closing):
    """Goals rest on four forms and are hidden; the process is shown; contact is one number; goals
    chosen is a register fact.
    """
    release = closing.release

    assert ["hidden", "hidden"] == [
        release.finding("goals.met", role).status for role in ("mentor", "mentee")
    ]
    mentors, mentees = (release.finding("process.works", role) for role in ("mentor", "mentee"))
    assert (5, 6, 8, (0.625, 0.875)) == (
        mentors.exact,
        mentors.answered,
        mentors.frame,
        mentors.range,
    )
    assert {
        "5": 2,
        "4": 3,
        "3": 0,
        "2": 1,
        "1": 0,
        "prefer_not": 0,
        "no_answer": 2,
    } == mentors.counts
    assert (4, 5, 8, (0.5, 0.875)) == (
        mentees.exact,
        mentees.answered,
        mentees.frame,
        mentees.range,
    )
    contact = release.finding("contact.mutual", "pair")
    assert ("coarsened", 3, (0.375, 0.875), None) == (
        contact.status,
        contact.exact,
        contact.range,
        contact.counts,
    )
    assert {"yes": 6, "chose_none": 2, "unknown": 0} == release.finding(
        "goals.chosen", "pair"
    ).counts
    assert ["hidden", "coarsened"] == [
        release.finding(id, "pair").status for id in ("goals.sides", "process.higher")
    ]


@pytest.mark.slow
def test_a8_at_three_forms_in(swea, a8_folder):
    """With a base of three the goals are shown: 3 of 4 of 6, possible .500 to .833, for both."""
    settings = swea.settings.model_copy(
        update={"promise": swea.settings.promise.model_copy(update={"min_base": 3})}
    )
    lower = type(swea)(settings, swea.questionnaires)
    release = close_cohort(lower, read_tables(a8_folder, lower), **ON).release

    assert 3 == release.min_base
    for role in ("mentor", "mentee"):
        finding = release.finding("goals.met", role)
        assert ("shown", 3, 4, 6) == (
            finding.status,
            finding.exact,
            finding.answered,
            finding.frame,
        )
        assert (0.5, 5 / 6) == pytest.approx(finding.range)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"m": "keep_contact", "e": "keep_contact"}, ["hidden", "hidden"]),
        ({"m": "keep_contact"}, ["hidden", "not_available"]),
        ({"e": "contact_how"}, ["not_available", "hidden"]),
        ({}, ["not_available", "not_available"]),
    ],
    ids=["both", "mentors", "mentees, that alone", "nobody"],
)
@pytest.mark.slow
def test_what_follows_from_a_question_that_was_not_asked(swea, tmp_path, asked, expected):
    """How the two keep in contact is hidden for a role that came to the question or the one before
    it, and else not available.
    """
    tables = a8()
    kept = [
        row
        for row in tables["answers"]
        if row["item"] != "keep_contact" or asked.get(row["participant_id"][0]) == "keep_contact"
    ]
    tables["answers"] = [
        *kept,
        *(
            answered(f"{side}1", "1", item, "phone")
            for side, item in asked.items()
            if item == "contact_how"
        ),
    ]
    release = close_cohort(
        swea, read_tables(write_tables(tables, tmp_path / "data"), swea), **ON
    ).release

    assert expected == [
        release.finding("contact.how", role).status for role in ("mentor", "mentee")
    ]


@pytest.mark.parametrize(
    ("known_answers", "told", "guesses"),
    [(2, "<=3", [("mentor", 3, 4, 0.556, 0.625), ("mentee", 3, 4, 0.556, 0.625)]), (3, "<=4", [])],
)
@pytest.mark.slow
def test_nothing_is_guessed_where_everybody_may_be_favourable(
    swea, a8_folder, known_answers, told, guesses
):
    """Of four forms "at most 3" leaves an outsider 1 - 1.5/4 and a favourable person 1 - (4/3)/3,
    the lower first; "at most 4" tells nothing.
    """
    kept = swea.settings.promise.model_copy(update={"min_base": 3, "known_answers": known_answers})
    programme = type(swea)(swea.settings.model_copy(update={"promise": kept}), swea.questionnaires)
    release = close_cohort(programme, read_tables(a8_folder, programme), **ON).release

    assert (
        told
        == str(release.finding("goals.met", "mentor").favourable)
        == str(release.finding("goals.met", "mentee").favourable)
    )
    named = [guess for guess in release.certificate["likelihood"] if guess["id"] == "goals.met"]
    assert guesses == [
        tuple(guess[name] for name in ("view", "most", "of", "low", "high")) for guess in named
    ]


@pytest.mark.slow
def test_every_shown_finding_adds_up(closing):
    """The counts of a shown finding hold every code and add up to its frame."""
    for finding in closing.release.findings:
        if finding.status == "shown":
            assert list(closing.release.codebook[finding.id]) == list(finding.counts)
            assert finding.frame == sum(finding.counts.values())


@pytest.mark.slow
def test_the_release_holds_every_label(closing):
    """Every finding and every code has its label in both languages."""
    release = closing.release
    wanted = {finding.id for finding in release.findings} | {
        f"{id}#{code}" for id, codes in release.codebook.items() for code in codes
    }

    assert set() == wanted - set(release.texts["sv"]) | wanted - set(release.texts["en"])


@pytest.mark.slow
def test_the_swedish_labels_are_swedish(closing):
    """Titles of the toolkit's own findings follow the language."""
    texts = closing.release.texts

    assert ("Fullföljde mentorskapet", "Completed the mentorship") == (
        texts["sv"]["endings.completed"],
        texts["en"]["endings.completed"],
    )


@pytest.mark.slow
def test_a_question_of_a_new_meaning_is_not_compared(swea, closing, tmp_path):
    """Asked in the same words but meant otherwise from version 2 on: it alone, with what is made of
    it, is not added.
    """
    folder = shutil.copytree("surveys/swea", tmp_path / "programme")
    text = (
        (folder / "closing.toml").read_text("utf-8").replace("\nversion = 1\n", "\nversion = 2\n")
    )
    (folder / "closing.toml").write_text(
        text.replace('name = "process_works"\n', 'name = "process_works"\nsince = 2\n'), "utf-8"
    )
    changed = load_programme(folder)
    tables = a8()
    for row in (*tables["pairs"], *tables["participants"], *tables["answers"]):
        row.update(
            {
                column: value.replace("A8", "B8")
                for column, value in row.items()
                if column == "cohort"
            }
        )
    for row in tables["answers"]:
        row["version"] = "2"
    later = close_cohort(
        changed,
        read_tables(write_tables(tables, tmp_path / "later"), changed),
        cohort="B8",
        on="2027-12-31",
    ).release

    assert ({}, {"process.works": 2}) == (closing.release.since, later.since)
    assert later == read_release(tmp_path / "later" / "releases" / "swea-B8.json")
    lines = compare_releases([closing.release, later], "sv").lines
    apart = {
        line.id
        for line in lines
        if any(cell.left_out == "asked_differently" for cell in line.cells)
    }
    told = {line.id for line in lines if all(cell.finding.told for cell in line.cells)}
    assert (
        {"process.works", "process.higher", "process.sides"}
        == apart
        == {id for id in told if id.startswith("process.") and ".part." not in id}
    )
    assert all(line.together for line in lines if line.id in told - apart)
    assert {"contact.mutual", "goals.chosen", "endings.completed"} < told - apart


@pytest.mark.parametrize(
    ("item", "ids"),
    [
        ("keep_contact", {"contact.mutual": 3}),
        ("carry_on", {"onward.plan": 3, "onward.choices": 3}),
        ("development", {"development.both": 3}),
        ("support", {"process.part.support": 3}),
        ("topics_useful", {"item.topics_useful": 3, "item.topics_useful.choices": 3}),
    ],
)
def test_the_version_of_a_question_is_that_of_every_finding_made_of_it(shf, item, ids):
    """A finding of pairs, each choice, a part of the process and the programme's own question have
    the version of the question behind them.
    """
    items = tuple(
        each.model_copy(update={"since": 3}) if each.name == item else each
        for each in shf.closing.items
    )
    programme = replace(
        shf,
        questionnaires={
            **shf.questionnaires,
            "closing": shf.closing.model_construct(**{**dict(shf.closing), "items": items}),
        },
    )
    every = (
        "response.people",
        "goals.met",
        "contact.mutual",
        "onward.plan",
        "onward.choices",
        "development.both",
        "process.part.support",
    )
    tallies = [
        Tally(id, "mentor", "role")
        for id in (*every, "item.topics_useful", "item.topics_useful.choices", "item.fit")
    ]

    assert ids == codebook.versions_since(programme, tallies)
    assert {} == codebook.versions_since(shf, tallies)


@pytest.mark.slow
def test_row_order_never_matters(swea, tmp_path):
    """The same rows in another order give the same release."""
    tables = a8()
    turned = {name: rows[::-1] for name, rows in tables.items()}
    first, second = (
        close_cohort(swea, read_tables(write_tables(rows, tmp_path / name), swea), **ON).release
        for name, rows in (("a", tables), ("b", turned))
    )

    assert first.to_dict()["findings"] == second.to_dict()["findings"]


@pytest.mark.slow
def test_the_release_is_kept_with_the_data(closing, a8_folder):
    """The ledger of the data holds what was published."""
    stored = json.loads((a8_folder / "releases" / "swea-A8.json").read_text("utf-8"))

    assert closing.release.to_dict() == stored


@pytest.mark.slow
def test_inputs_are_counted_and_keyed(closing, swea, tmp_path):
    """The release tells the rows of the register, never of answers, and fingerprints that nobody
    can test guesses against without the key.
    """
    other = close_cohort(
        swea, read_tables(write_tables(a8(), tmp_path / "elsewhere"), swea), **ON
    ).release
    ours = closing.release.inputs["answers"]

    assert (["hmac"], 8) == (list(ours), closing.release.inputs["pairs"]["rows"])
    assert ours["hmac"] != other.inputs["answers"]["hmac"]


@pytest.mark.slow
def test_nothing_of_a_person_is_in_the_release(swea, tmp_path):
    """No id of a person or pair stands in the release, whatever it is called."""
    tables = a8()
    for rows in tables.values():
        for row in rows:
            row.update(
                {
                    column: f"{CANARY}-{value}"
                    for column, value in row.items()
                    if column in ("participant_id", "pair_id", "mentor_id", "mentee_id")
                }
            )
    closing = close_cohort(swea, read_tables(write_tables(tables, tmp_path / "data"), swea), **ON)

    assert CANARY not in json.dumps(closing.release.to_dict())
    assert CANARY not in repr(closing)


@pytest.mark.slow
def test_a_late_answer_never_changes_a_release(closing, swea, a8_folder):
    """Closing again after one more answer is refused, because the difference would show it."""
    tables = a8()
    tables["answers"].append(answered("m8", "8", "process_works", "1"))
    write_tables(tables, a8_folder)

    with pytest.raises(ClosingError, match="never recomputed"):
        close_cohort(swea, read_tables(a8_folder, swea), **ON)
    assert closing.release.finding("process.works", "mentor").exact == 5


@pytest.mark.parametrize(
    "on", [date(2026, 12, 31), datetime(2026, 12, 31, 18, 30), pd.Timestamp("2026-12-31")]
)  # a local day
@pytest.mark.slow
def test_a_closing_day_of_any_kind(swea, a8_folder, on):
    """A date, a time and a timestamp close on the same day, and the release can be read again."""
    close_cohort(swea, read_tables(a8_folder, swea), cohort="A8", on=on)

    assert date(2026, 12, 31) == read_release(a8_folder / "releases" / "swea-A8.json").closed_on


def test_a_closing_day_before_any_start_freezes_nothing(swea, a8_folder):
    """A mistyped year is a fault, and the cohort can still be closed."""
    with pytest.raises(ClosingError, match="no pair of the cohort A8 had started on 2025-12-31"):
        close_cohort(swea, read_tables(a8_folder, swea), cohort="A8", on="2025-12-31")
    assert not (a8_folder / "releases").exists()


@pytest.mark.parametrize("on", ["1979-12-31", "2126-12-31"])
def test_a_closing_day_in_another_century(swea, a8_folder, on):
    """A year that no programme closes in is a slip of the pen."""
    with pytest.raises(ClosingError, match="write the closing day as 2026-12-31"):
        close_cohort(swea, read_tables(a8_folder, swea), cohort="A8", on=on)


def test_a_closing_day_that_is_no_day(swea, a8_folder):
    """A closing day is written as a date."""
    with pytest.raises(ClosingError, match="write the closing day as 2026-12-31"):
        close_cohort(swea, read_tables(a8_folder, swea), cohort="A8", on="31/12")
