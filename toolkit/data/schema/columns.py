"""What may stand in each column of each table.

One pandera schema a table, made from the programme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from functools import partial
from typing import Literal

import pandas as pd
from pandera.errors import SchemaErrorReason, SchemaErrors
from pandera.pandas import Check, Column, DataFrameSchema

from toolkit.errors import N_
from toolkit.programme.programme import Programme
from toolkit.programme.promise import is_stamp
from toolkit.programme.questionnaire import ROLES

ColumnKind = Literal["text", "code", "codes", "whole", "date", "month", "time"]
BrokenCells = tuple[str, pd.Index, str, dict[str, object]]
"""Column, rows, the sentence that says the rule, and what fills it."""

TABLE_NAMES = ("participants", "pairs", "goals", "meetings", "months", "answers")
STATUSES = ("active", "on_hold", "completed", "ended_early", "never_started")
MEETING_FORM_CODES = ("video", "phone", "in_person", "other")

REQUIRED = N_("must not be blank. Fill it in.")
ONE_OF = N_("must be one of {codes}. Correct the cell.")
SEVERAL_OF = N_("must be one or more of {codes}, joined by ;. Correct the cell.")
NO_CODES = N_("the programme has no such codes. Clear the cell, or add them to programme.toml.")
MUST_BE_DATE = N_("write the date as 2026-12-31.")
MUST_BE_MONTH = N_("write the month as 2026-12.")
MUST_BE_TIME = N_("write the time as 2026-12-31 18:30.")
MUST_BE_WHOLE = N_("must be a whole number from {low} to {high}. Correct the cell.")
MUST_BE_CODE = N_(
    "must be a short code without blanks, never a sentence. Write a code or clear the cell."
)
MUST_BE_STAMP = N_(
    "must be the stamp that the toolkit writes, such as 1-0123456789abcdef. Clear the cell."
)
MUST_BE_CHAPTER = N_(
    "a hyphen alone is no name of a chapter. Write its name, or clear the cell where there is none."
)
MUST_BE_MADE_UP = N_(
    "must be a made-up code, never an e-mail address or a personal identity number. Names and"
    " addresses are kept elsewhere."
)

# [0-9] here and below: \d would take the digits of every script.
_DATE = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_TIME = re.compile(
    _DATE.pattern
    + r"([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*")
# Twelve digits, or a hyphen before the last four; a plus from the age of a hundred on.
_PERSONAL = re.compile(
    r".*@.*|(19|20)[0-9]{10}|([0-9]{2})?[0-9]{2}(0[1-9]|1[0-2])[0-9]{2}[-+][0-9]{4}"
)


def schemas_of(programme: Programme) -> dict[str, DataFrameSchema]:
    """Return the schema of every table.

    A column's ``metadata["kind"]`` tells what it holds, ``required`` whether it must be there.
    """
    areas = tuple(area.name for area in programme.settings.areas)
    columns = {
        **_columns_of_people(programme, areas),
        **_columns_of_logs(programme, areas),
        "answers": _columns_of_answers(programme),
    }
    return {name: DataFrameSchema(columns[name]) for name in TABLE_NAMES}


def _columns_of_people(
    programme: Programme, areas: tuple[str, ...]
) -> dict[str, dict[str, Column]]:
    return {
        "participants": {
            "participant_id": _person(needed=True),
            "language": _one_of(programme.settings.languages),
            # A hyphen stands for the part without a chapter.
            "chapter": _column("text", cell_rule(MUST_BE_CHAPTER, "-".__ne__)),
            "organisation": _column("text"),
            "joined_on": _date(),
        },
        "pairs": {
            "pair_id": _person(needed=True),
            "cohort": _column("text", needed=True),
            "mentor_id": _person(needed=True),
            "mentee_id": _person(needed=True),
            "status": _one_of(STATUSES, needed=True),
            "started_on": _date(needed=True, blank=True),
            "planned_end_on": _date(),
            "ended_on": _date(),
            "end_reason": _column("code", cell_rule(MUST_BE_CODE, is_code)),
            "matched_by": _person(),
            "matched_on": _date(),
            "competition": _one_of(("none", "declared", "not_asked")),
            "followup_by": _person(),
            "agreed_on": _date(),
            "every_days": _whole(1, 366),
            "forms": _several_of(MEETING_FORM_CODES),
            "areas": _several_of(areas),
            "confidential": _one_of(("yes", "no", "not_discussed")),
            "has_goal": _one_of(("yes", "chose_none", "unknown")),
        },
    }


def _columns_of_logs(programme: Programme, areas: tuple[str, ...]) -> dict[str, dict[str, Column]]:
    return {
        "goals": {
            "pair_id": _person(needed=True),
            "goal_no": _whole(1, 99, needed=True),
            "version": _whole(1, 99),
            "area": _one_of(areas),
            "set_on": _date(),
            "importance": _whole(0, 3),
            "difficulty": _whole(0, 3),
        },
        "meetings": {
            "pair_id": _person(needed=True),
            "met_on": _date(needed=True),
            "form": _one_of(MEETING_FORM_CODES),
            "minutes": _whole(0, 600),
            "topics": _several_of(tuple(topic.name for topic in programme.settings.topics)),
            "celebrated": _one_of(("yes", "no")),
            "logged_by": _person(),
        },
        "months": {
            "pair_id": _person(needed=True),
            "month": _column("month", cell_rule(MUST_BE_MONTH, is_month), needed=True),
            "contacts": _one_of(("0", "1", "2+"), needed=True),
            "logged_by": _person(),
        },
    }


def _columns_of_answers(programme: Programme) -> dict[str, Column]:
    return {
        "participant_id": _person(needed=True),
        "pair_id": _person(),
        "cohort": _column("text"),
        "role": _one_of(ROLES),
        "questionnaire": _one_of(tuple(programme.questionnaires), needed=True),
        "version": _whole(1, 999, needed=True),
        "submitted_at": _column("time", cell_rule(MUST_BE_TIME, is_time)),
        "item": _column("code", needed=True),
        "answer": _column("text", needed=True),
        "promise": _column("code", cell_rule(MUST_BE_STAMP, is_stamp)),
        "short_form": _one_of(("yes", "no")),
    }


def broken_cells(text: pd.DataFrame, schema: DataFrameSchema) -> Iterator[BrokenCells]:
    """Yield the cells of *text* that break their column's rules.

    Columns that are not there are not judged.
    """
    present = DataFrameSchema(
        {name: column for name, column in schema.columns.items() if name in text}
    )
    try:
        present.validate(text, lazy=True)
    except SchemaErrors as found:
        for error in found.schema_errors:
            rows = pd.Index(error.failure_cases["index"])
            blank = error.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS
            yield (
                error.schema.name,
                rows,
                REQUIRED if blank else error.check.description,
                {} if blank else error.check.statistics,
            )


def cell_rule(sentence: str, holds: Callable[[str], bool], **values: object) -> Check:
    """Return a rule of a cell with the sentence that says it.

    Each different text is judged once, so that long tables go fast.

    Args:
        sentence: What is wrong with a cell that breaks it.
        holds: Whether a text keeps it.
        **values: What the sentence names.

    Returns:
        The rule.
    """
    return Check(
        partial(_judge_distinct, holds), name="rule", description=sentence, statistics=values
    )


def _judge_distinct(holds: Callable[[str], bool], column: pd.Series[str]) -> pd.Series[bool]:
    return column.isin([text for text in column.dropna().unique() if holds(text)])


def is_date(text: str) -> bool:
    """Whether *text* is a day of the calendar, written ``2026-12-31``."""
    # The form first: date.fromisoformat also reads 20261231 and days of a week.
    return _DATE.fullmatch(text) is not None and _parses(date.fromisoformat, text)


def is_time(text: str) -> bool:
    """Whether *text* is a day, or a day and a time with or without its distance from UTC."""
    return _TIME.fullmatch(text) is not None and _parses(datetime.fromisoformat, text)


def is_month(text: str) -> bool:
    """Whether *text* is a month, written ``2026-12``."""
    return _MONTH.fullmatch(text) is not None


def is_whole(text: str, low: int | None = None, high: int | None = None) -> bool:
    """Whether *text* is a whole number, within the bounds that are given.

    Args:
        text: The text, with at most 15 digits.
        low: The smallest number; ``None`` for any.
        high: The largest number; ``None`` for any.

    Returns:
        Whether it is.
    """
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        return False
    return (low is None or int(text) >= low) and (high is None or int(text) <= high)


def is_code(text: str) -> bool:
    """Whether *text* could be a code: a word and no sentence."""
    return len(text) <= 60 and _CODE.fullmatch(text) is not None


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _column(
    kind: ColumnKind,
    check: Check | None = None,
    *,
    needed: bool = False,
    blank: bool = False,
    codes: Collection[str] = (),
) -> Column:
    metadata = {"kind": kind, "codes": tuple(codes)}
    return Column(None, check, nullable=blank or not needed, required=needed, metadata=metadata)


def _date(*, needed: bool = False, blank: bool = False) -> Column:
    return _column("date", cell_rule(MUST_BE_DATE, is_date), needed=needed, blank=blank)


def _whole(low: int, high: int, *, needed: bool = False) -> Column:
    return _column(
        "whole",
        cell_rule(MUST_BE_WHOLE, partial(is_whole, low=low, high=high), low=low, high=high),
        needed=needed,
    )


def _person(*, needed: bool = False) -> Column:
    return _column(
        "text",
        cell_rule(MUST_BE_MADE_UP, lambda text: not _PERSONAL.fullmatch(text)),
        needed=needed,
    )


def _one_of(codes: Collection[str], *, needed: bool = False) -> Column:
    return _column(
        "code",
        cell_rule(
            ONE_OF if codes else NO_CODES, frozenset(codes).__contains__, codes=", ".join(codes)
        ),
        needed=needed,
    )


def _several_of(codes: Collection[str]) -> Column:
    check = cell_rule(
        SEVERAL_OF if codes else NO_CODES,
        lambda text: frozenset(text.split(";")) <= frozenset(codes),
        codes=", ".join(codes),
    )
    return _column("codes", check, codes=codes)
