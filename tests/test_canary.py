"""Nothing of a person leaves: a canary planted wherever a person's own words, ids or answers can
stand is never seen again.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import logging
import os
import re
import sys
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import canaries
import nbformat
import pytest
from canaries import CHAPTERS, CLOSER, PLANTED, traces
from click.testing import CliRunner
from cohorts import Rows, write_tables
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from toolkit.cli import commands
from toolkit.closing import close_cohort
from toolkit.data.form_import.form_import import import_form
from toolkit.data.schema import TABLE_NAMES
from toolkit.data.schema.columns import schemas_of
from toolkit.data.sources import check_tables, read_tables
from toolkit.errors import TableError
from toolkit.i18n import LANGUAGES
from toolkit.programme.programme import load_programme
from toolkit.release.locations import key_file, ledger_file, read_or_make_key
from toolkit.release.release import read_release
from toolkit.reports.notebook.file import _run

pytestmark = pytest.mark.slow

ON = "2026-12-31"
every_language = pytest.mark.parametrize("code", LANGUAGES)


@dataclass
class Left:
    """All that left the toolkit: files by name, what each command printed, what was logged."""

    home: Path
    data: Path
    tables: Mapping[str, Rows]
    said: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def run(self, *line: str | Path, ends: int = 0) -> str:
        """Run a command, in this process, and return what it printed."""
        result = CliRunner().invoke(commands, [*map(str, line)])
        assert ends == result.exit_code, result.output
        assert ends in (0, 1) and (
            result.exception is None or isinstance(result.exception, SystemExit)
        )
        self.said.append(result.output)
        return result.output

    @property
    def files(self) -> dict[str, bytes]:
        """Everything that is handed on, and everything that is kept but the tables and the key."""
        kept = [file for file in self.data.glob("releases/*") if file.name != "key"]
        return {
            str(file.relative_to(self.home)): file.read_bytes()
            for file in [*kept, *self.home.glob("out*/*")]
        }

    def holding(self, words: tuple[str, ...]) -> dict[str, list[str]]:
        """Return which of *words* were found, by where."""
        everywhere = {
            **self.files,
            "printed": "\n".join(self.said).encode(),
            "logged": "\n".join(self.logged).encode(),
        }
        return {
            place: found
            for place, content in everywhere.items()
            if (found := traces(content, words))
        }


@contextmanager
def listening(logged: list[str]) -> Iterator[None]:
    """Hear every log record of every library, at the lowest level."""

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(self.format(record))

    heard, root = Heard(logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(heard)
        root.setLevel(before)


@contextmanager
def at_home(folder: Path) -> Iterator[Path]:
    """Work in a home whose path, like the name of the user, is a canary."""
    home = folder / f"{canaries.BIRD}-home"
    home.mkdir()
    with pytest.MonkeyPatch.context() as patched:
        for name in ("HOME", "USERPROFILE"):
            patched.setenv(name, str(home))
        for name in ("USER", "LOGNAME", "USERNAME", "HOSTNAME"):
            patched.setenv(name, f"{canaries.BIRD}-user")
        patched.setenv("COLUMNS", "1000")  # so that no word is broken at the end of a line
        patched.chdir(home)
        yield home


@pytest.fixture(scope="module", params=["none", "chapter"])
def groups(request):
    """Whether figures are told by chapter."""
    return request.param


@pytest.fixture(scope="module")
def left(tmp_path_factory, groups):
    """Two cohorts checked, closed, closed again, reported alone and together, in both languages,
    and looked after.
    """
    with at_home(tmp_path_factory.mktemp(groups)) as home:
        first, second = (
            canaries.cohort(name, times=6 if groups == "chapter" else 1) for name in ("A8", "B8")
        )
        tables = {name: first[name] + second[name] for name in first}
        canaries.programme(home / "programme", groups=groups)
        left = Left(home, write_tables(tables, home / "data"), tables)
        with listening(left.logged):
            left.run("check", "data", "--programme", "programme", "--language", "sv")
            for cohort, code in (("A8", "sv"), ("B8", "en"), ("B8", "sv")):
                words = [
                    "close",
                    "data",
                    "--programme",
                    "programme",
                    "--cohort",
                    cohort,
                    "--on",
                    ON,
                    "--by",
                    CLOSER,
                ]
                left.run(*words, "--out", f"out-{cohort}", "--language", code)
            releases = [f"out-{cohort}/release.json" for cohort in ("A8", "B8")]
            left.run("report", releases[0], "--out", "out-english", "--language", "en")
            for code in LANGUAGES:
                left.run("report", *releases, "--out", f"out-years-{code}", "--language", code)
            left.run("doctor", "data", *releases, "--language", "en")
            logging.getLogger("test").debug("the listener hears")
        yield left


# ---- what leaves ---------------------------------------------------------------------------------


@pytest.mark.no_cover
def test_no_canary_in_any_output(left, groups):
    """No part of any workbook, web page, notebook, release or ledger, nothing printed and no log
    record holds anything of a person's.
    """
    assert {} == left.holding((*PLANTED, canaries.TOPIC, *(CHAPTERS if groups == "none" else ())))


def test_what_is_published_is_found(left):
    """The search sees what is there: who closed the cohort stands in each of its files and in the
    ledger, and every listener heard something.
    """
    found = left.holding((CLOSER,))

    written = {
        f"out-{out}/{name}"
        for out in ("A8", "B8", "english")
        for name in ("release.json", "closing.xlsx", "closing.html", "closing.ipynb")
    }
    assert written | {"data/releases/ledger.jsonl", "data/releases/swea-A8.json"} <= set(found)
    assert {
        f"out-years-{code}/years.{ending}" for code in LANGUAGES for ending in ("xlsx", "html")
    } <= set(left.files)
    assert 8 == len(left.said) and all(left.said)
    assert "the listener hears" in left.logged


def test_only_the_name_of_a_chapter_is_published(left, groups):
    """Where chapters are told, their names stand in every file of a cohort; else nowhere."""
    found = left.holding(CHAPTERS)

    written = {
        f"out-{out}/{name}"
        for out in ("A8", "B8", "english")
        for name in ("release.json", "closing.xlsx", "closing.html", "closing.ipynb")
    }
    assert (written if groups == "chapter" else set()) == set(found) & written
    assert groups == "chapter" or {} == found
    assert "data/releases/ledger.jsonl" not in found


def test_nobody_can_test_a_guess(left):
    """No hash of an id, and no HMAC made without the key, stands in any file; the fingerprints in
    the ledger are those made with it.
    """
    ids = canaries.ids(left.tables)
    guesses = canaries.unkeyed(ids)
    person = left.tables["participants"][0]["participant_id"]
    keyed = hmac.new(
        read_or_make_key(left.data),
        json.dumps(["ledger", "person", person]).encode(),
        hashlib.sha256,
    ).hexdigest()[:16]

    assert person in ids
    assert [] == [
        file for file, content in left.files.items() if guesses & canaries.hexadecimal(content)
    ]
    assert keyed in canaries.hexadecimal(ledger_file(left.data).read_bytes())


def test_the_key_stays(left):
    """The key stands in no file, nothing printed and no log record, as bytes, digits or base64;
    only its owner can read it.
    """
    key = read_or_make_key(left.data)
    everything = {**left.files, "said": "\n".join([*left.said, *left.logged]).encode()}

    assert [] == [
        file
        for file, content in everything.items()
        if any(way in content for way in (key, key.hex().encode(), b64encode(key)[:-2]))
    ]
    assert 0o600 == key_file(left.data).stat().st_mode & 0o777


def test_how_many_answers_came_in_is_not_told(left):
    """Of the register a release tells how many rows it was made from; of answers, meetings and
    months only a fingerprint.
    """
    inputs = read_release(left.home / "out-A8" / "release.json").inputs

    assert {
        name: {"rows", "hmac"} if name in ("participants", "pairs", "goals") else {"hmac"}
        for name in TABLE_NAMES
    } == {name: set(facts) for name, facts in inputs.items()}


def test_the_key_is_its_owners_whatever_is_usual(tmp_path):
    """Where new files may usually be read by everybody, the key may not."""
    usual = os.umask(0)
    try:
        read_or_make_key(tmp_path)
    finally:
        os.umask(usual)

    assert 0o600 == key_file(tmp_path).stat().st_mode & 0o777


def test_fingerprints_depend_on_the_key(tmp_path):
    """The same tables under two keys have not one fingerprint in common, neither in the release nor
    in the ledger.
    """
    programme = load_programme(canaries.programme(tmp_path / "programme"))
    homes = [write_tables(canaries.cohort(), tmp_path / name) for name in ("first", "second")]
    releases = [
        close_cohort(programme, read_tables(home, programme), cohort="A8", on=ON).release
        for home in homes
    ]

    first, second = ({facts["hmac"] for facts in release.inputs.values()} for release in releases)
    assert len(TABLE_NAMES) == len(first) == len(second)
    assert first.isdisjoint(second)
    lines = [json.loads(ledger_file(home).read_text("utf-8")) for home in homes]
    for kind, several in {"people": 16, "pairs": 16, "forms": 11, "moments": 2}.items():
        assert several == len(lines[0][kind]) == len(lines[1][kind])
        assert set(lines[0][kind]).isdisjoint(lines[1][kind])


def test_the_name_of_a_chapter_of_which_nothing_is_told_is_not_published(tmp_path):
    """Where chapters are too small to be told, the release does not even name them."""
    programme = load_programme(canaries.programme(tmp_path / "programme", groups="chapter"))
    tables = read_tables(write_tables(canaries.cohort(), tmp_path / "data"), programme)
    release = close_cohort(programme, tables, cohort="A8", on=ON).release

    assert {""} == {finding.group for finding in release.findings}
    assert [] == traces(json.dumps(release.to_dict()).encode(), CHAPTERS)


# ---- what a person at the keyboard is told -------------------------------------------------------


def broken(tables: Mapping[str, Rows], columns: Mapping[str, Iterable[str]]) -> dict[str, Rows]:
    """Return *tables* with, for every column of each, a row in which that cell holds a sentence,
    and one with an address.
    """
    sentence, address = (
        f"{canaries.BIRD} said; {canaries.NUMBER} times, on {canaries.DAY}",
        f"{canaries.BIRD}@example.org",
    )
    return {
        table: [
            *rows,
            *(
                {**rows[0], column: said}
                for column in columns[table]
                for said in (sentence, address)
            ),
        ]
        for table, rows in tables.items()
    }


@every_language
def test_no_canary_in_any_fault(tmp_path, code):
    """With a sentence and an address in every cell of every table, and rows that cannot be read,
    places and rules are told, and no value.
    """
    with at_home(tmp_path) as home:
        programme = load_programme(canaries.programme(home / "programme"))
        columns = {name: list(schema.columns) for name, schema in schemas_of(programme).items()}
        left = Left(home, write_tables(broken(canaries.cohort(), columns), home / "data"), {})
        with (home / "data" / "goals.csv").open("a", encoding="utf-8") as goals:
            goals.write(f"{canaries.BIRD},1,2,3,4,5,6,7,8,{canaries.BIRD}\n")
        (home / "data" / "months.csv").write_text(
            f'pair_id,month,contacts\n{canaries.BIRD},"2026-03,1\n', "utf-8"
        )
        with listening(left.logged):
            said = left.run("check", "data", "--programme", "programme", "--language", code, ends=1)

    assert {} == left.holding(PLANTED)
    places = re.findall(r"^(\w+)\.csv, \w+ \d+, \w+ (\w+): ", said, re.MULTILINE)
    free = {
        ("participants", "chapter"),
        ("participants", "organisation"),
        ("pairs", "cohort"),
        ("answers", "cohort"),
    }
    assert {
        (table, column) for table, names in columns.items() for column in names if table != "months"
    } - free == set(places)
    assert {"answers", "goals", "meetings", "months", "pairs", "participants"} == set(
        re.findall(r"^(\w+)\.csv, \w+ \d+", said, re.MULTILINE)
    )


@every_language
def test_no_canary_in_any_fault_of_a_workbook(tmp_path, code):
    """Formulas, errors, wide rows, comments, properties, names and sheets of a workbook are not
    repeated either.
    """
    book = Workbook()
    book.properties.creator = book.properties.title = canaries.BIRD
    book.defined_names["kanarie_name"] = DefinedName("kanarie_name", attr_text="pairs!$A$1")
    sheets = {
        name: book.create_sheet(name) for name in ("participants", "pairs", "answers", "contacts")
    }
    del book["Sheet"]
    for name, rows in canaries.cohort().items():
        if name in sheets:
            for row in [list(rows[0]), *(list(row.values()) for row in rows)]:
                sheets[name].append(row)
    sheets["contacts"].append(["name", f"{canaries.BIRD} Svensson"])
    sheets["pairs"]["A3"], sheets["pairs"]["B3"], sheets["pairs"]["H9"] = (
        f'="{canaries.BIRD}"',
        "#REF!",
        canaries.BIRD,
    )
    sheets["pairs"]["A2"].comment = Comment(canaries.BIRD, canaries.BIRD)
    sheets["answers"]["E2"] = f"{canaries.BIRD} said this"
    with at_home(tmp_path) as home:
        left = Left(home, home / "data", {})
        canaries.programme(home / "programme")
        book.save(home / "book.xlsx")
        said = left.run(
            "check", "book.xlsx", "--programme", "programme", "--language", code, ends=1
        )

    assert {} == left.holding(PLANTED)
    assert 4 <= said.count("book.xlsx, ")


@every_language
def test_no_canary_when_closing_is_refused(tmp_path, code):
    """A cohort that is closed already, under its own name and another, under another promise,
    without its key: no id and no answer is told.
    """
    with at_home(tmp_path) as home:
        tables = canaries.cohort()
        left = Left(home, write_tables(tables, home / "data"), tables)
        programme = load_programme(canaries.programme(home / "programme"))
        canaries.programme(home / "chapters", groups="chapter")
        close_cohort(programme, read_tables(left.data, programme), cohort="A8", on=ON)

        def refused(*, cohort: str = "A8", named: str = "programme") -> None:
            words = [
                "close",
                "data",
                "--programme",
                named,
                "--cohort",
                cohort,
                "--on",
                ON,
                "--out",
                "out",
            ]
            left.run(*words, "--language", code, ends=1)

        with listening(left.logged):
            refused(cohort="Z")
            for row in tables["answers"]:
                row["promise"] = programme.settings.promise.stamp
            write_tables(tables, left.data)
            refused(named="chapters")
            tables["answers"][0]["answer"] = "not"
            write_tables(tables, left.data)
            refused()
            renamed = [{**row, "cohort": "C8"} for row in tables["pairs"]]
            write_tables({"pairs": renamed}, left.data)
            refused(cohort="C8")
            key_file(left.data).rename(home / "lost")
            refused(cohort="C8")
            (home / "lost").rename(key_file(left.data))
            ledger_file(left.data).write_text("{}\n", "utf-8")
            refused(cohort="C8")
            left.run("doctor", "data", "data/releases/swea-A8.json", "--language", code, ends=1)

    assert {} == left.holding(PLANTED)
    assert 7 == len({*left.said})


# ---- form exports --------------------------------------------------------------------------------

FORM = (
    "Tidstämpel",
    "E-postadress",
    "Namn",
    "Har målen uppnåtts?",
    "Fungerade processen?",
    "Hur går du vidare?",
    "Ska vi hålla fortsatt kontakt?",
)
OWN = ("Något mer?", "Hur många timmar?", "Sista dagen?", "Övriga kommentarer")
TROUBLE = f"{canaries.BIRD} has never been asked"


def export(file: Path, *, trouble: bool = False) -> Path:
    """Write eight rows of a form export: names, addresses, free text, and if *trouble* text where
    an option, a number or a time should be.
    """
    rows = []
    for number in range(8):
        person = f"{canaries.BIRD}{number // 2}"
        answers = ["Till stor del", "Mycket bra", f"Ny mentor, {person} said so", "Ja"]
        if trouble and number < 4:
            answers[0], answers[1] = TROUBLE, f"Mycket bra, {person}"
        time = person if trouble and number == 5 else f"2026-12-20 10:{number:02}:31"
        own = [
            f"{person} in own words",
            person if trouble else canaries.NUMBER,
            person if trouble else canaries.DAY,
            f"{person}, a comment",
        ]
        rows.append([time, f"{person}@example.org", f"{person} Svensson", *answers, *own])
    ragged = [[canaries.BIRD, canaries.BIRD]] if trouble else []
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([(*FORM, *OWN), *rows, *ragged])
    return file


@every_language
def test_no_canary_of_a_form_export(tmp_path, code):
    """Names, addresses and free text of a form are neither stored nor told, not in a dry run, not
    when it is closed, not when it is wrong.
    """
    with at_home(tmp_path) as home:
        left = Left(home, home / "data", {})
        canaries.programme(home / "programme")
        export(home / "export.csv")
        export(home / "wrong.csv", trouble=True)
        words = [
            "--programme",
            "programme",
            "--role",
            "mentee",
            "--cohort",
            "F8",
            "--language",
            code,
        ]
        with listening(left.logged):
            left.run("import", "export.csv", *words, "--into", "data")
            left.run("import", "export.csv", *words, "--into", "data", "--yes")
            left.run("import", "wrong.csv", *words, "--into", "other", "--yes")
            line = [
                "close",
                "data",
                "--programme",
                "programme",
                "--cohort",
                "F8",
                "--on",
                ON,
                "--frame",
                "mentee=9",
                "--out",
                "out",
            ]
            left.run(*line, "--language", code)
        stored = b"".join(
            (home / folder / "answers.csv").read_bytes() for folder in ("data", "other")
        )

    assert {} == left.holding(PLANTED)
    assert [canaries.NUMBER, canaries.DAY] == traces(stored)
    assert traces(stored, ("new_mentor;other",))
    assert all(line in left.said[2] for line in (": 2-5.", ": 7."))


# ---- objects, and what a notebook shows of them --------------------------------------------------


@contextmanager
def every_object() -> Iterator[dict[str, str]]:
    """Keep what each object of the toolkit says of itself when it is made, by the name of its
    type.
    """
    said: dict[str, str] = {}

    def made(frame: FrameType, event: str, _value: object) -> None:
        if event == "return" and frame.f_code.co_name == "__init__":
            it = frame.f_locals.get("self")
            if type(it).__module__.startswith("toolkit"):
                said[type(it).__qualname__] = (
                    said.get(type(it).__qualname__, "") + f"{it!r}{it!s}{it}\n"
                )

    sys.setprofile(made)
    try:
        yield said
    finally:
        sys.setprofile(None)


def test_no_object_says_the_canary(tmp_path):
    """Whatever a debugger, a log or a notebook may print: no object on the way from tables or a
    form to a release says what is in it.
    """
    with at_home(tmp_path) as home:
        data = write_tables(canaries.cohort(), home / "data")
        wrong = write_tables(
            {
                **canaries.cohort(),
                "meetings": [{"pair_id": canaries.BIRD, "met_on": canaries.BIRD}],
            },
            home / "wrong",
        )
        export(home / "export.csv", trouble=True)
        with every_object() as said:
            programme = load_programme(canaries.programme(home / "programme"))
            assert check_tables(wrong, programme).faults
            close_cohort(programme, read_tables(data, programme), cohort="A8", on=ON, by=CLOSER)
            import_form(
                home / "export.csv",
                programme,
                questionnaire="closing",
                role="mentee",
                cohort="F8",
                into=home / "forms",
                write=True,
            )

    met = {
        "Grid",
        "RawTable",
        "Source",
        "TypedTable",
        "Tables",
        "Cohort",
        "Tally",
        "Tallies",
        "CohortFingerprints",
        "LedgerEntry",
        "FormImport",
        "ChosenOptions",
        "Release",
        "Fault",
    }
    assert met <= set(said)
    assert {} == {name: found for name, text in said.items() if (found := traces(text.encode()))}


def test_a_fault_does_not_carry_the_row_that_caused_it(tmp_path):
    """The exception, what it was raised from, and its traceback as Python prints it hold places and
    rules alone.
    """
    programme = load_programme(canaries.programme(tmp_path / "programme"))
    columns = {name: list(schema.columns) for name, schema in schemas_of(programme).items()}
    data = write_tables(broken(canaries.cohort(), columns), tmp_path / "data")
    with pytest.raises(TableError) as found:
        read_tables(data, programme)

    assert 40 < len(found.value.faults)
    told = [repr(found.value), str(found.value), *traceback.format_exception(found.value)]
    assert [] == traces("\n".join(told).replace(str(tmp_path), "").encode())


def test_a_closing_that_breaks_tells_nothing(tmp_path, monkeypatch):
    """If the toolkit itself fails while it closes a cohort, neither its traceback nor the log holds
    anything of a person's, and nothing is kept.
    """
    with at_home(tmp_path) as home:
        left = Left(home, write_tables(canaries.cohort(), home / "data"), {})
        canaries.programme(home / "programme")
        monkeypatch.setattr(
            "toolkit.disclosure.rules.protect", lambda tallies, _promise: tallies.nowhere
        )
        with listening(left.logged):
            words = [
                "close",
                "data",
                "--programme",
                "programme",
                "--cohort",
                "A8",
                "--on",
                ON,
                "--out",
                "out",
            ]
            result = CliRunner().invoke(commands, words)
        left.said += [result.output, *traceback.format_exception(result.exception)]

    assert isinstance(result.exception, AttributeError)
    assert {} == left.holding(PLANTED)
    assert {"key"} == {file.name for file in (left.data / "releases").iterdir()}


CELLS = (
    "from toolkit import close_cohort, load_programme, read_tables",
    'programme = load_programme("programme")\ntables = read_tables("data", programme)',
    f'closing = close_cohort(programme, tables, cohort="A8", on="{ON}", by="{CLOSER}")\nclosing',
    "closing.release",
    "closing.tallies",
    'closing.tallies["process.works", "mentor"]',
    "tables",
    "programme",
    "closing.release.findings[8]",
    "print(closing, closing.release, closing.tallies, tables, programme, list(closing.tallies))",
    "vars(closing)",
    (
        "[get_ipython().display_formatter.format(value) for value in (closing, closing.release,"
        " closing.tallies, tables)]"
    ),
    'close_cohort(programme, tables, cohort="Z", on="2026-12-31")',
    "tables.answers.nowhere",
    "closing.tallies['nothing', 'mentor']",
)


def test_no_canary_in_a_notebook(tmp_path):
    """An analyst shows and prints everything that closing gives back, and gets faults and
    tracebacks: no output of any form holds the canary.
    """
    with at_home(tmp_path) as home:
        write_tables(canaries.cohort(), home / "data")
        canaries.programme(home / "programme")
        cells = [
            nbformat.v4.new_code_cell(cell, metadata={"tags": ["raises-exception"]})
            for cell in CELLS
        ]
        _run(shown := nbformat.v4.new_notebook(cells=cells), home)

    outputs = {
        cell.source: json.dumps(cell.outputs, ensure_ascii=False)
        for cell in shown.cells
        if cell.outputs
    }
    assert set(CELLS[2:]) == set(outputs)
    assert (
        all("Traceback" in outputs[cell] for cell in CELLS[-2:])
        and "Traceback" not in outputs[CELLS[-3]]
    )
    assert '"text/html"' in outputs[CELLS[2]] and "A8" in outputs[CELLS[2]]
    assert {} == {cell: found for cell, text in outputs.items() if (found := traces(text.encode()))}
