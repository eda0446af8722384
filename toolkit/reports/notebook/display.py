"""What a notebook shows of a release: HTML with charts, Markdown, plain text.

And of a fault: one line.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from toolkit.errors import MendableError
from toolkit.i18n import Language, capitalize_first, language_of_computer
from toolkit.i18n import load_language as language_of
from toolkit.release.release import Finding, Release
from toolkit.reports import narrative
from toolkit.reports.narrative import phrases
from toolkit.reports.palette import LIGHT

if TYPE_CHECKING:
    from toolkit.reports.charts.drawing import Figure

PAPER = (
    "max-width: 50rem; padding: 1rem; border-radius: 6px; background: #FFFFFF; color: #1D2730;"
    " font: 15px/1.45 sans-serif; color-scheme: light"
)
"""Charts are drawn for a light page, also where the notebook is dark."""
DRAWING = re.compile(r"<svg\b([^>]*)>.*?</svg>", re.DOTALL)
MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`_[]<>|"})


@dataclass(frozen=True, repr=False)
class CellOutput:
    """What a cell shows: the same in three forms.

    Each is made when the reader's program asks for it.
    """

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
class OutputPart:
    """A piece of what is shown.

    A heading, a sentence with its counts between ``**``, a table or a drawing.

    Attributes:
        rows: Cells of a table, the header first.
        figure: A drawing; where there is none, its description stands for it.
    """

    heading: str = ""
    sentence: str = ""
    rows: Sequence[Sequence[str]] = ()
    figure: Figure | None = None


# ---- what can be shown ---------------------------------------------------------------------------


def show(release: Release, language: str | None = None) -> CellOutput:
    """Show a release: who answered, the four answers with their charts, every figure in a table.

    *language* is ``sv`` or ``en``, here as below; the computer's language if left out.
    """
    words = _words(language)

    def html() -> str:
        from toolkit.reports.html.closing import page_fragment

        return _as_pictures(page_fragment(release, words.code))

    return _render_parts(list(_evaluation(release, words)), words, html)


def answers(release: Release, id: str, language: str | None = None) -> CellOutput:
    """Show one question answer by answer, mentors before mentees.

    Args:
        release: What is published.
        id: The finding, such as ``process.works``.
        language: ``sv`` or ``en``; the computer's language if left out.

    Returns:
        What the cell shows.
    """
    words = _words(language)
    return _render_parts(list(_answers(release, id, words)), words)


def method(release: Release, language: str | None = None) -> CellOutput:
    """Show how to read the figures.

    The method, what was proved, the signs, and every figure that is not shown in full.
    """
    words = _words(language)
    return _render_parts(list(_method(release, words)), words)


def show_finding(finding: Finding, language: str | None = None) -> CellOutput:
    """Show one figure. It does not know its label: that is in the release."""
    words = _words(language)
    said = phrases.describe_with_range(finding, words)
    parts = [
        OutputPart(
            sentence=f"{', '.join(filter(None, (finding.id, finding.view, finding.group)))}: {said}"
        )
    ]
    if finding.counts:
        parts.append(
            OutputPart(rows=[[*finding.counts], [str(count) for count in finding.counts.values()]])
        )
    return _render_parts(parts, words)


def _words(language: str | None) -> Language:
    return language_of(language or language_of_computer())


def _render_parts(
    parts: Sequence[OutputPart], words: Language, html: Callable[[], str] | None = None
) -> CellOutput:
    return CellOutput(
        html or (lambda: _html(parts, words.code)),
        lambda: "\n\n".join(block for part in parts for block in _markdown_of(part)) + "\n",
        lambda: "\n".join(line for part in parts for line in _plain_of(part)),
    )


# ---- what it is made of --------------------------------------------------------------------------


def _evaluation(release: Release, words: Language) -> Iterator[OutputPart]:
    _ = words.gettext
    said, note = narrative.response_sentences(release, words)
    yield OutputPart(heading=narrative.title(release, words))
    for sentence in (
        narrative.subtitle(release, words),
        narrative.closing_sentence(release, words),
        said,
        note,
    ):
        yield OutputPart(sentence=sentence)
    for headline in narrative.list_headlines(release, words):
        yield OutputPart(headline.question)
        yield OutputPart(sentence=headline.sentence)
        yield OutputPart(sentence=headline.note)
    yield OutputPart(_("All figures"))
    yield OutputPart(
        rows=[
            [_("What"), _("Who"), _("Figure"), _("Possible")],
            *(
                [row.title, row.who, row.told, row.possible]
                for row in narrative.list_finding_rows(release, words)
            ),
        ]
    )
    yield from _by_group(release, dict.fromkeys(finding.id for finding in release.findings), words)


def _answers(release: Release, id: str, words: Language) -> Iterator[OutputPart]:
    from toolkit.reports.charts import figures

    yield OutputPart(release.text(id, words.code))
    for finding in phrases.list_views(release, id):
        who = capitalize_first(phrases.name_people(release, finding.view, words, id))
        said = phrases.describe_with_range(finding, words)
        yield OutputPart(sentence=narrative.both_sides_sentence(finding, words) or f"{who}: {said}")
        if finding.told:
            yield OutputPart(figure=figures.draw_answers(release, finding, words, LIGHT))
    yield from _by_group(release, [id], words)
    yield OutputPart(sentence=narrative.explain_total_only(release, [id], words))


def _by_group(release: Release, ids: Iterable[str], words: Language) -> Iterator[OutputPart]:
    for group in narrative.build_group_tables(release, ids, words):
        yield OutputPart(group.title, rows=[group.header, *group.rows])


def _method(release: Release, words: Language) -> Iterator[OutputPart]:
    _ = words.gettext
    for title, paragraph in (
        *narrative.method_paragraphs(release, words),
        *narrative.certificate_paragraphs(release, words),
    ):
        yield OutputPart(title, paragraph)
    yield OutputPart(_("Signs that stand where a figure would"))
    yield OutputPart(rows=[[_("Sign"), _("Means")], *map(list, narrative.sign_meanings(words))])
    yield OutputPart(_("Not shown in full"))
    yield OutputPart(
        rows=[
            [_("What"), _("Who"), _("Figure")],
            *(
                [row.title, row.who, row.told]
                for row in narrative.list_withheld_rows(release, words)
            ),
        ]
    )


# ---- in three forms ------------------------------------------------------------------------------


def _html(parts: Iterable[OutputPart], code: str) -> str:
    return (
        f'<div lang="{code}" style="{PAPER}">\n'
        + "\n".join(line for part in parts for line in _html_of(part))
        + "\n</div>"
    )


def _html_of(part: OutputPart) -> Iterator[str]:
    if part.heading:
        yield f"<p><b>{escape(part.heading)}</b></p>"
    if part.sentence:
        pieces = escape(part.sentence).split("**")
        yield (
            "<p>"
            + "".join(f"<b>{piece}</b>" if at % 2 else piece for at, piece in enumerate(pieces))
            + "</p>"
        )
    if part.figure:
        yield _as_pictures(part.figure.svg())
    if part.rows:
        header, *rows = part.rows
        yield (
            f"<table>\n<thead>{_row('th', header)}</thead>\n<tbody>"
            + "\n".join(_row("td", row) for row in rows)
            + "</tbody>\n</table>"
        )


def _row(tag: str, cells: Iterable[str]) -> str:
    return (
        "<tr>"
        + "".join(f'<{tag} style="text-align: left">{escape(cell)}</{tag}>' for cell in cells)
        + "</tr>"
    )


def _as_pictures(html: str) -> str:
    """Turn drawings into pictures.

    Of a drawing in a notebook that is not trusted yet, Jupyter leaves only the words.
    """
    return DRAWING.sub(_picture, html)


def _picture(drawing: re.Match[str]) -> str:
    svg = (
        drawing[0]
        if " xmlns=" in drawing[1]
        else drawing[0].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )
    described = re.search(r'aria-label="([^"]*)"', drawing[1])
    size = " ".join(re.findall(r'\b(?:width|height)="[\d.]+"', drawing[1]))
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return (
        f'<img alt="{described[1] if described else ""}" {size} style="display: block; max-width:'
        f' 100%" src="{source}">'
    )


def _markdown_of(part: OutputPart) -> Iterator[str]:
    if part.heading:
        yield f"### {part.heading.translate(MARKDOWN_SIGNS)}"
    for sentence in filter(None, (part.sentence, part.figure.alt if part.figure else "")):
        yield sentence.translate(MARKDOWN_SIGNS)
    if part.rows:
        header, *rows = [
            f"| {' | '.join(cell.translate(MARKDOWN_SIGNS) for cell in row)} |" for row in part.rows
        ]
        yield "\n".join([header, "|---" * len(part.rows[0]) + "|", *rows])


def _plain_of(part: OutputPart) -> Iterator[str]:
    if part.heading:
        yield f"\n{part.heading}"
    for sentence in filter(None, (part.sentence, part.figure.alt if part.figure else "")):
        yield phrases.strip_count_marks(sentence)
    if part.rows:
        widths = [max(map(len, column)) for column in zip(*part.rows, strict=True)]
        yield from (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in part.rows
        )


# ---- IPython -------------------------------------------------------------------------------------


def register(shell: Any = None) -> None:
    """Let the notebook show releases, findings, closing evaluations and mendable faults.

    By themselves, and each fault as one line.

    Args:
        shell: The running IPython; found if left out. Without one nothing happens.
    """
    from IPython.core.getipython import get_ipython

    shell = shell or get_ipython()
    if shell is None:
        return
    formatters = shell.display_formatter.formatters
    for module, name, shown in (
        ("toolkit.release.release", "Release", show),
        ("toolkit.release.release", "Finding", show_finding),
        ("toolkit.closing", "ClosingEvaluation", lambda closing: show(closing.release)),
    ):
        _register_formatter(formatters, module, name, shown)
    formatters["text/plain"].for_type(
        MendableError, lambda error, page, _cycle: page.text("\n".join(_lines(error)))
    )
    # What IPython asks an exception for; set_custom_exc would miss %run.
    MendableError._render_traceback_ = _lines  # type: ignore[attr-defined]


def _register_formatter(
    formatters: Any, module: str, name: str, shown: Callable[[Any], CellOutput]
) -> None:
    """Register a type by name: nothing heavy is imported before there is something to show."""
    formatters["text/html"].for_type_by_name(module, name, lambda value: shown(value).html())
    formatters["text/markdown"].for_type_by_name(
        module, name, lambda value: shown(value).markdown()
    )
    formatters["text/plain"].for_type_by_name(
        module, name, lambda value, page, _cycle: page.text(shown(value).plain().strip())
    )


def _lines(error: MendableError) -> list[str]:
    words = _words(None)
    return [fault.sentence(words.gettext) for fault in error.faults]
