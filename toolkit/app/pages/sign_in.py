"""What stands here for whoever is not signed in: the way in, and nothing else."""

import json

import streamlit as st

from toolkit.app import state
from toolkit.app.widgets import layout, pictures

words = state.words()
_ = words.gettext
layout.apply_style(words, pictures.palette())
with layout.render_top_line():
    st.markdown("Mentoring toolkit")
    state.choose_language()
st.title(_("Sign in"), anchor=False)
if state.is_vouched_for():
    st.markdown(
        _(
            "Your provider says who you are, but no account here has that address, or it is not"
            " confirmed. Ask whoever looks after the accounts."
        )
    )
    if issuer := state.unverified_issuer():
        unsaid = _(
            "It does not say of any address whether it is confirmed. If it is the association's"
            " own, whoever runs the server can trust it: {line}"
        )
        setting = f"{state.SETTING} = {json.dumps(issuer)}"
        st.markdown(unsaid.format(line=f"``{setting}``"))
st.markdown(
    _(
        "Whoever looks after the programme or sits on its board signs in here. Do you take part?"
        " Open the personal link in your invitation."
    )
)
layout.render_link(_("Sign in"), f"/sign-in?lang={words.code}", first=True)
