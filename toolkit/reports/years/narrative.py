"""What several years say: the sentences and tables of the year report, in the reader's language.

Counts stand between ``**``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.reports.narrative.phrases import HASH_SIGNS, REGISTER_PREFIXES, format_count
from toolkit.reports.years.line_text import (
    NO_FIGURE,
    coverage_notes,
    format_cell,
    format_sum,
    join_names,
    name_line,
)
from toolkit.reports.years.models import Reason, YearLine, Years


@dataclass(frozen=True)
class QuestionOverYears:
    """One of the four questions through the years.

    Attributes:
        title: The board's question.
        sentence: The answer of the cohorts together; empty where there is no sum.
        notes: Which cohorts are in the sum, and why the others are not.
        lines: Mentors before mentees, or the pairs alone, by name; empty where no cohort tells a
            figure.
    """

    title: str
    sentence: str
    notes: tuple[str, ...]
    lines: tuple[tuple[str, YearLine], ...]


@dataclass(frozen=True)
class FactRow:
    """A row of a table: its name, a value for each cohort, and their sum."""

    name: str
    values: tuple[str, ...]
    together: str


# ---- the top of the report -----------------------------------------------------------------------


def years_title(years: Years, words: Language) -> str:
    """Return the title with the years in which the cohorts were closed."""
    first, last = (
        str(release.closed_on.year) for release in (years.releases[0], years.releases[-1])
    )
    return words.gettext("Year report {years}").format(
        years=first if first == last else f"{first}–{last}"
    )


def years_subtitle(years: Years, words: Language) -> str:
    """Return the programme and its cohorts."""
    cohorts = words.gettext("cohorts {names}").format(
        names=join_names([release.cohort for release in years.releases], words)
    )
    return f"{years.releases[-1].text('programme', words.code)} · {cohorts}"


def years_basis(years: Years, words: Language) -> str:
    """Return what the figures are.

    And that the cohorts were released under different promises, if they were.
    """
    _ = words.gettext
    said = _(
        "The figures are those that were published when each cohort was closed, and their sums."
    )
    if len(years.promises) > 1:
        said += " " + _(
            "The cohorts gave different promises of confidentiality; answers given under different"
            " promises stand side by side and are not added."
        )
    return said


def list_cohort_facts(years: Years, words: Language) -> tuple[FactRow, ...]:
    """Return the cohorts: when each was closed, how many pairs, and who answered."""
    _ = words.gettext
    sizes = [
        _("not known") if size is None else str(size)
        for size in (
            release.frame.get("pairs") for release in (*years.releases, years.summed_release)
        )
    ]
    answered = (
        FactRow(
            _("Forms in, {who}").format(who=name.lower()),
            tuple(format_cell(cell, words) for cell in line.cells),
            format_sum(line, words),
        )
        for name, line in _told_lines(years, years.of("response.people"), words)
    )
    return (
        FactRow(
            _("Closed on"),
            tuple(
                words.date(release.closed_on).replace(NO_BREAK, " ") for release in years.releases
            ),
            "",
        ),
        FactRow(capitalize_first(_("pairs")), tuple(sizes[:-1]), sizes[-1]),
        *answered,
    )


def list_register_facts(years: Years, words: Language) -> Iterator[tuple[str, tuple[FactRow, ...]]]:
    """Yield what the association knows of the pairs anyway, by title.

    Who answered, who set a goal, how it ended.
    """
    lines = [
        line
        for line in years.lines
        if line.id.startswith(REGISTER_PREFIXES) and line.view == "pair"
    ]
    for _name, line in _told_lines(years, lines, words):
        yield years.summed_release.text(line.id, words.code), list_answer_facts(years, line, words)


def list_answer_facts(years: Years, line: YearLine, words: Language) -> tuple[FactRow, ...]:
    """Return a row for each answer of a finding that is shown in full somewhere.

    Args:
        years: The cohorts.
        line: One finding through them.
        words: The reader's language.

    Returns:
        The rows in the order of the codebook; none where the finding is nowhere shown in full.
    """
    if not any(cell.finding.counts for cell in line.cells):
        return ()
    latest = years.summed_release
    return tuple(
        FactRow(
            latest.text(f"{line.id}#{code}", words.code),
            tuple(format_count(cell.finding, code) or NO_FIGURE for cell in line.cells),
            (line.together and format_count(line.together, code)) or NO_FIGURE,
        )
        for code in latest.codebook.get(line.id, {})
    )


def years_response(years: Years, words: Language) -> tuple[str, tuple[str, ...]]:
    """Return who took part in all the cohorts, and notes.

    The pattern of the pairs, and cohorts that are not counted in.
    """
    said, pattern = narrative.response_sentences(years.summed_release, words)
    lines = _told_lines(years, (*years.of("response.people"), *years.of("response.pattern")), words)
    partly = any(len(line.added) < len(line.cells) for _name, line in lines)
    return said, tuple(filter(None, (pattern, *(coverage_notes(lines, words) if partly else ()))))


def list_year_questions(years: Years, words: Language) -> tuple[QuestionOverYears, ...]:
    """Return the four questions, in the order in which the guide asks them."""
    return tuple(
        _question(years, headline, words)
        for headline in narrative.list_headlines(years.summed_release, words)
    )


# ---- the apparatus -------------------------------------------------------------------------------


def list_left_out(years: Years, words: Language) -> Iterator[tuple[str, str, str]]:
    """Yield what is not shown or not added: why, in which cohorts, and which figures."""
    _ = words.gettext
    names: dict[Reason, str] = {
        "hidden": _("hidden [c]"),
        "not_available": _("not available [x]"),
        "asked_differently": _("asked differently, not added"),
        "counted_differently": _("counted differently by an earlier version, not added"),
        "other_promise": _("another promise, not added"),
    }
    found: dict[tuple[str, tuple[str, ...]], list[YearLine]] = {}
    for reason, name in names.items():
        for line in years.lines:
            cohorts: dict[str, list[str]] = {}
            for release, cell in zip(years.releases, line.cells, strict=True):
                if cell.left_out == reason:
                    why = (
                        _new_meaning(years, line, release, words)
                        if reason == "asked_differently"
                        else ""
                    )
                    cohorts.setdefault(why or name, []).append(cell.cohort)
            for why, left_out in cohorts.items():
                found.setdefault((why, tuple(left_out)), []).append(line)
    for (why, missing), lines in found.items():
        yield why, join_names(missing, words), "; ".join(_by_title(years, lines, words))


def years_method(words: Language) -> tuple[str, ...]:
    """Return how the years are added and compared, in four sentences."""
    _ = words.gettext
    return (
        _(
            "The cohorts together are sums of the printed counts over the sums of all who should"
            " have been counted, never means of percentages; whoever took part in several cohorts"
            " is counted once for each."
        ),
        _(
            "Where a cohort prints “at most 2” or “2–4” the sum runs from the fewest to the most"
            " that this allows, and a hidden figure is in no sum."
        ),
        _(
            "The possible range of a sum is printed where every cohort in it prints both ends:"
            " none, or all, of those who did not answer had said yes."
        ),
        _(
            "A change is counted in people since the cohort before, in people of the later one"
            " where the cohorts differ in size; one person is no trend, and a question that was"
            " asked differently is neither compared nor added."
        ),
    )


def list_year_sources(
    years: Years, words: Language, signs: int = HASH_SIGNS
) -> Iterator[tuple[str, str]]:
    """Yield each cohort with the release that its figures come from.

    Args:
        years: The cohorts.
        words: The reader's language.
        signs: How much of the release's fingerprint is printed; 64 is all of it.

    Yields:
        The name of the cohort, and when it was closed, fingerprint, version of the toolkit.
    """
    _ = words.gettext
    for release in years.releases:
        yield (
            release.cohort,
            _("closed on {date}, release {hash}").format(
                date=words.date(release.closed_on), hash=release.sha256[:signs]
            )
            + (f", {release.made_with}" if release.made_with else ""),
        )


# ---- parts ---------------------------------------------------------------------------------------


def _told_lines(
    years: Years, lines: Iterable[YearLine], words: Language
) -> list[tuple[str, YearLine]]:
    """Return, by name, the lines of which any cohort tells a figure."""
    return [
        (name_line(years, line, words), line)
        for line in lines
        if any(cell.finding.told for cell in line.cells)
    ]


def _question(years: Years, headline: narrative.Headline, words: Language) -> QuestionOverYears:
    lines = years.of(headline.rows[0][1].id)
    told_somewhere = _told_lines(years, lines, words)
    notes = coverage_notes(
        told_somewhere or [(name_line(years, line, words), line) for line in lines], words
    )
    doubts = list(_doubts(told_somewhere, words))
    notes = [" ".join((*notes, *doubts))] if len(notes) == 1 else notes + doubts
    return QuestionOverYears(
        headline.question,
        headline.sentence if any(line.together for _name, line in told_somewhere) else "",
        tuple(notes),
        tuple(told_somewhere),
    )


def _doubts(lines: Sequence[tuple[str, YearLine]], words: Language) -> Iterator[str]:
    """Yield where those who did not answer could account for a change."""
    changes = [
        (name, cell.cohort, cell.change)
        for name, line in lines
        for cell in line.cells
        if cell.change and cell.change.direction
    ]
    where: dict[str, list[str]] = {}
    for name, cohort, change in changes:
        if change.overlap:
            where.setdefault(name, []).append(cohort)
    why = words.gettext(
        "the possible ranges overlap, so the change since the cohort before may lie in who"
        " answered."
    )
    if where and all(change.overlap for _name, _cohort, change in changes):
        yield capitalize_first(why)
    elif where:
        places = (f"{name} {join_names(cohorts, words)}" for name, cohorts in where.items())
        yield f"{'; '.join(places)}: {why}"


def _new_meaning(years: Years, line: YearLine, release: Release, words: Language) -> str:
    """Return from which version on a question means something else than in the added cohorts.

    Empty where it only reads otherwise.
    """
    versions = {
        each.asked_since(line.id)
        for each in years.releases
        if each.cohort in (release.cohort, *line.added)
    }
    return (
        words.gettext(
            "asked differently since version {version} of the questionnaire, not added"
        ).format(version=max(versions))
        if len(versions) > 1
        else ""
    )


def _by_title(years: Years, lines: Iterable[YearLine], words: Language) -> Iterator[str]:
    """Yield each title once, with whose figure it is."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(years.summed_release.text(line.id, words.code), []).append(
            name_line(years, line, words).lower()
        )
    yield from (f"{name} ({', '.join(views)})" for name, views in found.items())
