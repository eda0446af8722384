"""Personal links handed out: as a list for a mail merge, as drafts, as cards with QR codes, or mailed."""

from __future__ import annotations

from toolkit.invite.cards import warning
from toolkit.invite.contact_sheet import ContactSheet, read_contacts
from toolkit.invite.folder import About
from toolkit.invite.server import Server
from toolkit.invite.steps import Round, named_sender, plan, web_address

__all__ = ["About", "ContactSheet", "Round", "Server", "named_sender", "plan", "read_contacts", "warning", "web_address"]
