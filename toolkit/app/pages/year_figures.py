"""A question through the years as one drawing.

A row for each cohort, and below a line their sum.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from toolkit.i18n import NO_BREAK
from toolkit.reports.charts.canvas import CANVAS_WIDTH, LETTER, Canvas, Hairline
from toolkit.reports.charts.drawing import Figure, render_canvas
from toolkit.reports.palette import Palette
from toolkit.reports.years.page import YearRow, YearSide

GAP = 12
"""Pixels between two pieces of text on one line."""
LineLayout = tuple[tuple[str, ...], ...]
LINE_LAYOUTS: tuple[LineLayout, ...] = (
    (("name", "figure", "reach", "change"),),
    (("name", "change"), ("figure", "reach")),
    (("name",), ("figure", "reach"), ("change",)),
)
"""What is said of a cohort, on one line, two or three."""


def choose_line_layout(sides: Iterable[YearSide]) -> LineLayout:
    """Return on how few lines everything fits that is said of the cohorts.

    The same for all drawings of a question, so that they stand level.
    """
    rows = [row for side in sides for row in side.rows]
    return next(
        (
            found
            for found in LINE_LAYOUTS
            if all(_line_width(row, line) <= CANVAS_WIDTH for row in rows for line in found)
        ),
        LINE_LAYOUTS[-1],
    )


def draw_through_years(
    side: YearSide, palette: Palette, said_on: LineLayout = LINE_LAYOUTS[0]
) -> Figure:
    """Return mentors, mentees or pairs through the years.

    Args:
        side: Whom it is about, with a row for each year.
        palette: The colours.
        said_on: How the lines are laid out.

    Returns:
        The drawing, with its words for whoever does not see it.
    """
    return render_canvas(
        draw_side(side, said_on),
        palette,
        f"{side.name}. " + "; ".join(map(describe_row, side.rows)),
    )


def draw_side(side: YearSide, said_on: LineLayout) -> Canvas:
    """Return the marks and words of a side."""
    drawn = Canvas()
    for row in side.rows:
        if row is side.rows[-1]:
            drawn.lines.append(Hairline(0, CANVAS_WIDTH, drawn.height, drawn.height, strong=True))
            drawn.height += 6
        _words(drawn, row, said_on)
        if row.drawing:
            _append_drawing(drawn, row.drawing)
        drawn.height += 10
    return drawn


def describe_row(row: YearRow) -> str:
    """Return a row in words."""
    return f"{row.name}: " + ", ".join(filter(None, (row.figure, row.reach, row.change))).replace(
        NO_BREAK, " "
    )


def _line_width(row: YearRow, line: tuple[str, ...]) -> float:
    return sum(LETTER * len(getattr(row, part)) + GAP for part in line if getattr(row, part)) - GAP


def _words(drawn: Canvas, row: YearRow, said_on: LineLayout) -> None:
    """Write the cohort, its figure and the possible range from the left, the change right."""
    looks: dict[str, dict[str, Any]] = {
        "name": {"bold": True},
        "figure": {},
        "reach": {"muted": True, "size": 13},
    }
    for line in said_on:
        x = 0.0
        for part in line:
            text = getattr(row, part)
            if part == "change":
                drawn.text(
                    CANVAS_WIDTH, drawn.height + 9, text, muted=row.slight, align="right", size=13
                )
            else:
                drawn.text(x, drawn.height + 9, text, **looks[part])
                x += LETTER * len(text) + GAP
        drawn.height += 18
    drawn.height += 2


def _append_drawing(canvas: Canvas, drawing: Canvas) -> None:
    """Put a drawing below what is there."""
    down = canvas.height
    canvas.dots += [replace(dot, y=dot.y + down) for dot in drawing.dots]
    canvas.bars += [replace(bar, y=bar.y + down, y2=bar.y2 + down) for bar in drawing.bars]
    canvas.lines += [replace(line, y=line.y + down, y2=line.y2 + down) for line in drawing.lines]
    canvas.texts += [replace(text, y=text.y + down) for text in drawing.texts]
    canvas.height += drawing.height
