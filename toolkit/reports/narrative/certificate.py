"""The certificate in plain words.

What was proved about the release, against whom, how, and what can still be guessed.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import floor
from typing import Any

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import RESTS_ON, Release
from toolkit.reports.narrative.phrases import HASH_SIGNS, name_people

MOST_GUESSES = 3
_Certificate = Mapping[str, Any]


def certificate_paragraphs(release: Release, words: Language) -> Iterator[tuple[str, str]]:
    """Yield the certificate as titled paragraphs.

    Nothing for a release without one, no word of what was tried.
    """
    _ = words.gettext
    found = release.certificate
    for title, sentences in (
        (_("What was proved"), _describe_result(found, words)),
        (_("Against whom"), _describe_attackers(found, words)),
        (_("How it was proved"), _describe_proof(release, words)),
        (_("The rules, in numbers"), _rules(release, words)),
        (_("What can still be guessed"), _guesses(release, words)),
        (_("On record"), _record(found, words)),
    ):
        if paragraph := " ".join(sentences):
            yield title, paragraph


def _describe_result(found: _Certificate, words: Language) -> Iterator[str]:
    _ = words.gettext
    protected = {
        "not_favourable": _(
            "Nothing that is published here, alone or taken together, shows of anybody who answered"
            " that the answer was not favourable."
        ),
        "answers": _(
            "Nothing that is published here, alone or taken together, shows what anybody answered,"
            " or rules out any answer of anybody."
        ),
    }
    if sentence := protected.get(found.get("protected", "")):
        yield sentence


def _describe_attackers(found: _Certificate, words: Language) -> Iterator[str]:
    _ = words.gettext
    most = found.get("known_answers", 1)
    readers = {
        "outsider": _("anybody outside"),
        "participant": _("each participant, who knows the own answer"),
        "pair": _("the two of each pair, who know both their answers"),
        "coalition": (
            words.ngettext(
                "people who hold {n} answer together", "people who hold {n} answers together", most
            ).format(n=most)
        ),
    }
    if named := [readers[reader] for reader in found.get("readers", ()) if reader in readers]:
        yield capitalize_first("; ".join(named)) + "."
        yield _("All of them were taken to know who answered.")


def _describe_proof(release: Release, words: Language) -> Iterator[str]:
    """Yield how it was proved, of the questions of which anything is told.

    Of the others there is nothing to find out.
    """
    _, found = words.gettext, release.certificate
    told = {RESTS_ON.get(finding.id, finding.id) for finding in release.findings if finding.told}
    proofs = [proof for proof in found.get("proofs", ()) if proof["question"] in told]
    enumerated = [proof for proof in proofs if proof["by"] == "enumeration"]
    solved = [proof for proof in proofs if proof["by"] == "solver"]
    if enumerated:
        n, tables = (
            _questions(enumerated),
            words.number(sum(proof["tables"] for proof in enumerated)),
        )
        yield words.ngettext(
            "For {n} question every possible table of answers was gone through: {tables} in all.",
            "For {n} questions every possible table of answers was gone through: {tables} in all.",
            n,
        ).format(n=n, tables=tables)
    if solved:
        n = _questions(solved)
        yield words.ngettext(
            "For {n} question integer programming found a witness for every case: another way to"
            " answer that prints the same.",
            "For {n} questions integer programming found a witness for every case: another way to"
            " answer that prints the same.",
            n,
        ).format(n=n)
        yield _("Solver: {solver}.").format(solver=found.get("solver", ""))
    if proofs and "seconds" in found:
        yield (
            _("It took {seconds} s.")
            .format(seconds=words.number(max(found["seconds"], 0.1)))
            .replace(" s.", f"{NO_BREAK}s.")
        )


def _questions(proofs: Iterable[Mapping[str, Any]]) -> int:
    return len({proof["question"] for proof in proofs})


def _rules(release: Release, words: Language) -> Iterator[str]:
    _ = words.gettext
    said = {
        "role": _(
            "a role is told answer by answer from {least} favourable answers on, below that as “at"
            " most {most}”"
        ),
        "pair": _(
            "pairs that keep in contact are counted from {least} on, below that told as “at most"
            " {most}”"
        ),
        "logged": _(
            "pairs that met as agreed are counted from {least} on, below that told as “at most"
            " {most}”"
        ),
        "sides": _(
            "pairs in which both answered favourably are told as a span near 0 and near the highest"
            " possible number"
        ),
        "bands": _(
            "both roles are counted together, and shares are told in bands that leave every answer"
            " open"
        ),
    }
    rules = [rule for rule in release.certificate.get("rules", ()) if rule["rule"] in said]
    for known in sorted({rule["known"] for rule in rules}):
        numbers = [
            (said[rule["rule"]], rule.get("least", 0)) for rule in rules if rule["known"] == known
        ]
        parts = "; ".join(rule.format(least=least, most=least - 1) for rule, least in numbers)
        yield words.ngettext(
            "Against readers who hold {n} answer: {rules}.",
            "Against readers who hold {n} answers: {rules}.",
            known,
        ).format(n=known, rules=parts)
    if any("least" in rule for rule in rules):
        yield _("A figure rests on at least {n} forms.").format(n=release.min_base)


# ---- what is not promised ------------------------------------------------------------------------


def _guesses(release: Release, words: Language) -> Iterator[str]:
    """Yield how likely it is that somebody was not favourable, the likeliest first."""
    guesses = sorted(
        release.certificate.get("likelihood", ()), key=lambda guess: guess["high"], reverse=True
    )
    if not guesses:
        return
    yield words.gettext("Certainty is stopped, not likelihood.")
    yield from (_guess(release, guess, words) for guess in guesses[:MOST_GUESSES])
    if (more := len(guesses) - MOST_GUESSES) > 0:
        yield words.ngettext(
            "And {n} more, no likelier.", "And {n} more, none likelier.", more
        ).format(n=more)


def _guess(release: Release, guess: Mapping[str, Any], words: Language) -> str:
    _ = words.gettext
    who = name_people(release, guess["view"], words, guess["id"])
    whose = _("“{answer}”").format(answer=release.text(guess["id"], words.code)) + f", {who}"
    return _(
        "{whose}, at most {most} favourable of {n} forms: a given other person was not favourable"
        " with {percent} probability."
    ).format(
        whose=whose,
        most=guess["most"],
        n=guess["of"],
        percent=_percent(guess["low"], guess["high"], words),
    )


def _percent(low: float, high: float, words: Language) -> str:
    ends = [words.number(_rounded(share)) for share in (low, high)]
    if ends[0] == ends[1]:
        return words.gettext("{number} %").format(number=ends[0]).replace(" ", NO_BREAK)
    return (
        words.gettext("{low} to {high} %").format(low=ends[0], high=ends[1]).replace(" ", NO_BREAK)
    )


def _rounded(share: float) -> float:
    """Return whole per cent, halves upwards; what is not certain never reads as 100."""
    whole = floor(round(100 * share, 6) + 0.5)
    return whole if whole < 100 or share == 1 else floor(1000 * share) / 10


# ---- where it is kept ----------------------------------------------------------------------------


def _record(found: _Certificate, words: Language) -> Iterator[str]:
    _ = words.gettext
    stamps = {
        "all": _("Every answer bears the stamp of this promise: {stamp}."),
        "some": _(
            "Some of the answers bear the stamp of this promise, {stamp}; the others bear none."
        ),
        "none": _("The answers bear no stamp of the promise; that of this promise is {stamp}."),
    }
    if (stamped := stamps.get(found.get("stamped", ""))) and "promise" in found:
        yield stamped.format(stamp=found["promise"])
    if earlier := found.get("earlier"):
        yield _earlier(earlier, words)
    if said := found.get("others"):
        yield _(
            "Forms without times have the same answers as some of {cohorts}; {name} confirmed that"
            " they are other people's."
        ).format(cohorts=", ".join(said["cohorts"]), name=said["by"])
    if ledger := found.get("ledger"):
        yield _("Entry {n} of the ledger that is kept with the data.").format(n=ledger["entry"])
        if before := ledger.get("previous"):
            yield _("It seals the entry before, {hash}.").format(hash=str(before)[:HASH_SIGNS])


def _earlier(earlier: Mapping[str, Any], words: Language) -> str:
    _, n = words.gettext, earlier["releases"]
    if not n:
        return _("No release was made of these data before.")
    if earlier.get("same_people"):
        among = words.ngettext(
            "{n} release was made of these data before, of some of the same people.",
            "{n} releases were made of these data before, some of the same people among them.",
            n,
        )
    else:
        among = words.ngettext(
            "{n} release was made of these data before, of other people.",
            "{n} releases were made of these data before, of other people.",
            n,
        )
    return among.format(n=n)
