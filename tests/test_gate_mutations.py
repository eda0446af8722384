"""Every weakening of the gate gives answers away, and the enumeration sees it: otherwise the zeros
of the other tests would say nothing.
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest
from spaces import LEVELS, TWO, leaks, mutual, of_logs, of_pairs, of_role, of_roles_pooled

from toolkit.disclosure import rules
from toolkit.programme.promise import Promise

SOURCE = ast.unparse(ast.parse(Path(rules.__file__).read_text("utf-8")))
"""The rules in one layout, whatever the formatter makes of them: without comments, a statement a
line.
"""
SIDES = ("mentor", "mentee", "sides")
TWO_KNOWN, THREE_KNOWN, CHAPTERS, BANDS = (
    {"known_answers": 2},
    {"known_answers": 3},
    {"groups": "chapter"},
    {"kind": "bands"},
)
SIDE_SHOWN = "_protect_alone(side, promise).status == 'shown'"
NEAREST = "pair_windows(tally, (sides[0], sides[1]), window, known_answers(tally, promise))"
EXACT = "{code: (count, count) for code, count in tally.counts.items()}"
HIGH_END = "None if tally.published_high is None else tally.published_high"
TENS_FOR_TEN = (
    "band = ((0, 2) if tally.favourable < 3 else (8, 10) if tally.favourable > 7 else"
    " (tally.favourable,) * 2) if base == 10 else band_of("
)


def gate(source, **promise):
    """Return the gate that a source text makes, under a promise."""
    made, kept = ModuleType("made"), Promise.model_validate({"min_base": 3, **promise})
    exec(source, made.__dict__)  # noqa: S102  # the toolkit's own source
    return lambda tallies: made.protect(tallies, kept)


@pytest.mark.parametrize(
    ("old", "new", "space", "promise"),
    [
        pytest.param("return known + 2", "return known + 1", of_role(5), {}, id="k by one"),
        pytest.param(
            "return known + 2",
            "return 3",
            of_role(8, known=2),
            TWO_KNOWN,
            id="k forgets what is known",
        ),
        pytest.param(
            "max(promise.known_answers, 2 * tally.held if",
            "(2 * tally.held if",
            of_role(8, known=2),
            TWO_KNOWN,
            id="the setting is forgotten",
        ),
        pytest.param(
            "if tally.favourable < least:", "if False:", of_role(5), {}, id="few are told"
        ),
        pytest.param(
            "favourable=PublishedCount.few(least - 1)",
            "favourable=PublishedCount.number(max(1, tally.favourable))",
            of_role(5),
            {},
            id="none and one are alike",
        ),
        pytest.param(
            "'coarsened', tally.frame, favourable=PublishedCount.few",
            "'coarsened', tally.frame, tally.answered, favourable=PublishedCount.few",
            of_role(5),
            {},
            id="answered",
        ),
        pytest.param(
            "range=(0.0, None)", "range=tally.possible_range", of_role(5), {}, id="range beside few"
        ),
        pytest.param(
            "_forms_in(tally) < promise.min_base",
            "tally.answered < promise.min_base",
            of_role(5, known=2),
            TWO_KNOWN,
            id="base of answers",
        ),
        pytest.param(
            "least > tally.frame:",
            "tally.favourable == 0:",
            of_role(5),
            {},
            id="hidden where there is none",
        ),
        pytest.param(
            "(known - 1) // 2)",
            "(known - 1) // 2) - 1",
            mutual((5, 0, 0), known=3),
            THREE_KNOWN,
            id="t by one",
        ),
        pytest.param(
            "tally.rule in ('register', 'role')",
            "tally.rule != 'logged'",
            mutual((5, 0, 0)),
            {},
            id="not and unknown",
        ),
        pytest.param(
            HIGH_END,
            "tally.frame - tally.counts['not']",
            mutual((5, 0, 0)),
            {},
            id="high end from answers",
        ),
        pytest.param(
            "'logged': least_shown_by_role",
            "'logged': least_shown_of_pairs",
            of_logs(8, known=2),
            TWO_KNOWN,
            id="logs by the rule of pairs",
        ),
        pytest.param(
            "return known + 1",
            "return known",
            of_pairs((5, 3, 0), TWO, SIDES),
            {},
            id="edge by one",
        ),
        pytest.param(
            "return known + 1",
            "return known",
            of_pairs((5, 3, 0), TWO, SIDES, known=2),
            TWO_KNOWN,
            id="edge by one, two known",
        ),
        pytest.param(
            "return known + 1",
            "return 0",
            of_pairs((8, 0, 0), TWO, SIDES),
            {},
            id="the exact number",
        ),
        pytest.param(
            "if count <= edge:",
            "if count == 0:",
            of_pairs((10, 0, 0), TWO, SIDES),
            {},
            id="no window at the low end",
        ),
        pytest.param(
            "(most - edge, most) if count >= most - edge else ",
            "",
            of_pairs((8, 0, 0), TWO, SIDES),
            {},
            id="no window at the high end",
        ),
        pytest.param(
            "if most <= 2 * edge:",
            "if most <= edge:",
            of_pairs((4, 2, 2), TWO, SIDES),
            {},
            id="windows that overlap",
        ),
        pytest.param(
            SIDE_SHOWN, "True", of_pairs((6, 0, 0), TWO, SIDES), {}, id="sides beside few"
        ),
        pytest.param(
            "== 2 and all(",
            "== 2 and any(",
            of_pairs((6, 0, 0), TWO, SIDES),
            {},
            id="sides beside few of one role",
        ),
        pytest.param(
            NEAREST,
            EXACT,
            of_pairs((5, 0, 0), LEVELS, (*SIDES, "higher")),
            {},
            id="exactly who is higher",
        ),
        pytest.param(
            "> 1 and all(",
            "> 1 and any(",
            of_role(10, TWO, groups=(5, 5)),
            CHAPTERS,
            id="one chapter passes",
        ),
        pytest.param(
            "if all_pass(parts, promise)",
            "if len(parts) > 1",
            of_role(10, TWO, groups=(5, 5)),
            CHAPTERS,
            id="chapters pass unread",
        ),
        pytest.param(
            "band = band_of(",
            "band = (tally.favourable,) * 2 if base else band_of(",
            of_roles_pooled(5, 5, TWO),
            BANDS,
            id="a number in bands",
        ),
        pytest.param(
            "else tally.base\n    band = ",
            "else tally.base + 8\n    band = ",
            of_roles_pooled(2, 2, TWO),
            BANDS,
            id="the base of those who were never asked",
        ),
        pytest.param(
            "band = band_of(", TENS_FOR_TEN, of_roles_pooled(5, 5, TWO), BANDS, id="tens for ten"
        ),
        pytest.param(
            "band_of(tally.favourable, base, ",
            "band_of(tally.favourable, base, 0 * ",
            of_roles_pooled(6, 6, TWO, known=3),
            BANDS | THREE_KNOWN,
            id="the ladder forgets",
        ),
        pytest.param(
            "for tally in pool_roles(ours)",
            "for tally in [*ours, *pool_roles(ours)]",
            of_roles_pooled(10, 10, TWO),
            BANDS,
            id="bands of each role and of both",
        ),
    ],
)
@pytest.mark.slow
def test_a_weaker_gate_gives_answers_away(old, new, space, promise):
    """With one piece of the rules changed, some reader of some table rules an answer out; with the
    rules as they are, nobody does.
    """
    protected = "answers" if "kind" in promise else "not_favourable"
    assert 1 == SOURCE.count(old)
    assert 0 == leaks(space, gate(SOURCE, **promise), protected)
    assert 0 < leaks(space, gate(SOURCE.replace(old, new), **promise), protected)
