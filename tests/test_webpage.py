"""The web page: one file that asks nothing of the network, with the figures of the release and no
others.
"""

from dataclasses import replace
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from releases import A8, B40, BANDS, GROUPS, WITH_CERTIFICATE, all_hidden, one_sided

from toolkit.i18n import LANGUAGES, load_language
from toolkit.reports import narrative
from toolkit.reports.html.closing import closing_page, page_fragment, write_page
from toolkit.reports.narrative.phrases import describe_figure, strip_count_marks

pytestmark = pytest.mark.slow

EVERY = {
    "8 pairs": A8,
    "40 pairs": B40,
    "hidden": all_hidden(),
    "one side": one_sided(),
    "bands": BANDS,
    "chapters": GROUPS,
}
both_languages = pytest.mark.parametrize("code", LANGUAGES)
every_release = pytest.mark.parametrize("name", EVERY)
VOID = {"meta", "br", "path", "rect", "line", "i"}


class Page(HTMLParser):
    """What a browser finds: elements with their attributes, the tables as text, the elements that
    are still open.
    """

    def __init__(self, html):
        super().__init__()
        self.elements, self.tables, self.open, self.mismatched = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        """Note an element, a table, a row, a cell."""
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attributes):
        """Note an element that is closed at once."""
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        """Note where the nesting is broken."""
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.mismatched.append(tag)

    def handle_data(self, text):
        """Note what stands in a cell."""
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += text.replace("\u00a0", " ")

    def all(self, tag):
        """Return the attributes of every element *tag*."""
        return [attributes for name, attributes in self.elements if name == tag]


@lru_cache
def page_of(name, code="en"):
    """Return the page of the release *name*, drawn once for all tests."""
    return closing_page(EVERY[name], code)


def figures(html):
    """Return the table of all figures without its header."""
    (table,) = (
        table
        for table in Page(html).tables
        if len(table[0]) == 5 and "5" not in table[0] and len(table) > 12
    )
    return table[1:]


def whole(release):
    """Return the findings of the whole cohort."""
    return [finding for finding in release.findings if not finding.group]


def asked(release):
    """Return the release with one question worded for each role and one alike for both."""
    wordings = {
        "process.works@mentor": "Did it work with your mentee?",
        "process.works@mentee": "Did it work with your mentor?",
        "goals.met@mentor": "Were they met?",
        "goals.met@mentee": "Were they met?",
    }
    return replace(release, texts={**release.texts, "en": {**release.texts["en"], **wordings}})


@both_languages
@every_release
def test_the_page_asks_nothing_of_the_network(name, code):
    """No address, no script, no file beside it: it reads the same on a plane."""
    html = page_of(name, code)
    assert not any(
        sign in html
        for sign in ("http", "//", "<script", "<link", "<img", "url(", "@import", "src=", "href=")
    )


@both_languages
@every_release
def test_the_page_is_well_formed(name, code):
    """Every element that is opened is closed again, in order, and the language is stated."""
    page = Page(page_of(name, code))
    assert (page.mismatched, page.open) == ([], [])
    assert [{"lang": code}] == page.all("html")


@both_languages
@every_release
def test_every_figure_in_the_table_is_that_of_the_release(name, code):
    """The table names every finding in the release's order, with its own figure and its own counts;
    that pairs go on only where some do.
    """
    release, words, rows = EVERY[name], load_language(code), figures(page_of(name, code))
    for finding, (title, _who, figure, _possible, each) in zip(whole(release), rows, strict=True):
        assert release.text(finding.id, code) == title
        assert strip_count_marks(describe_figure(finding, words)).replace("\u00a0", " ") == figure
        counts = [int(part.rsplit(": ", 1)[1]) for part in each.split("; ")] if each else []
        assert [
            count for code, count in (finding.counts or {}).items() if count or code != "still_open"
        ] == counts
        if finding.status == "shown":
            assert str(finding.frame) in figure
            assert figure.startswith(
                {finding.frame: "al", 0: ("none", "ing")}.get(finding.exact, str(finding.exact))
            )


@every_release
def test_hidden_not_available_and_zero_look_different(name):
    """What may not be shown has its own sign and no possible range, and never a 0."""
    for finding, row in zip(whole(EVERY[name]), figures(page_of(name)), strict=True):
        if not finding.told:
            assert [
                "hidden [c]" if finding.status == "hidden" else "not available [x]",
                "",
                "",
            ] == row[2:]


def test_the_possible_range_stands_beside_the_figure():
    """Five mentors of eight said yes and two are missing: 5 to 7."""
    assert figures(page_of("8 pairs"))[8][:4] == [
        "Did the process work?",
        "Mentors",
        "5 of 8",
        "5–7",
    ]


@every_release
def test_headings_follow_each_other(name):
    """One main heading, and no level is skipped."""
    levels = [
        int(tag[1])
        for tag, _attributes in Page(page_of(name)).elements
        if tag in ("h1", "h2", "h3", "h4")
    ]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@every_release
def test_every_drawing_is_one_picture_with_a_name(name):
    """A screen reader hears the figures instead of the marks."""
    drawings = Page(page_of(name)).all("svg")
    assert {"img"} == {drawing["role"] for drawing in drawings}
    assert all(drawing["aria-label"].strip() for drawing in drawings)


def test_every_table_names_its_rows_and_columns():
    """Each header cell says what it is the header of."""
    scopes = [cell.get("scope") for cell in Page(closing_page(asked(A8), "en")).all("th")]
    assert {"row", "col"} == set(scopes)


def test_the_four_answers_stand_before_the_detail():
    """A board member who reads one page reads these."""
    told = (
        "people answered",
        "that the goals were met",
        "that the process worked",
        "both want to keep",
        "All answers, side",
    )
    places = [page_of("8 pairs").index(text) for text in told]
    assert sorted(places) == places


def test_counts_are_bold():
    """The number is what the eye finds first."""
    assert "<b>5\u00a0of\u00a08</b>\u00a0mentors" in page_of("8 pairs")


def test_markup_in_the_programmes_own_words_is_harmless():
    """A title, an answer, a role or a name that looks like markup is printed as it is written."""
    evil = "<script>alert('x')</script>\"><img src=x onerror=y>"
    texts = {"en": {key: f"{evil}{text}" for key, text in A8.texts["en"].items()}}
    release = replace(
        A8,
        texts=texts,
        cohort=evil,
        closed_by=evil,
        made_with=evil,
        certificate={**WITH_CERTIFICATE.certificate, "solver": evil},
    )
    for html in (closing_page(release, "en"), page_fragment(release, "en")):
        assert not Page(html).all("script") + Page(html).all("img")
        assert "&lt;script&gt;" in html


def test_withheld_figures_are_named():
    """Nobody has to wonder what is not there."""
    html = page_of("8 pairs")
    withheld = html[html.index("Not shown in full") :]
    assert all(
        f"<li>{A8.text(finding.id, 'en')} <span" in withheld
        for finding in A8.findings
        if finding.status != "shown"
    )


def test_a_headline_without_a_figure_has_no_drawing():
    """Where everything is hidden, only who answered is drawn; the sentence says the rest."""
    html = page_of("hidden")
    assert len(Page(html).all("svg")) == 1
    assert "Hidden [c]." in html


def test_the_questions_stand_as_they_were_asked():
    """Wordings that differ are given for each role, one that is the same once, with what each
    answer counts as.
    """
    *_others, table = Page(closing_page(asked(A8), "en")).tables
    assert table[1:] == [
        [
            "Were the goals met?",
            "Were they met?",
            "Fully; Largely",
            "Partly; Not; Changed or dropped",
            "We had no goal; Prefer not to say; No answer",
        ],
        [
            "Did the process work?",
            "Mentors: Did it work with your mentee?Mentees: Did it work with your mentor?",
            "Agree fully; Agree",
            "Neither; Disagree; Disagree fully",
            "Prefer not to say; No answer",
        ],
    ]


def test_a_release_without_wordings_has_no_table_of_questions():
    """Nothing is announced that is not there."""
    assert "The questions as they were asked" not in page_of("8 pairs")


def test_the_footer_tells_this_release_from_another():
    """The hash, who closed it and the program stand last; the proof only where there is one."""
    html = closing_page(replace(A8, closed_by="Eva", made_with="mentoring-toolkit 1"), "en")
    footer = html[html.index("<footer") :]
    assert replace(A8, closed_by="Eva").sha256[:12] in footer
    assert "Closed by Eva." in footer
    assert "mentoring-toolkit 1" in footer
    assert "What was proved" not in html


@both_languages
def test_the_certificate_is_printed_in_plain_words(code):
    """Promise, limits and certificate stand in the method, word for word as the narrative says
    them.
    """
    html, words = closing_page(WITH_CERTIFICATE, code), load_language(code)
    method = unescape(
        html[
            html.index('<section class="part method">') : html.index(
                '<section class="part tables">'
            )
        ]
    )
    for title, text in (
        *narrative.method_paragraphs(WITH_CERTIFICATE, words),
        *narrative.certificate_paragraphs(WITH_CERTIFICATE, words),
    ):
        assert f">{title}<" in method
        assert f">{text}<" in method


@both_languages
def test_each_chapter_stands_under_its_question(code):
    """Three tables by chapter, each in the section of its question, and what is not told by chapter
    in a line.
    """
    page, words = Page(page_of("chapters", code)), load_language(code)
    ids = ("goals.met", "process.works", "process.part.form")
    wanted = [
        [list(group.header), *map(list, group.rows)]
        for group in narrative.build_group_tables(GROUPS, ids, words)
    ]
    assert [
        [[cell.replace("\u00a0", " ") for cell in row] for row in table] for table in wanted
    ] == page.tables[:3]
    html, (goals, process, parts, *_more) = (
        page_of("chapters", code),
        narrative.list_sections(GROUPS, words),
    )
    tables = [
        html.index(f"<h3>{group.title}<")
        for group in narrative.build_group_tables(GROUPS, ids, words)
    ]
    headings = [html.index(f"<h2>{section.title}") for section in (goals, process, parts)]
    assert [place for pair in zip(headings, tables, strict=True) for place in pair] == sorted(
        [*headings, *tables]
    )
    assert escape(narrative.explain_total_only(GROUPS, parts.ids, words)) in html


def test_a_band_is_said_once_on_the_whole_page():
    """No finding of pooled roles is split into a line for mentors and one for mentees."""
    rows = [(title, who, figure) for title, who, figure, *_more in figures(page_of("bands"))]
    assert ("Did the process work?", "Mentors and mentees together", "5–8 of 16") in rows
    assert (
        "Would recommend the programme",
        "Mentors and mentees together",
        "not available [x]",
    ) in rows
    assert (
        len(
            {title for title, who, _figure in rows if who in ("Mentors", "Mentees")}
            & {title for title, who, _figure in rows if "together" in who}
        )
        == 0
    )


def test_both_sides_of_a_pair_are_told_in_bold():
    """The count of the sentence about both sides is what the eye finds."""
    assert (
        "In <b>2–4\u00a0of\u00a08</b>\u00a0pairs both reported that the process worked."
        in page_of("8 pairs")
    )


def test_the_disclaimer_of_the_programme_is_printed():
    """What the association wants said about the figures is said."""
    release = replace(
        A8, texts={**A8.texts, "en": {**A8.texts["en"], "disclaimer": "Made by volunteers."}}
    )
    assert "<p>Made by volunteers.</p>" in closing_page(release, "en")


def test_one_pair_is_not_one_pairs():
    """The subtitle counts in the right number."""
    assert "SWEA Mentorship · 1 pair</title>" in closing_page(
        replace(A8, frame={"pairs": 1, "mentor": 1, "mentee": 1}), "en"
    )


def test_the_page_is_written_whole(tmp_path):
    """The file holds the page, and nothing else is left beside it."""
    path = write_page(A8, tmp_path / "closing.html", "sv")
    assert page_of("8 pairs", "sv") == path.read_text("utf-8")
    assert [path] == list(tmp_path.iterdir())


def test_a_page_that_fails_leaves_the_old_one(tmp_path):
    """An unknown language changes no file."""
    target = tmp_path / "closing.html"
    target.write_text("old", "utf-8")
    with pytest.raises(ValueError, match="no such language"):
        write_page(A8, target, "tlh")
    assert ("old", [target]) == (target.read_text("utf-8"), list(tmp_path.iterdir()))


@both_languages
@every_release
def test_the_fragment_is_one_block_that_brings_its_own_colours(name, code):
    """A notebook in dark shows dark ink on a light ground, and the same table as the page."""
    html = page_fragment(EVERY[name], code)
    page = Page(html)
    (_tag, outer), *_others = page.elements
    assert (code, [], []) == (outer["lang"], page.mismatched, page.open)
    assert "background: #FFFFFF; color: #1D2730" in outer["style"]
    assert html.strip().endswith("</div>")
    assert figures(page_of(name, code)) == page.tables[0][1:]
    assert len(
        narrative.build_group_tables(
            EVERY[name],
            dict.fromkeys(finding.id for finding in EVERY[name].findings),
            load_language(code),
        )
    ) == len(page.tables[1:])
    assert not any(sign in html for sign in ("http", "//", "<script"))
