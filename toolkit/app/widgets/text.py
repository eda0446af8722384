"""What the pages say: sentences, lists, small print, days, and what was just done."""

from collections.abc import Iterable
from datetime import date
from html import escape

import streamlit as st

from toolkit.app.widgets import layout
from toolkit.app.widgets.layout import escape_markdown
from toolkit.i18n import Language

SAID_KEY = "office-said"


def render_sentences(*sentences: str) -> None:
    """Write sentences, each a paragraph; ``**`` around a count makes it bold."""
    for sentence in sentences:
        st.markdown(escape_markdown(sentence))


def render_list(sentences: Iterable[str]) -> None:
    """Write sentences as a list."""
    st.markdown("\n".join(f"- {escape_markdown(sentence)}" for sentence in sentences))


def render_note(key: str, text: str) -> None:
    """Write small print, if there is any."""
    layout.render_small_print(key, text)


def render_page_part(key: str, title: str, lead: str = "") -> None:
    """Begin a part of the page.

    Args:
        key: Tells the part from every other on the page.
        title: The heading.
        lead: What it is about; blank for nothing.
    """
    with st.container(key=f"part-{key}", gap="xsmall"):
        st.header(escape_markdown(title), anchor=False)
        render_note(f"part-{key}", lead)


def format_day(text: str | date | None, words: Language) -> str:
    """Return a day written out; blank if it is not known."""
    if not text:
        return ""
    return words.date(text if isinstance(text, date) else date.fromisoformat(text))


def announce_done(sentence: str) -> None:
    """Keep a sentence that says what was just done, for the next time that the page is drawn."""
    st.session_state[SAID_KEY] = sentence


def render_announcement() -> None:
    """Say once what was just done."""
    if sentence := st.session_state.pop(SAID_KEY, ""):
        # A status: a screen reader says it without being led there.
        st.html(f'<p class="done" role="status">{escape(sentence)}</p>')
