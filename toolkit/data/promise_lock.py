"""Under which promise answers were given.

A cohort's promise is locked when its first answer comes in.
"""

from __future__ import annotations

from itertools import product
from typing import Literal, get_args

import pandas as pd

from toolkit.errors import N_, ClosingError, Fault
from toolkit.programme.programme import SETTINGS
from toolkit.programme.promise import (
    MOST_KNOWN,
    GroupsTold,
    Promise,
    PromiseKind,
    is_stamp,
    mark_counting,
    split_stamp,
)
from toolkit.programme.questionnaire import CountsAs, Questionnaire

USUAL_BASES, USUAL_KNOWN = range(3, 31), range(1, MOST_KNOWN + 1)


def require_same_promise(
    promise: Promise, answers: pd.DataFrame, *, cohort: str, asked: Questionnaire | None = None
) -> None:
    """See that the answers of a cohort were given under the programme's promise.

    Answers without a stamp are let pass.

    Args:
        promise: That of the programme.
        answers: The table ``answers``.
        cohort: Whose answers are looked at.
        asked: The closing survey, for what its options count as; not looked at if left out.

    Raises:
        ClosingError: If any was given under another promise: what was promised then is what must be
            kept.
    """
    if fault := find_broken_promise(promise, answers, cohort, asked):
        raise ClosingError(fault)


def find_broken_promise(
    promise: Promise, answers: pd.DataFrame, cohort: str, asked: Questionnaire | None = None
) -> Fault | None:
    """Return what to put back where an answer carries another stamp than that of *promise*.

    The stamp is not repeated.

    Args:
        promise: That of the programme.
        answers: The table ``answers``.
        cohort: Whose answers are looked at; those without a stamp are let pass.
        asked: The closing survey, for what its options count as; not looked at if left out.

    Returns:
        What is wrong, ``None`` if nothing is.
    """
    ours = answers[answers["cohort"].astype("str").str.strip() == cohort]
    stamps = [split_stamp(stamp) for stamp in _stamps(ours).dropna().unique()]
    others = {settings for settings, _counting in stamps} - {promise.stamp}
    if not others:
        marks = {counting for _settings, counting in stamps} - {""}
        return _find_other_counting(asked, marks, cohort) if asked else None
    if then := promise_of_stamp(min(others)):
        return Fault(
            N_(
                "the promise was locked when the first answer of the cohort {cohort} came in, and"
                " [promise] says something else now. Put back what was promised: {settings}."
            ),
            {"cohort": cohort, "settings": then.settings},
            SETTINGS,
        )
    return Fault(
        N_(
            "the promise was locked when the first answer of the cohort {cohort} came in, and"
            " [promise] says something else now. Put its settings back as they were then."
        ),
        {"cohort": cohort},
        SETTINGS,
    )


def _find_other_counting(asked: Questionnaire, marks: set[str], cohort: str) -> Fault | None:
    """Return which option counted as something else, if it is one and can be found by trying."""
    others = marks - {mark_counting(asked.choices)}
    if not others:
        return None
    file, wanted = f"{asked.name}.toml", min(others)
    for name, options in asked.choices.items():
        for place, option in enumerate(options):
            for then in (None, *get_args(CountsAs)):
                tried = option.model_copy(update={"counts_as": then})
                again = (*options[:place], tried, *options[place + 1 :])
                if mark_counting({**asked.choices, name: again}) == wanted:
                    values = {"option": option.name, "cohort": cohort, "then": then or ""}
                    locked = N_(
                        "what {option} counts as was locked when the first answer of the cohort"
                        " {cohort} came in, and it says something else now. Put back counts_as ="
                        ' "{then}".'
                    )
                    return Fault(locked, values, file, column=f"choices.{name}")
    return Fault(
        N_(
            "what the options count as was locked when the first answer of the cohort {cohort} came"
            " in, and they say something else now, or are others. Put them back as they were then."
        ),
        {"cohort": cohort},
        file,
    )


def promise_of_stamp(stamp: str) -> Promise | None:
    """Return the promise that a stamp stands for, if its settings are usual ones.

    A hash cannot be read backwards, only tried.
    """
    for kind, groups in product(get_args(PromiseKind), get_args(GroupsTold)):
        # There is no such promise: bands tell the total only.
        if kind == "bands" and groups != "none":
            continue
        for min_base, known in product(USUAL_BASES, USUAL_KNOWN):
            tried = Promise(kind=kind, min_base=min_base, known_answers=known, groups=groups)
            if tried.stamp == stamp:
                return tried
    return None


def classify_stamps(answers: pd.DataFrame) -> Literal["all", "some", "none"]:
    """Return how many of *answers* carry the stamp of a promise."""
    there = _stamps(answers).notna()
    return "none" if not there.any() else "all" if there.all() else "some"


def _stamps(answers: pd.DataFrame) -> pd.Series[str]:
    """Return the stamp of each answer.

    Missing where there is none, or something that is no stamp.
    """
    cells = answers["promise"].astype("str").str.strip()
    return cells.where(cells.map(is_stamp, na_action="ignore").eq(True))
