"""Which providers the association trusts with the mail addresses of its people, although they do not say that an address is verified."""

from __future__ import annotations

from collections.abc import Mapping

from streamlit.auth_util import get_secrets_auth_section

SETTING = "vouches_for_addresses"
"""Stands beside ``client_id`` in the secrets of the server, and names the issuer: for Microsoft that of the association's own tenant."""


def trusted_issuers() -> frozenset[str]:
    """Return the issuers that stand in the secrets of the server; none unless somebody has written them there."""
    section = get_secrets_auth_section()
    places = [section, *(place for place in section.values() if isinstance(place, Mapping))]
    named = [place.get(SETTING) for place in places]
    return frozenset(issuer for issuer in named if isinstance(issuer, str) and issuer)
