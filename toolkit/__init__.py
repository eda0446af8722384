"""Closing evaluations for mentoring programmes: the public names, loaded when they are first used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.errors import ClosingError, MendableError, ProgrammeError, ReleaseError, TableError
    from toolkit.evaluation import close_cohort
    from toolkit.notebook import write_notebook
    from toolkit.programme import load_programme
    from toolkit.release import Finding, Release, read_release
    from toolkit.report import write_report
    from toolkit.sources import read_tables
    from toolkit.webpage import write_page
    from toolkit.workbook import write_workbook

    __version__: str

__all__ = [
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

_HOMES = {
    "ClosingError": "errors",
    "Finding": "release",
    "MendableError": "errors",
    "ProgrammeError": "errors",
    "Release": "release",
    "ReleaseError": "errors",
    "TableError": "errors",
    "close_cohort": "evaluation",
    "load_programme": "programme",
    "read_release": "release",
    "read_tables": "sources",
    "write_notebook": "notebook",
    "write_page": "webpage",
    "write_report": "report",
    "write_workbook": "workbook",
}


def __getattr__(name: str) -> Any:
    """Load a public name on its first use: pandas and pandera take two seconds, and ``--help`` must not."""
    if name == "__version__":
        value: object = _version()
    elif name in _HOMES:
        value = getattr(import_module(f"toolkit.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mentoring-toolkit")
    except PackageNotFoundError:
        return "0+unknown"


if "IPython" in sys.modules:  # in a notebook, releases and evaluations show themselves
    from toolkit.display import register

    register()
