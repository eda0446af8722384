"""One question for each chapter or area: told only where every one of them can be."""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.narrative.phrases import (
    format_possible_range,
    format_with_range,
    has_text,
    list_views,
    name_people,
)


@dataclass(frozen=True)
class GroupTable:
    """A question told for each chapter or area.

    Attributes:
        title: The question, and what it is divided by.
        header: What a part is, then who: ``Chapter``, ``Mentors (possible)``, ``Mentees
            (possible)``.
        rows: The name of each part, then the figure for each of them, its possible range in
            brackets.
        parts: The same findings one by one: the name of the part, who, the finding.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[tuple[str, str, Finding], ...]


def build_group_tables(
    release: Release, ids: Iterable[str], words: Language
) -> tuple[GroupTable, ...]:
    """Return those of the findings that are told for each chapter or area.

    Args:
        release: What is published.
        ids: The findings that are looked through.
        words: The reader's language.

    Returns:
        One table for each; none where this programme tells the total only.
    """
    return tuple(
        _build_group_table(release, id, words) for id in ids if _findings_by_group(release, id)
    )


def group_word(release: Release, words: Language) -> str:
    """Return what the figures are divided by: ``by chapter``.

    Empty where this programme tells the total only.
    """
    if not has_text(release, "groups"):
        return ""
    group = release.text("groups", words.code)
    return words.gettext("by {group}").format(group=group[:1].lower() + group[1:])


def explain_total_only(release: Release, ids: Iterable[str], words: Language) -> str:
    """Return which findings stand as a total only, though others are told part by part.

    Args:
        release: What is published.
        ids: The findings that are looked through.
        words: The reader's language.

    Returns:
        A sentence with the reason; empty where there is none, or where nothing is told by group.
    """
    if not any(finding.group for finding in release.findings):
        return ""
    alone = [
        id
        for id in ids
        if not _findings_by_group(release, id)
        and any(finding.told and finding.view != "pair" for finding in list_views(release, id))
    ]
    titles = "; ".join(release.text(id, words.code) for id in alone)
    return (
        words.gettext(
            "Not {by_group}: {titles}. The parts are told only where every part can be."
        ).format(by_group=group_word(release, words), titles=titles.rstrip("."))
        if alone
        else ""
    )


def _findings_by_group(release: Release, id: str) -> tuple[Finding, ...]:
    return tuple(
        finding for finding in list_views(release, id) if release.by_group(id, finding.view)
    )


def _build_group_table(release: Release, id: str, words: Language) -> GroupTable:
    sides = _findings_by_group(release, id)
    who = [capitalize_first(name_people(release, side.view, words, id)) for side in sides]
    found = {
        (part.group, side.view): part for side in sides for part in release.by_group(id, side.view)
    }
    names = dict.fromkeys(group for group, _view in found)
    # A chapter that has mentees but no mentors has no figure of mentors.
    lines = {
        name: [
            found.get((name, side.view)) or Finding(id, side.view, "not_available", group=name)
            for side in sides
        ]
        for name in names
    }
    possibly, spread = words.gettext("possible"), any(map(format_possible_range, found.values()))
    return GroupTable(
        title=f"{release.text(id, words.code)} · {group_word(release, words)}",
        header=(
            capitalize_first(release.text("groups", words.code)),
            *(f"{each} ({possibly})" if spread else each for each in who),
        ),
        rows=tuple(
            (_name(release, name, words), *(format_with_range(part, words) for part in parts))
            for name, parts in lines.items()
        ),
        parts=tuple(
            (_name(release, name, words), each, part)
            for name, parts in lines.items()
            for each, part in zip(who, parts, strict=True)
        ),
    )


def _name(release: Release, group: str, words: Language) -> str:
    key = f"group.{group}"
    return release.text(key, words.code) if has_text(release, key) else group
