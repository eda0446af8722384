"""Forms known again: by the platform's response id, by their time, by their answers."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from toolkit.release.clock_shifts import find_clock_shifts

LEAST_ANSWERS = 3
"""Fewest answers by which a form is known again that has another time: two are often the same."""
LEAST_FORMS = 3
"""Fewest forms known again elsewhere where their times have no seconds: two may share a minute."""
LEAST_WITHOUT_TIME, LEAST_ANSWERS_WITHOUT_TIME = 5, 6
"""Fewest forms, and answers of each, by which forms without a time are known again elsewhere."""
Key = Callable[["ImportedForm"], Hashable]
"""By what a form is looked for; ``None`` where it has no such thing."""


@dataclass(frozen=True)
class ImportedForm:
    """What identifies a form.

    Attributes:
        person: Its made-up participant; blank before it has one.
        mark: Mark of the platform's response id; blank where there is none.
        sent: When it was sent in, in UTC as far as the export tells.
        answers: Answer by item.
    """

    person: str
    mark: str
    sent: datetime | None
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class KnownForms:
    """Which forms of an export are stored.

    Attributes:
        places: For each form that is known its place among the stored ones.
        changed: Those of them of which an answer or the time is another one now.
        common: Items that both sides hold: by them alone a form is compared.
    """

    places: Mapping[int, int]
    changed: frozenset[int]
    common: frozenset[str]


def recognise_forms(
    forms: Sequence[ImportedForm], stored: Sequence[ImportedForm], read: Iterable[str]
) -> KnownForms:
    """Find the forms of an export among those that are stored for the same people.

    A form is known by its time with its answers, then by the response id, by the time alone, and by
    the answers alone. An id alone counts only where most ids agree with the rest: another form of
    the same platform begins at 1 too, and a platform may number its rows anew.

    Args:
        forms: Those of the export.
        stored: Those that are stored.
        read: Items that the export has a column of.

    Returns:
        What is known; each stored form is known once.
    """
    new, old, common = _comparable(forms, stored, read)
    found = _shifts_between(new, old, least=max(2, -(-min(len(new), len(old)) // 2)))
    shifts = found or (0,)
    known: dict[int, int] = {}
    for shift in shifts:
        _pair_up(new, old, known, _at(shift, _answers), _at(0, _answers))
    for shift in shifts:
        _pair_up(new, old, known, _at(shift, _mark), _at(0, _mark))
    _pair_up(new, old, known, _mark_and_answers, _mark_and_answers)
    if _ids_agree(new, old, known):
        _pair_up(new, old, known, _mark, _mark)
    for shift in shifts:
        _pair_up(new, old, known, _at(shift), _at(0))
    _pair_up(new, old, known, _untimed, _answers)
    _pair_up(new, old, known, _answers, _untimed)
    _pair_up(new, old, known, _many_answers(LEAST_ANSWERS), _many_answers(LEAST_ANSWERS))
    changed = {
        place
        for place, other in known.items()
        if new[place].answers != old[other].answers
        or not _same_time(new[place].sent, old[other].sent, shifts)
    }
    return KnownForms(known, frozenset(changed), common)


def recognise_elsewhere(
    forms: Sequence[ImportedForm], stored: Sequence[ImportedForm], read: Iterable[str]
) -> dict[int, int]:
    """Find the forms of an export among those that are stored for other people.

    Stricter than where the same people are expected: answers that are the same and a time to the
    second, or an export of which at least half is the same.

    Args:
        forms: Those of the export.
        stored: Those of another cohort, role or questionnaire.
        read: Items that the export has a column of.

    Returns:
        For each form that is known its place among *stored*.
    """
    new, old, _common = _comparable(forms, stored, read)
    half = -(-min(len(new), len(old)) // 2)
    found = _shifts_between(new, old, least=max(LEAST_FORMS, half))
    known: dict[int, int] = {}
    for shift in found or ((0,) if _have_seconds(new) and _have_seconds(old) else ()):
        _pair_up(new, old, known, _at(shift, _answers), _at(0, _answers))
    for shift in found:
        _pair_up(new, old, known, _at(shift), _at(0))
    alike = dict(known)
    long = _many_answers(LEAST_ANSWERS_WITHOUT_TIME)
    for own, theirs in ((_untimed, long), (long, _untimed)):
        _pair_up(new, old, alike, own, theirs)
    return alike if len(alike) - len(known) >= max(LEAST_WITHOUT_TIME, half) else known


def same_answers_without_times(
    forms: Sequence[ImportedForm], stored: Sequence[ImportedForm]
) -> bool:
    """Return whether forms may be the stored ones, where no time tells them apart.

    Args:
        forms: Those of one cohort.
        stored: Those of another one.

    Returns:
        Whether at least five forms of at least six answers each are equal, and these are at least
        half of the smaller side. Not looked at are two forms that both have a time, where the times
        have seconds: whole minutes, or one time every day, may be anybody's.
    """
    read = {item for form in forms for item in form.answers}
    exact = all(
        len({form.sent.second for form in side if form.sent}) > 1 for side in (forms, stored)
    )
    new, old, _common = _comparable(forms, stored, read)
    if not exact:
        new = [replace(form, sent=None) for form in new]
    known: dict[int, int] = {}
    long = _many_answers(LEAST_ANSWERS_WITHOUT_TIME)
    for own, theirs in ((_untimed, long), (long, _untimed)):
        _pair_up(new, old, known, own, theirs)
    return len(known) >= max(LEAST_WITHOUT_TIME, -(-min(len(new), len(old)) // 2))


def _comparable(
    forms: Sequence[ImportedForm], stored: Sequence[ImportedForm], read: Iterable[str]
) -> tuple[list[ImportedForm], list[ImportedForm], frozenset[str]]:
    """Return both sides with the items and the part of the time that both of them have."""
    common = frozenset(read) & {item for form in stored for item in form.answers}
    sides = [
        [
            replace(form, answers={i: form.answers[i] for i in sorted(common & set(form.answers))})
            for form in side
        ]
        for side in (forms, stored)
    ]
    times = [[form.sent for form in side if form.sent] for side in sides]
    if any(side and all(time.time() == time.min.time() for time in side) for side in times):
        sides = [[replace(form, sent=None) for form in side] for side in sides]
    elif not all(map(_have_seconds, sides)):
        sides = [
            [replace(form, sent=form.sent and form.sent.replace(second=0)) for form in side]
            for side in sides
        ]
    return sides[0], sides[1], common


def _have_seconds(forms: Iterable[ImportedForm]) -> bool:
    return any(form.sent and form.sent.second for form in forms)


def _shifts_between(
    new: Sequence[ImportedForm], old: Sequence[ImportedForm], least: int
) -> tuple[int, ...]:
    """Return by how many minutes the two exports tell the same times differently."""
    there = {_at(0, _answers)(form) for form in old} - {None}

    def known_at(shift: int) -> set[int]:
        key = _at(shift, _answers)
        return {place for place, form in enumerate(new) if key(form) in there}

    return find_clock_shifts(known_at, least)


def _pair_up(
    new: Sequence[ImportedForm],
    old: Sequence[ImportedForm],
    known: dict[int, int],
    own: Key,
    theirs: Key,
) -> None:
    """Add to *known* the forms not in it that have a key in common, each once."""
    taken = set(known.values())
    free: dict[Hashable, list[int]] = defaultdict(list)
    for place in reversed(range(len(old))):
        if place not in taken:
            free[theirs(old[place])].append(place)
    for place, form in enumerate(new):
        key = own(form)
        if place not in known and key is not None and free.get(key):
            known[place] = free[key].pop()


def _ids_agree(
    new: Sequence[ImportedForm], old: Sequence[ImportedForm], known: Mapping[int, int]
) -> bool:
    """Whether at least half of the ids that are stored already stand by the form known there."""
    there = {form.mark for form in old} - {""}
    again = [place for place, form in enumerate(new) if form.mark in there]
    agree = [p for p in again if p in known and old[known[p]].mark == new[p].mark]
    return 0 < len(again) <= 2 * len(agree)


def _same_time(own: datetime | None, stored: datetime | None, shifts: Iterable[int]) -> bool:
    return (
        own is None
        or stored is None
        or stored - own in {timedelta(minutes=minutes) for minutes in shifts}
    )


def _mark(form: ImportedForm) -> Hashable:
    return form.mark or None


def _answers(form: ImportedForm) -> Hashable:
    return tuple(form.answers.items()) or None


def _mark_and_answers(form: ImportedForm) -> Hashable:
    return (form.mark, _answers(form)) if form.mark and form.answers else None


def _untimed(form: ImportedForm) -> Hashable:
    return None if form.sent else _answers(form)


def _many_answers(least: int) -> Key:
    return lambda form: _answers(form) if len(form.answers) >= least else None


def _at(minutes: int, beside: Key | None = None) -> Key:
    """Return the time so many minutes later, with what is asked for beside it."""

    def key(form: ImportedForm) -> Hashable:
        with_it = beside(form) if beside else ""
        if form.sent is None or with_it is None:
            return None
        return form.sent + timedelta(minutes=minutes), with_it

    return key
