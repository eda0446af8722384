"""What a person may do behind a personal link, the same through every door.

::

    portal            one opening of the link: what is to be done, answers in, log, my data
    unlocking         what a sitting opens: a link alone opens nothing of what was sent
    tasks             which forms there are for a pair, and when each is due
    meeting_log       what one of the two logs: meetings, months
    labels            what a participant is told, in sentences; audiences: who sees what
    contact_requests  what participants asked to be passed on
"""

from toolkit.people.participants.audiences import Audience, list_audiences
from toolkit.people.participants.contact_requests import ContactRequest, wishes
from toolkit.people.participants.labels import agreement_in_words
from toolkit.people.participants.meeting_log import COHORT_CLOSED_NOTICE
from toolkit.people.participants.portal import FORM_SEALED, NO_LINK, ParticipantPortal
from toolkit.people.participants.tasks import Task, TaskState, month_name, months_to_tick
from toolkit.people.participants.unlocking import UnlockedForms

__all__ = [
    "COHORT_CLOSED_NOTICE",
    "FORM_SEALED",
    "NO_LINK",
    "Audience",
    "ContactRequest",
    "ParticipantPortal",
    "Task",
    "TaskState",
    "UnlockedForms",
    "agreement_in_words",
    "list_audiences",
    "month_name",
    "months_to_tick",
    "wishes",
]
