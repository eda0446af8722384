"""A new pair typed in by hand."""

from __future__ import annotations

import streamlit as st

from toolkit import session
from toolkit.coordination import saying as codes
from toolkit.pages import office
from toolkit.pages.office import Inside
from toolkit.participation import saying
from toolkit.phrases import capital
from toolkit.questionnaire import ROLES
from toolkit.texts import Language

ADD = "add"


def add_pair(place: Inside) -> None:
    """Ask for what a pair needs; a warning is shown before, and asks for a second tap."""
    words, settings = place.words, place.desk.programme.settings
    _ = words.gettext
    office.part(ADD, _("Add a pair"), _("Somebody whose address is known already is the same person. Codes are made by themselves."))
    if place.cohort.closed:
        office.say(_("This cohort is closed: its pairs stay as they are."))
        back(words)
        return
    with st.form("fields-add", border=False):
        for role in ROLES:
            _person(place, role, saying.label(settings.roles[role].one, words))
        office.ask_text(_("Chapter, if there are any"), f"{ADD}-chapter")
        office.fault(ADD, "chapter", words)
        office.ask_day(_("First day"), f"{ADD}-started_on", _text(place.cohort.starts_on))
        office.fault(ADD, "started_on", words)
        office.ask_day(_("Planned last day, if there is one"), f"{ADD}-planned_end_on", _text(place.cohort.planned_end_on))
        office.fault(ADD, "planned_end_on", words)
        if settings.matching.competition_check:
            office.ask_one(_("Do the two compete with each other?"), f"{ADD}-competition", codes.competition(words))
            office.fault(ADD, "competition", words)
        if settings.matching.followed_up:
            office.ask_one(_("Who follows the pair up?"), f"{ADD}-followup_by", place.desk.followers())
            office.fault(ADD, "followup_by", words)
        office.fault(ADD, "", words)
        warned = office.warned(place.desk, ADD, office.given(ADD, _fields()), words)
        label = _("Add the pair all the same") if warned else _("Add the pair")
        turn = office.turn(ADD)
        key = f"{ADD}-{'sure' if warned else 'save'}-{turn}"
        st.form_submit_button(label, key=key, type="primary", on_click=_add, args=(place.cohort.name, turn, warned, words))
    back(words)


def back(words: Language) -> None:
    """Offer the way back to the list."""
    office.button(words.gettext("Back to the pairs"), "back-to-pairs", _leave)


def _person(place: Inside, role: str, called: str) -> None:
    words, people = place.words, place.desk.people()
    _ = words.gettext
    if people:
        office.ask_known(_("{role}: somebody who is here already").format(role=capital(called)), f"{ADD}-{role}_id", people, words)
    office.ask_text(_("Name of the {role}").format(role=called), f"{ADD}-{role}_name")
    office.fault(ADD, f"{role}_name", words)
    office.ask_text(_("E-mail address of the {role}").format(role=called), f"{ADD}-{role}_address")
    office.fault(ADD, f"{role}_address", words)


def _fields() -> tuple[str, ...]:
    people = tuple(f"{role}_{what}" for role in ROLES for what in ("id", "name", "address"))
    return (*people, "chapter", "started_on", "planned_end_on", "competition", "followup_by")


def _add(cohort: str, turn: int, sure: bool, words: Language) -> None:
    given, said = office.given(ADD, _fields()), words.gettext("The pair is added.")
    if not office.spent(ADD, turn, said, _fields()) and not office.to_be_warned(ADD, given, sure=sure):
        office.act(ADD, lambda desk: desk.add_pair(cohort, given, session.now()), said, _fields())


def _leave() -> None:
    """Forget what was typed: names are kept no longer than needed."""
    office.forget(ADD, _fields())
    office.go()


def _text(day: object) -> str:
    return str(day) if day else ""
