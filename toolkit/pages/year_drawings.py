"""A question through the years as one drawing: a row for each cohort, and below a line their sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.canvas import LETTER, WIDTH, Canvas, Line
from toolkit.charts import Figure, Palette, figure
from toolkit.texts import NO_BREAK
from toolkit.year_page import Row, Side

GAP = 12
"""Pixels between two pieces of text on one line."""


def through(side: Side, palette: Palette, *, apart: bool = False) -> Figure:
    """Return mentors, mentees or pairs through the years; *apart*, the figures stand below the name of their cohort."""
    canvas = Canvas()
    for row in side.rows:
        last = row is side.rows[-1]
        if last:
            canvas.lines.append(Line(0, WIDTH, canvas.height, canvas.height, strong=True))
            canvas.height += 6
        _words(canvas, row, apart=apart)
        if row.drawing:
            _below(canvas, row.drawing)
        canvas.height += 10
    return figure(canvas, palette, f"{side.name}. " + "; ".join(map(said, side.rows)))


def said(row: Row) -> str:
    """Return a row in words."""
    return f"{row.name}: " + ", ".join(filter(None, (row.figure, row.reach, row.change))).replace(NO_BREAK, " ")


def crowded(sides: Iterable[Side]) -> bool:
    """Whether one line is too short for what is said of some cohort: then every row takes two, so that the drawings of a question stay level."""
    return any(sum(LETTER * len(text) + GAP for text in (row.name, row.figure, row.reach, row.change)) - GAP > WIDTH for side in sides for row in side.rows)


def _words(canvas: Canvas, row: Row, *, apart: bool) -> None:
    """Write the cohort, its figure, the possible range and the change."""
    canvas.text(0, canvas.height + 9, row.name, bold=True)
    canvas.text(WIDTH, canvas.height + 9, row.change, muted=row.slight, align="right", size=13)
    canvas.height += 18 if apart else 0
    x = 0 if apart else LETTER * len(row.name) + GAP
    canvas.text(x, canvas.height + 9, row.figure)
    canvas.text(x + LETTER * len(row.figure) + GAP, canvas.height + 9, row.reach, muted=True, size=13)
    canvas.height += 20


def _below(canvas: Canvas, drawing: Canvas) -> None:
    """Put a drawing below what is there."""
    down = canvas.height
    canvas.dots += [replace(dot, y=dot.y + down) for dot in drawing.dots]
    canvas.bars += [replace(bar, y=bar.y + down, y2=bar.y2 + down) for bar in drawing.bars]
    canvas.lines += [replace(line, y=line.y + down, y2=line.y2 + down) for line in drawing.lines]
    canvas.texts += [replace(text, y=text.y + down) for text in drawing.texts]
    canvas.height += drawing.height
