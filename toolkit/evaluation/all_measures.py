"""Every question of the board asked of a cohort."""

from toolkit.evaluation import items, meetings
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.measures import (
    contact,
    endings,
    goals,
    objectives,
    onward,
    process,
    recommend,
    response,
)
from toolkit.evaluation.tally import Tallies

MEASURES = (
    response,
    goals,
    process,
    onward,
    contact,
    meetings,
    endings,
    objectives,
    recommend,
    items,
)
"""The questions of the board, in the order in which the release lists them."""


def count_cohort(cohort: Cohort) -> Tallies:
    """Return the tallies of every measure."""
    return Tallies(tuple(tally for measure in MEASURES for tally in measure.tallies(cohort)))
