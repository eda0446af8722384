"""What is put right in a pair.

The last change taken back, its days corrected, or a pair that was entered by mistake taken away.
"""

import streamlit as st

from toolkit.app import state, widgets
from toolkit.i18n import Language
from toolkit.people.coordination import PairLine
from toolkit.people.coordination import labels as codes
from toolkit.people.coordination.matching import REMATCH_EVENT

END_CHANGES = ("complete", "end_early")
"""Acts after which closing forms are open."""


def render_take_back(pair: PairLine, act: str, words: Language) -> None:
    """Offer to take the last change back.

    Where the new pair goes with it, that is asked about once more.

    Args:
        pair: The pair, with the act that can be taken back.
        act: What that act is called.
        words: The language.
    """
    _ = words.gettext
    form, label = f"undo-{pair.pair_id}", _("Take back “{act}”").format(act=act)
    if pair.undo == REMATCH_EVENT:
        widgets.render_confirmed_button(
            form,
            label,
            [
                _(
                    "The new pair is taken away with what was begun in its forms and not sent, and"
                    " {pair} stands as it did before. That works as long as nothing has come of the"
                    " new pair."
                ).format(pair=pair.pair_id)
            ],
            _("Yes, take it back"),
            _("Leave it as it is"),
            _undo,
            pair,
            words,
        )
    else:
        widgets.render_button(label, form, _undo, pair, words)
    widgets.render_field_fault(form)


def render_corrections(pair: PairLine, form: str, words: Language) -> None:
    """Ask for the days of a pair and the reason of its end, as they should have been written.

    Args:
        pair: The pair, as it is now.
        form: What the fields and faults are kept under.
        words: The language.
    """
    _ = words.gettext
    fields = pair.correctable
    days = {
        "started_on": _("First day"),
        "planned_end_on": _("Planned last day, if there is one"),
        "ended_on": _("Last day"),
    }
    with st.form(f"fields-{form}", border=False):
        widgets.render_sentences(
            _(
                "For a slip of the pen. What the two agree on later is no slip: then extend the"
                " pair, or end it."
            )
        )
        for field in fields:
            if field in days:
                widgets.ask_day(days[field], form, field, str(getattr(pair, field) or ""))
            else:
                widgets.ask_one(
                    _("Reason, if the two want one to stand"),
                    form,
                    field,
                    codes.reasons(words),
                    chosen=pair.end_reason,
                )
        widgets.render_field_fault(form)
        widgets.render_form_buttons(
            form, _("Save"), f"{form}-yes", words, _correct, pair.pair_id, fields, form, words
        )


def render_remove_pair(pair: PairLine, words: Language) -> None:
    """Offer to take away a pair that was entered by mistake."""
    _ = words.gettext
    form = f"mistake-{pair.pair_id}"
    widgets.render_confirmed_button(
        form,
        _("This pair was entered by mistake"),
        (
            _(
                "{pair} is taken away with its notes, and that cannot be taken back. Then add the"
                " right pair."
            ).format(pair=pair.pair_id),
            _(
                "The two stay known and can be chosen again. The personal link of somebody who is"
                " in no other pair ends."
            ),
        ),
        _("Yes, take the pair away"),
        _("No, keep it"),
        _take_away,
        pair.pair_id,
        words,
    )
    widgets.render_field_fault(form)


def _undo(pair: PairLine, words: Language) -> None:
    code, shown = pair.pair_id, (pair.undo, pair.undo_at)
    said = (
        words.gettext("{pair} goes on as before. Forms that came in since it ended stay in.")
        if pair.undo in END_CHANGES
        else words.gettext("{pair} is as it was before.")
    )
    widgets.run_action(
        f"undo-{code}", lambda desk: desk.undo(code, state.now(), shown), said.format(pair=code)
    )


def _correct(pair: str, fields: tuple[str, ...], form: str, words: Language) -> None:
    given = widgets.read_form(form, fields)
    widgets.run_action(
        form,
        lambda desk: desk.change(pair, "correct", given, state.now()),
        words.gettext("{pair} is corrected.").format(pair=pair),
        fields,
    )


def _take_away(pair: str, words: Language) -> None:
    widgets.run_action(
        f"mistake-{pair}",
        lambda desk: desk.remove_pair(pair, state.now()),
        words.gettext("{pair} is taken away.").format(pair=pair),
        **{widgets.PAIR_PARAM: ""},
    )
