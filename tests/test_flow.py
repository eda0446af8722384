"""The same number is the same everywhere: the release, the workbook, the web page, the notebook,
the app.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from toolkit import close_cohort, load_programme, read_release, read_tables, write_report
from toolkit.cli.demo import write_demo
from toolkit.i18n import capitalize_first, load_language
from toolkit.reports import narrative
from toolkit.reports.narrative import phrases

pytestmark = pytest.mark.slow

APP = Path(__file__).parent.parent / "app.py"


class Cells(HTMLParser):
    """The rows of every table in a page, as texts."""

    def __init__(self, page):
        super().__init__()
        self.rows, self.cell = [], None
        self.feed(page)

    def handle_starttag(self, tag, _attrs):
        """A row or a cell begins."""
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = ""

    def handle_data(self, data):
        """Text inside a cell."""
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        """A cell ends."""
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append(" ".join(self.cell.split()))
            self.cell = None


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """The demo cohort of 8 pairs, closed once for both languages: the release and its folder."""
    made = write_demo(tmp_path_factory.mktemp("demo"))[0]
    programme = load_programme(made.programme)
    closing = close_cohort(
        programme, read_tables(made.data, programme), cohort=made.cohort, on=made.on
    )
    return closing.release, made


@pytest.fixture(scope="module", params=["sv", "en"])
def closed(request, once):
    """The closed cohort, reported in one language: the release, its folder, the words."""
    release, made = once
    made = replace(made, reports=made.reports / request.param)
    write_report(release, made.reports, language=request.param)
    return release, made, load_language(request.param)


def published(release, words):
    """Return what every output has to say of every finding: title and who, and the figure in
    words.
    """
    rows = narrative.list_finding_rows(release, words)
    assert len(rows) == len({(row.title, row.who) for row in rows}), "two findings share a title"
    return {(row.title, row.who): " ".join(row.told.split()) for row in rows}


def plain(text):
    """Return a text of the app without the backslashes that keep signs from being Markdown."""
    return re.sub(r"\\(?=[^\w\s])", "", str(text))


def told_in(rows, wanted):
    """Return what the rows of a table say of each finding, whichever columns they have beside."""
    return {tuple(row[:2]): row[2] for row in rows if tuple(row[:2]) in wanted}


def test_release_file(closed):
    """The release beside the reports is the release."""
    release, made, _words = closed

    assert release == read_release(made.reports / "release.json")


def test_web_page(closed):
    """Every figure of the release stands in the table of the web page."""
    release, made, words = closed
    wanted = published(release, words)

    assert wanted == told_in(Cells((made.reports / "closing.html").read_text("utf-8")).rows, wanted)


def test_notebook(closed):
    """Every figure of the release stands in the table of the executed notebook."""
    release, made, words = closed
    notebook = json.loads((made.reports / "closing.ipynb").read_text("utf-8"))
    pages = [
        "".join(output["data"]["text/html"])
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    wanted = published(release, words)

    assert wanted == told_in(Cells("".join(pages)).rows, wanted)


def test_workbook(closed):
    """Every figure of the release stands in the workbook as a number, and every mark as a mark."""
    release, made, _words = closed
    sheets = load_workbook(made.reports / "closing.xlsx")
    rows = [
        row
        for sheet in sheets
        for row in sheet.iter_rows(values_only=True)
        if row[0] in {finding.id for finding in release.findings}
    ]
    marks = {"hidden": "[c]", "not_available": "[x]"}
    found = {(row[0], row[2]): row[4:6] for row in rows if len(row) == 9}
    words_of = {
        capitalize_first(phrases.name_people(release, view, closed[2])): view
        for view in ("mentor", "mentee", "pair")
    }

    assert len(release.findings) == len(found)
    for (id, who), figures in found.items():
        finding = release.finding(id, words_of[who])
        if finding.exact is not None:
            assert (finding.exact, finding.frame) == figures, id
        elif finding.told:
            assert phrases.format_span(finding.favourable).removeprefix("<=") in str(figures[0]), id
        else:
            assert (marks[finding.status],) * 2 == figures, id


def test_app(closed, monkeypatch):
    """Every figure of the release stands in the table of the app, and the four sentences are the
    same.
    """
    release, made, words = closed
    monkeypatch.setenv("MENTORING_TOOLKIT_DATA", os.fspath(made.data))
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["lang"] = words.code
    app.query_params["open"] = "figures"
    app.run()
    figures = {
        row.title if row.finding.view == "pair" else f"{row.title} · {row.who}": row
        for row in narrative.list_finding_rows(release, words)
    }
    shown = {
        plain(name): plain(figure)
        for table in app.table
        for name, figure in table.value.iloc[:, 0].items()
        if plain(name) in figures
    }
    said = " ".join(markdown.value for markdown in app.markdown)

    assert not app.exception
    assert {
        name: f"{row.told} ({row.possible})" if row.possible else row.told
        for name, row in figures.items()
    } == shown
    assert all(headline.sentence in said for headline in narrative.list_headlines(release, words))
