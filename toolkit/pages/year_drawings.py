"""A question through the years as one drawing: a row for each cohort, and below a line their sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from toolkit.canvas import LETTER, WIDTH, Canvas, Line
from toolkit.charts import Figure, Palette, figure
from toolkit.texts import NO_BREAK
from toolkit.year_page import Row, Side

GAP = 12
"""Pixels between two pieces of text on one line."""
Lines = tuple[tuple[str, ...], ...]
LINES: tuple[Lines, ...] = (
    (("name", "figure", "reach", "change"),),
    (("name", "change"), ("figure", "reach")),
    (("name",), ("figure", "reach"), ("change",)),
)
"""What is said of a cohort, on one line, two or three."""


def lines(sides: Iterable[Side]) -> Lines:
    """Return on how few lines everything fits that is said of the cohorts: the same for all drawings of a question, so that they stand level."""
    rows = [row for side in sides for row in side.rows]
    return next((found for found in LINES if all(_wide(row, line) <= WIDTH for row in rows for line in found)), LINES[-1])


def through(side: Side, palette: Palette, said_on: Lines = LINES[0]) -> Figure:
    """Return mentors, mentees or pairs through the years."""
    return figure(canvas(side, said_on), palette, f"{side.name}. " + "; ".join(map(said, side.rows)))


def canvas(side: Side, said_on: Lines) -> Canvas:
    """Return the marks and words of a side."""
    drawn = Canvas()
    for row in side.rows:
        if row is side.rows[-1]:
            drawn.lines.append(Line(0, WIDTH, drawn.height, drawn.height, strong=True))
            drawn.height += 6
        _words(drawn, row, said_on)
        if row.drawing:
            _below(drawn, row.drawing)
        drawn.height += 10
    return drawn


def said(row: Row) -> str:
    """Return a row in words."""
    return f"{row.name}: " + ", ".join(filter(None, (row.figure, row.reach, row.change))).replace(NO_BREAK, " ")


def _wide(row: Row, line: tuple[str, ...]) -> float:
    return sum(LETTER * len(getattr(row, part)) + GAP for part in line if getattr(row, part)) - GAP


def _words(drawn: Canvas, row: Row, said_on: Lines) -> None:
    """Write the cohort, its figure and the possible range from the left, the change at the right."""
    looks: dict[str, dict[str, Any]] = {"name": {"bold": True}, "figure": {}, "reach": {"muted": True, "size": 13}}
    for line in said_on:
        x = 0.0
        for part in line:
            text = getattr(row, part)
            if part == "change":
                drawn.text(WIDTH, drawn.height + 9, text, muted=row.slight, align="right", size=13)
            else:
                drawn.text(x, drawn.height + 9, text, **looks[part])
                x += LETTER * len(text) + GAP
        drawn.height += 18
    drawn.height += 2


def _below(canvas: Canvas, drawing: Canvas) -> None:
    """Put a drawing below what is there."""
    down = canvas.height
    canvas.dots += [replace(dot, y=dot.y + down) for dot in drawing.dots]
    canvas.bars += [replace(bar, y=bar.y + down, y2=bar.y2 + down) for bar in drawing.bars]
    canvas.lines += [replace(line, y=line.y + down, y2=line.y2 + down) for line in drawing.lines]
    canvas.texts += [replace(text, y=text.y + down) for text in drawing.texts]
    canvas.height += drawing.height
