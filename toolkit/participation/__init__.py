"""What a person may do behind a personal link, the same through every door.

::

    visit    one opening of the link: what is to be done, answers in, log, my data
    own      what is kept about the person, as far as a sitting opens it: a link alone opens nothing of what was sent
    sitting  what has been shown to be the person's own
    tasks    which forms there are for a pair, and when each is due
    saying   what a participant is told, in sentences
    wishes   what participants asked to be passed on
"""

from toolkit.participation.saying import Seen, agreed, who_sees
from toolkit.participation.sitting import Sitting
from toolkit.participation.tasks import State, Task, month_name, months_to_tick
from toolkit.participation.visit import CLOSED, NO_LINK, SEALED, Visit
from toolkit.participation.wishes import Wish, wishes

__all__ = ["CLOSED", "NO_LINK", "SEALED", "Seen", "Sitting", "State", "Task", "Visit", "Wish", "agreed", "month_name", "months_to_tick", "who_sees", "wishes"]
