"""The app as a process of its own."""

import signal
import urllib.error
import urllib.request

import pytest
from releases import A8

from toolkit.cli.launch import run_app

pytestmark = pytest.mark.slow


def test_the_app_answers_until_it_is_ended(tmp_path):
    """The app is up when its address is told, and gone when Ctrl-C was pressed."""
    A8.save(tmp_path / "release.json")
    told = []

    def press_ctrl_c(address):
        with urllib.request.urlopen(address, timeout=10) as page:
            told.append((address, page.status))
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGTERM)
    assert 0 == run_app([tmp_path], language="sv", browser=False, opened=press_ctrl_c)
    assert before == signal.getsignal(signal.SIGTERM)
    [(address, status)] = told
    assert (200, True) == (status, address.endswith("/?lang=sv"))
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(address, timeout=2)
