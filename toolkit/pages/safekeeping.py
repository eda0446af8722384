"""Safekeeping: the backup, whether everything is still what was written, what was done by whom, and one person's own data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from toolkit import accounts, session
from toolkit.accounts import ADMINISTRATOR, Done, about, in_words
from toolkit.doctor import examine
from toolkit.errors import N_, Fault, MendableError
from toolkit.pages import administration, layout, office
from toolkit.pages.administration import Place
from toolkit.storage import back_up
from toolkit.texts import Language

PERSON = "person"
FOUND, EXAMINED = "person-found", "safekeeping-examined"
LINES = 200


def show(place: Place) -> None:
    """Write the four parts of the page."""
    _backup(place)
    _checkup(place)
    _person(place)
    _trail(place)


def _backup(place: Place) -> None:
    _ = place.words.gettext
    lead = _(
        "One file with everything: answers, names, addresses, accounts, releases and their key. Whoever has the file has all of it: "
        "keep it where nobody else can read it, and delete the old ones."
    )
    office.part("backup", _("Backup"), lead)
    name = _("{name}.backup.zip").format(name=f"{place.office.programme.code}-{session.today():%Y-%m-%d}")
    st.download_button(_("Download a backup"), _made(place, name), name, mime="application/zip", key="backup", on_click="ignore", type="primary")
    office.note("restore", _("It is put back on a computer with: mentoring-toolkit restore FILE URL"))


def _made(place: Place, name: str) -> Callable[[], bytes]:
    mine, may = place.office, session.still(place.office, ADMINISTRATOR)

    def made() -> bytes:
        if not may():
            return _not_given_out(place.words)
        with TemporaryDirectory() as folder:
            file = Path(folder) / name
            back_up(mine.store, file, now=session.now())
            mine.store.trail(mine.account.address, Done.BACKUP_TAKEN, now=session.now())
            return file.read_bytes()

    return made


def _not_given_out(words: Language) -> bytes:
    """Return what the file says whose button was tapped after the person could no longer be here."""
    return words.gettext("This is not given out any more: sign in again as administrator.").encode()


def _checkup(place: Place) -> None:
    words = place.words
    _ = words.gettext
    office.part("checkup", _("Is everything still what was written?"), _("Looks at the database, the releases, their ledger and its key. Nothing is changed."))
    st.button(_("Look"), key="examine", on_click=_examine)
    if not st.session_state.pop(EXAMINED, False):
        return
    with st.spinner(_("Looking")):
        found = examine(place.office.store.url)
    if found.faults:
        layout.faults(fault.sentence(_) for fault in found.faults)
        return
    sentence = words.ngettext(
        "Everything is in order: the database, and {n} release as it was published.",
        "Everything is in order: the database, and {n} releases as they were published.",
        found.releases,
    )
    office.say(sentence.format(n=found.releases))


def _examine() -> None:
    st.session_state[EXAMINED] = True


# ---- one person's own data -----------------------------------------------------------------------------------------------------------


def _person(place: Place) -> None:
    words = place.words
    _ = words.gettext
    lead = _(
        "Behind the personal link everybody can erase everything and, with the code of a receipt, see and take along what was sent. "
        "Here you do it for somebody who asks you to."
    )
    office.part(PERSON, _("A participant asks for the own data"), lead)
    with st.form("fields-person", border=False):
        office.ask_text(_("Code of the participant"), f"{PERSON}-code")
        office.fault(PERSON, "code", words)
        st.form_submit_button(_("Find"), key=f"{PERSON}-find", on_click=_find)
    code = st.session_state.get(FOUND, "")
    if not code:
        return
    rows = _rows(place.office, code)
    if rows is None:
        return
    office.say(
        words.ngettext("About {code}, {n} row is kept that can be erased.", "About {code}, {n} rows are kept that can be erased.", rows).format(
            code=code, n=rows
        )
    )
    with st.container(horizontal=True):
        st.download_button(_("Download everything about {code}").format(code=code), _exported(place, code), f"{code}.json", key="export", on_click="ignore")
    office.confirmed(
        "erase",
        _("Erase everything about {code}").format(code=code),
        [
            _(
                "Answers, drafts, links, name and address of {code} are erased now and cannot be brought back. What the two of the pair agreed on and "
                "logged stays, without a name. Releases stay as they were published. Old backups still hold it: delete them."
            ).format(code=code),
            *(
                _("The account {address} stays; it is removed on the page Who may sign in.").format(address=account["address"])
                for account in accounts.of_participant(place.office.store, code)
            ),
        ],
        _("Yes, erase everything"),
        _("No, keep it"),
        _erase,
        code,
        words,
    )
    office.fault(f"{PERSON}-erase", "", words)


def _find() -> None:
    """Look for a code; it is kept in memory only, and not in the address."""
    code = office.given(PERSON, ("code",))["code"]
    found = administration.act(PERSON, lambda mine: _there(mine, code), "")
    st.session_state[FOUND] = code if found else ""


def _there(mine: session.Office, code: str) -> dict[str, Fault]:
    try:
        mine.store.rows_of(code)
    except MendableError as refused:
        return {"code": refused.faults[0]}
    return {}


def _rows(mine: session.Office, code: str) -> int | None:
    try:
        return mine.store.rows_of(code)
    except MendableError:  # erased by somebody else meanwhile
        return None


def _exported(place: Place, code: str) -> Callable[[], bytes]:
    mine, may = place.office, session.still(place.office, ADMINISTRATOR)

    def exported() -> bytes:
        if not may():
            return _not_given_out(place.words)
        told = mine.store.person(code) | {"accounts": accounts.of_participant(mine.store, code)}
        mine.store.trail(mine.account.address, Done.PERSON_EXPORTED, code, now=session.now())
        return json.dumps(told, ensure_ascii=False, indent=2).encode()

    return exported


def _erase(code: str, words: Language) -> None:
    def erased(mine: session.Office) -> dict[str, Fault]:
        mine.store.erase(code)
        mine.store.trail(mine.account.address, Done.PERSON_ERASED, code, now=session.now())
        return {}

    if administration.act(f"{PERSON}-erase", erased, words.gettext("Everything about {code} is erased.").format(code=code)):
        st.session_state[FOUND] = ""


# ---- the trail -------------------------------------------------------------------------------------------------------------------------


def _trail(place: Place) -> None:
    words = place.words
    _ = words.gettext
    lead = _("Who did what, the latest first. Which pair or participant a coordinator was busy with is not told here.")
    office.part("trail", _("What was done"), lead)
    lines = list(_told(place))
    if lines:
        layout.table((_("When"), _("Who"), _("What"), _("About")), lines, _("What was done"))
    else:
        office.say(_("Nothing yet."))


def _told(place: Place) -> Iterator[tuple[str, str, str, str]]:
    for line in place.office.store.trail_lines(LINES):
        at = datetime.fromisoformat(line.done_at).replace(tzinfo=UTC).astimezone(session.HOME_ZONE)
        yield f"{at:%Y-%m-%d %H:%M}", line.done_by or place.words.gettext("at the terminal"), in_words(line.what, place.words), about(line.what, line.about)


show(administration.enter(N_("Safekeeping")))
