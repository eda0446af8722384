"""The sheets for whoever calculates or checks.

All figures, all answers, the notes, the codebook.
"""

from collections.abc import Iterator

from toolkit.i18n import capitalize_first
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.narrative import phrases
from toolkit.reports.workbook import values
from toolkit.reports.workbook.cells import Book, CellValue
from toolkit.reports.workbook.summary import write_heading


def write_figures(book: Book) -> None:
    """Write every finding as a row, whatever its status."""
    _ = book.words.gettext
    counts = (
        _("Favourable"),
        _("Of"),
        _("Answered"),
        _("Possible, lowest"),
        _("Possible, highest"),
    )
    book.sheet_of_table(
        _("All figures"),
        (26, 44, 12, 20, 14, 12, 12, 12, 12),
        "figures",
        [
            _("Finding"),
            _("Title"),
            _("Who"),
            _("Status"),
            *(_("{name} (number)").format(name=name) for name in counts),
        ],
        [_figure(book, row) for row in narrative.list_finding_rows(book.release, book.words)],
        texts=4,
    )


def write_answers(book: Book) -> None:
    """Write every answer of every finding of which answers are told as a row of its own."""
    _ = book.words.gettext
    rows = [
        line
        for row in narrative.list_finding_rows(book.release, book.words)
        for line in _answers(book, row)
    ]
    if rows:
        book.sheet_of_table(
            _("All answers"),
            (26, 44, 12, 18, 34, 18, 16),
            "answers",
            [
                _("Finding"),
                _("Title"),
                _("Who"),
                _("Code"),
                _("Answer"),
                _("Counts as"),
                _("{name} (number)").format(name=_("Gave this answer")),
            ],
            rows,
            texts=6,
        )


def write_notes(book: Book) -> None:
    """Write how the figures came about, what is not shown, and by what the release is known."""
    _ = book.words.gettext
    sheet = book.sheet(_("Notes"), (34, 96), landscape=True)
    write_heading(sheet, _("Notes"))
    sheet.table(4, "notes", [_("About"), _("Note")], list(_notes(book)), texts=2)
    sheet.freeze_below(4)


def write_codebook(book: Book) -> None:
    """Write every finding with its questions as asked, and each answer with what it counts as."""
    _ = book.words.gettext
    people = [phrases.name_people(book.release, role, book.words) for role in phrases.ROLE_VIEWS]
    asked = [_("Question to {who}").format(who=who) for who in people]
    book.sheet_of_table(
        _("Codebook"),
        (26, 34, 40, 40, 18, 34, 16),
        "codebook",
        [_("Finding"), _("Title"), *asked, _("Code"), _("Answer"), _("Counts as")],
        [
            line
            for id in dict.fromkeys(finding.id for finding in book.release.findings)
            for line in _codes(book, id)
        ],
        texts=7,
    )


def _figure(book: Book, row: narrative.FindingRow) -> list[CellValue]:
    finding = row.finding
    return [
        finding.id,
        row.title,
        row.who,
        _status(book, finding),
        values.favourable_value(finding, book.words),
        *(values.number_or_mark(value, finding) for value in (finding.frame, finding.answered)),
        *values.possible_ends(finding),
    ]


def _status(book: Book, finding: Finding) -> str:
    _ = book.words.gettext
    return {
        "shown": _("shown in full"),
        "coarsened": _("shown in part"),
        "hidden": _("hidden [c]"),
        "not_available": _("not available [x]"),
    }[finding.status]


def _answers(book: Book, row: narrative.FindingRow) -> Iterator[list[CellValue]]:
    finding, codes = row.finding, book.release.codebook.get(row.finding.id, {})
    for code, count in finding.by_code.items():
        yield [
            finding.id,
            row.title,
            row.who,
            code,
            book.release.text(f"{finding.id}#{code}", book.words.code),
            _counts_as(book, codes.get(code, "")),
            phrases.format_span(count) if count.exact is None else count.exact,
        ]


def _counts_as(book: Book, counts_as: str) -> str:
    _ = book.words.gettext
    return {
        "favourable": _("yes"),
        "other": _("another answer"),
        "no_answer": _("no answer"),
        "not_applicable": _("does not apply"),
    }.get(counts_as, values.NOT_AVAILABLE)


def _codes(book: Book, id: str) -> Iterator[list[CellValue]]:
    release, code_of_language = book.release, book.words.code
    questions = [release.text(f"{id}@{role}", code_of_language) for role in phrases.ROLE_VIEWS]
    asked = [
        values.NOT_AVAILABLE if question == f"{id}@{role}" else question
        for role, question in zip(phrases.ROLE_VIEWS, questions, strict=True)
    ]
    for code, counts_as in release.codebook.get(id, {}).items() or [("", "")]:
        yield [
            id,
            release.text(id, code_of_language),
            *asked,
            code or values.NOT_AVAILABLE,
            release.text(f"{id}#{code}", code_of_language) if code else values.NOT_AVAILABLE,
            _counts_as(book, counts_as),
        ]


def _notes(book: Book) -> Iterator[list[str]]:
    release, words = book.release, book.words
    _ = words.gettext
    yield from (
        [title, text]
        for title, text in (
            *narrative.method_paragraphs(release, words),
            *narrative.certificate_paragraphs(release, words),
        )
    )
    yield from (
        [_("Sign: {sign}").format(sign=sign), f"{capitalize_first(meaning)}."]
        for sign, meaning in narrative.sign_meanings(words)
    )
    if phrases.has_text(release, "disclaimer"):
        yield [_("From the programme"), release.text("disclaimer", words.code)]
    withheld = narrative.list_withheld_rows(release, words)
    yield from ([_("Not shown in full"), f"{row.title}, {row.who}: {row.told}"] for row in withheld)
    if not withheld:
        yield [_("Not shown in full"), _("Nothing: every figure is shown.")]
    yield [_("Closed on"), words.date(release.closed_on)]
    yield from (
        [name, text]
        for name, text in ((_("Closed by"), release.closed_by), (_("Made with"), release.made_with))
        if text
    )
    yield [_("Release (SHA-256)"), release.sha256]
