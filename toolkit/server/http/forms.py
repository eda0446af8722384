"""What a browser sent: the fields of a plain form, and not more than any form of ours has."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from toolkit.app import state
from toolkit.app.navigation import NAVIGATION_PAGES

FORM_COOKIE = "mentoring_form"
OWN_PATHS = frozenset(("/", "/sign-in/password", *(f"/{room.place}" for room in NAVIGATION_PAGES)))
"""Where somebody may be sent after signing in."""


class FormKeys:
    """What stands in every form.

    It follows from a cookie that other sites can neither read nor send along, and from what only
    the server knows.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, request: Request) -> tuple[str, str]:
        """Return the cookie of a browser, a new one if it has none, and the key of its forms."""
        cookie = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
        return cookie, self._key(cookie)

    def fits(self, request: Request, key: str) -> bool:
        """Whether a form was made by this server for this browser.

        And whether one of our own pages sends it, as far as the browser says.
        """
        cookie = request.cookies.get(FORM_COOKIE, "")
        return (
            bool(cookie)
            and is_same_origin(request)
            and hmac.compare_digest(self._key(cookie).encode(), key.encode("utf-8", "replace"))
        )

    def _key(self, cookie: str) -> str:
        return hmac.new(self._secret, cookie.encode("utf-8", "replace"), "sha256").hexdigest()


def set_form_cookie(answer: Response, request: Request, cookie: str) -> None:
    """Give a browser its cookie, for as long as it is open.

    Args:
        answer: The reply that carries the cookie.
        request: Tells whether the line is encrypted.
        cookie: What forms of this browser are made with.
    """
    answer.set_cookie(
        FORM_COOKIE,
        cookie,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def is_same_origin(request: Request) -> bool:
    """Whether nothing that the browser says speaks against one of our own pages asking.

    Pages with ``Referrer-Policy: no-referrer`` have the origin ``null``, and older browsers say
    nothing: the key of the form decides then.
    """
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "null")
    return site in ("", "same-origin", "none") and (
        origin == "null" or urlsplit(origin).netloc == request.headers.get("host")
    )


def safe_redirect(wanted: str, language: str = "") -> str:
    """Return one of our own addresses.

    The one that is wanted if it is one, else the first page of the app; never a personal link.

    Args:
        language: The language that was chosen on the way, if any.
    """
    parts = (
        urlsplit(wanted)
        if wanted.isascii() and wanted.isprintable() and "\\" not in wanted
        else urlsplit("/")
    )
    own = (
        not parts.scheme
        and not parts.netloc
        and not wanted.startswith("//")
        and parts.path in OWN_PATHS
    )
    asked = (
        {name: value for name, value in parse_qsl(parts.query) if name != state.ParamName.LINK}
        if own
        else {}
    )
    asked |= {"lang": language} if language else {}
    return (parts.path if own else "/") + (f"?{urlencode(asked)}" if asked else "")


PLAIN_FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 256 * 1024
"""Five answers in one's own words, each sign written out as ``%F0%9F%8C%B1``, and room to spare."""
MOST_FIELDS = 300

Fields = Mapping[str, Sequence[str]]
"""Name to values, in the order in which they were sent."""


async def read_fields(request: Request) -> Fields:
    """Return what was sent.

    Raises:
        HTTPException: If it is no plain form, or larger than any of ours.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != PLAIN_FORM:
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return _parse_form(bytes(body))


def _parse_form(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:  # more fields than that, or bytes that are no signs
        raise HTTPException(400) from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
