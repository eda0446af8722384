"""Form exports become answers: the right option for each text, nobody counted twice, nothing
personal kept.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from toolkit.data.form_import.form_import import import_form, read_form, write_answers
from toolkit.data.form_import.result import FormImport, StoredComparison
from toolkit.data.form_import.timestamps import read_times
from toolkit.data.form_import.wording import NO_ANSWER_TEXTS, OptionTexts, fold_text
from toolkit.data.schema.columns import schemas_of
from toolkit.data.sources import read_tables
from toolkit.errors import ProgrammeError, TableError
from toolkit.i18n import load_language
from toolkit.programme.programme import Programme, load_programme
from toolkit.programme.promise import Promise, stamp_answer
from toolkit.programme.questionnaire import Questionnaire, Role

KEY = b"the key of these tests"
CANARY = "My mentor Kanarie Fågelsång"
MET = "Did you meet your goals?"
RETURN = "How would you like to come back?"
AS_MENTOR, AS_MENTOR_ABROAD, LATER = (
    "Yes, as a mentor",
    "Yes, as a mentor, abroad",
    "Not sure, ask me later",
)


def _options(*options: tuple[str, Sequence[str]]) -> list[dict[str, object]]:
    return [
        {"name": name, "label": {"en": texts[0]}, "aliases": texts[1:], "counts_as": "other"}
        for name, texts in options
    ]


QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "name": "closing",
        "version": 3,
        "title": {"en": "Closing survey"},
        "choices": {
            "met": _options(
                ("fully", ["I met ALL my goals", "All goals met"]),
                ("partly", ["I met SOME of my goals"]),
                ("not_relevant", ["N/A"]),
            ),
            "back": _options(
                ("mentor", [AS_MENTOR]),
                ("abroad", [AS_MENTOR_ABROAD]),
                ("later", [LATER]),
                ("other", ["Other"]),
            ),
            "topics": _options(("law", ["Law, contracts"]), ("money", ["Money"])),
        },
        "items": [
            {
                "name": "goals_met",
                "type": "select_one met",
                "label": {"sv": "Nådde du dina mål?", "en": MET},
                "aliases": ["Your goals", "Dina ma\u030al"],
            },
            {"name": "come_back", "type": "select_multiple back", "label": {"en": RETURN}},
            {
                "name": "topics",
                "type": "select_multiple topics",
                "label": {"en": "Topics"},
                "roles": ["mentee"],
            },
            {"name": "hours", "type": "integer", "label": {"en": "Hours"}},
            {"name": "ended", "type": "date", "label": {"en": "Last day"}},
            {"name": "more", "type": "text", "label": {"en": "Anything else?"}},
            {
                "name": "listened",
                "type": "select_one met",
                "label": {
                    "mentor": {"en": "My mentee listened"},
                    "mentee": {"en": "My mentor listened"},
                },
            },
        ],
    }
)


@pytest.fixture(scope="session")
def programme() -> Programme:
    """Return a programme whose closing survey is the small one above."""
    return replace(load_programme("surveys/swea"), questionnaires={"closing": QUESTIONNAIRE})


def _file(folder: Path, *rows: Sequence[str], name: str = "export.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / name


def _read(
    path: Path, programme: Programme, *, role: Role = "mentee", key: bytes = KEY
) -> FormImport:
    return read_form(path, programme, questionnaire="closing", role=role, cohort="C1", key=key)


def _import(path: Path, programme: Programme, into: Path, *, write: bool = True) -> FormImport:
    return import_form(
        path, programme, questionnaire="closing", role="mentee", cohort="C1", into=into, write=write
    )


def _answers(imported: FormImport, item: str) -> list[str]:
    return imported.answers.query("item == @item")["answer"].tolist()


def _said(imported: FormImport) -> str:
    return "\n".join(imported.sentences(load_language("en")))


def test_commas_inside_an_option_do_not_split_it(tmp_path: Path, programme: Programme) -> None:
    """An option with a comma in it is one answer, alone and beside another one."""
    imported = _read(
        _file(
            tmp_path,
            ["Topics"],
            ["Law, contracts"],
            ["Law, contracts, Money"],
            ["Money, Law, contracts"],
        ),
        programme,
    )

    assert _answers(imported, "topics") == ["law", "law;money", "law;money"]
    assert imported.notices == ()


def test_longest_option_is_taken_first(tmp_path: Path, programme: Programme) -> None:
    """Where one option begins with the text of another, the longer one counts, and only that
    one.
    """
    cells = [AS_MENTOR_ABROAD, AS_MENTOR, f"{AS_MENTOR}, {AS_MENTOR_ABROAD}, {LATER}"]
    imported = _read(_file(tmp_path, [RETURN], *([cell] for cell in cells)), programme)

    assert _answers(imported, "come_back") == ["abroad", "mentor", "mentor;abroad;later"]


def test_an_option_ends_at_a_separator(tmp_path: Path, programme: Programme) -> None:
    """A text that only begins like an option is not that option."""
    imported = _read(
        _file(tmp_path, ["Topics"], ["Money laundering"], ["Money; Law, contracts;"]), programme
    )

    assert _answers(imported, "topics") == ["law;money"]


def test_drifted_wording_is_an_alias(tmp_path: Path, programme: Programme) -> None:
    """A header and an option worded as in another year mean what the aliases say."""
    imported = _read(_file(tmp_path, ["Your goals"], ["All goals met"]), programme)

    assert imported.matched == {"Your goals": "goals_met"}
    assert _answers(imported, "goals_met") == ["fully"]


@pytest.mark.parametrize(
    "header",
    [
        "goals_met",
        "nådde du  dina\nmål",
        "DID YOU MEET YOUR GOALS? *",
        "Did\u00a0you meet your goals",
        "Na\u030adde du dina ma\u030al?",
        "Dina mål",
    ],
)
def test_headers_match_whatever_their_blanks_and_signs(
    tmp_path: Path, programme: Programme, header: str
) -> None:
    """A header is known by name or wording in any language, whatever its case, blanks, line breaks
    and last sign.
    """
    imported = _read(_file(tmp_path, [header], ["I met SOME of my goals"]), programme)

    assert _answers(imported, "goals_met") == ["partly"]


def test_codes_are_answers_too(tmp_path: Path, programme: Programme) -> None:
    """A cell that holds nothing but codes is read as codes."""
    imported = _read(
        _file(tmp_path, ["come_back", "goals_met"], ["later;mentor", "Fully"]), programme
    )

    assert _answers(imported, "come_back") == ["mentor;later"]
    assert _answers(imported, "goals_met") == ["fully"]


def test_two_answers_to_a_one_answer_question_count_as_none(
    tmp_path: Path, programme: Programme
) -> None:
    """Two options where one was asked for are flagged by column and row, and neither is counted."""
    imported = _read(
        _file(tmp_path, [MET, "Hours"], ["I met ALL my goals, I met SOME of my goals", "4"]),
        programme,
    )

    assert _answers(imported, "goals_met") == []
    assert "export.csv, column goals_met: two or more options" in _said(imported)
    assert "counted as no answer. Rows: 2." in _said(imported)


def test_free_text_is_counted_and_never_kept(tmp_path: Path, programme: Programme) -> None:
    """Text beside the options becomes other or is left out; neither the text nor a name is kept or
    said anywhere.
    """
    header = ["Name", "E-postadress", RETURN, "Topics", MET, "Anything else?", "What is your name"]
    file = _file(
        tmp_path,
        header,
        [CANARY, CANARY, f"{LATER}, {CANARY}", f"Money, {CANARY}", CANARY, CANARY, CANARY],
    )
    data = tmp_path / "data"
    imported = _import(file, programme, data)

    assert _answers(imported, "come_back") == ["later;other"]
    assert _answers(imported, "topics") == ["money"]
    assert _answers(imported, "goals_met") == []
    kept = "".join(
        path.read_bytes().decode("latin-1") for path in data.rglob("*") if path.is_file()
    )
    told = _said(imported) + repr(imported) + imported.answers.to_csv()
    for word in CANARY.split()[2:]:
        assert word.casefold() not in (kept + told).casefold()
    assert "column come_back: text that is none of the options; counted as “other”" in told
    assert imported.dropped == ("Name", "E-postadress", "Anything else?")
    assert imported.unmatched == ("What is your name",)
    assert "column topics: text that is none of the options; not counted" in told
    assert "column goals_met: text that is none of the options; not counted" in told


def test_the_same_unknown_text_in_three_rows_may_be_an_option(
    tmp_path: Path, programme: Programme
) -> None:
    """Three rows with one and the same unknown text are pointed out together, two are not."""
    rows = [
        ["I met most goals"],
        ["I met ALL my goals"],
        ["I met most  goals"],
        ["no idea"],
        ["No idea"],
        ["I met most goals"],
    ]
    imported = _read(_file(tmp_path, [MET], *rows), programme)

    said = [
        sentence
        for sentence in imported.sentences(load_language("en"))
        if "one and the same text" in sentence
    ]
    assert [sentence.rpartition("Rows: ")[2] for sentence in said] == ["2, 4, 7."]


def test_blank_and_not_applicable_are_no_answer(tmp_path: Path, programme: Programme) -> None:
    """Blanks and N/A are no answer and no notice, unless N/A is an option of the question."""
    imported = _read(
        _file(tmp_path, ["Topics", MET], ["n/a", "N/A"], ["-", "I met ALL my goals"], ["", "-"]),
        programme,
    )

    assert _answers(imported, "topics") == []
    assert _answers(imported, "goals_met") == ["not_relevant", "fully"]
    assert imported.notices == ()


def test_numbers_and_days(tmp_path: Path, programme: Programme) -> None:
    """Whole numbers and days are stored one way; anything else is no answer and is pointed out."""
    rows = [["5,0", "2026-05-03"], ["12", "31/5/2026"], ["a few", "some day in May"]]
    imported = _read(_file(tmp_path, ["Hours", "Last day"], *rows), programme)

    assert _answers(imported, "hours") == ["5", "12"]
    assert _answers(imported, "ended") == ["2026-05-03", "2026-05-31"]
    assert [notice.column for notice in imported.notices] == ["hours", "ended"]
    assert imported.refused[0].row == 4


@pytest.mark.parametrize(
    ("header", "cell", "utc"),
    [
        ("Tidstämpel", "2026-05-03 14:03:22", "2026-05-03T14:03:22Z"),
        ("Timestamp", "2026/05/03 2:03:22 PM GMT+2", "2026-05-03T12:03:22Z"),
        ("Tidstämpel", "2022/03/22 8:53:03 fm CET", "2022-03-22T07:53:03Z"),
        ("Tidstämpel", "2022/03/22 8:53:03 em CET", "2022-03-22T19:53:03Z"),
        ("Timestamp", "2026/05/03 12:03:22 AM CEST", "2026-05-02T22:03:22Z"),
        ("Timestamp", "2026-5-3 9.05", "2026-05-03T09:05:00Z"),
        ("Submission Date", "2019-03-01 13:28:09.965194-03:30", "2019-03-01T16:58:09Z"),
        ("Slutförandetid", "8/20/25 12:51:45", "2025-08-20T12:51:45Z"),
    ],
)
def test_time_is_stored_in_utc(
    tmp_path: Path, programme: Programme, header: str, cell: str, utc: str
) -> None:
    """The platforms' ways to write a time end up as the same ISO time in UTC."""
    imported = _read(_file(tmp_path, [header, "Hours"], [cell, "1"]), programme)

    assert imported.answers["submitted_at"].tolist() == [utc]


@given(text=st.text(alphabet="0123456789-/.: TZapm+GMTCES", max_size=30))
def test_whatever_stands_for_a_time_is_told_or_left_blank(text: str) -> None:
    """Any text for a time is one of: a time of this or the last century, blank and pointed out, or
    blank.
    """
    times = read_times([text])

    assert [
        times.utc[0] is not None,
        bool(times.unread),
        bool(times.ambiguous),
        fold_text(text) in NO_ANSWER_TEXTS,
    ].count(True) == 1
    assert times.utc[0] is None or 1899 < times.utc[0].year < 2101


def test_a_day_above_twelve_settles_the_order_for_the_column(
    tmp_path: Path, programme: Programme
) -> None:
    """Day and month are told apart by the other rows of the same column."""
    imported = _read(
        _file(
            tmp_path,
            ["Timestamp", "Hours"],
            ["5/3/2026 10:00:00", "1"],
            ["13/3/2026 10:00:00", "2"],
        ),
        programme,
    )

    assert imported.answers["submitted_at"].tolist() == [
        "2026-03-05T10:00:00Z",
        "2026-03-13T10:00:00Z",
    ]


def test_ambiguous_and_unknown_times_are_left_blank(tmp_path: Path, programme: Programme) -> None:
    """A time that could be two days is left blank and pointed out, and so is one of an unknown
    zone; the answers stay.
    """
    rows = [["5/3/2026 10:00:00", "1"], ["2026-03-05 10:00 XYZ", "2"], ["3/3/2026 10:00:00", "3"]]
    imported = _read(_file(tmp_path, ["Timestamp", "Hours"], *rows), programme)

    assert imported.answers["submitted_at"].tolist() == ["", "", "2026-03-03T10:00:00Z"]
    assert "day and month cannot be told apart; the time is left blank. Rows: 2." in _said(imported)
    assert "not a known form of time; left blank. Rows: 3." in _said(imported)
    assert _answers(imported, "hours") == ["1", "2", "3"]


def test_questions_of_the_other_role_are_not_read(tmp_path: Path, programme: Programme) -> None:
    """A question that the role is not asked is listed as not read."""
    file = _file(tmp_path, ["Topics", "Hours"], ["Money", "3"])

    assert _read(file, programme, role="mentor").unmatched == ("Topics",)
    assert _read(file, programme, role="mentee").unmatched == ()


def test_a_large_export_names_twenty_columns_and_counts_the_rest(
    tmp_path: Path, programme: Programme
) -> None:
    """Of 23 columns that are no question, twenty are named and three are counted."""
    imported = _read(
        _file(tmp_path, ["Hours", *(f"Q{number}" for number in range(23))], ["1"] * 24), programme
    )

    assert _said(imported).count("Not read, no question") == 20
    assert "3 more columns are not read." in _said(imported)


def test_wording_of_the_other_role_is_pointed_out(tmp_path: Path, programme: Programme) -> None:
    """A mirrored question worded for the mentor is read for the mentee, with a word of warning."""
    imported = _read(_file(tmp_path, ["My mentee listened"], ["I met ALL my goals"]), programme)

    assert _answers(imported, "listened") == ["fully"]
    assert "column My mentee listened: the header is worded for the other role" in _said(imported)


def test_two_columns_of_one_question_are_not_read(tmp_path: Path, programme: Programme) -> None:
    """Where two columns fit one question nobody can tell which counts, so both are named and
    neither is read.
    """
    imported = _read(
        _file(
            tmp_path,
            [MET, "Your goals", "Hours"],
            ["I met ALL my goals", "I met SOME of my goals", "1"],
        ),
        programme,
    )

    assert _answers(imported, "goals_met") == []
    assert [notice.column for notice in imported.notices] == [MET, "Your goals"]


def test_a_file_without_questions_is_refused_without_repeating_it(
    tmp_path: Path, programme: Programme
) -> None:
    """A file whose first row is no header may hold a person's answers there, so the row is not
    repeated.
    """
    file = _file(tmp_path, [CANARY, "I met ALL my goals"], [CANARY, "I met SOME of my goals"])
    with pytest.raises(TableError) as error:
        _read(file, programme)

    assert "no column is a question of closing" in str(error.value)
    assert "Kanarie" not in str(error.value)


def test_every_row_is_accepted_or_refused_with_its_reason(
    tmp_path: Path, programme: Programme
) -> None:
    """A row without an answer and a row of the wrong width are refused by number; a blank line is
    no row.
    """
    imported = _read(
        _file(
            tmp_path,
            [MET, "Hours"],
            ["I met ALL my goals", "1"],
            ["", ""],
            ["-", ""],
            ["3"],
            ["", "2"],
        ),
        programme,
    )

    assert (imported.rows, imported.accepted) == (4, 2)
    assert sorted(fault.row or 0 for fault in imported.refused) == [4, 5]


CELLS = st.sampled_from(
    [
        "",
        "-",
        AS_MENTOR,
        LATER,
        "I met ALL my goals",
        "fully",
        "7",
        "quaintfreetext",
        f"{AS_MENTOR}, quaintfreetext",
        '"',
        ";",
        ",",
    ]
)


@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8))
@pytest.mark.slow
def test_rows_in_are_rows_accepted_and_refused(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory, programme: Programme
) -> None:
    """Whatever the cells: every row is accepted or refused, every accepted row is one participant,
    and no text is kept.
    """
    file = _file(tmp_path_factory.mktemp("any"), [MET, RETURN, "Hours"], *rows)
    imported = _read(file, programme)

    assert imported.rows == sum(any(row) for row in rows)
    assert imported.rows == imported.accepted + len(imported.refused)
    assert imported.answers["participant_id"].nunique() == imported.accepted
    assert "quaint" not in imported.answers.to_csv() + _said(imported)
    known = {option.name for options in QUESTIONNAIRE.choices.values() for option in options} | {
        "7"
    }
    assert {code for answer in imported.answers["answer"] for code in answer.split(";")} <= known


def test_importing_the_same_file_twice_adds_nobody(tmp_path: Path, programme: Programme) -> None:
    """The second import of a file finds everybody there already and leaves the answers as they
    are.
    """
    file = _file(
        tmp_path, [MET, "Hours"], ["I met ALL my goals", "1"], ["I met SOME of my goals", ""]
    )
    first = _import(file, programme, tmp_path / "data")
    once = pd.read_csv(tmp_path / "data" / "answers.csv")
    second = _import(file, programme, tmp_path / "data")

    assert (first.compared, second.compared) == (
        StoredComparison(new=2),
        StoredComparison(new=0, unchanged=2),
    )
    assert once.equals(pd.read_csv(tmp_path / "data" / "answers.csv"))
    assert len(once) == 3


def test_imported_answers_are_a_valid_table(tmp_path: Path, programme: Programme) -> None:
    """What was imported is read back as valid answers, in the columns of the public format."""
    rows = [
        ["2026/05/03 2:03:22 PM GMT+2", "I met ALL my goals", f"{LATER}, {AS_MENTOR}"],
        ["2026/05/04 9:00:00 AM GMT+2", "I met SOME of my goals", ""],
    ]
    imported = _import(
        _file(tmp_path, ["Timestamp", MET, RETURN], *rows), programme, tmp_path / "data"
    )
    tables = read_tables(tmp_path / "data", programme)

    assert list(imported.answers.columns) == list(schemas_of(programme)["answers"].columns)
    assert tables.answers[["item", "answer"]].to_numpy().tolist() == [
        ["goals_met", "fully"],
        ["come_back", "mentor;later"],
        ["goals_met", "partly"],
    ]
    assert tables.answers["submitted_at"].iloc[0] == pd.Timestamp("2026-05-03 12:03:22")


def test_a_later_export_adds_only_the_new_people(tmp_path: Path, programme: Programme) -> None:
    """A later export with a new row, a new column and no names any more adds only the new
    person.
    """
    _import(
        _file(tmp_path, ["Name", MET], [CANARY, "I met ALL my goals"]), programme, tmp_path / "data"
    )
    later = _file(
        tmp_path,
        [MET, "Hours"],
        ["I met SOME of my goals", "2"],
        ["I met ALL my goals", ""],
        name="later.csv",
    )
    imported = _import(later, programme, tmp_path / "data")

    assert imported.compared == StoredComparison(new=1, unchanged=1, added=("hours",))
    assert pd.read_csv(tmp_path / "data" / "answers.csv")["participant_id"].nunique() == 2


def test_a_mended_alias_reads_the_same_people_anew(tmp_path: Path, programme: Programme) -> None:
    """When an alias was added, importing again completes the answers of the same people and adds
    nobody.
    """
    file = _file(tmp_path, ["Your aims", "Hours"], ["I met ALL my goals", "1"])
    _import(file, programme, tmp_path / "data")
    goals = QUESTIONNAIRE.items[0].model_copy(update={"aliases": ("Your aims",)})
    mended = QUESTIONNAIRE.model_copy(update={"items": (goals, *QUESTIONNAIRE.items[1:])})
    _import(file, replace(programme, questionnaires={"closing": mended}), tmp_path / "data")

    stored = pd.read_csv(tmp_path / "data" / "answers.csv")
    assert stored["participant_id"].nunique() == 1
    assert sorted(stored["item"]) == ["goals_met", "hours"]


def test_two_identical_rows_are_two_people(tmp_path: Path, programme: Programme) -> None:
    """Two people who answered alike stay two."""
    imported = _read(
        _file(tmp_path, [MET], ["I met ALL my goals"], ["I met ALL my goals"]), programme
    )

    assert imported.accepted == 2
    assert imported.answers["participant_id"].nunique() == 2


def test_ids_depend_on_the_key(tmp_path: Path, programme: Programme) -> None:
    """Without the key of the data nobody can work out which id a row has."""
    file = _file(tmp_path, [MET], ["I met ALL my goals"])

    assert (
        _read(file, programme, key=b"one").answers["participant_id"][0]
        != _read(file, programme, key=b"two").answers["participant_id"][0]
    )


def test_forms_of_one_address_are_pointed_out_once(tmp_path: Path, programme: Programme) -> None:
    """Rows of one address are named by row in one notice for all addresses and columns of the file,
    and no address is repeated.
    """
    rows = [
        ["a@example.org", "", "1"],
        ["b@example.org", "b@example.net", "2"],
        ["A@example.org", "", "3"],
        ["anonymous", "", "4"],
        ["anonymous", "", "5"],
        ["b@example.org", "b@example.net", "6"],
        ["c@example.org", "", "7"],
    ]
    imported = _read(_file(tmp_path, ["Email Address", "E-post", "Hours"], *rows), programme)

    told = (
        "export.csv: rows from one address are counted as different people. If a person answered"
        " twice, remove the earlier row. "
    )
    assert [told + "Rows, by address: 2, 4; 3, 7."] == [
        line for line in _said(imported).splitlines() if "address are" in line
    ]
    assert "example." not in _said(imported)


def _promising(programme: Programme, **settings: object) -> Programme:
    """Return the programme with another promise."""
    return replace(
        programme,
        settings=programme.settings.model_copy(
            update={"promise": Promise.model_validate(settings)}
        ),
    )


STAMP = stamp_answer(Promise(), QUESTIONNAIRE)
"""What is stored with an answer under the usual promise."""


def test_every_answer_carries_the_stamp_of_the_promise(
    tmp_path: Path, programme: Programme
) -> None:
    """What is stored says under which promise it was given, and is valid so."""
    _import(
        _file(tmp_path, [MET, "Hours"], ["I met ALL my goals", "1"], ["", "2"]),
        programme,
        tmp_path / "data",
    )

    assert pd.read_csv(tmp_path / "data" / "answers.csv")["promise"].tolist() == [STAMP] * 3
    assert read_tables(tmp_path / "data", programme).answers["promise"].tolist() == [STAMP] * 3


def test_an_import_says_under_which_promise(tmp_path: Path, programme: Programme) -> None:
    """The dry run names the promise, its settings, and that the form has to show it first."""
    imported = _import(_file(tmp_path, ["Hours"], ["1"]), programme, tmp_path / "data", write=False)

    assert (
        imported.sentences(load_language("en"))[1]
        == 'The answers are stored under the promise 1-dd512623efd26ec0 (kind = "counts", min_base'
        ' = 5, known_answers = 1, groups = "none"), and the form must show its sentences before'
        " the first question."
    )


@pytest.mark.parametrize("write", [False, True])
def test_answers_under_another_promise_are_refused(
    tmp_path: Path, programme: Programme, write: bool
) -> None:
    """Once a cohort has an answer its promise is locked: one fault says what to put back, and the
    answers are left as they are.
    """
    data = tmp_path / "data"
    _import(_file(tmp_path, ["Hours"], ["1"]), programme, data)
    before = (data / "answers.csv").read_bytes()
    with pytest.raises(TableError) as error:
        _import(
            _file(tmp_path, ["Hours"], ["2"]),
            _promising(programme, kind="counts", min_base=8),
            data,
            write=write,
        )

    assert (
        str(error.value)
        == "programme.toml: the promise was locked when the first answer of the cohort C1 came in,"
        ' and [promise] says something else now. Put back what was promised: kind = "counts",'
        ' min_base = 5, known_answers = 1, groups = "none".'
    )
    assert (data / "answers.csv").read_bytes() == before
    assert [path.name for path in data.iterdir() if path.is_file()] == ["answers.csv"]


def test_the_promise_of_another_cohort_locks_nothing(tmp_path: Path, programme: Programme) -> None:
    """A new cohort may have a new promise; so may one whose answers say nothing of a promise, or
    something that is no stamp.
    """
    header = [
        "participant_id",
        "cohort",
        "role",
        "questionnaire",
        "version",
        "item",
        "answer",
        "promise",
    ]
    person = ["mentee", "closing", "3", "hours", "1"]
    rows = [
        ["a", "C0", *person, "1-c3207045c360f1bd"],
        ["b", "C1", *person, ""],
        ["c", "C1", *person, CANARY],
    ]
    (tmp_path / "data").mkdir()
    _file(tmp_path / "data", header, *rows, name="answers.csv")

    assert _import(_file(tmp_path, ["Hours"], ["2"]), programme, tmp_path / "data").written


def test_a_dry_run_writes_nothing(tmp_path: Path, programme: Programme) -> None:
    """Without being told to write, no file is made, not even a key."""
    file = _file(tmp_path, [MET], ["I met ALL my goals"])
    imported = _import(file, programme, tmp_path / "data", write=False)

    assert imported.accepted == 1
    assert list(tmp_path.rglob("*")) == [file]
    assert (
        imported.sentences(load_language("en"))[-1]
        == "Nothing is written yet. Add --yes to write the answers."
    )


def test_an_import_that_fails_writes_nothing(tmp_path: Path, programme: Programme) -> None:
    """A file that cannot be used leaves no folder and no key behind."""
    file = _file(tmp_path, ["Something else"], ["1"])
    with pytest.raises(TableError):
        _import(file, programme, tmp_path / "data")

    assert list(tmp_path.rglob("*")) == [file]


def test_other_answers_stay_as_they_are(tmp_path: Path, programme: Programme) -> None:
    """Answers that were there before keep their rows, their columns and their text."""
    data = tmp_path / "data"
    data.mkdir()
    _file(
        data,
        ["participant_id", "pair_id", "questionnaire", "version", "item", "answer"],
        ["m1", "007", "closing", "1", "hours", "04"],
        name="answers.csv",
    )
    _import(_file(tmp_path, ["Hours"], ["9"]), programme, data)

    stored = pd.read_csv(data / "answers.csv", dtype=str)
    assert stored[["participant_id", "pair_id", "answer"]].iloc[0].tolist() == ["m1", "007", "04"]
    assert stored[["cohort", "role", "questionnaire", "version", "item", "answer"]].iloc[
        1
    ].tolist() == ["C1", "mentee", "closing", "3", "hours", "9"]


def test_a_write_that_breaks_leaves_the_old_answers(
    tmp_path: Path, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fails half-way the answers are the old ones, whole, and nothing lies beside
    them.
    """
    data = tmp_path / "data"
    _import(_file(tmp_path, ["Hours"], ["9"]), programme, data)
    before = (data / "answers.csv").read_bytes()
    more = _read(_file(tmp_path, ["Hours"], ["10"]), programme)

    def full(_descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_answers(more, data)

    assert (data / "answers.csv").read_bytes() == before
    assert [path.name for path in data.iterdir() if path.is_file()] == ["answers.csv"]


def test_answers_go_into_a_folder_of_answers(tmp_path: Path, programme: Programme) -> None:
    """A file in place of the folder, and a table that is not the answers, are refused and left
    alone.
    """
    export = _file(tmp_path, ["Hours"], ["9"])
    with pytest.raises(TableError, match="this is a file"):
        _import(export, programme, export)
    strange = _file(tmp_path, ["something"], ["1"], name="answers.csv")
    content = strange.read_bytes()
    with pytest.raises(TableError, match="no column participant_id"):
        _import(export, programme, tmp_path)
    assert strange.read_bytes() == content


def test_a_workbook_is_read_from_the_sheet_with_the_questions(
    tmp_path: Path, programme: Programme
) -> None:
    """Of a workbook the sheet with the most questions is read, real times and numbers included."""
    workbook = Workbook()
    workbook.active.append(["Pivot", "Hours"])
    sheet = workbook.create_sheet("Formulärsvar 1")
    sheet.append(["Tidstämpel", MET, "Hours"])
    sheet.append([pd.Timestamp("2026-05-03 14:03:22").to_pydatetime(), "I met ALL my goals", 4.0])
    workbook.save(tmp_path / "export.xlsx")
    imported = _read(tmp_path / "export.xlsx", programme)

    assert imported.answers[["submitted_at", "item", "answer"]].to_numpy().tolist() == [
        ["2026-05-03T14:03:22Z", "goals_met", "fully"],
        ["2026-05-03T14:03:22Z", "hours", "4"],
    ]


def test_two_options_with_one_text_are_refused(tmp_path: Path, programme: Programme) -> None:
    """A text that stands for two options would be counted for one of them by chance, so the
    questionnaire is refused.
    """
    twice = QUESTIONNAIRE.model_copy(
        update={
            "choices": {
                **QUESTIONNAIRE.choices,
                "met": QUESTIONNAIRE.choices["met"] + QUESTIONNAIRE.choices["topics"],
            }
        }
    )
    both = (
        *twice.choices["met"],
        twice.choices["topics"][0].model_copy(update={"name": "contracts"}),
    )
    unclear = twice.model_copy(update={"choices": {**twice.choices, "met": both}})
    with pytest.raises(
        ProgrammeError,
        match=r"closing\.toml, column choices\.met: the options contracts and law share a text",
    ):
        _read(
            _file(tmp_path, [MET], ["x"]), replace(programme, questionnaires={"closing": unclear})
        )


@pytest.mark.parametrize("folder", ["surveys/swea", "surveys/handledarforening"])
def test_shipped_questionnaires_can_be_told_apart(tmp_path: Path, folder: str) -> None:
    """In every shipped questionnaire no two options of a list share a text, and an export of its
    own wording is read whole.
    """
    shipped = load_programme(folder)
    for name, questionnaire in shipped.questionnaires.items():
        assert [
            shared
            for options in questionnaire.choices.values()
            for shared in OptionTexts(options).shared()
        ] == []
        for role in ("mentor", "mentee"):
            asked = [item for item in questionnaire.items if role in item.roles and item.choices]
            header = [next(iter((item.wording(role) or {}).values())) for item in asked]
            row = [next(iter(questionnaire.options(item)[0].label.values())) for item in asked]
            read = read_form(
                _file(tmp_path, header, row),
                shipped,
                questionnaire=name,
                role=role,
                cohort="C",
                key=KEY,
            )
            assert read.answers["item"].tolist() == [item.name for item in asked]
            assert read.answers["answer"].tolist() == [
                questionnaire.options(item)[0].name for item in asked
            ]


def test_an_unknown_questionnaire_names_the_known_ones(
    tmp_path: Path, programme: Programme
) -> None:
    """A questionnaire that the programme does not have is refused with the names of those it
    has.
    """
    with pytest.raises(TableError, match="no questionnaire exit; it has closing"):
        read_form(
            _file(tmp_path, [MET], ["x"]),
            programme,
            questionnaire="exit",
            role="mentee",
            cohort="C",
            key=KEY,
        )
