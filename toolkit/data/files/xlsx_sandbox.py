"""The sheets of a workbook as text.

A program of its own, so that a hostile workbook harms only the process that opens it.

It reads a workbook from standard input, writes JSON to standard output, and imports nothing of the
toolkit.
"""

import json
import sys
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
# A zip of some kilobytes may hold gigabytes, so what it says it holds is added up first.
UNPACKED_BYTES = 100_000_000
MOST_PARTS = 10_000
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_CHARACTERS = 50_000_000
# The container of Office before 2007. A workbook with a password is wrapped in one too.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class RefusedError(Exception):
    """The workbook is not read; the reason is a word that the parent process knows."""


def limit_process() -> None:
    """Take memory, time and files away from this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the other limits must do
        return
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        # Writes no file; the answer goes through a pipe.
        resource.RLIMIT_FSIZE: 0,
        # What is left of a process that crashed would hold the workbook.
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        with suppress(
            ValueError, OSError
        ):  # a stricter limit stands already, or the system has none
            resource.setrlimit(limit, (most, most))


def read_sheets(content: bytes) -> list[dict[str, Any]]:
    """Return every sheet.

    Its name, its rows with a value, and the cells that hold none that can be read.

    Raises:
        RefusedError: If the content is not a workbook or is too large.
    """
    _refuse(content)
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl does without it, and so starts light
    # Here and not above: it is loaded under the limits, and what it does counts against them.
    from openpyxl import load_workbook

    # Row by row: a sheet that is loaded whole takes many times its size in memory.
    workbook = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    if not workbook.worksheets:  # what openpyxl makes of a "Strict Open XML" workbook
        raise RefusedError("damaged")
    budget = Budget()
    return [_sheet(sheet, budget) for sheet in workbook.worksheets]


class Budget:
    """How much text may still be handed on."""

    def __init__(self) -> None:
        self.characters = MOST_CHARACTERS

    def spend(self, text: str) -> str:
        """Return *text*, or refuse when there is too much of it."""
        self.characters -= len(text) + 1
        if self.characters < 0:
            raise RefusedError("too_large")
        return text


def _refuse(content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        raise RefusedError("encrypted" if ENCRYPTED in content else "old")
    parts = zipfile.ZipFile(BytesIO(content)).infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise RefusedError("too_large")


def _sheet(sheet: Any, budget: Budget) -> dict[str, Any]:
    sheet.reset_dimensions()  # some programs declare A1:A1 whatever the sheet holds
    rows, unreadable = [], []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts: list[str] = []
        for place, text, trouble in _texts(cells):
            # Only cells that hold something count: a coloured column reaches to the last row.
            if number > MOST_ROWS or place >= MOST_COLUMNS:
                raise RefusedError("too_large")
            texts += [""] * (place - len(texts)) + [budget.spend(text)]
            if trouble:
                unreadable.append((number, place, trouble))
        if texts:
            rows.append((number, texts))
    return {"name": sheet.title, "rows": rows, "unreadable": unreadable}


def _texts(cells: Any) -> Iterator[tuple[int, str, str]]:
    """Yield the cells that hold something: place from 0, text, and what is wrong with it."""
    for place, cell in enumerate(cells):
        if cell.value is None:
            continue
        if cell.data_type == "f":
            yield place, "", "formula"
        elif cell.data_type == "e":
            yield place, "", "error"
        elif text := cell_text(cell.value):
            yield place, text, ""


def cell_text(value: object) -> str:
    """Return a cell as it would stand in a CSV file.

    ISO dates, whole numbers without ``.0``, ``TRUE`` and ``FALSE``.
    """
    # str() would write True, where a CSV file of a spreadsheet program has TRUE.
    if isinstance(value, bool):
        return str(value).upper()
    # Before date, of which datetime is a kind; a spreadsheet keeps a day as its midnight.
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return str(value.date()) if at_midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    # 15 digits are what a spreadsheet keeps: more would show how the number is stored.
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    # How the format writes a carriage return inside a cell.
    return str(value).replace("_x000D_", "")


def main() -> None:
    """Answer with the sheets, or with the reason why they are not read."""
    limit_process()
    warnings.simplefilter(
        "ignore"
    )  # what openpyxl does not support, such as a slicer, holds no cells
    answer: dict[str, object]
    try:
        answer = {"sheets": read_sheets(sys.stdin.buffer.read())}
    except RefusedError as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "too_large"}
    except Exception:  # noqa: BLE001  # openpyxl raises whatever a damaged file makes it meet
        answer = {"refused": "damaged"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
