"""What must fit between the columns of a row, the rows of a table, and the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.errors import N_, Fault
from toolkit.programme.programme import Programme
from toolkit.programme.promise import is_stamp, split_stamp
from toolkit.programme.questionnaire import ROLES

OPEN_PAIR_STATUSES = ("active", "on_hold")
ANYWHERE = pd.Timedelta(days=1)
"""Times are in UTC and days in the place of the pair: nowhere are the two further apart."""
TABLE_KEYS = {
    "participants": ["participant_id"],
    "pairs": ["pair_id"],
    "goals": ["pair_id", "goal_no", "version"],
    "meetings": ["pair_id", "met_on", "form", "minutes", "topics", "celebrated", "logged_by"],
    "months": ["pair_id", "month", "logged_by"],
    "answers": [
        "participant_id",
        "pair_id",
        "cohort",
        "role",
        "questionnaire",
        "item",
        "submitted_at",
    ],
}

PAIR_WITH_ONESELF = N_("mentor and mentee are the same person. Correct the row.")
START_MISSING = N_("must not be blank unless the pair never started. Fill it in.")
DAY_BEFORE_OTHER = N_("is before {other}. Correct the row.")
DAY_AFTER_PAIR = N_("is after {other} of the pair. Correct the row.")
DAY_BEFORE_PAIR = N_("is before {other} of the pair. Correct the row.")
PARTICIPANT_NOT_FOUND = N_(
    "there is no such participant in {file}. Correct the row or add the participant."
)
OTHER_PROMISE = N_(
    "is another promise than the one in row {row}. A cohort has one promise, locked with its first"
    " answer: correct the row, or give it a cohort of its own."
)


@dataclass(frozen=True, eq=False, repr=False)
class TypedTable:
    """A table with types, on its way to be valid; *whole* if every row of it could be read."""

    name: str
    file: str
    table: pd.DataFrame
    whole: bool = True

    def faults(
        self, broken: pd.Series[bool], column: str, sentence: str, **values: object
    ) -> Iterator[Fault]:
        """Yield a fault for each row of *broken*.

        Args:
            broken: Which rows break a rule; missing counts as kept.
            column: Of which column it is said.
            sentence: What is wrong.
            **values: What the sentence names.

        Yields:
            The faults, by row.
        """
        for row in self.table.index[broken.fillna(False).to_numpy(dtype=bool)]:
            yield Fault(sentence, values, self.file, int(row), column)


def faults_of_pairs(pairs: TypedTable) -> Iterator[Fault]:
    """Yield what does not fit inside a row of pairs."""
    table = pairs.table
    yield from pairs.faults(
        table["mentor_id"] == table["mentee_id"],
        "mentee_id",
        PAIR_WITH_ONESELF,
    )
    yield from pairs.faults(
        table["started_on"].isna() & (table["status"] != "never_started"),
        "started_on",
        START_MISSING,
    )
    for column in ("planned_end_on", "ended_on"):
        yield from pairs.faults(
            table[column] < table["started_on"],
            column,
            DAY_BEFORE_OTHER,
            other="started_on",
        )
    yield from pairs.faults(
        table["status"].isin(OPEN_PAIR_STATUSES) & table["ended_on"].notna(),
        "ended_on",
        N_("a pair that goes on has no end. Clear the cell or correct status."),
    )


def faults_between(tables: Mapping[str, TypedTable]) -> Iterator[Fault]:
    """Yield rows that name a pair or participant that is not there, or a day outside the pair's.

    Nothing is said to be missing from a table of which rows could not be read.
    """
    pairs, participants = tables["pairs"], tables["participants"]
    if participants.whole:
        for column in ("mentor_id", "mentee_id"):
            unknown = pairs.table[column].notna() & ~pairs.table[column].isin(
                participants.table["participant_id"]
            )
            yield from pairs.faults(unknown, column, PARTICIPANT_NOT_FOUND, file=participants.file)
    for name in ("goals", "meetings", "months", "answers"):
        if name in tables and pairs.whole:
            given = tables[name].table["pair_id"]
            yield from tables[name].faults(
                given.notna() & ~given.isin(pairs.table["pair_id"]),
                "pair_id",
                N_("there is no such pair in {file}. Correct the row or add the pair."),
                file=pairs.file,
            )
    if "meetings" in tables:
        met_on = tables["meetings"].table["met_on"]
        yield from _faults_of_log(tables["meetings"], pairs, "met_on", met_on, met_on)
    if "months" in tables:
        table = tables["months"].table
        # Of a month that is ticked with 0 somebody says that there was no contact.
        months = table["month"].where(table["contacts"] != "0")
        first = pd.to_datetime(months + "-01", errors="coerce")
        last = first + pd.offsets.MonthEnd(0)
        yield from _faults_of_log(tables["months"], pairs, "month", first, last)


def _faults_of_log(
    log: TypedTable, pairs: TypedTable, column: str, first: pd.Series[Any], last: pd.Series[Any]
) -> Iterator[Fault]:
    """Yield rows of a log that lie wholly before their pair started or after it ended.

    Args:
        log: The log.
        pairs: The table of pairs.
        column: The column of the log that says when it was.
        first: The first day that it may have been.
        last: The last day that it may have been.

    Yields:
        The faults, by row.
    """
    started, ended = (column_of_pair(log, pairs, name) for name in ("started_on", "ended_on"))
    # Of a pair that ends before it starts its own row is the fault.
    started, ended = started.where(~(ended < started)), ended.where(~(ended < started))
    yield from log.faults(last < started, column, DAY_BEFORE_PAIR, other="started_on")
    yield from log.faults(first > ended, column, DAY_AFTER_PAIR, other="ended_on")


def faults_of_times(
    answers: TypedTable, pairs: TypedTable, programme: Programme
) -> Iterator[Fault]:
    """Yield answers that came in before their pair started, though the pair has to answer after.

    What is agreed on may be agreed before the first day.

    Args:
        answers: The table ``answers``.
        pairs: The table of pairs.
        programme: Whose questionnaires they answer.

    Yields:
        The faults, by row.
    """
    later = [each.name for each in programme.questionnaires.values() if each.opens != "start"]
    sent = answers.table["submitted_at"].where(answers.table["questionnaire"].isin(later))
    started = column_of_pair(answers, pairs, "started_on")
    yield from answers.faults(
        sent + ANYWHERE < started, "submitted_at", DAY_BEFORE_PAIR, other="started_on"
    )


def faults_of_sides(
    answers: TypedTable, pairs: TypedTable, participants: TypedTable
) -> Iterator[Fault]:
    """Yield answers that are of nobody in their pair, or contradict its cohort and role.

    A pair whose own two are in doubt is not held against its answers.

    Args:
        answers: The table ``answers``.
        pairs: The table of pairs.
        participants: The table of participants; only where it is whole somebody can be missing
            there.

    Yields:
        The faults, and one for a column that is needed and all blank.
    """
    table, known = answers.table, participants.table["participant_id"]
    sides = [column_of_pair(answers, pairs, f"{role}_id") for role in ROLES]
    known_sides = [side.isin(known) if participants.whole else side.notna() for side in sides]
    certain = known_sides[0] & known_sides[1] & (sides[0] != sides[1])
    outside = certain & table["participant_id"].notna() & true_role(answers, pairs).isna()
    unknown = outside & participants.whole & ~table["participant_id"].isin(known)
    yield from answers.faults(
        unknown, "participant_id", PARTICIPANT_NOT_FOUND, file=participants.file
    )
    yield from answers.faults(
        outside & ~unknown,
        "participant_id",
        N_("this person is neither mentor nor mentee of the pair. Correct the row."),
    )
    for column, truth in (
        ("role", true_role(answers, pairs)),
        ("cohort", column_of_pair(answers, pairs, "cohort")),
    ):
        given = table[column]
        yield from answers.faults(
            given.notna() & truth.notna() & (given != truth),
            column,
            N_("is not what {file} says of the pair. Correct the row or clear the cell."),
            file=pairs.file,
        )
        if len(table) and given.isna().all() and table["pair_id"].isna().all():
            yield Fault(
                N_("answers need pair_id, or else cohort and role. Fill in the column."),
                file=answers.file,
                column=column,
            )
        else:
            yield from answers.faults(
                given.isna() & table["pair_id"].isna(),
                column,
                N_("must not be blank where pair_id is blank. Fill it in."),
            )


def faults_of_promises(answers: TypedTable) -> Iterator[Fault]:
    """Yield answers that were given under another promise than the first answer of their cohort.

    The table needs its cohorts filled in.
    """
    # By row: which answer is the first of its cohort is decided by the file.
    table = answers.table.sort_index()
    stamped = table[
        table["promise"].map(is_stamp, na_action="ignore").eq(True) & table["cohort"].notna()
    ]
    wrong: dict[int, int] = {}
    # The settings, and what the options count as: answers of earlier versions tell only the first.
    for part in (0, 1):
        told = stamped["promise"].map(lambda stamp, part=part: split_stamp(stamp)[part])
        told = told[told != ""]
        first = told.index.to_series().groupby(stamped["cohort"][told.index]).transform("first")
        parts = told.to_dict()
        for row, earlier in first.items():
            if parts[row] != parts[earlier]:
                wrong.setdefault(int(str(row)), earlier)
    for row, earlier in wrong.items():
        yield Fault(OTHER_PROMISE, {"row": earlier}, answers.file, row, "promise")


def faults_of_repeats(typed: TypedTable) -> Iterator[Fault]:
    """Yield rows that say again what an earlier row says, at the later row."""
    table = typed.table.sort_index()
    key = TABLE_KEYS[typed.name]
    known = table[table[key[0]].notna() & table.duplicated(key, keep=False)]
    first = (
        known.index.to_series()
        .groupby([known[column] for column in key], dropna=False)
        .transform("first")
    )
    said = known["answer"].to_dict() if typed.name == "answers" else {}
    for row, earlier in first[first != first.index].items():
        contradicts = said.get(row) != said.get(earlier)
        column = "answer" if contradicts else key[0] if len(key) == 1 else ""
        yield Fault(
            N_(
                "row {row} gives another answer to the same item at the same time. Keep the one"
                " that counts."
            )
            if contradicts
            else N_("stands in row {row} already. Remove one of the two rows."),
            {"row": earlier},
            typed.file,
            int(str(row)),
            column,
        )


def column_of_pair(typed: TypedTable, pairs: TypedTable, column: str) -> pd.Series[Any]:
    """Return what *column* of pairs says of each row's pair.

    Missing where the row has none or it is not known.

    Args:
        typed: A table with ``pair_id``.
        pairs: The table of pairs; a pair that stands twice says nothing.
        column: Name of a column of pairs.

    Returns:
        A value for each row of *typed*.
    """
    register = pairs.table.dropna(subset="pair_id").drop_duplicates(
        "pair_id", keep=False
    )  # one that stands twice says nothing
    given = typed.table["pair_id"]
    places = pd.Index(register["pair_id"]).get_indexer(pd.Index(given))
    return pd.Series(register[column].array.take(places, allow_fill=True), index=given.index)


def true_role(answers: TypedTable, pairs: TypedTable) -> pd.Series[str]:
    """Return what each answering person is in the pair; missing where the person is not in it."""
    person = answers.table["participant_id"]
    role = pd.Series(None, index=person.index, dtype="str")
    for name in ROLES:
        role = role.mask(
            (person == column_of_pair(answers, pairs, f"{name}_id")).fillna(False).astype(bool),
            name,
        )
    return role
