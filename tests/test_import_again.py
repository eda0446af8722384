"""An export that comes again: the same people, whatever became of the file."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from toolkit.data.form_import.form_import import import_form
from toolkit.data.form_import.result import FormImport
from toolkit.i18n import load_language
from toolkit.programme.programme import load_programme

PROGRAMME = load_programme("surveys/swea")
GOALS, PROCESS, ON, CONTACT = QUESTIONS = (
    "Har målen med ert mentorskap uppnåtts?",
    "Hur fungerade processen och ert sätt att arbeta tillsammans?",
    "Hur fortsätter du på egen hand?",
    "Vill du att ni två håller kontakten framöver?",
)
HEADER = ["Tidstämpel", *QUESTIONS]
FORMS = [
    ["2026-10-23 10.13.07", "Helt", "Mycket bra", "Bli mentor åt någon", "Ja"],
    ["2026-10-24 21.40.55", "Delvis", "Ganska bra", "Kurs eller nätverk", "Vet inte"],
    ["2026-10-26 08.02.31", "Till stor del", "Ganska bra", "Bli mentor åt någon", "Ja"],
    ["2026-10-28 17.31.12", "Helt", "Mycket bra", "Bli mentor åt någon", "Ja"],
]


def write(folder: Path, *rows: Sequence[str], name: str = "export.csv") -> Path:
    """Write an export."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / name


def take_in(file: Path, **chosen: object) -> FormImport:
    """Import an export into the folder beside it."""
    words = {"questionnaire": "closing", "role": "mentee", "cohort": "C1", "write": True}
    return import_form(file, PROGRAMME, into=file.parent / "data", **(words | chosen))  # type: ignore[arg-type]


def stored(folder: Path) -> pd.DataFrame:
    """Return the answers that are stored."""
    return pd.read_csv(folder / "data" / "answers.csv", dtype="str", keep_default_na=False)


def people(folder: Path) -> int:
    """Return how many people are stored."""
    return stored(folder)["participant_id"].nunique()


def told(imported: FormImport) -> tuple[int, int, int, int]:
    """Return how many forms are new, changed, gone and unchanged."""
    compared = imported.compared
    assert compared is not None
    return compared.new, compared.changed, compared.gone, compared.unchanged


def later(forms: Sequence[Sequence[str]], minutes: Sequence[int]) -> list[list[str]]:
    """Return forms with times of another clock."""
    moved = []
    for (time, *answers), more in zip(forms, minutes, strict=True):
        at = datetime.strptime(time, "%Y-%m-%d %H.%M.%S") + timedelta(minutes=more)
        moved.append([f"{at:%Y-%m-%d %H.%M.%S}", *answers])
    return moved


def without(column: int, rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows without a column."""
    return [[cell for place, cell in enumerate(row) if place != column] for row in rows]


WITH_IDS = [["Response ID", *HEADER], *([str(n), *row] for n, row in enumerate(FORMS, start=1))]
DISGUISES = {
    "order": [HEADER, *reversed(FORMS)],
    "order of columns": [row[::-1] for row in [HEADER, *FORMS]],
    "ids": [["Response ID", *HEADER], *([str(90 - n), *row] for n, row in enumerate(FORMS))],
    "names": [["Namn", *HEADER], *([f"A. Nonym {n}", *row] for n, row in enumerate(FORMS))],
    "heading of what is not read": [[*HEADER, "Ort"], *([*row, "X"] for row in FORMS)],
    "heading of a question": [[*HEADER[:2], "Processen, gammal fråga", *HEADER[3:]], *FORMS],
    "a column fewer": without(3, [HEADER, *FORMS]),
    "time zone": [HEADER, *later(FORMS, [330] * 4)],
    "far time zone": [HEADER, *later(FORMS, [-23 * 60] * 4)],
    "change of the clocks": [HEADER, *later(FORMS, [-120, -120, -60, -60])],
    "named time zone": [HEADER, *([f"{row[0]} GMT+2", *row[1:]] for row in FORMS)],
    "no times": without(0, [HEADER, *FORMS]),
    "minutes only": [HEADER, *([row[0][:-3], *row[1:]] for row in FORMS)],
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("again", [None, "keep", "replace"])
def test_forms_are_known_again(tmp_path: Path, disguise: str, again: str | None) -> None:
    """An export in another order, with other ids, names, headings or clocks, is the same forms:
    nobody is added, nothing is lost, and no choice is asked for.
    """
    take_in(write(tmp_path, HEADER, *FORMS))
    before = stored(tmp_path)
    imported = take_in(write(tmp_path, *DISGUISES[disguise]), again=again)

    assert (0, 0, 0, 4) == told(imported)
    assert imported.written
    pd.testing.assert_frame_equal(before, stored(tmp_path))


def test_a_sheet_is_the_same_forms_as_the_csv(tmp_path: Path) -> None:
    """Real times of a workbook, by the local clock, are those that the CSV names with a zone."""
    take_in(write(tmp_path, HEADER, *([f"{row[0]} GMT+1", *row[1:]] for row in FORMS)))
    book = Workbook()
    book.active.append(HEADER)
    for time, *answers in FORMS:
        book.active.append([datetime.strptime(time, "%Y-%m-%d %H.%M.%S"), *answers])
    book.save(tmp_path / "export.xlsx")

    assert (0, 0, 0, 4) == told(take_in(tmp_path / "export.xlsx"))
    assert 4 == people(tmp_path)


def test_a_column_that_comes_later_completes_forms(tmp_path: Path) -> None:
    """A question that the first export lacked is added to the same people, and so is the time."""
    take_in(write(tmp_path, *without(0, without(2, [HEADER, *FORMS]))))
    imported = take_in(write(tmp_path, HEADER, *FORMS))

    assert (0, 0, 0, 4) == told(imported)
    assert "Added to forms that are stored: process_works." in said(imported)
    assert 4 == people(tmp_path)
    assert 16 == len(stored(tmp_path))
    assert {4} == set(stored(tmp_path).groupby("submitted_at")["item"].count())


def said(imported: FormImport) -> str:
    """Return what is said of an import."""
    return "\n".join(imported.sentences(load_language("en")))


EDITED = ["2026-11-02 09.30.44", "Inte", *FORMS[0][2:]]
CHANGES = {
    "edited": ([EDITED, *FORMS[1:]], "1 new, 1 gone (3 unchanged)", 5, 4),
    "answer changed": ([[*FORMS[0][:4], "Nej"], *FORMS[1:]], "1 changed (3 unchanged)", 4, 4),
    "time changed": (
        [["2026-11-02 09.30.44", *FORMS[0][1:]], *FORMS[1:]],
        "1 changed (3 unchanged)",
        4,
        4,
    ),
    "row fewer": (FORMS[1:], "1 gone (3 unchanged)", 4, 3),
    "row more, row fewer": ([EDITED, *FORMS[:3]], "1 new, 1 gone (3 unchanged)", 5, 4),
    "other form": (
        [["2027-03-01 10.00.09", "Inte", "Mycket dåligt", "Bli mentor åt någon", "Nej"]],
        "1 new, 4 gone",
        5,
        1,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_differs_is_told_and_chosen(tmp_path: Path, change: str) -> None:
    """What is new, changed and gone is told; without a choice nothing is written; what is stored is
    kept and only what is new added, or the export stands.
    """
    rows, parts, kept, replaced = CHANGES[change]
    take_in(write(tmp_path, HEADER, *FORMS))
    before = stored(tmp_path)
    file = write(tmp_path, HEADER, *rows)
    dry = take_in(file)

    assert f"Compared with what is stored: {parts}." in said(dry)
    assert "Nothing is written, and what is stored stays." in said(dry)
    assert (False, True) == (dry.written, dry.refused_to_write)
    pd.testing.assert_frame_equal(before, stored(tmp_path))
    take_in(file, again="keep")
    assert kept == people(tmp_path)
    pd.testing.assert_frame_equal(before, stored(tmp_path).iloc[: len(before)])
    take_in(file, again="replace")
    assert replaced == people(tmp_path)
    assert sorted(row[1:] for row in rows) == sorted(cells_of(stored(tmp_path)))
    assert (0, 0, 0, len(rows)) == told(take_in(file))


def cells_of(answers: pd.DataFrame) -> list[list[str]]:
    """Return stored answers as the form showed them, row by row."""
    label = {
        (item.name, option.name): option.label["sv"]
        for item in PROGRAMME.closing.items
        if item.choices
        for option in PROGRAMME.closing.options(item)
    }
    wide = answers.pivot(index="participant_id", columns="item", values="answer")
    items = ["goals_met", "process_works", "carry_on", "keep_contact"]
    return [
        [label[item, answer] for item, answer in zip(items, row, strict=True)]
        for row in wide[items].itertuples(index=False)
    ]


def test_a_response_id_tells_who_changed(tmp_path: Path) -> None:
    """By the platform's id a form is known that has another time and another answer."""
    take_in(write(tmp_path, *WITH_IDS))
    edited = [*WITH_IDS[:2], ["2", "2026-11-05 12.00.01", "Inte", *WITH_IDS[2][3:]], *WITH_IDS[3:]]
    file = write(tmp_path, *edited)

    assert (0, 1, 0, 3) == told(take_in(file))
    take_in(file, again="replace")
    assert 4 == people(tmp_path)
    assert "2026-11-05T12:00:01Z" in set(stored(tmp_path)["submitted_at"])


def test_ids_of_another_form_are_other_people(tmp_path: Path) -> None:
    """A second form of the same cohort counts from 1 too: its people are new, and may be added."""
    take_in(write(tmp_path, *WITH_IDS))
    other = [
        ["1", "2026-12-01 10.00.01", "Inte", "Mycket dåligt", "Bli mentor åt någon", "Nej"],
        ["2", "2026-12-02 11.00.02", "Inte", "Ganska bra", "Bli mentor åt någon", "Nej"],
    ]
    file = write(tmp_path, WITH_IDS[0], *other)

    assert (2, 0, 4, 0) == told(take_in(file))
    take_in(file, again="keep")
    assert 6 == people(tmp_path)
    assert (0, 0, 0, 6) == told(take_in(write(tmp_path, *WITH_IDS, *other)))


def test_ids_that_were_given_anew_do_not_change_people(tmp_path: Path) -> None:
    """Where a row was removed and the rest numbered anew, time and answers tell who is who."""
    take_in(write(tmp_path, *WITH_IDS))
    anew = [[str(n), *row] for n, row in enumerate(FORMS[1:], start=1)]

    assert (0, 0, 1, 3) == told(take_in(write(tmp_path, WITH_IDS[0], *anew)))


@pytest.mark.parametrize(
    ("first", "named"),
    [
        ({"cohort": "OLS-5"}, "OLS-5 already, as answers of the role mentee to closing"),
        ({"role": "mentor"}, "C1 already, as answers of the role mentor to closing"),
    ],
)
def test_forms_stored_for_others_are_told(
    tmp_path: Path, first: dict[str, str], named: str
) -> None:
    """Rows that are stored under another cohort or role are told by number; they stay there, or
    come here, and never count twice.
    """
    take_in(write(tmp_path, HEADER, *FORMS[:3]), **first)
    file = write(tmp_path, HEADER, *later(FORMS, [60] * 4))
    dry = take_in(file)

    assert f"3 of 4 are stored under {named}" in said(dry)
    assert (1, 0, 0, 0) == told(dry)
    assert not dry.written
    take_in(file, again="keep")
    assert [3, 1] == stored(tmp_path).groupby(["cohort", "role"], sort=False)[
        "participant_id"
    ].nunique().tolist()
    take_in(file, again="replace")
    assert [("C1", "mentee")] == list(stored(tmp_path).groupby(["cohort", "role"]).groups)
    assert 4 == people(tmp_path)


def test_tables_of_your_own_are_never_replaced(tmp_path: Path) -> None:
    """A form that stands in the answers under the own code of somebody is told, and stays."""
    take_in(write(tmp_path, HEADER, *FORMS))
    own = stored(tmp_path).assign(pair_id="P1")
    own["participant_id"] = own["participant_id"].str.replace("form_", "M", regex=False)
    own.to_csv(tmp_path / "data" / "answers.csv", index=False)
    imported = take_in(write(tmp_path, HEADER, *FORMS), again="replace")

    assert {("C1", "mentee", "closing"): 4} == imported.compared.elsewhere  # type: ignore[union-attr]
    assert own.equals(stored(tmp_path))


def test_other_people_are_not_found_elsewhere(tmp_path: Path) -> None:
    """Two cohorts that answered in the same minutes and alike are not the same forms."""
    minutes = [[row[0][:-3], *row[1:2]] for row in FORMS]
    take_in(write(tmp_path, HEADER[:2], *minutes), cohort="C0")
    others = [[f"2026-10-{23 + n} 11.{n}3", "Helt"] for n in range(4)]
    others[0][0] = minutes[0][0]

    assert {} == take_in(write(tmp_path, HEADER[:2], *others)).compared.elsewhere  # type: ignore[union-attr]


def test_the_same_row_twice_counts_once_if_said(tmp_path: Path) -> None:
    """Rows that are alike to the second are two people with a notice, and one with drop_alike."""
    file = write(tmp_path, HEADER, FORMS[0], FORMS[0], *FORMS[1:], ["", *FORMS[0][1:]])
    read = take_in(file, write=False)

    assert 6 == read.accepted
    assert "add --drop-alike. Rows, by form: 2-3." in said(read)
    assert "1 of 6 forms have no time that can be told." in said(read)
    once = take_in(file, drop_alike=True)
    assert (5, 6) == (once.accepted, once.rows)
    assert "row 3: the row is the same as row 2, to the second, and counts once." in said(once)
    assert 5 == people(tmp_path)


def test_nobody_is_doubled_by_many_imports(tmp_path: Path) -> None:
    """However often an export comes, with one heading or another: six forms stay six."""
    forms = [[f"2026-12-{10 + n} 10.00.00", "Helt" if n else "Inte", "Ort"] for n in range(6)]
    for heading in ("Var bor du?", "Ort", "Var bor du?", "Bostadsort"):
        imported = take_in(write(tmp_path, [*HEADER[:2], heading], *forms))

    assert (0, 0, 0, 6) == told(imported)
    assert 6 == people(tmp_path)
