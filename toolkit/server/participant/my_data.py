"""My data on a light page.

Everything that is kept about the person, to see, take along, take back or have erased.
"""

from collections.abc import Iterator

from toolkit.data.database import Form
from toolkit.i18n import Language
from toolkit.people.participants import ParticipantPortal, Task, labels
from toolkit.programme.asked_questionnaire import Answers
from toolkit.server.http.components import (
    Page,
    PageBlock,
    action_block,
    code_form,
    details_block,
    done_blocks,
    heading_block,
    line_block,
    link_block,
    list_block,
    page_of,
    text_block,
)
from toolkit.server.http.urls import DATA_PATH, HOME_PATH


def data(visit: ParticipantPortal, words: Language, *, fault: str = "", done: str = "") -> Page:
    """Return the page.

    Args:
        visit: The portal of the person whose link is open.
        words: The language of the reader.
        fault: Why a code that was typed opens nothing.
        done: What was just done.

    Returns:
        The page.
    """
    _, kept = words.gettext, visit.my_data()
    content = [
        *done_blocks(done, words),
        text_block(
            _(
                "This is all that is kept about you. Nothing of it is seen by the other of the two,"
                " but for what you agree on and log together."
            )
        ),
        heading_block(_("About you")),
        list_block(f"{label}: **{value}**" for label, value in labels.list_kept_data(kept, words)),
        heading_block(_("Your answers")),
        *(
            [text_block(labels.explain_sealed_here(words)), code_form(words, fault)]
            if visit.sealed
            else []
        ),
        *_forms(visit, labels.describe_imported(kept, words), words),
        heading_block(_("Take it along")),
        text_block(labels.describe_export(kept, words)),
        link_block(_("Download my data"), f"{DATA_PATH}.json"),
        heading_block(_("Erase everything")),
        action_block(_("Erase everything about me"), f"{HOME_PATH}/erase", {}),
        link_block(_("My mentorship"), HOME_PATH),
    ]
    return page_of(visit, words, _("My data"), content, here=DATA_PATH)


def render_confirmation(visit: ParticipantPortal, words: Language, *, task: Task | None) -> Page:
    """Ask once before a form is taken back, or everything erased.

    Args:
        visit: The portal of the person whose link is open.
        words: The language of the reader.
        task: The form that is taken back; everything is erased if it is None.

    Returns:
        The page.
    """
    _ = words.gettext
    if task is None:
        title = _("Erase everything")
        what = _(
            "Your answers, drafts, links and contact details are erased now, and cannot be brought"
            " back. What the two of you agreed on and logged stays, without your name. Figures that"
            " are published already stay as they are."
        )
        yes = action_block(
            _("Yes, erase everything"), f"{HOME_PATH}/erase", {"sure": "yes"}, first=True
        )
    else:
        title = _("Take this form back")
        what = f"**{task.title}.** {labels.explain_taking_back(visit.opens(task.form), words)}"
        yes = action_block(
            _("Yes, take it back"),
            f"{HOME_PATH}/withdraw",
            {"task": str(task.number), "sure": "yes"},
            first=True,
        )
    return page_of(
        visit, words, title, [text_block(what), yes, link_block(_("No, keep it"), DATA_PATH)]
    )


def _forms(visit: ParticipantPortal, imported: str, words: Language) -> Iterator[PageBlock]:
    tasks = {task.form: task for task in visit.tasks(words)}
    earlier, sealed = visit.begun_earlier, visit.sealed
    if not (visit.sent or visit.begun or earlier or sealed or imported):
        yield text_block(words.gettext("You have not sent anything in yet."))
    if imported:
        yield text_block(imported, small=True)
    for form, sent_at in sealed.items():
        title = tasks[form].title if form in tasks else form.questionnaire
        when = words.gettext("Sent on {time}.").format(time=labels.format_time(sent_at, words))
        yield line_block(
            [
                text_block(f"**{title}**"),
                text_block(when, small=True),
                *_take_back(tasks.get(form), words),
            ]
        )
    for form in earlier:
        yield line_block(
            [
                text_block(f"**{tasks[form].title}**"),
                text_block(labels.explain_earlier_link(words), small=True),
                *_take_back(tasks[form], words),
            ]
        )
    yield from _opened_forms(visit, tasks, words)


def _opened_forms(
    visit: ParticipantPortal, tasks: dict[Form, Task], words: Language
) -> Iterator[PageBlock]:
    """Yield the forms whose answers this sitting may see: begun ones, and those sent."""
    for form in visit.begun:
        yield details_block(
            words.gettext("{title}, not sent").format(title=tasks[form].title),
            _answer_blocks(visit, form, visit.answers(form), tasks, words),
        )
    for each in visit.sent:
        when = words.gettext("Sent on {time}. Receipt {code}.").format(
            time=labels.format_time(each.receipt.sent_at, words), code=each.receipt.code
        )
        title = tasks[each.form].title if each.form in tasks else each.form.questionnaire
        yield details_block(
            title,
            [
                text_block(when, small=True),
                *_answer_blocks(visit, each.form, each.answers, tasks, words),
            ],
        )


def _answer_blocks(
    visit: ParticipantPortal, form: Form, answers: Answers, tasks: dict[Form, Task], words: Language
) -> Iterator[PageBlock]:
    """Yield what was answered, and the way to take it back."""
    if form.questionnaire in visit.programme.questionnaires:
        yield list_block(
            f"{question} **{answer}**" for question, answer in visit.in_words(form, answers, words)
        )
    yield from _take_back(tasks.get(form), words)


def _take_back(task: Task | None, words: Language) -> Iterator[PageBlock]:
    if task:
        yield action_block(
            words.gettext("Take this form back"),
            f"{HOME_PATH}/withdraw",
            {"task": str(task.number)},
            about=task.title,
        )
