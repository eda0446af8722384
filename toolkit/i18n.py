"""The words of the interface in the reader's language: sentences, plurals, dates and numbers."""

import os
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

LanguageCode = Literal["sv", "en"]
"""The languages that the toolkit speaks.

Another one needs its code here, its own name below and its catalogue in ``locale``.
"""
LANGUAGES: tuple[LanguageCode, ...] = get_args(LanguageCode)
LANGUAGE_NAMES: dict[str, str] = {"sv": "Svenska", "en": "English"}
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Language:
    """A language that the toolkit speaks; English is the language of the source."""

    code: LanguageCode
    translations: NullTranslations

    def gettext(self, message: str) -> str:
        """Return the translation of *message*."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of the sentence that fits the number *n*.

        Args:
            one: The sentence in English for one.
            many: The sentence in English for any other number.
            n: The number that decides.

        Returns:
            The sentence in the reader's language.
        """
        return self.translations.ngettext(one, many, n)

    def date(self, day: date) -> str:
        """Return *day* written out: ``31 December 2026``, ``31 december 2026``."""
        # Loaded on first use: most commands write neither date nor number.
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
    """Return the language of that code, one of ``LANGUAGES``.

    Raises:
        ValueError: If the toolkit does not speak it.
    """
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    return Language(code, NullTranslations() if code == "en" else _catalogue(code))


def find_language(*wanted: str, default: str = "en") -> str:
    """Return the first of the languages *wanted* that the toolkit speaks, else *default*.

    Each is a code, or the name of a region's settings: ``sv``, ``sv-SE``, ``sv_SE.UTF-8``.
    """
    codes = [re.split("[-_.@;]", each.strip().lower())[0] for each in wanted]
    return next((spoken for code in codes for spoken in LANGUAGES if spoken == code), default)


def next_language(words: Language) -> LanguageCode:
    """Return where a switch of one link leads: to the other of two, and around more."""
    return LANGUAGES[(LANGUAGES.index(words.code) + 1) % len(LANGUAGES)]


def language_of_computer() -> str:
    """Return the language of the computer's settings if the toolkit speaks it, else ``en``."""
    settings = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # The first that is set decides, as in every program: LC_ALL=C is a wish for English.
    return find_language(next(filter(None, settings), ""))


def _catalogue(code: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # Compiled when it is read: no second file to keep in step with the catalogue.
    compiled = BytesIO()
    with (Path(__file__).parent / "locale" / f"{code}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def capitalize_first(sentence: str) -> str:
    """Return *sentence* with its first letter large, whatever signs stand before it."""
    at = next((index for index, sign in enumerate(sentence) if sign.isalnum()), 0)
    return sentence[:at] + sentence[at : at + 1].upper() + sentence[at + 1 :]
