"""Figures in words: each way a figure can be shown or withheld has one wording."""

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding, Release

ROLE_VIEWS = ("mentor", "mentee")
REGISTER_PREFIXES = ("response.", "goals.chosen", "endings.")
"""Facts that the association knows anyway: the same under every promise."""
HASH_SIGNS = 12
"""Signs of a fingerprint that are printed, enough to tell two releases apart."""
VIEWS = (*ROLE_VIEWS, "people", "pair")
"""The order in which the views of a finding stand, everywhere."""


def strip_count_marks(sentence: str) -> str:
    """Return *sentence* without the marks around its counts."""
    return sentence.replace("**", "")


def has_text(release: Release, key: str) -> bool:
    """Whether the release holds a text, in whatever language."""
    return any(key in labels for labels in release.texts.values())


def list_views(release: Release, id: str) -> tuple[Finding, ...]:
    """Return the views of one finding that the release lists, of the whole cohort.

    Mentor, mentee, people, pair.
    """
    return tuple(
        sorted(
            (finding for finding in release.findings if finding.id == id and not finding.group),
            key=lambda finding: VIEWS.index(finding.view),
        )
    )


def list_people_views(release: Release, id: str) -> tuple[Finding, ...]:
    """Return what is told of the people.

    Both roles pooled where the release pools them, else mentors before mentees.
    """
    pooled = [finding for finding in list_views(release, id) if finding.view == "people"]
    return tuple(pooled) or tuple(release.finding(id, role) for role in ROLE_VIEWS)


def name_people(release: Release, view: str, words: Language, id: str = "") -> str:
    """Return the word for the many: mentors, mentees, both together or pairs.

    Args:
        release: Whose words for the roles are used.
        view: ``mentor``, ``mentee``, ``people`` or ``pair``.
        words: The reader's language.
        id: A finding, where pooled answers are only of those who were asked.

    Returns:
        A plural without an article.
    """
    if view == "pair":
        return words.gettext("pairs")
    if view != "people":
        return release.text(f"role.{view}", words.code)
    known = [role for role in ROLE_VIEWS if release.frame.get(role) is not None] or ROLE_VIEWS
    asked = [role for role in known if has_text(release, f"{id}@{role}")] or known
    many = [release.text(f"role.{role}", words.code) for role in asked]
    return (
        many[0]
        if len(many) == 1
        else words.gettext("{first} and {second} together").format(first=many[0], second=many[-1])
    )


def describe_figure(finding: Finding, words: Language, noun: str = "") -> str:
    """Return a figure in words: all, some, none, at most, a window, hidden or not available.

    Args:
        finding: The figure; each of the seven looks different.
        words: The reader's language.
        noun: What is counted, put behind the figure.

    Returns:
        The words, with the count between ``**``.
    """
    _ = words.gettext
    if finding.status == "hidden":
        return _("hidden [c]")
    if finding.status == "not_available":
        return _("not available [x]")
    count, frame = finding.favourable, finding.frame
    if count and finding.told_in_part:
        said = (
            _("at most **{n} of {frame}**") if count.at_most else _("**{low}–{high} of {frame}**")
        ).format(low=count.low, high=count.high, n=count.high, frame=frame)
    elif finding.exact == frame:
        said = _("**all {frame}**").format(frame=frame)
    elif finding.exact == 0:
        said = (
            _("**none of {frame}** pairs")
            if finding.view == "pair" and noun
            else _("**none of {frame}**")
        ).format(frame=frame)
        noun = "" if finding.view == "pair" else noun
    else:
        said = _("**{n} of {frame}**").format(n=finding.exact, frame=frame)
    return NO_BREAK.join(
        filter(None, (said.replace(" ", NO_BREAK), noun))
    )  # a noun of several words may break, or it would not fit a phone


def format_span(count: PublishedCount) -> str:
    """Return a number, or a span as it is printed: ``2–4``."""
    return str(count).replace("-", "–")


def format_possible_range(finding: Finding) -> str:
    """Return the possible range as counts, ``5–7``.

    Empty where an end is not published or nothing is missing.
    """
    if finding.range is None or None in finding.range or finding.frame is None:
        return ""
    low, high = (round(share * finding.frame) for share in finding.range if share is not None)
    return f"{low}–{high}" if low != high else ""


def describe_possible_range(finding: Finding, words: Language) -> str:
    """Return ``possible 5–7`` or ``all answered``; empty where the range has no published end."""
    if reach := format_possible_range(finding):
        return words.gettext("possible {span}").format(span=reach)
    nobody_missing = finding.answered == finding.frame and not (finding.counts or {}).get(
        "no_answer"
    )
    if finding.status == "shown" and finding.view != "pair" and nobody_missing:
        return words.gettext("all answered")
    return ""


def describe_with_range(finding: Finding, words: Language) -> str:
    """Return a figure and, where it has one, its possible range: ``5 of 8 · possible 5–7``."""
    return " · ".join(
        filter(None, (describe_figure(finding, words), describe_possible_range(finding, words)))
    )


def format_with_range(finding: Finding, words: Language) -> str:
    """Return a figure as a cell of a table holds it: ``5 of 8 (5–7)``."""
    reach = format_possible_range(finding)
    return strip_count_marks(describe_figure(finding, words)) + (f" ({reach})" if reach else "")


def format_count(finding: Finding, code: str) -> str | None:
    """Return how many gave an answer, or the sign that stands where no answers are told.

    ``None`` where the finding has no such answer.
    """
    if finding.counts is None:
        return "[x]" if finding.status == "not_available" else "[c]"
    return str(finding.counts[code]) if code in finding.counts else None


def compare_sides(release: Release, id: str, predicate: str, words: Language) -> str:
    """Say one sentence for both sides, or for both together.

    A side that is hidden or missing is named after it, never left out.

    Args:
        release: What is published.
        id: The finding.
        predicate: Sentence with ``{who}``, such as ``{who} reported that the goals were met.``
        words: The reader's language.

    Returns:
        The sentence, then a mark for each side of which nothing is told.
    """
    sides = [
        (name_people(release, finding.view, words, id), finding)
        for finding in list_people_views(release, id)
    ]
    if len({finding.status for _noun, finding in sides}) == 1 and not sides[0][1].told:
        return f"{capitalize_first(describe_figure(sides[0][1], words))}."
    figures = [describe_figure(finding, words, noun) for noun, finding in sides if finding.told]
    marks = [
        f"{capitalize_first(noun)}: {describe_figure(finding, words)}."
        for noun, finding in sides
        if not finding.told
    ]
    said = (
        [
            capitalize_first(
                predicate.format(who=words.both(*figures) if len(figures) == 2 else figures[0])
            )
        ]
        if figures
        else []
    )
    return " ".join(said + marks)


def explain_withheld(finding: Finding, words: Language) -> str:
    """Return the reason for a mark in words; never a number that the mark should hide."""
    if finding.status == "hidden":
        return words.gettext(
            "Hidden because it rests on too few forms, or could give away a single answer."
        )
    if finding.status == "not_available":
        return words.gettext(
            "Not asked, answered by nobody, not recommended, or not possible to tell from what was"
            " sent in."
        )
    return ""
