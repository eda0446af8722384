"""The closing evaluation for the projector at the annual meeting: one question a screen; on paper, one a page of A4."""

from __future__ import annotations

from functools import partial

import streamlit as st

from toolkit import narrative, session
from toolkit.pages import drawings, empty, layout, slides

words = session.words()
drawings.settle("loaded")
layout.style(words, drawings.palette(), "presentation.css")
shelf = session.shelf()
releases = session.of_one_programme(shelf.releases)
if not releases:
    empty.show(shelf, words)
    st.stop()

release = session.chosen_release(releases)
st.set_page_config(page_title=f"{narrative.title(release, words)} · {release.text('programme', words.code)}")
with layout.top_line():
    choosable = session.programmes(shelf.releases)
    if len(choosable) > 1:
        session.choose_programme(choosable, release.programme)
    if len(releases) > 1:
        session.choose_release(releases)
    elif len(choosable) == 1:
        st.markdown(layout.plain(narrative.subtitle(release, words)))
    session.choose_language()
drawings.once("slides", [release], words, partial(slides.show, release, words))
