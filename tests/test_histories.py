"""Histories of an association, lived through the product and audited by integer feasibility; and
the cases that once gave an answer away.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from audits import Question, Told, audit, determined
from cohorts import answered, pair, write_tables
from histories import CHANGES, ITEMS, Mood, live, made_up, short

from toolkit.closing import close_cohort
from toolkit.data.sources import read_tables
from toolkit.disclosure import pair_comparison
from toolkit.programme.promise import Promise
from toolkit.release.published_count import PublishedCount
from toolkit.release.release import Finding

pytestmark = pytest.mark.slow

SEEDS, PLAIN = range(100, 120), (108, 109)
"""Histories, and those under the promise that most programmes make."""
MOODS = (Mood(content=(0.7, 0.9, 1.0), sent=(0.9,)), Mood())
"""Histories in which most people are content, so that much is told, and others."""
CODES = {"yes": "favourable", "no": "other", "no_answer": "no_answer"}


# ---- whole histories -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lives(swea, tmp_path_factory):
    """Twenty small histories as they were lived, each with one of the questions; who answered
    higher is left out, which takes minutes.
    """
    folder = tmp_path_factory.mktemp("histories") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_comparison, "MOST_KNOWN_OF_PAIRS", 0)
        programmes = {seed: short(swea, [ITEMS[seed % len(ITEMS)]]) for seed in SEEDS}
        histories = {
            seed: made_up(
                seed,
                programme,
                sizes=(6, 5, 8)[: 2 + seed % 2],
                mood=MOODS[seed // 6 % 2],
                promise=Promise() if seed in PLAIN else None,
            )
            for seed, programme in programmes.items()
        }
        return [
            (programmes[seed], history, live(history, programmes[seed], folder))
            for seed, history in histories.items()
        ]


@pytest.mark.no_cover
def test_every_cohort_is_closed_once(lives):
    """No closing fails for want of a proof; a second one is refused whatever was done to the
    tables, and what is kept stays as it is.
    """
    refused = sum((lived.refused for _programme, _history, lived in lives), Counter())
    assert [] == [fault for _programme, _history, lived in lives for fault in lived.faults]
    assert sum(len(history.cohorts) for _programme, history, _lived in lives) == sum(
        len(lived.releases) for _programme, _history, lived in lives
    )
    assert set(CHANGES) == set(refused)


def test_nobody_learns_an_answer(lives):
    """Nobody, no participant, no pair and no people who talk can tell an answer from all releases
    and their sums; every figure is true.
    """
    assert [] == [
        found
        for programme, history, lived in lives
        for found in audit(programme, history, lived, of_each=1)
    ]


def test_histories_differ(lives):
    """There are both kinds of promise, groups, people who come back, and figures of every rule to
    learn from.
    """
    told = {
        finding.id
        for _programme, _history, lived in lives
        for release in lived.releases.values()
        for finding in release.findings
        if finding.told
    }
    promises = [history.promise for _programme, history, _lived in lives]
    assert ({"counts", "bands"}, {"none", "chapter", "area"}) == (
        {each.kind for each in promises},
        {each.groups for each in promises},
    )
    assert {
        "process.works",
        "goals.sides",
        "contact.mutual",
        "onward.plan",
        "meetings.own_agreement",
    } <= told
    assert any(
        release.certificate["earlier"]["same_people"]
        for _programme, _history, lived in lives
        for release in lived.releases.values()
    )


# ---- the audit finds what there is ---------------------------------------------------------------


def test_exact_counts_are_caught(lives):
    """Of one favourable mentor among five, exact counts tell her of all the others; of three,
    nothing to anybody who knows one answer.
    """
    mentors = [(str(number), "mentor") for number in range(5)]
    for favourable, expected in ((1, {(slot, "favourable") for slot in mentors[1:2]}), (3, set())):
        given = {slot: "yes" if at < favourable else "no" for at, slot in enumerate(mentors)}
        shown = Finding(
            "works",
            "mentor",
            "shown",
            5,
            counts={"yes": favourable, "no": 5 - favourable, "no_answer": 0},
        )
        question = Question("works", (Told(shown, frozenset(mentors)),), given, CODES)
        assert set() == determined(question)
        assert expected == determined(question, frozenset(mentors[:1]))


def test_exact_counts_of_a_history_are_caught(lives):
    """The raw counts of the same histories, printed by role as they are, give answers away in
    several of them.
    """
    naive = 0
    for programme, history, lived in lives:
        releases = {
            cohort: replace(release, findings=_raw(lived, cohort))
            for cohort, release in lived.releases.items()
        }
        naive += bool(
            audit(
                programme,
                replace(history, promise=Promise()),
                replace(lived, releases=releases),
                of_each=1,
            )
        )
    assert naive > 5


def _raw(lived, cohort):
    return tuple(
        Finding(
            tally.id,
            tally.view,
            "shown",
            tally.frame,
            tally.answered,
            PublishedCount.parse(tally.favourable),
            tally.possible_range,
            dict(tally.counts),
        )
        for tally in lived.tallies[cohort]
        if tally.rule == "role" and tally.available and tally.frame and not tally.group
    )


def test_two_releases_around_a_late_answer_are_caught():
    """Three of five mentors were content, and of six still three: each release is safe, together
    they tell of the sixth.
    """
    mentors = [(str(number), "mentor") for number in range(6)]
    given = {slot: "yes" if at < 3 else "no" for at, slot in enumerate(mentors)}
    first = Told(
        Finding("works", "mentor", "shown", 6, counts={"yes": 3, "no": 2, "no_answer": 1}),
        frozenset(mentors[:5]),
    )
    second = Told(
        Finding("works", "mentor", "shown", 6, counts={"yes": 3, "no": 3, "no_answer": 0}),
        frozenset(mentors),
    )
    assert [set(), set()] == [
        determined(Question("works", (told,), given, CODES)) for told in (first, second)
    ]
    assert {(mentors[5], "favourable")} == determined(
        Question("works", (first, second), given, CODES)
    )


# ---- pairs whose two people take part in other pairs too -----------------------------------------


def chain(more):
    """Return A who mentors B who mentors C, and so many pairs more."""
    return [("A", "B"), ("B", "C"), *((f"m{number}", f"e{number}") for number in range(more))]


@pytest.fixture
def told(swea, tmp_path):
    """Return a function that closes pairs with their two answers to one question, and returns what
    is told.
    """

    def close(pairs, given, item="trust", meetings=(), **promise):
        numbered = list(enumerate(pairs))
        tables = {
            "participants": [
                {"participant_id": person}
                for person in sorted({person for two in pairs for person in two})
            ],
            "pairs": [
                pair(
                    f"p{at}", mentor_id=one, mentee_id=other, every_days="30", ended_on="2026-12-15"
                )
                for at, (one, other) in numbered
            ],
            "answers": [
                answered(person, f"p{at}", item, code)
                for at, two in numbered
                for person, code in zip(two, given[at], strict=True)
                if code
            ],
        }
        if meetings:
            tables["meetings"] = [{"pair_id": f"p{at}", "met_on": day} for at, day in meetings]
        programme = short(swea, [item])
        programme = replace(
            programme,
            settings=programme.settings.model_copy(
                update={"promise": Promise.model_validate(promise)}
            ),
        )
        tables = replace(read_tables(write_tables(tables, tmp_path), programme), home=None)
        release = close_cohort(programme, tables, cohort="A8", on="2026-12-31").release
        figures = {
            (finding.id.rpartition(".")[2], finding.view): finding for finding in release.findings
        }
        return lambda *place: (
            figures[place].favourable.to_json() if figures[place].told else figures[place].status
        )

    return close


def test_three_pairs_in_a_chain(told):
    """A and B hold two mentors' answers of three, so that even "at most 3" would say nothing: both
    roles are hidden.
    """
    figure = told(chain(1), [("5", "5"), ("5", "5"), ("2", "5")], min_base=3)
    assert ["hidden", "hidden"] == [figure("trust", "mentor"), figure("trust", "mentee")]


def test_five_pairs_in_a_chain(told):
    """Two of five mentors are content, and the pair A and B knows both: "at most 3", never 2; of
    the mentees all five are told.
    """
    figure = told(chain(3), [("5", "5")] * 2 + [("2", "5")] * 3)
    assert ["<=3", 5] == [figure("trust", "mentor"), figure("trust", "mentee")]


def test_a_pair_that_holds_four_answers_of_one_role(told):
    """A mentors B and C, and B mentors two more: the pair A and B holds four mentors' answers, so
    of six "at most 5".
    """
    pairs = [("A", "B"), ("A", "C"), ("B", "D"), ("B", "E"), ("m1", "e1"), ("m2", "e2")]
    figure = told(pairs, [("5", "5")] * 4 + [("2", "5")] * 2)
    assert ["<=5", 6] == [figure("trust", "mentor"), figure("trust", "mentee")]


@pytest.mark.parametrize("second", ["A", "C"])
def test_bands_of_a_pair_that_holds_three_answers_or_four(told, second):
    """Ten forms in thirds have a band 0 to 3, which whoever holds three could rule others out of:
    nothing is told.
    """
    figure = told(
        [("A", "B"), ("B", second), *chain(3)[2:]],
        [("5", "5"), ("5", "2"), *[("2", "2")] * 3],
        kind="bands",
    )
    assert "hidden" == figure("trust", "people")


@pytest.mark.parametrize("pairs", [5, 8])
def test_everybody_content_in_a_chain(told, pairs):
    """A person in both roles once stopped the closing; all are content, so it says all, of roles
    and both sides, but not who is higher.
    """
    figure = told(chain(pairs - 2), [("5", "5")] * pairs, item="process_works")
    assert [pairs, pairs, pairs, "hidden"] == [
        figure(*each)
        for each in (
            ("works", "mentor"),
            ("works", "mentee"),
            ("sides", "pair"),
            ("higher", "pair"),
        )
    ]


@pytest.mark.parametrize(
    ("mentors", "mentees", "expected"),
    [(2, 2, ["<=3", "<=3", "hidden"]), (3, 8, ["<=3", 8, "hidden"]), (5, 8, [5, 8, 5])],
    ids=["few", "three", "five"],
)
def test_few_content_in_a_chain(told, mentors, mentees, expected):
    """The pair A and B holds two answers of a role, so four must be content before a number is
    told, and both before a figure of both sides.
    """
    given = [("5" if at < mentors else "2", "5" if at < mentees else "2") for at in range(8)]
    figure = told(chain(6), given, item="process_works")
    assert expected == [
        figure("works", "mentor"),
        figure("works", "mentee"),
        figure("sides", "pair"),
    ]


def test_logs_of_a_pair_that_takes_part_in_three(told):
    """A mentors B and C, and M mentors B too: the pair A and B knows three logs, which are the
    three that were kept, so of five "at most 4".
    """
    kept = [(at, f"2026-{month:02}-20") for at in range(3) for month in range(1, 12)]
    pairs = [("A", "B"), ("A", "C"), ("M", "B"), ("m1", "e1"), ("m2", "e2")]
    assert "<=4" == told(
        pairs, [("5", "5")] * 5, meetings=[*kept, (3, "2026-02-01"), (4, "2026-02-01")]
    )("own_agreement", "pair")


def test_an_ordinary_cohort_is_proved(told):
    """Five of nine mentors content and three mentees, one pair both, two forms missing: 0 to 3 of
    both sides; who is higher once stopped the closing.
    """
    given = ["43", "3 ", "14", "43", "44", "5-", "41", " -", "-5"]
    codes = {" ": "", "-": "prefer_not"}
    figure = told(
        [(f"m{at}", f"e{at}") for at in range(9)],
        [tuple(codes.get(code, code) for code in two) for two in given],
        item="process_works",
    )
    assert [5, 3, "0-3"] == [
        figure("works", "mentor"),
        figure("works", "mentee"),
        figure("sides", "pair"),
    ]
