"""Safekeeping: the backup, the checkup, what was done by whom, and one person's own data."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import admin_forms
from toolkit.app.pages.admin_forms import AdminPage
from toolkit.app.widgets import layout
from toolkit.data.database import back_up
from toolkit.data.integrity import check_integrity
from toolkit.errors import N_, MendableError, Refused
from toolkit.i18n import Language
from toolkit.people import accounts
from toolkit.people.accounts import ADMINISTRATOR, AuditEvent, describe_subject, in_words

PERSON_FORM = "person"
FOUND = "person-found"
LOG_LINES_SHOWN = 200


def render_safekeeping(place: AdminPage) -> None:
    """Write the four parts of the page."""
    _backup(place)
    _checkup(place)
    _person(place)
    _trail(place)


def _backup(place: AdminPage) -> None:
    _ = place.words.gettext
    widgets.render_page_part(
        "backup",
        _("Backup"),
        _(
            "One file with everything: answers, names, addresses, accounts, releases and their key."
            " Whoever has the file has all of it: keep it where nobody else can read it, and delete"
            " the old ones."
        ),
    )
    name = _("{name}.backup.zip").format(
        name=f"{place.office.programme.code}-{state.today():%Y-%m-%d}"
    )
    st.download_button(
        _("Download a backup"),
        _backup_maker(place, name),
        name,
        mime="application/zip",
        key="backup",
        on_click="ignore",
        type="primary",
    )
    widgets.render_note(
        "restore", _("It is put back on a computer with: mentoring-toolkit restore FILE URL")
    )


def _backup_maker(place: AdminPage, name: str) -> Callable[[], bytes]:
    mine, may = place.office, state.make_access_check(place.office, ADMINISTRATOR)

    def made() -> bytes:
        if not may():
            return _refusal_file(place.words)
        with TemporaryDirectory() as folder:
            file = Path(folder) / name
            back_up(mine.store, file, now=state.now())
            mine.store.trail(mine.account.address, AuditEvent.BACKUP_TAKEN, now=state.now())
            return file.read_bytes()

    return made


def _refusal_file(words: Language) -> bytes:
    """Return what the file says if its button was tapped by who may not be here any more."""
    return words.gettext("This is not given out any more: sign in again as administrator.").encode()


def _checkup(place: AdminPage) -> None:
    words = place.words
    _ = words.gettext
    widgets.render_page_part(
        "checkup",
        _("Is everything still what was written?"),
        _("Looks at the database, the releases, their ledger and its key. Nothing is changed."),
    )
    if not st.button(_("Look"), key="examine"):
        return
    with st.spinner(_("Looking")):
        found = check_integrity(place.office.store.url)
    if found.faults:
        layout.render_faults(fault.sentence(_) for fault in found.faults)
        return
    widgets.render_sentences(
        words.ngettext(
            "Everything is in order: the database, and {n} release as it was published.",
            "Everything is in order: the database, and {n} releases as they were published.",
            found.releases,
        ).format(n=found.releases)
    )


# ---- one person's own data -----------------------------------------------------------------------


def _person(place: AdminPage) -> None:
    _ = place.words.gettext
    widgets.render_page_part(
        PERSON_FORM,
        _("A participant asks for the own data"),
        _(
            "Behind the personal link everybody can erase everything and, with the code of a"
            " receipt, see and take along what was sent. Here you do it for somebody who asks you"
            " to."
        ),
    )
    with st.form("fields-person", border=False):
        widgets.ask_text(_("Code of the participant"), PERSON_FORM, "code")
        st.form_submit_button(_("Find"), key=f"{PERSON_FORM}-find", on_click=_find)
    code = st.session_state.get(FOUND, "")
    rows = _rows(place.office, code) if code else None
    if rows is not None:
        _found_person(place, code, rows)


def _found_person(place: AdminPage, code: str, rows: int) -> None:
    """Say how much is kept of somebody, and offer to take it along or to erase it."""
    words = place.words
    _ = words.gettext
    widgets.render_sentences(
        words.ngettext(
            "About {code}, {n} row is kept that can be erased.",
            "About {code}, {n} rows are kept that can be erased.",
            rows,
        ).format(code=code, n=rows)
    )
    with st.container(horizontal=True):
        label = _("Download everything about {code}").format(code=code)
        make = _export_maker(place, code)
        st.download_button(label, make, f"{code}.json", key="export", on_click="ignore")
    widgets.render_confirmed_button(
        "erase",
        _("Erase everything about {code}").format(code=code),
        [
            _(
                "Answers, drafts, links, name and address of {code} are erased now and cannot be"
                " brought back. What the two of the pair agreed on and logged stays, without a"
                " name. Releases stay as they were published. Old backups still hold it: delete"
                " them."
            ).format(code=code),
            *(
                _("The account {address} stays; it is removed on the page Who may sign in.").format(
                    address=account["address"]
                )
                for account in accounts.list_participant_accounts(place.office.store, code)
            ),
        ],
        _("Yes, erase everything"),
        _("No, keep it"),
        _erase,
        code,
        words,
    )
    widgets.render_field_fault(f"{PERSON_FORM}-erase")


def _find() -> None:
    """Look for a code; it is kept in memory only, and not in the address."""
    code = widgets.read_form(PERSON_FORM, ("code",))["code"]
    found = admin_forms.run_admin_action(PERSON_FORM, lambda mine: _check_person(mine, code), "")
    st.session_state[FOUND] = code if found else ""


def _check_person(mine: state.ProgrammeAccess, code: str) -> None:
    try:
        mine.store.rows_of(code)
    except MendableError as refused:
        raise Refused({"code": refused.faults[0]}) from None


def _rows(mine: state.ProgrammeAccess, code: str) -> int | None:
    try:
        return mine.store.rows_of(code)
    except MendableError:  # erased by somebody else meanwhile
        return None


def _export_maker(place: AdminPage, code: str) -> Callable[[], bytes]:
    mine, may = place.office, state.make_access_check(place.office, ADMINISTRATOR)

    def exported() -> bytes:
        if not may():
            return _refusal_file(place.words)
        told = mine.store.person(code) | {
            "accounts": accounts.list_participant_accounts(mine.store, code)
        }
        mine.store.trail(mine.account.address, AuditEvent.PERSON_EXPORTED, code, now=state.now())
        return json.dumps(told, ensure_ascii=False, indent=2).encode()

    return exported


def _erase(code: str, words: Language) -> None:
    def erased(mine: state.ProgrammeAccess) -> None:
        mine.store.erase(code)
        mine.store.trail(mine.account.address, AuditEvent.PERSON_ERASED, code, now=state.now())

    if admin_forms.run_admin_action(
        f"{PERSON_FORM}-erase",
        erased,
        words.gettext("Everything about {code} is erased.").format(code=code),
    ):
        st.session_state[FOUND] = ""


# ---- the trail -----------------------------------------------------------------------------------


def _trail(place: AdminPage) -> None:
    _ = place.words.gettext
    widgets.render_page_part(
        "trail",
        _("What was done"),
        _(
            "Who did what, the latest first. Which pair or participant a coordinator was busy with"
            " is not told here."
        ),
    )
    lines = list(_list_log_rows(place))
    if lines:
        layout.render_table((_("When"), _("Who"), _("What"), _("About")), lines, _("What was done"))
    else:
        widgets.render_sentences(_("Nothing yet."))


def _list_log_rows(place: AdminPage) -> Iterator[tuple[str, str, str, str]]:
    for line in place.office.store.trail_lines(LOG_LINES_SHOWN):
        at = datetime.fromisoformat(line.done_at).replace(tzinfo=UTC).astimezone(state.HOME_ZONE)
        yield (
            f"{at:%Y-%m-%d %H:%M}",
            line.done_by or place.words.gettext("at the terminal"),
            in_words(line.what, place.words),
            describe_subject(line.what, line.about),
        )


render_safekeeping(admin_forms.open_admin_page(N_("Safekeeping")))
