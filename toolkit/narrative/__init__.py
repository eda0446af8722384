"""What the figures say: every sentence made from the release, in the reader's language. Counts stand between ``**``."""

from __future__ import annotations

from toolkit.narrative.answers import Headline, closed, headlines, response, subtitle, title
from toolkit.narrative.detail import Row, Section, both_sides, sections, table, withheld
from toolkit.narrative.groups import ByGroup, by_group, by_word, not_by_group
from toolkit.narrative.method import legend, method, signs
from toolkit.narrative.proof import certificate
from toolkit.phrases import views

__all__ = [
    "ByGroup",
    "Headline",
    "Row",
    "Section",
    "both_sides",
    "by_group",
    "by_word",
    "certificate",
    "closed",
    "headlines",
    "legend",
    "method",
    "not_by_group",
    "response",
    "sections",
    "signs",
    "subtitle",
    "table",
    "title",
    "views",
    "withheld",
]
