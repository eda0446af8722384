"""What can go wrong that the person at the keyboard can mend.

::

    MendableError          one line a fault, no traceback, exit code 1
    ├── ProgrammeError     a programme or questionnaire file
    ├── TableError         the tables of a programme, or a form export
    ├── ClosingError       a cohort cannot be closed, or is closed already
    ├── InvitationError    links cannot be issued or mailed so
    ├── ReleaseError       a release file cannot be read or trusted
    └── Refused            an act is not done: what is wrong, by field of what was given

Anything else is our bug and keeps its traceback.
A message is an English sentence that is also the key of its translation; the doors say it in the
reader's language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

SHEET_SEPARATOR = ", sheet "
"""What stands between the names of a workbook and of its sheet: ``book.xlsx, sheet pairs``."""


def N_(message: str) -> str:
    """Mark *message* as a sentence to translate; it is translated when it is said."""
    return message


@dataclass(frozen=True)
class Fault:
    """One thing to mend: where it is, which rule it breaks, what to do.

    Args:
        message: English sentence with ``{placeholders}``; never holds a person's value.
        values: What fills the placeholders.
        file: File name, or ``book.xlsx, sheet pairs``.
        row: Row as a spreadsheet counts it: the header is row 1.
        column: Column of a table, or key of a TOML file.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    row: int | None = None
    column: str = ""

    def sentence(self, gettext: Callable[[str], str] = str) -> str:
        """Return the fault as one line in the language of *gettext*."""
        book, _mark, sheet = self.file.partition(SHEET_SEPARATOR)
        where = [book] if book else []
        if sheet:
            where.append(gettext(N_("sheet {sheet}")).format(sheet=sheet))
        if self.row is not None:
            where.append(gettext(N_("row {row}")).format(row=self.row))
        if self.column:
            where.append(gettext(N_("column {column}")).format(column=self.column))
        # Translated before it is filled in: the sentence with its placeholders is the key.
        said = gettext(self.message).format(**self.values)
        return " ".join(f"{', '.join(where)}: {said}".split()) if where else said


class MendableError(Exception):
    """Faults that a person can mend, all of them at once."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(fault.sentence() for fault in self.faults)

    @property
    def by_field(self) -> Mapping[str, Fault]:
        """What is wrong by field of what was given, ``""`` for the act as a whole."""
        return {"": self.faults[0]}


class ProgrammeError(MendableError):
    """A programme folder cannot be used as it is."""


class TableError(MendableError):
    """Tables or a form export break a rule."""


class StorageError(MendableError):
    """The database cannot be read or written, or refuses what it was asked."""


class ClosingError(MendableError):
    """A cohort cannot be closed so."""


class InvitationError(MendableError):
    """Personal links cannot be issued or mailed so."""


class ReleaseError(MendableError):
    """A release file cannot be read, or is not what was published."""


class Refused(MendableError):  # noqa: N818  # an act that is refused is no error of ours
    """An act is not done; of what it may have written all the same its docstring tells."""

    def __init__(self, wrong: Fault | Mapping[str, Fault]) -> None:
        self._by_field = {"": wrong} if isinstance(wrong, Fault) else dict(wrong)
        super().__init__(self._by_field.values())

    @property
    def by_field(self) -> Mapping[str, Fault]:
        """What is wrong by field of what was given, ``""`` for the act as a whole."""
        return self._by_field


def refuse(wrong: Mapping[str, Fault]) -> None:
    """Refuse an act if anything is wrong with what was given.

    Raises:
        Refused: With what is wrong, by field.
    """
    if wrong:
        raise Refused(wrong)
