"""Buttons, and what asks once more before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from toolkit.pages.layout import plain
from toolkit.pages.office.places import ASKED, DO, at, go
from toolkit.pages.office.words import say
from toolkit.texts import Language


def button(label: str, key: str, call: Callable[..., None], *args: object, first: bool = False, **named: object) -> None:
    """Draw a button; *first* is what most people want."""
    st.button(plain(label), key=key, on_click=call, args=args, kwargs=named, type="primary" if first else "secondary")


def back(words: Language) -> None:
    """Draw the way back to the list."""
    button(words.gettext("Back to the pairs"), "back-to-pairs", go)


def asked(key: str, *, do: str = "") -> bool:
    """Return whether the reader has tapped on what asks twice, or comes by an address that leads to *do*, which then is all that is asked."""
    led = at(DO)
    return led == do if led else st.session_state.get(ASKED) == key


def ask(key: str = "") -> None:
    """Ask whether *key* shall be done, and nothing else any more, also not what the address leads to; blank asks nothing."""
    st.session_state[ASKED] = key
    st.query_params.pop(DO, None)


def confirmed(key: str, label: str, sentences: Sequence[str], yes: str, no: str, call: Callable[..., None], *args: object) -> None:
    """Draw a button that says what will happen and asks once before it acts; the question comes below the button."""
    button(label, key, ask, key)
    if asked(key):
        with st.container(key=f"ask-{key}", gap="small"):
            say(*sentences)
            with st.container(horizontal=True):
                button(yes, f"{key}-yes", call, *args, first=True)
                button(no, f"{key}-no", ask)
