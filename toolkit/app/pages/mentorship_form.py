"""A form on a phone: the promise first, then a few questions at a time, each answer kept as it is tapped, and a receipt."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import mentorship_home as home
from toolkit.app.pages import mentorship_look as look
from toolkit.app.pages import mentorship_seal as seal
from toolkit.app.widgets.layout import escape_markdown
from toolkit.data.database import Receipt
from toolkit.errors import Fault
from toolkit.i18n import Language
from toolkit.people.participants import ParticipantPortal, Task
from toolkit.people.participants import labels as saying
from toolkit.programme.survey import SurveyQuestion, SurveyScreen

SENT = "sent"
HOME = -1
"""Where "go on later" leads: to the page of all pairs."""
FAULTS = "faults-of-form"


def chosen(visit: ParticipantPortal, words: Language) -> Task | None:
    """Return the form of the address; None if there is none, or it is not this person's."""
    wanted = state.read_place(state.ParamName.FORM)
    return next((task for task in visit.tasks(words) if str(task.number) == wanted), None)


def show(visit: ParticipantPortal, task: Task, words: Language) -> None:
    """Write the screen of the address, or the one where the person left."""
    wanted = state.read_place(state.ParamName.SCREEN)
    if task.state == "sent" and st.session_state.get(home.SENT_FROM) == (
        task.number,
        wanted,
    ):  # the receipt was on its way when the line broke
        wanted = SENT
        state.go_to_place(form=task.number, screen=SENT)
    if wanted == SENT and (receipt := visit.receipt(task.form)):
        _receipt(visit, task, receipt, words)
    elif not visit.may_correct(task.form):
        look.title(task.title)
        look.say(
            saying.describe_state(task, words)
            if task.state == "later"
            else words.gettext(visit.why_not(task.form))
        )
        look.button(words.gettext("My mentorship"), "home", state.go_to_place)
    elif task.sealed:
        st.session_state.pop(FAULTS, None)
        seal.sealed(visit, task, words)
    elif wanted == "0":
        _first(visit, task, words)
    else:
        screens = visit.screens(task.form, visit.answers(task.form), words)
        here = int(wanted) if wanted.isdecimal() else _left(visit, task, screens)
        _ask(visit, task, screens, min(max(here, 1), len(screens)), words)


# ---- the screens ---------------------------------------------------------------------------------


def _first(visit: ParticipantPortal, task: Task, words: Language) -> None:
    """Write what the form is, and the promise in full, before the first question."""
    _ = words.gettext
    questionnaire = visit.questionnaire(task.form)
    look.title(task.title)
    look.say((questionnaire.intro or {}).get(words.code, task.why))
    look.heading(_("What we promise you"))
    home.promised(visit, words)
    with st.bottom, st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(_("Back"), key="first-back", on_click=state.go_to_place)
        st.button(
            _("To the questions"),
            key="first-next",
            type="primary",
            on_click=home.go_to_form,
            args=(task.number, 1),
        )


def _ask(
    visit: ParticipantPortal,
    task: Task,
    screens: Sequence[SurveyScreen],
    number: int,
    words: Language,
) -> None:
    _ = words.gettext
    visit.keep(
        task.form, given(task, screens[number - 1].questions)
    )  # before anything is drawn: an answer may bring up a question, or do away with one
    screens = visit.screens(task.form, visit.answers(task.form), words)
    screen = screens[number - 1]
    part = _("Part {number} of {n}").format(number=number, n=len(screens))
    look.progress(number, len(screens), part)
    look.note("part", f"{part} · {task.title}")
    look.title(screen.title or task.title)
    questions = _drawn(visit, task, screen, words)
    look.note(
        "saved",
        _(
            "What you tap is saved as you go. You can close the page and come back with the same"
            " link."
        ),
    )
    last = number == len(screens)
    look.note("code", saying.announce_code(visit.code(task.form), words) if last else "")
    look.button(_("Go on later"), f"later-{task.number}-{number}", _leave, task, questions, HOME)
    with st.bottom, st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            _("Back"),
            key=f"back-{task.number}-{number}",
            on_click=_leave,
            args=(task, questions, number - 1),
        )
        label, act = (_("Send"), _send) if last else (_("Next"), _leave)
        st.button(
            label,
            key=f"next-{task.number}-{number}",
            type="primary",
            on_click=act,
            args=(task, questions, number + 1),
        )


def _drawn(
    visit: ParticipantPortal, task: Task, screen: SurveyScreen, words: Language
) -> tuple[SurveyQuestion, ...]:
    """Draw the questions of a screen, and those that an answer on it brings up.

    Below it, never above.
    """
    answers = visit.answers(task.form)
    faults = st.session_state.pop(FAULTS, {})
    look.fault("form", _said(faults.get(""), words))
    for question in screen.questions:
        _question(task, question, answers.get(question.name, ""))
        look.fault(question.name, _said(faults.get(question.name), words))
    return screen.questions


def _receipt(visit: ParticipantPortal, task: Task, receipt: Receipt, words: Language) -> None:
    _ = words.gettext
    code, keep = saying.describe_code(receipt, words)
    look.title(_("Thank you, it is in"))
    look.say(f"**{task.title}.** {saying.describe_state(task, words)}")
    with st.container(key="task-receipt", gap="small"):
        look.heading(code)
        look.say(keep)
    look.heading(_("What happens now?"))
    look.points(saying.explain_next_steps(visit.questionnaire(task.form).opens, words))
    look.button(_("My mentorship"), "home", state.go_to_place, first=True)
    if visit.may_correct(task.form):
        look.button(_("Read or correct"), "again", home.go_to_form, task.number, 1)


# ---- a question ----------------------------------------------------------------------------------


def _question(task: Task, question: SurveyQuestion, answer: str) -> None:
    with st.container(key=f"question-{question.name}", gap="small"):
        look.heading(question.text)
        look.note(f"hint-{question.name}", question.hint)
        if question.several:
            _several(task, question, answer)
        else:
            _one(task, question, answer)


def _several(task: Task, question: SurveyQuestion, answer: str) -> None:
    with st.container(key=f"options-{question.name}"):
        for code, label in question.options:
            st.session_state.setdefault(_key(task, question, code), code in answer.split(";"))
            st.checkbox(escape_markdown(label), key=_key(task, question, code), width="stretch")


def _one(task: Task, question: SurveyQuestion, answer: str) -> None:
    key = _key(task, question)
    st.session_state.setdefault(key, _value(question, answer))
    if question.kind == "integer":
        st.number_input(
            question.text,
            min_value=0,
            max_value=999_999_999,
            step=1,
            value=None,
            key=key,
            label_visibility="collapsed",
        )
    elif question.kind == "date":
        look.day(question.text, key, quiet=True)
    elif question.kind == "text":
        st.text_area(question.text, max_chars=2000, key=key, label_visibility="collapsed")
    else:
        labels = {code: escape_markdown(label) for code, label in question.options}
        st.radio(
            question.text,
            list(labels),
            index=None,
            format_func=lambda code: labels.get(code, ""),
            key=key,
            width="stretch",
            label_visibility="collapsed",
        )


def _value(question: SurveyQuestion, answer: str) -> object:
    """Return what the widget of a question holds for an answer."""
    if question.kind in ("text", "date"):
        return answer
    if not answer:
        return None
    return int(answer) if question.kind == "integer" else answer


def given(task: Task, questions: Sequence[SurveyQuestion]) -> dict[str, str | list[str]]:
    """Return what stands in the widgets now, by item.

    Nothing for a widget that is not there yet.
    """
    found: dict[str, str | list[str]] = {}
    for question in questions:
        if question.several:
            keys = {code: _key(task, question, code) for code, _label in question.options}
            if all(key in st.session_state for key in keys.values()):
                found[question.name] = [code for code, key in keys.items() if st.session_state[key]]
        elif (key := _key(task, question)) in st.session_state:
            value = st.session_state[key]
            found[question.name] = "" if value is None else str(value)
    return found


def _key(task: Task, question: SurveyQuestion, code: str = "") -> str:
    return f"answer-{task.number}-{question.name}-{code}"


def _said(fault: Fault | None, words: Language) -> str:
    return fault.sentence(words.gettext) if fault else ""


# ---- from screen to screen -----------------------------------------------------------------------


def _left(visit: ParticipantPortal, task: Task, screens: Sequence[SurveyScreen]) -> int:
    """Return the first screen that has a question without an answer, else the last.

    Where somebody left who comes back.
    """
    answers = visit.answers(task.form)
    return next(
        (
            screen.number
            for screen in screens
            if any(question.name not in answers for question in screen.questions)
        ),
        len(screens),
    )


def _leave(task: Task, questions: Sequence[SurveyQuestion], to: int) -> None:
    """Keep what stands on the screen and go to another; stay where something is wrong."""
    if (
        visit := state.my_visit()
    ):  # opened anew: since the screen was drawn the link may have ended, or the cohort been closed
        if faults := visit.keep(task.form, given(task, questions)):
            st.session_state[FAULTS] = faults
        elif to == HOME or (to == 0 and task.sent_at):
            state.go_to_place()
        else:
            home.go_to_form(task.number, to)


def _send(task: Task, questions: Sequence[SurveyQuestion], _to: int) -> None:
    """Send the form; the receipt is shown only once it is on the disk."""
    if visit := state.my_visit():
        outcome = visit.send(task.form, given(task, questions), state.now())
        if isinstance(outcome, dict):
            st.session_state[FAULTS] = outcome
        else:
            st.session_state[home.SENT_FROM] = (
                task.number,
                state.read_place(state.ParamName.SCREEN),
            )
            state.go_to_place(form=task.number, screen=SENT)
