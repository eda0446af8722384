"""One TOML file as a model, or what is wrong with it.

One sentence for each thing to mend, by file and key.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from toolkit.errors import N_, Fault

Model = TypeVar("Model", bound=BaseModel)
TOML_KEY_MISSING = N_("the key {key} is missing.")
NOT_TOML = {
    "Cannot overwrite": N_("this key stands in the same place twice. Remove one of them."),
    "Cannot declare": N_(
        "this heading stands there twice. A block of a list has double square brackets round its"
        " heading."
    ),
    "Invalid value": N_("this value cannot be read. Text needs quotation marks round it."),
    "Illegal character": N_(
        "there is a sign here that cannot stand here. Is a quotation mark missing?"
    ),
}
"""How the usual slips begin in the words of tomllib."""
UNREADABLE: dict[type[Exception], str] = {
    FileNotFoundError: N_("the file is missing."),
    OSError: N_("the file cannot be read."),
    UnicodeDecodeError: N_("the file is not UTF-8 text. Save it as UTF-8."),
    RecursionError: N_("too many brackets stand inside each other."),
}
"""What keeps a file from being read at all; the first that fits is said."""
MUST_BE = {
    "string_type": N_("the key {key} must be text in quotes."),
    "string_pattern_mismatch": N_(
        "the key {key} must be a code: letters a to z, digits, _, + and -, without spaces."
    ),
    "int": N_("the key {key} must be a whole number."),
    "float": N_("the key {key} must be a number."),
    "bool": N_("the key {key} must be true or false."),
    "literal_error": N_("the key {key} must be one of {known}."),
    "tuple_type": N_(
        "the key {key} must be a list: square brackets round its values, or double ones round its"
        " heading."
    ),
    "dict_type": N_("the key {key} must be a table with keys of its own."),
    "model_type": N_("the key {key} must be a table with keys of its own."),
    "greater_than_equal": N_("the key {key} must be at least {ge}."),
    "less_than_equal": N_("the key {key} must be at most {le}."),
    "greater_than": N_("the key {key} must be more than {gt}."),
    "too_short": N_("the key {key} must not be empty."),
    "groups_in_bands": N_(
        'the key {key} must be "none" or left out, because kind = "bands" tells the total only.'
    ),
}
"""What pydantic found, as a sentence that says what to do.

By pydantic's own name for it, or the first part of that name.
"""


def read_toml(file: Path, model: type[Model], faults: list[Fault]) -> Model | None:
    """Return what *file* holds, and add to *faults* what is wrong with it.

    Args:
        file: The TOML file.
        model: What it is to hold.
        faults: The list that the faults of the file are added to.

    Returns:
        The model. Of a file with faults, what can be read of it is returned if anything can, so
        that it is proof-read in the same round; else ``None``.
    """
    try:
        # sig: some editors begin a file with a mark of its encoding.
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except tuple(UNREADABLE) as error:
        said = next(said for kind, said in UNREADABLE.items() if isinstance(error, kind))
        faults.append(Fault(said, file=file.name))
    except tomllib.TOMLDecodeError as error:
        faults.append(_fault_of_toml(str(error), file.name))
    else:
        return _model(content, model, faults, file.name)
    return None


def _fault_of_toml(said: str, file: str) -> Fault:
    reason, line = said.split(" (at ")[0], re.search(r"at line (\d+)", said)
    usual = next((message for start, message in NOT_TOML.items() if reason.startswith(start)), None)
    return Fault(
        usual or N_("this is not valid TOML: {reason}."),
        {"reason": reason},
        file,
        int(line[1]) if line else None,
    )


def _model(
    content: dict[str, Any], model: type[Model], faults: list[Fault], file: str
) -> Model | None:
    """Validate *content*.

    An unknown key is told once, and then read as the key that it is nearest to.
    """
    # It ends: each round takes one unknown key out of the content.
    while True:
        try:
            return model.model_validate(content)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False)
        unknown = [
            problem
            for problem in problems
            if problem["type"] == "extra_forbidden" or problem["loc"][-1] == "[key]"
        ]
        if not unknown:
            faults += [_fault(problem, content, file) for problem in problems]
            return _drop_problems(content, model, problems)
        faults.append(_mend_unknown_key(unknown[0], model, content, file))


def _drop_problems(
    content: dict[str, Any], model: type[Model], problems: list[ErrorDetails]
) -> Model | None:
    """Return what is left without the whole item, list or setting that each problem is in."""
    # From the back: to take one out of a list must not move the others.
    for *outer, part in sorted({_path(problem)[:2] for problem in problems}, reverse=True):
        holder: Any = content[str(outer[0])] if outer else content
        with suppress(KeyError):  # a missing key
            del holder[part]
    try:
        return model.model_validate(content)
    except ValidationError:
        return None


def _mend_unknown_key(
    problem: ErrorDetails, model: type[BaseModel], content: dict[str, Any], file: str
) -> Fault:
    """Return the fault of an unknown key, once it is taken out of *content* or renamed.

    It is renamed to the nearest known one, so that its value is proof-read in the same round.
    """
    *path, key = _path(problem)
    known = _expected(problem) or _keys_at(path, model)
    values = {"key": _name_key((*path, key), content), "known": ", ".join(known)}
    holder: Any = content
    for part in path:
        holder = holder[part]
    value, near = holder.pop(key), get_close_matches(str(key), known, 1)
    if not near:
        return Fault(N_("unknown key {key}; known here are {known}."), values, file)
    holder[near[0]] = (
        {**value, **holder[near[0]]}
        if isinstance(value, dict) and isinstance(holder.get(near[0]), dict)
        else holder.get(near[0], value)
    )
    return Fault(N_("unknown key {key}; did you mean {near}?"), {**values, "near": near[0]}, file)


def _fault(problem: ErrorDetails, content: dict[str, Any], file: str) -> Fault:
    kind, path = problem["type"], _path(problem)
    bounds = {
        name: f"{bound:g}"
        for name, bound in problem.get("ctx", {}).items()
        if isinstance(bound, int | float)
    }
    values = {
        "key": _name_key(path, content),
        "known": ", ".join(_expected(problem)),
        "reason": problem["msg"],
        **bounds,
    }
    if kind == "missing":
        return Fault(TOML_KEY_MISSING, values, file)
    message = MUST_BE.get(kind) or MUST_BE.get(kind.split("_")[0]) or N_("the key {key}: {reason}.")
    return Fault(message, values, file)


def _path(problem: ErrorDetails) -> tuple[str | int, ...]:
    """Return where the problem is, without the marks that pydantic adds.

    It adds them for keys and for the two kinds of label.
    """
    return tuple(part for part in problem["loc"] if not str(part).startswith(("[", "<")))


def _expected(problem: ErrorDetails) -> list[str]:
    return re.findall(r"'([^']*)'", str(problem.get("ctx", {}).get("expected", "")))


def _keys_at(path: Iterable[str | int], model: type[BaseModel]) -> list[str]:
    """Return the keys that *model* knows where *path* leads."""
    for part in path:
        if part in model.model_fields:
            model = next(_models_in(model.model_fields[str(part)].annotation), model)
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _name_key(path: Iterable[str | int], content: Any) -> str:
    """Return a key as a person finds it: list members by their name, or counted from 1."""
    words = []
    for part in path:
        content = (
            content[part]
            if isinstance(part, int) or (isinstance(content, dict) and part in content)
            else None
        )
        name = content.get("name") if isinstance(content, dict) else None
        words.append(
            (name if isinstance(name, str) else str(part + 1)) if isinstance(part, int) else part
        )
    return ".".join(words)
