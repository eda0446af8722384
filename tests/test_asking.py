"""A questionnaire as it is asked: screens, conditions, and what of the given answers counts."""

from __future__ import annotations

import pytest

from toolkit import i18n
from toolkit.programme import asked_questionnaire
from toolkit.programme.questionnaire import ROLES, Option, Questionnaire

ENGLISH, SWEDISH = i18n.load_language("en"), i18n.load_language("sv")
YES_NO = [
    {"name": code, "label": {"sv": sv, "en": en}}
    for code, sv, en in (("yes", "Ja", "Yes"), ("no", "Nej", "No"))
]
SILENT = {
    "name": "prefer_not",
    "label": {"sv": "Vill inte svara", "en": "Prefer not to say"},
    "counts_as": "no_answer",
}


def item(name, type="select_one yes_no", **keys):
    """Return an item with a plain label."""
    return {
        "name": name,
        "type": type,
        "label": {"sv": f"{name} på svenska", "en": f"{name} in English"},
        **keys,
    }


def questionnaire(*items):
    """Return a questionnaire of these items."""
    choices = {
        "yes_no": [*YES_NO, SILENT],
        "days": (
            [{"name": code, "label": {"en": code}} for code in ("mon", "tue", "wed")] + [SILENT]
        ),
    }
    return Questionnaire(
        name="closing", version=1, title={"en": "Closing"}, choices=choices, items=items
    )


def layout(screens):
    """Return the names of the questions, screen by screen."""
    return [[question.name for question in screen.questions] for screen in screens]


# ---- screens -------------------------------------------------------------------------------------


def test_a_section_is_a_screen_with_its_title():
    """Each section begins a screen, numbered from 1, under its title in the reader's language."""
    asked = questionnaire(
        item("a", section={"sv": "Först", "en": "First"}),
        item("b"),
        item("c", section={"sv": "Sedan", "en": "Then"}),
    )

    found = asked_questionnaire.plan_screens(asked, "mentor", SWEDISH, {})

    assert [(1, "Först"), (2, "Sedan")] == [(screen.number, screen.title) for screen in found]
    assert [["a", "b"], ["c"]] == layout(found)


@pytest.mark.parametrize(
    ("items", "sizes"), [(5, [5]), (6, [3, 3]), (9, [4, 5]), (11, [4, 3, 4]), (15, [5, 5, 5])]
)
def test_a_long_section_is_parted_evenly(items, sizes):
    """No screen holds more than five questions, and none is left with a single straggler."""
    asked = questionnaire(*(item(f"q{number}") for number in range(items)))

    assert sizes == [
        len(names)
        for names in layout(asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {}))
    ]


def test_each_role_is_asked_its_own():
    """A question for mentees is not on the screens of a mentor, whose words are those of the
    mentor.
    """
    mirrored = {"mentor": {"en": "My mentee"}, "mentee": {"en": "My mentor"}}
    asked = questionnaire(item("a", roles=["mentee"]), {**item("b"), "label": mirrored})

    assert [["b"]] == layout(asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {}))
    assert ["a in English", "My mentor"] == [
        question.text
        for question in asked_questionnaire.plan_screens(asked, "mentee", ENGLISH, {})[0].questions
    ]


def test_a_question_comes_up_when_an_answer_calls_for_it():
    """A condition is looked up anew with every answer, and a screen without questions is left
    out.
    """
    asked = questionnaire(
        item("a", section={"en": "1"}),
        item("b", section={"en": "2"}, relevant="${a} = 'yes'"),
        item("c", section={"en": "3"}),
    )

    assert [["a"], ["c"]] == layout(asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {}))
    assert [["a"], ["b"], ["c"]] == layout(
        asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {"a": "yes"})
    )


def test_an_answer_that_is_not_asked_for_calls_for_nothing():
    """An answer that was given before its question fell away brings up no further question."""
    asked = questionnaire(
        item("a"), item("b", relevant="${a} = 'yes'"), item("c", relevant="${b} = 'yes'")
    )

    assert [["a"]] == layout(
        asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {"a": "no", "b": "yes"})
    )


def test_the_short_form_asks_the_short_items_only():
    """A pair that ended early is asked what is marked as short, under the titles of the
    sections.
    """
    asked = questionnaire(
        item("a", section={"en": "First"}), item("b", short=True), item("c", section={"en": "Then"})
    )

    found = asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {}, short=True)

    assert [("First", ["b"])] == [
        (screen.title, names) for screen, names in zip(found, layout(found), strict=True)
    ]


def test_the_register_answers_for_the_other_of_the_two():
    """What the pair has agreed on already counts as an answer where a condition asks for it."""
    asked = questionnaire(
        item("goal", records="pairs.has_goal"), item("area", relevant="${goal} = 'yes'")
    )

    assert {"goal": "yes"} == asked_questionnaire.answers_from_register(
        asked, {"has_goal": "yes", "forms": "", "pair_id": "p1"}
    )
    assert [["goal", "area"]] == layout(
        asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {}, pair={"has_goal": "yes"})
    )
    assert [["goal"]] == layout(
        asked_questionnaire.plan_screens(
            asked, "mentor", ENGLISH, {"goal": "no"}, pair={"has_goal": "yes"}
        )
    )


def test_a_question_says_who_sees_its_answer():
    """An answer that goes into the register, or is told to whoever follows up, is marked so."""
    asked = questionnaire(
        item("a", records="pairs.has_goal"),
        item("b", told=["yes"], hint={"en": "Told."}),
        item("c"),
    )

    [screen] = asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {})

    assert [(True, False), (False, True), (False, False)] == [
        (question.shared, question.told) for question in screen.questions
    ]


def test_a_text_that_lacks_a_language_is_told_in_another():
    """A programme in one language can be read, whatever the reader has chosen."""
    asked = questionnaire({**item("a"), "label": {"sv": "Bara svenska"}})

    assert (
        "Bara svenska"
        == asked_questionnaire.plan_screens(asked, "mentor", ENGLISH, {})[0].questions[0].text
    )


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("role", ROLES)
def test_every_choice_of_the_shipped_questionnaires_can_be_declined(swea, shf, role, short):
    """Every question with options ends with one that says nothing, and no screen holds more than
    five questions.
    """
    for programme in (swea, shf):
        for asked in programme.questionnaires.values():
            everything = {
                each.name: asked.options(each)[0].name for each in asked.items if each.choices
            }
            found = asked_questionnaire.plan_screens(asked, role, SWEDISH, everything, short=short)
            declined = {
                option.name
                for options in asked.choices.values()
                for option in options
                if option.counts_as == "no_answer"
            }
            with_options = [
                question for screen in found for question in screen.questions if question.options
            ]

            assert [] == [
                question.name
                for question in with_options
                if question.options[-1][0] not in declined
            ]
            assert all(
                len(screen.questions) <= asked_questionnaire.MOST_ON_A_SCREEN for screen in found
            )


# ---- what counts of the answers ------------------------------------------------------------------


def test_answers_are_kept_in_one_form():
    """Codes stand in the order of the questionnaire, each once; numbers and days are written one
    way; blanks are no answers.
    """
    asked = questionnaire(
        item("a"),
        item("b", "select_multiple days"),
        item("c", "integer"),
        item("d", "date"),
        item("e", "text"),
        item("f"),
    )
    given = {
        "a": ["no"],
        "b": ["wed", "mon", "wed"],
        "c": " 007 ",
        "d": "2026-12-31",
        "e": " hej\u0000du ",
        "f": " ",
    }

    assert (
        {"a": "no", "b": "mon;wed", "c": "7", "d": "2026-12-31", "e": "hej du"},
        {},
    ) == asked_questionnaire.read_answers(asked, "mentor", given)


def test_several_codes_may_come_joined():
    """What was stored can be read again."""
    assert ({"b": "mon;tue"}, {}) == asked_questionnaire.read_answers(
        questionnaire(item("b", "select_multiple days")), "mentor", {"b": "tue;mon"}
    )


def test_prefer_not_to_say_beside_an_answer_says_nothing():
    """Somebody who ticks a day and then "prefer not to say" has told the day; alone it stands."""
    asked = questionnaire(item("b", "select_multiple days"))

    assert {"b": "tue"} == asked_questionnaire.read_answers(
        asked, "mentor", {"b": ["prefer_not", "tue"]}
    )[0]
    assert {"b": "prefer_not"} == asked_questionnaire.read_answers(
        asked, "mentor", {"b": ["prefer_not"]}
    )[0]


ANSWERS_THAT_SAY_NOTHING = [
    ["prefer_not", "tue"],
    ["tue", "prefer_not"],
    "tue;prefer_not",
    ["prefer_not;tue"],
    ["not_relevant", "tue"],
    "tue;not_relevant",
]


@pytest.mark.parametrize("given", ANSWERS_THAT_SAY_NOTHING, ids=str)
@pytest.mark.parametrize("records", [None, "pairs.forms", "pairs.areas", "goals.area"])
def test_no_answer_ever_stands_beside_a_choice(given, records):
    """However it is sent, and also where it goes into the register: what is stored, and what is
    recorded, is the choice alone.
    """
    not_relevant = {
        "name": "not_relevant",
        "label": {"en": "Does not apply"},
        "counts_as": "not_applicable",
    }
    asked = questionnaire(item("b", "select_multiple days", records=records))
    asked = asked.model_copy(
        update={
            "choices": {
                **asked.choices,
                "days": (*asked.choices["days"], Option.model_validate(not_relevant)),
            }
        }
    )

    answers, faults = asked_questionnaire.read_answers(asked, "mentor", {"b": given})

    assert ({"b": "tue"}, {}) == (answers, faults)
    assert ({records: "tue"} if records else {}) == asked.recorded(answers)


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_of_the_shipped_questionnaires_stands_beside_a_choice(swea, shf, role):
    """Of every question with several choices, each choice is kept without any code that says
    nothing.
    """
    tried = 0
    for asked in (
        asked for programme in (swea, shf) for asked in programme.questionnaires.values()
    ):
        for each in (each for each in asked.items if each.several and role in each.roles):
            codes = {option.name: option.counts_as for option in asked.options(each)}
            silent = {
                code
                for code, counts_as in codes.items()
                if counts_as in asked_questionnaire.SAYS_NOTHING
            }
            for code in codes.keys() - silent:
                alone = asked.model_copy(
                    update={"items": (each.model_copy(update={"relevant": None}),)}
                )
                answers, faults = asked_questionnaire.read_answers(
                    alone, role, {each.name: ";".join([*silent, code])}
                )
                assert ({each.name: code}, {}) == (answers, faults)
                tried += bool(silent)
    assert 20 < tried


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("select_one yes_no", "SECRET"),
        ("select_one yes_no", ["yes", "no"]),
        ("select_multiple days", ["mon", "SECRET"]),
        ("integer", "SECRET"),
        ("integer", "-1"),
        ("integer", "1.5"),
        ("integer", "²"),
        ("integer", ["1", "2"]),
        ("date", "SECRET"),
        ("date", "2026-02-30"),
        ("date", "0026-02-03"),
        ("text", "SECRET" * 1000),
    ],
)
def test_what_cannot_be_read_is_one_fault_that_does_not_repeat_it(kind, given):
    """The fault stands at the item, and holds nothing of what was sent; the other answers are
    read.
    """
    answers, faults = asked_questionnaire.read_answers(
        questionnaire(item("a", kind), item("z")), "mentor", {"a": given, "z": "yes"}
    )

    assert {"z": "yes"} == answers
    assert ["a"] == list(faults)
    assert "SECRET" not in faults["a"].sentence()


def test_unknown_items_and_those_of_the_other_role_are_faults():
    """A browser that sends what was not asked is told so, item by item."""
    asked = questionnaire(item("a", roles=["mentee"]), item("b"))

    answers, faults = asked_questionnaire.read_answers(
        asked, "mentor", {"a": "yes", "b": "yes", "c": "yes"}
    )

    assert {"b": "yes"} == answers
    assert {"a", "c"} == set(faults)


def test_what_the_answers_make_irrelevant_is_dropped():
    """An answer to a question that fell away is not sent, and neither is one that hung on it."""
    asked = questionnaire(
        item("a"), item("b", relevant="${a} = 'yes'"), item("c", relevant="${b} = 'yes'")
    )

    assert {"a": "yes", "b": "yes", "c": "no"} == asked_questionnaire.read_answers(
        asked, "mentor", {"a": "yes", "b": "yes", "c": "no"}
    )[0]
    assert ({"a": "no"}, {}) == asked_questionnaire.read_answers(
        asked, "mentor", {"a": "no", "b": "yes", "c": "no"}
    )


def test_the_short_form_drops_the_rest_of_a_longer_draft():
    """Answers of a draft that was begun before the pair ended early are left out without a
    fault.
    """
    asked = questionnaire(item("a"), item("b", short=True))

    assert ({"b": "yes"}, {}) == asked_questionnaire.read_answers(
        asked, "mentor", {"a": "yes", "b": "yes"}, short=True
    )
