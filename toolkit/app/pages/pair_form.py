"""A new pair typed in by hand."""

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import pair_parts
from toolkit.app.widgets import CohortPage
from toolkit.i18n import Language, capitalize_first
from toolkit.programme.questionnaire import ROLES, localize

ADD_PAIR_FORM = "add"


def add_pair(place: CohortPage) -> None:
    """Ask for what a pair needs; a warning is shown before, and asks for a second tap."""
    words, settings = place.words, place.desk.programme.settings
    _ = words.gettext
    widgets.render_page_part(
        ADD_PAIR_FORM,
        _("Add a pair"),
        _(
            "Somebody whose address is known already is the same person. Codes are made by"
            " themselves."
        ),
    )
    if place.cohort.closed:
        widgets.render_sentences(_("This cohort is closed: its pairs stay as they are."))
        widgets.render_back(words, _leave)
        return
    with st.form("fields-add", border=False):
        for role in ROLES:
            _person(place, role, localize(settings.roles[role].one, words))
        widgets.ask_text(_("Chapter, if there are any"), ADD_PAIR_FORM, "chapter")
        widgets.ask_day(_("First day"), ADD_PAIR_FORM, "started_on", _text(place.cohort.starts_on))
        widgets.ask_day(
            _("Planned last day, if there is one"),
            ADD_PAIR_FORM,
            "planned_end_on",
            _text(place.cohort.planned_end_on),
        )
        pair_parts.ask_competition(place, ADD_PAIR_FORM)
        if settings.matching.followed_up:
            widgets.ask_one(
                _("Who follows the pair up?"),
                ADD_PAIR_FORM,
                "followup_by",
                place.desk.followers(),
            )
        widgets.render_field_fault(ADD_PAIR_FORM)
        _offer_to_add(place)
    widgets.render_back(words, _leave)


def _offer_to_add(place: CohortPage) -> None:
    """Draw the button; where there is something to look at first, that stands above it."""
    words = place.words
    _ = words.gettext
    warned = widgets.is_warned(
        place.desk, ADD_PAIR_FORM, widgets.read_form(ADD_PAIR_FORM, _fields()), words
    )
    # In the key: the second half of a double click finds a button whose form is done already.
    turn = widgets.count_submissions(ADD_PAIR_FORM)
    key = f"{ADD_PAIR_FORM}-{'sure' if warned else 'save'}-{turn}"
    st.form_submit_button(
        _("Add the pair all the same") if warned else _("Add the pair"),
        key=key,
        type="primary",
        on_click=_add,
        args=(place.cohort.name, turn, warned, words),
    )


def _person(place: CohortPage, role: str, called: str) -> None:
    words, people = place.words, place.desk.people()
    _ = words.gettext
    if people:
        widgets.ask_known(
            _("{role}: somebody who is here already").format(role=capitalize_first(called)),
            ADD_PAIR_FORM,
            f"{role}_id",
            people,
        )
    widgets.ask_text(_("Name of the {role}").format(role=called), ADD_PAIR_FORM, f"{role}_name")
    widgets.ask_text(
        _("E-mail address of the {role}").format(role=called), ADD_PAIR_FORM, f"{role}_address"
    )


def _fields() -> tuple[str, ...]:
    return (
        *(f"{role}_{what}" for role in ROLES for what in ("id", "name", "address")),
        "chapter",
        "started_on",
        "planned_end_on",
        "competition",
        "followup_by",
    )


def _add(cohort: str, turn: int, sure: bool, words: Language) -> None:
    given, said = widgets.read_form(ADD_PAIR_FORM, _fields()), words.gettext("The pair is added.")
    if not widgets.is_spent(ADD_PAIR_FORM, turn, said, _fields()) and not widgets.needs_warning(
        ADD_PAIR_FORM, given, sure=sure
    ):
        widgets.run_action(
            ADD_PAIR_FORM, lambda desk: desk.add_pair(cohort, given, state.now()), said, _fields()
        )


def _leave() -> None:
    """Forget what was typed: names are kept no longer than needed."""
    widgets.clear_form(ADD_PAIR_FORM, _fields())
    widgets.go_to()


def _text(day: object) -> str:
    return str(day) if day else ""
