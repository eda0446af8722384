"""The parts that the pages are put together from: sentences, notes, figures, tables. No words of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from toolkit.charts import Palette
from toolkit.narrative import ByGroup
from toolkit.pages.drawings import Panel, Picture
from toolkit.phrases import capital
from toolkit.texts import Language

COLUMN = 340
"""Width of a figure, and so of the narrowest column, in pixels."""


def style(words: Language, palette: Palette) -> None:
    """Give the page its colours, its look and its language."""
    colours = "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in asdict(palette).items())
    look = Path(__file__).with_name("board.css").read_text("utf-8")
    st.html(f"<style>:root{{{colours}}}\n{look}</style>")
    with st.container(key="language-of-page"):
        st.html(f"<script>document.documentElement.lang='{words.code}'</script>", unsafe_allow_javascript=True)


def top_line() -> DeltaGenerator:
    """Return the line above the title, its first part to the left and its last to the right."""
    return st.container(key="top", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")


def two_columns(*, alignment: str = "top", gap: str = "small") -> DeltaGenerator:
    """Return a grid of two columns, one on a phone."""
    return st.grid(2, min_column_width=COLUMN, gap=(gap, "large"), vertical_alignment=alignment)  # type: ignore[arg-type]


def cell(grid: DeltaGenerator, key: str) -> DeltaGenerator:
    """Return the next cell of a grid; its parts stand close to each other."""
    return grid.container(key=key, gap="xsmall")


def heading(title: str, lead: str = "") -> None:
    """Write the heading of a section and what it is about."""
    with st.container(gap="xsmall"):
        st.header(plain(title), anchor=False)
        note(f"lead-{title}", lead)


def answer(key: str, sentence: str) -> None:
    """Write a sentence that answers a question, its counts bold."""
    _styled("answer", key, sentence)


def note(key: str, text: str) -> None:
    """Write small print, if there is any."""
    if text:
        _styled("note", key, text)


def faults(sentences: Iterable[str]) -> None:
    """Write what could not be read, a line each."""
    with st.container(gap="xsmall"):
        for at, sentence in enumerate(sentences):
            _styled("fault", str(at), sentence)


def picture(drawn: Picture | None) -> None:
    """Draw a figure, if there is one; a screen reader gets its words."""
    if drawn:
        st.vega_lite_chart(drawn.spec, width="content", theme=None, alt=drawn.alt)


def panels(key: str, drawn: Sequence[Panel]) -> None:
    """Draw the figures of a section in two columns."""
    grid = two_columns()
    for at, panel in enumerate(drawn):
        if panel.picture:
            with cell(grid, f"panel-{key}-{at}"):
                if panel.title:
                    st.subheader(plain(panel.title), anchor=False)
                note(f"{key}-{at}", panel.note)
                picture(panel.picture)


def withheld(key: str, drawn: Iterable[Panel]) -> None:
    """Name the figures that may not be shown or do not exist, by the sign that stands for them."""
    titles: dict[str, list[str]] = {}
    for panel in drawn:
        if not panel.picture:
            titles.setdefault(panel.note, []).append(panel.title)
    for sign, names in titles.items():
        note(f"{key}-{sign}", f"**{capital(sign)}:** {'; '.join(names)}")


def groups(key: str, tables: Sequence[ByGroup]) -> None:
    """Write the tables by chapter or area, if there are any, in two columns."""
    grid = two_columns() if tables else st.empty()
    for at, table_of_group in enumerate(tables):
        with cell(grid, f"panel-groups-{key}-{at}"):
            st.subheader(plain(table_of_group.title), anchor=False)
            table(table_of_group.header, table_of_group.rows, table_of_group.title)


def legend(marks: Iterable[tuple[str, str]], unit: str) -> None:
    """Write what each mark stands for."""
    rows = "".join(f'<li><i class="{escape(kind)}"></i>{escape(meaning)}</li>' for kind, meaning in marks)
    st.html(f'<ul class="legend">{rows}<li>{escape(unit)}</li></ul>')


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], description: str) -> None:
    """Write a table that a screen reader can walk through."""
    cells = pd.DataFrame([[plain(text) for text in row] for row in rows], columns=list(heads))
    st.table(cells.set_index(heads[0]), border="horizontal", alt=description)


def file(label: str, name: str, write: Callable[[Path], object], *, first: bool = False) -> None:
    """Offer a file that is made when it is asked for; *first* is the one that most readers want."""

    def made() -> bytes:
        with TemporaryDirectory() as folder:
            write(path := Path(folder) / name)
            return path.read_bytes()

    st.download_button(label, made, name, key=f"file-{name}", on_click="ignore", type="primary" if first else "secondary")


def plain(text: str) -> str:
    """Return *text* with every sign that Markdown would act on taken literally, but for ``**`` around counts.

    Labels come from programmes that anybody may write: none of them may become a link, a picture or a formula.
    """
    literal = re.sub(r"([\\`_\[\]<>$:~#!|]|(?<!\*)\*(?!\*))", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", literal)


def _styled(kind: str, key: str, text: str) -> None:
    with st.container(key=f"{kind}-{key}"):
        st.markdown(plain(text))
