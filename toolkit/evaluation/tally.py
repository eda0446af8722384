"""Counts that add up: what a measure finds before the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import add
from typing import Literal

View = Literal["mentor", "mentee", "people", "pair"]
"""Whose answers: of one role, of both roles pooled (``people``), or of the pairs."""
Rule = Literal["register", "role", "pair", "logged", "sides", "higher", "linked", "never"]
"""Which rule of the gate a tally falls under; ``never`` stays with whoever holds the raw data."""
NO_GROUP = "-"
"""The part of those who have no chapter, or several areas or none."""
Pattern = tuple[int, int, int]
"""Pairs from which the forms of both are in, the mentor's only, the mentee's only."""
AskedForms = tuple[int, ...]
"""Forms in from those who were asked: of a role one number, of pairs three, as in a pattern."""


@dataclass(frozen=True, repr=False)
class Tally:
    """How many people or pairs stand where, for one finding and one view.

    A tally of a small cohort tells what single people answered: nothing leaves the toolkit but
    through the gate, and a tally shows no number of its own accord.

    Attributes:
        id: The finding, such as ``process.works``.
        view: Whose answers: ``mentor``, ``mentee``, ``people`` or ``pair``.
        rule: Which rule of the gate it falls under.
        frame: People or pairs that should be counted, N.
        base: What ``min_base`` looks at: forms in from the frame for a role, the frame for pairs.
        answered: People with a substantive answer, or pairs that are known, r.
        favourable: People or pairs counted as favourable, k.
        counts: People or pairs for each code; adds up to *frame* unless *several*.
        several: Whether a person may stand under more than one code.
        possible: Most that *favourable* could be, given all that is known in the tally.
        published_high: Most that *favourable* could be, given register facts alone; ``None`` where
            they do not tell.
        held: Pairs of which one reader holds the answers, a person or the two of a pair (a mentor
            with two mentees: 2).
        available: Whether the programme asked or recommended it at all.
        question: Finding whose answers are counted; the own id if left out (``process.sides``
            counts ``process.works``).
        group: Chapter or area that is counted; empty for the whole cohort.
        pattern: Of a tally of pairs that rests on answers: whose forms are in, a fact of the
            register.
        asked: How many can have answered at all, as the register tells whatever a measure counts;
            the prover takes nobody else for somebody with an answer. Empty: all whose forms are in.
        ranked: Of a tally that compares the two of a pair: what each answer counts as, and its
            rank; 0 where it has none.
    """

    id: str
    view: View
    rule: Rule
    frame: int = 0
    base: int = 0
    answered: int = 0
    favourable: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    several: bool = False
    possible: int = 0
    published_high: int | None = None
    held: int = 1
    available: bool = True
    question: str = ""
    group: str = ""
    pattern: Pattern | None = None
    asked: AskedForms = ()
    ranked: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def rests_on(self) -> str:
        """The finding whose answers are counted."""
        return self.question or self.id

    @property
    def answerers(self) -> int:
        """Forms in from which an answer can have come."""
        return min((self.base, *self.asked))

    @property
    def answering_pairs(self) -> Pattern | None:
        """The same of the pairs: from which both can have come, only the mentor's, the mentee's."""
        if self.pattern is None or not self.asked:
            return self.pattern
        both, mentor, mentee = map(min, zip(self.pattern, self.asked, strict=True))
        return both, mentor, mentee

    @property
    def possible_range(self) -> tuple[float, float]:
        """Lowest and highest possible share of the frame, whatever the missing ones would say.

        Source:
            Manski (1989), bounds without assumptions: ``[k/N, (k + N - r)/N]``.

        Raises:
            ZeroDivisionError: If nobody is in the frame.
        """
        return self.favourable / self.frame, self.possible / self.frame

    def __add__(self, other: Tally) -> Tally:
        """Pool two tallies of the same finding.

        Every count is a sum, and a person in both parts holds the answers of both.

        Raises:
            ValueError: If they are of different findings or views.
        """
        if (self.id, self.view, self.rule, self.several) != (
            other.id,
            other.view,
            other.rule,
            other.several,
        ):
            raise ValueError("only tallies of the same finding and view add up")
        if not (self.available and other.available):
            return self if self.available else other
        highs = (self.published_high, other.published_high)
        return replace(
            self,
            frame=self.frame + other.frame,
            base=self.base + other.base,
            answered=self.answered + other.answered,
            favourable=self.favourable + other.favourable,
            counts={
                code: self.counts.get(code, 0) + other.counts.get(code, 0)
                for code in {**self.counts, **other.counts}
            },
            possible=self.possible + other.possible,
            published_high=(
                None if None in highs else sum(high for high in highs if high is not None)
            ),
            held=self.held + other.held,
            asked=(tuple(map(add, self.asked, other.asked)) if self.asked and other.asked else ()),
        )

    def __repr__(self) -> str:
        return f"<Tally {self.id} {self.view}, before the gate>"


@dataclass(frozen=True, repr=False)
class Tallies:
    """The tallies of a cohort, for whoever holds the raw data; they never display themselves."""

    all: tuple[Tally, ...]

    def __getitem__(self, key: tuple[str, str]) -> Tally:
        """Return the tally of a finding and a view of the whole cohort.

        ``tallies["process.works", "mentor"]``.
        """
        id, view = key
        for tally in self.all:
            if (tally.id, tally.view, tally.group) == (id, view, ""):
                return tally
        raise KeyError(f"{id} {view}")

    def __iter__(self) -> Iterator[Tally]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __repr__(self) -> str:
        return f"<{len(self.all)} tallies, before the gate>"


def not_available(id: str, views: Iterable[View], rule: Rule) -> list[Tally]:
    """Return the tallies of a finding that was not asked, is not recommended or cannot be told.

    Args:
        id: The finding.
        views: Whose answers it would be of.
        rule: The rule of the gate that it would fall under.

    Returns:
        One empty tally for each view.
    """
    return [Tally(id, view, rule, available=False) for view in views]
