"""Who of a pair answered higher: the one figure that links two answers beyond rules 2 and 3.

It is told as the nearest safe windows. For all tables that read alike so far, every possible figure
is tried on every reader. Figures that give an answer away are read as the nearest other, and the
window that all of them fall into is told. Which windows there are depends on what is printed so far
alone, and not on the cohort; where there are too many tables to try, nothing is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from toolkit.disclosure.prover import enumeration
from toolkit.disclosure.prover.attackers import list_cases
from toolkit.disclosure.prover.enumeration import GroupNumbers, TableArray
from toolkit.disclosure.prover.proof import MOST_COMPARED
from toolkit.disclosure.prover.search_space import (
    HIGHER,
    SIDES,
    KnownClass,
    SearchSpace,
    classes_of_pairs,
)
from toolkit.disclosure.prover.solver import Facts
from toolkit.evaluation.tally import Pattern, Tally

CountWindow = tuple[int, int]
Windows = Mapping[str, CountWindow]

MOST_KNOWN_OF_PAIRS = 1
"""Answers that a reader may hold at most.

With two there are so many readers to try that closing eight pairs takes a minute.
"""


@dataclass(frozen=True)
class ComparisonBase:
    """What is printed and known before.

    Both role views in full, both sides as a window, whose forms are in.

    Attributes:
        pattern: Pairs from which both forms are in, the mentor's only, the mentee's only.
        ranked: Each answer, or all that count alike and have no rank: its name, what it counts as,
            its rank.
        mentor, mentee: How many gave each of them.
        both: Window of the pairs in which both are favourable.
        known: Pairs of which one reader holds the answers, and answers that people who talk hold.
    """

    pattern: Pattern
    ranked: tuple[tuple[str, str, int], ...]
    mentor: tuple[int, ...]
    mentee: tuple[int, ...]
    both: CountWindow
    known: int


def pair_windows(
    tally: Tally, sides: tuple[Tally, Tally], both: CountWindow, known: int
) -> Windows | None:
    """Return the window of pairs that may be told for each of same, mentor higher, mentee higher.

    Args:
        tally: The comparison.
        sides: The role views, both of them printed in full.
        both: What is printed of the pairs in which both are favourable.
        known: Answers that one reader holds.

    Returns:
        The windows by code. ``None`` if none may be told, and where one role could not give each
        answer that the other could.
    """
    alike = all(side.counts.keys() == {*tally.ranked, "no_answer"} for side in sides)
    if tally.pattern is None or known > MOST_KNOWN_OF_PAIRS or not alike:
        return None
    ranked = {
        name if rank else kind: (kind, rank) for name, (kind, rank) in tally.ranked.items()
    } | {"no_answer": ("no_answer", 0)}
    counts = [_counts(tally, side, ranked) for side in sides]
    base = ComparisonBase(
        tally.pattern,
        tuple((name, *of) for name, of in ranked.items()),
        counts[0],
        counts[1],
        both,
        known,
    )
    return _windows_by_figure(base).get(tuple(tally.counts[code] for code in HIGHER.values()))


def _counts(tally: Tally, side: Tally, ranked: Mapping[str, tuple[str, int]]) -> tuple[int, ...]:
    """Return how many of those whose forms are in gave each answer."""
    found = Counter({"no_answer": side.base - side.frame + side.counts["no_answer"]})
    for code, (kind, rank) in tally.ranked.items():
        found[code if rank else kind] += side.counts[code]
    return tuple(found[name] for name in ranked)


# The prover asks the gate of many tables that have the same base.
@lru_cache(maxsize=64)
def _windows_by_figure(base: ComparisonBase) -> Mapping[tuple[int, ...], Windows]:
    """Return, for each figure that the base leaves open, what is told of it.

    Nothing where there are too many tables.
    """
    space = _space(base)
    every = enumeration.list_fitting_tables(space, _facts(space, base), MOST_COMPARED)
    if every is None:
        return {}
    figures, number = np.unique(every @ _compared(space, base).T, axis=0, return_inverse=True)
    alike = _group_told_alike(space, every, figures, number.reshape(-1))
    return {
        tuple(map(int, figure)): _window(figures[alike == own])
        for figure, own in zip(figures, alike, strict=True)
    }


def _group_told_alike(
    space: SearchSpace, every: TableArray, figures: TableArray, number: GroupNumbers
) -> GroupNumbers:
    """Return for each figure the number of those that are told alike.

    Each that gives an answer away joins the nearest safe one, until none does.
    """
    # Windows only grow, so this ends: at the latest when all figures are told alike.
    alike = np.arange(len(figures))
    while len(set(alike)) > 1:
        told = alike[number]
        unsafe = set(
            told[
                enumeration.find_leaks(every, told, list_cases(space, (frozenset({"favourable"}),)))
            ]
        )
        if not unsafe:
            break
        safe = ~np.isin(alike, list(unsafe))
        moved, others = (
            (sorted(unsafe), safe) if safe.any() else ([min(unsafe)], alike != min(unsafe))
        )
        for own in moved:
            apart = (
                np.abs(figures[others][:, None, :] - figures[None, alike == own, :])
                .sum(axis=2)
                .min(axis=1)
            )
            alike[alike == own] = alike[others][apart.argmin()]
    return alike


def _window(alike: TableArray) -> Windows:
    return {
        code: (int(column.min()), int(column.max()))
        for code, column in zip(HIGHER.values(), alike.T, strict=True)
    }


def _space(base: ComparisonBase) -> SearchSpace:
    codes = {name: kind for name, kind, _rank in base.ranked}
    return SearchSpace(
        (),
        classes_of_pairs(base.pattern),
        dict.fromkeys(SIDES, codes),
        base.known,
        base.known,
        paired=True,
    )


def _facts(space: SearchSpace, base: ComparisonBase) -> Facts:
    facts = [
        ([kind.place == place for kind in space.kinds], one.size, one.size)
        for place, one in enumerate(space.classes)
    ]
    for side, counts in zip(SIDES, (base.mentor, base.mentee), strict=True):
        for (name, *_), count in zip(base.ranked, counts, strict=True):
            facts.append(
                (
                    [
                        _answer(space.classes, kind.place, kind.answers, side) == name
                        for kind in space.kinds
                    ],
                    count,
                    count,
                )
            )
    facts.append(
        (
            [
                all(space.standing(kind, side) == "favourable" for side in SIDES)
                for kind in space.kinds
            ],
            *base.both,
        )
    )
    rows, low, high = zip(*facts, strict=True)
    return Facts(np.array(rows, int), np.array(low, float), np.array(high, float))


def _compared(space: SearchSpace, base: ComparisonBase) -> TableArray:
    """Return, for same, mentor higher and mentee higher, which kinds are counted."""
    rank = {name: rank for name, _kind, rank in base.ranked if rank}
    ranks = [[rank[answer] for answer in kind.answers if answer in rank] for kind in space.kinds]
    found = [int(np.sign(pair[0] - pair[1])) if len(pair) == len(SIDES) else None for pair in ranks]
    return np.array([[int(sign == own) for own in found] for sign in HIGHER], np.int16)


def _answer(
    classes: tuple[KnownClass, ...], place: int, answers: tuple[str, ...], side: str
) -> str:
    return dict(zip(classes[place].slots, answers, strict=True)).get(side, "")
