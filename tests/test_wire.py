"""What goes between the app and a browser: everything that is published, and nothing of a
person's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import canaries
import pytest
from apps import running
from canaries import CHAPTERS, CLOSER, PLANTED, traces
from cohorts import write_tables
from playwright.sync_api import Error, Page, Response, WebSocket

from toolkit.app.streamlit_names import CLASSES, TEST_IDS, fill
from toolkit.closing import close_cohort
from toolkit.data.schema import TABLE_NAMES
from toolkit.data.sources import read_tables
from toolkit.i18n import LANGUAGES
from toolkit.programme.programme import load_programme
from toolkit.release.locations import read_or_make_key

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

COHORTS = ("A8", "B8")
WATCH = """
import os, sys
log = open(os.environ["OPENED"], "a", buffering=1, encoding="utf-8")
sys.addaudithook(lambda event, named: event == "open" and print(named[0], file=log))
"""
"""Started with Python itself: writes down every file that the app opens."""
ADDRESSES = (
    *(
        f"{folder}{table}.csv"
        for folder in ("", "data/", "../", "app/static/", "static/", "media/", "component/")
        for table in TABLE_NAMES
    ),
    *("releases/key", "../releases/key", "releases/ledger.jsonl", "app/static/releases/key"),
)


@dataclass
class Wire:
    """What was heard.

    Attributes:
        down: What the app sent: frames, bodies and downloads, each with what it is.
        up: What the browser sent.
        pages: What a reader sees, by language and cohort.
        without_tables: The same when tables and key are gone.
        opened: Every file that the app opened.
        said: What the app wrote to its terminal.
        key: The key of the data.
    """

    down: list[tuple[str, bytes]] = field(default_factory=list)
    up: list[bytes] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    without_tables: dict[str, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    said: str = ""
    key: bytes = b""

    def tap(self, page: Page) -> None:
        """Hear everything that goes between *page* and the app."""
        page.on("response", self._response)
        page.on("websocket", self._socket)

    def _response(self, response: Response) -> None:
        with suppress(Error):  # a download and a redirection have no body here
            self.down.append((response.url, response.body()))

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.down.append(("frame", _bytes(frame))))
        socket.on("framesent", lambda frame: self.up.append(_bytes(frame)))


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder of data full of canaries, with two closed cohorts; its path is a canary too."""
    folder = tmp_path_factory.mktemp("wire") / f"{canaries.BIRD}-home" / "data"
    programme = load_programme(canaries.programme(folder.parent / "programme"))
    cohorts = [canaries.cohort(name) for name in COHORTS]
    write_tables(
        {table: [row for cohort in cohorts for row in cohort[table]] for table in cohorts[0]},
        folder,
    )
    for name in COHORTS:
        close_cohort(
            programme, read_tables(folder, programme), cohort=name, on="2026-12-31", by=CLOSER
        )
    return folder


@pytest.fixture(scope="module")
def wire(home, browser, tmp_path_factory):
    """Every page in both languages with everything open, every download; then the same once more
    without tables and key.
    """
    wire, folder = Wire(key=read_or_make_key(home)), tmp_path_factory.mktemp("watch")
    # Streamlit watches the folder of every module, and at its most talkative logs whatever changes
    # there: a log beside this module would answer each of its own lines with another.
    alone = folder / "alone"
    alone.mkdir()
    (alone / "sitecustomize.py").write_text(WATCH, "utf-8")
    watched = {"PYTHONPATH": str(alone), "OPENED": str(folder / "opened")}
    with running([home], folder / "log", "--logger.level", "debug", **watched) as address:
        for code in LANGUAGES:
            for cohort in COHORTS:
                with visit(
                    wire, browser, f"{address}/?lang={code}&cohort=swea-{quote(cohort)}"
                ) as page:
                    wire.pages[f"{code} {cohort}"] = page.get_by_test_id(
                        TEST_IDS["main"]
                    ).inner_text()
                    download(wire, page)
        for place in ADDRESSES:
            wire.down.append((place, browser.request.get(f"{address}/{place}").body()))
    for file in [*home.glob("*.csv"), home / "releases" / "key"]:
        file.unlink()
    with running([home], folder / "log-without", **watched) as address:
        for code in LANGUAGES:
            for cohort in COHORTS:
                with visit(
                    wire, browser, f"{address}/?lang={code}&cohort=swea-{quote(cohort)}"
                ) as page:
                    wire.without_tables[f"{code} {cohort}"] = page.get_by_test_id(
                        TEST_IDS["main"]
                    ).inner_text()
    wire.opened = (folder / "opened").read_text("utf-8").splitlines()
    wire.said = (folder / "log").read_text("utf-8")
    return wire


@contextmanager
def visit(wire: Wire, browser, address: str) -> Iterator[Page]:
    """Open a page with everything on it that can be opened, and wait until all of it is drawn."""
    page = browser.new_page()
    wire.tap(page)
    page.goto(address)
    page.get_by_test_id(CLASSES["download-button"]).last.wait_for()
    for number, summary in enumerate(
        page.locator(fill(":streamlit(expander) summary")).all(), start=1
    ):
        summary.click()  # what is inside is drawn only then
        page.wait_for_function(
            fill(
                "document.querySelectorAll(':streamlit(expander) details[open]').length >="
                f" {number}"
            )
        )
        page.wait_for_function(
            fill("!document.querySelector(':streamlit(stale), :streamlit(status)')")
        )
        page.wait_for_timeout(500)
    page.get_by_test_id(TEST_IDS["table"]).last.wait_for()
    page.wait_for_function(
        fill(
            "[...document.querySelectorAll(':streamlit(chart)')].every(chart =>"
            " chart.querySelector('svg'))"
        )
    )
    yield page
    page.close()


def download(wire: Wire, page: Page) -> None:
    """Take every file along."""
    for button in page.get_by_test_id(CLASSES["download-button"]).locator("button").all():
        with page.expect_download() as waiting:
            button.click()
        wire.down.append(
            (waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes())
        )


# ---- what is heard -------------------------------------------------------------------------------


def test_no_canary_on_the_wire(wire):
    """No frame, no body and no download, in either direction, holds anything of a person's, nor the
    path of the data.
    """
    words = (*PLANTED, canaries.TOPIC, *CHAPTERS)

    heard = {
        content: what for what, content in [*wire.down, *(("sent", content) for content in wire.up)]
    }
    assert {} == {
        what: found for content, what in heard.items() if (found := traces(content, words))
    }


def test_what_is_published_is_heard(wire):
    """The ear is not deaf: titles are heard in frames, who closed the cohort in four files, and
    what was asked for in what the browser sent.
    """
    frames = b"".join(content for what, content in wire.down if what == "frame")
    titles = tuple(
        f"{title} {cohort}"
        for title in ("Avslutande utvärdering", "Closing evaluation")
        for cohort in COHORTS
    )
    closed = {
        what
        for what, content in wire.down
        if what.startswith("closing-") and traces(content, (CLOSER,))
    }

    assert [*titles] == traces(frames, titles)
    assert {
        f"closing-swea-{cohort}.{ending}"
        for cohort in COHORTS
        for ending in ("xlsx", "html", "ipynb", "json")
    } == closed
    assert traces(b"".join(wire.up), ("swea-B8",))
    assert 4 == len({*wire.pages.values()})


def test_neither_tables_nor_key_can_be_fetched(wire):
    """Whatever address is asked for, no answer holds the key, a line of the ledger or a row of a
    table.
    """
    assert set(ADDRESSES) <= {what for what, _ in wire.down}
    assert [] == [
        what
        for what, content in wire.down
        if wire.key in content or wire.key.hex().encode() in content or b'"moments"' in content
    ]


def test_the_app_opens_no_table(wire, home):
    """Of the folder of data the app opens the ledger and the releases, and no other file."""
    ours = {
        Path(name).relative_to(home).as_posix()
        for name in wire.opened
        if name.startswith(str(home))
    }

    assert {
        "releases/ledger.jsonl",
        *(f"releases/swea-{cohort}.json" for cohort in COHORTS),
    } == ours


def test_the_page_is_the_same_without_the_tables(wire, home):
    """When tables and key are gone nothing on any page has changed, so that no answer can stand
    behind it.
    """
    assert {"releases"} == {path.name for path in home.iterdir()}
    assert wire.pages == wire.without_tables


def test_the_log_is_silent(wire):
    """At its most talkative the app writes nothing of a person's, nor the path of the data, to its
    terminal.
    """
    assert "Beginning script thread" in wire.said
    assert [] == traces(wire.said.encode(), (*PLANTED, canaries.TOPIC, *CHAPTERS))
