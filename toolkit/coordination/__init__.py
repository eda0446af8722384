"""What the person who looks after the pairs may do: start a cohort, follow it up, close it; never an answer.

::

    desk           all of it, for one account
    sight          what that account may see: never the own pair
    pair_lines     the pairs of a cohort, whether their forms are in
    worklist       what waits; due: forms that are waited for; rhythm: when a pair is silent
    changes        what can be done to a pair, and taken back; notes: who was called
    matching       a new pair, one matched anew; intake: who the two are; candidates: judged before it is written
    pair_sheet     a sheet of pairs; sheet_columns: its columns
    links          personal links; contact: how to reach somebody
    cohorts        which there are, and a new one
    saying         what the codes are called
    values         what the desk shows
"""

from toolkit.coordination.desk import Desk
from toolkit.coordination.values import CohortLine, FormLine, Handed, LinkLine, NoteLine, PairLine, Plan, Sheet, Side, Todo

__all__ = ["CohortLine", "Desk", "FormLine", "Handed", "LinkLine", "NoteLine", "PairLine", "Plan", "Sheet", "Side", "Todo"]
