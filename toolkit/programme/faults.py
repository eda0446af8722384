"""Faults that any part of a programme can have: an unknown name, a code twice, a text missing."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from pydantic import BaseModel

from toolkit.errors import N_, Fault
from toolkit.i18n import LANGUAGES
from toolkit.programme.toml import TOML_KEY_MISSING


def unknown_name_fault(key: str, name: str, known: Iterable[str], file: str) -> Fault:
    """Return the fault that *key* names something unknown.

    Args:
        key: Where the name stands, as the person finds it in the file.
        name: What stands there.
        known: What may stand there.
        file: Name of the file.

    Returns:
        A fault with the nearest known name, or else with all of them.
    """
    names = sorted(known)
    if near := get_close_matches(name, names, 1):
        return Fault(
            N_("{key}: {name} is not known; did you mean {near}?"),
            {"key": key, "name": name, "near": near[0]},
            file,
        )
    return Fault(
        N_("{key}: {name} is not known; known are {known}."),
        {"key": key, "name": name, "known": ", ".join(names)},
        file,
    )


def find_repeated(names: Iterable[str], key: str, file: str) -> Iterator[Fault]:
    """Yield a fault for every code that stands more than once under *key*.

    Args:
        names: The codes as they stand in the file.
        key: The list that they stand in.
        file: Name of the file.

    Yields:
        One fault for each such code, however often it stands there.
    """
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(
                N_("{key}: the code {name} stands there twice."), {"key": key, "name": name}, file
            )


def find_untranslated(
    value: object, languages: Collection[str], file: str, key: str = ""
) -> Iterator[Fault]:
    """Walk a model and yield a fault for every text that is missing in one of *languages*.

    Args:
        value: A model, or a part of one: a tuple, a table of texts, anything else.
        languages: Languages in which every text must stand.
        file: Name of the file.
        key: Where *value* stands in the file; empty for the whole of it.

    Yields:
        A fault for each text and language, with the key of both.
    """
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, tuple):
        value = {
            getattr(part, "name", str(number)): part for number, part in enumerate(value, start=1)
        }
    # A text is told by its keys: all of them are languages.
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        for language in languages:
            if not value.get(language, "").strip():
                yield Fault(TOML_KEY_MISSING, {"key": f"{key}.{language}"}, file)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from find_untranslated(part, languages, file, f"{key}.{name}" if key else name)
