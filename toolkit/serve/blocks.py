"""What a light page is made of: a few kinds of blocks, drawn by one template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolkit.errors import Fault
from toolkit.marks import DARK, LIGHT
from toolkit.texts import Language
from toolkit.webpage import templates

Block = dict[str, Any]
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
        form: The form that a change of language sends along, so that nothing that was tapped in it is lost.
        other: The address of the same page in the other language, where nothing that was filled in is lost by going there.
        faulty: Whether something in the form is wrong: the title says so first, for those who do not see the page.
    """

    title: str
    association: str
    blocks: Sequence[Block]
    here: str = ""
    form: str = ""
    faulty: bool = False
    other: str = ""


def html(page: Page, words: Language, *, form_key: str, nonce: str) -> str:
    """Return the page as HTML that needs no script and asks for nothing else."""
    light, dark = ({name: colour for name, colour in asdict(palette).items() if name not in LEFT_OUT} for palette in (LIGHT, DARK))
    other = ("en", "English") if words.code == "sv" else ("sv", "Svenska")
    said = {"faulty": words.gettext("Not right yet"), "wrong": words.gettext("Something is not right yet")}
    frame = {"lang": words.code, "light": light, "dark": dark, "other": other, "form_key": form_key, "nonce": nonce, "said": said}
    drawn = templates().get_template("participant.html.j2").render(page=page, **frame)
    return "\n".join(line for line in drawn.splitlines() if line.strip())


# ---- what is read --------------------------------------------------------------------------------------------------------------


def heading(text: str, level: int = 2) -> Block:
    """A heading of the second or third level."""
    return {"kind": "heading", "text": text, "level": level}


def say(text: str, *, small: bool = False) -> Block:
    """A paragraph; ``**`` is bold."""
    return {"kind": "say", "text": text, "small": small}


def done(text: str) -> Block:
    """What was just done."""
    return {"kind": "done", "text": text}


def points(sentences: Iterable[str]) -> Block:
    """A list."""
    return {"kind": "points", "sentences": list(sentences)}


def promise(text: str) -> Block:
    """What is promised, in one sentence that stands out."""
    return {"kind": "promise", "text": text}


def more(summary: str, blocks: Iterable[Block], *, opened: bool = False, id: str = "") -> Block:
    """Something to open."""
    return {"kind": "more", "summary": summary, "blocks": list(blocks), "opened": opened, "id": id}


def pair(blocks: Iterable[Block]) -> Block:
    """One pair, set apart from the next."""
    return {"kind": "pair", "blocks": list(blocks)}


def card(blocks: Iterable[Block]) -> Block:
    """Something to do."""
    return {"kind": "card", "blocks": list(blocks)}


def line(blocks: Iterable[Block]) -> Block:
    """One of several of a kind."""
    return {"kind": "line", "blocks": list(blocks)}


def progress(number: int, of: int, said: str) -> Block:
    """How far one has come."""
    return {"kind": "progress", "number": number, "of": of, "said": said}


def faults(found: Mapping[str, Fault], asked: Mapping[str, str], words: Language) -> list[Block]:
    """Return what is wrong, at the top, each with a way to its question; nothing if nothing is."""
    told = [(id if id in asked else "", asked.get(id, ""), fault.sentence(words.gettext)) for id, fault in found.items()]
    return [{"kind": "faults", "told": told}] if told else []


# ---- what is done --------------------------------------------------------------------------------------------------------------


def link(label: str, address: str, *, first: bool = False) -> Block:
    """A link that looks like a button; *first* is what most people want."""
    return {"kind": "link", "text": label, "address": address, "first": first}


def act(label: str, address: str, sends: Mapping[str, str], *, first: bool = False, about: str = "") -> Block:
    """A button that sends; *about* tells it from others that say the same."""
    return {"kind": "act", "text": label, "address": address, "sends": dict(sends), "first": first, "about": about}


def repeat(label: str, address: str, sends: Mapping[str, Sequence[str]]) -> Block:
    """A button that sends once more what could not be taken."""
    return {"kind": "repeat", "text": label, "address": address, "sends": [(name, value) for name, values in sends.items() for value in values]}


def form(address: str, fields: Iterable[Block], buttons: Sequence[tuple[str, str]], sends: Mapping[str, str] | None = None, *, id: str = "") -> Block:
    """Questions with buttons, each a value of ``go`` and its label; the first is what most people want."""
    return {"kind": "form", "address": address, "fields": list(fields), "buttons": buttons, "sends": dict(sends or {}), "id": id}


def field(
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
) -> Block:
    """One question: ``select_one``, ``select_multiple``, ``integer``, ``date`` or ``text``; ``line``, ``email`` or ``password`` on one line.

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
