"""The year report as one web page.

Self-contained, without script, in light and dark, for a phone and for A4.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit import i18n
from toolkit.files import write_whole
from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.charts.canvas import CANVAS_WIDTH, Align, Bar, Canvas, Dot, Hairline
from toolkit.reports.charts.figures import FEW_PEOPLE
from toolkit.reports.html.closing import template_environment
from toolkit.reports.palette import DARK, LIGHT, MarkKind, favourable_span, is_fact, strip_zones
from toolkit.reports.years import line_text
from toolkit.reports.years import narrative as year_narrative
from toolkit.reports.years.models import YearLine, Years
from toolkit.reports.years.narrative import FactRow

STRIP_MIDDLE, HALF_BAR = 9, 5
"""Of a row of shares: where its axis lies, and half the height of a bar, in pixels."""
STRIP_EDGE = 8
"""Pixels that half a mark needs at both ends of the axis."""


@dataclass(frozen=True)
class YearRow:
    """One cohort, or all of them together, in the table of a question.

    Attributes:
        figure: ``5 of 8``, or why there is none.
        reach: The possible range.
        change: Since the cohort before, or why it is not compared and not added.
        slight: Whether there is no change, or one too small or too unsure to speak of.
        drawing: The same as marks; ``None`` where there is no figure.
    """

    name: str
    figure: str
    reach: str
    change: str
    slight: bool
    drawing: Canvas | None


@dataclass(frozen=True)
class YearSide:
    """Mentors, mentees or pairs through the years; the last row is their sum."""

    name: str
    rows: tuple[YearRow, ...]
    answers: tuple[FactRow, ...]


def year_page(years: Years, language: str) -> str:
    """Return the year report as one HTML file that asks nothing of the network.

    *language* is ``sv`` or ``en``.
    """
    words = i18n.load_language(language)
    return (
        template_environment()
        .get_template("years.html.j2")
        .render(**_top(years, words), **_questions(years, words), **_apparatus(years, words))
    )


def write_year_page(years: Years, path: str | Path, language: str) -> Path:
    """Write the year report to *path* as HTML; the file appears whole or not at all.

    Args:
        years: The cohorts.
        path: The file, which is replaced if it is there.
        language: ``sv`` or ``en``.

    Returns:
        The path of the file.
    """
    return write_whole(path, year_page(years, language))


# ---- what stands on the page ---------------------------------------------------------------------


def _top(years: Years, words: Language) -> dict[str, Any]:
    said, notes = year_narrative.years_response(years, words)
    return {
        "lang": words.code,
        "palettes": {"light": LIGHT, "dark": DARK},
        "title": year_narrative.years_title(years, words),
        "subtitle": year_narrative.years_subtitle(years, words),
        "basis": year_narrative.years_basis(years, words),
        "response": {"said": said, "notes": notes},
        "cohorts": year_narrative.list_cohort_facts(years, words),
        "names": [release.cohort for release in years.releases],
    }


def _questions(years: Years, words: Language) -> dict[str, Any]:
    questions = year_narrative.list_year_questions(years, words)
    drawn, most = find_scale(questions)
    return {
        "questions": [
            (
                question,
                [build_side(years, name, line, most, words) for name, line in question.lines],
            )
            for question in questions
        ],
        "legend": years_legend(years, drawn, most, words),
        "unit": unit_sentence(most, words),
    }


def build_side(years: Years, name: str, line: YearLine, most: int, words: Language) -> YearSide:
    """Return one line of a question with its rows as drawings.

    Args:
        years: The cohorts.
        name: Whose figure it is, in the reader's language.
        line: The finding through the cohorts.
        most: People of the largest cohort, whose scale all rows share.
        words: The reader's language.

    Returns:
        A row for each cohort, and one for their sum, with an axis where shares are drawn.
    """
    rows = tuple(
        YearRow(
            cell.cohort,
            line_text.format_cell(cell, words),
            line_text.format_reach(cell.finding, words),
            line_text.describe_since(cell, line.view, words),
            cell.change is None or cell.change.slight or not cell.change.direction,
            draw_finding(cell.finding, most),
        )
        for cell in line.cells
    )
    # The sum has a drawing only as a share: as marks it would not fit the scale of the cohorts.
    axis = draw_share(line.together, words) if line.together and most >= FEW_PEOPLE else None
    return YearSide(
        name,
        (
            *rows,
            YearRow(
                words.gettext("Total"),
                line_text.format_sum(line, words),
                line_text.format_reach(line.together, words),
                "",
                False,
                axis,
            ),
        ),
        year_narrative.list_answer_facts(years, line, words),
    )


def find_scale(questions: Sequence[year_narrative.QuestionOverYears]) -> tuple[list[Finding], int]:
    """Return every figure that is drawn of the questions, and the size of the largest cohort.

    All rows share its scale.
    """
    drawn = [
        cell.finding
        for question in questions
        for _name, line in question.lines
        for cell in line.cells
    ]
    return drawn, max((finding.frame or 0 for finding in drawn), default=0)


def unit_sentence(most: int, words: Language) -> str:
    """Return what a row stands for where the largest cohort has *most* people."""
    _ = words.gettext
    return (
        _("Each row runs from nobody to everybody in the cohort.")
        if most >= FEW_PEOPLE
        else _("A round mark is a person, an oblong one a pair.")
    )


def years_legend(
    years: Years, drawn: Sequence[Finding], most: int, words: Language
) -> list[tuple[str, str]]:
    """Return what the marks of the four questions mean.

    Args:
        years: The cohorts.
        drawn: Every figure that is drawn.
        most: People of the largest cohort.
        words: The reader's language.

    Returns:
        Kind and meaning; of shares only yes, what could be yes and no answer are drawn.
    """
    return [
        (kind, meaning)
        for kind, meaning in narrative.mark_legend(
            replace(years.summed_release, findings=tuple(drawn)), words
        )
        if most < FEW_PEOPLE or kind in ("yes", "perhaps", "none")
    ]


def _apparatus(years: Years, words: Language) -> dict[str, Any]:
    _ = words.gettext
    return {
        "say": {
            "cohorts": _("The cohorts"),
            "together": _("Total"),
            "cohort": _("Cohort"),
            "figure": _("Figure"),
            "possible": _("Possible"),
            "change": _("Since the cohort before"),
            "answers": _("Answer by answer"),
            "answer": _("Answer"),
            "register": _("What is known of every pair"),
            "all": _("Every figure, cohort by cohort"),
            "what": _("What"),
            "who": _("Who"),
            "unsaid": _("Not shown or not added, and why"),
            "reason": _("Why"),
            "cohorts_where": _("Cohorts"),
            "figures": _("Figures"),
            "method": _("How the years are added"),
            "signs": _("Signs that stand where a figure would"),
            "sources": _("Sources"),
        },
        "register": list(year_narrative.list_register_facts(years, words)),
        "table": [
            (years.summed_release.text(id, words.code), list_table_rows(years, id, words))
            for id in dict.fromkeys(line.id for line in years.lines)
        ],
        "unsaid": list(year_narrative.list_left_out(years, words)),
        "method": year_narrative.years_method(words),
        "signs": [
            (capitalize_first(sign), meaning) for sign, meaning in narrative.sign_meanings(words)
        ],
        "sources": list(year_narrative.list_year_sources(years, words)),
    }


def list_table_rows(years: Years, id: str, words: Language) -> list[dict[str, Any]]:
    """Return a row for each view of a finding.

    Args:
        years: The cohorts.
        id: The finding.
        words: The reader's language.

    Returns:
        ``who``, a figure, range and reason for each of the ``cells``, the sum ``together``, and its
        ``coverage`` where not every cohort is in it.
    """
    return [
        {
            "who": line_text.name_line(years, line, words),
            "cells": [
                (
                    line_text.format_cell(cell, words),
                    line_text.format_reach(cell.finding, words),
                    line_text.explain_not_added(cell, words),
                )
                for cell in line.cells
            ],
            "together": (
                line_text.format_sum(line, words),
                line_text.format_reach(line.together, words),
            ),
            "coverage": (
                line_text.describe_coverage(line, words)
                if line.together and len(line.added) < len(line.cells)
                else ""
            ),
        }
        for line in years.of(id)
    ]


# ---- a row as a drawing --------------------------------------------------------------------------


def draw_finding(finding: Finding, most: int) -> Canvas | None:
    """Return a mark for each person where the largest cohort, of *most* people, is small.

    Else shares of the cohort.
    """
    if not finding.told or not finding.frame:
        return None
    if most >= FEW_PEOPLE:
        return draw_share(finding)
    canvas = Canvas()
    canvas.height = canvas.strip(
        0,
        0,
        CANVAS_WIDTH * finding.frame / most,
        strip_zones(finding),
        of_pair=finding.view == "pair",
    )
    return canvas


def draw_share(finding: Finding, words: Language | None = None) -> Canvas:
    """Return a row from nobody to all.

    A dot at what is printed, grey where only an interval is, hollow to what is possible.

    With *words* the ends of the axis are named below.
    """
    canvas, frame = Canvas(height=2 * STRIP_MIDDLE), finding.frame or 1
    (low, high), top = favourable_span(finding), (finding.range or (None, None))[1]
    canvas.lines.append(Hairline(_at(0), _at(1), STRIP_MIDDLE, STRIP_MIDDLE))
    canvas.lines += [
        Hairline(_at(part), _at(part), STRIP_MIDDLE - 3, STRIP_MIDDLE + 3) for part in (0, 0.5, 1)
    ]
    bars: list[tuple[MarkKind, float, float]] = [
        ("perhaps", low / frame, high / frame),
        ("none", high / frame, high / frame if top is None else top),
    ]
    canvas.bars += [
        Bar(_at(start), _at(end), STRIP_MIDDLE - HALF_BAR, STRIP_MIDDLE + HALF_BAR, kind)
        for kind, start, end in bars
        if start < end
    ]
    if low == high:
        kind: MarkKind = "fact" if is_fact(finding.id) else "yes"
        canvas.dots.append(Dot(_at(low / frame), STRIP_MIDDLE, kind, 14, finding.view == "pair"))
    if words:
        _name_ends(canvas, words)
    return canvas


def _name_ends(canvas: Canvas, words: Language) -> None:
    """Write the per cents below the axis of a row, at its ends and its middle."""
    ends: tuple[tuple[float, int, Align], ...] = (
        (0, 0, "left"),
        (CANVAS_WIDTH / 2, 50, "center"),
        (CANVAS_WIDTH, 100, "right"),
    )
    for x, n, align in ends:
        canvas.text(
            x,
            canvas.height + 6,
            words.gettext("{n}%").format(n=n).replace(" ", NO_BREAK),
            muted=True,
            align=align,
            size=12,
        )
    canvas.height += 14


def _at(part: float) -> float:
    return STRIP_EDGE + part * (CANVAS_WIDTH - 2 * STRIP_EDGE)
