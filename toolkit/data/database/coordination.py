"""What whoever looks after the pairs reads and writes.

The register, contacts, links, notes, and whether a form is in; never an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from toolkit.data.database import accounts, people
from toolkit.data.database.accounts import AuditLine
from toolkit.data.database.models import Contact
from toolkit.data.database.register_answers import RECORDED
from toolkit.data.database.sql_tables import (
    ANSWERS,
    COHORTS,
    DRAFTS,
    GOALS,
    LINKS,
    MEETINGS,
    MONTHS,
    NOTES,
    PAIRS,
    PARTICIPANTS,
    SUBMISSIONS,
    TRAIL,
    columns_of,
    matches_key,
    pairs_of_person,
    read_rows,
    to_plain,
    to_stored,
    to_utc_text,
)
from toolkit.errors import N_, Fault, StorageError

CHANGED_MEANWHILE = N_("somebody else has changed this in the meantime. Look at it again.")
COHORT_NAME_TAKEN = N_("there is a cohort of this name already. Choose another.")
HAS_PAIRS = N_(
    "this cohort has pairs, so it stays. Take its pairs away first, if they were entered by"
    " mistake."
)
HAS_FORMS = N_("forms were imported for this cohort, so it stays.")
USED = N_(
    "something was sent, agreed or logged for this pair, so it stays. End it early in neutral"
    " words, or match one of the two anew."
)
ONE_WAS_ERASED = N_(
    "one of the two had the own data erased, so what was sent for this pair is not known any more,"
    " and it stays. End it early in neutral words."
)
AGREED = RECORDED["pairs"]
"""Columns of a pair that its two fill in."""
TRACES = (GOALS, MEETINGS, MONTHS, ANSWERS, SUBMISSIONS)

StoredRow = Mapping[str, str]


def _remove_pair(connection: Connection, pair_id: str, was: StoredRow) -> None:
    """Remove a pair of which nothing was sent, agreed or logged, with its notes and drafts.

    Raises:
        StorageError: If the pair is no longer as it *was*, or is used, or nobody knows as one of
            the two was erased.
    """
    pair = _check_pair(connection, pair_id, was)
    if any(pair[column] for column in AGREED) or any(
        read_rows(connection, table, table.c.pair_id == pair_id) for table in TRACES
    ):
        raise StorageError(Fault(USED))
    if people.list_erased(connection) & {pair["mentor_id"], pair["mentee_id"]}:
        raise StorageError(Fault(ONE_WAS_ERASED))
    # The pair last: notes and drafts name it.
    for table in (NOTES, DRAFTS, PAIRS):
        connection.execute(delete(table).where(table.c.pair_id == pair_id))


def _check_pair(connection: Connection, pair_id: str, was: StoredRow) -> dict[str, Any]:
    """Return a pair, having seen that it still is as it *was*.

    Raises:
        StorageError: If it is not.
    """
    there = read_rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)
    if not there or any((there[0][name] or "") != value for name, value in was.items()):
        raise StorageError(Fault(CHANGED_MEANWHILE))
    return there[0]


def _check_untouched(connection: Connection, pair_id: str, since: str) -> None:
    """See that nothing was noted on a pair, and that neither of the two got a link since a moment.

    Raises:
        StorageError: If something was, or one of them did.
    """
    two = {
        pair[side]
        for pair in read_rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)
        for side in ("mentor_id", "mentee_id")
    }
    if read_rows(connection, NOTES, NOTES.c.pair_id == pair_id) or read_rows(
        connection, LINKS, LINKS.c.participant_id.in_(two), LINKS.c.issued_at >= since
    ):
        raise StorageError(Fault(CHANGED_MEANWHILE))


def in_no_pair(connection: Connection, participants: Collection[str]) -> list[str]:
    """Return who of some participants is in no pair."""
    return [code for code in participants if not pairs_of_person(connection, code)]


def remove_note(connection: Connection, note: StoredRow) -> None:
    """Remove a note that an act left, when the act is taken back."""
    connection.execute(delete(NOTES).where(matches_key(NOTES, _to_stored_row(note))))


def check_cohorts(connection: Connection, cohorts: Collection[str]) -> None:
    """See that cohorts are there: one may have got another name since a pair was made for it.

    Raises:
        StorageError: If one is not.
    """
    if not all(
        any(read_rows(connection, table, table.c.cohort == cohort) for table in (COHORTS, PAIRS))
        for cohort in cohorts
    ):
        raise StorageError(Fault(CHANGED_MEANWHILE))


def change_cohort(
    connection: Connection, cohort: str, row: StoredRow, *, by: str, now: datetime
) -> None:
    """Give a cohort another name and other days; pairs and imported forms go with the name.

    Args:
        connection: To the database, as its only writer.
        cohort: The name that it has; perhaps only its pairs name it.
        row: ``cohort``, ``starts_on`` and ``planned_end_on`` from now on.
        by: Address of the account, for a cohort that had no row yet.
        now: When it is done.

    Raises:
        StorageError: If it is no longer there, or something has the new name already.
    """
    check_cohorts(connection, [cohort])
    if row["cohort"] != cohort:
        if any(
            read_rows(connection, table, table.c.cohort == row["cohort"])
            for table in (COHORTS, PAIRS, ANSWERS)
        ):
            raise StorageError(Fault(COHORT_NAME_TAKEN))
        for table in (PAIRS, ANSWERS):
            connection.execute(
                update(table).where(table.c.cohort == cohort).values(cohort=row["cohort"])
            )
    there = read_rows(connection, COHORTS, COHORTS.c.cohort == cohort)
    # Of a cohort that until now only its pairs named, nobody knows who started it before.
    started = (
        to_plain(there[0], ["started_at", "started_by"])
        if there
        else {"started_at": to_utc_text(now), "started_by": by}
    )
    # Written anew and not changed: a cohort that only its pairs name has no row yet.
    connection.execute(delete(COHORTS).where(COHORTS.c.cohort == cohort))
    connection.execute(insert(COHORTS).values(_to_stored_row({**started, **row})))


def remove_cohort(connection: Connection, cohort: str) -> None:
    """Remove a cohort that has nothing in it.

    Raises:
        StorageError: If it has pairs, or forms were imported for it.
    """
    for table, sentence in ((PAIRS, HAS_PAIRS), (ANSWERS, HAS_FORMS)):
        if read_rows(connection, table, table.c.cohort == cohort):
            raise StorageError(Fault(sentence))
    if not connection.execute(delete(COHORTS).where(COHORTS.c.cohort == cohort)).rowcount:
        raise StorageError(Fault(CHANGED_MEANWHILE))


FORM_KEY_COLUMNS = ("participant_id", "pair_id", "questionnaire", "occasion")
SNAPSHOT_TABLES = (PARTICIPANTS, PAIRS, MEETINGS, MONTHS)
PAIR_PREFIX = "pair_"
"""What the lines of the trail begin with that say what was done to a pair."""

FormKey = tuple[str, str, str, str]
"""Whose form is in: participant, pair, questionnaire, occasion."""


@dataclass(frozen=True, repr=False)
class RegisterSnapshot:
    """Everything that the desk works with, as it was at one moment.

    Every cell is text, ``""`` where it is blank.

    Attributes:
        register: Rows of participants, pairs, meetings and months.
        links: Last day of every link that works, by participant.
        issued: When a link was issued last, by participant; of links that were ended nothing is
            known.
        forms: The forms that are in, each with the time at which it came in last.
        erased: Who had the own data erased.
        lines: What was done to pairs, from the trail, the latest last.
    """

    register: Mapping[str, tuple[StoredRow, ...]]
    contacts: Mapping[str, Contact]
    erased: frozenset[str]
    links: Mapping[str, date]
    issued: Mapping[str, str]
    forms: Mapping[FormKey, str]
    cohorts: tuple[StoredRow, ...]
    notes: tuple[StoredRow, ...]
    accounts: Mapping[str, StoredRow]
    lines: tuple[AuditLine, ...]


@dataclass(frozen=True, repr=False)
class PendingChanges:
    """What is written at once, or not at all.

    Attributes:
        participants: New rows.
        pairs: New rows.
        changed: Columns of a pair, by its id: what they are now; *was* says what they have to be
            before.
        contacts: Each in place of what was known before.
        chapters: What a participant's chapter is now.
        removed: Pairs that are taken away; *was* says of them too what they have to be before.
        untouched: Pairs of which nothing may have come, by id: since when none of the two may have
            got a link.
        revoked: Participants whose links end.
        revoked_alone: Participants whose links end if they are in no pair any more.
        cohorts: New rows.
        cohorts_changed: What a cohort's name and days are now, by the name of until now.
        cohorts_removed: Cohorts without pairs.
        struck: Notes that are removed, each as much of it as tells it from the others.
        lines: What the trail says of it: what was done, about what.
    """

    participants: tuple[StoredRow, ...] = ()
    pairs: tuple[StoredRow, ...] = ()
    changed: Mapping[str, StoredRow] = field(default_factory=dict)
    was: Mapping[str, StoredRow] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    chapters: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    untouched: Mapping[str, str] = field(default_factory=dict)
    revoked: tuple[str, ...] = ()
    revoked_alone: tuple[str, ...] = ()
    cohorts: tuple[StoredRow, ...] = ()
    cohorts_changed: Mapping[str, StoredRow] = field(default_factory=dict)
    cohorts_removed: tuple[str, ...] = ()
    notes: tuple[StoredRow, ...] = ()
    struck: tuple[StoredRow, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()


def read_snapshot(connection: Connection, *, today: date) -> RegisterSnapshot:
    """Return what the desk works with; of a form, that it is in and when."""
    return RegisterSnapshot(
        register={table.name: _plain(connection, table) for table in SNAPSHOT_TABLES},
        contacts=people.contacts(connection),
        erased=people.list_erased(connection),
        links=people.live_links(connection, today=today),
        issued=_read_issued_links(connection),
        forms=_forms_in(connection),
        cohorts=_plain(connection, COHORTS),
        notes=_plain(connection, NOTES),
        accounts={
            address: {name: row[name] for name in ("name", "roles", "participant_id")}
            for address, row in accounts.accounts(connection).items()
        },
        lines=accounts.read_lines(
            connection,
            select(TRAIL)
            # In a pattern of SQL an underscore stands for any sign.
            .where(TRAIL.c.what.startswith(PAIR_PREFIX, autoescape=True))
            .order_by(TRAIL.c.number),
        ),
    )


def write(connection: Connection, work: PendingChanges, *, by: str, now: datetime) -> None:
    """Write a piece of work, and in the trail who did it.

    Args:
        connection: To the database, as its only writer.
        work: What is added, changed and removed.
        by: Address of the account.
        now: When it is done.

    Raises:
        StorageError: If somebody else has changed a pair or cohort or taken a code in the meantime,
            or what is to go is used; then nothing is written.
    """
    check_cohorts(
        connection,
        {pair["cohort"] for pair in work.pairs} - {row["cohort"] for row in work.cohorts},
    )
    started = [{**row, "started_at": to_utc_text(now), "started_by": by} for row in work.cohorts]
    # People before pairs, which name them.
    for table, fresh in (
        (PARTICIPANTS, work.participants),
        (PAIRS, work.pairs),
        (COHORTS, started),
    ):
        _insert_new(connection, table, fresh)
    _change_pairs(connection, work)
    for participant_id, chapter in work.chapters.items():
        connection.execute(
            update(PARTICIPANTS)
            .where(PARTICIPANTS.c.participant_id == participant_id)
            .values(chapter=to_stored(chapter))
        )
    people.put_contacts(connection, work.contacts)
    for participant_id in (*work.revoked, *in_no_pair(connection, work.revoked_alone)):
        people.revoke_links(connection, participant_id)
    for cohort, row in work.cohorts_changed.items():
        change_cohort(connection, cohort, row, by=by, now=now)
    for cohort in work.cohorts_removed:
        remove_cohort(connection, cohort)
    for note in work.struck:
        remove_note(connection, note)
    for note in work.notes:
        signed = {**note, "noted_at": to_utc_text(now), "noted_by": by}
        connection.execute(insert(NOTES).values(_to_stored_row(signed)))
    for what, about in work.lines:
        accounts.add_line(connection, by, what, about, now=now)


def _change_pairs(connection: Connection, work: PendingChanges) -> None:
    """Change and remove pairs, each only if it still is as it was when it was looked at."""
    for pair_id, columns in work.changed.items():
        _check_pair(connection, pair_id, work.was.get(pair_id, {}))
        connection.execute(
            update(PAIRS).where(PAIRS.c.pair_id == pair_id).values(_to_stored_row(columns))
        )
    for pair_id, since in work.untouched.items():
        _check_untouched(connection, pair_id, since)
    for pair_id in work.removed:
        _remove_pair(connection, pair_id, work.was.get(pair_id, {}))


def _plain(connection: Connection, table: Table) -> tuple[StoredRow, ...]:
    names = columns_of(table)
    return tuple(to_plain(row, names) for row in read_rows(connection, table))


def _forms_in(connection: Connection) -> dict[FormKey, str]:
    """Return which forms are in; the columns that hold what was answered are not read."""
    # Of both tables: an imported form has answers and was never sent here.
    found: dict[FormKey, str] = {}
    for table, sent_at in ((ANSWERS, ANSWERS.c.submitted_at), (SUBMISSIONS, SUBMISSIONS.c.sent_at)):
        for row in connection.execute(
            select(*(table.c[name] for name in FORM_KEY_COLUMNS), sent_at).distinct()
        ):
            form, time = (row[0] or "", row[1] or "", row[2] or "", row[3] or ""), row[4] or ""
            found[form] = max(found.get(form, ""), time)
    return found


def _read_issued_links(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in read_rows(connection, LINKS):
        found[row["participant_id"]] = max(
            found.get(row["participant_id"], ""), row["issued_at"] or ""
        )
    return found


def _insert_new(connection: Connection, table: Table, fresh: Iterable[StoredRow]) -> None:
    [key] = table.primary_key
    for row in fresh:
        # Somebody else took the code meanwhile: said plainly, where the key would only refuse it.
        if read_rows(connection, table, key == row[key.name]):
            raise StorageError(Fault(CHANGED_MEANWHILE))
        connection.execute(insert(table).values(_to_stored_row(row)))


def _to_stored_row(row: StoredRow) -> dict[str, Any]:
    return {name: to_stored(value) for name, value in row.items()}
