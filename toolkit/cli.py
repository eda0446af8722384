"""The command line. Heavy parts are imported inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.errors import N_, Fault, MendableError
from toolkit.texts import LANGUAGES, Language, language, language_of_computer

if TYPE_CHECKING:
    from rich.console import Console

    from toolkit.evaluation import ClosingEvaluation
    from toolkit.programme import Programme
    from toolkit.questionnaire import Role
    from toolkit.release import Release

_ = language(language_of_computer()).gettext
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)
DATA = click.Path()
"""A folder, a workbook or the address of a database, which a path would spoil."""


def _language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    text = _("Language of what is written and said; the programme's own if left out.")
    return click.option("--language", "code", type=click.Choice(LANGUAGES), help=text)(function)


def _programme_option(function: Callable[..., Any]) -> Callable[..., Any]:
    text = _("Folder of the programme; surveys/swea and surveys/handledarforening come with the toolkit.")
    return click.option("--programme", required=True, type=FILE, help=text)(function)


def _frame(_context: click.Context, _option: click.Parameter, text: str | None) -> dict[Role, int] | None:
    """Read ``mentor=23,mentee=32``."""
    if text is None:
        return None
    try:
        parts = dict(part.split("=") for part in text.replace(" ", "").split(","))
        sizes = {role: int(size) for role, size in parts.items()}
    except ValueError:
        sizes = {}
    roles: tuple[Role, ...] = ("mentor", "mentee")
    if not sizes or not set(sizes) <= set(roles) or min(sizes.values()) < 1:
        raise click.BadParameter(_("write it as mentor=23,mentee=32"))
    return {role: sizes[role] for role in roles if role in sizes}


def _said(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """A name is not blank."""
    if not text.strip():
        raise click.BadParameter(_("it is blank"))
    return text.strip()


def _readable(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Signs that the terminal could not read are left out, so that the name can be written."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _within_reach(_context: click.Context, _option: click.Parameter, folder: Path) -> Path:
    """What is to hold the reports is not inside a file: said before a cohort is closed for good."""
    if not next(place for place in (folder, *folder.absolute().parents) if place.exists()).is_dir():
        raise click.BadParameter(_("it is not a folder"))
    return folder


class Commands(click.Group):
    """Commands whose help is short enough to stand whole in the list."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command."""
        cmd.short_help = cmd.help
        super().add_command(cmd, name)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Closing evaluation for mentoring programmes: right numbers, nobody exposed."),
)
@click.version_option(package_name="mentoring-toolkit", message="%(version)s")
def commands() -> None:
    """Hold the commands together."""


@commands.command(help=_("Show everything on made-up cohorts of two programmes, and open the app on them."))
@click.option("--dir", "folder", type=FOLDER, default=Path("demo"), show_default=True, help=_("Folder for the made-up data and the reports."))
@click.option("--no-app", is_flag=True, help=_("End when the files are written."))
@_language_option
def demo(folder: Path, no_app: bool, code: str | None) -> None:
    """Close the two made-up cohorts, print what is found, write the reports, open the app."""
    with _plain_faults(code):
        from toolkit.demo import write_demo
        from toolkit.evaluation import close_cohort
        from toolkit.programme import load_programme
        from toolkit.sources import read_tables

        homes = []
        for made in write_demo(folder):
            programme = load_programme(made.programme)
            tables = read_tables(made.data, programme)
            closing = close_cohort(programme, tables, cohort=made.cohort, on=made.on)
            _tell(closing, made.reports, _speaker(code, programme))
            homes.append(made.data)
    if not no_app:
        _open_app(homes, code or language_of_computer(), None)


@commands.command(help=_("Check a folder or workbook of tables, and list every fault by file, row and column."))
@click.argument("data", type=DATA)
@_programme_option
@_language_option
def check(data: str, programme: Path, code: str | None) -> None:
    """Say what each table holds and what is wrong with it."""
    with _plain_faults(code):
        from toolkit.programme import load_programme
        from toolkit.sources import check_tables

        words = language(code or language_of_computer())
        checked = check_tables(data, load_programme(programme))
        for name, count in checked.counts.items():
            sentence = words.ngettext(
                "{name}: {n} row, {accepted} accepted, {refused} refused",
                "{name}: {n} rows, {accepted} accepted, {refused} refused",
                count.rows,
            )
            click.echo(sentence.format(name=name, n=count.rows, accepted=count.accepted, refused=count.refused))
        if checked.faults:
            raise MendableError(checked.faults)


@commands.command("import", help=_("Turn a form export into answers. Nothing is written without --yes."))
@click.argument("file", type=FILE)
@_programme_option
@click.option("--questionnaire", default="closing", show_default=True, help=_("Which questionnaire the form holds."))
@click.option("--role", required=True, type=click.Choice(("mentor", "mentee")), help=_("Who filled the form in."))
@click.option("--cohort", required=True, callback=_said, help=_("Which cohort they belong to."))
@click.option("--into", required=True, type=FOLDER, help=_("Folder of data that takes the answers."))
@click.option("--yes", is_flag=True, help=_("Write the answers; without it, only say what would be written."))
@_language_option
def import_(file: Path, programme: Path, questionnaire: str, role: Role, cohort: str, into: Path, yes: bool, code: str | None) -> None:
    """Read a form, say what was found, and write it if asked."""
    with _plain_faults(code):
        from toolkit.forms import import_form
        from toolkit.programme import load_programme

        words = language(code or language_of_computer())
        imported = import_form(file, load_programme(programme), questionnaire=questionnaire, role=role, cohort=cohort, into=into, write=yes)
        for sentence in imported.sentences(words):
            click.echo(sentence)


@commands.command(help=_("Close a cohort: evaluate it once, freeze the release, write workbook, web page and notebook."))
@click.argument("data", type=DATA)
@_programme_option
@click.option("--cohort", required=True, help=_("Name of the cohort in the tables."))
@click.option("--on", required=True, metavar="DATE", help=_("Closing day, such as 2026-12-31."))
@click.option("--out", required=True, type=FOLDER, callback=_within_reach, help=_("Folder for the release and the reports."))
@click.option("--by", default="", metavar="NAME", callback=_readable, help=_("Who closes the cohort."))
@click.option("--frame", metavar="mentor=23,mentee=32", callback=_frame, help=_("How many were asked, where there are no pairs."))
@_language_option
def close(data: str, programme: Path, cohort: str, on: str, out: Path, by: str, frame: dict[Role, int] | None, code: str | None) -> None:
    """Close one cohort and write its reports."""
    with _plain_faults(code):
        from toolkit.evaluation import close_cohort, forms_in
        from toolkit.ledger import kept
        from toolkit.programme import load_programme
        from toolkit.sources import read_tables

        loaded = load_programme(programme)
        tables, words = read_tables(data, loaded), _speaker(code, loaded)
        if _at_the_keyboard() and not (tables.home and kept(tables.home, loaded.code, cohort)):
            _make_sure(forms_in(loaded, tables, cohort=cohort, on=on, frame=frame), cohort, words)
        closing = close_cohort(loaded, tables, cohort=cohort, on=on, frame=frame, by=by)
        _tell(closing, out, words)


@commands.command(help=_("Write the workbook, the web page and the notebook again from a frozen release."))
@click.argument("release", type=FILE)
@click.option("--out", required=True, type=FOLDER, callback=_within_reach, help=_("Folder for the reports."))
@_language_option
def report(release: Path, out: Path, code: str | None) -> None:
    """Make every output from a release file."""
    with _plain_faults(code):
        from toolkit.release import read_release

        frozen = read_release(release)
        _write(frozen, out, language(code or frozen.languages[0]), _console())


@commands.command(help=_("Open the app for the board on folders of data that hold closed cohorts."))
@click.argument("data", type=FILE, nargs=-1, required=True)
@click.option("--port", type=click.IntRange(1, 65535), help=_("Port on this computer; a free one if left out."))
@_language_option
def app(data: tuple[Path, ...], port: int | None, code: str | None) -> None:
    """Run the app until Ctrl-C."""
    from toolkit.ledger import home_of

    _open_app([home_of(path) for path in data], code or language_of_computer(), port)


@contextmanager
def _plain_faults(code: str | None) -> Iterator[None]:
    """Say each mendable fault on one line, and end with exit code 1."""
    words = language(code or language_of_computer())
    try:
        yield
    except BrokenPipeError:  # whoever was reading has gone, which is no fault
        raise
    except OSError as error:
        if error.errno is None:  # not the system's word but our own mistake
            raise
        fault = Fault(N_("this cannot be read or written ({reason})."), {"reason": error.strerror}, Path(str(error.filename or "")).name)
        click.echo(fault.sentence(words.gettext), err=True)
        sys.exit(1)
    except MendableError as error:
        for fault in error.faults:
            click.echo(fault.sentence(words.gettext), err=True)
        sys.exit(1)


def _speaker(code: str | None, programme: Programme) -> Language:
    return language(code or programme.settings.default_language)


def _at_the_keyboard() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _make_sure(forms: Mapping[Role, tuple[int, int]], cohort: str, words: Language) -> None:
    """Ask before a cohort is closed for good; only how many answered is told, because nothing else is known before."""
    _ = words.gettext
    sent, asked = (sum(numbers) for numbers in zip(*forms.values(), strict=True))
    question = _("Closing {cohort} cannot be undone, and later answers will not be counted. Forms in: {sent} of {asked}. Close it?")
    click.confirm(question.format(cohort=cohort, sent=sent, asked=asked), abort=True, err=True)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _tell(closing: ClosingEvaluation, out: Path, words: Language) -> None:
    from toolkit.terminal import show_release

    console = _console()
    show_release(console, closing.release, words)
    _write(closing.release, out, words, console)


def _write(release: Release, out: Path, words: Language, console: Console) -> None:
    from toolkit.report import write_report
    from toolkit.terminal import show_files

    with console.status(words.gettext("Writing the reports")) as status:
        files = write_report(release, out, language=words.code, done=lambda name: status.update(words.gettext("Written: {name}").format(name=name)))
    show_files(console, out, files, words)


def _open_app(homes: list[Path], code: str, port: int | None) -> None:
    from toolkit.app_process import run_app

    words = language(code)
    sentence = words.gettext("The app is open at {address} until you press Ctrl-C.")
    sys.exit(run_app(homes, language=code, port=port, opened=lambda address: click.echo(sentence.format(address=address))))
