"""The command line: what a volunteer types, and what comes back."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from cohorts import a8, answered, pair, write_tables
from openpyxl import Workbook
from releases import A8, B40
from rich.console import Console

from toolkit.cli import commands
from toolkit.programme.promise import Promise, describe_promise
from toolkit.release.release import read_release

pytestmark = pytest.mark.slow

CANARY = "Kanariefågel"
A8_ON_ITS_DAY = ("--programme", "surveys/swea", "--cohort", "A8", "--on", "2026-12-31")


@pytest.fixture
def run(monkeypatch):
    """Run a command in English and return the result."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return lambda *words: CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def close(run, tmp_path, unrun):
    """Close the cohort A8 of a folder into ``out``, with a notebook whose cells are not run."""
    return lambda data, *more: run("close", data, *A8_ON_ITS_DAY, "--out", tmp_path / "out", *more)


@pytest.fixture(scope="module")
def closed_once(tmp_path_factory):
    """The worked cohort closed once for all as a user does, cells and all: its folder and what was
    said.
    """
    folder = tmp_path_factory.mktemp("closed")
    words = ["close", write_tables(a8(), folder / "a8"), *A8_ON_ITS_DAY, "--out", folder / "out"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LC_ALL", "en_GB.UTF-8")
        said = CliRunner().invoke(commands, [*map(str, words), "--language", "en", "--by", "Eva"])
    return folder, said


@pytest.fixture
def closed(closed_once, tmp_path):
    """A copy of the closed cohort, its reports in ``out`` beside it, to be changed freely."""
    folder, _said = closed_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / "a8"


def test_close_prints_the_answers_and_writes_four_files(closed_once):
    """A closed cohort is told in sentences and a table, and written as release, workbook, web page
    and notebook.
    """
    folder, result = closed_once

    assert 0 == result.exit_code, result.output
    assert "11 of 16 people answered" in result.stdout.replace("\u00a0", " ")
    assert "5 of 8 mentors and 4 of 8 mentees reported that the process worked" in " ".join(
        result.stdout.split()
    )
    assert {"release.json", "closing.xlsx", "closing.html", "closing.ipynb"} == {
        file.name for file in (folder / "out").iterdir()
    }
    assert "Eva" == read_release(folder / "out" / "release.json").closed_by


def test_what_takes_long_is_said(run, a8_folder, tmp_path, monkeypatch):
    """Whoever waits at a terminal reads what for, in the language of the reports."""
    screen = StringIO()
    monkeypatch.setattr(
        "toolkit.cli.output._console", lambda: Console(file=screen, force_terminal=True, width=120)
    )
    monkeypatch.setattr("toolkit.cli.output.QUICK_SECONDS", 0.0)
    # the notebook is run: what is written stands on the screen only as long as something is waited
    # for
    words = [a8_folder, *A8_ON_ITS_DAY, "--out", tmp_path / "out"]
    result = run("close", *words, "--language", "en")

    assert 0 == result.exit_code, result.output
    assert screen.getvalue().index("Proving that nobody is exposed") < screen.getvalue().index(
        "Written: closing.html"
    )


def test_a_person_at_the_keyboard_is_asked_first(monkeypatch, a8_folder, tmp_path, unrun):
    """Closing cannot be undone, so whoever types it is asked; "no" leaves everything as it was, and
    a closed cohort is not asked about.
    """
    monkeypatch.setattr("toolkit.cli.data._at_the_keyboard", lambda: True)
    out = tmp_path / "out"
    words = [
        "close",
        str(a8_folder),
        "--programme",
        "surveys/swea",
        "--cohort",
        "A8",
        "--on",
        "2026-12-31",
        "--out",
        str(out),
        "--language",
        "en",
    ]

    refused = CliRunner().invoke(commands, words, input="n\n")
    assert (1, False, False) == (refused.exit_code, out.exists(), (a8_folder / "releases").exists())
    assert (
        "Closing A8 cannot be undone, and later answers will not be counted. Closing day: 31"
        " December 2026. Forms in: 11 of 16." in refused.stderr.replace("\u00a0", " ")
    )
    assert 0 == CliRunner().invoke(commands, words, input="y\n").exit_code
    assert "cannot be undone" not in CliRunner().invoke(commands, words).stderr


def test_closing_twice_gives_the_same_release(close, closed, tmp_path):
    """The same data give the same release, byte for byte."""
    first = (tmp_path / "out" / "release.json").read_bytes()

    assert 0 == close(closed, "--by", "Somebody else").exit_code
    assert first == (tmp_path / "out" / "release.json").read_bytes()


def test_closing_again_with_other_answers_is_refused(close, closed, tmp_path):
    """A late answer does not change what was published: one line says why and what to do."""
    first = (tmp_path / "out" / "release.json").read_bytes()
    tables = a8()
    tables["answers"].append(answered("m8", "8", "process_works", "5"))
    write_tables(tables, closed)
    result = close(closed)

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "the cohort A8 was closed on 2026-12-31 and its figures are never recomputed"
    )
    assert first == (tmp_path / "out" / "release.json").read_bytes()


def test_closing_again_after_an_erasure_is_refused(close, closed, tmp_path):
    """Whoever has their answers erased is not given away by new figures, nor by reports made anew:
    there are none.
    """
    tables = a8()
    tables["answers"] = [answer for answer in tables["answers"] if answer["participant_id"] != "m1"]
    write_tables(tables, closed)
    result = close(closed, "--out", tmp_path / "again")

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "the cohort A8 was closed on 2026-12-31 and its figures are never recomputed"
    )
    assert not (tmp_path / "again").exists()


def test_the_same_pairs_under_another_name_are_refused(run, close, closed, tmp_path):
    """A cohort is not released a second time by renaming it, whether the pairs keep their ids or
    not; it is said how many, not which.
    """
    tables = a8()
    tables["pairs"] = [
        {**row, "cohort": "B8", "pair_id": f"x{row['pair_id']}"} for row in tables["pairs"][:6]
    ]
    tables["answers"] = [
        {**row, "pair_id": f"x{row['pair_id']}"}
        for row in tables["answers"]
        if row["pair_id"] < "7"
    ]
    write_tables(tables, closed)
    result = close(closed, "--cohort", "B8", "--out", tmp_path / "again")

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "B8 cannot be closed, because pairs of it were counted in A8 already (6 of 6): "
    )
    assert 1 == len(result.stderr.splitlines())
    assert not (tmp_path / "again").exists()


def test_the_doctor_finds_everything_in_order(run, closed, tmp_path):
    """What was closed is in order, and so is the copy that was handed out; nothing is written."""
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    result = run("doctor", closed, tmp_path / "out" / "release.json")

    assert (0, "In order: 1 release.\n", "") == (result.exit_code, result.stdout, result.stderr)
    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}


def test_the_doctor_says_each_fault_on_a_line(run, closed, tmp_path):
    """A release that is gone and one that nobody closed here are two lines."""
    (closed / "releases" / "swea-A8.json").rename(closed / "releases" / "swea-B8.json")
    result = run("doctor", closed)

    assert (1, "") == (result.exit_code, result.stdout)
    assert ["swea-A8.json", "swea-B8.json"] == [
        line.split(": ")[0] for line in result.stderr.splitlines()
    ]


@pytest.mark.parametrize(("code", "language"), [("sv", "sv"), ("en", "en"), ("sv", None)])
def test_the_promise_is_printed_to_be_pasted(run, swea, code, language):
    """What is promised is one paragraph, what is not the next, in the programme's language unless
    another is asked for.
    """
    result = run(
        "promise", "--programme", "surveys/swea", *(["--language", language] if language else [])
    )
    sentences = describe_promise(swea.settings.promise, code)

    assert 0 == result.exit_code, result.output
    assert [
        " ".join(sentences.promised),
        "",
        " ".join(sentences.limits),
    ] == result.stdout.splitlines()


def test_several_releases_make_the_report_over_the_years(run, tmp_path):
    """The releases of two cohorts make one report, in the first language of the programme."""
    files = [release.save(tmp_path / f"{release.cohort}.json") for release in (A8, B40)]
    result = run("report", *files, "--out", tmp_path / "years")

    assert 0 == result.exit_code, result.output
    written = {file.name for file in (tmp_path / "years").iterdir()}
    assert written and all(name in result.stdout for name in written)
    assert "release.json" not in written


def test_every_release_that_cannot_be_read_is_named(run, tmp_path):
    """Files of the same name are told apart by their folders, and all of them at once."""
    result = run(
        "report",
        tmp_path / "a" / "release.json",
        tmp_path / "b" / "release.json",
        "--out",
        tmp_path / "years",
    )

    assert 1 == result.exit_code
    assert [
        f"{tmp_path / name / 'release.json'}: there is no such release file." for name in "ab"
    ] == result.stderr.splitlines()


def test_reports_are_made_again_from_the_frozen_release(run, closed, tmp_path):
    """The report command needs nothing but the release."""
    result = run(
        "report", tmp_path / "out" / "release.json", "--out", tmp_path / "again", "--language", "en"
    )

    assert 0 == result.exit_code, result.output
    assert (tmp_path / "out" / "release.json").read_bytes() == (
        tmp_path / "again" / "release.json"
    ).read_bytes()
    assert 4 == len(list((tmp_path / "again").iterdir()))


def test_check_of_valid_tables(run, a8_folder):
    """Valid tables are accounted for row by row, and nothing is written."""
    before = sorted(a8_folder.rglob("*"))
    result = run("check", a8_folder, "--programme", "surveys/swea")

    assert 0 == result.exit_code, result.output
    assert "pairs.csv: 8 rows, 8 accepted, 0 refused" in result.stdout.splitlines()
    assert before == sorted(a8_folder.rglob("*"))


def test_check_names_every_fault_at_once(run, tmp_path):
    """Each fault is one line with file, row and column; no value of a person is shown; the exit
    code is 1.
    """
    tables = a8()
    tables["pairs"][2]["status"] = CANARY
    tables["pairs"][3]["mentee_id"] = "m4"
    tables["answers"][5]["answer"] = CANARY
    result = run("check", write_tables(tables, tmp_path / "data"), "--programme", "surveys/swea")

    assert 1 == result.exit_code
    assert "pairs.csv: 8 rows, 6 accepted, 2 refused" in result.stdout.splitlines()
    places = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert {"pairs.csv, row 4, column status", "answers.csv, row 7, column answer"} <= set(places)
    assert any(place.startswith("pairs.csv, row 5") for place in places)
    assert CANARY not in result.output


def test_check_says_that_the_promise_was_changed(run, close, tmp_path):
    """What closing would refuse for a promise that was changed after answers came in, check says in
    the same words.
    """
    tables = a8()
    tables["answers"][0]["promise"] = Promise(min_base=7).stamp
    data = write_tables(tables, tmp_path / "data")
    result = run("check", data, "--programme", "surveys/swea")

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "programme.toml: the promise was locked when the first answer of the cohort A8 came in"
    )
    assert result.stderr == close(data, "--language", "en").stderr


def test_faults_in_swedish(run, tmp_path):
    """The same faults are said in Swedish when asked."""
    tables = a8()
    tables["pairs"][2]["status"] = CANARY
    result = run(
        "check",
        write_tables(tables, tmp_path / "data"),
        "--programme",
        "surveys/swea",
        "--language",
        "sv",
    )

    assert "pairs.csv, rad 4, kolumn status: " in result.stderr
    assert "pairs.csv: 8 rader, 7 godtagna, 1 avvisad" in result.stdout


def test_nothing_is_closed_on_faulty_tables(close, tmp_path):
    """Faulty tables end with exit code 1 and leave nothing behind."""
    tables = a8() | {"pairs": [pair("1", status=CANARY)]}
    data = write_tables(tables, tmp_path / "data")
    result = close(data)

    assert 1 == result.exit_code
    assert not (tmp_path / "out").exists()
    assert not (data / "releases").exists()
    assert CANARY not in result.output


def test_reports_inside_a_file_are_refused_before_anything_is_closed(close, a8_folder, tmp_path):
    """A folder that cannot be made is a wrong call, and the cohort is not closed."""
    (tmp_path / "file").write_text("", "utf-8")

    assert 2 == close(a8_folder, "--out", tmp_path / "file" / "out").exit_code
    assert not (a8_folder / "releases").exists()


def test_a_folder_that_cannot_be_written_is_one_line(close, a8_folder, tmp_path):
    """What the system refuses is one line with the name of the file, and no traceback."""
    (tmp_path / "out" / "closing.xlsx").mkdir(parents=True)
    result = close(a8_folder)

    assert 1 == result.exit_code
    assert result.stderr.startswith("closing.xlsx: this cannot be read or written (")


def test_a_mistake_of_ours_is_not_said_to_be_the_systems(close, a8_folder, monkeypatch):
    """A file that the toolkit itself lacks is our fault, and keeps its traceback."""

    def lacking(_name):
        raise FileNotFoundError("reports/closing.html.j2")

    monkeypatch.setattr("toolkit.reports.notebook.file.resource_path", lacking)
    assert isinstance(close(a8_folder).exception, FileNotFoundError)


def test_a_reader_that_goes_away_is_no_fault(a8_folder):
    """What is printed into a pipe that closes early ends quietly."""
    words = [
        sys.executable,
        "-m",
        "toolkit",
        "check",
        str(a8_folder),
        "--programme",
        "surveys/swea",
    ]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        command.stdout.close()
        said = command.stderr.read()

    assert "read or written" not in said
    assert "Traceback" not in said


def test_every_file_is_written_for_a_reader_that_goes_away(a8_folder, tmp_path):
    """Whoever reads the first lines and goes gets the same files as whoever reads all: ``close ...
    | head``.
    """
    words = [
        sys.executable,
        "-m",
        "toolkit",
        "close",
        str(a8_folder),
        "--programme",
        "surveys/swea",
        "--cohort",
        "A8",
    ]
    with subprocess.Popen(
        [*words, "--on", "2026-12-31", "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        command.stdout.close()
        command.stderr.read()

    assert (a8_folder / "releases" / "swea-A8.json").exists()
    assert ["closing.html", "closing.ipynb", "closing.xlsx", "release.json"] == sorted(
        file.name for file in (tmp_path / "out").iterdir()
    )


def test_a_workbook_keeps_its_releases_beside_it(close, a8_folder, tmp_path):
    """A workbook is closed like a folder; its release is kept in the folder of the same name that
    ends in .data.
    """
    book = Workbook()
    book.remove(book.active)
    for file in a8_folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            sheet = book.create_sheet(file.stem)
            for row in csv.reader(opened):
                sheet.append(row)
    book.save(tmp_path / "book.xlsx")

    assert 0 == close(tmp_path / "book.xlsx").exit_code
    assert (tmp_path / "book.data" / "releases" / "swea-A8.json").exists()


def test_a_wrong_call_ends_with_two(run, a8_folder):
    """A missing option and a frame that cannot be read are wrong calls, not faults of the data."""
    assert 2 == run("close", a8_folder).exit_code
    result = run(
        "close",
        a8_folder,
        "--programme",
        "surveys/swea",
        "--cohort",
        "A8",
        "--on",
        "2026-12-31",
        "--out",
        "x",
        "--frame",
        "mentor=many",
    )
    assert 2 == result.exit_code
    assert "write it as mentor=23,mentee=32" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--programme", "surveys/none", "surveys/none: there is no such programme folder."),
        ("--on", "31/12/2026", "write the closing day as 2026-12-31."),
        ("--cohort", "B9", "no pair and no answer belongs to the cohort B9. Check its name."),
    ],
)
def test_a_mendable_call_ends_with_one(close, a8_folder, option, value, said):
    """What can be mended is one plain line."""
    result = close(a8_folder, option, value)

    assert (1, said) == (result.exit_code, result.stderr.strip())


@pytest.fixture
def form(tmp_path):
    """A form export of seven mentees."""
    file = tmp_path / "form.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["Tidstämpel", "Fungerade processen?", "Ditt namn"])
        writer.writerows(
            [
                [f"2026-12-0{day} 10:00:00", answer, CANARY]
                for day, answer in enumerate(["5", "5", "4", "4", "3", "4", "1"], start=1)
            ]
        )
    return file


def test_a_form_is_imported_and_closed_by_side(run, close, form, tmp_path):
    """A dry run writes nothing; with --yes the answers are there, and --frame closes them by
    side.
    """
    words = (
        "import",
        form,
        "--programme",
        "surveys/swea",
        "--role",
        "mentee",
        "--cohort",
        "A8",
        "--into",
        tmp_path / "data",
    )
    dry = run(*words)
    assert 0 == dry.exit_code, dry.output
    assert not (tmp_path / "data").exists()
    assert CANARY not in dry.output

    assert 0 == run(*words, "--yes").exit_code
    result = close(tmp_path / "data", "--frame", "mentee=10", "--language", "en")
    assert 0 == result.exit_code, result.output
    finding = read_release(tmp_path / "out" / "release.json").finding("process.works", "mentee")
    assert (5, 7, 10) == (finding.exact, finding.answered, finding.frame)
    assert CANARY not in "".join(
        path.read_text("utf-8") for path in (tmp_path / "data").glob("*.csv")
    )


def test_a_form_that_comes_again_needs_a_choice(run, form, tmp_path):
    """Where a row is gone, ``--yes`` alone writes nothing and fails, so that no script goes on to
    close; with ``--again`` it is done.
    """
    words = ["import", form, "--programme", "surveys/swea", "--role", "mentee", "--cohort", "A8"]
    words += ["--into", tmp_path / "data", "--language", "en"]
    assert 0 == run(*words, "--yes").exit_code
    lines = form.read_text("utf-8").splitlines()
    form.write_text("\n".join(lines[:-1]), "utf-8")
    answers = (tmp_path / "data" / "answers.csv").read_bytes()

    assert 0 == run(*words).exit_code
    refused = run(*words, "--yes")
    assert 1 == refused.exit_code
    assert "1 gone (6 unchanged)" in refused.output
    assert "with --again replace" in refused.output
    assert answers == (tmp_path / "data" / "answers.csv").read_bytes()
    assert 0 == run(*words, "--yes", "--again", "replace").exit_code
    assert answers != (tmp_path / "data" / "answers.csv").read_bytes()


def test_help_imports_nothing_heavy():
    """The help answers without pandas, pandera, Streamlit, SciPy, Altair or openpyxl."""
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); from"
        " toolkit.__main__ import main; main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
    )

    assert "demo" in found.stdout
    assert "toolkit.cli" in found.stderr.split()
    assert set() == {
        "pandas",
        "pandera",
        "streamlit",
        "scipy",
        "altair",
        "openpyxl",
        "numpy",
    } & set(found.stderr.split())


def test_the_command_is_also_a_module():
    """``python -m toolkit`` is the same command."""
    found = subprocess.run(
        [sys.executable, "-m", "toolkit", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )

    assert found.stdout.strip()
