"""The hosted door: the app for the board, and the participants' pages, in one server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.options import DATA_TYPE, FOLDER_TYPE, WORDS, language_option
from toolkit.cli.output import plain_faults
from toolkit.errors import N_
from toolkit.i18n import Language

if TYPE_CHECKING:
    from toolkit.i18n import LanguageCode

_ = WORDS.gettext
NO_HOST_NAME = N_(
    "A server that other computers reach answers to its own name only: the name in a request, its"
    " Host header, is written by whoever sends it. Add --name with the name of your address, such"
    " as --name mentor.example.org."
)


@click.command(
    help=_(
        "Serve the app and the participants' pages from databases that take answers. Whoever is no"
        " participant signs in."
    )
)
@click.argument("urls", type=DATA_TYPE, nargs=-1, required=True, metavar="URL...")
@click.option(
    "--programme",
    "programmes",
    type=FOLDER_TYPE,
    multiple=True,
    required=True,
    help=_("Programme folder; one for each database."),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help=_("Address to listen at; 0.0.0.0 for every network."),
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8501,
    show_default=True,
    help=_("Port on this computer."),
)
@click.option(
    "--name",
    "names",
    multiple=True,
    help=_(
        "Name that the server answers to, such as mentor.example.org; needed where other computers"
        " reach it."
    ),
)
@language_option
def serve(
    urls: tuple[str, ...],
    programmes: tuple[Path, ...],
    host: str,
    port: int,
    names: tuple[str, ...],
    code: LanguageCode | None,
) -> None:
    """Serve until Ctrl-C.

    Args:
        urls: The databases.
        programmes: Folder of the programme of each, in the same order.
        host: Address to listen at.
        port: On this computer.
        names: Names by which the server is reached; needed where it can be reached from elsewhere.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.people.invitations.smtp import is_this_computer
        from toolkit.server.server import run

        if not names and not is_this_computer(host):
            raise click.UsageError(words.gettext(NO_HOST_NAME))
        see_programmes(urls, programmes, words)
        click.echo(
            words.gettext(
                "Serving at {address}. A personal link is {address}/m/... End with Ctrl-C."
            ).format(address=f"http://{host}:{port}")
        )
        reached = f"https://{names[0]}" if names else f"http://{host}:{port}"
        run(
            urls,
            programmes,
            code=words.code,
            host=host,
            port=port,
            hosts=names,
            first=lambda place: click.echo(first_account_message(reached + place, words)),
        )


def see_programmes(urls: Sequence[str], programmes: Sequence[Path], words: Language) -> None:
    """See that there is a sound programme for each database.

    Args:
        urls: The databases.
        programmes: Folder of the programme of each, in the same order.
        words: The language.

    Raises:
        click.UsageError: If they are not as many.
    """
    from toolkit.programme.programme import load_programme

    if len(urls) != len(programmes):
        raise click.UsageError(
            words.gettext("Name one --programme for each database, in the same order.")
        )
    for programme in programmes:
        load_programme(programme)


def first_account_message(address: str, words: Language) -> str:
    """Return what is said on the terminal where nobody has an account yet."""
    return words.gettext(
        "Nobody has an account yet. Whoever opens this address first makes one, with every role:"
        " {address}"
    ).format(address=address)
