"""The first sheet: the four answers to read and to count, on one page.

The same four as a chart and a table, on the next.
"""

from toolkit.i18n import capitalize_first
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.narrative import Headline, phrases
from toolkit.reports.palette import MarkKind, strip_zones
from toolkit.reports.workbook import values
from toolkit.reports.workbook.cells import Book, BookSheet, CellValue
from toolkit.reports.workbook.charts import StackedBars, add_bars
from toolkit.reports.workbook.styles import (
    HEADING_STYLE,
    MUTED_STYLE,
    NOTE_STYLE,
    SENTENCE_STYLE,
    SIGN_FONT,
    TITLE_STYLE,
    CellStyle,
    legend_text,
    strip_text,
    text_height,
)

SUMMARY_WIDTHS = (24, 34, 9, 9, 9, 8, 8, 13)
"""A strip of 24 marks may run on into the three columns to its right."""
NUMBER_COLUMNS = (6, 7, 8)
"""Where it stands how many said yes, of how many, and how many are possible."""
CAPTION_STYLE = CellStyle(9, colour=MUTED_STYLE.colour, right=True, vertical="bottom")


def write_summary(book: Book) -> None:
    """Write the summary."""
    release, words = book.release, book.words
    sheet = book.sheet(words.gettext("Summary"), SUMMARY_WIDTHS)
    row = _opening(sheet)
    headlines = narrative.list_headlines(release, words)
    for headline in headlines:
        row = _answer(sheet, row, headline) + 2
    row = _small_print(sheet, row)
    sheet.break_before(row + 1)
    bottom = _in_figures(sheet, row + 1, headlines)
    sheet.worksheet.print_area = f"A1:H{bottom}"


def write_heading(sheet: BookSheet, title: str) -> None:
    """Write the title of a sheet, and under it the programme and the day of closing."""
    release, words = sheet.book.release, sheet.book.words
    sheet.prose(1, title, TITLE_STYLE)
    sheet.prose(
        2,
        f"{narrative.subtitle(release, words)} · {narrative.closing_sentence(release, words)}",
        MUTED_STYLE,
    )


def write_captions(sheet: BookSheet, row: int, columns: tuple[int, int, int]) -> None:
    """Write what the numbers beside a strip are.

    Args:
        sheet: Where they are written.
        row: The row above the strips.
        columns: Of how many said yes, of how many, and of the possible range.
    """
    _ = sheet.book.words.gettext
    for column, text in zip(columns, (_("yes"), _("of"), _("possible")), strict=True):
        sheet.put(row, column, text, CAPTION_STYLE)


def write_strip(sheet: BookSheet, row: int, finding: Finding, instead: str) -> None:
    """Write a figure as marks to count, in the second column.

    Args:
        sheet: Where it is written.
        row: Its row, made high enough.
        finding: The figure.
        instead: What stands there where nothing is told.
    """
    if not finding.told:
        sheet.put(row, 2, instead, CellStyle(colour=MUTED_STYLE.colour))
        sheet.raise_row(row, 22)
        return
    marks, points = strip_text(strip_zones(finding), of_pairs=finding.view == "pair")
    sheet.put(row, 2, marks, CellStyle(face=SIGN_FONT, wrap=points > 24))
    sheet.raise_row(row, points)


def write_numbers(
    sheet: BookSheet, row: int, columns: tuple[int, int, int], finding: Finding
) -> None:
    """Write a figure as numbers, or the marks that stand for them.

    Args:
        sheet: Where they are written.
        row: Their row.
        columns: Of how many said yes, of how many, and of the possible range.
        finding: The figure.
    """
    yes, base, possible = columns
    words, muted = sheet.book.words, CellStyle(12, colour=MUTED_STYLE.colour, right=True)
    sheet.put(
        row,
        yes,
        values.favourable_value(finding, words),
        CellStyle(12, bold=finding.told, right=True),
    )
    sheet.put(row, base, values.number_or_mark(finding.frame, finding), muted)
    sheet.put(row, possible, values.possible_text(finding, words), muted)


def _opening(sheet: BookSheet) -> int:
    release, words = sheet.book.release, sheet.book.words
    write_heading(sheet, narrative.title(release, words))
    said, pattern = narrative.response_sentences(release, words)
    sheet.prose(4, phrases.strip_count_marks(said), CellStyle(13, bold=True, wrap=True))
    if pattern:
        sheet.prose(5, pattern, MUTED_STYLE)
    sheet.put(6, 1, legend_text(release, words))
    sheet.raise_row(6, 20)
    return 8


def _answer(sheet: BookSheet, row: int, headline: Headline) -> int:
    """Write one answer and return its last row."""
    sheet.rule(row)
    sheet.put(row, 1, headline.question, HEADING_STYLE)
    sheet.raise_row(row, 26)
    write_captions(sheet, row, NUMBER_COLUMNS)
    sheet.prose(row + 1, phrases.strip_count_marks(headline.sentence), SENTENCE_STYLE)
    row += 2
    for name, finding in headline.rows:
        sheet.put(row, 1, name, CellStyle(wrap=True))
        sheet.raise_row(row, text_height(name, CellStyle.size, SUMMARY_WIDTHS[0]))
        write_strip(sheet, row, finding, phrases.describe_figure(finding, sheet.book.words))
        write_numbers(sheet, row, NUMBER_COLUMNS, finding)
        row += 1
    if headline.note:
        sheet.prose(row, headline.note, NOTE_STYLE)
    return row


def _small_print(sheet: BookSheet, row: int) -> int:
    """Write what the signs mean and how the figures are read, and return the last row."""
    release, words = sheet.book.release, sheet.book.words
    # The first sign is the zero, which speaks for itself.
    signs = " ".join(
        f"{capitalize_first(sign)}: {meaning}."
        for sign, meaning in narrative.sign_meanings(words)[1:]
    )
    how_to_read, *_more, own_words = (
        paragraph for _title, paragraph in narrative.method_paragraphs(release, words)
    )
    notes = words.gettext(
        "What the participants were promised, and what was proved, stands on the sheet {sheet}."
    ).format(sheet=words.gettext("Notes"))
    paragraphs = [signs, how_to_read, f"{own_words} {notes}"]
    for at, paragraph in enumerate(paragraphs):
        sheet.prose(
            row + at, paragraph, CellStyle(9, colour=MUTED_STYLE.colour, wrap=True, vertical="top")
        )
    return row + len(paragraphs) - 1


def _in_figures(sheet: BookSheet, row: int, headlines: tuple[Headline, ...]) -> int:
    """Write the four answers as one table with its chart, and return the last row."""
    _ = sheet.book.words.gettext
    title = _("The four answers in figures")
    sheet.put(row, 1, title, HEADING_STYLE)
    sheet.raise_row(row, 30)
    lines = [
        (headline.question, name, finding)
        for headline in headlines
        for name, finding in headline.rows
    ]
    told = [(f"{question} {name}", finding) for question, name, finding in lines if finding.told]
    spans = values.has_span(finding for _name, finding in told)
    yes = [_("yes, at least"), _("could be yes")] if spans else [_("yes")]
    kinds: list[MarkKind] = (
        ["yes", "perhaps", "none", "other", "rest"] if spans else ["yes", "none", "other", "rest"]
    )
    numbers = (*yes, _("without an answer"), _("another answer"), _("others"), _("of"))
    top = row + 1
    bottom = sheet.table(
        top,
        "answers_in_figures",
        [_("Question and who"), _("In words"), *map(capitalize_first, numbers)],
        [_line(sheet.book, *line, charted=bool(told), spans=spans) for line in lines],
        texts=2,
    )
    if not told:
        return bottom
    most = max(finding.frame or 0 for _name, finding in told)
    alt = values.describe_rows(told, sheet.book.words)
    return add_bars(
        sheet,
        bottom + 2,
        StackedBars(top, top + 1, bottom, list(enumerate(kinds, start=3)), most, title, alt),
    )


def _line(
    book: Book, question: str, name: str, finding: Finding, *, charted: bool, spans: bool
) -> list[CellValue]:
    label = f"{question} {name}"
    if charted:
        label = values.row_label(label, finding, book.words)
    yes = (
        [values.certain_value(finding), values.uncertain_value(finding)]
        if spans
        else [values.favourable_value(finding, book.words)]
    )
    return [
        label,
        values.figure_in_words(finding, book.words),
        *yes,
        *values.other_values(finding),
        values.number_or_mark(finding.frame, finding),
    ]
