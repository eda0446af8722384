"""A workbook that takes only text and numbers.

Text stays text, nothing is cut, every font is named, no cell is a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast
from unicodedata import normalize

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.errors import N_, Fault
from toolkit.i18n import Language
from toolkit.release.release import Release
from toolkit.reports.workbook.styles import (
    FAINT_NUMBER_STYLE,
    HEADER_STYLE,
    NUMBER_HEADER_STYLE,
    NUMBER_STYLE,
    PLAIN_STYLE,
    TEXT_STYLE,
    THICK,
    THIN,
    CellStyle,
    excel_colour,
    text_height,
)

MOST_IN_CELL = 32_767
"""What a cell of Excel holds, in UTF-16 units; openpyxl cuts the rest off without a word."""
MOST_IN_HEADING = 255
# Its number among the papers of Excel.
A4 = 9
SHORT_EDGE, LONG_EDGE, SIDE_MARGINS, END_MARGINS = 595, 842, 86, 94
"""Points of A4, and of its margins left and right, top and bottom."""
DIGIT = 5.25
"""Points of a digit of Arial 10, the unit of column widths."""
ROW = 15
"""Points of a row whose height nothing raised."""
HIGHEST = 409
"""Points of the highest row that Excel opens."""
FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as the code of a sign: ``_x0041_`` as A."""
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")

CellValue = str | int


def clean_text(text: str) -> str:
    """Return *text* as a file may hold it: composed (NFC), without the signs that XML forbids."""
    return FORBIDDEN.sub("", normalize("NFC", text.replace("\r\n", "\n")))


def count_units(text: str) -> int:
    """Return the length of *text* as Excel counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def too_long_fault(text: str) -> Fault:
    """Return the fault that a cell cannot hold *text*."""
    return Fault(
        N_(
            "the text that begins “{start}” is {n} characters long; a cell of a workbook holds"
            " {most}. Shorten it in the programme's files."
        ),
        {"start": text[:40], "n": count_units(text), "most": MOST_IN_CELL},
    )


def escape_text(text: str) -> str:
    """Return *text* as a cell holds it, so that no program reads a code of a sign in it."""
    return ESCAPED.sub("_x005F_", clean_text(text))


def set_text(cell: Cell, text: str | CellRichText) -> None:
    """Give a cell a text that stays one, whatever sign it begins with."""
    cell.value = text
    cell.data_type = "s"  # openpyxl took "=1+1" for a formula and "#N/A" for an error
    # Excel would read a formula again when somebody edits the cell.
    cell.quotePrefix = str(text).startswith(("=", "+", "-", "@"))


def set_up_page(worksheet: Worksheet, *, landscape: bool) -> None:
    """Make a sheet print on A4 as wide as it is, on as many pages as it needs."""
    worksheet.sheet_view.showGridLines = False
    worksheet.page_setup.paperSize = A4
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_margins.left = worksheet.page_margins.right = 0.6


@dataclass
class Book:
    """The workbook in the making.

    The release, the reader's language, the names taken, and what does not fit.
    """

    release: Release
    words: Language
    workbook: Workbook
    faults: list[Fault] = field(default_factory=list)

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> BookSheet:
        """Add a sheet.

        Args:
            name: What stands on its tab, shortened and made unique as Excel demands.
            widths: Of its columns, in digits.
            landscape: Whether its pages lie on their side.

        Returns:
            The sheet, empty.
        """
        # Excel allows 31 characters, and no apostrophe at the ends.
        short = (
            FORBIDDEN_IN_NAME.sub(" ", clean_text(name)).replace("'", "’").strip()[:31].strip()
            or "-"
        )
        # To Excel two names that differ in case alone are one name.
        taken = {sheet.title.casefold() for sheet in self.workbook.worksheets}
        number = 1
        while short.casefold() in taken:
            number += 1
            short = f"{short.split(' (')[0][:26].strip()} ({number})"
        return BookSheet(self, self.workbook.create_sheet(short), tuple(widths), landscape)

    def sheet_of_table(
        self,
        name: str,
        widths: Sequence[float],
        table: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[CellValue]],
        *,
        texts: int,
        filters: bool = True,
    ) -> None:
        """Add a sheet that is one table from its first row on, for whoever calculates.

        Args:
            name: What stands on its tab.
            widths: Of its columns, in digits.
            table: Name of the table, unique in the workbook.
            headings: One for each column; they stay in sight and are printed on every page.
            rows: The values, at least one row.
            texts: How many columns, from the left, hold text.
            filters: Whether the headings get buttons to filter by.
        """
        sheet = self.sheet(name, widths, landscape=True)
        sheet.table(1, table, headings, rows, texts=texts, filters=filters)
        sheet.freeze_below(1)

    def text(self, text: str) -> str:
        """Return *text* as a cell holds it; one that it cannot hold becomes a fault."""
        found = clean_text(text)
        if count_units(found) > MOST_IN_CELL:
            self.faults.append(too_long_fault(found))
        return escape_text(found)


class BookSheet:
    """One sheet, written by row and column from 1."""

    def __init__(
        self, book: Book, worksheet: Worksheet, widths: tuple[float, ...], landscape: bool
    ) -> None:
        self.book, self.worksheet, self.widths = book, worksheet, widths
        self.page_top = 1
        set_up_page(worksheet, landscape=landscape)
        worksheet.sheet_format.defaultRowHeight, worksheet.sheet_format.customHeight = ROW, True
        for column, width in enumerate(widths, start=1):
            worksheet.column_dimensions[get_column_letter(column)].width = width
        worksheet.page_margins.top, worksheet.page_margins.bottom = 0.6, 0.7
        across, down = (LONG_EDGE, SHORT_EDGE) if landscape else (SHORT_EDGE, LONG_EDGE)
        self.page = (down - END_MARGINS) * max(1.0, sum(widths) * DIGIT / (across - SIDE_MARGINS))

    @property
    def last(self) -> int:
        """The last column that is in use."""
        return len(self.widths)

    def put(
        self, row: int, column: int, value: CellValue | CellRichText, look: CellStyle = PLAIN_STYLE
    ) -> Cell:
        """Write a value.

        Args:
            row: From 1.
            column: From 1.
            value: A number stays one, anything else is text, whatever sign it begins with.
            look: Font, colour and alignment.

        Returns:
            The cell, for its lines.
        """
        # Not a MergedCell, the other type openpyxl gives: inside a merged range nothing is written.
        cell = cast("Cell", self.worksheet.cell(row, column))
        if isinstance(value, str):
            value = self.book.text(value)
        if isinstance(value, int):
            cell.value = value
        else:
            set_text(cell, value)
        cell.font = Font(
            name=look.face, size=look.size, bold=look.bold, color=excel_colour(look.colour)
        )
        cell.alignment = Alignment(
            horizontal="right" if look.right else "left",
            vertical=look.vertical,
            wrap_text=look.wrap,
        )
        return cell

    def prose(self, row: int, text: str, look: CellStyle) -> None:
        """Write a text across the whole sheet, as many lines as it takes.

        Tables never have such merged cells.

        Args:
            row: Where it stands; the row is made high enough.
            text: One paragraph.
            look: Font and colour.
        """
        self.put(row, 1, text, look)
        if self.last > 1:
            self.worksheet.merge_cells(
                start_row=row, end_row=row, start_column=1, end_column=self.last
            )
        self.raise_row(
            row, text_height(text, look.size * (1.15 if look.bold else 1), sum(self.widths))
        )

    def raise_row(self, row: int, points: float) -> None:
        """Give a row at least this height, as far as Excel goes."""
        dimension = self.worksheet.row_dimensions[row]
        dimension.height = min(HIGHEST, max(dimension.height or 0, points))

    def freeze_below(self, row: int) -> None:
        """Keep the rows down to *row* in sight, and print that row on every page."""
        self.worksheet.freeze_panes = f"A{row + 1}"
        self.worksheet.print_title_rows = f"{row}:{row}"

    def break_before(self, row: int) -> None:
        """Begin a new page."""
        self.worksheet.row_breaks.append(Break(id=row - 1))
        self.page_top = row

    def keep_together(self, first: int, chart: int, last: int) -> None:
        """Begin a new page where that keeps a table or its chart, or both, in one piece.

        A table that only the heading of the sheet stands above stays there: a page with nothing but
        a heading helps nobody.

        Args:
            first: First row of the table.
            chart: First row of its chart.
            last: Last row that the two cover.
        """
        if self._points(self.page_top, last) <= self.page:
            return
        heading_alone = self._points(self.page_top, first - 1) < self.page / 4
        if not heading_alone and (
            self._points(first, last) <= self.page
            or self._points(self.page_top, chart - 1) > self.page
        ):
            self.break_before(first)
        if self._points(self.page_top, last) > self.page:
            self.break_before(chart)

    def _points(self, first: int, last: int) -> float:
        return sum(
            self.worksheet.row_dimensions[row].height or ROW for row in range(first, last + 1)
        )

    def rule(self, row: int, side: Side = THICK) -> None:
        """Draw a line above a row."""
        for column in range(1, self.last + 1):
            self.worksheet.cell(row, column).border = Border(top=side)

    def table(
        self,
        top: int,
        name: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[CellValue]],
        *,
        texts: int = 1,
        filters: bool = False,
    ) -> int:
        """Write one table and mark it up as a table.

        Args:
            top: Row of the headings.
            name: Name of the table, unique in the workbook.
            headings: One for each column.
            rows: The values, at least one row.
            texts: How many columns, from the left, hold text; the others hold numbers or the marks
                that stand for them.
            filters: Whether the headings get buttons to filter by.

        Returns:
            The last row of the table.
        """
        unique = _unique(headings)
        for column, heading in enumerate(unique, start=1):
            look = HEADER_STYLE if column <= texts else NUMBER_HEADER_STYLE
            self.put(top, column, heading, look).border = Border(bottom=THICK)
            self.raise_row(top, text_height(heading, 10.3, self.widths[column - 1]))
        for row, values in enumerate(rows, start=top + 1):
            for column, value in enumerate(values, start=1):
                self._put_in_table(row, column, value, as_text=column <= texts)
        bottom = top + len(rows)
        ref = f"A{top}:{get_column_letter(len(unique))}{bottom}"
        self.worksheet.add_table(
            Table(
                displayName=name,
                ref=ref,
                tableColumns=[
                    TableColumn(id=number, name=heading)
                    for number, heading in enumerate(unique, start=1)
                ],
                autoFilter=AutoFilter(ref) if filters else None,
            )
        )
        return bottom

    def _put_in_table(self, row: int, column: int, value: CellValue, *, as_text: bool) -> None:
        number = NUMBER_STYLE if isinstance(value, int) and value else FAINT_NUMBER_STYLE
        look = TEXT_STYLE if as_text else number
        self.put(row, column, value, look).border = Border(bottom=THIN)
        width = self.widths[column - 1]
        self.raise_row(row, text_height(str(value), look.size, width) if as_text else 20)


def _unique(headings: Sequence[str]) -> list[str]:
    """Return headings as Excel wants them in a table: one line each, no two alike."""
    found: list[str] = []
    for heading in headings:
        line = " ".join(clean_text(heading).split()) or "-"
        number, candidate = 1, line
        while candidate.casefold() in {other.casefold() for other in found}:
            number += 1
            candidate = f"{line} ({number})"
        found.append(candidate)
    return found
