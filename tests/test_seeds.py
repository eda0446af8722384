"""Every sentence of the two guides is taken up by something that exists, or by a written reason why
not.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from toolkit.cli.demo import made_up_tables
from toolkit.data.schema import RawTable, validate
from toolkit.data.schema.columns import schemas_of
from toolkit.evaluation.all_measures import count_cohort
from toolkit.evaluation.codebook import build_texts
from toolkit.evaluation.cohort import lay_out
from toolkit.programme.programme import Settings, load_programme
from toolkit.programme.questionnaire import ROLES

SOURCES = Path("docs/sources.md")
GUIDES = {"S": ("surveys/swea", 40), "H": ("surveys/handledarforening", 35)}
SENTENCE = re.compile(r"^\| ([SH])(\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
FORM = re.compile(
    r"^\| (SWEA|SHF) \| ([a-z-]+)(, short)? \| (\d+) \| (\d+) \| (.+?) \|$", re.MULTILINE
)
SENTENCES = {
    f"{guide}{number}": (short, taken_up, how)
    for guide, number, short, taken_up, how in SENTENCE.findall(SOURCES.read_text("utf-8"))
}


def _named(sentence):
    """What the page says takes the sentence up."""
    return re.findall(r"`([^`]+)`", SENTENCES[sentence][1])


@pytest.fixture(scope="module", params=GUIDES)
def guide(request):
    """The letter of a guide, and its programme."""
    return request.param, load_programme(GUIDES[request.param][0])


@pytest.fixture(scope="module")
def tallies(guide):
    """What is counted of a made-up cohort."""
    _letter, programme = guide
    made_up = made_up_tables(programme, pairs=6, seed=1, cohort="2026", year=2026)
    tables = validate(
        {name: RawTable(f"{name}.csv", table) for name, table in made_up.items()}, programme
    )
    return count_cohort(lay_out(programme, tables, cohort="2026", on=date(2026, 12, 31)))


@pytest.fixture(scope="module")
def existing(guide, tallies):
    """Everything that a sentence may be taken up by: items, columns, settings, findings."""
    _letter, programme = guide
    return {
        *(
            f"{name}.{item.name}"
            for name, questionnaire in programme.questionnaires.items()
            for item in questionnaire.items
        ),
        *(
            f"{name}.{column}"
            for name, schema in schemas_of(programme).items()
            for column in schema.columns
        ),
        *(tally.id for tally in tallies if tally.rule != "never"),
        *(f"programme.{path}" for path in _settings(Settings)),
    }


def _settings(model, path=""):
    """Yield the dotted names of all settings."""
    for name, field in model.model_fields.items():
        yield path + name
        if hasattr(field.annotation, "model_fields"):
            yield from _settings(field.annotation, f"{path}{name}.")


def test_every_sentence_stands_exactly_once():
    """The page holds S1 to S40 and H1 to H35, each in one row, in order."""
    rows = [
        guide + number for guide, number, *_rest in SENTENCE.findall(SOURCES.read_text("utf-8"))
    ]

    assert rows == [
        f"{guide}{number}"
        for guide, (_folder, last) in GUIDES.items()
        for number in range(1, last + 1)
    ]


@pytest.mark.slow
def test_what_takes_a_sentence_up_exists(guide, existing):
    """Each item, column, setting, figure or file that the page names is there."""
    letter, _programme = guide
    missing = [
        (sentence, name)
        for sentence in SENTENCES
        if sentence.startswith(letter)
        for name in _named(sentence)
        if name not in existing and not ("/" in name and Path(name).is_file())
    ]

    assert missing == []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence_without_anything_has_its_reason(sentence):
    """A sentence that nothing takes up says why; any other says how."""
    _short, taken_up, how = SENTENCES[sentence]

    assert (taken_up == "–") == how.startswith("Not asked: ")
    assert _named(sentence) or taken_up == "–"


def test_items_and_page_name_the_same_sentences(guide):
    """An item stands beside exactly the sentences that it names as its seed, and every item names
    one.
    """
    letter, programme = guide
    items = {
        f"{name}.{item.name}": set(item.seed)
        for name, questionnaire in programme.questionnaires.items()
        for item in questionnaire.items
    }
    beside = {
        name: {
            sentence
            for sentence in SENTENCES
            if sentence.startswith(letter) and name in _named(sentence)
        }
        for name in items
    }

    assert beside == items
    assert all(items.values())


@pytest.mark.parametrize(
    ("name", "form", "short", "mentor", "mentee", "time"), FORM.findall(SOURCES.read_text("utf-8"))
)
def test_page_counts_the_questions(swea, shf, name, form, short, mentor, mentee, time):
    """The page tells how many questions each role is asked."""
    programme = {"SWEA": swea, "SHF": shf}[name]
    items = [item for item in programme.questionnaires[form].items if item.short or not short]

    assert [int(mentor), int(mentee)] == [
        sum(role in item.roles for item in items) for role in ROLES
    ]


def test_page_lists_every_form(swea, shf):
    """No form of the two programmes is left out of the list, and each has its short form where it
    has one.
    """
    listed = {
        (name, form, bool(short))
        for name, form, short, *_rest in FORM.findall(SOURCES.read_text("utf-8"))
    }
    forms = {
        ("SWEA" if programme is swea else "SHF", name, False)
        for programme in (swea, shf)
        for name in programme.questionnaires
    }

    assert listed == forms | {("SWEA", "closing", True), ("SHF", "closing", True)}


def test_answers_that_must_never_be_published_feed_no_measure(guide):
    """Competition and the wish to be contacted make no figure, and neither does any answer before
    or after the closing.
    """
    _letter, programme = guide
    items = [
        (name, item)
        for name, questionnaire in programme.questionnaires.items()
        for item in questionnaire.items
    ]

    assert (
        {"contact_me", "again"}
        <= {item.name for _name, item in items if item.told}
        <= {"contact_me", "again", "competition"}
    )
    assert [
        item.name
        for name, item in items
        if item.measure
        and (item.told or name != "closing" or item.name in ("contact_me", "competition"))
    ] == []


def test_band_is_called_by_its_label(guide, tallies):
    """A release tells a band by its own name, and the answers under it by none: nobody reads how
    many said that a match was not good.
    """
    letter, programme = guide
    told = build_texts(programme, tallies)["sv"]
    fit = {
        key: label
        for key, label in told.items()
        if key.startswith(("item.fit#", "process.part.boundary#"))
    }

    assert fit == (
        {
            "item.fit#good": "Ja, bra",
            "item.fit#unsure_or_not": "Tveksamt eller inte bra",
            "item.fit#prefer_not": "Vill inte svara",
            "item.fit#no_answer": "Inget svar",
            "process.part.boundary#always": "Alltid",
            "process.part.boundary#mostly": "För det mesta",
            "process.part.boundary#not_always": "Ibland eller nej",
            "process.part.boundary#dont_know": "Vet inte",
            "process.part.boundary#prefer_not": "Vill inte svara",
            "process.part.boundary#no_answer": "Inget svar",
        }
        if letter == "H"
        else {}
    )


def test_areas_and_topics_are_those_of_the_programme(swea, shf):
    """The agreement offers every area of the settings, and the association's topics."""
    for programme in (swea, shf):
        offered = [option.name for option in programme.questionnaires["agreement"].choices["areas"]]
        assert offered == [*(area.name for area in programme.settings.areas), "prefer_not"]
    topics = [option.name for option in shf.questionnaires["agreement"].choices["topics"]]
    assert topics == [*(topic.name for topic in shf.settings.topics), "prefer_not"]
