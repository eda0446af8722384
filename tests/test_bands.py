"""The ladder of bands: the published smallest bases, and a safe partition for every base."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from toolkit.disclosure import bands
from toolkit.disclosure.bands import LADDER, band_of

pytestmark = pytest.mark.slow

KNOWN = (1, 2, 4, 6)


def bands_of(base, known):
    """Return the bands of a base in their order; nothing where nothing is told."""
    told = [band_of(count, base, known) for count in range(base + 1)]
    return [] if None in told else list(dict.fromkeys(told))


@cache
def every_base(known):
    """Return the bands of every base up to 200."""
    return [bands_of(base, known) for base in range(201)]


def smallest(monkeypatch, step, known):
    """Return the base from which on one step alone, the fewest answers forgotten, is safe for every
    base up to 80.
    """
    monkeypatch.setattr(bands, "LADDER", ((1, step),))
    return max(base for base in range(1, 81) if band_of(0, base, known) is None) + 1


@pytest.mark.parametrize(
    ("known", "thirds", "tens", "fives"),
    [(1, 7, 10, 20), (2, 10, 15, 30), (4, 16, 25, 50), (6, 22, 35, 70)],
    ids=["1", "2", "4", "6"],
)
def test_smallest_safe_bases(monkeypatch, known, thirds, tens, fives):
    """For c answers known thirds need 3c + 4 answers, tens 5c + 5 and fives 10c + 10, as an
    enumeration of another making found.
    """
    assert [fives, tens, thirds] == [smallest(monkeypatch, step, known) for _fewest, step in LADDER]


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.no_cover
def test_every_band_is_safe(known):
    """Of every base up to 200, each band holds a count that leaves somebody else favourable, and
    one that leaves somebody else not.
    """
    assert all(
        high > known and base - low > known
        for base, told in enumerate(every_base(known))
        for low, high in told
    )


@pytest.mark.parametrize("known", KNOWN)
def test_bands_are_a_partition(known):
    """The bands of every base up to 200 follow each other from 0 to the base without a gap; many
    bases have some.
    """
    assert all(
        (0, base) == (told[0][0], told[-1][1])
        for base, told in enumerate(every_base(known))
        if told
    )
    assert all(
        before[1] + 1 == after[0] for told in every_base(known) for before, after in pairwise(told)
    )
    assert 150 < sum(map(bool, every_base(known)))


@pytest.mark.parametrize("base", [10, 23, 30, 77])
def test_each_count_is_in_its_band(base):
    """No count is told in a band that it is not in, and a higher one never in a lower band."""
    told = [band_of(count, base, 2) for count in range(base + 1)]
    assert all(low <= count <= high for count, (low, high) in enumerate(told))
    assert sorted(told) == told


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (9, []),
        (10, [(0, 3), (4, 6), (7, 10)]),
        (14, [(0, 4), (5, 9), (10, 14)]),
        (15, [(0, 3), (4, 5), (6, 6), (7, 8), (9, 9), (10, 11), (12, 15)]),
        (29, [(0, 5), (6, 7), (8, 10), (11, 13), (14, 15), (16, 18), (19, 21), (22, 23), (24, 29)]),
        (30, [(0, 3), (4, 5), (6, 6), (7, 8), (9, 9), (10, 11), (12, 12), (13, 14), (15, 15)]),
    ],
)
def test_bands_of_a_base(base, expected):
    """Under ten nothing; thirds to 14; 20 or less, tens, 80 or more to 29; then 10 or less, fives,
    90 or more, though finer steps were safe.
    """
    assert expected == bands_of(base, 1)[: len(expected) or None]


@pytest.mark.parametrize(
    ("base", "known", "number"),
    [
        (10, 1, 3),
        (10, 2, 3),
        (10, 3, 0),
        (15, 3, 3),
        (15, 4, 0),
        (16, 4, 3),
        (24, 4, 3),
        (25, 4, 9),
        (30, 4, 9),
        (60, 4, 19),
    ],
)
def test_readers_who_know_more_are_told_in_wider_bands(base, known, number):
    """Where a finer step is not safe the next coarser one is taken, by the base and what is known
    alone.
    """
    assert number == len(bands_of(base, known))
