"""From place to place: what the address says, links to other pages, mails begun."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

import streamlit as st

from toolkit import session
from toolkit.assets import asset
from toolkit.pages.layout import plain

PAIR, DO, WHO, REMIND, KIND = "pair", "do", "who", "remind", "kind"
"""What the address says beside what :class:`session.Key` names: a pair, what to do to it, who is to get a link, what to remind of, which list is whole."""
KEPT = (session.Key.LANGUAGE, session.Key.PROGRAMME, session.Key.COHORT)
"""What stays in the address from place to place."""
ASKED = "office-asked"


def address(**places: str) -> dict[str, str]:
    """Return an address: the language, programme and cohort of this one, and *places*."""
    kept = {key: value for key, value in st.query_params.to_dict().items() if key in KEPT}
    return {str(key): value for key, value in {**kept, **places}.items() if value}


def go(**places: str) -> None:
    """Go to another place of the same page; what was asked and said there is over."""
    st.session_state.pop(ASKED, None)
    st.query_params.from_dict(address(**places))


def at(key: str) -> str:
    """Return what the address says of *key*, ``""`` if nothing."""
    return st.query_params.get(key, "")


def to_page(script: str, label: str, **places: str) -> None:
    """Draw a link to a place of another page."""
    st.page_link(asset(f"toolkit/pages/{script}"), label=plain(label), query_params=address(**places))


def first_step(script: str, label: str, **places: str) -> None:
    """Draw the link to what comes next where there is nothing yet."""
    with st.container(key="first-step"):
        to_page(script, label, **places)


def mail(label: str, addresses: Iterable[str], subject: str, text: str) -> None:
    """Draw a link that opens the reader's own mail program with a mail begun; nothing is drawn without an address."""
    known = [quote(each, safe="@") for each in addresses if each]
    if known:
        st.link_button(plain(label), f"mailto:{','.join(known)}?subject={quote(subject)}&body={quote(text)}")
