"""The first page of the app before its scripts run, in the reader's language.

The app itself can say so only later.
"""

import re
from collections.abc import Iterator
from html import escape

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Message, Send

from toolkit.app.navigation import NAVIGATION_PAGES
from toolkit.i18n import Language

TITLES = {f"/{room.place}": room.title for room in NAVIGATION_PAGES}


def rewrite_shell(send: Send, request: HTTPConnection, words: Language) -> Send:
    """Return a *send* that holds the page back until it is whole, and puts it into words.

    Its language, its title and what it says without scripts are changed.

    Args:
        send: Where the page goes.
        request: Tells the address that the page stands at.
        words: The language of the reader.

    Returns:
        What the app sends its page to.
    """
    start: Message = {}
    body = bytearray()

    async def whole(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            page = _in_language(body.decode("utf-8"), request, words).encode()
            headers = MutableHeaders(scope=start)
            if body:  # an answer without a body, such as to HEAD, has no length of ours
                headers["content-length"] = str(len(page))
            # They tell of the page as Streamlit has it, the same in every language.
            del headers["etag"], headers["last-modified"]
            await send(start)
            await send({"type": "http.response.body", "body": page})

    return whole


def _in_language(page: str, request: HTTPConnection, words: Language) -> str:
    for found, put in _changes(request, words):
        page = re.sub(found, put.replace("\\", r"\\"), page, count=1, flags=re.DOTALL)
    return page


def _changes(request: HTTPConnection, words: Language) -> Iterator[tuple[str, str]]:
    title = words.gettext(TITLES.get(request.url.path, "Mentoring toolkit"))
    without = words.gettext(
        "This page needs JavaScript. The personal link in your invitation opens pages that do not."
    )
    yield '<html lang="en">', f'<html lang="{words.code}">'
    yield "<title>Streamlit</title>", f"<title>{escape(title)}</title>"
    yield r"<noscript>.*?</noscript>", f"<noscript>{escape(without)}</noscript>"
    yield (
        r'(<!--(?:(?!-->).)*-->\s*)?<link rel="service-desc"[^>]*>',
        "",
    )  # points to an interface that is not answered here
