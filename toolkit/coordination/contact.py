"""What is known of somebody, corrected: a name, an address, a language, a chapter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.coordination.candidates import by_column, faults_of_work
from toolkit.coordination.intake import NO_LANGUAGE
from toolkit.coordination.links import may_touch
from toolkit.coordination.newcomers import GONE, NO_ADDRESS, OTHER_ADDRESS
from toolkit.coordination.sight import Sight, same_address
from toolkit.errors import Fault
from toolkit.invite.contact_sheet import LONG_NAME, LONGEST_NAME
from toolkit.invite.people import is_address, one_line
from toolkit.programme import Programme
from toolkit.storage import Contact, Work
from toolkit.texts import LANGUAGES

CORRECTED = "contact_corrected"


def corrected(sight: Sight, programme: Programme, participant_id: str, given: Mapping[str, str]) -> Work | dict[str, Fault]:
    """Return what is to be written of a person's contact and chapter, else what is wrong with it, by field; what is not given stays as it is."""
    before = sight.books.contacts.get(participant_id) or Contact(participant_id, "", "")
    said = {name: one_line(given.get(name, getattr(before, name))) for name in ("name", "address", "language")}
    chapter = next((row["chapter"] for row in sight.books.register["participants"] if row["participant_id"] == participant_id), "")
    now = one_line(given.get("chapter", chapter))
    faults = may_touch(sight, participant_id) or dict(_faults(sight, participant_id, said))
    work = Work(
        contacts=(Contact(participant_id, said["name"], said["address"], said["language"].casefold()),),
        chapters={participant_id: now} if now != chapter else {},
        lines=((CORRECTED, participant_id),),
    )
    return faults or by_column(faults_of_work(sight.books, programme, work), [participant_id]) or work


def _faults(sight: Sight, participant_id: str, said: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
    if participant_id in sight.books.erased:
        yield "", Fault(GONE)
    if len(said["name"]) > LONGEST_NAME:
        yield "name", Fault(LONG_NAME, {"most": LONGEST_NAME})
    if said["address"] and not is_address(said["address"]):
        yield "address", Fault(NO_ADDRESS)
    owners = {code for code, contact in sight.books.contacts.items() if contact.address and same_address(contact.address) == same_address(said["address"])}
    if said["address"] and (owners - {participant_id} or same_address(said["address"]) == same_address(sight.account.address)):
        yield "address", Fault(OTHER_ADDRESS)
    if said["language"] and said["language"].casefold() not in LANGUAGES:
        yield "language", Fault(NO_LANGUAGE)
