"""Files as raw text tables."""

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from toolkit.data.files import xlsx_sandbox
from toolkit.data.files.tables import Grid, column_letter, parse_grids, read_grids
from toolkit.errors import TableError

CANARY = "kanariefagel"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def grid_of(text, encoding="utf-8"):
    """Return the table of a CSV text."""
    return parse_grids(text.encode(encoding), "pairs.csv")["pairs"]


def said(grid):
    """Return the sentences of a grid's faults."""
    return [fault.sentence() for fault in grid.faults]


def refusal(content, name):
    """Return the one sentence with which a file is refused."""
    with pytest.raises(TableError) as refused:
        parse_grids(content, name)
    [fault] = refused.value.faults
    return fault.sentence()


def saved(workbook):
    """Return a workbook as bytes."""
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def workbook_of(rows, title="pairs"):
    """Return a workbook with one sheet as bytes."""
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def handmade(sheet, doctype="", size="A1:XFD1048576"):
    """Return a workbook whose sheet is written by hand as XML."""
    content = io.BytesIO()
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet")):
        types += (
            f'<Override PartName="/xl/{part}.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument'
            f'.spreadsheetml.{kind}+xml"/>'
        )
    link = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/%s"'
        ' Target="%s"/></Relationships>'
    )
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"{types}</Types>")
        archive.writestr("_rels/.rels", link % ("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/_rels/workbook.xml.rels", link % ("worksheet", "worksheets/sheet1.xml")
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="pairs" sheetId="1"'
            ' r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{doctype}<worksheet xmlns="{MAIN}"><dimension'
            f' ref="{size}"/><sheetData>{sheet}</sheetData></worksheet>',
        )
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_same_table_however_it_was_saved(encoding, delimiter, line_end):
    """Letters, delimiter and line ends of Excel, LibreOffice and Google Sheets give the same
    table.
    """
    text = line_end.join(
        [
            delimiter.join(["pair_id", "chapter"]),
            delimiter.join(["1", "Växjö"]),
            delimiter.join(["2", "“Åre”"]),
        ]
    )

    assert Grid(
        "pairs.csv",
        ("pair_id", "chapter"),
        ((2, ("1", "Växjö")), (3, ("2", "“Åre”"))),
        letters=("A", "B"),
    ) == grid_of(text, encoding)


def test_composed_letters():
    """Letters that a Mac writes in two parts are the same letters."""
    assert ((2, ("Växjö",)),) == grid_of("chapter\nVa\u0308xjo\u0308").rows


def test_blanks_around_cells():
    """Blanks around a cell go, those that do not break and those that do not show too."""
    assert ((2, ("1", "a b")),) == grid_of("pair_id;cohort\n\u00a01 ;\u200b a\u00a0b\u202f").rows


def test_signs_that_steer_a_terminal_go():
    """No cell can carry a sign that a terminal would obey."""
    assert ((2, ("[31mred",)),) == grid_of("chapter\n\x1b[31mred\x07").rows


def test_decimal_comma_beside_semicolon():
    """A comma inside a cell does not divide it where semicolons do."""
    assert ((2, ("1", "4,5")), (3, ("2", "3,5"))) == grid_of("pair_id;minutes\n1;4,5\n2;3,5").rows


def test_codes_beside_comma():
    """Codes joined by semicolons stay in their cell where commas divide."""
    assert ((2, ("1", "video;phone")), (3, ("2", "phone;other"))) == grid_of(
        "pair_id,forms\n1,video;phone\n2,phone;other"
    ).rows


def test_sep_line_is_obeyed():
    """The line with which Excel names the delimiter is obeyed, and it is no row."""
    assert ((2, ("a;b", "1")),) == grid_of("sep=,\r\npair_id,goal_no\r\na;b,1\r\n").rows


def test_line_break_in_a_cell_is_one_row():
    """A row with line breaks and quotation marks inside counts as one, as in a spreadsheet."""
    grid = grid_of('cohort,pair_id\r\n"a ""quoted""\r\nword, and more",1\r\nb,2\r\n')

    assert ((2, ('a "quoted"\nword, and more', "1")), (3, ("b", "2"))) == grid.rows


def test_blank_rows_are_counted_and_left_out():
    """A blank row is skipped, but the rows below keep the number that a spreadsheet shows."""
    assert ((2, ("1", "a")), (5, ("2", "b"))) == grid_of("pair_id,cohort\n1,a\n\n,\n2,b\n\n").rows


def test_row_of_the_wrong_width():
    """A longer or shorter row is refused by its number and never shifts its neighbours; empty cells
    at the end do no harm.
    """
    grid = grid_of(f"pair_id,cohort\n1,a\n{CANARY}\n2,b,{CANARY}\n3,c,,\n")

    assert [
        (
            "pairs.csv, row 3: cells in the row: 1; in the header: 2. Correct the row and save the"
            " file again."
        ),
        (
            "pairs.csv, row 4: cells in the row: 3; in the header: 2. Correct the row and save the"
            " file again."
        ),
    ] == said(grid)
    assert ((2, ("1", "a")), (5, ("3", "c"))) == grid.rows
    assert {3, 4} == grid.lost_rows


def test_column_without_a_name():
    """A column without a name is refused by its letter if it holds anything, and dropped if it does
    not.
    """
    grid = grid_of(f"pair_id,,cohort,\n1,,a,\n2,{CANARY},b,\n")

    assert [
        "pairs.csv, column B: the column has no name in the header row. Name it, or remove it."
    ] == said(grid)
    assert (("pair_id", "cohort"), ("A", "C"), ((2, ("1", "a")), (3, ("2", "b")))) == (
        grid.header,
        grid.letters,
        grid.rows,
    )


@pytest.mark.parametrize("text", ["", "\n\n", " ,\n,"])
def test_empty_file(text):
    """A file that holds nothing is a table without header and rows."""
    assert Grid("pairs.csv") == grid_of(text)


def test_words_that_other_readers_take_for_nothing():
    """Cells such as NA, None and 007 stay the text that they are."""
    assert ((2, ("NA", "None", "null", "007")),) == grid_of("a,b,c,d\nNA,None,null,007").rows


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (
            b'pair_id,cohort\n1,a\n"2,b\n3,c',
            "pairs.csv",
            (
                "pairs.csv, row 3: a quotation mark is out of place. Correct it and save the file"
                " again."
            ),
        ),
        (
            b"pair_id\n\x81",
            "pairs.csv",
            "pairs.csv: the letters of the file cannot be read. Save it as CSV UTF-8.",
        ),
        (
            "pair_id\n1".encode("utf-16-le"),
            "pairs.csv",
            "pairs.csv: the letters of the file cannot be read. Save it as CSV UTF-8.",
        ),
        (
            b"\xef\xbb\xbfpair_id\n\xe5",
            "pairs.csv",
            "pairs.csv: the letters of the file cannot be read. Save it as CSV UTF-8.",
        ),
        (
            b"",
            "pairs.ods",
            "pairs.ods: this is neither a CSV file nor an .xlsx workbook. Save it as one of them.",
        ),
        (
            b"pair_id\n1",
            "pairs",
            "pairs: this is neither a CSV file nor an .xlsx workbook. Save it as one of them.",
        ),
        *[
            (
                content,
                "b.xlsx",
                (
                    "b.xlsx: this is not a workbook that can be read. Open it in the spreadsheet"
                    " program and save it again as .xlsx."
                ),
            )
            for content in (
                b"",
                b"pair_id,cohort\n1,a",
                b"PK\x03\x04" + bytes(500),
                workbook_of([["pair_id"], ["1"]])[:-200],
            )
        ],
        (
            b"\xd0\xcf\x11\xe0" + bytes(500),
            "b.xlsx",
            "b.xlsx: this is a workbook of the old kind. Save it as .xlsx.",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "b.xlsx",
            (
                "b.xlsx: the workbook is protected by a password. Remove the password and save it"
                " again."
            ),
        ),
        (
            bytes(10_000_001),
            "b.xlsx",
            "b.xlsx: the workbook is too large to be read safely. Save its tables as CSV files.",
        ),
    ],
)
def test_refused_file(content, name, expected):
    """A file that cannot be read is refused with one sentence that says what to do."""
    assert expected == refusal(content, name)


def test_file_that_is_not_there(tmp_path):
    """A file that cannot be opened is refused by its name."""
    with pytest.raises(TableError) as refused:
        read_grids(tmp_path / "pairs.csv")

    assert (
        "pairs.csv: the file cannot be opened. See that it is there and not locked by another"
        " program." == str(refused.value)
    )


def test_too_large_csv(tmp_path):
    """A CSV file beyond 50 MB is refused before it is read."""
    with (tmp_path / "pairs.csv").open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(TableError) as refused:
        read_grids(tmp_path / "pairs.csv")

    assert "pairs.csv: the file is too large. Split it." == str(refused.value)


def test_cells_of_a_workbook(tmp_path):
    """Cells of a workbook become the text that they would be in a CSV file."""
    row = [
        "x",
        12,
        12.0,
        0.5,
        True,
        date(2026, 5, 3),
        datetime(2026, 5, 3),
        datetime(2026, 5, 3, 14, 30),
        clock(9, 15),
        " a\u00a0",
        None,
    ]
    (tmp_path / "book.xlsx").write_bytes(workbook_of([list("abcdefghijk"), row]))

    expected = (
        "x",
        "12",
        "12",
        "0.5",
        "TRUE",
        "2026-05-03",
        "2026-05-03",
        "2026-05-03 14:30:00",
        "09:15:00",
        "a",
        "",
    )
    assert ((2, expected),) == read_grids(tmp_path / "book.xlsx")["pairs"].rows


def test_dates_of_a_mac_workbook():
    """A date is the same day in a workbook that counts from 1904."""
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    for row in (["met_on"], [date(2026, 5, 3)]):
        workbook.active.append(row)

    assert ((2, ("2026-05-03",)),) == parse_grids(saved(workbook), "book.xlsx")["Sheet"].rows


def test_rows_of_a_workbook():
    """Blank rows are counted and left out, short rows filled up, and each sheet has its name in
    faults.
    """
    grid = parse_grids(workbook_of([["pair_id", "cohort"], [1], [], [2, "b"]]), "book.xlsx")[
        "pairs"
    ]

    assert ("book.xlsx, sheet pairs", ((2, ("1", "")), (4, ("2", "b")))) == (grid.name, grid.rows)


def test_formulas_and_errors_are_refused():
    """A formula and an error value have no text: each is refused by its cell, and the row stays."""
    grid = parse_grids(
        workbook_of([["pair_id", "minutes", "form"], ["1", "=2*30", "#N/A"]]), "book.xlsx"
    )["pairs"]

    assert [
        (
            "book.xlsx, sheet pairs, row 2, column B: the cell holds a formula. Copy the column and"
            " paste it as values."
        ),
        (
            "book.xlsx, sheet pairs, row 2, column C: the cell shows an error of the spreadsheet"
            " program. Correct it and save the file again."
        ),
    ] == said(grid)
    assert ((2, ("1", "", "")),) == grid.rows


def test_wrongly_declared_size():
    """A sheet is read whole even if it declares that it is one cell large."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>7</v></c></row>'
        for row in (1, 2)
    )

    assert ((2, ("2", "7")),) == parse_grids(handmade(rows, size="A1"), "book.xlsx")["pairs"].rows


BOMBS = {
    "far cell": lambda: (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c'
        ' r="XFD1048576"><v>1</v></c></row>'
    ),
    "far column": lambda: '<row r="1"><c r="XFD1"><v>1</v></c></row>',
    "long text": lambda: (
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 60_000_000}</t></is></c></row>'
    ),
    "unpacks to 110 MB": lambda: f"<!--{'a' * 990}-->" * 110_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.slow
def test_bomb_is_refused_within_seconds(bomb):
    """A small workbook that would fill the memory is refused at once, and the process that asked
    goes on.
    """
    content = handmade(BOMBS[bomb]())
    started = time.monotonic()

    assert (
        "b.xlsx: the workbook is too large to be read safely. Save its tables as CSV files."
        == refusal(content, "b.xlsx")
    )
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("entity", ['<!ENTITY e SYSTEM "file:///etc/hostname">', '<!ENTITY e "x">'])
def test_entities_are_not_followed(entity):
    """A workbook that declares entities is refused, and no file is read for it."""
    sheet = handmade(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>',
        f"<!DOCTYPE x [{entity}]>",
    )

    assert (
        "b.xlsx: this is not a workbook that can be read. Open it in the spreadsheet program and"
        " save it again as .xlsx." == refusal(sheet, "b.xlsx")
    )


def test_limits_are_set():
    """The process that opens workbooks may use 1 GB, 20 seconds of the processor, and write no
    file.
    """
    told = (
        "import json, resource, sys; sys.path.insert(0, sys.argv[1]); from"
        " toolkit.data.files.xlsx_sandbox import limit_process; limit_process(); "
    )
    told += (
        "print(json.dumps([resource.getrlimit(limit) for limit in (resource.RLIMIT_AS,"
        " resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", told, str(xlsx_sandbox.__file__).rsplit("toolkit", 1)[0]],
        capture_output=True,
        text=True,
        check=True,
    )

    assert [[1 << 30] * 2, [20, 20], [0, 0]] == json.loads(done.stdout)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0


def test_killed_child_is_a_refusal(monkeypatch):
    """A process that dies without an answer means that the workbook is not read, not that the
    toolkit breaks.
    """
    monkeypatch.setattr(xlsx_sandbox, "__file__", "-c")

    assert refusal(workbook_of([["pair_id"]]), "b.xlsx").startswith(
        "b.xlsx: the workbook is too large"
    )


def test_column_letters():
    """Columns are lettered as in a spreadsheet."""
    assert ["A", "Z", "AA", "AZ", "BA", "XFD"] == [
        column_letter(place) for place in (0, 25, 26, 51, 52, 16383)
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "a", "1", "å", "x;y", 'say "so"', "two\nlines"]),
            min_size=1,
            max_size=4,
        ),
        max_size=6,
    )
)
@pytest.mark.slow
def test_every_row_is_accounted_for(rows):
    """Each row of a CSV file that holds anything is either among the rows or among the faults, and
    only once.
    """
    lines = [
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row)
        for row in [["h1", "h2", "h3"], *rows]
    ]
    grid = grid_of("\n".join(lines))
    filled = {number for number, row in enumerate(rows, start=2) if any(row)}

    assert filled == {number for number, _ in grid.rows} | grid.lost_rows
    assert len(filled) == len(grid.rows) + len(grid.lost_rows)
