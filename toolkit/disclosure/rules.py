"""The rules of the gate: what is printed of counts, so that nobody's answer can be told from it.

Under the promise ``counts`` nobody who answered can be shown not to have answered favourably:

1. By role: the full distribution from k = c + 2 favourable answers on; below, only that they are
   few.
2. Of the pair: how many pairs are favourable from t on; below, only that they are few; everything
   else is one number.
3. Both sides of a pair, beside both role views: a window that never reaches the ends.
4. Nothing else that links answers; and one partition, all of its parts or the total alone.

Under ``bands`` no answer at all can be told or excluded: roles are pooled, and shares told in
bands.

c is the most answers of a group that one reader holds. What is printed never depends on more than
what is printed: a figure that is not safe is read as the nearest safe one and the whole window is
told, never "tried and refused".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.disclosure.bands import band_of
from toolkit.disclosure.pair_comparison import pair_windows
from toolkit.evaluation.tally import Tally
from toolkit.programme.promise import Promise
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding

MOST_HELD = 5
"""Pairs of which one reader may hold the answers.

For more there would be too many readers to try in a proof, and nothing of the answers is told.
"""


def mark_unprovable(tallies: Iterable[Tally]) -> Iterator[Tally]:
    """Yield the tallies, with those of which one reader holds too much marked as never to be told.

    A fact of the register may be told.
    """
    for tally in tallies:
        yield (
            tally
            if tally.rule == "register" or tally.held <= MOST_HELD
            else replace(tally, rule="linked")
        )


def protect(tallies: Iterable[Tally], promise: Promise) -> tuple[Finding, ...]:
    """Return what may be published of a cohort's tallies, in their order."""
    ours = [tally for tally in tallies if tally.rule != "never"]
    if promise.kind == "bands":
        return tuple(_protect_in_band(tally, promise) for tally in pool_roles(ours))
    return tuple(_protect_in_counts(ours, promise))


def least_shown_by_role(known: int) -> int:
    """Return k: from this many favourable answers on, a role's full distribution is safe.

    With k = c + 2 favourable answers, a reader who holds *known* = c answers always faces an
    unknown favourable one that can change places with any other answer, and no printed number
    changes. With c + 1 it leaks.
    """
    return known + 2


def least_shown_of_pairs(known: int) -> int:
    """Return t: from this many favourable pairs on, their number is safe.

    Beside nothing else that links answers.
    """
    # A mutual pair is two favourable answers: two answers more that a reader knows reach one pair
    # more. Both t - 1 and an edge of c are shown to leak by tests/test_gate_mutations.py.
    return max(3, 2 + (known - 1) // 2)


def edge_of_both_sides(known: int) -> int:
    """Return how many counts at either end are told as one window with their neighbour.

    0 to 2 and the three highest for one known answer. Two would do where nobody's form is missing.
    Where some answered alone, readers of two answers need the third: of all tables of 8 pairs,
    whichever of the forms are in, 12 give an answer away with two, none with three.
    """
    return known + 1


def known_answers(tally: Tally, promise: Promise) -> int:
    """Return c: the most answers of the group that one reader holds.

    Of mutual pairs, the answers of both.
    """
    return max(promise.known_answers, 2 * tally.held if tally.rule == "pair" else tally.held)


# ---- counts --------------------------------------------------------------------------------------


def _protect_in_counts(tallies: Sequence[Tally], promise: Promise) -> Iterator[Finding]:
    for tally in tallies:
        if tally.group:
            parts = [
                other
                for other in tallies
                if other.group and (other.id, other.view) == (tally.id, tally.view)
            ]
            # All or none: one that is left out is the total less the others.
            yield from [_show_in_full(tally)] if all_pass(parts, promise) else []
        elif tally.rule in ("sides", "higher"):
            sides = [other for other in tallies if other.id == tally.rests_on and not other.group]
            both = next(
                (
                    other
                    for other in tallies
                    if other.rule == "sides" and other.rests_on == tally.rests_on
                ),
                tally,
            )
            yield (
                _protect_both_sides(tally, sides, promise)
                if tally.rule == "sides"
                else _protect_who_is_higher(tally, sides, promise, both)
            )
        else:
            yield _protect_alone(tally, promise)


def _protect_alone(tally: Tally, promise: Promise) -> Finding:
    """Return what is told by rules 1 and 2, and of facts of the register."""
    if not tally.available:
        return Finding(tally.id, tally.view, "not_available")
    known = known_answers(tally, promise)
    least = {
        "register": 0,
        "role": least_shown_by_role(known),
        "pair": least_shown_of_pairs(known),
        "logged": least_shown_by_role(known),
    }.get(tally.rule)
    # Forms in, not answers, and the frame, not the count: every reader knows both already, so that
    # a figure is hidden tells nothing.
    if least is None or _forms_in(tally) < promise.min_base or least > tally.frame:
        return Finding(tally.id, tally.view, "hidden")
    if tally.favourable < least:
        return Finding(
            tally.id,
            tally.view,
            "coarsened",
            tally.frame,
            favourable=PublishedCount.few(least - 1),
            # No upper end: beside "at most" it gives an answer away (tests/test_gate_mutations.py).
            range=(0.0, None),
        )
    return (
        _show_in_full(tally) if tally.rule in ("register", "role") else _show_favourable_only(tally)
    )


def _forms_in(tally: Tally) -> int:
    """Return what ``min_base`` looks at.

    Of a figure made of both sides' answers the forms in, of any other its base.
    """
    both, mentors, mentees = tally.pattern or (0, 0, 0)
    return 2 * both + mentors + mentees if tally.pattern else tally.base


def _protect_both_sides(tally: Tally, sides: Sequence[Tally], promise: Promise) -> Finding:
    """Return what is told by rule 3: how many pairs are favourable on both sides, as a window.

    Only where both role views are shown.
    """
    if not tally.available:
        return Finding(tally.id, tally.view, "not_available")
    window = _both_window(tally, sides, promise)
    return _show_span(tally, *window) if window else Finding(tally.id, tally.view, "hidden")


def _both_window(tally: Tally, sides: Sequence[Tally], promise: Promise) -> tuple[int, int] | None:
    """Return the window in which the pairs that are favourable on both sides are told.

    ``None`` if it may not be told.
    """
    shown = len(sides) == 2 and all(
        _protect_alone(side, promise).status == "shown" for side in sides
    )  # a pair has two sides
    if not shown or promise.groups != "none" or tally.pattern is None:
        return None
    # Whoever reads both roles works out the fewest pairs that must be favourable on both sides: of
    # n pairs with a and b favourable a + b - n. A window that began lower would only look wider.
    both_in, *alone_in = tally.pattern
    fewest = max(
        0,
        sum(max(0, side.favourable - alone) for side, alone in zip(sides, alone_in, strict=True))
        - both_in,
    )
    low, high = _window(
        tally.favourable,
        min(side.favourable for side in sides),
        edge_of_both_sides(known_answers(tally, promise)),
    )
    return max(low, fewest), min(high, both_in)


def _protect_who_is_higher(
    tally: Tally, sides: Sequence[Tally], promise: Promise, both: Tally
) -> Finding:
    """Return what is told by rule 4: who of the pair answered higher.

    As far as it is proved beside everything else that is printed of the question.
    """
    if not tally.available:
        return Finding(tally.id, tally.view, "not_available")
    window = _both_window(both, sides, promise) if both.rule == "sides" else None
    told = (
        pair_windows(tally, (sides[0], sides[1]), window, known_answers(tally, promise))
        if window
        else None
    )
    if told is None:
        return Finding(tally.id, tally.view, "hidden")
    figures = {code: PublishedCount(*bounds) for code, bounds in told.items()}
    low, _high = told["same"]
    frame = both.frame
    return Finding(
        tally.id,
        tally.view,
        "coarsened",
        frame,
        favourable=figures["same"],
        range=(low / frame, None),
        windows=figures,
    )


def _window(count: int, most: int, edge: int) -> tuple[int, int]:
    """Return the lowest and the highest count that is told as *count* is.

    *most* is the highest that there can be.
    """
    if most <= 2 * edge:  # the windows at the two ends would overlap
        return 0, most
    if count <= edge:
        return 0, edge
    return (most - edge, most) if count >= most - edge else (count, count)


def all_pass(parts: Sequence[Tally], promise: Promise) -> bool:
    """Return whether every chapter or area may be shown in full.

    Otherwise the total stands alone.
    """
    return len(parts) > 1 and all(_protect_alone(part, promise).status == "shown" for part in parts)


def _show_in_full(tally: Tally) -> Finding:
    range = tally.possible_range
    return Finding(
        tally.id,
        tally.view,
        "shown",
        tally.frame,
        tally.answered,
        PublishedCount.number(tally.favourable),
        range,
        dict(tally.counts),
        tally.group,
    )


def _show_favourable_only(tally: Tally) -> Finding:
    # Of facts of the register alone: what is possible at most counts answers.
    high = None if tally.published_high is None else tally.published_high / tally.frame
    return Finding(
        tally.id,
        tally.view,
        "coarsened",
        tally.frame,
        favourable=PublishedCount.number(tally.favourable),
        range=(tally.favourable / tally.frame, high),
    )


def _show_span(tally: Tally, low: int, high: int) -> Finding:
    return Finding(
        tally.id,
        tally.view,
        "coarsened",
        tally.frame,
        favourable=PublishedCount(low, high),
        range=(low / tally.frame, None),
    )


# ---- bands ---------------------------------------------------------------------------------------


def pool_roles(tallies: Sequence[Tally]) -> Iterator[Tally]:
    """Yield the tallies with the role views of one finding pooled into one of all ``people``.

    It stands where the first of them stood.
    """
    done = set()
    for tally in tallies:
        if tally.rule != "role":
            yield tally
        elif tally.id not in done:
            done.add(tally.id)
            mentor, *mentee = [
                replace(other, view="people")
                for other in tallies
                if other.id == tally.id and other.rule == "role"
            ]
            yield sum(mentee, mentor)


def _protect_in_band(tally: Tally, promise: Promise) -> Finding:
    """Return a band of the share of those who answered.

    Of pairs, of those from which both forms are in.
    """
    if not tally.available or tally.rule == "register":
        return _protect_alone(tally, promise)
    if tally.rule not in ("role", "pair", "logged"):
        return Finding(tally.id, tally.view, "hidden")
    base = tally.pattern[0] if tally.pattern else tally.base
    band = (
        band_of(tally.favourable, base, known_in_bands(tally, promise))
        if base >= promise.min_base
        else None
    )
    return _show_span(tally, *band) if band else Finding(tally.id, tally.view, "hidden")


def known_in_bands(tally: Tally, promise: Promise) -> int:
    """Return c where roles are pooled: the two of a pair hold two answers together."""
    return max(2, known_answers(tally, promise))
