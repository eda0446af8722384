"""The ladder of bands.

How finely a share may be told, so that no single answer can be told or excluded.
"""

from collections.abc import Callable

from toolkit.programme.promise import FEWEST_IN_BANDS

Band = tuple[int, int]
"""The lowest and the highest count of a band."""


def band_of(count: int, base: int, known: int) -> Band | None:
    """Return the band in which a count is told, by the finest step that is safe.

    A band is safe if it holds a count that leaves somebody else favourable, and one that leaves
    somebody else not, whatever the reader holds.

    Args:
        count: Favourable answers, 0 to *base*.
        base: Answers that the share is of.
        known: Answers that one reader holds.

    Returns:
        The band, or ``None`` if no step is safe.

    Example:
        Of twelve answers thirds are told, of thirty also twentieths:

        >>> band_of(5, 12, known=2), band_of(5, 30, known=2)
        ((4, 7), (4, 5))
    """
    # Every band of a step has to be safe, not only the one that is told: else that a coarser step
    # was taken would tell in which band the count is.
    for fewest, step in LADDER:
        bands = _bands(base, step) if base >= fewest else []
        if bands and all(high > known and base - low > known for low, high in bands):
            return next(band for band in bands if band[0] <= count <= band[1])
    return None


def _thirds(count: int, base: int) -> int:
    return min(2, 3 * count // base)


def _tens(count: int, base: int) -> int:
    """20 per cent or less, the nearest ten, 80 per cent or more."""
    return (
        0
        if 5 * count <= base
        else 10
        if 5 * count >= 4 * base
        else (20 * count + base) // (2 * base)
    )


def _fives(count: int, base: int) -> int:
    """10 per cent or less, the nearest five, 90 per cent or more."""
    return (
        0
        if 10 * count <= base
        else 20
        if 10 * count >= 9 * base
        else (40 * count + base) // (2 * base)
    )


LADDER: tuple[tuple[int, Callable[[int, int], int]], ...] = (
    (30, _fives),
    (15, _tens),
    (FEWEST_IN_BANDS, _thirds),
)
"""The fewest answers for each step, the finest first."""


def _bands(base: int, step: Callable[[int, int], int]) -> list[Band]:
    steps = [step(count, base) for count in range(base + 1)]
    # The first and the last count of each step: steps only grow.
    return [(steps.index(name), base - steps[::-1].index(name)) for name in dict.fromkeys(steps)]
