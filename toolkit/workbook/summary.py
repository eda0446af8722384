"""The first sheet: the four answers to read and to count, on one page; the same four as a chart and a table, on the next."""

from __future__ import annotations

from toolkit import narrative, phrases
from toolkit.marks import Kind, zones
from toolkit.narrative import Headline
from toolkit.release import Finding
from toolkit.workbook import figures
from toolkit.workbook.bars import Bars, add_bars
from toolkit.workbook.cells import Book, Sheet, Value
from toolkit.workbook.looks import HEADING, MUTED, NOTE, SENTENCE, TITLE, Look, height
from toolkit.workbook.strips import key, strip

WIDTHS = (24, 34, 9, 9, 9, 8, 8, 13)
"""A strip of 24 marks may run on into the three columns to its right."""
YES, OF, POSSIBLE = 6, 7, 8


def write_summary(book: Book) -> None:
    """Write the summary."""
    release, words = book.release, book.words
    sheet = book.sheet(words.gettext("Summary"), WIDTHS)
    row = _opening(sheet)
    headlines = narrative.headlines(release, words)
    for headline in headlines:
        row = _answer(sheet, row, headline) + 2
    row = _small_print(sheet, row)
    sheet.break_before(row + 1)
    bottom = _in_figures(sheet, row + 1, headlines)
    sheet.worksheet.print_area = f"A1:H{bottom}"


def heading(sheet: Sheet, title: str) -> None:
    """Write the title of a sheet, and under it the programme and the day of closing."""
    release, words = sheet.book.release, sheet.book.words
    sheet.prose(1, title, TITLE)
    sheet.prose(2, f"{narrative.subtitle(release, words)} · {narrative.closed(release, words)}", MUTED)


def _opening(sheet: Sheet) -> int:
    release, words = sheet.book.release, sheet.book.words
    heading(sheet, narrative.title(release, words))
    said, pattern = narrative.response(release, words)
    sheet.prose(4, phrases.plain(said), Look(13, bold=True, wrap=True))
    if pattern:
        sheet.prose(5, pattern, MUTED)
    sheet.put(6, 1, key(release, words))
    sheet.raise_row(6, 20)
    return 8


def _answer(sheet: Sheet, row: int, headline: Headline) -> int:
    """Write one answer and return its last row."""
    words = sheet.book.words
    sheet.rule(row)
    sheet.put(row, 1, headline.question, HEADING)
    sheet.raise_row(row, 26)
    for column, text in ((YES, words.gettext("yes")), (OF, words.gettext("of")), (POSSIBLE, words.gettext("possible"))):
        sheet.put(row, column, text, Look(9, colour=MUTED.colour, right=True, vertical="bottom"))
    sheet.prose(row + 1, phrases.plain(headline.sentence), SENTENCE)
    row += 2
    for name, finding in headline.rows:
        _strip(sheet, row, name, finding, of_pairs=headline.of_pairs)
        row += 1
    if headline.note:
        sheet.prose(row, headline.note, NOTE)
    return row


def _strip(sheet: Sheet, row: int, name: str, finding: Finding, *, of_pairs: bool) -> None:
    words = sheet.book.words
    sheet.put(row, 1, name, Look(wrap=True))
    sheet.raise_row(row, height(name, Look.size, WIDTHS[0]))
    if finding.told:
        marks, points = strip(zones(finding), of_pairs=of_pairs)
        sheet.put(row, 2, marks, Look(face="Segoe UI Symbol", wrap=points > 24))
        sheet.raise_row(row, points)
    else:
        sheet.put(row, 2, phrases.told(finding, words), Look(colour=MUTED.colour))
        sheet.raise_row(row, 22)
    sheet.put(row, YES, figures.favourable(finding, words), Look(12, bold=finding.told, right=True))
    sheet.put(row, OF, figures.number(finding.frame, finding), Look(12, colour=MUTED.colour, right=True))
    sheet.put(row, POSSIBLE, figures.possible(finding, words), Look(12, colour=MUTED.colour, right=True))


def _small_print(sheet: Sheet, row: int) -> int:
    """Write what the signs mean (a zero speaks for itself) and how the figures are read, and return the last row."""
    release, words = sheet.book.release, sheet.book.words
    signs = " ".join(f"{phrases.capital(sign)}: {meaning}." for sign, meaning in narrative.signs(words)[1:])
    how_to_read, *_more, own_words = (paragraph for _title, paragraph in narrative.method(release, words))
    notes = words.gettext("What the participants were promised, and what was proved, stands on the sheet {sheet}.").format(sheet=words.gettext("Notes"))
    paragraphs = [signs, how_to_read, f"{own_words} {notes}"]
    for at, paragraph in enumerate(paragraphs):
        sheet.prose(row + at, paragraph, Look(9, colour=MUTED.colour, wrap=True, vertical="top"))
    return row + len(paragraphs) - 1


def _in_figures(sheet: Sheet, row: int, headlines: tuple[Headline, ...]) -> int:
    """Write the four answers as one table with its chart, and return the last row."""
    words = sheet.book.words
    _ = words.gettext
    title = _("The four answers in figures")
    sheet.put(row, 1, title, HEADING)
    sheet.raise_row(row, 30)
    lines = [(headline.question, name, finding) for headline in headlines for name, finding in headline.rows]
    told = [(f"{question} {name}", finding) for question, name, finding in lines if finding.told]
    spans = figures.has_span(finding for _name, finding in told)
    yes = [_("yes, at least"), _("could be yes")] if spans else [_("yes")]
    kinds: list[Kind] = ["yes", "perhaps", "none", "other", "rest"] if spans else ["yes", "none", "other", "rest"]
    numbers = map(phrases.capital, (*yes, _("without an answer"), _("another answer"), _("others"), _("of")))
    headings = [_("Question and who"), _("In words"), *numbers]
    top = row + 1
    bottom = sheet.table(top, "answers_in_figures", headings, [_line(sheet.book, *line, charted=bool(told), spans=spans) for line in lines], texts=2)
    if not told:
        return bottom
    most = max(finding.frame or 0 for _name, finding in told)
    alt = figures.in_words(told, words)
    return add_bars(sheet, bottom + 2, Bars(top, top + 1, bottom, list(enumerate(kinds, start=3)), most, title, alt))


def _line(book: Book, question: str, name: str, finding: Finding, *, charted: bool, spans: bool) -> list[Value]:
    said = phrases.plain(phrases.told(finding, book.words))
    reach = phrases.possible_in_words(finding, book.words)
    label = figures.label(f"{question} {name}", finding, book.words) if charted else f"{question} {name}"
    yes = [figures.sure(finding), figures.perhaps(finding)] if spans else [figures.favourable(finding, book.words)]
    told = [*yes, *figures.others(finding), figures.number(finding.frame, finding)]
    return [label, f"{said}, {reach}" if reach else said, *told]
