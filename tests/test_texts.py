"""The words of the interface in both languages."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from string import Formatter

import nbformat
import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

import toolkit
from toolkit.i18n import find_language, language_of_computer, load_language, next_language
from toolkit.reports.notebook.file import list_template_sentences
from toolkit.resources import resource_path

PACKAGE = Path(toolkit.__file__).parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def said():
    """Return every message of the source: the text, or the forms of a plural."""
    found = [
        message
        for _file, _line, message, _notes, _context in extract_from_dir(
            str(PACKAGE), [("**.py", "python")], keywords=KEYWORDS
        )
    ]
    found += [
        message
        for _line, message, _notes, _context in extract_from_file(
            "python", str(resource_path("app.py")), keywords=KEYWORDS
        )
    ]
    found += list_template_sentences(
        nbformat.read(resource_path("reports/closing.ipynb"), as_version=4)
    )
    return {message if isinstance(message, str) else tuple(message) for message in found}


@pytest.fixture(scope="module")
def catalogue():
    """The Swedish catalogue."""
    with (PACKAGE / "locale" / "sv.po").open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else tuple(message.id): message
            for message in read_po(file, locale="sv")
            if message.id
        }


@pytest.mark.slow
def test_every_message_is_translated(catalogue):
    """Each sentence of the source stands in the Swedish catalogue, translated and not fuzzy."""
    lacking = [
        message
        for message in said()
        if message not in catalogue
        or catalogue[message].fuzzy
        or not all(_forms(catalogue[message].string))
    ]

    assert [] == sorted(str(message) for message in lacking)


@pytest.mark.slow
def test_no_message_is_left_over(catalogue):
    """The catalogue holds nothing that the source no longer says."""
    assert set() == set(catalogue) - said()


def test_translations_keep_the_placeholders(catalogue):
    """A translation fills the same placeholders as the source, so that no sentence breaks when it
    is said.
    """
    for message in catalogue.values():
        wanted = set().union(*(_placeholders(text) for text in _forms(message.id)))
        assert wanted == set().union(*(_placeholders(text) for text in _forms(message.string))), (
            message.id
        )


def test_no_sentence_stands_in_the_source_in_swedish():
    """Swedish stands in the catalogue and in the surveys, not in the code; what forms and sheets
    may hold is the exception.
    """
    swedish = {
        path.name
        for path in PACKAGE.rglob("*.py")
        if re.search(r'"[^"\n]*\b(och|inte|svar|alla)\b[^"\n]*"', path.read_text("utf-8"))
    }

    assert swedish <= {"wording.py", "columns.py", "sheet_columns.py"}


def test_numbers_and_dates():
    """Numbers and dates follow the language."""
    assert ("12,5", "31\u00a0december\u00a02026") == (
        load_language("sv").number(12.5),
        load_language("sv").date(date(2026, 12, 31)),
    )
    assert ("12.5", "31\u00a0December\u00a02026") == (
        load_language("en").number(12.5),
        load_language("en").date(date(2026, 12, 31)),
    )


@pytest.mark.parametrize(
    ("name", "setting", "code"),
    [("LANG", "sv_SE.UTF-8", "sv"), ("LC_ALL", "en_GB.UTF-8", "en"), ("LANG", "fi_FI", "en")],
)
def test_language_of_computer(monkeypatch, name, setting, code):
    """The computer's own setting decides, and English stands in for a language that the toolkit
    does not speak.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv(name, setting)

    assert code == language_of_computer()


def test_unknown_language():
    """A language that the toolkit does not speak is refused."""
    with pytest.raises(ValueError, match="no such language"):
        load_language("fi")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (("sv",), "sv"),
        (("", "sv-SE", "en"), "sv"),
        (("fi", " EN-us;q=0.8", "sv"), "en"),
        (("sv_SE.UTF-8",), "sv"),
        (("svx", ""), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_that_the_toolkit_speaks(wanted, code):
    """Codes, browsers' wishes and computers' settings are understood alike."""
    assert code == find_language(*wanted)
    assert "sv" == find_language("fi", default="sv")


def test_a_switch_of_one_link_leads_to_the_other_language():
    """From Swedish to English, and back."""
    assert ("en", "sv") == (
        next_language(load_language("sv")),
        next_language(load_language("en")),
    )


THIRD = """
from gettext import NullTranslations
from typing import Literal

from toolkit import i18n

i18n.LanguageCode = Literal["sv", "en", "da"]
i18n.LANGUAGES = ("sv", "en", "da")
i18n.LANGUAGE_NAMES["da"] = "Dansk"
i18n._catalogue = lambda code: NullTranslations()

from pydantic import TypeAdapter

from toolkit.programme.promise import Promise, describe_promise
from toolkit.programme.questionnaire import Text, localize
from toolkit.server.http.components import Page, render_page

danish = i18n.load_language(i18n.find_language("da_DK.UTF-8"))
text = TypeAdapter(Text).validate_python({"sv": "mål", "en": "goal", "da": "mål på dansk"})
assert "mål på dansk" == localize(text, danish), localize(text, danish)
assert "goal" == localize({"sv": "mål", "en": "goal"}, danish, "en")
assert "mål" == localize({"sv": "mål", "en": "goal"}, danish)
assert describe_promise(Promise(), danish.code).promised
page = Page("Titel", "", [], other="/sign-in")
around = [danish]
for _step in range(3):
    html = render_page(page, around[-1], form_key="", nonce="")
    around.append(i18n.load_language(i18n.next_language(around[-1])))
    assert f'lang="{around[-2].code}"' in html
    assert i18n.LANGUAGE_NAMES[around[-1].code] in html
assert ["da", "sv", "en", "da"] == [each.code for each in around]
"""


def test_a_third_language_needs_no_other_place():
    """A code, a name and a catalogue are all: texts are picked, promised and switched in it."""
    subprocess.run([sys.executable, "-c", THIRD], check=True)


def _forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


def _placeholders(text):
    return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name}
