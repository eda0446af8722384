"""The ledger: the releases of a programme, kept with its data. A cohort is released once, and never recomputed.

::

    keeping  recognise, freeze, kept: what may be released, and what was
    chain    the lines of the ledger, each vouching for the one before
    members  who and what a release counts, as keyed fingerprints
    places   where everything is, and the key
    disk     one writer at a time; what is written survives a power cut
"""

from toolkit.ledger.chain import Chain, Entry, read_chain
from toolkit.ledger.keeping import Earlier, freeze, is_closed, kept, recognise
from toolkit.ledger.members import Members, key_mark, members_of
from toolkit.ledger.places import DATA_VARIABLE, FOLDER, file_of, home_of, key_file, key_of, ledger_file, lock_file, name_of, release_files

__all__ = [
    "DATA_VARIABLE",
    "FOLDER",
    "Chain",
    "Earlier",
    "Entry",
    "Members",
    "file_of",
    "freeze",
    "home_of",
    "is_closed",
    "kept",
    "key_file",
    "key_mark",
    "key_of",
    "ledger_file",
    "lock_file",
    "members_of",
    "name_of",
    "read_chain",
    "recognise",
    "release_files",
]
