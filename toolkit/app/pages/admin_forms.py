"""The parts that the administrator's pages share.

The head, and what is done only for whoever is administrator at that moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import streamlit as st

from toolkit.app import state
from toolkit.app import widgets as office
from toolkit.app.widgets import layout
from toolkit.app.widgets.layout import escape_markdown
from toolkit.i18n import Language
from toolkit.people.accounts import ADMINISTRATOR
from toolkit.people.coordination import Context, count_unattended_pairs
from toolkit.programme.questionnaire import localize

AdminAction = Callable[[state.ProgrammeAccess], object]
"""What a button does; it raises what is wrong."""


@dataclass(frozen=True, repr=False)
class AdminPage:
    """What a page of the administrator works with."""

    office: state.ProgrammeAccess
    words: Language


def open_admin_page(title: str) -> AdminPage:
    """Draw the head of a page and return what it works with.

    Nothing more is drawn for whoever is no administrator.
    """
    words = state.words()
    office.apply_page_style(words)
    mine = state.chosen_access(ADMINISTRATOR)
    if mine is None:
        st.title(words.gettext("This page is for administrators"), anchor=False)
        office.render_sentences(
            words.gettext(
                "Sign in with an account that may. Whoever looks after the accounts can give you"
                " that role."
            )
        )
        st.stop()
    with layout.render_top_line():
        if not office.choose_programme(ADMINISTRATOR, mine.programme.code, words):
            office.render_sentences(localize(mine.programme.settings.name, words))
        state.choose_language()
    st.title(escape_markdown(words.gettext(title)), anchor=False)
    office.render_announcement()
    _warn_of_unattended(mine, words)
    return AdminPage(mine, words)


def _warn_of_unattended(mine: state.ProgrammeAccess, words: Language) -> None:
    """Say how many pairs are left to nobody: a number, and neither which nor whose."""
    if n := count_unattended_pairs(
        Context(mine.store, mine.programme, mine.account, state.today())
    ):
        office.render_warning(
            "left-to-nobody",
            words.ngettext(
                "{n} pair has nobody to follow it up, because everybody who looks after the pairs"
                " is in it. Let in one more person with that role.",
                "{n} pairs have nobody to follow them up, because everybody who looks after the"
                " pairs is in them. Let in one more person with that role.",
                n,
            ).format(n=n),
        )


def run_admin_action(
    form: str, what: AdminAction, sentence: str, fields: Iterable[str] = ()
) -> bool:
    """Do something as administrator, as :func:`toolkit.app.widgets.finish_action` does.

    Who is administrator is looked up anew: since the page was drawn the role may have been taken
    away.

    Args:
        form: What the faults are kept under.
        what: What is done with the database; it raises what is wrong.
        sentence: What is said when it is done.
        fields: What is emptied when it is done.

    Returns:
        Whether it is done; it is not where the reader is no administrator any more.
    """
    mine = state.chosen_access(ADMINISTRATOR)
    return mine is not None and office.finish_action(form, lambda: what(mine), sentence, fields)
