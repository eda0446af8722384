"""The promise to the participants.

What is promised about confidentiality, in settings, in words and as a stamp on every answer.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from toolkit.errors import N_
from toolkit.i18n import Language, LanguageCode, load_language
from toolkit.programme.questionnaire import Option, Questionnaire, StrictModel

PromiseKind = Literal["counts", "bands"]
GroupsTold = Literal["none", "chapter", "area"]

VERSION = 1
"""Of what the sentences mean: raised whenever the same settings come to promise something else."""
MOST_KNOWN = 4
"""Answers that people who talk may hold together, for a proof against all of them."""
FEWEST_IN_BANDS = 10
"""Forms in below which no share is rounded enough to be told, under ``bands``."""
_STAMP = re.compile(r"([1-9][0-9]{0,2}-[0-9a-f]{16})(?:-([0-9a-f]{16}))?")


class Promise(StrictModel):
    """What participants are told about confidentiality, and what the gate enforces.

    Attributes:
        kind: ``counts``: nobody who answered can be shown not to have answered favourably.
            ``bands``: no answer of anybody can be shown or excluded; both roles are pooled and
            shares told in bands.
        min_base: Fewest forms in that a figure may rest on; at least 3.
        known_answers: Answers that one reader may hold besides what is published; at least 1, the
            own, and at most 4: for more there would be too many readers to try in a proof.
        groups: The one partition that may be shown beside the total, where every group passes; none
            under ``bands``.
    """

    kind: PromiseKind = "counts"
    min_base: int = Field(strict=True, default=5, ge=3)
    known_answers: int = Field(strict=True, default=1, ge=1, le=MOST_KNOWN)
    groups: GroupsTold = "none"

    @field_validator("groups")
    @classmethod
    def _only_the_total_in_bands(cls, groups: GroupsTold, info: ValidationInfo) -> GroupsTold:
        # Where the kind itself is wrong it is not in the data, and only that is told.
        if groups != "none" and info.data.get("kind") == "bands":
            raise PydanticCustomError("groups_in_bands", "bands tell the total only")
        return groups

    @property
    def settings(self) -> str:
        """The settings in one fixed order, as they stand in ``programme.toml``."""
        return (
            f'kind = "{self.kind}", min_base = {self.min_base}, known_answers ='
            f' {self.known_answers}, groups = "{self.groups}"'
        )

    @property
    def stamp(self) -> str:
        """What is stored with each answer.

        The version of the wording and, after a hyphen, the start of the settings' SHA-256.
        """
        return f"{VERSION}-{sha256(self.settings.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class PromiseText:
    """What participants read before the first question, sentence by sentence.

    Attributes:
        promised: What the gate enforces.
        limits: What is not promised.
    """

    promised: tuple[str, ...]
    limits: tuple[str, ...]


def is_stamp(text: str) -> bool:
    """Whether *text* could be a promise's stamp."""
    return _STAMP.fullmatch(text) is not None


def split_stamp(text: str) -> tuple[str, str]:
    """Return the stamp of the settings, and the mark of what the options count as.

    The mark is blank on answers of earlier versions.
    """
    found = _STAMP.fullmatch(text)
    return (found[1], found[2] or "") if found else ("", "")


def stamp_answer(promise: Promise, asked: Questionnaire) -> str:
    """Return what is stored with an answer: under which promise it was given, and counted how.

    Args:
        promise: That of the programme.
        asked: Its closing survey, whose answers are published.

    Returns:
        The stamp of the promise, and a mark of what each option counts as.
    """
    return f"{promise.stamp}-{mark_counting(asked.choices)}"


def mark_counting(choices: Mapping[str, Iterable[Option]]) -> str:
    """Return the mark of what each option counts as; their words may change."""
    counted = sorted(
        (name, option.name, option.counts_as or "")
        for name, options in choices.items()
        for option in options
    )
    return sha256(json.dumps(counted).encode()).hexdigest()[:16]


def describe_promise(promise: Promise, code: LanguageCode) -> PromiseText:
    """Return the promise in the words of a language, made from the settings that are enforced."""
    words = load_language(code)
    return PromiseText(tuple(_promised(promise, words)), tuple(_limits(promise, words)))


_FAVOURABLE = N_(
    "Favourable is what counts as a yes, for example that the goals were met or that you want"
    " to keep in contact."
)
_OF_WHOM: dict[GroupsTold, str] = {
    "none": N_("The figures are of the whole cohort, never of a single chapter or area."),
    "chapter": N_(
        "The figures are of the whole cohort, and of single chapters only where every chapter meets"
        " the same conditions."
    ),
    "area": N_(
        "The figures are of the whole cohort, and of single areas only where every area meets the"
        " same conditions."
    ),
}


_PROMISED: dict[PromiseKind, tuple[str, ...]] = {
    "counts": (
        N_("Nobody who answers can be shown not to have answered favourably."),
        _FAVOURABLE,
        N_(
            "A figure made of answers is told only when at least {n} forms are in from those it"
            " counts; otherwise it is hidden."
        ),
        N_("Where only a few answered favourably, the report says “at most”, or nothing at all."),
    ),
    "bands": (
        N_("No answer of anybody can be proved or ruled out, whether it is favourable or not."),
        _FAVOURABLE,
        N_(
            "Both roles are counted together, and only a rounded share is told: “all” looks the"
            " same as “almost all”, and “nobody” as “almost nobody”."
        ),
        N_(
            "Nothing is told of the answers to a question when fewer than {n} forms are in; it is"
            " hidden then."
        ),
    ),
}
"""What each kind promises; ``n`` is how many forms have to be in."""
_MAY_SHOW: dict[PromiseKind, str] = {
    "counts": N_(
        "That somebody answered favourably may show, and so may that somebody did not answer."
    ),
    "bands": N_("That somebody did not answer may show."),
}


def _promised(promise: Promise, words: Language) -> Iterator[str]:
    _ = words.gettext
    # Bands are safe only from their own number on, whatever the programme sets.
    fewest = promise.min_base if promise.kind == "counts" else FEWEST_IN_BANDS
    for sentence in _PROMISED[promise.kind]:
        yield _(sentence).format(n=max(fewest, promise.min_base))
    yield _(
        "This holds also against those who answered and know their own answers, and against the two"
        " of a pair who told each other."
    )
    if promise.known_answers > 1:
        yield _(
            "It holds also against readers who together know {n} of the answers to the same"
            " question."
        ).format(n=promise.known_answers)
    yield _(_OF_WHOM[promise.groups])
    yield _(
        "Nothing of the answers is told before the cohort is closed; then the figures are published"
        " once and never changed."
    )
    yield _("What you write in your own words is never published.")


def _limits(promise: Promise, words: Language) -> Iterator[str]:
    _ = words.gettext
    together = (
        N_("Several people who put their answers together may be able to work out somebody else's.")
        if promise.known_answers == 1
        else N_(
            "People who together know more than {n} answers to a question may be able to work out"
            " somebody else's."
        )
    )
    for sentence in (
        N_(
            "The promise stops certainty, not likelihood: a figure can make it likely what somebody"
            " answered."
        ),
        _MAY_SHOW[promise.kind],
        N_(
            "The association knows who takes part, which pairs set a goal or ended early, and who"
            " has sent the form in; it publishes how many."
        ),
        N_(
            "Whoever receives the forms for the association can read them; the promise is about"
            " what is published."
        ),
        together,
        N_("Nobody can stop people from talking."),
    ):
        yield _(sentence).format(n=promise.known_answers)
