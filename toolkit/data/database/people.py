"""The people: links, contacts, who has not answered, and what a person may see and have erased."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from toolkit.data.database.forgotten import remember_erased
from toolkit.data.database.models import Contact, Form, Keys
from toolkit.data.database.pair_log import forget_logger
from toolkit.data.database.sql_tables import (
    ANSWERS,
    CONTACTS,
    DRAFTS,
    GOALS,
    LINKS,
    MEETINGS,
    MONTHS,
    PAIRS,
    PARTICIPANTS,
    SUBMISSIONS,
    TRIES,
    columns_of,
    pairs_of_person,
    read_rows,
    to_plain,
    to_stored,
    to_utc_text,
)
from toolkit.data.database.submissions import form_of, list_sent
from toolkit.errors import N_, Fault, StorageError

UNKNOWN_PERSON_CODE = N_("there is no such participant.")
PARTICIPANT_ERASED = N_(
    "this participant had the own data erased, so no name and no address is kept again. Remove the"
    " row."
)
ROLE_COLUMNS = {"mentor": "mentor_id", "mentee": "mentee_id"}
ERASED_TABLES = (ANSWERS, SUBMISSIONS, DRAFTS, LINKS, CONTACTS, TRIES)
"""Tables whose rows go with the person."""
BLANK = CONTACTS.c.name.is_(None) & CONTACTS.c.address.is_(None) & CONTACTS.c.language.is_(None)
"""A contact that says nothing is the mark of somebody who was erased.

The code stays in the register, and nobody is to write to it.
"""


def issue_link(connection: Connection, participant_id: str, *, until: date, now: datetime) -> str:
    """Return a new token of 256 random bits, which is told once: only its hash is stored.

    The older ones end. It is good until the end of the day *until*.

    Args:
        connection: To the database, as its only writer.
        participant_id: Whose link it is.
        until: The last day on which it works.
        now: When it is issued.

    Returns:
        The token.
    """
    check_person(connection, participant_id)
    revoke_links(connection, participant_id)
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(LINKS).values(
            token_sha256=hash_link(token),
            participant_id=participant_id,
            issued_at=to_utc_text(now),
            until=until.isoformat(),
        )
    )
    return token


def person_of(connection: Connection, token: str, *, today: date) -> str | None:
    """Return whose link this is.

    ``None`` for one that is unknown, has expired or was revoked alike.

    Args:
        connection: To the database.
        token: What the link carries.
        today: The day on which it is opened.

    Returns:
        The participant.
    """
    return connection.scalar(
        select(LINKS.c.participant_id).where(
            LINKS.c.token_sha256 == hash_link(token), LINKS.c.until >= today.isoformat()
        )
    )


def revoke_links(connection: Connection, participant_id: str) -> int:
    """End every link of a person, and return how many there were."""
    return connection.execute(
        delete(LINKS).where(LINKS.c.participant_id == participant_id)
    ).rowcount


def live_links(connection: Connection, *, today: date) -> dict[str, date]:
    """Return the last day of every link that still works, by participant."""
    return {
        row["participant_id"]: date.fromisoformat(row["until"])
        for row in read_rows(connection, LINKS, LINKS.c.until >= today.isoformat())
    }


def link_ends(connection: Connection, participant_id: str) -> date | None:
    """Return the last day of a person's link, ``None`` if there is none."""
    until = connection.scalar(select(LINKS.c.until).where(LINKS.c.participant_id == participant_id))
    return date.fromisoformat(until) if until else None


def put_contacts(connection: Connection, contacts: Iterable[Contact]) -> None:
    """Keep how to reach people, each in place of what was known before.

    Of a contact that says nothing, nothing.

    Raises:
        StorageError: If somebody is not in the register, or was erased.
    """
    gone = list_erased(connection)
    for contact in contacts:
        check_person(connection, contact.participant_id)
        if contact.participant_id in gone:
            raise StorageError(Fault(PARTICIPANT_ERASED))
        connection.execute(
            delete(CONTACTS).where(CONTACTS.c.participant_id == contact.participant_id)
        )
        # A row that says nothing means that the person was erased.
        if contact.name or contact.address or contact.language:
            connection.execute(
                insert(CONTACTS).values(
                    {name: to_stored(value) for name, value in asdict(contact).items()}
                )
            )


def contacts(connection: Connection) -> dict[str, Contact]:
    """Return how to reach people, by participant."""
    return {
        row["participant_id"]: Contact(**to_plain(row, list(row)))
        for row in read_rows(connection, CONTACTS, ~BLANK)
    }


def list_erased(connection: Connection) -> frozenset[str]:
    """Return who had the own data erased: nobody is to write to them again."""
    return frozenset(row["participant_id"] for row in read_rows(connection, CONTACTS, BLANK))


def list_silent(
    connection: Connection, cohort: str, questionnaire: str, *, occasion: str | None = None
) -> tuple[tuple[str, str, str], ...]:
    """Return person, pair and role of everybody whose form is not in; never what anybody answered.

    Args:
        connection: To the database.
        cohort: Whose accepted pairs are asked.
        questionnaire: Name of the questionnaire.
        occasion: Which time, such as ``3`` for the check-in after three months; any if left out.
    """
    there = {
        (row["participant_id"], row["pair_id"])
        for table in (SUBMISSIONS, ANSWERS)
        for row in read_rows(
            connection,
            table,
            table.c.questionnaire == questionnaire,
            *([table.c.occasion == occasion] if occasion is not None else []),
        )
    }
    return tuple(
        (pair[column], pair["pair_id"], role)
        for pair in read_rows(
            connection, PAIRS, PAIRS.c.cohort == cohort, PAIRS.c.status != "never_started"
        )
        for role, column in ROLE_COLUMNS.items()
        if (pair[column], pair["pair_id"]) not in there
    )


def person(connection: Connection, participant_id: str) -> dict[str, object]:
    """Return everything that is kept about a person, as plain data.

    Nothing of the other of the pair, not even the code.

    The codes of receipts are not among it: what they open later stays closed to whoever hands this
    out.
    """
    _check_traces(connection, participant_id)
    of_person = {
        table.name: _read_own_rows(connection, table, participant_id)
        for table in (PARTICIPANTS, CONTACTS, LINKS, ANSWERS, DRAFTS, TRIES)
    }
    pairs = pairs_of_person(connection, participant_id)
    ids = [pair["pair_id"] for pair in pairs]
    return {
        "participant": of_person["participants"],
        "contact": of_person["contacts"],
        "links": [
            {"issued_at": link["issued_at"], "until": link["until"]} for link in of_person["links"]
        ],
        "pairs": [_without_others(pair, participant_id) for pair in pairs],
        "goals": [
            to_plain(row, columns_of(GOALS))
            for row in read_rows(connection, GOALS, GOALS.c.pair_id.in_(ids))
        ],
        "months": [
            to_plain(row, columns_of(MONTHS))
            for row in read_rows(connection, MONTHS, MONTHS.c.logged_by == participant_id)
        ],
        "meetings": [
            to_plain(row, columns_of(MEETINGS))
            for row in read_rows(connection, MEETINGS, MEETINGS.c.logged_by == participant_id)
        ],
        "forms": [_form_for_person(form) for form in list_sent(connection, participant_id)],
        "answers": [to_plain(row, columns_of(ANSWERS)) for row in of_person["answers"]],
        "drafts": [_without_link(row) for row in of_person["drafts"]],
        "tries": [to_plain(row, ["last_at"]) for row in of_person["tries"]],
    }


def read_opened_person(
    connection: Connection, participant_id: str, keys: Keys
) -> dict[str, object]:
    """Return what :func:`person` does, but of answers and drafts only what the keys open.

    ``withheld`` says of how many forms there is more: sealed ``forms``; ``drafts`` of an earlier
    link of forms that are not in; and ``imported`` answers, which nothing opens. Never of how many
    answers: that could tell which they are.

    Args:
        connection: To the database.
        participant_id: Whose data are read.
        keys: What was shown: a link, and marks of forms.

    Returns:
        The data, by table.
    """
    whole, own = person(connection, participant_id), list_sent(connection, participant_id)
    there, forms = (
        {each.form for each in own},
        {each.form for each in own if each.mark in keys.marks},
    )
    places, sent_here = _answer_keys(forms), _answer_keys(there)
    drafts, answers = (
        _read_own_rows(connection, table, participant_id) for table in (DRAFTS, ANSWERS)
    )
    told: dict[str, list[Any]] = {
        "forms": [_form_for_person(each) for each in own if each.form in forms],
        "answers": [
            to_plain(row, columns_of(ANSWERS))
            for row in answers
            if (row["pair_id"], row["questionnaire"], row["occasion"]) in places
        ],
        "drafts": [
            _without_link(row)
            for row in drafts
            if form_of(row) in forms
            # Without a link it was kept by whoever holds the database.
            or (form_of(row) not in there and row["link"] in (None, keys.link))
        ],
    }
    begun = {
        form_of(row)
        for row in drafts
        if form_of(row) not in there and row["link"] not in (None, keys.link)
    }
    imported = {
        (row["pair_id"], row["questionnaire"], row["occasion"]) for row in answers
    } - sent_here
    return {
        **whole,
        **told,
        "withheld": {"forms": len(there - forms), "drafts": len(begun), "imported": len(imported)},
    }


def rows_of(connection: Connection, participant_id: str) -> int:
    """Return how many rows would be erased."""
    _check_traces(connection, participant_id)
    return sum(len(_read_own_rows(connection, table, participant_id)) for table in ERASED_TABLES)


def erase(connection: Connection, participant_id: str) -> int:
    """Remove a person's answers, drafts, links and contact, and return how many rows that were.

    The pairs keep the codes of their two, and what was logged and agreed on in them: that is about
    the pair. That the person was erased is kept too, so that nobody writes to them again, and no
    old table or sheet brings them back.
    """
    gone = rows_of(connection, participant_id)
    remember_erased(connection, participant_id)
    for table in ERASED_TABLES:
        connection.execute(delete(table).where(table.c.participant_id == participant_id))
    blank = dict.fromkeys(name for name in columns_of(PARTICIPANTS) if name != "participant_id")
    connection.execute(
        update(PARTICIPANTS).where(PARTICIPANTS.c.participant_id == participant_id).values(blank)
    )
    # Not for somebody whose form was imported: no register knows that code.
    if read_rows(connection, PARTICIPANTS, PARTICIPANTS.c.participant_id == participant_id):
        connection.execute(insert(CONTACTS).values(participant_id=participant_id))
    forget_logger(connection, participant_id)
    return gone


def check_person(connection: Connection, participant_id: str) -> None:
    """See that there is such a participant.

    Raises:
        StorageError: If there is none.
    """
    if not read_rows(connection, PARTICIPANTS, PARTICIPANTS.c.participant_id == participant_id):
        raise StorageError(Fault(UNKNOWN_PERSON_CODE))


def _check_traces(connection: Connection, participant_id: str) -> None:
    """See that something is kept about the person.

    An imported form has a code that no register knows.
    """
    if not _read_own_rows(connection, ANSWERS, participant_id):
        check_person(connection, participant_id)


def hash_link(token: str) -> str:
    """Return what is kept of a link."""
    # An address may hold half signs that UTF-8 cannot write: such a link is merely unknown.
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _read_own_rows(connection: Connection, table: Any, participant_id: str) -> list[dict[str, Any]]:
    return read_rows(
        connection,
        table,
        table.c.participant_id == participant_id,
        *([~BLANK] if table is CONTACTS else []),
    )


def _without_others(pair: dict[str, Any], participant_id: str) -> dict[str, str]:
    """Return a pair without the codes of other people, and with the role of this one."""
    # Whoever matched the pair or follows it up is another person too.
    others = ("mentor_id", "mentee_id", "matched_by", "followup_by")
    return {
        "role": "mentor" if pair["mentor_id"] == participant_id else "mentee",
        **to_plain(pair, [name for name in columns_of(PAIRS) if name not in others]),
    }


def _answer_keys(forms: Iterable[Form]) -> set[tuple[str, str, str]]:
    """Where forms have rows of ``answers``; the role of one that was imported may be blank."""
    return {(form.pair_id, form.questionnaire, form.occasion) for form in forms}


def _without_link(draft: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in draft.items() if name != "link"}


def _form_for_person(form: Any) -> dict[str, object]:
    return {
        **asdict(form.form),
        "sent_at": form.receipt.sent_at.isoformat(sep=" "),
        "revision": form.receipt.revision,
        "answers": dict(form.answers),
    }
