"""The gate: what may be published of a cohort, proved before it is; the only maker of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any

from toolkit.disclosure import rules
from toolkit.errors import N_, ClosingError, Fault
from toolkit.evaluation.tally import Tally
from toolkit.programme.programme import Programme
from toolkit.programme.promise import Promise
from toolkit.release.release import Finding, Release

if TYPE_CHECKING:
    from toolkit.disclosure.prover import Progress

Codebook = Mapping[str, Mapping[str, str]]
CERTIFICATE = 1
READERS = ("outsider", "participant", "pair")
"""Whom every release is proved against; people who talk too, where the promise reckons with any."""
LEAST_SHOWN = {
    "role": rules.least_shown_by_role,
    "logged": rules.least_shown_by_role,
    "pair": rules.least_shown_of_pairs,
    "sides": rules.edge_of_both_sides,
}
"""The number that each rule of the gate makes of the answers that a reader knows."""


@dataclass(frozen=True)
class Certified:
    """What may be published of a cohort, and the proof of it.

    Attributes:
        findings: What may be published.
        certificate: Who was proved to learn nothing, of what, and how; see ``Release.certificate``.
    """

    findings: tuple[Finding, ...]
    certificate: Mapping[str, Any] = field(repr=False)


def publish(
    programme: Programme,
    tallies: Iterable[Tally],
    *,
    cohort: str,
    on: date,
    frame: Mapping[str, int | None],
    texts: Mapping[str, Mapping[str, str]],
    codebook: Codebook,
    inputs: Mapping[str, Mapping[str, Any]],
    since: Mapping[str, int] | None = None,
    history: Mapping[str, Any] | None = None,
    by: str = "",
    made_with: str = "",
    progress: Progress | None = None,
) -> Release:
    """Return the release of a cohort: every tally through the gate, with its proof and labels.

    Args:
        programme: Its settings; the promise is what the gate enforces.
        tallies: What was counted.
        cohort: The cohort's name.
        on: The closing day.
        frame: How many pairs, mentors and mentees should have been counted; ``None`` if not known.
        texts: See ``Release.texts``.
        codebook: What each code of a finding counts as.
        inputs: Rows and keyed fingerprint of each table.
        since: The version from which the meaning of a finding's question stands; see
            ``Release.since``.
        history: What the certificate says of earlier releases and of the promise that was stored
            with the answers.
        by: Who closes the cohort.
        made_with: Name and version of the toolkit.
        progress: Told how many questions are proved of how many; see
            :func:`toolkit.disclosure.prover.prove`.

    Returns:
        The release, kept nowhere yet.

    Raises:
        ClosingError: If what would be published is not proved to keep the promise.
    """
    promise = programme.settings.promise
    certified = certify(tuple(tallies), promise, codebook, progress)
    return Release(
        programme=programme.code,
        cohort=cohort,
        closed_on=on,
        promise=promise.kind,
        min_base=promise.min_base,
        frame=frame,
        findings=certified.findings,
        languages=_default_first(programme),
        texts=_drop_untold_groups(texts, certified.findings),
        codebook=codebook,
        certificate={**certified.certificate, **(history or {})},
        inputs=inputs,
        closed_by=by,
        made_with=made_with,
        since=since or {},
    )


def certify(
    tallies: Sequence[Tally], promise: Promise, codebook: Codebook, progress: Progress | None = None
) -> Certified:
    """Return what the rules let through, once the prover finds that it keeps the promise.

    Nothing of a cohort is released where one figure is not proved: to leave that figure out would
    tell that it was tried.

    Args:
        tallies: What was counted.
        promise: What the gate enforces.
        codebook: What each code of a finding counts as.
        progress: Told how far the proof is.

    Returns:
        The findings in the order of the tallies, and the certificate.

    Raises:
        ClosingError: If an answer is determined, or no proof was found in time.
    """
    from toolkit.disclosure import (
        prover,  # SciPy is read when a cohort is closed, not when a release is opened
    )
    from toolkit.disclosure.prover.solver import MADE_WITH

    # A clock that is put right in the meantime must not make a proof take less than nothing.
    began, tallies = monotonic(), tuple(rules.mark_unprovable(tallies))
    findings = rules.protect(tallies, promise)
    try:
        proofs = [
            proof.to_dict()
            for proof in prover.prove(
                tallies,
                findings,
                lambda others: rules.protect(others, promise),
                codebook,
                known_answers=promise.known_answers,
                protected="answers" if promise.kind == "bands" else "not_favourable",
                progress=progress,
            )
        ]
    except prover.NotProvedError as unproved:
        message = N_(
            "it could not be proved that the figures of {question} give nobody's answer away, so"
            " nothing was released and nothing was stored. This is a fault of the toolkit: please"
            " report it, without your data."
        )
        raise ClosingError(Fault(message, {"question": str(unproved)})) from None
    certificate = _certificate(tallies, findings, promise, proofs)
    seconds = round(monotonic() - began, 1)
    return Certified(findings, {**certificate, "solver": MADE_WITH, "seconds": seconds})


def _certificate(
    tallies: Sequence[Tally],
    findings: Sequence[Finding],
    promise: Promise,
    proofs: Sequence[Mapping[str, object]],
) -> dict[str, Any]:
    """Return what the certificate says of the rules and the proofs, in the order of the file."""
    likely = (_likelihood(tally, most) for tally, most in _few(tallies, findings))
    return {
        "version": CERTIFICATE,
        "promise": promise.stamp,
        "known_answers": promise.known_answers,
        "protected": "answers" if promise.kind == "bands" else "not_favourable",
        "readers": [*READERS, *(["coalition"] if promise.known_answers > 1 else [])],
        "rules": _describe_rules(tallies, promise),
        "proofs": proofs,
        "likelihood": [each for each in likely if each],
    }


def _describe_rules(tallies: Iterable[Tally], promise: Promise) -> list[dict[str, object]]:
    if promise.kind == "bands":
        return [
            {
                "rule": "bands",
                "known": max(
                    (
                        rules.known_in_bands(tally, promise)
                        for tally in rules.pool_roles(list(tallies))
                    ),
                    default=2,
                ),
            }
        ]
    used = dict.fromkeys(
        (tally.rule, rules.known_answers(tally, promise))
        for tally in tallies
        if tally.available and tally.rule in LEAST_SHOWN
    )
    return [
        {"rule": rule, "known": known, "least": LEAST_SHOWN[rule](known)} for rule, known in used
    ]


def _few(tallies: Iterable[Tally], findings: Iterable[Finding]) -> list[tuple[Tally, int]]:
    """Return the roles of which only "at most" is told, and that number."""
    told = {
        (finding.id, finding.view): finding.favourable.high
        for finding in findings
        if finding.favourable and finding.favourable.at_most
    }
    return [
        (tally, told[tally.id, tally.view])
        for tally in tallies
        if tally.rule == "role" and not tally.group and (tally.id, tally.view) in told
    ]


def _likelihood(tally: Tally, most: int) -> dict[str, object] | None:
    """Return how likely "at most m" makes it that a given other person was not favourable.

    As if every number up to m were as likely. One figure is an outsider's, the other that of
    somebody who answered favourably. Nothing where no more than m forms are in: there is nothing to
    guess from.
    """
    base = tally.base
    if most >= base:
        return None
    # For an outsider m/2 forms are favourable on average. Whoever is among n favourable ones is so
    # in n of the forms, which weights each number: (2m + 1)/3, less the own, of the other forms.
    outsider = 1 - most / 2 / base
    favourable = 1 - 2 * (most - 1) / 3 / (base - 1)
    low, high = sorted((outsider, favourable))
    return {
        "id": tally.id,
        "view": tally.view,
        "most": most,
        "of": base,
        "low": round(low, 3),
        "high": round(high, 3),
    }


def _drop_untold_groups(
    texts: Mapping[str, Mapping[str, str]], findings: Iterable[Finding]
) -> dict[str, dict[str, str]]:
    """Return the labels without the name of a chapter or area of which nothing is told.

    It would say that somebody there takes part.
    """
    told = {f"group.{finding.group}" for finding in findings}
    return {
        code: {
            key: text for key, text in labels.items() if not key.startswith("group.") or key in told
        }
        for code, labels in texts.items()
    }


def _default_first(programme: Programme) -> tuple[str, ...]:
    default = programme.settings.default_language
    return (
        default,
        *(language for language in programme.settings.languages if language != default),
    )
