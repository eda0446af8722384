"""The board's page: the four answers, what each opens into, the method, the files.

It reads a release and nothing else.
"""

from functools import partial

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import evaluation_details, headline_answers
from toolkit.app.pages.board_page import open_release_page
from toolkit.app.widgets import layout, pictures
from toolkit.reports import narrative

words, shelf, release, several = open_release_page()
closed = narrative.closing_sentence(release, words)
st.title(layout.escape_markdown(narrative.title(release, words)), anchor=False)
layout.render_small_print(
    "closed", f"{narrative.subtitle(release, words)}. {closed}" if several else closed
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
