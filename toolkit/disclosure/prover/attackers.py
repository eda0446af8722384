"""Who reads what is printed: what they know already, and whose answer they would like to know."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from toolkit.disclosure.prover.search_space import SearchSpace

Choice = tuple[int, ...]
"""Kinds, by number, that one person or pair may be of."""
MayBeThere = Callable[[tuple[Choice, ...]], bool]
ShapePart = tuple[int, tuple[bool, ...]]
"""One person or pair of whom a reader knows something.

The class, and for each slot whether its answer is known.
"""
Shape = tuple[ShapePart, ...]
"""Of whom a reader knows something, whatever they answered."""


@dataclass(frozen=True)
class AttackCase:
    """A reader, and somebody else whose answer the reader would like to know.

    Attributes:
        known: What the reader knows.
        someone: Kinds that this somebody may be of, whatever the answer.
        wanted: Kinds that this somebody may be of with a given answer.
    """

    known: tuple[Choice, ...]
    someone: Choice
    wanted: tuple[Choice, ...]


def list_cases(
    space: SearchSpace, wanted: tuple[frozenset[str], ...], there: MayBeThere | None = None
) -> Iterator[AttackCase]:
    """Yield every reader beside everybody else whose form is in.

    Readers are outsiders, participants, the two of a pair, and people who hold answers together.
    Whoever knows more rules out more, so only those are tried who could not know more: an outsider
    is not, because a participant knows all that an outsider does.

    Args:
        space: Who is there, and what they may have answered.
        wanted: Sets of what an answer counts as, or of codes; for each of them an answer in it must
            remain possible.
        there: Whether so many of such kinds may be there, as far as that is quickly said; those who
            cannot be there need not be tried.

    Yields:
        A reader with what is known, and one other person.
    """
    for place, one in enumerate(space.classes):
        for at, slot in enumerate(one.slots):
            for known in product(
                *((False,) if other == at else (False, True) for other in range(len(one.slots)))
            ):
                for others in _shapes(space, (place, known)):
                    if not any(
                        _may_hold(space, shape, own)
                        for shape, own in _widen_shape(space, others, (place, known), at)
                    ):
                        yield from _fill_shape(space, others, (place, known), slot, wanted, there)


def _shapes(space: SearchSpace, own: ShapePart) -> Iterator[Shape]:
    """Yield of whom else a reader may know something who knows *own* of the one asked about."""
    parts = [
        (place, known)
        for place, one in enumerate(space.classes)
        for known in product((False, True), repeat=len(one.slots))
        if any(known)
    ]
    found: list[Shape] = [()]
    while found:
        shape = found.pop()
        yield shape
        found += [
            wider
            for part in parts
            # In one order, so that each set of parts comes once.
            if not shape or part >= shape[-1]
            if _may_hold(space, wider := (*shape, part), own)
        ]


def _may_hold(space: SearchSpace, others: Shape, own: ShapePart) -> bool:
    """Whether there can be such a reader.

    A person or the two of a pair hold the answers of so many pairs, people who talk so many answers
    in all.
    """
    if any(
        sum(place == at for place, _known in (*others, own)) > one.size
        for at, one in enumerate(space.classes)
    ):
        return False
    parts = [part for part in (*others, own) if any(part[1])]
    held = Counter(
        slot
        for place, known in parts
        for slot, is_known in zip(space.classes[place].slots, known, strict=True)
        if is_known
    )
    return (
        len(parts) if space.paired else max(held.values(), default=0)
    ) <= space.held or held.total() <= space.together


def _widen_shape(
    space: SearchSpace, others: Shape, own: ShapePart, asked: int
) -> Iterator[tuple[Shape, ShapePart]]:
    """Yield what the same reader would be with one more answer known.

    Of anybody but the one asked about.
    """
    for number, part in enumerate(others):
        yield from ((_replace_part(others, number, more), own) for more in _know_one_more(part))
    yield from ((others, more) for more in _know_one_more(own) if not more[1][asked])
    for place, one in enumerate(space.classes):
        yield from (
            ((*others, more), own) for more in _know_one_more((place, (False,) * len(one.slots)))
        )


def _know_one_more(part: ShapePart) -> Iterator[ShapePart]:
    place, known = part
    yield from (
        (place, (*known[:at], True, *known[at + 1 :]))
        for at, is_known in enumerate(known)
        if not is_known
    )


def _replace_part(shape: Shape, number: int, part: ShapePart) -> Shape:
    return (*shape[:number], part, *shape[number + 1 :])


def _fill_shape(
    space: SearchSpace,
    others: Shape,
    own: ShapePart,
    slot: str,
    wanted: tuple[frozenset[str], ...],
    there: MayBeThere | None,
) -> Iterator[AttackCase]:
    """Yield the cases of one shape, whatever those known have answered."""
    ways = {part: list(_kinds(space, part)) for part in {*others, own}}
    found: list[tuple[tuple[Choice, ...], int]] = [((), 0)]
    while found:
        known, first = found.pop()
        if len(known) == len(others):
            yield from (
                AttackCase(known, someone, _keep_wanted_kinds(space, someone, slot, wanted))
                for someone in ways[own]
                if there is None or there((*known, someone))
            )
            continue
        part = others[len(known)]
        several = (
            known and part == others[len(known) - 1]
        )  # of people alike, each lot once: in the order of what they answered
        wider = [
            ((*known, ways[part][number]), number)
            for number in range(first if several else 0, len(ways[part]))
        ]
        found += [(more, number) for more, number in wider if there is None or there(more)]


def _kinds(space: SearchSpace, part: ShapePart) -> Iterator[Choice]:
    """Yield, for all that may have been answered where the answer is known, the kinds that fit."""
    place, known = part
    slots = space.classes[place].slots
    for answers in product(
        *(
            space.codes[slot] if is_known else (None,)
            for slot, is_known in zip(slots, known, strict=True)
        )
    ):
        yield tuple(
            number
            for number, kind in enumerate(space.kinds)
            if kind.place == place
            and all(
                answer in (None, given) for answer, given in zip(answers, kind.answers, strict=True)
            )
        )


def _keep_wanted_kinds(
    space: SearchSpace, choice: Choice, slot: str, wanted: tuple[frozenset[str], ...]
) -> tuple[Choice, ...]:
    """Keep, for each wanted set, the kinds whose answer in *slot* is in it."""
    at = {
        number: (
            space.kinds[number].answers[space.classes[space.kinds[number].place].slots.index(slot)]
        )
        for number in choice
    }
    return tuple(
        kept
        for kind in wanted
        if (
            kept := tuple(
                number
                for number in choice
                if at[number] in kind or space.codes[slot][at[number]] in kind
            )
        )
    )
