"""Will the two keep in contact? A property of the pair, by strong Kleene *and*.

Who declined is never shown to anybody.
"""

from dataclasses import replace

import pandas as pd

from toolkit.evaluation import items
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import (
    answers_by_side,
    classify_answers,
    count_form_pattern,
    pair_tally,
)
from toolkit.evaluation.tally import Tally, not_available
from toolkit.programme.questionnaire import ROLES

MEASURE = "contact.keep"


def tallies(cohort: Cohort) -> list[Tally]:
    """Return ``contact.mutual`` of the pairs and ``contact.how`` of everybody asked."""
    how = [
        tally
        for item in cohort.programme.closing.feeding("contact.how")
        for tally in items.tally_each_choice(cohort, "contact.how", item)
    ]
    return [*_mutual(cohort), *(how or not_available("contact.how", ROLES, "linked"))]


def _mutual(cohort: Cohort) -> list[Tally]:
    """Mutual if both say yes, not if either says no, otherwise unknown."""
    answers = answers_by_side(cohort, MEASURE)
    if answers is None:
        return not_available("contact.mutual", ("pair",), "pair")
    # A question that is asked only after certain answers tells of these, see items.rule_of.
    follows = any(item.relevant for item in cohort.programme.closing.feeding(MEASURE))
    yes = [
        classify_answers(cohort, MEASURE, role, answers[role]).eq("favourable") for role in ROLES
    ]
    # Only a plain no declines; who does not know yet leaves it open.
    no = [answers[role].eq("no") for role in ROLES]
    mutual, declined = yes[0] & yes[1], no[0] | no[1]
    counts = {
        "mutual": int(mutual.sum()),
        "not": int(declined.sum()),
        "unknown": int((~mutual & ~declined).sum()),
    }
    of_both = pd.Series(True, answers["mentor"].index)
    in_from = count_form_pattern(cohort, MEASURE, of_both)
    tally = pair_tally(
        cohort,
        "contact.mutual",
        "linked" if follows else "pair",
        counts,
        favourable="mutual",
        answered=counts["mutual"] + counts["not"],
        published_high=counts["mutual"] + len(mutual) - in_from[0],
    )
    return [replace(tally, pattern=in_from)]
