"""What is done to reach the participants.

Their contacts taken in, their personal links handed out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from toolkit.cli import options
from toolkit.cli.options import DATA_TYPE, FILE, WORDS, language_option, programme_option
from toolkit.cli.output import plain_faults, speaker
from toolkit.errors import N_, Fault, InvitationError, MendableError
from toolkit.i18n import Language

if TYPE_CHECKING:
    from toolkit.people.invitations import InvitationRound, Server

PASSWORD_VARIABLE = "MENTORING_TOOLKIT_SMTP_PASSWORD"  # noqa: S105  # the name of a variable
LINKS_ALREADY_ISSUED = N_(
    "the links of this folder are issued already. Add --send to mail the drafts, or name a folder"
    " that is not there yet for new links."
)
PROGRESS_AFTER_SECONDS = 1.0
"""How long something takes before its progress is shown."""

_ = WORDS.gettext


@click.command(
    help=_(
        "Take names, addresses and languages of participants from a sheet into the database, apart"
        " from the answers."
    )
)
@click.argument("file", type=FILE)
@click.argument("url", type=DATA_TYPE)
@language_option
def contacts(file: Path, url: str, code: str | None) -> None:
    """Store each row that is right, and say what is wrong with the others.

    Args:
        file: The sheet of contacts.
        url: The database.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import open_store
        from toolkit.people.invitations import read_contacts

        store = open_store(url, create=False)
        participants = frozenset(store.raw_tables()["participants"]["participant_id"])
        sheet = read_contacts(file, participants, store.erased(), store.contacts())
        store.put_contacts(sheet.contacts)
        click.echo(
            words.gettext("{file}: rows {rows}, accepted {accepted}, refused {refused}.").format(
                file=file.name, rows=sheet.rows, accepted=sheet.accepted, refused=sheet.refused
            )
        )
        if sheet.faults:
            raise MendableError(sheet.faults)


@click.command(
    help=_(
        "Issue personal links to the people of a cohort: a list, drafts, cards, and mails if asked."
        " Nothing is issued without --yes."
    )
)
@click.argument("url", type=DATA_TYPE)
@programme_option
@click.option(
    "--cohort",
    required=True,
    callback=options.require_name,
    help=_("Name of the cohort in the database."),
)
@click.option(
    "--address",
    required=True,
    metavar="https://HOST",
    help=_("Where participants reach the toolkit."),
)
@click.option(
    "--until",
    required=True,
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("Last day on which the links work."),
)
@options.out_option(
    _("New folder for list, drafts and cards; the one of an earlier run to send what it holds.")
)
@click.option(
    "--send",
    "url_of_server",
    metavar="smtp://USER@HOST:587?starttls",
    help=_("Send the drafts; the password is taken from {name}.").format(name=PASSWORD_VARIABLE),
)
@click.option(
    "--from",
    "sender",
    metavar="“NAME <ADDRESS>”",
    help=_("Whose name stands below the mails, and who gets the replies."),
)
@click.option(
    "--remind",
    default="",
    metavar="QUESTIONNAIRE",
    help=_("Only people whose form is open and not in, such as closing or check-in:6."),
)
@click.option(
    "--only",
    multiple=True,
    metavar="PARTICIPANT",
    help=_("Only this person, by code: a new link for one that was lost. May be repeated."),
)
@click.option(
    "--yes", is_flag=True, help=_("Issue and send; without it, only say what would be done.")
)
@language_option
def invite(
    url: str,
    programme: Path,
    cohort: str,
    address: str,
    until: datetime,
    out: Path,
    url_of_server: str | None,
    sender: str | None,
    remind: str,
    only: tuple[str, ...],
    yes: bool,
    code: str | None,
) -> None:
    """Say what would be done, or do it.

    Args:
        url: The database.
        programme: Its folder.
        cohort: Its name.
        address: Where participants reach the toolkit.
        until: The last day on which the links work.
        out: The folder of the invitation.
        url_of_server: The mail server that the drafts are sent by; the mail program sends them if
            left out.
        sender: Whose name stands below the mails, and who gets the replies.
        remind: The form that people are reminded of, such as ``check-in:6``; blank for an
            invitation.
        only: Codes of the only people to reach; everybody who is due if there are none.
        yes: Whether it is done; else only said.
        code: The language; the programme's own if left out.
    """
    with plain_faults(code):
        from toolkit.data.database import open_store
        from toolkit.people import invitations
        from toolkit.programme.programme import load_programme

        server = None
        if url_of_server is not None:
            password = os.environ.get(PASSWORD_VARIABLE, "")
            server = invitations.Server.parse(url_of_server, password)
        at = invitations.web_address(address)
        named = None if sender is None else invitations.require_sender(sender)
        loaded = load_programme(programme)
        whom = " ".join(sorted(only))
        about = invitations.InvitationDetails(loaded.code, cohort, remind, whom, at, until.date())
        store, today = open_store(url, create=False), date.today()
        round = invitations.plan(store, loaded, about, out, today=today, only=only, sender=named)
        if server is not None:
            round.sent_by(server)  # said before anything is issued
        elif round.written is not None:
            raise InvitationError(Fault(LINKS_ALREADY_ISSUED, file=out.name))
        (_carry_out if yes else _say)(round, server, speaker(code, loaded))


def _say(round: InvitationRound, server: Server | None, words: Language) -> None:
    """Say how many links would be issued, how many would stop working, how many mails would go."""
    many = len(round.people)
    mails, faults = round.waiting()
    if round.written is None:
        click.echo(
            words.ngettext("{n} link would be issued.", "{n} links would be issued.", many).format(
                n=many
            )
        )
        click.echo(
            words.ngettext(
                "{n} link would stop working.", "{n} links would stop working.", round.replaced
            ).format(n=round.replaced)
        )
        _say_without_address(round, words)
        _say_left_out(round, words)
        click.echo(
            words.gettext(
                "Only a fingerprint of each link is kept, so an old one cannot be told again: a new"
                " one takes its place."
            )
        )
    if server is not None:
        going = len(mails) if round.written else round.reachable
        click.echo(
            words.ngettext("{n} mail would be sent.", "{n} mails would be sent.", going).format(
                n=going
            )
        )
    click.echo(words.gettext("Nothing is done yet. Add --yes to do it."))
    if faults:
        raise InvitationError(faults)


def _carry_out(round: InvitationRound, server: Server | None, words: Language) -> None:
    """Issue the links unless that was done before, then send what is waiting."""
    if round.written is None:
        if not round.people:
            click.echo(words.gettext("Nobody is due, so nothing was done."))
            _say_left_out(round, words)
            return
        round = _issue(round, words)
    if server is not None:
        _send(round, server, words)


def _issue(round: InvitationRound, words: Language) -> InvitationRound:
    from rich.console import Console

    from toolkit.people.invitations import warning
    from toolkit.reports.notebook.terminal import show_files

    many = len(round.people)
    with _progress(words.gettext("Issuing links"), many) as done:
        found = round.issue(words, now=datetime.now(UTC), issued=done)
    click.echo(words.ngettext("{n} link issued.", "{n} links issued.", many).format(n=many))
    click.echo(
        words.ngettext(
            "{n} earlier link has stopped working.",
            "{n} earlier links have stopped working.",
            round.replaced,
        ).format(n=round.replaced)
    )
    _say_without_address(round, words)
    _say_left_out(round, words)
    show_files(Console(highlight=False), round.out, sorted(round.out.iterdir()), words)
    click.echo(warning(words))
    return found


def _send(round: InvitationRound, server: Server, words: Language) -> None:
    mails, faults = round.waiting()
    with _progress(words.gettext("Sending mails"), len(mails)) as done:
        sent, failed = round.send(server, mails, now=datetime.now(UTC), tried=done)
    click.echo(words.ngettext("{n} mail sent.", "{n} mails sent.", sent).format(n=sent))
    if faults or failed:
        raise InvitationError([*faults, *failed])


def _say_without_address(round: InvitationRound, words: Language) -> None:
    if cards := len(round.people) - round.reachable:
        click.echo(
            words.ngettext(
                "{n} person has no address and gets a card only.",
                "{n} people have no address and get a card only.",
                cards,
            ).format(n=cards)
        )


def _say_left_out(round: InvitationRound, words: Language) -> None:
    if n := round.due.erased:
        click.echo(
            words.ngettext(
                "{n} person had the own data erased and is left out.",
                "{n} people had their data erased and are left out.",
                n,
            ).format(n=n)
        )
    if n := round.due.not_open:
        click.echo(
            words.ngettext(
                "{n} person is left out: the form is not open today.",
                "{n} people are left out: their form is not open today.",
                n,
            ).format(n=n)
        )


@contextmanager
def _progress(text: str, total: int) -> Iterator[Callable[[], None]]:
    """Show how far something has come, once it has taken longer than a moment.

    Call what this gives after each step.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task, began = bar.add_task(text, total=total), monotonic()

    def done() -> None:
        bar.advance(task)
        if (
            bar.console.is_terminal
            and not bar.live.is_started
            and monotonic() - began > PROGRESS_AFTER_SECONDS
        ):
            bar.start()

    try:
        yield done
    finally:
        if bar.live.is_started:
            bar.stop()


@click.command(
    help=_(
        "List what participants asked to be passed on, such as a wish to be contacted; no other"
        " answer is ever told."
    )
)
@click.argument("url", type=DATA_TYPE)
@programme_option
@click.option("--cohort", required=True, help=_("Name of the cohort in the tables."))
@language_option
def wishes(url: str, programme: Path, cohort: str, code: str | None) -> None:
    """Print one line a wish, the newest first.

    Args:
        url: The database.
        programme: Its folder.
        cohort: Its name.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import open_store
        from toolkit.people import participants
        from toolkit.programme.programme import load_programme

        loaded = load_programme(programme)
        found = participants.wishes(open_store(url, create=False), loaded, cohort)
        for wish in found:
            click.echo(
                f"{wish.sent_on}  {wish.pair_id}  {wish.person} "
                f" {': '.join(wish.in_words(loaded, words))}"
            )
        if not found:
            click.echo(words.gettext("Nobody has asked for anything to be passed on."))
