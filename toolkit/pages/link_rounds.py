"""The page of links: who has one, a round of links or reminders, its files, and the end of one link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from toolkit import session
from toolkit.invite import warning
from toolkit.invite.server import is_here
from toolkit.pages import layout, link_people, noting, office
from toolkit.pages.office import Inside
from toolkit.participation import saying
from toolkit.phrases import capital
from toolkit.questionnaire import Questionnaire
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination import Handed, LinkLine, Plan

AFTER_END = timedelta(days=45)
"""How long a link is proposed to work after the planned end: the closing survey opens before it, and some answer late."""
OPEN_ENDED = timedelta(days=365)
"""How long, where no end is planned."""
FILES, TAPPED = "links-handed", "links-tapped"
HAND, REMIND = "hand", "remind"


def show(place: Inside) -> None:
    """Write the page; while files wait to be taken along, they and nothing else."""
    people = place.desk.links(place.cohort.name)
    if handed(place):
        take_along(place)
        return
    link_people.who_has(place, people)
    office.not_shown(place)
    if not people:
        noting.no_pairs(place)
        return
    hand_out(place, people)
    remind(place)
    link_people.end_one(place, people)


# ---- a round -------------------------------------------------------------------------------------------------------------------


def hand_out(place: Inside, people: Sequence[LinkLine]) -> None:
    """Ask who is to get a new link, say what that does, and do it after a second tap where links stop working."""
    words = place.words
    _ = words.gettext
    office.part(HAND, _("Hand out links"), _("Each person gets a link of their own to their own page, without a password."))
    reached = [person for person in people if not person.erased]
    if not reached:
        office.say(_("There is nobody to reach just now."))
        return
    without = [person.code for person in reached if not person.link_until]
    options = {
        "without": words.ngettext("The {n} person without a link", "The {n} people without a link", len(without)).format(n=len(without)),
        "all": words.ngettext("Everybody, {n} person", "Everybody, {n} people", len(reached)).format(n=len(reached)),
        "one": _("One person"),
    }
    if not without or len(without) == len(reached):
        del options["without"]
    if (named := office.at(office.WHO)) in {person.code for person in reached}:
        st.session_state.setdefault(f"{HAND}-whom", "one")
        st.session_state.setdefault(f"{HAND}-person", named)
    office.ask_one(_("Who is to get a link?"), f"{HAND}-whom", options)
    chosen = st.session_state.get(f"{HAND}-whom")
    if chosen == "one":
        link_people.one_person(HAND, reached, words)
    only = {"without": without, "all": [], "one": [st.session_state.get(f"{HAND}-person") or ""]}.get(str(chosen))
    if chosen:
        _round(place, HAND, "", only or [], ready=only != [""])


def remind(place: Inside) -> None:
    """Ask of which form people are to be reminded, say how many that are, and do it; the words are the same for all."""
    words = place.words
    _ = words.gettext
    lead = _("Everybody whose form is open and not in gets the same friendly mail, with a new link. No page for you shows what anybody has answered.")
    office.part(REMIND, _("Remind"), lead)
    if (named := office.at(office.REMIND)) and f"{REMIND}-form" not in st.session_state and named in _forms(place):
        st.session_state[f"{REMIND}-form"] = named
    office.ask_one(_("Remind of which form?"), f"{REMIND}-form", _forms(place))
    if form := st.session_state.get(f"{REMIND}-form"):
        _round(place, REMIND, str(form), [], ready=True)


def _forms(place: Inside) -> dict[str, str]:
    """Return the forms that one can be reminded of: the closing survey first."""
    found = {}
    for name, questionnaire in sorted(place.desk.programme.questionnaires.items(), key=lambda pair: pair[1].opens != "closing"):
        found.update(_times(name, questionnaire, place.words))
    return found


def _times(name: str, questionnaire: Questionnaire, words: Language) -> dict[str, str]:
    title = saying.label(questionnaire.title, words)
    if not questionnaire.months:
        return {name: title}
    month = words.gettext("{title} (month {month})")
    return {f"{name}:{number}": month.format(title=title, month=number) for number in questionnaire.months}


def _round(place: Inside, form: str, remind: str, only: Sequence[str], *, ready: bool) -> None:
    """Ask until when and where the links work, say what will be done, and offer to do it."""
    words, tapped = place.words, st.session_state.pop(f"{TAPPED}-{form}", None)
    _ = words.gettext
    office.ask_day(_("Last day on which the links work"), f"{form}-until", until(place).isoformat())
    office.fault(form, "until", words)
    office.ask_text(_("Address at which participants reach the toolkit"), f"{form}-address", _here())
    if is_here(urlsplit(str(st.session_state.get(f"{form}-address") or "")).hostname or ""):
        office.note(f"here-{form}", _("At this address only this computer opens the links. Good for trying out; participants need the address of a server."))
    if not ready:
        return
    plan = place.desk.invite_plan(place.cohort.name, _asked(form, remind), only)
    for field, found in plan.faults.items():
        office.broken(f"{form}-{field or 'all'}", found, words)
    if not plan.faults:
        _offer(place, plan, form)
        if tapped == plan and plan.people:
            _issue(place, plan, form, remind, only)


def _offer(place: Inside, plan: Plan, form: str) -> None:
    words = place.words
    _ = words.gettext
    office.say(*_foreseen(plan, words))
    if not plan.people:
        return
    label = words.ngettext("Make {n} link", "Make {n} links", plan.people).format(n=plan.people)
    if plan.replaced:
        stops = words.ngettext(
            "{n} link that somebody has now stops working at once. Go on only if you hand out the new one.",
            "{n} links that people have now stop working at once. Go on only if you hand out the new ones.",
            plan.replaced,
        ).format(n=plan.replaced)
        office.confirmed(f"go-{form}", label, [stops], _("Yes, make them"), _("No, keep the old ones"), _tap, form, plan)
    else:
        office.button(label, f"go-{form}", _tap, form, plan, first=True)


def _foreseen(plan: Plan, words: Language) -> list[str]:
    """Say what would be done, in plain sentences."""
    _ = words.gettext
    if not plan.people:
        said = [_("There is nobody to reach just now.")]
    else:
        said = [words.ngettext("**{n} person** gets a new link.", "**{n} people** get a new link each.", plan.people).format(n=plan.people)]
    if plan.without_address:
        sentence = words.ngettext("{n} has no address, and gets a card.", "{n} have no address, and get a card.", plan.without_address)
        said.append(sentence.format(n=plan.without_address))
    if plan.not_open:
        sentence = words.ngettext("For {n} the form is not open today.", "For {n} the form is not open today.", plan.not_open)
        said.append(sentence.format(n=plan.not_open))
    if plan.erased:
        sentence = words.ngettext("{n} had the own data erased, and is left out.", "{n} had their data erased, and are left out.", plan.erased)
        said.append(sentence.format(n=plan.erased))
    return [" ".join(said)]


def until(place: Inside) -> date:
    """Propose a last day: some weeks after the last planned end, so that whoever answers late can; never less than that from today."""
    ends = [pair.planned_end_on for pair in place.desk.pairs(place.cohort.name) if pair.planned_end_on and pair.status in ("active", "on_hold")]
    planned = max([*ends, *([place.cohort.planned_end_on] if place.cohort.planned_end_on else [])], default=None)
    return max(planned, place.desk.today) + AFTER_END if planned else place.desk.today + OPEN_ENDED


def _here() -> str:
    """Propose the address under which the reader reaches the app now."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _asked(form: str, remind: str) -> dict[str, str]:
    return {**office.given(form, ("address", "until", "sender")), "remind": remind}


def _tap(form: str, plan: Plan) -> None:
    """Keep what was agreed to: if somebody else has handed out links meanwhile, it is asked anew."""
    st.session_state[f"{TAPPED}-{form}"] = plan
    office.ask()


def _issue(place: Inside, plan: Plan, form: str, remind: str, only: Sequence[str]) -> None:
    """Issue the links, and keep the files until they are forgotten."""
    words = place.words
    making = words.ngettext("Making {n} link …", "Making {n} links …", plan.people).format(n=plan.people)
    with st.spinner(making):
        found = place.desk.issue(place.cohort.name, _asked(form, remind), words, session.now(), only)
    if isinstance(found, Mapping):
        layout.faults(capital(fault.sentence(words.gettext)) for fault in found.values())
    else:
        st.session_state[FILES] = {**_kept(), _whose(place): found}
        st.rerun()


# ---- its files -----------------------------------------------------------------------------------------------------------------


def handed(place: Inside) -> bool:
    """Return whether links of this cohort were issued whose files are still kept for the reader."""
    return _whose(place) in _kept()


def _kept() -> dict[tuple[str, str], Handed]:
    """Return the files that are kept, by programme and cohort."""
    return st.session_state.get(FILES, {})  # type: ignore[no-any-return]


def _whose(place: Inside) -> tuple[str, str]:
    return place.desk.programme.code, place.cohort.name


def take_along(place: Inside) -> None:
    """Offer the files, each with what to do with it; no link stands on the page itself."""
    found = _kept()[_whose(place)]
    words = place.words
    _ = words.gettext
    made = words.ngettext("{n} link is made", "{n} links are made", found.issued).format(n=found.issued)
    office.part("files", made, _("Take one or several of these files along now: they are kept nowhere, and the links cannot be shown again."))
    with st.container(key="ask-key"):
        office.say(warning(words))
    name = _stem(place)
    if found.drafts:
        unpack = _("Unpack the file. Each mail opens in your mail program; read it, and send it.")
        _file("mails", _("Mails, ready to be sent"), unpack, found.drafts, _("{name}-mails.zip").format(name=name))
    merge = _("A row a person, for a program that writes letters or mails from a list.")
    _file("list", _("List for a mail merge"), merge, found.sheet, _("{name}-list.xlsx").format(name=name))
    cut = _("Open it in a browser, print it on A4, cut it up, and hand each card to its person.")
    _file("cards", _("Cards with QR codes"), cut, found.cards, _("{name}-cards.html").format(name=name))
    office.part("forget", _("When you have them"), _("Until you do this, or close the page, this page keeps the files for you."))
    office.button(_("Forget the files"), "forget", _forget, _whose(place), words)


def _file(key: str, label: str, what_to_do: str, content: bytes, name: str) -> None:
    with st.container(key=f"row-{key}", gap="xsmall"):
        st.download_button(label, content, name, key=f"file-{key}", on_click="ignore")
        office.note(f"file-{key}", what_to_do)


def _stem(place: Inside) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in f"{place.desk.programme.code}-{place.cohort.name}")


def _forget(whose: tuple[str, str], words: Language) -> None:
    st.session_state[FILES] = {each: found for each, found in _kept().items() if each != whose}
    if not _kept():
        del st.session_state[FILES]
    office.done(words.gettext("The files are forgotten. A link that did not reach its person is replaced by a new one."))
