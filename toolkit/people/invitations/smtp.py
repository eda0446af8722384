"""The mail server: its address, and mails sent one by one: one that fails stops no other."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Literal
from urllib.parse import unquote, urlsplit

from toolkit.errors import N_, Fault, InvitationError, Refused

SMTP_TIMEOUT_SECONDS = 30
"""How long to wait for a word of the server."""
PORTS = {"tls": 465, "starttls": 587, "plain": 25}
AddressedMail = tuple[str, EmailMessage]
"""Participant and mail."""

ADDRESS = N_("write the mail server as smtp://user@host:587?starttls or smtps://user@host:465.")
UNSAFE = N_(
    "this would send links and password for everybody on the way to read. Write ?starttls behind"
    " the address, or smtps:// before it."
)
UNREACHABLE = N_(
    "the mail server cannot be reached. Mails that have not gone: {n}. Check host and port, and"
    " give the same command again."
)
UNPROVEN = N_(
    "the mail server cannot prove that it is {host}, so nothing more is sent. Mails that have not"
    " gone: {n}. Check the host."
)
NO_STARTTLS = N_(
    "the mail server offers no STARTTLS. Mails that have not gone: {n}. Try smtps:// and its port,"
    " often 465."
)
NO_LOGIN = N_(
    "the mail server refuses user and password. Mails that have not gone: {n}. Correct them, and"
    " give the same command again."
)
MAIL_REFUSED = N_(
    "the mail to participant {person} was refused (code {code}). Correct the contact, and issue a"
    " new link with --only, into another folder."
)
LATER = N_(
    "the mail to participant {person} was put off by the server (code {code}). Give the same"
    " command again later."
)
SENDER_REFUSED = N_(
    "the mail server does not let this sender send (code {code}), so the mail to participant"
    " {person} did not go. Name the sender with --from."
)
CONNECTION_BROKEN = N_(
    "the connection broke, and nobody knows whether the mail to participant {person} went. Give the"
    " same command again to send it once more."
)
SPOILT = N_(
    "the draft to participant {person} cannot be sent as it is. Issue a new link with --only, into"
    " another folder."
)


@dataclass(frozen=True, repr=False)
class Server:
    """Where mail is handed in; never printed, because it holds a password."""

    host: str
    port: int
    security: Literal["tls", "starttls", "plain"]
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str, password: str = "") -> Server:
        """Read ``smtp://user:password@host:587?starttls`` or ``smtps://user@host``.

        Nothing of it is repeated in a fault.

        Args:
            url: The address; signs that mean something in an address are written as ``%40``.
            password: Taken where the address has none.

        Raises:
            InvitationError: If it cannot be read, or would send unprotected to another computer.
        """
        try:
            parts = urlsplit(url)
            # Only asking for the port tells that it is none: urlsplit reads it late.
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if (
            parts.scheme not in ("smtp", "smtps")
            or not host
            or parts.query not in ("", "starttls")
            or parts.path not in ("", "/")
            or parts.fragment
        ):
            raise InvitationError(Fault(ADDRESS))
        security: Literal["tls", "starttls", "plain"] = (
            "tls" if parts.scheme == "smtps" else "starttls" if parts.query else "plain"
        )
        if security == "plain" and not is_this_computer(host):
            raise InvitationError(Fault(UNSAFE))
        return cls(
            host,
            port or PORTS[security],
            security,
            unquote(parts.username or ""),
            unquote(parts.password or "") or password,
        )

    def connect(self) -> smtplib.SMTP:
        """Return an open connection, its certificate checked, logged in where there is a user."""
        context = ssl.create_default_context()
        if self.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SMTP_TIMEOUT_SECONDS, context=context
            )
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=SMTP_TIMEOUT_SECONDS)
        try:
            if self.security == "starttls":
                client.starttls(context=context)
            if self.user:
                client.login(self.user, self.password)
        except Exception:  # whatever it was, nobody else holds the line to close it
            client.close()
            raise
        return client


class SmtpConnection:
    """One connection, opened anew when it broke: servers end one after so many mails."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        """Return a connection that answers."""
        if self.client is not None:
            with suppress(OSError):
                if self.client.noop()[0] == 250:
                    return self.client
            self.close()
        self.client = self.server.connect()
        return self.client

    def close(self) -> None:
        """Say goodbye, if anybody is there to hear it."""
        if self.client is not None:
            with suppress(OSError):
                self.client.quit()
            self.client.close()
        self.client = None


def send(
    server: Server,
    mails: Sequence[AddressedMail],
    *,
    sender: Address,
    went: Callable[[str], None],
    tried: Callable[[], None] = lambda: None,
) -> list[Fault]:
    """Send mails one by one, and return one fault for each that did not go.

    Without a server, one for all that remain.

    Args:
        server: Where they are handed in.
        mails: Each to one person.
        sender: Stands in ``From`` where a draft names nobody.
        went: Told at once of each participant whose mail the server has taken.
        tried: Called after each mail.
    """
    return list(_send_each(server, mails, sender, went, tried))


def _send_each(
    server: Server,
    mails: Sequence[AddressedMail],
    sender: Address,
    went: Callable[[str], None],
    tried: Callable[[], None],
) -> Iterator[Fault]:
    with _line(server) as line:
        for place, (person, mail) in enumerate(mails):
            try:
                client = line.open()
            except OSError as error:
                yield Fault(_explain_error(error), {"n": len(mails) - place, "host": server.host})
                return
            try:
                _hand_in(client, person, mail, sender)
            except Refused as refused:
                yield refused.faults[0]
            else:
                went(person)
            tried()


@contextmanager
def _line(server: Server) -> Iterator[SmtpConnection]:
    line = SmtpConnection(server)
    try:
        yield line
    finally:
        line.close()


def _hand_in(client: smtplib.SMTP, person: str, mail: EmailMessage, sender: Address) -> None:
    """Send one mail. The server's own words are not told: they name the address."""
    if "From" not in mail:
        mail["From"] = sender
    try:
        client.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        raise _make_refusal(person, next(iter(codes), 0)) from None
    except smtplib.SMTPSenderRefused as refused:
        raise Refused(
            Fault(SENDER_REFUSED, {"person": person, "code": refused.smtp_code})
        ) from None
    except smtplib.SMTPResponseException as refused:
        raise _make_refusal(person, refused.smtp_code) from None
    except smtplib.SMTPServerDisconnected:
        raise Refused(Fault(CONNECTION_BROKEN, {"person": person})) from None
    except (smtplib.SMTPException, MessageError, ValueError):
        raise Refused(Fault(SPOILT, {"person": person})) from None
    except OSError:  # after smtplib's own errors, which are OSErrors too
        raise Refused(Fault(CONNECTION_BROKEN, {"person": person})) from None


def _make_refusal(person: str, code: int) -> Refused:
    # RFC 5321, 4.2.1: a code from 400 on may pass by itself, one from 500 on does not.
    return Refused(
        Fault(LATER if 400 <= code < 500 else MAIL_REFUSED, {"person": person, "code": code})
    )


def _explain_error(error: Exception) -> str:
    """Return why there is no connection, as a sentence for the person at the keyboard."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return UNPROVEN
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NO_LOGIN
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NO_STARTTLS if "STARTTLS" in str(error) else NO_LOGIN
    return UNREACHABLE


def is_this_computer(host: str) -> bool:
    """Whether the host is this computer itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
