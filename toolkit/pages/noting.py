"""What the coordinator's pages say and ask of a pair in more than one place: forms in, and a note in codes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import session
from toolkit.coordination import saying as codes
from toolkit.errors import N_
from toolkit.pages import office
from toolkit.pages.office import Inside
from toolkit.participation import saying
from toolkit.questionnaire import ROLES
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination import Side

MAIL = N_("Hello {name},\n\nI look after the mentorships, and wonder how it is going for the two of you. Is there anything I can do?\n\nWarm regards")
"""The same words whoever it is about, and whatever the reason."""
AGAIN = timedelta(days=14)
"""When a pair is proposed to be looked at again."""


def forms_in(place: Inside) -> str:
    """Say how many closing surveys are in, of everybody whose pair has started, by role; of a closed cohort as it was released."""
    _, settings = place.words.gettext, place.desk.programme.settings
    response = place.desk.response(place.cohort.name)
    parts = [
        _("**{n} of {asked}** {people}").format(n=response[role][0], asked=response[role][1], people=saying.label(settings.roles[role].many, place.words))
        for role in ROLES
        if role in response and response[role][1]
    ]
    return _("The closing survey is in from {people}.").format(people=place.words.both(*parts) if len(parts) == 2 else parts[0]) if parts else ""


def no_pairs(place: Inside) -> None:
    """Say what comes next where a cohort has no pairs yet."""
    _ = place.words.gettext
    office.say(_("The cohort has no pairs yet. Add them one at a time, or take them in from a sheet."))
    office.first_step("pairs.py", _("Add pairs"))


def mail(place: Inside, label: str, sides: Sequence[Side]) -> None:
    """Offer a mail to one or both of a pair, in neutral words that the reader may change; to nobody who had the own data erased."""
    words = place.words
    _ = words.gettext
    reached = [side for side in sides if side.address and not side.erased]
    if reached:
        called = [side.name for side in reached]
        names = words.both(*called) if len(called) == 2 else called[0]
        subject = _("How is it going? – {programme}").format(programme=saying.label(place.desk.programme.settings.name, words))
        office.mail(label, [side.address for side in reached], subject, _(MAIL).format(name=names))


def form(place: Inside, form: str, pair: str) -> None:
    """Ask what was done about a pair, in codes only, and when to look again."""
    words, today = place.words, place.desk.today
    _ = words.gettext
    with st.container(key=f"form-{form}"), st.form(f"fields-{form}", border=False):
        office.ask_one(_("What did you do about {pair}?").format(pair=pair), f"{form}-what", codes.notes(words))
        office.fault(form, "what", words)
        office.ask_day(_("On which day?"), f"{form}-noted_on", today.isoformat())
        office.fault(form, "noted_on", words)
        office.ask_day(_("When do you look at the pair again? Until then it is left off the list."), f"{form}-again_on", (today + AGAIN).isoformat())
        office.fault(form, "again_on", words)
        office.fault(form, "", words)
        office.note(form, _("Only this is kept. What was said stays between you: there is no field for it."))
        st.form_submit_button(_("Save"), key=f"{form}-save", type="primary", on_click=_save, args=(form, pair, words))
        office.into_sight(f"form-{form}")


def _save(form: str, pair: str, words: Language) -> None:
    fields = ("what", "noted_on", "again_on")
    said = office.given(form, fields)
    office.act(
        form,
        lambda desk: desk.note(pair, said["what"], said["noted_on"], said["again_on"], session.now()),
        words.gettext("Noted for {pair}.").format(pair=pair),
        fields,
    )
