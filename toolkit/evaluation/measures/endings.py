"""How the pairs ended.

Ending early is a right: its own status, never a failure and never missing.
"""

import pandas as pd

from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import pair_tally
from toolkit.evaluation.tally import Tally, not_available


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``endings.completed``: completed, ended early, still open on the closing day."""
    if cohort.pairs is None:
        return not_available("endings.completed", ("pair",), "register")
    # The register may be newer than the closing day: then the pair was still open.
    ended_later = cohort.pairs["ended_on"] > pd.Timestamp(cohort.on)
    status = cohort.pairs["status"].mask(ended_later, "active").value_counts()
    counts = {
        "completed": int(status.get("completed", 0)),
        "ended_early": int(status.get("ended_early", 0)),
    }
    counts["still_open"] = len(cohort.pairs) - sum(counts.values())
    return [
        pair_tally(
            cohort,
            "endings.completed",
            "register",
            counts,
            favourable="completed",
            answered=len(cohort.pairs),
            published_high=counts["completed"],
        )
    ]
