"""A sheet for each question and for each further part of the report.

The answer, the counts behind it, a chart.
"""

from collections.abc import Sequence

from toolkit.i18n import capitalize_first
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.narrative import phrases
from toolkit.reports.workbook.cells import Book
from toolkit.reports.workbook.findings import FindingsBlock, write_blocks


def write_questions(book: Book) -> None:
    """Write the four questions, then the parts of the report that are not among them."""
    sections = {
        section.key: section for section in narrative.list_sections(book.release, book.words)
    }
    for headline in narrative.list_headlines(book.release, book.words):
        _write_headline(book, headline, sections.pop(headline.key, None))
    for section in sections.values():
        _write_section(book, section)


def _write_headline(
    book: Book, headline: narrative.Headline, section: narrative.Section | None
) -> None:
    """Write one of the four, with what its section tells answer by answer."""
    _ = book.words.gettext
    ids = [finding.id for _label, finding in headline.rows] + [*(section.ids if section else ())]
    if headline.key == "goals" and book.release.finding("goals.chosen", "pair").told:
        ids.append("goals.chosen")
    names = {
        "goals": _("Goals"),
        "process": _("Process"),
        "onward": _("Onward"),
        "contact": _("Contact"),
    }
    write_blocks(
        book,
        headline.key,
        names[headline.key],
        headline.question,
        (phrases.strip_count_marks(headline.sentence), headline.note),
        _blocks(book, tuple(dict.fromkeys(ids)), headline.question),
    )


def _write_section(book: Book, section: narrative.Section) -> None:
    """Write a further part of the report; none where nothing of it is available."""
    found = [finding for id in section.ids for finding in phrases.list_views(book.release, id)]
    if all(finding.status == "not_available" for finding in found):
        return
    sentences = (narrative.both_sides_sentence(finding, book.words) for finding in found)
    prose = (phrases.strip_count_marks(" ".join(filter(None, sentences))), section.lead)
    write_blocks(
        book,
        section.key,
        section.title,
        section.title,
        prose,
        _blocks(book, section.ids, section.title),
    )


def write_groups(book: Book) -> None:
    """Write each question that is told for each chapter or area, if any is, as a table of them."""
    release, words = book.release, book.words
    ids = tuple(id for section in narrative.list_sections(release, words) for id in section.ids)
    if found := narrative.build_group_tables(release, ids, words):
        title = capitalize_first(narrative.group_word(release, words))
        write_blocks(
            book,
            "groups",
            title,
            title,
            ("", narrative.explain_total_only(release, ids, words)),
            [_block_of_group(book, group) for group in found],
        )


def _block_of_group(book: Book, group: narrative.GroupTable) -> FindingsBlock:
    several = len(group.header) > 2  # a part, and more than one of mentors, mentees
    rows = tuple(
        (f"{part} – {who}" if several else part, finding) for part, who, finding in group.parts
    )
    return FindingsBlock(
        group.title,
        book.words.gettext("{group} and who").format(group=group.header[0])
        if several
        else group.header[0],
        rows,
        tuple(book.release.codebook.get(rows[0][1].id, {}).items())
        if any(finding.counts for _label, finding in rows)
        else (),
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
    return FindingsBlock(
        title,
        words.gettext("Question and who"),
        tuple(
            (f"{name} – {person}", finding)
            for name, person, finding in zip(names, who, findings, strict=True)
        ),
        codes,
    )
