"""Those who may sign in: passwords, waiting, what ends a session, the last administrator, and the
trail.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from click.testing import CliRunner
from places import association, copied_association

from toolkit.cli import commands
from toolkit.data.database import Store, open_store
from toolkit.data.database.accounts import AuditLine
from toolkit.data.database.database import database_at
from toolkit.data.database.migrations import migrate_to
from toolkit.errors import Refused, StorageError
from toolkit.people import accounts
from toolkit.people.accounts import (
    ADMINISTRATOR,
    BOARD,
    COORDINATOR,
    Account,
    AccountState,
    Browser,
    FirstCode,
    management,
    passwords,
)
from toolkit.throttle import (
    MAX_REMEMBERED_TRIES,
    PASSWORDS_FROM_ANYWHERE,
    PASSWORDS_FROM_PLACE,
    PasswordAttempt,
    PasswordThrottle,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PASSWORD = "granit kanel tisdag"  # noqa: S105  # of made-up people
OTHER = "moln spade fredag"
EVA = Account("eva@example.org", "Eva Berg", frozenset({BOARD, COORDINATOR, ADMINISTRATOR}))
NILS = Account("nils@example.org", "Nils Ek", frozenset({BOARD}), language="sv")
HERE, THERE = Browser("192.0.2.1"), Browser("192.0.2.2")
every_wait = pytest.mark.parametrize(
    "address", [EVA.address, "nobody@example.org"], ids=["known", "unknown"]
)


SHIPPED = passwords._hasher
QUICK = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Passwords are hashed with little work here, but for where that is what is tried."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    passwords._hash_of_nobody.cache_clear()


@pytest.fixture
def place(tmp_path):
    """The association in a database, with Eva as its only administrator."""
    place = copied_association(tmp_path)
    accounts.put_account(place.store, EVA, password=PASSWORD, by="", now=NOW)
    return place


@pytest.fixture
def store(place) -> Store:
    """Its database."""
    return place.store


@pytest.fixture
def other(tmp_path) -> Store:
    """A second database behind the same server."""
    folder = tmp_path / "other"
    folder.mkdir()
    return association(folder).store


def enter(
    store: Store, password: str = PASSWORD, address: str = EVA.address, now: datetime = NOW
) -> str:
    """Sign in, and return what the browser shows afterwards."""
    token = accounts.sign_in(store, address, password, now=now).token
    assert token
    return token


def wrong(
    store: Store,
    times: int,
    address: str = EVA.address,
    now: datetime = NOW,
    *,
    pauses: PasswordThrottle | None = None,
    browser: Browser = HERE,
) -> list[int]:
    """Give a wrong password several times, and return how long one has to wait each time."""
    pauses = pauses or PasswordThrottle()
    entries = [
        accounts.sign_in_everywhere(
            (store,), address, OTHER, now=now, pauses=pauses, browser=browser
        )
        for _time in range(times)
    ]
    assert {entry.token for entry in entries} == {None}
    return [entry.wait for entry in entries]


# ---- the way in ----------------------------------------------------------------------------------


def test_the_right_password_opens_for_twelve_hours(store):
    """Whoever signs in is known by the token for 12 hours, and not a second longer."""
    token = enter(store)

    assert EVA == accounts.find_signed_in(
        store, token, now=NOW + timedelta(hours=12) - timedelta(seconds=1)
    )
    assert accounts.find_signed_in(store, token, now=NOW + timedelta(hours=12)) is None


def test_an_address_is_the_same_in_capitals_and_with_blanks(store):
    """How an address is written does not matter."""
    assert accounts.sign_in(store, " Eva@Example.ORG ", PASSWORD, now=NOW).token


def test_a_password_is_the_same_from_every_keyboard(store):
    """An å of one sign and an å of two are the same password."""
    on_one_keyboard, on_another = "gra\u030aga\u030as på taket", "grågås på taket"
    accounts.put_account(store, NILS, password=on_one_keyboard, by="", now=NOW)

    assert on_one_keyboard != on_another
    assert accounts.sign_in(store, NILS.address, on_another, now=NOW).token


def test_only_hashes_are_stored(store):
    """Neither a password nor a token can be read out of the database."""
    token = enter(store)
    row = store.accounts()[EVA.address]
    with store.database.reading() as connection:
        [(kept,)] = connection.exec_driver_sql("SELECT token_sha256 FROM entries").fetchall()

    assert row["password_hash"].startswith("$argon2id$")
    assert sha256(token.encode()).hexdigest() == kept
    assert len(token) >= 43  # 256 bits, six a sign


def test_every_token_is_another(store):
    """Two who sign in have two tokens."""
    assert enter(store) != enter(store)


@pytest.mark.parametrize("token", ["", "x", "å" * 43, "\ud800"])
def test_a_token_that_is_none_opens_nothing(store, token):
    """Whatever a cookie says that was never given out, nobody is signed in by it."""
    enter(store)

    assert accounts.find_signed_in(store, token, now=NOW) is None


def test_signing_out_ends_this_session_only(store):
    """Signed out is who signed out, and nobody else."""
    here, there = enter(store), enter(store)
    accounts.sign_out(store, here, now=NOW)

    assert accounts.find_signed_in(store, here, now=NOW) is None
    assert EVA == accounts.find_signed_in(store, there, now=NOW)


def test_what_has_expired_is_swept_out(store):
    """The next who signs in leaves one row behind, the own one."""
    enter(store)
    enter(store, now=NOW + timedelta(hours=13))
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM entries").scalar()

    assert 1 == rows


@pytest.mark.parametrize(
    ("change", "still"),
    [
        ({"roles": frozenset({ADMINISTRATOR})}, False),
        ({"name": "Eva Berg Lund"}, True),
        ({"language": "sv"}, True),
        ({"participant_id": "m1"}, True),
    ],
    ids=["roles", "name", "language", "code"],
)
def test_other_roles_end_every_session(store, change, still):
    """Whoever is given other roles has to sign in again; another name or language does not
    matter.
    """
    token = enter(store)
    accounts.put_account(store, replace(EVA, **change), by=EVA.address, now=NOW)

    assert still == (accounts.find_signed_in(store, token, now=NOW) is not None)


def test_another_password_ends_every_session(store):
    """Whoever changes the password is signed out everywhere, and comes in with the new one only."""
    token = enter(store)
    accounts.change_password((store,), EVA.address, PASSWORD, OTHER, now=NOW)

    assert accounts.find_signed_in(store, token, now=NOW) is None
    assert accounts.sign_in(store, EVA.address, PASSWORD, now=NOW).token is None
    assert accounts.sign_in(store, EVA.address, OTHER, now=NOW).token


def test_the_old_password_is_asked_for(store):
    """Nobody changes a password without knowing it, and the one who tries is counted as one who
    guesses.
    """
    new = "spade fredag moln"
    tried = []
    for password in (*[OTHER] * 6, PASSWORD):
        with pytest.raises(Refused) as refused:
            accounts.change_password((store,), EVA.address, password, new, now=NOW)
        tried.append({name: fault.message for name, fault in refused.value.by_field.items()})

    assert [
        *[{"old": management.NOT_IT}] * 5,
        *[{"old": management.TOO_MANY_WRONG_PASSWORDS}] * 2,
    ] == tried


def test_another_password_signs_nobody_in(store):
    """Changing the password opens no session, and the trail tells of the password only."""
    accounts.change_password((store,), EVA.address, PASSWORD, OTHER, now=NOW)

    assert ["password_set", "account_made"] == [line.what for line in store.trail_lines()]


def test_a_removed_account_is_signed_out(store):
    """Whose account is removed is not signed in any more."""
    accounts.put_account(store, NILS, password=OTHER, by=EVA.address, now=NOW)
    token = enter(store, OTHER, NILS.address)
    accounts.remove_account(store, NILS.address, by=EVA.address, now=NOW)

    assert accounts.find_signed_in(store, token, now=NOW) is None


def test_a_role_that_nobody_knows_counts_for_nothing(store):
    """A role that another version gave opens nothing in this one."""
    store.put_account(
        {"address": EVA.address, "roles": "board;owner;administrator"},
        keeps=ADMINISTRATOR,
        by="",
        what="x",
        now=NOW,
    )

    assert frozenset({BOARD, ADMINISTRATOR}) == accounts.account_of(store, EVA.address).roles


# ---- waiting -------------------------------------------------------------------------------------


def test_the_pause_doubles_up_to_a_quarter_of_an_hour():
    """Four wrong passwords cost nothing; after the fifth each costs twice as much as the one
    before, and never more than 15 minutes.
    """
    assert [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900] == [
        PASSWORDS_FROM_PLACE.pause(times) for times in range(14)
    ]
    assert PASSWORDS_FROM_PLACE.longest == PASSWORDS_FROM_PLACE.pause(10**6)


@every_wait
def test_after_five_wrong_passwords_one_waits(store, address):
    """The sixth try is not looked at, whether there is such an account or not, and waiting is not
    made longer by trying.
    """
    assert [0, 0, 0, 0, 0, PASSWORDS_FROM_PLACE.shortest, PASSWORDS_FROM_PLACE.shortest] == wrong(
        store, 7, address
    )


@every_wait
def test_after_the_pause_the_next_one_is_longer(store, address):
    """Who waited and is wrong again waits twice as long."""
    pauses = PasswordThrottle()
    wrong(store, 5, address, pauses=pauses)
    later = NOW + timedelta(seconds=PASSWORDS_FROM_PLACE.shortest)

    assert [0, 2 * PASSWORDS_FROM_PLACE.shortest] == wrong(store, 2, address, later, pauses=pauses)


@every_wait
def test_after_a_day_all_is_forgotten(store, address):
    """Wrong passwords of the day before yesterday cost nothing, wherever they came from."""
    pauses = PasswordThrottle()
    wrong(store, 5, address, pauses=pauses)
    for number in range(PASSWORDS_FROM_ANYWHERE.free):
        wrong(store, 1, address, pauses=pauses, browser=Browser(f"198.51.100.{number}"))

    assert [0, 0, 0, 0, 0, PASSWORDS_FROM_PLACE.shortest] == wrong(
        store, 6, address, NOW + timedelta(days=1, seconds=1), pauses=pauses
    )


def test_the_right_password_is_not_looked_at_while_one_waits(store):
    """Guessing on during the pause is worth nothing, and after it the right one opens."""
    pauses = PasswordThrottle()
    wrong(store, 5, pauses=pauses)

    assert (
        accounts.sign_in_everywhere(
            (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=HERE
        ).token
        is None
    )
    assert accounts.sign_in_everywhere(
        (store,),
        EVA.address,
        PASSWORD,
        now=NOW + timedelta(seconds=PASSWORDS_FROM_PLACE.shortest),
        pauses=pauses,
        browser=HERE,
    ).token


@every_wait
def test_who_guesses_makes_nobody_else_wait(store, address):
    """Whoever comes from somewhere else is asked at once, while the one who guesses waits."""
    pauses = PasswordThrottle()
    wrong(store, 7, address, pauses=pauses)

    assert [0] == wrong(store, 1, address, pauses=pauses, browser=THERE)
    assert [PASSWORDS_FROM_PLACE.shortest] == wrong(store, 1, address, pauses=pauses)
    assert accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=THERE
    ).token


def test_a_restart_tells_nobody_who_has_an_account(place):
    """A server that was started anew has forgotten the guesses at an account as it has those at an
    address without one.
    """
    nobody = "nobody@example.org"
    for address in (EVA.address, nobody):
        wrong(place.store, 6, address)

    assert (
        [0]
        == wrong(open_store(place.url), 1, EVA.address)
        == wrong(open_store(place.url), 1, nobody)
    )


def test_accounts_of_an_earlier_version_sign_in(tmp_path):
    """A database in which wrong passwords were counted keeps its accounts, and nobody waits for
    what was tried before.
    """
    url, kept = f"sqlite:///{tmp_path / 'data.db'}", passwords.hashed(PASSWORD)
    with database_at(url, create=True).writing() as connection:
        migrate_to(connection, 0, 3)
        connection.exec_driver_sql(
            "INSERT INTO accounts (address, name, roles, password_hash, failed, failed_at) VALUES"
            " (?, 'Eva', 'board', ?, '9', '2026-11-22 11:59:59')",
            (EVA.address, kept),
        )

    assert accounts.sign_in(open_store(url), EVA.address, PASSWORD, now=NOW).token


@every_wait
@pytest.mark.slow
def test_guesses_from_everywhere_are_slowed_down_evenly(store, address):
    """After twenty wrong ones from as many places one password in five seconds is looked at; the
    pause never grows, and the right one opens after it.
    """
    pauses = PasswordThrottle()
    tried = [
        wrong(store, 1, address, pauses=pauses, browser=Browser(f"198.51.100.{number}"))
        for number in range(PASSWORDS_FROM_ANYWHERE.free + 2)
    ]
    for second in range(0, 3600, PASSWORDS_FROM_ANYWHERE.shortest):
        wrong(
            store,
            1,
            address,
            NOW + timedelta(seconds=second),
            pauses=pauses,
            browser=Browser(f"2001:db8:{second:x}::/64"),
        )
    late = NOW + timedelta(seconds=3600 + PASSWORDS_FROM_ANYWHERE.shortest)

    assert [[0]] * PASSWORDS_FROM_ANYWHERE.free + [[PASSWORDS_FROM_ANYWHERE.shortest]] * 2 == tried
    assert [0, PASSWORDS_FROM_ANYWHERE.shortest] == [
        wrong(store, 1, address, late, pauses=pauses, browser=Browser(str(number)))[0]
        for number in range(2)
    ]
    assert accounts.sign_in_everywhere(
        (store,),
        EVA.address,
        PASSWORD,
        now=late + timedelta(seconds=PASSWORDS_FROM_ANYWHERE.shortest),
        pauses=pauses,
        browser=THERE,
    ).token


def test_a_browser_that_is_known_does_not_wait_for_others(store):
    """Whoever has signed in with this browser before is asked at once, however many guess
    meanwhile, also from the same network.
    """
    pauses = PasswordThrottle()
    device = accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=HERE
    ).device
    known = Browser(HERE.source, device)
    wrong(store, 5, pauses=pauses)
    for number in range(PASSWORDS_FROM_ANYWHERE.free):
        wrong(store, 1, pauses=pauses, browser=Browser(f"198.51.100.{number}"))

    assert (
        PASSWORDS_FROM_PLACE.shortest
        == accounts.sign_in_everywhere(
            (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=HERE
        ).wait
    )
    assert (
        PASSWORDS_FROM_ANYWHERE.shortest
        == accounts.sign_in_everywhere(
            (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=THERE
        ).wait
    )
    assert accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=known
    ).token


def test_with_a_known_browser_nobody_guesses_without_end(store):
    """Who has somebody's browser waits after five wrong ones, as everybody does, and makes nobody
    else wait.
    """
    pauses = PasswordThrottle()
    device = accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=HERE
    ).device

    assert [0, 0, 0, 0, 0, PASSWORDS_FROM_PLACE.shortest] == wrong(
        store, 6, pauses=pauses, browser=Browser("", device)
    )
    assert [0] == wrong(store, 1, pauses=pauses)


@pytest.mark.parametrize(
    "ended", ["another person's", "made up", "used up", "a year old", "another password", "removed"]
)
def test_a_browser_that_is_not_known_waits(store, ended):
    """A browser is known to one person for a year, by what it was given last, and until the
    password is another one.
    """
    pauses, now = PasswordThrottle(), NOW
    accounts.put_account(store, NILS, password=OTHER, by="", now=NOW)
    address = NILS.address if ended in ("another person's", "removed") else EVA.address
    device = accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses
    ).device
    if ended == "made up":
        device = "x" * 43
    elif ended == "used up":
        accounts.sign_in_everywhere(
            (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=Browser("", device)
        )
    elif ended == "a year old":
        now = NOW + timedelta(days=365)
    elif ended == "another password":
        accounts.change_password(
            (store,), EVA.address, PASSWORD, "spade fredag moln", now=NOW, pauses=pauses
        )
    elif ended == "removed":
        device = accounts.sign_in_everywhere(
            (store,), NILS.address, OTHER, now=NOW, pauses=pauses
        ).device
        accounts.remove_account(store, NILS.address, by="", now=NOW)
    before = [
        accounts.sign_in_everywhere(
            (store,), address, "a wrong one", now=now, pauses=pauses, browser=HERE
        ).wait
        for _time in range(6)
    ]

    assert (
        PASSWORDS_FROM_PLACE.shortest
        == before[-1]
        == accounts.sign_in_everywhere(
            (store,),
            address,
            "a wrong one",
            now=now,
            pauses=pauses,
            browser=Browser(HERE.source, device),
        ).wait
    )


def test_what_a_known_browser_shows_is_kept_as_a_hash(store):
    """Nobody reads out of the database what a browser shows, and it opens nothing."""
    entry = accounts.sign_in(store, EVA.address, PASSWORD, now=NOW)
    with store.database.reading() as connection:
        [row] = connection.exec_driver_sql("SELECT token_sha256, address FROM devices").fetchall()

    assert (sha256(entry.device.encode()).hexdigest(), EVA.address) == tuple(row)
    assert entry.device not in (entry.token, repr(entry))
    assert accounts.find_signed_in(store, entry.device, now=NOW) is None


def test_the_right_password_forgives_where_it_was_given(store):
    """Who was wrong four times and then right begins anew; what somebody else tried elsewhere stays
    counted.
    """
    pauses = PasswordThrottle()
    for browser in (HERE, THERE):
        wrong(store, 4, pauses=pauses, browser=browser)
    assert accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=pauses, browser=HERE
    ).token

    assert [0, 0, 0, 0, 0, PASSWORDS_FROM_PLACE.shortest] == wrong(store, 6, pauses=pauses)
    assert [0, PASSWORDS_FROM_PLACE.shortest] == wrong(store, 2, pauses=pauses, browser=THERE)


def test_a_clock_that_is_put_back_does_not_lock_anybody_out(store):
    """The pause is never longer than it is, whatever the clock said before."""
    pauses = PasswordThrottle()
    wrong(store, 5, now=NOW + timedelta(days=300), pauses=pauses)

    assert [PASSWORDS_FROM_PLACE.shortest] == wrong(store, 1, pauses=pauses)


def test_wrong_passwords_are_not_remembered_without_end():
    """However many addresses are tried, no more than so many are remembered, and the latest are."""
    pauses = PasswordThrottle()
    for number in range(MAX_REMEMBERED_TRIES):
        pauses.attempt(PasswordAttempt("", f"{number}@example.org", ""), NOW)

    assert MAX_REMEMBERED_TRIES == len(pauses._tried)
    assert PasswordAttempt("", f"{MAX_REMEMBERED_TRIES - 1}@example.org", "").here in pauses._tried


@pytest.mark.parametrize(
    "address",
    [EVA.address, "nobody@example.org", NILS.address],
    ids=["wrong password", "unknown", "not chosen yet"],
)
def test_every_refusal_costs_the_same_work(store, monkeypatch, address):
    """One password is hashed for a wrong one, for an unknown address and for somebody who has none
    yet alike.
    """
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    passwords._hash_of_nobody()
    looked_at = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(passwords, "_hasher", Counting(verify, looked_at))

    assert accounts.SignInResult(None, 0) == accounts.sign_in_everywhere(
        (store,), address, OTHER, now=NOW, pauses=PasswordThrottle()
    )
    assert ["$argon2id$"] == [kept[:10] for kept in looked_at]


class Counting:
    """Looks at passwords, and counts them."""

    def __init__(self, verify, looked_at):
        self._verify, self._looked_at = verify, looked_at

    def verify(self, kept, given):
        """Look at one."""
        self._looked_at.append(kept)
        return self._verify(kept, given)


def test_a_hash_of_less_work_is_renewed(store, monkeypatch):
    """A password that was hashed with less work than today is hashed anew when its person comes,
    and stays the password.
    """
    monkeypatch.setattr(passwords, "_hasher", SHIPPED)
    passwords._hash_of_nobody.cache_clear()
    token = enter(store)

    assert "$argon2id$v=19$m=65536,t=3,p=4$" == store.accounts()[EVA.address]["password_hash"][:31]
    assert EVA == accounts.find_signed_in(store, token, now=NOW)
    assert enter(store)


def test_a_hash_that_is_renewed_ends_nothing(store, monkeypatch):
    """It is the same password: the other browsers of its person stay signed in and known."""
    there = accounts.sign_in_everywhere(
        (store,), EVA.address, PASSWORD, now=NOW, pauses=PasswordThrottle()
    )
    monkeypatch.setattr(passwords, "_hasher", SHIPPED)
    passwords._hash_of_nobody.cache_clear()
    before = store.accounts()[EVA.address]["password_hash"]
    enter(store)

    assert before != store.accounts()[EVA.address]["password_hash"]
    assert EVA == accounts.find_signed_in(store, there.token, now=NOW)
    assert accounts.is_known_browser((store,), EVA.address, Browser("", there.device), now=NOW)


def test_a_hash_is_not_renewed_where_the_password_is_another_one_by_now(store):
    """Whoever chooses another password meanwhile keeps it, and the trail tells of no renewal."""
    accounts.put_account(store, EVA, password=OTHER, by="", now=NOW)
    kept, lines = store.accounts()[EVA.address]["password_hash"], store.trail_lines()
    store.renew_hash(
        EVA.address,
        passwords.hashed(PASSWORD),
        was=passwords.hashed(PASSWORD),
        what="hash_renewed",
        now=NOW,
    )

    assert (kept, lines) == (store.accounts()[EVA.address]["password_hash"], store.trail_lines())


def test_with_another_password_only_the_browser_stays_known_in_which_it_was_chosen(store, other):
    """It is known by something new, and only where the old password was the right one; every other
    browser is forgotten.
    """
    accounts.put_account(other, EVA, password="fredag spade moln", by="", now=NOW)  # noqa: S106  # of somebody made up
    here, there = (
        accounts.sign_in(store, EVA.address, PASSWORD, now=NOW).device for _time in range(2)
    )
    accounts.change_password(
        (store, other),
        EVA.address,
        PASSWORD,
        OTHER,
        now=NOW,
        browser=Browser("", here),
        device="new",
        pauses=PasswordThrottle(),
    )

    assert [False, False, True] == [
        accounts.is_known_browser((store,), EVA.address, Browser("", shown), now=NOW)
        for shown in (here, there, "new")
    ]
    assert not accounts.is_known_browser((other,), EVA.address, Browser("", "new"), now=NOW)


# ---- several databases ---------------------------------------------------------------------------


def test_one_sign_in_opens_every_database_where_the_password_fits(store, other):
    """The same token is good in both, and signing out of one leaves the other."""
    accounts.put_account(other, EVA, password=PASSWORD, by="", now=NOW)
    token = accounts.sign_in_everywhere((store, other), EVA.address, PASSWORD, now=NOW).token

    assert (
        EVA
        == accounts.find_signed_in(store, token, now=NOW)
        == accounts.find_signed_in(other, token, now=NOW)
    )


def test_the_password_of_one_database_opens_no_other(store, other):
    """Where the password is another one nothing opens; and as it was no guess but the first time,
    nobody has to wait there for it.
    """
    pauses = PasswordThrottle()
    accounts.put_account(other, EVA, password=OTHER, by="", now=NOW)
    for _time in range(PASSWORDS_FROM_ANYWHERE.free + 1):
        token = accounts.sign_in_everywhere(
            (store, other), EVA.address, PASSWORD, now=NOW, pauses=pauses
        ).token

    assert EVA == accounts.find_signed_in(store, token, now=NOW)
    assert accounts.find_signed_in(other, token, now=NOW) is None
    assert accounts.sign_in_everywhere((other,), EVA.address, OTHER, now=NOW, pauses=pauses).token


def test_a_password_that_is_chosen_anew_is_a_guess_elsewhere(store, other):
    """Who can give an account its password in one database does not find out with it what it is in
    another one.
    """
    pauses = PasswordThrottle()
    accounts.put_account(store, NILS, by="", now=NOW)
    accounts.put_account(other, NILS, password=OTHER, by="", now=NOW)
    for password in (
        *(f"gissning nummer {number}" for number in range(PASSWORDS_FROM_PLACE.free)),
        OTHER,
    ):
        accounts.accept(
            (store,), accounts.invite(store, NILS.address, by="", now=NOW), password, now=NOW
        )
        token = accounts.sign_in_everywhere(
            (store, other), NILS.address, password, now=NOW, pauses=pauses
        ).token

    assert (NILS, None) == (
        accounts.find_signed_in(store, token, now=NOW),
        accounts.find_signed_in(other, token, now=NOW),
    )


def test_a_known_password_does_not_pay_for_guesses_elsewhere(store, other):
    """Signing in to one database between guesses does not make the other one forget them."""
    pauses = PasswordThrottle()
    accounts.put_account(other, EVA, password=OTHER, by="", now=NOW)
    for number in range(PASSWORDS_FROM_PLACE.free - 2):
        accounts.sign_in_everywhere(
            (store, other), EVA.address, f"a guess, number {number}", now=NOW, pauses=pauses
        )
    accounts.sign_in_everywhere((store, other), EVA.address, PASSWORD, now=NOW, pauses=pauses)

    assert [0, PASSWORDS_FROM_PLACE.shortest] == [
        accounts.sign_in_everywhere((other,), EVA.address, "a guess", now=NOW, pauses=pauses).wait
        for _time in range(2)
    ]


# ---- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "elva tecken",  # 11 signs
        "eva@example.org",
        "Eva Berg Eva Berg",
        "evabergevaberg",
        "SWEA Mentorship",
        "sweasweaswea",
        "swea-mentorship-2026",
        "password1234",
        "Passwordpassword",
        "lösenord2026!",
        "123456789012",
        "0987654321098",
        "abcdefghijklmnop",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "121212121212",
    ],
)
def test_passwords_that_are_tried_first_are_refused(password):
    """Too short ones, the own address or name, the programme, and the commonest are no
    passwords.
    """
    assert passwords.fault_of(
        password, own=("eva@example.org", "Eva Berg", "swea", "SWEA Mentorship")
    )


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "tolv tecken!", "evabergs trädgård i maj", "8 gröna hissar", "x" * 7 + "abcdefgh"],
)
def test_nobody_has_to_mix_signs(password):
    """Twelve signs that nobody would try first are enough, without capitals, digits or signs."""
    assert passwords.fault_of(password, own=("eva@example.org", "Eva Berg", "swea")) is None


# ---- accounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "eva"}, "address"),
        ({"address": "eva@example.org, nils@example.org"}, "address"),
        ({"address": f"{'e' * 250}@example.org"}, "address"),
        ({"name": "  "}, "name"),
        ({"roles": frozenset()}, "roles"),
        ({"roles": frozenset({"owner"})}, "roles"),
        ({"language": "de"}, "language"),
    ],
)
def test_an_account_that_cannot_be_is_refused(store, change, field):
    """What is wrong is told by field, and nothing is kept of it."""
    account = replace(NILS, **change)

    with pytest.raises(Refused) as refused:
        accounts.put_account(store, account, by="", now=NOW)

    assert {field} == set(accounts.faults_of(account)) == set(refused.value.by_field)
    assert [EVA.address] == list(store.accounts())


def test_who_takes_part_is_in_the_register(store):
    """A code that no register knows is refused: it would hide no pair."""
    with pytest.raises(StorageError):
        accounts.put_account(store, replace(NILS, participant_id="m99"), by="", now=NOW)
    accounts.put_account(store, replace(NILS, participant_id=" m1 "), by="", now=NOW)
    assert "m1" == accounts.account_of(store, NILS.address).participant_id


@pytest.mark.parametrize("how", ["remove", "role", "invite"])
def test_the_last_administrator_stays(store, how):
    """Neither by removing, nor by taking the role, nor by a new link is the last one lost who can
    sign in as administrator.
    """
    accounts.put_account(
        store, replace(NILS, roles=frozenset({ADMINISTRATOR})), by="", now=NOW
    )  # who has no password yet
    before, trail = store.accounts(), store.trail_lines()
    act, of = {
        "remove": (accounts.remove_account, EVA.address),
        "role": (accounts.put_account, replace(EVA, roles=frozenset({BOARD}))),
        "invite": (accounts.invite, EVA.address),
    }[how]
    with pytest.raises(StorageError, match="administrator"):
        act(store, of, by=EVA.address, now=NOW)

    assert (before, trail) == (store.accounts(), store.trail_lines())


def test_one_of_two_administrators_may_go(store):
    """Where somebody else can sign in as administrator, an administrator may be removed."""
    accounts.put_account(
        store, replace(NILS, roles=frozenset({ADMINISTRATOR})), password=OTHER, by="", now=NOW
    )

    accounts.remove_account(store, EVA.address, by=NILS.address, now=NOW)
    assert [NILS.address] == list(store.accounts())


# ---- one-time codes ------------------------------------------------------------------------------


def test_who_is_invited_chooses_a_password_once(store):
    """A link opens for seven days until a password is chosen by it; its code is not in the
    database.
    """
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)

    assert code not in store.accounts()[NILS.address]["password_hash"]
    assert ((store, NILS),) == accounts.find_invited_accounts(
        (store,), code, now=NOW + timedelta(days=7) - timedelta(seconds=1)
    )
    with pytest.raises(Refused, match="12 signs"):
        accounts.accept((store,), code, "kort", now=NOW)
    accounts.accept((store,), code, OTHER, now=NOW)
    with pytest.raises(Refused, match="used"):
        accounts.accept((store,), code, "spade fredag moln", now=NOW)
    assert enter(store, OTHER, NILS.address)


def test_of_two_who_use_a_code_at_once_one_succeeds(store, monkeypatch):
    """Whoever is slower hears that the code was used, and the password of the faster one stays."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    hashed, slower = passwords.hashed, "spade fredag moln"

    def overtaken(password):
        if password == slower:
            accounts.accept((store,), code, OTHER, now=NOW)
        return hashed(password)

    monkeypatch.setattr(management, "hashed", overtaken)
    with pytest.raises(Refused) as refused:
        accounts.accept((store,), code, slower, now=NOW)

    assert management.NO_CODE == refused.value.faults[0].message
    assert enter(store, OTHER, NILS.address)
    assert accounts.sign_in(store, NILS.address, slower, now=NOW).token is None


def test_an_invitation_ends_after_seven_days(store):
    """After that it opens nothing, and the list says so."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code, late = (
        accounts.invite(store, NILS.address, by=EVA.address, now=NOW),
        NOW + timedelta(days=7),
    )

    assert () == accounts.find_invited_accounts((store,), code, now=late)
    with pytest.raises(Refused):
        accounts.accept((store,), code, OTHER, now=late)
    assert [AccountState.READY, AccountState.EXPIRED] == [
        each.state for each in accounts.accounts(store, now=late)
    ]


def test_a_new_link_ends_the_old_one_and_the_password(store):
    """Whoever is sent a new link comes in neither by the old one nor with the old password, and is
    signed out.
    """
    accounts.put_account(store, NILS, password=OTHER, by="", now=NOW)
    token = enter(store, OTHER, NILS.address)
    old = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    accounts.invite(store, NILS.address, by=EVA.address, now=NOW)

    assert () == accounts.find_invited_accounts((store,), old, now=NOW)
    assert accounts.find_signed_in(store, token, now=NOW) is None
    assert accounts.sign_in(store, NILS.address, OTHER, now=NOW).token is None


@pytest.mark.parametrize("code", ["", ":", "invited", "invited::"])
def test_a_code_that_is_none_opens_nothing(store, code):
    """Somebody without a password is not opened by a blank code."""
    accounts.put_account(store, NILS, by="", now=NOW)

    assert () == accounts.find_invited_accounts((store,), code, now=NOW)


def test_nobody_is_invited_who_has_no_account(store):
    """A link is made for an account that is there."""
    with pytest.raises(StorageError, match="no such account"):
        accounts.invite(store, "nobody@example.org", by="", now=NOW)
    assert [EVA.address] == list(store.accounts())


def test_the_first_account_has_every_role_in_each_empty_database(store, other, tmp_path):
    """It is made where nobody has an account, and nowhere else."""
    accounts.make_first_account((store, other), NILS, OTHER, now=NOW)

    assert [EVA.address] == list(store.accounts())
    assert (
        frozenset({BOARD, COORDINATOR, ADMINISTRATOR})
        == accounts.account_of(other, NILS.address).roles
    )


def test_whoever_is_too_late_with_the_first_account_is_told(store):
    """Where everybody's database has an account by then, none is made, and that is said."""
    with pytest.raises(Refused) as refused:
        accounts.make_first_account((store,), NILS, OTHER, now=NOW)

    assert {"address"} == set(refused.value.by_field)
    assert [EVA.address] == list(store.accounts())


def test_there_is_only_one_first_account(other):
    """Two who open the address at the same time do not both become administrator."""
    found = accounts.list_stores_without_accounts((other,))
    accounts.make_first_account(found, NILS, OTHER, now=NOW)
    with pytest.raises(Exception, match="already"):
        other.put_account(EVA.row, keeps=ADMINISTRATOR, by="", what="x", now=NOW, alone=True)


def test_the_first_code_opens_once():
    """Only the code itself fits, until it is used; and it is not shown when printed."""
    first = FirstCode()

    assert [True, False, False, False] == [
        first.fits(code) for code in (first.text, first.text + "x", "", "å")
    ]
    assert first.text not in repr(first)
    first.end()
    assert not first.fits(first.text)


# ---- somebody else vouches -----------------------------------------------------------------------

VOUCHED = {
    "is_logged_in": True,
    "email": "Eva@Example.org",
    "email_verified": True,
    "iat": NOW.timestamp(),
}


def test_a_verified_address_with_an_account_is_known(store, other):
    """Whoever has an account in one of two databases is known in that one."""
    assert ((store, EVA),) == accounts.find_oidc_accounts((store, other), VOUCHED, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"is_logged_in": False},
        {"is_logged_in": "true"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "nobody@example.org"},
        {"email": None},
        {"email": ["eva@example.org"]},
        {"iat": None},
        {"iat": (NOW - timedelta(hours=12)).timestamp()},
        {"iat": (NOW + timedelta(hours=1)).timestamp()},
    ],
    ids=str,
)
def test_whoever_is_not_vouched_for_is_not_known(store, change):
    """Without a verified address that has an account, said in the last 12 hours, nobody is signed
    in.
    """
    assert () == accounts.find_oidc_accounts((store,), VOUCHED | change, now=NOW)


@pytest.mark.parametrize("missing", VOUCHED)
def test_every_claim_is_needed(store, missing):
    """A provider that leaves one of them out vouches for nobody."""
    assert () == accounts.find_oidc_accounts(
        (store,), {name: value for name, value in VOUCHED.items() if name != missing}, now=NOW
    )


ISSUER = "https://login.microsoftonline.com/0f8b/v2.0"


@pytest.mark.parametrize(
    ("said", "trusted", "known"),
    [
        ({"iss": ISSUER}, [ISSUER], True),
        ({"iss": ISSUER, "email_verified": None}, [ISSUER], True),
        ({"iss": ISSUER}, [], False),
        ({"iss": "https://login.microsoftonline.com/another/v2.0"}, [ISSUER], False),
        ({}, [ISSUER], False),
        ({"iss": ISSUER, "email_verified": False}, [ISSUER], False),
        ({"iss": ISSUER, "email_verified": "true"}, [ISSUER], False),
    ],
    ids=str,
)
def test_a_provider_that_says_nothing_of_addresses_is_trusted_by_name_only(
    store, said, trusted, known
):
    """An issuer that the association has named is trusted where it says nothing; where it says no,
    and for every other issuer, it is no.
    """
    claims = {name: value for name, value in VOUCHED.items() if name != "email_verified"} | said

    assert known == bool(accounts.find_oidc_accounts((store,), claims, now=NOW, trusted=trusted))


def test_who_comes_in_by_a_provider_is_in_the_trail_once(store, other):
    """One line for each time that the provider was asked, in each database that has the account,
    however many pages are opened.
    """
    before = len(store.trail_lines())
    for claims in (
        VOUCHED,
        VOUCHED,
        VOUCHED | {"nonce": "another sign-in"},
        VOUCHED | {"email_verified": False},
    ):
        accounts.log_oidc_sign_in((store, other), claims, now=NOW)
    told = store.trail_lines()

    assert [AuditLine("2026-11-22 12:00:00", EVA.address, "signed_in_elsewhere", "")] * 2 == list(
        told[: len(told) - before]
    )
    assert () == other.trail_lines()


def test_signing_out_ends_what_a_provider_said(store):
    """From then on it opens nothing, as long as it would have; what the provider says anew, also in
    another browser, does.
    """
    anew = VOUCHED | {"nonce": "asked once more"}
    accounts.log_oidc_sign_in((store,), VOUCHED, now=NOW)
    accounts.end_oidc_sign_in((store,), VOUCHED, now=NOW)
    accounts.log_oidc_sign_in((store,), anew, now=NOW + timedelta(hours=11, minutes=59))

    assert () == accounts.find_oidc_accounts(
        (store,), VOUCHED, now=NOW + timedelta(hours=11, minutes=59)
    )
    assert ((store, EVA),) == accounts.find_oidc_accounts((store,), anew, now=NOW)
    assert ["signed_in_elsewhere", "signed_out", "signed_in_elsewhere"] == [
        line.what for line in store.trail_lines()
    ][:3]


def test_what_a_provider_said_is_forgotten_when_it_counts_no_longer(store):
    """Nothing is kept of a sign-in that has ended by itself."""
    accounts.log_oidc_sign_in((store,), VOUCHED, now=NOW)
    later = NOW + timedelta(days=1)
    accounts.log_oidc_sign_in((store,), VOUCHED | {"iat": later.timestamp()}, now=later)
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM vouched").scalar()

    assert 1 == rows


# ---- the trail -----------------------------------------------------------------------------------


def test_the_trail_tells_who_did_what(store):
    """Each act is one line, the latest first, with addresses of accounts and nothing else."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    accounts.accept((store,), code, OTHER, now=NOW)
    token = enter(store, OTHER, NILS.address)
    accounts.sign_out(store, token, now=NOW)
    accounts.remove_account(store, NILS.address, by=EVA.address, now=NOW)

    at, eva, nils = "2026-11-22 12:00:00", EVA.address, NILS.address
    assert (
        AuditLine(at, eva, "account_removed", nils),
        AuditLine(at, nils, "signed_out", ""),
        AuditLine(at, nils, "signed_in", ""),
        AuditLine(at, nils, "password_set", nils),
        AuditLine(at, eva, "invited", nils),
        AuditLine(at, eva, "account_made", nils),
        AuditLine(at, "", "account_made", eva),
    ) == store.trail_lines()


def test_a_wrong_password_leaves_no_line(store):
    """What strangers type, which may be anybody's address, is not in the trail."""
    before = store.trail_lines()
    wrong(store, 2)
    wrong(store, 2, "asa@example.org")

    assert before == store.trail_lines()


@pytest.mark.parametrize(
    ("what", "of", "told"),
    [
        ("links_issued", '{"cohort": "A8", "remind": "", "n": 2, "people": ["m1", "e1"]}', "2"),
        ("links_issued", "m1", ""),
        ("links_issued", '{"n": "m1"}', ""),
        ("links_revoked", "m1", ""),
        ("cohort_closed", "A8", "A8"),
    ],
)
def test_of_issued_links_the_trail_tells_the_number_only(what, of, told):
    """An administrator reads how many links were issued, and of no participant whose they are."""
    assert told == accounts.describe_subject(what, of)


# ---- the terminal --------------------------------------------------------------------------------


def call(*words: str, typed: str = "") -> tuple[int, str]:
    """Call the command, and return its exit code and what it says."""
    result = CliRunner().invoke(commands, ["account", *words, "--language", "en"], input=typed)
    return result.exit_code, result.output


def test_an_account_is_added_at_the_terminal(place):
    """The password is asked for twice and not shown; then its person can sign in."""
    words = (
        "add",
        place.url,
        "Nils@example.org",
        "--name",
        "Nils Ek",
        "--role",
        "board",
        "--role",
        "coordinator",
    )
    code, said = call(*words, typed=f"{OTHER}\n{OTHER}\n")

    assert (0, False) == (code, OTHER in said)
    assert (
        frozenset({BOARD, COORDINATOR})
        == accounts.account_of(open_store(place.url), NILS.address).roles
    )
    assert enter(place.store, OTHER, NILS.address)


def test_a_weak_password_is_refused_at_the_terminal(place):
    """It ends with one line and exit code 1, and no account is made."""
    code, said = call(
        "add", place.url, NILS.address, "--name", "Nils Ek", "--role", "board", typed="kort\nkort\n"
    )

    assert (1, True) == (code, "12 signs" in said)
    assert [EVA.address] == list(place.store.accounts())


def test_a_link_is_made_at_the_terminal(place):
    """The link that is printed is one by which a password can be chosen."""
    code, said = call(
        "add",
        place.url,
        NILS.address,
        "--name",
        "Nils Ek",
        "--role",
        "board",
        "--link",
        "https://mentor.example.org/",
    )
    [address] = [word for word in said.split() if word.startswith("https://")]
    place_of_code, _mark, token = address.partition("?code=")

    assert (0, "https://mentor.example.org/sign-in/first") == (code, place_of_code)
    accounts.accept((place.store,), token, OTHER, now=datetime.now(UTC))


def test_accounts_are_listed_and_removed_at_the_terminal(place):
    """One line an account; the last administrator is not removed."""
    accounts.put_account(place.store, NILS, password=OTHER, by="", now=NOW)

    assert (
        0,
        (
            "eva@example.org  Eva Berg  board, coordinator, administrator  ready\nnils@example.org "
            " Nils Ek  board  ready\n"
        ),
    ) == call("list", place.url)
    assert (0, "The account is removed.\n") == call("remove", place.url, NILS.address)
    assert 1 == call("remove", place.url, EVA.address)[0]
    assert [EVA.address] == list(place.store.accounts())


# ---- somebody who takes part too -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "code"),
    [("Karin@Example.org", ""), ("k.berg@example.org", "m1")],
    ids=["by address", "by code"],
)
def test_the_account_of_a_participant_is_handed_out(store, address, code):
    """Address, roles and the time it was made, and neither a hash nor what a browser shows; of
    nobody else's account anything.
    """
    karin = Account(address.lower(), "Karin", frozenset({BOARD, COORDINATOR}), code)
    accounts.put_account(store, karin, password=OTHER, by="", now=NOW)

    assert (
        {
            "address": address.lower(),
            "roles": "board;coordinator",
            "made_at": "2026-11-22 12:00:00",
        },
    ) == accounts.list_participant_accounts(store, "m1")
    assert (
        ()
        == accounts.list_participant_accounts(store, "a1")
        == accounts.list_participant_accounts(store, "m3")
    )
