"""Canaries: words planted wherever a person's own words, ids and answers can stand, and the search
for them in anything that leaves.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import shutil
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from cohorts import A8, Rows, answered, pair

from toolkit.resources import resource_path

BIRD = "kanarie"
"""The beginning of every word that is planted."""
CHAPTERS = ("Sångarby", "Trastköping")
NUMBER, DAY = "481516234", "1913-07-29"
"""One person's answers to questions without options."""
PLANTED = (BIRD, NUMBER, DAY, "29 juli 1913", "29 July 1913")
TOPIC = "trastsang"
"""What one pair talked about: a word of the programme, so it may stand in faults, and nowhere else.
"""
CLOSER = "Eva Utgivare"
"""Who closes; published on purpose, so that the search is seen to find what is there."""

OF_A_PERSON = ("participant_id", "pair_id", "mentor_id", "mentee_id")
QUESTIONS = """
[[items]]
name = "own_words"
type = "text"
label.sv = "Något mer?"
label.en = "Anything else?"

[[items]]
name = "hours"
type = "integer"
label.sv = "Hur många timmar?"
label.en = "How many hours?"

[[items]]
name = "last_day"
type = "date"
label.sv = "Sista dagen?"
label.en = "Last day?"
"""
TOPICS = f"""
[[topics]]
name = "{TOPIC}"
label.sv = "{TOPIC}"
label.en = "{TOPIC}"
"""


# ---- planting ------------------------------------------------------------------------------------


def cohort(name: str = "A8", *, times: int = 1) -> dict[str, Rows]:
    """Return the worked cohort, *times* over, with the canary in every cell that takes a word of a
    person's, and in single answers.

    The last pair of every round, and every third round, belong to the other chapter.
    """
    tables: dict[str, Rows] = {
        "participants": [],
        "pairs": [],
        "meetings": [],
        "months": [],
        "goals": [],
        "answers": [],
    }
    for number, line in (
        (f"{line[0]}-{turn}-{name}", line) for turn in range(times) for line in A8
    ):
        pair_of_round, turn, _ = number.split("-")
        chapter = CHAPTERS[pair_of_round == "8" or int(turn) % 3 == 2]
        _plant(tables, number, line, chapter)
    for row in tables["pairs"]:
        row["cohort"] = name
    return {
        table: [{column: _named(column, value) for column, value in row.items()} for row in rows]
        for table, rows in tables.items()
    }


def _plant(tables: dict[str, Rows], number: str, line: tuple, chapter: str) -> None:
    _, has_goal, status, *questions = line
    ended = (
        {"ended_on": "2026-05-31", "end_reason": f"{BIRD}-reason"}
        if status == "ended_early"
        else {}
    )
    tables["participants"] += [
        {
            "participant_id": f"{side}{number}",
            "chapter": chapter,
            "organisation": f"{BIRD} organisation",
        }
        for side in "me"
    ]
    tables["pairs"].append(
        pair(
            number,
            status=status,
            has_goal=has_goal,
            matched_by=f"{BIRD}-board",
            followup_by=f"{BIRD}-follow",
            **ended,
        )
    )
    tables["goals"].append({"pair_id": number, "goal_no": "1", "area": "career"})
    tables["meetings"].append(
        {"pair_id": number, "met_on": "2026-03-01", "topics": TOPIC, "logged_by": f"m{number}"}
    )
    tables["months"].append(
        {"pair_id": number, "month": "2026-03", "contacts": "1", "logged_by": f"e{number}"}
    )
    for item, answers in zip(
        ("goals_met", "process_works", "keep_contact"), questions, strict=True
    ):
        tables["answers"] += [
            answered(f"{side}{number}", number, item, answer)
            for side, answer in zip("me", answers, strict=True)
            if answer
        ]
    if questions[1][0]:
        for item, answer in (
            ("own_words", f"{BIRD}, I said; never again"),
            ("hours", NUMBER),
            ("last_day", DAY),
        ):
            tables["answers"].append(answered(f"m{number}", number, item, answer))


def _named(column: str, value: str) -> str:
    return f"{BIRD}-{value}" if column in (*OF_A_PERSON, "logged_by") else value


def programme(folder: Path, *, groups: str = "none") -> Path:
    """Write the programme of SWEA with a topic of the canary's and three questions without
    options.
    """
    shutil.copytree(resource_path("surveys/swea"), folder)
    settings = (folder / "programme.toml").read_text("utf-8")
    (folder / "programme.toml").write_text(
        settings.replace("[matching]", f'groups = "{groups}"\n\n[matching]', 1) + TOPICS, "utf-8"
    )
    with (folder / "closing.toml").open("a", encoding="utf-8") as questions:
        questions.write(QUESTIONS)
    return folder


def ids(tables: dict[str, Rows]) -> set[str]:
    """Return every id in *tables*."""
    return {
        row[column]
        for rows in tables.values()
        for row in rows
        for column in OF_A_PERSON
        if column in row
    }


# ---- searching -----------------------------------------------------------------------------------


def traces(content: bytes, words: Iterable[str] = PLANTED) -> list[str]:
    """Return which of *words* stand in *content*, in any case: as UTF-8, UTF-16, base64 or
    hexadecimal digits, also inside zip archives.
    """
    parts = list(_unpacked(content))
    plain = [part.lower() for part in parts]
    found = [word for word in words if any(way in part for way in _ways(word) for part in plain)]
    return found + [
        f"{word} in base64"
        for word in words
        if any(way in part for way in _in_base64(word) for part in parts)
    ]


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for part in archive.namelist():
                yield part.encode()
                yield from _unpacked(archive.read(part))


def _ways(word: str) -> Iterator[bytes]:
    small = word.lower()
    yield small.encode()
    yield small.encode("utf-16-le")[:-1]
    yield small.encode().hex().encode()
    yield json.dumps(small)[1:-1].encode()


def _in_base64(word: str) -> Iterator[bytes]:
    """Of each case the letters that only depend on the word, for the three places at which it can
    begin in a group.
    """
    for spelt in {word, word.lower(), word.upper(), word.capitalize()}:
        for before in range(3):
            letters = b64encode(b"\0" * before + spelt.encode())
            yield letters[-(-before * 8 // 6) : (before + len(spelt.encode())) * 8 // 6]


def unkeyed(names: Iterable[str]) -> set[str]:
    """Return the beginnings of what anybody could work out from *names* to test a guess: hashes,
    and HMACs without a key.
    """
    made = set()
    for name in names:
        for told in (
            name,
            *(json.dumps(["ledger", kind, name]) for kind in ("person", "pair", "form")),
        ):
            made |= {
                hashlib.new(kind, told.encode(), usedforsecurity=False).hexdigest()[:16]
                for kind in ("sha256", "sha1", "md5", "sha512", "blake2b")
            }
            made |= {
                hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:16]
                for key in (b"", b"\0" * 32, b"key")
            }
    return made


def hexadecimal(content: bytes) -> set[str]:
    """Return every beginning of 16 hexadecimal digits that stands in *content*."""
    return {
        digits[at : at + 16]
        for digits in re.findall(r"[0-9a-f]{16,}", content.decode("utf-8", "replace").lower())
        for at in range(len(digits) - 15)
    }
