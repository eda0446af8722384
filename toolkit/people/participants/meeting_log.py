"""What one of the two logs: a meeting with its day, form, length and topics, or a month.

What was said is never asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from toolkit.data.database import Mentorship
from toolkit.data.schema.columns import MEETING_FORM_CODES
from toolkit.errors import N_, Fault, Refused, refuse
from toolkit.people.participants import tasks
from toolkit.people.participants.unlocking import OwnData
from toolkit.programme.asked_questionnaire import UNKNOWN_OPTION
from toolkit.programme.programme import Programme
from toolkit.release.ledger import is_closed

COHORT_CLOSED_NOTICE = N_(
    "This cohort is closed: its figures are told and never changed, and so no more can be sent in."
)
HOW_OFTEN = ("0", "1", "2+")
MOST_MINUTES = 600


def read_meeting(
    given: Mapping[str, str | Sequence[str]],
    pair: Mapping[str, str],
    programme: Programme,
    *,
    today: date,
) -> dict[str, str]:
    """Return the meeting as it is stored, by column; what is left out stays blank.

    Args:
        given: What was written, by column.
        pair: The pair as the register has it.
        programme: Whose topics can be chosen.
        today: The last day on which they can have met.

    Returns:
        The meeting.

    Raises:
        Refused: With what is wrong, by column.
    """
    met_on, form, minutes, celebrated = (
        _first_value(given.get(column, ""))
        for column in ("met_on", "form", "minutes", "celebrated")
    )
    chosen = given.get("topics", ())
    topics = [code for code in (chosen.split(";") if isinstance(chosen, str) else chosen) if code]
    known = [topic.name for topic in programme.settings.topics]
    faults = {
        "met_on": _find_day_fault(met_on, pair, today),
        "form": None if form in MEETING_FORM_CODES else Fault(N_("Choose how you met.")),
        "minutes": (
            None
            if not minutes
            or (minutes.isdecimal() and minutes.isascii() and int(minutes) <= MOST_MINUTES)
            else Fault(N_("Write a number of minutes from 0 to {most}."), {"most": MOST_MINUTES})
        ),
        "topics": None if set(topics) <= set(known) else Fault(UNKNOWN_OPTION),
        "celebrated": None if celebrated in ("", "yes", "no") else Fault(UNKNOWN_OPTION),
    }
    refuse({column: fault for column, fault in faults.items() if fault})
    in_order = ";".join(code for code in known if code in topics)
    return {
        # 20261120 is the same day as 2026-11-20, and must not be a second meeting.
        "met_on": date.fromisoformat(met_on).isoformat(),
        "form": form,
        "minutes": minutes.lstrip("0") or minutes[:1],
        "topics": in_order,
        "celebrated": celebrated,
    }


def _first_value(given: str | Sequence[str]) -> str:
    return (given if isinstance(given, str) else next(iter(given), "")).strip()


def _find_day_fault(met_on: str, pair: Mapping[str, str], today: date) -> Fault | None:
    try:
        day = date.fromisoformat(met_on)
    except ValueError:
        return Fault(N_("Choose the day on which you met."))
    if day > today:
        return Fault(N_("The day must not lie ahead."))
    if day.isoformat() < pair.get("started_on", "") or (
        pair.get("ended_on") and day.isoformat() > pair["ended_on"]
    ):
        return Fault(N_("The day must lie in the time of your mentorship."))
    return None


@dataclass(frozen=True, repr=False)
class MentorshipLog(OwnData):
    """What one person may log of the own pairs.

    Attributes:
        mentorships: Each pair and role of the person, as they were when the link was opened.
    """

    programme: Programme
    today: date
    mentorships: tuple[Mentorship, ...]

    def months(self, mentorship: Mentorship) -> dict[str, str]:
        """Return the months that can be ticked, each with its tick or ``""``.

        None once the cohort is closed.
        """
        shown = (
            () if self.is_closed(mentorship) else tasks.months_to_tick(mentorship, today=self.today)
        )
        return {month: mentorship.months.get(month, "") for month in shown}

    def is_closed(self, mentorship: Mentorship) -> bool:
        """Return whether the cohort of the pair is closed.

        Its figures are told and never changed.
        """
        return mentorship.pair["cohort"] in self._closed_cohorts

    def tick(self, mentorship: Mentorship, month: str, contacts: str, now: datetime) -> None:
        """Say how often the two were in contact in a month; of two ticks the higher one stands.

        Args:
            mentorship: The pair.
            month: ``2026-11``, one of :meth:`months`.
            contacts: ``0``, ``1`` or ``2+``.
            now: When it is said.

        Raises:
            Refused: If the cohort is closed, or the month cannot be ticked so.
        """
        self._require_running(mentorship)
        if month not in self.months(mentorship) or contacts not in HOW_OFTEN:
            raise Refused(Fault(N_("Only this month and the last one can be filled in here.")))
        self.store.tick(mentorship.pair["pair_id"], month, contacts, by=self.person, now=now)

    def log_meeting(
        self, mentorship: Mentorship, given: Mapping[str, str | Sequence[str]], now: datetime
    ) -> None:
        """Log a meeting.

        Args:
            mentorship: The pair.
            given: ``met_on``, ``form``, ``minutes``, ``topics``, ``celebrated``.
            now: When it is logged.

        Raises:
            Refused: With what is wrong, by column.
        """
        self._require_running(mentorship)
        self.store.log_meeting(
            mentorship.pair["pair_id"],
            read_meeting(given, mentorship.pair, self.programme, today=self.today),
            by=self.person,
            now=now,
        )

    def remove_meeting(self, mentorship: Mentorship, meeting: Mapping[str, str]) -> None:
        """Remove a meeting that was logged.

        Raises:
            Refused: If the cohort is closed.
        """
        self._require_running(mentorship)
        self.store.remove_meeting(
            mentorship.pair["pair_id"], meeting["met_on"], meeting["form"], by=self.person
        )

    def _require_running(self, mentorship: Mentorship) -> None:
        # What is logged after the closing would stand beside figures that no longer follow it.
        if self.is_closed(mentorship):
            raise Refused(Fault(COHORT_CLOSED_NOTICE))

    @cached_property
    def _closed_cohorts(self) -> frozenset[str]:
        cohorts = {mentorship.pair["cohort"] for mentorship in self.mentorships}
        return frozenset(
            cohort for cohort in cohorts if is_closed(self.store.home, self.programme.code, cohort)
        )
