"""Made-up histories of one association: several years, people who come back, and what boards do to
their tables after closing.

Everything goes through the product: tables are written as files, read, closed into a folder, and
compared year by year.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from cohorts import Rows, write_tables

from toolkit.closing import WOULD_BE_LEFT_OUT, Assent, ClosingEvaluation, close_cohort
from toolkit.data.sources import read_tables
from toolkit.errors import ClosingError
from toolkit.evaluation.tally import Tallies
from toolkit.programme.programme import Programme
from toolkit.programme.promise import Promise
from toolkit.programme.questionnaire import ROLES
from toolkit.release.release import Release

ITEMS = ("goals_met", "process_works", "carry_on", "keep_contact", "respect", "trust")
FIRST_YEAR = 2024
AREAS, CHAPTERS = ("leadership", "career"), ("north", "south")
Tables = dict[str, Rows]


@dataclass(frozen=True)
class Mood:
    """How likely things are: what is usual, or what is hard for the gate."""

    content: tuple[float, ...] = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0)
    sent: tuple[float, ...] = (1.0, 0.9, 0.7, 0.4)
    knots: tuple[float, ...] = (0.0, 0.0, 0.0, 0.1)
    unusual: float = 0.12


USUAL = Mood(content=(0.65, 0.75, 0.85), sent=(0.8, 0.9), knots=(0.0,), unusual=0.05)


@dataclass(frozen=True)
class History:
    """An association: what it promises, its cohorts in the order in which they are closed, and its
    tables.
    """

    seed: int
    promise: Promise
    cohorts: tuple[str, ...]
    tables: Tables


@dataclass
class Lived:
    """What became of a history.

    Attributes:
        releases: Of the cohorts that were closed.
        tables: What was in the tables when each was closed.
        refused: How often each kind of second closing was refused.
        faults: What should not have happened: a closing that was not proved, or a second one that
            was accepted.
    """

    releases: dict[str, Release] = field(default_factory=dict)
    tallies: dict[str, Tallies] = field(default_factory=dict)
    tables: dict[str, Tables] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def short(swea: Programme, items: Collection[str] = ITEMS) -> Programme:
    """Return the programme with a few of its questions, so that a history is lived quickly."""
    kept = tuple(item for item in swea.closing.items if item.name in items)
    closing = type(swea.closing)(
        **{name: getattr(swea.closing, name) for name in type(swea.closing).model_fields}
        | {"items": kept}
    )
    return replace(swea, questionnaires={**swea.questionnaires, "closing": closing})


def day_of_closing(cohort: str) -> str:
    """Return the last day of the year after which a cohort is named."""
    return f"{cohort[-4:]}-12-31"


def made_up(
    seed: int,
    programme: Programme,
    *,
    sizes: Sequence[int] = (),
    promise: Promise | None = None,
    mood: Mood = Mood(),
) -> History:
    """Make up a history; the same seed gives the same one.

    Args:
        sizes: Pairs of each cohort; two to four cohorts of 5 to 12 if left out.
        promise: What is promised; any if left out.
    """
    draw = Random(seed)  # noqa: S311
    kept = promise or _promise(draw)
    names = [f"Y{FIRST_YEAR + at}" for at in range(len(sizes) or draw.choice((2, 2, 3, 4)))]
    tables: Tables = {"participants": [], "pairs": [], "meetings": [], "answers": []}
    before: list[str] = []
    for name, size in zip(names, sizes or [draw.randint(5, 12) for _name in names], strict=True):
        pairs = list(_pairs(name, size, before, mood, draw))
        before = list(
            dict.fromkeys([*before, *(pair[f"{role}_id"] for pair in pairs for role in ROLES)])
        )
        tables["pairs"] += pairs
        tables["meetings"] += [row for pair in pairs for row in _meetings(pair, draw)]
        tables["answers"] += list(_answers(programme, kept, pairs, mood, draw))
    tables["participants"] = [
        {"participant_id": person, "chapter": draw.choice((*CHAPTERS, *CHAPTERS, ""))}
        for person in before
    ]
    return History(seed, kept, tuple(draw.sample(names, len(names))), tables)


def _promise(draw: Random) -> Promise:
    kind, min_base = draw.choice(("counts", "counts", "bands")), draw.randint(3, 5)
    groups = draw.choice(("none", "none", "chapter", "area")) if kind == "counts" else "none"
    return Promise.model_validate(
        {
            "kind": kind,
            "min_base": min_base,
            "known_answers": draw.choice((1, 1, 1, 1, 2, 2, 3, 4)),
            "groups": groups,
        }
    )


def _pairs(
    name: str, size: int, before: Sequence[str], mood: Mood, draw: Random
) -> Iterator[dict[str, str]]:
    """Yield pairs of old and new people; the *knots* are two mentees, two mentors, both roles, and
    reciprocal pairs.
    """
    year, knots, two = name[1:], draw.choice(mood.knots), list[tuple[str, str]]()
    for at in range(size):
        mentor, mentee = f"{name}-m{at}", f"{name}-e{at}"
        if before and draw.random() < 0.35:
            mentor = draw.choice(before)
        if two and draw.random() < knots:
            kind, (one, other) = (
                draw.choice(
                    ("two mentees", "two mentees", "two mentors", "both roles", "reciprocal")
                ),
                draw.choice(two),
            )
            mentor = {"two mentees": one, "both roles": other, "reciprocal": other}.get(
                kind, mentor
            )
            mentee = {"two mentors": other, "reciprocal": one}.get(kind, mentee)
        if mentor == mentee or (mentor, mentee) in two:
            mentor, mentee = f"{name}-m{at}", f"{name}-e{at}"
        two.append((mentor, mentee))
        odd = (
            draw.random() < mood.unusual and at > 2
        )  # a cohort that nobody started cannot be closed
        status = draw.choice(("ended_early", "never_started", "active")) if odd else "completed"
        yield {
            "pair_id": f"{name}-{at}",
            "cohort": name,
            "mentor_id": mentor,
            "mentee_id": mentee,
            "status": status,
            "started_on": (
                "" if status == "never_started" else f"{year}-01-{draw.randint(1, 28):02}"
            ),
            "ended_on": (
                {"completed": f"{year}-11-30", "ended_early": f"{year}-06-30"}.get(status, "")
            ),
            "every_days": "30",
            "areas": draw.choice((*AREAS, *AREAS, ";".join(AREAS), "")),
            "has_goal": draw.choices(("yes", "chose_none", "unknown"), (6, 1, 1))[0],
        }


def _meetings(pair: Mapping[str, str], draw: Random) -> Iterator[dict[str, str]]:
    """A pair met every other week, once, or kept no log."""
    if pair["started_on"]:
        first = datetime.fromisoformat(pair["started_on"])
        for number in range(draw.choice((0, 1, 11, 11, 11))):
            yield {
                "pair_id": pair["pair_id"],
                "met_on": f"{first + timedelta(days=1 + 14 * number):%Y-%m-%d}",
            }


def _answers(
    programme: Programme,
    promise: Promise,
    pairs: Sequence[Mapping[str, str]],
    mood: Mood,
    draw: Random,
) -> Iterator[dict[str, str]]:
    content = {(item, role): draw.choice(mood.content) for item in ITEMS for role in ROLES}
    sent, stamp = draw.choice(mood.sent), draw.choice(("", promise.stamp))
    for pair in pairs:
        for role in ROLES:
            if pair["started_on"] and draw.random() < sent:
                yield from form(
                    programme,
                    pair,
                    role,
                    stamp,
                    {item: content[item, role] for item in ITEMS},
                    mood,
                    draw,
                )


def form(
    programme: Programme,
    pair: Mapping[str, str],
    role: str,
    stamp: str,
    content: Mapping[str, float],
    mood: Mood,
    draw: Random,
) -> Iterator[dict[str, str]]:
    """Yield one person's form, sent in before Christmas, a few after closing; questions are skipped
    or declined now and then.
    """
    sent = datetime(int(pair["cohort"][1:]), 12, 1) + timedelta(seconds=draw.randrange(20 * 86400))
    late = timedelta(days=40 if draw.random() < mood.unusual / 4 else 0)
    for item in programme.closing.items:
        if draw.random() < mood.unusual:
            continue
        options = programme.closing.options(item)
        wanted = (
            "favourable"
            if draw.random() < content[item.name]
            else draw.choice(("other", "other", "other", "no_answer"))
        )
        code = draw.choice([option.name for option in options if option.counts_as == wanted])
        if item.name == "goals_met" and pair["has_goal"] == "chose_none":
            code = draw.choice(("no_goal", code))
        yield {
            "participant_id": pair[f"{role}_id"],
            "pair_id": pair["pair_id"],
            "role": role,
            "questionnaire": "closing",
            "version": "1",
            "submitted_at": f"{sent + late:%Y-%m-%dT%H:%M:%SZ}",
            "item": item.name,
            "answer": (
                f"{code};new_goal"
                if item.several
                and wanted == "favourable"
                and code != "new_goal"
                and draw.random() < 0.4
                else code
            ),
            "promise": stamp,
        }


# ---- what is done to the tables of a cohort that is closed ---------------------------------------


def one_more(tables: Tables, cohort: str, draw: Random) -> Tables:
    """Let somebody's form come in who had sent none; where everybody did, let somebody change an
    answer.
    """
    own, sent = (
        _own(tables, cohort),
        {(row["participant_id"], row["pair_id"]) for row in tables["answers"]},
    )
    sides = [
        (pair[f"{role}_id"], pair["pair_id"], role)
        for pair in tables["pairs"]
        if pair["cohort"] == cohort and pair["started_on"]
        for role in ROLES
    ]
    late = {
        **draw.choice(own),
        "answer": "prefer_not",
        "submitted_at": f"{cohort[-4:]}-12-{draw.randint(22, 30)}T10:00:01Z",
    }
    if missing := [side for side in sides if side[:2] not in sent]:
        late |= dict(zip(("participant_id", "pair_id", "role"), draw.choice(missing), strict=True))
    return {**tables, "answers": [*tables["answers"], late]}


def one_erased(tables: Tables, cohort: str, draw: Random) -> Tables:
    """Erase everything that somebody answered in the cohort."""
    gone = draw.choice(_own(tables, cohort))
    same = [
        row
        for row in _own(tables, cohort)
        if (row["participant_id"], row["pair_id"]) == (gone["participant_id"], gone["pair_id"])
    ]
    return {**tables, "answers": [row for row in tables["answers"] if row not in same]}


def under_another_name(tables: Tables, cohort: str, draw: Random) -> Tables:
    """Call the cohort by another name."""
    return {
        **tables,
        "pairs": [
            {**row, "cohort": _again(cohort)} if row["cohort"] == cohort else row
            for row in tables["pairs"]
        ],
    }


def with_new_pair_ids(tables: Tables, cohort: str, draw: Random) -> Tables:
    """Give the pairs new ids and the cohort another name: the same two people, started on the same
    day.
    """
    return _renamed(under_another_name(tables, cohort, draw), cohort, ("pair_id",))


def with_new_ids(tables: Tables, cohort: str, draw: Random) -> Tables:
    """Give pairs and people new ids and the cohort another name: the same forms, by their
    seconds.
    """
    return _renamed(
        under_another_name(tables, cohort, draw),
        cohort,
        ("pair_id", "participant_id", "mentor_id", "mentee_id"),
    )


Change = Callable[[Tables, str, Random], Tables]
CHANGES: dict[str, Change] = {
    "one more answer": one_more,
    "a form erased": one_erased,
    "another cohort name": under_another_name,
    "new pair ids": with_new_pair_ids,
    "new ids": with_new_ids,
}
STAYS = ("one more answer", "a form erased")
"""Changes under the cohort's own name, which are still in the tables when the next cohort is
closed.
"""


def _own(tables: Tables, cohort: str) -> Rows:
    day = day_of_closing(cohort)
    return [
        row
        for row in tables["answers"]
        if row["pair_id"].startswith(f"{cohort}-") and row["submitted_at"][:10] <= day
    ]


def _again(cohort: str) -> str:
    return f"again-{cohort}"


def _renamed(tables: Tables, cohort: str, columns: Sequence[str]) -> Tables:
    """Put a letter before the ids in the rows of the cohort, of whom there is a second self."""
    renamed: Tables = {
        "participants": (
            tables["participants"]
            + [
                {**row, "participant_id": f"x{row['participant_id']}"}
                for row in tables["participants"]
            ]
        )
    }
    for name in ("pairs", "meetings", "answers"):
        renamed[name] = [
            (
                {column: f"x{cell}" if column in columns else cell for column, cell in row.items()}
                if row["pair_id"].startswith(f"{cohort}-")
                else row
            )
            for row in tables[name]
        ]
    return renamed


# ---- living it -----------------------------------------------------------------------------------


def live(history: History, programme: Programme, folder: Path, *, again: bool = True) -> Lived:
    """Close the cohorts of a history in its order into *folder*, and try a second time what must be
    refused.
    """
    draw, lived, tables = Random(history.seed + 1), Lived(), history.tables  # noqa: S311
    under = replace(
        programme, settings=programme.settings.model_copy(update={"promise": history.promise})
    )
    shutil.rmtree(folder, ignore_errors=True)
    for cohort in history.cohorts:
        try:
            closed = _close(
                under,
                read_tables(write_tables(tables, folder), under),
                cohort=cohort,
                on=day_of_closing(cohort),
            )
        except ClosingError as error:
            lived.faults.append(f"{cohort} refused: {error}")
            continue
        lived.releases[cohort], lived.tallies[cohort], lived.tables[cohort] = (
            closed.release,
            closed.tallies,
            tables,
        )
        name = draw.choice([*CHANGES])
        if (
            again
            and draw.random() < 0.6
            and (
                name != "new ids" or len({row["submitted_at"] for row in _own(tables, cohort)}) > 2
            )
            and _own(tables, cohort)
        ):
            tables = _try_again(lived, under, folder, cohort, name, tables, draw)
    return lived


def _close(programme: Programme, tables, *, cohort: str, on: str) -> ClosingEvaluation:
    """Close a cohort; what lies in after the day is left out by its number, as people may."""
    try:
        return close_cohort(programme, tables, cohort=cohort, on=on)
    except ClosingError as error:
        late = [fault.values["n"] for fault in error.faults if fault.message == WOULD_BE_LEFT_OUT]
        if not late:
            raise
        return close_cohort(programme, tables, cohort=cohort, on=on, assent=Assent(late[0]))


def _try_again(
    lived: Lived,
    programme: Programme,
    folder: Path,
    cohort: str,
    name: str,
    tables: Tables,
    draw: Random,
) -> Tables:
    changed, kept = CHANGES[name](tables, cohort, draw), _kept(folder)
    called = cohort if name in STAYS else _again(cohort)
    try:
        _close(
            programme,
            read_tables(write_tables(changed, folder), programme),
            cohort=called,
            on=day_of_closing(cohort),
        )
    except ClosingError:
        lived.refused[name] += 1
    else:
        lived.faults.append(f"{cohort} closed a second time: {name}")
    if _kept(folder) != kept:
        lived.faults.append(f"{cohort}: what is kept was changed: {name}")
    return changed if name in STAYS else tables


def _kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "releases").iterdir()}
