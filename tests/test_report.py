"""The four files of a closing evaluation, and the two of a year report."""

from dataclasses import replace
from datetime import date

import pytest
from releases import A8, B40

from toolkit.errors import MendableError, ReleaseError
from toolkit.reports.all_formats import write_report, write_years

FILES = ["release.json", "closing.xlsx", "closing.html", "closing.ipynb"]


@pytest.mark.slow
def test_all_four_files(tmp_path, unrun):
    """The four files are written, and each is told when it is made."""
    told = []
    files = write_report(A8, tmp_path / "out", language="sv", done=told.append)

    assert FILES == told == [file.name for file in files]
    assert sorted(files) == sorted((tmp_path / "out").iterdir())


@pytest.mark.slow
def test_none_if_a_place_is_barred(tmp_path, unrun):
    """When one file cannot be put in its place the others are as they were before."""
    (tmp_path / "release.json").write_text("last year's", "utf-8")
    (tmp_path / "closing.html").mkdir()
    (tmp_path / "closing.html" / "inside").touch()
    (tmp_path / "closing.xlsx").write_text("last year's", "utf-8")

    with pytest.raises(OSError, match="closing"):
        write_report(A8, tmp_path, language="sv")
    assert ["closing.html", "closing.xlsx", "release.json"] == sorted(
        file.name for file in tmp_path.iterdir()
    )
    assert (
        "last year's"
        == (tmp_path / "release.json").read_text("utf-8")
        == (tmp_path / "closing.xlsx").read_text("utf-8")
    )


@pytest.mark.slow
def test_none_if_one_fails(tmp_path, monkeypatch):
    """When one cannot be made the old ones stay, and nothing half-made lies about."""
    (tmp_path / "closing.html").write_text("last year's", "utf-8")

    def fails(*_words, **_options):
        raise MendableError(())

    monkeypatch.setattr("toolkit.reports.all_formats.write_notebook", fails)
    with pytest.raises(MendableError):
        write_report(A8, tmp_path, language="sv")
    assert ["closing.html"] == [file.name for file in tmp_path.iterdir()]
    assert "last year's" == (tmp_path / "closing.html").read_text("utf-8")


@pytest.mark.slow
def test_the_year_report_is_two_files(tmp_path):
    """A workbook and a page are written, each is told when it is made, and no notebook."""
    seen = []
    files = write_years([A8, B40], tmp_path / "out", language="sv", done=seen.append)

    assert ["years.xlsx", "years.html"] == seen == [file.name for file in files]
    assert sorted(files) == sorted((tmp_path / "out").iterdir())


@pytest.mark.slow
def test_no_year_report_if_a_place_is_barred(tmp_path):
    """When the page cannot be put in its place the old workbook stays."""
    (tmp_path / "years.xlsx").write_text("last year's", "utf-8")
    (tmp_path / "years.html").mkdir()

    with pytest.raises(OSError, match="years"):
        write_years([A8, B40], tmp_path, language="sv")
    assert ["years.html", "years.xlsx"] == sorted(file.name for file in tmp_path.iterdir())
    assert "last year's" == (tmp_path / "years.xlsx").read_text("utf-8")


def test_no_folder_for_releases_that_do_not_go_together(tmp_path):
    """What makes no year report is refused before anything is written."""
    with pytest.raises(ReleaseError):
        write_years(
            [A8, replace(A8, closed_on=date(2025, 12, 31))], tmp_path / "out", language="sv"
        )
    assert [] == list(tmp_path.iterdir())
