"""Native bar charts with everything in them that openpyxl leaves out.

Cached values, alternative text, sane labels and axes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils import get_column_letter, quote_sheetname

from toolkit.reports.palette import LIGHT, MarkKind
from toolkit.reports.workbook.cells import DIGIT, ROW, BookSheet, CellValue, clean_text
from toolkit.reports.workbook.styles import excel_colour

ORDER = ("yes", "fact", "perhaps", "none", "other", "rest")
"""From the axis outwards.

The filled part ends at the low end of the possible range, the hollow part at its high end.
"""
BAR_TONES = {
    "yes": (LIGHT.yes, LIGHT.yes_weak, "#D3E4F0"),
    "fact": (LIGHT.muted, LIGHT.rest, LIGHT.soft),
    "perhaps": ("#D3E4F0", "#E4EFF6", "#F3F8FB"),
    "none": (LIGHT.background, LIGHT.line, LIGHT.soft),
    "other": (LIGHT.other, LIGHT.other_weak, "#F3DDBD"),
    "rest": (LIGHT.rest, LIGHT.line, LIGHT.soft),
}
"""The strongest part of each kind, the next, and the palest.

A number stands out from all of them with 4.5 to 1.
"""
EDGES = {
    "yes": LIGHT.yes,
    "perhaps": LIGHT.yes,
    "fact": LIGHT.muted,
    "none": LIGHT.edge,
    "other": LIGHT.other,
    "rest": LIGHT.edge,
}
CENTIMETRES = 2.54 / 72
"""Of a point."""
EMU = 360_000
"""The smallest unit of a drawing, in a centimetre."""


@dataclass(frozen=True)
class StackedBars:
    """Stacked bars over a table: a bar a row, a part of it a column.

    Attributes:
        first: First row with values; the headings stand in *header*.
        columns: Columns of the table that are drawn, with what they are drawn as.
        most: Longest bar possible, people or pairs.
        title: What the chart is about; it travels with the chart into a presentation.
        alt: What a person hears who cannot see it.
    """

    header: int
    first: int
    last: int
    columns: Sequence[tuple[int, MarkKind]]
    most: int
    title: str
    alt: str


class DescribedAnchor(OneCellAnchor):
    """The place of a chart, which also gives it the alternative text.

    Openpyxl has no setting for that.
    """

    __elements__ = OneCellAnchor.__elements__  # openpyxl does not let a subclass inherit them

    def __init__(self, row: int, width: float, height: float, alt: str) -> None:
        super().__init__(
            _from=AnchorMarker(row=row - 1),
            ext=XDRPositiveSize2D(round(width * EMU), round(height * EMU)),
        )
        self.alt = alt

    def __setattr__(self, name: str, value: Any) -> None:
        # openpyxl makes the frame only when it writes the sheet, and hands it to the anchor then.
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self.alt
        super().__setattr__(name, value)


def add_bars(sheet: BookSheet, row: int, bars: StackedBars) -> int:
    """Draw a chart of a table that stands on the sheet.

    Args:
        sheet: Where the table is.
        row: Where the chart begins.
        bars: What of the table is drawn, and what is said of it.

    Returns:
        The last row that the chart covers.
    """
    drawn = [(column, kind) for column, kind in bars.columns if any(_numbers(sheet, bars, column))]
    drawn.sort(key=lambda each: ORDER.index(each[1].removesuffix("_weak")))
    chart = _chart(bars)
    for at, ((column, kind), fill) in enumerate(
        zip(drawn, list_fills([kind for _column, kind in drawn]), strict=True)
    ):
        chart.series.append(_series(sheet, bars, at, column, kind, fill))
    count = bars.last - bars.first + 1
    across, down = (
        min(25.0, sum(sheet.widths) * DIGIT * CENTIMETRES),
        2.2 + count * (0.95 if count < 5 else 0.8),
    )
    # openpyxl's types know only the name of a cell; an anchor is one too, say its docs.
    chart.anchor = DescribedAnchor(row, across, down, sheet.book.text(bars.alt))  # type: ignore[assignment]
    sheet.worksheet.add_chart(chart)
    return row + ceil(down / CENTIMETRES / ROW)


def list_fills(kinds: Sequence[MarkKind]) -> list[str]:
    """Return a colour for each part of a bar, no two of a kind alike.

    Strong at the ends, weaker towards the middle.
    """
    bases = [kind.removesuffix("_weak") for kind in kinds]
    found = []
    for at, base in enumerate(bases):
        alike, place = bases.count(base), bases[:at].count(base)
        step = alike - 1 - place if base in ("other", "none") else place
        strong, weak, pale = BAR_TONES[base]
        found.append(_blend(weak, pale, (step - 1) / max(1, alike - 2)) if step else strong)
    return found


def _chart(bars: StackedBars) -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    chart.roundedCorners = False
    chart.title = Title(
        tx=Text(rich=_text(11, LIGHT.ink, clean_text(bars.title), bold=True)), overlay=False
    )
    chart.legend.position, chart.legend.txPr = "b", _text(10, LIGHT.ink)
    chart.graphical_properties = GraphicalProperties()
    chart.graphical_properties.line.noFill = True
    labels, values = chart.x_axis, chart.y_axis
    labels.delete, labels.scaling.orientation, labels.majorTickMark, labels.txPr = (
        False,
        "maxMin",
        "none",
        _text(10, LIGHT.ink),
    )
    labels.graphicalProperties = GraphicalProperties()
    labels.graphicalProperties.line.noFill = True
    values.delete, values.majorGridlines, values.scaling.min, values.scaling.max = (
        True,
        None,
        0,
        bars.most,
    )
    return chart


def _series(
    sheet: BookSheet, bars: StackedBars, at: int, column: int, kind: MarkKind, fill: str
) -> Series:
    values = _numbers(sheet, bars, column)
    labels = [str(sheet.worksheet.cell(row, 1).value) for row in range(bars.first, bars.last + 1)]
    heading = str(sheet.worksheet.cell(bars.header, column).value)
    points = [NumVal(idx=index, v=value) for index, value in enumerate(values) if value is not None]
    found = Series(
        idx=at,
        order=at,
        tx=SeriesLabel(
            strRef=StrRef(_range(sheet, column, bars.header, bars.header), _texts([heading]))
        ),
        cat=AxDataSource(strRef=StrRef(_range(sheet, 1, bars.first, bars.last), _texts(labels))),
        val=NumDataSource(
            numRef=NumRef(
                _range(sheet, column, bars.first, bars.last),
                NumData("General", len(values), points),
            )
        ),
        spPr=GraphicalProperties(
            solidFill=excel_colour(fill),
            ln=LineProperties(solidFill=excel_colour(EDGES[kind.removesuffix("_weak")]), w=9525),
        ),
    )
    found.invertIfNegative = False
    found.dLbls = _labels(values, fill)
    return found


def _labels(values: Sequence[int | None], fill: str) -> DataLabelList:
    """Return the printed numbers.

    None on a zero (a number format that hides it is not understood by LibreOffice).
    """
    others = {
        "showSerName": False,
        "showCatName": False,
        "showLegendKey": False,
        "showPercent": False,
    }
    found = DataLabelList(showVal=True, **others)
    found.dLbl = [
        DataLabel(idx=index, showVal=False, **others)
        for index, value in enumerate(values)
        if not value
    ]
    found.txPr = _text(11, LIGHT.background if _dark(fill) else LIGHT.ink, bold=True)
    return found


def _numbers(sheet: BookSheet, bars: StackedBars, column: int) -> list[int | None]:
    """Return the values of a column; a mark is not a number, and least of all a zero."""
    found: list[CellValue | Any] = [
        sheet.worksheet.cell(row, column).value for row in range(bars.first, bars.last + 1)
    ]
    return [value if isinstance(value, int) else None for value in found]


def _range(sheet: BookSheet, column: int, first: int, last: int) -> str:
    letter = get_column_letter(column)
    return f"{quote_sheetname(sheet.worksheet.title)}!${letter}${first}" + (
        f":${letter}${last}" if last > first else ""
    )


def _texts(texts: Sequence[str]) -> StrData:
    return StrData(len(texts), [StrVal(index, text) for index, text in enumerate(texts)])


def _text(size: int, shade: str, text: str = "", *, bold: bool = False) -> RichText:
    runs = [RegularTextRun(rPr=_letters(size, shade, bold), t=text)] if text else []
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size, shade, bold)), r=runs)
    if not text:
        paragraph.endParaRPr = CharacterProperties()
    return RichText(p=[paragraph])


def _letters(size: int, shade: str, bold: bool) -> CharacterProperties:
    return CharacterProperties(
        sz=size * 100, b=bold, solidFill=excel_colour(shade), latin=Font(typeface="Arial")
    )


def _parts(hex: str) -> tuple[int, int, int]:
    red, green, blue = (int(excel_colour(hex)[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def _blend(start: str, end: str, share: float) -> str:
    return "#" + "".join(
        f"{round(a + (b - a) * share):02X}" for a, b in zip(_parts(start), _parts(end), strict=True)
    )


def _dark(fill: str) -> bool:
    """Whether white stands out better than ink.

    Relative luminance below .219 (WCAG 2.2), where both contrasts are 3.9.
    """
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(fill)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.219
