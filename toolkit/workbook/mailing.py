"""A list to write letters from: one row a person, headings in the first row, every cell a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.workbook.cells import A4, as_stored, set_text
from toolkit.workbook.looks import HEADER, TEXT, THICK, THIN, Look, height


def write_mailing(path: Path, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float], foot: str) -> None:
    """Write the list as a workbook of one sheet, which a mail merge reads as it is.

    Args:
        path: The file, which is replaced if it is there.
        name: Of the sheet and the table.
        headings: One word for each column.
        rows: The texts, at least one row.
        widths: Of the columns, in digits.
        foot: What stands at the foot of every printed page.
    """
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = name
    _write_row(sheet, 1, headings, widths, HEADER)
    for row, texts in enumerate(rows, start=2):
        _write_row(sheet, row, texts, widths, TEXT)
    sheet.add_table(Table(displayName=name, ref=f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"))
    sheet.freeze_panes = "A2"
    _for_print(sheet, foot)
    workbook.save(path)


def _write_row(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], look: Look) -> None:
    for column, text in enumerate(texts, start=1):
        cell = cast("Cell", sheet.cell(row, column))
        if text:  # a blank cell is blank, no text of no letters
            set_text(cell, as_stored(text))
        cell.font = Font(name=look.face, size=look.size, bold=look.bold)
        cell.alignment = Alignment(vertical=look.vertical, wrap_text=True)
        cell.border = Border(bottom=THICK if look is HEADER else THIN)
        sheet.column_dimensions[get_column_letter(column)].width = widths[column - 1]
    sheet.row_dimensions[row].height = max(20, *(height(text, look.size, width) for text, width in zip(texts, widths, strict=True)))


def _for_print(sheet: Worksheet, foot: str) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.print_title_rows = "1:1"
    item = cast("HeaderFooterItem", sheet.oddFooter).left
    item.text, item.font, item.size = foot.replace("&", "&&"), "Arial,Regular", 9
