"""The steps of an invitation.

Who is due, links issued, the folder written, mails sent to those who have had none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from toolkit.errors import N_, Fault, InvitationError, Refused
from toolkit.i18n import Language
from toolkit.people.invitations import outbox
from toolkit.people.invitations.messages import Invitation, LetterOccasion
from toolkit.people.invitations.outbox import Folder, InvitationDetails
from toolkit.people.invitations.recipients import (
    Person,
    Recipients,
    find_recipients,
    is_address,
    one_line,
    to_ascii_address,
)
from toolkit.people.invitations.smtp import SPOILT, AddressedMail, Server, is_this_computer, send

if TYPE_CHECKING:
    from toolkit.data.database import Store
    from toolkit.programme.programme import Programme

PATH = "/m/"
"""Where the toolkit's own server opens a personal link."""
WEB_ADDRESS = N_("write the address at which participants reach the toolkit as https://host.")
NOT_DUE = N_("--only names somebody who is not among those who would be reached. Correct the code.")
PAST = N_("the last day on which the links work is over already. Name a later one.")
NO_SENDER = N_("nobody is named as sender. Name one with --from “Name <name@host.org>”.")
STALE = N_(
    "the link to participant {person} does not open any more, so no mail was sent. Issue a new one"
    " with --only, into another folder."
)


def _ignore_progress() -> None:
    """Tell nobody how far it has come."""


@dataclass(frozen=True, repr=False)
class InvitationRound:
    """One round of invitations or reminders.

    Attributes:
        due: Who is due today, and how many are left out.
        replaced: How many of them have a link that opens today, which a new one stops.
        written: What was written into *out* before; then no new links are issued.
        sender: Whose name stands below the mails and in ``From``; None where the mail program says
            it.
    """

    store: Store
    programme: Programme
    about: InvitationDetails
    out: Path
    today: date
    due: Recipients
    replaced: int
    written: Folder | None = None
    sender: Address | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """Who is due today."""
        return self.due.people

    @property
    def reachable(self) -> int:
        """How many of them a mail can reach."""
        return sum(1 for person in self.people if person.address)

    def issue(
        self, words: Language, *, now: datetime, issued: Callable[[], None] = _ignore_progress
    ) -> InvitationRound:
        """Issue a link to everybody who is due, and write the folder.

        Args:
            words: The language of whoever prints the cards.
            now: Time in UTC.
            issued: Called after each link.
        """
        invitations = []
        for person in self.people:
            token = self.store.issue_link(person.participant_id, until=self.about.until, now=now)
            invitations.append(
                Invitation(person, f"{self.about.address}{PATH}{token}", self.about.until)
            )
            issued()
        reminder = (
            self.programme.questionnaires[self.about.remind.partition(":")[0]]
            if self.about.remind
            else None
        )
        return replace(
            self,
            written=outbox.write(
                self.out,
                self.about,
                invitations,
                LetterOccasion(self.programme, reminder, self.sender),
                words,
            ),
        )

    def waiting(self) -> tuple[list[AddressedMail], list[Fault]]:
        """Return the mails that have not gone to people who are still due.

        And one fault for each that cannot go.
        """
        mails, faults = [], []
        for person in self.people:
            if (
                self.written
                and person.address
                and person.participant_id in self.written.drafts
                and person.participant_id not in self.written.sent
            ):
                try:
                    mail = self._mail(self.written, person.participant_id)
                except Refused as refused:
                    faults.append(refused.faults[0])
                else:
                    mails.append((person.participant_id, mail))
        return mails, faults

    def sent_by(self, server: Server) -> Address:
        """Return whose name stands in ``From``.

        The sender, else the user of the mail server under the programme's name.

        Raises:
            InvitationError: If neither is an address.
        """
        settings = self.programme.settings
        sender = self.sender or parse_sender(
            server.user, one_line(settings.name[settings.default_language])
        )
        if sender is None:
            raise InvitationError(Fault(NO_SENDER))
        return sender

    def send(
        self,
        server: Server,
        mails: Sequence[AddressedMail],
        *,
        now: datetime,
        tried: Callable[[], None] = _ignore_progress,
    ) -> tuple[int, list[Fault]]:
        """Send mails that are waiting.

        Args:
            server: Where they are handed in.
            mails: Each to one person.
            now: When it is done, for the journal.
            tried: Called after each mail.

        Returns:
            How many went, and one fault for each that did not; without a server one for all that
            remain.
        """
        gone: list[str] = []

        def went(person: str) -> None:
            if self.written:
                self.written.went(person, now)
            gone.append(person)

        faults = send(server, mails, sender=self.sent_by(server), went=went, tried=tried)
        return len(gone), faults

    def _mail(self, written: Folder, person: str) -> EmailMessage:
        """Return the draft of a person, unless it is spoilt or its link was replaced since."""
        try:
            message = written.draft(person)
            found = re.search(
                re.escape(f"{self.about.address}{PATH}") + "([A-Za-z0-9_-]+)", message.get_content()
            )
        except (OSError, MessageError, ValueError, KeyError, AttributeError):
            found = None
        if found is None or not message["To"]:
            raise Refused(Fault(SPOILT, {"person": person}))
        if self.store.person_of(found[1], today=self.today) != person:
            raise Refused(Fault(STALE, {"person": person}))
        return message


def plan(
    store: Store,
    programme: Programme,
    about: InvitationDetails,
    out: Path,
    *,
    today: date,
    only: Collection[str] = (),
    sender: Address | None = None,
) -> InvitationRound:
    """Return a round, before anything is issued.

    Args:
        only: Codes of the only participants to reach; everybody who is due if there are none.

    Raises:
        InvitationError: If there is no such cohort, questionnaire or person, the last day is over,
            or *out* holds something else.
    """
    if about.until < today:
        raise InvitationError(Fault(PAST))
    found = find_recipients(
        store, programme, cohort=about.cohort, today=today, until=about.until, remind=about.remind
    )
    if not set(only) <= {person.participant_id for person in found.people}:
        raise InvitationError(Fault(NOT_DUE))
    if only:
        found = Recipients(
            tuple(person for person in found.people if person.participant_id in only), 0, 0
        )
    live = store.live_links(today=today)
    replaced = sum(1 for person in found.people if person.participant_id in live)
    return InvitationRound(
        store, programme, about, out, today, found, replaced, outbox.find(out, about), sender
    )


def web_address(text: str) -> str:
    """Return the address of the toolkit without a stroke at its end.

    Links go over a protected line, save to this computer.

    Raises:
        InvitationError: If it is none.
    """
    try:
        parts = urlsplit(text)
        # Only asking for the port tells that it is none: urlsplit reads it late.
        _port, host = parts.port, parts.hostname or ""
    except ValueError:
        host = ""
    if (
        not host
        or parts.query
        or parts.fragment
        or parts.username
        or not text.isascii()
        or any(sign.isspace() for sign in text)
    ):
        raise InvitationError(Fault(WEB_ADDRESS))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_computer(host)):
        raise InvitationError(Fault(WEB_ADDRESS))
    return text.rstrip("/")


def parse_sender(text: str, name: str = "") -> Address | None:
    """Return ``Name <name@host.org>`` as an address, under *name* if it has none.

    None if it is not one.
    """
    own, found = parseaddr(text)
    if not is_address(found) or len(getaddresses([text])) != 1:
        return None
    before, _, domain = to_ascii_address(found).rpartition("@")
    return Address(one_line(own) or name, before, domain)


def require_sender(text: str) -> Address:
    """Return the sender that somebody named.

    Raises:
        InvitationError: If it is not an address.
    """
    if (sender := parse_sender(text)) is None:
        raise InvitationError(Fault(N_("write the sender as “Name <name@host.org>”.")))
    return sender
