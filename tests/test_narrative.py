"""The sentences of the report."""

from dataclasses import replace

import pytest
from releases import A8, B40, BANDS, GROUPS, WITH_CERTIFICATE, all_hidden, one_sided

from toolkit.i18n import load_language
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.narrative import (
    certificate_paragraphs,
    closing_sentence,
    list_finding_rows,
    list_headlines,
    list_sections,
    list_views,
    list_withheld_rows,
    mark_legend,
    method_paragraphs,
    response_sentences,
    sign_meanings,
    subtitle,
    title,
)
from toolkit.reports.narrative.phrases import explain_withheld

SV, EN = load_language("sv"), load_language("en")


def said(text):
    """Return a text without the marks of counts and with plain blanks."""
    return text.replace("**", "").replace("\u00a0", " ")


def test_the_top_of_the_report():
    """Title, size and closing day follow the language."""
    assert ("Avslutande utvärdering A8", "Closing evaluation A8") == (title(A8, SV), title(A8, EN))
    assert subtitle(A8, SV).endswith("8 par")
    assert "Closed on 31 December 2026. The figures are never recomputed." == said(
        closing_sentence(A8, EN)
    )


def test_who_answered():
    """People by role, then the pattern of the pairs."""
    who, pattern = map(said, response_sentences(A8, EN))

    assert "11 of 16 people answered: 6 of 8 mentors and 5 of 8 mentees." == who
    assert (
        "Both answered in 4 of the pairs, only the mentor in 2, only the mentee in 1, nobody in 1."
        == pattern
    )


def test_who_answered_of_one_side():
    """A form export of one side tells that side, once, and no pattern."""
    who, pattern = map(said, response_sentences(one_sided(), EN))

    assert who.endswith("mentees answered.")
    assert 1 == who.count(" of ")
    assert "" == pattern
    assert "pair" not in subtitle(one_sided(), EN)


def test_who_answered_when_that_is_hidden():
    """A cohort that is too small for anything says so."""
    small = replace(
        A8,
        findings=tuple(Finding("response.people", role, "hidden") for role in ("mentor", "mentee")),
    )

    assert ("Who answered: hidden [c].", "") == tuple(map(said, response_sentences(small, EN)))


def test_the_four_answers():
    """The four answers of the worked cohort, in order, counts first."""
    answers = [said(headline.sentence) for headline in list_headlines(A8, EN)]

    assert [
        "3 of 6 mentors and 3 of 6 mentees reported that the goals were met.",
        "5 of 8 mentors and 4 of 8 mentees reported that the process worked.",
        "5 of 8 mentors and 4 of 8 mentees reported a plan for carrying on alone.",
        "In 3 of 8 pairs both want to keep in contact.",
    ] == answers
    assert [False, False, False, True] == [headline.of_pairs for headline in list_headlines(A8, EN)]


def test_the_notes_of_the_four_answers():
    """Each note says whom the answer concerns."""
    goals, process, onward, contact = (headline.note for headline in list_headlines(A8, EN))

    assert "6 pairs set goals, 2 chose to have none." == goals
    assert process.startswith("Counted as yes: “")
    assert "Each person answers alone; several choices are possible." == onward
    assert (
        "The other 5 pairs are one number. No, don't know and no answer are not told apart."
        == contact
    )


def test_answers_that_are_hidden_give_the_reason():
    """A hidden answer is a mark and a reason that holds no number."""
    for headline in list_headlines(all_hidden(), EN):
        assert "Hidden [c]." == said(headline.sentence)
        reason = explain_withheld(headline.rows[0][1], EN)
        assert headline.note.endswith(reason)
        assert not any(sign.isdigit() for sign in reason)


def test_no_goal_by_choice_is_told_even_where_goals_are_hidden():
    """Pairs that chose to have no goal are as visible as the others, whether or not the answers may
    be shown.
    """
    assert list_headlines(all_hidden(), EN)[0].note.startswith(
        "6 pairs set goals, 2 chose to have none. Hidden because"
    )


def test_few_mutual_pairs():
    """Where mutual pairs are few, neither their number nor the rest is told."""
    few = replace(
        A8,
        findings=(
            Finding(
                "contact.mutual",
                "pair",
                "coarsened",
                8,
                favourable=PublishedCount.parse("<=2"),
                range=(0.0, None),
            ),
        ),
    )
    contact = list_headlines(few, EN)[-1]

    assert "In at most 2 of 8 pairs both want to keep in contact." == said(contact.sentence)
    assert "No, don't know and no answer are not told apart." == contact.note


def test_goals_that_are_not_recorded():
    """Pairs whose choice is not known are named beside the others."""
    chosen = Finding(
        "goals.chosen",
        "pair",
        "shown",
        8,
        6,
        PublishedCount.parse(5),
        (0.625, 0.875),
        {"yes": 5, "chose_none": 1, "unknown": 2},
    )
    goals = list_headlines(
        replace(A8, findings=(*[one for one in A8.findings if one.id != "goals.chosen"], chosen)),
        EN,
    )[0]

    assert "5 pairs set goals, 1 chose to have none, 2 not known." == goals.note


@pytest.mark.parametrize("words", [SV, EN], ids=["sv", "en"])
@pytest.mark.parametrize(
    "release",
    [A8, B40, all_hidden(), one_sided(), BANDS, GROUPS],
    ids=["8", "40", "hidden", "one side", "bands", "chapters"],
)
def test_no_finding_is_left_out(release, words):
    """Every finding stands in a section, in a headline or among those who answered, and in the
    table.
    """
    listed = {id for section in list_sections(release, words) for id in section.ids}
    above = {"response.people", "response.pattern", "goals.chosen"} | {
        finding.id for line in list_headlines(release, words) for _label, finding in line.rows
    }

    assert {finding.id for finding in release.findings} == listed | (
        above & {finding.id for finding in release.findings}
    )
    assert [finding for finding in release.findings if not finding.group] == [
        row.finding for row in list_finding_rows(release, words)
    ]


def test_what_is_withheld_is_named():
    """Every figure that is not shown in full is named, with its mark."""
    rows = list_withheld_rows(A8, EN)

    assert {finding for finding in A8.findings if finding.status != "shown"} == {
        row.finding for row in rows
    }
    assert {"hidden [c]", "not available [x]"} <= {said(row.told) for row in rows}


def test_mentors_stand_before_mentees():
    """The order of the views is always the same."""
    assert ["mentor", "mentee"] == [finding.view for finding in list_views(A8, "process.works")]


def test_the_four_signs_differ():
    """Zero, at most, hidden and not available are four different signs."""
    assert 4 == len({sign for sign, _meaning in sign_meanings(SV)})


def test_the_legend_explains_the_marks_that_there_are():
    """Of 8 pairs every mark is drawn; of 40 nobody is only perhaps a yes; in bands nobody is known
    to have answered otherwise.
    """
    assert ["yes", "perhaps", "none", "other", "rest"] == [
        kind for kind, _meaning in mark_legend(A8, SV)
    ]
    assert ["yes", "none", "other", "rest"] == [kind for kind, _meaning in mark_legend(GROUPS, SV)]
    assert ["yes", "perhaps", "rest"] == [kind for kind, _meaning in mark_legend(BANDS, SV)]
    assert () == mark_legend(all_hidden(), SV)


def test_the_method_names_the_base():
    """The method says from how many forms a group is shown."""
    assert any("at least 5 forms" in text for _title, text in method_paragraphs(A8, EN))


# ---- both sides of a pair ------------------------------------------------------------------------


def test_both_sides_of_a_pair_are_a_sentence():
    """In how many pairs both were favourable is told as a span or a number, and what is not told
    apart beside it.
    """
    apart = " Only one of the two, neither and no answer are not told apart."
    process, goals = (
        A8.finding("process.sides", "pair"),
        Finding(
            "goals.sides",
            "pair",
            "coarsened",
            6,
            favourable=PublishedCount.parse(3),
            range=(0.5, None),
        ),
    )

    assert "In 2–4 of 8 pairs both reported that the process worked." + apart == said(
        narrative.both_sides_sentence(process, EN)
    )
    assert "In 3 of 6 pairs both reported that the goals were met." + apart == said(
        narrative.both_sides_sentence(goals, EN)
    )


def test_who_answered_higher_is_a_sentence():
    """In how many pairs the two judged alike, and who was higher in how many, each a number or a
    span.
    """
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

    assert (
        "In 2–3 of 8 pairs the two judged the process alike. The mentor's judgement was higher in"
        " 0–1, the mentee's in 1." == said(narrative.both_sides_sentence(higher, EN))
    )


@pytest.mark.parametrize("id", ["goals.sides", "process.higher", "contact.mutual"])
def test_only_both_sides_that_are_told_have_that_sentence(id):
    """Hidden sides, and other findings about pairs, have none."""
    assert "" == narrative.both_sides_sentence(A8.finding(id, "pair"), EN)


# ---- bands ---------------------------------------------------------------------------------------


def test_pooled_answers_are_told_once_for_both_roles():
    """Under the strict promise each answer is one band of mentors and mentees together; what is
    hidden is hidden once.
    """
    answers = [said(headline.sentence) for headline in list_headlines(BANDS, EN)]

    assert [
        "4–6 of 12 mentors and mentees together reported that the goals were met.",
        "5–8 of 16 mentors and mentees together reported that the process worked.",
        "9–13 of 16 mentors and mentees together reported a plan for carrying on alone.",
        "Hidden [c].",
    ] == answers
    assert [["Mentors and mentees together"]] * 3 + [["Pairs"]] == [
        [label for label, _finding in headline.rows] for headline in list_headlines(BANDS, EN)
    ]


def test_who_answered_stays_by_role_in_bands():
    """Who sent a form in is a fact of the register, whatever was promised of the answers."""
    assert "13 of 16 people answered: 7 of 8 mentors and 6 of 8 mentees." == said(
        response_sentences(BANDS, EN)[0]
    )


def test_pooled_answers_that_are_not_available_say_so_once():
    """Where nobody was asked there is one sign, not one for each role."""
    nobody = replace(BANDS, findings=(Finding("process.works", "people", "not_available"),))

    assert "Not available [x]." == said(list_headlines(nobody, EN)[1].sentence)
    assert [("Mentors and mentees together", "not available [x]")] == [
        (row.who, said(row.told)) for row in list_finding_rows(nobody, EN)
    ]


def test_answers_that_a_headline_has_told_are_not_told_again():
    """A band has no answers to be told one by one; what was asked besides still has its section."""
    listed = [id for section in list_sections(BANDS, EN) for id in section.ids]

    assert not {"goals.met", "process.works", "onward.plan"} & set(listed)
    assert {"onward.confidence", "process.part.plan"} <= set(listed)


def test_the_method_of_bands_says_what_a_band_is():
    """Nothing is said of a possible range, which a band does not have."""
    how, *_more = dict(method_paragraphs(BANDS, EN)).values()

    assert how.startswith("The answers of mentors and mentees together are counted")
    assert "possible range" not in how


# ---- by chapter ----------------------------------------------------------------------------------


def test_each_chapter_has_its_own_line():
    """Göteborg has 16 mentors of whom 11 said yes and 3 are missing; with Stockholm's 18 of 24 they
    are the 29 of 40.
    """
    works, *others = narrative.build_group_tables(GROUPS, ["process.works", "onward.plan"], EN)

    assert [] == others
    assert "Did the process work? · by chapter" == works.title
    assert ("Chapter", "Mentors (possible)", "Mentees (possible)") == works.header
    assert [
        ("Gothenburg", "11 of 16 (11–14)", "9 of 16 (9–13)"),
        ("Stockholm", "18 of 24 (18–21)", "15 of 24 (15–20)"),
    ] == [tuple(map(said, row)) for row in works.rows]
    assert GROUPS.finding("process.works", "mentor").exact == 11 + 18


def test_a_chapter_is_named_in_the_readers_language():
    """A chapter has its label, else its own name."""
    (works,) = narrative.build_group_tables(GROUPS, ["process.works"], SV)

    assert ["Lokalavdelning", "Göteborg", "Stockholm"] == [
        works.header[0],
        *(row[0] for row in works.rows),
    ]


def test_a_chapter_without_mentors_has_no_figure_of_mentors():
    """A chapter that only one role belongs to keeps its line, and the other cell says that there is
    nothing.
    """
    lund = replace(GROUPS.by_group("process.works", "mentee")[0], group="Lund")
    (works,) = narrative.build_group_tables(
        replace(GROUPS, findings=(*GROUPS.findings, lund)), ["process.works"], EN
    )

    assert ("Lund", "not available [x]", "9 of 16 (9–13)") == tuple(map(said, works.rows[-1]))


def test_chapters_are_not_among_the_figures_of_the_cohort():
    """Views, table and list of withheld figures hold the whole cohort's, and each of them once."""
    assert ["mentor", "mentee"] == [finding.view for finding in list_views(GROUPS, "process.works")]
    assert not any(
        row.finding.group
        for row in (*list_finding_rows(GROUPS, EN), *list_withheld_rows(GROUPS, EN))
    )
    assert len({(row.title, row.who) for row in list_finding_rows(GROUPS, EN)}) == len(
        list_finding_rows(GROUPS, EN)
    )


def test_what_stands_as_a_total_only_is_named_with_the_reason():
    """Where some figures are told by chapter, the others say why not; a hidden figure and one about
    pairs need no reason.
    """
    ids = [
        "process.works",
        "process.part.form",
        "process.part.plan",
        "onward.confidence",
        "onward.choices",
        "endings.completed",
    ]

    line = (
        "Not by chapter: We covered the plan; Confident of it. The parts are told only where every"
        " part can be."
    )
    assert line == narrative.explain_total_only(GROUPS, ids, EN)
    assert "" == narrative.explain_total_only(GROUPS, ["process.works", "endings.completed"], EN)


def test_a_cohort_of_which_nothing_can_be_divided_says_so_once():
    """The method says it; no section repeats it. A programme without chapters says nothing of
    them.
    """
    alone = replace(GROUPS, findings=B40.findings)

    assert dict(method_paragraphs(alone, EN))["By chapter"].endswith(
        "In this cohort that is so for no figure."
    )
    assert not dict(method_paragraphs(GROUPS, EN))["By chapter"].endswith(
        "In this cohort that is so for no figure."
    )
    assert "" == narrative.explain_total_only(alone, ["process.works"], EN)
    assert "By chapter" not in dict(method_paragraphs(A8, EN))


# ---- promise and certificate ---------------------------------------------------------------------


def test_the_promise_is_told_as_the_participants_were_told():
    """The method quotes what was promised and what was not; a release without those words has
    ours.
    """
    told = dict(method_paragraphs(WITH_CERTIFICATE, EN))

    assert (
        "“Nobody can be shown not to have answered favourably.”"
        == told["The promise to the participants"]
    )
    assert "“Nobody can stop people from talking.”" == told["What they were told is not promised"]
    assert "What they were told is not promised" not in dict(method_paragraphs(A8, EN))


def test_the_certificate_in_plain_words():
    """What was proved, against whom, how, by which rules, and what stands on record."""
    proved = {heading: said(text) for heading, text in certificate_paragraphs(WITH_CERTIFICATE, EN)}

    assert [
        (
            "Nothing that is published here, alone or taken together, shows of anybody who answered"
            " that the answer was not favourable."
        ),
        (
            "Anybody outside; each participant, who knows the own answer; the two of each pair, who"
            " know both their answers; people who hold 2 answers together. All of them were taken"
            " to know who answered."
        ),
        (
            "For 2 questions every possible table of answers was gone through: 11,435 in all. For 1"
            " question integer programming found a witness for every case: another way to answer"
            " that prints the same. Solver: HiGHS (SciPy 1.17.1). It took 0.8 s."
        ),
        (
            "Against readers who hold 1 answer: a role is told answer by answer from 3 favourable"
            " answers on, below that as “at most 2”. Against readers who hold 2 answers: a role is"
            " told answer by answer from 4 favourable answers on, below that as “at most 3”; pairs"
            " that keep in contact are counted from 3 on, below that told as “at most 2”; pairs in"
            " which both answered favourably are told as a span near 0 and near the highest"
            " possible number. A figure rests on at least 5 forms."
        ),
    ] == list(proved.values())[:4]
    assert (
        "Every answer bears the stamp of this promise: 1-0123456789abcdef. "
        "2 releases were made of these data before, some of the same people among them. "
        "Entry 3 of the ledger that is kept with the data. It seals the entry before, abababababab."
        == proved["On record"]
    )


def test_the_likeliest_guesses_come_first():
    """Three of five guesses are told, the likeliest first; 87.5 and 90.5 per cent are 88 and 91."""
    guessed = said(dict(certificate_paragraphs(WITH_CERTIFICATE, EN))["What can still be guessed"])

    worst = (
        "“We set aside time”, mentees, at most 2 favourable of 8 forms: a given other person was"
        " not favourable with 88 to 91 % probability."
    )
    assert guessed.startswith(
        f"Certainty is stopped, not likelihood. {worst} “We covered the plan”, mentors, at most 2"
        " favourable of 6 forms"
    )
    assert guessed.endswith("And 2 more, none likelier.")
    assert 3 == guessed.count("favourable with")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.9, 0.9, "90"),
        (0.994, 0.9958, "99 to 99.5"),
        (0.99999, 1, "99.9 to 100"),
        (0.004, 0.5, "0 to 50"),
    ],
)
def test_what_is_not_certain_never_reads_as_certain(low, high, told):
    """Only a probability of 1 reads as 100 per cent; a rounded one stays below."""
    guess = {"id": "process.works", "view": "mentor", "most": 2, "of": 8, "low": low, "high": high}

    guessed = said(
        dict(certificate_paragraphs(replace(A8, certificate={"likelihood": [guess]}), EN))[
            "What can still be guessed"
        ]
    )

    assert f"with {told} % probability" in guessed


def test_only_the_proofs_of_what_is_told_are_told():
    """Of a question that is hidden no proof is told, unless what it is told of is the two in a
    pair; the certificate keeps them all.
    """
    few = replace(all_hidden(), certificate=WITH_CERTIFICATE.certificate)
    both = Finding("process.sides", "pair", "coarsened", 8, favourable=PublishedCount.parse("2-4"))
    sides = replace(
        few, findings=tuple(both if finding.id == both.id else finding for finding in few.findings)
    )

    assert "How it was proved" not in dict(certificate_paragraphs(few, EN))
    told = (
        "For 1 question every possible table of answers was gone through: 6,435 in all. It took"
        " 0.8 s."
    )
    assert told == said(dict(certificate_paragraphs(sides, EN))["How it was proved"])


def test_numbers_of_the_certificate_follow_the_language():
    """Thousands and decimals are written as the reader writes them."""
    proved = said(" ".join(text for _title, text in certificate_paragraphs(WITH_CERTIFICATE, SV)))

    assert "11 435" in proved
    assert "0,8 s." in proved
    assert "11,435" not in proved


@pytest.mark.parametrize(
    ("earlier", "told"),
    [
        ({"releases": 0, "same_people": False}, "No release was made of these data before."),
        (
            {"releases": 1, "same_people": False},
            "1 release was made of these data before, of other people.",
        ),
        (
            {"releases": 1, "same_people": True},
            "1 release was made of these data before, of some of the same people.",
        ),
    ],
)
def test_earlier_releases_are_told(earlier, told):
    """How many releases went before, and whether they are of the same people."""
    assert [("On record", told)] == list(
        certificate_paragraphs(replace(A8, certificate={"earlier": earlier}), EN)
    )


def test_bands_protect_every_answer():
    """Under the strict promise the certificate says so, and gives no number below which a role is
    not told.
    """
    found = {
        "protected": "answers",
        "known_answers": 1,
        "readers": ["outsider"],
        "rules": [{"rule": "bands", "known": 2}],
    }
    proved = dict(certificate_paragraphs(replace(BANDS, certificate=found), EN))

    assert proved["What was proved"].endswith(
        "shows what anybody answered, or rules out any answer of anybody."
    )
    rule = (
        "Against readers who hold 2 answers: both roles are counted together, and shares are told"
        " in bands that leave every answer open."
    )
    assert rule == proved["The rules, in numbers"]


def test_without_a_certificate_nothing_is_claimed():
    """A release that proves nothing says nothing of proof."""
    assert [] == list(certificate_paragraphs(A8, EN))


def test_pairs_that_still_go_on_are_said_beside_those_that_completed():
    """Where only few have completed, because most were not at their end, nobody reads that the
    others failed.
    """
    said = "1 pair was still going on when the cohort was closed."
    [lead] = [
        section.lead for section in narrative.list_sections(B40, EN) if section.key == "meetings"
    ]

    assert lead.endswith(said)
    assert f"Completed: 36 of 40. {said}" in narrative.annual_text(B40, EN)
    assert "still going on" not in narrative.annual_text(A8, EN)


@pytest.mark.parametrize("words", [SV, EN])
def test_pairs_that_nobody_ended_are_said_beside_those_that_completed(words):
    """Of eight pairs six completed, one ended early, and of one nobody has said how it ended: six
    or seven, in the page's lead and in the annual text.
    """
    endings = A8.finding("endings.completed", "pair")
    unknown = replace(
        endings,
        answered=7,
        favourable=PublishedCount.number(6),
        range=(6 / 8, 7 / 8),
        counts={"completed": 6, "ended_early": 1, "not_reported": 1, "still_open": 0},
    )
    release = replace(
        A8, findings=tuple(unknown if each is endings else each for each in A8.findings)
    )
    said = (
        "Of 1 pair whose planned last day had passed nobody had reported how it ended."
        if words is EN
        else "För 1 par vars planerade sista dag hade passerat hade ingen rapporterat hur det"
        " slutade."
    )

    [lead] = [
        section.lead
        for section in narrative.list_sections(release, words)
        if section.key == "meetings"
    ]
    assert said in lead.replace("\u00a0", " ")
    annual = narrative.annual_text(release, words).replace("\u00a0", " ")
    assert said in annual and "6–7" in annual
