"""Several releases of one programme side by side, and their sums.

Made of what they print and of nothing else.

A cohort adds what is printed of it: a number, an interval where only "at most" or a window is
printed, nothing where
its figure is hidden. So the sums tell no more than the releases that everybody can read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Literal, TypeVar
from unicodedata import normalize

from toolkit.errors import N_, Fault, ReleaseError
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import RESTS_ON, Finding, Release
from toolkit.reports.encoding import favourable_span
from toolkit.reports.narrative.phrases import ROLE_VIEWS, VIEWS

Reason = Literal["", "hidden", "not_available", "other_promise", "asked_differently"]
"""Why a cohort is not in a sum; empty where it is."""

REGISTER_PREFIXES = ("response.", "goals.chosen", "endings.")
"""Facts that the association knows anyway: the same under every promise."""
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

        It is never saved.

        A sum that cannot be made is hidden if a cohort's figure is, else not available.
        """
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
        """The kinds of promise under which the cohorts were released, the most usual first and of equals the latest."""
        kinds = [release.promise for release in reversed(self.releases)]
        return tuple(kind for kind, _times in Counter(kinds).most_common())


def compare_releases(releases: Iterable[Release], language: str) -> Years:
    """Return the releases side by side with their sums.

    Args:
        releases: Of one programme, each cohort once, in any order.
        language: Language in which the wordings of the questions are compared, where both releases
            have it.

    Raises:
        ReleaseError: If there are fewer than two cohorts, a cohort comes twice, or they are of
            different programmes.
    """
    ordered = tuple(sorted(releases, key=lambda release: (release.closed_on, release.cohort)))
    if faults := list(_faults(ordered)):
        raise ReleaseError(faults)
    listed = dict.fromkeys(
        (finding.id, finding.view)
        for release in reversed(ordered)
        for finding in release.findings
        if not finding.group
    )
    place = {id: at for at, id in enumerate(dict.fromkeys(id for id, _view in listed))}
    keys = sorted(listed, key=lambda key: (place[key[0]], VIEWS.index(key[1])))
    return Years(ordered, tuple(_line(ordered, id, view, language) for id, view in keys))


def same_question(one: Release, other: Release, id: str, view: str, language: str) -> bool:
    """Whether two releases mean the same by a finding.

    One version of the question, the same codes, worded alike but for case and space.
    """
    ids = [id] + ([RESTS_ON[id]] if id in RESTS_ON else [])
    if one.asked_since(id) != other.asked_since(id) or any(
        one.codebook.get(each) != other.codebook.get(each) for each in ids
    ):
        return False
    shared = set(one.languages) & set(other.languages)
    languages = {language} & shared or shared
    if not languages:
        return not (
            _wordings(one, ids, view, set(one.languages))
            or _wordings(other, ids, view, set(other.languages))
        )
    return _wordings(one, ids, view, languages) == _wordings(other, ids, view, languages)


def add_findings(findings: Sequence[Finding]) -> Finding:
    """Return the sum of printed figures in the shape of a finding.

    Counts over frames, an interval where one of them is.
    """
    frame = sum(finding.frame or 0 for finding in findings)
    low, high = (sum(ends) for ends in zip(*map(favourable_span, findings), strict=True))
    most = [_most_possible(finding) for finding in findings]
    reach = None if None in most else sum(each for each in most if each is not None) / frame
    counts = _add_counts(findings)
    return Finding(
        findings[-1].id,
        findings[-1].view,
        "coarsened" if counts is None else "shown",
        frame,
        None if counts is None else sum(finding.answered or 0 for finding in findings),
        PublishedCount(low, high, at_most=not low and high > 0),
        (low / frame, reach),
        counts,
    )


def compare_findings(before: Finding, after: Finding) -> FigureChange:
    """Return what is certain about the way from one cohort to the next; both figures are told."""
    sizes = [finding.frame or 1 for finding in (before, after)]
    (low, high), (next_low, next_high) = (
        [Fraction(end, size) for end in favourable_span(each)]
        for each, size in zip((before, after), sizes, strict=True)
    )
    same_size, overlap = sizes[0] == sizes[1], _overlap(before, after)
    if low == high and next_low == next_high:
        gap = next_low - low
        slight = abs(gap) <= Fraction(1, min(sizes))
        return FigureChange(
            1 if gap > 0 else -1 if gap < 0 else 0,
            floor(abs(gap) * sizes[1] + Fraction(1, 2)),
            same_size,
            slight,
            overlap,
        )
    return FigureChange(
        1 if next_low > high else -1 if next_high < low else None, None, same_size, False, overlap
    )


# ---- which cohorts belong together ---------------------------------------------------------------


def _faults(releases: Sequence[Release]) -> Iterator[Fault]:
    programmes = list(dict.fromkeys(release.programme for release in releases))
    if len(programmes) > 1:
        message = N_(
            "the releases are of different programmes ({programmes}), whose questions differ. Make"
            " a year report of each by itself."
        )
        yield Fault(message, {"programmes": ", ".join(programmes)})
    if len(releases) < 2:
        yield Fault(N_("a year report needs the releases of two cohorts or more."))
    cohorts: dict[tuple[str, str], list[Release]] = {}
    for release in releases:
        cohorts.setdefault((release.programme, release.cohort), []).append(release)
    for (_programme, cohort), alike in cohorts.items():
        if len(alike) > 1 and all(_figures(release) == _figures(alike[0]) for release in alike):
            yield Fault(
                N_("the cohort {cohort} is given more than once. Give its release once."),
                {"cohort": cohort},
            )
        elif len(alike) > 1:
            message = N_(
                "there are releases of the cohort {cohort} with different figures ({hashes}). Give"
                " the one that was published."
            )
            yield Fault(
                message,
                {
                    "cohort": cohort,
                    "hashes": ", ".join(dict.fromkeys(release.sha256[:12] for release in alike)),
                },
            )


def _figures(release: Release) -> object:
    return (
        release.closed_on,
        dict(release.frame),
        [finding.to_dict() for finding in release.findings],
    )


def _line(releases: Sequence[Release], id: str, view: str, language: str) -> YearLine:
    """Add the largest group of cohorts that belong together.

    Of equal groups, that of the latest cohort.
    """
    findings = [release.finding(id, view) for release in releases]
    told = [at for at, finding in enumerate(findings) if finding.told]

    def unlike(one: int, other: int) -> Reason:
        return _unlike(releases[one], releases[other], id, view, language)

    groups = {one: [other for other in told if not unlike(one, other)] for one in reversed(told)}
    like = max(groups, key=lambda one: len(groups[one]), default=-1)
    cells = []
    for at, finding in enumerate(findings):
        compared = at > 0 and {at - 1, at} <= set(told) and not unlike(at - 1, at)
        left_out = unlike(like, at) if finding.told else _untold(releases[at], finding)
        cells.append(
            YearCell(
                releases[at].cohort,
                finding,
                left_out,
                compare_findings(findings[at - 1], finding) if compared else None,
            )
        )
    added = [cell.finding for cell in cells if not cell.left_out]
    return YearLine(id, view, tuple(cells), add_findings(added) if len(added) > 1 else None)


def _unlike(one: Release, other: Release, id: str, view: str, language: str) -> Reason:
    if one.promise != other.promise and not id.startswith(REGISTER_PREFIXES):
        return "other_promise"
    return "" if same_question(one, other, id, view, language) else "asked_differently"


def _untold(release: Release, finding: Finding) -> Reason:
    """A promise tells the roles by themselves or together.

    A view that it does not know is not one that was not asked.
    """
    views = {each.view for each in release.findings if each.id == finding.id and not each.group}
    if (finding.view == "people" and views & set(ROLE_VIEWS)) or (
        finding.view in ROLE_VIEWS and "people" in views
    ):
        return "other_promise"
    return "hidden" if finding.status == "hidden" else "not_available"


def _wordings(
    release: Release, ids: Iterable[str], view: str, languages: Iterable[str]
) -> dict[tuple[str, str], str]:
    keys = [
        f"{id}@{role}" for id in ids for role in ((view,) if view in ROLE_VIEWS else ROLE_VIEWS)
    ]
    said = {
        (code, key): release.texts[code][key]
        for code in languages
        for key in keys
        if key in release.texts[code]
    }
    return {
        place: " ".join(normalize("NFC", text).casefold().split()) for place, text in said.items()
    }


# ---- the sums ------------------------------------------------------------------------------------


def _most_possible(finding: Finding) -> int | None:
    """Return the high end of the possible range as a count; ``None`` where it is not published."""
    high = (finding.range or (None, None))[1]
    return None if high is None else round(high * (finding.frame or 0))


def _add_counts(findings: Sequence[Finding]) -> dict[str, int] | None:
    """Add the counts code by code where all are printed, of the same codes, and each person stands under one of them."""
    counts = [
        finding.counts
        for finding in findings
        if finding.status == "shown"
        and finding.counts
        and sum(finding.counts.values()) == finding.frame
    ]
    if len(counts) < len(findings) or any(set(each) != set(counts[-1]) for each in counts):
        return None
    return {code: sum(each[code] for each in counts) for code in counts[-1]}


def _overlap(before: Finding, after: Finding) -> bool:
    """Whether the possible ranges overlap; an end that is not published may be anywhere."""
    lows = [Fraction(favourable_span(each)[0], each.frame or 1) for each in (before, after)]
    mosts = [_most_possible(each) for each in (before, after)]
    highs = [
        Fraction(1) if most is None else Fraction(most, each.frame or 1)
        for most, each in zip(mosts, (before, after), strict=True)
    ]
    return lows[0] <= highs[1] and lows[1] <= highs[0]


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
