"""Signing in and out over HTTP.

A password or a provider opens a session, a one-time code makes an account usable, and no other site
can send any of it.
"""

import time
from collections.abc import Awaitable, Callable
from functools import partial

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.app import state
from toolkit.app.state.provider import providers
from toolkit.errors import N_, Fault, MendableError, Refused
from toolkit.i18n import Language
from toolkit.people import accounts
from toolkit.people.accounts import Account, FirstCode
from toolkit.people.accounts.management import NO_CODE
from toolkit.server.auth import cookies, oidc, pages
from toolkit.server.auth.pages import (
    FIRST_ACCOUNT_PATH,
    PASSWORD_PATH,
    PROVIDER_PATH,
    SignInContext,
    first_value,
)
from toolkit.server.auth.signed_in import (
    association_name,
    end_session,
    has_accounts,
    open_stores,
    programme_names,
    signed_in_accounts,
    start_new_session,
    start_session,
)
from toolkit.server.http.components import Page
from toolkit.server.http.forms import (
    Fields,
    FormKeys,
    is_same_origin,
    read_fields,
    set_form_cookie,
)
from toolkit.server.http.responses import (
    NOT_UNDERSTOOD,
    WENT_WRONG,
    mark_private,
    message_response,
    page_response,
    redirect_response,
    request_language,
)
from toolkit.server.http.urls import SIGN_IN_PATH, SIGN_OUT_PATH
from toolkit.server.participant.routes import NOT_READ
from toolkit.throttle import LinkThrottle, PasswordThrottle

PASSWORDS_AT_A_TIME = 4
"""Passwords that are looked at at a time: each takes 64 MiB."""
NOT_SOONER = 0.6
"""Seconds until anybody hears whether a password is right: the time tells nothing of an account."""
TOO_MUCH_TRIED = N_(
    "Too much was tried from here that was not right. Wait ten minutes, and try again."
)
FORM_TOO_OLD = N_(
    "The page was open for long, or the server was started anew, or the form came from somewhere"
    " else. Nothing was changed."
)
CARRIED = ("next", "lang", "code")
"""What of an address goes along from page to page."""

SignInReply = Page | Response | tuple[Page, int]
"""A page with its state, 200 if there is none, or what goes out as it is."""
SignInHandler = Callable[[Request, SignInContext, Fields], SignInReply]


class SignInRoutes:
    """The pages by which people sign in and out."""

    def __init__(
        self,
        code: str,
        *,
        first: FirstCode | None = None,
        backoff: LinkThrottle | None = None,
        not_sooner: float = NOT_SOONER,
    ) -> None:
        """Open.

        Args:
            code: Language of those whose own is not known.
            first: What opens the page where the first account is made.
            backoff: Who has to wait, by network address.
            not_sooner: Seconds until anybody hears whether a password is right.
        """
        self._code, self._first, self._not_sooner = code, first, not_sooner
        self._backoff, self._pauses = backoff or LinkThrottle(), PasswordThrottle()
        self._keys, self._limiter = FormKeys(), CapacityLimiter(PASSWORDS_AT_A_TIME)

    def routes(self) -> list[Route]:
        """Return the addresses of these pages."""
        reads: dict[str, SignInHandler] = {
            SIGN_IN_PATH: self._asks,
            FIRST_ACCOUNT_PATH: self._opens,
            PASSWORD_PATH: self._asks_another,
            SIGN_OUT_PATH: self._asks_out,
        }
        reads |= {f"{PROVIDER_PATH}/{{name}}": self._elsewhere, oidc.CALLBACK_PATH: self._returns}
        sends: dict[str, SignInHandler] = {
            SIGN_IN_PATH: self._enters,
            FIRST_ACCOUNT_PATH: self._begins,
            PASSWORD_PATH: self._changes,
            SIGN_OUT_PATH: self._leaves,
        }
        answers = (("GET", reads), ("POST", sends))
        return [
            Route(path, self._endpoint(answer), methods=[method])
            for method, each in answers
            for path, answer in each.items()
        ]

    # ---- signing in ------------------------------------------------------------------------------

    def _asks(self, request: Request, given: SignInContext, _sent: Fields) -> Page | Response:
        if signed_in_accounts(request):
            return redirect_response(given.next_address)
        return (
            pages.render_sign_in(given, providers())
            if has_accounts()
            else pages.render_nobody_yet(given)
        )

    def _enters(self, request: Request, given: SignInContext, sent: Fields) -> SignInReply:
        given = given.keep_typed(sent, "address")
        address, password = first_value(sent, "address"), first_value(sent, "password")
        entry = accounts.sign_in_everywhere(
            open_stores(),
            address,
            password,
            now=state.now(),
            browser=cookies.read_browser(request),
            pauses=self._pauses,
        )
        if entry.token is None:
            self._backoff.failed(cookies.source_network(request))
            wrong = Fault(pages.WAIT_FOR_PASSWORD if entry.wait else pages.NOT_RIGHT)
            return pages.render_sign_in(given.with_faults({"": wrong}), providers()), (
                429 if entry.wait else 422
            )
        return start_session(request, entry, given.next_address)

    def _elsewhere(self, request: Request, given: SignInContext, _sent: Fields) -> SignInReply:
        """Send somebody to a provider, if it is one that is offered."""
        name = request.path_params["name"]
        if name not in providers():
            return pages.render_sign_in(given, providers()), 404
        return oidc.ask_provider(request, name)

    def _returns(self, request: Request, _given: SignInContext, _sent: Fields) -> Response:
        return oidc.accept_answer(request)

    # ---- one-time codes --------------------------------------------------------------------------

    def _opens(self, request: Request, given: SignInContext, _sent: Fields) -> SignInReply:
        """Show what a code opens; nothing is changed by looking, because mail programs look too."""
        code, opened = given.query.get("code", ""), open_stores()
        if self._is_first(code) and accounts.list_stores_without_accounts(opened):
            return pages.render_first_account(given)
        found = accounts.find_invited_accounts(opened, code, now=state.now())
        return (
            pages.render_choose_password(given, found[0][1].address)
            if found
            else self._no_code(request, given)
        )

    def _begins(self, request: Request, given: SignInContext, sent: Fields) -> SignInReply:
        code, opened = given.query.get("code", ""), open_stores()
        given, password = given.keep_typed(sent, "address", "name"), first_value(sent, "password")
        first = accounts.list_stores_without_accounts(opened) if self._is_first(code) else ()
        found = () if first else accounts.find_invited_accounts(opened, code, now=state.now())
        if not first and not found:
            return self._no_code(request, given)
        if first:
            return self._begins_first(request, given, sent)
        address = found[0][1].address
        try:
            _require_same(sent)
            accounts.accept(opened, code, password, now=state.now(), programme=programme_names())
        except Refused as refused:
            return pages.render_choose_password(given.with_faults(refused.by_field), address), 422
        return start_new_session(
            request, given.next_address, [store for store, _account in found], address
        )

    def _begins_first(
        self, request: Request, given: SignInContext, sent: Fields
    ) -> Response | tuple[Page, int]:
        """Make the first account, in every database that has none."""
        opened = open_stores()
        empty = accounts.list_stores_without_accounts(opened)
        account = Account(
            first_value(sent, "address"),
            first_value(sent, "name"),
            frozenset(),
            language=given.words.code,
        )
        try:
            _require_same(sent)
            accounts.make_first_account(
                opened,
                account,
                first_value(sent, "password"),
                now=state.now(),
                programme=programme_names(),
            )
        except Refused as refused:
            return pages.render_first_account(given.with_faults(refused.by_field)), 422
        if self._first:
            self._first.end()
        return start_new_session(request, given.next_address, empty, account.address)

    def _no_code(self, request: Request, given: SignInContext) -> tuple[Page, int]:
        self._backoff.failed(cookies.source_network(request))
        return (
            pages.render_message(
                given.without_code(),
                given.words.gettext("Nothing to open"),
                Fault(NO_CODE).sentence(given.words.gettext),
            ),
            404,
        )

    def _is_first(self, code: str) -> bool:
        return self._first is not None and self._first.fits(code)

    # ---- somebody who is signed in ---------------------------------------------------------------

    def _asks_another(self, request: Request, given: SignInContext, _sent: Fields) -> SignInReply:
        return (
            pages.render_change_password(given)
            if signed_in_accounts(request)
            else redirect_response(f"{SIGN_IN_PATH}?next={PASSWORD_PATH}")
        )

    def _changes(self, request: Request, given: SignInContext, sent: Fields) -> SignInReply:
        found = signed_in_accounts(request)
        if not found:
            return redirect_response(f"{SIGN_IN_PATH}?next={PASSWORD_PATH}")
        device = accounts.new_device()
        try:
            _require_same(sent)
            accounts.change_password(
                open_stores(),
                found[0].address,
                first_value(sent, "old"),
                first_value(sent, "password"),
                now=state.now(),
                programme=programme_names(),
                browser=cookies.read_browser(request),
                device=device,
                pauses=self._pauses,
            )
        except Refused as refused:
            return pages.render_change_password(given.with_faults(refused.by_field)), 422
        said = pages.render_message(
            given.without_code(),
            given.words.gettext("The password is changed"),
            given.words.gettext("Sign in with it now."),
        )
        answer = self._page(request, said, given)
        cookies.clear_sign_in_cookie(answer)
        # Every other browser is forgotten with the old password, so this one shows a new device.
        cookies.set_known_cookie(answer, request, device)
        return answer

    def _asks_out(self, request: Request, given: SignInContext, sent: Fields) -> Page | Response:
        """A link on one of our own pages signs out at once.

        From anywhere else it is asked first.
        """
        own = (
            request.headers.get("sec-fetch-site") == "same-origin"
            and "sec-purpose" not in request.headers
        )
        return (
            self._leaves(request, given, sent)
            if own and is_same_origin(request)
            else pages.render_sign_out(given)
        )

    def _leaves(self, request: Request, given: SignInContext, _sent: Fields) -> Response:
        end_session(request)
        title, said = (
            given.words.gettext("You are signed out"),
            given.words.gettext("You can close the page."),
        )
        answer = self._page(request, pages.render_message(given.without_code(), title, said), given)
        cookies.clear_sign_in_cookie(answer)
        oidc.clear_claims_cookie(answer)
        return answer

    # ---- what they have in common ----------------------------------------------------------------

    def _endpoint(self, answer: SignInHandler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                sent = await read_fields(request) if request.method == "POST" else {}
            except HTTPException as unreadable:
                return message_response(
                    NOT_UNDERSTOOD, unreadable.status_code, request_language(request, self._code)
                )
            # Started only when the whole form is there: whoever holds back its last sign would
            # otherwise have waited already.
            began = time.monotonic()
            reply = await to_thread.run_sync(
                partial(self._answered, request, answer, sent), limiter=self._limiter
            )
            if request.method == "POST":
                await anyio.sleep(max(0.0, began + self._not_sooner - time.monotonic()))
            return reply

        return endpoint

    def _answered(self, request: Request, answer: SignInHandler, sent: Fields) -> Response:
        words, asked = request_language(request, self._code), request.query_params
        try:
            given = SignInContext(
                association_name(words),
                words,
                query={name: value for name, value in asked.items() if name in CARRIED},
            )
            if request.method == "POST" and not self._keys.fits(
                request, first_value(sent, "form_key")
            ):
                return page_response(
                    pages.render_message(
                        given, words.gettext("Once more, please"), words.gettext(FORM_TOO_OLD)
                    ),
                    words,
                    status=403,
                )
            if wait := self._wait(request, sent):
                return _busy_response(words, wait)
            return self._page(request, answer(request, given, sent), given)
        except Exception as fault:  # noqa: BLE001  # nobody shall meet a traceback, and no log a password
            state.log_fault(fault)
            message, status = (
                (NOT_READ, 503) if isinstance(fault, MendableError) else (WENT_WRONG, 500)
            )
            return message_response(message, status, words, title=words.gettext("Sign in"))

    def _wait(self, request: Request, sent: Fields) -> int:
        """Return the seconds that a network waits, where it can guess.

        Neighbours close neither the way out nor a known browser's way in.
        """
        guesses = request.url.path == FIRST_ACCOUNT_PATH or (
            request.url.path == SIGN_IN_PATH and request.method == "POST"
        )
        wait = self._backoff.wait(cookies.source_network(request)) if guesses else 0
        return (
            0
            if wait
            and accounts.is_known_browser(
                open_stores(),
                first_value(sent, "address"),
                cookies.read_browser(request),
                now=state.now(),
            )
            else wait
        )

    def _page(self, request: Request, found: SignInReply, given: SignInContext) -> Response:
        if isinstance(found, Response):
            return mark_private(found)
        page, status = found if isinstance(found, tuple) else (found, 200)
        cookie, key = self._keys.of(request)
        answer = page_response(page, given.words, form_key=key, status=status)
        set_form_cookie(answer, request, cookie)
        return answer


def _require_same(sent: Fields) -> None:
    if first_value(sent, "password") != first_value(sent, "again"):
        raise Refused({"again": Fault(pages.NOT_THE_SAME)})


def _busy_response(words: Language, seconds: int) -> Response:
    answer = message_response(TOO_MUCH_TRIED, 429, words, title=words.gettext("Sign in"))
    answer.headers["Retry-After"] = str(seconds)
    return answer
