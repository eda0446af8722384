"""Closing evaluations for mentoring programmes.

The public names, loaded when they are first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.closing import close_cohort
    from toolkit.data.sources import read_tables
    from toolkit.errors import ClosingError, MendableError, ProgrammeError, ReleaseError, TableError
    from toolkit.programme.programme import load_programme
    from toolkit.release.release import Finding, Release, read_release
    from toolkit.reports.all_formats import write_report
    from toolkit.reports.html.closing import write_page
    from toolkit.reports.notebook.file import write_notebook
    from toolkit.reports.workbook import write_workbook

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
    "Finding": "release.release",
    "MendableError": "errors",
    "ProgrammeError": "errors",
    "Release": "release.release",
    "ReleaseError": "errors",
    "TableError": "errors",
    "close_cohort": "closing",
    "load_programme": "programme.programme",
    "read_release": "release.release",
    "read_tables": "data.sources",
    "write_notebook": "reports.notebook.file",
    "write_page": "reports.html.closing",
    "write_report": "reports.all_formats",
    "write_workbook": "reports.workbook",
}


def __getattr__(name: str) -> Any:
    """Load a public name on its first use.

    Pandas and pandera take two seconds, and ``--help`` must not.
    """
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
    from toolkit.reports.notebook.display import register

    register()
