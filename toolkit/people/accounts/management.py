"""Accounts are made, changed and removed; a password is chosen by whoever is to use it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from toolkit.errors import N_, Fault, Refused, StorageError, refuse
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
    faults_of,
    normalise_address,
    tidy_account,
    utc,
)
from toolkit.people.accounts.passwords import fault_of, hashed, is_hash
from toolkit.throttle import PasswordThrottle

if TYPE_CHECKING:
    from toolkit.data.database import Store

INVITED = "invited"
GOOD_FOR = timedelta(days=7)
"""How long a password can be chosen by a link."""
NOT_IT = N_("This is not the password that you have now.")
TOO_MANY_WRONG_PASSWORDS = N_("Too many wrong passwords. Wait a while, and try again.")
NO_CODE = N_(
    "This address does not open anything any more: its time is up, or it was used. Ask whoever sent"
    " it for a new one."
)


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
    """Return the accounts of a participant, by code or mail address, without hash and token."""
    contact = store.contacts().get(participant_id)
    address = normalise_address(contact.address) if contact else ""
    mine = [
        row
        for row in store.accounts().values()
        if participant_id == row["participant_id"] or (address and address == row["address"])
    ]
    return tuple({name: row[name] for name in ("address", "roles", "made_at")} for row in mine)


def put_account(
    store: Store,
    account: Account,
    *,
    password: str | None = None,
    by: str,
    now: datetime,
    programme: Iterable[str] = (),
) -> None:
    """Make an account, or change the one of the same address.

    Args:
        password: A new one; if left out, the old one stays, and a new account has none until its
            person chooses one.
        by: The address of whoever does it; blank at the terminal.
        programme: Names of the programme, which are no passwords.

    Raises:
        Refused: If something of it is wrong, by field.
        StorageError: If there is no such participant, or it is the last administrator's.
    """
    account = tidy_account(account)
    refuse(faults_of(account, password, programme=programme))
    store.put_account(
        account.row | ({"password_hash": hashed(password)} if password else {}),
        keeps=ADMINISTRATOR,
        by=by,
        what=(
            AuditEvent.ACCOUNT_CHANGED
            if account.address in store.accounts()
            else AuditEvent.ACCOUNT_MADE
        ),
        now=now,
    )


def remove_account(store: Store, address: str, *, by: str, now: datetime) -> None:
    """Remove an account, and sign its person out everywhere; the last administrator stays.

    Args:
        store: The database.
        address: Of the account.
        by: The address of whoever does it; blank at the terminal.
        now: The time.

    Raises:
        StorageError: If there is no such account, or it is the last administrator's.
    """
    store.remove_account(
        normalise_address(address),
        keeps=ADMINISTRATOR,
        by=by,
        what=AuditEvent.ACCOUNT_REMOVED,
        now=now,
    )


def invite(store: Store, address: str, *, by: str, now: datetime) -> str:
    """Return a code by which a person chooses a password.

    It is told this once and good for seven days. The one before is worth nothing any more, nor is
    the password that the person had.

    Args:
        store: The database.
        address: Of an account that is there.
        by: The address of whoever does it; blank at the terminal.
        now: The time.

    Raises:
        StorageError: If there is no such account, or it is the last administrator's.
    """
    code = secrets.token_urlsafe(32)
    until = (utc(now) + GOOD_FOR).isoformat(timespec="seconds")
    # The invitation takes the place of the hash: with the old password nobody comes in any more.
    store.put_account(
        {
            "address": normalise_address(address),
            "password_hash": f"{INVITED}:{digest(code)}:{until}",
        },
        keeps=ADMINISTRATOR,
        by=by,
        what=AuditEvent.INVITED,
        now=now,
        there=True,
    )
    return code


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
) -> None:
    """Take another password in every database where the old one is right.

    There the person is signed out everywhere, and no other browser is known.

    Args:
        programme: Names of the programme, which are no passwords.
        browser: Where it comes from.
        device: What that browser shows from now on, which stays known; blank if it is not to be.
        pauses: What is remembered of wrong passwords.

    Raises:
        Refused: What is wrong, by field: ``old`` or ``password``.
    """
    address = normalise_address(address)
    names = [row["name"] for store in stores if (row := store.accounts().get(address))]
    # Before the old one is tried: a new one that will not do counts as no guess.
    _require_good(new, address, *names, *programme)
    right, wait = match_password(stores, address, old, now=now, browser=browser, pauses=pauses)
    for store, _row in right:
        _set_password(store, address, new, now)
        if device:
            remember_browser(store, address, device, browser, now=now)
    if not right:
        raise Refused({"old": Fault(TOO_MANY_WRONG_PASSWORDS if wait else NOT_IT)})


class FirstCode:
    """The one-time code of the first account, in memory only: it ends with the server."""

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
) -> None:
    """Make the first account, which has every role, in each database that has none.

    Args:
        stores: The databases.
        account: As it was filled in; its roles are not looked at.
        password: The one to sign in with.
        now: The time.
        programme: Names of the programme, which are no passwords.

    Raises:
        Refused: What is wrong, by field.
    """
    account = tidy_account(replace(account, roles=frozenset(ACCOUNT_ROLES)))
    refuse(faults_of(account, password, programme=programme))
    row = account.row | {"password_hash": hashed(password)}
    empty = list_stores_without_accounts(stores)
    if not empty:
        raise Refused({"address": Fault(N_("Somebody has an account here already."))})
    try:
        for store in empty:
            store.put_account(
                row,
                keeps=ADMINISTRATOR,
                by=account.address,
                what=AuditEvent.FIRST_ACCOUNT,
                now=now,
                alone=True,
            )
    except StorageError as refused:  # somebody else was faster since the databases were looked at
        raise Refused({"address": refused.faults[0]}) from None


def find_invited_accounts(
    stores: Iterable[Store], code: str, *, now: datetime
) -> tuple[tuple[Store, Account], ...]:
    """Return the accounts whose password may be chosen by this code.

    None if it was never one, was used, or its time is up.

    Args:
        stores: The databases.
        code: As it stands in the link.
        now: The time; a code is good for seven days.
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
) -> None:
    """Choose a password by a code, which ends with it.

    Of several who use it at the same time one succeeds.

    Args:
        programme: Names of the programme, which are no passwords.

    Raises:
        Refused: If the code opens nothing, or the password is not good enough.
    """
    found = _invitations(stores, code, now)
    if not found:
        raise Refused({"password": Fault(NO_CODE)})
    for store, row in found:
        _require_good(password, row["address"], row["name"], *programme)
        try:
            _set_password(store, row["address"], password, now, was=row["password_hash"])
        except StorageError:  # somebody was faster with the same code
            raise Refused({"password": Fault(NO_CODE)}) from None


def _require_good(password: str, *own: str) -> None:
    if fault := fault_of(password, own=own):
        raise Refused({"password": fault})


def _set_password(
    store: Store, address: str, password: str, now: datetime, was: str | None = None
) -> None:
    store.put_account(
        {"address": address, "password_hash": hashed(password)},
        keeps=ADMINISTRATOR,
        by=address,
        what=AuditEvent.PASSWORD_SET,
        now=now,
        was=was,
    )


def _state(password_hash: str, now: datetime) -> AccountState:
    if is_hash(password_hash):
        return AccountState.READY
    if not password_hash.startswith(f"{INVITED}:"):
        return AccountState.NO_PASSWORD
    until = datetime.fromisoformat(password_hash.split(":", 2)[2])
    return AccountState.INVITED if utc(now) < until else AccountState.EXPIRED
