"""What several of the light pages say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit import promise
from toolkit.errors import Fault
from toolkit.participation import Task, Visit, saying
from toolkit.questionnaire import LanguageCode
from toolkit.serve import blocks
from toolkit.serve.blocks import Block, Page
from toolkit.serve.places import OPEN
from toolkit.texts import Language

Faults = Mapping[str, Fault]


def page_of(visit: Visit, words: Language, title: str, content: Sequence[Block], *, here: str = "", form: str = "", faulty: bool = False) -> Page:
    """Return a page under the name of the person's programme."""
    return Page(title, saying.label(visit.programme.settings.name, words), content, here, form, faulty)


def said(done: str, words: Language) -> list[Block]:
    """Return what was just done, in a sentence; nothing for what is not known."""
    _ = words.gettext
    known = {"saved": _("It is saved."), "removed": _("It is removed."), "back": _("It is taken back.")}
    return [blocks.done(known[done])] if done in known else []


def promised(visit: Visit, words: Language) -> list[Block]:
    """Return the promise in full, and what it is not."""
    code: LanguageCode = "sv" if words.code == "sv" else "en"
    told = promise.told(visit.programme.settings.promise, code)
    not_promised = words.gettext("What we do not promise")
    return [blocks.promise(told.promised[0]), blocks.points(told.promised[1:]), blocks.say(f"**{not_promised}**"), blocks.points(told.limits)]


def ask_code(words: Language, fault: str, task: Task | None = None, carried: Mapping[str, str] | None = None) -> Block:
    """Return the form in which the code of a receipt is typed.

    Args:
        fault: Why the code before did not do.
        task: What it is typed for.
        carried: What goes along with it.
    """
    _ = words.gettext
    asked = blocks.field("code", "line", _("The code of your receipt"), fault=_(fault) if fault else "", id="code")
    return blocks.form(OPEN, [asked], [("open", _("Open"))], {"task": str(task.number), **(carried or {})} if task else {})


def sentence(wrong: Faults, name: str, words: Language) -> str:
    """Return what is wrong with one field, ``""`` if nothing is."""
    return wrong[name].sentence(words.gettext) if name in wrong else ""
