"""Every table, one by one: exact, for small spaces."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import combinations
from typing import cast

import numpy as np
import numpy.typing as npt

from toolkit.disclosure.prover.attackers import AttackCase, Choice
from toolkit.disclosure.prover.search_space import CountVector, SearchSpace
from toolkit.disclosure.prover.solver import Facts
from toolkit.evaluation.tally import Tally
from toolkit.release.release import Finding

Gate = Callable[[Sequence[Tally]], Sequence[Finding]]
"""What is printed of tallies."""
TableArray = npt.NDArray[np.int16]
"""A table a row."""
INTERMEDIATE_FACTOR = 20
"""Unfinished tables for each finished one, at most."""
Mask = npt.NDArray[np.bool_]
GroupNumbers = npt.NDArray[np.int_]


def list_fitting_tables(space: SearchSpace, facts: Facts, most: int) -> TableArray | None:
    """Return every table that fits the facts.

    Args:
        space: What may have been answered.
        facts: What is printed, as bounds on sums.
        most: Tables up to which they are listed.

    Returns:
        A table a row; ``None`` if there are more than *most*, or too many on the way there.
    """
    found, left, owed = (
        np.zeros((1, 0), np.int16),
        facts.high[None, :].astype(np.int16),
        facts.low[None, :].astype(np.int16),
    )
    for number in range(len(space.kinds)):
        counted = facts.rows[:, number].astype(np.int16)
        room = (left[:, counted > 0] // counted[counted > 0]).min(axis=1)
        ways = np.maximum(room + 1, 0)
        back = np.repeat(np.arange(len(found)), ways)
        if len(back) > INTERMEDIATE_FACTOR * most:
            return None
        taken = (np.arange(len(back)) - np.repeat(np.cumsum(ways) - ways, ways)).astype(np.int16)
        found, left, owed = (
            np.column_stack([found[back], taken]),
            left[back] - taken[:, None] * counted,
            owed[back] - taken[:, None] * counted,
        )
        # A sum to which no later kind adds must have its least by now: cut such tables early.
        done = (facts.rows[:, number + 1 :] == 0).all(axis=1)
        open_yet = (owed[:, done] <= 0).all(axis=1)
        found, left, owed = found[open_yet], left[open_yet], owed[open_yet]
    return found if len(found) <= most else None


def prints_message(
    space: SearchSpace, table: CountVector, gate: Gate, message: Sequence[Finding]
) -> bool:
    """Return whether exactly *message* is printed of a table.

    Args:
        space: What may have been answered.
        table: How many there are of each kind.
        gate: What is printed of tallies.
        message: What is to be printed.

    Returns:
        Whether it is, whichever of its merged codes people gave.
    """
    told = {finding.view for finding in message if finding.status == "shown"}
    return all(
        tuple(gate(space.recount(table, told=told, lean=lean))) == tuple(message)
        for lean in space.leans
    )


def list_tables_behind(
    space: SearchSpace, every: TableArray, gate: Gate, message: Sequence[Finding]
) -> TableArray:
    """Return the tables of which exactly *message* is printed.

    Args:
        space: What may have been answered.
        every: A table a row.
        gate: What is printed of tallies.
        message: What is to be printed.

    Returns:
        Those of *every*, in their order.
    """
    first, number = _group_by_counts(space, every)
    alike = np.array([prints_message(space, every[at], gate, message) for at in first], bool)
    return cast("TableArray", every[alike[number]])


def _group_by_counts(space: SearchSpace, every: TableArray) -> tuple[GroupNumbers, GroupNumbers]:
    """Number the tables by their counts.

    Return the first table of each number, and the number of each table.
    """
    rows = np.array([row for rows in space.rows for row in rows.values()], np.int16)
    _counts, first, number = np.unique(
        every @ rows.T, axis=0, return_index=True, return_inverse=True
    )
    return first, number.reshape(-1)


def find_leaks(every: TableArray, messages: GroupNumbers, tried: Iterable[AttackCase]) -> Mask:
    """Return in which tables some reader can rule an answer out.

    It is wanted, and given in no table that reads alike.

    Args:
        every: A table a row.
        messages: What is printed of each table, by number.
        tried: Every reader beside everybody else.

    Returns:
        A mark for each table.
    """
    # Many cases ask for the same people.
    possible = cache(partial(tables_that_hold, every))
    count, found = int(messages.max()) + 1, np.zeros(len(every), bool)
    for case in tried:
        there = possible(tuple(sorted((*case.known, case.someone))))
        read, ruled_out = _any_of(messages, there, count), np.zeros(count, bool)
        for answer in case.wanted:
            ruled_out |= read & ~_any_of(
                messages, possible(tuple(sorted((*case.known, answer)))), count
            )
        if ruled_out.any():
            found |= there & ruled_out[messages]
    return found


def _any_of(messages: GroupNumbers, mask: Mask, count: int) -> Mask:
    found = np.zeros(count, bool)
    found[messages[mask]] = True
    return found


def tables_that_hold(tables: TableArray, present: Sequence[Choice]) -> Mask:
    """Return which tables hold, for each choice, one of its kinds, nobody counted twice.

    Source:
        Hall (1935): so they do if any few of the choices have as many between them.
    """
    needed = Counter(choice[0] for choice in present if len(choice) == 1)
    several = [choice for choice in present if len(choice) > 1]
    enough = [
        np.ones(len(tables), bool),
        *(tables[:, kind] >= times for kind, times in needed.items()),
    ]
    for size in range(1, len(several) + 1):
        for few in combinations(several, size):
            any_of = sorted(set().union(*few))
            enough.append(
                tables[:, any_of].sum(axis=1) >= size + sum(needed[kind] for kind in any_of)
            )
    return cast("Mask", np.logical_and.reduce(enough))
