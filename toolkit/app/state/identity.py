"""Who is signed in, and what that person looks after.

Looked up anew each time, so that a role that is taken away is gone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from toolkit.app.navigation import AppPage, list_pages_for
from toolkit.app.state.clock import now, today
from toolkit.app.state.param_names import ParamName
from toolkit.app.state.provider import read_claims, trusted_issuers
from toolkit.people.accounts import BOARD, COORDINATOR, Account
from toolkit.release.locations import DATA_VARIABLE

if TYPE_CHECKING:
    from toolkit.data.database import Store
    from toolkit.people.coordination import CoordinationService
    from toolkit.programme.programme import Programme
    from toolkit.programme.questionnaire import Role, Text


STORE_VARIABLE = "MENTORING_TOOLKIT_STORE"
"""The setting that names the databases, a blank between them."""
PROGRAMMES_VARIABLE = "MENTORING_TOOLKIT_PROGRAMMES"
"""The setting that names the programme folder of each database, joined as in PATH."""
SIGN_IN_COOKIE = "mentoring_in"
"""What a browser shows that somebody has signed in with."""
READERS = frozenset({BOARD, COORDINATOR})
"""Who may read what is released."""
SEEN = "signed-in"
"""Under this name a tab remembers who was signed in last."""


@dataclass(frozen=True, repr=False)
class ProgrammeAccess:
    """One database with its programme, as somebody who is signed in sees it."""

    store: Store
    programme: Programme
    account: Account


class OpenCohort(NamedTuple):
    """A cohort that is not closed, as a board sees it.

    Attributes:
        cohort: Its name.
        forms: For each role, how many closing forms are in, and of how many people.
        not_shown: Pairs that are not counted, because the reader is one of the two.
        people: What those of each role are called in the programme, by language.
    """

    cohort: str
    forms: dict[Role, tuple[int, int]]
    not_shown: int
    people: Mapping[Role, Text]


def has_database() -> bool:
    """Return whether this app was started with a database.

    Then nothing is shown before somebody signs in.
    """
    return bool(stores())


def stores() -> tuple[tuple[str, str], ...]:
    """Return the address of each database, and the folder of its programme."""
    addresses = os.environ.get(STORE_VARIABLE, "").split()
    folders = [
        folder for folder in os.environ.get(PROGRAMMES_VARIABLE, "").split(os.pathsep) if folder
    ]
    return tuple(zip(addresses, folders, strict=True)) if addresses else ()


def list_accesses() -> tuple[ProgrammeAccess, ...]:
    """Return every database in which whoever is signed in has an account.

    None if nobody is, or somebody else than whose tab this is.

    What was tapped in a tab is done before :func:`forget_others` empties it: it is nobody's then.
    """
    found = _list_accesses()
    return found if st.session_state.get(SEEN) in (None, _fingerprint(found)) else ()


def make_access_check(found: ProgrammeAccess, role: str) -> Callable[[], bool]:
    """Return a check whether the same browser may still act in this role in this database.

    It works also later, while no page is drawn. What is handed out at a tap asks it: since the
    page was drawn the person may have signed out, or the account be removed.
    """
    # Read now: while no page is drawn there is no browser to ask.
    token, vouched = _read_browser()

    def may() -> bool:
        person = _account_in(found.store, token, vouched)
        return (
            person is not None and person.address == found.account.address and role in person.roles
        )

    return may


def forget_others() -> None:
    """Empty the tab when somebody else is signed in than the last time, or nobody any more.

    Nothing is drawn, and the browser loads it anew.

    The fields of a page that is not loaded anew would send what stands in them to whoever is there
    now.
    """
    seen = _fingerprint(_list_accesses())
    if SEEN not in st.session_state:
        st.session_state[SEEN] = seen
        _let_in_by_provider()
    elif st.session_state[SEEN] != seen:
        st.session_state.clear()
        # Before the browser is told: whatever becomes of that, the next run draws.
        st.session_state[SEEN] = seen
        st.html("<script>location.reload()</script>", unsafe_allow_javascript=True)
        st.stop()


def is_vouched_for() -> bool:
    """Return whether a provider says who somebody is, which alone opens nothing."""
    return has_database() and bool(vouched().get("is_logged_in"))


def unverified_issuer() -> str:
    """Return the issuer of an address that it does not say is verified, nor is trusted with.

    ``""`` if there is none.
    """
    from toolkit.people import accounts

    claims = vouched()
    issuer = str(claims.get("iss") or "")
    return (
        issuer
        if is_vouched_for()
        and claims.get("email")
        and accounts.lacks_verified_claim(claims)
        and issuer not in trusted_issuers()
        else ""
    )


def chosen_access(*roles: str) -> ProgrammeAccess | None:
    """Return the database of the address, else the first in which the person has an account.

    With one of *roles*, if any are named.
    """
    found = [each for each in list_accesses() if not roles or each.account.roles & set(roles)]
    chosen = st.query_params.get(ParamName.PROGRAMME, "")
    return next(
        (each for each in found if each.programme.code == chosen), found[0] if found else None
    )


def account() -> Account | None:
    """Return who is signed in."""
    found = chosen_access()
    return found.account if found else None


def roles() -> frozenset[str]:
    """Return what the reader may do.

    On one's own computer, without a database, read what is released.
    """
    if not has_database():
        return frozenset({BOARD})
    return frozenset(role for each in list_accesses() for role in each.account.roles)


def rooms() -> tuple[AppPage, ...]:
    """Return the pages that the reader may open; none before somebody signs in."""
    return list_pages_for(roles())


def desk() -> CoordinationService | None:
    """Return the desk of the chosen programme for whoever looks after its pairs.

    None for everybody else.
    """
    found = chosen_access(COORDINATOR)
    return _desk(found) if found else None


def in_progress(programme: str = "") -> tuple[OpenCohort, ...]:
    """Return each cohort of a programme that is not closed, with how many have answered.

    Of that of the address if none is named.
    """
    found = (
        next((each for each in _read_here() if each.programme.code == programme), None)
        if programme
        else chosen_access(*READERS)
    )
    if found is None:
        return ()
    its_desk, people = (
        _desk(found),
        {role: called.many for role, called in found.programme.settings.roles.items()},
    )
    open_ones = [each.name for each in its_desk.cohorts() if not each.closed]
    return tuple(
        OpenCohort(cohort, its_desk.response(cohort), its_desk.not_shown(cohort), people)
        for cohort in open_ones
    )


def readable_programmes() -> dict[str, Programme] | None:
    """Return the programmes whose releases the reader may see, by code.

    None on one's own computer, where all may be seen.
    """
    return (
        {each.programme.code: each.programme for each in _read_here()} if has_database() else None
    )


def release_folders() -> tuple[Path, ...]:
    """Return the folders whose releases the reader may see."""
    if has_database():
        # Two databases on a server may share one.
        return tuple(dict.fromkeys(each.store.home for each in _read_here()))
    return tuple(
        Path(name) for name in os.environ.get(DATA_VARIABLE, "").split(os.pathsep) if name.strip()
    )


@lru_cache(maxsize=32)
def programme_at(folder: str) -> Programme:
    """Return the programme of a folder, read once."""
    from toolkit.programme.programme import load_programme

    return load_programme(folder)


def cookie() -> str:
    """Return what the browser shows that somebody has signed in with, ``""`` if nothing."""
    return st.context.cookies.get(SIGN_IN_COOKIE, "")


def vouched() -> Mapping[str, object]:
    """Return what a provider said of whoever the browser is, empty if none did."""
    return read_claims(st.context.cookies)


def _read_browser() -> tuple[str, Mapping[str, object]]:
    return cookie(), vouched()


def _let_in_by_provider() -> None:
    """Write in the trail who came in by a provider, once for each time that it was asked."""
    from toolkit.people import accounts

    if is_vouched_for():
        accounts.log_oidc_sign_in(
            [each.store for each in _list_accesses()],
            vouched(),
            now=now(),
            trusted=trusted_issuers(),
        )


def _list_accesses() -> tuple[ProgrammeAccess, ...]:
    token, vouched = _read_browser() if has_database() else ("", {})
    return tuple(_open_accesses(token, vouched)) if token or vouched.get("is_logged_in") else ()


def _fingerprint(found: Sequence[ProgrammeAccess]) -> str:
    """Return what tells who is signed in from everybody else, ``""`` for nobody.

    The token itself is not kept.
    """
    addresses = sorted({each.account.address for each in found})
    return " ".join([*addresses, sha256(cookie().encode()).hexdigest()]) if addresses else ""


def _read_here() -> tuple[ProgrammeAccess, ...]:
    return tuple(each for each in list_accesses() if READERS & each.account.roles)


def _open_accesses(token: str, vouched: Mapping[str, object]) -> Iterator[ProgrammeAccess]:
    from toolkit.data.database import open_store

    for address, folder in stores():
        store = open_store(address, create=False)
        if person := _account_in(store, token, vouched):
            yield ProgrammeAccess(store, programme_at(folder), person)


def _account_in(store: Store, token: str, vouched: Mapping[str, object]) -> Account | None:
    from toolkit.people import accounts

    if person := accounts.find_signed_in(store, token, now=now()):
        return person
    # Who signed in with a password is that person, whatever a provider says.
    trusted = trusted_issuers() if vouched.get("is_logged_in") else ()
    return next(
        (
            person
            for _store, person in accounts.find_oidc_accounts(
                [store], vouched, now=now(), trusted=trusted
            )
        ),
        None,
    )


def _desk(found: ProgrammeAccess) -> CoordinationService:
    from toolkit.people.coordination import CoordinationService

    return CoordinationService(found.store, found.programme, found.account, today())
