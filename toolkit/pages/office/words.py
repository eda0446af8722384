"""What the pages say: sentences, lists, small print, days, and what was just done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

import streamlit as st

from toolkit.pages import layout
from toolkit.pages.layout import plain
from toolkit.texts import Language

SAID = "office-said"


def say(*sentences: str) -> None:
    """Write sentences, each a paragraph; ``**`` around a count makes it bold."""
    for sentence in sentences:
        st.markdown(plain(sentence))


def points(sentences: Iterable[str]) -> None:
    """Write sentences as a list."""
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def note(key: str, text: str) -> None:
    """Write small print, if there is any."""
    layout.note(key, text)


def part(key: str, title: str, lead: str = "") -> None:
    """Begin a part of the page."""
    with st.container(key=f"part-{key}", gap="xsmall"):
        st.header(plain(title), anchor=False)
        note(f"part-{key}", lead)


def day(text: str | date | None, words: Language) -> str:
    """Return a day written out; blank if it is not known."""
    if not text:
        return ""
    return words.date(text if isinstance(text, date) else date.fromisoformat(text))


def done(sentence: str) -> None:
    """Keep a sentence that says what was just done, for the next time that the page is drawn."""
    st.session_state[SAID] = sentence


def said() -> None:
    """Say once what was just done."""
    if sentence := st.session_state.pop(SAID, ""):
        st.html(f'<p class="done" role="status">{escape(sentence)}</p>')
