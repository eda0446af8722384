"""A published count: a number, "at most" or a window, in one form each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding

NUMBERS = st.integers(0, 10_000)
COUNTS = st.one_of(
    st.builds(PublishedCount.number, NUMBERS),
    st.builds(PublishedCount.few, NUMBERS),
    st.tuples(NUMBERS, NUMBERS).map(lambda ends: PublishedCount(min(ends), max(ends))),
)


@given(COUNTS)
def test_what_is_written_is_read_back(count):
    """Every count there can be has one form, and it reads as the same count."""
    assert count == PublishedCount.parse(count.to_json())
    assert str(count.to_json()) == str(count)


@given(st.one_of(NUMBERS, st.from_regex(r"(<=)?[0-9]{1,3}(-[0-9]{1,3})?", fullmatch=True)))
def test_what_can_be_read_is_written_as_it_was(told):
    """What parse takes is the one form of what it means; all else it refuses."""
    try:
        count = PublishedCount.parse(told)
    except ValueError:
        return
    assert told == count.to_json()


@pytest.mark.parametrize(
    ("told", "low", "high", "at_most", "exact"),
    [
        (0, 0, 0, False, 0),
        (7, 7, 7, False, 7),
        ("<=0", 0, 0, True, None),
        ("<=2", 0, 2, True, None),
        ("0-2", 0, 2, False, None),
        ("2-3", 2, 3, False, None),
        ("9-10", 9, 10, False, None),
    ],
)
def test_each_form_says_what_it_leaves_open(told, low, high, at_most, exact):
    """At most two and 0 to 2 leave the same open in two forms; a window is never one number."""
    count = PublishedCount.parse(told)

    assert (low, high, at_most, exact) == (count.low, count.high, count.at_most, count.exact)
    assert told == count.to_json()


@pytest.mark.parametrize(
    "told",
    [
        *("", "5", "<=", "<= 2", "<=02", "<=-1", "2-", "-2", "2-2", "4-2", "02-4", "2–4", "2-4 "),
        *("²-4", "١-٢", -1, True, 2.0, None, ["2"]),
    ],
)
def test_nothing_else_is_a_count(told):
    """Another way of writing a count is refused, not read as the nearest."""
    with pytest.raises(ValueError, match="count"):
        PublishedCount.parse(told)


@pytest.mark.parametrize("ends", [(3, 2), (-1, 2), (1, 2, True)])
def test_the_ends_are_in_order(ends):
    """No count is negative, none ends before it begins, and "at most" begins at nobody."""
    with pytest.raises(ValueError, match="in order"):
        PublishedCount(*ends)


def test_a_finding_says_what_is_told_of_each_code():
    """Counts are numbers, windows what they are, and a figure without either has nothing."""
    shown = Finding("works", "mentor", "shown", 3, counts={"yes": 3, "no": 0})
    window = PublishedCount(2, 3)
    higher = Finding("higher", "pair", "coarsened", 3, window, windows={"same": window})

    assert {"yes": PublishedCount.number(3), "no": PublishedCount.number(0)} == shown.by_code
    assert {"same": window} == higher.by_code
    assert {} == Finding("works", "mentor", "hidden").by_code
