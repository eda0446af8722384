"""What a person fills in, and what is stored of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.data.database import Form

Given = Mapping[str, str | Sequence[str]]
"""Item to what is chosen or typed, in the order in which it is done."""


@dataclass(frozen=True)
class Case:
    """One form that one person fills in and sends.

    Attributes:
        number: The number of the form among the person's.
        given: What is chosen or typed.
        stored: What is in the database then, every answer by item; nothing is sent if it is None.
    """

    said: str
    form: Form
    number: int
    given: Given
    stored: Mapping[str, str] | None


_MENTOR, _MENTEE = Form("m1", "p1", "mentor", "closing"), Form("a1", "p1", "mentee", "closing")
_SHORT = Form("a2", "p2", "mentee", "closing")
_AGREEMENT = Form("m1", "p1", "mentor", "agreement")
_WHOLE = {
    "goals_met": "largely",
    "process_works": "4",
    "carry_on": ["keep_practising", "new_goal"],
    "carry_on_confidence": "4",
    "keep_contact": "yes",
    "contact_how": ["video"],
    "trust": "5",
}

CASES = (
    Case(
        "answers on several screens",
        _MENTOR,
        5,
        _WHOLE,
        {**_WHOLE, "carry_on": "keep_practising;new_goal", "contact_how": "video"},
    ),
    Case("one answer is enough", _MENTEE, 5, {"respect": "5"}, {"respect": "5"}),
    Case(
        "choices in the order of the questionnaire",
        _MENTEE,
        5,
        {"carry_on": ["new_mentor", "keep_practising"]},
        {"carry_on": "keep_practising;new_mentor"},
    ),
    Case(
        "prefer not to say is an answer",
        _MENTEE,
        5,
        {"goals_met": "prefer_not"},
        {"goals_met": "prefer_not"},
    ),
    Case(
        "prefer not to say beside a choice says nothing",
        _MENTEE,
        5,
        {"carry_on": ["new_goal", "prefer_not"]},
        {"carry_on": "new_goal"},
    ),
    Case(
        "how to keep in contact falls away",
        _MENTOR,
        5,
        {"contact_how": ["video"], "keep_contact": "no"},
        {"keep_contact": "no"},
    ),
    Case("nothing filled in is not sent", _MENTEE, 5, {}, None),
    Case(
        "the short form",
        _SHORT,
        5,
        {"goals_met": "not", "keep_contact": "dont_know"},
        {"goals_met": "not", "keep_contact": "dont_know"},
    ),
    Case(
        "an answer that calls for a further question",
        _AGREEMENT,
        1,
        {"rhythm": "14", "agreed_on": "2026-02-01", "has_goal": "yes", "goal_area": "career"},
        {"rhythm": "14", "agreed_on": "2026-02-01", "has_goal": "yes", "goal_area": "career"},
    ),
    Case(
        "no goal by choice", _AGREEMENT, 1, {"has_goal": "chose_none"}, {"has_goal": "chose_none"}
    ),
)
