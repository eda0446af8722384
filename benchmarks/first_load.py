"""How long a phone waits behind a personal link, and how much it loads.

1.6 Mbit/s, 150 ms there and back, a processor four times slower. The page is there when its first
heading is on the screen. Three times with an empty cache, the median is told; then once more with
what the browser kept.

python benchmarks/first_load.py
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import pandas as pd
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from toolkit.data.database import open_store

RUNS = 3
MEGABITS = 1.6
ROUND_TRIP_MS = 150
SLOWER = 4
PHONE = {"width": 390, "height": 844}
PAIR = {
    "pair_id": "p1",
    "cohort": "2026",
    "mentor_id": "m1",
    "mentee_id": "a1",
    "status": "completed",
    "started_on": "2020-01-12",
    "ended_on": "2020-12-01",
}


def link(folder: Path) -> tuple[str, str]:
    """Make a database with one pair, and return its address and the mentor's token."""
    url = f"sqlite:///{folder / 'data.db'}"
    store = open_store(url)
    people = pd.DataFrame({"participant_id": ["m1", "a1"], "language": ["sv", "sv"]}, dtype="str")
    store.put_tables({"participants": people, "pairs": pd.DataFrame([PAIR], dtype="str")})
    return url, store.issue_link("m1", until=date(2099, 12, 31), now=datetime.now(UTC))


@contextmanager
def served(url: str) -> Iterator[str]:
    """Run the server, and return where it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "serve",
        url,
        "--programme",
        "surveys/swea",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                with (
                    suppress(OSError),
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2),
                ):  # our own server
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def slowed(page: Page) -> CDPSession:
    """Give the page a slow line and a slow processor."""
    devtools = page.context.new_cdp_session(page)
    bytes_a_second = MEGABITS * 1_000_000 / 8
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": ROUND_TRIP_MS,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return devtools


def opened(page: Page, address: str) -> tuple[float, int, int]:
    """Return seconds until the first heading, kilobytes over the line until then, and requests."""
    devtools, loaded, asked = slowed(page), [], []
    devtools.on("Network.loadingFinished", lambda told: loaded.append(told["encodedDataLength"]))
    devtools.on(
        "Network.webSocketFrameReceived",
        lambda told: loaded.append(len(told["response"]["payloadData"])),
    )
    devtools.on("Network.requestWillBeSent", lambda told: asked.append(told["request"]["url"]))
    start = time.perf_counter()
    page.goto(address, timeout=120_000, wait_until="commit")
    page.get_by_role("heading", level=1).wait_for(timeout=120_000)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(1000)
    devtools.detach()
    return seconds, round(sum(loaded) / 1000), len([url for url in asked if url.startswith("http")])


def measured(browser: Browser, address: str) -> tuple[tuple[float, int, int], float]:
    """Return the median of the first opening, and how long it takes to open once more."""
    first, again = [], []
    for _run in range(RUNS):
        context = browser.new_context(
            viewport=PHONE, is_mobile=True, has_touch=True, locale="sv-SE"
        )
        page = context.new_page()
        first.append(opened(page, address))
        again.append(opened(context.new_page(), address)[0])
        context.close()
    return (
        median(each[0] for each in first),
        *(round(median(each[number] for each in first)) for number in (1, 2)),
    ), median(again)


def main() -> None:
    """Measure, and print one line."""
    print(
        f"{MEGABITS} Mbit/s, {ROUND_TRIP_MS} ms, processor {SLOWER} times slower, median of"
        f" {RUNS}\n"
    )
    print(f"{'first, s':>10}{'kB':>8}{'requests':>10}{'again, s':>10}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url, token = link(Path(folder))
        with served(url) as address:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
            measured(browser, f"{address}/m/{token}")  # so that the server is warm
            (seconds, kilobytes, requests), again = measured(browser, f"{address}/m/{token}")
            print(f"{seconds:>10.1f}{kilobytes:>8}{requests:>10}{again:>10.1f}")
            browser.close()


if __name__ == "__main__":
    main()
