"""A questionnaire as data.

Items, options, what each option counts as, in every language of the programme.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from toolkit.i18n import Language, LanguageCode

Role = Literal["mentor", "mentee"]
ROLES: tuple[Role, ...] = ("mentor", "mentee")
CountsAs = Literal["favourable", "other", "no_answer", "not_applicable"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$")]
Text = Annotated[dict[LanguageCode, str], Field(min_length=1)]
"""Language code to text."""

SINGLE_MEASURES = frozenset(
    {"goals.met", "process.works", "onward.confidence", "contact.keep", "recommend", "development"}
)
SEVERAL_MEASURES = frozenset({"onward.plan", "contact.how"})
OPEN_MEASURES = ("process.part", "item")
"""Measures that many items may feed, each item its own finding."""

_PLANS = (
    "keep_practising",
    "new_goal",
    "new_mentor",
    "become_mentor",
    "course_or_network",
    "other",
)
CLOSING_CODES: Mapping[str, Mapping[str, CountsAs]] = {
    "goals.met": {
        "fully": "favourable",
        "largely": "favourable",
        "partly": "other",
        "not": "other",
        "replaced": "other",
        "no_goal": "not_applicable",
        "prefer_not": "no_answer",
    },
    "process.works": {
        "5": "favourable",
        "4": "favourable",
        "3": "other",
        "2": "other",
        "1": "other",
        "prefer_not": "no_answer",
    },
    "onward.plan": {
        **dict.fromkeys(_PLANS, "favourable"),
        "nothing": "other",
        "prefer_not": "no_answer",
    },
    "contact.keep": {
        "yes": "favourable",
        "no": "other",
        "dont_know": "other",
        "prefer_not": "no_answer",
    },
}
"""The codes of the four closing questions and what they count as, the same in every programme.

The measures know what each means.
"""
RESERVED = ("no_answer",)
"""Codes that a finding uses for itself: blank."""

Occasion = Literal["start", "checkin", "closing", "followup"]
Recorded = Literal[
    "pairs.agreed_on",
    "pairs.every_days",
    "pairs.forms",
    "pairs.areas",
    "pairs.confidential",
    "pairs.has_goal",
    "goals.area",
    "goals.importance",
    "goals.difficulty",
    "goals.set_on",
]
"""Columns of the register that an answer may set.

What a goal says has none: it is never asked for.
"""


class StrictModel(BaseModel):
    """A part of a file in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RoleText(StrictModel):
    """Wording that differs between the two, each question mirrored."""

    mentor: Text | None = None
    mentee: Text | None = None


def _label_kind(label: object) -> str:
    """One wording for both, or one for each role.

    Told by its keys, so that only the faults of that kind are named.
    """
    mirrored = isinstance(label, RoleText) or (
        isinstance(label, dict)
        and (
            not label.keys().isdisjoint(ROLES)
            or any(isinstance(part, dict) for part in label.values())
        )
    )
    return "<mirrored>" if mirrored else "<one>"


Label = Annotated[
    Annotated[Text, Tag("<one>")] | Annotated[RoleText, Tag("<mirrored>")],
    Discriminator(_label_kind),
]


class Option(StrictModel):
    """One answer to choose.

    Attributes:
        name: The code that is stored; never reused for another meaning.
        label: What the person reads.
        counts_as: What the answer counts as in a finding.
        band: Code under which a finding publishes it, where several options are published as one.
        band_label: What the band is called, where its code does not say so.
        aliases: How other years or forms worded it.
    """

    name: Code
    label: Text
    counts_as: CountsAs | None = None
    band: Code | None = None
    band_label: Text | None = None
    aliases: tuple[str, ...] = ()


class Item(StrictModel):
    """One question, in the column words of XLSForm.

    Attributes:
        name: Code of the item, as it stands in the table ``answers``.
        type: ``select_one LIST``, ``select_multiple LIST``, ``integer``, ``date`` or ``text``.
        label: The question, one wording for both or mirrored for mentor and mentee.
        title: The short name in tables and charts.
        measure: The measure that the item feeds; ``item`` for a finding of the programme's own.
        roles: Who is asked.
        relevant: When it is asked, as an XLSForm expression over earlier items.
        aliases: Headers of other years or forms.
        seed: The sentences of the programme's own guide that the item comes from.
        since: Version of the questionnaire from which the meaning stands.
        section: The title of the screen that begins with this item; items follow until the next
            section.
        short: Whether the item is asked of a pair that ended early, too.
        records: The column of the register that the answer sets, instead of a row of ``answers``;
            both of the pair and the association see it.
        told: Codes of the answers of which the association is told who gave them, as the hint has
            to say: a wish to be contacted. No other answer is ever told so.
    """

    name: Code
    type: str
    label: Label
    title: Text | None = None
    hint: Text | None = None
    measure: str | None = None
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] = ROLES
    required: bool = False
    relevant: str | None = None
    aliases: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()
    since: int = Field(default=1, ge=1)
    section: Text | None = None
    short: bool = False
    records: Recorded | None = None
    told: tuple[Code, ...] = ()

    @property
    def kind(self) -> str:
        """The type without its list: ``select_one``, ``select_multiple``, ``text`` and so on."""
        return self.type.split()[0] if self.type.split() else ""

    @property
    def choices(self) -> str | None:
        """The name of the list of options, for the two ``select`` types."""
        return (
            self.type.split()[1]
            if self.kind in ("select_one", "select_multiple") and len(self.type.split()) == 2
            else None
        )

    @property
    def several(self) -> bool:
        """Whether a person may choose several options."""
        return self.kind == "select_multiple"

    def wording(self, role: Role) -> Text | None:
        """Return the question as *role* reads it, by language."""
        return getattr(self.label, role) if isinstance(self.label, RoleText) else self.label


class Questionnaire(StrictModel):
    """One questionnaire file: ``closing.toml``.

    Attributes:
        name: Code of the questionnaire, as it stands in the table ``answers``.
        version: Integer version; raised whenever an item changes its meaning.
        choices: Lists of options by name.
        items: The questions in the order in which they are asked.
        opens: When it opens: at the start of a pair, at check-ins, at its closing, or some time
            after it.
        months: Check-ins: months after the start of the pair. Follow-up: months after its end.
    """

    name: Code
    version: int = Field(ge=1)
    title: Text
    intro: Text | None = None
    choices: dict[str, tuple[Option, ...]] = {}
    items: tuple[Item, ...]
    opens: Occasion = "closing"
    months: tuple[Annotated[int, Field(strict=True, ge=1, le=60)], ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """The items by name."""
        return {item.name: item for item in self.items}

    def options(self, item: Item) -> tuple[Option, ...]:
        """Return the options of *item*, in order; none for a text or a number."""
        return self.choices.get(item.choices or "", ())

    def feeding(self, measure: str, role: Role | None = None) -> Iterator[Item]:
        """Yield the items that feed *measure*, those that *role* is asked."""
        for item in self.items:
            if item.measure == measure and (role is None or role in item.roles):
                yield item

    def recorded(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return what *answers* set in the register, by column such as ``pairs.every_days``.

        An option that is no answer, or does not apply, sets nothing: the column stays as it is,
        never a default.
        """
        found = {}
        for item in self.items:
            silent = {
                option.name
                for option in self.options(item)
                if option.counts_as in ("no_answer", "not_applicable")
            }
            codes = [
                code
                for code in answers.get(item.name, "").split(";")
                if code and code not in silent
            ]
            if item.records and codes:
                found[str(item.records)] = ";".join(codes)
        return found


def localize(text: Text, words: Language, default: LanguageCode | None = None) -> str:
    """Return a text of the programme in the reader's language.

    Args:
        text: The text by language; may be empty.
        words: The reader's language, which may be none of the programme's.
        default: The language that stands in; the first that there is if left out.

    Returns:
        The text; blank if there is none at all.
    """
    standing_in = text.get(default) if default else None
    return text.get(words.code) or standing_in or next(iter(text.values()), "")
