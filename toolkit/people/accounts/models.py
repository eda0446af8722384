"""Who may sign in, what is wrong with an account, and what came of trying to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from toolkit.errors import N_, Fault
from toolkit.i18n import LANGUAGES
from toolkit.people.accounts.passwords import fault_of

BOARD, COORDINATOR, ADMINISTRATOR = "board", "coordinator", "administrator"
ACCOUNT_ROLES = (BOARD, COORDINATOR, ADMINISTRATOR)
MAX_ACCOUNT_ADDRESS, MAX_ACCOUNT_NAME = 254, 200
_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in.

    Attributes:
        address: The mail address that the person signs in with, in lower case.
        name: What to call the person.
        roles: What the person may do: some of :data:`ROLE_VIEWS`.
        participant_id: The person's code, for one who takes part too: that pair is never shown to
            her.
        language: ``sv`` or ``en``; blank if nobody said.
    """

    address: str
    name: str
    roles: frozenset[str]
    participant_id: str = ""
    language: str = ""

    @classmethod
    def read(cls, row: Mapping[str, str]) -> Account:
        """Return the account that a row of the table is about.

        A role that this version does not know counts for nothing.
        """
        roles = frozenset(row["roles"].split(";")) & frozenset(ACCOUNT_ROLES)
        return cls(row["address"], row["name"], roles, row["participant_id"], row["language"])

    @property
    def row(self) -> dict[str, str]:
        """What the table says of the account, without the password."""
        roles = ";".join(role for role in ACCOUNT_ROLES if role in self.roles)
        return {
            "address": self.address,
            "name": self.name,
            "roles": roles,
            "participant_id": self.participant_id,
            "language": self.language,
        }


@dataclass(frozen=True, repr=False)
class SignInResult:
    """What came of an address and a password.

    Attributes:
        token: What the browser shows from now on that the person is signed in; None if it was not
            the right password.
        wait: Seconds in which no password for this address is looked at that comes from there.
        device: What the browser shows from now on, also when the person has signed out, that she
            has signed in with it.
    """

    token: str | None
    wait: int = 0
    device: str = field(default="", repr=False)


@dataclass(frozen=True, repr=False)
class Browser:
    """Where an address and a password come from.

    Attributes:
        source: The network address.
        device: What the browser shows that somebody has signed in with it before, ``""`` if
            nothing.
    """

    source: str = ""
    device: str = ""


class AccountState(StrEnum):
    """Whether the person of an account can sign in."""

    READY = "ready"
    INVITED = "invited"
    """There is a link to choose a password by."""
    EXPIRED = "expired"
    """There was one, and its time is up."""
    NO_PASSWORD = "no_password"  # noqa: S105  # the name of a state
    """The person comes in by the association's own sign-in, if at all."""


@dataclass(frozen=True)
class ListedAccount:
    """An account as a list shows it."""

    account: Account
    state: AccountState
    made_at: str


def normalise_address(address: str) -> str:
    """Return an address as accounts are kept by it: without blanks around it, in lower case."""
    return address.strip().lower()


def digest(secret: str) -> str:
    """Return what is kept of a token or a code of 256 random bits, from which it cannot be told."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def utc(now: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is taken to be."""
    return now.astimezone(UTC) if now.tzinfo else now.replace(tzinfo=UTC)


def tidy_account(account: Account) -> Account:
    """Return an account as it is kept: its name on one line, its address in lower case."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in account.name).split())
    return replace(
        account,
        address=normalise_address(account.address),
        name=name,
        participant_id=account.participant_id.strip(),
    )


def faults_of(
    account: Account, password: str | None = None, *, programme: Iterable[str] = ()
) -> dict[str, Fault]:
    """Return what is wrong with an account that was filled in, by field; nothing if nothing is.

    Args:
        password: The one to sign in with, if it is chosen now.
        programme: Names of the programme, which are no passwords.
    """
    address = (
        _ADDRESS.fullmatch(account.address)
        and len(account.address) <= MAX_ACCOUNT_ADDRESS
        and account.address.isprintable()
    )
    found = {
        "address": None
        if address
        else Fault(N_("This is not an e-mail address. Write it as name@example.org.")),
        "name": (
            None
            if account.name.strip() and len(account.name) <= MAX_ACCOUNT_NAME
            else Fault(N_("Write what to call the person."))
        ),
        "roles": None
        if account.roles and account.roles <= set(ACCOUNT_ROLES)
        else Fault(N_("Choose at least one.")),
        "language": (
            None
            if account.language in ("", *LANGUAGES)
            else Fault(N_("The toolkit does not speak that language."))
        ),
        "password": (
            None
            if password is None
            else fault_of(password, own=(account.address, account.name, *programme))
        ),
    }
    return {name: fault for name, fault in found.items() if fault}
