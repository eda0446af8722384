"""A sheet for each question and for each further part of the report.

The answer, the counts behind it, a chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.i18n import capitalize_first
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.narrative import phrases
from toolkit.reports.workbook.cells import Book
from toolkit.reports.workbook.findings import FindingsBlock, write_blocks


def write_questions(book: Book) -> None:
    """Write the four questions, then the parts of the report that are not among them."""
    release, words = book.release, book.words
    sections = {section.key: section for section in narrative.list_sections(release, words)}
    for headline in narrative.list_headlines(release, words):
        section = sections.pop(headline.key, None)
        ids = dict.fromkeys(
            (finding.id for _label, finding in headline.rows), None
        ) | dict.fromkeys(section.ids if section else ())
        if headline.key == "goals" and release.finding("goals.chosen", "pair").told:
            ids["goals.chosen"] = None
        name = {
            "goals": words.gettext("Goals"),
            "process": words.gettext("Process"),
            "onward": words.gettext("Onward"),
            "contact": words.gettext("Contact"),
        }
        prose = (phrases.strip_count_marks(headline.sentence), headline.note)
        write_blocks(
            book,
            headline.key,
            name[headline.key],
            headline.question,
            prose,
            _blocks(book, tuple(ids), headline.question),
        )
    for section in sections.values():
        found = [finding for id in section.ids for finding in phrases.list_views(release, id)]
        if any(finding.status != "not_available" for finding in found):
            said = " ".join(
                filter(
                    None,
                    (
                        phrases.strip_count_marks(narrative.both_sides_sentence(finding, words))
                        for finding in found
                    ),
                )
            )
            write_blocks(
                book,
                section.key,
                section.title,
                section.title,
                (said, section.lead),
                _blocks(book, section.ids, section.title),
            )


def write_groups(book: Book) -> None:
    """Write each question that is told for each chapter or area, if any is, as a table of them."""
    release, words = book.release, book.words
    ids = tuple(id for section in narrative.list_sections(release, words) for id in section.ids)
    if found := narrative.build_group_tables(release, ids, words):
        title = capitalize_first(narrative.group_word(release, words))
        blocks = [_block_of_group(book, group) for group in found]
        write_blocks(
            book,
            "groups",
            title,
            title,
            ("", narrative.explain_total_only(release, ids, words)),
            blocks,
        )


def _block_of_group(book: Book, group: narrative.GroupTable) -> FindingsBlock:
    several = len(group.header) > 2  # a part, and more than one of mentors, mentees
    heading = (
        book.words.gettext("{group} and who").format(group=group.header[0])
        if several
        else group.header[0]
    )
    rows = tuple(
        (f"{part} – {who}" if several else part, finding) for part, who, finding in group.parts
    )
    counted = any(finding.counts for _label, finding in rows)
    return FindingsBlock(
        group.title,
        heading,
        rows,
        tuple(book.release.codebook.get(rows[0][1].id, {}).items()) if counted else (),
    )


def _blocks(book: Book, ids: Sequence[str], title: str) -> list[FindingsBlock]:
    """Return the findings by answers.

    Those of which no answers are told come together, whatever their answers are.
    """
    release, words = book.release, book.words
    by_codes: dict[tuple[tuple[str, str, str], ...], list[Finding]] = {}
    for id in ids:
        codes = tuple(
            (code, counts_as, release.text(f"{id}#{code}", words.code))
            for code, counts_as in release.codebook.get(id, {}).items()
        )
        by_codes.setdefault(codes, []).extend(phrases.list_views(release, id))
    told = {
        codes: found
        for codes, found in by_codes.items()
        if any(finding.counts for finding in found)
    }
    untold = [
        finding for codes, found in by_codes.items() if codes not in told for finding in found
    ]
    groups = sorted(
        [*told.items()] + ([((), untold)] if untold else []),
        key=lambda group: ids.index(group[1][0].id),
    )
    return [
        _block(book, found, tuple(code[:2] for code in codes), title if len(groups) == 1 else "")
        for codes, found in groups
    ]


def _block(
    book: Book, findings: Sequence[Finding], codes: tuple[tuple[str, str], ...], title: str
) -> FindingsBlock:
    """Return findings as a table.

    A row says who, after what it is about unless the title says so, unless all are of the same
    people.
    """
    release, words = book.release, book.words
    names = [release.text(finding.id, words.code) for finding in findings]
    who = [phrases.name_people(release, finding.view, words, finding.id) for finding in findings]
    if len(set(names)) == 1 and (codes or title):
        return FindingsBlock(
            names[0],
            words.gettext("Who"),
            tuple(zip(map(capitalize_first, who), findings, strict=True)),
            codes,
        )
    title = title or (
        words.gettext("Answer by answer") if codes else words.gettext("Not broken down by answer")
    )
    if len(set(who)) == 1 and findings[0].view == "people":
        return FindingsBlock(
            title,
            words.gettext("Question to {who}").format(who=who[0]),
            tuple(zip(names, findings, strict=True)),
            codes,
        )
    rows = tuple(
        (f"{name} – {person}", finding)
        for name, person, finding in zip(names, who, findings, strict=True)
    )
    return FindingsBlock(title, words.gettext("Question and who"), rows, codes)
