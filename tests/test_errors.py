"""Faults that a person can mend."""

from toolkit.errors import Fault, TableError
from toolkit.i18n import load_language


def test_a_fault_says_where():
    """File, row and column stand before the rule."""
    fault = Fault(
        "must be {low} to {high}.", {"low": 0, "high": 600}, "meetings.csv", 14, "minutes"
    )

    assert "meetings.csv, row 14, column minutes: must be 0 to 600." == fault.sentence()


def test_a_fault_in_swedish():
    """The place is said in the reader's language."""
    assert "meetings.csv, rad 14, kolumn minutes: trasig" == Fault(
        "trasig", {}, "meetings.csv", 14, "minutes"
    ).sentence(load_language("sv").gettext)


def test_a_sheet_in_swedish():
    """The sheet of a workbook is said in the reader's language too."""
    fault = Fault("trasig", {}, "book.xlsx, sheet pairs", 2)

    assert ("book.xlsx, sheet pairs, row 2: trasig", "book.xlsx, blad pairs, rad 2: trasig") == (
        fault.sentence(),
        fault.sentence(load_language("sv").gettext),
    )


def test_a_fault_is_one_line():
    """A line break in a value does not break the line."""
    assert "closing.toml: bad thing" == Fault("bad\nthing", file="closing.toml").sentence()


def test_all_faults_of_an_error():
    """An error holds every fault, a line each."""
    assert "one\ntwo" == str(TableError([Fault("one"), Fault("two")]))
