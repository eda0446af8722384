"""Whoever is written to: what to call them, where mail reaches them, in what language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING
from unicodedata import category

from toolkit.texts import LANGUAGES, Language, language

if TYPE_CHECKING:
    from toolkit.storage import Contact

LONGEST_ADDRESS = 254
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


def addressed(participant_id: str, contact: Contact | None, languages: Iterable[str]) -> Person:
    """Return a person as the letters need it; *languages* stand in, in their order, for one that the contact does not name."""
    name, address, own = (contact.name, contact.address.strip(), contact.language) if contact else ("", "", "")
    words = language(next(code for code in (own, *languages) if code in LANGUAGES))
    return Person(participant_id, one_line(name), plain_address(address) if is_address(address) else "", words)


def plain_address(address: str) -> str:
    """Return the address with its domain as mail servers know it (``å.se`` is ``xn--5ca.se``); blank if it cannot be one."""
    before, _, domain = address.rpartition("@")
    try:
        return Address(username=before, domain=domain.encode("idna").decode("ascii")).addr_spec if before else ""
    except (UnicodeError, HeaderParseError, ValueError, IndexError):
        return ""
