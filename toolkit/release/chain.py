"""The lines of the ledger.

One for each release, only ever added to, each holding the hash of the one before.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from toolkit.errors import N_, Fault
from toolkit.files import sync_folder
from toolkit.release.fingerprints import CohortFingerprints
from toolkit.release.locations import LEDGER, ledger_file
from toolkit.release.release import Release, hash_canonically

ENTRY_UNREADABLE = N_("this line is no entry of the ledger. Put the ledger back from a backup.")
ALTERED = N_("this line was changed after it was written. Put the ledger back from a backup.")
CHAIN_BROKEN = N_(
    "this line does not follow from the one before: a line was changed, removed or moved. Put the"
    " ledger back from a backup."
)
COHORT_ENTERED_TWICE = N_(
    "the cohort {cohort} is entered a second time. Put the ledger back from a backup."
)


class LedgerEntry(BaseModel):
    """One line.

    Attributes:
        entry: Number of the line, from 1.
        previous: ``sha256`` of the line before; empty in the first.
        release: ``sha256`` of the release.
        promise: Stamp of the promise that the release keeps; empty where there is none.
        key: Fingerprint of the key that the fingerprints were made with.
        people, pairs, forms, moments: Fingerprints of the members, sorted, so that their order
            tells nothing.
        sha256: Hash of all the rest of the line.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    entry: int
    previous: str
    kind: Literal["release"] = "release"
    programme: str
    cohort: str
    closed_on: date
    closed_by: str
    release: str = ""
    promise: str
    key: str
    people: tuple[str, ...]
    pairs: tuple[str, ...]
    forms: tuple[str, ...]
    moments: tuple[str, ...]
    sha256: str = ""

    def hash(self, *left_out: str) -> str:
        """Return the hash of the line without its own hash, and without *left_out*."""
        return hash_canonically(self.model_dump(mode="json", exclude={"sha256", *left_out}))

    @property
    def mark(self) -> dict[str, Any]:
        """What the certificate of the release carries.

        Every copy that is handed out so vouches for this line and the earlier ones.
        """
        return {"entry": self.entry, "previous": self.previous, "content": self.hash("release")}

    def fits(self, release: Release) -> bool:
        """Return whether *release* is the one that was entered here."""
        return release.sha256 == self.release and self.marks(release)

    def marks(self, release: Release) -> bool:
        """Return whether the certificate of *release* vouches for this line as it stands."""
        return release.certificate.get("ledger") == self.mark

    def of(self, release: Release) -> LedgerEntry:
        """Return the entry with the hash of the release, complete."""
        complete = self.model_copy(update={"release": release.sha256})
        return complete.model_copy(update={"sha256": complete.hash()})

    def line(self) -> bytes:
        """Return the line as it is written."""
        return json.dumps(self.model_dump(mode="json"), separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True)
class Chain:
    """The ledger as it was read.

    Attributes:
        entries: The lines that can be read.
        faults: What was changed, removed or moved, by line.
        length: Bytes up to the end of the last whole line.
        torn: Whether an unfinished line follows, as a crash leaves it.
    """

    entries: tuple[LedgerEntry, ...]
    faults: tuple[Fault, ...]
    length: int
    torn: bool

    def of(self, programme: str, cohort: str) -> LedgerEntry | None:
        """Return the entry of a cohort."""
        return next(
            (
                entry
                for entry in self.entries
                if (entry.programme, entry.cohort) == (programme, cohort)
            ),
            None,
        )

    def before(self, programme: str, cohort: str) -> tuple[LedgerEntry, ...]:
        """Return what was entered before a cohort; everything if it is not entered yet."""
        own = self.of(programme, cohort)
        return tuple(entry for entry in self.entries if own is None or entry.entry < own.entry)

    def next(self, release: Release, members: CohortFingerprints) -> LedgerEntry:
        """Return the entry that *release* would get, still without its hash."""
        last = self.entries[-1] if self.entries else None
        return LedgerEntry(
            entry=last.entry + 1 if last else 1,
            previous=last.sha256 if last else "",
            programme=release.programme,
            cohort=release.cohort,
            closed_on=release.closed_on,
            closed_by=release.closed_by,
            promise=str(release.certificate.get("promise", "")),
            key=members.key,
            people=tuple(sorted(members.people)),
            pairs=tuple(sorted(frozenset[str]().union(*members.pairs))),
            forms=tuple(sorted(members.forms)),
            moments=tuple(sorted(members.moments)),
        )


def read_chain(home: Path) -> Chain:
    """Read the ledger of *home*; one that is not there has no entries.

    An unfinished line at the very end is what a crash leaves behind. It is not counted, and the
    next entry takes its place.
    """
    file = ledger_file(home)
    stored = file.read_bytes() if file.exists() else b""
    # Each whole line ends with a line break, so what follows the last one is torn.
    *lines, tail = stored.split(b"\n")
    read = [_parse_entry(line) for line in lines]
    length = len(stored) - len(tail)
    torn = bool(tail)
    if not torn and read and read[-1] is None:
        length -= len(lines[-1]) + 1
        read, torn = read[:-1], True
    return Chain(tuple(entry for entry in read if entry), tuple(_faults(read)), length, torn)


def append_entry(home: Path, chain: Chain, entry: LedgerEntry) -> None:
    """Add an entry to the ledger, and wait until it survives a power cut.

    Args:
        home: The folder that keeps the releases.
        chain: The ledger as it was read; what follows its last whole line is overwritten.
        entry: The complete entry.
    """
    file = ledger_file(home)
    file.touch()
    with file.open("r+b") as ledger:
        # What a crash left behind the last whole line was never acknowledged.
        ledger.truncate(chain.length)
        ledger.seek(chain.length)
        ledger.write(entry.line())
        ledger.flush()
        os.fsync(ledger.fileno())
    sync_folder(file.parent)


def _parse_entry(line: bytes) -> LedgerEntry | None:
    try:
        return LedgerEntry.model_validate_json(line)
    except ValueError:
        return None


def _faults(read: list[LedgerEntry | None]) -> list[Fault]:
    found: list[Fault] = []
    known: set[tuple[str, str]] = set()
    expected: tuple[int, str] | None = (1, "")
    for row, entry in enumerate(read, start=1):
        if entry is None:
            found.append(Fault(ENTRY_UNREADABLE, file=LEDGER, row=row))
            # What should follow a line that cannot be read is not known.
            expected = None
            continue
        if entry.sha256 != entry.hash():
            found.append(Fault(ALTERED, file=LEDGER, row=row))
        if expected and expected != (entry.entry, entry.previous):
            found.append(Fault(CHAIN_BROKEN, file=LEDGER, row=row))
        if (entry.programme, entry.cohort) in known:
            found.append(Fault(COHORT_ENTERED_TWICE, {"cohort": entry.cohort}, LEDGER, row))
        known.add((entry.programme, entry.cohort))
        expected = (entry.entry + 1, entry.sha256)
    return found
