"""Two doors, one store: what a person fills in through the app and through the light pages ends up
the same.
"""

from __future__ import annotations

import lights
import pytest
from doors import CASES, Case
from places import Place
from streamlit.testing.v1 import AppTest

from toolkit.resources import resource_path


def through_the_light_pages(place: Place, case: Case) -> None:
    """Fill in and send with plain forms."""
    browser = lights.client()
    lights.enter(browser, place.links[case.form.participant_id])
    lights.through(browser, case.number, case.given)


def through_the_app(place: Place, case: Case) -> None:
    """Fill in and send with Streamlit's widgets."""
    app = AppTest.from_file(str(resource_path("app.py")), default_timeout=60)
    for key, value in {
        "k": place.links[case.form.participant_id],
        "lang": "en",
        "form": str(case.number),
        "screen": "1",
    }.items():
        app.query_params[key] = value
    app.run()
    while True:
        for item, value in case.given.items():
            _fill(app, f"answer-{case.number}-{item}-", value)
        [button] = [button for button in app.button if button.label in ("Next", "Send")]
        button.click().run()
        if button.label == "Send":
            return


def _fill(app: AppTest, key: str, value: str | list[str]) -> None:
    for code in value if isinstance(value, list) else ():
        for box in [box for box in app.checkbox if box.key == f"{key}{code}"]:
            box.check().run()
    for radio in [radio for radio in app.radio if radio.key == key]:
        radio.set_value(value).run()
    for day in [day for day in app.text_input if day.key == key]:
        day.set_value(value).run()


@pytest.mark.parametrize("door", [through_the_light_pages, through_the_app])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_is_filled_in_is_what_is_stored(place, door, case):
    """Every answer is stored as the case says, nothing else, and nothing is left as a draft of what
    was sent.
    """
    door(place, case)

    sent = [
        dict(each.answers)
        for each in place.store.sent(case.form.participant_id)
        if each.form == case.form
    ]
    assert ([case.stored] if case.stored is not None else []) == sent
    assert {} == place.store.draft(case.form)
