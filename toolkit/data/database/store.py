"""The store of one programme.

Every call is one transaction, and what a call has returned from is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from toolkit.data.database import accounts, coordination, people, register, submissions
from toolkit.data.database.accounts import AccountRow, AuditLine, Browsers
from toolkit.data.database.coordination import PendingChanges, RegisterSnapshot
from toolkit.data.database.database import Database, database_at
from toolkit.data.database.migrations import migrate
from toolkit.data.database.models import Contact, Form, Keys, Mentorship, Receipt, SentForm
from toolkit.data.database.tables import METADATA
from toolkit.release.locations import find_release_home


class AnswerStore:
    """What participants fill in. Every call is one transaction, as in the whole store."""

    database: Database

    def draft(self, form: Form) -> dict[str, str]:
        """Return what was tapped and not sent yet.

        ``""`` is an answer that was sent and is taken back.
        """
        with self.database.reading() as connection:
            return submissions.draft(connection, form)

    def begun(self, participant_id: str) -> dict[Form, frozenset[str | None]]:
        """Return the forms of which a person has a draft, each with the links that it was filled in with."""
        with self.database.reading() as connection:
            return submissions.list_drafts(connection, participant_id)

    def standing(self, form: Form, *, keys: Keys | None = None) -> dict[str, str]:
        """Return the form as it stands.

        What was sent, with the draft over it, without what was taken back; with *keys*, only what
        they open.
        """
        with self.database.reading() as connection:
            return submissions.read_standing_form(connection, form, keys)

    def keep_draft(
        self, form: Form, changed: Mapping[str, str | None], *, keys: Keys | None = None
    ) -> None:
        """Keep what was tapped.

        Items that are not in *changed* stay as they are, ``None`` takes an answer back. See
        :meth:`send` for *keys*.
        """
        with self.database.writing() as connection:
            submissions.keep_draft(connection, form, changed, keys)

    def send(
        self,
        form: Form,
        answers: Mapping[str, str],
        *,
        version: int,
        promise: str,
        now: datetime,
        records: Mapping[str, str] = {},
        keys: Keys | None = None,
    ) -> Receipt:
        """Save a form, and return its receipt once it is on the disk and was read back.

        The same content again is the same receipt; other content is a new revision, which takes the
        place of the one before.

        Args:
            answers: Every answer of the form, by item; what is not in it is not answered.
            version: Of the questionnaire.
            promise: The stamp of the promise that was shown.
            records: The items whose answers set a column of the register instead of becoming rows
                of ``answers``, with that
                column: ``{"rhythm": "pairs.every_days"}``.
            keys: What a form that is in has to be opened by; None for whoever holds the database. A
                draft of another link is replaced whole.

        Raises:
            StorageError: If it could not be saved, the person is not of the pair, or the keys do
                not open what is in. Then nothing was.
        """
        content = submissions.Content.of(answers, records)
        return submissions.send(
            self.database, form, content, version=version, promise=promise, now=now, keys=keys
        )

    def mark_of(self, participant_id: str, typed: str, *, now: datetime) -> str | None:
        """Return the mark of the person's forms that the typed code of a receipt opens.

        None for a wrong one.

        After some wrong ones it is None for any code for a while, whoever types it.
        """
        with self.database.writing() as connection:
            return submissions.mark_of(connection, participant_id, typed, now=now)

    def codes_rest(self, participant_id: str, *, now: datetime) -> bool:
        """Return whether no code of the person is looked at for a while, because of some wrong ones."""
        with self.database.reading() as connection:
            return submissions.is_resting(connection, participant_id, now=now)

    def sent(self, participant_id: str) -> tuple[SentForm, ...]:
        """Return the forms of a person that are in, as they were sent last."""
        with self.database.reading() as connection:
            return submissions.list_sent(connection, participant_id)

    def withdraw(self, form: Form) -> bool:
        """Remove a form with its draft, its answers, and what it set in the register.

        Return whether there was one.
        """
        with self.database.writing() as connection:
            return submissions.withdraw(connection, form)


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


class Store(AnswerStore):
    """The register, the log, drafts and answers of a programme, and apart from them links and contacts. Safe to share between threads."""

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

    def raw_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of the interchange format, all text, missing where blank."""
        with self.database.reading() as connection:
            return register.raw_tables(connection)

    def put_tables(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Put valid tables in, all or nothing.

        Rows with the same key are brought up to date, and nothing is removed or blanked.
        """
        with self.database.writing() as connection:
            register.put_tables(connection, tables)

    def mentorships(self, participant_id: str) -> tuple[Mentorship, ...]:
        """Return every pair that the person is one of."""
        with self.database.reading() as connection:
            return register.mentorships(connection, participant_id)

    # ---- links and contacts ----

    def issue_link(self, participant_id: str, *, until: date, now: datetime) -> str:
        """Return a new token for a person, told this once; the older ones end.

        It is good until the end of the day *until*.
        """
        with self.database.writing() as connection:
            return people.issue_link(connection, participant_id, until=until, now=now)

    def person_of(self, token: str, *, today: date) -> str | None:
        """Return whose link this is.

        ``None`` for one that is unknown, has expired or was revoked alike.
        """
        with self.database.reading() as connection:
            return people.person_of(connection, token, today=today)

    def revoke_links(self, participant_id: str) -> int:
        """End every link of a person, and return how many there were."""
        with self.database.writing() as connection:
            return people.revoke_links(connection, participant_id)

    def live_links(self, *, today: date) -> dict[str, date]:
        """Return the last day of every link that still works, by participant."""
        with self.database.reading() as connection:
            return people.live_links(connection, today=today)

    def link_ends(self, participant_id: str) -> date | None:
        """Return the last day of a person's link, ``None`` if there is none."""
        with self.database.reading() as connection:
            return people.link_ends(connection, participant_id)

    def put_contacts(self, rows: Iterable[Contact]) -> None:
        """Keep how to reach people, each in place of what was known before.

        Somebody who was erased is refused.
        """
        with self.database.writing() as connection:
            people.put_contacts(connection, rows)

    def contacts(self) -> dict[str, Contact]:
        """Return how to reach people, by participant."""
        with self.database.reading() as connection:
            return people.contacts(connection)

    def erased(self) -> frozenset[str]:
        """Return who had the own data erased: nobody is to write to them again."""
        with self.database.reading() as connection:
            return people.list_erased(connection)

    def silent(
        self, cohort: str, questionnaire: str, *, occasion: str | None = None
    ) -> tuple[tuple[str, str, str], ...]:
        """Return (person, pair, role) of everybody in an accepted pair of the cohort whose form is not in; never what anybody answered.

        Args:
            occasion: Which time, such as ``3`` for the check-in after three months; any time if
                left out.
        """
        with self.database.reading() as connection:
            return people.list_silent(connection, cohort, questionnaire, occasion=occasion)

    # ---- the log ----

    def tick(self, pair_id: str, month: str, contacts: str, *, by: str, now: datetime) -> None:
        """Set the month's tick of one of the two, ``0``, ``1`` or ``2+``.

        Blank takes the own one back. Of two the higher stands.
        """
        with self.database.writing() as connection:
            register.tick(connection, pair_id, month, contacts, by=by, now=now)

    def log_meeting(
        self, pair_id: str, meeting: Mapping[str, str], *, by: str, now: datetime
    ) -> None:
        """Log a meeting: ``met_on``, ``form``, and what else is told of ``minutes``, ``topics``, ``celebrated``.

        One on the same day and in the same form is the same: who logged it may change it, the other
        completes it.
        """
        with self.database.writing() as connection:
            register.log_meeting(connection, pair_id, meeting, by=by, now=now)

    def remove_meeting(self, pair_id: str, met_on: str, form: str, *, by: str) -> bool:
        """Remove a meeting, whoever of the two logged it; return whether there was one."""
        with self.database.writing() as connection:
            return register.remove_meeting(connection, pair_id, met_on, form, by=by)

    # ---- my data ----

    def person(self, participant_id: str) -> dict[str, object]:
        """Return everything that is kept about a person, as plain data.

        Nothing of the other of a pair, not even the code.
        """
        with self.database.reading() as connection:
            return people.person(connection, participant_id)

    def opened(self, participant_id: str, keys: Keys) -> dict[str, object]:
        """Return what :meth:`person` does, but of answers and drafts only what the keys open.

        ``withheld`` counts the forms of the rest.
        """
        with self.database.reading() as connection:
            return people.read_opened_person(connection, participant_id, keys)

    def rows_of(self, participant_id: str) -> int:
        """Return how many rows :meth:`erase` would remove."""
        with self.database.reading() as connection:
            return people.rows_of(connection, participant_id)

    def erase(self, participant_id: str) -> int:
        """Remove a person's answers, drafts, links, contact and details, and return how many rows that were; pairs keep the code.

        SQLite overwrites what it deletes. PostgreSQL does not, so there the tables are written
        anew.
        """
        with self.database.writing() as connection:
            gone = people.erase(connection, participant_id)
        if not self.database.file:
            for name in METADATA.tables:
                self.database.statement(f"VACUUM FULL {name}")
        return gone

    # ---- those who look after the programme ----

    def accounts(self) -> dict[str, AccountRow]:
        """Return every account by address, each column as text, ``""`` where it is blank."""
        with self.database.reading() as connection:
            return accounts.accounts(connection)

    def put_account(
        self,
        account: Mapping[str, str],
        *,
        keeps: str,
        by: str,
        what: str,
        now: datetime,
        alone: bool = False,
        there: bool = False,
        was: str | None = None,
    ) -> None:
        """Make an account, or change the columns that are named.

        With another password or other roles, the person has to sign in again.

        Args:
            keeps: The role that may not be lost: somebody who has it and a password stays one.
            by: Who does it, for the trail.
            what: What is done, for the trail.
            alone: Whether it has to be the first account.
            there: Whether there has to be one already.
            was: What has to stand in place of the password still; if left out, anything may.

        Raises:
            StorageError: If there is no such participant, somebody was faster, or the last one of
                that role would be lost.
        """
        with self.database.writing() as connection:
            accounts.put_account(
                connection, account, keeps=keeps, now=now, alone=alone, there=there, was=was
            )
            accounts.add_line(connection, by, what, account["address"], now=now)

    def renew_hash(
        self, address: str, password_hash: str, *, was: str, what: str, now: datetime
    ) -> None:
        """Keep the same password in another way, which signs nobody out.

        Nothing happens if it is another one by now.
        """
        with self.database.writing() as connection:
            if accounts.renew_hash(connection, address, password_hash, was=was):
                accounts.add_line(connection, address, what, address, now=now)

    def remove_account(
        self, address: str, *, keeps: str, by: str, what: str, now: datetime
    ) -> None:
        """Remove an account, and sign the person out everywhere.

        Raises:
            StorageError: If there is none, or nobody with the role *keeps* and a password would be
                left.
        """
        with self.database.writing() as connection:
            accounts.remove_account(connection, address, keeps=keeps)
            accounts.add_line(connection, by, what, address, now=now)

    @property
    def browsers(self) -> Browsers:
        """What is remembered of what browsers show."""
        return Browsers(self.database)

    def enter(
        self, address: str, token_sha256: str, *, until: datetime, what: str, now: datetime
    ) -> None:
        """Keep that somebody is signed in; sweep out who is so no longer."""
        with self.database.writing() as connection:
            accounts.enter(connection, address, token_sha256, until=until, now=now)
            accounts.add_line(connection, address, what, "", now=now)

    def account_in(self, token_sha256: str, *, now: datetime) -> AccountRow | None:
        """Return the account of somebody who is signed in, as it is now."""
        with self.database.reading() as connection:
            return accounts.account_in(connection, token_sha256, now=now)

    def leave(self, token_sha256: str, *, what: str, now: datetime) -> None:
        """Sign somebody out."""
        with self.database.writing() as connection:
            if address := accounts.leave(connection, token_sha256):
                accounts.add_line(connection, address, what, "", now=now)

    def trail(self, done_by: str, what: str, about: str = "", *, now: datetime) -> None:
        """Add a line to the trail: who did what, about whom or what.

        Codes and addresses of accounts only, never a participant's name or answer.
        """
        with self.database.writing() as connection:
            accounts.add_line(connection, done_by, what, about, now=now)

    def trail_lines(self, most: int = 200) -> tuple[AuditLine, ...]:
        """Return the last lines of the trail, the latest first."""
        with self.database.reading() as connection:
            return accounts.last_lines(connection, most)

    # ---- following up ----

    def books(self, *, today: date) -> RegisterSnapshot:
        """Return what whoever looks after the pairs works with, as it is at this moment.

        Never an answer.
        """
        with self.database.reading() as connection:
            return coordination.read_snapshot(connection, today=today)

    def follow_up(self, work: PendingChanges, *, by: str, now: datetime) -> None:
        """Write what was done about pairs, and in the trail who did it.

        Nothing at all if somebody else was faster.
        """
        with self.database.writing() as connection:
            coordination.write(connection, work, by=by, now=now)
