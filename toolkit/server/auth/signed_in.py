"""Whose browser it is that asks: the databases of the server, and who is signed in to which."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from toolkit.app import state
from toolkit.app.state.identity import programme_at, stores
from toolkit.data.database import Store, open_store
from toolkit.i18n import Language
from toolkit.people import accounts
from toolkit.people.accounts import Account, SignInResult
from toolkit.programme.questionnaire import localize
from toolkit.server.auth import cookies
from toolkit.server.http.responses import redirect_response


def open_stores() -> tuple[Store, ...]:
    """Return every database that the server was started on."""
    return tuple(open_store(address, create=False) for address, _folder in stores())


def programme_names() -> tuple[str, ...]:
    """Return the codes and names of the programmes, which are no passwords."""
    every = [programme_at(folder) for _address, folder in stores()]
    return tuple(
        text for programme in every for text in (programme.code, *programme.settings.name.values())
    )


def association_name(words: Language) -> str:
    """Return the name of the programme, blank where there are several."""
    folders = [folder for _address, folder in stores()]
    return localize(programme_at(folders[0]).settings.name, words) if len(folders) == 1 else ""


def has_accounts() -> bool:
    """Whether somebody has an account anywhere."""
    opened = open_stores()
    return len(accounts.list_stores_without_accounts(opened)) < len(opened)


def signed_in_accounts(request: Request) -> tuple[Account, ...]:
    """Return who is signed in, in each database where that is so."""
    token = request.cookies.get(cookies.SIGNED_IN_COOKIE, "")
    found = [accounts.find_signed_in(store, token, now=state.now()) for store in open_stores()]
    return tuple(account for account in found if account)


def start_session(request: Request, entry: SignInResult, address: str) -> Response:
    """End what the browser showed before, and have it show that somebody is signed in.

    Args:
        request: What is answered.
        entry: What the browser shows from now on.
        address: Where it goes next.

    Returns:
        The way there.
    """
    end_session(request)
    answer = redirect_response(address)
    cookies.set_sign_in_cookie(answer, request, entry.token or "")
    cookies.set_known_cookie(answer, request, entry.device)
    return answer


def start_new_session(
    request: Request, address: str, opened: Sequence[Store], person: str
) -> Response:
    """Sign somebody in where the password was chosen a moment ago.

    Args:
        request: What is answered.
        address: Where the browser goes next.
        opened: The databases in which it was chosen.
        person: The mail address of whoever chose it.

    Returns:
        The way there.
    """
    entry = accounts.start_session(
        opened, person, now=state.now(), browser=cookies.read_browser(request)
    )
    return start_session(request, entry, address)


def end_session(request: Request) -> None:
    """End what the browser shows, also that a provider vouches for somebody."""
    if token := request.cookies.get(cookies.SIGNED_IN_COOKIE):
        for store in open_stores():
            accounts.sign_out(store, token, now=state.now())
    if claims := state.read_claims(request.cookies):
        accounts.end_oidc_sign_in(
            open_stores(), claims, now=state.now(), trusted=state.trusted_issuers()
        )
