"""Which mark stands for which answer."""

import pytest
from releases import few, hidden, not_available, shown

from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports.palette import DARK, LIGHT, favourable_span, is_scale, mark_kinds, strip_zones

AGREE = {
    "5": "favourable",
    "4": "favourable",
    "3": "other",
    "2": "other",
    "1": "other",
    "prefer_not": "no_answer",
    "no_answer": "no_answer",
}


def test_the_order_is_yes_then_no_answer_then_other():
    """Three said yes, two are missing, one said otherwise: the possible range ends where the hollow
    part ends.
    """
    assert strip_zones(shown("goals.met", "mentor", (1, 2, 0, 1, 0, 0, 0, 2))) == [
        ("yes", 3),
        ("none", 2),
        ("other", 1),
    ]


def test_an_answer_that_does_not_apply_is_hollow():
    """Whoever answers "we had no goal" where one was expected could still fall on either side."""
    assert strip_zones(
        Finding(
            "goals.met",
            "mentor",
            "shown",
            4,
            3,
            PublishedCount.parse(3),
            (0.75, 1.0),
            {"fully": 3, "no_goal": 1},
        )
    ) == [("yes", 3), ("none", 1), ("other", 0)]


def test_of_few_nobody_is_drawn_as_yes():
    """At most two of eight is two that may be yes and six grey marks."""
    assert strip_zones(few("process.works", "mentor", 8)) == [
        ("yes", 0),
        ("perhaps", 2),
        ("rest", 6),
    ]


def test_of_a_window_only_its_low_end_is_drawn_as_yes():
    """Two to four of eight is two marks, two that may be yes, and four grey ones."""
    assert strip_zones(
        Finding("process.sides", "pair", "coarsened", 8, favourable=PublishedCount.parse("2-4"))
    ) == [
        ("yes", 2),
        ("perhaps", 2),
        ("rest", 4),
    ]


@pytest.mark.parametrize(
    ("favourable", "ends"),
    [
        (5, (5, 5)),
        (0, (0, 0)),
        ("<=2", (0, 2)),
        ("2-4", (2, 4)),
        ("0-4", (0, 4)),
        ("10-12", (10, 12)),
    ],
)
def test_a_span_has_two_ends(favourable, ends):
    """A number is both its ends; "at most" begins at nobody."""
    assert ends == favourable_span(
        Finding(
            "process.works", "people", "coarsened", 16, favourable=PublishedCount.parse(favourable)
        )
    )


def test_of_a_coarsened_number_the_rest_is_not_broken_down():
    """Three mutual pairs of eight leave five grey ones, never a no."""
    assert strip_zones(
        Finding("contact.mutual", "pair", "coarsened", 8, favourable=PublishedCount.parse(3))
    ) == [
        ("yes", 3),
        ("perhaps", 0),
        ("rest", 5),
    ]


def test_a_fact_that_is_told_as_a_span_stays_grey():
    """At most two of eight pairs met in person: two hollow marks without the colour of a yes."""
    assert strip_zones(few("meetings.in_person", "pair", 8)) == [
        ("fact", 0),
        ("none", 2),
        ("rest", 6),
    ]


@pytest.mark.parametrize(
    "finding", [*hidden("goals.met", "mentor"), *not_available("goals.met", "mentor")]
)
def test_a_mark_in_place_of_a_figure_draws_nothing(finding):
    """Hidden and not available have no marks at all."""
    assert strip_zones(finding) == []


def test_facts_are_grey():
    """Completing and sending a form are neither good nor bad; a form that did not come is
    hollow.
    """
    assert strip_zones(
        Finding(
            "endings.completed", "pair", "shown", 8, 8, PublishedCount.parse(7), (0.875, 0.875), {}
        )
    ) == [("fact", 7), ("none", 0), ("rest", 1)]
    assert strip_zones(
        Finding(
            "response.people", "mentor", "shown", 8, 8, PublishedCount.parse(6), (0.75, 0.75), {}
        )
    ) == [("fact", 6), ("none", 0), ("none", 2)]


def test_a_scale_has_a_stronger_and_a_weaker_colour_on_either_side():
    """The ends of a scale are strong, its inner answers weak, a blank is a ring."""
    assert mark_kinds("item.x", AGREE) == {
        "5": "yes",
        "4": "yes_weak",
        "3": "other_weak",
        "2": "other_weak",
        "1": "other",
        "prefer_not": "none",
        "no_answer": "none",
    }


def test_a_scale_that_runs_the_other_way_is_strong_at_its_other_end():
    """Where 1 and 2 are favourable, 1 is the strong yes and 5 the strong other."""
    reverse = {"5": "other", "4": "other", "3": "other", "2": "favourable", "1": "favourable"}
    assert mark_kinds("item.x", reverse) == {
        "5": "other",
        "4": "other_weak",
        "3": "other_weak",
        "2": "yes_weak",
        "1": "yes",
    }


def test_choices_side_by_side_are_equally_strong():
    """Three plans are not steps of a scale."""
    assert {"yes"} == set(
        mark_kinds(
            "onward.choices", dict.fromkeys(("new_goal", "new_mentor", "course"), "favourable")
        ).values()
    )


def test_what_does_not_apply_is_grey():
    """The answer that there was no goal is no yes, no other answer and no silence."""
    assert (
        mark_kinds(
            "goals.met", {"fully": "favourable", "not": "other", "no_goal": "not_applicable"}
        )["no_goal"]
        == "rest"
    )


def test_facts_and_findings_without_a_yes_are_grey():
    """Who answered higher, how contact is kept and who completed take no colour from the
    answers.
    """
    assert {"fact", "rest", "none"} == set(
        mark_kinds(
            "meetings.monthly", {"kept": "favourable", "not_kept": "other", "unknown": "no_answer"}
        ).values()
    )
    assert {"fact", "none"} == set(
        mark_kinds("contact.how", {"video": "other", "no_answer": "no_answer"}).values()
    )


def test_only_one_to_five_with_a_three_that_is_no_yes_is_a_scale():
    """Three answers are no scale, and a 3 that counts as yes is not neither."""
    assert is_scale(AGREE)
    assert not is_scale({"just_right": "favourable", "too_seldom": "other", "too_often": "other"})
    assert not is_scale({**AGREE, "3": "favourable"})


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_hollow_mark_has_an_edge_and_a_filled_one_none(palette):
    """A ring is the page inside and the edge outside; a grey disc keeps its edge too."""
    assert (palette.background, palette.edge) == (palette.fill("none"), palette.stroke("none"))
    assert (palette.rest, palette.edge) == (palette.fill("rest"), palette.stroke("rest"))
    assert (palette.background, palette.yes) == (palette.fill("perhaps"), palette.stroke("perhaps"))
    assert palette.fill("yes") == palette.stroke("yes") == palette.yes


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("name", "least"),
    [("ink", 7), ("muted", 4.5), ("yes", 4.5), ("other", 4.5), ("edge", 3), ("yes_weak", 3)],
)
def test_colours_stand_out_from_the_page(palette, name, least):
    """Text has the contrast of WCAG AA, marks that of graphics (4.5 and 3)."""
    light, dark = sorted(
        (luminance(palette.background), luminance(getattr(palette, name))), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= least


def luminance(colour):
    """Return the relative luminance of WCAG 2.2."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
