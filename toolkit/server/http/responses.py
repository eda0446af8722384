"""What goes out: pages that nobody keeps on the way.

Where something went wrong, one plain sentence.
"""

import secrets
from collections.abc import Iterable

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from toolkit.errors import N_
from toolkit.i18n import Language, find_language, load_language
from toolkit.server.http import components
from toolkit.server.http.components import Page

NO_SUCH_PAGE = N_("There is no such page. Open your personal link again, or go back.")
WENT_WRONG = N_(
    "Something went wrong here. What was saved before is kept. Go back, and try again in a minute."
)
NOT_UNDERSTOOD = N_(
    "What was sent could not be read. Nothing of it was saved. Go back, and try again."
)
ASSOCIATION = "Mentoring toolkit"


def page_response(
    page: Page, words: Language, *, form_key: str = "", status: int = 200
) -> Response:
    """Return a light page.

    The browser applies its one style sheet, runs nothing, and sends forms to this server only.

    Args:
        page: What is shown.
        words: The language of the reader.
        form_key: Stands in every form, so that no other site can send one.
        status: The state of things, as HTTP numbers it.

    Returns:
        The reply, which nobody keeps on the way.
    """
    nonce = secrets.token_urlsafe(16)
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    return mark_private(
        HTMLResponse(
            components.render_page(page, words, form_key=form_key, nonce=nonce),
            status,
            {"Content-Security-Policy": policy},
        )
    )


def message_response(
    message: str,
    status: int,
    words: Language,
    *,
    title: str = "",
    more: Iterable[components.PageBlock] = (),
) -> Response:
    """Return a page that says one thing.

    Args:
        message: The sentence, in English.
        status: The state of things, as HTTP numbers it.
        words: The language of the reader.
        title: What the page is called; *My mentorship* if left out.
        more: What can be done about it.

    Returns:
        The reply.
    """
    heading = title or words.gettext("My mentorship")
    return page_response(
        Page(heading, ASSOCIATION, [components.text_block(words.gettext(message)), *more]),
        words,
        status=status,
    )


def redirect_response(address: str) -> Response:
    """Return the way to another page, which may be loaded as often as one likes."""
    return mark_private(RedirectResponse(address, 303))


def mark_private(answer: Response) -> Response:
    """Mark an answer as one that is kept nowhere on the way, nor on the phone."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def request_language(request: HTTPConnection, code: str) -> Language:
    """Return the language of somebody who is not known.

    That of the address, the first of the browser's that we speak, else *code*.
    """
    asked = request.headers.get("accept-language", "").lower().replace(" ", "")
    return load_language(
        find_language(request.query_params.get("lang", ""), *asked.split(","), default=code)
    )
