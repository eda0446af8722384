"""Forms that are waited for: check-ins that are open, and closing forms 7, 14 and 21 days after they opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from toolkit.coordination.pair_lines import form_lines
from toolkit.coordination.values import FormLine, Todo
from toolkit.participation.tasks import title_of
from toolkit.programme import Programme
from toolkit.questionnaire import ROLES, Questionnaire
from toolkit.texts import Language

if TYPE_CHECKING:
    from toolkit.coordination.worklist import Case

REMINDED_AFTER = (7, 14, 21)
"""Days after a closing form opened on which somebody is reminded."""
Said = Callable[[Language], str]


def forms_waited_for(case: Case) -> Iterator[Todo]:
    """Yield the forms of a pair that are open and not in: one thing for a form, whoever of the two it is waited for from."""
    waiting: dict[tuple[str, str], list[tuple[str, FormLine]]] = {}
    for role in ROLES:
        code = case.pair[f"{role}_id"]
        if code not in case.sight.books.erased | case.sight.hidden_people:  # the other of an own pair is reminded by somebody else
            for line in form_lines(case.desk, case.sight, case.pair, role, closed=case.closed):
                if line.state == "open":
                    waiting.setdefault((line.questionnaire, line.occasion), []).append((code, line))
    for (name, occasion), lines in waiting.items():
        questionnaire = case.desk.programme.questionnaires[name]
        yield from _waited_for(case, questionnaire, occasion, lines)


def remind_of(programme: Programme, name: str, occasion: str) -> str:
    """Return how a reminder names a form: ``closing``, or ``check-in:6`` where there are several times."""
    return f"{name}:{occasion}" if occasion and len(programme.questionnaires[name].months) > 1 else name


def _waited_for(case: Case, questionnaire: Questionnaire, occasion: str, lines: list[tuple[str, FormLine]]) -> Iterator[Todo]:
    form = remind_of(case.desk.programme, questionnaire.name, occasion)
    people = tuple(dict.fromkeys(code for code, _line in lines))
    opened = min((line.opens for _code, line in lines if line.opens), default=None)
    if opened is None:
        return
    if questionnaire.opens == "checkin" and case.pair["status"] == "active":
        said = partial(_open_since, questionnaire, occasion, opened)
        yield case.todo("check_in", opened, said, people=people, form=form)
    if questionnaire.opens == "closing" and (days := _stage(opened, case.desk.today)):
        since = opened + timedelta(days=days)
        yield case.todo("not_answered", since, partial(_not_in, days), people=people, part=str(days), form=form)


def _stage(opened: date, today: date) -> int:
    """Return which reminder it is time for, 0 if none yet."""
    return max((days for days in REMINDED_AFTER if today >= opened + timedelta(days=days)), default=0)


def _open_since(questionnaire: Questionnaire, occasion: str, opened: date, words: Language) -> str:
    title = title_of(questionnaire, occasion, words)
    return words.gettext("“{form}” has been open since {day} and is not in.").format(form=title, day=words.date(opened))


def _not_in(days: int, words: Language) -> str:
    text = words.ngettext(
        "The closing survey opened at least {n} day ago and is not in. Remind them; answering is up to them.",
        "The closing survey opened at least {n} days ago and is not in. Remind them; answering is up to them.",
        days,
    )
    return text.format(n=days)
