"""What the figures say: every sentence made from the release, in the reader's language.

Counts stand between ``**``.
"""

from toolkit.reports.narrative.annual import annual_text
from toolkit.reports.narrative.by_chapter import (
    GroupTable,
    build_group_tables,
    explain_total_only,
    group_word,
)
from toolkit.reports.narrative.certificate import certificate_paragraphs
from toolkit.reports.narrative.chapters import (
    AskedQuestion,
    Chapter,
    FigureTable,
    build_figure_tables,
    describe_base,
    describe_rules,
    explain_hidden_signs,
    list_asked_questions,
    list_chapters,
)
from toolkit.reports.narrative.headlines import (
    Headline,
    closing_sentence,
    list_headlines,
    response_sentences,
    subtitle,
    title,
)
from toolkit.reports.narrative.method import mark_legend, method_paragraphs, sign_meanings
from toolkit.reports.narrative.phrases import list_views
from toolkit.reports.narrative.sections import (
    FindingRow,
    Section,
    both_sides_sentence,
    list_finding_rows,
    list_sections,
    list_withheld_rows,
)

__all__ = [
    "AskedQuestion",
    "Chapter",
    "FigureTable",
    "FindingRow",
    "GroupTable",
    "Headline",
    "Section",
    "annual_text",
    "both_sides_sentence",
    "build_figure_tables",
    "build_group_tables",
    "certificate_paragraphs",
    "closing_sentence",
    "describe_base",
    "describe_rules",
    "explain_hidden_signs",
    "explain_total_only",
    "group_word",
    "list_asked_questions",
    "list_chapters",
    "list_finding_rows",
    "list_headlines",
    "list_sections",
    "list_views",
    "list_withheld_rows",
    "mark_legend",
    "method_paragraphs",
    "response_sentences",
    "sign_meanings",
    "subtitle",
    "title",
]
