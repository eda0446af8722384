"""The administrator's pages as Streamlit runs them, without a browser: who may sign in, and
safekeeping.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
import streamlit as st
from places import NOW
from streamlit.testing.v1 import AppTest
from test_accounts import EVA, NILS, OTHER, PASSWORD, QUICK

from toolkit.app import state
from toolkit.app.state.identity import SEEN
from toolkit.data.database import Form
from toolkit.i18n import LANGUAGES, load_language
from toolkit.people import accounts
from toolkit.people.accounts import ADMINISTRATOR, BOARD, COORDINATOR, AccountState, passwords
from toolkit.people.accounts.audit_log import SENTENCES, AuditEvent, in_words
from toolkit.resources import resource_path

pytestmark = pytest.mark.slow

KARL = replace(NILS, address="karl@example.org", name="Karl", roles=frozenset({ADMINISTRATOR}))

WHOLE = {
    ("accounts", "en"): "Let somebody in",
    ("accounts", "sv"): "Släpp in någon",
    ("backups", "en"): "What was done",
    ("backups", "sv"): "Vad som har gjorts",
}
"""The last heading of each page."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Passwords are hashed with little work here."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    passwords._hash_of_nobody.cache_clear()


@pytest.fixture
def place(place):
    """The association, where Eva is administrator."""
    accounts.put_account(place.store, EVA, password=PASSWORD, by="", now=NOW)
    return place


@pytest.fixture
def sign_in(place, monkeypatch):
    """Sign somebody in, and open a page."""

    def signed_in(page: str, account=EVA, password: str = PASSWORD, code: str = "en") -> AppTest:
        token = accounts.sign_in(place.store, account.address, password, now=NOW).token
        monkeypatch.setattr("toolkit.app.state.identity.cookie", lambda: token)
        app = AppTest.from_file(str(resource_path("app.py")), default_timeout=30)
        app.query_params["lang"] = code
        return app.run().switch_page(str(resource_path(f"toolkit/app/pages/{page}.py"))).run()

    return signed_in


def read(app: AppTest) -> str:
    """Return all text of the page as a reader sees it, without Markdown's backslashes."""
    assert not app.exception
    elements = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.html,
        *app.code,
        *app.error,
    ]
    cells = [
        " ".join(map(str, row))
        for table in app.table
        for row in table.value.reset_index().to_numpy()
    ]
    labels = [
        each.label
        for each in (
            *app.button,
            *app.text_input,
            *app.checkbox,
            *app.radio,
            *app.get("download_button"),
        )
    ]
    return " ".join(
        [
            *(
                (
                    re.sub(r"\\(.)", r"\1", element.value)
                    if hasattr(element, "value")
                    else element.proto.body
                )
                for element in elements
            ),
            *cells,
            *labels,
        ]
    )


def fill(app: AppTest, form: str, *, roles: tuple[str, ...] = (), **typed: str) -> AppTest:
    """Fill a form in."""
    for field, value in typed.items():
        app.text_input(key=f"{form}-{field}").set_value(value)
    for role in roles:
        app.checkbox(key=f"{form}-{role}").check()
    return app


# ---- who may be here -----------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["accounts", "backups"])
@pytest.mark.parametrize(
    "roles",
    [{BOARD}, {COORDINATOR}, {BOARD, COORDINATOR}],
    ids=lambda roles: " ".join(sorted(roles)),
)
def test_only_administrators_are_here(place, sign_in, page, roles):
    """For everybody else the page is not even in the list, and shows nothing if it is opened all
    the same.
    """
    accounts.put_account(
        place.store, replace(NILS, roles=frozenset(roles)), password=OTHER, by="", now=NOW
    )
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        sign_in(page, NILS, OTHER)
    app = AppTest.from_file(str(resource_path(f"toolkit/app/pages/{page}.py")), default_timeout=30)
    app.query_params["lang"] = "en"
    shown = read(app.run())

    assert "Sign in with an account that may" in shown
    assert not [
        word for word in ("Let somebody in", "Download a backup", EVA.address) if word in shown
    ]


@pytest.mark.parametrize("page", ["accounts", "backups"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_pages_speak_both_languages(place, sign_in, page, code):
    """In both languages the page stands there whole, and nobody's name or answer is on it but those
    of accounts.
    """
    place.store.keep_draft(Form("m1", "p1", "mentor", "closing"), {"goals_met": "fully"})
    shown = read(sign_in(page, code=code))

    assert WHOLE[page, code] in shown
    assert not [word for word in ("Karin", "Åsa", "karin@example.org", "fully") if word in shown]


# ---- accounts ------------------------------------------------------------------------------------


def test_somebody_is_let_in_by_a_link(place, sign_in):
    """The new account has no password but a link, which is shown once; a password is chosen by
    it.
    """
    app = fill(
        sign_in("accounts"),
        "new-account",
        name=NILS.name,
        address="Nils@example.org",
        roles=(BOARD,),
    )
    app.button(key="new-account-save").click().run()
    [link] = [each.value for each in app.code]
    path, _mark, code = link.partition("?code=")

    assert path.endswith("/sign-in/first")
    assert [AccountState.READY, AccountState.INVITED] == [
        each.state for each in accounts.accounts(place.store, now=NOW)
    ]
    assert frozenset({BOARD}) == accounts.account_of(place.store, NILS.address).roles
    assert [] == list(app.run().code)
    accounts.accept((place.store,), code, OTHER, now=NOW)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "address": "n@example.org"}, "Write what to call the person"),
        ({"name": "N", "address": "n"}, "This is not an e-mail address"),
        ({"name": "N", "address": EVA.address}, "has an account with this address already"),
        (
            {"name": "N", "address": "n@example.org", "participant_id": "m99"},
            "There is no such participant",
        ),
    ],
    ids=["name", "address", "twice", "code"],
)
def test_what_is_wrong_is_said_at_the_form(place, sign_in, typed, said):
    """Nothing is kept, what was typed stays, and the fault stands at its field."""
    app = fill(sign_in("accounts"), "new-account", roles=(BOARD,), **typed)
    app.button(key="new-account-save").click().run()

    assert said in read(app)
    assert typed["address"] == app.text_input(key="new-account-address").value
    assert [EVA.address] == list(place.store.accounts())


def test_without_a_role_there_is_no_account(place, sign_in):
    """Somebody who may do nothing is not let in."""
    app = fill(sign_in("accounts"), "new-account", name="N", address="n@example.org")
    app.button(key="new-account-save").click().run()

    assert "Choose at least one" in read(app)


def test_roles_are_changed(place, sign_in):
    """What is ticked is what the person may do from then on, and the code hides the own pair."""
    accounts.put_account(place.store, NILS, password=OTHER, by="", now=NOW)
    app = sign_in("accounts")
    app.button(key="open-1").click().run()
    fill(app, "account-1", roles=(COORDINATOR,), participant_id="m1")
    app.checkbox(key=f"account-1-{BOARD}").uncheck()
    app.button(key="account-1-save").click().run()

    assert "The account of Nils Ek is changed." in read(app)
    assert replace(
        NILS, roles=frozenset({COORDINATOR}), participant_id="m1"
    ) == accounts.account_of(place.store, NILS.address)


def test_an_account_is_removed_after_a_second_tap(place, sign_in):
    """The first tap asks and says what it means, the second removes."""
    accounts.put_account(place.store, NILS, password=OTHER, by="", now=NOW)
    app = sign_in("accounts")
    app.button(key="open-1").click().run()
    app.button(key="account-1-remove").click().run()
    assert "cannot sign in any more" in read(app)
    assert NILS.address in place.store.accounts()
    app.button(key="account-1-remove-yes").click().run()

    assert "The account is removed." in read(app)
    assert [EVA.address] == list(place.store.accounts())


def test_the_last_administrator_stays(place, sign_in):
    """It is said why, and nothing is changed."""
    app = sign_in("accounts")
    app.button(key="open-0").click().run()
    app.button(key="account-0-remove").click().run()
    app.button(key="account-0-remove-yes").click().run()

    assert "Somebody has to be administrator" in read(app)
    assert [EVA.address] == list(place.store.accounts())


def test_who_is_no_administrator_any_more_changes_nothing(place, sign_in):
    """A tap on a page that was drawn before the role was taken away does nothing."""
    accounts.put_account(place.store, KARL, password=OTHER, by="", now=NOW)
    app = fill(
        sign_in("accounts", KARL, OTHER),
        "new-account",
        name="N",
        address="n@example.org",
        roles=(BOARD,),
    )
    accounts.put_account(
        place.store, replace(KARL, roles=frozenset({BOARD})), by=EVA.address, now=NOW
    )
    app.button(key="new-account-save").click().run()

    assert "n@example.org" not in place.store.accounts()


# ---- safekeeping ---------------------------------------------------------------------------------


@pytest.fixture
def files(monkeypatch):
    """Catch the files that the page offers, by key, as they would be made when their button is
    tapped.
    """
    offered = {}
    draw = st.download_button

    def caught(label, data, *args, key=None, **named):
        offered[key] = data
        return draw(label, data, *args, key=key, **named)

    monkeypatch.setattr(st, "download_button", caught)
    return offered


def test_a_backup_is_made_when_it_is_asked_for(place, sign_in, files):
    """The file holds every table, nothing of it is left on the server, and the trail tells who took
    it.
    """
    app = sign_in("backups")
    assert "answers, names, addresses" in read(app)
    assert AuditEvent.BACKUP_TAKEN not in [line.what for line in place.store.trail_lines()]
    with ZipFile(BytesIO(files["backup"]())) as backup:
        names = backup.namelist()

    assert {"tables/answers.jsonl", "tables/accounts.jsonl", "manifest.json"} <= set(names)
    assert (EVA.address, "backup_taken", "") == place.store.trail_lines()[0][1:]


def test_the_doctor_is_asked_on_the_page(place, sign_in):
    """What is in order is said so, and what is not is told."""
    app = sign_in("backups")
    assert "Everything is in order" not in read(app)
    assert "Everything is in order: the database, and 0 releases" in read(
        app.button(key="examine").click().run()
    )

    form = Form("m1", "p1", "mentor", "closing")
    place.store.send(form, {"goals_met": "fully"}, version=1, promise="", now=NOW)
    with place.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE answers SET answer = 'not'")
    assert "forms that say something else" in read(app.button(key="examine").click().run())


def test_a_persons_data_are_found_by_the_code(place, sign_in, files):
    """They are handed out as a file, and the trail tells the code and nothing else; the page never
    shows them.
    """
    app = fill(sign_in("backups"), "person", code="m1")
    app.button(key="person-find").click().run()
    told = json.loads(files["export"]())

    assert "Karin" not in read(app)
    assert ["Karin"] == [contact["name"] for contact in told["contact"]]
    assert (EVA.address, "person_exported", "m1") == place.store.trail_lines()[0][1:]


def test_an_unknown_code_is_said_so(place, sign_in):
    """Nothing is offered for somebody who is not there."""
    app = fill(sign_in("backups"), "person", code="m99")
    shown = read(app.button(key="person-find").click().run())

    assert "There is no such participant" in shown
    assert "Erase everything" not in shown


def test_a_person_is_erased_after_a_second_tap(place, sign_in):
    """The first tap says what goes and what stays, the second erases; the trail keeps the code
    only.
    """
    app = fill(sign_in("backups"), "person", code="m1")
    app.button(key="person-find").click().run()
    app.button(key="erase").click().run()
    assert "Releases stay as they were published" in read(app)
    assert "m1" in place.store.contacts()
    app.button(key="erase-yes").click().run()

    assert "m1" not in place.store.contacts()
    assert "Everything about m1 is erased." in read(app)
    assert (EVA.address, "person_erased", "m1") == place.store.trail_lines()[0][1:]


def test_the_trail_is_told_in_words(place, sign_in):
    """Who did what and when, the latest first, at the time of those who read it."""
    app = sign_in("backups")
    [table] = app.table
    rows = table.value.reset_index().to_numpy().tolist()

    assert ["2026-11-22 13:00", "eva@example.org", "signed in", ""] == [
        str(cell).replace("\\", "") for cell in rows[0]
    ]
    assert ["2026-11-22 13:00", "at the terminal", "made an account", "eva@example.org"] == [
        str(cell).replace("\\", "") for cell in rows[1]
    ]


@pytest.mark.parametrize("what", [*AuditEvent])
def test_every_act_has_its_words(what):
    """Whatever this version writes into the trail it can say in words."""
    assert what in SENTENCES
    assert what != in_words(what, load_language("en"))


def test_how_many_pairs_are_left_to_nobody_is_a_number(place, sign_in):
    """Karin is the only coordinator, and mentor of p1 and p2 and mentee in p3: three, neither which
    nor whose; with one more it is gone.
    """
    accounts.put_account(
        place.store, replace(EVA, roles=frozenset({ADMINISTRATOR})), by="", now=NOW
    )
    accounts.put_account(
        place.store,
        replace(NILS, address="karin@example.org", name="K", roles=frozenset({COORDINATOR})),
        password=OTHER,
        by="",
        now=NOW,
    )
    told = (
        "3 pairs have nobody to follow them up, because everybody who looks after the pairs is in"
        " them."
    )
    for page in ("accounts", "backups"):
        assert told in read(sign_in(page))
    accounts.put_account(
        place.store, replace(NILS, roles=frozenset({COORDINATOR})), password=OTHER, by="", now=NOW
    )
    assert "nobody to follow" not in read(sign_in("accounts"))


def test_what_is_not_known_stands_as_it_is():
    """A line that another version wrote is shown as it is."""
    assert "flew_to_the_moon" == in_words("flew_to_the_moon", load_language("en"))


def test_the_trail_names_no_pair(place, sign_in):
    """An administrator reads that a pair was changed, and neither which, nor how, nor whose link
    ended.
    """
    place.store.trail(
        "nils@example.org",
        "pair_end_early",
        '{"now": {"status": "ended_early"}, "pair": "p3"}',
        now=NOW,
    )
    place.store.trail("nils@example.org", "links_revoked", "m3", now=NOW)
    place.store.trail("nils@example.org", "cohort_closed", "2026", now=NOW)
    [table] = sign_in("backups").table
    rows = [
        [str(cell).replace("\\", "") for cell in row[2:]]
        for row in table.value.reset_index().to_numpy().tolist()
    ]

    assert ["closed a cohort", "2026"] in rows
    assert ["ended a personal link", ""] in rows
    assert ["changed a pair", ""] in rows


def test_the_account_of_a_participant_is_told_and_stays(place, sign_in, files):
    """Whoever takes part and signs in finds the account in the file; erasing says before that it
    stays, and does not touch it.
    """
    accounts.put_account(
        place.store, replace(NILS, participant_id="m1"), password=OTHER, by="", now=NOW
    )
    app = fill(sign_in("backups"), "person", code="m1")
    app.button(key="person-find").click().run()
    told = files["export"]().decode()
    shown = read(app.button(key="erase").click().run())
    app.button(key="erase-yes").click().run()

    assert [NILS.address] == [account["address"] for account in json.loads(told)["accounts"]]
    assert "argon2" not in told
    assert f"The account {NILS.address} stays" in shown
    assert NILS.address in place.store.accounts()


# ---- somebody who is gone ------------------------------------------------------------------------


def _signs_out(place):
    accounts.sign_out(place.store, state.cookie(), now=NOW)


def _is_removed(place):
    accounts.remove_account(place.store, KARL.address, by=EVA.address, now=NOW)


def _is_no_administrator(place):
    accounts.put_account(
        place.store, replace(KARL, roles=frozenset({BOARD})), by=EVA.address, now=NOW
    )


@pytest.mark.parametrize("gone", [_signs_out, _is_removed, _is_no_administrator])
def test_a_page_that_is_still_open_hands_nothing_out(place, sign_in, files, monkeypatch, gone):
    """Neither the backup nor a person's data come from a page that was drawn before, and the trail
    tells of no file.
    """
    accounts.put_account(place.store, KARL, password=OTHER, by="", now=NOW)
    app = fill(sign_in("backups", KARL, OTHER), "person", code="m1")
    app.button(key="person-find").click().run()
    monkeypatch.setattr(state, "cookie", state.identity.cookie)
    gone(place)

    refused = b"This is not given out any more: sign in again as administrator."
    assert [refused, refused] == [files["backup"](), files["export"]()]
    assert not {AuditEvent.BACKUP_TAKEN, AuditEvent.PERSON_EXPORTED} & {
        line.what for line in place.store.trail_lines()
    }


@pytest.fixture
def left(place, sign_in):
    """A tab of Eva's in which she has found a participant, and typed into a field that nobody has
    sent.
    """
    accounts.put_account(place.store, KARL, password=OTHER, by="", now=NOW)
    app = fill(sign_in("backups"), "person", code="m1")
    app.button(key="person-find").click().run()
    assert "About m1" in read(fill(app, "person", code="m3").run())
    return app


def becomes(place, monkeypatch, account) -> str:
    """Let the browser show that somebody else is signed in, or nobody; return what it shows."""
    token = accounts.sign_in(place.store, account.address, OTHER, now=NOW).token if account else ""
    monkeypatch.setattr("toolkit.app.state.identity.cookie", lambda: token)
    return token


@pytest.mark.parametrize("account", [KARL, None], ids=["somebody else", "nobody"])
def test_a_tab_of_somebody_else_is_loaded_anew(place, left, monkeypatch, account):
    """When it is not its person's any more, it draws nothing but what makes the browser load it
    anew, and has forgotten what was chosen and typed in it.
    """
    token = becomes(place, monkeypatch, account)
    app = left.run()

    assert "<script>location.reload()</script>" == read(app)
    kept = app.session_state._state.filtered_state
    assert [SEEN] == list(kept)
    assert not [word for word in ("m1", "m3", EVA.address, token or EVA.name) if word in str(kept)]


@pytest.mark.parametrize("account", [KARL, None], ids=["somebody else", "nobody"])
def test_a_tab_is_loaded_anew_once(place, left, monkeypatch, account):
    """The next run draws what whoever is there now may see; of the person before nothing is on it,
    and it draws on.
    """
    becomes(place, monkeypatch, account)
    runs = [read(left.run()) for _time in range(3)]

    assert "reload" not in runs[1] + runs[2]
    assert runs[1] == runs[2]
    assert ("Download a backup" if account else "signs in here") in runs[1]
    assert not [word for word in ("m1", "m3") if word in runs[1]]
    assert "person-found" not in left.session_state


def test_what_is_tapped_in_a_tab_of_somebody_else_is_not_done(place, left, monkeypatch):
    """A tap that comes before the tab is loaded anew is nobody's: neither she who left nor he who
    came does it.
    """
    left.button(key="erase").click().run()
    becomes(place, monkeypatch, KARL)
    before, lines = place.store.rows_of("m1"), place.store.trail_lines()
    app = left.button(key="erase-yes").click().run()

    assert "<script>location.reload()</script>" == read(app)
    assert (before, lines) == (place.store.rows_of("m1"), place.store.trail_lines())


def test_the_tab_of_the_same_person_stays(place, left):
    """As long as nobody else is signed in, nothing is forgotten."""
    assert "About m1" in read(left.run())
