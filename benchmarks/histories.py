"""Made-up histories of one association, lived through the product and audited; and what privacy costs in cohorts of usual size.

PYTHONPATH=tests python -P benchmarks/histories.py audit FIRST LAST [compared]
PYTHONPATH=tests python -P benchmarks/histories.py policy FIRST LAST
PYTHONPATH=tests python -P benchmarks/histories.py price

``audit`` asks two of the questions in each history, and leaves out who of a pair answered higher, which takes a minute a cohort where
one reader holds several answers; with ``compared`` it is told, and one answer is known. ``policy`` reads every table of small cohorts as
the gate prints it, with the eyes of the people who are there. Both go on until they are stopped, and say what they found so far.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
from audits import audit
from histories import ITEMS, USUAL, History, Lived, Mood, live, made_up, short

from toolkit import joint, load_programme, rules
from toolkit.programme import Programme
from toolkit.promise import Promise
from toolkit.prover import enumeration
from toolkit.prover.proof import wanted_answers
from toolkit.prover.readers import Known, Reader
from toolkit.prover.spaces import Space, spaces_of

EVERY = 20
COMPARED = ("goals_met", "process_works")
PROMISES = {
    "counts, 1 known": Promise(),
    "counts, 4 known": Promise(known_answers=4),
    "bands": Promise(kind="bands"),
}
SIZES = {8: 12, 20: 8, 40: 4, 200: 2}
"""Pairs, and of so many cohorts."""
TABLES = 20_000


def audited(swea: Programme, first: int, last: int, folder: Path, *, compared: bool) -> None:
    """Live and audit the histories of these seeds."""
    joint.TABLES = joint.TABLES if compared else 0
    seen, refused, bad = Counter[str](), Counter[str](), list[str]()
    for seed in range(first, last):
        programme = short(swea, [Random(seed).choice(COMPARED)] if compared else Random(seed).sample(ITEMS, 2))
        mood, promise = (Mood(knots=(0.0,)), Promise(min_base=3)) if compared else (Mood(), None)
        history = made_up(seed, programme, promise=promise, mood=mood)
        lived = live(history, programme, folder)
        found = [*lived.faults, *audit(programme, history, lived, of_each=3)]
        bad += [f"seed {seed} ({history.promise.settings}): {each}" for each in found]
        refused += lived.refused
        told = Counter(finding.id.rpartition(".")[2] for release in lived.releases.values() for finding in release.findings if finding.told)
        seen += Counter(histories=1, cohorts=len(lived.releases), refused_closings=sum("refused" in fault for fault in lived.faults))
        seen += Counter({f"told_{name}": told[name] for name in ("sides", "higher", "mutual", "own_agreement")})
        print(*[f"WRONG {each}" for each in bad[-len(found) :]] if found else [], sep="\n", end="\n" if found else "", flush=True)
        if (seed + 1) % EVERY == 0:
            print(f"up to {seed}: {dict(seen)}; refused as they must be: {dict(refused)}; wrong: {len(bad)}", flush=True)


def main() -> None:
    """Do what the command line says."""
    swea, (what, *rest) = load_programme("surveys/swea"), sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if what == "audit":
            audited(swea, int(rest[0]), int(rest[1]), Path(folder) / "data", compared="compared" in rest)


if __name__ == "__main__":
    main()
