"""The register as it would be: every change is judged by the rules of the tables before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import pandas as pd

from toolkit.errors import N_, Fault
from toolkit.programme import Programme
from toolkit.schemas import RawTable, examine, relations
from toolkit.schemas.columns import schemas_of
from toolkit.storage import Books, Work
from toolkit.storage.office import Row

NO_START = N_("write the day on which the pair starts.")
BEFORE_START = N_("this day is before the first day of the pair. Correct one of the two.")
MET_LATER = N_("a meeting is logged after this day. Choose a later day.")
MET_EARLIER = N_("a meeting is logged before this day. Choose an earlier day.")
SAME_PERSON = N_("mentor and mentee are the same person. Correct one of the two.")
PLAINER = {
    relations.STARTED_ON: NO_START,
    relations.BEFORE: BEFORE_START,
    relations.AFTER: MET_LATER,
    relations.BEFORE_PAIR: MET_EARLIER,
    relations.SAME_PERSON: SAME_PERSON,
}
"""The sentences of the tables that speak of rows and columns, as a form says them."""
OWNER = {"participants": "participant_id", "pairs": "pair_id", "meetings": "pair_id", "months": "pair_id"}
COLUMNS = {relations.AFTER: "ended_on", relations.BEFORE_PAIR: "started_on"}
"""The column of the pair that a fault elsewhere is said of."""

Found = tuple[str, str, Fault]
"""Code of the pair or participant, column, and what is wrong with it."""


def faults_of_work(books: Books, programme: Programme, work: Work) -> Iterator[Found]:
    """Yield what would break a rule of the tables in the rows that *work* touches; faults that are there already are not its own."""
    touched = {*work.changed, *work.chapters, *(pair["pair_id"] for pair in work.pairs), *(one["participant_id"] for one in work.participants)}
    tables = dict(_register(books, work))
    names = {table: [row[key] for row in tables[table]] for table, key in OWNER.items()}
    raw = {table: _raw(table, rows, programme) for table, rows in tables.items()}
    _valid, faults = examine({**raw, "answers": _raw("answers", (), programme)}, programme, called="{table}")
    for fault in faults:
        if fault.file in names and fault.row is not None and (code := names[fault.file][fault.row]) in touched:
            yield code, COLUMNS.get(fault.message, fault.column), Fault(PLAINER.get(fault.message, fault.message), fault.values)


def by_column(found: Iterable[Found], codes: Collection[str] = ()) -> dict[str, Fault]:
    """Return faults by column, the first of each."""
    faults: dict[str, Fault] = {}
    for code, column, fault in found:
        if not codes or code in codes:
            faults.setdefault(column, fault)
    return faults


def _register(books: Books, work: Work) -> Iterator[tuple[str, list[Row]]]:
    register = books.register
    chapters = work.chapters
    participants = [{**row, "chapter": chapters.get(row["participant_id"], row["chapter"])} for row in register["participants"]]
    yield "participants", list(chain(participants, work.participants))
    yield "pairs", list(chain(({**row, **work.changed.get(row["pair_id"], {})} for row in register["pairs"]), work.pairs))
    yield "meetings", list(register["meetings"])
    yield "months", list(register["months"])


def _raw(table: str, rows: Iterable[Row], programme: Programme) -> RawTable:
    """Return rows as a raw table whose row numbers are their places."""
    names = list(schemas_of(programme)[table].columns)
    cells = [[row.get(name, "") for name in names] for row in rows]
    return RawTable(table, pd.DataFrame(cells, columns=names, index=pd.RangeIndex(len(cells)), dtype="str"))
