"""Links and reminders: who has a link, links handed out as files to take along, the same neutral reminder for all, a link ended."""

from __future__ import annotations

from toolkit.errors import N_
from toolkit.pages import link_rounds, office

if here := office.inside(office.enter(N_("Links and reminders"))):
    link_rounds.show(here)
