"""Where the bare address leads.

To the first page that the reader may open, so that every page has one address of its own.
"""

import streamlit as st

from toolkit.app import state
from toolkit.resources import resource_path

st.switch_page(
    resource_path(f"toolkit/app/pages/{state.rooms()[0].script}"),
    query_params=st.query_params.to_dict(),
)
