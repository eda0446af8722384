"""Who is to get a link: the people of a cohort, or those of them whose form is open and not in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING
from unicodedata import category

from toolkit.data.database import Mentorship
from toolkit.errors import N_, Fault, InvitationError
from toolkit.i18n import LANGUAGES, Language, load_language
from toolkit.people.participants.tasks import state_of, windows
from toolkit.programme import asked_questionnaire
from toolkit.release.ledger import is_closed

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.data.database import Contact, Store
    from toolkit.programme.programme import Programme


LONGEST_ADDRESS = 254
_ADDRESS = re.compile(
    r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[^\s@,;:<>()\[\]\\\"]+\.[^\s@,;:<>()\[\]\\\"]{2,}"
)


@dataclass(frozen=True, repr=False)
class Person:
    """Somebody who is to get a link; never printed, because it holds a name and an address.

    Attributes:
        participant_id: The code of the register.
        name: What to call the person; blank if nobody knows.
        address: Where mail goes, its domain in plain letters; blank if there is none that mail
            could go to.
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
    """Whether mail could be sent to *text*.

    One address, in signs that every mail server takes before the @.
    """
    return (
        len(text) <= LONGEST_ADDRESS
        and _ADDRESS.fullmatch(text) is not None
        and bool(to_ascii_address(text))
    )


def one_line(text: str) -> str:
    """Return *text* without signs that do not show, on one line."""
    return " ".join(
        "".join(" " if category(sign).startswith("C") else sign for sign in text).split()
    )


def make_person(participant_id: str, contact: Contact | None, languages: Iterable[str]) -> Person:
    """Return a person as the letters need it.

    Args:
        participant_id: Code of the person.
        contact: How to reach the person; ``None`` if nothing is known.
        languages: Stand in, in their order, for one that the contact does not name; the toolkit
            speaks one of them.

    Returns:
        The person; the address is blank where it is none.
    """
    name, address, own = (
        (contact.name, contact.address.strip(), contact.language) if contact else ("", "", "")
    )
    words = load_language(next(code for code in (own, *languages) if code in LANGUAGES))
    return Person(
        participant_id,
        one_line(name),
        to_ascii_address(address) if is_address(address) else "",
        words,
    )


def to_ascii_address(address: str) -> str:
    """Return the address with its domain as mail servers know it (``å.se`` is ``xn--5ca.se``).

    Blank if it cannot be one.
    """
    before, _, domain = address.rpartition("@")
    try:
        return (
            Address(username=before, domain=domain.encode("idna").decode("ascii")).addr_spec
            if before
            else ""
        )
    except (UnicodeError, HeaderParseError, ValueError, IndexError):
        return ""


NOT_ACCEPTED = "never_started"
NO_COHORTS = N_("there is no pair yet. Put the pairs into the database first.")
WHICH_TIME = N_("{name} cannot be meant so. Write which form is meant: {times}.")


@dataclass(frozen=True, repr=False)
class Recipients:
    """Who is to get a link, by name, and how many are left out.

    Attributes:
        erased: How many had their data erased.
        not_open: How many have not sent the form in, but cannot fill it in today.
    """

    people: tuple[Person, ...]
    erased: int
    not_open: int


def find_recipients(
    store: Store, programme: Programme, *, cohort: str, today: date, until: date, remind: str = ""
) -> Recipients:
    """Return who is to get a link.

    Args:
        store: The register and the contacts.
        programme: Its default language stands in for one that nobody knows.
        cohort: Whose accepted pairs, those that were not called off before they started.
        today: The day on which a form has to be open.
        until: The last day of the links: the closing survey of a pair without a planned end opens
            in their last month.
        remind: A questionnaire, ``check-in:6`` for one of several times: only people whose form of
            it is open and not in.

    Raises:
        InvitationError: If there is no such cohort or questionnaire.
    """
    questionnaire, _, time = remind.partition(":")
    if remind:
        _check_form(programme, questionnaire, time)
    tables, gone = store.raw_tables(), store.erased()
    asked = may_answer = _people_of_cohort(tables["pairs"], cohort)
    if remind:
        silent = store.silent(cohort, questionnaire, occasion=time or None)
        closed = programme.questionnaires[questionnaire].opens != "followup" and is_closed(
            store.home, programme.code, cohort
        )
        pairs = {
            pair["pair_id"]: {str(column): str(cell) for column, cell in pair.items()}
            for pair in tables["pairs"].fillna("").to_dict("records")
        }
        asked = {person for person, _pair, _role in silent}
        may_answer = {
            person
            for person, pair, role in silent
            if _is_open(
                Mentorship(pairs[pair], role),
                person,
                programme,
                remind,
                today=today,
                until=until,
                closed=closed,
            )
        }
    return Recipients(
        _people(store, programme, tables["participants"], may_answer - gone),
        len(asked & gone),
        len(asked - gone - may_answer),
    )


def _check_form(programme: Programme, name: str, time: str) -> None:
    if name not in programme.questionnaires:
        raise InvitationError(
            Fault(
                N_("the programme has no questionnaire {name}; it has {known}."),
                {"name": name, "known": ", ".join(programme.questionnaires)},
            )
        )
    times = [str(month) for month in programme.questionnaires[name].months]
    if (time or len(times) > 1) and time not in times:
        raise InvitationError(
            Fault(
                WHICH_TIME,
                {"name": name, "times": ", ".join(f"{name}:{month}" for month in times) or name},
            )
        )


def _people_of_cohort(pairs: pd.DataFrame, cohort: str) -> set[str]:
    """Return the mentors and mentees of the cohort's accepted pairs."""
    if cohort not in set(pairs["cohort"]):
        cohorts = ", ".join(sorted(set(pairs["cohort"])))
        raise InvitationError(
            Fault(
                N_("there is no such cohort. It is one of {cohorts}.") if cohorts else NO_COHORTS,
                {"cohorts": cohorts},
            )
        )
    accepted = pairs[(pairs["cohort"] == cohort) & (pairs["status"] != NOT_ACCEPTED)]
    return {*accepted["mentor_id"], *accepted["mentee_id"]}


def _is_open(
    mentorship: Mentorship,
    person: str,
    programme: Programme,
    remind: str,
    *,
    today: date,
    until: date,
    closed: bool,
) -> bool:
    """Whether the form can be filled in today, with a link that works until then, and is to be.

    What the other of the two agreed to is in.
    """
    name, _, time = remind.partition(":")
    sent = bool(
        asked_questionnaire.answers_from_register(programme.questionnaires[name], mentorship.pair)
    )
    return any(
        state_of(window, today=today, sent=sent, begun=False, closed=closed) == "due"
        for window in windows(mentorship, person, programme, link_ends=until)
        if (window.form.questionnaire, window.form.occasion) == (name, time or window.form.occasion)
    )


def _people(
    store: Store, programme: Programme, register: pd.DataFrame, codes: Iterable[str]
) -> tuple[Person, ...]:
    """Return them by name."""
    spoken = dict(zip(register["participant_id"], register["language"], strict=True))
    contacts, default = store.contacts(), programme.settings.default_language
    found = [make_person(who, contacts.get(who), (spoken.get(who, ""), default)) for who in codes]
    return tuple(
        sorted(found, key=lambda person: (person.called.casefold(), person.participant_id))
    )
