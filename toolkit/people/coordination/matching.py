"""One of the two of a pair matched anew; and what to look at before two people become a pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import StoredRow
from toolkit.errors import N_, Fault
from toolkit.people.coordination.context import Context, Visibility, same_address, same_name
from toolkit.people.coordination.identity import PersonMatcher
from toolkit.people.coordination.intake import PAIR_EXISTS, Intake, by_column, faults_of_work
from toolkit.people.coordination.pair_changes import (
    NO_CHOICE,
    RUNNING_STATUSES,
    PairChange,
    work_of,
    wrong_day,
)
from toolkit.programme.questionnaire import ROLES

REMATCH_EVENT = "rematch"
ADDED = "pairs_added"
ABOUT = {"mentor_id": "mentor_name", "mentee_id": "mentee_name"}
"""The field of a form that a fault of the register is said of."""
DECLARED = N_(
    "the two compete with each other. The programme wants pairs that do not: think of another"
    " match."
)
TWO_NAMES = N_("somebody is chosen, and another name is written. Keep one of the two.")
OVER_EARLY_STATUSES = ("never_started", "ended_early")
"""A pair that came to nothing, or to an early end, may be made again by hand.

A sheet that is read again never does so.
"""
IN_A_PAIR = N_("this person is in another pair that goes on ({n}).")


def plan_new_pair(
    desk: Context, sight: Visibility, cohort: str, given: Mapping[str, str]
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written of a new pair, else what is wrong with it, by field."""
    intake = Intake(sight, desk.programme, cohort, same_names=given.get("same_names") == "yes")
    going = {
        (pair["mentor_id"], pair["mentee_id"])
        for pair in sight.books.register["pairs"]
        if pair["cohort"] == cohort and pair["status"] not in OVER_EARLY_STATUSES
    }
    intake.there = {two: row for two, row in intake.there.items() if two in going}
    faults = intake.add(given) | _find_name_clash(sight, given)
    if intake.already:
        return {"": Fault(PAIR_EXISTS)}
    work = intake.work((ADDED, " ".join(pair["pair_id"] for pair in intake.pairs)))
    return {
        **rename_fault_fields(by_column(faults_of_work(sight.books, desk.programme, work))),
        **faults,
    } or work


def plan_rematch(
    desk: Context, sight: Visibility, pair: StoredRow, given: Mapping[str, str]
) -> PendingChanges | dict[str, Fault]:
    """Return what is to be written when one of the two gets another partner.

    The pair is ended early unless it has ended.

    Args:
        given: ``keep``, the role of who stays; ``ended_on``, if the pair goes on; and the new pair
            as in :func:`plan_new_pair`.
    """
    stays = given.get("keep", "")
    if stays not in ROLES:
        return {"keep": Fault(NO_CHOICE)}
    told = {name: text for name, text in given.items() if not name.startswith(stays)} | {
        f"{stays}_id": pair[f"{stays}_id"]
    }
    new = plan_new_pair(desk, sight, pair["cohort"], told)
    day = given.get("ended_on", "").strip()
    wrong, change = {}, PairChange({})
    if pair["status"] in RUNNING_STATUSES:
        wrong, change = (
            wrong_day(desk, day),
            PairChange({"status": "ended_early", "ended_on": day, "end_reason": REMATCH_EVENT}),
        )
    if not isinstance(new, PendingChanges) or wrong:
        return {**(new if isinstance(new, dict) else {}), **wrong}
    ended = work_of(desk, pair, REMATCH_EVENT, change, new=new.pairs[0]["pair_id"])
    both = replace(new, changed=ended.changed, was=ended.was, lines=(*ended.lines, *new.lines))
    return rename_fault_fields(by_column(faults_of_work(sight.books, desk.programme, both))) or both


def list_known_people(sight: Visibility) -> dict[str, str]:
    """Return the people who may be seen, by code: name and code, in the order of the names.

    Nobody who was erased.
    """
    codes = (
        {row["participant_id"] for row in sight.books.register["participants"]}
        - sight.hidden_people
        - sight.books.erased
    )
    called = {code: sight.name(code) for code in codes}
    in_order = sorted(codes, key=lambda code: (called[code].casefold(), code))
    return {
        code: called[code] if called[code] == code else f"{called[code]} ({code})"
        for code in in_order
    }


def rename_fault_fields(faults: Mapping[str, Fault]) -> dict[str, Fault]:
    """Return faults of the register by the fields of a form."""
    return {ABOUT.get(column, column): fault for column, fault in faults.items()}


def warnings(sight: Visibility, given: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what to look at before a pair is made; nothing of it is a fault."""
    if given.get("competition") == "declared":
        yield Fault(DECLARED)
    people = PersonMatcher(sight, same_names=given.get("same_names") == "yes")
    for role in ROLES:
        people.take(role, given, None)
    yield from {fault.message: fault for _column, fault in people.warnings}.values()
    addresses = {
        same_address(contact.address): code
        for code, contact in sight.books.contacts.items()
        if contact.address
    }
    for role in ROLES:
        address = given.get(f"{role}_address", "").strip()
        code = given.get(f"{role}_id") or (
            addresses.get(same_address(address)) if address else None
        )
        if others := [
            pair
            for pair in sight.pairs.values()
            if pair["status"] in RUNNING_STATUSES
            and code
            and code in (pair["mentor_id"], pair["mentee_id"])
        ]:
            yield Fault(IN_A_PAIR, {"n": len(others)})


def _find_name_clash(sight: Visibility, given: Mapping[str, str]) -> dict[str, Fault]:
    """Return what is wrong where somebody who is known was chosen, and somebody else named."""
    told = {
        role: (sight.books.contacts.get(given.get(f"{role}_id", "")), given.get(f"{role}_name", ""))
        for role in ROLES
    }
    return {
        f"{role}_name": Fault(TWO_NAMES)
        for role, (contact, name) in told.items()
        if contact and contact.name and name.strip() and same_name(name) != same_name(contact.name)
    }
