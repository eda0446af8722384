"""What a person may do behind a personal link, the same through every door.

::

    visit    one opening of the link: what is to be done, answers in, log, my data
    tasks    which forms there are for a pair, and when each is due
    saying   what a participant is told, in sentences
    wishes   what participants asked to be passed on
"""

from toolkit.participation.saying import Seen, agreed, who_sees
from toolkit.participation.tasks import State, Task, month_name, months_to_tick
from toolkit.participation.visit import CLOSED, NO_LINK, Visit
from toolkit.participation.wishes import Wish, wishes

__all__ = ["CLOSED", "NO_LINK", "Seen", "State", "Task", "Visit", "Wish", "agreed", "month_name", "months_to_tick", "who_sees", "wishes"]
