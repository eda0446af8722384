"""The examples in docstrings: each shows what really comes out."""

import doctest
from importlib import import_module

import pytest
from cohorts import a8, write_tables

import toolkit
from toolkit import close_cohort, read_tables

MODULES = (
    "toolkit.closing",
    "toolkit.data.sources",
    "toolkit.disclosure.bands",
    "toolkit.disclosure.prover.solver",
    "toolkit.evaluation.meetings",
    "toolkit.programme.programme",
    "toolkit.programme.relevance",
    "toolkit.release.locations",
    "toolkit.release.published_count",
    "toolkit.release.release",
    "toolkit.reports.all_formats",
    "toolkit.reports.html.closing",
    "toolkit.reports.notebook.file",
    "toolkit.reports.workbook.book",
)


@pytest.fixture(scope="module")
def closed(swea, tmp_path_factory):
    """The folder that the examples stand in: the tables of the worked cohort in ``data/A8``,
    closed, and its release in ``out``.
    """
    folder = tmp_path_factory.mktemp("examples")
    tables = read_tables(write_tables(a8(), folder / "data" / "A8"), swea)
    release = close_cohort(swea, tables, cohort="A8", on="2026-12-31").release
    (folder / "out").mkdir()
    release.save(folder / "out" / "release.json")
    return folder


@pytest.mark.parametrize("module", MODULES)
def test_examples_come_out_as_they_say(module, closed, monkeypatch):
    """Every example of the module gives what stands below it, and there is one."""
    monkeypatch.chdir(closed)
    found = doctest.testmod(import_module(module))

    assert found.attempted
    assert not found.failed


def test_every_public_function_and_value_has_an_example():
    """What a notebook works with shows how it is used: all public names but errors and version."""
    public = [getattr(toolkit, name) for name in toolkit.__all__ if name != "__version__"]
    used = [each for each in public if not (isinstance(each, type) and issubclass(each, Exception))]

    assert [] == [each.__name__ for each in used if ">>>" not in (each.__doc__ or "")]
    assert {each.__module__ for each in used} <= set(MODULES)
