"""A sheet for each question and for each further part of the report: the answer, the counts behind it, a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit import narrative, phrases
from toolkit.marks import Kind, is_fact, kinds
from toolkit.release import Finding
from toolkit.workbook import figures
from toolkit.workbook.bars import Bars, add_bars
from toolkit.workbook.cells import MOST_IN_HEADING, Book, Sheet, Value, units
from toolkit.workbook.looks import HEADING, MUTED, SENTENCE
from toolkit.workbook.summary import heading

WIDTHS = (11, 9, 14)
WIDTH_OF_ANSWER = 13
WIDTH_OF_LABEL = (20, 46)


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
    def rest_told(self) -> bool:
        """Whether the table has a column for those who are not broken down."""
        return not self.codes or any(finding.status == "coarsened" for _label, finding in self.rows)


def write_questions(book: Book) -> None:
    """Write the four questions, then the parts of the report that are not among them."""
    release, words = book.release, book.words
    sections = {section.key: section for section in narrative.sections(release, words)}
    for headline in narrative.headlines(release, words):
        section = sections.pop(headline.key, None)
        ids = dict.fromkeys((finding.id for _label, finding in headline.rows), None) | dict.fromkeys(section.ids if section else ())
        if headline.key == "goals" and release.finding("goals.chosen", "pair").told:
            ids["goals.chosen"] = None
        name = {"goals": words.gettext("Goals"), "process": words.gettext("Process"), "onward": words.gettext("Onward"), "contact": words.gettext("Contact")}
        _write(book, headline.key, name[headline.key], headline.question, (phrases.plain(headline.sentence), headline.note), tuple(ids))
    for section in sections.values():
        if any(finding.status != "not_available" for id in section.ids for finding in narrative.views(release, id)):
            _write(book, section.key, section.title, section.title, ("", section.lead), section.ids)


def _write(book: Book, key: str, name: str, title: str, prose: tuple[str, str], ids: Sequence[str]) -> None:
    blocks = _blocks(book, ids, title)
    answers = max((len(block.codes) + block.rest_told for block in blocks), default=0)
    longest = max((len(figures.label(label, finding, book.words)) for block in blocks for label, finding in block.rows), default=0)
    label = min(max(WIDTH_OF_LABEL[0], longest), WIDTH_OF_LABEL[1])
    sheet = book.sheet(name, (label, *WIDTHS, *[WIDTH_OF_ANSWER] * max(answers, 4)), landscape=True)
    heading(sheet, title)
    row = 4
    for text, look in zip(prose, (SENTENCE, MUTED), strict=True):
        if text:
            sheet.prose(row, text, look)
            row += 1
    for number, block in enumerate(blocks, start=1):
        row = _write_block(sheet, row + 1, f"{key}_{number}", block, headed=block.title != title)
    sheet.worksheet.freeze_panes = "A3"


def _blocks(book: Book, ids: Sequence[str], title: str) -> list[Block]:
    """Return the findings by answers; those of which no answers are told come together, whatever their answers are."""
    release, words = book.release, book.words
    by_codes: dict[tuple[tuple[str, str, str], ...], list[Finding]] = {}
    for id in ids:
        codes = tuple((code, counts_as, release.text(f"{id}#{code}", words.code)) for code, counts_as in release.codebook.get(id, {}).items())
        by_codes.setdefault(codes, []).extend(narrative.views(release, id))
    told = {codes: found for codes, found in by_codes.items() if any(finding.counts for finding in found)}
    untold = [finding for codes, found in by_codes.items() if codes not in told for finding in found]
    groups = sorted([*told.items()] + ([((), untold)] if untold else []), key=lambda group: ids.index(group[1][0].id))
    return [_block(book, found, tuple(code[:2] for code in codes), title if len(groups) == 1 else "") for codes, found in groups]


def _block(book: Book, findings: Sequence[Finding], codes: tuple[tuple[str, str], ...], title: str) -> Block:
    """Return findings as a table; a row says who, after what it is about unless the title says so."""
    release, words = book.release, book.words
    names = [release.text(finding.id, words.code) for finding in findings]
    who = [phrases.people(release, finding.view, words) for finding in findings]
    if len(set(names)) == 1 and (codes or title):
        return Block(names[0], words.gettext("Who"), tuple(zip(map(phrases.capital, who), findings, strict=True)), codes)
    title = title or (words.gettext("Answer by answer") if codes else words.gettext("Not broken down by answer"))
    return Block(
        title,
        words.gettext("Question and who"),
        tuple((f"{name} – {person}", finding) for name, person, finding in zip(names, who, findings, strict=True)),
        codes,
    )


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
    rest = [_("others, not broken down")] if block.rest_told else []
    return [block.heading, *map(phrases.capital, (yes, _("of"), _("possible"))), *answers, *map(phrases.capital, rest)]


def _line(book: Book, block: Block, label: str, finding: Finding) -> list[Value]:
    words = book.words
    told = [figures.favourable(finding, words), figures.number(finding.frame, finding), figures.possible(finding, words)]
    counts = [figures.number((finding.counts or {}).get(code), finding) for code, _counts_as in block.codes]
    rest = [figures.rest(finding)] if block.rest_told else []
    return [figures.label(label, finding, words), *told, *counts, *rest]


def _columns(book: Book, block: Block) -> Iterator[tuple[int, Kind]]:
    """Yield the columns of a table that its chart draws; none for one row of plain facts, or where a person may stand under several answers."""
    findings = [finding for _label, finding in block.rows]
    if len(findings) == 1 and is_fact(findings[0].id):
        return
    if not block.codes:
        yield 2, "fact" if all(is_fact(finding.id) for finding in findings if finding.told) else "yes"
        yield 5, "rest"
    elif all(sum(finding.counts.values()) == finding.frame for finding in findings if finding.counts):
        found = kinds(findings[0].id, book.release.codebook[findings[0].id])
        yield from ((column, found[code]) for column, (code, _counts_as) in enumerate(block.codes, start=5))
        if block.rest_told:
            yield 5 + len(block.codes), "rest"
