"""The year report: sums of printed counts, worked by hand, and what may not be added or
compared.
"""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import product

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from releases import A8, B40, all_hidden, few, hidden, not_available, one_sided, release, shown

from toolkit.errors import ReleaseError
from toolkit.i18n import LANGUAGES, NO_BREAK, load_language
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports.palette import favourable_span
from toolkit.reports.years import line_text, narrative
from toolkit.reports.years.comparison import (
    add_findings,
    compare_findings,
    compare_releases,
    same_question,
)
from toolkit.reports.years.page import draw_finding, draw_share, write_year_page, year_page
from toolkit.reports.years.workbook import write_years_workbook

EN = load_language("en")
WORKS, MET, MUTUAL, COMPLETED = "process.works", "goals.met", "contact.mutual", "endings.completed"


def closed(year, pairs, *findings, **other):
    """Return the release of a cohort named by its year and closed at its end."""
    return replace(
        release(
            str(year),
            date(year, 12, 31),
            pairs,
            [each for some in findings for each in (some if isinstance(some, list) else [some])],
        ),
        **other,
    )


def window(id, view, frame, favourable):
    """Return a coarsened finding of which only a window is printed."""
    return Finding(
        id,
        view,
        "coarsened",
        frame,
        favourable=PublishedCount.parse(favourable),
        range=(int(favourable.split("-")[0]) / frame, None),
    )


def exact(id, view, frame, favourable, most):
    """Return a coarsened finding of one number whose possible range has both ends."""
    return Finding(
        id,
        view,
        "coarsened",
        frame,
        favourable=PublishedCount.parse(favourable),
        range=(favourable / frame, most / frame),
    )


def asked(release, text, id=WORKS, code="en"):
    """Return the release with the question worded so, to mentors and to mentees."""
    return replace(
        release,
        texts={
            **release.texts,
            code: {**release.texts[code], f"{id}@mentor": text, f"{id}@mentee": text},
        },
    )


def in_2024():
    """Eight pairs: everything shown but one figure, which is small."""
    return closed(
        2024,
        8,
        [shown("response.people", "mentor", (6, 2)), shown("response.people", "mentee", (5, 3))],
        [
            shown(MET, "mentor", (1, 2, 0, 1, 0, 0, 0, 2)),
            shown(MET, "mentee", (1, 2, 1, 0, 0, 0, 0, 2)),
        ],
        [shown(WORKS, "mentor", (2, 3, 0, 1, 0, 0, 2)), few(WORKS, "mentee", 8)],
        exact(MUTUAL, "pair", 8, 3, 7),
        shown(COMPLETED, "pair", (7, 1, 0)),
        not_available("recommend", "mentor", "mentee"),
    )


def in_2025():
    """Ten pairs: the goals of the mentors are hidden."""
    return closed(
        2025,
        10,
        [shown("response.people", "mentor", (8, 2)), shown("response.people", "mentee", (7, 3))],
        [*hidden(MET, "mentor"), shown(MET, "mentee", (2, 2, 1, 0, 0, 0, 0, 3))],
        [
            shown(WORKS, "mentor", (3, 3, 1, 1, 0, 0, 2)),
            shown(WORKS, "mentee", (2, 3, 1, 1, 0, 0, 3)),
        ],
        exact(MUTUAL, "pair", 10, 5, 8),
        shown(COMPLETED, "pair", (8, 1, 1)),
        [shown("recommend", "mentor", (5, 2, 1, 2)), *not_available("recommend", "mentee")],
    )


def in_2026():
    """Eight pairs: a window for the mentees' process, few pairs in contact."""
    return closed(
        2026,
        8,
        [shown("response.people", "mentor", (6, 2)), shown("response.people", "mentee", (6, 2))],
        [shown(MET, "mentor", (2, 2, 1, 0, 0, 0, 0, 2)), *hidden(MET, "mentee")],
        [shown(WORKS, "mentor", (1, 3, 1, 0, 0, 1, 2)), window(WORKS, "mentee", 8, "2-4")],
        few(MUTUAL, "pair", 8),
        shown(COMPLETED, "pair", (6, 2, 0)),
        [shown("recommend", "mentor", (3, 2, 1, 2)), *not_available("recommend", "mentee")],
    )


THREE = (in_2024(), in_2025(), in_2026())


def plain_spaces(text):
    """Return a sentence with spaces that may break."""
    return text.replace(NO_BREAK, " ")


def line(id, view, releases=THREE, code="en"):
    """Return one finding through the cohorts."""
    [found] = [line for line in compare_releases(releases, code).of(id) if line.view == view]
    return found


# ---- sums ----------------------------------------------------------------------------------------


def test_counts_are_added_over_frames():
    """5 of 8, 6 of 10 and 4 of 8 are 15 of 26, code by code; 2, 2 and 3 gave no substantive answer,
    so 22 are possible.
    """
    together = line(WORKS, "mentor").together

    counts = {"5": 6, "4": 9, "3": 2, "2": 2, "1": 0, "prefer_not": 1, "no_answer": 6}
    assert (
        Finding(
            WORKS, "mentor", "shown", 26, 19, PublishedCount.parse(15), (15 / 26, 22 / 26), counts
        )
        == together
    )


def test_a_mean_of_percentages_is_never_taken():
    """All of 8 and 10 of 40 are 18 of 48, not five eighths."""
    small, large = (
        closed(year, frame, exact(MUTUAL, "pair", frame, count, frame))
        for year, frame, count in ((2024, 8, 8), (2025, 40, 10))
    )

    assert (18, 48) == (
        line(MUTUAL, "pair", [small, large]).together.exact,
        line(MUTUAL, "pair", [small, large]).together.frame,
    )


def test_an_interval_is_added_end_by_end():
    """At most 2 of 8, 5 of 10 and 2-4 of 8 are 7-11 of 26; one of them prints no high end, so the
    sum has none.
    """
    assert (
        Finding(
            WORKS,
            "mentee",
            "coarsened",
            26,
            favourable=PublishedCount.parse("7-11"),
            range=(7 / 26, None),
        )
        == line(WORKS, "mentee").together
    )


def test_the_interval_is_exactly_what_the_printed_figures_allow():
    """Whatever numbers stand behind at most 2, 5 and 2-4, the sum holds them all and not one
    more.
    """
    possible = {sum(numbers) for numbers in product(range(3), [5], range(2, 5))}

    assert (min(possible), max(possible)) == favourable_span(line(WORKS, "mentee").together)


def test_at_most_and_at_most_is_at_most():
    """At most 2 and at most 3 are at most 5."""
    assert (
        PublishedCount.few(5)
        == add_findings(
            [
                few(WORKS, "mentor", 8),
                replace(few(WORKS, "mentor", 9), favourable=PublishedCount.few(3)),
            ]
        ).favourable
    )


def test_the_possible_range_needs_both_ends_of_every_cohort():
    """3-7 of 8 and 5-8 of 10 are 8-15 of 18; with a cohort of at most 2 the high end is not
    printed.
    """
    assert (8 / 18, 15 / 18) == line(MUTUAL, "pair", THREE[:2]).together.range
    assert (8 / 26, None) == line(MUTUAL, "pair").together.range
    assert "8-10" == str(line(MUTUAL, "pair").together.favourable)


def test_a_hidden_cohort_is_in_no_sum():
    """3 of 6 and 4 of 7 are 7 of 13; 2025 is hidden, adds nothing to the frame, and is named."""
    found = line(MET, "mentor")

    assert (7, 13) == (found.together.exact, found.together.frame)
    assert ("2024", "2026") == found.added
    assert (
        "2 of 3 cohorts together, 2024 and 2026; hidden [c] in 2025."
        == line_text.describe_coverage(found, EN)
    )


def test_one_cohort_is_no_sum():
    """Where only one cohort tells a figure there is no sum, and the reasons are given."""
    assert line("recommend", "mentee").together is None
    assert "Not added: not available [x] in 2024, 2025 and 2026." == line_text.describe_coverage(
        line("recommend", "mentee"), EN
    )
    only = line("recommend", "mentor", THREE[:2])
    assert (None, ("2025",)) == (only.together, only.added)
    assert "Not added: not available [x] in 2024." == line_text.describe_coverage(only, EN)


def test_register_facts_are_added_in_full():
    """Endings of 8, 10 and 8 pairs: 21 completed, 4 ended early, 1 is still open."""
    assert {"completed": 21, "ended_early": 4, "still_open": 1} == line(
        COMPLETED, "pair"
    ).together.counts


def test_counts_are_added_only_where_all_print_the_same_codes_once_for_each_person():
    """A coarsened cohort, another code, or people under several codes leave only the favourable to
    add.
    """
    several = Finding(
        "onward.choices",
        "mentor",
        "shown",
        8,
        6,
        PublishedCount.parse(6),
        (0.75, 1.0),
        {"goal": 5, "course": 4, "no_answer": 2},
    )
    other = replace(
        shown(WORKS, "mentor", (2, 3, 0, 1, 0, 0, 2)), counts={"yes": 5, "no": 1, "no_answer": 2}
    )
    plain = shown(WORKS, "mentor", (2, 3, 0, 1, 0, 0, 2))

    for findings, favourable in (
        ([several, several], 12),
        ([plain, other], 10),
        ([plain, exact(WORKS, "mentor", 8, 5, 7)], 10),
    ):
        assert ("coarsened", None, favourable) == (
            add_findings(findings).status,
            add_findings(findings).counts,
            add_findings(findings).exact,
        )


def test_the_cohorts_stand_in_the_order_of_closing():
    """Whatever the order given, the earliest comes first; closed on one day, the names decide."""
    spring, autumn = (replace(in_2025(), cohort=name) for name in ("spring", "autumn"))

    assert ["2024", "autumn", "spring", "2026"] == [
        each.cohort
        for each in compare_releases([in_2026(), spring, autumn, in_2024()], "en").releases
    ]


def test_groups_are_left_to_the_closing_evaluations():
    """A figure of a chapter is neither a line nor in a sum, whether or not the whole cohort's is
    told.
    """
    chapter = [replace(exact(id, "mentor", 5, 4, 5), group="Oslo") for id in (WORKS, "item.own")]
    with_groups = [replace(each, findings=(*each.findings, *chapter)) for each in THREE]

    assert compare_releases(THREE, "en").lines == compare_releases(with_groups, "en").lines


# ---- what is alike -------------------------------------------------------------------------------


def test_a_question_asked_differently_is_not_added():
    """Reworded in 2026: 2024 and 2025 are added, 2026 stands beside them, and the reason is
    said.
    """
    found = line(
        WORKS,
        "mentor",
        [
            asked(THREE[0], "Did it work?"),
            asked(THREE[1], "Did it work?"),
            asked(THREE[2], "Did it help?"),
        ],
    )

    assert (11, 18) == (found.together.exact, found.together.frame)
    assert (
        "2 of 3 cohorts together, 2024 and 2025; asked differently in 2026, so neither compared nor"
        " added." == line_text.describe_coverage(found, EN)
    )
    assert found.cells[2].change is None
    assert "asked differently" == line_text.explain_not_added(found.cells[2], EN)


def test_of_two_wordings_the_latest_counts():
    """Two cohorts that asked differently have no sum; it is the earlier one that asked
    differently.
    """
    found = line(
        WORKS, "mentor", [asked(THREE[0], "Did it work?"), asked(THREE[1], "Did it help?")]
    )

    assert (None, ("2025",)) == (found.together, found.added)


PART = "process.part.frequency"


def with_not_reported(release):
    """Return a release as it is made since pairs can be not reported: one of them is."""
    endings = release.finding(COMPLETED, "pair")
    counts = {**endings.counts, "not_reported": 1, "still_open": endings.counts["still_open"] - 1}
    return replace(
        release,
        codebook={
            **release.codebook,
            COMPLETED: {**release.codebook[COMPLETED], "not_reported": "no_answer"},
        },
        texts={
            code: {**texts, f"{COMPLETED}#not_reported": "Not reported"}
            for code, texts in release.texts.items()
        },
        findings=tuple(
            replace(each, counts=counts) if each is endings else each for each in release.findings
        ),
    )


@pytest.mark.parametrize(
    ("early", "part_of_now", "joined"),
    [
        # pairs that ended early before and now; forms asked the part now
        ((1, 2), (1, 3, 1, 0, 0, 0, 1), {WORKS}),
        ((1, 2), (1, 3, 1, 0, 0, 0, 3), {WORKS, PART}),
        ((1, 0), (1, 3, 1, 0, 0, 0, 3), {WORKS}),
        ((0, 0), (1, 3, 1, 0, 0, 0, 3), {WORKS, PART}),
    ],
)
def test_old_and_new_releases_join_only_what_is_counted_alike(early, part_of_now, joined):
    """Endings never, for their codes differ; a question that is not in the short form only where
    everybody was asked it, before and now. The reason is said.
    """
    before, now = (
        closed(
            year,
            8,
            shown("response.people", "mentor", (6, 2)),
            shown(WORKS, "mentor", (2, 3, 0, 1, 0, 0, 2)),
            shown(PART, "mentor", part),
            shown(COMPLETED, "pair", (7 - ended, ended, 1)),
        )
        for year, ended, part in zip(
            (2025, 2026), early, ((1, 3, 1, 0, 0, 0, 3), part_of_now), strict=True
        )
    )
    now = with_not_reported(now)
    lines = {(each.id, each.view): each for each in compare_releases([before, now], "en").lines}

    added = {id for id, _view in lines if lines[id, _view].together}
    assert {"response.people", *joined} == added
    assert "counted_differently" == lines[COMPLETED, "pair"].cells[0].left_out
    assert "counted differently in 2025, by an earlier version" in line_text.describe_coverage(
        lines[COMPLETED, "pair"], EN
    )


def test_new_releases_are_added_to_each_other():
    """Two of the new form: seven and six completed, two not reported."""
    both = [
        with_not_reported(closed(year, 8, shown(COMPLETED, "pair", (done, 8 - done - 1, 1))))
        for year, done in ((2025, 7), (2026, 6))
    ]
    [line] = compare_releases(both, "en").lines

    assert {"completed": 13, "ended_early": 1, "not_reported": 2, "still_open": 0} == dict(
        line.together.counts
    )


def test_case_and_space_do_not_matter():
    """The same words set otherwise are the same question."""
    assert (
        line(
            WORKS, "mentor", [asked(THREE[0], "Did it  work?"), asked(THREE[1], "did it\nWORK?")]
        ).together.exact
        == 11
    )


def test_the_answers_must_be_the_same():
    """An answer that counts as something else makes it another question."""
    moved = replace(
        THREE[1],
        codebook={**THREE[1].codebook, WORKS: {**THREE[1].codebook[WORKS], "3": "favourable"}},
    )

    assert not same_question(THREE[0], moved, WORKS, "mentor", "en")
    assert same_question(THREE[0], moved, MET, "mentor", "en")


def renewed(release, version, id=WORKS):
    """Return the release with a question that means what it does only from this version of the
    questionnaire on.
    """
    return replace(release, since={id: version})


def test_a_question_with_a_new_meaning_is_not_added():
    """Worded as before but of a new meaning from version 2 on: 2026 stands beside the others, for
    that question alone, and the version is said.
    """
    releases = [*THREE[:2], renewed(THREE[2], 2)]
    found = line(WORKS, "mentor", releases)

    assert ((11, 18), ("2024", "2025"), None) == (
        (found.together.exact, found.together.frame),
        found.added,
        found.cells[2].change,
    )
    assert "asked differently" == line_text.explain_not_added(found.cells[2], EN)
    assert line(COMPLETED, "pair") == line(COMPLETED, "pair", releases)
    reasons = {
        why: (cohorts, figures)
        for why, cohorts, figures in narrative.list_left_out(compare_releases(releases, "en"), EN)
    }
    assert ("2026", "Did the process work? (mentors, mentees)") == reasons[
        "asked differently since version 2 of the questionnaire, not added"
    ]
    assert "asked differently, not added" not in reasons


def test_each_cohort_is_told_why_it_is_left_out():
    """2024 and 2025 are added; 2023 was worded otherwise, 2026 has a new meaning: two reasons, not
    one.
    """
    earlier = asked(replace(THREE[0], cohort="2023", closed_on=date(2023, 12, 31)), "Did it help?")
    years = compare_releases(
        [
            earlier,
            *(asked(each, "Did it work?") for each in THREE[:2]),
            renewed(asked(THREE[2], "Did it work?"), 3),
        ],
        "en",
    )

    said = {
        (why, cohorts)
        for why, cohorts, _figures in narrative.list_left_out(years, EN)
        if why.startswith("asked")
    }
    assert {
        ("asked differently, not added", "2023"),
        ("asked differently since version 3 of the questionnaire, not added", "2026"),
    } == said


def test_the_same_meaning_is_added_whatever_its_version():
    """Two cohorts after the change are added; what the two of a pair answered follows the question
    of each.
    """
    later = [renewed(each, 2) for each in THREE[1:]]
    sides = [
        replace(closed(year, 8, [window("process.sides", "pair", 8, "2-4")]), since=since)
        for year, since in ((2024, {}), (2025, {WORKS: 2}))
    ]

    assert (10, 18) == (
        line(WORKS, "mentor", later).together.exact,
        line(WORKS, "mentor", later).together.frame,
    )
    assert line("process.sides", "pair", sides).together is None


def test_both_of_a_pair_rest_on_the_question_of_each():
    """When the question of each was reworded, the pairs' answers to it are not added either."""
    sides = [window("process.sides", "pair", 8, "2-4")]
    reworded = [
        asked(closed(2024, 8, sides), "Did it work?"),
        asked(closed(2025, 8, sides), "Did it help?"),
    ]

    assert line("process.sides", "pair", reworded).together is None


def test_wordings_are_compared_in_the_language_of_the_report():
    """English reworded, Swedish not: it is the same question in a Swedish report only."""
    one, other = asked(THREE[0], "Did it work?"), asked(THREE[1], "Did it help?")

    assert same_question(one, other, WORKS, "mentor", "sv")
    assert not same_question(one, other, WORKS, "mentor", "en")


def test_wordings_are_compared_in_any_language_that_both_have():
    """A report in English on releases in Swedish compares the Swedish; without a shared language
    nobody can tell.
    """
    swedish, reworded = (
        asked(replace(each, languages=("sv",)), text, code="sv")
        for each, text in ((THREE[0], "Gick det?"), (THREE[1], "Hjälpte det?"))
    )
    english = asked(replace(THREE[1], languages=("en",)), "Did it work?")

    assert not same_question(swedish, reworded, WORKS, "mentor", "en")
    assert same_question(swedish, replace(swedish, cohort="x"), WORKS, "mentor", "en")
    assert not same_question(swedish, english, WORKS, "mentor", "en")
    assert same_question(swedish, english, COMPLETED, "pair", "en")


def in_bands(year, favourable, frame=16):
    """Return a cohort of eight pairs whose answers are told of both roles together, in bands."""
    register = [
        shown("response.people", "mentor", (6, 2)),
        shown("response.people", "mentee", (5, 3)),
        shown(COMPLETED, "pair", (7, 1, 0)),
    ]
    return closed(
        year,
        8,
        register,
        window(WORKS, "people", frame, favourable),
        hidden(MUTUAL, "pair"),
        promise="bands",
    )


def test_bands_are_added_as_intervals():
    """5-8 and 3-6 of 16 are 8-14 of 32, with no high end of the possible."""
    together = line(WORKS, "people", [in_bands(2025, "5-8"), in_bands(2026, "3-6")]).together

    assert (
        Finding(
            WORKS,
            "people",
            "coarsened",
            32,
            favourable=PublishedCount.parse("8-14"),
            range=(8 / 32, None),
        )
        == together
    )


def test_different_promises_stand_side_by_side():
    """Answers under another promise are not added; register facts are, and the report says why."""
    years = compare_releases([THREE[0], THREE[1], in_bands(2026, "5-8")], "en")
    mentors, people = years.of(WORKS)[0], years.of(WORKS)[2]

    assert ["", "", "other_promise"] == [cell.left_out for cell in mentors.cells]
    assert ["other_promise", "other_promise", ""] == [cell.left_out for cell in people.cells]
    assert (11, None) == (mentors.together.exact, people.together)
    assert ["both roles together", "each role by itself"] == [
        line_text.format_cell(line.cells[at], EN) for line, at in ((mentors, 2), (people, 0))
    ]
    assert 22 == years.of(COMPLETED)[0].together.exact
    assert (
        "**11 of 18** mentors and **5–7 of 18** mentees reported that the process worked."
        == plain_spaces(narrative.list_year_questions(years, EN)[1].sentence)
    )
    assert "different promises" in narrative.years_basis(years, EN)
    assert "different promises" not in narrative.years_basis(compare_releases(THREE, "en"), EN)


def test_a_figure_of_pairs_under_another_promise_is_not_added():
    """Pairs are told alike under both promises, but not added."""
    other = replace(THREE[2], promise="bands", findings=(exact(MUTUAL, "pair", 8, 4, 6),))

    assert ["", "", "other_promise"] == [
        cell.left_out for cell in line(MUTUAL, "pair", [*THREE[:2], other]).cells
    ]


def test_a_role_that_is_not_asked_is_not_available():
    """A question for mentees only has no other promise for mentors: it is not available."""
    alone = closed(2026, 8, shown(WORKS, "mentee", (2, 3, 0, 1, 0, 0, 2)))

    assert "not_available" == line(WORKS, "mentor", [*THREE[:2], alone]).cells[2].left_out


# ---- change --------------------------------------------------------------------------------------


def told(figure, view="mentor"):
    """Return a figure, a number or a window and the frame, all of whom answered."""
    count, frame = figure
    return (
        window(WORKS, view, frame, count)
        if isinstance(count, str)
        else exact(WORKS, view, frame, count, count)
    )


def moved(before, after, view="mentor"):
    """Return the change between two figures in words."""
    return line_text.describe_change(
        compare_findings(told(before, view), told(after, view)), view, EN
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((5, 8), (6, 8), "one person more"),
        ((5, 8), (4, 8), "one person fewer"),
        ((5, 8), (5, 8), "as many"),
        ((5, 8), (7, 8), "2 more"),
        ((5, 8), (2, 8), "3 fewer"),
        ((4, 8), (5, 10), "as large a share"),
        ((5, 8), (6, 10), "within one person"),  # 62.5 and 60 %: one of 8 is 12.5 points
        ((6, 10), (4, 8), "within one person"),  # 60 and 50 %: 10 points, and one of 8 is 12.5
        ((5, 8), (5, 10), "within one person"),  # 12.5 points: one of 8
        ((3, 9), (4, 7), "about 2 more"),  # a third of 7 are 2.3
        ((20, 40), (33, 44), "about 11 more"),  # half of 44 are 22
        ((20, 40), (10, 30), "about 5 fewer"),  # half of 30 are 15
        ((2, 7), (3, 6), "about one more"),  # two sevenths of 6 are 1.7
        ((5, 7), (3, 6), "about one fewer"),  # five sevenths of 6 are 4.3
        (("2-4", 8), (5, 8), "more"),
        ((5, 8), ("2-4", 8), "fewer"),
        ((4, 8), ("2-4", 8), "cannot be told"),
        (("2-4", 8), ("2-4", 8), "cannot be told"),
        (("2-4", 8), (7, 14), "cannot be told"),  # half can be four of eight
    ],
)
def test_a_change_is_said_in_people_and_only_as_far_as_it_is_certain(before, after, said):
    """People of the later cohort; one person is flagged; an interval says no more than more or
    fewer.
    """
    assert said == moved(before, after)


def test_pairs_are_not_people():
    """A figure of pairs changes by pairs."""
    assert ["one pair more", "one pair fewer", "within one pair"] == [
        moved((5, 8), after, "pair") for after in ((6, 8), (4, 8), (6, 10))
    ]


def test_a_change_needs_both_neighbours():
    """Beside a hidden cohort nothing is compared: not with it, and not over it."""
    assert [None, None, None] == [cell.change for cell in line(MET, "mentor").cells]
    assert [False, True, True] == [cell.change is not None for cell in line(WORKS, "mentor").cells]


def test_ranges_that_overlap_are_said():
    """5-7 of 8 and 6-8 of 10 overlap; 3 of 8 with all answered and 7 of 8 do not; what prints no
    high end might.
    """
    assert compare_findings(
        shown(WORKS, "mentor", (2, 3, 0, 1, 0, 0, 2)), shown(WORKS, "mentor", (3, 3, 1, 1, 0, 0, 2))
    ).overlap
    assert not compare_findings(
        exact(WORKS, "mentor", 8, 3, 3), exact(WORKS, "mentor", 8, 7, 7)
    ).overlap
    assert compare_findings(few(WORKS, "mentor", 8), exact(WORKS, "mentor", 8, 7, 7)).overlap
    assert not compare_findings(
        exact(WORKS, "mentor", 8, 1, 1), window(WORKS, "mentor", 8, "2-4")
    ).overlap


# ---- refused -------------------------------------------------------------------------------------


def refused(*releases):
    """Return why the releases make no year report, one sentence a fault."""
    with pytest.raises(ReleaseError) as found:
        compare_releases(releases, "en")
    return [fault.sentence() for fault in found.value.faults]


def test_a_cohort_comes_once():
    """The same release twice, even closed by somebody else, is refused."""
    [fault] = refused(THREE[0], THREE[1], replace(THREE[0], closed_by="Eva"))

    assert "the cohort 2024 is given more than once. Give its release once." == fault


def test_two_releases_of_one_cohort_are_refused():
    """Different figures of one cohort are never added: they are told apart by their hashes."""
    other = replace(THREE[0], findings=THREE[0].findings[:-1])
    [fault] = refused(THREE[0], THREE[1], other)

    hashes = f"{THREE[0].sha256[:12]}, {other.sha256[:12]}"
    assert (
        f"there are releases of the cohort 2024 with different figures ({hashes}). Give the one"
        " that was published." == fault
    )


def test_programmes_are_not_mixed_and_all_faults_come_at_once():
    """Two programmes and a cohort given twice are two faults; the same name in another programme is
    another cohort.
    """
    faults = refused(THREE[0], THREE[0], replace(THREE[0], programme="shf"))

    assert 2 == len(faults)
    assert "(swea, shf)" in faults[0]
    assert "2024" in faults[1]


def test_one_release_is_no_year_report():
    """A year report needs two cohorts."""
    assert ["a year report needs the releases of two cohorts or more."] == refused(THREE[0])


# ---- in words ------------------------------------------------------------------------------------


def test_the_four_questions_in_words():
    """Each answer says the sum of each side, then which cohorts are in it."""
    questions = narrative.list_year_questions(compare_releases(THREE, "en"), EN)

    assert (
        "**15 of 26** mentors and **7–11 of 26** mentees reported that the process worked."
        == plain_spaces(questions[1].sentence)
    )
    assert (
        "Mentors: 2 of 3 cohorts together, 2024 and 2026; hidden [c] in 2025.",
        "Mentees: 2 of 3 cohorts together, 2024 and 2025; hidden [c] in 2026.",
    ) == (questions[0].notes[:2])
    assert questions[3].notes[0].startswith("All 3 cohorts together.")
    assert not questions[2].lines  # nobody was asked
    assert "" == questions[2].sentence


def test_a_side_without_a_sum_says_so():
    """3 of 6 and 4 of 7 mentors; the mentees are hidden in one of two cohorts, which leaves nothing
    to add.
    """
    goals = narrative.list_year_questions(compare_releases([THREE[0], THREE[2]], "en"), EN)[0]

    assert (
        "**7 of 13** mentors reported that the goals were met. Mentees: hidden [c]."
        == plain_spaces(goals.sentence)
    )
    assert (
        "Mentors: both cohorts together.",
        "Mentees: not added: hidden [c] in 2026.",
    ) == goals.notes[:2]


def test_a_change_that_may_lie_in_who_answered_is_flagged():
    """All changes of the mentors' process overlap; that of pairs who completed is of a fact."""
    [_goals, process, *_rest] = narrative.list_year_questions(compare_releases(THREE, "en"), EN)

    assert (
        "The possible ranges overlap, so the change since the cohort before may lie in who"
        " answered." in process.notes[-1]
    )


def test_only_the_changes_that_are_open_are_named():
    """The mentors' change from 3 to 7 of 8, all of whom answered, stands; the mentees' may lie in
    who answered.
    """
    one, other = (
        closed(2025, 8, exact(WORKS, "mentor", 8, 3, 3), exact(WORKS, "mentee", 8, 3, 6)),
        closed(2026, 8, *(exact(WORKS, view, 8, 7, 7) for view in ("mentor", "mentee"))),
    )
    lower = replace(other, findings=(other.findings[0], exact(WORKS, "mentee", 8, 5, 7)))

    assert not any(
        "overlap" in note
        for note in narrative.list_year_questions(compare_releases([one, other], "en"), EN)[1].notes
    )
    assert (
        "Mentees 2026: the possible ranges overlap"
        in narrative.list_year_questions(compare_releases([one, lower], "en"), EN)[1].notes[0]
    )


def test_cohorts_in_words():
    """The cohorts stand with their day, pairs and forms in; all in all 26 pairs."""
    facts = {
        fact.name: (*fact.values, fact.together)
        for fact in narrative.list_cohort_facts(compare_releases(THREE, "en"), EN)
    }

    assert ("31 December 2024", "31 December 2025", "31 December 2026", "") == facts["Closed on"]
    assert ("8", "10", "8", "26") == facts["Pairs"]
    assert ["6 of 8", "8 of 10", "6 of 8", "20 of 26"] == [
        value.replace(NO_BREAK, " ") for value in facts["Forms in, mentors"]
    ]
    assert "Year report 2024–2026" == narrative.years_title(compare_releases(THREE, "en"), EN)
    assert "Year report 2026" == narrative.years_title(
        compare_releases([THREE[2], replace(THREE[2], cohort="late")], "en"), EN
    )


def test_a_side_that_cannot_be_added_is_named():
    """Forms of mentees only: 5 of 8 and 23 of 32 mentees are 28 of 40; that the mentors have no sum
    is said.
    """
    said, notes = narrative.years_response(compare_releases([THREE[0], one_sided()], "en"), EN)

    assert "**28 of 40** mentees answered." == said.replace(NO_BREAK, " ")
    assert (
        "Mentors: not added: not available [x] in form.",
        "Mentees: both cohorts together.",
    ) == notes


# ---- the page ------------------------------------------------------------------------------------

SETS = {
    "worked": THREE,
    "promises": (THREE[0], THREE[1], in_bands(2026, "5-8")),
    "bands": (in_bands(2025, "5-8"), in_bands(2026, "3-6")),
    "reworded": (asked(THREE[0], "Did it work?"), asked(THREE[1], "Did it help?")),
    "hidden": (all_hidden(), replace(all_hidden(), cohort="more")),
    "sizes": (A8, B40, replace(one_sided(), closed_on=date(2024, 12, 31))),
}
every_set = pytest.mark.parametrize("name", SETS)
VOID = {"meta", "br", "path", "rect", "line", "circle", "i"}


class Page(HTMLParser):
    """What a browser finds: the rows of the tables as text, and elements that are not closed in
    order.
    """

    def __init__(self, html):
        super().__init__()
        self.rows, self.open, self.wrong = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, _attributes):
        """Open an element."""
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "small":
            self.rows[-1][-1] += "; "

    def handle_endtag(self, tag):
        """Close it."""
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)

    def handle_data(self, text):
        """Add to the cell."""
        if {"td", "th"} & set(self.open) and "svg" not in self.open:
            self.rows[-1][-1] += text.strip("\n").replace(NO_BREAK, " ")


@every_set
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_whole_and_asks_nothing_of_the_network(name, code):
    """Every element is closed, no address, no script, no file beside it; light and dark are both in
    it.
    """
    html = year_page(compare_releases(SETS[name], code), code)
    page = Page(html)

    assert ([], []) == (page.wrong, page.open)
    assert not any(
        sign in html
        for sign in ("http", "//", "<script", "<link", "<img", "url(", "@import", "src=", "href=")
    )
    assert f'<html lang="{code}">' in html
    assert "prefers-color-scheme: dark" in html


def test_the_page_holds_every_figure():
    """A row for each finding and view: each cohort, and the sum with what it leaves out."""
    rows = Page(year_page(compare_releases(THREE, "en"), "en")).rows

    assert ["Mentees", "at most 2 of 8", "5 of 10; possible 5–8", "2–4 of 8", "7–11 of 26"] in rows
    assert [
        "Were the goals met?",
        "Mentors",
        "3 of 6; possible 3–5",
        "hidden [c]",
        "4 of 7; possible 4–6",
        "7 of 13; possible 7–11; 2 of 3 cohorts together, 2024 and 2026; hidden [c] in 2025.",
    ] in rows
    assert ["Mentees", "not available [x]", "not available [x]", "not available [x]", "–"] in rows
    assert ["Agree fully", "2", "3", "1", "6"] in rows  # answer by answer, mentors
    assert ["Agree fully", "[c]", "2", "[c]", "[c]"] in rows  # mentees, two cohorts coarsened
    assert ["Ended early", "1", "1", "2", "4"] in rows
    assert ["2025", "6 of 10", "possible 6–8", "within one person"] in rows


def test_the_page_names_what_is_not_shown_and_its_sources():
    """What is hidden is said once for the cohorts in which it is, and each release is known by its
    hash.
    """
    html = year_page(compare_releases(THREE, "en"), "en")
    rows = Page(html).rows

    at = rows.index(["Why", "Cohorts", "Figures"])
    assert [
        ["hidden [c]", "2025", "Were the goals met? (mentors)"],
        ["hidden [c]", "2026", "Were the goals met? (mentees)"],
        ["not available [x]", "2024", "Would recommend the programme (mentors)"],
        ["not available [x]", "2024, 2025 and 2026", "Would recommend the programme (mentees)"],
    ] == rows[at + 1 :]
    assert all(each.sha256[:12] in html for each in THREE)


def test_names_are_escaped():
    """A cohort's name is text, whatever signs it holds."""
    html = year_page(compare_releases([THREE[0], replace(THREE[1], cohort="<b>x</b>")], "en"), "en")

    assert "<b>x</b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_small_cohorts_are_drawn_on_one_scale():
    """Below 20 each mark is a person and of one size, so that 18 people are longer than 10; what is
    hidden is not drawn.
    """
    ten, eighteen = (draw_finding(exact(WORKS, "mentor", frame, 5, 7), 18) for frame in (10, 18))

    assert (10, 18) == (len(ten.dots), len(eighteen.dots))
    assert [(pytest.approx(eighteen.dots[9].x), pytest.approx(eighteen.dots[9].size))] == [
        (ten.dots[9].x, ten.dots[9].size)
    ]
    assert 1 == len(draw_finding(exact(WORKS, "mentor", 10, 5, 7), 20).dots)
    assert draw_finding(THREE[1].finding(MET, "mentor"), 18) is None


def test_large_cohorts_are_drawn_as_shares():
    """Half of the axis is 8 + 159 pixels; the dot stands at what is printed, a bar where it may
    lie, another to what is possible.
    """
    half, unsure = (
        draw_share(exact(WORKS, "mentor", 40, 20, 30)),
        draw_share(window(WORKS, "mentor", 40, "10-20")),
    )

    assert [167] == [dot.x for dot in half.dots]
    assert [("none", 167, 246.5)] == [(bar.kind, bar.x, bar.x2) for bar in half.bars]
    assert ([], [("perhaps", 87.5, 167)]) == (
        unsure.dots,
        [(bar.kind, bar.x, bar.x2) for bar in unsure.bars],
    )


def test_a_page_is_written_whole(tmp_path):
    """The file holds the page, and nothing is left beside it."""
    years = compare_releases(THREE, "sv")
    path = write_year_page(years, tmp_path / "years.html", "sv")

    assert [path] == list(tmp_path.iterdir())
    assert year_page(years, "sv") == path.read_text("utf-8")


# ---- the workbook --------------------------------------------------------------------------------


def book_of(name, tmp_path, code="en"):
    """Return the workbook of a set of releases, as openpyxl reads it."""
    path = write_years_workbook(
        compare_releases(SETS[name], code), tmp_path / "years.xlsx", language=code
    )
    return load_workbook(path, rich_text=True)


def table(book, name):
    """Return the rows of a table of a workbook, headings first."""
    for sheet in book:
        if name in sheet.tables:
            first, top, last, bottom = range_boundaries(sheet.tables[name].ref)
            return [
                [sheet.cell(row, column).value for column in range(first, last + 1)]
                for row in range(top, bottom + 1)
            ]
    raise KeyError(name)


@every_set
@pytest.mark.slow
def test_no_cell_is_a_formula(name, tmp_path):
    """A workbook of any set of releases can be written, and holds text and numbers only."""
    book = book_of(name, tmp_path)

    assert {"s", "n"} >= {
        cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None
    }


@pytest.mark.slow
def test_the_workbook_holds_every_figure_as_numbers(tmp_path):
    """Fewest, most, of, and the ends of the possible range: for each cohort and the sum."""
    rows = {
        tuple(row[2:4]): row[4:]
        for row in table(book_of("worked", tmp_path), "rows")
        if row[0] == WORKS
    }

    assert ["yes", None, 0, 2, 8, 0, "[c]"] == rows["Mentees", "2024"]
    assert ["yes", "more", 5, 5, 10, 5, 8] == rows["Mentees", "2025"]
    assert [None, None, 7, 11, 26, 7, "[c]"] == rows["Mentees", "Total"]
    assert [None, None, 15, 15, 26, 15, 22] == rows["Mentors", "Total"]


@pytest.mark.slow
def test_the_workbook_tells_zero_hidden_and_not_available_apart(tmp_path):
    """No answer of 1 is 0; a hidden figure is [c], one that is not available [x]; a sum that is not
    made has no row.
    """
    book = book_of("worked", tmp_path)
    rows = table(book, "rows")

    assert [WORKS, "Did the process work?", "Mentors", "Disagree fully", 0, 0, 0, 0] in table(
        book, "answers"
    )
    assert [MET, "Were the goals met?", "Mentors", "2025", "hidden [c]", None, *["[c]"] * 5] in rows
    assert [
        "recommend",
        "Would recommend the programme",
        "Mentees",
        "2026",
        "not available [x]",
        None,
        *["[x]"] * 5,
    ] in rows
    assert not [row for row in rows if row[0] == "recommend" and row[2:4] == ["Mentees", "Total"]]


@pytest.mark.slow
def test_the_same_releases_give_the_same_bytes(tmp_path):
    """The workbook knows no clock."""
    years = compare_releases(THREE, "en")
    one, other = (
        write_years_workbook(years, tmp_path / name, language="en").read_bytes()
        for name in ("one.xlsx", "other.xlsx")
    )

    assert one == other
