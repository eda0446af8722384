"""The pairs of a cohort as the desk shows them: the register, who the two are, and whether their forms are in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from toolkit import asking
from toolkit.coordination import changes, mending, rhythm
from toolkit.coordination.sight import Sight
from toolkit.coordination.values import FormLine, FormState, PairLine, Side
from toolkit.ledger import is_closed
from toolkit.participation.tasks import State, state_of, windows
from toolkit.questionnaire import ROLES
from toolkit.storage import Mentorship
from toolkit.storage.office import Row

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk

STATES: dict[State, FormState] = {"sent": "in", "due": "open", "started": "open", "later": "later", "closed": "over"}


def pair_lines(desk: Desk, sight: Sight, cohort: str) -> tuple[PairLine, ...]:
    """Return the pairs of a cohort that may be seen, by the names of the two."""
    closed = is_closed(desk.store.home, desk.programme.code, cohort)
    register = sight.books.register
    contact = rhythm.last_contacts(register["meetings"], register["months"], today=desk.today)
    met = rhythm.met(register["meetings"])
    participants = {row["participant_id"]: row for row in register["participants"]}
    lines = []
    for pair in sight.of_cohort(cohort):
        mentor, mentee = (_side(desk, sight, pair, role, participants[pair[f"{role}_id"]], closed=closed) for role in ROLES)
        lines.append(_line(desk, sight, pair, (mentor, mentee), contact.get(pair["pair_id"]), met.get(pair["pair_id"], 0), closed=closed))
    return tuple(sorted(lines, key=lambda line: (line.mentor.name.casefold(), line.mentee.name.casefold(), line.pair_id)))


def form_lines(desk: Desk, sight: Sight, pair: Row, role: str, *, closed: bool) -> Iterator[FormLine]:
    """Yield where each form of one of the two stands."""
    person, books = pair[f"{role}_id"], sight.books
    for window in windows(Mentorship(pair, role), person, desk.programme, link_ends=sight.link_until(person)):
        form = window.form
        questionnaire = desk.programme.questionnaires[form.questionnaire]
        sent = (person, form.pair_id, form.questionnaire, form.occasion) in books.forms or bool(asking.known(questionnaire, pair))
        over = closed and questionnaire.opens != "followup"
        state = state_of(window, today=desk.today, sent=sent, begun=False, closed=over)
        yield FormLine(form.questionnaire, form.occasion, "in" if sent else STATES[state], window.opens)


def _side(desk: Desk, sight: Sight, pair: Row, role: str, participant: Row, *, closed: bool) -> Side:
    code = pair[f"{role}_id"]
    contact = sight.books.contacts.get(code)
    return Side(
        role=role,
        code=code,
        name=sight.name(code),
        address=contact.address if contact else "",
        language=(contact.language if contact else "") or participant["language"],
        chapter=participant["chapter"],
        link_until=sight.link_until(code),
        erased=code in sight.books.erased,
        own=code in sight.hidden_people,
        forms=tuple(form_lines(desk, sight, pair, role, closed=closed)),
    )


def _line(desk: Desk, sight: Sight, pair: Row, two: tuple[Side, Side], last_contact: date | None, met: int, *, closed: bool) -> PairLine:
    undo, undo_at = ("", "") if closed else mending.undoable(sight, pair)
    return PairLine(
        pair_id=pair["pair_id"],
        cohort=pair["cohort"],
        status=pair["status"],
        started_on=_day(pair["started_on"]),
        planned_end_on=_day(pair["planned_end_on"]),
        ended_on=_day(pair["ended_on"]),
        end_reason=pair["end_reason"],
        competition=pair["competition"],
        followup_by=pair["followup_by"],
        followed_by=sight.followers.get(pair["followup_by"], ""),
        agreed_on=_day(pair["agreed_on"]),
        every_days=int(pair["every_days"]) if pair["every_days"] else None,
        forms=_codes(pair["forms"]),
        areas=_codes(pair["areas"]),
        confidential=pair["confidential"],
        has_goal=pair["has_goal"],
        mentor=two[0],
        mentee=two[1],
        last_contact=last_contact,
        meetings=met,
        acts=() if closed else changes.possible(pair, desk.programme),
        correctable=() if closed else changes.correctable(pair),
        undo=undo,
        undo_at=undo_at,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(";") if code)
