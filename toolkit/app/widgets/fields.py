"""What the pages ask for, what is wrong with it, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from toolkit.app import state
from toolkit.app.widgets.buttons import ask_confirmation
from toolkit.app.widgets.layout import escape_markdown
from toolkit.app.widgets.links import go_to
from toolkit.app.widgets.text import announce_done, render_sentences
from toolkit.errors import Fault, MendableError
from toolkit.i18n import Language, capitalize_first

if TYPE_CHECKING:
    from toolkit.people.coordination import CoordinationService

FAULTS_KEY, WARNED_KEY, TURN_KEY = "office-faults", "office-warned", "office-turn"
PageAction = Callable[["CoordinationService"], object]
"""What a button does at the desk; it raises what is wrong."""


def ask_day(label: str, form: str, field: str, proposed: str = "") -> None:
    """Ask for a day, as ``2026-12-31``, and say what is wrong with it.

    The calendar of Streamlit speaks English only, that of the browser its own language.

    Args:
        label: What is asked.
        form: The form that the field is part of.
        field: Its name in the form.
        proposed: What stands there before anything is written.
    """
    key = f"{form}-{field}"
    st.session_state.setdefault(key, proposed)
    with st.container(key=f"day-{key}"):
        st.text_input(escape_markdown(label), key=key, autocomplete="off")
    render_field_fault(form, field)


def ask_text(label: str, form: str, field: str, proposed: str = "") -> None:
    """Ask for a line of text, and say what is wrong with it.

    Args:
        label: What is asked.
        form: The form that the field is part of.
        field: Its name in the form.
        proposed: What stands there before anything is written.
    """
    key = f"{form}-{field}"
    st.session_state.setdefault(key, proposed)
    st.text_input(escape_markdown(label), key=key, autocomplete="off")
    render_field_fault(form, field)


def ask_one(
    label: str, form: str, field: str, options: Mapping[str, str], *, chosen: str = ""
) -> None:
    """Ask for one of several codes, and say what is wrong with the choice.

    Nothing is asked where there is nothing to choose.

    Args:
        label: What is asked.
        form: The form that the field is part of.
        field: Its name in the form.
        options: What each code is called.
        chosen: The code that is known already; none is chosen beforehand if left out.
    """
    key = f"{form}-{field}"
    if chosen in options:
        st.session_state.setdefault(key, chosen)
    labels = {code: escape_markdown(text) for code, text in options.items()}
    if options:
        st.radio(
            escape_markdown(label),
            list(labels),
            index=None,
            format_func=lambda code: labels.get(code, ""),
            key=key,
        )
    render_field_fault(form, field)


def ask_known(label: str, form: str, field: str, people: Mapping[str, str]) -> None:
    """Ask for somebody who is known, by code; nobody is chosen beforehand.

    Args:
        label: What is asked.
        form: The form that the field is part of.
        field: Its name in the form.
        people: What each is called, by code.
    """
    key = f"{form}-{field}"
    # Whoever was chosen may have left the list, and Streamlit refuses a choice that is not in it.
    if st.session_state.get(key) not in (None, *people):
        st.session_state.pop(key)
    st.selectbox(
        escape_markdown(label),
        list(people),
        index=None,
        format_func=lambda code: people.get(code, ""),
        key=key,
        placeholder=state.words().gettext("Choose a name"),
    )


def render_field_fault(form: str, field: str = "") -> None:
    """Write what is wrong with a field of a form, or with the form as a whole, if anything is."""
    if found := st.session_state.get(f"{FAULTS_KEY}-{form}", {}).get(field):
        render_form_faults(f"{form}-{field or 'all'}", found, state.words())


def render_form_faults(key: str, found: Fault, words: Language) -> None:
    """Write what is wrong.

    Args:
        key: Tells the place from every other on the page.
        found: What is wrong.
        words: The language.
    """
    with st.container(key=f"fault-{key}"):
        render_sentences(capitalize_first(found.sentence(words.gettext)))


def render_warning(key: str, sentence: str) -> None:
    """Write what the reader is warned of before it is done."""
    with st.container(key=f"ask-{key}"):
        render_sentences(sentence)


def is_warned(
    desk: CoordinationService, form: str, given: Mapping[str, str], words: Language, meant: str = ""
) -> bool:
    """Write what the reader is warned of, if it was tapped once on what stands in the form now.

    Return whether that is so.

    Args:
        meant: What will happen, where that is said before in any case.
    """
    if st.session_state.get(f"{WARNED_KEY}-{form}") != given:
        return False
    if meant:
        render_warning(f"{form}-meant", meant)
    for number, found in enumerate(desk.warnings(given)):
        render_warning(f"{form}-{number}", capitalize_first(found.sentence(words.gettext)))
    return True


def needs_warning(form: str, given: Mapping[str, str], *, sure: bool, always: bool = False) -> bool:
    """Return whether there is something to look at first; the same tapped again is meant.

    Args:
        sure: Whether the button was drawn below the warning: the second half of a double click is
            not.
        always: Whether it asks once more in any case.
    """
    desk = state.desk()
    meant = sure and st.session_state.get(f"{WARNED_KEY}-{form}") == given
    first = bool(desk and (always or desk.warnings(given))) and not meant
    st.session_state[f"{WARNED_KEY}-{form}"] = dict(given) if first else None
    return first


def count_submissions(form: str) -> int:
    """Return how many times a form was done.

    What is drawn with a number is good for that time only.
    """
    return int(st.session_state.get(f"{TURN_KEY}-{form}", 0))


def is_spent(form: str, number: int, sentence: str, fields: Iterable[str]) -> bool:
    """Return whether a form was done already when it was tapped, as by a double click.

    Then it only says so again.

    Args:
        form: The form; what it was filled in with is emptied if it is spent.
        number: How often it had been done when the page was drawn.
        sentence: What is said again.
        fields: What is emptied.

    Returns:
        Whether it was done since the page was drawn.
    """
    if number == count_submissions(form):
        return False
    clear_form(form, fields)
    announce_done(sentence)
    return True


def clear_form(form: str, fields: Iterable[str]) -> None:
    """Empty the fields of a form, and what was wrong with them."""
    st.session_state.pop(f"{FAULTS_KEY}-{form}", None)
    st.session_state.pop(f"{WARNED_KEY}-{form}", None)
    for field in fields:
        st.session_state.pop(f"{form}-{field}", None)


def read_form(form: str, fields: Iterable[str]) -> dict[str, str]:
    """Return what stands in the fields of a form, blank where nothing does."""
    return {field: str(st.session_state.get(f"{form}-{field}") or "").strip() for field in fields}


def run_action(
    form: str, what: PageAction, sentence: str, fields: Iterable[str] = (), **then: str
) -> bool:
    """Do something at the desk, as :func:`finish_action` does.

    The desk is opened anew: since the page was drawn a role may have been taken away, or the cohort
    closed.

    Args:
        form: What the faults are kept under.
        what: What is done at the desk; it raises what is wrong.
        sentence: What is said when it is done.
        fields: What is emptied when it is done.
        **then: Where to go when it is done; nowhere if left out.

    Returns:
        Whether it is done; it is not where nobody looks after the programme any more.
    """
    desk = state.desk()
    return desk is not None and finish_action(form, lambda: what(desk), sentence, fields, **then)


def finish_action(
    form: str, act: Callable[[], object], sentence: str, fields: Iterable[str] = (), **then: str
) -> bool:
    """Do something, then say so and empty the form, or keep the form with what is wrong.

    Args:
        form: What the faults are kept under.
        act: What is done; it raises what is wrong.
        sentence: What is said when it is done.
        fields: What is emptied when it is done.
        then: Where to go when it is done; nowhere if left out.

    Returns:
        Whether it is done.
    """
    try:
        act()
    except MendableError as refused:
        st.session_state[f"{FAULTS_KEY}-{form}"] = dict(refused.by_field)
        return False
    clear_form(form, fields)
    st.session_state[f"{TURN_KEY}-{form}"] = count_submissions(form) + 1
    ask_confirmation()
    if then:
        go_to(**then)
    announce_done(sentence)
    return True
