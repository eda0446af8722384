"""What a valid set of tables is."""

import hashlib
import hmac
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.data.schema import RawTable, examine_tables, fingerprint_tables, validate
from toolkit.errors import Fault, TableError
from toolkit.evaluation.tally import NO_GROUP
from toolkit.programme.programme import load_programme

CANARY = "kanariefagel"
KEY = b"k" * 32

PROGRAMME = """
code = "tiny"
name.en = "Tiny"
languages = ["en"]
default_language = "en"
[matching]
mode = "self"
[roles.mentor]
one.en = "mentor"
many.en = "mentors"
[roles.mentee]
one.en = "mentee"
many.en = "mentees"
[[areas]]
name = "career"
label.en = "Career"
[[areas]]
name = "health"
label.en = "Health"
"""
CLOSING = """
name = "closing"
version = 2
title.en = "Closing"
[[items]]
name = "works"
type = "select_one scale"
label.en = "Did it work?"
[[items]]
name = "plans"
type = "select_multiple plans"
label.en = "What next?"
[[items]]
name = "learned"
type = "select_one scale"
roles = ["mentee"]
label.en = "Did you learn?"
[[items]]
name = "times"
type = "integer"
label.en = "How often?"
[[items]]
name = "last_on"
type = "date"
label.en = "When last?"
[[items]]
name = "words"
type = "text"
label.en = "Anything else?"
[[choices.scale]]
name = "5"
label.en = "Well"
[[choices.scale]]
name = "1"
label.en = "Badly"
[[choices.plans]]
name = "practise"
label.en = "Practise"
[[choices.plans]]
name = "network"
label.en = "Network"
"""


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    """A programme with two areas, no topics, and an item of every kind."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "programme.toml").write_text(PROGRAMME, "utf-8")
    (folder / "closing.toml").write_text(CLOSING, "utf-8")
    return load_programme(folder)


def sound():
    """Return the rows of valid tables: two pairs, of which one ended in June; Mia is a mentor
    twice.
    """
    participants = [
        {"participant_id": person, "language": "en", "joined_on": "2025-12-01"}
        for person in ("mia", "eva", "ove")
    ]
    first = {
        "pair_id": "1",
        "cohort": "C",
        "mentor_id": "mia",
        "mentee_id": "eva",
        "status": "completed",
        "started_on": "2026-01-10",
        "ended_on": "2026-06-30",
    }
    second = {
        "pair_id": "2",
        "cohort": "C",
        "mentor_id": "mia",
        "mentee_id": "ove",
        "status": "active",
        "started_on": "2026-02-01",
        "ended_on": "",
    }
    more = {
        "planned_end_on": "2026-12-31",
        "every_days": "14",
        "forms": "video;phone",
        "areas": "career",
        "end_reason": "",
        "has_goal": "yes",
    }
    usual = {"questionnaire": "closing", "version": "2", "submitted_at": "2026-12-01 10:00"}
    return {
        "participants": participants,
        "pairs": [{**first, **more}, {**second, **more}],
        "goals": [
            {"pair_id": "1", "goal_no": "1", "version": "1", "area": "career", "importance": "3"}
        ],
        "meetings": [
            {"pair_id": "1", "met_on": day, "form": "video", "minutes": "60", "topics": ""}
            for day in ("2026-01-10", "2026-06-30")
        ],
        "months": [{"pair_id": "2", "month": "2026-03", "contacts": "2+"}],
        "answers": [
            {
                "participant_id": "mia",
                "pair_id": "1",
                "cohort": "",
                "role": "",
                **usual,
                "item": "works",
                "answer": "5",
            },
            {
                "participant_id": "eva",
                "pair_id": "1",
                "cohort": "C",
                "role": "mentee",
                **usual,
                "item": "plans",
                "answer": "network;practise",
            },
            {
                "participant_id": "ove",
                "pair_id": "2",
                "cohort": "",
                "role": "",
                **usual,
                "item": "words",
                "answer": "Thank you",
            },
        ],
    }


def raw_of(tables):
    """Return rows as raw tables with the header in row 1."""
    return {
        name: RawTable(
            f"{name}.csv", pd.DataFrame(rows, index=range(2, len(rows) + 2), dtype="str").fillna("")
        )
        for name, rows in tables.items()
    }


def said(raw, programme):
    """Return the sentences of every fault."""
    return [fault.sentence() for fault in examine_tables(raw, programme)[1]]


def with_cell(table, row, **cells):
    """Return the sound tables with some cells of a spreadsheet row changed; a row just below the
    last copies the row before it.
    """
    tables = sound()
    if row == len(tables[table]) + 2:
        tables[table].append(dict(tables[table][-1]))
    tables[table][row - 2].update(cells)
    return tables


def test_sound_tables_have_no_fault(programme):
    """Valid tables pass."""
    assert [] == said(raw_of(sound()), programme)


RULES = {
    "blank": (
        "pairs",
        2,
        {"cohort": " "},
        ["pairs.csv, row 2, column cohort: must not be blank. Fill it in."],
    ),
    "status": (
        *("pairs", 2, {"status": CANARY}),
        [
            "pairs.csv, row 2, column status: must be one of active, on_hold, completed,"
            " ended_early, never_started. Correct the cell."
        ],
    ),
    "language": (
        "participants",
        3,
        {"language": CANARY},
        ["participants.csv, row 3, column language: must be one of en. Correct the cell."],
    ),
    "competition": (
        "pairs",
        2,
        {"competition": CANARY},
        [
            "pairs.csv, row 2, column competition: must be one of none, declared, not_asked."
            " Correct the cell."
        ],
    ),
    "confidential": (
        "pairs",
        2,
        {"confidential": CANARY},
        [
            "pairs.csv, row 2, column confidential: must be one of yes, no, not_discussed. Correct"
            " the cell."
        ],
    ),
    "has_goal": (
        "pairs",
        2,
        {"has_goal": CANARY},
        [
            "pairs.csv, row 2, column has_goal: must be one of yes, chose_none, unknown. Correct"
            " the cell."
        ],
    ),
    "forms": (
        *("pairs", 3, {"forms": f"video;{CANARY}"}),
        [
            "pairs.csv, row 3, column forms: must be one or more of video, phone, in_person, other,"
            " joined by ;. Correct the cell."
        ],
    ),
    "areas": (
        "pairs",
        3,
        {"areas": CANARY},
        [
            "pairs.csv, row 3, column areas: must be one or more of career, health, joined by ;."
            " Correct the cell."
        ],
    ),
    "no name of a chapter": (
        *("participants", 3, {"chapter": f" {NO_GROUP} "}),
        [
            "participants.csv, row 3, column chapter: a hyphen alone is no name of a chapter. Write"
            " its name, or clear the cell where there is none."
        ],
    ),
    "no name of an area": (
        *("pairs", 3, {"areas": NO_GROUP}),
        [
            "pairs.csv, row 3, column areas: must be one or more of career, health, joined by ;."
            " Correct the cell."
        ],
    ),
    "area": (
        "goals",
        2,
        {"area": CANARY},
        ["goals.csv, row 2, column area: must be one of career, health. Correct the cell."],
    ),
    "topics": (
        *("meetings", 2, {"topics": CANARY}),
        [
            "meetings.csv, row 2, column topics: the programme has no such codes. Clear the cell,"
            " or add them to programme.toml."
        ],
    ),
    "end reason": (
        *("pairs", 2, {"end_reason": f"{CANARY} moved away"}),
        [
            "pairs.csv, row 2, column end_reason: must be a short code without blanks, never a"
            " sentence. Write a code or clear the cell."
        ],
    ),
    "day first": (
        "pairs",
        2,
        {"started_on": "10/01/2026"},
        ["pairs.csv, row 2, column started_on: write the date as 2026-12-31."],
    ),
    "no such day": (
        "meetings",
        3,
        {"met_on": "2026-06-31"},
        ["meetings.csv, row 3, column met_on: write the date as 2026-12-31."],
    ),
    "month": (
        "months",
        2,
        {"month": "2026-13"},
        ["months.csv, row 2, column month: write the month as 2026-12."],
    ),
    "contacts": (
        "months",
        2,
        {"contacts": "3"},
        ["months.csv, row 2, column contacts: must be one of 0, 1, 2+. Correct the cell."],
    ),
    "time": (
        "answers",
        2,
        {"submitted_at": "2026-12-01 25:00"},
        ["answers.csv, row 2, column submitted_at: write the time as 2026-12-31 18:30."],
    ),
    "minutes": (
        "meetings",
        2,
        {"minutes": "601"},
        [
            "meetings.csv, row 2, column minutes: must be a whole number from 0 to 600. Correct the"
            " cell."
        ],
    ),
    "half minutes": (
        "meetings",
        2,
        {"minutes": "4,5"},
        [
            "meetings.csv, row 2, column minutes: must be a whole number from 0 to 600. Correct the"
            " cell."
        ],
    ),
    "every_days": (
        "pairs",
        2,
        {"every_days": "0"},
        [
            "pairs.csv, row 2, column every_days: must be a whole number from 1 to 366. Correct the"
            " cell."
        ],
    ),
    "importance": (
        "goals",
        2,
        {"importance": "4"},
        [
            "goals.csv, row 2, column importance: must be a whole number from 0 to 3. Correct the"
            " cell."
        ],
    ),
    "difficulty": (
        "goals",
        2,
        {"difficulty": "-1"},
        [
            "goals.csv, row 2, column difficulty: must be a whole number from 0 to 3. Correct the"
            " cell."
        ],
    ),
    "e-mail as id": (
        *("participants", 5, {"participant_id": f"{CANARY}@example.org"}),
        [
            "participants.csv, row 5, column participant_id: must be a made-up code, never an"
            " e-mail address or a personal identity number. Names and addresses are kept elsewhere."
        ],
    ),
    "identity number as id": (
        *("participants", 5, {"participant_id": "811228-9874"}),
        [
            "participants.csv, row 5, column participant_id: must be a made-up code, never an"
            " e-mail address or a personal identity number. Names and addresses are kept elsewhere."
        ],
    ),
    "same person": (
        "pairs",
        2,
        {"mentee_id": "mia"},
        [
            "pairs.csv, row 2, column mentee_id: mentor and mentee are the same person. Correct the"
            " row."
        ],
    ),
    "no start": (
        "pairs",
        3,
        {"started_on": ""},
        [
            "pairs.csv, row 3, column started_on: must not be blank unless the pair never started."
            " Fill it in."
        ],
    ),
    "end before start": (
        "pairs",
        3,
        {"status": "completed", "ended_on": "2026-01-31"},
        ["pairs.csv, row 3, column ended_on: is before started_on. Correct the row."],
    ),
    "plan before start": (
        "pairs",
        3,
        {"planned_end_on": "2026-01-31"},
        ["pairs.csv, row 3, column planned_end_on: is before started_on. Correct the row."],
    ),
    "active with an end": (
        *("pairs", 3, {"ended_on": "2026-09-01"}),
        [
            "pairs.csv, row 3, column ended_on: a pair that goes on has no end. Clear the cell or"
            " correct status."
        ],
    ),
    "unknown mentee": (
        *("pairs", 3, {"mentee_id": CANARY}),
        [
            "pairs.csv, row 3, column mentee_id: there is no such participant in participants.csv."
            " Correct the row or add the participant."
        ],
    ),
    "goal of no pair": (
        "goals",
        2,
        {"pair_id": CANARY},
        [
            "goals.csv, row 2, column pair_id: there is no such pair in pairs.csv. Correct the row"
            " or add the pair."
        ],
    ),
    "month of no pair": (
        "months",
        2,
        {"pair_id": CANARY},
        [
            "months.csv, row 2, column pair_id: there is no such pair in pairs.csv. Correct the row"
            " or add the pair."
        ],
    ),
    "answer of no pair": (
        *("answers", 4, {"pair_id": CANARY}),
        [
            "answers.csv, row 4, column pair_id: there is no such pair in pairs.csv. Correct the"
            " row or add the pair."
        ],
    ),
    "meeting before start": (
        *("meetings", 2, {"met_on": "2026-01-09"}),
        ["meetings.csv, row 2, column met_on: is before started_on of the pair. Correct the row."],
    ),
    "meeting after end": (
        "meetings",
        3,
        {"met_on": "2026-07-01"},
        ["meetings.csv, row 3, column met_on: is after ended_on of the pair. Correct the row."],
    ),
    "month wholly before start": (
        *("months", 2, {"month": "2026-01"}),
        ["months.csv, row 2, column month: is before started_on of the pair. Correct the row."],
    ),
    "month wholly after end": (
        *("months", 2, {"pair_id": "1", "month": "2026-07"}),
        ["months.csv, row 2, column month: is after ended_on of the pair. Correct the row."],
    ),
    "closing form before start": (
        *("answers", 3, {"submitted_at": "2025-12-01T10:00:00Z"}),
        [
            "answers.csv, row 3, column submitted_at: is before started_on of the pair. Correct the"
            " row."
        ],
    ),
    "answer of nobody": (
        *("answers", 4, {"participant_id": CANARY}),
        [
            "answers.csv, row 4, column participant_id: there is no such participant in"
            " participants.csv. Correct the row or add the participant."
        ],
    ),
    "answer of somebody else": (
        *("answers", 4, {"participant_id": "eva"}),
        [
            "answers.csv, row 4, column participant_id: this person is neither mentor nor mentee of"
            " the pair. Correct the row."
        ],
    ),
    "other role": (
        "answers",
        3,
        {"role": "mentor"},
        [
            "answers.csv, row 3, column role: is not what pairs.csv says of the pair. Correct the"
            " row or clear the cell."
        ],
    ),
    "other cohort": (
        "answers",
        3,
        {"cohort": CANARY},
        [
            "answers.csv, row 3, column cohort: is not what pairs.csv says of the pair. Correct the"
            " row or clear the cell."
        ],
    ),
    "no pair, no cohort": (
        *("answers", 3, {"pair_id": "", "cohort": ""}),
        [
            "answers.csv, row 3, column cohort: must not be blank where pair_id is blank. Fill"
            " it in."
        ],
    ),
    "questionnaire": (
        "answers",
        2,
        {"questionnaire": CANARY},
        ["answers.csv, row 2, column questionnaire: must be one of closing. Correct the cell."],
    ),
    "version": (
        *("answers", 2, {"version": "3"}),
        [
            "answers.csv, row 2, column version: is newer than the questionnaire of the programme,"
            " which is version 2. Update the programme or correct the row."
        ],
    ),
    "item": (
        "answers",
        2,
        {"item": CANARY},
        [
            "answers.csv, row 2, column item: the questionnaire closing has no such item. Correct"
            " the row."
        ],
    ),
    "nearly an item": (
        "answers",
        2,
        {"item": "work"},
        [
            "answers.csv, row 2, column item: the questionnaire closing has no such item; did you"
            " mean works?"
        ],
    ),
    "not asked": (
        "answers",
        2,
        {"item": "learned"},
        ["answers.csv, row 2, column item: is not asked where role is mentor. Correct the row."],
    ),
    "option": (
        "answers",
        2,
        {"answer": CANARY},
        ["answers.csv, row 2, column answer: must be one of 5, 1. Correct the cell."],
    ),
    "two options": (
        "answers",
        2,
        {"answer": "5;1"},
        [
            "answers.csv, row 2, column answer: holds several answers to a question with one"
            " answer. Keep one."
        ],
    ),
    "options": (
        *("answers", 3, {"answer": f"network;{CANARY}"}),
        [
            "answers.csv, row 3, column answer: must be one or more of practise, network, joined by"
            " ;. Correct the cell."
        ],
    ),
    "number": (
        "answers",
        2,
        {"item": "times", "answer": CANARY},
        ["answers.csv, row 2, column answer: must be a whole number. Correct the cell."],
    ),
    "day": (
        "answers",
        2,
        {"item": "last_on", "answer": CANARY},
        ["answers.csv, row 2, column answer: write the date as 2026-12-31."],
    ),
    "blank answer": (
        "answers",
        2,
        {"answer": ""},
        ["answers.csv, row 2, column answer: must not be blank. Fill it in."],
    ),
    "no stamp": (
        *("answers", 2, {"promise": CANARY}),
        [
            "answers.csv, row 2, column promise: must be the stamp that the toolkit writes, such as"
            " 1-0123456789abcdef. Clear the cell."
        ],
    ),
    "participant twice": (
        *("participants", 5, {"language": ""}),
        [
            "participants.csv, row 5, column participant_id: stands in row 4 already. Remove one of"
            " the two rows."
        ],
    ),
    "pair twice": (
        "pairs",
        4,
        {"cohort": CANARY},
        ["pairs.csv, row 4, column pair_id: stands in row 3 already. Remove one of the two rows."],
    ),
    "same pair twice": (
        "pairs",
        4,
        {},
        ["pairs.csv, row 4, column pair_id: stands in row 3 already. Remove one of the two rows."],
    ),
    "goal twice": (
        "goals",
        3,
        {"importance": "1"},
        ["goals.csv, row 3: stands in row 2 already. Remove one of the two rows."],
    ),
    "meeting twice": (
        "meetings",
        4,
        {},
        ["meetings.csv, row 4: stands in row 3 already. Remove one of the two rows."],
    ),
    "month twice": (
        "months",
        3,
        {"contacts": "0"},
        ["months.csv, row 3: stands in row 2 already. Remove one of the two rows."],
    ),
    "answer twice": (
        "answers",
        5,
        {},
        ["answers.csv, row 5: stands in row 4 already. Remove one of the two rows."],
    ),
    "answer contradicted": (
        *("answers", 5, {"answer": CANARY}),
        [
            "answers.csv, row 5, column answer: row 4 gives another answer to the same item at the"
            " same time. Keep the one that counts."
        ],
    ),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.slow
def test_rule(rule, programme):
    """A broken rule is said once, with file, row, column and remedy, and never with what stands in
    the cell.
    """
    table, row, cells, expected = RULES[rule]

    found = said(raw_of(with_cell(table, row, **cells)), programme)

    assert expected == found
    assert CANARY not in " ".join(found)


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("pairs", {"status": "never_started", "started_on": ""}),
        (
            "pairs",
            {
                "started_on": "2026-02-01 00:00:00",
                "every_days": "14.0",
                "forms": " phone ; video ;",
            },
        ),
        ("pairs", {"planned_end_on": "2026-02-01"}),
        ("pairs", {"ended_on": "2026-03-01", "status": "ended_early"}),
        ("participants", {"participant_id": "ove\u00a0"}),
        ("meetings", {"minutes": "0"}),
        ("meetings", {"minutes": "600,0"}),
        ("months", {"month": "2026-03-01", "contacts": "1.0"}),
        ("goals", {"importance": "0", "difficulty": "3", "goal_no": "2,0"}),
        ("answers", {"item": "works", "answer": "5.0"}),
        ("answers", {"item": "times", "answer": "-3,0"}),
        ("answers", {"item": "last_on", "answer": "2026-12-01 00:00:00"}),
        ("answers", {"item": "plans", "answer": "network; practise"}),
        ("answers", {"submitted_at": "2026-12-01T10:00:00.250+02:00"}),
        ("answers", {"submitted_at": ""}),
        ("answers", {"submitted_at": "2026-02-01T00:30:00+02:00"}),
        ("months", {"pair_id": "1", "month": "2026-06"}),
        ("months", {"pair_id": "1", "month": "2026-07", "contacts": "0"}),
        ("answers", {"version": "1"}),
    ],
)
@pytest.mark.slow
def test_what_is_allowed(table, cells, programme):
    """Cells at the edge of a rule, and what spreadsheet programs make of dates and numbers, are
    accepted.
    """
    tables = sound()
    tables[table][-1].update(cells)

    assert [] == said(raw_of(tables), programme)


def test_types(programme):
    """Text is str, whole numbers are Int64, days and times are datetime64, and every column of the
    format is there.
    """
    tables = validate(raw_of(sound()), programme)

    kinds = {name: str(dtype) for name, dtype in tables.pairs.dtypes.items()}
    assert ("str", "datetime64[us]", "Int64") == (
        kinds["pair_id"],
        kinds["started_on"],
        kinds["every_days"],
    )
    assert ("str", "datetime64[us]") == (kinds["matched_by"], kinds["agreed_on"])
    assert pd.Timestamp("2026-01-10") == tables.pairs["started_on"][0]
    assert tables.pairs["ended_on"].isna().tolist() == [False, True]
    assert tables.answers["submitted_at"].tolist() == [pd.Timestamp("2026-12-01 10:00")] * 3
    assert ["2+"] == tables.months["contacts"].tolist()


def test_times_become_utc(programme):
    """A time with its distance from UTC is turned into UTC; one without is UTC already."""
    tables = with_cell("answers", 2, submitted_at="2026-12-01 10:00:00+02:00")

    assert (
        pd.Timestamp("2026-12-01 08:00")
        == validate(raw_of(tables), programme).answers["submitted_at"].iloc[0]
    )


def test_cohort_and_role_follow_from_the_pair(programme):
    """Answers of a pair need neither cohort nor role: the pair tells both."""
    answers = validate(raw_of(sound()), programme).answers

    assert ["C", "C", "C"] == answers["cohort"].tolist()
    assert ["mentor", "mentee", "mentee"] == answers["role"].tolist()


def test_answers_are_written_one_way(programme):
    """Several codes stand in the order of the questionnaire, and an open answer is blanked while
    its row stays.
    """
    answers = validate(raw_of(sound()), programme).answers

    assert ["5", "practise;network"] == answers["answer"].tolist()[:2]
    assert ["words"] == answers.loc[answers["answer"].isna(), "item"].tolist()


def with_promises(*stamps):
    """Return the sound tables with these stamps on the three answers."""
    tables = sound()
    for row, stamp in zip(tables["answers"], stamps, strict=True):
        row["promise"] = stamp
    return tables


FIRST, SECOND = "1-00000000000000aa", "1-00000000000000bb"
COUNTED, COUNTED_OTHERWISE = f"{FIRST}-00000000000000cc", f"{FIRST}-00000000000000dd"


@pytest.mark.parametrize(
    ("stamps", "rows"),
    [
        ((FIRST, SECOND, FIRST), [(3, 2)]),
        ((FIRST, SECOND, SECOND), [(3, 2), (4, 2)]),
        (("", FIRST, SECOND), [(4, 3)]),
        ((FIRST, COUNTED, COUNTED), []),  # an earlier version did not tell how it is counted
        ((COUNTED, FIRST, COUNTED_OTHERWISE), [(4, 2)]),
        ((FIRST, FIRST, ""), []),
        (("", "", ""), []),
    ],
)
@pytest.mark.slow
def test_a_cohort_has_one_promise(stamps, rows, programme):
    """Each answer under another promise than the first of its cohort is a fault at its own row; an
    answer that says nothing is none.
    """
    remedy = (
        "A cohort has one promise, locked with its first answer: correct the row, or give it a"
        " cohort of its own."
    )

    assert [
        f"answers.csv, row {row}, column promise: is another promise than the one in row {first}."
        f" {remedy}"
        for row, first in rows
    ] == said(raw_of(with_promises(*stamps)), programme)


def test_two_cohorts_may_have_two_promises(programme):
    """Answers of another cohort, which the pair tells, may carry another stamp."""
    tables = with_promises(FIRST, FIRST, SECOND)
    tables["pairs"][1]["cohort"] = "D"

    assert [] == said(raw_of(tables), programme)


def test_what_is_no_stamp_is_not_held_against_others(programme):
    """Where the first cell is no stamp it is the only fault: the others agree with each other."""
    found = said(raw_of(with_promises(CANARY, FIRST, FIRST)), programme)

    assert [
        "answers.csv, row 2, column promise: must be the stamp that the toolkit writes, such as"
        " 1-0123456789abcdef. Clear the cell."
    ] == found


def test_double_submission_is_no_fault(programme):
    """A later answer to the same item stands beside the earlier one."""
    tables = with_cell("answers", 5, submitted_at="2026-12-02", answer="Changed my mind")

    assert 4 == len(validate(raw_of(tables), programme).answers)


def test_tables_do_not_show_what_they_hold(programme):
    """A set of tables shows how long its tables are and nothing else."""
    assert "<Tables: participants 3, pairs 2, goals 1, meetings 2, months 1, answers 3>" == repr(
        validate(raw_of(sound()), programme)
    )


def test_optional_tables(programme):
    """Goals, meetings and months may be absent, or a header without rows."""
    raw = raw_of(
        {name: rows for name, rows in sound().items() if name not in ("goals", "meetings")}
    )
    raw["months"] = RawTable(
        "months.csv", pd.DataFrame(columns=["pair_id", "month", "contacts"], dtype="str")
    )
    tables = validate(raw, programme)

    assert (None, None, None) == (tables.goals, tables.meetings, tables.months)


def test_form_export_without_pairs(programme):
    """Answers that carry cohort and role need neither pairs nor participants."""
    answers = [
        {
            "participant_id": "a1",
            "cohort": "C",
            "role": "mentee",
            "questionnaire": "closing",
            "version": "1",
            "item": "works",
            "answer": "1",
        }
    ]
    tables = validate(raw_of({"answers": answers}), programme)

    assert (0, 0, ["mentee"]) == (
        len(tables.pairs),
        len(tables.participants),
        tables.answers["role"].tolist(),
    )
    assert pd.Series(dtype="datetime64[us]").dtype == tables.pairs["started_on"].dtype


def test_form_export_needs_both_cohort_and_role(programme):
    """Without pairs, a missing cohort is said once and not for every row."""
    answers = [
        {
            "participant_id": f"a{n}",
            "role": "mentee",
            "questionnaire": "closing",
            "version": "1",
            "item": "works",
            "answer": "1",
        }
        for n in "12"
    ]

    assert [
        "answers.csv, column cohort: answers need pair_id, or else cohort and role. Fill in the"
        " column."
    ] == said(raw_of({"answers": answers}), programme)


@pytest.mark.parametrize(
    ("absent", "expected"),
    [
        ({"pairs"}, ["pairs.csv: the table is missing. Add it."]),
        ({"participants"}, ["participants.csv: the table is missing. Add it."]),
        ({"answers"}, ["answers.csv: the table is missing. Add it."]),
        (
            {"participants", "pairs", "answers", "goals", "meetings", "months"},
            [
                "answers.csv: the table is missing. Add it.",
                "pairs.csv: the table is missing. Add it.",
                "participants.csv: the table is missing. Add it.",
            ],
        ),
    ],
)
@pytest.mark.slow
def test_missing_table(absent, expected, programme):
    """A table that is needed and not there is said once, without a fault for every row that leans
    on it.
    """
    raw = raw_of({name: rows for name, rows in sound().items() if name not in absent})

    assert expected == [
        sentence
        for sentence in said(raw, programme)
        if "participants" not in absent or "missing" in sentence
    ]
    assert not [sentence for sentence in said(raw, programme) if "no such" in sentence]


def test_empty_table(programme):
    """A needed table without rows is a fault, and nothing else is said to be missing from it."""
    raw = {
        **raw_of(sound()),
        "participants": RawTable(
            "participants.csv", pd.DataFrame(columns=["participant_id"], dtype="str")
        ),
    }

    assert ["participants.csv: the table has no rows. Fill it in."] == said(raw, programme)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("statuss", "there is no such column; did you mean status?"),
        ("Pair ID2", "there is no such column; did you mean pair_id?"),
        *[
            (name, "what the two talk about is never recorded. Remove the column.")
            for name in (
                "notes",
                "Anteckningar",
                "meeting_notes",
                "Kommentar",
                "innehåll",
                "INNEHÅLL",
                "samtalet",
                "description",
                "Fritext",
                "minnesanteckning",
                "text",
            )
        ],
        *[
            (
                name,
                (
                    "names, addresses and personal identity numbers are kept elsewhere, never here."
                    " Remove the column."
                ),
            )
            for name in (
                "mentor_name",
                "Namn",
                "e-post",
                "E_mail",
                "phone",
                "Telefonnummer",
                "personnummer",
                "Födelsedatum",
                "adress",
            )
        ],
    ],
)
@pytest.mark.slow
def test_unknown_column(column, expected, programme):
    """A column that is not in the format is refused with the nearest name, or with the reason why
    nobody should fill it.
    """
    tables = sound()
    for row in tables["pairs"]:
        row[column] = CANARY
    found = said(raw_of(tables), programme)

    assert [f"pairs.csv, column {column}: {expected}"] == found


def test_far_off_column(programme):
    """A column that is like none in the format is refused with the names that are."""
    tables = sound()
    for row in tables["months"]:
        row["zzz"] = CANARY

    assert [
        "months.csv, column zzz: there is no such column. Remove it; the columns are pair_id,"
        " month, contacts, logged_by."
    ] == said(raw_of(tables), programme)


@pytest.mark.slow
def test_missing_and_double_column(programme):
    """A needed column that is missing and a column that stands there twice are each said once."""
    raw = raw_of(sound())
    text = raw["pairs"].text.drop(columns="status")
    raw["pairs"] = RawTable("pairs.csv", pd.concat([text, text[["forms"]]], axis=1))

    assert [
        "pairs.csv, column forms: the column stands there twice. Remove one of them.",
        "pairs.csv, column status: the column is missing. Add it.",
    ] == said(raw, programme)


def test_first_row_without_names(programme):
    """A first row that holds no name of a column may be a person's row: nothing of it is
    repeated.
    """
    raw = {
        **raw_of(sound()),
        "months": RawTable(
            "months.csv",
            pd.DataFrame([["2", "1"]], columns=[CANARY, "2026-03"], index=[2], dtype="str"),
        ),
    }

    assert [
        "months.csv: the first row must hold the names of the columns: pair_id, month, contacts."
        " Add it."
    ] == said(raw, programme)


@pytest.mark.slow
def test_all_faults_at_once(programme):
    """Faults of different rows and tables are all there, by file, row and column, and one cell has
    one fault.
    """
    tables = sound()
    tables["pairs"][1].update(every_days="often", started_on="soon")
    tables["pairs"][0].update(status=CANARY)
    tables["answers"][0].update(answer="7", version="9")
    tables["meetings"][0].update(minutes="-1", pair_id="9")
    found = examine_tables(raw_of(tables), programme)[1]

    assert [
        ("answers.csv", 2, "answer"),
        ("answers.csv", 2, "version"),
        ("meetings.csv", 2, "minutes"),
        ("meetings.csv", 2, "pair_id"),
        ("pairs.csv", 2, "status"),
        ("pairs.csv", 3, "every_days"),
        ("pairs.csv", 3, "started_on"),
    ] == [(fault.file, fault.row, fault.column) for fault in found]


def test_row_that_was_lost_is_not_held_against_others(programme):
    """When a row of pairs could not be read, no other table is told that its pair does not
    exist.
    """
    raw = raw_of(sound())
    lost = Fault("cells in the row: 3; in the header: 4.", file="pairs.csv", row=3)
    raw["pairs"] = replace(
        raw["pairs"], text=raw["pairs"].text.drop(index=3), faults=(lost,), lost_rows=frozenset({3})
    )

    assert [lost.sentence()] == said(raw, programme)


@pytest.mark.slow
def test_validate_raises_without_values(programme):
    """Invalid tables raise an error whose text holds no value."""
    tables = sound()
    for rows in tables.values():
        rows[-1].update(dict.fromkeys(rows[-1], CANARY))
    with pytest.raises(TableError) as raised:
        validate(raw_of(tables), programme)

    assert CANARY not in f"{raised.value} {raised.value!r} {raised.value.faults!r}"
    assert raised.value.__context__ is None


def test_input_is_left_alone(programme):
    """The tables that are passed in are not changed."""
    raw = raw_of(sound())
    before = {name: table.text.copy() for name, table in raw.items()}
    validate(raw, programme)

    for name, text in before.items():
        pd.testing.assert_frame_equal(text, raw[name].text)


@pytest.mark.slow
def test_fingerprint_is_of_the_content(programme):
    """Row order does not change a fingerprint; another key or another cell does."""
    tables = validate(raw_of(sound()), programme)
    turned = validate(raw_of({name: rows[::-1] for name, rows in sound().items()}), programme)
    changed = validate(raw_of(with_cell("answers", 2, answer="1")), programme)

    assert fingerprint_tables(tables, KEY) == fingerprint_tables(turned, KEY)
    assert {"answers"} == {
        name
        for name, facts in fingerprint_tables(changed, KEY).items()
        if facts != fingerprint_tables(tables, KEY)[name]
    }
    assert (
        fingerprint_tables(tables, KEY)["pairs"]["hmac"]
        != fingerprint_tables(tables, b"other")["pairs"]["hmac"]
    )
    assert 2 == fingerprint_tables(tables, KEY)["pairs"]["rows"]


def test_fingerprint_by_hand(programme):
    """The fingerprint is the HMAC of the column names and the sorted rows, each a line of JSON."""
    lines = '["contacts", "logged_by", "month", "pair_id"]\n["2+", null, "2026-03", "2"]'

    assert (
        hmac.new(KEY, lines.encode(), hashlib.sha256).hexdigest()
        == fingerprint_tables(validate(raw_of(sound()), programme), KEY)["months"]["hmac"]
    )


def test_which_of_two_rows_comes_first_does_not_matter(programme):
    """A pair that stands twice is said at the lower row, and neither of the two is held against its
    answers, in any order.
    """
    raw = raw_of(with_cell("pairs", 4, pair_id="1"))
    turned = {**raw, "pairs": replace(raw["pairs"], text=raw["pairs"].text.iloc[::-1])}

    assert (
        ["pairs.csv, row 4, column pair_id: stands in row 2 already. Remove one of the two rows."]
        == said(raw, programme)
        == said(turned, programme)
    )


CELLS = st.sampled_from(
    [
        "",
        "1",
        "2",
        "mia",
        "C",
        "2026-02-01",
        "2026-03",
        "completed",
        "mentor",
        "closing",
        "works",
        "5",
        "5;1",
        CANARY,
        " video ",
        "0,0",
    ]
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
@pytest.mark.slow
@pytest.mark.no_cover
def test_row_order_never_matters(programme, data):
    """Whatever stands in the cells, the same rows in another order have the same faults in the rows
    they moved to.
    """
    tables = sound()
    for name, rows in tables.items():
        for row in rows:
            row.update(
                data.draw(
                    st.dictionaries(st.sampled_from(sorted(row)), CELLS, max_size=2), label=name
                )
            )
    raw = raw_of(tables)
    moved = {name: replace(table, text=table.text.iloc[::-1]) for name, table in raw.items()}

    assert said(raw, programme) == said(moved, programme)
    assert CANARY not in " ".join(said(raw, programme))
