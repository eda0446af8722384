"""What the figures say: every sentence made from the release, in the reader's language. Counts stand between ``**``."""

from __future__ import annotations

from toolkit.narrative.annual import annual_text
from toolkit.narrative.answers import Headline, closed, headlines, response, subtitle, title
from toolkit.narrative.chapters import Chapter, Question, Table, base, chapters, hidden, questions, rules, tables
from toolkit.narrative.detail import Row, Section, both_sides, sections, table, withheld
from toolkit.narrative.groups import ByGroup, by_group, by_word, not_by_group
from toolkit.narrative.method import legend, method, signs
from toolkit.narrative.proof import certificate
from toolkit.phrases import views

__all__ = [
    "ByGroup",
    "Chapter",
    "Headline",
    "Question",
    "Row",
    "Section",
    "Table",
    "annual_text",
    "base",
    "both_sides",
    "by_group",
    "by_word",
    "certificate",
    "chapters",
    "closed",
    "headlines",
    "hidden",
    "legend",
    "method",
    "not_by_group",
    "questions",
    "response",
    "rules",
    "sections",
    "signs",
    "subtitle",
    "table",
    "tables",
    "title",
    "views",
    "withheld",
]
