"""The parts that the pages are put together from: sentences, notes, figures, tables.

No words of their own.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from toolkit.app import state
from toolkit.app.streamlit_names import read_asset
from toolkit.i18n import Language, capitalize_first
from toolkit.reports.charts.drawing import Figure
from toolkit.reports.charts.panels import Panel
from toolkit.reports.narrative import GroupTable
from toolkit.reports.palette import Palette
from toolkit.resources import resource_path

MIN_COLUMN_WIDTH = 340
"""Width of a figure, and so of the narrowest column, in pixels."""


def apply_style(words: Language, palette: Palette, also: str = "") -> None:
    """Give the page its colours, its look and its language.

    Args:
        words: The language, which a screen reader reads the page in.
        palette: The colours.
        also: Name of a file of looks of the page's own; blank for none.
    """
    st.html(_look(palette, also))
    with st.container(key="language-of-page"):
        st.html(
            f"<script>document.documentElement.lang='{words.code}'</script>",
            unsafe_allow_javascript=True,
        )


@lru_cache
def _look(palette: Palette, also: str) -> str:
    colours = "".join(
        f"--{name.replace('_', '-')}:{colour};" for name, colour in asdict(palette).items()
    )
    looks = (read_asset(name) for name in ("board.css", also) if name)
    return "\n".join((f"<style>:root{{{colours}}}", *looks, "</style>"))


def render_top_line() -> DeltaGenerator:
    """Write the way to the other pages, and return what stands beside it.

    Its first part stands to the left and its last to the right.
    """
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        render_navigation()
        return st.container(
            key="top",
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        )


def render_navigation() -> None:
    """Write a link to each page that the reader may open, if there are several, and the way out.

    Language and cohort go along.
    """
    state.keep_address()
    words, others = state.words(), state.rooms()
    if len(others) > 1:
        with st.container(key="rooms", horizontal=True, gap="small"):
            for room in others:
                st.page_link(
                    page_script(room.script),
                    label=words.gettext(room.title),
                    query_params=state.shared_params(),
                )
            if state.has_database():
                render_link(words.gettext("Sign out"), f"/sign-out?lang={words.code}")


def render_link(label: str, address: str, *, first: bool = False) -> None:
    """Write a link to a page that is not the app's, in the same window.

    Args:
        label: What it is called.
        address: Where it leads.
        first: Whether it is the one that most readers want.
    """
    st.html(
        f'<a class="way{" first" if first else ""}" href="{escape(address)}"'
        f' target="_self">{escape(label)}</a>'
    )


def page_script(name: str) -> str:
    """Return where the page *name* is, as links between pages want it."""
    return str(resource_path(f"toolkit/app/pages/{name}"))


def two_columns(
    *,
    alignment: Literal["top", "center"] = "top",
    gap: Literal["small", "medium", "large"] = "small",
) -> DeltaGenerator:
    """Return a grid of two columns, one on a phone."""
    return st.grid(
        2, min_column_width=MIN_COLUMN_WIDTH, gap=(gap, "large"), vertical_alignment=alignment
    )


def next_cell(grid: DeltaGenerator, key: str) -> DeltaGenerator:
    """Return the next cell of a grid; its parts stand close to each other."""
    return grid.container(key=key, gap="xsmall")


def render_heading(title: str, lead: str = "") -> None:
    """Write the heading of a part of the page and what it is about."""
    with st.container(gap="xsmall"):
        st.header(escape_markdown(title), anchor=False)
        render_small_print(f"lead-{title}", lead)


def render_section(key: str, title: str, lead: str = "") -> None:
    """Write the heading of a section below a question and what it is about.

    Args:
        key: Tells the section from every other on the page.
        title: The heading.
        lead: What it is about; blank for nothing.
    """
    with st.container(key=f"section-{key}", gap="xsmall"):
        st.subheader(escape_markdown(title), anchor=False)
        render_small_print(f"lead-{key}", lead)


def render_answer(key: str, sentence: str) -> None:
    """Write a sentence that answers a question, its counts bold."""
    _styled("answer", key, sentence)


def render_small_print(key: str, text: str) -> None:
    """Write small print, if there is any."""
    if text:
        _styled("note", key, text)


def render_figure_name(key: str, title: str) -> None:
    """Write the name of a figure, if it has one."""
    if title:
        _styled("name", key, title)


def render_question(key: str, title: str, words: Language, *, opens: bool) -> None:
    """Write a question as a heading, and beside it what opens all that is told of it.

    Once that is open, it closes it.

    Args:
        key: Name of the part in the address.
        title: The question.
        words: The language.
        opens: Whether there is more to open.
    """
    _ = words.gettext
    with st.container(
        key=f"ask-{key}",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap="small",
    ):
        st.header(escape_markdown(title), anchor=False)
        if opens:
            st.button(
                _("Show less") if state.is_part_open(key) else _("Answer by answer"),
                key=f"turn-{key}",
                type="tertiary",
                on_click=state.toggle_part,
                args=(key,),
            )


def render_faults(sentences: Iterable[str]) -> None:
    """Write what could not be read, a line each."""
    with st.container(gap="xsmall"):
        for at, sentence in enumerate(sentences):
            _styled("fault", str(at), sentence)


def render_figure(figure: Figure | None) -> None:
    """Draw a figure, if there is one; a screen reader gets its words."""
    if figure:
        # Streamlit's theme would put its own colours over those that tell the marks apart.
        st.vega_lite_chart(figure.chart.to_dict(), width="content", theme=None, alt=figure.alt)


def render_panels(key: str, drawn: Sequence[Panel]) -> None:
    """Draw the figures of a section in two columns."""
    grid = two_columns() if any(panel.figure for panel in drawn) else st.empty()
    for at, panel in enumerate(drawn):
        if panel.figure:
            with next_cell(grid, f"panel-{key}-{at}"):
                render_figure_name(f"{key}-{at}", panel.title)
                render_small_print(f"{key}-{at}", panel.note)
                render_figure(panel.figure)


def render_groups(key: str, tables: Sequence[GroupTable]) -> None:
    """Write the tables by chapter or area, if there are any, in two columns."""
    grid = two_columns() if tables else st.empty()
    for at, table_of_group in enumerate(tables):
        with next_cell(grid, f"panel-groups-{key}-{at}"):
            render_figure_name(f"groups-{key}-{at}", table_of_group.title)
            render_table(table_of_group.header, table_of_group.rows, table_of_group.title)


def render_legend(marks: Iterable[tuple[str, str]], unit: str) -> None:
    """Write what each mark stands for."""
    rows = "".join(
        f'<li><i class="{escape(kind)}"></i>{escape(meaning)}</li>' for kind, meaning in marks
    )
    st.html(f'<ul class="legend">{rows}<li>{escape(unit)}</li></ul>')


def render_table(heads: Sequence[str], rows: Iterable[Sequence[str]], description: str) -> None:
    """Write a table that a screen reader can walk through.

    Args:
        heads: One for each column; the first column names the rows.
        rows: The cells, as text.
        description: What a screen reader says of it first.
    """
    st.table(
        pd.DataFrame(
            [[escape_markdown(text) for text in row] for row in rows], columns=list(heads)
        ).set_index(heads[0]),
        border="horizontal",
        alt=description,
    )


def render_download(
    label: str, name: str, write: Callable[[Path], object], *, first: bool = False
) -> None:
    """Offer a file that is made when it is asked for.

    Args:
        label: What stands on the button.
        name: Of the file; it tells the button from every other on the page.
        write: Writes the file to a place.
        first: Whether it is the one that most readers want.
    """

    def made() -> bytes:
        with TemporaryDirectory() as folder:
            write(path := Path(folder) / name)
            return path.read_bytes()

    st.download_button(
        label,
        made,
        name,
        key=f"file-{name}",
        on_click="ignore",
        type="primary" if first else "secondary",
    )


def escape_markdown(text: str) -> str:
    """Return *text* with every sign that Markdown would act on taken literally.

    All but ``**`` around counts.

    Labels come from programmes that anybody may write: none of them may become a link, a picture or
    a formula.
    """
    literal = re.sub(r"([\\`_\[\]<>$:~#!|]|(?<!\*)\*(?!\*))", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", literal)


def render_titled(paragraphs: Iterable[tuple[str, str]]) -> None:
    """Write paragraphs, each with its title before it."""
    for title, text in paragraphs:
        st.markdown(f"**{escape_markdown(title)}.** {escape_markdown(capitalize_first(text))}")


def _styled(kind: str, key: str, text: str) -> None:
    with st.container(key=f"{kind}-{key}"):
        st.markdown(escape_markdown(text))
