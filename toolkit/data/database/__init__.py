"""The database: the register, the log and answers, and apart from it how to reach people.

The only user of SQLAlchemy.

::

    store             what can be asked of the database, a transaction a call
    register          the tables of the interchange format
    submissions       drafts, and forms that are sent in
    receipt_codes     codes of receipts, as they are typed
    register_answers  answers that set columns of the register
    pair_log          the month's tick and the meetings
    people            links, contacts, my data, erasure
    forgotten         marks of those who were erased
    accounts          those who look after the programme, their browsers and what they did
    coordination      what whoever looks after the pairs reads and writes
    backup            backup and restore; is everything still what was written?
    migrations        databases of earlier versions, step by step
    database          how it is opened, who may write, what is said when it refuses
    write_lock        one at a time, and nobody starves
    sql_tables        the tables as they are now, rows in and out
    models            what goes in and comes out
"""

from toolkit.data.database.backup import back_up, bring_releases, find_database_faults, restore
from toolkit.data.database.coordination import PendingChanges, RegisterSnapshot
from toolkit.data.database.forgotten import was_erased
from toolkit.data.database.models import Contact, Form, Keys, Mentorship, Receipt, SentForm
from toolkit.data.database.people import hash_link
from toolkit.data.database.receipt_codes import code_of, new_mark
from toolkit.data.database.store import Store, open_store

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
    "was_erased",
]
