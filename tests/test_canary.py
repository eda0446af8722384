"""Nothing of a person leaves: a canary planted wherever a person's own words or ids could stand is never seen again."""

from __future__ import annotations

import zipfile

from click.testing import CliRunner
from cohorts import a8, write_tables

from toolkit.cli import commands

CANARY = "kanariefagel"
OF_A_PERSON = ("participant_id", "pair_id", "mentor_id", "mentee_id")


def planted():
    """Return the worked cohort with the canary in every id, in who matched and follows up, and in every promise."""
    tables = a8()
    for rows in tables.values():
        for row in rows:
            row.update({column: f"{CANARY}-{value}" for column, value in row.items() if column in OF_A_PERSON})
    for row in tables["pairs"]:
        row.update(matched_by=f"{CANARY}-m", followup_by=f"{CANARY}-f", end_reason=f"{CANARY}-r" if row["status"] == "ended_early" else "")
    for row in tables["participants"]:
        row.update(chapter=f"{CANARY}-c", organisation=f"{CANARY}-o")
    for row in tables["answers"]:
        row["promise"] = f"{CANARY}-p"
    tables["meetings"] = [{"pair_id": f"{CANARY}-1", "met_on": "2026-03-01", "logged_by": f"{CANARY}-m1"}]
    return tables


def contents(file):
    """Return everything that a file holds: each part of a workbook, the text of the others."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            return "".join(book.read(part).decode("utf-8", "replace") for part in book.namelist())
    return file.read_text("utf-8")


def test_no_canary_in_any_output(tmp_path):
    """Release, workbook (every part of it), web page, notebook, what is printed and what is kept: none of them holds the canary."""
    data = write_tables(planted(), tmp_path / "data")
    words = ["close", str(data), "--programme", "surveys/swea", "--cohort", "A8", "--on", "2026-12-31", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(commands, words)
    files = [*(tmp_path / "out").iterdir(), *data.glob("releases/*.json")]

    assert 0 == result.exit_code, result.output
    assert 5 == len(files)
    assert [] == [file.name for file in files if CANARY in contents(file).casefold()]
    assert CANARY not in result.output.casefold()


def test_no_canary_in_any_fault(tmp_path):
    """With a fault in every table, what is printed names places and rules, and no value."""
    tables = planted()
    tables["participants"].append(dict(tables["participants"][0]))
    tables["pairs"][0].update(status=f"{CANARY}-s", cohort="A8")
    tables["pairs"][1]["mentee_id"] = tables["pairs"][1]["mentor_id"]
    tables["answers"][0]["answer"] = f"{CANARY} said this"
    tables["answers"][1]["pair_id"] = f"{CANARY}-unknown"
    tables["meetings"][0]["minutes"] = f"{CANARY}-long"
    result = CliRunner().invoke(commands, ["check", str(write_tables(tables, tmp_path / "data")), "--programme", "surveys/swea"])

    assert 1 == result.exit_code
    assert 6 <= len(result.stderr.splitlines())
    assert CANARY not in result.output.casefold()
