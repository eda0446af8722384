"""What may be released, and what was: a cohort once, and no answer twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from toolkit.errors import N_, ClosingError, Fault, ReleaseError
from toolkit.ledger.chain import Chain, Entry, append, read_chain
from toolkit.ledger.disk import draft_of, only_writer, settle, settle_names
from toolkit.ledger.members import Members, same_forms
from toolkit.ledger.places import file_of, lock_file, name_of, release_files
from toolkit.release import Release, read_release

SAME_PAIRS = N_(
    "{cohort} cannot be closed, because pairs of it were counted in {earlier} already ({n} of {all}): the difference between two releases could "
    "give away a single answer. Leave these pairs out, or use the release of {earlier}; a new pair needs a pair_id of its own."
)
SAME_FORMS = N_(
    "{cohort} cannot be closed, because forms of it were counted in {earlier} already: the difference between two releases could give away a "
    "single answer. Leave these forms out, or use the release of {earlier}; forms that are others need their own submitted_at."
)
SAME_FILE = N_(
    "{cohort} cannot be closed under this name: its release would lie in the file of {earlier}, because many computers do not tell large "
    "letters from small ones. Give the cohort another name in the tables."
)
TOO_LONG = N_("{cohort} cannot be closed under this name: it is too long for the name of a file. Give the cohort a shorter name in the tables.")
NEVER_RECOMPUTED = N_(
    "the cohort {cohort} was closed on {date} and its figures are never recomputed, because the difference could give away a single answer. "
    "Make its reports from the release that is kept: mentoring-toolkit report {file} --out DIR"
)
LOST = N_(
    "the cohort {cohort} was closed on {date}, its release {file} is missing, and the tables no longer give the same figures. "
    "Put a copy of the release back there; the figures are never recomputed."
)
MEANWHILE = N_("another cohort of these data was closed in the meantime. Close {cohort} again.")
UNSOUND = N_("the releases kept here are not what the ledger says, so nothing is closed. See what is wrong: mentoring-toolkit doctor {data}")

LONGEST_NAME = 200
"""Signs in the name of a release's file: computers take 255, and the names of its drafts are longer."""


@dataclass(frozen=True)
class Earlier:
    """What was released before from the same data.

    Attributes:
        releases: How many cohorts.
        same_people: Whether anybody of this cohort was counted in one of them.
    """

    releases: int
    same_people: bool


def recognise(home: Path, programme: str, cohort: str, members: Members) -> Earlier:
    """Return what was released before a cohort, once it is certain that no answer of it was.

    Recognised are pairs by their id, and by their two people with the day on which they started; forms by person, pair, role and
    time; and exports of one form, imported under two cohorts, by their times. **Not** recognised are: releases of another data
    folder or workbook, which has a ledger and a key of its own; people and pairs that were given new ids, unless the forms have
    times; rows of a form without a time, or with no more than a day, imported under another cohort; fewer than three such rows,
    or fewer than half of the smaller of the two exports; a form imported under the other role.

    Raises:
        ClosingError: If pairs or forms of the cohort were counted in another one: a fault for each such release. People may
            take part in several cohorts, as different pairs with other answers. Also if its release would lie in the file of
            another cohort, on computers that do not tell ``a8`` from ``A8``, or its name is too long for a file.
        ReleaseError: If the ledger or the releases were tampered with.
    """
    if len(file_of(home, programme, cohort).name) > LONGEST_NAME:
        raise ClosingError(Fault(TOO_LONG, {"cohort": cohort}))
    chain = _sound_for(home, programme, cohort, members)
    return _recognise(chain.before(programme, cohort), programme, cohort, members)


def is_closed(home: Path, programme: str, cohort: str) -> bool:
    """Return whether the ledger has an entry of the cohort."""
    return read_chain(home).of(programme, cohort) is not None


def kept(home: Path, programme: str, cohort: str) -> Release | None:
    """Return the release of a cohort, if it was closed.

    Raises:
        ReleaseError: If the stored release is missing, or it or the ledger was changed.
    """
    entry = _sound(home).of(programme, cohort)
    return _stored(home, entry) if entry else None


def freeze(home: Path, release: Release, members: Members) -> Release:
    """Keep *release*, and return what is kept: the first release of a cohort stands.

    A cohort is released from the moment its line is in the ledger. The file is written before as a draft and put in place after,
    so that a crash anywhere leaves a state that the next closing mends: a draft without a line is written anew, a line torn in
    the middle was never acknowledged and is overwritten, a line without a file gets its file back.

    Args:
        home: The folder that keeps the releases.
        release: As it comes from the gate; its certificate gets the place in the ledger.
        members: Whom it counts.

    Raises:
        ClosingError: If the cohort was closed before with other figures, because answers that came late or were erased would
            show in the difference; if its pairs or forms were released under another cohort; if its file would be that of
            another cohort; if another cohort was closed since the release was made.
        ReleaseError: If the ledger or the releases were tampered with.
    """
    with only_writer(lock_file(home)):
        chain = _sound_for(home, release.programme, release.cohort, members)
        if entry := chain.of(release.programme, release.cohort):
            return _again(home, entry, release)
        earlier = _recognise(chain.entries, release.programme, release.cohort, members)
        if release.certificate.get("earlier", asdict(earlier)) != asdict(earlier):
            raise ClosingError(Fault(MEANWHILE, {"cohort": release.cohort}))
        entry = chain.next(release, members)
        entered = _entered(release, entry)
        draft = _write_draft(home, entered)
        append(home, chain, entry.of(entered))
        _put(draft, home, entered)
        return entered


def _recognise(entries: tuple[Entry, ...], programme: str, cohort: str, members: Members) -> Earlier:
    if faults := [fault for entry in entries for fault in _in_the_way(entry, programme, cohort, members)]:
        raise ClosingError(faults)
    return Earlier(len(entries), any(not members.people.isdisjoint(entry.people) for entry in entries))


def _in_the_way(entry: Entry, programme: str, cohort: str, members: Members) -> Iterator[Fault]:
    name = entry.cohort if entry.programme == programme else f"{entry.cohort} ({entry.programme})"
    values = {"cohort": cohort, "earlier": name}
    if name_of(entry.programme, entry.cohort).casefold() == name_of(programme, cohort).casefold():
        yield Fault(SAME_FILE, values)
    if pairs := sum(not pair.isdisjoint(entry.pairs) for pair in members.pairs):
        yield Fault(SAME_PAIRS, {**values, "n": pairs, "all": len(members.pairs)})
    elif same_forms(members, entry.forms, entry.moments):
        yield Fault(SAME_FORMS, values)


def _again(home: Path, entry: Entry, release: Release) -> Release:
    """Return the first release of a cohort that is closed again with the same figures."""
    file = file_of(home, entry.programme, entry.cohort)
    values = {"cohort": entry.cohort, "date": entry.closed_on.isoformat(), "file": file}
    if not file.exists():
        _put_back(home, entry, release)
    if not file.exists():
        raise ClosingError(Fault(LOST, values))
    first = _stored(home, entry)
    again = replace(release, closed_by=first.closed_by, certificate=first.certificate)
    if first.sha256 not in (each.sha256 for each in _told_by(again)):
        raise ClosingError(Fault(NEVER_RECOMPUTED, values))
    return first


def _put_back(home: Path, entry: Entry, release: Release) -> None:
    """Put the file of an entry in its place: the draft that a crash left, or the release made anew, whichever has the hash that was entered."""
    draft = draft_of(file_of(home, entry.programme, entry.cohort))
    whole = _entered(replace(release, closed_by=entry.closed_by), entry)
    made_anew = next((each for each in _told_by(whole) if entry.fits(each)), whole)
    if _is_of(draft, entry):
        _put(draft, home, made_anew)
    elif entry.fits(made_anew):
        _put(_write_draft(home, made_anew), home, made_anew)


def _told_by(release: Release) -> tuple[Release, Release]:
    """Return the release as it is made now, and as it was made before releases carried the versions of their questions."""
    return release, replace(release, since={})


def _entered(release: Release, entry: Entry) -> Release:
    return replace(release, certificate={**release.certificate, "ledger": entry.mark})


def _write_draft(home: Path, release: Release) -> Path:
    draft = draft_of(file_of(home, release.programme, release.cohort))
    release.save(draft)
    settle(draft)
    return draft


def _put(draft: Path, home: Path, release: Release) -> None:
    file = file_of(home, release.programme, release.cohort)
    draft.replace(file)
    settle_names(file.parent)


def _sound(home: Path) -> Chain:
    """Read the ledger, and see that it is whole and that no release is kept without a line."""
    files = release_files(home)  # before the ledger: a release that is there now has its line already
    chain = read_chain(home)
    entered = {file_of(home, entry.programme, entry.cohort) for entry in chain.entries}
    if chain.faults or not entered.issuperset(files):
        raise _unsound(home)
    return chain


def _sound_for(home: Path, programme: str, cohort: str, members: Members) -> Chain:
    """See also that the key is the one that the ledger was written with, and that no release of another cohort was changed.

    One that is missing is in nobody's way: its line still tells whom it counted, and there may be no copy to put back.
    """
    chain = _sound(home)
    for entry in chain.entries:
        file = file_of(home, entry.programme, entry.cohort)
        own = (entry.programme, entry.cohort) == (programme, cohort)
        if entry.key != members.key or not (own or not file.exists() or _is_of(file, entry)):
            raise _unsound(home)
    return chain


def _stored(home: Path, entry: Entry) -> Release:
    file = file_of(home, entry.programme, entry.cohort)
    if not _is_of(file, entry):
        raise _unsound(home)
    return read_release(file)


def _is_of(file: Path, entry: Entry) -> bool:
    try:
        return entry.fits(read_release(file))
    except ReleaseError:
        return False


def _unsound(home: Path) -> ReleaseError:
    return ReleaseError(Fault(UNSOUND, {"data": home}))
