"""Were the goals met? A goal is optional: a pair that chose none is never in the denominator."""

from __future__ import annotations

import pandas as pd

from toolkit.measures import items
from toolkit.measures.cohort import Cohort
from toolkit.measures.sides import by_side, higher, pair_tally, sides
from toolkit.questionnaire import ROLES
from toolkit.tallies import Tally, not_available

MEASURE = "goals.met"
RANKS = {"fully": 4, "largely": 3, "partly": 2, "not": 1}


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``goals.chosen``, ``goals.met`` by role, ``goals.sides``, ``goals.higher`` and the pair view ``goals.pair``."""
    frame = frame_of_goals(cohort)
    return [
        *_chosen(cohort),
        *items.of_measure(cohort, MEASURE, frame=frame),
        *sides(cohort, "goals.sides", MEASURE, frame=frame),
        *higher(cohort, "goals.higher", MEASURE, RANKS, frame=frame),
        *_pair_view(cohort, frame),
    ]


def frame_of_goals(cohort: Cohort) -> pd.Series | None:
    """Return which pairs may be asked whether their goals were met: all but those that chose none.

    It depends on the agreement alone. A frame that also depended on who judged a goal would print how many of the
    pairs without a recorded choice answered *no goal* or nothing, and so give answers away.
    """
    if cohort.pairs is None or cohort.programme.settings.goals == "off":
        return None
    return cohort.pairs["has_goal"].ne("chose_none")


def _chosen(cohort: Cohort) -> list[Tally]:
    if cohort.pairs is None or cohort.programme.settings.goals == "off":
        return not_available("goals.chosen", ("pair",), "register")
    chosen = cohort.pairs["has_goal"].value_counts()
    counts = {"yes": int(chosen.get("yes", 0)), "chose_none": int(chosen.get("chose_none", 0))}
    counts["unknown"] = len(cohort.pairs) - sum(counts.values())
    known = counts["yes"] + counts["chose_none"]
    high = counts["yes"] + counts["unknown"]
    return [pair_tally(cohort, "goals.chosen", "register", counts, favourable="yes", answered=known, published_high=high)]


def _pair_view(cohort: Cohort, frame: pd.Series | None) -> list[Tally]:
    """Met if both judge at least *largely*, not met if either judges less, otherwise unknown."""
    answers = by_side(cohort, MEASURE, frame=frame)
    if answers is None:
        return not_available("goals.pair", ("pair",), "never")
    mentor, mentee = (answers[role].map(RANKS) for role in ROLES)
    met = (mentor >= RANKS["largely"]) & (mentee >= RANKS["largely"])
    not_met = (mentor <= RANKS["partly"]) | (mentee <= RANKS["partly"])
    counts = {"met": int(met.sum()), "not": int(not_met.sum()), "unknown": int((~met & ~not_met).sum())}
    return [pair_tally(cohort, "goals.pair", "never", counts, favourable="met", answered=counts["met"] + counts["not"])]
