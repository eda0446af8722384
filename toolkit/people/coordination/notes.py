"""Notes on a pair: who was called or written to, and when to look again.

Never what anybody said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import StoredRow
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault
from toolkit.people.coordination.context import Context, Visibility
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
NO_WHAT = N_("choose what you did.")
NOT_AHEAD = N_("choose a day that lies ahead, or leave it blank.")


def new_note(
    desk: Context, pair_id: str, what: str, noted_on: str, again_on: str
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written of a note, else what is wrong with it, by field."""
    faults = {} if what in WHAT else {"what": Fault(NO_WHAT)}
    faults |= wrong_day(desk, noted_on, "noted_on")
    if again_on and not is_date(again_on):
        faults["again_on"] = Fault(MUST_BE_DATE)
    elif again_on and date.fromisoformat(again_on) <= desk.today:
        faults["again_on"] = Fault(NOT_AHEAD)
    note = {"pair_id": pair_id, "what": what, "noted_on": noted_on, "again_on": again_on}
    return faults or PendingChanges(notes=(note,))


def note_lines(sight: Visibility, pair_id: str) -> tuple[NoteLine, ...]:
    """Return the notes on a pair, the latest first."""
    return tuple(
        NoteLine(
            date.fromisoformat(note["noted_on"]),
            note["what"],
            date.fromisoformat(note["again_on"]) if note["again_on"] else None,
            sight.account_name(note["noted_by"]),
        )
        for note in sorted(
            list_pair_notes(sight, pair_id),
            key=lambda note: (note["noted_on"], note["noted_at"]),
            reverse=True,
        )
    )


def list_pair_notes(sight: Visibility, pair_id: str) -> list[StoredRow]:
    """Return the notes on a pair in the order in which they were made."""
    return [note for note in sight.books.notes if note["pair_id"] == pair_id]


def find_latest_reminder(notes: Iterable[StoredRow]) -> StoredRow | None:
    """Return the note that says when to look again: the last one that somebody made."""
    made = [note for note in notes if note["what"] in WHAT]
    return made[-1] if made else None
