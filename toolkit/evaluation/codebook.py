"""The labels and the codebook of a release, so that it speaks for itself in every language."""

from collections.abc import Iterable, Iterator

from toolkit.errors import N_
from toolkit.evaluation.tally import NO_GROUP, Tally
from toolkit.i18n import LanguageCode, load_language
from toolkit.programme.programme import Programme
from toolkit.programme.promise import describe_promise
from toolkit.programme.questionnaire import ROLES, Item, Option

BUILT_IN = {
    "response.people": N_("Sent the closing form in"),
    "response.pattern": N_("Who of the pair answered"),
    "goals.chosen": N_("Set a goal"),
    "goals.sides": N_("Goals met, both of a pair"),
    "goals.higher": N_("Goals met, who rated it higher"),
    "process.sides": N_("Process worked, both of a pair"),
    "process.higher": N_("Process worked, who rated it higher"),
    "development.both": N_("Both of the pair developed"),
    "meetings.own_agreement": N_("Met as often as they agreed"),
    "meetings.monthly": N_("In contact as often as recommended"),
    "meetings.in_person": N_("Met in person as recommended"),
    "meetings.celebrated": N_("Celebrated progress at least once"),
    "endings.completed": N_("Completed the mentorship"),
    # Headlines that a programme may leave out of its questionnaire; else the item has a title.
    "goals.met": N_("Were the goals met?"),
    "process.works": N_("Did the process work?"),
    "onward.plan": N_("How does each carry on?"),
    "onward.confidence": N_("Confident about carrying on alone"),
    "contact.mutual": N_("Will they keep in contact?"),
    "contact.how": N_("How they keep in contact"),
    "recommend": N_("Would recommend the programme"),
}
CODES = {
    "sent": (N_("Sent in"), "favourable"),
    "both": (N_("Both"), "favourable"),
    "mentor_only": (N_("Only the mentor"), "other"),
    "mentee_only": (N_("Only the mentee"), "other"),
    "nobody": (N_("Nobody"), "no_answer"),
    "rest": (N_("The rest"), "other"),
    "yes": (N_("Yes"), "favourable"),
    "chose_none": (N_("Chose to have no goal"), "other"),
    "unknown": (N_("Not known"), "no_answer"),
    "same": (N_("The same answer"), "favourable"),
    "mentor_higher": (N_("The mentor higher"), "other"),
    "mentee_higher": (N_("The mentee higher"), "other"),
    "plan": (N_("Has a plan"), "favourable"),
    "nothing": (N_("Nothing planned"), "other"),
    "any": (N_("A favourable choice"), "favourable"),
    "another": (N_("Another answer"), "other"),
    "prefer_not": (N_("Prefer not to say"), "no_answer"),
    "mutual": (N_("Both want to"), "favourable"),
    "kept": (N_("Yes"), "favourable"),
    "not_kept": (N_("No"), "other"),
    "completed": (N_("Completed"), "favourable"),
    "ended_early": (N_("Ended early"), "other"),
    "not_reported": (N_("Not reported"), "no_answer"),
    "still_open": (N_("Still open"), "other"),
    "no_answer": (N_("No answer"), "no_answer"),
}
CODES_OF = {
    "response.people": ("sent", "no_answer"),
    "response.pattern": ("both", "mentor_only", "mentee_only", "nobody"),
    "goals.chosen": ("yes", "chose_none", "unknown"),
    "goals.sides": ("both", "mentor_only", "mentee_only", "rest"),
    "goals.higher": ("same", "mentor_higher", "mentee_higher"),
    "process.sides": ("both", "mentor_only", "mentee_only", "rest"),
    "process.higher": ("same", "mentor_higher", "mentee_higher"),
    "development.both": ("both", "mentor_only", "mentee_only", "rest"),
    "onward.plan": ("plan", "nothing", "prefer_not", "no_answer"),
    "contact.mutual": ("mutual",),
    "meetings.own_agreement": ("kept", "not_kept", "unknown"),
    "meetings.monthly": ("kept", "not_kept", "unknown"),
    "meetings.in_person": ("kept", "not_kept", "unknown"),
    "meetings.celebrated": ("kept", "not_kept", "unknown"),
    "endings.completed": ("completed", "ended_early", "not_reported", "still_open"),
}
GROUPS = {
    "chapter": (N_("Chapter"), N_("No chapter given")),
    "area": (N_("Area"), N_("Several areas or none")),
}
CODES_OF_SEVERAL = ("any", "another", "prefer_not", "no_answer")
FED_BY = {"contact.mutual": "contact.keep", "onward.choices": "onward.plan"}
"""Findings that are made of another measure's item."""
MADE_OF = {**FED_BY, "development.both": "development"}
"""The same, also where the item has a title and a wording that are not the finding's."""
EACH_CHOICE = ".choices"


def build_codebook(programme: Programme, tallies: Iterable[Tally]) -> dict[str, dict[str, str]]:
    """Return, for each finding, its codes in order and what each counts as."""
    found = {}
    for id in dict.fromkeys(tally.id for tally in tallies if tally.rule != "never"):
        items = list_feeding_items(programme, id)
        built_in = _toolkit_codes(id, items)
        options = [
            option for item in items if not built_in for option in programme.closing.options(item)
        ]
        found[id] = {option.band or option.name: str(option.counts_as) for option in options} | {
            code: CODES[code][1] for code in built_in or ("no_answer",)
        }
    return found


def build_texts(programme: Programme, tallies: Iterable[Tally]) -> dict[str, dict[str, str]]:
    """Return every label, by language and key: see ``Release.texts``."""
    tallies = tuple(tallies)
    ids = tuple(dict.fromkeys(tally.id for tally in tallies if tally.rule != "never"))
    groups = tuple(dict.fromkeys(tally.group for tally in tallies if tally.group))
    return {
        code: dict(_texts(programme, ids, groups, code)) for code in programme.settings.languages
    }


def versions_since(programme: Programme, tallies: Iterable[Tally]) -> dict[str, int]:
    """Return from which version of the questionnaire the meaning of each finding's question stands.

    Only for findings whose question has changed its meaning. Of several items that one finding is
    made of the latest counts.
    """
    ids = dict.fromkeys(tally.id for tally in tallies if tally.rule != "never")
    versions = {
        id: max(
            (item.since for item in list_feeding_items(programme, MADE_OF.get(id, id))), default=1
        )
        for id in ids
    }
    return {id: version for id, version in versions.items() if version > 1}


def list_feeding_items(programme: Programme, id: str) -> list[Item]:
    """Return the items that a finding is made of."""
    for prefix in ("process.part.", "item."):
        if id.startswith(prefix):
            return [programme.closing.by_name[id.removeprefix(prefix).removesuffix(EACH_CHOICE)]]
    return list(programme.closing.feeding(FED_BY.get(id, id)))


def _texts(
    programme: Programme, ids: Iterable[str], groups: Iterable[str], code: LanguageCode
) -> Iterator[tuple[str, str]]:
    gettext = load_language(code).gettext
    settings = programme.settings
    yield "programme", settings.name[code]
    for role in ROLES:
        yield f"role.{role}", settings.roles[role].many[code]
        yield f"role.{role}.one", settings.roles[role].one[code]
    if settings.disclaimer:
        yield "disclaimer", settings.disclaimer[code]
    to_participants = describe_promise(settings.promise, code)
    yield "promise", " ".join(to_participants.promised)
    yield "promise.limits", " ".join(to_participants.limits)
    yield from _labels_of_groups(programme, groups, code)
    for id in ids:
        items = list_feeding_items(programme, id)
        own_title = items[0].title if items and id not in ("development.both",) else None
        title = (
            own_title[code]
            if own_title
            else gettext(BUILT_IN.get(FED_BY.get(id, id), BUILT_IN.get(id, id)))
        )
        yield (
            id,
            (
                gettext("{question} · each choice").format(question=title)
                if id.endswith(EACH_CHOICE)
                else title
            ),
        )
        for item in items:
            for role in item.roles:
                wording = item.wording(role)
                if wording:
                    yield f"{id}@{role}", wording[code]
        yield from _labels_of_codes(programme, id, items, code)


def _labels_of_groups(
    programme: Programme, groups: Iterable[str], code: LanguageCode
) -> Iterator[tuple[str, str]]:
    gettext = load_language(code).gettext
    kind = programme.settings.promise.groups
    if kind == "none":
        return
    yield "groups", gettext(GROUPS[kind][0])
    areas = {area.name: area.label[code] for area in programme.settings.areas}
    for name in groups:
        yield (
            f"group.{name}",
            (gettext(GROUPS[kind][1]) if name == NO_GROUP else areas.get(name, name)),
        )


def _labels_of_codes(
    programme: Programme, id: str, items: list[Item], code: LanguageCode
) -> Iterator[tuple[str, str]]:
    gettext = load_language(code).gettext
    built_in = _toolkit_codes(id, items)
    for item in items:
        options = programme.closing.options(item)
        for option in () if built_in else options:
            yield f"{id}#{option.band or option.name}", _called(option, options, code)
    for name in built_in or ("no_answer",):
        yield f"{id}#{name}", gettext(CODES[name][0])


def _called(option: Option, options: Iterable[Option], code: LanguageCode) -> str:
    """Return what an answer is called where it is published: by its band, if it has one."""
    if not option.band:
        return option.label[code]
    named = [
        other.band_label[code]
        for other in options
        if other.band == option.band and other.band_label
    ]
    return named[0] if named else option.band.replace("-", "–")


def _toolkit_codes(id: str, items: list[Item]) -> tuple[str, ...]:
    """Return the codes of a finding that are the toolkit's own.

    None where they are the item's options.
    """
    several = (
        any(item.several for item in items) and not id.endswith(EACH_CHOICE) and id != "contact.how"
    )
    return CODES_OF.get(id, CODES_OF_SEVERAL if several else ())
