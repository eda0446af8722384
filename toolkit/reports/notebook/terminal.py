"""What a release looks like in the terminal: sentences, one table, the files that were written."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from toolkit.i18n import Language
from toolkit.release.release import Release
from toolkit.reports import narrative


def show_release(console: Console, release: Release, words: Language) -> None:
    """Print the evaluation: who answered, the four answers in sentences, every figure as a row.

    Args:
        console: Where it is printed.
        release: What is published.
        words: The reader's language.
    """
    console.print()
    console.print(
        f"[bold]{escape(narrative.title(release, words))}[/bold] "
        f" {escape(narrative.subtitle(release, words))}"
    )
    console.print(f"[dim]{escape(narrative.closing_sentence(release, words))}[/dim]")
    console.print()
    for sentence in narrative.response_sentences(release, words):
        if sentence:
            console.print(_bold(sentence))
    console.print()
    for headline in narrative.list_headlines(release, words):
        console.print(f"[bold]{escape(headline.question)}[/bold] {_bold(headline.sentence)}")
        if headline.note:
            console.print(f"[dim]  {escape(headline.note)}[/dim]")
    console.print()
    console.print(_table(release, words))
    if absent := "; ".join(_absent(release, words)):
        console.print(
            words.gettext("Not available [x]: {titles}.").format(titles=absent),
            style="dim",
            markup=False,
        )


def show_files(console: Console, folder: Path, files: Iterable[Path], words: Language) -> None:
    """Print where the files are.

    Args:
        console: Where it is printed.
        folder: The folder that holds them.
        files: Their paths, in order.
        words: The reader's language.
    """
    console.print(
        # A path may hold brackets, which Rich would read as markup.
        words.gettext("Written to {folder}: {names}").format(
            folder=folder, names=", ".join(file.name for file in files)
        ),
        soft_wrap=True,
        markup=False,
    )


def _table(release: Release, words: Language) -> Table:
    _ = words.gettext
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(_("Finding"), overflow="fold")
    table.add_column(_("Who"))
    table.add_column(_("Favourable"))
    table.add_column(_("Possible"), justify="right")
    for row in narrative.list_finding_rows(release, words):
        if row.finding.status != "not_available":
            table.add_row(escape(row.title), escape(row.who), escape(row.told), row.possible)
    return table


def _absent(release: Release, words: Language) -> list[str]:
    """Name what is not available, once where no view of it is."""
    rows = [
        row
        for row in narrative.list_finding_rows(release, words)
        if row.finding.status == "not_available"
    ]
    partly = {
        id
        for id in {row.finding.id for row in rows}
        if any(view.status != "not_available" for view in narrative.list_views(release, id))
    }
    return list(
        dict.fromkeys(
            f"{row.title} ({row.who})" if row.finding.id in partly else row.title for row in rows
        )
    )


def _bold(sentence: str) -> str:
    """Turn the marks around counts into the terminal's bold."""
    parts = escape(sentence).split("**")
    return "".join(
        f"[bold]{part}[/bold]" if index % 2 else part for index, part in enumerate(parts)
    )
