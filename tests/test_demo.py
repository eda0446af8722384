"""Made-up cohorts: valid, the same every time, and worth looking at."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.cli.demo import made_up_tables, write_demo, write_tables
from toolkit.closing import close_cohort
from toolkit.data.sources import read_tables
from toolkit.errors import MendableError
from toolkit.programme import relevance
from toolkit.programme.programme import load_programme
from toolkit.programme.questionnaire import ROLES

pytestmark = pytest.mark.slow

TABLES = ("participants", "pairs", "goals", "meetings", "months", "answers")
SPARE = """
code = "spare"
name.en = "Spare"
languages = ["en"]
default_language = "en"
goals = "off"
matching.mode = "self"
roles.mentor = { one.en = "mentor", many.en = "mentors" }
roles.mentee = { one.en = "mentee", many.en = "mentees" }
"""
SPARE_CLOSING = """
name = "closing"
version = 3
title.en = "Closing"

[[items]]
name = "again"
type = "select_one again"
label.en = "Again?"

[[items]]
name = "when"
type = "text"
label.en = "When?"

[[items]]
name = "why_not"
type = "select_multiple why"
roles = ["mentee"]
relevant = "${again} = 'no'"
label.en = "Why not?"

[choices]
again = [{ name = "yes", label.en = "Yes" }, { name = "no", label.en = "No" }]
why = [{ name = "time", label.en = "Time" }, { name = "distance", label.en = "Distance" }]
"""


@pytest.fixture
def spare(tmp_path):
    """A programme that uses as little as a programme can: no goals, areas, topics or measures, one
    language.
    """
    folder = tmp_path / "spare"
    folder.mkdir()
    (folder / "programme.toml").write_text(SPARE, "utf-8")
    (folder / "closing.toml").write_text(SPARE_CLOSING, "utf-8")
    return load_programme(folder)


@pytest.fixture(scope="module")
def forty(shf):
    """Forty made-up pairs of Svensk Handledarförening."""
    return made_up_tables(shf, pairs=40, seed=1, cohort="2026", year=2026)


def same(first, second):
    """Whether two sets of tables are equal cell by cell."""
    return first.keys() == second.keys() and all(first[name].equals(second[name]) for name in first)


def test_the_seed_decides_everything(swea):
    """The same seed gives the same tables; another seed gives others."""
    first = made_up_tables(swea, pairs=8, seed=1, cohort="2026", year=2026)

    assert same(first, made_up_tables(swea, pairs=8, seed=1, cohort="2026", year=2026))
    assert not same(first, made_up_tables(swea, pairs=8, seed=2, cohort="2026", year=2026))


@pytest.mark.parametrize("pairs", [1, 8, 120])
@pytest.mark.parametrize("programme", ["swea", "shf", "spare"])
def test_made_up_tables_are_valid(programme, pairs, request, tmp_path):
    """Tables of any programme and any size pass every rule of the interchange format, and no row is
    lost.
    """
    loaded = request.getfixturevalue(programme)
    made = made_up_tables(loaded, pairs=pairs, seed=5, cohort="A", year=2028)
    read = read_tables(write_tables(made, tmp_path / "data"), loaded)

    assert TABLES == tuple(made)
    assert {name: len(made[name]) for name in TABLES if len(made[name])} == {
        name: len(table) for name, table in read.present()
    }
    assert pairs == len(read.pairs)


def test_only_those_who_are_asked_answer(spare, swea):
    """A question is answered by the roles that it is put to, and only where ``relevant`` holds."""
    for programme in (spare, swea):
        answers = made_up_tables(programme, pairs=60, seed=3, cohort="A", year=2026)["answers"]
        followed = 0
        for (role, _pair), form in answers.groupby(["role", "pair_id"]):
            given = dict(zip(form["item"], form["answer"], strict=True))
            for item in (programme.closing.by_name[name] for name in given):
                assert role in item.roles
                assert item.relevant is None or relevance.is_relevant(item.relevant, given)
                followed += item.relevant is not None
        assert followed


def test_both_ways_of_asking_occur(tmp_path):
    """In one cohort everybody was asked everything, so that pairs that ended early answered what
    is in no short form; in the other they were asked the short form and answered nothing else.
    """
    for cohort, whole in zip(write_demo(tmp_path), (True, False), strict=True):
        programme = load_programme(cohort.programme)
        tables = read_tables(cohort.data, programme)
        early = tables.pairs.loc[tables.pairs["status"] == "ended_early", "pair_id"]
        given = tables.answers[tables.answers["pair_id"].isin(early)]
        items = {programme.closing.by_name[name].short for name in given["item"]}

        assert programme.settings.short_form is not whole
        assert ({True, False} if whole else {True}) == items


def test_free_text_is_never_made_up(spare):
    """An open question is left unanswered."""
    answers = made_up_tables(spare, pairs=30, seed=1, cohort="A", year=2026)["answers"]

    assert {"again", "why_not"} == set(answers["item"])


def test_a_cohort_holds_what_real_ones_hold(forty):
    """There are pairs that ended early, chose no goal or logged nothing, silent people,
    unfavourable answers, and people who would rather not say.
    """
    pairs, answers = forty["pairs"], forty["answers"]
    process = answers[answers["item"] == "process_works"]

    assert {"completed": 36, "ended_early": 3, "active": 1} == pairs[
        "status"
    ].value_counts().to_dict()
    assert {"yes": 30, "chose_none": 8, "unknown": 2} == pairs["has_goal"].value_counts().to_dict()
    assert 40 - 4 == len(set(forty["meetings"]["pair_id"]) | set(forty["months"]["pair_id"]))
    assert {"mentor": 32, "mentee": 29} == answers.groupby("role")[
        "participant_id"
    ].nunique().to_dict()
    assert {"1", "2", "3"} & set(process["answer"])
    assert "prefer_not" in set(answers["answer"])
    assert {"0", "1", "2+"} == set(forty["months"]["contacts"])


def test_meetings_follow_the_seasons(forty):
    """July has fewer meetings than March."""
    months = pd.to_datetime(forty["meetings"]["met_on"]).dt.month.value_counts()

    assert 0 < months[7] < months[3]


def test_a_pair_without_a_goal_is_not_asked_whether_it_was_met(forty):
    """Who chose no goal answers that there was none, or not at all; who set one never does."""
    answers = forty["answers"][forty["answers"]["item"] == "goals_met"]
    chosen = forty["pairs"].set_index("pair_id")["has_goal"]
    no_goal = answers["answer"] == "no_goal"

    assert no_goal.any()
    assert {"chose_none"} == set(answers.loc[no_goal, "pair_id"].map(chosen))
    assert {"prefer_not"} >= set(
        answers.loc[~no_goal & answers["pair_id"].map(chosen).eq("chose_none"), "answer"]
    )


def test_everybody_is_a_code(forty):
    """Participants are codes made of role and number: no names, no places of work."""
    assert forty["participants"]["participant_id"].str.fullmatch(r"(mentor|mentee)-\d\d").all()
    assert {""} == set(forty["participants"][["chapter", "organisation"]].to_numpy().ravel())


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo as it is written."""
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def closed(demo):
    """The releases of the demo's cohorts."""
    found = []
    for made in demo:
        programme = load_programme(made.programme)
        found.append(
            close_cohort(
                programme, read_tables(made.data, programme), cohort=made.cohort, on=made.on
            ).release
        )
    return found


def test_demo_has_a_small_and_a_large_cohort(closed):
    """SWEA has 8 pairs and Svensk Handledarförening 40, all of them in the frame."""
    assert [("swea", 8), ("handledarforening", 40)] == [
        (release.programme, release.frame["pairs"]) for release in closed
    ]


@pytest.mark.parametrize("id", ["goals.met", "process.works", "onward.plan"])
def test_demo_shows_the_answers_of_both_sides(closed, id):
    """In both cohorts at least five forms a role are in, and each of the questions asked by role is
    shown in full.
    """
    for release in closed:
        for role in ROLES:
            assert 5 <= release.finding("response.people", role).exact
            assert "shown" == release.finding(id, role).status


def test_demo_teaches_what_is_not_shown(closed):
    """Eight pairs are enough for the mutual contact; some parts are told as at most two, and some
    figures are hidden.
    """
    swea = closed[0]
    few = [finding for finding in swea.findings if str(finding.favourable) == "<=2"]

    assert 3 <= swea.finding("contact.mutual", "pair").exact
    assert 2 <= len(few) <= 8
    assert any(finding.status == "hidden" for finding in swea.findings)
    assert (1, 1) == tuple(
        swea.finding("response.pattern", "pair").counts[side]
        for side in ("mentor_only", "mentee_only")
    )


def test_demo_again_leaves_data_and_releases_alone(demo, closed):
    """A second demo in the same folder writes nothing, and the releases stay."""
    files = {path: path.stat().st_mtime_ns for made in demo for path in made.data.rglob("*")}

    assert demo == write_demo(demo[0].data.parents[1])
    assert any(path.parent.name == "releases" for path in files)
    assert files == {
        path: path.stat().st_mtime_ns for made in demo for path in made.data.rglob("*")
    }


def test_demo_never_writes_over_anything(tmp_path):
    """A folder with anything else in it is left as it is, and then no other folder is written
    either.
    """
    mine = tmp_path / "handledarforening" / "data" / "answers.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("my own", "utf-8")
    with pytest.raises(MendableError) as found:
        write_demo(tmp_path)

    assert str(mine.parent) == found.value.faults[0].file
    assert [mine] == [path for path in tmp_path.rglob("*") if path.is_file()]
    assert "my own" == mine.read_text("utf-8")


def test_changed_demo_data_are_kept(swea, tmp_path):
    """Tables that somebody went on from are not written over."""
    made = made_up_tables(swea, pairs=2, seed=1, cohort="A", year=2026)
    write_tables(made, tmp_path / "data")
    (tmp_path / "data" / "pairs.csv").write_text("changed", "utf-8")

    with pytest.raises(MendableError):
        write_tables(made, tmp_path / "data")
    assert "changed" == (tmp_path / "data" / "pairs.csv").read_text("utf-8")


def test_a_file_in_the_place_of_the_folder(swea, tmp_path):
    """A file where the folder should be is a mendable fault."""
    (tmp_path / "data").write_text("", "utf-8")

    with pytest.raises(MendableError):
        write_tables(
            made_up_tables(swea, pairs=1, seed=1, cohort="A", year=2026), tmp_path / "data"
        )
