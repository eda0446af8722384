"""What the board sees when there is nothing to read yet: why, and what to do next."""

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import evaluation_details
from toolkit.app.widgets import layout
from toolkit.i18n import Language
from toolkit.people.accounts import COORDINATOR
from toolkit.release.release import Release


def render_single_year(release: Release, words: Language) -> None:
    """Say that there is nothing to compare with yet, and when there will be."""
    _ = words.gettext
    with st.container(key="empty"):
        st.title(_("Only one cohort is closed so far"), anchor=False)
        st.markdown(
            layout.escape_markdown(
                _(
                    "Here the cohorts of a programme stand side by side, and together. That takes"
                    " two; so far there is {cohort}, closed on {date}."
                ).format(cohort=release.cohort, date=words.date(release.closed_on))
            )
        )
        st.markdown(_("When the next cohort is closed, it stands here beside this one."))
        if not state.has_database():
            st.markdown(_("Was one closed elsewhere? Open its data folder too."))
        st.page_link(
            layout.page_script("evaluation.py"),
            label=_("To the closing evaluation"),
            query_params=state.shared_params(),
        )


def render_empty_state(shelf: state.Shelf, words: Language) -> None:
    """Say what is missing, in the order in which it can be mended."""
    with layout.render_top_line():
        st.markdown("Mentoring toolkit")
        choosable = state.programmes(shelf.releases)
        if len(choosable) > 1:
            asked = widgets.read_param(state.ParamName.PROGRAMME)
            state.choose_programme(
                choosable, asked if asked in choosable else next(iter(choosable))
            )
        state.choose_language()
    with st.container(key="empty"):
        if not shelf.homes:
            _without_folder(words)
        elif shelf.faults:
            _unreadable(shelf, words)
        else:
            _nothing_closed(words)
            evaluation_details.render_open_cohorts(words)


def _without_folder(words: Language) -> None:
    _ = words.gettext
    st.title(_("No data folder is open"), anchor=False)
    st.markdown(
        _(
            "The app shows the closed cohorts of one or several data folders, and it was started"
            " without any. End it, and start it on yours:"
        )
    )
    _command("mentoring-toolkit app DATA")
    st.markdown(_("No data yet? See everything on made-up cohorts:"))
    _command("mentoring-toolkit demo")


def _unreadable(shelf: state.Shelf, words: Language) -> None:
    _ = words.gettext
    st.title(_("Nothing here can be read"), anchor=False)
    layout.render_faults(fault.sentence(_) for fault in shelf.faults)
    st.markdown(_("When that is mended, reload the page."))


def _nothing_closed(words: Language) -> None:
    _ = words.gettext
    st.title(_("No cohort is closed yet"), anchor=False)
    if state.has_database():
        _closed_in_app(words)
        return
    st.markdown(
        _(
            "The figures of a cohort appear here when it is closed. Until then nobody sees the"
            " answers build up: that is part of the promise to the participants. To close a cohort:"
        )
    )
    _command("mentoring-toolkit close DATA --programme DIR --cohort NAME --on 2026-12-31 --out DIR")
    st.markdown(_("Then reload the page."))


def _closed_in_app(words: Language) -> None:
    """Say who closes a cohort and where, and lead there whoever may."""
    _ = words.gettext
    st.markdown(
        _(
            "The figures of a cohort appear here when it is closed. Until then nobody sees the"
            " answers build up: that is part of the promise to the participants. Whoever looks"
            " after the pairs closes it, on the page “Close a cohort”."
        )
    )
    if COORDINATOR in state.roles():
        st.page_link(
            layout.page_script("closing.py"),
            label=_("Close a cohort"),
            query_params=state.shared_params(),
        )


def _command(line: str) -> None:
    st.code(line, language=None, wrap_lines=True)
