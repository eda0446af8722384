"""The columns of a sheet of pairs: what each is called in Swedish and English, and what it is for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.coordination import saying
from toolkit.coordination.changes import COMPETITION
from toolkit.reading import Grid
from toolkit.texts import LANGUAGES, Language, language
from toolkit.workbook.filling import Field

if TYPE_CHECKING:
    from toolkit.programme import Programme

NEEDED = ("mentor_name", "mentee_name")
SHEETS = ("pairs", "par")
CALLED: Mapping[str, tuple[str, ...]] = {
    "mentor_name": ("mentor", "mentorns namn", "mentor namn", "mentor's name"),
    "mentor_address": ("mentor e-mail", "mentor's e-mail", "mentor's address", "mentor mail", "mentorns e-post", "mentor e-post", "mentorns adress"),
    "mentee_name": ("mentee", "adept", "adeptens namn", "adept namn", "mentee's name"),
    "mentee_address": ("mentee e-mail", "mentee's e-mail", "mentee's address", "mentee mail", "adeptens e-post", "adept e-post", "adeptens adress"),
    "chapter": ("avdelning", "lokalavdelning"),
    "started_on": ("start", "started", "starts on", "first day", "startdatum", "startdag", "första dag"),
    "planned_end_on": ("end", "planned end", "last day", "slutdatum", "planerat slut", "planerad slutdag", "sista dag"),
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
SPOKEN: Mapping[str, tuple[str, ...]] = {"sv": ("svenska", "swedish"), "en": ("engelska", "english")}


def column_of(heading: str) -> str | None:
    """Return the column that a heading means, ``None`` if none."""
    return _known().get(_plain(heading))


def heading_of(grid: Grid, column: str) -> str:
    """Return what a column is called in a sheet."""
    return next(heading for heading in grid.header if column_of(heading) == column)


def rewritten(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row with codes for the words that stand for them; what is not known stays as it is, and is a fault later."""
    words = {"competition": _words(MEANT, [saying.competition(language(code)) for code in LANGUAGES]), "language": _words(SPOKEN, [])}
    return {column: words.get(column, {}).get(_plain(text), text) for column, text in row.items()}


def fields(programme: Programme, words: Language) -> list[Field]:
    """Return the columns of the template with what they are for."""
    _ = words.gettext
    settings = programme.settings
    length = (
        words.ngettext("Left blank: {n} month after the first.", "Left blank: {n} months after the first.", settings.length_months).format(
            n=settings.length_months
        )
        if settings.length_months
        else _("Left blank: that of the cohort, if it has one.")
    )
    competition = [saying.competition(words)[code] for code in COMPETITION]
    address = _("E-mail address. The same address is the same person. Left blank: the person gets a printed card.")
    found = {
        "mentor_name": Field(_("Mentor's name"), _("The mentor's name. Kept apart from all answers."), 26),
        "mentor_address": Field(_("Mentor's e-mail"), address, 30),
        "mentee_name": Field(_("Mentee's name"), _("The mentee's name. Kept apart from all answers."), 26),
        "mentee_address": Field(_("Mentee's e-mail"), address, 30),
        "chapter": Field(_("Chapter"), _("The local chapter of the two. Left blank: none."), 18),
        "started_on": Field(_("First day"), _("The day on which the pair starts, such as 2027-01-31. Left blank: the first day of the cohort."), 14, day=True),
        "planned_end_on": Field(_("Last day"), _("The day on which the pair is planned to end.") + " " + length, 14, day=True),
        "competition": Field(
            _("Competition"), _("Whether the two compete with each other: {choices}.").format(choices="; ".join(competition)), 28, options=competition
        ),
        "language": Field(_("Language"), _("sv or en, for both. Left blank: the language of the programme."), 12, options=LANGUAGES),
        "followup_by": Field(_("Followed up by"), _("Name or address of whoever follows the pair up, as it stands in that person's account here."), 26),
    }
    left_out = {"competition": not settings.matching.competition_check, "followup_by": not settings.matching.followed_up}
    return [field for column, field in found.items() if not left_out.get(column)]


def _known() -> dict[str, str]:
    """Return every way to write a heading, those of the templates in each language among them."""
    return {_plain(name): column for column, names in CALLED.items() for name in (column, *names)}


def _words(codes: Mapping[str, tuple[str, ...]], labels: list[dict[str, str]]) -> dict[str, str]:
    known = {_plain(word): code for code, words in codes.items() for word in words}
    return known | {_plain(label): code for each in labels for code, label in each.items()}


def _plain(text: str) -> str:
    """Only the plain letters, so that ``E-post``, ``e_post`` and ``e post`` are one."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalpha())
