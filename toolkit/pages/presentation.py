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
if not shelf.releases:
    empty.show(shelf, words)
    st.stop()

release = session.chosen_release(shelf.releases)
st.set_page_config(page_title=f"{narrative.title(release, words)} · {release.text('programme', words.code)}")
with layout.top_line():
    if len(shelf.releases) > 1:
        session.choose_release(shelf.releases)
    else:
        st.markdown(layout.plain(narrative.subtitle(release, words)))
    session.choose_language()
drawings.once("slides", [release], words, partial(slides.show, release, words))
