"""What a personal link opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from toolkit.app.state.clock import today
from toolkit.app.state.identity import programme_at, stores
from toolkit.app.state.param_names import ParamName

if TYPE_CHECKING:
    from toolkit.people.participants import ParticipantPortal, UnlockedForms


def link() -> str:
    """Return the token of the personal link in the address, ``""`` without one."""
    return st.query_params.get(ParamName.LINK, "")


def my_visit() -> ParticipantPortal | None:
    """Return what the personal link in the address opens in this sitting, which lasts as long as the page is open."""
    from toolkit.people.participants import UnlockedForms

    sittings: dict[str, UnlockedForms] = st.session_state.setdefault(ParamName.SITTINGS, {})
    return visit(link(), sittings.setdefault(link(), UnlockedForms()))


def visit(token: str, sitting: UnlockedForms | None = None) -> ParticipantPortal | None:
    """Return what the personal link opens, looked up anew each time; None if it opens nothing."""
    from toolkit.data.database import open_store
    from toolkit.people.participants import (
        ParticipantPortal,
    )  # the board's page does without all of it

    for address, folder in stores():
        if found := ParticipantPortal.open(
            open_store(address, create=False),
            programme_at(folder),
            token,
            today=today(),
            sitting=sitting,
        ):
            return found
    return None
