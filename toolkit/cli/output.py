"""What the command line says back: faults on one line each, a closed cohort, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import click

from toolkit.errors import N_, Fault, MendableError
from toolkit.i18n import Language, capitalize_first, language_of_computer, load_language

if TYPE_CHECKING:
    from rich.console import Console

    from toolkit.data.schema import Tables
    from toolkit.disclosure.prover import Progress
    from toolkit.programme.programme import Programme
    from toolkit.release.release import Release

QUICK_SECONDS = 1.0
"""What takes no longer needs no progress bar."""


@contextmanager
def plain_faults(code: str | None) -> Iterator[Language]:
    """Say each mendable fault on one line, and end with exit code 1.

    Yield the language that was asked for, else that of the computer.
    """
    words = load_language(code or language_of_computer())
    try:
        yield words
    except BrokenPipeError:  # whoever was reading has gone, which is no fault
        raise
    except OSError as error:
        if error.errno is None:  # not the system's word but our own mistake
            raise
        fault = Fault(
            N_("this cannot be read or written ({reason})."),
            {"reason": error.strerror},
            Path(str(error.filename or "")).name,
        )
        click.echo(fault.sentence(words.gettext), err=True)
        sys.exit(1)
    except MendableError as error:
        for fault in error.faults:
            click.echo(fault.sentence(words.gettext), err=True)
        sys.exit(1)


def speaker(code: str | None, programme: Programme) -> Language:
    """Return the language that was asked for, else the programme's own."""
    return load_language(code or programme.settings.default_language)


def close_and_tell(
    programme: Programme, tables: Tables, out: Path, words: Language, **how: Any
) -> None:
    """Close a cohort, write its reports, and print what is found.

    Nothing is printed before every file is there: whoever reads may go away in the middle.

    Args:
        programme: Whose cohort it is.
        tables: Its tables.
        out: Folder for the release and the reports.
        words: The language of what is written and said.
        **how: What ``close_cohort`` takes beside.
    """
    from toolkit.closing import close_cohort
    from toolkit.reports.notebook.terminal import show_files, show_release

    console = _console()
    with _show_proof_progress(console, words) as progress:
        closed = close_cohort(programme, tables, **how, progress=progress)
    release = closed.release
    files = _write_reports([release], out, words, console)
    show_release(console, release, words)
    for notice in closed.notices:
        console.print(capitalize_first(notice.sentence(words.gettext)), markup=False)
    show_files(console, out, files, words)


def write(releases: list[Release], out: Path, words: Language) -> None:
    """Write the reports of one release, or the year report of several, and say where they are.

    Args:
        releases: The releases; at least one.
        out: Folder for the reports.
        words: The language of what is written and said.
    """
    from toolkit.reports.notebook.terminal import show_files

    console = _console()
    show_files(console, out, _write_reports(releases, out, words, console), words)


def _write_reports(
    releases: list[Release], out: Path, words: Language, console: Console
) -> list[Path]:
    from toolkit.reports import all_formats

    with console.status(words.gettext("Writing the reports")) as status:

        def done(name: str) -> None:
            status.update(words.gettext("Written: {name}").format(name=name))

        if len(releases) == 1:
            return all_formats.write_report(releases[0], out, language=words.code, done=done)
        return all_formats.write_years(releases, out, language=words.code, done=done)


@contextmanager
def _show_proof_progress(console: Console, words: Language) -> Iterator[Progress]:
    """Draw how many questions are proved, at a terminal and where it takes a while.

    Yield what is to be told of it.
    """
    if not console.is_terminal:  # a file or a pipe gets no line that tells of no figure
        yield lambda _question, _proved, _questions: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task(words.gettext("Proving that nobody is exposed"), total=None)
    begins = Timer(QUICK_SECONDS, bar.start)
    # A process that ends before does not wait for it.
    begins.daemon = True
    begins.start()
    try:
        yield lambda _question, proved, questions: bar.update(
            task, completed=proved, total=questions
        )
    finally:
        begins.cancel()
        # Cancelled too late it may be starting the bar: only after that is there one to stop.
        begins.join()
        bar.stop()


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)
