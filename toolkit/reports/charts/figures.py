"""The figures of the report, drawn from the release.

Marks to count for small cohorts, bars for large ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from math import ceil
from textwrap import wrap
from typing import Any

import altair as alt

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.charts.canvas import CANVAS_WIDTH, LETTER, Align, Axis, Canvas, CanvasText
from toolkit.reports.encoding import Palette, mark_kinds, strip_zones
from toolkit.reports.narrative import Headline, Section, both_sides_sentence
from toolkit.reports.narrative.phrases import (
    ROLE_VIEWS,
    describe_figure,
    describe_possible_range,
    format_span,
    list_views,
    name_people,
    strip_count_marks,
)

FULL_WIDTH = 340
"""What a phone of 390 pixels leaves: one drawing fits every screen."""
FEW_PEOPLE = 20
"""From this frame on, parts are bars instead of a mark a person."""
FONT = "'Source Sans', 'Source Sans 3', 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
LINE_BY_LINE = ("process.part.", "objective.", "item.")
"""Findings of which only the favourable answers are compared, mentors over mentees."""
LINES_OF_A_COLUMN = 8
SEVERAL_CHOICES = ("onward.choices", "contact.how")
SHAPES = {
    "circle": "circle",
    "diamond": "diamond",
    "pair": "M-.6,-.4A.6,.6 0 0 1 .6,-.4L.6,.4A.6,.6 0 0 1 -.6,.4Z",
}
PLACE: dict[str, Any] = {
    "x": alt.X("x:Q", scale=None, axis=None),
    "y": alt.Y("y:Q", scale=None, axis=None),
}
SECOND_CORNER: dict[str, Any] = {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
COLOURS: dict[str, Any] = {
    "fill": alt.Fill("fill:N", scale=None),
    "stroke": alt.Stroke("stroke:N", scale=None),
}
ROLES_AND_CLASSES = re.compile(r' (?:role|class|aria-[a-z]+)="[^"]*"')
_Style = tuple[bool, Align, int, bool]


@dataclass(frozen=True)
class Figure:
    """A drawing and the same in words.

    Attributes:
        chart: 340 pixels wide, without theme and without description: Streamlit takes *alt*
            instead.
        alt: What a person hears who cannot see it.
    """

    chart: alt.LayerChart
    alt: str

    @property
    def height(self) -> float:
        """Pixels from top to bottom, where it is 340 wide."""
        return float(self.chart.height)

    def svg(self) -> str:
        """Return the drawing as an SVG file.

        One picture with one text, whatever the chart library says of its parts.
        """
        import vl_convert  # starts an engine, which a page of the app never needs

        drawn = ROLES_AND_CLASSES.sub("", str(vl_convert.vegalite_to_svg(self.chart.to_dict())))
        return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(self.alt)}" ', 1)


@dataclass(frozen=True)
class Panel:
    """One figure of a section with its title and small print, counts between ``**``.

    Without a figure, *note* says why.
    """

    title: str
    note: str
    figure: Figure | None


# ---- the figures ---------------------------------------------------------------------------------


def headline_strips(headline: Headline, words: Language, palette: Palette) -> Figure:
    """Return one of the four answers as strips, a row for each side or one for the pairs."""
    return _strips(headline.rows, words, palette)


def draw_pair_strip(
    release: Release, finding: Finding, words: Language, palette: Palette
) -> Figure:
    """Return a finding about pairs as one strip of oblongs."""
    return _strips(
        ((capitalize_first(name_people(release, finding.view, words)), finding),), words, palette
    )


def response_pattern(release: Release, words: Language, palette: Palette) -> Figure:
    """Return who sent a form.

    A column a pair, mentor above mentee, sorted so that nobody can see which pair.

    Without pairs it is a strip for each side.
    """
    sides = [
        (
            capitalize_first(name_people(release, role, words)),
            release.finding("response.people", role),
        )
        for role in ROLE_VIEWS
    ]
    pattern = release.finding("response.pattern", "pair")
    if not pattern.counts or not pattern.frame:
        known = [side for side in sides if side[1].told]
        return _strips(known or sides[:1], words, palette)
    canvas = Canvas(height=52)
    left = _tab(label for label, _finding in sides)
    for y, (label, _finding) in zip((13, 39), sides, strict=True):
        canvas.text(0, y, label, bold=True)
    canvas.columns(left, pattern.frame, pattern.counts)
    return render_canvas(
        canvas,
        palette,
        "; ".join(
            [f"{label}: {_words(finding, words)}" for label, finding in sides]
            + [answer_by_answer(release, pattern, words)]
        ),
    )


def draw_answers(release: Release, finding: Finding, words: Language, palette: Palette) -> Figure:
    """Return a row for each answer, a mark a person and the number.

    A coarsened finding is one strip.
    """
    if not finding.counts:
        return _strips((("", finding),), words, palette)
    canvas, left, of_pair = Canvas(), 152, finding.view == "pair"
    longest = max(
        max(view.counts.values()) for view in list_views(release, finding.id) if view.counts
    )
    step = min(20, (CANVAS_WIDTH - left - 34) / max(longest, 1))
    marks = mark_kinds(
        finding.id, release.codebook.get(finding.id, dict.fromkeys(finding.counts, ""))
    )
    for code, count in finding.counts.items():
        lines = wrap(release.text(f"{finding.id}#{code}", words.code), 20) or [code]
        middle = canvas.height + 4 + 8 * len(lines)
        for index, line in enumerate(lines):
            canvas.text(0, canvas.height + 12 + 16 * index, line, muted=marks[code] == "none")
        canvas.row(left, middle, marks[code], count, step=step, of_pair=of_pair)
        canvas.text(
            left + count * step + (7 if count else 0),
            middle,
            count,
            muted=not count,
            bold=bool(count),
        )
        canvas.height += 10 + 16 * len(lines)
    return render_canvas(canvas, palette, answer_by_answer(release, finding, words))


def draw_parts(
    release: Release,
    ids: Sequence[str],
    words: Language,
    palette: Palette,
    *,
    beside: Sequence[str] = (),
) -> Figure:
    """Return mentors over mentees for each finding.

    Strips to count, or bars from one zero line where the frame is 20 or more.

    The bars share their scale with those of the findings *beside*. Where both roles are pooled
    nobody needs to be named.
    """
    sides = {id: _known_sides(release, id) for id in ids}
    every = [finding for findings in sides.values() for finding in findings]
    labels = {
        view: "" if view == "people" else capitalize_first(name_people(release, view, words))
        for view in {finding.view for finding in every}
    }
    left = _tab(labels.values(), 0.93)
    width = 168 if left else 214  # what the words to the right leave
    shared = [
        finding for id in dict.fromkeys((*ids, *beside)) for finding in _known_sides(release, id)
    ]
    few = max((finding.frame or 0 for finding in shared), default=0) < FEW_PEOPLE
    counted = [(finding, release.codebook[finding.id]) for finding in shared if finding.counts]
    axis = Axis.fitting(counted, left) if counted and not few else None
    canvas = Canvas(height=0 if left else 6)
    if axis:
        _ = words.gettext
        axis.head(
            canvas,
            favourable=_("favourable"),
            other=_("other answers"),
            neither=_("neither"),
            no_answer=_("no answer"),
        )
    for id, findings in sides.items():
        for line in wrap(release.text(id, words.code), 46):
            canvas.text(0, canvas.height + 8, line, bold=True)
            canvas.height += 18
        for finding in findings:
            canvas.text(0, canvas.height + 13, labels[finding.view], muted=True, size=13)
            if axis and finding.counts:
                axis.draw(canvas, finding, release.codebook[id])
            else:
                draw, high = (
                    (canvas.strip, min(24, width / (finding.frame or 7)))
                    if few
                    else (canvas.zoned_bar, 22)
                )
                draw(
                    left, canvas.height + 13 - high / 2, width, [] if axis else strip_zones(finding)
                )
                canvas.text(
                    CANVAS_WIDTH,
                    canvas.height + 13,
                    strip_count_marks(describe_figure(finding, words)),
                    muted=finding.exact is None,
                    align="right",
                )
            canvas.height += 24
        canvas.height += 10
    canvas.height = max(canvas.height - 8, 1)
    said = {
        id: ", ".join(
            f"{labels[finding.view]} {_words(finding, words)}".strip() for finding in findings
        )
        for id, findings in sides.items()
    }
    return render_canvas(
        canvas,
        palette,
        "; ".join(f"{release.text(id, words.code)}: {line}" for id, line in said.items()),
    )


# ---- a section of the report ---------------------------------------------------------------------


def section_figures(
    release: Release, section: Section, words: Language, palette: Palette
) -> list[Panel]:
    """Return the panels of a section in reading order.

    Figures that may not be shown come last, as words.
    """
    lines = [id for id in section.ids if _is_listed_by_line(release, id)]
    by_people = _by_people(release, lines, words).items()
    panels = [
        Panel(title, "", draw_parts(release, half, words, palette, beside=ids))
        for title, ids in by_people
        for half in _halves(ids)
    ]
    for id in section.ids:
        if id not in lines:
            panels += _panels(release, id, words, palette, alone=section.key == "goals")
    return sorted(panels, key=lambda panel: panel.figure is None)


def answer_by_answer(release: Release, finding: Finding, words: Language) -> str:
    """Return every answer with its number or span, ``Fully: 1; Largely: 2``.

    That pairs go on only where some do; empty where nothing is published.
    """
    told_of = {
        code: count for code, count in finding.by_code.items() if count.high or code != "still_open"
    }
    return "; ".join(
        f"{release.text(f'{finding.id}#{code}', words.code)}:{NO_BREAK}{format_span(count)}"
        for code, count in told_of.items()
    )


def _by_people(release: Release, ids: Sequence[str], words: Language) -> dict[str, list[str]]:
    """Return the findings by what their figure needs as a title.

    Nothing, or whose answers are pooled.
    """
    titles = {
        id: (
            capitalize_first(name_people(release, "people", words, id))
            if list_views(release, id)[0].view == "people"
            else ""
        )
        for id in ids
    }
    return {
        title: [id for id in ids if titles[id] == title] for title in dict.fromkeys(titles.values())
    }


def _halves(ids: list[str]) -> list[list[str]]:
    """Split into equal columns, two by two, none so long that it cannot stand on a page of A4."""
    size = max(1, ceil(len(ids) / (2 * ceil(len(ids) / (2 * LINES_OF_A_COLUMN) or 1))))
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _is_listed_by_line(release: Release, id: str) -> bool:
    """Whether the finding is one line among others.

    Choices side by side, and what nobody may see, are not.
    """
    choices = list(release.codebook.get(id, {}).values()).count("favourable")
    return (
        id.startswith(LINE_BY_LINE)
        and choices <= 2
        and any(finding.told for finding in list_views(release, id))
    )


def _panels(
    release: Release, id: str, words: Language, palette: Palette, *, alone: bool
) -> list[Panel]:
    title, findings = release.text(id, words.code), list_views(release, id)
    if len({finding.status for finding in findings}) == 1 and not findings[0].told:
        return [Panel(title, describe_figure(findings[0], words), None)]
    panels = []
    for finding in findings if findings[0].view == "pair" else _known_sides(release, id):
        who = capitalize_first(name_people(release, finding.view, words, id))
        panels.append(
            _panel(
                release,
                finding,
                title if finding.view == "pair" else who if alone else f"{title} · {who}",
                words,
                palette,
            )
        )
    return panels


def _panel(
    release: Release, finding: Finding, title: str, words: Language, palette: Palette
) -> Panel:
    if not finding.told:
        return Panel(title, describe_figure(finding, words), None)
    if finding.view == "pair":
        return Panel(
            title,
            both_sides_sentence(finding, words) or answer_by_answer(release, finding, words),
            draw_pair_strip(release, finding, words, palette),
        )
    note = _words(finding, words) if finding.counts and finding.id not in SEVERAL_CHOICES else ""
    return Panel(title, note, draw_answers(release, finding, words, palette))


def _known_sides(release: Release, id: str) -> list[Finding]:
    """Leave out a side that the release knows nothing of, as where only mentees were asked."""
    return [
        finding
        for finding in list_views(release, id)
        if finding.told or release.frame.get(finding.view) is not None
    ]


# ---- how they are drawn --------------------------------------------------------------------------


def _words(finding: Finding, words: Language) -> str:
    return " · ".join(
        part
        for part in (
            strip_count_marks(describe_figure(finding, words)),
            describe_possible_range(finding, words),
        )
        if part
    )


def _tab(labels: Iterable[str], size: float = 1) -> float:
    return max([12 + LETTER * size * len(label) for label in labels if label] or [0])


def _strips(rows: Sequence[tuple[str, Finding]], words: Language, palette: Palette) -> Figure:
    canvas, tab = Canvas(), _tab(label for label, _finding in rows)
    below = any(
        tab + LETTER * len(_words(finding, words)) > CANVAS_WIDTH for _label, finding in rows
    )
    for label, finding in rows:
        canvas.text(0, canvas.height + 9, label, bold=True)
        canvas.height += 20 if below else 0
        canvas.text(0 if below else tab, canvas.height + 9, _words(finding, words), muted=True)
        canvas.height += 22
        canvas.height += canvas.strip(
            0, canvas.height, CANVAS_WIDTH, strip_zones(finding), of_pair=finding.view == "pair"
        ) + (12 if finding.told else 4)
    canvas.height -= 4
    return render_canvas(
        canvas,
        palette,
        "; ".join(
            f"{label}: {_words(finding, words)}".removeprefix(": ") for label, finding in rows
        ),
    )


# ---- into Altair ---------------------------------------------------------------------------------


def render_canvas(canvas: Canvas, palette: Palette, said: str) -> Figure:
    """Turn a canvas into one chart whose data are pixels.

    *said* is what a person hears who cannot see it.
    """
    drawn = [
        _lines(canvas, palette),
        *(
            draw(canvas, palette, perhaps=perhaps)
            for draw in (_bars, _dots)
            for perhaps in (False, True)
        ),
    ]
    layers = [chart for chart in drawn if chart is not None] + [
        _text(canvas, style, palette) for style in dict.fromkeys(map(_style, canvas.texts))
    ]
    padding = {
        "left": 0,
        "right": 0,
        "top": 1,
        "bottom": 1,
    }  # a number crashes Streamlit in the browser
    chart = alt.layer(*layers).properties(
        width=FULL_WIDTH, height=canvas.height, background="transparent", padding=padding
    )
    return Figure(chart.configure_view(stroke=None), said)


def _lines(canvas: Canvas, palette: Palette) -> Any:
    rows = [
        {**asdict(line), "colour": palette.edge if line.strong else palette.line}
        for line in canvas.lines
    ]
    return (
        _chart(rows)
        .mark_rule(strokeWidth=1, aria=False)
        .encode(**PLACE, **SECOND_CORNER, color=alt.Color("colour:N", scale=None))
        if rows
        else None
    )


def _bars(canvas: Canvas, palette: Palette, *, perhaps: bool) -> Any:
    bars = [bar for bar in canvas.bars if (bar.kind == "perhaps") == perhaps]
    rows = [
        {**asdict(bar), "fill": palette.fill(bar.kind), "stroke": palette.stroke(bar.kind)}
        for bar in bars
    ]
    return (
        _chart(rows)
        .mark_rect(strokeWidth=1.2, aria=False, **_edge(perhaps))
        .encode(**PLACE, **SECOND_CORNER, **COLOURS)
        if rows
        else None
    )


def _dots(canvas: Canvas, palette: Palette, *, perhaps: bool) -> Any:
    dots = [dot for dot in canvas.dots if (dot.kind == "perhaps") == perhaps]
    rows = [
        {**asdict(dot), "fill": palette.fill(dot.kind), "stroke": palette.stroke(dot.kind)}
        for dot in dots
    ]
    rows = [
        {**row, "area": dot.size**2, "shape": SHAPES[dot.shape]}
        for row, dot in zip(rows, dots, strict=True)
    ]
    form = {"shape": alt.Shape("shape:N", scale=None), "size": alt.Size("area:Q", scale=None)}
    return (
        _chart(rows)
        .mark_point(strokeWidth=1.4, opacity=1, aria=False, **_edge(perhaps))
        .encode(**PLACE, **COLOURS, **form)
        if rows
        else None
    )


def _edge(perhaps: bool) -> dict[str, Any]:
    """Break the edge of every mark that is only perhaps a yes.

    Its colour alone would not tell it from the others.
    """
    return {"strokeDash": [2.5, 2.2]} if perhaps else {}


def _text(canvas: Canvas, style: _Style, palette: Palette) -> Any:
    """A layer for each style.

    Alignment and weight belong to the mark in Vega-Lite, not to the row.
    """
    muted, align, size, bold = style
    chart = _chart(
        [
            {"x": text.x, "y": text.y, "text": text.text}
            for text in canvas.texts
            if _style(text) == style
        ]
    )
    look = {
        "align": align,
        "fontSize": size,
        "fontWeight": 600 if bold else 400,
        "color": palette.muted if muted else palette.ink,
        "font": FONT,
    }
    return chart.mark_text(baseline="middle", aria=False, **look).encode(**PLACE, text="text:N")


def _style(text: CanvasText) -> _Style:
    return text.muted, text.align, text.size, text.bold


def _chart(rows: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.InlineData(rows))
