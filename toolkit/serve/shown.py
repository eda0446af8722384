"""What a browser shows at the entrance: that somebody is signed in, that somebody has been before, and where it is."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from toolkit import accounts, session
from toolkit.accounts import Browser
from toolkit.serve.backoff import source_of
from toolkit.serve.entrance_pages import SIGN_IN

COOKIE = session.COOKIE
KNOWN = "mentoring_known"
"""What a browser shows of who has signed in with it or chosen a password in it, also after signing out; it opens nothing."""


def network(request: Request) -> str:
    """Return where a request comes from; behind a proxy that the server trusts, this is what the proxy says."""
    return source_of(request.client.host) if request.client else ""


def browser(request: Request) -> Browser:
    """Return where a password comes from."""
    return Browser(network(request), request.cookies.get(KNOWN, ""))


def let_in(answer: Response, request: Request, token: str) -> None:
    """Have the browser show on every page that somebody is signed in."""
    _show(answer, request, COOKIE, token, accounts.LASTS, "/")


def let_out(answer: Response) -> None:
    """Have the browser show no longer that somebody is signed in."""
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def make_known(answer: Response, request: Request, device: str) -> None:
    """Have the browser show at the entrance that it is known."""
    _show(answer, request, KNOWN, device, accounts.KNOWN_FOR, SIGN_IN)


def _show(answer: Response, request: Request, name: str, value: str, lasts: timedelta, path: str) -> None:
    """Give a cookie, which goes over https only where there is https."""
    seconds, secure = int(lasts.total_seconds()), request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)
