"""What may be changed in a pair.

Each change says what it means, asks for what it needs, and is done only then.
"""

from dataclasses import dataclass

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import pair_corrections, pair_parts
from toolkit.app.widgets import CohortPage
from toolkit.errors import N_
from toolkit.i18n import LANGUAGE_NAMES, Language
from toolkit.people.coordination import PairLine, PairSide
from toolkit.people.coordination import labels as codes


@dataclass(frozen=True)
class ChangeForm:
    """A change of a pair.

    Attributes:
        lead: What it means, in a sentence or two.
        done: What is said when it is done.
        fields: What it asks for.
    """

    lead: str
    done: str
    fields: tuple[str, ...] = ()


OPEN_PAIR_STATUSES = frozenset({"active", "on_hold"})
CHANGES = {
    "hold": ChangeForm(
        N_(
            "The two take a break. A pair on hold is not counted as quiet, and can go on at any"
            " time."
        ),
        N_("{pair} is on hold."),
    ),
    "resume": ChangeForm(N_("The break is over, and the two go on."), N_("{pair} goes on.")),
    "extend": ChangeForm(
        N_("The two go on longer than planned. That takes a yes from both."),
        N_("{pair} is extended."),
        ("planned_end_on", "both_agreed"),
    ),
    "complete": ChangeForm(
        N_("The two have come to the end of what they had planned."),
        N_("{pair} is completed."),
        ("ended_on",),
    ),
    "end_early": ChangeForm(
        N_(
            "To end is a right, not a failure, and nobody asks who wanted it. Both are still asked"
            " the closing survey, in its short form."
        ),
        N_("{pair} has ended early."),
        ("ended_on", "end_reason"),
    ),
    "never_started": ChangeForm(
        N_(
            "The two never began. The pair is left out of the evaluation, and nobody is asked"
            " anything about it."
        ),
        N_("{pair} is marked as never started."),
    ),
    "follow_up": ChangeForm(
        N_("Somebody who asks the two now and then how it is going, and whom they can turn to."),
        N_("{pair} has somebody who follows up."),
        ("followup_by",),
    ),
    "competition": ChangeForm(
        N_("Whether the two compete in their work, as they say themselves."),
        N_("Noted for {pair}."),
        ("competition",),
    ),
}


REACH = ("name", "address", "language", "chapter")
"""What is known of somebody."""
REMATCH_FIELDS = ("keep", "ended_on", "known", "name", "address", "started_on", "competition")
"""What a new match asks for."""


def render_changes(place: CohortPage, pair: PairLine) -> None:
    """Write the changes that can be made now, each behind a button of its own."""
    words = place.words
    _ = words.gettext
    labels = codes.acts(words)
    widgets.render_page_part("changes", _("Changes"))
    if pair.undo:
        pair_corrections.render_take_back(pair, labels.get(pair.undo, pair.undo), words)
    with st.container(key="choices", horizontal=True):
        for act in pair.acts:
            widgets.render_button(
                labels[act], f"open-{_form(pair, act)}", widgets.ask_confirmation, _form(pair, act)
            )
        for side in (pair.mentor, pair.mentee):
            if side.within_reach:
                widgets.render_button(
                    _("Correct what is known of {name}").format(name=side.name),
                    f"open-{_form(pair, side.role)}",
                    widgets.ask_confirmation,
                    _form(pair, side.role),
                )
    for what in (*pair.acts, "mentor", "mentee"):
        if widgets.is_asked(form := _form(pair, what), do=what):
            with st.container(key=f"form-{form}"):
                _ask(place, pair, what, form)
                widgets.scroll_into_view(f"form-{form}")
    pair_corrections.render_remove_pair(pair, words)


def _ask(place: CohortPage, pair: PairLine, what: str, form: str) -> None:
    """Ask for what a change needs."""
    if what in CHANGES:
        _change(place, pair, what, form)
    elif what == "rematch":
        _rematch(place, pair, form)
    elif what == "correct":
        pair_corrections.render_corrections(pair, form, place.words)
    else:
        _reach(pair.mentor if what == "mentor" else pair.mentee, form, place.words)


def _form(pair: PairLine, what: str) -> str:
    return f"change-{pair.pair_id}-{what}"


def _change(place: CohortPage, pair: PairLine, act: str, form: str) -> None:
    words, change = place.words, CHANGES[act]
    with st.form(f"fields-{form}", border=False):
        widgets.render_sentences(words.gettext(change.lead))
        for field in change.fields:
            _field(place, pair, field, form)
        widgets.render_field_fault(form)
        widgets.render_form_buttons(
            form,
            codes.acts(words)[act],
            f"{form}-yes",
            words,
            _do,
            pair.pair_id,
            act,
            form,
            words,
        )


def _field(place: CohortPage, pair: PairLine, field: str, form: str) -> None:
    """Ask for one thing that a change needs."""
    words = place.words
    _ = words.gettext
    if field == "ended_on":
        widgets.ask_day(_("Last day"), form, field, place.desk.today.isoformat())
    elif field == "planned_end_on":
        widgets.ask_day(_("New planned last day"), form, field, str(pair.planned_end_on or ""))
    elif field == "both_agreed":
        widgets.ask_one(
            _("Have both agreed?"), form, field, {"yes": _("Yes, both"), "no": _("Not yet")}
        )
    elif field == "end_reason":
        widgets.ask_one(
            _("Reason, if the two want one to stand"), form, field, codes.reasons(words)
        )
    elif field == "followup_by":
        widgets.ask_one(_("Who follows the pair up?"), form, field, place.desk.followers())
    else:
        widgets.ask_one(
            _("Do the two compete with each other?"), form, field, codes.competition(words)
        )


def _do(pair: str, act: str, form: str, words: Language) -> None:
    fields = CHANGES[act].fields
    given = widgets.read_form(form, fields)
    widgets.run_action(
        form,
        lambda desk: desk.change(pair, act, given, state.now()),
        words.gettext(CHANGES[act].done).format(pair=pair),
        fields,
    )


def _rematch(place: CohortPage, pair: PairLine, form: str) -> None:
    """Ask who stays, with whom, and from when on.

    A warning is shown before, and asks for a second tap.
    """
    _ = place.words.gettext
    other = {"mentor": "mentee", "mentee": "mentor"}.get(
        str(st.session_state.get(f"{form}-keep")), "mentee"
    )
    with st.form(f"fields-{form}", border=False):
        widgets.render_sentences(
            _(
                "One of the two goes on with somebody else, as a new pair. This pair ends, if it"
                " has not ended yet; that is nobody's failure."
            )
        )
        widgets.ask_one(
            _("Who goes on?"),
            form,
            "keep",
            {"mentor": pair.mentor.name, "mentee": pair.mentee.name},
        )
        if pair.status in OPEN_PAIR_STATUSES:
            widgets.ask_day(
                _("Last day of this pair"), form, "ended_on", place.desk.today.isoformat()
            )
        if people := place.desk.people():
            widgets.ask_known(
                _("The new other one: somebody who is here already"), form, "known", people
            )
        widgets.ask_text(_("Name of the new other one"), form, "name")
        widgets.render_field_fault(form, f"{other}_name")
        widgets.ask_text(_("E-mail address of the new other one"), form, "address")
        widgets.render_field_fault(form, f"{other}_address")
        widgets.ask_day(
            _("First day of the new pair"), form, "started_on", place.desk.today.isoformat()
        )
        pair_parts.ask_competition(place, form)
        widgets.render_field_fault(form)
        _offer_to_match(place, pair, form)


def _offer_to_match(place: CohortPage, pair: PairLine, form: str) -> None:
    """Draw the buttons; what will happen, once it was tapped, stands above them."""
    words = place.words
    _ = words.gettext
    warned = widgets.is_warned(
        place.desk,
        form,
        _new_pair(form),
        words,
        _("{pair} ends, and a new pair is made. That is not taken back with one tap.").format(
            pair=pair.pair_id
        )
        if pair.status in OPEN_PAIR_STATUSES
        else _("A new pair is made."),
    )
    key, turn = f"{form}-{'sure' if warned else 'yes'}", widgets.count_submissions(form)
    widgets.render_form_buttons(
        form,
        _("Yes, match them") if warned else codes.acts(words)["rematch"],
        f"{key}-{turn}",
        words,
        _match,
        pair.pair_id,
        form,
        turn,
        warned,
        words,
    )


def _new_pair(form: str) -> dict[str, str]:
    """Return what stands in the form, as the desk wants it.

    The name and the address are those of the new one.
    """
    given = widgets.read_form(form, REMATCH_FIELDS)
    other = "mentor" if given["keep"] == "mentee" else "mentee"
    return {
        **{field: given[field] for field in ("keep", "ended_on", "started_on", "competition")},
        f"{other}_id": given["known"],
        f"{other}_name": given["name"],
        f"{other}_address": given["address"],
    }


def _match(pair: str, form: str, turn: int, sure: bool, words: Language) -> None:
    """Match one of the two anew: once, and only after what will happen was said.

    What is not told whole is a fault at once.
    """
    given, said = _new_pair(form), words.gettext("The new pair is made.")
    whole = bool(given["keep"]) and any(
        given[field] for field in given if field.endswith(("_id", "_name", "_address"))
    )
    if not widgets.is_spent(form, turn, said, REMATCH_FIELDS) and not widgets.needs_warning(
        form, given, sure=sure, always=whole
    ):
        widgets.run_action(
            form, lambda desk: desk.rematch(pair, given, state.now()), said, REMATCH_FIELDS
        )


def _reach(side: PairSide, form: str, words: Language) -> None:
    """Ask for name, address, language and chapter of one of the two."""
    _ = words.gettext
    with st.form(f"fields-{form}", border=False):
        widgets.ask_text(_("Name"), form, "name", side.name if side.name != side.code else "")
        widgets.ask_text(_("E-mail address"), form, "address", side.address)
        widgets.ask_one(
            _("Language of mails and pages"),
            form,
            "language",
            LANGUAGE_NAMES,
            chosen=side.language,
        )
        widgets.ask_text(_("Chapter, if there are any"), form, "chapter", side.chapter)
        widgets.render_field_fault(form)
        widgets.render_form_buttons(
            form, _("Save"), f"{form}-yes", words, _correct, side.code, form, words
        )


def _correct(code: str, form: str, words: Language) -> None:
    given = widgets.read_form(form, REACH)
    widgets.run_action(
        form,
        lambda desk: desk.put_contact(code, given, state.now()),
        words.gettext("What is known of the person is saved."),
        REACH,
    )
