"""What is put right in a pair: the last change taken back, its days corrected, or a pair that was entered by mistake taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from toolkit import session
from toolkit.coordination import saying as codes
from toolkit.coordination.matching import REMATCH
from toolkit.pages import office
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination import PairLine

ENDS = ("complete", "end_early")
"""Acts after which closing forms are open."""


def take_back(pair: PairLine, act: str, words: Language) -> None:
    """Offer to take the last change back; where the new pair goes with it, that is asked about once more."""
    _ = words.gettext
    form, label = f"undo-{pair.pair_id}", _("Take back “{act}”").format(act=act)
    if pair.undo == REMATCH:
        asked = _(
            "The new pair is taken away with what was begun in its forms and not sent, and {pair} stands as it did before. "
            "That works as long as nothing has come of the new pair."
        )
        office.confirmed(form, label, [asked.format(pair=pair.pair_id)], _("Yes, take it back"), _("Leave it as it is"), _undo, pair, words)
    else:
        office.button(label, form, _undo, pair, words)
    office.fault(form, "", words)


def correct(pair: PairLine, form: str, words: Language) -> None:
    """Ask for the days of a pair, and for the reason of its end, as they should have been written."""
    _ = words.gettext
    fields = pair.correctable
    days = {"started_on": _("First day"), "planned_end_on": _("Planned last day, if there is one"), "ended_on": _("Last day")}
    with st.form(f"fields-{form}", border=False):
        office.say(_("For a slip of the pen. What the two agree on later is no slip: then extend the pair, or end it."))
        for field in fields:
            key = f"{form}-{field}"
            if field in days:
                office.ask_day(days[field], key, str(getattr(pair, field) or ""))
            else:
                office.ask_one(_("Reason, if the two want one to stand"), key, codes.reasons(words), chosen=pair.end_reason)
            office.fault(form, field, words)
        office.fault(form, "", words)
        with st.container(horizontal=True):
            st.form_submit_button(_("Save"), key=f"{form}-yes", type="primary", on_click=_correct, args=(pair.pair_id, fields, form, words))
            st.form_submit_button(_("Leave it as it is"), key=f"{form}-no", on_click=office.ask)


def mistake(pair: PairLine, words: Language) -> None:
    """Offer to take away a pair that was entered by mistake."""
    _ = words.gettext
    form = f"mistake-{pair.pair_id}"
    asked = (
        _("{pair} is taken away with its notes, and that cannot be taken back. Then add the right pair.").format(pair=pair.pair_id),
        _("The two stay known and can be chosen again. The personal link of somebody who is in no other pair ends."),
    )
    office.confirmed(form, _("This pair was entered by mistake"), asked, _("Yes, take the pair away"), _("No, keep it"), _take_away, pair.pair_id, words)
    office.fault(form, "", words)


def _undo(pair: PairLine, words: Language) -> None:
    code, shown = pair.pair_id, (pair.undo, pair.undo_at)
    ended = pair.undo in ENDS
    said = words.gettext("{pair} goes on as before. Forms that came in since it ended stay in.") if ended else words.gettext("{pair} is as it was before.")
    office.act(f"undo-{code}", lambda desk: desk.undo(code, session.now(), shown), said.format(pair=code))


def _correct(pair: str, fields: tuple[str, ...], form: str, words: Language) -> None:
    given = office.given(form, fields)
    office.act(form, lambda desk: desk.change(pair, "correct", given, session.now()), words.gettext("{pair} is corrected.").format(pair=pair), fields)


def _take_away(pair: str, words: Language) -> None:
    said = words.gettext("{pair} is taken away.").format(pair=pair)
    office.act(f"mistake-{pair}", lambda desk: desk.remove_pair(pair, session.now()), said, **{office.PAIR: ""})
