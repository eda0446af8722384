"""The board's page as Streamlit runs it, without a browser."""

from __future__ import annotations

import logging
import os
import re
import tomllib
from dataclasses import asdict, replace
from itertools import combinations

import pytest
import streamlit as st
from ledgers import keep
from releases import A8, B40, BANDS, GROUPS, WITH_CERTIFICATE, all_hidden, few, one_sided
from streamlit.testing.v1 import AppTest

from toolkit.app import state
from toolkit.app.pages.year_figures import choose_line_layout, draw_side, draw_through_years
from toolkit.app.state import release_slug
from toolkit.app.widgets.layout import escape_markdown
from toolkit.i18n import LANGUAGES, NO_BREAK, capitalize_first, load_language
from toolkit.release.locations import DATA_VARIABLE
from toolkit.release.release import read_release
from toolkit.reports import narrative
from toolkit.reports.charts.canvas import LETTER
from toolkit.reports.narrative import phrases
from toolkit.reports.palette import DARK, LIGHT
from toolkit.reports.years import line_text
from toolkit.reports.years import narrative as year_narrative
from toolkit.reports.years.comparison import compare_releases
from toolkit.reports.years.page import build_side
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow

RELEASES = {
    "a8": A8,
    "b40": B40,
    "hidden": all_hidden(),
    "one-sided": one_sided(),
    "bands": BANDS,
    "chapters": GROUPS,
    "proved": WITH_CERTIFICATE,
}
EVERYTHING = [
    "goals",
    "process",
    "onward",
    "contact",
    "meetings",
    "objectives",
    "items",
    "figures",
    "method",
    "text",
]
"""Every part of the board's page that can be opened."""
PAGES = ("evaluation.py", "years.py", "presentation.py")
every_language = pytest.mark.parametrize("code", LANGUAGES)
every_release = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)


def test_every_cohort_has_a_name_of_its_own():
    """Cohorts whose names differ in a sign alone have different addresses and files."""
    assert 4 == len(
        {
            release_slug(replace(A8, cohort=cohort))
            for cohort in ("2026/1", "2026-1", "2026 1", "2026_1")
        }
    )


@pytest.fixture
def open_app(tmp_path, monkeypatch):
    """Open the app on a data home that keeps these releases, with this address."""

    def opened(*releases, page="", **address):
        for release in releases:
            keep(tmp_path, release)
        monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
        return run(page, **address)

    return opened


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """Return the board's page of a release with every part open, run once for all who read it."""
    seen = {}

    def everything(release, code):
        if (id(release), code) not in seen:
            home = tmp_path_factory.mktemp("home")
            keep(home, release)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(DATA_VARIABLE, str(home))
                seen[id(release), code] = run(lang=code, open=EVERYTHING)
        return seen[id(release), code]

    return everything


def run(page: str = "", **address: str | list[str]) -> AppTest:
    """Run the app at an address, or another of its pages there."""
    app = AppTest.from_file(str(resource_path("app.py")), default_timeout=30)
    for key, value in address.items():
        app.query_params[key] = value if isinstance(value, str) else ".".join(value)
    return app.switch_page(f"toolkit/app/pages/{page}").run() if page else app.run()


def read(app: AppTest) -> str:
    """Return all text of the page as a reader sees it, without Markdown's backslashes."""
    elements = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.html,
        *app.code,
        *app.error,
    ]
    cells = [
        " ".join(map(str, row))
        for table in app.table
        for row in table.value.reset_index().to_numpy()
    ]
    return re.sub(
        r"\\(.)",
        r"\1",
        "\n".join([str(element.value) for element in elements] + cells + alt_texts(app)),
    )


def alt_texts(app: AppTest) -> list[str]:
    """Return what a screen reader says for each figure."""
    return [chart.proto.alt for chart in app.get("vega_lite_chart")]


def numbers(text: str) -> list[int]:
    """Return the whole numbers in *text*."""
    return [int(number) for number in re.findall(r"\d+", text)]


# ---- what the page says --------------------------------------------------------------------------


@every_language
@every_release
def test_the_page_says_what_the_narrative_says(everything, release, code):
    """Title, date, who answered and the four answers stand on the page word for word, and nothing
    is raised or reported.
    """
    app = everything(release, code)

    text, words = read(app), load_language(code)
    assert not app.exception and not app.error
    assert [narrative.title(release, words)] == [title.value for title in app.title]
    assert narrative.closing_sentence(release, words) in text
    for sentence in (
        *narrative.response_sentences(release, words),
        *(headline.sentence for headline in narrative.list_headlines(release, words)),
    ):
        assert sentence in text


@every_language
@every_release
def test_the_table_holds_every_figure_of_the_release(open_app, release, code):
    """Each finding is one row, with its own numbers if it has any, and with the sign that fits if
    it has none.
    """
    rows = list(open_app(release, lang=code, open="figures").table[-1].value.itertuples())

    for finding, row in zip(
        (finding for finding in release.findings if not finding.group), rows, strict=True
    ):
        told, answers = row[1].replace("\\", ""), row[2].replace("\\", "")
        if not finding.told:
            assert ("[c]" if finding.status == "hidden" else "[x]") in told
            assert [] == numbers(told + answers)
            continue
        said = numbers(told.partition("(")[0])
        in_words = finding.exact in (0, finding.frame)
        assert [*([] if in_words else numbers(str(finding.favourable))), finding.frame] == said
        assert sum((finding.counts or {}).values()) == sum(
            int(count) for count in re.findall(r":\s(\d+)", answers)
        )


def test_the_worked_cohort_reads_as_worked_by_hand(open_app):
    """Cohort A8: 3 of 6 and 3 of 6, 5 of 8 and 4 of 8 with 5 to 7 and 4 to 7 possible, 3 pairs
    mutual.
    """
    table = open_app(A8, lang="en", open="figures").table[-1].value.iloc[:, 0]

    told = {str(name): told.replace("\xa0", " ").replace("\\", "") for name, told in table.items()}
    assert "3 of 6 (3–5)" == told["Were the goals met? · Mentors"]
    assert "5 of 8 (5–7)" == told["Did the process work? · Mentors"]
    assert "4 of 8 (4–7)" == told["Did the process work? · Mentees"]
    assert "3 of 8 (3–7)" == told["Will they keep in contact?"]
    assert "at most 2 of 8" == told["We covered the plan · Mentors"]
    assert "hidden [c]" == told["Were the goals met? Both in the pair"]
    assert "not available [x]" == told["Contact about monthly"]


@every_language
def test_chapters_stand_in_the_section_of_their_question(open_app, code):
    """Three figures have a table by chapter below them, the others a line that says why not."""
    app, words = open_app(GROUPS, lang=code, open=["goals", "process"]), load_language(code)
    found = narrative.build_group_tables(
        GROUPS, ("goals.met", "process.works", "process.part.form"), words
    )
    tables = [
        [
            tuple(re.sub(r"\\(.)", r"\1", str(cell)) for cell in row)
            for row in table.value.reset_index().to_numpy()
        ]
        for table in app.table
    ]

    for group in found:
        assert list(group.rows) in tables
        assert escape_markdown(group.title) in [text.value for text in app.markdown]
    assert narrative.explain_total_only(
        GROUPS, narrative.list_sections(GROUPS, words)[2].ids, words
    ) in read(app)


@every_language
def test_the_certificate_stands_in_the_method(open_app, code):
    """Each of its paragraphs is there with its title; without a certificate nothing is claimed."""
    words = load_language(code)
    text = read(open_app(WITH_CERTIFICATE, lang=code, open="method"))
    (kept,) = state.shelf().releases.values()

    assert all(
        f"**{title}.** {paragraph}" in text
        for title, paragraph in narrative.certificate_paragraphs(kept, words)
    )
    assert words.gettext("What was proved") not in read(
        open_app(A8, lang=code, cohort=release_slug(A8), open="method")
    )


@every_language
@every_release
def test_every_figure_can_be_heard(everything, release, code):
    """Every figure has a text of its own that holds a number."""
    heard = alt_texts(everything(release, code))

    assert heard
    assert all(numbers(alt) for alt in heard)


@every_language
@every_release
def test_no_key_is_shown_instead_of_words(everything, release, code):
    """Neither the code of a finding nor a placeholder of a sentence is on the page."""
    text = read(everything(release, code))

    assert [] == re.findall(
        r"\b(?:goals|process|onward|contact|meetings|endings|response|role)\.[a-z_.]+|\{[a-z_]+\}",
        text,
    )


@pytest.mark.parametrize("found", ["nothing", "no folder", "damaged", *RELEASES])
def test_every_sentence_is_translated(open_app, tmp_path, monkeypatch, untranslated, found):
    """No sentence of the page falls back to English for a Swedish reader."""
    if found == "no folder":
        monkeypatch.delenv(DATA_VARIABLE, raising=False)
        run(lang="sv")
    elif found == "damaged":
        keep(tmp_path / "data", A8).save(tmp_path / "data" / "releases" / "stray.json")
        A8.save(tmp_path / "release.json")
        monkeypatch.setenv(
            DATA_VARIABLE,
            os.pathsep.join(
                str(folder) for folder in (tmp_path, tmp_path / "data", tmp_path / "missing")
            ),
        )
        run(lang="sv")
    else:
        st.cache_data.clear()
        told = (
            [RELEASES[found], replace(RELEASES[found], cohort="before")]
            if found in RELEASES
            else []
        )
        open_app(*told, lang="sv", open=EVERYTHING)
        for page in PAGES[1:]:
            run(
                page,
                lang="sv",
                open=[*EVERYTHING, "register", "unsaid", *(f"years-{at}" for at in range(4))],
            )

    assert [] == sorted(set(untranslated))


@every_language
def test_a_figure_that_may_not_be_shown_is_not_drawn(open_app, code):
    """Where everything is hidden, only who answered is drawn, and each question names its figures
    together with their sign and why.
    """
    release, words = all_hidden(), load_language(code)

    app = open_app(release, lang=code, open=EVERYTHING)

    assert 1 == len(alt_texts(app))
    assert [headline.question for headline in narrative.list_headlines(release, words)] == [
        head.value for head in app.header
    ][:4]
    named = "\n".join(
        note.value
        for note in app.markdown
        if note.value.startswith(
            f"**{escape_markdown(capitalize_first(words.gettext('hidden [c]')))}\\:**"
        )
    )
    assert all(
        escape_markdown(release.text(finding.id, code)) in named
        and escape_markdown(phrases.explain_withheld(finding, words)) in named
        for finding in release.findings
        if finding.status == "hidden"
    )


def test_labels_of_a_programme_are_never_markup():
    """A label that looks like a link, a picture, a formula, a colour or a list stays as it is
    written; counts stay bold.
    """
    assert r"\!\[x\](http\://a.b/c.png)" == escape_markdown("![x](http://a.b/c.png)")
    assert r"\$5 \:red\[now\] \<b\> a\_b\_c \*so\*" == escape_markdown(
        "$5 :red[now] <b> a_b_c *so*"
    )
    assert r"1\. first" == escape_markdown("1. first")
    assert "**5 of 8** mentors" == escape_markdown("**5 of 8** mentors")


# ---- nothing to read, or not all of it -----------------------------------------------------------


@every_language
def test_without_a_data_folder_the_page_says_how_to_start(monkeypatch, code):
    """The page says that no folder is open and gives the two commands that mend it."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)

    app = run(lang=code)

    assert not app.exception and not app.error
    assert [load_language(code).gettext("No data folder is open")] == [
        title.value for title in app.title
    ]
    assert ["mentoring-toolkit app DATA", "mentoring-toolkit demo"] == [
        line.value for line in app.code
    ]


@every_language
def test_before_the_first_closing_the_page_says_what_to_wait_for(open_app, code):
    """A data folder without releases is no fault: the page gives the command that closes a
    cohort.
    """
    app = open_app(lang=code)

    assert not app.exception and not app.error
    assert [load_language(code).gettext("No cohort is closed yet")] == [
        title.value for title in app.title
    ]
    assert app.code[0].value.startswith("mentoring-toolkit close DATA ")


@every_language
def test_only_what_the_ledger_vouches_for_is_shown(open_app, tmp_path, code):
    """An exchanged, a damaged, a missing and a stray release are named in one sentence, above the
    release that stands.
    """
    exchanged, damaged, missing = (
        replace(all_hidden(), cohort=cohort) for cohort in ("exchanged", "damaged", "missing")
    )
    open_app(A8, exchanged, damaged, missing)
    kept = tmp_path / "releases"
    replace(exchanged, min_base=3).save(kept / "swea-exchanged.json")
    (kept / "swea-damaged.json").write_text("{", "utf-8")
    (kept / "swea-missing.json").unlink()
    B40.save(kept / "swea-2025.json")

    app = open_app(lang=code)

    assert not app.exception and not app.error
    (told,) = [line for line in read(app).splitlines() if "doctor" in line]
    assert ["2025", "damaged", "exchanged", "missing"] == re.findall(r"swea-(\w+)\.json", told)
    assert told.startswith(f"{tmp_path.name}: ")
    assert str(tmp_path.parent) not in read(app)
    assert ["swea-A8"] == list(state.shelf().releases)
    assert [narrative.title(A8, load_language(code))] == [title.value for title in app.title]


@every_language
@pytest.mark.parametrize("tamper", ["changed", "gone"])
def test_without_its_ledger_nothing_is_shown(open_app, tmp_path, code, tamper):
    """Of a ledger of which one line was changed, or that is gone, no release at all is shown, and
    the page says what to do.
    """
    open_app(A8, B40)
    ledger = tmp_path / "releases" / "ledger.jsonl"
    (
        ledger.write_text(
            ledger.read_text("utf-8").replace('"closed_by":""', '"closed_by":"x"', 1), "utf-8"
        )
        if tamper == "changed"
        else ledger.unlink()
    )

    app = open_app(lang=code)

    assert not app.exception and not app.error
    assert [load_language(code).gettext("Nothing here can be read")] == [
        title.value for title in app.title
    ]
    assert "swea-2025.json, swea-A8.json" in read(app) and "mentoring-toolkit doctor" in read(app)


@every_language
def test_copies_without_a_ledger_are_not_shown(tmp_path, monkeypatch, code):
    """A folder of reports is not a folder of data; the page says on which one to start the app."""
    (tmp_path / "reports").mkdir()
    A8.save(tmp_path / "reports" / "release.json")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "reports"))

    app = run(lang=code)

    assert not app.exception and not app.error
    assert {} == state.shelf().releases
    assert f"reports: {load_language(code).gettext(state.COPIES)}" in read(app)


def test_nothing_is_read_twice(open_app, tmp_path, monkeypatch):
    """The page is drawn again from what was read; only when a file changes is it read again."""
    open_app(A8, B40)
    read_anew = []
    monkeypatch.setattr(
        state.releases,
        "read_release",
        lambda file: read_anew.append(file.name) or read_release(file),
    )

    state.shelf()
    state.shelf()
    assert [] == read_anew

    replace(A8, min_base=3).save(tmp_path / "releases" / "swea-A8.json")
    assert ["swea-2025"] == list(state.shelf().releases)
    assert ["swea-2025.json", "swea-A8.json"] == read_anew


def test_the_key_is_not_needed(open_app, tmp_path):
    """Where the app runs, nobody has to have the key, so a copy of the ledger and the releases is
    enough.
    """
    open_app(A8)
    (tmp_path / "releases" / "key").unlink()
    (tmp_path / "releases" / "swea-A8.json").touch()

    assert ["swea-A8"] == list(state.shelf().releases)
    assert () == state.shelf().faults


@every_language
def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch, code):
    """A data folder that does not exist is one line that names the setting."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "nowhere"))

    app = run(lang=code)

    assert not app.exception and not app.error
    assert [
        line
        for line in read(app).splitlines()
        if line.startswith("nowhere: ") and DATA_VARIABLE in line
    ]


def test_two_releases_of_one_cohort_are_a_fault(tmp_path, monkeypatch):
    """Of two folders that closed the same cohort differently, one release is shown and the other is
    named.
    """
    first, _second = (
        keep(tmp_path / "first", A8),
        keep(tmp_path / "second", replace(all_hidden(), cohort="A8")),
    )
    monkeypatch.setenv(
        DATA_VARIABLE, os.pathsep.join(str(tmp_path / home) for home in ("first", "second"))
    )

    found = state.shelf()

    assert ["second/swea-A8.json"] == [fault.file for fault in found.faults]
    assert [first.sha256] == [release.sha256 for release in found.releases.values()]


# ---- what the reader chooses ---------------------------------------------------------------------


def test_the_cohort_closed_last_comes_first(open_app):
    """Without a choice in the address the newest of two cohorts is shown, and both are on offer."""
    app = open_app(B40, A8, lang="en")

    assert "Closing evaluation A8" == app.title[0].value
    assert ["A8 · SWEA Mentorship", "2025 · SWEA Mentorship"] == app.selectbox[0].options


def test_an_address_can_be_shared(open_app):
    """An address with cohort and language shows that cohort in that language."""
    assert (
        "Avslutande utvärdering 2025"
        == open_app(A8, B40, cohort="swea-2025", lang="sv").title[0].value
    )


@pytest.mark.parametrize("cohort", ["swea-1999", "", "../secret"])
def test_a_bad_address_falls_back(open_app, cohort):
    """An unknown cohort or language in the address is the newest cohort in the reader's language,
    without a word of fault.
    """
    app = open_app(A8, B40, cohort=cohort, lang="tlh")

    assert not app.exception and not app.error
    assert "Closing evaluation A8" == app.title[0].value


def test_choices_are_kept_in_the_address(open_app):
    """Choosing another cohort and another language changes the page and the address."""
    app = open_app(A8, B40, lang="en")

    app.selectbox[0].set_value("swea-2025").run()
    app.get("segmented_control")[0].set_value("sv").run()

    assert "Avslutande utvärdering 2025" == app.title[0].value
    assert {"cohort": "swea-2025", "lang": "sv"} == {**app.query_params}


def test_the_browser_decides_the_first_language(open_app):
    """Without a language in the address a Swedish browser gets Swedish."""
    app = open_app(A8)
    app.context["locale"] = "sv-SE"

    assert "Avslutande utvärdering A8" == app.run().title[0].value


def test_a_release_that_arrives_is_seen_on_the_next_run(open_app):
    """A cohort closed while the app is open is there when the page is drawn again."""
    app = open_app(A8, lang="en")
    open_app(B40)

    assert 2 == len(app.run().selectbox[0].options)


def test_several_folders_are_read_together(tmp_path, monkeypatch):
    """The cohorts of two folders of data stand in one list."""
    for release in (A8, B40):
        keep(tmp_path / release.cohort, release)
    monkeypatch.setenv(
        DATA_VARIABLE, os.pathsep.join(str(tmp_path / release.cohort) for release in (A8, B40))
    )

    assert ["swea-A8", "swea-2025"] == list(state.shelf().releases)


# ---- what a question opens into ------------------------------------------------------------------


@every_language
@every_release
def test_a_question_opens_into_figures_numbers_and_method(open_app, release, code):
    """Closed, a question shows its answer alone; open, every figure of its findings, every wording,
    and the rules of what is told.
    """
    words = load_language(code)
    closed, opened = read(open_app(release, lang=code)), read(run(lang=code, open="process"))
    (chapter,) = (
        chapter for chapter in narrative.list_chapters(release, words) if chapter.key == "process"
    )

    assert words.gettext("Every number") not in closed
    assert words.gettext("Every number") in opened
    for sentence in (
        *narrative.describe_rules(release, chapter.ids, words),
        *narrative.explain_hidden_signs(release, chapter.ids, words),
    ):
        assert sentence in opened and sentence not in closed
    for table in narrative.build_figure_tables(release, chapter.ids, words):
        assert all(" ".join(row) in opened for row in table.rows)


def test_opening_and_closing_stand_in_the_address(open_app):
    """A question that is opened is named in the address after those that were open; closed, it is
    gone from there and from the page.
    """
    app = open_app(A8, lang="en", open="goals")

    app.button(key="turn-process").click().run()
    assert "goals.process" in app.query_params["open"]
    assert 2 == [heading.value for heading in app.subheader].count("Every number")

    app.button(key="turn-goals").click().run()
    assert "goals" not in "".join(app.query_params["open"])
    assert 1 == [heading.value for heading in app.subheader].count("Every number")


def test_what_is_not_known_is_not_opened(open_app):
    """A part in the address that the page does not have changes nothing."""
    app = open_app(A8, lang="en", open=["goals", "salaries"])

    assert not app.exception and not app.error
    assert 1 == [heading.value for heading in app.subheader].count("Every number")


def test_no_figure_is_drawn_twice(open_app, monkeypatch):
    """On the second run every figure comes from what Streamlit kept."""
    app, drawn = open_app(replace(A8, cohort="kept"), lang="en", open="goals"), []
    before = alt_texts(app)
    monkeypatch.setattr(
        "toolkit.reports.charts.figures.render_canvas", lambda *_arguments: drawn.append(1)
    )

    assert before == alt_texts(app.run())
    assert [] == drawn


@every_language
@every_release
def test_the_text_for_the_annual_report_stands_alone(release, code):
    """It says who answered and the four answers, why a figure is missing, and how to read it,
    without a sign of markup.
    """
    words = load_language(code)
    text = narrative.annual_text(release, words)

    def bare(sentence):
        return phrases.strip_count_marks(sentence).replace(NO_BREAK, " ")

    assert not re.findall(r"[*_`\\]|\xa0", text)
    for said in (
        *narrative.response_sentences(release, words),
        *(
            part
            for headline in narrative.list_headlines(release, words)
            for part in (headline.question, headline.sentence)
        ),
    ):
        assert bare(said) in text
    reasons = {
        phrases.explain_withheld(finding, words) for finding in release.findings if not finding.told
    }
    assert all(reason in text for reason in reasons)


# ---- the years, and the presentation -------------------------------------------------------------


@every_language
def test_the_years_stand_side_by_side(open_app, code):
    """Title, sums, cohorts and every row of every question are those of the year report, and each
    row can be heard.
    """
    words = load_language(code)
    app = open_app(A8, B40, page="years.py", lang=code)
    years = compare_releases(state.shelf().releases.values(), code)

    text = read(app).replace("\xa0", " ")
    assert not app.exception and not app.error
    assert [year_narrative.years_title(years, words)] == [title.value for title in app.title]
    for question in year_narrative.list_year_questions(years, words):
        assert question.sentence.replace("\xa0", " ") in text and all(
            note.replace("\xa0", " ") in text for note in question.notes
        )
        for _name, line in question.lines:
            assert all(
                f"{cell.cohort}: {line_text.format_cell(cell, words)}".replace("\xa0", " ") in text
                for cell in line.cells
            )


@every_language
@pytest.mark.parametrize("name", ["A8", "Våren och hösten 2026 i Stockholm"])
def test_drawings_that_stand_side_by_side_are_level(code, name):
    """Mentors and mentees of a question take as many lines as its longest row needs, and no two
    words of a line meet.
    """
    years, most = compare_releases([replace(B40, cohort="B"), replace(A8, cohort=name)], code), 0
    for question in year_narrative.list_year_questions(years, load_language(code)):
        sides = [
            build_side(years, who, line, 48, load_language(code)) for who, line in question.lines
        ]
        said_on = choose_line_layout(sides)
        most = max(most, len(said_on))
        drawn = [draw_side(each, said_on) for each in sides]
        assert 1 == len({each.height for each in drawn})
        assert [] == [pair for each in drawn for pair in combinations(each.texts, 2) if meet(*pair)]
        assert [each.height for each in drawn] == [
            draw_through_years(each, LIGHT, said_on).height for each in sides
        ]

    assert (name != "A8") == (most == 3)


def meet(one, other):
    """Whether two pieces of text on a line take the same room."""
    (left, right), (others_left, others_right) = room(one), room(other)
    return (
        one.y == other.y
        and bool(one.text and other.text)
        and left < others_right
        and others_left < right
    )


def room(text):
    """Return from where to where a piece of text goes."""
    wide = LETTER * len(text.text)
    return (text.x - wide, text.x) if text.align == "right" else (text.x, text.x + wide)


def test_a_question_that_was_changed_is_not_compared(open_app):
    """A cohort in which a question was worded otherwise stands beside the others, says so, and is
    in no sum.
    """
    texts = {
        code: {**labels, **{f"process.works@{role}": "?" for role in ("mentor", "mentee")}}
        for code, labels in A8.texts.items()
    }
    app = open_app(
        A8, replace(A8, cohort="B8", texts=texts), page="years.py", lang="en", open="years-1"
    )

    assert "asked differently" in read(app)
    assert not [
        title
        for title in app.markdown
        if "of\xa016** mentors" in title.value and "process" in title.value
    ]


@every_language
def test_one_cohort_is_no_comparison(open_app, code):
    """With one release the page of the years says what it waits for."""
    app = open_app(A8, page="years.py", lang=code)

    assert not app.exception and not app.error
    assert [load_language(code).gettext("Only one cohort is closed so far")] == [
        title.value for title in app.title
    ]
    assert not app.get("download_button")


def test_a_programme_is_compared_with_itself_alone(open_app):
    """Of two programmes the one of the cohort in the address is shown, and the other is on
    offer.
    """
    app = open_app(
        A8,
        B40,
        replace(A8, programme="other"),
        replace(B40, programme="other"),
        page="years.py",
        lang="en",
        cohort="other-A8",
    )

    assert not app.exception and not app.error
    assert "other" == app.selectbox[0].value
    assert 2 == len(app.selectbox[0].options)


@every_language
@every_release
def test_the_presentation_says_what_the_page_says(open_app, release, code):
    """Every answer has a slide, nothing is there to press but language and cohort, and the last
    slide says what is not shown and why.
    """
    app, words = open_app(release, page="presentation.py", lang=code), load_language(code)

    text = read(app)
    assert not app.exception and not app.error
    assert [narrative.title(release, words)] == [title.value for title in app.title]
    questions = [
        escape_markdown(headline.question) for headline in narrative.list_headlines(release, words)
    ]
    assert questions == [head.value for head in app.header if head.value in questions]
    assert all(headline.sentence in text for headline in narrative.list_headlines(release, words))
    assert all(
        line in text
        for line in narrative.explain_hidden_signs(
            release, [finding.id for finding in release.findings], words
        )
    )
    assert not app.button and not app.get("download_button") and not app.get("expander")


def test_what_does_not_fit_on_a_slide_goes_on_on_the_next(open_app):
    """A seventh figure of the meetings has no room beside six, nor the rest of a long text; each
    slide says which it is.
    """
    more = [few(f"meetings.more{n}", "pair", 8) for n in range(4)]
    texts = {code: {**said, "goals.sides": "x" * 900} for code, said in A8.texts.items()}
    app = open_app(
        replace(A8, findings=(*A8.findings, *more), texts=texts), page="presentation.py", lang="en"
    )

    titles = [
        f"{title} ({n} of 2)"
        for title in ("Meetings and endings", "How to read the figures")
        for n in (1, 2)
    ]
    assert titles == [head.value for head in app.header][-4:]
    assert narrative.closing_sentence(A8, load_language("en")) in read(app)


@every_language
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_nothing_is_closed(open_app, code, page):
    """Before the first closing each page says so, in the reader's language."""
    app = open_app(page=page, lang=code)

    assert not app.exception and not app.error
    assert [load_language(code).gettext("No cohort is closed yet")] == [
        title.value for title in app.title
    ]


@every_language
@pytest.mark.parametrize("releases", [[], [A8]], ids=["nothing closed", "one closed"])
def test_before_closing_only_who_answered_is_told(open_app, monkeypatch, code, releases):
    """Of a cohort that is not closed the board sees how many forms are in, under the programme's
    names, and that nothing else is shown.
    """
    people = {
        "mentor": {"sv": "faddrar", "en": "buddies"},
        "mentee": {"sv": "nykomlingar", "en": "newcomers"},
    }
    under_way = state.OpenCohort("2027", {"mentor": (5, 8), "mentee": (3, 8)}, 0, people)
    monkeypatch.setattr(state, "in_progress", lambda *_programme: (under_way,))

    app = open_app(*releases, lang=code)

    words = load_language(code)
    assert words.gettext(
        "Until a cohort is closed nobody sees more of it than how many have answered."
    ) in read(app)
    assert words.gettext(
        "Closing forms that are in, of everybody whose pair has started. Most forms open only when"
        " their pair comes to its end."
    ) in read(app)
    table = app.table[-1].value.reset_index()
    assert [["2027", "5 / 8", "3 / 8"]] == table.to_numpy().tolist()
    assert {"sv": ["Faddrar", "Nykomlingar"], "en": ["Buddies", "Newcomers"]}[code] == list(
        table.columns[1:]
    )


def test_language_and_cohort_go_along_to_the_other_pages(open_app):
    """Each link to another page carries what the reader chose."""
    app = open_app(A8, B40, lang="sv", cohort="swea-2025", open="goals")

    links = [link.proto for link in app.get("page_link")]
    assert ["evaluation", "years", "presentation"] == [link.page for link in links]
    assert {"lang=sv&cohort=swea-2025"} == {link.query_string for link in links}


# ---- faults of ours, and looks -------------------------------------------------------------------


@every_language
def test_a_fault_of_ours_shows_no_traceback_and_no_value(open_app, monkeypatch, caplog, code):
    """Whatever breaks, the page says so in one sentence, and neither page nor log holds the value
    that broke it.
    """

    def broken(*_arguments):
        raise ValueError("Anna Andersson answered 1")

    monkeypatch.setattr(narrative, "list_headlines", broken)
    with caplog.at_level(logging.ERROR):
        app = open_app(all_hidden(), lang=code)

    assert not app.exception
    assert 1 == len(app.error)
    assert re.search(r"ValueError, \w+\.py:\d+$", app.error[0].value)
    assert app.error[0].value.rpartition(": ")[2] in caplog.text
    assert "Anna" not in app.error[0].value + caplog.text


def test_the_theme_has_the_colours_of_the_charts():
    """Page and charts share their colours, in light and in dark."""
    theme = tomllib.loads(resource_path(".streamlit/config.toml").read_text("utf-8"))["theme"]

    for name, palette in (("light", LIGHT), ("dark", DARK)):
        of_page = {
            theme[name][key]
            for key in ("backgroundColor", "secondaryBackgroundColor", "textColor", "borderColor")
        }
        assert {palette.background, palette.soft, palette.ink, palette.line} == of_page


def test_the_page_is_painted_in_one_palette(open_app):
    """The style sheet of the page gets every colour of the palette."""
    style = next(element.value for element in open_app(A8).html if "<style>" in str(element.value))

    assert set(asdict(LIGHT).values()) <= set(re.findall(r"#[0-9A-F]{6}", style))


# ---- several programmes --------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "presentation.py"])
def test_the_programme_of_the_address_is_shown(open_app, page):
    """The evaluation and the presentation keep to it, a cohort is found by its plain name, and the
    other programme can be chosen.
    """
    other = replace(B40, programme="other", closed_on=A8.closed_on)
    app = open_app(A8, B40, other, page=page, programme="swea", cohort=B40.cohort)

    assert [narrative.title(B40, load_language("en"))] == [title.value for title in app.title][:1]
    assert ["swea", 2] == [
        app.selectbox(key="programme").value,
        len(app.selectbox(key="programme").options),
    ]
    assert 2 == len(app.selectbox(key="cohort").options)
    app.selectbox(key="programme").set_value("other").run()
    assert "other" == app.query_params["programme"]
    assert "cohort" not in app.query_params


def test_a_fault_of_ours_is_one_plain_sentence(open_app, monkeypatch):
    """Nobody meets a traceback: it says what did not happen, and a line to report without any
    value.
    """

    def fails():
        raise ValueError("SECRET")

    monkeypatch.setattr(state, "shelf", fails)
    app = open_app(A8, lang="en")

    [said] = app.error
    assert said.value.startswith("Something went wrong on this page. No figure was changed.")
    assert re.search(r"report this line: ValueError, \w+\.py:\d+$", said.value)
    assert not app.exception


def test_a_personal_link_opens_nothing_in_the_app(open_app):
    """Started as a plain script it knows no links: what is released stands there as ever."""
    app = open_app(A8, lang="en", k="abc")

    assert ["Closing evaluation A8"] == [title.value for title in app.title]
    assert not app.error
