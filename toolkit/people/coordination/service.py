"""The desk of whoever looks after the pairs: all that may be seen and done there.

Its own person's pairs never lie on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from toolkit.data.database import PendingChanges
from toolkit.errors import Fault, StorageError
from toolkit.i18n import Language, load_language
from toolkit.people.coordination import (
    closing,
    cohorts,
    context,
    corrections,
    links,
    matching,
    notes,
    pair_changes,
    pair_import,
    worklist,
)
from toolkit.people.coordination import closing as response
from toolkit.people.coordination import links as contact
from toolkit.people.coordination import pairs as pair_lines
from toolkit.people.coordination.closing import ClosingPreview
from toolkit.people.coordination.context import Context, Visibility
from toolkit.people.coordination.links import InviteRequest
from toolkit.people.coordination.models import (
    CohortLine,
    InvitePlan,
    IssuedLinks,
    LinkLine,
    NoteLine,
    PairLine,
    PairSheet,
    Todo,
)
from toolkit.programme.questionnaire import Role

if TYPE_CHECKING:
    from toolkit.disclosure.prover import Progress
    from toolkit.release.release import Release


@dataclass(frozen=True, repr=False)
class CoordinationService(Context):
    """What one account may see and do.

    Every call reads what is stored at that moment; what it writes, it writes whole or not at all.

    What an act returns is what is wrong, by field of what was given, ``""`` for the act as a whole;
    nothing if it is done.
    """

    # ---- what there is ---------------------------------------------------------------------------

    def cohorts(self) -> tuple[CohortLine, ...]:
        """Return every cohort, the one that began last first."""
        return cohorts.cohort_lines(self, self._sight())

    def pairs(self, cohort: str) -> tuple[PairLine, ...]:
        """Return the pairs of a cohort but the own, by name."""
        return pair_lines.pair_lines(self, self._sight(), cohort)

    def not_shown(self, cohort: str) -> int:
        """Return how many pairs of a cohort are not shown, because the own person is one of them."""
        return sum(pair["cohort"] == cohort for pair in self._sight().hidden)

    def left_to_nobody(self, cohort: str) -> int:
        """Return how many of the pairs that are not shown nobody else can look after.

        Every other coordinator is one of them too.
        """
        return context.count_left_to_nobody(self, self._sight(), cohort)

    def worklist(self, cohort: str) -> tuple[Todo, ...]:
        """Return what waits, the most urgent first."""
        return worklist.worklist(self, self._sight(), cohort)

    def response(self, cohort: str) -> dict[Role, tuple[int, int]]:
        """Return, for each role, how many closing forms are in and of how many people.

        Of a cohort that is open, as closing it today would count those of the pairs that are shown;
        of one that is closed, as it was
        released, and nothing of a role that the release does not tell.
        """
        return response.response(self, self._sight(), cohort)

    def followers(self) -> dict[str, str]:
        """Return whoever can follow a pair up, by the code that stands in the register.

        The name.
        """
        return self._sight().followers

    def people(self) -> dict[str, str]:
        """Return whoever can be one of a new pair and is known already, by code.

        Name and code, in the order of the names.
        """
        return matching.list_known_people(self._sight())

    # ---- cohorts and pairs -----------------------------------------------------------------------

    def start_cohort(self, given: Mapping[str, str], now: datetime) -> dict[str, Fault]:
        """Start a cohort: ``name``, ``starts_on``, and ``planned_end_on``, which follows from the length of the programme if left blank."""
        return self._do(cohorts.new_cohort(self, self._sight(), given), now)

    def change_cohort(
        self, cohort: str, given: Mapping[str, str], now: datetime
    ) -> dict[str, Fault]:
        """Give a cohort another name or other days, as when it is started.

        Its pairs keep their days, and all that is in it goes with the name.
        """
        sight = self._sight()
        return cohorts.find_cohort_refusal(self, sight, cohort) or self._do(
            cohorts.plan_cohort_change(self, sight, cohort, given), now
        )

    def remove_cohort(self, cohort: str, now: datetime) -> dict[str, Fault]:
        """Take a cohort away that has no pairs."""
        sight = self._sight()
        return cohorts.find_cohort_refusal(self, sight, cohort) or self._do(
            cohorts.plan_cohort_removal(sight, cohort), now
        )

    def add_pair(self, cohort: str, given: Mapping[str, str], now: datetime) -> dict[str, Fault]:
        """Add a pair: some of :data:`toolkit.people.coordination.intake.GIVEN`, and ``mentor_id`` or ``mentee_id`` for a person who is known.

        An address that is known is the same person. A name alone is a new one, unless
        ``same_names`` is ``yes``.
        """
        sight = self._sight()
        return cohorts.find_cohort_refusal(self, sight, cohort) or self._do(
            matching.plan_new_pair(self, sight, cohort, given), now
        )

    def warnings(self, given: Mapping[str, str]) -> tuple[Fault, ...]:
        """Return what to look at before a pair is added."""
        return tuple(matching.warnings(self._sight(), given))

    def sheet_template(self, words: Language | None = None) -> bytes:
        """Return a workbook to fill in with pairs, in the language of the programme if none is named."""
        return pair_import.template(
            self.programme, words or load_language(self.programme.settings.default_language)
        )

    def read_sheet(
        self, content: bytes, name: str, cohort: str, *, same_names: bool = False
    ) -> PairSheet:
        """Return what a sheet of pairs would bring; nothing is written.

        Args:
            content: A CSV file or a workbook.
            same_names: Whether somebody without an address is taken to be the one of exactly that
                name.

        Raises:
            TableError: If it cannot be read, its columns are not known, or no pair can be added to
                the cohort.
        """
        return pair_import.read(self, self._sight(), content, name, cohort, same_names=same_names)

    def take_in(self, sheet: PairSheet, now: datetime) -> int:
        """Write the accepted rows of a sheet, and return how many pairs that makes.

        Raises:
            MendableError: If somebody else was faster, or the cohort is closed since; then nothing
                is written.
        """
        return pair_import.take_in(self, self._sight(), sheet, now)

    # ---- a pair ----------------------------------------------------------------------------------

    def change(
        self, pair_id: str, act: str, given: Mapping[str, str], now: datetime
    ) -> dict[str, Fault]:
        """Do one of :data:`toolkit.people.coordination.pair_changes.ACTS` to a pair."""
        sight = self._sight()
        return self._refused(sight, pair_id) or self._do(
            pair_changes.change(self, sight, sight.pairs[pair_id], act, given), now
        )

    def undo(
        self, pair_id: str, now: datetime, shown: tuple[str, str] | None = None
    ) -> dict[str, Fault]:
        """Take the last change of a pair back, as long as it still stands.

        A pair that it made goes, if nothing came of it yet.

        Args:
            shown: The ``undo`` and ``undo_at`` of the pair as it was shown; whatever is last if
                left out.
        """
        sight = self._sight()
        return self._refused(sight, pair_id) or self._do(
            corrections.undo(self, sight, sight.pairs[pair_id], shown), now
        )

    def remove_pair(self, pair_id: str, now: datetime) -> dict[str, Fault]:
        """Take a pair away that was entered by mistake, as long as nothing was sent, agreed or logged for it."""
        sight = self._sight()
        return self._refused(sight, pair_id) or self._do(
            corrections.plan_pair_removal(sight, sight.pairs[pair_id]), now
        )

    def rematch(self, pair_id: str, given: Mapping[str, str], now: datetime) -> dict[str, Fault]:
        """Match one of the two anew.

        ``keep``, the role of who stays, ``ended_on`` if the pair goes on, and the new pair as when
        one is added.
        """
        sight = self._sight()
        return self._refused(sight, pair_id) or self._do(
            matching.plan_rematch(self, sight, sight.pairs[pair_id], given), now
        )

    def note(
        self, pair_id: str, what: str, noted_on: str, again_on: str, now: datetime
    ) -> dict[str, Fault]:
        """Note what was done about a pair.

        One of :data:`toolkit.people.coordination.notes.WHAT`, and the day on which to look again or
        blank.
        """
        sight = self._sight()
        return sight.refused(pair_id) or self._do(
            notes.new_note(self, pair_id, what, noted_on.strip(), again_on.strip()), now
        )

    def notes(self, pair_id: str) -> tuple[NoteLine, ...]:
        """Return the notes on a pair, the latest first; none on the own."""
        sight = self._sight()
        return () if sight.refused(pair_id) else notes.note_lines(sight, pair_id)

    # ---- people and their links ------------------------------------------------------------------

    def put_contact(
        self, participant_id: str, given: Mapping[str, str], now: datetime
    ) -> dict[str, Fault]:
        """Correct what is known of somebody: ``name``, ``address``, ``language``, ``chapter``."""
        return self._do(
            contact.plan_contact_correction(self._sight(), self.programme, participant_id, given),
            now,
        )

    def links(self, cohort: str) -> tuple[LinkLine, ...]:
        """Return the people of a cohort, by name.

        Never the own person, nor the other of an own pair.
        """
        return links.link_lines(self, self._sight(), cohort)

    def invite_plan(
        self, cohort: str, given: Mapping[str, str], only: Collection[str] = ()
    ) -> InvitePlan:
        """Return what issuing links would do.

        ``address``, ``until``, ``remind``, ``sender`` as in
        :class:`toolkit.people.coordination.links.InviteRequest`.

        Args:
            only: Codes of the only people to reach; everybody who is due if there are none.
        """
        return links.plan(self, self._sight(), InviteRequest.of(cohort, given, only))

    def issue(
        self,
        cohort: str,
        given: Mapping[str, str],
        words: Language,
        now: datetime,
        only: Collection[str] = (),
    ) -> IssuedLinks | dict[str, Fault]:
        """Issue links as :meth:`invite_plan` says, and return them as files, which are kept nowhere; else what is wrong, by field."""
        return links.issue(self, self._sight(), InviteRequest.of(cohort, given, only), words, now)

    def revoke(self, participant_id: str, now: datetime) -> dict[str, Fault]:
        """End every link of a person."""
        return self._do(links.plan_revocation(self._sight(), participant_id), now)

    # ---- closing ---------------------------------------------------------------------------------

    def outlook(self, cohort: str, on: date) -> ClosingPreview:
        """Return what closing a cohort on a day would come to, in numbers over the pairs that are shown; nothing is written."""
        return closing.preview_closing(
            self.store, self.programme, cohort=cohort, on=on, today=self.today, sight=self._sight()
        )

    def close(
        self, cohort: str, on: date, by: str, now: datetime, progress: Progress | None = None
    ) -> Release:
        """Close a cohort for good.

        Raises:
            MendableError: With everything that is in the way; then nothing was released.
        """
        return closing.close(
            self.store,
            self.programme,
            cohort=cohort,
            on=on,
            by=by,
            account=self.account.address,
            now=now,
            progress=progress,
        )

    # ---- parts -----------------------------------------------------------------------------------

    def _sight(self) -> Visibility:
        return Visibility(self.store.books(today=self.today), self.account)

    def _refused(self, sight: Visibility, pair_id: str) -> dict[str, Fault]:
        return sight.refused(pair_id) or cohorts.find_cohort_refusal(
            self, sight, sight.pairs[pair_id]["cohort"]
        )

    def _do(self, work: PendingChanges | dict[str, Fault], now: datetime) -> dict[str, Fault]:
        """Write a piece of work, if it is one, and return what is wrong."""
        if not isinstance(work, PendingChanges):
            return work
        try:
            self.store.follow_up(work, by=self.account.address, now=now)
        except StorageError as refused:
            return {"": refused.faults[0]}
        return {}
