"""The command ``mentoring-toolkit``, also ``python -m toolkit``."""

import sys

from toolkit.cli import commands


def main() -> None:
    """Run the command line, in UTF-8 whatever the computer's settings."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    commands(prog_name="mentoring-toolkit")


if __name__ == "__main__":
    main()
