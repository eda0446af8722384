"""A new cohort; and one put right: its name, its days, or taken away where it has no pairs."""

from __future__ import annotations

import streamlit as st

from toolkit import session
from toolkit.invite.people import one_line
from toolkit.pages import office
from toolkit.pages.office import Inside, Place
from toolkit.texts import Language

START, CHANGE, REMOVE = "start", "cohort", "cohort-remove"
FIELDS = ("name", "starts_on", "planned_end_on")


def start(place: Place) -> None:
    """Ask for what a cohort needs."""
    words = place.words
    _ = words.gettext
    office.part(START, _("Start a cohort"), _("A cohort is the pairs that start together. It is closed as a whole, and has one closing evaluation."))
    with st.form("fields-start", border=False):
        _fields(place, START, ("", place.desk.today.isoformat(), ""))
        st.form_submit_button(_("Start the cohort"), key=f"{START}-save", type="primary", on_click=_start, args=(words,))
    if place.cohort:
        _back(words)


def change(place: Inside) -> None:
    """Ask for another name and other days, and offer to take the cohort away; a new name is asked about once more."""
    words, cohort = place.words, place.cohort
    _ = words.gettext
    office.part(CHANGE, _("Correct the cohort {cohort}").format(cohort=cohort.name))
    if cohort.closed:
        office.say(_("This cohort is closed: its name and its pairs stay as they are."))
    else:
        with st.form("fields-cohort", border=False):
            _fields(place, CHANGE, (cohort.name, str(cohort.starts_on or ""), str(cohort.planned_end_on or "")))
            office.note(CHANGE, _("The days are those that a new pair begins with. The pairs that are there keep their own."))
            _save(place)
        _remove(place)
    _back(words)


def _fields(place: Place, form: str, proposed: tuple[str, str, str]) -> None:
    words, months = place.words, place.desk.programme.settings.length_months
    _ = words.gettext
    ends = (
        words.ngettext("Last day; left blank, {n} month after the first", "Last day; left blank, {n} months after the first", months).format(n=months)
        if months
        else _("Last day; left blank, each pair ends in its own time")
    )
    office.ask_text(_("Name of the cohort, such as 2027 or Spring 2027"), f"{form}-name", proposed[0])
    office.fault(form, "name", words)
    office.ask_day(_("First day"), f"{form}-starts_on", proposed[1])
    office.fault(form, "starts_on", words)
    office.ask_day(ends, f"{form}-planned_end_on", proposed[2])
    office.fault(form, "planned_end_on", words)
    office.fault(form, "", words)


def _save(place: Inside) -> None:
    """Draw the button that saves; where the name is another, it says first what goes with it."""
    words, name = place.words, place.cohort.name
    _ = words.gettext
    given = _given(CHANGE)
    meant = _("{cohort} will be called {name} everywhere, with its pairs, forms, notes and links. What was done until now stays in the trail as it was.")
    warned = office.warned(place.desk, CHANGE, given, words, meant.format(cohort=name, name=given["name"]))
    label, key = (_("Yes, give it this name"), "sure") if warned else (_("Save"), "save")
    st.form_submit_button(label, key=f"{CHANGE}-{key}", type="primary", on_click=_change, args=(name, warned, words))


def _remove(place: Inside) -> None:
    words, name = place.words, place.cohort.name
    _ = words.gettext
    asked = _("{cohort} is taken away. It has no pairs, so nothing goes with it.").format(cohort=name)
    if place.cohort.pairs or place.desk.not_shown(name):
        office.note(REMOVE, _("A cohort can be taken away only while it has no pairs."))
    else:
        office.confirmed(REMOVE, _("Take this cohort away"), [asked], _("Yes, take it away"), _("No, keep it"), _take_away, name, words)
    office.fault(REMOVE, "", words)


def _back(words: Language) -> None:
    office.button(words.gettext("Back to the pairs"), "back-to-pairs", _leave)


def _start(words: Language) -> None:
    given = _given(START)
    said = words.gettext("The cohort {name} is started. Now add its pairs.").format(name=given["name"])
    office.act(START, lambda desk: desk.start_cohort(given, session.now()), said, FIELDS, **{session.Key.COHORT: given["name"]})


def _change(cohort: str, sure: bool, words: Language) -> None:
    given, said = _given(CHANGE), words.gettext("The cohort is corrected.")
    if not office.to_be_warned(CHANGE, given, sure=sure, always=given["name"] not in ("", cohort)):
        office.act(CHANGE, lambda desk: desk.change_cohort(cohort, given, session.now()), said, FIELDS, **{session.Key.COHORT: given["name"]})


def _take_away(cohort: str, words: Language) -> None:
    said = words.gettext("The cohort {name} is taken away.").format(name=cohort)
    office.act(REMOVE, lambda desk: desk.remove_cohort(cohort, session.now()), said, **{session.Key.COHORT: ""})


def _given(form: str) -> dict[str, str]:
    """Return what stands in the fields, the name as it is kept: the page goes to the cohort of that name."""
    found = office.given(form, FIELDS)
    return {**found, "name": one_line(found["name"])}


def _leave() -> None:
    for form in (START, CHANGE):
        office.forget(form, FIELDS)
    office.go()
