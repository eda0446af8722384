"""A form on a light page: the promise first, then one screen of questions at a time, and a receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.asking import Question, Screen
from toolkit.participation import Task, Visit, saying
from toolkit.serve.blocks import Block, Page, card, faults, field, form, heading, link, points, progress, say
from toolkit.serve.parts import Faults, ask_code, page_of, promised, sentence
from toolkit.serve.places import ANSWER, DATA, FORM, HOME
from toolkit.storage import Receipt
from toolkit.texts import Language


def first(visit: Visit, task: Task, words: Language) -> Page:
    """Return what stands before the first question: what the form is, and the promise in full."""
    _ = words.gettext
    intro = visit.questionnaire(task.form).intro
    on = link(_("To the questions"), f"{HOME}/{task.number}/1", first=True)
    content = [say(saying.label(intro, words) if intro else task.why), heading(_("What we promise you")), *promised(visit, words), on, link(_("Back"), HOME)]
    return page_of(visit, words, task.title, content, here=f"{HOME}/{task.number}/0")


def ask(
    visit: Visit,
    task: Task,
    screens: Sequence[Screen],
    number: int,
    words: Language,
    *,
    wrong: Faults | None = None,
    typed: Mapping[str, str] | None = None,
    new: Sequence[str] = (),
) -> Page:
    """Return one screen of a form.

    Args:
        wrong: What is wrong, by item; it stands at the top and beside each question.
        typed: What was just filled in and could not be kept.
        new: Items that an answer on this screen has brought up.
    """
    _ = words.gettext
    screen, found = screens[number - 1], wrong or {}
    part = _("Part {number} of {n}").format(number=number, n=len(screens))
    answers = {**visit.answers(task.form), **(typed or {})}
    asked = {f"{ANSWER}{each.name}": each.text for each in screen.questions}
    content = [
        progress(number, len(screens), part),
        say(f"{part} · {task.title}", small=True),
        *faults({f"{ANSWER}{name}": fault for name, fault in found.items()}, asked, words),
        form(
            f"{HOME}/{task.number}/{number}",
            [_question(each, answers.get(each.name, ""), found, each.name in new, words) for each in screen.questions],
            [("send", _("Send")) if number == len(screens) else ("next", _("Next")), ("back", _("Back")), ("later", _("Go on later"))],
            {"shown": " ".join(each.name for each in screen.questions)},
            id=FORM,
        ),
        *([say(saying.code_to_come(visit.code(task.form), words), small=True)] if number == len(screens) else []),
        say(_("Your answers are saved each time you press one of the buttons. You can close the page and come back with the same link."), small=True),
    ]
    return page_of(visit, words, screen.title or task.title, content, form=FORM, faulty=bool(found))


def closed(visit: Visit, task: Task, words: Language) -> Page:
    """Return why a form cannot be filled in."""
    why = saying.state(task, words) if task.state == "later" else words.gettext(visit.why_not(task.form))
    return page_of(visit, words, task.title, [say(why), link(words.gettext("My mentorship"), HOME)], here=HOME)


def sealed(visit: Visit, task: Task, words: Language, *, fault: str = "", carried: Mapping[str, str] | None = None) -> Page:
    """Return how a form is opened that is in.

    Args:
        fault: Why a code that was typed does not open it.
        carried: What was filled in on a page of the form from before it was sealed: it is kept once the code is typed.
    """
    _ = words.gettext
    how, lost = saying.sealed(words, may_correct=visit.may_correct(task.form))
    content = [
        say(saying.state(task, words)),
        say(how),
        *([say(_("What you have just filled in stands on this page, and is kept once you have typed the code."))] if carried else []),
        ask_code(words, fault, task, carried),
        say(lost, small=True),
        link(words.gettext("My data"), DATA),
        link(words.gettext("My mentorship"), HOME),
    ]
    return page_of(visit, words, task.title, content, here=f"{HOME}/{task.number}/1", faulty=bool(fault))


def receipt(visit: Visit, task: Task, receipt: Receipt, words: Language) -> Page:
    """Return the receipt of what was sent."""
    _ = words.gettext
    code, keep = saying.code(receipt, words)
    content = [
        say(f"**{task.title}.** {saying.state(task, words)}"),
        card([heading(code), say(keep)]),
        heading(_("What happens now?")),
        points(saying.afterwards(visit.questionnaire(task.form).opens, words)),
        link(_("My mentorship"), HOME, first=True),
        *([link(_("Read or correct"), f"{HOME}/{task.number}/1")] if visit.may_correct(task.form) else []),
    ]
    return page_of(visit, words, _("Thank you, it is in"), content, here=f"{HOME}/{task.number}/sent")


def _question(question: Question, answer: str, wrong: Faults, is_new: bool, words: Language) -> Block:
    _ = words.gettext
    hints = (
        _("This question has come up because of what you answered.") if is_new else "",
        question.hint,
        _("Your answer to this one is told to whoever follows up, so that somebody can get in touch.") if question.told and not question.hint else "",
    )
    fault = sentence(wrong, question.name, words)
    return field(f"{ANSWER}{question.name}", question.kind, question.text, answer, options=question.options, hints=hints, fault=fault)
