"""A participant's own page, behind the personal link: what is to be done, the forms, the log, the promise, and my data."""

from __future__ import annotations

import streamlit as st

from toolkit import session
from toolkit.errors import StorageError
from toolkit.pages import mentorship_data, mentorship_form, mentorship_home, mentorship_look
from toolkit.participation import NO_LINK, saying

try:
    visit = session.my_visit() if session.takes_answers() else None
    words = session.words(visit.language if visit else "")
    mentorship_look.style(words)
    mentorship_look.to_the_top(session.shown_place())
    if visit:
        mentorship_look.once_more()
    with mentorship_look.top_line():
        mentorship_look.say(saying.label(visit.programme.settings.name, words) if visit else "Mentoring toolkit")
        session.choose_language(words)
    if not session.takes_answers():
        mentorship_look.say(words.gettext("This app does not take answers. Ask whoever sent you the link for the right address."))
    elif mentorship_data.is_erased():
        mentorship_data.erased(words)
    elif visit is None:
        mentorship_look.say(words.gettext(NO_LINK))
    elif session.place(session.Key.PLACE) == "data":
        mentorship_data.show(visit, words)
    elif task := mentorship_form.chosen(visit, words):
        mentorship_form.show(visit, task, words)
    else:
        mentorship_home.show(visit, words)
except StorageError as refused:
    session.log_fault(refused)
    words = session.words()
    st.error(words.gettext("Nothing could be read or saved just now. What was saved before is kept. Reload the page in a minute."))
