"""What a notebook shows of a release: HTML with charts, Markdown, plain text; and of a fault: one line."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from toolkit import narrative, phrases
from toolkit.errors import MendableError
from toolkit.release import Finding, Release
from toolkit.texts import Language, language_of_computer
from toolkit.texts import language as language_of

if TYPE_CHECKING:
    from toolkit.charts import Figure

PAPER = "max-width: 50rem; padding: 1rem; border-radius: 6px; background: #FFFFFF; color: #1D2730; font: 15px/1.45 sans-serif; color-scheme: light"
"""Charts are drawn for a light page, also where the notebook is dark."""
DRAWING = re.compile(r"<svg\b([^>]*)>.*?</svg>", re.DOTALL)
MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`_[]<>|"})


@dataclass(frozen=True, repr=False)
class Shown:
    """What a cell shows: the same in three forms, each made when the reader's program asks for it."""

    html: Callable[[], str]
    markdown: Callable[[], str]
    plain: Callable[[], str]

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def __repr__(self) -> str:
        return self.plain()


@dataclass(frozen=True)
class Part:
    """A piece of what is shown: a heading, a sentence with its counts between ``**``, a table or a drawing.

    Attributes:
        rows: Cells of a table, the header first.
        figure: A drawing; where there is none, its description stands for it.
    """

    heading: str = ""
    sentence: str = ""
    rows: Sequence[Sequence[str]] = ()
    figure: Figure | None = None


# ---- what can be shown ---------------------------------------------------------------------------------------------------------


def show(release: Release, language: str | None = None) -> Shown:
    """Show a release: who answered, the four answers with their charts, every figure in a table.

    *language* is ``sv`` or ``en``, here as below; the computer's language if left out.
    """
    words = _words(language)

    def html() -> str:
        from toolkit.webpage import fragment

        return _as_pictures(fragment(release, words.code))

    return _shown(list(_evaluation(release, words)), words, html)


def answers(release: Release, id: str, language: str | None = None) -> Shown:
    """Show one question answer by answer, mentors before mentees; *id* is such as ``process.works``."""
    words = _words(language)
    return _shown(list(_answers(release, id, words)), words)


def method(release: Release, language: str | None = None) -> Shown:
    """Show how to read the figures: the method, what was proved, the signs, and every figure that is not shown in full."""
    words = _words(language)
    return _shown(list(_method(release, words)), words)


def show_finding(finding: Finding, language: str | None = None) -> Shown:
    """Show one figure. It does not know its label: that is in the release."""
    words = _words(language)
    said = " · ".join(filter(None, (phrases.told(finding, words), phrases.possible_in_words(finding, words))))
    parts = [Part(sentence=f"{', '.join(filter(None, (finding.id, finding.view, finding.group)))}: {said}")]
    if finding.counts:
        parts.append(Part(rows=[[*finding.counts], [str(count) for count in finding.counts.values()]]))
    return _shown(parts, words)


def _words(language: str | None) -> Language:
    return language_of(language or language_of_computer())


def _shown(parts: Sequence[Part], words: Language, html: Callable[[], str] | None = None) -> Shown:
    return Shown(html or (lambda: _html(parts, words.code)), lambda: _markdown(parts), lambda: _plain(parts))


# ---- what it is made of --------------------------------------------------------------------------------------------------------


def _evaluation(release: Release, words: Language) -> Iterator[Part]:
    _ = words.gettext
    said, note = narrative.response(release, words)
    yield Part(heading=narrative.title(release, words))
    for sentence in (narrative.subtitle(release, words), narrative.closed(release, words), said, note):
        yield Part(sentence=sentence)
    for headline in narrative.headlines(release, words):
        yield Part(headline.question)
        yield Part(sentence=headline.sentence)
        yield Part(sentence=headline.note)
    yield Part(_("All figures"))
    header = [_("What"), _("Who"), _("Figure"), _("Possible")]
    yield Part(rows=[header, *([row.title, row.who, row.told, row.possible] for row in narrative.table(release, words))])
    yield from _by_group(release, dict.fromkeys(finding.id for finding in release.findings), words)


def _answers(release: Release, id: str, words: Language) -> Iterator[Part]:
    from toolkit import charts

    yield Part(release.text(id, words.code))
    for finding in phrases.views(release, id):
        who = phrases.capital(phrases.people(release, finding.view, words, id))
        said = " · ".join(filter(None, (phrases.told(finding, words), phrases.possible_in_words(finding, words))))
        yield Part(sentence=narrative.both_sides(finding, words) or f"{who}: {said}")
        if finding.told:
            yield Part(figure=charts.answers(release, finding, words, charts.LIGHT))
    yield from _by_group(release, [id], words)
    yield Part(sentence=narrative.not_by_group(release, [id], words))


def _by_group(release: Release, ids: Iterable[str], words: Language) -> Iterator[Part]:
    for group in narrative.by_group(release, ids, words):
        yield Part(group.title, rows=[group.header, *group.rows])


def _method(release: Release, words: Language) -> Iterator[Part]:
    _ = words.gettext
    for title, paragraph in (*narrative.method(release, words), *narrative.certificate(release, words)):
        yield Part(title, paragraph)
    yield Part(_("Signs that stand where a figure would"))
    yield Part(rows=[[_("Sign"), _("Means")], *map(list, narrative.signs(words))])
    yield Part(_("Not shown in full"))
    yield Part(rows=[[_("What"), _("Who"), _("Figure")], *([row.title, row.who, row.told] for row in narrative.withheld(release, words))])


# ---- in three forms ------------------------------------------------------------------------------------------------------------


def _html(parts: Iterable[Part], code: str) -> str:
    return f'<div lang="{code}" style="{PAPER}">\n' + "\n".join(line for part in parts for line in _html_of(part)) + "\n</div>"


def _html_of(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"<p><b>{escape(part.heading)}</b></p>"
    if part.sentence:
        pieces = escape(part.sentence).split("**")
        yield "<p>" + "".join(f"<b>{piece}</b>" if at % 2 else piece for at, piece in enumerate(pieces)) + "</p>"
    if part.figure:
        yield _as_pictures(part.figure.svg())
    if part.rows:
        header, *rows = part.rows
        yield f"<table>\n<thead>{_row('th', header)}</thead>\n<tbody>" + "\n".join(_row("td", row) for row in rows) + "</tbody>\n</table>"


def _row(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f'<{tag} style="text-align: left">{escape(cell)}</{tag}>' for cell in cells) + "</tr>"


def _as_pictures(html: str) -> str:
    """Turn drawings into pictures: of a drawing in a notebook that is not trusted yet, Jupyter leaves only the words."""
    return DRAWING.sub(_picture, html)


def _picture(drawing: re.Match[str]) -> str:
    svg = drawing[0] if " xmlns=" in drawing[1] else drawing[0].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    described = re.search(r'aria-label="([^"]*)"', drawing[1])
    size = " ".join(re.findall(r'\b(?:width|height)="[\d.]+"', drawing[1]))
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return f'<img alt="{described[1] if described else ""}" {size} style="display: block; max-width: 100%" src="{source}">'


def _markdown(parts: Iterable[Part]) -> str:
    return "\n\n".join(block for part in parts for block in _markdown_of(part)) + "\n"


def _markdown_of(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"### {part.heading.translate(MARKDOWN_SIGNS)}"
    for sentence in filter(None, (part.sentence, part.figure.alt if part.figure else "")):
        yield sentence.translate(MARKDOWN_SIGNS)
    if part.rows:
        header, *rows = [f"| {' | '.join(cell.translate(MARKDOWN_SIGNS) for cell in row)} |" for row in part.rows]
        yield "\n".join([header, "|---" * len(part.rows[0]) + "|", *rows])


def _plain(parts: Iterable[Part]) -> str:
    return "\n".join(line for part in parts for line in _plain_of(part))


def _plain_of(part: Part) -> Iterator[str]:
    if part.heading:
        yield f"\n{part.heading}"
    for sentence in filter(None, (part.sentence, part.figure.alt if part.figure else "")):
        yield phrases.plain(sentence)
    if part.rows:
        widths = [max(map(len, column)) for column in zip(*part.rows, strict=True)]
        yield from ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in part.rows)


# ---- IPython -------------------------------------------------------------------------------------------------------------------


def register(shell: Any = None) -> None:
    """Let the notebook show releases, findings and closing evaluations by themselves, and mendable faults as one line each.

    Args:
        shell: The running IPython; found if left out. Without one nothing happens.
    """
    from IPython.core.getipython import get_ipython

    shell = shell or get_ipython()
    if shell is None:
        return
    for module, name, shown in (
        ("toolkit.release", "Release", show),
        ("toolkit.release", "Finding", show_finding),
        ("toolkit.evaluation", "ClosingEvaluation", lambda closing: show(closing.release)),
    ):
        _teach(shell.display_formatter.formatters, module, name, shown)
    formatters = shell.display_formatter.formatters
    formatters["text/plain"].for_type(MendableError, lambda error, page, _cycle: page.text("\n".join(_lines(error))))
    MendableError._render_traceback_ = _lines  # type: ignore[attr-defined]  # what IPython asks an exception for; set_custom_exc would miss %run


def _teach(formatters: Any, module: str, name: str, shown: Callable[[Any], Shown]) -> None:
    """Register a type by name, so that nothing heavy is imported before there is something to show."""
    formatters["text/html"].for_type_by_name(module, name, lambda value: shown(value).html())
    formatters["text/markdown"].for_type_by_name(module, name, lambda value: shown(value).markdown())
    formatters["text/plain"].for_type_by_name(module, name, lambda value, page, _cycle: page.text(shown(value).plain().strip()))


def _lines(error: MendableError) -> list[str]:
    words = _words(None)
    return [fault.sentence(words.gettext) for fault in error.faults]
