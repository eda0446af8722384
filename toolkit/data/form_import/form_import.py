"""Form exports in: the rows of a form's export as rows of the table ``answers``.

Without names and free text, whether of Google Forms or a similar form.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

import pandas as pd

from toolkit.data.files.tables import Grid, read_grids
from toolkit.data.form_import.respondents import alike_rows, make_up_participants, response_ids
from toolkit.data.form_import.result import FormImport, StoredComparison, short_header
from toolkit.data.form_import.stored_answers import (
    ANSWER_COLUMNS,
    ANSWERS_FILE,
    SCOPE,
    Again,
    merge_answers,
    read_stored_answers,
    write_time,
)
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
from toolkit.programme.promise import stamp_answer
from toolkit.programme.questionnaire import Item, Questionnaire, Role
from toolkit.release.locations import RELEASES_FOLDER, read_or_make_key

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
ALIKE = N_(
    "rows that are alike in everything, to the second, are counted as different people. If somebody"
    " sent the form twice, add --drop-alike. Rows, by form: {rows}."
)
ALIKE_DROPPED = N_("the row is the same as row {first}, to the second, and counts once.")


def import_form(
    path: str | Path,
    programme: Programme,
    *,
    questionnaire: str,
    role: Role,
    cohort: str,
    into: str | Path,
    write: bool = False,
    again: Again | None = None,
    drop_alike: bool = False,
) -> FormImport:
    """Read a form export and, if *write*, put it together with the answers of a folder.

    Without *write*, or where a choice is needed and *again* is left out, no file is made or
    changed.

    Args:
        path: The export, a CSV file or a workbook.
        programme: Whose form it is.
        questionnaire: Name of the questionnaire.
        role: Who filled it in.
        cohort: Which cohort the answers belong to.
        into: Folder of data that takes the answers.
        write: Whether they are written.
        again: What stands where a form came before and is changed, gone, or stored for others:
            ``keep`` what is stored and add what is new, or ``replace`` it by the export.
        drop_alike: Whether rows that are alike to the second count once.

    Raises:
        TableError: If file or folder cannot be used, or the cohort has answers under another
            promise; nothing is written then.
        ProgrammeError: If two options of a question share a text.
        ClosingError: If somebody else imports answers into the folder at this moment.
    """
    home = Path(into)
    made_before = (home / RELEASES_FOLDER / "key").exists()
    read = partial(
        read_form,
        path,
        programme,
        questionnaire=questionnaire,
        role=role,
        cohort=cohort,
        drop_alike=drop_alike,
    )
    # Nothing is made in a trial run, not even a key; the codes of that run are kept nowhere.
    imported = read(key=read_or_make_key(home) if made_before else b"")
    stored = read_stored_answers(home)
    promise = programme.settings.promise
    if locked := find_broken_promise(promise, stored, cohort, programme.closing):
        raise TableError(locked)
    compared = merge_answers(imported, stored, again).compared
    if not write or (compared.needs_choice and again is None):
        return replace(imported, compared=compared, refused_to_write=write)
    imported = imported if made_before else read(key=read_or_make_key(home))
    compared = write_answers(imported, home, again)
    # Somebody else may have written meanwhile, so that a choice is needed by now.
    waits = compared.needs_choice and again is None
    return replace(imported, compared=compared, written=not waits, refused_to_write=waits)


def write_answers(
    imported: FormImport, folder: Path, again: Again | None = None
) -> StoredComparison:
    """Put an export together with ``answers.csv`` of *folder*, wholly or not at all.

    Args:
        imported: The export as it was read.
        folder: The data, with or without answers.
        again: What stands where a form came before.

    Returns:
        What was new, changed and gone.

    Raises:
        TableError: If *folder* is a file, or its answers cannot be read.
        ClosingError: If somebody else imports answers into the folder at this moment.
    """
    # Whoever reads the answers before another import has written its own would undo that one.
    lock = folder / f".{ANSWERS_FILE}.lock"
    with replace_when_whole(folder / ANSWERS_FILE, lock=lock) as draft:
        merged = merge_answers(imported, read_stored_answers(folder), again)
        text = merged.table.to_csv(index=False, lineterminator="\n")
        draft.write_text(text, "utf-8", newline="")
    return merged.compared


def read_form(
    path: str | Path,
    programme: Programme,
    *,
    questionnaire: str,
    role: Role,
    cohort: str,
    key: bytes,
    drop_alike: bool = False,
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
        drop_alike: Whether rows that are alike to the second count once.

    Raises:
        TableError: If the file cannot be read, or no column is a question that *role* is asked.
        ProgrammeError: If two options of a question share a text.
    """
    asked, promise = _questionnaire(programme, questionnaire), programme.settings.promise
    whole, headers = _best_sheet(path, asked, role)
    alike = alike_rows(whole, headers, _submitted(whole, headers)[0])
    grid = _without_rows(whole, [row for first in alike for row in first[1:]] if drop_alike else [])
    answered, submitted, notices = _read_rows(grid, headers, asked)
    scope = (cohort, role, questionnaire)
    people = make_up_participants(response_ids(grid, headers), submitted, answered, key, scope)
    of_all = {**dict(zip(SCOPE, scope, strict=True)), "version": str(asked.version)}
    of_all["promise"] = stamp_answer(promise, programme.closing)
    answers = _answers(people, submitted, answered, of_all)
    refused = _refused(grid, answered, alike if drop_alike else [])
    rows = len(whole.rows) + len(whole.lost_rows)
    return FormImport(
        file=grid.name,
        scope=scope,
        answers=answers,
        rows=rows,
        accepted=rows - len(refused),
        untimed=answers.loc[answers["submitted_at"] == "", "participant_id"].nunique(),
        refused=tuple(refused),
        notices=(
            *_notices_of_headers(grid, headers, [] if drop_alike else alike),
            *(fault for fault in grid.faults if fault not in refused),
            *notices,
        ),
        matched={grid.header[place]: item.name for place, item in headers.items.items()},
        unmatched=tuple(grid.header[place] for place in headers.unknown),
        dropped=tuple(grid.header[place] for place in sorted((*headers.dropped, *headers.texts))),
        promise=promise,
    )


def _read_rows(
    grid: Grid, headers: Headers, asked: Questionnaire
) -> tuple[list[dict[str, str]], list[str], list[Fault]]:
    """Return what each row answers and when it was sent in, and what was left out."""
    columns, notices = _read_columns(grid, headers, asked)
    submitted, of_times = _submitted(grid, headers)
    answered = [
        {item: answers[place] for item, answers in columns.items() if answers[place]}
        for place in range(len(grid.rows))
    ]
    return answered, submitted, [*notices, *of_times]


def _answers(
    people: Sequence[str],
    submitted: Sequence[str],
    answered: Sequence[Mapping[str, str]],
    of_all: Mapping[str, str],
) -> pd.DataFrame:
    """Return a row of the table ``answers`` for each answer."""
    rows = [
        {**of_all, "participant_id": person, "submitted_at": sent, "item": item, "answer": answer}
        for person, sent, answers in zip(people, submitted, answered, strict=True)
        for item, answer in answers.items()
    ]
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS), dtype="str")


def _without_rows(grid: Grid, dropped: Collection[int]) -> Grid:
    return replace(grid, rows=tuple(row for row in grid.rows if row[0] not in dropped))


def _refused(
    grid: Grid, answered: Sequence[Mapping[str, str]], alike: Sequence[Sequence[int]]
) -> list[Fault]:
    """Return one fault for each row of the file that gave no answer of its own."""
    lost = {fault.row: fault for fault in grid.faults if fault.row in grid.lost_rows}
    return [
        *lost.values(),
        *(
            Fault(NOTHING_READ, file=grid.name, row=row)
            for (row, _), answers in zip(grid.rows, answered, strict=True)
            if not answers
        ),
        *(
            Fault(ALIKE_DROPPED, {"first": first}, grid.name, row)
            for first, *more in alike
            for row in more
        ),
    ]


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


def _notices_of_headers(
    grid: Grid, headers: Headers, alike: Sequence[Sequence[int]]
) -> Iterator[Fault]:
    if alike:
        yield Fault(ALIKE, {"rows": "; ".join(map(_spans, alike))}, grid.name)
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
    return [write_time(time) for time in times.utc], notices


def _spans(rows: Sequence[int]) -> str:
    """Write row numbers as a reader looks them up: ``3, 5-9``."""
    runs = [
        [row for _, row in run]
        for _, run in groupby(enumerate(rows), key=lambda place: place[1] - place[0])
    ]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
