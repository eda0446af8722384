"""A participant's own page, behind the personal link.

What is to be done, the forms, the log, the promise, and my data.
"""

from __future__ import annotations

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import mentorship_data, mentorship_form, mentorship_home, mentorship_look
from toolkit.errors import StorageError
from toolkit.people.participants import NO_LINK
from toolkit.programme.questionnaire import localize

try:
    visit = state.my_visit() if state.has_database() else None
    words = state.words(visit.language if visit else "")
    mentorship_look.style(words)
    mentorship_look.to_the_top(state.current_place())
    if visit:
        mentorship_look.once_more()
    with mentorship_look.top_line():
        mentorship_look.say(
            localize(visit.programme.settings.name, words) if visit else "Mentoring toolkit"
        )
        state.choose_language(words)
    if not state.has_database():
        mentorship_look.say(
            words.gettext(
                "This app does not take answers. Ask whoever sent you the link for the right"
                " address."
            )
        )
    elif mentorship_data.is_erased():
        mentorship_data.erased(words)
    elif visit is None:
        mentorship_look.say(words.gettext(NO_LINK))
    elif state.read_place(state.ParamName.PLACE) == "data":
        mentorship_data.show(visit, words)
    elif task := mentorship_form.chosen(visit, words):
        mentorship_form.show(visit, task, words)
    else:
        mentorship_home.show(visit, words)
except StorageError as refused:
    state.log_fault(refused)
    words = state.words()
    st.error(
        words.gettext(
            "Nothing could be read or saved just now. What was saved before is kept. Reload the"
            " page in a minute."
        )
    )
