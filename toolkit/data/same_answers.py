"""Forms without times that may have been counted before, and whose word it is that they were not.

The ledger keeps no mark of an answer, so answers are compared with those that are stored.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.data.form_import.recognition import same_answers_without_times
from toolkit.data.form_import.stored_answers import list_forms
from toolkit.errors import N_, ClosingError, Fault
from toolkit.release.chain import read_chain
from toolkit.release.fingerprints import fingerprint_forms
from toolkit.release.locations import read_or_make_key

SAME_ANSWERS = N_(
    "{cohort} cannot be closed yet, because at least half of its forms give the same answers as"
    " forms that were counted in {earlier}, and no time tells them apart. If they are the same"
    " forms, leave them out, or use the release of {earlier}. If they are other people's, somebody"
    " has to say so by name, and it stands in the certificate: --others {earlier} --by NAME"
)
NO_NAME = N_("say with --by who confirms that the forms are other people's.")


def confirm_other_forms(
    home: Path,
    answers: pd.DataFrame,
    counted: pd.DataFrame,
    *,
    programme: str,
    cohort: str,
    others: Collection[str],
    by: str,
) -> dict[str, Any]:
    """See that a cohort counts no answers again, or that somebody says that they are others'.

    Args:
        home: The folder that keeps the releases.
        answers: The table ``answers``.
        counted: The rows of it that the cohort counts.
        programme: The programme's code.
        cohort: The cohort's name.
        others: Closed cohorts of which *by* says that their forms are other people's.
        by: Who says so.

    Returns:
        What the certificate says of it; nothing where nobody had to say anything.

    Raises:
        ClosingError: If answers are the same and nobody said that they are others', or nobody's
            name was given.
    """
    if read_chain(home).of(programme, cohort):
        return {}  # closed before: its release is given back as it is, with what was said then
    found = list(_cohorts_with_same_answers(home, answers, counted))
    if unsaid := [name for name in found if name not in others]:
        values = [{"cohort": cohort, "earlier": name} for name in unsaid]
        raise ClosingError([Fault(SAME_ANSWERS, each) for each in values])
    if found and not by.strip():
        raise ClosingError(Fault(NO_NAME))
    return {"others": {"by": by, "cohorts": found}} if found else {}


def _cohorts_with_same_answers(
    home: Path, answers: pd.DataFrame, counted: pd.DataFrame
) -> Iterator[str]:
    """Yield the closed cohorts among whose stored answers at least half are the same."""
    entries = read_chain(home).entries
    if not entries or counted.empty:
        return
    stored = answers[answers["questionnaire"].isin(counted["questionnaire"].unique())]
    forms = pd.Series(fingerprint_forms(stored, read_or_make_key(home)), stored.index)
    for entry in entries:
        theirs = stored[forms.isin(entry.forms)]
        # Where times tell, the ledger knows: large cohorts need not be laid out form by form.
        if (
            not (_times_tell(counted) and _times_tell(theirs))
            and len(theirs)
            and same_answers_without_times(list_forms(counted), list_forms(theirs))
        ):
            yield entry.cohort


def _times_tell(answers: pd.DataFrame) -> bool:
    """Whether every form has a time, and the times have seconds."""
    times = answers["submitted_at"]
    exact = times.notna() & (times != times.dt.normalize())
    return bool(exact.all() and times.dt.second.nunique() > 1)
