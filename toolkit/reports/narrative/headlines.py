"""The top of the report: title, who answered, the four answers that the programme owes itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.narrative.phrases import (
    ROLE_VIEWS,
    compare_sides,
    describe_figure,
    explain_withheld,
    list_people_views,
    name_people,
    strip_count_marks,
)


@dataclass(frozen=True)
class Headline:
    """One of the four answers that the programme owes itself.

    Attributes:
        key: ``goals``, ``process``, ``onward`` or ``contact``.
        question: The board's question.
        sentence: The answer, counts first.
        note: Whom it concerns, in small print; may be empty.
        rows: Label and finding: mentor before mentee, both pooled, or the pairs alone.
    """

    key: str
    question: str
    sentence: str
    note: str
    rows: tuple[tuple[str, Finding], ...]

    @property
    def of_pairs(self) -> bool:
        """Whether a mark is a pair, not a person."""
        return self.rows[0][1].view == "pair"


# ---- the top of the report -----------------------------------------------------------------------


def title(release: Release, words: Language) -> str:
    """Return the title: closing evaluation and cohort."""
    return words.gettext("Closing evaluation {cohort}").format(cohort=release.cohort)


def subtitle(release: Release, words: Language) -> str:
    """Return the programme and its size."""
    name, pairs = release.text("programme", words.code), release.frame.get("pairs")
    if pairs is None:
        return name
    size = words.ngettext("{n} pair", "{n} pairs", pairs).format(n=pairs)
    return f"{name} · {size}"


def closing_sentence(release: Release, words: Language) -> str:
    """Return when the cohort was closed, and that the figures stand."""
    return words.gettext("Closed on {date}. The figures are never recomputed.").format(
        date=words.date(release.closed_on)
    )


def response_sentences(release: Release, words: Language) -> tuple[str, str]:
    """Return who took part: people by role, and the pattern of the pairs."""
    _ = words.gettext
    sides = [release.finding("response.people", role) for role in ROLE_VIEWS]
    told_sides = [finding for finding in sides if finding.told]
    figures = [
        describe_figure(finding, words, name_people(release, finding.view, words))
        for finding in told_sides
    ]
    if not figures:
        return _("Who answered: {mark}.").format(mark=describe_figure(sides[0], words)), ""
    if len(figures) == 1:
        return _("{who} answered.").format(who=capitalize_first(figures[0])), ""
    said = _("**{n} of {frame}** people answered: {who}.").format(
        n=sum(finding.exact or 0 for finding in told_sides),
        frame=sum(finding.frame or 0 for finding in told_sides),
        who=strip_count_marks(words.both(*figures)),
    )
    pattern = release.finding("response.pattern", "pair")
    if not pattern.counts:
        return said, ""
    return said, _bind_numbers(
        _(
            "Both answered in {both} of the pairs, only the mentor in {mentor_only}, only the"
            " mentee in {mentee_only}, nobody in {nobody}."
        )
    ).format(**pattern.counts)


def _bind_numbers(sentence: str) -> str:
    """Keep each number on the line of the word before it."""
    return sentence.replace(" {", f"{NO_BREAK}{{")


def list_headlines(release: Release, words: Language) -> tuple[Headline, ...]:
    """Return the four answers, in the order in which the guide asks them."""
    _ = words.gettext
    sides = (
        ("goals", "goals.met", _("{who} reported that the goals were met."), ""),
        (
            "process",
            "process.works",
            _("{who} reported that the process worked."),
            _favourable_answers(release, "process.works", words),
        ),
        (
            "onward",
            "onward.plan",
            _("{who} reported a plan for carrying on alone."),
            _("Each person answers alone; several choices are possible."),
        ),
    )
    return (
        *(_headline_of_sides(release, *side, words) for side in sides),
        _headline_of_contact(release, words),
    )


def _headline_of_sides(
    release: Release, key: str, id: str, predicate: str, note: str, words: Language
) -> Headline:
    rows = tuple(
        (capitalize_first(name_people(release, finding.view, words, id)), finding)
        for finding in list_people_views(release, id)
    )
    told_note = note if any(finding.told for _label, finding in rows) else ""
    # How many chose to have no goal stands beside the answer whether or not the answer is shown.
    notes = [
        _goal_note(release, words) if key == "goals" else "",
        told_note,
        *_reasons_withheld(rows, words),
    ]
    return Headline(
        key,
        release.text(id, words.code),
        compare_sides(release, id, predicate, words),
        " ".join(filter(None, notes)),
        rows,
    )


def _reasons_withheld(rows: Iterable[tuple[str, Finding]], words: Language) -> Iterator[str]:
    """Yield why a figure is withheld or told in part, once for each reason."""
    findings = [finding for _label, finding in rows]
    yield from dict.fromkeys(
        explain_withheld(finding, words) for finding in findings if not finding.told
    )
    if any(finding.told_in_part for finding in findings):
        yield words.gettext(
            "The exact number is not shown, because it could prove what somebody else answered."
        )


def _goal_note(release: Release, words: Language) -> str:
    chosen = release.finding("goals.chosen", "pair").counts
    if not chosen:
        return ""
    set_goals = words.ngettext("{n} pair set goals", "{n} pairs set goals", chosen["yes"]).format(
        n=chosen["yes"]
    )
    none = words.gettext("{n} chose to have none").format(n=chosen["chose_none"])
    unknown = words.gettext("{n} not known").format(n=chosen["unknown"])
    return ", ".join([set_goals, none] + ([unknown] if chosen["unknown"] else [])) + "."


def _favourable_answers(release: Release, id: str, words: Language) -> str:
    labels = [
        words.gettext("“{answer}”").format(answer=release.text(f"{id}#{code}", words.code))
        for code, counts_as in release.codebook.get(id, {}).items()
        if counts_as == "favourable"
    ]
    if not labels:
        return ""
    return words.gettext("Counted as yes: {answers}.").format(
        answers=words.gettext("{first} or {second}").format(
            first=", ".join(labels[:-1]), second=labels[-1]
        )
        if len(labels) > 1
        else labels[0]
    )


def _headline_of_contact(release: Release, words: Language) -> Headline:
    _ = words.gettext
    finding = release.finding("contact.mutual", "pair")
    question = release.text("contact.mutual", words.code)
    rows = ((capitalize_first(_("pairs")), finding),)
    if not finding.told:
        return Headline(
            "contact",
            question,
            capitalize_first(describe_figure(finding, words)) + ".",
            explain_withheld(finding, words),
            rows,
        )
    note = _("No, don't know and no answer are not told apart.")
    if finding.exact is not None and finding.frame is not None:
        rest = finding.frame - finding.exact
        others = words.ngettext(
            "The other pair is one number.", "The other {n} pairs are one number.", rest
        ).format(n=rest)
        note = f"{others} {note}" if rest else ""
    return Headline(
        "contact",
        question,
        _("In {k} both want to keep in contact.").format(
            k=describe_figure(finding, words, _("pairs"))
        ),
        note,
        rows,
    )
