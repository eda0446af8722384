"""What a personal link opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from toolkit.session.keys import Key
from toolkit.session.moment import today
from toolkit.session.signed_in import programme_at, stores

if TYPE_CHECKING:
    from toolkit.participation import Sitting, Visit


def link() -> str:
    """Return the token of the personal link in the address, ``""`` without one."""
    return st.query_params.get(Key.LINK, "")


def my_visit() -> Visit | None:
    """Return what the personal link in the address opens in this sitting, which lasts as long as the page is open."""
    from toolkit.participation import Sitting

    sittings: dict[str, Sitting] = st.session_state.setdefault(Key.SITTINGS, {})
    return visit(link(), sittings.setdefault(link(), Sitting()))


def visit(token: str, sitting: Sitting | None = None) -> Visit | None:
    """Return what the personal link opens, looked up anew each time; None if it opens nothing."""
    from toolkit.participation import Visit  # the board's page does without all of it
    from toolkit.storage import open_store

    for address, folder in stores():
        if found := Visit.open(open_store(address, create=False), programme_at(folder), token, today=today(), sitting=sitting):
            return found
    return None
