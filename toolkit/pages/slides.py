"""The slides of the presentation, from the first to the last."""

from __future__ import annotations

import streamlit as st

from toolkit import charts, narrative
from toolkit.narrative import Chapter, Headline
from toolkit.pages import drawings, layout
from toolkit.release import Release
from toolkit.texts import Language

ANSWER_BY_ANSWER = ("goals", "process")
"""Sections whose answers stand one by one below their question."""


def show(release: Release, words: Language) -> None:
    """Write a slide for who answered, for each of the four questions, for meetings and endings, and for how to read it all."""
    _first(release, words)
    chapters = {chapter.key: chapter for chapter in narrative.chapters(release, words)}
    for headline in narrative.headlines(release, words):
        _question(release, headline, chapters.get(headline.key), words)
    if (meetings := chapters.get("meetings")) and any(release.finding(id, "pair").told for id in meetings.ids):
        with st.container(key="slide-meetings"):
            st.header(layout.plain(meetings.title), anchor=False)
            for section in meetings.sections:
                layout.note("lead-meetings", section.lead)
                layout.panels("slide-meetings", charts.section_figures(release, section, words, drawings.palette()))
    _last(release, words)


def _first(release: Release, words: Language) -> None:
    said, pattern = narrative.response(release, words)
    with st.container(key="slide-first"):
        layout.note("programme", narrative.subtitle(release, words))
        st.title(layout.plain(narrative.title(release, words)), anchor=False)
        layout.answer("people", said)
        layout.picture(charts.response_pattern(release, words, drawings.palette()))
        layout.note("pattern", pattern)
        layout.legend(narrative.legend(release, words), words.gettext("A round mark is a person, an oblong one a pair."))


def _question(release: Release, headline: Headline, chapter: Chapter | None, words: Language) -> None:
    with st.container(key=f"slide-{headline.key}"):
        st.header(layout.plain(headline.question), anchor=False)
        layout.answer(headline.key, headline.sentence)
        if any(finding.told for _label, finding in headline.rows):
            with st.container(key=f"strips-{headline.key}"):
                layout.picture(charts.headline_strips(headline, words, drawings.palette()))
        layout.note(headline.key, headline.note)
        for section in chapter.sections if chapter else ():
            if section.key in ANSWER_BY_ANSWER:
                layout.panels(f"slide-{headline.key}", charts.section_figures(release, section, words, drawings.palette()))


def _last(release: Release, words: Language) -> None:
    """Write how to read the figures, what was promised, and what is not shown."""
    with st.container(key="slide-last"):
        st.header(layout.plain(words.gettext("How to read the figures")), anchor=False)
        (_title, how), *others = narrative.method(release, words)
        st.markdown(layout.plain(how))
        layout.titled(others)
        for at, line in enumerate(narrative.hidden(release, list(dict.fromkeys(finding.id for finding in release.findings)), words)):
            layout.note(f"hidden-{at}", line)
        layout.note("closed", narrative.closed(release, words))
