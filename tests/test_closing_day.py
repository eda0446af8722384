"""The day on which a cohort is closed: what lies in after it, nothing in by then, and what an
earlier version closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from cohorts import a8, answered, pair, write_tables
from desks import close_from

from toolkit import close_cohort, read_tables
from toolkit.cli import commands
from toolkit.closing import (
    GIVEN_BACK,
    NO_ANSWERS,
    NO_ANSWERS_BY_THEN,
    WOULD_BE_LEFT_OUT,
    Assent,
    is_of_earlier_version,
)
from toolkit.data.database import open_store
from toolkit.data.sources import read_texts
from toolkit.errors import ClosingError, TableError
from toolkit.evaluation.cohort import lay_out
from toolkit.evaluation.late import UNTIMED, LateEntries, count_late_entries
from toolkit.people.accounts import COORDINATOR, Account
from toolkit.people.coordination import CoordinationService, closing_preview
from toolkit.release.fingerprints import fingerprint_cohort
from toolkit.release.ledger import freeze_release, is_closed
from toolkit.release.locations import read_or_make_key
from toolkit.release.release import read_release

pytestmark = pytest.mark.slow

TODAY, ON = date(2027, 1, 4), date(2026, 12, 31)
NOW = datetime(2027, 1, 4, 10, tzinfo=UTC)
SWEA = ["--programme", "surveys/swea"]
LATE = "2027-01-02 10:00:00"


def late_cohort():
    """Return the worked cohort with four things after New Year's Eve: m1 corrects a form that was
    in, e8 sends one, pair 2 meets, and pair 3 ends.
    """
    tables = a8()
    tables["answers"] += [
        answered("m1", "1", "process_works", "1", submitted_at=LATE),
        answered("e8", "8", "process_works", "5", submitted_at=LATE),
    ]
    tables["pairs"][2]["ended_on"] = "2027-01-03"
    log = {"pair_id": "2", "form": "video"}
    tables["meetings"] = [
        {**log, "met_on": "2026-12-01", "logged_by": "m2"},
        {**log, "met_on": "2027-01-02", "logged_by": "m2"},
        {**log, "met_on": "2027-01-02", "logged_by": "e2"},
    ]
    return tables


def refused(programme, tables, **how):
    """Return what closing is refused for, by message, with its values."""
    with pytest.raises(ClosingError) as found:
        close_cohort(programme, tables, cohort="A8", **{"on": ON, **how})
    return {fault.message: fault.values for fault in found.value.faults}


@pytest.fixture
def tables(swea, tmp_path):
    """Return tables as a valid set."""
    return lambda rows: read_tables(write_tables(rows, tmp_path / "data"), swea)


def only_register_is_told(release):
    """Whether figures of the register are all that a release tells."""
    told = {finding.id for finding in release.findings if finding.told}
    return told <= {"response.people", "response.pattern", "goals.chosen", "endings.completed"}


# ---- after the day -------------------------------------------------------------------------------


def test_what_lies_in_after_the_day_is_left_out_only_by_its_number(swea, tables):
    """Two forms, one of them a change of one that was in; a day on which both logged the meeting,
    once; an ending. Neither nothing said nor another number closes.
    """
    rows = tables(late_cohort())
    named = {"day": "2026-12-31", "forms": 2, "meetings": 1, "endings": 1, "n": 4}

    assert {WOULD_BE_LEFT_OUT: named} == refused(swea, rows)
    assert {WOULD_BE_LEFT_OUT: named} == refused(swea, rows, assent=Assent(left_out=3))
    closed = close_cohort(swea, rows, cohort="A8", on=ON, assent=Assent(left_out=4)).release
    assert (6, 5) == tuple(
        closed.finding("response.people", role).exact for role in ("mentor", "mentee")
    )


def test_of_today_nothing_is_left_out(swea, tables):
    """On the last of these days the same cohort is closed without a word."""
    closed = close_cohort(swea, tables(late_cohort()), cohort="A8", on=TODAY).release

    assert 6 == closed.finding("response.people", "mentee").exact


def test_a_month_that_is_ticked_after_the_day_is_named_too(swea, tables):
    """The month of the day itself is not; the later one is, once for both of the two."""
    rows = a8()
    tick = {"pair_id": "2", "contacts": "1"}
    rows["months"] = [
        {**tick, "month": "2026-12", "logged_by": "m2"},
        {**tick, "month": "2027-01", "logged_by": "m2"},
        {**tick, "month": "2027-01", "logged_by": "e2"},
    ]

    assert LateEntries(meetings=1) == count_late_entries(swea, tables(rows), cohort="A8", on=ON)


def test_late_things_of_another_cohort_are_not_named(swea, tables):
    """Only what is in the cohort itself would be left out of it."""
    rows = late_cohort()
    rows["pairs"] = [{**row, "cohort": "B9"} for row in rows["pairs"]]
    rows["pairs"].append(pair("9", mentor_id="m1", mentee_id="e8"))

    assert LateEntries() == count_late_entries(swea, tables(rows), cohort="A8", on=ON)


# ---- nothing in ----------------------------------------------------------------------------------


def test_with_nothing_in_only_the_number_asked_releases_the_register_alone(swea, tables):
    """Sixteen were asked and none has answered: refused, unless somebody says 16; then how many
    answered and how the pairs ended is told, and nothing else, a log neither.
    """
    rows = a8()
    met = {"met_on": "2026-03-01", "form": "video"}
    rows["meetings"] = [{**met, "pair_id": row["pair_id"]} for row in rows["pairs"]]
    rows["answers"] = [answered("m1", "1", "expectations_changed", "no", questionnaire="check-in")]
    valid = tables(rows)

    assert {NO_ANSWERS: {"day": "2026-12-31", "forms": 0, "asked": 16}} == refused(swea, valid)
    assert NO_ANSWERS in refused(swea, valid, assent=Assent(without_forms=8))
    said = Assent(without_forms=16)
    closed = close_cohort(swea, valid, cohort="A8", on=ON, assent=said).release
    assert only_register_is_told(closed)
    assert 0 == closed.finding("response.people", "mentor").exact
    assert 7 == closed.finding("endings.completed", "pair").exact


@pytest.mark.parametrize("form_exports", [False, True])
def test_a_wrong_day_gets_the_right_reason(swea, tables, form_exports):
    """Eleven forms lie in, all of them after the day: that is said, and not that nobody answered or
    that the cohort is unknown; both with pairs and without.
    """
    rows, how = a8(), {}
    if form_exports:
        roles = {"m": "mentor", "e": "mentee"}
        rows = {
            "answers": [
                {
                    **{name: cell for name, cell in row.items() if name != "pair_id"},
                    "cohort": "A8",
                    "role": roles[row["participant_id"][0]],
                }
                for row in rows["answers"]
            ]
        }
        how = {"frame": {"mentor": 8, "mentee": 8}}
    valid, day = tables(rows), date(2026, 11, 1)

    assert {NO_ANSWERS_BY_THEN, WOULD_BE_LEFT_OUT} == set(refused(swea, valid, on=day, **how))
    closed = close_cohort(swea, valid, cohort="A8", on=day, assent=Assent(11, 16), **how).release
    assert only_register_is_told(closed)


def test_a_cohort_that_is_not_there_is_still_unknown(swea, tables):
    """Of a name that nothing bears it is said that it is to be checked."""
    with pytest.raises(ClosingError, match="Check its name"):
        close_cohort(swea, tables(a8()), cohort="B9", on=ON)


# ---- out of time ---------------------------------------------------------------------------------


def test_a_closing_form_from_before_the_pair_is_a_fault_by_row(swea, tables):
    """A year that was mistyped: each row is named. What the two agreed on may be older."""
    rows = a8()
    rows["answers"][0]["submitted_at"] = "2025-12-01T10:00:00Z"
    agreed = {"questionnaire": "agreement", "submitted_at": "2026-01-02T10:00:00Z"}
    rows["answers"].append(answered("m1", "1", "has_goal", "yes", **agreed))

    with pytest.raises(TableError) as found:
        tables(rows)
    [fault] = found.value.faults
    assert ("answers.csv", 2, "submitted_at") == (fault.file, fault.row, fault.column)


# ---- at the desk ---------------------------------------------------------------------------------


def desk_of(swea, folder, rows, **person):
    """Return the desk on a database with these tables."""
    store = open_store(f"sqlite:///{folder / 'data.db'}")
    store.put_tables(read_texts(write_tables(rows, folder / "tables"), swea).tables)
    account = Account("berit@example.org", "Berit", frozenset({COORDINATOR}), **person)
    return CoordinationService(store, swea, account, TODAY)


def test_the_desk_names_what_would_be_left_out(swea, tmp_path):
    """The same four things, and the number that closes all the same."""
    desk = desk_of(swea, tmp_path, late_cohort())
    seen = desk.outlook("A8", ON)
    warned = {fault.message: fault.values for fault in seen.warnings}

    assert {"forms": 2, "meetings": 1, "endings": 1} == warned[closing_preview.TOO_LATE]
    assert (Assent(left_out=4), Assent()) == (seen.needed, desk.outlook("A8", TODAY).needed)
    with pytest.raises(ClosingError):
        close_from(desk, "A8", ON)
    assert close_from(desk, "A8", ON, seen.needed)


def test_one_of_a_pair_says_the_number_without_it(swea, tmp_path):
    """What lies in late from the own pair is in no number that is asked for, and is left out with
    the rest.
    """
    desk = desk_of(swea, tmp_path, late_cohort(), participant_id="m8")
    seen = desk.outlook("A8", ON)

    assert Assent(left_out=3) == seen.needed
    assert 5 == close_from(desk, "A8", ON, seen.needed).finding("response.people", "mentee").exact


def test_where_nothing_had_come_in_by_the_day_the_desk_says_so(swea, tmp_path):
    """Not that nobody has answered: eleven have, later. Only the register is foreseen."""
    seen = desk_of(swea, tmp_path, a8()).outlook("A8", date(2026, 11, 1))
    warned = {fault.message: fault.values for fault in seen.warnings}

    assert {"n": 11} == warned[closing_preview.NO_CLOSING_FORMS_BY_THEN]
    assert Assent(11, 16) == seen.needed
    assert {"response.people", "response.pattern", "goals.chosen", "endings.completed"} == {
        figure.id for figure in seen.expected if figure.told
    }


def test_forms_without_a_time_are_counted_and_said(swea, tables):
    """Which of them came in late cannot be told, so they count, and the number is said."""
    rows = a8()
    for row in rows["answers"]:
        row["submitted_at"] = "" if row["participant_id"] in ("m1", "e1") else row["submitted_at"]
    valid = tables(rows)
    seen = closing_preview.preview_tables(valid, swea, cohort="A8", on=ON)

    assert {"n": 2} in [fault.values for fault in seen.warnings if fault.message == UNTIMED]
    assert {"mentor": (6, 8), "mentee": (5, 8)} == seen.forms


# ---- at the terminal -----------------------------------------------------------------------------


@pytest.fixture
def close(tmp_path, monkeypatch):
    """Close the cohort A8 of tables at the terminal, in English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    out = tmp_path / "out"
    words = [*SWEA, "--cohort", "A8", "--out", str(out)]

    def closed(rows, *more):
        folder = write_tables(rows, tmp_path / "data")
        return CliRunner().invoke(
            commands, ["close", str(folder), *words, "--language", "en", *map(str, more)]
        )

    return closed


def test_the_terminal_takes_the_number_too(close, tmp_path):
    """Refused with the number to give, closed with it."""
    no = close(late_cohort(), "--on", ON)
    assert (1, True) == (no.exit_code, "(--leave-out 4)" in no.output)
    assert not (tmp_path / "data" / "releases").exists()

    yes = close(late_cohort(), "--on", ON, "--leave-out", 4)
    assert 0 == yes.exit_code, yes.output


def test_without_a_day_the_terminal_takes_today(close, tmp_path, monkeypatch):
    """The day that is proposed is today, and the terminal says it in words."""

    class Today(date):
        @classmethod
        def today(cls):
            return cls(2027, 1, 4)

    monkeypatch.setattr("toolkit.cli.data.date", Today)
    closed = close(late_cohort())

    assert 0 == closed.exit_code, closed.output
    assert "4 January 2027" in closed.output.replace("\u00a0", " ")
    assert date(2027, 1, 4) == read_release(tmp_path / "out" / "release.json").closed_on


def test_untimed_forms_are_said_at_the_terminal(close):
    """The same sentence as at the desk, before the figures."""
    rows = a8()
    for row in rows["answers"]:
        row["submitted_at"] = ""

    closed = close(rows, "--on", ON)
    assert 0 == closed.exit_code, closed.output
    assert "losing forms that bear no time: 11." in closed.output


# ---- closed by an earlier version ----------------------------------------------------------------


def test_a_cohort_that_an_earlier_version_closed_gives_back_its_release(swea, tmp_path):
    """With a sentence, and nothing is counted anew: not even what came in since matters."""
    folder = write_tables(a8(), tmp_path / "data")
    valid = read_tables(folder, swea)
    elsewhere = replace(valid, home=None)
    made = close_cohort(swea, elsewhere, cohort="A8", on=ON, by="Eva").release
    old = _as_before(made)
    laid_out = lay_out(swea, valid, cohort="A8", on=ON)
    members = fingerprint_cohort(laid_out.pairs, laid_out.counted, read_or_make_key(valid.home))
    kept = freeze_release(valid.home, old, members)
    assert is_of_earlier_version(kept) and not is_of_earlier_version(made)

    write_tables(late_cohort(), tmp_path / "data")
    again = close_cohort(swea, read_tables(folder, swea), cohort="A8", on=TODAY, by="Berit")
    assert (kept.sha256, [GIVEN_BACK], 0) == (
        again.release.sha256,
        [notice.message for notice in again.notices],
        len(again.tallies),
    )
    words = [*SWEA, "--cohort", "A8", "--out", str(tmp_path / "out"), "--language", "en"]
    said = CliRunner().invoke(commands, ["close", str(folder), *words])
    assert 0 == said.exit_code, said.output
    assert "by an earlier version of the toolkit" in " ".join(said.output.split())
    assert kept.sha256 == read_release(tmp_path / "out" / "release.json").sha256
    assert is_closed(valid.home, "swea", "A8")


def _as_before(release):
    """Return a release as it was made before pairs could be not reported."""
    endings = {**release.codebook["endings.completed"]}
    del endings["not_reported"]
    return replace(
        release,
        codebook={**release.codebook, "endings.completed": endings},
        texts={
            code: {key: text for key, text in texts.items() if not key.endswith("#not_reported")}
            for code, texts in release.texts.items()
        },
        findings=tuple(
            replace(
                each,
                counts={code: n for code, n in each.counts.items() if code != "not_reported"},
            )
            if each.id == "endings.completed"
            else each
            for each in release.findings
        ),
    )
