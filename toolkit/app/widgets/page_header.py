"""The head of every page of the coordinator.

Who is at the desk, which cohort, and what comes first where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from toolkit.app import state
from toolkit.app.streamlit_names import HEALTH_PATH, read_asset
from toolkit.app.widgets import layout, pictures
from toolkit.app.widgets.layout import escape_markdown
from toolkit.app.widgets.links import go_to, render_first_step
from toolkit.app.widgets.text import render_announcement, render_note, render_sentences
from toolkit.i18n import Language
from toolkit.people.accounts import COORDINATOR
from toolkit.programme.questionnaire import localize
from toolkit.release.locations import release_slug

if TYPE_CHECKING:
    from toolkit.people.coordination import CohortLine, CoordinationService


@dataclass(frozen=True, repr=False)
class CoordinatorPage:
    """What every page of the coordinator works with."""

    desk: CoordinationService
    cohorts: tuple[CohortLine, ...]
    cohort: CohortLine | None
    words: Language


@dataclass(frozen=True, repr=False)
class CohortPage(CoordinatorPage):
    """A place with a cohort to work with."""

    cohort: CohortLine


def open_page(title: str) -> CoordinatorPage:
    """Draw the head of a page and return what it works with.

    Nothing more is drawn for whoever does not look after the pairs.
    """
    words = state.words()
    apply_page_style(words)
    desk = state.desk()
    if desk is None:
        st.title(words.gettext("This page is for whoever looks after the pairs"), anchor=False)
        render_sentences(
            words.gettext(
                "Sign in with an account that may. Whoever looks after the accounts can give you"
                " that role."
            )
        )
        st.stop()
    cohorts = desk.cohorts()
    cohort = _find_chosen_cohort(desk.programme.code, cohorts)
    with layout.render_top_line():
        several = choose_programme(COORDINATOR, desk.programme.code, words)
        _choose_cohort(
            "" if several else localize(desk.programme.settings.name, words), cohorts, cohort, words
        )
        state.choose_language()
    st.title(escape_markdown(words.gettext(title)), anchor=False)
    render_announcement()
    return CoordinatorPage(desk, cohorts, cohort, words)


def render_no_cohort(place: CoordinatorPage) -> bool:
    """Say what comes first where there is no cohort yet; return whether that is so."""
    if place.cohort:
        return False
    _ = place.words.gettext
    render_sentences(
        _(
            "There is no cohort yet. A cohort is the pairs that start together: give it a name, and"
            " say when it begins."
        )
    )
    render_first_step("pairs.py", _("Start a cohort"), at="start")
    return True


def require_cohort(place: CoordinatorPage) -> CohortPage | None:
    """Return the place with its cohort; where there is none, say what comes first."""
    return (
        None
        if render_no_cohort(place) or place.cohort is None
        else CohortPage(place.desk, place.cohorts, place.cohort, place.words)
    )


def render_not_shown(place: CoordinatorPage) -> None:
    """Say how many pairs are left out because the reader is one of the two.

    And what to do where nobody else can look after them.
    """
    if place.cohort is None or not (n := place.desk.not_shown(place.cohort.name)):
        return
    words = place.words
    render_note(
        "not-shown",
        words.ngettext(
            "{n} pair is not shown or counted here, because you are one of the two. Somebody else"
            " has to look after it.",
            "{n} pairs are not shown or counted here, because you are one of the two. Somebody"
            " else has to look after them.",
            n,
        ).format(n=n),
    )
    if n := place.desk.left_to_nobody(place.cohort.name):
        with st.container(key="ask-left-to-nobody"):
            render_sentences(
                words.ngettext(
                    "Your own pair is followed up by nobody: whoever else looks after the pairs is"
                    " in it too, or there is nobody else. Ask an administrator to let in one more"
                    " person, on the page “Who may sign in”, with the role “looks after the"
                    " pairs”.",
                    "{n} pairs of your own are followed up by nobody: whoever else looks after the"
                    " pairs is in them too, or there is nobody else. Ask an administrator to let"
                    " in one more person, on the page “Who may sign in”, with the role “looks"
                    " after the pairs”.",
                    n,
                ).format(n=n)
            )


def _find_chosen_cohort(programme: str, cohorts: Sequence[CohortLine]) -> CohortLine | None:
    """Return the cohort of the address, by its own name or by that of its release.

    Else the one that goes on and began last.
    """
    named = st.query_params.get(state.ParamName.COHORT, "")
    newest = sorted(
        cohorts, key=lambda cohort: (not cohort.closed, str(cohort.starts_on or "")), reverse=True
    )
    return next(
        (
            cohort
            for cohort in cohorts
            if named in (cohort.name, release_slug(programme, cohort.name))
        ),
        newest[0] if newest else None,
    )


def choose_programme(role: str, chosen: str, words: Language) -> bool:
    """Draw the choice of programme where the reader has this role in several.

    Args:
        role: The role that opens the page.
        chosen: Code of the programme that is shown.
        words: The language.

    Returns:
        Whether there are several.
    """
    names = {
        each.programme.code: localize(each.programme.settings.name, words)
        for each in state.list_accesses()
        if role in each.account.roles
    }
    if len(names) > 1:
        state.choose_programme(names, chosen)
    return len(names) > 1


def _choose_cohort(
    programme: str, cohorts: Sequence[CohortLine], cohort: CohortLine | None, words: Language
) -> None:
    if cohort is None or len(cohorts) < 2:
        render_sentences(" · ".join(filter(None, [programme, cohort.name if cohort else ""])))
        return
    closed = {each.name: each.closed for each in cohorts}
    st.session_state[state.ParamName.COHORT] = cohort.name
    st.selectbox(
        words.gettext("Cohort"),
        list(closed),
        format_func=lambda name: (
            " · ".join(filter(None, [name, programme]))
            + (f" ({words.gettext('closed')})" if closed.get(name) else "")
        ),
        key=state.ParamName.COHORT,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=_write_address,
    )


def _write_address() -> None:
    go_to(**{state.ParamName.COHORT: st.session_state[state.ParamName.COHORT]})


def apply_page_style(words: Language) -> None:
    """Give the page its look and its language, and say so where the connection is lost."""
    layout.apply_style(words, pictures.palette(), "office.css")
    # As JSON, so that a quotation mark in a translation does not end the text of the script.
    cut = json.dumps(
        words.gettext(
            "There is no connection just now. Keep this page open: it goes on by itself when the"
            " connection is back."
        )
    )
    with st.container(key="page-style"):
        st.html(
            f"<script>{read_asset('connection.js')}({cut},{json.dumps(HEALTH_PATH)})</script>",
            unsafe_allow_javascript=True,
        )


def translate_upload(choose: str, remove: str) -> None:
    """Say in the reader's language what Streamlit says in English only where a file is chosen."""
    with st.container(key="page-upload"):
        st.html(f"<style>:root{{--choose-a-file:{json.dumps(choose, ensure_ascii=False)}}}</style>")
        st.html(
            f""
            f"<script>{read_asset('office.js')}({json.dumps(choose)},{json.dumps(remove)})</script>",
            unsafe_allow_javascript=True,
        )


def scroll_into_view(key: str) -> None:
    """Bring the container *key* into sight when it appears, wherever the reader is on the page."""
    with st.container(key=f"sight-{key}"):
        st.html(
            f"<script>{read_asset('scroll_into_view.js')}({json.dumps(f'.st-key-{key}')})</script>",
            unsafe_allow_javascript=True,
        )
