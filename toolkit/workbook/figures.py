"""What stands in a cell for one finding: a number, or the mark or word that says why there is none."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit import phrases
from toolkit.marks import span, zones
from toolkit.release import Finding
from toolkit.texts import Language
from toolkit.workbook.cells import Value

HIDDEN, NOT_AVAILABLE = "[c]", "[x]"


def mark(finding: Finding) -> str:
    """Return the mark where a figure of this finding is not published."""
    return NOT_AVAILABLE if finding.status == "not_available" else HIDDEN


def number(value: int | None, finding: Finding) -> Value:
    """Return a published number, else the mark."""
    return mark(finding) if value is None else value


def favourable(finding: Finding, words: Language) -> Value:
    """Return how many were favourable: a number, ``at most 2``, ``2–4``, or the mark."""
    if not isinstance(finding.favourable, str):
        return number(finding.favourable, finding)
    at_most = finding.favourable.startswith("<=")
    return f"{words.gettext('at most')} {span(finding)[1]}" if at_most else phrases.in_span(finding.favourable)


def ends(finding: Finding) -> tuple[Value, Value]:
    """Return the ends of the possible range as counts, or the mark where an end is not published."""
    low, high = finding.range or (None, None)
    counts = [None if share is None or finding.frame is None else round(share * finding.frame) for share in (low, high)]
    return number(counts[0], finding), number(counts[1], finding)


def possible(finding: Finding, words: Language) -> str:
    """Return the possible range in a few letters: ``5–7``, ``all answered``, one number, or the mark."""
    if span := phrases.possible(finding):
        return span
    low, high = ends(finding)
    if not (isinstance(low, int) and isinstance(high, int)):
        return mark(finding)
    return phrases.possible_in_words(finding, words) or str(high)


def has_span(findings: Iterable[Finding]) -> bool:
    """Whether any of them is told as "at most" or as a span, so that a table needs a column for those who may be favourable."""
    return any(isinstance(finding.favourable, str) for finding in findings)


def sure(finding: Finding) -> Value:
    """Return how many are favourable for certain: the low end of a span."""
    return number(span(finding)[0] if finding.told else None, finding)


def perhaps(finding: Finding) -> Value:
    """Return how many more may be favourable, as far as it is told: nobody where the number is."""
    low, high = span(finding)
    return number(high - low if finding.told else None, finding)


def rest(finding: Finding) -> Value:
    """Return how many are not broken down: nobody of a figure shown in full."""
    return number(0 if finding.status == "shown" else dict(zones(finding)).get("rest"), finding)


def others(finding: Finding) -> list[Value]:
    """Return no answer, another answer, and not broken down: of a coarsened figure only the last is published."""
    parts = dict(zones(finding))
    if finding.status == "shown":
        return [parts.get("none", 0), parts.get("other", 0), parts.get("rest", 0)]
    return [mark(finding), mark(finding), rest(finding)]


def in_words(rows: Iterable[tuple[str, Finding]], words: Language) -> str:
    """Return what a chart of these rows shows, for whoever cannot see it."""
    said = [f"{name}: {', '.join(filter(None, (phrases.plain(phrases.told(each, words)), phrases.possible_in_words(each, words))))}" for name, each in rows]
    return words.gettext("Bar chart. {rows}.").format(rows="; ".join(said))


def label(name: str, finding: Finding, words: Language) -> str:
    """Return the name of a row; where no figure follows, with the mark in words, so that a chart never shows it as zero."""
    return name if finding.told else f"{name}: {phrases.told(finding, words)}"
