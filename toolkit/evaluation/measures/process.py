"""Did the process work, as a whole and part by part?"""

from toolkit.evaluation import items
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import tally_both_sides, tally_who_is_higher
from toolkit.evaluation.tally import Tally

MEASURE = "process.works"
PROCESS_RANKS = {str(step): step for step in range(1, 6)}


def tallies(cohort: Cohort) -> list[Tally]:
    """Return the findings of the process.

    ``process.works`` by role, each ``process.part.<item>``, ``process.sides`` and
    ``process.higher``.
    """
    parts = [
        tally
        for item in cohort.programme.closing.feeding("process.part")
        for tally in items.tally_item(cohort, f"process.part.{item.name}", item)
    ]
    return [
        *items.tally_measure(cohort, MEASURE),
        *parts,
        *tally_both_sides(cohort, "process.sides", MEASURE),
        *tally_who_is_higher(cohort, "process.higher", MEASURE, PROCESS_RANKS),
    ]
