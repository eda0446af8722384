"""Forms of people who are not signed in yet: no other site can send one, and none leads to another site."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from toolkit import session
from toolkit.rooms import ROOMS

COOKIE = "mentoring_form"
OWN = frozenset(("/", "/sign-in/password", *(f"/{room.place}" for room in ROOMS)))
"""Where somebody may be sent after signing in."""


class FormKeys:
    """What stands in every form: it follows from a cookie that other sites can neither read nor send along, and from what only the server knows."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, request: Request) -> tuple[str, str]:
        """Return the cookie of a browser, a new one if it has none, and the key of its forms."""
        cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        return cookie, self._key(cookie)

    def fits(self, request: Request, key: str) -> bool:
        """Whether a form was made by this server for this browser, and is sent by one of our own pages, as far as the browser says."""
        cookie = request.cookies.get(COOKIE, "")
        return bool(cookie) and from_here(request) and hmac.compare_digest(self._key(cookie).encode(), key.encode("utf-8", "replace"))

    def _key(self, cookie: str) -> str:
        return hmac.new(self._secret, cookie.encode("utf-8", "replace"), "sha256").hexdigest()


def give(answer: Response, request: Request, cookie: str) -> None:
    """Give a browser its cookie, for as long as it is open."""
    answer.set_cookie(COOKIE, cookie, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")


def from_here(request: Request) -> bool:
    """Whether nothing that the browser says speaks against one of our own pages asking.

    Pages with ``Referrer-Policy: no-referrer`` have the origin ``null``, and older browsers say nothing: the key of the form decides then.
    """
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "null")
    return site in ("", "same-origin", "none") and (origin == "null" or urlsplit(origin).netloc == request.headers.get("host"))


def own_place(wanted: str, language: str = "") -> str:
    """Return one of our own addresses: the one that is wanted if it is one, else the first page of the app; never a personal link.

    Args:
        language: The language that was chosen on the way, if any.
    """
    parts = urlsplit(wanted) if wanted.isascii() and wanted.isprintable() and "\\" not in wanted else urlsplit("/")
    own = not parts.scheme and not parts.netloc and not wanted.startswith("//") and parts.path in OWN
    asked = {name: value for name, value in parse_qsl(parts.query) if name != session.Key.LINK} if own else {}
    asked |= {"lang": language} if language else {}
    return (parts.path if own else "/") + (f"?{urlencode(asked)}" if asked else "")
