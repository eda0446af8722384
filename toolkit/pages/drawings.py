"""Every figure of a release as the page draws it, made once for all readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from toolkit import charts, narrative, texts
from toolkit.release import Release


@dataclass(frozen=True)
class Picture:
    """A figure as Vega-Lite, and the same in words."""

    spec: dict[str, Any]
    alt: str


@dataclass(frozen=True)
class Panel:
    """A figure of a section with its title and small print; without a picture, *note* says why."""

    title: str
    note: str
    picture: Picture | None


@dataclass(frozen=True)
class Drawings:
    """Every figure of a release.

    Attributes:
        response: Who answered.
        headlines: The four answers by key, those that have anything to draw.
        sections: The panels of each section that has anything to draw.
        left_out: The panels of the other sections.
    """

    response: Picture
    headlines: Mapping[str, Picture]
    sections: Mapping[str, tuple[Panel, ...]]
    left_out: tuple[Panel, ...]


def palette() -> charts.Palette:
    """Return the colours that fit the reader's light or dark page."""
    return charts.DARK if st.context.theme.type == "dark" else charts.LIGHT


def draw(release: Release, words: texts.Language) -> Drawings:
    """Return every figure of *release*, drawn once for each language and palette: that costs half a second."""
    return _drawn(release, release.sha256, words.code, palette())


@st.cache_resource(show_spinner=False, max_entries=32)
def _drawn(_release: Release, sha256: str, code: str, colours: charts.Palette) -> Drawings:  # noqa: ARG001  # the hash is the key
    words = texts.language(code)
    told = [headline for headline in narrative.headlines(_release, words) if any(finding.told for _label, finding in headline.rows)]
    panels = {section.key: _panels(_release, section, words, colours) for section in narrative.sections(_release, words)}
    drawn = {key: found for key, found in panels.items() if any(panel.picture for panel in found)}
    return Drawings(
        response=_picture(charts.response_pattern(_release, words, colours)),
        headlines={headline.key: _picture(charts.headline_strips(headline, words, colours)) for headline in told},
        sections=drawn,
        left_out=tuple(panel for key, found in panels.items() if key not in drawn for panel in found),
    )


def _panels(release: Release, section: narrative.Section, words: texts.Language, colours: charts.Palette) -> tuple[Panel, ...]:
    found = charts.section_figures(release, section, words, colours)
    return tuple(Panel(panel.title, panel.note, _picture(panel.figure) if panel.figure else None) for panel in found)


def _picture(figure: charts.Figure) -> Picture:
    return Picture(figure.chart.to_dict(), figure.alt)
