"""What the desk has to do with closing: what it would come to, its pairs ended, the act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.closing import NOTHING_SAID, Assent
from toolkit.data.database import PendingChanges
from toolkit.people.coordination import closing as act
from toolkit.people.coordination import cohorts, completions
from toolkit.people.coordination.closing_preview import ClosingPreview, preview_closing
from toolkit.people.coordination.completions import UnendedPair
from toolkit.people.coordination.context import Context, Visibility


@dataclass(frozen=True, repr=False)
class ClosingDesk(Context):
    """What one account may see and do about closing a cohort.

    Every number is over the pairs that are shown: the own are not among them.
    """

    def outlook(self, cohort: str, on: date) -> ClosingPreview:
        """Return what closing a cohort on a day would come to; nothing is written."""
        return preview_closing(
            self.store, self.programme, cohort=cohort, on=on, today=self.today, view=self._view()
        )

    def unended(self, cohort: str) -> tuple[UnendedPair, ...]:
        """Return the pairs past their planned last day that nobody has ended, by name."""
        return completions.list_unended_pairs(self._view(), cohort)

    def complete_all(self, cohort: str, pairs: Collection[str], now: datetime) -> None:
        """Complete pairs that are past their planned last day, all in one act.

        Each can be taken back by itself, as any other change of a pair.

        Args:
            cohort: Their cohort.
            pairs: Their codes.
            now: When it is done.

        Raises:
            MendableError: If there is none, or one of them cannot be completed so; then none is.
        """
        view = self._view()
        cohorts.require_open_cohort(view, cohort)
        self._write(completions.plan_completions(view, cohort, pairs), now)

    def begin_closing(
        self, cohort: str, on: date, by: str, now: datetime, assent: Assent = NOTHING_SAID
    ) -> act.ClosingRun:
        """Begin to close a cohort for good, and return how far it is.

        Args:
            cohort: Its name.
            on: Closing day; what comes in later is not counted.
            by: The name that will stand in the release.
            now: When it is done, for the trail.
            assent: What is left out knowingly, of the pairs that are shown.
        """
        return act.begin(
            self.store,
            self.programme,
            cohort=cohort,
            on=on,
            by=by,
            account=self.account.address,
            now=now,
            assent=assent,
            hidden=self._hidden(),
        )

    def _view(self) -> Visibility:
        return Visibility.read(self)

    def _hidden(self) -> tuple[str, ...]:
        return tuple(pair["pair_id"] for pair in self._view().hidden)

    def _write(self, work: PendingChanges, now: datetime) -> None:
        self.store.follow_up(work, by=self.account.address, now=now)
