"""How many closing forms are in, and of how many: what closing counts, before it and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.coordination.sight import Sight
from toolkit.errors import ReleaseError
from toolkit.ledger import is_closed, kept
from toolkit.questionnaire import ROLES, Role

if TYPE_CHECKING:
    from toolkit.coordination.desk import Desk

Response = dict[Role, tuple[int, int]]


def response(desk: Desk, sight: Sight, cohort: str) -> Response:
    """Return, for each role, how many closing forms are in and of how many people: once it is closed as it was released."""
    closed = is_closed(desk.store.home, desk.programme.code, cohort)
    return _released(desk, cohort) if closed else _so_far(desk, sight, cohort)


def _so_far(desk: Desk, sight: Sight, cohort: str) -> Response:
    """Count as a closing today does: everybody in a pair that has started, whether or not the form is open to them yet."""
    today, closing = desk.today.isoformat(), desk.programme.closing.name
    ins = {form[:2] for form, time in sight.books.forms.items() if form[2] == closing and time[:10] <= today}
    started = [pair for pair in sight.of_cohort(cohort) if pair["status"] != "never_started" and "" < pair["started_on"] <= today]
    return {role: (sum((pair[f"{role}_id"], pair["pair_id"]) in ins for pair in started), len(started)) for role in ROLES}


def _released(desk: Desk, cohort: str) -> Response:
    """Nothing of a role that the release does not tell, and nothing at all where it cannot be read."""
    try:
        release = kept(desk.store.home, desk.programme.code, cohort)
    except ReleaseError:
        return {}
    told = {role: release.finding("response.people", role) for role in ROLES} if release else {}
    return {role: (each.favourable, each.frame) for role, each in told.items() if isinstance(each.favourable, int) and each.frame}
