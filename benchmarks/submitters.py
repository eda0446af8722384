"""Fifty people submit at once, twenty times each, to SQLite and to PostgreSQL.

Is every acknowledged answer there, and does anybody starve?

python benchmarks/submitters.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import pandas as pd

from toolkit.data.database import Form, find_database_faults, open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from databases import running_server

PEOPLE, TIMES = 50, 20
Taken = dict[int, list[float]]
"""Seconds of each submit, by person."""


def main() -> None:
    """Submit from threads of one process, as behind one server, and from four processes at once."""
    print(
        f"{PEOPLE} people, {TIMES} submits each; seconds of a submit, from the call to the receipt"
    )
    for kind in ("SQLite", "PostgreSQL"):
        for processes in (1, 4):
            with fresh(kind) as url:
                measure(kind, url, processes)


@contextmanager
def fresh(kind: str) -> Iterator[str]:
    """Give the address of an empty database that waits for the disk."""
    if kind == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/data.db"
    else:
        with running_server(durable=True) as server:
            yield server.fresh()


def measure(kind: str, url: str, processes: int) -> None:
    """Fill the database, let everybody submit, and look what is there afterwards."""
    store = open_store(url)
    participants = [
        {"participant_id": f"{role}{number}"} for number in range(PEOPLE) for role in "me"
    ]
    usual = {"cohort": "A", "status": "active", "started_on": "2026-01-15"}
    pairs = [
        {"pair_id": f"{number}", "mentor_id": f"m{number}", "mentee_id": f"e{number}", **usual}
        for number in range(PEOPLE)
    ]
    store.put_tables({"participants": pd.DataFrame(participants), "pairs": pd.DataFrame(pairs)})
    start = time.perf_counter()
    taken, receipts = submit_from(url, processes)
    whole = time.perf_counter() - start
    kept = {
        (sent.form.pair_id, sent.form.occasion): sent
        for number in range(PEOPLE)
        for sent in store.sent(f"m{number}")
    }
    lost = sum(key not in kept or kept[key].receipt.code != code for key, code in receipts.items())
    every = sorted(seconds for own in taken.values() for seconds in own)
    p50, p99 = share(every, 50), share(every, 99)
    slowest = max(share(own, 99) for own in taken.values())
    faults = len(list(find_database_faults(store)))
    print(
        f"{kind:10} {processes} process{'es' if processes > 1 else '  '}: {len(receipts)}"
        f" acknowledged, {lost} lost, {faults} faults; p50 {p50:.3f}, p99 {p99:.3f}, slowest"
        f" submitter's p99 {slowest:.3f}, longest {every[-1]:.3f}; all in {whole:.1f} s"
    )
    store.close()


def share(seconds: list[float], percent: int) -> float:
    """Return how long the given share of submits took at most."""
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]


def submit_from(url: str, processes: int) -> tuple[Taken, dict[tuple[str, str], str]]:
    """Let everybody submit, spread over processes that begin together.

    Return seconds by person, and receipts by form.
    """
    begin = time.time() + 6
    command = [sys.executable, __file__, url, str(processes), str(begin)]
    started = [
        subprocess.Popen([*command, str(part)], stdout=subprocess.PIPE, text=True)
        for part in range(processes)
    ]
    lines = [line.split() for process in started for line in process.communicate()[0].splitlines()]
    taken: Taken = {}
    for number, _occasion, _code, seconds in lines:
        taken.setdefault(int(number), []).append(float(seconds))
    return taken, {(number, occasion): code for number, occasion, code, _seconds in lines}


def submit(url: str, people: range, begin: float) -> None:
    """Submit as each of *people* in a thread of its own, and print a line for each receipt."""
    store, lines = open_store(url), []

    def one(number: int) -> None:
        for occasion in range(TIMES):
            form = Form(f"m{number}", str(number), "mentor", "closing", str(occasion))
            start = time.perf_counter()
            receipt = store.send(
                form, ANSWERS, version=1, promise="1-0123456789abcdef", now=datetime.now(UTC)
            )
            lines.append(f"{number} {occasion} {receipt.code} {time.perf_counter() - start:.6f}")

    threads = [threading.Thread(target=one, args=(number,)) for number in people]
    time.sleep(max(0, begin - time.time()))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(lines))


ANSWERS = {f"item_{number}": code for number, code in zip(range(20), "12345" * 4, strict=True)}

if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        address, parts, at, part = sys.argv[1:]
        submit(address, range(int(part), PEOPLE, int(parts)), float(at))
