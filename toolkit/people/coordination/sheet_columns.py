"""The columns of a sheet of pairs: what each may be called, means, and is for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.data.files.tables import Grid
from toolkit.i18n import LANGUAGES, Language, load_language
from toolkit.people.coordination import labels
from toolkit.people.coordination.pair_changes import COMPETITION
from toolkit.reports.workbook.templates import TemplateColumn

if TYPE_CHECKING:
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
            MEANT, [labels.competition(load_language(code)) for code in LANGUAGES]
        ),
        "language": _words(SPOKEN, []),
    }
    return {column: words.get(column, {}).get(_plain(text), text) for column, text in row.items()}


def list_columns(programme: Programme, words: Language) -> list[TemplateColumn]:
    """Return the columns of the template with what they are for."""
    matching = programme.settings.matching
    found = _describe_people(words) | _describe_days(programme, words) | _describe_rest(words)
    left_out = {
        "competition": not matching.competition_check,
        "followup_by": not matching.followed_up,
    }
    return [column for name, column in found.items() if not left_out.get(name)]


def _describe_people(words: Language) -> dict[str, TemplateColumn]:
    _ = words.gettext
    address = _(
        "E-mail address. The same address is the same person. Left blank: the person gets a printed"
        " card."
    )
    return {
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
    }


def _describe_days(programme: Programme, words: Language) -> dict[str, TemplateColumn]:
    _, months = words.gettext, programme.settings.length_months
    length = (
        words.ngettext(
            "Left blank: {n} month after the first.",
            "Left blank: {n} months after the first.",
            months,
        ).format(n=months)
        if months
        else _("Left blank: that of the cohort, if it has one.")
    )
    first = _(
        "The day on which the pair starts, such as 2027-01-31. Left blank: the first day of"
        " the cohort."
    )
    last = _("The day on which the pair is planned to end.") + " " + length
    return {
        "started_on": TemplateColumn(_("First day"), first, 14, day=True),
        "planned_end_on": TemplateColumn(_("Last day"), last, 14, day=True),
    }


def _describe_rest(words: Language) -> dict[str, TemplateColumn]:
    _ = words.gettext
    competition = [labels.competition(words)[code] for code in COMPETITION]
    return {
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


def _list_known_headings() -> dict[str, str]:
    """Return every way to write a heading, those of the templates in each language among them."""
    return {_plain(name): column for column, names in CALLED.items() for name in (column, *names)}


def _words(codes: Mapping[str, tuple[str, ...]], spoken: list[dict[str, str]]) -> dict[str, str]:
    known = {_plain(word): code for code, words in codes.items() for word in words}
    return known | {_plain(label): code for each in spoken for code, label in each.items()}


def _plain(text: str) -> str:
    """Only the plain letters, so that ``E-post``, ``e_post`` and ``e post`` are one."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalpha()
    )
