"""A cohort is released once, and no answer twice."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import ledgers
import pandas as pd
import pytest
from ledgers import answers, closed, pairs_of, register, rewrite, sha, three_cohorts
from releases import A8

from toolkit import files
from toolkit.errors import ClosingError, ReleaseError
from toolkit.release.chain import read_chain
from toolkit.release.fingerprints import fingerprint_cohort
from toolkit.release.ledger import (
    EarlierReleases,
    find_earlier_releases,
    freeze_release,
    is_closed,
    read_kept_release,
)
from toolkit.release.locations import (
    find_release_home,
    key_file,
    ledger_file,
    lock_file,
    read_or_make_key,
    release_files,
    release_path,
    release_slug,
)

KEY = b"k" * 32
CANARY = "kanariefagel"


@pytest.fixture
def home(tmp_path):
    """A data folder of which nothing was released yet."""
    return tmp_path


def lines_of(home):
    """Return the lines of the ledger."""
    return [json.loads(line) for line in ledger_file(home).read_text("utf-8").splitlines()]


# ---- what is kept --------------------------------------------------------------------------------


def test_the_first_release_is_kept(home):
    """What is frozen is what is read back, with its place in the ledger on its certificate and all
    else as it came from the gate.
    """
    assert read_kept_release(home, "swea", "A") is None
    release = closed(home, "A", range(8))

    assert release == read_kept_release(home, "swea", "A")
    assert replace(A8, cohort="A", certificate=release.certificate) == release
    assert (1, "") == (
        release.certificate["ledger"]["entry"],
        release.certificate["ledger"]["previous"],
    )
    assert {"key", "ledger.jsonl", "swea-A.json"} == {
        file.name for file in (home / "releases").iterdir()
    }


def test_what_a_line_holds(home):
    """A line says what was released, by whom, under which promise, and of how many people, pairs
    and forms.
    """
    release = replace(A8, closed_by="Eva", certificate={"promise": "1-0123456789abcdef"})
    entered = freeze_release(home, release, pairs_of(range(8), key=read_or_make_key(home)))
    [line] = lines_of(home)

    assert (1, "", "release", "swea", "A8") == tuple(
        line[name] for name in ("entry", "previous", "kind", "programme", "cohort")
    )
    assert ("2026-12-31", "Eva", "1-0123456789abcdef") == (
        line["closed_on"],
        line["closed_by"],
        line["promise"],
    )
    assert (entered.sha256, sha(line)) == (line["release"], line["sha256"])
    assert (16, 16, 8, 8) == tuple(
        len(line[name]) for name in ("people", "pairs", "forms", "moments")
    )


def test_each_line_and_each_copy_vouches_for_the_line_before(home):
    """The second line holds the hash of the first, and so does the certificate of the second
    release.
    """
    three_cohorts(home)
    first, second, third = lines_of(home)

    assert ("", sha(first), sha(second)) == (
        first["previous"],
        second["previous"],
        third["previous"],
    )
    assert {"entry": 2, "previous": sha(first)}.items() <= read_kept_release(
        home, "swea", "B"
    ).certificate["ledger"].items()


def test_a_certificate_vouches_for_its_own_line(home):
    """The hash on the certificate covers all of the line but what depends on the release itself."""
    release = closed(home, "A", range(8))
    [line] = lines_of(home)
    content = {name: value for name, value in line.items() if name not in ("release", "sha256")}

    assert sha(content) == release.certificate["ledger"]["content"]


def test_the_same_figures_give_the_first_release(home):
    """Closing again with the same figures gives back the first release, with the name of who closed
    it first, and adds no line.
    """
    first = closed(home, "A", range(8), by="Eva")
    closed(home, "B", range(8, 16))

    assert first == closed(home, "A", range(8), by="Somebody else")
    assert 2 == len(lines_of(home))


@pytest.mark.parametrize("lost", [False, True], ids=["the file is there", "the file is lost"])
def test_a_release_from_before_versions_were_told_is_the_same(home, lost):
    """A cohort that was closed when releases did not carry the versions of their questions is
    closed again with the same figures.
    """
    first, pairs = closed(home, "A", range(8)), pairs_of(range(8), key=read_or_make_key(home))
    if lost:
        release_path(home, "swea", "A").unlink()
    now = replace(A8, cohort="A", closed_on=first.closed_on, since={"process.works": 2})

    assert first == freeze_release(home, now, pairs)
    assert 1 == len(lines_of(home))


def test_another_version_of_a_question_makes_other_figures(home):
    """A release that carries a version is not the same with another one, nor with none."""
    members = pairs_of(range(8), key=read_or_make_key(home))
    made = replace(A8, cohort="A", since={"process.works": 2})
    freeze_release(home, made, members)

    for since in ({"process.works": 3}, {}):
        with pytest.raises(ClosingError, match="never recomputed"):
            freeze_release(home, replace(made, since=since), members)


@pytest.mark.parametrize("numbers", [range(9), range(7)], ids=["an answer more", "an answer less"])
def test_other_figures_are_refused(home, numbers):
    """Late answers and erasures make other figures: these are refused, and the first release
    stands, byte for byte.
    """
    closed(home, "A", range(8))
    before = {file: file.read_bytes() for file in (home / "releases").iterdir()}
    other = replace(A8, cohort="A", findings=A8.findings[1:])

    with pytest.raises(
        ClosingError,
        match=r"^the cohort A was closed on 2026-12-31 and its figures are never recomputed",
    ):
        freeze_release(home, other, pairs_of(numbers, key=read_or_make_key(home)))
    assert before == {file: file.read_bytes() for file in (home / "releases").iterdir()}


@pytest.mark.parametrize("cohort", ["2026/27", "../2026", "Höst 2026", "..", "a\u2028b"])
def test_a_cohort_stays_inside_its_folder(home, cohort):
    """Whatever a cohort is called, its release is a file in the folder of releases, and its entry
    one line.
    """
    closed(home, cohort, range(8))

    assert cohort == read_kept_release(home, "swea", cohort).cohort
    assert 3 == len(list((home / "releases").iterdir()))
    assert 1 == ledger_file(home).read_bytes().count(b"\n")


def test_no_two_cohorts_share_a_file(home):
    """A hyphen ends the programme only where it is the first: both releases are kept, and nothing
    changes for plain names.
    """
    for programme, cohort, start in (("swea", "x-A", 0), ("swea-x", "A", 8)):
        freeze_release(
            home,
            replace(A8, programme=programme, cohort=cohort),
            pairs_of(range(start, start + 8), key=read_or_make_key(home)),
        )

    assert ["swea%2Dx-A.json", "swea-x-A.json"] == [file.name for file in release_files(home)]
    assert ["x-A", "A"] == [
        read_kept_release(home, *name).cohort for name in (("swea", "x-A"), ("swea-x", "A"))
    ]
    assert ("swea-A8", "a+b_c-2026%2F27") == (
        release_slug("swea", "A8"),
        release_slug("a+b_c", "2026/27"),
    )


@pytest.mark.parametrize(("programme", "cohort"), [("swea", "a8"), ("Swea", "A8")])
def test_a_name_that_differs_in_the_size_of_letters_is_refused(home, programme, cohort):
    """On many computers both would be one file, so the second is refused before and when it is
    frozen; the first can be closed again.
    """
    closed(home, "A8", range(8))
    before = {file: file.read_bytes() for file in (home / "releases").iterdir()}
    members = pairs_of(range(8, 16), key=read_or_make_key(home))

    for step in (
        lambda: find_earlier_releases(home, programme, cohort, members),
        lambda: freeze_release(home, replace(A8, programme=programme, cohort=cohort), members),
    ):
        with pytest.raises(
            ClosingError,
            match=(
                rf"^{cohort} cannot be closed under this name: its release would lie in the file"
                r" of A8"
            ),
        ):
            step()
    assert "A8" == closed(home, "A8", range(8)).cohort
    assert before == {file: file.read_bytes() for file in (home / "releases").iterdir()}


@pytest.mark.parametrize("letter", ["x", "ö"])
def test_a_name_that_is_too_long_for_a_file_is_refused(home, letter):
    """The file of a cohort has 200 signs at most, of which each letter that is not ASCII takes
    six.
    """
    room = 200 - len("swea-.json")
    fits, too_long = (letter * (room // len(quote(letter)) + more) for more in (0, 1))
    members = pairs_of(range(8), key=read_or_make_key(home))

    with pytest.raises(
        ClosingError,
        match=(
            rf"^{too_long} cannot be closed under this name: it is too long for the name of a"
            r" file\."
        ),
    ):
        find_earlier_releases(home, "swea", too_long, members)
    assert not find_earlier_releases(home, "swea", fits, members).releases
    assert (
        fits == closed(home, fits, range(8)).cohort == read_kept_release(home, "swea", fits).cohort
    )


def test_whether_a_cohort_is_closed(home):
    """A cohort is closed when the ledger says so, of one programme at a time."""
    closed(home, "A", range(8))

    assert [True, False, False] == [
        is_closed(home, *name) for name in (("swea", "A"), ("shf", "A"), ("swea", "B"))
    ]


def test_where_the_releases_of_data_are_kept(tmp_path):
    """A folder keeps its own, a workbook in the folder beside it; a place that is not there is told
    by its own name.
    """
    (tmp_path / "book.xlsx").touch()

    assert (tmp_path, tmp_path / "book.data", tmp_path / "v1.2") == (
        find_release_home(tmp_path),
        find_release_home(tmp_path / "book.xlsx"),
        find_release_home(tmp_path / "v1.2"),
    )


# ---- the key -------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_kept_private(home):
    """The key has 32 bytes, stays the same, and is for the owner of the data alone."""
    key = read_or_make_key(home)

    assert (32, key) == (len(key), read_or_make_key(home))
    assert 0o600 == key_file(home).stat().st_mode & 0o777
    assert ["key"] == [file.name for file in (home / "releases").iterdir()]


def test_many_who_need_the_key_at_once_get_one(home):
    """The key that the first one made is the key of all."""
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(read_or_make_key(home))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [key_file(home).read_bytes()] * 8 == found


def test_a_lost_key_is_not_made_anew(home):
    """Under a new key nobody would be recognised, so the old one is asked for."""
    closed(home, "A", range(8))
    key_file(home).unlink()

    with pytest.raises(ReleaseError, match="the key that the ledger was written with is missing"):
        read_or_make_key(home)
    assert not key_file(home).exists()


def test_another_key_is_noticed(home):
    """Members under another key are not taken for strangers: nothing is recognised, so nothing is
    closed.
    """
    closed(home, "A", range(8))

    with pytest.raises(ReleaseError, match="mentoring-toolkit doctor"):
        find_earlier_releases(home, "swea", "B", pairs_of(range(8), key=KEY))


# ---- fingerprints --------------------------------------------------------------------------------


def test_the_ledger_holds_no_id_and_no_answer(home):
    """Ids appear as fingerprints of 128 bits, sorted, and answers not at all."""
    pairs = register(
        *((f"{CANARY}{n}", f"{CANARY}m{n}", f"{CANARY}e{n}", "2026-01-15") for n in range(8))
    )
    forms = answers(
        *((f"{CANARY}m{n}", f"{CANARY}{n}", "mentor", "2026-12-20 10:00:01") for n in range(8))
    ).assign(answer=CANARY)
    freeze_release(home, A8, fingerprint_cohort(pairs, forms, read_or_make_key(home)))
    [line] = lines_of(home)

    assert CANARY not in ledger_file(home).read_text("utf-8")
    for name in ("people", "pairs", "forms", "moments"):
        assert line[name] == sorted(set(line[name]))
        assert {32} == {len(mark) for mark in line[name]}


def test_fingerprints_need_the_key():
    """Under two keys the same people have nothing in common, and under one key everything."""
    ours, again, theirs = (pairs_of(range(8), key=key) for key in (KEY, KEY, b"x" * 32))

    assert (ours.people, ours.pairs, ours.forms, ours.moments, ours.key) == (
        again.people,
        again.pairs,
        again.forms,
        again.moments,
        again.key,
    )
    assert (
        ours.people.isdisjoint(theirs.people)
        and ours.forms.isdisjoint(theirs.forms)
        and ours.key != theirs.key
    )


def test_a_person_and_a_pair_of_one_name_have_nothing_in_common():
    """What a fingerprint is of is part of it."""
    members = fingerprint_cohort(
        register(("1", "1", "2", "2026-01-15")),
        answers(("1", "1", "mentor", "2026-12-20 10:00:01")),
        KEY,
    )

    assert 2 + 2 + 1 + 1 + 1 == len(
        members.people | members.pairs[0] | members.forms | members.moments | {members.key}
    )


def test_who_is_counted():
    """Everybody in the frame, whether a form came in or not; of a person who answered twice both
    forms; of a form with two answers one.
    """
    pairs = register(("p1", "m1", "e1", "2026-01-15"), ("p2", "m1", "e2", "2026-01-15"))
    first, second = (
        ("m1", "p1", "mentor", "2026-12-20 10:00:01"),
        (
            "m1",
            "p1",
            "mentor",
            "2026-12-21 10:00:01",
        ),
    )
    members = fingerprint_cohort(pairs, answers(first, first, second), KEY)

    assert (3, 2, 2, 2) == tuple(
        len(found) for found in (members.people, members.pairs, members.forms, members.moments)
    )


def test_answers_of_pairs_outside_the_frame_are_not_counted():
    """A pair that started after the closing day is no member, and neither are its forms."""
    members = fingerprint_cohort(
        register(("p1", "m1", "e1", "2026-01-15")),
        answers(("m9", "p9", "mentor", "2026-12-20 10:00:01")),
        KEY,
    )

    assert (2, 0) == (len(members.people), len(members.forms))


def test_a_form_without_a_time_is_counted():
    """A form without a time, or with a day only, is a form, but tells no moment."""
    members = fingerprint_cohort(
        None, answers(("f1", None, "mentee", None), ("f2", None, "mentee", "2026-12-20")), KEY
    )

    assert (2, 0, 2, 0) == tuple(
        len(found) for found in (members.people, members.pairs, members.forms, members.moments)
    )


# ---- what was counted before ---------------------------------------------------------------------


def test_nothing_before(home):
    """The first cohort has nothing before it, and asking writes nothing but the key."""
    assert EarlierReleases(0, False) == find_earlier_releases(
        home, "swea", "A", pairs_of(range(8), key=read_or_make_key(home))
    )
    assert ["key"] == [file.name for file in (home / "releases").iterdir()]


def test_earlier_releases_are_counted(home):
    """Other people were released before, in two cohorts."""
    closed(home, "A", range(8))
    closed(home, "B", range(8, 16))

    assert EarlierReleases(2, False) == find_earlier_releases(
        home, "swea", "C", pairs_of(range(16, 24), key=read_or_make_key(home))
    )


def test_a_closed_cohort_is_told_what_was_before_it(home):
    """Closing again finds what the first closing found, whatever was closed since."""
    three_cohorts(home)

    assert EarlierReleases(1, False) == find_earlier_releases(
        home, "swea", "B", pairs_of(range(8, 16), key=read_or_make_key(home))
    )


def test_a_person_may_be_in_two_cohorts(home):
    """A mentor who goes on with a new mentee is in two cohorts with different answers; that it is
    so is told.
    """
    closed(home, "A", range(8))
    members = fingerprint_cohort(
        register(("p9", "m1", "e9", "2027-01-15")),
        answers(("m1", "p9", "mentor", "2027-12-20 10:01:31")),
        read_or_make_key(home),
    )

    assert EarlierReleases(1, True) == find_earlier_releases(home, "swea", "B", members)
    assert (
        2 == freeze_release(home, replace(A8, cohort="B"), members).certificate["ledger"]["entry"]
    )


def test_two_who_go_on_as_a_new_pair(home):
    """The same two people who start anew with a pair of its own are no double count."""
    closed(home, "A", range(8))
    again = register(*((f"new{n}", f"m{n}", f"e{n}", "2027-01-15") for n in range(8)))

    assert EarlierReleases(1, True) == find_earlier_releases(
        home, "swea", "B", fingerprint_cohort(again, answers(), read_or_make_key(home))
    )


@pytest.mark.parametrize(
    "pairs",
    [
        register(("p7", "m7", "e7", "2026-01-15"), ("q1", "x1", "y1", "2026-01-15")),
        register(("renamed", "m7", "e7", "2026-01-15"), ("q1", "x1", "y1", "2026-01-15")),
        register(("p7", "m7b", "e7b", "2026-02-01"), ("q1", "x1", "y1", "2026-01-15")),
    ],
    ids=["the same", "another id", "other people"],
)
def test_a_pair_is_released_once(home, pairs):
    """A pair that was counted in another cohort is recognised by its id, and by its people and
    first day; it is said how many, not which.
    """
    closed(home, "A", range(8))
    members = fingerprint_cohort(pairs, answers(), read_or_make_key(home))

    with pytest.raises(
        ClosingError,
        match=r"^B cannot be closed, because pairs of it were counted in A already \(1 of 2\): ",
    ) as refused:
        find_earlier_releases(home, "swea", "B", members)
    assert not {"p7", "m7", "e7", "renamed"} & set(str(refused.value).replace(",", " ").split())
    with pytest.raises(ClosingError):
        freeze_release(home, replace(A8, cohort="B"), members)
    assert ["A"] == [line["cohort"] for line in lines_of(home)]


def test_another_name_for_the_programme_changes_nothing(home):
    """The same pairs under another programme are recognised too, and the programme is named."""
    closed(home, "A", range(8))

    with pytest.raises(
        ClosingError, match=r"pairs of it were counted in A \(swea\) already \(8 of 8\)"
    ):
        find_earlier_releases(home, "copy", "A", pairs_of(range(8), key=read_or_make_key(home)))


def test_every_earlier_cohort_is_named_at_once(home):
    """Pairs of two earlier cohorts are two faults."""
    closed(home, "A", range(8))
    closed(home, "B", range(8, 16))

    with pytest.raises(ClosingError) as refused:
        find_earlier_releases(
            home, "swea", "both", pairs_of(range(4, 12), key=read_or_make_key(home))
        )
    assert [("A", 4, 8), ("B", 4, 8)] == [
        (fault.values["earlier"], fault.values["n"], fault.values["all"])
        for fault in refused.value.faults
    ]


def export(times, *, prefix, role="mentee"):
    """Return the rows of a form export, whose people got ids of their own; times are seconds after
    ten o'clock.
    """
    return answers(
        *(
            (f"form_{prefix}{n}", None, role, f"2026-12-20 10:00:{second:02}")
            for n, second in enumerate(times)
        )
    )


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (range(5), range(6), True),  # five forms, then the same with one more
        (range(6), range(3, 9), True),  # three of six
        (range(7), range(4, 11), False),  # three of seven are fewer than half
        (range(20), range(17, 23), True),  # three are half of the smaller side
        (range(2), range(2), False),  # two may be chance
        (
            [1, 1, 1, 1],
            [1, 1, 1, 1],
            False,
        ),  # all in one second are one moment: somebody typed them in
    ],
)
def test_a_form_export_is_released_once(home, first, second, same):
    """The same rows imported under two cohorts have other people, and are recognised by their
    seconds.
    """
    freeze_release(
        home,
        replace(A8, cohort="A"),
        fingerprint_cohort(None, export(first, prefix="a"), read_or_make_key(home)),
    )
    members = fingerprint_cohort(None, export(second, prefix="b"), read_or_make_key(home))

    if same:
        with pytest.raises(
            ClosingError,
            match=r"^B cannot be closed, because forms of it were counted in A already: ",
        ):
            find_earlier_releases(home, "swea", "B", members)
    else:
        assert EarlierReleases(1, False) == find_earlier_releases(home, "swea", "B", members)


@pytest.mark.parametrize("away", ["-26:00", "-01:15", "01:00", "25:45"])
@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_the_same_times_by_another_clock_are_the_same_forms(home, away, role):
    """Whichever clock and role an export is imported with a second time, its forms are known."""
    freeze_release(
        home,
        replace(A8, cohort="A"),
        fingerprint_cohort(None, export(range(9), prefix="a"), read_or_make_key(home)),
    )
    again = export(range(9), prefix="b", role=role)
    shift = pd.Timedelta(f"{away.removeprefix('-')}:00") * (-1 if away.startswith("-") else 1)
    again = again.assign(submitted_at=again["submitted_at"] + shift)

    with pytest.raises(ClosingError, match="because forms of it were counted in A already"):
        find_earlier_releases(
            home, "swea", "B", fingerprint_cohort(None, again, read_or_make_key(home))
        )


@pytest.mark.parametrize("minutes", [26 * 60 + 15, 7, 24 * 60 * 7])
def test_other_times_are_other_forms(home, minutes):
    """Times that no clock on earth makes the same are of other people."""
    freeze_release(
        home,
        replace(A8, cohort="A"),
        fingerprint_cohort(None, export(range(9), prefix="a"), read_or_make_key(home)),
    )
    later = export(range(9), prefix="b")
    later = later.assign(submitted_at=later["submitted_at"] + pd.Timedelta(minutes=minutes))

    assert EarlierReleases(1, False) == find_earlier_releases(
        home, "swea", "B", fingerprint_cohort(None, later, read_or_make_key(home))
    )


def test_whole_minutes_are_compared_as_they_stand(home):
    """Times without seconds would fit those of other people on some clock: forms of a day, a minute
    each, are known at the same times, and not an hour later.
    """
    rows = [(f"a{n}", None, "mentee", f"2026-12-20 10:{n:02}:00") for n in range(0, 40, 3)]
    freeze_release(
        home,
        replace(A8, cohort="A"),
        fingerprint_cohort(None, answers(*rows), read_or_make_key(home)),
    )
    again = answers(*((f"b{n}", *row[1:]) for n, row in enumerate(rows)))
    later = again.assign(submitted_at=again["submitted_at"] + pd.Timedelta(hours=1))
    key = read_or_make_key(home)

    with pytest.raises(ClosingError, match="counted in A already"):
        find_earlier_releases(home, "swea", "B", fingerprint_cohort(None, again, key))
    assert EarlierReleases(1, False) == find_earlier_releases(
        home, "swea", "B", fingerprint_cohort(None, later, key)
    )


def test_days_are_no_moments(home):
    """Forms of which only the day is known are not taken for the same because they came in on the
    same days.
    """
    days = [f"2026-12-{day:02}" for day in range(1, 9)]
    freeze_release(
        home,
        replace(A8, cohort="A"),
        fingerprint_cohort(
            None,
            answers(*((f"a{day}", None, "mentee", day) for day in days)),
            read_or_make_key(home),
        ),
    )
    members = fingerprint_cohort(
        None, answers(*((f"b{day}", None, "mentee", day) for day in days)), read_or_make_key(home)
    )

    assert EarlierReleases(1, False) == find_earlier_releases(home, "swea", "B", members)


def test_a_single_form_is_recognised_by_its_person(home):
    """One form of the same person, role and time under another cohort is enough: somebody renamed
    the cohort of a row.
    """
    freeze_release(
        home,
        replace(A8, cohort="A"),
        fingerprint_cohort(None, export(range(9), prefix="a"), read_or_make_key(home)),
    )
    one = fingerprint_cohort(
        None, export([8], prefix="a8").assign(participant_id="form_a8"), read_or_make_key(home)
    )

    with pytest.raises(ClosingError, match="forms of it were counted in A already"):
        find_earlier_releases(home, "swea", "B", one)


def test_pairs_with_new_names_are_recognised_by_their_forms(home):
    """New ids for pairs and people and another first day do not help where the forms have their
    times.
    """
    closed(home, "A", range(8))
    pairs = register(*((f"q{n}", f"x{n}", f"y{n}", "2026-01-16") for n in range(8)))
    forms = answers(*((f"x{n}", f"q{n}", "mentor", f"2026-12-20 10:{n:02}:31") for n in range(8)))

    with pytest.raises(ClosingError, match="forms of it were counted in A already"):
        find_earlier_releases(
            home, "swea", "B", fingerprint_cohort(pairs, forms, read_or_make_key(home))
        )


def test_a_certificate_that_came_too_late(home):
    """If another cohort was closed while this one was counted, what its certificate says of earlier
    releases is no longer true.
    """
    certificate = {"earlier": {"releases": 0, "same_people": False}}
    closed(home, "A", range(8))

    with pytest.raises(
        ClosingError,
        match=r"^another cohort of these data was closed in the meantime\. Close B again\.$",
    ):
        freeze_release(
            home,
            replace(A8, cohort="B", certificate=certificate),
            pairs_of(range(8, 16), key=read_or_make_key(home)),
        )
    assert ["A"] == [line["cohort"] for line in lines_of(home)]


# ---- tampering -----------------------------------------------------------------------------------

TAMPERED = {
    "a figure and its hash": ledgers.changed_figure,
    "a figure": ledgers.changed_letter,
    "two files swapped": ledgers.swapped,
    "a file deleted": ledgers.deleted,
    "a file too many": ledgers.stray,
    "a fingerprint": lambda home: rewrite(home, ledgers.other_people),
    "a fingerprint and all hashes": lambda home: rewrite(home, ledgers.other_people, from_line=1),
    "the middle line removed": lambda home: rewrite(home, ledgers.without_middle),
    "the middle line removed and all hashes": lambda home: rewrite(
        home, ledgers.without_middle, from_line=1
    ),
    "lines turned round": lambda home: rewrite(home, ledgers.turned_round),
    "lines turned round and all hashes": lambda home: rewrite(
        home, ledgers.turned_round, from_line=1
    ),
    "a cohort entered twice": lambda home: rewrite(home, ledgers.entered_twice, from_line=3),
    "the ledger deleted": lambda home: ledger_file(home).unlink(),
    "the ledger emptied": lambda home: ledger_file(home).write_bytes(b""),
    "no ledger": lambda home: ledger_file(home).write_bytes(b"[]\n" * 3),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_what_was_tampered_with_is_not_trusted(home, tamper):
    """The release of B is not given out, B is not closed again, and the sentence says what to
    run.
    """
    three_cohorts(home)
    tamper(home)

    with pytest.raises(
        ReleaseError,
        match=(
            r"^the releases kept here are not what the ledger says, so nothing is closed\. .*:"
            r" mentoring-toolkit doctor "
        ),
    ):
        read_kept_release(home, "swea", "B")


@pytest.mark.parametrize(
    "tamper", [tamper for tamper in TAMPERED.values() if tamper is not ledgers.deleted]
)
def test_nothing_is_closed_where_something_was_tampered_with(home, tamper):
    """Another cohort is not added, and not even looked up: what was counted before cannot be
    told.
    """
    three_cohorts(home)
    members = pairs_of(range(24, 32), key=read_or_make_key(home))
    tamper(home)
    before = ledger_file(home).read_bytes() if ledger_file(home).exists() else None

    for step in (
        lambda: find_earlier_releases(home, "swea", "E", members),
        lambda: freeze_release(home, replace(A8, cohort="E"), members),
    ):
        with pytest.raises(ReleaseError, match="mentoring-toolkit doctor"):
            step()
    assert before == (ledger_file(home).read_bytes() if ledger_file(home).exists() else None)


def test_a_deleted_release_is_in_nobodys_way(home):
    """Its line still tells whom it counted: those are recognised, and others are closed."""
    closed(home, "A", range(8))
    release_path(home, "swea", "A").unlink()

    with pytest.raises(ClosingError, match="pairs of it were counted in A already"):
        closed(home, "B", range(8))
    assert 2 == closed(home, "C", range(8, 16)).certificate["ledger"]["entry"]


def test_a_deleted_release_is_put_back(home):
    """Whoever closes the cohort again with the same tables gets the release back, byte for byte,
    with the name of who closed it first.
    """
    closed(home, "A", range(8), by="Eva")
    closed(home, "B", range(8, 16))
    file = release_path(home, "swea", "A")
    before = file.read_bytes()
    file.unlink()

    assert "Eva" == closed(home, "A", range(8), by="Somebody else").closed_by
    assert before == file.read_bytes()
    assert 2 == len(lines_of(home))


def test_a_deleted_release_is_not_replaced_by_another(home):
    """With other figures nothing is put back, and a copy is asked for."""
    closed(home, "A", range(8))
    release_path(home, "swea", "A").unlink()

    with pytest.raises(
        ClosingError, match="is missing, and the tables no longer give the same figures"
    ):
        freeze_release(
            home,
            replace(A8, cohort="A", findings=A8.findings[1:]),
            pairs_of(range(8), key=read_or_make_key(home)),
        )
    assert not release_path(home, "swea", "A").exists()


# ---- crashes -------------------------------------------------------------------------------------


class PowerCutError(Exception):
    """The end of everything, in the middle of something."""


def cut_at(monkeypatch, owner, name, call):
    """Let the n-th call of a function of the system fail, and all later ones; return whether it was
    reached.
    """
    calls, real = [0], getattr(owner, name)

    def failing(*args):
        calls[0] += 1
        if calls[0] >= call:
            raise PowerCutError
        return real(*args)

    monkeypatch.setattr(owner, name, failing)


@pytest.mark.parametrize("before", [0, 1], ids=["first cohort", "second cohort"])
@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [(os, "fsync", n) for n in range(1, 6)] + [(Path, "replace", n) for n in range(1, 3)],
)
def test_a_crash_anywhere_is_mended_by_the_next_closing(
    home, monkeypatch, before, owner, name, call
):
    """Wherever the power goes, the next closing by anybody gives one release, one line, and no
    leftover.
    """
    for n in range(before):
        closed(home, f"before{n}", range(50 + 8 * n, 58 + 8 * n))
    read_or_make_key(home)
    with monkeypatch.context() as patched:
        cut_at(patched, owner, name, call)
        with pytest.raises(PowerCutError):
            closed(home, "A", range(8), by="Eva")
    committed = is_closed(home, "swea", "A")
    release = closed(home, "A", range(8), by="Somebody else")

    assert ("Eva" if committed else "Somebody else") == release.closed_by
    assert release == read_kept_release(home, "swea", "A")
    assert before + 1 == len(lines_of(home)) == release.certificate["ledger"]["entry"]
    assert before + 3 == len(list((home / "releases").iterdir()))


@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [(os, "fsync", n) for n in range(1, 6)] + [(Path, "replace", n) for n in range(1, 3)],
)
def test_a_crash_is_in_nobodys_way(home, monkeypatch, owner, name, call):
    """After a crash in A the cohort B is closed as if nothing had happened, and A after it."""
    read_or_make_key(home)
    with monkeypatch.context() as patched:
        cut_at(patched, owner, name, call)
        with pytest.raises(PowerCutError):
            closed(home, "A", range(8))
    closed(home, "B", range(8, 16))
    closed(home, "A", range(8))

    assert {"A", "B"} == {line["cohort"] for line in lines_of(home)}
    assert None not in (read_kept_release(home, "swea", "A"), read_kept_release(home, "swea", "B"))


def test_a_crash_after_the_line_does_not_let_other_figures_in(home, monkeypatch):
    """The line is the release: once it is there, other figures are refused though the file never
    came.
    """
    read_or_make_key(home)
    with monkeypatch.context() as patched:
        cut_at(
            patched, Path, "replace", 2
        )  # the first puts the draft together, the second puts it in place
        with pytest.raises(PowerCutError):
            closed(home, "A", range(8))
    assert not release_path(home, "swea", "A").exists()

    with pytest.raises(ClosingError, match="never recomputed"):
        freeze_release(
            home,
            replace(A8, cohort="A", findings=A8.findings[1:]),
            pairs_of(range(8), key=read_or_make_key(home)),
        )
    assert replace(A8, cohort="A").findings == read_kept_release(home, "swea", "A").findings


@pytest.mark.parametrize("left", [1, 0.5, 0.999, "zeros", "rubbish", "no end"])
def test_a_line_torn_in_the_middle_is_overwritten(home, left):
    """A last line that was never finished was never acknowledged: it is not counted, and the next
    entry stands in its place.
    """
    closed(home, "A", range(8))
    whole = ledger_file(home).read_bytes()
    closed(home, "B", range(8, 16))
    release_path(home, "swea", "B").unlink()
    second = ledger_file(home).read_bytes()[len(whole) :]
    torn = {
        "zeros": b"\0" * 4096,
        "rubbish": b'{"entry":2' + b"\0" * 80 + b"}\n",
        "no end": second[:-1],
    }
    ledger_file(home).write_bytes(
        whole
        + (torn[left] if left in torn else second[: int(len(second) * left) if left != 1 else 1])
    )

    assert ["A"] == [entry.cohort for entry in read_chain(home).entries]
    assert read_kept_release(home, "swea", "A")
    closed(home, "C", range(16, 24))
    assert whole == ledger_file(home).read_bytes()[: len(whole)]
    assert [("A", 1), ("C", 2)] == [(line["cohort"], line["entry"]) for line in lines_of(home)]


def test_a_line_torn_by_hand_is_noticed(home):
    """If its release is there, the line was acknowledged, and nobody but a person can have torn
    it.
    """
    closed(home, "A", range(8))
    ledger_file(home).write_bytes(ledger_file(home).read_bytes()[:-1])

    with pytest.raises(ReleaseError, match="mentoring-toolkit doctor"):
        closed(home, "B", range(8, 16))


# ---- one writer at a time ------------------------------------------------------------------------


def test_a_lock_that_was_left_behind_is_named(home, monkeypatch):
    """Whoever waits in vain is told which file to remove; it is not removed for them."""
    monkeypatch.setattr(files, "LOCK_TIMEOUT_SECONDS", 0.05)
    key = read_or_make_key(home)
    lock_file(home).touch()

    with pytest.raises(ClosingError) as refused:
        freeze_release(home, A8, pairs_of(range(8), key=key))
    assert str(refused.value).startswith(f"{lock_file(home)}: somebody else is writing here.")
    assert lock_file(home).exists() and not ledger_file(home).exists()


def test_whoever_waits_gets_their_turn(home):
    """A closing waits for the one before it."""
    key = read_or_make_key(home)
    lock_file(home).touch()
    timer = threading.Timer(0.2, lock_file(home).unlink)
    timer.start()

    assert 1 == freeze_release(home, A8, pairs_of(range(8), key=key)).certificate["ledger"]["entry"]
    timer.join()
    assert not lock_file(home).exists()


CLOSER = """
import sys
from pathlib import Path
from ledgers import closed
from toolkit.errors import ClosingError
home, cohort, first, by = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
print("ready", flush=True)
sys.stdin.readline()
try:
    print(closed(home, cohort, range(first, first + 8), by=by).sha256)
except ClosingError as error:
    print(error)
"""


def at_once(home, *closings):
    """Close cohorts in processes of their own that start together, and return what each said."""
    command = [sys.executable, "-W", "error", "-c", CLOSER, str(home)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            (str(Path(__file__).parent), str(Path(__file__).parent.parent))
        ),
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": environment}
    processes = [
        subprocess.Popen([*command, cohort, str(first), by], **pipes)
        for cohort, first, by in closings
    ]
    for process in processes:
        assert "ready\n" == process.stdout.readline()
    return [process.communicate("go\n")[0].strip() for process in processes]


@pytest.mark.slow
def test_two_people_close_one_cohort_at_once(home):
    """Both get the same release, and it is entered once."""
    first, second = at_once(home, ("A", 0, "Eva"), ("A", 0, "Adam"))

    assert first == second == read_kept_release(home, "swea", "A").sha256
    assert 1 == len(lines_of(home))


@pytest.mark.slow
def test_cohorts_that_are_closed_at_once_follow_each_other(home):
    """Four cohorts closed at the same moment get four lines, each of which follows from the one
    before.
    """
    said = at_once(home, *((cohort, 8 * n, "") for n, cohort in enumerate("ABCD")))

    assert (
        set(said)
        == {read_kept_release(home, "swea", cohort).sha256 for cohort in "ABCD"}
        == {line["release"] for line in lines_of(home)}
    )
    assert [1, 2, 3, 4] == [line["entry"] for line in lines_of(home)]


@pytest.mark.slow
def test_the_same_pairs_closed_at_once_under_two_names(home):
    """One name wins, the other is refused, though neither was there when the other looked."""
    said = at_once(home, ("A", 0, ""), ("B", 0, ""))

    assert 1 == sum("were counted in" in text for text in said)
    assert 1 == len(lines_of(home))
