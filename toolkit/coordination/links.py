"""Personal links of a cohort: who has one, new ones issued and taken along as files, and links that end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from toolkit import invite
from toolkit.coordination.sight import NO_PERSON, RECUSED, Sight
from toolkit.coordination.values import Handed, LinkLine, Plan
from toolkit.errors import N_, Fault, InvitationError
from toolkit.invite.due import due
from toolkit.invite.folder import CARDS, DRAFTS, LIST
from toolkit.questionnaire import ROLES
from toolkit.schemas.columns import DATE, is_date
from toolkit.storage import Work
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk

ISSUED, REVOKED = "links_issued", "links_revoked"
NO_DAY = N_("write the last day on which the links work.")
NOBODY = N_("nobody is due, so there is no link to issue.")


def link_lines(desk: Desk, sight: Sight, cohort: str) -> tuple[LinkLine, ...]:
    """Return the people of a cohort who can get a link, by name."""
    roles: dict[str, list[tuple[str, str]]] = {}
    for pair in _accepted(sight, cohort):
        for role in ROLES:
            roles.setdefault(pair[f"{role}_id"], []).append((role, pair["pair_id"]))
    lines = (_line(desk, sight, code, tuple(own)) for code, own in roles.items() if code not in sight.hidden_people)
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.code)))


@dataclass(frozen=True)
class Asked:
    """What somebody asked for.

    Attributes:
        address: Where participants reach the toolkit.
        until: The last day of the links, ``2026-12-31``.
        remind: The form that people are reminded of, such as ``closing`` or ``check-in:6``; blank for an invitation.
        sender: Whose name stands below the mails, ``Name <name@host.org>``; blank where the mail program says it.
        only: Codes of the only people to reach; everybody who is due if there are none.
    """

    cohort: str
    address: str
    until: str
    remind: str
    sender: str
    only: frozenset[str]

    @classmethod
    def of(cls, cohort: str, given: Mapping[str, str], only: Collection[str]) -> Asked:
        """Read what was given, field by field."""
        address, until, remind, sender = (given.get(field, "").strip() for field in ("address", "until", "remind", "sender"))
        return cls(cohort, address, until, remind, sender, frozenset(only))


def plan(desk: Desk, sight: Sight, asked: Asked) -> Plan:
    """Return what issuing links would do; nothing is issued."""
    if faults := dict(_faults(asked)):
        return Plan(faults)
    try:
        found = _round(desk, sight, asked, Path("nowhere"))
    except InvitationError as refused:
        return Plan({"": refused.faults[0]})
    reached = frozenset(person.participant_id for person in found.people) if found else frozenset()
    left_out = _left_out(desk, sight, asked, reached)
    erased = sum(line.erased for line in left_out)
    without_address, replaced = (len(reached) - found.reachable, found.replaced) if found else (0, 0)
    return Plan({}, len(reached), without_address, replaced, erased, len(left_out) - erased)


def issue(desk: Desk, sight: Sight, asked: Asked, words: Language, now: datetime) -> Handed | dict[str, Fault]:
    """Issue links and return them as files, which are kept nowhere; else what is in the way, by field."""
    if faults := dict(_faults(asked)):
        return faults
    try:
        return _issued(desk, sight, asked, words, now)
    except InvitationError as refused:
        return {"": refused.faults[0]}


def _issued(desk: Desk, sight: Sight, asked: Asked, words: Language, now: datetime) -> Handed:
    with TemporaryDirectory(prefix="mentoring-") as place:
        out = Path(place) / "links"
        found = _round(desk, sight, asked, out)
        if found is None:
            raise InvitationError(Fault(NOBODY))
        codes = sorted(person.participant_id for person in found.people)
        about = json.dumps({"cohort": asked.cohort, "remind": asked.remind, "n": len(codes), "people": codes}, ensure_ascii=False)
        desk.store.trail(desk.account.address, ISSUED, about, now=now)  # before any link opens: a crash in between may not hide one
        found.issue(words, now=now)
        drafts = Path(shutil.make_archive(str(Path(place) / DRAFTS), "zip", out, DRAFTS)).read_bytes() if found.reachable else None
        return Handed(
            issued=len(codes),
            replaced=found.replaced,
            without_address=len(codes) - found.reachable,
            sheet=(out / f"{LIST}.xlsx").read_bytes(),
            drafts=drafts,
            cards=(out / CARDS).read_bytes(),
        )


def revoked(sight: Sight, participant_id: str) -> Work | dict[str, Fault]:
    """Return what is to be written when a person's links end, else why not."""
    return may_touch(sight, participant_id) or Work(revoked=(participant_id,), lines=((REVOKED, participant_id),))


def may_touch(sight: Sight, participant_id: str) -> dict[str, Fault]:
    """Return why nothing can be done about a person, by field; nothing if it can."""
    if participant_id in sight.hidden_people:
        return {"": Fault(RECUSED)}
    known = any(row["participant_id"] == participant_id for row in sight.books.register["participants"])
    return {} if known else {"": Fault(NO_PERSON)}


def _accepted(sight: Sight, cohort: str) -> Iterator[Mapping[str, str]]:
    return (pair for pair in sight.of_cohort(cohort) if pair["status"] != "never_started")


def _line(desk: Desk, sight: Sight, code: str, own: tuple[tuple[str, str], ...]) -> LinkLine:
    contact, books = sight.books.contacts.get(code), sight.books
    closing = desk.programme.closing.name
    ins = {pair for person, pair, questionnaire, _occasion in books.forms if (person, questionnaire) == (code, closing)}
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


def _round(desk: Desk, sight: Sight, asked: Asked, out: Path) -> invite.Round | None:
    """Return the round of those who are due and may be reached, None if there are none."""
    address, until = invite.web_address(asked.address), date.fromisoformat(asked.until)
    sender = invite.named_sender(asked.sender) if asked.sender else None
    about = invite.About(desk.programme.code, asked.cohort, asked.remind, "", address, until)
    ready = due(desk.store, desk.programme, cohort=asked.cohort, today=desk.today, until=until, remind=asked.remind)
    offered = {line.code for line in link_lines(desk, sight, asked.cohort)}
    people = {person.participant_id for person in ready.people} & offered & (asked.only or offered)
    return invite.plan(desk.store, desk.programme, about, out, today=desk.today, only=people, sender=sender) if people else None


def _left_out(desk: Desk, sight: Sight, asked: Asked, reached: frozenset[str]) -> list[LinkLine]:
    """Return whoever would be asked, but had the data erased or cannot fill the form in today; nobody of an own pair."""
    lines = {line.code: line for line in link_lines(desk, sight, asked.cohort)}
    questionnaire, _, time = asked.remind.partition(":")
    silent = {who for who, _pair, _role in desk.store.silent(asked.cohort, questionnaire, occasion=time or None)} if questionnaire else set(lines)
    return [line for code, line in lines.items() if code in (asked.only or silent) & silent - reached]


def _faults(asked: Asked) -> Iterator[tuple[str, Fault]]:
    if not is_date(asked.until):
        yield "until", Fault(DATE if asked.until else NO_DAY)
    for field, text, read in (("address", asked.address, invite.web_address), ("sender", asked.sender, invite.named_sender)):
        try:
            _read = read(text) if text or field == "address" else None
        except InvitationError as refused:
            yield field, refused.faults[0]
