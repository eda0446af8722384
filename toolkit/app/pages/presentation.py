"""The closing evaluation for the projector at the annual meeting: one question a screen.

On paper, one a page of A4.
"""

from functools import partial

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import empty_states, slides
from toolkit.app.widgets import layout, pictures
from toolkit.reports import narrative

words = state.words()
pictures.freeze_loaded_objects("loaded")
layout.apply_style(words, pictures.palette(), "presentation.css")
shelf = state.shelf()
releases = state.filter_by_programme(shelf.releases)
if not releases:
    empty_states.render_empty_state(shelf, words)
    st.stop()

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
pictures.draw_cached("slides", [release], words, partial(slides.render_slides, release, words))
