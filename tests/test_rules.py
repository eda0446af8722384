"""The rules of the gate: what each of them prints, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spaces import by_rules

from toolkit.disclosure.rules import (
    edge_of_both_sides,
    least_shown_by_role,
    least_shown_of_pairs,
    mark_unprovable,
    protect,
)
from toolkit.evaluation.tally import Tally, not_available
from toolkit.programme.promise import Promise
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding

PROMISE = Promise(min_base=5, known_answers=1)


def by_role(favourable, *, view="mentor", frame=8, forms=6, rule="role", group="", held=1):
    """Return a tally of a role: of the forms in, all that are not favourable say no."""
    counts = {"yes": favourable, "no": forms - favourable, "no_answer": frame - forms}
    high = favourable + frame - forms
    return Tally(
        "works",
        view,
        rule,
        frame,
        forms,
        forms,
        favourable,
        counts,
        False,
        high,
        high,
        held,
        group=group,
    )


def of_pairs(favourable, *, high=None, held=1):
    """Return a tally of eight pairs, both of whose forms are in."""
    counts = {"mutual": favourable, "not": 8 - favourable, "unknown": 0}
    return Tally(
        "mutual",
        "pair",
        "pair",
        8,
        8,
        8,
        favourable,
        counts,
        False,
        8,
        high,
        held,
        pattern=(8, 0, 0),
    )


def of_both(favourable, mentors, mentees, *, pattern=(8, 0, 0), held=1):
    """Return the tallies of both roles and of the pairs that are favourable on both sides."""
    frame, (both, mentor, mentee) = sum(pattern), pattern
    roles = [
        by_role(count, view=view, frame=frame, forms=forms, held=held)
        for view, count, forms in (
            ("mentor", mentors, both + mentor),
            ("mentee", mentees, both + mentee),
        )
    ]
    counts = {
        "both": favourable,
        "mentor_only": mentors - favourable,
        "mentee_only": mentees - favourable,
        "rest": frame - mentors - mentees + favourable,
    }
    sides = Tally(
        "sides",
        "pair",
        "sides",
        frame,
        frame,
        favourable=favourable,
        counts=counts,
        held=held,
        question="works",
        pattern=pattern,
    )
    return [*roles, sides]


def told(tally, promise=PROMISE):
    """Return what is printed of one tally."""
    [finding] = protect([tally], promise)
    return finding


# ---- rule 1 --------------------------------------------------------------------------------------


def test_a_role_is_shown_in_full_from_three_favourable():
    """With one answer known, three favourable answers show the whole distribution, zeros and
    all.
    """
    assert Finding(
        "works",
        "mentor",
        "shown",
        8,
        6,
        PublishedCount.parse(3),
        (3 / 8, 5 / 8),
        {"yes": 3, "no": 3, "no_answer": 2},
    ) == told(by_role(3))


@pytest.mark.parametrize("favourable", [0, 1, 2])
def test_below_three_a_role_says_only_that_there_are_few(favourable):
    """None, one and two favourable answers give the same message, and nothing else."""
    expected = {
        "id": "works",
        "view": "mentor",
        "frame": 8,
        "favourable": "<=2",
        "range": [0.0, None],
        "status": "coarsened",
    }
    assert expected == told(by_role(favourable)).to_dict()


def test_a_mentor_with_two_mentees_raises_the_threshold():
    """Somebody who gave two of the answers needs four favourable ones."""
    assert ["<=3", 4] == [
        told(by_role(favourable, held=2)).favourable.to_json() for favourable in (3, 4)
    ]


def test_mutual_pairs_count_both_answers_of_a_pair_held():
    """Whoever holds the answers of three pairs holds six: t is 2 + (6 - 1) // 2 = 4."""
    assert ["<=3", 4] == [
        told(of_pairs(favourable, held=3)).favourable.to_json() for favourable in (3, 4)
    ]


def test_what_one_reader_holds_too_much_of_is_never_told():
    """Five pairs of one mentor can be proved, of six nothing is told; a fact of the register is,
    whoever takes part.
    """
    tallies = [
        by_role(8, frame=20, forms=20, held=5),
        by_role(8, frame=20, forms=20, held=6),
        by_role(8, rule="register", held=6),
    ]
    assert ["shown", "hidden", "shown"] == [
        finding.status for finding in protect(mark_unprovable(tallies), Promise())
    ]


def test_answers_that_the_board_knows_raise_the_threshold():
    """The setting known_answers counts as much as answers of one's own; the larger of the two
    decides.
    """
    assert ["<=4", 5] == [
        told(by_role(favourable), Promise(known_answers=3)).favourable.to_json()
        for favourable in (4, 5)
    ]
    assert "<=4" == str(told(by_role(4, held=2), Promise(known_answers=3)).favourable)


@pytest.mark.parametrize(("forms", "status"), [(4, "hidden"), (5, "shown"), (6, "shown")])
def test_the_base_of_forms_in(forms, status):
    """Four forms are too few, five are enough."""
    assert status == told(by_role(4, forms=forms)).status


def test_the_base_is_no_matter_of_answers():
    """Five forms of which two say nothing are five forms."""
    assert "shown" == told(replace(by_role(3, forms=5), answered=3)).status


def test_hidden_and_not_available_carry_no_figure():
    """A mark has no number in it, and the two marks differ."""
    assert {"id": "works", "view": "mentor", "status": "hidden"} == told(
        by_role(4, forms=4)
    ).to_dict()
    [absent] = not_available("recommend", ("mentor",), "role")
    assert {"id": "recommend", "view": "mentor", "status": "not_available"} == told(
        absent
    ).to_dict()


@pytest.mark.parametrize(("known", "status"), [(3, "coarsened"), (6, "coarsened"), (7, "hidden")])
def test_a_threshold_beyond_the_frame_hides(known, status):
    """Where even everybody would be too few there is nothing to say, and "at most 8 of 8" is not
    said.
    """
    assert status == told(by_role(2, held=known)).status


# ---- rule 2, logs and the register ---------------------------------------------------------------


def test_the_number_of_pairs_and_nothing_beside_it():
    """From three pairs on their number is printed; the rest of the pairs is one number."""
    expected = {
        "id": "mutual",
        "view": "pair",
        "frame": 8,
        "favourable": 3,
        "range": [0.375, 0.875],
        "status": "coarsened",
    }
    assert expected == told(of_pairs(3, high=7)).to_dict()


@pytest.mark.parametrize("favourable", [0, 1, 2])
def test_below_three_pairs_are_few(favourable):
    """None, one and two pairs give the same message, whatever the high end."""
    assert Finding(
        "mutual", "pair", "coarsened", 8, favourable=PublishedCount.parse("<=2"), range=(0.0, None)
    ) == told(of_pairs(favourable, high=5))


@pytest.mark.parametrize(
    ("pattern", "status"),
    [((1, 2, 0), "hidden"), ((2, 1, 0), "coarsened"), ((0, 2, 3), "coarsened")],
)
def test_the_base_of_a_figure_of_pairs(pattern, status):
    """A figure made of the answers of both sides rests on their forms: four are too few, five are
    enough.
    """
    assert status == told(replace(of_pairs(2), pattern=pattern)).status


def test_an_unpublished_high_end():
    """A count whose high end no fact of the register tells has no high end."""
    assert (0.5, None) == told(of_pairs(4)).range


def test_a_threshold_of_pairs_beyond_the_frame_hides():
    """With fifteen answers known t is 9, and eight pairs are hidden."""
    assert "hidden" == told(of_pairs(8, held=15)).status


def test_logs_are_told_as_a_number_from_the_threshold_of_a_role():
    """What is logged has the threshold of a role, and tells no distribution."""
    logged = replace(of_pairs(4, held=2), rule="logged", pattern=None)
    assert Finding(
        "mutual", "pair", "coarsened", 8, favourable=PublishedCount.parse(4), range=(0.5, None)
    ) == told(logged)
    assert "<=3" == str(told(replace(logged, favourable=3)).favourable)


def test_facts_of_the_register_are_shown_from_the_base_on():
    """Who took part is known anyway: shown even with nobody favourable, but not for four pairs."""
    counts = {"completed": 0, "ended_early": 5}
    fact = Tally("endings", "pair", "register", 5, 5, 5, 0, counts)
    assert Finding(
        "endings", "pair", "shown", 5, 5, PublishedCount.parse(0), (0.0, 0.0), counts
    ) == told(fact)
    assert "hidden" == told(replace(fact, base=4)).status


@pytest.mark.parametrize(
    ("known", "role", "pairs", "edge"),
    [
        (1, 3, 3, 2),
        (2, 4, 3, 3),
        (3, 5, 3, 4),
        (4, 6, 3, 5),
        (5, 7, 4, 6),
        (6, 8, 4, 7),
        (7, 9, 5, 8),
    ],
)
def test_thresholds(known, role, pairs, edge):
    """With c answers known, k is c + 2, t is max(3, 2 + (c - 1) // 2), and the edge of a window c +
    1.
    """
    assert (role, pairs, edge) == (
        least_shown_by_role(known),
        least_shown_of_pairs(known),
        edge_of_both_sides(known),
    )


# ---- rule 3 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("favourable", "expected"),
    [
        (0, "0-2"),
        (1, "0-2"),
        (2, "0-2"),
        (3, 3),
        (4, 4),
        (5, 5),
        (6, "6-8"),
        (7, "6-8"),
        (8, "6-8"),
    ],
)
def test_a_window_of_both_sides(favourable, expected):
    """Of twenty pairs with eight favourable mentors: none to two read alike, so do the three
    highest, and between them the number is told.
    """
    finding = protect(of_both(favourable, 8, 9, pattern=(20, 0, 0)), PROMISE)[2]
    low = int(str(expected).split("-")[0])
    assert (
        Finding(
            "sides",
            "pair",
            "coarsened",
            20,
            favourable=PublishedCount.parse(expected),
            range=(low / 20, None),
        )
        == finding
    )


@pytest.mark.parametrize(
    ("favourable", "mentors", "mentees", "expected"),
    [(2, 4, 5, "1-4"), (4, 4, 6, "2-4"), (5, 5, 8, 5), (7, 7, 8, 7)],
)
def test_a_window_never_says_what_the_roles_rule_out(favourable, mentors, mentees, expected):
    """Of eight pairs with 4 and 5 favourable one at least is so on both sides; where all mentees
    are, the mentors' number is that of the pairs.
    """
    assert (
        expected == protect(of_both(favourable, mentors, mentees), PROMISE)[2].favourable.to_json()
    )


def test_a_window_knows_who_answered():
    """Of 5 pairs with both forms in and 3 with the mentor's, 6 and 4 favourable: at least 2 and at
    most 4 are so on both sides.
    """
    assert "2-4" == str(protect(of_both(3, 6, 4, pattern=(5, 3, 0)), PROMISE)[2].favourable)


@pytest.mark.parametrize(
    ("tallies", "promise"),
    [
        (of_both(2, 2, 8), PROMISE),
        (of_both(3, 3, 8), Promise(known_answers=2)),
        (of_both(5, 6, 6)[1:], PROMISE),
        (of_both(5, 6, 6), Promise(groups="chapter")),
        ([*of_both(5, 6, 6)[:2], replace(of_both(5, 6, 6)[2], pattern=None)], PROMISE),
        (of_both(4, 4, 4, pattern=(4, 0, 4)), PROMISE),
    ],
    ids=[
        "mentors are few",
        "few for two known",
        "no mentors",
        "chapters",
        "form export",
        "too few mentors",
    ],
)
def test_without_both_roles_in_full_there_is_no_window(tallies, promise):
    """Both sides are hidden unless both roles are shown of the whole cohort, and it is known who
    answered.
    """
    assert Finding("sides", "pair", "hidden") == protect(tallies, promise)[-1]


# ---- rule 4 --------------------------------------------------------------------------------------


def compared(mentors, mentees):
    """Return the tallies of eight pairs, five mentors and five mentees of them content with a 5 and
    the others not, by what each role could answer.
    """
    given = {"5": 5, "2": 3, "no_answer": 0}
    roles = [
        Tally("works", view, "role", 8, 8, 8, 5, dict.fromkeys(codes, 0) | given, False, 5, 5)
        for view, codes in (("mentor", mentors), ("mentee", mentees))
    ]
    both = {"both": 3, "mentor_only": 2, "mentee_only": 2, "rest": 1}
    sides = Tally(
        "sides",
        "pair",
        "sides",
        8,
        8,
        favourable=3,
        counts=both,
        question="works",
        pattern=(8, 0, 0),
    )
    ranked = {code: ("favourable" if code in "45" else "other", int(code)) for code in mentors}
    higher = {"same": 4, "mentor_higher": 2, "mentee_higher": 2}
    return [
        *roles,
        sides,
        replace(sides, id="higher", rule="higher", favourable=4, counts=higher, ranked=ranked),
    ]


@pytest.mark.parametrize(
    ("mentors", "mentees", "status"),
    [("542", "542", "coarsened"), ("542", "52", "hidden"), ("52", "532", "hidden")],
)
def test_who_is_higher_is_told_of_one_scale(mentors, mentees, status):
    """Who of a pair answered higher is told where both had the same answers to choose from, and
    hidden where one role lacked one, whatever was chosen.
    """
    assert ["shown", "shown", "coarsened", status] == [
        finding.status for finding in protect(compared(mentors, mentees), PROMISE)
    ]


def test_what_links_answers_is_hidden():
    """Whatever links the answers of two people, or of one person to two questions, is hidden."""
    assert "hidden" == told(by_role(6, rule="linked")).status


def test_what_is_never_published_leaves_no_mark():
    """A tally that stays with whoever holds the raw data is not even listed."""
    assert () == protect([by_role(6, rule="never")], PROMISE)


def in_chapters(*favourable, forms=5):
    """Return the tallies of a role of all, and of chapters with that many favourable answers
    each.
    """
    parts = [
        by_role(count, frame=6, forms=forms, group=f"chapter {at}")
        for at, count in enumerate(favourable)
    ]
    return [by_role(sum(favourable), frame=6 * len(parts), forms=forms * len(parts)), *parts]


def test_all_chapters_beside_their_total():
    """Three chapters with three favourable answers and more are shown in full, in their order,
    beside the total.
    """
    findings = protect(in_chapters(3, 5, 4), Promise(groups="chapter"))
    assert [("", 12), ("chapter 0", 3), ("chapter 1", 5), ("chapter 2", 4)] == [
        (finding.group, finding.exact) for finding in findings
    ]
    assert {"shown"} == {finding.status for finding in findings}
    assert {"yes": 5, "no": 0, "no_answer": 1} == findings[2].counts


@pytest.mark.parametrize(
    "tallies",
    [in_chapters(3, 2, 4), in_chapters(4), in_chapters(4, 4, forms=4)],
    ids=["one has few", "the only one", "few forms"],
)
def test_or_the_total_alone(tallies):
    """Where one chapter may not be shown, or there is no other, no chapter is: not even as
    hidden.
    """
    assert [("", "shown")] == [
        (finding.group, finding.status) for finding in protect(tallies, Promise(groups="chapter"))
    ]


# ---- bands ---------------------------------------------------------------------------------------


IN_BANDS = Promise(kind="bands")


def test_both_roles_are_one_figure():
    """Six favourable of eight mentors and five of eight mentees are 11 of 16: in tens, 70 per cent,
    where the first of the roles stood.
    """
    findings = protect([of_pairs(8), *of_both(4, 6, 5)], IN_BANDS)
    assert ("works", "people", "coarsened", 16, "11", None) == (
        *_of(findings[1]),
        findings[1].counts,
    )
    assert [("mutual", "pair"), ("works", "people"), ("sides", "pair")] == [
        (finding.id, finding.view) for finding in findings
    ]
    assert "hidden" == findings[2].status


def _of(finding):
    return finding.id, finding.view, finding.status, finding.frame, str(finding.favourable)


@pytest.mark.parametrize(
    ("favourable", "expected"), [(0, "0-3"), (3, "0-3"), (4, "4-6"), (7, "7-10"), (10, "7-10")]
)
def test_ten_forms_are_told_in_thirds(favourable, expected):
    """Of twelve mentors ten forms are in: a third of the ten, and no end of the range but the
    lower.
    """
    finding = told(by_role(favourable, frame=12, forms=10), IN_BANDS)
    assert ("works", "people", "coarsened", 12, expected) == _of(finding)
    assert (int(expected.split("-")[0]) / 12, None) == finding.range


@pytest.mark.parametrize(
    ("forms", "min_base", "status"),
    [(9, 5, "hidden"), (10, 5, "coarsened"), (14, 15, "hidden"), (15, 15, "coarsened")],
)
def test_too_few_forms_for_a_band(forms, min_base, status):
    """Under ten forms nothing is told, nor under the programme's own base."""
    assert (
        status
        == told(by_role(5, frame=20, forms=forms), Promise(kind="bands", min_base=min_base)).status
    )


@pytest.mark.parametrize(
    ("known", "forms", "status"),
    [
        (1, 10, "coarsened"),
        (2, 10, "coarsened"),
        (3, 10, "hidden"),
        (4, 16, "coarsened"),
        (4, 15, "hidden"),
    ],
)
def test_bands_for_readers_who_know_more(known, forms, status):
    """A pair knows two answers, so one known is two; four known need 16 forms for thirds."""
    assert (
        status
        == told(
            by_role(5, frame=20, forms=forms), Promise(kind="bands", known_answers=known)
        ).status
    )


def test_a_band_of_pairs_is_of_those_from_which_both_forms_are_in():
    """Ten of twelve pairs sent both forms in, five are mutual: a band of thirds of the ten."""
    tally = replace(of_pairs(5), frame=12, base=12, pattern=(10, 1, 1))
    assert Finding(
        "mutual",
        "pair",
        "coarsened",
        12,
        favourable=PublishedCount.parse("4-6"),
        range=(4 / 12, None),
    ) == told(tally, IN_BANDS)
    assert "hidden" == told(replace(tally, pattern=(9, 2, 1)), IN_BANDS).status


def test_facts_of_the_register_stay_shown():
    """Who took part is told under bands as under counts."""
    fact = Tally(
        "endings", "pair", "register", 8, 8, 8, 7, {"completed": 7, "ended_early": 1}, possible=7
    )
    assert told(fact) == told(fact, IN_BANDS)
    assert 7 == told(fact, IN_BANDS).exact


def test_a_role_that_was_not_asked_is_not_pooled():
    """Where only mentors were asked the figure is theirs; where nobody was, it is not available."""
    [absent] = not_available("works", ("mentee",), "role")
    assert [("works", "people", "coarsened", 12, "4-6")] == [
        _of(finding) for finding in protect([by_role(5, frame=12, forms=10), absent], IN_BANDS)
    ]
    assert [Finding("works", "people", "not_available")] == list(
        protect(not_available("works", ("mentor", "mentee"), "role"), IN_BANDS)
    )


def test_the_order_is_that_of_the_tallies():
    """What is published stands in the order in which it was counted, with nothing left out but what
    is never published.
    """
    tallies = [of_pairs(4), by_role(5, rule="never"), *of_both(5, 6, 6), by_role(6, rule="linked")]
    assert ["mutual", "works", "works", "sides", "works"] == [
        finding.id for finding in by_rules()(tallies)
    ]
