"""What waits for whoever looks after the pairs.

Found anew each time from the register, the log, and which forms are in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from toolkit.data.database.coordination import StoredRow
from toolkit.errors import N_
from toolkit.i18n import Language
from toolkit.people.coordination import contact_rhythm, corrections, notes
from toolkit.people.coordination.completions import NAME_SEPARATOR, is_unended
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.models import FormLine, Todo
from toolkit.people.coordination.pair_changes import RUNNING_STATUSES
from toolkit.people.coordination.pairs import form_lines
from toolkit.people.participants import ContactRequest
from toolkit.people.participants.contact_requests import wishes
from toolkit.people.participants.tasks import closing_opens, title_of
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Questionnaire

REMINDED_AFTER = (7, 14, 21)
"""Days after a closing form opened on which somebody is reminded."""
ToSentence = Callable[[Language], str]


def forms_waited_for(case: PairCase) -> Iterator[Todo]:
    """Yield the forms of a pair that are open and not in.

    One thing for a form, whoever of the two it is waited for from.
    """
    waiting: dict[tuple[str, str], list[tuple[str, FormLine]]] = {}
    for role in ROLES:
        code = case.pair[f"{role}_id"]
        if (
            code not in case.view.books.erased | case.view.hidden_people
        ):  # the other of an own pair is reminded by somebody else
            for line in form_lines(case.view, case.pair, role, closed=case.closed):
                if line.state == "open":
                    waiting.setdefault((line.questionnaire, line.occasion), []).append((code, line))
    for (name, occasion), lines in waiting.items():
        yield from _list_waiting_forms(
            case, case.view.programme.questionnaires[name], occasion, lines
        )


def reminder_name(programme: Programme, name: str, occasion: str) -> str:
    """Return how a reminder names a form.

    ``closing``, or ``check-in:6`` where there are several times.

    Args:
        programme: Whose questionnaire it is.
        name: Name of the questionnaire.
        occasion: The month of the form, as ``6``; blank where there is only one.

    Returns:
        The name.
    """
    return (
        f"{name}:{occasion}"
        if occasion and len(programme.questionnaires[name].months) > 1
        else name
    )


def _list_waiting_forms(
    case: PairCase, questionnaire: Questionnaire, occasion: str, lines: list[tuple[str, FormLine]]
) -> Iterator[Todo]:
    form = reminder_name(case.view.programme, questionnaire.name, occasion)
    people = tuple(dict.fromkeys(code for code, _line in lines))
    opened = min((line.opens for _code, line in lines if line.opens), default=None)
    if opened is None:
        return
    if questionnaire.opens == "checkin" and case.pair["status"] == "active":
        yield case.todo(
            "check_in",
            opened,
            partial(_open_since, questionnaire, occasion, opened),
            people=people,
            form=form,
        )
    if questionnaire.opens == "closing" and (days := _stage(opened, case.view.today)):
        yield case.todo(
            "not_answered",
            opened + timedelta(days=days),
            partial(_say_not_in, days),
            people=people,
            part=str(days),
            form=form,
        )


def _stage(opened: date, today: date) -> int:
    """Return which reminder it is time for, 0 if none yet."""
    return max(
        (days for days in REMINDED_AFTER if today >= opened + timedelta(days=days)), default=0
    )


def _open_since(questionnaire: Questionnaire, occasion: str, opened: date, words: Language) -> str:
    return words.gettext("“{form}” has been open since {day} and is not in.").format(
        form=title_of(questionnaire, occasion, words), day=words.date(opened)
    )


def _say_not_in(days: int, words: Language) -> str:
    return words.ngettext(
        "The closing survey opened at least {n} day ago and is not in. Remind them; answering is up"
        " to them.",
        "The closing survey opened at least {n} days ago and is not in. Remind them; answering is"
        " up to them.",
        days,
    ).format(n=days)


TODO_KINDS: Mapping[str, tuple[int, str, str]] = {
    "wish": (1, "pairs", "note"),
    "competition_declared": (1, "pairs", "rematch"),
    "no_contact": (1, "pairs", "note"),
    "silent": (1, "pairs", "note"),
    "note": (2, "pairs", "note"),
    "past_end": (2, "pairs", "complete"),
    "no_follow_up": (2, "pairs", "follow_up"),
    "competition_not_asked": (2, "pairs", "competition"),
    "not_answered": (2, "links", "remind"),
    "check_in": (3, "links", "remind"),
    "no_direction": (3, "pairs", "note"),
}
"""Every kind of thing in the order of the list.

How urgent it is, on which page it is seen to, and what solves it.
"""
DAYS_TO_CONTACT = 30
DAYS_TO_DIRECTION = 60


def worklist(view: Visibility, cohort: str) -> tuple[Todo, ...]:
    """Return what waits in a cohort: the most urgent first, then what has waited longest."""
    closed = view.is_closed(cohort)
    contact = contact_rhythm.last_contacts(
        view.books.register["meetings"], view.books.register["months"], today=view.today
    )
    again = corrections.active_since(view, view.today)
    asked: dict[str, list[ContactRequest]] = {}
    for wish in wishes(view.store, view.programme, cohort):
        asked.setdefault(wish.pair_id, []).append(wish)
    sent = {
        pair
        for _person, pair, name, _occasion in view.books.forms
        if name == view.programme.closing.name
    }
    found: list[Todo] = []
    for pair in view.of_cohort(cohort):
        code, opens = pair["pair_id"], closing_opens(pair, None)
        looked_back = code in sent and opens is not None and opens <= view.today
        case = PairCase(
            view,
            pair,
            contact.get(code),
            again.get(code),
            closed,
            looked_back,
            tuple(asked.get(code, ())),
        )
        found += case.todos()
    order = list(TODO_KINDS)
    return tuple(sorted(found, key=lambda todo: (order.index(todo.kind), todo.since, todo.id)))


@dataclass(frozen=True, repr=False)
class PairCase:
    """One pair with what is known of it.

    Attributes:
        again: Since when it is active again, if it was not meanwhile.
        looked_back: Whether the closing survey of one of the two is in, and their end near: a pair
            that was extended since goes on.
    """

    view: Visibility
    pair: StoredRow
    last_contact: date | None
    again: date | None
    closed: bool
    looked_back: bool
    wishes: tuple[ContactRequest, ...]

    def todos(self) -> Iterator[Todo]:
        """Yield what waits.

        While somebody means to look again later, only a wish that came since.
        """
        last = notes.find_latest_reminder(notes.list_pair_notes(self.view, self.pair["pair_id"]))
        yield from self._wishes()
        again_on = last["again_on"] if last else ""
        if again_on > self.view.today.isoformat():
            return
        if again_on:
            yield self.todo("note", date.fromisoformat(again_on), partial(_say, LOOK_AGAIN))
        if not self.closed:
            if self.pair["status"] in RUNNING_STATUSES:
                yield from self._register()
            if is_unended(self.pair, self.view.today):
                ended = date.fromisoformat(self.pair["planned_end_on"])
                yield self.todo("past_end", ended + timedelta(days=1), partial(_past_end, ended))
            elif (
                self.pair["status"] == "active" and self.pair["started_on"] and not self.looked_back
            ):
                # Who has looked back is not asked for what was before.
                yield from self._not_logged(date.fromisoformat(self.pair["started_on"]))
            yield from forms_waited_for(self)

    # ---- kinds -----------------------------------------------------------------------------------

    def _wishes(self) -> Iterator[Todo]:
        """A wish waits until a note says that its person was reached after it came in."""
        made = notes.list_pair_notes(self.view, self.pair["pair_id"])
        for wish in self.wishes:
            sent_at = max(
                (
                    time
                    for form, time in self.view.books.forms.items()
                    if form[:2] == (wish.person, wish.pair_id) and time[:10] == wish.sent_on
                ),
                default="",
            )
            if any(
                note["what"] in notes.REACHED[wish.role]
                and note["noted_at"] >= (sent_at or wish.sent_on)
                for note in made
            ):
                continue
            sentence, part = (
                partial(_wish, self.view.programme, wish),
                f"{wish.person}:{wish.item}:{wish.code}",
            )
            yield self.todo(
                "wish", date.fromisoformat(wish.sent_on), sentence, people=(wish.person,), part=part
            )

    def _register(self) -> Iterator[Todo]:
        """What the register does not know yet, or knows and should not be."""
        matching, started = self.view.programme.settings.matching, self._started
        if self.pair["competition"] == "declared":
            yield self.todo("competition_declared", started, partial(_say, COMPETITION_DECLARED))
        elif matching.competition_check and self.pair["competition"] != "none":
            yield self.todo("competition_not_asked", started, partial(_say, COMPETITION_NOT_ASKED))
        if matching.followed_up and self.pair["followup_by"] not in self.view.followers:
            yield self.todo("no_follow_up", started, partial(_say, NO_FOLLOW_UP))

    def _not_logged(self, started: date) -> Iterator[Todo]:
        """What the log of a pair under way does not tell: contact, and a direction."""
        today, pair = self.view.today, self.pair
        last, again = self.last_contact, self.again or started
        # A pair that was on hold gets the same time once more.
        first_by = max(started, again) + timedelta(days=DAYS_TO_CONTACT)
        if last is None and today >= first_by:
            yield self.todo("no_contact", first_by, partial(_no_contact, (today - started).days))
        elif last and today >= (
            silent_since := contact_rhythm.silent_since(pair, max(last, again), self.view.programme)
        ):
            yield self.todo(
                "silent",
                silent_since,
                partial(_silent, last, contact_rhythm.every_days(pair, self.view.programme)),
            )
        decided_by = started + timedelta(days=DAYS_TO_DIRECTION)
        if self.view.programme.settings.areas and not pair["areas"] and today >= decided_by:
            yield self.todo(
                "no_direction", decided_by, partial(_no_direction, (today - started).days)
            )

    # ---- parts -----------------------------------------------------------------------------------

    def todo(
        self,
        kind: str,
        since: date,
        said: ToSentence,
        *,
        people: tuple[str, ...] = (),
        part: str = "",
        form: str = "",
    ) -> Todo:
        """Return one thing that waits.

        Args:
            kind: What it is about, a key of :data:`TODO_KINDS`.
            since: Since when it waits.
            said: Makes its sentence in a language.
            people: Codes of those whom it is about; the two if left out.
            part: What tells it from another of its kind and form; blank if it is the only one.
            form: The form that waits, as a reminder names it; blank if it is about none.

        Returns:
            The thing, whose name stays the same from day to day.
        """
        people = people or (self.pair["mentor_id"], self.pair["mentee_id"])
        urgency, page, act = TODO_KINDS[kind]
        name = ":".join(filter(None, (kind, self.pair["pair_id"], form, part)))
        who = NAME_SEPARATOR.join(self.view.name(code) for code in people)
        return Todo(
            name, kind, self.pair["pair_id"], people, who, since, urgency, page, act, said, form
        )

    @property
    def _started(self) -> date:
        started = self.pair["matched_on"] or self.pair["started_on"]
        return min(date.fromisoformat(started), self.view.today) if started else self.view.today


# ---- sentences -----------------------------------------------------------------------------------


def _wish(programme: Programme, wish: ContactRequest, words: Language) -> str:
    question, answer = wish.in_words(programme, words)
    return words.gettext(
        "“{question}” – “{answer}”. The question says that this answer is passed on."
    ).format(question=question, answer=answer)


LOOK_AGAIN = N_("You wanted to look at this pair again.")
COMPETITION_DECLARED = N_(
    "The two compete with each other. Talk to both, and match them anew if they want that."
)
COMPETITION_NOT_ASKED = N_(
    "Nobody has asked whether the two compete with each other. Ask both, and note the answer."
)
NO_FOLLOW_UP = N_("Nobody follows this pair up. Choose somebody who is not one of the two.")


def _say(message: str, words: Language) -> str:
    return words.gettext(message)


def _no_contact(days: int, words: Language) -> str:
    return words.ngettext(
        "No contact is logged {n} day after the start. Ask whether they have got hold of each"
        " other.",
        "No contact is logged {n} days after the start. Ask whether they have got hold of each"
        " other.",
        days,
    ).format(n=days)


def _silent(last: date, every: int | None, words: Language) -> str:
    said = words.gettext("No contact is logged after {day}.").format(day=words.date(last))
    if every:
        said += " " + words.ngettext(
            "Their rhythm is every day.", "Their rhythm is about every {n} days.", every
        ).format(n=every)
    return said + " " + words.gettext("Ask how they are; perhaps they only forgot to log.")


def _past_end(end: date, words: Language) -> str:
    text = words.gettext(
        "The planned last day was {day}, and nobody has said how it ended. Complete the pair, or"
        " extend it if both want to go on."
    )
    return text.format(day=words.date(end))


def _no_direction(days: int, words: Language) -> str:
    return words.ngettext(
        "No direction is noted {n} day after the start. Remind them to agree on what it is to be"
        " about.",
        "No direction is noted {n} days after the start. Remind them to agree on what it is to be"
        " about.",
        days,
    ).format(n=days)
