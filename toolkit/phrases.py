"""Figures in words: each way a figure can be shown or withheld has one wording."""

from __future__ import annotations

from toolkit.marks import span
from toolkit.release import Finding, Release
from toolkit.texts import NO_BREAK, Language

ROLES = ("mentor", "mentee")
VIEWS = (*ROLES, "people", "pair")
"""The order in which the views of a finding stand, everywhere."""


def capital(sentence: str) -> str:
    """Return *sentence* with its first letter large, whatever signs stand before it."""
    at = next((index for index, sign in enumerate(sentence) if sign.isalnum()), 0)
    return sentence[:at] + sentence[at : at + 1].upper() + sentence[at + 1 :]


def plain(sentence: str) -> str:
    """Return *sentence* without the marks around its counts."""
    return sentence.replace("**", "")


def has(release: Release, key: str) -> bool:
    """Whether the release holds a text, in whatever language."""
    return any(key in labels for labels in release.texts.values())


def views(release: Release, id: str) -> tuple[Finding, ...]:
    """Return the views of one finding that the release lists, of the whole cohort: mentor, mentee, people, pair."""
    return tuple(sorted((finding for finding in release.findings if finding.id == id and not finding.group), key=lambda finding: VIEWS.index(finding.view)))


def of_people(release: Release, id: str) -> tuple[Finding, ...]:
    """Return what is told of the people: both roles pooled where the release pools them, else mentors before mentees."""
    pooled = [finding for finding in views(release, id) if finding.view == "people"]
    return tuple(pooled) or tuple(release.finding(id, role) for role in ROLES)


def people(release: Release, view: str, words: Language, id: str = "") -> str:
    """Return the word for the many: mentors, mentees, both together or pairs; pooled answers to *id* are only of those who were asked."""
    if view == "pair":
        return words.gettext("pairs")
    if view != "people":
        return release.text(f"role.{view}", words.code)
    known = [role for role in ROLES if release.frame.get(role) is not None] or ROLES
    asked = [role for role in known if has(release, f"{id}@{role}")] or known
    many = [release.text(f"role.{role}", words.code) for role in asked]
    return many[0] if len(many) == 1 else words.gettext("{first} and {second} together").format(first=many[0], second=many[-1])


def told(finding: Finding, words: Language, noun: str = "") -> str:
    """Return a figure in words: all, some, none, at most, a window, hidden or not available; each looks different."""
    _ = words.gettext
    if finding.status == "hidden":
        return _("hidden [c]")
    if finding.status == "not_available":
        return _("not available [x]")
    count, frame = finding.favourable, finding.frame
    if isinstance(count, str):
        low, high = span(finding)
        between = _("at most **{n} of {frame}**") if count.startswith("<=") else _("**{low}–{high} of {frame}**")
        said = between.format(low=low, high=high, n=high, frame=frame)
    elif count == frame:
        said = _("**all {frame}**").format(frame=frame)
    elif count == 0:
        said = (_("**none of {frame}** pairs") if finding.view == "pair" and noun else _("**none of {frame}**")).format(frame=frame)
        noun = "" if finding.view == "pair" else noun
    else:
        said = _("**{n} of {frame}**").format(n=count, frame=frame)
    return NO_BREAK.join(filter(None, (said.replace(" ", NO_BREAK), noun)))  # a noun of several words may break, or it would not fit a phone


def in_span(count: int | str) -> str:
    """Return a number, or a span such as ``2-4`` as it is printed: ``2–4``."""
    return str(count).replace("-", "–")


def possible(finding: Finding) -> str:
    """Return the possible range as counts, ``5–7``; empty where an end is not published or nothing is missing."""
    if finding.range is None or None in finding.range or finding.frame is None:
        return ""
    low, high = (round(share * finding.frame) for share in finding.range if share is not None)
    return f"{low}–{high}" if low != high else ""


def possible_in_words(finding: Finding, words: Language) -> str:
    """Return ``possible 5–7`` or ``all answered``; empty where the range has no published end."""
    if reach := possible(finding):
        return words.gettext("possible {span}").format(span=reach)
    nobody_missing = finding.answered == finding.frame and not (finding.counts or {}).get("no_answer")
    if finding.status == "shown" and finding.view != "pair" and nobody_missing:
        return words.gettext("all answered")
    return ""


def side_by_side(release: Release, id: str, predicate: str, words: Language) -> str:
    """Say one sentence for both sides, or for both together; a side that is hidden or missing is named after it, never left out.

    Args:
        predicate: Sentence with ``{who}``, such as ``{who} reported that the goals were met.``
    """
    sides = [(people(release, finding.view, words, id), finding) for finding in of_people(release, id)]
    if len({finding.status for _noun, finding in sides}) == 1 and not sides[0][1].told:
        return f"{capital(told(sides[0][1], words))}."
    figures = [told(finding, words, noun) for noun, finding in sides if finding.told]
    marks = [f"{capital(noun)}: {told(finding, words)}." for noun, finding in sides if not finding.told]
    said = [capital(predicate.format(who=words.both(*figures) if len(figures) == 2 else figures[0]))] if figures else []
    return " ".join(said + marks)


def why_withheld(finding: Finding, words: Language) -> str:
    """Return the reason for a mark in words; never a number that the mark should hide."""
    if finding.status == "hidden":
        return words.gettext("Hidden because it rests on too few forms, or could give away a single answer.")
    if finding.status == "not_available":
        return words.gettext("Not asked, answered by nobody, not recommended, or not possible to tell from what was sent in.")
    return ""
