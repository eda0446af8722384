"""What each of the four questions opens into.

Its figures, its table, and how it was asked and counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.narrative.phrases import (
    REGISTER_PREFIXES,
    ROLE_VIEWS,
    describe_figure,
    explain_withheld,
    format_count,
    format_possible_range,
    format_with_range,
    has_text,
    list_views,
    name_people,
)
from toolkit.reports.narrative.sections import Section, list_sections

PAIR_SUFFIXES = (".sides", ".higher")
PART_PREFIXES = ("process.part.", "objective.", "item.")
"""Findings of which there are many: their answers one by one stand in the table of all figures."""
LOGGED_PREFIX = "meetings."


@dataclass(frozen=True)
class Chapter:
    """A question of the board, or another part of the report, with all that is told of it.

    Attributes:
        key: ``goals``, ``process``, ``onward``, ``contact``; ``meetings``, ``objectives``,
            ``items``.
        title: What it is called where it does not stand under its own question.
        sections: Its figures, in order; empty where its answer is all that is told.
        ids: Every finding that it is about.
    """

    key: str
    title: str
    sections: tuple[Section, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class FigureTable:
    """Figures side by side.

    Attributes:
        header: What the figures are about, then whose they are.
        rows: A finding, its answers one by one, or a part of it; then the figure for each of them.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class AskedQuestion:
    """A question of the survey: how it was asked, and what its answers count as.

    Attributes:
        asked: The wordings; one, or mentors' before mentees' where they differ.
        answers: The labels that count as yes, as another answer, and as no answer.
    """

    id: str
    title: str
    asked: tuple[str, ...]
    answers: tuple[str, str, str]


def list_chapters(release: Release, words: Language) -> tuple[Chapter, ...]:
    """Return the four questions and the other parts, in order.

    One of which the release knows nothing is left out.
    """
    _ = words.gettext
    plan = (
        ("goals", release.text("goals.met", words.code), ("goals.",)),
        ("process", release.text("process.works", words.code), ("process.",)),
        ("onward", release.text("onward.plan", words.code), ("onward.",)),
        ("contact", release.text("contact.mutual", words.code), ("contact.",)),
        ("meetings", _("Meetings and endings"), ("meetings.", "endings.")),
        ("objectives", _("The aims of the programme"), ("objective.", "development.")),
        ("items", _("The programme's own questions"), ("recommend", "item.")),
    )
    parts = list_sections(release, words)
    known = tuple(dict.fromkeys(finding.id for finding in release.findings))
    found = (
        Chapter(
            key,
            title,
            tuple(_narrowed(parts, prefixes, words)),
            tuple(id for id in known if id.startswith(prefixes)),
        )
        for key, title, prefixes in plan
    )
    return tuple(chapter for chapter in found if chapter.ids)


def build_figure_tables(
    release: Release, ids: Iterable[str], words: Language
) -> tuple[FigureTable, ...]:
    """Return every figure of the findings, with answers one by one where they are few.

    Args:
        release: What is published.
        ids: The findings, in the order of their rows.
        words: The reader's language.

    Returns:
        A table of those who were asked, side by side, then one of both roles pooled, then one of
        pairs; each only where it has a row.
    """
    of = {id: list_views(release, id) for id in ids}
    roles = tuple(
        role
        for role in ROLE_VIEWS
        if any(finding.view == role for findings in of.values() for finding in findings)
    )
    sides = (roles, ("people",), ("pair",))
    found = (
        _table(
            release,
            [id for id, findings in of.items() if {each.view for each in findings} & set(shown)],
            shown,
            words,
        )
        for shown in sides
        if shown
    )
    return tuple(table for table in found if table.rows)


def list_asked_questions(
    release: Release, ids: Iterable[str], words: Language
) -> Iterator[AskedQuestion]:
    """Yield the questions behind the findings, as they were asked.

    Args:
        release: Where the wordings are; a finding without one is passed over.
        ids: The findings.
        words: The reader's language.

    Yields:
        One for each finding that is a question of the survey.
    """
    for id in ids:
        wordings = {
            role: release.text(f"{id}@{role}", words.code)
            for role in ROLE_VIEWS
            if has_text(release, f"{id}@{role}")
        }
        if wordings:
            many = {role: capitalize_first(name_people(release, role, words)) for role in wordings}
            asked = (
                tuple(wordings.values())[:1]
                if len(set(wordings.values())) == 1
                else tuple(f"{many[role]}: {wording}" for role, wording in wordings.items())
            )
            answers = (
                _labels(release, id, kinds, words)
                for kinds in (("favourable",), ("other",), ("no_answer", "not_applicable"))
            )
            yield AskedQuestion(
                id,
                release.text(id, words.code),
                asked,
                (next(answers), next(answers), next(answers)),
            )


def describe_base(release: Release, id: str, words: Language) -> str:
    """Return of whom a figure is told: ``6 mentors and 6 mentees``.

    Args:
        release: What is published.
        id: The finding.
        words: The reader's language.

    Returns:
        Numbers with their nouns; empty where nothing is told.
    """
    said = [
        f"{finding.frame or 0} {name_people(release, finding.view, words, id)}"
        for finding in list_views(release, id)
        if finding.told
    ]
    return words.both(*said) if len(said) == 2 else "".join(said)


def describe_rules(release: Release, ids: Sequence[str], words: Language) -> tuple[str, ...]:
    """Return the rules by which the gate tells these findings or does not.

    Args:
        release: What is published.
        ids: The findings.
        words: The reader's language.

    Returns:
        A sentence for each kind of rule, without a number.
    """
    _ = words.gettext
    kinds = {_kind(finding) for id in ids for finding in list_views(release, id)}
    said = {
        "role": _(
            "Answers are told one by one only where enough of them were favourable; else “at most"
            " so many” is all that is said, and nothing at all where too few forms are in."
        ),
        "people": _(
            "Both roles are counted together, and told as a span that leaves every answer open."
        ),
        "contact": _(
            "Only the pairs in which both want to are counted; no, don't know and no answer are one"
            " number, so that nobody's no can be read off."
        ),
        "sides": _(
            "What the two of a pair answered is told as a span, or not at all, so that nobody's"
            " answer follows from it."
        ),
        "logged": _(
            "Only the pairs that did are counted; those that did not and those of which nothing is"
            " known are one number."
        ),
        "register": _(
            "Who set a goal and how a pair ended the association knows anyway: that is told in full"
            " where the cohort is large enough."
        ),
    }
    return tuple(sentence for kind, sentence in said.items() if kind in kinds)


def explain_hidden_signs(release: Release, ids: Sequence[str], words: Language) -> tuple[str, ...]:
    """Return a line for each sign that stands for figures of these findings.

    Args:
        release: What is published.
        ids: The findings.
        words: The reader's language.

    Returns:
        Which figures they are, and why, without a number that the sign should hide.
    """
    found = []
    for status in ("hidden", "not_available"):
        names = [
            _named(release, finding, words)
            for id in ids
            for finding in list_views(release, id)
            if finding.status == status
        ]
        if names:
            sign = Finding("", "pair", status)
            found.append(
                f"**{capitalize_first(describe_figure(sign, words))}:**"
                f" {'; '.join(dict.fromkeys(names))}. {explain_withheld(sign, words)}"
            )
    return tuple(found)


# ---- parts ---------------------------------------------------------------------------------------


def _narrowed(
    parts: Iterable[Section], prefixes: tuple[str, ...], words: Language
) -> Iterator[Section]:
    """Yield the sections with what they tell of one question.

    Of the two in a pair each question has its own part.
    """
    for section in parts:
        if ids := tuple(id for id in section.ids if id.startswith(prefixes)):
            alike = (
                words.gettext("Whether the two answered alike.")
                if any(id.endswith(PAIR_SUFFIXES) for id in ids)
                else ""
            )
            yield replace(section, ids=ids, lead=alike if section.key == "pairs" else section.lead)


def _named(release: Release, finding: Finding, words: Language) -> str:
    title, sides = release.text(finding.id, words.code), list_views(release, finding.id)
    alike = finding.view == "pair" or all(each.status == finding.status for each in sides)
    return title if alike else f"{title} · {name_people(release, finding.view, words, finding.id)}"


def _kind(finding: Finding) -> str:
    if finding.id.startswith(REGISTER_PREFIXES):
        return "register"
    if finding.view != "pair":
        return "people" if finding.view == "people" else "role"
    return (
        "contact"
        if finding.id == "contact.mutual"
        else "logged"
        if finding.id.startswith(LOGGED_PREFIX)
        else "sides"
    )


def _table(
    release: Release, ids: Sequence[str], shown: tuple[str, ...], words: Language
) -> FigureTable:
    _ = words.gettext
    found = [[release.finding(id, view) for view in shown] for id in ids]
    spread = any(format_possible_range(finding) for findings in found for finding in findings)
    who = [capitalize_first(name_people(release, view, words)) for view in shown]
    return FigureTable(
        (_("Figure"), *(f"{each} ({_('possible')})" if spread else each for each in who)),
        tuple(row for findings in found for row in _rows(release, findings, words)),
    )


def _rows(
    release: Release, findings: Sequence[Finding], words: Language
) -> Iterator[tuple[str, ...]]:
    id = findings[0].id
    yield (
        f"**{release.text(id, words.code)}**",
        *(format_with_range(finding, words) for finding in findings),
    )
    one_by_one = any(finding.counts for finding in findings) and not id.startswith(PART_PREFIXES)
    for code in release.codebook.get(id, {}) if one_by_one else ():
        yield (
            f"– {release.text(f'{id}#{code}', words.code)}",
            *(format_count(finding, code) or "[c]" for finding in findings),
        )


def _labels(release: Release, id: str, kinds: tuple[str, ...], words: Language) -> str:
    return "; ".join(
        release.text(f"{id}#{code}", words.code)
        for code, counts_as in release.codebook.get(id, {}).items()
        if counts_as in kinds
    )
