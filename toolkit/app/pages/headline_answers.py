"""The four answers side by side, and what each of them opens into."""

from functools import partial

import streamlit as st

from toolkit.app import state
from toolkit.app.widgets import layout, pictures
from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.reports.charts import figures
from toolkit.reports.charts.panels import section_figures
from toolkit.reports.narrative import Chapter, Headline


def render_response(release: Release, words: Language) -> None:
    """Write who answered, and what the marks of all figures mean."""
    said, pattern = narrative.response_sentences(release, words)
    head = layout.two_columns(alignment="center")
    with layout.next_cell(head, "people"):
        layout.render_answer("people", said)
        layout.render_small_print("pattern", pattern)
    with layout.next_cell(head, "pattern"):
        layout.render_figure(figures.response_pattern(release, words, pictures.palette()))
    layout.render_legend(
        narrative.mark_legend(release, words),
        words.gettext(
            "A round mark is a person, an oblong one a pair. A stronger colour is a stronger"
            " answer."
        ),
    )


def render_headlines(release: Release, words: Language) -> None:
    """Write the four answers, two by two.

    Below those that are open stands all that is told of them.
    """
    inside = {chapter.key: chapter for chapter in narrative.list_chapters(release, words)}
    headlines = narrative.list_headlines(release, words)
    for row in (headlines[:2], headlines[2:]):
        grid = layout.two_columns(gap="medium")
        for headline in row:
            with layout.next_cell(grid, f"question-{headline.key}"):
                layout.render_question(
                    headline.key, headline.question, words, opens=headline.key in inside
                )
                pictures.draw_cached(
                    f"answer-{headline.key}",
                    [release],
                    words,
                    partial(render_headline, headline, words),
                )
            if headline.key in inside and state.is_part_open(headline.key):
                with grid.container(key=f"inside-{headline.key}"):
                    pictures.draw_cached(
                        f"inside-{headline.key}",
                        [release],
                        words,
                        partial(render_chapter, release, inside[headline.key], words),
                    )


def render_headline(headline: Headline, words: Language) -> None:
    """Write the sentence that answers a question, its strips, and whom it concerns."""
    layout.render_answer(headline.key, headline.sentence)
    if any(finding.told for _label, finding in headline.rows):
        layout.render_figure(figures.headline_strips(headline, words, pictures.palette()))
    layout.render_small_print(headline.key, headline.note)


def render_chapter(release: Release, chapter: Chapter, words: Language) -> None:
    """Write what is told of a question.

    Figures, what is hidden, every number in a table, and how it was asked and counted.

    Args:
        release: The release.
        chapter: The question, with its sections.
        words: The language.
    """
    _, key = words.gettext, chapter.key
    for section in chapter.sections:
        panels = section_figures(release, section, words, pictures.palette())
        by_group = narrative.build_group_tables(release, section.ids, words)
        if by_group or any(panel.figure for panel in panels):
            if section.title != chapter.title:
                layout.render_section(f"{key}-{section.key}", section.title, section.lead)
            else:
                layout.render_small_print(f"lead-{key}", section.lead)
            layout.render_panels(f"{key}-{section.key}", panels)
            layout.render_groups(f"{key}-{section.key}", by_group)
            layout.render_small_print(
                f"total-{key}-{section.key}",
                narrative.explain_total_only(release, section.ids, words),
            )
    for at, line in enumerate(narrative.explain_hidden_signs(release, chapter.ids, words)):
        layout.render_small_print(f"hidden-{key}-{at}", line)
    layout.render_section(f"{key}-numbers", _("Every number"))
    for table in narrative.build_figure_tables(release, chapter.ids, words):
        layout.render_table(
            table.header, table.rows, f"{chapter.title} · {', '.join(table.header[1:])}"
        )
    layout.render_section(f"{key}-method", _("How it was asked and counted"))
    _method(release, chapter, words)


def render_further_parts(release: Release, words: Language) -> None:
    """Write a line for every other part of the evaluation, which opens it."""
    for each in narrative.list_chapters(release, words):
        if each.key not in ("goals", "process", "onward", "contact") and (
            inside := state.render_part(each.key, layout.escape_markdown(each.title))
        ):
            with inside:
                pictures.draw_cached(
                    f"inside-{each.key}",
                    [release],
                    words,
                    partial(render_chapter, release, each, words),
                )


def _method(release: Release, chapter: Chapter, words: Language) -> None:
    """Write the questions as they were asked, and the rules of what is told.

    Those that were counted alike stand together.
    """
    alike: dict[str, list[str]] = {}
    for asked in narrative.list_asked_questions(release, chapter.ids, words):
        alike.setdefault(_explain_counting(release, asked, words), []).append(
            f"- {layout.escape_markdown(asked.title)} –"
            f" {layout.escape_markdown(' · '.join(asked.asked))}"
        )
    for counted, wordings in alike.items():
        st.markdown("\n".join([f"**{layout.escape_markdown(counted)}**", "", *wordings]))
    for rule in narrative.describe_rules(release, chapter.ids, words):
        st.markdown(layout.escape_markdown(rule))


def _explain_counting(release: Release, asked: narrative.AskedQuestion, words: Language) -> str:
    """Return which answers count as yes, and of whom the figure is told."""
    _, base = words.gettext, narrative.describe_base(release, asked.id, words)
    yes = ", ".join(
        _("“{answer}”").format(answer=label) for label in asked.answers[0].split("; ") if label
    )
    return capitalize_first(
        "; ".join(
            filter(
                None,
                (
                    _("Counted as yes: {answers}").format(answers=yes) if yes else "",
                    _("told of {base}").format(base=base) if base else "",
                ),
            )
        )
    )
