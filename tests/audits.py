"""An audit that knows nothing of the rules, the gate and the prover: what do the printed figures
say of the very people who answered?

Only the register, who sent a form in, and what is printed are used; whatever fits them is possible.
Pairs that the figures and
the reader cannot tell apart are counted together, which loses nothing: they may change places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from random import Random

import numpy as np
from histories import History, Lived, Tables, day_of_closing
from scipy.optimize import Bounds, LinearConstraint, milp

from toolkit.programme.programme import Programme
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding, Release
from toolkit.reports.years.comparison import compare_releases

Slot = tuple[str, str]
"""A pair, and whose form: ``mentor``, ``mentee``; ``pair`` for what is logged."""
Reader = frozenset[Slot]
"""Whose answers are known."""
ASKED = {
    "goals_met": ("goals.met", "goals.sides", "goals.higher"),
    "process_works": ("process.works", "process.sides", "process.higher"),
    "keep_contact": ("contact.mutual",),
    "carry_on": ("onward.plan",),
    "trust": ("process.part.trust",),
    "respect": ("process.part.respect",),
}
RANKS = {"fully": 4, "largely": 3, "partly": 2, "not": 1} | {
    str(step): step for step in range(1, 6)
}
SEVERAL = {"plan": "favourable", "nothing": "other", "prefer_not": "no_answer"}
LOGGED = {"kept": "favourable", "not_kept": "other", "unknown": "no_answer"}
BLANK = {"no_answer": "no_answer"}


@dataclass(frozen=True)
class Told:
    """A printed figure, and the answers that it counts."""

    finding: Finding
    counted: frozenset[Slot]


@dataclass(frozen=True)
class Question:
    """All that is printed of one question, and what everybody whose form is in answered."""

    name: str
    told: tuple[Told, ...]
    answers: Mapping[Slot, str]
    codes: Mapping[str, str]

    @cached_property
    def places(self) -> dict[Slot, tuple[int, ...]]:
        """For each answer, in which figures it is counted."""
        return {
            slot: tuple(at for at, told in enumerate(self.told) if slot in told.counted)
            for slot in self.answers
        }

    @cached_property
    def pairs(self) -> dict[str, list[Slot]]:
        """The answers that are in from each pair."""
        found: dict[str, list[Slot]] = {}
        for slot in sorted(self.answers):
            found.setdefault(slot[0], []).append(slot)
        return found


# ---- what is printed, as sums --------------------------------------------------------------------


def sums(question: Question, told: Told) -> Iterator[tuple[str, int, int]]:
    """Yield what is counted, and the lowest and highest number of it: a code, ``favourable``,
    ``both``, or who is higher.
    """
    finding = told.finding
    silent = (finding.frame or 0) - len(told.counted)
    if finding.counts is not None:
        yield from (
            (code, count - silent * (code == "no_answer"), count - silent * (code == "no_answer"))
            for code, count in finding.counts.items()
        )
    elif finding.windows:
        yield from ((code, *ends(figure)) for code, figure in finding.windows.items())
    elif finding.told:
        what = {"sides": "both", "mutual": "both", "higher": "same"}.get(
            finding.id.rpartition(".")[2], "favourable"
        )
        yield what, *ends(finding.favourable)


def ends(figure: PublishedCount | None) -> tuple[int, int]:
    """Return the lowest and the highest number that a figure leaves open, read as it is printed: an
    audit does not ask the value that it audits.
    """
    printed = str(figure)
    if printed.startswith("<="):
        return 0, int(printed[2:])
    low, _dash, high = printed.partition("-")
    return int(low), int(high or low)


def weight(question: Question, what: str, given: Sequence[str]) -> int:
    """Return how often a pair is counted under *what*, of which the answers *given* are counted."""
    kinds = [question.codes[code] for code in given]
    if what in ("same", "mentor_higher", "mentee_higher"):
        ranks = [RANKS[code] for code in given if code in RANKS]
        return int(
            len(ranks) == 2
            and what
            == ("same", "mentee_higher", "mentor_higher")[
                (ranks[0] > ranks[1]) - (ranks[0] < ranks[1])
            ]
        )
    if what == "both":
        return int(kinds == ["favourable", "favourable"])
    return kinds.count("favourable") if what == "favourable" else list(given).count(what)


# ---- what a reader can conclude ------------------------------------------------------------------


def determined(
    question: Question, reader: Reader = frozenset(), *, answers: bool = False
) -> set[tuple[Slot, str]]:
    """Return whose answer cannot be what it must be able to be, for a reader who knows the answers
    in *reader*.

    Args:
        answers: Whether every answer of everybody must be possible; else a favourable one.
    """
    alike: dict[tuple[object, ...], list[str]] = {}
    for pair, slots in question.pairs.items():
        alike.setdefault(
            tuple(
                (slot[1], question.places[slot], question.answers[slot] if slot in reader else "")
                for slot in slots
            ),
            [],
        ).append(pair)
    kinds = [
        (own, given)
        for own in alike
        for given in product(
            *([known] if known else [*question.codes] for _side, _places, known in own)
        )
    ]
    rows, low, high = _facts(question, alike, kinds)
    wanted = (
        {code: {code} for code in question.codes}
        if answers
        else {"favourable": {code for code, kind in question.codes.items() if kind == "favourable"}}
    )
    goals = [
        (own, at, name)
        for own in alike
        for at, (_side, _places, known) in enumerate(own)
        if not known
        for name in wanted
    ]
    masks = np.array(
        [
            [other == own and given[at] in wanted[name] for other, given in kinds]
            for own, at, name in goals
        ],
        float,
    ).reshape(len(goals), len(kinds))
    lost = _impossible(rows, low, high, masks)
    return {
        ((alike[own][0], own[at][0]), name) for own, at, name in (goals[number] for number in lost)
    }


def _facts(
    question: Question, alike: Mapping[tuple, list[str]], kinds: Sequence[tuple]
) -> tuple[np.ndarray, list[int], list[int]]:
    facts = [
        ([other == own for other, _given in kinds], len(pairs), len(pairs))
        for own, pairs in alike.items()
    ]
    for number, told in enumerate(question.told):
        counted = [
            [
                code
                for code, (_side, places, _known) in zip(given, own, strict=True)
                if number in places
            ]
            for own, given in kinds
        ]
        facts += [
            ([weight(question, what, given) for given in counted], low, high)
            for what, low, high in sums(question, told)
        ]
    rows, low, high = zip(*facts, strict=True)
    return np.array(rows, float), list(low), list(high)


def _impossible(
    rows: np.ndarray, low: Sequence[int], high: Sequence[int], masks: np.ndarray
) -> list[int]:
    """Return which of the *masks* no table that fits has anybody in: as many of them as can be at
    once, until none is left that can.
    """
    left, cells = list(range(len(masks))), rows.shape[1]
    while left:
        goals = len(left)
        parts = [
            LinearConstraint(np.hstack([rows, np.zeros((len(rows), goals))]), low, high),
            LinearConstraint(np.hstack([masks[left], -np.eye(goals)]), 0, np.inf),
        ]
        limits = Bounds(0, np.concatenate([np.full(cells, np.inf), np.ones(goals)]))
        found = milp(
            np.concatenate([np.zeros(cells), -np.ones(goals)]),
            constraints=parts,
            integrality=np.ones(cells + goals),
            bounds=limits,
        )
        assert found.status == 0, "the printed figures contradict the register"
        reached = {number for number, cell in zip(left, found.x[cells:], strict=True) if cell > 0.5}
        if not reached:
            break
        left = [number for number in left if number not in reached]
    return left


def wrong(question: Question) -> list[str]:
    """Return the printed figures that are not true of what people answered."""
    found = []
    for told in question.told:
        given = [
            [question.answers[slot] for slot in slots if slot in told.counted]
            for slots in question.pairs.values()
        ]
        for what, low, high in sums(question, told):
            if not low <= sum(weight(question, what, own) for own in given) <= high:
                found.append(f"{told.finding.id} {told.finding.view} {what}")
    return found


# ---- the questions of a history ------------------------------------------------------------------


def questions(programme: Programme, history: History, lived: Lived) -> Iterator[Question]:
    """Yield every question with all that the releases and the year report print of it."""
    years = compare_releases(lived.releases.values(), "sv") if len(lived.releases) > 1 else None
    for item in [*programme.closing.by_name, "meetings"]:
        told: list[Told] = []
        answers: dict[Slot, str] = {}
        counted: dict[tuple[str, str, str], frozenset[Slot]] = {}
        for cohort, release in lived.releases.items():
            tables, day = lived.tables[cohort], day_of_closing(cohort)
            pairs = {
                row["pair_id"]: row
                for row in tables["pairs"]
                if row["cohort"] == cohort and row["started_on"]
            }
            own = (
                _logged(pairs, tables)
                if item == "meetings"
                else _answered(programme, item, pairs, tables, day)
            )
            answers |= own
            for finding in _printed(item, release):
                slots = frozenset(
                    slot
                    for slot in own
                    if _is_counted(slot, finding, pairs, tables, history.promise.groups)
                )
                told.append(Told(finding, slots))
                counted[finding.id, finding.view, cohort] = (
                    counted.get((finding.id, finding.view, cohort), frozenset())
                    if finding.group
                    else slots
                )
        ours = {key[:2] for key in counted}
        added = [
            line
            for line in (years.lines if years else ())
            if line.together and (line.id, line.view) in ours
        ]
        told += [
            Told(
                line.together,
                frozenset().union(*(counted[line.id, line.view, cohort] for cohort in line.added)),
            )
            for line in added
        ]
        if told:
            yield Question(item, tuple(told), answers, _codes(programme, item))


def _printed(item: str, release: Release) -> list[Finding]:
    ids = ("meetings.own_agreement",) if item == "meetings" else ASKED[item]
    return [finding for finding in release.findings if finding.told and finding.id in ids]


def _is_counted(
    slot: Slot,
    finding: Finding,
    pairs: Mapping[str, Mapping[str, str]],
    tables: Tables,
    groups: str,
) -> bool:
    return finding.view in (slot[1], "people", "pair") and finding.group in (
        "",
        _group(slot, pairs[slot[0]], tables, groups),
    )


def _group(slot: Slot, pair: Mapping[str, str], tables: Tables, groups: str) -> str:
    if groups == "area":
        return pair["areas"] if pair["areas"] and ";" not in pair["areas"] else "-"
    return (
        next(
            (
                row["chapter"]
                for row in tables["participants"]
                if row["participant_id"] == pair.get(f"{slot[1]}_id")
            ),
            "",
        )
        or "-"
    )


def _codes(programme: Programme, item: str) -> dict[str, str]:
    if item == "meetings":
        return LOGGED
    options = programme.closing.options(programme.closing.by_name[item])
    return (
        SEVERAL
        if item == "carry_on"
        else {option.name: str(option.counts_as) for option in options}
    ) | BLANK


def _answered(
    programme: Programme,
    item: str,
    pairs: Mapping[str, Mapping[str, str]],
    tables: Tables,
    day: str,
) -> dict[Slot, str]:
    """Return what everybody answered whose form is in; the latest answer counts."""
    found: dict[Slot, str] = {}
    in_time = [
        row
        for row in tables["answers"]
        if row["pair_id"] in pairs and row["submitted_at"][:10] <= day
    ]
    for row in sorted(in_time, key=lambda row: row["submitted_at"]):
        slot = (row["pair_id"], row["role"])
        if item != "goals_met" or pairs[row["pair_id"]]["has_goal"] != "chose_none":
            found.setdefault(slot, "no_answer")
            if row["item"] == item:
                code = row["answer"].split(";")[0]
                found[slot] = code if item != "carry_on" or code in SEVERAL else "plan"
    return found


def _logged(pairs: Mapping[str, Mapping[str, str]], tables: Tables) -> dict[Slot, str]:
    """Return whether each pair met as agreed: 30 days apart, so that eight meetings in a year are
    too few and nine in 11 months enough.
    """
    met = Counter(row["pair_id"] for row in tables["meetings"])
    return {
        (pair, "pair"): "unknown" if not met[pair] else "kept" if met[pair] > 1 else "not_kept"
        for pair in pairs
    }


def answers_of(question: Question, history: History) -> dict[str, set[Slot]]:
    """Return for each person the own answers in all cohorts; of logs, those of the pairs in which
    the person takes part.
    """
    whose: dict[str, set[Slot]] = {}
    for row in history.tables["pairs"]:
        for role in ("mentor", "mentee"):
            whose.setdefault(row[f"{role}_id"], set()).update(
                slot
                for slot in question.answers
                if slot[0] == row["pair_id"] and slot[1] in (role, "pair")
            )
    return whose


def readers(
    question: Question, history: History, lived: Lived, draw: Random, *, of_each: int
) -> Iterator[Reader]:
    """Yield the outsider, and of each class as many readers: people, two of a pair with all who
    told them, people who talk; half of them content.
    """
    whose = answers_of(question, history)
    yield frozenset()
    people = sorted(person for person, slots in whose.items() if slots)
    busy = sorted(people, key=lambda person: -len(whose[person]))[:of_each]
    yield from (
        frozenset(whose[person])
        for person in {*draw.sample(people, min(len(people), of_each)), *busy[:1]}
    )
    twos = [
        (row["mentor_id"], row["mentee_id"])
        for row in history.tables["pairs"]
        if row["pair_id"] in question.pairs
    ]
    twos.sort(key=lambda two: -len(whose[two[0]] | whose[two[1]]))
    together = {
        frozenset((row["mentor_id"], row["mentee_id"])): set[str]()
        for row in history.tables["pairs"]
    }
    for row in history.tables["pairs"]:
        together[frozenset((row["mentor_id"], row["mentee_id"]))].add(row["cohort"])
    for one, other in {
        *twos[:1],
        *draw.sample(twos, min(len(twos), of_each)),
    }:  # of cohorts in which they are a pair, all that they and theirs answered
        shared = {
            row["pair_id"]
            for row in history.tables["pairs"]
            if {one, other} & {row["mentor_id"], row["mentee_id"]}
        }
        yield frozenset(
            slot
            for slot in question.answers
            if slot[0] in shared and slot[0].partition("-")[0] in together[frozenset((one, other))]
        )
    content = {
        slot for slot, code in question.answers.items() if question.codes[code] == "favourable"
    }
    for number in range(of_each):
        talking: set[Slot] = set()
        for cohort in (
            lived.releases
        ):  # each cohort is a question of its own, and so many of its answers are known
            own = sorted(
                slot
                for slot in (content if number % 2 else question.answers)
                if slot[0].startswith(f"{cohort}-")
            )
            talking.update(draw.sample(own, min(len(own), history.promise.known_answers)))
        yield frozenset(talking)


def audit(programme: Programme, history: History, lived: Lived, *, of_each: int = 2) -> list[str]:
    """Return what is wrong with the figures of a history, and whose answer a reader can tell from
    them.
    """
    draw, found = Random(history.seed + 2), []  # noqa: S311
    for question in questions(programme, history, lived):
        found += [f"{question.name}: {each} is not true" for each in wrong(question)]
        for reader in readers(question, history, lived, draw, of_each=of_each):
            lost = determined(question, reader, answers=history.promise.kind == "bands")
            found += [
                f"{question.name}: {slot} not {name}, to {sorted(reader)}" for slot, name in lost
            ]
    return found
