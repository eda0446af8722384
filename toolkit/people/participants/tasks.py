"""Which forms there are for a pair, when each opens, and which is to be done now."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from toolkit.data.database import Form, Mentorship
from toolkit.i18n import Language
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Questionnaire, localize

TaskState = Literal["due", "started", "sent", "later", "closed"]
"""To be done; begun, or changed after it was sent; in; not open yet; open no more."""

DAYS_FOR_AGREEMENT = 30
DAYS_BEFORE_END = 14
"""How long before the planned end of a pair its closing survey opens."""
DAYS_BEFORE_LINK_ENDS = 31
"""How long before a link stops working the closing survey opens at the latest.

So does a pair without a planned end close.
"""


@dataclass(frozen=True)
class Task:
    """One form of one pair, as its person is told of it.

    Attributes:
        number: Its place among the person's forms, from 1; always the same for the same form.
        form: Which form.
        title: What it is called.
        why: What it is for, in one sentence.
        state: Whether it is to be done. An agreement that the other of the two has sent is in,
            without a receipt of one's own.
        due_on: The day until when it should be in; for a later one the day on which it opens. None
            where no day is known, or it has passed.
        short: Whether it is the short form, for a pair that ended early.
        sent_at: When what is in was sent, in UTC; None if the person has sent nothing.
        sealed: Whether it is to be opened with the code of its receipt first.
        earlier: Whether it was begun with an earlier link, so that what was filled in is not shown.
    """

    number: int
    form: Form
    title: str
    why: str
    state: TaskState
    due_on: date | None
    short: bool = False
    sent_at: datetime | None = None
    sealed: bool = False
    earlier: bool = False


@dataclass(frozen=True)
class FormWindow:
    """When a form can be filled in: from the day *opens* on, until *ends*.

    None where that day is not known.
    """

    form: Form
    opens: date | None
    ends: date | None = None


def windows(
    mentorship: Mentorship, person: str, programme: Programme, *, link_ends: date | None
) -> Iterator[FormWindow]:
    """Yield the forms of one person about one pair, in the order in which they come.

    Args:
        mentorship: The pair, as one of the two sees it; one that never started has no forms.
        person: Code of that one.
        programme: Whose questionnaires there are.
        link_ends: The last day of the person's link; ``None`` if there is none.

    Yields:
        Each form, with the days between which it can be filled in.
    """
    if mentorship.pair["status"] == "never_started":
        return
    order = ("start", "checkin", "closing", "followup")
    for questionnaire in sorted(
        programme.questionnaires.values(), key=lambda each: order.index(each.opens)
    ):
        for occasion, opens, ends in _openings(questionnaire, mentorship.pair, link_ends):
            yield FormWindow(
                Form(
                    person,
                    mentorship.pair["pair_id"],
                    mentorship.role,
                    questionnaire.name,
                    occasion,
                ),
                opens,
                ends,
            )


def state_of(
    window: FormWindow, *, today: date, sent: bool, begun: bool, closed: bool
) -> TaskState:
    """Return where a form stands; what is in stays in, also when it can no longer be changed.

    Args:
        window: When the form can be filled in.
        today: The day.
        sent: Whether it is in.
        begun: Whether something is filled in and not sent yet.
        closed: Whether the cohort is closed to this form.

    Returns:
        Where it stands.
    """
    never = window.opens is not None and window.ends is not None and window.ends <= window.opens
    if not never and (window.opens is None or today < window.opens):
        return "later"
    over = closed or never or (window.ends is not None and today >= window.ends)
    if begun and not over:
        return "started"
    return "sent" if sent else "closed" if over else "due"


def is_short(pair: Mapping[str, str], questionnaire: Questionnaire) -> bool:
    """Whether the short form is asked: of a pair that ended early, if the questionnaire has one."""
    return pair["status"] == "ended_early" and any(item.short for item in questionnaire.items)


def title_of(questionnaire: Questionnaire, occasion: str, words: Language) -> str:
    """Return what a form is called, with its month where there are several.

    Args:
        questionnaire: Of the form.
        occasion: The month, as ``6``; read only where there are several.
        words: The language.

    Returns:
        The title.
    """
    title = localize(questionnaire.title, words)
    if len(questionnaire.months) < 2:
        return title
    return words.ngettext(
        "{title} after {n} month", "{title} after {n} months", int(occasion)
    ).format(title=title, n=occasion)


def why_of(questionnaire: Questionnaire, words: Language) -> str:
    """Return what a form is for, in one sentence."""
    _ = words.gettext
    return {
        "start": _(
            "What you two agree on: how often, in what form, about what. Either of you may fill"
            " it in."
        ),
        "checkin": _("A short look at how it is going, so that you can change course in time."),
        "closing": _("How it went. Your answers count, also if the two of you ended early."),
        "followup": _("Some time after: what became of it."),
    }[questionnaire.opens]


def due_on(
    window: FormWindow, questionnaire: Questionnaire, *, today: date, link_ends: date | None
) -> date | None:
    """Return the day until when a form should be in, if it lies ahead.

    Args:
        window: When the form can be filled in.
        questionnaire: Of the form.
        today: The day.
        link_ends: The last day of the person's link; ``None`` if there is none.

    Returns:
        The day; ``None`` if it has passed or nothing ends the form.
    """
    if questionnaire.opens == "start" and window.opens:
        day: date | None = window.opens + timedelta(days=DAYS_FOR_AGREEMENT)
    else:
        day = window.ends - timedelta(days=1) if window.ends else link_ends
    return day if day and day >= today else None


def months_to_tick(mentorship: Mentorship, *, today: date) -> tuple[str, ...]:
    """Return the months for which the two may say how often they were in contact.

    The last and this one, while the pair goes on.
    """
    first, last = (
        _read_day(mentorship.pair, "started_on"),
        min(today, _read_day(mentorship.pair, "ended_on") or today),
    )
    if first is None or last < first:
        return ()
    months = [add_months(today.replace(day=1), -1), today.replace(day=1)]
    return tuple(f"{month:%Y-%m}" for month in months if first.replace(day=1) <= month <= last)


def month_name(month: str, words: Language) -> str:
    """Return a month written out: ``November 2026``."""
    from babel.dates import format_date

    return format_date(date.fromisoformat(f"{month}-01"), "MMMM y", locale=words.code)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _openings(
    questionnaire: Questionnaire, pair: Mapping[str, str], link_ends: date | None
) -> Iterator[tuple[str, date | None, date | None]]:
    """Yield each time that a questionnaire is filled in.

    Occasion, first day, first day no more.
    """
    started, ended, closing = (
        _read_day(pair, "started_on"),
        _read_day(pair, "ended_on"),
        closing_opens(pair, link_ends),
    )
    if questionnaire.opens == "start":
        yield "", started, ended and ended + timedelta(days=1)
    elif questionnaire.opens == "closing":
        yield "", closing, None
    elif questionnaire.opens == "followup":
        end = ended or _read_day(pair, "planned_end_on")
        for month in questionnaire.months:
            yield str(month), add_months(end, month) if end else None, None
    elif started:
        opens = [add_months(started, month) for month in questionnaire.months]
        for number, month in enumerate(questionnaire.months):
            yield (
                str(month),
                opens[number],
                min(
                    (day for day in (*opens[number + 1 : number + 2], closing) if day), default=None
                ),
            )


def closing_opens(pair: Mapping[str, str], link_ends: date | None) -> date | None:
    """Return the day from which the closing survey can be filled in.

    Two weeks before the planned end, when the pair has ended, or in the last month of the link:
    whichever comes first.
    """
    planned, ended = _read_day(pair, "planned_end_on"), _read_day(pair, "ended_on")
    if ended is None and pair["status"] in ("completed", "ended_early"):
        ended = _read_day(pair, "started_on")
    days = (
        planned and planned - timedelta(days=DAYS_BEFORE_END),
        ended,
        link_ends and link_ends - timedelta(days=DAYS_BEFORE_LINK_ENDS),
    )
    return min((day for day in days if day), default=None)


def _read_day(pair: Mapping[str, str], column: str) -> date | None:
    return date.fromisoformat(pair[column]) if pair.get(column) else None
