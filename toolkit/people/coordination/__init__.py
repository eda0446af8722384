"""What the person who looks after the pairs may do: start a cohort, follow it up, close it.

Never an answer.

::

    service        all of it, for one account
    context        who works on what; what that account may see: never the own pair
    pairs          the pairs of a cohort, whether their forms are in
    worklist       what waits; contact_rhythm: when a pair is silent
    pair_changes   what can be done to a pair; corrections: taken back, taken away; notes
    matching       a new pair, one matched anew; intake, identity: who the two are
    pair_import    a sheet of pairs; sheet_columns: its columns
    links          personal links, and what is known of somebody, corrected
    cohorts        which there are, a new one, one put right
    closing        the act, and how many forms are in; closing_preview: what it would come to;
                   completions: pairs ended before it; closing_desk: all of it for one account
    labels         what the codes are called
    models         what is shown
"""

from toolkit.people.coordination.context import Context, count_unattended_pairs
from toolkit.people.coordination.models import (
    CohortLine,
    FormLine,
    InvitePlan,
    IssuedLinks,
    LinkLine,
    NoteLine,
    PairLine,
    PairSheet,
    PairSide,
    Todo,
)
from toolkit.people.coordination.service import CoordinationService

__all__ = [
    "CohortLine",
    "Context",
    "CoordinationService",
    "FormLine",
    "InvitePlan",
    "IssuedLinks",
    "LinkLine",
    "NoteLine",
    "PairLine",
    "PairSheet",
    "PairSide",
    "Todo",
    "count_unattended_pairs",
]
