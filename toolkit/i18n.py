"""The words of the interface in the reader's language: sentences, plurals, dates and numbers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

LANGUAGES = ("sv", "en")
LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Language:
    """A language that the toolkit speaks; English is the language of the source."""

    code: str
    translations: NullTranslations

    def gettext(self, message: str) -> str:
        """Return the translation of *message*."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of the sentence that fits the number *n*."""
        return self.translations.ngettext(one, many, n)

    def date(self, day: date) -> str:
        """Return *day* written out: ``31 December 2026``, ``31 december 2026``."""
        from babel.dates import format_date

        return format_date(day, "d MMMM y", locale=self.code).replace(" ", NO_BREAK)

    def number(self, value: float, digits: int = 1) -> str:
        """Return *value* with at most *digits* decimals: ``12.5``, ``12,5``."""
        from babel.numbers import format_decimal

        return format_decimal(round(value, digits), locale=self.code)

    def both(self, first: str, second: str) -> str:
        """Join two parts of a sentence with *and*."""
        return self.gettext("{first} and {second}").format(first=first, second=second)


@lru_cache
def load_language(code: str) -> Language:
    """Return the language *code*, ``sv`` or ``en``.

    Raises:
        ValueError: If the toolkit does not speak it.
    """
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    return Language(code, NullTranslations() if code == "en" else _catalogue(code))


def language_of_computer() -> str:
    """Return the first language of the computer's settings that the toolkit speaks, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(name, ""):
            return "sv" if setting.startswith("sv") else "en"
    return "en"


def _catalogue(code: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (Path(__file__).parent / "locale" / f"{code}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def capitalize_first(sentence: str) -> str:
    """Return *sentence* with its first letter large, whatever signs stand before it."""
    at = next((index for index, sign in enumerate(sentence) if sign.isalnum()), 0)
    return sentence[:at] + sentence[at : at + 1].upper() + sentence[at + 1 :]
