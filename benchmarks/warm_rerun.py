"""What the server spends on drawing the board's page once more.

At 40 and at 5,000 pairs, against an empty page. Real servers in one run: the app on a cohort of
40 pairs, on one of 5,000 and on none, and two scripts that write one title. A client opens each as
a browser does and asks for the page again and again, in turns; counted is the processor time of
the server.

Most of what an empty page costs is the search for garbage that Streamlit has Python make after
every run. The app tells Python once that what is loaded stays
(``toolkit/app/widgets/pictures.py``); so there is an empty page that does the same beside the plain
one.

python benchmarks/warm_rerun.py
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from statistics import median

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from ledgers import keep  # noqa: E402  # the releases made by hand for the tests
from releases import B40  # noqa: E402

from toolkit.app.streamlit_names import HEALTH_PATH, SOCKET_PATH  # noqa: E402
from toolkit.release.locations import DATA_VARIABLE  # noqa: E402
from toolkit.release.published_count import PublishedCount  # noqa: E402
from toolkit.release.release import Finding, Release  # noqa: E402

TURNS, RERUNS = 15, 20
EMPTY = 'import streamlit as st\n\nst.title("Empty")\n'
SETTLED = (
    EMPTY
    + "\n\n@st.cache_resource\ndef settled():\n    import gc\n    gc.freeze()\n\n\nsettled()\n"
)
PARTS = ("goals", "process", "onward", "contact", "meetings", "items", "figures", "method")
PLACES = {"first view": "", "all open": f"&open={'.'.join(PARTS)}"}


def times(release: Release, factor: int) -> Release:
    """Return a cohort that many times as large, with the same shares."""

    def larger(count: int | None) -> int | None:
        return count and count * factor

    def of(finding: Finding) -> Finding:
        counts = finding.counts and {code: count * factor for code, count in finding.counts.items()}
        frame, answered = map(larger, (finding.frame, finding.answered))
        few = finding.favourable
        favourable = few and PublishedCount(few.low * factor, few.high * factor, few.at_most)
        return replace(
            finding, frame=frame, answered=answered, favourable=favourable, counts=counts
        )

    frame = {name: larger(count) for name, count in release.frame.items()}
    return replace(
        release,
        cohort=f"{release.cohort}x{factor}",
        frame=frame,
        findings=tuple(map(of, release.findings)),
    )


@contextmanager
def served(script: Path, **environment: str) -> Iterator[tuple[psutil.Process, int]]:
    """Run a Streamlit script as a server of its own, and yield its process and port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless",
        "true",
        "--server.fileWatcherType",
        "none",
        "--server.port",
        str(port),
    ]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while process.poll() is None:
                with (
                    suppress(OSError),
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{HEALTH_PATH}", timeout=2),
                ):  # our own server
                    break
                time.sleep(0.1)
            yield psutil.Process(process.pid), port
        finally:
            process.terminate()


class Reader:
    """A browser as far as the server can tell: it opens the page and asks for it again."""

    def __init__(self, server: tuple[psutil.Process, int], page: str, address: str) -> None:
        self.process, self.port = server
        self.page, self.address, self.spent, self.sent = page, address, [], 0

    async def open(self) -> Reader:
        """Open the page, and draw it until nothing is drawn for the first time."""
        headers = {"User-Agent": "warm_rerun", "Accept-Language": "sv"}
        place = f"ws://127.0.0.1:{self.port}{SOCKET_PATH}"
        self.socket = await connect(
            place, additional_headers=headers, subprotocols=["streamlit"], max_size=None
        )
        for _warm in range(10):
            await self.draw()
        return self

    async def draw(self) -> None:
        """Ask for the page and read all of it."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.address
        asked.rerun_script.page_name = self.page
        await self.socket.send(asked.SerializeToString())
        self.sent = 0
        while True:
            content = await self.socket.recv()
            self.sent += len(content)
            told = ForwardMsg.FromString(content)
            if told.WhichOneof("type") == "script_finished":
                if told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
                if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the page cannot be drawn")

    async def turn(self) -> None:
        """Draw a number of times, and note what one cost in milliseconds of the processor."""
        before = sum(self.process.cpu_times()[:2])
        for _again in range(RERUNS):
            await self.draw()
        self.spent.append((sum(self.process.cpu_times()[:2]) - before) / RERUNS * 1000)


async def measured(servers: dict[str, tuple[tuple[psutil.Process, int], str, str]]) -> None:
    """Draw every page in turns, and print a line for each."""
    readers = {name: await Reader(*place).open() for name, place in servers.items()}
    for _turn in range(TURNS):
        for reader in readers.values():
            await reader.turn()
    empty = median(next(iter(readers.values())).spent)
    print(
        f"{'page':<26}{'CPU, ms':>9}{'ratio':>8}{'kB sent':>9}   median of {TURNS} turns of"
        f" {RERUNS}"
    )
    for name, reader in readers.items():
        spent, kilobytes = median(reader.spent), reader.sent / 1000
        print(f"{name:<26}{spent:>9.1f}{spent / empty:>8.2f}{kilobytes:>9.1f}")


def main() -> None:
    """Start the servers, and measure them."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        servers = {}
        for name, content in (("empty page", EMPTY), ("empty page, settled", SETTLED)):
            script = Path(folder) / f"{len(servers)}.py"
            script.write_text(content, "utf-8")
            servers[name] = (running.enter_context(served(script)), "", "")
        (nothing := Path(folder) / "nothing").mkdir()
        app = running.enter_context(served(ROOT / "app.py", **{DATA_VARIABLE: str(nothing)}))
        servers["app, nothing closed"] = (app, "evaluation", "lang=sv")
        for release in (B40, times(B40, 125)):
            home = Path(folder) / release.cohort
            keep(home, release)
            server = running.enter_context(served(ROOT / "app.py", **{DATA_VARIABLE: str(home)}))
            servers |= {
                f"{release.frame['pairs']:,} pairs, {name}": (
                    server,
                    "evaluation",
                    f"lang=sv{address}",
                )
                for name, address in PLACES.items()
            }
        asyncio.run(measured(servers))


if __name__ == "__main__":
    main()
