"""Counts that add up."""

import pytest

from toolkit.evaluation.tally import Tallies, Tally, not_available


def tally(**changes):
    """Return a tally of eight mentors, six answers, five favourable."""
    usual = {
        "frame": 8,
        "base": 6,
        "answered": 6,
        "favourable": 5,
        "counts": {"5": 2, "4": 3, "2": 1, "no_answer": 2},
        "possible": 7,
        "published_high": 7,
    }
    return Tally("process.works", "mentor", "role", **{**usual, **changes})


def test_pooling_adds_every_count():
    """Two cohorts are pooled by adding counts, never by a mean of shares."""
    pooled = tally() + tally(
        frame=20,
        base=14,
        answered=14,
        favourable=12,
        counts={"5": 12, "3": 2, "no_answer": 6},
        possible=18,
        published_high=18,
    )

    assert (28, 20, 17) == (pooled.frame, pooled.answered, pooled.favourable)
    assert {"5": 14, "4": 3, "2": 1, "3": 2, "no_answer": 8} == pooled.counts
    assert (17 / 28, 25 / 28) == pooled.possible_range


def test_pooling_keeps_an_end_unpublished():
    """Where one part does not tell its high end, the pool does not either."""
    assert (tally() + tally(published_high=None)).published_high is None


def test_pooling_adds_what_one_person_holds():
    """A person may be in both parts, and then holds the answers of both."""
    assert 3 == (tally(held=2) + tally()).held


def test_pooling_with_a_year_that_did_not_ask():
    """A year in which the question was not asked adds nothing."""
    [absent] = not_available("process.works", ("mentor",), "role")

    assert tally() == tally() + absent == absent + tally()


def test_different_findings_do_not_add_up():
    """Only tallies of one finding and one view can be pooled."""
    with pytest.raises(ValueError, match="same finding"):
        tally() + Tally("process.works", "mentee", "role")


@pytest.mark.parametrize(
    ("favourable", "answered", "frame", "low", "high"),
    [(60, 80, 100, 0.6, 0.8), (6, 7, 8, 0.75, 0.875), (5, 6, 10, 0.5, 0.9), (12, 14, 20, 0.6, 0.9)],
)
def test_possible_range(favourable, answered, frame, low, high):
    """The range runs from none to all of those who did not answer (Manski's bounds, four worked
    cases).
    """
    cohort = Tally(
        "recommend",
        "mentee",
        "role",
        frame,
        answered,
        answered,
        favourable,
        possible=favourable + frame - answered,
    )

    assert (low, high) == pytest.approx(cohort.possible_range)


def test_tallies_never_display_themselves():
    """Neither a tally nor the tallies of a cohort show a count of their own accord."""
    found = Tallies((tally(),))

    assert "<1 tallies, before the gate>" == repr(found)
    assert "<Tally process.works mentor, before the gate>" == repr(found["process.works", "mentor"])


def test_a_tally_that_is_not_there():
    """Asking for a finding that was not tallied is a plain key error."""
    with pytest.raises(KeyError, match=r"goals\.met pair"):
        Tallies(())["goals.met", "pair"]
