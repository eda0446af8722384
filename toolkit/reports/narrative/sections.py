"""The detail below the four answers.

Which findings stand together, and every one of them as a line of a table.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.narrative.phrases import (
    describe_figure,
    format_possible_range,
    format_span,
    name_people,
    strip_count_marks,
)

HEADLINE_FINDINGS = ("goals.met", "process.works", "onward.plan")
"""What the four answers have said already, unless there are answers to be told one by one."""
TWO_IN_A_PAIR = (
    "goals.sides",
    "goals.higher",
    "process.sides",
    "process.higher",
    "contact.how",
    "development.",
)
"""What the findings about the two of a pair begin with."""


@dataclass(frozen=True)
class Section:
    """A part of the report below the four answers.

    Which findings stand together, under which title.
    """

    key: str
    title: str
    lead: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class FindingRow:
    """One finding as a line of a table.

    Attributes:
        title: What it is about.
        who: Mentors, mentees or pairs.
        told: ``5 of 8``, ``at most 2 of 8``, ``hidden [c]``, ``not available [x]``.
        possible: ``5–7``, or empty where nothing is missing or an end is not published.
    """

    title: str
    who: str
    told: str
    possible: str
    finding: Finding


def list_sections(release: Release, words: Language) -> tuple[Section, ...]:
    """Return the parts below the four answers, in order; a part without findings is left out."""
    known = tuple(
        id
        for id in dict.fromkeys(finding.id for finding in release.findings)
        if not _is_told_by_headline(release, id)
    )
    found = (
        Section(key, heading, lead, tuple(id for id in known if id.startswith(prefixes)))
        for key, heading, lead, prefixes in _plan(release, words)
    )
    return tuple(section for section in found if section.ids)


def _plan(release: Release, words: Language) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield every part that a report can have: key, title, lead, what its findings begin with."""
    _ = words.gettext
    each, many = _("All answers, side by side."), _("How many gave a favourable answer.")
    yield "goals", _("The goals, answer by answer"), each, ("goals.met",)
    yield "process", _("The process, answer by answer"), each, ("process.works",)
    yield "parts", _("The process, part by part"), many, ("process.part.",)
    yield (
        "onward",
        _("The way onward"),
        _("Each person answers alone; several choices are possible."),
        ("onward.",),
    )
    yield (
        "objectives",
        _("The aims of the programme"),
        _("What the participants state, not what the programme caused."),
        ("objective.",),
    )
    yield "items", _("The programme's own questions"), many, ("recommend", "item.")
    yield (
        "pairs",
        _("The two in a pair"),
        _("Whether the two answered alike, and how they keep in contact."),
        TWO_IN_A_PAIR,
    )
    early = _("Ending early is a right, not a failure.")
    yield (
        "meetings",
        _("Meetings and endings"),
        f"{early} {open_pairs_sentence(release, words)}".strip(),
        ("meetings.", "endings."),
    )


def open_pairs_sentence(release: Release, words: Language) -> str:
    """Say how many pairs were not at their end when the cohort was closed, or not known to be.

    Blank if none, or if that is not told.
    """
    counts = release.finding("endings.completed", "pair").counts or {}
    going_on, unknown = counts.get("still_open", 0), counts.get("not_reported", 0)
    said = {
        words.ngettext(
            "{n} pair was still going on when the cohort was closed.",
            "{n} pairs were still going on when the cohort was closed.",
            going_on,
        ): going_on,
        words.ngettext(
            "Of {n} pair whose planned last day had passed nobody had reported how it ended.",
            "Of {n} pairs whose planned last day had passed nobody had reported how they ended.",
            unknown,
        ): unknown,
    }
    return " ".join(text.format(n=n) for text, n in said.items() if n)


def _is_told_by_headline(release: Release, id: str) -> bool:
    """Whether nothing is left to tell of an answer but its headline."""
    told_of = [finding for finding in release.findings if finding.id == id and finding.told]
    return (
        id in HEADLINE_FINDINGS
        and bool(told_of)
        and not any(finding.counts or finding.group for finding in told_of)
    )


def both_sides_sentence(finding: Finding, words: Language) -> str:
    """Say in how many pairs both answered favourably, or who answered higher.

    Empty for every other finding, and where it is not told.
    """
    _ = words.gettext
    favourable = {
        "goals.sides": _("In {k} both reported that the goals were met."),
        "process.sides": _("In {k} both reported that the process worked."),
    }
    alike = {
        "goals.higher": _("In {k} the two judged the goals alike."),
        "process.higher": _("In {k} the two judged the process alike."),
    }
    if finding.id in favourable and finding.told:
        others = _("Only one of the two, neither and no answer are not told apart.")
    elif finding.id in alike and finding.windows:
        others = _(
            "The mentor's judgement was higher in {mentor_higher}, the mentee's in {mentee_higher}."
        ).format(**{code: f"**{format_span(window)}**" for code, window in finding.windows.items()})
    else:
        return ""
    sentence = {**favourable, **alike}[finding.id].format(
        k=describe_figure(finding, words, _("pairs"))
    )
    return f"{sentence} {others}"


def list_finding_rows(release: Release, words: Language) -> tuple[FindingRow, ...]:
    """Return every finding of the whole cohort as a line of a table, as the release has them."""
    return tuple(_row(release, finding, words) for finding in release.findings if not finding.group)


def list_withheld_rows(release: Release, words: Language) -> tuple[FindingRow, ...]:
    """Return every finding that is not shown in full, so that the reader never has to wonder."""
    return tuple(row for row in list_finding_rows(release, words) if row.finding.status != "shown")


def _row(release: Release, finding: Finding, words: Language) -> FindingRow:
    return FindingRow(
        release.text(finding.id, words.code),
        capitalize_first(name_people(release, finding.view, words, finding.id)),
        strip_count_marks(describe_figure(finding, words)),
        format_possible_range(finding),
        finding,
    )
