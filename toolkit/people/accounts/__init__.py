"""Those who look after a programme or sit on its board: who may sign in, and in which roles.

::

    login       the way in and out
    management  accounts are made, changed and removed
    passwords   which are good enough, how they are kept
    audit_log   what the trail tells, in words
    models      accounts as values
"""

from toolkit.people.accounts.audit_log import AuditEvent, describe_subject, in_words
from toolkit.people.accounts.login import (
    KNOWN_FOR,
    SIGNED_IN_FOR,
    account_of,
    end_oidc_sign_in,
    find_oidc_accounts,
    find_signed_in,
    is_known_browser,
    lacks_verified_claim,
    log_oidc_sign_in,
    new_device,
    sign_in,
    sign_in_everywhere,
    sign_out,
    start_session,
)
from toolkit.people.accounts.management import (
    FirstCode,
    accept,
    accounts,
    change_password,
    find_invited_accounts,
    invite,
    list_participant_accounts,
    list_stores_without_accounts,
    make_first_account,
    put_account,
    remove_account,
)
from toolkit.people.accounts.models import (
    ACCOUNT_ROLES,
    ADMINISTRATOR,
    BOARD,
    COORDINATOR,
    Account,
    AccountState,
    Browser,
    ListedAccount,
    SignInResult,
    faults_of,
)

__all__ = [
    "ACCOUNT_ROLES",
    "ADMINISTRATOR",
    "BOARD",
    "COORDINATOR",
    "KNOWN_FOR",
    "SIGNED_IN_FOR",
    "Account",
    "AccountState",
    "AuditEvent",
    "Browser",
    "FirstCode",
    "ListedAccount",
    "SignInResult",
    "accept",
    "account_of",
    "accounts",
    "change_password",
    "describe_subject",
    "end_oidc_sign_in",
    "faults_of",
    "find_invited_accounts",
    "find_oidc_accounts",
    "find_signed_in",
    "in_words",
    "invite",
    "is_known_browser",
    "lacks_verified_claim",
    "list_participant_accounts",
    "list_stores_without_accounts",
    "log_oidc_sign_in",
    "make_first_account",
    "new_device",
    "put_account",
    "remove_account",
    "sign_in",
    "sign_in_everywhere",
    "sign_out",
    "start_session",
]
