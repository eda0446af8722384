"""The board's page: the four answers, the detail, the method, the files. It reads a release and nothing else."""

from __future__ import annotations

import streamlit as st

from toolkit import narrative, session
from toolkit.pages import below, drawings, empty, layout

words = session.words()
layout.style(words, drawings.palette())
shelf = session.shelf()
if not shelf.releases:
    empty.show(shelf, words)
    st.stop()

release = session.chosen_release(shelf.releases)
drawn = drawings.draw(release, words)
st.set_page_config(page_title=f"{narrative.title(release, words)} · {release.text('programme', words.code)}")

programme, closed = narrative.subtitle(release, words), narrative.closed(release, words)
with layout.top_line():
    if several := len(shelf.releases) > 1:
        session.choose_release(shelf.releases)
    else:
        st.markdown(layout.plain(programme))
    session.choose_language()
st.title(layout.plain(narrative.title(release, words)), anchor=False)
layout.note("closed", f"{programme}. {closed}" if several else closed)
layout.faults(fault.sentence(words.gettext) for fault in shelf.faults)

who_answered, pattern = narrative.response(release, words)
head = layout.two_columns(alignment="center")
with layout.cell(head, "people"):
    layout.answer("people", who_answered)
    layout.note("pattern", pattern)
with layout.cell(head, "pattern"):
    layout.picture(drawn.response)
layout.legend(narrative.legend(release, words), words.gettext("A round mark is a person, an oblong one a pair. A stronger colour is a stronger answer."))

answers = layout.two_columns(gap="medium")
for headline in narrative.headlines(release, words):
    with layout.cell(answers, f"question-{headline.key}"):
        st.header(layout.plain(headline.question), anchor=False)
        layout.answer(headline.key, headline.sentence)
        layout.picture(drawn.headlines.get(headline.key))
        layout.note(headline.key, headline.note)

for section in narrative.sections(release, words):
    panels, by_group = drawn.sections.get(section.key, ()), narrative.by_group(release, section.ids, words)
    if panels or by_group:
        layout.heading(section.title, section.lead)
        layout.panels(section.key, panels)
        layout.withheld(section.key, panels)
        layout.groups(section.key, by_group)
        layout.note(f"total-{section.key}", narrative.not_by_group(release, section.ids, words))
if drawn.left_out:
    layout.heading(words.gettext("Not shown in this cohort"))
    layout.withheld("left-out", drawn.left_out)

below.method(release, words)
below.every_figure(release, words)
below.files(session.name_of(release), release, words)
