"""What the coordinator's pages say and ask of a pair in more than one place.

Forms in, and a note in codes only.
"""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.widgets import CohortPage
from toolkit.errors import N_
from toolkit.i18n import Language
from toolkit.people.coordination import PairSide
from toolkit.people.coordination import labels as codes
from toolkit.programme.questionnaire import ROLES, localize

MAIL = N_(
    "Hello {name},\n\nI look after the mentorships, and wonder how it is going for the two of you."
    " Is there anything I can do?\n\nWarm regards"
)
"""The same words whoever it is about, and whatever the reason."""
LOOK_AGAIN_AFTER = timedelta(days=14)
"""When a pair is proposed to be looked at again."""


def forms_in(place: CohortPage) -> str:
    """Say how many closing surveys are in, of everybody whose pair has started, by role.

    Of a closed cohort as it was released.
    """
    _, settings = place.words.gettext, place.desk.programme.settings
    response = place.desk.response(place.cohort.name)
    parts = [
        _("**{n} of {asked}** {people}").format(
            n=response[role][0],
            asked=response[role][1],
            people=localize(settings.roles[role].many, place.words),
        )
        for role in ROLES
        if role in response and response[role][1]
    ]
    return (
        _("The closing survey is in from {people}.").format(
            people=place.words.both(*parts) if len(parts) == 2 else parts[0]
        )
        if parts
        else ""
    )


def no_pairs(place: CohortPage) -> None:
    """Say what comes next where a cohort has no pairs yet."""
    _ = place.words.gettext
    widgets.render_sentences(
        _("The cohort has no pairs yet. Add them one at a time, or take them in from a sheet.")
    )
    widgets.render_first_step("pairs.py", _("Add pairs"))


def ask_competition(place: CohortPage, form: str) -> None:
    """Ask whether two who are to be a pair compete, where the programme wants it asked."""
    if place.desk.programme.settings.matching.competition_check:
        widgets.ask_one(
            place.words.gettext("Do the two compete with each other?"),
            form,
            "competition",
            codes.competition(place.words),
        )


def mail(place: CohortPage, label: str, sides: Sequence[PairSide]) -> None:
    """Offer a mail to one or both of a pair, in neutral words that the reader may change.

    To nobody who had the own data erased.

    Args:
        place: The page, with the programme and the language.
        label: What the link is called.
        sides: Whom to write to; nothing is drawn if none of them can be reached.
    """
    words = place.words
    _ = words.gettext
    reached = [side for side in sides if side.address and not side.erased]
    if reached:
        called = [side.name for side in reached]
        names = words.both(*called) if len(called) == 2 else called[0]
        widgets.render_mail_link(
            label,
            [side.address for side in reached],
            _("How is it going? – {programme}").format(
                programme=localize(place.desk.programme.settings.name, words)
            ),
            _(MAIL).format(name=names),
        )


def form(place: CohortPage, form: str, pair: str) -> None:
    """Ask what was done about a pair, in codes only, and when to look again.

    Args:
        place: The page, with today and the language.
        form: What the fields and faults are kept under.
        pair: Code of the pair.
    """
    words, today = place.words, place.desk.today
    _ = words.gettext
    with st.container(key=f"form-{form}"), st.form(f"fields-{form}", border=False):
        widgets.ask_one(
            _("What did you do about {pair}?").format(pair=pair), form, "what", codes.notes(words)
        )
        widgets.ask_day(_("On which day?"), form, "noted_on", today.isoformat())
        widgets.ask_day(
            _("When do you look at the pair again? Until then it is left off the list."),
            form,
            "again_on",
            (today + LOOK_AGAIN_AFTER).isoformat(),
        )
        widgets.render_field_fault(form)
        widgets.render_note(
            form, _("Only this is kept. What was said stays between you: there is no field for it.")
        )
        st.form_submit_button(
            _("Save"), key=f"{form}-save", type="primary", on_click=_save, args=(form, pair, words)
        )
        widgets.scroll_into_view(f"form-{form}")


def _save(form: str, pair: str, words: Language) -> None:
    fields = ("what", "noted_on", "again_on")
    said = widgets.read_form(form, fields)
    widgets.run_action(
        form,
        lambda desk: desk.note(pair, said["what"], said["noted_on"], said["again_on"], state.now()),
        words.gettext("Noted for {pair}.").format(pair=pair),
        fields,
    )
