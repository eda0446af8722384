"""A small association in a database: who takes part, and their personal links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from toolkit.data.database import Contact, Store, open_store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
PEOPLE = {"m1": "sv", "a1": "sv", "a2": "en", "m3": "sv", "a4": "en", "m4": "sv"}
PAIRS = (
    {
        "pair_id": "p1",
        "mentor_id": "m1",
        "mentee_id": "a1",
        "status": "active",
        "started_on": "2026-01-12",
        "planned_end_on": "2026-12-01",
    },
    {
        "pair_id": "p2",
        "mentor_id": "m1",
        "mentee_id": "a2",
        "status": "ended_early",
        "started_on": "2026-02-02",
        "ended_on": "2026-06-01",
    },
    {
        "pair_id": "p3",
        "mentor_id": "m3",
        "mentee_id": "m1",
        "status": "active",
        "started_on": "2026-08-01",
        "planned_end_on": "2027-08-01",
    },
    {"pair_id": "p4", "mentor_id": "m4", "mentee_id": "a4", "status": "never_started"},
)
"""In the cohort 2026: m1 is mentor of two, and mentee of m3."""


@dataclass(frozen=True)
class Place:
    """A database and the links of its people."""

    url: str
    store: Store
    links: dict[str, str]


def association(
    folder: Path, *, pairs=PAIRS, until: date = date(2027, 6, 30), **columns: str
) -> Place:
    """Make the database of the association in *folder*; *columns* are set in every pair."""
    url = f"sqlite:///{folder / 'data.db'}"
    store = open_store(url)
    people = pd.DataFrame(
        [{"participant_id": person, "language": language} for person, language in PEOPLE.items()],
        dtype="str",
    )
    store.put_tables(
        {
            "participants": people,
            "pairs": pd.DataFrame(
                [{"cohort": "2026", **pair, **columns} for pair in pairs], dtype="str"
            ),
        }
    )
    store.put_contacts(
        [
            Contact("m1", "Karin", "karin@example.org", "sv"),
            Contact("a1", "Åsa", "asa@example.org", "sv"),
        ]
    )
    return Place(
        url, store, {person: store.issue_link(person, until=until, now=NOW) for person in PEOPLE}
    )


@cache
def _made_once() -> tuple[bytes, dict[str, str]]:
    """Return the file of the association, and its links."""
    with TemporaryDirectory() as folder:
        place = association(Path(folder))
        return (Path(folder) / "data.db").read_bytes(), place.links


def copied_association(folder: Path) -> Place:
    """Put a copy of the association into *folder*: its keys and links are those of every copy."""
    content, links = _made_once()
    (folder / "data.db").write_bytes(content)
    url = f"sqlite:///{folder / 'data.db'}"
    return Place(url, open_store(url), dict(links))
