"""My data on a light page: everything that is kept about the person, to see, take along, take back or have erased."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.asking import Answers
from toolkit.participation import Task, Visit, saying
from toolkit.serve.blocks import Block, Page, act, heading, link, more, points, say
from toolkit.serve.parts import page_of
from toolkit.serve.places import DATA, HOME
from toolkit.storage import Form
from toolkit.texts import Language


def data(visit: Visit, words: Language) -> Page:
    """Return the page."""
    _ = words.gettext
    content = [
        say(_("This is all that is kept about you. Nothing of it is seen by the other of the two, but for what you agree on and log together.")),
        heading(_("About you")),
        points(f"{label}: **{value}**" for label, value in saying.about(visit.my_data(), words)),
        heading(_("Your answers")),
        *_forms(visit, words),
        heading(_("Take it along")),
        say(_("A file with everything, in a form that other programs can read (JSON).")),
        link(_("Download my data"), f"{DATA}.json"),
        heading(_("Erase everything")),
        act(_("Erase everything about me"), f"{HOME}/erase", {}),
        link(_("My mentorship"), HOME),
    ]
    return page_of(visit, words, _("My data"), content, here=DATA)


def sure(visit: Visit, words: Language, *, task: Task | None) -> Page:
    """Ask once before a form is taken back, or everything erased."""
    _ = words.gettext
    if task is None:
        title = _("Erase everything")
        what = _(
            "Your answers, drafts, links and contact details are erased now, and cannot be brought back. What the two of you agreed on and logged "
            "stays, without your name. Figures that are published already stay as they are."
        )
        yes = act(_("Yes, erase everything"), f"{HOME}/erase", {"sure": "yes"}, first=True)
    else:
        title, erased = _("Take this form back"), _("The answers of this form are erased now. Figures that are published already stay as they are.")
        what = f"**{task.title}.** {erased}"
        yes = act(_("Yes, take it back"), f"{HOME}/withdraw", {"task": str(task.number), "sure": "yes"}, first=True)
    return page_of(visit, words, title, [say(what), yes, link(_("No, keep it"), DATA)])


def _forms(visit: Visit, words: Language) -> Iterator[Block]:
    _ = words.gettext
    tasks = {task.form: task for task in visit.tasks(words)}
    sent, begun = visit.sent, visit.begun
    if not sent and not begun:
        yield say(_("You have not sent anything in yet."))
    for form in begun:
        yield more(_("{title}, not sent").format(title=tasks[form].title), _told(visit, form, visit.answers(form), tasks, words))
    for each in sent:
        when = _("Sent on {time}. Receipt {code}.").format(time=saying.moment(each.receipt.sent_at, words), code=each.receipt.code)
        title = tasks[each.form].title if each.form in tasks else each.form.questionnaire
        yield more(title, [say(when, small=True), *_told(visit, each.form, each.answers, tasks, words)])


def _told(visit: Visit, form: Form, answers: Answers, tasks: dict[Form, Task], words: Language) -> Iterator[Block]:
    """Yield what was answered, and the way to take it back."""
    if form.questionnaire in visit.programme.questionnaires:
        yield points(f"{question} **{answer}**" for question, answer in visit.in_words(form, answers, words))
    if task := tasks.get(form):
        yield act(words.gettext("Take this form back"), f"{HOME}/withdraw", {"task": str(task.number)}, about=task.title)
