"""A programme as data: the two that come with the toolkit, and every fault that a folder may
have.
"""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from toolkit.data.form_import.wording import OptionTexts, fold_text
from toolkit.data.schema.columns import broken_cells, schemas_of
from toolkit.errors import ProgrammeError
from toolkit.programme.programme import load_programme
from toolkit.programme.questionnaire import CLOSING_CODES, ROLES
from toolkit.programme.questionnaire_checks import CODED

SHIPPED = ("surveys/swea", "surveys/handledarforening")
CLOSING, PROGRAMME, AGREEMENT, CHECK_IN = (
    "closing.toml",
    "programme.toml",
    "agreement.toml",
    "check-in.toml",
)
FAVOURABLE = {
    "goals.met": {"fully", "largely"},
    "process.works": {"4", "5"},
    "contact.keep": {"yes"},
    "onward.plan": {*CLOSING_CODES["onward.plan"]} - {"nothing", "prefer_not"},
}
HEADLINES = {
    "goals.met": {"sv": "Nåddes målen?", "en": "Were the goals met?"},
    "process.works": {"sv": "Fungerade processen?", "en": "Did the process work?"},
    "onward.plan": {"sv": "Hur går var och en vidare?", "en": "How does each carry on?"},
    "contact.keep": {"sv": "Fortsätter kontakten?", "en": "Will they keep in contact?"},
}
SWEA_SEEDS = "S2 S5 S6 S7 S8 S9 S10 S11 S13 S17 S20 S21 S22 S27 S28 S30 S35 S37 S38 S39 S40"
SHF_SEEDS = "H2 H3 H4 H5 H6 H7 H8 H9 H11 H12 H13 H14 H15 H16 H17 H18 H19 H22 H23 H28"


@pytest.fixture(params=SHIPPED)
def shipped(request):
    """Each programme that comes with the toolkit."""
    return load_programme(request.param)


@pytest.fixture
def faults_after(tmp_path):
    """Load a copy of Svensk Handledarförening's folder with some of its text changed, and return
    its faults as lines.
    """

    def load(*changes):
        folder = Path(shutil.copytree("surveys/handledarforening", tmp_path / "changed"))
        for file, before, after in changes:
            text = (folder / file).read_text("utf-8")
            assert before in text
            (folder / file).write_text(text.replace(before, after, 1), "utf-8")
        with pytest.raises(ProgrammeError) as error:
            load_programme(folder)
        return str(error.value).splitlines()

    return load


# ---- the two programmes that come with the toolkit -----------------------------------------------


def test_every_question_stands_in_both_languages_for_everybody_asked(shipped):
    """Each role reads each of its questions in Swedish and in English, and no text is blank."""
    for item in (
        item for questionnaire in shipped.questionnaires.values() for item in questionnaire.items
    ):
        for role in item.roles:
            wording = item.wording(role)
            assert {"sv", "en"} == set(wording)
            assert all(text.strip() for text in wording.values())


def test_closing_questions_have_the_codes_of_every_programme(shipped):
    """The four closing questions are asked of both roles, with every one of their fixed codes and
    no other.
    """
    for measure, codes in CLOSING_CODES.items():
        (item,) = shipped.closing.feeding(measure)
        assert item.roles == ROLES
        assert set(codes) == {option.name for option in shipped.closing.options(item)}


def test_closing_answers_count_as_the_measures_say(shipped):
    """Met is fully or largely, works is 4 or 5, any plan is one; no goal does not apply, and
    declining is no answer.
    """
    for measure, favourable in FAVOURABLE.items():
        (item,) = shipped.closing.feeding(measure)
        counts_as = {option.name: option.counts_as for option in shipped.closing.options(item)}
        assert favourable == {code for code, kind in counts_as.items() if kind == "favourable"}
        assert counts_as.pop("prefer_not") == "no_answer"
        assert counts_as.pop("no_goal", "not_applicable") == "not_applicable"
        assert {"favourable", "other"} == set(counts_as.values())


def test_headlines_are_the_questions_of_the_board(shipped):
    """The titles of the four closing questions are what the board asks."""
    assert {
        measure: next(shipped.closing.feeding(measure)).title for measure in HEADLINES
    } == HEADLINES


def test_closing_questions_come_first_and_what_may_be_sensitive_last(shipped):
    """The first six items are the four closing questions with confidence and the way of contact;
    the last is a wish for help.
    """
    measures = [item.measure for item in shipped.closing.items]

    assert measures[:6] == [
        "goals.met",
        "process.works",
        "onward.plan",
        "onward.confidence",
        "contact.keep",
        "contact.how",
    ]
    assert [item.name for item in shipped.closing.items[-2:]] == [
        "considerate_ending",
        "contact_me",
    ]


def test_labels_fit_into_a_chart(shipped):
    """A title has at most 28 characters and an option at most 24, in every language."""
    titles = [text for item in shipped.closing.items for text in item.title.values()]
    options = [
        text
        for choices in shipped.closing.choices.values()
        for option in choices
        for text in option.label.values()
    ]
    options += [
        text
        for choices in shipped.closing.choices.values()
        for option in choices
        for text in (option.band_label or {}).values()
    ]

    assert [text for text in titles if len(text) > 28] == []
    assert [text for text in options if len(text) > 24] == []


MOST_SECONDS = {"agreement": 150, "check-in": 75, "closing": 255, "follow-up": 60}
A_WORD, A_SCREEN = 0.25, 2
TO_ANSWER = {"select_one": 2.5, "select_multiple": 4.5, "date": 6}


def _seconds(questionnaire, items, role, language):
    """How long a form takes at 240 words a minute: a list of options is read once, a scale of bare
    numbers is not read at all.
    """
    read = [
        questionnaire.intro[language],
        *(
            text
            for item in items
            for text in (item.wording(role)[language], (item.hint or {}).get(language, ""))
        ),
    ]
    read += {
        option.label[language]
        for item in items
        for option in questionnaire.options(item)
        if not option.label[language].isdecimal()
    }
    words = sum(len(text.split()) for text in read)
    return (
        A_WORD * words
        + sum(TO_ANSWER[item.kind] for item in items)
        + A_SCREEN * sum(item.section is not None for item in items)
    )


def test_forms_are_short(shipped):
    """A closing survey takes three to four minutes and the other forms two and a half at most,
    whoever reads them in either language.
    """
    for name, questionnaire in shipped.questionnaires.items():
        for role in ROLES:
            items = [item for item in questionnaire.items if role in item.roles]
            assert (
                max(_seconds(questionnaire, items, role, language) for language in ("sv", "en"))
                <= MOST_SECONDS[name]
            )
            assert len(items) <= 27


def test_pair_that_ended_early_is_asked_little(shipped):
    """The short form takes two minutes at most, holds the four closing questions and how it ended,
    and nothing that follows from what it leaves out.
    """
    for role in ROLES:
        items = [item for item in shipped.closing.items if item.short and role in item.roles]
        assert (
            max(_seconds(shipped.closing, items, role, language) for language in ("sv", "en"))
            <= 120
        )
        assert {item.measure for item in items} >= {*CLOSING_CODES}
        assert {"considerate_ending", "contact_me"} <= {item.name for item in items}


def test_nothing_is_asked_in_own_words(shipped):
    """No form of the two programmes has a question of free text, which nobody would be shown."""
    assert "text" not in {
        item.type
        for questionnaire in shipped.questionnaires.values()
        for item in questionnaire.items
    }


def test_nothing_has_to_be_answered(shipped):
    """No item is required, and every list lets a person decline, which is no answer."""
    for questionnaire in shipped.questionnaires.values():
        assert not any(item.required for item in questionnaire.items)
        assert {("prefer_not", "no_answer")} == {
            (options[-1].name, options[-1].counts_as) for options in questionnaire.choices.values()
        }


def test_no_list_is_left_over(shipped):
    """Every list of options is used by some item."""
    for questionnaire in shipped.questionnaires.values():
        assert set(questionnaire.choices) == {
            item.choices for item in questionnaire.items if item.choices
        }


@pytest.mark.parametrize(("folder", "seeds"), [*zip(SHIPPED, (SWEA_SEEDS, SHF_SEEDS), strict=True)])
def test_every_sentence_of_the_guide_that_closing_asks_about_has_its_question(folder, seeds):
    """Each sentence of the guide that can be asked about at the end is named by an item."""
    named = {seed for item in load_programme(folder).closing.items for seed in item.seed}

    assert set(seeds.split()) <= named


def test_no_text_means_two_answers_or_two_questions(shipped):
    """A form export can be read: no option shares a text with another of its list, no question with
    another of its role.
    """
    for questionnaire in shipped.questionnaires.values():
        for choices in questionnaire.choices.values():
            assert OptionTexts(choices).shared() == []
        for role in ROLES:
            asked = [
                {fold_text(text) for text in (*item.wording(role).values(), *item.aliases)}
                for item in questionnaire.items
                if role in item.roles
            ]
            assert sum(len(texts) for texts in asked) == len(set().union(*asked))


def test_nothing_is_said_to_be_required(shipped):
    """The programmes recommend; their words never demand."""
    items = [
        item for questionnaire in shipped.questionnaires.values() for item in questionnaire.items
    ]
    texts = [text for item in items for role in item.roles for text in item.wording(role).values()]
    texts += [text for item in items if item.hint for text in item.hint.values()]

    assert [
        text
        for text in texts
        if re.search(r"\b(must|required|failed|krav|måste|misslyck)", text, re.IGNORECASE)
    ] == []


def test_swea_differs_from_shf_by_settings_only(swea, shf):
    """What the two guides contradict each other in is a setting: matching, rhythm, length, areas,
    topics, competition, follow-up.
    """
    assert (
        swea.settings.matching.mode,
        swea.settings.matching.competition_check,
        swea.settings.matching.followed_up,
    ) == ("self", False, False)
    assert (
        shf.settings.matching.mode,
        shf.settings.matching.competition_check,
        shf.settings.matching.followed_up,
    ) == ("board", True, True)
    assert (
        swea.settings.meetings.every_days,
        swea.settings.meetings.contacts_per_month,
        swea.settings.meetings.in_person_per_year,
    ) == (14, None, None)
    assert (
        shf.settings.meetings.every_days,
        shf.settings.meetings.contacts_per_month,
        shf.settings.meetings.in_person_per_year,
    ) == (None, 1, 2)
    assert (swea.settings.length_months, shf.settings.length_months) == (None, 12)
    assert [area.name for area in swea.settings.areas] == [
        "leadership",
        "career",
        "own_business",
        "family",
        "health",
        "economy",
        "other",
    ]
    assert [objective.name for objective in shf.settings.objectives] == [
        "knowledge",
        "network",
        "confidence",
    ]
    assert () == swea.settings.objectives == swea.settings.topics


def test_promise_is_the_same_in_both_programmes(shipped):
    """Five forms in, one answer known, no groups: the default of the promise *counts*."""
    assert (
        shipped.settings.promise.settings
        == 'kind = "counts", min_base = 5, known_answers = 1, groups = "none"'
    )


def test_roles_are_named_in_lower_case_in_both_languages(shipped):
    """The two are called mentor and adept, mentorer and adepter, in Swedish."""
    roles = shipped.settings.roles

    assert (
        roles["mentor"].one["sv"],
        roles["mentor"].many["sv"],
        roles["mentee"].one["sv"],
        roles["mentee"].many["sv"],
    ) == ("mentor", "mentorer", "adept", "adepter")
    assert (
        roles["mentor"].one["en"],
        roles["mentor"].many["en"],
        roles["mentee"].one["en"],
        roles["mentee"].many["en"],
    ) == ("mentor", "mentors", "mentee", "mentees")


def test_useful_topics_are_the_topics_of_meetings(shf):
    """The closing question about topics offers the topics that a meeting may be ticked with."""
    offered = [option.name for option in shf.closing.choices["topics"]]

    assert [topic.name for topic in shf.settings.topics] == offered[:-2]
    assert offered[-2:] == ["none", "prefer_not"]


def test_register_takes_every_code_that_an_answer_may_set(swea):
    """Each code that proof-reading lets an answer set is one that its column of the tables
    takes.
    """
    schemas = schemas_of(swea)
    for place, (_kind, codes) in CODED.items():
        table, column = place.split(".")
        assert (
            list(broken_cells(pd.DataFrame({column: list(codes)}, dtype="str"), schemas[table]))
            == []
        )


def test_every_objective_is_asked_about(shf):
    """Each objective of the programme has a question for mentor and mentee."""
    for objective in shf.settings.objectives:
        (item,) = shf.closing.feeding(f"objective.{objective.name}")
        assert item.roles == ROLES


def test_recommendation_is_published_in_three_bands(shf):
    """Eleven answers from 10 to 0 are published as 9-10, 7-8 and 0-6."""
    bands = {option.name: option.band for option in shf.closing.choices["recommend"]}

    assert {
        "10": "9-10",
        "9": "9-10",
        "8": "7-8",
        "7": "7-8",
        **{str(mark): "0-6" for mark in range(7)},
        "prefer_not": None,
    } == bands


def test_nobody_who_says_no_is_asked_how_to_keep_in_contact(shipped):
    """The way of contact is asked of everybody who did not decline contact."""
    assert shipped.closing.by_name["contact_how"].relevant == "${keep_contact} != 'no'"


def test_programme_shows_its_code_and_questionnaires(swea):
    """A programme is shown by code and questionnaires, not by its whole content."""
    assert repr(swea) == "<Programme swea: closing, agreement, check-in, follow-up>"
    assert swea.code == "swea"


# ---- faults: one clear line each, with file and key ----------------------------------------------

ONE_FAULT = {
    # a key
    "unknown key": (
        (PROGRAMME, "length_months", "lenght_months"),
        "programme.toml: unknown key lenght_months; did you mean length_months?",
    ),
    "required key misspelt": (
        (PROGRAMME, "default_language", "default_languag"),
        "programme.toml: unknown key default_languag; did you mean default_language?",
    ),
    "unknown key far from any": (
        (PROGRAMME, "min_base = 5", "min_base = 5\ncolour = 1"),
        (
            "programme.toml: unknown key promise.colour; known here are kind, min_base,"
            " known_answers, groups."
        ),
    ),
    "unknown key of an item": (
        (CLOSING, 'measure = "recommend"', 'mesure = "recommend"'),
        "closing.toml: unknown key items.recommend.mesure; did you mean measure?",
    ),
    "unknown key of an option": (
        (CLOSING, 'name = "too_often", counts_as', 'name = "too_often", count_as'),
        "closing.toml: unknown key choices.frequency.too_often.count_as; did you mean counts_as?",
    ),
    "role misspelt": (
        (PROGRAMME, "[roles.mentee]", "[roles.mente]"),
        "programme.toml: unknown key roles.mente; did you mean mentee?",
    ),
    "role misspelt in a label": (
        (CLOSING, "label.mentor.sv", "label.mentr.sv"),
        "closing.toml: unknown key items.own_needs.label.mentr; did you mean mentor?",
    ),
    "label misspelt in part": (
        (CLOSING, 'label.en = "How often were', 'lable.en = "How often were'),
        "closing.toml: unknown key items.frequency.lable; did you mean label?",
    ),
    "language misspelt": (
        (CLOSING, "label.mentor.en", "label.mentor.eng"),
        "closing.toml: unknown key items.own_needs.label.mentor.eng; did you mean en?",
    ),
    "missing key": (
        (PROGRAMME, 'code = "handledarforening"', ""),
        "programme.toml: the key code is missing.",
    ),
    "missing name of an item": (
        (CLOSING, 'name = "goals_met"\n', ""),
        "closing.toml: the key items.1.name is missing.",
    ),
    # a value of the wrong kind
    "text for a number": (
        (PROGRAMME, "length_months = 12", 'length_months = "a year"'),
        "programme.toml: the key length_months must be a whole number.",
    ),
    "fraction for a whole number": (
        (PROGRAMME, "length_months = 12", "length_months = 12.5"),
        "programme.toml: the key length_months must be a whole number.",
    ),
    "text for a share": (
        (PROGRAMME, "kept_share = 0.8", 'kept_share = "most"'),
        "programme.toml: the key meetings.kept_share must be a number.",
    ),
    "text for yes or no": (
        (PROGRAMME, "followed_up = true", 'followed_up = "maybe"'),
        "programme.toml: the key matching.followed_up must be true or false.",
    ),
    "number for text": (
        (PROGRAMME, 'name = "supervisor_role"', "name = 1"),
        "programme.toml: the key areas.1.name must be text in quotes.",
    ),
    "number for a word of a role": (
        (PROGRAMME, 'one.sv = "mentor"', "one.sv = 1"),
        "programme.toml: the key roles.mentor.one.sv must be text in quotes.",
    ),
    "space in a code": (
        (PROGRAMME, 'name = "supervisor_role"', 'name = "the role"'),
        (
            "programme.toml: the key areas.the role.name must be a code: letters a to z, digits, _,"
            " + and -, without spaces."
        ),
    ),
    "unknown choice": (
        (PROGRAMME, 'mode = "board"', 'mode = "chance"'),
        "programme.toml: the key matching.mode must be one of self, board.",
    ),
    "too small": (
        (PROGRAMME, "min_base = 5", "min_base = 2"),
        "programme.toml: the key promise.min_base must be at least 3.",
    ),
    "chapters in bands": (
        (PROGRAMME, 'kind = "counts"', 'kind = "bands"\ngroups = "chapter"'),
        (
            'programme.toml: the key promise.groups must be "none" or left out, because kind ='
            ' "bands" tells the total only.'
        ),
    ),
    "too large": (
        (PROGRAMME, "months_with_contact = 10", "months_with_contact = 13"),
        "programme.toml: the key meetings.months_with_contact must be at most 12.",
    ),
    "share of nothing": (
        (PROGRAMME, "kept_share = 0.8", "kept_share = 0"),
        "programme.toml: the key meetings.kept_share must be more than 0.",
    ),
    "text for a list": (
        (CLOSING, 'seed = ["H35"]', 'seed = "H35"'),
        (
            "closing.toml: the key items.recommend.seed must be a list: square brackets round its"
            " values, or double ones round its heading."
        ),
    ),
    "empty list": (
        (CLOSING, 'roles = ["mentee"]', "roles = []"),
        "closing.toml: the key items.without_mentor.roles must not be empty.",
    ),
    "text for a table": (
        (CLOSING, "frequency = [\n", 'frequency = [\n  "weekly",\n'),
        "closing.toml: the key choices.frequency.1 must be a table with keys of its own.",
    ),
    "label without languages": (
        (
            CLOSING,
            'label.sv = "Mitt kontaktnät har blivit större genom mentorskapet."\nlabel.en = ',
            "label = ",
        ),
        "closing.toml: the key items.network.label must be a table with keys of its own.",
    ),
    "mirrored label without languages": (
        (
            CLOSING,
            'label.mentor.sv = "Vad har du varit för din adept?"\nlabel.mentor.en = ',
            "label.mentor = ",
        ),
        (
            "closing.toml: the key items.mentor_roles.label.mentor must be a table with keys of its"
            " own."
        ),
    ),
    "counts_as unknown": (
        (CLOSING, '"too_often", counts_as = "other"', '"too_often", counts_as = "bad"'),
        (
            "closing.toml: the key choices.frequency.too_often.counts_as must be one of favourable,"
            " other, no_answer, not_applicable."
        ),
    ),
    # a text
    "missing translation": (
        (CLOSING, 'label.en = "How often were you in contact, in your view?"\n', ""),
        "closing.toml: the key items.frequency.label.en is missing.",
    ),
    "blank translation": (
        (PROGRAMME, 'label.en = "Network"', 'label.en = " "'),
        "programme.toml: the key areas.network.label.en is missing.",
    ),
    "missing wording of a role": (
        (
            CLOSING,
            (
                'label.mentee.sv = "Vad har din mentor varit för dig?"\nlabel.mentee.en = "What has'
                ' your mentor been for you?"\n'
            ),
            "",
        ),
        "closing.toml: the key items.mentor_roles.label.mentee is missing.",
    ),
    "missing role": (
        (
            PROGRAMME,
            (
                '[roles.mentee]\none.sv = "adept"\none.en = "mentee"\nmany.sv = "adepter"\nmany.en'
                ' = "mentees"\n'
            ),
            "",
        ),
        "programme.toml: the key roles.mentee is missing.",
    ),
    "missing title": (
        (CLOSING, 'title.sv = "Formen passade"\ntitle.en = "The format suited us"\n', ""),
        "closing.toml: the key items.form.title is missing.",
    ),
    "default language not offered": (
        (PROGRAMME, '["sv", "en"]', '["en"]'),
        "programme.toml: default_language is not among languages.",
    ),
    # a code
    "item twice": (
        (CLOSING, 'name = "own_needs"', 'name = "form"'),
        "closing.toml: items: the code form stands there twice.",
    ),
    "option twice": (
        (CLOSING, 'name = "too_often"', 'name = "too_seldom"'),
        "closing.toml: choices.frequency: the code too_seldom stands there twice.",
    ),
    "topic twice": (
        (PROGRAMME, 'name = "pricing"', 'name = "contracts"'),
        "programme.toml: topics: the code contracts stands there twice.",
    ),
    # when a questionnaire opens, what it records, what is told
    "opens never": (
        (AGREEMENT, 'opens = "start"', 'opens = "begin"'),
        "agreement.toml: the key opens must be one of start, checkin, closing, followup.",
    ),
    "check-in without months": (
        (CHECK_IN, "months = [3, 6, 9]", ""),
        "check-in.toml: the key months is missing.",
    ),
    "month nought": (
        (CHECK_IN, "months = [3, 6, 9]", "months = [0, 6]"),
        "check-in.toml: the key months.1 must be at least 1.",
    ),
    "months that go back": (
        (CHECK_IN, "months = [3, 6, 9]", "months = [6, 3]"),
        "check-in.toml: months must go up, each of them once.",
    ),
    "months without a use": (
        (AGREEMENT, 'opens = "start"', 'opens = "start"\nmonths = [3]'),
        "agreement.toml: months is for check-ins and follow-ups only. Remove it.",
    ),
    "column that no answer sets": (
        (AGREEMENT, 'records = "pairs.agreed_on"', 'records = "pairs.started_on"'),
        (
            "agreement.toml: the key items.agreed_on.records must be one of pairs.agreed_on,"
            " pairs.every_days, pairs.forms, pairs.areas, pairs.confidential, pairs.has_goal,"
            " goals.area, goals.importance, goals.difficulty, goals.set_on."
        ),
    ),
    "column set by another type": (
        (AGREEMENT, "select_multiple forms", "select_one forms"),
        "agreement.toml: items.forms.type must be select_multiple to set pairs.forms.",
    ),
    "code that a column does not take": (
        (AGREEMENT, 'name = "30"', 'name = "monthly"'),
        (
            "agreement.toml: choices.rhythm: pairs.every_days does not take the code monthly."
            " Correct it, or let it count as no_answer or not_applicable."
        ),
    ),
    "area that the programme does not have": (
        (PROGRAMME, 'name = "supervisor_role"', 'name = "supervising"'),
        (
            "agreement.toml: choices.areas: pairs.areas does not take the code supervisor_role."
            " Correct it, or let it count as no_answer or not_applicable.\nagreement.toml:"
            " choices.areas: goals.area does not take the code supervisor_role. Correct it, or let"
            " it count as no_answer or not_applicable."
        ),
    ),
    "column set twice": (
        (AGREEMENT, 'records = "goals.difficulty"', 'records = "goals.importance"'),
        (
            "agreement.toml: goal_importance and goal_difficulty both set goals.importance. Keep"
            " one of them."
        ),
    ),
    "column and measure": (
        (
            AGREEMENT,
            'records = "pairs.confidential"',
            'records = "pairs.confidential"\nmeasure = "item"\ntitle = { sv = "I", en = "I" }',
        ),
        "agreement.toml: items.confidential sets pairs.confidential, so that it cannot feed a"
        " measure.\n"
        + "\n".join(
            f"agreement.toml: the key choices.confidential.{code}.counts_as is missing."
            for code in ("yes", "no", "not_discussed")
        ),
    ),
    "told but not said": (
        (
            CHECK_IN,
            (
                'hint.sv = "Bara om du svarar ja får styrelsen veta det."\nhint.en = "Only if you'
                ' say yes is the board told so."\n'
            ),
            "",
        ),
        "check-in.toml: the key items.competition.hint is missing.",
    ),
    "told a code that is not there": (
        (CHECK_IN, 'told = ["yes"]', 'told = ["yess"]'),
        "check-in.toml: items.competition.told: yess is not known; did you mean yes?",
    ),
    "told and measured": (
        (CLOSING, 'told = ["yes"]', 'told = ["yes"]\nmeasure = "item"'),
        "closing.toml: items.contact_me: an answer that is told feeds no measure and sets no column"
        " of the register.\n"
        + "\n".join(
            f"closing.toml: the key choices.contact_me.{code}.counts_as is missing."
            for code in ("yes", "no")
        ),
    ),
    "short form without what it follows": (
        (
            CLOSING,
            (
                'aliases = ["Ska vi hålla fortsatt kontakt?", "Ska vi hålla fortsatt kontakt och i'
                ' så fall hur?", "Shall we keep in contact?", "Shall we keep contact?"]\nshort ='
                " true"
            ),
            "",
        ),
        (
            "closing.toml: items.contact_how.relevant names keep_contact, which is not in the short"
            " form."
        ),
    ),
    # options, types, measures
    "option that counts as nothing": (
        (CLOSING, 'name = "too_often", counts_as = "other",', 'name = "too_often",'),
        "closing.toml: the key choices.frequency.too_often.counts_as is missing.",
    ),
    "unknown list": (
        (CLOSING, "select_one boundary", "select_one bondary"),
        "closing.toml: items.boundary.type: bondary is not known; did you mean boundary?",
    ),
    "select without a list": (
        (CLOSING, "select_one boundary", "select_one"),
        (
            "closing.toml: items.boundary.type must be select_one LIST, select_multiple LIST,"
            " integer, date or text."
        ),
    ),
    "unknown type": (
        (CLOSING, "select_one boundary", "select_on boundary"),
        (
            "closing.toml: items.boundary.type must be select_one LIST, select_multiple LIST,"
            " integer, date or text."
        ),
    ),
    "several answers for a measure of one": (
        (CLOSING, "select_one boundary", "select_multiple boundary"),
        "closing.toml: items.boundary.type does not fit the measure process.part.",
    ),
    "one answer for a measure of several": (
        (CLOSING, "select_multiple contact_how", "select_one contact_how"),
        "closing.toml: items.contact_how.type does not fit the measure contact.how.",
    ),
    "measured text": (
        (CLOSING, "select_one boundary", "text"),
        "closing.toml: items.boundary.type does not fit the measure process.part.",
    ),
    "unknown measure": (
        (CLOSING, 'measure = "recommend"', 'measure = "recomend"'),
        "closing.toml: items.recommend.measure: recomend is not known; did you mean recommend?",
    ),
    "unknown objective": (
        (CLOSING, "objective.knowledge", "objective.knowlege"),
        (
            "closing.toml: items.knowledge.measure: objective.knowlege is not known; did you mean"
            " objective.knowledge?"
        ),
    ),
    "measure fed twice": (
        (CLOSING, "objective.network", "objective.knowledge"),
        (
            "closing.toml: several items that one person is asked feed objective.knowledge:"
            " knowledge, network. Keep one of them."
        ),
    ),
    "closing code of its own": (
        (CLOSING, 'name = "dont_know", counts_as = "other"', 'name = "maybe", counts_as = "other"'),
        (
            "closing.toml: choices.keep_contact: maybe is not known; known are dont_know, no,"
            " prefer_not, yes."
        ),
    ),
    "closing code that counts as something else": (
        (
            CLOSING,
            'name = "dont_know", counts_as = "other"',
            'name = "dont_know", counts_as = "favourable"',
        ),
        "closing.toml: the key choices.keep_contact.dont_know.counts_as must be other.",
    ),
    "closing code in a band": (
        (CLOSING, 'label = { sv = "Mycket bra"', 'band = "5", label = { sv = "Mycket bra"'),
        (
            "closing.toml: the key choices.works.5.band must be left out, because every code of"
            " process.works is counted by itself."
        ),
    ),
    "code of blank answers": (
        (CLOSING, 'name = "9", counts_as', 'name = "no_answer", counts_as'),
        (
            "closing.toml: choices.recommend: the code no_answer is used for blank answers. Choose"
            " another."
        ),
    ),
    "band that counts as two things": (
        (CLOSING, 'name = "10", counts_as = "favourable"', 'name = "10", counts_as = "other"'),
        "closing.toml: choices.recommend: the options of the band 9-10 must all count as the same.",
    ),
    "band that is an option": (
        (CLOSING, 'band = "9-10"', 'band = "8"'),
        "closing.toml: choices.recommend: the band 8 is also the code of an option outside it.",
    ),
    "later version": (
        (CLOSING, 'measure = "recommend"', 'measure = "recommend"\nsince = 2'),
        "closing.toml: items.recommend.since is later than the version of the questionnaire.",
    ),
    "questionnaire in another file": (
        (CLOSING, 'name = "closing"', 'name = "exit"'),
        "closing.toml: the questionnaire exit must be in the file exit.toml.",
    ),
    # when a question is asked
    "relevant beyond the subset": (
        (CLOSING, "${keep_contact} != 'no'", "count-selected(${carry_on}) > 1"),
        (
            "closing.toml: items.contact_how.relevant cannot be read from character 1 on; it may"
            " use ${name}, = != < <= > >=, 'code', and, or, not(), selected(${name}, 'code')."
        ),
    ),
    "relevant names a later item": (
        (CLOSING, "${keep_contact}", "${fit}"),
        "closing.toml: items.contact_how.relevant names fit, which is not asked before it.",
    ),
    "relevant names itself": (
        (CLOSING, "${keep_contact}", "${contact_how}"),
        "closing.toml: items.contact_how.relevant names contact_how, which is not asked before it.",
    ),
    "relevant names what the other role is asked": (
        (
            CLOSING,
            'measure = "recommend"',
            'measure = "recommend"\nrelevant = "${without_mentor} = \'slower\'"',
        ),
        (
            "closing.toml: items.recommend.relevant names without_mentor, which the mentor is not"
            " asked."
        ),
    ),
    "relevant names an unknown code": (
        (CLOSING, "${keep_contact} != 'no'", "${keep_contact} != 'nope'"),
        "closing.toml: items.contact_how.relevant: nope is not known; did you mean no?",
    ),
    "relevant compares several answers": (
        (CLOSING, "${keep_contact} != 'no'", "${carry_on} != 'nothing'"),
        "closing.toml: items.contact_how.relevant: carry_on takes several answers; use selected().",
    ),
    "relevant compares words by size": (
        (CLOSING, "${keep_contact} != 'no'", "${keep_contact} < 3"),
        (
            "closing.toml: items.contact_how.relevant compares keep_contact by size, but its"
            " answers are not numbers."
        ),
    ),
    # the file itself
    "text without quotes": (
        (PROGRAMME, 'name.sv = "Svensk', "name.sv = Svensk"),
        "programme.toml, row 5: this value cannot be read. Text needs quotation marks round it.",
    ),
    "key twice": (
        (PROGRAMME, 'goals = "optional"', 'goals = "off"\ngoals = "off"'),
        "programme.toml, row 11: this key stands in the same place twice. Remove one of them.",
    ),
    "quotation mark forgotten": (
        (PROGRAMME, 'default_language = "sv"', 'default_language = "sv'),
        (
            "programme.toml, row 8: there is a sign here that cannot stand here. Is a quotation"
            " mark missing?"
        ),
    ),
}


@pytest.mark.parametrize("kind", ONE_FAULT)
def test_fault_is_one_clear_line(kind, faults_after):
    """One slip gives one line, or one for each place that it spoils, with the file, the key and
    what to do.
    """
    change, expected = ONE_FAULT[kind]

    assert expected.splitlines() == faults_after(change)


def test_all_faults_of_all_files_come_at_once(faults_after):
    """Nobody mends one fault to be told the next: settings and questionnaire, keys, values, texts
    and meanings in one go.
    """
    assert faults_after(
        (PROGRAMME, "length_months", "lenght_months"),
        (PROGRAMME, 'label.en = "Network"\n', ""),
        (
            CLOSING,
            'name = "frequency"\ntype = "select_one frequency"\nmeasure',
            'name = "frequency"\ntype = "select_one frequency"\nmesure',
        ),
        (CLOSING, 'measure = "recommend"', 'measure = "recommend"\nsince = "the start"'),
        (CLOSING, 'label.en = "The way we kept in contact suited me."\n', ""),
        (CLOSING, "${keep_contact}", "${fit}"),
        (CLOSING, 'name = "too_often", counts_as = "other",', 'name = "too_often",'),
    ) == [
        "programme.toml: unknown key lenght_months; did you mean length_months?",
        "programme.toml: the key areas.network.label.en is missing.",
        "closing.toml: unknown key items.frequency.mesure; did you mean measure?",
        "closing.toml: the key items.recommend.since must be a whole number.",
        "closing.toml: the key items.form.label.en is missing.",
        "closing.toml: items.contact_how.relevant names fit, which is not asked before it.",
        "closing.toml: the key choices.frequency.too_often.counts_as is missing.",
    ]


@pytest.mark.parametrize(
    ("label", "mentor", "mentee"),
    [
        (
            'label.mentr.sv = "A"\nlabel.mente.sv = "B"',
            "unknown key {key}.mentr; did you mean mentor?",
            "unknown key {key}.mente; did you mean mentee?",
        ),
        (
            'label.mentor = "A"\nlabel.mentee = "B"',
            "the key {key}.mentor must be a table with keys of its own.",
            "the key {key}.mentee must be a table with keys of its own.",
        ),
    ],
)
def test_mirrored_label_is_known_by_its_roles(faults_after, label, mentor, mentee):
    """A label meant for two roles gets one line a role, whatever is wrong with it, and is never
    taken for a list of languages.
    """
    mirrored = [
        line
        for line in Path("surveys/handledarforening/closing.toml").read_text("utf-8").splitlines()
        if line.startswith("label.ment")
    ]

    told = faults_after((CLOSING, "\n".join(mirrored[:4]), label))

    assert told[:2] == [
        f"closing.toml: {fault.format(key='items.own_needs.label')}" for fault in (mentor, mentee)
    ]
    assert all("label.ment" in line and line.endswith(".en is missing.") for line in told[2:])


def test_fault_is_not_told_again_by_what_it_causes(faults_after):
    """An item that cannot be read is not also missing where another one names it."""
    assert faults_after(
        (CLOSING, 'measure = "contact.keep"', 'measure = "contact.keep"\nsince = 0')
    ) == ["closing.toml: the key items.keep_contact.since must be at least 1."]


OF_MENTEES = """[[items]]
name = "recommend_too"
type = "select_one recommend_too"
measure = "{measure}"
roles = ["mentee"]
title = {{ sv = "Skulle rekommendera", en = "Would recommend" }}
label = {{ sv = "Skulle du rekommendera det?", en = "Would you recommend it?" }}

[choices]
recommend_too = [
  {{ name = "10", counts_as = "{counts_as}", {band} label = {{ sv = "10", en = "{label}" }} }},
  {{ name = "yes", counts_as = "favourable", label = {{ sv = "Ja", en = "Yes" }} }},
]
"""
"""A question of the mentees' own on recommending, with a list of which one code is also in the
mentors' list.
"""


def _asked_of_mentees(**changed):
    """Return the changes that ask the mentees so; the code 10 means what it does in the mentors'
    list, but for what is changed.
    """
    usual = {
        "measure": "recommend",
        "counts_as": "favourable",
        "band": 'band = "9-10",',
        "label": "10",
    }
    return (CLOSING, 'measure = "recommend"', 'measure = "recommend"\nroles = ["mentor"]'), (
        CLOSING,
        "[choices]\n",
        OF_MENTEES.format(**usual | changed),
    )


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"counts_as": "other"}, "10, 9-10"),
        ({"band": ""}, "10"),
        ({"band": 'band = "9-10", band_label = { sv = "Topp", en = "Top" },'}, "9-10"),
        ({"label": "Ten"}, "10"),
    ],
)
def test_code_that_one_finding_would_read_in_two_ways(faults_after, changed, codes):
    """A finding has one meaning for each code: the items of the two roles agree on what it counts
    as, its band and what it is called.
    """
    assert faults_after(*_asked_of_mentees(**changed)) == [
        "closing.toml: recommend and recommend_too both feed recommend, but do not mean the same"
        f" by {codes}: counts_as, band and label must be equal. Let both use one list of options,"
        " or other codes."
    ]


@pytest.mark.parametrize(
    "changed", [{}, {"measure": "item", "label": "Ten"}, {"measure": "development", "label": "Ten"}]
)
def test_each_role_may_have_a_list_of_its_own(tmp_path, changed):
    """A list may have other codes than the other role's, and a finding of its own may read a code
    as it likes.
    """
    folder = Path(shutil.copytree("surveys/handledarforening", tmp_path / "changed"))
    text = (
        (folder / CLOSING)
        .read_text("utf-8")
        .replace('measure = "development"', 'measure = "development"\nroles = ["mentor"]')
    )
    for _file, before, after in _asked_of_mentees(**changed):
        text = text.replace(before, after, 1)
    (folder / CLOSING).write_text(text, "utf-8")

    assert load_programme(folder).closing.by_name["recommend_too"].measure == changed.get(
        "measure", "recommend"
    )


def test_objectives_are_not_doubted_while_the_settings_cannot_be_read(faults_after):
    """A fault in programme.toml does not make the questionnaire's objectives unknown, nor hide what
    is wrong there.
    """
    assert faults_after(
        (
            PROGRAMME,
            (
                'label.sv = "Kunskap och erfarenhet utbyts och bevaras"\nlabel.en = "Knowledge and'
                ' experience are exchanged and preserved"\n'
            ),
            "",
        ),
        (CLOSING, 'label.en = "How often were you in contact, in your view?"\n', ""),
    ) == [
        "programme.toml: the key objectives.knowledge.label is missing.",
        "closing.toml: the key items.frequency.label.en is missing.",
    ]


def test_missing_files_are_named(tmp_path):
    """A folder without the two files that every programme has says which."""
    with pytest.raises(ProgrammeError) as error:
        load_programme(tmp_path)

    assert (
        str(error.value)
        == "programme.toml: the file is missing.\nclosing.toml: the file is missing."
    )


def test_missing_folder_is_named():
    """A folder that is not there is one line."""
    with pytest.raises(
        ProgrammeError, match=r"^surveys/nowhere: there is no such programme folder\.$"
    ):
        load_programme("surveys/nowhere")


def test_file_in_place_of_its_folder_is_told_apart():
    """Naming programme.toml itself says to name the folder."""
    with pytest.raises(
        ProgrammeError,
        match=r"^surveys/swea/programme\.toml: this is a file; name the folder that it is in\.$",
    ):
        load_programme("surveys/swea/programme.toml")


def test_file_in_another_encoding_is_told(tmp_path):
    """A file saved in an old encoding asks to be saved as UTF-8."""
    folder = Path(shutil.copytree("surveys/swea", tmp_path / "swea"))
    (folder / PROGRAMME).write_bytes((folder / PROGRAMME).read_text("utf-8").encode("cp1252"))

    with pytest.raises(
        ProgrammeError, match=r"^programme\.toml: the file is not UTF-8 text\. Save it as UTF-8\.$"
    ):
        load_programme(folder)


def test_folder_in_place_of_a_file_is_told(tmp_path):
    """What cannot be read at all is one line too."""
    folder = Path(shutil.copytree("surveys/swea", tmp_path / "swea"))
    (folder / "checkin.toml").mkdir()

    with pytest.raises(ProgrammeError, match=r"^checkin\.toml: the file cannot be read\.$"):
        load_programme(folder)


def test_file_saved_by_a_windows_editor_is_read(tmp_path):
    """A byte order mark and Windows line ends make no difference."""
    folder = Path(shutil.copytree("surveys/swea", tmp_path / "swea"))
    for file in folder.glob("*.toml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert load_programme("surveys/swea") == load_programme(folder)


@pytest.fixture
def choir(tmp_path):
    """The folder of a third association: its own name, one language, few items and a second
    questionnaire.
    """
    folder = tmp_path / "choir"
    folder.mkdir()
    (folder / PROGRAMME).write_text(
        'code = "choir"\nname.en = "Choir"\nlanguages = ["en"]\ndefault_language ='
        ' "en"\nmatching.mode = "board"\nroles.mentor = { one.en = "elder", many.en = "elders"'
        ' }\nroles.mentee = { one.en = "singer", many.en = "singers" }\n',
        "utf-8",
    )
    (folder / CLOSING).write_text(
        'name = "closing"\nversion = 1\ntitle.en = "Closing"\n[choices]\ncontact = [{ name = "yes",'
        ' counts_as = "favourable", label.en = "Yes" }]\n[[items]]\nname = "keep_contact"\ntype ='
        ' "select_one contact"\nmeasure = "contact.keep"\ntitle.en = "Contact?"\nlabel.en = "Keep'
        ' in contact?"\n',
        "utf-8",
    )
    (folder / "checkin.toml").write_text(
        'name = "checkin"\nversion = 1\ntitle.en = "Check-in"\n[[items]]\nname = "meetings"\ntype ='
        ' "integer"\nlabel.en = "How many times did you meet?"\n[[items]]\nname = "help"\ntype ='
        ' "text"\nlabel.en = "Would you like help with anything?"\nrelevant = "${meetings} <'
        ' 2"\n[[items]]\nname = "call_on"\ntype = "date"\nlabel.en = "When may we call?"\nrelevant'
        " = \"${help} != '' or ${meetings} = 0\"\n",
        "utf-8",
    )
    return folder


def test_third_association_needs_no_code(choir):
    """A folder anywhere is a programme; what is left out takes its usual value."""
    programme = load_programme(choir)

    assert repr(programme) == "<Programme choir: closing, checkin>"
    assert programme.settings.goals == "optional"
    assert programme.settings.roles["mentee"].many["en"] == "singers"


@pytest.mark.parametrize(
    ("expression", "item"),
    [
        ("${help} = 'yes'", "help"),
        ("selected(${help}, '')", "help"),
        ("${meetings} = 'few'", "meetings"),
    ],
)
def test_answer_in_own_words_is_only_asked_for(choir, expression, item):
    """A text can be asked whether it is there, and a number is compared with numbers."""
    text = (choir / "checkin.toml").read_text("utf-8")
    (choir / "checkin.toml").write_text(text.replace("${help} != ''", expression), "utf-8")

    with pytest.raises(ProgrammeError) as error:
        load_programme(choir)

    assert (
        str(error.value)
        == f"checkin.toml: items.call_on.relevant: the answer to {item} cannot be compared with"
        " that."
    )
