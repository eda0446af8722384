"""The code of a receipt.

What was sent is read and corrected with it, and with the link alone it is not.
"""

from __future__ import annotations

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import mentorship_home as home
from toolkit.app.pages import mentorship_look as look
from toolkit.i18n import Language
from toolkit.people.participants import ParticipantPortal, Task, labels

CODE = "code-of-receipt"
WRONG = "wrong-code"


def sealed(visit: ParticipantPortal, task: Task, words: Language) -> None:
    """Write how a form is opened that is in."""
    how, lost = labels.explain_sealed(words, may_correct=visit.may_correct(task.form))
    look.title(task.title)
    look.say(labels.describe_state(task, words), how)
    ask(words, task)
    look.note("lost", lost)
    look.button(words.gettext("My data"), "data", home.go_to_data)
    look.button(words.gettext("My mentorship"), "home", state.go_to_place)


def ask(words: Language, task: Task | None = None) -> None:
    """Ask for the code; *task* is the form that is to be opened, if it is one."""
    with st.container(key="seal", gap="small"):
        fault = st.session_state.pop(WRONG, "")
        look.fault("code", words.gettext(fault) if fault else "")
        st.text_input(
            words.gettext("The code of your receipt"),
            key=CODE,
            live=True,
            autocomplete="off",
            max_chars=40,
        )
        look.button(words.gettext("Open"), "open-sealed", _open, task, first=True)


def _open(task: Task | None) -> None:
    visit = state.my_visit()
    if visit is None:
        return
    if not visit.unseal(st.session_state.get(CODE, ""), state.now()):
        st.session_state[WRONG] = (
            labels.NO_CODES_NOW if visit.codes_rest(state.now()) else labels.WRONG_CODE
        )
    elif task and visit.is_sealed(task.form):
        st.session_state[WRONG] = labels.ANOTHER_CODE
    elif task:
        home.go_to_form(task.number, 1)
