"""One pair: what the register knows of it, what was noted, and the way to what is changed."""

from collections.abc import Iterator, Sequence

import streamlit as st

from toolkit.app import widgets
from toolkit.app.pages import pair_changes, pair_parts
from toolkit.app.widgets import CohortPage
from toolkit.i18n import Language, capitalize_first
from toolkit.people.coordination import PairLine, PairSide
from toolkit.people.coordination import labels as codes
from toolkit.programme.questionnaire import localize

GOING, OVER_PAIR_STATUSES = (
    frozenset({"active", "on_hold"}),
    frozenset({"completed", "ended_early"}),
)


# ---- in the list ---------------------------------------------------------------------------------


def pair_label(pair: PairLine, words: Language) -> str:
    """Return code and names of a pair."""
    return f"{pair.pair_id} · {words.both(pair.mentor.name, pair.mentee.name)}"


def summarise_pair(place: CohortPage, pair: PairLine) -> str:
    """Return what the list says of a pair: status and days, forms in, links."""
    told = [
        status(pair, place.words),
        forms(place, pair),
        links(place, pair) if pair.status in GOING else "",
    ]
    return " · ".join(filter(None, told))


def is_without_links(pairs: Sequence[PairLine]) -> bool:
    """Whether somebody of a pair that goes on can get a link, and none of them has one."""
    reached = [
        side
        for pair in pairs
        if pair.status in GOING
        for side in sides_of(pair)
        if side.within_reach
    ]
    return bool(reached) and not any(side.link_until for side in reached)


def status(pair: PairLine, words: Language) -> str:
    """Return where the pair stands, with its days."""
    _ = words.gettext
    name = codes.statuses(words)[pair.status]
    begun, ends, ended = (
        widgets.format_day(day, words)
        for day in (pair.started_on, pair.planned_end_on, pair.ended_on)
    )
    if pair.status in OVER_PAIR_STATUSES and ended:
        return _("{status} on {day}").format(status=name, day=ended)
    if pair.status in GOING and begun and ends:
        return _("{status}, {first} to {last}").format(status=name, first=begun, last=ends)
    if pair.status in GOING and begun:
        return _("{status} since {day}").format(status=name, day=begun)
    return name


def forms(place: CohortPage, pair: PairLine) -> str:
    """Return whose closing survey is in, yes or no; never what it says. Blank before it is open."""
    _ = place.words.gettext
    states = {
        side.role: closing.state
        for side in sides_of(pair)
        for closing in side.forms
        if closing.questionnaire == "closing"
    }
    inside = [_role(place, role) for role, state in states.items() if state == "in"]
    out = [_role(place, role) for role, state in states.items() if state != "in"]
    if not inside and "open" not in states.values() and "over" not in states.values():
        return ""
    if not out:
        return _("closing survey in from both")
    return (
        _("closing survey in from one of the two ({role})").format(role=inside[0])
        if inside
        else _("closing survey not in")
    )


def links(place: CohortPage, pair: PairLine) -> str:
    """Return who has a personal link until when.

    Nothing of the other of an own pair, whose link is a matter of that pair.
    """
    words = place.words
    _ = words.gettext
    ends = {side.role: side.link_until for side in sides_of(pair) if not side.own}
    until = {role: end for role, end in ends.items() if end}
    first = min(until, key=until.__getitem__, default="")
    day = words.date(until[first]) if first else ""
    if len(ends) < len(sides_of(pair)):
        told = _("a link for the {role} until {day}") if first else _("no link for the {role}")
        return (
            told.format(role=" ".join(_role(place, role) for role in ends), day=day) if ends else ""
        )
    if not first:
        return _("no links")
    if len(until) < len(ends):
        return _("a link for one of the two only ({role}), until {day}").format(
            role=_role(place, first), day=day
        )
    return (
        _("links until {day}") if len(set(until.values())) == 1 else _("links until {day} at least")
    ).format(day=day)


def sides_of(pair: PairLine) -> tuple[PairSide, PairSide]:
    """Return the two, the mentor first."""
    return pair.mentor, pair.mentee


# ---- one pair ------------------------------------------------------------------------------------


def render_pair(place: CohortPage, named: str) -> None:
    """Write the page of one pair.

    One that is not there, is of another cohort, or is the reader's own looks the same.
    """
    words = place.words
    _ = words.gettext
    pair = next(
        (pair for pair in place.desk.pairs(place.cohort.name) if pair.pair_id == named), None
    )
    if pair is None:
        widgets.render_sentences(_("There is no such pair in this cohort."))
    else:
        widgets.render_page_part("pair", pair_label(pair, words), status(pair, words))
        widgets.render_list(
            f"{label}: **{value}**" if label else f"**{capitalize_first(value)}**"
            for label, value in _list_known_facts(place, pair)
        )
        _write(place, pair)
        _notes(place, pair)
        if place.cohort.closed:
            widgets.render_note("closed", _("This cohort is closed: its pairs stay as they are."))
        else:
            pair_changes.render_changes(place, pair)
    widgets.render_back(words)


def _list_known_facts(place: CohortPage, pair: PairLine) -> Iterator[tuple[str, str]]:
    """Yield what the register knows: what it is called, and what it says.

    The former is blank for what says so itself; what is blank is left out.
    """
    words, settings = place.words, place.desk.programme.settings
    _ = words.gettext
    for side in sides_of(pair):
        who = [
            side.name,
            *([side.code] if side.code != side.name else []),
            _("data erased") if side.erased else side.address or _("no address"),
        ]
        yield capitalize_first(_role(place, side.role)), ", ".join(who)
    if pair.end_reason:
        yield _("Reason"), codes.endings(words).get(pair.end_reason, pair.end_reason)
    if pair.every_days:
        yield (
            _("Rhythm of their own"),
            words.ngettext("every day", "every {n} days", pair.every_days).format(
                n=pair.every_days
            ),
        )
    if pair.areas:
        areas = {area.name: localize(area.label, words) for area in settings.areas}
        yield _("Direction"), ", ".join(areas.get(code, code) for code in pair.areas)
    yield (
        _("Last contact that is logged"),
        widgets.format_day(pair.last_contact, words) or _("none yet"),
    )
    if settings.matching.competition_check:
        yield _("Competition"), codes.competition(words)[pair.competition or "not_asked"]
    if settings.matching.followed_up:
        yield (
            _("Followed up by"),
            pair.followed_by
            or (_("somebody who is no longer here") if pair.followup_by else _("nobody yet")),
        )
    told = forms(place, pair)
    yield ("", told) if told else (_("Closing survey"), _("not open yet"))
    if told := links(place, pair):
        yield "", told


def _write(place: CohortPage, pair: PairLine) -> None:
    """Offer a mail to each and to both, in neutral words that the reader may change."""
    _ = place.words.gettext
    reached = [side for side in sides_of(pair) if side.address and not side.erased]
    with st.container(key="write", horizontal=True):
        for side in reached:
            pair_parts.mail(place, _("Write to {name}").format(name=side.name), [side])
        if len(reached) == 2:
            pair_parts.mail(place, _("Write to both"), reached)


def _notes(place: CohortPage, pair: PairLine) -> None:
    """Write what was noted, the latest first, and offer to note something."""
    words = place.words
    _ = words.gettext
    widgets.render_page_part(
        "notes", _("Notes"), _("What was done, and when; never what was said.")
    )
    what = codes.noted(words)
    for number, noted in enumerate(place.desk.notes(pair.pair_id)):
        again = (
            _("; look again on {day}").format(day=words.date(noted.again_on))
            if noted.again_on
            else ""
        )
        by = f" ({noted.by})" if noted.by else ""
        widgets.render_note(
            f"noted-{number}",
            f"{words.date(noted.noted_on)}: {what.get(noted.what, noted.what)}{by}{again}",
        )
    form = f"noting-{pair.pair_id}"
    widgets.render_button(
        _("Note on {pair}").format(pair=pair.pair_id),
        f"open-{form}",
        widgets.ask_confirmation,
        form,
    )
    if widgets.is_asked(form):
        pair_parts.form(place, form, pair.pair_id)


def _role(place: CohortPage, role: str) -> str:
    return localize(
        place.desk.programme.settings.roles["mentor" if role == "mentor" else "mentee"].one,
        place.words,
    )
