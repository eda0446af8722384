"""The prover: what it finds in naive maps, that it finds nothing in the rules of the gate, and what
it refuses to prove.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from spaces import (
    ASKED,
    FAVOURABLE,
    FOUR,
    LEVELS,
    THREE,
    TWO,
    by_rules,
    count_tables,
    enumerate_all,
    leaking_by_everybody,
    leaking_tables,
    leaks,
    messages_of,
    mutual,
    of_logs,
    of_pairs,
    of_role,
    of_roles_pooled,
    openly,
    patterns,
    proved,
)

from toolkit.disclosure import rules
from toolkit.disclosure.prover import NotProvedError, Proof, prove
from toolkit.disclosure.prover.attackers import list_cases
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding

WITH_SIDES = ("mentor", "mentee", "sides")
COHORTS = range(5, 13)


# ---- what naive maps give away -------------------------------------------------------------------


def roles_beside_mutual(tallies):
    """Print both roles by rule 1, and beside them the number of mutual pairs from two on."""
    mentor, mentee, pairs = tallies
    return (
        *by_rules()((mentor, mentee)),
        pairs.favourable if pairs.favourable > 1 else "at most 1",
    )


@pytest.mark.parametrize(
    ("space", "gate", "tables", "expected"),
    [
        (of_pairs((5, 0, 0)), openly, 1_287, 949),
        (of_pairs((8, 0, 0)), openly, 12_870, 6_225),
        (mutual((5, 0, 0), THREE), openly, 1_287, 847),
        (mutual((8, 0, 0), THREE), openly, 12_870, 6_986),
        (
            of_pairs((5, 0, 0), views=("mentor", "mentee", "mutual")),
            roles_beside_mutual,
            1_287,
            124,
        ),
        (
            of_pairs((8, 0, 0), views=("mentor", "mentee", "mutual")),
            roles_beside_mutual,
            12_870,
            1_599,
        ),
    ],
    ids=[
        "5 pairs by role",
        "8 pairs by role",
        "5 pairs, mutual or not",
        "8 pairs, mutual or not",
        "5 pairs, rules 1 and 2",
        "8 pairs, rules 1 and 2",
    ],
)
@pytest.mark.slow
def test_what_naive_maps_give_away(space, gate, tables, expected):
    """Enumerations that were written apart from this one found the same numbers of tables that give
    an answer away.
    """
    found = enumerate_all(space, gate)
    assert (tables, expected) == (found.tables, found.leaks)


@pytest.mark.parametrize(
    ("full_time", "part_time", "safe"), [(6, 0, False), (5, 1, False), (2, 2, True)]
)
def test_a_row_of_a_published_table(full_time, part_time, safe):
    """Handbook on Statistical Disclosure Control, chapter 5: all 6 married work full time, 5 of 6
    divorced, 2 of 4 single.

    Everybody knows the hours of the married; the divorced who works part time knows those of the
    others; nobody knows of the single.
    """
    space = of_role(full_time + part_time, {"full": "favourable", "part": "other"})
    assert [safe] == [
        safe
        for tallies, safe in messages_of(space, openly, "answers")
        if full_time == tallies[0].counts["full"]
    ]


# ---- the rules, over every table -----------------------------------------------------------------


@pytest.mark.parametrize("known", [1, 2, 3, 4])
@pytest.mark.parametrize("codes", [THREE, FOUR], ids=["three answers", "or none"])
@pytest.mark.slow
@pytest.mark.no_cover
def test_by_role(known, codes):
    """Rule 1, 5 to 12 people, 3 or more forms in, readers of one to four answers: no table gives an
    answer away.
    """
    spaces = (
        of_role(forms, codes, silent=people - forms, known=known)
        for people in COHORTS
        for forms in range(3, people + 1)
    )
    assert 0 == leaks(spaces, by_rules(known_answers=known))


@pytest.mark.parametrize("known", [1, 2, 3, 4])
def test_by_role_one_less_gives_answers_away(monkeypatch, known):
    """With k = c + 1 the same enumeration finds answers given away, for each c."""
    monkeypatch.setattr(rules, "least_shown_by_role", lambda known: known + 1)
    assert 0 < leaks(of_role(8, known=known), by_rules(known_answers=known))


@pytest.mark.parametrize("known", [1, 2, 3, 4])
def test_by_role_in_chapters(known):
    """Chapters beside their total, all of them or none: no table of two or three chapters gives an
    answer away.
    """
    sizes = [(3, 3), (3, 8), (5, 5), (5, 8), (6, 6), (7, 9), (3, 3, 3), (4, 5, 6), (5, 5, 5)]
    spaces = (of_role(sum(groups), TWO, groups=groups, known=known) for groups in sizes)
    assert 0 == leaks(spaces, by_rules(known_answers=known, groups="chapter"))


@pytest.mark.parametrize(
    ("known", "all_in", "any_pattern"), [(1, 12, 8), (2, 10, 6), (3, 8, 5), (4, 6, 0)]
)
@pytest.mark.slow
@pytest.mark.no_cover
def test_of_pairs(known, all_in, any_pattern):
    """Rule 2, yes, no and unknown, 5 pairs and more, all forms in or any of them: no table gives an
    answer away.
    """
    spaces = [mutual((pairs, 0, 0), known=known) for pairs in range(5, all_in + 1)]
    spaces += [
        mutual(pattern, known=known)
        for pairs in range(5, any_pattern + 1)
        for pattern in patterns(pairs)
    ]
    assert 0 == leaks(spaces, by_rules(known_answers=known))


@pytest.mark.parametrize(
    ("known", "pairs"), [(1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (2, 7), (3, 7), (4, 6)]
)
@pytest.mark.slow
@pytest.mark.no_cover
def test_of_both_sides_whoever_answered(known, pairs):
    """Rule 3 beside both roles, whichever of the forms are in: no table of two answers gives one
    away.
    """
    spaces = (
        of_pairs(pattern, TWO, WITH_SIDES, silent=pairs - sum(pattern), known=known)
        for pattern in patterns(pairs)
    )
    assert 0 == leaks(spaces, by_rules(known_answers=known))


@pytest.mark.parametrize(
    ("codes", "known", "largest"),
    [(THREE, 1, 12), (THREE, 2, 9), (THREE, 3, 8), (THREE, 4, 6), (FOUR, 1, 7)],
    ids=["1 known", "2 known", "3 known", "4 known", "or none"],
)
@pytest.mark.slow
@pytest.mark.no_cover
def test_of_both_sides_all_answers(codes, known, largest):
    """Rule 3 beside both roles, all forms in, 5 pairs and more: no table of three answers, or of
    three and none, gives one away.
    """
    spaces = (
        of_pairs((pairs, 0, 0), codes, WITH_SIDES, known=known) for pairs in range(5, largest + 1)
    )
    assert 0 == leaks(spaces, by_rules(known_answers=known))


@pytest.mark.parametrize(("held", "pairs"), [(2, 8), (3, 8), (4, 7)])
@pytest.mark.parametrize("views", [WITH_SIDES, ("mutual",)], ids=["both sides", "mutual"])
@pytest.mark.slow
@pytest.mark.no_cover
def test_a_reader_who_holds_the_answers_of_several_pairs(held, pairs, views):
    """A mentor of two, three or four mentees who all told her, whoever of the pairs answered: no
    table of two answers gives one away.
    """
    spaces = (
        of_pairs(pattern, TWO, views, held=held)
        for pattern in patterns(pairs)
        if sum(pattern) == pairs
    )
    assert 0 == leaks(spaces, by_rules())


@pytest.mark.slow
@pytest.mark.no_cover
def test_of_both_sides_all_answers_whoever_answered():
    """Rule 3 beside both roles, 5 pairs, whichever of the forms are in: no table of three answers
    and none gives one away.
    """
    spaces = (
        of_pairs(pattern, FOUR, WITH_SIDES, silent=5 - sum(pattern)) for pattern in patterns(5)
    )
    assert 0 == leaks(spaces, by_rules())


@pytest.mark.parametrize(
    ("known", "pairs", "edge", "expected"),
    [(1, 5, 1, 12), (1, 5, 2, 0), (2, 8, 2, 12), (2, 8, 3, 0)],
)
@pytest.mark.slow
@pytest.mark.no_cover
def test_the_edge_of_a_window(monkeypatch, known, pairs, edge, expected):
    """Whichever of the forms are in, a window of c at either end gives 12 tables of two answers
    away, of c + 1 none.
    """
    monkeypatch.setattr(rules, "edge_of_both_sides", {known: edge}.get)
    spaces = (
        of_pairs(pattern, TWO, WITH_SIDES, silent=pairs - sum(pattern), known=known)
        for pattern in patterns(pairs)
    )
    assert expected == leaks(spaces, by_rules(known_answers=known))


@pytest.mark.parametrize(
    ("pattern", "known", "expected"),
    [((5, 0, 0), 1, 257), ((5, 0, 0), 2, 79), ((4, 1, 0), 1, 266), ((3, 1, 1), 1, 212)],
)
@pytest.mark.slow
@pytest.mark.no_cover
def test_who_is_higher(pattern, known, expected):
    """Rule 4, answers of three levels: exact figures beside the other rules give so many tables
    away, their windows none.
    """
    gate, space = (
        by_rules(known_answers=known),
        of_pairs(pattern, LEVELS, (*WITH_SIDES, "higher"), known=known),
    )

    def exactly(tallies):
        others = gate(tallies[:3])
        return *others, openly(tallies[3:]) if others[2].told else "hidden"

    assert expected == leaks(space, exactly)
    assert 0 == leaks(space, gate)


@pytest.mark.parametrize("known", [1, 2, 3, 4])
def test_of_logs(known):
    """What is logged of 5 to 12 pairs: no table gives a pair away that was not as agreed."""
    assert 0 == leaks(
        (of_logs(pairs, known=known) for pairs in COHORTS), by_rules(known_answers=known)
    )


def test_logs_need_the_rule_of_a_role(monkeypatch):
    """With the threshold of rule 2 readers of one pair learn nothing of another, readers of two
    do.
    """
    monkeypatch.setattr(rules, "least_shown_by_role", rules.least_shown_of_pairs)
    assert [0, True] == [
        leaks(of_logs(8, known=1), by_rules()),
        leaks(of_logs(8, known=2), by_rules(known_answers=2)) > 0,
    ]


@pytest.mark.parametrize("pattern", [(6, 0, 0), (4, 1, 1)])
@pytest.mark.slow
def test_a_mentor_of_two_mentees(pattern):
    """A mentor of two mentees may know four answers: k is 4 for both roles, and whatever the rules
    print of 6 pairs is proved.
    """
    gate = by_rules()
    space = of_pairs(pattern, ASKED, WITH_SIDES, held=2)
    assert ["<=3", "<=3"] == [str(finding.favourable) for finding in gate(space.tallies)[:2]]
    assert all(proved(tallies, gate, ASKED) for tallies, _safe in messages_of(space, gate))


# ---- bands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [1, 2, 3, 4])
@pytest.mark.slow
def test_bands_protect_every_answer(known):
    """Roles pooled, 5 to 12 of each: no answer is ruled out, favourable or not, for readers of two
    and more.
    """
    spaces = [
        of_roles_pooled(mentors, mentees, TWO, known=max(known, 2))
        for mentors in COHORTS
        for mentees in range(4, mentors + 1)
    ]
    spaces += [of_roles_pooled(people, people, THREE, known=max(known, 2)) for people in (5, 6, 8)]
    assert 0 == leaks(spaces, by_rules(kind="bands", known_answers=known), "answers")


@pytest.mark.slow
def test_bands_protect_every_answer_of_pairs():
    """The two of a pair, who know both answers, rule out nobody else's: 8 pairs with three answers,
    10 with two and any forms missing.
    """
    spaces = [
        of_pairs((8, 0, 0), THREE),
        *(of_pairs(pattern, TWO) for pattern in patterns(10) if sum(pattern) == 10),
    ]
    assert 0 == leaks(spaces, by_rules(kind="bands"), "answers")


@pytest.mark.slow
def test_bands_of_pairs_and_logs():
    """The number of mutual pairs and of pairs that met as agreed, 10 pairs and more: no answer is
    ruled out.
    """
    of_pairs_told = [
        mutual(pattern, TWO, known=2)
        for pattern in ((10, 0, 0), (11, 0, 0), (12, 0, 0), (10, 1, 0), (11, 1, 0), (10, 2, 0))
    ]
    assert 0 == leaks(
        [*of_pairs_told, *(of_logs(pairs, known=2) for pairs in range(3, 25))],
        by_rules(kind="bands"),
        "answers",
    )


def test_counts_do_not_protect_every_answer():
    """Rule 1 tells that everybody was favourable, which the promise allows and bands do not."""
    assert 0 < leaks(of_role(5, TWO), by_rules(), "answers")


# ---- who reads -----------------------------------------------------------------------------------


READERS = {
    "one answer each": of_pairs((3, 1, 1), TWO),
    "pairs without both forms": of_pairs((0, 3, 2), TWO),
    "nobody but one pair": of_pairs((1, 0, 0), TWO),
    "three who talk": of_pairs((4, 0, 0), TWO, known=3),
    "a mentor of two": of_pairs((3, 1, 0), TWO, held=2),
    "a mentor of three, and two who talk": of_pairs((4, 0, 0), TWO, held=3, known=2),
    "two forms of one person": replace(of_roles_pooled(3, 2, TWO, known=1), held=2),
    "chapters": of_role(5, TWO, groups=(3, 2), known=2),
}


@pytest.mark.parametrize("space", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    "wanted",
    [FAVOURABLE, (frozenset({"yes"}), frozenset({"no"}))],
    ids=["favourable", "every answer"],
)
@pytest.mark.slow
@pytest.mark.no_cover
def test_whoever_knows_more_rules_out_more(space, wanted):
    """Of 20 random messages, those who could not know more give away as many tables as every reader
    there is, listed one by one.
    """
    draw = np.random.default_rng(7)
    for messages in draw.integers(
        0, draw.integers(1, 9, size=(20, 1)), size=(20, count_tables(space))
    ):
        assert leaking_by_everybody(space, messages, wanted) == set(
            np.flatnonzero(leaking_tables(space, messages, wanted))
        )


def test_who_could_not_know_more():
    """Of one answer known, each pair is asked about by a pair that told each other, and each
    partner by the other.
    """
    tried = list(list_cases(of_pairs((5, 0, 0), TWO), FAVOURABLE))
    assert 2 * 4 + 2 * 2 == len(tried)
    assert {0, 1} == {len(case.known) for case in tried}


@pytest.mark.parametrize(
    ("space", "tables"),
    [
        (of_pairs((8, 0, 0)), 12_870),
        (of_pairs((5, 3, 0), TWO), 224),
        (of_role(8, TWO, groups=(4, 4)), 25),
    ],
)
def test_the_size_of_a_space(space, tables):
    """C(16, 8) tables of 8 pairs with 9 kinds; C(8, 3) x 4 of 5 pairs and 3 mentors; 5 x 5 of two
    chapters.
    """
    assert tables == count_tables(space)


# ---- what is not proved --------------------------------------------------------------------------

SPACE = of_pairs((8, 0, 0), ASKED, WITH_SIDES)
SAFE = SPACE.recount([4, 1, 0, 1, 2, 0, 0, 0, 0])
"""Eight pairs: 5 mentors and 5 mentees favourable, 4 pairs on both sides."""
LONELY = SPACE.recount([1, 0, 0, 0, 7, 0, 0, 0, 0])
"""Eight pairs: one favourable on both sides, seven on neither."""
GATE = by_rules()
PRINTED = tuple(GATE(SAFE))
MISCOUNTED = (replace(SAFE[0], favourable=6), *SAFE[1:])
EXACT = (
    *PRINTED[:2],
    Finding("sides", "pair", "coarsened", 8, favourable=PublishedCount.parse(4), range=(0.5, None)),
)
VIEWS = ("mentor", "mentee", "pair")


def proofs(tallies=SAFE, findings=PRINTED, gate=GATE, **limits):
    """Prove what is printed of eight pairs."""
    return list(
        prove(
            tallies,
            findings,
            gate,
            {"works": ASKED},
            known_answers=1,
            protected="not_favourable",
            **limits,
        )
    )


def test_a_proof_by_enumeration():
    """What the rules print is proved by the tables of the question, and the certificate says by how
    many.
    """
    [proof] = proofs()
    assert Proof("works", VIEWS, proof.tables) == proof
    assert {
        "question": "works",
        "views": [*VIEWS],
        "by": "enumeration",
        "tables": proof.tables,
    } == proof.to_dict()
    assert 0 < proof.tables <= count_tables(SPACE)


def test_a_proof_by_the_solver():
    """Where there are too many tables to enumerate the solver proves the same, and the certificate
    says so.
    """
    assert [Proof("works", VIEWS, None)] == proofs(small=0)
    assert {"question": "works", "views": [*VIEWS], "by": "solver", "status": "optimal"} == proofs(
        small=0
    )[0].to_dict()


@pytest.mark.parametrize("small", [20_000, 0], ids=["enumeration", "solver"])
@pytest.mark.parametrize(
    ("question", "case"),
    [
        ("works", {"tallies": LONELY, "findings": openly(LONELY), "gate": openly}),
        ("works", {"findings": EXACT}),
        ("works", {"findings": PRINTED[:2]}),
        (
            "works",
            {
                "findings": (
                    *PRINTED,
                    Finding(
                        "works",
                        "mentor",
                        "shown",
                        4,
                        4,
                        PublishedCount.parse(4),
                        (1, 1),
                        {"yes": 4},
                        "Uppsala",
                    ),
                )
            },
        ),
        (
            "parts",
            {
                "findings": (
                    *PRINTED,
                    Finding("parts", "mentor", "coarsened", 8, favourable=PublishedCount.parse(3)),
                )
            },
        ),
        ("works", {"seconds": 0}),
        ("works", {"tallies": MISCOUNTED, "findings": tuple(GATE(MISCOUNTED))}),
    ],
    ids=[
        "given away",
        "other figure",
        "left out",
        "chapter",
        "no such answers",
        "no time",
        "contradiction",
    ],
)
def test_what_is_not_proved(question, case, small):
    """What gives answers away, what the gate would not print, what rests on no answers, what takes
    too long, counts that contradict each other.
    """
    with pytest.raises(NotProvedError, match=f"^{question}$"):
        proofs(**case, small=small)


def test_a_fact_of_the_register_needs_no_proof():
    """A figure of a register tally is no answer of anybody."""
    fact = replace(SAFE[2], id="ended", rule="register", question="")
    assert proofs() == proofs(
        tallies=(*SAFE, fact),
        findings=(
            *PRINTED,
            Finding("ended", "pair", "coarsened", 8, favourable=PublishedCount.parse(4)),
        ),
    )


def test_a_question_from_which_no_form_is_in():
    """Where nobody of the frame sent a form in, the figure is hidden, and there is nobody whose
    answer could be given away.
    """
    tallies = of_pairs((0, 0, 0), ASKED, WITH_SIDES, silent=8).tallies
    assert {"hidden"} == {finding.status for finding in GATE(tallies)}
    assert all(proof.tables in (None, 1) for proof in proofs(tallies, tuple(GATE(tallies))))
