"""Who was asked which closing question: a fact of the register, kept with the forms.

A pair that ended early may be asked the short form, and a question that is new in some version of
the questionnaire is in no form of an earlier one. Never asked is not no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from toolkit.errors import N_, Fault
from toolkit.programme.programme import Programme
from toolkit.programme.questionnaire import ROLES, Role

Asked = pd.DataFrame
"""Whether somebody was asked a question: a row a person, a column an item."""

NOT_IN_SHORT_FORM = N_(
    "is not in the short form, which is what was asked here: short_form says so, or the pair ended"
    " early. If the whole form was asked, write no under short_form in each of its rows; otherwise"
    " correct the row."
)
NOT_IN_VERSION = N_(
    "was given to version {version} of the questionnaire; this question means what it does since"
    " version {since}. Give the changed question a name of its own, or correct the row."
)


def ended_early(pairs: pd.DataFrame, on: pd.Timestamp | None = None) -> pd.Series[bool]:
    """Return which pairs had ended early on a day; by today's register if no day is named."""
    early = pairs["status"].eq("ended_early")
    return early if on is None else early & ~(pairs["ended_on"] > on)


def who_was_asked(
    programme: Programme, answers: pd.DataFrame, early: pd.Series[bool], role: Role
) -> Asked:
    """Return which closing questions each of a role was asked.

    Where a form is in, what that form held; where none is, what the register says.

    Args:
        programme: Its closing questionnaire, and whether its tables hold short forms.
        answers: The closing answers of one cohort, of both roles.
        early: Whether the pair ended early, for everybody of the role: by pair, or by participant
            where no pairs are known.
        role: Whose forms.

    Returns:
        Whether, in the order of *early*.
    """
    by = "pair_id" if early.index.name == "pair_id" else "participant_id"
    forms = answers[answers["role"] == role].groupby(by)
    # Of several forms of one person any whole one asked everything: "no" comes before "yes".
    marks = forms["short_form"].min().reindex(early.index)
    versions = forms["version"].max().reindex(early.index).astype("float64")
    by_setting = programme.settings.short_form
    # A form that carries a mark came from the pages, and there the short form is always used.
    on_pages = bool(answers["short_form"].notna().any())
    in_use = versions.notna() & by_setting | versions.isna() & (by_setting or on_pages)
    items = programme.closing.items
    short = (marks.eq("yes") | marks.isna() & early & in_use) & any(item.short for item in items)
    return pd.DataFrame(
        {
            item.name: ~(short & (not item.short)) & ~(versions < item.since) & (role in item.roles)
            for item in items
        },
        index=early.index,
    )


def find_unasked_answers(
    programme: Programme, answers: pd.DataFrame, asked: Mapping[Role, Asked], file: str
) -> Iterator[Fault]:
    """Yield a fault for each answer to a question that its form did not hold.

    None is left out in silence: either the answer or what the register says of its form is wrong.

    Args:
        programme: Its closing questionnaire.
        answers: The closing answers of one cohort; the index holds row numbers.
        asked: Who was asked what, by role.
        file: What the table is called.

    Yields:
        The faults, in the order of the rows.
    """
    since = {item.name: item.since for item in programme.closing.items}
    unasked = [
        answers[answers["role"].eq(role) & _stands_in(answers, ~of_role)]
        for role, of_role in asked.items()
    ]
    for row, answer in pd.concat(unasked).sort_index().iterrows():
        versions = {"version": answer["version"], "since": since[answer["item"]]}
        message, values = (
            (NOT_IN_VERSION, versions)
            if versions["version"] < versions["since"]
            else (NOT_IN_SHORT_FORM, {})
        )
        yield Fault(message, values, file, int(str(row)), "item")


def _stands_in(answers: pd.DataFrame, marked: pd.DataFrame) -> pd.Series[bool]:
    """Return which answers are of a person and to an item that are *marked* together."""
    cells = marked.stack()
    own = pd.MultiIndex.from_frame(answers[[str(marked.index.name), "item"]])
    return pd.Series(own.isin(cells.index[cells.to_numpy(bool)]), index=answers.index)


def find_unasked_in(
    programme: Programme, pairs: pd.DataFrame, answers: pd.DataFrame, cohort: str, file: str
) -> Iterator[Fault]:
    """Yield the answers of a cohort that is not closed yet to what their forms did not hold.

    Args:
        programme: Its closing questionnaire.
        pairs: The table of pairs.
        answers: The table of answers; the index holds row numbers.
        cohort: The cohort.
        file: What the table of answers is called.

    Returns:
        The faults.
    """
    ours = answers[
        answers["cohort"].eq(cohort) & answers["questionnaire"].eq(programme.closing.name)
    ]
    people = pairs[pairs["cohort"] == cohort].set_index("pair_id")
    asked = {
        role: who_was_asked(
            programme,
            ours,
            ended_early(people) if len(people) else nobody_early(ours, role),
            role,
        )
        for role in ROLES
    }
    return find_unasked_answers(programme, ours, asked, file)


def nobody_early(answers: pd.DataFrame, role: Role) -> pd.Series[bool]:
    """Return everybody of a role who answered, where no register tells how the pairs ended."""
    people = sorted(answers.loc[answers["role"] == role, "participant_id"].unique())
    return pd.Series(False, index=pd.Index(people, name="participant_id"))
