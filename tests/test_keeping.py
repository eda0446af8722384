"""A database is filled, closed, backed up, restored, and rid of a person, from the command line; on
SQLite and on PostgreSQL alike.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from cohorts import a8, answered, write_tables
from databases import NOW, PASSWORD
from ledgers import three_cohorts

from toolkit import close_cohort, load_programme, read_release, read_tables
from toolkit.cli import commands
from toolkit.closing import NO_ANSWERS
from toolkit.data.database import Contact, Form, database, migrations, open_store, people
from toolkit.data.database import backup as archive
from toolkit.release.locations import find_release_home, release_files

CANARY = "Kanariefågel"
SWEA = ("--programme", "surveys/swea")
MENTOR = Form("m8", "8", "mentor", "closing")


@pytest.fixture
def run(monkeypatch):
    """Run a command in English and return the result."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return lambda *words: CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def loaded(run, a8_folder, url):
    """The address of a database that holds the worked cohort."""
    result = run("load", a8_folder, url, *SWEA)
    assert 0 == result.exit_code, result.output
    yield url
    database.database_at(url, create=True).close()


@pytest.fixture
def lived_in(loaded):
    """The same, with a form, a draft, a log, a contact and a link of the eighth pair."""
    store = open_store(loaded)
    store.send(MENTOR, {"process_works": "5"}, version=1, promise="", now=NOW)
    store.keep_draft(MENTOR, {"process_works": "4"})
    store.tick("8", "2026-05", "2+", by="m8", now=NOW)
    store.log_meeting("8", {"met_on": "2026-05-04", "form": "video"}, by="e8", now=NOW)
    store.put_contacts(
        [
            Contact("m8", CANARY, "eva@example.org", "sv"),
            Contact("e8", "The partner", "asa@example.org"),
        ]
    )
    return loaded


def close(data, cohort="A8"):
    """Close a cohort and return its release."""
    programme = load_programme("surveys/swea")
    return close_cohort(
        programme, read_tables(data, programme), cohort=cohort, on="2026-12-31"
    ).release


def everything(url):
    """Return all that a database holds, but not the numbers of its rows."""
    return archive._tables(open_store(url))


# ---- a database is data like a folder ------------------------------------------------------------


@pytest.mark.slow
def test_a_database_is_closed_like_the_folder_it_came_from(run, loaded, a8_folder, tmp_path):
    """The same tables give the same findings, and the doctor finds the database and its releases in
    order.
    """
    assert (
        "answers: 33 rows, 33 accepted, 0 refused"
        in run("check", loaded, *SWEA).stdout.splitlines()
    )
    result = run(
        "close", loaded, *SWEA, "--cohort", "A8", "--on", "2026-12-31", "--out", tmp_path / "out"
    )

    assert 0 == result.exit_code, result.output
    assert close(a8_folder).findings == read_release(tmp_path / "out" / "release.json").findings
    assert [find_release_home(loaded) / "releases" / "swea-A8.json"] == release_files(
        find_release_home(loaded)
    )
    assert "In order: 1 release.\n" == run("doctor", loaded).stdout


@pytest.mark.slow
def test_a_form_of_which_every_answer_is_withheld_is_in(loaded, swea):
    """Whoever prefers not to say anything has answered: the form counts as in, and no answer of it
    is favourable.
    """
    before = close_cohort(
        swea, replace(read_tables(loaded, swea), home=None), cohort="A8", on="2026-12-31"
    )
    asked = [item for item in swea.closing.items if "mentor" in item.roles]
    withheld = {
        item.name: "prefer_not"
        for item in asked
        if "prefer_not" in [option.name for option in swea.closing.options(item)]
    }
    receipt = open_store(loaded).send(MENTOR, withheld, version=1, promise="", now=NOW)
    after = close_cohort(swea, read_tables(loaded, swea), cohort="A8", on="2026-12-31")

    assert 1 == receipt.revision and {
        "goals_met",
        "process_works",
        "carry_on",
        "keep_contact",
    } <= set(withheld)
    assert [{"sent": 6, "no_answer": 2}, {"sent": 7, "no_answer": 1}] == [
        dict(closing.tallies["response.people", "mentor"].counts) for closing in (before, after)
    ]
    assert {"sent": 7, "no_answer": 1} == dict(
        after.release.finding("response.people", "mentor").counts
    )
    works = [closing.tallies["process.works", "mentor"] for closing in (before, after)]
    assert [(6, 6), (7, 6)] == [(tally.base, tally.answered) for tally in works] and works[
        0
    ].favourable == works[1].favourable


@pytest.mark.slow
def test_imported_forms_may_be_all_there_is(run, tmp_path, url):
    """A database without pairs and participants is data like a folder without them."""
    forms = [
        answered(f"f{number}", "", "goals_met", "fully", cohort="A8", role="mentee")
        for number in range(5)
    ]
    run("load", write_tables({"answers": forms}, tmp_path / "forms"), url, *SWEA)

    assert "answers: 5 rows, 5 accepted, 0 refused\n" == run("check", url, *SWEA).output


@pytest.mark.slow
def test_a_fresh_database_is_no_fault(run, url, tmp_path):
    """That nothing is there yet is one sentence, and nothing can be closed."""
    open_store(url).close()
    checked = run("check", url, *SWEA)
    closed = run(
        "close", url, *SWEA, "--cohort", "A8", "--on", "2026-12-31", "--out", tmp_path / "out"
    )

    assert (0, "Nothing is there yet: no participant, no pair, no answer.\n") == (
        checked.exit_code,
        checked.output,
    )
    assert (1, "no pair and no answer belongs to the cohort A8. Check its name.\n") == (
        closed.exit_code,
        closed.output,
    )


@pytest.mark.slow
def test_a_cohort_that_has_not_answered_yet_is_no_fault(run, url, tmp_path):
    """A table of answers with its header only is 0 rows, in a folder and in a database; it is taken
    in, and nothing can be closed.
    """
    folder = write_tables(a8() | {"answers": []}, tmp_path / "data")
    (folder / "answers.csv").write_text(
        "participant_id,pair_id,questionnaire,version,item,answer\n", "utf-8"
    )
    told = (
        "{0}: 0 rows, 0 accepted, 0 refused\n{1}: 8 rows, 8 accepted, 0 refused\n{2}: 16 rows, 16"
        " accepted, 0 refused\n"
    )
    checked, loaded = run("check", folder, *SWEA), run("load", folder, url, *SWEA)

    assert (0, told.format("answers.csv", "pairs.csv", "participants.csv")) == (
        checked.exit_code,
        checked.output,
    )
    assert (0, ["answers: 0 rows taken in"]) == (
        loaded.exit_code,
        [line for line in loaded.output.splitlines() if "answers" in line],
    )
    assert sorted(told.format("answers", "pairs", "participants").splitlines()) == sorted(
        run("check", url, *SWEA).output.splitlines()
    )
    for data in (folder, url):
        closed = run(
            "close", data, *SWEA, "--cohort", "A8", "--on", "2026-12-31", "--out", tmp_path / "out"
        )
        said = NO_ANSWERS.format(asked=16)
        assert (1, f"{said}\n") == (closed.exit_code, closed.output)


@pytest.mark.slow
def test_faults_of_a_database_are_told_by_table(run, loaded):
    """What is wrong in a database is told by table, row and column."""
    with open_store(loaded).database.writing() as connection:
        connection.exec_driver_sql("UPDATE pairs SET status = 'odd' WHERE pair_id = '3'")
    result = run("check", loaded, *SWEA)

    assert 1 == result.exit_code
    assert result.stderr.startswith("pairs, row 4, column status: must be one of active")


@pytest.mark.slow
def test_the_app_opens_on_the_releases_of_a_database(run, loaded, monkeypatch):
    """What the app shows is the folder of the releases."""
    opened = []
    monkeypatch.setattr(
        "toolkit.server.server.run", lambda *_databases, homes, **_how: opened.append(homes)
    )
    run("app", loaded)

    assert [[find_release_home(loaded)]] == opened


@pytest.mark.slow
def test_the_doctor_looks_into_the_database(run, lived_in):
    """A form that was changed by hand is found."""
    assert 0 == run("doctor", lived_in).exit_code
    with open_store(lived_in).database.writing() as connection:
        connection.exec_driver_sql("UPDATE submissions SET revision = 7")
    result = run("doctor", lived_in)

    assert (1, True) == (
        result.exit_code,
        "forms that are no longer what was sent in: 1." in result.stderr,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check", *SWEA),
        ("doctor",),
        ("backup", "x.zip"),
        ("export-person", "m8"),
        ("erase-person", "m8", "--yes"),
    ],
)
def test_a_database_that_is_not_there_is_not_made(run, tmp_path, words):
    """A slip of the pen is told by its name, and leaves nothing behind."""
    command, *more = words
    result = run(command, f"sqlite:///{tmp_path / 'data.db'}", *more)

    assert (1, f"{tmp_path / 'data.db'}: {database.NO_DATABASE}\n") == (
        result.exit_code,
        result.stderr,
    )
    assert [] == list(tmp_path.iterdir())


def test_a_server_that_does_not_answer_is_told_without_its_password(run):
    """The address of a database may hold a password, so it is never repeated."""
    result = run("check", f"postgresql://eva:{PASSWORD}@127.0.0.1:1/mentoring", *SWEA)

    assert (1, f"mentoring: {database.SERVER_SILENT}\n") == (result.exit_code, result.output)


# ---- load ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_is_not_valid_is_not_loaded(run, tmp_path, url):
    """Every fault is told as by check, and nothing is put in."""
    tables = a8()
    tables["pairs"][0]["status"] = "odd"
    result = run("load", write_tables(tables, tmp_path / "folder"), url, *SWEA)

    assert (1, True) == (
        result.exit_code,
        result.stderr.startswith("pairs.csv, row 2, column status"),
    )
    assert 0 == len(open_store(url).raw_tables()["participants"])


@pytest.mark.slow
def test_what_was_written_in_own_words_is_loaded(run, tmp_path, url):
    """The answers to open questions reach the database as they were written, so that the person
    finds them there.
    """
    shutil.copytree("surveys/swea", tmp_path / "programme")
    with (tmp_path / "programme" / "closing.toml").open("a", encoding="utf-8") as questionnaire:
        questionnaire.write(
            '[[items]]\nname = "own_words"\ntype = "text"\nlabel = { sv = "Något mer?", en ='
            ' "Anything else?" }\n'
        )
    tables = a8()
    tables["answers"].append(answered("m8", "8", "own_words", CANARY))
    result = run(
        "load",
        write_tables(tables, tmp_path / "folder"),
        url,
        "--programme",
        tmp_path / "programme",
    )

    assert 0 == result.exit_code, result.output
    assert [CANARY] == [row["answer"] for row in open_store(url).person("m8")["answers"]]


@pytest.mark.slow
def test_a_closed_cohort_stays_closed_in_the_database(run, a8_folder, url, tmp_path):
    """The releases come along, so that the cohort is not released a second time; loading again
    later is no problem.
    """
    released = close(a8_folder)
    result = run("load", a8_folder, url, *SWEA)

    assert "The releases were copied too" in result.stdout
    assert released.sha256 == close(url).sha256
    ids = ("participant_id", "pair_id", "mentor_id", "mentee_id")
    others = {
        name: [
            {
                column: f"b{cell}" if column in ids else "B8" if column == "cohort" else cell
                for column, cell in row.items()
            }
            for row in rows
        ]
        for name, rows in a8().items()
    }
    run("load", write_tables(others, tmp_path / "b8"), url, *SWEA)
    close(url, cohort="B8")
    assert 0 == run("load", a8_folder, url, *SWEA).exit_code
    assert "In order: 2 releases.\n" == run("doctor", url).stdout


@pytest.mark.slow
def test_releases_of_other_data_are_not_mixed(run, loaded, tmp_path):
    """Two ledgers cannot become one, so nothing is loaded."""
    other = write_tables(a8(), tmp_path / "other")
    for data in (loaded, other):
        close(data)
    result = run("load", other, loaded, *SWEA)

    assert (1, f"{find_release_home(loaded)}: {archive.RELEASES_THERE}\n") == (
        result.exit_code,
        result.stderr,
    )


# ---- backup and restore --------------------------------------------------------------------------


@pytest.fixture
def backup(run, lived_in, tmp_path):
    """A backup of a database with three closed cohorts."""
    three_cohorts(find_release_home(lived_in))
    result = run("backup", lived_in, tmp_path / "backup.zip")
    assert 0 == result.exit_code, result.output
    return tmp_path / "backup.zip"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def target(request, tmp_path, monkeypatch):
    """Another database of each kind, in another place."""
    (tmp_path / "there").mkdir()
    address = (
        f"sqlite:///{tmp_path / 'there' / 'new.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgresql").fresh()
    )

    def elsewhere():
        monkeypatch.setenv("MENTORING_TOOLKIT_HOME", str(tmp_path / "there" / "home"))
        return address

    yield elsewhere
    database.database_at(address, create=True).close()


@pytest.mark.slow
def test_a_backup_is_restored_to_any_database(run, lived_in, backup, target):
    """Every table, receipt, release and key is the same afterwards, whichever kind of database it
    came from and goes to.
    """
    before, receipts = everything(lived_in), open_store(lived_in).sent("m8")
    kept = {
        file.name: file.read_bytes()
        for file in (find_release_home(lived_in) / "releases").iterdir()
    }
    rows = sum(len(table.splitlines()) for table in before.values())
    url = target()
    result = run("restore", backup, url)

    assert (0, f"Restored: rows {rows}, files of the ledger 5.\n") == (
        result.exit_code,
        result.output,
    )
    assert before == everything(url)
    assert [sent.receipt for sent in receipts] == [
        sent.receipt for sent in open_store(url).sent("m8")
    ]
    assert kept == {
        file.name: file.read_bytes() for file in (find_release_home(url) / "releases").iterdir()
    }
    assert "In order: 3 releases.\n" == run("doctor", url).stdout


@pytest.mark.slow
def test_a_restored_database_goes_on(lived_in, backup, run, target):
    """What is new gets its own place among the rows."""
    run("restore", backup, target())
    store = open_store(target())
    store.log_meeting("8", {"met_on": "2026-05-04", "form": "phone"}, by="m8", now=NOW)
    token = store.issue_link("m8", until=date(2026, 12, 31), now=NOW)

    assert 2 == len(store.mentorships("m8")[0].meetings)
    assert "m8" == store.person_of(token, today=date(2026, 12, 31))


@pytest.mark.slow
def test_a_backup_is_for_nobody_else(backup):
    """Only its owner may read the file, and it says of itself what it holds."""
    assert 0o600 == backup.stat().st_mode & 0o777
    with zipfile.ZipFile(backup) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        assert {*manifest["files"], "manifest.json"} == set(opened.namelist())
    assert (1, len(migrations.STEPS)) == (manifest["format"], manifest["version"])
    assert {
        "releases/key",
        "releases/ledger.jsonl",
        *(f"releases/swea-{cohort}.json" for cohort in "ABC"),
    } == {name for name in manifest["files"] if name.startswith("releases")}


@pytest.mark.slow
def test_nothing_is_written_over(run, lived_in, backup):
    """Neither a file by a backup nor a database by a restore; both are as they were."""
    content, before = backup.read_bytes(), everything(lived_in)
    again, back = run("backup", lived_in, backup), run("restore", backup, lived_in)

    assert (1, f"backup.zip: {archive.FILE_THERE}\n") == (again.exit_code, again.stderr)
    assert (1, True) == (back.exit_code, back.stderr.endswith(f"{archive.NOT_EMPTY}\n"))
    assert (content, before) == (backup.read_bytes(), everything(lived_in))


@pytest.mark.slow
def test_releases_are_not_written_over(run, backup, target, tmp_path):
    """A folder that keeps other releases is left alone, and no database is made beside it."""
    url = target()
    (find_release_home(url) / "releases").mkdir(parents=True)
    (find_release_home(url) / "releases" / "swea-A8.json").write_text("another")
    result = run("restore", backup, url)

    assert (1, f"{find_release_home(url)}: {archive.RELEASES_THERE}\n") == (
        result.exit_code,
        result.stderr,
    )
    assert not (tmp_path / "there" / "new.db").exists()


def spoilt(backup, **changed):
    """Write the archive anew with some members changed."""
    with zipfile.ZipFile(backup) as opened:
        members = {name: opened.read(name) for name in opened.namelist()} | changed
    backup.unlink()
    with zipfile.ZipFile(backup, "w") as written:
        for name, content in members.items():
            written.writestr(name, content)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda backup: spoilt(backup, **{"tables/answers.jsonl": b"{}\n"}),
        lambda backup: spoilt(backup, **{"releases/key": b"another"}),
        lambda backup: spoilt(backup, **{"manifest.json": b"{}"}),
        lambda backup: spoilt(
            backup, **{"manifest.json": b'{"format": 2, "version": 1, "files": {}}'}
        ),
        lambda backup: backup.write_bytes(backup.read_bytes()[:-100]),
        lambda backup: backup.write_bytes(b"no zip at all"),
        lambda backup: backup.write_bytes(b""),
    ],
)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.slow
def test_a_damaged_backup_is_refused(run, backup, tmp_path, spoil):
    """One changed byte is enough; nothing is restored."""
    spoil(backup)
    (tmp_path / "there").mkdir()
    result = run("restore", backup, f"sqlite:///{tmp_path / 'there' / 'new.db'}")

    assert (1, f"backup.zip: {archive.NOT_A_BACKUP}\n") == (result.exit_code, result.stderr)
    assert [] == list((tmp_path / "there").iterdir())


@pytest.mark.slow
def test_a_restore_that_stops_half_way_can_be_repeated(run, backup, target, monkeypatch):
    """What was begun is neither a database nor releases, and the second try finds nothing in its
    way.
    """
    url = target()
    with monkeypatch.context() as patched:
        patched.setattr(archive, "insert", lambda _: 1 / 0)
        assert isinstance(run("restore", backup, url).exception, ZeroDivisionError)
    assert not release_files(find_release_home(url))

    assert 0 == run("restore", backup, url).exit_code


@pytest.mark.slow
def test_an_older_backup_is_brought_up_to_date(run, backup, target, monkeypatch):
    """It is restored as it was, and takes the steps that it lacks; a toolkit that is older than a
    backup refuses it.
    """
    monkeypatch.setattr(
        migrations,
        "STEPS",
        (
            *migrations.STEPS,
            lambda connection: connection.exec_driver_sql(
                "ALTER TABLE contacts ADD COLUMN telephone TEXT"
            ),
        ),
    )
    url = target()
    assert 0 == run("restore", backup, url).exit_code
    assert CANARY == open_store(url).contacts()["m8"].name

    monkeypatch.setattr(migrations, "STEPS", ())
    assert "made by a newer version" in run("restore", backup, url).stderr


# ---- a person's data -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_person_gets_the_own_data(run, lived_in):
    """As JSON that any program reads, with every letter as it was written, and nothing of the
    partner.
    """
    result = run("export-person", lived_in, "m8")
    told = json.loads(result.stdout)

    assert CANARY in result.stdout and "partner" not in result.stdout
    assert [{"process_works": "5"}] == [form["answers"] for form in told["forms"]]
    assert (1, f"{people.UNKNOWN_PERSON_CODE}\n") == (
        (nobody := run("export-person", lived_in, "nobody")).exit_code,
        nobody.stderr,
    )


@pytest.mark.slow
def test_who_takes_part_and_signs_in_gets_the_account_too(run, lived_in):
    """The account with the same address is handed out without hash or token; erasing leaves it, and
    says so before and after.
    """
    row = {
        "address": "eva@example.org",
        "name": "Eva",
        "roles": "board",
        "password_hash": "$argon2id$x",
    }
    open_store(lived_in).put_account(row, keeps="", by="", what="x", now=NOW)
    told = run("export-person", lived_in, "m8").stdout
    asked, done = (
        run("erase-person", lived_in, "m8", *words).stdout.splitlines()
        for words in ((), ("--yes",))
    )

    assert [
        {"address": "eva@example.org", "roles": "board", "made_at": "2026-12-20 10:00:00"}
    ] == json.loads(told)["accounts"]
    assert [] == json.loads(run("export-person", lived_in, "e8").stdout)["accounts"]
    assert "argon2" not in told
    assert [1, 1] == [
        sum("The account eva@example.org stays" in line for line in lines)
        for lines in (asked, done)
    ]
    assert ["eva@example.org"] == list(open_store(lived_in).accounts())


@pytest.mark.slow
def test_a_person_is_erased_when_it_is_meant(run, lived_in):
    """Without --yes it is only said how much would go; then it is gone, and what is left is
    said.
    """
    asked = run("erase-person", lived_in, "m8")
    assert [
        "4 rows would be erased.",
        "Nothing is done yet. Add --yes to do it.",
    ] == asked.stdout.splitlines()
    assert CANARY in run("export-person", lived_in, "m8").stdout

    done = run("erase-person", lived_in, "m8", "--yes")
    assert "4 rows erased." == done.stdout.splitlines()[0]
    assert CANARY not in run("export-person", lived_in, "m8").stdout
    assert 0 == run("check", lived_in, *SWEA).exit_code
    assert (1, f"{people.UNKNOWN_PERSON_CODE}\n") == (
        (nobody := run("erase-person", lived_in, "nobody", "--yes")).exit_code,
        nobody.stderr,
    )
