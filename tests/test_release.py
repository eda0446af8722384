"""The release: frozen, hashed, read back as it was written."""

import json
from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from toolkit.errors import ReleaseError
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding, Release, read_release

SHOWN = Finding(
    "process.works",
    "mentor",
    "shown",
    8,
    6,
    PublishedCount.parse(5),
    (0.625, 0.875),
    {"5": 5, "2": 1, "no_answer": 2},
)
HIDDEN = Finding("goals.met", "mentee", "hidden")


def release(**changes):
    """Return a release with one figure shown and one hidden."""
    texts = {
        "sv": {"process.works": "Fungerade processen?"},
        "en": {"process.works": "Did the process work?"},
    }
    usual = {
        "programme": "swea",
        "cohort": "A8",
        "closed_on": date(2026, 12, 31),
        "promise": "counts",
        "min_base": 5,
    }
    usual |= {
        "frame": {"pairs": 8, "mentor": 8, "mentee": 8},
        "findings": (SHOWN, HIDDEN),
        "languages": ("sv", "en"),
        "texts": texts,
    }
    return Release(**{**usual, "codebook": {"process.works": {"5": "favourable"}}, **changes})


def test_a_release_reads_back_as_it_was_written(tmp_path):
    """Nothing is lost between writing and reading."""
    assert release() == read_release(release().save(tmp_path / "release.json"))


def test_a_hidden_finding_carries_no_figure():
    """Only its name, its view and the mark are written."""
    assert {"id": "goals.met", "view": "mentee", "status": "hidden"} == release().to_dict()[
        "findings"
    ][1]


@pytest.mark.parametrize(
    "change",
    [
        {"inputs": {"answers": {"rows": 1}}},
        {"closed_by": "Eva"},
        {"cohort": "B"},
        {"findings": (SHOWN,)},
        {"certificate": {"rule": 1}},
    ],
)
def test_the_hash_covers_the_content(change):
    """Any change of content changes the hash."""
    assert release().sha256 != replace(release(), **change).sha256


def test_the_hash_leaves_out_what_differs_between_machines():
    """The version of the toolkit and the seconds that a proof took are not content."""
    assert (
        release().sha256
        == replace(release(), made_with="mentoring-toolkit 9", certificate={"seconds": 3}).sha256
    )


def test_every_release_there_is_keeps_its_hash(tmp_path):
    """Without a question of a new meaning nothing of versions is written: this hash was made before
    releases knew of them.
    """
    kept = release().save(tmp_path / "release.json")

    assert (
        "7386863999085eddc2a07671b0a54a2109f9ca9af18fd727ac940bfbf7e1e3e8"
        == read_release(kept).sha256
    )
    assert "since" not in json.loads(kept.read_text("utf-8"))


def test_the_version_of_a_new_meaning_is_written_and_hashed(tmp_path):
    """A question that means something else from version 2 on says so in the file and in the hash;
    every other stands from version 1.
    """
    renewed = release(since={"process.works": 2})

    assert renewed == read_release(renewed.save(tmp_path / "release.json"))
    assert {"process.works": 2} == renewed.to_dict()["since"]
    assert renewed.sha256 != release().sha256
    assert [2, 2, 1] == [
        renewed.asked_since(id) for id in ("process.works", "process.sides", "goals.met")
    ]


def test_a_changed_file_is_refused(tmp_path):
    """A release whose figures were altered does not fit its hash."""
    file = release().save(tmp_path / "release.json")
    changed = json.loads(file.read_text("utf-8"))
    changed["findings"][0]["favourable"] = 6
    file.write_text(json.dumps(changed), "utf-8")

    with pytest.raises(
        ReleaseError, match=r"release\.json: the release was changed after it was published"
    ):
        read_release(file)


def test_a_release_with_anything_more_is_refused(tmp_path):
    """What no release holds was put there later, though the hash still fits."""
    file = tmp_path / "release.json"
    file.write_text(json.dumps({**release().to_dict(), "note": "All were pleased."}), "utf-8")

    with pytest.raises(
        ReleaseError, match=r"release\.json: the release was changed after it was published"
    ):
        read_release(file)


@pytest.mark.parametrize(
    "change",
    [
        {"findings": [{"id": "process.works", "view": "mentor", "status": "secret"}]},
        {
            "findings": [
                {"id": "process.works", "view": "mentor", "status": "hidden", "favourable": 3}
            ]
        },
        *(
            {"findings": [{**SHOWN.to_dict(), "favourable": told}]}
            for told in ("5", "5-5", "<=05", -5, True, [5])
        ),
        {"languages": []},
        {"languages": ["xx"]},
        {"frame": [8]},
        {"texts": []},
        {"certificate": [1]},
        {"since": {}},
        {"since": [1]},
        {"since": {"process.works": "2"}},
        {"since": {"process.works": 1}},
        {"since": {"somebody": 2}},
        {"schema": True},
        {"schema": 1.0},
    ],
)
def test_a_release_of_another_shape_is_refused(tmp_path, change):
    """A file that cannot be a release is refused on one line, whatever hash it bears."""
    file = tmp_path / "release.json"
    file.write_text(json.dumps({**release().to_dict(), **change}), "utf-8")

    with pytest.raises(ReleaseError, match=r"release\.json: "):
        read_release(file)


@pytest.mark.parametrize(
    "since",
    [
        {"process.works": "2"},
        {"process.works": 1},
        {"process.works": True},
        {"somebody": 2},
        {"process.works": {"note": 2}},
    ],
)
def test_versions_of_another_shape_are_refused(tmp_path, since):
    """A version is a whole number above 1, of a finding that is there, also where the hash was made
    to fit.
    """
    file = replace(release(), since=since).save(tmp_path / "release.json")

    with pytest.raises(ReleaseError, match="this is not a release file"):
        read_release(file)


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"certificate": {"seconds": seconds}}
            for seconds in ("m1 said no", -0.1, float("nan"), float("inf"), 1e300, True, None, [1])
        ),
        *(
            {"made_with": made_with}
            for made_with in ("mentoring-toolkit 1\nm1 said no", "x" * 81, 1, None)
        ),
    ],
)
def test_there_is_no_room_for_a_note(tmp_path, change):
    """What stands outside the hash is a length of time and one short line, or the release is
    refused.
    """
    file = tmp_path / "release.json"
    file.write_text(json.dumps({**release().to_dict(), **change}), "utf-8")

    with pytest.raises(
        ReleaseError, match=r"release\.json: the release was changed after it was published"
    ):
        read_release(file)


@pytest.mark.parametrize(
    "change",
    [{"certificate": {"seconds": 0}}, {"certificate": {"seconds": 61.5}}, {"made_with": "x" * 80}],
)
def test_what_differs_between_machines_may_differ(tmp_path, change):
    """Any length of time and any short line are read."""
    file = tmp_path / "release.json"
    file.write_text(json.dumps({**release().to_dict(), **change}), "utf-8")

    assert replace(release(), **change) == read_release(file)


@pytest.mark.parametrize(
    "content",
    ["[" * 200_000, "", "[]", "{}", '{"schema": 1}', "\x00", '{"schema": 1, "findings": 3}'],
)
def test_another_file_is_refused(tmp_path, content):
    """What is not a release is said to be none, on one line."""
    file = tmp_path / "other.json"
    file.write_text(content, "utf-8")

    with pytest.raises(ReleaseError) as error:
        read_release(file)
    assert "other.json: this is not a release file." == str(error.value)


def test_a_missing_file(tmp_path):
    """A file that is not there is said not to be there."""
    with pytest.raises(ReleaseError, match="there is no such release file"):
        read_release(tmp_path / "none.json")


def test_another_schema_is_refused(tmp_path):
    """A release of a later version is not guessed at."""
    file = tmp_path / "release.json"
    file.write_text(json.dumps({**release().to_dict(), "schema": 2}), "utf-8")

    with pytest.raises(ReleaseError, match="another version of the toolkit"):
        read_release(file)


def test_a_finding_that_is_not_listed():
    """A figure that the release does not list is not available."""
    assert "not_available" == release().finding("recommend", "mentor").status


def test_labels_fall_back():
    """A label is said in the reader's language, else in the programme's first, else as its key."""
    assert ("Did the process work?", "none.such") == (
        release().text("process.works", "en"),
        release().text("none.such", "en"),
    )
    assert "Fungerade processen?" == replace(
        release(), texts={"sv": {"process.works": "Fungerade processen?"}}
    ).text("process.works", "en")


def test_a_release_cannot_be_changed():
    """A release is frozen."""
    with pytest.raises(FrozenInstanceError):
        release().cohort = "B"
