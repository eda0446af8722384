"""What a notebook shows: in both languages, in three forms, and never a row of anybody's data."""

from __future__ import annotations

import re
from base64 import b64decode
from types import SimpleNamespace

import pytest
from cohorts import a8, answered, write_tables
from IPython.core.formatters import DisplayFormatter
from releases import A8, BANDS, GROUPS, WITH_CERTIFICATE, all_hidden, one_sided

from toolkit.closing import close_cohort
from toolkit.data.sources import read_tables
from toolkit.errors import Fault, MendableError, TableError
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports.notebook import display

FORMS = ("text/html", "text/markdown", "text/plain")
CANARY = "kanarie-7b1"


@pytest.fixture
def notebook(monkeypatch):
    """Return what a notebook on an English computer would show of a value, by form."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    display.register(shell)
    return lambda value: shell.display_formatter.format(value)[0]


def words_of(text):
    """Return text as it is read: no-break spaces as spaces, one space between words."""
    return " ".join(text.replace("**", "").replace("<b>", "").replace("</b>", "").split())


@pytest.mark.parametrize(
    ("language", "sentence", "title"),
    [
        (
            "en",
            "5 of 8 mentors and 4 of 8 mentees reported that the process worked.",
            "Closing evaluation A8",
        ),
        (
            "sv",
            "5 av 8 mentorer och 4 av 8 adepter uppger att processen fungerade.",
            "Avslutande utvärdering A8",
        ),
    ],
)
@pytest.mark.slow
def test_a_release_is_shown_in_the_language_asked_for(language, sentence, title):
    """The four answers stand in all three forms, counts first."""
    shown = display.show(A8, language)

    for form in (shown.html(), shown.markdown(), shown.plain()):
        assert sentence in words_of(form)
        assert title in form


@pytest.mark.slow
def test_a_release_shows_itself(notebook):
    """In a notebook a release needs no call: it is shown in the language of the computer."""
    shown = notebook(A8)

    assert set(FORMS) == set(shown)
    assert display.show(A8, "en").html() == shown["text/html"]
    assert shown["text/plain"].startswith("Closing evaluation A8")


@pytest.mark.slow
def test_a_swedish_computer_shows_swedish(notebook, monkeypatch):
    """The computer's language decides where none is given."""
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")

    assert "Avslutande utvärdering A8" in notebook(A8)["text/markdown"]


def test_hidden_missing_and_zero_look_different():
    """A hidden figure, one that is not available and a zero are three different words in the
    table.
    """
    none = Finding(
        "process.works",
        "mentor",
        "shown",
        8,
        8,
        PublishedCount.parse(0),
        (0.0, 0.0),
        {"5": 0, "1": 8},
    )
    told = [
        str(display.show_finding(finding, "en"))
        for finding in (
            none,
            Finding("x", "mentor", "hidden"),
            Finding("x", "mentor", "not_available"),
        )
    ]
    first_lines = [words_of(line.splitlines()[0]) for line in told]

    assert [
        "process.works, mentor: none of 8 · all answered",
        "x, mentor: hidden [c]",
        "x, mentor: not available [x]",
    ] == first_lines


def test_a_finding_shows_its_counts(notebook):
    """A finding shown in full has its codes and counts as a table in each form."""
    shown = notebook(A8.finding("process.works", "mentor"))
    lines = [words_of(line) for line in shown["text/plain"].splitlines()]

    assert [
        "process.works, mentor: 5 of 8 · possible 5–7",
        "5 4 3 2 1 prefer_not no_answer",
        "2 3 0 1 0 0 2",
    ] == lines
    assert "| 2 | 3 | 0 | 1 | 0 | 0 | 2 |" in shown["text/markdown"]
    assert "<td" in shown["text/html"]


@pytest.mark.parametrize("release", [all_hidden(), one_sided()], ids=["all hidden", "one side"])
@pytest.mark.parametrize(
    "show",
    [
        display.show,
        display.method,
        lambda release, language: display.answers(release, "process.works", language),
    ],
)
@pytest.mark.slow
def test_little_to_show_is_shown_too(release, show):
    """A release of which nearly everything is hidden or missing shows the marks instead of
    failing.
    """
    for form in (
        show(release, "en").html(),
        show(release, "en").markdown(),
        show(release, "en").plain(),
    ):
        assert "hidden" in form or "not available" in form


def test_answers_by_role():
    """One question is shown for mentors before mentees, every answer with its number."""
    shown = words_of(str(display.answers(A8, "process.works", "en")))

    assert (
        shown.index("Mentors: 5 of 8 · possible 5–7")
        < shown.index("Agree fully: 2; Agree: 3")
        < shown.index("Mentees: 4 of 8")
    )


def test_pooled_answers_are_shown_once():
    """Under the strict promise a question has one line, of both roles, and one picture."""
    shown = display.answers(BANDS, "process.works", "en")

    assert "Mentors and mentees together: 5–8 of 16" in words_of(str(shown))
    assert 1 == shown.html().count("<img")


def test_both_sides_are_shown_as_a_sentence():
    """Both sides of the pairs are told in the words of the report."""
    assert "In 2–4 of 8 pairs both reported that the process worked." in words_of(
        str(display.answers(A8, "process.sides", "en"))
    )


@pytest.mark.slow
def test_chapters_stand_under_their_question():
    """A question told by chapter has the table of them in all three forms; one that is not says
    why.
    """
    question, all_of_it = display.answers(GROUPS, "process.works", "en"), display.show(GROUPS, "en")

    for form in (
        question.html(),
        question.markdown(),
        question.plain(),
        all_of_it.html(),
        all_of_it.markdown(),
        all_of_it.plain(),
    ):
        assert "Gothenburg" in form
        assert "11 of 16 (11–14)" in words_of(form)
    assert "Not by chapter: Confident of it." in str(
        display.answers(GROUPS, "onward.confidence", "en")
    )
    assert "chapter" not in str(display.answers(A8, "process.works", "en"))


def test_a_figure_of_a_chapter_names_it():
    """One figure by itself says of which chapter it is."""
    assert "process.works, mentor, Göteborg: 11 of 16" in words_of(
        str(display.show_finding(GROUPS.by_group("process.works", "mentor")[0], "en"))
    )


def test_the_method_shows_what_was_promised_and_proved():
    """Promise and certificate are there in plain words; a release without a certificate claims
    nothing.
    """
    shown = words_of(str(display.method(WITH_CERTIFICATE, "en")))

    assert "“Nobody can be shown not to have answered favourably.”" in shown
    assert "Anybody outside; each participant, who knows the own answer" in shown
    assert "not favourable with 88 to 91 % probability" in shown
    assert "What was proved" not in str(display.method(A8, "en"))


@pytest.mark.slow
def test_charts_are_pictures_with_a_description():
    """Charts are SVG pictures inside the page, because Jupyter strips drawings from a notebook that
    is not trusted yet.
    """
    html = display.show(A8, "en").html()
    pictures = re.findall(
        r'<img alt="([^"]+)" width="\d+" height="\d+"[^>]*'
        r' src="data:image/svg\+xml;base64,([^"]+)">',
        html,
    )

    assert 5 == len(pictures)
    assert "<svg" not in html
    assert all(b64decode(svg).decode().startswith("<svg xmlns=") for _alt, svg in pictures)
    assert "Mentors: 5 of 8 · possible 5–7" in " ".join(alt for alt, _svg in pictures).replace(
        "\u00a0", " "
    )


@pytest.mark.slow
def test_nothing_is_fetched_and_nothing_runs():
    """The HTML has no script and no address: neither a content network nor a font."""
    for shown in (
        display.show(A8, "sv"),
        display.answers(A8, "goals.met", "sv"),
        display.method(A8, "sv"),
    ):
        assert not re.search(r"<script|javascript:|https?://|@import|url\(", shown.html())


def test_labels_are_escaped():
    """A label that looks like HTML or Markdown is shown as it is written."""
    named = Finding("<script>|x|", "mentor", "hidden")

    assert "&lt;script&gt;" in display.show_finding(named, "en").html()
    assert "\\<script\\>\\|x\\|" in display.show_finding(named, "en").markdown()


# ---- what must never be shown --------------------------------------------------------------------


@pytest.fixture
def closing(swea, tmp_path):
    """The worked cohort, closed, with a participant who would be recognised."""
    tables = a8()
    tables["participants"].append({"participant_id": CANARY})
    tables["pairs"][7]["mentor_id"] = CANARY
    tables["answers"].append(answered(CANARY, "8", "process_works", "1"))
    read = read_tables(write_tables(tables, tmp_path / "data"), swea)
    return read, close_cohort(swea, read, cohort="A8", on="2026-12-31")


@pytest.mark.slow
def test_a_closing_evaluation_shows_its_release(notebook, closing):
    """What the gate lets out is shown, and nothing else."""
    assert notebook(closing[1].release) == notebook(closing[1])


def test_tables_show_names_and_rows_only(notebook, closing):
    """Tables are shown as how many rows each has."""
    assert {"text/plain": "<Tables: participants 17, pairs 8, answers 34>"} == notebook(closing[0])


def test_tallies_never_show_themselves(notebook, closing):
    """Neither the tallies nor one of them, nor a list or a tuple of them, shows a count or an
    answer.
    """
    tallies = closing[1].tallies
    one = tallies["process.works", "mentor"]

    assert {"text/plain": f"<{len(tallies)} tallies, before the gate>"} == notebook(tallies)
    for value in (one, [one], (one,), {"a": one}, tallies.all):
        shown = notebook(value)
        assert {"text/plain"} == set(shown)
        assert "Tally process.works mentor, before the gate" in shown["text/plain"]
        assert "favourable" not in shown["text/plain"]


@pytest.mark.slow
def test_no_person_is_ever_shown(notebook, closing, swea):
    """No code of a person reaches a notebook, whatever object is shown."""
    tables, evaluation = closing
    for value in (
        tables,
        evaluation,
        evaluation.release,
        evaluation.tallies,
        swea,
        *evaluation.release.findings,
    ):
        assert CANARY not in "".join(notebook(value).values())


# ---- faults --------------------------------------------------------------------------------------


def test_faults_are_one_line_each(notebook, monkeypatch):
    """A mendable fault is a line without traceback, in the computer's language; a value that holds
    it shows the same.
    """
    error = TableError(
        [
            Fault("must not be blank. Fill it in.", file="pairs.csv", row=4, column="status"),
            Fault("the table is missing. Add it.", file="answers.csv"),
        ]
    )
    lines = [
        "pairs.csv, row 4, column status: must not be blank. Fill it in.",
        "answers.csv: the table is missing. Add it.",
    ]

    assert lines == error._render_traceback_()
    assert "\n".join(lines) == notebook(error)["text/plain"]
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    assert error._render_traceback_()[0].startswith("pairs.csv, rad 4, kolumn status: ")


def test_without_a_notebook_nothing_happens():
    """Registering outside IPython is harmless."""
    assert display.register() is None
    assert issubclass(TableError, MendableError)
