"""A whole sheet of pairs: a template to fill in, what was found in it row by row, and nothing is written before that is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import session
from toolkit.errors import N_, Fault, MendableError
from toolkit.pages import layout, office
from toolkit.pages.office import Inside
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination import Desk, Sheet

SHEET, UPLOAD, SAME = "sheet", "sheet-upload", "sheet-same"
NO_FILE = N_("Choose a file first.")
MOST = 50
"""Faults that are listed before the rest is only counted."""


def show(place: Inside) -> None:
    """Write the page: the template, the upload, and what was found."""
    words = place.words
    _ = words.gettext
    office.part("sheet", _("Take in a sheet"), _("Three steps: fill in the template, upload it, read what was found. Nothing is written before you say so."))
    office.say(_("**1.** Fill in the template, a row a pair. It opens in Excel and LibreOffice, and its second sheet says what each column is for."))
    st.download_button(_("Download the template"), _template(place), _("pairs.xlsx"), key="template", on_click="ignore")
    office.say(_("**2.** Upload it here, as it is or saved as CSV; 10 MB at most."))
    office.names_of_upload(_("Choose a file"), _("Remove the file"))
    with st.form("fields-sheet", border=False):  # its button waits until the file is here
        upload = st.file_uploader(_("The sheet with your pairs"), type=["xlsx", "csv"], key=UPLOAD)
        st.checkbox(_("People without an address: the same name is the same person"), key=SAME)
        if st.form_submit_button(_("Read the sheet"), key="sheet-go", type="primary"):
            _read(place, upload.name if upload else "", upload.getvalue() if upload else b"")
    with st.container(key="found"):
        _found(place)
    office.button(_("Back to the pairs"), "leave-sheet", _leave)


def _read(place: Inside, name: str, content: bytes) -> None:
    """Read what was uploaded; it is kept only until it is taken in or left."""
    if not content:
        st.session_state[SHEET] = _whose(place), (Fault(NO_FILE),)
        return
    with st.spinner(place.words.gettext("Reading the sheet …")):
        try:
            found: Sheet | tuple[Fault, ...] = place.desk.read_sheet(content, name, place.cohort.name, same_names=bool(st.session_state.get(SAME)))
        except MendableError as refused:
            found = refused.faults
    st.session_state[SHEET] = _whose(place), found


def _whose(place: Inside) -> tuple[str, str]:
    """Return what a sheet was read for: it is neither shown nor taken in anywhere else."""
    return place.desk.programme.code, place.cohort.name


def _found(place: Inside) -> None:
    """Say what was found: how many rows can be taken in, and what is wrong with each of the others."""
    words = place.words
    _ = words.gettext
    whose, sheet = st.session_state.get(SHEET, (None, None))
    if sheet is None or whose != _whose(place):
        return
    office.say(_("**3.** What was found:"))
    if isinstance(sheet, tuple):
        _faults(sheet, words)
        return
    layout.answer("sheet", _counts(sheet, words))
    _faults(sheet.faults, words)
    for number, warning in enumerate(sheet.warnings):
        office.warning(f"sheet-{number}", warning.sentence(_))
    if sheet.pairs:
        if sheet.refused:
            office.say(_("You can take in the good rows now and the others later: what is there already is not taken in twice."))
        office.button(words.ngettext("Take in {n} pair", "Take in {n} pairs", sheet.pairs).format(n=sheet.pairs), "take-in", _take_in, sheet, words, first=True)
    office.fault(SHEET, "", words)


def _counts(sheet: Sheet, words: Language) -> str:
    told = [words.ngettext("**{n} row** can be taken in.", "**{n} rows** can be taken in.", sheet.accepted).format(n=sheet.accepted)]
    if sheet.refused:
        told.append(words.ngettext("**{n} row** cannot, as it is.", "**{n} rows** cannot, as they are.", sheet.refused).format(n=sheet.refused))
    if sheet.already:
        told.append(words.ngettext("**{n}** of them is there already.", "**{n}** of them are there already.", sheet.already).format(n=sheet.already))
    if sheet.new_people:
        told.append(words.ngettext("**{n} person** is new.", "**{n} people** are new.", sheet.new_people).format(n=sheet.new_people))
    return " ".join(told)


def _template(place: Inside) -> Callable[[], bytes]:
    """Return what makes the template when it is asked for."""
    desk, words = place.desk, place.words
    return lambda: desk.sheet_template(words)


def _faults(faults: Sequence[Fault], words: Language) -> None:
    layout.faults(fault.sentence(words.gettext) for fault in faults[:MOST])
    if rest := len(faults[MOST:]):
        office.note("rest", words.ngettext("There is {n} more.", "There are {n} more.", rest).format(n=rest))


def _take_in(sheet: Sheet, words: Language) -> None:
    taken: list[int] = []

    def take(desk: Desk) -> dict[str, Fault]:
        taken.append(desk.take_in(sheet, session.now()))
        return {}

    if office.act(SHEET, take, "", at=""):
        st.session_state.pop(SHEET, None)
        office.done(words.ngettext("{n} pair is taken in.", "{n} pairs are taken in.", taken[0]).format(n=taken[0]))


def _leave() -> None:
    st.session_state.pop(SHEET, None)
    office.forget(SHEET, ())
    office.go()
