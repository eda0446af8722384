"""The page of links: who has one, a round of links or reminders, its files, one link ended."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import link_recipients, pair_parts
from toolkit.app.widgets import CohortPage, layout
from toolkit.errors import MendableError
from toolkit.i18n import Language, capitalize_first
from toolkit.people.coordination import InvitePlan, IssuedLinks, LinkLine
from toolkit.people.invitations import warning
from toolkit.people.invitations.smtp import is_this_computer
from toolkit.programme.questionnaire import Questionnaire, localize

AFTER_END = timedelta(days=45)
"""How long a link is proposed to work after the planned end.

The closing survey opens before it, and some answer late.
"""
OPEN_ENDED = timedelta(days=365)
"""How long, where no end is planned."""
FILES_KEY, TAPPED = "links-handed", "links-tapped"
HAND, REMINDER_FORM = "hand", "remind"


def render_links_page(place: CohortPage) -> None:
    """Write the page; while files wait to be taken along, they and nothing else."""
    people = place.desk.links(place.cohort.name)
    if _files_key(place) in _kept_files():
        render_files(place)
        return
    link_recipients.render_link_list(place, people)
    widgets.render_not_shown(place)
    if not people:
        pair_parts.no_pairs(place)
        return
    hand_out(place, people)
    remind(place)
    link_recipients.render_end_link(place, people)


# ---- a round -------------------------------------------------------------------------------------


def hand_out(place: CohortPage, people: Sequence[LinkLine]) -> None:
    """Ask who is to get a new link, say what that does, and do it.

    After a second tap where links stop working.
    """
    words = place.words
    _ = words.gettext
    widgets.render_page_part(
        HAND,
        _("Hand out links"),
        _("Each person gets a link of their own to their own page, without a password."),
    )
    reached = [person for person in people if not person.erased]
    if not reached:
        widgets.render_sentences(_("There is nobody to reach just now."))
        return
    without = [person.code for person in reached if not person.link_until]
    if (named := widgets.read_param(widgets.WHO_PARAM)) in {person.code for person in reached}:
        st.session_state.setdefault(f"{HAND}-whom", "one")
        st.session_state.setdefault(f"{HAND}-person", named)
    widgets.ask_one(
        _("Who is to get a link?"), HAND, "whom", _list_choices(len(reached), len(without), words)
    )
    chosen = st.session_state.get(f"{HAND}-whom")
    if chosen == "one":
        link_recipients.ask_person(HAND, reached, words)
    only = {
        "without": without,
        "all": [],
        "one": [st.session_state.get(f"{HAND}-person") or ""],
    }.get(str(chosen))
    if chosen:
        _round(place, HAND, "", only or [], ready=only != [""])


def _list_choices(reached: int, without: int, words: Language) -> dict[str, str]:
    """Return who can be chosen; those without a link only where they are some and not all."""
    choices = {
        "all": words.ngettext("Everybody, {n} person", "Everybody, {n} people", reached).format(
            n=reached
        ),
        "one": words.gettext("One person"),
    }
    if not 0 < without < reached:
        return choices
    return {
        "without": words.ngettext(
            "The {n} person without a link", "The {n} people without a link", without
        ).format(n=without),
        **choices,
    }


def remind(place: CohortPage) -> None:
    """Ask of which form people are to be reminded, say how many that are, and do it.

    The words are the same for all.
    """
    _ = place.words.gettext
    widgets.render_page_part(
        REMINDER_FORM,
        _("Remind"),
        _(
            "Everybody whose form is open and not in gets the same friendly mail, with a new link."
            " No page for you shows what anybody has answered."
        ),
    )
    if (
        (named := widgets.read_param(widgets.REMIND_PARAM))
        and f"{REMINDER_FORM}-form" not in st.session_state
        and named in _forms(place)
    ):
        st.session_state[f"{REMINDER_FORM}-form"] = named
    widgets.ask_one(_("Remind of which form?"), REMINDER_FORM, "form", _forms(place))
    if form := st.session_state.get(f"{REMINDER_FORM}-form"):
        _round(place, REMINDER_FORM, str(form), [], ready=True)


def _forms(place: CohortPage) -> dict[str, str]:
    """Return the forms that one can be reminded of: the closing survey first."""
    return {
        form: title
        for name, questionnaire in sorted(
            place.desk.programme.questionnaires.items(), key=lambda pair: pair[1].opens != "closing"
        )
        for form, title in _times(name, questionnaire, place.words).items()
    }


def _times(name: str, questionnaire: Questionnaire, words: Language) -> dict[str, str]:
    title = localize(questionnaire.title, words)
    if not questionnaire.months:
        return {name: title}
    return {
        f"{name}:{number}": words.gettext("{title} (month {month})").format(
            title=title, month=number
        )
        for number in questionnaire.months
    }


def _round(place: CohortPage, form: str, remind: str, only: Sequence[str], *, ready: bool) -> None:
    """Ask until when and where the links work, say what will be done, and offer to do it."""
    # Taken away as it is read, so that one tap makes links once.
    words, tapped = place.words, st.session_state.pop(f"{TAPPED}-{form}", None)
    _ = words.gettext
    widgets.ask_day(
        _("Last day on which the links work"), form, "until", propose_link_end(place).isoformat()
    )
    widgets.ask_text(
        _("Address at which participants reach the toolkit"), form, "address", _propose_address()
    )
    if is_this_computer(
        urlsplit(str(st.session_state.get(f"{form}-address") or "")).hostname or ""
    ):
        widgets.render_note(
            f"here-{form}",
            _(
                "At this address only this computer opens the links. Good for trying out;"
                " participants need the address of a server."
            ),
        )
    if not ready:
        return
    plan = place.desk.invite_plan(place.cohort.name, _read_request(form, remind), only)
    for field, found in plan.faults.items():
        widgets.render_form_faults(f"{form}-{field or 'all'}", found, words)
    if not plan.faults:
        _offer(place, plan, form)
        if tapped == plan and plan.people:
            _issue(place, plan, form, remind, only)


def _offer(place: CohortPage, plan: InvitePlan, form: str) -> None:
    words = place.words
    _ = words.gettext
    widgets.render_sentences(_describe_plan(plan, words))
    if not plan.people:
        return
    label = words.ngettext("Make {n} link", "Make {n} links", plan.people).format(n=plan.people)
    if plan.replaced:
        widgets.render_confirmed_button(
            f"go-{form}",
            label,
            [
                words.ngettext(
                    "{n} link that somebody has now stops working at once. Go on only if you hand"
                    " out the new one.",
                    "{n} links that people have now stop working at once. Go on only if you hand"
                    " out the new ones.",
                    plan.replaced,
                ).format(n=plan.replaced)
            ],
            _("Yes, make them"),
            _("No, keep the old ones"),
            _tap,
            form,
            plan,
        )
    else:
        widgets.render_button(label, f"go-{form}", _tap, form, plan, first=True)


def _describe_plan(plan: InvitePlan, words: Language) -> str:
    """Say what would be done, in plain sentences."""
    counted = (
        (
            plan.people,
            words.ngettext(
                "**{n} person** gets a new link.",
                "**{n} people** get a new link each.",
                plan.people,
            ),
        ),
        (
            plan.without_address,
            words.ngettext(
                "{n} has no address, and gets a card.",
                "{n} have no address, and get a card.",
                plan.without_address,
            ),
        ),
        (
            plan.not_open,
            words.ngettext(
                "For {n} the form is not open today.",
                "For {n} the form is not open today.",
                plan.not_open,
            ),
        ),
        (
            plan.erased,
            words.ngettext(
                "{n} had the own data erased, and is left out.",
                "{n} had their data erased, and are left out.",
                plan.erased,
            ),
        ),
    )
    nobody = [] if plan.people else [words.gettext("There is nobody to reach just now.")]
    return " ".join([*nobody, *(sentence.format(n=n) for n, sentence in counted if n)])


def propose_link_end(place: CohortPage) -> date:
    """Propose a last day: some weeks after the last planned end, so that whoever answers late can.

    Never less than that from today.
    """
    ends = [
        pair.planned_end_on
        for pair in place.desk.pairs(place.cohort.name)
        if pair.planned_end_on and pair.status in ("active", "on_hold")
    ]
    planned = max(
        [*ends, *([place.cohort.planned_end_on] if place.cohort.planned_end_on else [])],
        default=None,
    )
    return max(planned, place.desk.today) + AFTER_END if planned else place.desk.today + OPEN_ENDED


def _propose_address() -> str:
    """Propose the address under which the reader reaches the app now."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _read_request(form: str, remind: str) -> dict[str, str]:
    return {**widgets.read_form(form, ("address", "until", "sender")), "remind": remind}


def _tap(form: str, plan: InvitePlan) -> None:
    """Keep what was agreed to.

    If somebody else has handed out links meanwhile, it is asked anew.
    """
    st.session_state[f"{TAPPED}-{form}"] = plan
    widgets.ask_confirmation()


def _issue(
    place: CohortPage, plan: InvitePlan, form: str, remind: str, only: Sequence[str]
) -> None:
    """Issue the links, and keep the files until they are forgotten."""
    words = place.words
    try:
        with st.spinner(
            words.ngettext("Making {n} link …", "Making {n} links …", plan.people).format(
                n=plan.people
            )
        ):
            made = place.desk.issue(
                place.cohort.name, _read_request(form, remind), words, state.now(), only
            )
    except MendableError as refused:
        layout.render_faults(
            capitalize_first(fault.sentence(words.gettext)) for fault in refused.faults
        )
    else:
        st.session_state[FILES_KEY] = {**_kept_files(), _files_key(place): made}
        st.rerun()


# ---- its files -----------------------------------------------------------------------------------


def _kept_files() -> dict[tuple[str, str], IssuedLinks]:
    """Return the files that are kept, by programme and cohort."""
    return st.session_state.get(FILES_KEY, {})  # type: ignore[no-any-return]


def _files_key(place: CohortPage) -> tuple[str, str]:
    return place.desk.programme.code, place.cohort.name


def render_files(place: CohortPage) -> None:
    """Offer the files, each with what to do with it; no link stands on the page itself."""
    found = _kept_files()[_files_key(place)]
    words = place.words
    _ = words.gettext
    widgets.render_page_part(
        "files",
        words.ngettext("{n} link is made", "{n} links are made", found.issued).format(
            n=found.issued
        ),
        _(
            "Take one or several of these files along now: they are kept nowhere, and the links"
            " cannot be shown again."
        ),
    )
    with st.container(key="ask-key"):
        widgets.render_sentences(warning(words))
    _offer_files(found, _stem(place), words)
    widgets.render_page_part(
        "forget",
        _("When you have them"),
        _("Until you do this, or close the page, this page keeps the files for you."),
    )
    widgets.render_button(_("Forget the files"), "forget", _forget, _files_key(place), words)


def _offer_files(found: IssuedLinks, name: str, words: Language) -> None:
    _ = words.gettext
    if found.drafts:
        _file(
            "mails",
            _("Mails, ready to be sent"),
            _("Unpack the file. Each mail opens in your mail program; read it, and send it."),
            found.drafts,
            _("{name}-mails.zip").format(name=name),
        )
    _file(
        "list",
        _("List for a mail merge"),
        _("A row a person, for a program that writes letters or mails from a list."),
        found.sheet,
        _("{name}-list.xlsx").format(name=name),
    )
    _file(
        "cards",
        _("Cards with QR codes"),
        _("Open it in a browser, print it on A4, cut it up, and hand each card to its person."),
        found.cards,
        _("{name}-cards.html").format(name=name),
    )


def _file(key: str, label: str, what_to_do: str, content: bytes, name: str) -> None:
    with st.container(key=f"row-{key}", gap="xsmall"):
        st.download_button(label, content, name, key=f"file-{key}", on_click="ignore")
        widgets.render_note(f"file-{key}", what_to_do)


def _stem(place: CohortPage) -> str:
    return "".join(
        sign if sign.isalnum() else "-"
        for sign in f"{place.desk.programme.code}-{place.cohort.name}"
    )


def _forget(whose: tuple[str, str], words: Language) -> None:
    st.session_state[FILES_KEY] = {
        each: found for each, found in _kept_files().items() if each != whose
    }
    if not _kept_files():
        del st.session_state[FILES_KEY]
    widgets.announce_done(
        words.gettext(
            "The files are forgotten. A link that did not reach its person is replaced by a new"
            " one."
        )
    )
