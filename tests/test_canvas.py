"""Drawings in pixels: where marks stand, when they become bars, what a zero line parts."""

from itertools import pairwise

import pytest
from releases import shown

from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports.charts.canvas import CANVAS_WIDTH, Axis, Canvas

AGREE = {
    "5": "favourable",
    "4": "favourable",
    "3": "other",
    "2": "other",
    "1": "other",
    "prefer_not": "no_answer",
    "no_answer": "no_answer",
}
RHYTHM = {
    "just_right": "favourable",
    "too_seldom": "other",
    "too_often": "other",
    "no_answer": "no_answer",
}


@pytest.mark.parametrize(("people", "rows"), [(1, 1), (24, 1), (25, 2), (48, 2), (49, 4), (100, 4)])
def test_a_strip_has_one_two_or_four_rows(people, rows):
    """Up to 24 marks stand in one row, up to 48 in two, up to 100 in four, and all of them fit."""
    canvas = Canvas()
    canvas.strip(0, 0, CANVAS_WIDTH, [("yes", people)])
    assert (people, rows) == (len(canvas.dots), len({dot.y for dot in canvas.dots}))
    assert max(dot.x + dot.size / 2 for dot in canvas.dots) <= CANVAS_WIDTH


def test_above_a_hundred_a_strip_is_one_bar_of_the_same_zones():
    """Of 200, a half is half the width; a zone of one is still to be seen, a zone of none is
    not.
    """
    canvas = Canvas()
    canvas.strip(0, 0, 300, [("yes", 100), ("none", 99), ("other", 1), ("rest", 0)])
    assert canvas.dots == []
    assert [(bar.kind, bar.x, bar.x2) for bar in canvas.bars] == [
        ("yes", 0, 148),
        ("none", 150, 296.5),
        ("other", 298.5, 300),
    ]


def test_marks_do_not_overlap():
    """Neighbours in a row stand at least as far apart as a mark is wide."""
    canvas = Canvas()
    canvas.strip(0, 0, CANVAS_WIDTH, [("yes", 60), ("other", 40)])
    top = sorted(dot.x for dot in canvas.dots if dot.y == min(other.y for other in canvas.dots))
    assert min(right - left for left, right in pairwise(top)) >= canvas.dots[0].size


def test_columns_fill_before_rows():
    """In two rows the first three marks of 26 are two in the first column and one in the second, so
    left to right is the share.
    """
    canvas = Canvas()
    canvas.strip(0, 0, CANVAS_WIDTH, [("yes", 3), ("other", 23)])
    yes = [(dot.x, dot.y) for dot in canvas.dots if dot.kind == "yes"]
    assert yes[0][0] == yes[1][0] < yes[2][0]


def test_a_row_of_marks_becomes_a_bar_below_seven_pixels():
    """Ten people at 7 pixels are ten dots, at 6 pixels one bar of 60; nobody draws nothing."""
    canvas = Canvas()
    canvas.row(100, 0, "yes", 10, step=7)
    canvas.row(100, 0, "yes", 10, step=6)
    canvas.row(100, 0, "yes", 0, step=6)
    assert (len(canvas.dots), len(canvas.bars), canvas.bars[0].x2 - canvas.bars[0].x) == (10, 1, 60)


def test_favourable_answers_go_right_and_the_others_left_in_proportion():
    """4 + 2 agree, 1 + 2 do not: the bars are as long as that many people, the strong answers
    outermost.
    """
    canvas, finding = Canvas(), shown("process.works", "mentor", (4, 2, 5, 1, 2, 1, 3))
    axis = Axis(zero=150, person=5, neither=True)
    axis.draw(canvas, finding, AGREE)
    assert [(bar.kind, bar.x, bar.x2) for bar in canvas.bars] == [
        ("yes_weak", 150, 160),
        ("yes", 160, 180),
        ("other_weak", 145, 150),
        ("other", 135, 145),
    ]


def test_neither_and_no_answer_are_figures_beside_the_bar():
    """Printed are 6 favourable, 3 others, 5 neither and 4 without an answer."""
    canvas = Canvas()
    Axis(zero=150, person=5, neither=True).draw(
        canvas, shown("process.works", "mentor", (4, 2, 5, 1, 2, 1, 3)), AGREE
    )
    assert [text.text for text in canvas.texts] == ["6", "3", "5", "4"]


def test_an_item_without_a_scale_has_no_neither():
    """Just right stands right, too seldom and too often left, and no column is filled that the item
    does not have.
    """
    canvas = Canvas()
    counts = {"just_right": 12, "too_seldom": 5, "too_often": 0, "no_answer": 3}
    finding = Finding(
        "process.part.frequency",
        "mentor",
        "shown",
        20,
        17,
        PublishedCount.parse(12),
        (0.6, 0.75),
        counts,
    )
    Axis(zero=150, person=2, neither=True).draw(canvas, finding, RHYTHM)
    assert [(bar.kind, bar.x, bar.x2) for bar in canvas.bars] == [
        ("yes", 150, 174),
        ("other", 140, 150),
    ]
    assert [text.text for text in canvas.texts] == ["12", "5", "3"]


def test_the_longest_bars_fit_beside_their_numbers():
    """With 40 on one side of one line and 40 on the other side of another, nothing reaches the
    columns or the labels.
    """
    agree, disagree = (
        shown("process.works", "mentor", (40, 0, 0, 0, 0, 0, 0)),
        shown("process.works", "mentee", (0, 0, 0, 0, 40, 0, 0)),
    )
    axis, canvas = Axis.fitting([(agree, AGREE), (disagree, AGREE)], 70), Canvas()
    axis.draw(canvas, agree, AGREE)
    axis.draw(canvas, disagree, AGREE)
    assert min(bar.x for bar in canvas.bars) >= 70 + 24
    assert max(bar.x2 for bar in canvas.bars) <= 256 - 24
