"""When a question is asked: the part of XLSForm's ``relevant`` that a questionnaire may use.

``${name}`` with ``= != < <= > >=`` and a quoted code or a whole number, ``selected(${name},
'code')``, ``and``, ``or``, ``not()``, brackets. ``${name} != ''`` asks whether there is an answer
at all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ITEM = r"\$\{\s*([^{}\s]+)\s*\}"
CODE_PATTERN = r"(?:'([^']*)'|\"([^\"]*)\")"
NUMBER_PATTERN = r"(-?\d+)(?![\w.])"
BY_SIZE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


# The reader calls itself for each bracket, and Python stops a thousand calls deep.
MOST_BRACKETS = 50


class RelevantError(ValueError):
    """An expression cannot be read.

    Its only argument is the character from which on it cannot, counted from 1.
    """


@dataclass(frozen=True)
class Condition:
    """A comparison of an *item* with a *code*, or *parts* put together.

    Attributes:
        sign: ``= != < <= > >= selected`` of a comparison, ``and or not`` of parts.
        item: The item that is compared.
        code: What it is compared with.
        parts: What is put together; empty in a comparison.
    """

    sign: str
    item: str = ""
    code: str = ""
    parts: tuple[Condition, ...] = ()

    def comparisons(self) -> Iterator[Condition]:
        """Yield every comparison in the condition, from the left."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.comparisons()

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Return whether the condition holds; see `evaluate`."""
        if self.parts:
            held = [part.holds(answers) for part in self.parts]
            return {"and": all(held), "or": any(held), "not": not held[0]}[self.sign]
        answer = answers.get(self.item, "")
        if self.sign == "selected":
            return self.code in answer.split(";")
        if self.sign in BY_SIZE:
            return bool(re.fullmatch(r"-?\d+", answer)) and BY_SIZE[self.sign](
                int(answer), int(self.code)
            )
        return (answer == self.code) is (self.sign == "=")


def is_relevant(expression: str, answers: Mapping[str, str]) -> bool:
    """Return whether a question is asked, given the *answers* so far.

    Several codes of an answer are joined by ``;``. A missing answer equals only ``''`` and has no
    size.

    Raises:
        RelevantError: If *expression* goes beyond the subset.

    Example:
        >>> is_relevant("${plan} = 'course' and ${confidence} >= 4", {"plan": "course"})
        False
        >>> is_relevant("selected(${plan}, 'course')", {"plan": "course;other"})
        True
    """
    return parse_relevant(expression).holds(answers)


def parse_relevant(expression: str) -> Condition:
    """Return what *expression* says, or raise a RelevantError where it goes beyond the subset."""
    if expression.count("(") > MOST_BRACKETS:
        raise RelevantError(1)
    reader = _Reader(expression)
    condition = reader.condition("or", "and")
    reader.need("$")
    return condition


class _Reader:
    """Reads an expression from the left, always standing at the next visible character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, len(text) - len(text.lstrip())

    def take(self, pattern: str) -> re.Match[str] | None:
        found = re.compile(rf"{pattern}\s*").match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found

    def need(self, pattern: str) -> str:
        if found := self.take(pattern):
            return next((group for group in found.groups() if group is not None), "")
        raise RelevantError(self.at + 1)

    def condition(self, *words: str) -> Condition:
        """Read parts joined by the first of *words*, each perhaps of parts joined by the next.

        Without words, one part.
        """
        if words:
            parts = [self.condition(*words[1:])]
            while self.take(rf"{words[0]}\b"):
                parts.append(self.condition(*words[1:]))
            return Condition(words[0], parts=tuple(parts)) if len(parts) > 1 else parts[0]
        if opening := self.take(r"(?:not\s*)?\("):
            inner = self.condition("or", "and")
            self.need(r"\)")
            return Condition("not", parts=(inner,)) if opening[0].startswith("not") else inner
        if self.take(r"selected\s*\("):
            item, _, code, _ = (
                self.need(ITEM),
                self.need(","),
                self.need(CODE_PATTERN),
                self.need(r"\)"),
            )
            return Condition("selected", item, code)
        item, sign = self.need(ITEM), self.need("(<=|>=|!=|=|<|>)")
        return Condition(
            sign,
            item,
            self.need(
                NUMBER_PATTERN if sign in BY_SIZE else f"(?:{CODE_PATTERN}|{NUMBER_PATTERN})"
            ),
        )
