"""The app: the closing evaluation for the board, and behind a personal link one participant's own page.

Start it with ``mentoring-toolkit app`` or ``streamlit run app.py``.
"""

import streamlit as st

from toolkit import session
from toolkit.assets import asset

words = session.words()
title, script = (words.gettext("My mentorship"), "mentorship.py") if session.link() else (words.gettext("Closing evaluation"), "board.py")
st.set_page_config(page_title=title, page_icon="🤝", layout="wide")
page = st.navigation([st.Page(asset(f"toolkit/pages/{script}"), title=title)], position="hidden")
try:
    page.run()
except Exception as fault:  # noqa: BLE001  # whatever it is, nobody shall meet a traceback; stop and rerun are no Exception
    line = session.log_fault(fault)
    sentence = words.gettext("Something went wrong on this page. No figure was changed. Reload the page; if it happens again, report this line: {line}")
    st.error(sentence.format(line=line))
