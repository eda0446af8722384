"""The store gives back what it got, loses nothing that it acknowledged, and keeps nothing that was
erased; on SQLite and on PostgreSQL alike.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from cohorts import a8, answered, pair
from databases import NOW, PASSWORD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from toolkit.data.database import (
    Contact,
    Form,
    Keys,
    backup,
    database,
    find_database_faults,
    migrations,
    open_store,
    pair_log,
    people,
    submissions,
)
from toolkit.data.database import sql_tables as layout
from toolkit.data.database.write_lock import FairLock
from toolkit.data.schema import RawTable, validate
from toolkit.data.schema.columns import schemas_of
from toolkit.errors import StorageError

CANARY = "Kanariefågel"
STAMP = "1-0123456789abcdef"
RECORDS = {
    "rhythm": "pairs.every_days",
    "goal": "pairs.has_goal",
    "area": "goals.area",
    "weight": "goals.importance",
}
MENTOR, MENTEE = Form("m8", "8", "mentor", "closing"), Form("e8", "8", "mentee", "closing")


def frames(tables):
    """Return rows as tables of text."""
    return {name: pd.DataFrame(rows, dtype="str") for name, rows in tables.items()}


@pytest.fixture
def filled(store):
    """A store with the worked cohort: of the eighth pair no form is in."""
    store.put_tables(frames(a8()))
    return store


def send(store, form=MENTOR, answers=None, *, now=NOW, records=None, **changed):
    """Send a form of the eighth pair."""
    return store.send(
        form,
        answers or {"process_works": "5"},
        **{"version": 1, "promise": STAMP, "now": now, "records": records or {}, **changed},
    )


def answers_of(store, form=MENTOR):
    """Return the rows of ``answers`` of a form, item by item."""
    table = store.raw_tables()["answers"]
    own = table[
        (table["participant_id"] == form.participant_id)
        & (table["pair_id"] == form.pair_id)
        & (table["questionnaire"] == form.questionnaire)
    ]
    return dict(zip(own["item"], own["answer"], strict=True))


def refusal(call, *words, **named):
    """Return the sentence with which something is refused."""
    with pytest.raises(StorageError) as refused:
        call(*words, **named)
    return str(refused.value)


# ---- tables in and out ---------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_put_in_is_given_back(filled, swea):
    """Valid tables are the same tables when they come out of the database, every type and every
    blank.
    """
    tables = a8() | {
        "goals": [
            {
                "pair_id": "1",
                "goal_no": "1",
                "area": "career",
                "set_on": "2026-02-01",
                "importance": "3",
                "difficulty": "0",
            }
        ],
        "meetings": [
            {
                "pair_id": "1",
                "met_on": "2026-02-01",
                "form": "video",
                "minutes": "45",
                "logged_by": "m1",
            },
            {"pair_id": "1", "met_on": "2026-03-01"},
        ],
        "months": [
            {"pair_id": "1", "month": "2026-02", "contacts": contacts, "logged_by": by}
            for contacts, by in (("2+", "m1"), ("0", "e1"))
        ],
    }
    filled.put_tables(frames(tables))
    before, after = (
        validate({name: RawTable(name, table) for name, table in found.items()}, swea)
        for found in (frames(tables), filled.raw_tables())
    )

    for (name, expected), (found_name, found) in zip(
        before.present(), after.present(), strict=True
    ):
        assert name == found_name
        columns = list(expected.columns)
        pd.testing.assert_frame_equal(
            *(table.sort_values(columns).reset_index(drop=True) for table in (expected, found))
        )


@pytest.mark.slow
def test_valid_tables_can_be_put_in(store, swea):
    """Tables with types are stored as the text that a file would hold."""
    valid = validate({name: RawTable(name, table) for name, table in frames(a8()).items()}, swea)
    store.put_tables(dict(valid.present()))
    raw = store.raw_tables()

    assert ["2026-01-15"] * 8 == list(raw["pairs"]["started_on"])
    assert {"2026-12-20 10:00:00"} == set(raw["answers"]["submitted_at"])
    assert {"1"} == set(raw["answers"]["version"])


def test_the_columns_are_those_of_the_format(swea):
    """Every table of the interchange format has the same columns in the database, and no other."""
    expected = {name: set(schema.columns) for name, schema in schemas_of(swea).items()}

    assert expected == {
        name: set(layout.columns_of(table)) for name, table in layout.INTERCHANGE.items()
    }


TEXT = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0x2FFFF),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(bool)
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(written=TEXT)
@pytest.mark.slow
def test_any_text_comes_back(store, written):
    """Whatever a person writes is stored as it was written, and never run."""
    store.put_tables(frames({"participants": [{"participant_id": "m1", "organisation": written}]}))

    assert [written] == list(store.raw_tables()["participants"]["organisation"])


def test_signs_that_no_file_can_hold_are_left_out(filled):
    """A zero byte and half a sign do not stop a form."""
    send(filled, answers={"own": "a\0b\ud800c"})

    assert {"own": "abc"} == answers_of(filled)


def test_tables_are_put_in_all_or_nothing(store):
    """A row that fits nowhere keeps out the others too."""
    tables = a8() | {"goals": [{"pair_id": "no such pair", "goal_no": "1"}]}

    assert f"{store.database.name}: {database.NO_FIT}" == refusal(store.put_tables, frames(tables))
    assert 0 == sum(len(table) for table in store.raw_tables().values())


def test_putting_in_again_brings_up_to_date(filled):
    """A row that is there takes what is new; blank changes nothing, and nothing is there twice."""
    ended = pair("1", status="ended_early", started_on="")
    filled.put_tables(
        frames(
            {
                "pairs": [ended],
                "answers": [
                    answered(
                        "m1",
                        "1",
                        "goals_met",
                        "not",
                        cohort="A8",
                        submitted_at="2026-12-20T11:00:00+01:00",
                    )
                ],
            }
        )
    )
    raw = filled.raw_tables()

    assert [len(rows) for rows in a8().values()] == [len(raw[name]) for name in a8()]
    assert ("ended_early", "2026-01-15") == tuple(
        raw["pairs"].set_index("pair_id").loc["1", ["status", "started_on"]]
    )
    assert "not" == answers_of(filled, Form("m1", "1", "mentor", "closing"))["goals_met"]


# ---- links and contacts --------------------------------------------------------------------------


def test_a_link_opens_for_its_person_until_its_last_day(filled):
    """A token has 256 bits and opens through the day it was issued for; unknown and expired are the
    same nothing.
    """
    token = filled.issue_link("m8", until=date(2026, 12, 31), now=NOW)

    assert 43 == len(token)
    assert ["m8", None] == [
        filled.person_of(token, today=day) for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert [None] * 4 == [
        filled.person_of(other, today=date(2026, 12, 20))
        for other in ("", "x", token[:-1], "\ud800")
    ]
    assert {"m8": date(2026, 12, 31)} == filled.live_links(today=date(2026, 12, 31))
    assert [date(2026, 12, 31), None] == [filled.link_ends(person) for person in ("m8", "e8")]


def test_a_new_link_ends_the_older_one(filled):
    """Of the links of a person one works: the last; revoked, none does."""
    first, second = (filled.issue_link("m8", until=date(2026, 12, 31), now=NOW) for _ in range(2))

    assert [None, "m8"] == [
        filled.person_of(token, today=date(2026, 12, 20)) for token in (first, second)
    ]
    assert [1, 0] == [filled.revoke_links("m8") for _ in range(2)]
    assert filled.person_of(second, today=date(2026, 12, 20)) is None
    assert people.UNKNOWN_PERSON_CODE == refusal(
        filled.issue_link, "nobody", until=date(2026, 12, 31), now=NOW
    )


def test_a_token_is_stored_nowhere(tmp_path):
    """Whoever gets hold of the file cannot open a link with it."""
    store = open_store(f"sqlite:///{tmp_path / 'data.db'}")
    store.put_tables(frames(a8()))
    token = store.issue_link("m8", until=date(2026, 12, 31), now=NOW)

    assert token.encode() not in (tmp_path / "data.db").read_bytes()


def test_contacts_are_kept_apart(filled):
    """A contact is replaced by a newer one, and no table of the evaluation holds any of it."""
    filled.put_contacts(
        [Contact("m8", "Eva", "old@example.org"), Contact("e8", "Åsa", "asa@example.org")]
    )
    filled.put_contacts([Contact("m8", CANARY, "eva@example.org", "sv")])

    assert {
        "m8": Contact("m8", CANARY, "eva@example.org", "sv"),
        "e8": Contact("e8", "Åsa", "asa@example.org"),
    } == filled.contacts()
    assert not any(table.eq(CANARY).any(axis=None) for table in filled.raw_tables().values())
    assert people.UNKNOWN_PERSON_CODE == refusal(filled.put_contacts, [Contact("nobody", "", "")])


# ---- drafts --------------------------------------------------------------------------------------


def test_every_tap_is_kept(filled):
    """Fifteen taps at the same time are fifteen answers, and the draft is nobody else's."""
    with ThreadPoolExecutor(15) as taps:
        list(
            taps.map(
                lambda number: filled.keep_draft(MENTOR, {f"item_{number}": str(number)}), range(15)
            )
        )

    assert {f"item_{number}": str(number) for number in range(15)} == filled.draft(MENTOR)
    assert {} == filled.draft(MENTEE)
    assert {} == answers_of(filled)


def test_an_answer_can_be_taken_back(filled):
    """What is taken back is gone, before the form is sent and after; the rest of what was sent
    still stands.
    """
    filled.keep_draft(MENTOR, {"goals_met": "fully", "process_works": "5"})
    filled.keep_draft(MENTOR, {"goals_met": None})
    assert {"process_works": "5"} == filled.draft(MENTOR) == filled.standing(MENTOR)

    send(filled, answers={"goals_met": "fully", "process_works": "5"})
    assert {} == filled.draft(MENTOR)
    filled.keep_draft(MENTOR, {"process_works": None, "keep_contact": "yes"})
    assert {"process_works": "", "keep_contact": "yes"} == filled.draft(MENTOR)
    assert {"goals_met": "fully", "keep_contact": "yes"} == filled.standing(MENTOR)


# ---- sending -------------------------------------------------------------------------------------


def test_a_form_that_is_sent_is_evaluated(filled):
    """Every answer is a row with questionnaire, version, time and promise; the receipt is short and
    readable.
    """
    receipt = send(filled, answers={"process_works": "5", "keep_contact": "yes"})
    row = (
        filled.raw_tables()["answers"]
        .query("participant_id == 'm8' and item == 'keep_contact'")
        .iloc[0]
        .fillna("")
    )

    assert re.fullmatch("[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", receipt.code)
    assert (1, NOW.replace(tzinfo=None)) == (receipt.revision, receipt.sent_at)
    assert (
        answered("m8", "8", "keep_contact", "yes", role="mentor", cohort="", promise=STAMP)
        | {"short_form": ""}
    ) == row.to_dict()
    assert {"process_works": "5", "keep_contact": "yes"} == answers_of(filled)


def test_the_same_again_is_the_same_receipt(filled):
    """Sending twice is sending once, also an hour later and with the answers in another order."""
    first = send(filled, answers={"process_works": "5", "keep_contact": "yes"})

    assert first == send(
        filled,
        answers={"keep_contact": "yes", "process_works": "5", "goals_met": ""},
        now=NOW + timedelta(hours=1),
    )
    assert [first] == [sent.receipt for sent in filled.sent("m8")]


def test_other_content_is_a_new_revision(filled):
    """The last one wins, whole: an answer that it drops is gone; the code that opens the form stays
    the same.
    """
    first = send(filled, answers={"process_works": "5", "keep_contact": "yes"})
    second = send(filled, answers={"process_works": "4"}, now=NOW + timedelta(hours=1))

    assert (2, {"process_works": "4"}) == (second.revision, answers_of(filled))
    assert first.code == second.code
    assert [({"process_works": "4"}, second)] == [
        (sent.answers, sent.receipt) for sent in filled.sent("m8")
    ]


def test_a_changed_form_keeps_no_draft(filled):
    """A draft that was changed and changed back says nothing new; one that goes on after a late
    repeat is kept.
    """
    send(filled)
    filled.keep_draft(MENTOR, {"process_works": "5"})
    send(filled)
    assert {} == filled.draft(MENTOR)

    filled.keep_draft(MENTOR, {"process_works": "1"})
    send(filled)
    assert {"process_works": "1"} == filled.draft(MENTOR)


def test_a_double_submit_is_one_answer(filled):
    """Eight submits of the same form at the same moment give one receipt, one form and one row."""
    with ThreadPoolExecutor(8) as doors:
        receipts = set(
            doors.map(lambda second: send(filled, now=NOW + timedelta(seconds=second)), range(8))
        )

    assert 1 == len(receipts)
    assert 1 == len(filled.sent("m8"))
    assert 1 == len(filled.raw_tables()["answers"].query("participant_id == 'm8'"))


def test_imported_answers_give_way_to_the_form(filled):
    """Whoever answered in an older form and sends this one has answered once."""
    form = Form("m1", "1", "mentor", "closing")
    send(filled, form, {"process_works": "1"})

    assert {"process_works": "1"} == answers_of(filled, form)


def test_a_receipt_cannot_be_guessed(filled):
    """The same form, sent anew at the same moment, gets another code: it follows from nothing that
    anybody could know.
    """
    first = send(filled)
    filled.withdraw(MENTOR)
    again = send(filled)

    assert (first.sent_at, first.revision) == (again.sent_at, again.revision)
    assert first.code != again.code


def opening(link, *forms_that_are_in):
    """Return keys of a link that open some forms."""
    return Keys(link, tuple(sent.mark for sent in forms_that_are_in) or ("a mark of its own",))


def test_a_form_that_is_in_opens_to_its_keys_only(filled):
    """With others it is read as nothing, and takes neither taps nor another sending; the check is
    made where it is written.
    """
    send(filled)
    [sent], strange = filled.sent("m8"), opening("link")
    keys = opening("link", sent)

    assert ({}, {"process_works": "5"}) == (
        filled.standing(MENTOR, keys=strange),
        filled.standing(MENTOR, keys=keys),
    )
    assert submissions.FORM_SENT_ELSEWHERE == refusal(
        send, filled, answers={"process_works": "1"}, keys=strange
    )
    assert submissions.FORM_SENT_ELSEWHERE == refusal(
        filled.keep_draft, MENTOR, {"process_works": "1"}, keys=strange
    )
    assert [sent] == list(filled.sent("m8"))
    assert 2 == send(filled, answers={"process_works": "1"}, keys=keys).revision


def test_what_is_sent_with_keys_is_opened_by_them(filled):
    """Forms of one sitting have one code."""
    keys, three = opening("link"), Form("m8", "8", "mentor", "check-in", "3")

    assert send(filled, keys=keys).code == send(filled, three, {"forward": "4"}, keys=keys).code
    assert {"a mark of its own"} == {sent.mark for sent in filled.sent("m8")}


def test_a_draft_opens_to_its_link_only(filled):
    """With another link it is read as nothing, and the first tap replaces it whole."""
    first, second = opening("first"), opening("second")
    filled.keep_draft(MENTOR, {"goals_met": "fully", "process_works": "5"}, keys=first)
    assert ({"goals_met": "fully", "process_works": "5"}, {}) == (
        filled.standing(MENTOR, keys=first),
        filled.standing(MENTOR, keys=second),
    )
    assert {MENTOR: {"first"}} == filled.begun("m8")

    filled.keep_draft(MENTOR, {"process_works": "2"}, keys=second)
    assert {"process_works": "2"} == filled.draft(MENTOR) == filled.standing(MENTOR, keys=second)
    assert {MENTOR: {"second"}} == filled.begun("m8")


def test_a_person_gets_only_what_the_keys_open(filled):
    """Check-ins of two times are two forms, in the file too; of how many forms more is kept is
    told.
    """
    three, six = (Form("m8", "8", "mentor", "check-in", occasion) for occasion in ("3", "6"))
    for form, answer in ((three, "4"), (six, "2")):
        send(filled, form, {"forward": answer})
        filled.keep_draft(form, {"forward": f"1{answer}"})
    filled.keep_draft(MENTOR, {"process_works": "5"}, keys=opening("link"))
    [sent] = [sent for sent in filled.sent("m8") if sent.form == three]

    told = filled.opened("m8", opening("link", sent))

    assert (["3"], ["4"]) == (
        [form["occasion"] for form in told["forms"]],
        [row["answer"] for row in told["answers"]],
    )
    assert ["14", "5"] == [row["answer"] for row in told["drafts"]]
    assert {"forms": 1, "drafts": 0, "imported": 0} == told["withheld"]
    assert ["5"] != [row["answer"] for row in filled.opened("m8", opening("other", sent))["drafts"]]
    assert {"forms": 2, "drafts": 1, "imported": 0} == filled.opened("m8", opening("other"))[
        "withheld"
    ]


def test_wrong_codes_are_counted_for_the_person(filled, url):
    """After ten even the right one opens nothing, through another connection too; an hour later it
    does, and all is forgotten.

    A right one in between forgives none: nine wrong ones each time would be as many as one likes.
    """
    code = send(filled).code
    assert [None] * 20 == [
        filled.mark_of("m8", " - ", now=NOW) for _press in range(20)
    ]  # nothing was typed: that is no try
    assert [None] * 9 == [filled.mark_of("m8", f"2222-222{wrong}", now=NOW) for wrong in range(9)]
    assert filled.sent("m8")[0].mark == filled.mark_of("m8", code, now=NOW)
    assert not filled.codes_rest("m8", now=NOW)
    assert filled.mark_of("m8", "2222-2229", now=NOW) is None
    assert filled.codes_rest("m8", now=NOW)
    assert filled.mark_of("m8", code, now=NOW) is None

    assert open_store(url).mark_of("m8", code, now=NOW + timedelta(minutes=59)) is None
    assert [{"last_at": "2026-12-20 10:00:00"}] == filled.person("m8")["tries"]
    assert filled.sent("m8")[0].mark == filled.mark_of("m8", code, now=NOW + timedelta(hours=1))
    assert [] == filled.person("m8")["tries"]


def test_the_code_of_a_receipt_from_before_codes_opened_anything_opens_the_form(filled):
    """It was read off the hash of the form; once the form is corrected, the receipt says the one
    that counts since.
    """
    send(filled)
    [sent] = filled.sent("m8")
    with filled.database.reading() as connection:
        digest = connection.execute(text("SELECT sha256 FROM submissions")).scalar_one()
    number = int(digest, 16)
    code = "".join(
        "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"[number >> 5 * place & 31] for place in range(8)
    )
    assert code != sent.receipt.code.replace("-", "")

    assert sent.mark == filled.mark_of("m8", f"{code[:4]}-{code[4:]}", now=NOW)
    again = send(filled, answers={"process_works": "1"}, keys=opening("link", sent))
    assert sent.receipt.code == again.code
    assert [None, sent.mark] == [
        filled.mark_of("m8", typed, now=NOW) for typed in (code, again.code)
    ]


def test_no_code_is_in_what_is_handed_out(busy):
    """Whoever hands out a person's data cannot open with it what the person sends later."""
    [sent] = busy.sent("m8")

    assert sent.receipt.code not in str(busy.person("m8"))
    assert sent.mark not in str(busy.person("m8"))


def test_what_cannot_be_read_back_is_not_acknowledged(filled, monkeypatch):
    """Nobody is told that a form is in unless it was found in the database after it was written."""
    monkeypatch.setattr(submissions, "_submission", lambda *_: None)

    assert f"{filled.database.name}: {submissions.FORM_NOT_SAVED}" == refusal(send, filled)


@pytest.mark.parametrize(
    "form",
    [
        Form("m1", "8", "mentor", "closing"),
        Form("m8", "8", "mentee", "closing"),
        Form("m8", "9", "mentor", "closing"),
    ],
)
def test_a_form_of_nobody_in_the_pair_is_refused(filled, form):
    """Nobody sends or drafts for another pair or the other role."""
    assert [submissions.NOT_THEIRS] * 2 == [
        refusal(send, filled, form),
        refusal(filled.keep_draft, form, {"process_works": "5"}),
    ]


def test_a_form_without_an_answer_is_in(filled):
    """Who sent it is not reminded; there is no row to evaluate."""
    receipt = filled.send(MENTOR, {}, version=1, promise=STAMP, now=NOW)

    assert [({}, receipt)] == [(sent.answers, sent.receipt) for sent in filled.sent("m8")]
    assert {} == answers_of(filled)
    assert ("m8", "8", "mentor") not in filled.silent("A8", "closing")


def test_who_is_silent(filled):
    """Everybody in an accepted pair whose form is not in, and never what the others answered."""
    filled.put_tables(
        frames({"pairs": [pair("9", mentor_id="m1", mentee_id="m2", status="never_started")]})
    )
    left = [
        ("e4", "4", "mentee"),
        ("e6", "6", "mentee"),
        ("m7", "7", "mentor"),
        ("m8", "8", "mentor"),
        ("e8", "8", "mentee"),
    ]
    assert left == list(filled.silent("A8", "closing"))

    send(filled)
    assert left[:3] + left[4:] == list(filled.silent("A8", "closing"))


def test_each_check_in_is_its_own(filled):
    """The check-ins after three and six months are two forms, also in the evaluation."""
    three, six = (Form("m8", "8", "mentor", "check-in", occasion) for occasion in ("3", "6"))
    send(filled, three, {"forward": "4"})
    assert ("m8", "8", "mentor") in filled.silent("A8", "check-in", occasion="6")
    assert ("m8", "8", "mentor") not in filled.silent("A8", "check-in", occasion="3")

    send(filled, six, {"forward": "2"}, now=NOW + timedelta(days=90))
    assert ["4", "2"] == list(filled.raw_tables()["answers"].query("item == 'forward'")["answer"])
    assert filled.withdraw(three)
    assert [six] == [sent.form for sent in filled.sent("m8")]


# ---- what is agreed goes into the register -------------------------------------------------------


def agree(store, answers, person="m8", role="mentor"):
    """Send the agreement of the eighth pair."""
    return send(store, Form(person, "8", role, "agreement"), answers, records=RECORDS)


def test_what_is_agreed_goes_into_the_register(filled):
    """Columns of the pair and its goal are set, nothing becomes a row of answers, and the person
    still sees what was sent.
    """
    agree(filled, {"rhythm": "14", "goal": "yes", "area": "career", "weight": "3", "ready": "4"})
    [seen] = filled.mentorships("e8")

    assert ("14", "yes") == (seen.pair["every_days"], seen.pair["has_goal"])
    assert [
        {
            "pair_id": "8",
            "goal_no": "1",
            "version": "1",
            "area": "career",
            "set_on": "2026-12-20",
            "importance": "3",
            "difficulty": "",
        }
    ] == list(seen.goals)
    assert {"ready": "4"} == answers_of(filled, Form("m8", "8", "mentor", "agreement"))
    assert {
        "rhythm": "14",
        "goal": "yes",
        "area": "career",
        "weight": "3",
        "ready": "4",
    } == filled.sent("m8")[0].answers


def test_what_is_no_longer_agreed_is_cleared(filled):
    """An answer that a new revision drops leaves the register, and a goal of which nothing is left
    is no goal.
    """
    agree(filled, {"rhythm": "14", "goal": "yes", "area": "career"})
    agree(filled, {"rhythm": "30", "goal": "chose_none"})
    [seen] = filled.mentorships("m8")

    assert ("30", "chose_none", ()) == (seen.pair["every_days"], seen.pair["has_goal"], seen.goals)
    assert filled.withdraw(Form("m8", "8", "mentor", "agreement"))
    assert ("", "") == tuple(
        filled.mentorships("m8")[0].pair[name] for name in ("every_days", "has_goal")
    )


def test_what_the_other_changed_since_stands(filled):
    """Of two agreements the later counts, and the earlier one cannot take it away."""
    agree(filled, {"rhythm": "14"})
    agree(filled, {"rhythm": "30"}, "e8", "mentee")
    agree(filled, {"ready": "4"})

    assert "30" == filled.mentorships("m8")[0].pair["every_days"]


LATER = NOW + timedelta(days=30)
CHECK_IN = Form("e8", "8", "mentee", "check-in", "3")


def goals_of(store):
    """Return version, area, importance and day of every goal of the eighth pair."""
    return [
        tuple(goal[name] for name in ("version", "area", "importance", "set_on"))
        for goal in store.mentorships("m8")[0].goals
    ]


def aim(store, area="", weight="", *, now=NOW, form=None):
    """Send an agreement, or another form, with a goal; one of the mentor if not said otherwise."""
    said = {"rhythm": "14", "area": area, "weight": weight}
    return send(
        store,
        form or Form("m8", "8", "mentor", "agreement"),
        {item: answer for item, answer in said.items() if answer},
        now=now,
        records=RECORDS,
    )


def test_a_goal_that_is_changed_later_is_a_version_more(filled):
    """The version before is kept with its own day, whichever of the two changes it, in whichever
    form.
    """
    aim(filled, "career", "3")
    aim(filled, "network", "3", now=LATER)
    aim(filled, weight="2", now=LATER + timedelta(days=1), form=CHECK_IN)

    assert [
        ("1", "career", "3", "2026-12-20"),
        ("2", "network", "3", "2027-01-19"),
        ("3", "network", "2", "2027-01-20"),
    ] == goals_of(filled)


def test_the_same_goal_again_is_no_change(filled):
    """A form with the same goal changes nothing of it, whatever else in it is changed, and neither
    does one that was overtaken.
    """
    aim(filled, "career", "3")
    agree(filled, {"rhythm": "30", "area": "career", "weight": "3"})
    aim(filled, "career", "3", now=LATER, form=Form("e8", "8", "mentee", "agreement"))
    assert filled.withdraw(Form("e8", "8", "mentee", "agreement"))
    assert [("1", "career", "3", "2026-12-20")] == goals_of(filled)

    aim(filled, "network", "3", now=LATER, form=CHECK_IN)
    aim(filled, "career", "3", now=LATER + timedelta(days=1))
    assert ["career", "network"] == [area for _version, area, *_rest in goals_of(filled)]


def test_a_correction_on_the_same_day_is_no_change(filled):
    """The version of that day is corrected in its place; one that is put back to what it was is
    none.
    """
    aim(filled, "career", "3")
    aim(filled, "career", "2")
    aim(filled, "network", "1", form=Form("e8", "8", "mentee", "agreement"))
    assert [("1", "network", "1", "2026-12-20")] == goals_of(filled)

    aim(filled, "career", "1", now=LATER, form=CHECK_IN)
    aim(filled, "network", "2", now=LATER, form=CHECK_IN)
    assert [("1", "network", "1", "2026-12-20"), ("2", "network", "2", "2027-01-19")] == goals_of(
        filled
    )

    aim(filled, "network", "1", now=LATER, form=CHECK_IN)
    assert [("1", "network", "1", "2026-12-20")] == goals_of(filled)


def test_withdrawing_removes_every_version_that_the_form_set(filled):
    """Nothing is left of a goal that one form set and changed."""
    aim(filled, "career", "3")
    aim(filled, "network", "3", now=LATER)

    assert filled.withdraw(Form("m8", "8", "mentor", "agreement"))
    assert [] == goals_of(filled)


def test_withdrawing_leaves_what_others_set(filled):
    """The version before stands again, and what somebody else set since goes on standing."""
    aim(filled, "career", "3")
    aim(filled, weight="2", now=LATER, form=CHECK_IN)
    assert filled.withdraw(CHECK_IN)
    assert [("1", "career", "3", "2026-12-20")] == goals_of(filled)

    aim(filled, "network", "3", now=LATER, form=CHECK_IN)
    assert filled.withdraw(Form("m8", "8", "mentor", "agreement"))
    assert [("2", "network", "3", "2027-01-19")] == goals_of(filled)


def test_withdrawing_leaves_a_version_that_two_set(filled):
    """Of a version that both set on one day, what the other said stays, also when it was changed
    since.
    """
    aim(filled, "career", "3")
    aim(filled, "network", "3", form=Form("e8", "8", "mentee", "agreement"))
    aim(filled, "network", "2", now=LATER)

    assert filled.withdraw(Form("m8", "8", "mentor", "agreement"))
    assert [("1", "network", "3", "2026-12-20")] == goals_of(filled)


def test_a_goal_that_was_put_in_is_kept_when_it_is_changed(filled):
    """The goal of a table without a day was there before the form; withdrawing the form brings it
    back.
    """
    filled.put_tables(
        frames(
            {
                "goals": [
                    {
                        "pair_id": "8",
                        "goal_no": "1",
                        "version": "",
                        "area": "career",
                        "importance": "3",
                    }
                ]
            }
        )
    )
    aim(filled, "network", "3")
    assert [("", "career", "3", ""), ("2", "network", "3", "2026-12-20")] == goals_of(filled)

    assert filled.withdraw(Form("m8", "8", "mentor", "agreement"))
    assert [("", "career", "3", "")] == goals_of(filled)


def test_only_columns_that_people_agree_on_can_be_set(filled):
    """No questionnaire reaches the other columns of the register."""
    with pytest.raises(ValueError, match=r"no answer sets pairs\.status"):
        send(filled, answers={"over": "completed"}, records={"over": "pairs.status"})

    assert () == filled.sent("m8")


# ---- who takes part in what ----------------------------------------------------------------------


def test_a_person_in_several_pairs_and_both_roles(filled):
    """Each pair is seen in its own role, and each form is its own."""
    filled.put_tables(
        frames(
            {
                "pairs": [
                    pair("9", mentor_id="m8", mentee_id="e1"),
                    pair("90", mentor_id="m1", mentee_id="m8"),
                ]
            }
        )
    )
    in_role = [(seen.pair["pair_id"], seen.role) for seen in filled.mentorships("m8")]
    for pair_id, role in in_role:
        send(filled, Form("m8", pair_id, role, "closing"), {"process_works": pair_id[0]})

    assert [("8", "mentor"), ("9", "mentor"), ("90", "mentee")] == in_role
    assert ["8", "9", "9"] == list(
        filled.raw_tables()["answers"].query("participant_id == 'm8'")["answer"]
    )
    assert () == filled.mentorships("nobody")


# ---- the log -------------------------------------------------------------------------------------


def test_of_two_ticks_the_higher_stands(filled):
    """Either may tick, each keeps the own tick and may correct it, and who ticked is kept."""
    for contacts, by in (("1", "m8"), ("2+", "e8"), ("0", "m8")):
        filled.tick("8", "2026-05", contacts, by=by, now=NOW)
    assert (
        {"2026-05": "2+"}
        == filled.mentorships("m8")[0].months
        == filled.mentorships("e8")[0].months
    )
    assert [("2+", "e8"), ("0", "m8")] == list(
        filled.raw_tables()["months"][["contacts", "logged_by"]].itertuples(index=False, name=None)
    )

    filled.tick("8", "2026-05", "", by="e8", now=NOW)
    assert {"2026-05": "0"} == filled.mentorships("m8")[0].months


@pytest.mark.slow
def test_a_meeting_that_both_log_is_one(filled):
    """The other fills in what is blank and adds topics; who says that progress was celebrated is
    believed.
    """
    day = {"met_on": "2026-05-04", "form": "video"}
    filled.log_meeting(
        "8", {**day, "minutes": "45", "topics": "career", "celebrated": "no"}, by="m8", now=NOW
    )
    filled.log_meeting(
        "8",
        {**day, "minutes": "60", "topics": "career;family", "celebrated": "yes"},
        by="e8",
        now=NOW,
    )
    filled.log_meeting("8", {**day, "form": "phone"}, by="e8", now=NOW)
    one, other = filled.mentorships("m8")[0].meetings

    assert {
        "pair_id": "8",
        **day,
        "minutes": "45",
        "topics": "career;family",
        "celebrated": "yes",
        "logged_by": "m8",
    } == one
    assert ("phone", "e8") == (other["form"], other["logged_by"])


def test_who_logged_a_meeting_may_change_it_and_either_may_remove_it(filled):
    """The own entry is replaced as a whole; removing what is not there says so."""
    filled.log_meeting(
        "8", {"met_on": "2026-05-04", "form": "video", "minutes": "45"}, by="m8", now=NOW
    )
    filled.log_meeting(
        "8", {"met_on": "2026-05-04", "form": "video", "topics": "career"}, by="m8", now=NOW
    )

    assert [("", "career")] == [
        (meeting["minutes"], meeting["topics"]) for meeting in filled.mentorships("m8")[0].meetings
    ]
    assert [True, False] == [
        filled.remove_meeting("8", "2026-05-04", "video", by="e8") for _ in range(2)
    ]


def test_of_two_imported_meetings_the_own_is_changed(filled):
    """Where both logged the same meeting elsewhere, each still changes the own entry."""
    day = {"pair_id": "8", "met_on": "2026-05-04", "form": "video"}
    filled.put_tables(
        frames({"meetings": [{**day, "logged_by": "e8"}, {**day, "logged_by": "m8"}]})
    )
    filled.log_meeting(
        "8", {"met_on": "2026-05-04", "form": "video", "minutes": "45"}, by="m8", now=NOW
    )

    assert [("e8", ""), ("m8", "45")] == [
        (meeting["logged_by"], meeting["minutes"])
        for meeting in filled.mentorships("m8")[0].meetings
    ]


@pytest.mark.parametrize(
    ("sentence", "call"),
    [
        (pair_log.NOT_OF_PAIR, lambda store: store.tick("8", "2026-05", "1", by="m1", now=NOW)),
        (
            pair_log.NOT_OF_PAIR,
            lambda store: store.tick("no pair", "2026-05", "1", by="m8", now=NOW),
        ),
        (
            pair_log.NOT_OF_PAIR,
            lambda store: store.remove_meeting("8", "2026-05-04", "video", by="m1"),
        ),
        (pair_log.NO_MONTH, lambda store: store.tick("8", "May", "1", by="m8", now=NOW)),
        (pair_log.NO_MONTH, lambda store: store.tick("8", "2026-05", "3", by="m8", now=NOW)),
        (
            pair_log.NO_MEETING,
            lambda store: store.log_meeting(
                "8", {"met_on": "2026-02-30", "form": "video"}, by="m8", now=NOW
            ),
        ),
        (
            pair_log.NO_MEETING,
            lambda store: store.log_meeting("8", {"met_on": "2026-05-04"}, by="m8", now=NOW),
        ),
        (
            pair_log.NO_MEETING,
            lambda store: store.log_meeting(
                "8", {"met_on": "2026-05-04", "form": "video", "notes": CANARY}, by="m8", now=NOW
            ),
        ),
    ],
)
def test_the_log_takes_only_what_belongs_there(filled, sentence, call):
    """A stranger, a month or day that is none, and what was said at a meeting are refused, and
    nothing is logged.
    """
    assert sentence == refusal(call, filled)
    assert [0, 0] == [len(filled.raw_tables()[name]) for name in ("months", "meetings")]


# ---- my data -------------------------------------------------------------------------------------


@pytest.fixture
def busy(filled):
    """The eighth pair with everything that can be kept of the two; what is the mentor's own holds
    the canary.
    """
    for person, form, word in (("m8", MENTOR, CANARY), ("e8", MENTEE, "partner's own")):
        filled.put_tables(
            frames({"participants": [{"participant_id": person, "organisation": word}]})
        )
        filled.put_contacts([Contact(person, word, f"{word}@example.org")])
        send(filled, form, {"own_words": word})
        filled.keep_draft(form, {"own_words": f"{word} again"})
        filled.issue_link(person, until=date(2026, 12, 31), now=NOW)
        filled.tick("8", "2026-05", "1" if person == "m8" else "2+", by=person, now=NOW)
        filled.log_meeting(
            "8",
            {"met_on": "2026-05-04", "form": "video" if person == "m8" else "phone"},
            by=person,
            now=NOW,
        )
    return filled


def test_a_person_gets_everything_that_is_the_own(busy):
    """The own details, contact, forms, answers, drafts, links and log entries, and of the partner
    nothing, not even the code.
    """
    told = busy.person("m8")

    assert "partner" not in str(told) and "e8" not in str(told)
    assert {"mentor"} == {kept["role"] for kept in told["pairs"]}
    assert (
        [CANARY]
        == [form["answers"]["own_words"] for form in told["forms"]]
        == [row["answer"] for row in told["answers"]]
    )
    assert [f"{CANARY} again"] == [row["answer"] for row in told["drafts"]]
    assert [("2026-05", "1")] == [(row["month"], row["contacts"]) for row in told["months"]]
    assert ["video"] == [row["form"] for row in told["meetings"]]
    assert [{"issued_at": "2026-12-20 10:00:00", "until": "2026-12-31"}] == told["links"]
    assert (CANARY, CANARY) == (told["participant"][0]["organisation"], told["contact"][0]["name"])
    assert people.UNKNOWN_PERSON_CODE == refusal(busy.person, "nobody")


def test_withdrawing_a_form_removes_it(busy):
    """The form, its answers and its draft are gone; the partner's and everything else stay."""
    assert [True, False] == [busy.withdraw(MENTOR) for _ in range(2)]
    assert ((), {}, {}) == (busy.sent("m8"), busy.draft(MENTOR), answers_of(busy))
    assert {"own_words": "partner's own"} == answers_of(busy, MENTEE)
    assert "m8" in busy.contacts()


def test_erasing_a_person_leaves_no_trace(busy, request):
    """Answers, form, draft, link, contact and details are gone to the last byte of the tables; the
    pair keeps its code and its log.
    """

    def holds_canary():
        if file := busy.database.file:
            return CANARY.encode() in file.read_bytes()
        return request.getfixturevalue("postgresql").holds(busy.url, CANARY)

    assert holds_canary()
    assert 5 == busy.rows_of("m8") == busy.erase("m8")

    assert not holds_canary()
    raw = busy.raw_tables()
    assert "m8" == raw["pairs"].set_index("pair_id").loc["8", "mentor_id"]
    assert ({"e8"}, 2) == (set(raw["meetings"]["logged_by"].dropna()), len(raw["meetings"]))
    assert {"2026-05": "2+"} == busy.mentorships("e8")[0].months
    assert ["e8"] == list(busy.contacts())
    told = busy.person("m8")
    assert [] == [
        *told["forms"],
        *told["answers"],
        *told["drafts"],
        *told["links"],
        *told["contact"],
        *told["meetings"],
        *told["months"],
    ]
    assert ({"m8"}, 0, {"m8"}) == (busy.erased(), busy.erase("m8"), busy.erased())


def test_ticks_of_two_who_were_erased_are_one(busy):
    """The higher of the two stands, without anybody's name."""
    busy.erase("m8")
    busy.erase("e8")

    assert [("2+", True)] == [
        (row.contacts, pd.isna(row.logged_by)) for row in busy.raw_tables()["months"].itertuples()
    ]


def test_whoever_answered_an_imported_form_can_be_erased(filled):
    """The made-up code of a form that no register knows is enough; a code that nothing knows is
    refused.
    """
    filled.put_tables(
        frames(
            {"answers": [answered("made-up", "", "goals_met", "fully", cohort="A7", role="mentee")]}
        )
    )

    assert [1, people.UNKNOWN_PERSON_CODE] == [
        filled.erase("made-up"),
        refusal(filled.erase, "made-up"),
    ]


def test_old_tables_do_not_bring_back_who_was_erased(busy):
    """To load the tables once more leaves out the answers of everybody who was erased, those of an
    imported form too, and says how many; what the others sent comes in.
    """
    tables = {name: table for name, table in busy.raw_tables().items() if len(table)}
    made_up = [answered("made-up", "", "goals_met", "fully", cohort="A7", role="mentee")]
    busy.put_tables(frames({"answers": made_up}))
    busy.erase("m8")
    busy.erase("made-up")
    before = {name: table.to_csv() for name, table in busy.raw_tables().items()}
    mine = int((tables["answers"]["participant_id"] == "m8").sum())

    assert mine
    assert mine == busy.put_tables(tables)
    assert 1 == busy.put_tables(frames({"answers": made_up}))
    assert before == {name: table.to_csv() for name, table in busy.raw_tables().items()}
    assert CANARY not in str(busy.person("m8"))


# ---- nothing that was acknowledged is lost -------------------------------------------------------

WRITER = """
import sys
from datetime import datetime
from toolkit.data.database import Form, open_store
store = open_store(sys.argv[1])
for number in range(int(sys.argv[2]), 10**6):
    person = f"m{number % 8 + 1}"
    form = Form(person, person[1:], "mentor", "closing", str(number))
    answers, now = {"process_works": str(number)}, datetime(2026, 12, 20)
    receipt = store.send(form, answers, version=1, promise="", now=now)
    print(number, receipt.code, flush=True)
"""


@pytest.mark.slow
def test_a_writer_that_is_killed_loses_nothing_that_it_acknowledged(url, filled):
    """Three writers are killed in the middle of writing: every form with a receipt is there, whole,
    and the database is sound.
    """
    acknowledged = {}
    for attempt in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(attempt * 1000)],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            lines = [writer.stdout.readline() for _ in range(20 + attempt)]
            os.kill(writer.pid, signal.SIGKILL)
            lines += writer.stdout.readlines()
        acknowledged |= dict(line.split() for line in lines if line.endswith("\n"))
    kept = {
        sent.form.occasion: sent for person in range(1, 9) for sent in filled.sent(f"m{person}")
    }

    assert 63 <= len(acknowledged)
    assert acknowledged == {number: kept[number].receipt.code for number in acknowledged}
    assert all({"process_works": number} == kept[number].answers for number in acknowledged)
    assert len(kept) <= len(acknowledged) + 3, (
        "a form that was not acknowledged is the one that was being written"
    )
    assert [] == list(find_database_faults(filled))


def test_what_is_written_survives_a_power_cut(tmp_path):
    """SQLite is set to wait for the disk at every commit, to overwrite what is deleted, and to hold
    what belongs together.
    """
    connection = database._connect(open_store(f"sqlite:///{tmp_path / 'data.db'}").database.file)
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
    }
    connection.close()

    assert {
        "journal_mode": "delete",
        "synchronous": 3,
        "secure_delete": 1,
        "foreign_keys": 1,
    } == found
    assert 0o600 == (tmp_path / "data.db").stat().st_mode & 0o777


def test_postgresql_waits_for_the_disk(postgresql):
    """A server that was set to acknowledge early is told not to."""
    store = open_store(postgresql.fresh())
    with store.database.reading() as connection:
        assert ["on", "UTC"] == [
            connection.scalar(text(f"SHOW {name}")) for name in ("synchronous_commit", "timezone")
        ]
    store.close()


# ---- taking turns --------------------------------------------------------------------------------


def test_turns_go_by_arrival():
    """Whoever came first goes first, however many wait."""
    turns, order, waiting = FairLock(), [], []
    with turns.mine(5):
        for number in range(8):
            waiting.append(
                threading.Thread(target=lambda number=number: _note(turns, order, number))
            )
            waiting[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for thread in waiting:
        thread.join()

    assert list(range(8)) == order


def test_writers_go_by_arrival(filled):
    """Eight people who send while somebody else writes come in as they arrived."""
    waiting, turns, patience = [], filled.database._turns, time.monotonic() + 10
    with filled.database.writing():
        for number in range(1, 9):
            waiting.append(
                threading.Thread(
                    target=send,
                    args=(
                        filled,
                        Form(f"m{number}", str(number), "mentor", "check-in"),
                        {"forward": "5"},
                    ),
                )
            )
            waiting[-1].start()
            while len(turns._waiting) < number and time.monotonic() < patience:
                time.sleep(0.001)
    for thread in waiting:
        thread.join()

    assert time.monotonic() < patience
    assert [f"m{number}" for number in range(1, 9)] == list(
        filled.raw_tables()["answers"].query("item == 'forward'")["participant_id"]
    )


def test_whoever_gives_up_is_passed_over():
    """A turn that nobody waits for any more goes to the next, and is free in the end."""
    turns = FairLock()
    with turns.mine(5), pytest.raises(TimeoutError), turns.mine(0.01):
        pass
    order = []
    _note(turns, order, 1)

    assert [1] == order


def _note(turns, order, number):
    with turns.mine(5):
        order.append(number)


# ---- versions ------------------------------------------------------------------------------------


def later(connection):
    """A step that a later version might take."""
    connection.exec_driver_sql("ALTER TABLE participants ADD COLUMN shoe_size TEXT")


def columns(store, table):
    """Return the columns that the database has."""
    with store.database.reading() as connection:
        return {column["name"] for column in inspect(connection).get_columns(table)}


def test_the_steps_lead_to_the_layout(store):
    """A database that took every step has the tables and columns that the code speaks of."""
    with store.database.reading() as connection:
        tables = set(inspect(connection).get_table_names())

    assert set(layout.METADATA.tables) | {migrations.MARK.name} == tables
    assert {name: set(table.columns.keys()) for name, table in layout.METADATA.tables.items()} == {
        name: columns(store, name) for name in layout.METADATA.tables
    }


def test_an_older_database_is_brought_up_to_date(filled, url, monkeypatch):
    """It takes the steps that it lacks, keeps its rows, and a SQLite file is copied first; opening
    it again changes nothing.
    """
    before = f"data.db.version-{len(migrations.STEPS)}"
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, later))
    newer = open_store(url)

    assert "shoe_size" in columns(newer, "participants")
    assert 16 == len(newer.raw_tables()["participants"])
    if file := newer.database.file:
        copy = sqlite3.connect(file.with_name(before))
        assert [(16,)] == copy.execute("SELECT count(*) FROM participants").fetchall()
        copy.close()
        file.with_name(before).unlink()
        open_store(url)
        assert not file.with_name(before).exists()


def test_drafts_of_an_older_database_go_on_with_the_link_of_then(filled, url):
    """What was begun before drafts were kept with their link is shown with the link that was there,
    and with no later one.
    """
    token = filled.issue_link("m8", until=date(2026, 12, 31), now=NOW)
    for form in (MENTOR, MENTEE):
        filled.keep_draft(form, {"process_works": "5"})
    with filled.database.writing() as connection:
        for statement in ("DROP TABLE tries", "ALTER TABLE drafts DROP COLUMN link"):
            connection.exec_driver_sql(statement)
        migrations.third(connection)

    newer = open_store(url)
    assert {MENTOR: {people.hash_link(token)}, MENTEE: {""}} == {
        **newer.begun("m8"),
        **newer.begun("e8"),
    }
    assert ({"process_works": "5"}, {}) == tuple(
        newer.standing(form, keys=opening(people.hash_link(token))) for form in (MENTOR, MENTEE)
    )


@pytest.mark.parametrize(
    "lines",
    [
        [("links_issued", ["m8", "e8"]), ("links_issued", ["m8"])],
        [("links_revoked", "m8"), ("links_issued", ["m8", "e8"])],
    ],
)
def test_drafts_of_an_older_database_are_not_shown_where_links_were_issued_twice(filled, lines):
    """Nobody knows with which of them they were begun; whose link is the only one goes on with
    it.
    """
    tokens = {
        person: filled.issue_link(person, until=date(2026, 12, 31), now=NOW)
        for person in ("m8", "e8")
    }
    for form in (MENTOR, MENTEE):
        filled.keep_draft(form, {"process_works": "5"})
    for what, people_of in lines:
        filled.trail(
            "eva@example.org",
            what,
            people_of if what == "links_revoked" else json.dumps({"n": 1, "people": people_of}),
            now=NOW,
        )
    with filled.database.writing() as connection:
        for statement in ("DROP TABLE tries", "ALTER TABLE drafts DROP COLUMN link"):
            connection.exec_driver_sql(statement)
        migrations.third(connection)

    assert {MENTOR: {""}, MENTEE: {people.hash_link(tokens["e8"])}} == {
        **filled.begun("m8"),
        **filled.begun("e8"),
    }


def test_a_step_that_fails_changes_nothing(filled, url, monkeypatch):
    """Half a migration is none."""

    def fails(connection):
        later(connection)
        raise ArithmeticError

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", (*migrations.STEPS, fails))
        with pytest.raises(ArithmeticError):
            open_store(url)

    assert "shoe_size" not in columns(open_store(url), "participants")


def test_a_newer_database_is_refused(store, url, monkeypatch):
    """A toolkit that does not know the tables leaves them alone."""
    monkeypatch.setattr(migrations, "STEPS", ())

    assert migrations.NEWER_VERSION in refusal(open_store, url)


def test_a_database_of_another_program_is_refused(tmp_path):
    """Nothing is put beside the tables of somebody else."""
    connection = sqlite3.connect(tmp_path / "data.db")
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()

    assert f"data.db: {migrations.NOT_OURS}" == refusal(
        open_store, f"sqlite:///{tmp_path / 'data.db'}"
    )


# ---- what is said when it does not work ----------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "data.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.data",
        f"mysql://eva:{PASSWORD}@host/x",
        "postgresql://host",
    ],
)
def test_what_is_no_address_is_refused(address):
    """A plain sentence, which does not repeat the address: it may hold a password."""
    assert database.NOT_AN_ADDRESS == refusal(open_store, address)


def test_what_is_not_there_is_said(tmp_path):
    """A slip of the pen makes no new database where one is expected, and no new folder."""
    assert refusal(open_store, f"sqlite:///{tmp_path / 'data.db'}", create=False).endswith(
        f"data.db: {database.NO_DATABASE}"
    )
    assert refusal(open_store, f"sqlite:///{tmp_path / 'no' / 'data.db'}").endswith(
        f"data.db: {database.NO_DATABASE_FOLDER}"
    )
    assert [] == list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_said(tmp_path):
    """A damaged file is told as one, without what stands in it."""
    (tmp_path / "data.db").write_text(CANARY * 100, encoding="utf-8")

    assert f"data.db: {database.DATABASE_DAMAGED}" == refusal(
        open_store, f"sqlite:///{tmp_path / 'data.db'}"
    )


@pytest.fixture
def sqlite(tmp_path):
    """A filled SQLite store."""
    store = open_store(f"sqlite:///{tmp_path / 'data.db'}")
    store.put_tables(frames(a8()))
    return store


@pytest.mark.parametrize(
    ("pragma", "sentence", "size"),
    [("query_only = ON", database.READ_ONLY, 1), ("max_page_count = 1", database.FULL, 200_000)],
)
def test_a_file_that_cannot_be_written_is_said(sqlite, monkeypatch, pragma, sentence, size):
    """Read-only, or no room left: nothing is acknowledged, nothing is half there, and the sentence
    holds nothing of the answer.
    """
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, pragma))

    assert f"data.db: {sentence}" == refusal(send, sqlite, answers={"own": CANARY * size})
    assert ((), {}) == (sqlite.sent("m8"), answers_of(sqlite))


def test_a_file_that_somebody_else_writes_is_waited_for(sqlite, monkeypatch):
    """For a while; then it is said that it is busy."""
    monkeypatch.setattr(database, "WRITE_PATIENCE_SECONDS", 0.05)
    other = sqlite3.connect(sqlite.database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert f"data.db: {database.DATABASE_BUSY}" == refusal(send, sqlite)
    other.execute("ROLLBACK")
    other.close()

    assert 1 == send(sqlite).revision


def test_a_writer_keeps_others_out_from_the_start(sqlite):
    """Before its first word is written, so that what it has read still holds when it writes;
    readers are let in.
    """
    other = sqlite3.connect(sqlite.database.file, isolation_level=None, timeout=0)
    with sqlite.database.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with sqlite.database.reading():
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_writer_in_this_process_is_waited_for(sqlite, monkeypatch):
    """For a while; then it is said that it is busy."""
    monkeypatch.setattr(database, "WRITE_PATIENCE_SECONDS", 0.05)
    with sqlite.database.writing():
        assert f"data.db: {database.DATABASE_BUSY}" == refusal(send, sqlite)


def test_a_server_that_does_not_answer_is_said(postgresql, tmp_path):
    """No server, no such database, a wrong password: one sentence, without the password."""
    for wrong in (
        f"{postgresql.address}/nothing",
        f"{postgresql.address.replace(PASSWORD, 'wrong')}/postgres",
        "postgresql://mentoring@127.0.0.1:1/x",
    ):
        name = wrong.rpartition("/")[2]
        assert f"{name}: {database.SERVER_SILENT}" == refusal(open_store, wrong)


def test_a_store_on_a_server_needs_a_folder_for_its_releases(postgresql, monkeypatch, tmp_path):
    """The setting that names it is told by name."""
    monkeypatch.delenv("MENTORING_TOOLKIT_HOME", raising=False)
    store = open_store(postgresql.fresh())
    with pytest.raises(StorageError, match="Name it in the setting MENTORING_TOOLKIT_HOME"):
        _ = store.home
    monkeypatch.setenv("MENTORING_TOOLKIT_HOME", str(tmp_path))

    assert tmp_path == store.home
    store.close()


def test_a_file_has_its_releases_beside_it(sqlite, tmp_path):
    """``data.data`` beside ``data.db``, as for a workbook."""
    assert tmp_path / "data.data" == sqlite.home


# ---- the checkup ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE submissions SET content = replace(content, '5', '1')", backup.FORMS_CHANGED),
        ("UPDATE submissions SET sent_at = '2026-12-24 10:00:00'", backup.FORMS_CHANGED),
        ("UPDATE answers SET answer = '1' WHERE participant_id = 'm8'", backup.FORMS_APART),
        ("DELETE FROM answers WHERE participant_id = 'm8'", backup.FORMS_APART),
    ],
)
def test_what_was_changed_past_the_toolkit_is_found(filled, change, sentence):
    """A form that was changed by hand, or whose answers were, is counted; whose it is, is not
    told.
    """
    send(filled)
    assert [] == list(find_database_faults(filled))
    with filled.database.writing() as connection:
        connection.exec_driver_sql(change)

    assert [(sentence, {"n": 1})] == [
        (fault.message, fault.values) for fault in find_database_faults(filled)
    ]


def test_a_damaged_page_is_found(sqlite):
    """A file of which a part was overwritten is told as damaged."""
    file = sqlite.database.file
    content = bytearray(file.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    file.write_bytes(content)

    assert [database.DATABASE_DAMAGED] == [fault.message for fault in find_database_faults(sqlite)]


def test_nothing_is_shown_of_what_is_stored(filled):
    """A store, a contact and a form that are printed by mistake tell nothing."""
    filled.put_contacts([Contact("m8", CANARY, "x")])
    send(filled, answers={"own": CANARY})

    assert CANARY not in repr(
        [filled, filled.contacts(), filled.sent("m8"), filled.mentorships("m8")]
    )
    assert Path(str(filled.database.name)).name in repr(filled)
