"""The report as one web page.

Self-contained, without script, made to be read on a phone and printed on A4.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from toolkit import i18n
from toolkit.files import write_whole
from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Release
from toolkit.reports import narrative
from toolkit.reports.charts import figures
from toolkit.reports.charts.drawing import Figure
from toolkit.reports.charts.panels import section_figures
from toolkit.reports.narrative.phrases import HASH_SIGNS, has_text
from toolkit.reports.palette import LIGHT
from toolkit.resources import resource_path

NAMESPACE = re.compile(r' xmlns(:xlink)?="[^"]*"')


def closing_page(release: Release, language: str) -> str:
    """Return the whole report as one HTML file that asks nothing of the network.

    *language* is ``sv`` or ``en``.
    """
    words = i18n.load_language(language)
    return (
        template_environment()
        .get_template("closing.html.j2")
        .render(
            **_answers(release, words),
            sections=[
                _section(release, section, words)
                for section in narrative.list_sections(release, words)
            ],
            **_apparatus(release, words),
        )
    )


def page_fragment(release: Release, language: str) -> str:
    """Return the four answers and the table of all figures as one ``<div>``, for a notebook.

    It reads well where the notebook is light and where it is dark.
    """
    words = i18n.load_language(language)
    ids = dict.fromkeys(finding.id for finding in release.findings)
    return (
        template_environment()
        .get_template("fragment.html.j2")
        .render(
            **_answers(release, words),
            **_apparatus(release, words),
            by_group=narrative.build_group_tables(release, ids, words),
            by_word=capitalize_first(narrative.group_word(release, words)),
        )
    )


def write_page(release: Release, path: str | Path, language: str) -> Path:
    """Write the report to *path* as HTML; the file appears whole or not at all.

    Args:
        release: What is published; nothing else is read.
        path: The file, which is replaced if it is there.
        language: ``sv`` or ``en``.

    Returns:
        The path of the file.

    Example:
        >>> from toolkit import read_release, write_page
        >>> write_page(read_release("out/release.json"), "out/closing.html", language="en").name
        'closing.html'
    """
    return write_whole(path, closing_page(release, language))


# ---- what stands on the page ---------------------------------------------------------------------


def _answers(release: Release, words: Language) -> dict[str, Any]:
    """Return the top of the page: title, who answered, the four answers."""
    said, note = narrative.response_sentences(release, words)
    return {
        "lang": words.code,
        "palette": LIGHT,
        "title": narrative.title(release, words),
        "subtitle": narrative.subtitle(release, words),
        "closed": narrative.closing_sentence(release, words),
        "response": {
            "said": said,
            "note": note,
            "figure": figures.response_pattern(release, words, LIGHT),
        },
        "legend": narrative.mark_legend(release, words),
        "unit": words.gettext(
            "A round mark is a person, an oblong one a pair. A stronger colour is a stronger"
            " answer."
        ),
        "headlines": [
            (headline, _strips(headline, words))
            for headline in narrative.list_headlines(release, words)
        ],
    }


def _strips(headline: narrative.Headline, words: Language) -> Figure | None:
    return (
        figures.headline_strips(headline, words, LIGHT)
        if any(finding.told for _label, finding in headline.rows)
        else None
    )


def _section(release: Release, section: narrative.Section, words: Language) -> dict[str, Any]:
    """Return a section below the four answers.

    Panels with a figure, lines that say why there is none, tables by chapter or area.
    """
    panels = section_figures(release, section, words, LIGHT)
    return {
        "title": section.title,
        "lead": section.lead,
        "panels": [panel for panel in panels if panel.figure],
        "lines": [panel for panel in panels if not panel.figure],
        "by_group": narrative.build_group_tables(release, section.ids, words),
        "not_by_group": narrative.explain_total_only(release, section.ids, words),
    }


def _apparatus(release: Release, words: Language) -> dict[str, Any]:
    """Return what lets a reader check the page.

    Method, signs, figures withheld, every figure, the questions as asked.
    """
    return {
        "say": _headings(words),
        "method": list(narrative.method_paragraphs(release, words)),
        "certificate": list(narrative.certificate_paragraphs(release, words)),
        "signs": narrative.sign_meanings(words),
        "withheld": narrative.list_withheld_rows(release, words),
        "table": [
            (row, figures.answer_by_answer(release, row.finding, words))
            for row in narrative.list_finding_rows(release, words)
        ],
        "questions": list(
            narrative.list_asked_questions(
                release, dict.fromkeys(finding.id for finding in release.findings), words
            )
        ),
        "footer": list(_footer(release, words)),
    }


def _headings(words: Language) -> dict[str, str]:
    _ = words.gettext
    return {
        "method": _("Method and hidden figures"),
        "proof": _("What was proved before this was released"),
        "sign": _("Sign"),
        "means": _("Means"),
        "signs": _("Signs that stand where a figure would"),
        "withheld": _("Not shown in full"),
        "all": _("All figures"),
        "all_in_table": _("All figures of the release, in one table"),
        "what": _("What"),
        "who": _("Who"),
        "figure": _("Figure"),
        "possible": _("Possible"),
        "each": _("Answer by answer"),
        "questions": _("The questions as they were asked"),
        "question": _("Question"),
        "yes": _("Counts as yes"),
        "other": _("Another answer"),
        "none": _("Not counted as an answer"),
    }


def _footer(release: Release, words: Language) -> Iterator[str]:
    """Yield what a reader needs to tell this release from another."""
    _ = words.gettext
    if has_text(release, "disclaimer"):
        yield release.text("disclaimer", words.code)
    yield _("Release {hash}.").format(hash=release.sha256[:HASH_SIGNS])
    if release.closed_by:
        yield _("Closed by {name}.").format(name=release.closed_by)
    if release.made_with:
        yield _("Made with {program}.").format(program=release.made_with)


# ---- into HTML -----------------------------------------------------------------------------------


@lru_cache
def template_environment() -> Environment:
    """Return the page templates with their filters; whatever a template is given is escaped."""
    found = Environment(
        loader=FileSystemLoader(resource_path("reports")),
        autoescape=True,
        # A name that a template misspells is an error, never a blank.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"bold": _bold, "drawing": _drawing}
    return found


def _bold(sentence: str) -> Markup:
    """Put the counts, which stand between ``**``, in bold; everything is escaped first."""
    parts = str(escape(sentence)).split("**")
    return Markup(  # noqa: S704
        "".join(f"<b>{part}</b>" if index % 2 else part for index, part in enumerate(parts))
    )


def _drawing(figure: Figure | None) -> Markup:
    """Put a figure into the page; inside HTML an SVG needs no address of its language."""
    drawn = "" if figure is None else NAMESPACE.sub("", figure.svg())
    return Markup(drawn)  # noqa: S704 - vl-convert escapes text, Figure the words
