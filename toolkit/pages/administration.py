"""The parts that the administrator's pages share: the head, and what is done only for whoever is administrator at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from toolkit import session
from toolkit.accounts import ADMINISTRATOR
from toolkit.coordination import followed_up_by_nobody
from toolkit.errors import Fault, MendableError
from toolkit.pages import layout, office
from toolkit.pages.layout import plain
from toolkit.participation import saying
from toolkit.texts import Language

Act = Callable[[session.Office], Mapping[str, Fault]]
"""What a button does; returns what is wrong, by field."""


@dataclass(frozen=True, repr=False)
class Place:
    """What a page of the administrator works with."""

    office: session.Office
    words: Language


def enter(title: str) -> Place:
    """Draw the head of a page and return what it works with; nothing more is drawn for whoever is no administrator."""
    words = session.words()
    office.style(words)
    mine = session.office(ADMINISTRATOR)
    if mine is None:
        st.title(words.gettext("This page is for administrators"), anchor=False)
        office.say(words.gettext("Sign in with an account that may. Whoever looks after the accounts can give you that role."))
        st.stop()
    with layout.top_line():
        if not office.choose_programme(ADMINISTRATOR, mine.programme.code, words):
            office.say(saying.label(mine.programme.settings.name, words))
        session.choose_language()
    st.title(plain(words.gettext(title)), anchor=False)
    office.said()
    _followed_up_by_nobody(mine, words)
    return Place(mine, words)


def _followed_up_by_nobody(mine: session.Office, words: Language) -> None:
    """Say how many pairs are left to nobody: a number, and neither which nor whose."""
    if n := followed_up_by_nobody(mine.store, mine.programme, today=session.today()):
        told = words.ngettext(
            "{n} pair has nobody to follow it up, because everybody who looks after the pairs is in it. Let in one more person with that role.",
            "{n} pairs have nobody to follow them up, because everybody who looks after the pairs is in them. Let in one more person with that role.",
            n,
        )
        office.warning("left-to-nobody", told.format(n=n))


def act(form: str, what: Act, sentence: str, fields: Iterable[str] = ()) -> bool:
    """Do something as administrator: say what was done and empty the form, or keep the form and say what is wrong.

    Who is administrator is looked up anew: since the page was drawn the role may have been taken away.
    """
    mine = session.office(ADMINISTRATOR)
    if mine is None:
        return False
    try:
        faults = dict(what(mine))
    except MendableError as refused:
        faults = {"": refused.faults[0]}
    st.session_state[f"{office.FAULTS}-{form}"] = faults
    if faults:
        return False
    office.forget(form, fields)
    office.ask()
    office.done(sentence)
    return True
