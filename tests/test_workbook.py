"""The workbook: the numbers of the release and no others, text that stays text, and the checklist
of an accessible workbook.
"""

import re
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter, range_boundaries
from releases import A8, B40, BANDS, BY_CHAPTER, GROUPS, WITH_CERTIFICATE, all_hidden, one_sided

from toolkit.errors import MendableError
from toolkit.i18n import load_language
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding
from toolkit.reports import narrative
from toolkit.reports.palette import LIGHT, favourable_span
from toolkit.reports.workbook import write_workbook
from toolkit.reports.workbook.cells import Book, count_units
from toolkit.reports.workbook.charts import BAR_TONES as FILLS
from toolkit.reports.workbook.charts import _dark, list_fills
from toolkit.reports.workbook.styles import (
    BLOCK_SIGNS,
    PAIR_SIGNS,
    PERSON_SIGNS,
    SIGN_TONES,
    strip_text,
)

pytestmark = pytest.mark.slow

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LISTS = ("All figures", "All answers", "Codebook")
QUESTIONS = ("Goals", "Process", "Onward", "Contact")
ROLES = {"mentor": "Mentors", "mentee": "Mentees", "pair": "Pairs"}


def ten_times(release):
    """Return a release of ten times as many pairs."""

    def larger(finding):
        if not finding.told:
            return finding
        favourable = (
            finding.favourable
            if finding.exact is None
            else PublishedCount.number(10 * finding.exact)
        )
        answered = None if finding.answered is None else finding.answered * 10
        counts = (
            None
            if finding.counts is None
            else {code: count * 10 for code, count in finding.counts.items()}
        )
        return replace(
            finding,
            frame=finding.frame * 10,
            answered=answered,
            favourable=favourable,
            counts=counts,
        )

    return replace(
        release,
        frame={name: size * 10 for name, size in release.frame.items()},
        findings=tuple(map(larger, release.findings)),
    )


EVERY = {
    "8 pairs": A8,
    "40 pairs": B40,
    "400 pairs": ten_times(B40),
    "hidden": all_hidden(),
    "one side": one_sided(),
    "bands": BANDS,
    "chapters": GROUPS,
    "certificate": WITH_CERTIFICATE,
}
WRITTEN = [(name, "en") for name in EVERY] + [
    ("8 pairs", "sv"),
    ("40 pairs", "sv"),
    ("bands", "sv"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Each release as a workbook: the path of the file."""
    folder = tmp_path_factory.mktemp("workbooks")
    return {
        (name, code): write_workbook(EVERY[name], folder / f"{name}-{code}.xlsx", language=code)
        for name, code in WRITTEN
    }


@pytest.fixture(scope="module")
def books(files):
    """Each workbook as openpyxl reads it."""
    return {which: load_workbook(path, rich_text=True) for which, path in files.items()}


def a8(books):
    """Return the English workbook of 8 pairs."""
    return books["8 pairs", "en"]


def whole(release):
    """Return the findings of the whole cohort."""
    return [finding for finding in release.findings if not finding.group]


def with_text(key, text, release=A8):
    """Return a release in which one English label is another."""
    return replace(release, texts={**release.texts, "en": {**release.texts["en"], key: text}})


def written(release, tmp_path):
    """Return the English workbook of a release."""
    return load_workbook(
        write_workbook(release, tmp_path / "closing.xlsx", language="en"), rich_text=True
    )


def rows(sheet, table):
    """Return the rows of a table, without its headings."""
    first, top, last, bottom = range_boundaries(sheet.tables[table].ref)
    return [
        [sheet.cell(row, column).value for column in range(first, last + 1)]
        for row in range(top + 1, bottom + 1)
    ]


def headings(sheet, table):
    """Return the headings of a table."""
    first, top, last, _bottom = range_boundaries(sheet.tables[table].ref)
    return [sheet.cell(top, column).value for column in range(first, last + 1)]


def tables(book):
    """Return every table of a workbook with its sheet."""
    return [(sheet, table) for sheet in book for table in sheet.tables.values()]


def cells(book):
    """Return every cell of a workbook that holds something."""
    return [cell for sheet in book for row in sheet for cell in row if cell.value is not None]


def in_tables(book):
    """Return every cell of every table."""
    return [cell for sheet, table in tables(book) for row in sheet[table.ref] for cell in row]


def parts(path, folder):
    """Return the parts of the file in one of its folders, by name."""
    with ZipFile(path) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith(folder)
        }


def contrast(one, other):
    """Return the contrast of two colours by WCAG 2.2."""

    def luminance(hex):
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (int(hex.lstrip("#")[at : at + 2], 16) / 255 for at in (0, 2, 4))
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


every_book = pytest.mark.parametrize("which", WRITTEN, ids="-".join)


# ---- the numbers ---------------------------------------------------------------------------------


def counts_of(share, frame):
    """Return an end of a possible range as the workbook shows it."""
    return "[c]" if share is None else round(share * frame)


@every_book
def test_every_figure_of_the_release_is_a_row(books, which):
    """The sheet of all figures has one row a finding, with the release's own numbers and marks."""
    words = load_language(which[1])
    spans = {str(finding.favourable) for finding in EVERY[which[0]].findings} - {"<=2"}
    told = {"<=2": f"{words.gettext('at most')} 2"} | {
        span: span.replace("-", "–") for span in spans if "-" in span
    }
    expected = []
    for finding in whole(EVERY[which[0]]):
        if finding.told:
            low, high = (counts_of(share, finding.frame) for share in finding.range)
            answered = "[c]" if finding.answered is None else finding.answered
            expected.append(
                [
                    finding.id,
                    told.get(str(finding.favourable), finding.exact),
                    finding.frame,
                    answered,
                    low,
                    high,
                ]
            )
        else:
            expected.append(
                [finding.id] + [{"hidden": "[c]", "not_available": "[x]"}[finding.status]] * 5
            )

    found = rows(books[which][words.gettext("All figures")], "figures")

    assert expected == [[row[0], *row[4:]] for row in found]


@every_book
def test_every_count_of_the_release_is_a_row(books, which):
    """The sheet of all answers has one row for each code of each finding shown in full, and no
    others.
    """
    sheet = books[which][load_language(which[1]).gettext("All answers")]
    expected = [
        (finding.id, code, count)
        for finding in whole(EVERY[which[0]])
        for code, count in (finding.counts or {}).items()
    ]

    assert expected == [(row[0], row[3], row[6]) for row in rows(sheet, "answers")]


def test_span_of_an_answer_is_a_row(tmp_path):
    """Who answered higher, told as spans, is listed answer by answer and said above the table of
    the pairs.
    """
    told = {"same": "2-3", "mentor_higher": "0-1", "mentee_higher": 1}
    windows = {code: PublishedCount.parse(count) for code, count in told.items()}
    higher = Finding(
        "process.higher",
        "pair",
        "coarsened",
        8,
        favourable=PublishedCount.parse("2-3"),
        range=(0.25, None),
        windows=windows,
    )
    book = written(
        replace(
            A8, findings=(*[each for each in A8.findings if each.id != "process.higher"], higher)
        ),
        tmp_path,
    )

    assert ["2–3", "0–1", 1] == [
        row[6] for row in rows(book["All answers"], "answers") if row[0] == "process.higher"
    ]
    assert "the two judged the process alike" in book["The two in a pair"]["A4"].value


def test_answers_of_a_question_stand_side_by_side(books):
    """The sheet of the goals has mentor above mentee, with yes, frame, range, every answer by its
    label, and zero as 0.
    """
    sheet = a8(books)["Goals"]

    assert headings(sheet, "goals_1")[:9] == [
        "Who",
        "Counts as yes",
        "Of",
        "Possible",
        "Fully",
        "Largely",
        "Partly",
        "Not",
        "Changed or dropped",
    ]
    assert rows(sheet, "goals_1") == [
        ["Mentors", 3, 6, "3–5", 1, 2, 0, 1, 0, 0, 0, 2],
        ["Mentees", 3, 6, "3–5", 1, 2, 1, 0, 0, 0, 0, 2],
    ]
    assert rows(sheet, "goals_2") == [["Pairs", 6, 8, "6", 6, 2, 0]]


def test_summary_says_and_counts_the_four_answers(books):
    """The summary has title, who answered, and for each answer the question, the sentence, the
    marks and the numbers.
    """
    sheet = a8(books)["Summary"]
    stands = [
        [str(cell.value) for cell in row if cell.value is not None]
        for row in sheet.iter_rows(max_row=30)
    ]

    assert stands[0] == ["Closing evaluation A8"]
    assert [text.replace("\xa0", " ") for text in stands[3]] == [
        "11 of 16 people answered: 6 of 8 mentors and 5 of 8 mentees."
    ]
    assert ["Were the goals met?", "yes", "of", "possible"] in stands
    assert ["Mentors", "●●●●●○○◆", "5", "8", "5–7"] in stands
    assert ["Pairs", "▮▮▮▮▮▮▮▮", "3", "8", "3–7"] in stands


def test_headlines_stand_in_one_table(books):
    """Below the four answers stands each of them in numbers: yes, no answer, another answer,
    others, of.
    """
    found = rows(a8(books)["Summary"], "answers_in_figures")

    assert [found[2][0], *found[2][2:]] == ["Did the process work? Mentors", 5, 2, 1, 0, 8]
    assert [found[6][0], *found[6][2:]] == [
        "Will they keep in contact? Pairs",
        3,
        "[c]",
        "[c]",
        5,
        8,
    ]


@every_book
def test_numbers_are_numbers(books, which):
    """No cell holds a number as text, but for ranges and the codes and signs that are names."""
    numbers_as_text = [
        cell.value
        for cell in cells(books[which])
        if isinstance(cell.value, str) and re.fullmatch(r"-?\d+([.,]\d+)?", cell.value)
    ]

    assert set(numbers_as_text) <= {"0", "1", "2", "3", "4", "5"} | {
        str(finding.favourable) for finding in EVERY[which[0]].findings if finding.view == "pair"
    }


def test_hidden_figure_shows_a_mark_and_no_digit(books):
    """In no sheet does a row of a hidden finding hold a digit."""
    book = books["hidden", "en"]
    hidden = [
        row for sheet, table in tables(book) for row in rows(sheet, table.name) if "[c]" in row
    ]

    assert len(hidden) > 50
    assert [row for row in hidden for value in row[1:] if re.search(r"\d", str(value))] == []


def test_hidden_missing_and_zero_look_different(books):
    """A hidden figure is [c], one that is not available [x], a zero 0."""
    by_finding = {(row[0], row[2]): row[4] for row in rows(a8(books)["All figures"], "figures")}

    assert (by_finding["goals.higher", "Pairs"], by_finding["recommend", "Mentors"]) == (
        "[c]",
        "[x]",
    )
    assert 0 in rows(a8(books)["Goals"], "goals_1")[0]


@every_book
def test_no_number_that_the_release_does_not_tell(books, which):
    """Every number in a cell is a published number, or what is left of the frame beside one."""
    release, known = EVERY[which[0]], {0}
    for finding in release.findings:
        if finding.told:
            low, high = favourable_span(finding)
            favourable = low
            known |= {
                finding.frame,
                low,
                high - low,
                finding.frame - high,
                *(finding.counts or {}).values(),
            }
            known |= {round(share * finding.frame) for share in finding.range if share is not None}
            if finding.answered is not None:
                known |= {
                    finding.answered,
                    finding.frame - finding.answered,
                    finding.answered - favourable,
                }

    assert (
        set() == {cell.value for cell in cells(books[which]) if isinstance(cell.value, int)} - known
    )


def test_window_is_told_as_a_window(books):
    """A number of pairs between two and four is told so: two for certain, two that may be, four
    others. A hidden one has no number.
    """
    sheet = a8(books)["The two in a pair"]
    found = {row[0]: row[1:] for row in rows(sheet, "pairs_1")}

    assert headings(sheet, "pairs_1")[1:] == [
        "Yes",
        "Of",
        "Possible",
        "Yes, at least",
        "Could be yes",
        "Others, not broken down",
    ]
    assert found["Did the process work? Both in the pair – pairs"] == ["2–4", 8, "[c]", 2, 2, 4]
    assert found["Were the goals met? Both in the pair – pairs: hidden [c]"] == ["[c]"] * 6
    assert (
        sheet["A4"]
        .value.replace("\xa0", " ")
        .startswith("In 2–4 of 8 pairs both reported that the process worked.")
    )


def test_notes_name_everything_that_is_withheld(books):
    """The notes list each finding that is not shown in full, by title and by whom."""
    withheld = [finding for finding in A8.findings if finding.status != "shown"]
    listed = [row[1] for row in rows(a8(books)["Notes"], "notes") if row[0] == "Not shown in full"]

    assert [f"{A8.text(finding.id, 'en')}, {ROLES[finding.view]}" for finding in withheld] == [
        text.rsplit(": ", 1)[0] for text in listed
    ]


def test_notes_hold_proof_hash_and_hand(tmp_path):
    """The notes tell what was promised and proved in the narrative's words, the hash of the
    release, what made it and who closed the cohort.
    """
    release = replace(WITH_CERTIFICATE, closed_by="Eva", made_with="mentoring-toolkit 1.0")
    notes = dict(rows(written(release, tmp_path)["Notes"], "notes"))

    assert (
        notes["The promise to the participants"]
        == "“Nobody can be shown not to have answered favourably.”"
    )
    assert (
        dict(narrative.certificate_paragraphs(release, load_language("en"))).items()
        <= notes.items()
    )
    assert "with 88 to 91 % probability" in notes["What can still be guessed"].replace("\xa0", " ")
    assert (release.sha256, "mentoring-toolkit 1.0", "Eva") == (
        notes["Release (SHA-256)"],
        notes["Made with"],
        notes["Closed by"],
    )


def test_notes_say_when_nothing_is_withheld(tmp_path):
    """A release that shows everything says so."""
    release = replace(
        A8, findings=tuple(finding for finding in A8.findings if finding.status == "shown")
    )

    assert ["Not shown in full", "Nothing: every figure is shown."] in rows(
        written(release, tmp_path)["Notes"], "notes"
    )


def test_codebook_holds_questions_and_answers(tmp_path):
    """The codebook has each question as it was asked of either, and each answer with what it counts
    as.
    """
    release = with_text("goals.met@mentee", "Did you reach your goals?")
    found = rows(written(release, tmp_path)["Codebook"], "codebook")

    assert [
        "goals.met",
        "Were the goals met?",
        "[x]",
        "Did you reach your goals?",
        "no_goal",
        "We had no goal",
        "does not apply",
    ] in found
    assert ["process.works", "Did the process work?", "[x]", "[x]", "4", "Agree", "yes"] in found
    assert {finding.id for finding in A8.findings} == {row[0] for row in found}


def test_disclaimer_of_the_programme_stands_in_the_notes(tmp_path):
    """What the programme wants to be said is said."""
    assert ["From the programme", "Not responsible."] in rows(
        written(with_text("disclaimer", "Not responsible."), tmp_path)["Notes"], "notes"
    )


# ---- which sheets --------------------------------------------------------------------------------


def test_sheets_follow_the_questions(books):
    """First the summary, then the four questions, the further parts, and the lists."""
    parts_of_report = ["The process, part by part", "The two in a pair", "Meetings and endings"]

    assert [
        "Summary",
        *QUESTIONS,
        *parts_of_report,
        "All figures",
        "All answers",
        "Notes",
        "Codebook",
    ] == a8(books).sheetnames


def test_part_without_anything_available_has_no_sheet(books):
    """A part of which nothing could be known is named in the notes, but has no sheet."""
    assert [*QUESTIONS, "The programme’s own questions"] == books["one side", "en"].sheetnames[1:6]
    assert "The programme’s own questions" not in a8(books).sheetnames


def test_question_comes_first_even_when_it_is_hidden(books):
    """On the sheet of the goals, whether they were met stands above how many set any."""
    sheet = books["hidden", "en"]["Goals"]

    assert [row[0] for row in rows(sheet, "goals_1")] == [
        "Were the goals met? – mentors: hidden [c]",
        "Were the goals met? – mentees: hidden [c]",
    ]
    assert rows(sheet, "goals_2") == [["Pairs", 6, 8, "6", 6, 2, 0]]


def test_every_word_is_in_the_readers_language(books):
    """The names of the sheets are translated."""
    _ = load_language("sv").gettext

    assert [_("Summary"), _("Goals"), _("Process")] == books["8 pairs", "sv"].sheetnames[:3]


# ---- text stays text -----------------------------------------------------------------------------

NAUGHTY = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "+46 70 123",
    "-bra",
    "@x",
    "#N/A",
    "1e3",
    "2026-01-01",
    "Ada 👩🏽‍🏫",
    "<b>&amp;",
    "TRUE",
    "_x0041_",
)


def test_naughty_label_stays_text(tmp_path):
    """A label that looks like a formula, a number, a date, an error or mark-up comes back as it
    was, as text, wherever it stands.
    """
    release = A8
    for id in ("process.works", "goals.met"):
        for code, label in zip(
            A8.codebook[id], NAUGHTY[:7] if id == "process.works" else NAUGHTY[7:], strict=False
        ):
            release = with_text(f"{id}#{code}", label, release)
    book = written(release, tmp_path)
    found = [cell for cell in cells(book) if cell.value in NAUGHTY]

    assert headings(book["Process"], "process_1")[4:] == list(NAUGHTY[:7])
    assert {cell.data_type for cell in found} == {"s"}
    assert [sum(cell.value == label for cell in found) for label in NAUGHTY] == [4] * len(
        NAUGHTY
    )  # heading, two answers, codebook


def test_label_that_looks_like_a_formula_stays_text_when_edited(tmp_path):
    """A text that begins like a formula is marked, so that Excel does not take it for one when
    somebody edits the cell.
    """
    book = written(with_text("goals.met", "=1+1"), tmp_path)

    assert book["Goals"]["A1"].quotePrefix
    assert not book["Goals"]["A2"].quotePrefix


@every_book
def test_no_cell_is_a_formula(books, files, which):
    """No cell of any sheet is a formula, for openpyxl or in the file itself."""
    assert [cell for cell in cells(books[which]) if cell.data_type == "f"] == []
    assert [
        name
        for name, xml in parts(files[which], "xl/worksheets/").items()
        if re.search(r"<f[ >/]", xml)
    ] == []


def test_code_of_a_sign_is_not_decoded(tmp_path):
    """What Excel would read as the code of a sign is escaped in the file."""
    path = write_workbook(
        with_text("goals.met#fully", "_x0041_"), tmp_path / "closing.xlsx", language="en"
    )

    assert "<t>_x005F_x0041_</t>" in "".join(parts(path, "xl/worksheets/").values())


def test_control_characters_are_left_out(tmp_path):
    """Signs that XML forbids are left out; line breaks stay."""
    assert (
        written(with_text("goals.met", "One\r\ntwo\x0b\x00 \x85\ufffethree"), tmp_path)["Goals"][
            "A1"
        ].value
        == "One\ntwo three"
    )


def test_text_is_composed(tmp_path):
    """A letter and its accent become one sign."""
    assert (
        written(with_text("goals.met", "Na\u030addes ma\u030alen?"), tmp_path)["Goals"]["A1"].value
        == "Nåddes målen?"
    )


def test_text_that_does_not_fit_is_refused(tmp_path):
    """A text longer than a cell holds is refused with its beginning and its length, and no file is
    written.
    """
    with pytest.raises(MendableError) as refused:
        write_workbook(
            with_text("process.works#5", "Agree" * 8000), tmp_path / "closing.xlsx", language="en"
        )

    assert re.findall(r"“Agree.* is (\d+) characters", str(refused.value)) == ["40000"]
    assert list(tmp_path.iterdir()) == []


def test_all_texts_that_do_not_fit_are_told_at_once(tmp_path):
    """Two texts that are too long are two faults."""
    release = with_text("goals.met#fully", "x" * 40_000, with_text("process.works#5", "y" * 40_000))

    with pytest.raises(MendableError) as refused:
        write_workbook(release, tmp_path / "closing.xlsx", language="en")

    assert len(refused.value.faults) == 2


def test_sentence_of_texts_that_fit_is_refused_when_it_does_not(tmp_path):
    """Texts that fit one by one, but not in the sentence that names them both, are refused too."""
    release = with_text("process.works#4", "y" * 20_000, with_text("process.works#5", "x" * 20_000))

    with pytest.raises(MendableError, match="begins “Counted as yes"):
        write_workbook(release, tmp_path / "closing.xlsx", language="en")


def test_longest_text_is_kept_whole(tmp_path):
    """A text of exactly what a cell holds comes back whole, an emoji counting as two, in a row no
    higher than Excel opens.
    """
    text = "👩" * 16_383 + "x"
    book = written(with_text("goals.met#fully", text), tmp_path)

    assert count_units(text) == 32_767
    assert text in [row[5] for row in rows(book["Codebook"], "codebook")]
    assert (
        max(
            dimension.height
            for sheet in book
            for dimension in sheet.row_dimensions.values()
            if dimension.height
        )
        == 409
    )


def test_answer_too_long_for_a_heading_stands_by_its_code(tmp_path):
    """Excel repairs a table with a heading over 255 signs: the code stands there, and the codebook
    has the answer.
    """
    book = written(with_text("goals.met#fully", "x" * 256), tmp_path)

    assert headings(book["Goals"], "goals_1")[4] == "fully"
    assert "x" * 256 in [row[5] for row in rows(book["Codebook"], "codebook")]


def test_headings_alike_are_told_apart(tmp_path):
    """Excel repairs a table with two headings alike, large or small letters: the second gets a
    number.
    """
    book = written(with_text("goals.met#largely", "FULLY"), tmp_path)

    assert headings(book["Goals"], "goals_1")[4:6] == ["Fully", "FULLY (2)"]


def test_names_of_sheets_are_fit_for_excel():
    """A name loses the signs that Excel forbids, is at most 31 long, and is unique whatever the
    letters' size.
    """
    book = Book(A8, load_language("en"), Workbook())
    made = [
        book.sheet(name, (10,)).worksheet.title
        for name in ("Goals: 1/2?", "x" * 40, "X" * 40, "'", "[]", "it's")
    ]

    assert made == ["Goals  1 2", "x" * 31, "X" * 26 + " (2)", "’", "-", "it’s"]


# ---- the file ------------------------------------------------------------------------------------


def test_same_release_gives_the_same_file(tmp_path):
    """Two workbooks of one release are the same to the byte."""
    one, other = (
        write_workbook(A8, tmp_path / name, language="sv").read_bytes()
        for name in ("one.xlsx", "other.xlsx")
    )

    assert one == other


def test_file_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """When the disk is full half-way, the workbook that stood there stays, and nothing else is left
    behind.
    """
    path = write_workbook(A8, tmp_path / "closing.xlsx", language="en")
    before = path.read_bytes()

    def half(writer):
        writer._archive.writestr("half", "of it")
        raise OSError

    monkeypatch.setattr("toolkit.reports.workbook.book.ExcelWriter.save", half)
    with pytest.raises(MendableError, match="could not be written"):
        write_workbook(B40, path, language="en")

    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


@pytest.mark.parametrize("place", ["missing/closing.xlsx", "file/closing.xlsx", "folder"])
def test_file_that_cannot_be_written_is_mendable(place, tmp_path):
    """A folder that is missing, is a file, or stands in the file's place is an error that says what
    to do, and leaves nothing.
    """
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(MendableError, match="Close it if it is open"):
        write_workbook(A8, tmp_path / place, language="en")

    assert {"file", "folder"} == {path.name for path in tmp_path.iterdir()}


def test_unknown_language_is_refused(tmp_path):
    """A language that the toolkit does not speak is refused."""
    with pytest.raises(ValueError, match="no such language"):
        write_workbook(A8, tmp_path / "closing.xlsx", language="de")


def test_file_names_nobody_and_no_place(files):
    """No part of the file holds the place where it was made, or who saved it last."""
    path = files["8 pairs", "en"]
    whole = "".join(parts(path, "").values())

    assert str(path.parent) not in whole
    assert "lastModifiedBy" not in whole
    assert "Closing evaluation A8" in whole


def test_part_of_the_file_bears_the_day_of_closing(files):
    """No time in the file tells when it was made."""
    with ZipFile(files["8 pairs", "en"]) as archive:
        assert {(2026, 12, 31, 0, 0, 0)} == {part.date_time for part in archive.infolist()}


@every_book
def test_strings_of_charts_and_sheets_are_xml(files, which):
    """Every part of the file can be read as XML."""
    for name, xml in parts(files[which], "").items():
        assert ElementTree.fromstring(xml) is not None, name  # noqa: S314 - our own file


# ---- the charts ----------------------------------------------------------------------------------


def cached(reference):
    """Return a reference of a chart and the values that the chart keeps beside it; a point that is
    missing is None.
    """
    cache = next(
        child for child in reference if child.tag in (f"{CHART}numCache", f"{CHART}strCache")
    )
    points = {
        int(point.get("idx")): point.find(f"{CHART}v").text for point in cache.findall(f"{CHART}pt")
    }
    return reference.find(f"{CHART}f").text, [
        points.get(at) for at in range(int(cache.find(f"{CHART}ptCount").get("val")))
    ]


def charts(path):
    """Return the charts of a workbook as XML trees."""
    return [ElementTree.fromstring(xml) for xml in parts(path, "xl/charts/").values()]  # noqa: S314 - our own file


@every_book
def test_chart_keeps_the_values_of_its_cells(books, files, which):
    """Every reference of every chart is cached with what stands in the cells: a number, a label,
    and nothing for a mark.
    """
    seen = 0
    for chart in charts(files[which]):
        for reference in [*chart.iter(f"{CHART}numRef"), *chart.iter(f"{CHART}strRef")]:
            place, points = cached(reference)
            sheet, cells_of = place.rsplit("!", 1)
            first, top, last, bottom = range_boundaries(cells_of.replace("$", ""))
            stands = [
                books[which][sheet.strip("'")].cell(row, column).value
                for row in range(top, bottom + 1)
                for column in range(first, last + 1)
            ]
            numbers = reference.tag == f"{CHART}numRef"
            assert [
                None if numbers and isinstance(value, str) else str(value) for value in stands
            ] == points
            seen += 1

    assert (seen == 0) == (which[0] == "hidden")


@every_book
def test_chart_says_in_words_what_it_shows(files, which):
    """Every chart has an alternative text with its figures."""
    described = re.findall(
        r'<cNvPr [^>]*descr="([^"]+)"', "".join(parts(files[which], "xl/drawings/drawing").values())
    )

    assert len(charts(files[which])) == len(described)
    assert all(re.search(r"\d", text) for text in described)


def test_alternative_text_has_the_figures_of_both(files):
    """The chart of the process is told as a sentence of both rows."""
    drawings = "".join(parts(files["8 pairs", "en"], "xl/drawings/drawing").values()).replace(
        "\xa0", " "
    )

    assert "Bar chart. Mentors: 5 of 8, possible 5–7; Mentees: 4 of 8, possible 4–7." in drawings


def test_goals_process_and_summary_have_a_chart(books):
    """Where counts are shown there is a native chart."""
    assert [len(a8(books)[name]._charts) for name in ("Summary", "Goals", "Process")] == [1, 1, 1]


def test_parts_of_a_bar_run_from_yes_over_no_answer_to_other(files):
    """The filled part ends at the low end of the possible range, the hollow part at its high
    end.
    """
    chart = next(
        chart
        for chart in charts(files["8 pairs", "en"])
        if "Partly" in {text.text for text in chart.iter(f"{CHART}v")}
    )
    order = [
        cached(series.find(f"{CHART}tx/{CHART}strRef"))[1][0]
        for series in chart.iter(f"{CHART}ser")
    ]

    assert order == ["Fully", "Largely", "No answer", "Partly", "Not"]


@every_book
def test_bar_shows_its_numbers_and_nothing_else(files, which):
    """Each part of a bar is printed with its number, without the names of series and category."""
    for labels in (
        labels for chart in charts(files[which]) for labels in chart.iter(f"{CHART}dLbls")
    ):
        shown = {
            name: labels.find(f"{CHART}{name}").get("val")
            for name in ("showVal", "showSerName", "showCatName", "showLegendKey", "showPercent")
        }
        assert shown == {
            "showVal": "1",
            "showSerName": "0",
            "showCatName": "0",
            "showLegendKey": "0",
            "showPercent": "0",
        }


def test_zero_in_a_bar_has_no_number(files):
    """A part of a bar with nobody in it, or that is not told, gets no number printed on the edge of
    its neighbour.
    """
    for chart in charts(files["8 pairs", "en"]):
        for series in chart.iter(f"{CHART}ser"):
            _place, points = cached(series.find(f"{CHART}val/{CHART}numRef"))
            silent = [
                int(label.find(f"{CHART}idx").get("val")) for label in series.iter(f"{CHART}dLbl")
            ]
            assert [at for at, point in enumerate(points) if point in (None, "0")] == silent


@every_book
def test_axes_of_charts_are_as_meant(books, which):
    """The names of the rows are shown from the top, the axis of numbers is hidden and as long as
    the frame.
    """
    release = EVERY[which[0]]
    frames = {finding.frame for finding in release.findings if finding.told}
    for chart in (chart for sheet in books[which] for chart in sheet._charts):
        assert (
            chart.x_axis.delete,
            chart.y_axis.delete,
            chart.x_axis.scaling.orientation,
            chart.y_axis.scaling.min,
        ) == (False, True, "maxMin", 0)
        assert chart.y_axis.scaling.max in frames


def test_every_chart_has_a_title(files):
    """A chart that is copied into a presentation still says what it is about."""
    found = charts(files["8 pairs", "en"])

    assert found
    assert all(chart.find(f"{CHART}chart/{CHART}title") is not None for chart in found)
    assert all(chart.find(f"{CHART}roundedCorners").get("val") == "0" for chart in found)


def test_row_of_a_chart_without_a_number_says_why(books):
    """A row that is not drawn has its mark in words in its name, so that nobody takes it for
    zero.
    """
    labels = [
        row[0].replace("\xa0", " ") for row in rows(a8(books)["Meetings and endings"], "meetings_1")
    ]

    assert labels == [
        "Kept their own agreement – pairs",
        "Met in person – pairs",
        "Contact about monthly – pairs: not available [x]",
    ]


def test_chart_draws_a_span_as_sure_and_perhaps(files):
    """At most two of eight is a bar of two that may be yes and one of six others; five of eight has
    nobody in between.
    """
    chart = next(
        chart
        for chart in charts(files["8 pairs", "en"])
        if "We covered the plan – mentors" in {text.text for text in chart.iter(f"{CHART}v")}
    )
    labels, drawn = [], {}
    for series in chart.iter(f"{CHART}ser"):
        _place, labels = cached(series.find(f"{CHART}cat/{CHART}strRef"))
        drawn[cached(series.find(f"{CHART}tx/{CHART}strRef"))[1][0]] = cached(
            series.find(f"{CHART}val/{CHART}numRef")
        )[1]
    plan, time = (
        labels.index("We covered the plan – mentors"),
        labels.index("We set aside time – mentors"),
    )

    assert (
        drawn["Could be yes"][plan],
        drawn["Others, not broken down"][plan],
        drawn["Agree fully"][plan],
    ) == ("2", "6", None)
    assert (
        drawn["Could be yes"][time],
        drawn["Others, not broken down"][time],
        drawn["Agree fully"][time],
    ) == ("0", "0", "1")


# ---- bands and chapters --------------------------------------------------------------------------


def test_bands_are_told_once_and_drawn(books):
    """Under the strict promise a question has one row of both roles: five for certain, three that
    may be, eight others of sixteen.
    """
    book = books["bands", "en"]

    assert rows(book["Process"], "process_1") == [
        ["Mentors and mentees together", "5–8", 16, "[c]", 5, 3, 8]
    ]
    assert len(book["Process"]._charts) == 1
    assert (
        headings(book["The process, part by part"], "parts_1")[0]
        == "Question to mentors and mentees together"
    )
    assert ["We covered the plan", "0–4", 16, "[c]", 0, 4, 12] in rows(
        book["The process, part by part"], "parts_1"
    )
    assert headings(book["Summary"], "answers_in_figures")[2:4] == ["Yes, at least", "Could be yes"]
    assert rows(book["Summary"], "answers_in_figures")[1][2:] == [5, 3, "[c]", "[c]", 8, 16]


def test_long_name_of_both_roles_is_not_cut(books):
    """On the summary the name of both roles breaks into lines, and its row is high enough for
    them.
    """
    sheet = books["bands", "sv"].worksheets[0]
    (named,) = {
        cell.row
        for row in sheet.iter_rows(max_row=12, max_col=1)
        for cell in row
        if str(cell.value).endswith("tillsammans")
    }

    assert sheet.cell(named, 1).alignment.wrap_text
    assert sheet.row_dimensions[named].height >= 2 * 11 * 1.28


def test_chapters_have_a_sheet_of_their_own(books):
    """One table for each question that is told by chapter, with every answer, a chart and the sum
    of the whole cohort.
    """
    sheet = books["chapters", "en"]["By chapter"]
    of_chapters = [row for at in (1, 2, 3) for row in rows(sheet, f"groups_{at}")]

    assert rows(sheet, "groups_2")[0] == [
        "Gothenburg – Mentors",
        11,
        16,
        "11–14",
        5,
        6,
        1,
        1,
        0,
        0,
        3,
    ]
    assert headings(sheet, "groups_2")[0] == "Chapter and who"
    assert len(BY_CHAPTER) * 4 == len(of_chapters)
    assert len(sheet._charts) == 3
    assert sheet["A4"].value.startswith("Not by chapter: ")
    assert "By chapter" not in a8(books).sheetnames


def test_many_chapters_are_a_table_without_a_chart(tmp_path):
    """Seventeen chapters of one role would be a chart higher than a page: the table tells them."""
    parts = [
        replace(BY_CHAPTER["process.works"][0], group=f"Chapter {number}") for number in range(17)
    ]
    sheet = written(replace(GROUPS, findings=(*B40.findings, *parts)), tmp_path)["By chapter"]

    assert 17 == len(rows(sheet, "groups_1"))
    assert rows(sheet, "groups_1")[16][0] == "Chapter 16"
    assert [] == sheet._charts


def test_choices_of_several_are_not_stacked(tmp_path):
    """Where a person may stand under several answers there is a table and no chart: the parts would
    not add up to the frame.
    """
    choices = Finding(
        "onward.choices",
        "mentor",
        "shown",
        8,
        6,
        PublishedCount.parse(5),
        (0.625, 0.875),
        {"plan": 5, "nothing": 4, "prefer_not": 0, "no_answer": 2},
    )
    others = [finding for finding in A8.findings if finding.id != "onward.choices"]
    release = replace(
        A8,
        findings=(*others, choices),
        codebook={
            **A8.codebook,
            "onward.choices": dict(A8.codebook["onward.plan"], nothing="favourable"),
        },
    )
    sheet = written(release, tmp_path)["Onward"]

    assert ["Mentors", 5, 8, "5–7", 5, 4, 0, 2] in [
        row for table in sheet.tables for row in rows(sheet, table)
    ]
    assert len(sheet._charts) == 2


@pytest.mark.parametrize("kind", FILLS)
@pytest.mark.parametrize("alike", [1, 2, 3, 5, 8])
def test_number_stands_out_from_its_bar(kind, alike):
    """The number in every part of a bar has a contrast of at least 4.5 to 1, however many parts of
    a kind there are.
    """
    for fill in list_fills([kind] * alike):
        assert contrast(fill, LIGHT.background if _dark(fill) else LIGHT.ink) >= 4.5, fill


@pytest.mark.parametrize("kind", FILLS)
def test_no_two_parts_of_a_bar_look_alike(kind):
    """Five answers of one kind have five colours."""
    assert len(set(list_fills([kind] * 5))) == 5


# ---- the strips ----------------------------------------------------------------------------------


def test_strip_has_a_mark_a_person():
    """Up to 24 marks stand in one line, in the order yes, no answer, other."""
    assert str(strip_text([("yes", 3), ("none", 2), ("other", 1)])[0]) == "●●●○○◆"


@pytest.mark.parametrize(("people", "lines"), [(24, 1), (25, 2), (48, 2), (49, 4), (100, 4)])
def test_strip_of_many_has_several_lines(people, lines):
    """The marks fill column by column, so that no line is more than one mark longer than another,
    and none is lost.
    """
    found = str(strip_text([("yes", people - 10), ("other", 10)])[0]).split("\n")

    assert lines == len(found)
    assert people == sum(map(len, found))
    assert len(found[0]) - len(found[-1]) <= 1
    assert max(line.count("●") for line in found) - min(line.count("●") for line in found) <= 1


def test_strip_above_a_hundred_is_a_share():
    """Above 100 people, 32 blocks stand for the whole."""
    assert (
        str(strip_text([("yes", 200), ("none", 100), ("other", 100)])[0])
        == "█" * 16 + "░" * 8 + "▓" * 8
    )


@pytest.mark.parametrize("signs", [PERSON_SIGNS, BLOCK_SIGNS])
def test_marks_differ_without_colour(signs):
    """Yes, no answer and another answer are three different signs."""
    assert len({signs["yes"], signs["none"], signs["other"]}) == 3
    assert PAIR_SIGNS["yes"] != PERSON_SIGNS["yes"]


@pytest.mark.parametrize("tone", SIGN_TONES.values())
def test_marks_stand_out_from_the_page(tone):
    """Every mark has a contrast of at least 3 to 1 against the page."""
    assert contrast(tone, LIGHT.background) >= 3


# ---- the checklist of an accessible workbook: tables ---------------------------------------------


@every_book
def test_tables_are_marked_up(books, which):
    """Every sheet has at least one table marked up as such, in which all its numbers stand but
    those of the four answers.
    """
    assert all(sheet.tables for sheet in books[which])
    inside = {(cell.parent.title, cell.coordinate) for cell in in_tables(books[which])}
    assert {books[which].sheetnames[0]} >= {
        cell.parent.title
        for cell in cells(books[which])
        if isinstance(cell.value, int) and (cell.parent.title, cell.coordinate) not in inside
    }


@every_book
def test_tables_have_names_that_mean_something(books, which):
    """The name of a table is unique in the workbook, says what it holds, and is one that Excel
    takes.
    """
    names = [table.name for _sheet, table in tables(books[which])]

    assert len(names) == len({name.casefold() for name in names})
    assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name) for name in names)
    assert not any(name.startswith("table") for name in names)


@every_book
def test_no_cell_of_a_table_is_merged(books, which):
    """Merged cells occur in prose only, one row high."""
    merged = [(sheet, area) for sheet in books[which] for area in sheet.merged_cells.ranges]
    inside = {(cell.parent.title, cell.row) for cell in in_tables(books[which])}

    assert merged
    assert all(
        area.min_row == area.max_row and (sheet.title, area.min_row) not in inside
        for sheet, area in merged
    )


@every_book
def test_tables_have_no_empty_cell(books, which):
    """No row, column or cell of a table is empty: a sign says why there is no figure."""
    assert [
        cell
        for cell in in_tables(books[which])
        if cell.value is None or str(cell.value).strip() == ""
    ] == []


@every_book
def test_tables_have_one_row_of_headings(books, which):
    """The headings of a table are one row of texts, all different, the same in the file's table and
    in its cells.
    """
    for sheet, table in tables(books[which]):
        found = headings(sheet, table.name)
        assert table.headerRowCount == 1
        assert found == table.column_names
        assert len(found) == len({heading.casefold() for heading in found})


@every_book
def test_text_in_tables_is_wrapped(books, which):
    """A long text in a table breaks into lines, and its row is high enough for more than one."""
    for sheet, table in tables(books[which]):
        for cell in (cell for row in sheet[table.ref] for cell in row):
            if (
                isinstance(cell.value, str)
                and len(cell.value)
                > sheet.column_dimensions[get_column_letter(cell.column)].width * 1.5
            ):
                assert cell.alignment.wrap_text, cell.value
                assert sheet.row_dimensions[cell.row].height > 25, cell.value


@every_book
def test_filters_stand_on_the_lists_only(books, which):
    """Buttons to filter by stand where an analyst needs them, not on the tables that are read."""
    filtered = {
        table.name for _sheet, table in tables(books[which]) if table.autoFilter is not None
    }

    assert {"figures", "answers", "codebook"} == filtered


@every_book
def test_nothing_is_hidden_in_the_file(books, which):
    """No sheet, row or column is hidden."""
    for sheet in books[which]:
        assert sheet.sheet_state == "visible"
        assert not any(
            dimension.hidden
            for dimension in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
        )


# ---- the checklist: notes ------------------------------------------------------------------------


def test_signs_are_explained_in_the_notes(books):
    """Each sign that stands where a figure would is explained in a table of notes on a sheet of
    notes.
    """
    about = [row[0] for row in rows(a8(books)["Notes"], "notes")]

    assert [text for text in about if text.startswith("Sign")] == [
        "Sign: 0",
        "Sign: at most 2; 2–4",
        "Sign: hidden [c]",
        "Sign: not available [x]",
    ]


@every_book
def test_no_superscript_points_to_a_note(books, which):
    """No text is raised or lowered."""
    fonts = [cell.font for cell in cells(books[which])] + [
        block.font
        for cell in cells(books[which])
        if isinstance(cell.value, CellRichText)
        for block in cell.value
    ]

    assert {None} == {font.vertAlign for font in fonts}


# ---- the checklist: formatting -------------------------------------------------------------------


@every_book
def test_sheets_have_a_title(books, which):
    """Every sheet begins with its title in A1, but for the lists, whose headings an analyst's
    program looks for in row 1.
    """
    words = load_language(which[1])
    for sheet in books[which]:
        begins_with = sheet["A1"]
        if sheet.title in {words.gettext(name) for name in LISTS}:
            assert range_boundaries(next(iter(sheet.tables.values())).ref)[1] == 1
        else:
            assert (begins_with.font.size, begins_with.font.bold) == (22, True)


@every_book
def test_no_cell_is_filled(books, which):
    """No cell has a background."""
    assert {None} == {cell.fill.fill_type for cell in cells(books[which])}


@every_book
def test_text_stands_out_from_the_page(books, which):
    """All text has a contrast of at least 4.5 to 1."""
    assert (
        min(contrast(cell.font.color.rgb[2:], LIGHT.background) for cell in cells(books[which]))
        >= 4.5
    )


@every_book
def test_every_font_is_named(books, which):
    """Every font is one of three, and at least 9 points."""
    fonts = [cell.font for cell in cells(books[which])]

    assert {"Arial", "Georgia", "Segoe UI Symbol"} >= {font.name for font in fonts}
    assert min(font.size for font in fonts) >= 9


@every_book
def test_no_picture_macro_or_link(files, which):
    """The file has no picture, no macro and nothing that it fetches from elsewhere."""
    with ZipFile(files[which]) as archive:
        names = archive.namelist()

    assert [
        name for name in names if "media" in name or "vba" in name or "externalLink" in name
    ] == []
    assert "TargetMode" not in "".join(parts(files[which], "").values())


# ---- the checklist: structure --------------------------------------------------------------------


@every_book
def test_names_of_sheets_are_unique_and_short(books, which):
    """No two sheets have one name, and no name is longer than 31."""
    names = books[which].sheetnames

    assert len(names) == len({name.casefold() for name in names})
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


@every_book
def test_no_sheet_is_blank(books, which):
    """Every sheet holds something."""
    assert all(
        any(cell.value is not None for row in sheet for cell in row) for sheet in books[which]
    )


@every_book
def test_tables_begin_at_the_left_edge(books, which):
    """Every table begins in column A."""
    assert {1} == {range_boundaries(table.ref)[0] for _sheet, table in tables(books[which])}


@every_book
def test_lists_hold_one_table_and_nothing_below(books, which):
    """A list is one table, from its first row to the last of the sheet."""
    words = load_language(which[1])
    for name in LISTS:
        sheet = books[which][words.gettext(name)]
        assert [(sheet.max_column, sheet.max_row)] == [
            range_boundaries(table.ref)[2:] for table in sheet.tables.values()
        ]


@every_book
def test_reader_begins_at_the_top_of_the_summary(books, which):
    """The first sheet is the open one, alone, with the first cell chosen."""
    book = books[which]

    assert book.sheetnames[0] == book.active.title
    assert [True] + [False] * (len(book.sheetnames) - 1) == [
        bool(sheet.sheet_view.tabSelected) for sheet in book
    ]
    assert {"A1"} == {selection.activeCell for selection in book.active.sheet_view.selection}


@every_book
def test_document_has_title_and_language(books, which):
    """The properties hold title, maker, language and the day of closing."""
    release, properties = EVERY[which[0]], books[which].properties
    day = datetime.combine(release.closed_on, datetime.min.time())

    assert (books[which].active["A1"].value, "mentoring-toolkit") == (
        properties.title,
        properties.creator,
    )
    assert {"sv": "sv-SE", "en": "en-GB"}[which[1]] == properties.language
    assert (day, day) == (properties.created, properties.modified)


# ---- on paper and on the screen ------------------------------------------------------------------


@every_book
def test_sheets_print_on_a4(books, which):
    """Every sheet is as wide as a page of A4, the summary upright, with the number of the page at
    its foot.
    """
    for at, sheet in enumerate(books[which]):
        assert (9, "landscape" if at else "portrait", 1, 0) == (
            sheet.page_setup.paperSize,
            sheet.page_setup.orientation,
            sheet.page_setup.fitToWidth,
            sheet.page_setup.fitToHeight,
        )
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert {"&P", "&N"} <= set(sheet.oddFooter.right.text.split())


@every_book
def test_four_answers_fit_on_one_page(books, which):
    """The rows of the four answers are no higher than a page of A4 at the scale of its width, and
    the figures begin a new one.
    """
    sheet = books[which].worksheets[0]
    scale = min(
        1,
        (595 - 86)
        / (sum(dimension.width for dimension in sheet.column_dimensions.values()) * 5.25),
    )
    (page_break,) = sheet.row_breaks.brk

    assert (842 - 94) / scale >= sum(
        sheet.row_dimensions[row].height or 15 for row in range(1, page_break.id + 1)
    )
    assert page_break.id + 2 == range_boundaries(sheet.tables["answers_in_figures"].ref)[1]


def test_table_that_would_be_cut_begins_a_new_page():
    """A table with its chart that would run over the end of a page stands on the next one."""
    sheet = Book(A8, load_language("en"), Workbook()).sheet("Long", (20, 20), landscape=True)
    sheet.keep_together(3, 8, 20)  # 20 rows of 15 points: the page has 501
    sheet.keep_together(22, 27, 40)  # would end at 600
    sheet.keep_together(
        42, 47, 80
    )  # too long for any page with its chart, which therefore goes on to the next

    assert [page_break.id for page_break in sheet.worksheet.row_breaks.brk] == [21, 46]


def test_heading_never_stands_alone_on_a_page():
    """A table that only the heading stands above stays under it; its chart goes on to the next
    page.
    """
    sheet = Book(A8, load_language("en"), Workbook()).sheet("Long", (20, 20), landscape=True)
    sheet.keep_together(
        6, 20, 36
    )  # 36 rows of 15 points on a page of 501, the last 31 of them the table and its chart

    assert [page_break.id for page_break in sheet.worksheet.row_breaks.brk] == [19]


@every_book
def test_headings_stay_in_sight(books, which):
    """In a list the headings stay when the reader scrolls, and are printed on every page."""
    words = load_language(which[1])
    for name in LISTS:
        sheet = books[which][words.gettext(name)]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")


def test_foot_of_the_page_is_text(tmp_path):
    """A cohort named with an ampersand is not taken for a command of the footer."""
    sheet = written(replace(A8, cohort="R&D"), tmp_path)["Goals"]

    assert sheet.oddFooter.left.text == "Closing evaluation R&&D"
