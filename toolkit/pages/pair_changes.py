"""What may be changed in a pair: each change says what it means, asks for what it needs, and is done only then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import session
from toolkit.coordination import saying as codes
from toolkit.errors import N_
from toolkit.pages import office, pair_mending
from toolkit.pages.office import Inside
from toolkit.texts import LANGUAGE_NAMES, Language

if TYPE_CHECKING:
    from toolkit.coordination import PairLine, Side


@dataclass(frozen=True)
class Change:
    """A change of a pair.

    Attributes:
        lead: What it means, in a sentence or two.
        done: What is said when it is done.
        fields: What it asks for.
    """

    lead: str
    done: str
    fields: tuple[str, ...] = ()


OPEN = frozenset({"active", "on_hold"})
CHANGES = {
    "hold": Change(N_("The two take a break. A pair on hold is not counted as quiet, and can go on at any time."), N_("{pair} is on hold.")),
    "resume": Change(N_("The break is over, and the two go on."), N_("{pair} goes on.")),
    "extend": Change(N_("The two go on longer than planned. That takes a yes from both."), N_("{pair} is extended."), ("planned_end_on", "both_agreed")),
    "complete": Change(N_("The two have come to the end of what they had planned."), N_("{pair} is completed."), ("ended_on",)),
    "end_early": Change(
        N_("To end is a right, not a failure, and nobody asks who wanted it. Both are still asked the closing survey, in its short form."),
        N_("{pair} has ended early."),
        ("ended_on", "end_reason"),
    ),
    "never_started": Change(
        N_("The two never began. The pair is left out of the evaluation, and nobody is asked anything about it."), N_("{pair} is marked as never started.")
    ),
    "follow_up": Change(
        N_("Somebody who asks the two now and then how it is going, and whom they can turn to."), N_("{pair} has somebody who follows up."), ("followup_by",)
    ),
    "competition": Change(N_("Whether the two compete in their work, as they say themselves."), N_("Noted for {pair}."), ("competition",)),
}


REACH = ("name", "address", "language", "chapter")
"""What is known of somebody."""
REMATCH = ("keep", "ended_on", "known", "name", "address", "started_on", "competition")
"""What a new match asks for."""


def show(place: Inside, pair: PairLine) -> None:
    """Write the changes that can be made now, each behind a button of its own."""
    words = place.words
    _ = words.gettext
    labels = codes.acts(words)
    office.part("changes", _("Changes"))
    if pair.undo:
        pair_mending.take_back(pair, labels.get(pair.undo, pair.undo), words)
    with st.container(key="choices", horizontal=True):
        for act in pair.acts:
            office.button(labels[act], f"open-{_form(pair, act)}", office.ask, _form(pair, act))
        for side in (pair.mentor, pair.mentee):
            if side.within_reach:
                label = _("Correct what is known of {name}").format(name=side.name)
                office.button(label, f"open-{_form(pair, side.role)}", office.ask, _form(pair, side.role))
    for what in (*pair.acts, "mentor", "mentee"):
        if office.asked(form := _form(pair, what), do=what):
            with st.container(key=f"form-{form}"):
                _ask(place, pair, what, form)
                office.into_sight(f"form-{form}")
    pair_mending.mistake(pair, words)


def _ask(place: Inside, pair: PairLine, what: str, form: str) -> None:
    """Ask for what a change needs."""
    if what in CHANGES:
        _change(place, pair, what, form)
    elif what == "rematch":
        _rematch(place, pair, form)
    elif what == "correct":
        pair_mending.correct(pair, form, place.words)
    else:
        _reach(pair.mentor if what == "mentor" else pair.mentee, form, place.words)


def _form(pair: PairLine, what: str) -> str:
    return f"change-{pair.pair_id}-{what}"


def _change(place: Inside, pair: PairLine, act: str, form: str) -> None:
    words, change = place.words, CHANGES[act]
    _ = words.gettext
    with st.form(f"fields-{form}", border=False):
        office.say(_(change.lead))
        for field in change.fields:
            _field(place, pair, field, form)
            office.fault(form, field, words)
        office.fault(form, "", words)
        with st.container(horizontal=True):
            st.form_submit_button(codes.acts(words)[act], key=f"{form}-yes", type="primary", on_click=_do, args=(pair.pair_id, act, form, words))
            st.form_submit_button(_("Leave it as it is"), key=f"{form}-no", on_click=office.ask)


def _field(place: Inside, pair: PairLine, field: str, form: str) -> None:
    """Ask for one thing that a change needs."""
    words, key = place.words, f"{form}-{field}"
    _ = words.gettext
    if field == "ended_on":
        office.ask_day(_("Last day"), key, place.desk.today.isoformat())
    elif field == "planned_end_on":
        office.ask_day(_("New planned last day"), key, str(pair.planned_end_on or ""))
    elif field == "both_agreed":
        office.ask_one(_("Have both agreed?"), key, {"yes": _("Yes, both"), "no": _("Not yet")})
    elif field == "end_reason":
        office.ask_one(_("Reason, if the two want one to stand"), key, codes.reasons(words))
    elif field == "followup_by":
        office.ask_one(_("Who follows the pair up?"), key, place.desk.followers())
    else:
        office.ask_one(_("Do the two compete with each other?"), key, codes.competition(words))


def _do(pair: str, act: str, form: str, words: Language) -> None:
    fields = CHANGES[act].fields
    given = office.given(form, fields)
    office.act(form, lambda desk: desk.change(pair, act, given, session.now()), words.gettext(CHANGES[act].done).format(pair=pair), fields)


def _rematch(place: Inside, pair: PairLine, form: str) -> None:
    """Ask who stays, with whom, and from when on; a warning is shown before, and asks for a second tap."""
    words, settings = place.words, place.desk.programme.settings
    _ = words.gettext
    other = {"mentor": "mentee", "mentee": "mentor"}.get(str(st.session_state.get(f"{form}-keep")), "mentee")
    with st.form(f"fields-{form}", border=False):
        office.say(_("One of the two goes on with somebody else, as a new pair. This pair ends, if it has not ended yet; that is nobody's failure."))
        office.ask_one(_("Who goes on?"), f"{form}-keep", {"mentor": pair.mentor.name, "mentee": pair.mentee.name})
        office.fault(form, "keep", words)
        if pair.status in OPEN:
            office.ask_day(_("Last day of this pair"), f"{form}-ended_on", place.desk.today.isoformat())
            office.fault(form, "ended_on", words)
        if people := place.desk.people():
            office.ask_known(_("The new other one: somebody who is here already"), f"{form}-known", people, words)
        office.ask_text(_("Name of the new other one"), f"{form}-name")
        office.fault(form, f"{other}_name", words)
        office.ask_text(_("E-mail address of the new other one"), f"{form}-address")
        office.fault(form, f"{other}_address", words)
        office.ask_day(_("First day of the new pair"), f"{form}-started_on", place.desk.today.isoformat())
        office.fault(form, "started_on", words)
        if settings.matching.competition_check:
            office.ask_one(_("Do the two compete with each other?"), f"{form}-competition", codes.competition(words))
            office.fault(form, "competition", words)
        office.fault(form, "", words)
        meant = _("{pair} ends, and a new pair is made. That is not taken back with one tap.").format(pair=pair.pair_id)
        warned = office.warned(place.desk, form, _new_pair(form), words, meant if pair.status in OPEN else _("A new pair is made."))
        label = _("Yes, match them") if warned else codes.acts(words)["rematch"]
        key, turn = f"{form}-{'sure' if warned else 'yes'}", office.turn(form)
        with st.container(horizontal=True):
            st.form_submit_button(label, key=f"{key}-{turn}", type="primary", on_click=_match, args=(pair.pair_id, form, turn, warned, words))
            st.form_submit_button(_("Leave it as it is"), key=f"{form}-no", on_click=office.ask)


def _new_pair(form: str) -> dict[str, str]:
    """Return what stands in the form, as the desk wants it: the name and the address are those of the new one."""
    given = office.given(form, REMATCH)
    other = "mentor" if given["keep"] == "mentee" else "mentee"
    plain_ones = {field: given[field] for field in ("keep", "ended_on", "started_on", "competition")}
    return {**plain_ones, f"{other}_id": given["known"], f"{other}_name": given["name"], f"{other}_address": given["address"]}


def _match(pair: str, form: str, turn: int, sure: bool, words: Language) -> None:
    """Match one of the two anew: once, and only after what will happen was said; what is not told whole is a fault at once."""
    given, said = _new_pair(form), words.gettext("The new pair is made.")
    whole = bool(given["keep"]) and any(given[field] for field in given if field.endswith(("_id", "_name", "_address")))
    if not office.spent(form, turn, said, REMATCH) and not office.to_be_warned(form, given, sure=sure, always=whole):
        office.act(form, lambda desk: desk.rematch(pair, given, session.now()), said, REMATCH)


def _reach(side: Side, form: str, words: Language) -> None:
    """Ask for name, address, language and chapter of one of the two."""
    _ = words.gettext
    with st.form(f"fields-{form}", border=False):
        office.ask_text(_("Name"), f"{form}-name", side.name if side.name != side.code else "")
        office.fault(form, "name", words)
        office.ask_text(_("E-mail address"), f"{form}-address", side.address)
        office.fault(form, "address", words)
        office.ask_one(_("Language of mails and pages"), f"{form}-language", LANGUAGE_NAMES, chosen=side.language)
        office.fault(form, "language", words)
        office.ask_text(_("Chapter, if there are any"), f"{form}-chapter", side.chapter)
        office.fault(form, "chapter", words)
        office.fault(form, "", words)
        with st.container(horizontal=True):
            st.form_submit_button(_("Save"), key=f"{form}-yes", type="primary", on_click=_correct, args=(side.code, form, words))
            st.form_submit_button(_("Leave it as it is"), key=f"{form}-no", on_click=office.ask)


def _correct(code: str, form: str, words: Language) -> None:
    given = office.given(form, REACH)
    office.act(form, lambda desk: desk.put_contact(code, given, session.now()), words.gettext("What is known of the person is saved."), REACH)
