"""Did the process work, as a whole and part by part?"""

from __future__ import annotations

from toolkit.measures import items
from toolkit.measures.cohort import Cohort
from toolkit.measures.sides import higher, sides
from toolkit.tallies import Tally

MEASURE = "process.works"
RANKS = {str(step): step for step in range(1, 6)}


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``process.works`` by role, each ``process.part.<item>``, ``process.sides`` and ``process.higher``."""
    parts = [tally for item in cohort.programme.closing.feeding("process.part") for tally in items.of_item(cohort, f"process.part.{item.name}", item)]
    return [
        *items.of_measure(cohort, MEASURE),
        *parts,
        *sides(cohort, "process.sides", MEASURE),
        *higher(cohort, "process.higher", MEASURE, RANKS),
    ]
