"""Several cohorts side by side, as values: the cohorts, their lines, their cells, their changes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeVar

from toolkit.release.release import Finding, Release
from toolkit.reports.narrative.phrases import ROLE_VIEWS

Reason = Literal[
    "", "hidden", "not_available", "other_promise", "asked_differently", "counted_differently"
]
"""Why a cohort is not in a sum; empty where it is."""
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class FigureChange:
    """What is certain about a figure since the cohort before, on the scale of the later cohort.

    Attributes:
        direction: 1 more, -1 fewer, 0 the same; ``None`` where it cannot be told.
        people: How many more or fewer, people or pairs of the later cohort; ``None`` where a figure
            is an interval.
        same_size: Whether the cohorts are equally large; else shares are compared, and *people* is
            rounded.
        slight: Whether it is at most one person, 100/N points of the smaller cohort.
        overlap: Whether the possible ranges overlap: those who did not answer could account for the
            change.
    """

    direction: Literal[-1, 0, 1] | None
    people: int | None
    same_size: bool
    slight: bool
    overlap: bool


@dataclass(frozen=True)
class YearCell:
    """One finding in one cohort.

    Attributes:
        left_out: Why the cohort is not in the sum; empty where it is.
        change: Since the cohort before; ``None`` where that one or this one says nothing, or they
            asked differently.
    """

    cohort: str
    finding: Finding
    left_out: Reason
    change: FigureChange | None


@dataclass(frozen=True)
class YearLine:
    """One finding through the cohorts.

    Attributes:
        cells: One for each cohort, the earliest first.
        together: The sum in the shape of a finding; ``None`` where fewer than two cohorts can be
            added.
    """

    id: str
    view: str
    cells: tuple[YearCell, ...]
    together: Finding | None

    @property
    def added(self) -> tuple[str, ...]:
        """The cohorts that are in the sum, or the only one that could be."""
        return tuple(cell.cohort for cell in self.cells if not cell.left_out)


@dataclass(frozen=True)
class Years:
    """The cohorts of a programme.

    Attributes:
        releases: In the order of closing.
        lines: Every finding of any of them, in the order of the latest.
    """

    releases: tuple[Release, ...]
    lines: tuple[YearLine, ...]

    def of(self, id: str) -> tuple[YearLine, ...]:
        """Return the views of one finding, mentor before mentee before pair."""
        return tuple(line for line in self.lines if line.id == id)

    @cached_property
    def summed_release(self) -> Release:
        """The sums in the shape of a release, so that the same sentences and tables say them.

        It is never saved. A sum that cannot be made is hidden if a cohort's figure is, else not
        available.
        """
        # Under another promise there may be other views: roles by themselves, or pooled.
        kind = self.promises[0]
        usual = {
            (finding.id, finding.view)
            for release in self.releases
            if release.promise == kind
            for finding in release.findings
        }
        languages = dict.fromkeys(
            code for release in reversed(self.releases) for code in release.languages
        )
        return replace(
            self.releases[-1],
            cohort=" + ".join(release.cohort for release in self.releases),
            promise=kind,
            frame={
                name: _add_known([release.frame.get(name) for release in self.releases])
                for name in ("pairs", *ROLE_VIEWS)
            },
            findings=tuple(
                line.together or _without_sum(line)
                for line in self.lines
                if (line.id, line.view) in usual
            ),
            languages=tuple(languages),
            texts={
                code: _merged([release.texts.get(code, {}) for release in self.releases])
                for code in languages
            },
            codebook=_merged([release.codebook for release in self.releases]),
            certificate={},
            inputs={},
            closed_by="",
        )

    @property
    def promises(self) -> tuple[str, ...]:
        """The kinds of promise under which the cohorts were released.

        The most usual first, and of equals the latest.
        """
        return tuple(
            kind
            for kind, _times in Counter(
                release.promise for release in reversed(self.releases)
            ).most_common()
        )


def _add_known(numbers: Sequence[int | None]) -> int | None:
    return None if None in numbers else sum(number for number in numbers if number is not None)


def _without_sum(line: YearLine) -> Finding:
    return Finding(
        line.id,
        line.view,
        "hidden" if any(cell.left_out == "hidden" for cell in line.cells) else "not_available",
    )


def _merged(parts: Iterable[Mapping[str, _Value]]) -> dict[str, _Value]:
    """Return everything that is said in any part, the last word counting."""
    return {key: value for part in parts for key, value in part.items()}
