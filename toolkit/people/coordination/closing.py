"""Closing a cohort: what is complete, what will be told, and the act, which cannot be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.closing import close_cohort, count_forms_in
from toolkit.data.database.backup import find_database_faults
from toolkit.data.schema import Tables
from toolkit.data.sources import read_tables
from toolkit.disclosure import rules
from toolkit.disclosure.forecast import FigureForecast, forecast_figures
from toolkit.errors import N_, ClosingError, Fault, MendableError, ReleaseError, TableError
from toolkit.evaluation.cohort import Cohort, lay_out
from toolkit.people.coordination.context import Visibility
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Role
from toolkit.release.fingerprints import fingerprint_cohort
from toolkit.release.ledger import find_earlier_releases, is_closed, read_kept_release
from toolkit.release.locations import key_file, read_or_make_key

if TYPE_CHECKING:
    from toolkit.data.database import Store
    from toolkit.disclosure.prover import Progress
    from toolkit.people.coordination.context import Visibility
    from toolkit.release.release import Release


ResponseByRole = dict[Role, tuple[int, int]]


def response(view: Visibility, cohort: str) -> ResponseByRole:
    """Return, for each role, how many closing forms are in and of how many people.

    Once it is closed as it was released.
    """
    closed = view.is_closed(cohort)
    return _count_released(view, cohort) if closed else _count_so_far(view, cohort)


def _count_so_far(view: Visibility, cohort: str) -> ResponseByRole:
    """Count as a closing today does.

    Everybody in a pair that has started, whether or not the form is open to them yet.
    """
    today, closing = view.today.isoformat(), view.programme.closing.name
    ins = {
        form[:2]
        for form, time in view.books.forms.items()
        if form[2] == closing and time[:10] <= today
    }
    started = [
        pair
        for pair in view.of_cohort(cohort)
        if pair["status"] != "never_started" and "" < pair["started_on"] <= today
    ]
    return {
        role: (sum((pair[f"{role}_id"], pair["pair_id"]) in ins for pair in started), len(started))
        for role in ROLES
    }


def _count_released(view: Visibility, cohort: str) -> ResponseByRole:
    """Count as it was released: nothing of a role that is not told there, nor if it is spoilt."""
    try:
        release = read_kept_release(view.store.home, view.programme.code, cohort)
    except ReleaseError:
        return {}
    told = {role: release.finding("response.people", role) for role in ROLES} if release else {}
    return {
        role: (each.exact, each.frame)
        for role, each in told.items()
        if each.exact is not None and each.frame
    }


COHORT_CLOSED = N_("the cohort {cohort} is closed already. Its figures are never recomputed.")
CLOSING_DAY_AHEAD = N_(
    "the closing day lies ahead. Choose today or an earlier day: what comes in after the closing is"
    " never counted."
)
NO_CLOSER_NAME = N_(
    "write the name of the person who closes the cohort; it stands in the closing evaluation."
)
LONG_CLOSER_NAME = N_(
    "the name of the person who closes the cohort is one line of at most {n} signs."
)
MAX_CLOSER_NAME = 80
"""Signs in the name of the person who closes a cohort."""
CLOSING = "cohort_closed"
"""What the trail says of it."""
NO_CLOSING_FORMS = N_("nobody has sent a closing form in, so nothing of the answers can be told.")
MISSING_CLOSING_FORMS = N_(
    "closing forms that are not in: {n} of {asked}. They can never be counted later."
)
WOULD_HELP = N_("figures that would be told too if all forms were in and all meetings logged: {n}.")
TOO_LATE = N_(
    "closing forms that came in after the closing day, and are not counted: {n}. Choose a later day"
    " to count them."
)
ENDS_LATER = N_(
    "pairs that end after the closing day: {n}. They are told as still open; close later to count"
    " them to their end."
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
    logged: bool = False
    closed: bool = False
    not_counted: int = 0
    expected: tuple[FigureForecast, ...] = ()


# ---- before --------------------------------------------------------------------------------------


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
        today: The closing day may not lie ahead of it.
        view: What whoever asks may see; everything if left out.
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
        unseen = bool(view and view.hidden) and isinstance(error, TableError)
        return ClosingPreview(cohort, on, (Fault(FAULTY),) if unseen else error.faults)


def preview_tables(
    tables: Tables, programme: Programme, *, cohort: str, on: date, hidden: Collection[str] = ()
) -> ClosingPreview:
    """Return what closing a cohort of valid tables on a day would come to.

    Args:
        hidden: Pairs that whoever asks may not see: nothing that was sent or logged in them is
            looked at, and no number counts them.

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
    count_forms_in(programme, tables, cohort=cohort, on=on)
    counted = lay_out(programme, tables, cohort=cohort, on=on)
    if (home := tables.home) and key_file(home).exists():
        find_earlier_releases(
            home,
            programme.code,
            cohort,
            fingerprint_cohort(counted.pairs, counted.counted, read_or_make_key(home)),
        )
    seen = _without_pairs(counted, hidden)
    ours = seen.tables.pairs[seen.tables.pairs["cohort"] == cohort]
    never_started, pairs = (
        int(ours["status"].eq("never_started").sum()),
        (0 if seen.pairs is None else len(seen.pairs)),
    )
    figures = forecast_figures(seen) if pairs else ()
    return ClosingPreview(
        cohort,
        on,
        warnings=tuple(_warnings(seen, figures, held=counted.held)),
        forms={role: (int(sent.sum()), len(sent)) for role, sent in seen.sent.items()},
        pairs=pairs,
        never_started=never_started,
        starts_later=len(ours) - pairs - never_started,
        without_end=(
            0 if seen.pairs is None else int(seen.pairs["status"].isin(["active", "on_hold"]).sum())
        ),
        logged=any(
            log is not None and not log.empty for log in map(seen.log, ("meetings", "months"))
        ),
        not_counted=int(tables.pairs["cohort"].eq(cohort).sum()) - len(ours),
        expected=figures,
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


def _without_pairs(cohort: Cohort, hidden: Collection[str]) -> Cohort:
    """Return the cohort as it would be without some pairs; itself if none of them is in it."""
    register = cohort.tables.pairs
    if (
        cohort.pairs is None
        or not (register["cohort"].eq(cohort.name) & register["pair_id"].isin(hidden)).any()
    ):
        return cohort
    rest = cohort.pairs.index[~cohort.pairs.index.isin(hidden)]
    return replace(
        cohort,
        pairs=cohort.pairs.loc[rest],
        forms={role: form.loc[rest] for role, form in cohort.forms.items()},
        sent={role: sent.loc[rest] for role, sent in cohort.sent.items()},
        tables=replace(cohort.tables, pairs=_rows_without(register, hidden)),
    )


def _rows_without(table: pd.DataFrame, hidden: Collection[str]) -> pd.DataFrame:
    return table[~table["pair_id"].isin(hidden)]


def _warnings(cohort: Cohort, figures: tuple[FigureForecast, ...], *, held: int) -> Iterator[Fault]:
    sent, asked = (
        sum(int(own.sum()) for own in cohort.sent.values()),
        sum(map(len, cohort.sent.values())),
    )
    if asked and not sent:
        yield Fault(NO_CLOSING_FORMS)
    elif sent < asked:
        yield Fault(MISSING_CLOSING_FORMS, {"n": asked - sent, "asked": asked})
    if late := _count_late(cohort):
        yield Fault(TOO_LATE, {"n": late})
    register = cohort.tables.pairs.iloc[:0] if cohort.pairs is None else cohort.pairs
    if later := int(
        (register["ended_on"].fillna(register["planned_end_on"]) > pd.Timestamp(cohort.on)).sum()
    ):
        yield Fault(ENDS_LATER, {"n": later})
    if held > rules.MOST_HELD:
        yield Fault(HOLDS_MUCH, {"n": rules.MOST_HELD})
    elif waiting := sum(figure.waits for figure in figures):
        yield Fault(WOULD_HELP, {"n": waiting})


def _count_late(cohort: Cohort) -> int:
    """Return how many people's only closing form of a pair came in after the closing day."""
    form = ["participant_id", "pair_id", "role"]
    answers = cohort.tables.answers
    ours = answers[
        answers["cohort"].eq(cohort.name)
        & answers["questionnaire"].eq(cohort.programme.closing.name)
    ]
    return len(ours[form].drop_duplicates()) - len(cohort.counted[form].drop_duplicates())


# ---- the act -------------------------------------------------------------------------------------


def close(
    store: Store,
    programme: Programme,
    *,
    cohort: str,
    on: date,
    by: str,
    account: str,
    now: datetime,
    progress: Progress | None = None,
) -> Release:
    """Close a cohort for good, and write in the trail who did it.

    Closing it again gives the same release.

    Args:
        by: The name that will stand in the release.
        account: The address of whoever is signed in.
        progress: Told which question is being proved, how many are proved, and how many are to be.

    Raises:
        MendableError: With everything that is in the way; then nothing was released.
    """
    name = " ".join(by.split())
    if not name:
        raise ClosingError(Fault(NO_CLOSER_NAME))
    if len(name) > MAX_CLOSER_NAME or not name.isprintable():
        raise ClosingError(Fault(LONG_CLOSER_NAME, {"n": MAX_CLOSER_NAME}))
    closed_before = is_closed(store.home, programme.code, cohort)
    tables = read_tables(store.url, programme)
    release = close_cohort(
        programme, tables, cohort=cohort, on=on, by=name, progress=progress
    ).release
    if not closed_before:
        store.trail(account, CLOSING, cohort, now=now)
    return release


class ClosingRun:
    """A closing that goes on whatever becomes of the page that began it.

    Attributes:
        proved: Questions that are proved.
        questions: Questions that are to be; 0 before that is known.
        release: What was released, once it is finished.
        faults: What was in the way, once it is finished.
    """

    def __init__(self) -> None:
        self.proved = 0
        self.questions = 0
        self.release: Release | None = None
        self.faults: tuple[Fault, ...] = ()
        self._broken: Exception | None = None
        self._finished = Event()

    @property
    def finished(self) -> bool:
        """Whether it has ended, well or not."""
        return self._finished.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, for so long at most, and return whether it has.

        Raises:
            Exception: What went wrong that nobody at the keyboard can mend.
        """
        ended = self._finished.wait(seconds)
        if ended and self._broken:
            raise self._broken
        return ended

    def _tell(self, _question: str, proved: int, questions: int) -> None:
        self.proved, self.questions = proved, questions

    def _run(
        self,
        store: Store,
        programme: Programme,
        cohort: str,
        on: date,
        by: str,
        account: str,
        now: datetime,
    ) -> None:
        try:
            self.release = close(
                store,
                programme,
                cohort=cohort,
                on=on,
                by=by,
                account=account,
                now=now,
                progress=self._tell,
            )
        except MendableError as error:
            self.faults = error.faults
        except Exception as fault:  # noqa: BLE001  # it is raised anew where somebody waits for it
            self._broken = fault
        finally:
            self._finished.set()


_running_closings: dict[tuple[str, str, str], ClosingRun] = {}
_running_lock = Lock()


def begin(
    store: Store,
    programme: Programme,
    *,
    cohort: str,
    on: date,
    by: str,
    account: str,
    now: datetime,
) -> ClosingRun:
    """Begin to close a cohort, and return how far it is.

    Where that has begun already, it is not begun again.

    The arguments are those of :func:`close`.
    """
    with _running_lock:
        if going := find_running_closing(store, programme, cohort=cohort):
            return going
        begun = _running_closings[store.url, programme.code, cohort] = ClosingRun()
        Thread(
            target=begun._run, args=(store, programme, cohort, on, by, account, now), daemon=True
        ).start()
        return begun


def find_running_closing(store: Store, programme: Programme, *, cohort: str) -> ClosingRun | None:
    """Return the closing of a cohort that has begun and not ended yet."""
    begun = _running_closings.get((store.url, programme.code, cohort))
    return begun if begun and not begun.finished else None
