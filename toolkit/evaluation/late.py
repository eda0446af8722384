"""What lies in after a closing day, and so would be left out for good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from toolkit.data.schema import Tables
from toolkit.errors import N_, Fault
from toolkit.programme.programme import Programme

UNTIMED = N_(
    "closing forms that bear no time: {n}. They are counted; which of them came in after the"
    " closing day cannot be told."
)


@dataclass(frozen=True)
class LateEntries:
    """How much of a cohort lies in after a closing day; nothing of what it says.

    Attributes:
        forms: People of whom a closing form, or a change of one, came in after the day.
        meetings: Days on which pairs met, and months that were ticked, after it.
        endings: Pairs that ended after it.
        untimed: People whose closing form bears no time; it is counted, whenever it came in.
    """

    forms: int = 0
    meetings: int = 0
    endings: int = 0
    untimed: int = 0

    @property
    def total(self) -> int:
        """The number by which they are left out knowingly."""
        return self.forms + self.meetings + self.endings

    @property
    def notices(self) -> tuple[Fault, ...]:
        """What has to be known and cannot be helped: how many forms may be late or not."""
        return (Fault(UNTIMED, {"n": self.untimed}),) if self.untimed else ()


def count_late_entries(
    programme: Programme, tables: Tables, *, cohort: str, on: date, hidden: Collection[str] = ()
) -> LateEntries:
    """Return how much of a cohort lies in after its closing day.

    Args:
        programme: Whose closing form it is.
        tables: Valid tables.
        cohort: The cohort's name in them.
        on: The closing day.
        hidden: Pairs of which nothing is counted.

    Returns:
        How much, by kind.
    """
    after = pd.Timestamp(on) + pd.Timedelta(days=1)
    pairs = tables.pairs[tables.pairs["cohort"].eq(cohort) & ~tables.pairs["pair_id"].isin(hidden)]
    answers = tables.answers[
        tables.answers["cohort"].eq(cohort)
        & tables.answers["questionnaire"].eq(programme.closing.name)
        & ~tables.answers["pair_id"].isin(hidden)
    ]
    return LateEntries(
        forms=_count_forms(answers[answers["submitted_at"] >= after]),
        meetings=_count_contacts(tables, pairs["pair_id"], on),
        endings=int((pairs["ended_on"] >= after).sum()),
        untimed=_count_forms(answers[answers["submitted_at"].isna()]),
    )


def _count_forms(answers: pd.DataFrame) -> int:
    return len(answers[["participant_id", "pair_id", "role"]].drop_duplicates())


def _count_contacts(tables: Tables, pairs: pd.Series, on: date) -> int:
    """Count a day on which both logged a meeting, or a month that both ticked, once."""
    found = 0
    if (log := tables.meetings) is not None:
        later = log[log["pair_id"].isin(pairs) & (log["met_on"] > pd.Timestamp(on))]
        found += len(later[["pair_id", "met_on"]].drop_duplicates())
    if (log := tables.months) is not None:
        later = log[log["pair_id"].isin(pairs) & (log["month"] > f"{on:%Y-%m}")]
        found += len(later[["pair_id", "month"]].drop_duplicates())
    return found
