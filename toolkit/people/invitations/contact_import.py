"""A sheet of names and addresses.

Every row is accepted or refused, every fault is told at once, nobody is named in it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.data.database import Contact
from toolkit.data.database.people import PARTICIPANT_ERASED
from toolkit.data.files.tables import Grid, read_grids
from toolkit.data.schema.columns import ONE_OF, REQUIRED
from toolkit.data.schema.headers import (
    COLUMN_MISSING,
    COLUMN_TWICE,
    NEAR_COLUMN,
    NO_HEADER,
    UNKNOWN_COLUMN,
    nearest_name,
)
from toolkit.errors import N_, Fault, TableError
from toolkit.i18n import LANGUAGES
from toolkit.people.invitations.recipients import is_address, one_line

CONTACT_SHEET_NAME = "contacts"
CONTACT_COLUMNS = ("participant_id", "name", "address", "language")
MAX_CONTACT_NAME = 100
WHICH_CONTACT_SHEET = N_(
    "the workbook has several sheets and none is called {sheet}. Name the right one so."
)
STRANGER = N_(
    "the register has no participant with this code. Correct the code, or put the person into the"
    " register first."
)
DUPLICATE_PARTICIPANT = N_("the same participant stands further up. Remove one of the two rows.")
BAD_CONTACT_ADDRESS = N_(
    "this is not one e-mail address that mail could go to. Correct it, or clear the cell: then the"
    " person gets a card only."
)
ADDRESS_OF_OTHER = N_(
    "this address belongs to another participant: one address is one person. Correct it, or clear"
    " the cell."
)
LONG_CONTACT_NAME = N_("the name is longer than {most} signs. Shorten it.")


@dataclass(frozen=True, repr=False)
class ContactSheet:
    """What was read: the contacts that can be stored, and what is wrong with the other rows.

    Attributes:
        contacts: One for each row that was accepted.
        rows: Rows that hold something.
        faults: By row; a row that has one is refused.
    """

    contacts: tuple[Contact, ...]
    rows: int
    faults: tuple[Fault, ...]

    @property
    def accepted(self) -> int:
        """Rows that became a contact."""
        return len(self.contacts)

    @property
    def refused(self) -> int:
        """Rows that did not."""
        return self.rows - self.accepted


def read_contacts(
    path: str | Path,
    participants: Collection[str],
    erased: Collection[str] = (),
    known: Mapping[str, Contact] | None = None,
) -> ContactSheet:
    """Read a CSV file or a workbook of contacts.

    Its columns are ``participant_id``, ``name``, ``address`` and ``language``.

    Only ``participant_id`` is needed; a blank address means that there is none, a blank language
    that nobody knows it.

    Args:
        path: The file; of a workbook with several sheets, the one called ``contacts``.
        participants: The codes of the register.
        erased: Those who had their data erased.
        known: How people are reached so far, by their codes.

    Raises:
        TableError: If the file cannot be read, or its columns are not those.
    """
    grid = _grid(path)
    if faults := tuple(_faults_of_header(grid)):
        raise TableError(faults)
    rows = [(number, dict(zip(grid.header, cells, strict=True))) for number, cells in grid.rows]
    faults = (
        *grid.faults,
        *_faults_of_rows(grid.name, rows, frozenset(participants), frozenset(erased)),
        *_faults_of_addresses(grid.name, rows, known or {}),
    )
    wrong = {fault.row for fault in faults}
    contacts = tuple(_contact(row) for number, row in rows if number not in wrong)
    return ContactSheet(
        contacts,
        len(rows) + len(grid.lost_rows),
        tuple(sorted(faults, key=lambda fault: (fault.row or 0, _place(fault.column)))),
    )


def _grid(path: str | Path) -> Grid:
    grids = read_grids(path)
    if len(grids) > 1 and CONTACT_SHEET_NAME not in grids:
        raise TableError(Fault(WHICH_CONTACT_SHEET, {"sheet": CONTACT_SHEET_NAME}, Path(path).name))
    return grids[CONTACT_SHEET_NAME] if CONTACT_SHEET_NAME in grids else next(iter(grids.values()))


def _faults_of_header(grid: Grid) -> Iterator[Fault]:
    """A first row without any known name may be a person's row, and an unknown name a person's.

    Neither is repeated.
    """
    if not set(grid.header) & set(CONTACT_COLUMNS):
        yield Fault(NO_HEADER, {"needed": CONTACT_COLUMNS[0]}, grid.name)
        return
    for (name, times), letter in zip(Counter(grid.header).items(), _letters(grid), strict=False):
        if name not in CONTACT_COLUMNS:
            near = nearest_name(name, CONTACT_COLUMNS)
            yield Fault(
                NEAR_COLUMN if near else UNKNOWN_COLUMN,
                {"near": near, "known": ", ".join(CONTACT_COLUMNS)},
                grid.name,
                column=letter,
            )
        elif times > 1:
            yield Fault(COLUMN_TWICE, file=grid.name, column=name)
    if CONTACT_COLUMNS[0] not in grid.header:
        yield Fault(COLUMN_MISSING, file=grid.name, column=CONTACT_COLUMNS[0])


def _letters(grid: Grid) -> list[str]:
    """Return the letter of the first column of each name."""
    return [grid.letters[grid.header.index(name)] for name in dict.fromkeys(grid.header)]


def _faults_of_rows(
    file: str,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    participants: Collection[str],
    erased: Collection[str],
) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in rows:
        who, language = row["participant_id"], row.get("language", "")
        if not who:
            yield Fault(REQUIRED, {}, file, number, "participant_id")
        elif who not in participants:
            yield Fault(STRANGER, {}, file, number, "participant_id")
        elif who in erased:
            yield Fault(PARTICIPANT_ERASED, {}, file, number, "participant_id")
        elif who in seen:
            yield Fault(DUPLICATE_PARTICIPANT, {}, file, number, "participant_id")
        seen.add(who)
        if len(one_line(row.get("name", ""))) > MAX_CONTACT_NAME:
            yield Fault(LONG_CONTACT_NAME, {"most": MAX_CONTACT_NAME}, file, number, "name")
        if row.get("address") and not is_address(row["address"]):
            yield Fault(BAD_CONTACT_ADDRESS, {}, file, number, "address")
        if language and language.casefold() not in LANGUAGES:
            yield Fault(ONE_OF, {"codes": ", ".join(LANGUAGES)}, file, number, "language")


def _faults_of_addresses(
    file: str, rows: Sequence[tuple[int, Mapping[str, str]]], known: Mapping[str, Contact]
) -> Iterator[Fault]:
    """Yield addresses of two people: what is sent to one of them would reach the other."""
    here = {row["participant_id"] for _number, row in rows}
    owners = {
        contact.address.casefold(): code
        for code, contact in known.items()
        if contact.address and code not in here
    }
    for number, row in rows:
        address = row.get("address", "").casefold()
        if address and owners.setdefault(address, row["participant_id"]) != row["participant_id"]:
            yield Fault(ADDRESS_OF_OTHER, {}, file, number, "address")


def _contact(row: Mapping[str, str]) -> Contact:
    return Contact(
        row["participant_id"],
        one_line(row.get("name", "")),
        row.get("address", ""),
        row.get("language", "").casefold(),
    )


def _place(column: str) -> int:
    return CONTACT_COLUMNS.index(column) if column in CONTACT_COLUMNS else -1
