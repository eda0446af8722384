"""What the reader chose: the address is the only memory, so that it can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import streamlit as st

from toolkit import texts
from toolkit.release import Release
from toolkit.session.keys import Key
from toolkit.session.releases import name_of
from toolkit.session.signed_in import account, readable, takes_answers

if TYPE_CHECKING:
    from toolkit.programme import Programme

BETWEEN = "."
"""Stands between the open parts in the address, ``?open=goals.method``: needs no escaping in a link."""


def words(spoken: str = "") -> texts.Language:
    """Return the language of the address, else the one that the person is known to speak, else that of the browser."""
    chosen = st.query_params.get(Key.LANGUAGE)
    if chosen not in texts.LANGUAGES and not spoken and Key.LINK not in st.query_params and (signed_in := account()):
        spoken = signed_in.language
    preferred = spoken or ("sv" if (st.context.locale or "").startswith("sv") else "en")
    return texts.language(chosen if chosen in texts.LANGUAGES else preferred)


def choose_language(chosen: texts.Language | None = None) -> None:
    """Draw the switch between the languages."""
    st.session_state[Key.LANGUAGE] = (chosen or words()).code
    st.segmented_control(
        "Språk / Language",
        texts.LANGUAGES,
        format_func=texts.LANGUAGE_NAMES.__getitem__,
        key=Key.LANGUAGE,
        label_visibility="collapsed",
        required=True,
        on_change=_to_address,
        args=(Key.LANGUAGE,),
    )


def chosen_release(releases: Mapping[str, Release]) -> Release:
    """Return the release of the address, by its own name or by that of its cohort in the programme, else the one closed last."""
    of_programme, named = of_one_programme(releases) or releases, st.query_params.get(Key.COHORT, "")
    by_cohort = (release for release in of_programme.values() if release.cohort == named)
    return of_programme.get(named) or next(by_cohort, None) or next(iter(of_programme.values()))


def choose_release(releases: Mapping[str, Release]) -> None:
    """Draw the choice of cohort; call it where there is more than one. Behind a server its programme goes along to the coordinator's pages."""
    language = words()

    def to_address() -> None:
        _to_address(Key.COHORT)
        if takes_answers():
            st.query_params[Key.PROGRAMME] = releases[st.session_state[Key.COHORT]].programme

    st.session_state[Key.COHORT] = name_of(chosen_release(releases))
    st.selectbox(
        language.gettext("Cohort"),
        list(releases),
        format_func=lambda name: f"{releases[name].cohort} · {releases[name].text('programme', language.code)}",
        key=Key.COHORT,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=to_address,
    )


def of_one_programme(releases: Mapping[str, Release]) -> dict[str, Release]:
    """Return the releases of the programme of the address, else of the cohort of the address, else of the one closed last.

    There are none where nothing of that programme is closed.
    """
    chosen = st.query_params.get(Key.PROGRAMME, "")
    if releases and chosen not in {*(readable() or ()), *(release.programme for release in releases.values())}:
        chosen = (releases.get(st.query_params.get(Key.COHORT, "")) or next(iter(releases.values()))).programme
    return {name: release for name, release in releases.items() if release.programme == chosen}


def programmes(releases: Mapping[str, Release]) -> dict[str, str]:
    """Return the name of every programme that the reader may look into, by code: of those with a release the one closed first is first."""
    language = words()
    released = {release.programme: release.text("programme", language.code) for release in reversed(list(releases.values()))}
    others = {code: programme for code, programme in (readable() or {}).items() if code not in released}
    return released | {code: _title(programme, language) for code, programme in others.items()}


def _title(programme: Programme, language: texts.Language) -> str:
    from toolkit.participation.saying import label  # the board's page does without all of it

    return label(programme.settings.name, language)


def choose_programme(names: Mapping[str, str], chosen: str) -> None:
    """Draw the choice of programme, by code and name; call it where there is more than one. A cohort of another programme is let go."""

    def to_address() -> None:
        st.query_params.pop(Key.COHORT, None)
        _to_address(Key.PROGRAMME)

    st.session_state[Key.PROGRAMME] = chosen
    st.selectbox(
        words().gettext("Programme"),
        list(names),
        format_func=lambda code: names.get(code, ""),
        key=Key.PROGRAMME,
        label_visibility="collapsed",
        filter_mode=None,
        placeholder="",
        on_change=to_address,
    )


def opened(part: str) -> bool:
    """Return whether the address says that a part of the page is open."""
    return part in _open_parts()


def turn(part: str) -> None:
    """Open a part of the page, or close it: the address says which are open, in the order in which they were opened."""
    parts = _open_parts()
    left = [each for each in parts if each != part] if part in parts else [*parts, part]
    if left:
        st.query_params[Key.OPEN] = BETWEEN.join(left)
    else:
        del st.query_params[Key.OPEN]


def part(name: str, label: str) -> AbstractContextManager[object] | None:
    """Draw a line that opens a part of the page, and return its inside; None while it is closed."""
    key = f"part-{name}"
    st.session_state[key] = opened(name)
    inside = st.expander(label, key=key, on_change=turn, args=(name,))
    return inside if inside.open else None


def shared() -> dict[str, str]:
    """Return what of the address other pages of the app need too: language and cohort."""
    return {key: found for key in (Key.LANGUAGE, Key.PROGRAMME, Key.COHORT) if (found := st.query_params.get(key, ""))}


def keep_address() -> None:
    """Have the address of the browser say what is shown: a link to another place of the page that one is on leaves it as it was."""
    st.query_params.from_dict(st.query_params.to_dict())


def _open_parts() -> list[str]:
    return [each for each in st.query_params.get(Key.OPEN, "").split(BETWEEN) if each]


def _to_address(key: Key) -> None:
    st.query_params[key] = st.session_state[key]


def go(**places: str | int | None) -> None:
    """Go to another place behind the link: the address is what it was, but for what is named here."""
    kept = {key: value for key, value in st.query_params.to_dict().items() if key in (Key.LINK, Key.LANGUAGE)}
    st.query_params.from_dict({**kept, **{key: str(value) for key, value in places.items() if value is not None}})


def place(key: Key) -> str:
    """Return what the address says of *key*, ``""`` if nothing."""
    return st.query_params.get(key, "")


def shown_place() -> str:
    """Return what tells one place behind the link from another."""
    return "/".join(place(key) for key in (Key.PLACE, Key.FORM, Key.SCREEN))
