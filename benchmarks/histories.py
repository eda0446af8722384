"""Made-up histories of one association, lived through the product and audited.

Also what privacy costs in cohorts of usual size.

PYTHONPATH=tests python -P benchmarks/histories.py audit FIRST LAST [compared]
PYTHONPATH=tests python -P benchmarks/histories.py policy FIRST LAST
PYTHONPATH=tests python -P benchmarks/histories.py price

``audit`` asks one of the questions in each history, and leaves out who of a pair answered higher,
which takes a minute a cohort where one reader holds several answers; with ``compared`` it is told,
and one answer is known. ``policy`` reads every table of small cohorts as the gate prints it, with
the eyes of all who hold as much as somebody there does. Both go on until they are stopped, and say
what they found so far.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

from audits import audit
from histories import ITEMS, USUAL, Mood, live, made_up, short

from toolkit import load_programme
from toolkit.disclosure import pair_comparison, rules
from toolkit.disclosure.prover import enumeration
from toolkit.disclosure.prover.attackers import list_cases
from toolkit.disclosure.prover.proof import wanted_answers
from toolkit.disclosure.prover.search_space import SearchSpace, build_spaces
from toolkit.programme.programme import Programme
from toolkit.programme.promise import Promise
from toolkit.release.release import Finding

EVERY = 10
COMPARED = ("goals_met", "process_works")
PROMISES = {
    "counts, 1 known": Promise(),
    "counts, 4 known": Promise(known_answers=4),
    "bands": Promise(kind="bands"),
}
SIZES = {8: 8, 20: 4, 40: 3, 200: 1}
"""Pairs, and of how many cohorts."""
FIGURES = ("role", "pair", "sides", "higher", "logged")
AS_SHIPPED = pair_comparison.MOST_KNOWN_OF_PAIRS
LARGEST = 4_000
"""Tables of a question that are read one by one."""


def audited(swea: Programme, first: int, last: int, folder: Path, *, compared: bool) -> None:
    """Live and audit the histories of these seeds."""
    pair_comparison.MOST_KNOWN_OF_PAIRS = AS_SHIPPED if compared else 0
    seen, refused, bad = Counter[str](), Counter[str](), list[str]()
    for seed in range(first, last):
        programme = short(swea, [(COMPARED if compared else ITEMS)[seed % (2 if compared else 6)]])
        mood, promise = (Mood(knots=(0.0,)), Promise(min_base=3)) if compared else (Mood(), None)
        history = made_up(seed, programme, promise=promise, mood=mood)
        lived = live(history, programme, folder)
        found = [*lived.faults, *audit(programme, history, lived, of_each=3)]
        bad += [f"seed {seed} ({history.promise.settings}): {each}" for each in found]
        refused += lived.refused
        told = Counter(
            finding.id.rpartition(".")[2]
            for release in lived.releases.values()
            for finding in release.findings
            if finding.told
        )
        seen += Counter(
            histories=1,
            cohorts=len(lived.releases),
            refused_closings=sum("refused" in fault for fault in lived.faults),
        )
        seen += Counter(
            {f"told_{name}": told[name] for name in ("sides", "higher", "mutual", "own_agreement")}
        )
        print(
            *[f"WRONG {each}" for each in bad[-len(found) :]] if found else [],
            sep="\n",
            end="\n" if found else "",
            flush=True,
        )
        if (seed + 1) % EVERY == 0:
            print(
                f"up to {seed}: {dict(seen)}; refused as they must be: {dict(refused)}; wrong:"
                f" {len(bad)}",
                flush=True,
            )


# ---- the gate as part of what is known -----------------------------------------------------------


def every_table(swea: Programme, first: int, last: int, folder: Path) -> None:
    """Read every table of the small cohorts of these histories.

    Count what is printed of each, and what readers learn who hold as much as anybody there.
    """
    pair_comparison.MOST_KNOWN_OF_PAIRS, seen = 0, Counter[str]()
    for seed in range(first, last):
        programme = short(swea, [ITEMS[seed % 6], ITEMS[seed // 6 % 6]])
        history = made_up(seed, programme, sizes=(5,))
        lived = live(history, programme, folder, again=False)
        for cohort, release in lived.releases.items():
            tallies = [
                tally
                for tally in rules.mark_unprovable(lived.tallies[cohort])
                if tally.rule != "higher"
            ]
            for space in build_spaces(
                tallies,
                release.codebook,
                history.promise.known_answers,
                pooled=history.promise.kind == "bands",
            ):
                if enumeration.count_tables(space) <= LARGEST:
                    seen += _read(space, history.promise, seed=seed)
        if (seed + 1) % EVERY == 0:
            print(f"up to {seed}: {dict(seen)}", flush=True)


def _read(space: SearchSpace, promise: Promise, *, seed: int) -> Counter[str]:
    every = enumeration.list_all_tables(space)
    messages = enumeration.number_messages(
        space, every, lambda tallies: rules.protect(tallies, promise)
    )
    tried = list(
        list_cases(
            space, wanted_answers(space, "answers" if promise.kind == "bands" else "not_favourable")
        )
    )
    lost = int(enumeration.find_leaks(every, messages, tried).sum())
    if lost:
        print(
            f"WRONG seed {seed} ({promise.settings}): {space.tallies[0].rests_on} {space.classes}:"
            f" {lost} of {len(every)} tables",
            flush=True,
        )
    return Counter(
        spaces=1, tables=len(every), messages=int(messages.max()) + 1, readers=len(tried), lost=lost
    )


# ---- the price of privacy ------------------------------------------------------------------------


def price(swea: Programme, folder: Path) -> None:
    """Print how much is told of cohorts where most people answered and most are content."""
    print(
        f"{'pairs':>5}  {'promise':16} {'figure':8} {'of':>4} {'shown':>6} {'narrow':>7}"
        f" {'window':>7} {'hidden':>7}",
        flush=True,
    )
    for (pairs, cohorts), (name, promise) in product(SIZES.items(), PROMISES.items()):
        told, began = defaultdict[str, Counter[str]](Counter), time.perf_counter()
        for seed in range(cohorts):
            lived = live(
                made_up(seed, short(swea), sizes=(pairs,), promise=promise, mood=USUAL),
                short(swea),
                folder,
                again=False,
            )
            for release, tallies in zip(
                lived.releases.values(), lived.tallies.values(), strict=True
            ):
                rule = {tally.id: tally.rule for tally in tallies}
                for finding in release.findings:
                    if finding.status != "not_available" and rule[finding.id] in FIGURES:
                        told[rule[finding.id]][_how(finding)] += 1
            if lived.faults:
                print(f"WRONG seed {seed}, {pairs} pairs, {name}: {lived.faults}", flush=True)
        for figure in FIGURES:
            total = told[figure].total()
            shares = [
                f"{told[figure][how] / max(1, total):.0%}"
                for how in ("shown", "narrow", "window", "hidden")
            ]
            print(
                f"{pairs:5}  {name:16} {figure:8} {total:4} {shares[0]:>6} {shares[1]:>7}"
                f" {shares[2]:>7} {shares[3]:>7}",
                flush=True,
            )
        print(
            f"       {cohorts} cohorts, {(time.perf_counter() - began) / cohorts:.1f} seconds each",
            flush=True,
        )


def _how(finding: Finding) -> str:
    """Return how a finding is told: in full, as one value, as a window or "at most", or hidden."""
    figures = (*(finding.windows or {"": finding.favourable}).values(),)
    return (
        finding.status
        if finding.status != "coarsened"
        else "narrow"
        if all(figure and figure.exact is not None for figure in figures)
        else "window"
    )


def main() -> None:
    """Do what the command line says."""
    swea, (what, *rest) = load_programme("surveys/swea"), sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if what == "audit":
            audited(
                swea, int(rest[0]), int(rest[1]), Path(folder) / "data", compared="compared" in rest
            )
        elif what == "policy":
            every_table(swea, int(rest[0]), int(rest[1]), Path(folder) / "data")
        else:
            price(swea, Path(folder) / "data")


if __name__ == "__main__":
    main()
