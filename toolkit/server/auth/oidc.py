"""Sign-in through the association's own Google, Microsoft or other accounts.

Offered where ``[auth]`` stands in the secrets of the server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from streamlit.auth_util import (
    get_cookie_with_chunks,
    get_secrets_auth_section,
    is_authlib_installed,
    validate_auth_credentials,
)
from streamlit.errors import StreamlitAuthError
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

DEFAULT = "default"
"""The provider that stands in ``[auth]`` itself and has no name."""
PATHS = ("/auth/login", "/auth/logout", "/oauth2callback")
"""Where a provider sends people back to, and what leads there."""
COOKIES = "_streamlit_user"
"""What the name of each cookie begins with in which it stands who somebody is."""


def providers() -> tuple[str, ...]:
    """Return the names of those who may vouch for somebody, ``default`` for one without a name.

    None if nothing is configured as it has to be.
    """
    section = get_secrets_auth_section()
    named = [
        str(name)
        for name, value in section.items()
        if isinstance(value, Mapping) and "client_id" in value
    ]
    offered = ([DEFAULT] if "client_id" in section else []) + named
    return (
        tuple(name for name in offered if _is_complete(name))
        if offered and is_authlib_installed()
        else ()
    )


def provider_address(provider: str) -> str:
    """Return the address that leads to the sign-in of a provider; it is good for two minutes."""
    return generate_login_redirect_url(provider)


def read_provider_claims(request: HTTPConnection) -> Mapping[str, object]:
    """Return what a provider says of whoever asks, nothing if none is configured or the cookie was not signed by this server."""
    if COOKIES not in request.cookies or not providers():
        return {}
    secret = get_cookie_secret()
    said = get_cookie_with_chunks(
        lambda name: decode_signed_value(secret, name, request.cookies.get(name, "")), COOKIES
    )
    claims = json.loads(said) if said else {}
    return claims if isinstance(claims, dict) else {}


def clear_provider_cookie(answer: Response, request: Request) -> None:
    """Let the browser forget for whom a provider vouched."""
    for name in request.cookies:
        if name.startswith(COOKIES):
            answer.delete_cookie(name, path="/", httponly=True, samesite="lax")


def _is_complete(provider: str) -> bool:
    try:
        validate_auth_credentials(provider)
    except StreamlitAuthError:
        return False
    return True
