"""The light pages over HTTP.

A link opens a session, a form sends, and nothing that was filled in is lost when something is in
the way.
"""

import hmac
from collections.abc import Awaitable, Callable
from functools import partial

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from toolkit.app import state
from toolkit.errors import N_, MendableError
from toolkit.i18n import LANGUAGES, Language, load_language
from toolkit.people.participants import NO_LINK
from toolkit.server.http import components
from toolkit.server.http.components import Page
from toolkit.server.http.forms import Fields, read_fields
from toolkit.server.http.responses import (
    NO_SUCH_PAGE,
    NOT_UNDERSTOOD,
    WENT_WRONG,
    mark_private,
    message_response,
    page_response,
    redirect_response,
    request_language,
)
from toolkit.server.http.urls import ERASED_PATH, HOME_PATH, LEFT_PATH, LINK_PREFIX
from toolkit.server.participant.actions import READS, SENDS, PortalRequest, RequestHandler
from toolkit.server.participant.sessions import (
    EARLIER_VISIT_COOKIE,
    VISIT_COOKIE,
    ParticipantSession,
    ParticipantSessions,
    open_link,
)
from toolkit.throttle import LinkThrottle, network_of

OPEN_LINK_AGAIN = N_(
    "Please open the link once more: the page was open for long, or the server was started anew."
    " What you sent or saved is kept."
)
AGAIN_AND_BACK = N_(
    "Please open your link once more in another tab: the page was open for long, or the server was"
    " started anew. Then come back here and try again. What you filled in is still here."
)
TOO_MANY_LINKS_TRIED = N_(
    "Too many links were tried from here. Wait ten minutes and open your own link again."
)
NOT_READ = N_(
    "Nothing could be read just now. What was saved before is kept. Try again in a minute."
)
NOTHING_SAVED = N_(
    "Nothing could be saved just now. Keep this page open, and try again in a minute: what you"
    " filled in is still here."
)
TAKES_NO_ANSWERS = N_(
    "This app does not take answers. Ask whoever sent you the link for the right address."
)
DATA_IS_GONE = N_(
    "Your answers, drafts, links and contact details are gone. The link does not open anything any"
    " more. You can close the page."
)
NOTHING_OPEN = N_(
    "Nothing of yours is open in this browser any more. What you sent or saved is kept. You come"
    " back with your link."
)
REQUESTS_AT_A_TIME = 16
"""Requests that wait for the database at a time; the files of the app are sent meanwhile."""


class ParticipantRoutes:
    """The light pages."""

    def __init__(
        self,
        code: str,
        *,
        visitors: ParticipantSessions | None = None,
        backoff: LinkThrottle | None = None,
    ) -> None:
        """Open; *code* is the language for those whose own is not known."""
        self._code, self._visitors, self._backoff = (
            code,
            visitors or ParticipantSessions(),
            backoff or LinkThrottle(),
        )
        self._limiter = CapacityLimiter(REQUESTS_AT_A_TIME)

    def routes(self) -> list[Route]:
        """Return the addresses of the light pages.

        Below their own, nothing is answered by the app.
        """
        return [
            Route("/healthz", self._health),
            Route(f"{LINK_PREFIX}/{{token}}", self._open),
            Route(ERASED_PATH, self._erased),
            Route(LEFT_PATH, self._left),
            *(
                Route(path, self._endpoint(answer), methods=["GET"])
                for path, answer in READS.items()
            ),
            *(
                Route(path, self._endpoint(answer), methods=["POST"])
                for path, answer in SENDS.items()
            ),
            *(
                Route(path, self._unknown, methods=["GET", "POST"])
                for path in (
                    LINK_PREFIX,
                    f"{LINK_PREFIX}/{{rest:path}}",
                    f"{HOME_PATH}/{{rest:path}}",
                )
            ),
        ]

    # ---- the way in ------------------------------------------------------------------------------

    async def _open(self, request: Request) -> Response:
        """Open a personal link: nothing is changed by it, and the link leaves the address bar."""
        return await to_thread.run_sync(partial(self._opened, request), limiter=self._limiter)

    def _opened(self, request: Request) -> Response:
        words, address = (
            request_language(request, self._code),
            (network_of(request.client.host) if request.client else ""),
        )
        if not state.has_database():
            return message_response(TAKES_NO_ANSWERS, 404, words)
        if seconds := self._backoff.wait(address):
            busy = message_response(TOO_MANY_LINKS_TRIED, 429, words)
            busy.headers["Retry-After"] = str(seconds)
            return busy
        try:
            visit = open_link(request.path_params["token"])
        except Exception as fault:  # noqa: BLE001  # nobody shall meet a traceback, and no log the link
            return _refusal_response(fault, words)
        if visit is None:
            self._backoff.failed(address)
            return message_response(NO_LINK, 404, words)
        answer = redirect_response(HOME_PATH)
        if request.method != "HEAD":
            named = request.query_params.get(state.ParamName.LANGUAGE, "")
            _set_cookies(
                answer,
                request,
                self._visitors.welcome(
                    request.path_params["token"],
                    request.cookies.get(EARLIER_VISIT_COOKIE),
                    language=named if named in LANGUAGES else "",
                ),
            )
        return answer

    async def _health(self, _request: Request) -> Response:
        """Say whether the databases can be read."""
        try:
            await to_thread.run_sync(open_link, "", limiter=self._limiter)
        except MendableError as refused:
            state.log_fault(refused)
            return mark_private(JSONResponse({"status": "no database"}, 503))
        return mark_private(JSONResponse({"status": "ok"}))

    async def _erased(self, request: Request) -> Response:
        return self._ended(request, DATA_IS_GONE, N_("Everything is erased"))

    async def _left(self, request: Request) -> Response:
        return self._ended(request, NOTHING_OPEN, N_("You have left"))

    def _ended(self, request: Request, said: str, title: str) -> Response:
        words = request_language(request, self._code)
        answer = message_response(said, 200, words, title=words.gettext(title))
        self._visitors.farewell(request.cookies.get(VISIT_COOKIE))
        answer.delete_cookie(VISIT_COOKIE, path=HOME_PATH)
        answer.delete_cookie(EARLIER_VISIT_COOKIE, path=LINK_PREFIX)
        return answer

    async def _unknown(self, request: Request) -> Response:
        return message_response(NO_SUCH_PAGE, 404, request_language(request, self._code))

    # ---- somebody who is there -------------------------------------------------------------------

    def _endpoint(self, answer: RequestHandler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                sent = await read_fields(request) if request.method == "POST" else {}
            except HTTPException as unreadable:
                return message_response(
                    NOT_UNDERSTOOD, unreadable.status_code, request_language(request, self._code)
                )
            return await to_thread.run_sync(
                partial(self._answered, request, answer, sent), limiter=self._limiter
            )

        return endpoint

    def _answered(self, request: Request, answer: RequestHandler, sent: Fields) -> Response:
        words, number = request_language(request, self._code), request.cookies.get(VISIT_COOKIE)
        visitor = self._visitors.of(number)
        if visitor is None or number is None:
            return (
                message_response(AGAIN_AND_BACK, 403, words, more=_repeat(request, sent, words))
                if sent
                else message_response(OPEN_LINK_AGAIN, 403, words)
            )
        words = load_language(visitor.language) if visitor.language else words
        try:
            reply = self._reply(request, answer, sent, visitor)
        except Exception as fault:  # noqa: BLE001  # nobody shall meet a traceback, and no log what was filled in
            return _refusal_response(fault, words, _repeat(request, sent, words) if sent else [])
        return reply

    def _reply(
        self, request: Request, answer: RequestHandler, sent: Fields, visitor: ParticipantSession
    ) -> Response:
        visit = open_link(visitor.token, visitor.sitting)
        if visit is None:
            return message_response(
                NO_LINK,
                404,
                (
                    load_language(visitor.language)
                    if visitor.language
                    else request_language(request, self._code)
                ),
            )
        visitor.language = visitor.language or visit.language
        asked = PortalRequest(
            visit,
            visitor,
            load_language(visitor.language),
            request.path_params,
            request.query_params,
            sent,
        )
        if request.method == "POST" and not hmac.compare_digest(
            asked.said("form_key").encode(), visitor.form_key.encode()
        ):
            return message_response(OPEN_LINK_AGAIN, 403, asked.words)
        return _response(answer(asked), asked)


def _response(found: Page | str | tuple[Page, int] | Response, asked: PortalRequest) -> Response:
    if isinstance(found, str):
        return redirect_response(found)
    if isinstance(found, Response):
        return mark_private(found)
    page, status = found if isinstance(found, tuple) else (found, 200)
    return page_response(page, asked.words, form_key=asked.visitor.form_key, status=status)


def _refusal_response(
    fault: Exception, words: Language, again: list[components.PageBlock] | None = None
) -> Response:
    """Return what is said when the database refuses, or we are at fault.

    Where in the program it was is all that is logged.
    """
    state.log_fault(fault)
    if isinstance(fault, MendableError):
        return message_response(NOTHING_SAVED if again else NOT_READ, 503, words, more=again or [])
    return message_response(WENT_WRONG, 500, words, more=again or [])


def _repeat(request: Request, sent: Fields, words: Language) -> list[components.PageBlock]:
    """Return a button that sends the same once more.

    Only whoever was given the form can, for it carries the key of the form.
    """
    return [components.repeat_block(words.gettext("Try again"), request.url.path, sent)]


def _set_cookies(answer: Response, request: Request, number: str) -> None:
    """Give the cookies, which last until the browser is closed.

    They go to the light pages and to links only, and no script can read them.
    """
    for name, path in ((EARLIER_VISIT_COOKIE, LINK_PREFIX), (VISIT_COOKIE, HOME_PATH)):
        answer.set_cookie(
            name,
            number,
            path=path,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
