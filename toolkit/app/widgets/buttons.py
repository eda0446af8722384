"""Buttons, and what asks once more before it is done."""

from collections.abc import Callable, Sequence

import streamlit as st

from toolkit.app.widgets.layout import escape_markdown
from toolkit.app.widgets.links import ASKED_KEY, DO_PARAM, go_to, read_param
from toolkit.app.widgets.text import render_sentences
from toolkit.i18n import Language


def render_button(
    label: str,
    key: str,
    call: Callable[..., None],
    *args: object,
    first: bool = False,
    **named: object,
) -> None:
    """Draw a button.

    Args:
        label: What stands on it.
        key: Tells it from every other on the page.
        call: What is done when it is pressed.
        *args: What *call* gets.
        first: Whether it is what most people want.
        **named: What *call* gets by name.
    """
    st.button(
        escape_markdown(label),
        key=key,
        on_click=call,
        args=args,
        kwargs=named,
        type="primary" if first else "secondary",
    )


def render_back(words: Language, leave: Callable[[], None] = go_to) -> None:
    """Draw the way back to the list; *leave* goes there."""
    render_button(words.gettext("Back to the pairs"), "back-to-pairs", leave)


def render_form_buttons(
    form: str, label: str, key: str, words: Language, call: Callable[..., None], *args: object
) -> None:
    """Draw the button that does what a form asks about, and beside it the one that leaves it.

    Args:
        form: The form.
        label: What stands on the button that does it.
        key: Tells that button from every other on the page.
        words: The language.
        call: What is done.
        *args: What *call* gets.
    """
    with st.container(horizontal=True):
        st.form_submit_button(label, key=key, type="primary", on_click=call, args=args)
        st.form_submit_button(
            words.gettext("Leave it as it is"), key=f"{form}-no", on_click=ask_confirmation
        )


def is_asked(key: str, *, do: str = "") -> bool:
    """Return whether the reader has tapped on what asks twice.

    Or comes by an address that leads to *do*, which then is all that is asked.
    """
    led = read_param(DO_PARAM)
    return led == do if led else st.session_state.get(ASKED_KEY) == key


def ask_confirmation(key: str = "") -> None:
    """Ask whether *key* shall be done, and nothing else any more; blank asks nothing.

    What the address leads to is not asked any more either.
    """
    st.session_state[ASKED_KEY] = key
    st.query_params.pop(DO_PARAM, None)


def render_confirmed_button(
    key: str,
    label: str,
    sentences: Sequence[str],
    yes: str,
    no: str,
    call: Callable[..., None],
    *args: object,
) -> None:
    """Draw a button that says what will happen and asks once before it acts.

    The question comes below the button.

    Args:
        key: Tells it from every other on the page.
        label: What stands on it.
        sentences: What will happen.
        yes: What stands on the button that does it.
        no: What stands on the button that leaves it.
        call: What is done.
        *args: What *call* gets.
    """
    render_button(label, key, ask_confirmation, key)
    if is_asked(key):
        with st.container(key=f"ask-{key}", gap="small"):
            render_sentences(*sentences)
            with st.container(horizontal=True):
                render_button(yes, f"{key}-yes", call, *args, first=True)
                render_button(no, f"{key}-no", ask_confirmation)
