"""Were the goals met? A goal is optional: a pair that chose none is never in the denominator."""

import pandas as pd

from toolkit.evaluation import items
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import (
    answers_by_side,
    pair_tally,
    tally_both_sides,
    tally_who_is_higher,
)
from toolkit.evaluation.tally import Tally, not_available
from toolkit.programme.questionnaire import ROLES

MEASURE = "goals.met"
GOAL_RANKS = {"fully": 4, "largely": 3, "partly": 2, "not": 1}


def tallies(cohort: Cohort) -> list[Tally]:
    """Return the findings of goals.

    ``goals.chosen``, ``goals.met`` by role, ``goals.sides``, ``goals.higher`` and the pair view
    ``goals.pair``, which is never told.
    """
    frame = frame_of_goals(cohort)
    return [
        *_chosen(cohort),
        *items.tally_measure(cohort, MEASURE, frame=frame),
        *tally_both_sides(cohort, "goals.sides", MEASURE, frame=frame),
        *tally_who_is_higher(cohort, "goals.higher", MEASURE, GOAL_RANKS, frame=frame),
        *_pair_view(cohort, frame),
    ]


def frame_of_goals(cohort: Cohort) -> pd.Series | None:
    """Return which pairs may be asked whether their goals were met: all but those that chose none.

    It depends on the agreement alone. A frame that also depended on who judged a goal would print
    how many of the pairs without a recorded choice answered *no goal* or nothing, and so give
    answers away.
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
    return [
        pair_tally(
            cohort,
            "goals.chosen",
            "register",
            counts,
            favourable="yes",
            answered=counts["yes"] + counts["chose_none"],
            published_high=counts["yes"] + counts["unknown"],
        )
    ]


def _pair_view(cohort: Cohort, frame: pd.Series | None) -> list[Tally]:
    """Met if both judge at least *largely*, not met if either judges less, otherwise unknown."""
    answers = answers_by_side(cohort, MEASURE, frame=frame)
    if answers is None:
        return not_available("goals.pair", ("pair",), "never")
    mentor, mentee = (answers[role].map(GOAL_RANKS) for role in ROLES)
    met = (mentor >= GOAL_RANKS["largely"]) & (mentee >= GOAL_RANKS["largely"])
    not_met = (mentor <= GOAL_RANKS["partly"]) | (mentee <= GOAL_RANKS["partly"])
    counts = {
        "met": int(met.sum()),
        "not": int(not_met.sum()),
        "unknown": int((~met & ~not_met).sum()),
    }
    return [
        pair_tally(
            cohort,
            "goals.pair",
            "never",
            counts,
            favourable="met",
            answered=counts["met"] + counts["not"],
        )
    ]
