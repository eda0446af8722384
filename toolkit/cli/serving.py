"""The hosted door: the app for the board, and the participants' pages, in one server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.options import DATA, FOLDER, WORDS, language_option
from toolkit.cli.speaking import plain_faults
from toolkit.texts import language, language_of_computer

if TYPE_CHECKING:
    from toolkit.questionnaire import LanguageCode

_ = WORDS.gettext


@click.command(help=_("Serve the app and the participants' pages from databases that take answers."))
@click.argument("urls", type=DATA, nargs=-1, required=True, metavar="URL...")
@click.option("--programme", "programmes", type=FOLDER, multiple=True, required=True, help=_("Programme folder; one for each database."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen at; 0.0.0.0 for every network."))
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help=_("Port on this computer."))
@click.option("--name", "names", multiple=True, help=_("Name that the server answers to, such as mentor.example.org; any if left out."))
@click.option("--board", is_flag=True, help=_("Show the closing evaluations to whoever opens the address: nobody has to sign in."))
@language_option
def serve(urls: tuple[str, ...], programmes: tuple[Path, ...], host: str, port: int, names: tuple[str, ...], board: bool, code: LanguageCode | None) -> None:
    """Serve until Ctrl-C."""
    with plain_faults(code):
        from toolkit.programme import load_programme
        from toolkit.serve import run

        words = language(code or language_of_computer())
        if len(urls) != len(programmes):
            raise click.UsageError(words.gettext("Name one --programme for each database, in the same order."))
        for programme in programmes:
            load_programme(programme)
        click.echo(words.gettext("Serving at {address}. A personal link is {address}/m/... End with Ctrl-C.").format(address=f"http://{host}:{port}"))
        run(urls, programmes, code=words.code, host=host, port=port, hosts=names, board=board)
