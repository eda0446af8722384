"""How does each carry on alone? Each person answers alone, so it is told of people, never of pairs."""

from __future__ import annotations

from toolkit.measures import items
from toolkit.measures.cohort import Cohort
from toolkit.questionnaire import ROLES
from toolkit.tallies import Tally, not_available

MEASURE = "onward.plan"


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``onward.plan`` (people with any plan), ``onward.choices`` (people per choice) and ``onward.confidence``."""
    asked = list(cohort.programme.closing.feeding(MEASURE))
    plans = [tally for item in asked for tally in items.of_any(cohort, MEASURE, item, ("plan", "nothing"))]
    choices = [tally for item in asked for tally in items.of_choices(cohort, "onward.choices", item)]
    return [
        *(plans or not_available(MEASURE, ROLES, "role")),
        *(choices or not_available("onward.choices", ROLES, "linked")),
        *items.of_measure(cohort, "onward.confidence"),
    ]
