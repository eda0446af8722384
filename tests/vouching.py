"""A small OpenID provider on this machine, which vouches for whomever it is told to, and a server
of ours that asks it.
"""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "mentoring-toolkit", "a-secret-between-the-two"


@dataclass
class Provider:
    """Says who somebody is: whoever asks is the person of ``claims``, without being asked for a
    password.

    Attributes:
        claims: What the ID token says of the person.
        asked: The questions that came, as the browser and the server sent them.
    """

    port: int
    claims: dict[str, object] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    _key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(
            2048, {"kid": "one", "use": "sig", "alg": "RS256"}
        )
    )
    _codes: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def application(self) -> Starlette:
        """Return it as an application: discovery, authorize, token, keys."""
        ways = {
            "/.well-known/openid-configuration": self._configuration,
            "/authorize": self._authorize,
            "/keys": self._keys,
        }
        return Starlette(
            routes=[
                *(Route(path, answer) for path, answer in ways.items()),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _configuration(self, _request: Request) -> Response:
        places = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
        }
        can = {
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "response_types_supported": ["code"],
        }
        return JSONResponse(
            {
                "issuer": self.address,
                **can,
                **{name: f"{self.address}/{path}" for name, path in places.items()},
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked["nonce"]
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302
        )

    async def _token(self, request: Request) -> Response:
        sent = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        self.asked.append(sent)
        now = int(time.time())
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 3600,
            "nonce": self._codes.pop(sent["code"]),
            **self.claims,
        }
        token = jwt.encode({"alg": "RS256", "kid": "one"}, said, self._key)
        return JSONResponse(
            {"access_token": "a", "token_type": "Bearer", "expires_in": 3600, "id_token": token}
        )

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})


@contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider on loopback."""
    found = Provider(free_port())
    server = uvicorn.Server(
        uvicorn.Config(
            found.application(), "127.0.0.1", found.port, log_level="warning", lifespan="off"
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield found
    finally:
        server.should_exit = True
        thread.join()


def secrets_of(folder: Path, port: int, found: Provider) -> Path:
    """Write the secrets of a server at a port that asks this provider; return the folder to start
    it in.
    """
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secrets.token_hex(32)}"

[auth.association]
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{found.address}/.well-known/openid-configuration"
""",
        "utf-8",
    )
    return folder


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
