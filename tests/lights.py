"""The light pages as a browser without scripts meets them: pages are read, their forms filled in
and sent as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from toolkit.resources import resource_path
from toolkit.server.middleware import Guard
from toolkit.server.participant.routes import ParticipantRoutes

SHELL = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title></head>'
    "<body><noscript>You need to enable JavaScript to run this app.</noscript></body></html>"
)
"""The first page of the app, as short as can be."""


@dataclass
class Form:
    """A form of a page: where it goes, and what a browser would send of it now."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def sent(self, button: str = "", /, **changed: str | Sequence[str]) -> dict[str, list[str]]:
        """Return the fields as they are sent when a button is pressed; *changed* is what the person
        fills in, by end of name.
        """
        found: dict[str, list[str]] = {}
        wanted = {
            next(name for name in self.names if name.removeprefix("a.") == key): value
            for key, value in changed.items()
        }
        for name, value in self.fields:
            if name not in wanted:
                found.setdefault(name, []).append(value)
        for name, value in wanted.items():
            found[name] = [value] if isinstance(value, str) else list(value)
        return found | ({"go": [button]} if button else {})


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "button" and self.forms and "form" not in given:
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
            self.forms[-1].names.append(given.get("name", ""))  # a button may answer a question
        elif tag in ("input", "textarea") and self.forms:
            self.forms[-1].names.append(given["name"])
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.forms[-1].fields.append((given["name"], given.get("value", "")))


def forms(page: str) -> list[Form]:
    """Return the forms of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def form_to(page: str, action: str) -> Form:
    """Return the one form of a page that goes to an address."""
    [found] = [form for form in forms(page) if form.action == action]
    return found


def text(page: str) -> str:
    """Return what a reader sees."""
    seen = re.sub(r"<(style|title)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seen)).replace("&#39;", "'").strip()


def client(
    address: str = "http://testserver",
    *,
    door: ParticipantRoutes | None = None,
    hosts: Sequence[str] = (),
    ours: str = "127.0.0.9",
) -> TestClient:
    """Return a browser before the light pages, the app behind them left out."""
    routes = [
        *(door or ParticipantRoutes("en")).routes(),
        Route("/", lambda _request: HTMLResponse(SHELL)),
        WebSocketRoute("/_stcore/{place}", _listens),
    ]
    application = Starlette(
        routes=routes, middleware=[Middleware(Guard, language="en", hosts=hosts)]
    )
    return TestClient(
        application,
        address,
        follow_redirects=False,
        client=(ours, 50000),
        headers={"accept-language": "en"},
    )


async def _listens(socket: WebSocket) -> None:
    """Say yes to whoever gets through."""
    await socket.accept()
    await socket.send_text("connected")
    await socket.close()


def enter(browser: TestClient, token: str) -> str:
    """Open a personal link, and return the page behind it."""
    assert "/mine" == browser.get(f"/m/{token}").headers["location"]
    return browser.get("/mine").text


def post(browser: TestClient, form: Form, button: str = "", /, **changed: str | Sequence[str]):
    """Send a form."""
    return browser.post(form.action, data=form.sent(button, **changed))


def through(
    browser: TestClient,
    number: int,
    answers: Mapping[str, str | Sequence[str]],
    *,
    last: str = "send",
):
    """Fill in a whole form screen by screen, as far as it asks what there is an answer to, and
    return what the last button led to.
    """
    place = f"/mine/{number}/1"
    for _screen in range(30):
        page = browser.get(place)
        form = form_to(page.text, place.partition("?")[0])
        asked = [name.removeprefix("a.") for name in form.names if name.startswith("a.")]
        [_, button] = form.buttons[0]
        reply = post(
            browser,
            form,
            last if button == "send" else button,
            **{name: value for name, value in answers.items() if name in asked},
        )
        place = reply.headers.get("location", "").partition("#")[0]
        if not place or place.endswith("/sent") or place == "/mine":
            return reply
    raise AssertionError("the form has no end")


PROGRAMME = str(resource_path("surveys/swea"))
