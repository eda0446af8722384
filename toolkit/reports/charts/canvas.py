"""A drawing laid out in pixels: dots, bars, lines and text, before any chart library sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from textwrap import wrap
from typing import Literal

from toolkit.release.release import Finding
from toolkit.reports.palette import MarkKind, Zones, is_scale, mark_kinds

CANVAS_WIDTH = 334
"""Pixels that a figure may use of its 340: Streamlit's fit clips the last ones."""
FIGURE_COLUMN_WIDTH = 288
"""Where the column beside the last one ends."""
LETTER = 7.4
"""Pixels that a letter of chart text takes, on the safe side."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Dot:
    """A mark of *size* pixels across.

    Round for a person, oblong for a pair, a diamond for another answer.
    """

    x: float
    y: float
    kind: MarkKind
    size: float
    of_pair: bool = False

    @property
    def shape(self) -> str:
        """The form of the mark: colour is never the only signal."""
        return "pair" if self.of_pair else "diamond" if self.kind.startswith("other") else "circle"


@dataclass(frozen=True)
class Bar:
    """A rectangle from (x, y) to (x2, y2)."""

    x: float
    x2: float
    y: float
    y2: float
    kind: MarkKind


@dataclass(frozen=True)
class Hairline:
    """A hairline; *strong* for an axis."""

    x: float
    x2: float
    y: float
    y2: float
    strong: bool = False


@dataclass(frozen=True)
class CanvasText:
    """A piece of text, centred on y."""

    x: float
    y: float
    text: str
    muted: bool = False
    align: Align = "left"
    size: int = 14
    bold: bool = False


@dataclass
class Canvas:
    """Everything that a figure shows, in pixels from the top left corner."""

    height: float = 0
    dots: list[Dot] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    lines: list[Hairline] = field(default_factory=list)
    texts: list[CanvasText] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: object,
        *,
        muted: bool = False,
        align: Align = "left",
        size: int = 14,
        bold: bool = False,
    ) -> None:
        """Write a piece of text.

        Args:
            x: Pixels from the left, of the side that *align* names.
            y: Pixels from the top, of its middle.
            text: What is written.
            muted: Whether it is paler than the rest.
            align: Which side of it stands at *x*.
            size: Pixels of its letters.
            bold: Whether it stands out.
        """
        self.texts.append(CanvasText(x, y, str(text), muted, align, size, bold))

    def row(
        self, x: float, y: float, kind: MarkKind, count: int, *, step: float, of_pair: bool = False
    ) -> None:
        """Draw marks in a row; below 7 pixels a mark they become one bar of the same length.

        Args:
            x: Where the row begins.
            y: Its middle.
            kind: What the marks stand for.
            count: How many there are.
            step: Pixels from one to the next.
            of_pair: Whether a mark is a pair.
        """
        if step >= 7:
            self.dots += [
                Dot(x + (index + 0.5) * step, y, kind, step * (0.95 if of_pair else 0.8), of_pair)
                for index in range(count)
            ]
        # A single one of hundreds must still be seen.
        elif count:
            self.bars.append(Bar(x, x + max(count * step, 1.5), y - 8, y + 8, kind))

    def strip(
        self, x: float, y: float, width: float, zones: Zones, *, of_pair: bool = False
    ) -> float:
        """Draw a mark a person or pair, above 100 a bar of the same zones.

        Args:
            x: Left edge.
            y: Upper edge.
            width: What the strip may use.
            zones: Kinds of marks in order, and how many of each.
            of_pair: Whether a mark is a pair.

        Returns:
            The height used.
        """
        total = sum(count for _kind, count in zones)
        if total > 100:
            return self.zoned_bar(x, y, width, zones)
        rows = 1 if total <= 24 else 2 if total <= 48 else 4
        # A few marks stay as large as everywhere else; they do not grow to fill the width.
        step = min(19 if of_pair else 24, width / max(1, ceil(total / rows)))
        size = step * ((1.0 if rows == 1 else 0.88) if of_pair else 0.78)
        # Column by column, so that left to right stays the share in two and four rows too.
        for index, kind in enumerate(kind for kind, count in zones for _mark in range(count)):
            self.dots.append(
                Dot(
                    x + (index // rows + 0.5) * step,
                    y + (index % rows + 0.5) * step,
                    kind,
                    size,
                    of_pair,
                )
            )
        return rows * step if total else 0

    def zoned_bar(self, x: float, y: float, width: float, zones: Zones) -> float:
        """Draw the zones of a strip as one bar, each as long as its share.

        Args:
            x: Left edge.
            y: Upper edge.
            width: Length of the whole.
            zones: Kinds of marks in order, and how many of each.

        Returns:
            The height used.
        """
        total = sum(count for _kind, count in zones)
        for kind, count in zones:
            if count:
                self.bars.append(
                    Bar(x, x + max(count / total * width - 2, 1.5), y + 1, y + 21, kind)
                )
                x += count / total * width
        return 22

    def columns(self, left: float, frame: int, counts: Mapping[str, int]) -> None:
        """Draw who of each pair answered: mentors above mentees, joined up to 24 pairs.

        Above 48 two bars in the same groups.

        Args:
            left: Where the first pair stands.
            frame: How many pairs there are.
            counts: Pairs by who answered: ``both``, ``mentor_only``, ``mentee_only``, ``nobody``.
        """
        step, x = min(26, (CANVAS_WIDTH - left) / frame), left
        for group, count in counts.items():
            for y, sent in (
                (13, group in ("both", "mentor_only")),
                (39, group in ("both", "mentee_only")),
            ):
                kind: MarkKind = "fact" if sent else "none"
                if frame > 48:
                    self.bars += (
                        [Bar(x, x + max(count * step - 2, 1.5), y - 9, y + 9, kind)]
                        if count
                        else []
                    )
                else:
                    self.dots += [
                        Dot(x + (index + 0.5) * step, y, kind, min(step * 0.8, 19))
                        for index in range(count)
                    ]
            if frame <= 24:
                self.lines += [
                    Hairline(at, at, 13, 39, strong=True)
                    for at in (x + (index + 0.5) * step for index in range(count))
                ]
            x += count * step


@dataclass(frozen=True)
class Axis:
    """One zero line for bars that stand under each other.

    Favourable answers to the right, the others to the left.

    *Neither* and *no answer* are figures in columns of their own, so that a bar holds only those
    who took a side.

    Attributes:
        zero: Where the line stands, in pixels.
        person: Pixels that one person takes.
        neither: Whether any finding has a middle answer that is neither.
    """

    zero: float
    person: float
    neither: bool

    @classmethod
    def fitting(cls, shown: Sequence[tuple[Finding, Mapping[str, str]]], left: float) -> Axis:
        """Return the axis on which every finding fits, from *left* to the columns.

        Each finding comes with its codes.
        """
        neither = any(is_scale(codes) for _finding, codes in shown)
        most = [
            max((_sum(finding, codes, side) for finding, codes in shown), default=0)
            for side in ("favourable", "other")
        ]
        room = 24 if max((finding.frame or 0 for finding, _codes in shown), default=0) < 100 else 32
        person = ((256 if neither else 292) - left - 2 * room) / max(sum(most), 1)
        return cls(left + room + most[1] * person, person, neither)

    def head(
        self, canvas: Canvas, *, favourable: str, other: str, neither: str, no_answer: str
    ) -> None:
        """Write what the sides and the columns are.

        Args:
            canvas: Where they are written.
            favourable: Right of the line.
            other: Left of the line.
            neither: The column beside the last, if there is one.
            no_answer: The last column.
        """
        canvas.text(self.zero - 6, 15, other, muted=True, align="right", size=12)
        canvas.text(self.zero + 6, 15, favourable, muted=True, size=12)
        for x, title in (
            (FIGURE_COLUMN_WIDTH, neither if self.neither else ""),
            (CANVAS_WIDTH, no_answer),
        ):
            for index, line in enumerate(reversed(wrap(title, 7))):
                canvas.text(x, 15 - 13 * index, line, muted=True, align="right", size=12)
        canvas.height = 28

    def draw(self, canvas: Canvas, finding: Finding, codes: Mapping[str, str]) -> None:
        """Draw one finding on a line of 24 pixels, the strongest answers outermost.

        Args:
            canvas: Where it is drawn, below what is there.
            finding: The figure, answers told one by one.
            codes: What each answer counts as.
        """
        marks, y = mark_kinds(finding.id, codes), canvas.height + 13
        canvas.lines.append(Hairline(self.zero, self.zero, y - 12, y + 12, strong=True))
        for side, sign in (("favourable", 1), ("other", -1)):
            x, total = self.zero, _sum(finding, codes, side)
            for code in sorted(_sided(codes, side), key=lambda code: marks[code], reverse=True):
                reach = x + sign * (finding.counts or {})[code] * self.person
                canvas.bars += (
                    [Bar(min(x, reach), max(x, reach), y - 8, y + 8, marks[code])]
                    if reach != x
                    else []
                )
                x = reach
            canvas.text(
                x + 5 * sign,
                y,
                total,
                muted=not total,
                align="left" if sign > 0 else "right",
                bold=sign > 0 and total > 0,
            )
        if is_scale(codes):
            canvas.text(
                FIGURE_COLUMN_WIDTH, y, (finding.counts or {})["3"], muted=True, align="right"
            )
        canvas.text(
            CANVAS_WIDTH,
            y,
            (finding.frame or 0) - (finding.answered or 0),
            muted=True,
            align="right",
        )


def _sided(codes: Mapping[str, str], side: str) -> list[str]:
    return [
        code
        for code, counts_as in codes.items()
        if counts_as == side and not (code == "3" and is_scale(codes))
    ]


def _sum(finding: Finding, codes: Mapping[str, str], side: str) -> int:
    return sum((finding.counts or {}).get(code, 0) for code in _sided(codes, side))
