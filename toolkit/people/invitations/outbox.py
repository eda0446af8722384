"""The folder of an invitation: a list, drafts, cards, and a journal of what was mailed.

For the eyes of its owner only.
"""

import csv
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from io import StringIO
from pathlib import Path
from typing import Any

from toolkit.errors import N_, Fault, InvitationError
from toolkit.files import replace_when_whole
from toolkit.i18n import Language
from toolkit.people.invitations.messages import (
    Invitation,
    LetterOccasion,
    cards_page,
    letter,
    warning,
)
from toolkit.reports.workbook.templates import write_mailing

LIST, CARDS, DRAFTS_FOLDER, JOURNAL = "invitations", "qr.html", "drafts", "journal.jsonl"
LIST_COLUMNS = ("participant_id", "name", "address", "language", "link", "until")
LIST_WIDTHS = (15, 26, 30, 10, 70, 12)
OWNER_ONLY_FOLDER, OWNER_ONLY = 0o700, 0o600
FOLDER_TAKEN = N_(
    "the folder is there already and holds something else. Name a folder that is not there yet."
)
OTHER_INVITATIONS = N_(
    "the folder holds other invitations ({what} differs). Name a folder that is not there yet."
)
JOURNAL_DAMAGED = N_(
    "the journal cannot be read, so nobody knows who has had a mail. Name a folder that is not"
    " there yet, for new links."
)
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet program takes for the beginning of a formula, in a CSV file that it opens."""


@dataclass(frozen=True)
class InvitationDetails:
    """What the invitations of a folder are, so that another is not taken for it."""

    programme: str
    cohort: str
    remind: str
    only: str
    address: str
    until: date

    def as_text(self) -> dict[str, str]:
        """Return it as the journal holds it."""
        return {**asdict(self), "until": self.until.isoformat()}


@dataclass(frozen=True)
class Folder:
    """A folder that was written before.

    Attributes:
        drafts: File of the draft, by participant.
        sent: Participants who have had their mail.
    """

    path: Path
    drafts: Mapping[str, str]
    sent: frozenset[str]

    def draft(self, participant_id: str) -> EmailMessage:
        """Return the mail to one person as it is to be sent.

        What was changed in the draft goes along.
        """
        message = BytesParser(policy=SMTP).parsebytes(
            (self.path / self.drafts[participant_id]).read_bytes()
        )
        del message["X-Unsent"]
        return message

    def went(self, participant_id: str, now: datetime) -> None:
        """Note that a mail went, before the next one goes."""
        with (self.path / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(
                json.dumps({"sent": participant_id, "at": f"{now:%Y-%m-%dT%H:%M:%SZ}"}) + "\n"
            )
            # On the disk before the next one: a mail that the journal does not have goes once more.
            journal.flush()
            os.fsync(journal.fileno())


def find(path: Path, about: InvitationDetails) -> Folder | None:
    """Return what was written into the folder before; None if it is not there or empty.

    Raises:
        InvitationError: If the folder holds something else.
    """
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return None
    if not (path / JOURNAL).is_file():
        raise InvitationError(Fault(FOLDER_TAKEN, file=path.name))
    first, *lines = _read_journal(path)
    if differing := [
        key for key, text in about.as_text().items() if first["about"].get(key) != text
    ]:
        raise InvitationError(Fault(OTHER_INVITATIONS, {"what": ", ".join(differing)}, path.name))
    return Folder(path, first["drafts"], frozenset(line["sent"] for line in lines))


def write(
    path: Path,
    about: InvitationDetails,
    invitations: Sequence[Invitation],
    occasion: LetterOccasion,
    words: Language,
) -> Folder:
    """Write the folder, whole or not at all: list, drafts, cards and journal.

    Args:
        path: Where to; a folder that is there already must be empty.
        about: What the invitations are, for the journal.
        invitations: Whose they are, each with the link.
        occasion: What the links are for.
        words: The language of whoever sends them.

    Returns:
        The folder, with nothing sent.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replace_when_whole(path) as unfinished:
        (unfinished / DRAFTS_FOLDER).mkdir(OWNER_ONLY_FOLDER, parents=True)
        unfinished.chmod(OWNER_ONLY_FOLDER)
        drafts = _write_drafts(unfinished, invitations, occasion)
        _write_list(unfinished, [_row(invitation) for invitation in invitations], words)
        (unfinished / CARDS).write_text(cards_page(invitations, occasion, words), "utf-8")
        (unfinished / JOURNAL).write_text(
            json.dumps({"about": about.as_text(), "drafts": drafts}) + "\n", "utf-8"
        )
        for file in unfinished.rglob("*"):
            file.chmod(OWNER_ONLY_FOLDER if file.is_dir() else OWNER_ONLY)
        if path.exists():  # and empty: not every system lets a folder take the place of another
            path.rmdir()
    return Folder(path, drafts, frozenset())


def _write_drafts(
    folder: Path, invitations: Iterable[Invitation], occasion: LetterOccasion
) -> dict[str, str]:
    drafts = {}
    for number, invitation in enumerate(invitations, start=1):
        if invitation.person.address:
            who = invitation.person.participant_id
            name = f"{DRAFTS_FOLDER}/{number:03d}-{_UNSAFE.sub('', who)[:40]}.eml"
            (folder / name).write_bytes(letter(invitation, occasion).as_bytes())
            drafts[who] = name
    return drafts


def _row(invitation: Invitation) -> tuple[str, ...]:
    person = invitation.person
    return (
        person.participant_id,
        person.name,
        person.address,
        person.words.code,
        invitation.link,
        invitation.until.isoformat(),
    )


def _write_list(folder: Path, rows: Sequence[tuple[str, ...]], words: Language) -> None:
    write_mailing(
        folder / f"{LIST}.xlsx", LIST, LIST_COLUMNS, rows, widths=LIST_WIDTHS, foot=warning(words)
    )
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(LIST_COLUMNS)
    writer.writerows(
        [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows
    )
    # With a byte order mark, without which Excel takes the file for another encoding than UTF-8.
    (folder / f"{LIST}.csv").write_text(text.getvalue(), "utf-8-sig", newline="")


def _read_journal(path: Path) -> list[dict[str, Any]]:
    """Read the journal.

    A line that a power cut left half written is the mail of which nobody knows whether it went.
    """
    text = (path / JOURNAL).read_text("utf-8")
    try:
        first, *lines = [json.loads(line) for line in text.splitlines()]
        _known = first["about"], first["drafts"], [line["sent"] for line in lines]
    except (ValueError, KeyError, TypeError):
        raise InvitationError(Fault(JOURNAL_DAMAGED, file=path.name)) from None
    return [first, *lines]
