"""The log of a pair: the month's tick, and the meetings. Either of the two may log."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from toolkit.app import state as session
from toolkit.app.pages import mentorship_look as look
from toolkit.app.widgets.layout import escape_markdown
from toolkit.data.database import Mentorship
from toolkit.errors import Fault
from toolkit.i18n import Language, capitalize_first
from toolkit.people.participants import ParticipantPortal, month_name
from toolkit.people.participants import labels as saying
from toolkit.programme.questionnaire import localize

FAULTS = "faults-of-log"


def ticks(visit: ParticipantPortal, mentorship: Mentorship, words: Language) -> bool:
    """Draw the month's tick: the last month while it is open, and this one.

    Return whether there is any.
    """
    months = visit.months(mentorship)
    current = f"{visit.today:%Y-%m}"
    shown = {
        month: said
        for month, said in months.items()
        if month == current or not said or _key(mentorship, month) in st.session_state
    }
    if not shown:
        return False
    with st.container(key=f"task-{_key(mentorship, 'ticks')}", gap="small"):
        look.heading(words.gettext("How often were you in contact?"), level=3)
        for month, said in shown.items():
            _tick(visit, mentorship, month, said, words)
        look.note(
            _key(mentorship, "ticks"),
            words.gettext(
                "Saved as you tap. If the two of you say different things, the higher one counts."
            ),
        )
    return any(not said for said in shown.values())


def _tick(
    visit: ParticipantPortal, mentorship: Mentorship, month: str, said: str, words: Language
) -> None:
    key, labels, name = (
        _key(mentorship, month),
        saying.frequency_labels(words),
        capitalize_first(month_name(month, words)),
    )
    look.heading(name, level=4)
    st.session_state.setdefault(key, said or None)
    chosen = st.segmented_control(
        name,
        list(labels),
        format_func=lambda code: labels.get(code, ""),
        key=key,
        width="stretch",
        label_visibility="collapsed",
    )
    if chosen and chosen != said:
        visit.tick(mentorship, month, chosen, session.now())


def meetings(visit: ParticipantPortal, mentorship: Mentorship, words: Language) -> None:
    """Write the meetings that either of the two has logged, and offer to log another."""
    _ = words.gettext
    n = len(mentorship.meetings)
    with st.expander(
        words.ngettext("Meetings ({n} logged)", "Meetings ({n} logged)", n).format(n=n)
    ):
        look.say(saying.explain_logging(visit.programme, words))
        for place, meeting in enumerate(mentorship.meetings):
            _logged(visit, mentorship, meeting, place, words)
        if not visit.is_closed(mentorship):
            _new(visit, mentorship, words)


def _logged(
    visit: ParticipantPortal,
    mentorship: Mentorship,
    meeting: Mapping[str, str],
    place: int,
    words: Language,
) -> None:
    key = f"{_key(mentorship, 'meeting')}-{place}"
    with st.container(key=f"line-{key}", gap="xsmall"):
        look.say(saying.describe_meeting(meeting, visit.programme, words))
        if not visit.is_closed(mentorship):
            st.button(
                words.gettext("Remove"),
                key=f"remove-{key}",
                on_click=_remove,
                args=(mentorship, meeting),
            )


def _new(visit: ParticipantPortal, mentorship: Mentorship, words: Language) -> None:
    _ = words.gettext
    key = _key(mentorship, "new")
    faults = st.session_state.pop(f"{FAULTS}-{key}", {})
    forms, topics = saying.meeting_form_labels(words), visit.programme.settings.topics
    with st.form(f"form-{key}", border=False, clear_on_submit=not faults):
        look.heading(_("Log a meeting"), level=3)
        look.day(_("Day"), f"{key}-met_on")
        look.fault(f"{key}-met_on", _said(faults, "met_on", words))
        st.radio(
            _("How did you meet?"),
            list(forms),
            index=None,
            format_func=lambda code: forms.get(code, ""),
            key=f"{key}-form",
            width="stretch",
        )
        look.fault(f"{key}-form", _said(faults, "form", words))
        st.number_input(
            _("Minutes, if you like"),
            min_value=0,
            max_value=600,
            step=15,
            value=None,
            key=f"{key}-minutes",
        )
        if topics:
            look.say(_("Topics, if you like"))
            with st.container(key=f"options-{key}"):
                for topic in topics:
                    st.checkbox(
                        escape_markdown(localize(topic.label, words)),
                        key=f"{key}-topic-{topic.name}",
                        width="stretch",
                    )
        st.checkbox(_("We celebrated progress"), key=f"{key}-celebrated", width="stretch")
        look.fault(f"{key}-all", _said(faults, "", words))
        st.form_submit_button(
            _("Save the meeting"),
            key=f"{key}-save",
            width="stretch",
            on_click=_save,
            args=(mentorship,),
        )


def _save(mentorship: Mentorship) -> None:
    key, state = _key(mentorship, "new"), st.session_state
    if visit := session.my_visit():
        plain_ones = {
            column: "" if state[f"{key}-{column}"] is None else str(state[f"{key}-{column}"])
            for column in ("met_on", "form", "minutes")
        }
        topics = [
            topic.name
            for topic in visit.programme.settings.topics
            if state[f"{key}-topic-{topic.name}"]
        ]
        celebrated = "yes" if state[f"{key}-celebrated"] else ""
        state[f"{FAULTS}-{key}"] = visit.log_meeting(
            mentorship, {**plain_ones, "topics": topics, "celebrated": celebrated}, session.now()
        )


def _remove(mentorship: Mentorship, meeting: Mapping[str, str]) -> None:
    if visit := session.my_visit():
        visit.remove_meeting(mentorship, meeting)


def _said(faults: Mapping[str, Fault], column: str, words: Language) -> str:
    return faults[column].sentence(words.gettext) if column in faults else ""


def _key(mentorship: Mentorship, part: str) -> str:
    return f"{mentorship.pair['pair_id']}-{mentorship.role}-{part}"
