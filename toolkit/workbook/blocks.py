"""A sheet of findings: a sentence, then tables with a chart each, one for every set of answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.marks import Kind, is_fact, kinds
from toolkit.phrases import capital
from toolkit.release import Finding
from toolkit.workbook import figures
from toolkit.workbook.bars import Bars, add_bars
from toolkit.workbook.cells import MOST_IN_HEADING, Book, Sheet, Value, units
from toolkit.workbook.looks import HEADING, MUTED, SENTENCE
from toolkit.workbook.summary import heading

WIDTHS = (11, 9, 14)
WIDTH_OF_ANSWER = 13
WIDTH_OF_LABEL = (20, 46)
MOST_BARS = 16
"""Rows of a chart that a page of A4 holds; more are a table alone."""


@dataclass(frozen=True)
class Block:
    """Findings that stand in one table because their answers are the same.

    Attributes:
        title: What stands above the table.
        heading: What the labels of the rows say.
        rows: Label of the row and finding.
        codes: Answers in the order of the codebook, with what each counts as; empty where no answers are told one by one.
    """

    title: str
    heading: str
    rows: tuple[tuple[str, Finding], ...]
    codes: tuple[tuple[str, str], ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings without their labels."""
        return tuple(finding for _label, finding in self.rows)

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns after the answers: who is favourable for certain, who may be, who is not broken down."""
        if not figures.has_span(self.findings):
            return ("rest",) if not self.codes or any(finding.status == "coarsened" for finding in self.findings) else ()
        return ("perhaps", "rest") if self.codes else ("sure", "perhaps", "rest")


def write_blocks(book: Book, key: str, name: str, title: str, prose: Sequence[str], blocks: Sequence[Block]) -> None:
    """Write a sheet.

    Args:
        key: What the names of its tables begin with.
        name: What stands on its tab.
        prose: The answer and its small print; either may be empty.
    """
    columns = max((len(block.codes) + len(block.parts) for block in blocks), default=0)
    longest = max((len(figures.label(label, finding, book.words)) for block in blocks for label, finding in block.rows), default=0)
    label = min(max(WIDTH_OF_LABEL[0], longest), WIDTH_OF_LABEL[1])
    sheet = book.sheet(name, (label, *WIDTHS, *[WIDTH_OF_ANSWER] * max(columns, 4)), landscape=True)
    heading(sheet, title)
    row = 4
    for text, look in zip(prose, (SENTENCE, MUTED), strict=True):
        if text:
            sheet.prose(row, text, look)
            row += 1
    for number, block in enumerate(blocks, start=1):
        row = _write_block(sheet, row + 1, f"{key}_{number}", block, headed=block.title != title)
    sheet.worksheet.freeze_panes = "A3"


def _write_block(sheet: Sheet, row: int, name: str, block: Block, *, headed: bool) -> int:
    """Write one table and its chart, and return the row below."""
    words = sheet.book.words
    first = row
    if headed:
        sheet.rule(row)
        sheet.put(row, 1, block.title, HEADING)
        sheet.raise_row(row, 26)
        row += 1
    lines = [_line(sheet.book, block, label, finding) for label, finding in block.rows]
    bottom = sheet.table(row, name, _headings(sheet.book, block), lines)
    columns = list(_columns(sheet.book, block))
    last = bottom
    if any(isinstance(line[column - 1], int) and line[column - 1] for line in lines for column, _kind in columns):
        told = [(label, finding) for label, finding in block.rows if finding.told]
        most = max(finding.frame or 0 for _label, finding in told)
        last = add_bars(sheet, bottom + 2, Bars(row, row + 1, bottom, columns, most, block.title, figures.in_words(told, words)))
    sheet.keep_together(first, bottom + 1, last)
    return last + 1


def _headings(book: Book, block: Block) -> list[str]:
    """Return the headings of a table; an answer too long for one stands by its code, which the codebook explains."""
    _ = book.words.gettext
    labels = [(code, book.release.text(f"{block.rows[0][1].id}#{code}", book.words.code)) for code, _counts_as in block.codes]
    answers = [label if units(label) <= MOST_IN_HEADING else code for code, label in labels]
    yes = _("counts as yes") if block.codes else _("yes")
    parts = {"sure": _("yes, at least"), "perhaps": _("could be yes"), "rest": _("others, not broken down")}
    return [block.heading, *map(capital, (yes, _("of"), _("possible"))), *answers, *(capital(parts[part]) for part in block.parts)]


def _line(book: Book, block: Block, label: str, finding: Finding) -> list[Value]:
    words = book.words
    told = [figures.favourable(finding, words), figures.number(finding.frame, finding), figures.possible(finding, words)]
    counts = [figures.number((finding.counts or {}).get(code), finding) for code, _counts_as in block.codes]
    parts = {"sure": figures.sure(finding), "perhaps": figures.perhaps(finding), "rest": figures.rest(finding)}
    return [figures.label(label, finding, words), *told, *counts, *(parts[part] for part in block.parts)]


def _columns(book: Book, block: Block) -> Iterator[tuple[int, Kind]]:
    """Yield the columns of a table that its chart draws.

    None for one row of plain facts, for more rows than a page holds, or where a person may stand under several answers.
    """
    if len(block.rows) > MOST_BARS or (len(block.rows) == 1 and is_fact(block.findings[0].id)):
        return
    facts = all(is_fact(finding.id) for finding in block.findings if finding.told)
    drawn: dict[str, Kind] = {"sure": "fact" if facts else "yes", "perhaps": "none" if facts else "perhaps", "rest": "rest"}
    if not block.codes:
        if "sure" not in block.parts:
            yield 2, drawn["sure"]
    elif all(sum(finding.counts.values()) == finding.frame for finding in block.findings if finding.counts):
        found = kinds(block.findings[0].id, book.release.codebook[block.findings[0].id])
        yield from ((column, found[code]) for column, (code, _counts_as) in enumerate(block.codes, start=5))
    else:
        return
    yield from ((column, drawn[part]) for column, part in enumerate(block.parts, start=5 + len(block.codes)))
