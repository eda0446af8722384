"""Who reads what is printed, and what they know already: nobody's answer, their own, those of a pair, those of people who talk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

from toolkit.prover.spaces import SIDES, Space

Choice = tuple[int, ...]
"""Kinds, by number, that one person or pair may be of."""


@dataclass(frozen=True, order=True)
class Known:
    """One person or pair of whom a reader knows something; ``None`` where the reader does not know the answer."""

    place: int
    answers: tuple[str | None, ...]

    @property
    def held(self) -> int:
        """How many answers are known."""
        return sum(answer is not None for answer in self.answers)


Reader = tuple[Known, ...]
OUTSIDER: Reader = ()


@dataclass(frozen=True)
class Target:
    """Somebody else whose answer a reader would like to know.

    Attributes:
        known: What the reader knows.
        someone: Kinds that this somebody may be of, whatever the answer.
        wanted: Kinds that this somebody may be of with a given answer.
    """

    known: tuple[Choice, ...]
    someone: Choice
    wanted: tuple[Choice, ...]


def readers(space: Space, absent: Collection[int] = ()) -> Iterator[Reader]:
    """Yield every reader: the outsider, each participant, each pair, and people who hold answers together.

    Args:
        absent: Kinds of which there is nobody, for everybody to read.
    """
    every = [Known(place, answers) for place, one in enumerate(space.classes) for answers in product(*((None, *space.codes[slot]) for slot in one.slots))]
    single = [known for known in every if known.held and not set(_fits(space, known)) <= set(absent)]
    most = max(space.together, sum(space.most.values()))
    for size in range(most + 1):
        for reader in combinations_with_replacement(single, size):
            if _may_hold(space, reader):
                yield reader


def _may_hold(space: Space, reader: Reader) -> bool:
    """Whether there can be such a reader: people who talk hold so many answers in all; the two of a pair, what each of them holds.

    Where nobody takes part in several pairs, the two of a pair hold answers of one pair only.
    """
    if any(sum(known.place == place for known in reader) > one.size for place, one in enumerate(space.classes)):
        return False
    held = {slot: _held(space, reader, slot) for slot in space.codes}
    several = max(space.most.values()) > 1 or any(known.held == len(SIDES) for known in reader)
    own = all(held[slot] <= space.most[slot] for slot in held) and (several or sum(held.values()) <= space.alone)
    return own or sum(held.values()) <= space.together


def _held(space: Space, reader: Reader, slot: str) -> int:
    return sum(dict(zip(space.classes[known.place].slots, known.answers, strict=True)).get(slot) is not None for known in reader)


def targets(space: Space, reader: Reader, wanted: tuple[frozenset[str], ...]) -> Iterator[Target]:
    """Yield everybody else whose form is in: partners of those known, and one more of each class.

    Args:
        wanted: Sets of what an answer counts as, or of codes; for each of them an answer in it must remain possible.
    """
    known = [_fits(space, one) for one in reader]
    for at, one in enumerate(reader):
        others = tuple(known[:at] + known[at + 1 :])
        yield from (Target(others, known[at], _narrow(space, known[at], slot, wanted)) for slot in _unknown(space, one))
    for place, one_class in enumerate(space.classes):
        if one_class.size > sum(one.place == place for one in reader):
            anybody = _fits(space, Known(place, (None,) * len(one_class.slots)))
            yield from (Target(tuple(known), anybody, _narrow(space, anybody, slot, wanted)) for slot in one_class.slots)


def _unknown(space: Space, known: Known) -> tuple[str, ...]:
    return tuple(slot for slot, answer in zip(space.classes[known.place].slots, known.answers, strict=True) if answer is None)


def _fits(space: Space, known: Known) -> Choice:
    return tuple(
        number
        for number, kind in enumerate(space.kinds)
        if kind.place == known.place and all(answer in (None, given) for answer, given in zip(known.answers, kind.answers, strict=True))
    )


def _narrow(space: Space, choice: Choice, slot: str, wanted: tuple[frozenset[str], ...]) -> tuple[Choice, ...]:
    """Keep, for each wanted set, the kinds whose answer in *slot* is in it."""
    at = {number: space.kinds[number].answers[space.classes[space.kinds[number].place].slots.index(slot)] for number in choice}
    return tuple(kept for kind in wanted if (kept := tuple(number for number in choice if at[number] in kind or space.codes[slot][at[number]] in kind)))
