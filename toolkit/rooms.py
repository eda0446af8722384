"""The pages of the app: who may open each, what it is called, and where it stands in the address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from toolkit.accounts import ADMINISTRATOR, BOARD, COORDINATOR
from toolkit.errors import N_


@dataclass(frozen=True)
class Room:
    """One page of the app.

    Attributes:
        script: Its file in ``toolkit/pages``.
        title: What it is called, in English.
        place: Its part of the address.
        roles: Who may open it.
    """

    script: str
    title: str
    place: str
    roles: tuple[str, ...]


ROOMS = (
    Room("worklist.py", N_("To do"), "to-do", (COORDINATOR,)),
    Room("pairs.py", N_("Pairs"), "pairs", (COORDINATOR,)),
    Room("links.py", N_("Links and reminders"), "links", (COORDINATOR,)),
    Room("closing.py", N_("Close a cohort"), "close", (COORDINATOR,)),
    Room("board.py", N_("Closing evaluation"), "evaluation", (BOARD, COORDINATOR)),
    Room("years.py", N_("Over the years"), "years", (BOARD, COORDINATOR)),
    Room("presentation.py", N_("Presentation"), "presentation", (BOARD, COORDINATOR)),
    Room("accounts.py", N_("Who may sign in"), "accounts", (ADMINISTRATOR,)),
    Room("safekeeping.py", N_("Safekeeping"), "safekeeping", (ADMINISTRATOR,)),
)
"""Every page, in the order of the menu; a person's first one opens on the bare address."""


def open_to(roles: Collection[str]) -> tuple[Room, ...]:
    """Return the pages that somebody with these roles may open."""
    return tuple(room for room in ROOMS if set(room.roles) & set(roles))
