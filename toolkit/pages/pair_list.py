"""Pairs: the list of a cohort, and from here a new cohort, a new pair, a whole sheet of pairs, and what is changed in one pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import session
from toolkit.pages import layout, noting, office, pair_cohort, pair_entry, pair_sheet, pair_view
from toolkit.pages.office import Inside, Place

if TYPE_CHECKING:
    from toolkit.coordination import PairLine

AT_ONCE = 25
"""Pairs on one page of the list."""
SEEK, MORE = "pairs-seek", "pairs-more"


def show(here: Place) -> None:
    """Write the place of the address: a pair, a form, or the list."""
    where = office.at(session.Key.PLACE)
    if where == "start":
        pair_cohort.start(here)
    elif place := office.inside(here):
        if where == "add":
            pair_entry.add_pair(place)
        elif where == "cohort":
            pair_cohort.change(place)
        elif where == "sheet":
            pair_sheet.show(place)
        elif named := office.at(office.PAIR):
            pair_view.show(place, named)
        else:
            _list(place)


def _list(place: Inside) -> None:
    words = place.words
    _ = words.gettext
    pairs = place.desk.pairs(place.cohort.name)
    layout.answer("pairs", f"{words.ngettext('**{n} pair**.', '**{n} pairs**.', len(pairs)).format(n=len(pairs))} {noting.forms_in(place)}")
    office.not_shown(place)
    with st.container(key="ways", horizontal=True):
        if not place.cohort.closed:
            if pair_view.nobody_has_a_link(pairs):
                office.first_step("links.py", _("Hand out links"))
            office.button(_("Add a pair"), "go-add", office.go, first=not pairs, at="add")
            office.button(_("Take in a sheet"), "go-sheet", office.go, at="sheet")
            office.button(_("Correct this cohort"), "go-cohort", office.go, at="cohort")
        office.button(_("Start another cohort"), "go-start", office.go, at="start")
    if place.cohort.closed:
        office.note("closed", _("This cohort is closed: its pairs stay as they are."))
    if pairs:
        _rows(place, _found(place, pairs))


def _found(place: Inside, pairs: Sequence[PairLine]) -> list[PairLine]:
    """Ask for a name or a code, and return the pairs in which it stands; it stays out of the address, where a name has no business."""
    if len(pairs) <= AT_ONCE and not st.session_state.get(SEEK):
        return list(pairs)
    st.text_input(place.words.gettext("Find a pair by name or code"), key=SEEK, autocomplete="off")
    sought = str(st.session_state.get(SEEK) or "").casefold().split()
    return [pair for pair in pairs if all(part in f"{pair.pair_id} {pair.mentor.name} {pair.mentee.name}".casefold() for part in sought)]


def _rows(place: Inside, pairs: Sequence[PairLine]) -> None:
    _ = place.words.gettext
    shown = AT_ONCE * (1 + int(st.session_state.get(MORE, 0)))
    if not pairs:
        office.say(_("No pair has that name or code."))
    for pair in pairs[:shown]:
        _row(place, pair)
    if len(pairs) > shown:
        rest = len(pairs) - shown
        office.button(place.words.ngettext("Show {n} more", "Show {n} more", rest).format(n=min(rest, AT_ONCE)), "more", _more)


def _row(place: Inside, pair: PairLine) -> None:
    with st.container(key=f"row-{pair.pair_id}", gap="xsmall"):
        office.to_page("pairs.py", pair_view.called(pair, place.words), pair=pair.pair_id)
        office.note(f"row-{pair.pair_id}", pair_view.in_short(place, pair))


def _more() -> None:
    st.session_state[MORE] = int(st.session_state.get(MORE, 0)) + 1
