"""To do: what waits for whoever looks after the pairs, the most urgent first."""

from __future__ import annotations

from toolkit.errors import N_
from toolkit.pages import office, todo_list

if here := office.inside(office.enter(N_("To do"))):
    todo_list.show(here)
