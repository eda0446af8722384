"""What whoever looks after the pairs reads and writes: the register, contacts, links, notes, and whether a form is in; never an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from toolkit.errors import Fault, StorageError
from toolkit.storage import accounts, mending, people
from toolkit.storage.accounts import Line
from toolkit.storage.layout import ANSWERS, COHORTS, LINKS, MEETINGS, MONTHS, NOTES, PAIRS, PARTICIPANTS, SUBMISSIONS, TRAIL, columns_of
from toolkit.storage.mending import MEANWHILE
from toolkit.storage.rows import moment, plain, rows, stored
from toolkit.storage.values import Contact

FORM = ("participant_id", "pair_id", "questionnaire", "occasion")
REGISTER = (PARTICIPANTS, PAIRS, MEETINGS, MONTHS)
OF_PAIR = "pair_"
"""What the lines of the trail begin with that say what was done to a pair."""

Row = Mapping[str, str]
FormIn = tuple[str, str, str, str]
"""Whose form is in: participant, pair, questionnaire, occasion."""


@dataclass(frozen=True, repr=False)
class Books:
    """Everything that the desk works with, as it was at one moment; every cell is text, ``""`` where it is blank.

    Attributes:
        register: Rows of participants, pairs, meetings and months.
        links: Last day of every link that works, by participant.
        issued: When a link was issued last, by participant; of links that were ended nothing is known.
        forms: The forms that are in, each with the time at which it came in last.
        erased: Who had the own data erased.
        lines: What was done to pairs, from the trail, the latest last.
    """

    register: Mapping[str, tuple[Row, ...]]
    contacts: Mapping[str, Contact]
    erased: frozenset[str]
    links: Mapping[str, date]
    issued: Mapping[str, str]
    forms: Mapping[FormIn, str]
    cohorts: tuple[Row, ...]
    notes: tuple[Row, ...]
    accounts: Mapping[str, Row]
    lines: tuple[Line, ...]


@dataclass(frozen=True, repr=False)
class Work:
    """What is written at once, or not at all.

    Attributes:
        participants: New rows.
        pairs: New rows.
        changed: Columns of a pair, by its id: what they are now; *was* says what they have to be before.
        contacts: Each in place of what was known before.
        chapters: What a participant's chapter is now.
        removed: Pairs that are taken away; *was* says of them too what they have to be before.
        untouched: Pairs of which nothing may have come, by id: since when none of the two may have got a link.
        revoked: Participants whose links end.
        revoked_alone: Participants whose links end if they are in no pair any more.
        cohorts: New rows.
        cohorts_changed: What a cohort's name and days are now, by the name of until now.
        cohorts_removed: Cohorts without pairs.
        struck: Notes that are removed, each as much of it as tells it from the others.
        lines: What the trail says of it: what was done, about what.
    """

    participants: tuple[Row, ...] = ()
    pairs: tuple[Row, ...] = ()
    changed: Mapping[str, Row] = field(default_factory=dict)
    was: Mapping[str, Row] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    chapters: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    untouched: Mapping[str, str] = field(default_factory=dict)
    revoked: tuple[str, ...] = ()
    revoked_alone: tuple[str, ...] = ()
    cohorts: tuple[Row, ...] = ()
    cohorts_changed: Mapping[str, Row] = field(default_factory=dict)
    cohorts_removed: tuple[str, ...] = ()
    notes: tuple[Row, ...] = ()
    struck: tuple[Row, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()


def books(connection: Connection, *, today: date) -> Books:
    """Return what the desk works with; of a form, that it is in and when."""
    return Books(
        register={table.name: _plain(connection, table) for table in REGISTER},
        contacts=people.contacts(connection),
        erased=people.erased(connection),
        links=people.live_links(connection, today=today),
        issued=_issued(connection),
        forms=_forms_in(connection),
        cohorts=_plain(connection, COHORTS),
        notes=_plain(connection, NOTES),
        accounts={address: {name: row[name] for name in ("name", "roles", "participant_id")} for address, row in accounts.accounts(connection).items()},
        lines=_lines(connection),
    )


def write(connection: Connection, work: Work, *, by: str, now: datetime) -> None:
    """Write a piece of work, and in the trail who did it.

    Raises:
        StorageError: If somebody else has changed a pair or cohort or taken a code in the meantime, or what is to go is used; then nothing
            is written.
    """
    mending.see_cohorts(connection, {pair["cohort"] for pair in work.pairs} - {row["cohort"] for row in work.cohorts})
    started = [{**row, "started_at": moment(now), "started_by": by} for row in work.cohorts]
    for table, fresh in ((PARTICIPANTS, work.participants), (PAIRS, work.pairs), (COHORTS, started)):
        _insert_new(connection, table, fresh)
    for pair_id, columns in work.changed.items():
        mending.see_pair(connection, pair_id, work.was.get(pair_id, {}))
        connection.execute(update(PAIRS).where(PAIRS.c.pair_id == pair_id).values(_stored(columns)))
    for pair_id, since in work.untouched.items():
        mending.see_untouched(connection, pair_id, since)
    for pair_id in work.removed:
        mending.remove_pair(connection, pair_id, work.was.get(pair_id, {}))
    for participant_id, chapter in work.chapters.items():
        connection.execute(update(PARTICIPANTS).where(PARTICIPANTS.c.participant_id == participant_id).values(chapter=stored(chapter)))
    people.put_contacts(connection, work.contacts)
    for participant_id in (*work.revoked, *mending.in_no_pair(connection, work.revoked_alone)):
        people.revoke_links(connection, participant_id)
    for cohort, row in work.cohorts_changed.items():
        mending.change_cohort(connection, cohort, row, by=by, now=now)
    for cohort in work.cohorts_removed:
        mending.remove_cohort(connection, cohort)
    for note in work.struck:
        mending.strike(connection, note)
    for note in work.notes:
        connection.execute(insert(NOTES).values({**_stored(note), "noted_at": moment(now), "noted_by": stored(by)}))
    for what, about in work.lines:
        accounts.add_line(connection, by, what, about, now=now)


def _plain(connection: Connection, table: Table) -> tuple[Row, ...]:
    names = columns_of(table)
    return tuple(plain(row, names) for row in rows(connection, table))


def _lines(connection: Connection) -> tuple[Line, ...]:
    found = connection.execute(select(TRAIL).where(TRAIL.c.what.startswith(OF_PAIR, autoescape=True)).order_by(TRAIL.c.number)).mappings()
    return tuple(Line(*(row[name] or "" for name in Line._fields)) for row in found)


def _forms_in(connection: Connection) -> dict[FormIn, str]:
    """Return which forms are in; the columns that hold what was answered are not read."""
    found: dict[FormIn, str] = {}
    for table, sent_at in ((ANSWERS, ANSWERS.c.submitted_at), (SUBMISSIONS, SUBMISSIONS.c.sent_at)):
        for row in connection.execute(select(*(table.c[name] for name in FORM), sent_at).distinct()):
            form, time = (row[0] or "", row[1] or "", row[2] or "", row[3] or ""), row[4] or ""
            found[form] = max(found.get(form, ""), time)
    return found


def _issued(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows(connection, LINKS):
        found[row["participant_id"]] = max(found.get(row["participant_id"], ""), row["issued_at"] or "")
    return found


def _insert_new(connection: Connection, table: Table, fresh: Iterable[Row]) -> None:
    [key] = table.primary_key
    for row in fresh:
        if rows(connection, table, key == row[key.name]):
            raise StorageError(Fault(MEANWHILE))
        connection.execute(insert(table).values(_stored(row)))


def _stored(row: Row) -> dict[str, Any]:
    return {name: stored(value) for name, value in row.items()}
