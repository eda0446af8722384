"""The pairs of a made-up cohort: how well they get on, when they meet, and how it ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Role

DEMO_MEETING_FORMS = ("video", "phone", "in_person")
MONTHS_OPEN_ENDED = 11
TAKES_PLACE = {6: 0.9, 7: 0.4, 8: 0.85, 12: 0.7}
"""Chance that a meeting of that month takes place.

People are away in summer and before Christmas.
"""


@dataclass(frozen=True)
class DemoPair:
    """What is drawn for a pair before any table is made.

    Attributes:
        warmth: How well the two get on, 0 on average: it carries their meetings, their answers and
            an early end.
        end: The last day of contact so far.
        log: What they record: ``meetings``, ``months`` or ``nothing``.
    """

    number: str
    warmth: float
    status: str
    has_goal: str
    log: str
    start: date
    planned_end: date | None
    end: date
    every_days: int
    forms: tuple[str, ...]

    @property
    def id(self) -> str:
        """The pair's code in the tables."""
        return f"pair-{self.number}"

    def person(self, role: Role) -> str:
        """Return the code of one of the two."""
        return f"{role}-{self.number}"


def make_random(source: str, topic: str) -> Random:
    """Return chance of its own for each topic: a change in one table leaves the others alone."""
    return Random(f"{source}/{topic}")  # noqa: S311  # made-up data must come out the same again; nothing here is a secret


def draw_some(names: Sequence[str], most: int, draw: Random) -> list[str]:
    """Return one to *most* of *names*, in their order.

    Args:
        names: What to draw from; at least one.
        most: How many at most.
        draw: Where chance comes from.

    Returns:
        Those that were drawn.
    """
    return sorted(draw.sample(names, min(len(names), draw.randint(1, most))), key=names.index)


def drawn_pairs(programme: Programme, size: int, year: int, draw: Random) -> list[DemoPair]:
    """Draw the pairs: shares are kept exactly, so that a small cohort looks like a large one.

    Args:
        programme: How long it lasts and what it recommends.
        size: How many pairs.
        year: In which they are under way.
        draw: Where chance comes from.

    Returns:
        The pairs.
    """
    warmth = [draw.gauss(0, 1) for _pair in range(size)]
    coldest = sorted(range(size), key=warmth.__getitem__)[: max(1, round(0.08 * size))]
    unfinished = [at for at in range(size) if at not in coldest][: round(0.03 * size)]
    has_goal = _draw_shares({"chose_none": 0.2, "unknown": 0.05}, "yes", size, draw)
    log = _draw_shares({"nothing": 0.1, "months": 0.25}, "meetings", size, draw)
    width = max(2, len(str(size)))
    drawn = []
    for at in range(size):
        status = "ended_early" if at in coldest else "active" if at in unfinished else "completed"
        start, planned, end = _span(programme, status, year, draw)
        every_days = draw.choice(_rhythms(programme))
        forms = tuple(
            sorted(
                draw.sample(DEMO_MEETING_FORMS, draw.choice((1, 2, 2))),
                key=DEMO_MEETING_FORMS.index,
            )
        )
        drawn.append(
            DemoPair(
                f"{at + 1:0{width}d}",
                warmth[at],
                status,
                has_goal[at],
                log[at],
                start,
                planned,
                end,
                every_days,
                forms,
            )
        )
    return drawn


def _draw_shares(few: Mapping[str, float], usual: str, size: int, draw: Random) -> list[str]:
    """Return *size* values in random order: each of the *few* by its share, the rest *usual*."""
    values = [value for value, share in few.items() for _time in range(round(share * size))]
    values += [usual] * (size - len(values))
    draw.shuffle(values)
    return values


def _span(
    programme: Programme, status: str, year: int, draw: Random
) -> tuple[date, date | None, date]:
    """Return start, planned end and last day.

    A cohort without a set length ends about the tenth of December.
    """
    length = programme.settings.length_months
    planned = date(year, 12, draw.randint(1, 15))
    first = planned.year * 12 + planned.month - 1 - (length or MONTHS_OPEN_ENDED)
    start = planned.replace(year=first // 12, month=first % 12 + 1)
    early = start + (planned - start) * draw.uniform(0.3, 0.6)
    return start, planned if length else None, early if status == "ended_early" else planned


def _rhythms(programme: Programme) -> Sequence[int]:
    advice = programme.settings.meetings
    usual = advice.every_days or (
        30 // advice.contacts_per_month if advice.contacts_per_month else 21
    )
    return (usual, usual, usual, round(usual * 1.5))


def meeting_days(pair: DemoPair, draw: Random) -> Iterator[date]:
    """Yield the days on which a pair meets, always on a weekday unless it has just started."""
    day = pair.start + timedelta(days=draw.randint(2, 12))
    while day <= pair.end:
        weekday = day - timedelta(days=max(0, day.weekday() - 4))
        if draw.random() < TAKES_PLACE.get(day.month, 0.97) + 0.06 * pair.warmth:
            yield max(weekday, pair.start)
        day += timedelta(days=max(3, pair.every_days + draw.randint(-3, 2)))
