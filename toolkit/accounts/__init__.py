"""Those who look after a programme or sit on its board: who may sign in, and in which roles.

::

    entering    the way in and out
    keeping     accounts are made, changed and removed
    passwords   which are good enough, how they are kept
    pauses      whoever gives wrong ones has to wait
    trail       what the trail tells, in words
    values      accounts as values
"""

from toolkit.accounts.entering import (
    KNOWN_FOR,
    LASTS,
    account_of,
    enter,
    is_known,
    is_unsaid,
    known_by_oidc,
    let_in,
    let_in_by_oidc,
    let_out_by_oidc,
    new_device,
    sign_in,
    sign_out,
    signed_in,
)
from toolkit.accounts.keeping import (
    FirstCode,
    accept,
    accounts,
    change_password,
    faults_of,
    invite,
    invited,
    make_first,
    of_participant,
    put_account,
    remove_account,
    without_accounts,
)
from toolkit.accounts.trail import Done, about, in_words
from toolkit.accounts.values import ADMINISTRATOR, BOARD, COORDINATOR, ROLES, Account, Browser, Entry, Listed, State

__all__ = [
    "ADMINISTRATOR",
    "BOARD",
    "COORDINATOR",
    "KNOWN_FOR",
    "LASTS",
    "ROLES",
    "Account",
    "Browser",
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
    "is_known",
    "is_unsaid",
    "known_by_oidc",
    "let_in",
    "let_in_by_oidc",
    "let_out_by_oidc",
    "make_first",
    "new_device",
    "of_participant",
    "put_account",
    "remove_account",
    "sign_in",
    "sign_out",
    "signed_in",
    "without_accounts",
]
