"""The doctor finds whatever was done to what is kept, and changes nothing."""

import json
from dataclasses import replace
from pathlib import Path

import ledgers
import pytest
from ledgers import closed, pairs_of, rewrite, three_cohorts
from releases import A8

from toolkit.data import integrity
from toolkit.data.integrity import check_integrity
from toolkit.files import draft_path
from toolkit.release import chain
from toolkit.release.ledger import freeze_release
from toolkit.release.locations import (
    key_file,
    ledger_file,
    lock_file,
    read_or_make_key,
    release_path,
)


@pytest.fixture
def home(tmp_path):
    """A data folder of three closed cohorts."""
    folder = tmp_path / "data"
    three_cohorts(folder)
    return folder


@pytest.fixture
def copies(home, tmp_path):
    """Copies of the three releases, as they were handed out."""
    for cohort in "ABC":
        (tmp_path / f"{cohort}.json").write_bytes(release_path(home, "swea", cohort).read_bytes())
    return [tmp_path / f"{cohort}.json" for cohort in "ABC"]


def found(home, copies=()):
    """Return each fault: file, row, message."""
    return [
        (Path(fault.file).name, fault.row, fault.message)
        for fault in check_integrity(home, copies).faults
    ]


def test_all_is_well(home, copies):
    """Three releases and three copies in order; nothing is written."""
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}

    assert (3, ()) == (check_integrity(home, copies).releases, check_integrity(home, copies).faults)
    assert before == {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}


def test_a_folder_of_which_nothing_was_released(tmp_path):
    """No release is in order too, and nothing is made."""
    assert (0, ()) == (check_integrity(tmp_path).releases, check_integrity(tmp_path).faults)
    assert [] == list(tmp_path.iterdir())


def test_a_folder_that_is_not_there(tmp_path):
    """A slip of the pen is not taken for an empty folder."""
    assert [("nowhere", None, integrity.NOT_THERE)] == found(tmp_path / "nowhere")


def test_a_workbook_has_its_ledger_beside_it(home, tmp_path):
    """The workbook's name is enough."""
    home.rename(tmp_path / "book.data")
    (tmp_path / "book.xlsx").touch()

    assert 3 == check_integrity(tmp_path / "book.xlsx").releases


TAMPERED = {
    "a figure and its hash": (ledgers.changed_figure, [("swea-B.json", None, integrity.EXCHANGED)]),
    "a figure": (
        ledgers.changed_letter,
        [
            (
                "swea-B.json",
                None,
                "the release was changed after it was published. Fetch the original.",
            )
        ],
    ),
    "two files swapped": (
        ledgers.swapped,
        [("swea-A.json", None, integrity.EXCHANGED), ("swea-B.json", None, integrity.EXCHANGED)],
    ),
    "a file deleted": (ledgers.deleted, [("swea-B.json", None, integrity.FILE_MISSING)]),
    "a file too many": (ledgers.stray, [("swea-D.json", None, integrity.NOT_ENTERED)]),
    "a fingerprint": (
        lambda home: rewrite(home, ledgers.other_people),
        [("ledger.jsonl", 2, chain.ALTERED)],
    ),
    "a fingerprint and all hashes": (
        lambda home: rewrite(home, ledgers.other_people, from_line=1),
        [
            ("swea-B.json", None, integrity.LEDGER_REWRITTEN),
            ("swea-C.json", None, integrity.LEDGER_REWRITTEN),
        ],
    ),
    "the middle line removed": (
        lambda home: rewrite(home, ledgers.without_middle),
        [("ledger.jsonl", 2, chain.CHAIN_BROKEN), ("swea-B.json", None, integrity.NOT_ENTERED)],
    ),
    "the middle line removed and all hashes": (
        lambda home: rewrite(home, ledgers.without_middle, from_line=1),
        [
            ("swea-C.json", None, integrity.LEDGER_REWRITTEN),
            ("swea-B.json", None, integrity.NOT_ENTERED),
        ],
    ),
    "lines turned round": (
        lambda home: rewrite(home, ledgers.turned_round),
        [("ledger.jsonl", 2, chain.CHAIN_BROKEN), ("ledger.jsonl", 3, chain.CHAIN_BROKEN)],
    ),
    "lines turned round and all hashes": (
        lambda home: rewrite(home, ledgers.turned_round, from_line=1),
        [
            ("swea-C.json", None, integrity.LEDGER_REWRITTEN),
            ("swea-B.json", None, integrity.LEDGER_REWRITTEN),
        ],
    ),
    "a cohort entered twice": (
        lambda home: rewrite(home, ledgers.entered_twice, from_line=3),
        [("ledger.jsonl", 4, chain.COHORT_ENTERED_TWICE)],
    ),
    "the last line cut off": (
        lambda home: rewrite(home, ledgers.without_tail),
        [("swea-C.json", None, integrity.NOT_ENTERED)],
    ),
    "rubbish": (
        lambda home: ledger_file(home).write_bytes(b"[]\n" + ledger_file(home).read_bytes()),
        [("ledger.jsonl", 1, chain.ENTRY_UNREADABLE)],
    ),
    "the key lost": (lambda home: key_file(home).unlink(), [("key", None, integrity.KEY_MISSING)]),
    "another key": (
        lambda home: key_file(home).write_bytes(b"x" * 32),
        [("key", None, integrity.KEY_REPLACED)],
    ),
    "the ledger deleted": (
        lambda home: ledger_file(home).unlink(),
        [(f"swea-{cohort}.json", None, integrity.NOT_ENTERED) for cohort in "ABC"],
    ),
}


@pytest.mark.parametrize(("tamper", "expected"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_tampered_with_is_found(home, tamper, expected):
    """Each tampering is told by file, and in the ledger by line."""
    tamper(home)

    assert expected == found(home)


def test_what_was_added_to_a_release_is_found(home):
    """A word that stands beside the figures, outside what the hash covers, is not let pass."""
    file = release_path(home, "swea", "B")
    file.write_text(
        json.dumps({**json.loads(file.read_text("utf-8")), "note": "All were pleased."}), "utf-8"
    )

    assert [
        ("swea-B.json", None, "the release was changed after it was published. Fetch the original.")
    ] == found(home)


def test_everything_is_found_at_once(home):
    """A stray, a missing file and a lost key are three faults."""
    ledgers.stray(home)
    ledgers.deleted(home)
    key_file(home).unlink()

    assert ["key", "swea-B.json", "swea-D.json"] == [file for file, _, _ in found(home)]


def test_a_line_broken_off_is_told(home):
    """A line that a crash tore is harmless, and told, because somebody may have torn it."""
    with ledger_file(home).open("ab") as ledger:
        ledger.write(b'{"entry":4,"prev')

    assert [("ledger.jsonl", None, integrity.LINE_TORN)] == found(home)
    closed(home, "D", range(40, 48))
    assert [] == found(home)


def test_a_file_that_a_crash_kept_back_is_told(home):
    """A line without its file is told, and mended by closing again."""
    file = release_path(home, "swea", "C")
    file.replace(draft_path(file))

    assert [("swea-C.json", None, integrity.FILE_MISSING)] == found(home)
    closed(home, "C", range(16, 24))
    assert [] == found(home)


def test_a_lock_left_behind_is_told(home):
    """The file that keeps others from writing is named with its folder."""
    lock_file(home).touch()

    assert [str(lock_file(home))] == [fault.file for fault in check_integrity(home).faults]


# ---- copies that were handed out -----------------------------------------------------------------


def test_a_tail_cut_off_with_its_release_is_told_by_a_copy(home, copies):
    """Without the copy all looks well; the copy of the release that is gone is not in the
    ledger.
    """
    rewrite(home, ledgers.without_tail)
    release_path(home, "swea", "C").unlink()

    assert [] == found(home) == found(home, copies[:2])
    assert [("C.json", None, integrity.UNKNOWN_COPY)] == found(home, copies)


def test_a_ledger_written_anew_is_told_by_a_copy(home, copies):
    """Somebody starts from nothing with other people and the same figures: each release differs
    from its copy.
    """
    for file in (home / "releases").iterdir():
        file.unlink()
    for cohort, start in (("A", 100), ("B", 108), ("C", 116)):
        closed(home, cohort, range(start, start + 8))

    assert [] == found(home)
    assert [(f"{cohort}.json", None, integrity.OTHER_COPY) for cohort in "ABC"] == found(
        home, copies
    )


def test_a_line_rewritten_for_good_is_told_by_a_later_copy(home, copies):
    """Somebody rewrites the lines of B and C and makes their releases fit again: the copies of both
    tell, that of A does not.
    """
    rewrite(home, ledgers.other_people, from_line=1)
    lines = [json.loads(line) for line in ledger_file(home).read_text("utf-8").splitlines()]
    for at, line in enumerate(lines[1:], start=1):
        content = {name: value for name, value in line.items() if name not in ("release", "sha256")}
        mark = {"entry": at + 1, "previous": lines[at - 1]["sha256"]}
        line.update(previous=mark["previous"])
        content.update(previous=mark["previous"])
        release = replace(
            A8,
            cohort=line["cohort"],
            certificate={"ledger": {**mark, "content": ledgers.sha(content)}},
        )
        release.save(release_path(home, "swea", line["cohort"]))
        line["release"] = release.sha256
        line["sha256"] = ledgers.sha(line)
    ledger_file(home).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")

    assert [] == found(home) == found(home, copies[:1])
    assert [
        ("B.json", None, integrity.OTHER_COPY),
        ("C.json", None, integrity.OTHER_COPY),
    ] == found(home, copies)


def test_hashes_made_to_fit_are_told_by_a_copy(home, copies):
    """A copy vouches for its own line too, so that a last line is not rewritten unseen even where
    the release is gone.
    """
    rewrite(
        home,
        lambda lines: [*lines[:2], {**lines[2], "people": lines[2]["people"][1:]}],
        from_line=2,
    )

    assert ("C.json", None, integrity.LEDGER_REWRITTEN) in found(home, copies)


def test_copies_that_cannot_be_read_or_are_of_other_data(home, copies, tmp_path):
    """A copy that was changed, one that is not there and one of other data are told by their full
    names.
    """
    copies[0].write_text(
        copies[0].read_text("utf-8").replace('"min_base": 5', '"min_base": 4'), "utf-8"
    )
    other = freeze_release(
        tmp_path / "other",
        replace(A8, cohort="Z"),
        pairs_of(range(8), key=read_or_make_key(tmp_path / "other")),
    ).save(tmp_path / "other.json")

    given = [copies[0], tmp_path / "none.json", other]
    assert [str(copy) for copy in given] == [
        fault.file for fault in check_integrity(home, given).faults
    ]
