"""The gate: what may be published of a tally under the promise ``counts``, and the only maker of a release.

The choice of what to print depends only on what is printed: a figure that is not safe is read as the nearest safe value
and the whole window is printed, never "tried and refused".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from toolkit.programme import Programme, Promise
from toolkit.release import Finding, Release
from toolkit.tallies import Tally


def publish(
    programme: Programme,
    tallies: Iterable[Tally],
    *,
    cohort: str,
    on: date,
    frame: Mapping[str, int | None],
    texts: Mapping[str, Mapping[str, str]],
    codebook: Mapping[str, Mapping[str, str]],
    inputs: Mapping[str, Mapping[str, Any]],
    by: str = "",
    made_with: str = "",
) -> Release:
    """Return the release of a cohort: every tally through the gate, with the labels that the outputs need."""
    promise = programme.settings.promise
    findings = tuple(protect(tally, promise) for tally in tallies if tally.rule != "never")
    return Release(
        programme=programme.code,
        cohort=cohort,
        closed_on=on,
        promise=promise.kind,
        min_base=promise.min_base,
        frame=frame,
        findings=findings,
        languages=_default_first(programme),
        texts=texts,
        codebook=codebook,
        inputs=inputs,
        closed_by=by,
        made_with=made_with,
    )


def protect(tally: Tally, promise: Promise) -> Finding:
    """Return what may be published of one tally."""
    if not tally.available:
        return Finding(tally.id, tally.view, "not_available")
    if tally.base < promise.min_base or tally.rule not in ("register", "role", "pair"):
        return Finding(tally.id, tally.view, "hidden")
    if tally.rule == "register":
        return _shown(tally)
    known = max(promise.known_answers, tally.most_answers)
    return _by_role(tally, known) if tally.rule == "role" else _of_pairs(tally, known)


def least_shown_by_role(known: int) -> int:
    """Return k: from this many favourable answers on, a role's full distribution is safe.

    With k = c + 2 favourable answers, a reader who holds *known* = c answers always faces an unknown favourable one that
    can change places with any other answer, and no printed number changes. With c + 1 it leaks.
    """
    return known + 2


def least_shown_of_pairs(known: int) -> int:
    """Return t: from this many favourable pairs on, their number is safe beside nothing else that links answers."""
    return max(3, 2 + (known - 1) // 2)


def _by_role(tally: Tally, known: int) -> Finding:
    """Rule 1: the full distribution, or only that the favourable answers are few."""
    least = least_shown_by_role(known)
    if least > tally.frame:
        return Finding(tally.id, tally.view, "hidden")
    return _shown(tally) if tally.favourable >= least else _at_most(tally, least - 1)


def _of_pairs(tally: Tally, known: int) -> Finding:
    """Rule 2: the number of favourable pairs, or only that they are few; everything else is one number."""
    least = least_shown_of_pairs(known)
    if least > tally.frame:
        return Finding(tally.id, tally.view, "hidden")
    if tally.favourable < least:
        return _at_most(tally, least - 1)
    high = None if tally.published_high is None else tally.published_high / tally.frame
    return Finding(tally.id, tally.view, "coarsened", tally.frame, favourable=tally.favourable, range=(tally.favourable / tally.frame, high))


def _shown(tally: Tally) -> Finding:
    return Finding(tally.id, tally.view, "shown", tally.frame, tally.answered, tally.favourable, tally.possible_range, dict(tally.counts))


def _at_most(tally: Tally, most: int) -> Finding:
    return Finding(tally.id, tally.view, "coarsened", tally.frame, favourable=f"<={most}", range=(0.0, None))


def _default_first(programme: Programme) -> tuple[str, ...]:
    default = programme.settings.default_language
    return (default, *(language for language in programme.settings.languages if language != default))
