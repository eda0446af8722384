"""Pairs: the list of a cohort, one pair, and the ways to a new cohort, a new pair, a sheet of pairs."""

from __future__ import annotations

from toolkit.errors import N_
from toolkit.pages import office, pair_list

pair_list.show(office.enter(N_("Pairs")))
