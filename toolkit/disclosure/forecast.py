"""What a closing will tell and what it will hide: never judged from an answer.

The rules themselves are asked: every form that is in is filled with made-up answers, all
favourable, none favourable, or left blank by one role or by both, and goes through the measures and
the gate. Between these lie all the answers there can be.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from toolkit.disclosure import rules
from toolkit.errors import N_
from toolkit.evaluation import codebook
from toolkit.evaluation.all_measures import count_cohort
from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.tally import Tally
from toolkit.i18n import Language, capitalize_first
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import Item, Role
from toolkit.release.release import Finding

Filling = Literal["favourable", "other", "blank"]
FigureKey = tuple[str, str]
"""A finding and whose answers: ``("process.works", "mentor")``."""

IN_FULL = N_("In full.")
FULL_OR_FEW = N_(
    "In full, answer by answer; only as “at most {most}” if fewer than {least} answered favourably."
)
AT_MOST_FEW = N_("Only as “at most {most}”: for more, too few forms are in.")
NUMBER_OR_FEW = N_(
    "As one number of pairs; only as “at most {most}” if they are fewer than {least}."
)
SPAN = N_(
    "As a span of pairs, if both roles can be told in full and it gives nobody's answer away;"
    " otherwise hidden [c]."
)
BAND = N_("As a rounded span, never as an exact number.")
BAND_OR_HIDDEN = N_(
    "As a rounded span, never as an exact number; hidden [c] if one of the roles leaves it out."
)
TOO_FEW = N_("Hidden [c]: fewer than {n} forms are in from those who are asked.")
TOO_FEW_IN_BANDS = N_("Hidden [c]: too few forms are in from those who are asked.")
NOT_BOTH = N_("Hidden [c]: too few forms are in to tell both roles in full.")
TOO_SMALL = N_("Hidden [c]: there are too few people or pairs for anything to be told.")
LINKS_A_PAIR = N_("Hidden [c]: it would link the two answers of a pair.")
LINKS_A_PERSON = N_("Hidden [c]: it would link several answers of one person.")
HELD = N_(
    "Hidden [c]: one person, or the two of a pair, would know the answers of more than {n} pairs."
)
NOT_IN_PROGRAMME = N_("Not available [x]: the programme does not ask or recommend it.")
NO_FORM_IN = N_("Not available [x]: no form is in from those who are asked.")
NO_RHYTHM = N_("Not available [x]: no pair agreed on a contact rhythm.")
NO_LOG = N_("Not available [x]: no meetings are logged.")

FILLINGS: tuple[Mapping[Role, Filling], ...] = (
    {"mentor": "favourable", "mentee": "favourable"},
    {"mentor": "other", "mentee": "other"},
    {"mentor": "blank", "mentee": "blank"},
    {"mentor": "favourable", "mentee": "blank"},
    {"mentor": "blank", "mentee": "favourable"},
)
"""How forms are filled, by role: the first tells the most that can be told.

A role that leaves a question out can hide what both would have told.
"""


@dataclass(frozen=True)
class FigureForecast:
    """One figure that the closing evaluation will have, and how it will be told.

    Attributes:
        id: The finding, such as ``process.works``.
        view: ``mentor``, ``mentee``, ``people`` or ``pair``.
        statuses: Every status that it can get, whatever was answered.
        message: How it will be told, or why not: an English sentence, see :meth:`sentence`.
        values: What fills the placeholders.
        waits: Whether it is hidden or missing only because forms are not in, or no meetings logged.
        by_group: Whether it may be told for each chapter or area too.
    """

    id: str
    view: str
    statuses: frozenset[str]
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    waits: bool = False
    by_group: bool = False

    @property
    def told(self) -> bool:
        """Whether anything may be told of it."""
        return not self.statuses <= {"hidden", "not_available"}

    @property
    def rank(self) -> int:
        """How much may be told.

        0 what always is, 1 what may be in full, 2 in part, 3 only if the answers allow it, 4
        hidden, 5 missing.
        """
        if not self.told:
            return 4 if "hidden" in self.statuses else 5
        return (
            0
            if self.statuses == {"shown"}
            else 1
            if "shown" in self.statuses
            else 2
            if "hidden" not in self.statuses
            else 3
        )

    def sentence(self, words: Language) -> str:
        """Say how it will be told."""
        return words.gettext(self.message).format(**self.values)


def forecast_figures(cohort: Cohort) -> tuple[FigureForecast, ...]:
    """Return every figure that the release of a cohort will list, and how each will be told.

    In the order of the release.
    """
    gates = [_through_the_gate(cohort, filling) for filling in FILLINGS]
    # As if all were in: what is hidden even then does not merely wait for forms.
    whole = _through_the_gate(_complete_cohort(cohort), FILLINGS[0])
    return tuple(
        _forecast_figure(
            cohort,
            tally,
            [gate.told[key] for gate in gates],
            whole.told[key],
            key in gates[0].parted,
        )
        for key, tally in gates[0].tallies.items()
    )


# ---- made-up answers of those whose forms are in -------------------------------------------------


def _fill_forms(cohort: Cohort, filling: Mapping[Role, Filling]) -> Cohort:
    """Return the cohort with made-up answers in every form that is in.

    Also in every pair's log, if one is kept.
    """
    forms = {role: _fill_form(cohort, role, filling[role]) for role in cohort.sent}
    tables = replace(
        cohort.tables,
        meetings=_fill_meetings(cohort, filling["mentor"]),
        months=_fill_months(cohort),
        answers=cohort.tables.answers.iloc[:0],
    )
    return replace(cohort, forms=forms, counted=cohort.counted.iloc[:0], tables=tables)


def _fill_form(cohort: Cohort, role: Role, filling: Filling) -> pd.DataFrame:
    answers = {
        item.name: _fill_answer(cohort.programme, item, filling)
        for item in cohort.programme.closing.items
    }
    sent = cohort.sent[role]
    held = cohort.was_asked[role].loc[sent.index].mul(sent, axis="index")
    return pd.DataFrame(
        {
            name: pd.Series([answer if is_in else None for is_in in held[name]], sent.index, object)
            for name, answer in answers.items()
        }
    )


def _fill_answer(programme: Programme, item: Item, filling: Filling) -> str | None:
    """Return the first option that counts as wanted; any, where none counts so.

    Nothing where there is nothing to choose.
    """
    options = programme.closing.options(item)
    if filling == "blank" or not options:
        return None
    return next((option.name for option in options if option.counts_as == filling), options[0].name)


def _fill_meetings(cohort: Cohort, filling: Filling) -> pd.DataFrame | None:
    """Return a meeting of each pair, where a log of meetings is kept.

    How many there are decides no status but that of the celebrations.
    """
    if cohort.log("meetings") is None or cohort.pairs is None:
        return None
    celebrated = None if filling == "blank" else "yes"
    met = pd.DataFrame(
        {"pair_id": cohort.pairs.index, "met_on": cohort.pairs["started_on"].to_numpy()}
    )
    return met.assign(form="in_person", celebrated=pd.Series(celebrated, met.index, object))


def _fill_months(cohort: Cohort) -> pd.DataFrame | None:
    if cohort.log("months") is None or cohort.pairs is None:
        return None
    return pd.DataFrame(
        {
            "pair_id": cohort.pairs.index,
            "month": cohort.pairs["started_on"].dt.strftime("%Y-%m").to_numpy(),
            "contacts": "1",
        }
    )


def _complete_cohort(cohort: Cohort) -> Cohort:
    """Return the cohort as it would be if every form were in and every pair kept a log."""
    sent = {role: pd.Series(True, index=own.index) for role, own in cohort.sent.items()}
    empty = pd.DataFrame({"pair_id": []}, dtype="str")
    return replace(cohort, sent=sent, tables=replace(cohort.tables, meetings=empty, months=empty))


# ---- what the gate says of them ------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class _Gate:
    """What would be printed of made-up answers, and which figures by chapter or area."""

    tallies: Mapping[FigureKey, Tally]
    told: Mapping[FigureKey, Finding]
    parted: frozenset[FigureKey]


def _through_the_gate(cohort: Cohort, filling: Mapping[Role, Filling]) -> _Gate:
    promise = cohort.programme.settings.promise
    met = filling["mentor"] == "favourable"
    tallies = [
        _as_logged(tally, met)
        for tally in count_cohort(_fill_forms(cohort, filling))
        if tally.rule != "never"
    ]
    findings = rules.protect(rules.mark_unprovable(tallies), promise)
    whole = [tally for tally in tallies if not tally.group]
    listed = rules.pool_roles(whole) if promise.kind == "bands" else whole
    return _Gate(
        {(tally.id, tally.view): tally for tally in listed},
        {(finding.id, finding.view): finding for finding in findings if not finding.group},
        frozenset((finding.id, finding.view) for finding in findings if finding.group),
    )


def _as_logged(tally: Tally, met: bool) -> Tally:
    """Return the tally of a log as if all had met as agreed, or none.

    What is logged of the pairs is no answer, but is not told before the closing either.
    """
    return replace(tally, favourable=tally.frame if met else 0) if tally.rule == "logged" else tally


def _forecast_figure(
    cohort: Cohort, tally: Tally, ways: Sequence[Finding], whole: Finding, parted: bool
) -> FigureForecast:
    statuses = frozenset[str](finding.status for finding in ways)
    if told := [finding for finding in ways if finding.told]:
        message, values = _forecast_wording(cohort, tally, told, "hidden" in statuses)
    elif "hidden" in statuses:
        message, values = _why_hidden(cohort, tally, whole)
    else:
        message, values = _why_missing(tally, whole), {}
    return FigureForecast(
        tally.id, tally.view, statuses, message, values, whole.told and not told, parted
    )


def _forecast_wording(
    cohort: Cohort, tally: Tally, told: Sequence[Finding], perhaps_hidden: bool
) -> tuple[str, dict[str, object]]:
    """Return how a figure is told of which something can be told.

    Whatever was answered, or only if the answers allow it.
    """
    if tally.rule == "register":
        return IN_FULL, {}
    if cohort.programme.settings.promise.kind == "bands":
        return (BAND_OR_HIDDEN if perhaps_hidden else BAND), {}
    if tally.rule in ("sides", "higher"):
        return SPAN, {}
    counts = [finding.favourable for finding in told if finding.favourable]
    few = max(count.high for count in counts if count.at_most)
    exact = any(finding.exact is not None for finding in told)
    message = AT_MOST_FEW if not exact else FULL_OR_FEW if tally.rule == "role" else NUMBER_OR_FEW
    return message, {"most": few, "least": few + 1}


def _why_hidden(cohort: Cohort, tally: Tally, whole: Finding) -> tuple[str, dict[str, object]]:
    promise = cohort.programme.settings.promise
    if tally.rule != "register" and tally.held > rules.MOST_HELD:
        return HELD, {"n": rules.MOST_HELD}
    if tally.rule == "linked" or (tally.rule in ("sides", "higher") and not whole.told):
        return (LINKS_A_PAIR if tally.view == "pair" else LINKS_A_PERSON), {}
    if not whole.told:
        return TOO_SMALL, {}
    if tally.rule in ("sides", "higher"):
        return NOT_BOTH, {}
    return (TOO_FEW_IN_BANDS, {}) if promise.kind == "bands" else (TOO_FEW, {"n": promise.min_base})


def _why_missing(tally: Tally, whole: Finding) -> str:
    if whole.status == "not_available":
        return NO_RHYTHM if tally.id == "meetings.own_agreement" else NOT_IN_PROGRAMME
    return NO_LOG if tally.rule == "logged" else NO_FORM_IN


# ---- for those who read it -----------------------------------------------------------------------


def group_by_wording(
    programme: Programme, figures: Iterable[FigureForecast], words: Language
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return how figures will be told, for those who close a cohort.

    Args:
        programme: Whose labels name the figures.
        figures: The forecast.
        words: The reader's language.

    Returns:
        Each sentence with the names of its figures: first what is told most of, then [c], then [x].
    """
    listed = sorted(figures, key=lambda figure: figure.rank)
    own, views = _labels(programme, listed, words), Counter(figure.id for figure in listed)
    sentences: dict[str, dict[str, list[str]]] = {}
    for figure in listed:
        sentences.setdefault(figure.sentence(words), {}).setdefault(figure.id, []).append(
            figure.view
        )
    named = {
        said: tuple(
            _name(own, id, whose if len(whose) < views[id] else (), words)
            for id, whose in by_id.items()
        )
        for said, by_id in sentences.items()
    }
    return tuple(named.items())


def by_question(
    programme: Programme, figures: Iterable[FigureForecast], words: Language
) -> tuple[tuple[str, str], ...]:
    """Return each question with how it will be told.

    Args:
        programme: Whose labels name the questions.
        figures: The forecast.
        words: The reader's language.

    Returns:
        Title and sentences; the roles apart only where they are told otherwise.
    """
    listed = list(figures)
    own = _labels(programme, listed, words)
    return tuple(
        (own[id], _join_roles([figure for figure in listed if figure.id == id], own, words))
        for id in dict.fromkeys(figure.id for figure in listed)
    )


def _join_roles(figures: Sequence[FigureForecast], own: Mapping[str, str], words: Language) -> str:
    sentences = {figure.view: figure.sentence(words) for figure in figures}
    if len(set(sentences.values())) == 1:
        return next(iter(sentences.values()))
    return " ".join(
        f"{capitalize_first(_say_who(own, view, words))}: {sentence[:1].lower()}{sentence[1:]}"
        for view, sentence in sentences.items()
    )


def _labels(
    programme: Programme, figures: Iterable[FigureForecast], words: Language
) -> Mapping[str, str]:
    texts = codebook.build_texts(
        programme, [Tally(figure.id, "people", "role") for figure in figures]
    )
    return texts.get(words.code, texts[programme.settings.default_language])


def _name(own: Mapping[str, str], id: str, whose: Iterable[str], words: Language) -> str:
    return " · ".join([own[id], *(_say_who(own, view, words) for view in whose)])


def _say_who(own: Mapping[str, str], view: str, words: Language) -> str:
    return words.gettext("pairs") if view == "pair" else own.get(f"role.{view}", "")
