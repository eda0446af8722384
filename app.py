"""The app of the board. Start it with ``mentoring-toolkit app`` or ``streamlit run app.py``."""

import streamlit as st

from toolkit import session
from toolkit.assets import asset

words = session.words()
st.set_page_config(page_title=words.gettext("Closing evaluation"), page_icon="🤝", layout="wide")
page = st.navigation([st.Page(asset("toolkit/pages/board.py"), title=words.gettext("Closing evaluation"))], position="hidden")
try:
    page.run()
except Exception as fault:  # noqa: BLE001  # whatever it is, nobody shall meet a traceback; stop and rerun are no Exception
    line = session.log_fault(fault)
    sentence = words.gettext("Something went wrong on this page. No figure was changed. Reload the page; if it happens again, report this line: {line}")
    st.error(sentence.format(line=line))
