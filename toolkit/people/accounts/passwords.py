"""Passwords: which are good enough, how they are kept, and whether one is right."""

import secrets
from collections.abc import Iterable
from functools import cache
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from toolkit.errors import N_, Fault

MIN_PASSWORD_LENGTH = 12
FEWEST_DIFFERENT = 5
EASY = N_(
    "That is among the first that somebody would try: your name or address, the programme, or one"
    " of the commonest. Choose another."
)
COMMONEST = """
password passwort passw0rd p4ssword lösenord losenord mittlösenord mypassword hemligt secret \
qwerty qwertyuiop qwertyuiopå qwertyasdf qazwsxedc
asdfghjkl zxcvbnm iloveyou jagälskardig welcome välkommen valkommen letmein changeme administrator \
administratör admin styrelse styrelsen
koordinator coordinator mentor mentorskap mentorship mentorprogram mentoring \
sommar vinter hösten våren sverige sweden stockholm göteborg malmö
football fotboll princess prinsessa sunshine monkey dragon master superman \
batman trustno correcthorsebatterystaple
"""
"""What the commonest passwords are made of, without the digits and signs put around them."""
# Again and again, so that a run that begins anew after its last sign is one too.
RUNS = ("0123456789" * 20, "abcdefghijklmnopqrstuvwxyzåäö" * 8)
# Argon2id as RFC 9106 advises for small memories: 64 MiB, 3 passes, 4 lanes.
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return what is kept of a password.

    Argon2id with a salt of its own, from which it cannot be told.
    """
    return _hasher.hash(_normalise_password(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether it is the password. What is no hash of a password fits none, and takes as long."""
    there = is_hash(password_hash)
    try:
        _hasher.verify(password_hash if there else _hash_of_nobody(), _normalise_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return there


def is_hash(text: str) -> bool:
    """Whether somebody has a password: the column may also be blank, or hold an invitation."""
    return text.startswith("$argon2")


def needs_renewal(password_hash: str) -> bool:
    """Whether the password would be hashed with more work today."""
    return _hasher.check_needs_rehash(password_hash)


def fault_of(password: str, *, own: Iterable[str] = ()) -> Fault | None:
    """Return why a password is not good enough, if it is not.

    Nobody has to mix digits and signs into it.

    Args:
        own: What somebody who knows the person would try first: address, name, names of the
            programme.
    """
    if len(_normalise_password(password)) < MIN_PASSWORD_LENGTH:
        return Fault(N_("Write {n} signs or more."), {"n": MIN_PASSWORD_LENGTH})
    folded = _letters_and_digits(password)
    easy = {
        part for text in own for part in (*_cores(text), *_cores(text.partition("@")[0]))
    } | set(COMMONEST.split())
    few = len(set(password)) < FEWEST_DIFFERENT
    run = any(folded in text or folded[::-1] in text for text in RUNS)
    return Fault(EASY) if few or run or easy & set(_cores(password)) else None


def _normalise_password(password: str) -> str:
    """Return the password so that it is the same from every keyboard.

    ``å`` is one sign on one and two on another.
    """
    return normalize("NFKC", password)


@cache
def _hash_of_nobody() -> str:
    """Return the hash of a password that nobody has."""
    return hashed(secrets.token_urlsafe(32))


def _cores(text: str) -> tuple[str, str]:
    """Return what a password says.

    Once, where it says the same again and again, and without digits around it.
    """
    whole = _drop_repetition(_letters_and_digits(text))
    return whole, _drop_repetition(whole.strip("0123456789"))


def _letters_and_digits(text: str) -> str:
    return "".join(sign for sign in normalize("NFKC", text).casefold() if sign.isalnum())


def _drop_repetition(text: str) -> str:
    """Return ``abc`` for ``abcabc``."""
    return text[: (text + text).find(text, 1)] if text else text
