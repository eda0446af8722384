"""A questionnaire as data."""

import pytest
from pydantic import ValidationError

from toolkit.programme.questionnaire import Item, Option, Questionnaire, RoleText

MIRRORED = {
    "name": "listening",
    "type": "select_one agree",
    "measure": "process.part",
    "label": {"mentor": {"en": "My mentee listened."}, "mentee": {"en": "My mentor listened."}},
}
PLANS = {
    "name": "carry_on",
    "type": "select_multiple plans",
    "measure": "onward.plan",
    "label": {"en": "How will you carry on?"},
}
COMMENT = {"name": "comment", "type": "text", "label": {"en": "Anything else?"}}
MENTEES = {**MIRRORED, "name": "experience", "roles": ["mentee"]}


@pytest.fixture
def closing():
    """A questionnaire of four items and two lists."""
    options = {
        "agree": [
            {"name": "5", "label": {"en": "Agree"}},
            {"name": "1", "label": {"en": "Disagree"}},
        ],
        "plans": [{"name": "new_goal", "label": {"en": "A new goal"}}],
    }
    return Questionnaire(
        name="closing",
        version=1,
        title={"en": "Closing survey"},
        choices=options,
        items=[MIRRORED, PLANS, COMMENT, MENTEES],
    )


def test_mirrored_item_has_a_wording_for_each_role(closing):
    """A mirrored label reads differently for mentor and mentee."""
    item = closing.by_name["listening"]

    assert isinstance(item.label, RoleText)
    assert item.wording("mentor") == {"en": "My mentee listened."}
    assert item.wording("mentee") == {"en": "My mentor listened."}


def test_plain_item_has_one_wording_for_both_roles(closing):
    """A label without roles reads the same for both."""
    item = closing.by_name["carry_on"]

    assert {"en": "How will you carry on?"} == item.wording("mentor") == item.wording("mentee")


def test_label_may_be_given_as_a_role_text():
    """A mirrored label may be a table of a file or a value made in Python."""
    label = RoleText(mentor={"en": "You and your mentee"})

    assert label == Item(name="pair", type="text", label=label).label


def test_type_says_kind_and_list(closing):
    """``select_multiple plans`` is of the kind select_multiple, takes several answers and chooses
    from plans.
    """
    items = closing.by_name

    assert (items["carry_on"].kind, items["carry_on"].choices, items["carry_on"].several) == (
        "select_multiple",
        "plans",
        True,
    )
    assert (items["listening"].kind, items["listening"].choices, items["listening"].several) == (
        "select_one",
        "agree",
        False,
    )
    assert (items["comment"].kind, items["comment"].choices, items["comment"].several) == (
        "text",
        None,
        False,
    )


@pytest.mark.parametrize(
    "type_", ["select_one", "select_one agree plans", "select_on agree", "text agree", ""]
)
def test_type_that_is_no_choice_from_one_list_has_no_list(type_):
    """Only ``select_one`` and ``select_multiple`` with one list choose from a list."""
    assert Item(name="x", type=type_, label={"en": "X"}).choices is None


def test_options_come_in_the_order_of_the_file(closing):
    """The options of an item are those of its list, in order; a text has none."""
    assert [option.name for option in closing.options(closing.by_name["listening"])] == ["5", "1"]
    assert closing.options(closing.by_name["comment"]) == ()


def test_feeding_finds_the_items_that_a_role_is_asked(closing):
    """Items that feed a measure are found for everybody, or for one role only."""
    assert [item.name for item in closing.feeding("process.part")] == ["listening", "experience"]
    assert [item.name for item in closing.feeding("process.part", "mentor")] == ["listening"]
    assert list(closing.feeding("goals.met")) == []


def test_everybody_is_asked_unless_the_item_says_otherwise(closing):
    """An item without roles is asked of mentor and mentee, and its meaning stands from version
    1.
    """
    assert closing.by_name["comment"].roles == ("mentor", "mentee")
    assert closing.by_name["comment"].since == 1


@pytest.mark.parametrize("code", ["2+", "9-10", "own_business", "A8", "0"])
def test_code_is_letters_digits_and_three_signs(code):
    """Codes such as 2+ and 9-10 are codes."""
    assert code == Option(name=code, label={"en": "Label"}).name


@pytest.mark.parametrize("code", ["", "own business", "yes;no", "målet", "_own", "a\n", "a,b"])
def test_code_that_could_not_be_stored_safely_is_refused(code):
    """A code has no space, no separator and no letter outside a to z."""
    with pytest.raises(ValidationError):
        Option(name=code, label={"en": "Label"})


def test_questionnaire_cannot_be_changed(closing):
    """A questionnaire is a value."""
    with pytest.raises(ValidationError):
        closing.version = 2


def test_answers_set_the_register_and_declining_sets_nothing():
    """Answers of items that record go to their column; what is no answer, or does not apply, leaves
    the column as it is.
    """
    rhythm = [
        {"name": "14", "label": {"en": "Every second week"}},
        {"name": "as_it_comes", "label": {"en": "When it suits us"}, "counts_as": "not_applicable"},
        {"name": "prefer_not", "label": {"en": "Prefer not to say"}, "counts_as": "no_answer"},
    ]
    forms = [
        {"name": "video", "label": {"en": "Video"}},
        {"name": "phone", "label": {"en": "Phone"}},
    ]
    items = [
        {
            "name": "rhythm",
            "type": "select_one rhythm",
            "records": "pairs.every_days",
            "label": {"en": "How often?"},
        },
        {
            "name": "forms",
            "type": "select_multiple forms",
            "records": "pairs.forms",
            "label": {"en": "How?"},
        },
        {"name": "day", "type": "date", "records": "pairs.agreed_on", "label": {"en": "When?"}},
        {"name": "help", "type": "select_one rhythm", "label": {"en": "Not recorded"}},
    ]
    agreement = Questionnaire(
        name="agreement",
        version=1,
        title={"en": "Agreement"},
        opens="start",
        choices={"rhythm": rhythm, "forms": forms},
        items=items,
    )

    answers = {"rhythm": "14", "forms": "video;phone", "day": "2026-01-15", "help": "14"}
    assert {
        "pairs.every_days": "14",
        "pairs.forms": "video;phone",
        "pairs.agreed_on": "2026-01-15",
    } == agreement.recorded(answers)
    assert (
        {}
        == agreement.recorded({"rhythm": "as_it_comes"})
        == agreement.recorded({"rhythm": "prefer_not", "forms": ""})
        == agreement.recorded({})
    )


def test_questionnaire_opens_at_the_closing_unless_it_says_otherwise(closing):
    """A questionnaire without a word about it opens at the closing, in one form for everybody, and
    nothing of it is told.
    """
    assert ("closing", ()) == (closing.opens, closing.months)
    assert not any(
        item.short or item.told or item.records or item.section for item in closing.items
    )
