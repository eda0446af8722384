"""What a browser shows at the entrance.

That somebody is signed in, that somebody has been before, and where it is.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from toolkit.app import state
from toolkit.people import accounts
from toolkit.people.accounts import Browser
from toolkit.server.http.urls import SIGN_IN_PATH
from toolkit.throttle import network_of

SIGNED_IN_COOKIE = state.SIGN_IN_COOKIE
KNOWN_BROWSER_COOKIE = "mentoring_known"
"""What a browser shows of who has signed in with it or chosen a password in it.

It stays after signing out, and opens nothing.
"""


def source_network(request: Request) -> str:
    """Return where a request comes from.

    Behind a proxy that the server trusts, this is what the proxy says.
    """
    return network_of(request.client.host) if request.client else ""


def read_browser(request: Request) -> Browser:
    """Return where a password comes from."""
    return Browser(source_network(request), request.cookies.get(KNOWN_BROWSER_COOKIE, ""))


def set_sign_in_cookie(answer: Response, request: Request, token: str) -> None:
    """Have the browser show on every page that somebody is signed in.

    Args:
        answer: The reply that carries the cookie.
        request: Tells whether the line is encrypted.
        token: What opens the session.
    """
    set_cookie(answer, request, SIGNED_IN_COOKIE, token, accounts.SIGNED_IN_FOR, "/")


def clear_sign_in_cookie(answer: Response) -> None:
    """Have the browser show no longer that somebody is signed in."""
    answer.delete_cookie(SIGNED_IN_COOKIE, path="/", httponly=True, samesite="lax")


def set_known_cookie(answer: Response, request: Request, device: str) -> None:
    """Have the browser show at the entrance that it is known.

    Args:
        answer: The reply that carries the cookie.
        request: Tells whether the line is encrypted.
        device: What the browser is known by.
    """
    set_cookie(answer, request, KNOWN_BROWSER_COOKIE, device, accounts.KNOWN_FOR, SIGN_IN_PATH)


def set_cookie(
    answer: Response, request: Request, name: str, value: str, lasts: timedelta, path: str
) -> None:
    """Give a cookie that no script can read, and that goes over https only where there is https.

    Args:
        answer: What it goes out with.
        request: What is answered; its scheme tells whether there is https.
        name: The cookie.
        value: What the browser shows from then on.
        lasts: For how long.
        path: The address below which it is shown.
    """
    seconds, secure = int(lasts.total_seconds()), request.url.scheme == "https"
    answer.set_cookie(
        name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure
    )
