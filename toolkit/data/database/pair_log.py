"""What the two of a pair log: the month's tick, and meetings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from toolkit.data.database.sql_tables import (
    MEETINGS,
    MONTHS,
    PAIRS,
    matches_key,
    read_rows,
    to_stored,
    to_utc_text,
)
from toolkit.data.schema.columns import MEETING_FORM_CODES, is_date, is_month
from toolkit.errors import N_, Fault, StorageError

CONTACTS_IN_ORDER = ("0", "1", "2+")
NOT_OF_PAIR = N_("only the two of a pair log their meetings.")
NO_MONTH = N_("write the month as 2026-12, and the contacts as 0, 1 or 2+.")
NO_MEETING = N_("a meeting has a day, such as 2026-12-31, and a form.")
OF_MEETING = ("met_on", "form", "minutes", "topics", "celebrated")


def tick(
    connection: Connection, pair_id: str, month: str, contacts: str, *, by: str, now: datetime
) -> None:
    """Set the tick of one of the two, in place of the one that she set before.

    Blank takes it back.

    Args:
        connection: To the database, as its only writer.
        pair_id: The pair.
        month: The month, as ``2026-12``.
        contacts: ``0``, ``1``, ``2+``, or blank.
        by: Which of the two.
        now: When it is logged.
    """
    _check_logger(connection, pair_id, by)
    if not is_month(month) or contacts not in (*CONTACTS_IN_ORDER, ""):
        raise StorageError(Fault(NO_MONTH))
    own = {"pair_id": pair_id, "month": month, "logged_by": by}
    # Set anew and not changed: the time at which it was logged goes with it.
    connection.execute(delete(MONTHS).where(matches_key(MONTHS, own)))
    if contacts:
        connection.execute(
            insert(MONTHS).values({**own, "contacts": contacts, "logged_at": to_utc_text(now)})
        )


def log_meeting(
    connection: Connection, pair_id: str, meeting: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """Log a meeting; one of the same day and form is the same meeting.

    Whoever logged it may change it. What the other adds completes it: a blank is filled, topics are
    joined, and who says that progress was celebrated is believed.

    Args:
        connection: To the database, as its only writer.
        pair_id: The pair.
        meeting: ``met_on`` and ``form``, and what else is told of ``minutes``, ``topics``,
            ``celebrated``.
        by: Which of the two.
        now: When it is logged.
    """
    _check_logger(connection, pair_id, by)
    said = {name: to_stored(meeting.get(name)) for name in OF_MEETING}
    if (
        not set(meeting) <= set(OF_MEETING)
        or not is_date(said["met_on"] or "")
        or said["form"] not in MEETING_FORM_CODES
    ):
        raise StorageError(Fault(NO_MEETING))
    there = read_rows(
        connection,
        MEETINGS,
        matches_key(MEETINGS, {"pair_id": pair_id, "met_on": said["met_on"], "form": said["form"]}),
    )
    if not there:
        connection.execute(
            insert(MEETINGS).values(
                {"pair_id": pair_id, **said, "logged_by": by, "logged_at": to_utc_text(now)}
            )
        )
        return
    # The own row first: that one may be changed, the other only completed.
    [first, *_others] = sorted(there, key=lambda row: row["logged_by"] != by)
    now_said = said if first["logged_by"] == by else _complete_meeting(first, said)
    connection.execute(
        update(MEETINGS).where(MEETINGS.c.number == first["number"]).values(now_said)
    )


def remove_meeting(
    connection: Connection, pair_id: str, met_on: str, form: str, *, by: str
) -> bool:
    """Remove a meeting, whoever of the two logged it; return whether there was one.

    Args:
        connection: To the database, as its only writer.
        pair_id: The pair.
        met_on: The day of the meeting.
        form: Code of the form of the meeting.
        by: Which of the two.

    Returns:
        Whether there was one.
    """
    _check_logger(connection, pair_id, by)
    return (
        connection.execute(
            delete(MEETINGS).where(
                matches_key(MEETINGS, {"pair_id": pair_id, "met_on": met_on, "form": form})
            )
        ).rowcount
        > 0
    )


def forget_logger(connection: Connection, participant_id: str) -> None:
    """Keep what a person logged, which is about the pair, without saying who did."""
    connection.execute(
        update(MEETINGS).where(MEETINGS.c.logged_by == participant_id).values(logged_by=None)
    )
    for own in read_rows(connection, MONTHS, MONTHS.c.logged_by == participant_id):
        connection.execute(delete(MONTHS).where(MONTHS.c.number == own["number"]))
        nameless = {"pair_id": own["pair_id"], "month": own["month"], "logged_by": None}
        # Two who are erased would leave two ticks of one month without a name: the higher stands.
        ticks = [own, *read_rows(connection, MONTHS, matches_key(MONTHS, nameless))]
        higher = max((row["contacts"] for row in ticks), key=CONTACTS_IN_ORDER.index)
        connection.execute(delete(MONTHS).where(matches_key(MONTHS, nameless)))
        connection.execute(
            insert(MONTHS).values({**nameless, "contacts": higher, "logged_at": own["logged_at"]})
        )


def _check_logger(connection: Connection, pair_id: str, by: str) -> None:
    pairs = read_rows(connection, PAIRS, PAIRS.c.pair_id == pair_id)
    if not pairs or by not in (pairs[0]["mentor_id"], pairs[0]["mentee_id"]):
        raise StorageError(Fault(NOT_OF_PAIR))


def _complete_meeting(
    there: Mapping[str, Any], said: Mapping[str, str | None]
) -> dict[str, str | None]:
    topics = dict.fromkeys(
        topic for row in (there, said) for topic in (row["topics"] or "").split(";") if topic
    )
    celebrated = (
        "yes"
        if "yes" in (there["celebrated"], said["celebrated"])
        else there["celebrated"] or said["celebrated"]
    )
    return {
        "minutes": there["minutes"] or said["minutes"],
        "topics": ";".join(topics) or None,
        "celebrated": celebrated,
    }
