"""The four questions over the years of one programme, from its releases alone.

Counts, the scale of one person, sums.
"""

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import empty_states, years_parts
from toolkit.app.pages.board_page import open_board_page
from toolkit.app.widgets import layout
from toolkit.reports.years import narrative
from toolkit.reports.years.comparison import compare_releases

words, shelf, releases = open_board_page()
latest = next(iter(releases.values()))
with layout.render_top_line():
    choosable = state.programmes(shelf.releases)
    if len(choosable) > 1:
        state.choose_programme(choosable, latest.programme)
    else:
        st.markdown(layout.escape_markdown(latest.text("programme", words.code)))
    state.choose_language()
if len(releases) < 2:
    empty_states.render_single_year(latest, words)
    st.stop()

years = compare_releases(releases.values(), words.code)
st.set_page_config(
    page_title=f"{narrative.years_title(years, words)} · {latest.text('programme', words.code)}"
)
st.title(layout.escape_markdown(narrative.years_title(years, words)), anchor=False)
layout.render_small_print(
    "subtitle", f"{narrative.years_subtitle(years, words)}. {narrative.years_basis(years, words)}"
)
layout.render_faults(fault.sentence(words.gettext) for fault in shelf.faults)

years_parts.render_cohorts(years, words)
years_parts.render_questions(years, words)
layout.render_heading(words.gettext("More of these years"))
years_parts.render_further_parts(years, words)
years_parts.render_downloads(latest.programme, years, words)
