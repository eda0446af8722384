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
class StoredComparison:
    """How an export differs from what is stored, in forms.

    Attributes:
        new: Forms that are not stored.
        changed: Forms of which an answer or the time is another one.
        gone: Forms that are stored for the same people and not in the export.
        unchanged: Forms that are stored as they are.
        elsewhere: How many forms are stored for others: by cohort, role and questionnaire.
        added: Items that no stored form holds and the export has a column of.
        missing: Items that stored forms hold and the export has no column of.
    """

    new: int
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    elsewhere: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def needs_choice(self) -> bool:
        """Whether somebody has to say what stands."""
        return bool(self.changed or self.gone or self.elsewhere)

    def sentences(self, words: Language) -> list[str]:
        """Say what is new, changed, gone, and stored for others."""
        _ = words.gettext
        parts = [
            text.format(n=n)
            for text, n in (
                (words.ngettext("{n} new", "{n} new", self.new), self.new),
                (words.ngettext("{n} changed", "{n} changed", self.changed), self.changed),
                (words.ngettext("{n} gone", "{n} gone", self.gone), self.gone),
            )
            if n
        ]
        same = words.ngettext("{n} unchanged", "{n} unchanged", self.unchanged)
        told = [same.format(n=self.unchanged)] if self.unchanged or not parts else []
        both = ", ".join(parts) + (f" ({told[0]})" if parts and told else "")
        said = [_("Compared with what is stored: {parts}.").format(parts=both or told[0])]
        stored = _(
            "{n} of {all} are stored under {cohort} already, as answers of the role {role} to"
            " {questionnaire}. See that cohort and role are right: one form counts once."
        )
        said += [
            stored.format(n=n, all=self.all, cohort=cohort, role=role, questionnaire=questionnaire)
            for (cohort, role, questionnaire), n in self.elsewhere.items()
        ]
        for message, items in (
            (_("Added to forms that are stored: {items}."), self.added),
            (_("Without a column here, kept as it is stored: {items}."), self.missing),
        ):
            said += [message.format(items=", ".join(items))] if items else []
        return said

    @property
    def all(self) -> int:
        """How many forms the export holds."""
        return self.new + self.changed + self.unchanged + sum(self.elsewhere.values())


@dataclass(frozen=True)
class FormImport:
    """A form export as it would be stored; every row of the file is either accepted or refused.

    Attributes:
        file: Name of the file, and of the sheet in a workbook.
        scope: Cohort, role and questionnaire.
        answers: Rows of the table ``answers``, all text, one for each question that a person
            answered.
        rows: Rows of the file below the header that hold something.
        accepted: Rows that became a participant.
        untimed: How many of them have no time.
        refused: One fault for each row that did not.
        notices: What was left out of accepted rows, by column and row.
        matched: Header of each column that was read, and the item that it is read as.
        unmatched: Headers of columns that were not read.
        dropped: Headers of names, addresses, free text and the platform's own columns, none of
            which is stored.
        promise: The programme's promise, whose stamp every answer carries.
        compared: How the export differs from what is stored; ``None`` where it was only read.
        written: Whether the answers were written.
        refused_to_write: Whether they were to be, and a choice was missing.
    """

    file: str
    scope: tuple[str, str, str]
    answers: pd.DataFrame = field(repr=False)
    rows: int
    accepted: int
    untimed: int
    refused: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    matched: Mapping[str, str]
    unmatched: tuple[str, ...]
    dropped: tuple[str, ...]
    promise: Promise
    compared: StoredComparison | None = None
    written: bool = False
    refused_to_write: bool = False

    def sentences(self, words: Language) -> list[str]:
        """Say what was read and what was left out.

        Headers are repeated, what people wrote never is.
        """
        _ = words.gettext
        counts = _("{file}: rows {rows}, accepted {accepted}, refused {refused}.")
        said = [
            counts.format(
                file=self.file, rows=self.rows, accepted=self.accepted, refused=len(self.refused)
            )
        ]
        under = _(
            "The answers are stored under the promise {stamp} ({settings}), and the form must show"
            " its sentences before the first question."
        )
        said.append(under.format(stamp=self.promise.stamp, settings=self.promise.settings))
        said += self._columns(words)
        said += [fault.sentence(_) for fault in (*self.refused, *self.notices)]
        if self.untimed:
            untimed = _(
                "{n} of {all} forms have no time that can be told. They are counted, and which of"
                " them came in after the closing day cannot be told."
            )
            said.append(untimed.format(n=self.untimed, all=self.accepted))
        said += self.compared.sentences(words) if self.compared else []
        return [*said, self._end(words)]

    def _end(self, words: Language) -> str:
        """Say whether the answers are written, and what to add if not."""
        _ = words.gettext
        if self.written:
            return _("The answers are written.")
        if self.compared and self.compared.needs_choice:
            return _(
                "Nothing is written, and what is stored stays. Choose what stands: with --again"
                " replace the export, with --again keep what is stored, and only what is new is"
                " added. Add --yes to write it."
            )
        return _("Nothing is written yet. Add --yes to write the answers.")

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
