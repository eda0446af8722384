"""To do: what waits for whoever looks after the pairs, the most urgent first."""

from toolkit.app import widgets
from toolkit.app.pages import worklist_items
from toolkit.errors import N_

if here := widgets.require_cohort(widgets.open_page(N_("To do"))):
    worklist_items.render_todo_list(here)
