"""The house itself: floors, types, style, length."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHECKS = {
    "the floors": [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
    "types": [sys.executable, "-m", "mypy"],
    "style": [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
    "layout": [sys.executable, "-m", "ruff", "format", "--check", "--no-cache", "."],
}


@pytest.mark.parametrize("check", CHECKS)
def test_house_is_in_order(check):
    """Import contract, mypy strict, ruff rules and ruff format have nothing to say."""
    found = subprocess.run(
        CHECKS[check], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )

    assert 0 == found.returncode, found.stdout + found.stderr


def test_no_module_swells():
    """A module has at most 300 lines."""
    assert [] == [
        path.name
        for path in ROOT.glob("toolkit/**/*.py")
        if len(path.read_text("utf-8").splitlines()) > 300
    ]


@pytest.mark.parametrize(
    ("tool", "owners"),
    [
        ("streamlit", {"app.py", "app", "server"}),
        ("sqlalchemy", {"data/database"}),
        ("segno", {"people/invitations"}),
        ("altair", {"reports/charts"}),
        ("openpyxl", {"reports/workbook", "reports/years", "data/files", "people/invitations"}),
        ("pandera", {"data/schema"}),
        ("nbclient", {"reports/notebook"}),
        ("jinja2", {"reports/html"}),
    ],
)
def test_one_owner_for_each_tool(tool, owners):
    """Only its owner imports a tool."""
    importing = re.compile(rf"^\s*(import|from) {tool}\b", re.MULTILINE)
    files = [*ROOT.glob("toolkit/**/*.py"), ROOT / "app.py"]
    found = {
        (
            path.relative_to(ROOT / "toolkit").parts[0]
            if path.is_relative_to(ROOT / "toolkit")
            else path.name
        )
        for path in files
        if importing.search(path.read_text("utf-8"))
    }

    assert found <= owners
    assert found
