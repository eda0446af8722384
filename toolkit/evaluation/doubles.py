"""Forms that somebody sent twice, where nobody knows who sent them."""

import pandas as pd

from toolkit.programme.promise import FEWEST_IN_BANDS, Promise


def without_doubles(answers: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """Return answers without the second of two forms that are alike, where it would show figures.

    Alike are forms of one role with the same answers to every question, sent in at the same second.
    Two people may be so, and then both count; but a figure is never shown that rests on enough
    forms only if nobody tapped twice.

    Args:
        answers: The rows of ``answers`` that are counted, of forms without pairs.
        promise: Below how many forms nothing is told.

    Returns:
        The rows; as they are where no group comes above the least by its doubles.
    """
    if answers.empty:
        return answers
    forms = pd.DataFrame(
        [
            (
                person,
                role,
                rows["submitted_at"].max(),
                frozenset(zip(rows["item"], rows["answer"], strict=True)),
            )
            for (person, role), rows in answers.groupby(["participant_id", "role"], sort=False)
        ],
        columns=["participant_id", "role", "sent", "answers"],
    )
    # Times that are typed in, all at one second of the minute, tell nobody from anybody.
    exact = forms["sent"].notna() & (forms["sent"].dt.second.nunique() > 1)
    second = exact & forms.duplicated(["role", "sent", "answers"])
    in_bands = promise.kind == "bands"
    least = max(FEWEST_IN_BANDS, promise.min_base) if in_bands else promise.min_base
    sizes = forms.assign(second=second).groupby("role")["second"].agg(["size", "sum"])
    if in_bands:
        sizes = sizes.sum().to_frame().T
    lifted = sizes["size"].ge(least) & (sizes["size"] - sizes["sum"]).lt(least)
    doubles = forms.loc[second, ["participant_id", "role"]] if lifted.any() else forms.iloc[:0]
    drop = pd.MultiIndex.from_frame(answers[["participant_id", "role"]]).isin(
        pd.MultiIndex.from_frame(doubles[["participant_id", "role"]])
    )
    return answers[~drop]
