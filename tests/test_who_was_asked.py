"""Who was asked a question is its frame: never asked is not no answer, and nobody reads a figure
as if more could have answered than did.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from cohorts import answered, pair, write_tables
from places import NOW, TODAY, association
from spaces import ASKED, TWO, by_rules, openly, proved

from toolkit.closing import close_cohort
from toolkit.data.database import Form, migrations, open_store
from toolkit.data.sources import check_tables, read_tables
from toolkit.data.who_was_asked import NOT_IN_SHORT_FORM, NOT_IN_VERSION
from toolkit.disclosure import rules
from toolkit.errors import ClosingError
from toolkit.evaluation import items, meetings
from toolkit.evaluation.all_measures import count_cohort
from toolkit.evaluation.cohort import lay_out
from toolkit.evaluation.tally import Tally
from toolkit.i18n import load_language
from toolkit.people.participants.portal import ParticipantPortal
from toolkit.programme.promise import Promise
from toolkit.reports.narrative.method import method_paragraphs

BANDS = {"kind": "bands", "min_base": 10}
TRUST = "process.part.trust"
CLOSED = "2026-12-31"


def of(programme, *, promise=(), closing=None, **settings):
    """Return the programme with some settings, under a promise that is changed so."""
    kept = programme.settings.promise.model_copy(update=dict(promise))
    changed = programme.settings.model_copy(update={"promise": kept, **settings})
    asked = {**programme.questionnaires, **({"closing": closing} if closing else {})}
    return replace(programme, settings=changed, questionnaires=asked)


def with_items(programme, version=1, **changes):
    """Return the closing questionnaire with some of its items changed."""
    closing = programme.closing
    changed = tuple(each.model_copy(update=changes.get(each.name, {})) for each in closing.items)
    return closing.model_copy(update={"items": changed, "version": version})


def cohort_of(pairs, early, trust="5", **columns):
    """Return tables of *pairs* whose forms are all in; the first *early* of them ended early, and
    only the others answered what is not in the short form.
    """
    tables = {"participants": [], "pairs": [], "answers": []}
    for number in map(str, range(1, pairs + 1)):
        ended = int(number) <= early
        end = {"status": "ended_early", "ended_on": "2026-05-31"} if ended else {}
        tables["participants"] += [{"participant_id": f"{side}{number}"} for side in "me"]
        tables["pairs"].append(pair(number, **end, **columns))
        for side in "me":
            given = {"process_works": "4"} | ({} if ended or not trust else {"trust": trust})
            tables["answers"] += [
                answered(f"{side}{number}", number, item, answer) for item, answer in given.items()
            ]
    return tables


@pytest.fixture
def read(tmp_path):
    """Return valid tables of rows."""
    return lambda tables, programme: read_tables(write_tables(tables, tmp_path / "data"), programme)


@pytest.fixture
def told(read):
    """Return what a release tells of a finding, by view."""

    def tell(tables, programme, id):
        release = close_cohort(programme, read(tables, programme), cohort="A8", on=CLOSED).release
        return {each.view: each for each in release.findings if each.id == id}

    return tell


@pytest.fixture
def tallied(read):
    """Return the tallies of rows."""
    return lambda tables, programme: count_cohort(
        lay_out(programme, read(tables, programme), cohort="A8", on=date.fromisoformat(CLOSED))
    )


# ---- the frame of a finding ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "early", "expected"),
    [(6, 4, None), (8, 2, (8, 12)), (8, 3, (7, 10)), (6, 2, None), (5, 3, None)],
)
@pytest.mark.slow
def test_a_band_is_over_those_who_were_asked(swea, told, pairs, early, expected):
    """All who were asked were favourable: where that can be told it is a band of theirs, never
    4 to 7 of twelve forms where four could answer, and never the number itself.
    """
    found = told(cohort_of(pairs, early), of(swea, promise=BANDS, short_form=True), TRUST)["people"]

    shown = (found.favourable.low, found.favourable.high) if found.favourable else None
    assert (expected, 2 * (pairs - early) if expected else None) == (shown, found.frame)


@pytest.mark.slow
def test_everybody_was_asked_where_no_short_form_is_used(swea, told):
    """The same answers of a cohort that was asked everything leave eight people who said nothing:
    a band over all twelve.
    """
    found = told(cohort_of(6, 4), of(swea, promise=BANDS), TRUST)["people"]

    assert ((4, 7), 12) == ((found.favourable.low, found.favourable.high), found.frame)


def test_a_figure_of_three_does_not_stand_over_a_base_of_five(swea, told):
    """Of eight mentors five were asked the short form: three forms held the question."""
    tables = cohort_of(8, 5)

    assert "hidden" == told(tables, of(swea, short_form=True), TRUST)["mentor"].status
    assert "shown" == told(tables, of(swea, short_form=True), "process.works")["mentor"].status


def test_never_asked_is_not_no_answer(swea, told):
    """Of twelve mentors four were never asked: eight answered of eight, and none is missing."""
    found = told(cohort_of(12, 4), of(swea, short_form=True), TRUST)["mentor"]

    assert (8, 8, 0, (1.0, 1.0)) == (
        found.frame,
        found.answered,
        found.counts["no_answer"],
        found.range,
    )


def test_who_sent_nothing_was_asked_what_the_register_says(swea, tallied):
    """A pair that ended early and sent nothing is in no frame of the whole form; another that sent
    nothing is.
    """
    tables = cohort_of(8, 2)
    tables["answers"] = [row for row in tables["answers"] if row["pair_id"] not in ("1", "8")]
    tally = tallied(tables, of(swea, short_form=True))[TRUST, "mentor"]

    assert (6, 5, 1) == (tally.frame, tally.base, tally.counts["no_answer"])


def test_nobody_asked_is_not_available(swea, told):
    """Where every pair ended early and was asked the short form, there is no such figure."""
    found = told(cohort_of(6, 6), of(swea, short_form=True), TRUST)

    assert {"not_available"} == {each.status for each in found.values()}


def test_a_pair_is_counted_where_both_were_asked(swea, tallied):
    """A mentor whose form was whole, of a pair that ended early later, is counted as mentor; the
    pair is in no frame of pairs.
    """
    closing = with_items(swea, process_works={"short": False})
    tables = cohort_of(7, 2)
    for row in tables["answers"]:
        row["short_form"] = "yes" if row["pair_id"] in ("1", "2") else "no"
    tables["answers"] = [
        row
        for row in tables["answers"]
        if row["short_form"] == "no" or row["participant_id"] in ("m1", "m2")
    ]
    for row in tables["answers"]:
        row["short_form"] = "no"
    tables["answers"] += [
        answered(f"e{number}", number, "goals_met", "fully", short_form="yes")
        for number in ("1", "2")
    ]
    tallies = tallied(tables, of(swea, closing=closing))

    assert (7, 5) == tuple(tallies["process.works", role].base for role in ("mentor", "mentee"))
    sides = tallies["process.sides", "pair"]
    assert (5, {"both": 5}, (5, 2, 0)) == (
        sides.frame,
        {code: n for code, n in sides.counts.items() if n},
        sides.pattern,
    )


@pytest.mark.slow
def test_a_release_is_proved_where_some_were_asked_alone(swea, told):
    """What is told of pairs stands beside mentors whose mentee was never asked: 9 of 10 mentors
    and 6 of 7 mentees leave 5 or 6 of the 7 pairs of whom both were asked.
    """
    closing = with_items(swea, process_works={"short": False})
    tables = cohort_of(10, 3, trust="")
    for row in tables["answers"]:
        row["short_form"] = "no"
        if row["participant_id"] in ("e1", "e2", "e3"):
            row |= {"short_form": "yes", "item": "keep_contact", "answer": "yes"}
        elif row["participant_id"] in ("e4", "m5"):
            row["answer"] = "2"
    found = told(tables, of(swea, closing=closing), "process.sides")["pair"]

    assert (7, (5, 6)) == (found.frame, (found.favourable.low, found.favourable.high))


def test_a_question_that_is_new_is_asked_by_forms_that_held_it(swea, tallied):
    """Forms of version 1 did not hold what is new in version 2."""
    closing = with_items(swea, version=2, trust={"since": 2})
    tables = cohort_of(8, 3)
    for row in tables["answers"]:
        row["version"] = "1" if row["pair_id"] in ("1", "2", "3") else "2"
    tally = tallied(tables, of(swea, closing=closing))[TRUST, "mentor"]

    assert (5, 5, 0) == (tally.frame, tally.base, tally.counts["no_answer"])


@pytest.mark.parametrize(("short", "said"), [(True, 1), (False, 0)])
@pytest.mark.slow
def test_the_method_says_that_not_everybody_was_asked(swea, read, short, said):
    """Where a figure is of fewer than should have answered, the reader is told why."""
    programme = of(swea, short_form=short)
    release = close_cohort(
        programme, read(cohort_of(12, 4), programme), cohort="A8", on=CLOSED
    ).release
    titles = [title for title, _text in method_paragraphs(release, load_language("en"))]

    assert said == titles.count("Who was asked")


# ---- what is logged ------------------------------------------------------------------------------


def logged(pairs, agreed, trust="5"):
    """Return *pairs* of which the first *agreed* agreed on a rhythm and kept it."""
    tables = cohort_of(pairs, 0, trust)
    for row in tables["pairs"]:
        row |= {"planned_end_on": "2026-12-15"}
        row |= {"every_days": "300"} if int(row["pair_id"]) <= agreed else {}
    tables["meetings"] = [
        {"pair_id": row["pair_id"], "met_on": f"2026-{month:02}-20", "form": "video"}
        for row in tables["pairs"]
        for month in range(1, 12)
    ]
    return tables


@pytest.mark.slow
def test_an_agreement_is_kept_by_pairs_that_made_one(swea, told, tallied):
    """Four of twelve pairs agreed on a rhythm, and all four kept it: no band of twelve pairs."""
    tables, strict = logged(12, 4), of(swea, promise=BANDS)

    tally = tallied(tables, strict)["meetings.own_agreement", "pair"]
    assert (4, {"kept": 4, "not_kept": 0, "unknown": 0}) == (tally.base, tally.counts)
    assert "hidden" == told(tables, strict, "meetings.own_agreement")["pair"].status


def test_no_agreement_is_not_available(swea, tallied):
    """Where no pair agreed on a rhythm, none could keep it."""
    assert not tallied(logged(6, 0), swea)["meetings.own_agreement", "pair"].available


def test_a_pair_of_a_few_days_is_not_judged_by_months(shf, tallied):
    """A pair that ended after ten days had no month in which to be in contact."""
    tables = logged(6, 6, trust="")
    tables["pairs"][0] |= {"status": "ended_early", "ended_on": "2026-01-25"}
    tables["meetings"] = [row for row in tables["meetings"] if row["pair_id"] != "1"]
    tables["answers"] = [row for row in tables["answers"] if row["pair_id"] != "1"]

    tallies = tallied(tables, shf)
    assert (5, 6) == (
        tallies["meetings.monthly", "pair"].frame,
        tallies["meetings.own_agreement", "pair"].frame,
    )


# ---- what was not asked and is answered all the same ---------------------------------------------


def faults_of(tables, programme, folder):
    """Return what check says of the answers, and what closing says."""
    write_tables(tables, folder)
    found = check_tables(folder, programme).faults
    with pytest.raises(ClosingError) as refused:
        close_cohort(programme, read_tables(folder, programme), cohort="A8", on=CLOSED)
    assert refused.value.faults == found
    return [(fault.message, fault.file, fault.row, fault.column) for fault in found]


def test_an_answer_to_what_was_not_asked_is_named(swea, tmp_path):
    """Each row by its number, once, by check and by closing; nothing is left out in silence."""
    tables = cohort_of(6, 1)
    tables["answers"] += [answered(who, "1", "trust", "5") for who in ("m1", "e1")]
    rows = len(tables["answers"])

    assert [
        (NOT_IN_SHORT_FORM, "answers.csv", row, "item") for row in (rows, rows + 1)
    ] == faults_of(tables, of(swea, short_form=True), tmp_path)


def test_a_whole_form_may_be_marked(swea, tallied):
    """Where a form of a pair that ended early says that it was whole, its answers count."""
    tables = cohort_of(6, 1)
    tables["answers"] += [answered("m1", "1", "trust", "2")]
    for row in tables["answers"]:
        row["short_form"] = "no" if row["participant_id"] == "m1" else ""
    tallies = tallied(tables, of(swea, short_form=True))

    assert (6, 5) == tuple(tallies[TRUST, role].frame for role in ("mentor", "mentee"))
    assert 1 == tallies[TRUST, "mentor"].counts["2"]


def test_a_short_form_that_holds_more_is_named(swea, tmp_path):
    """A mark holds whatever the register says of the pair."""
    tables = cohort_of(6, 0)
    for row in tables["answers"]:
        row["short_form"] = "yes" if row["participant_id"] == "e6" else ""

    assert [(NOT_IN_SHORT_FORM, "answers.csv", 25, "item")] == faults_of(tables, swea, tmp_path)


def test_an_answer_to_the_earlier_meaning_is_named(swea, tmp_path):
    """What a question asked in version 1 is no answer to what it asks since version 2."""
    closing = with_items(swea, version=2, trust={"since": 2})
    tables = cohort_of(6, 0)
    for row in tables["answers"]:
        row["version"] = "1" if row["participant_id"] == "m1" else "2"

    assert [(NOT_IN_VERSION, "answers.csv", 3, "item")] == faults_of(
        tables, of(swea, closing=closing), tmp_path
    )


def test_a_closed_cohort_is_not_held_to_a_later_setting(swea, tmp_path):
    """Last year everybody was asked everything; this year a short form is used."""
    tables = cohort_of(6, 1)
    tables["answers"] += [answered("m1", "1", "trust", "5")]
    folder = write_tables(tables, tmp_path / "data")
    close_cohort(swea, read_tables(folder, swea), cohort="A8", on=CLOSED)

    assert () == check_tables(folder, of(swea, short_form=True)).faults


# ---- forms on the pages --------------------------------------------------------------------------

RUNNING, ENDED = Form("a1", "p1", "mentee", "closing"), Form("a2", "p2", "mentee", "closing")


@pytest.fixture
def place(tmp_path):
    """The association of the tests of the pages."""
    return association(tmp_path)


def visit(place, swea, person):
    """Open the pages of somebody."""
    return ParticipantPortal.open(place.store, swea, place.links[person], today=TODAY)


def marks(place):
    """Return what the table of answers says of each form."""
    answers = place.store.raw_tables()["answers"]
    return dict(zip(answers["participant_id"], answers["short_form"], strict=True))


def end_early(place):
    """Let the pair p1 have ended early, as of yesterday."""
    place.store.put_tables(
        {
            "pairs": pd.DataFrame(
                [
                    {
                        "pair_id": "p1",
                        "cohort": "2026",
                        "mentor_id": "m1",
                        "mentee_id": "a1",
                        "status": "ended_early",
                        "ended_on": "2026-11-21",
                    }
                ],
                dtype="str",
            )
        }
    )


def test_a_form_carries_whether_it_was_the_short_one(place, swea):
    """Kept with the form when it is sent, and read with its answers."""
    visit(place, swea, "a1").send(RUNNING, {"trust": "5", "process_works": "4"}, NOW)
    visit(place, swea, "a2").send(ENDED, {"process_works": "4"}, NOW)

    assert {"a1": "no", "a2": "yes"} == marks(place)


@pytest.mark.parametrize("sent", [True, False])
def test_a_form_that_was_opened_whole_stays_whole(place, swea, sent):
    """That the pair ends drops no answer that was given before, sent or only begun."""
    before = visit(place, swea, "a1")
    (before.send(RUNNING, {"trust": "5"}, NOW) if sent else before.keep(RUNNING, {"trust": "5"}))
    end_early(place)
    after = replace_portal(place, swea, before)
    after.send(RUNNING, {"process_works": "4"}, NOW)

    answers = place.store.raw_tables()["answers"]
    assert {"trust", "process_works"} == set(answers["item"])
    assert {"a1": "no"} == marks(place)


def replace_portal(place, swea, before):
    """Open the pages again in the same sitting."""
    return ParticipantPortal.open(
        place.store, swea, place.links["a1"], today=TODAY, sitting=before.sitting
    )


def test_forms_sent_before_they_were_marked_are_read_by_the_register(place, swea):
    """Short were the forms of pairs that were said to have ended early before; whole those that
    came before that, or of other pairs.
    """
    for person, form in (("a1", RUNNING), ("a2", ENDED)):
        visit(place, swea, person).send(form, {"process_works": "4"}, NOW)
    for done, what in (("2026-06-02", "ended_early"), ("2026-06-01", "completed")):
        place.store.trail(
            "eva@example.org",
            "pair_end_early",
            f'{{"now": {{"status": "{what}"}}, "pair": "p2", "was": {{}}}}',
            now=NOW.replace(month=6, day=int(done[-2:])),
        )
    with place.store.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE answers DROP COLUMN short_form")
        migrations.sixth(connection)

    assert {"a1": "no", "a2": "yes"} == marks(replace(place, store=open_store(place.url)))


# ---- the prover, and the gate without it ---------------------------------------------------------


@pytest.mark.parametrize(
    ("tallies", "promise"),
    [
        (
            [
                Tally(
                    "works",
                    role,
                    "role",
                    6,
                    6,
                    2,
                    2,
                    {"yes": 2, "no": 0, "no_answer": 4},
                    possible=6,
                    asked=(2,),
                )
                for role in ("mentor", "mentee")
            ],
            BANDS,
        ),
    ],
)
def test_the_prover_knows_who_was_asked(tallies, promise):
    """A band over twelve forms of which four held the question is not proved; without that it
    would be.
    """
    gate, strict = by_rules(**promise), {"protected": "answers"}
    blind = [replace(tally, asked=()) for tally in tallies]

    assert ["coarsened"] == [finding.status for finding in gate(tallies)]
    assert (False, True) == tuple(proved(each, gate, ASKED, **strict) for each in (tallies, blind))


@pytest.mark.parametrize(
    ("module", "name", "old", "new"),
    [
        (
            items,
            "_tally_parts",
            "asked = cohort.who_was_asked(role, item, frame)",
            "asked = frame",
        ),
        (meetings, "tallies", "each[can_be_judged(cohort, id)]", "each"),
    ],
)
@pytest.mark.slow
def test_a_measure_that_counts_others_is_not_released(
    swea, read, monkeypatch, module, name, old, new
):
    """With "asked" taken out of a measure, what it would tell is not proved, and nothing is
    released.
    """
    strict = of(swea, promise=BANDS, short_form=True)
    tables = read(cohort_of(6, 4) if module is items else logged(12, 4), strict)
    close_cohort(strict, replace(tables, home=None), cohort="A8", on=CLOSED)
    source = ast.unparse(ast.parse(Path(module.__file__).read_text("utf-8")))
    assert 1 == source.count(old)
    made = ModuleType("made")
    exec(source.replace(old, new), made.__dict__)  # noqa: S102  # the toolkit's own source
    monkeypatch.setattr(module, name, getattr(made, name))

    with pytest.raises(ClosingError, match="could not be proved"):
        close_cohort(strict, replace(tables, home=None), cohort="A8", on=CLOSED)


# ---- every pattern of asked and not asked, without the prover ------------------------------------


def patterns_of_asked(pairs):
    """Yield of how many pairs both were asked, the mentor alone, the mentee alone, nobody."""
    return (asked for asked in product(range(pairs + 1), repeat=4) if sum(asked) == pairs)


def band_leaks(asked, base):
    """Return for how many favourable answers some reader of the band rules somebody's out.

    Readers hold no answer, their own, or those of their pair; all forms are in.
    """
    both, mentor, mentee, _nobody = asked
    there = 2 * both + mentor + mentee
    gate = Promise.model_validate(BANDS)
    worlds = defaultdict(set)
    for favourable in range(there + 1):
        counts = {"yes": favourable, "no": there - favourable}
        tally = Tally("works", "people", "role", base, base, there, favourable, counts)
        worlds[repr(rules.protect([tally], gate))].add(favourable)
    if all("hidden" in message for message in worlds):
        return set()
    readers = [0, *([1] if there else []), *([2] if both else [])]
    return {
        favourable
        for alike in worlds.values()
        for favourable in alike
        for holds in readers
        for own in range(holds + 1)
        if holds < there and 0 <= favourable - own <= there - holds
        for others in [{each - own for each in alike if 0 <= each - own <= there - holds}]
        if others == {0} or others == {there - holds}
    }


def test_no_band_gives_an_answer_away_whoever_was_asked():
    """Over those who were asked no reader of any band rules an answer out, for every pattern up to
    six pairs; over all forms that are in they do.
    """
    found = [asked for pairs in range(1, 7) for asked in patterns_of_asked(pairs)]

    def forms(both, mentor, mentee, _nobody):
        return 2 * both + mentor + mentee

    assert set() == set().union(*(band_leaks(asked, forms(*asked)) for asked in found))
    over_all = {asked: band_leaks(asked, 2 * sum(asked)) for asked in found}
    assert 4 in over_all[2, 0, 0, 4]
    assert {(3, 0, 0, 2), (2, 0, 0, 3), (4, 0, 0, 2), (3, 0, 0, 3)} <= {
        asked for asked, leaks in over_all.items() if leaks
    }


KINDS = {
    "both": tuple(product(TWO, TWO)),
    "mentor": tuple((answer, "") for answer in TWO),
    "mentee": tuple(("", answer) for answer in TWO),
}


def tables_of(asked):
    """Yield every table of answers of those who were asked: how many there are of each kind."""

    def shared(total, kinds):
        if len(kinds) == 1:
            yield {kinds[0]: total}
            return
        for taken in range(total + 1):
            for rest in shared(total - taken, kinds[1:]):
                yield {kinds[0]: taken, **rest}

    sizes = zip(KINDS.values(), asked, strict=False)
    for parts in product(*(shared(size, kinds) for kinds, size in sizes)):
        yield {kind: n for part in parts for kind, n in part.items() if n}


def told_of(table, asked, bases, gate):
    """Return what a gate tells of both roles and of both sides of such a table."""
    both, mentor, mentee, _nobody = asked
    yes = [sum(n for kind, n in table.items() if kind[side] == "yes") for side in range(2)]
    no = [sum(n for kind, n in table.items() if kind[side] == "no") for side in range(2)]
    roles = [
        Tally(
            "works",
            role,
            "role",
            bases[side],
            bases[side],
            yes[side] + no[side],
            yes[side],
            {"yes": yes[side], "no": no[side], "no_answer": bases[side] - yes[side] - no[side]},
            possible=bases[side] - no[side],
        )
        for side, role in enumerate(("mentor", "mentee"))
    ]
    pairs = Tally(
        "sides",
        "pair",
        "sides",
        both,
        both,
        favourable=table.get(("yes", "yes"), 0),
        counts={"both": table.get(("yes", "yes"), 0)},
        available=both > 0,
        question="works",
        pattern=(both, mentor, mentee),
    )
    return gate([*roles, pairs])


def count_leaks(asked, gate):
    """Return in how many tables a reader can show of somebody that the answer was not yes."""
    both, mentor, mentee, _nobody = asked
    alike = defaultdict(list)
    for table in tables_of(asked):
        alike[repr(told_of(table, asked, (both + mentor, both + mentee), gate))].append(table)
    return sum(
        not all(_may_be_yes(tables, attack) for attack in _attacks(table))
        for tables in alike.values()
        for table in tables
    )


def _attacks(table):
    """Yield what a reader knows, the place and the answers, beside one whose answer is sought.

    Who knows the answers of the pair knows more than one of the two, so of pairs of whom both were
    asked the two read together; each of them also reads for the other's answer.
    """
    shapes = {kind: tuple(bool(answer) for answer in kind) for kind in table}
    for kind in [None, *table]:
        for shape, side in {
            (shape, side) for shape in shapes.values() for side in range(2) if shape[side]
        }:
            yield kind, shape, side, False
        if kind and all(kind):
            for side in range(2):
                yield kind, shapes[kind], side, True


def _may_be_yes(tables, attack):
    """Whether some table that reads alike holds what is known, and a yes of the one sought."""
    kind, shape, side, partner = attack
    for table in tables:
        if partner:
            own = tuple("yes" if at == side else kind[at] for at in range(2))
            if table.get(own):
                return True
            continue
        left = dict(table)
        if kind:
            if not left.get(kind):
                continue
            left[kind] -= 1
        someone = [other for other, n in left.items() if n and tuple(map(bool, other)) == shape]
        if any(other[side] == "yes" for other in someone):
            return True
    # Nobody of that place is left beside the reader: then there is nobody to ask about.
    return not any(
        n - (other == kind) > 0
        for table in tables
        for other, n in table.items()
        if tuple(map(bool, other)) == shape and (not kind or table.get(kind))
    )


@pytest.mark.slow
def test_no_count_gives_an_answer_away_whoever_was_asked():
    """Both roles and both sides beside each other, for every pattern of asked and not asked up to
    six pairs: no reader can show that somebody was not favourable. Plain counts do show it.
    """
    for pairs in range(1, 7):
        for asked in patterns_of_asked(pairs):
            assert (asked, 0) == (asked, count_leaks(asked, by_rules()))
    assert 0 < count_leaks((3, 1, 0, 2), openly)
