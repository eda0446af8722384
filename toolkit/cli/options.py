"""What may be said on the command line, and what is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.i18n import LANGUAGES, language_of_computer, load_language

if TYPE_CHECKING:
    from toolkit.programme.questionnaire import Role

WORDS = load_language(language_of_computer())
"""The language of the help: that of the computer."""
FOLDER_TYPE = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path)
DATA_TYPE = click.Path()
"""A folder, a workbook or the address of a database, which a path would spoil."""

_ = WORDS.gettext


def language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--language``."""
    return click.option(
        "--language",
        "code",
        type=click.Choice(LANGUAGES),
        help=_("Language of what is written and said; the programme's own if left out."),
    )(function)


def programme_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--programme``."""
    return click.option(
        "--programme",
        required=True,
        type=FILE,
        help=_(
            "Folder of the programme; surveys/swea and surveys/handledarforening come with the"
            " toolkit."
        ),
    )(function)


def out_option(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--out`` with its help."""
    return click.option(
        "--out", required=True, type=FOLDER_TYPE, callback=_check_out_folder, help=text
    )


def frame(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> dict[Role, int] | None:
    """Read ``mentor=23,mentee=32``.

    Args:
        _context: Not looked at.
        _option: Not looked at.
        text: As it was typed; ``None`` if it was left out.

    Returns:
        How many were asked, by role; mentors first.

    Raises:
        click.BadParameter: If it cannot be read, a role is unknown, or a number is below 1.
    """
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


def require_name(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Return a name that is not blank.

    Args:
        _context: Not looked at.
        _option: Not looked at.
        text: As it was typed.

    Returns:
        The name, without blanks around it.

    Raises:
        click.BadParameter: If it is blank.
    """
    if not text.strip():
        raise click.BadParameter(_("it is blank"))
    return text.strip()


def drop_unreadable(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Return a text without the signs that the terminal could not read, so that it can be written.

    Args:
        _context: Not looked at.
        _option: Not looked at.
        text: As it was typed.

    Returns:
        What can be read of it.
    """
    return text.encode("utf-8", "ignore").decode("utf-8")


def _check_out_folder(_context: click.Context, _option: click.Parameter, folder: Path) -> Path:
    """What is to hold the reports is not inside a file: said before a cohort is closed for good."""
    if not next(place for place in (folder, *folder.absolute().parents) if place.exists()).is_dir():
        raise click.BadParameter(_("it is not a folder"))
    return folder
