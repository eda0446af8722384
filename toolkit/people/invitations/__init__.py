"""Personal links handed out.

As a list for a mail merge, as drafts, as cards with QR codes, or mailed.
"""

from toolkit.people.invitations.contact_import import ContactSheet, read_contacts
from toolkit.people.invitations.invite import InvitationRound, plan, require_sender, web_address
from toolkit.people.invitations.messages import warning
from toolkit.people.invitations.outbox import InvitationDetails
from toolkit.people.invitations.smtp import Server

__all__ = [
    "ContactSheet",
    "InvitationDetails",
    "InvitationRound",
    "Server",
    "plan",
    "read_contacts",
    "require_sender",
    "warning",
    "web_address",
]
