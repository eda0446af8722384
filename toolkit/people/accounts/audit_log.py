"""What the trail tells: who signed in, made accounts, took a backup; in words."""

import json
from enum import StrEnum

from toolkit.errors import N_
from toolkit.i18n import Language


class AuditEvent(StrEnum):
    """What somebody did, as the trail has it."""

    SIGNED_IN = "signed_in"
    SIGNED_IN_ELSEWHERE = "signed_in_elsewhere"
    SIGNED_OUT = "signed_out"
    FIRST_ACCOUNT = "first_account"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_REMOVED = "account_removed"
    INVITED = "invited"
    PASSWORD_SET = "password_set"  # noqa: S105  # the name of an act
    HASH_RENEWED = "hash_renewed"
    BACKUP_TAKEN = "backup_taken"
    PERSON_EXPORTED = "person_exported"
    PERSON_ERASED = "person_erased"


LINKS_ISSUED = "links_issued"
SENTENCES = {
    AuditEvent.SIGNED_IN: N_("signed in"),
    AuditEvent.SIGNED_IN_ELSEWHERE: N_("signed in with an account elsewhere"),
    AuditEvent.SIGNED_OUT: N_("signed out"),
    AuditEvent.FIRST_ACCOUNT: N_("made the first account"),
    AuditEvent.ACCOUNT_MADE: N_("made an account"),
    AuditEvent.ACCOUNT_CHANGED: N_("changed an account"),
    AuditEvent.ACCOUNT_REMOVED: N_("removed an account"),
    AuditEvent.INVITED: N_("made a link to choose a password by"),
    AuditEvent.PASSWORD_SET: N_("chose a password"),
    AuditEvent.HASH_RENEWED: N_("signed in; the password is kept more safely since"),
    AuditEvent.BACKUP_TAKEN: N_("took a backup"),
    AuditEvent.PERSON_EXPORTED: N_("handed out everything about a participant"),
    AuditEvent.PERSON_ERASED: N_("erased a participant"),
    LINKS_ISSUED: N_("issued personal links"),
    "links_revoked": N_("ended a personal link"),
    "contact_corrected": N_("corrected how to reach a participant"),
    "cohort_started": N_("started a cohort"),
    "cohort_changed": N_("corrected a cohort"),
    "cohort_removed": N_("took a cohort away"),
    "cohort_closed": N_("closed a cohort"),
    "forms_confirmed": N_("confirmed that forms with the same answers are other people's"),
    "pairs_added": N_("added pairs"),
    "pair_removed": N_("took a pair away"),
}
PAIR_EVENT_PREFIX = "pair_"
"""What the acts on one pair begin with: which it was, an administrator is not told."""
OPEN_EVENTS = (
    *AuditEvent,
    "cohort_started",
    "cohort_changed",
    "cohort_removed",
    "cohort_closed",
    "forms_confirmed",
)
"""Acts of which an administrator may read about whom or what they were.

Pairs are the business of whoever looks after them.
"""


def in_words(what: str, words: Language) -> str:
    """Return what was done in words; what this version does not know stands as it is."""
    if what in SENTENCES:
        return words.gettext(SENTENCES[what])
    return words.gettext("changed a pair") if what.startswith(PAIR_EVENT_PREFIX) else what


def describe_subject(what: str, of: str) -> str:
    """Return about whom or what it was, as far as an administrator is told.

    Of links that were issued only how many, blank if nothing.
    """
    return _count_links(of) if what == LINKS_ISSUED else of if what in OPEN_EVENTS else ""


def _count_links(of: str) -> str:
    try:
        number = json.loads(of)["n"]
    except (ValueError, TypeError, KeyError):
        return ""
    return str(number) if isinstance(number, int) else ""
