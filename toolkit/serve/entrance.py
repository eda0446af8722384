"""Signing in and out over HTTP: a password or a provider opens a session, a one-time code makes an account usable, and no other site can send any of it."""

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

from toolkit import accounts, session
from toolkit.accounts import Account, Entry, FirstCode
from toolkit.accounts.keeping import NO_CODE
from toolkit.accounts.pauses import Pauses
from toolkit.errors import N_, Fault, MendableError
from toolkit.participation import saying
from toolkit.serve import entrance_pages as pages
from toolkit.serve import providers, shown
from toolkit.serve.backoff import Backoff
from toolkit.serve.blocks import Page
from toolkit.serve.door import NOT_READ
from toolkit.serve.entrance_pages import FIRST, PASSWORD, PROVIDER, SIGN_IN, SIGN_OUT, Given
from toolkit.serve.fields import Fields, read_fields
from toolkit.serve.formkeys import FormKeys, from_here, give, own_place
from toolkit.serve.replies import NOT_UNDERSTOOD, WRONG, drawn, elsewhere, private, sentence, spoken
from toolkit.session.signed_in import programme_at, stores
from toolkit.storage import Store, open_store
from toolkit.texts import Language

AT_A_TIME = 4
"""Passwords that are looked at at a time: each takes 64 MiB."""
NOT_SOONER = 0.6
"""Seconds until anybody hears whether a password is right, so that the time tells nothing of the account."""
BUSY = N_("Too much was tried from here that was not right. Wait ten minutes, and try again.")
AGAIN = N_("The page was open for long, or the server was started anew, or the form came from somewhere else. Nothing was changed.")
CARRIED = ("next", "lang", "code")
"""What of an address goes along from page to page."""

Answer = Callable[[Request, Given, Fields], Page | Response | tuple[Page, int]]


class Entrance:
    """The pages by which people sign in and out."""

    def __init__(self, code: str, *, first: FirstCode | None = None, backoff: Backoff | None = None, not_sooner: float = NOT_SOONER) -> None:
        """Open.

        Args:
            code: Language of those whose own is not known.
            first: What opens the page where the first account is made.
            backoff: Who has to wait, by network address.
            not_sooner: Seconds until anybody hears whether a password is right.
        """
        self._code, self._first, self._backoff, self._not_sooner = code, first, backoff or Backoff(), not_sooner
        self._keys, self._pauses, self._limiter = FormKeys(), Pauses(), CapacityLimiter(AT_A_TIME)

    def routes(self) -> list[Route]:
        """Return the addresses of these pages."""
        reads: dict[str, Answer] = {SIGN_IN: self._asks, FIRST: self._opens, PASSWORD: self._asks_another, SIGN_OUT: self._asks_out}
        reads |= {f"{PROVIDER}/{{name}}": self._elsewhere}
        sends: dict[str, Answer] = {SIGN_IN: self._enters, FIRST: self._begins, PASSWORD: self._changes, SIGN_OUT: self._leaves}
        answers = (("GET", reads), ("POST", sends))
        return [Route(path, self._endpoint(answer), methods=[method]) for method, each in answers for path, answer in each.items()]

    # ---- signing in -------------------------------------------------------------------------------------------------------------

    def _asks(self, request: Request, given: Given, _sent: Fields) -> Page | Response:
        if _accounts(request):
            return elsewhere(_next(given))
        return pages.sign_in(given, providers.providers()) if _anybody() else pages.nobody_yet(given)

    def _enters(self, request: Request, given: Given, sent: Fields) -> Page | Response | tuple[Page, int]:
        given = _typed(given, sent, "address")
        address, password = _one(sent, "address"), _one(sent, "password")
        entry = accounts.enter(_stores(), address, password, now=session.now(), browser=shown.browser(request), pauses=self._pauses)
        if entry.token is None:
            self._backoff.failed(shown.network(request))
            wrong = Fault(pages.WAIT if entry.wait else pages.NOT_RIGHT)
            return pages.sign_in(_faulty(given, {"": wrong}), providers.providers()), 429 if entry.wait else 422
        return _let_in(request, given, entry)

    def _elsewhere(self, request: Request, given: Given, _sent: Fields) -> Page | Response | tuple[Page, int]:
        """Send somebody to a provider, if it is one that is offered."""
        name = request.path_params["name"]
        if name not in providers.providers():
            return pages.sign_in(given, providers.providers()), 404
        return elsewhere(providers.way_to(name))

    # ---- one-time codes ---------------------------------------------------------------------------------------------------------

    def _opens(self, request: Request, given: Given, _sent: Fields) -> Page | tuple[Page, int]:
        """Show what a code opens; nothing is changed by looking, because mail programs look too."""
        code, opened = given.query.get("code", ""), _stores()
        if self._is_first(code) and accounts.without_accounts(opened):
            return pages.first(given)
        found = accounts.invited(opened, code, now=session.now())
        return pages.choose(given, found[0][1].address) if found else self._no_code(request, given)

    def _begins(self, request: Request, given: Given, sent: Fields) -> Page | Response | tuple[Page, int]:
        code, opened, names = given.query.get("code", ""), _stores(), _names()
        given, password = _typed(given, sent, "address", "name"), _one(sent, "password")
        first = accounts.without_accounts(opened) if self._is_first(code) else ()
        found = () if first else accounts.invited(opened, code, now=session.now())
        if not first and not found:
            return self._no_code(request, given)
        wrong = {} if password == _one(sent, "again") else {"again": Fault(pages.NOT_THE_SAME)}
        if first:
            account = Account(_one(sent, "address"), _one(sent, "name"), frozenset(), language=given.words.code)
            if wrong := wrong or accounts.make_first(opened, account, password, now=session.now(), programme=names):
                return pages.first(_faulty(given, wrong)), 422
            self._end_first()
            return _let_in(request, given, accounts.let_in(first, account.address, now=session.now(), browser=shown.browser(request)))
        if not wrong and (fault := accounts.accept(opened, code, password, now=session.now(), programme=names)):
            wrong = {"password": fault}
        if wrong:
            return pages.choose(_faulty(given, wrong), found[0][1].address), 422
        chosen_in, address = [store for store, _account in found], found[0][1].address
        return _let_in(request, given, accounts.let_in(chosen_in, address, now=session.now(), browser=shown.browser(request)))

    def _no_code(self, request: Request, given: Given) -> tuple[Page, int]:
        self._backoff.failed(shown.network(request))
        return pages.told(_fresh(given), given.words.gettext("Nothing to open"), Fault(NO_CODE).sentence(given.words.gettext)), 404

    def _is_first(self, code: str) -> bool:
        return self._first is not None and self._first.fits(code)

    def _end_first(self) -> None:
        if self._first:
            self._first.end()

    # ---- somebody who is signed in ------------------------------------------------------------------------------------------------

    def _asks_another(self, request: Request, given: Given, _sent: Fields) -> Page | Response:
        return pages.another(given) if _accounts(request) else elsewhere(f"{SIGN_IN}?next={PASSWORD}")

    def _changes(self, request: Request, given: Given, sent: Fields) -> Page | Response | tuple[Page, int]:
        found = _accounts(request)
        if not found:
            return elsewhere(f"{SIGN_IN}?next={PASSWORD}")
        old, new, here, device = _one(sent, "old"), _one(sent, "password"), shown.browser(request), accounts.new_device()
        wrong = {} if new == _one(sent, "again") else {"again": Fault(pages.NOT_THE_SAME)}
        if not wrong:
            wrong = accounts.change_password(
                _stores(), found[0].address, old, new, now=session.now(), programme=_names(), browser=here, device=device, pauses=self._pauses
            )
        if wrong:
            return pages.another(_faulty(given, wrong)), 422
        said = pages.told(_fresh(given), given.words.gettext("The password is changed"), given.words.gettext("Sign in with it now."))
        answer = self._page(request, said, given)
        shown.let_out(answer)
        shown.make_known(answer, request, device)
        return answer

    def _asks_out(self, request: Request, given: Given, sent: Fields) -> Page | Response:
        """A link on one of our own pages signs out at once; from anywhere else it is asked first."""
        own = request.headers.get("sec-fetch-site") == "same-origin" and "sec-purpose" not in request.headers
        return self._leaves(request, given, sent) if own and from_here(request) else pages.sign_out(given)

    def _leaves(self, request: Request, given: Given, _sent: Fields) -> Response:
        _end(request)
        title, said = given.words.gettext("You are signed out"), given.words.gettext("You can close the page.")
        answer = self._page(request, pages.told(_fresh(given), title, said), given)
        shown.let_out(answer)
        providers.forget(answer, request)
        return answer

    # ---- what they have in common -------------------------------------------------------------------------------------------------

    def _endpoint(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                sent = await read_fields(request) if request.method == "POST" else {}
            except HTTPException as unreadable:
                return sentence(NOT_UNDERSTOOD, unreadable.status_code, spoken(request, self._code))
            began = time.monotonic()  # not before all is there: whoever holds the last sign back would have the wait behind her
            reply = await to_thread.run_sync(partial(self._answered, request, answer, sent), limiter=self._limiter)
            if request.method == "POST":
                await anyio.sleep(max(0.0, began + self._not_sooner - time.monotonic()))
            return reply

        return endpoint

    def _answered(self, request: Request, answer: Answer, sent: Fields) -> Response:
        words = spoken(request, self._code)
        try:
            given = Given(_association(words), words, query={name: request.query_params[name] for name in CARRIED if name in request.query_params})
            if request.method == "POST" and not self._keys.fits(request, _one(sent, "form_key")):
                return drawn(pages.told(given, words.gettext("Once more, please"), words.gettext(AGAIN)), words, status=403)
            if wait := self._wait(request, sent):
                return _busy(words, wait)
            return self._page(request, answer(request, given, sent), given)
        except Exception as fault:  # noqa: BLE001  # nobody shall meet a traceback, and no log a password
            session.log_fault(fault)
            message, status = (NOT_READ, 503) if isinstance(fault, MendableError) else (WRONG, 500)
            return sentence(message, status, words, title=words.gettext("Sign in"))

    def _wait(self, request: Request, sent: Fields) -> int:
        """Return the seconds that a network waits, where it can guess: neighbours close neither the way out nor a known browser's way in."""
        guesses = request.url.path == FIRST or (request.url.path == SIGN_IN and request.method == "POST")
        wait = self._backoff.wait(shown.network(request)) if guesses else 0
        return 0 if wait and accounts.is_known(_stores(), _one(sent, "address"), shown.browser(request), now=session.now()) else wait

    def _page(self, request: Request, found: Page | Response | tuple[Page, int], given: Given) -> Response:
        if isinstance(found, Response):
            return private(found)
        page, status = found if isinstance(found, tuple) else (found, 200)
        cookie, key = self._keys.of(request)
        answer = drawn(page, given.words, form_key=key, status=status)
        give(answer, request, cookie)
        return answer


# ---- what it is about ---------------------------------------------------------------------------------------------------------------


def _stores() -> tuple[Store, ...]:
    return tuple(open_store(address, create=False) for address, _folder in stores())


def _names() -> tuple[str, ...]:
    """Return the codes and names of the programmes, which are no passwords."""
    every = [programme_at(folder) for _address, folder in stores()]
    return tuple(text for programme in every for text in (programme.code, *programme.settings.name.values()))


def _association(words: Language) -> str:
    """Return the name of the programme, blank where there are several."""
    folders = [folder for _address, folder in stores()]
    return saying.label(programme_at(folders[0]).settings.name, words) if len(folders) == 1 else ""


def _anybody() -> bool:
    """Whether somebody has an account anywhere."""
    opened = _stores()
    return len(accounts.without_accounts(opened)) < len(opened)


def _accounts(request: Request) -> tuple[Account, ...]:
    """Return who is signed in, in each database where that is so."""
    token = request.cookies.get(shown.COOKIE, "")
    found = [accounts.signed_in(store, token, now=session.now()) for store in _stores()]
    return tuple(account for account in found if account)


def _let_in(request: Request, given: Given, entry: Entry) -> Response:
    """End what the browser showed before, and have it show that somebody is signed in."""
    _end(request)
    answer = elsewhere(_next(given))
    shown.let_in(answer, request, entry.token or "")
    shown.make_known(answer, request, entry.device)
    return answer


def _end(request: Request) -> None:
    """End what the browser shows, also that a provider vouches for somebody."""
    if token := request.cookies.get(shown.COOKIE):
        for store in _stores():
            accounts.sign_out(store, token, now=session.now())
    if claims := providers.vouched(request):
        accounts.let_out_by_oidc(_stores(), claims, now=session.now(), trusted=session.trusted_issuers())


def _next(given: Given) -> str:
    return own_place(given.query.get("next", "/"), given.query.get("lang", ""))


def _one(sent: Fields, name: str) -> str:
    return next(iter(sent.get(name, ())), "")


def _typed(given: Given, sent: Fields, *names: str) -> Given:
    return replace(given, typed={name: _one(sent, name) for name in names})


def _faulty(given: Given, wrong: Mapping[str, Fault]) -> Given:
    return replace(given, wrong=wrong)


def _fresh(given: Given) -> Given:
    """Leave a code behind that was used."""
    return replace(given, query={name: value for name, value in given.query.items() if name != "code"})


def _busy(words: Language, seconds: int) -> Response:
    answer = sentence(BUSY, 429, words, title=words.gettext("Sign in"))
    answer.headers["Retry-After"] = str(seconds)
    return answer
