"""`mentoring-toolkit app` on folders of releases, as its users start it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path

import pytest
from apps import serving
from ledgers import keep
from openpyxl import load_workbook
from releases import A8

from toolkit.cli.launch import free_port, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with one release."""
    home = tmp_path_factory.mktemp("home")
    keep(home, A8)
    return home


@pytest.fixture(scope="module")
def server(home, tmp_path_factory):
    """The app on that folder, with nothing in its log at the end that it should not say."""
    log = tmp_path_factory.mktemp("log") / "app.log"
    with serving(str(home), log, command="app", programme="") as address:
        yield address
    assert [] == re.findall("warning|error|Traceback", log.read_text("utf-8"), re.IGNORECASE)


def test_the_evaluation_is_read_without_signing_in(server, browser):
    """It is drawn, and its workbook is handed out to whoever sits at the computer."""
    page = browser.new_page()
    page.goto(server)
    page.get_by_role("heading", level=1, name="Closing evaluation A8").wait_for()
    with page.expect_download() as made:
        page.get_by_role("button", name="Workbook").click()

    assert "Summary" in load_workbook(BytesIO(Path(made.value.path()).read_bytes())).sheetnames
    page.close()


@pytest.mark.parametrize("address", ["/?k=abc&lang=en", "/m/abc?lang=en"])
def test_a_personal_link_is_told_that_nothing_is_answered_here(server, address):
    """It opens a light page, and neither the evaluation nor a page of Streamlit's."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(server + address)

    page = refused.value.read().decode()
    assert (404, True) == (refused.value.code, "This app does not take answers." in page)
    assert "<script" not in page


def test_the_app_ends_with_ctrl_c(home, tmp_path):
    """It says where it is, answers there, and is gone without a fault when Ctrl-C is pressed."""
    port, log = free_port(), tmp_path / "app.log"
    command = [
        sys.executable,
        "-u",
        "-m",
        "toolkit",
        "app",
        str(home),
        "--port",
        str(port),
        "--language",
        "sv",
    ]
    with (
        log.open("w") as said,
        subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, "BROWSER": "true"}
        ) as process,
    ):
        assert wait_for(port)
        process.send_signal(signal.SIGINT)
        assert 0 == process.wait(timeout=20)

    assert f"http://localhost:{port}/?lang=sv" in log.read_text("utf-8")
    assert "Aborted" not in log.read_text("utf-8")
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(f"http://localhost:{port}", timeout=2)
