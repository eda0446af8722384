"""The four answers side by side, and what each of them opens into."""

from __future__ import annotations

from functools import partial

import streamlit as st

from toolkit import charts, narrative, session
from toolkit.narrative import Chapter, Headline
from toolkit.pages import drawings, layout
from toolkit.phrases import capital
from toolkit.release import Release
from toolkit.texts import Language


def people(release: Release, words: Language) -> None:
    """Write who answered, and what the marks of all figures mean."""
    said, pattern = narrative.response(release, words)
    head = layout.two_columns(alignment="center")
    with layout.cell(head, "people"):
        layout.answer("people", said)
        layout.note("pattern", pattern)
    with layout.cell(head, "pattern"):
        layout.picture(charts.response_pattern(release, words, drawings.palette()))
    unit = words.gettext("A round mark is a person, an oblong one a pair. A stronger colour is a stronger answer.")
    layout.legend(narrative.legend(release, words), unit)


def four(release: Release, words: Language) -> None:
    """Write the four answers, two by two; below those that are open stands all that is told of them."""
    inside = {chapter.key: chapter for chapter in narrative.chapters(release, words)}
    headlines = narrative.headlines(release, words)
    for row in (headlines[:2], headlines[2:]):
        grid = layout.two_columns(gap="medium")
        for headline in row:
            with layout.cell(grid, f"question-{headline.key}"):
                layout.question(headline.key, headline.question, words, opens=headline.key in inside)
                drawings.once(f"answer-{headline.key}", [release], words, partial(said, headline, words))
            if headline.key in inside and session.opened(headline.key):
                with grid.container(key=f"inside-{headline.key}"):
                    drawings.once(f"inside-{headline.key}", [release], words, partial(chapter, release, inside[headline.key], words))


def said(headline: Headline, words: Language) -> None:
    """Write the sentence that answers a question, its strips, and whom it concerns."""
    layout.answer(headline.key, headline.sentence)
    if any(finding.told for _label, finding in headline.rows):
        layout.picture(charts.headline_strips(headline, words, drawings.palette()))
    layout.note(headline.key, headline.note)


def chapter(release: Release, chapter: Chapter, words: Language) -> None:
    """Write what is told of a question: figures, what is hidden, every number in a table, and how it was asked and counted."""
    _, key = words.gettext, chapter.key
    for section in chapter.sections:
        panels = charts.section_figures(release, section, words, drawings.palette())
        by_group = narrative.by_group(release, section.ids, words)
        if by_group or any(panel.figure for panel in panels):
            if section.title != chapter.title:
                layout.section(f"{key}-{section.key}", section.title, section.lead)
            else:
                layout.note(f"lead-{key}", section.lead)
            layout.panels(f"{key}-{section.key}", panels)
            layout.groups(f"{key}-{section.key}", by_group)
            layout.note(f"total-{key}-{section.key}", narrative.not_by_group(release, section.ids, words))
    for at, line in enumerate(narrative.hidden(release, chapter.ids, words)):
        layout.note(f"hidden-{key}-{at}", line)
    layout.section(f"{key}-numbers", _("Every number"))
    for table in narrative.tables(release, chapter.ids, words):
        layout.table(table.header, table.rows, f"{chapter.title} · {', '.join(table.header[1:])}")
    layout.section(f"{key}-method", _("How it was asked and counted"))
    _method(release, chapter, words)


def more(release: Release, words: Language) -> None:
    """Write a line for every other part of the evaluation, which opens it."""
    for each in narrative.chapters(release, words):
        if each.key not in ("goals", "process", "onward", "contact") and (inside := session.part(each.key, layout.plain(each.title))):
            with inside:
                drawings.once(f"inside-{each.key}", [release], words, partial(chapter, release, each, words))


def _method(release: Release, chapter: Chapter, words: Language) -> None:
    """Write the questions as they were asked, those together that were counted alike, and the rules of what is told."""
    alike: dict[str, list[str]] = {}
    for asked in narrative.questions(release, chapter.ids, words):
        wording = f"- {layout.plain(asked.title)} – {layout.plain(' · '.join(asked.asked))}"
        alike.setdefault(_counted(release, asked, words), []).append(wording)
    for counted, wordings in alike.items():
        st.markdown("\n".join([f"**{layout.plain(counted)}**", "", *wordings]))
    for rule in narrative.rules(release, chapter.ids, words):
        st.markdown(layout.plain(rule))


def _counted(release: Release, asked: narrative.Question, words: Language) -> str:
    """Return which answers count as yes, and of whom the figure is told."""
    _, base = words.gettext, narrative.base(release, asked.id, words)
    yes = ", ".join(_("“{answer}”").format(answer=label) for label in asked.answers[0].split("; ") if label)
    said = filter(None, (_("Counted as yes: {answers}").format(answers=yes) if yes else "", _("told of {base}").format(base=base) if base else ""))
    return capital("; ".join(said))
