"""The board's page as Streamlit runs it, without a browser."""

from __future__ import annotations

import logging
import os
import re
import tomllib
from dataclasses import asdict, replace

import pytest
import streamlit as st
from ledgers import keep
from releases import A8, B40, BANDS, GROUPS, WITH_CERTIFICATE, all_hidden, one_sided
from streamlit.testing.v1 import AppTest

from toolkit import narrative, phrases, session
from toolkit.assets import asset
from toolkit.charts import DARK, LIGHT
from toolkit.ledger import DATA_VARIABLE
from toolkit.pages.layout import plain
from toolkit.release import read_release
from toolkit.session import name_of
from toolkit.texts import LANGUAGES, language

RELEASES = {"a8": A8, "b40": B40, "hidden": all_hidden(), "one-sided": one_sided(), "bands": BANDS, "chapters": GROUPS, "proved": WITH_CERTIFICATE}
every_language = pytest.mark.parametrize("code", LANGUAGES)
every_release = pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)


def test_every_cohort_has_a_name_of_its_own():
    """Cohorts whose names differ in a sign alone have different addresses and files."""
    assert 4 == len({name_of(replace(A8, cohort=cohort)) for cohort in ("2026/1", "2026-1", "2026 1", "2026_1")})


@pytest.fixture
def open_app(tmp_path, monkeypatch):
    """Open the app on a data home that keeps these releases, with this address."""

    def opened(*releases, **address):
        for release in releases:
            keep(tmp_path, release)
        monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
        return run(**address)

    return opened


def run(**address: str) -> AppTest:
    """Run the app at an address."""
    app = AppTest.from_file(str(asset("app.py")), default_timeout=30)
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()


def read(app: AppTest) -> str:
    """Return all text of the page as a reader sees it, without Markdown's backslashes."""
    elements = [*app.title, *app.header, *app.subheader, *app.markdown, *app.html, *app.code, *app.error]
    cells = [" ".join(map(str, row)) for table in app.table for row in table.value.reset_index().to_numpy()]
    return re.sub(r"\\(.)", r"\1", "\n".join([str(element.value) for element in elements] + cells + alt_texts(app)))


def alt_texts(app: AppTest) -> list[str]:
    """Return what a screen reader says for each figure."""
    return [chart.proto.alt for chart in app.get("vega_lite_chart")]


def numbers(text: str) -> list[int]:
    """Return the whole numbers in *text*."""
    return [int(number) for number in re.findall(r"\d+", text)]


# ---- what the page says ------------------------------------------------------------------------------------------------------


@every_language
@every_release
def test_the_page_says_what_the_narrative_says(open_app, release, code):
    """Title, date, who answered and the four answers stand on the page word for word, and nothing is raised or reported."""
    app = open_app(release, lang=code)

    text, words = read(app), language(code)
    assert not app.exception and not app.error
    assert [narrative.title(release, words)] == [title.value for title in app.title]
    assert narrative.closed(release, words) in text
    for sentence in (*narrative.response(release, words), *(headline.sentence for headline in narrative.headlines(release, words))):
        assert sentence in text


@every_language
@every_release
def test_the_table_holds_every_figure_of_the_release(open_app, release, code):
    """Each finding is one row, with its own numbers if it has any, and with the sign that fits if it has none."""
    rows = list(open_app(release, lang=code).table[-1].value.itertuples())

    for finding, row in zip((finding for finding in release.findings if not finding.group), rows, strict=True):
        told, answers = row[1].replace("\\", ""), row[2].replace("\\", "")
        if not finding.told:
            assert ("[c]" if finding.status == "hidden" else "[x]") in told
            assert [] == numbers(told + answers)
            continue
        said = numbers(told.partition("(")[0])
        in_words = finding.favourable in (0, finding.frame)
        assert [*([] if in_words else numbers(str(finding.favourable))), finding.frame] == said
        assert sum((finding.counts or {}).values()) == sum(int(count) for count in re.findall(r":\s(\d+)", answers))


def test_the_worked_cohort_reads_as_worked_by_hand(open_app):
    """Cohort A8: 3 of 6 and 3 of 6, 5 of 8 and 4 of 8 with 5 to 7 and 4 to 7 possible, 3 pairs mutual."""
    table = open_app(A8, lang="en").table[-1].value.iloc[:, 0]

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
    """Three questions have a table by chapter under their figures, the others a line that says why not."""
    app, words = open_app(GROUPS, lang=code), language(code)
    found = narrative.by_group(GROUPS, ("goals.met", "process.works", "process.part.form"), words)

    for group, table in zip(found, app.table[:3], strict=True):
        cells = [tuple(re.sub(r"\\(.)", r"\1", str(cell)) for cell in row) for row in table.value.reset_index().to_numpy()]
        assert list(group.rows) == cells
        assert plain(group.title) in [heading.value for heading in app.subheader]
    assert narrative.not_by_group(GROUPS, narrative.sections(GROUPS, words)[2].ids, words) in read(app)


@every_language
def test_the_certificate_stands_in_the_method(open_app, code):
    """Each of its paragraphs is there with its title; without a certificate nothing is claimed."""
    words = language(code)
    text = read(open_app(WITH_CERTIFICATE, lang=code))
    (kept,) = session.shelf().releases.values()

    assert all(f"**{title}.** {paragraph}" in text for title, paragraph in narrative.certificate(kept, words))
    assert words.gettext("What was proved") not in read(open_app(A8, lang=code, cohort=name_of(A8)))


@every_language
@every_release
def test_every_figure_can_be_heard(open_app, release, code):
    """Every figure has a text of its own that holds a number."""
    heard = alt_texts(open_app(release, lang=code))

    assert heard
    assert all(numbers(alt) for alt in heard)


@every_language
@every_release
def test_no_key_is_shown_instead_of_words(open_app, release, code):
    """Neither the code of a finding nor a placeholder of a sentence is on the page."""
    text = read(open_app(release, lang=code))

    assert [] == re.findall(r"\b(?:goals|process|onward|contact|meetings|endings|response|role)\.[a-z_.]+|\{[a-z_]+\}", text)


@pytest.mark.parametrize("found", ["nothing", "no folder", "damaged", *RELEASES])
def test_every_sentence_is_translated(open_app, tmp_path, monkeypatch, found):
    """No sentence of the page falls back to English for a Swedish reader."""
    missing = []

    class Missing:
        def gettext(self, message):
            missing.append(message)
            return message

        def ngettext(self, one, many, n):
            missing.append(one)
            return one if n == 1 else many

    monkeypatch.setattr(language("sv").translations, "_fallback", Missing())
    if found == "no folder":
        monkeypatch.delenv(DATA_VARIABLE, raising=False)
        run(lang="sv")
    elif found == "damaged":
        keep(tmp_path / "data", A8).save(tmp_path / "data" / "releases" / "stray.json")
        A8.save(tmp_path / "release.json")
        monkeypatch.setenv(DATA_VARIABLE, os.pathsep.join(str(folder) for folder in (tmp_path, tmp_path / "data", tmp_path / "missing")))
        run(lang="sv")
    else:
        st.cache_resource.clear()
        open_app(*([RELEASES[found]] if found in RELEASES else []), lang="sv")

    assert [] == sorted(set(missing))


@every_language
def test_a_figure_that_may_not_be_shown_is_not_drawn(open_app, code):
    """Where everything is hidden, only who answered is drawn, and the figures of every section are named together with their sign."""
    release, words = all_hidden(), language(code)

    app = open_app(release, lang=code)

    assert 1 == len(alt_texts(app))
    assert [*(headline.question for headline in narrative.headlines(release, words)), words.gettext("Not shown in this cohort")] == [
        head.value for head in app.header
    ]
    named = next(note.value for note in app.markdown if note.value.startswith(f"**{plain(phrases.capital(words.gettext('hidden [c]')))}\\:**"))
    assert all(
        release.text(finding.id, code) in named for section in narrative.sections(release, words) for finding in release.findings if finding.id in section.ids
    )


def test_labels_of_a_programme_are_never_markup():
    """A label that looks like a link, a picture, a formula, a colour or a list stays as it is written; counts stay bold."""
    assert r"\!\[x\](http\://a.b/c.png)" == plain("![x](http://a.b/c.png)")
    assert r"\$5 \:red\[now\] \<b\> a\_b\_c \*so\*" == plain("$5 :red[now] <b> a_b_c *so*")
    assert r"1\. first" == plain("1. first")
    assert "**5 of 8** mentors" == plain("**5 of 8** mentors")


# ---- nothing to read, or not all of it ---------------------------------------------------------------------------------------


@every_language
def test_without_a_data_folder_the_page_says_how_to_start(monkeypatch, code):
    """The page says that no folder is open and gives the two commands that mend it."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)

    app = run(lang=code)

    assert not app.exception and not app.error
    assert [language(code).gettext("No data folder is open")] == [title.value for title in app.title]
    assert ["mentoring-toolkit app DATA", "mentoring-toolkit demo"] == [line.value for line in app.code]


@every_language
def test_before_the_first_closing_the_page_says_what_to_wait_for(open_app, code):
    """A data folder without releases is no fault: the page gives the command that closes a cohort."""
    app = open_app(lang=code)

    assert not app.exception and not app.error
    assert [language(code).gettext("No cohort is closed yet")] == [title.value for title in app.title]
    assert app.code[0].value.startswith("mentoring-toolkit close DATA ")


@every_language
def test_only_what_the_ledger_vouches_for_is_shown(open_app, tmp_path, code):
    """An exchanged, a damaged, a missing and a stray release are named in one sentence, above the release that stands."""
    exchanged, damaged, missing = (replace(all_hidden(), cohort=cohort) for cohort in ("exchanged", "damaged", "missing"))
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
    assert ["swea-A8"] == list(session.shelf().releases)
    assert [narrative.title(A8, language(code))] == [title.value for title in app.title]


@every_language
@pytest.mark.parametrize("tamper", ["changed", "gone"])
def test_without_its_ledger_nothing_is_shown(open_app, tmp_path, code, tamper):
    """Of a ledger of which one line was changed, or that is gone, no release at all is shown, and the page says what to do."""
    open_app(A8, B40)
    ledger = tmp_path / "releases" / "ledger.jsonl"
    ledger.write_text(ledger.read_text("utf-8").replace('"closed_by":""', '"closed_by":"x"', 1), "utf-8") if tamper == "changed" else ledger.unlink()

    app = open_app(lang=code)

    assert not app.exception and not app.error
    assert [language(code).gettext("Nothing here can be read")] == [title.value for title in app.title]
    assert "swea-2025.json, swea-A8.json" in read(app) and "mentoring-toolkit doctor" in read(app)


@every_language
def test_copies_without_a_ledger_are_not_shown(tmp_path, monkeypatch, code):
    """A folder of reports is not a folder of data; the page says on which one to start the app."""
    (tmp_path / "reports").mkdir()
    A8.save(tmp_path / "reports" / "release.json")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "reports"))

    app = run(lang=code)

    assert not app.exception and not app.error
    assert {} == session.shelf().releases
    assert f"reports: {language(code).gettext(session.COPIES)}" in read(app)


def test_nothing_is_read_twice(open_app, tmp_path, monkeypatch):
    """The page is drawn again from what was read; only when a file changes is it read again."""
    open_app(A8, B40)
    read_anew = []
    monkeypatch.setattr(session, "read_release", lambda file: read_anew.append(file.name) or read_release(file))

    session.shelf()
    session.shelf()
    assert [] == read_anew

    replace(A8, min_base=3).save(tmp_path / "releases" / "swea-A8.json")
    assert ["swea-2025"] == list(session.shelf().releases)
    assert ["swea-2025.json", "swea-A8.json"] == read_anew


def test_the_key_is_not_needed(open_app, tmp_path):
    """Where the app runs, nobody has to have the key, so a copy of the ledger and the releases is enough."""
    open_app(A8)
    (tmp_path / "releases" / "key").unlink()
    (tmp_path / "releases" / "swea-A8.json").touch()

    assert ["swea-A8"] == list(session.shelf().releases)
    assert () == session.shelf().faults


@every_language
def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch, code):
    """A data folder that does not exist is one line that names the setting."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "nowhere"))

    app = run(lang=code)

    assert not app.exception and not app.error
    assert [line for line in read(app).splitlines() if line.startswith("nowhere: ") and DATA_VARIABLE in line]


def test_two_releases_of_one_cohort_are_a_fault(tmp_path, monkeypatch):
    """Of two folders that closed the same cohort differently, one release is shown and the other is named."""
    first, _second = keep(tmp_path / "first", A8), keep(tmp_path / "second", replace(all_hidden(), cohort="A8"))
    monkeypatch.setenv(DATA_VARIABLE, os.pathsep.join(str(tmp_path / home) for home in ("first", "second")))

    found = session.shelf()

    assert ["second/swea-A8.json"] == [fault.file for fault in found.faults]
    assert [first.sha256] == [release.sha256 for release in found.releases.values()]


# ---- what the reader chooses -------------------------------------------------------------------------------------------------


def test_the_cohort_closed_last_comes_first(open_app):
    """Without a choice in the address the newest of two cohorts is shown, and both are on offer."""
    app = open_app(B40, A8, lang="en")

    assert "Closing evaluation A8" == app.title[0].value
    assert ["A8 · SWEA Mentorship", "2025 · SWEA Mentorship"] == app.selectbox[0].options


def test_an_address_can_be_shared(open_app):
    """An address with cohort and language shows that cohort in that language."""
    assert "Avslutande utvärdering 2025" == open_app(A8, B40, cohort="swea-2025", lang="sv").title[0].value


@pytest.mark.parametrize("cohort", ["swea-1999", "", "../secret"])
def test_a_bad_address_falls_back(open_app, cohort):
    """An unknown cohort or language in the address is the newest cohort in the reader's language, without a word of fault."""
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
    monkeypatch.setenv(DATA_VARIABLE, os.pathsep.join(str(tmp_path / release.cohort) for release in (A8, B40)))

    assert ["swea-A8", "swea-2025"] == list(session.shelf().releases)


# ---- faults of ours, and looks -----------------------------------------------------------------------------------------------


@every_language
def test_a_fault_of_ours_shows_no_traceback_and_no_value(open_app, monkeypatch, caplog, code):
    """Whatever breaks, the page says so in one sentence, and neither page nor log holds the value that broke it."""

    def broken(*_arguments):
        raise ValueError("Anna Andersson answered 1")

    monkeypatch.setattr(narrative, "headlines", broken)
    with caplog.at_level(logging.ERROR):
        app = open_app(all_hidden(), lang=code)

    assert not app.exception
    assert 1 == len(app.error)
    assert re.search(r"ValueError, \w+\.py:\d+$", app.error[0].value)
    assert app.error[0].value.rpartition(": ")[2] in caplog.text
    assert "Anna" not in app.error[0].value + caplog.text


def test_the_theme_has_the_colours_of_the_charts():
    """Page and charts share their colours, in light and in dark."""
    theme = tomllib.loads(asset(".streamlit/config.toml").read_text("utf-8"))["theme"]

    for name, palette in (("light", LIGHT), ("dark", DARK)):
        of_page = {theme[name][key] for key in ("backgroundColor", "secondaryBackgroundColor", "textColor", "borderColor")}
        assert {palette.background, palette.soft, palette.ink, palette.line} == of_page


def test_the_page_is_painted_in_one_palette(open_app):
    """The style sheet of the page gets every colour of the palette."""
    style = next(element.value for element in open_app(A8).html if "<style>" in str(element.value))

    assert set(asdict(LIGHT).values()) <= set(re.findall(r"#[0-9A-F]{6}", style))
