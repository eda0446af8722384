"""Who is there: a random number in a cookie stands for a personal link.

So the link itself leaves the address bar.

What a number stands for is kept in memory only. A cookie that carried the link itself, signed,
would be a second key to the same door that nobody could take back; this one is worth nothing once
the server forgets it, and nothing of it is ever on a disk. After a restart the link is opened once
more, and every answer that was kept is there.
"""

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from toolkit.app import state
from toolkit.app.state.identity import programme_at, stores
from toolkit.data.database import open_store
from toolkit.people.participants import ParticipantPortal, UnlockedForms

VISIT_COOKIE = "visit"
EARLIER_VISIT_COOKIE = "visit_before"
"""The same number once more, for the address of links.

Whoever opens the link anew because the line broke is in the same sitting.
"""
IDLE_SECONDS = 2 * 60 * 60
"""Seconds without a page after which the link has to be opened again."""
AT_MOST = 12 * 60 * 60
"""Seconds after which it has to be opened again all the same.

A browser may be open for weeks, and another person come to it.
"""
MAX_SESSIONS = 20_000
"""Sessions that are remembered at a time; the one without a page for longest goes first."""
MOST_OF_ONE = 20
"""And of one link, so that nobody ends everybody's by opening the same one again and again."""


@dataclass
class ParticipantSession:
    """Somebody who opened a personal link.

    Attributes:
        token: The link's token: kept here, and neither in a cookie nor in an address.
        language: What the visitor chose; blank if nothing.
        seen: When a page was last asked for.
        began: When the sitting began.
        sitting: What may be read of what was sent.
    """

    token: str = field(repr=False)
    language: str = ""
    seen: float = 0.0
    began: float = 0.0
    sitting: UnlockedForms = field(default_factory=UnlockedForms)

    @property
    def form_key(self) -> str:
        """What stands in every form, so that no other site can send one.

        Nor can anybody send what another began in the same browser.

        It follows from the link: a page stays good when its person opens the link once more, also
        after a restart.
        """
        return hmac.new(self.token.encode(), b"form", "sha256").hexdigest()[:32]


class ParticipantSessions:
    """Sessions by a random number of 256 bits, the only thing that the cookie holds.

    Safe to share between threads.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin with nobody; *clock* tells seconds."""
        self._clock = clock
        self._known: OrderedDict[str, ParticipantSession] = OrderedDict()
        self._guard = threading.Lock()

    def welcome(self, token: str, before: str | None = None, *, language: str = "") -> str:
        """Begin a session for the person behind a link, and return its number.

        Args:
            before: The session that the browser has already: with the same link, the sitting goes
                on.
            language: What the address of the link names; blank for the person's own.
        """
        fresh, earlier, now = secrets.token_urlsafe(32), self.of(before), self._clock()
        visitor = ParticipantSession(token, language, seen=now, began=now)
        # Only of the same link: of another person in this browser nothing stays open.
        if earlier and hmac.compare_digest(earlier.token.encode(), token.encode()):
            visitor.sitting, visitor.began = earlier.sitting, earlier.began
        with self._guard:
            self._known[fresh] = visitor
            for number in self._numbers_of(token)[:-MOST_OF_ONE]:
                del self._known[number]
            while len(self._known) > MAX_SESSIONS:
                self._known.popitem(last=False)
        return fresh

    def _numbers_of(self, token: str) -> list[str]:
        """Return the sessions of one link, the one without a page for longest first."""
        return [number for number, visitor in self._known.items() if visitor.token == token]

    def of(self, number: str | None) -> ParticipantSession | None:
        """Return who has the session, and let it last; None if there is none any more."""
        with self._guard:
            visitor, now = self._known.pop(number or "", None), self._clock()
            if (
                visitor is None
                or now - visitor.seen > IDLE_SECONDS
                or now - visitor.began > AT_MOST
            ):
                return None
            visitor.seen = now
            # Put back at the end: the one without a page for longest stands first, and goes first.
            self._known[number or ""] = visitor
            return visitor

    def farewell(self, number: str | None) -> None:
        """End a session."""
        with self._guard:
            self._known.pop(number or "", None)


def open_link(token: str, sitting: UnlockedForms | None = None) -> ParticipantPortal | None:
    """Return what a personal link opens, looked up anew each time in every database.

    Args:
        token: The link's token.
        sitting: What of the forms that were sent is open; a sitting of its own if left out.

    Returns:
        None if the link opens nothing.
    """
    for address, folder in stores():
        store, programme = open_store(address, create=False), programme_at(folder)
        if found := ParticipantPortal.open(
            store, programme, token, today=state.today(), sitting=sitting
        ):
            return found
    return None
