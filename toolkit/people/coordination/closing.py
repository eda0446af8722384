"""Closing a cohort for good, and how many of its closing forms are in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from toolkit.closing import NOTHING_SAID, Assent, close_cohort, find_needed_assent, require_assent
from toolkit.data.sources import read_tables
from toolkit.errors import N_, ClosingError, Fault, MendableError, ReleaseError
from toolkit.evaluation.cohort import lay_out, without_pairs
from toolkit.evaluation.late import count_late_entries
from toolkit.people.coordination.context import Visibility
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Role
from toolkit.release.ledger import is_closed, read_kept_release

if TYPE_CHECKING:
    from toolkit.data.database import Store
    from toolkit.data.schema import Tables
    from toolkit.disclosure.prover import Progress
    from toolkit.release.release import Release

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


ResponseByRole = dict[Role, tuple[int, int]]


def response(view: Visibility, cohort: str) -> ResponseByRole:
    """Return, for each role, how many closing forms are in and of how many people.

    Once it is closed as it was released.
    """
    return _count_released(view, cohort) if view.is_closed(cohort) else _count_so_far(view, cohort)


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


def close(
    store: Store,
    programme: Programme,
    *,
    cohort: str,
    on: date,
    by: str,
    account: str,
    now: datetime,
    assent: Assent = NOTHING_SAID,
    hidden: Collection[str] = (),
    progress: Progress | None = None,
) -> Release:
    """Close a cohort for good, and write in the trail who did it.

    Closing it again gives the same release.

    Args:
        store: The database.
        programme: Whose cohort it is.
        cohort: Its name.
        on: Closing day; what comes in later is not counted.
        by: The name that will stand in the release.
        account: The address of whoever is signed in.
        now: When it is done, for the trail.
        assent: What is left out knowingly, of the pairs that whoever closes may see.
        hidden: Pairs of which that account may not see anything.
        progress: Told which question is being proved, how many are proved, and how many are to be.

    Returns:
        The release.

    Raises:
        MendableError: With everything that is in the way; then nothing was released.
    """
    name = " ".join(by.split())
    if not name:
        raise ClosingError(Fault(NO_CLOSER_NAME))
    if len(name) > MAX_CLOSER_NAME or not name.isprintable():
        raise ClosingError(Fault(LONG_CLOSER_NAME, {"n": MAX_CLOSER_NAME}))
    # Whoever closes again gets the same release, and stands in no trail as having closed it.
    closed_before = is_closed(store.home, programme.code, cohort)
    tables = read_tables(store.url, programme)
    if hidden and not closed_before:
        assent = _assent_to_all(programme, tables, cohort, on, assent, hidden)
    release = close_cohort(
        programme, tables, cohort=cohort, on=on, by=name, assent=assent, progress=progress
    ).release
    if not closed_before:
        store.trail(account, CLOSING, cohort, now=now)
    return release


def _assent_to_all(
    programme: Programme,
    tables: Tables,
    cohort: str,
    on: date,
    assent: Assent,
    hidden: Collection[str],
) -> Assent:
    """Return what was said of the pairs that are shown as what it comes to for all of them.

    A number over all of them would tell whoever is one of a pair what came in from it.

    Raises:
        ClosingError: If what is shown is not left out knowingly.
    """
    laid_out = lay_out(programme, tables, cohort=cohort, on=on)
    seen = count_late_entries(programme, tables, cohort=cohort, on=on, hidden=hidden)
    require_assent(without_pairs(laid_out, hidden), seen, assent)
    everything = count_late_entries(programme, tables, cohort=cohort, on=on)
    return find_needed_assent(laid_out, everything)


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
        assent: Assent,
        hidden: Collection[str],
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
                assent=assent,
                hidden=hidden,
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
    assent: Assent = NOTHING_SAID,
    hidden: Collection[str] = (),
) -> ClosingRun:
    """Begin to close a cohort, and return how far it is.

    Where that has begun already, it is not begun again.

    Args:
        store: The database.
        programme: Whose cohort it is.
        cohort: Its name.
        on: Closing day; what comes in later is not counted.
        by: The name that will stand in the release.
        account: The address of whoever is signed in.
        now: When it is done, for the trail.
        assent: What is left out knowingly, of the pairs that whoever closes may see.
        hidden: Pairs of which that account may not see anything.

    Returns:
        The closing under way; what is in the way stands there when it has ended.
    """
    # Of two who tap at the same moment the second is shown the closing of the first.
    with _running_lock:
        if going := find_running_closing(store, programme, cohort=cohort):
            return going
        begun = _running_closings[store.url, programme.code, cohort] = ClosingRun()
        given = (store, programme, cohort, on, by, account, now, assent, hidden)
        Thread(target=begun._run, args=given, daemon=True).start()
        return begun


def find_running_closing(store: Store, programme: Programme, *, cohort: str) -> ClosingRun | None:
    """Return the closing of a cohort that has begun and not ended yet.

    Args:
        store: The database.
        programme: Whose cohort it is.
        cohort: Its name.

    Returns:
        The closing, ``None`` if there is none in this process.
    """
    begun = _running_closings.get((store.url, programme.code, cohort))
    return begun if begun and not begun.finished else None
