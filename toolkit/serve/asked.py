"""What somebody who is there asks for, and what is done about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.responses import Response

from toolkit import session
from toolkit.asking import Screen
from toolkit.participation import Task, Visit, saying
from toolkit.serve import data, survey
from toolkit.serve.blocks import Page
from toolkit.serve.fields import Fields
from toolkit.serve.home import home
from toolkit.serve.places import ANSWER, DATA, ERASED, HOME, LEAVE, LEFT, OPEN
from toolkit.serve.visitors import Visitor
from toolkit.storage import Mentorship
from toolkit.texts import LANGUAGES, Language

BAD = 422
SCREEN, FILLED_IN = "screen", "filled_in"
"""What was filled in on which screen of a form that is sealed meanwhile, and waits for its code."""


@dataclass(frozen=True)
class Asked:
    """One request of somebody who is there."""

    visit: Visit
    visitor: Visitor
    words: Language
    path: Mapping[str, str]
    query: Mapping[str, str]
    sent: Fields = field(default_factory=dict)

    def said(self, name: str) -> str:
        """Return the first value that was sent under a name, ``""`` if none was."""
        return next(iter(self.sent.get(name, ())), "")


Answer = Callable[[Asked], Page | str | tuple[Page, int] | Response]
"""Answers a request: with a page, with a page and the state of things, or with the address of another page."""


# ---- reading: nothing is changed ---------------------------------------------------------------------------------------------


def _home(asked: Asked) -> Page:
    return home(asked.visit, asked.words, done=asked.query.get("done", ""))


def _data(asked: Asked) -> Page:
    return data.data(asked.visit, asked.words, done=asked.query.get("done", ""))


def _taken_along(asked: Asked) -> Response:
    whole = json.dumps(asked.visit.my_data(), ensure_ascii=False, indent=2)
    name = asked.words.gettext("my-mentorship.json")
    return Response(whole, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _continued(asked: Asked) -> str:
    """Go to the first screen that has a question without an answer: where somebody left who comes back."""
    task = _task(asked)
    if task is None:
        return HOME
    answers = asked.visit.answers(task.form)
    screens = asked.visit.screens(task.form, answers, asked.words)
    left = next((screen.number for screen in screens if any(question.name not in answers for question in screen.questions)), len(screens))
    return f"{HOME}/{task.number}/{left}"


def _screen(asked: Asked) -> Page | str:
    task = _task(asked)
    if task is None:
        return HOME
    if not asked.visit.may_correct(task.form):
        return survey.closed(asked.visit, task, asked.words)
    if task.sealed:
        return survey.sealed(asked.visit, task, asked.words)
    if int(asked.path["screen"]) == 0:
        return survey.first(asked.visit, task, asked.words)
    screens, number = _screens(asked, task)
    return survey.ask(asked.visit, task, screens, number, asked.words, new=asked.query.get("new", "").split())


def _receipt(asked: Asked) -> Page | str:
    task = _task(asked)
    if task is None or not task.sent_at:
        return HOME
    receipt = asked.visit.receipt(task.form)
    return survey.receipt(asked.visit, task, receipt, asked.words) if receipt else survey.sealed(asked.visit, task, asked.words)


# ---- a form that is sent: each ends on a page that may be loaded again -----------------------------------------------------------


def _answered(asked: Asked) -> Page | str | tuple[Page, int]:
    """Keep what a screen sends, whatever button was pressed, and go where it leads; stay where something is wrong."""
    task = _task(asked)
    if task is None:
        return HOME
    if not asked.visit.may_correct(task.form):
        return survey.closed(asked.visit, task, asked.words)
    if task.sealed:
        carried = {SCREEN: str(asked.path["screen"]), FILLED_IN: json.dumps({**asked.sent, "form_key": []}, ensure_ascii=False)}
        return survey.sealed(asked.visit, task, asked.words, carried=carried), BAD
    given = _given(asked, task)
    wrong = asked.visit.keep(task.form, given)
    screens, number = _screens(asked, task)
    if wrong:
        typed = {name: ";".join(values) for name, values in given.items()}
        return survey.ask(asked.visit, task, screens, number, asked.words, wrong=wrong, typed=typed), BAD
    return _onward(asked, task, screens, number)


def _onward(asked: Asked, task: Task, screens: Sequence[Screen], number: int) -> str | tuple[Page, int]:
    go, here = asked.said("go"), f"{HOME}/{task.number}"
    if go in LANGUAGES:
        asked.visitor.language = go
        return f"{here}/{number}"
    if go == "later" or (go == "back" and number == 1 and task.sent_at):
        return HOME
    if go == "back":
        return f"{here}/{number - 1}"
    shown = asked.said("shown").split()
    if new := [question.name for question in screens[number - 1].questions if question.name not in shown]:
        return f"{here}/{number}?new={'+'.join(new)}#{ANSWER}{new[0]}"
    if number < len(screens):
        return f"{here}/{number + 1}"
    return _sent(asked, task, screens, number) if go == "send" else f"{here}/{number}"


def _sent(asked: Asked, task: Task, screens: Sequence[Screen], number: int) -> str | tuple[Page, int]:
    """Send the form; the receipt is shown only once it is on the disk."""
    outcome = asked.visit.send(task.form, {}, session.now())
    if isinstance(outcome, dict):
        return survey.ask(asked.visit, task, screens, number, asked.words, wrong=outcome), BAD
    return f"{HOME}/{task.number}/sent"


def _given(asked: Asked, task: Task) -> dict[str, Sequence[str]]:
    """Return what was sent, by item; nothing for a radio that nobody tapped, blank for boxes that are all without a tick."""
    given = {name.removeprefix(ANSWER): values for name, values in asked.sent.items() if name.startswith(ANSWER)}
    items = asked.visit.questionnaire(task.form).by_name
    unticked = [name for name in asked.said("shown").split() if name not in given and name in items and items[name].several]
    return {**dict.fromkeys(unticked, ()), **given}


def _opened(asked: Asked) -> Page | str | tuple[Page, int]:
    """Open what a typed code opens, and go to the form that it was typed for; what was filled in for it meanwhile is taken then."""
    task, fault = _task(asked, asked.said("task")), ""
    if not asked.visit.unseal(asked.said("code"), session.now()):
        fault = saying.NO_CODES_NOW if asked.visit.codes_rest(session.now()) else saying.WRONG_CODE
    elif task and asked.visit.is_sealed(task.form):
        fault = saying.ANOTHER_CODE
    if task is None:
        return (data.data(asked.visit, asked.words, fault=fault), BAD) if fault else DATA
    if fault:
        carried = {name: asked.said(name) for name in (SCREEN, FILLED_IN) if asked.said(name)}
        return survey.sealed(asked.visit, task, asked.words, fault=fault, carried=carried), BAD
    if filled_in := _filled_in(asked):
        return _answered(replace(asked, path={"task": str(task.number), "screen": asked.said(SCREEN)}, sent=filled_in))
    return f"{HOME}/{task.number}/1" if asked.visit.may_correct(task.form) else DATA


def _filled_in(asked: Asked) -> Fields:
    """Return what a page of a form sent before the form was opened; nothing if nothing was, or it is not what we wrote there."""
    try:
        found = json.loads(asked.said(FILLED_IN) or "{}")
        return {str(name): [str(value) for value in values] for name, values in found.items()} if int(asked.said(SCREEN) or 0) else {}
    except (ValueError, AttributeError, TypeError):
        return {}


def _tick(asked: Asked) -> str:
    if mentorship := _pair(asked):
        for month, said in asked.visit.months(mentorship).items():
            if (now := asked.said(f"month-{month}")) and now != said:
                asked.visit.tick(mentorship, month, now, session.now())
    return f"{HOME}?done=saved"


def _meeting(asked: Asked) -> str | tuple[Page, int]:
    mentorship = _pair(asked)
    if mentorship is None:
        return HOME
    given = {name: asked.said(name) for name in ("met_on", "form", "minutes", "celebrated")} | {"topics": ";".join(asked.sent.get("topics", ()))}
    wrong = asked.visit.log_meeting(mentorship, given, session.now())
    if wrong:
        return home(asked.visit, asked.words, wrong={int(asked.said("pair")): wrong}, typed=given), BAD
    return f"{HOME}?done=saved"


def _remove(asked: Asked) -> str:
    if mentorship := _pair(asked):
        asked.visit.remove_meeting(mentorship, {name: asked.said(name) for name in ("met_on", "form")})
    return f"{HOME}?done=removed"


def _withdraw(asked: Asked) -> Page | str:
    task = _task(asked, asked.said("task"))
    if task is None:
        return DATA
    if asked.said("sure") != "yes":
        return data.sure(asked.visit, asked.words, task=task)
    asked.visit.withdraw(task.form)
    return f"{DATA}?done=back"


def _erase(asked: Asked) -> Page | str:
    if asked.said("sure") != "yes":
        return data.sure(asked.visit, asked.words, task=None)
    asked.visit.erase()
    return f"{ERASED}?lang={asked.words.code}"


def _leave(asked: Asked) -> str:
    return f"{LEFT}?lang={asked.words.code}"


def _language(asked: Asked) -> str:
    """Change the language, and come back to the same page, never to another site."""
    if (wanted := asked.said("to")) in LANGUAGES:
        asked.visitor.language = wanted
    here = asked.said("here")
    return here if here.startswith(f"{HOME}/") else HOME


READS: Mapping[str, Answer] = {
    HOME: _home,
    DATA: _data,
    f"{DATA}.json": _taken_along,
    f"{HOME}/{{task:int}}": _continued,
    f"{HOME}/{{task:int}}/sent": _receipt,
    f"{HOME}/{{task:int}}/{{screen:int}}": _screen,
}
SENDS: Mapping[str, Answer] = {
    OPEN: _opened,
    LEAVE: _leave,
    f"{HOME}/tick": _tick,
    f"{HOME}/meeting": _meeting,
    f"{HOME}/meeting/remove": _remove,
    f"{HOME}/withdraw": _withdraw,
    f"{HOME}/erase": _erase,
    f"{HOME}/language": _language,
    f"{HOME}/{{task:int}}/{{screen:int}}": _answered,
}


# ---- what it is about ----------------------------------------------------------------------------------------------------------


def _screens(asked: Asked, task: Task) -> tuple[tuple[Screen, ...], int]:
    """Return the screens of the form as it stands, and the number of the one that is meant."""
    screens = asked.visit.screens(task.form, asked.visit.answers(task.form), asked.words)
    return screens, min(max(int(asked.path["screen"]), 1), len(screens))


def _task(asked: Asked, number: str = "") -> Task | None:
    wanted = number or str(asked.path.get("task", ""))
    return next((task for task in asked.visit.tasks(asked.words) if str(task.number) == wanted), None)


def _pair(asked: Asked) -> Mentorship | None:
    wanted = asked.said("pair")
    return next((mentorship for place, mentorship in enumerate(asked.visit.mentorships) if str(place) == wanted), None)
