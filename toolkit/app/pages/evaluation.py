"""The board's page: the four answers, what each opens into, the method, the files.

It reads a release and nothing else.
"""

from functools import partial

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import empty_states, evaluation_details, headline_answers
from toolkit.app.widgets import layout, pictures
from toolkit.reports import narrative

words = state.words()
pictures.freeze_loaded_objects("loaded")
layout.apply_style(words, pictures.palette())
shelf = state.shelf()
releases = state.filter_by_programme(shelf.releases)
if not releases:
    empty_states.render_empty_state(shelf, words)
    st.stop()

release = state.chosen_release(releases)
st.set_page_config(
    page_title=f"{narrative.title(release, words)} · {release.text('programme', words.code)}"
)

programme, closed = narrative.subtitle(release, words), narrative.closing_sentence(release, words)
with layout.render_top_line():
    choosable = state.programmes(shelf.releases)
    if len(choosable) > 1:
        state.choose_programme(choosable, release.programme)
    if several := len(releases) > 1:
        state.choose_release(releases)
    elif len(choosable) == 1:
        st.markdown(layout.escape_markdown(programme))
    state.choose_language()
st.title(layout.escape_markdown(narrative.title(release, words)), anchor=False)
layout.render_small_print(
    "closed", f"{programme}. {closed}" if several or len(choosable) > 1 else closed
)
layout.render_faults(fault.sentence(words.gettext) for fault in shelf.faults)

pictures.draw_cached(
    "people", [release], words, partial(headline_answers.render_response, release, words)
)
headline_answers.render_headlines(release, words)
layout.render_heading(words.gettext("More of this cohort"))
headline_answers.render_further_parts(release, words)
evaluation_details.render_apparatus(release, words)
evaluation_details.render_downloads(state.release_slug(release), release, words)
evaluation_details.render_open_cohorts(words, release.programme)
