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
from toolkit.errors import N_, Fault, InvitationError
from toolkit.i18n import LANGUAGES, Language
from toolkit.people import invitations
from toolkit.people.coordination.context import (
    NO_PERSON,
    RECUSED,
    Context,
    Visibility,
    same_address,
)
from toolkit.people.coordination.identity import BAD_PERSON_ADDRESS, OTHER_ADDRESS, PERSON_ERASED
from toolkit.people.coordination.intake import UNKNOWN_LANGUAGE_CODE, by_column, faults_of_work
from toolkit.people.coordination.models import InvitePlan, IssuedLinks, LinkLine
from toolkit.people.invitations.contact_import import LONG_CONTACT_NAME, MAX_CONTACT_NAME
from toolkit.people.invitations.outbox import CARDS, DRAFTS_FOLDER, LIST
from toolkit.people.invitations.recipients import find_recipients, is_address, one_line
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES

CORRECTED = "contact_corrected"


def plan_contact_correction(
    sight: Visibility, programme: Programme, participant_id: str, given: Mapping[str, str]
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written of a person's contact and chapter, else what is wrong with it, by field; what is not given stays as it is."""
    before = sight.books.contacts.get(participant_id) or Contact(participant_id, "", "")
    said = {
        name: one_line(given.get(name, getattr(before, name)))
        for name in ("name", "address", "language")
    }
    chapter = next(
        (
            row["chapter"]
            for row in sight.books.register["participants"]
            if row["participant_id"] == participant_id
        ),
        "",
    )
    now = one_line(given.get("chapter", chapter))
    faults = find_person_refusal(sight, participant_id) or dict(
        _find_contact_faults(sight, participant_id, said)
    )
    work = PendingChanges(
        contacts=(
            Contact(participant_id, said["name"], said["address"], said["language"].casefold()),
        ),
        chapters={participant_id: now} if now != chapter else {},
        lines=((CORRECTED, participant_id),),
    )
    return (
        faults or by_column(faults_of_work(sight.books, programme, work), [participant_id]) or work
    )


def _find_contact_faults(
    sight: Visibility, participant_id: str, said: Mapping[str, str]
) -> Iterator[tuple[str, Fault]]:
    if participant_id in sight.books.erased:
        yield "", Fault(PERSON_ERASED)
    if len(said["name"]) > MAX_CONTACT_NAME:
        yield "name", Fault(LONG_CONTACT_NAME, {"most": MAX_CONTACT_NAME})
    if said["address"] and not is_address(said["address"]):
        yield "address", Fault(BAD_PERSON_ADDRESS)
    owners = {
        code
        for code, contact in sight.books.contacts.items()
        if contact.address and same_address(contact.address) == same_address(said["address"])
    }
    if said["address"] and (
        owners - {participant_id}
        or same_address(said["address"]) == same_address(sight.account.address)
    ):
        yield "address", Fault(OTHER_ADDRESS)
    if said["language"] and said["language"].casefold() not in LANGUAGES:
        yield "language", Fault(UNKNOWN_LANGUAGE_CODE)


LINKS_ISSUED_EVENT, REVOKED = "links_issued", "links_revoked"
NO_LINK_END = N_("write the last day on which the links work.")
NOBODY_DUE = N_("nobody is due, so there is no link to issue.")


def link_lines(desk: Context, sight: Visibility, cohort: str) -> tuple[LinkLine, ...]:
    """Return the people of a cohort who can get a link, by name."""
    roles: dict[str, list[tuple[str, str]]] = {}
    for pair in _list_accepted_pairs(sight, cohort):
        for role in ROLES:
            roles.setdefault(pair[f"{role}_id"], []).append((role, pair["pair_id"]))
    lines = (
        _line(desk, sight, code, tuple(own))
        for code, own in roles.items()
        if code not in sight.hidden_people
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
        """Read what was given, field by field."""
        address, until, remind, sender = (
            given.get(field, "").strip() for field in ("address", "until", "remind", "sender")
        )
        return cls(cohort, address, until, remind, sender, frozenset(only))


def plan(desk: Context, sight: Visibility, asked: InviteRequest) -> InvitePlan:
    """Return what issuing links would do; nothing is issued."""
    if faults := dict(_find_request_faults(asked)):
        return InvitePlan(faults)
    try:
        found = _round(desk, sight, asked, Path("nowhere"))
    except InvitationError as refused:
        return InvitePlan({"": refused.faults[0]})
    reached = frozenset(person.participant_id for person in found.people) if found else frozenset()
    left_out = _list_left_out(desk, sight, asked, reached)
    erased = sum(line.erased for line in left_out)
    without_address, replaced = (
        (len(reached) - found.reachable, found.replaced) if found else (0, 0)
    )
    return InvitePlan({}, len(reached), without_address, replaced, erased, len(left_out) - erased)


def issue(
    desk: Context,
    sight: Visibility,
    asked: InviteRequest,
    words: Language,
    now: datetime,
) -> IssuedLinks | dict[str, Fault]:
    """Issue links and return them as files, which are kept nowhere.

    Else what is in the way, by field.
    """
    if faults := dict(_find_request_faults(asked)):
        return faults
    try:
        return _hand_out_links(desk, sight, asked, words, now)
    except InvitationError as refused:
        return {"": refused.faults[0]}


def _hand_out_links(
    desk: Context,
    sight: Visibility,
    asked: InviteRequest,
    words: Language,
    now: datetime,
) -> IssuedLinks:
    with TemporaryDirectory(prefix="mentoring-") as place:
        out = Path(place) / "links"
        found = _round(desk, sight, asked, out)
        if found is None:
            raise InvitationError(Fault(NOBODY_DUE))
        codes = sorted(person.participant_id for person in found.people)
        about = json.dumps(
            {"cohort": asked.cohort, "remind": asked.remind, "n": len(codes), "people": codes},
            ensure_ascii=False,
        )
        desk.store.trail(
            desk.account.address, LINKS_ISSUED_EVENT, about, now=now
        )  # before any link opens: a crash in between may not hide one
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


def plan_revocation(sight: Visibility, participant_id: str) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written when a person's links end, else why not."""
    return find_person_refusal(sight, participant_id) or PendingChanges(
        revoked=(participant_id,), lines=((REVOKED, participant_id),)
    )


def find_person_refusal(sight: Visibility, participant_id: str) -> dict[str, Fault]:
    """Return why nothing can be done about a person, by field; nothing if it can."""
    if participant_id in sight.hidden_people:
        return {"": Fault(RECUSED)}
    known = any(
        row["participant_id"] == participant_id for row in sight.books.register["participants"]
    )
    return {} if known else {"": Fault(NO_PERSON)}


def _list_accepted_pairs(sight: Visibility, cohort: str) -> Iterator[Mapping[str, str]]:
    return (pair for pair in sight.of_cohort(cohort) if pair["status"] != "never_started")


def _line(
    desk: Context, sight: Visibility, code: str, own: tuple[tuple[str, str], ...]
) -> LinkLine:
    contact, books = sight.books.contacts.get(code), sight.books
    closing = desk.programme.closing.name
    ins = {
        pair
        for person, pair, questionnaire, _occasion in books.forms
        if (person, questionnaire) == (code, closing)
    }
    return LinkLine(
        code=code,
        name=sight.name(code),
        address=contact.address if contact else "",
        language=contact.language if contact else "",
        roles=own,
        link_until=books.links.get(code),
        form_in=all(pair in ins for _role, pair in own),
        erased=code in books.erased,
    )


def _round(
    desk: Context, sight: Visibility, asked: InviteRequest, out: Path
) -> invitations.InvitationRound | None:
    """Return the round of those who are due and may be reached, None if there are none."""
    address, until = invitations.web_address(asked.address), date.fromisoformat(asked.until)
    sender = invitations.require_sender(asked.sender) if asked.sender else None
    about = invitations.InvitationDetails(
        desk.programme.code, asked.cohort, asked.remind, "", address, until
    )
    ready = find_recipients(
        desk.store,
        desk.programme,
        cohort=asked.cohort,
        today=desk.today,
        until=until,
        remind=asked.remind,
    )
    offered = {line.code for line in link_lines(desk, sight, asked.cohort)}
    people = {person.participant_id for person in ready.people} & offered & (asked.only or offered)
    return (
        invitations.plan(
            desk.store, desk.programme, about, out, today=desk.today, only=people, sender=sender
        )
        if people
        else None
    )


def _list_left_out(
    desk: Context, sight: Visibility, asked: InviteRequest, reached: frozenset[str]
) -> list[LinkLine]:
    """Return whoever would be asked, but had the data erased or cannot fill the form in today.

    Nobody of an own pair.
    """
    lines = {line.code: line for line in link_lines(desk, sight, asked.cohort)}
    questionnaire, _, time = asked.remind.partition(":")
    silent = (
        {
            who
            for who, _pair, _role in desk.store.silent(
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
