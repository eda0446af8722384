"""The slides of the presentation, from the first to the last.

What does not fit on one goes on on the next.
"""

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from toolkit.app.widgets import layout, pictures
from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.reports.charts import figures as charts
from toolkit.reports.charts.drawing import Figure
from toolkit.reports.charts.panels import Panel, section_figures
from toolkit.reports.narrative import Chapter, Headline

ANSWER_BY_ANSWER = ("goals", "process")
"""Sections whose answers stand one by one on a slide after their question."""
ROOM = 400
"""Pixels that a slide leaves for rows of figures, before they grow with the screen."""
TITLE_HEIGHT = 60
"""Pixels of these for the title and the small print of a figure."""
SIGNS_A_SLIDE = 1500
"""Signs of running text that a slide takes."""


def render_slides(release: Release, words: Language) -> None:
    """Write the slides.

    Who answered, each of the four questions, meetings and endings, and how to read it all.
    """
    _first(release, words)
    chapters = {chapter.key: chapter for chapter in narrative.list_chapters(release, words)}
    for headline in narrative.list_headlines(release, words):
        with st.container(key=f"whole-{headline.key}"):
            _question(headline, words)
            _answers(release, headline, chapters.get(headline.key), words)
    with st.container(key="whole-meetings"):
        _meetings(release, chapters.get("meetings"), words)
    _render_last_slide(release, words)


def _first(release: Release, words: Language) -> None:
    said, pattern = narrative.response_sentences(release, words)
    with st.container(key="slide-first"):
        layout.render_small_print("programme", narrative.subtitle(release, words))
        st.title(layout.escape_markdown(narrative.title(release, words)), anchor=False)
        layout.render_answer("people", said)
        _figures(
            "first", [Panel("", "", charts.response_pattern(release, words, pictures.palette()))]
        )
        layout.render_small_print("pattern", pattern)
        layout.render_legend(
            narrative.mark_legend(release, words),
            words.gettext("A round mark is a person, an oblong one a pair."),
        )


def _question(headline: Headline, words: Language) -> None:
    with st.container(key=f"slide-{headline.key}"):
        st.header(layout.escape_markdown(headline.question), anchor=False)
        layout.render_answer(headline.key, headline.sentence)
        if any(finding.told for _label, finding in headline.rows):
            _figures(
                headline.key,
                [Panel("", "", charts.headline_strips(headline, words, pictures.palette()))],
            )
        layout.render_small_print(headline.key, headline.note)


def _answers(
    release: Release, headline: Headline, chapter: Chapter | None, words: Language
) -> None:
    """Write every answer to a question, where they are told one by one."""
    for section in chapter.sections if chapter else ():
        if section.key in ANSWER_BY_ANSWER:
            _panels(
                f"{headline.key}-{section.key}",
                words.gettext("{question} Answer by answer").format(question=headline.question),
                "",
                section_figures(release, section, words, pictures.palette()),
                words,
            )


def _meetings(release: Release, chapter: Chapter | None, words: Language) -> None:
    for section in chapter.sections if chapter else ():
        _panels(
            f"meetings-{section.key}",
            chapter.title if chapter else "",
            section.lead,
            section_figures(release, section, words, pictures.palette()),
            words,
        )


def _render_last_slide(release: Release, words: Language) -> None:
    """Write how to read the figures, what was promised, and what is not shown."""
    (_title, how), *others = narrative.method_paragraphs(release, words)
    hidden = narrative.explain_hidden_signs(
        release, list(dict.fromkeys(finding.id for finding in release.findings)), words
    )
    paragraphs = [
        layout.escape_markdown(how),
        *(
            f"**{layout.escape_markdown(title)}.** {layout.escape_markdown(capitalize_first(text))}"
            for title, text in others
        ),
        *map(layout.escape_markdown, hidden),
        layout.escape_markdown(narrative.closing_sentence(release, words)),
    ]
    slides = list(_fill_slides(paragraphs))
    with st.container(key="whole-last"):
        for at, slide in enumerate(slides):
            with st.container(key=f"slide-last-{at}"):
                st.header(
                    layout.escape_markdown(
                        _numbered_title(
                            words.gettext("How to read the figures"), at, len(slides), words
                        )
                    ),
                    anchor=False,
                )
                for paragraph in slide:
                    st.markdown(paragraph)


# ---- what fits on a slide ------------------------------------------------------------------------


def _panels(key: str, title: str, lead: str, panels: Iterable[Panel], words: Language) -> None:
    """Write figures two by two, as many on a slide as can be read from the last row."""
    drawn = [panel for panel in panels if panel.figure]
    # One row at least, even of figures that are higher than the room.
    size = 2 * max(1, ROOM // (_tallest(drawn) + TITLE_HEIGHT))
    slides = [drawn[start : start + size] for start in range(0, len(drawn), size)]
    for at, slide in enumerate(slides):
        with st.container(key=f"slide-{key}-{at}"):
            st.header(
                layout.escape_markdown(_numbered_title(title, at, len(slides), words)), anchor=False
            )
            layout.render_small_print(f"lead-{key}-{at}", lead)
            _figures(f"{key}-{at}", slide)


def _figures(key: str, panels: Sequence[Panel]) -> None:
    """Draw figures in one scale.

    The stylesheet makes them as large as the rest of the slide leaves room for.
    """
    columns = min(2, len(panels))
    lines = max(bool(panel.title) + bool(panel.note) for panel in panels)
    facts = {
        "tall": _tallest(panels),
        "columns": columns,
        "rows": -(-len(panels) // columns),
        "lines": lines,
    }
    style = (
        f"<style>:has(> .st-key-figures-{key}) {{"
        f" {' '.join(f'--{name}: {value};' for name, value in facts.items())} }}</style>"
    )
    with st.container(key=f"figures-{key}"):
        st.html(
            f"{style}<i></i>"
        )  # a style alone is put elsewhere on the page, where what is drawn once is not found again
        for at, panel in enumerate(panels):
            with st.container(key=f"figure-{key}-{at}"):
                layout.render_figure_name(f"{key}-{at}", panel.title)
                layout.render_small_print(f"{key}-{at}", panel.note)
                layout.render_figure(panel.figure)


def _tallest(panels: Iterable[Panel]) -> int:
    figures: list[Figure] = [panel.figure for panel in panels if panel.figure]
    return max((round(figure.height) for figure in figures), default=1)


def _fill_slides(paragraphs: Iterable[str]) -> Iterator[list[str]]:
    """Yield the paragraphs of each slide."""
    slide: list[str] = []
    for paragraph in paragraphs:
        if slide and len("".join(slide)) + len(paragraph) > SIGNS_A_SLIDE:
            yield slide
            slide = []
        slide.append(paragraph)
    yield slide


def _numbered_title(title: str, at: int, slides: int, words: Language) -> str:
    return (
        title
        if slides == 1
        else words.gettext("{title} ({n} of {all})").format(title=title, n=at + 1, all=slides)
    )
