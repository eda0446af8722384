"""What each role does, in a real browser, on a server that was started as its users start it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from apps import PATIENCE, drawn, serving, standing, violations
from ledgers import keep
from offices import everything
from openpyxl import load_workbook
from releases import A8, B40
from test_rooms import ADDRESSES, FOUR_WORDS, OPEN

from toolkit.app.state import SIGN_IN_COOKIE
from toolkit.app.streamlit_names import fill
from toolkit.data.database import Form, open_store
from toolkit.people.accounts import Account, put_account, sign_in
from toolkit.programme.programme import load_programme

pytestmark = pytest.mark.slow

VIEWS = [
    ("sv", "light", {"width": 390, "height": 844}),
    ("en", "dark", {"width": 1280, "height": 900}),
]
SIGN_OFF = {"goals_met": "fully", "process_works": "4", "keep_contact": "yes"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The association in which everything waits, with two closed cohorts and somebody in each
    role.
    """
    place = everything(tmp_path_factory.mktemp("paths"))
    for release in (A8, B40):
        keep(place.store.home, replace(release, programme="handledarforening"))
    for role, address in ADDRESSES.items():
        assert (
            put_account(
                place.store,
                Account(address, role.capitalize(), frozenset({role})),
                password=FOUR_WORDS,
                by="",
                now=datetime.now(UTC),
            )
            is None
        )
    return place


@pytest.fixture(scope="module")
def tokens(place):
    """What the browser of each role shows."""
    return {
        role: sign_in(place.store, address, FOUR_WORDS, now=datetime.now(UTC)).token
        for role, address in ADDRESSES.items()
    }


@pytest.fixture(scope="module")
def server(place, tmp_path_factory):
    """The server, with nobody's name and no token in its log at the end."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with serving(place.url, log, programme="surveys/handledarforening") as address:
        yield address
    said = log.read_text("utf-8")
    assert [] == re.findall(r"Traceback|example\.org|[A-Za-z0-9_-]{43}", said)


@pytest.fixture
def opened(browser):
    """Open a window of the browser in which nobody is signed in, and windows of somebody else's;
    keep what each asks for.
    """
    contexts, pages = [], []
    browser.clear_cookies()

    def window(*, elsewhere=False, viewport=None, colours="light"):
        if elsewhere:
            contexts.append(browser.browser.new_context(locale="en-GB"))
        page = (contexts[-1] if elsewhere else browser).new_page()
        pages.append(page)
        page.set_viewport_size(viewport or {"width": 1280, "height": 720})
        page.emulate_media(color_scheme=colours)
        page.set_default_timeout(PATIENCE)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield window
    browser.set_offline(False)
    for page in pages:
        page.close()
    for context in contexts:
        context.close()
    browser.clear_cookies()


def here(page, heading: str):
    """Wait for the page of this heading."""
    page.get_by_role("heading", level=1, name=heading).wait_for()
    drawn(page)


# ---- the menu ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "field", "written"),
    [
        ("close", ".st-key-day-closing-day-2026 input", "2026-11-01"),
        ("links", ".st-key-day-hand-until input", "2027-05-01"),
    ],
)
def test_a_tap_on_the_menu_right_after_a_field_was_changed_is_not_lost(
    tokens, server, opened, left, field, written
):
    """What is left is sent on a timer: the page that was tapped stays, and does not give way to the
    one that was left.
    """
    page = opened()
    page.context.add_cookies(
        [{"name": SIGN_IN_COOKIE, "value": tokens["coordinator"], "url": server}]
    )
    page.goto(f"{server}/{left}?lang=en")
    if left == "links":
        page.get_by_text("Everybody, 12 people").click()  # only then it is asked until when
    page.locator(field).first.fill(written)
    page.get_by_role("link", name="To do", exact=True).click()
    here(page, "To do")
    page.wait_for_timeout(1000)
    drawn(page)

    assert ["To do"] == page.get_by_role("heading", level=1).all_inner_texts()
    assert "/to-do" in page.url


# ---- every page of every role --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "colours", "size"), VIEWS, ids=lambda value: value if isinstance(value, str) else None
)
@pytest.mark.parametrize(("role", "room"), OPEN, ids=lambda value: getattr(value, "place", value))
def test_every_page_can_be_read_by_everybody(
    tokens, server, opened, role, room, code, colours, size
):
    """axe-core finds nothing against WCAG 2.0 to 2.2, nothing is wider than the screen, the page
    says its language, no other host is asked.
    """
    page = opened(viewport=size, colours=colours)
    page.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": tokens[role], "url": server}])
    page.goto(f"{server}/{room.place}?lang={code}")
    page.get_by_role("heading", level=1).first.wait_for()
    drawn(page)
    wide = page.evaluate(
        fill(
            "Math.max(document.documentElement.scrollWidth,"
            " document.querySelector(':streamlit(main)').scrollWidth)"
        )
    )
    tall = page.evaluate(fill("document.querySelector(':streamlit(main)').scrollHeight"))
    page.set_viewport_size({**size, "height": min(9000, tall + 150)})
    standing(page)
    found = violations(page)

    assert [] == found
    assert wide <= size["width"]
    assert code == page.evaluate("document.documentElement.lang")
    assert [] == [
        address
        for address in page.asked
        if not address.startswith((server, server.replace("http", "ws"), "data:", "blob:"))
    ]


# ---- the main path of each role ------------------------------------------------------------------


def test_a_board_member_signs_in_reads_and_signs_out(server, opened):
    """From the bare address to the four answers, into one of them, and out again; a coordinator's
    page is not there for her.
    """
    page = opened()
    page.goto(f"{server}/?lang=en")
    enter(page, ADDRESSES["board"])
    here(page, "Closing evaluation A8")
    assert "3 of 6 mentors" in page.inner_text(fill(":streamlit(main)")).replace("\u00a0", " ")
    page.goto(f"{server}/pairs?lang=en")
    page.get_by_role("heading", level=1).first.wait_for()
    drawn(page)
    assert "Karin Bergström" not in page.content()
    page.goto(f"{server}/years?lang=en")
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out").wait_for()
    page.goto(f"{server}/years?lang=en")
    page.get_by_label("Password").wait_for()


def test_a_pair_stays_open_while_it_is_changed(server, opened):
    """The address follows from the list into a pair and back, and what is asked of a change is in
    sight.
    """
    page = opened(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}/pairs?lang=en")
    enter(page, ADDRESSES["coordinator"])
    here(page, "Pairs")
    page.get_by_role("link", name=re.compile("P002")).click()
    page.get_by_role("button", name="End early").wait_for()
    drawn(page)
    assert "/pairs?lang=en&pair=P002" in page.url
    page.get_by_role("button", name="End early").click()
    form = page.locator("[class*=st-key-form-]").first
    form.wait_for()
    drawn(page)
    assert 900 >= form.bounding_box()["y"] + form.bounding_box()["height"]

    page.get_by_role("link", name="Pairs", exact=True).click()
    page.get_by_role("button", name="Add a pair").wait_for()
    drawn(page)
    assert "pair=" not in page.url
    page.go_back()
    page.get_by_role("button", name="End early").first.wait_for()


def test_a_page_speaks_its_language_where_streamlit_does_not(server, opened):
    """A day is chosen from the browser's calendar, and a line that dies without a word is told."""
    page = opened()
    page.goto(f"{server}/pairs?lang=en")
    enter(page, ADDRESSES["coordinator"])
    here(page, "Pairs")
    page.get_by_role("link", name=re.compile("P002")).click()
    page.get_by_role("button", name="End early").first.click()
    page.locator("[class*=st-key-day-] input[type=date]").first.wait_for()
    drawn(page)
    status = page.locator("#line")
    assert "" == status.text_content()

    page.context.set_offline(True)
    page.get_by_role("heading", level=1).click()
    status.filter(has_text="There is no connection just now.").wait_for()
    page.context.set_offline(False)
    page.wait_for_function("document.querySelector('#line').textContent === ''")


def test_an_administrator_lets_somebody_in(server, opened):
    """An account is made, its person chooses a password by the link that is shown once, and is
    in.
    """
    page = opened()
    page.goto(f"{server}/accounts?lang=en")
    enter(page, ADDRESSES["administrator"])
    here(page, "Who may sign in")
    page.get_by_label("Name", exact=True).fill("Nora")
    page.get_by_label("E-mail address", exact=True).fill("nora@example.org")
    page.get_by_text(re.compile("^Board")).last.click()
    page.get_by_role("button", name="Make the account").click()
    link = page.get_by_text(re.compile(r"/sign-in/first\?code=")).first
    link.wait_for()
    address = re.search(r"/sign-in/first\?code=[\w-]+", link.inner_text())[0]
    hers = opened(elsewhere=True)
    hers.goto(f"{server}{address}&lang=en")
    for field in hers.locator("input[type=password]").all():
        field.fill(FOUR_WORDS)
    hers.locator("form button").last.click()
    here(hers, "Closing evaluation A8")


def test_from_nothing_to_a_closed_evaluation(opened, tmp_path):
    """The path of a new coordinator: the first account, a cohort, its pairs from a sheet, links,
    answers, the closing, the four answers.
    """
    url, log, today = f"sqlite:///{tmp_path / 'mentoring.db'}", tmp_path / "app.log", date.today()
    with serving(url, log, command="app") as server:
        page = opened()
        page.goto(server + re.search(r"/sign-in/first\?code=\S+", log.read_text("utf-8"))[0])
        page.locator("input[name=address]").fill("eva@example.org")
        page.locator("input[name=name]").fill("Eva Ek")
        for field in page.locator("input[type=password]").all():
            field.fill(FOUR_WORDS)
        page.locator("form button").last.click()
        page.get_by_role("link", name="Start a cohort").wait_for()
        start_cohort(page, today)
        take_in_sheet(page, tmp_path, pairs=6)
        links = make_links(page, tmp_path)
        assert 12 == len(links)
        assert "Mentee 0" in opened_link(opened(elsewhere=True), links[0])
        send_all(url)
        close(page, server)
        page.get_by_text("Open the closing evaluation").click()
        here(page, "Closing evaluation 2026")
        said = page.inner_text(fill(":streamlit(main)")).replace("\u00a0", " ")
        assert "All 6 mentors and all 6 mentees reported that the goals were met" in said
    assert ["2026"] == [
        release.stem.rpartition("-")[2]
        for release in open_store(url).home.glob("releases/swea-*.json")
    ]


def enter(page, address: str):
    """Sign in on the page that asks for it."""
    page.locator("input[name=address]").fill(address)
    page.locator("input[name=password]").fill(FOUR_WORDS)
    page.locator("form button").last.click()


def start_cohort(page, today: date):
    """Start the cohort 2026, which began last year and ends tomorrow."""
    here(page, "To do")
    page.get_by_text("Start a cohort", exact=True).last.click()
    page.get_by_label("Name of the cohort").wait_for()
    drawn(page)
    page.get_by_label("Name of the cohort").fill("2026")
    page.get_by_label("First day").fill((today - timedelta(days=300)).isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Start the cohort").click()
    page.get_by_text("Take in a sheet", exact=True).wait_for()
    drawn(page)


def take_in_sheet(page, folder, *, pairs: int):
    """Fill in the template, with one row that is wrong, and take in the others; the pairs have the
    days of their cohort.
    """
    page.get_by_text("Take in a sheet", exact=True).last.click()
    with page.expect_download() as template:
        page.get_by_role("button", name="Download the template").click()
    template.value.save_as(folder / "template.xlsx")
    workbook = load_workbook(folder / "template.xlsx")
    for row in range(pairs):
        for column, cell in enumerate(
            (f"Mentor {row}", f"m{row}@example.org", f"Mentee {row}", f"a{row}@example.org"),
            start=1,
        ):
            workbook.worksheets[0].cell(row + 2, column, cell)
    workbook.worksheets[0].cell(pairs + 2, 1, "Nobody")
    filled = BytesIO()
    workbook.save(filled)
    page.locator("input[type=file]").set_input_files(
        {"name": "pairs.xlsx", "mimeType": "application/octet-stream", "buffer": filled.getvalue()}
    )
    page.get_by_text("pairs.xlsx").wait_for()
    page.get_by_role("button", name="Read the sheet").click()
    page.get_by_text(re.compile("1 row")).first.wait_for()
    page.get_by_role("button", name=f"Take in {pairs} pairs").click()
    page.get_by_text(re.compile("P006")).first.wait_for()
    drawn(page)


def make_links(page, folder) -> list[str]:
    """Make a link for everybody, take the list along, and return the links of it."""
    page.get_by_role("link", name="Links and reminders").click()
    here(page, "Links and reminders")
    page.get_by_text(re.compile("Everybody, 12 people")).click()
    page.get_by_role("button", name="Make 12 links").click()
    button = page.get_by_role("button", name=re.compile("mail merge", re.IGNORECASE))
    button.wait_for()
    with page.expect_download() as made:
        button.click()
    made.value.save_as(folder / "list.xlsx")
    rows = load_workbook(folder / "list.xlsx").worksheets[0].iter_rows(min_row=2, values_only=True)
    return [cell for row in rows for cell in row if str(cell).startswith("http")]


def opened_link(page, link: str) -> str:
    """Return what somebody reads behind a personal link."""
    page.goto(link)
    return page.inner_text("body")


def send_all(url: str):
    """Everybody sends the closing form."""
    store, stamp = open_store(url), load_programme("surveys/swea").settings.promise.stamp
    for pair in store.raw_tables()["pairs"].to_dict("records"):
        assert pair["planned_end_on"]
        for role in ("mentor", "mentee"):
            store.send(
                Form(pair[f"{role}_id"], pair["pair_id"], role, "closing"),
                SIGN_OFF,
                version=1,
                promise=stamp,
                now=datetime.now(UTC),
            )


def close(page, server: str):
    """Close the cohort on the page that leads through it."""
    page.goto(f"{server}/close?lang=en")
    here(page, "Close a cohort")
    page.get_by_label(re.compile("To confirm")).fill("2026")
    page.get_by_role("button", name="Close the cohort for good").click()
    page.get_by_text("Open the closing evaluation").wait_for()
