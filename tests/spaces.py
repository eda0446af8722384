"""Spaces of one question for the tests of the prover: who answered, what they may have answered, and what a gate prints of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from toolkit import rules
from toolkit.promise import Promise
from toolkit.prover import NotProvedError, enumeration, prove
from toolkit.prover.enumeration import Gate, Groups, Mask
from toolkit.prover.proof import Protected, wanted_answers
from toolkit.prover.readers import readers
from toolkit.prover.spaces import PAIR_CODES, SIDES, Class, Codes, Space
from toolkit.release import Finding
from toolkit.tallies import Pattern, Tally

TWO = {"yes": "favourable", "no": "other"}
THREE = {**TWO, "dont_know": "no_answer"}
FOUR = {**THREE, "no_answer": "no_answer"}
"""Three answers, or the form came in without one."""
ASKED = {**TWO, "no_answer": "no_answer"}
"""Two answers, or the form came in without one."""
LEVELS = {"5": "favourable", "4": "favourable", "2": "other"}
"""Answers that have a rank."""
LOGGED = {"kept": "favourable", "not_kept": "other", "unknown": "no_answer"}
BOTH_SIDES = ("both", "mentor_only", "mentee_only", "rest")
WHO_IS_HIGHER = ("same", "mentor_higher", "mentee_higher")
MUTUAL = ("mutual", "not", "unknown")
FAVOURABLE = (frozenset({"favourable"}),)
"""What must remain possible of everybody where counts are promised."""


@dataclass(frozen=True)
class Enumerated:
    """What came of every table of a space: how many there are, how many messages they print, and in how many some reader rules an answer out."""

    tables: int
    messages: int
    leaks: int


def enumerate_all(space: Space, gate: Gate, protected: Protected = "not_favourable") -> Enumerated:
    """Let every reader read every message of a space."""
    read = enumeration.printed(space, enumeration.tables(space), gate)
    return Enumerated(len(read), int(read.max()) + 1, int(leaking_tables(space, read, wanted_answers(space, protected)).sum()))


def leaks(spaces: Space | Iterable[Space], gate: Gate, protected: Protected = "not_favourable") -> int:
    """Return in how many tables of a space, or of several, some reader rules an answer out."""
    return sum(enumerate_all(space, gate, protected).leaks for space in ([spaces] if isinstance(spaces, Space) else spaces))


def leaking_tables(space: Space, read: Groups, wanted: Sequence[frozenset[str]] = FAVOURABLE) -> Mask:
    """Return in which tables some reader rules an answer out, where tables of equal numbers read alike."""
    return enumeration.leaking(space, enumeration.tables(space), read, readers(space), tuple(wanted))


def leaks_of(space: Space, *figures: Groups, wanted: Sequence[frozenset[str]] = FAVOURABLE) -> int:
    """Return in how many tables an answer is ruled out where exactly *figures* are printed, each a number for every table."""
    return int(leaking_tables(space, reads_alike(*figures), wanted).sum())


def reads_alike(*figures: Groups) -> Groups:
    """Number the tables by what is printed of them."""
    return np.unique(np.column_stack(figures), axis=0, return_inverse=True)[1].reshape(-1)


def counted(space: Space, fits: Callable[..., int]) -> Groups:
    """Return for every table how many people or pairs *fit*; it is asked with the answers of each kind, and may weigh them."""
    return np.asarray(enumeration.tables(space) @ np.array([int(fits(*kind.answers)) for kind in space.kinds]))


def messages_of(space: Space, gate: Gate, protected: Protected = "not_favourable") -> Iterator[tuple[tuple[Tally, ...], bool]]:
    """Yield, for each message of a space, tallies of which it is printed, and whether it rules nobody's answer out."""
    every = enumeration.tables(space)
    read = enumeration.printed(space, every, gate)
    unsafe = set(read[leaking_tables(space, read, wanted_answers(space, protected))])
    for message, first in zip(*np.unique(read, return_index=True), strict=True):
        yield space.recount(every[first]), message not in unsafe


def proved(tallies: Sequence[Tally], gate: Gate, codes: Codes, *, known_answers: int = 1, protected: Protected = "not_favourable", **limits: float) -> bool:
    """Return whether what the gate prints of the tallies of one question is proved."""
    codebook = {tally.id: codes for tally in tallies}
    try:
        list(prove(tallies, gate(tallies), gate, codebook, known_answers=known_answers, protected=protected, **limits))
    except NotProvedError:
        return False
    return True


def by_rules(**promise: object) -> Gate:
    """Return the gate of the toolkit under a promise; ``min_base`` is 3 unless it is given."""
    kept = Promise.model_validate({"min_base": 3, **promise})
    return lambda tallies: rules.protect(tallies, kept)


def openly(tallies: Sequence[Tally]) -> tuple[Finding, ...]:
    """Print every count, with no rule at all."""
    return tuple(Finding(tally.id, tally.view, "shown", tally.frame, counts=tally.counts, group=tally.group) for tally in tallies)


def of_pairs(
    pattern: Pattern,
    codes: Mapping[str, str] = THREE,
    views: Sequence[str] = SIDES,
    *,
    silent: int = 0,
    known: int = 1,
    most: Mapping[str, int] | int = 1,
) -> Space:
    """Return a question that both of each pair were asked.

    Args:
        pattern: Pairs from which the forms of both are in, the mentor's only, the mentee's only.
        views: What is counted: ``mentor``, ``mentee``, ``sides``, ``mutual``, and ``higher`` where answers have a rank, their name.
        silent: Pairs from which no form is in.
        known: Answers that one reader holds.
        most: Answers of a role that one person holds.
    """
    held = most if isinstance(most, Mapping) else dict.fromkeys(SIDES, most)
    pairs, together = sum(pattern) + silent, max(known, *held.values())
    ranked = {code: (kind, int(code)) for code, kind in codes.items() if code.isdigit()}
    forms = {"mentor": pattern[0] + pattern[1], "mentee": pattern[0] + pattern[2]}
    tally = {role: Tally("works", role, "role", pairs, forms[role], counts=_none_of(*codes), most_answers=held[role]) for role in SIDES} | {
        "sides": Tally("sides", "pair", "sides", pairs, pairs, counts=dict.fromkeys(BOTH_SIDES, 0), pattern=pattern, question="works", most_answers=together),
        "higher": Tally(
            "higher", "pair", "higher", counts=dict.fromkeys(WHO_IS_HIGHER, 0), pattern=pattern, question="works", most_answers=together, ranked=ranked
        ),
        "mutual": Tally("mutual", "pair", "pair", pairs, pairs, counts=dict.fromkeys(MUTUAL, 0), pattern=pattern, question="works", most_answers=together),
    }
    classes = tuple(Class(size, slots) for size, slots in zip(pattern, (SIDES, SIDES[:1], SIDES[1:]), strict=True) if size)
    return Space(tuple(tally[view] for view in views), classes, dict.fromkeys(SIDES, codes), held, together)


def of_role(forms: int, codes: Mapping[str, str] = THREE, *, silent: int = 0, groups: Sequence[int] = (), known: int = 1) -> Space:
    """Return a question of one role; *groups* are the sizes of its chapters, from which all forms are in."""
    sizes = groups or (forms,)
    tallies = [Tally("works", "mentor", "role", forms + silent, forms, counts=_none_of(*codes))]
    tallies += [Tally("works", "mentor", "role", size, size, counts=_none_of(*codes), group=f"chapter {at}") for at, size in enumerate(groups)]
    classes = tuple(Class(size, ("mentor",), f"chapter {at}" if groups else "") for at, size in enumerate(sizes))
    return Space(tuple(tallies), classes, {"mentor": codes}, {"mentor": 1}, known)


def of_roles_pooled(mentors: int, mentees: int, codes: Mapping[str, str] = THREE, *, known: int = 2) -> Space:
    """Return a question of both roles where nothing links the two of a pair."""
    sizes = dict(zip(SIDES, (mentors, mentees), strict=True))
    tallies = tuple(Tally("works", role, "role", size, size, counts=_none_of(*codes)) for role, size in sizes.items())
    return Space(tallies, tuple(Class(size, (role,)) for role, size in sizes.items()), dict.fromkeys(SIDES, codes), dict.fromkeys(SIDES, 1), known)


def of_logs(pairs: int, *, known: int = 1) -> Space:
    """Return what is logged of each pair."""
    tally = Tally("kept", "pair", "logged", pairs, pairs, counts=dict.fromkeys(LOGGED, 0))
    return Space((tally,), (Class(pairs, ("pair",)),), {"pair": LOGGED}, {"pair": 1}, known)


def mutual(pattern: Pattern, codes: Mapping[str, str] = PAIR_CODES, *, known: int = 1) -> Space:
    """Return a question of which only the pairs are told."""
    return of_pairs(pattern, codes, ("mutual",), known=known)


def patterns(pairs: int) -> Iterator[Pattern]:
    """Yield every way in which forms may have come in from some of *pairs*, at least one."""
    for both in range(pairs, -1, -1):
        for mentor in range(pairs - both, -1, -1):
            yield from ((both, mentor, mentee) for mentee in range(pairs - both - mentor, -1, -1) if both + mentor + mentee)


def _none_of(*codes: str) -> dict[str, int]:
    return dict.fromkeys((*codes, "no_answer"), 0)
