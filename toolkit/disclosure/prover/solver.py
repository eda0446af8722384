"""Integer feasibility: is there a table with these counts? The only user of HiGHS."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from toolkit.disclosure.prover.attackers import Choice
from toolkit.disclosure.prover.search_space import CountVector, SearchSpace
from toolkit.evaluation.tally import Tally
from toolkit.release.release import Finding

MergedNumbers = npt.NDArray[np.int_]
"""For each kind, the number of those that it cannot be told from."""
Vector = npt.NDArray[np.float64]
Fact = tuple[CountVector, float, float]
"""How much each kind counts in a sum, and the lowest and highest that the sum may be."""

OPTIMAL, INFEASIBLE = 0, 2
"""What SciPy's ``milp`` says when it is done; anything else is not an answer."""

AMPLE_SECONDS = 60.0
"""Seconds for one interval."""

MADE_WITH = f"HiGHS (SciPy {scipy.__version__})"


class UndecidedError(Exception):
    """There is no answer: the time is up, the solver gave none, or its witness reads otherwise."""


@dataclass(frozen=True)
class Facts:
    """What a reader may conclude from what is printed: ``low <= rows @ table <= high``."""

    rows: npt.NDArray[np.int_]
    low: Vector
    high: Vector


def merge_facts(facts: Facts) -> tuple[Facts, MergedNumbers]:
    """Return the facts with kinds that count alike in every sum merged into one.

    And for each kind which one it is.
    """
    columns, alike = np.unique(facts.rows, axis=1, return_inverse=True)
    return Facts(columns, facts.low, facts.high), alike.reshape(-1)


def read_facts(space: SearchSpace, message: Iterable[Finding]) -> Facts:
    """Read what is printed as bounds on sums of kinds, and add who is there.

    No more is read into a figure than it says: a hidden one says nothing.
    """
    facts: list[Fact] = [
        (np.array([int(kind.place == place) for kind in space.kinds]), one.size, one.size)
        for place, one in enumerate(space.classes)
    ]
    for finding in message:
        facts += _facts_of_finding(space, finding)
    rows, low, high = zip(*facts, strict=True)
    return Facts(np.array(rows), np.array(low, float), np.array(high, float))


def _facts_of_finding(space: SearchSpace, finding: Finding) -> Iterator[Fact]:
    places = [number for number, tally in enumerate(space.tallies) if _belongs_to(tally, finding)]
    if finding.status == "shown" and finding.counts is not None:
        tally, rows = space.tallies[places[0]], space.rows[places[0]]
        told = Counter(
            {"no_answer": tally.answerers - (finding.frame or 0)}
        )  # whoever sent no form in, or was not asked, is of no kind
        for code, count in finding.counts.items():
            told[space.merged.get(tally.view, {}).get(code, code)] += count
        for name, row in rows.items():
            yield row, told[name], told[name]
    elif finding.windows:
        for code, window in finding.windows.items():
            yield space.rows[places[0]][code], window.low, window.high
    elif finding.status == "coarsened" and finding.favourable:
        count = np.sum([_favourable(space, place) for place in places], axis=0)
        yield count, finding.favourable.low, finding.favourable.high


def _belongs_to(tally: Tally, finding: Finding) -> bool:
    return (tally.id, tally.group) == (finding.id, finding.group) and (
        finding.view in (tally.view, "people")
    )


def _favourable(space: SearchSpace, place: int) -> CountVector:
    tally, rows = space.tallies[place], space.rows[place]
    if tally.view == "pair" and tally.rule in ("pair", "sides"):
        return rows["both" if tally.rule == "sides" else "mutual"]
    rows_of_favourable = [
        row for code, row in rows.items() if space.codes[tally.view].get(code) == "favourable"
    ]
    return np.asarray(np.sum(rows_of_favourable, axis=0))


def find_witness(
    facts: Facts, present: Sequence[Choice], *, seconds: float, few: CountVector | None = None
) -> CountVector | None:
    """Return a table that fits the facts and holds, for each choice, one of its kinds.

    Args:
        facts: What is printed, as bounds on sums.
        present: The kinds that each of those known may be of.
        seconds: Time to find it in.
        few: Kinds of which there should be as few as can be.

    Returns:
        How many there are of each kind; ``None`` if there is no such table.

    Raises:
        UndecidedError: If the time is up, or the solver gives no answer.
    """
    kinds = facts.rows.shape[1]
    single = [choice[0] for choice in present if len(choice) == 1]
    several = [choice for choice in present if len(choice) > 1]
    picks = [(which, kind) for which, choice in enumerate(several) for kind in choice]
    least = np.bincount(single, minlength=kinds) if single else np.zeros(kinds)
    constraints = [
        LinearConstraint(
            csr_array(np.hstack([facts.rows, np.zeros((len(facts.rows), len(picks)))])),
            facts.low,
            facts.high,
        )
    ]
    if picks:  # a kind is there as often as it is needed and picked; each choice picks one
        used = np.array([[-int(kind == own) for _which, own in picks] for kind in range(kinds)])
        once = np.array(
            [[int(which == own) for own, _kind in picks] for which in range(len(several))]
        )
        constraints.append(
            LinearConstraint(csr_array(np.hstack([np.eye(kinds), used])), least, np.inf)
        )
        constraints.append(
            LinearConstraint(csr_array(np.hstack([np.zeros((len(several), kinds)), once])), 1, 1)
        )
    aim = np.zeros(kinds + len(picks))
    aim[:kinds] = 0 if few is None else few
    found = _solve(aim, constraints, np.concatenate([least, np.zeros(len(picks))]), seconds)
    if found.status == INFEASIBLE:
        return None
    if found.status != OPTIMAL or found.x is None:
        raise UndecidedError
    # HiGHS gives whole numbers as floats, within a tolerance.
    table: CountVector = np.rint(found.x[:kinds]).astype(int)
    return table


def find_interval(
    rows: npt.ArrayLike,
    low: Sequence[float],
    high: Sequence[float],
    target: npt.ArrayLike,
    *,
    whole: bool = True,
) -> tuple[float, float]:
    """Return the lowest and highest value of a sum of cells, given what is told of other sums.

    An audit of a table with hidden cells.

    Args:
        rows: One sum a row, a coefficient a cell.
        low: What each sum is at least.
        high: What each sum is at most.
        target: Coefficients of the sum asked for.
        whole: Whether cells are whole numbers; none is ever negative.

    Returns:
        The two ends.

    Raises:
        UndecidedError: If the solver gives no answer.

    Source:
        Hundepool et al., Handbook on Statistical Disclosure Control (2nd ed., 2024), feasibility
        intervals.

    Example:
        Two cells of a total of 5, of which the first is at most 2, leave 3 to 5 to the second:

        >>> find_interval([[1, 1], [1, 0]], [5, 0], [5, 2], [0, 1])
        (3.0, 5.0)
    """
    facts, aim = [LinearConstraint(np.asarray(rows, float), low, high)], np.asarray(target, float)
    ends = []
    for sign in (1, -1):
        found = _solve(sign * aim, facts, np.zeros(len(aim)), AMPLE_SECONDS, whole=whole)
        if found.status != OPTIMAL or found.fun is None:
            raise UndecidedError
        ends.append(sign * float(found.fun))
    return ends[0], ends[1]


def _solve(
    aim: Vector,
    constraints: list[LinearConstraint],
    least: Vector,
    seconds: float,
    *,
    whole: bool = True,
) -> OptimizeResult:
    return milp(
        aim,
        constraints=constraints,
        integrality=np.full(len(aim), int(whole)),
        bounds=Bounds(least, np.inf),
        options={"time_limit": max(seconds, 0.001)},
    )
