"""One cohort laid out for counting.

A row a pair (or a person, where there are no pairs), a column an item, one table a role.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from toolkit.data.promise_lock import require_same_promise
from toolkit.data.schema import Tables
from toolkit.data.who_was_asked import (
    Asked,
    ended_early,
    find_unasked_answers,
    nobody_early,
    who_was_asked,
)
from toolkit.errors import N_, ClosingError, Fault
from toolkit.evaluation.doubles import without_doubles
from toolkit.evaluation.tally import NO_GROUP
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Item, Role

Frame = Mapping[Role, int]

SEVERAL_ANSWERS_HELD = 2
"""Forms that one person may have sent in, where no pairs tell who is who.

A mentor of two mentees fills two in.
"""


@dataclass(frozen=True, repr=False)
class Cohort:
    """The cohort on its closing day.

    Attributes:
        pairs: The pairs in the frame by ``pair_id``: accepted, started on or before *on*; ``None``
            for form exports.
        forms: For each role that can be evaluated: its closing answers, a row for everybody in the
            frame (blank where no answer came in), a column an item.
        sent: For each such role: whether a closing form came in, for everybody in the frame.
        was_asked: For each such role: whether each was asked each item, a fact of the register.
        counted: The rows of ``answers`` that are counted: each person's latest answer to each item,
            in time.
    """

    programme: Programme
    name: str
    on: date
    pairs: pd.DataFrame | None
    forms: Mapping[Role, pd.DataFrame]
    sent: Mapping[Role, pd.Series]
    was_asked: Mapping[Role, Asked]
    counted: pd.DataFrame
    tables: Tables

    def size(self, role: Role) -> int:
        """Return how many people of *role* should have answered."""
        return len(self.sent[role])

    def asked(self, role: Role, item: Item) -> bool:
        """Return whether any answer of *role* to *item* came in.

        A question that nobody answered is told as not available: a form export may not have held
        it, and nobody's answer is given away where there is none. A question that follows from
        another is always taken as asked, because whether anybody came to it tells of the answers to
        the other.
        """
        return role in self.forms and (
            item.relevant is not None or bool(self.forms[role][item.name].notna().any())
        )

    def who_was_asked(self, role: Role, item: Item, frame: pd.Series | None = None) -> pd.Series:
        """Return who of *role* was asked *item*, of those in *frame* if one is named.

        They are the frame of every finding that the item feeds: whoever was never asked has not
        left anything unanswered.

        Args:
            role: Whose forms.
            item: The question.
            frame: Which pairs are in the frame, by pair; all of them if left out.
        """
        asked: pd.Series = self.was_asked[role].loc[self.sent[role].index, item.name]
        return asked if frame is None else asked & frame.reindex(asked.index, fill_value=False)

    @cached_property
    def held(self) -> int:
        """Pairs of which one reader holds the answers.

        Those in which either of the two of some pair takes part.

        A mentor of two mentees holds the answers of two pairs, her own and what both may have told
        her.
        """
        if self.pairs is None or self.pairs.empty:
            return SEVERAL_ANSWERS_HELD
        both = self.pairs[["mentor_id", "mentee_id"]]
        takes_part: dict[str, set[str]] = defaultdict(set)
        for pair, *two in both.itertuples():
            for person in two:
                takes_part[person].add(pair)
        return max(
            len(takes_part[mentor] | takes_part[mentee])
            for mentor, mentee in both.itertuples(index=False)
        )

    def parts(self, role: Role, frame: pd.Series | None = None) -> dict[str, pd.Series]:
        """Return who of *role* is counted.

        Everybody in *frame*, under ``""``, and each chapter or area if the programme tells them.

        A person belongs to the own chapter. A pair belongs to its area; pairs with several or none
        are a part of their own, because the rest of a total is a part too.
        """
        whole = pd.Series(True, index=self.sent[role].index) if frame is None else frame
        groups = self.programme.settings.promise.groups
        if self.pairs is None or groups == "none":
            return {"": whole}
        if groups == "chapter":
            chapters = self.tables.participants.set_index("participant_id")["chapter"]
            label = self.pairs[f"{role}_id"].map(_in_one_spelling(chapters))
        else:
            label = self.pairs["areas"].where(~self.pairs["areas"].str.contains(";", na=False))
        label = label.fillna(NO_GROUP)
        return {"": whole} | {
            str(name): whole & (label == name) for name in sorted(label[whole].unique())
        }

    def log(self, name: str) -> pd.DataFrame | None:
        """Return the rows of a log (``meetings``, ``months``) of the pairs in the frame.

        ``None`` if none is kept.
        """
        log: pd.DataFrame | None = getattr(self.tables, name)
        if log is None or self.pairs is None:
            return None
        return log[log["pair_id"].isin(self.pairs.index)]

    def __repr__(self) -> str:
        return f"<Cohort {self.name} of {self.programme.code}, before the gate>"


def _in_one_spelling(chapters: pd.Series) -> pd.Series:
    """Return chapters that differ by case as the one that is written most often."""
    folded = chapters.str.split().str.join(" ").str.casefold()
    most = {name: spelled.mode().iloc[0] for name, spelled in chapters.groupby(folded)}
    return folded.map(most)


def lay_out(
    programme: Programme, tables: Tables, *, cohort: str, on: date, frame: Frame | None = None
) -> Cohort:
    """Lay out a cohort for counting.

    Args:
        programme: Its settings and questionnaires.
        tables: Valid tables.
        cohort: Its name in the tables.
        on: The closing day; later starts and later answers are left out.
        frame: How many of each role should have answered, where there are no pairs.

    Returns:
        The cohort; the tables stay as they are.

    Raises:
        ClosingError: If the cohort is not there, the frame does not fit, or answers were given
            under another promise.
    """
    pairs = _pairs_in_frame(tables.pairs, cohort, on)
    answers = _latest(tables.answers, programme, cohort, on)
    if pairs is None:
        answers = without_doubles(answers, programme.settings.promise)
    values = {"cohort": cohort, "day": on.isoformat()}
    _require_frame(pairs, _of_cohort(tables.answers, programme, cohort), frame, values)
    require_same_promise(
        programme.settings.promise, tables.answers, cohort=cohort, asked=programme.closing
    )
    if frame:
        _check(frame, answers)
    everybody = {
        role: nobody_early(answers, role) if pairs is None else ended_early(pairs, pd.Timestamp(on))
        for role in ROLES
        if pairs is not None or role in (frame or ())
    }
    asked = {
        role: who_was_asked(programme, answers, early, role) for role, early in everybody.items()
    }
    if faults := tuple(find_unasked_answers(programme, answers, asked, tables.answers_file)):
        raise ClosingError(faults)
    forms = {
        role: _wide(answers[answers["role"] == role], by=str(early.index.name)).reindex(early.index)
        for role, early in everybody.items()
    }
    for role, size in (frame or {}).items():
        forms[role] = _fill_up(forms[role], size, role)
        usual = {item.name: role in item.roles for item in programme.closing.items}
        asked[role] = _fill_up(asked[role], size, role).astype("boolean").fillna(usual).astype(bool)
    sent = {role: form["sent"].eq(True) for role, form in forms.items()}
    forms = {role: form.reindex(columns=asked[role].columns) for role, form in forms.items()}
    return Cohort(programme, cohort, on, pairs, forms, sent, asked, answers, tables)


def without_pairs(cohort: Cohort, hidden: Collection[str]) -> Cohort:
    """Return the cohort as it would be without some pairs; itself if none of them is in it."""
    register = cohort.tables.pairs
    of_them = register["pair_id"].isin(hidden)
    if cohort.pairs is None or not (register["cohort"].eq(cohort.name) & of_them).any():
        return cohort
    rest = cohort.pairs.index[~cohort.pairs.index.isin(hidden)]
    return replace(
        cohort,
        pairs=cohort.pairs.loc[rest],
        forms={role: form.loc[rest] for role, form in cohort.forms.items()},
        sent={role: sent.loc[rest] for role, sent in cohort.sent.items()},
        tables=replace(cohort.tables, pairs=register[~of_them]),
    )


def _require_frame(
    pairs: pd.DataFrame | None,
    answers: pd.DataFrame,
    frame: Frame | None,
    values: Mapping[str, object],
) -> None:
    """Refuse a cohort that is not there, or of which it is not clear who should have answered.

    Its *answers* are all that are there, whenever they came in: of a wrong day it must not be said
    that the cohort is unknown.
    """
    if pairs is None and answers.empty:
        message = N_("no pair and no answer belongs to the cohort {cohort}. Check its name.")
    elif pairs is None and not frame:
        message = N_(
            "this cohort has no pairs: say how many were asked, for example --frame"
            " mentor=23,mentee=32."
        )
    elif pairs is None:
        return
    elif pairs.empty:
        message = N_("no pair of the cohort {cohort} had started on {day}. Check the closing day.")
    elif frame:
        message = N_("this cohort has pairs, so its frame is known: leave out the frame.")
    elif answers["pair_id"].isna().any():
        message = N_(
            "some answers of this cohort name no pair, though it has pairs. Give each answer its"
            " pair_id, or another cohort."
        )
    else:
        return
    raise ClosingError(Fault(message, values))


def _check(frame: Frame, answers: pd.DataFrame) -> None:
    """Refuse a frame that names no role, has no size, or leaves out somebody who answered."""
    if not set(frame) <= set(ROLES) or not all(
        isinstance(size, int) and size > 0 for size in frame.values()
    ):
        raise ClosingError(
            Fault(N_("a frame says how many of each role were asked: mentor, mentee, or both."))
        )
    for role in sorted(set(answers["role"]) - set(frame)):
        raise ClosingError(
            Fault(
                N_(
                    "answers of the role {role} came in, so the frame must say how many were asked."
                ),
                {"role": role},
            )
        )


def _pairs_in_frame(pairs: pd.DataFrame, cohort: str, on: date) -> pd.DataFrame | None:
    """Return the pairs that started on or before the closing day, whatever their status later."""
    ours = pairs[pairs["cohort"] == cohort]
    if ours.empty:
        return None
    started = ours["status"].ne("never_started") & (ours["started_on"] <= pd.Timestamp(on))
    return ours[started].set_index("pair_id").sort_index()


def _latest(answers: pd.DataFrame, programme: Programme, cohort: str, on: date) -> pd.DataFrame:
    """Return each person's latest answer to each closing item.

    Sent in by the end of the closing day.
    """
    ours = _of_cohort(answers, programme, cohort)
    in_time = ours["submitted_at"].isna() | (
        ours["submitted_at"] < pd.Timestamp(on) + pd.Timedelta(days=1)
    )
    # Without a time an answer counts as the earliest; of equal times the later row stands.
    ordered = ours[in_time].sort_values("submitted_at", na_position="first", kind="stable")
    return ordered.drop_duplicates(["participant_id", "pair_id", "role", "item"], keep="last")


def _of_cohort(answers: pd.DataFrame, programme: Programme, cohort: str) -> pd.DataFrame:
    return answers[
        answers["cohort"].eq(cohort) & answers["questionnaire"].eq(programme.closing.name)
    ]


def _wide(answers: pd.DataFrame, *, by: str) -> pd.DataFrame:
    wide = answers.pivot(index=by, columns="item", values="answer").astype(object)
    return wide.assign(sent=True)


def _fill_up(wide: pd.DataFrame, size: int, role: Role) -> pd.DataFrame:
    """Add a blank row for everybody who was asked and sent nothing in."""
    if len(wide) > size:
        message = N_("more {role} forms came in than were asked ({size}). Correct the frame.")
        raise ClosingError(Fault(message, {"role": role, "size": size}))
    return wide.reset_index(drop=True).reindex(range(size))
