"""The search for witnesses.

The solver finds a table that should read like the release, the gate says whether it does.
"""

from collections.abc import Sequence
from functools import cached_property
from time import monotonic

import numpy as np

from toolkit.disclosure.prover import solver
from toolkit.disclosure.prover.attackers import Choice
from toolkit.disclosure.prover.enumeration import Gate, TableArray, prints_message, tables_that_hold
from toolkit.disclosure.prover.search_space import CountVector, SearchSpace
from toolkit.disclosure.prover.solver import UndecidedError
from toolkit.release.release import Finding

MOST_WITNESSES_KEPT = 400
"""Witnesses that are looked through before the solver is asked again."""


class Search:
    """Looks, for each case, for a table that reads exactly like the release.

    Kinds that no printed sum tells apart are one to the solver, so that it is asked little; the
    witness that it finds is filled with the very kinds of the case, and counts only if the gate
    prints exactly the release of it.
    """

    def __init__(
        self, space: SearchSpace, gate: Gate, message: Sequence[Finding], until: float
    ) -> None:
        """Prepare the search for what reads like *message*, until the clock stands at *until*."""
        self._space, self._gate, self._message, self._until = space, gate, tuple(message), until
        self._witnesses: TableArray = np.zeros((0, len(space.kinds)), int)
        self._solved: dict[tuple[tuple[Choice, ...], int], CountVector | None] = {}
        self._facts, self._alike = solver.merge_facts(solver.read_facts(space, self._message))
        self._leasts: dict[Choice, CountVector] = {}

    def may_be_there(self, known: tuple[Choice, ...]) -> bool:
        """Return whether no single sum that is printed rules out so many of such kinds."""
        return bool((sum(self._least(choice) for choice in known) <= self._facts.high).all())

    def _least(self, choice: Choice) -> CountVector:
        """Return what one of such kinds adds to each sum at least."""
        if choice not in self._leasts:
            self._leasts[choice] = self._facts.rows[:, self._alike[list(choice)]].min(axis=1)
        return self._leasts[choice]

    def possible(self, present: tuple[Choice, ...]) -> bool:
        """Return whether some table reads like the release and holds one kind of each choice.

        Raises:
            UndecidedError: If the time is up, or a witness reads otherwise.
        """
        # One table often serves many cases, so those found are looked through first.
        if tables_that_hold(self._witnesses, present).any():
            return True
        for few in range(len(self._few)):
            found = self._solve(present, few)
            if found is None:
                return False
            table = self._filled(found, present)
            if prints_message(self._space, table, self._gate, self._message):
                self._witnesses = np.vstack([table, self._witnesses[:MOST_WITNESSES_KEPT]])
                return True
        raise UndecidedError

    def _solve(self, present: Sequence[Choice], few: int) -> CountVector | None:
        if monotonic() > self._until:
            raise UndecidedError
        if not self.may_be_there(tuple(present)):
            return None
        # Sorted: to the solver it is the same case in whatever order the people stand.
        case = (
            tuple(
                sorted(
                    tuple(sorted({int(self._alike[kind]) for kind in choice})) for choice in present
                )
            ),
            few,
        )
        if case not in self._solved:
            self._solved[case] = solver.find_witness(
                self._facts, case[0], seconds=self._until - monotonic(), few=self._few[few]
            )
        return self._solved[case]

    @cached_property
    def _few(self) -> list[CountVector]:
        """What a witness should have few of.

        Nothing in particular, then favourable answers in one part after the other.

        That only the total is told says that not every part could be, which no sum of counts can
        say.
        """
        size = self._facts.rows.shape[1]
        kept = [np.zeros(size, int)]
        for place in [place for place, one in enumerate(self._space.classes) if one.group]:
            favourable = [
                number
                for number, kind in enumerate(self._space.kinds)
                if kind.place == place and self._is_favourable(number)
            ]
            kept.append(np.bincount(self._alike[favourable], minlength=size))
        return kept

    def _is_favourable(self, number: int) -> bool:
        kind = self._space.kinds[number]
        return any(
            self._space.standing(kind, slot) == "favourable"
            for slot in self._space.classes[kind.place].slots
        )

    def _filled(self, merged: CountVector, present: Sequence[Choice]) -> CountVector:
        """Return a table of kinds that adds up to *merged* and holds the choices."""
        table = np.zeros(len(self._space.kinds), int)
        places = _places(
            merged, [{int(self._alike[kind]) for kind in choice} for choice in present]
        )
        for place, choice in zip(places, present, strict=True):
            table[next(kind for kind in choice if self._alike[kind] == place)] += 1
        rest = merged - np.bincount(places, minlength=len(merged))
        table[self._first_alike] += rest
        return table

    @cached_property
    def _first_alike(self) -> CountVector:
        return np.unique(self._alike, return_index=True)[1]


def _places(table: CountVector, choices: Sequence[set[int]]) -> list[int]:
    """Return which one each choice takes, nobody taken twice; the table is known to have enough."""

    def take(at: int) -> list[int] | None:
        if at == len(choices):
            return []
        for kind in choices[at]:
            if left[kind]:
                left[kind] -= 1
                if (rest := take(at + 1)) is not None:
                    return [kind, *rest]
                left[kind] += 1
        return None

    left = table.copy()
    return take(0) or []
