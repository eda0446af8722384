"""How long ``--help`` takes, as a ratio to a bare interpreter in the same run.

python benchmarks/startup.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

RUNS = 25
COMMANDS = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "mentoring-toolkit --help": [sys.executable, "-m", "toolkit", "--help"],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Run the commands in turn, so that a change of the machine's speed meets both."""
    for command in COMMANDS.values():
        seconds(command)
    taken = [[seconds(command) for command in COMMANDS.values()] for _ in range(RUNS)]
    for name, times in zip(COMMANDS, zip(*taken, strict=True), strict=True):
        print(f"{name:28} median {median(times) * 1000:6.1f} ms")
    print(f"{'ratio':28} median {median(ours / bare for bare, ours in taken):6.2f}")


if __name__ == "__main__":
    main()
