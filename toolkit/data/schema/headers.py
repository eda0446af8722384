"""The names of columns.

Which are known, which are missing, and which are refused because of what they would hold.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from textwrap import shorten

from pandera.pandas import DataFrameSchema

from toolkit.errors import N_, Fault

CONTENT_WORDS = (
    *(
        "anteckn",
        "beskriv",
        "comment",
        "content",
        "conversation",
        "dagbok",
        "description",
        "diary",
        "fritext",
        "innehall",
    ),
    *(
        "kommentar",
        "meddelande",
        "message",
        "minne",
        "note",
        "protokoll",
        "samtal",
        "sammanfatt",
        "summary",
        "text",
        "transcript",
    ),
)
PERSON_WORDS = (
    *("address", "adress", "birth", "epost", "fodelse", "mail", "mobil", "name", "namn"),
    *(
        "personalnumber",
        "personnr",
        "personnummer",
        "phone",
        "pnr",
        "socialsecurity",
        "ssn",
        "telefon",
    ),
)
CONTENT_COLUMN = N_("what the two talk about is never recorded. Remove the column.")
PERSONAL_COLUMN = N_(
    "names, addresses and personal identity numbers are kept elsewhere, never here. Remove the"
    " column."
)
NEAR_COLUMN = N_("there is no such column; did you mean {near}?")
UNKNOWN_COLUMN = N_("there is no such column. Remove it; the columns are {known}.")
COLUMN_TWICE = N_("the column stands there twice. Remove one of them.")
COLUMN_MISSING = N_("the column is missing. Add it.")
NO_HEADER = N_("the first row must hold the names of the columns: {needed}. Add it.")
EMPTY = N_("the table has no rows. Fill it in.")


def faults_of_header(header: Sequence[str], schema: DataFrameSchema, file: str) -> Iterator[Fault]:
    """Yield what is wrong with the names of the columns.

    A first row without any known name may be a person's row, so nothing of it is repeated.

    Args:
        header: The first row.
        schema: Which columns there are, and which are needed.
        file: What the table is called in the faults.

    Yields:
        Of an unknown name, one that stands twice, or one that is missing, a fault each.
    """
    known = list(schema.columns)
    needed = [name for name, column in schema.columns.items() if column.required]
    if not set(header) & set(known):
        yield Fault(NO_HEADER, {"needed": ", ".join(needed)}, file)
        return
    for name, times in Counter(header).items():
        if name not in known:
            yield _fault_of_column(name, known, file)
        elif times > 1:
            yield Fault(COLUMN_TWICE, file=file, column=name)
    for name in needed:
        if name not in header:
            yield Fault(COLUMN_MISSING, file=file, column=name)


def holds_content(name: str) -> bool:
    """Whether the name of a column or table sounds as if it held what the two talk about."""
    return any(word in _letters(name) for word in CONTENT_WORDS)


def nearest_name(name: str, known: Collection[str]) -> str | None:
    """Return the known name that *name* is probably meant to be."""
    return next(iter(get_close_matches(name.casefold().replace(" ", "_"), known, 1, 0.7)), None)


def _fault_of_column(name: str, known: Collection[str], file: str) -> Fault:
    # A header may hold a whole sentence, and a fault repeats it.
    column = shorten(name, 60, placeholder=" …")
    if holds_content(name):
        return Fault(CONTENT_COLUMN, file=file, column=column)
    if any(word in _letters(name) for word in PERSON_WORDS):
        return Fault(PERSONAL_COLUMN, file=file, column=column)
    if near := nearest_name(name, known):
        return Fault(NEAR_COLUMN, {"near": near}, file, column=column)
    return Fault(UNKNOWN_COLUMN, {"known": ", ".join(known)}, file, column=column)


def _letters(name: str) -> str:
    """Return the plain letters: ``E-post`` and ``e_post`` are found by one word."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalpha()
    )
