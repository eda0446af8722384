"""Who is to get a link: the people of a cohort, or those of them whose form is not in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING
from unicodedata import category

from toolkit.errors import N_, Fault, InvitationError
from toolkit.texts import LANGUAGES, Language, language

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.programme import Programme
    from toolkit.storage import Contact, Store

NOT_ACCEPTED = "never_started"
LONGEST_ADDRESS = 254
NO_COHORT = N_("there is no such cohort. It is one of {cohorts}.")
NO_COHORTS = N_("there is no pair yet. Put the pairs into the database first.")
WHICH_TIME = N_("{name} cannot be meant so. Write which form is meant: {times}.")
NO_QUESTIONNAIRE = N_("the programme has no questionnaire {name}; it has {known}.")
_ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\"]{2,}")


@dataclass(frozen=True, repr=False)
class Person:
    """Somebody who is to get a link; never printed, because it holds a name and an address.

    Attributes:
        participant_id: The code of the register.
        name: What to call the person; blank if nobody knows.
        address: Where mail goes, its domain in plain letters; blank if there is none that mail could go to.
        words: The person's language.
    """

    participant_id: str
    name: str
    address: str
    words: Language

    @property
    def called(self) -> str:
        """The name, or the code where there is no name."""
        return self.name or self.participant_id


def is_address(text: str) -> bool:
    """Whether mail could be sent to *text*: one address, in signs that every mail server takes before the @."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None and bool(plain_address(text))


def one_line(text: str) -> str:
    """Return *text* without signs that do not show, on one line."""
    return " ".join("".join(" " if category(sign).startswith("C") else sign for sign in text).split())


def people(store: Store, programme: Programme, *, cohort: str, remind: str = "") -> tuple[Person, ...]:
    """Return who is to get a link, by name.

    Args:
        store: The register and the contacts.
        programme: Its default language stands in for one that nobody knows.
        cohort: Whose accepted pairs, those that were not called off before they started.
        remind: A questionnaire, ``check-in:6`` for one of several times: only people whose form of it is not in.

    Raises:
        InvitationError: If there is no such cohort or questionnaire.
    """
    questionnaire, _, time = remind.partition(":")
    if remind:
        _see_form(programme, questionnaire, time)
    tables = store.raw_tables()
    everybody = _of_cohort(tables["pairs"], cohort)
    asked = [person for person, _pair, _role in store.silent(cohort, questionnaire, occasion=time or None)] if remind else everybody
    register = tables["participants"]
    spoken = dict(zip(register["participant_id"], register["language"], strict=True))
    contacts, default = store.contacts(), programme.settings.default_language
    found = [_person(who, contacts.get(who), (spoken.get(who, ""), default)) for who in dict.fromkeys(asked)]
    return tuple(sorted(found, key=lambda person: (person.called.casefold(), person.participant_id)))


def _see_form(programme: Programme, name: str, time: str) -> None:
    if name not in programme.questionnaires:
        raise InvitationError(Fault(NO_QUESTIONNAIRE, {"name": name, "known": ", ".join(programme.questionnaires)}))
    times = [str(month) for month in programme.questionnaires[name].months]
    if (time or len(times) > 1) and time not in times:
        raise InvitationError(Fault(WHICH_TIME, {"name": name, "times": ", ".join(f"{name}:{month}" for month in times) or name}))


def _person(participant_id: str, contact: Contact | None, languages: Iterable[str]) -> Person:
    """Return a person as the letters need it; *languages* stand in, in their order, for one that the contact does not name."""
    name, address, own = (contact.name, contact.address.strip(), contact.language) if contact else ("", "", "")
    words = language(next(code for code in (own, *languages) if code in LANGUAGES))
    return Person(participant_id, one_line(name), plain_address(address) if is_address(address) else "", words)


def _of_cohort(pairs: pd.DataFrame, cohort: str) -> list[str]:
    """Return the mentors and mentees of the cohort's accepted pairs."""
    if cohort not in set(pairs["cohort"]):
        cohorts = ", ".join(sorted(set(pairs["cohort"])))
        raise InvitationError(Fault(NO_COHORT if cohorts else NO_COHORTS, {"cohorts": cohorts}))
    accepted = pairs[(pairs["cohort"] == cohort) & (pairs["status"] != NOT_ACCEPTED)]
    return [person for two in zip(accepted["mentor_id"], accepted["mentee_id"], strict=True) for person in two]


def plain_address(address: str) -> str:
    """Return the address with its domain as mail servers know it (``å.se`` is ``xn--5ca.se``); blank if it cannot be one."""
    before, _, domain = address.rpartition("@")
    try:
        return Address(username=before, domain=domain.encode("idna").decode("ascii")).addr_spec if before else ""
    except (UnicodeError, HeaderParseError, ValueError, IndexError):
        return ""
