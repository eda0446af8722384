"""The README says what is true."""

import os
import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from toolkit.cli import commands
from toolkit.cli.demo import write_demo

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_python_snippet(tmp_path):
    """The snippet works as printed, on the data of the demo."""
    write_demo(tmp_path / "demo")
    [snippet] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert 0 == found.returncode, found.stderr
    assert (tmp_path / "closing.xlsx").exists()


def test_transcript(tmp_path, monkeypatch, unrun):
    """The printed answers are those of the demo."""
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(
        commands, ["demo", "--no-app", "--language", "en", "--dir", str(tmp_path / "demo")]
    )
    printed = [" ".join(line.split()) for line in result.stdout.splitlines()]
    [transcript] = re.findall(r"```text\n(.*?)```", README, re.DOTALL)

    assert 0 == result.exit_code, result.output
    assert [] == [line for line in transcript.splitlines() if " ".join(line.split()) not in printed]


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"^mentoring-toolkit +(\w+)", README, re.MULTILINE)))
)
def test_commands_exist(command):
    """Every command that is printed is there, with the options that are printed."""
    lines = [
        line.split()
        for line in README.splitlines()
        if line.startswith("mentoring-toolkit") and line.split()[1] == command
    ]
    known = CliRunner().invoke(commands, [command, "--help"]).output

    assert [] == [
        word for line in lines for word in line if word.startswith("--") and word not in known
    ]


def test_ci_runs_the_test_command_of_the_readme():
    """The command that tests is the last line of its block, and CI takes it from here."""
    assert 1 == len(
        [line for line in README.splitlines() if re.search(r"-m pytest .*--dist loadfile$", line)]
    )
    assert "README.md" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_make_runs_the_test_command_of_the_readme():
    """What ``make test`` runs is what the command of the README ends in."""
    [command] = re.findall(r"-m (pytest .*--dist loadfile)$", README, re.MULTILINE)
    recipes = (ROOT / "Makefile").read_text("utf-8")

    assert f"\t$(PYTHON) -m {command}\n" in recipes


def test_the_lock_holds_every_requirement_and_not_the_project():
    """``constraints.txt`` names one version of whatever is required, within its bounds."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    locked = {canonicalize_name(name): version for name, version in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    required = [
        Requirement(line)
        for line in [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    ]

    assert project["name"] not in locked
    assert [] == [
        str(one)
        for one in required
        if not one.specifier.contains(locked.get(canonicalize_name(one.name), ""))
    ]


def test_rooms_exist():
    """Every room of the house that is named is there."""
    rooms = [
        room
        for row in re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
        for room in re.findall(r"`([^`]+)`", row)
    ]

    assert 15 < len(rooms)
    assert [] == [
        room
        for room in rooms
        if not (ROOT / room).exists() and not (ROOT / "toolkit" / room).exists()
    ]


def test_no_room_is_left_out():
    """Every package is named in the table of the house, and those within it in its row."""
    rows = re.findall(r"^\| (`.*?) \| (.*) \|$", README, re.MULTILINE)
    named = {
        room.removeprefix("toolkit/").strip("/"): text
        for rooms, text in rows
        for room in re.findall(r"`([^`]+)`", rooms)
    }
    modules = {
        path.name for path in (ROOT / "toolkit").glob("*.py") if not path.name.startswith("__")
    }
    packages = {path.parent.name for path in (ROOT / "toolkit").glob("*/__init__.py")}
    inner = [path.parent.parts[-2:] for path in (ROOT / "toolkit").glob("*/*/__init__.py")]

    assert set() == (modules | packages) - set(named)
    assert [] == [(outer, name) for outer, name in inner if f"`{name}`" not in named[outer]]


def anchors(page: Path) -> set[str]:
    """Return the names under which the headings of a page are reached."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(
    "name",
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/safety.md", "docs/sources.md"],
)
def test_links_lead_somewhere(name):
    """Every page and heading of the project that is linked to is there."""
    page = ROOT / name
    links = re.findall(r"\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)", page.read_text("utf-8"))
    targets = [(page.parent / place if place else page, anchor) for place, anchor in links]

    assert [] == [
        target
        for target in targets
        if not target[0].exists() or (target[1] and target[1] not in anchors(target[0]))
    ]
