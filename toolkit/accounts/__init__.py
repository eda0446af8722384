"""Those who look after a programme or sit on its board: who may sign in, and in which roles.

::

    entering    the way in and out
    keeping     accounts are made, changed and removed
    passwords   which are good enough, how they are kept
    pauses      whoever gives wrong ones has to wait
    trail       what the trail tells, in words
    values      accounts as values
"""

from toolkit.accounts.entering import LASTS, account_of, enter, known_by_oidc, sign_in, sign_out, signed_in
from toolkit.accounts.keeping import (
    FirstCode,
    accept,
    accounts,
    change_password,
    faults_of,
    invite,
    invited,
    make_first,
    put_account,
    remove_account,
    without_accounts,
)
from toolkit.accounts.trail import Done, about, in_words
from toolkit.accounts.values import ADMINISTRATOR, BOARD, COORDINATOR, ROLES, Account, Entry, Listed, State

__all__ = [
    "ADMINISTRATOR",
    "BOARD",
    "COORDINATOR",
    "LASTS",
    "ROLES",
    "Account",
    "Done",
    "Entry",
    "FirstCode",
    "Listed",
    "State",
    "about",
    "accept",
    "account_of",
    "accounts",
    "change_password",
    "enter",
    "faults_of",
    "in_words",
    "invite",
    "invited",
    "known_by_oidc",
    "make_first",
    "put_account",
    "remove_account",
    "sign_in",
    "sign_out",
    "signed_in",
    "without_accounts",
]
