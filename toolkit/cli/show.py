"""What is shown to people.

The demo, reports of what was closed, the app for the board, the promise for those who are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.options import (
    DATA_TYPE,
    FILE,
    FOLDER_TYPE,
    WORDS,
    language_option,
    out_option,
    programme_option,
)
from toolkit.cli.output import close_and_tell, plain_faults, speaker, write
from toolkit.errors import Fault, ReleaseError
from toolkit.i18n import load_language

if TYPE_CHECKING:
    from toolkit.i18n import LanguageCode
    from toolkit.release.release import Release

_ = WORDS.gettext


@click.command(
    help=_("Show everything on made-up cohorts of two programmes, and open the app on them.")
)
@click.option(
    "--dir",
    "folder",
    type=FOLDER_TYPE,
    default=Path("demo"),
    show_default=True,
    help=_("Folder for the made-up data and the reports."),
)
@click.option("--no-app", is_flag=True, help=_("End when the files are written."))
@language_option
def demo(folder: Path, no_app: bool, code: str | None) -> None:
    """Close the two made-up cohorts, print what is found, write the reports, open the app.

    Args:
        folder: Where the made-up data and the reports are written.
        no_app: Whether to end when the files are written.
        code: The language; each programme's own if left out, that of the computer in the app.
    """
    with plain_faults(code) as words:
        from toolkit.cli.demo import write_demo
        from toolkit.cli.launch import open_folders
        from toolkit.data.sources import read_tables
        from toolkit.programme.programme import load_programme

        homes = []
        for made in write_demo(folder):
            programme = load_programme(made.programme)
            close_and_tell(
                programme,
                read_tables(made.data, programme),
                made.reports,
                speaker(code, programme),
                cohort=made.cohort,
                on=made.on,
            )
            homes.append(made.data)
        if not no_app:
            open_folders(homes, words, None)


@click.command(
    help=_(
        "Write the reports again from a frozen release; from several releases of one programme, the"
        " report over the years."
    )
)
@click.argument("releases", type=FILE, nargs=-1, required=True, metavar="RELEASE...")
@out_option(_("Folder for the reports."))
@language_option
def report(releases: tuple[Path, ...], out: Path, code: str | None) -> None:
    """Make every output from one release file, or the year report from several.

    Args:
        releases: Files of releases.
        out: Folder for the reports.
        code: The language; the first of the first release if left out.
    """
    with plain_faults(code):
        frozen = _read(releases)
        write(frozen, out, load_language(code or frozen[0].languages[0]))


@click.command(
    help=_(
        "Open the app on this computer: on folders that hold closed cohorts, or with --programme on"
        " databases to work in."
    )
)
@click.argument("data", type=DATA_TYPE, nargs=-1, required=True)
@click.option(
    "--programme",
    "programmes",
    type=FOLDER_TYPE,
    multiple=True,
    help=_("Programme folder; one for each database, which is made if it is not there."),
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=_("Port on this computer; a free one if left out."),
)
@language_option
def app(
    data: tuple[str, ...], programmes: tuple[Path, ...], port: int | None, code: str | None
) -> None:
    """Run the app until Ctrl-C.

    Args:
        data: Folders of releases or workbooks; databases where programmes are named.
        programmes: Folder of the programme of each database, in the same order.
        port: On this computer; a free one if left out.
        code: The language; that of the computer if left out.
    """
    from toolkit.cli.launch import open_databases, open_folders
    from toolkit.release.locations import find_release_home

    with plain_faults(code) as words:
        if programmes:
            open_databases(data, programmes, words, port)
        else:
            open_folders([find_release_home(place) for place in data], words, port)


@click.command(
    help=_(
        "Print what the programme promises those who answer, to paste above the first question of a"
        " form."
    )
)
@programme_option
@language_option
def promise(programme: Path, code: LanguageCode | None) -> None:
    """Print what is promised as one paragraph, and what is not as the next."""
    with plain_faults(code):
        from toolkit.programme.programme import load_programme
        from toolkit.programme.promise import describe_promise

        settings = load_programme(programme).settings
        sentences = describe_promise(settings.promise, code or settings.default_language)
        click.echo(" ".join(sentences.promised) + "\n")
        click.echo(" ".join(sentences.limits))


def _read(paths: Iterable[Path]) -> list[Release]:
    """Read release files, and say at once what is wrong with any of them."""
    from toolkit.release.release import read_release

    releases: list[Release] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            releases.append(read_release(path))
        except ReleaseError as error:  # most are called release.json, so the folder tells which
            faults += [replace(fault, file=str(path)) for fault in error.faults]
    if faults:
        raise ReleaseError(faults)
    return releases
