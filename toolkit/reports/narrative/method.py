"""How to read the report: the marks, the signs, the method, the promise."""

from collections.abc import Iterator

from toolkit.i18n import Language, capitalize_first
from toolkit.release.release import Release
from toolkit.reports.narrative.by_chapter import group_word
from toolkit.reports.narrative.phrases import has_text, name_people
from toolkit.reports.palette import is_fact, strip_zones


def mark_legend(release: Release, words: Language) -> tuple[tuple[str, str], ...]:
    """Return the kinds of marks that answers of this release are drawn as, and what they mean.

    Facts speak for themselves.
    """
    _ = words.gettext
    meanings = (
        ("yes", _("yes")),
        ("perhaps", _("could be yes: “at most”, or a span")),
        ("none", _("no answer: could fall on either side")),
        ("other", _("another answer")),
        ("rest", _("others, not broken down")),
    )
    drawn = {
        kind
        for finding in release.findings
        if not is_fact(finding.id)
        for kind, count in strip_zones(finding)
        if count
    }
    return tuple((kind, meaning) for kind, meaning in meanings if kind in drawn)


def sign_meanings(words: Language) -> tuple[tuple[str, str], ...]:
    """Return the signs that stand where a figure would, and what each means."""
    _ = words.gettext
    return (
        ("0", _("zero: nobody answered so")),
        (
            _("at most 2; 2–4"),
            _(
                "so many at most, or between the two; the exact number is not shown, because it"
                " could prove what somebody else answered"
            ),
        ),
        (
            _("hidden [c]"),
            _("the figure exists, but rests on too few forms or could give away a single answer"),
        ),
        (
            _("not available [x]"),
            _(
                "the question was not asked or nobody answered it, nothing is recommended, or it"
                " cannot be told from what was sent in"
            ),
        ),
    )


def method_paragraphs(release: Release, words: Language) -> Iterator[tuple[str, str]]:
    """Yield the method as titled paragraphs.

    How to read, the promise and its limits, whose words these are.
    """
    _ = words.gettext
    yield _("How to read the figures"), _how_to_read(release, words)
    if _some_were_not_asked(release):
        yield (
            _("Who was asked"),
            _(
                "Not everybody was asked every question, such as a pair that ended early. Each"
                " figure is of those who were asked."
            ),
        )
    if by_group := group_word(release, words):
        yield capitalize_first(by_group), _explain_groups(release, words)
    yield from promise_paragraphs(release, words)
    yield (
        _("The participants' own words"),
        _(
            "The figures are what the participants state. They do not show what the programme"
            " caused."
        ),
    )


def _some_were_not_asked(release: Release) -> bool:
    """Whether a figure is of fewer people than should have answered.

    That pairs without a goal are not in the frame of goals stands beside those figures already.
    """
    sizes = {role: release.frame.get(role) or 0 for role in ("mentor", "mentee")}
    sizes["people"] = sum(sizes.values())
    return any(
        finding.told and (finding.frame or 0) < sizes.get(finding.view, 0)
        for finding in release.findings
        if not finding.group and finding.id != "goals.met"
    )


def promise_paragraphs(release: Release, words: Language) -> Iterator[tuple[str, str]]:
    """Yield what the participants were promised and what not, in the words they were told.

    A release without them has ours.
    """
    _ = words.gettext
    if has_text(release, "promise"):
        quoted = _("“{answer}”")
        yield (
            _("The promise to the participants"),
            quoted.format(answer=release.text("promise", words.code)),
        )
        if has_text(release, "promise.limits"):
            yield (
                _("What they were told is not promised"),
                quoted.format(answer=release.text("promise.limits", words.code)),
            )
        return
    yield (
        _("The promise to the participants"),
        _(
            "Nobody who answered can be shown not to have answered favourably. A group is shown"
            " only when at least {n} forms are in. The promise stops certainty: it cannot stop"
            " guesses, nor people talking. That somebody answered favourably, or did not answer,"
            " may show."
        ).format(n=release.min_base),
    )


def _how_to_read(release: Release, words: Language) -> str:
    _ = words.gettext
    twice = _("Whoever takes part in two pairs is counted once for each.")
    if release.promise == "bands":
        bands = _(
            "The answers of {people} are counted, and how many were favourable is told as a band:"
            " the number lies between the two that are printed."
        )
        return f"{bands.format(people=name_people(release, 'people', words))} {twice}"
    counts = _(
        "Counts first, then the possible range: the lowest if none of those who did not answer had"
        " said yes, the highest if all of them had."
    )
    return f"{counts} {twice}"


def _explain_groups(release: Release, words: Language) -> str:
    _ = words.gettext
    rule = _(
        "A figure is told part by part only where every part can be told: a single one could be"
        " worked out from the total and the others."
    )
    none = _("In this cohort that is so for no figure.")
    return rule if any(finding.group for finding in release.findings) else f"{rule} {none}"
