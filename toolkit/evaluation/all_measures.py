"""Every question of the board asked of a cohort."""

from dataclasses import replace

from toolkit.evaluation import items, meetings
from toolkit.evaluation.codebook import FED_BY, list_feeding_items
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
from toolkit.evaluation.pairs import count_form_pattern
from toolkit.evaluation.tally import AskedForms, Tallies, Tally
from toolkit.programme.questionnaire import ROLES

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
    """Return the tallies of every measure, each with how many can have answered at all.

    That is told by the register and not by the measure, so that one that counts somebody who was
    never asked is not proved.
    """
    return Tallies(
        tuple(
            replace(tally, asked=_count_asked(cohort, tally))
            for measure in MEASURES
            for tally in measure.tallies(cohort)
        )
    )


def _count_asked(cohort: Cohort, tally: Tally) -> AskedForms:
    if not tally.available or tally.rule in ("register", "never"):
        return ()
    if tally.rule == "logged":
        return (int(meetings.can_be_judged(cohort, tally.id).sum()),)
    if tally.view == "pair":
        return count_form_pattern(cohort, FED_BY.get(tally.rests_on, tally.rests_on))
    [role] = [role for role in ROLES if role == tally.view]
    sent = cohort.sent[role]
    asked = [
        cohort.who_was_asked(role, item)
        for item in list_feeding_items(cohort.programme, tally.id)
        if role in item.roles
    ]
    return (
        max(
            int(sent[inside].sum())
            for each in asked
            for group, inside in cohort.parts(role, each).items()
            if group == tally.group
        ),
    )
