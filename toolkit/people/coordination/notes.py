"""Notes on a pair: who was called or written to, and when to look again.

Never what anybody said.
"""

from collections.abc import Iterable
from datetime import date

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import StoredRow
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault, refuse
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.models import NoteLine
from toolkit.people.coordination.pair_changes import wrong_day

WHAT = (
    "called_mentor",
    "called_mentee",
    "called_both",
    "wrote_mentor",
    "wrote_mentee",
    "wrote_both",
    "met_both",
    "no_answer",
    "agreed_plan",
    "all_well",
)
REACHED = {
    "mentor": frozenset(
        {
            "called_mentor",
            "called_both",
            "wrote_mentor",
            "wrote_both",
            "met_both",
            "agreed_plan",
            "all_well",
        }
    ),
    "mentee": frozenset(
        {
            "called_mentee",
            "called_both",
            "wrote_mentee",
            "wrote_both",
            "met_both",
            "agreed_plan",
            "all_well",
        }
    ),
}
"""The notes by which one of the two was reached."""


def plan_note(
    view: Visibility, pair_id: str, what: str, noted_on: str, again_on: str
) -> PendingChanges:
    """Return what is to be written of a note on a pair.

    Args:
        view: The books as whoever asks may see them.
        pair_id: The pair that it is about.
        what: What was done, one of :data:`WHAT`.
        noted_on: The day of it, ``2026-12-31``, today or before.
        again_on: The day on which to look again, after today; blank for none.

    Returns:
        What is to be written.

    Raises:
        Refused: With what is wrong, by field; or because the pair may not be seen.
    """
    view.require_pair(pair_id)
    faults = ({} if what in WHAT else {"what": Fault(N_("choose what you did."))}) | wrong_day(
        view, noted_on, "noted_on"
    )
    if again_on and not is_date(again_on):
        faults["again_on"] = Fault(MUST_BE_DATE)
    elif again_on and date.fromisoformat(again_on) <= view.today:
        faults["again_on"] = Fault(N_("choose a day that lies ahead, or leave it blank."))
    refuse(faults)
    return PendingChanges(
        notes=({"pair_id": pair_id, "what": what, "noted_on": noted_on, "again_on": again_on},)
    )


def note_lines(view: Visibility, pair_id: str) -> tuple[NoteLine, ...]:
    """Return the notes on a pair, the latest first."""
    return tuple(
        NoteLine(
            date.fromisoformat(note["noted_on"]),
            note["what"],
            date.fromisoformat(note["again_on"]) if note["again_on"] else None,
            view.account_name(note["noted_by"]),
        )
        for note in sorted(
            list_pair_notes(view, pair_id),
            key=lambda note: (note["noted_on"], note["noted_at"]),
            reverse=True,
        )
    )


def list_pair_notes(view: Visibility, pair_id: str) -> list[StoredRow]:
    """Return the notes on a pair in the order in which they were made."""
    return [note for note in view.books.notes if note["pair_id"] == pair_id]


def find_latest_reminder(notes: Iterable[StoredRow]) -> StoredRow | None:
    """Return the note that says when to look again: the last one that somebody made."""
    # A note that an act left, such as an extension, names no day to look again.
    made = [note for note in notes if note["what"] in WHAT]
    return made[-1] if made else None
