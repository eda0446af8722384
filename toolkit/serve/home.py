"""My mentorship on a light page: what is to be done now in each pair, what is in, the log, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from toolkit.participation import Task, Visit, agreed, month_name, saying, who_sees
from toolkit.phrases import capital
from toolkit.serve.blocks import Block, Page, act, card, faults, field, form, heading, line, link, more, pair, points, say
from toolkit.serve.parts import Faults, page_of, promised, said, sentence
from toolkit.serve.places import DATA, HOME, LEAVE
from toolkit.storage import Mentorship
from toolkit.texts import Language


def home(visit: Visit, words: Language, *, done: str = "", wrong: Mapping[int, Faults] | None = None, typed: Mapping[str, str] | None = None) -> Page:
    """Return the page of all pairs.

    Args:
        done: What was just done.
        wrong: What is wrong with a meeting that was just logged, by place of the pair.
        typed: What was filled in for that meeting.
    """
    _ = words.gettext
    tasks, found = visit.tasks(words), wrong or {}
    labels = saying.of_meeting(words)
    content = [
        *said(done, words),
        *(block for place, each in found.items() for block in faults(_placed(each, place), _placed(labels, place), words)),
        say(_("Here is all that has to do with your mentorship. The link is yours alone: do not pass it on.")),
    ]
    for place, mentorship in enumerate(visit.mentorships):
        own = [task for task in tasks if visit.mentorship(task.form) is mentorship]
        meetings = _meetings(visit, mentorship, place, words, found.get(place, {}), (typed or {}) if place in found else {})
        content.append(pair(_pair(visit, mentorship, place, own, meetings, words)))
    content += [
        heading(_("Good to know")),
        more(_("What we promise you"), promised(visit, words)),
        more(_("Who sees what"), [points(f"**{seen.who}** {seen.what}" for seen in who_sees(words))]),
        link(_("My data"), DATA),
        say(_("Do others use this phone or computer too? Then leave when you are done, so that nobody reads here what you have sent."), small=True),
        act(_("Leave"), LEAVE, {}),
    ]
    title = _("Hello {name}").format(name=visit.name) if visit.name else _("My mentorship")
    return page_of(visit, words, title, content, here=HOME, faulty=bool(found))


def _pair(visit: Visit, mentorship: Mentorship, place: int, tasks: Sequence[Task], meetings: Block, words: Language) -> Iterator[Block]:
    _ = words.gettext
    yield from _who(visit, mentorship, words)
    if mentorship.pair["status"] == "never_started":
        yield say(_("This pair never started, and so there is nothing to fill in."))
        return
    yield from _now(visit, mentorship, place, tasks, words)
    if known := agreed(visit.programme, mentorship, words):
        yield heading(_("What you have agreed on"), 3)
        yield points(f"{question} **{answer}**" for question, answer in known)
    yield from _in(visit, tasks, words)
    yield meetings
    if later := [task for task in tasks if task.state == "later"]:
        yield heading(_("Still to come"), 3)
        yield points(f"{task.title}. {saying.state(task, words)}" for task in later)


def _who(visit: Visit, mentorship: Mentorship, words: Language) -> Iterator[Block]:
    _ = words.gettext
    role = visit.programme.settings.roles["mentor" if mentorship.role == "mentor" else "mentee"].one
    yield heading(_("As {role}").format(role=saying.label(role, words)))
    started = mentorship.pair["started_on"]
    since = _("since {day}").format(day=words.date(date.fromisoformat(started))) if started else ""
    yield say(", ".join(filter(None, [_("Pair {pair}").format(pair=mentorship.pair["pair_id"]), since])), small=True)


# ---- what is to be done --------------------------------------------------------------------------------------------------------


def _now(visit: Visit, mentorship: Mentorship, place: int, tasks: Sequence[Task], words: Language) -> Iterator[Block]:
    """Yield the agreement, the month's tick, then the rest."""
    waiting = [task for task in tasks if task.state in ("due", "started")]
    at_start = [task for task in waiting if visit.questionnaire(task.form).opens == "start"]
    months = visit.months(mentorship)
    yield from (_card(task, words) for task in at_start)
    if months:
        yield _ticks(months, place, words)
    yield from (_card(task, words) for task in waiting if task not in at_start)
    if not waiting and all(months.values()):
        yield say(words.gettext("There is nothing to do right now."))


def _card(task: Task, words: Language) -> Block:
    _ = words.gettext
    begun = task.state == "started"
    on = link(_("Continue") if begun else _("Begin"), f"{HOME}/{task.number}" if begun else f"{HOME}/{task.number}/0", first=True)
    why_empty = [say(saying.earlier(words), small=True)] if task.earlier else []
    return card([heading(task.title, 3), say(task.why), say(saying.state(task, words), small=True), *why_empty, on])


def _ticks(months: Mapping[str, str], place: int, words: Language) -> Block:
    _ = words.gettext
    options = tuple(saying.how_often(words).items())
    fields = [
        field(f"month-{month}", "select_one", capital(month_name(month, words)), said, options=options, id=f"{place}-{month}") for month, said in months.items()
    ]
    note = say(_("If the two of you say different things, the higher one counts."), small=True)
    return card([heading(_("How often were you in contact?"), 3), form(f"{HOME}/tick", fields, [("save", _("Save"))], {"pair": str(place)}), note])


def _in(visit: Visit, tasks: Sequence[Task], words: Language) -> Iterator[Block]:
    _ = words.gettext
    there = [task for task in tasks if task.state == "sent" or (task.state == "closed" and visit.questionnaire(task.form).opens == "closing")]
    if there:
        yield heading(_("What is sent in"), 3)
    for task in there:
        may = visit.may_correct(task.form)
        corrected = saying.correction(words, closed=not may, opens=visit.questionnaire(task.form).opens) if task.state == "sent" else ""
        said = [say(f"**{task.title}**"), say(f"{saying.state(task, words)} {corrected}".strip(), small=True)]
        yield line([*said, *([link(_("Read or correct"), f"{HOME}/{task.number}/1")] if may and task.state == "sent" else [])])


def _placed(each: Mapping[str, Any], place: int) -> dict[str, Any]:
    """Return what belongs to the fields of a meeting, by the names that they have on the page."""
    return {f"{place}-{name}": found for name, found in each.items()}


# ---- the log -------------------------------------------------------------------------------------------------------------------


def _meetings(visit: Visit, mentorship: Mentorship, place: int, words: Language, wrong: Faults, typed: Mapping[str, str]) -> Block:
    _ = words.gettext
    n, open_yet = len(mentorship.meetings), not visit.is_closed(mentorship)
    content = [say(saying.may_log(visit.programme, words))]
    for meeting in mentorship.meetings:
        told = saying.meeting(meeting, visit.programme, words)
        sends = {"pair": str(place), "met_on": meeting["met_on"], "form": meeting["form"]}
        content.append(line([say(told), *([act(_("Remove"), f"{HOME}/meeting/remove", sends, about=told)] if open_yet else [])]))
    if open_yet and mentorship.pair["started_on"]:
        content += _new_meeting(visit, mentorship, place, words, wrong, typed)
    return more(words.ngettext("Meetings ({n} logged)", "Meetings ({n} logged)", n).format(n=n), content, opened=bool(wrong), id=f"meetings-{place}")


def _new_meeting(visit: Visit, mentorship: Mentorship, place: int, words: Language, wrong: Faults, typed: Mapping[str, str]) -> Iterator[Block]:
    _ = words.gettext

    def asked(name: str, kind: str, options: Sequence[tuple[str, str]] = (), limits: Mapping[str, str] | None = None) -> Block:
        fault = sentence(wrong, name, words)
        return field(name, kind, labels[name], typed.get(name, ""), options=options, fault=fault, id=f"{place}-{name}", limits=limits)

    labels = saying.of_meeting(words)
    topics = [(topic.name, saying.label(topic.label, words)) for topic in visit.programme.settings.topics]
    fields = [
        asked("met_on", "date", limits={"min": mentorship.pair["started_on"], "max": visit.today.isoformat()}),
        asked("form", "select_one", tuple(saying.forms_of_meeting(words).items())),
        asked("minutes", "integer"),
        *([asked("topics", "select_multiple", topics)] if topics else []),
        asked("celebrated", "select_multiple", [("yes", _("We celebrated progress"))]),
    ]
    yield heading(_("Log a meeting"), 3)
    yield form(f"{HOME}/meeting", fields, [("save", _("Save the meeting"))], {"pair": str(place)})
