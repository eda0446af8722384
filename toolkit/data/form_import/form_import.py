"""Form exports in: the rows of a form's export as rows of the table ``answers``.

Without names and free text, whether of Google Forms or a similar form.
"""

import hashlib
import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import pandas as pd

from toolkit.data.files.tables import Grid, read_grids
from toolkit.data.form_import.result import FormImport, short_header
from toolkit.data.form_import.timestamps import read_times
from toolkit.data.form_import.wording import (
    NO_ANSWER_TEXTS,
    Headers,
    LeftOut,
    OptionTexts,
    fold_text,
    read_options,
    read_whole,
    understand_headers,
)
from toolkit.data.promise_lock import find_broken_promise
from toolkit.errors import N_, Fault, ProgrammeError, TableError
from toolkit.files import replace_when_whole
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Item, Questionnaire, Role
from toolkit.release.locations import RELEASES_FOLDER, read_or_make_key

ANSWER_COLUMNS = (
    "participant_id",
    "pair_id",
    "cohort",
    "role",
    "questionnaire",
    "version",
    "submitted_at",
    "item",
    "answer",
    "promise",
)
ANSWERS_FILE = "answers.csv"
NO_NUMBER = N_("not a whole number; counted as no answer. Rows: {rows}.")
NO_DATE = N_("not a date that can be told for certain; counted as no answer. Rows: {rows}.")
UNREAD_TIME = N_("not a known form of time; left blank. Rows: {rows}.")
AMBIGUOUS_TIME = N_("day and month cannot be told apart; the time is left blank. Rows: {rows}.")
NO_ZONE = N_("the times name no time zone and are taken as UTC.")
UNCLEAR = N_(
    "the header fits several questions, or another column fits the same question; the column is not"
    " read. Rename or remove one."
)
OTHER_ROLE = N_("the header is worded for the other role. See that the right role was named.")
ONE_SENDER = N_(
    "rows from one address are counted as different people. If a person answered twice, remove the"
    " earlier row. Rows, by address: {rows}."
)
NOTHING_READ = N_("the row holds no answer that could be read.")


def import_form(
    path: str | Path,
    programme: Programme,
    *,
    questionnaire: str,
    role: Role,
    cohort: str,
    into: str | Path,
    write: bool = False,
) -> FormImport:
    """Read a form export and, if *write*, add it to the answers of a folder.

    Without *write* no file is made or changed.

    Args:
        path: The export, a CSV file or a workbook.
        programme: Whose form it is.
        questionnaire: Name of the questionnaire.
        role: Who filled it in.
        cohort: Which cohort the answers belong to.
        into: Folder of data that takes the answers.
        write: Whether they are written.

    Raises:
        TableError: If file or folder cannot be used, or the cohort has answers under another
            promise; nothing is written then.
        ProgrammeError: If two options of a question share a text.
    """
    home = Path(into)
    made_before = (home / RELEASES_FOLDER / "key").exists()
    read = partial(
        read_form, path, programme, questionnaire=questionnaire, role=role, cohort=cohort
    )
    # Nothing is made in a trial run, not even a key; the codes of that run are kept nowhere.
    imported = read(key=read_or_make_key(home) if made_before else b"")
    stored = _read_stored_answers(home)
    if locked := find_broken_promise(programme.settings.promise, stored, cohort):
        raise TableError(locked)
    already = len(set(imported.answers["participant_id"]) & set(stored["participant_id"]))
    if write:
        imported = imported if made_before else read(key=read_or_make_key(home))
        write_answers(imported, home)
    return replace(imported, already=already, written=write)


def read_form(
    path: str | Path,
    programme: Programme,
    *,
    questionnaire: str,
    role: Role,
    cohort: str,
    key: bytes,
) -> FormImport:
    """Read a form export; nothing is written.

    Args:
        path: A CSV file or a workbook; of a workbook, the sheet with the most columns that are
            questions.
        programme: The programme whose questionnaire holds the wording.
        questionnaire: Name of the questionnaire, such as ``closing``.
        role: Who answered.
        cohort: The cohort that the answers belong to.
        key: The key of the data, under which participant ids are made up.

    Raises:
        TableError: If the file cannot be read, or no column is a question that *role* is asked.
        ProgrammeError: If two options of a question share a text.
    """
    asked = _questionnaire(programme, questionnaire)
    grid, headers = _best_sheet(path, asked, role)
    columns, notices = _read_columns(grid, headers, asked)
    submitted, of_times = _submitted(grid, headers)
    people = _participant_ids(grid, headers, submitted, key, (questionnaire, role, cohort))
    promise = programme.settings.promise
    of_all = {"cohort": cohort, "role": role, "questionnaire": questionnaire}
    of_all |= {"version": str(asked.version), "promise": promise.stamp}
    forms = [
        {**of_all, "participant_id": participant_id, "submitted_at": at}
        for participant_id, at in zip(people, submitted, strict=True)
    ]
    lines, refused = _answer_rows(grid, columns, forms)
    rows = len(grid.rows) + len(grid.lost_rows)
    return FormImport(
        file=grid.name,
        answers=pd.DataFrame(lines, columns=list(ANSWER_COLUMNS), dtype="str"),
        rows=rows,
        accepted=rows - len(refused),
        refused=tuple(refused),
        notices=(
            *_notices_of_headers(grid, headers),
            *(fault for fault in grid.faults if fault not in refused),
            *(*notices, *of_times),
        ),
        matched={grid.header[place]: item.name for place, item in headers.items.items()},
        unmatched=tuple(grid.header[place] for place in headers.unknown),
        dropped=tuple(grid.header[place] for place in sorted((*headers.dropped, *headers.texts))),
        promise=promise,
    )


def _answer_rows(
    grid: Grid, columns: Mapping[str, Sequence[str]], forms: Sequence[Mapping[str, str]]
) -> tuple[list[dict[str, str]], list[Fault]]:
    """Return a row for each answer, and one fault for each row of the file that gave none."""
    lost = {fault.row: fault for fault in grid.faults if fault.row in grid.lost_rows}
    lines: list[dict[str, str]] = []
    refused = list(lost.values())
    for place, (row, _) in enumerate(grid.rows):
        answered = {item: answers[place] for item, answers in columns.items() if answers[place]}
        lines += [
            {**forms[place], "item": item, "answer": answer} for item, answer in answered.items()
        ]
        refused += [] if answered else [Fault(NOTHING_READ, file=grid.name, row=row)]
    return lines, refused


def _questionnaire(programme: Programme, name: str) -> Questionnaire:
    """Return the questionnaire called *name*, once no text of it stands for two options."""
    if name not in programme.questionnaires:
        known = ", ".join(programme.questionnaires)
        raise TableError(
            Fault(
                N_("the programme has no questionnaire {name}; it has {known}."),
                {"name": name, "known": known},
            )
        )
    asked = programme.questionnaires[name]
    message = N_("the options {first} and {second} share a text or code. Word them apart.")
    faults = [
        Fault(
            message, {"first": first, "second": second}, f"{name}.toml", column=f"choices.{choices}"
        )
        for choices, options in asked.choices.items()
        for first, second in OptionTexts(options).shared()
    ]
    if faults:
        raise ProgrammeError(faults)
    return asked


def _best_sheet(path: str | Path, asked: Questionnaire, role: Role) -> tuple[Grid, Headers]:
    """Return the table of the file with the most columns that are questions."""
    sheets = [
        (grid, understand_headers(grid.header, asked, role)) for grid in read_grids(path).values()
    ]
    grid, headers = max(sheets, key=lambda sheet: len(sheet[1].items))
    if not headers.items and not headers.unclear:
        # The header is not repeated: without a header row it would be a person's answers.
        message = N_(
            "no column is a question of {name} that this role is asked. Check role and header row,"
            " or add the headers to the items' aliases."
        )
        raise TableError(Fault(message, {"name": asked.name}, Path(path).name))
    return grid, headers


def _notices_of_headers(grid: Grid, headers: Headers) -> Iterator[Fault]:
    for places, message in ((headers.unclear, UNCLEAR), (headers.other_role, OTHER_ROLE)):
        for place in places:
            yield Fault(message, file=grid.name, column=short_header(grid.header[place]))
    rows: dict[str, list[int]] = defaultdict(list)
    for row, cells in grid.rows:
        for said in dict.fromkeys(fold_text(cells[place]) for place in headers.dropped):
            rows[said].append(row)
    if senders := [
        _spans(several) for said, several in rows.items() if "@" in said and len(several) > 1
    ]:
        yield Fault(ONE_SENDER, {"rows": "; ".join(dict.fromkeys(senders))}, grid.name)


def _read_columns(
    grid: Grid, headers: Headers, asked: Questionnaire
) -> tuple[dict[str, list[str]], list[Fault]]:
    """Return the answers by item, one for each row or blank; what was left out."""
    columns, notices = {}, []
    for place, item in headers.items.items():
        cells = _column(grid, place)
        columns[item.name], left_out = (
            read_options(cells, item, asked.options(item))
            if item.choices
            else _read_values(cells, item)
        )
        notices += [_notice(grid, item.name, message, places) for message, places in left_out]
    return columns, notices


def _column(grid: Grid, place: int) -> list[str]:
    return [cells[place] for _, cells in grid.rows]


def _notice(grid: Grid, column: str, message: str, places: Sequence[int]) -> Fault:
    """Say *message* about a column and the rows at *places*."""
    return Fault(
        message,
        {"rows": _spans([grid.rows[place][0] for place in places])},
        grid.name,
        column=column,
    )


def _read_values(cells: Sequence[str], item: Item) -> tuple[list[str], list[LeftOut]]:
    """Return the whole number or the ISO date of each cell."""
    days = ["" if time is None else f"{time:%Y-%m-%d}" for time in read_times(cells).utc]
    answers = days if item.kind == "date" else [read_whole(cell) for cell in cells]
    wrong = [
        place
        for place, cell in enumerate(cells)
        if not answers[place] and fold_text(cell) not in NO_ANSWER_TEXTS
    ]
    return answers, [(NO_DATE if item.kind == "date" else NO_NUMBER, wrong)] if wrong else []


def _submitted(grid: Grid, headers: Headers) -> tuple[list[str], list[Fault]]:
    """Return when each form was sent in, ISO in UTC, from the first column of times."""
    if not headers.times:
        return [""] * len(grid.rows), []
    times, header = (
        read_times(_column(grid, headers.times[0])),
        short_header(grid.header[headers.times[0]]),
    )
    notices = [
        _notice(grid, header, message, places)
        for message, places in ((UNREAD_TIME, times.unread), (AMBIGUOUS_TIME, times.ambiguous))
        if places
    ]
    if times.without_zone:
        notices.append(Fault(NO_ZONE, file=grid.name, column=header))
    return ["" if time is None else f"{time:%Y-%m-%dT%H:%M:%SZ}" for time in times.utc], notices


def _participant_ids(
    grid: Grid, headers: Headers, submitted: Sequence[str], key: bytes, scope: Sequence[str]
) -> list[str]:
    """Make up an id for each row.

    The same row gives the same id again, two equal rows of one file give two.

    Blank cells, the order of columns, names and addresses do not matter, so that a later export of
    the same form finds its people again.
    """
    # Counted: two people may have given the very same answers.
    seen: Counter[str] = Counter()
    ids = []
    for time, (_, cells) in zip(submitted, grid.rows, strict=True):
        told = {
            place: fold_text(cell)
            for place, cell in enumerate(cells)
            if place not in (*headers.dropped, *headers.times)
        }
        pairs = sorted(
            (fold_text(grid.header[place]), cell) for place, cell in told.items() if cell
        )
        content = json.dumps([*scope, time, pairs], ensure_ascii=False)
        ids.append(
            "form_"
            + hmac.new(key, f"{content}{seen[content]}".encode(), hashlib.sha256).hexdigest()[:20]
        )
        seen[content] += 1
    return ids


def write_answers(imported: FormImport, data: str | Path) -> None:
    """Add the answers to ``answers.csv`` of the folder *data*, wholly or not at all.

    A person who stands there already is written anew and not twice: the wording of the
    questionnaire may have been mended since.

    Raises:
        TableError: If *data* is no folder, or its answers cannot be read.
        ClosingError: If somebody else imports answers into the folder at this moment.
    """
    folder = Path(data)
    _refuse_file(folder)
    # Whoever reads the answers before another import has written its own would undo that one.
    lock = folder / f".{ANSWERS_FILE}.lock"
    with replace_when_whole(folder / ANSWERS_FILE, lock=lock) as draft:
        stored = _read_stored_answers(folder)
        kept = stored[~stored["participant_id"].isin(set(imported.answers["participant_id"]))]
        table = pd.concat([kept, imported.answers.reindex(columns=kept.columns)])
        draft.write_text(table.to_csv(index=False, lineterminator="\n"), "utf-8", newline="")


def _refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise TableError(
            Fault(N_("answers are imported into a folder, and this is a file."), file=folder.name)
        )


def _read_stored_answers(folder: Path) -> pd.DataFrame:
    """Return the answers of the folder as text, with every column of the table.

    None if there are none yet.
    """
    _refuse_file(folder)
    if not (folder / ANSWERS_FILE).exists():
        return pd.DataFrame(columns=list(ANSWER_COLUMNS), dtype="str")
    (grid,) = read_grids(folder / ANSWERS_FILE).values()
    if grid.faults:
        raise TableError(grid.faults)
    if "participant_id" not in grid.header:
        raise TableError(
            Fault(
                N_("this is not the table answers: it has no column participant_id."),
                file=grid.name,
            )
        )
    table = pd.DataFrame([cells for _, cells in grid.rows], columns=list(grid.header), dtype="str")
    return table.reindex(
        columns=[
            *table.columns,
            *(column for column in ANSWER_COLUMNS if column not in table.columns),
        ]
    )


def _spans(rows: Sequence[int]) -> str:
    """Write row numbers as a reader looks them up: ``3, 5-9``."""
    runs = [
        [row for _, row in run]
        for _, run in groupby(enumerate(rows), key=lambda place: place[1] - place[0])
    ]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
