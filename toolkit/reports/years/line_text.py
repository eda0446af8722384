"""One finding through the years in words: its figures, its sum, its change, what is left out.

Counts stand between ``**`` only where a sentence holds them.
"""

from collections.abc import Iterator, Sequence

from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Finding
from toolkit.reports.narrative.phrases import (
    describe_figure,
    format_possible_range,
    name_people,
    strip_count_marks,
)
from toolkit.reports.years.models import FigureChange, Reason, YearCell, YearLine, Years

NO_FIGURE = "–"
"""Stands where two cohorts or more cannot be added."""


def name_line(years: Years, line: YearLine, words: Language) -> str:
    """Return whose figure a line is.

    Args:
        years: The cohorts.
        line: One finding through them.
        words: The reader's language.

    Returns:
        Mentors, mentees or pairs, in the words of the latest cohort that tells the figure.
    """
    telling = [
        release
        for release, cell in zip(years.releases, line.cells, strict=True)
        if cell.finding.told
    ]
    return capitalize_first(
        name_people(telling[-1] if telling else years.summed_release, line.view, words, line.id)
    )


def format_cell(cell: YearCell, words: Language) -> str:
    """Return the figure of one cohort, or why there is none."""
    if cell.left_out == "other_promise" and not cell.finding.told:
        return (
            words.gettext("each role by itself")
            if cell.finding.view == "people"
            else words.gettext("both roles together")
        )
    return strip_count_marks(describe_figure(cell.finding, words))


def explain_not_added(cell: YearCell, words: Language) -> str:
    """Return why a figure that is told is not added; empty where it is."""
    if not cell.finding.told or not cell.left_out:
        return ""
    _ = words.gettext
    return {
        "asked_differently": _("asked differently"),
        "counted_differently": _("counted differently"),
    }.get(cell.left_out, _("another promise"))


def format_sum(line: YearLine, words: Language) -> str:
    """Return the sum, or a dash where there is none."""
    return strip_count_marks(describe_figure(line.together, words)) if line.together else NO_FIGURE


def format_reach(finding: Finding | None, words: Language) -> str:
    """Return the possible range, ``possible 5–7``.

    Empty where it has no published end or nothing is missing.
    """
    span = format_possible_range(finding) if finding else ""
    return words.gettext("possible {span}").format(span=span) if span else ""


def describe_change(change: FigureChange | None, view: str, words: Language) -> str:
    """Return what is certain since the cohort before, in people or pairs.

    Args:
        change: What was compared; ``None`` where nothing can be.
        view: ``pair`` where pairs are counted.
        words: The reader's language.

    Returns:
        A few words; empty where nothing can be compared.
    """
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


def describe_since(cell: YearCell, view: str, words: Language) -> str:
    """Return what stands beside a figure of one cohort.

    Args:
        cell: The cohort's figure.
        view: ``pair`` where pairs are counted.
        words: The reader's language.

    Returns:
        Its change since the cohort before, and why it is not compared and not added.
    """
    return "; ".join(
        filter(None, (describe_change(cell.change, view, words), explain_not_added(cell, words)))
    )


def describe_coverage(line: YearLine, words: Language) -> str:
    """Return which cohorts are in the sum, and why the others are not."""
    _ = words.gettext
    why = "; ".join(_reasons(line, words))
    if line.together is None:
        return _("Not added: {why}.").format(why=why)
    if not why:
        return (
            _("Both cohorts together.")
            if len(line.cells) == 2
            else _("All {n} cohorts together.").format(n=len(line.cells))
        )
    return _("{n} of {all} cohorts together, {names}; {why}.").format(
        n=len(line.added), all=len(line.cells), names=join_names(line.added, words), why=why
    )


def coverage_notes(lines: Sequence[tuple[str, YearLine]], words: Language) -> list[str]:
    """Return which cohorts are in the sums of these lines.

    One note if that is the same for all of them.
    """
    said = [describe_coverage(line, words) for _name, line in lines]
    if len(set(said)) < 2:
        return said[:1]
    return [
        f"{name}: {note[:1].lower()}{note[1:]}"
        for (name, _line), note in zip(lines, said, strict=True)
    ]


def join_names(names: Sequence[str], words: Language) -> str:
    """Return names as a sentence lists them: ``2024, 2025 and 2026``."""
    return words.both(", ".join(names[:-1]), names[-1]) if len(names) > 1 else "".join(names)


def _reasons(line: YearLine, words: Language) -> Iterator[str]:
    _ = words.gettext
    sentences: dict[Reason, str] = {
        "hidden": _("hidden [c] in {cohorts}"),
        "not_available": _("not available [x] in {cohorts}"),
        "asked_differently": _("asked differently in {cohorts}, so neither compared nor added"),
        "counted_differently": _(
            "counted differently in {cohorts}, by an earlier version, so neither compared nor added"
        ),
        "other_promise": _("another promise in {cohorts}"),
    }
    for reason, sentence in sentences.items():
        if cohorts := [cell.cohort for cell in line.cells if cell.left_out == reason]:
            yield sentence.format(cohorts=join_names(cohorts, words))
