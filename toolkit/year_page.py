"""The year report as one web page: self-contained, without script, in light and dark, for a phone and for A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit import narrative, texts, year_narrative, year_phrases
from toolkit.canvas import WIDTH, Align, Bar, Canvas, Dot, Line
from toolkit.charts import FEW
from toolkit.files import write_whole
from toolkit.marks import DARK, LIGHT, Kind, is_fact, span, zones
from toolkit.phrases import capital
from toolkit.release import Finding
from toolkit.texts import NO_BREAK, Language
from toolkit.webpage import templates
from toolkit.year_narrative import Fact
from toolkit.year_phrases import moved, reach
from toolkit.years import Line as Through
from toolkit.years import Years

MIDDLE, HALF = 9, 5
"""Of a row of shares: where its axis lies, and half the height of a bar, in pixels."""
EDGE = 8
"""Pixels that half a mark needs at both ends of the axis."""


@dataclass(frozen=True)
class Row:
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
class Side:
    """Mentors, mentees or pairs through the years; the last row is their sum."""

    name: str
    rows: tuple[Row, ...]
    answers: tuple[Fact, ...]


def year_page(years: Years, language: str) -> str:
    """Return the year report as one HTML file that asks nothing of the network; *language* is ``sv`` or ``en``."""
    words = texts.language(language)
    return templates().get_template("years.html.j2").render(**_top(years, words), **_questions(years, words), **_apparatus(years, words))


def write_year_page(years: Years, path: str | Path, language: str) -> Path:
    """Write the year report to *path* as HTML; the file appears whole or not at all."""
    return write_whole(path, year_page(years, language))


# ---- what stands on the page -----------------------------------------------------------------------------------------------------


def _top(years: Years, words: Language) -> dict[str, Any]:
    said, notes = year_narrative.response(years, words)
    return {
        "lang": words.code,
        "palettes": {"light": LIGHT, "dark": DARK},
        "title": year_narrative.title(years, words),
        "subtitle": year_narrative.subtitle(years, words),
        "basis": year_narrative.basis(years, words),
        "response": {"said": said, "notes": notes},
        "cohorts": year_narrative.cohorts(years, words),
        "names": [release.cohort for release in years.releases],
    }


def _questions(years: Years, words: Language) -> dict[str, Any]:
    questions = year_narrative.questions(years, words)
    drawn, most = scale(questions)
    return {
        "questions": [(question, [side(years, name, line, most, words) for name, line in question.lines]) for question in questions],
        "legend": legend(years, drawn, most, words),
        "unit": unit(most, words),
    }


def side(years: Years, name: str, line: Through, most: int, words: Language) -> Side:
    """Return one line of a question with its rows drawn on the scale of the largest cohort, of *most* people."""
    rows = tuple(
        Row(
            cell.cohort,
            year_phrases.figure(cell, words),
            reach(cell.finding, words),
            "; ".join(filter(None, (moved(cell.change, line.view, words), year_phrases.apart(cell, words)))),
            cell.change is None or cell.change.slight or not cell.change.direction,
            drawing(cell.finding, most),
        )
        for cell in line.cells
    )
    axis = share(line.together, words) if line.together and most >= FEW else None
    together = Row(words.gettext("Total"), year_phrases.together(line, words), reach(line.together, words), "", False, axis)
    return Side(name, (*rows, together), year_narrative.answers(years, line, words))


def scale(questions: Sequence[year_narrative.Question]) -> tuple[list[Finding], int]:
    """Return every figure that is drawn of the questions, and how many people the largest cohort has: all rows share its scale."""
    drawn = [cell.finding for question in questions for _name, line in question.lines for cell in line.cells]
    return drawn, max((finding.frame or 0 for finding in drawn), default=0)


def unit(most: int, words: Language) -> str:
    """Return what a row stands for where the largest cohort has *most* people."""
    _ = words.gettext
    return _("Each row runs from nobody to everybody in the cohort.") if most >= FEW else _("A round mark is a person, an oblong one a pair.")


def legend(years: Years, drawn: Sequence[Finding], most: int, words: Language) -> list[tuple[str, str]]:
    """Return what the marks of the four questions mean; only yes and what could be yes is drawn of shares."""
    found = narrative.legend(replace(years.as_one, findings=tuple(drawn)), words)
    return [(kind, meaning) for kind, meaning in found if most < FEW or kind in ("yes", "perhaps", "none")]


def _apparatus(years: Years, words: Language) -> dict[str, Any]:
    _ = words.gettext
    headings = {
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
    }
    return {
        "say": headings,
        "register": list(year_narrative.register(years, words)),
        "table": [(years.as_one.text(id, words.code), rows(years, id, words)) for id in dict.fromkeys(line.id for line in years.lines)],
        "unsaid": list(year_narrative.unsaid(years, words)),
        "method": year_narrative.method(words),
        "signs": [(capital(sign), meaning) for sign, meaning in narrative.signs(words)],
        "sources": list(year_narrative.sources(years, words)),
    }


def rows(years: Years, id: str, words: Language) -> list[dict[str, Any]]:
    """Return a row for each view of a finding: whose it is, every cohort, their sum."""
    return [
        {
            "who": year_phrases.who(years, line, words),
            "cells": [(year_phrases.figure(cell, words), reach(cell.finding, words), year_phrases.apart(cell, words)) for cell in line.cells],
            "together": (year_phrases.together(line, words), reach(line.together, words)),
            "coverage": year_phrases.coverage(line, words) if line.together and len(line.added) < len(line.cells) else "",
        }
        for line in years.of(id)
    ]


# ---- a row as a drawing ----------------------------------------------------------------------------------------------------------


def drawing(finding: Finding, most: int) -> Canvas | None:
    """Return a mark for each person where the largest cohort, of *most* people, is small; else shares of the cohort."""
    if not finding.told or not finding.frame:
        return None
    if most >= FEW:
        return share(finding)
    canvas = Canvas()
    canvas.height = canvas.strip(0, 0, WIDTH * finding.frame / most, zones(finding), of_pair=finding.view == "pair")
    return canvas


def share(finding: Finding, words: Language | None = None) -> Canvas:
    """Return a row from nobody to all: a dot at what is printed, grey where only an interval is, hollow to what is possible.

    With *words* the ends of the axis are named below.
    """
    canvas, frame = Canvas(height=2 * MIDDLE), finding.frame or 1
    (low, high), top = span(finding), (finding.range or (None, None))[1]
    canvas.lines.append(Line(_at(0), _at(1), MIDDLE, MIDDLE))
    canvas.lines += [Line(_at(part), _at(part), MIDDLE - 3, MIDDLE + 3) for part in (0, 0.5, 1)]
    bars: list[tuple[Kind, float, float]] = [("perhaps", low / frame, high / frame), ("none", high / frame, high / frame if top is None else top)]
    canvas.bars += [Bar(_at(start), _at(end), MIDDLE - HALF, MIDDLE + HALF, kind) for kind, start, end in bars if start < end]
    if low == high:
        kind: Kind = "fact" if is_fact(finding.id) else "yes"
        canvas.dots.append(Dot(_at(low / frame), MIDDLE, kind, 14, finding.view == "pair"))
    if words:
        ends: tuple[tuple[float, int, Align], ...] = ((0, 0, "left"), (WIDTH / 2, 50, "center"), (WIDTH, 100, "right"))
        for x, n, align in ends:
            canvas.text(x, canvas.height + 6, words.gettext("{n}%").format(n=n).replace(" ", NO_BREAK), muted=True, align=align, size=12)
        canvas.height += 14
    return canvas


def _at(part: float) -> float:
    return EDGE + part * (WIDTH - 2 * EDGE)
