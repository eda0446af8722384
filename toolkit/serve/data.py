"""My data on a light page: everything that is kept about the person, to see, take along, take back or have erased."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.asking import Answers
from toolkit.participation import Task, Visit, saying
from toolkit.serve.blocks import Block, Page, act, heading, line, link, more, points, say
from toolkit.serve.parts import ask_code, page_of, said
from toolkit.serve.places import DATA, HOME
from toolkit.storage import Form
from toolkit.texts import Language


def data(visit: Visit, words: Language, *, fault: str = "", done: str = "") -> Page:
    """Return the page; *fault* is why a code that was typed opens nothing, *done* what was just done."""
    _, kept = words.gettext, visit.my_data()
    content = [
        *said(done, words),
        say(_("This is all that is kept about you. Nothing of it is seen by the other of the two, but for what you agree on and log together.")),
        heading(_("About you")),
        points(f"{label}: **{value}**" for label, value in saying.about(kept, words)),
        heading(_("Your answers")),
        *([say(saying.sealed_here(words)), ask_code(words, fault)] if visit.sealed else []),
        *_forms(visit, saying.imported(kept, words), words),
        heading(_("Take it along")),
        say(saying.file(kept, words)),
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
        title = _("Take this form back")
        what = f"**{task.title}.** {saying.taking_back(visit.opens(task.form), words)}"
        yes = act(_("Yes, take it back"), f"{HOME}/withdraw", {"task": str(task.number), "sure": "yes"}, first=True)
    return page_of(visit, words, title, [say(what), yes, link(_("No, keep it"), DATA)])


def _forms(visit: Visit, imported: str, words: Language) -> Iterator[Block]:
    _ = words.gettext
    tasks = {task.form: task for task in visit.tasks(words)}
    sent, begun, earlier, sealed = visit.sent, visit.begun, visit.begun_earlier, visit.sealed
    if not (sent or begun or earlier or sealed or imported):
        yield say(_("You have not sent anything in yet."))
    if imported:
        yield say(imported, small=True)
    for form, sent_at in sealed.items():
        title = tasks[form].title if form in tasks else form.questionnaire
        when = _("Sent on {time}.").format(time=saying.moment(sent_at, words))
        yield line([say(f"**{title}**"), say(when, small=True), *_take_back(tasks.get(form), words)])
    for form in earlier:
        yield line([say(f"**{tasks[form].title}**"), say(saying.earlier(words), small=True), *_take_back(tasks[form], words)])
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
    yield from _take_back(tasks.get(form), words)


def _take_back(task: Task | None, words: Language) -> Iterator[Block]:
    if task:
        yield act(words.gettext("Take this form back"), f"{HOME}/withdraw", {"task": str(task.number)}, about=task.title)
