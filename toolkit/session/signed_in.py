"""Who is signed in, and what that person looks after: looked up anew each time, so that a role that is taken away is gone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from toolkit.accounts import BOARD, COORDINATOR, Account
from toolkit.ledger import DATA_VARIABLE
from toolkit.rooms import Room, open_to
from toolkit.session.keys import Key
from toolkit.session.moment import now, today

if TYPE_CHECKING:
    from toolkit.coordination import Desk
    from toolkit.programme import Programme
    from toolkit.questionnaire import Role
    from toolkit.storage import Store

STORE_VARIABLE = "MENTORING_TOOLKIT_STORE"
"""The setting that names the databases, a blank between them."""
PROGRAMMES_VARIABLE = "MENTORING_TOOLKIT_PROGRAMMES"
"""The setting that names the programme folder of each database, joined as in PATH."""
COOKIE = "mentoring_in"
"""What a browser shows that somebody has signed in with."""
READERS = frozenset({BOARD, COORDINATOR})
"""Who may read what is released."""


@dataclass(frozen=True, repr=False)
class Office:
    """One database with its programme, as somebody who is signed in sees it."""

    store: Store
    programme: Programme
    account: Account


def takes_answers() -> bool:
    """Return whether this app was started with a database; then nothing is shown before somebody signs in."""
    return bool(stores())


def stores() -> tuple[tuple[str, str], ...]:
    """Return the address of each database, and the folder of its programme."""
    addresses = os.environ.get(STORE_VARIABLE, "").split()
    folders = [folder for folder in os.environ.get(PROGRAMMES_VARIABLE, "").split(os.pathsep) if folder]
    return tuple(zip(addresses, folders, strict=True)) if addresses else ()


def offices() -> tuple[Office, ...]:
    """Return every database in which whoever is signed in has an account; none if nobody is."""
    token, vouched = (cookie(), st.user.to_dict()) if takes_answers() else ("", {})
    return tuple(_opened(token, vouched)) if token or vouched.get("is_logged_in") else ()


def is_vouched_for() -> bool:
    """Return whether a provider says who somebody is, which alone opens nothing."""
    return takes_answers() and bool(st.user.to_dict().get("is_logged_in"))


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


def in_progress() -> tuple[tuple[str, dict[Role, tuple[int, int]]], ...]:
    """Return each cohort that is not closed, with how many forms are in of how many that were asked: all that a board sees of it."""
    found = office(*READERS)
    if found is None:
        return ()
    its_desk = _desk(found)
    return tuple((each.name, its_desk.response(each.name)) for each in its_desk.cohorts() if not each.closed)


def homes() -> tuple[Path, ...]:
    """Return the folders whose releases the reader may see."""
    if takes_answers():
        return tuple(each.store.home for each in offices() if READERS & each.account.roles)
    return tuple(Path(name) for name in os.environ.get(DATA_VARIABLE, "").split(os.pathsep) if name.strip())


@lru_cache(maxsize=32)
def programme_at(folder: str) -> Programme:
    """Return the programme of a folder, read once."""
    from toolkit.programme import load_programme

    return load_programme(folder)


def cookie() -> str:
    """Return what the browser shows that somebody has signed in with, ``""`` if nothing."""
    return st.context.cookies.get(COOKIE, "")


def _opened(token: str, vouched: Mapping[str, object]) -> Iterator[Office]:
    from toolkit import accounts
    from toolkit.storage import open_store

    for address, folder in stores():
        store = open_store(address, create=False)
        by_provider = [person for _store, person in accounts.known_by_oidc([store], vouched, now=now())]
        if person := accounts.signed_in(store, token, now=now()) or next(iter(by_provider), None):
            yield Office(store, programme_at(folder), person)


def _desk(found: Office) -> Desk:
    from toolkit.coordination import Desk

    return Desk(found.store, found.programme, found.account, today())
