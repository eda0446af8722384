"""The mail that carries a personal link: plain text, warm and short, in the person's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from secrets import token_hex
from urllib.parse import urlsplit

import segno
from markupsafe import Markup

from toolkit.i18n import Language
from toolkit.people.invitations.recipients import Person
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Questionnaire, localize
from toolkit.reports.html.closing import template_environment
from toolkit.reports.palette import LIGHT

QUIET_ZONE = 4
"""Empty modules around a code, which scanners need."""


@dataclass(frozen=True, repr=False)
class Card:
    """What stands on one card.

    Of the person nothing but the name, or the code where there is no name.
    """

    language: str
    programme: str
    name: str
    code: Markup
    alt: str
    how: str
    until: str
    key: str


def cards_page(invitations: Iterable[Invitation], occasion: LetterOccasion, words: Language) -> str:
    """Return the sheet as one HTML file for A4 that asks nothing of the network.

    Args:
        invitations: Whose cards they are, each with the link.
        occasion: What the links are for.
        words: The language of whoever prints it.

    Returns:
        The file.
    """
    return (
        template_environment()
        .get_template("qr.html.j2")
        .render(
            lang=words.code,
            palette=LIGHT,
            title=words.gettext("Cards for {programme}").format(programme=occasion.name(words)),
            notice=warning(words),
            how_to_print=words.gettext(
                "Print on A4 at full size, cut along the lines, and give each card to the person"
                " whose name stands on it."
            ),
            cards=[_card(invitation, occasion) for invitation in invitations],
        )
    )


def warning(words: Language) -> str:
    """Say what whoever holds the links must know."""
    return words.gettext(
        "Every link is a key: whoever has it can answer as that person, and read what is begun with"
        " it and not sent. What is sent opens only with the code of its receipt. Give each to its"
        " person only, keep the files where nobody else can read them, and delete them when"
        " everybody has theirs."
    )


def _card(invitation: Invitation, occasion: LetterOccasion) -> Card:
    words, called = invitation.person.words, invitation.person.called
    _ = words.gettext
    return Card(
        language=words.code,
        programme=occasion.name(words),
        name=called,
        code=_draw_qr_code(invitation.link),
        alt=_("QR code for {name}").format(name=called),
        how=_(
            "Point the camera of your phone at the code. It opens your own page; there is nothing"
            " to install."
        ),
        until=_("Works until {date}.").format(date=words.date(invitation.until)),
        key=_("It is your key: keep it to yourself."),
    )


def _draw_qr_code(link: str) -> Markup:
    code = segno.make_qr(link, error="m")
    return Markup(code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None))  # noqa: S704 - drawn by segno, no text in it


SURVEY_MINUTES = 3
"""How long a form takes on a phone; each was made to take no longer."""


@dataclass(frozen=True, repr=False)
class Invitation:
    """A person's link and the last day on which it opens; never printed, because it is a key."""

    person: Person
    link: str
    until: date


@dataclass(frozen=True, repr=False)
class LetterOccasion:
    """What the letters are about.

    Attributes:
        programme: Whose name stands in them.
        reminder: The questionnaire that they remind of; None where they invite.
        sender: Whose name stands below, and in ``From``; None where the mail program says it.
    """

    programme: Programme
    reminder: Questionnaire | None = None
    sender: Address | None = None

    def name(self, words: Language) -> str:
        """The programme's name."""
        settings = self.programme.settings
        return localize(settings.name, words, settings.default_language)


def letter(invitation: Invitation, occasion: LetterOccasion) -> EmailMessage:
    """Return the mail to one person, as a draft: mail programs open it ready to be sent.

    It has its ``Message-ID`` from the start, so that a mail that is sent again after a broken
    connection can be known as the same.
    """
    person, message = invitation.person, EmailMessage(SMTP)
    before, _, domain = person.address.rpartition("@")
    message["To"] = Address(person.name, before, domain)
    if occasion.sender:
        message["From"] = occasion.sender
    message["Subject"] = _subject(occasion, person.words)
    message["Message-ID"] = f"<{token_hex(16)}@{urlsplit(invitation.link).hostname}>"
    message["X-Unsent"] = "1"
    message.set_content(
        "\n\n".join(_paragraphs(invitation, occasion)) + "\n", cte="quoted-printable"
    )
    message["Content-Language"] = person.words.code
    return message


def _subject(occasion: LetterOccasion, words: Language) -> str:
    subject = (
        words.gettext("A reminder from {programme}")
        if occasion.reminder
        else words.gettext("Your page in {programme}")
    )
    return subject.format(programme=occasion.name(words))


def _paragraphs(invitation: Invitation, occasion: LetterOccasion) -> Iterator[str]:
    words, name = invitation.person.words, invitation.person.name
    _ = words.gettext
    yield _("Hello {name}!").format(name=name) if name else _("Hello!")
    yield from _reasons(occasion, words)
    yield invitation.link
    yield _(
        "Each form takes about {n} minutes on a phone. You may stop in the middle and go on later"
        " with this link; what you have filled in is kept."
    ).format(n=SURVEY_MINUTES)
    yield _(
        "The link works until {date}. It is your key: keep it to yourself and do not pass this"
        " mail on."
    ).format(date=words.date(invitation.until))
    yield _(
        "Who sees what: whoever follows up the mentorships sees what the two of you agree on and"
        " log, and whether a form is in, but of your answers only a wish to be contacted; the board"
        " sees summed-up figures, once the cohort is closed; and exactly what is promised to you"
        " stands on the page, before the first question."
    )
    yield _(
        "Have you had a link from us before? Then only this one works now. What you have sent"
        " stays; it opens with the code of your receipt. A form that you had begun and not sent you"
        " begin again, so that nobody who hands out links can read it."
    )
    yield _("Do you have a question, or does something not work? Reply to this mail.")
    yield "\n".join(
        [
            _("Warm regards"),
            *(
                [occasion.sender.display_name]
                if occasion.sender and occasion.sender.display_name
                else []
            ),
            occasion.name(words),
        ]
    )


def _reasons(occasion: LetterOccasion, words: Language) -> Iterator[str]:
    """Say what the link is for; a reminder has the same words for everybody."""
    _ = words.gettext
    if occasion.reminder:
        form = localize(
            occasion.reminder.title, words, occasion.programme.settings.default_language
        )
        yield _(
            "Your form “{form}” is not in yet. Answering is up to you, and every answer makes the"
            " picture fuller. You can fill it in here:"
        ).format(form=form)
        return
    yield _(
        "Welcome to your own page in {programme}. There the two of you note what you have agreed"
        " on, tick each month whether you have been in contact, and answer a few questions on the"
        " way and at the end. What you talk about is never asked for."
    ).format(programme=occasion.name(words))
    yield _("This link opens your page, on a phone or a computer, without a password:")
