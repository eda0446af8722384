"""A mentoring programme as data.

Its settings and its questionnaires, read from one folder and checked whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from toolkit.errors import N_, Fault, ProgrammeError
from toolkit.i18n import LanguageCode
from toolkit.programme.faults import find_repeated, find_untranslated
from toolkit.programme.promise import Promise
from toolkit.programme.questionnaire import ROLES, Code, Questionnaire, Role, StrictModel, Text
from toolkit.programme.questionnaire_checks import check_questionnaire
from toolkit.programme.toml import TOML_KEY_MISSING, read_toml
from toolkit.resources import resource_path

SETTINGS = "programme.toml"


class RoleWords(StrictModel):
    """What the programme calls a mentor or a mentee: ``one`` adept, ``many`` adepter."""

    one: Text
    many: Text


class Matching(StrictModel):
    """How pairs come about: they find each other, or the board matches them."""

    mode: Literal["self", "board"]
    competition_check: bool = False
    followed_up: bool = False


class Meetings(StrictModel):
    """What the programme recommends; an empty recommendation is not judged.

    Attributes:
        every_days: Example of a rhythm, for pairs that look for one.
        contacts_per_month: Recommended contacts in a month.
        months_with_contact: Months with contact, of twelve, at which the monthly recommendation is
            met.
        in_person_per_year: Recommended meetings in person in twelve months.
        kept_share: Share of the meetings a pair agreed on at which its own agreement is kept.
    """

    every_days: int | None = Field(strict=True, default=None, ge=1)
    contacts_per_month: int | None = Field(strict=True, default=None, ge=1)
    months_with_contact: int = Field(strict=True, default=10, ge=1, le=12)
    in_person_per_year: int | None = Field(strict=True, default=None, ge=1)
    kept_share: float = Field(default=0.8, gt=0, le=1)


class NamedCode(StrictModel):
    """A code with its label: an area, a topic, an objective."""

    name: Code
    label: Text


class Settings(StrictModel):
    """The file ``programme.toml``.

    Attributes:
        short_form: Whether a pair that ended early was asked the short form only, in tables that do
            not say so themselves; else everybody was asked everything.
    """

    code: Code
    name: Text
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)]
    default_language: LanguageCode
    length_months: int | None = Field(strict=True, default=None, ge=1)
    goals: Literal["optional", "off"] = "optional"
    short_form: bool = Field(strict=True, default=False)
    guidance_url: str | None = None
    disclaimer: Text | None = None
    promise: Promise = Promise()
    matching: Matching
    meetings: Meetings = Meetings()
    roles: dict[Role, RoleWords]
    areas: tuple[NamedCode, ...] = ()
    topics: tuple[NamedCode, ...] = ()
    objectives: tuple[NamedCode, ...] = ()


@dataclass(frozen=True)
class Programme:
    """A programme ready for use: settings and questionnaires that agree with each other."""

    settings: Settings
    questionnaires: Mapping[str, Questionnaire]

    @property
    def code(self) -> str:
        """The programme's code."""
        return self.settings.code

    @property
    def closing(self) -> Questionnaire:
        """The closing questionnaire, which every programme has."""
        return self.questionnaires["closing"]

    def __repr__(self) -> str:
        return f"<Programme {self.code}: {', '.join(self.questionnaires)}>"


def load_programme(folder: str | Path) -> Programme:
    """Read a programme folder: ``programme.toml`` and one file a questionnaire.

    Args:
        folder: A folder, or the name of one that comes with the toolkit, such as ``surveys/swea``.

    Returns:
        The programme, checked whole.

    Raises:
        ProgrammeError: With every fault of every file.

    Example:
        >>> from toolkit import load_programme
        >>> programme = load_programme("surveys/swea")
        >>> programme.code, programme.closing.by_name["goals_met"].measure
        ('swea', 'goals.met')
    """
    path = _folder(folder)
    faults: list[Fault] = []
    settings = read_toml(path / SETTINGS, Settings, faults)
    # Settings that were read in part would make names unknown that merely could not be read.
    known = None if faults else settings
    faults += _drop_consequences(_faults_of_settings(settings), faults) if settings else ()
    questionnaires = {}
    # The closing questionnaire even if it is not there: then that is the fault.
    for file in dict.fromkeys([path / "closing.toml", *sorted(path.glob("[!.]*.toml"))]):
        of_file: list[Fault] = []
        if file.name != SETTINGS and (questionnaire := read_toml(file, Questionnaire, of_file)):
            of_file += _drop_consequences(
                faults_of_questionnaire(questionnaire, known, file.name), of_file
            )
            questionnaires[questionnaire.name] = questionnaire
        faults += of_file
    if faults or settings is None:
        raise ProgrammeError(faults)
    return Programme(settings, questionnaires)


def faults_of_questionnaire(
    questionnaire: Questionnaire, settings: Settings | None, file: str
) -> Iterator[Fault]:
    """Yield what is wrong between the parts of a questionnaire, and between it and the settings.

    Args:
        questionnaire: One whose parts are each what they should be.
        settings: The settings of its programme; ``None`` where they could not be read, so that only
            what needs none of them is looked at.
        file: Name of the file of the questionnaire.

    Returns:
        Each fault with the file and the key.
    """
    languages = settings.languages if settings else tuple(questionnaire.title)
    objectives = {objective.name for objective in settings.objectives} if settings else None
    areas = {area.name for area in settings.areas} if settings else None
    return check_questionnaire(
        questionnaire, file, languages=languages, objectives=objectives, areas=areas
    )


def _drop_consequences(found: Iterable[Fault], told: Iterable[Fault]) -> list[Fault]:
    """Leave out the faults *found* that are only there because of one that was *told*."""
    keys = [f"{fault.values['key']}." for fault in told if "key" in fault.values]
    names = {name for key in keys for name in key.split(".")}
    return [
        fault
        for fault in found
        if fault.values.get("name") not in names and not _is_gap(fault, keys)
    ]


def _is_gap(fault: Fault, keys: Iterable[str]) -> bool:
    """Whether a key is missing only because what stood there could not be read."""
    return fault.message == TOML_KEY_MISSING and any(
        key.startswith(f"{fault.values['key']}.") for key in keys
    )


def _folder(folder: str | Path) -> Path:
    path = Path(folder)
    if not path.exists():
        try:
            path = resource_path(str(folder))
        except FileNotFoundError:
            raise ProgrammeError(
                Fault(N_("there is no such programme folder."), file=str(folder))
            ) from None
    if not path.is_dir():
        raise ProgrammeError(
            Fault(N_("this is a file; name the folder that it is in."), file=str(folder))
        )
    return path


def _faults_of_settings(settings: Settings) -> Iterator[Fault]:
    yield from find_untranslated(settings, settings.languages, SETTINGS)
    for key in ("areas", "topics", "objectives"):
        yield from find_repeated((named.name for named in getattr(settings, key)), key, SETTINGS)
    if settings.default_language not in settings.languages:
        yield Fault(N_("default_language is not among languages."), file=SETTINGS)
    for role in ROLES:
        if role not in settings.roles:
            yield Fault(TOML_KEY_MISSING, {"key": f"roles.{role}"}, SETTINGS)
