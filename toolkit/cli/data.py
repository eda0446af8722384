"""What is done to the data of a programme: checked, taken in, closed, looked after."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli import options
from toolkit.cli.options import (
    DATA_TYPE,
    FILE,
    FOLDER_TYPE,
    WORDS,
    language_option,
    out_option,
    programme_option,
)
from toolkit.cli.output import close_and_tell, plain_faults, speaker
from toolkit.errors import MendableError
from toolkit.i18n import Language

if TYPE_CHECKING:
    from toolkit.data.form_import.stored_answers import Again
    from toolkit.programme.questionnaire import Role

_ = WORDS.gettext


@click.command(
    help=_("Check a folder or workbook of tables, and list every fault by file, row and column.")
)
@click.argument("data", type=DATA_TYPE)
@programme_option
@language_option
def check(data: str, programme: Path, code: str | None) -> None:
    """Say what each table holds and what is wrong with it.

    Args:
        data: Folder, workbook or database.
        programme: Its folder.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.sources import check_tables
        from toolkit.programme.programme import load_programme

        checked = check_tables(data, load_programme(programme))
        if not checked.faults and not any(count.rows for count in checked.counts.values()):
            click.echo(words.gettext("Nothing is there yet: no participant, no pair, no answer."))
            return
        for name, count in checked.counts.items():
            click.echo(
                words.ngettext(
                    "{name}: {n} row, {accepted} accepted, {refused} refused",
                    "{name}: {n} rows, {accepted} accepted, {refused} refused",
                    count.rows,
                ).format(name=name, n=count.rows, accepted=count.accepted, refused=count.refused)
            )
        if checked.faults:
            raise MendableError(checked.faults)


@click.command(
    "import", help=_("Turn a form export into answers. Nothing is written without --yes.")
)
@click.argument("file", type=FILE)
@programme_option
@click.option(
    "--questionnaire",
    default="closing",
    show_default=True,
    help=_("Which questionnaire the form holds."),
)
@click.option(
    "--role",
    required=True,
    type=click.Choice(("mentor", "mentee")),
    help=_("Who filled the form in."),
)
@click.option(
    "--cohort", required=True, callback=options.require_name, help=_("Which cohort they belong to.")
)
@click.option(
    "--into", required=True, type=FOLDER_TYPE, help=_("Folder of data that takes the answers.")
)
@click.option(
    "--again",
    type=click.Choice(("keep", "replace")),
    help=_(
        "What stands where forms came before and are changed, gone, or stored for others: what is"
        " stored, or this export."
    ),
)
@click.option("--drop-alike", is_flag=True, help=_("Count rows that are alike to the second once."))
@click.option(
    "--yes", is_flag=True, help=_("Write the answers; without it, only say what would be written.")
)
@language_option
def import_(
    file: Path,
    programme: Path,
    questionnaire: str,
    role: Role,
    cohort: str,
    into: Path,
    again: Again | None,
    drop_alike: bool,
    yes: bool,
    code: str | None,
) -> None:
    """Read a form, say what was found, and write it if asked.

    Args:
        file: The export.
        programme: Its folder.
        questionnaire: Name of the questionnaire that the form holds.
        role: Who filled it in.
        cohort: Which cohort the answers belong to.
        into: Folder of data that takes the answers.
        again: What stands where forms came before.
        drop_alike: Whether rows that are alike to the second count once.
        yes: Whether they are written.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.form_import.form_import import import_form
        from toolkit.programme.programme import load_programme

        imported = import_form(
            file,
            load_programme(programme),
            questionnaire=questionnaire,
            role=role,
            cohort=cohort,
            into=into,
            write=yes,
            again=again,
            drop_alike=drop_alike,
        )
        for sentence in imported.sentences(words):
            click.echo(sentence)
        if imported.refused_to_write:
            # Whoever closes in the next line of a script would close without these answers.
            raise SystemExit(1)


@click.command(
    help=_(
        "Close a cohort: evaluate it once, freeze the release, write workbook, web page and"
        " notebook."
    )
)
@click.argument("data", type=DATA_TYPE)
@programme_option
@click.option("--cohort", required=True, help=_("Name of the cohort in the tables."))
@click.option(
    "--on", metavar="DATE", help=_("Closing day, such as 2026-12-31; today if it is left out.")
)
@out_option(_("Folder for the release and the reports."))
@click.option(
    "--by",
    default="",
    metavar="NAME",
    callback=options.drop_unreadable,
    help=_("Who closes the cohort."),
)
@click.option(
    "--others",
    multiple=True,
    metavar="COHORT",
    help=_("A closed cohort of which --by confirms that the same answers are other people's."),
)
@click.option(
    "--frame",
    metavar="mentor=23,mentee=32",
    callback=options.frame,
    help=_("How many were asked, where there are no pairs."),
)
@click.option(
    "--leave-out",
    type=int,
    default=0,
    metavar="N",
    help=_("Leave out N forms, meetings and endings that lie in after the closing day."),
)
@click.option(
    "--without-forms",
    type=int,
    default=0,
    metavar="N",
    help=_("Though none of the N people who were asked has sent a form in: the register alone."),
)
@language_option
def close(
    data: str,
    programme: Path,
    cohort: str,
    on: str | None,
    out: Path,
    by: str,
    others: tuple[str, ...],
    frame: dict[Role, int] | None,
    leave_out: int,
    without_forms: int,
    code: str | None,
) -> None:
    """Close one cohort and write its reports.

    Args:
        data: Folder, workbook or database.
        programme: Its folder.
        cohort: Its name.
        on: Closing day, ``2026-12-31``; today if left out.
        out: Folder for the release and the reports.
        by: Who closes the cohort.
        others: Closed cohorts whose same answers are other people's.
        frame: How many were asked of each role, where there are no pairs.
        leave_out: How many forms, meetings and endings after the day are left out knowingly.
        without_forms: How many were asked, where no form is in and that is known.
        code: The language; the programme's own if left out.
    """
    with plain_faults(code):
        from toolkit.closing import Assent, count_forms_in, read_day
        from toolkit.data.sources import read_tables
        from toolkit.programme.programme import load_programme
        from toolkit.release.ledger import is_closed

        loaded = load_programme(programme)
        tables, words = read_tables(data, loaded), speaker(code, loaded)
        closed = tables.home is not None and is_closed(tables.home, loaded.code, cohort)
        day, assent = read_day(on or date.today()), Assent(leave_out, without_forms)
        how: dict[str, Any] = {"cohort": cohort, "on": day, "frame": frame, "assent": assent}
        if _at_the_keyboard() and not closed:
            _make_sure(count_forms_in(loaded, tables, **how), cohort, day, words)
        try:
            close_and_tell(loaded, tables, out, words, **how, by=by, others=others)
        finally:
            # Also where whoever reads what is printed goes away in the middle.
            if others and not closed and "://" in data:
                _trail_confirmation(data, loaded.code, cohort, by)


def _trail_confirmation(url: str, programme: str, cohort: str, by: str) -> None:
    """Write in the trail who confirmed forms to be other people's, if a cohort was closed so."""
    from toolkit.data.database import open_store
    from toolkit.release.ledger import read_kept_release

    store = open_store(url, create=False)
    release = read_kept_release(store.home, programme, cohort)
    if release and "others" in release.certificate:
        store.trail(by, "forms_confirmed", cohort, now=datetime.now(UTC))


@click.command(
    help=_(
        "Check that every release is still what was published, in the data and in the copies that"
        " were handed out."
    )
)
@click.argument("data", type=DATA_TYPE)
@click.argument("copies", type=FILE, nargs=-1, metavar="[COPY]...")
@language_option
def doctor(data: str, copies: tuple[Path, ...], code: str | None) -> None:
    """Say what is wrong with what is kept, or that it is in order.

    Args:
        data: Folder, workbook or database whose releases are looked at.
        copies: Copies of releases, which vouch for the ledger up to their lines.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.integrity import check_integrity

        checkup = check_integrity(data, copies)
        if checkup.faults:
            raise MendableError(checkup.faults)
        click.echo(
            words.ngettext(
                "In order: {n} release.", "In order: {n} releases.", checkup.releases
            ).format(n=checkup.releases)
        )


def _at_the_keyboard() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _make_sure(
    forms: Mapping[Role, tuple[int, int]], cohort: str, day: date, words: Language
) -> None:
    """Ask before a cohort is closed for good.

    Only how many answered is told, because nothing else is known before.
    """
    _ = words.gettext
    sent, asked = (sum(numbers) for numbers in zip(*forms.values(), strict=True))
    question = _(
        "Closing {cohort} cannot be undone, and later answers will not be counted. Closing day:"
        " {day}. Forms in: {sent} of {asked}. Close it?"
    )
    said = question.format(cohort=cohort, day=words.date(day), sent=sent, asked=asked)
    click.confirm(said, abort=True, err=True)
