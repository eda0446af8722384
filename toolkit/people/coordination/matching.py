"""One of the two of a pair matched anew; and what to look at before two people become a pair."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from toolkit.data.database import PendingChanges
from toolkit.data.database.coordination import StoredRow
from toolkit.errors import N_, Fault, Refused, refuse
from toolkit.people.coordination.context import Visibility, same_address, same_name
from toolkit.people.coordination.new_pairs import PAIR_EXISTS, Intake, by_column, faults_of_work
from toolkit.people.coordination.pair_changes import (
    NO_CHOICE,
    RUNNING_STATUSES,
    PairChange,
    work_of,
    wrong_day,
)
from toolkit.people.coordination.person_matching import PersonMatcher
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


def plan_new_pair(view: Visibility, cohort: str, given: Mapping[str, str]) -> PendingChanges:
    """Return what is to be written of a new pair.

    Args:
        view: The books as whoever asks may see them.
        cohort: Where it is added.
        given: Some of :data:`toolkit.people.coordination.new_pairs.GIVEN`; ``mentor_id`` or
            ``mentee_id`` for a person who is known; ``same_names``, ``yes`` if a name without an
            address may be somebody who is known.

    Returns:
        What is to be written.

    Raises:
        Refused: With what is wrong, by field.
    """
    intake = Intake(view, cohort, same_names=given.get("same_names") == "yes")
    going = {
        (pair["mentor_id"], pair["mentee_id"])
        for pair in view.books.register["pairs"]
        if pair["cohort"] == cohort and pair["status"] not in OVER_EARLY_STATUSES
    }
    # A pair that is over early may be made once more; a sheet leaves it as it is.
    intake.there = {two: row for two, row in intake.there.items() if two in going}
    faults = intake.add(given) | _find_name_clash(view, given)
    if intake.already:
        raise Refused(Fault(PAIR_EXISTS))
    work = intake.work((ADDED, " ".join(pair["pair_id"] for pair in intake.pairs)))
    refuse(
        rename_fault_fields(by_column(faults_of_work(view.books, view.programme, work))) | faults
    )
    return work


def plan_rematch(view: Visibility, pair: StoredRow, given: Mapping[str, str]) -> PendingChanges:
    """Return what is to be written when one of the two gets another partner.

    The pair is ended early unless it has ended.

    Args:
        view: The books as whoever asks may see them.
        pair: The pair as it is now.
        given: ``keep``, the role of who stays; ``ended_on``, if the pair goes on; and the new pair
            as in :func:`plan_new_pair`.

    Returns:
        What is to be written.

    Raises:
        Refused: With what is wrong, by field.
    """
    stays, day = given.get("keep", ""), given.get("ended_on", "").strip()
    if stays not in ROLES:
        raise Refused({"keep": Fault(NO_CHOICE)})
    # Whoever stays is told by the code alone, whatever was typed beside.
    told = {name: text for name, text in given.items() if not name.startswith(stays)} | {
        f"{stays}_id": pair[f"{stays}_id"]
    }
    goes_on = pair["status"] in RUNNING_STATUSES
    wrong = wrong_day(view, day) if goes_on else {}
    try:
        new = plan_new_pair(view, pair["cohort"], told)
    except Refused as refused:  # what is wrong with the end is said together with it
        raise Refused({**refused.by_field, **wrong}) from None
    refuse(wrong)
    ending = {"status": "ended_early", "ended_on": day, "end_reason": REMATCH_EVENT}
    ended = work_of(
        view,
        pair,
        REMATCH_EVENT,
        PairChange(ending if goes_on else {}),
        new=new.pairs[0]["pair_id"],
    )
    both = replace(new, changed=ended.changed, was=ended.was, lines=(*ended.lines, *new.lines))
    refuse(rename_fault_fields(by_column(faults_of_work(view.books, view.programme, both))))
    return both


def list_known_people(view: Visibility) -> dict[str, str]:
    """Return the people who may be seen, by code: name and code, in the order of the names.

    Nobody who was erased.
    """
    codes = (
        {row["participant_id"] for row in view.books.register["participants"]}
        - view.hidden_people
        - view.books.erased
    )
    called = {code: view.name(code) for code in codes}
    in_order = sorted(codes, key=lambda code: (called[code].casefold(), code))
    return {
        code: called[code] if called[code] == code else f"{called[code]} ({code})"
        for code in in_order
    }


def rename_fault_fields(faults: Mapping[str, Fault]) -> dict[str, Fault]:
    """Return faults of the register by the fields of a form."""
    return {ABOUT.get(column, column): fault for column, fault in faults.items()}


def warnings(view: Visibility, given: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what to look at before a pair is made; nothing of it is a fault."""
    if given.get("competition") == "declared":
        yield Fault(DECLARED)
    people = PersonMatcher(view, same_names=given.get("same_names") == "yes")
    for role in ROLES:
        people.take(role, given, None)
    yield from {fault.message: fault for _column, fault in people.warnings}.values()
    addresses = {
        same_address(contact.address): code
        for code, contact in view.books.contacts.items()
        if contact.address
    }
    for role in ROLES:
        address = given.get(f"{role}_address", "").strip()
        code = given.get(f"{role}_id") or (
            addresses.get(same_address(address)) if address else None
        )
        if others := [
            pair
            for pair in view.pairs.values()
            if pair["status"] in RUNNING_STATUSES
            and code
            and code in (pair["mentor_id"], pair["mentee_id"])
        ]:
            yield Fault(IN_A_PAIR, {"n": len(others)})


def _find_name_clash(view: Visibility, given: Mapping[str, str]) -> dict[str, Fault]:
    """Return what is wrong where somebody who is known was chosen, and somebody else named."""
    told = {
        role: (view.books.contacts.get(given.get(f"{role}_id", "")), given.get(f"{role}_name", ""))
        for role in ROLES
    }
    return {
        f"{role}_name": Fault(TWO_NAMES)
        for role, (contact, name) in told.items()
        if contact and contact.name and name.strip() and same_name(name) != same_name(contact.name)
    }
