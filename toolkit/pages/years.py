"""The four questions over the years of one programme, from its releases alone: counts, the scale of one person, sums."""

from __future__ import annotations

import streamlit as st

from toolkit import session, year_narrative
from toolkit.pages import drawings, empty, layout, through_years
from toolkit.years import compare

words = session.words()
drawings.settle("loaded")
layout.style(words, drawings.palette())
shelf = session.shelf()
releases = session.of_one_programme(shelf.releases)
if not releases:
    empty.show(shelf, words)
    st.stop()

latest = next(iter(releases.values()))
with layout.top_line():
    choosable = session.programmes(shelf.releases)
    if len(choosable) > 1:
        session.choose_programme(choosable, latest.programme)
    else:
        st.markdown(layout.plain(latest.text("programme", words.code)))
    session.choose_language()
if len(releases) < 2:
    empty.one_year(latest, words)
    st.stop()

years = compare(releases.values(), words.code)
st.set_page_config(page_title=f"{year_narrative.title(years, words)} · {latest.text('programme', words.code)}")
st.title(layout.plain(year_narrative.title(years, words)), anchor=False)
layout.note("subtitle", f"{year_narrative.subtitle(years, words)}. {year_narrative.basis(years, words)}")
layout.faults(fault.sentence(words.gettext) for fault in shelf.faults)

through_years.cohorts(years, words)
through_years.questions(years, words)
layout.heading(words.gettext("More of these years"))
through_years.more(years, words)
through_years.files(latest.programme, years, words)
