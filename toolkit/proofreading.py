"""What is wrong between the parts of a questionnaire, each fault with its file and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from pydantic import BaseModel

from toolkit.errors import N_, Fault
from toolkit.questionnaire import CLOSING_CODES, OPEN_MEASURES, RESERVED, SEVERAL_MEASURES, SINGLE_MEASURES, Item, Questionnaire
from toolkit.relevant import BY_SIZE, Condition, RelevantError, parse
from toolkit.texts import LANGUAGES
from toolkit.tomlfile import MISSING

PLAIN_KINDS = ("integer", "date", "text")


def proofread(questionnaire: Questionnaire, file: str, *, languages: Collection[str], objectives: Collection[str] | None) -> Iterator[Fault]:
    """Yield what is wrong in *questionnaire*.

    Args:
        questionnaire: One whose parts are each what they should be.
        file: Name of its file.
        languages: Languages in which every text must stand.
        objectives: Codes of the programme's objectives; ``None`` if they are not known and cannot be looked up.
    """
    if file != f"{questionnaire.name}.toml":
        yield Fault(N_("the questionnaire {name} must be in the file {name}.toml."), {"name": questionnaire.name}, file)
    yield from untranslated(questionnaire, languages, file)
    yield from repeated((item.name for item in questionnaire.items), "items", file)
    for item in questionnaire.items:
        yield from _faults_of_item(item, questionnaire, file)
        yield from _faults_of_measure(item, questionnaire, objectives, file)
        yield from _faults_of_relevant(item, questionnaire, file)
    yield from _faults_of_choices(questionnaire, file)
    yield from _fed_twice(questionnaire, file)


def not_known(key: str, name: str, known: Iterable[str], file: str) -> Fault:
    """Return the fault that *key* names something unknown, with the nearest known name, or else all of them."""
    names = sorted(known)
    if near := get_close_matches(name, names, 1):
        return Fault(N_("{key}: {name} is not known; did you mean {near}?"), {"key": key, "name": name, "near": near[0]}, file)
    return Fault(N_("{key}: {name} is not known; known are {known}."), {"key": key, "name": name, "known": ", ".join(names)}, file)


def repeated(names: Iterable[str], key: str, file: str) -> Iterator[Fault]:
    """Yield a fault for every code that stands more than once under *key*."""
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(N_("{key}: the code {name} stands there twice."), {"key": key, "name": name}, file)


def untranslated(value: object, languages: Collection[str], file: str, key: str = "") -> Iterator[Fault]:
    """Walk a model and yield a fault for every text that is missing in one of *languages*."""
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, tuple):
        value = {getattr(part, "name", str(number)): part for number, part in enumerate(value, start=1)}
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        for language in languages:
            if not value.get(language, "").strip():
                yield Fault(MISSING, {"key": f"{key}.{language}"}, file)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from untranslated(part, languages, file, f"{key}.{name}" if key else name)


def _faults_of_item(item: Item, questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    key = f"items.{item.name}"
    if item.choices is None and item.type not in PLAIN_KINDS:
        yield Fault(N_("{key}.type must be select_one LIST, select_multiple LIST, integer, date or text."), {"key": key}, file)
    elif item.choices is not None and item.choices not in questionnaire.choices:
        yield not_known(f"{key}.type", item.choices, questionnaire.choices, file)
    for role in item.roles:
        if item.wording(role) is None:
            yield Fault(MISSING, {"key": f"{key}.label.{role}"}, file)
    if item.since > questionnaire.version:
        yield Fault(N_("{key}.since is later than the version of the questionnaire."), {"key": key}, file)


def _faults_of_measure(item: Item, questionnaire: Questionnaire, objectives: Collection[str] | None, file: str) -> Iterator[Fault]:
    if item.measure is None:
        return
    key = f"items.{item.name}"
    measures = {*SINGLE_MEASURES, *SEVERAL_MEASURES, *OPEN_MEASURES, *(f"objective.{name}" for name in objectives or ())}
    if item.measure not in measures and not (objectives is None and item.measure.startswith("objective.")):
        yield not_known(f"{key}.measure", item.measure, measures, file)
        return
    takes_several = item.measure in SEVERAL_MEASURES
    if item.type in PLAIN_KINDS or (item.choices and item.several != takes_several and item.measure != "item"):
        yield Fault(N_("{key}.type does not fit the measure {measure}."), {"key": key, "measure": item.measure}, file)
    if item.title is None:
        yield Fault(MISSING, {"key": f"{key}.title"}, file)
    for option in questionnaire.options(item):
        codes = CLOSING_CODES.get(item.measure)
        if codes is not None and option.name not in codes:
            yield not_known(f"choices.{item.choices}", option.name, codes, file)
        elif codes is not None and option.counts_as not in (codes[option.name], None):
            values = {"key": f"choices.{item.choices}.{option.name}.counts_as", "wanted": codes[option.name]}
            yield Fault(N_("the key {key} must be {wanted}."), values, file)


def _faults_of_choices(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    measured = {item.choices for item in questionnaire.items if item.measure}
    for name, options in questionnaire.choices.items():
        key = f"choices.{name}"
        yield from repeated((option.name for option in options), key, file)
        for option in options:
            if option.name in RESERVED or option.band in RESERVED:
                yield Fault(N_("{key}: the code {name} is used for blank answers. Choose another."), {"key": key, "name": option.name}, file)
            if option.counts_as is None and name in measured:
                yield Fault(MISSING, {"key": f"{key}.{option.name}.counts_as"}, file)
        for band in dict.fromkeys(option.band for option in options if option.band):
            if len({option.counts_as for option in options if option.band == band}) > 1:
                yield Fault(N_("{key}: the options of the band {band} must all count as the same."), {"key": key, "band": band}, file)
            if any(option.name == band and option.band != band for option in options):
                yield Fault(N_("{key}: the band {band} is also the code of an option outside it."), {"key": key, "band": band}, file)


def _fed_twice(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """A measure that is one finding is fed by one item for each role."""
    for measure in dict.fromkeys(item.measure for item in questionnaire.items if item.measure and item.measure not in OPEN_MEASURES):
        fed_by = list(questionnaire.feeding(measure))
        if len({(role, item.name) for item in fed_by for role in item.roles}) > len({role for item in fed_by for role in item.roles}):
            items = ", ".join(item.name for item in fed_by)
            yield Fault(N_("several items that one person is asked feed {measure}: {items}. Keep one of them."), {"measure": measure, "items": items}, file)


def _faults_of_relevant(item: Item, questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """An expression may use the subset only, earlier items, and codes that they have."""
    if item.relevant is None:
        return
    key = f"items.{item.name}.relevant"
    names = [other.name for other in questionnaire.items]
    earlier = names[: names.index(item.name)]
    try:
        comparisons = list(parse(item.relevant).comparisons())
    except RelevantError as error:
        allowed = "${name}, = != < <= > >=, 'code', and, or, not(), selected(${name}, 'code')"
        message = N_("{key} cannot be read from character {position} on; it may use {allowed}.")
        yield Fault(message, {"key": key, "position": error.args[0], "allowed": allowed}, file)
        return
    for compared in comparisons:
        if compared.item not in earlier:
            yield Fault(N_("{key} names {name}, which is not asked before it."), {"key": key, "name": compared.item}, file)
            continue
        other = questionnaire.by_name[compared.item]
        for role in item.roles:
            if role not in other.roles:
                yield Fault(N_("{key} names {name}, which the {role} is not asked."), {"key": key, "name": other.name, "role": role}, file)
        if fault := _misfit(compared, other, questionnaire, key, file):
            yield fault


def _misfit(compared: Condition, other: Item, questionnaire: Questionnaire, key: str, file: str) -> Fault | None:
    """Return what is wrong with comparing the answer to *other* so, if anything."""
    codes = [option.name for option in questionnaire.options(other)]
    numbers = other.type == "integer" or any(code.isdecimal() for code in codes)
    values = {"key": key, "name": other.name}
    if compared.sign in BY_SIZE and (other.several or not numbers):
        return Fault(N_("{key} compares {name} by size, but its answers are not numbers."), values, file)
    if compared.code == "" and compared.sign != "selected":
        return None
    if other.several and compared.sign != "selected":
        return Fault(N_("{key}: {name} takes several answers; use selected()."), values, file)
    if codes and compared.code not in codes:
        return not_known(key, compared.code, codes, file)
    if other.type in ("text", "date") or (other.type == "integer" and not compared.code.lstrip("-").isdecimal()):
        return Fault(N_("{key}: the answer to {name} cannot be compared with that."), values, file)
    return None
