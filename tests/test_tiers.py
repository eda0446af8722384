"""The tiers of the tests: what starts quickly, and what is said where a program is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import conftest
import pytest

HEAVY = ("altair", "pandas", "playwright", "scipy", "sqlalchemy", "streamlit")


def test_what_all_test_files_share_imports_nothing_heavy():
    """A test file that needs neither a browser nor the app nor a database waits for none."""
    ask = f"import sys, conftest; print([name for name in {HEAVY} if name in sys.modules])"

    said = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=Path(conftest.__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "[]" == said.stdout.strip()


def test_what_needs_a_program_that_is_missing_is_skipped_and_fails_in_ci(monkeypatch):
    """Either way the reason is said, with the command that mends it."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="a browser: sudo apt-get install chromium"):
        conftest.stop_without("a browser", "chromium")

    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a browser: sudo apt-get install chromium"):
        conftest.stop_without("a browser", "chromium")


def test_the_files_that_begin_first_are_there():
    """Each stands once in the order, and a file that was renamed is missed."""
    there = {file.stem for file in Path(conftest.__file__).parent.glob("test_*.py")}

    assert len(conftest.LONGEST_FIRST) == len({*conftest.LONGEST_FIRST})
    assert set() == {f"test_{name}" for name in conftest.LONGEST_FIRST} - there


def test_the_fixtures_mark_the_tier(request):
    """Whatever asks for the browser or for a PostgreSQL server is marked by that alone."""
    for item in request.session.items:
        marked = {mark.name for mark in item.iter_markers()}
        asked = set(getattr(item, "fixturenames", ()))
        assert ("browser" in asked) <= ("browser" in marked), item
        kind = getattr(getattr(item, "callspec", None), "params", {})
        assert ("postgresql" in {*asked, *map(str, kind.values())}) <= ("database" in marked), item
