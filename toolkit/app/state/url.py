"""What the reader chose: the address is the only memory, so that it can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import i18n
from toolkit.app.state.identity import account, has_database, readable_programmes
from toolkit.app.state.param_names import ParamName
from toolkit.app.state.releases import release_slug
from toolkit.release.release import Release

if TYPE_CHECKING:
    from toolkit.programme.programme import Programme

PART_SEPARATOR = "."
"""Stands between the open parts in the address, ``?open=goals.method``.

Needs no escaping in a link.
"""


def words() -> i18n.Language:
    """Return the language of the address, else that of whoever is signed in or of the browser."""
    chosen = st.query_params.get(ParamName.LANGUAGE, "")
    # Looked up only where the address says nothing: that asks every database.
    signed_in = account() if chosen not in i18n.LANGUAGES else None
    return i18n.load_language(
        i18n.find_language(chosen, signed_in.language if signed_in else "", st.context.locale or "")
    )


def choose_language() -> None:
    """Draw the switch between the languages."""
    st.session_state[ParamName.LANGUAGE] = words().code
    st.segmented_control(
        "Språk / Language",
        i18n.LANGUAGES,
        format_func=i18n.LANGUAGE_NAMES.__getitem__,
        key=ParamName.LANGUAGE,
        label_visibility="collapsed",
        required=True,
        on_change=_write_address,
        args=(ParamName.LANGUAGE,),
    )


def chosen_release(releases: Mapping[str, Release]) -> Release:
    """Return the release of the address, else the one closed last.

    The address has its own name, or that of its cohort in the programme.
    """
    of_programme, named = (
        filter_by_programme(releases) or releases,
        st.query_params.get(ParamName.COHORT, ""),
    )
    by_cohort = (release for release in of_programme.values() if release.cohort == named)
    return of_programme.get(named) or next(by_cohort, None) or next(iter(of_programme.values()))


def choose_release(releases: Mapping[str, Release]) -> None:
    """Draw the choice of cohort; call it where there is more than one.

    Behind a server its programme goes along to the coordinator's pages.
    """
    language = words()

    def to_address() -> None:
        _write_address(ParamName.COHORT)
        if has_database():
            st.query_params[ParamName.PROGRAMME] = releases[
                st.session_state[ParamName.COHORT]
            ].programme

    # The address alone remembers what was chosen, so the widget is set from it at each run.
    st.session_state[ParamName.COHORT] = release_slug(chosen_release(releases))
    st.selectbox(
        language.gettext("Cohort"),
        list(releases),
        format_func=lambda name: (
            f"{releases[name].cohort} · {releases[name].text('programme', language.code)}"
        ),
        key=ParamName.COHORT,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=to_address,
    )


def filter_by_programme(releases: Mapping[str, Release]) -> dict[str, Release]:
    """Return the releases of one programme.

    That of the address, else of the cohort of the address, else of what was closed last. There are
    none where nothing of that programme is closed.
    """
    chosen = st.query_params.get(ParamName.PROGRAMME, "")
    if releases and chosen not in {
        *(readable_programmes() or ()),
        *(release.programme for release in releases.values()),
    }:
        chosen = (
            releases.get(st.query_params.get(ParamName.COHORT, "")) or next(iter(releases.values()))
        ).programme
    return {name: release for name, release in releases.items() if release.programme == chosen}


def programmes(releases: Mapping[str, Release]) -> dict[str, str]:
    """Return the name of every programme that the reader may look into, by code.

    Of those with a release the one closed first is first.
    """
    language = words()
    released = {
        release.programme: release.text("programme", language.code)
        for release in reversed(list(releases.values()))
    }
    others = {
        code: programme
        for code, programme in (readable_programmes() or {}).items()
        if code not in released
    }
    return released | {code: _title(programme, language) for code, programme in others.items()}


def _title(programme: Programme, language: i18n.Language) -> str:
    from toolkit.programme.questionnaire import localize  # the board's page does without all of it

    return localize(programme.settings.name, language)


def choose_programme(names: Mapping[str, str], chosen: str) -> None:
    """Draw the choice of programme, by code and name; call it where there is more than one.

    A cohort of another programme is let go.
    """

    def to_address() -> None:
        st.query_params.pop(ParamName.COHORT, None)
        _write_address(ParamName.PROGRAMME)

    st.session_state[ParamName.PROGRAMME] = chosen
    st.selectbox(
        words().gettext("Programme"),
        list(names),
        format_func=lambda code: names.get(code, ""),
        key=ParamName.PROGRAMME,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=to_address,
    )


def is_part_open(part: str) -> bool:
    """Return whether the address says that a part of the page is open."""
    return part in _open_parts()


def toggle_part(part: str) -> None:
    """Open a part of the page, or close it.

    The address says which are open, in the order in which they were opened.
    """
    parts = _open_parts()
    left = [each for each in parts if each != part] if part in parts else [*parts, part]
    if left:
        st.query_params[ParamName.OPEN] = PART_SEPARATOR.join(left)
    else:
        del st.query_params[ParamName.OPEN]


def render_part(name: str, label: str) -> AbstractContextManager[object] | None:
    """Draw a line that opens a part of the page, and return its inside; None while it is closed."""
    key = f"part-{name}"
    st.session_state[key] = is_part_open(name)
    inside = st.expander(label, key=key, on_change=toggle_part, args=(name,))
    return inside if inside.open else None


def shared_params() -> dict[str, str]:
    """Return what of the address other pages of the app need too: language and cohort."""
    return {
        key: found
        for key in (ParamName.LANGUAGE, ParamName.PROGRAMME, ParamName.COHORT)
        if (found := st.query_params.get(key, ""))
    }


def keep_address() -> None:
    """Have the address of the browser say what is shown.

    A link to another place of the page that one is on leaves it as it was.
    """
    st.query_params.from_dict(st.query_params.to_dict())


def _open_parts() -> list[str]:
    return [each for each in st.query_params.get(ParamName.OPEN, "").split(PART_SEPARATOR) if each]


def _write_address(key: ParamName) -> None:
    st.query_params[key] = st.session_state[key]
