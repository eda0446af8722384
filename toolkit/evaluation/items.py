"""One question asked of each role.

How many answered what, and how many of those answers are favourable.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.tally import Rule, Tally, not_available
from toolkit.programme.questionnaire import ROLES, Item, Role
from toolkit.programme.relevance import parse_relevant

NO_ANSWER_CODE = "no_answer"
SUBSTANTIVE = ("favourable", "other")


def rule_of(item: Item) -> Rule:
    """Return the rule of the gate for the answers to *item* by role.

    A question that is asked only after some answers to another is linked to that one: its base
    tells how many gave them.
    """
    return "role" if item.relevant is None else "linked"


def tallies(cohort: Cohort) -> list[Tally]:
    """Return the tallies of the programme's own questions, ``item.<name>``."""
    own = [
        item
        for measure in ("development", "item")
        for item in cohort.programme.closing.feeding(measure)
    ]
    return [tally for item in own for tally in tally_item(cohort, f"item.{item.name}", item)]


def tally_measure(cohort: Cohort, measure: str, *, frame: pd.Series | None = None) -> list[Tally]:
    """Return the tallies of the one item that feeds *measure*, for both roles.

    Args:
        cohort: The cohort.
        measure: Such as ``goals.met``; the finding has its name.
        frame: Which pairs are in the frame, by pair; all of them if left out.

    Returns:
        A tally for each role and part of it; not available where nobody asked.
    """
    found = []
    for role in ROLES:
        item = next(cohort.programme.closing.feeding(measure, role), None)
        found += (
            tally_item(cohort, measure, item, roles=(role,), frame=frame)
            if item
            else not_available(measure, (role,), "role")
        )
    return found


def tally_item(
    cohort: Cohort,
    id: str,
    item: Item,
    *,
    roles: Iterable[Role] | None = None,
    frame: pd.Series | None = None,
) -> list[Tally]:
    """Return the tallies of one question for each role that it is asked of.

    Args:
        cohort: The cohort.
        id: The finding.
        item: The question.
        roles: Whose answers are counted; of all who are asked if left out.
        frame: Which pairs are in the frame, by pair; all of them if left out.

    Returns:
        A tally for each role and part of it; of a question with several choices also one of each
        choice.
    """
    if item.several:
        return [
            *tally_any_choice(cohort, id, item, ("any", "another")),
            *tally_each_choice(cohort, f"{id}.choices", item),
        ]
    return [
        tally
        for role in roles or item.roles
        for tally in _tally_parts(cohort, id, item, role, frame, _tally)
    ]


def tally_any_choice(cohort: Cohort, id: str, item: Item, codes: tuple[str, str]) -> list[Tally]:
    """Count people once where they may choose several.

    Args:
        cohort: The cohort.
        id: The finding.
        item: A question with several choices.
        codes: What any favourable choice, and only others, are called in the finding.

    Returns:
        A tally for each role and part of it: any favourable choice, only others, prefer not to say,
        no answer.
    """
    standing = {option.name: option.counts_as for option in cohort.programme.closing.options(item)}

    def count(
        cohort: Cohort, id: str, item: Item, role: Role, answers: pd.Series, *, forms_in: int
    ) -> Tally:
        chosen = answers.dropna().map(
            lambda answer: {standing.get(code) for code in answer.split(";")}
        )
        favourable = int(chosen.map(lambda kinds: "favourable" in kinds).sum())
        other = int(chosen.map(lambda kinds: "other" in kinds and "favourable" not in kinds).sum())
        counts = {
            codes[0]: favourable,
            codes[1]: other,
            "prefer_not": len(chosen) - favourable - other,
            NO_ANSWER_CODE: len(answers) - len(chosen),
        }
        return person_tally(
            cohort,
            id,
            role,
            counts,
            frame=len(answers),
            base=forms_in,
            answered=favourable + other,
            favourable=favourable,
            rule=rule_of(item),
        )

    return [
        tally for role in item.roles for tally in _tally_parts(cohort, id, item, role, None, count)
    ]


def tally_each_choice(cohort: Cohort, id: str, item: Item) -> list[Tally]:
    """Count people per choice.

    Args:
        cohort: The cohort.
        id: The finding.
        item: A question with several choices.

    Returns:
        A tally for each role. A person may stand under several codes, so the counts do not add up
        to the frame.
    """
    options = cohort.programme.closing.options(item)
    substantive = {option.name for option in options if option.counts_as in SUBSTANTIVE}
    found = []
    for role in item.roles:
        if not _may_have_been_asked(cohort, role, item):
            found += not_available(id, (role,), "linked")
            continue
        asked = cohort.who_was_asked(role, item)
        chosen = cohort.forms[role].loc[asked, item.name].dropna().astype("str").str.split(";")
        times, frame = chosen.explode().value_counts(), int(asked.sum())
        counts = {option.name: int(times.get(option.name, 0)) for option in options} | {
            NO_ANSWER_CODE: frame - len(chosen)
        }
        answered = int(chosen.map(lambda codes: bool(substantive & set(codes))).sum())
        base = int(cohort.sent[role][asked].sum())
        found.append(
            person_tally(
                cohort,
                id,
                role,
                counts,
                frame=frame,
                base=base,
                answered=answered,
                favourable=0,
                several=True,
                rule="linked",
            )
        )
    return found


def _tally_parts(
    cohort: Cohort,
    id: str,
    item: Item,
    role: Role,
    frame: pd.Series | None,
    count: Callable[..., Tally],
) -> list[Tally]:
    """Return what *count* makes of each part's answers, blank where somebody gave none."""
    if not _may_have_been_asked(cohort, role, item):
        return not_available(id, (role,), rule_of(item))
    asked = cohort.who_was_asked(role, item, frame)
    return [
        replace(
            count(
                cohort,
                id,
                item,
                role,
                cohort.forms[role].loc[inside, item.name],
                forms_in=int(cohort.sent[role][inside].sum()),
            ),
            group=group,
        )
        for group, inside in cohort.parts(role, asked).items()
    ]


def _may_have_been_asked(cohort: Cohort, role: Role, item: Item) -> bool:
    """Return whether *role* may have come to *item*.

    One that follows from others comes up with any of them, whatever was answered.
    """
    if role in cohort.forms and not cohort.who_was_asked(role, item).any():
        return False
    if item.relevant is None:
        return cohort.asked(role, item)
    earlier = [
        cohort.programme.closing.by_name[comparison.item]
        for comparison in parse_relevant(item.relevant).comparisons()
    ]
    answered = role in cohort.forms and bool(cohort.forms[role][item.name].notna().any())
    return answered or any(
        _may_have_been_asked(cohort, role, other) for other in earlier if role in other.roles
    )


def _tally(
    cohort: Cohort, id: str, item: Item, role: Role, answers: pd.Series, *, forms_in: int
) -> Tally:
    options = cohort.programme.closing.options(item)
    chosen = answers.value_counts()
    counts = dict.fromkeys([option.band or option.name for option in options] + [NO_ANSWER_CODE], 0)
    standing = dict.fromkeys((*SUBSTANTIVE, NO_ANSWER_CODE, "not_applicable"), 0)
    for option in options:
        counts[option.band or option.name] += int(chosen.get(option.name, 0))
        standing[option.counts_as or NO_ANSWER_CODE] += int(chosen.get(option.name, 0))
    counts[NO_ANSWER_CODE] += len(answers) - int(chosen.sum())
    answered = sum(standing[kind] for kind in SUBSTANTIVE)
    favourable = standing["favourable"]
    return person_tally(
        cohort,
        id,
        role,
        counts,
        frame=len(answers),
        base=forms_in,
        answered=answered,
        favourable=favourable,
        rule=rule_of(item),
    )


def person_tally(
    cohort: Cohort,
    id: str,
    role: Role,
    counts: dict[str, int],
    *,
    frame: int,
    base: int,
    answered: int,
    favourable: int,
    several: bool = False,
    rule: Rule = "role",
) -> Tally:
    """Return a tally of people.

    Everybody in the frame without a substantive answer could be favourable.

    Args:
        cohort: The cohort, of which one reader holds so many answers.
        id: The finding.
        role: Whose answers.
        counts: People for each code.
        frame: People who should be counted.
        base: Forms in from the frame.
        answered: People with a substantive answer.
        favourable: People counted as favourable.
        several: Whether a person may stand under more than one code.
        rule: The rule of the gate that it falls under.

    Returns:
        The tally, with the most that the favourable could be.
    """
    high = favourable + frame - answered
    return Tally(
        id, role, rule, frame, base, answered, favourable, counts, several, high, high, cohort.held
    )
