"""Answers against the questionnaires.

Is the item known, was this person asked it, is the answer one of its options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from toolkit.data.schema.cells import AROUND_SEMICOLON, MIDNIGHT_TIME, WHOLE_AS_DECIMAL, order_codes
from toolkit.data.schema.columns import MUST_BE_DATE, ONE_OF, SEVERAL_OF, is_date, is_whole
from toolkit.data.schema.headers import nearest_name
from toolkit.data.schema.relations import TypedTable
from toolkit.errors import N_, Fault
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Item, Questionnaire


def faults_of_answers(answers: TypedTable, programme: Programme) -> Iterator[Fault]:
    """Yield answers that do not fit their questionnaire; the table needs its roles filled in."""
    table = answers.table
    for name, questionnaire in programme.questionnaires.items():
        of_questionnaire = table["questionnaire"] == name
        newer = of_questionnaire & (table["version"] > questionnaire.version).fillna(False).astype(
            bool
        )
        yield from answers.faults(
            newer,
            "version",
            N_(
                "is newer than the questionnaire of the programme, which is version {version}."
                " Update the programme or correct the row."
            ),
            version=questionnaire.version,
        )
        items = table["item"].where(of_questionnaire)
        yield from _unknown_items(answers, items, questionnaire)
        for item in questionnaire.items:
            yield from _faults_of_item(answers, items == item.name, item, questionnaire)


def canonical_answers(table: pd.DataFrame, programme: Programme) -> pd.Series[str]:
    """Return the column ``answer`` written one way.

    Codes in the order of the questionnaire, whole numbers and days without decimals and times.
    """
    answer = table["answer"]
    for name, questionnaire in programme.questionnaires.items():
        for item in questionnaire.items:
            here = (table["questionnaire"] == name) & (table["item"] == item.name)
            if item.kind != "text" and here.any():
                answer = answer.mask(here, _canonical(answer[here], item, questionnaire))
    return answer


def blank_open_answers(table: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """Return *table* with the answers to open questions blanked.

    That somebody wrote is kept, what was written is not.
    """
    open_items = [
        (name, item.name)
        for name, questionnaire in programme.questionnaires.items()
        for item in questionnaire.items
        if item.kind == "text"
    ]
    asked = pd.MultiIndex.from_frame(table[["questionnaire", "item"]])
    return (
        table.assign(answer=table["answer"].mask(asked.isin(open_items))) if open_items else table
    )


def _canonical(answer: pd.Series[str], item: Item, questionnaire: Questionnaire) -> pd.Series[str]:
    if item.several:
        joined = answer.str.replace(*AROUND_SEMICOLON, regex=True).str.strip(";")
        return order_codes(joined, [option.name for option in questionnaire.options(item)])
    return answer.str.replace(
        *(MIDNIGHT_TIME if item.kind == "date" else WHOLE_AS_DECIMAL), regex=True
    )


def _unknown_items(
    answers: TypedTable, items: pd.Series[str], questionnaire: Questionnaire
) -> Iterator[Fault]:
    for name in sorted(set(items.dropna()) - set(questionnaire.by_name)):
        near = nearest_name(name, questionnaire.by_name)
        yield from answers.faults(
            items == name,
            "item",
            N_("the questionnaire {questionnaire} has no such item; did you mean {near}?")
            if near
            else N_("the questionnaire {questionnaire} has no such item. Correct the row."),
            questionnaire=questionnaire.name,
            **({"near": near} if near else {}),
        )


def _faults_of_item(
    answers: TypedTable, here: pd.Series[bool], item: Item, questionnaire: Questionnaire
) -> Iterator[Fault]:
    role = answers.table["role"]
    for other in ROLES:
        if other not in item.roles:
            yield from answers.faults(
                here & (role == other),
                "item",
                N_("is not asked where role is {role}. Correct the row."),
                role=other,
            )
    given = answers.table["answer"].where(here).dropna()
    if item.kind == "select_one":
        yield from answers.faults(
            _align_with_table(given.str.contains(";", regex=False), answers),
            "answer",
            N_("holds several answers to a question with one answer. Keep one."),
        )
    rule = _rule(item, questionnaire)
    if rule is not None:
        sentence, holds, codes = rule
        broken = ~given.isin([text for text in given.unique() if holds(text)])
        yield from answers.faults(_align_with_table(broken, answers), "answer", sentence, **codes)


def _rule(
    item: Item, questionnaire: Questionnaire
) -> tuple[str, Callable[[str], bool], dict[str, object]] | None:
    """Return the sentence, the test and the values of the sentence for an item; none for text."""
    names = [option.name for option in questionnaire.options(item)]
    if item.several:
        return (
            SEVERAL_OF,
            lambda text: set(text.split(";")) <= set(names),
            {"codes": ", ".join(names)},
        )
    if names:
        return ONE_OF, lambda text: text in names, {"codes": ", ".join(names)}
    if item.kind == "integer":
        return N_("must be a whole number. Correct the cell."), is_whole, {}
    return (MUST_BE_DATE, is_date, {}) if item.kind == "date" else None


def _align_with_table(broken: pd.Series[bool], answers: TypedTable) -> pd.Series[bool]:
    return broken.reindex(answers.table.index, fill_value=False)
