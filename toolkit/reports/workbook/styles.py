"""How cells look: fonts, colours, lines, and how high a row must be."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Side
from openpyxl.styles.colors import Color

from toolkit.i18n import Language
from toolkit.release.release import Release
from toolkit.reports.narrative import mark_legend
from toolkit.reports.palette import LIGHT, MarkKind, Zones

SIGN_FONT = "Segoe UI Symbol"
PERSON_SIGNS = {"yes": "●", "perhaps": "◌", "none": "○", "other": "◆", "rest": "●", "fact": "●"}
PAIR_SIGNS = {"yes": "▮", "perhaps": "▯", "none": "▯", "other": "◆", "rest": "▮", "fact": "▮"}
BLOCK_SIGNS = {"yes": "█", "perhaps": "▒", "none": "░", "other": "▓", "rest": "█", "fact": "█"}
BLOCKS = 32
"""Blocks of a strip that is too long to count: the whole, whatever its size."""
SIGN_TONES = {
    "yes": LIGHT.yes,
    "perhaps": LIGHT.yes,
    "none": LIGHT.edge,
    "other": LIGHT.other,
    "rest": "#8A949B",
    "fact": LIGHT.muted,
}
"""The grey of the rest is darker than in a chart: a mark in a cell has no edge."""


def strip_text(zones: Zones, *, of_pairs: bool = False) -> tuple[CellRichText, float]:
    """Return the marks of a figure, and the height of its row in points.

    One mark is one person or pair up to 100, column by column in two lines from 25 and in four from
    49, so that left to right stays the share; above that 32 blocks stand for the whole.
    """
    marks = [kind for kind, count in zones for _mark in range(count)]
    if len(marks) > 100:
        marks = [marks[int((block + 0.5) * len(marks) / BLOCKS)] for block in range(BLOCKS)]
        return CellRichText(_runs(marks, BLOCK_SIGNS, 10)), 22
    lines = 1 if len(marks) <= 24 else 2 if len(marks) <= 48 else 4
    size = 17 if len(marks) <= 19 else 13 if lines == 1 else 10 if lines == 2 else 9.5
    text = CellRichText()
    for line in range(lines):
        text.extend(
            _runs(
                marks[line::lines],
                PAIR_SIGNS if of_pairs else PERSON_SIGNS,
                size,
                end="\n" if line < lines - 1 else "",
            )
        )
    return text, 24 if lines == 1 else lines * 13 + 4


def legend_text(release: Release, words: Language) -> CellRichText:
    """Return the legend: each mark of the release and what it means."""
    text = CellRichText()
    for kind, meaning in mark_legend(release, words):
        text.append(_block(f"{PERSON_SIGNS[kind]} ", kind, 10))
        text.append(
            TextBlock(
                InlineFont(rFont="Arial", sz=10, color=Color(excel_colour(LIGHT.muted))),
                f"{meaning}    ",
            )
        )
    return text


def _runs(
    marks: Iterable[MarkKind], signs: dict[str, str], size: float, end: str = ""
) -> list[TextBlock]:
    runs = [
        (kind, len(list(same)))
        for kind, same in groupby(kind.removesuffix("_weak") for kind in marks)
    ]
    return [
        _block(signs[kind] * count + (end if at == len(runs) - 1 else ""), kind, size)
        for at, (kind, count) in enumerate(runs)
    ]


def _block(text: str, kind: str, size: float) -> TextBlock:
    return TextBlock(
        InlineFont(rFont=SIGN_FONT, sz=size, color=Color(excel_colour(SIGN_TONES[kind]))), text
    )


@dataclass(frozen=True)
class CellStyle:
    """How a cell looks. The font is always named.

    Without a name LibreOffice takes one with serifs.
    """

    size: float = 11
    bold: bool = False
    colour: str = LIGHT.ink
    face: str = "Arial"
    right: bool = False
    wrap: bool = False
    vertical: str = "center"


PLAIN_STYLE = CellStyle()
TITLE_STYLE = CellStyle(22, bold=True, face="Georgia", wrap=True)
HEADING_STYLE = CellStyle(13, bold=True, face="Georgia")
SENTENCE_STYLE = CellStyle(13, wrap=True)
MUTED_STYLE = CellStyle(colour=LIGHT.muted, wrap=True)
NOTE_STYLE = CellStyle(10, colour=LIGHT.muted, wrap=True)
HEADER_STYLE = CellStyle(10, bold=True, wrap=True, vertical="bottom")
NUMBER_HEADER_STYLE = CellStyle(10, bold=True, right=True, wrap=True, vertical="bottom")
TEXT_STYLE = CellStyle(10, wrap=True)
NUMBER_STYLE = CellStyle(11, right=True)
FAINT_NUMBER_STYLE = CellStyle(11, colour=LIGHT.muted, right=True)


def excel_colour(hex: str) -> str:
    """Return a colour as a workbook writes it, without the sign in front."""
    return hex.lstrip("#")


THICK = Side(style="medium", color=excel_colour(LIGHT.ink))
THIN = Side(style="thin", color=excel_colour(LIGHT.line))


def text_height(text: str, size: float, width: float) -> float:
    """Return how high a row must be: no program grows one by itself on opening.

    Args:
        text: What stands in the cell.
        size: Points of its letters.
        width: Of the column, in digits.

    Returns:
        Points.
    """
    letters = max(1, int(width * 11 / size))
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n")) * size * 1.28 + 6
