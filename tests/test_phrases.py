"""Figures in words."""

from dataclasses import replace

import pytest
from releases import A8, BANDS, all_hidden, band, one_sided

from toolkit.i18n import capitalize_first, load_language
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports.narrative.phrases import (
    compare_sides,
    describe_figure,
    describe_possible_range,
    format_possible_range,
    list_people_views,
    list_views,
    name_people,
    strip_count_marks,
)

SV, EN = load_language("sv"), load_language("en")


def shown(favourable, *, answered=6, view="mentor"):
    """Return a finding of eight."""
    counts = {"yes": favourable, "no": answered - favourable, "no_answer": 8 - answered}
    return Finding(
        "process.works",
        view,
        "shown",
        8,
        answered,
        PublishedCount.parse(favourable),
        (favourable / 8, (favourable + 8 - answered) / 8),
        counts,
    )


def coarsened(favourable, bounds=(0.0, None), view="mentor"):
    """Return a coarsened finding of eight."""
    return Finding(
        "process.works",
        view,
        "coarsened",
        8,
        favourable=PublishedCount.parse(favourable),
        range=bounds,
    )


@pytest.mark.parametrize(
    ("finding", "swedish", "english"),
    [
        (shown(5), "5 av 8 mentorer", "5 of 8 mentors"),
        (shown(1), "1 av 8 mentorer", "1 of 8 mentors"),
        (shown(8, answered=8), "alla 8 mentorer", "all 8 mentors"),
        (shown(0), "ingen av 8 mentorer", "none of 8 mentors"),
        (coarsened("<=2"), "högst 2 av 8 mentorer", "at most 2 of 8 mentors"),
        (coarsened("<=3"), "högst 3 av 8 mentorer", "at most 3 of 8 mentors"),
        (coarsened("2-4"), "2–4 av 8 mentorer", "2–4 of 8 mentors"),
        (Finding("goals.met", "mentor", "hidden"), "dolt [c]", "hidden [c]"),
        (Finding("goals.met", "mentor", "not_available"), "finns inte [x]", "not available [x]"),
    ],
)
def test_each_way_a_figure_can_be_has_one_wording(finding, swedish, english):
    """All, some, none, at most, a window, hidden and not available look different in both
    languages.
    """
    assert swedish == strip_count_marks(describe_figure(finding, SV, "mentorer")).replace(
        "\u00a0", " "
    )
    assert english == strip_count_marks(describe_figure(finding, EN, "mentors")).replace(
        "\u00a0", " "
    )


def test_no_pairs_at_all():
    """None of the pairs has its own word in Swedish."""
    assert "inget av 8 par" == strip_count_marks(
        describe_figure(shown(0, view="pair"), SV, "par")
    ).replace("\u00a0", " ")


def test_a_figure_never_breaks_across_lines():
    """The parts of a figure are held together."""
    assert " " not in describe_figure(shown(5), SV, "mentorer")


@pytest.mark.parametrize(
    ("finding", "span"),
    [
        (shown(5), "5–7"),
        (shown(5, answered=8), ""),
        (coarsened("<=2"), ""),
        (coarsened(3, (0.375, 0.875)), "3–7"),
        (coarsened(3, (0.375, None)), ""),
    ],
)
def test_possible_range_in_counts(finding, span):
    """The range is told as counts, and only where both ends are published and differ."""
    assert span == format_possible_range(finding)


def test_when_everybody_answered():
    """Where nobody is missing that is said instead of a range."""
    assert ("alla svarade", "all answered") == (
        describe_possible_range(shown(5, answered=8), SV),
        describe_possible_range(shown(5, answered=8), EN),
    )


def test_who_answered_is_not_everybody():
    """Six forms of eight are not "all answered", though it is known of all eight whether they
    answered.
    """
    sent = Finding(
        "response.people",
        "mentor",
        "shown",
        8,
        8,
        PublishedCount.parse(6),
        (0.75, 0.75),
        {"sent": 6, "no_answer": 2},
    )

    assert "" == describe_possible_range(sent, EN)


def test_capital_letter_behind_a_mark():
    """A sentence that begins with a bold count begins with a capital all the same."""
    assert ("**All 8** mentors", "**5 of 8**", "") == (
        capitalize_first("**all 8** mentors"),
        capitalize_first("**5 of 8**"),
        capitalize_first(""),
    )


def test_both_sides_in_one_sentence():
    """Two sides are told in one sentence."""
    said = compare_sides(A8, "process.works", "{who} reported that the process worked.", EN)

    assert (
        "**5 of 8** mentors and **4 of 8** mentees reported that the process worked."
        == said.replace("\u00a0", " ")
    )


def test_a_missing_side_is_named():
    """A side that is not available is named after the one that is told."""
    said = compare_sides(
        one_sided(), "process.works", "{who} reported that the process worked.", EN
    ).replace("\u00a0", " ")

    assert said.endswith("mentees reported that the process worked. Mentors: not available [x].")


def test_two_sides_that_are_hidden_are_said_once():
    """Where neither side is told the mark stands alone."""
    assert "Hidden [c]." == compare_sides(
        all_hidden(), "process.works", "{who} reported that the process worked.", EN
    ).replace("\u00a0", " ")


# ---- which views a finding has -------------------------------------------------------------------


def test_the_views_of_a_finding_are_those_of_the_release():
    """Mentors before mentees, both together under the strict promise, pairs by themselves."""
    assert ["mentor", "mentee"] == [finding.view for finding in list_views(A8, "process.works")]
    assert ["people"] == [finding.view for finding in list_views(BANDS, "process.works")]
    assert ["pair"] == [finding.view for finding in list_views(BANDS, "contact.mutual")]


def test_people_are_both_roles_unless_they_are_pooled():
    """A question that a release does not list is not available to either role; a pooled one is one
    finding.
    """
    assert ["mentor", "mentee"] == [
        finding.view for finding in list_people_views(replace(A8, findings=()), "process.works")
    ]
    assert [BANDS.finding("process.works", "people")] == list(
        list_people_views(BANDS, "process.works")
    )


def test_pooled_roles_are_named_by_the_release():
    """Both roles together, in the release's own words; where only one side was asked, that side."""
    asked = replace(BANDS, texts={"en": {**BANDS.texts["en"], "item.x@mentee": "Did you?"}})

    assert ("mentorer och adepter tillsammans", "mentors and mentees together") == (
        name_people(BANDS, "people", SV),
        name_people(BANDS, "people", EN),
    )
    assert ("mentees", "mentors and mentees together") == (
        name_people(asked, "people", EN, "item.x"),
        name_people(asked, "people", EN, "process.works"),
    )
    assert "mentees" == name_people(one_sided(), "people", EN)


def test_a_noun_of_several_words_may_break():
    """A phone is too narrow for "5–8 of 16 mentors and mentees together" in one piece; the count
    stays with its first word.
    """
    assert "**5–8\u00a0of\u00a016**\u00a0mentors and mentees" == describe_figure(
        band("process.works", 16, 5, 8), EN, "mentors and mentees"
    )
