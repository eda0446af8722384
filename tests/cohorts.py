"""Cohorts worked out by hand, as rows of the interchange format."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

Rows = list[dict[str, str]]

A8 = (
    # pair, has_goal, status, goals met (mentor, mentee), process works, keep in contact
    ("1", "yes", "completed", ("fully", "fully"), ("5", "5"), ("yes", "yes")),
    ("2", "yes", "completed", ("largely", "partly"), ("4", "3"), ("yes", "yes")),
    ("3", "yes", "completed", ("largely", "largely"), ("4", "4"), ("yes", "no")),
    ("4", "yes", "ended_early", ("not", ""), ("2", ""), ("no", "")),
    ("5", "chose_none", "completed", ("no_goal", "no_goal"), ("5", "4"), ("yes", "yes")),
    ("6", "chose_none", "completed", ("no_goal", ""), ("4", ""), ("yes", "")),
    ("7", "yes", "completed", ("", "largely"), ("", "4"), ("", "dont_know")),
    ("8", "yes", "completed", ("", ""), ("", ""), ("", "")),
)
"""The worked cohort: eight pairs, eleven forms in; every expected figure was counted by hand from
these lines.
"""


def a8() -> dict[str, Rows]:
    """Return the tables of the worked cohort."""
    tables: dict[str, Rows] = {"participants": [], "pairs": [], "answers": []}
    for number, has_goal, status, *questions in A8:
        ended = {"ended_on": "2026-05-31"} if status == "ended_early" else {}
        tables["participants"] += [
            {"participant_id": f"m{number}"},
            {"participant_id": f"e{number}"},
        ]
        tables["pairs"].append(pair(number, status=status, has_goal=has_goal, **ended))
        for item, answers in zip(
            ("goals_met", "process_works", "keep_contact"), questions, strict=True
        ):
            for prefix, answer in zip("me", answers, strict=True):
                if answer:
                    tables["answers"].append(answered(f"{prefix}{number}", number, item, answer))
    return tables


def pair(number: str, **columns: str) -> dict[str, str]:
    """Return a pair of the cohort A8 that started in January 2026; *columns* come on top."""
    usual = {
        "cohort": "A8",
        "mentor_id": f"m{number}",
        "mentee_id": f"e{number}",
        "status": "completed",
        "started_on": "2026-01-15",
    }
    return {"pair_id": number, **usual, **columns}


def answered(person: str, pair_id: str, item: str, answer: str, **columns: str) -> dict[str, str]:
    """Return one answer of the closing questionnaire, sent in before Christmas 2026."""
    usual = {"questionnaire": "closing", "version": "1", "submitted_at": "2026-12-20 10:00:00"}
    return {
        "participant_id": person,
        "pair_id": pair_id,
        **usual,
        "item": item,
        "answer": answer,
        **columns,
    }


def write_tables(tables: Mapping[str, Iterable[Mapping[str, str]]], folder: Path) -> Path:
    """Write tables as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        listed = list(rows)
        columns = list(dict.fromkeys(column for row in listed for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(listed)
    return folder
