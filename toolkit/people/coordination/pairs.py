"""The pairs of a cohort as the desk shows them.

The register, who the two are, and whether their forms are in.
"""

from collections.abc import Iterator
from datetime import date

from toolkit.data.database import Mentorship
from toolkit.data.database.coordination import StoredRow
from toolkit.people.coordination import contact_rhythm, corrections, pair_changes
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.models import FormLine, FormState, PairLine, PairSide
from toolkit.people.participants.tasks import TaskState, state_of, windows
from toolkit.programme import asked_questionnaire
from toolkit.programme.questionnaire import ROLES

FORM_STATES: dict[TaskState, FormState] = {
    "sent": "in",
    "due": "open",
    "started": "open",
    "later": "later",
    "closed": "over",
}


def pair_lines(view: Visibility, cohort: str) -> tuple[PairLine, ...]:
    """Return the pairs of a cohort that may be seen, by the names of the two."""
    closed = view.is_closed(cohort)
    register = view.books.register
    contact = contact_rhythm.last_contacts(
        register["meetings"], register["months"], today=view.today
    )
    met = contact_rhythm.count_meetings(register["meetings"])
    participants = {row["participant_id"]: row for row in register["participants"]}
    lines = []
    for pair in view.of_cohort(cohort):
        mentor, mentee = (
            _side(view, pair, role, participants[pair[f"{role}_id"]], closed=closed)
            for role in ROLES
        )
        lines.append(
            _line(
                view,
                pair,
                (mentor, mentee),
                contact.get(pair["pair_id"]),
                met.get(pair["pair_id"], 0),
                closed=closed,
            )
        )
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.mentor.name.casefold(),
                line.mentee.name.casefold(),
                line.pair_id,
            ),
        )
    )


def form_lines(view: Visibility, pair: StoredRow, role: str, *, closed: bool) -> Iterator[FormLine]:
    """Yield where each form of one of the two stands.

    Args:
        view: What the desk sees.
        pair: Its row in the register.
        role: Which of the two.
        closed: Whether the cohort is closed; a follow-up still can be filled in then.

    Yields:
        Each form, in the order in which they come.
    """
    person, books = pair[f"{role}_id"], view.books
    for window in windows(
        Mentorship(pair, role), person, view.programme, link_ends=view.link_until(person)
    ):
        form = window.form
        questionnaire = view.programme.questionnaires[form.questionnaire]
        sent = (person, form.pair_id, form.questionnaire, form.occasion) in books.forms or bool(
            asked_questionnaire.answers_from_register(questionnaire, pair)
        )
        over = closed and questionnaire.opens != "followup"
        state = state_of(window, today=view.today, sent=sent, begun=False, closed=over)
        yield FormLine(
            form.questionnaire, form.occasion, "in" if sent else FORM_STATES[state], window.opens
        )


def _side(
    view: Visibility,
    pair: StoredRow,
    role: str,
    participant: StoredRow,
    *,
    closed: bool,
) -> PairSide:
    code = pair[f"{role}_id"]
    contact = view.books.contacts.get(code)
    return PairSide(
        role=role,
        code=code,
        name=view.name(code),
        address=contact.address if contact else "",
        language=(contact.language if contact else "") or participant["language"],
        chapter=participant["chapter"],
        link_until=view.link_until(code),
        erased=code in view.books.erased,
        own=code in view.hidden_people,
        forms=tuple(form_lines(view, pair, role, closed=closed)),
    )


def _line(
    view: Visibility,
    pair: StoredRow,
    two: tuple[PairSide, PairSide],
    last_contact: date | None,
    met: int,
    *,
    closed: bool,
) -> PairLine:
    undo, undo_at = ("", "") if closed else corrections.find_undoable_change(view, pair)
    return PairLine(
        pair_id=pair["pair_id"],
        cohort=pair["cohort"],
        status=pair["status"],
        started_on=_parse_day(pair["started_on"]),
        planned_end_on=_parse_day(pair["planned_end_on"]),
        ended_on=_parse_day(pair["ended_on"]),
        end_reason=pair["end_reason"],
        competition=pair["competition"],
        followup_by=pair["followup_by"],
        followed_by=view.followers.get(pair["followup_by"], ""),
        agreed_on=_parse_day(pair["agreed_on"]),
        every_days=int(pair["every_days"]) if pair["every_days"] else None,
        forms=_codes(pair["forms"]),
        areas=_codes(pair["areas"]),
        confidential=pair["confidential"],
        has_goal=pair["has_goal"],
        mentor=two[0],
        mentee=two[1],
        last_contact=last_contact,
        meetings=met,
        acts=() if closed else pair_changes.possible(pair, view.programme),
        correctable=() if closed else pair_changes.list_correctable(pair),
        undo=undo,
        undo_at=undo_at,
    )


def _parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(";") if code)
