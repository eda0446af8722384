"""The part of the store that takes answers: drafts, forms that are sent in, and the codes that open them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from toolkit.storage import forms, seals
from toolkit.storage.database import Database
from toolkit.storage.values import Form, Keys, Receipt, Sent


class Answering:
    """What participants fill in. Every call is one transaction, as in the whole store."""

    database: Database

    def draft(self, form: Form) -> dict[str, str]:
        """Return what was tapped and not sent yet; ``""`` is an answer that was sent and is taken back."""
        with self.database.reading() as connection:
            return forms.draft(connection, form)

    def begun(self, participant_id: str) -> dict[Form, frozenset[str | None]]:
        """Return the forms of which a person has a draft, each with the links that it was filled in with."""
        with self.database.reading() as connection:
            return forms.begun(connection, participant_id)

    def standing(self, form: Form, *, keys: Keys | None = None) -> dict[str, str]:
        """Return the form as it stands: what was sent, with the draft over it, without what was taken back; with *keys*, only what they open."""
        with self.database.reading() as connection:
            return forms.standing(connection, form, keys)

    def keep_draft(self, form: Form, changed: Mapping[str, str | None], *, keys: Keys | None = None) -> None:
        """Keep what was tapped; items that are not in *changed* stay as they are, ``None`` takes an answer back. See :meth:`send` for *keys*."""
        with self.database.writing() as connection:
            forms.keep_draft(connection, form, changed, keys)

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

        The same content again is the same receipt; other content is a new revision, which takes the place of the one before.

        Args:
            answers: Every answer of the form, by item; what is not in it is not answered.
            version: Of the questionnaire.
            promise: The stamp of the promise that was shown.
            records: The items whose answers set a column of the register instead of becoming rows of ``answers``, with that
                column: ``{"rhythm": "pairs.every_days"}``.
            keys: What a form that is in has to be opened by; None for whoever holds the database. A draft of another link is replaced whole.

        Raises:
            StorageError: If it could not be saved, the person is not of the pair, or the keys do not open what is in. Then nothing was.
        """
        content = forms.Content.of(answers, records)
        return forms.send(self.database, form, content, version=version, promise=promise, now=now, keys=keys)

    def mark_of(self, participant_id: str, typed: str, *, now: datetime) -> str | None:
        """Return the mark of the person's forms that the typed code of a receipt opens; None for a wrong one.

        After some wrong ones it is None for any code for a while, whoever types it.
        """
        with self.database.writing() as connection:
            return seals.mark_of(connection, participant_id, typed, now=now)

    def codes_rest(self, participant_id: str, *, now: datetime) -> bool:
        """Return whether no code of the person is looked at for a while, because of some wrong ones."""
        with self.database.reading() as connection:
            return seals.resting(connection, participant_id, now=now)

    def sent(self, participant_id: str) -> tuple[Sent, ...]:
        """Return the forms of a person that are in, as they were sent last."""
        with self.database.reading() as connection:
            return forms.sent(connection, participant_id)

    def withdraw(self, form: Form) -> bool:
        """Remove a form with its draft, its answers, and what it set in the register; return whether there was one."""
        with self.database.writing() as connection:
            return forms.withdraw(connection, form)
