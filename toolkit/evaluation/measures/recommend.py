"""Would they recommend the programme to others?"""

from toolkit.evaluation import items
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.tally import Tally


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``recommend`` by role; on a scale of 0 to 10 as three counts, never as one score."""
    return items.tally_measure(cohort, "recommend")
