"""The objectives of the programme, and whether both of a pair developed.

What the participants state about themselves.
"""

from toolkit.evaluation import items
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import tally_both_sides
from toolkit.evaluation.tally import Tally


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``objective.<name>`` by role, and ``development.both`` where the programme asks it."""
    by_role = [
        tally
        for one in cohort.programme.settings.objectives
        for tally in items.tally_measure(cohort, f"objective.{one.name}")
    ]
    asked = any(cohort.programme.closing.feeding("development"))
    return by_role + (
        tally_both_sides(cohort, "development.both", "development", rule="linked") if asked else []
    )
