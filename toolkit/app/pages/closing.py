"""Closing a cohort, from top to bottom.

Which and when, pairs that nobody has ended, what is missing, what will be told and hidden, and the
act itself.
"""

import streamlit as st

from toolkit.app import widgets
from toolkit.app.pages import closing_pairs, closing_wizard, pair_parts
from toolkit.errors import N_
from toolkit.people.coordination import closing

here = widgets.require_cohort(widgets.open_page(N_("Close a cohort")))
if here is None:
    st.stop()
desk, cohort, words = here.desk, here.cohort, here.words
if cohort.closed:
    closing_wizard.render_closed(desk, cohort.name, words)
    st.stop()
if not cohort.pairs and not desk.not_shown(cohort.name):
    pair_parts.no_pairs(here)
    st.stop()
day = closing_wizard.ask_closing_day(cohort, desk.today, words)
# Before the day is looked at: a closing goes on whatever is written in the field meanwhile.
if going := closing.find_running_closing(desk.store, desk.programme, cohort=cohort.name):
    closing_wizard.watch(going, words)
    st.stop()
if day is None:
    st.stop()
with st.spinner(words.gettext("The tables are read.")):
    outlook = desk.outlook(cohort.name, day)
if outlook.blockers:
    closing_wizard.render_blockers(outlook, words)
    st.stop()
closing_pairs.render_unended(here)
closing_wizard.render_completeness(outlook, desk.programme, words)
closing_wizard.render_forecast(outlook, desk.programme, words)
closing_wizard.render_close_form(desk, outlook, words)
