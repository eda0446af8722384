"""Pairs past their planned last day that nobody has ended, completed in one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from desks import COHORT, NAMES, office

from toolkit.data.database import Form
from toolkit.data.sources import read_tables

pytestmark = pytest.mark.slow

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PAST = {"started_on": "2026-02-01", "planned_end_on": "2027-02-01"}
PAIRS = (
    {"pair_id": "P1", "mentor_id": "M001", "mentee_id": "A001", **PAST},
    {"pair_id": "P2", "mentor_id": "M002", "mentee_id": "A002", **PAST},
    {"pair_id": "P3", "mentor_id": "M004", "mentee_id": "A003", **PAST, "status": "on_hold"},
    {"pair_id": "P4", "mentor_id": "M005", "mentee_id": "A006", **PAST},
    {"pair_id": "P5", "mentor_id": "M006", "mentee_id": "A007", "started_on": "2026-02-01"},
    {
        **{"pair_id": "P6", "mentor_id": "M007", "mentee_id": "A008"},
        **{"started_on": "2026-02-01", "planned_end_on": ""},
    },
    {"pair_id": "P7", "mentor_id": "M003", "mentee_id": "A009", **PAST},
)
"""P1 to P4 are past their planned last day, P3 while it rests; P5 is before it, P6 has none, P7 is
the coordinator's own.
"""


@pytest.fixture
def desk(tmp_path, swea):
    """The desk: from P1 a closing form is in, P2 met in December and in February, P3 met last
    summer, of P4 nothing is known.
    """
    desk = office(tmp_path, swea, pairs=PAIRS, today=TODAY)
    stamp, met = {"version": 1, "promise": "", "now": NOW}, {"form": "video"}
    desk.store.send(Form("A001", "P1", "mentee", "closing"), {"process_works": "5"}, **stamp)
    for code, by, day in (
        ("P2", "M002", "2026-12-20"),
        ("P2", "M002", "2027-02-10"),
        ("P3", "M004", "2026-07-01"),
    ):
        desk.store.log_meeting(code, {**met, "met_on": day}, by=by, now=NOW)
    return desk


def test_those_that_seem_to_have_come_to_their_end_are_ticked(desk):
    """By a closing form, or by contact in the last two months; the own pair, one before its end and
    one without are not there. The end is the planned last day, or a later one that is logged.
    """
    found = {pair.pair_id: pair for pair in desk.unended(COHORT)}

    assert {"P1": True, "P2": True, "P3": False, "P4": False} == {
        code: pair.likely for code, pair in found.items()
    }
    assert {"P1": date(2027, 2, 1), "P2": date(2027, 2, 10)} == {
        code: found[code].ended_on for code in ("P1", "P2")
    }
    assert f"{NAMES['M001'][0]} – {NAMES['A001'][0]}" == found["P1"].who


def test_one_act_completes_them_and_each_can_be_taken_back(desk, swea):
    """The register says completed, the tables are still valid, and to take one back leaves the
    other.
    """
    desk.complete_all(COHORT, ["P1", "P2"], NOW)

    assert ["P3", "P4"] == sorted(pair.pair_id for pair in desk.unended(COHORT))
    pairs = read_tables(desk.store.url, swea).pairs.set_index("pair_id")
    assert ["completed", "completed"] == list(pairs.loc[["P1", "P2"], "status"])
    assert "complete" == {pair.pair_id: pair for pair in desk.pairs(COHORT)}["P2"].undo

    desk.undo("P2", NOW)
    assert ["P2", "P3", "P4"] == sorted(pair.pair_id for pair in desk.unended(COHORT))
    assert "completed" == {pair.pair_id: pair for pair in desk.pairs(COHORT)}["P1"].status


@pytest.mark.parametrize("ticked", [[], ["P5"], ["P1", "P7"], ["P1", "P99"]])
def test_nothing_is_completed_unless_all_of_it_can_be(desk, ticked):
    """None ticked, one before its end, the own one, one that is not there: nothing is written."""
    assert desk.complete_all(COHORT, ticked, NOW)

    assert 4 == len(desk.unended(COHORT))


def test_a_pair_that_was_changed_in_the_meantime_is_looked_at_again(desk):
    """Whoever ticked it saw a pair that went on."""
    desk.change("P1", "end_early", {"ended_on": "2027-02-01", "end_reason": "time"}, NOW)

    assert desk.complete_all(COHORT, ["P1", "P2"], NOW)
    assert "active" == {pair.pair_id: pair for pair in desk.pairs(COHORT)}["P2"].status


def test_on_the_planned_last_day_itself_nothing_waits(desk):
    """A pair is past its planned last day from the day after."""
    assert () == replace(desk, today=date(2027, 2, 1)).unended(COHORT)
    assert 4 == len(replace(desk, today=date(2027, 2, 2)).unended(COHORT))
