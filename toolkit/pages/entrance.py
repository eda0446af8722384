"""What stands here for whoever is not signed in: the way in, and nothing else."""

from __future__ import annotations

import json

import streamlit as st

from toolkit import session
from toolkit.pages import drawings, layout

words = session.words()
_ = words.gettext
layout.style(words, drawings.palette())
with layout.top_line():
    st.markdown("Mentoring toolkit")
    session.choose_language()
st.title(_("Sign in"), anchor=False)
if session.is_vouched_for():
    st.markdown(_("Your provider says who you are, but no account here has that address, or it is not confirmed. Ask whoever looks after the accounts."))
    if issuer := session.unsaid_by():
        unsaid = _("It does not say of any address whether it is confirmed. If it is the association's own, whoever runs the server can trust it: {line}")
        setting = f"{session.SETTING} = {json.dumps(issuer)}"
        st.markdown(unsaid.format(line=f"``{setting}``"))
st.markdown(_("Whoever looks after the programme or sits on its board signs in here. Do you take part? Open the personal link in your invitation."))
layout.way(_("Sign in"), f"/sign-in?lang={words.code}", first=True)
