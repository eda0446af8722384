"""A section of the report as panels: its figures, each with a title and small print."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.charts.drawing import Figure
from toolkit.reports.charts.figures import (
    answer_by_answer,
    describe_beside,
    draw_answers,
    draw_pair_strip,
    draw_parts,
    list_known_sides,
)
from toolkit.reports.narrative import Section, both_sides_sentence
from toolkit.reports.narrative.phrases import describe_figure, list_views, name_people
from toolkit.reports.palette import Palette

LINE_BY_LINE = ("process.part.", "objective.", "item.")
"""Findings of which only the favourable answers are compared, mentors over mentees."""
LINES_OF_A_COLUMN = 8
SEVERAL_CHOICES = ("onward.choices", "contact.how")
"""Findings in which a person may stand under several answers, so that no total is told."""


@dataclass(frozen=True)
class Panel:
    """One figure of a section with its title and small print, counts between ``**``.

    Without a figure, *note* says why.
    """

    title: str
    note: str
    figure: Figure | None


def section_figures(
    release: Release, section: Section, words: Language, palette: Palette
) -> list[Panel]:
    """Return the panels of a section in reading order.

    Args:
        release: What is published.
        section: Which findings stand together.
        words: The reader's language.
        palette: Colours of the page.

    Returns:
        Figures first; those that may not be shown come last, as words.
    """
    lines = [id for id in section.ids if _is_listed_by_line(release, id)]
    by_people = _by_people(release, lines, words).items()
    panels = [
        Panel(title, "", draw_parts(release, half, words, palette, beside=ids))
        for title, ids in by_people
        for half in _halves(ids)
    ]
    for id in section.ids:
        if id not in lines:
            panels += _panels(release, id, words, palette, alone=section.key == "goals")
    return sorted(panels, key=lambda panel: panel.figure is None)


def _by_people(release: Release, ids: Sequence[str], words: Language) -> dict[str, list[str]]:
    """Return the findings by what their figure needs as a title.

    Nothing, or whose answers are pooled.
    """
    titles = {
        id: (
            capitalize_first(name_people(release, "people", words, id))
            if list_views(release, id)[0].view == "people"
            else ""
        )
        for id in ids
    }
    return {
        title: [id for id in ids if titles[id] == title] for title in dict.fromkeys(titles.values())
    }


def _halves(ids: list[str]) -> list[list[str]]:
    """Split into equal columns, two by two, none so long that it cannot stand on a page of A4."""
    size = max(1, ceil(len(ids) / (2 * ceil(len(ids) / (2 * LINES_OF_A_COLUMN) or 1))))
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _is_listed_by_line(release: Release, id: str) -> bool:
    """Whether the finding is one line among others.

    Choices side by side, and what nobody may see, are not.
    """
    choices = list(release.codebook.get(id, {}).values()).count("favourable")
    return (
        id.startswith(LINE_BY_LINE)
        and choices <= 2
        and any(finding.told for finding in list_views(release, id))
    )


def _panels(
    release: Release, id: str, words: Language, palette: Palette, *, alone: bool
) -> list[Panel]:
    title, findings = release.text(id, words.code), list_views(release, id)
    if len({finding.status for finding in findings}) == 1 and not findings[0].told:
        return [Panel(title, describe_figure(findings[0], words), None)]
    if findings[0].view == "pair":
        return [_panel(release, finding, title, words, palette) for finding in findings]
    before = "" if alone else f"{title} · "
    return [
        _panel(
            release,
            finding,
            before + capitalize_first(name_people(release, finding.view, words, id)),
            words,
            palette,
        )
        for finding in list_known_sides(release, id)
    ]


def _panel(
    release: Release, finding: Finding, title: str, words: Language, palette: Palette
) -> Panel:
    if not finding.told:
        return Panel(title, describe_figure(finding, words), None)
    if finding.view == "pair":
        return Panel(
            title,
            both_sides_sentence(finding, words) or answer_by_answer(release, finding, words),
            draw_pair_strip(release, finding, words, palette),
        )
    return Panel(
        title,
        describe_beside(finding, words)
        if finding.counts and finding.id not in SEVERAL_CHOICES
        else "",
        draw_answers(release, finding, words, palette),
    )
