"""The answers of a folder: what an export adds to them, changes, or no longer has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pandas as pd

from toolkit.data.files.tables import read_grids
from toolkit.data.form_import.recognition import (
    ImportedForm,
    KnownForms,
    recognise_elsewhere,
    recognise_forms,
)
from toolkit.data.form_import.result import FormImport, StoredComparison
from toolkit.errors import N_, Fault, TableError

ANSWER_COLUMNS = (
    "participant_id",
    "pair_id",
    "cohort",
    "role",
    "questionnaire",
    "version",
    "submitted_at",
    "item",
    "answer",
    "promise",
    "short_form",
)
ANSWERS_FILE = "answers.csv"
FORM_PREFIX = "form_"
"""How a participant begins whose code was made up from a form."""
SCOPE = ["cohort", "role", "questionnaire"]
_MARK = re.compile(FORM_PREFIX + "([0-9a-f]{16})_.*")

Again = Literal["keep", "replace"]
"""What stands where an export comes again: what is stored, or the export."""


@dataclass(frozen=True)
class MergedAnswers:
    """What the answers of a folder become.

    Attributes:
        table: All of them; as they are where a choice is needed and was not made.
        compared: What is new, changed and gone.
    """

    table: pd.DataFrame
    compared: StoredComparison


def merge_answers(
    imported: FormImport, stored: pd.DataFrame, again: Again | None = None
) -> MergedAnswers:
    """Compare an export with the answers that are stored, and put the two together.

    Args:
        imported: The export as it was read.
        stored: The answers of the folder.
        again: What stands where a form is changed, gone, or stored for others; without it nothing
            is put together then.

    Returns:
        The answers with the export, and how the two differ.
    """
    same_people = _made_up_for(stored, imported)
    new, own = list_forms(imported.answers), list_forms(stored[same_people])
    read = tuple(imported.matched.values())
    known = recognise_forms(new, own, read)
    elsewhere, labels = _find_elsewhere(new, known, stored[~same_people], read)
    gone = [form for place, form in enumerate(own) if place not in known.places.values()]
    compared = StoredComparison(
        new=len(new) - len(known.places) - len(elsewhere),
        changed=len(known.changed),
        gone=len(gone),
        unchanged=len(known.places) - len(known.changed),
        elsewhere=labels,
        added=tuple(item for item in read if own and item not in known.common),
        missing=tuple(sorted({item for form in own for item in form.answers} - set(read))),
    )
    if again is None and compared.needs_choice:
        return MergedAnswers(stored, compared)
    merging = _Merging(imported, stored.copy(), new, own, known)
    for place in range(len(new)):
        merging.take(place, elsewhere.get(place), replacing=again == "replace")
    if again == "replace":
        merging.drop([form.person for form in gone])
    return MergedAnswers(merging.result(), compared)


@dataclass
class _Merging:
    """The answers while forms are taken in, one after the other."""

    imported: FormImport
    table: pd.DataFrame
    new: list[ImportedForm]
    own: list[ImportedForm]
    known: KnownForms

    def __post_init__(self) -> None:
        self.rows = dict(list(self.imported.answers.groupby("participant_id", sort=False)))
        self.added: list[pd.DataFrame] = []
        self.persons = set(self.table["participant_id"])

    def take(self, place: int, elsewhere: ImportedForm | None, *, replacing: bool) -> None:
        """Take a form in, as it is known or not."""
        form, rows = self.new[place], self.rows[self.new[place].person]
        if elsewhere:
            if not replacing or not elsewhere.person.startswith(FORM_PREFIX):
                return
            self.drop([elsewhere.person])
        if place not in self.known.places:
            person = form.person
            while person in self.persons:
                person += "-2"
            self.persons.add(person)
            self._add(rows, person, self._by_stored_clock(form.sent))
            return
        stored = self.own[self.known.places[place]]
        here = self._rows_of(stored)
        sent, read = stored.sent, rows["item"].isin([])
        if place not in self.known.changed:
            rows = rows[~rows["item"].isin(self.known.common)]
        elif replacing:
            read = self.table["item"].isin(self.imported.matched.values())
            sent = self._by_stored_clock(form.sent) or sent
            self.table = self.table[~(here & read)]
        else:
            return
        sent = sent or self._by_stored_clock(form.sent)
        self.table.loc[self._rows_of(stored), "submitted_at"] = write_time(sent)
        self._add(rows, stored.person, sent)

    def drop(self, persons: list[str]) -> None:
        """Leave out what is stored of forms."""
        self.table = self.table[~self.table["participant_id"].isin(persons)]

    def result(self) -> pd.DataFrame:
        """Return the answers with what was taken in."""
        frames = [frame.reindex(columns=self.table.columns) for frame in self.added]
        return pd.concat([self.table, *frames], ignore_index=True)

    def _rows_of(self, form: ImportedForm) -> pd.Series:
        return self.table["participant_id"] == form.person

    def _add(self, rows: pd.DataFrame, person: str, sent: datetime | None) -> None:
        self.added.append(rows.assign(participant_id=person, submitted_at=write_time(sent)))

    def _by_stored_clock(self, sent: datetime | None) -> datetime | None:
        """Return a time as the export before would have told it.

        Times of one cohort by two clocks could not be compared again.
        """
        if sent is None:
            return None
        near = [
            (abs(sent - form.sent), self.own[self.known.places[place]].sent, form.sent)
            for place, form in enumerate(self.new)
            if form.sent and place in self.known.places and place not in self.known.changed
        ]
        found = min((each for each in near if each[1]), default=None)
        away = found[1] - found[2] if found and found[1] else timedelta()
        # A part of a minute is what one of the exports left out, no other clock.
        return sent + away if away.total_seconds() % 900 == 0 else sent


def list_forms(answers: pd.DataFrame) -> list[ImportedForm]:
    """Return the forms of rows of the table ``answers``, in their order."""
    answers = answers.dropna(subset="answer")
    times = pd.to_datetime(answers["submitted_at"], utc=True, errors="coerce", format="ISO8601")
    told = answers.assign(sent=times.dt.tz_localize(None).dt.floor("s"))
    forms = []
    for (person, _pair), rows in told.groupby(
        ["participant_id", "pair_id"], sort=False, dropna=False
    ):
        mark, sent = _MARK.fullmatch(str(person)), rows["sent"].max()
        forms.append(
            ImportedForm(
                str(person),
                mark[1] if mark else "",
                None if pd.isna(sent) else sent.to_pydatetime(),
                dict(zip(rows["item"], rows["answer"], strict=True)),
            )
        )
    return forms


def write_time(sent: datetime | None) -> str:
    """Return a time as it is stored: ISO, in UTC."""
    return "" if sent is None else f"{sent:%Y-%m-%dT%H:%M:%SZ}"


def read_stored_answers(folder: Path) -> pd.DataFrame:
    """Return the answers of the folder as text, with every column of the table.

    None if there are none yet.

    Raises:
        TableError: If *folder* is a file, or its answers cannot be read.
    """
    if folder.exists() and not folder.is_dir():
        raise TableError(
            Fault(N_("answers are imported into a folder, and this is a file."), file=folder.name)
        )
    if not (folder / ANSWERS_FILE).exists():
        return pd.DataFrame(columns=list(ANSWER_COLUMNS), dtype="str")
    (grid,) = read_grids(folder / ANSWERS_FILE).values()
    if grid.faults:
        raise TableError(grid.faults)
    if "participant_id" not in grid.header:
        raise TableError(
            Fault(
                N_("this is not the table answers: it has no column participant_id."),
                file=grid.name,
            )
        )
    table = pd.DataFrame([cells for _, cells in grid.rows], columns=list(grid.header), dtype="str")
    missing = [column for column in ANSWER_COLUMNS if column not in table.columns]
    return table.reindex(columns=[*table.columns, *missing], fill_value="").astype("str")


def _made_up_for(stored: pd.DataFrame, imported: FormImport) -> pd.Series[bool]:
    """Say which rows are of forms that were imported for the same people."""
    same = (stored[SCOPE] == list(imported.scope)).all(axis=1)
    by_form = stored["participant_id"].str.startswith(FORM_PREFIX)
    return same & by_form & stored["pair_id"].eq("")


def _find_elsewhere(
    new: list[ImportedForm], known: KnownForms, others: pd.DataFrame, read: tuple[str, ...]
) -> tuple[dict[int, ImportedForm], Mapping[tuple[str, str, str], int]]:
    """Return which forms are stored for other people, and how many for whom."""
    found: dict[int, ImportedForm] = {}
    labels: dict[tuple[str, str, str], int] = {}
    for scope, rows in others.groupby(SCOPE, sort=True):
        left = [n for n in range(len(new)) if n not in known.places and n not in found]
        theirs = list_forms(rows)
        again = recognise_elsewhere([new[place] for place in left], theirs, read)
        if again:
            found |= {left[place]: theirs[other] for place, other in again.items()}
            cohort, role, questionnaire = map(str, scope)
            labels[cohort, role, questionnaire] = len(again)
    return found, labels
