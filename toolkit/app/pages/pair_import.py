"""A whole sheet of pairs.

A template to fill in, what was found in it row by row, and nothing is written before that is
confirmed.
"""

from collections.abc import Sequence

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.widgets import CohortPage, layout
from toolkit.errors import N_, Fault, MendableError
from toolkit.i18n import Language
from toolkit.people.coordination import CoordinationService, PairSheet

SHEET_FORM, UPLOAD, SAME = "sheet", "sheet-upload", "sheet-same"
NO_FILE = N_("Choose a file first.")
MAX_FAULTS_SHOWN = 50
"""Faults that are listed before the rest is only counted."""


def render_pair_import(place: CohortPage) -> None:
    """Write the page: the template, the upload, and what was found."""
    _ = place.words.gettext
    widgets.render_page_part(
        "sheet",
        _("Take in a sheet"),
        _(
            "Three steps: fill in the template, upload it, read what was found. Nothing is written"
            " before you say so."
        ),
    )
    widgets.render_sentences(
        _(
            "**1.** Fill in the template, a row a pair. It opens in Excel and LibreOffice, and its"
            " second sheet says what each column is for."
        )
    )
    st.download_button(
        _("Download the template"),
        lambda: place.desk.sheet_template(place.words),  # made when it is asked for
        _("pairs.xlsx"),
        key="template",
        on_click="ignore",
    )
    widgets.render_sentences(_("**2.** Upload it here, as it is or saved as CSV; 10 MB at most."))
    widgets.translate_upload(_("Choose a file"), _("Remove the file"))
    with st.form("fields-sheet", border=False):  # its button waits until the file is here
        upload = st.file_uploader(_("The sheet with your pairs"), type=["xlsx", "csv"], key=UPLOAD)
        st.checkbox(_("People without an address: the same name is the same person"), key=SAME)
        if st.form_submit_button(_("Read the sheet"), key="sheet-go", type="primary"):
            _read(place, upload.name if upload else "", upload.getvalue() if upload else b"")
    with st.container(key="found"):
        _render_found(place)
    widgets.render_button(_("Back to the pairs"), "leave-sheet", _leave)


def _read(place: CohortPage, name: str, content: bytes) -> None:
    """Read what was uploaded; it is kept only until it is taken in or left."""
    if not content:
        st.session_state[SHEET_FORM] = _upload_owner(place), (Fault(NO_FILE),)
        return
    with st.spinner(place.words.gettext("Reading the sheet …")):
        try:
            found: PairSheet | tuple[Fault, ...] = place.desk.read_sheet(
                content, name, place.cohort.name, same_names=bool(st.session_state.get(SAME))
            )
        except MendableError as refused:
            found = refused.faults
    # With its owner: the reader may go to another cohort with what was read for this one.
    st.session_state[SHEET_FORM] = _upload_owner(place), found


def _upload_owner(place: CohortPage) -> tuple[str, str]:
    """Return what a sheet was read for: it is neither shown nor taken in anywhere else."""
    return place.desk.programme.code, place.cohort.name


def _render_found(place: CohortPage) -> None:
    """Say what was found.

    How many rows can be taken in, and what is wrong with each of the others.
    """
    words = place.words
    _ = words.gettext
    whose, sheet = st.session_state.get(SHEET_FORM, (None, None))
    if sheet is None or whose != _upload_owner(place):
        return
    widgets.render_sentences(_("**3.** What was found:"))
    if isinstance(sheet, tuple):
        _faults(sheet, words)
        return
    layout.render_answer("sheet", _counts(sheet, words))
    _faults(sheet.faults, words)
    for number, warning in enumerate(sheet.warnings):
        widgets.render_warning(f"sheet-{number}", warning.sentence(_))
    if sheet.pairs:
        if sheet.refused:
            widgets.render_sentences(
                _(
                    "You can take in the good rows now and the others later: what is there already"
                    " is not taken in twice."
                )
            )
        widgets.render_button(
            words.ngettext("Take in {n} pair", "Take in {n} pairs", sheet.pairs).format(
                n=sheet.pairs
            ),
            "take-in",
            _take_in,
            sheet,
            words,
            first=True,
        )
    widgets.render_field_fault(SHEET_FORM)


def _counts(sheet: PairSheet, words: Language) -> str:
    taken = words.ngettext(
        "**{n} row** can be taken in.", "**{n} rows** can be taken in.", sheet.accepted
    ).format(n=sheet.accepted)
    others = (
        (
            sheet.refused,
            words.ngettext(
                "**{n} row** cannot, as it is.", "**{n} rows** cannot, as they are.", sheet.refused
            ),
        ),
        (
            sheet.already,
            words.ngettext(
                "**{n}** of them is there already.",
                "**{n}** of them are there already.",
                sheet.already,
            ),
        ),
        (
            sheet.new_people,
            words.ngettext("**{n} person** is new.", "**{n} people** are new.", sheet.new_people),
        ),
    )
    return " ".join([taken, *(sentence.format(n=n) for n, sentence in others if n)])


def _faults(faults: Sequence[Fault], words: Language) -> None:
    layout.render_faults(fault.sentence(words.gettext) for fault in faults[:MAX_FAULTS_SHOWN])
    if rest := len(faults[MAX_FAULTS_SHOWN:]):
        widgets.render_note(
            "rest", words.ngettext("There is {n} more.", "There are {n} more.", rest).format(n=rest)
        )


def _take_in(sheet: PairSheet, words: Language) -> None:
    taken: list[int] = []

    def take(desk: CoordinationService) -> None:
        taken.append(desk.take_in(sheet, state.now()))

    if widgets.run_action(SHEET_FORM, take, "", at=""):
        st.session_state.pop(SHEET_FORM, None)
        widgets.announce_done(
            words.ngettext("{n} pair is taken in.", "{n} pairs are taken in.", taken[0]).format(
                n=taken[0]
            )
        )


def _leave() -> None:
    st.session_state.pop(SHEET_FORM, None)
    widgets.clear_form(SHEET_FORM, ())
    widgets.go_to()
