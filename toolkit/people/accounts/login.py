"""The way in and out.

An address with its password, what a browser shows afterwards, and a sign-in that somebody else
vouches for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from toolkit.people.accounts.audit_log import AuditEvent
from toolkit.people.accounts.models import (
    Account,
    Browser,
    SignInResult,
    digest,
    normalise_address,
    utc,
)
from toolkit.people.accounts.passwords import hashed, needs_renewal, verify_password
from toolkit.throttle import PasswordAttempt, PasswordThrottle

if TYPE_CHECKING:
    from toolkit.data.database import Store
    from toolkit.data.database.accounts import AccountRow

SIGNED_IN_FOR = timedelta(hours=12)
"""How long somebody stays signed in."""
KNOWN_FOR = timedelta(days=365)
"""How long it is remembered that somebody has signed in with a browser."""
SKEW = timedelta(minutes=5)
"""By how much the clock of whoever vouches for somebody may be ahead of ours."""
NOWHERE = Browser()
"""The terminal, and whoever does not say."""
SIGN_IN_CLAIMS = ("iss", "sub", "email", "iat", "nonce", "sid")
"""Claims that tell one sign-in at a provider from every other."""
MatchingAccounts = tuple[tuple["Store", "AccountRow"], ...]
PASSWORD_THROTTLE = PasswordThrottle()
"""What this process remembers of wrong passwords, unless somebody keeps another account of them."""


def sign_in(store: Store, address: str, password: str, *, now: datetime) -> SignInResult:
    """Sign in to one database; see :func:`sign_in_everywhere`.

    Args:
        store: The database.
        address: As it was typed.
        password: As it was typed.
        now: The time.

    Returns:
        The token that the browser shows from now on; no token, and the seconds to wait, if it is
        wrong.
    """
    return sign_in_everywhere((store,), address, password, now=now)


def sign_in_everywhere(
    stores: Sequence[Store],
    address: str,
    password: str,
    *,
    now: datetime,
    browser: Browser = NOWHERE,
    pauses: PasswordThrottle = PASSWORD_THROTTLE,
) -> SignInResult:
    """Sign in to every database where the password is the right one for this address.

    An unknown address is answered as a wrong password is: after the same work, with the same
    waiting.

    Args:
        stores: The databases.
        address: As it was typed.
        password: As it was typed.
        now: The time.
        browser: Where the password comes from. One with which this person has signed in before does
            not wait for what others tried.
        pauses: What is remembered of wrong passwords.

    Returns:
        The token that the browser shows from now on; no token, and the seconds to wait, if it is
        wrong in every database.
    """
    address, now = normalise_address(address), utc(now)
    right, wait = match_password(stores, address, password, now=now, browser=browser, pauses=pauses)
    if not right:
        return SignInResult(None, wait)
    for store, mine in right:
        if needs_renewal(mine["password_hash"]):
            store.renew_hash(
                address,
                hashed(password),
                was=mine["password_hash"],
                what=AuditEvent.HASH_RENEWED,
                now=now,
            )
    return start_session([store for store, _mine in right], address, now=now, browser=browser)


def start_session(
    stores: Iterable[Store], address: str, *, now: datetime, browser: Browser
) -> SignInResult:
    """Sign somebody in where the password was right, or was chosen a moment ago.

    No other database hears of it.

    Args:
        stores: The databases, in each of which the address has an account.
        address: Of the account.
        now: The time; the session ends 12 hours later.
        browser: Which browser it is; it is remembered as the person's.

    Returns:
        One token for all the databases, and what the browser shows later to be known again.
    """
    address, now, token, device = (
        normalise_address(address),
        utc(now),
        secrets.token_urlsafe(32),
        new_device(),
    )
    for store in stores:
        store.enter(
            address, digest(token), until=now + SIGNED_IN_FOR, what=AuditEvent.SIGNED_IN, now=now
        )
        remember_browser(store, address, device, browser, now=now)
    return SignInResult(token, device=device)


def new_device() -> str:
    """Return what a browser may show from now on, once it is known."""
    return secrets.token_urlsafe(32)


def remember_browser(
    store: Store, address: str, device: str, browser: Browser, *, now: datetime
) -> None:
    """Remember a browser as the person's, for a year.

    It is known by what it shows from now on, instead of by what it showed before.

    Args:
        store: The database.
        address: Of the account.
        device: What the browser shows from now on; only its hash is kept.
        browser: What it showed until now.
        now: The time.
    """
    store.browsers.know(
        digest(device),
        address,
        instead_of=digest(browser.device),
        until=utc(now) + KNOWN_FOR,
        now=utc(now),
    )


def is_known_browser(
    stores: Sequence[Store], address: str, browser: Browser, *, now: datetime
) -> bool:
    """Whether the person of an address has signed in with the browser before.

    To any one of the databases.

    Args:
        stores: The databases.
        address: As it was typed.
        browser: What the browser shows; one that shows nothing is never known.
        now: The time; after a year a browser is forgotten.

    Returns:
        Whether one of them knows it.
    """
    return any(
        _store_knows_browser(store, normalise_address(address), browser, utc(now))
        for store in stores
    )


def match_password(
    stores: Sequence[Store],
    address: str,
    password: str,
    *,
    now: datetime,
    browser: Browser = NOWHERE,
    pauses: PasswordThrottle = PASSWORD_THROTTLE,
) -> tuple[MatchingAccounts, int]:
    """Return each database in which the password is the right one, with the account there.

    In a database where the address has to wait the password is not tried.

    Args:
        stores: The databases.
        address: Normalised.
        password: As it was typed.
        now: The time, in UTC.
        browser: Where the password comes from.
        pauses: What is remembered of wrong passwords.

    Returns:
        The databases with their accounts, and the seconds to wait: 0 if there are any, else the
        longest wait of any database.
    """
    tries = [_make_attempt(store, address, browser, now) for store in stores]
    waits = [pauses.attempt(one, now) for one in tries]
    rows = [store.accounts().get(address) for store in stores]
    # Also where nobody has the address: a blank hash takes as long as a wrong password.
    fitting = [
        not wait and verify_password(row["password_hash"] if row else "", password)
        for row, wait in zip(rows, waits, strict=True)
    ]
    if not any(fitting):
        return (), max(waits, default=0)
    right = tuple(
        (store, row) for store, row, fit in zip(stores, rows, fitting, strict=True) if row and fit
    )
    for one, wait, fit in zip(tries, waits, fitting, strict=True):
        if fit:
            pauses.right(one)
        elif not wait:  # the password of another database, which is hardly a guess at this one
            pauses.elsewhere(one, right[0][1]["password_hash"], now)
    return right, 0


def _make_attempt(store: Store, address: str, browser: Browser, now: datetime) -> PasswordAttempt:
    """Where it comes from is the browser itself, if the person has signed in with it before."""
    if _store_knows_browser(store, address, browser, now):
        return PasswordAttempt(store.url, address, f"device {digest(browser.device)}", known=True)
    return PasswordAttempt(store.url, address, browser.source)


def _store_knows_browser(store: Store, address: str, browser: Browser, now: datetime) -> bool:
    return bool(browser.device) and store.browsers.knows(digest(browser.device), address, now=now)


def find_signed_in(store: Store, token: str, *, now: datetime) -> Account | None:
    """Return who is signed in, with the roles of this moment.

    None for a token that is unknown, has expired or was ended alike.

    Args:
        store: The database.
        token: What the browser shows; blank if nothing.
        now: The time.

    Returns:
        The account, ``None`` if nobody is signed in.
    """
    row = store.account_in(digest(token), now=utc(now)) if token else None
    return Account.read(row) if row else None


def sign_out(store: Store, token: str, *, now: datetime | None = None) -> None:
    """End what the browser shows; nothing happens if it shows nothing that is known.

    Args:
        store: The database.
        token: What the browser shows.
        now: The time; that of the computer if left out.
    """
    store.leave(digest(token), what=AuditEvent.SIGNED_OUT, now=now or datetime.now(UTC))


def account_of(store: Store, address: str) -> Account | None:
    """Return the account of an address that somebody has vouched for."""
    row = store.accounts().get(normalise_address(address))
    return Account.read(row) if row else None


def find_oidc_accounts(
    stores: Sequence[Store],
    user_info: Mapping[str, object],
    *,
    now: datetime,
    trusted: Collection[str] = (),
) -> tuple[tuple[Store, Account], ...]:
    """Return the accounts of somebody whom an OpenID provider vouches for.

    In every database that has one for the address.

    Args:
        stores: The databases.
        user_info: The claims of the ID token, with ``is_logged_in``. The provider has to say that
            the address is verified, and when it said so: after 12 hours it is asked again, and
            before that if the person has signed out.
        now: The time.
        trusted: Issuers that the association trusts with addresses although they do not say of any
            that it is verified.

    Returns:
        Each database with the account in it; none where nothing is believed.
    """
    address, said_at = user_info.get("email"), user_info.get("iat")
    verified = user_info.get("email_verified") is True or (
        lacks_verified_claim(user_info) and user_info.get("iss") in trusted
    )
    vouched = user_info.get("is_logged_in") is True and verified
    if not vouched or not isinstance(address, str) or not isinstance(said_at, int | float):
        return ()
    # A clock that is a little ahead is forgiven; a claim from the future is not.
    age = now - datetime.fromtimestamp(said_at, UTC)
    if not -SKEW <= age < SIGNED_IN_FOR:
        return ()
    found = [(store, account_of(store, address)) for store in stores]
    return tuple(
        (store, account)
        for store, account in found
        if account and not store.browsers.is_out(_hash_claims(user_info))
    )


def lacks_verified_claim(user_info: Mapping[str, object]) -> bool:
    """Whether a provider says neither that an address is verified nor that it is not."""
    return user_info.get("email_verified") is None


def log_oidc_sign_in(
    stores: Sequence[Store],
    user_info: Mapping[str, object],
    *,
    now: datetime,
    trusted: Collection[str] = (),
) -> None:
    """Write in the trail, once for each sign-in at a provider, who came in by it.

    Args:
        stores: The databases; each with an account of the person is written to.
        user_info: The claims, as for :func:`find_oidc_accounts`.
        now: The time.
        trusted: Issuers, as for :func:`find_oidc_accounts`.
    """
    for store, account in find_oidc_accounts(stores, user_info, now=now, trusted=trusted):
        store.browsers.let_in(
            _hash_claims(user_info),
            account.address,
            until=_latest_expiry(now),
            what=AuditEvent.SIGNED_IN_ELSEWHERE,
            now=now,
        )


def end_oidc_sign_in(
    stores: Sequence[Store],
    user_info: Mapping[str, object],
    *,
    now: datetime,
    trusted: Collection[str] = (),
) -> None:
    """End what a provider said of somebody, wherever the browser still shows it.

    Args:
        stores: The databases; each with an account of the person is written to.
        user_info: The claims, as for :func:`find_oidc_accounts`.
        now: The time.
        trusted: Issuers, as for :func:`find_oidc_accounts`.
    """
    for store, account in find_oidc_accounts(stores, user_info, now=now, trusted=trusted):
        store.browsers.let_out(
            _hash_claims(user_info),
            account.address,
            until=_latest_expiry(now),
            what=AuditEvent.SIGNED_OUT,
            now=now,
        )


def _hash_claims(user_info: Mapping[str, object]) -> str:
    return digest(json.dumps([user_info.get(name) for name in SIGN_IN_CLAIMS], default=str))


def _latest_expiry(now: datetime) -> datetime:
    """Return when what a provider said counts no longer in any case, whichever clock is ahead."""
    return utc(now) + SIGNED_IN_FOR + SKEW
