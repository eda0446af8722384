"""Accounts are made, changed and removed.

The first one by a code on the terminal, a password by whoever is to use it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import N_, Fault, StorageError
from toolkit.i18n import LANGUAGES
from toolkit.people.accounts.audit_log import AuditEvent
from toolkit.people.accounts.login import (
    NOWHERE,
    PASSWORD_THROTTLE,
    match_password,
    remember_browser,
)
from toolkit.people.accounts.models import (
    ACCOUNT_ROLES,
    ADMINISTRATOR,
    Account,
    AccountState,
    Browser,
    ListedAccount,
    digest,
    normalise_address,
    utc,
)
from toolkit.people.accounts.passwords import fault_of, hashed, is_hash
from toolkit.throttle import PasswordThrottle

if TYPE_CHECKING:
    from toolkit.data.database import Store

INVITED = "invited"
GOOD_FOR = timedelta(days=7)
"""How long a password can be chosen by a link."""
MAX_ACCOUNT_ADDRESS, MAX_ACCOUNT_NAME = 254, 200
BAD_ACCOUNT_ADDRESS = N_("This is not an e-mail address. Write it as name@example.org.")
NO_ACCOUNT_NAME = N_("Write what to call the person.")
NO_ROLE = N_("Choose at least one.")
UNKNOWN_ACCOUNT_LANGUAGE = N_("The toolkit does not speak that language.")
NOT_IT = N_("This is not the password that you have now.")
TOO_MANY_WRONG_PASSWORDS = N_("Too many wrong passwords. Wait a while, and try again.")
NOT_FIRST_ACCOUNT = N_("Somebody has an account here already.")
NO_CODE = N_(
    "This address does not open anything any more: its time is up, or it was used. Ask whoever sent"
    " it for a new one."
)
_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")


# ---- accounts ------------------------------------------------------------------------------------


def accounts(store: Store, *, now: datetime) -> tuple[ListedAccount, ...]:
    """Return every account and whether its person can sign in, by name."""
    listed = [
        ListedAccount(Account.read(row), _state(row["password_hash"], now), row["made_at"])
        for row in store.accounts().values()
    ]
    return tuple(
        sorted(listed, key=lambda each: (each.account.name.casefold(), each.account.address))
    )


def list_participant_accounts(store: Store, participant_id: str) -> tuple[dict[str, str], ...]:
    """Return the accounts of somebody who takes part, by her code or her mail address.

    As she may take them along: neither hash nor token.
    """
    contact = store.contacts().get(participant_id)
    address = normalise_address(contact.address) if contact else ""
    mine = [
        row
        for row in store.accounts().values()
        if participant_id == row["participant_id"] or (address and address == row["address"])
    ]
    return tuple({name: row[name] for name in ("address", "roles", "made_at")} for row in mine)


def faults_of(
    account: Account, password: str | None = None, *, programme: Iterable[str] = ()
) -> dict[str, Fault]:
    """Return what is wrong with an account that somebody filled in, by field.

    Nothing if nothing is.

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
        "address": None if address else Fault(BAD_ACCOUNT_ADDRESS),
        "name": (
            None
            if account.name.strip() and len(account.name) <= MAX_ACCOUNT_NAME
            else Fault(NO_ACCOUNT_NAME)
        ),
        "roles": None if account.roles and account.roles <= set(ACCOUNT_ROLES) else Fault(NO_ROLE),
        "language": (
            None if account.language in ("", *LANGUAGES) else Fault(UNKNOWN_ACCOUNT_LANGUAGE)
        ),
        "password": (
            None
            if password is None
            else fault_of(password, own=(account.address, account.name, *programme))
        ),
    }
    return {name: fault for name, fault in found.items() if fault}


def put_account(
    store: Store,
    account: Account,
    *,
    password: str | None = None,
    by: str,
    now: datetime,
    programme: Iterable[str] = (),
) -> Fault | None:
    """Make an account, or change the one of the same address; return why it could not be.

    Args:
        password: A new one; if left out, the old one stays, and a new account has none until its
            person chooses one.
        by: The address of whoever does it; blank at the terminal.
        programme: Names of the programme, which are no passwords.
    """
    account = _tidy(account)
    if wrong := faults_of(account, password, programme=programme):
        return next(iter(wrong.values()))
    what = (
        AuditEvent.ACCOUNT_CHANGED
        if account.address in store.accounts()
        else AuditEvent.ACCOUNT_MADE
    )
    return _write_account(
        store,
        account.row | ({"password_hash": hashed(password)} if password else {}),
        by,
        what,
        now,
    )


def remove_account(store: Store, address: str, *, by: str, now: datetime) -> Fault | None:
    """Remove an account, and sign its person out everywhere.

    Return why it could not be: the last administrator stays.
    """
    try:
        store.remove_account(
            normalise_address(address),
            keeps=ADMINISTRATOR,
            by=by,
            what=AuditEvent.ACCOUNT_REMOVED,
            now=now,
        )
    except StorageError as refused:
        return refused.faults[0]
    return None


def invite(store: Store, address: str, *, by: str, now: datetime) -> str | Fault:
    """Return a code, told this once, by which the person chooses a password.

    It is good for seven days; the one before is worth nothing any more.
    """
    code, address = secrets.token_urlsafe(32), normalise_address(address)
    until = (utc(now) + GOOD_FOR).isoformat(timespec="seconds")
    refused = _write_account(
        store,
        {"address": address, "password_hash": f"{INVITED}:{digest(code)}:{until}"},
        by,
        AuditEvent.INVITED,
        now,
        there=True,
    )
    return refused or code


def change_password(
    stores: Sequence[Store],
    address: str,
    old: str,
    new: str,
    *,
    now: datetime,
    programme: Iterable[str] = (),
    browser: Browser = NOWHERE,
    device: str = "",
    pauses: PasswordThrottle = PASSWORD_THROTTLE,
) -> dict[str, Fault]:
    """Take another password in every database where the old one is right.

    The person is signed out everywhere in them, and no other browser is known any more.

    Args:
        programme: Names of the programme, which are no passwords.
        browser: Where it comes from.
        device: What that browser shows from now on, which stays known; blank if it is not to be.
        pauses: What is remembered of wrong passwords.

    Returns:
        What is wrong, by field: ``old`` or ``password``.
    """
    address = normalise_address(address)
    found = [(store, row) for store in stores if (row := store.accounts().get(address))]
    if fault := fault_of(new, own=(address, *(row["name"] for _store, row in found), *programme)):
        return {"password": fault}
    right, wait = match_password(stores, address, old, now=now, browser=browser, pauses=pauses)
    for store, _row in right:
        _write_account(
            store,
            {"address": address, "password_hash": hashed(new)},
            address,
            AuditEvent.PASSWORD_SET,
            now,
        )
        if device:
            remember_browser(store, address, device, browser, now=now)
    return {} if right else {"old": Fault(TOO_MANY_WRONG_PASSWORDS if wait else NOT_IT)}


# ---- the first account, and passwords that are chosen by a link ----------------------------------


class FirstCode:
    """The one-time code by which the first account is made.

    In memory only, so that it ends with the server at the latest.
    """

    def __init__(self) -> None:
        self.text = secrets.token_urlsafe(32)
        self._used = False

    def __repr__(self) -> str:
        return "<FirstCode>"

    def fits(self, code: str) -> bool:
        """Whether it is the one, compared in the same time whatever is wrong with it."""
        return (
            hmac.compare_digest(self.text.encode(), code.encode("utf-8", "replace"))
            and not self._used
        )

    def end(self) -> None:
        """Let it open nothing any more."""
        self._used = True


def list_stores_without_accounts(stores: Iterable[Store]) -> tuple[Store, ...]:
    """Return the databases in which nobody has an account."""
    return tuple(store for store in stores if not store.accounts())


def make_first_account(
    stores: Iterable[Store],
    account: Account,
    password: str,
    *,
    now: datetime,
    programme: Iterable[str] = (),
) -> dict[str, Fault]:
    """Make the first account, which has every role, in each database that has none.

    Return what is wrong, by field.
    """
    account = _tidy(replace(account, roles=frozenset(ACCOUNT_ROLES)))
    if wrong := faults_of(account, password, programme=programme):
        return wrong
    row = account.row | {"password_hash": hashed(password)}
    empty = list_stores_without_accounts(stores)
    if not empty:
        return {"address": Fault(NOT_FIRST_ACCOUNT)}
    for store in empty:
        if refused := _write_account(
            store, row, account.address, AuditEvent.FIRST_ACCOUNT, now, alone=True
        ):
            return {"address": refused}
    return {}


def find_invited_accounts(
    stores: Iterable[Store], code: str, *, now: datetime
) -> tuple[tuple[Store, Account], ...]:
    """Return the accounts whose password may be chosen by this code.

    None if it was never one, was used, or its time is up.
    """
    return tuple((store, Account.read(row)) for store, row in _invitations(stores, code, now))


def _invitations(
    stores: Iterable[Store], code: str, now: datetime
) -> tuple[tuple[Store, dict[str, str]], ...]:
    wanted = digest(code)
    return tuple(
        (store, row)
        for store in stores
        for row in store.accounts().values()
        if _state(row["password_hash"], now) is AccountState.INVITED
        and hmac.compare_digest(row["password_hash"].split(":")[1], wanted)
    )


def accept(
    stores: Iterable[Store],
    code: str,
    password: str,
    *,
    now: datetime,
    programme: Iterable[str] = (),
) -> Fault | None:
    """Choose a password by a code, which ends with it; return why it could not be.

    Of several who use it at the same time one succeeds.

    Args:
        programme: Names of the programme, which are no passwords.
    """
    found = _invitations(stores, code, now)
    if not found:
        return Fault(NO_CODE)
    for store, row in found:
        address, invitation = row["address"], row["password_hash"]
        if fault := fault_of(password, own=(address, row["name"], *programme)):
            return fault
        if _write_account(
            store,
            {"address": address, "password_hash": hashed(password)},
            address,
            AuditEvent.PASSWORD_SET,
            now,
            was=invitation,
        ):
            return Fault(NO_CODE)
    return None


def _write_account(
    store: Store,
    row: dict[str, str],
    by: str,
    what: AuditEvent,
    now: datetime,
    *,
    alone: bool = False,
    there: bool = False,
    was: str | None = None,
) -> Fault | None:
    try:
        store.put_account(
            row, keeps=ADMINISTRATOR, by=by, what=what, now=now, alone=alone, there=there, was=was
        )
    except StorageError as refused:
        return refused.faults[0]
    return None


def _tidy(account: Account) -> Account:
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in account.name).split())
    return replace(
        account,
        address=normalise_address(account.address),
        name=name,
        participant_id=account.participant_id.strip(),
    )


def _state(password_hash: str, now: datetime) -> AccountState:
    if is_hash(password_hash):
        return AccountState.READY
    if not password_hash.startswith(f"{INVITED}:"):
        return AccountState.NO_PASSWORD
    until = datetime.fromisoformat(password_hash.split(":", 2)[2])
    return AccountState.INVITED if utc(now) < until else AccountState.EXPIRED
