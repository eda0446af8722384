"""The rhythm of a pair: how often it means to meet, when it last did, how long it may be quiet."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from toolkit.data.database.coordination import StoredRow
from toolkit.programme.programme import Programme

DAYS_OF_MONTH = 30
LEAST_QUIET = 30
"""Fewer days without contact are never remarked on: people are ill, away, busy."""


def every_days(pair: StoredRow, programme: Programme) -> int | None:
    """Return after how many days the two mean to be in contact again.

    What they agreed on, else what the programme recommends; None if neither.
    """
    if pair["every_days"]:
        return int(pair["every_days"])
    advice = programme.settings.meetings
    if advice.every_days or not advice.contacts_per_month:
        return advice.every_days
    return max(1, DAYS_OF_MONTH // advice.contacts_per_month)


def max_quiet_days(pair: StoredRow, programme: Programme) -> int:
    """Return after how many days without contact a pair is silent.

    Twice the rhythm, and a month at least.
    """
    return max(LEAST_QUIET, 2 * (every_days(pair, programme) or 0))


def last_contacts(
    meetings: Iterable[StoredRow], months: Iterable[StoredRow], *, today: date
) -> dict[str, date]:
    """Return the day of the last contact, by pair.

    Of a meeting, or the last day of a month that was ticked with one.

    Args:
        meetings: Rows of the table of meetings.
        months: Rows of the table of months; one with ``0`` contacts tells of none.
        today: The day; what is dated later counts as of today.

    Returns:
        The day, by code of the pair; a pair without any contact is left out.
    """
    found: dict[str, date] = {}
    for row in meetings:
        _keep_later(found, row["pair_id"], date.fromisoformat(row["met_on"]), today)
    for row in months:
        if row["contacts"] != "0":
            _keep_later(found, row["pair_id"], last_day_of(row["month"]), today)
    return found


def count_meetings(meetings: Iterable[StoredRow]) -> Mapping[str, int]:
    """Return how many meetings are logged, by pair."""
    found: dict[str, int] = defaultdict(int)
    for row in meetings:
        found[row["pair_id"]] += 1
    return found


def silent_since(pair: StoredRow, last_contact: date | None, programme: Programme) -> date:
    """Return the day from which a pair that is not in contact any more counts as silent.

    Args:
        pair: Its row in the register; it has started.
        last_contact: Its last contact; ``None`` if there was none, which counts from its start.
        programme: How often its pairs mean to meet, where the pair says nothing else.

    Returns:
        The day, which may lie ahead.
    """
    started = date.fromisoformat(pair["started_on"])
    return max(started, last_contact or started) + timedelta(days=max_quiet_days(pair, programme))


def last_day_of(month: str) -> date:
    """Return the last day of a month, ``2026-05``."""
    first = date.fromisoformat(f"{month}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])


def _keep_later(found: dict[str, date], pair_id: str, day: date, today: date) -> None:
    found[pair_id] = max(found.get(pair_id, date.min), min(day, today))
