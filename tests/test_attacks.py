"""Known attacks: what each finds in a naive report, by the enumeration of every table, and that the
toolkit gives it nothing to work on.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, product

import numpy as np
import pytest
from cohorts import a8, answered, pair, write_tables
from pydantic import ValidationError
from spaces import (
    THREE,
    TWO,
    by_rules,
    counted,
    enumerate_all,
    leaking_tables,
    leaks,
    leaks_of,
    of_pairs,
    of_role,
    openly,
    reads_alike,
)

from toolkit.closing import close_cohort, count_forms_in
from toolkit.data.sources import read_tables
from toolkit.errors import ClosingError
from toolkit.evaluation.items import rule_of
from toolkit.evaluation.tally import Tally
from toolkit.programme.promise import Promise
from toolkit.release.release import FIELDS_OF_STATUS, Finding
from toolkit.reports.years import comparison

LAST_DAY = "2026-12-31"
FIVE_PAIRS = of_pairs((5, 0, 0), TWO)


def rule_one(favourable):
    """Print how many are favourable from three on."""
    return favourable if favourable > 2 else "at most 2"


def told(figures):
    """Return the gate that prints *figures* of the favourable counts of the tallies, and nothing
    else.
    """
    return lambda tallies: [figures(*(tally.favourable for tally in tallies))]


def from_on(least, favourable, *figures):
    """Return the figures of every table where that many are favourable; below that all read
    alike.
    """
    return [np.where(favourable >= least, figure, -1) for figure in figures or (favourable,)]


def close(programme, folder, *, cohort="A8", keep=False, **promise):
    """Close a cohort of a folder under a promise."""
    settings = programme.settings.model_copy(update={"promise": Promise.model_validate(promise)})
    tables = read_tables(folder, programme)
    return close_cohort(
        replace(programme, settings=settings),
        tables if keep else replace(tables, home=None),
        cohort=cohort,
        on=LAST_DAY,
    )


# ---- two cuts of the same people -----------------------------------------------------------------


@pytest.mark.parametrize(("sizes", "expected"), [((5, 5), 12), ((5, 8), 18), ((5, 5, 5), 81)])
def test_chapters_beside_their_total(sizes, expected):
    """Each chapter and the total by rule 1, each by itself: of two chapters of five, 12 of the 36
    tables give an answer away. All or none: none.
    """
    space = of_role(sum(sizes), TWO, groups=sizes)
    assert expected == leaks(space, told(lambda *counts: tuple(map(rule_one, counts))))
    assert 0 == leaks(space, by_rules(groups="chapter"))


def test_a_second_partition():
    """Chapters of five and areas of five of the same ten people, all from three on: 12 tables. A
    programme can tell one of them only.
    """

    def both(_total, *cells):
        parts = (cells[0] + cells[1], cells[2] + cells[3], cells[0] + cells[2], cells[1] + cells[3])
        return parts if min(parts) > 2 else rule_one(sum(cells))

    assert 12 == leaks(of_role(10, TWO, groups=(1, 4, 4, 1)), told(both))
    with pytest.raises(ValidationError, match="groups"):
        Promise.model_validate({"groups": ["chapter", "area"]})


def test_nested_areas(swea, tmp_path):
    """An area of five within one of six: 3 tables. A pair of two areas is counted in neither, so
    that the parts add up to the total.
    """
    assert 3 == leaks(
        of_role(6, TWO, groups=(5, 1)),
        told(lambda around, inside, _strip: (rule_one(inside), rule_one(around))),
    )

    areas = ["leadership"] * 6 + ["career"] * 6 + ["leadership;career"] * 4 + [""] * 2
    release = close(swea, write_tables(_satisfied(areas), tmp_path), groups="area").release
    total, parts = (
        release.finding("process.works", "mentor"),
        release.by_group("process.works", "mentor"),
    )
    assert {"leadership": 6, "career": 6, "-": 6} == {part.group: part.frame for part in parts}
    assert total.counts == {code: sum(part.counts[code] for part in parts) for code in total.counts}


def _satisfied(areas):
    """Return a pair for each of *areas*; all answered that the process worked."""
    numbers = [str(number) for number in range(1, len(areas) + 1)]
    people = [f"{prefix}{number}" for number in numbers for prefix in "me"]
    return {
        "participants": [{"participant_id": person} for person in people],
        "pairs": [pair(number, areas=own) for number, own in zip(numbers, areas, strict=True)],
        "answers": [answered(person, person[1:], "process_works", "4") for person in people],
    }


# ---- two releases of the same people -------------------------------------------------------------


@pytest.mark.parametrize(("forms", "expected"), [(5, 3), (6, 4), (8, 6)])
def test_one_more_form(forms, expected):
    """Released by rule 1, and again after one more form: in so many tables the difference gives an
    answer away.
    """
    assert expected == leaks(
        of_role(forms + 1, TWO, groups=(forms, 1)),
        told(lambda later, first, _late: (rule_one(first), rule_one(later))),
    )


@pytest.mark.slow
def test_a_cohort_is_released_once(swea, tmp_path):
    """A8 closed with the forms of five mentors is not closed again with the sixth's; the first
    release stands.
    """
    tables = a8()
    late = [row for row in tables["answers"] if row["participant_id"] == "m6"]
    in_time = {**tables, "answers": [row for row in tables["answers"] if row not in late]}
    first = close(swea, write_tables(in_time, tmp_path), keep=True).release

    assert 5 == first.finding("response.people", "mentor").exact
    with pytest.raises(ClosingError, match="never recomputed"):
        close(swea, write_tables(tables, tmp_path), keep=True)
    assert first.sha256 == close(swea, write_tables(in_time, tmp_path), keep=True).release.sha256


def test_before_closing_only_forms_are_counted(swea, a8_folder):
    """Whoever watches the cohort fill sees how many forms are in of each role, and no answer."""
    assert {"mentor": (6, 8), "mentee": (5, 8)} == count_forms_in(
        swea, read_tables(a8_folder, swea), cohort="A8", on=LAST_DAY
    )


@pytest.mark.slow
def test_the_same_answer_in_two_cohorts(swea, tmp_path):
    """Cohorts of five with one person in common, each by rule 1: 2 of 50 tables. Pairs that were
    counted are counted in no other cohort.
    """
    found = enumerate_all(
        of_role(9, TWO, groups=(4, 1, 4)),
        told(lambda _all, one, both, other: (rule_one(one + both), rule_one(both + other))),
    )
    assert (50, 2) == (found.tables, found.leaks)

    tables = a8()
    close(swea, write_tables(tables, tmp_path), keep=True)
    tables["pairs"] = [row | {"cohort": "B8"} for row in tables["pairs"]]
    with pytest.raises(ClosingError, match="A8"):
        close(swea, write_tables(tables, tmp_path), cohort="B8", keep=True)


def test_years_pooled_from_raw_counts():
    """Two cohorts of five and their raw sum by rule 1: 12 tables. The year report adds what is
    printed, and so prints no message more.
    """
    space = of_role(10, TWO, groups=(5, 5))
    assert 12 == leaks(
        space, told(lambda both, one, other: (rule_one(one), rule_one(other), rule_one(both)))
    )

    def each(tallies):
        return [
            finding for cohort in tallies[1:] for finding in by_rules()([replace(cohort, group="")])
        ]

    apart, together = (
        enumerate_all(space, each),
        enumerate_all(
            space, lambda tallies: (*each(tallies), comparison.add_findings(each(tallies)))
        ),
    )
    assert (0, apart.messages) == (together.leaks, together.messages)


# ---- several figures of the same answers ---------------------------------------------------------


def test_both_roles_pooled_beside_one():
    """Five pairs: a pooled figure from three on gives 1 table away, beside the mentors 9. Counts
    tell roles only, bands only the pooled.
    """
    mentors, mentees = (
        counted(FIVE_PAIRS, lambda *answers, side=side: answers[side] == "yes") for side in (0, 1)
    )
    assert 1 == leaks_of(FIVE_PAIRS, *from_on(3, mentors + mentees))
    assert 9 == leaks_of(FIVE_PAIRS, *from_on(3, mentors + mentees), *from_on(3, mentors))

    tallies = of_pairs((8, 0, 0), TWO).recount([5, 1, 1, 1])
    assert ["mentor", "mentee"] == [finding.view for finding in by_rules()(tallies)]
    assert ["people"] == [finding.view for finding in by_rules(kind="bands")(tallies)]


def test_a_mean_beside_coarsened_parts():
    """Two parts of a scale by rule 1, five people: 0 tables; with the sum of all answers 171. A
    finding has no place for a sum or a mean.
    """
    codes = {f"{one}{other}": "other" for one, other in product((5, 4, 2), repeat=2)}
    space = of_role(5, codes)
    favourable = [frozenset(code for code in codes if int(code[part]) > 3) for part in (0, 1)]
    parts = []
    for part in (0, 1):
        levels = [
            counted(space, lambda code, part=part, level=level: int(code[part]) == level)
            for level in (5, 4, 2)
        ]
        parts += from_on(3, levels[0] + levels[1], *levels)
    total = counted(space, lambda code: int(code[0]) + int(code[1]))

    assert [0, 171] == [
        leaks_of(space, *parts, wanted=favourable),
        leaks_of(space, *parts, total, wanted=favourable),
    ]
    assert {"id", "view", "status", "frame", "answered", "favourable", "range", "counts"} == set(
        chain(*FIELDS_OF_STATUS.values())
    )


def test_channels_of_the_mutual_pairs(swea, tmp_path):
    """Five pairs, yes by video, yes by phone, no: the number of mutual pairs, and how often video
    among them, 72 tables. Channels are hidden.
    """
    space = of_pairs((5, 0, 0), {"video": "favourable", "phone": "favourable", "no": "other"})
    pairs = counted(space, lambda mentor, mentee: "no" not in (mentor, mentee))
    videos = counted(
        space,
        lambda mentor, mentee: 0 if "no" in (mentor, mentee) else (mentor, mentee).count("video"),
    )
    assert 72 == leaks_of(space, *from_on(2, pairs, pairs, videos))

    tables = a8()
    tables["answers"] += [
        answered(f"{prefix}{number}", number, "contact_how", "video")
        for number in "15"
        for prefix in "me"
    ]
    release = close(swea, write_tables(tables, tmp_path)).release
    assert {"hidden"} == {
        release.finding("contact.how", role).status for role in ("mentor", "mentee")
    }


def test_the_base_of_a_follow_up_question(swea):
    """Five people by rule 1, and how many were asked what only the unfavourable are asked: 2
    tables. A follow-up is linked, and hidden.
    """
    space = of_role(5, TWO)
    yes, no = (counted(space, lambda answer, code=code: answer == code) for code in ("yes", "no"))
    assert 2 == leaks_of(space, *from_on(3, yes, yes, no), no)

    assert "linked" == rule_of(swea.closing.by_name["contact_how"])
    assert (Finding("why", "mentor", "hidden"),) == by_rules()(
        [Tally("why", "mentor", "linked", 5, 5, 5, 5, {"yes": 5})]
    )


@pytest.mark.slow
def test_goals_counted_from_answers(swea, tmp_path):
    """Five pairs by rule 1, and in how many somebody answered that there was no goal: 189 tables.
    Goals are counted from the agreements alone.
    """
    space = of_pairs((5, 0, 0), {**TWO, "no_goal": "not_applicable"})
    by_role = [figure for side in (0, 1) for figure in _by_rule_one(space, side)]
    assert 189 == leaks_of(space, *by_role, counted(space, lambda *answers: "no_goal" in answers))

    tables, denied = a8(), a8()
    denied["answers"] = [
        row | {"answer": "no_goal"} if row["item"] == "goals_met" else row
        for row in tables["answers"]
    ]
    chosen = [
        close(swea, write_tables(each, tmp_path / name)).tallies["goals.chosen", "pair"]
        for name, each in (("a", tables), ("b", denied))
    ]
    assert chosen[0] == chosen[1]
    assert {"yes": 6, "chose_none": 2, "unknown": 0} == chosen[0].counts


def _by_rule_one(space, side):
    levels = [
        counted(space, lambda *answers, code=code: answers[side] == code)
        for code in space.codes["mentor"]
    ]
    return from_on(3, levels[0], *levels)


def test_the_next_coarser_step():
    """Five pairs: the finest of four texts that is safe by itself. That a finer one was refused
    tells: 29 of 56 tables. The rules try nothing.
    """
    mutual = counted(FIVE_PAIRS, lambda *answers: answers == ("yes", "yes"))
    roles = [figure for side in (0, 1) for figure in _by_rule_one(FIVE_PAIRS, side)]
    texts = [
        reads_alike(*roles, mutual),
        reads_alike(*roles, *from_on(2, mutual)),
        reads_alike(*roles),
        reads_alike(0 * mutual),
    ]
    safe = [~np.isin(text, text[leaking_tables(FIVE_PAIRS, text)]) for text in texts]
    step = np.argmax(np.vstack([*safe[:-1], np.ones_like(safe[0])]), axis=0)

    assert 29 == leaks_of(FIVE_PAIRS, step, np.choose(step, texts))
    assert 0 == leaks(
        of_pairs((5, 0, 0), THREE, ("mentor", "mentee", "mutual")),
        lambda tallies: by_rules()(tallies[:2]),
    )


def test_another_pair():
    """Five pairs: the number of mutual pairs from two on tells a mutual pair in 15 of the tables
    that no other pair is; from three on in none.
    """
    both_yes = [
        place for place, kind in enumerate(FIVE_PAIRS.kinds) if kind.answers == ("yes", "yes")
    ]
    mutual = counted(FIVE_PAIRS, lambda *answers: answers == ("yes", "yes"))
    alone = [
        sum(_knows_itself_alone(mutual, reads_alike(*from_on(least, mutual)))) for least in (2, 3)
    ]
    assert 1 == len(both_yes)
    assert [15, 0] == alone


def _knows_itself_alone(mutual, text):
    """Return the tables in which a mutual pair reads that no other is: wherever the text is the
    same there is at most one.
    """
    return [
        count == 1 and mutual[text == own].max() == 1
        for count, own in zip(mutual, text, strict=True)
    ]


def test_everything_openly():
    """The distribution of one role of five, all codes: whoever is the only favourable one knows of
    everybody else.
    """
    assert 0 < leaks(of_role(5), openly)
    assert 0 == leaks(of_role(5), by_rules())


# ---- answers of others that were told ------------------------------------------------------------

SIX = ("5", "4", "2", "3", "1", "2")
"""Two of six are favourable."""


def test_a_mentor_whose_mentees_told_her(swea, tmp_path):
    """Beside "at most 2 of 6", a mentor whom both favourable mentees told would know of the other
    four; what is told is "at most 3".
    """
    pairs = [
        pair(str(number), mentor_id="m1" if number < 3 else f"m{number}") for number in range(1, 7)
    ]
    people = [
        {"participant_id": person}
        for person in sorted({row[role] for row in pairs for role in ("mentor_id", "mentee_id")})
    ]
    answers = [
        answered(f"e{number}", str(number), "process_works", answer)
        for number, answer in enumerate(SIX, start=1)
    ]
    release = close(
        swea, write_tables({"participants": people, "pairs": pairs, "answers": answers}, tmp_path)
    ).release

    assert ("<=3", 6) == (
        str(release.finding("process.works", "mentee").favourable),
        release.finding("process.works", "mentee").frame,
    )


def test_a_person_who_sent_two_forms(swea, tmp_path):
    """Where no pairs tell who is who, both favourable forms may be one person's: "at most 2 of 6"
    would tell her of the other four.
    """
    answers = [
        answered(f"form_{number}", "", "process_works", answer, cohort="A8", role="mentor")
        for number, answer in enumerate(SIX)
    ]
    other = pair("1", cohort="B8", status="never_started", started_on="")
    people = [{"participant_id": person} for person in ("m1", "e1")]
    tables = read_tables(
        write_tables({"participants": people, "pairs": [other], "answers": answers}, tmp_path), swea
    )
    release = close_cohort(
        swea, replace(tables, home=None), cohort="A8", on=LAST_DAY, frame={"mentor": 6}
    ).release

    assert "<=3" == str(release.finding("process.works", "mentor").favourable)
