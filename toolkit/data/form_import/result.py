"""What was read of a form export, as a value and in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import shorten

import pandas as pd

from toolkit.errors import N_, Fault
from toolkit.i18n import Language
from toolkit.programme.promise import Promise

MOST_LISTED = 20
"""Columns named one by one that fit no question; a large export has hundreds."""


@dataclass(frozen=True)
class FormImport:
    """A form export as it would be stored; every row of the file is either accepted or refused.

    Attributes:
        file: Name of the file, and of the sheet in a workbook.
        answers: Rows of the table ``answers``, all text, one for each question that a person
            answered.
        rows: Rows of the file below the header that hold something.
        accepted: Rows that became a participant.
        refused: One fault for each row that did not.
        notices: What was left out of accepted rows, by column and row.
        matched: Header of each column that was read, and the item that it is read as.
        unmatched: Headers of columns that were not read.
        dropped: Headers of names, addresses, free text and the platform's own columns, none of
            which is stored.
        promise: The programme's promise, whose stamp every answer carries.
        already: Accepted rows that were imported before.
        written: Whether the answers were written.
    """

    file: str
    answers: pd.DataFrame = field(repr=False)
    rows: int
    accepted: int
    refused: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    matched: Mapping[str, str]
    unmatched: tuple[str, ...]
    dropped: tuple[str, ...]
    promise: Promise
    already: int = 0
    written: bool = False

    def sentences(self, words: Language) -> list[str]:
        """Say what was read and what was left out.

        Headers are repeated, what people wrote never is.
        """
        _ = words.gettext
        counts = _(
            "{file}: rows {rows}, accepted {accepted} (of these imported before: {already}),"
            " refused {refused}."
        )
        under = _(
            "The answers are stored under the promise {stamp} ({settings}), and the form must show"
            " its sentences before the first question."
        )
        return [
            counts.format(
                file=self.file,
                rows=self.rows,
                accepted=self.accepted,
                already=self.already,
                refused=len(self.refused),
            ),
            under.format(stamp=self.promise.stamp, settings=self.promise.settings),
            *self._columns(words),
            *(fault.sentence(_) for fault in (*self.refused, *self.notices)),
            (
                _("The answers are written.")
                if self.written
                else _("Nothing is written yet. Add --yes to write the answers.")
            ),
        ]

    def _columns(self, words: Language) -> Iterator[str]:
        _ = words.gettext
        for header, item in self.matched.items():
            yield _("Read as {item}: “{header}”").format(item=item, header=short_header(header))
        for sentence, headers in (
            (N_("Never stored: “{header}”"), self.dropped),
            (
                N_("Not read, no question that this role is asked: “{header}”"),
                self.unmatched[:MOST_LISTED],
            ),
        ):
            yield from (_(sentence).format(header=short_header(header)) for header in headers)
        if more := len(self.unmatched[MOST_LISTED:]):
            yield words.ngettext(
                "{n} more column is not read.", "{n} more columns are not read.", more
            ).format(n=more)


def short_header(header: str) -> str:
    """Return a header as it is repeated: a question of a form may be a whole paragraph."""
    return shorten(header, 80, placeholder=" …")
