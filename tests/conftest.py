"""What several test files share."""

from __future__ import annotations

import pytest
from cohorts import a8, write_tables

from toolkit.programme import Programme, load_programme


@pytest.fixture(scope="session")
def swea() -> Programme:
    """The shipped programme of SWEA."""
    return load_programme("surveys/swea")


@pytest.fixture(scope="session")
def shf() -> Programme:
    """The shipped programme of Svensk Handledarförening."""
    return load_programme("surveys/handledarforening")


@pytest.fixture
def a8_folder(tmp_path):
    """The worked cohort as a folder of CSV files."""
    return write_tables(a8(), tmp_path / "a8")
