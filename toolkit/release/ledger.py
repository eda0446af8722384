"""What may be released, and what was: a cohort once, and no answer twice."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from toolkit.errors import N_, ClosingError, Fault, ReleaseError
from toolkit.files import draft_path, put_in_place, writer_lock
from toolkit.release.chain import Chain, LedgerEntry, append_entry, read_chain
from toolkit.release.fingerprints import CohortFingerprints, same_forms
from toolkit.release.locations import lock_file, release_files, release_path, release_slug
from toolkit.release.release import Release, read_release

SAME_PAIRS = N_(
    "{cohort} cannot be closed, because pairs of it were counted in {earlier} already ({n} of"
    " {all}): the difference between two releases could give away a single answer. Leave these"
    " pairs out, or use the release of {earlier}; a new pair needs a pair_id of its own."
)
SAME_FORMS = N_(
    "{cohort} cannot be closed, because forms of it were counted in {earlier} already: the"
    " difference between two releases could give away a single answer. Leave these forms out, or"
    " use the release of {earlier}; forms that are others need their own submitted_at."
)
SAME_FILE = N_(
    "{cohort} cannot be closed under this name: its release would lie in the file of {earlier},"
    " because many computers do not tell large letters from small ones. Give the cohort another"
    " name in the tables."
)
RELEASE_NAME_TOO_LONG = N_(
    "{cohort} cannot be closed under this name: it is too long for the name of a file. Give the"
    " cohort a shorter name in the tables."
)
NEVER_RECOMPUTED = N_(
    "the cohort {cohort} was closed on {date} and its figures are never recomputed, because the"
    " difference could give away a single answer. Make its reports from the release that is kept:"
    " mentoring-toolkit report {file} --out DIR"
)
RELEASE_LOST = N_(
    "the cohort {cohort} was closed on {date}, its release {file} is missing, and the tables no"
    " longer give the same figures. Put a copy of the release back there; the figures are never"
    " recomputed."
)
CLOSED_MEANWHILE = N_(
    "another cohort of these data was closed in the meantime. Close {cohort} again."
)
LEDGER_UNSOUND = N_(
    "the releases kept here are not what the ledger says, so nothing is closed. See what is wrong:"
    " mentoring-toolkit doctor {data}"
)

LONGEST_RELEASE_NAME = 200
"""Signs in the name of a release's file: computers take 255, and names of drafts are longer."""


@dataclass(frozen=True)
class EarlierReleases:
    """What was released before from the same data.

    Attributes:
        releases: How many cohorts.
        same_people: Whether anybody of this cohort was counted in one of them.
    """

    releases: int
    same_people: bool


def find_earlier_releases(
    home: Path, programme: str, cohort: str, members: CohortFingerprints
) -> EarlierReleases:
    """Return what was released before a cohort, once it is certain that no answer of it was.

    Recognised are pairs by their id, and by their two people with the day on which they started;
    forms by person, pair, role and time; and exports of one form, imported under two cohorts or
    roles, by their times, by whatever clock they are told.

    **Not** recognised here are: releases of another data folder or workbook, which has a ledger and
    a key of its own; forms without a time, or with no more than a day, under new ids, for which
    answers are compared (:mod:`toolkit.data.same_answers`); fewer than three forms under new ids,
    or fewer than half of the smaller of the two exports.

    Args:
        home: The folder that keeps the releases.
        programme: The programme's code.
        cohort: The cohort's name.
        members: Whom it counts.

    Returns:
        How many releases there are, and whether anybody was counted in one of them.

    Raises:
        ClosingError: If pairs or forms of the cohort were counted in another one: a fault for each
            such release. People may take part in several cohorts, as different pairs with other
            answers. Also if its release would lie in the file of another cohort, on computers that
            do not tell ``a8`` from ``A8``, or its name is too long for a file.
        ReleaseError: If the ledger or the releases were tampered with.
    """
    # Before the proof, which may take minutes: the file could not be written after it.
    if len(release_path(home, programme, cohort).name) > LONGEST_RELEASE_NAME:
        raise ClosingError(Fault(RELEASE_NAME_TOO_LONG, {"cohort": cohort}))
    before = _read_sound_chain_for(home, programme, cohort, members).before(programme, cohort)
    return _find_earlier_in(before, programme, cohort, members)


def is_closed(home: Path, programme: str, cohort: str) -> bool:
    """Return whether the ledger has an entry of the cohort.

    Args:
        home: The folder that keeps the releases.
        programme: The programme's code.
        cohort: The cohort's name.

    Returns:
        Whether it was closed, also where its release is missing.
    """
    return read_chain(home).of(programme, cohort) is not None


def read_kept_release(home: Path, programme: str, cohort: str) -> Release | None:
    """Return the release of a cohort, if it was closed.

    Args:
        home: The folder that keeps the releases.
        programme: The programme's code.
        cohort: The cohort's name.

    Returns:
        The release, or ``None`` if the cohort was not closed.

    Raises:
        ReleaseError: If the stored release is missing, or it or the ledger was changed.
    """
    entry = _read_sound_chain(home).of(programme, cohort)
    return _read_stored_release(home, entry) if entry else None


def freeze_release(home: Path, release: Release, members: CohortFingerprints) -> Release:
    """Keep *release*, and return what is kept: the first release of a cohort stands.

    A cohort is released from the moment its line is in the ledger. The file is written before as a
    draft and put in place after, so that a crash anywhere leaves a state that the next closing
    mends: a draft without a line is written anew, a line torn in the middle was never acknowledged
    and is overwritten, a line without a file gets its file back.

    Args:
        home: The folder that keeps the releases.
        release: As it comes from the gate; its certificate gets the place in the ledger.
        members: Whom it counts.

    Returns:
        The release with its place in the ledger, or the one that was kept before.

    Raises:
        ClosingError: If the cohort was closed before with other figures, because answers that came
            late or were erased would show in the difference; if its pairs or forms were released
            under another cohort; if its file would be that of another cohort; if another cohort was
            closed since the release was made.
        ReleaseError: If the ledger or the releases were tampered with.
    """
    with writer_lock(lock_file(home)):
        chain = _read_sound_chain_for(home, release.programme, release.cohort, members)
        if entry := chain.of(release.programme, release.cohort):
            return _repeat_closing(home, entry, release)
        earlier = _find_earlier_in(chain.entries, release.programme, release.cohort, members)
        if release.certificate.get("earlier", asdict(earlier)) != asdict(earlier):
            raise ClosingError(Fault(CLOSED_MEANWHILE, {"cohort": release.cohort}))
        entry = chain.next(release, members)
        entered = _with_ledger_mark(release, entry)
        # File, line, name: in this order each crash leaves something that can be mended.
        draft = _write_draft(home, entered)
        append_entry(home, chain, entry.of(entered))
        _put(draft, home, entered)
        return entered


def _find_earlier_in(
    entries: tuple[LedgerEntry, ...], programme: str, cohort: str, members: CohortFingerprints
) -> EarlierReleases:
    if faults := [
        fault for entry in entries for fault in _list_conflicts(entry, programme, cohort, members)
    ]:
        raise ClosingError(faults)
    return EarlierReleases(
        len(entries), any(not members.people.isdisjoint(entry.people) for entry in entries)
    )


def _list_conflicts(
    entry: LedgerEntry, programme: str, cohort: str, members: CohortFingerprints
) -> Iterator[Fault]:
    name = entry.cohort if entry.programme == programme else f"{entry.cohort} ({entry.programme})"
    values = {"cohort": cohort, "earlier": name}
    if (
        release_slug(entry.programme, entry.cohort).casefold()
        == release_slug(programme, cohort).casefold()
    ):
        yield Fault(SAME_FILE, values)
    if pairs := sum(not pair.isdisjoint(entry.pairs) for pair in members.pairs):
        yield Fault(SAME_PAIRS, {**values, "n": pairs, "all": len(members.pairs)})
    elif same_forms(members, entry.forms, entry.moments):
        yield Fault(SAME_FORMS, values)


def _repeat_closing(home: Path, entry: LedgerEntry, release: Release) -> Release:
    """Return the first release of a cohort that is closed again with the same figures."""
    file = release_path(home, entry.programme, entry.cohort)
    values = {"cohort": entry.cohort, "date": entry.closed_on.isoformat(), "file": file}
    if not file.exists():
        _put_back(home, entry, release)
    if not file.exists():
        raise ClosingError(Fault(RELEASE_LOST, values))
    first = _read_stored_release(home, entry)
    # Who closes it and what was proved may be told otherwise; the figures have to be the same.
    again = replace(release, closed_by=first.closed_by, certificate=first.certificate)
    if first.sha256 not in (each.sha256 for each in _release_variants(again)):
        raise ClosingError(Fault(NEVER_RECOMPUTED, values))
    return first


def _put_back(home: Path, entry: LedgerEntry, release: Release) -> None:
    """Put the file of an entry in its place.

    The draft that a crash left, or the release made anew, whichever has the hash that was entered.
    """
    draft = draft_path(release_path(home, entry.programme, entry.cohort))
    whole = _with_ledger_mark(replace(release, closed_by=entry.closed_by), entry)
    made_anew = next((each for each in _release_variants(whole) if entry.fits(each)), whole)
    if _is_release_of(draft, entry):
        _put(draft, home, made_anew)
    elif entry.fits(made_anew):
        _put(_write_draft(home, made_anew), home, made_anew)


def _release_variants(release: Release) -> tuple[Release, Release]:
    """Return the release as it is made now, and without the versions of its questions.

    So it was made before releases carried these.
    """
    return release, replace(release, since={})


def _with_ledger_mark(release: Release, entry: LedgerEntry) -> Release:
    return replace(release, certificate={**release.certificate, "ledger": entry.mark})


def _write_draft(home: Path, release: Release) -> Path:
    return release.save(draft_path(release_path(home, release.programme, release.cohort)))


def _put(draft: Path, home: Path, release: Release) -> None:
    put_in_place(draft, release_path(home, release.programme, release.cohort))


def _read_sound_chain(home: Path) -> Chain:
    """Read the ledger, and see that it is whole and that no release is kept without a line."""
    files = release_files(
        home
    )  # before the ledger: a release that is there now has its line already
    chain = read_chain(home)
    entered = {release_path(home, entry.programme, entry.cohort) for entry in chain.entries}
    if chain.faults or not entered.issuperset(files):
        raise _unsound_error(home)
    return chain


def _read_sound_chain_for(
    home: Path, programme: str, cohort: str, members: CohortFingerprints
) -> Chain:
    """Read the ledger, and see also that its key is ours and that no release was changed.

    The release of the cohort itself is left to who asks for it. One that is missing is in nobody's
    way: its line still tells whom it counted, and there may be no copy to put back.
    """
    chain = _read_sound_chain(home)
    for entry in chain.entries:
        file = release_path(home, entry.programme, entry.cohort)
        own = (entry.programme, entry.cohort) == (programme, cohort)
        if entry.key != members.key or not (
            own or not file.exists() or _is_release_of(file, entry)
        ):
            raise _unsound_error(home)
    return chain


def _read_stored_release(home: Path, entry: LedgerEntry) -> Release:
    file = release_path(home, entry.programme, entry.cohort)
    if not _is_release_of(file, entry):
        raise _unsound_error(home)
    return read_release(file)


def _is_release_of(file: Path, entry: LedgerEntry) -> bool:
    try:
        return entry.fits(read_release(file))
    except ReleaseError:
        return False


def _unsound_error(home: Path) -> ReleaseError:
    return ReleaseError(Fault(LEDGER_UNSOUND, {"data": home}))
