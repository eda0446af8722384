"""How often a pair means to be in contact, when it was so last, and how long it may be quiet before somebody asks."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from toolkit.programme import Programme
from toolkit.storage.office import Row

DAYS_OF_MONTH = 30
LEAST_QUIET = 30
"""Fewer days without contact are never remarked on: people are ill, away, busy."""


def every_days(pair: Row, programme: Programme) -> int | None:
    """Return after how many days the two mean to be in contact again: what they agreed on, else what the programme recommends; None if neither."""
    if pair["every_days"]:
        return int(pair["every_days"])
    advice = programme.settings.meetings
    if advice.every_days or not advice.contacts_per_month:
        return advice.every_days
    return max(1, DAYS_OF_MONTH // advice.contacts_per_month)


def may_be_quiet(pair: Row, programme: Programme) -> int:
    """Return after how many days without contact a pair is silent: twice the rhythm, and a month at least."""
    return max(LEAST_QUIET, 2 * (every_days(pair, programme) or 0))


def last_contacts(meetings: Iterable[Row], months: Iterable[Row], *, today: date) -> dict[str, date]:
    """Return the day of the last contact, by pair: of a meeting, or the last day of a month that was ticked with one."""
    found: dict[str, date] = {}
    for row in meetings:
        _later(found, row["pair_id"], date.fromisoformat(row["met_on"]), today)
    for row in months:
        if row["contacts"] != "0":
            _later(found, row["pair_id"], last_of(row["month"]), today)
    return found


def met(meetings: Iterable[Row]) -> Mapping[str, int]:
    """Return how many meetings are logged, by pair."""
    found: dict[str, int] = defaultdict(int)
    for row in meetings:
        found[row["pair_id"]] += 1
    return found


def silent_since(pair: Row, last_contact: date | None, programme: Programme) -> date:
    """Return the day from which a pair that is not in contact any more counts as silent."""
    started = date.fromisoformat(pair["started_on"])
    return max(started, last_contact or started) + timedelta(days=may_be_quiet(pair, programme))


def last_of(month: str) -> date:
    """Return the last day of a month, ``2026-05``."""
    first = date.fromisoformat(f"{month}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])


def _later(found: dict[str, date], pair_id: str, day: date, today: date) -> None:
    found[pair_id] = max(found.get(pair_id, date.min), min(day, today))
