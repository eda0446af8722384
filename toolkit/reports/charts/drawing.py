"""A canvas turned into a picture: layers of Altair whose data are pixels, and the same as SVG."""

import re
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import altair as alt

from toolkit.reports.charts.canvas import Align, Bar, Canvas, CanvasText, Dot
from toolkit.reports.palette import Palette

FULL_WIDTH = 340
"""What a phone of 390 pixels leaves: one drawing fits every screen."""
FONT = "'Source Sans', 'Source Sans 3', 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
SHAPES = {
    "circle": "circle",
    "diamond": "diamond",
    "pair": "M-.6,-.4A.6,.6 0 0 1 .6,-.4L.6,.4A.6,.6 0 0 1 -.6,.4Z",
}
# No scale and no axis: the canvas has laid everything out, and Vega-Lite only draws it.
PLACE: dict[str, Any] = {
    "x": alt.X("x:Q", scale=None, axis=None),
    "y": alt.Y("y:Q", scale=None, axis=None),
}
SECOND_CORNER: dict[str, Any] = {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}
COLOURS: dict[str, Any] = {
    "fill": alt.Fill("fill:N", scale=None),
    "stroke": alt.Stroke("stroke:N", scale=None),
}
# Vega-Lite gives them to every part of a picture, which here is one picture with one text.
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


def render_canvas(canvas: Canvas, palette: Palette, said: str) -> Figure:
    """Turn a canvas into one chart whose data are pixels.

    Args:
        canvas: What is drawn.
        palette: Colours of the page that it stands on.
        said: What a person hears who cannot see it.

    Returns:
        The chart with its description.
    """
    # From the back to the front; among the marks those with a broken edge come on top.
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
    # A number in place of the four sides crashes Streamlit in the browser.
    padding = {"left": 0, "right": 0, "top": 1, "bottom": 1}
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
    rows = [_coloured(bar, palette) for bar in canvas.bars if (bar.kind == "perhaps") == perhaps]
    return (
        _chart(rows)
        .mark_rect(strokeWidth=1.2, aria=False, **_edge(perhaps))
        .encode(**PLACE, **SECOND_CORNER, **COLOURS)
        if rows
        else None
    )


def _dots(canvas: Canvas, palette: Palette, *, perhaps: bool) -> Any:
    rows = [
        {**_coloured(dot, palette), "area": dot.size**2, "shape": SHAPES[dot.shape]}
        for dot in canvas.dots
        if (dot.kind == "perhaps") == perhaps
    ]
    return (
        _chart(rows)
        .mark_point(strokeWidth=1.4, opacity=1, aria=False, **_edge(perhaps))
        .encode(
            **PLACE,
            **COLOURS,
            shape=alt.Shape("shape:N", scale=None),
            size=alt.Size("area:Q", scale=None),
        )
        if rows
        else None
    )


def _coloured(mark: Bar | Dot, palette: Palette) -> dict[str, Any]:
    return {**asdict(mark), "fill": palette.fill(mark.kind), "stroke": palette.stroke(mark.kind)}


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
