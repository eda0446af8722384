"""What somebody who is there asks for, and what is done about it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.responses import Response

from toolkit.app import state
from toolkit.data.database import Mentorship
from toolkit.errors import Refused
from toolkit.i18n import LANGUAGES, Language
from toolkit.people.participants import ParticipantPortal, Task, labels
from toolkit.programme.asked_questionnaire import SurveyScreen
from toolkit.server.http.components import Page
from toolkit.server.http.forms import Fields
from toolkit.server.http.urls import (
    ANSWER_PREFIX,
    DATA_PATH,
    ERASED_PATH,
    HOME_PATH,
    LEAVE_PATH,
    LEFT_PATH,
    UNLOCK_PATH,
)
from toolkit.server.participant import my_data, survey
from toolkit.server.participant.home import home, months_id
from toolkit.server.participant.sessions import ParticipantSession

BAD = 422
SCREEN, FILLED_IN = "screen", "filled_in"
"""What was filled in on which screen of a form that is sealed meanwhile, and waits for its code."""


@dataclass(frozen=True)
class PortalRequest:
    """One request of somebody who is there."""

    visit: ParticipantPortal
    visitor: ParticipantSession
    words: Language
    path: Mapping[str, str]
    query: Mapping[str, str]
    sent: Fields = field(default_factory=dict)

    def said(self, name: str) -> str:
        """Return the first value that was sent under a name, ``""`` if none was."""
        return next(iter(self.sent.get(name, ())), "")


RequestHandler = Callable[[PortalRequest], Page | str | tuple[Page, int] | Response]
"""Answers a request: with a page, with a page and its status, or with another page's address."""


# ---- reading: nothing is changed -----------------------------------------------------------------


def _home(asked: PortalRequest) -> Page:
    return home(asked.visit, asked.words, done=asked.query.get("done", ""))


def _data(asked: PortalRequest) -> Page:
    return my_data.data(asked.visit, asked.words, done=asked.query.get("done", ""))


def _download_data(asked: PortalRequest) -> Response:
    whole = json.dumps(asked.visit.my_data(), ensure_ascii=False, indent=2)
    name = asked.words.gettext("my-mentorship.json")
    return Response(
        whole,
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _continue_form(asked: PortalRequest) -> str:
    """Go to the first screen that has a question without an answer.

    Where somebody left who comes back.
    """
    task = _task(asked)
    if task is None:
        return HOME_PATH
    answers = asked.visit.answers(task.form)
    screens = asked.visit.screens(task.form, answers, asked.words)
    left = next(
        (
            screen.number
            for screen in screens
            if any(question.name not in answers for question in screen.questions)
        ),
        len(screens),
    )
    return f"{HOME_PATH}/{task.number}/{left}"


def _screen(asked: PortalRequest) -> Page | str:
    task = _task(asked)
    if task is None:
        return HOME_PATH
    if not asked.visit.may_correct(task.form):
        return survey.render_closed(asked.visit, task, asked.words)
    if task.sealed:
        return survey.render_sealed(asked.visit, task, asked.words)
    if int(asked.path["screen"]) == 0:
        return survey.render_first(asked.visit, task, asked.words)
    screens, number = _screens(asked, task)
    return survey.render_screen(
        asked.visit, task, screens, number, asked.words, new=asked.query.get("new", "").split()
    )


def _receipt(asked: PortalRequest) -> Page | str:
    task = _task(asked)
    if task is None or not task.sent_at:
        return HOME_PATH
    receipt = asked.visit.receipt(task.form)
    return (
        survey.render_receipt(asked.visit, task, receipt, asked.words)
        if receipt
        else survey.render_sealed(asked.visit, task, asked.words)
    )


# ---- a form that is sent: each ends on a page that may be loaded again ---------------------------


def _save_screen(asked: PortalRequest) -> Page | str | tuple[Page, int]:
    """Keep what a screen sends, whatever button was pressed, and go where it leads.

    Stay where something is wrong.
    """
    task = _task(asked)
    if task is None:
        return HOME_PATH
    if not asked.visit.may_correct(task.form):
        return survey.render_closed(asked.visit, task, asked.words)
    if task.sealed:
        carried = {
            SCREEN: str(asked.path["screen"]),
            FILLED_IN: json.dumps({**asked.sent, "form_key": []}, ensure_ascii=False),
        }
        return survey.render_sealed(asked.visit, task, asked.words, carried=carried), BAD
    given = _read_answers(asked, task)
    try:
        asked.visit.keep(task.form, given)
    except Refused as refused:
        typed = {name: ";".join(values) for name, values in given.items()}
        return _render_refused(asked, task, refused, typed)
    return _go_onward(asked, task, *_screens(asked, task))


def _go_onward(
    asked: PortalRequest, task: Task, screens: Sequence[SurveyScreen], number: int
) -> str | tuple[Page, int]:
    go, here = asked.said("go"), f"{HOME_PATH}/{task.number}"
    if go in LANGUAGES:
        asked.visitor.language = go
        return f"{here}/{number}"
    if go == "later" or (go == "back" and number == 1 and task.sent_at):
        return HOME_PATH
    if go == "back":
        return f"{here}/{number - 1}"
    shown = asked.said("shown").split()
    if new := [
        question.name for question in screens[number - 1].questions if question.name not in shown
    ]:
        return f"{here}/{number}?new={'+'.join(new)}#{ANSWER_PREFIX}{new[0]}"
    if number < len(screens):
        return f"{here}/{number + 1}"
    return _send_form(asked, task) if go == "send" else f"{here}/{number}"


def _send_form(asked: PortalRequest, task: Task) -> str | tuple[Page, int]:
    """Send the form; the receipt is shown only once it is on the disk."""
    try:
        asked.visit.send(task.form, {}, state.now())
    except Refused as refused:
        return _render_refused(asked, task, refused)
    return f"{HOME_PATH}/{task.number}/sent"


def _render_refused(
    asked: PortalRequest, task: Task, refused: Refused, typed: Mapping[str, str] | None = None
) -> tuple[Page, int]:
    """Return the screen once more, with what is wrong at each question and what was typed."""
    page = survey.render_screen(
        asked.visit,
        task,
        *_screens(asked, task),
        asked.words,
        wrong=refused.by_field,
        typed=typed,
    )
    return page, BAD


def _read_answers(asked: PortalRequest, task: Task) -> dict[str, Sequence[str]]:
    """Return what was sent, by item.

    Nothing for a radio that nobody tapped, blank for boxes that are all without a tick.
    """
    given = {
        name.removeprefix(ANSWER_PREFIX): values
        for name, values in asked.sent.items()
        if name.startswith(ANSWER_PREFIX)
    }
    items = asked.visit.questionnaire(task.form).by_name
    unticked = [
        name
        for name in asked.said("shown").split()
        if name not in given and name in items and items[name].several
    ]
    return {**dict.fromkeys(unticked, ()), **given}


def _open_with_code(asked: PortalRequest) -> Page | str | tuple[Page, int]:
    """Open what a typed code opens, and go to the form that it was typed for.

    What was filled in for it meanwhile is taken then.
    """
    task, fault = _task(asked, asked.said("task")), ""
    if not asked.visit.unseal(asked.said("code"), state.now()):
        fault = labels.NO_CODES_NOW if asked.visit.codes_rest(state.now()) else labels.WRONG_CODE
    elif task and asked.visit.is_sealed(task.form):
        fault = labels.ANOTHER_CODE
    if task is None:
        return (my_data.data(asked.visit, asked.words, fault=fault), BAD) if fault else DATA_PATH
    if fault:
        carried = {name: asked.said(name) for name in (SCREEN, FILLED_IN) if asked.said(name)}
        return (
            survey.render_sealed(asked.visit, task, asked.words, fault=fault, carried=carried),
            BAD,
        )
    if filled_in := _read_filled_in(asked):
        return _save_screen(
            replace(
                asked, path={"task": str(task.number), "screen": asked.said(SCREEN)}, sent=filled_in
            )
        )
    return f"{HOME_PATH}/{task.number}/1" if asked.visit.may_correct(task.form) else DATA_PATH


def _read_filled_in(asked: PortalRequest) -> Fields:
    """Return what a page of a form sent before the form was opened.

    Nothing if nothing was, or it is not what we wrote there.
    """
    try:
        found = json.loads(asked.said(FILLED_IN) or "{}")
        return (
            {str(name): [str(value) for value in values] for name, values in found.items()}
            if int(asked.said(SCREEN) or 0)
            else {}
        )
    except (ValueError, AttributeError, TypeError):
        return {}


def _tick(asked: PortalRequest) -> str:
    """Keep the month that was tapped, and come back to it, where it is said to be saved."""
    mentorship = _pair(asked)
    if mentorship is None:
        return HOME_PATH
    tapped = {
        month: said
        for month in asked.visit.months(mentorship)
        if (said := asked.said(f"month-{month}"))
    }
    try:
        for month, said in tapped.items():
            asked.visit.tick(mentorship, month, said, state.now())
    except Refused:  # the cohort was closed meanwhile, or the month is over: home shows neither
        return HOME_PATH
    here = months_id(int(asked.said("pair")))
    return f"{HOME_PATH}?done={here}#{here}" if tapped else HOME_PATH


def _meeting(asked: PortalRequest) -> str | tuple[Page, int]:
    mentorship = _pair(asked)
    if mentorship is None:
        return HOME_PATH
    given = {name: asked.said(name) for name in ("met_on", "form", "minutes", "celebrated")} | {
        "topics": ";".join(asked.sent.get("topics", ()))
    }
    try:
        asked.visit.log_meeting(mentorship, given, state.now())
    except Refused as refused:
        wrong = {int(asked.said("pair")): refused.by_field}
        return home(asked.visit, asked.words, wrong=wrong, typed=given), BAD
    return f"{HOME_PATH}?done=saved"


def _remove(asked: PortalRequest) -> str:
    mentorship = _pair(asked)
    if mentorship is None:
        return HOME_PATH
    try:
        asked.visit.remove_meeting(
            mentorship, {name: asked.said(name) for name in ("met_on", "form")}
        )
    except Refused:  # the cohort was closed meanwhile: home says so
        return HOME_PATH
    return f"{HOME_PATH}?done=removed"


def _withdraw(asked: PortalRequest) -> Page | str:
    task = _task(asked, asked.said("task"))
    if task is None:
        return DATA_PATH
    if asked.said("sure") != "yes":
        return my_data.render_confirmation(asked.visit, asked.words, task=task)
    asked.visit.withdraw(task.form)
    return f"{DATA_PATH}?done=back"


def _erase(asked: PortalRequest) -> Page | str:
    if asked.said("sure") != "yes":
        return my_data.render_confirmation(asked.visit, asked.words, task=None)
    asked.visit.erase()
    return f"{ERASED_PATH}?lang={asked.words.code}"


def _leave(asked: PortalRequest) -> str:
    return f"{LEFT_PATH}?lang={asked.words.code}"


def _language(asked: PortalRequest) -> str:
    """Change the language, and come back to the same page, never to another site."""
    if (wanted := asked.said("to")) in LANGUAGES:
        asked.visitor.language = wanted
    here = asked.said("here")
    return here if here.startswith(f"{HOME_PATH}/") else HOME_PATH


READS: Mapping[str, RequestHandler] = {
    HOME_PATH: _home,
    DATA_PATH: _data,
    f"{DATA_PATH}.json": _download_data,
    f"{HOME_PATH}/{{task:int}}": _continue_form,
    f"{HOME_PATH}/{{task:int}}/sent": _receipt,
    f"{HOME_PATH}/{{task:int}}/{{screen:int}}": _screen,
}
SENDS: Mapping[str, RequestHandler] = {
    UNLOCK_PATH: _open_with_code,
    LEAVE_PATH: _leave,
    f"{HOME_PATH}/tick": _tick,
    f"{HOME_PATH}/meeting": _meeting,
    f"{HOME_PATH}/meeting/remove": _remove,
    f"{HOME_PATH}/withdraw": _withdraw,
    f"{HOME_PATH}/erase": _erase,
    f"{HOME_PATH}/language": _language,
    f"{HOME_PATH}/{{task:int}}/{{screen:int}}": _save_screen,
}


# ---- what it is about ----------------------------------------------------------------------------


def _screens(asked: PortalRequest, task: Task) -> tuple[tuple[SurveyScreen, ...], int]:
    """Return the screens of the form as it stands, and the number of the one that is meant."""
    screens = asked.visit.screens(task.form, asked.visit.answers(task.form), asked.words)
    return screens, min(max(int(asked.path["screen"]), 1), len(screens))


def _task(asked: PortalRequest, number: str = "") -> Task | None:
    wanted = number or str(asked.path.get("task", ""))
    return next(
        (task for task in asked.visit.tasks(asked.words) if str(task.number) == wanted), None
    )


def _pair(asked: PortalRequest) -> Mentorship | None:
    wanted = asked.said("pair")
    return next(
        (
            mentorship
            for place, mentorship in enumerate(asked.visit.mentorships)
            if str(place) == wanted
        ),
        None,
    )
