"""A sheet of findings: a sentence, then tables with a chart each, one for every set of answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.i18n import capitalize_first
from toolkit.release.release import Finding
from toolkit.reports.palette import MarkKind, is_fact, mark_kinds
from toolkit.reports.workbook import values
from toolkit.reports.workbook.cells import MOST_IN_HEADING, Book, BookSheet, CellValue, count_units
from toolkit.reports.workbook.charts import StackedBars, add_bars
from toolkit.reports.workbook.styles import HEADING_STYLE, MUTED_STYLE, SENTENCE_STYLE
from toolkit.reports.workbook.summary import write_heading

BLOCK_WIDTHS = (11, 9, 14)
WIDTH_OF_ANSWER = 13
WIDTH_OF_LABEL = (20, 46)
MOST_BARS = 16
"""Rows of a chart that a page of A4 holds; more are a table alone."""


@dataclass(frozen=True)
class FindingsBlock:
    """Findings that stand in one table because their answers are the same.

    Attributes:
        title: What stands above the table.
        heading: What the labels of the rows say.
        rows: Label of the row and finding.
        codes: Answers in the order of the codebook, with what each counts as; empty where no
            answers are told one by one.
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
        """The columns after the answers.

        Who is favourable for certain, who may be, who is not broken down.
        """
        if not values.has_span(self.findings):
            return (
                ("rest",)
                if not self.codes or any(finding.status == "coarsened" for finding in self.findings)
                else ()
            )
        return ("perhaps", "rest") if self.codes else ("sure", "perhaps", "rest")


def write_blocks(
    book: Book,
    key: str,
    name: str,
    title: str,
    prose: Sequence[str],
    blocks: Sequence[FindingsBlock],
) -> None:
    """Write a sheet.

    Args:
        key: What the names of its tables begin with.
        name: What stands on its tab.
        prose: The answer and its small print; either may be empty.
    """
    columns = max((len(block.codes) + len(block.parts) for block in blocks), default=0)
    longest = max(
        (
            len(values.row_label(label, finding, book.words))
            for block in blocks
            for label, finding in block.rows
        ),
        default=0,
    )
    label = min(max(WIDTH_OF_LABEL[0], longest), WIDTH_OF_LABEL[1])
    sheet = book.sheet(
        name,
        (label, *BLOCK_WIDTHS, *[WIDTH_OF_ANSWER] * max(columns, 4)),
        landscape=True,
    )
    write_heading(sheet, title)
    row = 4
    for text, look in zip(prose, (SENTENCE_STYLE, MUTED_STYLE), strict=True):
        if text:
            sheet.prose(row, text, look)
            row += 1
    for number, block in enumerate(blocks, start=1):
        row = _write_block(sheet, row + 1, f"{key}_{number}", block, headed=block.title != title)
    sheet.worksheet.freeze_panes = "A3"


def _write_block(
    sheet: BookSheet, row: int, name: str, block: FindingsBlock, *, headed: bool
) -> int:
    """Write one table and its chart, and return the row below."""
    first = row
    if headed:
        sheet.rule(row)
        sheet.put(row, 1, block.title, HEADING_STYLE)
        sheet.raise_row(row, 26)
        row += 1
    lines = [_line(sheet.book, block, label, finding) for label, finding in block.rows]
    bottom = sheet.table(row, name, _headings(sheet.book, block), lines)
    columns = list(_columns(sheet.book, block))
    last = bottom
    if any(
        isinstance(line[column - 1], int) and line[column - 1]
        for line in lines
        for column, _kind in columns
    ):
        told = [(label, finding) for label, finding in block.rows if finding.told]
        last = add_bars(
            sheet,
            bottom + 2,
            StackedBars(
                row,
                row + 1,
                bottom,
                columns,
                max(finding.frame or 0 for _label, finding in told),
                block.title,
                values.describe_rows(told, sheet.book.words),
            ),
        )
    sheet.keep_together(first, bottom + 1, last)
    return last + 1


def _headings(book: Book, block: FindingsBlock) -> list[str]:
    """Return the headings of a table.

    An answer too long for one stands by its code, which the codebook explains.
    """
    _ = book.words.gettext
    labels = {
        code: book.release.text(f"{block.rows[0][1].id}#{code}", book.words.code)
        for code, _counts_as in block.codes
    }
    yes = _("counts as yes") if block.codes else _("yes")
    parts = {
        "sure": _("yes, at least"),
        "perhaps": _("could be yes"),
        "rest": _("others, not broken down"),
    }
    return [
        block.heading,
        *map(capitalize_first, (yes, _("of"), _("possible"))),
        *(
            label if count_units(label) <= MOST_IN_HEADING else code
            for code, label in labels.items()
        ),
        *(capitalize_first(parts[part]) for part in block.parts),
    ]


def _line(book: Book, block: FindingsBlock, label: str, finding: Finding) -> list[CellValue]:
    words = book.words
    parts = {
        "sure": values.certain_value(finding),
        "perhaps": values.uncertain_value(finding),
        "rest": values.rest_value(finding),
    }
    return [
        values.row_label(label, finding, words),
        values.favourable_value(finding, words),
        values.number_or_mark(finding.frame, finding),
        values.possible_text(finding, words),
        *(
            values.number_or_mark((finding.counts or {}).get(code), finding)
            for code, _counts_as in block.codes
        ),
        *(parts[part] for part in block.parts),
    ]


def _columns(book: Book, block: FindingsBlock) -> Iterator[tuple[int, MarkKind]]:
    """Yield the columns of a table that its chart draws.

    None for one row of plain facts, for more rows than a page holds, or where a person may stand
    under several answers.
    """
    if len(block.rows) > MOST_BARS or (len(block.rows) == 1 and is_fact(block.findings[0].id)):
        return
    facts = all(is_fact(finding.id) for finding in block.findings if finding.told)
    drawn: dict[str, MarkKind] = {
        "sure": "fact" if facts else "yes",
        "perhaps": "none" if facts else "perhaps",
        "rest": "rest",
    }
    if not block.codes:
        if "sure" not in block.parts:
            yield 2, drawn["sure"]
    elif all(
        sum(finding.counts.values()) == finding.frame
        for finding in block.findings
        if finding.counts
    ):
        found = mark_kinds(block.findings[0].id, book.release.codebook[block.findings[0].id])
        yield from (
            (column, found[code]) for column, (code, _counts_as) in enumerate(block.codes, start=5)
        )
    else:
        return
    yield from (
        (column, drawn[part]) for column, part in enumerate(block.parts, start=5 + len(block.codes))
    )
