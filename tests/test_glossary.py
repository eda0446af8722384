"""The glossary is a set of whole tables, and every word has an owner."""

from collections import Counter
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
TABLES = [
    [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    for is_row, lines in groupby(LINES, key=lambda line: line.startswith("|"))
    if is_row
]


def test_every_row_fills_its_table():
    """A row has as many cells as the head of its table, and none of them is empty."""
    assert [
        ["word", "Swedish", "meaning", "package"],
        ["finding", "views", "of", "favourable"],
    ] == [table[0] for table in TABLES]
    assert [] == [
        row for table in TABLES for row in table if len(row) != len(table[0]) or not all(row)
    ]


def test_no_word_is_explained_twice():
    """Every word and every finding stands in one row."""
    assert [] == [
        word for table in TABLES for word, n in Counter(row[0] for row in table).items() if n > 1
    ]


def test_a_finding_has_a_name_in_code_and_a_word_has_none():
    """What stands in the table of findings is a finding: ``goals.met``, not a word."""
    words, findings = ([row[0] for row in table[2:]] for table in TABLES)

    assert [] == [word for word in words if "`" in word]
    assert [] == [finding for finding in findings if not finding.startswith("`")]


def test_every_word_has_a_package_that_exists():
    """The owner of a word is a package under ``toolkit/``."""
    owners = [row[3].strip("`") for row in TABLES[0][2:]]

    assert 60 < len(owners)
    assert [] == [
        owner for owner in owners if not (ROOT / "toolkit" / owner / "__init__.py").exists()
    ]
