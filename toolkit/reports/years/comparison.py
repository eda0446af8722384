"""Several releases of one programme side by side, and their sums.

Made of what they print and of nothing else: a cohort adds a number, an interval where only "at
most" or a window is printed, nothing where its figure is hidden. So the sums tell no more than the
releases that everybody can read.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor
from unicodedata import normalize

from toolkit.errors import N_, Fault, ReleaseError
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import RESTS_ON, Finding, Release
from toolkit.reports.narrative.phrases import HASH_SIGNS, REGISTER_PREFIXES, ROLE_VIEWS, VIEWS
from toolkit.reports.narrative.sections import HEADLINE_FINDINGS
from toolkit.reports.palette import favourable_span
from toolkit.reports.years.models import FigureChange, Reason, YearCell, YearLine, Years

ENDINGS, NEW_CODE = "endings.completed", "not_reported"
"""By this code of this finding a release is told from one of before."""
ASKED_OF_EVERYBODY = (*HEADLINE_FINDINGS, "contact.mutual")
"""Findings whose questions stand in the short form too."""


def compare_releases(releases: Iterable[Release], language: str) -> Years:
    """Return the releases side by side with their sums.

    Args:
        releases: Of one programme, each cohort once, in any order.
        language: Language in which the wordings of the questions are compared, where both releases
            have it.

    Returns:
        The cohorts in the order of closing, and a line for each finding of any of them.

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

    Args:
        one: A release.
        other: Another of the same programme.
        id: The finding.
        view: Whose answers it counts; the wording of the other role does not matter then.
        language: Where the wordings are compared, if both releases have it; else in every language
            that both have.

    Returns:
        Whether they asked one version of the question with the same codes, worded alike but for
        case and space.
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
        # Exact, because a single person decides between two wordings.
        [Fraction(end, size) for end in favourable_span(each)]
        for each, size in zip((before, after), sizes, strict=True)
    )
    same_size, overlap = sizes[0] == sizes[1], _overlap(before, after)
    if low == high and next_low == next_high:
        gap = next_low - low
        return FigureChange(
            1 if gap > 0 else -1 if gap < 0 else 0,
            # Halves upwards: round would take 2.5 to 2.
            floor(abs(gap) * sizes[1] + Fraction(1, 2)),
            same_size,
            abs(gap) <= Fraction(1, min(sizes)),
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
                    "hashes": ", ".join(
                        dict.fromkeys(release.sha256[:HASH_SIGNS] for release in alike)
                    ),
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

    # Reversed, so that max takes the latest of equally large groups.
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
    if not _counted_alike(one, other, id, view):
        return "counted_differently"
    return "" if same_question(one, other, id, view, language) else "asked_differently"


def _counted_alike(one: Release, other: Release, id: str, view: str) -> bool:
    """Whether two releases count a finding with the same codes, of the same people.

    Until pairs could be *not reported*, whoever was never asked a question stood among those who
    did not answer it: everybody in a pair that ended early, for what is not in the short form.
    """
    if one.codebook.get(ENDINGS) == other.codebook.get(ENDINGS):
        return True
    if id.startswith(REGISTER_PREFIXES):
        return one.codebook.get(id) == other.codebook.get(id)
    before, now = sorted((one, other), key=lambda each: NEW_CODE in each.codebook.get(ENDINGS, {}))
    early = [
        (release.finding(ENDINGS, "pair").counts or {}).get("ended_early")
        for release in (before, now)
    ]
    if early[1] or id.startswith("meetings."):
        return now.finding(id, view).frame == _count_everybody(now, id, view)
    return early[0] == 0 or RESTS_ON.get(id, id) in ASKED_OF_EVERYBODY


def _count_everybody(release: Release, id: str, view: str) -> int:
    """Return how many there are of whom a finding would be told if all of them were asked."""
    parts = {"pair": ("pairs",), "people": ROLE_VIEWS}.get(view, (view,))
    chosen = release.finding("goals.chosen", "pair").counts or {}
    without = chosen.get("chose_none", 0) * len(parts) if id.startswith("goals.") else 0
    return sum(release.frame.get(part) or 0 for part in parts) - without


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
    """Add the counts code by code.

    Only where all are printed, of the same codes, and each person stands under one of them.
    """
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
