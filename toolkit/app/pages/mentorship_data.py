"""My data: everything that is kept about the person, to see, take along, take back or have erased."""

from __future__ import annotations

import json
from collections.abc import Callable

import streamlit as st

from toolkit.app import state
from toolkit.app.pages import mentorship_look as look
from toolkit.app.pages import mentorship_seal as seal
from toolkit.data.database import Form, SentForm
from toolkit.i18n import Language
from toolkit.people.participants import ParticipantPortal, labels
from toolkit.programme.survey import Answers

ERASED = "erased"
ASKED = "asked"


def show(visit: ParticipantPortal, words: Language) -> None:
    """Write the page."""
    _ = words.gettext
    look.title(_("My data"))
    look.say(
        _(
            "This is all that is kept about you. Nothing of it is seen by the other of the two, but"
            " for what you agree on and log together."
        )
    )
    _about(visit, words)
    _forms(visit, words)
    _take_along(visit, words)
    _erase(words)
    with st.bottom:
        st.button(_("Back"), key="data-back", on_click=state.go_to_place)


def is_erased() -> bool:
    """Return whether the person has just had everything erased, so that the link opens nothing any more."""
    return bool(st.session_state.get(ERASED))


def erased(words: Language) -> None:
    """Say that everything is erased."""
    _ = words.gettext
    look.title(_("Everything is erased"))
    look.say(
        _(
            "Your answers, drafts, links and contact details are gone. The link does not open"
            " anything any more. You can close the page."
        )
    )


def _about(visit: ParticipantPortal, words: Language) -> None:
    look.heading(words.gettext("About you"))
    look.points(
        f"{label}: **{value}**" for label, value in labels.list_kept_data(visit.my_data(), words)
    )


def _forms(visit: ParticipantPortal, words: Language) -> None:
    _ = words.gettext
    look.heading(_("Your answers"))
    titles = {task.form: task.title for task in visit.tasks(words)}
    sent, begun, earlier, sealed = visit.sent, visit.begun, visit.begun_earlier, visit.sealed
    imported = labels.describe_imported(visit.my_data(), words)
    if not (sent or begun or earlier or sealed or imported):
        look.say(_("You have not sent anything in yet."))
    look.note("imported", imported)
    if sealed:
        look.say(labels.explain_sealed_here(words))
        seal.ask(words)
    for form, sent_at in sealed.items():
        _closed(
            visit,
            form,
            titles.get(form, form.questionnaire),
            _("Sent on {time}.").format(time=labels.format_time(sent_at, words)),
            words,
        )
    for form in earlier:
        _closed(visit, form, titles[form], labels.explain_earlier_link(words), words)
    for form in begun:
        with st.expander(_("{title}, not sent").format(title=titles[form])):
            _answers(visit, form, visit.answers(form), words)
            _take_back(visit, form, words)
    for each in sent:
        with st.expander(titles.get(each.form, each.form.questionnaire)):
            _sent(visit, each, words)


def _closed(visit: ParticipantPortal, form: Form, title: str, why: str, words: Language) -> None:
    with st.container(key=f"line-{_key(form)}", gap="xsmall"):
        look.say(f"**{title}**")
        look.note(f"closed-{_key(form)}", why)
        _take_back(visit, form, words)


def _sent(visit: ParticipantPortal, sent: SentForm, words: Language) -> None:
    _ = words.gettext
    look.note(
        f"sent-{_key(sent.form)}",
        _("Sent on {time}. Receipt {code}.").format(
            time=labels.format_time(sent.receipt.sent_at, words), code=sent.receipt.code
        ),
    )
    _answers(visit, sent.form, sent.answers, words)
    _take_back(visit, sent.form, words)


def _answers(visit: ParticipantPortal, form: Form, answers: Answers, words: Language) -> None:
    told = visit.in_words(form, answers, words)
    look.points(f"{question} **{answer}**" for question, answer in told)


def _take_back(visit: ParticipantPortal, form: Form, words: Language) -> None:
    _ = words.gettext
    key = f"withdraw-{_key(form)}"
    _confirmed(
        key,
        _("Take this form back"),
        labels.explain_taking_back(visit.opens(form), words),
        _("Yes, take it back"),
        _("No, keep it"),
        lambda opened: opened.withdraw(form),
    )


def _take_along(visit: ParticipantPortal, words: Language) -> None:
    _ = words.gettext
    kept = visit.my_data()
    look.heading(_("Take it along"))
    look.say(labels.describe_export(kept, words))
    whole = json.dumps(kept, ensure_ascii=False, indent=2)
    st.download_button(
        _("Download my data"),
        whole,
        _("my-mentorship.json"),
        "application/json",
        key="download",
        on_click="ignore",
        width="stretch",
    )


def _erase(words: Language) -> None:
    _ = words.gettext
    look.heading(_("Erase everything"))
    _confirmed(
        "erase",
        _("Erase everything about me"),
        _(
            "Your answers, drafts, links and contact details are erased now, and cannot be brought"
            " back. What the two of you agreed on and logged stays, without your name. Figures that"
            " are published already stay as they are."
        ),
        _("Yes, erase everything"),
        _("No, keep it"),
        _erase_now,
    )


def _erase_now(visit: ParticipantPortal) -> None:
    visit.erase()
    st.session_state[ERASED] = True


def _confirmed(
    key: str,
    label: str,
    sentence: str,
    yes: str,
    no: str,
    act: Callable[[ParticipantPortal], object],
) -> None:
    """Draw a button that asks once before it acts."""
    if st.session_state.get(ASKED) != key:
        look.button(label, key, _ask, key)
        return
    with st.container(key=f"task-{key}", gap="small"):
        look.say(sentence)
        look.button(yes, f"{key}-yes", _act, act, first=True)
        look.button(no, f"{key}-no", _ask, "")


def _ask(key: str) -> None:
    st.session_state[ASKED] = key


def _act(act: Callable[[ParticipantPortal], object]) -> None:
    st.session_state[ASKED] = ""
    if visit := state.my_visit():
        act(visit)


def _key(form: Form) -> str:
    return "-".join((form.pair_id, form.role, form.questionnaire, form.occasion))
