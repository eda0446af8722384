"""Who and what a release counts, as fingerprints under the key of the data.

The same ones are recognised, nobody can be read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from toolkit.programme.questionnaire import ROLES
from toolkit.release.clock_shifts import find_clock_shifts

if TYPE_CHECKING:
    import pandas as pd

FORM_KEY_COLUMNS = ["participant_id", "pair_id", "role", "questionnaire", "submitted_at"]
LENGTH = 32
"""Hexadecimal digits of a fingerprint: 128 bits, so that two never fall together by chance."""
LEAST_SHARED_MOMENTS = 3
"""Fewest forms sent in at the same seconds that are taken to be the same forms.

Two people may share a second.
"""
# A day without a time: too many forms have it in common to know one by it.
MIDNIGHT_SUFFIX = "T00:00:00"


@dataclass(frozen=True, repr=False)
class CohortFingerprints:
    """The people, pairs and forms that a release counts.

    Attributes:
        people: One fingerprint a person.
        pairs: For each pair two: of its id, and of its two people with the day on which they
            started.
        forms: One for each form: who, in which pair, as what, which questionnaire, when.
        moments: The seconds at which forms of a role came in; a form that is imported twice has
            them in common, though its people got new ids.
        key: Fingerprint of the key itself.
        moments_by_clock: The moments as another clock tells them, so many minutes later: for each
            its fingerprints as a form of either role. They are made only where they are looked for.
    """

    people: frozenset[str]
    pairs: tuple[frozenset[str], ...]
    forms: frozenset[str]
    moments: frozenset[str]
    key: str
    moments_by_clock: Callable[[int], list[set[str]]] = field(
        default=lambda _minutes: [], compare=False
    )


def fingerprint_cohort(
    pairs: pd.DataFrame | None, answers: pd.DataFrame, key: bytes
) -> CohortFingerprints:
    """Return the members of a cohort.

    Args:
        pairs: The pairs in the frame by ``pair_id``, as in ``Cohort.pairs``; ``None`` for form
            exports.
        answers: The rows of the table ``answers`` that are counted; those of pairs outside the
            frame are left out here.
        key: The key of the data, see :func:`toolkit.release.locations.read_or_make_key`.

    Returns:
        Fingerprints that nobody without the key can read.
    """
    counted = answers if pairs is None else answers[answers["pair_id"].isin(pairs.index)]
    rows = list(_form_keys(counted).drop_duplicates().itertuples(index=False, name=None))
    register = [] if pairs is None else _register(pairs)
    people = {person for _, mentor, mentee, _ in register for person in (mentor, mentee)} | {
        row[0] for row in rows
    }
    return CohortFingerprints(
        people=frozenset(_fingerprint(key, "person", person) for person in people),
        pairs=tuple(
            frozenset((_fingerprint(key, "pair", pair), _fingerprint(key, "two", *two)))
            for pair, *two in register
        ),
        forms=frozenset(_fingerprint(key, "form", *row) for row in rows),
        moments=frozenset(
            # Without person and pair, of which an import makes new codes.
            _fingerprint(key, "moment", *row[2:])
            for row in rows
            if row[-1] and not row[-1].endswith(MIDNIGHT_SUFFIX)
        ),
        key=fingerprint_key(key),
        moments_by_clock=partial(_moments_by_clock, _exact_moments(counted), key),
    )


def fingerprint_forms(answers: pd.DataFrame, key: bytes) -> list[str]:
    """Return for each row of the table ``answers`` the fingerprint of its form."""
    rows = list(_form_keys(answers).itertuples(index=False, name=None))
    found = {row: _fingerprint(key, "form", *row) for row in dict.fromkeys(rows)}
    return [found[row] for row in rows]


def _form_keys(answers: pd.DataFrame) -> pd.DataFrame:
    keys = answers[FORM_KEY_COLUMNS]
    written = keys["submitted_at"].dt.strftime("%Y-%m-%dT%H:%M:%S")
    return keys.assign(submitted_at=written).fillna("")


def _exact_moments(answers: pd.DataFrame) -> list[tuple[str, datetime]]:
    """Return the questionnaire and the time of each form that has a time of day."""
    exact = answers["submitted_at"].dt.normalize() != answers["submitted_at"]
    times = answers.loc[exact, ["questionnaire", "submitted_at"]].dropna().drop_duplicates()
    seconds = times["submitted_at"].to_numpy("datetime64[s]").tolist()
    return list(zip(times["questionnaire"], seconds, strict=True))


def _moments_by_clock(
    moments: Sequence[tuple[str, datetime]], key: bytes, minutes: int
) -> list[set[str]]:
    """Return the fingerprints of each moment, so many minutes later, under either role.

    The role that was named at the import may be the wrong one.
    """
    # Whole minutes, or one time every day, fit those of other people on some clock.
    if minutes and len({time.second for _questionnaire, time in moments}) < 2:
        return []
    later = timedelta(minutes=minutes)
    return [
        # As _fingerprint does, which would take some seconds for a large cohort on all clocks.
        {
            hmac.digest(key, f'{begun}, "{(time + later).isoformat()}"]'.encode(), "sha256").hex()[
                :LENGTH
            ]
            for begun in _beginnings(questionnaire)
        }
        for questionnaire, time in moments
    ]


@cache
def _beginnings(questionnaire: str) -> list[str]:
    return [json.dumps(["ledger", "moment", role, questionnaire])[:-1] for role in ROLES]


def fingerprint_key(key: bytes) -> str:
    """Return the fingerprint by which a key is known again."""
    return _fingerprint(key, "key")


def same_forms(
    members: CohortFingerprints, forms: Collection[str], moments: Collection[str]
) -> bool:
    """Return whether a cohort counts forms that were counted before.

    One form of the same person, pair, role and time is enough. Form exports have made-up people,
    other ones for every cohort, so there the times decide, by whatever clock they are told.

    Args:
        members: Whom the cohort counts.
        forms: Fingerprints of forms that were counted.
        moments: Fingerprints of the seconds at which those came in.

    Returns:
        Whether a form is the same, or at least three seconds are, and these are at least half of
        the forms of the smaller side.
    """
    if not members.forms.isdisjoint(forms):
        return True
    there = frozenset(moments)
    half = -(-min(len(members.moments), len(there)) // 2)

    def known_at(minutes: int) -> set[int]:
        own = enumerate(members.moments_by_clock(minutes))
        return {place for place, marks in own if not marks.isdisjoint(there)}

    return bool(there and find_clock_shifts(known_at, max(LEAST_SHARED_MOMENTS, half)))


def _register(pairs: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    started = pairs["started_on"].dt.strftime("%Y-%m-%d")
    return list(zip(pairs.index, pairs["mentor_id"], pairs["mentee_id"], started, strict=True))


def _fingerprint(key: bytes, kind: str, *parts: str) -> str:
    """HMAC-SHA256 under the key.

    What it is of comes first, so that a person and a pair of one name have nothing in common.
    """
    return hmac.new(key, json.dumps(["ledger", kind, *parts]).encode(), hashlib.sha256).hexdigest()[
        :LENGTH
    ]
