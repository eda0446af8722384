"""The board's page: the four answers, what each opens into, the method, the files. It reads a release and nothing else."""

from __future__ import annotations

from functools import partial

import streamlit as st

from toolkit import narrative, session
from toolkit.pages import answers, below, drawings, empty, layout

words = session.words()
drawings.settle("loaded")
layout.style(words, drawings.palette())
shelf = session.shelf()
releases = session.of_one_programme(shelf.releases)
if not releases:
    empty.show(shelf, words)
    st.stop()

release = session.chosen_release(releases)
st.set_page_config(page_title=f"{narrative.title(release, words)} · {release.text('programme', words.code)}")

programme, closed = narrative.subtitle(release, words), narrative.closed(release, words)
with layout.top_line():
    choosable = session.programmes(shelf.releases)
    if len(choosable) > 1:
        session.choose_programme(choosable, release.programme)
    if several := len(releases) > 1:
        session.choose_release(releases)
    elif len(choosable) == 1:
        st.markdown(layout.plain(programme))
    session.choose_language()
st.title(layout.plain(narrative.title(release, words)), anchor=False)
layout.note("closed", f"{programme}. {closed}" if several or len(choosable) > 1 else closed)
layout.faults(fault.sentence(words.gettext) for fault in shelf.faults)

drawings.once("people", [release], words, partial(answers.people, release, words))
answers.four(release, words)
layout.heading(words.gettext("More of this cohort"))
answers.more(release, words)
below.apparatus(release, words)
below.files(session.name_of(release), release, words)
below.under_way(words, release.programme)
