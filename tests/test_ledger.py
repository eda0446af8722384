"""A cohort is released once."""

from dataclasses import replace

import pytest
from releases import A8

from toolkit.errors import ClosingError, ReleaseError
from toolkit.ledger import file_of, freeze, home_of, kept, key_of


@pytest.fixture
def release():
    """A release of a cohort of eight pairs."""
    return A8


def test_the_first_release_is_kept(tmp_path, release):
    """What is frozen is what is read back."""
    assert kept(tmp_path, release.programme, release.cohort) is None
    assert release == freeze(tmp_path, release) == kept(tmp_path, release.programme, release.cohort)


def test_the_same_figures_give_the_first_release(tmp_path, release):
    """Closing again with the same figures gives back the first release, with the name of who closed it first."""
    freeze(tmp_path, replace(release, closed_by="Eva"))

    assert "Eva" == freeze(tmp_path, replace(release, closed_by="Somebody else")).closed_by


def test_other_figures_are_refused(tmp_path, release):
    """A second release of the same cohort is refused, and the first stands."""
    freeze(tmp_path, release)

    with pytest.raises(ClosingError, match="its figures are never recomputed"):
        freeze(tmp_path, replace(release, findings=release.findings[1:]))
    assert release == kept(tmp_path, release.programme, release.cohort)


def test_a_tampered_release_is_noticed(tmp_path, release):
    """A stored release that was changed is not trusted, nor written over."""
    freeze(tmp_path, release)
    file = file_of(tmp_path, release.programme, release.cohort)
    file.write_text(file.read_text("utf-8").replace('"shown"', '"hidden"', 1), "utf-8")

    with pytest.raises(ReleaseError):
        freeze(tmp_path, release)


@pytest.mark.parametrize("cohort", ["2026/27", "../2026", "Höst 2026", ".."])
def test_a_cohort_stays_inside_its_folder(tmp_path, release, cohort):
    """Whatever a cohort is called, its release is a file in the folder of releases."""
    freeze(tmp_path, replace(release, cohort=cohort))

    assert cohort == kept(tmp_path, release.programme, cohort).cohort
    assert 1 == len(list((tmp_path / "releases").iterdir()))


def test_where_the_releases_of_data_are_kept(tmp_path):
    """A folder keeps its own, a workbook in the folder beside it; a place that is not there is told by its own name."""
    (tmp_path / "book.xlsx").touch()

    assert (tmp_path, tmp_path / "book.data", tmp_path / "v1.2") == (home_of(tmp_path), home_of(tmp_path / "book.xlsx"), home_of(tmp_path / "v1.2"))


def test_the_key_is_made_once_and_kept_private(tmp_path):
    """The key has 32 bytes, stays the same, and is for the owner of the data alone."""
    key = key_of(tmp_path)

    assert (32, key) == (len(key), key_of(tmp_path))
    assert 0o600 == (tmp_path / "releases" / "key").stat().st_mode & 0o777
