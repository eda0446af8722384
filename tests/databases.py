"""A real PostgreSQL server on this machine, for as long as it is needed, and what is needed to try
both kinds of database.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg

NOW = datetime(2026, 12, 20, 10, tzinfo=UTC)
PASSWORD = "kanariefågel-på-pinne"  # noqa: S105  # of a server that is thrown away
NUMBERS = count()


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """Where it can be reached, without the name of a database."""
        return f"postgresql://mentoring:{PASSWORD}@127.0.0.1:{self.port}"

    def fresh(self) -> str:
        """Return the address of a new database."""
        name = f"mentoring_{next(NUMBERS)}"
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{self.address}/{name}"

    def holds(self, address: str, text: str) -> bool:
        """Whether the files of a database hold a text, deleted or not."""
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            [number] = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        return any(
            text.encode() in file.read_bytes()
            for file in (self.folder / "base" / str(number)).iterdir()
        )


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """Run a server on loopback.

    Args:
        durable: Whether it waits for the disk, as a real one does.
    """
    programs = find_programs()
    assert programs
    folder = Path(
        tempfile.mkdtemp(prefix="mentoring-postgresql-")
    )  # where its own user may go, which is not where pytest keeps things
    data, secret, port = folder / "data", folder / "password", _free_port()
    secret.write_text(PASSWORD, encoding="utf-8")
    if root := os.geteuid() == 0:  # the server refuses to run as root
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    user = {"user": "postgres"} if root else {}

    def run(program: str, *words: object) -> None:
        command = [programs / program, "-D", data, *words]
        subprocess.run(
            [str(word) for word in command],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **user,
        )

    try:
        run(
            "initdb",
            "-U",
            "mentoring",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = (
            f"-h 127.0.0.1 -p {port} -k {folder} -c fsync={'on' if durable else 'off'} -c"
            " max_connections=120"
        )
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", options)
        try:
            yield Server(data, port)
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def find_programs() -> Path | None:
    """Return the folder of the newest server that is installed, if one is."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda file: int(file.parts[-3])
    )
    return found[-1].parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
