"""Spaces of one question for the tests of the prover: who answered, what they may have answered,
and what a gate prints of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from math import comb

import numpy as np

from toolkit.disclosure import rules
from toolkit.disclosure.prover import NotProvedError, enumeration, prove
from toolkit.disclosure.prover.attackers import list_cases
from toolkit.disclosure.prover.enumeration import Gate, GroupNumbers, Mask, TableArray
from toolkit.disclosure.prover.proof import Protected, wanted_answers
from toolkit.disclosure.prover.search_space import (
    PAIR_CODES,
    SIDES,
    Codes,
    KnownClass,
    SearchSpace,
    classes_of_pairs,
)
from toolkit.evaluation.tally import Pattern, Tally
from toolkit.programme.promise import Promise
from toolkit.release.release import Finding

TWO = {"yes": "favourable", "no": "other"}
THREE = {**TWO, "dont_know": "no_answer"}
FOUR = {**THREE, "no_answer": "no_answer"}
"""Three answers, or the form came in without one."""
ASKED = {**TWO, "no_answer": "no_answer"}
"""Two answers, or the form came in without one."""
LEVELS = {"5": "favourable", "4": "favourable", "2": "other"}
"""Answers that have a rank."""
LOGGED = {"kept": "favourable", "not_kept": "other", "unknown": "no_answer"}
FAVOURABLE = (frozenset({"favourable"}),)
"""What must remain possible of everybody where counts are promised."""


def count_tables(space: SearchSpace) -> int:
    """Return how many tables there are."""
    total = 1
    for place, one in enumerate(space.classes):
        kinds = sum(kind.place == place for kind in space.kinds)
        total *= comb(one.size + kinds - 1, kinds - 1)
    return total


def list_all_tables(space: SearchSpace) -> TableArray:
    """Return every table of the space."""
    found = np.zeros((1, 0), np.int16)
    for place, one in enumerate(space.classes):
        own = _compositions(one.size, sum(kind.place == place for kind in space.kinds))
        found = np.hstack([np.repeat(found, len(own), axis=0), np.tile(own, (len(found), 1))])
    return found


def _compositions(total: int, parts: int) -> TableArray:
    """Return every way to share *total* among *parts*, a way a row."""
    left = np.array([total], np.int16)
    columns: list[TableArray] = []
    for _ in range(parts - 1):
        ways = left + 1
        back = np.repeat(np.arange(len(left)), ways)
        taken = (np.arange(len(back)) - np.repeat(np.cumsum(ways) - ways, ways)).astype(np.int16)
        columns = [column[back] for column in columns] + [taken]
        left = left[back] - taken
    return np.column_stack([*columns, left])


def number_messages(space: SearchSpace, every: TableArray, gate: Gate) -> GroupNumbers:
    """Return, for each table, the number of the message that the gate prints of it.

    Args:
        space: What may have been answered.
        every: A table a row.
        gate: What is printed of tallies.

    Returns:
        A number a table; equal numbers read alike.
    """
    first, number = enumeration._group_by_counts(space, every)
    messages: dict[str, int] = {}
    read = [
        messages.setdefault(repr(tuple(gate(space.recount(every[at])))), len(messages))
        for at in first
    ]
    return np.array(read)[number]


@dataclass(frozen=True)
class Enumerated:
    """What came of every table of a space.

    Attributes:
        tables: How many there are.
        messages: How many different texts are printed of them.
        leaks: In how many of them some reader can rule a protected answer out.
    """

    tables: int
    messages: int
    leaks: int


def enumerate_all(
    space: SearchSpace, gate: Gate, protected: Protected = "not_favourable"
) -> Enumerated:
    """Let every reader read every message of a space."""
    read = number_messages(space, list_all_tables(space), gate)
    return Enumerated(
        len(read),
        int(read.max()) + 1,
        int(leaking_tables(space, read, wanted_answers(space, protected)).sum()),
    )


def leaks(
    spaces: SearchSpace | Iterable[SearchSpace], gate: Gate, protected: Protected = "not_favourable"
) -> int:
    """Return in how many tables of a space, or of several, some reader rules an answer out."""
    return sum(
        enumerate_all(space, gate, protected).leaks
        for space in ([spaces] if isinstance(spaces, SearchSpace) else spaces)
    )


def leaking_tables(
    space: SearchSpace, read: GroupNumbers, wanted: Sequence[frozenset[str]] = FAVOURABLE
) -> Mask:
    """Return in which tables some reader rules an answer out, where tables of equal numbers read
    alike.
    """
    return enumeration.find_leaks(list_all_tables(space), read, list_cases(space, tuple(wanted)))


def leaking_by_everybody(
    space: SearchSpace, messages: GroupNumbers, wanted: Sequence[frozenset[str]]
) -> set[int]:
    """Return the same tables by the letter: everybody has a name, and each reader is a set of
    people whose answers are known, none for an outsider.
    """
    people = [place for place, one in enumerate(space.classes) for _ in range(one.size)]
    slots = [
        (number, slot) for number, place in enumerate(people) for slot in space.classes[place].slots
    ]
    worlds = list(product(*(space.codes[slot] for _number, slot in slots)))
    of_table = {tuple(table): at for at, table in enumerate(list_all_tables(space).tolist())}
    at_table = [
        of_table[_table_of(space, people, dict(zip(slots, world, strict=True)))] for world in worlds
    ]
    found = set()
    for known in (
        known
        for many in range(len(slots))
        for known in combinations(range(len(slots)), many)
        if _may_know(space, [slots[at] for at in known])
    ):
        reads = [
            (messages[table], *(world[at] for at in known))
            for world, table in zip(worlds, at_table, strict=True)
        ]
        for asked in set(range(len(slots))) - set(known):
            for answers in wanted:
                possible = {
                    read
                    for read, world in zip(reads, worlds, strict=True)
                    if {world[asked], space.codes[slots[asked][1]][world[asked]]} & answers
                }
                found |= {
                    table
                    for read, table in zip(reads, at_table, strict=True)
                    if read not in possible
                }
    return found


def _table_of(
    space: SearchSpace, people: Sequence[int], answers: Mapping[tuple[int, str], str]
) -> tuple[int, ...]:
    given = Counter(
        (place, tuple(answers[number, slot] for slot in space.classes[place].slots))
        for number, place in enumerate(people)
    )
    return tuple(given[kind.place, kind.answers] for kind in space.kinds)


def _may_know(space: SearchSpace, known: Sequence[tuple[int, str]]) -> bool:
    """Whether people who talk hold so many answers, or a person or pair the answers of so many
    pairs.
    """
    pairs = (
        len({number for number, _slot in known})
        if space.paired
        else max(Counter(slot for _number, slot in known).values(), default=0)
    )
    return len(known) <= space.together or pairs <= space.held


def leaks_of(
    space: SearchSpace, *figures: GroupNumbers, wanted: Sequence[frozenset[str]] = FAVOURABLE
) -> int:
    """Return in how many tables an answer is ruled out where exactly *figures* are printed, each a
    number for every table.
    """
    return int(leaking_tables(space, reads_alike(*figures), wanted).sum())


def reads_alike(*figures: GroupNumbers) -> GroupNumbers:
    """Number the tables by what is printed of them."""
    return np.unique(np.column_stack(figures), axis=0, return_inverse=True)[1].reshape(-1)


def counted(space: SearchSpace, fits: Callable[..., int]) -> GroupNumbers:
    """Return for every table how many people or pairs *fit*; it is asked with the answers of each
    kind, and may weigh them.
    """
    return np.asarray(
        list_all_tables(space) @ np.array([int(fits(*kind.answers)) for kind in space.kinds])
    )


def messages_of(
    space: SearchSpace, gate: Gate, protected: Protected = "not_favourable"
) -> Iterator[tuple[tuple[Tally, ...], bool]]:
    """Yield, for each message of a space, tallies of which it is printed, and whether it rules
    nobody's answer out.
    """
    every = list_all_tables(space)
    read = number_messages(space, every, gate)
    unsafe = set(read[leaking_tables(space, read, wanted_answers(space, protected))])
    for message, first in zip(*np.unique(read, return_index=True), strict=True):
        yield space.recount(every[first]), message not in unsafe


def proved(
    tallies: Sequence[Tally],
    gate: Gate,
    codes: Codes,
    *,
    known_answers: int = 1,
    protected: Protected = "not_favourable",
    **limits: float,
) -> bool:
    """Return whether what the gate prints of the tallies of one question is proved."""
    codebook = {tally.id: codes for tally in tallies}
    try:
        list(
            prove(
                tallies,
                gate(tallies),
                gate,
                codebook,
                known_answers=known_answers,
                protected=protected,
                **limits,
            )
        )
    except NotProvedError:
        return False
    return True


def by_rules(**promise: object) -> Gate:
    """Return the gate of the toolkit under a promise; ``min_base`` is 3 unless it is given."""
    kept = Promise.model_validate({"min_base": 3, **promise})
    return lambda tallies: rules.protect(tallies, kept)


def openly(tallies: Sequence[Tally]) -> tuple[Finding, ...]:
    """Print every count, with no rule at all."""
    return tuple(
        Finding(tally.id, tally.view, "shown", tally.frame, counts=tally.counts, group=tally.group)
        for tally in tallies
    )


def of_pairs(
    pattern: Pattern,
    codes: Mapping[str, str] = THREE,
    views: Sequence[str] = SIDES,
    *,
    silent: int = 0,
    known: int = 1,
    held: int = 1,
) -> SearchSpace:
    """Return a question that both of each pair were asked.

    Args:
        pattern: Pairs from which the forms of both are in, the mentor's only, the mentee's only.
        views: What is counted: ``mentor``, ``mentee``, ``sides``, ``mutual``, and ``higher`` where
            answers are ranks.
        silent: Pairs from which no form is in.
        known: Answers that people who talk hold.
        held: Pairs of which one reader holds the answers.
    """
    pairs, (both, mentor, mentee) = sum(pattern) + silent, pattern
    roles = {
        role: Tally(
            "works", role, "role", pairs, forms, counts=_none_of(*codes, "no_answer"), held=held
        )
        for role, forms in zip(SIDES, (both + mentor, both + mentee), strict=True)
    }
    ranked = {code: (kind, int(code)) for code, kind in codes.items() if code.isdigit()}
    linked = Tally("", "pair", "sides", pairs, pairs, question="works", pattern=pattern, held=held)
    pair = {
        "sides": replace(
            linked, id="sides", counts=_none_of("both", "mentor_only", "mentee_only", "rest")
        ),
        "higher": replace(
            linked,
            id="higher",
            rule="higher",
            counts=_none_of("same", "mentor_higher", "mentee_higher"),
            ranked=ranked,
        ),
        "mutual": replace(
            linked, id="mutual", rule="pair", counts=_none_of("mutual", "not", "unknown")
        ),
    }
    tallies = tuple((roles | pair)[view] for view in views)
    return SearchSpace(
        tallies, classes_of_pairs(pattern), dict.fromkeys(SIDES, codes), held, known, paired=True
    )


def of_role(
    forms: int,
    codes: Mapping[str, str] = THREE,
    *,
    silent: int = 0,
    groups: Sequence[int] = (),
    known: int = 1,
) -> SearchSpace:
    """Return a question of one role; *groups* are the sizes of its chapters, from which all forms
    are in.
    """
    whole = Tally(
        "works", "mentor", "role", forms + silent, forms, counts=_none_of(*codes, "no_answer")
    )
    parts = {f"chapter {number}": size for number, size in enumerate(groups, start=1)}
    tallies = (
        whole,
        *(replace(whole, frame=size, base=size, group=name) for name, size in parts.items()),
    )
    classes = tuple(
        KnownClass(size, ("mentor",), name) for name, size in (parts or {"": forms}).items()
    )
    return SearchSpace(tallies, classes, {"mentor": codes}, 1, known)


def of_roles_pooled(
    mentors: int, mentees: int, codes: Mapping[str, str] = THREE, *, known: int = 2
) -> SearchSpace:
    """Return a question of both roles where nothing links the two of a pair."""
    sizes = dict(zip(SIDES, (mentors, mentees), strict=True))
    tallies = tuple(
        Tally("works", role, "role", size, size, counts=_none_of(*codes, "no_answer"))
        for role, size in sizes.items()
    )
    classes = tuple(KnownClass(size, (role,)) for role, size in sizes.items())
    return SearchSpace(tallies, classes, dict.fromkeys(SIDES, codes), 1, known)


def of_logs(pairs: int, *, known: int = 1) -> SearchSpace:
    """Return what is logged of each pair."""
    tally = Tally("kept", "pair", "logged", pairs, pairs, counts=_none_of(*LOGGED))
    return SearchSpace((tally,), (KnownClass(pairs, ("pair",)),), {"pair": LOGGED}, 1, known)


def mutual(
    pattern: Pattern, codes: Mapping[str, str] = PAIR_CODES, *, known: int = 1
) -> SearchSpace:
    """Return a question of which only the pairs are told."""
    return of_pairs(pattern, codes, ("mutual",), known=known)


def patterns(pairs: int) -> Iterator[Pattern]:
    """Yield every way in which forms may have come in from some of *pairs*, at least one."""
    for both in range(pairs, -1, -1):
        for mentor in range(pairs - both, -1, -1):
            yield from (
                (both, mentor, mentee)
                for mentee in range(pairs - both - mentor, -1, -1)
                if both + mentor + mentee
            )


def _none_of(*codes: str) -> dict[str, int]:
    return dict.fromkeys(codes, 0)
