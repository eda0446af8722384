"""Cohorts: which there are, how a new one is started, and how a slip in one is put right."""

from collections.abc import Iterator, Mapping
from datetime import date

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import HAS_PAIRS
from toolkit.data.schema.columns import MUST_BE_DATE, is_date
from toolkit.errors import N_, Fault, Refused, refuse
from toolkit.people.coordination import closing
from toolkit.people.coordination.context import Visibility
from toolkit.people.coordination.models import CohortLine
from toolkit.people.coordination.new_pairs import planned_end
from toolkit.people.coordination.pair_changes import NOTHING_NEW
from toolkit.people.invitations.recipients import one_line
from toolkit.release.chain import read_chain
from toolkit.release.locations import release_slug

STARTED, COHORT_CHANGED, COHORT_REMOVED = "cohort_started", "cohort_changed", "cohort_removed"
TO = " → "
"""Between the name of until now and the new one, in the trail."""
MAX_COHORT_NAME = 120
"""Signs in the name of a cohort as it stands in the name of a file."""
RELEASED = N_(
    "a cohort of this name was closed here already, and its figures are kept under it. Choose"
    " another."
)
UNKNOWN_COHORT = N_("there is no such cohort. Start it first.")
BEING_CLOSED = N_("this cohort is being closed just now. Look again in a minute.")
COHORT_IS_CLOSED = N_(
    "this cohort is closed: its figures are told and never changed, and so its pairs stay as they"
    " are."
)


def cohort_lines(view: Visibility) -> tuple[CohortLine, ...]:
    """Return every cohort that was started or has pairs, the one that began last first."""
    started = {row["cohort"]: row for row in view.books.cohorts}
    names = dict.fromkeys([*started, *(pair["cohort"] for pair in view.books.register["pairs"])])
    lines = [_line(view, name, started.get(name, {})) for name in names]
    return tuple(
        sorted(lines, key=lambda line: (line.starts_on or date.min, line.name), reverse=True)
    )


def require_open_cohort(view: Visibility, cohort: str) -> None:
    """Refuse to change a cohort, or the pairs of it, that is not there, is closed or being closed.

    Raises:
        Refused: With the reason.
    """
    if cohort not in _list_names(view):
        raise Refused(Fault(UNKNOWN_COHORT))
    if closing.find_running_closing(view.store, view.programme, cohort=cohort):
        raise Refused(Fault(BEING_CLOSED))
    if view.is_closed(cohort):
        raise Refused(Fault(COHORT_IS_CLOSED))


def plan_new_cohort(view: Visibility, given: Mapping[str, str]) -> PendingChanges:
    """Return what is to be written of a new cohort.

    Raises:
        Refused: With what is wrong with it, by field.
    """
    row = _read_cohort(view, given)
    return PendingChanges(cohorts=(row,), lines=((STARTED, row["cohort"]),))


def plan_cohort_change(view: Visibility, cohort: str, given: Mapping[str, str]) -> PendingChanges:
    """Return what is to be written when a cohort gets another name or other days.

    Its pairs keep their days.

    Args:
        view: The books as whoever asks may see them.
        cohort: The name that it has.
        given: ``name``, ``starts_on`` and ``planned_end_on``, as when it is started.

    Returns:
        What is to be written.

    Raises:
        Refused: With what is wrong, by field, also if nothing is other than before.
    """
    require_open_cohort(view, cohort)
    row = _read_cohort(view, given, now=cohort)
    before = next(
        (row for row in view.books.cohorts if row["cohort"] == cohort), {"cohort": cohort}
    )
    if row == {name: before.get(name, "") for name in row}:
        raise Refused(Fault(NOTHING_NEW))
    about = cohort if row["cohort"] == cohort else f"{cohort}{TO}{row['cohort']}"
    return PendingChanges(cohorts_changed={cohort: row}, lines=((COHORT_CHANGED, about),))


def plan_cohort_removal(view: Visibility, cohort: str) -> PendingChanges:
    """Return what is to be written when a cohort is taken away.

    Raises:
        Refused: If it has pairs.
    """
    require_open_cohort(view, cohort)
    if any(pair["cohort"] == cohort for pair in view.books.register["pairs"]):
        raise Refused(Fault(HAS_PAIRS))
    return PendingChanges(cohorts_removed=(cohort,), lines=((COHORT_REMOVED, cohort),))


def _list_names(view: Visibility) -> set[str]:
    """Return the names of all cohorts, also of those that only pairs name."""
    return {row["cohort"] for row in (*view.books.cohorts, *view.books.register["pairs"])}


def _read_cohort(view: Visibility, given: Mapping[str, str], *, now: str = "") -> dict[str, str]:
    """Return a cohort as it was given.

    Args:
        now: The name that it has; blank if it is new.
    """
    name, starts_on, ends = (
        one_line(given.get(field, "")) for field in ("name", "starts_on", "planned_end_on")
    )
    # A name that stays is not judged: a cohort that came with its pairs may have any.
    wrong_name = _faults_of_name(view, name, now=now) if not now or name != now else ()
    refuse(dict([*wrong_name, *_faults_of_days(starts_on, ends)]))
    return {
        "cohort": name,
        "starts_on": starts_on,
        "planned_end_on": ends or planned_end(starts_on, view.programme.settings.length_months),
    }


def _faults_of_name(view: Visibility, name: str, *, now: str) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with a name.

    Releases lie in files named so, and many computers do not tell large letters from small ones.
    """
    code, file = view.programme.code, release_slug(view.programme.code, name)
    names = _list_names(view) - {now}
    # A cohort that is closed and gone from the register still has its file in the ledger.
    released = {
        release_slug(entry.programme, entry.cohort).casefold()
        for entry in read_chain(view.store.home).entries
    }
    if not name:
        yield "name", Fault(N_("give the cohort a name, such as 2027."))
    elif len(file) > MAX_COHORT_NAME:
        yield "name", Fault(N_("the name is too long for the name of a file. Write a shorter one."))
    elif file.casefold() in {release_slug(code, each).casefold() for each in names}:
        yield "name", Fault(N_("there is a cohort of this name already. Choose another."))
    elif file.casefold() in released:
        yield "name", Fault(RELEASED)


def _faults_of_days(starts_on: str, ends: str) -> Iterator[tuple[str, Fault]]:
    if not starts_on:
        yield "starts_on", Fault(N_("write the day on which the cohort begins."))
    for column, day in (("starts_on", starts_on), ("planned_end_on", ends)):
        if day and not is_date(day):
            yield column, Fault(MUST_BE_DATE)
    if is_date(starts_on) and is_date(ends) and ends < starts_on:
        yield (
            "planned_end_on",
            Fault(N_("this day is before the first day. Correct one of the two.")),
        )


def _line(view: Visibility, name: str, row: Mapping[str, str]) -> CohortLine:
    starts, ends = (
        date.fromisoformat(row[column]) if row.get(column) else None
        for column in ("starts_on", "planned_end_on")
    )
    pairs = view.of_cohort(name)
    # A cohort that only its pairs name starts with the first of them.
    starts = starts or min(
        (date.fromisoformat(pair["started_on"]) for pair in pairs if pair["started_on"]),
        default=None,
    )
    return CohortLine(name, starts, ends, len(pairs), view.is_closed(name))
