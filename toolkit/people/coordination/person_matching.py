"""Who somebody is: recognised by the code or the address, never guessed by the name.

Else new, with a code made for them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from toolkit.data.database import Contact, was_erased
from toolkit.data.database.coordination import StoredRow
from toolkit.errors import N_, Fault
from toolkit.people.coordination.context import Visibility, same_address, same_name
from toolkit.people.invitations.contact_import import LONG_CONTACT_NAME, MAX_CONTACT_NAME
from toolkit.people.invitations.recipients import is_address
from toolkit.programme.questionnaire import ROLES

PREFIX = {"mentor": "M", "mentee": "A", "pair": "P"}
BAD_PERSON_ADDRESS = N_(
    "this is not one e-mail address that mail could go to. Correct it, or leave it blank: then the"
    " person gets a card only."
)
ADDRESS_OF_OTHER_NAME = N_(
    "this address belongs to somebody with another name. Correct the one that is wrong."
)
OTHER_NAME_IN_ROW = N_(
    "this address stands in row {row} with another name. Correct the one that is wrong."
)
OTHER_ADDRESS = N_("this address belongs to somebody else. Correct it.")
SEVERAL = N_(
    "several people have this name. Write the address, so that it is certain who is meant."
)
PERSON_ERASED = N_("this person had the own data erased, and is not written to again.")
ERASED_BEFORE = N_(
    "somebody of this name or address had the own data erased, which a sheet does not bring back."
    " Remove the row; whoever takes part again is added as a single pair."
)
SAME_NAME = N_(
    "somebody of this name is known already. Without an address they count as two people; write the"
    " address if they are one."
)

FieldFault = tuple[str, Fault]
"""The column, and what is to be said of it."""


class KnownPerson(NamedTuple):
    """A person as far as is known.

    The name, and the row of a sheet in which a new one stood first.
    """

    name: str
    row: int | None


class PersonMatcher:
    """The people of new pairs, one after the other.

    Args:
        same_names: Whether somebody without an address is taken to be the one of exactly that name;
            else never.
    """

    def __init__(self, view: Visibility, *, same_names: bool) -> None:
        self.view, self.same_names = view, same_names
        known = view.books.contacts
        self.codes = {row["participant_id"] for row in view.books.register["participants"]}
        self.fresh: dict[str, Iterator[str]] = {
            role: new_codes(PREFIX[role], self.codes) for role in ROLES
        }
        self.people = {code: KnownPerson(contact.name, None) for code, contact in known.items()}
        self.named: dict[str, list[str]] = {}
        for code, contact in known.items():
            self.named.setdefault(same_name(contact.name), []).append(code)
        self.addresses = {
            same_address(contact.address): code
            for code, contact in known.items()
            if contact.address
        }
        self.participants: dict[str, dict[str, str]] = {}
        self.contacts: dict[str, Contact] = {}
        self.chapters: dict[str, str] = {}
        # Chapters that differ by case are one, as it was written first.
        self.spelled: dict[str, str] = {}
        for row in view.books.register["participants"]:
            self.spelled.setdefault(same_name(row["chapter"]), row["chapter"])
        self.warnings: list[FieldFault] = []

    def take(
        self, role: str, said: Mapping[str, str], row: int | None
    ) -> tuple[str, dict[str, Fault]]:
        """Return the code of one of the two, made if need be, and what is wrong by column.

        The code is blank if it is not certain who it is.

        Args:
            role: Which of the two.
            said: What was filled in, by column, such as ``mentor_name``; one that is missing is
                blank.
            row: Row of the sheet, for what is said of a later one; ``None`` outside a sheet.

        Returns:
            The code, and what is wrong by column.
        """
        name, address, code = (said.get(f"{role}_{what}", "") for what in ("name", "address", "id"))
        faults: dict[str, Fault] = {}
        if len(name) > MAX_CONTACT_NAME:
            faults[f"{role}_name"] = Fault(LONG_CONTACT_NAME, {"most": MAX_CONTACT_NAME})
        if address and not is_address(address):
            faults[f"{role}_address"] = Fault(BAD_PERSON_ADDRESS)
        found, wrong = self._recognised(role, code, name, address) if not faults else ("", {})
        # Whoever fills in a single pair knows that she takes part again; an old sheet does not.
        if row is not None and not found and not wrong and self._was_erased(name, address):
            wrong = {f"{role}_name": Fault(ERASED_BEFORE)}
        if not found and not name and not wrong:
            wrong = {f"{role}_name": Fault(N_("write the name."))}
        if faults or wrong:
            return "", faults | wrong
        found = found or code or next(self.fresh[role])
        self._keep(found, name, address, said, row)
        return found, {}

    def _recognised(
        self, role: str, code: str, name: str, address: str
    ) -> tuple[str, dict[str, Fault]]:
        """Return whom a code, an address, or where that is allowed a name belongs to.

        Blank if nobody yet; and what speaks against it.
        """
        owner = self.addresses.get(same_address(address), "") if address else ""
        if code in self.codes:
            # Codes stay in the register when somebody is erased: the pairs keep them.
            if code in self.view.books.erased:
                return code, {f"{role}_name": Fault(PERSON_ERASED)}
            return code, (
                {f"{role}_address": Fault(OTHER_ADDRESS)} if owner not in ("", code) else {}
            )
        if owner and code:
            return "", {f"{role}_address": Fault(OTHER_ADDRESS)}
        if owner:
            known = self.people[owner]
            other = name and known.name and same_name(known.name) != same_name(name)
            fault = (
                Fault(ADDRESS_OF_OTHER_NAME)
                if known.row is None
                else Fault(OTHER_NAME_IN_ROW, {"row": known.row})
            )
            return owner, {f"{role}_name": fault} if other else {}
        return self._by_name(role, name, address)

    def _was_erased(self, name: str, address: str) -> bool:
        """Whether an erased person had this address; or this name, where no address is told."""
        marks = self.view.store.erased_marks()
        return was_erased(marks, "address" if address else "name", address or name)

    def _by_name(self, role: str, name: str, address: str) -> tuple[str, dict[str, Fault]]:
        namesakes = self.named.get(same_name(name), []) if name else []
        if namesakes and self.same_names and not address:
            return namesakes[0], {f"{role}_name": Fault(SEVERAL)} if len(namesakes) > 1 else {}
        if namesakes and not (address and all(self._contact(code).address for code in namesakes)):
            self.warnings.append((f"{role}_name", Fault(SAME_NAME)))
        return "", {}

    def _contact(self, code: str) -> Contact:
        return (
            self.contacts.get(code) or self.view.books.contacts.get(code) or Contact(code, "", "")
        )

    def _keep(
        self, code: str, name: str, address: str, said: Mapping[str, str], row: int | None
    ) -> None:
        """Keep what is new of a person.

        Name and address among the contacts only, in the register the code and the chapter.
        """
        before, chapter = self._contact(code), self._spell(said.get("chapter", ""))
        if code not in self.codes:
            self.codes.add(code)
            self.participants[code] = {"participant_id": code, "chapter": chapter}
        elif chapter:
            self._chapter(code, chapter)
        now = Contact(
            code,
            before.name or name,
            before.address or address,
            before.language or said.get("language", "").casefold(),
        )
        if now != before:
            self.contacts[code] = now
        self.people.setdefault(code, KnownPerson(now.name, row))
        if now.name and code not in self.named.setdefault(same_name(now.name), []):
            self.named[same_name(now.name)].append(code)
        if now.address:
            self.addresses[same_address(now.address)] = code

    def _chapter(self, code: str, chapter: str) -> None:
        rows: Iterable[StoredRow] = (
            *self.view.books.register["participants"],
            *self.participants.values(),
        )
        known = self.chapters.get(code) or next(
            row["chapter"] for row in rows if row["participant_id"] == code
        )
        if not known and code in self.participants:
            self.participants[code]["chapter"] = chapter
        elif not known:
            self.chapters[code] = chapter
        elif same_name(known) != same_name(chapter):
            self.warnings.append(
                (
                    "chapter",
                    Fault(N_("the person is known with another chapter, which stays as it is.")),
                )
            )

    def _spell(self, chapter: str) -> str:
        """Return a chapter as it was written first, whatever its case here."""
        spelled = self.spelled.setdefault(same_name(chapter), chapter)
        message = N_("another spelling of this chapter is known, and stands for it here too.")
        said = ("chapter", Fault(message))
        if spelled != chapter and said not in self.warnings:
            self.warnings.append(said)
        return spelled


def new_codes(prefix: str, taken: Collection[str]) -> Iterator[str]:
    """Yield codes such as ``M001`` that nobody has, counted on from the highest.

    *taken* may grow meanwhile.
    """
    numbers = [
        int(found[1])
        for code in taken
        if (found := re.fullmatch(f"{prefix}([0-9]{{1,9}})", code, re.IGNORECASE))
    ]
    for number in count(max(numbers, default=0) + 1):
        if (code := f"{prefix}{number:03d}") not in taken:
            yield code
