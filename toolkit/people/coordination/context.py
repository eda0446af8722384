"""What this account may see: every pair but those that its own person is one of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.data.database import RegisterSnapshot
from toolkit.data.database.coordination import StoredRow
from toolkit.errors import N_, Fault, Refused
from toolkit.people.accounts import COORDINATOR, Account
from toolkit.people.invitations.recipients import one_line, to_ascii_address
from toolkit.release.ledger import is_closed

if TYPE_CHECKING:
    from toolkit.data.database import Store
    from toolkit.programme.programme import Programme


@dataclass(frozen=True, repr=False)
class Context:
    """Who works on which programme, on which database, on which day.

    Attributes:
        account: Whoever is signed in.
        today: The day as it is where the programme is.
    """

    store: Store
    programme: Programme
    account: Account
    today: date


def count_left_to_nobody(view: Visibility, cohort: str) -> int:
    """Return how many own pairs of a cohort are left to nobody."""
    coordinators = list(_list_coordinators(view))
    ours = (pair for pair in view.hidden if pair["cohort"] == cohort)
    return sum(
        _needs_attention(view, pair) and all(each.is_own(pair) for each in coordinators)
        for pair in ours
    )


def count_unattended_pairs(context: Context) -> int:
    """Return how many pairs every coordinator is one of; 0 where there is no coordinator at all."""
    view = Visibility.read(context)
    coordinators = list(_list_coordinators(view))
    return sum(
        all(each.is_own(pair) for each in coordinators) and _needs_attention(view, pair)
        for pair in view.books.register["pairs"]
        if coordinators
    )


def _list_coordinators(view: Visibility) -> Iterator[Visibility]:
    for address, row in view.books.accounts.items():
        if COORDINATOR in row["roles"].split(";"):
            coordinator = Account(
                address, row["name"], frozenset({COORDINATOR}), row["participant_id"]
            )
            yield replace(view, account=coordinator)


def _needs_attention(view: Visibility, pair: StoredRow) -> bool:
    """Whether a pair has anything left to be looked after."""
    return pair["status"] != "never_started" and not view.is_closed(pair["cohort"])


RECUSED = N_("you are one of this pair, so somebody else looks after it.")
NO_SUCH_PAIR = N_("there is no such pair.")
NO_PERSON = N_("there is no such person in the cohort.")


def same_address(address: str) -> str:
    """Return an address as it is compared.

    Large and small letters are alike, and so are the two ways to write a domain.
    """
    return (to_ascii_address(address.strip()) or address.strip()).casefold()


def same_name(name: str) -> str:
    """Return a name as it is compared."""
    return one_line(name).casefold()


@dataclass(frozen=True, repr=False)
class Visibility(Context):
    """The books as one account may see them, read at one moment."""

    books: RegisterSnapshot

    @classmethod
    def read(cls, context: Context) -> Visibility:
        """Read what is stored now."""
        return cls(
            context.store,
            context.programme,
            context.account,
            context.today,
            context.store.books(today=context.today),
        )

    @cached_property
    def own(self) -> frozenset[str]:
        """The codes under which this account's person takes part."""
        address = same_address(self.account.address)
        by_address = {
            code
            for code, contact in self.books.contacts.items()
            if contact.address and same_address(contact.address) == address
        }
        return frozenset(
            by_address | ({self.account.participant_id} if self.account.participant_id else set())
        )

    @cached_property
    def pairs(self) -> dict[str, StoredRow]:
        """The pairs that may be seen, by id."""
        return {
            pair["pair_id"]: pair for pair in self.books.register["pairs"] if not self.is_own(pair)
        }

    @cached_property
    def hidden(self) -> tuple[StoredRow, ...]:
        """The pairs that may not."""
        return tuple(pair for pair in self.books.register["pairs"] if self.is_own(pair))

    @cached_property
    def hidden_people(self) -> frozenset[str]:
        """The own person, and whoever is in a pair with her.

        A link of theirs would open that pair.
        """
        return self.own | {
            pair[side] for pair in self.hidden for side in ("mentor_id", "mentee_id")
        }

    def is_closed(self, cohort: str) -> bool:
        """Whether the figures of a cohort are told, and so never changed."""
        return is_closed(self.store.home, self.programme.code, cohort)

    def is_own(self, pair: StoredRow) -> bool:
        """Whether this account's person is one of the two."""
        return bool({pair["mentor_id"], pair["mentee_id"]} & self.own)

    def of_cohort(self, cohort: str) -> list[StoredRow]:
        """Return the pairs of a cohort that may be seen."""
        return [pair for pair in self.pairs.values() if pair["cohort"] == cohort]

    def require_pair(self, pair_id: str) -> StoredRow:
        """Return a pair that may be seen.

        Raises:
            Refused: If there is no such pair, or the account's person is one of it.
        """
        if pair_id in self.pairs:
            return self.pairs[pair_id]
        ours = any(pair["pair_id"] == pair_id for pair in self.hidden)
        raise Refused(Fault(RECUSED if ours else NO_SUCH_PAIR))

    def name(self, code: str) -> str:
        """Return what to call a person: the name, or the code where nobody knows one."""
        contact = self.books.contacts.get(code)
        return (one_line(contact.name) if contact else "") or code

    def link_until(self, code: str) -> date | None:
        """Return the last day of a person's link.

        None also for the other of an own pair, whose link is a matter of that pair.
        """
        return None if code in self.hidden_people else self.books.links.get(code)

    @cached_property
    def followers(self) -> dict[str, str]:
        """Whoever can follow a pair up, by the code that stands in the register: the name."""
        ours = {
            address: row
            for address, row in self.books.accounts.items()
            if COORDINATOR in row["roles"].split(";")
        }
        return {
            follower_code(address, row): row["name"] or address
            for address, row in sorted(ours.items())
        }

    def account_name(self, address: str) -> str:
        """Return the name of an account, blank if it is gone."""
        row: Mapping[str, str] = self.books.accounts.get(address, {})
        return row.get("name", "") or address if row else ""


def follower_code(address: str, account: StoredRow) -> str:
    """Return the code of an account in the register, where no address may stand.

    That of the participant, else one made of the address.
    """
    from hashlib import sha256

    return account["participant_id"] or f"F{sha256(address.encode()).hexdigest()[:8]}"
