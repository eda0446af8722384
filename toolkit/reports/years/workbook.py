"""The year report as a workbook.

The four questions through the years, every figure to read and to calculate with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from toolkit import i18n
from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.narrative import phrases
from toolkit.reports.palette import favourable_span
from toolkit.reports.workbook import values
from toolkit.reports.workbook.book import write_sheets
from toolkit.reports.workbook.cells import Book, BookSheet, CellValue
from toolkit.reports.workbook.styles import (
    HEADING_STYLE,
    MUTED_STYLE,
    SENTENCE_STYLE,
    TITLE_STYLE,
    CellStyle,
    legend_text,
)
from toolkit.reports.workbook.summary import (
    CAPTION_STYLE,
    write_captions,
    write_numbers,
    write_strip,
)
from toolkit.reports.years import line_text
from toolkit.reports.years import narrative as year_narrative
from toolkit.reports.years.models import YearCell, YearLine, Years
from toolkit.reports.years.narrative import QuestionOverYears

YEARS_WIDTHS = (14, 44, 18, 10, 7, 11, 22)
NUMBERS_AT, CHANGE_AT = (4, 5, 6), 7
"""A strip of 24 marks runs on into the column to its right."""
MOST_OF_NAME = 100
"""Signs of a cohort's name in a heading, which Excel limits."""


def write_years_workbook(years: Years, path: str | Path, *, language: str) -> Path:
    """Write the year report as a workbook; the file appears whole or not at all.

    Args:
        years: The cohorts.
        path: The file, which is replaced if it is there.
        language: ``sv`` or ``en``.

    Returns:
        The path of the file.

    Raises:
        ReleaseError: If a text of the releases does not fit into a cell, or the file cannot be
            written.
    """
    words = i18n.load_language(language)
    sheets = (
        _write_summary,
        _write_cohorts,
        _write_figures,
        _write_rows,
        _write_answers,
        _write_notes,
    )
    return write_sheets(
        years.summed_release,
        words,
        path,
        year_narrative.years_title(years, words),
        [partial(write, years) for write in sheets],
    )


# ---- the four questions --------------------------------------------------------------------------


def _write_summary(years: Years, book: Book) -> None:
    words = book.words
    sheet = book.sheet(words.gettext("Summary"), YEARS_WIDTHS)
    sheet.prose(1, year_narrative.years_title(years, words), TITLE_STYLE)
    sheet.prose(2, year_narrative.years_subtitle(years, words), MUTED_STYLE)
    sheet.prose(3, year_narrative.years_basis(years, words), MUTED_STYLE)
    said, notes = year_narrative.years_response(years, words)
    sheet.prose(5, phrases.strip_count_marks(said), CellStyle(13, bold=True, wrap=True))
    for row, note in enumerate(notes, start=6):
        sheet.prose(row, note, MUTED_STYLE)
    row = 6 + len(notes)
    questions = year_narrative.list_year_questions(years, words)
    drawn = tuple(
        cell.finding
        for question in questions
        for _name, line in question.lines
        for cell in line.cells
    )
    if drawn:
        sheet.put(row, 1, legend_text(replace(years.summed_release, findings=drawn), words))
        sheet.raise_row(row, 20)
    row += 2
    for question in questions:
        first, row = row, _question(sheet, row, question)
        sheet.keep_together(first, row, row)
        row += 2


def _question(sheet: BookSheet, row: int, question: QuestionOverYears) -> int:
    """Write one question and return its last row."""
    sheet.rule(row)
    sheet.put(row, 1, question.title, HEADING_STYLE)
    sheet.raise_row(row, 26)
    for text, look in (
        (phrases.strip_count_marks(question.sentence), SENTENCE_STYLE),
        *((note, MUTED_STYLE) for note in question.notes),
    ):
        if text:
            row += 1
            sheet.prose(row, text, look)
    for name, line in question.lines:
        row = _side(sheet, row + 1, name, line)
    return row


def _side(sheet: BookSheet, row: int, name: str, line: YearLine) -> int:
    words = sheet.book.words
    _ = words.gettext
    sheet.put(row, 1, name, CellStyle(bold=True))
    write_captions(sheet, row, NUMBERS_AT)
    sheet.put(row, CHANGE_AT, _("since the cohort before"), CAPTION_STYLE)
    sheet.raise_row(row, 22)
    for cell in line.cells:
        row += 1
        _figure(
            sheet,
            row,
            cell.cohort,
            cell.finding,
            line_text.format_cell(cell, words),
            line_text.describe_since(cell, line.view, words),
        )
    row += 1
    if line.together:
        _figure(sheet, row, _("Total"), line.together, "", "", bold=True)
    else:
        sheet.put(row, 1, _("Total"), CellStyle(bold=True))
        sheet.put(row, 2, line_text.NO_FIGURE)
    return row


def _figure(
    sheet: BookSheet,
    row: int,
    name: str,
    finding: Finding,
    figure: str,
    told: str,
    *,
    bold: bool = False,
) -> None:
    """Write one cohort, or their sum, as marks to count and as numbers."""
    sheet.put(row, 1, name, CellStyle(bold=bold))
    write_strip(sheet, row, finding, figure)
    if finding.told:
        write_numbers(sheet, row, NUMBERS_AT, finding)
    if finding.told and told:
        sheet.put(row, CHANGE_AT, told, CellStyle(10, right=True, wrap=True))


# ---- every figure --------------------------------------------------------------------------------


def _write_cohorts(years: Years, book: Book) -> None:
    _ = book.words.gettext
    known = [("", fact) for fact in year_narrative.list_cohort_facts(years, book.words)]
    known += [
        (title, fact)
        for title, facts in year_narrative.list_register_facts(years, book.words)
        for fact in facts
    ]
    _list(
        book,
        _("Cohorts"),
        "cohorts",
        (34, 26),
        years,
        (_("What"), _("Answer")),
        [
            [
                title or fact.name,
                fact.name if title else "",
                *map(_number, (*fact.values, fact.together)),
            ]
            for title, fact in known
        ],
        texts=2,
    )


def _write_figures(years: Years, book: Book) -> None:
    """Write every finding as a row to read: a column for each cohort."""
    _, words = book.words.gettext, book.words
    rows = [
        [
            *_about(years, line, words),
            *(
                _with_reach(
                    line_text.format_cell(cell, words),
                    cell.finding,
                    words,
                    line_text.explain_not_added(cell, words),
                )
                for cell in line.cells
            ),
            _with_reach(line_text.format_sum(line, words), line.together, words),
            line_text.describe_coverage(line, words),
        ]
        for line in years.lines
    ]
    _list(
        book,
        _("All figures"),
        "figures",
        (26, 36, 16),
        years,
        (_("Finding"), _("Title"), _("Who")),
        rows,
        texts=len(rows[0]),
        after=(_("Cohorts in the total"),),
    )


def _write_rows(years: Years, book: Book) -> None:
    """Write every finding and cohort as a row to calculate with."""
    _, words = book.words.gettext, book.words
    counts = (
        _("Favourable, fewest"),
        _("Favourable, most"),
        _("Of"),
        _("Possible, lowest"),
        _("Possible, highest"),
    )
    names = (
        _("Finding"),
        _("Title"),
        _("Who"),
        _("Cohort"),
        _("In the total"),
        _("Since the cohort before"),
    )
    book.sheet_of_table(
        _("Figures in rows"),
        (26, 36, 12, 14, 16, 22, 13, 13, 10, 13, 13),
        "rows",
        [*names, *(_("{name} (number)").format(name=name) for name in counts)],
        [row for line in years.lines for row in _rows(years, line, words)],
        texts=6,
    )


def _rows(years: Years, line: YearLine, words: Language) -> Iterator[list[CellValue]]:
    _ = words.gettext
    about = _about(years, line, words)
    for cell in line.cells:
        yield [
            *about,
            cell.cohort,
            _in_total(line, cell, words),
            line_text.describe_change(cell.change, line.view, words),
            *_numbers(cell.finding),
        ]
    if line.together:
        yield [*about, _("Total"), "", "", *_numbers(line.together)]


def _write_answers(years: Years, book: Book) -> None:
    """Write every answer that is printed for any cohort as a row."""
    _, words = book.words.gettext, book.words
    rows = [
        [
            *_about(years, line, words),
            fact.name,
            *map(_number, (*fact.values, fact.together)),
        ]
        for line in years.lines
        for fact in year_narrative.list_answer_facts(years, line, words)
    ]
    if rows:
        _list(
            book,
            _("All answers"),
            "answers",
            (26, 36, 12, 34),
            years,
            (_("Finding"), _("Title"), _("Who"), _("Answer")),
            rows,
            texts=4,
        )


def _write_notes(years: Years, book: Book) -> None:
    _, words = book.words.gettext, book.words
    rows = [
        [_("How the years are added"), sentence] for sentence in year_narrative.years_method(words)
    ]
    rows += [
        [_("Sign: {sign}").format(sign=sign), f"{capitalize_first(meaning)}."]
        for sign, meaning in narrative.sign_meanings(words)
    ]
    rows += [
        [f"{capitalize_first(reason)}: {cohorts}", lines]
        for reason, cohorts, lines in year_narrative.list_left_out(years, words)
    ]
    rows += [
        [_("Source: {cohort}").format(cohort=cohort), source]
        for cohort, source in year_narrative.list_year_sources(years, words, signs=64)
    ]
    book.sheet_of_table(
        _("Notes"), (34, 96), "notes", [_("About"), _("Note")], rows, texts=2, filters=False
    )


# ---- parts ---------------------------------------------------------------------------------------


def _list(
    book: Book,
    name: str,
    table: str,
    widths: Sequence[float],
    years: Years,
    headings: Sequence[str],
    rows: Sequence[Sequence[CellValue]],
    *,
    texts: int,
    after: Sequence[str] = (),
) -> None:
    """Write a table: *headings*, a column for each cohort and one for their sum, *after*."""
    cohorts = [release.cohort[:MOST_OF_NAME] for release in years.releases]
    book.sheet_of_table(
        name,
        (*widths, *[18] * (len(cohorts) + 1), *[44] * len(after)),
        table,
        [*headings, *cohorts, book.words.gettext("Total"), *after],
        rows,
        texts=texts,
    )


def _about(years: Years, line: YearLine, words: Language) -> list[CellValue]:
    """Return what a line is about: its finding, its title, whose figure it is."""
    return [
        line.id,
        years.summed_release.text(line.id, words.code),
        line_text.name_line(years, line, words),
    ]


def _number(text: str) -> CellValue:
    return int(text) if text.isdecimal() else text


def _with_reach(figure: str, finding: Finding | None, words: Language, apart: str = "") -> str:
    return "\n".join(filter(None, (figure, line_text.format_reach(finding, words), apart)))


def _in_total(line: YearLine, cell: YearCell, words: Language) -> str:
    _ = words.gettext
    names = {
        "hidden": _("hidden [c]"),
        "not_available": _("not available [x]"),
        "asked_differently": _("asked differently"),
        "counted_differently": _("counted differently"),
        "other_promise": _("another promise"),
    }
    return names.get(cell.left_out, "") or (_("yes") if line.together else line_text.NO_FIGURE)


def _numbers(finding: Finding) -> list[CellValue]:
    low, high = favourable_span(finding) if finding.told else (None, None)
    return [values.number_or_mark(value, finding) for value in (low, high, finding.frame)] + list(
        values.possible_ends(finding)
    )
