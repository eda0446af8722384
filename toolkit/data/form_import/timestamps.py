"""Times as form platforms write them, in the sheet's own order of day and month, as UTC."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from toolkit.data.form_import.wording import NO_ANSWER_TEXTS, fold_text

_TIMESTAMP = re.compile(
    r"(?P<first>\d{1,4})[-/.](?P<second>\d{1,2})[-/.](?P<third>\d{4}|\d{1,2})"
    r"(?:(?:,? |t)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<seconds>\d{2})(?:\.\d+)?)?(?:"
    r" ?(?P<half>[apfe])\.?m\.?)?)?"
    r"(?: ?(?P<zone>[a-z]{1,4}))?(?:(?P<offset>[+-]\d{1,2})(?::?(?P<offset_minutes>\d{2}))?)?"
)
AFTER_NOON = ("p", "e")
"""PM, and what a Swedish form writes: *fm* before and *em* after noon."""
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3}


@dataclass(frozen=True)
class SubmissionTimes:
    """When the forms were sent in, as far as the cells say.

    Attributes:
        utc: The time of each cell in UTC; ``None`` where it is blank or cannot be told.
        unread: Positions of cells that hold no time that is known.
        ambiguous: Positions where day and month cannot be told apart.
        without_zone: Whether a time names no time zone; it is taken as UTC.
    """

    utc: tuple[datetime | None, ...]
    unread: tuple[int, ...] = ()
    ambiguous: tuple[int, ...] = ()
    without_zone: bool = False


def read_times(cells: Iterable[str]) -> SubmissionTimes:
    """Read a column of times.

    One whose day or month exceeds 12 settles the order for the column.
    """
    texts = [fold_text(cell) for cell in cells]
    found = [_TIMESTAMP.fullmatch(text) for text in texts]
    column = {order for match in found if match for order in _orders(match)}
    utc: list[datetime | None] = []
    unread, ambiguous = [], []
    for position, match in enumerate(found):
        orders = (_orders(match) or column) if match else set()
        told = match is not None and (
            # The third of March is the same day in either order.
            len(match["first"]) == 4 or match["first"] == match["second"] or len(orders) == 1
        )
        utc.append(_time(match, day_first="day" in orders) if match and told else None)
        if match and not told:
            ambiguous.append(position)
        elif utc[-1] is None and texts[position] not in NO_ANSWER_TEXTS:
            unread.append(position)
    bare = any(
        match and time and not match["zone"] and not match["offset"]
        for match, time in zip(found, utc, strict=True)
    )
    return SubmissionTimes(tuple(utc), tuple(unread), tuple(ambiguous), bare)


def _orders(match: re.Match[str]) -> set[str]:
    """Say which of its first two numbers is the day, where a date shows it."""
    if len(match["first"]) == 4:
        return set()
    return ({"day"} if int(match["first"]) > 12 else set()) | (
        {"month"} if int(match["second"]) > 12 else set()
    )


def _time(match: re.Match[str], *, day_first: bool) -> datetime | None:
    """Return the time in UTC, ``None`` for 31 February, other centuries and unknown zones."""
    first, second, third = (int(match[name]) for name in ("first", "second", "third"))
    year, month, day = (
        (first, second, third)
        if len(match["first"]) == 4
        else (third, second, first)
        if day_first
        else (third, first, second)
    )
    hour = int(match["hour"] or 0)
    if match["half"]:
        # Twelve o'clock counts as nought in either half of the day.
        hour = hour % 12 + 12 * (match["half"] in AFTER_NOON)
    # A year of two digits is of this century.
    year += 2000 * (year < 100)
    if (match["zone"] or "z") not in _ZONES or not 1900 <= year < 2100:
        return None
    away = timedelta(hours=_ZONES[match["zone"] or "z"])
    if match["offset"]:
        sign = -1 if match["offset"].startswith("-") else 1
        away += timedelta(
            hours=int(match["offset"]), minutes=sign * int(match["offset_minutes"] or 0)
        )
    try:
        return (
            datetime(year, month, day, hour, int(match["minute"] or 0), int(match["seconds"] or 0))
            - away
        )
    except ValueError:
        return None
