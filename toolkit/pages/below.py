"""What stands below the figures: how they are made and which are hidden, each of them in a table, and files to take along."""

from __future__ import annotations

import streamlit as st

from toolkit import narrative
from toolkit.charts import answer_by_answer
from toolkit.pages import layout
from toolkit.release import Release
from toolkit.texts import Language
from toolkit.webpage import write_page
from toolkit.workbook import write_workbook


def method(release: Release, words: Language) -> None:
    """Write how the figures are made, what the signs mean, and which figures this release withholds."""
    _ = words.gettext
    with st.expander(_("Method and hidden figures")):
        for title, text in (*narrative.method(release, words), *narrative.certificate(release, words)):
            st.markdown(f"**{layout.plain(title)}.** {layout.plain(text)}")
        layout.table((_("Sign"), _("Meaning")), narrative.signs(words), _("Signs that stand where a figure would"))
        _withheld(release, words)


def every_figure(release: Release, words: Language) -> None:
    """Write each finding as a line of a table, with every answer that is published."""
    _ = words.gettext
    with st.expander(_("All figures as a table")):
        rows = [
            (_named(row), f"{row.told} ({row.possible})" if row.possible else row.told, answer_by_answer(release, row.finding, words))
            for row in narrative.table(release, words)
        ]
        layout.table((_("Figure"), _("Number (possible)"), _("Answer by answer")), rows, _("All figures of this cohort"))


def files(name: str, release: Release, words: Language) -> None:
    """Offer the workbook and the page for print."""
    _ = words.gettext
    with st.container(horizontal=True):
        layout.file(_("Download Excel"), f"closing-{name}.xlsx", lambda path: write_workbook(release, path, language=words.code), first=True)
        layout.file(_("Download page for print"), f"closing-{name}.html", lambda path: write_page(release, path, language=words.code))


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
