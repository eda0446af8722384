"""A small association as its coordinator meets it: five pairs, one of which the coordinator is one
of.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
from answered import answering
from ledgers import keep
from releases import A8

from toolkit.closing import NOTHING_SAID, Assent
from toolkit.data.database import Contact, Form, open_store
from toolkit.errors import ClosingError
from toolkit.people.accounts import Account
from toolkit.people.coordination import CoordinationService
from toolkit.programme.programme import Programme
from toolkit.release.release import Release

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
TODAY = date(2027, 3, 1)
COHORT = "2027"
KARIN = Account("karin@example.org", "Karin", frozenset({"coordinator"}))
STARTED = {
    "status": "active",
    "started_on": "2027-02-20",
    "planned_end_on": "2028-02-20",
    "competition": "none",
    "followup_by": "F1",
    "cohort": COHORT,
}
PAIRS = (
    {"pair_id": "P001", "mentor_id": "M001", "mentee_id": "A001"},
    {"pair_id": "P002", "mentor_id": "M001", "mentee_id": "A002"},
    {"pair_id": "P003", "mentor_id": "M002", "mentee_id": "A003"},
    {"pair_id": "P004", "mentor_id": "M003", "mentee_id": "A004"},
    {"pair_id": "P005", "mentor_id": "A004", "mentee_id": "A005"},
)
"""M001 is mentor of two. M003 is Karin, under another way to write her address; A004 is in a pair
with her, and mentor of A005.
"""
NAMES = {
    "M001": ("Anna Ahl", "anna@example.org"),
    "M002": ("Maja Mark", "maja@example.org"),
    "M003": ("Karin Kalm", "Karin@Example.org"),
    "A001": ("Bodil Berg", "bodil@example.org"),
    "A002": ("Cilla Clas", ""),
    "A003": ("Doris Dahl", "doris@example.org"),
    "A004": ("Eva Ek", "eva@example.org"),
    "A005": ("Frida Fors", "frida@example.org"),
}


AnsweringDesk = answering(
    CoordinationService,
    *("start_cohort", "change_cohort", "remove_cohort", "add_pair", "change", "undo"),
    *("remove_pair", "rematch", "note", "put_contact", "issue", "revoke", "complete_all"),
)
"""A desk that answers an act with what it was refused for, by field; else with what it gave."""


def office(
    folder: Path,
    programme: Programme,
    *,
    pairs=PAIRS,
    account: Account = KARIN,
    today: date = TODAY,
    url: str = "",
    **columns: str,
) -> CoordinationService:
    """Return the desk of an association in *folder*, or at *url*; *columns* are set in every pair,
    unless it says otherwise.
    """
    store = open_store(url or f"sqlite:///{folder / 'data.db'}")
    rows = [{**STARTED, **columns, **pair} for pair in pairs]
    people = sorted({row[role] for row in rows for role in ("mentor_id", "mentee_id")})
    store.put_tables(
        {
            "participants": pd.DataFrame({"participant_id": people}, dtype="str"),
            "pairs": pd.DataFrame(rows, dtype="str"),
        }
    )
    store.put_contacts([Contact(code, *NAMES[code]) for code in people if code in NAMES])
    return AnsweringDesk(store, programme, account, today)


def give_account(
    desk: CoordinationService,
    address: str,
    name: str,
    roles: str = "coordinator",
    participant_id: str = "",
) -> None:
    """Keep an account."""
    row = {"address": address, "name": name, "roles": roles, "participant_id": participant_id}
    desk.store.put_account(row, keeps="", by="", what="test", now=NOW)


def close(desk: CoordinationService, cohort: str = COHORT) -> None:
    """Close a cohort."""
    keep(desk.store.home, replace(A8, programme=desk.programme.code, cohort=cohort))


def send(
    desk: CoordinationService,
    person: str,
    pair: str,
    role: str,
    questionnaire: str = "closing",
    occasion: str = "",
    now: datetime = NOW,
    **answers: str,
) -> None:
    """Send a form."""
    form = Form(person, pair, role, questionnaire, occasion)
    desk.store.send(
        form, answers or {"process_works": "5"}, version=1, promise="1-0123456789abcdef", now=now
    )


def line(desk: CoordinationService, pair_id: str, cohort: str = COHORT):
    """Return a pair as the desk shows it."""
    return next(pair for pair in desk.pairs(cohort) if pair.pair_id == pair_id)


def said(faults) -> dict[str, str]:
    """Return the sentence of each fault, by field."""
    return {field: fault.sentence() for field, fault in faults.items()}


def everything(desk: CoordinationService) -> str:
    """Return every cell of the database as text, to see that nothing changed."""
    return desk.store.database.name + str(
        [
            tuple(row)
            for table in _tables(desk)
            for row in desk.store.database.statement(f"SELECT * FROM {table}")  # noqa: S608
        ]
    )


def _tables(desk: CoordinationService) -> list[str]:
    return [
        str(name)
        for (name,) in desk.store.database.statement(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
    ]


def close_from(
    desk: CoordinationService, cohort: str, on: date, assent: Assent = NOTHING_SAID
) -> Release:
    """Close a cohort from the desk, and wait for what is released or in the way."""
    run = desk.begin_closing(cohort, on, "Berit Board", NOW, assent)
    assert run.wait(120)
    if run.release is None:
        raise ClosingError(run.faults)
    return run.release
