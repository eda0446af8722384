"""What the page of the years is put together from.

The cohorts, the questions, every figure, the files.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import streamlit as st

from toolkit.app import state
from toolkit.app.pages.year_figures import choose_line_layout, describe_row, draw_through_years
from toolkit.app.widgets import layout, pictures
from toolkit.i18n import Language, capitalize_first
from toolkit.reports import narrative
from toolkit.reports.years import narrative as year_narrative
from toolkit.reports.years.models import Years
from toolkit.reports.years.narrative import FactRow, QuestionOverYears
from toolkit.reports.years.page import (
    YearSide,
    build_side,
    find_scale,
    list_table_rows,
    unit_sentence,
    write_year_page,
    years_legend,
)
from toolkit.reports.years.workbook import write_years_workbook


def render_cohorts(years: Years, words: Language) -> None:
    """Write who answered, and the cohorts side by side."""
    pictures.draw_cached("years-cohorts", years.releases, words, partial(_cohorts, years, words))


def render_questions(years: Years, words: Language) -> None:
    """Write the four questions, each with its sum, its cohorts drawn, and what it opens into."""
    found = year_narrative.list_year_questions(years, words)
    drawn, most = find_scale(found)
    pictures.draw_cached(
        "years-legend",
        years.releases,
        words,
        lambda: layout.render_legend(
            years_legend(years, drawn, most, words), unit_sentence(most, words)
        ),
    )
    for at, question in enumerate(found):
        sides = [build_side(years, name, line, most, words) for name, line in question.lines]
        with st.container(key=f"question-{at}", gap="xsmall"):
            layout.render_question(f"years-{at}", question.title, words, opens=bool(sides))
            pictures.draw_cached(
                f"years-answer-{at}",
                years.releases,
                words,
                partial(_answer, f"{at}", question, sides),
            )
            if sides and state.is_part_open(f"years-{at}"):
                with st.container(key=f"inside-years-{at}"):
                    pictures.draw_cached(
                        f"years-inside-{at}",
                        years.releases,
                        words,
                        partial(_numbers, years, f"{at}", sides, words),
                    )


def render_further_parts(years: Years, words: Language) -> None:
    """Write a line for every other part of the report, which opens it."""
    _ = words.gettext
    parts: tuple[tuple[str, str, Callable[[], None]], ...] = (
        ("register", _("What is known of every pair"), partial(_register, years, words)),
        (
            "figures",
            _("Every figure, cohort by cohort"),
            partial(_render_all_figures, years, words),
        ),
        ("unsaid", _("Not shown or not added, and why"), partial(_render_unsaid, years, words)),
        ("method", _("How the years are added"), partial(_method, years, words)),
    )
    for key, title, draw in parts:
        if inside := state.render_part(key, title):
            with inside:
                pictures.draw_cached(f"years-{key}", years.releases, words, draw)


def render_downloads(programme: str, years: Years, words: Language) -> None:
    """Offer the workbook and the page for print of all the years.

    Args:
        programme: Code of the programme, for the names of the files.
        years: The years.
        words: The language of the files.
    """
    _ = words.gettext
    layout.render_heading(_("Take along"))
    with st.container(key="files", horizontal=True):
        name = _("years-{name}").format(name=programme)
        layout.render_download(
            _("Excel workbook"),
            f"{name}.xlsx",
            lambda path: write_years_workbook(years, path, language=words.code),
            first=True,
        )
        layout.render_download(
            _("Page for print"),
            f"{name}.html",
            lambda path: write_year_page(years, path, words.code),
        )


# ---- parts ---------------------------------------------------------------------------------------


def _cohorts(years: Years, words: Language) -> None:
    answered, notes = year_narrative.years_response(years, words)
    layout.render_answer("people", answered)
    for at, text in enumerate(notes):
        layout.render_small_print(f"people-{at}", text)
    _facts(
        years,
        "",
        year_narrative.list_cohort_facts(years, words),
        words.gettext("The cohorts"),
        words,
    )


def _answer(key: str, question: QuestionOverYears, sides: Sequence[YearSide]) -> None:
    if question.sentence:
        layout.render_answer(key, question.sentence)
    for at, text in enumerate(question.notes):
        layout.render_small_print(f"{key}-{at}", text)
    grid, said_on = layout.two_columns(), choose_line_layout(sides)
    for each in sides:
        with layout.next_cell(grid, f"panel-{key}-{each.name}"):
            layout.render_figure_name(f"{key}-{each.name}", each.name)
            layout.render_figure(draw_through_years(each, pictures.palette(), said_on))


def _numbers(years: Years, key: str, sides: Iterable[YearSide], words: Language) -> None:
    """Write each side as a table of cohorts, then its answers one by one."""
    _ = words.gettext
    for each in sides:
        layout.render_section(f"{key}-{each.name}", each.name)
        layout.render_table(
            (_("Cohort"), _("Figure"), _("Possible"), _("Since the cohort before")),
            [(row.name, row.figure, row.reach, row.change) for row in each.rows],
            "; ".join(map(describe_row, each.rows)),
        )
        if each.answers:
            _facts(
                years, _("Answer"), each.answers, f"{_('Answer by answer')} · {each.name}", words
            )


def _facts(
    years: Years, what: str, facts: Iterable[FactRow], description: str, words: Language
) -> None:
    layout.render_table(
        (
            what or words.gettext("What"),
            *(release.cohort for release in years.releases),
            words.gettext("Total"),
        ),
        [(fact.name, *fact.values, fact.together) for fact in facts],
        description,
    )


def _register(years: Years, words: Language) -> None:
    for title, facts in year_narrative.list_register_facts(years, words):
        layout.render_section(f"register-{title}", title)
        _facts(years, "", facts, title, words)


def _render_all_figures(years: Years, words: Language) -> None:
    _ = words.gettext
    found = []
    for id in dict.fromkeys(line.id for line in years.lines):
        for row in list_table_rows(years, id, words):
            cells = [" · ".join(filter(None, cell)) for cell in row["cells"]]
            together = " · ".join(filter(None, (*row["together"], row["coverage"])))
            found.append(
                (f"{years.summed_release.text(id, words.code)} · {row['who']}", *cells, together)
            )
    layout.render_table(
        (_("Figure"), *(release.cohort for release in years.releases), _("Total")),
        found,
        _("Every figure, cohort by cohort"),
    )


def _render_unsaid(years: Years, words: Language) -> None:
    _ = words.gettext
    found = list(year_narrative.list_left_out(years, words))
    if found:
        layout.render_table(
            (_("Why"), _("Cohorts"), _("Figures")), found, _("Not shown or not added, and why")
        )
    else:
        st.markdown(_("Every figure of every cohort is shown and added."))


def _method(years: Years, words: Language) -> None:
    _ = words.gettext
    for sentence in year_narrative.years_method(words):
        st.markdown(layout.escape_markdown(sentence))
    layout.render_table(
        (_("Sign"), _("Meaning")),
        [(capitalize_first(sign), meaning) for sign, meaning in narrative.sign_meanings(words)],
        _("Signs that stand where a figure would"),
    )
    layout.render_titled(year_narrative.list_year_sources(years, words))
