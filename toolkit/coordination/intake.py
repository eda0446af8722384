"""New pairs on their way into the register: who the two are, what they start with, and what is wrong with what was given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date

from toolkit.coordination.newcomers import PREFIX, Newcomers, new_codes
from toolkit.coordination.sight import RECUSED, Sight, follower_code, same_address
from toolkit.errors import N_, Fault
from toolkit.invite.people import one_line
from toolkit.participation.tasks import after
from toolkit.programme import Programme
from toolkit.questionnaire import ROLES
from toolkit.schemas.cells import MIDNIGHT
from toolkit.schemas.columns import is_date
from toolkit.storage import Work
from toolkit.storage.office import Row
from toolkit.texts import LANGUAGES

GIVEN = (
    *("mentor_name", "mentor_address", "mentee_name", "mentee_address", "chapter", "started_on", "planned_end_on"),
    *("competition", "language", "followup_by"),
)
"""What is told of a new pair."""
TWICE = N_("the same pair stands in row {row} already. Remove one of the two rows.")
THERE = N_("these two are a pair of this cohort already.")
LEFT = N_("these two are a pair of this cohort already, which is left as it is.")
NO_FOLLOWER = N_("nobody who looks after pairs has this name or address. Choose somebody with an account.")
OWN_FOLLOWER = N_("whoever follows a pair up is not one of the two. Choose somebody else.")
NO_LANGUAGE = N_("write sv or en, or leave it blank.")


class Intake:
    """New pairs of a cohort, one after the other; nothing is written before :meth:`work` is.

    Attributes:
        already: How many were there already.
        warnings: What to look at in the pair that was added last, by column.

    Args:
        same_names: Whether somebody without an address is taken to be the one of exactly that name; else never.
    """

    def __init__(self, sight: Sight, programme: Programme, cohort: str, *, same_names: bool = False) -> None:
        self.sight, self.programme, self.cohort = sight, programme, cohort
        self.people = Newcomers(sight, same_names=same_names)
        there = sight.books.register["pairs"]
        taken_away = {json.loads(line.about)["pair"] for line in sight.books.lines}
        self.pair_ids = {pair["pair_id"] for pair in there} | taken_away
        self.fresh = new_codes(PREFIX["pair"], self.pair_ids)
        self.there: dict[tuple[str, str], int | None] = {(pair["mentor_id"], pair["mentee_id"]): None for pair in there if pair["cohort"] == cohort}
        self.pairs: list[Row] = []
        self.already = 0
        self.warnings: tuple[tuple[str, Fault], ...] = ()

    def add(self, given: Mapping[str, str], row: int | None = None) -> dict[str, Fault]:
        """Take a pair in, and return what is wrong with it, by column; a pair that is there already is left as it is.

        Args:
            given: Some of :data:`GIVEN`; ``mentor_id``, ``mentee_id`` and ``pair_id`` where a code is known.
            row: Its row in a sheet.
        """
        said = {name: one_line(text) for name, text in given.items()}
        self.people.warnings.clear()
        (mentor, faults), (mentee, more) = (self.people.take(role, said, row) for role in ROLES)
        self.warnings = tuple(self.people.warnings)
        if {mentor, mentee} & self.sight.hidden_people or self._has_own_address(said):
            return {"": Fault(RECUSED)}
        faults |= more | self._faults(said, (mentor, mentee))
        two = (mentor, mentee)
        if not faults and two in self.there:
            return self._once_more(self.there[two])
        self.there[two] = row
        self.pairs.append(self._pair(said, two))
        return faults

    def work(self, *lines: tuple[str, str]) -> Work:
        """Return what is to be written; where :meth:`add` found a fault, only to be judged and never written."""
        people = self.people
        return Work(
            participants=tuple(people.participants.values()),
            pairs=tuple(self.pairs),
            contacts=tuple(people.contacts.values()),
            chapters=dict(people.chapters),
            lines=lines,
        )

    def _faults(self, said: Mapping[str, str], two: tuple[str, str]) -> dict[str, Fault]:
        faults = {}
        if said.get("language") and said["language"].casefold() not in LANGUAGES:
            faults["language"] = Fault(NO_LANGUAGE)
        if name := said.get("followup_by"):
            faults |= wrong_follower(follower(self.sight, name), two)
        return faults

    def _has_own_address(self, said: Mapping[str, str]) -> bool:
        """Whether one of the two has the address of whoever is at the desk."""
        own = same_address(self.sight.account.address)
        return any(same_address(said[f"{role}_address"]) == own for role in ROLES if said.get(f"{role}_address"))

    def _once_more(self, row: int | None) -> dict[str, Fault]:
        if row is not None:
            return {"": Fault(TWICE, {"row": row})}
        self.already += 1
        self.warnings += (("", Fault(LEFT)),)
        return {}

    def _pair(self, said: Mapping[str, str], two: tuple[str, str]) -> Row:
        pair_id = said.get("pair_id") or next(self.fresh)
        self.pair_ids.add(pair_id)
        settings = self.programme.settings
        cohort = next((row for row in self.sight.books.cohorts if row["cohort"] == self.cohort), {})
        started_on, planned_end_on, matched_on = (re.sub(*MIDNIGHT, said.get(day, "")) for day in ("started_on", "planned_end_on", "matched_on"))
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
            "competition": said.get("competition") or ("not_asked" if settings.matching.competition_check else ""),
            "followup_by": follower(self.sight, said.get("followup_by", "")),
        }

    def _planned_end(self, started_on: str, cohort: Row) -> str:
        """Return the end of a pair of which none was named: from its own first day, else that of the cohort."""
        of_cohort = cohort.get("planned_end_on", "")
        return planned_end(started_on, self.programme.settings.length_months) or of_cohort

    def _somebody(self, pair_id: str, role: str, said: Mapping[str, str]) -> str:
        """Return a code for somebody of whom it is not certain who it is, so that the rest of the row can be judged."""
        code = f"{pair_id}_{role}"
        self.people.participants[code] = {"participant_id": code, "chapter": said.get("chapter", "")}
        return code


def planned_end(started_on: str, months: int | None) -> str:
    """Return the day on which a programme of so many months ends; blank for an open-ended one."""
    return after(date.fromisoformat(started_on), months).isoformat() if months and is_date(started_on) else ""


def follower(sight: Sight, said: str) -> str:
    """Return the code of whoever follows pairs up, told by code, address or name; blank if there is nobody or several."""
    if said in sight.followers:
        return said
    accounts = {follower_code(address, row): (address.casefold(), row["name"].casefold()) for address, row in sight.books.accounts.items()}
    found = [code for code, names in accounts.items() if code in sight.followers and said and said.casefold() in names]
    return found[0] if len(found) == 1 else ""


def wrong_follower(code: str, two: Iterable[str]) -> dict[str, Fault]:
    """Return what is wrong with whoever is to follow a pair up."""
    if not code:
        return {"followup_by": Fault(NO_FOLLOWER)}
    return {"followup_by": Fault(OWN_FOLLOWER)} if code in two else {}
