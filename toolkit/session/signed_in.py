"""Who is signed in, and what that person looks after: looked up anew each time, so that a role that is taken away is gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from toolkit.accounts import BOARD, COORDINATOR, Account
from toolkit.ledger import DATA_VARIABLE
from toolkit.rooms import Room, open_to
from toolkit.session.keys import Key
from toolkit.session.moment import now, today
from toolkit.session.trusted import trusted_issuers

if TYPE_CHECKING:
    from toolkit.coordination import Desk
    from toolkit.programme import Programme
    from toolkit.questionnaire import Role, Text
    from toolkit.storage import Store

STORE_VARIABLE = "MENTORING_TOOLKIT_STORE"
"""The setting that names the databases, a blank between them."""
PROGRAMMES_VARIABLE = "MENTORING_TOOLKIT_PROGRAMMES"
"""The setting that names the programme folder of each database, joined as in PATH."""
COOKIE = "mentoring_in"
"""What a browser shows that somebody has signed in with."""
READERS = frozenset({BOARD, COORDINATOR})
"""Who may read what is released."""
SEEN = "signed-in"
"""Under this name a tab remembers who was signed in last."""


@dataclass(frozen=True, repr=False)
class Office:
    """One database with its programme, as somebody who is signed in sees it."""

    store: Store
    programme: Programme
    account: Account


class UnderWay(NamedTuple):
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


def takes_answers() -> bool:
    """Return whether this app was started with a database; then nothing is shown before somebody signs in."""
    return bool(stores())


def stores() -> tuple[tuple[str, str], ...]:
    """Return the address of each database, and the folder of its programme."""
    addresses = os.environ.get(STORE_VARIABLE, "").split()
    folders = [folder for folder in os.environ.get(PROGRAMMES_VARIABLE, "").split(os.pathsep) if folder]
    return tuple(zip(addresses, folders, strict=True)) if addresses else ()


def offices() -> tuple[Office, ...]:
    """Return every database in which whoever is signed in has an account; none if nobody is, or somebody else than whose tab this is.

    What was tapped in a tab is done before :func:`forget_others` empties it: it is nobody's then.
    """
    found = _offices()
    return found if st.session_state.get(SEEN) in (None, _fingerprint(found)) else ()


def still(found: Office, role: str) -> Callable[[], bool]:
    """Return what tells, also later and while no page is drawn, whether the same browser may act in this role in this database.

    What is handed out at a tap asks it: since the page was drawn the person may have signed out, or the account be removed.
    """
    token, vouched = _shown_by_browser()

    def may() -> bool:
        person = _account_in(found.store, token, vouched)
        return person is not None and person.address == found.account.address and role in person.roles

    return may


def forget_others() -> None:
    """Empty the tab when somebody else is signed in than the last time, or nobody any more: nothing is drawn, and the browser loads it anew.

    The fields of a page that is not loaded anew would send what stands in them to whoever is there now.
    """
    seen = _fingerprint(_offices())
    if SEEN not in st.session_state:
        st.session_state[SEEN] = seen
        _let_in_by_provider()
    elif st.session_state[SEEN] != seen:
        st.session_state.clear()
        st.session_state[SEEN] = seen  # before the browser is told: whatever becomes of that, the next run draws
        st.html("<script>location.reload()</script>", unsafe_allow_javascript=True)
        st.stop()


def is_vouched_for() -> bool:
    """Return whether a provider says who somebody is, which alone opens nothing."""
    return takes_answers() and bool(st.user.to_dict().get("is_logged_in"))


def unsaid_by() -> str:
    """Return the issuer that vouches for somebody without saying whether the address is verified and is not trusted with it, else ``""``."""
    from toolkit import accounts

    claims = st.user.to_dict()
    issuer = str(claims.get("iss") or "")
    return issuer if is_vouched_for() and claims.get("email") and accounts.is_unsaid(claims) and issuer not in trusted_issuers() else ""


def office(*roles: str) -> Office | None:
    """Return the database of the address, else the first in which the person has an account, with one of *roles* if any are named."""
    found = [each for each in offices() if not roles or each.account.roles & set(roles)]
    chosen = st.query_params.get(Key.PROGRAMME, "")
    return next((each for each in found if each.programme.code == chosen), found[0] if found else None)


def account() -> Account | None:
    """Return who is signed in."""
    found = office()
    return found.account if found else None


def roles() -> frozenset[str]:
    """Return what the reader may do: on one's own computer, without a database, read what is released."""
    if not takes_answers():
        return frozenset({BOARD})
    return frozenset(role for each in offices() for role in each.account.roles)


def rooms() -> tuple[Room, ...]:
    """Return the pages that the reader may open; none before somebody signs in."""
    return open_to(roles())


def desk() -> Desk | None:
    """Return the desk of the chosen programme for whoever looks after its pairs; None for everybody else."""
    found = office(COORDINATOR)
    return _desk(found) if found else None


def in_progress(programme: str = "") -> tuple[UnderWay, ...]:
    """Return each cohort of a programme that is not closed, with how many have answered; of that of the address if none is named."""
    found = next((each for each in _read_here() if each.programme.code == programme), None) if programme else office(*READERS)
    if found is None:
        return ()
    its_desk, people = _desk(found), {role: called.many for role, called in found.programme.settings.roles.items()}
    open_ones = [each.name for each in its_desk.cohorts() if not each.closed]
    return tuple(UnderWay(cohort, its_desk.response(cohort), its_desk.not_shown(cohort), people) for cohort in open_ones)


def readable() -> dict[str, Programme] | None:
    """Return the programmes whose releases the reader may see, by code; None on one's own computer, where all may be seen."""
    return {each.programme.code: each.programme for each in _read_here()} if takes_answers() else None


def homes() -> tuple[Path, ...]:
    """Return the folders whose releases the reader may see."""
    if takes_answers():
        return tuple(dict.fromkeys(each.store.home for each in _read_here()))  # two databases on a server may share one
    return tuple(Path(name) for name in os.environ.get(DATA_VARIABLE, "").split(os.pathsep) if name.strip())


@lru_cache(maxsize=32)
def programme_at(folder: str) -> Programme:
    """Return the programme of a folder, read once."""
    from toolkit.programme import load_programme

    return load_programme(folder)


def cookie() -> str:
    """Return what the browser shows that somebody has signed in with, ``""`` if nothing."""
    return st.context.cookies.get(COOKIE, "")


def _shown_by_browser() -> tuple[str, Mapping[str, object]]:
    return cookie(), st.user.to_dict()


def _let_in_by_provider() -> None:
    """Write in the trail who came in by a provider, once for each time that it was asked."""
    from toolkit import accounts

    if is_vouched_for():
        accounts.let_in_by_oidc([each.store for each in _offices()], st.user.to_dict(), now=now(), trusted=trusted_issuers())


def _offices() -> tuple[Office, ...]:
    token, vouched = _shown_by_browser() if takes_answers() else ("", {})
    return tuple(_opened(token, vouched)) if token or vouched.get("is_logged_in") else ()


def _fingerprint(found: Sequence[Office]) -> str:
    """Return what tells who is signed in from everybody else, ``""`` for nobody; the token itself is not kept."""
    addresses = sorted({each.account.address for each in found})
    return " ".join([*addresses, sha256(cookie().encode()).hexdigest()]) if addresses else ""


def _read_here() -> tuple[Office, ...]:
    return tuple(each for each in offices() if READERS & each.account.roles)


def _opened(token: str, vouched: Mapping[str, object]) -> Iterator[Office]:
    from toolkit.storage import open_store

    for address, folder in stores():
        store = open_store(address, create=False)
        if person := _account_in(store, token, vouched):
            yield Office(store, programme_at(folder), person)


def _account_in(store: Store, token: str, vouched: Mapping[str, object]) -> Account | None:
    from toolkit import accounts

    if person := accounts.signed_in(store, token, now=now()):
        return person
    trusted = trusted_issuers() if vouched.get("is_logged_in") else ()
    return next((person for _store, person in accounts.known_by_oidc([store], vouched, now=now(), trusted=trusted)), None)


def _desk(found: Office) -> Desk:
    from toolkit.coordination import Desk

    return Desk(found.store, found.programme, found.account, today())
