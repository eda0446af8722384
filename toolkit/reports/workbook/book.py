"""The whole workbook.

The order of its sheets, its properties, and the file, which appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Font
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.writer.excel import ExcelWriter

from toolkit import i18n
from toolkit.errors import N_, Fault, ReleaseError
from toolkit.files import replace_when_whole
from toolkit.i18n import Language
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.reports.palette import LIGHT
from toolkit.reports.workbook.cells import (
    MOST_IN_CELL,
    Book,
    clean_text,
    count_units,
    too_long_fault,
)
from toolkit.reports.workbook.questions import write_groups, write_questions
from toolkit.reports.workbook.reference_sheets import (
    write_answers,
    write_codebook,
    write_figures,
    write_notes,
)
from toolkit.reports.workbook.styles import excel_colour
from toolkit.reports.workbook.summary import write_summary

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
MOST_IN_FOOTER = 100


def write_workbook(release: Release, path: str | Path, *, language: str = "sv") -> Path:
    """Write the closing evaluation as a workbook; the file appears whole or not at all.

    The same release gives the same bytes: its times are those of the day of closing.

    Args:
        release: What is published; nothing else is read.
        path: The file, which is replaced if it is there.
        language: ``sv`` or ``en``.

    Returns:
        The path of the file.

    Raises:
        ReleaseError: If a text of the release does not fit into a cell, or the file cannot be
            written.
        ValueError: If the toolkit does not speak the language.

    Example:
        >>> from toolkit import read_release, write_workbook
        >>> write_workbook(read_release("out/release.json"), "out/closing.xlsx", language="en").name
        'closing.xlsx'
    """
    words = i18n.load_language(language)
    return write_sheets(
        release,
        words,
        path,
        narrative.title(release, words),
        (
            write_summary,
            write_questions,
            write_groups,
            write_figures,
            write_answers,
            write_notes,
            write_codebook,
        ),
    )


def write_sheets(
    release: Release,
    words: Language,
    path: str | Path,
    title: str,
    sheets: Iterable[Callable[[Book], None]],
) -> Path:
    """Write a workbook sheet by sheet.

    Args:
        release: What is published.
        words: The reader's language.
        path: The file, which is replaced if it is there.
        title: What stands in its properties and at the foot of every page.
        sheets: Each writes one sheet, or none where it has nothing to tell.

    Returns:
        The path of the file.

    Raises:
        ReleaseError: If a text does not fit into a cell, or the file cannot be written.
    """
    _refuse_long_texts(release, words.code)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    # openpyxl has no other way to the default font, which decides how wide a column of digits is.
    workbook._named_styles["Normal"].font = Font(name="Arial", size=10)  # type: ignore[attr-defined]
    book = Book(release, words, workbook)
    for write in sheets:
        write(book)
    if book.faults:  # a sentence of several texts that fit one by one
        raise ReleaseError(book.faults)
    _describe(book, clean_text(title))
    return _save(workbook, Path(path), release.closed_on)


def _refuse_long_texts(release: Release, language: str) -> None:
    keys = dict.fromkeys(
        key for texts_of_language in release.texts.values() for key in texts_of_language
    )
    found = dict.fromkeys(clean_text(release.text(key, language)) for key in keys)
    if faults := [too_long_fault(text) for text in found if count_units(text) > MOST_IN_CELL]:
        raise ReleaseError(faults)


def _describe(book: Book, title: str) -> None:
    """Set the properties of the file and the foot of every printed page."""
    day = datetime.combine(book.release.closed_on, datetime.min.time())
    book.workbook.properties = DocumentProperties(
        title=title,
        creator="mentoring-toolkit",
        language=LOCALES.get(book.words.code, book.words.code),
        created=day,
        modified=day,
    )
    for sheet in book.workbook.worksheets:
        foot = cast("HeaderFooterItem", sheet.oddFooter)
        for part in (foot.left, foot.right):
            part.font, part.size, part.color = "Arial,Regular", 9, excel_colour(LIGHT.muted)
        foot.left.text = title[:MOST_IN_FOOTER].replace("&", "&&")
        foot.right.text = book.words.gettext("Page {page} of {pages}").format(page="&P", pages="&N")
    book.workbook.active = 0
    book.workbook.worksheets[0].sheet_view.tabSelected = True
    # There is nothing to calculate: closing the file then asks no question.
    book.workbook.calculation.fullCalcOnLoad = False


class _Dated(ZipFile):
    """A package whose parts all bear one day, so that the same content gives the same file."""

    day: date = date.min

    def writestr(self, name: str | ZipInfo, data: str | bytes, *_more: object) -> None:  # type: ignore[override]
        super().writestr(
            ZipInfo(str(name), (self.day.year, self.day.month, self.day.day, 0, 0, 0)),
            data,
            ZIP_DEFLATED,
        )

    def write(
        self,
        filename: str | PathLike[str],
        arcname: str | PathLike[str] | None = None,
        *_more: object,
    ) -> None:
        self.writestr(str(arcname), Path(filename).read_bytes())


def _save(workbook: Workbook, path: Path, day: date) -> Path:
    try:
        with replace_when_whole(path) as draft, _Dated(draft, "w", ZIP_DEFLATED) as archive:
            archive.day = day
            # Workbook.save would put the clock into the properties.
            ExcelWriter(workbook, archive).save()
    except OSError:
        raise ReleaseError(
            Fault(
                N_(
                    "the workbook could not be written. Close it if it is open, and check that the"
                    " folder exists."
                ),
                file=path.name,
            )
        ) from None
    return path
