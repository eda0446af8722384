"""New pairs on their way into the register.

Who the two are, what they start with, and what is wrong with what was given.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

import pandas as pd

from toolkit.data.database import PendingChanges, RegisterSnapshot
from toolkit.data.database.coordination import StoredRow
from toolkit.data.schema import RawTable, examine_tables, relations
from toolkit.data.schema.cells import MIDNIGHT_TIME
from toolkit.data.schema.columns import is_date, schemas_of
from toolkit.errors import N_, Fault
from toolkit.i18n import LANGUAGES
from toolkit.people.coordination.context import RECUSED, Visibility, follower_code, same_address
from toolkit.people.coordination.person_matching import PREFIX, PersonMatcher, new_codes
from toolkit.people.invitations.recipients import one_line
from toolkit.people.participants.tasks import add_months
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES

NO_START = N_("write the day on which the pair starts.")
BEFORE_START = N_("this day is before the first day of the pair. Correct one of the two.")
MET_LATER = N_("a meeting is logged after this day. Choose a later day.")
MET_EARLIER = N_("a meeting is logged before this day. Choose an earlier day.")
TWO_ARE_ONE = N_("mentor and mentee are the same person. Correct one of the two.")
PLAINER = {
    relations.START_MISSING: NO_START,
    relations.DAY_BEFORE_OTHER: BEFORE_START,
    relations.DAY_AFTER_PAIR: MET_LATER,
    relations.DAY_BEFORE_PAIR: MET_EARLIER,
    relations.PAIR_WITH_ONESELF: TWO_ARE_ONE,
}
"""The sentences of the tables that speak of rows and columns, as a form says them."""
OWNER = {
    "participants": "participant_id",
    "pairs": "pair_id",
    "meetings": "pair_id",
    "months": "pair_id",
}
FAULT_COLUMNS = {relations.DAY_AFTER_PAIR: "ended_on", relations.DAY_BEFORE_PAIR: "started_on"}
"""The column of the pair that a fault elsewhere is said of."""

RowFault = tuple[str, str, Fault]
"""Code of the pair or participant, column, and what is wrong with it."""


def faults_of_work(
    books: RegisterSnapshot, programme: Programme, work: PendingChanges
) -> Iterator[RowFault]:
    """Yield what would break a rule of the tables in the rows that *work* touches.

    Faults that are there already are not its own.

    Args:
        books: The register as it is.
        programme: Whose codes and questionnaires it uses.
        work: What is to be written.

    Yields:
        Code of the pair or participant, column, and what is wrong with it.
    """
    touched = {
        *work.changed,
        *work.chapters,
        *(pair["pair_id"] for pair in work.pairs),
        *(one["participant_id"] for one in work.participants),
    }
    tables = dict(_register(books, work))
    names = {table: [row[key] for row in tables[table]] for table, key in OWNER.items()}
    raw = {table: _raw(table, rows, programme) for table, rows in tables.items()}
    # Tables without answers are not judged at all; no act of the desk brings any.
    _valid, faults = examine_tables(
        {**raw, "answers": _raw("answers", (), programme)}, programme, called="{table}"
    )
    for fault in faults:
        if (
            fault.file in names
            and fault.row is not None
            and (code := names[fault.file][fault.row]) in touched
        ):
            yield (
                code,
                FAULT_COLUMNS.get(fault.message, fault.column),
                Fault(PLAINER.get(fault.message, fault.message), fault.values),
            )


def by_column(found: Iterable[RowFault], codes: Collection[str] = ()) -> dict[str, Fault]:
    """Return faults by column, the first of each."""
    faults: dict[str, Fault] = {}
    for code, column, fault in found:
        if not codes or code in codes:
            faults.setdefault(column, fault)
    return faults


def _register(
    books: RegisterSnapshot, work: PendingChanges
) -> Iterator[tuple[str, list[StoredRow]]]:
    register = books.register
    chapters = work.chapters
    participants = [
        {**row, "chapter": chapters.get(row["participant_id"], row["chapter"])}
        for row in register["participants"]
    ]
    yield "participants", list(chain(participants, work.participants))
    yield (
        "pairs",
        list(
            chain(
                ({**row, **work.changed.get(row["pair_id"], {})} for row in register["pairs"]),
                work.pairs,
            )
        ),
    )
    yield "meetings", list(register["meetings"])
    yield "months", list(register["months"])


def _raw(table: str, rows: Iterable[StoredRow], programme: Programme) -> RawTable:
    """Return rows as a raw table whose row numbers are their places."""
    names = list(schemas_of(programme)[table].columns)
    cells = [[row.get(name, "") for name in names] for row in rows]
    return RawTable(
        table, pd.DataFrame(cells, columns=names, index=pd.RangeIndex(len(cells)), dtype="str")
    )


GIVEN = (
    *(
        "mentor_name",
        "mentor_address",
        "mentee_name",
        "mentee_address",
        "chapter",
        "started_on",
        "planned_end_on",
    ),
    *("competition", "language", "followup_by"),
)
"""What is told of a new pair."""
PAIR_TWICE_IN_SHEET = N_("the same pair stands in row {row} already. Remove one of the two rows.")
PAIR_EXISTS = N_("these two are a pair of this cohort already.")
PAIR_LEFT_AS_IS = N_("these two are a pair of this cohort already, which is left as it is.")
NO_FOLLOWER = N_(
    "nobody who looks after pairs has this name or address. Choose somebody with an account."
)
OWN_FOLLOWER = N_("whoever follows a pair up is not one of the two. Choose somebody else.")
UNKNOWN_LANGUAGE_CODE = N_("write sv or en, or leave it blank.")


class Intake:
    """New pairs of a cohort, one after the other; nothing is written before :meth:`work` is.

    Attributes:
        already: How many were there already.
        warnings: What to look at in the pair that was added last, by column.

    Args:
        same_names: Whether somebody without an address is taken to be the one of exactly that name;
            else never.
    """

    def __init__(self, view: Visibility, cohort: str, *, same_names: bool = False) -> None:
        self.view, self.programme, self.cohort = view, view.programme, cohort
        self.people = PersonMatcher(view, same_names=same_names)
        there = view.books.register["pairs"]
        # A code is never used twice: the trail goes on naming the pair that was taken away by it.
        taken_away = {json.loads(line.about)["pair"] for line in view.books.lines}
        self.pair_ids = {pair["pair_id"] for pair in there} | taken_away
        self.fresh = new_codes(PREFIX["pair"], self.pair_ids)
        self.there: dict[tuple[str, str], int | None] = {
            (pair["mentor_id"], pair["mentee_id"]): None
            for pair in there
            if pair["cohort"] == cohort
        }
        self.pairs: list[StoredRow] = []
        self.already = 0
        self.warnings: tuple[tuple[str, Fault], ...] = ()

    def add(self, given: Mapping[str, str], row: int | None = None) -> dict[str, Fault]:
        """Take a pair in, and return what is wrong with it, by column.

        A pair that is there already is left as it is.

        Args:
            given: Some of :data:`GIVEN`; ``mentor_id``, ``mentee_id`` and ``pair_id`` where a code
                is known.
            row: Its row in a sheet.
        """
        said = {name: one_line(text) for name, text in given.items()}
        self.people.warnings.clear()
        (mentor, faults), (mentee, more) = (self.people.take(role, said, row) for role in ROLES)
        self.warnings = tuple(self.people.warnings)
        # Somebody new has no code yet that could be hidden, so the address is looked at too.
        if {mentor, mentee} & self.view.hidden_people or self._has_own_address(said):
            return {"": Fault(RECUSED)}
        faults |= more | self._faults(said, (mentor, mentee))
        two = (mentor, mentee)
        if not faults and two in self.there:
            return self._once_more(self.there[two])
        self.there[two] = row
        self.pairs.append(self._pair(said, two))
        return faults

    def work(self, *lines: tuple[str, str]) -> PendingChanges:
        """Return what is to be written.

        Where :meth:`add` found a fault, only to be judged and never written.
        """
        people = self.people
        return PendingChanges(
            participants=tuple(people.participants.values()),
            pairs=tuple(self.pairs),
            contacts=tuple(people.contacts.values()),
            chapters=dict(people.chapters),
            lines=lines,
        )

    def _faults(self, said: Mapping[str, str], two: tuple[str, str]) -> dict[str, Fault]:
        faults = {}
        if said.get("language") and said["language"].casefold() not in LANGUAGES:
            faults["language"] = Fault(UNKNOWN_LANGUAGE_CODE)
        if name := said.get("followup_by"):
            faults |= wrong_follower(find_follower(self.view, name), two)
        return faults

    def _has_own_address(self, said: Mapping[str, str]) -> bool:
        """Whether one of the two has the address of whoever looks after the pairs."""
        own = same_address(self.view.account.address)
        return any(
            same_address(said[f"{role}_address"]) == own
            for role in ROLES
            if said.get(f"{role}_address")
        )

    def _once_more(self, row: int | None) -> dict[str, Fault]:
        if row is not None:
            return {"": Fault(PAIR_TWICE_IN_SHEET, {"row": row})}
        self.already += 1
        self.warnings += (("", Fault(PAIR_LEFT_AS_IS)),)
        return {}

    def _pair(self, said: Mapping[str, str], two: tuple[str, str]) -> StoredRow:
        pair_id = said.get("pair_id") or next(self.fresh)
        self.pair_ids.add(pair_id)
        settings = self.programme.settings
        cohort = next((row for row in self.view.books.cohorts if row["cohort"] == self.cohort), {})
        started_on, planned_end_on, matched_on = (
            re.sub(*MIDNIGHT_TIME, said.get(day, ""))
            for day in ("started_on", "planned_end_on", "matched_on")
        )
        return {
            "pair_id": pair_id,
            "cohort": self.cohort,
            "mentor_id": two[0] or self._somebody(pair_id, "mentor", said),
            "mentee_id": two[1] or self._somebody(pair_id, "mentee", said),
            "status": "active",
            "started_on": started_on or cohort.get("starts_on", ""),
            "planned_end_on": planned_end_on or self._planned_end(started_on, cohort),
            "matched_by": said.get("matched_by", ""),
            "matched_on": matched_on,
            "competition": (
                said.get("competition")
                or ("not_asked" if settings.matching.competition_check else "")
            ),
            "followup_by": find_follower(self.view, said.get("followup_by", "")),
        }

    def _planned_end(self, started_on: str, cohort: StoredRow) -> str:
        """Return the end of a pair of which none was named.

        From its own first day, else that of the cohort.
        """
        return planned_end(started_on, self.programme.settings.length_months) or cohort.get(
            "planned_end_on", ""
        )

    def _somebody(self, pair_id: str, role: str, said: Mapping[str, str]) -> str:
        """Return a code for somebody not recognised, so that the rest of the row is judged."""
        code = f"{pair_id}_{role}"
        self.people.participants[code] = {
            "participant_id": code,
            "chapter": said.get("chapter", ""),
        }
        return code


def planned_end(started_on: str, months: int | None) -> str:
    """Return the day on which a programme of so many months ends; blank for an open-ended one."""
    return (
        add_months(date.fromisoformat(started_on), months).isoformat()
        if months and is_date(started_on)
        else ""
    )


def find_follower(view: Visibility, said: str) -> str:
    """Return the code of whoever follows pairs up, told by code, address or name.

    Blank if there is nobody or several.
    """
    if said in view.followers:
        return said
    accounts = {
        follower_code(address, row): (address.casefold(), row["name"].casefold())
        for address, row in view.books.accounts.items()
    }
    found = [
        code
        for code, names in accounts.items()
        if code in view.followers and said and said.casefold() in names
    ]
    return found[0] if len(found) == 1 else ""


def wrong_follower(code: str, two: Iterable[str]) -> dict[str, Fault]:
    """Return what is wrong with whoever is to follow a pair up."""
    if not code:
        return {"followup_by": Fault(NO_FOLLOWER)}
    return {"followup_by": Fault(OWN_FOLLOWER)} if code in two else {}
