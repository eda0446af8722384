"""The steps of closing a cohort, drawn: each shows what is known, and the last one does it."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.streamlit_names import fill
from toolkit.app.widgets import layout
from toolkit.app.widgets.layout import escape_markdown
from toolkit.closing import Assent, is_of_earlier_version
from toolkit.disclosure.forecast import by_question, group_by_wording
from toolkit.errors import N_, Fault, ReleaseError
from toolkit.i18n import Language
from toolkit.people.coordination import CohortLine, CoordinationService
from toolkit.people.coordination.closing import MAX_CLOSER_NAME, ClosingRun
from toolkit.people.coordination.closing_preview import ClosingPreview
from toolkit.programme.programme import Programme
from toolkit.programme.promise import describe_promise
from toolkit.programme.questionnaire import localize
from toolkit.release.ledger import read_kept_release
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.resources import resource_path

QUESTIONS = ("goals.met", "process.works", "onward.plan", "contact.mutual")
"""The four answers that the programme owes itself."""
REDRAW_SECONDS = 0.2
HASH_SIGNS = 12
NO_CLOSING_DAY = N_("write the closing day as 2026-12-31.")
WRONG_COHORT_NAME = N_("nothing was closed: what you wrote is not the name of the cohort.")
NO_NAME_TYPED = N_("nothing was closed: write your name.")
NUMBER_NOT_TYPED = N_(
    "nothing was closed: write the number that stands above the field, or choose another day."
)
NOT_THE_PAGE_BEFORE = fill(":streamlit(stale) { display: none; }")
"""While the page waits, Streamlit would leave standing what it showed before.

A form with a button to press again.
"""


# ---- 1: which, and when --------------------------------------------------------------------------


def ask_closing_day(cohort: CohortLine, today: date, words: Language) -> date | None:
    """Say which cohort it is, and ask for the closing day.

    Args:
        cohort: The cohort.
        today: The day, which is proposed.
        words: The language.

    Returns:
        The day, ``None`` if what was written is none.
    """
    _ = words.gettext
    widgets.render_page_part("which", _("1. Which cohort, and which day"))
    widgets.render_sentences(
        (
            _("The cohort {cohort}, planned to end on {date}.")
            if cohort.planned_end_on
            else _("The cohort {cohort}.")
        ).format(cohort=f"**{cohort.name}**", date=widgets.format_day(cohort.planned_end_on, words))
    )
    widgets.ask_day(_("Closing day"), "closing-day", cohort.name, today.isoformat())
    widgets.render_note(
        "closing-day",
        _(
            "Today is proposed, so that all that is in is counted. What comes in after the closing"
            " day is not counted, and neither is what comes in after you close."
        ),
    )
    try:
        return date.fromisoformat(str(st.session_state[f"closing-day-{cohort.name}"]).strip())
    except ValueError:
        widgets.render_form_faults("day", Fault(NO_CLOSING_DAY), words)
        return None


def render_blockers(outlook: ClosingPreview, words: Language) -> None:
    """Say why the cohort cannot be closed so."""
    _ = words.gettext
    widgets.render_page_part("in-the-way", _("This is in the way"))
    _faults("blocker", outlook.blockers, words)
    widgets.render_sentences(_("Nothing was closed. Mend it, or choose another day."))


# ---- 2: what is there ----------------------------------------------------------------------------


def render_completeness(outlook: ClosingPreview, programme: Programme, words: Language) -> None:
    """Say what is complete and what is missing, as numbers.

    Args:
        outlook: What closing would come to.
        programme: What its roles are called.
        words: The language.
    """
    _ = words.gettext
    widgets.render_page_part("complete", _("2. What is complete, and what is missing"))
    sent, asked = (sum(numbers) for numbers in zip(*outlook.forms.values(), strict=True))
    layout.render_answer(
        "forms", _("**{n} of {all}** closing forms are in.").format(n=sent, all=asked)
    )
    if n := outlook.not_counted:
        said = words.ngettext(
            "{n} pair is left out of everything on this page, because you are one of the two. With"
            " it more may be told than is said below.",
            "{n} pairs are left out of everything on this page, because you are one of the two."
            " With them more may be told than is said below.",
            n,
        )
        widgets.render_note("not-counted", said.format(n=n))
    rows = [
        *(
            (
                _("Closing forms from {who}").format(
                    who=localize(programme.settings.roles[role].many, words)
                ),
                _("{n} of {all}").format(n=n, all=all),
            )
            for role, (n, all) in outlook.forms.items()
        ),
        (_("Pairs that are counted"), str(outlook.pairs)),
        (_("Of these without an end yet"), str(outlook.without_end)),
        (_("Pairs that never started, not counted"), str(outlook.never_started)),
        *(
            [(_("Pairs that start after the closing day, not counted"), str(outlook.starts_later))]
            if outlook.starts_later
            else []
        ),
        (_("Meetings are logged"), _("Yes") if outlook.logged else _("No")),
    ]
    layout.render_table((_("What"), _("How many")), rows, _("What is complete and what is missing"))
    _faults("warning", outlook.warnings, words)
    if sent < asked:
        widgets.render_page_link("worklist.py", _("See who has not answered"))


# ---- 3: what will be told ------------------------------------------------------------------------


def render_forecast(outlook: ClosingPreview, programme: Programme, words: Language) -> None:
    """Say what will be told and what hidden, the four questions first.

    Args:
        outlook: What closing would come to; nothing is foreseen where no pair is counted.
        programme: What it asked and promised.
        words: The language.
    """
    _ = words.gettext
    widgets.render_page_part("foreseen", _("3. What will be told, and what will be hidden"))
    widgets.render_sentences(
        _(
            "Judged from the settings, the register and whose forms are in. The answers themselves"
            " are not looked at."
        )
    )
    if not outlook.expected:
        widgets.render_sentences(
            _("Of the pairs that are shown to you none is counted, so nothing can be foreseen.")
        )
        return
    main, rest = (
        [figure for figure in outlook.expected if (figure.id in QUESTIONS) == asked]
        for asked in (True, False)
    )
    heads = (_("The questions of the board"), _("How they will be told"))
    layout.render_table(heads, by_question(programme, main, words), " · ".join(heads))
    st.subheader(_("Everything else"), anchor=False)
    for sentence, names in group_by_wording(programme, rest, words):
        with st.container(gap="xsmall"):
            widgets.render_sentences(f"**{sentence}**")
            widgets.render_note(f"told-{names[0]}", "; ".join(names))
    if any(figure.by_group for figure in outlook.expected):
        widgets.render_note(
            "parts",
            _(
                "What is told in full may be told for each chapter or area too, where every one of"
                " them can be."
            ),
        )
    widgets.render_note(
        "blank",
        _("A question that nobody answers is marked as not available [x], whatever is said here."),
    )
    with st.expander(_("What the participants were promised")):
        promised = describe_promise(programme.settings.promise, words.code)
        widgets.render_sentences(" ".join(promised.promised), " ".join(promised.limits))


# ---- 4: the act ----------------------------------------------------------------------------------


def render_close_form(desk: CoordinationService, outlook: ClosingPreview, words: Language) -> None:
    """Ask for the name and for the cohort's name, and close it for good.

    Args:
        desk: Where it is closed, by whoever is signed in.
        outlook: The cohort and the closing day.
        words: The language.
    """
    _ = words.gettext
    widgets.render_page_part("act", _("4. Close the cohort for good"))
    widgets.render_sentences(
        _(
            "This cannot be undone. The figures are published once and never computed again,"
            " because the difference between two releases could give away a single answer. Forms"
            " that come in later are never counted."
        )
    )
    # The form belongs to its day: a tap while another day is chosen does not close on that one.
    form = f"form-closing-{outlook.on}"
    with (slot := st.empty()).form(form, enter_to_submit=False, border=False):
        assent = _ask_assent(outlook, words)
        by = st.text_input(
            _("Your name, as it will stand in the closing evaluation"),
            desk.account.name,
            max_chars=MAX_CLOSER_NAME,
            key="closing-by",
        )
        typed = st.text_input(
            _("To confirm, write the name of the cohort: {cohort}").format(
                cohort=escape_markdown(outlook.cohort)
            ),
            key="closing-typed",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.form_submit_button(_("Close the cohort for good"), type="primary")
            day = _("Closing day: **{date}**").format(date=words.date(outlook.on))
            layout.render_answer("closing-day", day)
    if pressed and typed.strip() != outlook.cohort:
        widgets.render_form_faults("act", Fault(WRONG_COHORT_NAME), words)
    elif pressed and not by.strip():
        widgets.render_form_faults("act", Fault(NO_NAME_TYPED), words)
    elif pressed and assent != outlook.needed:
        widgets.render_form_faults("act", Fault(NUMBER_NOT_TYPED), words)
    elif pressed:
        slot.empty()
        watch(desk.begin_closing(outlook.cohort, outlook.on, by, state.now(), assent), words)


def _ask_assent(outlook: ClosingPreview, words: Language) -> Assent:
    """Ask for the numbers by which something is left out, and return those that were written."""
    _ = words.gettext
    late, needed = outlook.late, outlook.needed
    left_out = without_forms = ""
    if needed.left_out:
        label = _(
            "After the closing day lie closing forms: {forms}, meetings and months: {meetings},"
            " endings: {endings}. To leave them out for good, write how many they are: {n}"
        ).format(forms=late.forms, meetings=late.meetings, endings=late.endings, n=late.total)
        left_out = st.text_input(label, key=f"closing-left-out-{outlook.on}", autocomplete="off")
    if needed.without_forms:
        label = _(
            "No closing form is in. To release facts of the register alone, write how many people"
            " were asked: {n}"
        ).format(n=needed.without_forms)
        without_forms = st.text_input(label, key="closing-without-forms", autocomplete="off")
    return Assent(_read_number(left_out), _read_number(without_forms))


def _read_number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def watch(going: ClosingRun, words: Language) -> None:
    """Show how far the proof is, until the cohort is closed or it turns out why not."""
    _ = words.gettext
    st.html(f"<style>{NOT_THE_PAGE_BEFORE}</style>")
    widgets.render_sentences(
        _(
            "The cohort is being closed. You may leave this page: it goes on, and you will find it"
            " closed here."
        )
    )
    bar = st.progress(0.0, _("The tables are read."))
    while not going.wait(REDRAW_SECONDS):
        if going.questions:
            bar.progress(
                going.proved / going.questions,
                _("Proving that nobody is exposed: question {n} of {all}").format(
                    n=min(going.proved + 1, going.questions), all=going.questions
                ),
            )
    if going.release:
        st.rerun()
    bar.empty()
    _faults("act", going.faults, words)
    widgets.render_sentences(_("Nothing was closed. Mend it, or choose another day."))


def render_closed(desk: CoordinationService, cohort: str, words: Language) -> None:
    """Say that the cohort is closed, by whom and when, and what was proved.

    Then lead to the closing evaluation.

    Args:
        desk: Where it was closed.
        cohort: Its name; nothing is drawn where it is not closed.
        words: The language.
    """
    _ = words.gettext
    try:
        release = read_kept_release(desk.store.home, desk.programme.code, cohort)
    except ReleaseError as error:
        _faults("release", error.faults, words)
        return
    if release is None:
        return
    widgets.render_page_part("closed", _("{cohort} is closed").format(cohort=cohort))
    layout.render_answer("closed", _who_and_when(release, words))
    for title, paragraph in list(narrative.certificate_paragraphs(release, words))[:1]:
        widgets.render_sentences(f"**{title}.** {paragraph}")
    if is_of_earlier_version(release):
        widgets.render_note(
            "earlier-version",
            _(
                "An earlier version of the toolkit closed this cohort. Its figures stand as they"
                " were published, and nothing is counted anew."
            ),
        )
    widgets.render_note(
        "hash",
        _("The figures are never recomputed. Fingerprint of the release: {hash}.").format(
            hash=release.sha256[:HASH_SIGNS]
        ),
    )
    if st.button(_("Open the closing evaluation"), type="primary", key="open-evaluation"):
        st.switch_page(
            resource_path("toolkit/app/pages/evaluation.py"),
            query_params=widgets.make_address(
                **{state.ParamName.COHORT: state.release_slug(release)}
            ),
        )


def _who_and_when(release: Release, words: Language) -> str:
    closed_on = words.date(release.closed_on)
    if not release.closed_by:
        return words.gettext("Closing day {date}.").format(date=closed_on)
    return words.gettext("Closed by {name}, closing day {date}.").format(
        name=release.closed_by, date=closed_on
    )


def _faults(key: str, faults: Iterable[Fault], words: Language) -> None:
    for at, fault in enumerate(faults):
        widgets.render_form_faults(f"{key}-{at}", fault, words)
