"""A sheet of pairs: the template fits, every row is accepted or refused, and nothing is written
before it is taken in.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from desks import COHORT, KARIN, NOW, close, everything, give_account, line, office
from openpyxl import Workbook, load_workbook

from toolkit.errors import MendableError, TableError
from toolkit.i18n import LANGUAGES, load_language
from toolkit.people.coordination.sheet_columns import CALLED, NEEDED_COLUMNS, column_of

HEADER = (
    "mentor_name",
    "mentor_address",
    "mentee_name",
    "mentee_address",
    "chapter",
    "started_on",
    "planned_end_on",
    "competition",
)
GOOD = (
    "Greta Gran",
    "greta@example.org",
    "Hanna Hed",
    "hanna@example.org",
    "",
    "2027-02-25",
    "",
    "",
)


@pytest.fixture
def desk(tmp_path, shf):
    """The desk of Svensk Handledarförening."""
    return office(tmp_path, shf)


def csv(*rows, header=HEADER) -> bytes:
    """Return rows as a CSV file."""
    return "\n".join(";".join(row) for row in (header, *rows)).encode()


def book(rows, title="Pairs", more=()) -> bytes:
    """Return rows as a workbook, with the other sheets that are named."""
    workbook = Workbook()
    workbook.worksheets[0].title = title
    for row in rows:
        workbook.worksheets[0].append(row)
    for name, other in more:
        sheet = workbook.create_sheet(name)
        for row in other:
            sheet.append(row)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def places(faults):
    """Return row and column of each fault."""
    return [(fault.row, fault.column) for fault in faults]


# ---- the template --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.slow
def test_the_template_is_read_back_in_each_language(desk, code):
    """Filled in as it says, with days as days and the choices of its list, it makes a pair."""
    workbook = load_workbook(BytesIO(desk.sheet_template(load_language(code))))
    sheet, explained = workbook.worksheets
    columns = [column_of(cell.value) for cell in sheet[1]]
    filled = dict(zip(HEADER, GOOD, strict=True)) | {
        "started_on": date(2027, 2, 25),
        "planned_end_on": datetime(2027, 11, 30),
    }
    choice = sheet.data_validations.dataValidation[0].formula1.strip('"').split(",")[0]
    for place, column in enumerate(columns, start=1):
        sheet.cell(2, place).value = (
            choice if column == "competition" else filled.get(column) or None
        )
    content = BytesIO()
    workbook.save(content)

    assert [*HEADER, "language", "followup_by"] == columns
    assert [cell.value for cell in sheet[1]] == [
        row[0].value for row in explained.iter_rows(min_row=2)
    ]
    found = desk.read_sheet(content.getvalue(), "pairs.xlsx", COHORT)
    assert ((), 1, 1) == (found.faults, found.pairs, desk.take_in(found, NOW))
    assert (date(2027, 2, 25), date(2027, 11, 30), "none") == (
        line(desk, "P006").started_on,
        line(desk, "P006").planned_end_on,
        line(desk, "P006").competition,
    )


def test_the_template_asks_only_for_what_the_programme_wants(tmp_path, swea):
    """Neither competition nor who follows up, where nobody asks for them."""
    sheet = load_workbook(
        BytesIO(office(tmp_path, swea).sheet_template(load_language("en")))
    ).worksheets[0]

    assert {"competition", "followup_by"}.isdisjoint(column_of(cell.value) for cell in sheet[1])


def test_no_heading_means_two_columns():
    """Each name that a column may have is that column's own."""
    names = [name for column, names in CALLED.items() for name in (column, *names)]

    assert [column for column, names in CALLED.items() for _name in (column, *names)] == [
        column_of(name) for name in names
    ]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Mentorns namn", "mentor_name"),
        ("Adeptens e-post", "mentee_address"),
        ("STARTDATUM", "started_on"),
        ("Mentee's  E-mail ", "mentee_address"),
        ("Mood", None),
    ],
)
def test_headings_are_read_as_people_write_them(heading, column):
    """In either language; small and large letters, blanks and marks do not matter."""
    assert column == column_of(heading)


# ---- rows ----------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_sheet_is_taken_in(desk):
    """Reading says what would be; taking in writes it, with one line in the trail."""
    before = everything(desk)
    found = desk.read_sheet(csv(GOOD), "pairs.csv", COHORT)

    assert (1, 1, 0, 1, 2) == (
        found.rows,
        found.accepted,
        found.refused,
        found.pairs,
        found.new_people,
    )
    assert before == everything(desk)
    assert 1 == desk.take_in(found, NOW)
    assert "Hanna Hed" == line(desk, "P006").mentee.name
    assert ("pairs_added", "P006") == desk.store.trail_lines()[0][2:]


@pytest.mark.slow
def test_rows_accepted_and_refused_are_all_rows(desk):
    """Each fault names row and column as the sheet counts, and never what stands there; the good
    rows are taken in.
    """
    rows = (
        GOOD,
        ("", "", "Iris", "", "", "2027-02-25", "", ""),
        ("Jenny", "jenny(at)example.org", "Klara", "", "-", "25/2", "2027-02-01", "maybe"),
        ("", "", "", "", "", "", "", ""),
        ("Lena", "lena@example.org", "Mia", "mia@example.org", "", "2027-03-01", "2027-02-01", ""),
        ("Nora", "nora@example.org", "Olga", "olga@example.org", "", "2027-03-01", "", ""),
    )
    found = desk.read_sheet(csv(*rows), "pairs.csv", COHORT)

    assert (5, 2, 3) == (found.rows, found.accepted, found.refused)
    assert [
        (3, "mentor_name"),
        *((4, column) for column in ("chapter", "competition", "mentor_address", "started_on")),
        (6, "planned_end_on"),
    ] == places(found.faults)
    told = " ".join(fault.sentence() for fault in found.faults)
    assert not any(word in told for word in ("Iris", "Jenny", "jenny", "25/2", "maybe", "Lena"))
    assert 2 == desk.take_in(found, NOW)
    assert ["Olga"] == [
        pair.mentee.name for pair in desk.pairs(COHORT) if pair.mentor.name == "Nora"
    ]


@pytest.mark.slow
def test_one_person_in_several_rows_is_one_person(desk):
    """The mentor of two gets one code; the second row needs no name."""
    found = desk.read_sheet(
        csv(GOOD, ("", "Greta@Example.org", "Iris", "", "", "2027-02-25", "", "")),
        "pairs.csv",
        COHORT,
    )
    desk.take_in(found, NOW)

    assert ["M004", "M004"] == [line(desk, pair).mentor.code for pair in ("P006", "P007")]
    assert 3 == found.new_people


@pytest.mark.slow
def test_one_address_under_two_names_is_a_fault_at_the_later_row(desk):
    """It says in which row the other name stands; and so is a name that is not the known one's."""
    other = ("Gerda", "greta@example.org", "Iris", "", "", "2027-02-25", "", "")
    known = ("Annika", "anna@example.org", "Jenny", "", "", "2027-02-25", "", "")
    found = desk.read_sheet(csv(GOOD, other, known), "pairs.csv", COHORT)

    assert [(3, "mentor_name"), (4, "mentor_name")] == places(found.faults)
    assert 2 == found.faults[0].values["row"]


@pytest.mark.slow
def test_a_row_that_leans_on_a_refused_one_is_refused_too(desk):
    """The second row has no name for a mentor whom only a refused row names."""
    refused = (*GOOD[:5], "soon", "", "")
    leaning = ("", "greta@example.org", "Iris", "", "", "2027-02-25", "", "")
    found = desk.read_sheet(csv(refused, leaning), "pairs.csv", COHORT)

    assert (0, [(2, "started_on"), (3, "mentor_name")]) == (found.accepted, places(found.faults))


@pytest.mark.slow
def test_the_same_pair_twice_is_a_fault_and_one_that_is_there_is_left_as_it_is(desk):
    """The later row of the two is refused; the known one is said, and not changed."""
    there = (
        "Anna Ahl",
        "anna@example.org",
        "Bodil Berg",
        "bodil@example.org",
        "",
        "2026-01-01",
        "",
        "declared",
    )
    found = desk.read_sheet(csv(GOOD, GOOD, there), "pairs.csv", COHORT)

    assert [(3, "")] == places(found.faults)
    assert (3, 2, 1, 1, [(4, "")]) == (
        found.rows,
        found.accepted,
        found.already,
        found.pairs,
        places(found.warnings),
    )
    assert 1 == desk.take_in(found, NOW)
    assert (date(2027, 2, 20), "none") == (
        line(desk, "P001").started_on,
        line(desk, "P001").competition,
    )
    assert 0 == desk.take_in(desk.read_sheet(csv(GOOD), "pairs.csv", COHORT), NOW)


@pytest.mark.slow
def test_namesakes_without_an_address_are_two_people_unless_somebody_says_otherwise(desk):
    """They are pointed out either way, and never guessed."""
    rows = (
        ("Iris", "", "Jenny", "", "", "2027-02-25", "", ""),
        ("Iris", "", "Klara", "", "", "2027-02-25", "", ""),
    )

    two = desk.read_sheet(csv(*rows), "pairs.csv", COHORT)
    one = desk.read_sheet(csv(*rows), "pairs.csv", COHORT, same_names=True)
    assert (4, [(3, "mentor_name")]) == (two.new_people, places(two.warnings))
    assert (3, []) == (one.new_people, places(one.warnings))


@pytest.mark.slow
def test_a_sheet_does_not_bring_back_who_was_erased(desk):
    """The row of somebody who was erased is refused, known by the address, or by the name where
    none is told; everybody else of the sheet is left as they are, and a namesake with another
    address is somebody else.
    """
    both = csv(GOOD, ("Iris", "", "Jenny", "jenny@example.org", "", "2027-02-25", "", ""))
    desk.take_in(desk.read_sheet(both, "pairs.csv", COHORT), NOW)
    pairs = line(desk, "P006"), line(desk, "P007")
    for code in (pairs[0].mentor.code, pairs[1].mentor.code):
        desk.store.erase(code)
    before = everything(desk)
    again = desk.read_sheet(both, "pairs.csv", COHORT)

    assert (0, [(2, "mentor_name"), (3, "mentor_name")]) == (again.accepted, places(again.faults))
    assert "GRETA" not in str(again.faults).upper()
    assert 0 == desk.take_in(again, NOW)
    assert before == everything(desk)
    namesake = (GOOD[0], "other@example.org", *GOOD[2:])
    assert () == desk.read_sheet(csv(namesake), "pairs.csv", COHORT).faults


@pytest.mark.slow
def test_chapters_that_differ_by_case_are_one(desk):
    """The first spelling stands for the others, each with a notice at its row."""
    rows = [
        (*GOOD[:4], "Norr", *GOOD[5:]),
        ("Iris", "", "Jenny", "", "norr", *GOOD[5:]),
        ("Klara", "", "Lina", "", "NORR", *GOOD[5:]),
    ]
    found = desk.read_sheet(csv(*rows), "pairs.csv", COHORT)
    desk.take_in(found, NOW)

    assert [(3, "chapter"), (4, "chapter")] == places(found.warnings)
    assert {"Norr"} == {
        side.chapter
        for pair in ("P006", "P007", "P008")
        for side in (line(desk, pair).mentor, line(desk, pair).mentee)
    }


@pytest.mark.slow
def test_the_own_pair_is_refused(desk):
    """Somebody else has to take that row in."""
    own = ("Karin", KARIN.address, "Jenny", "jenny@example.org", "", "2027-02-25", "", "")
    found = desk.read_sheet(csv(GOOD, own), "pairs.csv", COHORT)

    assert [(3, "")] == places(found.faults)
    assert (1, 1) == (found.accepted, found.refused)


def test_words_stand_for_codes(desk):
    """Yes and no, in either language, and who follows up by name."""
    give_account(desk, "sonja@example.org", "Sonja Sten")
    header = (*HEADER, "språk", "följs upp av")
    rows = [
        (*GOOD[:7], "Nej", "Svenska", "sonja sten"),
        ("Iris", "", "Jenny", "", "", "2027-02-25", "", "yes", "EN", "sonja@example.org"),
    ]
    desk.take_in(desk.read_sheet(csv(*rows, header=header), "pairs.csv", COHORT), NOW)

    first, second = line(desk, "P006"), line(desk, "P007")
    assert [("none", "sv", "Sonja Sten"), ("declared", "en", "Sonja Sten")] == [
        (pair.competition, pair.mentor.language, pair.followed_by) for pair in (first, second)
    ]


def test_a_day_with_a_time_of_midnight_is_stored_as_a_day(desk):
    """Some programs write days so."""
    desk.take_in(
        desk.read_sheet(csv((*GOOD[:5], "2027-02-25 00:00:00", "", "")), "pairs.csv", COHORT), NOW
    )

    assert (date(2027, 2, 25), date(2028, 2, 25)) == (
        line(desk, "P006").started_on,
        line(desk, "P006").planned_end_on,
    )


@pytest.mark.slow
def test_a_row_with_a_cell_that_cannot_be_read_is_refused(desk):
    """A formula is no value, and what else is wrong in the row is told too."""
    rows = [HEADER, ("Iris", "", "Jenny", "", "", "=TODAY()", "", "maybe"), GOOD]
    found = desk.read_sheet(book(rows), "pairs.xlsx", COHORT)

    assert (2, 1, 1) == (found.rows, found.accepted, found.refused)
    assert [(2, "competition"), (2, "started_on")] == places(found.faults)
    assert "formula" in found.faults[1].message


# ---- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x00\x01", "pairs.csv"),
        (b"not a workbook", "pairs.xlsx"),
        (b"%PDF", "pairs.pdf"),
        (csv(), "pairs.csv"),
        (
            csv(("Greta", "greta@example.org"), header=("Greta Gran", "greta2@example.org")),
            "pairs.csv",
        ),
        (csv(("Greta", "2027-01-01"), header=("mentor_name", "started_on")), "pairs.csv"),
        (csv((*GOOD, "x"), header=(*HEADER, "notes")), "pairs.csv"),
        (csv((*GOOD, "x"), header=(*HEADER, "mentor")), "pairs.csv"),
        (book([("a",), ("b",)], "One", [("Two", [("c",)])]), "pairs.xlsx"),
    ],
    ids=[
        "no text",
        "no workbook",
        "another kind",
        "no rows",
        "no header",
        "a column missing",
        "content",
        "twice",
        "no sheet",
    ],
)
@pytest.mark.slow
def test_a_file_that_is_no_sheet_of_pairs_is_refused_in_plain_words(desk, content, name):
    """As a whole, without a traceback, and without what stands in it."""
    with pytest.raises(TableError) as refused:
        desk.read_sheet(content, name, COHORT)

    assert not any(word in str(refused.value) for word in ("Greta", "greta", "Hanna"))


@pytest.mark.slow
def test_the_sheet_is_found_among_others(desk):
    """By its name, else by its columns."""
    for title in ("Par", "Anything"):
        found = desk.read_sheet(
            book([HEADER, GOOD], title, [("Explanation", [("Column", "What it is for")])]),
            "pairs.xlsx",
            COHORT,
        )
        assert 1 == found.accepted


def test_an_unknown_column_is_named_by_its_letter(desk):
    """Its heading might be somebody's name."""
    with pytest.raises(TableError) as refused:
        desk.read_sheet(book([(*HEADER, "Greta Gran"), (*GOOD, "x")]), "pairs.xlsx", COHORT)

    assert ["I"] == [fault.column for fault in refused.value.faults]


def test_the_columns_that_are_needed_are_few():
    """Who the two are."""
    assert ("mentor_name", "mentee_name") == NEEDED_COLUMNS


def test_a_pair_without_days_has_those_of_its_cohort(desk):
    """Where the cohort was started with them; a day that is written in the row goes before."""
    assert {} == desk.start_cohort(
        {"name": "2028", "starts_on": "2028-01-10", "planned_end_on": "2028-11-30"}, NOW
    )
    rows = csv(
        ("Greta", "Hanna", ""),
        ("Iris", "Jenny", "2028-02-01"),
        header=("mentor_name", "mentee_name", "started_on"),
    )
    desk.take_in(desk.read_sheet(rows, "pairs.csv", "2028"), NOW)

    days = {pair.mentor.name: (pair.started_on, pair.planned_end_on) for pair in desk.pairs("2028")}
    assert (date(2028, 1, 10), date(2028, 11, 30)) == days["Greta"]
    assert date(2028, 2, 1) == days["Iris"][0]


@pytest.mark.slow
def test_a_closed_cohort_takes_no_sheet(desk):
    """Neither when it is read nor when it was read before."""
    found = desk.read_sheet(csv(GOOD), "pairs.csv", COHORT)
    close(desk)
    before = everything(desk)

    with pytest.raises(MendableError):
        desk.read_sheet(csv(GOOD), "pairs.csv", COHORT)
    with pytest.raises(MendableError):
        desk.take_in(found, NOW)
    assert before == everything(desk)


@pytest.mark.slow
def test_a_sheet_that_somebody_overtook_writes_nothing(desk):
    """A pair that was added meanwhile has taken its codes."""
    found = desk.read_sheet(csv(GOOD), "pairs.csv", COHORT)
    desk.add_pair(
        COHORT, {"mentor_name": "Iris", "mentee_name": "Jenny", "started_on": "2027-02-25"}, NOW
    )
    before = everything(desk)

    with pytest.raises(MendableError):
        desk.take_in(found, NOW)
    assert before == everything(desk)


def test_what_was_read_names_nobody_when_it_is_printed(desk):
    """It may stand in a log."""
    found = desk.read_sheet(csv(GOOD), "pairs.csv", COHORT)

    assert not any(word in repr(found) + repr(found.work) for word in ("Greta", "greta"))
