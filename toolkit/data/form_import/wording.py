"""What form platforms write, understood: headers as questions, texts as options."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.errors import N_
from toolkit.programme.questionnaire import Item, Option, Questionnaire, Role

NO_ANSWER_TEXTS = frozenset(
    {
        "",
        "-",
        "--",
        "/",
        "n/a",
        "n.a",
        "na",
        "#n/a",
        "not applicable",
        "ej tillämpligt",
        "ej aktuellt",
    }
)
"""Folded cells that say nothing, unless the questionnaire has such an option."""

TIME_HEADERS = frozenset(
    {
        "timestamp",
        "tidstämpel",
        "tidsstämpel",
        "completion time",
        "slutförandetid",
        "submission date",
        "date submitted",
        "submitdate",
        "submitted_at",
    }
)
RESPONSE_ID_HEADERS = frozenset(
    {
        "id", "response id", "responseid", "submission id", "respondent id", "respondentid",
        "_id", "key", "#", "record_id",
    }
)  # fmt: skip  # one a line would hide that it is one list
"""Columns in which a platform numbers what was sent in, once for all."""
DROPPED_HEADERS = RESPONSE_ID_HEADERS | frozenset(
    {
        "name", "namn", "first name", "förnamn", "last name", "efternamn", "username",
        "användarnamn", "submitter", "submitter email",
        "email", "e-mail", "email address", "e-mail address", "e-post", "epost", "e-postadress",
        "telefon", "phone", "ip address", "ipaddr",
        "score", "poäng", "start time", "starttid", "startdate",
        "last modified time", "tid för senaste ändring", "token",
    }
)  # fmt: skip  # one a line would hide that it is one list
_ALIKE = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "\u200b": None,
        "\ufeff": None,
        "\u00ad": None,
    }
)
_LAST = " ?:*.!,;"
_SEPARATOR = re.compile(r"\s*[,;]\s*")

OTHER_CODE = "other"
LEAST_ALIKE = 3
"""Rows with the same unknown text from which it looks like an option worded otherwise."""

SEVERAL_OPTIONS = N_(
    "two or more options in a question that takes one answer; counted as no answer. Rows: {rows}."
)
OTHER_TEXT = N_(
    "text that is none of the options; counted as “other”, the text itself is not stored. Rows:"
    " {rows}."
)
TEXT_NO_OPTION = N_("text that is none of the options; not counted and not stored. Rows: {rows}.")
SAME_TEXT = N_(
    "these rows hold one and the same text, which is none of the options. If an option was worded"
    " so, add it to its aliases. Rows: {rows}."
)

LeftOut = tuple[str, Sequence[int]]
"""A sentence and the places, counted from 0, of the rows that it is about."""


def fold_text(text: str) -> str:
    """Return *text* as it is compared.

    NFC, lower case, single spaces, plain quotes and dashes, no punctuation last.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).casefold().split()).rstrip(
        _LAST
    )


@dataclass(frozen=True)
class Headers:
    """What the columns of an export are.

    Attributes:
        items: The question of a column, by position; only questions whose answers are codes,
            numbers or dates.
        texts: Positions of questions answered in free text, which is never stored.
        times: Positions of the time at which the form was sent in.
        dropped: Positions of names, addresses and the platform's own columns.
        ids: Those of them that hold the platform's response id.
        unclear: Positions that fit several questions, or a question that another column fits too.
        unknown: Positions that fit no question that the role is asked.
        other_role: Positions in *items* worded for the other role.
    """

    items: Mapping[int, Item]
    texts: tuple[int, ...]
    times: tuple[int, ...]
    dropped: tuple[int, ...]
    ids: tuple[int, ...]
    unclear: tuple[int, ...]
    unknown: tuple[int, ...]
    other_role: tuple[int, ...]


def understand_headers(header: Sequence[str], questionnaire: Questionnaire, role: Role) -> Headers:
    """Find the question of each column.

    By the item's name, its wording for *role*, an alias, or the other role's wording.

    Args:
        header: The texts above the columns.
        questionnaire: Whose questions they are.
        role: Who filled the form in.

    Returns:
        What each column is, by position.
    """
    ways = _ways_to_say(questionnaire, role)
    fits = {position: _fit(fold_text(text), ways) for position, text in enumerate(header)}
    columns: dict[str, list[int]] = defaultdict(list)
    for position, (items, _) in fits.items():
        for item in items:
            columns[item.name].append(position)
    unclear = tuple(
        position
        for position, (items, _) in fits.items()
        if len(items) > 1 or any(len(columns[item.name]) > 1 for item in items)
    )
    matched = {
        position: items[0]
        for position, (items, _) in fits.items()
        if items and position not in unclear
    }
    rest = {
        position: fold_text(header[position]).rstrip("0123456789")
        for position, (items, _) in fits.items()
        if not items
    }
    return Headers(
        items={position: item for position, item in matched.items() if item.kind != "text"},
        texts=tuple(position for position, item in matched.items() if item.kind == "text"),
        times=tuple(position for position, text in rest.items() if text in TIME_HEADERS),
        dropped=tuple(position for position, text in rest.items() if text in DROPPED_HEADERS),
        ids=tuple(place for place in rest if fold_text(header[place]) in RESPONSE_ID_HEADERS),
        unclear=unclear,
        unknown=tuple(
            position
            for position, text in rest.items()
            if text not in TIME_HEADERS | DROPPED_HEADERS
        ),
        other_role=tuple(position for position in matched if fits[position][1] == len(ways) - 1),
    )


def _ways_to_say(questionnaire: Questionnaire, role: Role) -> list[dict[str, list[Item]]]:
    """Return what a header may say for each item that *role* is asked, the surest way first."""
    other: Role = "mentee" if role == "mentor" else "mentor"
    ways: list[dict[str, list[Item]]] = [defaultdict(list) for _ in range(4)]
    for item in questionnaire.items:
        if role in item.roles:
            own, others = (item.wording(role) or {}).values(), (item.wording(other) or {}).values()
            for way, texts in zip(ways, ([item.name], own, item.aliases, others), strict=True):
                for text in {fold_text(text) for text in texts}:
                    way[text].append(item)
    return ways


def _fit(text: str, ways: list[dict[str, list[Item]]]) -> tuple[list[Item], int]:
    """Return the items that *text* names, and in which way."""
    return next(((way[text], number) for number, way in enumerate(ways) if text in way), ([], -1))


@dataclass(frozen=True)
class ChosenOptions:
    """What a cell of a question with options says.

    The codes found, and the text beside them, which nobody may store or print.
    """

    codes: frozenset[str]
    other_text: str = field(default="", repr=False)


@dataclass(frozen=True)
class OptionTexts:
    """The words by which the options of one question are known."""

    options: tuple[Option, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """The codes in the order of the questionnaire."""
        return tuple(option.name for option in self.options)

    @cached_property
    def codes(self) -> dict[str, str]:
        """Code by folded code."""
        return {fold_text(option.name): option.name for option in self.options}

    @cached_property
    def texts(self) -> dict[str, str]:
        """Code by folded label or alias."""
        return {
            fold_text(text): option.name
            for option in self.options
            for text in (*option.label.values(), *option.aliases)
            if fold_text(text)
        }

    @cached_property
    def _at_start(self) -> re.Pattern[str]:
        """The longest option that stands at a position and ends at a separator or the end."""
        # Of several alternatives a pattern takes the first that fits, not the longest.
        longest_first = "|".join(
            re.escape(text) for text in sorted(self.texts, key=len, reverse=True)
        )
        return re.compile(
            rf"(?P<text>{longest_first})[{re.escape(_LAST)}]*?(?:{_SEPARATOR.pattern}|$)"
        )

    def shared(self) -> list[tuple[str, str]]:
        """Return pairs of codes whose options share a text.

        Such a text would be counted for the wrong one.
        """
        owners: dict[str, set[str]] = defaultdict(set)
        for option in self.options:
            for text in (option.name, *option.label.values(), *option.aliases):
                owners[fold_text(text)].add(option.name)
        return sorted({(min(names), max(names)) for names in owners.values() if len(names) > 1})

    def read(self, cell: str) -> ChosenOptions:
        """Return what *cell* says, taken from the left, the longest option first.

        It is never split on commas.
        """
        words = fold_text(cell)
        if words in self.texts:
            return ChosenOptions(frozenset({self.texts[words]}))
        if words in NO_ANSWER_TEXTS:
            return ChosenOptions(frozenset())
        parts = re.split(r"[\s,;]+", re.sub(r"(?<=\d)\.0\b", "", words))
        if all(part in self.codes for part in parts):
            return ChosenOptions(frozenset(self.codes[part] for part in parts))
        return self._consume(words)

    def _consume(self, words: str) -> ChosenOptions:
        codes, beside, position = set(), [], 0
        while position < len(words):
            if option := self._at_start.match(words, position):
                codes.add(self.texts[option["text"]])
                position = option.end()
            else:
                separator = _SEPARATOR.search(words, position)
                end = separator.start() if separator else len(words)
                if words[position:end] not in NO_ANSWER_TEXTS:
                    beside.append(words[position:end])
                position = separator.end() if separator else end
        return ChosenOptions(frozenset(codes), ", ".join(beside))


def read_whole(cell: str) -> str:
    """Return a whole number as it is stored, ``5`` for ``5.0`` and ``5,0`` too.

    Nothing for anything else.
    """
    number = re.fullmatch(r"(-?\d{1,9})(?:[.,]0+)?", fold_text(cell))
    return str(int(number[1])) if number else ""


def read_options(
    cells: Sequence[str], item: Item, options: Sequence[Option]
) -> tuple[list[str], list[LeftOut]]:
    """Return the codes of each cell, and what was left out.

    Args:
        cells: What was answered to one question, row by row.
        item: The question.
        options: Its options.

    Returns:
        For each cell codes in the questionnaire's order, ``;`` between them, blank for none; and
        for each reason to leave something out the places of those cells.
    """
    texts = OptionTexts(tuple(options))
    answers = []
    left_out, unknown = defaultdict(list), defaultdict(list)
    for place, cell in enumerate(cells):
        chosen = texts.read(cell)
        codes = chosen.codes
        if chosen.other_text:
            unknown[chosen.other_text].append(place)
            as_other = OTHER_CODE in texts.order and (item.several or not codes)
            codes = codes | {OTHER_CODE} if as_other else codes if item.several else frozenset()
            left_out[OTHER_TEXT if as_other else TEXT_NO_OPTION].append(place)
        elif len(codes) > 1 and not item.several:
            codes = frozenset()
            left_out[SEVERAL_OPTIONS].append(place)
        answers.append(";".join(code for code in texts.order if code in codes))
    alike = [(SAME_TEXT, places) for places in unknown.values() if len(places) >= LEAST_ALIKE]
    return answers, [*left_out.items(), *alike]
