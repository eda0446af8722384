"""A figure through the years in words: what a cohort says of it, their sum, the change, and which cohorts are in the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.phrases import capital, people, plain, possible, told
from toolkit.release import Finding
from toolkit.texts import Language
from toolkit.years import Cell, Change, Line, Reason, Years

NOTHING = "–"
"""Stands where two cohorts or more cannot be added."""


def who(years: Years, line: Line, words: Language) -> str:
    """Return whose figure a line is: mentors, mentees or pairs, in the words of the latest cohort that tells it."""
    telling = [release for release, cell in zip(years.releases, line.cells, strict=True) if cell.finding.told]
    return capital(people(telling[-1] if telling else years.as_one, line.view, words, line.id))


def figure(cell: Cell, words: Language) -> str:
    """Return the figure of one cohort, or why there is none."""
    if cell.left_out == "other_promise" and not cell.finding.told:
        return words.gettext("each role by itself") if cell.finding.view == "people" else words.gettext("both roles together")
    return plain(told(cell.finding, words))


def apart(cell: Cell, words: Language) -> str:
    """Return why a figure that is told is not added; empty where it is."""
    if not cell.finding.told or not cell.left_out:
        return ""
    return words.gettext("asked differently") if cell.left_out == "asked_differently" else words.gettext("another promise")


def together(line: Line, words: Language) -> str:
    """Return the sum, or a dash where there is none."""
    return plain(told(line.together, words)) if line.together else NOTHING


def reach(finding: Finding | None, words: Language) -> str:
    """Return the possible range, ``possible 5–7``; empty where it has no published end or nothing is missing."""
    span = possible(finding) if finding else ""
    return words.gettext("possible {span}").format(span=span) if span else ""


def moved(change: Change | None, view: str, words: Language) -> str:
    """Return what is certain since the cohort before, in people or pairs; empty where nothing can be compared."""
    _ = words.gettext
    if change is None:
        return ""
    if change.direction is None:
        return _("cannot be told")
    if change.direction == 0:
        return _("as many") if change.same_size else _("as large a share")
    more = change.direction > 0
    if change.people is None:
        return _("more") if more else _("fewer")
    if change.slight and not change.same_size:
        return _("within one pair") if view == "pair" else _("within one person")
    if change.people == 1 and not change.same_size:
        return _("about one more") if more else _("about one fewer")
    if change.slight and view == "pair":
        return _("one pair more") if more else _("one pair fewer")
    if change.slight:
        return _("one person more") if more else _("one person fewer")
    if change.same_size:
        return (_("{n} more") if more else _("{n} fewer")).format(n=change.people)
    return (_("about {n} more") if more else _("about {n} fewer")).format(n=change.people)


def coverage(line: Line, words: Language) -> str:
    """Return which cohorts are in the sum, and why the others are not."""
    _ = words.gettext
    why = "; ".join(_reasons(line, words))
    if line.together is None:
        return _("Not added: {why}.").format(why=why)
    if not why:
        return _("Both cohorts together.") if len(line.cells) == 2 else _("All {n} cohorts together.").format(n=len(line.cells))
    return _("{n} of {all} cohorts together, {names}; {why}.").format(n=len(line.added), all=len(line.cells), names=listed(line.added, words), why=why)


def covered(lines: Sequence[tuple[str, Line]], words: Language) -> list[str]:
    """Return which cohorts are in the sums of these lines, in one note if that is the same for all."""
    said = [coverage(line, words) for _name, line in lines]
    if len(set(said)) < 2:
        return said[:1]
    return [f"{name}: {note[:1].lower()}{note[1:]}" for (name, _line), note in zip(lines, said, strict=True)]


def listed(names: Sequence[str], words: Language) -> str:
    """Return names as a sentence lists them: ``2024, 2025 and 2026``."""
    return words.both(", ".join(names[:-1]), names[-1]) if len(names) > 1 else "".join(names)


def _reasons(line: Line, words: Language) -> Iterator[str]:
    _ = words.gettext
    sentences: dict[Reason, str] = {
        "hidden": _("hidden [c] in {cohorts}"),
        "not_available": _("not available [x] in {cohorts}"),
        "asked_differently": _("asked differently in {cohorts}, so neither compared nor added"),
        "other_promise": _("another promise in {cohorts}"),
    }
    for reason, sentence in sentences.items():
        if cohorts := [cell.cohort for cell in line.cells if cell.left_out == reason]:
            yield sentence.format(cohorts=listed(cohorts, words))
