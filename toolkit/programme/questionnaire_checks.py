"""What is wrong between the parts of a questionnaire, each fault with its file and key."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from toolkit.errors import N_, Fault
from toolkit.programme.faults import find_repeated, find_untranslated, unknown_name_fault
from toolkit.programme.questionnaire import (
    CLOSING_CODES,
    OPEN_MEASURES,
    RESERVED,
    SEVERAL_MEASURES,
    SINGLE_MEASURES,
    Item,
    Option,
    Questionnaire,
)
from toolkit.programme.relevance import BY_SIZE, Condition, RelevantError, parse_relevant
from toolkit.programme.toml import TOML_KEY_MISSING

PLAIN_KINDS = ("integer", "date", "text")
OWN_FINDINGS = (*OPEN_MEASURES, "development")
"""Measures of which each item is a finding of its own."""
CODED: Mapping[str, tuple[str, Collection[str]]] = {
    "pairs.every_days": ("select_one", [str(days) for days in range(1, 367)]),
    "pairs.forms": ("select_multiple", ("video", "phone", "in_person", "other")),
    "pairs.confidential": ("select_one", ("yes", "no", "not_discussed")),
    "pairs.has_goal": ("select_one", ("yes", "chose_none", "unknown")),
    "goals.importance": ("select_one", ("0", "1", "2", "3")),
    "goals.difficulty": ("select_one", ("0", "1", "2", "3")),
}
"""The kind of item that may set a column of the register, and the codes that the column takes.

Areas are the programme's.
"""


def check_questionnaire(
    questionnaire: Questionnaire,
    file: str,
    *,
    languages: Collection[str],
    objectives: Collection[str] | None,
    areas: Collection[str] | None = None,
) -> Iterator[Fault]:
    """Yield what is wrong in *questionnaire*.

    Args:
        questionnaire: One whose parts are each what they should be.
        file: Name of its file.
        languages: Languages in which every text must stand.
        objectives: Codes of the programme's objectives; ``None`` if they are not known and cannot
            be looked up.
        areas: Codes of the programme's areas; ``None`` likewise.

    Yields:
        Each fault with the file and the key.
    """
    if file != f"{questionnaire.name}.toml":
        yield Fault(
            N_("the questionnaire {name} must be in the file {name}.toml."),
            {"name": questionnaire.name},
            file,
        )
    yield from find_untranslated(questionnaire, languages, file)
    yield from _faults_of_opening(questionnaire, file)
    yield from find_repeated((item.name for item in questionnaire.items), "items", file)
    for item in questionnaire.items:
        yield from _faults_of_item(item, questionnaire, file)
        yield from _faults_of_measure(item, questionnaire, objectives, file)
        yield from _faults_of_relevant(item, questionnaire, file)
        yield from _faults_of_record(item, questionnaire, areas, file)
    yield from _faults_of_choices(questionnaire, file)
    yield from _faults_of_double_feeding(questionnaire, file)
    yield from _faults_of_shared_codes(questionnaire, file)


def _faults_of_opening(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """Months are named where they say when the questionnaire opens, and nowhere else."""
    repeats = questionnaire.opens in ("checkin", "followup")
    if repeats and not questionnaire.months:
        yield Fault(TOML_KEY_MISSING, {"key": "months"}, file)
    if not repeats and questionnaire.months:
        yield Fault(N_("months is for check-ins and follow-ups only. Remove it."), file=file)
    if list(questionnaire.months) != sorted(set(questionnaire.months)):
        yield Fault(N_("months must go up, each of them once."), file=file)


def _faults_of_item(item: Item, questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    key = f"items.{item.name}"
    if item.choices is None and item.type not in PLAIN_KINDS:
        yield Fault(
            N_("{key}.type must be select_one LIST, select_multiple LIST, integer, date or text."),
            {"key": key},
            file,
        )
    elif item.choices is not None and item.choices not in questionnaire.choices:
        yield unknown_name_fault(f"{key}.type", item.choices, questionnaire.choices, file)
    for role in item.roles:
        if item.wording(role) is None:
            yield Fault(TOML_KEY_MISSING, {"key": f"{key}.label.{role}"}, file)
    if item.since > questionnaire.version:
        yield Fault(
            N_("{key}.since is later than the version of the questionnaire."), {"key": key}, file
        )
    if item.told and (item.measure or item.records):
        yield Fault(
            N_(
                "{key}: an answer that is told feeds no measure and sets no column of the register."
            ),
            {"key": key},
            file,
        )
    if item.told and item.hint is None:
        yield Fault(TOML_KEY_MISSING, {"key": f"{key}.hint"}, file)
    for code in item.told:
        if code not in (names := [option.name for option in questionnaire.options(item)]):
            yield unknown_name_fault(f"{key}.told", code, names, file)


def _faults_of_record(
    item: Item, questionnaire: Questionnaire, areas: Collection[str] | None, file: str
) -> Iterator[Fault]:
    """Yield what is wrong with an item that sets a column of the register.

    It offers only what the column takes, or what leaves it as it is. Of two items that clash the
    later one is told, so that it is told once.
    """
    if item.records is None:
        return
    key = f"items.{item.name}"
    of_area = {"pairs.areas": "select_multiple", "goals.area": "select_one"}.get(item.records)
    kind, codes = (of_area, areas) if of_area else CODED.get(item.records, ("date", ()))
    if item.kind != kind:
        yield Fault(
            N_("{key}.type must be {kind} to set {column}."),
            {"key": key, "kind": kind, "column": item.records},
            file,
        )
    elif codes is not None:
        for option in questionnaire.options(item):
            if option.name not in codes and option.counts_as not in ("no_answer", "not_applicable"):
                yield Fault(
                    N_(
                        "choices.{choices}: {column} does not take the code {name}. Correct it, or"
                        " let it count as no_answer or not_applicable."
                    ),
                    {"choices": item.choices, "column": item.records, "name": option.name},
                    file,
                )
    if item.measure:
        yield Fault(
            N_("{key} sets {column}, so that it cannot feed a measure."),
            {"key": key, "column": item.records},
            file,
        )
    for other in questionnaire.items:
        if other is item:
            return
        if other.records == item.records and set(other.roles) & set(item.roles):
            values = {"column": item.records, "first": other.name, "second": item.name}
            yield Fault(
                N_("{first} and {second} both set {column}. Keep one of them."), values, file
            )


def _faults_of_measure(
    item: Item, questionnaire: Questionnaire, objectives: Collection[str] | None, file: str
) -> Iterator[Fault]:
    if item.measure is None:
        return
    key = f"items.{item.name}"
    measures = {
        *SINGLE_MEASURES,
        *SEVERAL_MEASURES,
        *OPEN_MEASURES,
        *(f"objective.{name}" for name in objectives or ()),
    }
    if item.measure not in measures and not (
        objectives is None and item.measure.startswith("objective.")
    ):
        yield unknown_name_fault(f"{key}.measure", item.measure, measures, file)
        return
    takes_several = item.measure in SEVERAL_MEASURES
    if item.type in PLAIN_KINDS or (
        item.choices and item.several != takes_several and item.measure != "item"
    ):
        yield Fault(
            N_("{key}.type does not fit the measure {measure}."),
            {"key": key, "measure": item.measure},
            file,
        )
    if item.title is None:
        yield Fault(TOML_KEY_MISSING, {"key": f"{key}.title"}, file)
    if codes := CLOSING_CODES.get(item.measure):
        yield from _faults_of_closing_codes(item, codes, questionnaire, file)


def _faults_of_closing_codes(
    item: Item, codes: Mapping[str, str], questionnaire: Questionnaire, file: str
) -> Iterator[Fault]:
    """Yield what is wrong with the options of a closing question.

    Its codes mean the same in every programme.
    """
    key = f"choices.{item.choices}"
    for option in questionnaire.options(item):
        if option.name not in codes:
            yield unknown_name_fault(key, option.name, codes, file)
        elif option.counts_as not in (codes[option.name], None):
            yield Fault(
                N_("the key {key} must be {wanted}."),
                {"key": f"{key}.{option.name}.counts_as", "wanted": codes[option.name]},
                file,
            )
        if option.band:
            yield Fault(
                N_(
                    "the key {key} must be left out, because every code of {measure} is counted by"
                    " itself."
                ),
                {"key": f"{key}.{option.name}.band", "measure": str(item.measure)},
                file,
            )


def _faults_of_choices(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    measured = {item.choices for item in questionnaire.items if item.measure}
    for name, options in questionnaire.choices.items():
        key = f"choices.{name}"
        yield from find_repeated((option.name for option in options), key, file)
        for option in options:
            if option.name in RESERVED or option.band in RESERVED:
                yield Fault(
                    N_("{key}: the code {name} is used for blank answers. Choose another."),
                    {"key": key, "name": option.name},
                    file,
                )
            if option.counts_as is None and name in measured:
                yield Fault(TOML_KEY_MISSING, {"key": f"{key}.{option.name}.counts_as"}, file)
        for band in dict.fromkeys(option.band for option in options if option.band):
            if len({option.counts_as for option in options if option.band == band}) > 1:
                yield Fault(
                    N_("{key}: the options of the band {band} must all count as the same."),
                    {"key": key, "band": band},
                    file,
                )
            if any(option.name == band and option.band != band for option in options):
                yield Fault(
                    N_("{key}: the band {band} is also the code of an option outside it."),
                    {"key": key, "band": band},
                    file,
                )


def _faults_of_double_feeding(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """A measure that is one finding is fed by one item for each role."""
    for measure in dict.fromkeys(
        item.measure
        for item in questionnaire.items
        if item.measure and item.measure not in OPEN_MEASURES
    ):
        fed_by = list(questionnaire.feeding(measure))
        if len({(role, item.name) for item in fed_by for role in item.roles}) > len(
            {role for item in fed_by for role in item.roles}
        ):
            yield Fault(
                N_(
                    "several items that one person is asked feed {measure}: {items}. Keep one of"
                    " them."
                ),
                {"measure": measure, "items": ", ".join(item.name for item in fed_by)},
                file,
            )


def _faults_of_shared_codes(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """Items that feed one finding, one for each role, share its codes.

    A code that both have means the same in both.
    """
    for first, second in combinations(
        [item for item in questionnaire.items if item.measure not in (None, *OWN_FINDINGS)], 2
    ):
        if first.measure != second.measure:
            continue
        own, other = (_meanings(questionnaire.options(item)) for item in (first, second))
        if differing := ", ".join(
            code for code in own if code in other and own[code] != other[code]
        ):
            yield Fault(
                N_(
                    "{first} and {second} both feed {measure}, but do not mean the same by {codes}:"
                    " counts_as, band and label must be equal. Let both use one list of options, or"
                    " other codes."
                ),
                {
                    "first": first.name,
                    "second": second.name,
                    "measure": first.measure,
                    "codes": differing,
                },
                file,
            )


def _meanings(options: tuple[Option, ...]) -> dict[str, tuple[object, ...]]:
    """Return what each code of an answer or of a band means.

    What it counts as, under which code it is published, and what it is called.
    """
    labels = {option.band: option.band_label for option in reversed(options) if option.band_label}
    names = {
        option.name: (option.counts_as, option.band or option.name, option.label)
        for option in options
    }
    bands = {
        option.band: (option.counts_as, option.band, labels.get(option.band))
        for option in options
        if option.band
    }
    return {**names, **bands}


def _faults_of_relevant(item: Item, questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """An expression may use the subset only, earlier items, and codes that they have."""
    if item.relevant is None:
        return
    key = f"items.{item.name}.relevant"
    names = [other.name for other in questionnaire.items]
    earlier = names[: names.index(item.name)]
    try:
        comparisons = list(parse_relevant(item.relevant).comparisons())
    except RelevantError as error:
        allowed = "${name}, = != < <= > >=, 'code', and, or, not(), selected(${name}, 'code')"
        message = N_("{key} cannot be read from character {position} on; it may use {allowed}.")
        yield Fault(message, {"key": key, "position": error.args[0], "allowed": allowed}, file)
        return
    for compared in comparisons:
        if compared.item not in earlier:
            yield Fault(
                N_("{key} names {name}, which is not asked before it."),
                {"key": key, "name": compared.item},
                file,
            )
            continue
        other = questionnaire.by_name[compared.item]
        if item.short and not other.short:
            yield Fault(
                N_("{key} names {name}, which is not in the short form."),
                {"key": key, "name": other.name},
                file,
            )
        for role in item.roles:
            if role not in other.roles:
                yield Fault(
                    N_("{key} names {name}, which the {role} is not asked."),
                    {"key": key, "name": other.name, "role": role},
                    file,
                )
        if fault := _misfit(compared, other, questionnaire, key, file):
            yield fault


def _misfit(
    compared: Condition, other: Item, questionnaire: Questionnaire, key: str, file: str
) -> Fault | None:
    """Return what is wrong with comparing the answer to *other* so, if anything."""
    codes = [option.name for option in questionnaire.options(other)]
    numbers = other.type == "integer" or any(code.isdecimal() for code in codes)
    values = {"key": key, "name": other.name}
    if compared.sign in BY_SIZE and (other.several or not numbers):
        return Fault(
            N_("{key} compares {name} by size, but its answers are not numbers."), values, file
        )
    if compared.code == "" and compared.sign != "selected":
        return None
    if other.several and compared.sign != "selected":
        return Fault(N_("{key}: {name} takes several answers; use selected()."), values, file)
    if codes and compared.code not in codes:
        return unknown_name_fault(key, compared.code, codes, file)
    if other.type in ("text", "date") or (
        other.type == "integer" and not compared.code.lstrip("-").isdecimal()
    ):
        return Fault(N_("{key}: the answer to {name} cannot be compared with that."), values, file)
    return None
