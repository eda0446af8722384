"""What stands below the answers.

Every figure, the method, cohorts that are not closed yet, and files to take along.
"""

from functools import partial

import streamlit as st

from toolkit.app import state
from toolkit.app.widgets import layout, pictures
from toolkit.i18n import Language, capitalize_first
from toolkit.programme.questionnaire import localize
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.reports.charts.figures import answer_by_answer
from toolkit.reports.html.closing import write_page
from toolkit.reports.notebook.file import write_notebook
from toolkit.reports.workbook import write_workbook


def render_apparatus(release: Release, words: Language) -> None:
    """Write three lines that open: all figures in one table, the method, the text to paste."""
    _ = words.gettext
    for key, title, draw in (
        ("figures", _("All figures as a table"), _every_figure),
        ("method", _("Method and hidden figures"), _method),
        ("text", _("Text for the annual report"), _text),
    ):
        if inside := state.render_part(key, title):
            with inside:
                pictures.draw_cached(key, [release], words, partial(draw, release, words))


def render_open_cohorts(words: Language, programme: str = "") -> None:
    """Write how many have answered in each cohort of a programme that is not closed.

    All that anybody sees of it until then.
    """
    _, cohorts = words.gettext, state.in_progress(programme)
    if not cohorts:
        return
    layout.render_heading(
        _("Not closed yet"),
        _("Until a cohort is closed nobody sees more of it than how many have answered."),
    )
    rows = [
        (each.cohort, *(f"{sent} / {asked}" for sent, asked in each.forms.values()))
        for each in cohorts
    ]
    roles = (
        capitalize_first(localize(cohorts[0].people[role], words)) for role in cohorts[0].forms
    )
    layout.render_table((_("Cohort"), *roles), rows, _("Closing forms in, cohort by cohort"))
    layout.render_small_print(
        "counted",
        _(
            "Closing forms that are in, of everybody whose pair has started. Most forms open only"
            " when their pair comes to its end."
        ),
    )
    if n := sum(each.not_shown for each in cohorts):
        layout.render_small_print(
            "not-counted",
            words.ngettext(
                "{n} pair is not counted here: you are one of the two.",
                "{n} pairs are not counted here: you are one of the two.",
                n,
            ).format(n=n),
        )


def render_downloads(name: str, release: Release, words: Language) -> None:
    """Offer the workbook, the page for print, the text and the notebook.

    Args:
        name: Name of the release, such as ``swea-A8``, for the files.
        release: The release.
        words: The language of the files.
    """
    _ = words.gettext
    layout.render_heading(_("Take along"))
    name = _("closing-{name}").format(name=name)
    with st.container(key="files", horizontal=True):
        layout.render_download(
            _("Excel workbook"),
            f"{name}.xlsx",
            lambda path: write_workbook(release, path, language=words.code),
            first=True,
        )
        layout.render_download(
            _("Page for print"),
            f"{name}.html",
            lambda path: write_page(release, path, language=words.code),
        )
        layout.render_download(
            _("Text for the annual report"),
            f"{name}.txt",
            # the mark tells older Windows programs what it is
            lambda path: path.write_text(narrative.annual_text(release, words), "utf-8-sig"),
        )
        layout.render_download(
            _("Notebook"),
            f"{name}.ipynb",
            lambda path: write_notebook(
                release.save(path.with_suffix(".json")), path, language=words.code
            ),
        )
        layout.render_download(_("Figures for the notebook"), f"{name}.json", release.save)
    layout.render_small_print(
        "files",
        _(
            "The notebook is run before it comes, which takes some seconds. To run it again, keep"
            " the figures beside it, under their name."
        ),
    )


def _every_figure(release: Release, words: Language) -> None:
    _ = words.gettext
    layout.render_table(
        (_("Figure"), _("Number (possible)"), _("Answer by answer")),
        [
            (
                _row_name(row),
                f"{row.told} ({row.possible})" if row.possible else row.told,
                answer_by_answer(release, row.finding, words),
            )
            for row in narrative.list_finding_rows(release, words)
        ],
        _("All figures of this cohort"),
    )


def _method(release: Release, words: Language) -> None:
    _ = words.gettext
    layout.render_titled(
        (
            *narrative.method_paragraphs(release, words),
            *narrative.certificate_paragraphs(release, words),
        )
    )
    layout.render_table(
        (_("Sign"), _("Meaning")),
        narrative.sign_meanings(words),
        _("Signs that stand where a figure would"),
    )
    _render_withheld(release, words)


def _text(release: Release, words: Language) -> None:
    for paragraph in narrative.annual_text(release, words).strip().split("\n\n"):
        st.markdown(layout.escape_markdown(paragraph).replace("\n", "  \n"))


def _render_withheld(release: Release, words: Language) -> None:
    _ = words.gettext
    rows = narrative.list_withheld_rows(release, words)
    titles = {
        "coarsened": _("Shown in part"),
        "hidden": _("Hidden [c]"),
        "not_available": _("Not available [x]"),
    }
    if not rows:
        st.markdown(_("Every figure of this cohort is shown in full."))
    for status, title in titles.items():
        names = [
            f"{_row_name(row)} ({row.told})" if status == "coarsened" else _row_name(row)
            for row in rows
            if row.finding.status == status
        ]
        if names:
            st.markdown(
                f"**{layout.escape_markdown(title)}.** {layout.escape_markdown('; '.join(names))}."
            )


def _row_name(row: narrative.FindingRow) -> str:
    return row.title if row.finding.view == "pair" else f"{row.title} · {row.who}"
