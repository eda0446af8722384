"""The same times told by another clock: another time zone, or the other side of a change."""

from collections.abc import Callable

QUARTER, HOUR = 15, 60
FARTHEST = 26 * HOUR
"""Minutes between the first and the last clock on earth, UTC+14 and UTC-12."""
SHIFTS = tuple(sorted(range(-FARTHEST, FARTHEST + 1, QUARTER), key=lambda minutes: abs(minutes)))
"""Every shift in minutes, the smallest first: there are zones a quarter of an hour apart."""


def find_clock_shifts(known_at: Callable[[int], set[int]], least: int) -> tuple[int, ...]:
    """Return the shift at which most forms are known again, with the one beside it.

    A cohort may have answered before and after a change of the clocks, so that one of its exports
    stands an hour farther away on one side of it: two shifts an hour apart count together.

    Args:
        known_at: Which forms, by place, are known again when so many minutes are added to each.
        least: Fewest forms, at least one, that make a shift.

    Returns:
        One shift or two; nothing if *least* is not reached. Where the times fit as they stand, no
        other clock is tried: times of one hour every day fit at a day's distance too.
    """
    as_they_stand = known_at(0)
    tried = (0, HOUR, -HOUR) if len(as_they_stand) >= least else SHIFTS
    found = {shift: known_at(shift) if shift else as_they_stand for shift in tried}
    firsts = (0,) if len(as_they_stand) >= least else SHIFTS
    pairs = [(shift, shift + side) for shift in firsts for side in (HOUR, -HOUR)]
    one, other = max(pairs, key=lambda pair: len(found[pair[0]] | found.get(pair[1], set())))
    beside = found.get(other, set())
    if len(found[one] | beside) < least:
        return ()
    return tuple(shift for shift in (one, other) if found.get(shift))
