"""How cells look: fonts, colours, lines, and how high a row must be."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from openpyxl.styles import Side

from toolkit.marks import LIGHT


@dataclass(frozen=True)
class Look:
    """How a cell looks. The font is always named: without a name LibreOffice takes one with serifs."""

    size: float = 11
    bold: bool = False
    colour: str = LIGHT.ink
    face: str = "Arial"
    right: bool = False
    wrap: bool = False
    vertical: str = "center"


PLAIN = Look()
TITLE = Look(22, bold=True, face="Georgia", wrap=True)
HEADING = Look(13, bold=True, face="Georgia")
SENTENCE = Look(13, wrap=True)
MUTED = Look(colour=LIGHT.muted, wrap=True)
NOTE = Look(10, colour=LIGHT.muted, wrap=True)
HEADER = Look(10, bold=True, wrap=True, vertical="bottom")
HEADER_OF_NUMBERS = Look(10, bold=True, right=True, wrap=True, vertical="bottom")
TEXT = Look(10, wrap=True)
NUMBER = Look(11, right=True)
FAINT_NUMBER = Look(11, colour=LIGHT.muted, right=True)


def colour(hex: str) -> str:
    """Return a colour as a workbook writes it, without the sign in front."""
    return hex.lstrip("#")


THICK = Side(style="medium", color=colour(LIGHT.ink))
THIN = Side(style="thin", color=colour(LIGHT.line))


def height(text: str, size: float, width: float) -> float:
    """Return the points that *text* needs in a column *width* digits wide; no program grows a row by itself on opening."""
    letters = max(1, int(width * 11 / size))
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n")) * size * 1.28 + 6
