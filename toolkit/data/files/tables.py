"""Files as raw text tables: CSV in the shapes that spreadsheet programs write it, and workbooks."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from toolkit.data.files import xlsx_sandbox
from toolkit.errors import N_, Fault, TableError

WORKBOOK_BYTES = 10_000_000
CSV_BYTES = 50_000_000
# By the clock, and longer than the seconds of CPU that the process allows itself.
WORKBOOK_SECONDS = 60
DELIMITERS = (",", ";", "\t")
GridRow = tuple[int, tuple[str, ...]]

WORKBOOK_REFUSED = {
    "too_large": N_("the workbook is too large to be read safely. Save its tables as CSV files."),
    "encrypted": N_(
        "the workbook is protected by a password. Remove the password and save it again."
    ),
    "old": N_("this is a workbook of the old kind. Save it as .xlsx."),
    "damaged": N_(
        "this is not a workbook that can be read. Open it in the spreadsheet program and save it"
        " again as .xlsx."
    ),
}
CELL_UNREADABLE = {
    "formula": N_("the cell holds a formula. Copy the column and paste it as values."),
    "error": N_(
        "the cell shows an error of the spreadsheet program. Correct it and save the file again."
    ),
}
SIGNS_REWRITTEN = {
    0xA0: " ",
    0x202F: " ",
    0x200B: None,
    0xFEFF: None,
    **{sign: None for sign in range(32) if chr(sign) not in "\0\t\n"},
}
"""Blanks that do not break, signs that do not show, and signs that steer a terminal."""
UNEVEN_ROW = N_(
    "cells in the row: {n}; in the header: {width}. Correct the row and save the file again."
)
UNNAMED = N_("the column has no name in the header row. Name it, or remove it.")


@dataclass(frozen=True, repr=False)
class Grid:
    """One raw table: every cell is text without blanks around it, ``""`` where it is empty.

    Attributes:
        name: What the table is called in faults: ``pairs.csv``, or ``book.xlsx, sheet pairs``.
        header: The cells of the first row that is not blank; empty if there is none.
        rows: The rows below it that are not blank, each with its row number as a spreadsheet counts
            and as wide as the header.
        faults: Rows and cells that cannot be read; a row of the wrong width is here and not in
            *rows*.
        header_row: Row number of the header, usually 1.
        letters: The letter of each column, which is what the faults of a workbook's cells name it
            by.
    """

    name: str
    header: tuple[str, ...] = ()
    rows: tuple[GridRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    header_row: int = 1
    letters: tuple[str, ...] = ()

    @property
    def lost_rows(self) -> frozenset[int]:
        """Numbers of the rows that hold something but are not in *rows*."""
        kept = {number for number, _ in self.rows}
        return (
            frozenset(
                fault.row
                for fault in self.faults
                if fault.row is not None and fault.row > self.header_row
            )
            - kept
        )


def read_grids(path: str | Path) -> dict[str, Grid]:
    """Return the tables of a CSV file or of a workbook, by name.

    That of a CSV file is under the file's stem, those of a workbook under the names of its sheets.

    Raises:
        TableError: If the file as a whole cannot be read.
    """
    file = Path(path)
    try:
        if file.stat().st_size > CSV_BYTES:
            raise TableError(Fault(N_("the file is too large. Split it."), file=file.name))
        content = file.read_bytes()
    except OSError:
        raise TableError(
            Fault(
                N_(
                    "the file cannot be opened. See that it is there and not locked by another"
                    " program."
                ),
                file=file.name,
            )
        ) from None
    return parse_grids(content, file.name)


def parse_grids(content: bytes, name: str) -> dict[str, Grid]:
    """Return the tables of a file that is in memory already; the ending of *name* tells what it is.

    Raises:
        TableError: If the content as a whole cannot be read.
    """
    stem, _, ending = name.rpartition(".")
    if ending.lower() == "xlsx":
        return _workbook(content, name)
    if ending.lower() in ("csv", "tsv", "txt"):
        return {stem: _csv(content, name)}
    raise TableError(
        Fault(
            N_("this is neither a CSV file nor an .xlsx workbook. Save it as one of them."),
            file=name,
        )
    )


def column_letter(place: int) -> str:
    """Return the letter of a column, counted from 0, as a spreadsheet shows it.

    ``A``, ``Z``, ``AA``.
    """
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters, place = chr(ord("A") + rest) + letters, place - 1
    return letters


def _tidy(text: str) -> str:
    """Write the same text one way.

    Composed letters, one kind of line break and of blank, nothing invisible.
    """
    return (
        # Composed: some systems write å as two signs, and codes are compared sign by sign.
        unicodedata.normalize("NFC", text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .translate(SIGNS_REWRITTEN)
    )


def _csv(content: bytes, name: str) -> Grid:
    text = _tidy(_decoded(content, name))
    first, _, rest = text.partition("\n")
    # "sep=;" as the first line is how Excel is told the delimiter.
    declared = first.strip().strip('"')
    told = declared.lower().startswith("sep=") and len(declared) == 5
    candidates = (
        [CsvRecords.parse(rest, declared[-1])]
        if told
        else [CsvRecords.parse(text, delimiter) for delimiter in DELIMITERS]
    )
    best = max(candidates, key=lambda records: records.fit)
    if best.broken:
        raise TableError(
            Fault(
                N_("a quotation mark is out of place. Correct it and save the file again."),
                file=name,
                row=len(best.cells) + 1,
            )
        )
    rows = list(enumerate(best.cells, start=1))
    width = max((len(cells) for _, cells in _drop_blank_rows(rows)[:1]), default=0)
    faults = [
        Fault(UNEVEN_ROW, {"n": len(cells), "width": width}, name, number)
        for number, cells in _drop_blank_rows(rows)
        if not _fits(cells, width)
    ]
    return _grid(
        name,
        [(number, cells[:width]) for number, cells in rows if _fits(cells, width)],
        width,
        faults,
    )


def _fits(cells: Sequence[str], width: int) -> bool:
    """A row may have empty cells behind the last column.

    A shorter or longer one would shift what it says.
    """
    return len(cells) >= width and not any(cells[width:])


def _decoded(content: bytes, name: str) -> str:
    """A mark in the first bytes says how the text is written.

    Without one, text that is not UTF-8 comes from an older Excel.
    """
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = [encoding for mark, encoding in marks.items() if content.startswith(mark)]
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # UTF-16 without its mark is readable as UTF-8, with a NUL beside each letter.
        if "\0" not in text:
            return text
    raise TableError(
        Fault(N_("the letters of the file cannot be read. Save it as CSV UTF-8."), file=name)
    )


@dataclass(frozen=True, repr=False)
class CsvRecords:
    """A CSV text read with one delimiter.

    *broken* if its quotation marks do not match, the rows before that are there.
    """

    cells: list[tuple[str, ...]]
    broken: bool

    @classmethod
    def parse(cls, text: str, delimiter: str) -> CsvRecords:
        """Read *text* as if *delimiter* stood between its cells."""
        cells: list[tuple[str, ...]] = []
        try:
            for record in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
                cells.append(tuple(cell.strip() for cell in record))  # noqa: PERF401  # what was read before an error is needed
        except csv.Error:
            return cls(cells, broken=True)
        return cls(cells, broken=False)

    @property
    def fit(self) -> tuple[bool, int, bool]:
        """How well the delimiter fits.

        The same number of cells in every row, then the widest header.
        """
        widths = [len(record) for record in self.cells if any(record)]
        width = widths[0] if widths else 0
        regular = not self.broken and len(set(widths)) <= 1
        return regular and width != 1, width, regular


def _workbook(content: bytes, name: str) -> dict[str, Grid]:
    answer: dict[str, Any] = (
        _read_in_sandbox(content) if len(content) <= WORKBOOK_BYTES else {"refused": "too_large"}
    )
    if reason := answer.get("refused"):
        raise TableError(Fault(WORKBOOK_REFUSED[reason], file=name))
    grids = {}
    for sheet in answer["sheets"]:
        rows = [
            (number, tuple(_tidy(cell).strip() for cell in cells))
            for number, cells in sheet["rows"]
        ]
        title = f"{name}, sheet {_tidy(sheet['name']).strip()}"
        width = max((len(cells) for _, cells in rows), default=0)
        faults = [
            Fault(CELL_UNREADABLE[what], file=title, row=row, column=column_letter(place))
            for row, place, what in sheet["unreadable"]
        ]
        grids[sheet["name"]] = _grid(title, rows, width, faults)
    return grids


def _read_in_sandbox(content: bytes) -> dict[str, Any]:
    """Have a process with little memory open the workbook: 2 kB of workbook can ask for 6 GB."""
    # -P: Python would look for modules beside the program first, where tables.py lies.
    command = [sys.executable, "-P", xlsx_sandbox.__file__]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=WORKBOOK_SECONDS, check=False
        )  # the command is all ours
        return dict(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError):  # no answer: the process was stopped at a limit
        return {"refused": "too_large"}


def _drop_blank_rows(rows: Sequence[GridRow]) -> list[GridRow]:
    return [row for row in rows if any(row[1])]


def _grid(name: str, rows: Sequence[GridRow], width: int, faults: Sequence[Fault]) -> Grid:
    """Take the first row that is not blank as the header, and leave out columns without a name."""
    filled = [
        (number, (*cells, *[""] * (width - len(cells)))) for number, cells in _drop_blank_rows(rows)
    ]
    if not filled:
        return Grid(name, faults=tuple(faults))
    (header_row, header), body = filled[0], filled[1:]
    named = [place for place, title in enumerate(header) if title]
    unnamed = [
        Fault(UNNAMED, file=name, column=column_letter(place))
        for place in range(width)
        if not header[place] and any(cells[place] for _, cells in body)
    ]
    kept = tuple((number, tuple(cells[place] for place in named)) for number, cells in body)
    letters = tuple(column_letter(place) for place in named)
    return Grid(
        name,
        tuple(header[place] for place in named),
        kept,
        (*unnamed, *faults),
        header_row,
        letters,
    )
