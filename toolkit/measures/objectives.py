"""The objectives of the programme, and whether both of a pair developed: what the participants state about themselves."""

from __future__ import annotations

from toolkit.measures import items
from toolkit.measures.cohort import Cohort
from toolkit.measures.sides import sides
from toolkit.tallies import Tally


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``objective.<name>`` by role and, where the programme asks it, ``development.both`` of the pairs."""
    by_role = [tally for one in cohort.programme.settings.objectives for tally in items.of_measure(cohort, f"objective.{one.name}")]
    asked = any(cohort.programme.closing.feeding("development"))
    return by_role + (sides(cohort, "development.both", "development", rule="linked") if asked else [])
