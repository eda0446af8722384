"""Who may sign in, from the terminal: the way back in where nobody can."""

from datetime import UTC, datetime

import click

from toolkit.cli.options import DATA_TYPE, WORDS, language_option
from toolkit.cli.output import plain_faults
from toolkit.errors import Refused
from toolkit.i18n import LANGUAGES, Language
from toolkit.people.accounts.models import ACCOUNT_ROLES

_ = WORDS.gettext
FIRST_ACCOUNT_PATH = "/sign-in/first"


@click.group(
    help=_(
        "Who may sign in to the app: list the accounts, add one or give it a new password, remove"
        " one."
    )
)
def account() -> None:
    """Hold the commands together."""


@account.command("list", help=_("List who may sign in, in which roles."))
@click.argument("url", type=DATA_TYPE)
@language_option
def list_(url: str, code: str | None) -> None:
    """Print a line an account."""
    with plain_faults(code) as words:
        from toolkit.data.database import open_store
        from toolkit.people import accounts

        found = accounts.accounts(open_store(url, create=False), now=datetime.now(UTC))
        for each in found:
            click.echo(
                f"{each.account.address}  {each.account.name} "
                f" {', '.join(each.account.row['roles'].split(';'))}  {each.state}"
            )
        if not found:
            click.echo(words.gettext("Nobody has an account yet."))


@account.command(
    "add",
    help=_(
        "Add an account, or change the one of this address. The password is asked for here, and"
        " never stands on the command line."
    ),
)
@click.argument("url", type=DATA_TYPE)
@click.argument("address", metavar="ADDRESS")
@click.option("--name", required=True, help=_("What to call the person."))
@click.option(
    "--role",
    "roles",
    type=click.Choice(ACCOUNT_ROLES),
    multiple=True,
    required=True,
    help=_("What the person may do; several are allowed."),
)
@click.option(
    "--participant",
    default="",
    help=_("The person's code, if she or he takes part: that pair is never shown to her or him."),
)
@click.option("--speaks", type=click.Choice(LANGUAGES), help=_("The person's language."))
@click.option(
    "--link",
    metavar="SERVER",
    help=_(
        "Print a one-time link instead of asking for a password; SERVER is its address, such as"
        " https://mentor.example.org."
    ),
)
@language_option
def add(
    url: str,
    address: str,
    name: str,
    roles: tuple[str, ...],
    participant: str,
    speaks: str | None,
    link: str | None,
    code: str | None,
) -> None:
    """Keep the account, with a password or a link to choose one by.

    Args:
        url: The database.
        address: Of the account.
        name: What to call the person.
        roles: What the person may do.
        participant: The person's code; blank if she or he takes no part.
        speaks: The person's language.
        link: Address of the server, to print a link by which the person chooses a password; a
            password is asked for if left out.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import open_store
        from toolkit.people import accounts

        now = datetime.now(UTC)
        store = open_store(url, create=False)
        wanted = accounts.Account(
            address.strip().lower(), name, frozenset(roles), participant, speaks or ""
        )
        # Before the password is asked for: nobody types one twice for an account that cannot be.
        if wrong := accounts.faults_of(wanted):
            raise Refused(next(iter(wrong.values())))
        password = None if link else _password(words)
        accounts.put_account(store, wanted, password=password, by="", now=now)
        click.echo(words.gettext("The account is kept."))
        if link:
            made = accounts.invite(store, wanted.address, by="", now=now)
            click.echo(
                words.gettext("Good for seven days, and once: {address}").format(
                    address=f"{link.rstrip('/')}{FIRST_ACCOUNT_PATH}?code={made}"
                )
            )


@account.command(
    "remove",
    help=_("Remove an account, and sign its person out everywhere. The last administrator stays."),
)
@click.argument("url", type=DATA_TYPE)
@click.argument("address", metavar="ADDRESS")
@language_option
def remove(url: str, address: str, code: str | None) -> None:
    """Remove, or say why not.

    Args:
        url: The database.
        address: Of the account.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import open_store
        from toolkit.people import accounts

        accounts.remove_account(
            open_store(url, create=False), address, by="", now=datetime.now(UTC)
        )
        click.echo(words.gettext("The account is removed."))


def _password(words: Language) -> str:
    return str(
        click.prompt(
            words.gettext("Password"),
            hide_input=True,
            confirmation_prompt=words.gettext("The same once more"),
        )
    )
