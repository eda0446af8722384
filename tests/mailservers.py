"""A mail server on this computer that takes, refuses, drops or protects, as a test wishes."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Postbox:
    """What the server does, and what it took.

    Attributes:
        refused: Code by address; the server's words name the address, as real ones do.
        dropped: How often the connection is cut when a mail to this address comes in.
        at_most: Mails on one connection, after which the server says goodbye to the next word.
    """

    refused: Mapping[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    at_most: int = 1000
    mails: list[EmailMessage] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    connections: int = 0
    protected: list[bool] = field(default_factory=list)

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Count the connection; over a protected one the greeting comes twice."""
        session.host_name, session.mails = hostname, 0
        self.connections += server.tls_context is None or session.ssl is not None
        return responses

    async def handle_NOOP(
        self, server: SMTP, session: Session, _envelope: Envelope, _said: str
    ) -> str:
        """Answer, or say goodbye once enough has been taken."""
        if session.mails >= self.at_most:
            server.transport.close()
        return "250 OK"

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse an address."""
        if code := self.refused.get(address):
            return f"{code} <{address}> is not wanted here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail, or cut the connection in the middle."""
        (address,) = envelope.rcpt_tos
        if self.dropped.get(address, 0):
            self.dropped[address] -= 1
            server.transport.abort()
            return "250 nobody hears this"
        session.mails += 1
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.senders.append(envelope.mail_from)
        self.protected.append(session.ssl is not None)
        return "250 OK"

    @property
    def reached(self) -> list[str]:
        """The addresses of the mails, in order."""
        return [mail["To"].addresses[0].addr_spec for mail in self.mails]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def listening(
    postbox: Postbox, *, tls: ssl.SSLContext | None = None, logins: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Let the server listen on loopback, and give its port.

    Args:
        tls: Its certificate, offered by STARTTLS and demanded.
        logins: Password by user, demanded.
    """

    def authenticated(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        known = (logins or {}).get(given.login.decode())  # type: ignore[attr-defined]
        return AuthResult(success=known == given.password.decode(), handled=False)  # type: ignore[attr-defined]

    controller = Controller(
        postbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=tls,
        require_starttls=tls is not None,
        authenticator=authenticated,
        auth_required=logins is not None,
        auth_require_tls=tls is not None,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def certificate(authority_file: Path) -> ssl.SSLContext:
    """Return a certificate of localhost, and write to a file the authority that vouches for it."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(authority_file))
    return context
