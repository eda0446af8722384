"""Invitations: who is reached, what is handed out, what a mail server does to it, and that nobody
is named on the way.
"""

from __future__ import annotations

import csv
import logging
import re
import smtplib
import stat
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from mailservers import Postbox, certificate, free_port, listening
from openpyxl import Workbook, load_workbook

from toolkit.cli import commands
from toolkit.cli import invite as inviting
from toolkit.data.database import Contact, Form, open_store
from toolkit.data.database.people import PARTICIPANT_ERASED
from toolkit.errors import Fault, InvitationError, StorageError, TableError
from toolkit.i18n import load_language
from toolkit.people.invitations import (
    InvitationDetails,
    Server,
    plan,
    read_contacts,
    require_sender,
    web_address,
)
from toolkit.people.invitations.messages import Invitation, LetterOccasion, cards_page, letter
from toolkit.people.invitations.recipients import Person, find_recipients, is_address

NOW = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
TODAY = date(2026, 1, 10)
UNTIL = date(2026, 12, 31)
TOKEN = re.compile(r"/m/([A-Za-z0-9_-]{43})\b")
PASSWORD = "Kanariepassword"  # noqa: S105  # of a server that lives as long as a test
CANARIES = ("Kanarie", "kanarie", "exempel.se", PASSWORD)
"""What stands in every name, address and password of these tests, and in nothing that is said."""
CONTACTS = (
    Contact("m1", "Anna Kanarie", "anna.kanarie@exempel.se", "sv"),
    Contact("e1", "Eva Kanarie", "eva.kanarie@exempel.se", "en"),
    Contact("m2", "Maja Kanarie", "maja.kanarie@exempel.se", ""),
    Contact("e2", "Elsa Kanarie", "", "sv"),
)


def register(*pairs: dict[str, str]) -> dict[str, pd.DataFrame]:
    """Return a register of pairs whose closing survey is open from the sixth of January on, and of
    everybody in them; the language of m2 is English.
    """
    usual = [
        {
            "cohort": "2026",
            "status": "active",
            "started_on": "2026-01-05",
            "planned_end_on": "2026-01-20",
            **row,
        }
        for row in pairs
    ]
    people = [
        {"participant_id": row[role], "language": "en" if row[role] == "m2" else ""}
        for row in usual
        for role in ("mentor_id", "mentee_id")
    ]
    return {"participants": pd.DataFrame(people).drop_duplicates(), "pairs": pd.DataFrame(usual)}


@pytest.fixture
def url(tmp_path):
    """A database with two pairs of the cohort 2026, one pair that never started, and one of another
    cohort.
    """
    address = f"sqlite:///{tmp_path}/data.db"
    store = open_store(address)
    pairs = [
        {"pair_id": number, "mentor_id": f"m{number}", "mentee_id": f"e{number}"}
        for number in "1234"
    ]
    pairs[2] |= {"status": "never_started", "started_on": ""}
    pairs[3] |= {"cohort": "2025"}
    store.put_tables(register(*pairs))
    store.put_contacts(CONTACTS)
    return address


@pytest.fixture
def store(url):
    """The store at that address."""
    return open_store(url)


@pytest.fixture
def planned(store, swea, tmp_path):
    """Plan a round for the cohort 2026 on the tenth of January."""

    def planning(
        folder="out",
        *,
        remind="",
        only=(),
        address="https://mentor.exempel.org",
        until=UNTIL,
        today=TODAY,
        sender=None,
    ):
        about = InvitationDetails(swea.code, "2026", remind, " ".join(only), address, until)
        return plan(
            store,
            swea,
            about,
            tmp_path / folder,
            today=today,
            only=only,
            sender=sender and require_sender(sender),
        )

    return planning


@pytest.fixture
def invite(url, tmp_path, monkeypatch):
    """Run the command for the cohort 2026, in English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    usual = [
        "--programme",
        "surveys/swea",
        "--cohort",
        "2026",
        "--address",
        "https://mentor.exempel.org",
        "--until",
        "2199-12-31",
        "--language",
        "en",
    ]

    def running(*words, out="out"):
        return CliRunner().invoke(
            commands, ["invite", url, *usual, "--out", str(tmp_path / out), *map(str, words)]
        )

    return running


@pytest.fixture
def send(invite):
    """Run the command with a mail server on this computer."""
    return lambda port, *words, out="out": invite(
        "--send",
        f"smtp://localhost:{port}",
        "--from",
        "Board <board@host.org>",
        "--yes",
        *words,
        out=out,
    )


def drafts(folder: Path) -> dict[str, object]:
    """Return the drafts by the address that they go to."""
    mails = [
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted((folder / "drafts").iterdir())
    ]
    return {mail["To"].addresses[0].addr_spec: mail for mail in mails}


def listed(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the list for a mail merge."""
    return list(csv.DictReader(StringIO((folder / "invitations.csv").read_text("utf-8-sig"))))


def text_of(mail) -> str:
    """Return what a mail says, its lines ended as everywhere in Python."""
    return mail.get_content().replace("\r\n", "\n")


def nobody_named(*texts: str) -> bool:
    """Whether no name, address, password or token stands in what was said."""
    return not any(canary in text for canary in CANARIES for text in texts) and not any(
        TOKEN.search(text) for text in texts
    )


def someone(name="Anna", address="anna@exempel.se", code="sv"):
    """Return a person to write to."""
    return Person("m1", name, address, load_language(code))


# ---- who is reached ------------------------------------------------------------------------------


def test_everybody_of_the_accepted_pairs_is_reached(planned):
    """The four of the two pairs, by name; not the pair that never started, not the other cohort;
    one has no address.
    """
    round = planned()

    assert ["m1", "e2", "e1", "m2"] == [person.participant_id for person in round.people]
    assert 3 == round.reachable


def test_a_person_in_two_pairs_gets_one_link(planned, store):
    """Whoever is mentor in one pair and mentee in another has one page, and so one link."""
    store.put_tables(register({"pair_id": "5", "mentor_id": "e1", "mentee_id": "m2"}))

    assert ["m1", "e2", "e1", "m2"] == [person.participant_id for person in planned().people]


def test_the_language_is_that_of_the_contact_then_of_the_register_then_of_the_programme(
    planned, store
):
    """Anna's contact says Swedish, Eva's English; Maja's says nothing, so her register's English
    counts; Elsa without both gets the programme's.
    """
    store.put_contacts([Contact("e2", "Elsa Kanarie", "", "")])
    spoken = {person.participant_id: person.words.code for person in planned().people}

    assert {"m1": "sv", "e1": "en", "m2": "en", "e2": "sv"} == spoken


def test_an_address_that_mail_cannot_go_to_is_none(planned, store):
    """Whoever got a wrong address past the sheet gets a card, and no mail goes astray; a domain is
    written as mail servers know it.
    """
    store.put_contacts(
        [
            Contact("m1", "Anna", "a@b.se, c@d.se", "sv"),
            Contact("e1", "Eva", "eva@räksmörgås.se", "sv"),
        ]
    )
    addresses = {person.participant_id: person.address for person in planned().people}

    assert {
        "m1": "",
        "e1": "eva@xn--rksmrgs-5wao1o.se",
        "m2": "maja.kanarie@exempel.se",
        "e2": "",
    } == addresses


@pytest.mark.parametrize("text", ["a@b.se", "a.b+c@d.example.org", "x_1@å.se", "o'hara@b.ie"])
def test_addresses(text):
    """One address in signs that every mail server takes is one."""
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@b.se",
        "a@",
        "a b@c.se",
        "a@b.se;c@d.se",
        "a@b.se\nBcc: c@d.se",
        "<a@b.se>",
        "Anna <a@b.se>",
        "a@@b.se",
        "å@b.se",
        "a@b..se",
        f"{'a' * 250}@b.se",
    ],
)
def test_no_addresses(text):
    """Several, none, a name beside it, a line break: no mail goes there."""
    assert not is_address(text)


@pytest.mark.slow
def test_whoever_was_erased_is_left_out(invite, store, tmp_path):
    """Their code stays in the pair, and they get no link, no card and no reminder; how many that
    are is said.
    """
    store.erase("m1")
    said = [
        invite(*words, out=out).stdout
        for words, out in (((), "a"), (("--yes",), "b"), (("--yes", "--remind", "closing"), "c"))
    ]

    assert 3 == sum("1 person had the own data erased and is left out.\n" in text for text in said)
    assert [{"e1", "e2", "m2"}] * 2 == [
        {row["participant_id"] for row in listed(tmp_path / out)} for out in "bc"
    ]
    assert 3 == (tmp_path / "b" / "qr.html").read_text("utf-8").count("<svg")
    assert 1 == invite("--only", "m1", out="d").exit_code


def test_whoever_is_only_a_code_gets_a_card(planned, store):
    """Nobody is taken for erased because nothing is known of them."""
    store.put_contacts([Contact("e2", "", "", "")])

    assert (4, 0) == (len(planned().people), planned().due.erased)


def test_the_contact_of_somebody_who_was_erased_is_refused(url, store, tmp_path, monkeypatch):
    """An old sheet does not bring a name back; every other row is taken in."""
    store.erase("m1")
    sheet = tmp_path / "people.csv"
    sheet.write_text("participant_id,name\nm1,Anna Kanarie\ne1,Eva\n", "utf-8")
    result = CliRunner().invoke(commands, ["contacts", str(sheet), url, "--language", "en"])

    assert (1, "people.csv: rows 2, accepted 1, refused 1.\n") == (result.exit_code, result.stdout)
    assert f"people.csv, row 2, column participant_id: {PARTICIPANT_ERASED}\n" == result.stderr
    with pytest.raises(StorageError):
        store.put_contacts([Contact("m1", "Anna Kanarie", "", "")])
    assert "Eva" == store.contacts()["e1"].name and "m1" not in store.contacts()


def test_an_unknown_cohort_is_said(invite):
    """The fault names the cohorts that there are."""
    result = invite("--cohort", "2027")

    assert (1, "there is no such cohort. It is one of 2025, 2026.\n") == (
        result.exit_code,
        result.stderr,
    )


def test_an_empty_register_is_said(invite, tmp_path, swea):
    """Without pairs nobody can be invited, and it is said what to do first."""
    empty = open_store(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(InvitationError, match="Put the pairs into the database first"):
        plan(
            empty,
            swea,
            InvitationDetails("swea", "2026", "", "", "https://x.se", UNTIL),
            tmp_path / "out",
            today=TODAY,
        )


# ---- links ---------------------------------------------------------------------------------------


def test_a_dry_run_does_nothing(invite, store, tmp_path):
    """Without --yes it is said what would be done, and nothing is: no link, no folder."""
    result = invite()

    assert 0 == result.exit_code, result.stderr
    assert (
        "4 links would be issued.\n0 links would stop working.\n1 person has no address and gets a"
        " card only.\n" in result.stdout
    )
    assert "Only a fingerprint of each link is kept" in result.stdout
    assert "Nothing is done yet." in result.stdout
    assert {} == store.live_links(today=TODAY)
    assert not (tmp_path / "out").exists()


def test_every_link_opens_for_its_person(invite, store, tmp_path):
    """The link in the list, in the mail and in the code is the same, and opens for the person
    beside whom it stands.
    """
    assert 0 == invite("--yes").exit_code
    rows = listed(tmp_path / "out")

    assert ["m1", "e2", "e1", "m2"] == [row["participant_id"] for row in rows]
    for row in rows:
        assert row["participant_id"] == store.person_of(TOKEN.search(row["link"])[1], today=TODAY)
    assert [row["link"] for row in rows if row["address"]] == [
        TOKEN_LINK.search(text_of(mail))[0] for mail in drafts(tmp_path / "out").values()
    ]


TOKEN_LINK = re.compile(r"https://mentor\.exempel\.org/m/[A-Za-z0-9_-]{43}")


def test_a_new_link_takes_the_place_of_the_old_one(invite, store, tmp_path):
    """It is said beforehand how many links stop working, and afterwards the old ones open
    nothing.
    """
    invite("--yes")
    old = [TOKEN.search(row["link"])[1] for row in listed(tmp_path / "out")]
    said = invite(out="again")
    done = invite("--yes", out="again")

    assert "4 links would be issued.\n4 links would stop working.\n" in said.stdout
    assert "4 links issued.\n4 earlier links have stopped working.\n" in done.stdout
    assert [None] * 4 == [store.person_of(token, today=TODAY) for token in old]


def test_a_link_that_was_lost_is_issued_again_for_one(invite, store, tmp_path):
    """--only reaches one person; the links of the others go on working."""
    invite("--yes")
    old = {row["participant_id"]: TOKEN.search(row["link"])[1] for row in listed(tmp_path / "out")}
    result = invite("--yes", "--only", "e1", out="one")

    assert "1 link issued.\n1 earlier link has stopped working.\n" in result.stdout
    assert ["e1"] == [row["participant_id"] for row in listed(tmp_path / "one")]
    assert {"m1", "m2", "e2"} == {store.person_of(token, today=TODAY) for token in old.values()} - {
        None
    }


def test_only_somebody_who_is_not_due_is_refused(invite):
    """A code that would reach nobody is a fault, and not repeated: it may be a name."""
    result = invite("--only", "Kanarie")

    assert (1, True) == (result.exit_code, result.stderr.startswith("--only names somebody"))
    assert nobody_named(result.stderr)


def test_a_last_day_that_is_over_is_refused(planned):
    """A link that works on no day is not issued; one that works today only is."""
    with pytest.raises(InvitationError, match="is over already"):
        planned(until=TODAY - timedelta(days=1))
    assert 4 == len(planned(until=TODAY).people)


@pytest.mark.parametrize(
    "text",
    [
        "https://host.org",
        "https://host.org/",
        "https://host.org/mentor/",
        "http://localhost:8000",
        "http://127.0.0.1",
    ],
)
def test_addresses_of_the_toolkit(text):
    """A protected address, or this computer; a stroke at its end is left out."""
    assert text.rstrip("/") == web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "host.org",
        "http://host.org",
        "ftp://host.org",
        "https://",
        "https://u:p@host.org",
        "https://h.org?x=1",
        "https://h.org#x",
        "https://h.org:x",
        "https://h .org",
    ],
)
def test_no_addresses_of_the_toolkit(text):
    """An unprotected address would show every link on the way."""
    with pytest.raises(InvitationError, match="as https://host"):
        web_address(text)


# ---- the folder ----------------------------------------------------------------------------------


def test_the_folder_is_for_its_owner_only(invite, tmp_path):
    """Files can be read by their owner only, folders entered by their owner only; what they are is
    said in one sentence.
    """
    result = invite("--yes")
    folder = tmp_path / "out"
    modes = {
        file.relative_to(folder).as_posix(): stat.S_IMODE(file.stat().st_mode)
        for file in [folder, *folder.rglob("*")]
    }

    assert {0o700} == {modes["."], modes["drafts"]}
    assert {0o600} == {mode for name, mode in modes.items() if name not in (".", "drafts")}
    assert {"invitations.csv", "invitations.xlsx", "qr.html", "journal.jsonl"} < set(modes)
    assert (
        "Every link is a key: whoever has it can answer as that person, and read what is begun with"
        " it and not sent." in result.stdout
    )
    assert nobody_named(result.stdout, result.stderr)


def test_the_folder_is_never_written_over(invite, store, tmp_path):
    """A second --yes issues nothing, so that links that were handed out go on working."""
    invite("--yes")
    before = (tmp_path / "out" / "invitations.csv").read_bytes()
    result = invite("--yes")

    assert 1 == result.exit_code
    assert result.stderr.startswith("out: the links of this folder are issued already.")
    assert before == (tmp_path / "out" / "invitations.csv").read_bytes()
    assert store.person_of(TOKEN.search(before.decode())[1], today=TODAY)


def test_a_folder_that_holds_something_else_is_left_alone(invite, store, tmp_path):
    """Other people's files are not mixed with links; an empty folder may be used."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "holiday.txt").write_text("sun", "utf-8")
    (tmp_path / "empty").mkdir()
    result = invite("--yes")

    assert (
        1,
        (
            "out: the folder is there already and holds something else. Name a folder that is not"
            " there yet.\n"
        ),
    ) == (result.exit_code, result.stderr)
    assert {} == store.live_links(today=TODAY)
    assert 0 == invite("--yes", out="empty").exit_code
    assert 0o700 == stat.S_IMODE((tmp_path / "empty").stat().st_mode)


def test_a_folder_of_another_round_is_not_taken_for_this_one(invite):
    """Its last day differs, so the mails in it would say something else."""
    invite("--yes")
    result = invite(
        "--send", "smtp://localhost:1", "--from", "a@b.org", "--until", "2198-12-31", "--yes"
    )

    assert (
        1,
        (
            "out: the folder holds other invitations (until differs). Name a folder that is not"
            " there yet.\n"
        ),
    ) == (result.exit_code, result.stderr)


def test_a_damaged_journal_is_said(invite, tmp_path):
    """Where nobody knows who has had a mail, none is sent."""
    invite("--yes")
    with (tmp_path / "out" / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write('{"sent": "m')
    result = invite("--send", "smtp://localhost:1", "--from", "a@b.org", "--yes")

    assert (1, True) == (
        result.exit_code,
        result.stderr.startswith("out: the journal cannot be read"),
    )


def test_half_a_folder_is_never_left(planned, tmp_path, monkeypatch):
    """If the disk is full in the middle, no file with links stays behind."""

    def full(*_words, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.people.invitations.outbox.cards_page", full)
    with pytest.raises(OSError, match="No space"):
        planned().issue(load_language("en"), now=NOW)
    assert {"data.db"} == {file.name for file in tmp_path.iterdir()}


def test_nothing_becomes_a_formula(planned, store, tmp_path):
    """A name that begins like a formula stays text in the workbook, and is marked as text in the
    CSV file.
    """
    store.put_contacts(
        [
            Contact("m1", '=HYPERLINK("http://x","y")', "anna@exempel.se", "sv"),
            Contact("e1", "+46 Eva", "", ""),
            Contact("m2", "@sum", "", ""),
        ]
    )
    planned().issue(load_language("en"), now=NOW)
    sheet = load_workbook(tmp_path / "out" / "invitations.xlsx")["invitations"]
    cells = [cell for row in sheet.iter_rows() for cell in row]

    assert ["participant_id", "name", "address", "language", "link", "until"] == [
        cell.value for cell in sheet[1]
    ]
    assert {"s"} == {cell.data_type for cell in cells if cell.value is not None}
    assert {'=HYPERLINK("http://x","y")', "+46 Eva", "@sum", "Elsa Kanarie"} == {
        row[1].value for row in sheet.iter_rows(min_row=2)
    }
    assert {'\'=HYPERLINK("http://x","y")', "'+46 Eva", "'@sum", "Elsa Kanarie"} == {
        row["name"] for row in listed(tmp_path / "out")
    }


def test_workbook_and_csv_say_the_same(invite, tmp_path):
    """A mail merge can start from either."""
    invite("--yes")
    sheet = load_workbook(tmp_path / "out" / "invitations.xlsx")["invitations"]
    header, *rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]

    assert [dict(zip(header, row, strict=True)) for row in rows] == listed(tmp_path / "out")
    assert {"2199-12-31"} == {row["until"] for row in listed(tmp_path / "out")}


# ---- the mails -----------------------------------------------------------------------------------


def read(person: Person, occasion: LetterOccasion):
    """Return a letter as the person's mail program reads it."""
    invitation = Invitation(person, f"https://mentor.exempel.org/m/{'x' * 43}", UNTIL)
    return message_from_bytes(letter(invitation, occasion).as_bytes(), policy=default)


def test_an_invitation(swea):
    """It says what it is for, how long it takes, until when it works, who sees what and whom to
    ask, and opens as a draft.
    """
    mail = read(
        someone(code="en"), LetterOccasion(swea, sender=require_sender("Maria <maria@host.org>"))
    )
    text = text_of(mail).replace("\u00a0", " ")

    assert "Your page in SWEA Mentorship" == mail["Subject"]
    assert ("1", "Anna <anna@exempel.se>", "Maria <maria@host.org>", "en") == (
        mail["X-Unsent"],
        mail["To"],
        mail["From"],
        mail["Content-Language"],
    )
    assert text.startswith("Hello Anna!\n\nWelcome to your own page in SWEA Mentorship.")
    assert f"\n\nhttps://mentor.exempel.org/m/{'x' * 43}\n\n" in text
    for part in (
        "about 3 minutes",
        "works until 31 December 2026",
        "Who sees what:",
        "Reply to this mail.",
        "Warm regards\nMaria\nSWEA Mentorship\n",
    ):
        assert part in text
    assert ["text/plain"] == [part.get_content_type() for part in mail.walk()]


def test_a_draft_without_sender_leaves_that_to_the_mail_program(swea):
    """Nobody stands in From, and the programme's name stands below."""
    mail = read(someone(code="en", name=""), LetterOccasion(swea))

    assert mail["From"] is None
    assert text_of(mail).startswith("Hello!\n")
    assert text_of(mail).endswith("Warm regards\nSWEA Mentorship\n")


@pytest.mark.parametrize("code", ["sv", "en"])
def test_a_reminder_has_the_same_words_for_everybody(swea, code):
    """But for name and link; it names the form, and says nothing of what anybody answered."""
    occasion = LetterOccasion(swea, reminder=swea.questionnaires["closing"])
    texts = {
        name: text_of(read(someone(name=name, code=code), occasion)) for name in ("Anna", "Eva")
    }

    assert texts["Anna"].replace("Anna", "Eva") == texts["Eva"]
    assert swea.closing.title[code] in texts["Anna"]


def test_every_mail_is_known_by_its_own_id(swea):
    """The same draft sent twice can be known as one mail; two drafts cannot."""
    ids = {read(someone(), LetterOccasion(swea))["Message-ID"] for _ in range(3)}

    assert 3 == len(ids)
    assert all(re.fullmatch(r"<[0-9a-f]{32}@mentor\.exempel\.org>", id) for id in ids)


def test_a_name_cannot_add_a_header(planned, store, tmp_path):
    """A line break in a name becomes a blank, signs that steer become nothing, and the mail has one
    recipient.
    """
    store.put_contacts(
        [Contact("m1", "Anna\r\nBcc: thief@exempel.com\x1b[2J", "anna@exempel.se", "sv")]
    )
    planned().issue(load_language("en"), now=NOW)
    mail = drafts(tmp_path / "out")["anna@exempel.se"]

    assert mail["Bcc"] is None
    assert "Anna Bcc: thief@exempel.com [2J" == mail["To"].addresses[0].display_name
    assert 1 == len(mail["To"].addresses)


def test_a_code_cannot_leave_the_folder(planned, store, tmp_path):
    """A participant's code becomes part of a file name only as far as it is harmless."""
    store.put_tables(register({"pair_id": "9", "mentor_id": "../../m9", "mentee_id": "e9"}))
    store.put_contacts([Contact("../../m9", "Aina", "aina@exempel.se", "sv")])
    planned().issue(load_language("en"), now=NOW)

    assert ["001-m9.eml", "002-m1.eml"] == sorted(
        file.name for file in (tmp_path / "out" / "drafts").iterdir()
    )[:2]
    assert {"data.db", "out"} == {file.name for file in tmp_path.iterdir()}
    assert "aina@exempel.se" in drafts(tmp_path / "out")


# ---- the cards -----------------------------------------------------------------------------------


def test_a_card_shows_the_name_only(invite, tmp_path):
    """One card a person with the name; no address, no code where there is a name, no link in
    letters, no role.
    """
    invite("--yes")
    page = (tmp_path / "out" / "qr.html").read_text("utf-8")

    assert ["Anna Kanarie", "Elsa Kanarie", "Eva Kanarie", "Maja Kanarie"] == re.findall(
        r"<h2[^>]*>(.*?)</h2>", page
    )
    assert 4 == page.count("<svg")
    assert "@exempel" not in page
    assert "mentor.exempel.org" not in page
    assert not TOKEN.search(page)
    assert not re.search(r"\b[me][12]\b", page)


def test_a_card_without_name_shows_the_code(planned, store, tmp_path):
    """Somebody whose name nobody knows is found by the code of the register."""
    store.put_contacts([Contact("m1", "", "", "")])
    planned().issue(load_language("en"), now=NOW)

    assert "<h2>m1</h2>" in (tmp_path / "out" / "qr.html").read_text("utf-8")


def test_the_sheet_asks_nothing_of_the_network(swea):
    """Nothing is fetched, nothing runs, and a name stays a text."""
    hostile = someone(name="<script src=//x></script>")
    page = cards_page(
        [Invitation(hostile, "https://mentor.exempel.org/m/x", UNTIL)],
        LetterOccasion(swea),
        load_language("en"),
    )

    assert "&lt;script src=//x&gt;" in page
    assert [] == re.findall(
        r"<(?:script|link|img|iframe)\b|\bsrc=\"|\bhref=|url\(|@import|http", page
    )


def test_a_card_speaks_the_language_of_its_person(swea):
    """The sheet is in the language of whoever prints it, each card in its person's."""
    invitations = [
        Invitation(someone(code=code), "https://mentor.exempel.org/m/x", UNTIL)
        for code in ("sv", "en")
    ]
    page = cards_page(invitations, LetterOccasion(swea), load_language("en")).replace("\u00a0", " ")

    assert '<html lang="en">' in page
    assert ["sv", "en"] == re.findall(r'<li lang="(..)">', page)
    assert ["SWEA Mentorskap", "SWEA Mentorship"] == re.findall(
        r'<p class="programme">(.*?)</p>', page
    )
    assert "31 december 2026" in page
    assert "Works until 31 December 2026." in page


def test_the_code_is_that_of_the_link(swea):
    """What the squares say is the link, read back square by square."""
    link = f"https://mentor.exempel.org/m/{'x' * 43}"
    page = cards_page(
        [Invitation(someone(), link, UNTIL)], LetterOccasion(swea), load_language("en")
    )
    drawing = re.search(r'<path [^>]*\bd="([^"]+)"', page)[1]

    assert _squares(drawing) == {
        (row, column)
        for row, line in enumerate(segno_of(link))
        for column, dark in enumerate(line)
        if dark
    }


def segno_of(link):
    """Return the squares that a QR code of the link has, as an encoder of its own run gives
    them.
    """
    import segno

    return segno.make_qr(link, error="m").matrix


def _squares(drawing: str) -> set[tuple[int, int]]:
    """Return the dark squares of a drawing of strokes, without the empty edge of four."""
    squares, across, down = set(), 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([^Mmh]*)", drawing):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if step == "h":
            squares |= {
                (int(down - 4.5), int(across - 4) + place) for place in range(int(values[0]))
            }
            across += values[0]
        else:
            across, down = (
                (values[0], values[1]) if step == "M" else (across + values[0], down + values[1])
            )
    return squares


# ---- reminders -----------------------------------------------------------------------------------


def sent_in(store, person, pair, role):
    """Have a person send the closing form."""
    store.send(
        Form(person, pair, role, "closing"),
        {"process_works": "5"},
        version=1,
        promise="",
        now=NOW.replace(tzinfo=None),
    )


def test_a_reminder_reaches_those_whose_form_is_not_in(invite, store, tmp_path):
    """Whoever has sent the form in gets no mail, no new link, and no card."""
    invite("--yes")
    old = {row["participant_id"]: TOKEN.search(row["link"])[1] for row in listed(tmp_path / "out")}
    sent_in(store, "m1", "1", "mentor")
    result = invite("--yes", "--remind", "closing", out="reminder")

    assert "3 links issued.\n3 earlier links have stopped working.\n" in result.stdout
    assert {"e1", "m2", "e2"} == {row["participant_id"] for row in listed(tmp_path / "reminder")}
    assert "m1" == store.person_of(old["m1"], today=TODAY)
    assert {"eva.kanarie@exempel.se", "maja.kanarie@exempel.se"} == set(
        drafts(tmp_path / "reminder")
    )


def due_on(planned, remind, *day):
    """Return who is reminded of a form on a day of 2026, and how many cannot fill it in then."""
    due = planned(remind=remind, today=date(2026, *day)).due
    return [person.participant_id for person in due.people], due.not_open


def test_one_of_several_times_is_reminded_of(planned, store):
    """Whoever has sent the check-in of the third month is still reminded of that of the sixth."""
    store.put_tables(
        register(
            *(
                {
                    "pair_id": number,
                    "mentor_id": f"m{number}",
                    "mentee_id": f"e{number}",
                    "planned_end_on": "2026-12-31",
                }
                for number in "12"
            )
        )
    )
    store.send(
        Form("m1", "1", "mentor", "check-in", "3"),
        {"forward": "4"},
        version=1,
        promise="",
        now=NOW.replace(tzinfo=None),
    )

    assert (["e2", "e1", "m2"], 0) == due_on(planned, "check-in:3", 4, 5)
    assert (["m1", "e2", "e1", "m2"], 0) == due_on(planned, "check-in:6", 7, 5)


def test_only_whose_form_is_open_is_reminded(planned, store):
    """A form that opens later or is open no more is not reminded of: each pair has its own days."""
    store.put_tables(
        register(
            {"pair_id": "1", "mentor_id": "m1", "mentee_id": "e1", "planned_end_on": "2026-11-30"}
        )
    )

    assert (["e2", "m2"], 2) == due_on(planned, "closing", 1, 6)
    assert ([], 4) == due_on(planned, "closing", 1, 5)
    assert (["m1", "e2", "e1", "m2"], 0) == due_on(planned, "closing", 11, 16)
    assert (["m1", "e1"], 2) == due_on(planned, "check-in:3", 4, 5)
    assert ([], 4) == due_on(planned, "check-in:3", 7, 5)


def test_whoever_has_one_open_form_of_two_is_reminded(planned, store):
    """A person in two pairs is reminded when the form of one of them is open."""
    store.put_tables(
        register(
            {"pair_id": "5", "mentor_id": "e1", "mentee_id": "m2", "planned_end_on": "2026-11-30"}
        )
    )
    sent_in(store, "m2", "2", "mentor")

    assert (["m1", "e2", "e1"], 1) == due_on(planned, "closing", 1, 10)


def test_the_last_month_of_the_new_links_opens_the_closing_survey(store, swea):
    """Without a planned end it is the day on which the links of this round stop working that
    counts.
    """
    pairs = pd.DataFrame(
        [
            {
                "pair_id": "9",
                "cohort": "2027",
                "status": "active",
                "started_on": "2026-01-05",
                "mentor_id": "m1",
                "mentee_id": "e1",
            }
        ]
    )
    store.put_tables({"pairs": pairs})

    def due_at(*day):
        found = find_recipients(
            store, swea, cohort="2027", remind="closing", today=date(2026, *day), until=UNTIL
        )
        return [person.participant_id for person in found.people]

    assert ([], ["m1", "e1"]) == (due_at(11, 29), due_at(11, 30))


def test_an_agreement_that_the_other_has_sent_is_in(planned, store):
    """Either of the two may send the agreement, so nobody is reminded of one that the other
    sent.
    """
    records = {"every_days": "pairs.every_days"}
    store.send(
        Form("m1", "1", "mentor", "agreement"),
        {"every_days": "14"},
        version=1,
        promise="",
        now=NOW,
        records=records,
    )

    assert (["e2", "m2"], 1) == due_on(planned, "agreement", 1, 10)


def test_a_closed_cohort_is_not_reminded(planned, monkeypatch):
    """What comes too late for the figures is not asked for."""
    monkeypatch.setattr("toolkit.people.invitations.recipients.is_closed", lambda *_place: True)

    assert ([], 4) == due_on(planned, "closing", 1, 10)


def test_nobody_is_reminded_of_a_form_that_is_not_open(invite, store, tmp_path):
    """How many are left out is said, and nothing is written."""
    store.put_tables(
        register(
            *(
                {
                    "pair_id": number,
                    "mentor_id": f"m{number}",
                    "mentee_id": f"e{number}",
                    "planned_end_on": "2199-12-31",
                }
                for number in "12"
            )
        )
    )
    said = invite("--yes", "--remind", "closing")

    assert (
        0,
        (
            "Nobody is due, so nothing was done.\n4 people are left out: their form is not open"
            " today.\n"
        ),
    ) == (said.exit_code, said.stdout)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("remind", "times"),
    [
        ("check-in", "check-in:3, check-in:6, check-in:9"),
        ("check-in:4", "check-in:3, "),
        ("closing:3", "closing."),
    ],
)
def test_a_time_that_there_is_not_is_said(planned, remind, times):
    """Of a form that is filled in several times it must be said which is meant."""
    with pytest.raises(InvitationError, match=f"Write which form is meant: {times}"):
        planned(remind=remind)


def test_nobody_to_remind_is_no_fault(invite, store, tmp_path):
    """When every form is in, nothing is written."""
    for person, pair, role in (
        ("m1", "1", "mentor"),
        ("e1", "1", "mentee"),
        ("m2", "2", "mentor"),
        ("e2", "2", "mentee"),
    ):
        sent_in(store, person, pair, role)
    result = invite("--yes", "--remind", "closing")

    assert (0, "Nobody is due, so nothing was done.\n") == (result.exit_code, result.stdout)
    assert not (tmp_path / "out").exists()


def test_an_unknown_questionnaire_is_said(invite):
    """The fault names those that there are."""
    result = invite("--remind", "closeing")

    assert 1 == result.exit_code
    assert result.stderr.startswith("the programme has no questionnaire closeing; it has ")


def test_whoever_answers_before_the_mails_go_gets_none(planned, store):
    """A folder of reminders that is sent later skips those whose form came in since."""
    planned(remind="closing").issue(load_language("en"), now=NOW)
    sent_in(store, "e1", "1", "mentee")
    mails, faults = planned(remind="closing").waiting()

    assert (["m1", "m2"], []) == ([person for person, _mail in mails], faults)


# ---- mailed --------------------------------------------------------------------------------------


def test_mails_go_out(send, tmp_path):
    """Each person gets one mail from the named sender, with the text of the draft and nothing of a
    draft in it.
    """
    with listening(box := Postbox()) as port:
        result = send(port)

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.endswith("3 mails sent.\n")
    assert [
        "anna.kanarie@exempel.se",
        "eva.kanarie@exempel.se",
        "maja.kanarie@exempel.se",
    ] == box.reached
    assert {"board@host.org"} == set(box.senders)
    for address, draft in drafts(tmp_path / "out").items():
        (mail,) = [mail for mail in box.mails if mail["To"].addresses[0].addr_spec == address]
        assert text_of(draft) == text_of(mail)
        assert ("Board <board@host.org>", None) == (mail["From"], mail["X-Unsent"])
        assert draft["Message-ID"] == mail["Message-ID"]
    assert nobody_named(result.stdout, result.stderr)


def test_sending_again_sends_nothing_twice(send):
    """The journal in the folder knows who has had a mail; no link is issued anew."""
    with listening(box := Postbox()) as port:
        first, second = send(port), send(port)

    assert (0, 0) == (first.exit_code, second.exit_code)
    assert "0 mails sent.\n" == second.stdout
    assert 3 == len(box.mails)


def test_drafts_can_be_read_before_they_are_sent(invite, send, tmp_path):
    """What was changed in a draft between --yes and --send goes out as changed."""
    invite("--yes")
    (draft,) = (tmp_path / "out" / "drafts").glob("*e1.eml")
    draft.write_bytes(draft.read_bytes().replace(b"Hello Eva Kanarie!", b"Dear Eva!"))
    with listening(box := Postbox()) as port:
        result = send(port)

    assert 0 == result.exit_code, result.stderr
    assert ["Dear Eva!"] == [
        text_of(mail).splitlines()[0] for mail in box.mails if "Dear" in text_of(mail)
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [(550, "was refused (code 550)"), (451, "was put off by the server (code 451)")],
)
def test_a_refused_recipient_stops_nobody_else(send, code, words):
    """One fault by the participant's code, the others go out, and the next run tries the refused
    one only.
    """
    with listening(box := Postbox(refused={"eva.kanarie@exempel.se": code})) as port:
        result = send(port)
        box.refused = {}
        again = send(port)

    assert (1, 1) == (result.exit_code, len(result.stderr.splitlines()))
    assert f"the mail to participant e1 {words}" in result.stderr
    assert result.stdout.endswith("2 mails sent.\n")
    assert nobody_named(result.stdout, result.stderr)
    assert (0, "1 mail sent.\n") == (again.exit_code, again.stdout)
    assert [
        "anna.kanarie@exempel.se",
        "maja.kanarie@exempel.se",
        "eva.kanarie@exempel.se",
    ] == box.reached


def test_a_connection_cut_in_the_middle_stops_nobody_else(send):
    """The mail of which nobody knows whether it went is one fault; the next goes over a new
    connection; a new run sends the rest.
    """
    with listening(box := Postbox(dropped={"anna.kanarie@exempel.se": 1})) as port:
        result = send(port)
        again = send(port)

    assert 1 == result.exit_code
    assert result.stderr.startswith(
        "the connection broke, and nobody knows whether the mail to participant m1 went."
    )
    assert 1 == len(result.stderr.splitlines())
    assert (0, "1 mail sent.\n") == (again.exit_code, again.stdout)
    assert [
        "eva.kanarie@exempel.se",
        "maja.kanarie@exempel.se",
        "anna.kanarie@exempel.se",
    ] == box.reached


def test_a_server_that_ends_the_connection_is_called_again(send):
    """Servers take so many mails on one connection; nobody is told, everybody is reached once."""
    with listening(box := Postbox(at_most=1)) as port:
        result = send(port)

    assert (0, "") == (result.exit_code, result.stderr)
    assert (3, 3) == (len(box.mails), box.connections)


@pytest.mark.slow
def test_a_server_that_is_not_there_is_one_fault(send, store):
    """The links are issued and the drafts written; one line says how many mails have not gone, and
    the next run sends them.
    """
    port = free_port()
    result = send(port)
    with listening(box := Postbox()) as port:
        again = send(port)

    assert 1 == result.exit_code
    expected = (
        "the mail server cannot be reached. Mails that have not gone: 3. Check host and port, and"
        " give the same command again.\n"
    )
    assert expected == result.stderr
    assert (0, 3) == (again.exit_code, len(box.mails))
    assert 4 == len(store.live_links(today=TODAY))


def test_a_link_that_was_replaced_is_not_mailed(invite, send, tmp_path):
    """A draft whose link another run has replaced would only disappoint."""
    invite("--yes")
    invite("--yes", "--only", "e1", out="one")
    with listening(box := Postbox()) as port:
        result = send(port)

    assert (1, ["anna.kanarie@exempel.se", "maja.kanarie@exempel.se"]) == (
        result.exit_code,
        box.reached,
    )
    assert result.stderr.startswith("the link to participant e1 does not open any more")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda draft: draft.unlink(),
        lambda draft: draft.write_bytes(b"To: eva.kanarie@exempel.se\n\nno link"),
        lambda draft: draft.write_bytes(b"\xff"),
    ],
)
@pytest.mark.slow
def test_a_spoilt_draft_stops_nobody_else(invite, send, tmp_path, spoil):
    """A draft that is gone, or has no link any more, is one fault by the participant's code."""
    invite("--yes")
    (draft,) = (tmp_path / "out" / "drafts").glob("*e1.eml")
    spoil(draft)
    with listening(box := Postbox()) as port:
        result = send(port)

    assert (1, ["anna.kanarie@exempel.se", "maja.kanarie@exempel.se"]) == (
        result.exit_code,
        box.reached,
    )
    assert result.stderr.startswith("the draft to participant e1 cannot be sent as it is.")


def test_a_dry_run_of_sending_calls_no_server(invite):
    """It says how many mails would go; the server is not asked."""
    server = ("--send", "smtp://localhost:1", "--from", "board@host.org")

    assert "3 mails would be sent.\nNothing is done yet." in invite(*server).stdout
    assert 0 == invite("--yes").exit_code
    assert (
        "3 mails would be sent.\nNothing is done yet. Add --yes to do it.\n"
        == invite(*server).stdout
    )


def test_a_sender_is_needed_before_anything_is_issued(invite, store):
    """Neither --from nor a user that is an address: nothing is done."""
    result = invite("--send", "smtp://localhost:1", "--yes")

    assert (1, True) == (result.exit_code, result.stderr.startswith("nobody is named as sender."))
    assert {} == store.live_links(today=TODAY)


def test_the_user_of_the_server_is_the_sender_where_nobody_is_named(planned, swea):
    """Under the programme's name, so that people know who writes."""
    sender = planned().sent_by(Server.parse("smtp://board%40host.org:x@localhost:25"))

    assert "SWEA Mentorskap <board@host.org>" == str(sender)


@pytest.mark.parametrize("text", ["", "Board", "Board <board>", "a@b.org, c@d.org"])
def test_a_sender_that_is_no_address_is_refused(text):
    """What is not one address is said, not guessed."""
    with pytest.raises(InvitationError, match="write the sender as"):
        require_sender(text)


# ---- a protected line ----------------------------------------------------------------------------


@pytest.fixture
def protected(tmp_path, monkeypatch):
    """Certificate of a server, whose authority this computer trusts."""
    context = certificate(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return context


def test_starttls_and_password_from_the_surroundings(invite, protected, monkeypatch):
    """The line is protected before user and password go over it; the password is nowhere on the
    command line.
    """
    monkeypatch.setenv("MENTORING_TOOLKIT_SMTP_PASSWORD", PASSWORD)
    with listening(box := Postbox(), tls=protected, logins={"board@host.org": PASSWORD}) as port:
        result = invite("--yes", "--send", f"smtp://board%40host.org@localhost:{port}?starttls")

    assert (0, "") == (result.exit_code, result.stderr)
    assert [True] * 3 == box.protected
    assert {"SWEA Mentorskap <board@host.org>"} == {str(mail["From"]) for mail in box.mails}


def test_a_wrong_password_is_one_fault(invite, protected, caplog):
    """It is said that it is wrong, never what it is."""
    caplog.set_level(logging.DEBUG)
    with listening(box := Postbox(), tls=protected, logins={"board@host.org": "another"}) as port:
        result = invite(
            "--yes", "--send", f"smtp://board%40host.org:{PASSWORD}@localhost:{port}?starttls"
        )

    assert (1, 0) == (result.exit_code, len(box.mails))
    assert (
        "the mail server refuses user and password. Mails that have not gone: 3. Correct them, and"
        " give the same command again.\n" == result.stderr
    )
    assert nobody_named(result.stdout, result.stderr, caplog.text)


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(invite, tmp_path):
    """Its certificate is from an authority that this computer does not trust."""
    with listening(box := Postbox(), tls=certificate(tmp_path / "unused.pem")) as port:
        result = invite(
            "--yes", "--send", f"smtp://board%40host.org:{PASSWORD}@localhost:{port}?starttls"
        )

    assert (1, 0) == (result.exit_code, len(box.mails))
    assert result.stderr.startswith(
        "the mail server cannot prove that it is localhost, so nothing more is sent. Mails that"
        " have not gone: 3."
    )


def test_a_server_without_starttls_gets_nothing(invite):
    """Who asked for protection is not served without."""
    with listening(box := Postbox()) as port:
        result = invite(
            "--yes", "--send", f"smtp://localhost:{port}?starttls", "--from", "board@host.org"
        )

    assert (1, 0) == (result.exit_code, len(box.mails))
    assert result.stderr.startswith(
        "the mail server offers no STARTTLS. Mails that have not gone: 3."
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtp://anna:p%40ss@mail.org:2525?starttls",
            ("mail.org", 2525, "starttls", "anna", "p@ss"),
        ),
        ("smtp://anna@mail.org?starttls", ("mail.org", 587, "starttls", "anna", PASSWORD)),
        ("smtps://anna%40x.se@mail.org", ("mail.org", 465, "tls", "anna@x.se", PASSWORD)),
        ("smtp://localhost:1025", ("localhost", 1025, "plain", "", PASSWORD)),
        ("smtp://[::1]:1025/", ("::1", 1025, "plain", "", PASSWORD)),
    ],
)
def test_addresses_of_mail_servers(address, expected):
    """User and password are read as written; the password comes from the surroundings where the
    address has none.
    """
    server = Server.parse(address, PASSWORD)

    assert expected == (server.host, server.port, server.security, server.user, server.password)
    assert PASSWORD not in repr(server)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mail.org",
        f"http://a:{PASSWORD}@mail.org",
        f"smtp://a:{PASSWORD}@mail.org:x",
        "smtp://",
        "smtp://mail.org?tls",
        "smtp://[::1",
        "smtps://h/x",
        "smtp://h#x",
    ],
)
def test_an_address_that_is_none_is_not_repeated(invite, address):
    """It may hold a password."""
    result = invite("--send", address)

    assert (
        1,
        "write the mail server as smtp://user@host:587?starttls or smtps://user@host:465.\n",
    ) == (result.exit_code, result.stderr)


@pytest.mark.parametrize("host", ["mail.org", "192.168.1.4", "127.0.0.1.mail.org"])
def test_an_unprotected_line_to_another_computer_is_refused(host):
    """Links and password would be readable on the way."""
    with pytest.raises(InvitationError, match="for everybody on the way to read"):
        Server.parse(f"smtp://{host}:25")


# ---- progress and silence ------------------------------------------------------------------------


def test_progress_is_shown_once_it_takes_longer(capsys, monkeypatch):
    """What is done in a moment shows none, nor does anything that nobody watches; what takes longer
    says what it is and how far it has come.
    """
    with inviting._progress("Sending mails", 2) as done:
        done()
    quick = capsys.readouterr()
    monkeypatch.setattr(inviting, "PROGRESS_AFTER_SECONDS", -1.0)
    with inviting._progress("Sending mails", 2) as done:
        done()
    into_a_file = capsys.readouterr()
    monkeypatch.setenv("FORCE_COLOR", "1")  # how rich is told that somebody watches
    with inviting._progress("Sending mails", 2) as done:
        done()
        done()
    slow = capsys.readouterr()

    assert ("", "") == quick
    assert ("", "") == into_a_file
    assert "" == slow.out
    assert "Sending mails" in slow.err
    assert "2/2" in slow.err


@pytest.mark.slow
def test_nothing_is_logged(send, caplog):
    """Whatever goes wrong, no name, address or token stands in a log."""
    caplog.set_level(logging.DEBUG)
    with listening(
        Postbox(refused={"eva.kanarie@exempel.se": 550}, dropped={"anna.kanarie@exempel.se": 1})
    ) as port:
        result = send(port)

    assert 2 == len(result.stderr.splitlines())
    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith("mail.")
    ]  # the test's own server logs under mail.
    assert nobody_named(*ours, result.stdout, result.stderr)


def test_values_that_hold_people_do_not_print_them(planned):
    """Whatever prints a round, a person or an invitation shows nobody."""
    round = planned()
    person = round.people[0]

    assert nobody_named(
        repr(round), repr(person), repr(Invitation(person, f"https://h/m/{'x' * 43}", UNTIL))
    )


def test_a_bug_of_the_mail_client_is_a_fault_by_code(planned, monkeypatch):
    """An answer of the server that nobody expected is told by the participant's code, and the next
    mail goes.
    """
    from toolkit.people.invitations import smtp as server

    tried = []

    class Client:
        def noop(self):
            return 250, b""

        def send_message(self, mail):
            tried.append(mail["To"])
            if len(tried) == 1:
                raise smtplib.SMTPException("anna.kanarie@exempel.se")

        def quit(self):
            pass

        def close(self):
            pass

    monkeypatch.setattr(server.Server, "connect", lambda _self: Client())
    round = planned(sender="board@host.org").issue(load_language("en"), now=NOW)
    mails, _faults = round.waiting()
    gone, faults = round.send(Server.parse("smtp://localhost"), mails, now=NOW)

    assert (2, 3) == (gone, len(tried))
    assert [Fault(server.SPOILT, {"person": "m1"})] == faults


# ---- contacts ------------------------------------------------------------------------------------

PEOPLE = ("m1", "e1", "m2", "e2")


def sheet_of(tmp_path, text, name="contacts.csv"):
    """Write a sheet, and read it against a register of four."""
    (tmp_path / name).write_text(text, "utf-8")
    return read_contacts(tmp_path / name, PEOPLE)


def test_contacts_are_read(tmp_path):
    """Blank cells are unknown, capitals of a language do not matter, blanks around a cell are none
    of it.
    """
    sheet = sheet_of(
        tmp_path,
        "participant_id;name;address;language\nm1; Anna  Kanarie ;anna@exempel.se;SV\ne1;;;\n",
    )

    assert (2, 2, 0, ()) == (sheet.rows, sheet.accepted, sheet.refused, sheet.faults)
    assert (
        Contact("m1", "Anna Kanarie", "anna@exempel.se", "sv"),
        Contact("e1", "", "", ""),
    ) == sheet.contacts


def test_every_bad_row_is_refused_and_every_fault_told(tmp_path):
    """All at once, by file, row and column; what was accepted and what was refused add up; nobody
    is named.
    """
    long = "K" * 101
    sheet = sheet_of(
        tmp_path,
        "participant_id,name,address,language\n"
        "m1,Anna Kanarie,anna@exempel.se,sv\n"
        ",Nobody,,\n"
        "x9,Xenia Kanarie,xenia@exempel.se,sv\n"
        "m1,Anna Kanarie,anna@exempel.se,sv\n"
        f"e1,{long},eva@exempel.se;kanarie@exempel.se,da\n"
        "m2,one,cell,too,many\n"
        "e2,Elsa,elsa@exempel.se,en\n",
    )
    said = [fault.sentence() for fault in sheet.faults]

    assert (7, 2, 5) == (sheet.rows, sheet.accepted, sheet.refused)
    assert ["m1", "e2"] == [contact.participant_id for contact in sheet.contacts]
    assert [
        (3, "participant_id"),
        (4, "participant_id"),
        (5, "participant_id"),
        (6, "name"),
        (6, "address"),
        (6, "language"),
        (7, ""),
    ] == [(fault.row, fault.column) for fault in sheet.faults]
    assert (
        "contacts.csv, row 6, column language: must be one of sv, en. Correct the cell." == said[5]
    )
    assert nobody_named(*said)


def test_one_address_of_two_people_is_refused(tmp_path):
    """In one sheet, and of somebody who is known with it; whoever changes hers in the same sheet
    frees it.
    """
    text = "participant_id,address\nm1,anna@exempel.se\ne1,Anna@exempel.se\nm2,bea@exempel.se\n"
    known = {code: Contact(code, "", "bea@exempel.se") for code in ("e2", "m1")}
    (tmp_path / "contacts.csv").write_text(text, "utf-8")

    assert [(3, "address")] == [(f.row, f.column) for f in sheet_of(tmp_path, text).faults]
    found = read_contacts(tmp_path / "contacts.csv", PEOPLE, known=known)
    assert [(3, "address"), (4, "address")] == [(f.row, f.column) for f in found.faults]
    del known["e2"]
    found = read_contacts(tmp_path / "contacts.csv", PEOPLE, known=known)
    assert [(3, "address")] == [(f.row, f.column) for f in found.faults]
    assert nobody_named(*(fault.sentence() for fault in found.faults))


@pytest.mark.slow
def test_contacts_of_a_workbook(tmp_path):
    """The sheet called contacts is read; of several others, none is guessed; a cell with a formula
    refuses its row.
    """
    book = Workbook()
    book.create_sheet("other").append(["something"])
    sheet = book.worksheets[0]
    sheet.title = "contacts"
    for row in (
        ["participant_id", "name", "address"],
        ["m1", "Anna", "anna@exempel.se"],
        ["e1", "=A1", "eva@exempel.se"],
    ):
        sheet.append(row)
    book.save(tmp_path / "people.xlsx")
    found = read_contacts(tmp_path / "people.xlsx", PEOPLE)
    sheet.title = "people"
    book.save(tmp_path / "people.xlsx")

    assert (2, 1, 1) == (found.rows, found.accepted, found.refused)
    assert [(3, "B")] == [(fault.row, fault.column) for fault in found.faults]
    with pytest.raises(TableError, match="none is called contacts"):
        read_contacts(tmp_path / "people.xlsx", PEOPLE)


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        (
            "Anna Kanarie,anna@exempel.se",
            [
                "contacts.csv: the first row must hold the names of the columns: participant_id."
                " Add it."
            ],
        ),
        ("name,address", ["contacts.csv, column participant_id: the column is missing. Add it."]),
        (
            "participant_id,adress",
            ["contacts.csv, column B: there is no such column; did you mean address?"],
        ),
        (
            "participant_id,name,name",
            ["contacts.csv, column name: the column stands there twice. Remove one of them."],
        ),
        (
            "participant_id,Anna Kanarie",
            [
                "contacts.csv, column B: there is no such column. Remove it; the columns are"
                " participant_id, name, address, language."
            ],
        ),
    ],
)
def test_a_wrong_header(tmp_path, header, faults):
    """It is said which column, by its letter where its name may be a person's."""
    with pytest.raises(TableError) as error:
        sheet_of(tmp_path, f"{header}\n" + ",".join("x" for _ in header.split(",")))

    assert faults == str(error.value).splitlines()


def test_contacts_go_into_the_store(url, store, tmp_path, monkeypatch):
    """Rows that are right are stored in place of what was known; the others are told, and the
    command ends with 1.
    """
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (tmp_path / "new.csv").write_text(
        "participant_id,name,address\nm1,Annika,annika@exempel.se\nzz,Kanarie,k@exempel.se\n",
        "utf-8",
    )
    result = CliRunner().invoke(commands, ["contacts", str(tmp_path / "new.csv"), url])

    assert (1, "new.csv: rows 2, accepted 1, refused 1.\n") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(
        "new.csv, row 3, column participant_id: the register has no participant with this code."
    )
    assert nobody_named(result.stderr)
    assert Contact("m1", "Annika", "annika@exempel.se", "") == store.contacts()["m1"]
    assert CONTACTS[1] == store.contacts()["e1"]


def test_contacts_without_a_database_make_none(tmp_path):
    """A misspelt address is said, and no empty database is left behind."""
    (tmp_path / "new.csv").write_text("participant_id\nm1\n", "utf-8")
    result = CliRunner().invoke(
        commands, ["contacts", str(tmp_path / "new.csv"), f"sqlite:///{tmp_path}/no.db"]
    )

    assert 1 == result.exit_code
    assert not (tmp_path / "no.db").exists()
