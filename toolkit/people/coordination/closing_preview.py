"""What closing a cohort would come to: what is complete, what is missing, what will be told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.closing import NOTHING_SAID, Assent, find_needed_assent
from toolkit.data.database.backup import find_database_faults
from toolkit.data.schema import Tables
from toolkit.data.sources import read_tables
from toolkit.disclosure import rules
from toolkit.disclosure.forecast import NO_FORM_IN, FigureForecast, forecast_figures
from toolkit.errors import N_, ClosingError, Fault, MendableError, TableError
from toolkit.evaluation.cohort import Cohort, lay_out, without_pairs
from toolkit.evaluation.late import LateEntries, count_late_entries
from toolkit.evaluation.measures.endings import find_not_reported
from toolkit.people.coordination.context import Visibility
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Role
from toolkit.release.fingerprints import fingerprint_cohort
from toolkit.release.ledger import find_earlier_releases, is_closed
from toolkit.release.locations import key_file, read_or_make_key
from toolkit.reports.narrative.phrases import REGISTER_PREFIXES

if TYPE_CHECKING:
    from toolkit.data.database import Store

COHORT_CLOSED = N_("the cohort {cohort} is closed already. Its figures are never recomputed.")
CLOSING_DAY_AHEAD = N_(
    "the closing day lies ahead. Choose today or an earlier day: what comes in after the closing is"
    " never counted."
)
NO_CLOSING_FORMS = N_("nobody has sent a closing form in, so nothing of the answers can be told.")
NO_CLOSING_FORMS_BY_THEN = N_(
    "no answers had come in by that day. Closing forms that came in later: {n}. Choose a"
    " later day to count them."
)
MISSING_CLOSING_FORMS = N_(
    "closing forms that are not in: {n} of {asked}. They can never be counted later."
)
WOULD_HELP = N_("figures that would be told too if all forms were in and all meetings logged: {n}.")
TOO_LATE = N_(
    "after the closing day lie closing forms: {forms}, meetings and months: {meetings}, endings:"
    " {endings}. They would be left out for good. Choose a later day to count them."
)
ENDS_LATER = N_(
    "pairs whose planned last day lies after the closing day: {n}. They are told as still open;"
    " close later to count them to their end."
)
NOT_REPORTED = N_(
    "pairs past their planned last day that nobody has ended: {n}. They are told as not reported."
)
NONE_SEEN = N_(
    "no form is in from the pairs that are shown to you. Somebody who is in none of the others can"
    " close the cohort."
)
FAULTY = N_(
    "the register or the log breaks a rule, and the places are not shown to one who takes part. Ask"
    " another coordinator to look."
)
HOLDS_MUCH = N_(
    "one person, or the two of a pair, take part in more than {n} pairs, so nothing of the answers"
    " can be told."
)


@dataclass(frozen=True)
class ClosingPreview:
    """What closing a cohort would come to; nothing of it depends on what anybody answered.

    Every number is over the pairs that whoever asks may see: beside what else is shown of these,
    any other would tell of the rest.

    Attributes:
        blockers: Why the cohort cannot be closed so; with one of them little else is known.
        warnings: What to think of before it is closed.
        forms: For each role, how many closing forms are in and how many were asked.
        pairs: Pairs that are counted.
        never_started: Pairs that never started, and are not counted.
        starts_later: Pairs that start after the closing day, and are not counted.
        without_end: Pairs that are counted and have no end yet.
        late: What lies in after the closing day, and is left out if it is closed so.
        needed: What has to be said by number to close it so.
        logged: Whether any meeting or month of these pairs is logged.
        closed: Whether the cohort is closed already.
        not_counted: Pairs of the cohort that are in none of these numbers, because whoever asks is
            one of the two.
        expected: Every figure and how it will be told, judged over these pairs.
    """

    cohort: str
    on: date
    blockers: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    forms: Mapping[Role, tuple[int, int]] = field(default_factory=dict)
    pairs: int = 0
    never_started: int = 0
    starts_later: int = 0
    without_end: int = 0
    late: LateEntries = field(default_factory=LateEntries)
    needed: Assent = NOTHING_SAID
    logged: bool = False
    closed: bool = False
    not_counted: int = 0
    expected: tuple[FigureForecast, ...] = ()


def preview_closing(
    store: Store,
    programme: Programme,
    *,
    cohort: str,
    on: date,
    today: date,
    view: Visibility | None = None,
) -> ClosingPreview:
    """Return what closing a cohort on a day would come to; nothing is written.

    Args:
        store: The database of the programme.
        programme: What was asked and promised.
        cohort: The cohort.
        on: The closing day.
        today: The closing day may not lie ahead of it.
        view: What whoever asks may see; everything if left out.

    Returns:
        What it would come to, with what is in the way.
    """
    if is_closed(store.home, programme.code, cohort):
        return ClosingPreview(cohort, on, (Fault(COHORT_CLOSED, {"cohort": cohort}),), closed=True)
    if on > today:
        return ClosingPreview(cohort, on, (Fault(CLOSING_DAY_AHEAD),))
    if damage := tuple(find_database_faults(store)):
        return ClosingPreview(cohort, on, damage)
    try:
        hidden = [pair["pair_id"] for pair in view.hidden] if view else []
        return preview_tables(
            read_tables(store.url, programme), programme, cohort=cohort, on=on, hidden=hidden
        )
    except MendableError as error:
        # What is wrong with a table could tell of the pairs that whoever asks may not see.
        unseen = bool(view and view.hidden) and isinstance(error, TableError)
        return ClosingPreview(cohort, on, (Fault(FAULTY),) if unseen else error.faults)


def preview_tables(
    tables: Tables, programme: Programme, *, cohort: str, on: date, hidden: Collection[str] = ()
) -> ClosingPreview:
    """Return what closing a cohort of valid tables on a day would come to.

    Args:
        tables: The valid tables of the programme.
        programme: What was asked and promised.
        cohort: The cohort.
        on: The closing day.
        hidden: Pairs that whoever asks may not see: nothing that was sent or logged in them is
            looked at, and no number counts them.

    Returns:
        What it would come to.

    Raises:
        ClosingError: If it cannot be closed so: with every reason that can be seen before the
            proof.
        ReleaseError: If the releases that are kept are not what the ledger says.
    """
    tables, own = (
        _drop_hidden_content(tables, hidden),
        tables.pairs["cohort"].eq(cohort) & tables.pairs["pair_id"].isin(hidden),
    )
    if own.any() and tables.answers.empty:
        raise ClosingError(Fault(NONE_SEEN))
    counted = lay_out(programme, tables, cohort=cohort, on=on)
    _require_no_overlap(tables, programme, cohort, counted)
    seen = without_pairs(counted, hidden)
    late = count_late_entries(programme, tables, cohort=cohort, on=on, hidden=hidden)
    ours = seen.tables.pairs[seen.tables.pairs["cohort"] == cohort]
    never_started, pairs = (
        int(ours["status"].eq("never_started").sum()),
        (0 if seen.pairs is None else len(seen.pairs)),
    )
    needed = find_needed_assent(seen, late)
    figures = tuple(_foresee(seen, register_alone=bool(needed.without_forms))) if pairs else ()
    return ClosingPreview(
        cohort,
        on,
        warnings=tuple(_warnings(seen, figures, late, held=counted.held)),
        forms={role: (int(sent.sum()), len(sent)) for role, sent in seen.sent.items()},
        pairs=pairs,
        never_started=never_started,
        starts_later=len(ours) - pairs - never_started,
        without_end=(
            0 if seen.pairs is None else int(seen.pairs["status"].isin(["active", "on_hold"]).sum())
        ),
        late=late,
        needed=needed,
        logged=any(
            log is not None and not log.empty for log in map(seen.log, ("meetings", "months"))
        ),
        not_counted=int(tables.pairs["cohort"].eq(cohort).sum()) - len(ours),
        expected=figures,
    )


def _foresee(seen: Cohort, *, register_alone: bool) -> Iterator[FigureForecast]:
    for figure in forecast_figures(seen):
        of_register = not register_alone or figure.id.startswith(REGISTER_PREFIXES)
        yield (
            figure
            if of_register
            else FigureForecast(
                figure.id, figure.view, frozenset({"not_available"}), NO_FORM_IN, waits=True
            )
        )


def _require_no_overlap(tables: Tables, programme: Programme, cohort: str, counted: Cohort) -> None:
    """Find out before the proof what would refuse the release after it."""
    # No key, no release: then there is nothing to overlap with, and none is made for a preview.
    if (home := tables.home) and key_file(home).exists():
        find_earlier_releases(
            home,
            programme.code,
            cohort,
            fingerprint_cohort(counted.pairs, counted.counted, read_or_make_key(home)),
        )


def _drop_hidden_content(tables: Tables, hidden: Collection[str]) -> Tables:
    """Return tables without anything that was sent or logged in some pairs.

    A log in which nothing is left is none.
    """
    kept = (
        log if log is None else _rows_without(log, hidden)
        for log in (tables.meetings, tables.months)
    )
    meetings, months = (None if log is None or log.empty else log for log in kept)
    return (
        replace(
            tables, answers=_rows_without(tables.answers, hidden), meetings=meetings, months=months
        )
        if hidden
        else tables
    )


def _rows_without(table: pd.DataFrame, hidden: Collection[str]) -> pd.DataFrame:
    return table[~table["pair_id"].isin(hidden)]


def _warnings(
    cohort: Cohort, figures: tuple[FigureForecast, ...], late: LateEntries, *, held: int
) -> Iterator[Fault]:
    sent, asked = (
        sum(int(own.sum()) for own in cohort.sent.values()),
        sum(map(len, cohort.sent.values())),
    )
    if asked and not sent and late.forms:
        yield Fault(NO_CLOSING_FORMS_BY_THEN, {"n": late.forms})
    elif asked and not sent:
        yield Fault(NO_CLOSING_FORMS)
    elif sent < asked:
        yield Fault(MISSING_CLOSING_FORMS, {"n": asked - sent, "asked": asked})
    if late.total:
        kinds = {"forms": late.forms, "meetings": late.meetings, "endings": late.endings}
        yield Fault(TOO_LATE, kinds)
    yield from late.notices
    if not_reported := int(find_not_reported(cohort).sum()):
        yield Fault(NOT_REPORTED, {"n": not_reported})
    register = cohort.tables.pairs.iloc[:0] if cohort.pairs is None else cohort.pairs
    ahead = register["planned_end_on"] > pd.Timestamp(cohort.on)
    if later := int((ahead & register["ended_on"].isna()).sum()):
        yield Fault(ENDS_LATER, {"n": later})
    if held > rules.MOST_HELD:
        yield Fault(HOLDS_MUCH, {"n": rules.MOST_HELD})
    elif waiting := sum(figure.waits for figure in figures):
        yield Fault(WOULD_HELP, {"n": waiting})
