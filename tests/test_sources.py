"""Files in: a folder or a workbook becomes valid tables."""

import pandas as pd
import pytest
from cohorts import a8, write_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from toolkit.data.schema import fingerprint_tables
from toolkit.data.sources import check_tables, read_tables
from toolkit.errors import TableError

CANARY = "kanariefagel"


def said(data, programme):
    """Return the sentences of a check."""
    return [fault.sentence() for fault in check_tables(data, programme).faults]


def counted(data, programme):
    """Return rows, accepted and refused by file."""
    return {
        name: (count.rows, count.accepted, count.refused)
        for name, count in check_tables(data, programme).counts.items()
    }


def refusal(data, programme):
    """Return the sentence with which a place is refused."""
    with pytest.raises(TableError) as refused:
        read_tables(data, programme)
    return str(refused.value)


def write_book(tables, path):
    """Write tables as a workbook with dates and numbers as such, as a spreadsheet program would."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([native(row.get(column, "")) for column in columns])
    workbook.save(path)
    return path


def native(cell):
    """Return what a spreadsheet program makes of typed text."""
    if cell.isdigit():
        return int(cell)
    try:
        return pd.Timestamp(cell).to_pydatetime() if cell[:2] == "20" else cell or None
    except ValueError:
        return cell


def same(some, other):
    """Whether two sets of tables hold the same, row by row."""
    for (name, table), (other_name, other_table) in zip(
        some.present(), other.present(), strict=True
    ):
        assert name == other_name
        pd.testing.assert_frame_equal(table, other_table)
    return True


def test_folder(a8_folder, swea):
    """A folder of CSV files is read and keeps the releases; nothing is written by reading."""
    before = sorted(a8_folder.rglob("*"))
    tables = read_tables(a8_folder, swea)

    assert (8, 16, a8_folder) == (len(tables.pairs), len(tables.participants), tables.home)
    assert before == sorted(a8_folder.rglob("*"))


def test_check_counts_rows(a8_folder, swea):
    """A check says how many rows each file has and how many were accepted."""
    assert {
        "answers.csv": (33, 33, 0),
        "pairs.csv": (8, 8, 0),
        "participants.csv": (16, 16, 0),
    } == counted(a8_folder, swea)


@pytest.mark.slow
def test_workbook_and_folder_are_the_same(a8_folder, swea, tmp_path):
    """The same tables as a workbook give the same tables, and the same fingerprints; its releases
    have a folder beside it.
    """
    book = write_book(a8(), tmp_path / "a8.xlsx")
    from_book, from_folder = read_tables(book, swea), read_tables(a8_folder, swea)

    assert same(from_folder, from_book)
    assert fingerprint_tables(from_folder, b"key") == fingerprint_tables(from_book, b"key")
    assert tmp_path / "a8.data" == from_book.home
    assert not from_book.home.exists()


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "cp1252"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")],
)
@pytest.mark.slow
def test_folder_saved_by_other_programs(delimiter, encoding, a8_folder, swea):
    """Delimiters, letters, line ends and decimals of other programs change nothing."""
    plain = read_tables(a8_folder, swea)
    for file in a8_folder.iterdir():
        rows = [line.split(",") for line in file.read_text().splitlines()]
        extra = {
            "pairs.csv": ("every_days", "14.0" if delimiter == "," else "14,0"),
            "participants.csv": ("chapter", "Växjö"),
        }.get(file.name)
        for place, row in enumerate(rows if extra else ()):
            row.append(extra[place > 0])
        file.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    found = read_tables(a8_folder, swea)

    assert (["Växjö"], [14]) == (
        found.participants["chapter"].unique().tolist(),
        found.pairs["every_days"].unique().tolist(),
    )
    pd.testing.assert_frame_equal(
        plain.pairs.drop(columns="every_days"), found.pairs.drop(columns="every_days")
    )
    pd.testing.assert_frame_equal(plain.answers, found.answers)


@pytest.mark.slow
def test_faults_of_all_files(a8_folder, swea):
    """Every fault of every file is there at once; rows are counted as refused once, however many
    faults they have.
    """
    tables = a8()
    tables["pairs"][0].update(status=CANARY, started_on=CANARY)
    tables["pairs"][2].update(status=CANARY)
    tables["answers"][4].update(answer=CANARY)  # keep_contact
    write_tables(tables, a8_folder)

    assert [
        (
            "answers.csv, row 6, column answer: must be one of yes, no, dont_know, prefer_not."
            " Correct the cell."
        ),
        "pairs.csv, row 2, column started_on: write the date as 2026-12-31.",
        (
            "pairs.csv, row 2, column status: must be one of active, on_hold, completed,"
            " ended_early, never_started. Correct the cell."
        ),
        (
            "pairs.csv, row 4, column status: must be one of active, on_hold, completed,"
            " ended_early, never_started. Correct the cell."
        ),
    ] == said(a8_folder, swea)
    assert {
        "answers.csv": (33, 32, 1),
        "pairs.csv": (8, 6, 2),
        "participants.csv": (16, 16, 0),
    } == counted(a8_folder, swea)
    assert refusal(a8_folder, swea) == "\n".join(said(a8_folder, swea))


@pytest.mark.slow
def test_row_of_the_wrong_width_counts_as_refused(a8_folder, swea):
    """A row that could not be read is a row of the file."""
    with (a8_folder / "pairs.csv").open("a") as file:
        file.write(f"{CANARY},A8\n")

    assert [
        "pairs.csv, row 10: cells in the row: 2; in the header: 8. Correct the row and save the"
        " file again."
    ] == said(a8_folder, swea)
    assert (9, 8, 1) == counted(a8_folder, swea)["pairs.csv"]


@pytest.mark.slow
def test_fault_of_the_whole_file_refuses_every_row(a8_folder, swea):
    """As long as a column is refused no row of its file is accepted."""
    text = (a8_folder / "pairs.csv").read_text()
    (a8_folder / "pairs.csv").write_text(
        "\n".join(
            f"{line},{CANARY if place else 'anteckning'}"
            for place, line in enumerate(text.splitlines())
        )
    )

    assert [
        "pairs.csv, column anteckning: what the two talk about is never recorded. Remove the"
        " column."
    ] == said(a8_folder, swea)
    assert (8, 0, 8) == counted(a8_folder, swea)["pairs.csv"]


def test_unreadable_file_does_not_hide_others(a8_folder, swea):
    """A file that cannot be read is said once, and the faults of the other files are said too."""
    (a8_folder / "pairs.csv").write_bytes(b"\x81\x81")
    tables = a8()
    tables["participants"][0]["language"] = CANARY
    write_tables({"participants": tables["participants"]}, a8_folder)

    assert [
        "pairs.csv: the letters of the file cannot be read. Save it as CSV UTF-8.",
        "participants.csv, row 2, column language: must be one of sv, en. Correct the cell.",
    ] == said(a8_folder, swea)
    assert "pairs.csv" not in counted(a8_folder, swea)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "pair.csv",
            "pair.csv: this is not read; did you mean pairs.csv? Use that name or remove it.",
        ),
        (
            "pairs.xlsx",
            "pairs.xlsx: this is not read; did you mean pairs.csv? Use that name or remove it.",
        ),
        (
            "answers_1.csv",
            (
                "answers_1.csv: this is not read; did you mean answers.csv? Use that name or"
                " remove it."
            ),
        ),
        (
            "Meeting.csv",
            "Meeting.csv: this is not read; did you mean meetings.csv? Use that name or remove it.",
        ),
        ("notes.csv", "notes.csv: what the two talk about is never recorded. Remove the table."),
        (
            "Mötesanteckningar.docx",
            "Mötesanteckningar.docx: what the two talk about is never recorded. Remove the table.",
        ),
    ],
)
@pytest.mark.slow
def test_suspicious_file(name, expected, a8_folder, swea):
    """A file that looks like a table, or like a record of conversations, is not passed over in
    silence.
    """
    (a8_folder / name).write_text(CANARY, "utf-8")

    assert [expected] == said(a8_folder, swea)
    assert expected == refusal(a8_folder, swea)


def test_other_files_are_left_alone(a8_folder, swea):
    """Contacts, releases, hidden files and files with other names may lie in the folder."""
    (a8_folder / "releases").mkdir()
    for name in (
        "contacts.csv",
        "contacts_participants.xlsx",
        "closing.xlsx",
        "README.md",
        ".pair.csv",
        "~$notes.xlsx",
        "releases/notes.csv",
    ):
        (a8_folder / name).write_text(CANARY)

    assert [] == said(a8_folder, swea)


def test_sheets_of_a_workbook(swea, tmp_path):
    """Sheets are found whatever their case, others are left alone, and faults name workbook and
    sheet.
    """
    tables = a8()
    tables["pairs"][1]["status"] = CANARY
    others = {"Contents": [{"a": CANARY}], "contacts": [{"name": CANARY}], "Notes": [{"a": CANARY}]}
    book = write_book(
        {**others, "PAIRS ": tables["pairs"], "answers": tables["answers"]}, tmp_path / "a{8}.xlsx"
    )

    assert [
        "a{8}.xlsx, sheet Notes: what the two talk about is never recorded. Remove the table.",
        (
            "a{8}.xlsx, sheet PAIRS, row 3, column status: must be one of active, on_hold,"
            " completed, ended_early, never_started. Correct the cell."
        ),
        "a{8}.xlsx, sheet participants: the table is missing. Add it.",
    ] == said(book, swea)


@pytest.mark.slow
def test_formula_is_named_by_its_column_and_said_once(swea, tmp_path):
    """A formula in a needed cell is one fault, under the name of the column."""
    tables = a8()
    tables["pairs"][0]["cohort"] = '="A8"'
    book = write_book(tables, tmp_path / "a8.xlsx")

    assert [
        "a8.xlsx, sheet pairs, row 2, column cohort: the cell holds a formula. Copy the column and"
        " paste it as values."
    ] == said(book, swea)
    assert (8, 7, 1) == counted(book, swea)["a8.xlsx, sheet pairs"]


def test_workbook_that_cannot_be_read(swea, tmp_path):
    """A broken workbook is refused as a whole."""
    (tmp_path / "a8.xlsx").write_bytes(b"PK")

    assert (
        "a8.xlsx: this is not a workbook that can be read. Open it in the spreadsheet program and"
        " save it again as .xlsx." == refusal(tmp_path / "a8.xlsx", swea)
    )


def test_place_that_is_not_there(swea, tmp_path):
    """A place where nothing is, is refused by its name; so is a folder without tables."""
    assert f"{tmp_path / 'nowhere'}: there is no such folder or workbook." == refusal(
        tmp_path / "nowhere", swea
    )
    assert "answers.csv: the table is missing. Add it." == refusal(tmp_path, swea).splitlines()[0]


ROWS = st.lists(
    st.sampled_from(
        [
            "1,A8,m1,e1,completed,2026-01-15",
            "2,A8,m2,e2,odd,2026-01-15",
            "3,A8",
            ",,,,,",
            "",
            "4,,m4,e4,active,soon",
            "5,A8,m5,e5,active,2026-01-15,x",
        ]
    ),
    max_size=8,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
@pytest.mark.slow
def test_every_row_is_accepted_or_refused(rows, swea, a8_folder):
    """Accepted and refused rows add up to the rows of the file that hold something, and row order
    does not change how many are which.
    """
    header = "pair_id,cohort,mentor_id,mentee_id,status,started_on"
    found = []
    for order in (rows, rows[::-1]):
        (a8_folder / "pairs.csv").write_text("\n".join([header, *order]))
        found.append(counted(a8_folder, swea)["pairs.csv"])
    total, accepted, refused = found[0]

    assert sum(bool(row.strip(",")) for row in rows) == total == accepted + refused
    assert found[0] == found[1]
