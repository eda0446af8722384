"""The public names: one list, guarded, and light to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

import toolkit
from toolkit.cli.demo import made_up_tables, write_tables

pytestmark = pytest.mark.slow

ROOT = Path(toolkit.__file__).parent.parent
PUBLIC = [
    "ClosingError",
    "Finding",
    "MendableError",
    "ProgrammeError",
    "Release",
    "ReleaseError",
    "TableError",
    "__version__",
    "close_cohort",
    "load_programme",
    "read_release",
    "read_tables",
    "write_notebook",
    "write_page",
    "write_report",
    "write_workbook",
]
HEAVY = {
    "altair",
    "babel",
    "nbclient",
    "numpy",
    "openpyxl",
    "pandas",
    "pandera",
    "pydantic",
    "scipy",
    "streamlit",
}
IN_A_NOTEBOOK = """
from toolkit import load_programme, read_tables, close_cohort, read_release, write_workbook
programme = load_programme("surveys/swea")
tables = read_tables("data/2026", programme)  # a folder, a workbook or a database URL
closing = close_cohort(programme, tables, cohort="2026", on="2026-12-31", frame=None)
closing                    # shows what the gate lets out: sentences, tables, Altair charts
closing.release            # the frozen release; .to_dict() is release.json, .save(path) writes it
closing.tallies            # before the gate: for whoever holds the raw data; never displays itself
write_workbook(closing.release, "closing.xlsx", language="sv")
"""


def test_the_public_names_are_these():
    """A public name is added or removed here on purpose, or not at all."""
    assert PUBLIC == toolkit.__all__
    assert PUBLIC == sorted(toolkit.__all__)
    assert set(PUBLIC) <= set(dir(toolkit))


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "__version__"])
def test_every_public_name_is_there_and_says_what_it_is(name):
    """Each name loads, is called what it is listed as, and has a docstring."""
    value = getattr(toolkit, name)

    assert name == value.__name__
    assert value.__doc__


def test_a_name_that_is_not_public_is_no_attribute():
    """Anything else fails as in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'close_cohorts'"):
        _ = toolkit.close_cohorts


def test_version_is_that_of_the_installed_package():
    """The version comes from the package's metadata; a bare checkout says that it does not know."""
    try:
        known = version("mentoring-toolkit")
    except PackageNotFoundError:
        known = "0+unknown"

    assert known == toolkit.__version__


@pytest.mark.parametrize("first", ["", "import IPython; "])
def test_import_is_light(first):
    """Importing the package, in a notebook too, loads none of the heavy parts."""
    code = (
        f"import sys; {first}before = set(sys.modules); import toolkit, json;"
        " print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(found.stdout)}

    assert "toolkit" in loaded
    assert set() == HEAVY & loaded


def test_the_lines_for_a_notebook_work_as_printed(tmp_path, monkeypatch, swea):
    """The lines of the documentation run as they stand, in a folder with data in it."""
    write_tables(
        made_up_tables(swea, pairs=8, seed=1, cohort="2026", year=2026), tmp_path / "data" / "2026"
    )
    monkeypatch.chdir(tmp_path)
    made: dict[str, object] = {}
    exec(IN_A_NOTEBOOK, made)  # noqa: S102  # the lines are in this file

    assert (tmp_path / "closing.xlsx").is_file()
    assert "2026" == made["closing"].release.cohort


def test_the_wheel_runs_away_from_the_checkout(tmp_path):
    """The wheel holds the app, the surveys, the templates and the translations, and does the main
    job by itself.
    """
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "demo",
        "--no-app",
        "--language",
        "sv",
        "--dir",
        "made",
    ]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "PYTHONSAFEPATH": "1"}
    found = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8"
    )

    assert 0 == found.returncode, found.stderr
    assert "Nåddes målen?" in found.stdout
    assert (tmp_path / "installed" / "toolkit" / "assets" / ".streamlit" / "config.toml").exists()
    assert 2 == len(list((tmp_path / "made").glob("*/reports/closing.ipynb")))
