"""Pairs: the list of a cohort, and the way to whatever is made or changed in it."""

from collections.abc import Sequence

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import cohort_form, pair_detail, pair_form, pair_import, pair_parts
from toolkit.app.widgets import CohortPage, CoordinatorPage, layout
from toolkit.people.coordination import PairLine

PAIRS_AT_ONCE = 25
"""Pairs on one page of the list."""
SEEK, MORE_KEY = "pairs-seek", "pairs-more"


def render_pairs_page(here: CoordinatorPage) -> None:
    """Write the place of the address: a pair, a form, or the list."""
    where = widgets.read_param(state.ParamName.PLACE)
    if where == "start":
        cohort_form.render_start_cohort(here)
    elif place := widgets.require_cohort(here):
        if where == "add":
            pair_form.add_pair(place)
        elif where == "cohort":
            cohort_form.render_change_cohort(place)
        elif where == "sheet":
            pair_import.render_pair_import(place)
        elif named := widgets.read_param(widgets.PAIR_PARAM):
            pair_detail.render_pair(place, named)
        else:
            _list(place)


def _list(place: CohortPage) -> None:
    words = place.words
    _ = words.gettext
    pairs = place.desk.pairs(place.cohort.name)
    layout.render_answer(
        "pairs",
        f"{words.ngettext('**{n} pair**.', '**{n} pairs**.', len(pairs)).format(n=len(pairs))}"
        f" {pair_parts.forms_in(place)}",
    )
    widgets.render_not_shown(place)
    with st.container(key="ways", horizontal=True):
        if not place.cohort.closed:
            if pair_detail.is_without_links(pairs):
                widgets.render_first_step("links.py", _("Hand out links"))
            widgets.render_button(
                _("Add a pair"), "go-add", widgets.go_to, first=not pairs, at="add"
            )
            widgets.render_button(_("Take in a sheet"), "go-sheet", widgets.go_to, at="sheet")
            widgets.render_button(_("Correct this cohort"), "go-cohort", widgets.go_to, at="cohort")
        widgets.render_button(_("Start another cohort"), "go-start", widgets.go_to, at="start")
    if place.cohort.closed:
        widgets.render_note("closed", _("This cohort is closed: its pairs stay as they are."))
    if pairs:
        _rows(place, _find_pairs(place, pairs))


def _find_pairs(place: CohortPage, pairs: Sequence[PairLine]) -> list[PairLine]:
    """Ask for a name or a code, and return the pairs in which it stands.

    It stays out of the address, where a name has no business.
    """
    # Asked as long as something is sought, so that it can be taken back.
    if len(pairs) <= PAIRS_AT_ONCE and not st.session_state.get(SEEK):
        return list(pairs)
    st.text_input(place.words.gettext("Find a pair by name or code"), key=SEEK, autocomplete="off")
    sought = str(st.session_state.get(SEEK) or "").casefold().split()
    return [
        pair
        for pair in pairs
        if all(
            part in f"{pair.pair_id} {pair.mentor.name} {pair.mentee.name}".casefold()
            for part in sought
        )
    ]


def _rows(place: CohortPage, pairs: Sequence[PairLine]) -> None:
    _ = place.words.gettext
    shown = PAIRS_AT_ONCE * (1 + int(st.session_state.get(MORE_KEY, 0)))
    if not pairs:
        widgets.render_sentences(_("No pair has that name or code."))
    for pair in pairs[:shown]:
        _row(place, pair)
    if len(pairs) > shown:
        rest = len(pairs) - shown
        widgets.render_button(
            place.words.ngettext("Show {n} more", "Show {n} more", rest).format(
                n=min(rest, PAIRS_AT_ONCE)
            ),
            "more",
            _more,
        )


def _row(place: CohortPage, pair: PairLine) -> None:
    with st.container(key=f"row-{pair.pair_id}", gap="xsmall"):
        widgets.render_page_link(
            "pairs.py", pair_detail.pair_label(pair, place.words), pair=pair.pair_id
        )
        widgets.render_note(f"row-{pair.pair_id}", pair_detail.summarise_pair(place, pair))


def _more() -> None:
    st.session_state[MORE_KEY] = int(st.session_state.get(MORE_KEY, 0)) + 1
