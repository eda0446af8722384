"""A phone in front of the light pages, and the pairs whose people hold it."""

from __future__ import annotations

import time

from toolkit.data.database import Form

PHONE = {"width": 390, "height": 844}
PAIRS = (
    {
        "pair_id": "p1",
        "mentor_id": "m1",
        "mentee_id": "a1",
        "status": "completed",
        "started_on": "2020-01-12",
        "ended_on": "2020-12-01",
    },
    {
        "pair_id": "p2",
        "mentor_id": "m1",
        "mentee_id": "a2",
        "status": "active",
        "started_on": "2020-02-02",
    },
    {
        "pair_id": "p3",
        "mentor_id": "m3",
        "mentee_id": "m4",
        "status": "completed",
        "started_on": "2020-01-12",
        "ended_on": "2020-12-01",
    },
)
"""The first and the last have ended, the second goes on, so that the tests hold on any day."""
CLOSING = 5


def closing(person, pair, role):
    """Return the closing survey of a person."""
    return Form(person, pair, role, "closing")


def until(condition, *, seconds=60.0):
    """Wait until *condition* holds, and return whether it does."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience and not condition():
        time.sleep(0.05)
    return condition()
