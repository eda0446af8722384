"""A printed sheet of QR codes: one card a person, to cut out and hand over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import segno
from markupsafe import Markup

from toolkit.invite.letters import Invitation, Occasion
from toolkit.marks import LIGHT
from toolkit.texts import Language
from toolkit.webpage import templates

QUIET_ZONE = 4
"""Empty modules around a code, which scanners need."""


@dataclass(frozen=True, repr=False)
class Card:
    """What stands on one card; of the person nothing but the name, or the code where there is no name."""

    language: str
    programme: str
    name: str
    code: Markup
    alt: str
    how: str
    until: str
    key: str


def cards_page(invitations: Iterable[Invitation], occasion: Occasion, words: Language) -> str:
    """Return the sheet as one HTML file for A4 that asks nothing of the network; *words* is the language of whoever prints it."""
    _ = words.gettext
    return (
        templates()
        .get_template("qr.html.j2")
        .render(
            lang=words.code,
            palette=LIGHT,
            title=_("Cards for {programme}").format(programme=occasion.name(words)),
            notice=warning(words),
            how_to_print=_("Print on A4 at full size, cut along the lines, and give each card to the person whose name stands on it."),
            cards=[_card(invitation, occasion) for invitation in invitations],
        )
    )


def warning(words: Language) -> str:
    """Say what whoever holds the links must know."""
    return words.gettext(
        "Every link is a key: whoever has it can answer as that person, and read what is begun with it and not sent. "
        "What is sent opens only with the code of its receipt. "
        "Give each to its person only, keep the files where nobody else can read them, and delete them when everybody has theirs."
    )


def _card(invitation: Invitation, occasion: Occasion) -> Card:
    words, called = invitation.person.words, invitation.person.called
    _ = words.gettext
    return Card(
        language=words.code,
        programme=occasion.name(words),
        name=called,
        code=_drawn(invitation.link),
        alt=_("QR code for {name}").format(name=called),
        how=_("Point the camera of your phone at the code. It opens your own page; there is nothing to install."),
        until=_("Works until {date}.").format(date=words.date(invitation.until)),
        key=_("It is your key: keep it to yourself."),
    )


def _drawn(link: str) -> Markup:
    code = segno.make_qr(link, error="m")
    return Markup(code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704 - drawn by segno, no text in it
