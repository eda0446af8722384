"""What a light page is made of: a few kinds of blocks, drawn by one template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolkit.errors import Fault
from toolkit.i18n import LANGUAGE_NAMES, Language, next_language
from toolkit.people.participants import ParticipantPortal, Task
from toolkit.programme import promise as promises
from toolkit.programme.questionnaire import localize
from toolkit.reports.html.closing import template_environment
from toolkit.reports.palette import DARK, LIGHT
from toolkit.server.http.urls import UNLOCK_PATH

FieldFaults = Mapping[str, Fault]


def page_of(
    visit: ParticipantPortal,
    words: Language,
    title: str,
    content: Sequence[PageBlock],
    *,
    here: str = "",
    form: str = "",
    faulty: bool = False,
) -> Page:
    """Return a page under the name of the person's programme.

    Args:
        visit: The portal of the person whose link is open.
        words: The language of the reader.
        title: What the page is called.
        content: Its blocks, from top to bottom.
        here: The address to come back to in the other language.
        form: The form whose answers go along when the language changes.
        faulty: Whether something on it is not right yet.

    Returns:
        The page.
    """
    return Page(title, localize(visit.programme.settings.name, words), content, here, form, faulty)


def done_blocks(act_done: str, words: Language) -> list[PageBlock]:
    """Return what was just done, in a sentence; nothing for what is not known."""
    _ = words.gettext
    known = {
        "saved": _("It is saved."),
        "removed": _("It is removed."),
        "back": _("It is taken back."),
    }
    return [done_block(known[act_done])] if act_done in known else []


def promise_blocks(visit: ParticipantPortal, words: Language) -> list[PageBlock]:
    """Return the promise in full, and what it is not."""
    told = promises.describe_promise(visit.programme.settings.promise, words.code)
    not_promised = words.gettext("What we do not promise")
    return [
        promise_block(told.promised[0]),
        list_block(told.promised[1:]),
        text_block(f"**{not_promised}**"),
        list_block(told.limits),
    ]


def code_form(
    words: Language, fault: str, task: Task | None = None, carried: Mapping[str, str] | None = None
) -> PageBlock:
    """Return the form in which the code of a receipt is typed.

    Args:
        fault: Why the code before did not do.
        task: What it is typed for.
        carried: What goes along with it.
    """
    _ = words.gettext
    asked = form_field(
        "code", "line", _("The code of your receipt"), fault=_(fault) if fault else "", id="code"
    )
    return form_block(
        UNLOCK_PATH,
        [asked],
        [("open", _("Open"))],
        {"task": str(task.number), **(carried or {})} if task else {},
    )


def fault_sentence(wrong: FieldFaults, name: str, words: Language) -> str:
    """Return what is wrong with one field, ``""`` if nothing is.

    Args:
        wrong: What is wrong, by field.
        name: The field.
        words: The language of the reader.

    Returns:
        A sentence, or an empty text.
    """
    return wrong[name].sentence(words.gettext) if name in wrong else ""


PageBlock = dict[str, Any]
"""One block: its ``kind``, and what the template needs to draw it."""
LEFT_OUT = ("yes_weak", "other_weak", "rest")
"""Colours of charts, of which there are none here."""


@dataclass(frozen=True)
class Page:
    """A light page.

    Attributes:
        title: Its heading.
        association: What stands above it.
        blocks: What it says, from the top.
        here: Its address, to come back to when the language is changed; blank where it cannot be.
        form: The form that a change of language sends along, so that nothing that was tapped in it
            is lost.
        other: The address of the same page in the other language, where nothing that was filled in
            is lost by going there.
        faulty: Whether something in the form is wrong: the title says so first, for those who do
            not see the page.
    """

    title: str
    association: str
    blocks: Sequence[PageBlock]
    here: str = ""
    form: str = ""
    faulty: bool = False
    other: str = ""


def render_page(page: Page, words: Language, *, form_key: str, nonce: str) -> str:
    """Return the page as HTML that needs no script and asks for nothing else.

    Args:
        page: What is shown.
        words: The language of the reader.
        form_key: Stands in every form, so that no other site can send one.
        nonce: Lets the browser apply the one style sheet of the page.

    Returns:
        The whole document.
    """
    light, dark = (
        {name: colour for name, colour in asdict(palette).items() if name not in LEFT_OUT}
        for palette in (LIGHT, DARK)
    )
    other = next_language(words)
    template = template_environment().get_template("participant.html.j2")
    drawn = template.render(
        page=page,
        lang=words.code,
        light=light,
        dark=dark,
        other=(other, LANGUAGE_NAMES[other]),
        form_key=form_key,
        nonce=nonce,
        said={
            "faulty": words.gettext("Not right yet"),
            "wrong": words.gettext("Something is not right yet"),
        },
    )
    return "\n".join(line for line in drawn.splitlines() if line.strip())


# ---- what is read --------------------------------------------------------------------------------


def heading_block(text: str, level: int = 2) -> PageBlock:
    """A heading of the second or third level."""
    return {"kind": "heading", "text": text, "level": level}


def text_block(text: str, *, small: bool = False) -> PageBlock:
    """A paragraph; ``**`` is bold."""
    return {"kind": "say", "text": text, "small": small}


def done_block(text: str) -> PageBlock:
    """What was just done."""
    return {"kind": "done", "text": text}


def list_block(sentences: Iterable[str]) -> PageBlock:
    """A list."""
    return {"kind": "points", "sentences": list(sentences)}


def promise_block(text: str) -> PageBlock:
    """What is promised, in one sentence that stands out."""
    return {"kind": "promise", "text": text}


def details_block(
    summary: str, blocks: Iterable[PageBlock], *, opened: bool = False, id: str = ""
) -> PageBlock:
    """Something to open.

    Args:
        summary: What is always seen.
        blocks: What is seen when it is opened.
        opened: Whether it is open at first.
        id: Its name on the page, for a link to lead there.
    """
    return {"kind": "more", "summary": summary, "blocks": list(blocks), "opened": opened, "id": id}


def pair_block(blocks: Iterable[PageBlock]) -> PageBlock:
    """One pair, set apart from the next."""
    return {"kind": "pair", "blocks": list(blocks)}


def card_block(blocks: Iterable[PageBlock], *, id: str = "") -> PageBlock:
    """Something to do; *id* is its name on the page, to come back to."""
    return {"kind": "card", "blocks": list(blocks), "id": id}


def line_block(blocks: Iterable[PageBlock]) -> PageBlock:
    """One of several of a kind."""
    return {"kind": "line", "blocks": list(blocks)}


def progress_block(number: int, of: int, said: str) -> PageBlock:
    """How far one has come.

    Args:
        number: The screen, from 1.
        of: How many there are.
        said: The same in words.
    """
    return {"kind": "progress", "number": number, "of": of, "said": said}


def fault_blocks(
    found: Mapping[str, Fault], asked: Mapping[str, str], words: Language
) -> list[PageBlock]:
    """Return what is wrong, at the top, each with a way to its question; nothing if nothing is.

    Args:
        found: What is wrong, by field.
        asked: What each field is called on the page.
        words: The language of the reader.

    Returns:
        One block, or none.
    """
    told = [
        (id if id in asked else "", asked.get(id, ""), fault.sentence(words.gettext))
        for id, fault in found.items()
    ]
    return [{"kind": "faults", "told": told}] if told else []


# ---- what is done --------------------------------------------------------------------------------


def link_block(label: str, address: str, *, first: bool = False) -> PageBlock:
    """A link that looks like a button.

    Args:
        label: What it says.
        address: Where it leads.
        first: Whether it is what most people want.
    """
    return {"kind": "link", "text": label, "address": address, "first": first}


def action_block(
    label: str, address: str, sends: Mapping[str, str], *, first: bool = False, about: str = ""
) -> PageBlock:
    """A button that sends.

    Args:
        label: What it says.
        address: Where it sends.
        sends: What it sends, by name.
        first: Whether it is what most people want.
        about: Tells it from others that say the same.
    """
    return {
        "kind": "act",
        "text": label,
        "address": address,
        "sends": dict(sends),
        "first": first,
        "about": about,
    }


def repeat_block(label: str, address: str, sends: Mapping[str, Sequence[str]]) -> PageBlock:
    """A button that sends once more what could not be taken.

    Args:
        label: What it says.
        address: Where it sends.
        sends: What is sent once more, by name.
    """
    return {
        "kind": "repeat",
        "text": label,
        "address": address,
        "sends": [(name, value) for name, values in sends.items() for value in values],
    }


def form_block(
    address: str,
    fields: Iterable[PageBlock],
    buttons: Sequence[tuple[str, str]],
    sends: Mapping[str, str] | None = None,
    *,
    id: str = "",
) -> PageBlock:
    """Questions with buttons, each a value of ``go`` and its label.

    The first is what most people want.

    Args:
        address: Where it is sent.
        fields: The questions.
        buttons: The value of ``go`` and the label of each.
        sends: What goes along unseen, by name.
        id: Its name on the page.
    """
    return {
        "kind": "form",
        "address": address,
        "fields": list(fields),
        "buttons": buttons,
        "sends": dict(sends or {}),
        "id": id,
    }


def choice_rows_block(
    address: str,
    asked: Iterable[tuple[str, str, str]],
    options: Sequence[tuple[str, str]],
    sends: Mapping[str, str],
) -> PageBlock:
    """Questions with their options side by side, each of which answers and sends with one tap.

    Args:
        address: Where it is sent.
        asked: Of each question what it is sent under, its text, and the answer that stands.
        options: Code and label of each, the same for every question.
        sends: What goes along.
    """
    questions = [
        (name, text, [(code, label, code == stands) for code, label in options])
        for name, text, stands in asked
    ]
    return {"kind": "rows", "address": address, "questions": questions, "sends": dict(sends)}


def form_field(
    name: str,
    kind: str,
    text: str,
    value: str = "",
    *,
    options: Sequence[tuple[str, str]] = (),
    hints: Iterable[str] = (),
    fault: str = "",
    id: str = "",
    limits: Mapping[str, str] | None = None,
    fill: str = "off",
) -> PageBlock:
    """One question: ``select_one``, ``select_multiple``, ``integer``, ``date`` or ``text``.

    ``line``, ``email`` or ``password`` on one line.

    Args:
        name: What it is sent under.
        value: The answer that stands.
        fault: What is wrong with it.
        id: Its name on the page; *name* if left out.
        limits: ``min`` and ``max``, the first and the last day to choose from.
        fill: What a browser may fill in by itself, as HTML calls it: ``current-password``.
    """
    chosen = value.split(";")
    return {
        "name": name,
        "id": id or name,
        "kind": kind,
        "text": text,
        "value": value,
        "hints": [hint for hint in hints if hint],
        "fault": fault,
        "options": [(code, label, code in chosen) for code, label in options],
        "limits": limits or {},
        "fill": fill,
    }
