"""Those who may sign in: passwords, waiting, what ends a session, the last administrator, and the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from click.testing import CliRunner
from places import association

from toolkit import accounts
from toolkit.accounts import ADMINISTRATOR, BOARD, COORDINATOR, Account, FirstCode, State, keeping, passwords
from toolkit.accounts.pauses import LONGEST, MOST, SHORTEST, Strangers, pause
from toolkit.cli import commands
from toolkit.storage import Store, open_store
from toolkit.storage.accounts import Line

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PASSWORD = "granit kanel tisdag"  # noqa: S105  # of made-up people
OTHER = "moln spade fredag"
EVA = Account("eva@example.org", "Eva Berg", frozenset({BOARD, COORDINATOR, ADMINISTRATOR}))
NILS = Account("nils@example.org", "Nils Ek", frozenset({BOARD}), language="sv")
every_wait = pytest.mark.parametrize("address", [EVA.address, "nobody@example.org"], ids=["known", "unknown"])


SHIPPED = passwords._hasher
QUICK = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Passwords are hashed with little work here, but for where that is what is tried."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    passwords._nobodys.cache_clear()


@pytest.fixture
def place(tmp_path):
    """The association in a database, with Eva as its only administrator."""
    place = association(tmp_path)
    assert accounts.put_account(place.store, EVA, password=PASSWORD, by="", now=NOW) is None
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


def enter(store: Store, password: str = PASSWORD, address: str = EVA.address, now: datetime = NOW) -> str:
    """Sign in, and return what the browser shows afterwards."""
    token = accounts.sign_in(store, address, password, now=now).token
    assert token
    return token


def wrong(store: Store, times: int, address: str = EVA.address, now: datetime = NOW, strangers: Strangers | None = None) -> list[int]:
    """Give a wrong password several times, and return how long one has to wait each time."""
    strangers = strangers or Strangers()
    entries = [accounts.enter((store,), address, OTHER, now=now, strangers=strangers) for _time in range(times)]
    assert {entry.token for entry in entries} == {None}
    return [entry.wait for entry in entries]


# ---- the way in ------------------------------------------------------------------------------------------------------------------


def test_the_right_password_opens_for_twelve_hours(store):
    """Whoever signs in is known by the token for 12 hours, and not a second longer."""
    token = enter(store)

    assert EVA == accounts.signed_in(store, token, now=NOW + timedelta(hours=12) - timedelta(seconds=1))
    assert accounts.signed_in(store, token, now=NOW + timedelta(hours=12)) is None


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

    assert accounts.signed_in(store, token, now=NOW) is None


def test_signing_out_ends_this_session_only(store):
    """Signed out is who signed out, and nobody else."""
    here, there = enter(store), enter(store)
    accounts.sign_out(store, here, now=NOW)

    assert accounts.signed_in(store, here, now=NOW) is None
    assert EVA == accounts.signed_in(store, there, now=NOW)


def test_what_has_expired_is_swept_out(store):
    """The next who signs in leaves one row behind, the own one."""
    enter(store)
    enter(store, now=NOW + timedelta(hours=13))
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT count(*) FROM entries").scalar()

    assert 1 == rows


@pytest.mark.parametrize(
    ("change", "still"),
    [({"roles": frozenset({ADMINISTRATOR})}, False), ({"name": "Eva Berg Lund"}, True), ({"language": "sv"}, True), ({"participant_id": "m1"}, True)],
    ids=["roles", "name", "language", "code"],
)
def test_other_roles_end_every_session(store, change, still):
    """Whoever is given other roles has to sign in again; another name or language does not matter."""
    token = enter(store)
    accounts.put_account(store, replace(EVA, **change), by=EVA.address, now=NOW)

    assert still == (accounts.signed_in(store, token, now=NOW) is not None)


def test_another_password_ends_every_session(store):
    """Whoever changes the password is signed out everywhere, and comes in with the new one only."""
    token = enter(store)
    assert {} == accounts.change_password((store,), EVA.address, PASSWORD, OTHER, now=NOW)

    assert accounts.signed_in(store, token, now=NOW) is None
    assert accounts.sign_in(store, EVA.address, PASSWORD, now=NOW).token is None
    assert accounts.sign_in(store, EVA.address, OTHER, now=NOW).token


def test_the_old_password_is_asked_for(store):
    """Nobody changes a password without knowing it, and the one who tries is counted as one who guesses."""
    assert {"old"} == set(accounts.change_password((store,), EVA.address, OTHER, "spade fredag moln", now=NOW))
    assert "1" == store.accounts()[EVA.address]["failed"]


def test_a_removed_account_is_signed_out(store):
    """Whose account is removed is not signed in any more."""
    accounts.put_account(store, NILS, password=OTHER, by=EVA.address, now=NOW)
    token = enter(store, OTHER, NILS.address)
    assert accounts.remove_account(store, NILS.address, by=EVA.address, now=NOW) is None

    assert accounts.signed_in(store, token, now=NOW) is None


def test_a_role_that_nobody_knows_counts_for_nothing(store):
    """A role that another version gave opens nothing in this one."""
    store.put_account({"address": EVA.address, "roles": "board;owner;administrator"}, keeps=ADMINISTRATOR, by="", what="x", now=NOW)

    assert frozenset({BOARD, ADMINISTRATOR}) == accounts.account_of(store, EVA.address).roles


# ---- waiting -------------------------------------------------------------------------------------------------------------------------


def test_the_pause_doubles_up_to_a_quarter_of_an_hour():
    """Four wrong passwords cost nothing; after the fifth each costs twice as much as the one before, and never more than 15 minutes."""
    assert [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900] == [pause(times) for times in range(14)]
    assert LONGEST == pause(10**6)


@every_wait
def test_after_five_wrong_passwords_one_waits(store, address):
    """The sixth try is not looked at, whether there is such an account or not, and waiting is not made longer by trying."""
    assert [0, 0, 0, 0, 0, SHORTEST, SHORTEST] == wrong(store, 7, address)


@every_wait
def test_after_the_pause_the_next_one_is_longer(store, address):
    """Who waited and is wrong again waits twice as long."""
    strangers = Strangers()
    wrong(store, 5, address, strangers=strangers)
    later = NOW + timedelta(seconds=SHORTEST)

    assert [0, 2 * SHORTEST] == wrong(store, 2, address, later, strangers)


@every_wait
def test_after_a_day_all_is_forgotten(store, address):
    """Wrong passwords of the day before yesterday cost nothing."""
    strangers = Strangers()
    wrong(store, 5, address, strangers=strangers)

    assert [0, 0, 0, 0, 0, SHORTEST] == wrong(store, 6, address, NOW + timedelta(days=1, seconds=1), strangers)


def test_the_right_password_is_not_looked_at_while_one_waits(store):
    """Guessing on during the pause is worth nothing, and after it the right one opens."""
    wrong(store, 5)

    assert accounts.sign_in(store, EVA.address, PASSWORD, now=NOW).token is None
    assert accounts.sign_in(store, EVA.address, PASSWORD, now=NOW + timedelta(seconds=SHORTEST)).token


def test_waiting_outlives_the_server(place):
    """The wrong passwords of an account are kept in the database."""
    wrong(place.store, 5)
    with place.store.database.reading() as connection:
        failed = connection.exec_driver_sql("SELECT failed FROM accounts").scalar()

    assert "5" == failed


def test_the_right_password_forgives(store):
    """Who was wrong four times and then right begins anew."""
    wrong(store, 4)
    enter(store)

    assert [0, 0, 0, 0, 0, SHORTEST] == wrong(store, 6)


def test_a_clock_that_is_put_back_does_not_lock_anybody_out(store):
    """The pause is never longer than it is, whatever the clock said before."""
    wrong(store, 5, now=NOW + timedelta(days=300))

    assert [SHORTEST] == wrong(store, 1)


def test_strangers_are_not_remembered_without_end():
    """However many addresses are tried, no more than so many are remembered."""
    strangers = Strangers()
    for number in range(MOST + 5):
        strangers.attempt(f"{number}@example.org", NOW)

    assert MOST == len(strangers._tried)


@pytest.mark.parametrize("address", [EVA.address, "nobody@example.org", NILS.address], ids=["wrong password", "unknown", "not chosen yet"])
def test_every_refusal_costs_the_same_work(store, monkeypatch, address):
    """One password is hashed for a wrong one, for an unknown address and for somebody who has none yet alike."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    passwords._nobodys()
    looked_at = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(passwords, "_hasher", Counting(verify, looked_at))

    assert accounts.Entry(None, 0) == accounts.enter((store,), address, OTHER, now=NOW, strangers=Strangers())
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
    """A password that was hashed with less work than today is hashed anew when its person comes, and stays the password."""
    monkeypatch.setattr(passwords, "_hasher", SHIPPED)
    passwords._nobodys.cache_clear()
    token = enter(store)

    assert "$argon2id$v=19$m=65536,t=3,p=4$" == store.accounts()[EVA.address]["password_hash"][:31]
    assert EVA == accounts.signed_in(store, token, now=NOW)
    assert enter(store)


# ---- several databases -----------------------------------------------------------------------------------------------------------------


def test_one_sign_in_opens_every_database_where_the_password_fits(store, other):
    """The same token is good in both, and signing out of one leaves the other."""
    accounts.put_account(other, EVA, password=PASSWORD, by="", now=NOW)
    token = accounts.enter((store, other), EVA.address, PASSWORD, now=NOW).token

    assert EVA == accounts.signed_in(store, token, now=NOW) == accounts.signed_in(other, token, now=NOW)


def test_the_password_of_one_database_opens_no_other(store, other):
    """Where the password is another one nothing opens; and as it was no guess, nobody has to wait there for it."""
    accounts.put_account(other, EVA, password=OTHER, by="", now=NOW)
    for _time in range(6):
        token = accounts.enter((store, other), EVA.address, PASSWORD, now=NOW).token

    assert EVA == accounts.signed_in(store, token, now=NOW)
    assert accounts.signed_in(other, token, now=NOW) is None
    assert "" == other.accounts()[EVA.address]["failed"]


def test_a_known_password_does_not_pay_for_guesses_elsewhere(store, other):
    """Signing in to one database between guesses does not make the other one forget them."""
    accounts.put_account(other, EVA, password=OTHER, by="", now=NOW)
    for number in range(4):
        accounts.enter((store, other), EVA.address, f"a guess, number {number}", now=NOW)
    accounts.enter((store, other), EVA.address, PASSWORD, now=NOW)

    assert "4" == other.accounts()[EVA.address]["failed"]


# ---- passwords -------------------------------------------------------------------------------------------------------------------------


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
    """Too short ones, the own address or name, the programme, and the commonest are no passwords."""
    assert passwords.fault_of(password, own=("eva@example.org", "Eva Berg", "swea", "SWEA Mentorship"))


@pytest.mark.parametrize("password", [PASSWORD, "tolv tecken!", "evabergs trädgård i maj", "8 gröna hissar", "x" * 7 + "abcdefgh"])
def test_nobody_has_to_mix_signs(password):
    """Twelve signs that nobody would try first are enough, without capitals, digits or signs."""
    assert passwords.fault_of(password, own=("eva@example.org", "Eva Berg", "swea")) is None


# ---- accounts --------------------------------------------------------------------------------------------------------------------------


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

    assert {field} == set(accounts.faults_of(account))
    assert accounts.put_account(store, account, by="", now=NOW)
    assert [EVA.address] == list(store.accounts())


def test_who_takes_part_is_in_the_register(store):
    """A code that no register knows is refused: it would hide no pair."""
    assert accounts.put_account(store, replace(NILS, participant_id="m99"), by="", now=NOW)
    assert accounts.put_account(store, replace(NILS, participant_id=" m1 "), by="", now=NOW) is None
    assert "m1" == accounts.account_of(store, NILS.address).participant_id


@pytest.mark.parametrize("how", ["remove", "role", "invite"])
def test_the_last_administrator_stays(store, how):
    """Neither by removing, nor by taking the role, nor by a new link is the last one lost who can sign in as administrator."""
    accounts.put_account(store, replace(NILS, roles=frozenset({ADMINISTRATOR})), by="", now=NOW)  # who has no password yet
    before, trail = store.accounts(), store.trail_lines()
    if how == "remove":
        refused = accounts.remove_account(store, EVA.address, by=EVA.address, now=NOW)
    elif how == "role":
        refused = accounts.put_account(store, replace(EVA, roles=frozenset({BOARD})), by=EVA.address, now=NOW)
    else:
        refused = accounts.invite(store, EVA.address, by=EVA.address, now=NOW)

    assert "administrator" in refused.sentence()
    assert (before, trail) == (store.accounts(), store.trail_lines())


def test_one_of_two_administrators_may_go(store):
    """Where somebody else can sign in as administrator, an administrator may be removed."""
    accounts.put_account(store, replace(NILS, roles=frozenset({ADMINISTRATOR})), password=OTHER, by="", now=NOW)

    assert accounts.remove_account(store, EVA.address, by=NILS.address, now=NOW) is None
    assert [NILS.address] == list(store.accounts())


# ---- one-time codes --------------------------------------------------------------------------------------------------------------------


def test_who_is_invited_chooses_a_password_once(store):
    """A link opens for seven days until a password is chosen by it; its code is not in the database."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)

    assert code not in store.accounts()[NILS.address]["password_hash"]
    assert ((store, NILS),) == accounts.invited((store,), code, now=NOW + timedelta(days=7) - timedelta(seconds=1))
    assert accounts.accept((store,), code, "kort", now=NOW)
    assert accounts.accept((store,), code, OTHER, now=NOW) is None
    assert accounts.accept((store,), code, "spade fredag moln", now=NOW)
    assert enter(store, OTHER, NILS.address)


def test_of_two_who_use_a_code_at_once_one_succeeds(store, monkeypatch):
    """Whoever is slower hears that the code was used, and the password of the faster one stays."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    hashed, slower = passwords.hashed, "spade fredag moln"

    def overtaken(password):
        if password == slower:
            assert accounts.accept((store,), code, OTHER, now=NOW) is None
        return hashed(password)

    monkeypatch.setattr(keeping, "hashed", overtaken)
    refused = accounts.accept((store,), code, slower, now=NOW)

    assert refused and keeping.NO_CODE == refused.message
    assert enter(store, OTHER, NILS.address)
    assert accounts.sign_in(store, NILS.address, slower, now=NOW).token is None


def test_an_invitation_ends_after_seven_days(store):
    """After that it opens nothing, and the list says so."""
    accounts.put_account(store, NILS, by=EVA.address, now=NOW)
    code, late = accounts.invite(store, NILS.address, by=EVA.address, now=NOW), NOW + timedelta(days=7)

    assert () == accounts.invited((store,), code, now=late)
    assert accounts.accept((store,), code, OTHER, now=late)
    assert [State.READY, State.EXPIRED] == [each.state for each in accounts.accounts(store, now=late)]


def test_a_new_link_ends_the_old_one_and_the_password(store):
    """Whoever is sent a new link comes in neither by the old one nor with the old password, and is signed out."""
    accounts.put_account(store, NILS, password=OTHER, by="", now=NOW)
    token = enter(store, OTHER, NILS.address)
    old = accounts.invite(store, NILS.address, by=EVA.address, now=NOW)
    accounts.invite(store, NILS.address, by=EVA.address, now=NOW)

    assert () == accounts.invited((store,), old, now=NOW)
    assert accounts.signed_in(store, token, now=NOW) is None
    assert accounts.sign_in(store, NILS.address, OTHER, now=NOW).token is None


@pytest.mark.parametrize("code", ["", ":", "invited", "invited::"])
def test_a_code_that_is_none_opens_nothing(store, code):
    """Somebody without a password is not opened by a blank code."""
    accounts.put_account(store, NILS, by="", now=NOW)

    assert () == accounts.invited((store,), code, now=NOW)


def test_nobody_is_invited_who_has_no_account(store):
    """A link is made for an account that is there."""
    assert "no such account" in accounts.invite(store, "nobody@example.org", by="", now=NOW).sentence()
    assert [EVA.address] == list(store.accounts())


def test_the_first_account_has_every_role_in_each_empty_database(store, other, tmp_path):
    """It is made where nobody has an account, and nowhere else."""
    assert {} == accounts.make_first((store, other), NILS, OTHER, now=NOW)

    assert [EVA.address] == list(store.accounts())
    assert frozenset({BOARD, COORDINATOR, ADMINISTRATOR}) == accounts.account_of(other, NILS.address).roles


def test_whoever_is_too_late_with_the_first_account_is_told(store):
    """Where everybody's database has an account by then, none is made, and that is said."""
    assert {"address"} == set(accounts.make_first((store,), NILS, OTHER, now=NOW))
    assert [EVA.address] == list(store.accounts())


def test_there_is_only_one_first_account(other):
    """Two who open the address at the same time do not both become administrator."""
    found = accounts.without_accounts((other,))
    accounts.make_first(found, NILS, OTHER, now=NOW)
    with pytest.raises(Exception, match="already"):
        other.put_account(EVA.row, keeps=ADMINISTRATOR, by="", what="x", now=NOW, alone=True)


def test_the_first_code_opens_once():
    """Only the code itself fits, until it is used; and it is not shown when printed."""
    first = FirstCode()

    assert [True, False, False, False] == [first.fits(code) for code in (first.text, first.text + "x", "", "å")]
    assert first.text not in repr(first)
    first.end()
    assert not first.fits(first.text)


# ---- somebody else vouches ---------------------------------------------------------------------------------------------------------------

VOUCHED = {"is_logged_in": True, "email": "Eva@Example.org", "email_verified": True, "iat": NOW.timestamp()}


def test_a_verified_address_with_an_account_is_known(store, other):
    """Whoever has an account in one of two databases is known in that one."""
    assert ((store, EVA),) == accounts.known_by_oidc((store, other), VOUCHED, now=NOW)


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
    """Without a verified address that has an account, said in the last 12 hours, nobody is signed in."""
    assert () == accounts.known_by_oidc((store,), VOUCHED | change, now=NOW)


@pytest.mark.parametrize("missing", VOUCHED)
def test_every_claim_is_needed(store, missing):
    """A provider that leaves one of them out vouches for nobody."""
    assert () == accounts.known_by_oidc((store,), {name: value for name, value in VOUCHED.items() if name != missing}, now=NOW)


# ---- the trail -------------------------------------------------------------------------------------------------------------------------


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
        Line(at, eva, "account_removed", nils),
        Line(at, nils, "signed_out", ""),
        Line(at, nils, "signed_in", ""),
        Line(at, nils, "password_set", nils),
        Line(at, eva, "invited", nils),
        Line(at, eva, "account_made", nils),
        Line(at, "", "account_made", eva),
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
    assert told == accounts.about(what, of)


# ---- the terminal ------------------------------------------------------------------------------------------------------------------------


def call(*words: str, typed: str = "") -> tuple[int, str]:
    """Call the command, and return its exit code and what it says."""
    result = CliRunner().invoke(commands, ["account", *words, "--language", "en"], input=typed)
    return result.exit_code, result.output


def test_an_account_is_added_at_the_terminal(place):
    """The password is asked for twice and not shown; then its person can sign in."""
    words = ("add", place.url, "Nils@example.org", "--name", "Nils Ek", "--role", "board", "--role", "coordinator")
    code, said = call(*words, typed=f"{OTHER}\n{OTHER}\n")

    assert (0, False) == (code, OTHER in said)
    assert frozenset({BOARD, COORDINATOR}) == accounts.account_of(open_store(place.url), NILS.address).roles
    assert enter(place.store, OTHER, NILS.address)


def test_a_weak_password_is_refused_at_the_terminal(place):
    """It ends with one line and exit code 1, and no account is made."""
    code, said = call("add", place.url, NILS.address, "--name", "Nils Ek", "--role", "board", typed="kort\nkort\n")

    assert (1, True) == (code, "12 signs" in said)
    assert [EVA.address] == list(place.store.accounts())


def test_a_link_is_made_at_the_terminal(place):
    """The link that is printed is one by which a password can be chosen."""
    code, said = call("add", place.url, NILS.address, "--name", "Nils Ek", "--role", "board", "--link", "https://mentor.example.org/")
    [address] = [word for word in said.split() if word.startswith("https://")]
    place_of_code, _mark, token = address.partition("?code=")

    assert (0, "https://mentor.example.org/sign-in/first") == (code, place_of_code)
    assert accounts.accept((place.store,), token, OTHER, now=datetime.now(UTC)) is None


def test_accounts_are_listed_and_removed_at_the_terminal(place):
    """One line an account; the last administrator is not removed."""
    accounts.put_account(place.store, NILS, password=OTHER, by="", now=NOW)

    assert (0, "eva@example.org  Eva Berg  board, coordinator, administrator  ready\nnils@example.org  Nils Ek  board  ready\n") == call("list", place.url)
    assert (0, "The account is removed.\n") == call("remove", place.url, NILS.address)
    assert 1 == call("remove", place.url, EVA.address)[0]
    assert [EVA.address] == list(place.store.accounts())
