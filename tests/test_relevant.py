"""When a question is asked."""

import pytest

from toolkit.programme.relevance import Condition, RelevantError, is_relevant, parse_relevant

ANSWERS = {
    "keep_contact": "yes",
    "works": "4",
    "carry_on": "new_goal;become_mentor",
    "meetings": "12",
}


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        ("${keep_contact} = 'yes'", True),
        ("${keep_contact} = 'no'", False),
        ("${keep_contact} != 'no'", True),
        ('${keep_contact} = "yes"', True),
        ("${keep_contact} = ''", False),
        ("${works} = 4", True),
        ("${works} < 4", False),
        ("${works} <= 4", True),
        ("${works} > 3", True),
        ("${works} >= 5", False),
        ("${meetings} > 9", True),
        ("selected(${carry_on}, 'become_mentor')", True),
        ("selected(${carry_on}, 'new_mentor')", False),
        ("selected(${carry_on}, 'new')", False),
        ("not(${keep_contact} = 'yes')", False),
        ("not (selected(${carry_on}, 'nothing'))", True),
        ("${works} = 4 and ${keep_contact} = 'no'", False),
        ("${works} = 4 or ${keep_contact} = 'no'", True),
        ("  ${works}=4  ", True),
    ],
)
def test_question_is_asked_as_the_expression_says(expression, asked):
    """Each sign, function and joining word means what it means in XLSForm."""
    assert asked is is_relevant(expression, ANSWERS)


def test_and_binds_before_or_and_brackets_before_both():
    """``a or b and c`` is ``a or (b and c)``."""
    assert is_relevant("${works} = 4 or ${works} = 5 and ${keep_contact} = 'no'", ANSWERS)
    assert not is_relevant("(${works} = 4 or ${works} = 5) and ${keep_contact} = 'no'", ANSWERS)


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        ("${fit} != 'no'", True),
        ("${fit} = ''", True),
        ("${fit} != ''", False),
        ("${fit} < 3", False),
        ("${fit} >= 3", False),
        ("selected(${fit}, 'good')", False),
    ],
)
def test_missing_answer_is_the_empty_text_without_a_size(expression, asked):
    """Nothing answered equals only the empty text and is neither less nor more than any number."""
    assert asked is is_relevant(expression, {})


def test_answer_that_is_no_number_has_no_size():
    """*Prefer not to say* is neither low nor high."""
    assert not is_relevant("${works} < 6", {"works": "prefer_not"})
    assert not is_relevant("${works} > 0", {"works": "prefer_not"})


@pytest.mark.parametrize(
    ("expression", "position"),
    [
        ("", 1),
        ("keep_contact = 'yes'", 1),
        ("${keep_contact}", 16),
        ("${keep_contact} == 'yes'", 18),
        ("${keep_contact} = yes", 19),
        ("${keep_contact} = ‘yes’", 19),
        ("${keep_contact} = 'yes' and", 28),
        ("${keep_contact} = 'yes' xor ${works} = 4", 25),
        ("${works} < 'high'", 12),
        ("${works} = 4.5", 12),
        ("(${works} = 4", 14),
        ("not ${works} = 4", 1),
        ("count-selected(${carry_on}) > 1", 1),
        ("selected(${carry_on}, other)", 23),
        ("'yes' = ${keep_contact}", 1),
    ],
)
def test_anything_beyond_the_subset_is_refused_where_it_begins(expression, position):
    """What is not of the subset is refused with the character, counted from 1, from which it cannot
    be read.
    """
    with pytest.raises(RelevantError) as refused:
        parse_relevant(expression)

    assert (position,) == refused.value.args


def test_comparisons_are_told_from_the_left():
    """Every comparison inside *and*, *or* and *not* is found, in the order in which it stands."""
    condition = parse_relevant("not(${a} = 'x') or (selected(${b}, 'y') and ${c} >= 2)")

    assert [
        Condition("=", "a", "x"),
        Condition("selected", "b", "y"),
        Condition(">=", "c", "2"),
    ] == list(condition.comparisons())
