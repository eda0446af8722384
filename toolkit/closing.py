"""The order of steps: valid tables, measures, the gate, the release."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.data.promise_lock import classify_stamps
from toolkit.data.same_answers import confirm_other_forms
from toolkit.data.schema import Tables, fingerprint_tables
from toolkit.disclosure import gate
from toolkit.errors import N_, ClosingError, Fault
from toolkit.evaluation import codebook
from toolkit.evaluation.all_measures import count_cohort
from toolkit.evaluation.cohort import Cohort, Frame, lay_out
from toolkit.evaluation.tally import Tallies
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Role
from toolkit.release.fingerprints import CohortFingerprints, fingerprint_cohort
from toolkit.release.ledger import find_earlier_releases, freeze_release
from toolkit.release.locations import read_or_make_key
from toolkit.release.release import Release

if TYPE_CHECKING:
    from toolkit.disclosure.prover import Progress

ROW_COUNTED_TABLES = ("participants", "pairs", "goals")
"""Tables of which the number of rows tells nothing that the association does not know."""

NO_ANSWERS = N_(
    "nobody has answered anything yet, so there is nothing to evaluate. Close the cohort once forms"
    " are in."
)

CENTURY = range(2000, 2100)
"""Years in which a cohort may be closed: a slip of the pen cannot be undone."""


@dataclass(frozen=True)
class ClosingEvaluation:
    """A closed cohort.

    Attributes:
        release: What is published; it displays itself in a notebook.
        tallies: The counts before the gate, for whoever holds the raw data; they never display
            themselves.
    """

    release: Release
    tallies: Tallies

    def __repr__(self) -> str:
        return f"<ClosingEvaluation of {self.release!r}>"


def close_cohort(
    programme: Programme,
    tables: Tables,
    *,
    cohort: str,
    on: str | date,
    frame: Frame | None = None,
    by: str = "",
    others: Collection[str] = (),
    progress: Progress | None = None,
) -> ClosingEvaluation:
    """Close a cohort: evaluate it once, and freeze the release with the data.

    Args:
        programme: Its settings and questionnaires.
        tables: Valid tables; where they come from a folder, a workbook or a database, the release
            is kept there.
        cohort: The cohort's name in the tables.
        on: The closing day, ``2026-12-31``. Later answers are not counted.
        frame: How many of each role were asked, for form exports that have no pairs: ``{"mentor":
            23, "mentee": 32}``.
        by: Who closes the cohort.
        others: Closed cohorts with the same answers and without times, of which *by* confirms that
            they are other people's.
        progress: Told which question is being proved, how many are proved, and how many are to be.

    Returns:
        The evaluation. Closing again with the same data gives the same release.

    Raises:
        ClosingError: If the cohort is unknown, nobody has answered yet, the frame does not fit,
            answers were given under another promise, the cohort was closed with other figures, its
            pairs were counted in another cohort, or the figures are not proved to keep the promise.

    Example:
        >>> from toolkit import close_cohort, load_programme, read_tables
        >>> programme = load_programme("surveys/swea")
        >>> tables = read_tables("data/A8", programme)
        >>> close_cohort(programme, tables, cohort="A8", on="2026-12-31").release
        <Release swea A8, closed 2026-12-31: 10 of 65 findings shown or coarsened>
    """
    day = _day(on)
    laid_out = _lay_out_cohort(programme, tables, cohort, day, frame)
    tallies = count_cohort(laid_out)
    publish = partial(
        gate.publish,
        programme,
        tallies,
        cohort=cohort,
        on=day,
        frame=_frame(laid_out),
        texts=codebook.build_texts(programme, tallies),
        codebook=codebook.build_codebook(programme, tallies),
        since=codebook.versions_since(programme, tallies),
        by=by,
        made_with=name_and_version(),
        progress=progress,
    )
    told_before = {"stamped": classify_stamps(laid_out.counted)}
    # Tables made in memory have no ledger: nothing to compare with, and nothing to freeze.
    if tables.home is None:
        return ClosingEvaluation(publish(inputs={}, history=told_before), tallies)
    members = fingerprint_cohort(laid_out.pairs, laid_out.counted, read_or_make_key(tables.home))
    release = publish(
        inputs=_inputs(tables, read_or_make_key(tables.home)),
        history=told_before | _released_before(laid_out, tables.home, members, others, by),
    )
    return ClosingEvaluation(freeze_release(tables.home, release, members), tallies)


def count_forms_in(
    programme: Programme, tables: Tables, *, cohort: str, on: str | date, frame: Frame | None = None
) -> dict[Role, tuple[int, int]]:
    """Return how many closing forms are in: all that may be told before closing.

    Args:
        programme: Its settings and questionnaires.
        tables: Valid tables.
        cohort: The cohort's name in the tables.
        on: The closing day; later forms are not counted.
        frame: How many of each role were asked, for form exports that have no pairs.

    Returns:
        For each role how many forms are in, and how many people were asked.

    Raises:
        ClosingError: As :func:`close_cohort`, before anything is proved.
    """
    sent = _lay_out_cohort(programme, tables, cohort, _day(on), frame).sent
    return {role: (int(forms.sum()), len(forms)) for role, forms in sent.items()}


def name_and_version() -> str:
    """Return the name and version of the toolkit."""
    try:
        return f"mentoring-toolkit {version('mentoring-toolkit')}"
    except PackageNotFoundError:
        return "mentoring-toolkit"


def _lay_out_cohort(
    programme: Programme, tables: Tables, cohort: str, on: date, frame: Frame | None
) -> Cohort:
    laid_out = lay_out(programme, tables, cohort=cohort, on=on, frame=frame)
    # After the layout, which says first that there is no such cohort.
    if tables.answers.empty:
        raise ClosingError(Fault(NO_ANSWERS))
    return laid_out


def _released_before(
    laid_out: Cohort, home: Path, members: CohortFingerprints, others: Collection[str], by: str
) -> dict[str, Any]:
    """Return what the certificate says of earlier releases, once no form was counted in one."""
    code, cohort = laid_out.programme.code, laid_out.name
    said = confirm_other_forms(
        home,
        laid_out.tables.answers,
        laid_out.counted,
        programme=code,
        cohort=cohort,
        others=others,
        by=by,
    )
    # The certificate says what was released before; freezing asks once more, under the lock.
    return {"earlier": asdict(find_earlier_releases(home, code, cohort, members)), **said}


def _inputs(tables: Tables, key: bytes) -> dict[str, dict[str, Any]]:
    """Return the fingerprint of each table, and of the register how many rows it has.

    How many answers or meetings came in is not told: beside "at most 2" the number of answers can
    give one away.
    """
    return {
        name: {
            fact: value
            for fact, value in facts.items()
            if fact != "rows" or name in ROW_COUNTED_TABLES
        }
        for name, facts in fingerprint_tables(tables, key).items()
    }


def _frame(cohort: Cohort) -> dict[str, int | None]:
    return {
        "pairs": None if cohort.pairs is None else len(cohort.pairs),
        **{role: cohort.size(role) if role in cohort.sent else None for role in ROLES},
    }


def _day(on: str | date) -> date:
    try:
        # Made anew: a datetime is a date to Python, and would carry its time into the release.
        day = date.fromisoformat(on) if isinstance(on, str) else date(on.year, on.month, on.day)
    except ValueError:
        day = None
    if day is None or day.year not in CENTURY:
        raise ClosingError(Fault(N_("write the closing day as 2026-12-31.")))
    return day
