"""Made-up tables for any programme.

No real people, and from the same seed the same tables every time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

import pandas as pd

from toolkit.cli.demo.answers import answers
from toolkit.cli.demo.pairs import DemoPair, draw_some, drawn_pairs, make_random, meeting_days
from toolkit.data.schema.columns import schemas_of
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES

DemoRow = Mapping[str, object]


def made_up_tables(
    programme: Programme, *, pairs: int, seed: int, cohort: str, year: int
) -> dict[str, pd.DataFrame]:
    """Return the tables of a made-up cohort that ends in December.

    Text cells as in the CSV files, ``""`` where unknown.

    Meetings follow the seasons, a few pairs end early, some choose no goal, some people never
    answer, some are not content.

    Args:
        programme: Whose questions are answered, and whose settings say how long a pair goes on.
        pairs: How many pairs; at least 1.
        seed: The same seed gives the same tables.
        cohort: The cohort's name.
        year: The year in which it ends.

    Returns:
        ``participants``, ``pairs``, ``goals``, ``meetings``, ``months`` and ``answers``.
    """
    source = f"{programme.code}/{cohort}/{seed}"
    drawn = drawn_pairs(programme, pairs, year, make_random(source, "pairs"))
    days = {pair.id: list(meeting_days(pair, make_random(source, pair.id))) for pair in drawn}
    rows: dict[str, Iterable[DemoRow]] = {
        "participants": _participants(programme, drawn, make_random(source, "participants")),
        "pairs": _pairs(programme, drawn, cohort, make_random(source, "register")),
        "goals": _goals(programme, drawn, make_random(source, "goals")),
        "meetings": _meetings(programme, drawn, days, make_random(source, "meetings")),
        "months": _months(drawn, days),
        "answers": answers(programme, drawn, cohort, source),
    }
    return {
        name: _as_text(rows[name], list(schema.columns))
        for name, schema in schemas_of(programme).items()
    }


def _as_text(rows: Iterable[DemoRow], columns: list[str]) -> pd.DataFrame:
    """Lay rows out in the columns of the format.

    Days are written as ISO dates, whatever is not there is blank.
    """
    cells = [
        ["" if row.get(column) is None else str(row[column]) for column in columns] for row in rows
    ]
    return pd.DataFrame(cells, columns=columns, dtype="str")


def _participants(
    programme: Programme, drawn: Sequence[DemoPair], draw: Random
) -> Iterator[DemoRow]:
    languages = programme.settings.languages
    for role in ROLES:
        for pair in drawn:
            joined = pair.start - timedelta(days=draw.randint(30, 90))
            yield {
                "participant_id": pair.person(role),
                "language": draw.choices(languages, [6.0, *[1.0] * (len(languages) - 1)])[0],
                "joined_on": joined,
            }


def _pairs(
    programme: Programme, drawn: Sequence[DemoPair], cohort: str, draw: Random
) -> Iterator[DemoRow]:
    matching = programme.settings.matching
    for pair in drawn:
        by_board = (
            {"matched_by": "board", "matched_on": pair.start - timedelta(days=draw.randint(3, 20))}
            if matching.mode == "board"
            else {}
        )
        yield {
            "pair_id": pair.id,
            "cohort": cohort,
            "mentor_id": pair.person("mentor"),
            "mentee_id": pair.person("mentee"),
            "status": pair.status,
            "started_on": pair.start,
            "planned_end_on": pair.planned_end,
            "ended_on": None if pair.status == "active" else pair.end,
            **by_board,
            "competition": (
                draw.choice(("none", "none", "none", "not_asked"))
                if matching.competition_check
                else None
            ),
            "followup_by": draw.choice(("board-1", "board-2")) if matching.followed_up else None,
            "agreed_on": pair.start + timedelta(days=draw.randint(0, 20)),
            "every_days": str(pair.every_days),
            "forms": ";".join(pair.forms),
            "areas": ";".join(draw_some([area.name for area in programme.settings.areas], 2, draw)),
            "confidential": draw.choice(("yes", "yes", "yes", "yes", "not_discussed")),
            "has_goal": pair.has_goal if programme.settings.goals == "optional" else None,
        }


def _goals(programme: Programme, drawn: Sequence[DemoPair], draw: Random) -> Iterator[DemoRow]:
    """Some goals are set anew half-way: a second version of the same goal."""
    areas = [area.name for area in programme.settings.areas] or [""]
    for pair in drawn:
        if pair.has_goal != "yes" or programme.settings.goals == "off":
            continue
        for number in range(1, draw.choice((2, 2, 3))):
            area = draw.choice(areas)
            for version in range(1, draw.choice((2, 2, 2, 3))):
                set_on = (
                    pair.start
                    + (pair.end - pair.start) * (version - 1) / 2
                    + timedelta(days=draw.randint(0, 20))
                )
                judged = {
                    "importance": str(draw.randint(1, 3)),
                    "difficulty": str(draw.randint(0, 3)),
                }
                yield {
                    "pair_id": pair.id,
                    "goal_no": str(number),
                    "version": str(version),
                    "area": area,
                    "set_on": set_on,
                    **judged,
                }


def _meetings(
    programme: Programme,
    drawn: Sequence[DemoPair],
    days: Mapping[str, Sequence[date]],
    draw: Random,
) -> Iterator[DemoRow]:
    topics = [topic.name for topic in programme.settings.topics]
    for pair in drawn:
        for day in days[pair.id] if pair.log == "meetings" else ():
            yield {
                "pair_id": pair.id,
                "met_on": day,
                "form": "in_person" if draw.random() < 0.12 else draw.choice(pair.forms),
                "minutes": str(draw.choice((30, 45, 60, 60, 75, 90))),
                "topics": ";".join(draw_some(topics, 2, draw)),
                "celebrated": draw.choices(("yes", "no"), (15, 85))[0],
                "logged_by": pair.person(draw.choice(ROLES)),
            }


def _months(drawn: Sequence[DemoPair], days: Mapping[str, Sequence[date]]) -> Iterator[DemoRow]:
    """The monthly tick: a month without contact is a logged zero."""
    for pair in drawn:
        for month in (
            range(pair.start.year * 12 + pair.start.month - 1, pair.end.year * 12 + pair.end.month)
            if pair.log == "months"
            else ()
        ):
            written = f"{month // 12}-{month % 12 + 1:02d}"
            contacts = sum(f"{day:%Y-%m}" == written for day in days[pair.id])
            yield {
                "pair_id": pair.id,
                "month": written,
                "contacts": str(contacts) if contacts < 2 else "2+",
                "logged_by": pair.person("mentee"),
            }
