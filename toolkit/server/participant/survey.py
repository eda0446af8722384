"""A form on a light page.

The promise first, then one screen of questions at a time, and a receipt.
"""

from collections.abc import Mapping, Sequence

from toolkit.data.database import Receipt
from toolkit.errors import N_
from toolkit.i18n import Language
from toolkit.people.participants import ParticipantPortal, Task, labels
from toolkit.programme.asked_questionnaire import SurveyQuestion, SurveyScreen
from toolkit.programme.questionnaire import localize
from toolkit.server.http.components import (
    FieldFaults,
    Page,
    PageBlock,
    card_block,
    code_form,
    fault_blocks,
    fault_sentence,
    form_block,
    form_field,
    heading_block,
    link_block,
    list_block,
    page_of,
    progress_block,
    promise_blocks,
    text_block,
)
from toolkit.server.http.urls import ANSWER_PREFIX, ANSWERS_FORM, DATA_PATH, HOME_PATH


def render_first(visit: ParticipantPortal, task: Task, words: Language) -> Page:
    """Return what stands before the first question: what the form is, and the promise in full.

    Args:
        visit: The portal of the person whose link is open.
        task: The form.
        words: The language of the reader.

    Returns:
        The page.
    """
    _ = words.gettext
    intro = visit.questionnaire(task.form).intro
    on = link_block(_("To the questions"), f"{HOME_PATH}/{task.number}/1", first=True)
    content = [
        text_block(localize(intro, words) if intro else task.why),
        heading_block(_("What we promise you")),
        *promise_blocks(visit, words),
        on,
        link_block(_("Back"), HOME_PATH),
    ]
    return page_of(visit, words, task.title, content, here=f"{HOME_PATH}/{task.number}/0")


SAVED_BY_BUTTONS = N_(
    "Your answers are saved each time you press one of the buttons. You can close the page and"
    " come back with the same link."
)


def render_screen(
    visit: ParticipantPortal,
    task: Task,
    screens: Sequence[SurveyScreen],
    number: int,
    words: Language,
    *,
    wrong: FieldFaults | None = None,
    typed: Mapping[str, str] | None = None,
    new: Sequence[str] = (),
) -> Page:
    """Return one screen of a form.

    Args:
        visit: The portal of the person whose link is open.
        task: The form.
        screens: All its screens.
        number: The screen that is shown, from 1.
        words: The language of the reader.
        wrong: What is wrong, by item; it stands at the top and beside each question.
        typed: What was just filled in and could not be kept.
        new: Items that an answer on this screen has brought up.
    """
    _ = words.gettext
    screen, found = screens[number - 1], wrong or {}
    part = _("Part {number} of {n}").format(number=number, n=len(screens))
    answers = {**visit.answers(task.form), **(typed or {})}
    asked = {f"{ANSWER_PREFIX}{each.name}": each.text for each in screen.questions}
    questions = [
        _question(each, answers.get(each.name, ""), found, each.name in new, words)
        for each in screen.questions
    ]
    onward, code = ("next", _("Next")), []
    if number == len(screens):
        onward = "send", _("Send")
        code = [text_block(labels.announce_code(visit.code(task.form), words), small=True)]
    buttons = [onward, ("back", _("Back")), ("later", _("Go on later"))]
    address = f"{HOME_PATH}/{task.number}/{number}"
    shown = " ".join(each.name for each in screen.questions)
    faults = {f"{ANSWER_PREFIX}{name}": fault for name, fault in found.items()}
    content = [
        progress_block(number, len(screens), part),
        text_block(f"{part} · {task.title}", small=True),
        *fault_blocks(faults, asked, words),
        form_block(address, questions, buttons, {"shown": shown}, id=ANSWERS_FORM),
        *code,
        text_block(_(SAVED_BY_BUTTONS), small=True),
    ]
    return page_of(
        visit, words, screen.title or task.title, content, form=ANSWERS_FORM, faulty=bool(found)
    )


def render_closed(visit: ParticipantPortal, task: Task, words: Language) -> Page:
    """Return why a form cannot be filled in.

    Args:
        visit: The portal of the person whose link is open.
        task: The form.
        words: The language of the reader.

    Returns:
        The page.
    """
    why = (
        labels.describe_state(task, words)
        if task.state == "later"
        else words.gettext(visit.why_not(task.form))
    )
    return page_of(
        visit,
        words,
        task.title,
        [text_block(why), link_block(words.gettext("My mentorship"), HOME_PATH)],
        here=HOME_PATH,
    )


def render_sealed(
    visit: ParticipantPortal,
    task: Task,
    words: Language,
    *,
    fault: str = "",
    carried: Mapping[str, str] | None = None,
) -> Page:
    """Return how a form is opened that is in.

    Args:
        fault: Why a code that was typed does not open it.
        carried: What was filled in on a page of the form from before it was sealed: it is kept once
            the code is typed.
    """
    how, lost = labels.explain_sealed(words, may_correct=visit.may_correct(task.form))
    content = [
        text_block(labels.describe_state(task, words)),
        text_block(how),
        *(
            [
                text_block(
                    words.gettext(
                        "What you have just filled in stands on this page, and is kept once you"
                        " have typed the code."
                    )
                )
            ]
            if carried
            else []
        ),
        code_form(words, fault, task, carried),
        text_block(lost, small=True),
        link_block(words.gettext("My data"), DATA_PATH),
        link_block(words.gettext("My mentorship"), HOME_PATH),
    ]
    return page_of(
        visit, words, task.title, content, here=f"{HOME_PATH}/{task.number}/1", faulty=bool(fault)
    )


def render_receipt(visit: ParticipantPortal, task: Task, receipt: Receipt, words: Language) -> Page:
    """Return the receipt of what was sent.

    Args:
        visit: The portal of the person whose link is open.
        task: The form that was sent.
        receipt: Its number and time, as they are kept.
        words: The language of the reader.

    Returns:
        The page.
    """
    _ = words.gettext
    code, keep = labels.describe_code(receipt, words)
    content = [
        text_block(f"**{task.title}.** {labels.describe_state(task, words)}"),
        card_block([heading_block(code), text_block(keep)]),
        heading_block(_("What happens now?")),
        list_block(labels.explain_next_steps(visit.questionnaire(task.form).opens, words)),
        link_block(_("My mentorship"), HOME_PATH, first=True),
        *(
            [link_block(_("Read or correct"), f"{HOME_PATH}/{task.number}/1")]
            if visit.may_correct(task.form)
            else []
        ),
    ]
    return page_of(
        visit, words, _("Thank you, it is in"), content, here=f"{HOME_PATH}/{task.number}/sent"
    )


def _question(
    question: SurveyQuestion, answer: str, wrong: FieldFaults, is_new: bool, words: Language
) -> PageBlock:
    hints = (
        words.gettext("This question has come up because of what you answered.") if is_new else "",
        question.hint,
        (
            words.gettext(
                "Your answer to this one is told to whoever follows up, so that somebody can get in"
                " touch."
            )
            if question.told and not question.hint
            else ""
        ),
    )
    return form_field(
        f"{ANSWER_PREFIX}{question.name}",
        question.kind,
        question.text,
        answer,
        options=question.options,
        hints=hints,
        fault=fault_sentence(wrong, question.name, words),
    )
