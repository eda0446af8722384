"""What the person who looks after the pairs may do: start a cohort, follow it up, close it.

Never an answer.

::

    desk           all of it, for one account
    sight          what that account may see: never the own pair; recusal: pairs that are left to
        nobody by it
    pair_lines     the pairs of a cohort, whether their forms are in
    worklist       what waits; due: forms that are waited for; rhythm: when a pair is silent
    changes        what can be done to a pair; mending: what is taken back or away; notes: who was
    called
    matching       a new pair, one matched anew; intake: who the two are; candidates: judged before
    it is written
    pair_sheet     a sheet of pairs; sheet_columns: its columns
    links          personal links; contact: what is known of somebody, corrected
    cohorts        which there are, a new one, and one put right
    closing        the act, and what it would come to; expected: how each figure will be told;
    response: how many forms are in
    saying         what the codes are called
    values         what the desk shows
"""

from toolkit.people.coordination.context import count_unattended_pairs
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
