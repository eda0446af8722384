"""Did the pairs meet as they agreed, and as the programme recommends?

A pair without any log is unknown, not zero.
"""

from datetime import date

import pandas as pd

from toolkit.evaluation.cohort import Cohort
from toolkit.evaluation.pairs import pair_tally
from toolkit.evaluation.tally import Tally, not_available

MEETING_FINDINGS = (
    "meetings.own_agreement",
    "meetings.monthly",
    "meetings.in_person",
    "meetings.celebrated",
)
CONTACTS_OF_TICK = {"0": 0, "1": 1, "2+": 2}
"""The monthly tick as a count; ``2+`` is read as its least."""
SHORTEST_MONTH_DAYS = 15
"""A calendar month in which the pair was active for fewer days is not judged (a choice of ours)."""


def tallies(cohort: Cohort) -> list[Tally]:
    """Return the four findings, each as kept, not kept or unknown.

    Of the pairs that can be judged: one that agreed on no rhythm can neither have kept it nor not.
    """
    meetings, months = cohort.log("meetings"), cohort.log("months")
    if cohort.pairs is None or (meetings is None and months is None):
        return [
            tally for id in MEETING_FINDINGS for tally in not_available(id, ("pair",), "logged")
        ]
    judged = {
        id: each[can_be_judged(cohort, id)]
        for id, each in _judge_pairs(cohort, cohort.pairs, meetings, months).items()
    }
    kept = {id: each for id, each in judged.items() if len(each)}
    return [
        tally
        for id in MEETING_FINDINGS
        for tally in (
            _tally(cohort, id, kept[id]) if id in kept else not_available(id, ("pair",), "logged")
        )
    ]


def can_be_judged(cohort: Cohort, id: str) -> pd.Series:
    """Return which pairs a finding is of, whatever they logged: a fact of the register.

    Those that agreed on a rhythm, or were active long enough in some month; else all of them.
    """
    pairs = cohort.pairs if cohort.pairs is not None else pd.DataFrame({"every_days": []})
    if id == "meetings.own_agreement":
        return pairs["every_days"].notna()
    if id != "meetings.monthly":
        return pd.Series(True, pairs.index)
    active = _active_days(pairs, cohort.on)
    brief = active[active["days"] < 3 * SHORTEST_MONTH_DAYS]
    never = brief.index.difference(pd.Index(_months_judged(brief)["pair_id"]))
    return pd.Series(~pairs.index.isin(never), pairs.index)


def _judge_pairs(
    cohort: Cohort,
    pairs: pd.DataFrame,
    meetings: pd.DataFrame | None,
    months: pd.DataFrame | None,
) -> dict[str, pd.Series]:
    """Return, for each finding that is agreed, recommended or logged, whether each pair kept it."""
    active = _active_days(pairs, cohort.on)
    meetings = _meetings_while_active(meetings, active)
    months = _months_while_active(months, active)
    by_month = contacts_by_month(meetings, months)
    advice = cohort.programme.settings.meetings
    kept = {
        "meetings.own_agreement": own_agreement(
            pairs, active, by_month, _perhaps_more(months, active), advice.kept_share
        )
    }
    if advice.contacts_per_month:
        perhaps_more = _perhaps_more(
            # "2+" settles a recommendation of one or two contacts, and leaves a higher one open.
            months if advice.contacts_per_month > CONTACTS_OF_TICK["2+"] else None,
            active,
        )
        kept["meetings.monthly"] = _monthly(
            active,
            by_month,
            perhaps_more,
            advice.contacts_per_month,
            advice.months_with_contact / 12,
        )
    if advice.in_person_per_year and meetings is not None:
        kept["meetings.in_person"] = _in_person(active, meetings, advice.in_person_per_year)
    if meetings is not None and meetings["celebrated"].notna().any():
        kept["meetings.celebrated"] = _at_least(
            meetings[meetings["celebrated"] == "yes"],
            meetings,
            active.index,
            pd.Series(1, index=active.index),
        )
    return kept


def contacts_by_month(meetings: pd.DataFrame | None, months: pd.DataFrame | None) -> pd.Series:
    """Return contacts by pair and month.

    Args:
        meetings: Columns ``pair_id`` and ``met_on``.
        months: Columns ``pair_id``, ``month`` (``YYYY-MM``) and ``contacts`` (0, 1, 2+).

    Returns:
        Meetings logged (a day is one meeting, whoever logged it) or the month's tick, the larger.
    """
    found = []
    if meetings is not None:
        # Both of a pair may log the same day.
        days = meetings[["pair_id", "met_on"]].drop_duplicates()
        found.append(
            days.groupby(["pair_id", days["met_on"].dt.strftime("%Y-%m").rename("month")]).size()
        )
    if months is not None:
        found.append(
            months.assign(least=months["contacts"].map(CONTACTS_OF_TICK))
            .groupby(["pair_id", "month"])["least"]
            .max()
        )
    return (
        pd.concat(found)
        .groupby(level=[0, 1])
        .max()
        .rename("contacts")
        .rename_axis(["pair_id", "month"])
    )


def dose(contacts: pd.Series, days: pd.Series, every_days: pd.Series) -> pd.Series:
    """Return the share of its own agreement that each pair kept.

    ``min(1, contacts / (days / every_days))``.

    Args:
        contacts: Contacts of each pair; blank where nothing is logged.
        days: Days that the pair was active, both ends counted.
        every_days: Days from one agreed meeting to the next; blank where none is agreed.

    Returns:
        A share of 1 for each pair; blank where it is not known.

    Example:
        366 days, every 14 days: 26.14 meetings expected; 20 logged give 0.765.

        >>> dose(*(pd.Series([value]) for value in (20, 366, 14))).round(3).item()
        0.765
    """
    return (contacts / (days / every_days.astype(float))).clip(upper=1.0)


def own_agreement(
    pairs: pd.DataFrame,
    active: pd.DataFrame,
    by_month: pd.Series,
    perhaps_more: pd.Series,
    share: float,
) -> pd.Series:
    """Return whether each pair kept what it agreed.

    Args:
        pairs: The register by pair, with ``every_days``.
        active: Days that each pair was active, ``days``.
        by_month: Contacts by pair and month.
        perhaps_more: Whether the pair may have had more contacts than are counted.
        share: Share of the agreed meetings at which the agreement is kept.

    Returns:
        Yes or no; blank where nothing is logged or agreed, or more contacts would decide it.
    """
    logged = by_month.groupby(level=0).sum().reindex(active.index)
    return _judge(
        dose(logged, active["days"], pairs["every_days"]),
        pd.Series(share, index=active.index),
        perhaps_more,
    )


def _active_days(pairs: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return when each pair was active, both days counted.

    From the start to the end, the planned end or the closing day, whichever comes first.
    """
    end = pairs[["ended_on", "planned_end_on"]].assign(closing=pd.Timestamp(on)).min(axis=1)
    start = pairs["started_on"]
    return pd.DataFrame({"start": start, "end": end, "days": (end - start).dt.days + 1})


def _meetings_while_active(
    meetings: pd.DataFrame | None, active: pd.DataFrame
) -> pd.DataFrame | None:
    """Return the meetings from the start of a pair to its end or the closing day.

    What is dated before or after is not part of the cohort's evaluation.
    """
    if meetings is None:
        return None
    start, end = (meetings["pair_id"].map(active[column]) for column in ("start", "end"))
    return meetings[meetings["met_on"].between(start, end)]


def _months_while_active(months: pd.DataFrame | None, active: pd.DataFrame) -> pd.DataFrame | None:
    if months is None:
        return None
    start, end = (
        months["pair_id"].map(active[column].dt.strftime("%Y-%m")) for column in ("start", "end")
    )
    return months[(months["month"] >= start) & (months["month"] <= end)]


def _perhaps_more(months: pd.DataFrame | None, active: pd.DataFrame) -> pd.Series:
    """Return whether a pair ticked "2+" in some month.

    Then it may have had more contacts than are counted.
    """
    ticked = set() if months is None else set(months.loc[months["contacts"] == "2+", "pair_id"])
    return pd.Series(active.index.isin(ticked), index=active.index)


def _monthly(
    active: pd.DataFrame, by_month: pd.Series, perhaps_more: pd.Series, contacts: int, share: float
) -> pd.Series:
    judged = _months_judged(active)
    found = judged.join(by_month, on=["pair_id", "month"])
    met = (
        (found["contacts"].fillna(0) >= contacts)
        .groupby(found["pair_id"])
        .mean()
        .reindex(active.index)
    )
    return _judge(
        met.where(active.index.isin(by_month.index.get_level_values(0))),
        pd.Series(share, index=active.index),
        perhaps_more,
    )


def _months_judged(active: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each pair and calendar month in which it was active long enough."""
    rows = []
    for pair, start, end in zip(active.index, active["start"], active["end"], strict=True):
        for month in pd.period_range(start, end, freq="M"):
            days = (min(end, month.end_time.normalize()) - max(start, month.start_time)).days + 1
            if days >= SHORTEST_MONTH_DAYS:
                rows.append((pair, str(month)))
    return pd.DataFrame(rows, columns=["pair_id", "month"])


def _in_person(active: pd.DataFrame, meetings: pd.DataFrame, per_year: int) -> pd.Series:
    """Return whether each pair met in person as recommended.

    The recommendation is soft: in proportion to the time the pair had, and at least once.
    """
    needed = (per_year * active["days"] / 365.25).round().clip(lower=1)
    return _at_least(meetings[meetings["form"] == "in_person"], meetings, active.index, needed)


def _at_least(
    counted: pd.DataFrame, logged: pd.DataFrame, pairs: pd.Index, needed: pd.Series
) -> pd.Series:
    days = (
        counted[["pair_id", "met_on"]]
        .drop_duplicates()
        .groupby("pair_id")
        .size()
        .reindex(pairs, fill_value=0)
    )
    return _judge(days.where(pairs.isin(logged["pair_id"])), needed)


def _judge(value: pd.Series, needed: pd.Series, perhaps_more: pd.Series | None = None) -> pd.Series:
    """Return yes, no, or blank where the value is unknown, or more contacts could lift a least."""
    # A share of exactly four fifths must count as kept, whatever its last binary digit.
    kept = value.ge(needed - 1e-9).astype("boolean").where(value.notna())
    return (
        kept
        if perhaps_more is None
        else kept.mask(perhaps_more & kept.eq(False).fillna(False).astype(bool))
    )


def _tally(cohort: Cohort, id: str, kept: pd.Series) -> list[Tally]:
    counts = {
        "kept": int(kept.eq(True).sum()),
        "not_kept": int(kept.eq(False).sum()),
        "unknown": int(kept.isna().sum()),
    }
    return [
        pair_tally(
            cohort,
            id,
            "logged",
            counts,
            favourable="kept",
            answered=counts["kept"] + counts["not_kept"],
        )
    ]
