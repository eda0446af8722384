"""The solver: published examples of what hidden cells leave open, and the same decisions as the
enumeration of every table.
"""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from spaces import ASKED, by_rules, messages_of, of_pairs, of_role, openly, proved

from toolkit.disclosure.prover import solver
from toolkit.disclosure.prover.enumeration import tables_that_hold
from toolkit.disclosure.prover.solver import (
    Facts,
    UndecidedError,
    find_interval,
    find_witness,
    merge_facts,
    read_facts,
)
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding


def feasible(cell, sums, *, whole=True):
    """Return the lowest and highest value of a hidden cell, given sums such as ``{"X11+X12": 7}``
    or ``{"n1": (7, 11)}``.
    """
    cells = sorted({name for sum_ in sums for name in sum_.split("+")})
    rows = [[int(name in sum_.split("+")) for name in cells] for sum_ in sums]
    low, high = zip(
        *(told if isinstance(told, tuple) else (told, told) for told in sums.values()), strict=True
    )
    return pytest.approx(
        find_interval(rows, low, high, [int(name == cell) for name in cells], whole=whole)
    )


def told(rows, hidden=""):
    """Return the sums of a table with rows such as ``{"w": {"a": 30, "b": 47}}``: both margins, and
    every cell that is not hidden.
    """
    columns = list(next(iter(rows.values())))
    cells = {
        row + column: count for row, counts in rows.items() for column, count in counts.items()
    }
    margins = [[row + column for column in columns] for row in rows] + [
        [row + column for row in rows] for column in columns
    ]
    shown = {name: count for name, count in cells.items() if name not in hidden.split()}
    return shown | {"+".join(line): sum(cells[name] for name in line) for line in margins}


# ---- published worked examples -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"), [("X11", (3, 6)), ("X12", (1, 4)), ("X21", (0, 3)), ("X22", (0, 3))]
)
def test_geurts(cell, expected):
    """Geurts (1992), table 10, as example 3 in chapter 4 of the Handbook on Statistical Disclosure
    Control: X11 lies in [3, 6].
    """
    assert expected == feasible(
        cell, {"X11+X12": 7, "X21+X22": 3, "X31": 3, "X32": 3, "X11+X21+X31": 9, "X12+X22+X32": 7}
    )


@pytest.mark.parametrize(("also", "expected"), [("", (47, 47)), ("xd", (0, 78)), ("xb", (0, 141))])
def test_two_hidden_cells_in_every_line_are_not_enough(also, expected):
    """sdcTable, tests/testthat/test-simpleheuristic.R: nine cells hidden give w|b = 47 away; with
    x|b hidden too it lies in [0, 141].

    With x|d instead, w|b + x|d = 78 is all that is known of the two.
    """
    rows = {
        "w": (30, 47, 64, 89),
        "x": (90, 124, 5, 31),
        "y": (92, 100, 59, 85),
        "z": (800, 991, 651, 685),
    }
    sums = told(
        {row: dict(zip("abcd", counts, strict=True)) for row, counts in rows.items()},
        f"wa wb wc xa xc yb yd zb zd {also}",
    )
    assert expected == feasible("wb", sums, whole=False)


@pytest.mark.parametrize(("hidden", "expected"), [("III", (0, 9000)), ("", (998, 998))])
def test_a_total_gives_its_only_hidden_part_away(hidden, expected):
    """Handbook, chapter 4, example 1a: 56,600 - 47,600 - 8,002 = 998; with subsector III hidden too
    there is only their sum of 9,000.
    """
    parts = {"II": 47_600, "III": 8_002}
    assert expected == feasible(
        "I", {"I+II+III": 56_600} | {name: part for name, part in parts.items() if name != hidden}
    )


@pytest.mark.parametrize(
    ("largest", "second", "total", "expected"),
    [(50_000, 49_000, 100_000, 51_000), (52_000, 50_000, 110_000, 60_000)],
)
def test_the_second_largest_bounds_the_largest(largest, second, total, expected):
    """Handbook, chapter 4, examples 1 and 2 of the p% rule: who holds x2 knows that x1 is at most X
    - x2, 2 % and 15.4 % too much.
    """
    assert (second, expected) == feasible(
        "x1", {"x1+x2+rest": total, "x2": second, "x1": (second, total)}
    )
    assert {51_000: 2.0, 60_000: 15.4}[expected] == round(100 * (expected - largest) / largest, 1)


SPAIN, ICELAND, PORTUGAL = "s", "i", "p"


@pytest.mark.parametrize(
    ("young", "hidden", "cell", "expected"),
    [
        ((5, 2, 0), "yi yp oi op", "yp", (0, 2)),
        ((5, 0, 0), "ys yi yp os oi op", "yi", (0, 3)),
        ((5, 0, 0), "ys yi yp os oi op", "yp", (0, 4)),
    ],
)
def test_gausssuppression(young, hidden, cell, expected):
    """GaussSuppression, vignette on small counts, the cells hidden in its tables 1 and 7; the
    intervals are those that the package itself gives.
    """
    rows = {"y": young, "o": (6, 3, 4)}
    sums = told(
        {
            row: dict(zip((SPAIN, ICELAND, PORTUGAL), counts, strict=True))
            for row, counts in rows.items()
        },
        hidden,
    )
    assert expected == feasible(cell, sums)


@pytest.mark.parametrize(
    ("inside", "around", "expected"),
    [(50, 52, 2), (54, 55, 1), (128, 130, 2), (140, 140, 0), (39, 39, 0), (49, 49, 0)],
)
def test_nested_areas(inside, around, expected):
    """Handbook, chapter 5, geographical differencing: single households of Area A by hours worked,
    in the borders of 2001 and of 1991.
    """
    assert (expected, expected) == feasible("strip", {"inside": inside, "inside+strip": around})


@pytest.mark.parametrize(("below_20", "below_25", "expected"), [(6, 7, 1), (10, 10, 0)])
def test_nested_classes(below_20, below_25, expected):
    """Handbook, chapter 5, differencing of sub-populations: 6 men work less than 20 hours and 7
    less than 25, so that one is alone between.
    """
    assert (expected, expected) == feasible("20-24", {"0-19": below_20, "0-19+20-24": below_25})


@pytest.mark.parametrize(("cell", "expected"), [("both_f", 1), ("home_f", 5), ("work_f", 4)])
def test_linked_tables(cell, expected):
    """Handbook, chapter 5, disclosure by linking: 85 employed live in Area A, 49 work there, 22 do
    both, and the men are told.
    """
    sums = {
        "both_m+both_f+home_m+home_f": 85,
        "both_m+both_f+work_m+work_f": 49,
        "both_m+both_f": 22,
        "both_m": 21,
        "home_m": 58,
        "work_m": 23,
    }
    assert (expected, expected) == feasible(cell, sums)


ROUNDED = {
    "am": 0,
    "af": 0,
    "bm": 5,
    "bf": 5,
    "cm": 10,
    "cf": 20,
    "am+af": 0,
    "bm+bf": 5,
    "am+bm+cm": 15,
    "af+bf+cf": 25,
    "am+af+bm+bf+cm+cf": 40,
}


@pytest.mark.parametrize(
    ("cell", "row_c", "expected"),
    [("bm", 30, (3, 4)), ("bf", 30, (3, 4)), ("cf", 30, (18, 22)), ("cf", 35, (21, 22))],
)
def test_conventional_rounding_is_unpicked(cell, row_c, expected):
    """Handbook, chapter 5, counts by sex rounded to 5: the men and women of Area B, both 3, are
    found to be 3 or 4.

    The Handbook prints 35 for the total of Area C, 32, which rounds to 30; what it prints would put
    its 20 women at 21 or 22.
    """
    sums = {
        name: (max(0, number - 2), number + 2)
        for name, number in (ROUNDED | {"cm+cf": row_c}).items()
    }
    assert expected == feasible(cell, sums)


@pytest.mark.parametrize(("cell", "expected"), [((1, 0), 8), ((0, 1), 12)])
def test_exact_means_undo_the_noise_of_counts(cell, expected):
    """Handbook, chapter 5, means: counts 9, 14 and 19 within 2 of the truth and means 11.25, 95/12
    and 9.25 leave 8 and 12 alone.

    11.25 n1 + 95/12 n2 = 9.25 (n1 + n2) is 3 n1 = 2 n2.
    """
    rows, low, high = [(1, 0), (0, 1), (1, 1), (3, -2)], (7, 12, 17, 0), (11, 16, 21, 0)
    assert pytest.approx((expected, expected)) == find_interval(rows, low, high, cell)


# ---- the parts of the solver ---------------------------------------------------------------------


def test_a_sum_without_bound_is_undecided():
    """Where a cell may be as large as it likes there is no interval, and no number is made up."""
    with pytest.raises(UndecidedError):
        find_interval([[1, 0]], [3], [3], [0, 1])


THREE_PEOPLE = Facts(np.array([[1, 1, 1], [1, 0, 0]]), np.array([3.0, 1.0]), np.array([3.0, 1.0]))
"""Three people, exactly one of whom is of the first kind."""


@pytest.mark.parametrize(
    "present", [(), ((0,),), ((1,), (1,)), ((0, 1), (0, 1)), ((0,), (0, 1), (0, 2))]
)
def test_a_witness_fits_and_holds_each_choice(present):
    """The table found has three people, one of the first kind, and somebody else for each
    choice.
    """
    table = find_witness(THREE_PEOPLE, present, seconds=60)
    assert (3, 1) == (table.sum(), table[0])
    assert any(all(table[kind] >= way.count(kind) for kind in way) for way in product(*present))


@pytest.mark.parametrize(
    "present", [((0,), (0,)), ((1,), (1,), (2,)), ((0,), (0,), (0, 1)), ((1, 2), (1, 2), (1, 2))]
)
def test_there_is_no_witness_where_somebody_would_count_twice(present):
    """Two of the first kind, or three beside it, cannot be."""
    assert find_witness(THREE_PEOPLE, present, seconds=60) is None


def test_a_solver_that_gives_up_decides_nothing(monkeypatch):
    """A time limit that is reached is neither a yes nor a no."""
    monkeypatch.setattr(
        solver, "milp", lambda *_, **__: type("Result", (), {"status": 1, "x": None})
    )
    with pytest.raises(UndecidedError):
        find_witness(THREE_PEOPLE, (), seconds=60)


def test_kinds_that_count_alike_are_one():
    """The second and third kind are in the same sums; the first is by itself."""
    facts, alike = merge_facts(THREE_PEOPLE)
    assert 2 == facts.rows.shape[1]
    assert alike[1] == alike[2] != alike[0]


@pytest.mark.parametrize(
    ("favourable", "expected"),
    [("<=2", (0, 2)), ("2-4", (2, 4)), ("10-12", (10, 12)), (3, (3, 3)), (0, (0, 0))],
)
def test_what_a_coarsened_figure_leaves_open(favourable, expected):
    """At most two, a window, or a number bound how many are favourable; a hidden one bounds
    nobody.
    """
    space = of_role(14, ASKED)
    told = PublishedCount.parse(favourable)
    few = Finding("works", "mentor", "coarsened", 14, favourable=told)
    facts = read_facts(space, [few])

    assert (14, expected[0]) == tuple(facts.low)
    assert (14, expected[1]) == tuple(facts.high)


def test_a_shown_figure_is_read_without_those_who_sent_nothing_in():
    """Of 8 mentors 6 forms are in: 3 without an answer of the frame are 1 of the forms. A hidden
    figure says only that there are 6.
    """
    space = of_role(6, ASKED, silent=2)
    shown = Finding(
        "works",
        "mentor",
        "shown",
        8,
        5,
        PublishedCount.parse(4),
        (0.5, 0.875),
        {"yes": 4, "no": 1, "no_answer": 3},
    )
    assert [[6, 4, 1, 1]] * 2 == [
        list(end)
        for end in (
            read_facts(space, [shown]).low,
            read_facts(space, [shown]).high,
        )
    ]
    assert [6] == list(read_facts(space, [Finding("works", "mentor", "hidden")]).low)


def test_hall():
    """A table holds choices exactly if some way to pick one of each takes nobody twice: every table
    of up to 3, every 3 choices of 3 kinds.
    """
    tables = np.array(list(product(range(4), repeat=3)))
    choices = [some for size in (1, 2, 3) for some in combinations(range(3), size)]
    for present in product(choices, repeat=3):
        picked = [np.bincount(way, minlength=3) for way in product(*present)]
        assert (
            np.logical_or.reduce([(tables >= way).all(axis=1) for way in picked])
            == tables_that_hold(tables, present)
        ).all()


# ---- the solver and the enumeration --------------------------------------------------------------


def one_number_beside(tallies):
    """Print both roles by rule 1, and beside them the exact number of pairs that are favourable on
    both sides.
    """
    return (
        *by_rules()(tallies[:2]),
        Finding(
            "sides",
            "pair",
            "coarsened",
            tallies[2].frame,
            favourable=PublishedCount.parse(tallies[2].favourable),
            range=(0, None),
        ),
    )


ALL = ("mentor", "mentee", "sides")


@pytest.mark.parametrize(
    ("space", "gate", "promise"),
    [
        (of_pairs((4, 1, 0), ASKED, ALL), by_rules(), {}),
        (of_pairs((4, 1, 0), ASKED, ALL), one_number_beside, {}),
        (of_pairs((5, 0, 1), ASKED, ALL, known=2), by_rules(known_answers=2), {"known_answers": 2}),
        (of_role(6, ASKED, silent=2), by_rules(), {}),
        (of_role(6, ASKED, silent=1), openly, {}),
        (of_role(8, ASKED, groups=(4, 4)), by_rules(groups="chapter"), {}),
        (of_pairs((10, 0, 0), ASKED, ALL), by_rules(kind="bands"), {"protected": "answers"}),
    ],
    ids=["rules", "window forgotten", "two known", "a role", "a role openly", "chapters", "bands"],
)
@pytest.mark.slow
def test_solver_and_enumeration_decide_alike(space, gate, promise):
    """On every message of a small space the solver proves exactly what is safe by enumeration, and
    refuses exactly what leaks.
    """
    decided = [
        (safe, proved(tallies, gate, ASKED, small=0, **promise))
        for tallies, safe in messages_of(space, gate, promise.get("protected", "not_favourable"))
    ]
    assert decided
    assert all(safe == by_solver for safe, by_solver in decided)
