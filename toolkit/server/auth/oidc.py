"""Sign-in through the association's own Google, Microsoft or other accounts.

Offered where ``[auth]`` stands in the secrets of the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from anyio import from_thread
from starlette.requests import Request
from starlette.responses import Response

from toolkit.app import state
from toolkit.app.state.provider import CLAIMS_COOKIE, auth_settings, providers, read_signed, sign
from toolkit.people.accounts.login import SIGN_IN_CLAIMS, SIGNED_IN_FOR
from toolkit.server.auth.cookies import set_cookie
from toolkit.server.http.responses import redirect_response

if TYPE_CHECKING:
    from authlib.integrations.starlette_client import StarletteOAuth2App

CALLBACK_PATH = "/oauth2callback"
"""Where a provider sends people back to.

It stands in ``redirect_uri``, as Streamlit describes it.
"""
QUESTION_COOKIE = "mentoring_asked"
"""What the browser shows of the question on the way back: whose answer it is, and to what."""
ANSWERED_WITHIN = timedelta(minutes=10)
CLAIMS = (*SIGN_IN_CLAIMS, "email_verified")
"""What is kept of what a provider says; names and pictures are not."""


def ask_provider(request: Request, provider: str) -> Response:
    """Send somebody to the sign-in of a provider that is offered."""
    session: dict[str, object] = {}
    answer: Response = from_thread.run(
        _client(provider).authorize_redirect,
        _with_session(request, session),
        str(auth_settings()["redirect_uri"]),
    )
    question = sign(QUESTION_COOKIE, {"provider": provider, "session": session})
    set_cookie(answer, request, QUESTION_COOKIE, question, ANSWERED_WITHIN, CALLBACK_PATH)
    return answer


def accept_answer(request: Request) -> Response:
    """Keep for whom a provider vouches, and lead to the app.

    Whatever is wrong with the answer, nobody is vouched for then, and the way in is shown again.
    """
    answer = redirect_response("/")
    answer.delete_cookie(QUESTION_COOKIE, path=CALLBACK_PATH, httponly=True, samesite="lax")
    if claims := _fetch_claims(request):
        set_cookie(answer, request, CLAIMS_COOKIE, sign(CLAIMS_COOKIE, claims), SIGNED_IN_FOR, "/")
    else:
        clear_claims_cookie(answer)
    return answer


def clear_claims_cookie(answer: Response) -> None:
    """Let the browser forget for whom a provider vouched."""
    answer.delete_cookie(CLAIMS_COOKIE, path="/", httponly=True, samesite="lax")


def _fetch_claims(request: Request) -> dict[str, object]:
    """Fetch what the provider that was asked says of somebody; empty if it does not vouch."""
    question = read_signed(request.cookies, QUESTION_COOKIE, ANSWERED_WITHIN)
    if (provider := str(question.get("provider"))) not in providers():
        return {}
    try:
        answer = _with_session(request, question["session"])
        token = from_thread.run(_client(provider).authorize_access_token, answer)
    except Exception as fault:  # noqa: BLE001  # a provider can answer anything
        state.log_fault(fault)
        return {}
    said = token.get("userinfo") or {}
    return {name: said[name] for name in CLAIMS if name in said} | {"is_logged_in": bool(said)}


def _with_session(request: Request, session: object) -> Request:
    """Return the request with a session, in which Authlib keeps state, nonce and PKCE verifier.

    A copy: Streamlit has a session of its own in the scope, and minds if it is another's.
    """
    return Request({**request.scope, "session": session})


def _client(provider: str) -> StarletteOAuth2App:
    """Return Authlib's client of a provider, which fetches its addresses and keys anew."""
    from authlib.integrations.starlette_client import OAuth  # optional: only where it is used

    section = providers()[provider]
    wanted = section.get("client_kwargs")
    client_kwargs = {
        "scope": "openid email profile",
        "prompt": "select_account",
        "code_challenge_method": "S256",  # RFC 7636: who does not know it passes over it
        **(wanted if isinstance(wanted, Mapping) else {}),
    }
    return OAuth().register(
        provider,
        client_id=section["client_id"],
        client_secret=section["client_secret"],
        server_metadata_url=section["server_metadata_url"],
        client_kwargs=client_kwargs,
    )
