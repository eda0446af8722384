"""The sentences of the report."""

from dataclasses import replace

import pytest
from releases import A8, B40, all_hidden, one_sided

from toolkit.narrative import closed, headlines, legend, method, response, sections, signs, subtitle, table, title, views, why_withheld, withheld
from toolkit.release import Finding
from toolkit.texts import language

SV, EN = language("sv"), language("en")


def said(text):
    """Return a text without the marks of counts and with plain blanks."""
    return text.replace("**", "").replace("\u00a0", " ")


def test_the_top_of_the_report():
    """Title, size and closing day follow the language."""
    assert ("Avslutande utvärdering A8", "Closing evaluation A8") == (title(A8, SV), title(A8, EN))
    assert subtitle(A8, SV).endswith("8 par")
    assert "Closed on 31 December 2026. The figures are never recomputed." == said(closed(A8, EN))


def test_who_answered():
    """People by role, then the pattern of the pairs."""
    who, pattern = map(said, response(A8, EN))

    assert "11 of 16 people answered: 6 of 8 mentors and 5 of 8 mentees." == who
    assert "Both answered in 4 of the pairs, only the mentor in 2, only the mentee in 1, nobody in 1." == pattern


def test_who_answered_of_one_side():
    """A form export of one side tells that side, once, and no pattern."""
    who, pattern = map(said, response(one_sided(), EN))

    assert who.endswith("mentees answered.")
    assert 1 == who.count(" of ")
    assert "" == pattern
    assert "pair" not in subtitle(one_sided(), EN)


def test_who_answered_when_that_is_hidden():
    """A cohort that is too small for anything says so."""
    small = replace(A8, findings=tuple(Finding("response.people", role, "hidden") for role in ("mentor", "mentee")))

    assert ("Who answered: hidden [c].", "") == tuple(map(said, response(small, EN)))


def test_the_four_answers():
    """The four answers of the worked cohort, in order, counts first."""
    answers = [said(headline.sentence) for headline in headlines(A8, EN)]

    assert [
        "3 of 6 mentors and 3 of 6 mentees reported that the goals were met.",
        "5 of 8 mentors and 4 of 8 mentees reported that the process worked.",
        "5 of 8 mentors and 4 of 8 mentees reported a plan for carrying on alone.",
        "In 3 of 8 pairs both want to keep in contact.",
    ] == answers
    assert [False, False, False, True] == [headline.of_pairs for headline in headlines(A8, EN)]


def test_the_notes_of_the_four_answers():
    """Each note says whom the answer concerns."""
    goals, process, onward, contact = (headline.note for headline in headlines(A8, EN))

    assert "6 pairs set goals, 2 chose to have none." == goals
    assert process.startswith("Counted as yes: “")
    assert "Each person answers alone; several choices are possible." == onward
    assert "The other 5 pairs are one number. No, don't know and no answer are not told apart." == contact


def test_answers_that_are_hidden_give_the_reason():
    """A hidden answer is a mark and a reason that holds no number."""
    for headline in headlines(all_hidden(), EN):
        assert "Hidden [c]." == said(headline.sentence)
        reason = why_withheld(headline.rows[0][1], EN)
        assert headline.note.endswith(reason)
        assert not any(sign.isdigit() for sign in reason)


def test_no_goal_by_choice_is_told_even_where_goals_are_hidden():
    """Pairs that chose to have no goal are as visible as the others, whether or not the answers may be shown."""
    assert headlines(all_hidden(), EN)[0].note.startswith("6 pairs set goals, 2 chose to have none. Hidden because")


def test_few_mutual_pairs():
    """Where mutual pairs are few, neither their number nor the rest is told."""
    few = replace(A8, findings=(Finding("contact.mutual", "pair", "coarsened", 8, favourable="<=2", range=(0.0, None)),))
    contact = headlines(few, EN)[-1]

    assert "In at most 2 of 8 pairs both want to keep in contact." == said(contact.sentence)
    assert "No, don't know and no answer are not told apart." == contact.note


def test_goals_that_are_not_recorded():
    """Pairs whose choice is not known are named beside the others."""
    chosen = Finding("goals.chosen", "pair", "shown", 8, 6, 5, (0.625, 0.875), {"yes": 5, "chose_none": 1, "unknown": 2})
    goals = headlines(replace(A8, findings=(*[one for one in A8.findings if one.id != "goals.chosen"], chosen)), EN)[0]

    assert "5 pairs set goals, 1 chose to have none, 2 not known." == goals.note


@pytest.mark.parametrize("words", [SV, EN], ids=["sv", "en"])
@pytest.mark.parametrize("release", [A8, B40, all_hidden(), one_sided()], ids=["8", "40", "hidden", "one side"])
def test_no_finding_is_left_out(release, words):
    """Every finding stands in a section, in a headline or among those who answered, and in the table."""
    listed = {id for section in sections(release, words) for id in section.ids}
    above = {"response.people", "response.pattern", "goals.chosen", "contact.mutual"}

    assert {finding.id for finding in release.findings} == listed | (above & {finding.id for finding in release.findings})
    assert len(release.findings) == len(table(release, words))


def test_what_is_withheld_is_named():
    """Every figure that is not shown in full is named, with its mark."""
    rows = withheld(A8, EN)

    assert {finding for finding in A8.findings if finding.status != "shown"} == {row.finding for row in rows}
    assert {"hidden [c]", "not available [x]"} <= {said(row.told) for row in rows}


def test_mentors_stand_before_mentees():
    """The order of the views is always the same."""
    assert ["mentor", "mentee"] == [finding.view for finding in views(A8, "process.works")]


def test_the_four_signs_differ():
    """Zero, at most, hidden and not available are four different signs."""
    assert 4 == len({sign for sign, _meaning in signs(SV)})
    assert ["yes", "none", "other", "rest"] == [kind for kind, _meaning in legend(SV)]


def test_the_method_names_the_base():
    """The method says from how many forms a group is shown."""
    assert any("at least 5 forms" in text for _title, text in method(A8, EN))
