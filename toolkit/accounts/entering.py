"""The way in and out: an address with its password, what a browser shows afterwards, and a sign-in that somebody else vouches for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from toolkit.accounts.passwords import fits, hashed, needs_renewal
from toolkit.accounts.pauses import Strangers, judged
from toolkit.accounts.trail import Done
from toolkit.accounts.values import ADMINISTRATOR, Account, Entry, digest, plain_address, utc

if TYPE_CHECKING:
    from toolkit.storage import Store

LASTS = timedelta(hours=12)
"""How long somebody stays signed in."""
SKEW = timedelta(minutes=5)
"""By how much the clock of whoever vouches for somebody may be ahead of ours."""
_strangers = Strangers()


def sign_in(store: Store, address: str, password: str, *, now: datetime) -> Entry:
    """Sign in to one database; see :func:`enter`."""
    return enter((store,), address, password, now=now)


def enter(stores: Sequence[Store], address: str, password: str, *, now: datetime, strangers: Strangers = _strangers) -> Entry:
    """Sign in to every database where the password is the right one for this address.

    An unknown address is answered as a wrong password is: after the same work, with the same waiting.

    Args:
        strangers: What is remembered of addresses that have no account.
    """
    address, now = plain_address(address), utc(now)
    tries = [(store, *store.attempt(address, partial(_judged, now=now), now=now)) for store in stores]
    if all(row is None for _store, row, _wait in tries) and (wait := strangers.attempt(address, now)):
        return Entry(None, wait)
    right = []
    for store, row, wait in tries:
        if not wait and fits(row["password_hash"] if row else "", password) and row:
            right.append((store, row))
    if not right:
        return Entry(None, max((wait for _store, _row, wait in tries), default=0))
    token = secrets.token_urlsafe(32)
    for store, mine in right:
        if needs_renewal(mine["password_hash"]):
            _keep_hash(store, address, hashed(password), now)
        store.enter(address, digest(token), until=now + LASTS, what=Done.SIGNED_IN, now=now)
    for store, other, wait in tries:
        if other and not wait and (store, other) not in right:
            store.not_counted(other)
    return Entry(token)


def signed_in(store: Store, token: str, *, now: datetime) -> Account | None:
    """Return who is signed in, with the roles of this moment; None for a token that is unknown, has expired or was ended alike."""
    row = store.account_in(digest(token), now=utc(now)) if token else None
    return Account.read(row) if row else None


def sign_out(store: Store, token: str, *, now: datetime | None = None) -> None:
    """End what the browser shows; nothing happens if it shows nothing that is known."""
    store.leave(digest(token), what=Done.SIGNED_OUT, now=now or datetime.now(UTC))


def account_of(store: Store, address: str) -> Account | None:
    """Return the account of an address that somebody has vouched for."""
    row = store.accounts().get(plain_address(address))
    return Account.read(row) if row else None


def known_by_oidc(stores: Sequence[Store], user_info: Mapping[str, object], *, now: datetime) -> tuple[tuple[Store, Account], ...]:
    """Return the accounts of somebody whom an OpenID provider vouches for, in every database that has one for the address.

    Args:
        user_info: The claims of the ID token, with ``is_logged_in``. The provider has to say that the address is verified, and
            when it said so: after 12 hours it is asked again.
    """
    address, said_at = user_info.get("email"), user_info.get("iat")
    vouched = user_info.get("is_logged_in") is True and user_info.get("email_verified") is True
    if not vouched or not isinstance(address, str) or not isinstance(said_at, int | float):
        return ()
    age = now - datetime.fromtimestamp(said_at, UTC)
    if not -SKEW <= age < LASTS:
        return ()
    found = [(store, account_of(store, address)) for store in stores]
    return tuple((store, account) for store, account in found if account)


def _judged(times: int, last: datetime | None, now: datetime) -> tuple[int, int]:
    return judged(times, last.replace(tzinfo=UTC) if last else None, now)


def _keep_hash(store: Store, address: str, password_hash: str, now: datetime) -> None:
    row = {"address": address, "password_hash": password_hash}
    store.put_account(row, keeps=ADMINISTRATOR, by=address, what=Done.HASH_RENEWED, now=now)
