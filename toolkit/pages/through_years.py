"""What the page of the years is put together from: the cohorts, the questions, every figure, the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import streamlit as st

from toolkit import narrative, session, year_narrative
from toolkit.pages import drawings, layout
from toolkit.pages.year_drawings import lines, said, through
from toolkit.phrases import capital
from toolkit.texts import Language
from toolkit.workbook.years import write_years_workbook
from toolkit.year_narrative import Fact, Question
from toolkit.year_page import Side, legend, rows, scale, side, unit, write_year_page
from toolkit.years import Years


def cohorts(years: Years, words: Language) -> None:
    """Write who answered, and the cohorts side by side."""
    drawings.once("years-cohorts", years.releases, words, partial(_cohorts, years, words))


def questions(years: Years, words: Language) -> None:
    """Write the four questions, each with its sum, its cohorts as drawings, and what it opens into."""
    found = year_narrative.questions(years, words)
    drawn, most = scale(found)
    drawings.once("years-legend", years.releases, words, lambda: layout.legend(legend(years, drawn, most, words), unit(most, words)))
    for at, question in enumerate(found):
        sides = [side(years, name, line, most, words) for name, line in question.lines]
        with st.container(key=f"question-{at}", gap="xsmall"):
            layout.question(f"years-{at}", question.title, words, opens=bool(sides))
            drawings.once(f"years-answer-{at}", years.releases, words, partial(_answer, f"{at}", question, sides))
            if sides and session.opened(f"years-{at}"):
                with st.container(key=f"inside-years-{at}"):
                    drawings.once(f"years-inside-{at}", years.releases, words, partial(_numbers, years, f"{at}", sides, words))


def more(years: Years, words: Language) -> None:
    """Write a line for every other part of the report, which opens it."""
    _ = words.gettext
    parts: tuple[tuple[str, str, Callable[[], None]], ...] = (
        ("register", _("What is known of every pair"), partial(_register, years, words)),
        ("figures", _("Every figure, cohort by cohort"), partial(_every, years, words)),
        ("unsaid", _("Not shown or not added, and why"), partial(_unsaid, years, words)),
        ("method", _("How the years are added"), partial(_method, years, words)),
    )
    for key, title, draw in parts:
        if inside := session.part(key, title):
            with inside:
                drawings.once(f"years-{key}", years.releases, words, draw)


def files(programme: str, years: Years, words: Language) -> None:
    """Offer the workbook and the page for print of all the years."""
    _ = words.gettext
    layout.heading(_("Take along"))
    with st.container(key="files", horizontal=True):
        name = _("years-{name}").format(name=programme)
        layout.file(_("Excel workbook"), f"{name}.xlsx", lambda path: write_years_workbook(years, path, language=words.code), first=True)
        layout.file(_("Page for print"), f"{name}.html", lambda path: write_year_page(years, path, words.code))


# ---- parts -----------------------------------------------------------------------------------------------------------------------


def _cohorts(years: Years, words: Language) -> None:
    answered, notes = year_narrative.response(years, words)
    layout.answer("people", answered)
    for at, text in enumerate(notes):
        layout.note(f"people-{at}", text)
    _facts(years, "", year_narrative.cohorts(years, words), words.gettext("The cohorts"), words)


def _answer(key: str, question: Question, sides: Sequence[Side]) -> None:
    if question.sentence:
        layout.answer(key, question.sentence)
    for at, text in enumerate(question.notes):
        layout.note(f"{key}-{at}", text)
    grid, said_on = layout.two_columns(), lines(sides)
    for each in sides:
        with layout.cell(grid, f"panel-{key}-{each.name}"):
            layout.name(f"{key}-{each.name}", each.name)
            layout.picture(through(each, drawings.palette(), said_on))


def _numbers(years: Years, key: str, sides: Iterable[Side], words: Language) -> None:
    """Write each side as a table of cohorts, then its answers one by one."""
    _ = words.gettext
    for each in sides:
        layout.section(f"{key}-{each.name}", each.name)
        heads = (_("Cohort"), _("Figure"), _("Possible"), _("Since the cohort before"))
        layout.table(heads, [(row.name, row.figure, row.reach, row.change) for row in each.rows], "; ".join(map(said, each.rows)))
        if each.answers:
            _facts(years, _("Answer"), each.answers, f"{_('Answer by answer')} · {each.name}", words)


def _facts(years: Years, what: str, facts: Iterable[Fact], description: str, words: Language) -> None:
    heads = (what or words.gettext("What"), *(release.cohort for release in years.releases), words.gettext("Total"))
    layout.table(heads, [(fact.name, *fact.values, fact.together) for fact in facts], description)


def _register(years: Years, words: Language) -> None:
    for title, facts in year_narrative.register(years, words):
        layout.section(f"register-{title}", title)
        _facts(years, "", facts, title, words)


def _every(years: Years, words: Language) -> None:
    _ = words.gettext
    found = []
    for id in dict.fromkeys(line.id for line in years.lines):
        for row in rows(years, id, words):
            cells = [" · ".join(filter(None, cell)) for cell in row["cells"]]
            together = " · ".join(filter(None, (*row["together"], row["coverage"])))
            found.append((f"{years.as_one.text(id, words.code)} · {row['who']}", *cells, together))
    heads = (_("Figure"), *(release.cohort for release in years.releases), _("Total"))
    layout.table(heads, found, _("Every figure, cohort by cohort"))


def _unsaid(years: Years, words: Language) -> None:
    _ = words.gettext
    found = list(year_narrative.unsaid(years, words))
    if found:
        layout.table((_("Why"), _("Cohorts"), _("Figures")), found, _("Not shown or not added, and why"))
    else:
        st.markdown(_("Every figure of every cohort is shown and added."))


def _method(years: Years, words: Language) -> None:
    _ = words.gettext
    for sentence in year_narrative.method(words):
        st.markdown(layout.plain(sentence))
    layout.table((_("Sign"), _("Meaning")), [(capital(sign), meaning) for sign, meaning in narrative.signs(words)], _("Signs that stand where a figure would"))
    layout.titled(year_narrative.sources(years, words))
