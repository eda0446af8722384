"""A workbook to fill in: a sheet whose first row names the columns, and one that says what each is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.workbook.cells import as_stored, set_text
from toolkit.workbook.looks import HEADER, TEXT, THICK, THIN, Look, height

ROWS = 500
"""Rows that are ready to be filled in."""
DAY = "yyyy-mm-dd"


@dataclass(frozen=True)
class Field:
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


def write_filling(name: str, fields: Sequence[Field], *, explained: str, headings: tuple[str, str], properties: Mapping[str, str]) -> bytes:
    """Return the workbook.

    Args:
        name: Of the sheet to fill in.
        fields: Its columns.
        explained: Name of the sheet that says what they are for.
        headings: Of that sheet: the column, what it is for.
        properties: ``title`` and ``language`` of the file.
    """
    workbook = Workbook()
    workbook.properties.title, workbook.properties.language = properties["title"], properties["language"]
    sheet = workbook.worksheets[0]
    sheet.title = name
    for column, one in enumerate(fields, start=1):
        _column(sheet, column, one)
    sheet.row_dimensions[1].height = max(height(one.heading, HEADER.size, one.width) for one in fields)
    sheet.freeze_panes = "A2"
    _explain(workbook.create_sheet(explained), [headings, *((one.heading, one.what) for one in fields)])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _column(sheet: Worksheet, column: int, one: Field) -> None:
    letter = get_column_letter(column)
    _put(sheet, 1, column, one.heading, HEADER)
    sheet.column_dimensions[letter].width = one.width
    for row in range(2, ROWS + 2):
        sheet.cell(row, column).number_format = DAY if one.day else "@"  # a code such as 007 stays what it is
    if one.options:
        choice = DataValidation(type="list", formula1=f'"{",".join(one.options)}"', allow_blank=True)
        choice.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(choice)


def _explain(sheet: Worksheet, rows: Sequence[tuple[str, str]]) -> None:
    for row, texts in enumerate(rows, start=1):
        for column, (text, width) in enumerate(zip(texts, (28, 80), strict=True), start=1):
            _put(sheet, row, column, text, HEADER if row == 1 else TEXT)
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.row_dimensions[row].height = height(texts[1], TEXT.size, 80)


def _put(sheet: Worksheet, row: int, column: int, text: str, look: Look) -> None:
    cell = cast("Cell", sheet.cell(row, column))
    set_text(cell, as_stored(text))
    cell.font = Font(name=look.face, size=look.size, bold=look.bold)
    cell.alignment = Alignment(vertical=look.vertical, wrap_text=True)
    cell.border = Border(bottom=THICK if look is HEADER else THIN)
