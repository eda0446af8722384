"""Personal links of a cohort.

Who has one, new ones issued and taken along as files, and links that end.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.data.database import Contact, PendingChanges
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault, InvitationError, MendableError, Refused, refuse
from toolkit.i18n import LANGUAGES, Language
from toolkit.people import invitations
from toolkit.people.coordination.context import NO_PERSON, RECUSED, Visibility, same_address
from toolkit.people.coordination.models import InvitePlan, IssuedLinks, LinkLine
from toolkit.people.coordination.new_pairs import UNKNOWN_LANGUAGE_CODE, by_column, faults_of_work
from toolkit.people.coordination.person_matching import (
    BAD_PERSON_ADDRESS,
    OTHER_ADDRESS,
    PERSON_ERASED,
)
from toolkit.people.invitations.contact_import import LONG_CONTACT_NAME, MAX_CONTACT_NAME
from toolkit.people.invitations.outbox import CARDS, DRAFTS_FOLDER, LIST
from toolkit.people.invitations.recipients import find_recipients, is_address, one_line
from toolkit.programme.questionnaire import ROLES

CORRECTED = "contact_corrected"


def plan_contact_correction(
    view: Visibility, participant_id: str, given: Mapping[str, str]
) -> PendingChanges:
    """Return what is to be written of a person's contact and chapter.

    Args:
        view: The books as whoever asks may see them.
        participant_id: The person's code.
        given: ``name``, ``address``, ``language``, ``chapter``; what is left out stays as it is.

    Returns:
        What is to be written.

    Raises:
        Refused: With what is wrong, by field.
    """
    before = view.books.contacts.get(participant_id) or Contact(participant_id, "", "")
    said = {
        name: one_line(given.get(name, getattr(before, name)))
        for name in ("name", "address", "language")
    }
    require_person(view, participant_id)
    refuse(dict(_find_contact_faults(view, participant_id, said)))
    chapter = next(
        row["chapter"]
        for row in view.books.register["participants"]
        if row["participant_id"] == participant_id
    )
    now = one_line(given.get("chapter", chapter))
    work = PendingChanges(
        contacts=(
            Contact(participant_id, said["name"], said["address"], said["language"].casefold()),
        ),
        chapters={participant_id: now} if now != chapter else {},
        lines=((CORRECTED, participant_id),),
    )
    refuse(by_column(faults_of_work(view.books, view.programme, work), [participant_id]))
    return work


def _find_contact_faults(
    view: Visibility, participant_id: str, said: Mapping[str, str]
) -> Iterator[tuple[str, Fault]]:
    if participant_id in view.books.erased:
        yield "", Fault(PERSON_ERASED)
    if len(said["name"]) > MAX_CONTACT_NAME:
        yield "name", Fault(LONG_CONTACT_NAME, {"most": MAX_CONTACT_NAME})
    if said["address"] and not is_address(said["address"]):
        yield "address", Fault(BAD_PERSON_ADDRESS)
    owners = {
        code
        for code, contact in view.books.contacts.items()
        if contact.address and same_address(contact.address) == same_address(said["address"])
    }
    if said["address"] and (
        owners - {participant_id}
        # By this address the person would be the one who corrects, and her pairs be hidden.
        or same_address(said["address"]) == same_address(view.account.address)
    ):
        yield "address", Fault(OTHER_ADDRESS)
    if said["language"] and said["language"].casefold() not in LANGUAGES:
        yield "language", Fault(UNKNOWN_LANGUAGE_CODE)


LINKS_ISSUED_EVENT, REVOKED = "links_issued", "links_revoked"
NO_LINK_END = N_("write the last day on which the links work.")


def link_lines(view: Visibility, cohort: str) -> tuple[LinkLine, ...]:
    """Return the people of a cohort who can get a link, by name."""
    roles: dict[str, list[tuple[str, str]]] = {}
    for pair in _list_accepted_pairs(view, cohort):
        for role in ROLES:
            roles.setdefault(pair[f"{role}_id"], []).append((role, pair["pair_id"]))
    lines = (
        _line(view, code, tuple(own))
        for code, own in roles.items()
        if code not in view.hidden_people
    )
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.code)))


@dataclass(frozen=True)
class InviteRequest:
    """What somebody asked for.

    Attributes:
        address: Where participants reach the toolkit.
        until: The last day of the links, ``2026-12-31``.
        remind: The form that people are reminded of, such as ``closing`` or ``check-in:6``; blank
            for an invitation.
        sender: Whose name stands below the mails, ``Name <name@host.org>``; blank where the mail
            program says it.
        only: Codes of the only people to reach; everybody who is due if there are none.
    """

    cohort: str
    address: str
    until: str
    remind: str
    sender: str
    only: frozenset[str]

    @classmethod
    def of(cls, cohort: str, given: Mapping[str, str], only: Collection[str]) -> InviteRequest:
        """Read what was given, field by field.

        Args:
            cohort: Its name.
            given: What was filled in, by field; one that is missing is blank.
            only: Codes of the only people to reach; none for everybody who is due.

        Returns:
            The request, not checked yet.
        """
        address, until, remind, sender = (
            given.get(field, "").strip() for field in ("address", "until", "remind", "sender")
        )
        return cls(cohort, address, until, remind, sender, frozenset(only))


def plan(view: Visibility, asked: InviteRequest) -> InvitePlan:
    """Return what issuing links would do; nothing is issued."""
    try:
        refuse(dict(_find_request_faults(asked)))
        # Only counted: the folder is never made.
        found = _round(view, asked, Path("nowhere"))
    except MendableError as refused:
        return InvitePlan(refused.by_field)
    reached = frozenset(person.participant_id for person in found.people) if found else frozenset()
    left_out = _list_left_out(view, asked, reached)
    erased = sum(line.erased for line in left_out)
    without_address, replaced = (
        (len(reached) - found.reachable, found.replaced) if found else (0, 0)
    )
    return InvitePlan({}, len(reached), without_address, replaced, erased, len(left_out) - erased)


def issue(view: Visibility, asked: InviteRequest, words: Language, now: datetime) -> IssuedLinks:
    """Issue links and return them as files, which are kept nowhere.

    Args:
        view: The books as whoever asks may see them.
        asked: To whom, until when, for what.
        words: Language of cards and list.
        now: When the links are made.

    Returns:
        The files.

    Raises:
        MendableError: With what is in the way; then no link was made.
    """
    refuse(dict(_find_request_faults(asked)))
    with TemporaryDirectory(prefix="mentoring-") as place:
        out = Path(place) / "links"
        found = _round(view, asked, out)
        if found is None:
            raise InvitationError(Fault(N_("nobody is due, so there is no link to issue.")))
        codes = sorted(person.participant_id for person in found.people)
        about = json.dumps(
            {"cohort": asked.cohort, "remind": asked.remind, "n": len(codes), "people": codes},
            ensure_ascii=False,
        )
        # Before any link opens: a crash in between may not hide one.
        view.store.trail(view.account.address, LINKS_ISSUED_EVENT, about, now=now)
        found.issue(words, now=now)
        drafts = (
            Path(
                shutil.make_archive(str(Path(place) / DRAFTS_FOLDER), "zip", out, DRAFTS_FOLDER)
            ).read_bytes()
            if found.reachable
            else None
        )
        return IssuedLinks(
            issued=len(codes),
            replaced=found.replaced,
            without_address=len(codes) - found.reachable,
            sheet=(out / f"{LIST}.xlsx").read_bytes(),
            drafts=drafts,
            cards=(out / CARDS).read_bytes(),
        )


def plan_revocation(view: Visibility, participant_id: str) -> PendingChanges:
    """Return what is to be written when a person's links end.

    Raises:
        Refused: If nothing can be done about the person.
    """
    require_person(view, participant_id)
    return PendingChanges(revoked=(participant_id,), lines=((REVOKED, participant_id),))


def require_person(view: Visibility, participant_id: str) -> None:
    """Refuse to do anything about somebody of an own pair, or whom nobody knows.

    Raises:
        Refused: With the reason.
    """
    if participant_id in view.hidden_people:
        raise Refused(Fault(RECUSED))
    if participant_id not in {row["participant_id"] for row in view.books.register["participants"]}:
        raise Refused(Fault(NO_PERSON))


def _list_accepted_pairs(view: Visibility, cohort: str) -> Iterator[Mapping[str, str]]:
    return (pair for pair in view.of_cohort(cohort) if pair["status"] != "never_started")


def _line(view: Visibility, code: str, own: tuple[tuple[str, str], ...]) -> LinkLine:
    contact, books = view.books.contacts.get(code), view.books
    closing = view.programme.closing.name
    ins = {
        pair
        for person, pair, questionnaire, _occasion in books.forms
        if (person, questionnaire) == (code, closing)
    }
    return LinkLine(
        code=code,
        name=view.name(code),
        address=contact.address if contact else "",
        language=contact.language if contact else "",
        roles=own,
        link_until=books.links.get(code),
        form_in=all(pair in ins for _role, pair in own),
        erased=code in books.erased,
    )


def _round(view: Visibility, asked: InviteRequest, out: Path) -> invitations.InvitationRound | None:
    """Return the round of those who are due and may be reached, None if there are none."""
    address, until = invitations.web_address(asked.address), date.fromisoformat(asked.until)
    sender = invitations.require_sender(asked.sender) if asked.sender else None
    about = invitations.InvitationDetails(
        view.programme.code, asked.cohort, asked.remind, "", address, until
    )
    ready = find_recipients(
        view.store,
        view.programme,
        cohort=asked.cohort,
        today=view.today,
        until=until,
        remind=asked.remind,
    )
    offered = {line.code for line in link_lines(view, asked.cohort)}
    people = {person.participant_id for person in ready.people} & offered & (asked.only or offered)
    return (
        invitations.plan(
            view.store, view.programme, about, out, today=view.today, only=people, sender=sender
        )
        if people
        else None
    )


def _list_left_out(
    view: Visibility, asked: InviteRequest, reached: frozenset[str]
) -> list[LinkLine]:
    """Return whoever would be asked, but had the data erased or cannot fill the form in today.

    Nobody of an own pair.
    """
    lines = {line.code: line for line in link_lines(view, asked.cohort)}
    questionnaire, _, time = asked.remind.partition(":")
    silent = (
        {
            who
            for who, _pair, _role in view.store.silent(
                asked.cohort, questionnaire, occasion=time or None
            )
        }
        if questionnaire
        else set(lines)
    )
    return [
        line for code, line in lines.items() if code in (asked.only or silent) & silent - reached
    ]


def _find_request_faults(asked: InviteRequest) -> Iterator[tuple[str, Fault]]:
    if not is_date(asked.until):
        yield "until", Fault(MUST_BE_DATE if asked.until else NO_LINK_END)
    for field, text, read in (
        ("address", asked.address, invitations.web_address),
        ("sender", asked.sender, invitations.require_sender),
    ):
        try:
            _read = read(text) if text or field == "address" else None
        except InvitationError as refused:
            yield field, refused.faults[0]
