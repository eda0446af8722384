"""All that a closed cohort gives away, made from its release alone: the release file, the workbook, the web page, the notebook."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from errno import EISDIR
from os import strerror
from pathlib import Path

from toolkit.notebook import write_notebook
from toolkit.release import Release
from toolkit.webpage import write_page
from toolkit.workbook import write_workbook

FILES = ("release.json", "closing.xlsx", "closing.html", "closing.ipynb")


def write_report(release: Release, out: str | Path, *, language: str, done: Callable[[str], object] = str) -> list[Path]:
    """Write the four files of a closing evaluation into the folder *out*; either all of them or none.

    Args:
        release: What is published.
        out: Folder, made if it is missing. Files of the same names are replaced.
        language: ``sv`` or ``en``.
        done: Called with each file's name when it is made, for progress.

    Returns:
        The paths of the files.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as making:
        draft = Path(making)
        steps: dict[str, Callable[[Path], object]] = {
            "release.json": release.save,
            "closing.xlsx": lambda path: write_workbook(release, path, language=language),
            "closing.html": lambda path: write_page(release, path, language=language),
            "closing.ipynb": lambda path: write_notebook(draft / "release.json", path, language=language),
        }
        for name, write in steps.items():
            write(draft / name)
            done(name)
        return _put(draft, folder)


def _put(draft: Path, folder: Path) -> list[Path]:
    """Move the new files to their places; if one place is barred, every old file is put back."""
    before = draft / "before"
    before.mkdir()
    moved: list[str] = []
    try:
        for name in FILES:
            if (folder / name).is_dir():
                raise IsADirectoryError(EISDIR, strerror(EISDIR), str(folder / name))
            if (folder / name).exists():
                (folder / name).replace(before / name)
            moved.append(name)
            (draft / name).replace(folder / name)
    except OSError:
        for name in moved:
            (folder / name).unlink(missing_ok=True)
            if (before / name).exists():
                (before / name).replace(folder / name)
        raise
    return [folder / name for name in FILES]
