"""Ledgers made by hand for the tests: who is counted, and what somebody may do to the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from releases import A8

from toolkit.release.chain import append_entry, read_chain
from toolkit.release.fingerprints import CohortFingerprints, fingerprint_cohort, fingerprint_key
from toolkit.release.ledger import freeze_release
from toolkit.release.locations import ledger_file, read_or_make_key, release_path
from toolkit.release.release import Release


def register(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Return pairs in the frame: id, mentor, mentee, first day."""
    table = pd.DataFrame(
        rows, columns=["pair_id", "mentor_id", "mentee_id", "started_on"], dtype="str"
    )
    return table.assign(started_on=pd.to_datetime(table["started_on"])).set_index("pair_id")


def answers(
    *rows: tuple[str, str | None, str, str | None], questionnaire: str = "closing"
) -> pd.DataFrame:
    """Return answers: person, pair, role, time; each answered one item."""
    table = pd.DataFrame(
        rows, columns=["participant_id", "pair_id", "role", "submitted_at"]
    ).astype("str")
    table = table.assign(
        submitted_at=pd.to_datetime(table["submitted_at"], format="ISO8601"),
        questionnaire=questionnaire,
        item="process_works",
        answer="5",
    )
    return table.astype({"questionnaire": "str", "submitted_at": "datetime64[us]"})


def pairs_of(
    numbers: Iterable[int], started_on: str = "2026-01-15", *, key: bytes
) -> CohortFingerprints:
    """Return numbered pairs of numbered people; from each the mentor's form came in, in the minute
    of its number.
    """
    listed = list(numbers)
    pairs = register(*((f"p{n}", f"m{n}", f"e{n}", started_on) for n in listed))
    return fingerprint_cohort(
        pairs,
        answers(
            *(
                (f"m{n}", f"p{n}", "mentor", f"2026-12-20 {10 + n // 60}:{n % 60:02}:31")
                for n in listed
            )
        ),
        key,
    )


def closed(home: Path, cohort: str, numbers: Iterable[int], by: str = "") -> Release:
    """Close a cohort of numbered pairs with the figures of A8."""
    return freeze_release(
        home,
        replace(A8, cohort=cohort, closed_on=date(2026, 12, 31), closed_by=by),
        pairs_of(numbers, key=read_or_make_key(home)),
    )


def three_cohorts(home: Path) -> list[Release]:
    """Close the cohorts A, B and C of eight pairs each."""
    return [
        closed(home, cohort, range(start, start + 8))
        for cohort, start in (("A", 0), ("B", 8), ("C", 16))
    ]


def keep(home: Path, release: Release) -> Release:
    """Enter a release made by hand, which counts nobody, and put it in its place as closing does;
    return it with its mark.
    """
    chain = read_chain(home)
    entry = chain.next(
        release,
        CohortFingerprints(
            frozenset(), (), frozenset(), frozenset(), fingerprint_key(read_or_make_key(home))
        ),
    )
    entered = replace(release, certificate={**release.certificate, "ledger": entry.mark})
    append_entry(home, chain, entry.of(entered))
    entered.save(release_path(home, release.programme, release.cohort))
    return entered


def rewrite(
    home: Path, change: Callable[[list[dict]], list[dict]], *, from_line: int | None = None
) -> None:
    """Change the lines of the ledger, and from one on make all their hashes fit again as the ledger
    itself would.
    """
    lines = change([json.loads(line) for line in ledger_file(home).read_text("utf-8").splitlines()])
    for at in range(from_line if from_line is not None else len(lines), len(lines)):
        lines[at]["entry"], lines[at]["previous"] = at + 1, lines[at - 1]["sha256"] if at else ""
        lines[at]["sha256"] = sha(lines[at])
    ledger_file(home).write_text(
        "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), "utf-8"
    )


def sha(line: dict) -> str:
    """Return the hash of a line, without the hash that it carries."""
    content = {name: value for name, value in line.items() if name != "sha256"}
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def changed_figure(home: Path) -> None:
    """Give B a better figure and a hash that fits it."""
    file = release_path(home, "swea", "B")
    found = replace(
        A8,
        cohort="B",
        findings=A8.findings[1:],
        certificate=json.loads(file.read_text("utf-8"))["certificate"],
    )
    found.save(file)


def changed_letter(home: Path) -> None:
    """Change B without making its hash fit."""
    file = release_path(home, "swea", "B")
    file.write_text(file.read_text("utf-8").replace('"min_base": 5', '"min_base": 4'), "utf-8")


def swapped(home: Path) -> None:
    """Let A and B change places."""
    first, second = release_path(home, "swea", "A"), release_path(home, "swea", "B")
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)


def deleted(home: Path) -> None:
    """Remove the release of B."""
    release_path(home, "swea", "B").unlink()


def stray(home: Path) -> None:
    """Put a release there that was never closed here."""
    replace(A8, cohort="D").save(release_path(home, "swea", "D"))


def other_people(lines: list[dict]) -> list[dict]:
    """Take a pair out of B's list."""
    lines[1]["pairs"] = lines[1]["pairs"][1:]
    return lines


def without_middle(lines: list[dict]) -> list[dict]:
    """Remove B's line."""
    return [lines[0], lines[2]]


def turned_round(lines: list[dict]) -> list[dict]:
    """Let the lines of B and C change places."""
    return [lines[0], lines[2], lines[1]]


def entered_twice(lines: list[dict]) -> list[dict]:
    """Enter C a second time."""
    return [*lines, dict(lines[2])]


def without_tail(lines: list[dict]) -> list[dict]:
    """Cut C off."""
    return lines[:2]
