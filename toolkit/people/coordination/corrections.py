"""What is put right: the last act on a pair taken back, a pair entered by mistake taken away."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import (
    AGREED,
    CHANGED_MEANWHILE,
    ONE_WAS_ERASED,
    PAIR_PREFIX,
    USED,
    StoredRow,
)
from toolkit.errors import N_, Fault, Refused
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.matching import REMATCH_EVENT
from toolkit.people.coordination.new_pairs import by_column, faults_of_work
from toolkit.people.coordination.pair_changes import ACTS, PairChange, find_start_faults, work_of

UNDONE, PAIR_REMOVED_EVENT = "undone", "removed"
LEFT_NOTES = {"extend": "extended"}
"""The note that an act leaves."""
NOTHING_TO_UNDO = N_("there is nothing to take back: the pair was changed in another way since.")
NEW_USED = N_(
    "the new pair is under way: something was sent, agreed, logged or noted for it, it was changed,"
    " or a link was handed out. End it early instead."
)


class LastChange(NamedTuple):
    """The last act on a pair, from the trail.

    Attributes:
        new: The pair that a match made, blank where none was.
        at: When it was done.
    """

    act: str
    was: Mapping[str, str]
    now: Mapping[str, str]
    new: str
    at: str


# ---- taken back ----------------------------------------------------------------------------------


def find_undoable_change(view: Visibility, pair: StoredRow) -> tuple[str, str]:
    """Return the last act on a pair, and when it was done, if it still stands as it left it.

    Blank if there is nothing to take back.
    """
    last = _find_last_change(view, pair["pair_id"])
    stands = (
        last
        and (last.now or last.new)
        and all(pair[name] == value for name, value in last.now.items())
    )
    return (last.act, last.at) if last and stands else ("", "")


def plan_undo(
    view: Visibility,
    pair: StoredRow,
    shown: tuple[str, str] | None = None,
) -> PendingChanges:
    """Return what is to be written to take the last act back.

    With it go the note that it left and the pair that it made.

    Args:
        view: The books as whoever asks may see them.
        pair: The pair that it was done to.
        shown: The act that is meant, and when it was done; whatever is last if left out.

    Returns:
        What is to be written.

    Raises:
        Refused: With why that cannot be.
    """
    last, there = _find_last_change(view, pair["pair_id"]), find_undoable_change(view, pair)
    if shown and there != shown:
        raise Refused(Fault(CHANGED_MEANWHILE))
    if not last or not any(there):
        raise Refused(Fault(NOTHING_TO_UNDO))
    new = view.pairs.get(last.new)
    if new and _is_under_way(view, new, last.at):
        raise Refused(Fault(NEW_USED))
    work = work_of(view, pair, UNDONE, PairChange(last.was))
    if note := LEFT_NOTES.get(last.act):
        work = replace(
            work, struck=({"pair_id": pair["pair_id"], "what": note, "noted_at": last.at},)
        )
    if new:
        gone = _make_removal(new)
        work = replace(
            work,
            removed=gone.removed,
            was={**work.was, **gone.was},
            untouched={last.new: last.at},
            lines=(*work.lines, *gone.lines),
        )
    started_on = last.was.get("started_on", pair["started_on"])
    wrong = find_start_faults(view, pair, started_on) | by_column(
        faults_of_work(view.books, view.programme, work)
    )
    if wrong:
        raise Refused(next(iter(wrong.values())))
    return work


def _find_last_change(view: Visibility, pair_id: str) -> LastChange | None:
    """Return the last act on a pair.

    None if there was none, it was taken back already, or another pair of the code was taken away.
    """
    # Only the last line counts: what was done before it can no longer be taken back.
    for line in reversed(view.books.lines):
        about = json.loads(line.about)
        if about["pair"] == pair_id:
            act, new = line.what.removeprefix(PAIR_PREFIX), about.get("new", "")
            ours = act in ACTS or (act == REMATCH_EVENT and new and not _is_hidden(view, new))
            return LastChange(act, about["was"], about["now"], new, line.done_at) if ours else None
    return None


def active_since(view: Visibility, today: date) -> dict[str, date]:
    """Return since when a pair is active again, by pair, as the trail says.

    *today* if it only says that the pair was not.
    """
    found: dict[str, date] = {}
    for line in view.books.lines:
        about = json.loads(line.about)
        if line.what == PAIR_PREFIX + PAIR_REMOVED_EVENT:
            found.pop(about["pair"], None)
        elif status := about["now"].get("status"):
            found[about["pair"]] = (
                date.fromisoformat(line.done_at[:10]) if status == "active" else today
            )
    return found


# ---- taken away ----------------------------------------------------------------------------------


def plan_pair_removal(view: Visibility, pair: StoredRow) -> PendingChanges:
    """Return what is to be written when a pair was entered by mistake.

    Links of who is in no other pair end.

    Raises:
        Refused: With why it stays.
    """
    two = (pair["mentor_id"], pair["mentee_id"])
    if _is_used(view, pair):
        raise Refused(Fault(USED))
    if view.books.erased & set(two):
        raise Refused(Fault(ONE_WAS_ERASED))
    return replace(_make_removal(pair), revoked_alone=two)


def _make_removal(pair: StoredRow) -> PendingChanges:
    line = json.dumps({"pair": pair["pair_id"], "was": {}, "now": {}}, sort_keys=True)
    return PendingChanges(
        removed=(pair["pair_id"],),
        was={pair["pair_id"]: pair},
        lines=((PAIR_PREFIX + PAIR_REMOVED_EVENT, line),),
    )


def _is_used(view: Visibility, pair: StoredRow) -> bool:
    """Whether anything was sent, agreed or logged for a pair, as far as the books tell.

    The database looks once more.
    """
    logged = any(
        row["pair_id"] == pair["pair_id"]
        for table in ("meetings", "months")
        for row in view.books.register[table]
    )
    return (
        logged
        or any(form[1] == pair["pair_id"] for form in view.books.forms)
        or any(pair[column] for column in AGREED)
    )


def _is_under_way(view: Visibility, new: StoredRow, since: str) -> bool:
    """Whether a pair that a match made is more than a line in the register."""
    two, books = {new["mentor_id"], new["mentee_id"]}, view.books
    issued = any(books.issued.get(code, "") >= since for code in two)
    noted = any(note["pair_id"] == new["pair_id"] for note in books.notes)
    changed = any(json.loads(line.about)["pair"] == new["pair_id"] for line in books.lines)
    return issued or noted or changed or bool(two & books.erased) or _is_used(view, new)


def _is_hidden(view: Visibility, pair_id: str) -> bool:
    return any(pair["pair_id"] == pair_id for pair in view.hidden)
