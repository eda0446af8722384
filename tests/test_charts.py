"""The figures: drawn from the release, never more than it says, and the same in words."""

from dataclasses import replace

import pytest
from releases import A8, B40, BANDS, GROUPS, all_hidden, band, few, one_sided, shown

from toolkit.i18n import load_language
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports.charts.figures import (
    answer_by_answer,
    draw_answers,
    draw_pair_strip,
    draw_parts,
    headline_strips,
    response_pattern,
)
from toolkit.reports.charts.panels import section_figures
from toolkit.reports.narrative import list_headlines, list_sections
from toolkit.reports.palette import DARK, LIGHT

WORDS = load_language("en")
EVERY = {
    "8 pairs": A8,
    "40 pairs": B40,
    "hidden": all_hidden(),
    "one side": one_sided(),
    "bands": BANDS,
    "chapters": GROUPS,
}


def rows(figure, kind):
    """Return what the chart draws as *kind* (point, rect, rule or text), a dictionary each."""
    chart = figure.chart.to_dict()
    return [
        row
        for layer in chart["layer"]
        if layer["mark"]["type"] == kind
        for row in chart["datasets"][layer["data"]["name"]]
    ]


def kinds(figure, y=None):
    """Return the kinds of the marks from left to right; of the row at height *y* if given."""
    return [
        row["kind"]
        for row in sorted(rows(figure, "point"), key=lambda row: row["x"])
        if y in (None, row["y"])
    ]


def said(figure):
    """Return every text that is drawn."""
    return [row["text"].replace("\u00a0", " ") for row in rows(figure, "text")]


def ten_times(release):
    """Return the release with every count ten times as large."""
    return replace(
        release,
        findings=tuple(map(_ten_times, release.findings)),
        frame={key: 10 * (n or 0) for key, n in release.frame.items()},
    )


def _ten_times(finding):
    if not finding.told:
        return finding
    favourable = (
        finding.favourable if finding.exact is None else PublishedCount.number(10 * finding.exact)
    )
    counts = (
        {code: 10 * count for code, count in finding.counts.items()} if finding.counts else None
    )
    return replace(
        finding,
        frame=10 * finding.frame,
        answered=finding.answered and 10 * finding.answered,
        favourable=favourable,
        counts=counts,
    )


def with_finding(release, finding):
    """Return the release with one finding exchanged."""
    kept = tuple(
        old for old in release.findings if (old.id, old.view) != (finding.id, finding.view)
    )
    return replace(release, findings=(*kept, finding))


def figures(release):
    """Return every figure that the report draws."""
    yield response_pattern(release, WORDS, LIGHT)
    yield from (
        headline_strips(headline, WORDS, LIGHT) for headline in list_headlines(release, WORDS)
    )
    for section in list_sections(release, WORDS):
        yield from (
            panel.figure
            for panel in section_figures(release, section, WORDS, LIGHT)
            if panel.figure
        )


# ---- the four answers ----------------------------------------------------------------------------


def test_a_headline_draws_yes_then_no_answer_then_other_in_shape_and_colour():
    """Three mentors said yes, two are missing, one said otherwise: discs, rings, a diamond, in this
    order.
    """
    figure = headline_strips(list_headlines(A8, WORDS)[0], WORDS, LIGHT)
    first = min(row["y"] for row in rows(figure, "point"))
    marks = [row for row in rows(figure, "point") if row["y"] == first]
    assert [row["kind"] for row in sorted(marks, key=lambda row: row["x"])] == ["yes"] * 3 + [
        "none"
    ] * 2 + ["other"]
    assert {"yes": LIGHT.yes, "none": LIGHT.background, "other": LIGHT.other} == {
        row["kind"]: row["fill"] for row in marks
    }
    assert [row["shape"] for row in marks] == ["circle"] * 5 + ["diamond"]


def test_mentors_stand_above_mentees():
    """Place and word tell the two sides apart, not colour."""
    texts = rows(headline_strips(list_headlines(A8, WORDS)[0], WORDS, LIGHT), "text")
    assert [
        row["text"]
        for row in sorted(texts, key=lambda row: row["y"])
        if row["text"] in ("Mentors", "Mentees")
    ] == ["Mentors", "Mentees"]


@pytest.mark.parametrize("release", [A8, B40])
def test_filled_ends_at_the_low_end_and_hollow_at_the_high_end_of_the_range(release):
    """The strip draws the possible range of every headline."""
    for headline in list_headlines(release, WORDS)[:3]:
        figure = headline_strips(headline, WORDS, LIGHT)
        filled = sum(finding.exact for _label, finding in headline.rows)
        assert filled == kinds(figure).count("yes")
        assert sum(
            round(finding.range[1] * finding.frame) for _label, finding in headline.rows
        ) == filled + kinds(figure).count("none")


def test_a_pair_is_oblong_and_blue_only_where_both_want_to():
    """Three of eight pairs are mutual; the others are one grey number."""
    figure = headline_strips(list_headlines(A8, WORDS)[3], WORDS, LIGHT)
    assert kinds(figure) == ["yes"] * 3 + ["rest"] * 5
    assert len({row["shape"] for row in rows(figure, "point")} - {"circle", "diamond"}) == 1


def test_of_few_nobody_is_drawn_as_yes():
    """At most two of eight is two hollow marks with a broken edge and six grey ones, whoever looks
    and in whatever palette.
    """
    release = with_finding(A8, few("process.works", "mentor", 8))
    for palette in (LIGHT, DARK):
        marks = rows(headline_strips(list_headlines(release, WORDS)[1], WORDS, palette), "point")
        top = [row for row in marks if row["y"] == min(mark["y"] for mark in marks)]
        assert [(palette.background, palette.yes)] * 2 + [
            (palette.rest, palette.edge)
        ] * 6 == sorted(
            ((row["fill"], row["stroke"]) for row in top),
            key=lambda colours: colours[0] == palette.rest,
        )


def test_whoever_may_be_a_yes_has_a_broken_edge():
    """The two of "at most two" stand in a layer of their own, whose marks have dashes: colour is
    not the only signal.
    """
    figure = draw_answers(A8, few("process.works", "mentor", 8), WORDS, LIGHT)
    marks = {
        bool(layer["mark"].get("strokeDash")): layer
        for layer in figure.chart.to_dict()["layer"]
        if layer["mark"]["type"] == "point"
    }
    drawn = {
        dashed: {row["kind"] for row in figure.chart.to_dict()["datasets"][layer["data"]["name"]]}
        for dashed, layer in marks.items()
    }
    assert drawn == {True: {"perhaps"}, False: {"rest"}}


def test_hidden_has_words_and_no_marks():
    """Where nothing may be shown there is not one mark to count."""
    for headline in list_headlines(all_hidden(), WORDS):
        figure = headline_strips(headline, WORDS, LIGHT)
        assert not rows(figure, "point") + rows(figure, "rect")
        assert "hidden [c]" in said(figure)


# ---- who answered --------------------------------------------------------------------------------


def test_the_pattern_is_sorted_so_that_no_pair_is_seen():
    """Four pairs answered both, two only the mentor, one only the mentee, one not at all, in this
    order.
    """
    figure = response_pattern(A8, WORDS, LIGHT)
    assert kinds(figure, 13) == ["fact"] * 6 + ["none"] * 2
    assert kinds(figure, 39) == ["fact"] * 4 + ["none"] * 2 + ["fact", "none"]
    assert len(rows(figure, "rule")) == 8


def test_a_large_pattern_is_two_bars_in_the_same_groups():
    """Forty pairs are dots without lines; four hundred are bars of four groups, mentors above
    mentees.
    """
    assert tuple(
        len(rows(response_pattern(B40, WORDS, LIGHT), kind)) for kind in ("point", "rule")
    ) == (80, 0)
    assert tuple(
        len(rows(response_pattern(ten_times(B40), WORDS, LIGHT), kind))
        for kind in ("point", "rect")
    ) == (0, 8)


def test_without_pairs_each_side_is_a_strip():
    """Of 32 mentees that were asked, 23 answered; nothing is said of mentors."""
    figure = response_pattern(one_sided(), WORDS, LIGHT)
    assert tuple(kinds(figure).count(kind) for kind in ("fact", "none")) == (23, 9)
    assert "Mentors" not in said(figure)


# ---- answer by answer ----------------------------------------------------------------------------


def test_each_answer_is_a_row_with_its_number_and_zero_is_printed():
    """One fully, two largely, nobody partly: 0 is a figure."""
    figure = draw_answers(A8, A8.finding("goals.met", "mentor"), WORDS, LIGHT)
    by_height = sorted((row["y"], row["x"], row["text"]) for row in rows(figure, "text"))
    assert [text for _y, _x, text in by_height][:8] == [
        "Fully",
        "1",
        "Largely",
        "2",
        "Partly",
        "0",
        "Not",
        "1",
    ]
    assert {kind: kinds(figure).count(kind) for kind in ("yes", "yes_weak", "other", "none")} == {
        "yes": 1,
        "yes_weak": 2,
        "other": 1,
        "none": 2,
    }


def test_a_long_answer_is_broken_into_lines():
    """No label reaches the marks."""
    long = replace(
        A8,
        texts={
            **A8.texts,
            "en": {**A8.texts["en"], "goals.met#fully": "Every goal that we had set, and more"},
        },
    )
    figure = draw_answers(long, long.finding("goals.met", "mentor"), WORDS, LIGHT)
    assert {"Every goal that we", "had set, and more"} <= set(said(figure))


def test_thirty_people_are_a_bar_and_eight_are_dots():
    """A mark under 7 pixels is no mark; the number stands beside either."""
    large, small = (
        draw_answers(release, release.finding("onward.plan", "mentor"), WORDS, LIGHT)
        for release in (B40, A8)
    )
    assert (len(rows(large, "point")), len(rows(large, "rect"))) == (0, 3)
    assert (len(rows(small, "point")), len(rows(small, "rect"))) == (8, 0)
    assert {"30", "4", "6", "0"} <= set(said(large))


def test_both_sides_share_one_scale():
    """A mentor and a mentee take the same room, so the two rows compare."""
    mentor, mentee = (
        draw_answers(B40, B40.finding("onward.confidence", role), WORDS, LIGHT)
        for role in ("mentor", "mentee")
    )
    assert rows(mentor, "point")[0]["size"] == rows(mentee, "point")[0]["size"]


def test_a_coarsened_finding_has_no_answers_to_draw():
    """At most two of eight is one strip without a yes."""
    figure = draw_answers(A8, A8.finding("onward.confidence", "mentee"), WORDS, LIGHT)
    assert kinds(figure) == ["perhaps"] * 2 + ["rest"] * 6
    assert [text for text in said(figure) if text] == ["at most 2 of 8"]


def test_the_words_give_every_answer():
    """Every code of the codebook is named with its number."""
    said_of = answer_by_answer(A8, A8.finding("onward.plan", "mentee"), WORDS).replace(
        "\u00a0", " "
    )
    assert said_of == "Has a plan: 4; Nothing planned: 1; Prefer not to say: 0; No answer: 3"
    assert answer_by_answer(A8, A8.finding("onward.confidence", "mentee"), WORDS) == ""


# ---- the parts -----------------------------------------------------------------------------------


def test_small_parts_are_strips_with_counts():
    """Of eight mentors four met often enough, two did not, two are missing; the count stands
    beside.
    """
    figure = draw_parts(A8, ["process.part.frequency"], WORDS, LIGHT)
    top = min(row["y"] for row in rows(figure, "point"))
    assert kinds(figure, top) == ["yes"] * 4 + ["none"] * 2 + ["other"] * 2
    assert {"4 of 8", "3 of 8"} <= set(said(figure))


def test_large_parts_are_bars_from_one_zero_line():
    """Favourable answers lie to the right of one line and the others to the left, on one scale."""
    figure = draw_parts(B40, ["process.part.frequency", "process.part.plan"], WORDS, LIGHT)
    (zero,) = {row["x"] for row in rows(figure, "rule")}
    bars = rows(figure, "rect")
    assert {"yes", "yes_weak"} == {bar["kind"] for bar in bars if bar["x"] >= zero}
    assert {"other", "other_weak"} == {bar["kind"] for bar in bars if bar["x2"] <= zero}
    assert "neither" in said(figure)
    people = [10, 14, 4, 1, 7, 12, 5, 2, 5, 11, 6, 2, 4, 9, 7, 3]
    assert sum(people) == pytest.approx(
        sum(bar["x2"] - bar["x"] for bar in bars) / min(bar["x2"] - bar["x"] for bar in bars)
    )


def test_columns_of_one_section_share_their_scale():
    """Two figures that stand beside each other have their zero line at the same place."""
    ids = ["process.part.confidential", "process.part.plan"]
    zeros = {
        row["x"]
        for id in ids
        for row in rows(draw_parts(B40, [id], WORDS, LIGHT, beside=ids), "rule")
    }
    assert len(zeros) == 1


def test_a_coarsened_part_among_bars_is_only_words():
    """Of at most two of forty no bar is drawn."""
    release = with_finding(B40, few("process.part.plan", "mentee", 40))
    figure = draw_parts(release, ["process.part.plan"], WORDS, LIGHT)
    assert "at most 2 of 40" in said(figure)
    assert len(rows(figure, "rect")) == 4


# ---- pairs ---------------------------------------------------------------------------------------


def test_facts_about_pairs_are_grey_and_oblong():
    """Seven of eight pairs completed: dark grey for them, light grey for the other, no blue and no
    ochre.
    """
    figure = draw_pair_strip(A8, A8.finding("endings.completed", "pair"), WORDS, LIGHT)
    assert kinds(figure) == ["fact"] * 7 + ["rest"]
    assert {LIGHT.muted, LIGHT.rest} == {row["fill"] for row in rows(figure, "point")}
    assert "7 of 8" in said(figure)


def test_a_window_draws_its_low_end_and_says_the_whole():
    """Two to four pairs: two filled, two hollow with a broken edge, four grey, and the words give
    both ends.
    """
    figure = draw_pair_strip(A8, A8.finding("process.sides", "pair"), WORDS, LIGHT)
    assert kinds(figure) == ["yes"] * 2 + ["perhaps"] * 2 + ["rest"] * 4
    assert len({row["shape"] for row in rows(figure, "point")}) == 1
    assert "2–4 of 8" in said(figure)


# ---- sections ------------------------------------------------------------------------------------


def panels_of(release, key):
    """Return the panels of the section *key*."""
    (section,) = (section for section in list_sections(release, WORDS) if section.key == key)
    return section_figures(release, section, WORDS, LIGHT)


def test_what_is_hidden_comes_last_as_words():
    """The pair section of eight pairs draws one window and names what is hidden, once a finding."""
    panels = panels_of(A8, "pairs")
    assert [panel.figure is not None for panel in panels] == [True] + [False] * 4
    assert ("How they keep in contact", "hidden [c]") in [
        (panel.title, panel.note) for panel in panels
    ]


def test_a_side_that_was_never_asked_has_no_panel():
    """Where only mentees answered, the goals have one panel."""
    assert [panel.title for panel in panels_of(one_sided(), "goals")] == ["Mentees"]


def test_parts_stand_in_two_columns():
    """Six parts are three and three; what is not available is a line."""
    assert [panel.figure.alt.count("Mentors") for panel in panels_of(A8, "parts")] == [3, 3]
    assert (
        len(
            [
                panel
                for panel in panels_of(one_sided(), "parts")
                if panel.note == "not available [x]"
            ]
        )
        == 6
    )


@pytest.mark.slow
def test_many_parts_stay_within_a_page():
    """Forty parts are no column of more than eight."""
    ids = [f"process.part.p{number}" for number in range(40)]
    findings = [
        replace(shown("process.works", role, (10, 10, 0, 0, 0, 0, 0)), id=id)
        for id in ids
        for role in ("mentor", "mentee")
    ]
    release = replace(
        A8, findings=tuple(findings), codebook=dict.fromkeys(ids, A8.codebook["process.works"])
    )
    assert max(panel.figure.alt.count("Mentors") for panel in panels_of(release, "parts")) <= 8


def test_choices_side_by_side_are_shown_one_by_one():
    """A question of the programme's own with three favourable answers is no single line."""
    finding = Finding(
        "item.contacts",
        "mentee",
        "shown",
        8,
        7,
        PublishedCount.parse(6),
        (0.75, 0.875),
        {"6+": 1, "3-5": 2, "1-2": 3, "0": 1, "no_answer": 1},
    )
    codes = {
        "6+": "favourable",
        "3-5": "favourable",
        "1-2": "favourable",
        "0": "other",
        "no_answer": "no_answer",
    }
    release = replace(A8, findings=(finding,), codebook={"item.contacts": codes})
    (panel,) = panels_of(release, "items")
    assert panel.title == "item.contacts · Mentees"
    assert panel.note.replace("\u00a0", " ") == "6 of 8 · possible 6–7"


# ---- bands and chapters --------------------------------------------------------------------------


def test_a_band_is_one_strip_of_both_roles():
    """Five to eight of sixteen: five filled, three hollow, eight grey, under one name."""
    figure = headline_strips(list_headlines(BANDS, WORDS)[1], WORDS, LIGHT)
    assert kinds(figure) == ["yes"] * 5 + ["perhaps"] * 3 + ["rest"] * 8
    assert said(figure) == ["Mentors and mentees together", "5–8 of 16"]


def test_a_figure_that_does_not_fit_beside_its_name_stands_below():
    """A long name and a long figure are two lines, and neither leaves the drawing."""
    texts = {
        "en": {
            **BANDS.texts["en"],
            "role.mentor": "experienced colleagues",
            "role.mentee": "newcomers",
        }
    }
    name, figure = rows(
        headline_strips(list_headlines(replace(BANDS, texts=texts), WORDS)[1], WORDS, LIGHT), "text"
    )
    assert (name["x"], figure["x"]) == (0, 0)
    assert figure["y"] - name["y"] == 20


def test_parts_of_pooled_roles_name_them_once():
    """The title says whose answers they are, and every line is one strip from the left edge."""
    first, second, hidden = panels_of(BANDS, "parts")
    assert [first.title, second.title] == ["Mentors and mentees together"] * 2
    assert "Mentors and mentees together" not in said(first.figure)
    assert {"We met often enough", "5–8 of 16", "9–13 of 16"} <= set(said(first.figure))
    assert (hidden.title, hidden.note) == ("The other one listened", "hidden [c]")


def test_parts_of_many_pooled_people_are_bars():
    """Of eighty people, forty to fifty are a filled bar, one with a broken edge and a grey one, in
    proportion.
    """
    release = replace(BANDS, findings=(band("process.part.form", 80, 40, 50),))
    bars = sorted(
        rows(draw_parts(release, ["process.part.form"], WORDS, LIGHT), "rect"),
        key=lambda bar: bar["x"],
    )
    assert [bar["kind"] for bar in bars] == ["yes", "perhaps", "rest"]
    assert [round(bar["x2"] - bar["x"] + 2) for bar in bars] == [107, 27, 80]  # of 214 pixels


def test_both_sides_are_a_sentence_above_their_strip():
    """The panel of the pairs says in how many both were favourable."""
    (panel,) = (panel for panel in panels_of(A8, "pairs") if panel.figure)
    assert panel.note.replace("\u00a0", " ").startswith(
        "In **2–4 of 8** pairs both reported that the process worked."
    )


def test_that_pairs_go_on_is_said_only_where_some_do():
    """Of eight pairs all have ended; of forty one goes on."""
    said = [
        answer_by_answer(release, release.finding("endings.completed", "pair"), WORDS).replace(
            "\u00a0", " "
        )
        for release in (A8, B40)
    ]

    assert said == ["Completed: 7; Ended early: 1", "Completed: 36; Ended early: 3; Still open: 1"]


def test_who_answered_higher_is_told_answer_by_answer():
    """Each of same, mentor higher and mentee higher stands with its number or its span."""
    told = {"same": "2-3", "mentor_higher": "0-1", "mentee_higher": 1}
    windows = {code: PublishedCount.parse(count) for code, count in told.items()}
    higher = Finding(
        "process.higher",
        "pair",
        "coarsened",
        8,
        favourable=PublishedCount.parse("2-3"),
        range=(0.25, None),
        windows=windows,
    )
    texts = {
        "en": {
            **A8.texts["en"],
            "process.higher#same": "Same",
            "process.higher#mentor_higher": "Mentor",
            "process.higher#mentee_higher": "Mentee",
        }
    }
    release = with_finding(replace(A8, texts=texts), higher)
    assert (
        answer_by_answer(release, higher, WORDS).replace("\u00a0", " ")
        == "Same: 2–3; Mentor: 0–1; Mentee: 1"
    )
    assert "In **2–3" in next(
        panel.note
        for panel in panels_of(release, "pairs")
        if panel.title == release.text("process.higher", "en")
    )


def test_chapters_are_not_drawn_among_the_answers():
    """The figures of a cohort that is told by chapter are those of the whole cohort."""
    assert [panel.title for panel in panels_of(GROUPS, "process")] == [
        "Did the process work? · Mentors",
        "Did the process work? · Mentees",
    ]
    assert [panel.figure.alt.count("Mentors") for panel in panels_of(GROUPS, "parts")] == [3, 3]


# ---- every figure --------------------------------------------------------------------------------


@pytest.mark.parametrize("release", [*EVERY.values(), ten_times(B40)], ids=[*EVERY, "400 pairs"])
@pytest.mark.slow
def test_every_figure_says_what_it_shows_and_fits_a_phone(release):
    """The same is there in words, the drawing is 340 wide, and nothing is drawn outside it."""
    for figure in figures(release):
        chart = figure.chart.to_dict()
        assert any(sign.isdigit() for sign in figure.alt) or "[" in figure.alt
        assert chart["width"] == 340
        assert "description" not in chart
        assert isinstance(chart["padding"], dict)
        edges = [row["x"] + row["size"] / 2 for row in rows(figure, "point")] + [
            row["x2"] for row in rows(figure, "rect")
        ]
        assert max(edges, default=0) <= 334
        assert (
            max([row["y"] for row in rows(figure, "point") + rows(figure, "text")])
            <= chart["height"]
        )


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (5, (5, 5)),
        (0, (0, 0)),
        ("<=2", (0, 2)),
        ("<=3", (0, 3)),
        ("2-4", (2, 4)),
        ("17-19", (17, 19)),
    ],
)
@pytest.mark.parametrize(
    "id", ["process.works", "contact.mutual", "meetings.monthly", "process.sides"]
)
def test_no_more_is_coloured_than_is_published(id, told, ends):
    """Of a coarsened finding only the certain ones stand out, those up to its high end are hollow,
    everybody else of the twenty is grey.
    """
    marks = kinds(
        draw_answers(
            A8,
            Finding(id, "pair", "coarsened", 20, favourable=PublishedCount.parse(told)),
            WORDS,
            LIGHT,
        )
    )
    low, high = ends
    assert (20, high - low, 20 - high) == (
        len(marks),
        sum(marks.count(hollow) for hollow in ("perhaps", "none")),
        marks.count("rest"),
    )


def test_a_drawing_for_a_file_has_one_name_and_escapes_it():
    """A label that looks like markup is text in the picture and in its name."""
    release = replace(
        A8,
        texts={
            **A8.texts,
            "en": {**A8.texts["en"], "goals.met#fully": '<script>alert("1")</script>'},
        },
    )
    drawing = draw_answers(release, release.finding("goals.met", "mentor"), WORDS, LIGHT).svg()
    assert drawing.startswith(
        '<svg role="img" aria-label="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'
    )
    assert "<script" not in drawing
    assert drawing.count("role=") == 1
