"""For whom an OpenID provider vouches: ``[auth]`` of the server's secrets, and signed cookies."""

from collections.abc import Mapping
from datetime import timedelta
from importlib.util import find_spec

import streamlit as st
from itsdangerous import BadSignature, URLSafeTimedSerializer

from toolkit.people.accounts import SIGNED_IN_FOR

SETTING = "vouches_for_addresses"
"""Stands beside ``client_id`` in the secrets of the server, and names the issuer.

For Microsoft that of the association's own tenant.
"""
DEFAULT = "default"
"""The provider that stands in ``[auth]`` itself and has no name."""
SHARED_SETTINGS = frozenset({"redirect_uri", "cookie_secret"})
PROVIDER_SETTINGS = ("client_id", "client_secret", "server_metadata_url")
CLAIMS_COOKIE = "mentoring_vouched"
"""What a browser shows of what a provider said of somebody, signed by this server."""


def auth_settings() -> Mapping[str, object]:
    """Return ``[auth]`` of the secrets of the server; empty where there is none."""
    try:
        found = st.secrets.get("auth", {})
    except FileNotFoundError:  # Streamlit's own fault is one: no file, or one that it cannot read
        return {}
    return found if isinstance(found, Mapping) else {}


def providers() -> dict[str, Mapping[str, object]]:
    """Return the settings of those who may vouch for somebody, by name.

    None if nothing is configured as it has to be, or Authlib is not installed.
    """
    settings = auth_settings()
    if not settings.keys() >= SHARED_SETTINGS or find_spec("authlib") is None:
        return {}
    named = {name: value for name, value in settings.items() if isinstance(value, Mapping)}
    return {
        name: section
        for name, section in ({DEFAULT: settings} | named).items()
        if all(key in section for key in PROVIDER_SETTINGS)
    }


def trusted_issuers() -> frozenset[str]:
    """Return the issuers that stand in the secrets of the server.

    None unless somebody has written them there.
    """
    settings = auth_settings()
    places = [settings, *(place for place in settings.values() if isinstance(place, Mapping))]
    named = [place.get(SETTING) for place in places]
    return frozenset(issuer for issuer in named if isinstance(issuer, str) and issuer)


def sign(cookie: str, content: Mapping[str, object]) -> str:
    """Return the value of a cookie that only this server can make."""
    return _signer(cookie).dumps(dict(content))


def read_signed(cookies: Mapping[str, str], cookie: str, lasts: timedelta) -> dict[str, object]:
    """Read a cookie that this server has signed.

    Args:
        cookies: What the browser shows.
        cookie: The name of the cookie; one that was signed under another name does not count.
        lasts: For how long it counts.

    Returns:
        What was signed; empty if there is no such cookie, or it is false or too old.
    """
    # Without a provider there may be no secret to read it with.
    if cookie not in cookies or not providers():
        return {}
    try:
        found = _signer(cookie).loads(cookies[cookie], max_age=int(lasts.total_seconds()))
    except BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def read_claims(cookies: Mapping[str, str]) -> dict[str, object]:
    """Return what a provider said of whoever shows these cookies; empty if none did."""
    return read_signed(cookies, CLAIMS_COOKIE, SIGNED_IN_FOR)


def _signer(cookie: str) -> URLSafeTimedSerializer:
    # the name as salt: what is signed for one purpose must not count for another
    return URLSafeTimedSerializer(str(auth_settings()["cookie_secret"]), salt=cookie)
