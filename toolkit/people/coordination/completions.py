"""Pairs past their planned last day that nobody has ended, and the act that completes them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import StoredRow
from toolkit.errors import N_, Fault, Refused
from toolkit.people.coordination.contact_rhythm import last_contacts
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.pair_changes import RUNNING_STATUSES, plan_change
from toolkit.people.participants.tasks import add_months

LAST_MONTHS = 2
"""A pair with contact in so many months before its planned last day is taken to have come to it."""
NAME_SEPARATOR = " – "
NONE_TICKED = N_("nothing was changed: tick the pairs that have come to their end.")
NOT_UNENDED = N_("one of these pairs was changed in the meantime. Look at them again.")

NOT_SO = N_("{pair} cannot be completed on that day. Look at it on its own page.")


@dataclass(frozen=True, repr=False)
class UnendedPair:
    """A pair past its planned last day that nobody has ended.

    Attributes:
        who: The names of the two.
        ended_on: The day on which it would be completed: the planned last day, or that of what is
            logged after it.
        likely: Whether a closing form of it is in, or contact in its last two months is logged.
    """

    pair_id: str
    who: str
    planned_end_on: date
    ended_on: date
    likely: bool


def list_unended_pairs(view: Visibility, cohort: str) -> tuple[UnendedPair, ...]:
    """Return the pairs of a cohort that are past their planned last day with no end, by name."""
    books, closing = view.books, view.programme.closing.name
    in_from = {form[1] for form in books.forms if form[2] == closing}
    contact = last_contacts(books.register["meetings"], books.register["months"], today=view.today)
    found = []
    for pair in view.of_cohort(cohort):
        if is_unended(pair, view.today):
            code, end = pair["pair_id"], date.fromisoformat(pair["planned_end_on"])
            last = contact.get(code)
            recent = last is not None and last >= add_months(end, -LAST_MONTHS)
            who = NAME_SEPARATOR.join(
                view.name(pair[f"{role}_id"]) for role in ("mentor", "mentee")
            )
            ended_on = max([end, *_list_logged_days(view, code)])
            found.append(UnendedPair(code, who, end, ended_on, recent or code in in_from))
    return tuple(sorted(found, key=lambda pair: (pair.who.casefold(), pair.pair_id)))


def is_unended(pair: StoredRow, today: date) -> bool:
    """Return whether a pair is past its planned last day and nobody has ended it.

    Args:
        pair: Its row in the register.
        today: The day.
    """
    return pair["status"] in RUNNING_STATUSES and "" < pair["planned_end_on"] < today.isoformat()


def plan_completions(view: Visibility, cohort: str, pairs: Collection[str]) -> PendingChanges:
    """Return what is to be written when pairs are completed.

    Each has a line of its own in the trail, from which it can be taken back.

    Args:
        view: The books as whoever asks may see them.
        cohort: Their cohort.
        pairs: Their codes.

    Returns:
        What is to be written.

    Raises:
        Refused: If there is none, one of them is not past its planned last day, or a table would
            not fit.
    """
    unended = {pair.pair_id: pair for pair in list_unended_pairs(view, cohort)}
    if not pairs:
        raise Refused(Fault(NONE_TICKED))
    if not unended.keys() >= set(pairs):
        raise Refused(Fault(NOT_UNENDED))
    works = [_plan_completion(view, unended[code]) for code in sorted(pairs)]
    return PendingChanges(
        changed={code: now for work in works for code, now in work.changed.items()},
        was={code: was for work in works for code, was in work.was.items()},
        lines=tuple(line for work in works for line in work.lines),
    )


def _plan_completion(view: Visibility, pair: UnendedPair) -> PendingChanges:
    given = {"ended_on": pair.ended_on.isoformat()}
    try:
        return plan_change(view, view.require_pair(pair.pair_id), "complete", given)
    except Refused as refused:
        # Several pairs stand in one form: no field of it is theirs.
        raise Refused(Fault(NOT_SO, {"pair": pair.pair_id})) from refused


def _list_logged_days(view: Visibility, pair_id: str) -> Iterator[date]:
    """Yield days up to today on which a pair had not ended: a log outside its time is a fault."""
    register, today = view.books.register, view.today
    days = [row["met_on"] for row in register["meetings"] if row["pair_id"] == pair_id]
    days += [
        f"{row['month']}-01"
        for row in register["months"]
        if row["pair_id"] == pair_id and row["contacts"] != "0"
    ]
    yield from (day for day in map(date.fromisoformat, days) if day <= today)
