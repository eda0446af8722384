"""What is put right in the database: a cohort's name and days, and a pair that was entered by mistake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, update

from toolkit.errors import N_, Fault, StorageError
from toolkit.storage import people
from toolkit.storage.layout import ANSWERS, COHORTS, DRAFTS, GOALS, LINKS, MEETINGS, MONTHS, NOTES, PAIRS, SUBMISSIONS
from toolkit.storage.records import RECORDED
from toolkit.storage.rows import moment, plain, rows, stored, the_same

MEANWHILE = N_("somebody else has changed this in the meantime. Look at it again.")
TAKEN = N_("there is a cohort of this name already. Choose another.")
HAS_PAIRS = N_("this cohort has pairs, so it stays. Take its pairs away first, if they were entered by mistake.")
HAS_FORMS = N_("forms were imported for this cohort, so it stays.")
USED = N_("something was sent, agreed or logged for this pair, so it stays. End it early in neutral words, or match one of the two anew.")
ERASED = N_("one of the two had the own data erased, so what was sent for this pair is not known any more, and it stays. End it early in neutral words.")
AGREED = RECORDED["pairs"]
"""Columns of a pair that its two fill in."""
TRACES = (GOALS, MEETINGS, MONTHS, ANSWERS, SUBMISSIONS)

Row = Mapping[str, str]


def remove_pair(connection: Connection, pair_id: str, was: Row) -> None:
    """Remove a pair of which nothing was sent, agreed or logged, with its notes and what was tapped and never sent.

    Raises:
        StorageError: If the pair is no longer as it *was*, or is used, or nobody knows as one of the two was erased.
    """
    pair = see_pair(connection, pair_id, was)
    if any(pair[column] for column in AGREED) or any(rows(connection, table, table.c.pair_id == pair_id) for table in TRACES):
        raise StorageError(Fault(USED))
    if people.erased(connection) & {pair["mentor_id"], pair["mentee_id"]}:
        raise StorageError(Fault(ERASED))
    for table in (NOTES, DRAFTS, PAIRS):
        connection.execute(delete(table).where(table.c.pair_id == pair_id))


def see_pair(connection: Connection, pair_id: str, was: Row) -> dict[str, Any]:
    """Return a pair, having seen that it still is as it *was*.

    Raises:
        StorageError: If it is not.
    """
    there = rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)
    if not there or any((there[0][name] or "") != value for name, value in was.items()):
        raise StorageError(Fault(MEANWHILE))
    return there[0]


def see_untouched(connection: Connection, pair_id: str, since: str) -> None:
    """See that nothing was noted on a pair, and that neither of the two got a link since a moment.

    Raises:
        StorageError: If something was, or one of them did.
    """
    two = {pair[side] for pair in rows(connection, PAIRS, PAIRS.c.pair_id == pair_id) for side in ("mentor_id", "mentee_id")}
    if rows(connection, NOTES, NOTES.c.pair_id == pair_id) or rows(connection, LINKS, LINKS.c.participant_id.in_(two), LINKS.c.issued_at >= since):
        raise StorageError(Fault(MEANWHILE))


def in_no_pair(connection: Connection, participants: Collection[str]) -> list[str]:
    """Return who of some participants is in no pair."""
    return [code for code in participants if not rows(connection, PAIRS, or_(PAIRS.c.mentor_id == code, PAIRS.c.mentee_id == code))]


def strike(connection: Connection, note: Row) -> None:
    """Remove a note that an act left, when the act is taken back."""
    connection.execute(delete(NOTES).where(the_same(NOTES, {name: stored(value) for name, value in note.items()})))


def see_cohorts(connection: Connection, cohorts: Collection[str]) -> None:
    """See that cohorts are there: one may have got another name since a pair was made for it.

    Raises:
        StorageError: If one is not.
    """
    if not all(any(rows(connection, table, table.c.cohort == cohort) for table in (COHORTS, PAIRS)) for cohort in cohorts):
        raise StorageError(Fault(MEANWHILE))


def change_cohort(connection: Connection, cohort: str, row: Row, *, by: str, now: datetime) -> None:
    """Give a cohort the name and days of *row*; its pairs, and forms that were imported for it, go with the name.

    Raises:
        StorageError: If it is no longer there, or something has the new name already.
    """
    see_cohorts(connection, [cohort])
    if row["cohort"] != cohort:
        if any(rows(connection, table, table.c.cohort == row["cohort"]) for table in (COHORTS, PAIRS, ANSWERS)):
            raise StorageError(Fault(TAKEN))
        for table in (PAIRS, ANSWERS):
            connection.execute(update(table).where(table.c.cohort == cohort).values(cohort=row["cohort"]))
    there = rows(connection, COHORTS, COHORTS.c.cohort == cohort)
    started = plain(there[0], ["started_at", "started_by"]) if there else {"started_at": moment(now), "started_by": by}
    connection.execute(delete(COHORTS).where(COHORTS.c.cohort == cohort))
    connection.execute(insert(COHORTS).values({name: stored(value) for name, value in {**started, **row}.items()}))


def remove_cohort(connection: Connection, cohort: str) -> None:
    """Remove a cohort that has nothing in it.

    Raises:
        StorageError: If it has pairs, or forms were imported for it.
    """
    for table, sentence in ((PAIRS, HAS_PAIRS), (ANSWERS, HAS_FORMS)):
        if rows(connection, table, table.c.cohort == cohort):
            raise StorageError(Fault(sentence))
    of_it: ColumnElement[bool] = COHORTS.c.cohort == cohort
    if not connection.execute(delete(COHORTS).where(of_it)).rowcount:
        raise StorageError(Fault(MEANWHILE))
