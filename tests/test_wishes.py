"""What participants asked to be passed on."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from places import NOW, copied_association

from toolkit import i18n, load_programme
from toolkit.cli import commands
from toolkit.data.database import Form
from toolkit.people.participants import ContactRequest, wishes

ENGLISH = i18n.load_language("en")


@pytest.fixture
def place(tmp_path):
    """The association in a database: m1 wishes to be contacted about the first pair, a1 does not,
    m3 says nothing of it.
    """
    place = copied_association(tmp_path)
    said = {("m1", "p1", "mentor"): "yes", ("a1", "p1", "mentee"): "no", ("m3", "p3", "mentor"): ""}
    for (person, pair, role), answer in said.items():
        answers = {"goals_met": "not", **({"contact_me": answer} if answer else {})}
        place.store.send(
            Form(person, pair, role, "closing"), answers, version=1, promise="", now=NOW
        )
    return place


def test_a_wish_names_who_and_nothing_else(place):
    """Who said yes is told with pair and day; no, nothing, and every other answer stay where they
    are.
    """
    [wish] = wishes(place.store, load_programme("surveys/swea"), "2026")
    question, answer = wish.in_words(load_programme("surveys/swea"), ENGLISH)

    assert (
        ContactRequest("m1", "p1", "mentor", "2026-11-22", "closing", "contact_me", "yes") == wish
    )
    assert "Would like to be contacted" == question
    assert answer.startswith("Yes")


def test_a_question_without_a_short_name_is_told_as_it_was_asked(place):
    """In the language of whoever reads it, never by its code."""
    wish = ContactRequest("m1", "p1", "mentor", "2026-11-22", "check-in", "contact_me", "yes")
    shf = load_programme("surveys/handledarforening")

    assert (
        "Would you like somebody on the board to get in touch with you?",
        "Yes",
    ) == wish.in_words(shf, ENGLISH)
    assert ("Vill du att någon i styrelsen hör av sig till dig?", "Ja") == wish.in_words(
        shf, i18n.load_language("sv")
    )


def test_wishes_of_another_cohort_are_not_told(place):
    """A cohort is asked for by name."""
    assert () == wishes(place.store, load_programme("surveys/swea"), "2025")


def test_several_answers_pass_on_only_what_was_said_to_be(place):
    """Of answers that were chosen together only those are told that the question names."""
    place.store.send(
        Form("m1", "p1", "mentor", "follow-up", "3"),
        {"again": "as_mentor"},
        version=1,
        promise="",
        now=NOW,
    )
    found = wishes(place.store, load_programme("surveys/swea"), "2026")
    assert {"m1"} == {wish.person for wish in found}
    assert 2 == len(found)


def test_the_command_prints_a_line_a_wish(place):
    """The day, the pair, the person, the question and the answer; or that there is none."""
    lines = []
    for cohort in ("2026", "2025"):
        done = CliRunner().invoke(
            commands,
            [
                "wishes",
                place.url,
                "--programme",
                "surveys/swea",
                "--cohort",
                cohort,
                "--language",
                "en",
            ],
        )
        assert 0 == done.exit_code
        lines.append(done.output.strip())
    assert lines[0].startswith("2026-11-22  p1  m1  Would like to be contacted: ")
    assert "Nobody has asked for anything to be passed on." == lines[1]
