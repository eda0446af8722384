"""The promise: one stamp for one set of settings, sentences that say what is enforced, and a lock
from the first answer.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from cohorts import a8, write_tables
from pydantic import ValidationError

from toolkit import close_cohort, read_tables
from toolkit.cli.demo import made_up_tables
from toolkit.data.promise_lock import (
    classify_stamps,
    find_broken_promise,
    promise_of_stamp,
    require_same_promise,
)
from toolkit.data.sources import check_tables
from toolkit.disclosure.bands import band_of
from toolkit.disclosure.rules import least_shown_by_role
from toolkit.errors import ClosingError
from toolkit.evaluation.codebook import build_texts
from toolkit.programme.promise import Promise, describe_promise, is_stamp, stamp_answer

USUAL = Promise()
WITH_CHAPTERS = Promise(min_base=7, known_answers=2, groups="chapter")
IN_BANDS = Promise(kind="bands", min_base=12, known_answers=3)
CANARY = "kanariefagel"
FAVOURABLE = (
    "Favourable is what counts as a yes, for example that the goals were met or that you want to"
    " keep in contact."
)
KNOWN_TO_READERS = (
    "This holds also against those who answered and know their own answers, and against the two of"
    " a pair who told each other."
)
WHOLE = "The figures are of the whole cohort, never of a single chapter or area."
SEALED = (
    "Nothing of the answers is told before the cohort is closed; then the figures are published"
    " once and never changed."
)
OWN_WORDS = "What you write in your own words is never published."
LIKELY = (
    "The promise stops certainty, not likelihood: a figure can make it likely what somebody"
    " answered."
)
REGISTER = (
    "The association knows who takes part, which pairs set a goal or ended early, and who has sent"
    " the form in; it publishes how many."
)
RECEIVER = (
    "Whoever receives the forms for the association can read them; the promise is about what is"
    " published."
)
TALK = "Nobody can stop people from talking."


def answers(*stamps, cohort="A8"):
    """Return answers of a cohort with these stamps; ``None`` where there is none."""
    return pd.DataFrame(
        {"cohort": [cohort] * len(stamps), "promise": pd.Series(stamps, dtype="str")}
    )


def refused(promise, table, cohort="A8"):
    """Return the one sentence with which the answers are refused under *promise*."""
    with pytest.raises(ClosingError) as error:
        require_same_promise(promise, table, cohort=cohort)
    return str(error.value)


# ---- the stamp -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "stamp"),
    [
        (USUAL, "1-dd512623efd26ec0"),
        (WITH_CHAPTERS, "1-c3207045c360f1bd"),
        (IN_BANDS, "1-4b417bb89a6b7c82"),
    ],
)
def test_the_stamp_is_the_version_and_the_hash_of_the_settings(promise, stamp):
    """The hash is what ``printf 'kind = "counts", min_base = 5, known_answers = 1, groups = "none"'
    | sha256sum`` begins with.
    """
    assert stamp == promise.stamp
    assert is_stamp(stamp)


def test_any_other_setting_is_another_stamp():
    """Kind, base, known answers and groups each change the stamp; a setting that is written out
    with its default does not.
    """
    changes = (
        {"kind": "bands"},
        {"min_base": 6},
        {"known_answers": 2},
        {"groups": "chapter"},
        {"groups": "area"},
    )

    assert 6 == len({USUAL.stamp, *(Promise.model_validate(change).stamp for change in changes)})
    assert USUAL.stamp == Promise(kind="counts", min_base=5, known_answers=1, groups="none").stamp


@pytest.mark.parametrize(
    "text",
    [
        "counts",
        "",
        "1-",
        "1-DD512623EFD26EC0",
        "1-dd512623efd26ec",
        "1-dd512623efd26ec00",
        "0-dd512623efd26ec0",
        f"{CANARY}-p",
    ],
)
def test_anything_else_is_no_stamp(text):
    """A stamp is a version, a hyphen and sixteen digits from 0 to f, and nothing more or less."""
    assert not is_stamp(text)


@pytest.mark.parametrize("groups", ["chapter", "area"])
def test_bands_have_no_groups(groups):
    """Under bands the total is told and nothing else, so chapters and areas are refused; under
    counts they are not.
    """
    with pytest.raises(ValidationError, match="bands tell the total only"):
        Promise(kind="bands", groups=groups)
    assert groups == Promise(kind="counts", groups=groups).groups


# ---- the words -----------------------------------------------------------------------------------


def test_counts_in_words():
    """Under counts, with five forms in and the own answer known, participants read these sentences
    and no others.
    """
    said = describe_promise(USUAL, "en")

    assert said.promised == (
        "Nobody who answers can be shown not to have answered favourably.",
        FAVOURABLE,
        (
            "A figure made of answers is told only when at least 5 forms are in from those it"
            " counts; otherwise it is hidden."
        ),
        "Where only a few answered favourably, the report says “at most”, or nothing at all.",
        KNOWN_TO_READERS,
        WHOLE,
        SEALED,
        OWN_WORDS,
    )
    assert said.limits == (
        LIKELY,
        "That somebody answered favourably may show, and so may that somebody did not answer.",
        REGISTER,
        RECEIVER,
        "Several people who put their answers together may be able to work out somebody else's.",
        TALK,
    )


def test_counts_with_other_settings_in_words():
    """With seven forms in, two answers known and chapters, the sentences say seven, two and
    chapters.
    """
    said = describe_promise(WITH_CHAPTERS, "en")

    assert said.promised == (
        "Nobody who answers can be shown not to have answered favourably.",
        FAVOURABLE,
        (
            "A figure made of answers is told only when at least 7 forms are in from those it"
            " counts; otherwise it is hidden."
        ),
        "Where only a few answered favourably, the report says “at most”, or nothing at all.",
        KNOWN_TO_READERS,
        "It holds also against readers who together know 2 of the answers to the same question.",
        (
            "The figures are of the whole cohort, and of single chapters only where every chapter"
            " meets the same conditions."
        ),
        SEALED,
        OWN_WORDS,
    )
    assert (
        said.limits[4]
        == "People who together know more than 2 answers to a question may be able to work out"
        " somebody else's."
    )


def test_bands_in_words():
    """Under bands nothing is said of favourable answers that may show; twelve forms are needed and
    three answers may be known.
    """
    said = describe_promise(IN_BANDS, "en")

    assert said.promised == (
        "No answer of anybody can be proved or ruled out, whether it is favourable or not.",
        FAVOURABLE,
        (
            "Both roles are counted together, and only a rounded share is told: “all” looks the"
            " same as “almost all”, and “nobody” as “almost nobody”."
        ),
        (
            "Nothing is told of the answers to a question when fewer than 12 forms are in; it is"
            " hidden then."
        ),
        KNOWN_TO_READERS,
        "It holds also against readers who together know 3 of the answers to the same question.",
        WHOLE,
        SEALED,
        OWN_WORDS,
    )
    assert said.limits == (
        LIKELY,
        "That somebody did not answer may show.",
        REGISTER,
        RECEIVER,
        (
            "People who together know more than 3 answers to a question may be able to work out"
            " somebody else's."
        ),
        TALK,
    )


def test_areas_in_words():
    """Where areas are the groups, areas are named and chapters are not."""
    said = describe_promise(Promise(groups="area"), "en").promised

    assert (
        "The figures are of the whole cohort, and of single areas only where every area meets the"
        " same conditions." in said
    )
    assert not any("chapter" in sentence for sentence in said)


@pytest.mark.parametrize(("min_base", "fewest"), [(5, 10), (10, 10), (14, 14)])
def test_bands_need_ten_forms_or_more(min_base, fewest):
    """Under bands the sentence names ten forms, or ``min_base`` where it is more."""
    said = describe_promise(Promise(kind="bands", min_base=min_base), "en").promised

    assert (
        f"Nothing is told of the answers to a question when fewer than {fewest} forms are in; it is"
        " hidden then." in said
    )


def test_the_gate_does_what_the_words_say():
    """Nine forms are told in no band; of ten, all look like almost all, and nobody like almost
    nobody. By role, three favourable answers are shown, not two.
    """
    assert {None} == {band_of(count, 9, 2) for count in range(10)}
    assert band_of(10, 10, 2) == band_of(9, 10, 2) is not None
    assert band_of(0, 10, 2) == band_of(1, 10, 2) is not None
    assert 3 == least_shown_by_role(USUAL.known_answers)


@pytest.mark.parametrize("promise", [USUAL, WITH_CHAPTERS, IN_BANDS, Promise(groups="area")])
def test_no_sentence_is_left_unfilled(promise):
    """In both languages every sentence ends with a full stop, and no placeholder is left in it."""
    for code in ("sv", "en"):
        for sentence in (
            *describe_promise(promise, code).promised,
            *describe_promise(promise, code).limits,
        ):
            assert sentence.endswith(".")
            assert "{" not in sentence


def test_the_release_repeats_the_promise(swea):
    """A release carries both texts in every language of the programme, the sentences joined by a
    blank.
    """
    english = describe_promise(swea.settings.promise, "en")
    only_english = replace(swea, settings=swea.settings.model_copy(update={"languages": ("en",)}))

    assert " ".join(english.promised) == build_texts(swea, ())["en"]["promise"]
    assert " ".join(english.limits) == build_texts(swea, ())["en"]["promise.limits"]
    assert (
        " ".join(describe_promise(swea.settings.promise, "sv").limits)
        == build_texts(swea, ())["sv"]["promise.limits"]
    )
    assert {"en"} == set(build_texts(only_english, ()))


# ---- the lock ------------------------------------------------------------------------------------


def test_answers_under_the_same_promise_pass():
    """The promise's own stamp, no stamp, and another promise of another cohort stand in nobody's
    way.
    """
    table = pd.concat(
        [answers(USUAL.stamp, None, USUAL.stamp), answers(IN_BANDS.stamp, cohort="A9")]
    )

    assert require_same_promise(USUAL, table, cohort="A8") is None


@pytest.mark.parametrize(
    ("then", "settings"),
    [
        (USUAL, 'kind = "counts", min_base = 5, known_answers = 1, groups = "none"'),
        (WITH_CHAPTERS, 'kind = "counts", min_base = 7, known_answers = 2, groups = "chapter"'),
        (
            Promise(kind="bands", min_base=30, known_answers=4),
            'kind = "bands", min_base = 30, known_answers = 4, groups = "none"',
        ),
    ],
)
def test_a_changed_promise_is_refused_with_the_settings_to_put_back(then, settings):
    """Where the first answer came in under usual settings, the reason names them one by one."""
    assert (
        refused(Promise(min_base=4), answers(then.stamp, Promise(min_base=4).stamp))
        == "programme.toml: the promise was locked when the first answer of the cohort A8 came in,"
        f" and [promise] says something else now. Put back what was promised: {settings}."
    )


def test_a_changed_promise_with_unusual_settings_is_refused_without_them():
    """A hash cannot be read backwards: with 31 forms in, nobody can say which settings to put
    back.
    """
    assert (
        refused(USUAL, answers(Promise(min_base=31).stamp))
        == "programme.toml: the promise was locked when the first answer of the cohort A8 came in,"
        " and [promise] says something else now. Put its settings back as they were then."
    )


def test_the_stamp_of_another_version_is_refused():
    """The same settings under another version of the wording are another promise."""
    other = USUAL.stamp.replace("1-", "2-", 1)

    assert promise_of_stamp(other) is None
    assert other not in refused(USUAL, answers(other))


def test_what_is_no_stamp_is_neither_counted_nor_repeated():
    """A cell that is no stamp says nothing of a promise, and stands in no fault."""
    table = answers(CANARY, IN_BANDS.stamp)

    assert "some" == classify_stamps(table)
    assert CANARY not in refused(USUAL, table)
    assert require_same_promise(USUAL, answers(CANARY), cohort="A8") is None


@pytest.fixture
def two_cohorts(tmp_path):
    """Four pairs in each of the cohorts A8 and B8, whose answers were given under a base of
    three.
    """
    tables = a8()
    tables["pairs"] = [
        {**row, "cohort": "A8" if row["pair_id"] in "1235" else "B8"} for row in tables["pairs"]
    ]
    tables["answers"] = [{**row, "promise": Promise(min_base=3).stamp} for row in tables["answers"]]
    return write_tables(tables, tmp_path / "data")


def promising(programme, promise):
    """Return the programme with another promise."""
    return replace(programme, settings=programme.settings.model_copy(update={"promise": promise}))


def test_a_check_tells_each_cohort_whose_promise_was_changed(swea, two_cohorts):
    """Each cohort is told by name before anybody tries to close it, and none where the promise is
    the one that was given.
    """
    faults = check_tables(two_cohorts, swea).faults

    assert [("programme.toml", "A8"), ("programme.toml", "B8")] == [
        (fault.file, fault.values["cohort"]) for fault in faults
    ]
    assert () == check_tables(two_cohorts, promising(swea, Promise(min_base=3))).faults


@pytest.mark.slow
def test_a_closed_cohort_does_not_bind_the_next(swea, two_cohorts):
    """What a closed cohort was promised is kept and done with: the check tells only the cohort that
    is still to be closed.
    """
    then = promising(swea, Promise(min_base=3))
    close_cohort(then, read_tables(two_cohorts, then), cohort="A8", on="2026-12-31")

    assert ["B8"] == [fault.values["cohort"] for fault in check_tables(two_cohorts, swea).faults]


def counting(asked, option, counts_as, *, label="label"):
    """Return a questionnaire in which an option counts as something else, or reads otherwise."""
    choices = {
        name: tuple(
            each.model_copy(update={"counts_as": counts_as, "aliases": (label,)})
            if each.name == option
            else each
            for each in options
        )
        for name, options in asked.choices.items()
    }
    return asked.model_copy(update={"choices": choices})


def test_what_an_option_counts_as_is_locked_too(swea):
    """Once an answer came in, another counting is refused, with the option to put back where it is
    one; other words of an option are nobody's promise, and answers of earlier versions, whose
    stamp does not tell, pass.
    """
    asked = swea.closing
    table = answers(stamp_answer(USUAL, asked), USUAL.stamp)
    changed = counting(asked, "replaced", "favourable")
    two = counting(changed, "no_goal", "other")

    assert find_broken_promise(USUAL, table, "A8", asked) is None
    assert find_broken_promise(USUAL, table, "A8", counting(asked, "replaced", "other")) is None
    assert find_broken_promise(USUAL, answers(USUAL.stamp), "A8", changed) is None
    fault = find_broken_promise(USUAL, table, "A8", changed)
    assert ("closing.toml", {"option": "replaced", "cohort": "A8", "then": "other"}) == (
        fault.file,
        fault.values,
    )
    assert {"cohort": "A8"} == find_broken_promise(USUAL, table, "A8", two).values
    with pytest.raises(ClosingError, match="what replaced counts as was locked"):
        require_same_promise(USUAL, table, cohort="A8", asked=changed)


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        ((USUAL.stamp, USUAL.stamp), "all"),
        ((USUAL.stamp, None), "some"),
        ((None, None), "none"),
        ((CANARY,), "none"),
        ((), "none"),
    ],
)
def test_stamped(stamps, expected):
    """All, some or none of the answers say under which promise they were given; where there is no
    answer, none does.
    """
    assert expected == classify_stamps(answers(*stamps))


def test_the_demo_is_answered_under_the_promise_of_its_programme(swea):
    """Made-up answers carry the stamp that real ones would."""
    made = made_up_tables(swea, pairs=3, seed=1, cohort="2026", year=2026)["answers"]

    assert {stamp_answer(USUAL, swea.closing)} == set(made["promise"])
