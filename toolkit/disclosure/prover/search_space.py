"""All that could have been answered to one question.

Classes of people, the answers they may have given, and what each table counts to.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from toolkit.evaluation.tally import Pattern, Tally

Codes = Mapping[str, str]
"""An answer, and what it counts as: favourable, other, no_answer, not_applicable."""
CountVector = npt.NDArray[np.int_]
"""How many there are of each kind."""
CountsByCode = dict[str, int]

SIDES = ("mentor", "mentee")
FORM_PATTERN_CODES = {
    (True, True): "both",
    (True, False): "mentor_only",
    (False, True): "mentee_only",
    (False, False): "rest",
}
HIGHER = {0: "same", 1: "mentor_higher", -1: "mentee_higher"}
PAIR_CODES: Codes = {"favourable": "favourable", "other": "other", "no_answer": "no_answer"}
"""What the two of a pair may answer where only the pair is told."""


@dataclass(frozen=True)
class KnownClass:
    """People or pairs that every reader can tell from the others, because who answered is known.

    Attributes:
        size: How many there are.
        slots: Whose answers are in: ``mentor``, ``mentee``, both, or ``pair`` for what is logged of
            a pair.
        group: Their chapter or area.
    """

    size: int
    slots: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class AnswerKind:
    """One of a class with the answers given, in the order of the slots."""

    place: int
    answers: tuple[str, ...]


@dataclass(frozen=True)
class SearchSpace:
    """Every table that could lie behind the tallies of one question.

    Attributes:
        tallies: The tallies of the question; a table gives each of them its counts.
        classes: Who is there.
        codes: What each slot may answer.
        held: Pairs of which one reader holds the answers, a person or the two of a pair; answers of
            each role where nothing tells who is a pair.
        together: Most answers of any slots that people who talk hold.
        merged: Slots whose answers that count alike are one, with what each code was merged into.
            Where all counts of a role are printed that loses nothing: people whose answers count
            alike may change places, and no count changes. Elsewhere the gate is asked with each of
            the codes in turn.
        paired: Whether the classes are of pairs, from which one form or both are in.
    """

    tallies: tuple[Tally, ...]
    classes: tuple[KnownClass, ...]
    codes: Mapping[str, Codes]
    held: int
    together: int
    merged: Mapping[str, Codes] = field(default_factory=dict)
    paired: bool = False

    @cached_property
    def kinds(self) -> tuple[AnswerKind, ...]:
        """Every kind of person or pair that may be there."""
        return tuple(
            AnswerKind(place, answers)
            for place, one in enumerate(self.classes)
            for answers in product(*(self.codes[slot] for slot in one.slots))
        )

    def recount(
        self, table: CountVector, *, told: Collection[str] = (), lean: int = 0
    ) -> tuple[Tally, ...]:
        """Return the tallies as they would be if *table* were what people answered.

        Args:
            table: How many there are of each kind.
            told: Views of which every count is printed; their merged answers are those counts
                wherever they add up to the table's.
            lean: Which of the merged codes the others of that standing gave.

        Returns:
            The tallies of the space, in their order.
        """
        found = []
        for tally, rows in zip(self.tallies, self.rows, strict=True):
            counts = {code: int(row @ table) for code, row in rows.items()}
            if tally.view in self.merged:
                counts = _spread_standings(
                    tally, counts, self.merged[tally.view], None if tally.view in told else lean
                )
            found.append(_with_counts(tally, self._standings(tally.view), counts))
        return tuple(found)

    def _standings(self, slot: str) -> Codes:
        codes = self.codes.get(slot, {})
        return (
            {code: codes[name] for code, name in self.merged[slot].items()}
            if slot in self.merged
            else codes
        )

    @cached_property
    def leans(self) -> range:
        """The ways to give merged answers, each as one of its codes."""
        return range(
            max(
                (max(Counter(codes.values()).values()) for codes in self.merged.values()), default=1
            )
        )

    @cached_property
    def rows(self) -> tuple[dict[str, CountVector], ...]:
        """For each tally and each of its codes, which kinds are counted under it.

        Whoever sent no form in is under none.
        """
        return tuple(self._rows(tally) for tally in self.tallies)

    def _rows(self, tally: Tally) -> dict[str, CountVector]:
        named = [self._named(tally, kind) for kind in self.kinds]
        return {
            code: np.array([int(name == code) for name in named])
            for code in self.codes.get(tally.view, tally.counts)
        }

    def standing(self, kind: AnswerKind, slot: str) -> str:
        """Return what the answer of *slot* counts as; empty where the class has no such slot."""
        slots = self.classes[kind.place].slots
        return self.codes[slot][kind.answers[slots.index(slot)]] if slot in slots else ""

    def _named(self, tally: Tally, kind: AnswerKind) -> str:
        """Return the code under which *tally* counts a kind."""
        one = self.classes[kind.place]
        if tally.view in one.slots:
            return (
                kind.answers[one.slots.index(tally.view)] if tally.group in ("", one.group) else ""
            )
        if tally.view != "pair":
            return ""
        if tally.rule == "higher":
            ranks = [tally.ranked[answer][1] for answer in kind.answers if has_rank(tally, answer)]
            return HIGHER[int(np.sign(ranks[0] - ranks[1]))] if len(ranks) == len(SIDES) else ""
        mentor, mentee = (self.standing(kind, side) for side in SIDES)
        if tally.rule == "sides":
            return FORM_PATTERN_CODES[mentor == "favourable", mentee == "favourable"]
        return (
            "mutual"
            if mentor == mentee == "favourable"
            else "not"
            if "other" in (mentor, mentee)
            else "unknown"
        )


def _spread_standings(
    tally: Tally, standings: CountsByCode, codes: Codes, lean: int | None
) -> CountsByCode:
    """Return counts by code of counts by standing.

    Those of the tally if *lean* is ``None`` and they add up, else one code each.
    """
    # Those without a form are counted under no answer, and are of no kind.
    silent = tally.frame - sum(standings.values())
    counts = dict.fromkeys(codes, 0)
    for standing, count in standings.items():
        own = [code for code, kind in codes.items() if kind == standing]
        given = {code: tally.counts[code] - (silent if code == "no_answer" else 0) for code in own}
        counts |= (
            given
            if lean is None and sum(given.values()) == count
            else {own[(lean or 0) % len(own)]: count}
        )
    return counts


def _with_counts(tally: Tally, codes: Codes, counts: CountsByCode) -> Tally:
    """Return *tally* with other counts; whoever is missing from them sent no form in."""
    if tally.rule == "higher":
        both, same = sum(counts.values()), counts["same"]
        return replace(
            tally,
            counts=counts,
            frame=both,
            base=both,
            answered=both,
            favourable=same,
            possible=same,
        )
    # Whoever was asked alone is in no pair of the frame: pairs may be more than those counted.
    silent = max(0, tally.frame - sum(counts.values()))
    missing = (
        "no_answer"
        if "no_answer" in tally.counts
        else "rest"
        if tally.rule == "sides"
        else "unknown"
    )
    counts = dict.fromkeys(tally.counts, 0) | counts
    counts[missing] += silent
    if tally.rule == "sides":
        return replace(tally, counts=counts, favourable=counts["both"])
    if tally.rule == "pair":
        return replace(
            tally,
            counts=counts,
            favourable=counts["mutual"],
            answered=counts["mutual"] + counts["not"],
        )
    favourable, other = (
        sum(n for code, n in counts.items() if codes.get(code) == kind)
        for kind in ("favourable", "other")
    )
    answered, high = favourable + other, tally.frame - other
    return replace(tally, counts=counts, favourable=favourable, answered=answered, possible=high)


def build_spaces(
    tallies: Iterable[Tally], codebook: Mapping[str, Codes], known_answers: int, *, pooled: bool
) -> Iterator[SearchSpace]:
    """Yield the spaces in which what is printed of a cohort is proved.

    One for each question from which a form is in. Answers to different questions are given freely
    of each other, so what is printed of one tells nothing of another.

    Args:
        tallies: All tallies of the cohort, before the gate.
        codebook: What each code of a finding counts as.
        known_answers: Answers that one reader may hold besides what is published.
        pooled: Whether what is printed pools both roles.

    Yields:
        One space for each question; one for each role where nothing links the two sides.
    """
    questions: dict[str, list[Tally]] = {}
    for tally in tallies:
        if tally.available and tally.rule in ("role", "pair", "logged", "sides", "higher"):
            questions.setdefault(tally.rests_on, []).append(tally)
    for own in questions.values():
        parted = any(
            tally.group for tally in own
        )  # beside parts nothing is printed that links the two sides
        joint = pooled or (not parted and any(tally.view == "pair" for tally in own))
        for together in (
            [own] if joint else [[tally for tally in own if tally.view == role] for role in SIDES]
        ):
            if together and (space := _space(together, codebook, known_answers)).classes:
                yield space


def _space(
    tallies: Sequence[Tally], codebook: Mapping[str, Codes], known_answers: int
) -> SearchSpace:
    of_pairs = next((tally for tally in tallies if tally.pattern), None)
    classes = (
        classes_of_pairs(of_pairs.answering_pairs)
        if of_pairs and of_pairs.answering_pairs
        else tuple(_classes_of_people(tallies))
    )
    slots = dict.fromkeys(slot for one in classes for slot in one.slots)
    codes = {
        slot: _codes(next((tally for tally in tallies if tally.view == slot), None), codebook)
        for slot in slots
    }
    held = max(tally.held for tally in tallies)
    compared = [tally for tally in tallies if tally.rule == "higher"]
    merged = {
        slot: {
            code: code if any(has_rank(tally, code) for tally in compared) else kind
            for code, kind in own.items()
        }
        for slot, own in codes.items()
    }
    names = {
        slot: {merged[slot][code]: kind for code, kind in own.items()}
        for slot, own in codes.items()
    }
    told_by_code = {slot: own for slot, own in merged.items() if codes[slot] is not PAIR_CODES}
    return SearchSpace(
        tuple(tallies), classes, names, held, known_answers, told_by_code, of_pairs is not None
    )


def _codes(tally: Tally | None, codebook: Mapping[str, Codes]) -> Codes:
    return {code: codebook[tally.id][code] for code in tally.counts} if tally else PAIR_CODES


def has_rank(tally: Tally, code: str) -> bool:
    """Return whether an answer can be higher or lower than another."""
    return tally.ranked.get(code, ("", 0))[1] > 0


def classes_of_pairs(pattern: Pattern) -> tuple[KnownClass, ...]:
    """Return the pairs by whose forms are in."""
    slots = (SIDES, SIDES[:1], SIDES[1:])
    return tuple(KnownClass(size, own) for size, own in zip(pattern, slots, strict=True) if size)


def _classes_of_people(tallies: Sequence[Tally]) -> Iterator[KnownClass]:
    for view in dict.fromkeys(tally.view for tally in tallies):
        own = [tally for tally in tallies if tally.view == view]
        yield from (
            KnownClass(tally.answerers, (view,), tally.group)
            for tally in [part for part in own if part.group] or own
            if tally.answerers
        )
