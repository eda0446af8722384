"""A workbook to fill in.

A sheet whose first row names the columns, and one that says what each is for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.reports.workbook.cells import escape_text, set_text, set_up_page
from toolkit.reports.workbook.styles import (
    HEADER_STYLE,
    TEXT_STYLE,
    THICK,
    THIN,
    CellStyle,
    text_height,
)

TEMPLATE_ROWS = 500
"""Rows that are ready to be filled in."""
DAY = "yyyy-mm-dd"


def write_mailing(
    path: Path,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float],
    foot: str,
) -> None:
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
    _write_row(sheet, 1, headings, widths, HEADER_STYLE)
    for row, texts in enumerate(rows, start=2):
        _write_row(sheet, row, texts, widths, TEXT_STYLE)
    sheet.add_table(
        Table(displayName=name, ref=f"A1:{get_column_letter(len(headings))}{len(rows) + 1}")
    )
    sheet.freeze_panes = "A2"
    set_up_page(sheet, landscape=True)
    sheet.print_title_rows = "1:1"
    item = cast("HeaderFooterItem", sheet.oddFooter).left
    item.text, item.font, item.size = foot.replace("&", "&&"), "Arial,Regular", 9
    workbook.save(path)


def _write_row(
    sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float], look: CellStyle
) -> None:
    for column, text in enumerate(texts, start=1):
        _put(sheet, row, column, text, look)
        sheet.column_dimensions[get_column_letter(column)].width = widths[column - 1]
    sheet.row_dimensions[row].height = max(
        20,
        *(text_height(text, look.size, width) for text, width in zip(texts, widths, strict=True)),
    )


@dataclass(frozen=True)
class TemplateColumn:
    """One column to fill in.

    Attributes:
        heading: What stands in the first row.
        what: What it is for, in one sentence.
        width: Of the column, in digits.
        day: Whether it holds days.
        options: What can be chosen, if not anything.
    """

    heading: str
    what: str
    width: float
    day: bool = False
    options: Sequence[str] = ()


def write_template(
    name: str,
    fields: Sequence[TemplateColumn],
    *,
    explained: str,
    headings: tuple[str, str],
    properties: Mapping[str, str],
) -> bytes:
    """Return a workbook to fill in, with a sheet that explains its columns.

    Args:
        name: Of the sheet to fill in.
        fields: Its columns.
        explained: Name of the sheet that says what they are for.
        headings: Of that sheet: the column, what it is for.
        properties: ``title`` and ``language`` of the file.

    Returns:
        The content of the file.
    """
    workbook = Workbook()
    workbook.properties.title, workbook.properties.language = (
        properties["title"],
        properties["language"],
    )
    sheet = workbook.worksheets[0]
    sheet.title = name
    for column, one in enumerate(fields, start=1):
        _column(sheet, column, one)
    sheet.row_dimensions[1].height = max(
        text_height(one.heading, HEADER_STYLE.size, one.width) for one in fields
    )
    sheet.freeze_panes = "A2"
    _explain(
        workbook.create_sheet(explained), [headings, *((one.heading, one.what) for one in fields)]
    )
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _column(sheet: Worksheet, column: int, one: TemplateColumn) -> None:
    letter = get_column_letter(column)
    _put(sheet, 1, column, one.heading, HEADER_STYLE)
    sheet.column_dimensions[letter].width = one.width
    for row in range(2, TEMPLATE_ROWS + 2):
        # As text a code such as 007 stays what it is.
        sheet.cell(row, column).number_format = DAY if one.day else "@"
    if one.options:
        choice = DataValidation(
            type="list", formula1=f'"{",".join(one.options)}"', allow_blank=True
        )
        choice.add(f"{letter}2:{letter}{TEMPLATE_ROWS + 1}")
        sheet.add_data_validation(choice)


def _explain(sheet: Worksheet, rows: Sequence[tuple[str, str]]) -> None:
    for row, texts in enumerate(rows, start=1):
        for column, (text, width) in enumerate(zip(texts, (28, 80), strict=True), start=1):
            _put(sheet, row, column, text, HEADER_STYLE if row == 1 else TEXT_STYLE)
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.row_dimensions[row].height = text_height(texts[1], TEXT_STYLE.size, 80)


def _put(sheet: Worksheet, row: int, column: int, text: str, look: CellStyle) -> None:
    cell = cast("Cell", sheet.cell(row, column))
    if text:  # a blank cell is blank, no text of no letters
        set_text(cell, escape_text(text))
    cell.font = Font(name=look.face, size=look.size, bold=look.bold)
    cell.alignment = Alignment(vertical=look.vertical, wrap_text=True)
    cell.border = Border(bottom=THICK if look is HEADER_STYLE else THIN)
