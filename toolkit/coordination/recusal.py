"""Pairs that nobody can look after, because whoever might is one of the two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from toolkit.accounts import COORDINATOR, Account
from toolkit.coordination.sight import Sight
from toolkit.ledger import is_closed
from toolkit.storage import Books
from toolkit.storage.office import Row

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk
    from toolkit.programme import Programme
    from toolkit.storage import Store


def left_to_nobody(desk: Desk, sight: Sight, cohort: str) -> int:
    """Return how many own pairs of a cohort are left to nobody."""
    coordinators = list(_coordinators(sight.books))
    ours = (pair for pair in sight.hidden if pair["cohort"] == cohort)
    return sum(_waits(desk.store, desk.programme, pair) and all(each.is_own(pair) for each in coordinators) for pair in ours)


def followed_up_by_nobody(store: Store, programme: Programme, *, today: date) -> int:
    """Return how many pairs every coordinator is one of; 0 where there is no coordinator at all."""
    books = store.books(today=today)
    coordinators = list(_coordinators(books))
    pairs = [pair for pair in books.register["pairs"] if coordinators and all(each.is_own(pair) for each in coordinators)]
    return sum(_waits(store, programme, pair) for pair in pairs)


def _coordinators(books: Books) -> Iterator[Sight]:
    for address, row in books.accounts.items():
        account = Account(address, row["name"], frozenset(row["roles"].split(";")), row["participant_id"])
        if COORDINATOR in account.roles:
            yield Sight(books, account)


def _waits(store: Store, programme: Programme, pair: Row) -> bool:
    """Whether a pair has anything left to be looked after."""
    return pair["status"] != "never_started" and not is_closed(store.home, programme.code, pair["cohort"])
