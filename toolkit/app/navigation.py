"""The pages of the app.

Who may open each, what it is called, and where it stands in the address.
"""

from collections.abc import Collection
from dataclasses import dataclass

from toolkit.errors import N_
from toolkit.people.accounts import ADMINISTRATOR, BOARD, COORDINATOR


@dataclass(frozen=True)
class AppPage:
    """One page of the app.

    Attributes:
        script: Its file in ``toolkit/app/pages``.
        title: What it is called, in English.
        place: Its part of the address.
        roles: Who may open it.
    """

    script: str
    title: str
    place: str
    roles: tuple[str, ...]


NAVIGATION_PAGES = (
    AppPage("worklist.py", N_("To do"), "to-do", (COORDINATOR,)),
    AppPage("pairs.py", N_("Pairs"), "pairs", (COORDINATOR,)),
    AppPage("links.py", N_("Links and reminders"), "links", (COORDINATOR,)),
    AppPage("closing.py", N_("Close a cohort"), "close", (COORDINATOR,)),
    AppPage("evaluation.py", N_("Closing evaluation"), "evaluation", (BOARD, COORDINATOR)),
    AppPage("years.py", N_("Over the years"), "years", (BOARD, COORDINATOR)),
    AppPage("presentation.py", N_("Presentation"), "presentation", (BOARD, COORDINATOR)),
    AppPage("accounts.py", N_("Who may sign in"), "accounts", (ADMINISTRATOR,)),
    AppPage("backups.py", N_("Safekeeping"), "safekeeping", (ADMINISTRATOR,)),
)
"""Every page, in the order of the menu; a person's first one opens on the bare address."""


def list_pages_for(roles: Collection[str]) -> tuple[AppPage, ...]:
    """Return the pages that somebody with these roles may open."""
    return tuple(room for room in NAVIGATION_PAGES if set(room.roles) & set(roles))
