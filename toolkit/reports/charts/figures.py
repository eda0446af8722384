"""The figures of the report, drawn from the release.

Marks to count for small cohorts, bars for large ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.charts.canvas import CANVAS_WIDTH, LETTER, Axis, Canvas
from toolkit.reports.charts.drawing import Figure, render_canvas
from toolkit.reports.narrative import Headline
from toolkit.reports.narrative.phrases import (
    ROLE_VIEWS,
    describe_figure,
    describe_with_range,
    format_span,
    list_views,
    name_people,
    strip_count_marks,
)
from toolkit.reports.palette import Palette, mark_kinds, strip_zones

FEW_PEOPLE = 20
"""From this frame on, parts are bars instead of a mark a person."""


def headline_strips(headline: Headline, words: Language, palette: Palette) -> Figure:
    """Return one of the four answers as strips, a row for each side or one for the pairs.

    Args:
        headline: The answer.
        words: The reader's language.
        palette: Colours of the page.

    Returns:
        The drawing, with the same in words.
    """
    return _strips(headline.rows, words, palette)


def draw_pair_strip(
    release: Release, finding: Finding, words: Language, palette: Palette
) -> Figure:
    """Return a finding about pairs as one strip of oblongs.

    Args:
        release: What is published.
        finding: The figure.
        words: The reader's language.
        palette: Colours of the page.

    Returns:
        The drawing, with the same in words.
    """
    return _strips(
        ((capitalize_first(name_people(release, finding.view, words)), finding),), words, palette
    )


def response_pattern(release: Release, words: Language, palette: Palette) -> Figure:
    """Return who sent a form: a column a pair, mentor above mentee.

    The columns are sorted so that nobody can see which pair. Without pairs it is a strip for each
    side.

    Args:
        release: What is published.
        words: The reader's language.
        palette: Colours of the page.

    Returns:
        The drawing, with the same in words.
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
        return _strips([side for side in sides if side[1].told] or sides[:1], words, palette)
    canvas = Canvas(height=52)
    for y, (label, _finding) in zip((13, 39), sides, strict=True):
        canvas.text(0, y, label, bold=True)
    canvas.columns(_tab(label for label, _finding in sides), pattern.frame, pattern.counts)
    return render_canvas(
        canvas,
        palette,
        "; ".join(
            [f"{label}: {describe_beside(finding, words)}" for label, finding in sides]
            + [answer_by_answer(release, pattern, words)]
        ),
    )


def draw_answers(release: Release, finding: Finding, words: Language, palette: Palette) -> Figure:
    """Return a row for each answer, a mark a person and the number.

    A coarsened finding is one strip.

    Args:
        release: What is published.
        finding: The figure.
        words: The reader's language.
        palette: Colours of the page.

    Returns:
        The drawing, with the same in words.
    """
    if not finding.counts:
        return _strips((("", finding),), words, palette)
    canvas, left, of_pair = Canvas(), 152, finding.view == "pair"
    # Mentors' and mentees' drawings of one question share their scale.
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

    Strips to count, or bars from one zero line where the frame is 20 or more. Where both roles are
    pooled nobody needs to be named.

    Args:
        release: What is published.
        ids: The findings, in the order in which they are drawn.
        words: The reader's language.
        palette: Colours of the page.
        beside: Findings of the figures next to this one, with which the bars share their scale.

    Returns:
        One drawing of all of them.
    """
    sides = {id: list_known_sides(release, id) for id in ids}
    labels = {
        view: "" if view == "people" else capitalize_first(name_people(release, view, words))
        for view in {finding.view for findings in sides.values() for finding in findings}
    }
    left = _tab(labels.values(), 0.93)
    shared = [
        finding
        for id in dict.fromkeys((*ids, *beside))
        for finding in list_known_sides(release, id)
    ]
    few = max((finding.frame or 0 for finding in shared), default=0) < FEW_PEOPLE
    canvas = Canvas(height=0 if left else 6)
    axis = None if few else _draw_axis(canvas, release, shared, left, words)
    for id, findings in sides.items():
        for line in wrap(release.text(id, words.code), 46):
            canvas.text(0, canvas.height + 8, line, bold=True)
            canvas.height += 18
        for finding in findings:
            canvas.text(0, canvas.height + 13, labels[finding.view], muted=True, size=13)
            if axis and finding.counts:
                axis.draw(canvas, finding, release.codebook[id])
            else:
                # Beside bars that share an axis a figure without answers is told in words alone.
                _draw_zones(canvas, finding, left, few=few, drawn=axis is None)
                _tell_at_right(canvas, finding, words)
            canvas.height += 24
        canvas.height += 10
    canvas.height = max(canvas.height - 8, 1)
    return render_canvas(canvas, palette, _describe_parts(release, sides, labels, words))


def answer_by_answer(release: Release, finding: Finding, words: Language) -> str:
    """Return every answer with its number or span, ``Fully: 1; Largely: 2``.

    Args:
        release: Where the words of the answers are.
        finding: The figure.
        words: The reader's language.

    Returns:
        That pairs go on, or are not reported, only where some are; empty where nothing is
        published.
    """
    told_of = {
        code: count
        for code, count in finding.by_code.items()
        if count.high or code not in ("not_reported", "still_open")
    }
    return "; ".join(
        f"{release.text(f'{finding.id}#{code}', words.code)}:{NO_BREAK}{format_span(count)}"
        for code, count in told_of.items()
    )


def describe_beside(finding: Finding, words: Language) -> str:
    """Return what stands beside a drawing: the figure and its possible range."""
    return strip_count_marks(describe_with_range(finding, words))


def list_known_sides(release: Release, id: str) -> list[Finding]:
    """Leave out a side that the release knows nothing of, as where only mentees were asked."""
    return [
        finding
        for finding in list_views(release, id)
        if finding.told or release.frame.get(finding.view) is not None
    ]


# ---- how they are drawn --------------------------------------------------------------------------


def _draw_axis(
    canvas: Canvas, release: Release, shared: Sequence[Finding], left: float, words: Language
) -> Axis | None:
    """Draw the head of the zero line that all bars share; ``None`` where there are no bars."""
    counted = [(finding, release.codebook[finding.id]) for finding in shared if finding.counts]
    if not counted:
        return None
    axis, _ = Axis.fitting(counted, left), words.gettext
    axis.head(
        canvas,
        favourable=_("favourable"),
        other=_("other answers"),
        neither=_("neither"),
        no_answer=_("no answer"),
    )
    return axis


def _draw_zones(canvas: Canvas, finding: Finding, left: float, *, few: bool, drawn: bool) -> None:
    width = 168 if left else 214  # what the words to the right leave
    middle = canvas.height + 13
    if few:
        half = min(24, width / (finding.frame or 7)) / 2
        canvas.strip(left, middle - half, width, strip_zones(finding))
    elif drawn:
        canvas.zoned_bar(left, middle - 11, width, strip_zones(finding))


def _tell_at_right(canvas: Canvas, finding: Finding, words: Language) -> None:
    canvas.text(
        CANVAS_WIDTH,
        canvas.height + 13,
        strip_count_marks(describe_figure(finding, words)),
        muted=finding.exact is None,
        align="right",
    )


def _describe_parts(
    release: Release,
    sides: Mapping[str, Sequence[Finding]],
    labels: Mapping[str, str],
    words: Language,
) -> str:
    return "; ".join(
        f"{release.text(id, words.code)}: "
        + ", ".join(
            f"{labels[finding.view]} {describe_beside(finding, words)}".strip()
            for finding in findings
        )
        for id, findings in sides.items()
    )


def _tab(labels: Iterable[str], size: float = 1) -> float:
    return max([12 + LETTER * size * len(label) for label in labels if label] or [0])


def _strips(rows: Sequence[tuple[str, Finding]], words: Language, palette: Palette) -> Figure:
    canvas, tab = Canvas(), _tab(label for label, _finding in rows)
    below = any(
        tab + LETTER * len(describe_beside(finding, words)) > CANVAS_WIDTH
        for _label, finding in rows
    )
    for label, finding in rows:
        canvas.text(0, canvas.height + 9, label, bold=True)
        canvas.height += 20 if below else 0
        canvas.text(
            0 if below else tab, canvas.height + 9, describe_beside(finding, words), muted=True
        )
        canvas.height += 22
        canvas.height += canvas.strip(
            0, canvas.height, CANVAS_WIDTH, strip_zones(finding), of_pair=finding.view == "pair"
        ) + (12 if finding.told else 4)
    canvas.height -= 4
    return render_canvas(
        canvas,
        palette,
        "; ".join(
            f"{label}: {describe_beside(finding, words)}".removeprefix(": ")
            for label, finding in rows
        ),
    )
