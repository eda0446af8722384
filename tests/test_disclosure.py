"""The gate, at its edges and over whole spaces of answers."""

from collections import defaultdict
from itertools import product

import pytest

from toolkit.disclosure import least_shown_by_role, least_shown_of_pairs, protect
from toolkit.programme import Promise
from toolkit.tallies import Tally, not_available

PROMISE = Promise(min_base=5, known_answers=1)
ANSWERS = ("yes", "no", "dont_know")


def by_role(favourable, *, base=6, most_answers=1, rule="role"):
    """Return a tally of eight mentors, six answers."""
    counts = {"yes": favourable, "no": 6 - favourable, "no_answer": 2}
    return Tally(
        "process.works", "mentor", rule, 8, base, 6, favourable, counts, possible=favourable + 2, published_high=favourable + 2, most_answers=most_answers
    )


def of_pairs(favourable, *, high=None, most_answers=1):
    """Return a tally of eight pairs."""
    counts = {"mutual": favourable, "not": 8 - favourable, "unknown": 0}
    return Tally("contact.mutual", "pair", "pair", 8, 8, 8, favourable, counts, possible=8, published_high=high, most_answers=most_answers)


def test_a_role_is_shown_in_full_from_three_favourable():
    """With one answer known, three favourable answers show the whole distribution, zeros and all."""
    finding = protect(by_role(3), PROMISE)

    assert ("shown", 3, 6, (3 / 8, 5 / 8)) == (finding.status, finding.favourable, finding.answered, finding.range)
    assert {"yes": 3, "no": 3, "no_answer": 2} == finding.counts


@pytest.mark.parametrize("favourable", [0, 1, 2])
def test_below_three_a_role_says_only_that_there_are_few(favourable):
    """None, one and two favourable answers give the same message, and nothing else."""
    assert {"id": "process.works", "view": "mentor", "frame": 8, "favourable": "<=2", "range": [0.0, None], "status": "coarsened"} == protect(
        by_role(favourable), PROMISE
    ).to_dict()


def test_a_mentor_with_two_mentees_raises_the_threshold():
    """Somebody who gave two of the answers needs four favourable ones."""
    assert "<=3" == protect(by_role(3, most_answers=2), PROMISE).favourable
    assert "shown" == protect(by_role(4, most_answers=2), PROMISE).status


def test_answers_that_the_board_knows_raise_the_threshold():
    """The setting known_answers counts as much as answers of one's own."""
    assert "<=4" == protect(by_role(4), Promise(known_answers=3)).favourable


@pytest.mark.parametrize(("base", "status"), [(4, "hidden"), (5, "shown"), (6, "shown")])
def test_the_base_of_forms_in(base, status):
    """Four forms are too few, five are enough."""
    assert status == protect(by_role(5, base=base), PROMISE).status


def test_hidden_and_not_available_carry_no_figure():
    """A mark has no number in it, and the two marks differ."""
    assert {"id": "process.works", "view": "mentor", "status": "hidden"} == protect(by_role(5, base=4), PROMISE).to_dict()
    [absent] = not_available("recommend", ("mentor",), "role")
    assert {"id": "recommend", "view": "mentor", "status": "not_available"} == protect(absent, PROMISE).to_dict()


@pytest.mark.parametrize(("known", "status"), [(3, "coarsened"), (4, "coarsened"), (6, "coarsened"), (7, "hidden")])
def test_a_threshold_beyond_the_frame_hides(known, status):
    """Where even everybody would be too few there is nothing to say, and "at most 8 of 8" is not said."""
    assert status == protect(by_role(2, most_answers=known), PROMISE).status


def test_a_threshold_of_pairs_beyond_the_frame_hides():
    """The same holds for pairs."""
    assert "hidden" == protect(of_pairs(8, most_answers=15), PROMISE).status


@pytest.mark.parametrize("rule", ["sides", "linked"])
def test_what_links_answers_is_hidden(rule):
    """Whatever links the answers of two people, or of one person to two questions, is hidden."""
    assert "hidden" == protect(by_role(6, rule=rule), PROMISE).status


def test_the_number_of_mutual_pairs_and_nothing_beside_it():
    """From three pairs on, their number is printed; the rest of the pairs is one number."""
    finding = protect(of_pairs(3, high=7), PROMISE)

    assert {"id": "contact.mutual", "view": "pair", "frame": 8, "favourable": 3, "range": [0.375, 0.875], "status": "coarsened"} == finding.to_dict()


@pytest.mark.parametrize("favourable", [0, 1, 2])
def test_below_three_pairs_are_few(favourable):
    """None, one and two mutual pairs give the same message, whatever the high end."""
    assert ("<=2", (0.0, None)) == (protect(of_pairs(favourable, high=5), PROMISE).favourable, protect(of_pairs(favourable, high=5), PROMISE).range)


def test_an_unpublished_high_end():
    """A count whose high end no register fact tells has no high end."""
    assert (0.5, None) == protect(of_pairs(4), PROMISE).range


def test_register_facts_are_shown_from_the_base_on():
    """Who took part is known anyway: shown even with nobody favourable, but not for four pairs."""
    fact = Tally("endings.completed", "pair", "register", 5, 5, 5, 0, {"completed": 0, "ended_early": 5}, possible=0)

    assert ("shown", 0, {"completed": 0, "ended_early": 5}) == (protect(fact, PROMISE).status, protect(fact, PROMISE).favourable, protect(fact, PROMISE).counts)
    assert "hidden" == protect(Tally("endings.completed", "pair", "register", 4, 4, 4, 4, {"completed": 4}, possible=4), PROMISE).status


# ---- over every table of a small cohort -----------------------------------------------------------------------------------


def determined(people, known, least):
    """Return in how many tables a reader who knows *known* answers can show that nobody else was favourable.

    A table says how many of *people* gave each answer. A reader keeps every table with the same message; the promise is
    broken where, in all that fit what is known, none of the others answered favourably.
    """
    tables = [(yes, no, people - yes - no) for yes in range(people + 1) for no in range(people + 1 - yes)]
    read = defaultdict(list)
    for table in tables:
        counts = dict(zip(ANSWERS, table, strict=True))
        finding = protect(
            Tally("contact", "mentor", "role", people, people, people, table[0], counts, possible=table[0]), Promise(min_base=3, known_answers=known)
        )
        assert ("shown" == finding.status) == (table[0] >= least)
        read[str(finding.to_dict())].append(table)
    own = [held for held in product(range(known + 1), repeat=3) if sum(held) == known]
    broken = 0
    for group in read.values():
        for held in own:
            left = [tuple(n - h for n, h in zip(table, held, strict=True)) for table in group]
            possible = [rest for rest in left if min(rest) >= 0]
            broken += bool(possible) and all(rest[0] == 0 for rest in possible)
    return broken


@pytest.mark.parametrize("people", range(5, 13))
@pytest.mark.parametrize("known", [1, 2, 3, 4])
def test_no_table_of_a_role_breaks_the_promise(people, known):
    """For 5 to 12 people and readers who know one to four answers, no message determines a protected answer."""
    if people > known:
        assert 0 == determined(people, known, least_shown_by_role(known))


def test_one_less_breaks_the_promise(monkeypatch):
    """With k = c + 1 a reader can show that somebody else was not favourable: the rule is as sharp as it must be."""
    monkeypatch.setattr("toolkit.disclosure.least_shown_by_role", lambda known: known + 1)

    assert determined(8, 1, 2) > 0


def mutual_readings(pairs, least):
    """Return in how many readings one of a pair can show that the partner, or somebody else, did not say yes."""
    kinds = list(product(ANSWERS, repeat=2))
    read = defaultdict(list)
    for table in _tables(pairs, len(kinds)):
        mutual = table[0]
        read[mutual if mutual >= least else "few"].append(table)
    broken = 0
    for group in read.values():
        for kind, (mine, _theirs) in enumerate(kinds):
            of_mine = [table for table in group if table[kind]]
            partners = {kinds[other][1] for table in group for other in range(9) if kinds[other][0] == mine and table[other]}
            others = {answer for table in of_mine for other in range(9) if table[other] - (other == kind) for answer in kinds[other]}
            broken += (bool(partners) and "yes" not in partners) + (bool(others) and "yes" not in others)
    return broken


def _tables(total, places):
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _tables(total - first, places - 1):
            yield (first, *rest)


def test_no_number_of_mutual_pairs_breaks_the_promise():
    """For every table of five pairs, nobody can show that a partner or anybody else did not say yes."""
    assert 0 == mutual_readings(5, least_shown_of_pairs(1))


def test_the_bare_number_of_mutual_pairs_breaks_it():
    """Without the rule, "none mutual" tells everybody who said yes what the partner said."""
    assert mutual_readings(5, 0) > 0


@pytest.mark.parametrize(("known", "least"), [(1, 3), (2, 3), (3, 3), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_threshold_of_pairs(known, least):
    """The threshold of pairs is max(3, 2 + (c - 1) // 2)."""
    assert least == least_shown_of_pairs(known)
