"""What waits for whoever looks after the pairs: found anew each time from the register, the log, and which forms are in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from toolkit.coordination import due, mending, notes, rhythm
from toolkit.coordination.changes import OPEN
from toolkit.coordination.sight import Sight
from toolkit.coordination.values import Todo
from toolkit.ledger import is_closed
from toolkit.participation import Wish, wishes
from toolkit.participation.tasks import closing_opens
from toolkit.storage.office import Row
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk
    from toolkit.programme import Programme

KINDS: Mapping[str, tuple[int, str, str]] = {
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
"""Every kind of thing in the order of the list: how urgent it is, on which page it is seen to, and what solves it."""
DAYS_TO_CONTACT = 30
DAYS_TO_DIRECTION = 60
BETWEEN = " – "


def worklist(desk: Desk, sight: Sight, cohort: str) -> tuple[Todo, ...]:
    """Return what waits in a cohort, the most urgent first, and of one kind what has waited longest."""
    closed = is_closed(desk.store.home, desk.programme.code, cohort)
    contact = rhythm.last_contacts(sight.books.register["meetings"], sight.books.register["months"], today=desk.today)
    again = mending.active_since(sight, desk.today)
    asked: dict[str, list[Wish]] = {}
    for wish in wishes(desk.store, desk.programme, cohort):
        asked.setdefault(wish.pair_id, []).append(wish)
    sent = {pair for _person, pair, name, _occasion in sight.books.forms if name == desk.programme.closing.name}
    found: list[Todo] = []
    for pair in sight.of_cohort(cohort):
        code, opens = pair["pair_id"], closing_opens(pair, None)
        looked_back = code in sent and opens is not None and opens <= desk.today
        case = Case(desk, sight, pair, contact.get(code), again.get(code), closed, looked_back, tuple(asked.get(code, ())))
        found += case.todos()
    order = list(KINDS)
    return tuple(sorted(found, key=lambda todo: (order.index(todo.kind), todo.since, todo.id)))


@dataclass(frozen=True, repr=False)
class Case:
    """One pair with what is known of it.

    Attributes:
        again: Since when it is active again, if it was not meanwhile.
        looked_back: Whether the closing survey of one of the two is in, and their end near: a pair that was extended since goes on.
    """

    desk: Desk
    sight: Sight
    pair: Row
    last_contact: date | None
    again: date | None
    closed: bool
    looked_back: bool
    wishes: tuple[Wish, ...]

    def todos(self) -> Iterator[Todo]:
        """Yield what waits; while somebody means to look again later, only a wish that came since."""
        last = notes.latest(notes.of_pair(self.sight, self.pair["pair_id"]))
        yield from self._wishes()
        again_on = last["again_on"] if last else ""
        if again_on > self.desk.today.isoformat():
            return
        if again_on:
            yield self.todo("note", date.fromisoformat(again_on), _again)
        if not self.closed:
            if self.pair["status"] in OPEN:
                yield from self._register()
            if self.pair["status"] == "active" and self.pair["started_on"]:
                yield from self._under_way(date.fromisoformat(self.pair["started_on"]))
            yield from due.forms_waited_for(self)

    # ---- kinds -------------------------------------------------------------------------------------------------------------------

    def _wishes(self) -> Iterator[Todo]:
        """A wish waits until a note says that its person was reached after it came in."""
        made = notes.of_pair(self.sight, self.pair["pair_id"])
        for wish in self.wishes:
            sent_at = max(
                (time for form, time in self.sight.books.forms.items() if form[:2] == (wish.person, wish.pair_id) and time[:10] == wish.sent_on), default=""
            )
            if any(note["what"] in notes.REACHED[wish.role] and note["noted_at"] >= (sent_at or wish.sent_on) for note in made):
                continue
            sentence, part = partial(_wish, self.desk.programme, wish), f"{wish.person}:{wish.item}:{wish.code}"
            yield self.todo("wish", date.fromisoformat(wish.sent_on), sentence, people=(wish.person,), part=part)

    def _register(self) -> Iterator[Todo]:
        """What the register does not know yet, or knows and should not be."""
        matching, started = self.desk.programme.settings.matching, self._started
        if self.pair["competition"] == "declared":
            yield self.todo("competition_declared", started, _declared)
        elif matching.competition_check and self.pair["competition"] != "none":
            yield self.todo("competition_not_asked", started, _not_asked)
        if matching.followed_up and self.pair["followup_by"] not in self.sight.followers:
            yield self.todo("no_follow_up", started, _no_follow_up)

    def _under_way(self, started: date) -> Iterator[Todo]:
        """What the log does not tell, contact and a direction; of a pair past its end, that it is. Who has looked back is not asked for what was before."""
        end = self.pair["planned_end_on"]
        if end and end < self.desk.today.isoformat():
            ended = date.fromisoformat(end)
            yield self.todo("past_end", ended + timedelta(days=1), partial(_past_end, ended))
        elif not self.looked_back:
            yield from self._not_logged(started)

    def _not_logged(self, started: date) -> Iterator[Todo]:
        today, pair = self.desk.today, self.pair
        last, again = self.last_contact, self.again or started
        first_by = max(started, again) + timedelta(days=DAYS_TO_CONTACT)
        if last is None and today >= first_by:
            yield self.todo("no_contact", first_by, partial(_no_contact, (today - started).days))
        elif last and today >= (silent_since := rhythm.silent_since(pair, max(last, again), self.desk.programme)):
            yield self.todo("silent", silent_since, partial(_silent, last, rhythm.every_days(pair, self.desk.programme)))
        decided_by = started + timedelta(days=DAYS_TO_DIRECTION)
        if self.desk.programme.settings.areas and not pair["areas"] and today >= decided_by:
            yield self.todo("no_direction", decided_by, partial(_no_direction, (today - started).days))

    # ---- parts -------------------------------------------------------------------------------------------------------------------

    def todo(self, kind: str, since: date, said: due.Said, *, people: tuple[str, ...] = (), part: str = "", form: str = "") -> Todo:
        """Return one thing that waits, about the two or those of them whom it is about."""
        people = people or (self.pair["mentor_id"], self.pair["mentee_id"])
        urgency, page, act = KINDS[kind]
        name = ":".join(filter(None, (kind, self.pair["pair_id"], form, part)))
        who = BETWEEN.join(self.sight.name(code) for code in people)
        return Todo(name, kind, self.pair["pair_id"], people, who, since, urgency, page, act, said, form)

    @property
    def _started(self) -> date:
        started = self.pair["matched_on"] or self.pair["started_on"]
        return min(date.fromisoformat(started), self.desk.today) if started else self.desk.today


# ---- sentences -----------------------------------------------------------------------------------------------------------------------


def _wish(programme: Programme, wish: Wish, words: Language) -> str:
    question, answer = wish.in_words(programme, words)
    return words.gettext("“{question}” – “{answer}”. The question says that this answer is passed on.").format(question=question, answer=answer)


def _again(words: Language) -> str:
    return words.gettext("You wanted to look at this pair again.")


def _declared(words: Language) -> str:
    return words.gettext("The two compete with each other. Talk to both, and match them anew if they want that.")


def _not_asked(words: Language) -> str:
    return words.gettext("Nobody has asked whether the two compete with each other. Ask both, and note the answer.")


def _no_follow_up(words: Language) -> str:
    return words.gettext("Nobody follows this pair up. Choose somebody who is not one of the two.")


def _no_contact(days: int, words: Language) -> str:
    text = words.ngettext(
        "No contact is logged {n} day after the start. Ask whether they have got hold of each other.",
        "No contact is logged {n} days after the start. Ask whether they have got hold of each other.",
        days,
    )
    return text.format(n=days)


def _silent(last: date, every: int | None, words: Language) -> str:
    said = words.gettext("No contact is logged after {day}.").format(day=words.date(last))
    if every:
        said += " " + words.ngettext("Their rhythm is every day.", "Their rhythm is about every {n} days.", every).format(n=every)
    return said + " " + words.gettext("Ask how they are; perhaps they only forgot to log.")


def _past_end(end: date, words: Language) -> str:
    text = words.gettext("The planned last day was {day}. Complete the pair, or extend it if both want to go on.")
    return text.format(day=words.date(end))


def _no_direction(days: int, words: Language) -> str:
    text = words.ngettext(
        "No direction is noted {n} day after the start. Remind them to agree on what it is to be about.",
        "No direction is noted {n} days after the start. Remind them to agree on what it is to be about.",
        days,
    )
    return text.format(n=days)
