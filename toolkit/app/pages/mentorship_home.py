"""My mentorship: what is to be done now in each pair, what is in, the log, and who sees what."""

from __future__ import annotations

from datetime import date

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import mentorship_log as log
from toolkit.app.pages import mentorship_look as look
from toolkit.data.database import Mentorship
from toolkit.i18n import Language
from toolkit.people.participants import (
    ParticipantPortal,
    Task,
    agreement_in_words,
    labels,
    list_audiences,
)
from toolkit.programme import promise
from toolkit.programme.questionnaire import localize

SENT_FROM = "sent-from"
"""The form that was sent last, and the screen from which.

Whoever is still there is shown the receipt, until the form is opened again.
"""


def show(visit: ParticipantPortal, words: Language) -> None:
    """Write the page."""
    _ = words.gettext
    look.title(_("Hello {name}").format(name=visit.name) if visit.name else _("My mentorship"))
    look.say(
        _(
            "Here is all that has to do with your mentorship. The link is yours alone: do not pass"
            " it on."
        )
    )
    tasks = visit.tasks(words)
    for mentorship in visit.mentorships:
        _pair(
            visit,
            mentorship,
            [task for task in tasks if visit.mentorship(task.form) is mentorship],
            words,
        )
    look.heading(_("Good to know"))
    told(visit, words)
    look.button(_("My data"), "my-data", go_to_data)


def told(visit: ParticipantPortal, words: Language) -> None:
    """Write the promise and who sees what, each to open."""
    _ = words.gettext
    with st.expander(_("What we promise you")):
        promised(visit, words)
    with st.expander(_("Who sees what")):
        look.points(f"**{seen.who}** {seen.what}" for seen in list_audiences(words))


def promised(visit: ParticipantPortal, words: Language) -> None:
    """Write the promise in full, and what it is not."""
    said = promise.describe_promise(visit.programme.settings.promise, words.code)
    with st.container(key="promise"):
        look.say(said.promised[0])
    look.points(said.promised[1:])
    look.say(f"**{words.gettext('What we do not promise')}**")
    look.points(said.limits)


def _pair(
    visit: ParticipantPortal, mentorship: Mentorship, tasks: list[Task], words: Language
) -> None:
    key = f"{mentorship.pair['pair_id']}-{mentorship.role}"
    with st.container(key=f"pair-{key}", gap="small"):
        _who(visit, mentorship, words)
        if mentorship.pair["status"] == "never_started":
            look.say(words.gettext("This pair never started, and so there is nothing to fill in."))
            return
        _now(visit, mentorship, tasks, words)
        _agreed(visit, mentorship, words)
        _in(visit, tasks, words)
        log.meetings(visit, mentorship, words)
        _later(tasks, words)


def _who(visit: ParticipantPortal, mentorship: Mentorship, words: Language) -> None:
    _ = words.gettext
    settings = visit.programme.settings
    role = settings.roles["mentor" if mentorship.role == "mentor" else "mentee"].one
    look.heading(_("As {role}").format(role=localize(role, words)))
    started = mentorship.pair["started_on"]
    since = _("since {day}").format(day=words.date(date.fromisoformat(started))) if started else ""
    look.note(
        f"pair-{mentorship.pair['pair_id']}-{mentorship.role}",
        ", ".join(filter(None, [_("Pair {pair}").format(pair=mentorship.pair["pair_id"]), since])),
    )


def _now(
    visit: ParticipantPortal, mentorship: Mentorship, tasks: list[Task], words: Language
) -> None:
    """Write what is to be done: the agreement, the month's tick, then the rest."""
    _ = words.gettext
    waiting = [task for task in tasks if task.state in ("due", "started")]
    at_start = [task for task in waiting if visit.questionnaire(task.form).opens == "start"]
    for task in at_start:
        _card(task, words)
    ticked = log.ticks(visit, mentorship, words)
    for task in waiting:
        if task not in at_start:
            _card(task, words)
    if not waiting and not ticked:
        look.say(_("There is nothing to do right now."))


def _card(task: Task, words: Language) -> None:
    _ = words.gettext
    with st.container(key=f"task-{task.number}", gap="small"):
        look.heading(task.title, level=3)
        look.say(task.why)
        look.note(f"state-{task.number}", labels.describe_state(task, words))
        look.note(
            f"earlier-{task.number}", labels.explain_earlier_link(words) if task.earlier else ""
        )
        begun = task.state == "started"
        look.button(
            _("Continue") if begun else _("Begin"),
            f"open-{task.number}",
            go_to_form,
            task.number,
            None if begun else 0,
            first=True,
        )


def _agreed(visit: ParticipantPortal, mentorship: Mentorship, words: Language) -> None:
    """Write what the register knows of the agreement.

    No goal by choice stands there like any goal.
    """
    known = agreement_in_words(visit.programme, mentorship, words)
    if known:
        look.heading(words.gettext("What you have agreed on"), level=3)
        look.points(f"{question} **{answer}**" for question, answer in known)


def _in(visit: ParticipantPortal, tasks: list[Task], words: Language) -> None:
    _ = words.gettext
    there = [
        task
        for task in tasks
        if task.state == "sent"
        or (task.state == "closed" and visit.questionnaire(task.form).opens == "closing")
    ]
    if there:
        look.heading(_("What is sent in"), level=3)
    for task in there:
        with st.container(key=f"line-{task.number}", gap="xsmall"):
            look.say(f"**{task.title}**")
            may = visit.may_correct(task.form)
            corrected = (
                labels.explain_correction(
                    words, closed=not may, opens=visit.questionnaire(task.form).opens
                )
                if task.state == "sent"
                else ""
            )
            look.note(
                f"state-{task.number}", f"{labels.describe_state(task, words)} {corrected}".strip()
            )
            if may and task.state == "sent":
                look.button(_("Read or correct"), f"open-{task.number}", go_to_form, task.number, 1)


def _later(tasks: list[Task], words: Language) -> None:
    later = [task for task in tasks if task.state == "later"]
    if later:
        look.heading(words.gettext("Still to come"), level=3)
        look.points(f"{task.title}. {labels.describe_state(task, words)}" for task in later)


def go_to_form(number: int, screen: int | None) -> None:
    """Open a form at a screen, where one left it if none is named."""
    st.session_state.pop(SENT_FROM, None)
    state.go_to_place(form=number, screen=screen)


def go_to_data() -> None:
    """Open the page of the own data."""
    state.go_to_place(at="data")
