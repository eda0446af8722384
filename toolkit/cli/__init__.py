"""The command line.

Heavy parts are imported inside the commands, so that ``--help`` answers at once.

::

    accounts  account list, account add, account remove: who may sign in
    data      check, import, close, doctor: what is done to the data of a programme
    invite    contacts, invite, wishes: how the participants are reached, and what they asked for
    database  load, backup, restore, export-person, erase-person: what is done to a database
    serve     serve: the hosted door
    show      demo, report, app, promise: what is shown to people
    options   what may be said on the line
    output    what is said back
"""

import click

from toolkit.cli import accounts, data, database, invite, serve, show
from toolkit.cli.options import WORDS

__all__ = ["commands"]

_ = WORDS.gettext


class Commands(click.Group):
    """Commands whose help is short enough to stand whole in the list."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command."""
        # click would cut it to its first words.
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


for command in (
    data.check,
    data.import_,
    data.close,
    data.doctor,
    show.demo,
    show.report,
    show.app,
    show.promise,
    database.load,
    database.backup,
    database.restore,
    database.export_person,
    database.erase_person,
    invite.contacts,
    invite.invite,
    invite.wishes,
    serve.serve,
    accounts.account,
):
    commands.add_command(command)
