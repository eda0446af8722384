"""Closing a cohort, from top to bottom: which and when, what is missing, what will be told and hidden, and the act itself."""

from __future__ import annotations

import streamlit as st

from toolkit.coordination import closing
from toolkit.errors import N_
from toolkit.pages import closing_steps, noting, office

here = office.inside(office.enter(N_("Close a cohort")))
if here is None:
    st.stop()
desk, cohort, words = here.desk, here.cohort, here.words
if cohort.closed:
    closing_steps.is_closed(desk, cohort.name, words)
    st.stop()
if not cohort.pairs and not desk.not_shown(cohort.name):
    noting.no_pairs(here)
    st.stop()
day = closing_steps.which(cohort, desk.today, words)
if going := closing.under_way(desk.store, desk.programme, cohort=cohort.name):
    closing_steps.watch(going, words)
    st.stop()
if day is None:
    st.stop()
with st.spinner(words.gettext("The tables are read.")):
    outlook = desk.outlook(cohort.name, day)
if outlook.blockers:
    closing_steps.in_the_way(outlook, words)
    st.stop()
closing_steps.complete(outlook, desk.programme, words)
closing_steps.foreseen(outlook, desk.programme, words)
closing_steps.act(desk, outlook, words)
