"""An association with a coordinator: a cohort in which everything waits that can wait, and one pair
that is the coordinator's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from toolkit.data.database import Contact, Form, Store, open_store
from toolkit.people.accounts import COORDINATOR, Account
from toolkit.people.coordination import CoordinationService
from toolkit.programme.programme import load_programme
from toolkit.resources import resource_path

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
OWN = "own@example.org"
COORDINATING = Account(OWN, "Eva Ek", frozenset({COORDINATOR}), "M009")
"""Looks after the pairs, and is the mentor of P009."""
NAMES = {
    "M001": "Karin Bergström",
    "A001": "Åsa Öberg",
    "M002": "Birgitta Lindqvist",
    "A002": "Lena Nyström",
    "M003": "Marie Håkansson",
    "A003": "Ulla Sjöberg",
    "M004": "Ingrid Åkesson",
    "A004": "Sofia Holm",
    "M005": "Anna Wiklund",
    "A005": "Maria Sund",
    "M009": "Hemlig Mentorsson",
    "A009": "Hemlig Adeptsson",
}
ENDS = "2027-08-31"
PAIRS = (
    {
        "pair_id": "P001",
        "started_on": "2026-09-01",
        "planned_end_on": ENDS,
        "competition": "declared",
        "followup_by": "F0000000a",
    },
    {
        "pair_id": "P002",
        "started_on": "2026-01-10",
        "planned_end_on": ENDS,
        "competition": "not_asked",
        "agreed_on": "2026-01-20",
        "every_days": "14",
    },
    {
        "pair_id": "P003",
        "started_on": "2025-11-20",
        "planned_end_on": "2026-11-25",
        "competition": "none",
        "followup_by": "F0000000a",
    },
    {
        "pair_id": "P004",
        "started_on": "2026-01-10",
        "planned_end_on": ENDS,
        "competition": "none",
        "followup_by": "F0000000a",
        "status": "on_hold",
    },
    {
        "pair_id": "P005",
        "started_on": "2026-01-10",
        "ended_on": "2026-05-01",
        "competition": "none",
        "status": "ended_early",
        "end_reason": "moved",
    },
    {
        "pair_id": "P009",
        "started_on": "2026-01-10",
        "planned_end_on": ENDS,
        "competition": "not_asked",
    },
)
"""P001 never got going and compete; P002 has gone quiet; P003 is at its end; P004 rests; P005 has
ended; P009 is the coordinator's own.
"""


@dataclass(frozen=True)
class OfficePlace:
    """A database with its coordinator."""

    url: str
    store: Store

    def desk(
        self, code: str = "handledarforening", *, account: Account = COORDINATING
    ) -> CoordinationService:
        """Return the coordinator's desk."""
        return CoordinationService(
            self.store, load_programme(resource_path(f"surveys/{code}")), account, TODAY
        )


def office(
    folder: Path, *, pairs=PAIRS, cohort: str = "2026", code: str = "handledarforening"
) -> OfficePlace:
    """Make the database of an association in *folder*, with no more than *pairs* in its cohort."""
    url = f"sqlite:///{folder / 'office.db'}"
    place = OfficePlace(url, open_store(url))
    if pairs:
        people = [person for pair in pairs for person in (_mentor(pair), _mentee(pair))]
        rows = [
            {
                "status": "active",
                "cohort": cohort,
                "mentor_id": _mentor(pair),
                "mentee_id": _mentee(pair),
                **pair,
            }
            for pair in pairs
        ]
        if code == "handledarforening":
            _fill(place.store, people, rows)
        else:
            _fill(
                place.store,
                people,
                [
                    {
                        name: cell
                        for name, cell in row.items()
                        if name not in ("competition", "followup_by")
                    }
                    for row in rows
                ],
            )
    return place


def _fill(store: Store, people: list[str], rows: list[dict[str, str]]) -> None:
    register = pd.DataFrame(
        [{"participant_id": person, "language": "sv"} for person in dict.fromkeys(people)],
        dtype="str",
    )
    store.put_tables({"participants": register, "pairs": pd.DataFrame(rows, dtype="str")})
    store.put_contacts(
        [
            Contact(person, NAMES.get(person, ""), f"{person.lower()}@example.org", "sv")
            for person in dict.fromkeys(people)
        ]
    )


def everything(folder: Path) -> OfficePlace:
    """Make the cohort in which everything waits: somebody wants to be contacted, a pair is to be
    looked at again, links work for some.
    """
    place = office(folder)
    form = Form("A002", "P002", "mentee", "check-in", "9")
    place.store.send(
        form,
        {WISH[0]: WISH[1]},
        version=1,
        promise="",
        now=datetime(2026, 11, 1, 12, 0, tzinfo=UTC),
    )
    for person in ("M003", "A003", "M009", "A009"):
        place.store.issue_link(person, until=date(2027, 1, 15), now=NOW)
    earlier = replace(place.desk(), today=date(2026, 10, 1))
    earlier.note(
        "P004", "called_both", "2026-10-01", "2026-11-01", datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
    )
    return place


WISH = ("contact_me", "yes")
"""The question by which somebody asks to be contacted, and its answer."""


def _mentor(pair) -> str:
    return f"M{pair['pair_id'][1:]}"


def _mentee(pair) -> str:
    return f"A{pair['pair_id'][1:]}"
