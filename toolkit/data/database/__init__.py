"""The database: the register, the log and what participants answer, and apart from it how to reach them. The only user of SQLAlchemy.

::

    store       what can be asked of the database, a transaction a call
    answering   the part of it that takes answers
    forms       drafts, and forms that are sent in
    seals       codes of receipts, as they are typed
    records     answers that set columns of the register
    log         the month's tick and the meetings
    office      what whoever looks after the pairs reads and writes
    mending     what is put right: a cohort, a pair that was entered by mistake
    browsers    what browsers show: known ones, for whom a provider vouched, opened links
    people      links, contacts, my data, erasure
    register    the tables of the interchange format
    archive     backup and restore
    checkup     is everything still what was written?
    migrations  databases of earlier versions
    steps       the steps from version to version
    database    how it is opened, who may write, what is said when it refuses
    turns       one at a time, and nobody starves
    layout      the tables as they are now
    rows        rows in and out
    values      what goes in and comes out
"""

from toolkit.data.database.backup import back_up, bring_releases, find_database_faults, restore
from toolkit.data.database.coordination import PendingChanges, RegisterSnapshot
from toolkit.data.database.models import Contact, Form, Keys, Mentorship, Receipt, SentForm
from toolkit.data.database.people import hash_link
from toolkit.data.database.store import Store, open_store
from toolkit.data.database.submissions import code_of, new_mark

__all__ = [
    "Contact",
    "Form",
    "Keys",
    "Mentorship",
    "PendingChanges",
    "Receipt",
    "RegisterSnapshot",
    "SentForm",
    "Store",
    "back_up",
    "bring_releases",
    "code_of",
    "find_database_faults",
    "hash_link",
    "new_mark",
    "open_store",
    "restore",
]
