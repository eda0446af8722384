"""What participants asked to be passed on: the only answers of which the association learns who gave them, as the question itself says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.participation.saying import label
from toolkit.programme import Programme
from toolkit.questionnaire import Item, Questionnaire
from toolkit.storage import Store
from toolkit.texts import Language


@dataclass(frozen=True)
class Wish:
    """An answer that is passed on, such as a wish to be contacted.

    Attributes:
        person: Code of the participant.
        pair_id: Pair that it is about.
        sent_on: Day on which it was sent.
        question: The question.
        answer: The answer.
    """

    person: str
    pair_id: str
    sent_on: str
    question: str
    answer: str


def wishes(store: Store, programme: Programme, cohort: str, words: Language) -> tuple[Wish, ...]:
    """Return what people of a cohort asked to be passed on, the newest first; no other answer is ever told so."""
    tables = store.raw_tables()
    ours = set(tables["pairs"].loc[tables["pairs"]["cohort"] == cohort, "pair_id"])
    found = []
    for row in tables["answers"].to_dict("records"):
        questionnaire = programme.questionnaires.get(row["questionnaire"])
        item = questionnaire.by_name.get(row["item"]) if questionnaire else None
        if questionnaire and item and row["pair_id"] in ours:
            sent_on = str(row["submitted_at"])[:10]
            found += [Wish(row["participant_id"], row["pair_id"], sent_on, *said) for said in _passed_on(questionnaire, item, row["answer"], words)]
    return tuple(sorted(found, key=lambda wish: wish.sent_on, reverse=True))


def _passed_on(questionnaire: Questionnaire, item: Item, answer: str, words: Language) -> Iterator[tuple[str, str]]:
    """Yield question and answer for each code that is passed on; nothing of the others that were chosen beside it."""
    title = label(item.title, words) if item.title else item.name
    for option in questionnaire.options(item):
        if option.name in item.told and option.name in answer.split(";"):
            yield title, label(option.label, words)
