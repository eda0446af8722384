"""Drafts, and forms that are sent in.

Saved twice is saved once, and the receipt is of what was read back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, not_, or_

from toolkit.data.database.database import Database
from toolkit.data.database.models import Form, Keys, Receipt, SentForm
from toolkit.data.database.receipt_codes import code_of, new_mark
from toolkit.data.database.register_answers import keep_goal, keep_pair, take_back_goal
from toolkit.data.database.sql_tables import (
    ANSWERS,
    DRAFTS,
    PAIRS,
    SUBMISSIONS,
    matches_form,
    matches_key,
    read_rows,
    to_stored,
    to_utc_text,
)
from toolkit.errors import N_, Fault, StorageError

NOT_THEIRS = N_("this form is of nobody in the pair. Open the personal link again.")
FORM_NOT_SAVED = N_("what was sent could not be read back. Send it again.")
FORM_SENT_ELSEWHERE = N_(
    "this form was sent from elsewhere meanwhile. Nothing was changed. Open the personal link"
    " again."
)


@dataclass(frozen=True, repr=False)
class Content:
    """What a form says.

    Attributes:
        answers: Every answer by item.
        records: Which column of the register an item sets.
        goals: Versions of the pair's goal that the form has set, in all its revisions.
        short_form: Whether it was the short form, ``yes`` or ``no``; blank where that is not known.
    """

    answers: Mapping[str, str]
    records: Mapping[str, str]
    goals: tuple[str, ...] = ()
    short_form: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, str], records: Mapping[str, str]) -> Content:
        """Keep what is answered, as it can be stored."""
        given = {item: text for item, answer in answers.items() if (text := to_stored(answer))}
        return cls(given, {item: column for item, column in records.items() if item in given})

    @classmethod
    def read(cls, row: Mapping[str, Any] | None) -> Content:
        """Return what a row of submissions says; nothing if there is none."""
        said = json.loads(row["content"]) if row else {"answers": {}, "records": {}}
        return cls(**said | {"goals": tuple(said.get("goals", ()))})

    def says(self, content: Content) -> bool:
        """Whether it says the same; sent before forms were marked, whatever mark that one has."""
        return replace(self, goals=(), short_form=self.short_form or content.short_form) == content

    @property
    def text(self) -> str:
        """One text for one content."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def columns(self) -> dict[str, str]:
        """What is set in the register, by column."""
        return {column: self.answers[item] for item, column in self.records.items()}

    @property
    def items(self) -> dict[str, str]:
        """The answers that become rows of ``answers``."""
        return {item: answer for item, answer in self.answers.items() if item not in self.records}


def draft(connection: Connection, form: Form, link: str | None = None) -> dict[str, str]:
    """Return what was tapped and not sent; ``""`` is an answer that was sent and is taken back.

    Args:
        connection: To the database.
        form: Which form of whom.
        link: What has to have filled it in; None for any link.
    """
    return {
        row["item"]: row["answer"] or ""
        for row in read_rows(connection, DRAFTS, matches_form(DRAFTS, form))
        if link is None or row["link"] in (None, link)
    }


def list_drafts(connection: Connection, participant_id: str) -> dict[Form, frozenset[str | None]]:
    """Return the forms of which a person has a draft, each with the links that filled it in."""
    found: dict[Form, frozenset[str | None]] = {}
    for row in read_rows(connection, DRAFTS, DRAFTS.c.participant_id == participant_id):
        found[form_of(row)] = found.get(form_of(row), frozenset()) | {row["link"]}
    return found


def read_standing_form(
    connection: Connection, form: Form, keys: Keys | None = None
) -> dict[str, str]:
    """Return the form as it stands: what was sent, with the draft over it.

    Nothing of what the keys do not open.

    Args:
        connection: To the database.
        form: Which form of whom.
        keys: What opens it; None for whoever holds the database.

    Returns:
        The answers by item.
    """
    found = _submission(connection, form)
    if found and keys and found["mark"] not in keys.marks:
        return {}
    # What was changed of a form that is in is guarded by its mark, like the form.
    link = keys.link if keys and not found else None
    standing = {**Content.read(found).answers, **draft(connection, form, link)}
    return {item: answer for item, answer in standing.items() if answer}


def keep_draft(
    connection: Connection, form: Form, changed: Mapping[str, str | None], keys: Keys | None = None
) -> None:
    """Keep what was tapped, item by item, so that two taps at once are both kept.

    ``None`` takes an answer back.

    A draft that was filled in with another link is not shown with this one, and so nothing of it is
    kept beside this one's.

    Args:
        connection: To the database, as its only writer.
        form: Which form of whom.
        changed: Answers by item; those that are not named stay as they are.
        keys: What opens it; None for whoever holds the database.
    """
    check_side(connection, form)
    found = _submission(connection, form)
    _mark(found, keys)
    sent, link = Content.read(found).answers, keys.link if keys and not found else None
    replaced = or_(DRAFTS.c.item.in_(changed), *([DRAFTS.c.link != link] if link else []))
    connection.execute(delete(DRAFTS).where(matches_form(DRAFTS, form), replaced))
    kept = {
        item: to_stored(answer)
        for item, answer in changed.items()
        # A blank is kept only over an answer that was sent: it takes that answer back.
        if to_stored(answer) or item in sent
    }
    if kept:
        connection.execute(
            insert(DRAFTS),
            [
                {**asdict(form), "item": item, "answer": answer, "link": link}
                for item, answer in kept.items()
            ],
        )


def send(
    database: Database,
    form: Form,
    content: Content,
    *,
    version: int,
    promise: str,
    now: datetime,
    keys: Keys | None = None,
) -> Receipt:
    """Save a form and return its receipt; see :meth:`toolkit.data.database.Store.send`.

    Args:
        database: The database.
        form: Which form of whom.
        content: Every answer, and which of them set a column of the register.
        version: Of the questionnaire.
        promise: The stamp of the promise that was shown.
        now: When it was sent.
        keys: What a form that is in has to be opened by; None for whoever holds the database.

    Returns:
        The receipt, once the form is on the disk and was read back.

    Raises:
        StorageError: If the form is of nobody in its pair, the keys do not open the one that is in,
            or it could not be read back.
    """
    with database.writing() as connection:
        check_side(connection, form)
        mark = _mark(_submission(connection, form), keys)
        row = _save_row(
            connection,
            form,
            content,
            {"version": str(version), "promise": to_stored(promise)},
            to_utc_text(now),
            mark,
        )
    # In a transaction of its own: what is read back is what others will find, not what we hold.
    with database.reading() as connection:
        found = _submission(connection, form)
    # Another revision is no fault: somebody may have sent the form once more in between.
    if found is None or (found["revision"] == row["revision"] and _digest(found) != row["sha256"]):
        raise database.fault(FORM_NOT_SAVED)
    return _receipt(row)


def list_sent(connection: Connection, participant_id: str) -> tuple[SentForm, ...]:
    """Return the forms of a person that are in."""
    return tuple(
        SentForm(form_of(row), said.answers, _receipt(row), row["mark"], said.short_form)
        for row in read_rows(
            connection, SUBMISSIONS, SUBMISSIONS.c.participant_id == participant_id
        )
        for said in [Content.read(row)]
    )


def form_of(row: Mapping[str, Any]) -> Form:
    """Return which form a row is of."""
    return Form(*(row[column.name] for column in fields(Form)))


def withdraw(connection: Connection, form: Form) -> bool:
    """Remove a form with its draft, its answers, and what it set in the register.

    Return whether there was one.
    """
    earlier = Content.read(_submission(connection, form))
    keep_pair(connection, form.pair_id, earlier.columns, {})
    _take_back_goal(connection, form, earlier)
    # A list first: any() alone would stop at the first table that held something.
    gone = [
        connection.execute(delete(table).where(condition)).rowcount
        for table, condition in _answer_conditions(form)
    ]
    return any(gone)


def check_side(connection: Connection, form: Form) -> None:
    """See that the form is of one of the two of its pair.

    Raises:
        StorageError: If it is not.
    """
    side = {"mentor": "mentor_id", "mentee": "mentee_id"}.get(form.role, "pair_id")
    if not read_rows(
        connection, PAIRS, matches_key(PAIRS, {"pair_id": form.pair_id, side: form.participant_id})
    ):
        raise StorageError(Fault(NOT_THEIRS))


def is_undamaged(row: Mapping[str, Any]) -> bool:
    """Whether a row of submissions is still what was written."""
    return bool(_digest(row) == row["sha256"])


def _answer_conditions(form: Form) -> tuple[tuple[Any, ColumnElement[bool]], ...]:
    """Where a form has rows.

    The role of an answer that was imported may be blank, and follows from the pair.
    """
    of_answers = {name: value for name, value in asdict(form).items() if name != "role"}
    return (
        (ANSWERS, matches_key(ANSWERS, of_answers)),
        (SUBMISSIONS, matches_form(SUBMISSIONS, form)),
        (DRAFTS, matches_form(DRAFTS, form)),
    )


def _submission(connection: Connection, form: Form) -> dict[str, Any] | None:
    return next(iter(read_rows(connection, SUBMISSIONS, matches_form(SUBMISSIONS, form))), None)


def _mark(earlier: Mapping[str, Any] | None, keys: Keys | None) -> str:
    """Return the mark of a form.

    The one that it has, so that its code stays the same, else the first of the keys, the sitting's
    own.

    Raises:
        StorageError: If the keys do not open the form that is in.
    """
    if earlier is None:
        return keys.marks[0] if keys else new_mark()
    if keys and earlier["mark"] not in keys.marks:
        raise StorageError(Fault(FORM_SENT_ELSEWHERE))
    return str(earlier["mark"])


def _save_row(
    connection: Connection,
    form: Form,
    content: Content,
    stamps: dict[str, str | None],
    sent_at: str,
    mark: str,
) -> dict[str, Any]:
    """Return the row of the form as it is now.

    The earlier one if it says the same, else a new revision in its place.
    """
    earlier = _submission(connection, form)
    before = Content.read(earlier)
    if earlier and before.says(content) and stamps == {name: earlier[name] for name in stamps}:
        # Nothing was changed since, so the draft says nothing new.
        if read_standing_form(connection, form) == content.answers:
            connection.execute(delete(DRAFTS).where(matches_form(DRAFTS, form)))
        return earlier
    keep_pair(connection, form.pair_id, before.columns, content.columns)
    # Kept with the form, so that taking it back takes back only what it set.
    content = replace(content, goals=_goals(connection, form, before, content, sent_at[:10]))
    for table, condition in _answer_conditions(form):
        connection.execute(delete(table).where(condition))
    row = {
        **asdict(form),
        **stamps,
        "revision": (earlier["revision"] if earlier else 0) + 1,
        "sent_at": sent_at,
    }
    row |= {"content": content.text, "mark": mark}
    row["sha256"] = _digest(row)
    connection.execute(insert(SUBMISSIONS).values(row))
    if content.items:
        whole = {**asdict(form), **stamps, "submitted_at": sent_at}
        whole |= {"short_form": to_stored(content.short_form)}
        connection.execute(
            insert(ANSWERS),
            [{**whole, "item": item, "answer": answer} for item, answer in content.items.items()],
        )
    return row


def _goals(
    connection: Connection, form: Form, before: Content, content: Content, day: str
) -> tuple[str, ...]:
    """Keep what the form says of the goal, and return the versions that it has set."""
    if any(column.startswith("goals.") for column in content.columns):
        return keep_goal(
            connection, form.pair_id, before.columns, content.columns, day=day, mine=before.goals
        )
    _take_back_goal(connection, form, before)
    return ()


def _take_back_goal(connection: Connection, form: Form, before: Content) -> None:
    others = read_rows(
        connection,
        SUBMISSIONS,
        SUBMISSIONS.c.pair_id == form.pair_id,
        not_(matches_form(SUBMISSIONS, form)),
    )
    # A version of the goal that another form set too stays when this form is taken back.
    shared = {version for row in others for version in Content.read(row).goals}
    take_back_goal(
        connection,
        form.pair_id,
        before.columns,
        mine=before.goals,
        alone=set(before.goals) - shared,
    )


def _digest(row: Mapping[str, Any]) -> str:
    """SHA-256 of a row of submissions.

    Its random mark keeps anybody from trying answers until it fits.
    """
    said = {name: value for name, value in row.items() if name != "sha256"}
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _receipt(row: Mapping[str, Any]) -> Receipt:
    return Receipt(code_of(row["mark"]), datetime.fromisoformat(row["sent_at"]), row["revision"])
