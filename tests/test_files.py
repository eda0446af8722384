"""Files that appear whole or not at all, and survive a power cut once they are there."""

import os
import stat
import threading

import pytest

from toolkit import files
from toolkit.errors import ClosingError
from toolkit.files import draft_path, replace_when_whole, write_whole, writer_lock


class FullError(OSError):
    """No space is left."""


def names_in(folder):
    """Return the names in a folder, hidden ones too."""
    return [each.name for each in folder.iterdir()]


@pytest.fixture
def synced(monkeypatch):
    """Return what was forced to the disk, by inode and in this order, with what each held."""
    seen, real = [], os.fsync

    def noting(number):
        seen.append(os.fstat(number).st_ino)
        real(number)

    monkeypatch.setattr(os, "fsync", noting)
    return seen


@pytest.mark.parametrize("content", ["å\n", "å\n".encode()], ids=["text", "bytes"])
def test_a_file_is_replaced_by_a_whole_one(tmp_path, content, synced):
    """The new content stands in place of the old, on the disk before its name is."""
    (tmp_path / "a.json").write_text("old")
    written = write_whole(tmp_path / "a.json", content)

    assert tmp_path / "a.json" == written
    assert "å\n".encode() == written.read_bytes()
    assert [written.stat().st_ino, tmp_path.stat().st_ino] == synced
    assert ["a.json"] == names_in(tmp_path)


def test_what_fails_leaves_the_old_file(tmp_path, monkeypatch):
    """A full disk leaves the file that was there, and no draft."""
    (tmp_path / "a.json").write_text("old")

    def full(_number):
        raise FullError

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FullError):
        write_whole(tmp_path / "a.json", "new")

    assert "old" == (tmp_path / "a.json").read_text()
    assert ["a.json"] == names_in(tmp_path)


def test_what_a_crash_left_is_in_nobodys_way(tmp_path):
    """A draft of before is written anew, whether it was a file or a folder."""
    draft_path(tmp_path / "a").mkdir()
    (draft_path(tmp_path / "a") / "half").write_text("half")
    draft_path(tmp_path / "b").write_text("much longer than what comes")
    write_whole(tmp_path / "a", "whole")
    write_whole(tmp_path / "b", "whole")

    assert {"a": "whole", "b": "whole"} == {
        each.name: each.read_text() for each in tmp_path.iterdir()
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such bits")
def test_a_private_file_is_never_open_to_others(tmp_path):
    """It is nobody else's from its first byte on."""
    with replace_when_whole(tmp_path / "key", private=True) as draft:
        assert 0o600 == stat.S_IMODE(draft.stat().st_mode)
        draft.write_bytes(b"secret")

    assert 0o600 == stat.S_IMODE((tmp_path / "key").stat().st_mode)


def test_a_folder_appears_with_all_that_is_in_it(tmp_path, synced):
    """Every file of it and every folder is on the disk before it gets its name."""
    with replace_when_whole(tmp_path / "out") as draft:
        (draft / "inner").mkdir(parents=True)
        (draft / "inner" / "mail").write_text("Hej")
        assert not (tmp_path / "out").exists()

    out = tmp_path / "out"
    assert "Hej" == (out / "inner" / "mail").read_text()
    assert {each.stat().st_ino for each in (out, out / "inner", out / "inner" / "mail")} == set(
        synced[:-1]
    )
    assert tmp_path.stat().st_ino == synced[-1]


def test_half_a_folder_is_removed(tmp_path):
    """Nothing is left of a folder that could not be made."""

    def fill_disk():
        with replace_when_whole(tmp_path / "out") as draft:
            draft.mkdir()
            (draft / "mail").write_text("Hej")
            raise FullError

    with pytest.raises(FullError):
        fill_disk()

    assert [] == names_in(tmp_path)


def test_a_lock_is_held_from_reading_to_writing(tmp_path):
    """Eight who add a line each to one file lose none, because each reads what the last wrote."""
    file, lock = tmp_path / "lines", tmp_path / "lock"
    file.write_text("")

    def add(line):
        with replace_when_whole(file, lock=lock) as draft:
            draft.write_text(f"{file.read_text()}{line}\n")

    adding = [threading.Thread(target=add, args=(line,)) for line in range(8)]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()

    assert [*map(str, range(8))] == sorted(file.read_text().split())
    assert ["lines"] == names_in(tmp_path)


def test_whoever_waits_too_long_is_told(tmp_path, monkeypatch):
    """Nothing is written where somebody else holds the lock."""
    monkeypatch.setattr(files, "LOCK_TIMEOUT_SECONDS", 0.05)
    with (
        writer_lock(tmp_path / "lock"),
        pytest.raises(ClosingError, match="somebody else is writing"),
        replace_when_whole(tmp_path / "a", lock=tmp_path / "lock"),
    ):
        pytest.fail("the lock was not asked for")

    assert [] == names_in(tmp_path)
