"""The parts that a participant's page is put together from. No words of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from toolkit.app.widgets.layout import escape_markdown
from toolkit.i18n import Language
from toolkit.reports.encoding import DARK, LIGHT, Palette


def style(words: Language) -> None:
    """Give the page its colours, its look and its language."""
    st.html(_look(DARK if st.context.theme.type == "dark" else LIGHT))
    cut = json.dumps(
        words.gettext(
            "There is no connection just now. Keep this page open: what you have filled in is saved"
            " as soon as it is back."
        )
    )
    with st.container(key="language-of-page"):
        st.html(
            f"<script>document.documentElement.lang='{words.code}';{_beside('mentorship.js')}({cut})</script>",
            unsafe_allow_javascript=True,
        )


@lru_cache
def _look(palette: Palette) -> str:
    colours = "".join(
        f"--{name.replace('_', '-')}:{colour};" for name, colour in asdict(palette).items()
    )
    return f"<style>:root{{{colours}}}\n{_beside('mentorship.css')}</style>"


@lru_cache
def _beside(name: str) -> str:
    """Return the file *name* that lies beside this one."""
    return (Path(__file__).parents[1] / name).read_text("utf-8")


def top_line() -> DeltaGenerator:
    """Return the line above the title, its first part to the left and its last to the right."""
    return st.container(
        key="top", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    )


def title(text: str) -> None:
    """Write the title of the page."""
    st.title(escape_markdown(text), anchor=False)


def heading(text: str, *, level: int = 2) -> None:
    """Write a heading of the second, third or fourth level."""
    if level == 4:
        st.markdown(f"#### {escape_markdown(text)}")
    else:
        (st.header if level == 2 else st.subheader)(escape_markdown(text), anchor=False)


def say(*sentences: str) -> None:
    """Write sentences, each a paragraph."""
    for sentence in sentences:
        st.markdown(escape_markdown(sentence))


def points(sentences: Iterable[str]) -> None:
    """Write sentences as a list."""
    st.markdown("\n".join(f"- {escape_markdown(sentence)}" for sentence in sentences))


def note(key: str, text: str) -> None:
    """Write small print, if there is any."""
    if text:
        with st.container(key=f"note-{key}"):
            st.markdown(escape_markdown(text))


def fault(key: str, text: str) -> None:
    """Write what is wrong, if anything is."""
    if text:
        with st.container(key=f"fault-{key}"):
            st.markdown(escape_markdown(text))


def progress(number: int, of: int, said: str) -> None:
    """Draw how far one has come."""
    parts = "".join(
        f'<b class="{"on" if part <= number else ""}"></b>' for part in range(1, of + 1)
    )
    st.html(f'<div class="bar" role="img" aria-label="{escape(said)}">{parts}</div>')


def to_the_top(place: str) -> None:
    """Show the top of the page whenever *place* is another than before."""
    with st.container(key="to-the-top"):
        st.html(
            f"<script>/*{escape(place)}*/document.querySelector('[data-testid=stMain]')?.scrollTo(0,0)</script>",
            unsafe_allow_javascript=True,
        )


def once_more() -> None:
    """Put a button on the page that nobody sees.

    It is pressed when the line to the server is there again, and sends what stands on the page.
    """
    st.button("↻", key="once-more")


def day(label: str, key: str, *, quiet: bool = False) -> None:
    """Ask for a day, as ``2026-12-31``, with the calendar of the phone.

    That of Streamlit speaks English only.

    Args:
        quiet: Whether the label stands above already and is only read out.
    """
    with st.container(key=f"day-{key}"):
        st.text_input(
            label,
            key=key,
            live=True,
            autocomplete="off",
            label_visibility="collapsed" if quiet else "visible",
        )


def button(
    label: str, key: str, act: Callable[..., None], *args: object, first: bool = False
) -> None:
    """Draw a button as wide as the page; *first* is what most people want."""
    st.button(
        escape_markdown(label),
        key=key,
        on_click=act,
        args=args,
        type="primary" if first else "secondary",
        width="stretch",
    )
