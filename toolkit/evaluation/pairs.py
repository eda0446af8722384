"""Both sides of a pair: who in the pair answered favourably, and who answered higher."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.tally import Pattern, Rule, Tally, not_available
from toolkit.programme.questionnaire import ROLES, Item, Role


def answers_by_side(
    cohort: Cohort, measure: str, *, frame: pd.Series | None = None
) -> dict[str, pd.Series] | None:
    """Return both sides' answers to *measure*, a row a pair of the frame.

    Args:
        cohort: The cohort.
        measure: Such as ``goals.met``.
        frame: Which pairs are in the frame, by pair; all of them if left out.

    Returns:
        The answers by role, of the pairs in which both were asked; ``None`` where there are none.
    """
    items = items_of_sides(cohort, measure)
    if (
        cohort.pairs is None
        or len(items) < len(ROLES)
        or not all(cohort.asked(role, item) for role, item in items.items())
    ):
        return None
    mentor, mentee = (cohort.who_was_asked(role, items[role], frame) for role in ROLES)
    both = mentor & mentee
    if not both.any():
        return None
    return {role: cohort.forms[role].loc[both, item.name] for role, item in items.items()}


def items_of_sides(cohort: Cohort, measure: str) -> dict[Role, Item]:
    """Return the item of each role that feeds *measure*."""
    return {
        role: item for role in ROLES for item in cohort.programme.closing.feeding(measure, role)
    }


def classify_answers(cohort: Cohort, measure: str, role: Role, answers: pd.Series) -> pd.Series:
    """Return what each answer counts as.

    Args:
        cohort: The cohort, whose closing questionnaire says it.
        measure: The measure that the item feeds.
        role: Who answered.
        answers: Codes, a row a pair.

    Returns:
        ``favourable``, ``other`` and so on; blank where there is no answer.
    """
    closing = cohort.programme.closing
    options = closing.options(next(closing.feeding(measure, role)))
    return answers.map({option.name: option.counts_as for option in options})


def tally_both_sides(
    cohort: Cohort, id: str, measure: str, *, frame: pd.Series | None = None, rule: Rule = "sides"
) -> list[Tally]:
    """Return how many pairs have both sides favourable, only one, or neither.

    Args:
        cohort: The cohort.
        id: The finding.
        measure: The measure whose answers are counted.
        frame: Which pairs are in the frame, by pair; all of them if left out.
        rule: The rule of the gate that it falls under.

    Returns:
        One tally; not available unless both sides of pairs were asked.
    """
    answers = answers_by_side(cohort, measure, frame=frame)
    if answers is None:
        return not_available(id, ("pair",), rule)
    judged = {role: classify_answers(cohort, measure, role, answers[role]) for role in ROLES}
    mentor, mentee = (judged[role].eq("favourable") for role in ROLES)
    counts = {
        "both": int((mentor & mentee).sum()),
        "mentor_only": int((mentor & ~mentee).sum()),
        "mentee_only": int((~mentor & mentee).sum()),
        "rest": int((~mentor & ~mentee).sum()),
    }
    known = [judged[role].isin(["favourable", "other"]) for role in ROLES]
    # One answer that is not favourable settles the pair, whatever the other would say.
    declined = judged["mentor"].eq("other") | judged["mentee"].eq("other")
    tally = pair_tally(
        cohort,
        id,
        rule,
        counts,
        favourable="both",
        answered=int((known[0] & known[1]).sum()),
        possible=len(mentor) - int(declined.sum()),
    )
    return [replace(tally, question=measure, pattern=count_form_pattern(cohort, measure, frame))]


def tally_who_is_higher(
    cohort: Cohort,
    id: str,
    measure: str,
    ranks: Mapping[str, int],
    *,
    frame: pd.Series | None = None,
) -> list[Tally]:
    """Return, for the pairs where both answered, whose answer is higher.

    Args:
        cohort: The cohort.
        id: The finding.
        measure: The measure whose answers are compared.
        ranks: Rank of each code, from 1; a code without one is no step of the scale.
        frame: Which pairs are in the frame, by pair; all of them if left out.

    Returns:
        One tally of the pairs where both answers have a rank; not available unless both were asked.
    """
    answers = answers_by_side(cohort, measure, frame=frame)
    if answers is None:
        return not_available(id, ("pair",), "higher")
    mentor, mentee = (answers[role].map(ranks) for role in ROLES)
    counts = {
        "same": int((mentor == mentee).sum()),
        "mentor_higher": int((mentor > mentee).sum()),
        "mentee_higher": int((mentor < mentee).sum()),
    }
    both = sum(counts.values())
    item = next(cohort.programme.closing.feeding(measure, "mentor"))
    ranked = {
        option.name: (str(option.counts_as), ranks.get(option.name, 0))
        for option in cohort.programme.closing.options(item)
    }
    return [
        Tally(
            id,
            "pair",
            "higher",
            both,
            both,
            both,
            counts["same"],
            counts,
            held=cohort.held,
            possible=counts["same"],
            question=measure,
            pattern=count_form_pattern(cohort, measure, frame),
            ranked=ranked,
        )
    ]


def count_form_pattern(cohort: Cohort, measure: str, frame: pd.Series | None = None) -> Pattern:
    """Return from how many pairs both forms are in, the mentor's only, the mentee's only.

    Of those who were asked: a form that did not hold the question is none here, and whoever was
    asked alone stands as one whose other sent nothing in, in the role views and for every reader.

    Args:
        cohort: The cohort.
        measure: The measure that the answers feed.
        frame: Which pairs are in the frame, by pair; all of them if left out.

    Returns:
        The three numbers.
    """
    mentor, mentee = (
        cohort.sent[role] & cohort.who_was_asked(role, item, frame)
        for role, item in items_of_sides(cohort, measure).items()
    )
    return (
        int((mentor & mentee).sum()),
        int((mentor & ~mentee).sum()),
        int((~mentor & mentee).sum()),
    )


def pair_tally(
    cohort: Cohort,
    id: str,
    rule: Rule,
    counts: dict[str, int],
    *,
    favourable: str,
    answered: int,
    possible: int | None = None,
    published_high: int | None = None,
) -> Tally:
    """Return a tally of pairs: the frame is the base.

    Args:
        cohort: The cohort, of which one reader holds so many pairs.
        id: The finding.
        rule: The rule of the gate that it falls under.
        counts: Pairs for each code, every pair under one.
        favourable: The code that is favourable.
        answered: Pairs that are known.
        possible: Most that the favourable could be; those and all that are not known if left out.
        published_high: Most that they could be, given register facts alone; ``None`` if these do
            not tell.

    Returns:
        The tally.
    """
    frame, best = sum(counts.values()), counts[favourable]
    high = best + frame - answered if possible is None else possible
    return Tally(
        id,
        "pair",
        rule,
        frame,
        frame,
        answered,
        best,
        counts,
        False,
        high,
        published_high,
        cohort.held,
    )
