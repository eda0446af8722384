"""Who may sign in: the list, a new account with a link to a password, and one changed."""

from urllib.parse import urlsplit

import streamlit as st

from toolkit.app import state, widgets
from toolkit.app.pages import admin_forms
from toolkit.app.pages.admin_forms import AdminPage
from toolkit.app.widgets import layout
from toolkit.errors import N_, Fault, Refused
from toolkit.i18n import LANGUAGE_NAMES, Language
from toolkit.people import accounts
from toolkit.people.accounts import (
    ACCOUNT_ROLES,
    ADMINISTRATOR,
    BOARD,
    COORDINATOR,
    Account,
    AccountState,
    ListedAccount,
)

ACCOUNT_FIELDS = ("name", "address", "participant_id", "language", *ACCOUNT_ROLES)
OPEN_ACCOUNT_KEY, LINK = "account-open", "account-link"
NEW_ACCOUNT_FORM = "new-account"
FIRST_ACCOUNT_PATH = "/sign-in/first"
ADDRESS_TAKEN = N_("Somebody has an account with this address already. Change that one.")
MAY = {
    BOARD: N_("Board: reads what is released, and sees how many forms are in"),
    COORDINATOR: N_(
        "Looks after the pairs: starts, follows up and closes cohorts, hands out personal links; no"
        " page shows an answer"
    ),
    ADMINISTRATOR: N_(
        "Administrator: decides who may sign in, keeps the backups; sees neither pairs nor answers"
        " here"
    ),
}
SHORT = {
    BOARD: N_("board"),
    COORDINATOR: N_("looks after the pairs"),
    ADMINISTRATOR: N_("administrator"),
}
ACCOUNT_STATE_LABELS = {
    AccountState.INVITED: N_("has a link to choose a password by, and has not used it yet"),
    AccountState.EXPIRED: N_("did not choose a password in time: make a new link"),
    AccountState.NO_PASSWORD: N_(
        "has no password: make a link to choose one by, unless the association's own sign-in is"
        " used"
    ),
}


def render_accounts(place: AdminPage) -> None:
    """Write the list, and the form for a new account."""
    words = place.words
    _ = words.gettext
    widgets.render_note(
        "own-password",
        _(
            "Your own password you change yourself; nobody else can read it, nor what others have"
            " chosen."
        ),
    )
    _new_link(words)
    layout.render_link(_("Change my password"), f"/sign-in/password?lang={words.code}")
    widgets.render_page_part("accounts", _("Accounts"))
    for number, listed in enumerate(accounts.accounts(place.office.store, now=state.now())):
        _row(place, listed, number)
    _add(place)


def _row(place: AdminPage, listed: ListedAccount, number: int) -> None:
    words, account = place.words, listed.account
    _ = words.gettext
    with st.container(key=f"row-{number}" if number else "first-row-0", gap="xsmall"):
        with st.container(key=f"who-{number}"):
            you = _("you")
            widgets.render_sentences(
                f"{account.name} ({you})"
                if account.address == place.office.account.address
                else account.name
            )
        widgets.render_note(
            f"roles-{number}",
            f"{account.address} ·"
            f" {', '.join(_(SHORT[role]) for role in ACCOUNT_ROLES if role in account.roles)}",
        )
        if account.participant_id:
            widgets.render_note(
                f"part-{number}",
                _("Takes part as {code}, and never sees that pair.").format(
                    code=account.participant_id
                ),
            )
        if listed.state in ACCOUNT_STATE_LABELS:
            widgets.render_note(f"state-{number}", _(ACCOUNT_STATE_LABELS[listed.state]))
        if st.session_state.get(OPEN_ACCOUNT_KEY) == account.address:
            _change(place, listed, number)
        else:
            st.button(_("Change"), key=f"open-{number}", on_click=_open, args=(account,), help=None)


def _change(place: AdminPage, listed: ListedAccount, number: int) -> None:
    words, account = place.words, listed.account
    _ = words.gettext
    form = f"account-{number}"
    with st.container(key=f"form-{number}"):
        with st.form(f"fields-account-{number}", border=False):
            _fields(form, account, words)
            st.form_submit_button(
                _("Save"),
                key=f"{form}-save",
                type="primary",
                on_click=_save,
                args=(form, account.address, words),
            )
        _offer_new_link(form, account, words)
        _offer_removal(form, account, words)
        widgets.render_field_fault(form)
        widgets.render_button(_("Close"), f"{form}-close", _close, form)


def _offer_new_link(form: str, account: Account, words: Language) -> None:
    _ = words.gettext
    widgets.render_confirmed_button(
        f"{form}-link",
        _("Make a new link to choose a password by"),
        [
            _("{name} is signed out, and the password of until now opens nothing any more.").format(
                name=account.name
            )
        ],
        _("Make the link"),
        _("Leave it"),
        _invite,
        form,
        account.address,
        words,
    )


def _offer_removal(form: str, account: Account, words: Language) -> None:
    _ = words.gettext
    widgets.render_confirmed_button(
        f"{form}-remove",
        _("Remove the account"),
        [
            _(
                "{name} is signed out at once and cannot sign in any more. What was done stays"
                " in the trail."
            ).format(name=account.name)
        ],
        _("Remove it"),
        _("Keep it"),
        _remove,
        form,
        account.address,
        words,
    )


def _add(place: AdminPage) -> None:
    words = place.words
    _ = words.gettext
    widgets.render_page_part(
        "add",
        _("Let somebody in"),
        _(
            "You get a link to send to the person, who chooses a password by it within seven days."
            " Nobody else ever knows that password."
        ),
    )
    widgets.render_note(
        "links",
        _(
            "Whoever hands out personal links could open one and answer as that participant, but"
            " not read what was sent: that takes the code of the receipt. The trail tells of every"
            " issue, who made it and how many links it was."
        ),
    )
    with st.container(key="form-add"), st.form("fields-new-account", border=False):
        _fields(NEW_ACCOUNT_FORM, Account("", "", frozenset()), words)
        widgets.render_field_fault(NEW_ACCOUNT_FORM)
        st.form_submit_button(
            _("Make the account"),
            key=f"{NEW_ACCOUNT_FORM}-save",
            type="primary",
            on_click=_make,
            args=(words,),
        )


def _fields(form: str, account: Account, words: Language) -> None:
    """Ask for what an account says; an address that is there already is not changed."""
    _ = words.gettext
    widgets.ask_text(_("Name"), form, "name", account.name)
    if not account.address:
        widgets.ask_text(_("E-mail address"), form, "address")
    widgets.render_sentences(_("What the person may do"))
    for role in ACCOUNT_ROLES:
        st.session_state.setdefault(f"{form}-{role}", role in account.roles)
        st.checkbox(_(MAY[role]), key=f"{form}-{role}")
    widgets.render_field_fault(form, "roles")
    widgets.ask_text(
        _(
            "Code as a participant, if the person takes part: that pair is never shown to her"
            " or him"
        ),
        form,
        "participant_id",
        account.participant_id,
    )
    st.session_state.setdefault(f"{form}-language", account.language or words.code)
    st.radio(
        _("Language"),
        list(LANGUAGE_NAMES),
        format_func=LANGUAGE_NAMES.__getitem__,
        key=f"{form}-language",
        horizontal=True,
    )


# ---- what the buttons do -------------------------------------------------------------------------


def _read_account(form: str, address: str = "") -> Account:
    given = widgets.read_form(form, ACCOUNT_FIELDS)
    roles = frozenset(
        role for role in ACCOUNT_ROLES if st.session_state.get(f"{form}-{role}") is True
    )
    return Account(
        (address or given["address"]).strip().lower(),
        given["name"],
        roles,
        given["participant_id"],
        given["language"],
    )


def _write_account(mine: state.ProgrammeAccess, account: Account) -> None:
    accounts.put_account(mine.store, account, by=mine.account.address, now=state.now())


def _make(words: Language) -> None:
    account = _read_account(NEW_ACCOUNT_FORM)

    def made(mine: state.ProgrammeAccess) -> None:
        if account.address in mine.store.accounts():
            raise Refused({"address": Fault(ADDRESS_TAKEN)})
        _write_account(mine, account)
        _make_link(mine, account.address)

    admin_forms.run_admin_action(
        NEW_ACCOUNT_FORM,
        made,
        words.gettext("The account of {name} is made.").format(name=account.name),
        ACCOUNT_FIELDS,
    )


def _save(form: str, address: str, words: Language) -> None:
    account = _read_account(form, address)
    if admin_forms.run_admin_action(
        form,
        lambda mine: _write_account(mine, account),
        words.gettext("The account of {name} is changed.").format(name=account.name),
        ACCOUNT_FIELDS,
    ):
        st.session_state.pop(OPEN_ACCOUNT_KEY, None)


def _invite(form: str, address: str, words: Language) -> None:
    if admin_forms.run_admin_action(
        form,
        lambda mine: _make_link(mine, address),
        words.gettext("The link is made."),
        ACCOUNT_FIELDS,
    ):
        st.session_state.pop(OPEN_ACCOUNT_KEY, None)


def _remove(form: str, address: str, words: Language) -> None:
    def removed(mine: state.ProgrammeAccess) -> None:
        accounts.remove_account(mine.store, address, by=mine.account.address, now=state.now())

    if admin_forms.run_admin_action(
        form, removed, words.gettext("The account is removed."), ACCOUNT_FIELDS
    ):
        st.session_state.pop(OPEN_ACCOUNT_KEY, None)


def _make_link(mine: state.ProgrammeAccess, address: str) -> None:
    """Make a link, and keep it for the next time that the page is drawn: it is told once."""
    code = accounts.invite(mine.store, address, by=mine.account.address, now=state.now())
    st.session_state[LINK] = address, code


def _new_link(words: Language) -> None:
    if made := st.session_state.pop(LINK, None):
        address, code = made
        server = urlsplit(st.context.url or "")
        with st.container(key="part-link", gap="xsmall"):
            widgets.render_sentences(
                words.gettext(
                    "Send this link to {address}, and to nobody else. It is shown this once, and"
                    " opens for seven days."
                ).format(address=address)
            )
            st.code(
                (
                    f"{server.scheme}://{server.netloc}{FIRST_ACCOUNT_PATH}?code={code}"
                    if server.netloc
                    else f"{FIRST_ACCOUNT_PATH}?code={code}"
                ),
                language=None,
                wrap_lines=True,
            )


def _open(account: Account) -> None:
    st.session_state[OPEN_ACCOUNT_KEY] = account.address
    widgets.ask_confirmation()


def _close(form: str) -> None:
    widgets.clear_form(form, ACCOUNT_FIELDS)
    st.session_state.pop(OPEN_ACCOUNT_KEY, None)
    widgets.ask_confirmation()


render_accounts(admin_forms.open_admin_page(N_("Who may sign in")))
