"""The same people are not released twice, in whatever disguise their export comes again; and other
people never without a way on.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from toolkit.cli import commands
from toolkit.closing import close_cohort, count_forms_in
from toolkit.data.database import open_store
from toolkit.data.form_import.recognition import (
    ImportedForm,
    recognise_elsewhere,
    same_answers_without_times,
)
from toolkit.data.schema import Tables
from toolkit.data.sources import read_tables
from toolkit.errors import ClosingError
from toolkit.i18n import load_language
from toolkit.programme.programme import load_programme
from toolkit.reports.narrative.certificate import certificate_paragraphs

PROGRAMME = load_programme("surveys/swea")
ITEMS = [item for item in PROGRAMME.closing.items if item.choices and "mentee" in item.roles][:9]
Form = tuple[str, str | None, dict[str, str]]
"""Whose it is, when it was sent in, and answer by item."""


def forms_of(seed: int, number: int = 12) -> list[Form]:
    """Return forms of made-up people, sent in on both sides of the change of the clocks."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    begun = datetime(2026, 10, 20, 8)
    return [
        (
            f"form_{seed}x{n}",
            f"{begun + timedelta(seconds=draw.randrange(14 * 86400)):%Y-%m-%d %H:%M:%S}",
            {item.name: draw.choice(PROGRAMME.closing.options(item)).name for item in ITEMS},
        )
        for n in range(number)
    ]


def moved(form: Form, minutes: int) -> Form:
    """Return a form told by another clock."""
    person, sent, answers = form
    assert sent
    at = datetime.fromisoformat(sent) + timedelta(minutes=minutes)
    return person, f"{at:%Y-%m-%d %H:%M:%S}", answers


def to_winter_time(form: Form) -> Form:
    """Return a form told in UTC as a sheet in Sweden tells it."""
    return moved(form, 120 if str(form[1]) < "2026-10-25 01:00" else 60)


def renamed(form: Form, person: str) -> Form:
    """Return a form of a person with another made-up code."""
    return person, *form[1:]


def without_time(form: Form) -> Form:
    """Return a form of which nobody knows when it came in."""
    return form[0], None, form[2]


FIRST = forms_of(1)
DISGUISES: dict[str, Sequence[Form]] = {
    "order": FIRST[::-1],
    "headings": [(*form[:2], dict(list(form[2].items())[:7])) for form in FIRST],
    "time zone": [moved(form, -330) for form in FIRST],
    "far time zone": [moved(form, 25 * 60) for form in FIRST],
    "summer time": [to_winter_time(form) for form in FIRST],
    "missing times": [without_time(form) for form in FIRST],
    "minutes only": [(form[0], str(form[1])[:-2] + "00", form[2]) for form in FIRST],
    "minutes of another clock": [
        (form[0], str(moved(form, 60)[1])[:-2] + "00", form[2]) for form in FIRST
    ],
    "days only": [(form[0], str(form[1])[:10], form[2]) for form in FIRST],
    "one row more": [*FIRST, *forms_of(2, 1)],
    "one row fewer": FIRST[1:],
    "edited": [*((*form[:2], dict(forms_of(3)[0][2])) for form in FIRST[:4]), *FIRST[4:]],
    "edited, no times": [*map(without_time, forms_of(3)[:4]), *map(without_time, FIRST[4:])],
}
ROLES = ("mentee", "mentor")


def write(folder: Path, cohorts: dict[tuple[str, str], Sequence[Form]]) -> Tables:
    """Write the answers of cohorts, each of one role, and read them."""
    rows = [
        {"participant_id": person, "cohort": cohort, "role": role, "questionnaire": "closing"}
        | {"version": "1", "submitted_at": sent, "item": item, "answer": answer}
        for (cohort, role), forms in cohorts.items()
        for person, sent, answers in forms
        for item, answer in answers.items()
    ]
    folder.mkdir(exist_ok=True)
    pd.DataFrame(rows).to_csv(folder / "answers.csv", index=False)
    return read_tables(folder, PROGRAMME)


def closed(tables: Tables, cohort: str, *, role: str = "mentee", **how: object):
    """Close a cohort of one role."""
    frame = {role: 30}
    return close_cohort(
        PROGRAMME,
        tables,
        cohort=cohort,
        on="2026-12-31",
        frame=frame,
        **how,  # type: ignore[arg-type]
    ).release


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a cohort is closed."""
    folder = tmp_path_factory.mktemp("first") / "data"
    closed(write(folder, {("A", "mentee"): FIRST}), "A")
    return folder


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.slow
def test_the_same_people_are_not_released_twice(first: Path, disguise: str) -> None:
    """An export under another cohort, with other made-up ids, is recognised in every disguise."""
    again = [renamed(form, f"form_b{n}") for n, form in enumerate(DISGUISES[disguise])]
    tables = write(first, {("A", "mentee"): FIRST, ("B", "mentee"): again})

    with pytest.raises(ClosingError, match=r"^B cannot be closed.* counted in A"):
        closed(tables, "B")


@pytest.mark.slow
def test_the_same_people_under_the_other_role_are_not_released(first: Path) -> None:
    """An export that was first imported under the wrong role is the same forms."""
    again = [renamed(moved(form, 60), f"form_b{n}") for n, form in enumerate(FIRST)]
    tables = write(first, {("A", "mentee"): FIRST, ("B", "mentor"): again})

    with pytest.raises(ClosingError, match=r"^B cannot be closed.* counted in A"):
        closed(tables, "B", role="mentor")


@pytest.mark.slow
def test_somebody_may_say_that_they_are_others(tmp_path: Path) -> None:
    """The same answers without times are released where somebody says by name that they are other
    people's; the certificate says so, and the ledger holds no answer and no mark of one.
    """
    alike = [without_time(renamed(form, f"form_b{n}")) for n, form in enumerate(FIRST)]
    tables = write(tmp_path, {("A", "mentee"): FIRST, ("B", "mentee"): alike})
    closed(tables, "A")

    with pytest.raises(ClosingError, match="--others A --by NAME"):
        closed(tables, "B")
    with pytest.raises(ClosingError, match="say with --by"):
        closed(tables, "B", others=["A"])
    with pytest.raises(ClosingError, match="--others A --by NAME"):
        closed(tables, "B", others=["C"], by="Eva Ek")
    release = closed(tables, "B", others=["A"], by="Eva Ek")
    assert {"by": "Eva Ek", "cohorts": ["A"]} == release.certificate["others"]
    record = dict(certificate_paragraphs(release, load_language("en")))["On record"]
    assert "same answers as some of A; Eva Ek confirmed that they are other people's." in record
    assert release == closed(tables, "B")
    assert "others" not in closed(tables, "A").certificate


@pytest.mark.slow
def test_whoever_confirms_stands_in_the_trail(tmp_path: Path) -> None:
    """At the terminal too, where the cohort lies in a database; not where nothing was closed."""
    alike = [without_time(renamed(form, f"form_b{n}")) for n, form in enumerate(FIRST)]
    tables = write(tmp_path / "data", {("A", "mentee"): FIRST, ("B", "mentee"): alike})
    store = open_store(f"sqlite:///{tmp_path / 'data.db'}")
    store.put_tables(dict(tables.present()))

    def close(cohort: str, *more: str) -> int:
        words = ["close", store.url, "--programme", "surveys/swea", "--cohort", cohort]
        words += ["--on", "2026-12-31", "--frame", "mentee=30", "--out", str(tmp_path / cohort)]
        return CliRunner().invoke(commands, [*words, "--by", "Eva Ek", *more]).exit_code

    assert [0, 1, 1] == [close("A"), close("B"), close("B", "--others", "C")]
    assert () == tuple(store.trail_lines(9))
    assert [0, 0] == [close("B", "--others", "A"), close("B", "--others", "A")]
    assert [("Eva Ek", "forms_confirmed", "B")] == [
        (line.done_by, line.what, line.about) for line in store.trail_lines(9)
    ]


@pytest.mark.parametrize(
    ("alike", "answers", "same"),
    [
        (6, 9, True),  # half of twelve
        (5, 9, False),  # fewer than half
        (12, 6, True),
        (12, 5, False),  # five answers are too few to tell people apart by
    ],
)
@pytest.mark.slow
def test_half_of_the_forms_with_six_answers(
    tmp_path: Path, alike: int, answers: int, same: bool
) -> None:
    """Forms without times are the same from half of them on, with six answers each."""
    own, other = forms_of(1), forms_of(2)
    second = [*own[:alike], *other[alike:]]
    short = [
        without_time((f"form_b{n}", None, dict(list(form[2].items())[:answers])))
        for n, form in enumerate(second)
    ]
    tables = write(tmp_path, {("A", "mentee"): map(without_time, own), ("B", "mentee"): short})  # type: ignore[dict-item]
    closed(tables, "A")

    if same:
        with pytest.raises(ClosingError, match="same answers"):
            closed(tables, "B")
    else:
        assert "others" not in closed(tables, "B").certificate


@pytest.mark.slow
def test_four_forms_are_too_few(tmp_path: Path) -> None:
    """Four forms with the same answers may be four other people's, whoever else answered."""
    forms = [without_time(form) for form in FIRST[:4]]
    again = [renamed(form, f"form_b{n}") for n, form in enumerate(forms)]
    tables = write(tmp_path, {("A", "mentee"): forms, ("B", "mentee"): again})
    closed(tables, "A")

    assert "B" == closed(tables, "B").cohort


@pytest.mark.parametrize(
    ("forms", "counted"),
    [
        ([*FIRST[:4], FIRST[0]], 4),  # four people and a double click are not five
        ([*FIRST[:5], FIRST[0]], 6),  # where five are there anyway, two people may be alike
        ([*map(without_time, FIRST[:4]), without_time(FIRST[0])], 5),
        ([*FIRST[:4], (*FIRST[0][:2], FIRST[1][2])], 5),  # the same second, other answers
    ],
)
def test_doubles_never_lift_a_group_over_the_least(
    tmp_path: Path, forms: list[Form], counted: int
) -> None:
    """Forms that are alike to the second count once where five forms would be four people's."""
    named = [renamed(form, f"form_{n}") for n, form in enumerate(forms)]
    tables = write(tmp_path, {("A", "mentee"): named})

    assert {"mentee": (counted, 30)} == count_forms_in(
        PROGRAMME, tables, cohort="A", on="2026-12-31", frame={"mentee": 30}
    )


def test_unrelated_cohorts_are_told_apart() -> None:
    """Of 300 pairs of cohorts of other people, none is taken for the same by answers or times."""
    cohorts = [forms_of(seed) for seed in range(25)]
    seen = 0
    for number, one in enumerate(cohorts):
        for other in cohorts[number + 1 :]:
            own, theirs = (
                [imported(without_time(form)) for form in cohort] for cohort in (one, other)
            )
            assert not same_answers_without_times(own, theirs)
            assert not recognise_elsewhere(
                [imported(form) for form in one],
                [imported(form) for form in other],
                {item.name for item in ITEMS},
            )
            seen += 1

    assert 300 == seen


def imported(form: Form) -> ImportedForm:
    """Return a form as it is compared."""
    person, sent, answers = form
    return ImportedForm(person, "", datetime.fromisoformat(sent) if sent else None, answers)
