"""The store of one programme.

Every call is one transaction, and what a call has returned from is on the disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from toolkit.data.database import accounts as account_rows
from toolkit.data.database import (
    coordination,
    forgotten,
    pair_log,
    people,
    receipt_codes,
    register,
    submissions,
)
from toolkit.data.database.accounts import Browsers
from toolkit.data.database.database import Database, database_at, reads, writes
from toolkit.data.database.migrations import migrate
from toolkit.data.database.models import Form, Keys, Receipt
from toolkit.data.database.sql_tables import METADATA
from toolkit.release.locations import find_release_home


def open_store(url: str, *, create: bool = True) -> Store:
    """Open the database at *url*, and bring it up to this version.

    Args:
        url: ``sqlite:///path/data.db``, or ``postgresql://user@host/name``.
        create: Whether to make a SQLite database that is not there.

    Raises:
        StorageError: If it cannot be opened, is another program's, or was made by a newer version.
    """
    database = database_at(url, create=create)
    migrate(database)
    return Store(url, database)


class Store:
    """The register, the log, drafts and answers of a programme; apart from them links and contacts.

    Safe to share between threads. What a method does, takes and returns is said at the function
    that it is made of, which has the connection as its first argument.
    """

    def __init__(self, url: str, database: Database) -> None:
        self.url = url
        self.database = database

    def __repr__(self) -> str:
        return f"<Store {self.database.name}>"

    @property
    def home(self) -> Path:
        """The folder that keeps the releases, the ledger and the key."""
        return find_release_home(self.url)

    def close(self) -> None:
        """Close what is kept open to a server."""
        self.database.close()

    # ---- the tables of the interchange format ----

    raw_tables = reads(register.raw_tables)
    put_tables = writes(register.put_tables)
    mentorships = reads(register.mentorships)

    # ---- forms ----

    draft = reads(submissions.draft)
    begun = reads(submissions.list_drafts)
    standing = reads(submissions.read_standing_form)
    keep_draft = writes(submissions.keep_draft)
    mark_of = writes(receipt_codes.mark_of)
    codes_rest = reads(receipt_codes.is_resting)
    sent = reads(submissions.list_sent)
    withdraw = writes(submissions.withdraw)

    def send(
        self,
        form: Form,
        answers: Mapping[str, str],
        *,
        version: int,
        promise: str,
        now: datetime,
        records: Mapping[str, str] = {},
        short_form: str = "",
        keys: Keys | None = None,
    ) -> Receipt:
        """Save a form, and return its receipt once it is on the disk and was read back.

        The same content again is the same receipt; other content is a new revision, which takes the
        place of the one before.

        Args:
            form: Which form of whom.
            answers: Every answer of the form, by item; what is not in it is not answered.
            version: Of the questionnaire.
            promise: The stamp of the promise that was shown.
            now: When it was sent.
            records: The items whose answers set a column of the register instead of becoming rows
                of ``answers``, with that column: ``{"rhythm": "pairs.every_days"}``.
            short_form: Whether it is the short form, ``yes`` or ``no``; blank where there is none.
            keys: What a form that is in has to be opened by; None for whoever holds the database. A
                draft of another link is replaced whole.

        Returns:
            The receipt, of what was read back.

        Raises:
            StorageError: If it could not be saved, the person is not of the pair, or the keys do
                not open what is in. Then nothing was.
        """
        return submissions.send(
            self.database,
            form,
            replace(submissions.Content.of(answers, records), short_form=short_form),
            version=version,
            promise=promise,
            now=now,
            keys=keys,
        )

    # ---- links and contacts ----

    issue_link = writes(people.issue_link)
    person_of = reads(people.person_of)
    revoke_links = writes(people.revoke_links)
    live_links = reads(people.live_links)
    link_ends = reads(people.link_ends)
    put_contacts = writes(people.put_contacts)
    contacts = reads(people.contacts)
    erased = reads(people.list_erased)
    erased_marks = reads(forgotten.list_marks)
    silent = reads(people.list_silent)

    # ---- the log ----

    tick = writes(pair_log.tick)
    log_meeting = writes(pair_log.log_meeting)
    remove_meeting = writes(pair_log.remove_meeting)

    # ---- my data ----

    person = reads(people.person)
    opened = reads(people.read_opened_person)
    rows_of = reads(people.rows_of)

    def erase(self, participant_id: str) -> int:
        """Remove a person's answers, drafts, links, contact and details; pairs keep the code.

        SQLite overwrites what it deletes. PostgreSQL does not, so there the tables are written
        anew. Return how many rows were removed.
        """
        with self.database.writing() as connection:
            gone = people.erase(connection, participant_id)
        if not self.database.file:
            for name in METADATA.tables:
                self.database.statement(f"VACUUM FULL {name}")
        return gone

    # ---- those who look after the programme ----

    accounts = reads(account_rows.accounts)
    put_account = writes(account_rows.put_account)
    renew_hash = writes(account_rows.renew_hash)
    remove_account = writes(account_rows.remove_account)
    enter = writes(account_rows.enter)
    account_in = reads(account_rows.account_in)
    leave = writes(account_rows.leave)
    trail = writes(account_rows.add_line)
    trail_lines = reads(account_rows.last_lines)

    @property
    def browsers(self) -> Browsers:
        """What is remembered of what browsers show."""
        return Browsers(self.database)

    # ---- following up ----

    books = reads(coordination.read_snapshot)
    follow_up = writes(coordination.write)
