"""The desk of whoever looks after the pairs: all that may be seen and done there.

Its own person's pairs never lie on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from toolkit.data.database.coordination import StoredRow
from toolkit.errors import Fault
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
from toolkit.people.coordination import pairs as pair_lines
from toolkit.people.coordination.closing_desk import ClosingDesk
from toolkit.people.coordination.context import Visibility
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


@dataclass(frozen=True, repr=False)
class CoordinationService(ClosingDesk):
    """What one account may see and do.

    Every call reads what is stored at that moment; what it writes, it writes whole or not at all.

    An act that is not done raises a :class:`toolkit.errors.MendableError`, which says what is wrong
    by field of what was given, ``""`` for the act as a whole.
    """

    # ---- what there is ---------------------------------------------------------------------------

    def cohorts(self) -> tuple[CohortLine, ...]:
        """Return every cohort, the one that began last first."""
        return cohorts.cohort_lines(self._view())

    def pairs(self, cohort: str) -> tuple[PairLine, ...]:
        """Return the pairs of a cohort but the own, by name."""
        return pair_lines.pair_lines(self._view(), cohort)

    def not_shown(self, cohort: str) -> int:
        """Return how many pairs of a cohort are not shown: the own person is one of them."""
        return sum(pair["cohort"] == cohort for pair in self._view().hidden)

    def left_to_nobody(self, cohort: str) -> int:
        """Return how many of the pairs that are not shown nobody else can look after.

        Every other coordinator is one of them too.
        """
        return context.count_left_to_nobody(self._view(), cohort)

    def worklist(self, cohort: str) -> tuple[Todo, ...]:
        """Return what waits, the most urgent first."""
        return worklist.worklist(self._view(), cohort)

    def response(self, cohort: str) -> dict[Role, tuple[int, int]]:
        """Return, for each role, how many closing forms are in and of how many people.

        Of a cohort that is open, as closing it today would count those of the pairs that are shown;
        of one that is closed, as it was
        released, and nothing of a role that the release does not tell.
        """
        return closing.response(self._view(), cohort)

    def followers(self) -> dict[str, str]:
        """Return whoever can follow a pair up, by the code that stands in the register.

        The name.
        """
        return self._view().followers

    def people(self) -> dict[str, str]:
        """Return whoever can be one of a new pair and is known already, by code.

        Name and code, in the order of the names.
        """
        return matching.list_known_people(self._view())

    # ---- cohorts and pairs -----------------------------------------------------------------------

    def start_cohort(self, given: Mapping[str, str], now: datetime) -> None:
        """Start a cohort.

        Args:
            given: ``name``, ``starts_on``, and ``planned_end_on``, which follows from the length of
                the programme if left blank.
            now: When it is done.

        Raises:
            MendableError: With what is wrong, by field.
        """
        self._write(cohorts.plan_new_cohort(self._view(), given), now)

    def change_cohort(self, cohort: str, given: Mapping[str, str], now: datetime) -> None:
        """Give a cohort another name or other days.

        Its pairs keep their days, and all that is in it goes with the name.

        Args:
            cohort: The name that it has.
            given: As when it is started.
            now: When it is done.

        Raises:
            MendableError: With what is wrong, by field.
        """
        self._write(cohorts.plan_cohort_change(self._view(), cohort, given), now)

    def remove_cohort(self, cohort: str, now: datetime) -> None:
        """Take a cohort away that has no pairs.

        Raises:
            MendableError: If it has, or if something was sent in it.
        """
        self._write(cohorts.plan_cohort_removal(self._view(), cohort), now)

    def add_pair(self, cohort: str, given: Mapping[str, str], now: datetime) -> None:
        """Add a pair.

        An address that is known is the same person. A name alone is a new one, unless
        ``same_names`` is ``yes``.

        Args:
            cohort: Where it is added.
            given: Some of :data:`toolkit.people.coordination.new_pairs.GIVEN`, and ``mentor_id`` or
                ``mentee_id`` for a person who is known.
            now: When it is done.

        Raises:
            MendableError: With what is wrong, by field.
        """
        view = self._view()
        cohorts.require_open_cohort(view, cohort)
        self._write(matching.plan_new_pair(view, cohort, given), now)

    def warnings(self, given: Mapping[str, str]) -> tuple[Fault, ...]:
        """Return what to look at before a pair is added."""
        return tuple(matching.warnings(self._view(), given))

    def sheet_template(self, words: Language | None = None) -> bytes:
        """Return a workbook to fill in with pairs, by default in the language of the programme."""
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
        return pair_import.read(self._view(), content, name, cohort, same_names=same_names)

    def take_in(self, sheet: PairSheet, now: datetime) -> int:
        """Write the accepted rows of a sheet, and return how many pairs that makes.

        Raises:
            MendableError: If somebody else was faster, or the cohort is closed since; then nothing
                is written.
        """
        return pair_import.take_in(self._view(), sheet, now)

    # ---- a pair ----------------------------------------------------------------------------------

    def change(self, pair_id: str, act: str, given: Mapping[str, str], now: datetime) -> None:
        """Do something to a pair.

        Args:
            pair_id: The pair.
            act: One of :data:`toolkit.people.coordination.pair_changes.ACTS`.
            given: What the act needs, such as ``ended_on``.
            now: When it is done.

        Raises:
            MendableError: With what is wrong, by field.
        """
        view, pair = self._require_open_pair(pair_id)
        self._write(pair_changes.plan_change(view, pair, act, given), now)

    def undo(self, pair_id: str, now: datetime, shown: tuple[str, str] | None = None) -> None:
        """Take the last change of a pair back, as long as it still stands.

        A pair that it made goes, if nothing came of it yet.

        Args:
            pair_id: The pair.
            now: When it is done.
            shown: The ``undo`` and ``undo_at`` of the pair as it was shown; whatever is last if
                left out.

        Raises:
            MendableError: If that cannot be.
        """
        view, pair = self._require_open_pair(pair_id)
        self._write(corrections.plan_undo(view, pair, shown), now)

    def remove_pair(self, pair_id: str, now: datetime) -> None:
        """Take a pair away that was entered by mistake.

        Raises:
            MendableError: If something was sent, agreed or logged for it.
        """
        view, pair = self._require_open_pair(pair_id)
        self._write(corrections.plan_pair_removal(view, pair), now)

    def rematch(self, pair_id: str, given: Mapping[str, str], now: datetime) -> None:
        """Match one of the two anew.

        Args:
            pair_id: The pair.
            given: ``keep``, the role of who stays, ``ended_on`` if the pair goes on, and the new
                pair as when one is added.
            now: When it is done.

        Raises:
            MendableError: With what is wrong, by field.
        """
        view, pair = self._require_open_pair(pair_id)
        self._write(matching.plan_rematch(view, pair, given), now)

    def note(self, pair_id: str, what: str, noted_on: str, again_on: str, now: datetime) -> None:
        """Note what was done about a pair.

        Args:
            pair_id: The pair.
            what: One of :data:`toolkit.people.coordination.notes.WHAT`.
            noted_on: The day of it, ``2026-12-31``.
            again_on: The day on which to look again, or blank.
            now: When it is written.

        Raises:
            MendableError: With what is wrong, by field.
        """
        self._write(
            notes.plan_note(self._view(), pair_id, what, noted_on.strip(), again_on.strip()), now
        )

    def notes(self, pair_id: str) -> tuple[NoteLine, ...]:
        """Return the notes on a pair, the latest first; none on the own."""
        view = self._view()
        return notes.note_lines(view, pair_id) if pair_id in view.pairs else ()

    # ---- people and their links ------------------------------------------------------------------

    def put_contact(self, participant_id: str, given: Mapping[str, str], now: datetime) -> None:
        """Correct what is known of somebody.

        Args:
            participant_id: The person's code.
            given: ``name``, ``address``, ``language``, ``chapter``; what is left out stays.
            now: When it is done.

        Raises:
            MendableError: With what is wrong, by field.
        """
        self._write(links.plan_contact_correction(self._view(), participant_id, given), now)

    def links(self, cohort: str) -> tuple[LinkLine, ...]:
        """Return the people of a cohort, by name.

        Never the own person, nor the other of an own pair.
        """
        return links.link_lines(self._view(), cohort)

    def invite_plan(
        self, cohort: str, given: Mapping[str, str], only: Collection[str] = ()
    ) -> InvitePlan:
        """Return what issuing links would do.

        ``address``, ``until``, ``remind``, ``sender`` as in
        :class:`toolkit.people.coordination.links.InviteRequest`.

        Args:
            only: Codes of the only people to reach; everybody who is due if there are none.
        """
        return links.plan(self._view(), InviteRequest.of(cohort, given, only))

    def issue(
        self,
        cohort: str,
        given: Mapping[str, str],
        words: Language,
        now: datetime,
        only: Collection[str] = (),
    ) -> IssuedLinks:
        """Issue links and return them as files, which are kept nowhere.

        Args:
            cohort: Whose people are reached.
            given: As for :meth:`invite_plan`.
            words: Language of cards and list.
            now: When it is done.
            only: Codes of the only people to reach; everybody who is due if there are none.

        Raises:
            MendableError: With what is wrong, by field; then no link is made.
        """
        return links.issue(self._view(), InviteRequest.of(cohort, given, only), words, now)

    def revoke(self, participant_id: str, now: datetime) -> None:
        """End every link of a person.

        Raises:
            MendableError: If nothing can be done about the person.
        """
        self._write(links.plan_revocation(self._view(), participant_id), now)

    # ---- parts -----------------------------------------------------------------------------------

    def _require_open_pair(self, pair_id: str) -> tuple[Visibility, StoredRow]:
        """Return what may be seen, and a pair in it whose cohort is open."""
        view = self._view()
        pair = view.require_pair(pair_id)
        cohorts.require_open_cohort(view, pair["cohort"])
        return view, pair
