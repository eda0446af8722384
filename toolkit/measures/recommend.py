"""Would they recommend the programme to others?"""

from __future__ import annotations

from toolkit.measures import items
from toolkit.measures.cohort import Cohort
from toolkit.tallies import Tally


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``recommend`` by role; on a scale of 0 to 10 as three counts, never as one score."""
    return items.of_measure(cohort, "recommend")
