"""The head that the board's pages share: their look, what can be read, and which of it is chosen.

A page of which nothing can be read yet ends here, with why.
"""

from collections.abc import Mapping

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import empty_states
from toolkit.app.widgets import layout, pictures
from toolkit.i18n import Language
from toolkit.release.release import Release
from toolkit.reports import narrative


def open_board_page(also: str = "") -> tuple[Language, state.Shelf, Mapping[str, Release]]:
    """Give a page its look, and return the language, the shelf and the releases of one programme.

    *also* names a file of looks of the page's own. Nothing more is drawn where nothing can be read.
    """
    words = state.words()
    # By now all is imported that the page needs.
    pictures.freeze_loaded_objects("loaded")
    layout.apply_style(words, pictures.palette(), also)
    shelf = state.shelf()
    releases = state.filter_by_programme(shelf.releases)
    if not releases:
        empty_states.render_empty_state(shelf, words)
        st.stop()
    return words, shelf, releases


def open_release_page(also: str = "") -> tuple[Language, state.Shelf, Release, bool]:
    """Draw the head of a page on one release, with the choice of it, as *open_board_page* does.

    Return the language, the shelf, the release, and whether it was chosen from others.
    """
    words, shelf, releases = open_board_page(also)
    release = state.chosen_release(releases)
    st.set_page_config(
        page_title=f"{narrative.title(release, words)} · {release.text('programme', words.code)}"
    )
    with layout.render_top_line():
        choosable = state.programmes(shelf.releases)
        if len(choosable) > 1:
            state.choose_programme(choosable, release.programme)
        if len(releases) > 1:
            state.choose_release(releases)
        elif len(choosable) == 1:
            st.markdown(layout.escape_markdown(narrative.subtitle(release, words)))
        state.choose_language()
    return words, shelf, release, len(releases) > 1 or len(choosable) > 1
