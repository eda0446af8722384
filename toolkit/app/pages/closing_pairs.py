"""Before a cohort is closed: its pairs past their planned last day, completed in one act."""

from collections.abc import Sequence

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.widgets import CohortPage
from toolkit.app.widgets.layout import escape_markdown
from toolkit.i18n import Language
from toolkit.people.coordination.completions import UnendedPair

FORM = "complete-all"


def render_unended(place: CohortPage) -> None:
    """Offer to complete the pairs that are past their planned last day; nothing if there is none.

    Ticked beforehand are those of which a form or the log says that they came to it.
    """
    pairs, words = place.desk.unended(place.cohort.name), place.words
    if not pairs:
        return
    _ = words.gettext
    widgets.render_page_part("unended", _("Before you close: pairs that nobody has ended"))
    lead = words.ngettext(
        "{n} pair is past its planned last day, and nobody has said how it ended. Closed so, it is"
        " told as not reported. Tick it if it has come to its end; one that ended early or goes on"
        " is changed on the page of pairs.",
        "{n} pairs are past their planned last day, and nobody has said how they ended. Closed so,"
        " they are told as not reported. Tick those that have come to their end; one that ended"
        " early or goes on is changed on the page of pairs.",
        len(pairs),
    )
    widgets.render_sentences(lead.format(n=len(pairs)))
    widgets.render_note(
        FORM,
        _("Ticked are those with a closing form in, or contact logged in their last two months."),
    )
    with st.form(f"fields-{FORM}", border=False):
        for pair in pairs:
            st.session_state.setdefault(_key(pair), pair.likely)
            st.checkbox(escape_markdown(_label(pair, words)), key=_key(pair))
        widgets.render_field_fault(FORM)
        st.form_submit_button(
            _("Complete the pairs that are ticked"),
            key=f"{FORM}-yes",
            on_click=_complete,
            args=(place.cohort.name, pairs, words),
        )
    widgets.render_page_link("pairs.py", _("See the pairs"))


def _key(pair: UnendedPair) -> str:
    return f"{FORM}-{pair.pair_id}"


def _label(pair: UnendedPair, words: Language) -> str:
    return words.gettext("{who} · {pair}, last day {day}").format(
        who=pair.who, pair=pair.pair_id, day=words.date(pair.ended_on)
    )


def _complete(cohort: str, pairs: Sequence[UnendedPair], words: Language) -> None:
    ticked = [pair.pair_id for pair in pairs if st.session_state.get(_key(pair))]
    said = words.ngettext(
        "{n} pair is completed: {pairs}. Each can be taken back on its own page.",
        "{n} pairs are completed: {pairs}. Each can be taken back on its own page.",
        len(ticked),
    ).format(n=len(ticked), pairs=", ".join(ticked))
    widgets.run_action(
        FORM,
        lambda desk: desk.complete_all(cohort, ticked, state.now()),
        said,
        [pair.pair_id for pair in pairs],
    )
