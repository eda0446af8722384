"""A questionnaire as it is asked.

Which questions one person gets, on which screens, and what of the given answers counts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil

from toolkit.errors import N_, Fault, Refused
from toolkit.i18n import Language
from toolkit.programme.questionnaire import Item, Option, Questionnaire, Role, Text, localize
from toolkit.programme.relevance import is_relevant

Answers = Mapping[str, str]
"""Item to answer as it is stored.

A code, codes joined by ``;`` in the order of the questionnaire, a whole number, an ISO date.
Absent: not answered.
"""
MOST_ON_A_SCREEN = 5
LONGEST_TEXT = 2000
SAYS_NOTHING = ("no_answer", "not_applicable")

QUESTION_NOT_ASKED = N_("This question is not asked here. Reload the page.")
UNKNOWN_OPTION = N_("Choose one of the answers that stand here.")
ONE_OPTION = N_("Choose one answer only.")
NOT_WHOLE = N_("Write a whole number, such as 12.")
NOT_A_DAY = N_("Write a day that exists, such as 2026-12-31.")
TEXT_TOO_LONG = N_("Write at most {most} characters.")


@dataclass(frozen=True)
class SurveyQuestion:
    """One question in the words of one role and one language.

    Attributes:
        name: Code of the item.
        kind: ``select_one``, ``select_multiple``, ``integer``, ``date`` or ``text``.
        options: Code and label of each answer, in order.
        several: Whether more than one may be chosen.
        shared: Whether the answer goes into the register, where the other of the pair and the
            association see it.
        told: Whether some answers are told, with the person's code, to whoever follows up, as the
            hint says.
    """

    name: str
    kind: str
    text: str
    hint: str
    options: tuple[tuple[str, str], ...]
    several: bool
    shared: bool = False
    told: bool = False


@dataclass(frozen=True)
class SurveyScreen:
    """What is asked at a time: at most five questions."""

    number: int
    title: str
    questions: tuple[SurveyQuestion, ...]


def plan_screens(
    questionnaire: Questionnaire,
    role: Role,
    words: Language,
    answers: Answers,
    *,
    short: bool = False,
    pair: Mapping[str, str] | None = None,
) -> tuple[SurveyScreen, ...]:
    """Return the screens that one person goes through, numbered from 1.

    What is asked may depend on answers that are given already, and so may the screens; a question
    always stays on its screen.

    Args:
        questionnaire: What is asked.
        role: In whose words, and of the items that this role is asked.
        words: The reader's language.
        answers: What is answered already.
        short: Only the short form, for a pair that ended early.
        pair: The row of the register, for conditions on what it knows already; see
            `answers_from_register`.

    Returns:
        The screens on which anything is asked.
    """
    asked = {
        item.name
        for item, _answer in _iterate_asked_items(
            questionnaire,
            role,
            {**answers_from_register(questionnaire, pair or {}), **answers},
            short=short,
        )
    }
    shown: list[SurveyScreen] = []
    for title, items in _lay_out_screens(questionnaire, role, short=short):
        if questions := tuple(
            _question(item, questionnaire, role, words) for item in items if item.name in asked
        ):
            shown.append(SurveyScreen(len(shown) + 1, _in_language(title, words), questions))
    return tuple(shown)


def read_answers(
    questionnaire: Questionnaire,
    role: Role,
    given: Mapping[str, str | Sequence[str]],
    *,
    short: bool = False,
) -> tuple[dict[str, str], dict[str, Fault]]:
    """Return the answers as they are stored, and what is wrong with those that are not.

    Blank answers are dropped, and so are answers to questions that the other answers make
    irrelevant or that the short form leaves out.

    Args:
        questionnaire: What is asked.
        role: Who answers.
        given: Item to what was given: one answer, or several.
        short: Whether only the short form is asked.

    Returns:
        The answers, and the faults, both by item. No fault repeats what was given.
    """
    read_so_far: dict[str, str] = {}
    faults = {
        name: Fault(QUESTION_NOT_ASKED)
        for name in given
        if name not in questionnaire.by_name or role not in questionnaire.by_name[name].roles
    }
    for item in questionnaire.items:
        if item.name in given and item.name not in faults:
            try:
                read_so_far[item.name] = _parse_answer(item, questionnaire, given[item.name])
            except Refused as refused:
                [faults[item.name]] = refused.faults
    return {
        item.name: answer
        for item, answer in _iterate_asked_items(questionnaire, role, read_so_far, short=short)
        if answer
    }, faults


def answers_from_register(questionnaire: Questionnaire, pair: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that the row *pair* of the register holds already, by item.

    What the other of the two has agreed to, for example.
    """
    columns = {
        item.name: str(item.records).removeprefix("pairs.")
        for item in questionnaire.items
        if str(item.records).startswith("pairs.")
    }
    return {name: pair[column] for name, column in columns.items() if pair.get(column)}


def _iterate_asked_items(
    questionnaire: Questionnaire, role: Role, answers: Answers, *, short: bool
) -> Iterator[tuple[Item, str]]:
    """Yield each item that is asked, with its answer.

    An answer that is not asked for decides nothing further on.
    """
    counted: dict[str, str] = {}
    for item in _items_of_role(questionnaire, role, short=short):
        if item.relevant is None or is_relevant(item.relevant, counted):
            counted[item.name] = answers.get(item.name, "")
            yield item, counted[item.name]


def _items_of_role(questionnaire: Questionnaire, role: Role, *, short: bool) -> Iterator[Item]:
    return (
        item for item in questionnaire.items if role in item.roles and (item.short or not short)
    )


def _lay_out_screens(
    questionnaire: Questionnaire, role: Role, *, short: bool
) -> Iterator[tuple[Text, Sequence[Item]]]:
    """Yield title and items of each screen, whatever is answered.

    Long sections are parted evenly.
    """
    for title, items in _sections(questionnaire, role, short=short):
        screens_needed = ceil(len(items) / MOST_ON_A_SCREEN)
        ends = [round(len(items) * number / screens_needed) for number in range(screens_needed + 1)]
        for start, end in pairwise(ends):
            yield title, items[start:end]


def _sections(
    questionnaire: Questionnaire, role: Role, *, short: bool
) -> Iterable[tuple[Text, list[Item]]]:
    """Return the sections that hold anything.

    A title stands also where its first item is not asked.
    """
    found: list[tuple[Text, list[Item]]] = [({}, [])]
    mine = {item.name for item in _items_of_role(questionnaire, role, short=short)}
    for item in questionnaire.items:
        if item.section:
            found.append((item.section, []))
        if item.name in mine:
            found[-1][1].append(item)
    return [(title, items) for title, items in found if items]


def _question(
    item: Item, questionnaire: Questionnaire, role: Role, words: Language
) -> SurveyQuestion:
    options = tuple(
        (option.name, _in_language(option.label, words)) for option in questionnaire.options(item)
    )
    text, hint = _in_language(item.wording(role) or {}, words), _in_language(item.hint or {}, words)
    return SurveyQuestion(
        item.name,
        item.kind,
        text,
        hint,
        options,
        item.several,
        shared=item.records is not None,
        told=bool(item.told),
    )


def _in_language(text: Text, words: Language) -> str:
    """Return *text* in the reader's language on one line."""
    return " ".join(localize(text, words).split())


def _parse_answer(item: Item, questionnaire: Questionnaire, given: str | Sequence[str]) -> str:
    """Return one answer as it is stored, ``""`` for none."""
    parts = [
        part.strip() for part in ([given] if isinstance(given, str) else given) if part.strip()
    ]
    if item.choices is not None:
        return _read_codes(
            item,
            questionnaire.options(item),
            {code for part in parts for code in part.split(";") if code},
        )
    if len(parts) > 1:
        raise Refused(Fault(ONE_OPTION))
    return _PLAIN[item.kind](parts[0]) if parts else ""


def _read_codes(item: Item, options: Sequence[Option], chosen: Set[str]) -> str:
    """Return what was chosen in the order of the options.

    "prefer not to say" beside an answer says nothing.
    """
    if not chosen <= {option.name for option in options}:
        raise Refused(Fault(UNKNOWN_OPTION))
    if len(chosen) > 1 and not item.several:
        raise Refused(Fault(ONE_OPTION))
    said = [option for option in options if option.name in chosen]
    substantial = [option for option in said if option.counts_as not in SAYS_NOTHING]
    return ";".join(option.name for option in substantial or said)


def _read_whole(given: str) -> str:
    # ASCII: int() would read the digits of every script.
    if not re.fullmatch(r"\d{1,9}", given, re.ASCII):
        raise Refused(Fault(NOT_WHOLE))
    return str(int(given))


def _read_day(given: str) -> str:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise Refused(Fault(NOT_A_DAY)) from None
    # The years that the tables take, too.
    if not 1900 <= day.year < 2100:
        raise Refused(Fault(NOT_A_DAY))
    return day.isoformat()


def _read_text(given: str) -> str:
    text = "".join(
        sign if sign in "\n\t" or unicodedata.category(sign) != "Cc" else " "
        for sign in unicodedata.normalize("NFC", given)
    )
    if len(text) > LONGEST_TEXT:
        raise Refused(Fault(TEXT_TOO_LONG, {"most": LONGEST_TEXT}))
    return text


_PLAIN = {"integer": _read_whole, "date": _read_day, "text": _read_text}
