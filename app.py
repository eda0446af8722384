"""The app: what is released for the board, and the coordinator's desk.

Participants have pages of their own, which the server gives them without Streamlit.
Start it with ``mentoring-toolkit app`` or ``streamlit run app.py``.
"""

import streamlit as st

from toolkit.app import state
from toolkit.resources import resource_path

state.forget_others()
words = state.words()
_ = words.gettext
if rooms := state.rooms():
    pages = [
        st.Page(
            resource_path(f"toolkit/app/pages/{room.script}"),
            title=_(room.title),
            url_path=room.place,
        )
        for room in rooms
    ]
    pages.append(
        st.Page(
            resource_path("toolkit/app/pages/landing.py"), title=_(rooms[0].title), default=True
        )
    )
else:
    pages = [st.Page(resource_path("toolkit/app/pages/sign_in.py"), title=_("Sign in"))]
st.set_page_config(page_title=pages[0].title, page_icon="🤝", layout="wide")
page = st.navigation(
    pages, position="hidden"
)  # each page draws its own menu, in the words of its reader
try:
    page.run()
except Exception as fault:  # noqa: BLE001  # whatever it is, nobody shall meet a traceback; stop and rerun are no Exception
    sentence = _(
        "Something went wrong on this page. No figure was changed. Reload the page; if it"
        " happens again, report this line: {line}"
    )
    st.error(sentence.format(line=state.log_fault(fault)))
