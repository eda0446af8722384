"""The closing evaluation as plain text, to be pasted into an annual report."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.narrative.answers import Headline, closed, headlines, response, subtitle, title
from toolkit.narrative.chapters import hidden
from toolkit.narrative.detail import still_open, table
from toolkit.narrative.method import method
from toolkit.phrases import has, plain, possible_in_words, told
from toolkit.release import Finding, Release
from toolkit.texts import NO_BREAK, Language

ALSO = ("objective.", "development.", "recommend", "meetings.", "endings.")
"""What is told in a line each, below the four answers."""
HASH_SIGNS = 12


def annual_text(release: Release, words: Language) -> str:
    """Return the text: who answered, the four answers with base and possible range, what is not shown and why, how to read it."""
    text = "\n\n".join("\n".join(part) for part in _parts(release, words))
    return plain(text).replace(NO_BREAK, " ") + "\n"


def _parts(release: Release, words: Language) -> Iterator[tuple[str, ...]]:
    _ = words.gettext
    yield title(release, words), f"{subtitle(release, words)}. {closed(release, words)}"
    yield tuple(filter(None, response(release, words)))
    for headline in headlines(release, words):
        yield headline.question, headline.sentence, *_bases(headline, words), *([headline.note] if headline.note else [])
    found = [row for row in table(release, words) if row.finding.id.startswith(ALSO) and row.finding.told]
    also = [f"{row.title}: {row.told}{_of(row.who, row.finding.view)}. {_beside(row.finding, release, words)}".strip() for row in found]
    if also:
        yield _("Also told"), *also
    if untold := hidden(release, list(dict.fromkeys(finding.id for finding in release.findings)), words):
        yield _("Not shown in this cohort"), *untold
    how = next(iter(method(release, words)))
    own_words = list(method(release, words))[-1]
    yield how[0], how[1], own_words[1]
    yield tuple(_end(release, words))


def _bases(headline: Headline, words: Language) -> tuple[str, ...]:
    """Return the possible range of each side, where it has one."""
    said = [f"{label}: {told(finding, words)}, {reach}" for label, finding in headline.rows if (reach := possible_in_words(finding, words))]
    return (f"{'; '.join(said)}.",) if said else ()


def _beside(finding: Finding, release: Release, words: Language) -> str:
    return still_open(release, words) if finding.id == "endings.completed" else ""


def _of(who: str, view: str) -> str:
    return "" if view == "pair" else f" ({who.lower()})"


def _end(release: Release, words: Language) -> Iterator[str]:
    if has(release, "disclaimer"):
        yield release.text("disclaimer", words.code)
    yield words.gettext("Release {hash}.").format(hash=release.sha256[:HASH_SIGNS])
