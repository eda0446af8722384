"""The order of steps: valid tables, measures, the gate, the release."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
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
from toolkit.evaluation.late import LateEntries, count_late_entries
from toolkit.evaluation.tally import Tallies
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Role
from toolkit.release.fingerprints import CohortFingerprints, fingerprint_cohort
from toolkit.release.ledger import find_earlier_releases, freeze_release, read_kept_release
from toolkit.release.locations import read_or_make_key, release_path
from toolkit.release.release import Release

if TYPE_CHECKING:
    from toolkit.disclosure.prover import Progress

ROW_COUNTED_TABLES = ("participants", "pairs", "goals")
"""Tables of which the number of rows tells nothing that the association does not know."""

NO_ANSWERS = N_(
    "nobody has answered anything yet, so there is nothing to evaluate. Close the cohort once forms"
    " are in, or say the number of those who were asked, {asked} (--without-forms {asked}): then"
    " facts of the register alone are released."
)
NO_ANSWERS_BY_THEN = N_(
    "no answers had come in by that day, {day}; closing forms that came in later: {forms}. Choose a"
    " later day, or say the number of those who were asked, {asked} (--without-forms {asked}): then"
    " facts of the register alone are released."
)
WOULD_BE_LEFT_OUT = N_(
    "after the closing day, {day}, lie closing forms: {forms}, meetings and months: {meetings},"
    " endings: {endings}. They would be left out for good. Choose a later day, or leave them out by"
    " their number, {n} (--leave-out {n})."
)

GIVEN_BACK = N_(
    "{cohort} was closed on {date} by an earlier version of the toolkit: this is its release, and"
    " nothing was counted anew."
)

CENTURY = range(2000, 2100)
"""Years in which a cohort may be closed: a slip of the pen cannot be undone."""


@dataclass(frozen=True)
class Assent:
    """What whoever closes a cohort says by number, because it cannot be undone.

    Attributes:
        left_out: How many forms, meetings and endings after the closing day are left out.
        without_forms: How many people were asked, where no form is in: then facts of the register
            alone are released.
    """

    left_out: int = 0
    without_forms: int = 0


NOTHING_SAID = Assent()
"""Nothing is left out, and somebody has answered."""


@dataclass(frozen=True)
class ClosingEvaluation:
    """A closed cohort.

    Attributes:
        release: What is published; it displays itself in a notebook.
        tallies: The counts before the gate, for whoever holds the raw data; they never display
            themselves. There are none of a release that is given back.
        notices: What whoever closes has to know of it.
    """

    release: Release
    tallies: Tallies
    notices: tuple[Fault, ...] = ()

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
    assent: Assent = NOTHING_SAID,
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
        assent: What is left out knowingly.
        progress: Told which question is being proved, how many are proved, and how many are to be.

    Returns:
        The evaluation. Closing again with the same data gives the same release.

    Raises:
        ClosingError: If the cohort is unknown, nobody had answered by that day or something lies in
            after it and nobody says so by number, the frame does not fit, answers were given under
            another promise, the cohort was closed with other figures, its pairs were counted in
            another cohort, or the figures are not proved to keep the promise.

    Example:
        >>> from toolkit import close_cohort, load_programme, read_tables
        >>> programme = load_programme("surveys/swea")
        >>> tables = read_tables("data/A8", programme)
        >>> close_cohort(programme, tables, cohort="A8", on="2026-12-31").release
        <Release swea A8, closed 2026-12-31: 10 of 65 findings shown or coarsened>
    """
    if given_back := _give_back_release(tables, programme.code, cohort):
        return given_back
    laid_out, notices = _lay_out_cohort(programme, tables, cohort, read_day(on), frame, assent)
    tallies = _count(laid_out)
    publish = partial(
        gate.publish,
        programme,
        tallies,
        cohort=cohort,
        on=laid_out.on,
        frame=_frame(laid_out),
        **_label(programme, tallies),
        by=by,
        made_with=name_and_version(),
        progress=progress,
    )
    told_before = {"stamped": classify_stamps(laid_out.counted)}
    # Tables made in memory have no ledger: nothing to compare with, and nothing to freeze.
    if tables.home is None:
        return ClosingEvaluation(publish(inputs={}, history=told_before), tallies, notices)
    members = fingerprint_cohort(laid_out.pairs, laid_out.counted, read_or_make_key(tables.home))
    release = publish(
        inputs=_inputs(tables, read_or_make_key(tables.home)),
        history=told_before | _released_before(laid_out, tables.home, members, others, by),
    )
    return ClosingEvaluation(freeze_release(tables.home, release, members), tallies, notices)


def count_forms_in(
    programme: Programme,
    tables: Tables,
    *,
    cohort: str,
    on: str | date,
    frame: Frame | None = None,
    assent: Assent = NOTHING_SAID,
) -> dict[Role, tuple[int, int]]:
    """Return how many closing forms are in: all that may be told before closing.

    Args:
        programme: Its settings and questionnaires.
        tables: Valid tables.
        cohort: The cohort's name in the tables.
        on: The closing day; later forms are not counted.
        frame: How many of each role were asked, for form exports that have no pairs.
        assent: What is left out knowingly.

    Returns:
        For each role how many forms are in, and how many people were asked.

    Raises:
        ClosingError: As :func:`close_cohort`, before anything is proved.
    """
    laid_out, _notices = _lay_out_cohort(programme, tables, cohort, read_day(on), frame, assent)
    return {role: (int(sent.sum()), len(sent)) for role, sent in laid_out.sent.items()}


def find_needed_assent(cohort: Cohort, late: LateEntries) -> Assent:
    """Return what has to be said by number before a cohort is closed so.

    Args:
        cohort: The cohort on its closing day.
        late: What lies in after it.

    Returns:
        The numbers; 0 where nothing has to be said.
    """
    sent, asked = (
        sum(int(own.sum()) for own in cohort.sent.values()),
        sum(map(len, cohort.sent.values())),
    )
    return Assent(late.total, 0 if sent else asked)


def require_assent(cohort: Cohort, late: LateEntries, assent: Assent) -> None:
    """Refuse to leave anything out, or to release figures of nobody, that was not said by number.

    Args:
        cohort: The cohort on its closing day.
        late: What lies in after it.
        assent: What was said.

    Raises:
        ClosingError: With everything that was not said, and the numbers.
    """
    needed, values = find_needed_assent(cohort, late), {"day": cohort.on.isoformat()}
    faults = []
    if needed.without_forms and assent.without_forms != needed.without_forms:
        none_in = {**values, "forms": late.forms, "asked": needed.without_forms}
        faults.append(Fault(NO_ANSWERS_BY_THEN if late.forms else NO_ANSWERS, none_in))
    if needed.left_out and assent.left_out != needed.left_out:
        kinds = {"forms": late.forms, "meetings": late.meetings, "endings": late.endings}
        faults.append(Fault(WOULD_BE_LEFT_OUT, {**values, **kinds, "n": late.total}))
    if faults:
        raise ClosingError(faults)


def read_day(on: str | date) -> date:
    """Return a closing day.

    Args:
        on: The day, or ``2026-12-31``.

    Raises:
        ClosingError: If it is none, or of another century.
    """
    try:
        # Made anew: a datetime is a date to Python, and would carry its time into the release.
        day = date.fromisoformat(on) if isinstance(on, str) else date(on.year, on.month, on.day)
    except ValueError:
        day = None
    if day is None or day.year not in CENTURY:
        raise ClosingError(Fault(N_("write the closing day as 2026-12-31.")))
    return day


def is_of_earlier_version(release: Release) -> bool:
    """Return whether an earlier version of the toolkit made a release: its own codes were others.

    Args:
        release: A release that is kept.
    """
    return any(
        set(release.codebook[id]) != set(codes)
        for id, codes in codebook.CODES_OF.items()
        if id in release.codebook
    )


def name_and_version() -> str:
    """Return the name and version of the toolkit."""
    try:
        return f"mentoring-toolkit {version('mentoring-toolkit')}"
    except PackageNotFoundError:
        return "mentoring-toolkit"


def _give_back_release(tables: Tables, programme: str, cohort: str) -> ClosingEvaluation | None:
    """Return the release that is kept of a cohort, if this version would count another.

    One whose file is missing is not: then closing again puts it back or says why not.
    """
    if tables.home is None or not release_path(tables.home, programme, cohort).exists():
        return None
    kept = read_kept_release(tables.home, programme, cohort)
    if kept is None or not is_of_earlier_version(kept):
        return None
    closed = {"cohort": cohort, "date": kept.closed_on.isoformat()}
    return ClosingEvaluation(kept, Tallies(()), (Fault(GIVEN_BACK, closed),))


def _lay_out_cohort(
    programme: Programme,
    tables: Tables,
    cohort: str,
    on: date,
    frame: Frame | None,
    assent: Assent,
) -> tuple[Cohort, tuple[Fault, ...]]:
    """Return the cohort, with what has to be known of it, once all that is needed was said."""
    laid_out = lay_out(programme, tables, cohort=cohort, on=on, frame=frame)
    late = count_late_entries(programme, tables, cohort=cohort, on=on)
    require_assent(laid_out, late, assent)
    return laid_out, late.notices


def _count(cohort: Cohort) -> Tallies:
    """Count the cohort; where no form is in, facts of the register alone are told."""
    tallies = count_cohort(cohort)
    if any(sent.any() for sent in cohort.sent.values()):
        return tallies
    return Tallies(
        tuple(
            tally if tally.rule == "register" else replace(tally, available=False)
            for tally in tallies
        )
    )


def _label(programme: Programme, tallies: Tallies) -> dict[str, Any]:
    return {
        "texts": codebook.build_texts(programme, tallies),
        "codebook": codebook.build_codebook(programme, tallies),
        "since": codebook.versions_since(programme, tallies),
    }


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
