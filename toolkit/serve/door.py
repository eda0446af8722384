"""The light pages over HTTP: a link opens a session, a form sends, and nothing that was filled in is lost when something is in the way."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from functools import partial

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from toolkit import session
from toolkit.errors import N_, MendableError
from toolkit.participation import NO_LINK
from toolkit.serve import blocks
from toolkit.serve.asked import READS, SENDS, Answer, Asked
from toolkit.serve.backoff import Backoff, source_of
from toolkit.serve.blocks import Page
from toolkit.serve.fields import Fields, read_fields
from toolkit.serve.places import ERASED, HOME, LEFT, LINKS
from toolkit.serve.replies import NO_SUCH_PAGE, NOT_UNDERSTOOD, WRONG, drawn, elsewhere, private, sentence, spoken
from toolkit.serve.visitors import BEFORE, COOKIE, Visitor, Visitors
from toolkit.texts import Language, language

AGAIN = N_("Please open the link once more: the page was open for long, or the server was started anew. What you sent or saved is kept.")
AGAIN_AND_BACK = N_(
    "Please open your link once more in another tab: the page was open for long, or the server was started anew. "
    "Then come back here and try again. What you filled in is still here."
)
BUSY = N_("Too many links were tried from here. Wait ten minutes and open your own link again.")
NOT_READ = N_("Nothing could be read just now. What was saved before is kept. Try again in a minute.")
NOT_SAVED = N_("Nothing could be saved just now. Keep this page open, and try again in a minute: what you filled in is still here.")
GONE = N_("Your answers, drafts, links and contact details are gone. The link does not open anything any more. You can close the page.")
OVER = N_("Nothing of yours is open in this browser any more. What you sent or saved is kept. You come back with your link.")
AT_A_TIME = 16
"""Requests that wait for the database at a time, so that the files of the app are sent meanwhile."""


class Door:
    """The light pages."""

    def __init__(self, code: str, *, visitors: Visitors | None = None, backoff: Backoff | None = None) -> None:
        """Open; *code* is the language for those whose own is not known."""
        self._code, self._visitors, self._backoff = code, visitors or Visitors(), backoff or Backoff()
        self._limiter = CapacityLimiter(AT_A_TIME)

    def routes(self) -> list[Route]:
        """Return the addresses of the light pages; below their own, nothing is answered by the app."""
        return [
            Route("/healthz", self._health),
            Route(f"{LINKS}/{{token}}", self._open),
            Route(ERASED, self._erased),
            Route(LEFT, self._left),
            *(Route(path, self._endpoint(answer), methods=["GET"]) for path, answer in READS.items()),
            *(Route(path, self._endpoint(answer), methods=["POST"]) for path, answer in SENDS.items()),
            *(Route(path, self._unknown, methods=["GET", "POST"]) for path in (LINKS, f"{LINKS}/{{rest:path}}", f"{HOME}/{{rest:path}}")),
        ]

    # ---- the way in -------------------------------------------------------------------------------------------------------------

    async def _open(self, request: Request) -> Response:
        """Open a personal link: nothing is changed by it, and the link leaves the address bar."""
        return await to_thread.run_sync(partial(self._opened, request), limiter=self._limiter)

    def _opened(self, request: Request) -> Response:
        words, address = spoken(request, self._code), source_of(request.client.host) if request.client else ""
        if seconds := self._backoff.wait(address):
            busy = sentence(BUSY, 429, words)
            busy.headers["Retry-After"] = str(seconds)
            return busy
        try:
            visit = session.visit(request.path_params["token"])
        except Exception as fault:  # noqa: BLE001  # nobody shall meet a traceback, and no log the link
            return _refused(fault, words)
        if visit is None:
            self._backoff.failed(address)
            return sentence(NO_LINK, 404, words)
        answer = elsewhere(HOME)
        if request.method != "HEAD":
            _give(answer, request, self._visitors.welcome(request.path_params["token"], request.cookies.get(BEFORE)))
        return answer

    async def _health(self, _request: Request) -> Response:
        """Say whether the databases can be read."""
        try:
            await to_thread.run_sync(session.visit, "", limiter=self._limiter)
        except MendableError as refused:
            session.log_fault(refused)
            return private(JSONResponse({"status": "no database"}, 503))
        return private(JSONResponse({"status": "ok"}))

    async def _erased(self, request: Request) -> Response:
        return self._ended(request, GONE, N_("Everything is erased"))

    async def _left(self, request: Request) -> Response:
        return self._ended(request, OVER, N_("You have left"))

    def _ended(self, request: Request, said: str, title: str) -> Response:
        words = spoken(request, self._code)
        answer = sentence(said, 200, words, title=words.gettext(title))
        self._visitors.farewell(request.cookies.get(COOKIE))
        answer.delete_cookie(COOKIE, path=HOME)
        answer.delete_cookie(BEFORE, path=LINKS)
        return answer

    async def _unknown(self, request: Request) -> Response:
        return sentence(NO_SUCH_PAGE, 404, spoken(request, self._code))

    # ---- somebody who is there ----------------------------------------------------------------------------------------------------

    def _endpoint(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                sent = await read_fields(request) if request.method == "POST" else {}
            except HTTPException as unreadable:
                return sentence(NOT_UNDERSTOOD, unreadable.status_code, spoken(request, self._code))
            return await to_thread.run_sync(partial(self._answered, request, answer, sent), limiter=self._limiter)

        return endpoint

    def _answered(self, request: Request, answer: Answer, sent: Fields) -> Response:
        words, number = spoken(request, self._code), request.cookies.get(COOKIE)
        visitor = self._visitors.of(number)
        if visitor is None or number is None:
            return sentence(AGAIN_AND_BACK, 403, words, more=_repeat(request, sent, words)) if sent else sentence(AGAIN, 403, words)
        words = language(visitor.language) if visitor.language else words
        try:
            reply = self._reply(request, answer, sent, visitor)
        except Exception as fault:  # noqa: BLE001  # nobody shall meet a traceback, and no log what was filled in
            return _refused(fault, words, _repeat(request, sent, words) if sent else [])
        return reply

    def _reply(self, request: Request, answer: Answer, sent: Fields, visitor: Visitor) -> Response:
        visit = session.visit(visitor.token, visitor.sitting)
        if visit is None:
            return sentence(NO_LINK, 404, language(visitor.language) if visitor.language else spoken(request, self._code))
        visitor.language = visitor.language or visit.language
        asked = Asked(visit, visitor, language(visitor.language), request.path_params, request.query_params, sent)
        if request.method == "POST" and not hmac.compare_digest(asked.said("form_key").encode(), visitor.form_key.encode()):
            return sentence(AGAIN, 403, asked.words)
        return _response(answer(asked), asked)


def _response(found: Page | str | tuple[Page, int] | Response, asked: Asked) -> Response:
    if isinstance(found, str):
        return elsewhere(found)
    if isinstance(found, Response):
        return private(found)
    page, status = found if isinstance(found, tuple) else (found, 200)
    return drawn(page, asked.words, form_key=asked.visitor.form_key, status=status)


def _refused(fault: Exception, words: Language, again: list[blocks.Block] | None = None) -> Response:
    """Return what is said when the database refuses, or we are at fault; where in the program it was is all that is logged."""
    session.log_fault(fault)
    if isinstance(fault, MendableError):
        return sentence(NOT_SAVED if again else NOT_READ, 503, words, more=again or [])
    return sentence(WRONG, 500, words, more=again or [])


def _repeat(request: Request, sent: Fields, words: Language) -> list[blocks.Block]:
    """Return a button that sends the same once more; only whoever was given the form can, for it carries the key of the form."""
    return [blocks.repeat(words.gettext("Try again"), request.url.path, sent)]


def _give(answer: Response, request: Request, number: str) -> None:
    """Give the cookies, which last until the browser is closed; they go to the light pages and to links only, and no script can read them."""
    for name, path in ((BEFORE, LINKS), (COOKIE, HOME)):
        answer.set_cookie(name, number, path=path, httponly=True, samesite="lax", secure=request.url.scheme == "https")
