"""A strip of marks inside a cell: it needs no chart engine, so previews, phones and Protected View show it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color

from toolkit.marks import LIGHT, Kind, Zones
from toolkit.narrative import legend
from toolkit.release import Release
from toolkit.texts import Language
from toolkit.workbook.looks import colour

FACE = "Segoe UI Symbol"
PERSON = {"yes": "●", "perhaps": "◌", "none": "○", "other": "◆", "rest": "●", "fact": "●"}
PAIR = {"yes": "▮", "perhaps": "▯", "none": "▯", "other": "◆", "rest": "▮", "fact": "▮"}
BLOCK = {"yes": "█", "perhaps": "▒", "none": "░", "other": "▓", "rest": "█", "fact": "█"}
BLOCKS = 32
"""Blocks of a strip that is too long to count: the whole, whatever its size."""
TONES = {"yes": LIGHT.yes, "perhaps": LIGHT.yes, "none": LIGHT.edge, "other": LIGHT.other, "rest": "#8A949B", "fact": LIGHT.muted}
"""The grey of the rest is darker than in a chart: a mark in a cell has no edge."""


def strip(zones: Zones, *, of_pairs: bool = False) -> tuple[CellRichText, float]:
    """Return the marks of a figure, and the height of its row in points.

    One mark is one person or pair up to 100, column by column in two lines from 25 and in four from 49, so that left to
    right stays the share; above that 32 blocks stand for the whole.
    """
    marks = [kind for kind, count in zones for _mark in range(count)]
    if len(marks) > 100:
        marks = [marks[int((block + 0.5) * len(marks) / BLOCKS)] for block in range(BLOCKS)]
        return CellRichText(_runs(marks, BLOCK, 10)), 22
    lines = 1 if len(marks) <= 24 else 2 if len(marks) <= 48 else 4
    size = 17 if len(marks) <= 19 else 13 if lines == 1 else 10 if lines == 2 else 9.5
    text = CellRichText()
    for line in range(lines):
        text.extend(_runs(marks[line::lines], PAIR if of_pairs else PERSON, size, end="\n" if line < lines - 1 else ""))
    return text, 24 if lines == 1 else lines * 13 + 4


def key(release: Release, words: Language) -> CellRichText:
    """Return the legend: each mark of the release and what it means."""
    text = CellRichText()
    for kind, meaning in legend(release, words):
        text.append(_block(f"{PERSON[kind]} ", kind, 10))
        text.append(TextBlock(InlineFont(rFont="Arial", sz=10, color=Color(colour(LIGHT.muted))), f"{meaning}    "))
    return text


def _runs(marks: Iterable[Kind], signs: dict[str, str], size: float, end: str = "") -> list[TextBlock]:
    runs = [(kind, len(list(same))) for kind, same in groupby(kind.removesuffix("_weak") for kind in marks)]
    return [_block(signs[kind] * count + (end if at == len(runs) - 1 else ""), kind, size) for at, (kind, count) in enumerate(runs)]


def _block(text: str, kind: str, size: float) -> TextBlock:
    return TextBlock(InlineFont(rFont=FACE, sz=size, color=Color(colour(TONES[kind]))), text)
