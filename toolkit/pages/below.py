"""What stands below the answers: every figure, the method, cohorts that are not closed yet, and files to take along."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from toolkit import narrative, session
from toolkit.charts import answer_by_answer
from toolkit.notebook import write_notebook
from toolkit.pages import drawings, layout
from toolkit.participation import saying
from toolkit.phrases import capital
from toolkit.release import Release
from toolkit.texts import Language
from toolkit.webpage import write_page
from toolkit.workbook import write_workbook


def apparatus(release: Release, words: Language) -> None:
    """Write a line for all figures in one table, for the method, and for the text to paste, each of which opens."""
    _ = words.gettext
    for key, title, draw in (
        ("figures", _("All figures as a table"), _every_figure),
        ("method", _("Method and hidden figures"), _method),
        ("text", _("Text for the annual report"), _text),
    ):
        if inside := session.part(key, title):
            with inside:
                drawings.once(key, [release], words, partial(draw, release, words))


def under_way(words: Language, programme: str = "") -> None:
    """Write how many have answered in each cohort of a programme that is not closed: all that anybody sees of it until then."""
    _, cohorts = words.gettext, session.in_progress(programme)
    if not cohorts:
        return
    layout.heading(_("Not closed yet"), _("Until a cohort is closed nobody sees more of it than how many have answered."))
    rows = [(each.cohort, *(f"{sent} / {asked}" for sent, asked in each.forms.values())) for each in cohorts]
    roles = (capital(saying.label(cohorts[0].people[role], words)) for role in cohorts[0].forms)
    counted = _("Closing forms that are in, of everybody whose pair has started. Most forms open only when their pair comes to its end.")
    layout.table((_("Cohort"), *roles), rows, _("Closing forms in, cohort by cohort"))
    layout.note("counted", counted)
    if n := sum(each.not_shown for each in cohorts):
        own = words.ngettext("{n} pair is not counted here: you are one of the two.", "{n} pairs are not counted here: you are one of the two.", n)
        layout.note("not-counted", own.format(n=n))


def files(name: str, release: Release, words: Language) -> None:
    """Offer the workbook, the page for print, the text and the notebook."""
    _ = words.gettext
    layout.heading(_("Take along"))
    name = _("closing-{name}").format(name=name)
    with st.container(key="files", horizontal=True):
        layout.file(_("Excel workbook"), f"{name}.xlsx", lambda path: write_workbook(release, path, language=words.code), first=True)
        layout.file(_("Page for print"), f"{name}.html", lambda path: write_page(release, path, language=words.code))
        layout.file(_("Text for the annual report"), f"{name}.txt", lambda path: _write_text(release, path, words))
        layout.file(_("Notebook"), f"{name}.ipynb", lambda path: _write_notebook(release, path, words))
        layout.file(_("Figures for the notebook"), f"{name}.json", release.save)
    layout.note("files", _("The notebook is run before it comes, which takes some seconds. To run it again, keep the figures beside it, under their name."))


def _every_figure(release: Release, words: Language) -> None:
    _ = words.gettext
    rows = [
        (_named(row), f"{row.told} ({row.possible})" if row.possible else row.told, answer_by_answer(release, row.finding, words))
        for row in narrative.table(release, words)
    ]
    layout.table((_("Figure"), _("Number (possible)"), _("Answer by answer")), rows, _("All figures of this cohort"))


def _method(release: Release, words: Language) -> None:
    _ = words.gettext
    layout.titled((*narrative.method(release, words), *narrative.certificate(release, words)))
    layout.table((_("Sign"), _("Meaning")), narrative.signs(words), _("Signs that stand where a figure would"))
    _withheld(release, words)


def _text(release: Release, words: Language) -> None:
    for paragraph in narrative.annual_text(release, words).strip().split("\n\n"):
        st.markdown(layout.plain(paragraph).replace("\n", "  \n"))


def _withheld(release: Release, words: Language) -> None:
    _ = words.gettext
    rows = narrative.withheld(release, words)
    titles = {"coarsened": _("Shown in part"), "hidden": _("Hidden [c]"), "not_available": _("Not available [x]")}
    if not rows:
        st.markdown(_("Every figure of this cohort is shown in full."))
    for status, title in titles.items():
        names = [f"{_named(row)} ({row.told})" if status == "coarsened" else _named(row) for row in rows if row.finding.status == status]
        if names:
            st.markdown(f"**{layout.plain(title)}.** {layout.plain('; '.join(names))}.")


def _named(row: narrative.Row) -> str:
    return row.title if row.finding.view == "pair" else f"{row.title} · {row.who}"


def _write_text(release: Release, path: Path, words: Language) -> None:
    path.write_text(narrative.annual_text(release, words), "utf-8-sig")  # the mark tells older Windows programs what it is


def _write_notebook(release: Release, path: Path, words: Language) -> None:
    write_notebook(release.save(path.with_suffix(".json")), path, language=words.code)
