"""A new cohort; and one put right: its name, its days, or taken away where it has no pairs."""

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.widgets import CohortPage, CoordinatorPage
from toolkit.i18n import Language
from toolkit.people.invitations.recipients import one_line

START, CHANGE_FORM, REMOVE = "start", "cohort", "cohort-remove"
COHORT_FIELDS = ("name", "starts_on", "planned_end_on")


def render_start_cohort(place: CoordinatorPage) -> None:
    """Ask for what a cohort needs."""
    words = place.words
    _ = words.gettext
    widgets.render_page_part(
        START,
        _("Start a cohort"),
        _(
            "A cohort is the pairs that start together. It is closed as a whole, and has one"
            " closing evaluation."
        ),
    )
    with st.form("fields-start", border=False):
        _fields(place, START, ("", place.desk.today.isoformat(), ""))
        st.form_submit_button(
            _("Start the cohort"),
            key=f"{START}-save",
            type="primary",
            on_click=_start,
            args=(words,),
        )
    if place.cohort:
        widgets.render_back(words, _leave)


def render_change_cohort(place: CohortPage) -> None:
    """Ask for another name and other days, and offer to take the cohort away.

    A new name is asked about once more.
    """
    words, cohort = place.words, place.cohort
    _ = words.gettext
    widgets.render_page_part(
        CHANGE_FORM, _("Correct the cohort {cohort}").format(cohort=cohort.name)
    )
    if cohort.closed:
        widgets.render_sentences(
            _("This cohort is closed: its name and its pairs stay as they are.")
        )
    else:
        with st.form("fields-cohort", border=False):
            _fields(
                place,
                CHANGE_FORM,
                (cohort.name, str(cohort.starts_on or ""), str(cohort.planned_end_on or "")),
            )
            widgets.render_note(
                CHANGE_FORM,
                _(
                    "The days are those that a new pair begins with. The pairs that are there keep"
                    " their own."
                ),
            )
            _save(place)
        _remove(place)
    widgets.render_back(words, _leave)


def _fields(place: CoordinatorPage, form: str, proposed: tuple[str, str, str]) -> None:
    words, months = place.words, place.desk.programme.settings.length_months
    _ = words.gettext
    ends = (
        words.ngettext(
            "Last day; left blank, {n} month after the first",
            "Last day; left blank, {n} months after the first",
            months,
        ).format(n=months)
        if months
        else _("Last day; left blank, each pair ends in its own time")
    )
    widgets.ask_text(
        _("Name of the cohort, such as 2027 or Spring 2027"), form, "name", proposed[0]
    )
    widgets.ask_day(_("First day"), form, "starts_on", proposed[1])
    widgets.ask_day(ends, form, "planned_end_on", proposed[2])
    widgets.render_field_fault(form)


def _save(place: CohortPage) -> None:
    """Draw the button that saves; where the name is another, it says first what goes with it."""
    words, name = place.words, place.cohort.name
    _ = words.gettext
    given = _read_cohort_form(CHANGE_FORM)
    warned = widgets.is_warned(
        place.desk,
        CHANGE_FORM,
        given,
        words,
        _(
            "{cohort} will be called {name} everywhere, with its pairs, forms, notes and links."
            " What was done until now stays in the trail as it was."
        ).format(cohort=name, name=given["name"]),
    )
    label, key = (_("Yes, give it this name"), "sure") if warned else (_("Save"), "save")
    st.form_submit_button(
        label,
        key=f"{CHANGE_FORM}-{key}",
        type="primary",
        on_click=_change,
        args=(name, warned, words),
    )


def _remove(place: CohortPage) -> None:
    words, name = place.words, place.cohort.name
    _ = words.gettext
    if place.cohort.pairs or place.desk.not_shown(name):
        widgets.render_note(REMOVE, _("A cohort can be taken away only while it has no pairs."))
    else:
        widgets.render_confirmed_button(
            REMOVE,
            _("Take this cohort away"),
            [
                _("{cohort} is taken away. It has no pairs, so nothing goes with it.").format(
                    cohort=name
                )
            ],
            _("Yes, take it away"),
            _("No, keep it"),
            _take_away,
            name,
            words,
        )
    widgets.render_field_fault(REMOVE)


def _start(words: Language) -> None:
    given = _read_cohort_form(START)
    widgets.run_action(
        START,
        lambda desk: desk.start_cohort(given, state.now()),
        words.gettext("The cohort {name} is started. Now add its pairs.").format(
            name=given["name"]
        ),
        COHORT_FIELDS,
        **{state.ParamName.COHORT: given["name"]},
    )


def _change(cohort: str, sure: bool, words: Language) -> None:
    given, said = _read_cohort_form(CHANGE_FORM), words.gettext("The cohort is corrected.")
    if not widgets.needs_warning(
        CHANGE_FORM, given, sure=sure, always=given["name"] not in ("", cohort)
    ):
        widgets.run_action(
            CHANGE_FORM,
            lambda desk: desk.change_cohort(cohort, given, state.now()),
            said,
            COHORT_FIELDS,
            **{state.ParamName.COHORT: given["name"]},
        )


def _take_away(cohort: str, words: Language) -> None:
    widgets.run_action(
        REMOVE,
        lambda desk: desk.remove_cohort(cohort, state.now()),
        words.gettext("The cohort {name} is taken away.").format(name=cohort),
        **{state.ParamName.COHORT: ""},
    )


def _read_cohort_form(form: str) -> dict[str, str]:
    """Return what stands in the fields, the name as it is kept.

    The page goes to the cohort of that name.
    """
    found = widgets.read_form(form, COHORT_FIELDS)
    return {**found, "name": one_line(found["name"])}


def _leave() -> None:
    for form in (START, CHANGE_FORM):
        widgets.clear_form(form, COHORT_FIELDS)
    widgets.go_to()
