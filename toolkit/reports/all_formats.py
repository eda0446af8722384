"""All that closed cohorts give away, made from their releases alone.

Files for one cohort, and the year report of several.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from errno import EISDIR
from os import strerror
from pathlib import Path

from toolkit.files import sync_folder
from toolkit.release.release import Release
from toolkit.reports.html.closing import write_page
from toolkit.reports.notebook.file import write_notebook
from toolkit.reports.workbook import write_workbook
from toolkit.reports.years.comparison import compare_releases
from toolkit.reports.years.page import write_year_page
from toolkit.reports.years.workbook import write_years_workbook

FileWriter = Callable[[Path], object]
"""Makes a file at a path, where the files made before it are its neighbours."""


def write_report(
    release: Release, out: str | Path, *, language: str, done: Callable[[str], object] = str
) -> list[Path]:
    """Write the four files of a closing evaluation into the folder *out*.

    Either all of them or none.

    Args:
        release: What is published.
        out: Folder, made if it is missing. Files of the same names are replaced.
        language: ``sv`` or ``en``.
        done: Called with each file's name when it is made, for progress.

    Returns:
        The paths of the files.

    Example:
        >>> from toolkit import read_release, write_report
        >>> written = write_report(read_release("out/release.json"), "out/reports", language="en")
        >>> [path.name for path in written]
        ['release.json', 'closing.xlsx', 'closing.html', 'closing.ipynb']
    """
    steps: dict[str, FileWriter] = {
        "release.json": release.save,
        "closing.xlsx": lambda path: write_workbook(release, path, language=language),
        "closing.html": lambda path: write_page(release, path, language=language),
        "closing.ipynb": lambda path: write_notebook(
            path.with_name("release.json"), path, language=language
        ),
    }
    return _write(steps, Path(out), done)


def write_years(
    releases: Sequence[Release],
    out: str | Path,
    *,
    language: str,
    done: Callable[[str], object] = str,
) -> list[Path]:
    """Write the year report of several cohorts of one programme into the folder *out*.

    Either both of its files or none.

    There is no notebook of several years: each cohort has its own.

    Args:
        releases: Two or more, each cohort once, in any order.
        out: Folder, made if it is missing. Files of the same names are replaced.
        language: ``sv`` or ``en``.
        done: Called with each file's name when it is made, for progress.

    Returns:
        The paths of the files, ``years.xlsx`` and ``years.html``.

    Raises:
        ReleaseError: If the releases do not make a year report; then nothing is written.
    """
    years = compare_releases(releases, language)
    steps: dict[str, FileWriter] = {
        "years.xlsx": lambda path: write_years_workbook(years, path, language=language),
        "years.html": lambda path: write_year_page(years, path, language),
    }
    return _write(steps, Path(out), done)


def _write(
    steps: Mapping[str, FileWriter], folder: Path, done: Callable[[str], object]
) -> list[Path]:
    """Make every file beside its place, and put them there together."""
    folder.mkdir(parents=True, exist_ok=True)
    # In the folder itself, so that the last step is a rename within one file system.
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as making:
        draft = Path(making)
        for name, write in steps.items():
            write(draft / name)
            done(name)
        return _put(draft, folder, tuple(steps))


def _put(draft: Path, folder: Path, names: Sequence[str]) -> list[Path]:
    """Move the new files to their places; if one place is barred, every old file is put back."""
    before = draft / "before"
    before.mkdir()
    moved: list[str] = []
    try:
        for name in names:
            # Else a folder of that name would be moved aside as if it were an old file.
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
    sync_folder(folder)
    return [folder / name for name in names]
