"""The head of every page of the coordinator: who is at the desk, which cohort, and what comes first where there is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import session
from toolkit.accounts import COORDINATOR
from toolkit.ledger import name_of
from toolkit.pages import drawings, layout
from toolkit.pages.layout import plain
from toolkit.pages.office.places import first_step, go
from toolkit.pages.office.words import note, said, say
from toolkit.participation import saying
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination import CohortLine, Desk


@dataclass(frozen=True, repr=False)
class Place:
    """What every page of the coordinator works with."""

    desk: Desk
    cohorts: tuple[CohortLine, ...]
    cohort: CohortLine | None
    words: Language


@dataclass(frozen=True, repr=False)
class Inside(Place):
    """A place with a cohort to work with."""

    cohort: CohortLine


def enter(title: str) -> Place:
    """Draw the head of a page and return what it works with; nothing more is drawn for whoever does not look after the pairs."""
    words = session.words()
    style(words)
    desk = session.desk()
    if desk is None:
        st.title(words.gettext("This page is for whoever looks after the pairs"), anchor=False)
        say(words.gettext("Sign in with an account that may. Whoever looks after the accounts can give you that role."))
        st.stop()
    cohorts = desk.cohorts()
    cohort = _chosen(desk.programme.code, cohorts)
    with layout.top_line():
        several = choose_programme(COORDINATOR, desk.programme.code, words)
        _choose_cohort("" if several else saying.label(desk.programme.settings.name, words), cohorts, cohort, words)
        session.choose_language()
    st.title(plain(words.gettext(title)), anchor=False)
    said()
    return Place(desk, cohorts, cohort, words)


def no_cohort(place: Place) -> bool:
    """Say what comes first where there is no cohort yet; return whether that is so."""
    if place.cohort:
        return False
    _ = place.words.gettext
    say(_("There is no cohort yet. A cohort is the pairs that start together: give it a name, and say when it begins."))
    first_step("pairs.py", _("Start a cohort"), at="start")
    return True


def inside(place: Place) -> Inside | None:
    """Return the place with its cohort; where there is none, say what comes first."""
    return None if no_cohort(place) or place.cohort is None else Inside(place.desk, place.cohorts, place.cohort, place.words)


def not_shown(place: Place) -> None:
    """Say how many pairs are left out because the reader is one of the two, and what to do where nobody else can look after them."""
    if place.cohort is None or not (n := place.desk.not_shown(place.cohort.name)):
        return
    words = place.words
    left_out = words.ngettext(
        "{n} pair is not shown or counted here, because you are one of the two. Somebody else has to look after it.",
        "{n} pairs are not shown or counted here, because you are one of the two. Somebody else has to look after them.",
        n,
    )
    note("not-shown", left_out.format(n=n))
    if n := place.desk.left_to_nobody(place.cohort.name):
        alone = words.ngettext(
            "Your own pair is followed up by nobody: whoever else looks after the pairs is in it too, or there is nobody else. Ask an administrator to "
            "let in one more person, on the page “Who may sign in”, with the role “looks after the pairs”.",
            "{n} pairs of your own are followed up by nobody: whoever else looks after the pairs is in them too, or there is nobody else. Ask an "
            "administrator to let in one more person, on the page “Who may sign in”, with the role “looks after the pairs”.",
            n,
        )
        with st.container(key="ask-left-to-nobody"):
            say(alone.format(n=n))


def _chosen(programme: str, cohorts: Sequence[CohortLine]) -> CohortLine | None:
    """Return the cohort of the address, by its own name or by that of its release, else the one that goes on and began last."""
    named = st.query_params.get(session.Key.COHORT, "")
    newest = sorted(cohorts, key=lambda cohort: (not cohort.closed, str(cohort.starts_on or "")), reverse=True)
    return next((cohort for cohort in cohorts if named in (cohort.name, name_of(programme, cohort.name))), newest[0] if newest else None)


def choose_programme(role: str, chosen: str, words: Language) -> bool:
    """Draw the choice of programme where the reader has this role in several; return whether that is so."""
    names = {each.programme.code: saying.label(each.programme.settings.name, words) for each in session.offices() if role in each.account.roles}
    if len(names) > 1:
        session.choose_programme(names, chosen)
    return len(names) > 1


def _choose_cohort(programme: str, cohorts: Sequence[CohortLine], cohort: CohortLine | None, words: Language) -> None:
    if cohort is None or len(cohorts) < 2:
        say(" · ".join(filter(None, [programme, cohort.name if cohort else ""])))
        return
    closed = {each.name: each.closed for each in cohorts}
    st.session_state[session.Key.COHORT] = cohort.name
    st.selectbox(
        words.gettext("Cohort"),
        list(closed),
        format_func=lambda name: " · ".join(filter(None, [name, programme])) + (f" ({words.gettext('closed')})" if closed.get(name) else ""),
        key=session.Key.COHORT,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=_to_address,
    )


def _to_address() -> None:
    go(**{session.Key.COHORT: st.session_state[session.Key.COHORT]})


def style(words: Language) -> None:
    """Give the page its look and its language, and say so where the connection is lost."""
    layout.style(words, drawings.palette(), "office.css")
    cut = json.dumps(words.gettext("There is no connection just now. Keep this page open: it goes on by itself when the connection is back."))
    with st.container(key="page-style"):
        st.html(f"<script>{_beside('mentorship.js')}({cut})</script>", unsafe_allow_javascript=True)


def names_of_upload(choose: str, remove: str) -> None:
    """Say in the reader's language what Streamlit says in English only where a file is chosen."""
    with st.container(key="page-upload"):
        st.html(f"<style>:root{{--choose-a-file:{json.dumps(choose, ensure_ascii=False)}}}</style>")
        st.html(f"<script>{_beside('office.js')}({json.dumps(choose)},{json.dumps(remove)})</script>", unsafe_allow_javascript=True)


def into_sight(key: str) -> None:
    """Bring the container *key* into sight when it appears, wherever the reader is on the page."""
    with st.container(key=f"sight-{key}"):
        st.html(f"<script>{_beside('sight.js')}({json.dumps(f'.st-key-{key}')})</script>", unsafe_allow_javascript=True)


@lru_cache
def _beside(name: str) -> str:
    """Return the file *name* that lies beside the pages."""
    return Path(__file__).parents[1].joinpath(name).read_text("utf-8")
