"""What stands in a cell for one finding.

A number, or the mark or word that says why there is none.
"""

from collections.abc import Iterable

from toolkit.i18n import Language
from toolkit.release.release import Finding
from toolkit.reports.narrative import phrases
from toolkit.reports.palette import favourable_span, strip_zones
from toolkit.reports.workbook.cells import CellValue

HIDDEN, NOT_AVAILABLE = "[c]", "[x]"


def mark_of_finding(finding: Finding) -> str:
    """Return the mark where a figure of this finding is not published."""
    return NOT_AVAILABLE if finding.status == "not_available" else HIDDEN


def number_or_mark(value: int | None, finding: Finding) -> CellValue:
    """Return a published number, else the mark."""
    return mark_of_finding(finding) if value is None else value


def favourable_value(finding: Finding, words: Language) -> CellValue:
    """Return how many were favourable: a number, ``at most 2``, ``2–4``, or the mark."""
    count = finding.favourable
    if count is None or not finding.told_in_part:
        return number_or_mark(finding.exact, finding)
    at_most = f"{words.gettext('at most')} {count.high}"
    return at_most if count.at_most else phrases.format_span(count)


def possible_ends(finding: Finding) -> tuple[CellValue, CellValue]:
    """Return the ends of the possible range as counts; the mark where one is not published."""
    low, high = finding.range or (None, None)
    counts = [
        None if share is None or finding.frame is None else round(share * finding.frame)
        for share in (low, high)
    ]
    return number_or_mark(counts[0], finding), number_or_mark(counts[1], finding)


def possible_text(finding: Finding, words: Language) -> str:
    """Return the possible range in a few letters.

    ``5–7``, ``all answered``, one number, or the mark.
    """
    if span := phrases.format_possible_range(finding):
        return span
    low, high = possible_ends(finding)
    if not (isinstance(low, int) and isinstance(high, int)):
        return mark_of_finding(finding)
    return phrases.describe_possible_range(finding, words) or str(high)


def has_span(findings: Iterable[Finding]) -> bool:
    """Whether any of them is told as "at most" or as a span.

    A table then needs a column for those who may be favourable.
    """
    return any(finding.told_in_part for finding in findings)


def certain_value(finding: Finding) -> CellValue:
    """Return how many are favourable for certain: the low end of a span."""
    return number_or_mark(favourable_span(finding)[0] if finding.told else None, finding)


def uncertain_value(finding: Finding) -> CellValue:
    """Return how many more may be favourable, as far as it is told: nobody where the number is."""
    low, high = favourable_span(finding)
    return number_or_mark(high - low if finding.told else None, finding)


def rest_value(finding: Finding) -> CellValue:
    """Return how many are not broken down: nobody of a figure shown in full."""
    return number_or_mark(
        0 if finding.status == "shown" else dict(strip_zones(finding)).get("rest"), finding
    )


def other_values(finding: Finding) -> list[CellValue]:
    """Return no answer, another answer, and not broken down.

    Of a coarsened figure only the last is published.
    """
    parts = dict(strip_zones(finding))
    if finding.status == "shown":
        return [parts.get("none", 0), parts.get("other", 0), parts.get("rest", 0)]
    return [mark_of_finding(finding), mark_of_finding(finding), rest_value(finding)]


def describe_rows(rows: Iterable[tuple[str, Finding]], words: Language) -> str:
    """Return what a chart of these rows shows, for whoever cannot see it."""
    return words.gettext("Bar chart. {rows}.").format(
        rows="; ".join(f"{name}: {figure_in_words(each, words)}" for name, each in rows)
    )


def figure_in_words(finding: Finding, words: Language) -> str:
    """Return a figure and, where it has one, its possible range: ``5 of 8, possible 5–7``."""
    said = phrases.strip_count_marks(phrases.describe_figure(finding, words))
    return ", ".join(filter(None, (said, phrases.describe_possible_range(finding, words))))


def row_label(name: str, finding: Finding, words: Language) -> str:
    """Return the name of a row.

    Args:
        name: Its name where a figure follows.
        finding: The figure.
        words: The reader's language.

    Returns:
        Where no figure follows, with the mark in words, so that a chart never shows it as zero.
    """
    return name if finding.told else f"{name}: {phrases.describe_figure(finding, words)}"
