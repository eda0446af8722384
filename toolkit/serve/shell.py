"""The first page of the app before its scripts run, in the reader's language: the app itself can say so only later."""

from __future__ import annotations

from html import escape

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Message, Send

from toolkit.session import Key
from toolkit.texts import Language

LANGUAGE, TITLE, BODY = b'<html lang="en">', b"<title>Streamlit</title>", b"<body>"
AGENTS = b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />'
"""Points to an interface that is not answered here."""


def rewritten(send: Send, request: HTTPConnection, words: Language) -> Send:
    """Return a *send* that holds the page back until it is whole, and changes its language and its title."""
    start: Message = {}
    body = bytearray()

    async def whole(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            page = _in_language(bytes(body), request, words)
            headers = MutableHeaders(scope=start)
            if body:  # an answer without a body, such as "not changed", has no length of ours
                headers["content-length"] = str(len(page))
            del headers["etag"], headers["last-modified"]
            await send(start)
            await send({"type": "http.response.body", "body": page})

    return whole


def _in_language(page: bytes, request: HTTPConnection, words: Language) -> bytes:
    _ = words.gettext
    title = _("My mentorship") if Key.LINK in request.query_params else _("Closing evaluation")
    without = _("This page needs JavaScript. The personal link in your invitation opens pages that do not.")
    for found, put in (
        (LANGUAGE, f'<html lang="{words.code}">'),
        (TITLE, f"<title>{escape(title)}</title>"),
        (BODY, f"<body><noscript>{escape(without)}</noscript>"),
        (AGENTS, ""),
    ):
        page = page.replace(found, put.encode(), 1)
    return page
