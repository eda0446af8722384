"""Pairs: the list of a cohort, one pair, and the ways to new cohorts, pairs, sheets of pairs."""

from toolkit.app import widgets
from toolkit.app.pages import pair_list
from toolkit.errors import N_

pair_list.render_pairs_page(widgets.open_page(N_("Pairs")))
