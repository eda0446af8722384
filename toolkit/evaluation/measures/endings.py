"""How the pairs ended.

Ending early is a right: its own status, never a failure and never missing.
"""

import pandas as pd

from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import pair_tally
from toolkit.evaluation.tally import Tally, not_available

GOING_ON = ("active", "on_hold")


def find_not_reported(cohort: Cohort) -> pd.Series:
    """Return which pairs were past their planned end with nobody having said how it ended."""
    pairs = cohort.tables.pairs.iloc[:0] if cohort.pairs is None else cohort.pairs
    past: pd.Series = pairs["planned_end_on"] < pd.Timestamp(cohort.on)
    return past & pairs["status"].isin(GOING_ON)


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``endings.completed``: completed, ended early, not reported, still open.

    On the closing day. A pair that was past its planned end by then, and of which nobody has said
    that it ended, is not reported: it may have been completed, so the possible range reaches over
    it. Without a planned end it is open.
    """
    if cohort.pairs is None:
        return not_available("endings.completed", ("pair",), "register")
    pairs, day = cohort.pairs, pd.Timestamp(cohort.on)
    # Of a pair that ended later it is known that it went on that day, whatever was planned.
    status = pairs["status"].mask(pairs["ended_on"] > day, "open")
    counts = {
        "completed": int(status.eq("completed").sum()),
        "ended_early": int(status.eq("ended_early").sum()),
        "not_reported": int(find_not_reported(cohort).sum()),
    }
    counts["still_open"] = len(pairs) - sum(counts.values())
    known = len(pairs) - counts["not_reported"]
    return [
        pair_tally(
            cohort,
            "endings.completed",
            "register",
            counts,
            favourable="completed",
            answered=known,
            published_high=counts["completed"] + counts["not_reported"],
        )
    ]
