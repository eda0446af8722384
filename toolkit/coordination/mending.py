"""What is put right: the last act on a pair taken back, and a pair that was entered by mistake taken away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from toolkit.coordination.candidates import by_column, faults_of_work
from toolkit.coordination.changes import ACTS, Change, began_later, work_of
from toolkit.coordination.matching import REMATCH
from toolkit.coordination.sight import Sight
from toolkit.errors import N_, Fault
from toolkit.storage import Work
from toolkit.storage.mending import AGREED, ERASED, MEANWHILE, USED
from toolkit.storage.office import OF_PAIR, Row

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk

UNDONE, REMOVED = "undone", "removed"
LEFT_NOTES = {"extend": "extended"}
"""The note that an act leaves."""
NOTHING_TO_UNDO = N_("there is nothing to take back: the pair was changed in another way since.")
NEW_USED = N_("the new pair is under way: something was sent, agreed, logged or noted for it, it was changed, or a link was handed out. End it early instead.")


class Last(NamedTuple):
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


# ---- taken back --------------------------------------------------------------------------------------------------------------------


def undoable(sight: Sight, pair: Row) -> tuple[str, str]:
    """Return the last act on a pair, and when it was done, if it still stands as it left it; blank if there is nothing to take back."""
    last = _last(sight, pair["pair_id"])
    stands = last and (last.now or last.new) and all(pair[name] == value for name, value in last.now.items())
    return (last.act, last.at) if last and stands else ("", "")


def undo(desk: Desk, sight: Sight, pair: Row, shown: tuple[str, str] | None = None) -> Work | dict[str, Fault]:
    """Return what is to be written to take the last act back, with the note that it left and the pair that it made, else why that cannot be.

    Args:
        shown: The act that is meant, and when it was done; whatever is last if left out.
    """
    last, there = _last(sight, pair["pair_id"]), undoable(sight, pair)
    if shown and there != shown:
        return {"": Fault(MEANWHILE)}
    if not last or not any(there):
        return {"": Fault(NOTHING_TO_UNDO)}
    new = sight.pairs.get(last.new)
    if new and _under_way(sight, new, last.at):
        return {"": Fault(NEW_USED)}
    work = work_of(desk, pair, UNDONE, Change(last.was))
    if note := LEFT_NOTES.get(last.act):
        work = replace(work, struck=({"pair_id": pair["pair_id"], "what": note, "noted_at": last.at},))
    if new:
        gone = _taken_away(new)
        work = replace(work, removed=gone.removed, was={**work.was, **gone.was}, untouched={last.new: last.at}, lines=(*work.lines, *gone.lines))
    faults = began_later(desk, sight, pair, last.was.get("started_on", pair["started_on"])) | by_column(faults_of_work(sight.books, desk.programme, work))
    return {"": next(iter(faults.values()))} if faults else work


def _last(sight: Sight, pair_id: str) -> Last | None:
    """Return the last act on a pair; None if there was none, it was taken back already, or another pair of the code was taken away."""
    for line in reversed(sight.books.lines):
        about = json.loads(line.about)
        if about["pair"] == pair_id:
            act, new = line.what.removeprefix(OF_PAIR), about.get("new", "")
            ours = act in ACTS or (act == REMATCH and new and not _hidden(sight, new))
            return Last(act, about["was"], about["now"], new, line.done_at) if ours else None
    return None


def active_since(sight: Sight, today: date) -> dict[str, date]:
    """Return since when a pair is active again, by pair, as the trail says; *today* if it only says that the pair was not."""
    found: dict[str, date] = {}
    for line in sight.books.lines:
        about = json.loads(line.about)
        if line.what == OF_PAIR + REMOVED:
            found.pop(about["pair"], None)
        elif status := about["now"].get("status"):
            found[about["pair"]] = date.fromisoformat(line.done_at[:10]) if status == "active" else today
    return found


# ---- taken away --------------------------------------------------------------------------------------------------------------------


def removed(sight: Sight, pair: Row) -> Work | dict[str, Fault]:
    """Return what is to be written when a pair was entered by mistake, else why it stays; links of who is in no other pair end."""
    if _used(sight, pair):
        return {"": Fault(USED)}
    two = (pair["mentor_id"], pair["mentee_id"])
    return {"": Fault(ERASED)} if sight.books.erased & set(two) else replace(_taken_away(pair), revoked_alone=two)


def _taken_away(pair: Row) -> Work:
    line = json.dumps({"pair": pair["pair_id"], "was": {}, "now": {}}, sort_keys=True)
    return Work(removed=(pair["pair_id"],), was={pair["pair_id"]: pair}, lines=((OF_PAIR + REMOVED, line),))


def _used(sight: Sight, pair: Row) -> bool:
    """Whether anything was sent, agreed or logged for a pair, as far as the books tell; the database looks once more."""
    logged = any(row["pair_id"] == pair["pair_id"] for table in ("meetings", "months") for row in sight.books.register[table])
    return logged or any(form[1] == pair["pair_id"] for form in sight.books.forms) or any(pair[column] for column in AGREED)


def _under_way(sight: Sight, new: Row, since: str) -> bool:
    """Whether a pair that a match made is more than a line in the register."""
    two, books = {new["mentor_id"], new["mentee_id"]}, sight.books
    issued = any(books.issued.get(code, "") >= since for code in two)
    noted = any(note["pair_id"] == new["pair_id"] for note in books.notes)
    changed = any(json.loads(line.about)["pair"] == new["pair_id"] for line in books.lines)
    return issued or noted or changed or bool(two & books.erased) or _used(sight, new)


def _hidden(sight: Sight, pair_id: str) -> bool:
    return any(pair["pair_id"] == pair_id for pair in sight.hidden)
