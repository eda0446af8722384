"""What is drawn of a release, drawn once for all readers.

The same release never looks different.
"""

import gc
from collections.abc import Callable, Iterable
from functools import lru_cache

import streamlit as st

from toolkit.i18n import Language
from toolkit.release.release import Release
from toolkit.reports.palette import DARK, LIGHT, Palette


def palette() -> Palette:
    """Return the colours that fit the reader's light or dark page."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def draw_cached(
    part: str, releases: Iterable[Release], words: Language, draw: Callable[[], None]
) -> None:
    """Draw a part of a page that depends on nothing but releases, language and palette.

    It holds nothing to press. From the second time on Streamlit sends what it kept, and *draw* is
    not called.

    Args:
        part: Tells the part from every other that is kept.
        releases: What it is drawn from.
        words: The language.
        draw: Draws it.
    """
    _draw_cached_part(
        draw,
        part,
        " ".join(release.sha256 for release in releases),
        words.code,
        "dark" if palette() == DARK else "light",
    )
    freeze_loaded_objects("drawn")


@st.cache_data(show_spinner=False, max_entries=512)
def _draw_cached_part(
    # Streamlit leaves what begins with an underscore out of the key.
    _draw: Callable[[], None],
    part: str,  # noqa: ARG001  # this and all below are the key
    hashes: str,  # noqa: ARG001
    code: str,  # noqa: ARG001
    colours: str,  # noqa: ARG001
) -> None:
    _draw()


@lru_cache
def freeze_loaded_objects(_when: str) -> None:
    """Tell Python, once each time, that what is loaded by now stays.

    Streamlit has it look for garbage after every run, in all that there is.
    """
    gc.collect()
    gc.freeze()
