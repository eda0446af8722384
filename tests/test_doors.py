"""What a person fills in on the light pages, and what is stored of it."""

from __future__ import annotations

import lights
import pytest
from doors import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_is_filled_in_is_what_is_stored(place, case):
    """Every answer is stored as the case says, nothing else, and nothing is left as a draft of what
    was sent.
    """
    browser = lights.client()
    lights.enter(browser, place.links[case.form.participant_id])
    lights.through(browser, case.number, case.given)

    sent = [
        dict(each.answers)
        for each in place.store.sent(case.form.participant_id)
        if each.form == case.form
    ]
    assert ([case.stored] if case.stored is not None else []) == sent
    assert {} == place.store.draft(case.form)
