"""The full enumerations behind the rules of the gate.

They read every table of cohorts that are too large for a test run.

PYTHONPATH=tests python benchmarks/proofs.py

Takes about ten minutes and 0.7 GB. A line gives the tables enumerated, the messages that are
printed of them (for each way in which the forms may have come in), and in how many of the tables
some reader can rule a protected answer out: none.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping

from spaces import FOUR, THREE, TWO, by_rules, enumerate_all, of_pairs, patterns

ROLES, WITH_SIDES, MUTUAL = ("mentor", "mentee"), ("mentor", "mentee", "sides"), ("mutual",)
BANDS: Mapping[str, object] = {"kind": "bands"}
PROOFS: tuple[
    tuple[str, Mapping[str, object], int, str, Mapping[str, str], tuple[str, ...]], ...
] = (
    ("three answers or none, all forms in", {}, 8, "all", FOUR, WITH_SIDES),
    ("three answers or none, all forms in", {}, 9, "all", FOUR, WITH_SIDES),
    ("three answers or none, all forms in", {}, 10, "all", FOUR, WITH_SIDES),
    ("three answers, any forms in", {}, 12, "any", THREE, WITH_SIDES),
    ("three answers, all forms in", {}, 20, "all", THREE, WITH_SIDES),
    ("two answers, any forms in", {}, 20, "any", TWO, WITH_SIDES),
    ("two answers, any forms in, 2 known", {"known_answers": 2}, 12, "any", TWO, WITH_SIDES),
    ("two answers, any forms in, 3 known", {"known_answers": 3}, 12, "any", TWO, WITH_SIDES),
    ("two answers, any forms in, 4 known", {"known_answers": 4}, 10, "any", TWO, WITH_SIDES),
    ("mutual, three answers, any forms in", {}, 12, "any", THREE, MUTUAL),
    ("bands, two answers, any forms in", BANDS, 20, "any", TWO, ROLES),
    ("bands, three answers, all forms in", BANDS, 12, "all", THREE, ROLES),
    ("bands, mutual, two answers, any forms in", BANDS, 20, "any", TWO, MUTUAL),
)


def main() -> None:
    """Enumerate one question after the other."""
    print(
        f"{'pairs':>5}  {'':40} {'tables':>12} {'messages':>10} {'leaks':>6} {'seconds':>8}"
        f" {'peak MB':>8}"
    )
    for name, promise, pairs, forms, codes, views in PROOFS:
        start, gate, protected = (
            time.perf_counter(),
            by_rules(**promise),
            "answers" if promise is BANDS else "not_favourable",
        )
        tables = messages = leaks = 0
        for pattern in patterns(pairs) if forms == "any" else [(pairs, 0, 0)]:
            space = of_pairs(
                pattern,
                codes,
                views,
                silent=pairs - sum(pattern),
                known=int(promise.get("known_answers", 1)),
            )
            found = enumerate_all(space, gate, protected)
            tables, messages, leaks = (
                tables + found.tables,
                messages + found.messages,
                leaks + found.leaks,
            )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{pairs:5}  {name:40} {tables:12,} {messages:10,} {leaks:6,}"
            f" {time.perf_counter() - start:8.0f} {peak:8,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
