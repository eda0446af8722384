"""A sheet of pairs: every row is accepted or refused, with every fault, and nobody is named."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.data.files.tables import CSV_BYTES, Grid, parse_grids
from toolkit.data.schema import holds_content
from toolkit.data.schema.headers import COLUMN_MISSING, COLUMN_TWICE, CONTENT_COLUMN, NO_HEADER
from toolkit.errors import N_, Fault, TableError
from toolkit.i18n import LANGUAGES, Language, load_language
from toolkit.people.coordination import cohorts
from toolkit.people.coordination import labels as saying
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.intake import Intake, faults_of_work
from toolkit.people.coordination.matching import ADDED, rename_fault_fields
from toolkit.people.coordination.models import PairSheet
from toolkit.people.coordination.pair_changes import COMPETITION
from toolkit.reports.workbook.templates import TemplateColumn, write_template

if TYPE_CHECKING:
    from datetime import datetime

    from toolkit.i18n import Language
    from toolkit.programme.programme import Programme


NEEDED_COLUMNS = ("mentor_name", "mentee_name")
SHEETS = ("pairs", "par")
CALLED: Mapping[str, tuple[str, ...]] = {
    "mentor_name": ("mentor", "mentorns namn", "mentor namn", "mentor's name"),
    "mentor_address": (
        "mentor e-mail",
        "mentor's e-mail",
        "mentor's address",
        "mentor mail",
        "mentorns e-post",
        "mentor e-post",
        "mentorns adress",
    ),
    "mentee_name": ("mentee", "adept", "adeptens namn", "adept namn", "mentee's name"),
    "mentee_address": (
        "mentee e-mail",
        "mentee's e-mail",
        "mentee's address",
        "mentee mail",
        "adeptens e-post",
        "adept e-post",
        "adeptens adress",
    ),
    "chapter": ("avdelning", "lokalavdelning"),
    "started_on": (
        "start",
        "started",
        "starts on",
        "first day",
        "startdatum",
        "startdag",
        "första dag",
    ),
    "planned_end_on": (
        "end",
        "planned end",
        "last day",
        "slutdatum",
        "planerat slut",
        "planerad slutdag",
        "sista dag",
    ),
    "competition": ("konkurrens",),
    "language": ("språk",),
    "followup_by": ("followed up by", "follow-up", "följs upp av", "uppföljning"),
}
"""What else each column may be called; small and large letters, blanks and marks do not matter."""
MEANT: Mapping[str, tuple[str, ...]] = {
    "none": ("no", "nej", "ingen"),
    "declared": ("yes", "ja"),
    "not_asked": ("not asked", "inte frågat", "ej frågat", "inte tillfrågade"),
}
SPOKEN: Mapping[str, tuple[str, ...]] = {
    "sv": ("svenska", "swedish"),
    "en": ("engelska", "english"),
}


def column_of(heading: str) -> str | None:
    """Return the column that a heading means, ``None`` if none."""
    return _list_known_headings().get(_plain(heading))


def heading_of(grid: Grid, column: str) -> str:
    """Return what a column is called in a sheet."""
    return next(heading for heading in grid.header if column_of(heading) == column)


def decode_row(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row with codes for the words that stand for them.

    What is not known stays as it is, and is a fault later.
    """
    words = {
        "competition": _words(
            MEANT, [saying.competition(load_language(code)) for code in LANGUAGES]
        ),
        "language": _words(SPOKEN, []),
    }
    return {column: words.get(column, {}).get(_plain(text), text) for column, text in row.items()}


def fields(programme: Programme, words: Language) -> list[TemplateColumn]:
    """Return the columns of the template with what they are for."""
    _ = words.gettext
    settings = programme.settings
    length = (
        words.ngettext(
            "Left blank: {n} month after the first.",
            "Left blank: {n} months after the first.",
            settings.length_months,
        ).format(n=settings.length_months)
        if settings.length_months
        else _("Left blank: that of the cohort, if it has one.")
    )
    competition = [saying.competition(words)[code] for code in COMPETITION]
    address = _(
        "E-mail address. The same address is the same person. Left blank: the person gets a printed"
        " card."
    )
    found = {
        "mentor_name": TemplateColumn(
            _("Mentor's name"), _("The mentor's name. Kept apart from all answers."), 26
        ),
        "mentor_address": TemplateColumn(_("Mentor's e-mail"), address, 30),
        "mentee_name": TemplateColumn(
            _("Mentee's name"), _("The mentee's name. Kept apart from all answers."), 26
        ),
        "mentee_address": TemplateColumn(_("Mentee's e-mail"), address, 30),
        "chapter": TemplateColumn(
            _("Chapter"), _("The local chapter of the two. Left blank: none."), 18
        ),
        "started_on": TemplateColumn(
            _("First day"),
            _(
                "The day on which the pair starts, such as 2027-01-31. Left blank: the first day of"
                " the cohort."
            ),
            14,
            day=True,
        ),
        "planned_end_on": TemplateColumn(
            _("Last day"),
            _("The day on which the pair is planned to end.") + " " + length,
            14,
            day=True,
        ),
        "competition": TemplateColumn(
            _("Competition"),
            _("Whether the two compete with each other: {choices}.").format(
                choices="; ".join(competition)
            ),
            28,
            options=competition,
        ),
        "language": TemplateColumn(
            _("Language"),
            _("sv or en, for both. Left blank: the language of the programme."),
            12,
            options=LANGUAGES,
        ),
        "followup_by": TemplateColumn(
            _("Followed up by"),
            _(
                "Name or address of whoever follows the pair up, as it stands in that person's"
                " account here."
            ),
            26,
        ),
    }
    left_out = {
        "competition": not settings.matching.competition_check,
        "followup_by": not settings.matching.followed_up,
    }
    return [field for column, field in found.items() if not left_out.get(column)]


def _list_known_headings() -> dict[str, str]:
    """Return every way to write a heading, those of the templates in each language among them."""
    return {_plain(name): column for column, names in CALLED.items() for name in (column, *names)}


def _words(codes: Mapping[str, tuple[str, ...]], labels: list[dict[str, str]]) -> dict[str, str]:
    known = {_plain(word): code for code, words in codes.items() for word in words}
    return known | {_plain(label): code for each in labels for code, label in each.items()}


def _plain(text: str) -> str:
    """Only the plain letters, so that ``E-post``, ``e_post`` and ``e post`` are one."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalpha()
    )


TOO_LARGE = N_("the file is too large. Split it.")
WHICH_PAIR_SHEET = N_(
    "none of the sheets has the columns of the template, or several have. Keep one of them."
)
UNKNOWN_PAIR_COLUMN = N_(
    "the template has no such column. Remove it, or give it the name that it has in the template."
)
NO_ROWS = N_("there is no row below the names of the columns. Fill in the pairs.")


def template(programme: Programme, words: Language) -> bytes:
    """Return a workbook to fill in: one sheet with the columns, one that says what they are for."""
    _ = words.gettext
    properties = {"title": _("Pairs to take in"), "language": words.code}
    headings = (_("Column"), _("What it is for"))
    return write_template(
        _("Pairs"),
        fields(programme, words),
        explained=_("Explanation"),
        headings=headings,
        properties=properties,
    )


def read(
    view: Visibility,
    content: bytes,
    name: str,
    cohort: str,
    *,
    same_names: bool,
) -> PairSheet:
    """Return what a sheet would bring to a cohort.

    Rows that refer to a refused one are refused too. The arguments are those of the view.

    Raises:
        TableError: If it cannot be read, its columns are not those of the template, or no pair can
            be added to the cohort.
    """
    cohorts.require_open_cohort(view, cohort)
    grid = _grid(content, name)
    if faults := tuple(_faults_of_header(grid)):
        raise TableError(faults)
    names = [str(column_of(heading)) for heading in grid.header]
    rows = {number: decode_row(dict(zip(names, cells, strict=True))) for number, cells in grid.rows}
    if not rows and not grid.lost_rows:
        raise TableError(Fault(NO_ROWS, file=grid.name))
    headings = {column: heading_of(grid, column) for column in names}
    letters = dict(zip(grid.letters, grid.header, strict=False))
    found, good = (
        [replace(fault, column=letters.get(fault.column, fault.column)) for fault in grid.faults],
        rows,
    )
    while True:  # until no row is left whose fault would show in another
        wrong, warnings, intake = _take_rows(
            view, cohort, good, grid.name, headings, same_names=same_names
        )
        found += wrong
        refused_rows = {fault.row for fault in found}
        if refused_rows.isdisjoint(good):
            break
        good = {number: row for number, row in good.items() if number not in refused_rows}
    return PairSheet(
        name=grid.name,
        cohort=cohort,
        rows=len(rows) + len(grid.lost_rows),
        accepted=len(good),
        already=intake.already,
        new_people=len(intake.people.participants),
        faults=sort_faults_by_row(found),
        warnings=tuple(warnings),
        work=intake.work((ADDED, " ".join(pair["pair_id"] for pair in intake.pairs))),
    )


def take_in(view: Visibility, sheet: PairSheet, now: datetime) -> int:
    """Write what a sheet brings, and return how many pairs that is.

    Raises:
        MendableError: If somebody else was faster, or the cohort is closed since; then nothing is
            written.
    """
    cohorts.require_open_cohort(view, sheet.cohort)
    if sheet.pairs:
        view.store.follow_up(sheet.work, by=view.account.address, now=now)
    return sheet.pairs


def sort_faults_by_row(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return faults by row, and of each cell the first."""
    first: dict[object, Fault] = {}
    for fault in faults:
        first.setdefault((fault.row, fault.column, None if fault.row else fault.message), fault)
    return tuple(sorted(first.values(), key=lambda fault: (fault.row or 0, fault.column)))


def _take_rows(
    view: Visibility,
    cohort: str,
    rows: Mapping[int, Mapping[str, str]],
    file: str,
    headings: Mapping[str, str],
    *,
    same_names: bool,
) -> tuple[list[Fault], list[Fault], Intake]:
    """Take rows in one after the other; return what is wrong, what to look at, and the intake."""
    intake = Intake(view, cohort, same_names=same_names)
    faults: list[Fault] = []
    warnings: list[Fault] = []
    of_row: dict[str, int] = {}
    for number, row in rows.items():
        before = len(intake.pairs)
        faults += [
            _place_fault(fault, file, number, column, headings)
            for column, fault in intake.add(row, number).items()
        ]
        warnings += [
            _place_fault(fault, file, number, column, headings) for column, fault in intake.warnings
        ]
        of_row |= {code: number for pair in intake.pairs[before:] for code in (pair["pair_id"],)}
        of_row |= {
            code: number
            for code in (*intake.people.participants, *intake.people.chapters)
            if code not in of_row
        }
    for code, column, fault in faults_of_work(view.books, view.programme, intake.work()):
        [(named, said)] = rename_fault_fields({column: fault}).items()
        faults.append(_place_fault(said, file, of_row[code], named, headings))
    return faults, warnings, intake


def _place_fault(
    fault: Fault, file: str, row: int, column: str, headings: Mapping[str, str]
) -> Fault:
    return replace(fault, file=file, row=row, column=headings.get(column, column))


def _grid(content: bytes, name: str) -> Grid:
    if len(content) > CSV_BYTES:
        raise TableError(Fault(TOO_LARGE, file=name))
    grids = parse_grids(content, name)
    if len(grids) == 1:
        return next(iter(grids.values()))
    named = [grid for title, grid in grids.items() if title.strip().casefold() in SHEETS]
    ours = named or [
        grid
        for grid in grids.values()
        if {column_of(heading) for heading in grid.header} >= set(NEEDED_COLUMNS)
    ]
    if len(ours) != 1:
        raise TableError(Fault(WHICH_PAIR_SHEET, file=name))
    return ours[0]


def _faults_of_header(grid: Grid) -> Iterator[Fault]:
    """A first row without any known name may hold a person's row, and an unknown name a person's.

    Neither is repeated.
    """
    columns = [column_of(heading) for heading in grid.header]
    if not any(columns):
        yield Fault(NO_HEADER, {"needed": ", ".join(NEEDED_COLUMNS)}, grid.name)
        return
    for column, heading, letter in zip(
        columns, grid.header, grid.letters or grid.header, strict=True
    ):
        if column is None:
            yield Fault(
                CONTENT_COLUMN if holds_content(heading) else UNKNOWN_PAIR_COLUMN,
                {},
                grid.name,
                column=letter,
            )
    for column, times in Counter(columns).items():
        if column and times > 1:
            yield Fault(COLUMN_TWICE, {}, grid.name, column=column)
    for column in NEEDED_COLUMNS:
        if column not in columns:
            yield Fault(COLUMN_MISSING, {}, grid.name, column=column)
