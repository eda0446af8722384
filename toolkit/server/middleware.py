"""What every request goes through.

Who may ask, what is not answered, headers that keep a page to itself, and no traceback to anybody.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlencode, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.app import state
from toolkit.app.navigation import NAVIGATION_PAGES
from toolkit.app.state.identity import stores
from toolkit.app.state.provider import providers
from toolkit.app.streamlit_names import (
    APP_FILES,
    APP_PREFIXES,
    MEDIA_PREFIX,
    SOCKET_PATH,
    UPLOAD_PREFIX,
)
from toolkit.data.database import open_store
from toolkit.errors import N_
from toolkit.i18n import LANGUAGES
from toolkit.people import accounts
from toolkit.server.auth import oidc
from toolkit.server.http.responses import (
    NO_SUCH_PAGE,
    WENT_WRONG,
    message_response,
    redirect_response,
    request_language,
)
from toolkit.server.http.streamlit_shell import rewrite_shell
from toolkit.server.http.urls import HOME_PATH, LINK_PREFIX, SIGN_IN_PATH, SIGN_OUT_PATH

OTHER_HOST_NAME = N_(
    "This server does not answer to that name. Open the address as it stands in your invitation."
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
APP_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Vega makes functions of its expressions
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""For the pages of the app, which cannot do without inline scripts.

The light pages have a policy of their own. Nothing is asked of another host.
"""
SHELLS = ("/", *(f"/{room.place}" for room in NAVIGATION_PAGES))
"""Where the app opens: each of its pages has an address of its own."""
OURS = ("/m/", f"{HOME_PATH}/", f"{SIGN_IN_PATH}/")
OUR_PAGES = ("/healthz", "/m", HOME_PATH, SIGN_IN_PATH, SIGN_OUT_PATH)
MISDIRECTED = 421


class Guard:
    """ASGI middleware before everything else."""

    def __init__(self, app: ASGIApp, *, language: str, hosts: Sequence[str] = ()) -> None:
        """Stand before *app*.

        Args:
            language: For those whose own is not known.
            hosts: Names that are answered to; any if there are none.
        """
        self._app, self._language, self._hosts = (
            app,
            language,
            frozenset(host.lower() for host in hosts),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send, scope["path"]))
        elif scope["type"] != "websocket" or self._may_connect(scope):
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        words = request_language(HTTPConnection(scope), self._language)
        refusal: Response | None = None
        if self._hosts and _host(scope) not in self._hosts:
            refusal = message_response(OTHER_HOST_NAME, MISDIRECTED, words)
        elif not _is_known(scope["path"]) and not await self._is_let_through(scope):
            refusal = message_response(NO_SUCH_PAGE, 404, words)
        if refusal is None and (link := _light_link(HTTPConnection(scope))):
            refusal = redirect_response(link)
        if refusal is None and _is_anonymous_visit(HTTPConnection(scope)):
            refusal = redirect_response(
                f"{SIGN_IN_PATH}?{urlencode({'next': _requested_page(scope)})}"
            )
        if refusal is None:
            refusal = await self._tried(
                scope,
                receive,
                (
                    rewrite_shell(send, HTTPConnection(scope), words)
                    if scope["path"] in SHELLS
                    else send
                ),
            )
        if refusal is not None:
            await refusal(scope, receive, send)

    async def _tried(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """Let the request through; return what is said if that failed before anything was sent."""
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(_without_compression(scope), receive, watched)
        except Exception as fault:  # noqa: BLE001  # the server would log it with everything in it
            state.log_fault(fault)
            # Once the reply has begun nothing else can be said: its status is on the way already.
            return (
                None
                if began
                else message_response(
                    WENT_WRONG, 500, request_language(HTTPConnection(scope), self._language)
                )
            )
        return None

    async def _is_let_through(self, scope: Scope) -> bool:
        """Whether whoever sends or fetches a file may: the name of a cookie alone says nothing."""
        if not scope["path"].startswith((UPLOAD_PREFIX, MEDIA_PREFIX)):
            return False
        try:
            return await to_thread.run_sync(
                _may_fetch if scope["path"].startswith(MEDIA_PREFIX) else _is_signed_in,
                HTTPConnection(scope),
            )
        except Exception as fault:  # noqa: BLE001  # a database that does not answer lets nobody in
            state.log_fault(fault)
            return False

    def _may_connect(self, scope: Scope) -> bool:
        """Whether a page of our own asks.

        Streamlit would ask another host for its own address to find that out.
        """
        origin = Headers(scope=scope).get("origin")
        own = {_host(scope), *self._hosts}
        named = not self._hosts or _host(scope) in self._hosts
        return (
            named
            and scope["path"] == SOCKET_PATH
            and (origin is None or urlsplit(origin).hostname in {name.strip("[]") for name in own})
        )


def _without_compression(scope: Scope) -> Scope:
    """Return the request without the wish to have it packed, where the reply is to be rewritten."""
    if scope["path"] not in SHELLS:
        return scope
    return {
        **scope,
        "headers": [
            (name, value) for name, value in scope["headers"] if name != b"accept-encoding"
        ],
    }


def _light_link(request: HTTPConnection) -> str:
    """Return the light page of the personal link in the address of a page of the app, else ``""``.

    Mails and bookmarks from when the app had a page for participants name a link so. Nothing is
    looked up here: whoever tries links has to wait at the light page.
    """
    token, code = (
        request.query_params.get(state.ParamName.LINK, ""),
        request.query_params.get(state.ParamName.LANGUAGE, ""),
    )
    if request.url.path not in SHELLS or not token:
        return ""
    language = f"?{state.ParamName.LANGUAGE}={code}" if code in LANGUAGES else ""
    return f"{LINK_PREFIX}/{quote(token, safe='')}{language}"


def _is_anonymous_visit(request: HTTPConnection) -> bool:
    """Whether somebody opens a page of the app without anything that a sign-in leaves there."""
    return request.url.path in SHELLS and state.has_database() and not _has_signed_in(request)


def _has_signed_in(request: HTTPConnection) -> bool:
    """Whether the browser shows what a sign-in leaves there.

    Whether it still holds, whoever answers finds out.
    """
    return not request.cookies.keys().isdisjoint((state.SIGN_IN_COOKIE, state.CLAIMS_COOKIE))


def _is_signed_in(request: HTTPConnection) -> bool:
    """Whether somebody is signed in with the browser.

    What it shows is known in one of the databases and has not expired, or a provider vouches for
    one of the accounts.
    """
    if not _has_signed_in(request):
        return False
    token, opened = (
        request.cookies.get(state.SIGN_IN_COOKIE, ""),
        [open_store(address, create=False) for address, _folder in stores()],
    )
    here = any(accounts.find_signed_in(store, token, now=state.now()) for store in opened)
    return here or bool(
        accounts.find_oidc_accounts(
            opened,
            state.read_claims(request.cookies),
            now=state.now(),
            trusted=state.trusted_issuers(),
        )
    )


def _may_fetch(request: HTTPConnection) -> bool:
    """Whether somebody is signed in, or reads releases on the own computer, where nobody has to."""
    return not state.has_database() or _is_signed_in(request)


def _requested_page(scope: Scope) -> str:
    """Return the page that was asked for, with what stands behind it."""
    behind = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{behind}" if behind else str(scope["path"])


def _is_known(path: str) -> bool:
    return (
        path in (*SHELLS, *APP_FILES, *OUR_PAGES)
        or path.startswith((*APP_PREFIXES, *OURS))
        or (path == oidc.CALLBACK_PATH and bool(providers()))
    )


def _with_headers(send: Send, path: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, "Content-Security-Policy": APP_POLICY}.items():
                headers.setdefault(name, value)
            if path in SHELLS or path.startswith(MEDIA_PREFIX):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return with_headers


def _host(scope: Scope) -> str:
    """Return the name that was asked for, without the port."""
    name = Headers(scope=scope).get("host", "").lower()
    return name.rpartition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0]
