"""Where the bare address leads: to the first page that the reader may open, so that every page has one address of its own."""

from __future__ import annotations

import streamlit as st

from toolkit import session
from toolkit.assets import asset

st.switch_page(asset(f"toolkit/pages/{session.rooms()[0].script}"), query_params=st.query_params.to_dict())
