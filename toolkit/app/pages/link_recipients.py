"""The people of a cohort and their links: who has one until when, one chosen, one ended."""

from collections.abc import Sequence

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.widgets import CohortPage, layout
from toolkit.i18n import Language
from toolkit.people.coordination import LinkLine

END = "end"


def render_link_list(place: CohortPage, people: Sequence[LinkLine]) -> None:
    """Say how many people have a link that works, and list them by name."""
    if not people:
        return
    words = place.words
    _ = words.gettext
    layout.render_answer(
        "links",
        words.ngettext(
            "**{have} of {n}** person has a link that works.",
            "**{have} of {n}** people have a link that works.",
            len(people),
        ).format(have=sum(1 for person in people if person.link_until), n=len(people)),
    )
    with st.expander(_("Who has a link, and until when")):
        layout.render_table(
            (_("Name"), _("Closing survey"), _("Link"), _("Mail")),
            [_row(person, words) for person in people],
            _("Who has a link, and until when"),
        )


def _row(person: LinkLine, words: Language) -> tuple[str, str, str, str]:
    _ = words.gettext
    until = (
        _("until {day}").format(day=words.date(person.link_until))
        if person.link_until
        else _("none")
    )
    return (
        _person_label(person),
        _("is in") if person.form_in else _("is not in"),
        _("data erased") if person.erased else until,
        person.address or _("no address: a card"),
    )


def _person_label(person: LinkLine) -> str:
    return person.name if person.name == person.code else f"{person.name} ({person.code})"


def render_end_link(place: CohortPage, people: Sequence[LinkLine]) -> None:
    """Ask whose link is to end, and end it after a second tap."""
    words = place.words
    _ = words.gettext
    with_link = [person for person in people if person.link_until]
    if not with_link:
        return
    widgets.render_page_part(
        END,
        _("End a link"),
        _("For a link that came into the wrong hands. What the person has answered stays."),
    )
    ask_person(END, with_link, words)
    chosen = next(
        (person for person in with_link if person.code == st.session_state.get(f"{END}-person")),
        None,
    )
    if chosen:
        widgets.render_confirmed_button(
            "go-end",
            _("End the link of {name}").format(name=chosen.name),
            [
                _(
                    "The link of {name} stops working at once. You can make a new one whenever you"
                    " like."
                ).format(name=chosen.name)
            ],
            _("Yes, end it"),
            _("No, keep it"),
            _end,
            chosen.code,
            chosen.name,
            words,
        )
    widgets.render_field_fault(END)


def _end(code: str, name: str, words: Language) -> None:
    widgets.run_action(
        END,
        lambda desk: desk.revoke(code, state.now()),
        words.gettext("The link of {name} works no more.").format(name=name),
        ("person",),
    )


def ask_person(form: str, people: Sequence[LinkLine], words: Language) -> None:
    """Ask for one of several people.

    Args:
        form: The form that asks; the code that is chosen is kept under ``FORM-person``.
        people: Whom to choose from.
        words: The language.
    """
    widgets.ask_known(
        words.gettext("Which person?"),
        form,
        "person",
        {person.code: _person_label(person) for person in people},
    )
