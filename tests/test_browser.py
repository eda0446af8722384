"""The board's page in a real browser: phone and desktop, both languages, light and dark."""

from __future__ import annotations

from io import BytesIO

import pytest
from apps import running
from axe_playwright_python.sync_playwright import Axe
from ledgers import keep
from openpyxl import load_workbook
from releases import A8, B40, all_hidden

from toolkit.charts import DARK, LIGHT

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app on three cohorts, as its users start it."""
    home = tmp_path_factory.mktemp("home")
    for release in (A8, B40, all_hidden()):
        keep(home, release)
    with running([home], home / "log") as address:
        yield address
    assert [] == [line for line in (home / "log").read_text("utf-8").splitlines() if "Warning" in line or "Error" in line or "WARNING" in line]


@pytest.fixture(scope="session")
def open_page(server, browser):
    """Open the page on a screen, and keep what the console says and what the browser asks for."""

    def opened(address, *, screen="desktop", colours="light"):
        page = browser.new_page()
        page.set_viewport_size(SCREENS[screen])
        page.emulate_media(color_scheme=colours)
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{server}/?{address}")
        page.get_by_test_id("stDownloadButton").last.wait_for()
        page.wait_for_function("[...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(chart => chart.querySelector('svg'))")
        return page

    return opened


@pytest.fixture(scope="session", params=[f"{screen} {code} {colours}" for screen in SCREENS for code in ("sv", "en") for colours in ("light", "dark")])
def view(request, open_page):
    """One screen, one language and one choice of colours; everything that can be opened is open."""
    screen, code, colours = request.param.split()
    page = open_page(f"lang={code}&cohort=swea-A8", screen=screen, colours=colours)
    page.screen, page.code, page.colours = screen, code, colours
    for summary in page.locator("[data-testid=stExpander] summary").all():
        summary.click()
    page.get_by_test_id("stTable").last.wait_for()
    yield page
    page.close()


# ---- every view --------------------------------------------------------------------------------------------------------------


def test_nothing_is_wider_than_the_screen(view):
    """The page never scrolls sideways."""
    wide = view.evaluate("Math.max(document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth)")

    assert wide <= SCREENS[view.screen]["width"]


def test_the_four_answers_of_eight_pairs_fit_the_first_screen(view):
    """On a desktop of 1280 x 900 nothing needs to be scrolled to read all four answers; on a phone the first is whole."""
    ends = view.locator("[class*=st-key-question-]").evaluate_all(
        "answers => answers.map(answer => answer.getBoundingClientRect().bottom + document.querySelector('[data-testid=stMain]').scrollTop)"
    )

    assert 4 == len(ends)
    assert (ends[0] if view.screen == "phone" else max(ends)) <= SCREENS[view.screen]["height"]


def test_the_page_says_its_language(view):
    """A screen reader is told the language of the page, and the title of the window is in it."""
    assert view.code == view.evaluate("document.documentElement.lang")
    assert view.title().startswith({"sv": "Avslutande utvärdering A8", "en": "Closing evaluation A8"}[view.code])


def test_page_and_figures_follow_the_colours_of_the_reader(view):
    """In a light and in a dark setting, page and figures are painted in the same palette."""
    palette, other = (LIGHT, DARK) if view.colours == "light" else (DARK, LIGHT)
    background = view.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    fills = view.locator("[data-testid=stVegaLiteChart] path").evaluate_all("marks => marks.map(mark => mark.getAttribute('fill'))")

    assert palette.background == "#" + "".join(f"{int(part):02X}" for part in background.removeprefix("rgb(").removesuffix(")").split(", "))
    assert palette.yes in fills
    assert other.yes not in fills


def test_everybody_can_read_the_page(view):
    """axe-core finds nothing against WCAG 2.0 to 2.2, A and AA, and nothing against its best practices."""
    height = view.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    view.set_viewport_size({**SCREENS[view.screen], "height": height + 100})  # no colour is judged that is scrolled out of sight
    found = Axe().run(view, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    view.set_viewport_size(SCREENS[view.screen])

    assert [] == [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


def test_nothing_leaves_the_computer(view, server):
    """The browser asks nothing of any other host."""
    assert view.asked
    assert [] == [address for address in view.asked if not address.startswith((server, "data:", "blob:"))]


def test_the_console_is_silent(view):
    """The browser has neither errors nor warnings to tell."""
    assert [] == view.said


# ---- what a reader does ------------------------------------------------------------------------------------------------------


def test_choices_change_page_and_address(open_page):
    """Another language and another cohort are one click each, land in the address, and the way back leads back."""
    page = open_page("cohort=swea-A8&lang=en")

    page.get_by_role("radio", name="Svenska").click()
    page.get_by_role("heading", name="Avslutande utvärdering A8").wait_for()
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="2025").click()
    page.get_by_role("heading", name="Avslutande utvärdering 2025").wait_for()

    page.wait_for_url("**cohort=swea-2025**")
    assert "lang=sv" in page.url
    assert "sv" == page.evaluate("document.documentElement.lang")
    assert page.title().startswith("Avslutande utvärdering 2025")
    page.go_back()
    page.get_by_role("heading", name="Avslutande utvärdering A8").wait_for()


def test_the_files_can_be_taken_along(open_page):
    """The workbook opens, the page for print is in the reader's language, and both are named after programme and cohort."""
    page = open_page("cohort=swea-A8&lang=sv")

    files = {}
    for button in page.get_by_test_id("stDownloadButton").locator("button").all():
        with page.expect_download() as waiting:
            button.click()
        files[waiting.value.suggested_filename] = waiting.value.path().read_bytes()

    assert ["closing-swea-A8.xlsx", "closing-swea-A8.html"] == list(files)
    assert load_workbook(BytesIO(files["closing-swea-A8.xlsx"])).sheetnames
    assert '<html lang="sv"' in files["closing-swea-A8.html"].decode()
    assert [] == page.said
