"""The closing evaluation as plain text, to be pasted into an annual report."""

from collections.abc import Iterator

from toolkit.i18n import NO_BREAK, Language, capitalize_first
from toolkit.release.release import Finding, Release
from toolkit.reports.narrative.chapters import explain_hidden_signs
from toolkit.reports.narrative.headlines import (
    Headline,
    closing_sentence,
    list_headlines,
    response_sentences,
    subtitle,
    title,
)
from toolkit.reports.narrative.method import method_paragraphs
from toolkit.reports.narrative.phrases import (
    HASH_SIGNS,
    describe_figure,
    describe_possible_range,
    has_text,
    strip_count_marks,
)
from toolkit.reports.narrative.sections import list_finding_rows, open_pairs_sentence

OTHER_FINDINGS = ("objective.", "development.", "recommend", "meetings.", "endings.")
"""What is told in a line each, below the four answers."""


def annual_text(release: Release, words: Language) -> str:
    """Return the whole text, without marks that only a screen needs.

    Who answered, the four answers with base and possible range, what is not shown and why, how to
    read it.
    """
    text = "\n\n".join("\n".join(part) for part in _parts(release, words))
    return strip_count_marks(text).replace(NO_BREAK, " ") + "\n"


def _parts(release: Release, words: Language) -> Iterator[tuple[str, ...]]:
    _ = words.gettext
    yield title(release, words), f"{subtitle(release, words)}. {closing_sentence(release, words)}"
    yield tuple(filter(None, response_sentences(release, words)))
    for headline in list_headlines(release, words):
        yield (
            headline.question,
            headline.sentence,
            *_bases(headline, words),
            *([headline.note] if headline.note else []),
        )
    also = [
        f"{row.title}: {row.told}{_bracket_view(row.who, row.finding.view)}."
        f" {_beside(row.finding, release, words)}".strip()
        for row in list_finding_rows(release, words)
        if row.finding.id.startswith(OTHER_FINDINGS) and row.finding.told
    ]
    if also:
        yield _("Also told"), *also
    if untold := explain_hidden_signs(
        release, list(dict.fromkeys(finding.id for finding in release.findings)), words
    ):
        yield _("Not shown in this cohort"), *untold
    how_to_read, *_more, own_words = method_paragraphs(release, words)
    yield *how_to_read, own_words[1]
    yield tuple(_end(release, words))


def _bases(headline: Headline, words: Language) -> tuple[str, ...]:
    """Return the possible range of each side, where it has one."""
    said = [
        f"{label}: {describe_figure(finding, words)}, {reach}"
        for label, finding in headline.rows
        if (reach := describe_possible_range(finding, words))
    ]
    return (f"{'; '.join(said)}.",) if said else ()


def _beside(finding: Finding, release: Release, words: Language) -> str:
    if finding.id != "endings.completed":
        return ""
    reach = capitalize_first(describe_possible_range(finding, words))
    return " ".join(filter(None, (reach and f"{reach}.", open_pairs_sentence(release, words))))


def _bracket_view(who: str, view: str) -> str:
    return "" if view == "pair" else f" ({who.lower()})"


def _end(release: Release, words: Language) -> Iterator[str]:
    if has_text(release, "disclaimer"):
        yield release.text("disclaimer", words.code)
    yield words.gettext("Release {hash}.").format(hash=release.sha256[:HASH_SIGNS])
