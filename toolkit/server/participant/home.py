"""My mentorship on a light page.

What is to be done now in each pair, what is in, the log, and who sees what.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from toolkit.data.database import Mentorship
from toolkit.i18n import Language, capitalize_first
from toolkit.people.participants import (
    ParticipantPortal,
    Task,
    agreement_in_words,
    list_audiences,
    month_name,
)
from toolkit.people.participants import labels as saying
from toolkit.programme.questionnaire import localize
from toolkit.server.http.components import (
    FieldFaults,
    Page,
    PageBlock,
    action_block,
    card_block,
    choice_rows_block,
    details_block,
    done_blocks,
    fault_blocks,
    fault_sentence,
    form_block,
    form_field,
    heading_block,
    line_block,
    link_block,
    list_block,
    page_of,
    pair_block,
    promise_blocks,
    text_block,
)
from toolkit.server.http.urls import DATA_PATH, HOME_PATH, LEAVE_PATH

Choices = Sequence[tuple[str, str]]
"""What can be chosen: what is sent, and what is read."""


def home(
    visit: ParticipantPortal,
    words: Language,
    *,
    done: str = "",
    wrong: Mapping[int, FieldFaults] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Page:
    """Return the page of all pairs.

    Args:
        done: What was just done.
        wrong: What is wrong with a meeting that was just logged, by place of the pair.
        typed: What was filled in for that meeting.
    """
    _ = words.gettext
    tasks, found = visit.tasks(words), wrong or {}
    labels = saying.meeting_field_labels(words)
    content = [
        *done_blocks(done, words),
        *(
            block
            for place, each in found.items()
            for block in fault_blocks(
                _prefix_field_names(each, place), _prefix_field_names(labels, place), words
            )
        ),
        text_block(
            _(
                "Here is all that has to do with your mentorship. The link is yours alone: do not"
                " pass it on."
            )
        ),
    ]
    for place, mentorship in enumerate(visit.mentorships):
        own = [task for task in tasks if visit.mentorship(task.form) is mentorship]
        wrong_here, again = found.get(place, {}), (typed or {}) if place in found else {}
        meetings = _meetings(visit, mentorship, place, words, wrong_here, again)
        content.append(pair_block(_pair(visit, mentorship, place, own, meetings, words, done)))
    content += _good_to_know(visit, words)
    title = _("Hello {name}").format(name=visit.name) if visit.name else _("My mentorship")
    return page_of(visit, words, title, content, here=HOME_PATH, faulty=bool(found))


def _good_to_know(visit: ParticipantPortal, words: Language) -> list[PageBlock]:
    """Return what stands below all pairs: the promise, who sees what, own data, and the way out."""
    _ = words.gettext
    leave = _(
        "Do others use this phone or computer too? Then leave when you are done, so that"
        " nobody reads here what you have sent."
    )
    audiences = [list_block(f"**{seen.who}** {seen.what}" for seen in list_audiences(words))]
    return [
        heading_block(_("Good to know")),
        details_block(_("What we promise you"), promise_blocks(visit, words)),
        details_block(_("Who sees what"), audiences),
        link_block(_("My data"), DATA_PATH),
        text_block(leave, small=True),
        action_block(_("Leave"), LEAVE_PATH, {}),
    ]


def _pair(
    visit: ParticipantPortal,
    mentorship: Mentorship,
    place: int,
    tasks: Sequence[Task],
    meetings: PageBlock,
    words: Language,
    done: str,
) -> Iterator[PageBlock]:
    _ = words.gettext
    yield from _people_blocks(visit, mentorship, words)
    if mentorship.pair["status"] == "never_started":
        yield text_block(_("This pair never started, and so there is nothing to fill in."))
        return
    yield from _due_blocks(visit, mentorship, place, tasks, words, done)
    if known := agreement_in_words(visit.programme, mentorship, words):
        yield heading_block(_("What you have agreed on"), 3)
        yield list_block(f"{question} **{answer}**" for question, answer in known)
    yield from _sent_blocks(visit, tasks, words)
    yield meetings
    if later := [task for task in tasks if task.state == "later"]:
        yield heading_block(_("Still to come"), 3)
        yield list_block(f"{task.title}. {saying.describe_state(task, words)}" for task in later)


def _people_blocks(
    visit: ParticipantPortal, mentorship: Mentorship, words: Language
) -> Iterator[PageBlock]:
    _ = words.gettext
    role = visit.programme.settings.roles["mentor" if mentorship.role == "mentor" else "mentee"].one
    yield heading_block(_("As {role}").format(role=localize(role, words)))
    started = mentorship.pair["started_on"]
    since = _("since {day}").format(day=words.date(date.fromisoformat(started))) if started else ""
    yield text_block(
        ", ".join(filter(None, [_("Pair {pair}").format(pair=mentorship.pair["pair_id"]), since])),
        small=True,
    )


# ---- what is to be done --------------------------------------------------------------------------


def _due_blocks(
    visit: ParticipantPortal,
    mentorship: Mentorship,
    place: int,
    tasks: Sequence[Task],
    words: Language,
    done: str,
) -> Iterator[PageBlock]:
    """Yield the agreement, the month's tick, then the rest."""
    waiting = [task for task in tasks if task.state in ("due", "started")]
    at_start = [task for task in waiting if visit.questionnaire(task.form).opens == "start"]
    months = visit.months(mentorship)
    yield from (_card(task, words) for task in at_start)
    if months:
        yield _ticks(months, place, words, done)
    yield from (_card(task, words) for task in waiting if task not in at_start)
    if not waiting and all(months.values()):
        yield text_block(words.gettext("There is nothing to do right now."))


def _card(task: Task, words: Language) -> PageBlock:
    begun = task.state == "started"
    on = link_block(
        words.gettext("Continue") if begun else words.gettext("Begin"),
        f"{HOME_PATH}/{task.number}" if begun else f"{HOME_PATH}/{task.number}/0",
        first=True,
    )
    why_empty = [text_block(saying.explain_earlier_link(words), small=True)] if task.earlier else []
    return card_block(
        [
            heading_block(task.title, 3),
            text_block(task.why),
            text_block(saying.describe_state(task, words), small=True),
            *why_empty,
            on,
        ]
    )


def _ticks(months: Mapping[str, str], place: int, words: Language, done: str) -> PageBlock:
    """Return the months, each with its answers in one row.

    A tap is all it takes, so that nobody leaves the page without having saved.
    """
    asked = [
        (f"month-{month}", capitalize_first(month_name(month, words)), ticked)
        for month, ticked in months.items()
    ]
    # what was saved is said here and not at the top: the browser comes back to where the tap was
    saved = done_blocks("saved", words) if done == months_id(place) else []
    content = [
        heading_block(words.gettext("How often were you in contact?"), 3),
        *saved,
        choice_rows_block(
            f"{HOME_PATH}/tick",
            asked,
            tuple(saying.frequency_labels(words).items()),
            {"pair": str(place)},
        ),
        text_block(
            words.gettext(
                "Saved as you tap. If the two of you say different things, the higher one counts."
            ),
            small=True,
        ),
    ]
    return card_block(content, id=months_id(place))


def months_id(place: int) -> str:
    """Return the name of a pair's months on the page, by which it is also told what was saved."""
    return f"months-{place}"


def _sent_blocks(
    visit: ParticipantPortal, tasks: Sequence[Task], words: Language
) -> Iterator[PageBlock]:
    there = [
        task
        for task in tasks
        if task.state == "sent"
        or (task.state == "closed" and visit.questionnaire(task.form).opens == "closing")
    ]
    if there:
        yield heading_block(words.gettext("What is sent in"), 3)
    for task in there:
        may = visit.may_correct(task.form)
        corrected = (
            saying.explain_correction(
                words, closed=not may, opens=visit.questionnaire(task.form).opens
            )
            if task.state == "sent"
            else ""
        )
        said = [
            text_block(f"**{task.title}**"),
            text_block(f"{saying.describe_state(task, words)} {corrected}".strip(), small=True),
        ]
        yield line_block(
            [
                *said,
                *(
                    [link_block(words.gettext("Read or correct"), f"{HOME_PATH}/{task.number}/1")]
                    if may and task.state == "sent"
                    else []
                ),
            ]
        )


def _prefix_field_names(each: Mapping[str, Any], place: int) -> dict[str, Any]:
    """Return what belongs to the fields of a meeting, by the names that they have on the page."""
    return {f"{place}-{name}": found for name, found in each.items()}


# ---- the log -------------------------------------------------------------------------------------


def _meetings(
    visit: ParticipantPortal,
    mentorship: Mentorship,
    place: int,
    words: Language,
    wrong: FieldFaults,
    typed: Mapping[str, str],
) -> PageBlock:
    n, open_yet = len(mentorship.meetings), not visit.is_closed(mentorship)
    content = [text_block(saying.explain_logging(visit.programme, words))]
    for meeting in mentorship.meetings:
        told = saying.describe_meeting(meeting, visit.programme, words)
        sends = {"pair": str(place), "met_on": meeting["met_on"], "form": meeting["form"]}
        content.append(
            line_block(
                [
                    text_block(told),
                    *(
                        [
                            action_block(
                                words.gettext("Remove"),
                                f"{HOME_PATH}/meeting/remove",
                                sends,
                                about=told,
                            )
                        ]
                        if open_yet
                        else []
                    ),
                ]
            )
        )
    if open_yet and mentorship.pair["started_on"]:
        content += _new_meeting(visit, mentorship, place, words, wrong, typed)
    return details_block(
        words.ngettext("Meetings ({n} logged)", "Meetings ({n} logged)", n).format(n=n),
        content,
        opened=bool(wrong),
        id=f"meetings-{place}",
    )


def _new_meeting(
    visit: ParticipantPortal,
    mentorship: Mentorship,
    place: int,
    words: Language,
    wrong: FieldFaults,
    typed: Mapping[str, str],
) -> Iterator[PageBlock]:
    _ = words.gettext

    labels = saying.meeting_field_labels(words)

    def asked(name: str, kind: str, options: Choices = (), **limits: str) -> PageBlock:
        block = partial(form_field, name, kind, labels[name], typed.get(name, ""))
        return block(
            options=options,
            fault=fault_sentence(wrong, name, words),
            id=f"{place}-{name}",
            limits=limits or None,
        )

    topics = [
        (topic.name, localize(topic.label, words)) for topic in visit.programme.settings.topics
    ]
    first_day, today = mentorship.pair["started_on"], visit.today.isoformat()
    fields = [
        asked("met_on", "date", min=first_day, max=today),
        asked("form", "select_one", tuple(saying.meeting_form_labels(words).items())),
        asked("minutes", "integer"),
        *([asked("topics", "select_multiple", topics)] if topics else []),
        asked("celebrated", "select_multiple", [("yes", _("We celebrated progress"))]),
    ]
    yield heading_block(_("Log a meeting"), 3)
    yield form_block(
        f"{HOME_PATH}/meeting", fields, [("save", _("Save the meeting"))], {"pair": str(place)}
    )
