"""Links and reminders.

Who has a link, links handed out as files to take along, the same neutral reminder for all, a link
ended.
"""

from toolkit.app import widgets
from toolkit.app.pages import links_page
from toolkit.errors import N_

if here := widgets.require_cohort(widgets.open_page(N_("Links and reminders"))):
    links_page.render_links_page(here)
