"""Signing in and out over HTTP.

A password or a provider opens a session, a one-time code makes an account usable, and no other site
can send any of it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial

import anyio
from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toolkit.app import state
from toolkit.app.state.identity import programme_at, stores
from toolkit.app.state.provider import providers
from toolkit.data.database import Store, open_store
from toolkit.errors import N_, Fault, MendableError
from toolkit.i18n import Language
from toolkit.people import accounts
from toolkit.people.accounts import Account, FirstCode, SignInResult
from toolkit.people.accounts.management import NO_CODE
from toolkit.programme.questionnaire import localize
from toolkit.server.auth import cookies, oidc, pages
from toolkit.server.auth.pages import (
    FIRST_ACCOUNT_PATH,
    PASSWORD_PATH,
    PROVIDER_PATH,
    SignInContext,
)
from toolkit.server.http.components import Page
from toolkit.server.http.forms import (
    Fields,
    FormKeys,
    is_same_origin,
    read_fields,
    safe_redirect,
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
"""Seconds until anybody hears whether a password is right; its time tells nothing of the account."""
TOO_MUCH_TRIED = N_(
    "Too much was tried from here that was not right. Wait ten minutes, and try again."
)
FORM_TOO_OLD = N_(
    "The page was open for long, or the server was started anew, or the form came from somewhere"
    " else. Nothing was changed."
)
CARRIED = ("next", "lang", "code")
"""What of an address goes along from page to page."""

SignInHandler = Callable[[Request, SignInContext, Fields], Page | Response | tuple[Page, int]]


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
        self._code, self._first, self._backoff, self._not_sooner = (
            code,
            first,
            backoff or LinkThrottle(),
            not_sooner,
        )
        self._keys, self._pauses, self._limiter = (
            FormKeys(),
            PasswordThrottle(),
            CapacityLimiter(PASSWORDS_AT_A_TIME),
        )

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
        if _accounts(request):
            return redirect_response(_next_address(given))
        return (
            pages.render_sign_in(given, providers())
            if _has_accounts()
            else pages.render_nobody_yet(given)
        )

    def _enters(
        self, request: Request, given: SignInContext, sent: Fields
    ) -> Page | Response | tuple[Page, int]:
        given = _keep_typed(given, sent, "address")
        address, password = _first_value(sent, "address"), _first_value(sent, "password")
        entry = accounts.sign_in_everywhere(
            _stores(),
            address,
            password,
            now=state.now(),
            browser=cookies.read_browser(request),
            pauses=self._pauses,
        )
        if entry.token is None:
            self._backoff.failed(cookies.source_network(request))
            wrong = Fault(pages.WAIT_FOR_PASSWORD if entry.wait else pages.NOT_RIGHT)
            return pages.render_sign_in(_with_faults(given, {"": wrong}), providers()), (
                429 if entry.wait else 422
            )
        return _start_session(request, given, entry)

    def _elsewhere(
        self, request: Request, given: SignInContext, _sent: Fields
    ) -> Page | Response | tuple[Page, int]:
        """Send somebody to a provider, if it is one that is offered."""
        name = request.path_params["name"]
        if name not in providers():
            return pages.render_sign_in(given, providers()), 404
        return oidc.ask_provider(request, name)

    def _returns(self, request: Request, _given: SignInContext, _sent: Fields) -> Response:
        return oidc.accept_answer(request)

    # ---- one-time codes --------------------------------------------------------------------------

    def _opens(
        self, request: Request, given: SignInContext, _sent: Fields
    ) -> Page | tuple[Page, int]:
        """Show what a code opens; nothing is changed by looking, because mail programs look too."""
        code, opened = given.query.get("code", ""), _stores()
        if self._is_first(code) and accounts.list_stores_without_accounts(opened):
            return pages.render_first_account(given)
        found = accounts.find_invited_accounts(opened, code, now=state.now())
        return (
            pages.render_choose_password(given, found[0][1].address)
            if found
            else self._no_code(request, given)
        )

    def _begins(
        self, request: Request, given: SignInContext, sent: Fields
    ) -> Page | Response | tuple[Page, int]:
        code, opened, names = given.query.get("code", ""), _stores(), _names()
        given, password = (
            _keep_typed(given, sent, "address", "name"),
            _first_value(sent, "password"),
        )
        first = accounts.list_stores_without_accounts(opened) if self._is_first(code) else ()
        found = () if first else accounts.find_invited_accounts(opened, code, now=state.now())
        if not first and not found:
            return self._no_code(request, given)
        wrong = (
            {} if password == _first_value(sent, "again") else {"again": Fault(pages.NOT_THE_SAME)}
        )
        if first:
            account = Account(
                _first_value(sent, "address"),
                _first_value(sent, "name"),
                frozenset(),
                language=given.words.code,
            )
            if wrong := wrong or accounts.make_first_account(
                opened, account, password, now=state.now(), programme=names
            ):
                return pages.render_first_account(_with_faults(given, wrong)), 422
            self._end_first()
            return _start_session(
                request,
                given,
                accounts.start_session(
                    first, account.address, now=state.now(), browser=cookies.read_browser(request)
                ),
            )
        if not wrong and (
            fault := accounts.accept(opened, code, password, now=state.now(), programme=names)
        ):
            wrong = {"password": fault}
        if wrong:
            return (
                pages.render_choose_password(_with_faults(given, wrong), found[0][1].address),
                422,
            )
        chosen_in, address = [store for store, _account in found], found[0][1].address
        return _start_session(
            request,
            given,
            accounts.start_session(
                chosen_in, address, now=state.now(), browser=cookies.read_browser(request)
            ),
        )

    def _no_code(self, request: Request, given: SignInContext) -> tuple[Page, int]:
        self._backoff.failed(cookies.source_network(request))
        return (
            pages.render_message(
                _without_code(given),
                given.words.gettext("Nothing to open"),
                Fault(NO_CODE).sentence(given.words.gettext),
            ),
            404,
        )

    def _is_first(self, code: str) -> bool:
        return self._first is not None and self._first.fits(code)

    def _end_first(self) -> None:
        if self._first:
            self._first.end()

    # ---- somebody who is signed in ---------------------------------------------------------------

    def _asks_another(
        self, request: Request, given: SignInContext, _sent: Fields
    ) -> Page | Response:
        return (
            pages.render_change_password(given)
            if _accounts(request)
            else redirect_response(f"{SIGN_IN_PATH}?next={PASSWORD_PATH}")
        )

    def _changes(
        self, request: Request, given: SignInContext, sent: Fields
    ) -> Page | Response | tuple[Page, int]:
        found = _accounts(request)
        if not found:
            return redirect_response(f"{SIGN_IN_PATH}?next={PASSWORD_PATH}")
        old, new, here, device = (
            _first_value(sent, "old"),
            _first_value(sent, "password"),
            cookies.read_browser(request),
            accounts.new_device(),
        )
        wrong = {} if new == _first_value(sent, "again") else {"again": Fault(pages.NOT_THE_SAME)}
        if not wrong:
            wrong = accounts.change_password(
                _stores(),
                found[0].address,
                old,
                new,
                now=state.now(),
                programme=_names(),
                browser=here,
                device=device,
                pauses=self._pauses,
            )
        if wrong:
            return pages.render_change_password(_with_faults(given, wrong)), 422
        said = pages.render_message(
            _without_code(given),
            given.words.gettext("The password is changed"),
            given.words.gettext("Sign in with it now."),
        )
        answer = self._page(request, said, given)
        cookies.clear_sign_in_cookie(answer)
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
        _end_session(request)
        title, said = (
            given.words.gettext("You are signed out"),
            given.words.gettext("You can close the page."),
        )
        answer = self._page(request, pages.render_message(_without_code(given), title, said), given)
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
        words = request_language(request, self._code)
        try:
            given = SignInContext(
                _association(words),
                words,
                query={
                    name: request.query_params[name]
                    for name in CARRIED
                    if name in request.query_params
                },
            )
            if request.method == "POST" and not self._keys.fits(
                request, _first_value(sent, "form_key")
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
                _stores(),
                _first_value(sent, "address"),
                cookies.read_browser(request),
                now=state.now(),
            )
            else wait
        )

    def _page(
        self, request: Request, found: Page | Response | tuple[Page, int], given: SignInContext
    ) -> Response:
        if isinstance(found, Response):
            return mark_private(found)
        page, status = found if isinstance(found, tuple) else (found, 200)
        cookie, key = self._keys.of(request)
        answer = page_response(page, given.words, form_key=key, status=status)
        set_form_cookie(answer, request, cookie)
        return answer


# ---- what it is about ----------------------------------------------------------------------------


def _stores() -> tuple[Store, ...]:
    return tuple(open_store(address, create=False) for address, _folder in stores())


def _names() -> tuple[str, ...]:
    """Return the codes and names of the programmes, which are no passwords."""
    every = [programme_at(folder) for _address, folder in stores()]
    return tuple(
        text for programme in every for text in (programme.code, *programme.settings.name.values())
    )


def _association(words: Language) -> str:
    """Return the name of the programme, blank where there are several."""
    folders = [folder for _address, folder in stores()]
    return localize(programme_at(folders[0]).settings.name, words) if len(folders) == 1 else ""


def _has_accounts() -> bool:
    """Whether somebody has an account anywhere."""
    opened = _stores()
    return len(accounts.list_stores_without_accounts(opened)) < len(opened)


def _accounts(request: Request) -> tuple[Account, ...]:
    """Return who is signed in, in each database where that is so."""
    token = request.cookies.get(cookies.SIGNED_IN_COOKIE, "")
    found = [accounts.find_signed_in(store, token, now=state.now()) for store in _stores()]
    return tuple(account for account in found if account)


def _start_session(request: Request, given: SignInContext, entry: SignInResult) -> Response:
    """End what the browser showed before, and have it show that somebody is signed in."""
    _end_session(request)
    answer = redirect_response(_next_address(given))
    cookies.set_sign_in_cookie(answer, request, entry.token or "")
    cookies.set_known_cookie(answer, request, entry.device)
    return answer


def _end_session(request: Request) -> None:
    """End what the browser shows, also that a provider vouches for somebody."""
    if token := request.cookies.get(cookies.SIGNED_IN_COOKIE):
        for store in _stores():
            accounts.sign_out(store, token, now=state.now())
    if claims := state.read_claims(request.cookies):
        accounts.end_oidc_sign_in(
            _stores(), claims, now=state.now(), trusted=state.trusted_issuers()
        )


def _next_address(given: SignInContext) -> str:
    return safe_redirect(given.query.get("next", "/"), given.query.get("lang", ""))


def _first_value(sent: Fields, name: str) -> str:
    return next(iter(sent.get(name, ())), "")


def _keep_typed(given: SignInContext, sent: Fields, *names: str) -> SignInContext:
    return replace(given, typed={name: _first_value(sent, name) for name in names})


def _with_faults(given: SignInContext, wrong: Mapping[str, Fault]) -> SignInContext:
    return replace(given, wrong=wrong)


def _without_code(given: SignInContext) -> SignInContext:
    """Leave a code behind that was used."""
    return replace(
        given, query={name: value for name, value in given.query.items() if name != "code"}
    )


def _busy_response(words: Language, seconds: int) -> Response:
    answer = message_response(TOO_MUCH_TRIED, 429, words, title=words.gettext("Sign in"))
    answer.headers["Retry-After"] = str(seconds)
    return answer
