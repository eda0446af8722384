"""How does each carry on alone? Told of people, never of pairs: each person answers alone."""

from toolkit.evaluation import items
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.tally import Tally, not_available
from toolkit.programme.questionnaire import ROLES

MEASURE = "onward.plan"


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``onward.plan``, ``onward.choices`` and ``onward.confidence``.

    People with any plan, people per choice, and how confident they are.
    """
    asked = list(cohort.programme.closing.feeding(MEASURE))
    plans = [
        tally
        for item in asked
        for tally in items.tally_any_choice(cohort, MEASURE, item, ("plan", "nothing"))
    ]
    choices = [
        tally for item in asked for tally in items.tally_each_choice(cohort, "onward.choices", item)
    ]
    return [
        *(plans or not_available(MEASURE, ROLES, "role")),
        *(choices or not_available("onward.choices", ROLES, "linked")),
        *items.tally_measure(cohort, "onward.confidence"),
    ]
