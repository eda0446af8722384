"""What is done to a database: filled, backed up, restored; a person's data handed out or erased."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from toolkit.cli.options import DATA_TYPE, FILE, WORDS, language_option, programme_option
from toolkit.cli.output import plain_faults
from toolkit.i18n import Language

_ = WORDS.gettext


@click.command(
    help=_(
        "Put the valid tables of a folder or workbook into a database, with the releases that were"
        " made of them."
    )
)
@click.argument("data", type=DATA_TYPE)
@click.argument("url", type=DATA_TYPE)
@programme_option
@language_option
def load(data: str, url: str, programme: Path, code: str | None) -> None:
    """Bring the database up to date with the tables; nothing in it is removed.

    Args:
        data: Folder or workbook of tables.
        url: The database, which is made if it is not there.
        programme: Its folder.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import bring_releases, open_store
        from toolkit.data.sources import read_texts
        from toolkit.programme.programme import load_programme

        texts = read_texts(data, load_programme(programme))
        store = open_store(url)
        # First: a database whose cohorts are closed is never without their releases.
        files = bring_releases(texts.home, store)
        left_out = store.put_tables(texts.tables)
        for name, table in texts.tables.items():
            taken = len(table) - (left_out if name == "answers" else 0)
            click.echo(
                words.ngettext(
                    "{name}: {n} row taken in", "{name}: {n} rows taken in", taken
                ).format(name=name, n=taken)
            )
        if left_out:
            click.echo(
                words.ngettext(
                    "{n} answer of people whose data were erased is left out.",
                    "{n} answers of people whose data were erased are left out.",
                    left_out,
                ).format(n=left_out)
            )
        if files:
            click.echo(
                words.gettext(
                    "The releases were copied too: close the cohorts that come in the database from"
                    " now on."
                )
            )


@click.command(
    help=_(
        "Write a database, its releases and their key to one file that any database can be restored"
        " from."
    )
)
@click.argument("url", type=DATA_TYPE)
@click.argument("file", type=FILE)
@language_option
def backup(url: str, file: Path, code: str | None) -> None:
    """Make a backup, read it back, and say what it holds.

    Args:
        url: The database.
        file: Where to; there must be none.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import back_up, open_store

        kept = back_up(open_store(url, create=False), file, now=datetime.now(UTC))
        click.echo(
            words.gettext(
                "{file}: rows {rows}, files of the ledger {files}. It holds answers and contacts:"
                " keep it where nobody else can read it."
            ).format(file=file.name, rows=kept.rows, files=kept.files)
        )


@click.command(help=_("Restore a backup to a database that is not there yet, with its releases."))
@click.argument("file", type=FILE)
@click.argument("url", type=DATA_TYPE)
@language_option
def restore(file: Path, url: str, code: str | None) -> None:
    """Put everything back, or nothing.

    Args:
        file: The backup.
        url: The database, which must be empty or not there.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import restore

        kept = restore(file, url)
        click.echo(
            words.gettext("Restored: rows {rows}, files of the ledger {files}.").format(
                rows=kept.rows, files=kept.files
            )
        )


@click.command(
    "export-person",
    help=_(
        "Print everything that is kept about a participant, and nothing about anybody else, as"
        " JSON."
    ),
)
@click.argument("url", type=DATA_TYPE)
@click.argument("person", metavar="PERSON")
@language_option
def export_person(url: str, person: str, code: str | None) -> None:
    """Print what a person has a right to get.

    Args:
        url: The database.
        person: Code of the participant.
        code: The language of what is wrong; that of the computer if left out.
    """
    with plain_faults(code):
        from toolkit.data.database import open_store
        from toolkit.people import accounts

        store = open_store(url, create=False)
        click.echo(
            json.dumps(
                store.person(person)
                | {"accounts": accounts.list_participant_accounts(store, person)},
                ensure_ascii=False,
                indent=2,
            )
        )


@click.command(
    "erase-person",
    help=_(
        "Erase a participant's answers, drafts, links, contact and details for good. Nothing is"
        " erased without --yes."
    ),
)
@click.argument("url", type=DATA_TYPE)
@click.argument("person", metavar="PERSON")
@click.option(
    "--yes", is_flag=True, help=_("Erase; without it, only say how much would be erased.")
)
@language_option
def erase_person(url: str, person: str, yes: bool, code: str | None) -> None:
    """Erase, and say what is left.

    Args:
        url: The database.
        person: Code of the participant.
        yes: Whether it is done; else only said.
        code: The language; that of the computer if left out.
    """
    with plain_faults(code) as words:
        from toolkit.data.database import open_store
        from toolkit.people import accounts

        store = open_store(url, create=False)
        # Before the address is erased by which it is found.
        mine = [account["address"] for account in accounts.list_participant_accounts(store, person)]
        if not yes:
            rows = store.rows_of(person)
            click.echo(
                words.ngettext(
                    "{n} row would be erased.", "{n} rows would be erased.", rows
                ).format(n=rows)
            )
            _tell_of_accounts(mine, words)
            click.echo(words.gettext("Nothing is done yet. Add --yes to do it."))
            return
        rows = store.erase(person)
        click.echo(words.ngettext("{n} row erased.", "{n} rows erased.", rows).format(n=rows))
        click.echo(
            words.gettext(
                "The register keeps the code of the person in the pairs. Backups and releases from"
                " before are not changed: delete old backups."
            )
        )
        _tell_of_accounts(mine, words)


def _tell_of_accounts(addresses: list[str], words: Language) -> None:
    """Say of each account of the person that it stays, and how it is removed."""
    for address in addresses:
        click.echo(
            words.gettext(
                "The account {address} stays, because it is for signing in and no part of what a"
                " participant filled in. To remove it: {command}"
            ).format(address=address, command=f"mentoring-toolkit account remove URL {address}")
        )
