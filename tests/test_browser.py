"""The board's page in a real browser: phone and desktop, both languages, light and dark."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from apps import drawn, running, violations
from ledgers import keep
from openpyxl import load_workbook
from releases import A8, B40, all_hidden

from toolkit.app.streamlit_names import CLASSES, TEST_IDS, fill
from toolkit.reports.palette import DARK, LIGHT

pytestmark = pytest.mark.slow

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
PARTS = ("goals", "process", "onward", "contact")
EVERY_PART = ".".join((*PARTS, "meetings", "objectives", "items", "figures", "method", "text"))
"""The four questions, and all that can be opened, as they stand in the address."""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app on three cohorts, as its users start it."""
    home = tmp_path_factory.mktemp("home")
    for release in (A8, B40, all_hidden()):
        keep(home, release)
    with running([home], home / "log") as address:
        yield address
    assert [] == [
        line
        for line in (home / "log").read_text("utf-8").splitlines()
        if "Warning" in line or "Error" in line or "WARNING" in line
    ]


@pytest.fixture(scope="session")
def open_page(server, browser):
    """Open the page on a screen, and keep what the console says and what the browser asks for."""

    def opened(
        address, *, screen="desktop", colours="light", page="", ready=CLASSES["download-button"]
    ):
        place, page = page, browser.new_page()
        page.set_viewport_size(SCREENS[screen])
        page.emulate_media(color_scheme=colours)
        page.said, page.asked = [], []
        page.on(
            "console",
            lambda message: (
                page.said.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{server}/{place}?{address}")
        page.get_by_test_id(ready).last.wait_for()
        drawn(page)
        return page

    return opened


@pytest.fixture(
    scope="session",
    params=[
        f"{screen} {code} {colours}"
        for screen in SCREENS
        for code in ("sv", "en")
        for colours in ("light", "dark")
    ],
)
def view(request, open_page, server):
    """One screen, one language and one choice of colours; everything that can be opened is open."""
    screen, code, colours = request.param.split()
    page = open_page(f"lang={code}&cohort=swea-A8", screen=screen, colours=colours)
    page.screen, page.code, page.colours = screen, code, colours
    page.ends = ends_of_answers(page)
    page.goto(f"{server}/?lang={code}&cohort=swea-A8&open={EVERY_PART}")
    for key in PARTS:
        page.locator(f".st-key-inside-{key}").wait_for()
    page.get_by_test_id(CLASSES["download-button"]).last.wait_for()
    page.wait_for_function(
        fill(
            "[...document.querySelectorAll(':streamlit(expander)')].every(part =>"
            " part.querySelector('details[open]') &&"
            " part.querySelector(':streamlit(markdown), :streamlit(table)'))"
        )
    )
    drawn(page)
    yield page
    page.close()


def ends_of_answers(page):
    """Return where each of the four answers ends, in pixels from the top."""
    return page.locator("[class*=st-key-question-]").evaluate_all(
        fill(
            "answers => answers.map(answer => answer.getBoundingClientRect().bottom +"
            " document.querySelector(':streamlit(main)').scrollTop)"
        )
    )


def wide(page):
    """Return how wide the page is, whatever can be scrolled to."""
    return page.evaluate(
        fill(
            "Math.max(document.documentElement.scrollWidth,"
            " document.querySelector(':streamlit(main)').scrollWidth)"
        )
    )


def faults(page, width):
    """Return what axe-core finds against the page, all of it in view."""
    height = page.evaluate(fill("document.querySelector(':streamlit(main)').scrollHeight"))
    page.set_viewport_size(
        {"width": width, "height": height + 100}
    )  # no colour is judged that is scrolled out of sight
    return violations(page)


# ---- every view ----------------------------------------------------------------------------------


def test_nothing_is_wider_than_the_screen(view):
    """The page never scrolls sideways."""
    assert wide(view) <= SCREENS[view.screen]["width"]


def test_the_four_answers_of_eight_pairs_fit_the_first_screen(view):
    """On a desktop of 1280 x 900 nothing needs to be scrolled to read all four answers; on a phone
    the first is whole.
    """
    assert 4 == len(view.ends)
    assert (view.ends[0] if view.screen == "phone" else max(view.ends)) <= SCREENS[view.screen][
        "height"
    ]


def test_the_page_says_its_language(view):
    """A screen reader is told the language of the page, and the title of the window is in it."""
    assert view.code == view.evaluate("document.documentElement.lang")
    assert view.title().startswith(
        {"sv": "Avslutande utvärdering A8", "en": "Closing evaluation A8"}[view.code]
    )


def test_page_and_figures_follow_the_colours_of_the_reader(view):
    """In a light and in a dark setting, page and figures are painted in the same palette."""
    palette, other = (LIGHT, DARK) if view.colours == "light" else (DARK, LIGHT)
    background = view.evaluate(
        fill("getComputedStyle(document.querySelector(':streamlit(app)')).backgroundColor")
    )
    fills = view.locator(fill(":streamlit(chart) path")).evaluate_all(
        "marks => marks.map(mark => mark.getAttribute('fill'))"
    )

    assert palette.background == "#" + "".join(
        f"{int(part):02X}" for part in background.removeprefix("rgb(").removesuffix(")").split(", ")
    )
    assert palette.yes in fills
    assert other.yes not in fills


def test_everybody_can_read_the_page(view):
    """axe-core finds nothing against WCAG 2.0 to 2.2, A and AA, and nothing against its best
    practices.
    """
    found = faults(view, SCREENS[view.screen]["width"])
    view.set_viewport_size(SCREENS[view.screen])

    assert [] == found


def test_nothing_leaves_the_computer(view, server):
    """The browser asks nothing of any other host."""
    assert view.asked
    assert [] == [
        address for address in view.asked if not address.startswith((server, "data:", "blob:"))
    ]


def test_the_console_is_silent(view):
    """The browser has neither errors nor warnings to tell."""
    assert [] == view.said


OTHERS = {"years": CLASSES["download-button"], "presentation": TEST_IDS["chart"]}
"""The other pages, each with what is there when it is whole."""


@pytest.fixture(
    scope="session",
    params=[
        f"{page} {screen} {code} {colours}"
        for page in OTHERS
        for screen in SCREENS
        for code, colours in (("sv", "light"), ("en", "dark"))
    ],
)
def other(request, open_page):
    """The years or the presentation, on one screen, in one language and colour."""
    place, screen, code, colours = request.param.split()
    page = open_page(
        f"lang={code}&cohort=swea-2025&open=years-1.unsaid.method",
        screen=screen,
        colours=colours,
        page=place,
        ready=OTHERS[place],
    )
    page.screen = screen
    yield page
    page.close()


def test_the_other_pages_fit_the_screen(other):
    """Neither the years nor the presentation scrolls sideways."""
    assert wide(other) <= SCREENS[other.screen]["width"]


def test_everybody_can_read_the_other_pages(other):
    """axe-core finds nothing against the years nor against the presentation."""
    assert [] == faults(other, SCREENS[other.screen]["width"])


def test_nothing_is_cut_on_a_large_screen(open_page):
    """At 1920 pixels no page is wider than the screen."""
    for place, ready in {"": CLASSES["download-button"], **OTHERS}.items():
        page = open_page("lang=sv&cohort=swea-A8&open=process", page=place, ready=ready)
        page.set_viewport_size({"width": 1920, "height": 1080})
        assert wide(page) <= 1920
        page.close()


ENGLISH = {"Skip to main content", "Open"}
"""What Streamlit says in English and does not let go: a link for the keyboard, seen only when it is
reached; the arrow of a list to choose from.
"""
FROM_HERE = (
    r"\b(?:the|and|of|with|Close|Open|Loading|Expand|Collapse|Show|Press|Download|Search|Choose"
    r"|Select)\b"
)


@pytest.mark.parametrize("place", ["", *OTHERS])
def test_no_english_is_left_on_a_swedish_page(open_page, place):
    """Nothing that is seen or heard is English, but for the words that Streamlit does not let go
    and the name of the language.
    """
    page = open_page(
        "lang=sv&cohort=swea-A8&open=goals.method.years-1",
        page=place,
        ready={"": CLASSES["download-button"], **OTHERS}[place],
    )
    said = page.evaluate(
        """() => [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')]
             .filter(e => e.checkVisibility())
             .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt']
                .map(name => e.getAttribute(name) || ''))
             .concat(document.body.innerText.split('\\n'))"""
    )
    page.close()

    assert [] == [text for text in said if re.search(FROM_HERE, text) and text not in ENGLISH]


SLIDES = "[class*=st-key-slide-]"
OVER_THE_EDGE = fill("""slides => slides.filter(slide => {
    const edge = slide.getBoundingClientRect();
    const inside = [...slide.querySelectorAll('h1, h2, p, li, :streamlit(chart) svg')]
        .map(part => part.getBoundingClientRect());
    return edge.height > innerHeight || inside.some(part => part.top < edge.top
        || part.bottom > edge.bottom || part.right > edge.right + 1);
}).map(slide => slide.className)""")
"""The slides of which some part is out of sight."""


@pytest.mark.parametrize("screen", [(1280, 720), (1920, 1080)], ids=str)
@pytest.mark.parametrize("cohort", ["swea-A8", "swea-2025"])
@pytest.mark.parametrize("code", ["sv", "en"])
def test_every_slide_fits_the_projector(open_page, code, cohort, screen):
    """Nothing of a slide is out of sight, no figure is shrunk away, and those of a slide are of one
    size.
    """
    page = open_page(f"lang={code}&cohort={cohort}", page="presentation", ready=TEST_IDS["chart"])
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page.locator(".st-key-slide-last-0").wait_for()

    assert 9 == page.locator(SLIDES).count()
    assert [] == page.locator(SLIDES).evaluate_all(OVER_THE_EDGE)
    widths = page.locator(SLIDES).evaluate_all(
        fill(
            "slides => slides.map(slide => [...slide.querySelectorAll(':streamlit(chart)"
            " svg')].map(each => each.clientWidth))"
        )
    )
    assert all(min(each) == max(each) >= screen[0] / 4 for each in widths if each)
    page.close()


def test_the_presentation_prints_on_a4(open_page):
    """On paper nothing of the app but the slides is left, and each question with its answers stands
    whole on one page as high as A4.
    """
    page = open_page("lang=sv&cohort=swea-2025", page="presentation", ready=TEST_IDS["chart"])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # 210 mm less margins of 14
    whole = page.locator(".st-key-slide-first, [class*=st-key-whole-]")
    boxes = whole.evaluate_all("parts => parts.map(part => part.offsetHeight)")
    kept = whole.evaluate_all("parts => parts.map(part => getComputedStyle(part).breakInside)")
    pictures = page.locator(fill(":streamlit(chart) svg")).evaluate_all(
        "drawn => drawn.map(each => each.getBoundingClientRect().right)"
    )

    assert not page.locator(".st-key-bar").is_visible()
    assert 7 == len(boxes) and max(boxes) <= 1024  # 297 mm less margins of 26
    assert {"avoid"} == set(kept)
    assert pictures and max(pictures) <= 688
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.close()


# ---- what a reader does --------------------------------------------------------------------------


def test_choices_change_page_and_address(open_page):
    """Another language and another cohort are one click each, land in the address, and the way back
    leads back.
    """
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


def test_a_link_opens_the_same_view(open_page):
    """What is open stands in the address: another reader who opens it sees the same, and goes on to
    another page in the same language.
    """
    page = open_page("cohort=swea-A8&lang=sv")
    page.locator(".st-key-turn-goals button").click()
    page.locator(".st-key-inside-goals").wait_for()
    page.wait_for_url("**open=goals**")
    page.locator("summary", has_text="Metod och dolda siffror").click()
    page.wait_for_url("**open=goals.method**")

    again = open_page(page.url.partition("?")[2])
    again.locator(".st-key-inside-goals").wait_for()
    again.get_by_text("Löftet till deltagarna").first.wait_for()
    again.get_by_role("link", name="Presentation").click()
    again.wait_for_url("**/presentation?**lang=sv**")
    again.get_by_role("heading", name="Avslutande utvärdering A8").wait_for()


def test_the_files_can_be_taken_along(open_page):
    """The workbook opens, page and text are in the reader's language, the notebook was run on the
    figures beside it; all are named after the cohort.
    """
    page = open_page("cohort=swea-A8&lang=sv")

    files, buttons = {}, page.get_by_test_id(CLASSES["download-button"]).locator("button")
    buttons.nth(4).wait_for()
    for button in buttons.all():
        with page.expect_download() as waiting:
            button.click()
        files[waiting.value.suggested_filename] = waiting.value.path().read_bytes()

    assert [
        f"utvärdering-swea-A8.{kind}" for kind in ("xlsx", "html", "txt", "ipynb", "json")
    ] == list(files)
    assert "Avslutande utvärdering A8" in files["utvärdering-swea-A8.txt"].decode("utf-8-sig")
    assert '"utvärdering-swea-A8.json"' in "".join(
        "".join(cell["source"]) for cell in json.loads(files["utvärdering-swea-A8.ipynb"])["cells"]
    )
    assert "A8" == json.loads(files["utvärdering-swea-A8.json"])["cohort"]
    assert load_workbook(BytesIO(files["utvärdering-swea-A8.xlsx"])).sheetnames
    assert '<html lang="sv"' in files["utvärdering-swea-A8.html"].decode()
    assert [] == page.said
